//! A figure of every unit at once: what a whole-tree question answers.

use crate::structure::UnitIx;
use crate::trees::{Slot, Tree};
use crate::{ix, number, ways};
use std::collections::HashSet;
use std::sync::Arc;

/// How sure a figure is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Certainty {
    /// What the unit counted on the facts' own day.
    Exact,
    /// Put on the units of another day, without doubt.
    Rebased,
    /// Something that cannot be attributed is (or may be missing) here.
    Remainder,
}

impl Certainty {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Certainty::Exact => "exact",
            Certainty::Rebased => "rebased",
            Certainty::Remainder => "remainder",
        }
    }
}

const REBASED: u8 = 1;
const SHORT: u8 = 2;

/// One figure for every unit of a structure, and for the whole record, which is addressed
/// by `None`. On one day's tree, the total of a unit is its own, its children's totals,
/// what is in transit and the remainder.
#[derive(Debug, Clone)]
pub struct Spread {
    tree: Arc<Tree>,
    own: Vec<i64>,
    transit: Vec<i64>,
    remainder: Vec<i64>,
    total: Vec<i64>,
    flags: Vec<u8>,
}

impl Spread {
    /// The tree on which the figures stand. For a period as it was, where each fact counts in
    /// the tree of its own day: that of the period's last day.
    #[must_use]
    pub fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Sits directly in the unit.
    #[must_use]
    pub fn own(&self, u: Option<UnitIx>) -> i64 {
        self.read(&self.own, u)
    }

    /// Between two units of which this is the lowest that contains both.
    #[must_use]
    pub fn transit(&self, u: Option<UnitIx>) -> i64 {
        self.read(&self.transit, u)
    }

    /// Somewhere below, in a unit that nothing tells.
    #[must_use]
    pub fn remainder(&self, u: Option<UnitIx>) -> i64 {
        self.read(&self.remainder, u)
    }

    /// Everything in the unit and below.
    #[must_use]
    pub fn total(&self, u: Option<UnitIx>) -> i64 {
        self.read(&self.total, u)
    }

    /// Whether the unit counts other facts than it did on their own day.
    #[must_use]
    pub fn rebased(&self, u: Option<UnitIx>) -> bool {
        self.flag(u, REBASED)
    }

    /// Whether the unit may lack some: a remainder above may belong to it or below it.
    #[must_use]
    pub fn short(&self, u: Option<UnitIx>) -> bool {
        self.flag(u, SHORT)
    }

    #[must_use]
    pub fn holds_remainder(&self, u: Option<UnitIx>) -> bool {
        self.remainder(u) != 0
    }

    #[must_use]
    pub fn certainty(&self, u: Option<UnitIx>) -> Certainty {
        if self.short(u) || self.holds_remainder(u) {
            Certainty::Remainder
        } else if self.rebased(u) {
            Certainty::Rebased
        } else {
            Certainty::Exact
        }
    }

    fn at(&self, u: Option<UnitIx>) -> usize {
        u.map_or(self.own.len() - 1, UnitIx::index)
    }

    fn read(&self, column: &[i64], u: Option<UnitIx>) -> i64 {
        column.get(self.at(u)).copied().unwrap_or(0)
    }

    fn flag(&self, u: Option<UnitIx>, flag: u8) -> bool {
        self.flags.get(self.at(u)).is_some_and(|f| f & flag != 0)
    }
}

/// Which part of a unit's total something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Own,
    Transit,
    Remainder,
}

/// Building.
impl Spread {
    pub(crate) fn new(tree: Arc<Tree>) -> Spread {
        let n = tree.slots();
        Spread {
            tree,
            own: vec![0; n],
            transit: vec![0; n],
            remainder: vec![0; n],
            total: vec![0; n],
            flags: vec![0; n],
        }
    }

    #[inline]
    pub(crate) fn put(&mut self, slot: Slot, part: Part, amount: i64) {
        let column = match part {
            Part::Own => &mut self.own,
            Part::Transit => &mut self.transit,
            Part::Remainder => &mut self.remainder,
        };
        column[ix(slot)] += amount;
    }

    /// Counts in the totals of the slots and of all above them in a tree that may be another's.
    pub(crate) fn count_upwards(&mut self, tree: &Tree, facts: impl Iterator<Item = (Slot, i64)>) {
        // what has a long way up goes the rest of it together
        let mut rest: Option<Vec<i64>> = None;
        for (slot, amount) in facts {
            let mut way = tree.chain(slot);
            let near = way.by_ref().take(ways::SHORT);
            near.for_each(|s| self.total[ix(s)] += amount);
            if let Some(s) = way.next() {
                rest.get_or_insert_with(|| vec![0; tree.slots()])[ix(s)] += amount;
            }
        }
        let Some(mut rest) = rest else {
            return;
        };
        for s in tree.upwards() {
            let amount = rest[ix(*s)];
            if amount != 0 {
                self.total[ix(*s)] += amount;
                rest[ix(tree.above(*s))] += amount;
            }
        }
        self.total[ix(tree.whole())] += rest[ix(tree.whole())];
    }

    /// Notes that something counted at `slot` may lie in the candidate, or below it.
    pub(crate) fn lacks(&mut self, tree: &Tree, candidate: Slot, slot: Slot) {
        let below = tree.chain(candidate).take_while(|s| *s != slot);
        below.for_each(|s| self.flags[ix(s)] |= SHORT);
    }

    pub(crate) fn rebase(&mut self, slot: Slot) {
        self.flags[ix(slot)] |= REBASED;
    }

    /// Adds up from below.
    pub(crate) fn fold(&mut self) {
        let tree = self.tree.clone();
        let parts = self.own.iter().zip(&self.transit).zip(&self.remainder);
        for (total, ((own, transit), remainder)) in self.total.iter_mut().zip(parts) {
            *total = own + transit + remainder;
        }
        for s in tree.upwards() {
            self.total[ix(tree.above(*s))] += self.total[ix(*s)];
        }
    }
}

/// The slots of one way that the other does not have.
fn without<'a>(way: &'a [Slot], other: &'a [Slot]) -> impl Iterator<Item = Slot> + 'a {
    let many: Option<HashSet<Slot>> =
        (other.len() > ways::SHORT).then(|| other.iter().copied().collect());
    let there = move |s: &Slot| match &many {
        Some(many) => many.contains(s),
        None => other.contains(s),
    };
    way.iter().copied().filter(move |s| !there(s))
}

/// Facts counted at one slot of one tree and at another slot of another.
pub(crate) type Moved = (i64, Slot, Slot);

/// Which slots count other facts in `b` than in `a`: calls `visit(slot, how many, gained)`.
/// Facts that leave a slot and others that come are told apart, not set off.
pub(crate) fn diverge(
    a: &Tree,
    b: &Tree,
    moved: impl Iterator<Item = Moved>,
    mut visit: impl FnMut(Slot, i64, bool),
) {
    let mut apart = |x: Slot, y: Slot, n: i64| {
        let (from, to): (Vec<Slot>, Vec<Slot>) = (a.chain(x).collect(), b.chain(y).collect());
        let (lost, gained) = (without(&from, &to), without(&to, &from));
        lost.for_each(|s| visit(s, n, false));
        gained.for_each(|t| visit(t, n, true));
    };
    let mut together = vec![0_i64; b.slots()];
    for (n, x, y) in moved.filter(|m| m.0 != 0) {
        if x == y {
            together[ix(x)] += n;
        } else {
            apart(x, y, n);
        }
    }
    // facts at one slot in both trees go up together as far as the parents are the same
    for s in b.upwards() {
        let n = together[ix(*s)];
        if n != 0 {
            let (x, y) = (a.above(*s), b.above(*s));
            if x == y {
                together[ix(x)] += n;
            } else {
                apart(x, y, n);
            }
        }
    }
    debug_assert_eq!(number(together.len()), b.whole() + 1);
}

//! The tree of a day as arrays, where every place is on it, and a cache of both.

use crate::places::{Place, PlaceIx, Places, locate};
use crate::structure::{Structure, UnitIx};
use crate::ways::{self, SHORT, Ways};
use crate::{Day, ix, number};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Position of a unit in the arrays of a [`Tree`]; the whole record comes after the last unit.
pub(crate) type Slot = u32;

const CLOSED: Slot = Slot::MAX;
const KEPT_TREES: usize = 128;
const KEPT_TARGETS: usize = 64;

/// Who stood under whom at the end of a day.
#[derive(Debug)]
pub struct Tree {
    /// Per unit: its parent, the whole record for a root, or [`CLOSED`].
    parent: Vec<Slot>,
    /// The open units, children before parents.
    upwards: Vec<Slot>,
    /// Its ways up, once one of them was found to be long.
    ways: OnceLock<Ways>,
}

impl Tree {
    /// The units open on the day, children before parents.
    pub fn units(&self) -> impl DoubleEndedIterator<Item = UnitIx> {
        self.upwards.iter().copied().map(UnitIx)
    }

    #[must_use]
    pub fn is_open(&self, u: UnitIx) -> bool {
        self.parent.get(u.index()).is_some_and(|p| *p != CLOSED)
    }

    /// The parent; none for a root (and for a unit not open).
    #[must_use]
    pub fn parent(&self, u: UnitIx) -> Option<UnitIx> {
        let p = *self.parent.get(u.index())?;
        (p < self.whole()).then_some(UnitIx(p))
    }

    /// Units directly under `u`, or the roots.
    pub fn children(&self, u: Option<UnitIx>) -> impl Iterator<Item = UnitIx> {
        let above = u.map_or(self.whole(), |u| u.0);
        let under = move |s: &&Slot| self.above(**s) == above;
        self.upwards.iter().filter(under).copied().map(UnitIx)
    }

    /// The lowest unit that contains all of them; none when only the whole record does.
    #[must_use]
    pub fn lowest_common(&self, units: &[UnitIx]) -> Option<UnitIx> {
        let slot = self.lowest(units.iter().map(|u| u.0));
        (slot < self.whole()).then_some(UnitIx(slot))
    }

    /// Slot of the whole record.
    pub(crate) fn whole(&self) -> Slot {
        number(self.parent.len())
    }

    /// Units and the whole record.
    pub(crate) fn slots(&self) -> usize {
        self.parent.len() + 1
    }

    pub(crate) fn upwards(&self) -> &[Slot] {
        &self.upwards
    }

    /// The slot above; the whole record is above itself, and above what is not open.
    pub(crate) fn above(&self, slot: Slot) -> Slot {
        let p = self.parent.get(ix(slot)).copied().unwrap_or(CLOSED);
        p.min(self.whole())
    }

    /// The slot, what is above it, and so on; the whole record last.
    pub(crate) fn chain(&self, slot: Slot) -> impl Iterator<Item = Slot> + Clone {
        let whole = self.whole();
        let up = move |s: &Slot| (*s < whole).then(|| self.above(*s));
        std::iter::successors(Some(slot), up)
    }

    /// The slot directly below `top` on the way up from a slot; none at `top` itself and beside it.
    pub(crate) fn below(&self, slot: Slot, top: Slot) -> Option<Slot> {
        let (mut chain, mut last) = (self.chain(slot), None);
        for s in chain.by_ref().take(SHORT) {
            if s == top {
                return last;
            }
            last = Some(s);
        }
        chain.next()?;
        self.ways().below(slot, top)
    }

    /// Whether the slot is `top` or below it.
    pub(crate) fn lies_within(&self, slot: Slot, top: Slot) -> bool {
        let mut chain = self.chain(slot);
        chain.by_ref().take(SHORT).any(|s| s == top)
            || chain.next().is_some() && self.ways().within(slot, top)
    }

    fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| {
            let whole = self.whole();
            let above = (0..whole).map(|s| self.above(s));
            Ways::new(above.chain([ways::NONE]).collect())
        })
    }

    /// The lowest slot that contains all of them.
    pub(crate) fn lowest(&self, slots: impl IntoIterator<Item = Slot>) -> Slot {
        let mut slots = slots.into_iter();
        let first = slots.next().unwrap_or(self.whole());
        slots.fold(first, |low, s| self.meet(low, s))
    }

    /// Where two ways up meet.
    fn meet(&self, a: Slot, b: Slot) -> Slot {
        if a == b {
            return a;
        }
        let long = |s| self.chain(s).nth(SHORT).is_some();
        let found = if long(a) || long(b) {
            self.ways().lowest(a, b)
        } else {
            let mut chain = self.chain(a);
            chain.find(|c| self.chain(b).any(|x| x == *c))
        };
        found.unwrap_or(self.whole())
    }

    /// Per slot: whether it is `top` or below it.
    pub(crate) fn within(&self, top: Slot) -> Vec<bool> {
        let mut within = vec![false; self.slots()];
        if let Some(w) = within.get_mut(ix(top)) {
            *w = true;
        }
        for s in self.upwards.iter().rev() {
            if within[ix(self.above(*s))] {
                within[ix(*s)] = true;
            }
        }
        within
    }

    fn new(bones: &Skeleton, on: Day) -> Tree {
        let n = bones.opened.len();
        let whole = number(n);
        let mut parent: Vec<Slot> = (0..n).map(|u| bones.parent(u, on)).collect();
        for u in 0..n {
            if parent.get(ix(parent[u])) == Some(&CLOSED) {
                parent[u] = whole;
            }
        }
        let upwards = ways::upwards(&mut parent, Some(CLOSED));
        Tree {
            parent,
            upwards,
            ways: OnceLock::new(),
        }
    }
}

/// A structure's days as plain arrays: what the tree of a day is read from.
#[derive(Debug)]
struct Skeleton {
    opened: Vec<Day>,
    closed: Vec<Day>,
    /// Per unit, where its states begin in `states`; one more at the end.
    first: Vec<u32>,
    states: Vec<(Day, Slot)>,
    /// Whether any link leads from or to the unit.
    linked: Vec<bool>,
    /// The days on which a tree or a link differs from the eve.
    changes: Vec<Day>,
}

impl Skeleton {
    fn new(s: &Structure) -> Skeleton {
        let mut b = Skeleton {
            opened: Vec::with_capacity(s.len()),
            closed: Vec::with_capacity(s.len()),
            first: vec![0],
            states: Vec::new(),
            linked: vec![false; s.len()],
            changes: s.links().iter().map(|l| l.day).collect(),
        };
        let whole = number(s.len());
        for u in s.all() {
            let unit = s.unit(u);
            b.opened.push(unit.opened);
            b.closed.push(unit.closed);
            b.changes.extend([unit.opened, unit.closed]);
            let mut last = None;
            for state in &unit.states {
                if last != Some(state.parent) {
                    b.changes.push(state.from);
                    let parent = state.parent.map_or(whole, |p| p.0);
                    b.states.push((state.from, parent));
                }
                last = Some(state.parent);
            }
            b.first.push(number(b.states.len()));
        }
        for l in s.links() {
            for u in [Some(l.old), l.new].into_iter().flatten() {
                b.linked[u.index()] = true;
            }
        }
        b.changes.sort_unstable();
        b.changes.dedup();
        b
    }

    fn is_open(&self, u: usize, on: Day) -> bool {
        self.opened[u] <= on && on < self.closed[u]
    }

    fn parent(&self, u: usize, on: Day) -> Slot {
        if !self.is_open(u, on) {
            return CLOSED;
        }
        let states = &self.states[ix(self.first[u])..ix(self.first[u + 1])];
        let then = states.iter().rev().find(|(from, _)| *from <= on);
        then.map_or(CLOSED, |(_, parent)| *parent)
    }

    /// Number of the stretch of days without change in which the day lies.
    fn epoch(&self, on: Day) -> usize {
        self.changes.partition_point(|d| *d <= on)
    }
}

/// Where facts of one place are counted on a tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Target {
    pub slot: Slot,
    /// Not in a unit for certain: counted in the remainder of the slot.
    pub remainder: bool,
    pub candidates: Vec<UnitIx>,
}

/// [`Target`]s of all places, for one pair of own day and day of the structure.
#[derive(Debug)]
pub(crate) struct Targets {
    slots: Vec<Slot>,
    /// In order of places: those counted in a remainder, with their candidates.
    doubtful: Vec<(PlaceIx, Vec<UnitIx>)>,
}

const REMAINDER: u32 = 1 << 31;

impl Targets {
    #[inline]
    pub fn slot(&self, p: usize) -> (Slot, bool) {
        let coded = self.slots[p];
        (coded & !REMAINDER, coded & REMAINDER != 0)
    }

    pub fn candidates(&self, p: PlaceIx) -> &[UnitIx] {
        let found = self.doubtful.binary_search_by_key(&p, |(p, _)| *p);
        found.map_or(&[], |i| self.doubtful[i].1.as_slice())
    }
}

/// Keeps the trees of days that were asked for, and where every place is on them.
/// Notices by itself when the structure or the places have changed.
#[derive(Debug, Default)]
pub struct TreeCache {
    kept: Mutex<Kept>,
}

#[derive(Debug, Default)]
struct Kept {
    bones: Option<(u64, Arc<Skeleton>)>,
    trees: VecDeque<(usize, Arc<Tree>)>,
    targets: VecDeque<((u64, usize, usize), Arc<Targets>)>,
}

impl TreeCache {
    #[must_use]
    pub fn new() -> TreeCache {
        TreeCache::default()
    }

    /// The tree at the end of the day.
    #[must_use]
    pub fn tree(&self, s: &Structure, on: Day) -> Arc<Tree> {
        self.view(s).tree(on)
    }

    pub(crate) fn view<'a>(&'a self, s: &'a Structure) -> View<'a> {
        let mut kept = self.lock();
        let known = kept.bones.as_ref().filter(|(stamp, _)| *stamp == s.stamp());
        let bones = if let Some((_, bones)) = known {
            bones.clone()
        } else {
            let bones = Arc::new(Skeleton::new(s));
            *kept = Kept::default();
            kept.bones = Some((s.stamp(), bones.clone()));
            bones
        };
        drop(kept);
        View {
            cache: self,
            s,
            bones,
        }
    }

    fn lock(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Keeps what was made for this version of the structure; the oldest gives way.
    fn keep(&self, s: &Structure, put: impl FnOnce(&mut Kept)) {
        let mut kept = self.lock();
        if kept.bones.as_ref().is_some_and(|(b, _)| *b == s.stamp()) {
            put(&mut kept);
            kept.trees.truncate(KEPT_TREES);
            kept.targets.truncate(KEPT_TARGETS);
        }
    }
}

/// The cache, seen for one version of a structure.
pub(crate) struct View<'a> {
    cache: &'a TreeCache,
    s: &'a Structure,
    bones: Arc<Skeleton>,
}

impl View<'_> {
    pub fn tree(&self, on: Day) -> Arc<Tree> {
        let epoch = self.bones.epoch(on);
        let kept = self.cache.lock();
        if let Some((_, tree)) = kept.trees.iter().find(|(e, _)| *e == epoch) {
            return tree.clone();
        }
        drop(kept);
        let tree = Arc::new(Tree::new(&self.bones, on));
        let keep = tree.clone();
        self.cache
            .keep(self.s, |k| k.trees.push_front((epoch, keep)));
        tree
    }

    /// Days on which something changes, from `from` on and before `until`.
    pub fn changes(&self, from: Day, until: Day) -> &[Day] {
        let days = &self.bones.changes;
        let start = days.partition_point(|d| *d < from);
        let end = days.partition_point(|d| *d < until);
        days.get(start..end).unwrap_or(&[])
    }

    /// Whether nothing changes between the two days.
    pub fn same(&self, a: Day, b: Day) -> bool {
        self.bones.epoch(a) == self.bones.epoch(b)
    }

    /// Where a fact of the day `own` at the place is counted in the tree of `to`.
    pub fn target(&self, tree: &Tree, place: &Place, own: Day, to: Day) -> Target {
        let first = place.first.index();
        if place.settled.is_empty() && !self.bones.linked[first] && self.bones.is_open(first, to) {
            return Target {
                slot: place.first.0,
                remainder: false,
                candidates: Vec::new(),
            };
        }
        let found = locate(self.s, place, own, to);
        let nowhere = found.nowhere() || found.candidates().is_empty();
        match found.candidates() {
            [only] if !nowhere => Target {
                slot: only.0,
                remainder: false,
                candidates: Vec::new(),
            },
            several => Target {
                slot: if nowhere {
                    tree.whole()
                } else {
                    tree.lowest(several.iter().map(|u| u.0))
                },
                remainder: true,
                candidates: several.to_vec(),
            },
        }
    }

    /// [`View::target`] of every place.
    pub fn targets(&self, places: &Places, own: Day, to: Day) -> Arc<Targets> {
        let key = (places.stamp(), self.bones.epoch(own), self.bones.epoch(to));
        let kept = self.cache.lock();
        if let Some((_, targets)) = kept.targets.iter().find(|(k, _)| *k == key) {
            return targets.clone();
        }
        drop(kept);
        let targets = Arc::new(self.make_targets(places, own, to));
        let keep = targets.clone();
        self.cache
            .keep(self.s, |k| k.targets.push_front((key, keep)));
        targets
    }

    fn make_targets(&self, places: &Places, own: Day, to: Day) -> Targets {
        let tree = self.tree(to);
        let mut slots = Vec::with_capacity(places.len());
        let mut doubtful = Vec::new();
        for p in places.all() {
            let target = self.target(&tree, places.get(p), own, to);
            let mark = if target.remainder { REMAINDER } else { 0 };
            slots.push(target.slot | mark);
            if target.remainder {
                doubtful.push((p, target.candidates));
            }
        }
        Targets { slots, doubtful }
    }
}

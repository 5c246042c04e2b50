//! What of a figure a visitor may see: what stands in units beyond their sight is in no number
//! shown to them.

use crate::insight::indicators::Facts;
use crate::insight::indicators::answer::{Counts, Share};
use crate::web::Visit;
use bigdecimal::{BigDecimal, Zero};
use figures::{Day, Structure, UnitIx};
use platform::Result;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The units of a day as far as a visitor sees them.
pub struct Seen {
    day: Day,
    whole: bool,
    seen: HashSet<UnitIx>,
    /// Units that have some unit below them which is not seen.
    short: HashSet<UnitIx>,
}

impl Seen {
    pub fn of(v: &Visit, s: &Structure, day: Day) -> Result<Seen> {
        let mut sight = Seen {
            day,
            whole: v.scope(s)?.is_whole(),
            seen: HashSet::new(),
            short: HashSet::new(),
        };
        if sight.whole {
            return Ok(sight);
        }
        for u in s.all().filter(|u| s.is_open(*u, day)) {
            if v.sees(s, u) {
                sight.seen.insert(u);
            } else {
                // above one that is noted all are
                let mut above = s.way_up(u, day);
                while above.next().is_some_and(|a| sight.short.insert(a)) {}
            }
        }
        Ok(sight)
    }

    /// Whether the whole record is seen.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    pub fn sees(&self, u: UnitIx) -> bool {
        self.whole || self.seen.contains(&u)
    }

    /// Whether everything below a unit is seen too.
    pub fn sees_below(&self, u: UnitIx) -> bool {
        self.whole || (self.seen.contains(&u) && !self.short.contains(&u))
    }

    /// The children of a unit that are seen, by code.
    pub fn children(&self, s: &Structure, u: UnitIx) -> Vec<UnitIx> {
        let below = s.children(u, self.day);
        self.in_order(s, below.into_iter().filter(|c| self.sees(*c)).collect())
    }

    /// The highest units that are seen, by code.
    pub fn tops(&self, s: &Structure) -> Vec<UnitIx> {
        let (mut tops, mut waiting) = (Vec::new(), s.roots(self.day));
        while let Some(u) = waiting.pop() {
            if self.sees(u) {
                tops.push(u);
            } else {
                waiting.extend(s.children(u, self.day));
            }
        }
        self.in_order(s, tops)
    }

    fn in_order(&self, s: &Structure, mut units: Vec<UnitIx>) -> Vec<UnitIx> {
        units.sort_by_key(|u| s.state(*u, self.day).map(|x| x.code.clone()));
        units
    }
}

/// The sight of a visitor on the days a page asks for, each looked up once.
#[derive(Default)]
pub struct Sights(HashMap<Day, Arc<Seen>>);

impl Sights {
    pub fn on(&mut self, v: &Visit, s: &Structure, day: Day) -> Result<Arc<Seen>> {
        if let Some(seen) = self.0.get(&day) {
            return Ok(seen.clone());
        }
        let seen = Arc::new(Seen::of(v, s, day)?);
        self.0.insert(day, seen.clone());
        Ok(seen)
    }
}

/// What is counted, for whom.
pub struct Sight<'a> {
    pub facts: &'a Facts,
    pub seen: &'a Seen,
    /// Units that are themselves counted by what stands above them.
    pub counted: &'a BTreeSet<UnitIx>,
    /// Whether units report the figure themselves.
    pub reported: bool,
}

impl Sight<'_> {
    /// The value of a unit, without what is not seen below it.
    pub fn of(&self, counts: &Counts, u: UnitIx) -> Option<BigDecimal> {
        if let Some((above, below)) = counts.terms() {
            return counts.ratio(self.of(above, u)?, self.of(below, u)?);
        }
        if self.reported {
            let own = self.seen.sees_below(u) && counts.says(Some(u));
            return own.then(|| counts.value(Some(u))).flatten();
        }
        // downwards only as far as something is hidden; a tree may be as deep as it has units
        let (mut sum, mut waiting) = (BigDecimal::zero(), vec![u]);
        while let Some(x) = waiting.pop() {
            sum += BigDecimal::from(i32::from(x != u && self.counted.contains(&x)));
            if self.seen.sees_below(x) {
                sum += counts.value(Some(x))?;
            } else if self.seen.sees(x) {
                sum += counts.share(Some(x), Share::Own)?;
                waiting.extend(self.seen.children(&self.facts.structure, x));
            }
        }
        Some(sum)
    }

    /// The value of a unit as its parent counts it: of units, the unit itself too.
    pub fn below_parent(&self, counts: &Counts, u: UnitIx) -> Option<BigDecimal> {
        let itself = i32::from(counts.terms().is_none() && self.counted.contains(&u));
        Some(self.of(counts, u)? + BigDecimal::from(itself))
    }

    /// The value of several units together.
    pub fn sum(&self, counts: &Counts, units: &[UnitIx]) -> Option<BigDecimal> {
        if let Some((above, below)) = counts.terms() {
            return counts.ratio(self.sum(above, units)?, self.sum(below, units)?);
        }
        units.iter().map(|u| self.below_parent(counts, *u)).sum()
    }
}

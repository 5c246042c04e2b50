//! Figures of units themselves: those below a unit, and those that reforms joined.
//!
//! A unit is counted on its own day and stands on the units asked for. One that lives there stands
//! where it is; one that does not is its only successor's own, and with several a remainder of the
//! lowest unit that contains them all (`semantics.md` 4.6).

use super::counts::{Share, Tallies, Tally};
use super::entered::{Entered, Image};
use super::facts::Facts;
use super::list::Listed;
use super::question::{Filter, Question, StructureChoice};
use crate::organisation::members::standard::DQ14;
use crate::organisation::rulebook::{IndicatorRule, Source};
use bigdecimal::{BigDecimal, Zero};
use figures::{Day, UnitIx};
use platform::Result;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::AddAssign;

/// What reforms joined below a unit: the units of before and of after, each with the children of
/// the unit that contain where it went or was; none is the unit beside its children.
#[derive(Default)]
struct Joined {
    olds: BTreeMap<UnitIx, BTreeSet<Option<UnitIx>>>,
    news: BTreeMap<UnitIx, BTreeSet<Option<UnitIx>>>,
}

impl Joined {
    fn add(&mut self, child: Option<UnitIx>, olds: &BTreeSet<UnitIx>, news: &BTreeSet<UnitIx>) {
        for (map, units) in [(&mut self.olds, olds), (&mut self.news, news)] {
            for u in units {
                map.entry(*u).or_default().insert(child);
            }
        }
    }

    /// The number of those whose children are the wanted ones.
    fn number(&self, what: &str, wanted: impl Fn(&BTreeSet<Option<UnitIx>>) -> bool) -> i64 {
        let count = |units: &BTreeMap<UnitIx, BTreeSet<Option<UnitIx>>>| {
            let found = units.values().filter(|children| wanted(children)).count();
            i64::try_from(found).unwrap_or(0)
        };
        match what {
            "predecessors" => count(&self.olds),
            "successors" => count(&self.news),
            _ => count(&self.olds) - count(&self.news),
        }
    }

    /// What lies in several children, or in none: no child's, and never counted twice.
    fn remainder(&self, what: &str) -> i64 {
        self.number(what, |children| {
            children.len() > 1 || children.contains(&None)
        })
    }

    /// What lies in the child and in no other.
    fn of_child(&self, what: &str, child: UnitIx) -> i64 {
        self.number(what, |c| c.len() == 1 && c.contains(&Some(child)))
    }

    /// Whether a child may lack something, for it lies in another too.
    fn shares(&self, child: UnitIx) -> bool {
        let mut all = self.olds.values().chain(self.news.values());
        all.any(|c| c.len() > 1 && c.contains(&Some(child)))
    }
}

impl Facts {
    pub(super) fn units_below(&self, rule: &IndicatorRule, q: &Question) -> Result<Tallies> {
        let (day, on, s) = (q.when.last_day(), q.structure_day(), &self.structure);
        let mut tallies = self.unsaid(day, on);
        let mut counts: HashMap<Option<UnitIx>, i64> = HashMap::new();
        for u in self.listed_units(rule, q)? {
            if s.is_open(u, on) {
                *counts.entry(s.parent(u, on)).or_default() += 1;
                continue;
            }
            let image = Image::of(s, u, day, on);
            image.doubts(s, &mut tallies, on);
            let tally = tallies.entry(image.top);
            let tally = tally.or_insert_with(|| Tally::none("rebased"));
            if image.divided {
                tally.certainty = "remainder";
                tally.remainder += 1_i64;
            } else {
                tally.own += 1_i64;
            }
            *counts.entry(image.top).or_default() += 1;
        }
        for (u, n) in self.summed_up(counts, on) {
            let tally = tallies.entry(u).or_insert_with(|| Tally::none("exact"));
            tally.total += n;
        }
        Ok(tallies)
    }

    /// Nought for every unit of another day's tree, where no figure is exact; nothing where both
    /// days have the same tree.
    fn unsaid(&self, day: Day, on: Day) -> Tallies {
        if self.stands_alike(day, on) {
            return Tallies::new();
        }
        let tree = self.trees.tree(&self.structure, on);
        let units = tree.units().map(Some).chain([None]);
        units.map(|u| (u, Tally::none("rebased"))).collect()
    }

    /// Whether the same units stand under the same ones on both days.
    fn stands_alike(&self, day: Day, on: Day) -> bool {
        let s = &self.structure;
        let there = |u: UnitIx, d: Day| s.is_open(u, d).then(|| s.parent(u, d));
        day == on || s.all().all(|u| there(u, day) == there(u, on))
    }

    /// Adds to each unit what is counted below it in the tree of a day, and to the whole record
    /// all of it.
    pub(super) fn summed_up<N: Copy + AddAssign>(
        &self,
        mut counts: HashMap<Option<UnitIx>, N>,
        on: Day,
    ) -> HashMap<Option<UnitIx>, N> {
        let tree = self.trees.tree(&self.structure, on);
        for u in tree.units() {
            if let Some(n) = counts.get(&Some(u)).copied() {
                let above = counts.entry(tree.parent(u));
                above.and_modify(|sum| *sum += n).or_insert(n);
            }
        }
        counts
    }

    /// The units that a figure counts one by one where they stand; none when it counts something
    /// else.
    pub fn counted_units(&self, q: &Question) -> Result<BTreeSet<UnitIx>> {
        let rule = self.definition(q)?;
        let (on, s) = (q.structure_day(), &self.structure);
        if !rule.source.is_units() {
            return Ok(BTreeSet::new());
        }
        let units = self.listed_units(rule, q)?.into_iter();
        Ok(units.filter(|u| s.is_open(*u, on)).collect())
    }

    /// The row of a counted unit behind the figure of the unit asked for, if it lies below it.
    pub(super) fn listed_unit(&self, u: UnitIx, q: &Question) -> Option<Listed> {
        let (on, s) = (q.structure_day(), &self.structure);
        let (at, divided) = if s.is_open(u, on) {
            (Some(u), false)
        } else {
            let image = Image::of(s, u, q.when.last_day(), on);
            (image.top, image.divided)
        };
        let below = |top| u != top && at.is_some_and(|at| s.is_within(at, top, on));
        q.unit.is_none_or(below).then(|| Listed {
            person: None,
            paper: None,
            unit: Some(u),
            sender: None,
            at,
            part: if divided { "remainder" } else { "own" },
            day: s.unit(u).opened,
            named_on: q.when.last_day(),
        })
    }

    /// The units that a figure of units counts.
    pub(super) fn listed_units(&self, rule: &IndicatorRule, q: &Question) -> Result<Vec<UnitIx>> {
        let asked = self.asked_units(rule, &q.filter, q.when.last_day());
        if rule.source == Source::Cells {
            self.below_minimum(asked, q)
        } else {
            Ok(asked)
        }
    }

    /// DQ14: cells with fewer official members of their own than the rule of the day asks for.
    fn below_minimum(&self, cells: Vec<UnitIx>, q: &Question) -> Result<Vec<UnitIx>> {
        let day = q.when.last_day();
        let Some(rule) = self.book.data_rule(DQ14, day) else {
            return Ok(Vec::new());
        };
        let counts = self.counts(&officials(q), &Entered::default())?;
        let least = BigDecimal::from(rule.rule.parameters.officials_min);
        let small = |u: &UnitIx| {
            let own = counts.share(Some(*u), Share::Own);
            own.is_some_and(|n| n < least)
        };
        Ok(cells.into_iter().filter(small).collect())
    }

    fn asked_units(&self, rule: &IndicatorRule, filter: &Filter, day: Day) -> Vec<UnitIx> {
        let wanted = |u: &UnitIx| {
            let kind = self.structure.state(*u, day).map_or("", |s| &s.kind);
            let by_rule = rule
                .filter
                .get("kind")
                .is_none_or(|all| all.iter().any(|k| k == kind));
            self.structure.is_open(*u, day)
                && by_rule
                && filter.kind.as_ref().is_none_or(|k| k == kind)
        };
        self.structure.all().filter(wanted).collect()
    }

    /// Units merged, their successors, and how many fewer there are: 12 into 6 is 6. Without a
    /// kind, the units directly below are meant.
    pub(super) fn reformed(&self, rule: &IndicatorRule, q: &Question) -> Tallies {
        let (what, mut tallies) = (counts_what(rule), self.unsaid_of(q));
        let surest = self.surest(q);
        for (u, joined) in self.joined(q) {
            let tally = tallies.entry(u).or_insert_with(|| Tally::none(surest));
            tally.total = joined.number(what, |_| true).into();
            tally.remainder = joined.remainder(what).into();
            if surest != "exact" && !tally.remainder.is_zero() {
                tally.certainty = "remainder";
            }
        }
        tallies
    }

    /// What each child of the unit asked for has of [`Facts::reformed`]: what was joined in it or
    /// below it, and nowhere else.
    pub(super) fn reformed_below(
        &self,
        rule: &IndicatorRule,
        q: &Question,
        children: &[UnitIx],
    ) -> Tallies {
        let (what, surest) = (counts_what(rule), self.surest(q));
        let joined = self.joined(q).remove(&q.unit).unwrap_or_default();
        let of = |child: &UnitIx| {
            let tally = Tally {
                certainty: if joined.shares(*child) {
                    "remainder"
                } else {
                    surest
                },
                ..Tally::of(joined.of_child(what, *child))
            };
            (Some(*child), tally)
        };
        children.iter().map(of).collect()
    }

    fn unsaid_of(&self, q: &Question) -> Tallies {
        self.unsaid(q.when.last_day(), q.structure_day())
    }

    fn surest(&self, q: &Question) -> &'static str {
        if self.stands_alike(q.when.last_day(), q.structure_day()) {
            "exact"
        } else {
            "rebased"
        }
    }

    /// What reforms of the period joined, by the units that count it.
    fn joined(&self, q: &Question) -> HashMap<Option<UnitIx>, Joined> {
        let ((from, until), s) = (q.when.days(), &self.structure);
        let last = until.eve();
        let mut joined: HashMap<Option<UnitIx>, Joined> = HashMap::new();
        for new in s.all().filter(|u| s.is_open(*u, last)) {
            let old = self.merged_into(new, from, until);
            let kind = s.state(new, last).map_or("", |x| &x.kind);
            if old.is_empty() || q.filter.kind.as_ref().is_some_and(|k| k != kind) {
                continue;
            }
            // who gave a part and lives on is a successor of itself
            let living = old.iter().filter(|u| s.is_open(**u, last));
            let came: BTreeSet<UnitIx> = living.copied().chain([new]).collect();
            if came == old {
                // parts changed hands and nothing was merged
                continue;
            }
            for (u, child) in self.above(new, q) {
                joined.entry(u).or_default().add(child, &old, &came);
            }
        }
        joined
    }

    /// The units that count a successor, the lowest first, each with its child that contains it;
    /// none where nothing tells which of them does.
    fn above(&self, new: UnitIx, q: &Question) -> Vec<(Option<UnitIx>, Option<UnitIx>)> {
        let (on, s) = (q.structure_day(), &self.structure);
        let (top, divided) = if s.is_open(new, on) {
            (Some(new), false)
        } else {
            let image = Image::of(s, new, q.when.last_day(), on);
            (image.top, image.divided)
        };
        let way: Vec<UnitIx> = top.into_iter().flat_map(|t| s.way_up(t, on)).collect();
        let above = way.iter().copied().map(Some).chain([None]);
        let below = [None].into_iter().chain(way.iter().copied().map(Some));
        // nothing stands below itself; what is divided stands below the unit that contains it all
        let above = above.zip(below).skip(usize::from(!divided));
        if q.filter.kind.is_none() {
            return above.take(1).collect();
        }
        above.collect()
    }

    /// The units of the eve of the period that went into this one, itself included if it lived then.
    fn merged_into(&self, new: UnitIx, from: Day, until: Day) -> BTreeSet<UnitIx> {
        let mut old = BTreeSet::new();
        let mut seen = BTreeSet::new();
        let mut walk = vec![new];
        while let Some(u) = walk.pop() {
            if !seen.insert(u) {
                continue;
            }
            let back: Vec<UnitIx> = self
                .structure
                .links_in(u)
                .filter(|l| from <= l.day && l.day < until)
                .map(|l| l.old)
                .collect();
            if self.structure.unit(u).opened < from && (u != new || !back.is_empty()) {
                old.insert(u);
            }
            walk.extend(back);
        }
        old
    }
}

/// What a figure of reforms counts: `predecessors`, `successors`, or how many fewer there are.
fn counts_what(rule: &IndicatorRule) -> &str {
    let counted = rule.filter.get("count").and_then(|c| c.first());
    counted.map_or("", String::as_str)
}

/// The official members of every unit on the day a question ends with.
pub(super) fn officials(q: &Question) -> Question {
    Question {
        indicator: "official".to_owned(),
        structure: StructureChoice::Units(q.when.last_day()),
        filter: Filter::default(),
        ..q.clone()
    }
}

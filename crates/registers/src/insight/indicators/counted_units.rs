//! Figures of units themselves: those below a unit, and those that reforms joined.

use super::counts::{Share, Tallies, Tally};
use super::entered::Entered;
use super::facts::Facts;
use super::question::{Filter, Question, StructureChoice};
use crate::organisation::members::standard::DQ14;
use crate::organisation::rulebook::IndicatorRule;
use bigdecimal::BigDecimal;
use figures::{Day, UnitIx};
use platform::Result;
use std::collections::{BTreeSet, HashMap};
use std::ops::AddAssign;

impl Facts {
    pub(super) fn units_below(&self, rule: &IndicatorRule, q: &Question) -> Result<Tallies> {
        let day = q.when.last_day();
        let mut counts: HashMap<Option<UnitIx>, u64> = HashMap::new();
        for u in self.listed_units(rule, q)? {
            *counts.entry(self.structure.parent(u, day)).or_default() += 1;
        }
        let counts = self.summed_up(counts, day);
        Ok(counts.into_iter().map(|(u, n)| (u, Tally::of(n))).collect())
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

    /// The units that a figure counts one by one; none when it counts something else.
    pub fn counted_units(&self, q: &Question) -> Result<BTreeSet<UnitIx>> {
        let rule = self.definition(q)?;
        match rule.source.as_str() {
            "units" | "cells" => Ok(self.listed_units(rule, q)?.into_iter().collect()),
            _ => Ok(BTreeSet::new()),
        }
    }

    /// The units that a figure of units counts.
    pub(super) fn listed_units(&self, rule: &IndicatorRule, q: &Question) -> Result<Vec<UnitIx>> {
        let asked = self.asked_units(rule, &q.filter, q.when.last_day());
        if rule.source == "cells" {
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
        let (from, until) = q.when.days();
        let what = rule
            .filter
            .get("count")
            .and_then(|c| c.first())
            .map_or("", String::as_str);
        let mut sets: HashMap<Option<UnitIx>, (BTreeSet<UnitIx>, BTreeSet<UnitIx>)> =
            HashMap::new();
        for new in self
            .structure
            .all()
            .filter(|u| self.structure.is_open(*u, until.eve()))
        {
            let old = self.merged_into(new, from, until);
            let kind = self
                .structure
                .state(new, until.eve())
                .map_or("", |s| &s.kind);
            if old.is_empty() || q.filter.kind.as_ref().is_some_and(|k| k != kind) {
                continue;
            }
            let mut above: Vec<Option<UnitIx>> = self
                .structure
                .ancestors(new, until.eve())
                .into_iter()
                .skip(1)
                .map(Some)
                .collect();
            above.push(None);
            if q.filter.kind.is_none() {
                above.truncate(1);
            }
            // who gave a part and lives on is a successor of itself
            let living = old
                .iter()
                .filter(|u| self.structure.is_open(**u, until.eve()));
            let came: BTreeSet<UnitIx> = living.copied().chain([new]).collect();
            if came == old {
                // parts changed hands and nothing was merged
                continue;
            }
            for u in above {
                let (olds, news) = sets.entry(u).or_default();
                olds.extend(old.iter().copied());
                news.extend(came.iter().copied());
            }
        }
        let number = |(olds, news): &(BTreeSet<UnitIx>, BTreeSet<UnitIx>)| {
            let (olds, news) = (
                i64::try_from(olds.len()).unwrap_or(0),
                i64::try_from(news.len()).unwrap_or(0),
            );
            match what {
                "predecessors" => olds,
                "successors" => news,
                _ => olds - news,
            }
        };
        sets.iter()
            .map(|(u, s)| (*u, Tally::of(number(s))))
            .collect()
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

    /// A unit counts what is below it; of a child, the child itself is below the parent too.
    pub(super) fn counts_itself(
        &self,
        rule: &IndicatorRule,
        q: &Question,
        child: UnitIx,
        day: Day,
    ) -> Result<BigDecimal> {
        let counted = match rule.source.as_str() {
            "units" => self.asked_units(rule, &q.filter, day).contains(&child),
            "cells" => self.listed_units(rule, q)?.contains(&child),
            _ => false,
        };
        Ok(BigDecimal::from(i32::from(counted)))
    }
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

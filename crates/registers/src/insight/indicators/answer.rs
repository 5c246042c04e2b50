//! Answering: from facts and a question to a value, its certainty, its parts and its list.

pub use super::entered::Entered;
use super::facts::{Event, Facts, Fault, Person, Seat, Stretch, Word};
use super::kept::Columns;
use super::question::{Filter, Question, StructureChoice, When};
use super::rules::{badge_years, definition, version};
use crate::organisation::members::standard::DQ14;
use crate::organisation::rulebook::{IndicatorKind, IndicatorRule, Measure, Rulebook};
use bigdecimal::{BigDecimal, RoundingMode, Zero};
use figures::columns::{Edge, PairRow, StockRow};
use figures::engine::Reader;
use figures::places::PlaceIx;
use figures::spread::Spread;
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::{Error, Result};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// A figure: the value and what it means.
#[derive(Debug, Clone)]
pub struct Answer {
    pub indicator: String,
    pub filter: String,
    pub unit: Option<UnitIx>,
    /// Absent when there is nothing to divide by.
    pub value: Option<BigDecimal>,
    pub when: When,
    pub as_of: Day,
    pub structure: String,
    pub certainty: &'static str,
    pub measure: Measure,
    /// The version of the rule that says what is counted: its code and first day.
    pub rule: String,
}

/// A share of a figure, as `--by children` prints it.
#[derive(Debug, Clone)]
pub struct Part {
    /// `own`, `child`, `in-transit`, `remainder` or `total`.
    pub part: &'static str,
    pub unit: Option<UnitIx>,
    pub value: Option<BigDecimal>,
    pub certainty: &'static str,
}

/// Where the counted rows are, unit by unit.
pub enum Counts {
    Spread(Box<Spread>, Tallies),
    /// Counted by units themselves: what each unit has.
    ByUnit(Tallies),
    Ratio {
        above: Box<Counts>,
        below: Box<Counts>,
        complement: bool,
        decimals: i64,
    },
}

/// What a unit has of a figure that is not counted person by person.
#[derive(Debug, Clone)]
pub struct Tally {
    pub total: BigDecimal,
    pub own: BigDecimal,
    pub remainder: BigDecimal,
    pub certainty: &'static str,
}

impl Tally {
    pub(super) fn none(certainty: &'static str) -> Tally {
        Tally {
            total: BigDecimal::zero(),
            own: BigDecimal::zero(),
            remainder: BigDecimal::zero(),
            certainty,
        }
    }

    fn of(total: impl Into<BigDecimal>) -> Tally {
        Tally {
            total: total.into(),
            ..Tally::none("exact")
        }
    }
}

pub(super) type Tallies = HashMap<Option<UnitIx>, Tally>;

/// Rows that a figure counts, with the persons they are about.
#[derive(Default, PartialEq)]
pub(super) struct Rows {
    pub stock: Vec<(StockRow, u32)>,
    pub pairs: Vec<(PairRow, u32)>,
    pub flow: Vec<((PlaceIx, Day), u32)>,
    /// Events of people on the way, with both ends of it.
    pub between: Vec<((PlaceIx, PlaceIx, Day), u32)>,
    pub edge: Option<Edge>,
}

/// Whose facts are counted: everybody's, or those of some persons.
pub(super) struct Among<'a> {
    stretches: Vec<&'a [Stretch]>,
    events: Vec<Cow<'a, [Event]>>,
    faults: Vec<&'a [Fault]>,
}

impl<'a> Among<'a> {
    pub fn everybody(facts: &'a Facts) -> Among<'a> {
        Among {
            stretches: facts.stretches.pieces().collect(),
            events: facts.events.pieces().map(Cow::Borrowed).collect(),
            faults: facts.faults.pieces().collect(),
        }
    }

    /// The persons, by their numbers in order.
    pub fn these(facts: &'a Facts, persons: &[u32]) -> Among<'a> {
        let of = |e: &&Event| persons.binary_search(&e.person).is_ok();
        Among {
            stretches: persons.iter().map(|p| facts.by_person(*p)).collect(),
            events: vec![Cow::Owned(
                facts.events.iter().filter(of).copied().collect(),
            )],
            faults: persons.iter().map(|p| facts.faults_of(*p)).collect(),
        }
    }
}

/// Which days of events are wanted.
type Within = (Day, Day);

impl Facts {
    fn reader(&self) -> Reader<'_> {
        Reader {
            structure: &self.structure,
            places: &self.places,
            trees: &self.trees,
        }
    }

    /// The rule a question is answered by: that of its last day, unless another day's is asked for.
    fn definition(&self, q: &Question) -> Result<&IndicatorRule> {
        definition(&self.book, &q.indicator, q.rule_day())
    }

    /// The counts of an indicator for every unit at once. Entered figures need [`Facts::entered`] first.
    pub fn counts(&self, q: &Question, entered: &Entered) -> Result<Counts> {
        let rule = self.definition(q)?;
        check_kind(rule, q)?;
        if rule.kind == IndicatorKind::Ratio {
            let of = |code: &str| {
                self.counts(
                    &Question {
                        indicator: code.to_owned(),
                        ..q.clone()
                    },
                    entered,
                )
            };
            let (above, below) = (
                Box::new(of(&rule.numerator)?),
                Box::new(of(&rule.denominator)?),
            );
            let decimals = i64::from(rule.decimals.max(2));
            return Ok(Counts::Ratio {
                above,
                below,
                complement: rule.complement,
                decimals,
            });
        }
        match rule.source.as_str() {
            "units" | "cells" => Ok(Counts::ByUnit(self.units_below(rule, q)?)),
            "reforms" => Ok(Counts::ByUnit(self.reformed(rule, q))),
            "reports" => Ok(Counts::ByUnit(entered.by_unit(self, q)?)),
            _ => {
                let columns = self.columns(rule, q)?;
                Ok(Counts::Spread(
                    Box::new(self.spread(&columns, q)),
                    self.on_the_way(&columns, q),
                ))
            }
        }
    }

    /// The columns of a question, made once and kept for all days. Days on which someone comes
    /// of a badge's years are found for the period asked for: a member has a dozen ahead.
    fn columns(&self, rule: &IndicatorRule, q: &Question) -> Result<Arc<Columns>> {
        let days = if rule.source == "badges" {
            q.when.days()
        } else {
            (Day::MIN, Day::MAX)
        };
        let all = Among::everybody(self);
        self.kept.columns(rule, &q.filter, days, || {
            self.rows(rule, &q.filter, days, &all)
        })
    }

    /// What the counts of a question are counted from. Counts of one question that rest on the
    /// same are the same, whatever was recorded in between.
    pub fn ground(&self, q: &Question) -> Result<Rest> {
        let mut rest = Rest {
            structure: Arc::clone(&self.structure),
            book: Arc::clone(&self.book),
            columns: Vec::new(),
            reported: None,
        };
        self.rests_on(q, &mut rest)?;
        Ok(rest)
    }

    fn rests_on(&self, q: &Question, rest: &mut Rest) -> Result<()> {
        let rule = self.definition(q)?;
        check_kind(rule, q)?;
        let of = |code: &str| Question {
            indicator: code.to_owned(),
            ..q.clone()
        };
        if rule.kind == IndicatorKind::Ratio {
            self.rests_on(&of(&rule.numerator), rest)?;
            return self.rests_on(&of(&rule.denominator), rest);
        }
        match rule.source.as_str() {
            "units" | "reforms" => {}
            "cells" => {
                if self.book.data_rule(DQ14, q.when.last_day()).is_some() {
                    let officials = officials(q);
                    let rule = self.definition(&officials)?;
                    rest.columns.push(self.columns(rule, &officials)?);
                }
            }
            "reports" => rest.reported = Some(self.reported),
            _ => rest.columns.push(self.columns(rule, q)?),
        }
        Ok(())
    }

    fn spread(&self, columns: &Columns, q: &Question) -> Spread {
        let (from, until) = q.when.days();
        match &columns.flow {
            Some(flow) => self.reader().flow(flow, from, until, q.on()),
            None => {
                let (stock, pairs) = (&columns.stock, &columns.pairs);
                self.reader().stock(stock, pairs, until.eve(), q.on())
            }
        }
    }

    /// The lowest unit that contains both ends of a way, on the structure asked for, and the day
    /// on whose tree it stands.
    fn line_between(
        &self,
        (a, b, day): (PlaceIx, PlaceIx, Day),
        q: &Question,
    ) -> (Option<UnitIx>, Day) {
        let own = day.eve();
        let on = if q.structure == StructureChoice::AsWas {
            own
        } else {
            q.structure_day()
        };
        let mut ends = Vec::new();
        for place in [a, b] {
            let located = figures::places::locate(&self.structure, self.places.get(place), own, on);
            if located.nowhere() {
                return (None, on);
            }
            ends.extend(located.candidates());
        }
        (self.structure.lowest_common(&ends, on), on)
    }

    /// Events of people on the way, by the line they belong to.
    fn on_the_way(&self, columns: &Columns, q: &Question) -> Tallies {
        let mut tallies = Tallies::new();
        let (from, until) = q.when.days();
        let asked = |way: &&(PlaceIx, PlaceIx, Day)| from <= way.2 && way.2 < until;
        for way in columns.between.iter().filter(asked) {
            let (line, on) = self.line_between(*way, q);
            let mut above: Vec<Option<UnitIx>> = line
                .into_iter()
                .flat_map(|u| self.structure.ancestors(u, on))
                .map(Some)
                .collect();
            above.push(None);
            for (i, u) in above.into_iter().enumerate() {
                let tally = tallies.entry(u).or_insert_with(|| Tally::none("exact"));
                tally.total += 1;
                tally.own += i32::from(i == 0);
            }
        }
        tallies
    }

    pub(super) fn rows(
        &self,
        rule: &IndicatorRule,
        filter: &Filter,
        days: Within,
        among: &Among<'_>,
    ) -> Result<Rows> {
        Ok(match rule.source.as_str() {
            "memberships" => self.membership_rows(rule, filter, among),
            "verdicts" => self.fault_rows(rule, filter, among),
            "events" => self.event_rows(rule, filter, days, among),
            "badges" => self.badge_rows(filter, days, among),
            other => {
                return Err(Error::internal(format!(
                    "the indicator counts «{other}», which this program does not know"
                )));
            }
        })
    }

    fn wants(&self, rule: &IndicatorRule, filter: &Filter, s: &Stretch) -> bool {
        let standing = self.word(s.standing);
        let named = |name: &str, value: &str| {
            rule.filter
                .get(name)
                .is_none_or(|all| all.iter().any(|v| v == value))
        };
        let place = if matches!(s.seat, Seat::In(_)) {
            "unit"
        } else {
            "transit"
        };
        s.counted
            && named("standing", standing)
            && named("place", place)
            && filter.standing.as_ref().is_none_or(|f| f == standing)
    }

    fn membership_rows(&self, rule: &IndicatorRule, filter: &Filter, among: &Among<'_>) -> Rows {
        let mut filter = filter.clone();
        if let Some([sex]) = rule.filter.get("sex").map(Vec::as_slice) {
            filter.sex.get_or_insert_with(|| sex.clone());
        }
        let mut rows = Rows::default();
        let asked = Asked::of(self, &filter);
        for s in among
            .stretches
            .iter()
            .copied()
            .flatten()
            .filter(|s| self.wants(rule, &filter, s))
        {
            for (from, to) in self.days_of(s.person, &asked, s.from, s.to) {
                rows.push(s, from, to);
            }
        }
        rows
    }

    /// The days within `[from, to)` on which the person is what the filter asks for.
    fn days_of(&self, person: u32, asked: &Asked, from: Day, to: Day) -> Vec<(Day, Day)> {
        if !asked.of_persons {
            return vec![(from, to)];
        }
        let mut days = Vec::new();
        for p in self.traits_of(person).iter().filter(|p| asked.meets(p)) {
            let (mut a, mut b) = (from.max(p.from), to.min(p.to));
            for (band, since) in [(asked.age, p.born), (asked.years, p.age_from)] {
                if let Some((low, high)) = band {
                    // bands are computed from days, so nothing is stored when someone has a birthday
                    a = a.max(since.map_or(Day::MAX, |d| d.plus_years(low)));
                    b = b.min(
                        since
                            .zip(high)
                            .map_or(Day::MAX, |(d, high)| d.plus_years(high + 1)),
                    );
                }
            }
            if a < b {
                days.push((a, b));
            }
        }
        days
    }

    /// Members against whom at least one of the asked rules speaks, once each.
    fn fault_rows(&self, rule: &IndicatorRule, filter: &Filter, among: &Among<'_>) -> Rows {
        let severities = rule.filter.get("severity");
        let mut by_person: BTreeMap<u32, Vec<(Day, Day)>> = BTreeMap::new();
        for f in among.faults.iter().copied().flatten() {
            let severity = self.word(f.severity);
            let asked = filter.rule.as_ref().map_or_else(
                || severities.is_none_or(|all| all.iter().any(|s| s == severity)),
                |r| r == self.word(f.rule),
            );
            if asked {
                by_person.entry(f.person).or_default().push((f.from, f.to));
            }
        }
        let mut rows = Rows::default();
        let persons = Asked::of(self, filter);
        for (person, mut spans) in by_person {
            let spans = union(&mut spans);
            let asked = |s: &&Stretch| {
                let standing = self.word(s.standing);
                s.counted && filter.standing.as_ref().is_none_or(|f| f == standing)
            };
            for s in self.by_person(person).iter().filter(asked) {
                for (a, b) in &spans {
                    for (from, to) in self.days_of(person, &persons, s.from.max(*a), s.to.min(*b)) {
                        rows.push(s, from, to);
                    }
                }
            }
        }
        rows
    }

    fn event_rows(
        &self,
        rule: &IndicatorRule,
        filter: &Filter,
        (from, until): Within,
        among: &Among<'_>,
    ) -> Rows {
        let flows = rule.filter.get("flow").map_or(&[][..], Vec::as_slice);
        let flows: Vec<_> = flows.iter().filter_map(|f| self.find_word(f)).collect();
        let counted = |e: &&Event| flows.contains(&e.flow) && from <= e.day && e.day < until;
        let asked = Asked::of(self, filter);
        let mut rows = Rows {
            edge: Some(Edge::Begins),
            ..Rows::default()
        };
        let events = among.events.iter().flat_map(|piece| piece.iter());
        for e in events.filter(counted) {
            if e.ends {
                rows.edge = Some(Edge::Ends);
            }
            if self
                .days_of(e.person, &asked, e.day, e.day.plus_days(1))
                .is_empty()
            {
                continue;
            }
            match e.between {
                Some((a, b)) => rows.between.push(((a, b, e.day), e.person)),
                None => rows.flow.push(((e.place, e.day), e.person)),
            }
        }
        rows
    }

    /// Members whose Party age reaches a badge's years within the days asked for.
    fn badge_rows(&self, filter: &Filter, (from, until): Within, among: &Among<'_>) -> Rows {
        let years = badge_years(&self.book, until.eve());
        let asked = |y: &i32| {
            filter
                .years
                .is_none_or(|(low, high)| low <= *y && high.is_none_or(|h| *y <= h))
        };
        let years: Vec<i32> = years.into_iter().filter(asked).collect();
        let mut rows = Rows {
            edge: Some(Edge::Begins),
            ..Rows::default()
        };
        let persons = Asked {
            years: None,
            ..Asked::of(self, filter)
        };
        for s in among
            .stretches
            .iter()
            .copied()
            .flatten()
            .filter(|s| s.counted && s.to > from && s.from < until)
        {
            for p in self.traits_of(s.person).iter().filter(|p| persons.meets(p)) {
                let Some(since) = p.age_from else { continue };
                // only years that bring the anniversary near the period are tried
                let born = i32::from(since.year());
                let near = i32::from(from.year()) - born - 1..=i32::from(until.year()) - born;
                let tried = years.iter().filter(|y| near.contains(y));
                for day in tried.map(|y| since.plus_years(*y)) {
                    let there = s.from <= day && day < s.to && p.from <= day && day < p.to;
                    if there && from <= day && day < until {
                        match s.seat {
                            Seat::In(place) => rows.flow.push(((place, day), s.person)),
                            Seat::Transit { sender, receiver } => {
                                rows.between.push(((sender, receiver, day), s.person));
                            }
                        }
                    }
                }
            }
        }
        rows
    }

    fn units_below(&self, rule: &IndicatorRule, q: &Question) -> Result<Tallies> {
        let day = q.when.last_day();
        let mut counts: HashMap<Option<UnitIx>, u64> = HashMap::new();
        for u in self.listed_units(rule, q)? {
            *counts.entry(None).or_default() += 1;
            for above in self.structure.ancestors(u, day).into_iter().skip(1) {
                *counts.entry(Some(above)).or_default() += 1;
            }
        }
        Ok(counts.into_iter().map(|(u, n)| (u, Tally::of(n))).collect())
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
    fn listed_units(&self, rule: &IndicatorRule, q: &Question) -> Result<Vec<UnitIx>> {
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
    fn reformed(&self, rule: &IndicatorRule, q: &Question) -> Tallies {
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

    /// Whether a register of a unit below begins only after the first day that is counted.
    fn is_incomplete(&self, unit: Option<UnitIx>, rule: &IndicatorRule, q: &Question) -> bool {
        if ["units", "reforms", "reports"].contains(&rule.source.as_str()) {
            return false;
        }
        let first = if rule.kind == IndicatorKind::Flow || rule.source == "badges" {
            q.when.days().0
        } else {
            q.when.last_day()
        };
        let late = self.begins.iter().filter(|(_, begin)| **begin > first);
        let (on, s) = (q.structure_day(), &self.structure);
        late.map(|(u, begin)| (*u, *begin))
            .any(|(u, begin)| match unit {
                None => true,
                Some(top) => {
                    s.is_within(u, top, on)
                        || s.is_within(u, top, begin)
                        || s.unit(u).closed <= on && self.went_into(u, begin, top, on)
                }
            })
    }

    /// Whether some of a closed unit went into what stands below another.
    fn went_into(&self, u: UnitIx, then: Day, top: UnitIx, on: Day) -> bool {
        let went = self.structure.reach(u, then, on);
        let mut into = went.keys().flatten();
        into.any(|to| self.structure.is_within(*to, top, on))
    }

    /// The answer for one unit.
    pub fn answer(&self, q: &Question, entered: &Entered) -> Result<Answer> {
        let counts = self.counts(q, entered)?;
        self.answer_from(&counts, q)
    }

    /// The answer for `q.unit` from counts already made for its other parts.
    pub fn answer_from(&self, counts: &Counts, q: &Question) -> Result<Answer> {
        let rule = self.definition(q)?;
        Ok(Answer {
            indicator: q.indicator.clone(),
            filter: q.filter.text(),
            unit: q.unit,
            value: counts
                .value(q.unit)
                .filter(|_| rule.source != "reports" || counts.says(q.unit)),
            when: q.when,
            as_of: q.when.last_day(),
            structure: match q.structure {
                StructureChoice::AsWas => "as-was".to_owned(),
                _ => q.structure_day().to_string(),
            },
            certainty: self.certainty(counts, rule, q)?,
            measure: rule.measure,
            rule: version(&self.book, &q.indicator, q.rule_day()),
        })
    }

    fn certainty(
        &self,
        counts: &Counts,
        rule: &IndicatorRule,
        q: &Question,
    ) -> Result<&'static str> {
        if rule.kind == IndicatorKind::Ratio {
            let below = definition(&self.book, &rule.denominator, q.rule_day())?;
            if self.is_incomplete(q.unit, below, q) {
                return Ok("incomplete");
            }
        } else if self.is_incomplete(q.unit, rule, q) {
            return Ok("incomplete");
        }
        if rule.source == "reports" && !counts.says(q.unit) {
            return Ok("incomplete");
        }
        Ok(counts.certainty(q.unit))
    }

    /// Own, each child, in transit and remainder: they add up to the total (for counts).
    pub fn parts(&self, q: &Question, entered: &Entered) -> Result<Vec<Part>> {
        let counts = self.counts(q, entered)?;
        let rule = self.definition(q)?;
        let day = q.structure_day();
        let mut children = match q.unit {
            Some(u) => self.structure.children(u, day),
            None => self.structure.roots(day),
        };
        children.sort_by_key(|c| self.structure.state(*c, day).map(|s| s.code.clone()));
        let own = self.certainty(&counts, rule, q)?;
        let part = |part, value| Part {
            part,
            unit: q.unit,
            value,
            certainty: own,
        };
        let mut parts = vec![part("own", counts.share(q.unit, Share::Own))];
        for child in children {
            let of_child = Question {
                unit: Some(child),
                ..q.clone()
            };
            let itself = self.counts_itself(rule, q, child, day)?;
            let value = counts.value(Some(child)).map(|v| v + itself);
            parts.push(Part {
                part: "child",
                unit: Some(child),
                value,
                certainty: self.certainty(&counts, rule, &of_child)?,
            });
        }
        parts.push(part("in-transit", counts.share(q.unit, Share::Transit)));
        parts.push(part("remainder", counts.share(q.unit, Share::Remainder)));
        parts.push(part("total", counts.value(q.unit)));
        Ok(parts)
    }

    /// A unit counts what is below it; of a child, the child itself is below the parent too.
    fn counts_itself(
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

    /// The rows behind a figure: their number is the figure (of a ratio, the part above the line).
    pub fn list(&self, q: &Question) -> Result<Vec<Listed>> {
        let rule = self.definition(q)?;
        check_kind(rule, q)?;
        if rule.kind == IndicatorKind::Ratio {
            return self.list(&Question {
                indicator: rule.numerator.clone(),
                ..q.clone()
            });
        }
        if ["units", "cells"].contains(&rule.source.as_str()) {
            let day = q.when.last_day();
            let inside = |u: &UnitIx| {
                q.unit
                    .is_none_or(|top| *u != top && self.structure.is_within(*u, top, day))
            };
            let units = self.listed_units(rule, q)?.into_iter().filter(inside);
            return Ok(units
                .map(|u| Listed {
                    person: None,
                    unit: Some(u),
                    sender: None,
                    at: Some(u),
                    part: "own",
                    day: self.structure.unit(u).opened,
                })
                .collect());
        }
        if ["reforms", "reports"].contains(&rule.source.as_str()) {
            return Err(Error::refused(
                "this figure has no list of persons; the acts behind it stand in the journal",
            ));
        }
        let (from, until) = q.when.days();
        let rows = self.rows(rule, &q.filter, (from, until), &Among::everybody(self))?;
        Ok(if rows.edge.is_some() {
            self.listed_flow(&rows, q)
        } else {
            self.listed_stock(&rows, q)
        })
    }

    fn listed_flow(&self, rows: &Rows, q: &Question) -> Vec<Listed> {
        let (from, until) = q.when.days();
        let edge = rows.edge.unwrap_or(Edge::Begins);
        let facts: Vec<(PlaceIx, Day)> = rows.flow.iter().map(|(r, _)| *r).collect();
        let found = self
            .reader()
            .flow_rows((edge, &facts), q.unit, from, until, q.on());
        let own = |day: Day| if edge == Edge::Ends { day.eve() } else { day };
        let mut seats = Seats::of(self, q);
        let mut listed = Vec::with_capacity(found.len());
        for i in found {
            let (place, day) = facts[i];
            let mut row = seats.sitting(place, own(day));
            row.person = Some(rows.flow[i].1);
            row.day = day;
            listed.push(row);
        }
        for (way, person) in &rows.between {
            let (line, on) = self.line_between(*way, q);
            let inside = |top| line.is_some_and(|u| self.structure.is_within(u, top, on));
            if from <= way.2 && way.2 < until && q.unit.is_none_or(inside) {
                let sender = seats.sitting(way.0, way.2.eve()).unit;
                listed.push(Listed {
                    person: Some(*person),
                    unit: None,
                    sender,
                    at: line,
                    part: "in-transit",
                    day: way.2,
                });
            }
        }
        listed
    }

    fn listed_stock(&self, rows: &Rows, q: &Question) -> Vec<Listed> {
        let day = q.when.last_day();
        let stock: Vec<StockRow> = rows.stock.iter().map(|(r, _)| *r).collect();
        let pairs: Vec<PairRow> = rows.pairs.iter().map(|(r, _)| *r).collect();
        let reader = self.reader();
        let sitting = reader.stock_rows(&stock, q.unit, day, q.on());
        let moving = reader.pair_rows(&pairs, q.unit, day, q.on());
        let mut seats = Seats::of(self, q);
        let mut listed = Vec::with_capacity(sitting.len() + moving.len());
        for i in sitting {
            let mut row = seats.sitting(stock[i].0, day);
            row.person = Some(rows.stock[i].1);
            row.day = stock[i].1;
            listed.push(row);
        }
        for i in moving {
            let pair = pairs[i];
            let mut row = seats.moving(&pair, day);
            row.person = Some(rows.pairs[i].1);
            listed.push(row);
        }
        listed
    }
}

/// Where the rows behind a figure are, place by place: many rows share one.
struct Seats<'a> {
    facts: &'a Facts,
    /// The day whose units are asked for; each row's own day when there is none.
    on: Option<Day>,
    known: HashMap<(PlaceIx, Day), Listed>,
}

impl<'a> Seats<'a> {
    fn of(facts: &'a Facts, q: &Question) -> Seats<'a> {
        let as_was = q.structure == StructureChoice::AsWas;
        Seats {
            facts,
            on: (!as_was).then(|| q.structure_day()),
            known: HashMap::new(),
        }
    }

    /// The units that a place may be on a day, as seen from its own day; none when a part of it
    /// is nowhere.
    fn candidates(&self, place: PlaceIx, own: Day, on: Day) -> Vec<UnitIx> {
        let s = &self.facts.structure;
        let located = figures::places::locate(s, self.facts.places.get(place), own, on);
        if located.nowhere() {
            return Vec::new();
        }
        located.candidates().to_vec()
    }

    fn sitting(&mut self, place: PlaceIx, own: Day) -> Listed {
        if let Some(found) = self.known.get(&(place, own)) {
            return found.clone();
        }
        let on = self.on.unwrap_or(own);
        let there = self.candidates(place, own, on);
        let row = Listed {
            person: None,
            unit: self.candidates(place, own, own).first().copied(),
            sender: None,
            at: self.facts.structure.lowest_common(&there, on),
            part: if there.len() == 1 { "own" } else { "remainder" },
            day: own,
        };
        self.known.insert((place, own), row.clone());
        row
    }

    /// On the way, each end is read on the day its stay ended or is to begin.
    fn moving(&mut self, pair: &PairRow, day: Day) -> Listed {
        let on = self.on.unwrap_or(day);
        let sent = pair.from.eve();
        let mut row = self.sitting(pair.sender, sent);
        row.sender = row.unit.take();
        row.day = pair.from;
        let Some(receiver) = pair.receiver else {
            return row;
        };
        let begins = if pair.to < Day::MAX {
            pair.to
        } else {
            pair.from
        };
        let ends = [
            self.candidates(pair.sender, sent, on),
            self.candidates(receiver, begins, on),
        ];
        let known = ends.iter().all(|e| !e.is_empty());
        let s = &self.facts.structure;
        row.at = known.then(|| s.lowest_common(&ends.concat(), on)).flatten();
        row.part = "in-transit";
        row
    }
}

/// A row behind a figure.
#[derive(Debug, Clone)]
pub struct Listed {
    pub person: Option<u32>,
    /// The unit the row is about; none while in transit.
    pub unit: Option<UnitIx>,
    /// In transit: the unit that sent.
    pub sender: Option<UnitIx>,
    /// The lowest unit, on the units asked for, that contains it; none is the whole record.
    pub at: Option<UnitIx>,
    /// Which share of that unit it belongs to: `own`, `in-transit` or `remainder`.
    pub part: &'static str,
    /// The day from which it counts, or on which it happened.
    pub day: Day,
}

impl Rows {
    fn push(&mut self, s: &Stretch, from: Day, to: Day) {
        if from >= to {
            return;
        }
        match s.seat {
            Seat::In(place) => self.stock.push(((place, from, to), s.person)),
            Seat::Transit { sender, receiver } => {
                self.pairs.push((
                    PairRow {
                        from,
                        to,
                        sender,
                        receiver: Some(receiver),
                    },
                    s.person,
                ));
            }
        }
    }
}

/// What a filter asks of persons, in the words of the columns.
struct Asked {
    of_persons: bool,
    /// A word that no column has is met by nobody.
    sex: Option<Option<Word>>,
    ethnic: Option<Option<Word>>,
    age: Option<(i32, Option<i32>)>,
    years: Option<(i32, Option<i32>)>,
}

impl Asked {
    fn of(facts: &Facts, filter: &Filter) -> Asked {
        Asked {
            of_persons: filter.asks_for_persons(),
            sex: filter.sex.as_ref().map(|s| facts.find_word(s)),
            ethnic: filter.ethnic.as_ref().map(|e| facts.find_word(e)),
            age: filter.age,
            years: filter.years,
        }
    }

    fn meets(&self, p: &Person) -> bool {
        self.sex.is_none_or(|s| s == Some(p.sex)) && self.ethnic.is_none_or(|e| e == Some(p.ethnic))
    }
}

/// Whether it happens in a period, so that on a day alone it means nothing.
#[must_use]
pub fn needs_period(rule: &IndicatorRule) -> bool {
    rule.kind == IndicatorKind::Flow || rule.source == "badges"
}

/// Names of what may narrow an indicator that is no ratio.
#[must_use]
pub fn narrows(rule: &IndicatorRule) -> &'static [&'static str] {
    match rule.source.as_str() {
        "memberships" => &["standing", "sex", "ethnic", "age", "years"],
        "verdicts" => &["standing", "sex", "ethnic", "age", "years", "rule"],
        "events" => &["sex", "ethnic", "age", "years"],
        "badges" => &["sex", "ethnic", "years"],
        "units" | "reforms" | "cells" => &["kind"],
        _ => &[],
    }
}

/// A flow belongs to a period: whether in it alone or cumulative must be said (trap T1).
fn check_kind(rule: &IndicatorRule, q: &Question) -> Result<()> {
    if needs_period(rule) && matches!(q.when, When::On(_)) {
        let why = format!(
            "«{}» happens in a period: give --period, and --cumulative for the year so far; on a day alone it means nothing",
            q.indicator
        );
        return Err(Error::refused(why));
    }
    if rule.kind != IndicatorKind::Ratio {
        let narrows = narrows(rule);
        if let Some(name) = q.filter.names().into_iter().find(|n| !narrows.contains(n)) {
            return Err(Error::refused(format!(
                "«{}» cannot be narrowed by {name}",
                q.indicator
            )));
        }
    }
    Ok(())
}

/// The official members of every unit on the day a question ends with.
fn officials(q: &Question) -> Question {
    Question {
        indicator: "official".to_owned(),
        structure: StructureChoice::Units(q.when.last_day()),
        filter: Filter::default(),
        ..q.clone()
    }
}

/// What counts are counted from.
pub struct Rest {
    structure: Arc<Structure>,
    book: Arc<Rulebook>,
    columns: Vec<Arc<Columns>>,
    /// Of what units report: the act up to which nothing of it changed.
    reported: Option<Known>,
}

impl Rest {
    /// Whether it is the very same: a commit that touches columns, units or rules makes others.
    #[must_use]
    pub fn is(&self, other: &Rest) -> bool {
        let columns = self.columns.iter().zip(&other.columns);
        Arc::ptr_eq(&self.structure, &other.structure)
            && Arc::ptr_eq(&self.book, &other.book)
            && self.reported == other.reported
            && self.columns.len() == other.columns.len()
            && columns.into_iter().all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Whether the other speaks of the same units and rules.
    #[must_use]
    pub fn is_of_the_same_units(&self, other: &Rest) -> bool {
        Arc::ptr_eq(&self.structure, &other.structure) && Arc::ptr_eq(&self.book, &other.book)
    }
}

/// Spans joined where they touch.
fn union(spans: &mut [(Day, Day)]) -> Vec<(Day, Day)> {
    spans.sort_unstable();
    let mut joined: Vec<(Day, Day)> = Vec::with_capacity(spans.len());
    for (from, to) in spans.iter() {
        match joined.last_mut() {
            Some(last) if *from <= last.1 => last.1 = last.1.max(*to),
            _ => joined.push((*from, *to)),
        }
    }
    joined
}

impl Counts {
    /// The value for a unit.
    #[must_use]
    pub fn value(&self, u: Option<UnitIx>) -> Option<BigDecimal> {
        match self {
            Counts::Spread(s, more) => Some(
                BigDecimal::from(s.total(u))
                    + more
                        .get(&u)
                        .map_or_else(BigDecimal::zero, |t| t.total.clone()),
            ),
            Counts::ByUnit(map) => Some(
                map.get(&u)
                    .map_or_else(BigDecimal::zero, |t| t.total.clone()),
            ),
            Counts::Ratio { above, below, .. } => self.ratio(above.value(u)?, below.value(u)?),
        }
    }

    /// Whether anything was said of a unit: what units report themselves is not nought where
    /// nobody reported.
    #[must_use]
    pub fn says(&self, u: Option<UnitIx>) -> bool {
        match self {
            Counts::ByUnit(map) => map.contains_key(&u),
            Counts::Spread(..) | Counts::Ratio { .. } => true,
        }
    }

    /// Of a share, what stands above and below the line.
    #[must_use]
    pub fn terms(&self) -> Option<(&Counts, &Counts)> {
        match self {
            Counts::Ratio { above, below, .. } => Some((above, below)),
            _ => None,
        }
    }

    /// 100 × above ÷ below, or what is left of 100; rounded half up. Nothing over nothing is no share.
    #[must_use]
    pub fn ratio(&self, above: BigDecimal, below: BigDecimal) -> Option<BigDecimal> {
        let Counts::Ratio {
            complement,
            decimals,
            ..
        } = self
        else {
            return None;
        };
        if below.is_zero() {
            return None;
        }
        let above = if *complement { &below - above } else { above };
        let share = BigDecimal::from(100) * above / below;
        Some(share.with_scale_round(*decimals, RoundingMode::HalfUp))
    }

    /// The part of a unit's value that lies in none of its children.
    #[must_use]
    pub fn share(&self, u: Option<UnitIx>, which: Share) -> Option<BigDecimal> {
        match self {
            Counts::Spread(s, more) => Some(match which {
                Share::Own => BigDecimal::from(s.own(u)),
                Share::Transit => {
                    more.get(&u)
                        .map_or_else(BigDecimal::zero, |t| t.own.clone())
                        + s.transit(u)
                }
                Share::Remainder => BigDecimal::from(s.remainder(u)),
            }),
            Counts::ByUnit(map) => {
                Some(map.get(&u).map_or_else(BigDecimal::zero, |t| match which {
                    Share::Own => t.own.clone(),
                    Share::Transit => BigDecimal::zero(),
                    Share::Remainder => t.remainder.clone(),
                }))
            }
            Counts::Ratio { above, below, .. } => {
                self.ratio(above.share(u, which)?, below.share(u, which)?)
            }
        }
    }

    #[must_use]
    pub fn certainty(&self, u: Option<UnitIx>) -> &'static str {
        match self {
            Counts::Spread(s, _) => s.certainty(u).as_str(),
            Counts::ByUnit(map) => map.get(&u).map_or("exact", |t| t.certainty),
            Counts::Ratio { above, below, .. } => {
                let order = ["exact", "rebased", "remainder", "incomplete"];
                let rank = |c: &str| order.iter().position(|o| *o == c).unwrap_or(0);
                order[rank(above.certainty(u)).max(rank(below.certainty(u)))]
            }
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Own,
    Transit,
    Remainder,
}

//! The rows that a figure counts, with the persons they are about.

use super::facts::{Event, Facts, Fault, Person, Seat, Stretch, Word};
use super::question::Filter;
use super::rules::badge_years;
use crate::organisation::rulebook::{IndicatorRule, Source};
use figures::Day;
use figures::columns::{Edge, PairRow, StockRow};
use figures::places::PlaceIx;
use platform::{Error, Result};
use std::borrow::Cow;
use std::collections::BTreeMap;

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

impl Rows {
    pub(super) fn push(&mut self, s: &Stretch, from: Day, to: Day) {
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
pub(super) type Within = (Day, Day);

impl Facts {
    pub(super) fn rows(
        &self,
        rule: &IndicatorRule,
        filter: &Filter,
        days: Within,
        among: &Among<'_>,
    ) -> Result<Rows> {
        Ok(match rule.source {
            Source::Memberships => self.membership_rows(rule, filter, among),
            Source::Verdicts => self.fault_rows(rule, filter, among),
            Source::Events => self.event_rows(rule, filter, days, among),
            Source::Badges => self.badge_rows(filter, days, among),
            other => {
                return Err(Error::internal(format!(
                    "an indicator that counts {other:?} has no rows of members"
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
    pub(super) fn of(facts: &Facts, filter: &Filter) -> Asked {
        Asked {
            of_persons: filter.asks_for_persons(),
            sex: filter.sex.as_ref().map(|s| facts.find_word(s)),
            ethnic: filter.ethnic.as_ref().map(|e| facts.find_word(e)),
            age: filter.age,
            years: filter.years,
        }
    }

    pub(super) fn meets(&self, p: &Person) -> bool {
        self.sex.is_none_or(|s| s == Some(p.sex)) && self.ethnic.is_none_or(|e| e == Some(p.ethnic))
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

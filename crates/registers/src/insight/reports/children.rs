//! The table of the units below: what each has, and what the unit has beside them.

use super::build::{Ask, Builder, row, table};
use super::model::{Row, Table};
use crate::insight::indicators::answer::{Answer, Share};
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::{Question, When, parts};
use crate::organisation::rulebook::Measure;
use bigdecimal::{BigDecimal, Zero};
use figures::engine::Child;
use figures::{Day, UnitIx};
use platform::{Error, Result};
use std::collections::BTreeMap;

impl<'a> Builder<'a> {
    pub(super) fn children_table(&mut self) -> Result<Table> {
        let mut rows = Vec::new();
        for child in self.children() {
            rows.push(self.child_row(&child)?);
        }
        for (name, share) in SHARES {
            let figures = self.share_row(name, share)?;
            rows.extend(figures.map(|figures| row(name, figures)));
        }
        let total = self.unit_row(self.unit)?;
        rows.push(Row {
            role: "total".to_owned(),
            ..row("total", total)
        });
        Ok(table(
            "children",
            &[
                "members",
                "admitted-cumulative",
                "standardised",
                "failing",
                "change",
            ],
            rows,
            "bars",
        ))
    }

    /// The first day of which the table of children speaks, and the end of its days.
    fn days_of_children(&self) -> (Day, Day) {
        let (from, until) = self.cumulative().days();
        (from.min(self.before()), until)
    }

    /// The day with which the table of children compares.
    pub(super) fn before(&self) -> Day {
        self.period.previous().last_day()
    }

    /// The units directly below: of the day of the structure; as it was, all that stood there on
    /// any day of which the table speaks, so that its columns add up.
    fn children(&self) -> Vec<Child> {
        let (from, until) = self.days_of_children();
        if self.which.is_as_was() {
            return self.facts.children_within(self.unit, from, until);
        }
        let (s, day) = (&self.facts.structure, self.which.structure_day());
        let mut children = match self.unit {
            Some(u) => s.children(u, day),
            None => s.roots(day),
        };
        children.sort_by_key(|c| s.state(*c, day).map(|s| s.code.clone()));
        let all = |unit| Child {
            unit,
            days: vec![(from, until)],
        };
        children.into_iter().map(all).collect()
    }

    fn child_row(&mut self, child: &Child) -> Result<Row> {
        let (from, until) = self.days_of_children();
        let days = parts::some_days(child, from, until);
        let figures = if days.is_empty() {
            self.unit_row(Some(child.unit))?
        } else {
            self.passing_row(child, &days)?
        };
        let s = &self.facts.structure;
        let last = if self.which.is_as_was() {
            child.days.last().map_or(until, |(_, end)| *end).eve()
        } else {
            self.which.structure_day()
        };
        let (code, name) = s
            .state(child.unit, last)
            .map_or_else(Default::default, |s| (s.code.clone(), s.name.clone()));
        let (label, mut words) = on_days(&days, from, until);
        if !label.is_empty() {
            words.insert("name".to_owned(), name.clone());
        }
        Ok(Row {
            code,
            name,
            names: BTreeMap::new(),
            words,
            ..row(label, figures)
        })
    }

    fn asked(&self, indicator: &'a str, when: When, unit: Option<UnitIx>) -> Ask<'a> {
        Ask {
            unit,
            ..self.ask(indicator, when)
        }
    }

    fn unit_row(&mut self, unit: Option<UnitIx>) -> Result<Vec<Option<String>>> {
        let (day, before) = (self.period.last_day(), self.before());
        let year = self.cumulative();
        let mut cite = |indicator, when| {
            let ask = self.asked(indicator, when, unit);
            self.cite(&ask)
        };
        let members = cite("members", When::On(day))?;
        let admitted = cite("admitted", year)?;
        let share = cite("standardised", When::On(day))?;
        let failing = cite("failing", When::On(day))?;
        let earlier = cite("members", When::On(before))?;
        let ask = self.asked("members-change", self.quarter(), unit);
        let change = self.change(&ask, Some(&members), Some(&earlier))?;
        Ok([members, admitted, share, failing, change]
            .map(Some)
            .to_vec())
    }

    /// As it was, a unit that stood below only on some days: each figure counts what it had on
    /// those days, and on no other.
    fn passing_row(&mut self, child: &Child, days: &[(Day, Day)]) -> Result<Vec<Option<String>>> {
        let (unit, last, before) = (Some(child.unit), self.period.last_day(), self.before());
        let there = |day: Day| days.iter().any(|(from, to)| *from <= day && day < *to);
        let mut figures = Vec::new();
        for (indicator, day) in [
            ("members", last),
            ("standardised", last),
            ("failing", last),
            ("members", before),
        ] {
            let ask = self.asked(indicator, When::On(day), unit);
            let cited = there(day).then(|| self.cite(&ask)).transpose()?;
            figures.push(cited);
        }
        let ask = Ask {
            days: days.to_vec(),
            ..self.asked("admitted", self.cumulative(), unit)
        };
        let admitted = self.admitted_below(&ask)?;
        let ask = Ask {
            days: days.to_vec(),
            ..self.asked("members-change", self.quarter(), unit)
        };
        let change = self.change(&ask, figures[0].as_deref(), figures[3].as_deref())?;
        let [members, share, failing, _] = figures.as_slice() else {
            return Err(Error::internal("a row of children lacks a figure"));
        };
        let of = |f: &Option<String>| f.clone();
        Ok(vec![
            of(members),
            Some(admitted),
            of(share),
            of(failing),
            Some(change),
        ])
    }

    /// What happened in a child while it stood below the report's unit.
    fn admitted_below(&mut self, ask: &Ask<'_>) -> Result<String> {
        let (q, counts) = self.counted(ask)?;
        if self.below.is_none() {
            let whole = Question {
                unit: self.unit,
                ..q.clone()
            };
            let within = self.facts.within(&whole, &counts)?;
            self.below = within.map(|w| w.counts);
        }
        let answer = Answer {
            value: self.below.as_ref().and_then(|c| c.value(ask.unit)),
            ..self.facts.answer_from(&counts, &q)?
        };
        self.put_answer(ask, &answer)
    }

    /// What the unit has beside its children, if anything in any column.
    fn share_row(&mut self, name: &str, share: Share) -> Result<Option<Vec<Option<String>>>> {
        let day = self.period.last_day();
        let kind = Filter {
            kind: Some(name.to_owned()),
            ..Filter::default()
        };
        let mut columns = Vec::new();
        for (indicator, when) in [
            ("members", When::On(day)),
            ("admitted", self.cumulative()),
            ("standardised", When::On(day)),
            ("failing", When::On(day)),
            ("members", When::On(self.before())),
        ] {
            let ask = self.ask(indicator, when);
            let (q, counts) = self.counted(&ask)?;
            let answer = Answer {
                value: counts.share(self.unit, share),
                ..self.facts.answer_from(&counts, &q)?
            };
            let ask = Ask {
                filter: kind.clone(),
                ..ask
            };
            columns.push((ask, answer));
        }
        let something = |(_, answer): &(Ask<'_>, Answer)| {
            let counted = answer.measure != Measure::Percent;
            counted && answer.value.as_ref().is_some_and(|v| !v.is_zero())
        };
        if !columns.iter().any(something) {
            return Ok(None);
        }
        let mut figures = Vec::new();
        for (ask, answer) in &columns {
            // of nobody there is no share
            let cited = answer.value.is_some().then(|| self.put_answer(ask, answer));
            figures.push(cited.transpose()?);
        }
        let ask = Ask {
            filter: kind,
            ..self.ask("members-change", self.quarter())
        };
        let earlier = figures.pop().flatten();
        let change = self.change(&ask, figures[0].as_deref(), earlier.as_deref())?;
        figures.push(Some(change));
        Ok(Some(figures))
    }

    /// What there is more of than before; where there is no figure, there was nobody.
    fn change(&mut self, ask: &Ask<'_>, now: Option<&str>, before: Option<&str>) -> Result<String> {
        let number = |key: Option<&str>| match key {
            Some(key) => self.number(key),
            None => Some(BigDecimal::from(0)),
        };
        let value = number(now)
            .zip(number(before))
            .map(|(a, b)| (a - b).to_string());
        let certainty = before
            .or(now)
            .and_then(|key| self.figures.get(key))
            .map_or_else(|| "exact".to_owned(), |f| f.certainty.clone());
        let period = self.period.to_string();
        self.put(ask, &period, value, &certainty, Measure::Count)
    }
}

/// What a unit has beside its children, by the rows that say it.
const SHARES: [(&str, Share); 3] = [
    ("own", Share::Own),
    ("in-transit", Share::Transit),
    ("remainder", Share::Remainder),
];

/// How the row of a child is called that stood there only on some of the days in `[from, until)`,
/// and the words of it; its name alone when there is nothing to say.
#[must_use]
pub fn on_days(
    days: &[(Day, Day)],
    from: Day,
    until: Day,
) -> (&'static str, BTreeMap<String, String>) {
    let mut words = BTreeMap::new();
    let (Some((first, _)), Some((_, end))) = (days.first(), days.last()) else {
        return ("", words);
    };
    let label = match (days.len(), *first > from, *end < until) {
        (1, false, _) => "child-until",
        (1, true, false) => "child-from",
        (1, true, true) => "child-between",
        _ => "child-with-breaks",
    };
    words.insert("from".to_owned(), first.to_string());
    words.insert("until".to_owned(), end.eve().to_string());
    (label, words)
}

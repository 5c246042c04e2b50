//! Building the quarterly report: every figure once, cited by text, tables and charts.

use super::crossings::Flows;
use super::model::{Cited, Report, Row, Table};
use crate::insight::indicators::answer::{Answer, Counts, Entered, least_sure};
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::rules::version;
use crate::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When, parts};
use crate::organisation::rulebook::{Measure, Period, committees};
use bigdecimal::BigDecimal;
use figures::engine::On;
use figures::{Day, UnitIx};
use platform::Result;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Which report is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Which {
    /// None is the whole record.
    pub unit: Option<UnitIx>,
    pub period: Period,
    /// On which units all of it stands; by default those of the period's last day.
    pub structure: StructureChoice,
}

impl Which {
    /// On the units of the period's last day.
    #[must_use]
    pub fn of(unit: Option<UnitIx>, period: Period) -> Which {
        Which {
            unit,
            period,
            structure: StructureChoice::Default,
        }
    }

    /// The day on which the unit's code is read, and whose unit stands at the head.
    #[must_use]
    pub fn structure_day(&self) -> Day {
        match self.structure {
            StructureChoice::Units(day) => day,
            StructureChoice::Default | StructureChoice::AsWas => self.period.last_day(),
        }
    }

    #[must_use]
    pub fn is_as_was(&self) -> bool {
        self.structure == StructureChoice::AsWas
    }

    /// As every figure of the report names it.
    fn written(&self) -> String {
        if self.is_as_was() {
            return "as-was".to_owned();
        }
        self.structure_day().to_string()
    }

    /// The choice with no default left open: a stock of an earlier day stands on the same units.
    #[must_use]
    pub fn settled(&self) -> StructureChoice {
        if self.is_as_was() {
            return StructureChoice::AsWas;
        }
        StructureChoice::Units(self.structure_day())
    }

    /// The units on which who crosses a border is looked at.
    #[must_use]
    pub fn on(&self) -> On {
        if self.is_as_was() {
            return On::AsWas;
        }
        On::Units(self.structure_day())
    }
}

/// What stands at the head and foot.
pub struct Head {
    pub demo: bool,
    pub known: u64,
    pub root: String,
    pub now: jiff::Timestamp,
}

/// Minutes by which the rulebook's time zone is ahead of UTC at the moment of writing.
#[must_use]
pub fn utc_offset(facts: &Facts, head: &Head) -> i32 {
    facts.book.calendar().written_at(head.now).1
}

/// Counts a question for every unit at once, or knows the counts already.
pub type Counting<'a> = &'a dyn Fn(&Question) -> Result<Arc<Counts>>;

/// The quarterly report of a unit, counted for it alone.
pub fn quarterly(facts: &Facts, which: Which, head: &Head) -> Result<Report> {
    let counting = |q: &Question| Ok(Arc::new(facts.counts(q, &Entered::default())?));
    quarterly_by(facts, which, head, &counting)
}

/// The quarterly report of a unit from counts that may have been made before.
pub fn quarterly_by(
    facts: &Facts,
    which: Which,
    head: &Head,
    counting: Counting<'_>,
) -> Result<Report> {
    let Which { unit, period, .. } = which;
    let mut b = Builder {
        facts,
        which,
        unit,
        period,
        counting,
        figures: BTreeMap::new(),
        counts: HashMap::new(),
        movements: HashMap::new(),
        below: None,
    };
    let sections = b.sections()?;
    let tables = b.tables()?;
    let (day, on) = (period.last_day(), which.structure_day());
    let state = |u: Option<UnitIx>| u.and_then(|u| facts.structure.state(u, on));
    let parent = unit.and_then(|u| facts.structure.parent(u, on));
    let committee = |u: Option<UnitIx>| {
        let named = state(u).map(|s| (s.kind.as_str(), s.name.as_str()));
        let found = named.and_then(|named| committees::of(&facts.book, named, on));
        found.unwrap_or_default()
    };
    let (organ, organ_symbol) = committee(unit);
    let (organ_above, _) = committee(parent);
    let now = head.now.to_zoned(facts.book.calendar().time_zone());
    Ok(Report {
        kind: "quarterly".to_owned(),
        unit: state(unit).map_or_else(|| "*".to_owned(), |s| s.code.clone()),
        unit_name: state(unit).map_or_else(|| "*".to_owned(), |s| s.name.clone()),
        unit_kind: state(unit).map_or_else(String::new, |s| s.kind.clone()),
        parent_name: state(parent).map_or_else(String::new, |s| s.name.clone()),
        organ,
        organ_above,
        organ_symbol,
        party: facts.book.documents().layout("party", day).is_some(),
        period: period.to_string(),
        from: period.from().to_string(),
        until: day.to_string(),
        as_of: day.to_string(),
        structure: which.written(),
        known: head.known,
        root: head.root.clone(),
        printed_at: now.strftime("%Y-%m-%d %H:%M").to_string(),
        demo: head.demo,
        figures: b.figures,
        sections,
        tables,
    })
}

pub(super) struct Builder<'a> {
    pub(super) facts: &'a Facts,
    pub(super) which: Which,
    pub(super) unit: Option<UnitIx>,
    pub(super) period: Period,
    pub(super) counting: Counting<'a>,
    pub(super) figures: BTreeMap<String, Cited>,
    pub(super) counts: HashMap<String, Arc<Counts>>,
    pub(super) movements: HashMap<(Day, Day), Flows>,
    /// As it was: what each child had of the admissions while it stood below the unit.
    pub(super) below: Option<Counts>,
}

/// A figure to be cited: indicator, what narrows it, when.
#[derive(Clone)]
pub(super) struct Ask<'a> {
    pub(super) indicator: &'a str,
    pub(super) filter: Filter,
    pub(super) when: When,
    pub(super) unit: Option<UnitIx>,
    /// As it was: the days on which the unit stood below the report's, when they are not all.
    pub(super) days: Vec<(Day, Day)>,
}

impl<'a> Builder<'a> {
    pub(super) fn quarter(&self) -> When {
        When::In(self.period, PeriodKind::InPeriod)
    }

    pub(super) fn cumulative(&self) -> When {
        When::In(self.period, PeriodKind::Cumulative)
    }

    pub(super) fn ask(&self, indicator: &'a str, when: When) -> Ask<'a> {
        Ask {
            indicator,
            filter: Filter::default(),
            when,
            unit: self.unit,
            days: Vec::new(),
        }
    }

    /// Stocks on a day, flows in a period; all on the units of the report's structure (4.4).
    pub(super) fn cite(&mut self, ask: &Ask<'_>) -> Result<String> {
        let (q, counts) = self.counted(ask)?;
        let answer = self.facts.answer_from(&counts, &q)?;
        self.put_answer(ask, &answer)
    }

    /// The question of a figure, and what every unit has of it.
    pub(super) fn counted(&mut self, ask: &Ask<'_>) -> Result<(Question, Arc<Counts>)> {
        let q = Question {
            indicator: ask.indicator.to_owned(),
            unit: ask.unit,
            when: ask.when,
            structure: self.which.settled(),
            filter: ask.filter.clone(),
            rule_of: None,
        };
        let (from, until) = ask.when.days();
        let of = format!(
            "{}|{}|{from}|{until}|{}",
            ask.indicator,
            ask.filter.text(),
            ask.when.kind()
        );
        if let Some(counts) = self.counts.get(&of) {
            return Ok((q, counts.clone()));
        }
        let counts = (self.counting)(&q)?;
        self.counts.insert(of, counts.clone());
        Ok((q, counts))
    }

    pub(super) fn put_answer(&mut self, ask: &Ask<'_>, answer: &Answer) -> Result<String> {
        let period = match ask.when {
            When::In(p, _) => p.to_string(),
            When::On(_) => answer.as_of.to_string(),
        };
        let value = answer.value.as_ref().map(|v| {
            if answer.measure == Measure::Percent {
                v.to_plain_string()
            } else {
                v.normalized().to_plain_string()
            }
        });
        let known = answer.certainty != "incomplete";
        let value = value.filter(|_| known);
        self.put(ask, &period, value, answer.certainty, answer.measure)
    }

    pub(super) fn code(&self, unit: Option<UnitIx>) -> String {
        let (s, day) = (&self.facts.structure, self.which.structure_day());
        // a child that closed in the period goes by its last code
        let state = unit.and_then(|u| {
            let there = s.state(u, day).filter(|_| s.is_open(u, day));
            there.or_else(|| s.last_state(u))
        });
        state.map_or_else(|| "*".to_owned(), |s| s.code.clone())
    }

    pub(super) fn put(
        &mut self,
        ask: &Ask<'_>,
        period: &str,
        value: Option<String>,
        certainty: &str,
        measure: Measure,
    ) -> Result<String> {
        let mut filter = ask.filter.text();
        if !ask.days.is_empty() {
            let (top, days) = (self.code(self.unit), parts::written(&ask.days));
            let narrowed = format!("below={top},days={days}");
            filter = [filter, narrowed]
                .into_iter()
                .filter(|f| !f.is_empty())
                .collect::<Vec<_>>()
                .join(",");
        }
        let unit = self.code(ask.unit);
        let key = format!(
            "{}{}:{unit}:{period}:{}",
            ask.indicator,
            if filter.is_empty() {
                String::new()
            } else {
                format!("[{filter}]")
            },
            ask.when.kind()
        );
        let measure = match measure {
            Measure::Count => "count",
            Measure::Percent => "percent",
            Measure::Number => "number",
        };
        let cited = Cited {
            indicator: ask.indicator.to_owned(),
            filter,
            unit,
            value,
            period: period.to_owned(),
            period_kind: ask.when.kind().to_owned(),
            as_of: ask.when.last_day().to_string(),
            structure: self.which.written(),
            certainty: certainty.to_owned(),
            rule: version(&self.facts.book, ask.indicator, ask.when.last_day()),
            measure: measure.to_owned(),
        };
        self.figures.insert(key.clone(), cited);
        Ok(key)
    }

    pub(super) fn stock(&mut self, indicator: &'a str, day: Day) -> Result<String> {
        let ask = self.ask(indicator, When::On(day));
        self.cite(&ask)
    }

    pub(super) fn flow(&mut self, indicator: &'a str, when: When) -> Result<String> {
        let ask = self.ask(indicator, when);
        self.cite(&ask)
    }

    pub(super) fn filtered(
        &mut self,
        indicator: &'a str,
        when: When,
        filter: Filter,
    ) -> Result<String> {
        let ask = Ask {
            filter,
            ..self.ask(indicator, when)
        };
        self.cite(&ask)
    }

    /// Days of comparison: this, the previous quarter's last, the same quarter's of last year.
    pub(super) fn days(&self) -> [Day; 3] {
        [
            self.period.last_day(),
            self.period.previous().last_day(),
            self.period.year_before().last_day(),
        ]
    }

    pub(super) fn periods(&self) -> [When; 3] {
        [
            self.period,
            self.period.previous(),
            self.period.year_before(),
        ]
        .map(|p| When::In(p, PeriodKind::InPeriod))
    }

    /// The least sure of some figures.
    pub(super) fn worst(&self, keys: &[&String]) -> &'static str {
        let cited = keys.iter().filter_map(|k| self.figures.get(*k));
        least_sure(cited.map(|f| f.certainty.as_str()))
    }

    pub(super) fn number(&self, key: &str) -> Option<BigDecimal> {
        self.figures.get(key)?.value.as_ref()?.parse().ok()
    }
}

pub(super) fn row(label: &str, figures: Vec<Option<String>>) -> Row {
    Row {
        label: if label.is_empty() {
            String::new()
        } else {
            format!("report-row-{label}")
        },
        code: String::new(),
        name: String::new(),
        names: BTreeMap::new(),
        words: BTreeMap::new(),
        figures,
        role: "plain".to_owned(),
    }
}

pub(super) fn table(key: &str, columns: &[&str], rows: Vec<Row>, chart: &str) -> Table {
    Table {
        key: key.to_owned(),
        columns: columns
            .iter()
            .map(|c| format!("report-column-{c}"))
            .collect(),
        rows,
        chart: chart.to_owned(),
    }
}

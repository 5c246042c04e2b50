//! Building the quarterly report: every figure once, cited by text, tables and charts.

use super::model::{Cited, Report, Row, Section, Sentence, Table};
use crate::insight::indicators::answer::{Counts, Entered};
use crate::insight::indicators::facts::Event;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::rules::{bands, version};
use crate::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When};
use crate::organisation::rulebook::{Measure, Period};
use bigdecimal::BigDecimal;
use figures::places::{PlaceIx, locate};
use figures::{Day, UnitIx};
use platform::{Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

/// What stands at the head and foot.
pub struct Head {
    pub demo: bool,
    pub known: u64,
    pub root: String,
    pub now: jiff::Timestamp,
}

fn zone(facts: &Facts) -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get(facts.book.calendar().zone()).unwrap_or(jiff::tz::TimeZone::UTC)
}

/// Minutes by which the rulebook's time zone is ahead of UTC at the moment of writing.
#[must_use]
pub fn utc_offset(facts: &Facts, head: &Head) -> i32 {
    zone(facts).to_offset(head.now).seconds() / 60
}

/// Counts a question for every unit at once, or knows the counts already.
pub type Counting<'a> = &'a dyn Fn(&Question) -> Result<Arc<Counts>>;

/// The quarterly report of a unit, counted for it alone.
pub fn quarterly(
    facts: &Facts,
    unit: Option<UnitIx>,
    period: Period,
    head: &Head,
) -> Result<Report> {
    let counting = |q: &Question| Ok(Arc::new(facts.counts(q, &Entered::default())?));
    quarterly_by(facts, unit, period, head, &counting)
}

/// The quarterly report of a unit from counts that may have been made before.
pub fn quarterly_by(
    facts: &Facts,
    unit: Option<UnitIx>,
    period: Period,
    head: &Head,
    counting: Counting<'_>,
) -> Result<Report> {
    let mut b = Builder {
        facts,
        unit,
        period,
        counting,
        figures: BTreeMap::new(),
        counts: HashMap::new(),
        movements: HashMap::new(),
    };
    let sections = b.sections()?;
    let tables = b.tables()?;
    let day = period.last_day();
    let state = |u: Option<UnitIx>| u.and_then(|u| facts.structure.state(u, day));
    let parent = unit.and_then(|u| facts.structure.parent(u, day));
    let now = head.now.to_zoned(zone(facts));
    Ok(Report {
        kind: "quarterly".to_owned(),
        unit: state(unit).map_or_else(|| "*".to_owned(), |s| s.code.clone()),
        unit_name: state(unit).map_or_else(|| "*".to_owned(), |s| s.name.clone()),
        unit_kind: state(unit).map_or_else(String::new, |s| s.kind.clone()),
        parent_name: state(parent).map_or_else(String::new, |s| s.name.clone()),
        period: period.to_string(),
        from: period.from().to_string(),
        until: day.to_string(),
        as_of: day.to_string(),
        structure: day.to_string(),
        known: head.known,
        root: head.root.clone(),
        printed_at: now.strftime("%Y-%m-%d %H:%M").to_string(),
        demo: head.demo,
        figures: b.figures,
        sections,
        tables,
    })
}

struct Builder<'a> {
    facts: &'a Facts,
    unit: Option<UnitIx>,
    period: Period,
    counting: Counting<'a>,
    figures: BTreeMap<String, Cited>,
    counts: HashMap<String, Arc<Counts>>,
    movements: HashMap<(Day, Day), Flows>,
}

/// A figure to be cited: indicator, what narrows it, when.
#[derive(Clone)]
struct Ask<'a> {
    indicator: &'a str,
    filter: Filter,
    when: When,
    unit: Option<UnitIx>,
}

impl<'a> Builder<'a> {
    fn quarter(&self) -> When {
        When::In(self.period, PeriodKind::InPeriod)
    }

    fn cumulative(&self) -> When {
        When::In(self.period, PeriodKind::Cumulative)
    }

    fn ask(&self, indicator: &'a str, when: When) -> Ask<'a> {
        Ask {
            indicator,
            filter: Filter::default(),
            when,
            unit: self.unit,
        }
    }

    /// Stocks on a day, flows in a period; all on the units of the period's last day (4.4).
    fn cite(&mut self, ask: &Ask<'_>) -> Result<String> {
        let q = Question {
            indicator: ask.indicator.to_owned(),
            unit: ask.unit,
            when: ask.when,
            structure: StructureChoice::Units(self.period.last_day()),
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
        if !self.counts.contains_key(&of) {
            let counts = (self.counting)(&q)?;
            self.counts.insert(of.clone(), counts);
        }
        let answer = match self.counts.get(&of) {
            Some(counts) => self.facts.answer_from(counts, &q)?,
            None => return Err(Error::internal("a figure was not counted")),
        };
        let is_stock = matches!(ask.when, When::On(_));
        let period = if let When::In(p, _) = ask.when {
            p.to_string()
        } else {
            answer.as_of.to_string()
        };
        let value = answer.value.as_ref().map(|v| {
            if answer.measure == Measure::Percent {
                v.to_plain_string()
            } else {
                v.normalized().to_plain_string()
            }
        });
        let incomplete = answer.certainty == "incomplete";
        self.put(
            ask,
            &if is_stock {
                answer.as_of.to_string()
            } else {
                period
            },
            value.filter(|_| !incomplete),
            answer.certainty,
            answer.measure,
        )
    }

    fn code(&self, unit: Option<UnitIx>) -> String {
        let state = unit.and_then(|u| self.facts.structure.state(u, self.period.last_day()));
        state.map_or_else(|| "*".to_owned(), |s| s.code.clone())
    }

    fn put(
        &mut self,
        ask: &Ask<'_>,
        period: &str,
        value: Option<String>,
        certainty: &str,
        measure: Measure,
    ) -> Result<String> {
        let filter = ask.filter.text();
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
            structure: self.period.last_day().to_string(),
            certainty: certainty.to_owned(),
            rule: version(&self.facts.book, ask.indicator, ask.when.last_day()),
            measure: measure.to_owned(),
        };
        self.figures.insert(key.clone(), cited);
        Ok(key)
    }

    fn stock(&mut self, indicator: &'a str, day: Day) -> Result<String> {
        let ask = self.ask(indicator, When::On(day));
        self.cite(&ask)
    }

    fn flow(&mut self, indicator: &'a str, when: When) -> Result<String> {
        let ask = self.ask(indicator, when);
        self.cite(&ask)
    }

    fn filtered(&mut self, indicator: &'a str, when: When, filter: Filter) -> Result<String> {
        let ask = Ask {
            filter,
            ..self.ask(indicator, when)
        };
        self.cite(&ask)
    }

    /// Days of comparison: this, the previous quarter's last, the same quarter's of last year.
    fn days(&self) -> [Day; 3] {
        [
            self.period.last_day(),
            self.period.previous().last_day(),
            self.period.year_before().last_day(),
        ]
    }

    fn periods(&self) -> [When; 3] {
        [
            self.period,
            self.period.previous(),
            self.period.year_before(),
        ]
        .map(|p| When::In(p, PeriodKind::InPeriod))
    }

    fn sections(&mut self) -> Result<Vec<Section>> {
        let [now, before, last_year] = self.days();
        let [quarter, previous, year_before] = self.periods();
        let cumulative = self.cumulative();
        let asof = [("asof", now.to_string())];
        let members = [
            ("members", self.stock("members", now)?),
            ("previous", self.stock("members", before)?),
            ("lastyear", self.stock("members", last_year)?),
        ];
        let mut standing = Vec::new();
        for (name, code) in [
            ("official", "official"),
            ("probationary", "probationary"),
            ("exempt", "exempt"),
            ("suspended", "suspended"),
            ("transit", "in-transit"),
        ] {
            standing.push((name, self.stock(code, now)?));
        }
        let women = [
            ("women", self.stock("women", now)?),
            ("share", self.stock("women-share", now)?),
        ];
        let admitted = [
            ("quarter", self.flow("admitted", quarter)?),
            ("cumulative", self.flow("admitted", cumulative)?),
            ("previous", self.flow("admitted", previous)?),
            ("lastyear", self.flow("admitted", year_before)?),
        ];
        let recognised = [
            ("quarter", self.flow("recognised", quarter)?),
            ("cumulative", self.flow("recognised", cumulative)?),
        ];
        let moved = self.movement_sums(quarter)?;
        let standard = [
            ("failing", self.stock("failing", now)?),
            ("standardised", self.stock("standardised", now)?),
            ("previous", self.stock("standardised", before)?),
        ];
        let badges = [("due", self.flow("badges-due", quarter)?)];
        let units = self.unit_counts(now)?;
        let reform = [
            ("merged", self.flow("units-merged", quarter)?),
            ("successors", self.flow("successors", quarter)?),
            ("reduced", self.flow("net-reduced", quarter)?),
        ];
        let mut said_of_standard = vec![sentence("standard", &standard, &[])];
        let last = self.period.last_day();
        if let Some(year) = self.facts.book.year_without_holidays(last) {
            let words = [("year", year.to_string())];
            said_of_standard.push(sentence("holidays", &[], &words));
        }
        Ok(vec![
            section(
                "members",
                vec![
                    sentence("members", &members, &asof),
                    sentence("standing", &standing, &[]),
                    sentence("women", &women, &[]),
                ],
            ),
            section(
                "admissions",
                vec![
                    sentence("admitted", &admitted, &[]),
                    sentence("recognised", &recognised, &[]),
                ],
            ),
            section("movement", vec![sentence("movement", &moved, &[])]),
            section("standard", said_of_standard),
            section("badges", vec![sentence("badges", &badges, &[])]),
            section(
                "units",
                vec![
                    sentence("units", &units, &[]),
                    sentence("reform", &reform, &[]),
                ],
            ),
        ])
    }

    fn unit_counts(&mut self, day: Day) -> Result<Vec<(&'static str, String)>> {
        Ok(vec![
            ("wards", self.stock("wards", day)?),
            ("communes", self.stock("communes", day)?),
            ("cells", self.stock("cells", day)?),
            ("units", self.stock("units", day)?),
        ])
    }

    fn movement_sums(&mut self, when: When) -> Result<Vec<(&'static str, String)>> {
        let rows = self.movement_rows(when)?;
        let sum = |b: &Self, role: &str| -> BigDecimal {
            rows.iter()
                .filter(|(_, r, _)| *r == role)
                .filter_map(|(_, _, k)| {
                    b.figures.get(k)?.value.as_ref()?.parse::<BigDecimal>().ok()
                })
                .sum()
        };
        let (entered, left) = (sum(self, "in"), sum(self, "out"));
        let known = rows
            .iter()
            .all(|(_, _, k)| self.figures.get(k).is_some_and(|f| f.value.is_some()));
        let certainty = if known {
            self.worst(&[&rows[0].2, &rows[rows.len() - 1].2])
        } else {
            "incomplete"
        };
        let mut said = Vec::new();
        for (name, code, value) in [
            ("in", "movement-in", entered),
            ("out", "movement-out", left),
        ] {
            let ask = self.ask(code, when);
            let period = if let When::In(p, _) = when {
                p.to_string()
            } else {
                String::new()
            };
            said.push((
                name,
                self.put(
                    &ask,
                    &period,
                    known.then(|| value.to_string()),
                    certainty,
                    Measure::Count,
                )?,
            ));
        }
        for (name, i) in [("opening", 0), ("closing", rows.len() - 1)] {
            said.push((name, rows[i].2.clone()));
        }
        Ok(said)
    }

    /// Opening, what came in, what went out, closing: (row, role, figure).
    fn movement_rows(&mut self, when: When) -> Result<Vec<(&'static str, &'static str, String)>> {
        let (from, until) = when.days();
        let opening = self.stock("members", from.eve())?;
        let closing = self.stock("members", until.eve())?;
        let certain = self.worst(&[&opening, &closing]);
        let flows = self.flows(from, until);
        let mut rows = vec![("opening", "total", opening)];
        for (row, role, flow) in MOVEMENT {
            let n = flows.get(flow).copied().unwrap_or(0);
            if n == 0 && matches!(row, "opened" | "in-by-reform" | "out-by-reform") {
                continue;
            }
            let ask = self.ask(row, when);
            let period = if let When::In(p, _) = when {
                p.to_string()
            } else {
                String::new()
            };
            let value = (certain != "incomplete").then(|| n.to_string());
            rows.push((row, role, self.put_movement(&ask, &period, value, certain)?));
        }
        rows.push(("closing", "total", closing));
        Ok(rows)
    }

    /// The least sure of some figures.
    fn worst(&self, keys: &[&String]) -> &'static str {
        let order = ["exact", "rebased", "remainder", "incomplete"];
        let rank = |k: &&String| {
            order
                .iter()
                .position(|o| self.figures.get(*k).is_some_and(|f| f.certainty == *o))
                .unwrap_or(0)
        };
        keys.iter()
            .map(rank)
            .max()
            .and_then(|i| order.get(i))
            .copied()
            .unwrap_or("exact")
    }

    fn put_movement(
        &mut self,
        ask: &Ask<'_>,
        period: &str,
        value: Option<String>,
        certainty: &str,
    ) -> Result<String> {
        let ask = Ask {
            filter: Filter {
                kind: Some("across-the-border".to_owned()),
                ..Filter::default()
            },
            ..ask.clone()
        };
        self.put(&ask, period, value, certainty, Measure::Count)
    }

    /// Members who crossed the unit's border in the period, by what brought them across.
    fn flows(&mut self, from: Day, until: Day) -> Flows {
        if let Some(found) = self.movements.get(&(from, until)) {
            return found.clone();
        }
        let found = crossings(self.facts, self.unit, from, until, self.period.last_day());
        self.movements.insert((from, until), found.clone());
        found
    }

    fn tables(&mut self) -> Result<Vec<Table>> {
        Ok(vec![
            self.movement_table()?,
            self.children_table()?,
            self.compare_table()?,
            self.standing_table()?,
            self.sex_table()?,
            self.band_table("age")?,
            self.ethnic_table()?,
            self.band_table("years")?,
            self.departures_table()?,
            self.rules_table()?,
            self.badges_table()?,
            self.kinds_table()?,
        ])
    }

    fn movement_table(&mut self) -> Result<Table> {
        let quarter = self.movement_rows(self.quarter())?;
        let cumulative = self.movement_rows(self.cumulative())?;
        let mut rows = Vec::new();
        for (name, role, key) in &quarter {
            let other = cumulative
                .iter()
                .find(|(n, _, _)| n == name)
                .map(|(_, _, k)| k.clone());
            rows.push(Row {
                role: (*role).to_owned(),
                ..row(name, vec![Some(key.clone()), other])
            });
        }
        Ok(table(
            "movement",
            &["quarter", "cumulative"],
            rows,
            "waterfall",
        ))
    }

    fn children_table(&mut self) -> Result<Table> {
        let (day, before) = (self.period.last_day(), self.period.previous().last_day());
        let mut children = match self.unit {
            Some(u) => self.facts.structure.children(u, day),
            None => self.facts.structure.roots(day),
        };
        children.sort_by_key(|c| self.facts.structure.state(*c, day).map(|s| s.code.clone()));
        let mut rows = Vec::new();
        for child in children {
            let figures = self.unit_row(Some(child), day, before)?;
            let state = self.facts.structure.state(child, day);
            let (code, name) =
                state.map_or_else(Default::default, |s| (s.code.clone(), s.name.clone()));
            rows.push(Row {
                label: String::new(),
                code,
                name,
                figures,
                ..row("", Vec::new())
            });
        }
        for (name, value) in self.shares(day)? {
            rows.push(row(name, vec![Some(value), None, None, None, None]));
        }
        let total = self.unit_row(self.unit, day, before)?;
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

    fn unit_row(
        &mut self,
        unit: Option<UnitIx>,
        day: Day,
        before: Day,
    ) -> Result<Vec<Option<String>>> {
        let of = |indicator, when| Ask {
            indicator,
            filter: Filter::default(),
            when,
            unit,
        };
        let members = self.cite(&of("members", When::On(day)))?;
        let admitted = self.cite(&of("admitted", self.cumulative()))?;
        let share = self.cite(&of("standardised", When::On(day)))?;
        let failing = self.cite(&of("failing", When::On(day)))?;
        let earlier = self.cite(&of("members", When::On(before)))?;
        let change = self.change(unit, &members, &earlier)?;
        Ok([members, admitted, share, failing, change]
            .map(Some)
            .to_vec())
    }

    fn number(&self, key: &str) -> Option<BigDecimal> {
        self.figures.get(key)?.value.as_ref()?.parse().ok()
    }

    fn change(&mut self, unit: Option<UnitIx>, now: &str, before: &str) -> Result<String> {
        let value = self
            .number(now)
            .zip(self.number(before))
            .map(|(a, b)| (a - b).to_string());
        let certainty = self
            .figures
            .get(before)
            .map_or_else(|| "exact".to_owned(), |f| f.certainty.clone());
        let ask = Ask {
            indicator: "members-change",
            filter: Filter::default(),
            when: self.quarter(),
            unit,
        };
        let period = self.period.to_string();
        self.put(&ask, &period, value, &certainty, Measure::Count)
    }

    /// Own, in transit and remainder of the members, where they are not nothing.
    fn shares(&mut self, day: Day) -> Result<Vec<(&'static str, String)>> {
        let q = Question {
            indicator: "members".to_owned(),
            unit: self.unit,
            when: When::On(day),
            structure: StructureChoice::Units(day),
            filter: Filter::default(),
            rule_of: None,
        };
        let mut said = Vec::new();
        for part in self.facts.parts(&q, &Entered::default())? {
            let ask = Ask {
                indicator: "members",
                filter: Filter {
                    kind: Some(part.part.to_owned()),
                    ..Filter::default()
                },
                when: When::On(day),
                unit: self.unit,
            };
            let name = match part.part {
                "own" => "own",
                "in-transit" => "in-transit",
                "remainder" => "remainder",
                _ => continue,
            };
            let value = part.value.map(|v| v.to_string()).unwrap_or_default();
            if value != "0" {
                said.push((
                    name,
                    self.put(
                        &ask,
                        &day.to_string(),
                        Some(value),
                        part.certainty,
                        Measure::Count,
                    )?,
                ));
            }
        }
        Ok(said)
    }

    fn compare_table(&mut self) -> Result<Table> {
        let (days, periods) = (self.days(), self.periods());
        let mut rows = Vec::new();
        for code in ["members", "standardised"] {
            let figures: Result<Vec<_>> = days
                .iter()
                .map(|d| self.stock(code, *d).map(Some))
                .collect();
            rows.push(row(code, figures?));
        }
        for code in ["admitted", "recognised", "deceased"] {
            let figures: Result<Vec<_>> = periods
                .iter()
                .map(|p| self.flow(code, *p).map(Some))
                .collect();
            rows.push(row(code, figures?));
        }
        for (code, flow) in [
            ("transferred-in", "transferred-in"),
            ("transferred-out", "transferred-out"),
        ] {
            let mut figures = Vec::new();
            for when in periods {
                let found = self.movement_rows(when)?;
                figures.push(
                    found
                        .into_iter()
                        .find(|(n, _, _)| *n == flow)
                        .map(|(_, _, k)| k),
                );
            }
            rows.push(row(code, figures));
        }
        Ok(table(
            "compare",
            &["this", "previous", "last-year"],
            rows,
            "",
        ))
    }

    fn standing_table(&mut self) -> Result<Table> {
        let day = self.period.last_day();
        let mut rows = Vec::new();
        for code in ["official", "probationary", "exempt", "suspended"] {
            rows.push(row(code, vec![Some(self.stock(code, day)?)]));
        }
        let total = self.stock("members", day)?;
        rows.push(Row {
            role: "total".to_owned(),
            ..row("total", vec![Some(total)])
        });
        Ok(table("standing", &["members"], rows, "bars"))
    }

    fn sex_table(&mut self) -> Result<Table> {
        let day = When::On(self.period.last_day());
        let of = |sex: &str| Filter {
            sex: Some(sex.to_owned()),
            ..Filter::default()
        };
        let mut rows = Vec::new();
        for (label, sex) in [("women", "female"), ("men", "male"), ("unknown", "")] {
            let key = self.filtered("members", day, of(sex))?;
            if sex.is_empty() && self.number(&key) == Some(BigDecimal::from(0)) {
                continue;
            }
            rows.push(row(label, vec![Some(key)]));
        }
        Ok(table("sex", &["members"], rows, ""))
    }

    /// Members by the bands whose first years the rulebook names.
    fn band_table(&mut self, which: &str) -> Result<Table> {
        let day = When::On(self.period.last_day());
        let mut rows = Vec::new();
        for band in bands(&self.facts.book, which, self.period.last_day()) {
            let mut filter = Filter::default();
            if which == "age" {
                filter.age = Some(band);
            } else {
                filter.years = Some(band);
            }
            let key = self.filtered("members", day, filter)?;
            let text = band
                .1
                .map_or(format!("{}+", band.0), |high| format!("{}-{high}", band.0));
            rows.push(Row {
                words: BTreeMap::from([("band".to_owned(), text)]),
                ..row(which, vec![Some(key)])
            });
        }
        Ok(table(which, &["members"], rows, "bars"))
    }

    fn ethnic_table(&mut self) -> Result<Table> {
        let day = self.period.last_day();
        let groups: BTreeSet<String> = self
            .facts
            .persons
            .iter()
            .map(|p| p.ethnic)
            .collect::<BTreeSet<_>>()
            .into_iter()
            .map(|w| self.facts.word(w).to_owned())
            .filter(|e| !e.is_empty())
            .collect();
        let mut rows = Vec::new();
        for group in groups {
            let key = self.filtered(
                "members",
                When::On(day),
                Filter {
                    ethnic: Some(group.clone()),
                    ..Filter::default()
                },
            )?;
            let name = self.facts.book.ethnic_group(&group).unwrap_or(group);
            let size = self.number(&key);
            rows.push((
                size,
                Row {
                    words: BTreeMap::from([("group".to_owned(), name)]),
                    ..row("ethnic", vec![Some(key)])
                },
            ));
        }
        rows.sort_by(|a, b| b.0.cmp(&a.0));
        Ok(table(
            "ethnic",
            &["members"],
            rows.into_iter().map(|(_, r)| r).collect(),
            "bars",
        ))
    }

    fn departures_table(&mut self) -> Result<Table> {
        let (quarter, cumulative) = (self.quarter(), self.cumulative());
        let mut rows = Vec::new();
        for code in ["deceased", "struck-off", "left", "expelled"] {
            let figures = vec![
                Some(self.flow(code, quarter)?),
                Some(self.flow(code, cumulative)?),
            ];
            rows.push(row(code, figures));
        }
        Ok(table("departures", &["quarter", "cumulative"], rows, ""))
    }

    fn rules_table(&mut self) -> Result<Table> {
        let day = self.period.last_day();
        let rules: BTreeSet<String> = self
            .facts
            .faults
            .iter()
            .filter(|f| f.from <= day && day < f.to && self.facts.word(f.severity) == "error")
            .map(|f| self.facts.word(f.rule).to_owned())
            .collect();
        let mut rows = Vec::new();
        for rule in rules {
            let key = self.filtered(
                "failing",
                When::On(day),
                Filter {
                    rule: Some(rule.clone()),
                    ..Filter::default()
                },
            )?;
            if self.number(&key) != Some(BigDecimal::from(0)) {
                rows.push(Row {
                    words: BTreeMap::from([("rule".to_owned(), rule)]),
                    ..row("rule", vec![Some(key)])
                });
            }
        }
        Ok(table("rules", &["failing"], rows, ""))
    }

    fn badges_table(&mut self) -> Result<Table> {
        let mut rows = Vec::new();
        for years in
            crate::insight::indicators::rules::badge_years(&self.facts.book, self.period.last_day())
        {
            let key = self.filtered(
                "badges-due",
                self.quarter(),
                Filter {
                    years: Some((years, Some(years))),
                    ..Filter::default()
                },
            )?;
            rows.push(Row {
                words: BTreeMap::from([("years".to_owned(), years.to_string())]),
                ..row("badge", vec![Some(key)])
            });
        }
        Ok(table("badges", &["quarter"], rows, ""))
    }

    fn kinds_table(&mut self) -> Result<Table> {
        let day = self.period.last_day();
        let s = &self.facts.structure;
        let below = s.all().filter(|u| {
            s.is_open(*u, day)
                && self
                    .unit
                    .is_none_or(|top| *u != top && s.is_within(*u, top, day))
        });
        let kinds: BTreeSet<String> = below
            .filter_map(|u| s.state(u, day))
            .map(|x| x.kind.clone())
            .collect();
        let mut rows = Vec::new();
        for kind in kinds {
            let key = self.filtered(
                "units",
                When::On(day),
                Filter {
                    kind: Some(kind.clone()),
                    ..Filter::default()
                },
            )?;
            rows.push(Row {
                words: BTreeMap::from([("kind".to_owned(), kind)]),
                ..row("kind", vec![Some(key)])
            });
        }
        Ok(table("units-by-kind", &["units"], rows, ""))
    }
}

/// Row of the movement table, its role, and the flow it counts.
const MOVEMENT: [(&str, &str, &str); 9] = [
    ("admitted", "in", "admitted"),
    ("transferred-in", "in", "transferred_in"),
    ("reinstated", "in", "reinstated"),
    ("opened", "in", "opened"),
    ("transferred-out", "out", "transferred_out"),
    ("deceased", "out", "deceased"),
    ("struck-off", "out", "struck_off"),
    ("expelled", "out", "expelled"),
    ("left", "out", "left"),
];

type Flows = HashMap<&'static str, i64>;

/// Who crossed a unit's border, by flow. A transfer inside the unit crosses nothing; on the
/// way, a person stands in the lowest unit that contains both ends (`semantics.md` 4.3).
fn crossings(facts: &Facts, unit: Option<UnitIx>, from: Day, until: Day, on: Day) -> Flows {
    let mut flows = Flows::new();
    for (name, _) in crossers(facts, unit, (from, until), on) {
        *flows.entry(name).or_default() += 1;
    }
    flows
}

/// The events by which persons crossed a unit's border, each with its flow: what the rows of the
/// movement table count.
pub fn crossers(
    facts: &Facts,
    unit: Option<UnitIx>,
    (from, until): (Day, Day),
    on: Day,
) -> impl Iterator<Item = (&'static str, &Event)> {
    let since = facts.events.since(move |e| e.day < from);
    let within = since.take_while(move |e| e.day < until);
    within.filter_map(move |e| {
        let flow = if facts.word(e.event) == "opening" {
            "opened"
        } else {
            facts.word(e.flow)
        };
        let (_, _, name) = MOVEMENT.iter().find(|(_, _, f)| *f == flow)?;
        Some((crossed(facts, unit, (e, *name), on)?, e))
    })
}

/// The flows that a row of the movement table counts: itself, or all that come in or go out.
#[must_use]
pub fn flows_of(row: &str) -> Vec<&'static str> {
    let role = match row {
        "movement-in" => "in",
        "movement-out" => "out",
        _ => "",
    };
    let departed = row == "departed";
    let of = |(name, of, _): &&(&str, &str, &str)| {
        *name == row || *of == role || (departed && DEPARTURES.contains(name))
    };
    MOVEMENT
        .iter()
        .filter(of)
        .map(|(_, _, flow)| *flow)
        .collect()
}

/// Rows of those who left the organisation, told together to who may not see why.
const DEPARTURES: [&str; 4] = ["deceased", "struck-off", "expelled", "left"];

fn position(facts: &Facts, place: PlaceIx, own: Day, on: Day) -> Option<Option<UnitIx>> {
    let located = locate(&facts.structure, facts.places.get(place), own, on);
    if located.nowhere() {
        return Some(None);
    }
    Some(facts.structure.lowest_common(located.candidates(), on))
}

fn inside(facts: &Facts, at: Option<UnitIx>, top: Option<UnitIx>, on: Day) -> bool {
    match (at, top) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(u), Some(top)) => facts.structure.is_within(u, top, on),
    }
}

/// The lowest unit that contains both ends, on whose line *in transit* a person stands.
fn line_of(facts: &Facts, ends: [(PlaceIx, Day); 2], on: Day) -> Option<UnitIx> {
    let known = ends.map(|(place, own)| position(facts, place, own, on).flatten());
    let known: Vec<UnitIx> = known.into_iter().flatten().collect();
    (known.len() == 2)
        .then(|| facts.structure.lowest_common(&known, on))
        .flatten()
}

/// The flow by which an event takes a member across the unit's border. A transfer leads from a
/// unit to the line between both, or from there to a unit: whoever is received elsewhere than
/// where the way was meant to end leaves that line (`semantics.md` 4.3).
fn crossed<'f>(
    facts: &Facts,
    unit: Option<UnitIx>,
    (e, flow): (&Event, &'f str),
    on: Day,
) -> Option<&'f str> {
    if let Some((a, b)) = e.between {
        let eve = e.day.eve();
        let line = line_of(facts, [(a, eve), (b, eve)], on);
        return inside(facts, line, unit, on).then_some(flow);
    }
    let own = if e.ends { e.day.eve() } else { e.day };
    let here = position(facts, e.place, own, on).flatten();
    let here = inside(facts, here, unit, on);
    let Some(way) = e.transfer else {
        return here.then_some(flow);
    };
    let ends = [(way.sender, way.sent.eve()), (way.receiver, e.day)];
    let line = inside(facts, line_of(facts, ends, on), unit, on);
    match (here, line) {
        (true, false) => Some(flow),
        (false, true) if e.ends => Some("transferred_in"),
        (false, true) => Some("transferred_out"),
        _ => None,
    }
}

fn section(key: &str, sentences: Vec<Sentence>) -> Section {
    Section {
        key: key.to_owned(),
        sentences,
    }
}

fn sentence(key: &str, figures: &[(&str, String)], words: &[(&str, String)]) -> Sentence {
    let map = |pairs: &[(&str, String)]| {
        pairs
            .iter()
            .map(|(k, v)| ((*k).to_owned(), v.clone()))
            .collect()
    };
    Sentence {
        text: format!("report-sentence-{key}"),
        figures: map(figures),
        words: map(words),
    }
}

fn row(label: &str, figures: Vec<Option<String>>) -> Row {
    Row {
        label: if label.is_empty() {
            String::new()
        } else {
            format!("report-row-{label}")
        },
        code: String::new(),
        name: String::new(),
        words: BTreeMap::new(),
        figures,
        role: "plain".to_owned(),
    }
}

fn table(key: &str, columns: &[&str], rows: Vec<Row>, chart: &str) -> Table {
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

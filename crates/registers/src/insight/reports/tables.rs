//! The other tables of the report.

use super::build::{Ask, Builder, row, table};
use super::model::{Row, Table};
use super::papers::named;
use crate::insight::indicators::When;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::rules::bands;
use bigdecimal::{BigDecimal, Zero};
use platform::Result;
use std::collections::{BTreeMap, BTreeSet};

impl Builder<'_> {
    pub(super) fn tables(&mut self) -> Result<Vec<Table>> {
        let mut tables = vec![
            self.movement_table()?,
            self.children_table()?,
            self.compare_table()?,
            self.standing_table()?,
            self.sex_table()?,
            self.band_table("age")?,
            self.ethnic_table()?,
        ];
        // Party age is counted only where a rule says from when
        let last = self.period.last_day();
        if self.facts.book.counted_on("party_age", last).is_some() {
            tables.push(self.band_table("years")?);
        }
        tables.extend([
            self.departures_table()?,
            self.rules_table()?,
            self.badges_table()?,
            table("units-by-kind", &["units"], self.kind_rows()?, ""),
        ]);
        tables.extend(self.paper_tables()?);
        Ok(tables)
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
        let mut rows: Vec<Row> = rows.into_iter().map(|(_, r)| r).collect();
        // whose group is not recorded has a line too, so that the lines add up to all members
        let unrecorded = Filter {
            ethnic: Some(String::new()),
            ..Filter::default()
        };
        let key = self.filtered("members", When::On(day), unrecorded)?;
        if self.number(&key) != Some(BigDecimal::from(0)) {
            rows.push(row("unknown", vec![Some(key)]));
        }
        Ok(table("ethnic", &["members"], rows, "bars"))
    }

    fn departures_table(&mut self) -> Result<Table> {
        let (quarter, cumulative) = (self.quarter(), self.cumulative());
        let mut rows = Vec::new();
        for flow in self.facts.book.departures(cumulative.days()) {
            let code = flow.code();
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

    /// The units below by kind, every kind there is by the name the rulebook has for it: together
    /// they are all units below.
    pub(super) fn kind_rows(&mut self) -> Result<Vec<Row>> {
        let day = self.period.last_day();
        let s = &self.facts.structure;
        let open = s.all().filter(|u| s.is_open(*u, day));
        let kinds: BTreeSet<String> = open
            .filter_map(|u| s.state(u, day))
            .map(|x| x.kind.clone())
            .collect();
        let mut rows = Vec::new();
        for kind in kinds {
            let ask = Ask {
                filter: Filter {
                    kind: Some(kind.clone()),
                    ..Filter::default()
                },
                ..self.ask("units", When::On(day))
            };
            let (_, counts) = self.counted(&ask)?;
            if counts.value(self.unit).is_none_or(|n| n.is_zero()) {
                continue;
            }
            let key = self.cite(&ask)?;
            let label = if kind.is_empty() { "unknown" } else { "kind" };
            let rule = self.facts.book.kind(&kind, day);
            rows.push(Row {
                names: rule.map_or_else(BTreeMap::new, |k| named(&k.names)),
                words: BTreeMap::from([("kind".to_owned(), kind)]),
                ..row(label, vec![Some(key)])
            });
        }
        Ok(rows)
    }
}

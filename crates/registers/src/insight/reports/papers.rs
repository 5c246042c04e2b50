//! The tables of documents and tasks: by organ, by who advised, by kind, by field of work; tasks
//! by how far they are and by lead; whom superior documents bind. Without rows where nothing is
//! recorded.

use super::build::{Builder, row, table};
use super::model::{Row, Table};
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::{Question, When};
use crate::organisation::rulebook::model::Names;
use bigdecimal::{BigDecimal, Zero};
use figures::UnitIx;
use platform::Result;
use std::collections::{BTreeMap, BTreeSet};

/// How far a task may have come, as the figure of tasks counts it.
const STATES: [&str; 6] = [
    "issued",
    "received",
    "in-progress",
    "submitted",
    "returned",
    "accepted",
];

/// A name in the three languages of reports.
pub(super) fn named(names: &Names) -> BTreeMap<String, String> {
    let all = [("en", &names.en), ("vi", &names.vi), ("ur", &names.ur)];
    let pair = |(lang, name): (&str, &String)| (lang.to_owned(), name.clone());
    all.into_iter().map(pair).collect()
}

impl Builder<'_> {
    pub(super) fn paper_tables(&mut self) -> Result<Vec<Table>> {
        Ok(vec![
            self.documents_by_unit("documents-by-organ")?,
            self.documents_by_unit("documents-by-adviser")?,
            self.documents_by_kind()?,
            self.documents_by_field()?,
            self.tasks_by_state()?,
            self.tasks_by_lead()?,
            self.coverage_table()?,
        ])
    }

    fn question(&self, indicator: &str, when: When) -> Question {
        Question {
            indicator: indicator.to_owned(),
            unit: self.unit,
            when,
            structure: self.which.settled(),
            filter: Filter::default(),
            rule_of: None,
        }
    }

    /// Code and name of a unit, as it is on the day of the structure or was at last.
    fn code_and_name(&self, u: UnitIx) -> (String, String) {
        let (s, on) = (&self.facts.structure, self.which.structure_day());
        let open = s.state(u, on).filter(|_| s.is_open(u, on));
        let state = open.or_else(|| s.last_state(u));
        state.map_or_else(Default::default, |x| (x.code.clone(), x.name.clone()))
    }

    /// Units as they have become by the day of the structure, by code.
    fn by_code(&self, units: impl Iterator<Item = UnitIx>) -> BTreeMap<String, String> {
        let (s, on) = (&self.facts.structure, self.which.structure_day());
        let now = units.map(|u| s.followed(u, on)).collect::<BTreeSet<_>>();
        now.into_iter().map(|u| self.code_and_name(u)).collect()
    }

    /// A row of a figure in the period and cumulative; nothing where both are nought.
    fn of_period(
        &mut self,
        indicator: &str,
        filter: &Filter,
    ) -> Result<Option<Vec<Option<String>>>> {
        let mut figures = Vec::new();
        for when in [self.quarter(), self.cumulative()] {
            let ask = super::build::Ask {
                filter: filter.clone(),
                ..self.ask(indicator, when)
            };
            figures.push(Some(self.cite(&ask)?));
        }
        let nought = |k: &Option<String>| {
            let number = k.as_ref().and_then(|k| self.number(k));
            number.is_none_or(|n| n.is_zero())
        };
        let empty = figures.iter().all(nought);
        Ok(Some(figures).filter(|_| !empty))
    }

    fn total(&mut self, rows: &mut Vec<Row>, indicator: &str) -> Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        let figures = self.of_period(indicator, &Filter::default())?;
        rows.push(Row {
            role: "total".to_owned(),
            ..row("total", figures.unwrap_or_default())
        });
        Ok(())
    }

    fn documents_by_unit(&mut self, key: &str) -> Result<Table> {
        let listed = self
            .facts
            .list(&self.question("documents", self.cumulative()))?;
        let organs = key == "documents-by-organ";
        let units = if organs {
            self.by_code(listed.iter().filter_map(|l| l.unit))
        } else {
            let papers = listed.iter().filter_map(|l| l.paper);
            let last = self.period.last_day();
            let advised = papers.filter_map(|p| self.facts.adviser(p, last));
            self.by_code(advised.collect::<BTreeSet<_>>().into_iter())
        };
        let mut rows = Vec::new();
        for (code, name) in units {
            let mut filter = Filter::default();
            if organs {
                filter.organ = Some(code.clone());
            } else {
                filter.advised_by = Some(code.clone());
            }
            if let Some(figures) = self.of_period("documents", &filter)? {
                rows.push(Row {
                    code,
                    name,
                    ..row("", figures)
                });
            }
        }
        if !organs && !rows.is_empty() {
            let none = Filter {
                advised_by: Some(String::new()),
                ..Filter::default()
            };
            let figures = self.of_period("documents", &none)?;
            rows.extend(figures.map(|f| row("no-adviser", f)));
        }
        self.total(&mut rows, "documents")?;
        Ok(table(key, &["quarter", "cumulative"], rows, ""))
    }

    fn documents_by_kind(&mut self) -> Result<Table> {
        let last = self.period.last_day();
        let facts = self.facts;
        let mut rows = Vec::new();
        if facts.papers.any("documents") {
            for kind in facts.book.documents().kinds(last) {
                let filter = Filter {
                    kind: Some(kind.key.clone()),
                    ..Filter::default()
                };
                if let Some(figures) = self.of_period("documents", &filter)? {
                    rows.push(Row {
                        names: named(&kind.rule.names),
                        ..row("", figures)
                    });
                }
            }
        }
        self.total(&mut rows, "documents")?;
        let columns = ["quarter", "cumulative"];
        Ok(table("documents-by-kind", &columns, rows, ""))
    }

    /// By field of work; what lies in a field below another is in both.
    fn documents_by_field(&mut self) -> Result<Table> {
        let last = self.period.last_day();
        let facts = self.facts;
        let mut rows = Vec::new();
        if facts.papers.any("documents") {
            for field in facts.book.documents().fields(last) {
                let filter = Filter {
                    subject: Some(field.key.clone()),
                    ..Filter::default()
                };
                if let Some(figures) = self.of_period("documents", &filter)? {
                    rows.push(Row {
                        names: named(&field.rule.names),
                        ..row("", figures)
                    });
                }
            }
        }
        if !rows.is_empty() {
            let none = Filter {
                subject: Some(String::new()),
                ..Filter::default()
            };
            let figures = self.of_period("documents", &none)?;
            rows.extend(figures.map(|f| row("no-field", f)));
        }
        self.total(&mut rows, "documents")?;
        let columns = ["quarter", "cumulative"];
        Ok(table("documents-by-field", &columns, rows, ""))
    }

    fn tasks_by_state(&mut self) -> Result<Table> {
        let day = When::On(self.period.last_day());
        let mut rows = Vec::new();
        for state in STATES {
            let filter = Filter {
                state: Some(state.to_owned()),
                ..Filter::default()
            };
            let key = self.filtered("tasks", day, filter)?;
            if self.number(&key).is_some_and(|n| n > BigDecimal::zero()) {
                rows.push(row(&format!("task-{state}"), vec![Some(key)]));
            }
        }
        if !rows.is_empty() {
            let total = self.stock("tasks", self.period.last_day())?;
            rows.push(Row {
                role: "total".to_owned(),
                ..row("total", vec![Some(total)])
            });
        }
        Ok(table("tasks-by-state", &["tasks"], rows, ""))
    }

    fn tasks_by_lead(&mut self) -> Result<Table> {
        let when = self.quarter();
        let listed = self.facts.list(&self.question("tasks-due", when))?;
        let leads = self.by_code(listed.iter().filter_map(|l| l.unit));
        let mut rows = Vec::new();
        let mut all: Vec<(Filter, Row)> = Vec::new();
        for (code, name) in leads {
            let filter = Filter {
                lead: Some(code.clone()),
                ..Filter::default()
            };
            let named = Row {
                code,
                name,
                ..row("", Vec::new())
            };
            all.push((filter, named));
        }
        if !all.is_empty() {
            let total = Row {
                role: "total".to_owned(),
                ..row("total", Vec::new())
            };
            all.push((Filter::default(), total));
        }
        for (filter, mut named) in all {
            for code in ["tasks-due", "tasks-done-on-time", "tasks-on-time"] {
                let key = self.filtered(code, when, filter.clone())?;
                named.figures.push(Some(key));
            }
            rows.push(named);
        }
        let columns = ["tasks-due", "tasks-on-time", "share"];
        Ok(table("tasks-by-lead", &columns, rows, ""))
    }

    fn coverage_table(&mut self) -> Result<Table> {
        let day = self.period.last_day();
        let mut rows = Vec::new();
        for document in self.facts.papers.binding(day) {
            let filter = Filter {
                document: Some(document.clone()),
                ..Filter::default()
            };
            let mut figures = Vec::new();
            for code in ["obligations", "obligations-met", "coverage"] {
                figures.push(Some(self.filtered(code, When::On(day), filter.clone())?));
            }
            let bound = figures[0].as_ref().and_then(|k| self.number(k));
            if bound.is_some_and(|n| n > BigDecimal::zero()) {
                rows.push(Row {
                    name: document,
                    ..row("", figures)
                });
            }
        }
        let columns = ["bound", "issued", "share"];
        Ok(table("coverage", &columns, rows, ""))
    }
}

//! The movement table: opening, what came in, what went out, closing.

use super::build::{Ask, Builder, row, table};
use super::crossings::{Flows, IN_BY_REFORM, MOVEMENT, OUT_BY_REFORM, crossings};
use super::model::{Row, Table};
use crate::insight::indicators::When;
use crate::insight::indicators::question::Filter;
use crate::organisation::rulebook::Measure;
use platform::Result;

impl Builder<'_> {
    /// Opening, what came in, what went out, closing: (row, role, figure).
    pub(super) fn movement_rows(
        &mut self,
        when: When,
    ) -> Result<Vec<(&'static str, &'static str, String)>> {
        let (from, until) = when.days();
        let opening = self.stock("members", from.eve())?;
        let closing = self.stock("members", until.eve())?;
        let certain = self.worst(&[&opening, &closing]);
        let flows = self.flows(when)?;
        let mut rows = vec![("opening", "total", opening)];
        for (row, role, flow) in MOVEMENT {
            if !self.has_row(row, flow, when)? {
                continue;
            }
            let n = flows.get(flow).copied().unwrap_or(0);
            let ask = self.ask(row, when);
            let period = if let When::In(p, _) = when {
                p.to_string()
            } else {
                String::new()
            };
            // who came by an opening list is known, whatever was before it
            let opened = row == "opened" && certain == "incomplete";
            let certain = if opened { "exact" } else { certain };
            let value = (certain != "incomplete").then(|| n.to_string());
            rows.push((row, role, self.put_movement(&ask, &period, value, certain)?));
        }
        rows.push(("closing", "total", closing));
        Ok(rows)
    }

    /// Whether a movement table has a row. A rare one stands only where it says something in one
    /// of the columns: nought in the quarter may be something since the beginning of the year.
    fn has_row(&mut self, row: &str, flow: &str, when: When) -> Result<bool> {
        if row.ends_with("-by-reform") {
            return Ok(self.which.is_as_was());
        }
        if row != "opened" {
            return Ok(true);
        }
        for when in [when, self.quarter(), self.cumulative()] {
            if self.flows(when)?.get(flow).is_some_and(|n| *n != 0) {
                return Ok(true);
            }
        }
        Ok(false)
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
    pub(super) fn flows(&mut self, when: When) -> Result<Flows> {
        let days = when.days();
        if let Some(found) = self.movements.get(&days) {
            return Ok(found.clone());
        }
        let mut found = crossings(self.facts, self.unit, days, self.which.on());
        if self.which.is_as_was() {
            let moved = self.facts.by_reform(days)?;
            found.insert(IN_BY_REFORM, moved.gained(self.unit));
            found.insert(OUT_BY_REFORM, moved.lost(self.unit));
        }
        self.movements.insert(days, found.clone());
        Ok(found)
    }

    pub(super) fn movement_table(&mut self) -> Result<Table> {
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
}

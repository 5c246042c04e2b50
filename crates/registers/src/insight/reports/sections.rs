//! The fields of work of the report: sentences in which figures are cited.

use super::build::Builder;
use super::model::{Section, Sentence};
use crate::insight::indicators::When;
use crate::insight::indicators::rules::badge_years;
use crate::organisation::rulebook::Measure;
use bigdecimal::BigDecimal;
use platform::Result;

impl Builder<'_> {
    pub(super) fn sections(&mut self) -> Result<Vec<Section>> {
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
        let badges = self.badges_section(quarter)?;
        let units = self.units_sentence()?;
        let reform = [
            ("merged", self.flow("units-merged", quarter)?),
            ("successors", self.flow("successors", quarter)?),
            ("reduced", self.flow("net-reduced", quarter)?),
        ];
        let documents = [
            ("quarter", self.flow("documents", quarter)?),
            ("cumulative", self.flow("documents", cumulative)?),
            ("previous", self.flow("documents", previous)?),
            ("received", self.flow("documents-received", quarter)?),
        ];
        let tasks = [
            ("due", self.flow("tasks-due", quarter)?),
            ("done", self.flow("tasks-done-on-time", quarter)?),
            ("share", self.flow("tasks-on-time", quarter)?),
            ("open", self.stock("tasks-open", now)?),
            ("overdue", self.stock("tasks-overdue", now)?),
        ];
        let mut said_of_standard = vec![sentence("standard", &standard, &[])];
        let last = self.period.last_day();
        if let Some(year) = self.facts.book.year_without_holidays(last) {
            let words = [("year", year.to_string())];
            said_of_standard.push(sentence("holidays", &[], &words));
        }
        let mut sections = vec![
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
        ];
        sections.extend(badges);
        sections.extend([
            section("units", vec![units, sentence("reform", &reform, &[])]),
            section("documents", vec![sentence("documents", &documents, &[])]),
            section("tasks", vec![sentence("tasks", &tasks, &[])]),
        ]);
        Ok(sections)
    }

    /// Who reaches a badge's years, where the rulebook has badges.
    fn badges_section(&mut self, quarter: When) -> Result<Option<Section>> {
        if badge_years(&self.facts.book, self.period.last_day()).is_empty() {
            return Ok(None);
        }
        let due = [("due", self.flow("badges-due", quarter)?)];
        Ok(Some(section("badges", vec![sentence("badges", &due, &[])])))
    }

    /// How many units are below, and how many of every kind there is.
    fn units_sentence(&mut self) -> Result<Sentence> {
        let units = [("units", self.stock("units", self.period.last_day())?)];
        let list = self.kind_rows()?;
        let text = if list.is_empty() { "no-units" } else { "units" };
        Ok(Sentence {
            list,
            ..sentence(text, &units, &[])
        })
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
        list: Vec::new(),
    }
}

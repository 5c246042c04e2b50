//! Figures as pages show them. Registers below the indicators ask through the visit, so that
//! they need to name no register above them.

use super::visit::Visit;
use crate::insight::indicators::answer::Counts;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::suppress::power_for;
use crate::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When};
use crate::organisation::rulebook::{Measure, Period};
use figures::{Day, UnitIx};
use platform::Result;
use serde::Serialize;
use std::sync::Arc;

/// A figure ready to be written by a template.
#[derive(Debug, Clone, Serialize, Default)]
pub struct Shown {
    /// Canonical decimal; empty when it is not known.
    pub value: String,
    /// `count`, `percent` or `number`.
    pub measure: &'static str,
    /// `exact`, `rebased` or `part` …
    pub certainty: &'static str,
    pub as_of: String,
    /// Its name in the visitor's language.
    pub name: String,
    /// Its code, by which its page is found.
    pub code: String,
}

/// An indicator counted for every unit at once.
pub struct Column {
    facts: Arc<Facts>,
    question: Question,
    counts: Arc<Counts>,
    name: String,
}

impl Column {
    /// The figure of a unit; of the whole record without one.
    pub fn of(&self, unit: Option<UnitIx>) -> Result<Shown> {
        let q = Question {
            unit,
            ..self.question.clone()
        };
        let answer = self.facts.answer_from(&self.counts, &q)?;
        Ok(Shown {
            value: answer
                .value
                .as_ref()
                .map_or_else(String::new, |v| v.normalized().to_plain_string()),
            measure: match answer.measure {
                Measure::Percent => "percent",
                Measure::Count => "count",
                _ => "number",
            },
            certainty: answer.certainty,
            as_of: answer.as_of.to_string(),
            name: self.name.clone(),
            code: self.question.indicator.clone(),
        })
    }
}

impl Visit {
    /// What is true on a day, of every unit; nothing when the rulebook knows no such indicator.
    pub async fn stock(&self, facts: &Arc<Facts>, code: &str, on: Day) -> Result<Option<Column>> {
        let own = StructureChoice::Default;
        self.column(facts, code, When::On(on), own).await
    }

    /// What was true on a day, told by the units of another: what a change is measured from.
    pub async fn stock_by_units_of(
        &self,
        facts: &Arc<Facts>,
        code: &str,
        on: Day,
        units_of: Day,
    ) -> Result<Option<Column>> {
        let theirs = StructureChoice::Units(units_of);
        self.column(facts, code, When::On(on), theirs).await
    }

    /// What happened in the year so far, up to the end of the quarter that holds the day.
    pub async fn year_so_far(
        &self,
        facts: &Arc<Facts>,
        code: &str,
        on: Day,
    ) -> Result<Option<Column>> {
        let quarter = format!("{:04}-Q{}", on.year(), (on.month() - 1) / 3 + 1);
        match Period::parse(&quarter) {
            Ok(period) => {
                let when = When::In(period, PeriodKind::Cumulative);
                self.column(facts, code, when, StructureChoice::Default)
                    .await
            }
            Err(_) => Ok(None),
        }
    }

    async fn column(
        &self,
        facts: &Arc<Facts>,
        code: &str,
        when: When,
        structure: StructureChoice,
    ) -> Result<Option<Column>> {
        let Some(rule) = facts.book.indicator(code, when.last_day()) else {
            return Ok(None);
        };
        // without their right, figures that give reasons away look as if there were none
        let power = power_for(&rule.rule, &Filter::default());
        if power.is_some_and(|p| !self.may(p)) {
            return Ok(None);
        }
        let question = Question {
            indicator: code.to_owned(),
            unit: None,
            when,
            structure,
            filter: Filter::default(),
            rule_of: None,
        };
        Ok(Some(Column {
            name: rule.rule.names.in_language(self.lang.code()).to_owned(),
            counts: self.counts(facts, &question).await?,
            facts: facts.clone(),
            question,
        }))
    }

    /// The name of a kind of unit in the visitor's language; the kind itself when the rulebook
    /// does not name it.
    #[must_use]
    pub fn kind_name(&self, facts: &Facts, kind: &str, on: Day) -> String {
        facts.book.kind(kind, on).map_or_else(
            || kind.to_owned(),
            |k| k.names.in_language(self.lang.code()).to_owned(),
        )
    }
}

/// The facts a visit looks at, by a name that registers below the indicators may use.
pub type FactsOfVisit = Facts;

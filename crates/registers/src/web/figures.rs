//! Figures as pages show them. Registers below the indicators ask through the visit, so that
//! they need to name no register above them.

use super::visit::Visit;
use crate::activity::meetings::model::Cited;
use crate::insight::indicators::answer::{Counts, Entered};
use crate::insight::indicators::cited as citing;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::rules::definition;
use crate::insight::indicators::screens::{asked::may_see, choices};
use crate::insight::indicators::suppress::power_for;
use crate::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When};
use crate::organisation::grants::model::ADMINISTRATOR;
use crate::organisation::reforms::effects::Move;
use crate::organisation::rulebook::{Measure, Period};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::web::page::value;
use platform::web::request::encoded;
use platform::{Error, Result};
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
            measure: measure(answer.measure),
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

    /// The same figure as it would be with reforms recorded that are not: nothing is kept of it.
    pub async fn supposed(
        &self,
        column: &Column,
        after: &Structure,
        moves: &[Move],
    ) -> Result<Column> {
        let mut db = self.office.db().await?;
        let facts = column.facts.supposing(&mut db, after, moves).await?;
        let question = column.question.clone();
        Ok(Column {
            counts: Arc::new(facts.counts(&question, &Entered::default())?),
            facts: Arc::new(facts),
            question,
            name: column.name.clone(),
        })
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

    /// The name of a role in the visitor's language; the role itself when the rulebook does not
    /// name it.
    pub fn role_name(&self, facts: &Facts, role: &str, on: Day) -> Result<String> {
        if role == ADMINISTRATOR {
            return self.t("grant-role-administrator");
        }
        let named = facts.book.role(role, on).map(|r| &r.names);
        let name = named.map_or(role, |names| names.in_language(self.lang.code()));
        Ok(name.to_owned())
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

/// A figure that is to be cited, as a form asks for it.
pub struct Citing<'a> {
    pub indicator: &'a str,
    /// Code, id or name of the unit; `*` for the whole record.
    pub unit: &'a str,
    /// A day or a period.
    pub said: &'a str,
    pub cumulative: bool,
}

impl Visit {
    /// Reads a figure that is to be cited; otherwise the field at fault and the key of a message.
    pub async fn cite(
        &self,
        facts: &Arc<Facts>,
        wanted: &Citing<'_>,
    ) -> Result<std::result::Result<Cited, (&'static str, &'static str)>> {
        let (s, on) = (&facts.structure, self.asof.on);
        let when = (wanted.said, wanted.cumulative);
        let rule = definition(&facts.book, wanted.indicator, on);
        if !rule.is_ok_and(|r| may_see(self, r)) {
            return Ok(Err(("indicator", "meeting-wrong-indicator")));
        }
        let mut q = match citing::asked(facts, wanted.indicator, when, on) {
            Ok(q) => q,
            Err(Error::Refused(_)) => return Ok(Err(("when", "meeting-wrong-when"))),
            Err(e) => return Err(e),
        };
        if wanted.unit == "*" {
            if !self.sees_all() {
                return Ok(Err(("unit", "meeting-wrong-unit")));
            }
        } else {
            let day = q.structure_day();
            let found = s.bearer(wanted.unit, day).or_else(|| s.find(wanted.unit));
            let seen = found.filter(|u| s.is_open(*u, day) && self.sees(s, *u));
            let Some(unit) = seen else {
                return Ok(Err(("unit", "meeting-wrong-unit")));
            };
            q.unit = Some(unit);
        }
        let counts = self.counts(facts, &q).await?;
        Ok(Ok(citing::cited(
            facts,
            &q,
            &facts.answer_from(&counts, &q)?,
        )))
    }

    /// A cited figure as a page shows it: what was read then, what is read now, and the ways to
    /// both. Nothing of what may not be seen is told.
    pub async fn cited(&self, facts: &Arc<Facts>, cited: &Cited) -> Result<Value> {
        let day = Day::parse(&cited.as_of)?;
        let rule = definition(&facts.book, &cited.indicator, day).ok();
        let unit = facts.structure.find(&cited.unit);
        let sees = match unit {
            Some(u) => self.sees(&facts.structure, u),
            None => cited.unit == "*" && self.sees_all(),
        };
        let Some(rule) = rule.filter(|r| sees && may_see(self, r)) else {
            return Ok(context! { hidden => true });
        };
        let q = citing::question(facts, cited)?;
        let counts = self.counts(facts, &q).await?;
        let now = facts.answer_from(&counts, &q)?;
        let now = now
            .value
            .map_or_else(String::new, |v| v.normalized().to_plain_string());
        let state = unit.and_then(|u| facts.structure.state(u, q.structure_day()));
        let code = state.map_or("*", |x| x.code.as_str());
        let mut address = format!(
            "/figures?indicator={}&unit={}",
            encoded(&cited.indicator),
            encoded(code)
        );
        if !cited.period.is_empty() {
            address.push_str(&format!(
                "&period={}&kind_of_period={}",
                cited.period, cited.period_kind
            ));
        }
        let name = rule.names.in_language(self.lang.code());
        Ok(context! {
            hidden => false, name => choices::begun_large(name),
            unit => state.map_or("", |x| x.name.as_str()), code, period => cited.period.as_str(),
            kind => cited.period_kind.as_str(), as_of => cited.as_of.as_str(), known => cited.known,
            certainty => cited.certainty.as_str(), measure => measure(rule.measure),
            then => cited.value.as_str(), now => now.as_str(), differs => now != cited.value,
            href_then => format!("{address}&on={}&known={}", cited.as_of, cited.known),
            href_now => format!("{address}&on={}", cited.as_of),
        })
    }

    /// Periods near the day one looks from, for fields that take one.
    #[must_use]
    pub fn periods(&self) -> Value {
        value(&choices::periods(self))
    }

    /// Indicators that may be cited, by what they count.
    #[must_use]
    pub fn citable(&self, facts: &Facts) -> Value {
        value(&choices::groups(self, facts))
    }
}

fn measure(measure: Measure) -> &'static str {
    match measure {
        Measure::Percent => "percent",
        Measure::Count => "count",
        _ => "number",
    }
}

/// The facts a visit looks at, by a name that registers below the indicators may use.
pub type FactsOfVisit = Facts;

//! What is asked when a figure is asked for.

use crate::organisation::rulebook::Period;
use figures::engine::On;
use figures::{Day, UnitIx};
use platform::{Error, Result};

/// The day of a stock, or the period of a flow.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    On(Day),
    In(Period, PeriodKind),
}

/// Whether a figure speaks of the period alone or of the year so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodKind {
    InPeriod,
    Cumulative,
}

impl When {
    /// The first day counted and the first not counted any more.
    #[must_use]
    pub fn days(self) -> (Day, Day) {
        match self {
            When::On(day) => (day, day.plus_days(1)),
            When::In(period, PeriodKind::InPeriod) => (period.from(), period.until()),
            When::In(period, PeriodKind::Cumulative) => (period.cumulative_from(), period.until()),
        }
    }

    /// The day of a stock: its own, or the period's last.
    #[must_use]
    pub fn last_day(self) -> Day {
        self.days().1.eve()
    }

    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            When::On(_) => "as-of",
            When::In(_, PeriodKind::InPeriod) => "in-period",
            When::In(_, PeriodKind::Cumulative) => "cumulative",
        }
    }
}

/// The units on which the figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StructureChoice {
    /// A stock on its own day, a period on its last day (`semantics.md` 4.4).
    Default,
    AsWas,
    Units(Day),
}

impl StructureChoice {
    pub fn parse(text: Option<&str>) -> Result<StructureChoice> {
        match text {
            None => Ok(StructureChoice::Default),
            Some("as-was") => Ok(StructureChoice::AsWas),
            Some(day) => Ok(StructureChoice::Units(Day::parse(day)?)),
        }
    }
}

/// A figure asked for: code, unit, when, on which units, and what narrows it.
#[derive(Debug, Clone)]
pub struct Question {
    pub indicator: String,
    /// `None` is the whole record.
    pub unit: Option<UnitIx>,
    pub when: When,
    pub structure: StructureChoice,
    pub filter: Filter,
    /// The day whose version of the rule is asked for; otherwise that of the last day counted.
    pub rule_of: Option<Day>,
}

impl Question {
    /// The day whose rule says what is counted.
    #[must_use]
    pub fn rule_day(&self) -> Day {
        self.rule_of.unwrap_or_else(|| self.when.last_day())
    }

    /// The day whose tree the answer stands on.
    #[must_use]
    pub fn structure_day(&self) -> Day {
        match self.structure {
            StructureChoice::Units(day) => day,
            StructureChoice::Default | StructureChoice::AsWas => self.when.last_day(),
        }
    }

    pub(super) fn on(&self) -> On {
        match self.structure {
            StructureChoice::AsWas => On::AsWas,
            StructureChoice::Default | StructureChoice::Units(_) => On::Units(self.structure_day()),
        }
    }
}

/// What narrows a figure beyond its definition.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    pub standing: Option<String>,
    pub sex: Option<String>,
    pub ethnic: Option<String>,
    /// Completed years of age, both included; open above.
    pub age: Option<(i32, Option<i32>)>,
    /// Completed years since the decision of admission.
    pub years: Option<(i32, Option<i32>)>,
    pub rule: Option<String>,
    pub kind: Option<String>,
    /// Code of the agency that advised a document.
    pub advised_by: Option<String>,
    /// Field of work of a document or a task: its key, or its name in any language.
    pub subject: Option<String>,
    /// How far a document or a task has come.
    pub state: Option<String>,
    /// A document that binds units: its id, or its number and symbol.
    pub document: Option<String>,
    /// Code of the organ that issued a document, without what stands below it.
    pub organ: Option<String>,
    /// Code of the lead of a task, likewise.
    pub lead: Option<String>,
}

impl Filter {
    /// Reads `standing=official`, `age=31-40`, `age=61+`, …
    pub fn parse(said: &[String], kind: Option<&str>) -> Result<Filter> {
        let mut filter = Filter {
            kind: kind.map(str::to_owned),
            ..Filter::default()
        };
        for text in said {
            let Some((name, value)) = text.split_once('=') else {
                return Err(Error::refused(format!("--filter {text}: write name=value")));
            };
            let value_text = || Some(value.to_owned());
            match name {
                "standing" => filter.standing = value_text(),
                "sex" => filter.sex = value_text(),
                "ethnic" => filter.ethnic = value_text(),
                "rule" => filter.rule = value_text(),
                "kind" => filter.kind = value_text(),
                "advised-by" => filter.advised_by = value_text(),
                "subject" => filter.subject = value_text(),
                "state" => filter.state = value_text(),
                "document" => filter.document = value_text(),
                "organ" => filter.organ = value_text(),
                "lead" => filter.lead = value_text(),
                "age" => filter.age = Some(band(value)?),
                "years" => filter.years = Some(band(value)?),
                _ => {
                    return Err(Error::refused(format!(
                        "--filter {text}: known are standing, sex, ethnic, age, years, rule, kind, advised-by, subject, state, document, organ, lead"
                    )));
                }
            }
        }
        Ok(filter)
    }

    /// As it is cited: `sex=female,age=31-40`; empty when nothing narrows.
    #[must_use]
    pub fn text(&self) -> String {
        let band = |b: &(i32, Option<i32>)| {
            b.1.map_or(format!("{}+", b.0), |hi| format!("{}-{hi}", b.0))
        };
        let said = [
            ("standing", self.standing.clone()),
            ("sex", self.sex.clone()),
            ("ethnic", self.ethnic.clone()),
            ("age", self.age.as_ref().map(band)),
            ("years", self.years.as_ref().map(band)),
            ("rule", self.rule.clone()),
            ("kind", self.kind.clone()),
            ("advised-by", self.advised_by.clone()),
            ("subject", self.subject.clone()),
            ("state", self.state.clone()),
            ("document", self.document.clone()),
            ("organ", self.organ.clone()),
            ("lead", self.lead.clone()),
        ];
        let said: Vec<String> = said
            .into_iter()
            .filter_map(|(n, v)| v.map(|v| format!("{n}={v}")))
            .collect();
        said.join(",")
    }

    /// Names of what narrows.
    pub(super) fn names(&self) -> Vec<&'static str> {
        let said = [
            ("standing", self.standing.is_some()),
            ("sex", self.sex.is_some()),
            ("ethnic", self.ethnic.is_some()),
            ("age", self.age.is_some()),
            ("years", self.years.is_some()),
            ("rule", self.rule.is_some()),
            ("kind", self.kind.is_some()),
            ("advised-by", self.advised_by.is_some()),
            ("subject", self.subject.is_some()),
            ("state", self.state.is_some()),
            ("document", self.document.is_some()),
            ("organ", self.organ.is_some()),
            ("lead", self.lead.is_some()),
        ];
        said.into_iter()
            .filter(|(_, is)| *is)
            .map(|(n, _)| n)
            .collect()
    }

    pub(super) fn asks_for_persons(&self) -> bool {
        self.sex.is_some() || self.ethnic.is_some() || self.age.is_some() || self.years.is_some()
    }
}

/// `31-40`, both included, or `61+`.
pub fn band(text: &str) -> Result<(i32, Option<i32>)> {
    let wrong = || Error::refused(format!("«{text}» is no band of years: write 31-40 or 61+"));
    // nobody is older, and a day so many years on can still be written
    let years = |said: &str| {
        said.parse()
            .ok()
            .filter(|n| (0..=999).contains(n))
            .ok_or_else(wrong)
    };
    if let Some(low) = text.strip_suffix('+') {
        return Ok((years(low)?, None));
    }
    let (low, high) = text.split_once('-').ok_or_else(wrong)?;
    let (low, high): (i32, i32) = (years(low)?, years(high)?);
    if low <= high {
        Ok((low, Some(high)))
    } else {
        Err(wrong())
    }
}

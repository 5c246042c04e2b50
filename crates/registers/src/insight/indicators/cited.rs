//! Figures that a report cites: asked with what they were asked with, so that what was read then
//! can be compared with what is read now.

use super::{Answer, Facts, PeriodKind, Question, StructureChoice, When};
use crate::activity::meetings::model::Cited;
use crate::insight::indicators::question::Filter;
use crate::organisation::rulebook::Period;
use figures::Day;
use platform::{Error, Result};

/// A figure as it is cited: its question, the value and the act after which it was read.
#[must_use]
pub fn cited(facts: &Facts, q: &Question, answer: &Answer) -> Cited {
    let unit = q.unit.map(|u| facts.structure.unit(u).id.clone());
    let value = answer.value.as_ref();
    Cited {
        indicator: q.indicator.clone(),
        unit: unit.unwrap_or_else(|| "*".to_owned()),
        period: match q.when {
            When::On(_) => String::new(),
            When::In(period, _) => period.to_string(),
        },
        period_kind: q.when.kind().to_owned(),
        as_of: answer.as_of.to_string(),
        structure: answer.structure.clone(),
        known: facts.known.0,
        value: value.map_or_else(String::new, |v| v.normalized().to_plain_string()),
        certainty: answer.certainty.to_owned(),
    }
}

/// The question of a figure that was cited.
pub fn question(facts: &Facts, cited: &Cited) -> Result<Question> {
    let gone = || Error::NotFound(format!("the unit {} is not in the record", cited.unit));
    let unit = match cited.unit.as_str() {
        "*" => None,
        id => Some(facts.structure.find(id).ok_or_else(gone)?),
    };
    let period = || Period::parse(&cited.period).map_err(|e| Error::Damaged(e.to_string()));
    let when = match cited.period_kind.as_str() {
        "in-period" => When::In(period()?, PeriodKind::InPeriod),
        "cumulative" => When::In(period()?, PeriodKind::Cumulative),
        _ => When::On(Day::parse(&cited.as_of)?),
    };
    Ok(Question {
        indicator: cited.indicator.clone(),
        unit,
        when,
        structure: StructureChoice::Units(Day::parse(&cited.structure)?),
        filter: Filter::default(),
        rule_of: None,
    })
}

/// A figure as somebody asks for it to be cited: on a day, or in a period (in it alone or
/// cumulative). A stock of a period is that of its last day, and none is read beyond today.
pub fn asked(
    facts: &Facts,
    indicator: &str,
    (said, cumulative): (&str, bool),
    today: Day,
) -> Result<Question> {
    let day = Day::parse(said).ok();
    let period = Period::parse(said).ok();
    let last = day.or_else(|| period.map(Period::last_day));
    let wrong = || {
        Error::refused(format!(
            "«{said}» is neither a day nor a period: write 2025-09-30 or 2025-Q3"
        ))
    };
    let last = last.ok_or_else(wrong)?;
    let rule = super::rules::definition(&facts.book, indicator, last.min(today))?;
    let flow = super::screens::asked::in_periods(facts, rule, last.min(today));
    let kind = if cumulative {
        PeriodKind::Cumulative
    } else {
        PeriodKind::InPeriod
    };
    let when = match (flow, period) {
        (true, Some(period)) => When::In(period, kind),
        (true, None) => {
            let why = format!("«{indicator}» happens in a period: write one, such as 2025-Q3");
            return Err(Error::refused(why));
        }
        (false, _) => When::On(last.min(today)),
    };
    Ok(Question {
        indicator: indicator.to_owned(),
        unit: None,
        when,
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    })
}

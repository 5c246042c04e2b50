//! Whom a document binds to issue one of its own, and by when; and with which number a series
//! begins whose earlier numbers stand in a book of paper.

use super::acts::{Decided, Ground, Paper, fields_line, line, opening, series_of, the_document};
use super::model::DocumentEdit;
use super::rules::beyond;
use super::store;
use crate::activity::refuse;
use crate::activity::tasks::acts::unit_on;
use figures::{Day, UnitIx};
use platform::journal::Line;
use platform::{Db, Error, Problem, Result};
use std::collections::BTreeMap;

/// The rule by which an implementing document is due when neither a day nor a rule is named.
pub const DEFAULT_RULE: &str = "default";

/// Whom to bind, by code or id, and by when.
#[derive(Debug, Clone, Default)]
pub struct Binding {
    pub units: Vec<String>,
    pub by: Option<Day>,
    /// Key of a rule of deadlines; empty: the day given, or the rule «default».
    pub rule: String,
    /// From when on; by default the day on the document.
    pub from: Option<Day>,
}

/// Binds units to issue a document that implements this one.
pub async fn decide_oblige(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    wanted: &Binding,
) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    if !document.state.has_effect() {
        let why = format!(
            "it is «{}»: only what is issued or received binds",
            document.state
        );
        return Err(refuse("document", id, why));
    }
    let dated = document.day();
    let from = wanted.from.unwrap_or(dated);
    if from < dated {
        let why = format!("it lies before the document itself, dated {dated}");
        return Err(refuse("on", &from.to_string(), why));
    }
    if wanted.units.is_empty() {
        return Err(refuse(
            "units",
            "",
            "name the units that the document binds",
        ));
    }
    let (due, rule, warnings) = due(ground, wanted, from)?;
    if due < from {
        let why = format!("the deadline lies before the day from which it binds, {from}");
        return Err(refuse("by", &due.to_string(), why));
    }
    let mut units = BTreeMap::new();
    let mut problems = Vec::new();
    for named in &wanted.units {
        match unit_on(ground.structure, named, from) {
            Err(why) => problems.push(Problem::new(why).cell("units", named)),
            Ok(unit) if unit == document.organ => {
                let why = "a document does not bind the organ that issued it";
                problems.push(Problem::new(why).cell("units", named));
            }
            Ok(unit) => _ = units.insert(unit, ()),
        }
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let mut lines = Vec::with_capacity(units.len());
    for unit in units.into_keys() {
        let edit = DocumentEdit::Obliged {
            unit: unit.clone(),
            due: due.to_string(),
            rule: rule.clone(),
        };
        let mut said = line(from, id, &edit, &BTreeMap::new())?;
        said.also.push(unit);
        lines.push(said);
    }
    Ok(Decided {
        lines,
        warnings,
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// By when: the day given, otherwise that of a rule, which is cited.
fn due(ground: Ground<'_>, wanted: &Binding, from: Day) -> Result<(Day, String, Vec<Problem>)> {
    if let Some(by) = wanted.by {
        if !wanted.rule.is_empty() {
            let why = "a deadline is a day or a rule, not both";
            return Err(refuse("rule", &wanted.rule, why));
        }
        return Ok((by, String::new(), Vec::new()));
    }
    let key = if wanted.rule.is_empty() {
        DEFAULT_RULE
    } else {
        &wanted.rule
    };
    let Some(rule) = ground.book.documents().deadline(key, from) else {
        let column = if wanted.rule.is_empty() { "by" } else { "rule" };
        let why =
            format!("no day is given, and no rule «{key}» of deadlines is in force on {from}");
        return Err(refuse(column, &wanted.rule, why));
    };
    let day = from.plus_days(rule.rule.days);
    let day = if rule.rule.moves == "next-working-day" {
        ground.book.calendar().on_or_after(day).0
    } else {
        day
    };
    let why = format!(
        "no day is given: due on {day} by the rule «{key}» ({})",
        rule.citation
    );
    let warning = Problem::new(why).cell("by", "").as_warning();
    Ok((day, key.to_owned(), vec![warning]))
}

/// Says from a day on that a unit need not issue one any more.
pub async fn decide_release(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    unit: &str,
    day: Day,
) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    let as_of = platform::AsOf {
        on: day,
        known: platform::asof::Known::NOW,
    };
    let bound = store::obliged_by(db, as_of, id).await?;
    let s = ground.structure;
    let named = |o: &store::Obliged, bears: &dyn Fn(UnitIx) -> bool| {
        let now = s.find(&o.unit).map(|u| s.followed(u, day));
        o.unit == unit || now.is_some_and(|u| s.unit(u).id == unit || bears(u))
    };
    let bears_it = |u| s.bearer(unit, day) == Some(u);
    let bore_it = |u| !s.is_open(u, day) && s.bearers(unit).contains(&u);
    let mut found: Vec<&store::Obliged> = bound.iter().filter(|o| named(o, &bears_it)).collect();
    if found.is_empty() {
        // what was divided, or ended, is still bound under its own name
        found.extend(bound.iter().filter(|o| named(o, &bore_it)));
    }
    if found.is_empty() {
        let why = format!("the document does not bind this unit on {day}");
        return Err(refuse("unit", unit, why));
    }
    let mut lines = Vec::new();
    for one in found {
        let edit = DocumentEdit::ObligedGone {
            unit: one.unit.clone(),
        };
        let mut said = line(day, id, &edit, &BTreeMap::new())?;
        said.also.push(one.unit.clone());
        lines.push(said);
    }
    Ok(Decided {
        lines,
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// Says which agency advised a document that nobody is yet said to have advised; from the day of
/// the document on.
pub async fn decide_advised(db: &mut Db, id: &str, unit: &str, day: Day) -> Result<Option<Line>> {
    let (document, since) = the_document(db, id).await?;
    if !document.advised_by.is_empty() || document.state.is_dead() || document.organ == unit {
        return Ok(None);
    }
    let day = document.day().max(since).min(day.max(since));
    fields_line(day, id, [("advised_by", unit.to_owned())]).map(Some)
}

/// Opens a series at the number with which the register here begins: the numbers before it stand
/// in a book of paper.
pub async fn decide_first_number(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    (day, direction): (Day, &str),
    first: u32,
) -> Result<Decided> {
    let series = series_of(db, ground, paper, direction, day).await?;
    if first == 0 {
        return Err(refuse("number", "0", "numbers begin with 1"));
    }
    if let Some(why) = beyond(first) {
        return Err(refuse("number", &first.to_string(), why));
    }
    let taken = store::taken(db, &series.subject, None).await?;
    if taken.first.is_some() || taken.last.is_some() {
        let why = format!(
            "the series is open already: its next number is {}",
            taken.next(&series)
        );
        return Err(refuse("number", &first.to_string(), why));
    }
    Ok(Decided {
        lines: vec![opening(&series, first)?],
        number: Some(first),
        id: series.subject,
        ..Decided::default()
    })
}

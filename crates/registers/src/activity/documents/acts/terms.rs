//! Terms of committees and days of congresses, within which documents are numbered.

use super::super::model::{TERM_CLASS, TermEdit};
use super::super::rules;
use super::super::{reforms, store};
use super::{Decided, Ground};
use crate::activity::refuse;
use figures::{Day, UnitIx};
use platform::asof::Known;
use platform::journal::{Line, canonical};
use platform::text::tidy;
use platform::{Db, Result, Scope};

/// A term of a unit's committee, or the days of one of its congresses.
#[derive(Debug, Clone)]
pub struct NewTerm<'a> {
    pub unit: UnitIx,
    pub label: &'a str,
    pub from: Day,
    /// The first day on which it is no more.
    pub until: Option<Day>,
    pub congress: bool,
}

/// A term runs from the day after the congress closes to the day the next one closes (Hướng dẫn
/// 36-HD/VPTW); its days are entered, because a plenum may begin it earlier.
pub async fn decide_term(db: &mut Db, ground: Ground<'_>, new: &NewTerm<'_>) -> Result<Decided> {
    let label = tidy(new.label);
    if label.is_empty() || label.contains('/') {
        return Err(refuse(
            "label",
            &label,
            "a term needs a label without «/», such as 2025-2030",
        ));
    }
    let (s, day) = (ground.structure, new.from);
    if !s.is_open(new.unit, day) {
        let name = ground.name(new.unit, day);
        return Err(refuse(
            "unit",
            &name,
            format!("the unit is not open on {day}"),
        ));
    }
    if let Some(until) = new.until.filter(|u| *u <= day) {
        return Err(refuse(
            "until",
            &until.to_string(),
            format!("a term that begins on {day} ends later"),
        ));
    }
    let unit = s.unit(new.unit).id.clone();
    let subject = rules::term_subject(&unit, new.congress);
    let key = [subject.clone()];
    let terms = store::terms(db, &Scope::whole(), Known::NOW, &key).await?;
    let others = terms.get(&subject).into_iter().flatten();
    if let Some(other) = others.into_iter().find(|t| t.1 == day && t.0 != label) {
        return Err(refuse(
            "from",
            &day.to_string(),
            format!("the term {} begins on this day already", other.0),
        ));
    }
    let until = new.until.unwrap_or(Day::MAX);
    let mut others = terms.get(&subject).into_iter().flatten();
    if let Some(other) = others.find(|t| t.0 == label && (t.2 <= day || until <= t.1)) {
        let why = format!(
            "the label «{label}» is that of another, from {} to {}: the series of a label are numbered once",
            other.1,
            other.2.eve()
        );
        return Err(refuse("label", &label, why));
    }
    let edit = TermEdit::Term {
        unit: unit.clone(),
        label,
        until: new.until.map_or_else(String::new, |u| u.to_string()),
    };
    let after = store::terms_if(db, &subject, Some((day, &edit)), None).await?;
    let out = reforms::displaced(db, (s, ground.book), (&unit, &subject), after).await?;
    if let Some(why) = reforms::outside(&out) {
        return Err(refuse("from", &day.to_string(), why));
    }
    Ok(Decided {
        lines: vec![Line {
            day,
            class: TERM_CLASS,
            subject,
            also: vec![unit],
            counted: canonical::text(&edit)?,
            identifying: None,
        }],
        ..Decided::default()
    })
}

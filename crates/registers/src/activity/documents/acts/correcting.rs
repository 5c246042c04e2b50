//! Putting right what was recorded wrongly of an issued or received document.

use super::super::{fold, model, store};
use super::{Decided, Ground, fields_line, the_document};
use crate::activity::refuse;
use figures::Day;
use platform::text::tidy;
use platform::{Db, Error, Result};
use std::collections::BTreeMap;

/// Fields of what is issued or received that may be put right by name. What a number rests on is
/// not among them, that is voided and issued anew; nor is whom it was sent to: they have it.
pub const CORRECTABLE: [&str; 8] = [
    "subject",
    "field",
    "signer",
    "capacity",
    "advised_by",
    "review_by",
    "due",
    "note",
];

/// Puts fields of a document right that were recorded wrongly: from a day on, from its own when
/// none is given. From that day on it says what is said now, also where something else was said
/// of a later day.
pub async fn decide_correction(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    changes: &[(String, String)],
    (from, reason): (Option<Day>, &str),
) -> Result<Decided> {
    if tidy(reason).is_empty() {
        let why = "whoever puts a document right says why";
        return Err(refuse("reason", "", why));
    }
    let (document, _) = the_document(db, id).await?;
    if !document.state.has_effect() {
        return Err(Error::refused(format!(
            "it is «{}»: only what is issued or received is put right so",
            document.state
        )));
    }
    let dated = document.day();
    let day = from.unwrap_or(dated);
    if day < dated {
        let why = format!(
            "{} is dated {dated}: nothing happens to it before",
            document.symbol
        );
        return Err(refuse("on", &day.to_string(), why));
    }
    let mut lines: BTreeMap<Day, Vec<(&'static str, String)>> = BTreeMap::new();
    let (stretches, edits) = store::stretches(db, id).await?;
    for (name, said) in changes {
        let Some(name) = CORRECTABLE.into_iter().find(|n| n == name) else {
            let why = format!(
                "this field is not changed; these are: {}",
                CORRECTABLE.join(", ")
            );
            return Err(refuse(name, said, why));
        };
        let now = ground.corrected(name, &tidy(said), (day, dated))?;
        // a field holds until it is next said: there too it is said again where it is otherwise
        let later = fold::said_on(&edits, name)?.into_iter();
        let days = std::iter::once(day).chain(later.filter(|d| *d > day));
        for from in days {
            let held = stretches.iter().rev().find(|(since, _)| *since <= from);
            if held.is_none_or(|(_, d)| said_of(d, name) != now) {
                lines.entry(from).or_default().push((name, now.clone()));
            }
        }
    }
    if lines.is_empty() {
        return Err(Error::refused("nothing is otherwise than before"));
    }
    let lines = lines
        .into_iter()
        .map(|(from, said)| fields_line(from, id, said));
    Ok(Decided {
        lines: lines.collect::<Result<_>>()?,
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// What a document says in one of the fields that may be put right.
fn said_of<'d>(d: &'d model::Document, name: &str) -> &'d str {
    match name {
        "subject" => &d.subject,
        "field" => &d.field,
        "signer" => &d.signer,
        "capacity" => &d.capacity,
        "advised_by" => &d.advised_by,
        "review_by" => &d.review_by,
        "due" => &d.due,
        "note" => &d.note,
        _ => "",
    }
}

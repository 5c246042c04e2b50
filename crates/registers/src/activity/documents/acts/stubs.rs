//! Numbers without their document: reserved for what must not be held here, or void.

use super::super::model::KEEPERS;
use super::super::rules::Series;
use super::{Decided, Ground, Paper, asked, fields_line, late, numbered, opening, refuse};
use figures::Day;
use platform::journal::{Line, id};
use platform::text::tidy;
use platform::{Db, Result};

/// A stub: a number with a reason and nothing else, for a document whose content must not be held
/// here (secret documents take numbers of the series of their kind). `at` says of which direction
/// the series is, the day, and the number where it is not the next one.
pub async fn decide_reserve(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    at: (&str, Day, Option<u32>),
    reason: &str,
) -> Result<Decided> {
    stub(db, ground, paper, at, ("reserved", reason)).await
}

/// A number that was never used, kept so that the series has no gap.
pub async fn decide_void_number(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    at: (&str, Day, Option<u32>),
    reason: &str,
) -> Result<Decided> {
    stub(db, ground, paper, at, ("void", reason)).await
}

async fn stub(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    (direction, day, wanted): (&str, Day, Option<u32>),
    (state, reason): (&str, &str),
) -> Result<Decided> {
    let reason = tidy(reason);
    if reason.is_empty() {
        return Err(refuse(
            "reason",
            "",
            "a number without its document needs a reason",
        ));
    }
    if ground.book.documents().kind(&paper.kind, day).is_none() {
        return Err(refuse(
            "kind",
            &paper.kind,
            format!("the rulebook has no such kind of document on {day}"),
        ));
    }
    let (unit, terms) = ground.terms_of(db, paper, day).await?;
    let asked = asked(unit, paper, direction, day);
    let (series, found) = numbered(db, &ground.rules(&terms), &asked, wanted).await?;
    let warnings = late(&found, &reason, day)?.into_iter().collect();
    let document = id(ground.act, 0);
    let symbol = if direction == "incoming" {
        String::new()
    } else {
        ground.symbol(&series, &paper.kind, day, found.number)
    };
    let mut lines = vec![stub_line(
        ground,
        &document,
        paper,
        (&series, found.number),
        (day, state, &reason),
    )?];
    if let Some(first) = found.opens {
        lines.push(opening(&series, first)?);
    }
    Ok(Decided {
        lines,
        warnings,
        id: document,
        symbol,
        number: Some(found.number),
        ..Decided::default()
    })
}

pub(in super::super) fn stub_line(
    ground: Ground<'_>,
    document: &str,
    paper: &Paper,
    (series, number): (&Series, u32),
    (day, state, reason): (Day, &str, &str),
) -> Result<Line> {
    let mut fields = vec![
        ("direction", series.direction.clone()),
        ("system", paper.system.clone()),
        ("body", paper.body.clone()),
        ("kind", paper.kind.clone()),
        ("dated", day.to_string()),
        ("state", state.to_owned()),
        ("series", series.subject.clone()),
        ("number", number.to_string()),
        ("note", reason.to_owned()),
    ];
    // who received it did not issue it, and its symbol is its sender's
    if series.direction == "incoming" {
        fields.push((KEEPERS, paper.unit.clone()));
    } else {
        let unit = ground.unit(&paper.unit, "unit")?;
        let symbol = ground.symbol(series, &paper.kind, day, number);
        fields.push(("organ", paper.unit.clone()));
        fields.push(("organ_name", ground.name(unit, day)));
        fields.push(("symbol", symbol));
    }
    fields_line(day, document, fields)
}

//! Numbers without their document: reserved for what must not be held here, or void.

use super::super::state::State;
use super::super::written::no_such_kind;
use super::{Decided, Ground, Numbered, Origin, Paper, asked, late, numbered, opening};
use crate::activity::refuse;
use figures::Day;
use platform::journal::id;
use platform::text::tidy;
use platform::{Db, Result};

/// What a number without its document is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stub {
    /// It is kept for a document whose content must not be held here: secret documents take numbers
    /// of the series of their kind.
    Reserved,
    /// It was never used, and is kept so that the series has no gap.
    Void,
}

impl Stub {
    /// The state in which the record holds it.
    pub(in super::super) fn state(self) -> State {
        match self {
            Stub::Reserved => State::Reserved,
            Stub::Void => State::Void,
        }
    }
}

/// Takes a number that has a reason and nothing else. `at` says of which direction the series is,
/// the day, and the number where it is not the next one.
///
/// # Errors
///
/// Refuses what has no reason, a kind that the rulebook does not know on the day, and what has no
/// series or no number left there.
pub async fn decide_stub(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    (direction, day, wanted): (&str, Day, Option<u32>),
    (stub, reason): (Stub, &str),
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
        return Err(refuse("kind", &paper.kind, no_such_kind(day)));
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
    let numbered = Numbered {
        document: &document,
        paper,
        day,
        number: found.number,
        origin: Origin::Stub {
            series: &series,
            stub,
            reason: &reason,
        },
    };
    let mut lines = vec![numbered.line(ground)?];
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

//! Issuing: a document takes its number.

use super::super::drafts::{self, OnPaper};
use super::super::joint;
use super::super::state::State;
use super::{
    Decided, Ground, Numbered, Origin, Paper, asked, changed_by, late, not_before, numbered,
    opening, the_document, validity_line, warned,
};
use crate::activity::refuse;
use figures::Day;
use platform::journal::id;
use platform::{Db, Result};

/// Issues a document: it takes its number now. `draft` is the signed draft it was; a document
/// issued elsewhere and entered here has none.
pub async fn decide_issue(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    (day, wanted): (Day, Option<u32>),
    draft: Option<&str>,
    reason: &str,
) -> Result<Decided> {
    ground.checked(paper, day)?;
    if let Some(id) = draft {
        let (document, from) = the_document(db, id).await?;
        not_before(day, from)?;
        if document.state != State::Signed {
            let why = format!("it is «{}»: only what is signed is issued", document.state);
            return Err(refuse("draft", id, why));
        }
    }
    let (unit, terms) = ground.terms_of(db, paper, day).await?;
    let (by, asked) = (ground.rules(&terms), asked(unit, paper, "outgoing", day));
    let (series, found) = numbered(db, &by, &asked, wanted).await?;
    let mut warnings = warned(by.authority(&asked));
    warnings.extend(late(&found, reason, day)?);
    let (together, of_joint) = ground.joint(&by, paper, &asked)?;
    warnings.extend(of_joint);
    let held = match draft {
        Some(id) => joint::latest(db, id).await?,
        None => Vec::new(),
    };
    let document = draft.map_or_else(|| id(ground.act, 0), str::to_owned);
    let symbol = ground.symbol(&series, &paper.kind, day, found.number);
    let issued = Numbered {
        document: &document,
        paper,
        day,
        number: found.number,
        origin: Origin::Issued {
            series: &series,
            symbol: &symbol,
        },
    };
    let mut lines = vec![issued.line(ground)?];
    if draft.is_none() {
        let none = OnPaper::default();
        lines.extend(drafts::line(day, &document, &none, &paper.on_paper)?);
    }
    lines.extend(joint::lines(day, &document, &held, &together)?);
    if let Some(id) = draft {
        for (relation, other) in changed_by(db, id).await? {
            lines.push(validity_line(day, id, &relation, &other)?);
        }
    }
    if let Some(first) = found.opens {
        lines.push(opening(&series, first)?);
    }
    Ok(Decided {
        lines,
        warnings,
        id: document,
        symbol,
        number: Some(found.number),
        together,
    })
}

//! A document before it has a number: a draft, and the steps it takes until it is signed.

use super::super::drafts::{self, OnPaper};
use super::super::joint;
use super::super::rules::{self, STEPS};
use super::super::state::State;
use super::{Decided, Ground, Paper, fields_line, not_before, the_document};
use crate::activity::refuse;
use figures::Day;
use platform::journal::id;
use platform::{Db, Result};

/// A draft: it has no number yet.
pub fn decide_draft(ground: Ground<'_>, paper: &Paper, day: Day) -> Result<Decided> {
    let unit = ground.unit(&paper.unit, "unit")?;
    if !ground.structure.is_open(unit, day) {
        return Err(refuse(
            "unit",
            &ground.name(unit, day),
            format!("the unit is not open on {day}"),
        ));
    }
    ground.checked(paper, day)?;
    let (together, warnings) = ground.forewarned(unit, paper, day)?;
    let document = id(ground.act, 0);
    let mut fields = ground.fields(paper, day);
    // it is in force only once it is issued
    fields.retain(|(name, _)| *name != "validity");
    fields.extend([
        ("direction", "outgoing".to_owned()),
        ("organ", paper.unit.clone()),
        ("organ_name", ground.name(unit, day)),
        ("dated", day.to_string()),
        ("state", State::Draft.to_string()),
    ]);
    let mut lines = vec![fields_line(day, &document, fields)?];
    let none = OnPaper::default();
    lines.extend(drafts::line(day, &document, &none, &paper.on_paper)?);
    lines.extend(joint::lines(day, &document, &[], &together)?);
    Ok(Decided {
        lines,
        warnings,
        id: document,
        together,
        ..Decided::default()
    })
}

/// A step of a draft on its way to issue.
pub async fn decide_step(
    db: &mut Db,
    _ground: Ground<'_>,
    id: &str,
    step: &str,
    day: Day,
    note: &str,
) -> Result<Decided> {
    let (document, from) = the_document(db, id).await?;
    not_before(day, from)?;
    let Some(state) = rules::step(document.state, step) else {
        let why = if STEPS.contains(&step) {
            format!(
                "a document that is «{}» does not take this step",
                document.state
            )
        } else {
            format!("there is no such step; there are {}", STEPS.join(", "))
        };
        return Err(refuse("step", step, why));
    };
    if ["return", "withdraw"].contains(&step) && note.is_empty() {
        return Err(refuse(
            "note",
            "",
            "who returns or withdraws a draft says why",
        ));
    }
    // why is said as the reason of the act: the document's own note is read by whom it reaches
    let fields = [("state", state.to_string())];
    Ok(Decided {
        lines: vec![fields_line(day, id, fields)?],
        id: id.to_owned(),
        ..Decided::default()
    })
}

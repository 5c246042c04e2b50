//! Forms of meetings: what they share. Rows are added by asking for the form once more, so that no
//! script is needed.

mod accepting;
mod concluding;
mod convening;
mod tabling;

pub use accepting::{accept, accepting, cancel, cancelling};
pub use concluding::{conclude, concluding};
pub use convening::{convene, convening};
pub use tabling::{item, tabling};

use super::acts::Decided;
use super::model::Meeting;
use super::shown::Reading;
use crate::activity::tasks::screens::assign::unknown;
use crate::organisation::reforms::acts::View;
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::Day;
use minijinja::{Value, context};
use platform::journal::Ground;
use platform::web::Form;
use platform::web::page::value;
use platform::{Db, Error, Problem, Result};
use std::future::Future;
use std::pin::Pin;

/// Rows of figures and of clauses that a form begins with.
const ROWS: usize = 3;

/// A decision that the writer takes, with what the record then holds.
type Deciding = Box<
    dyn for<'a> FnOnce(&'a mut Db, &'a View) -> Pin<Box<dyn Future<Output = Result<Decided>> + 'a>>
        + Send,
>;

fn recording(kind: &'static str, ground: Ground, deciding: Deciding) -> Doing {
    Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let view = at_hand.view(writer).await?;
            let decided = deciding(writer.db, &view).await?;
            writer
                .act(crate::REGISTERS, &decided.draft(kind, ground))
                .await
        })
    })
}

/// Puts what was refused at the fields of a form, in the visitor's language. `names` says which
/// field a column of the decision is, where they differ; rows are counted from nought.
fn refuse(v: &Visit, form: &mut Form, problems: &[Problem], names: &[(&str, &str)]) -> Result<()> {
    for p in problems.iter().filter(|p| !p.warning) {
        let named = names.iter().find(|(column, _)| *column == p.column);
        let field = named.map_or(p.column.as_str(), |(_, field)| field);
        let field = match p.line {
            0 => field.to_owned(),
            line => format!("{field}{}", line - 1),
        };
        form.error(&field, v.reason(p)?);
    }
    Ok(())
}

/// A day of a form; what is wrong stands in the form.
fn day(v: &Visit, form: &mut Form, field: &str) -> Result<Option<Day>> {
    let read = Day::parse(form.get(field)).ok();
    if read.is_none() {
        form.error(field, v.t("meeting-wrong-day")?);
    }
    Ok(read)
}

/// Leads and co-operating units are named of those that may be looked up.
fn may_name(
    r: &Reading<'_>,
    form: &mut Form,
    row: &str,
    (lead, cooperating): (&str, &[String]),
) -> Result<()> {
    let (v, s, on) = (r.v, r.s(), r.v.asof.on);
    if !v.may_name(s, lead, on) {
        form.error(&format!("lead{row}"), unknown(v, lead)?);
    }
    if let Some(code) = cooperating.iter().find(|c| !v.may_name(s, c, on)) {
        form.error(&format!("co{row}"), unknown(v, code)?);
    }
    Ok(())
}

/// How many rows a form has, and whether one more is asked for.
fn rows(form: &Form, most: usize) -> (usize, bool) {
    let said: usize = form.get("rows").parse().unwrap_or(ROWS);
    let more = form.get("then") == "add";
    ((said + if more { ROWS } else { 0 }).clamp(1, most), more)
}

/// The meeting in the address, if acts of its unit may be recorded.
async fn led(r: &Reading<'_>, db: &mut Db) -> Result<Meeting> {
    let meeting = r.meeting(db).await?;
    if r.enters(&meeting.unit) {
        return Ok(meeting);
    }
    Err(Error::NotFound("no such meeting".to_owned()))
}

fn now_only(v: &Visit) -> Result<()> {
    if v.now {
        return Ok(());
    }
    Err(Error::NotFound(String::new()))
}

/// What the record holds, for asking what an act would come to.
fn view(r: &Reading<'_>) -> View {
    View {
        structure: r.facts.structure.clone(),
        book: r.facts.book.clone(),
        last: r.facts.known.0,
    }
}

/// What the rules say against what is asked for, each with its row: whoever asks says first that
/// they know it. Nothing is taken by asking.
fn forewarned(
    r: &Reading<'_>,
    form: &mut Form,
    decided: Result<Decided>,
    first: &str,
) -> Result<Vec<String>> {
    let warnings = match decided {
        Ok(decided) => decided.warnings,
        // what is refused is said when it is recorded
        Err(Error::Refused(_)) => return Ok(Vec::new()),
        Err(e) => return Err(e),
    };
    if !warnings.is_empty() && form.get("knowing") != "yes" {
        form.error("knowing", r.v.t(first)?);
    }
    let said = |p: &Problem| {
        let why = r.v.reason(p)?;
        if p.line == 0 {
            return Ok(why);
        }
        let row = r.v.say("meeting-row", &[("n_text", &p.line.to_string())])?;
        Ok(format!("{row}: {why}"))
    };
    warnings.iter().map(said).collect()
}

/// Has something recorded; what was refused stands in the form.
async fn commit(v: &Visit, form: &mut Form, doing: Doing, names: &[(&str, &str)]) -> Result<bool> {
    match v.commit(doing).await {
        Ok(_) => Ok(true),
        Err(Error::Refused(problems)) => {
            refuse(v, form, &problems, names)?;
            Ok(false)
        }
        Err(e) => Err(e),
    }
}

/// On to the meeting when something was done; otherwise the form again.
async fn answer(
    v: &Visit,
    (form, more, done): (&Form, bool, bool),
    template: &str,
    context: Value,
    (meeting, said): (&str, &str),
) -> Reply {
    if done {
        return v
            .go_saying(&format!("/meetings/{meeting}"), &v.t(said)?)
            .await;
    }
    if more {
        let context = context! { form => value(form), ..context };
        return v.render_as(StatusCode::OK, template, context);
    }
    v.refused(template, form, context)
}

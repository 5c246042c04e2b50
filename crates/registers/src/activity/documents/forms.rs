//! Forms of documents: what they share. A form is read into what a decision takes; it is decided by
//! the writer, who reads what the record then holds: nobody else can take the same number.

mod doing;
mod issuing;
mod making;

pub(super) use doing::resting;
pub use doing::{breaking, correcting, expiring, relating, voiding};
pub(super) use issuing::issued_paper;
pub use issuing::{issue, issuing};
pub(super) use making::OF_DRAFT;
pub use making::{drafting, new, receive, receiving, reserve, reserving};

use super::acts::{Decided, Ground, Paper};
use super::drafts::{OnPaper, paragraphs};
use super::joint;
use super::pages;
use super::rules::{LAST_NUMBER, body_named};
use super::shown::{Found, Reading};
use super::store;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::{Day, UnitIx};
use platform::journal::{Act, Draft};
use platform::text::tidy;
use platform::web::Form;
use platform::{Db, Error, Problem, Result};
use std::future::Future;
use std::pin::Pin;

/// A decision that the writer takes, with what the record then holds.
pub(super) type Deciding = Box<
    dyn for<'a> FnOnce(
            &'a mut Db,
            Ground<'a>,
        ) -> Pin<Box<dyn Future<Output = Result<Decided>> + 'a>>
        + Send,
>;

pub(super) fn now_only(v: &Visit) -> Result<()> {
    if v.now {
        return Ok(());
    }
    Err(Error::NotFound(String::new()))
}

/// Puts what was refused at the fields of a form, in the visitor's language; what stands at no
/// field of it belongs to the whole.
fn refuse(v: &Visit, form: &mut Form, problems: &[Problem], fields: &[&str]) -> Result<()> {
    for p in problems.iter().filter(|p| !p.warning) {
        let column = match p.column.as_str() {
            own if fields.contains(&own) => own,
            "number_symbol" => "symbol",
            "on" | "from" if fields.contains(&"from") => "from",
            "on" | "from" => "date",
            other => other,
        };
        let field = fields.iter().find(|f| **f == column);
        form.error(field.copied().unwrap_or(""), v.reason(p)?);
    }
    Ok(())
}

/// Has a decision recorded; what was refused stands in the form.
pub(super) async fn commit(
    v: &Visit,
    form: &mut Form,
    (day, unit, reason): (Day, &str, &str),
    deciding: Deciding,
    fields: &[&str],
) -> Result<Option<Act>> {
    commit_as(v, form, ("document", day, unit, reason), deciding, fields).await
}

/// Likewise, as an act of a kind.
pub(super) async fn commit_as(
    v: &Visit,
    form: &mut Form,
    (kind, day, unit, reason): (&'static str, Day, &str, &str),
    deciding: Deciding,
    fields: &[&str],
) -> Result<Option<Act>> {
    let ground = v.ground(unit, form.get("basis"), reason)?;
    let doing: crate::web::writer::Doing = Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let view = at_hand.view(writer).await?;
            let reading = Ground {
                structure: &view.structure,
                book: &view.book,
                act: view.last + 1,
            };
            let decided = deciding(writer.db, reading).await?;
            let draft = Draft {
                kind,
                version: 1,
                ground,
                day,
                lines: decided.lines,
            };
            writer.act(crate::REGISTERS, &draft).await
        })
    });
    match v.commit(doing).await {
        Ok(act) => Ok(Some(act)),
        Err(Error::Refused(problems)) => {
            refuse(v, form, &problems, fields)?;
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

/// On to a document, saying which number it has.
pub(super) async fn go_to(v: &Visit, document: &str, key: &str) -> Reply {
    let known = {
        let mut db = v.db().await?;
        let ids = [document.to_owned()];
        store::latest(&mut db, &ids).await?.remove(document)
    };
    let d = known.map(|(d, _)| d).unwrap_or_default();
    let number = match d.direction.as_str() {
        "incoming" => d.number.map_or_else(String::new, |n| format!("{n:02}")),
        _ => d.symbol,
    };
    let said = v.say(key, &[("number", &number)])?;
    v.go_saying(&format!("/documents/{document}"), &said).await
}

pub(super) fn unit_of(
    r: &Reading<'_>,
    form: &mut Form,
    field: &str,
    day: Day,
) -> Result<Option<UnitIx>> {
    let (s, code) = (r.s(), form.get(field).to_owned());
    let found = s.bearer(&code, day).filter(|u| r.v.keeps(s, *u));
    if found.is_none() {
        let key = if code.is_empty() {
            "docs-unit-missing"
        } else {
            "docs-no-unit"
        };
        form.error(field, r.v.say(key, &[("code", &code)])?);
    }
    Ok(found)
}

/// A day that has come; what is wrong with another is said at its field, once.
pub(super) fn day_of(r: &Reading<'_>, form: &mut Form, field: &str) -> Result<Day> {
    let said = form.get(field).to_owned();
    match Day::parse(&said) {
        Ok(day) if day <= r.v.asof.on => Ok(day),
        Ok(day) => {
            let later = r.v.texts().day(&said).map_err(Error::internal)?;
            form.error(field, r.v.say("docs-day-later", &[("said", &later)])?);
            Ok(day)
        }
        Err(_) => {
            form.error(field, r.v.say("docs-bad-day", &[("said", &said)])?);
            Ok(r.v.asof.on)
        }
    }
}

/// A number typed into a field; nothing where the next one is meant.
pub(crate) fn number_of(v: &Visit, form: &mut Form) -> Result<Option<u32>> {
    let said = form.get("number").to_owned();
    if said.is_empty() {
        return Ok(None);
    }
    let number = said.parse().ok().filter(|n| (1..=LAST_NUMBER).contains(n));
    if number.is_none() {
        form.error("number", v.say("docs-bad-number", &[("said", &said)])?);
    }
    Ok(number)
}

/// What of a paper stands in every form: unit, body, system, kind.
pub(super) fn organ(r: &Reading<'_>, form: &mut Form, day: Day) -> Result<Paper> {
    let unit = unit_of(r, form, "unit", day)?;
    let system = match form.get("system") {
        "state" => "state",
        _ => "party",
    };
    let body = body_named(form.get("body"));
    let body = body.unwrap_or_else(|| r.written(day).usual_body(unit, system));
    Ok(Paper {
        unit: unit.map_or_else(String::new, |u| r.s().unit(u).id.clone()),
        body: body.to_owned(),
        system: system.to_owned(),
        kind: form.get("kind").to_owned(),
        ..Paper::default()
    })
}

/// All that a document says of itself.
pub(super) fn paper(r: &Reading<'_>, form: &mut Form, day: Day) -> Result<Paper> {
    let mut paper = organ(r, form, day)?;
    let s = r.s();
    paper.subject = tidy(form.get("subject"));
    paper.field = form.get("field").to_owned();
    paper.signer = tidy(form.get("signer"));
    paper.capacity = tidy(form.get("capacity"));
    paper.review_by = form.get("review_by").to_owned();
    paper.due = form.get("due").to_owned();
    paper.note = tidy(form.get("note"));
    paper.mark = form.get("mark").to_owned();
    paper.on_paper = OnPaper {
        place: tidy(form.get("place")),
        addressed: tidy(form.get("addressed")),
        words: paragraphs(form.get("words")),
        desk: String::new(),
    };
    let advised = form.get("advised_by").to_owned();
    if !advised.is_empty() {
        match s.bearer(&advised, day) {
            Some(u) => paper.advised_by = s.unit(u).id.clone(),
            None => form.error(
                "advised_by",
                r.v.say("docs-no-bearer", &[("code", &advised)])?,
            ),
        }
    }
    let (together, unknown) = joint::looked_up(s, form.get("joint"), day);
    for code in unknown {
        form.error("joint", r.v.say("docs-no-bearer", &[("code", &code)])?);
    }
    paper.co_issuers = together;
    let recipients = form.get("recipients").split(['\n', ';', '|']);
    let recipients = r.written(day).recipients(recipients);
    paper.recipient_units = recipients.units;
    paper.recipients = recipients.names;
    Ok(paper)
}

/// The document in the address, if acts of it may be recorded, and its unit.
pub(super) async fn own(v: &Visit) -> Result<(Found, String)> {
    now_only(v)?;
    let r = Reading::of(v).await?;
    let mut db = v.db().await?;
    let found = r.found(&mut db).await?;
    if !r.enters(&found) {
        return Err(Error::NotFound("no such document".to_owned()));
    }
    let keeps = |(part, _): &&(String, String)| part == "organ" || part == "keeper";
    let unit = found.attached.units.iter().find(keeps);
    let unit = unit.map_or_else(String::new, |(_, id)| id.clone());
    Ok((found, unit))
}

/// The document in the address and the unit for which somebody takes a step of it: the visitor's
/// own where it issues it together with others, the document's, or one of the others.
pub(super) async fn own_or_joined(v: &Visit) -> Result<(Found, String)> {
    now_only(v)?;
    {
        let r = Reading::of(v).await?;
        let mut db = v.db().await?;
        let found = r.found(&mut db).await?;
        let mine = v.own_unit(r.s()).map(|u| r.s().unit(u).id.as_str());
        let joined = r
            .joined(&found)
            .filter(|u| !r.enters(&found) || mine == Some(*u));
        if let Some(unit) = joined.map(str::to_owned) {
            return Ok((found, unit));
        }
    }
    own(v).await
}

/// The document's page again, or what was done.
pub(super) async fn after(
    v: &Visit,
    form: &Form,
    open: &str,
    act: Option<Act>,
    said: &str,
) -> Reply {
    if act.is_some() {
        return go_to(v, v.param("token"), said).await;
    }
    pages::shown(v, form, open, StatusCode::UNPROCESSABLE_ENTITY).await
}

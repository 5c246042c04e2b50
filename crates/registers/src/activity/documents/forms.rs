//! Forms of documents: a draft and its steps, issuing, receiving, keeping a number, voiding,
//! relating, breaking into clauses. Each is decided by the writer, who reads what the record then
//! holds: nobody else can take the same number.

use super::acts::{self, Decided, Ground, NewClause, Paper, Sender, Stub};
use super::drafts::{self, By, OnPaper, paper_of, paragraphs};
use super::finding;
use super::joint;
use super::model::Document;
use super::pages;
use super::rules::{LAST_NUMBER, body_named, validity_after};
use super::shown::{Found, Reading};
use super::state::State;
use super::store;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::journal::{Act, Draft, id};
use platform::text::{folded, tidy};
use platform::web::Form;
use platform::web::page::value;
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

/// Clauses that one form may hold.
const CLAUSES: usize = 200;

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

// ---- what forms are read into

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

/// The incoming letter that a draft is to answer, if it may be seen.
async fn answered(r: &Reading<'_>, id: &str) -> Result<Option<Document>> {
    if id.is_empty() {
        return Ok(None);
    }
    let mut db = r.v.db().await?;
    let found = store::by_id(&mut db, &r.scope, r.v.asof, id).await?;
    Ok(found.filter(|d| d.direction == "incoming"))
}

/// A form with the visitor's own unit and today.
async fn begun(v: Visit, what: &str) -> Reply {
    now_only(&v)?;
    let (form, context) = {
        let r = Reading::of(&v).await?;
        let own = v.own_unit(r.s()).filter(|u| v.keeps(r.s(), *u));
        let code = own.and_then(|u| r.s().state(u, v.asof.on));
        let code = code.map_or("", |x| x.code.as_str());
        let today = v.asof.on.to_string();
        let direction = if what == "reserve" {
            "outgoing"
        } else {
            "incoming"
        };
        let mut form = Form::filled([
            ("unit", code),
            ("date", &today),
            ("system", "party"),
            ("direction", direction),
            ("state", "reserved"),
        ]);
        if let Some(letter) = answered(&r, v.query("answers")).await? {
            form.set("answers", &letter.id);
            form.set("system", &letter.system);
            form.set("kind", "official-letter");
            form.set("field", &letter.field);
            form.set("recipients", &letter.organ_name);
            let named = [letter.symbol.as_str(), letter.subject.as_str()];
            let named = named.into_iter().find(|t| !t.is_empty()).unwrap_or("");
            form.set(
                "subject",
                &v.say("docs-answers-subject", &[("letter", named)])?,
            );
        }
        let warnings: Vec<String> = Vec::new();
        (form, context! { what, warnings, ..r.choices()? })
    };
    let context = context! { form => value(&form), ..context };
    v.render("docs/form.html", context)
}

pub async fn new(v: Visit) -> Reply {
    begun(v, "new").await
}

pub async fn receive(v: Visit) -> Reply {
    begun(v, "receive").await
}

pub async fn reserve(v: Visit) -> Reply {
    begun(v, "reserve").await
}

/// The document that was made, or the form again with what is to be known first.
async fn made(
    v: &Visit,
    form: &Form,
    (what, warnings): (&str, &[String]),
    act: Option<Act>,
    said: &str,
) -> Reply {
    if let Some(act) = act {
        return go_to(v, &id(act.number, 0), said).await;
    }
    let context = {
        let r = Reading::of(v).await?;
        context! { what, warnings => value(&warnings), ..r.choices()? }
    };
    v.refused("docs/form.html", form, context)
}

pub(super) const OF_DRAFT: [&str; 16] = [
    "unit",
    "joint",
    "body",
    "kind",
    "subject",
    "field",
    "signer",
    "capacity",
    "advised_by",
    "recipients",
    "review_by",
    "note",
    "mark",
    "place",
    "addressed",
    "words",
];

pub async fn drafting(v: Visit) -> Reply {
    now_only(&v)?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (paper, letter) = {
        let r = Reading::of(&v).await?;
        let letter = answered(&r, form.get("answers")).await?;
        (paper(&r, &mut form, today)?, letter)
    };
    let mut act = None;
    if form.is_good() {
        let unit = paper.unit.clone();
        let deciding: Deciding = Box::new(move |_, g| {
            Box::pin(async move {
                let mut decided = acts::decide_draft(g, &paper, today)?;
                if let Some(letter) = letter {
                    let own = (decided.id.as_str(), false);
                    let lines = acts::relation_lines(today, own, "answers", &letter.id, "")?;
                    decided.lines.extend(lines);
                }
                Ok(decided)
            })
        });
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &OF_DRAFT).await?;
    }
    made(&v, &form, ("new", &[]), act, "docs-said-draft").await
}

const OF_RECEIVED: [&str; 13] = [
    "unit",
    "kind",
    "subject",
    "field",
    "organ_name",
    "symbol",
    "sent_on",
    "date",
    "due",
    "number",
    "reason",
    "mark",
    "note",
];

/// What is to be said of a letter that its receiver has already: the same number of the same
/// sender, of the same day where one is given.
async fn received_before(v: &Visit, paper: &Paper, sender: &Sender) -> Result<Vec<String>> {
    if sender.symbol.is_empty() {
        return Ok(Vec::new());
    }
    let r = Reading::of(v).await?;
    let mut db = v.db().await?;
    let found = store::by_symbol(&mut db, std::slice::from_ref(&sender.symbol)).await?;
    let found = store::within(&mut db, &r.scope, found).await?;
    let ids: Vec<String> = found.iter().map(|d| d.id.clone()).collect();
    let keepers = store::keepers(&mut db, v.asof, &ids).await?;
    let own = |d: &Document| {
        keepers
            .iter()
            .any(|(id, unit)| *id == d.id && *unit == paper.unit)
    };
    let same = found.iter().filter(|d| {
        d.direction == "incoming"
            && d.state == State::Received
            && folded(&d.organ_name) == folded(&sender.organ_name)
            && (sender.sent_on.is_empty() || d.sent_on.is_empty() || d.sent_on == sender.sent_on)
            && own(d)
    });
    let said = same.map(|d| {
        let number = d.number.map_or_else(String::new, |n| n.to_string());
        let args = [("symbol", d.symbol.as_str()), ("number", &number)];
        v.say("docs-received-before", &args)
    });
    said.collect()
}

pub async fn receiving(v: Visit) -> Reply {
    now_only(&v)?;
    let mut form = v.form.clone();
    let seen = v.scope(&v.facts().await?.structure)?;
    let (paper, day, number) = {
        let r = Reading::of(&v).await?;
        let day = day_of(&r, &mut form, "date")?;
        (paper(&r, &mut form, day)?, day, number_of(&v, &mut form)?)
    };
    let sender = Sender {
        organ_name: tidy(form.get("organ_name")),
        symbol: tidy(form.get("symbol")),
        sent_on: form.get("sent_on").to_owned(),
    };
    let superior = form.get("direction") == "superior";
    // what comes from above is dated by its organ
    let written = Day::parse(&sender.sent_on).unwrap_or(day);
    let twice = if superior {
        Vec::new()
    } else {
        received_before(&v, &paper, &sender).await?
    };
    if !twice.is_empty() && form.get("knowing") != "yes" {
        form.error("knowing", v.t("docs-know-received-first")?);
    }
    let mut act = None;
    if form.is_good() {
        let (unit, reason) = (paper.unit.clone(), form.get("reason").to_owned());
        let said = reason.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                if superior {
                    let mut paper = paper;
                    paper.keepers = vec![std::mem::take(&mut paper.unit)];
                    return acts::decide_superior(db, g, (&paper, &sender), written, &seen).await;
                }
                acts::decide_receive(db, g, &paper, &sender, (day, number), &said).await
            })
        });
        act = commit(&v, &mut form, (day, &unit, &reason), deciding, &OF_RECEIVED).await?;
    }
    made(&v, &form, ("receive", &twice), act, "docs-said-received").await
}

pub async fn reserving(v: Visit) -> Reply {
    now_only(&v)?;
    let mut form = v.form.clone();
    let (paper, day, number) = {
        let r = Reading::of(&v).await?;
        let day = day_of(&r, &mut form, "date")?;
        (organ(&r, &mut form, day)?, day, number_of(&v, &mut form)?)
    };
    let stub = match form.get("state") {
        "void" => Stub::Void,
        _ => Stub::Reserved,
    };
    let mut act = None;
    if form.is_good() {
        let (unit, reason) = (paper.unit.clone(), form.get("reason").to_owned());
        let said = reason.clone();
        let incoming = form.get("direction") == "incoming";
        let of = if incoming { "incoming" } else { "outgoing" };
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                acts::decide_stub(db, g, &paper, (of, day, number), (stub, &said)).await
            })
        });
        let fields = ["unit", "body", "kind", "date", "number", "reason"];
        act = commit(&v, &mut form, (day, &unit, &reason), deciding, &fields).await?;
    }
    made(&v, &form, ("reserve", &[]), act, "docs-said-reserved").await
}

// ---- what is done to a document

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

/// What voiding a document today would leave standing on it, in the visitor's language.
pub(super) async fn resting(r: &Reading<'_>, db: &mut Db, id: &str) -> Result<Vec<String>> {
    let said = acts::resting_on(db, r.ground(), id, r.v.asof.on, &r.scope).await?;
    said.iter().map(|p| r.v.reason(p)).collect()
}

pub async fn voiding(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let reason = tidy(form.get("reason"));
    let (resting, seen) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let resting = resting(&r, &mut db, &found.document.id).await?;
        (resting, r.scope.clone())
    };
    if !resting.is_empty() && form.get("knowing") != "yes" {
        form.error("knowing", v.t("docs-know-void-first")?);
    }
    let (id, said) = (found.document.id, reason.clone());
    let mut act = None;
    if form.is_good() {
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move { acts::decide_void(db, g, &id, (today, &said), &seen).await })
        });
        let said = (today, unit.as_str(), reason.as_str());
        act = commit(&v, &mut form, said, deciding, &["reason"]).await?;
    }
    after(&v, &form, "void", act, "docs-said-void").await
}

/// Puts one field right that was recorded wrongly.
pub async fn correcting(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (id, reason) = (found.document.id, tidy(form.get("right_reason")));
    let (name, why) = (form.get("right_field").to_owned(), reason.clone());
    let said = [(name.clone(), form.get("right").to_owned())];
    let deciding: Deciding = Box::new(move |db, g| {
        Box::pin(async move { acts::decide_correction(db, g, &id, &said, (None, &why)).await })
    });
    let act = commit(
        &v,
        &mut form,
        (today, &unit, &reason),
        deciding,
        &[&name, "reason"],
    )
    .await?;
    for error in &mut form.errors {
        let field = if error.field == "reason" {
            "right_reason"
        } else {
            "right"
        };
        field.clone_into(&mut error.field);
    }
    after(&v, &form, "correct", act, "docs-said-correct").await
}

/// Says from which day it is no longer in force; the day may lie ahead.
pub async fn expiring(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, reason) = (v.form.clone(), tidy(v.form.get("why")));
    let mut act = None;
    match Day::parse(form.get("expires")) {
        Ok(day) => {
            let id = found.document.id;
            let deciding: Deciding = Box::new(move |db, _| {
                Box::pin(async move { acts::decide_expiry(db, &id, day).await })
            });
            let said = (v.asof.on, unit.as_str(), reason.as_str());
            act = commit(&v, &mut form, said, deciding, &["expires"]).await?;
        }
        Err(_) => {
            let said = form.get("expires").to_owned();
            form.error("expires", v.say("docs-bad-day", &[("said", &said)])?);
        }
    }
    after(&v, &form, "expire", act, "docs-said-expire").await
}

pub async fn relating(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (relation, said) = (form.get("relation").to_owned(), form.get("to").to_owned());
    let other = related(&v, &mut form, &relation, &said).await?;
    let mut act = None;
    if let Some(other) = other {
        let (id, note) = (found.document.id, tidy(form.get("note")));
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                acts::decide_relate(db, g, &id, &relation, &other.id, (None, &note)).await
            })
        });
        let fields = ["relation", "to", "note"];
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &fields).await?;
    }
    after(&v, &form, "relate", act, "docs-said-related").await
}

/// The document a relation leads to. What changes whether it is in force is recorded only by who
/// may enter for it as well.
async fn related(
    v: &Visit,
    form: &mut Form,
    relation: &str,
    said: &str,
) -> Result<Option<Document>> {
    let r = Reading::of(v).await?;
    let mut db = v.db().await?;
    let mut all = r.meant(&mut db, said).await?;
    if all.len() > 1 {
        let which = finding::candidates(v, &all)?;
        let args = [("said", said), ("which", which.as_str())];
        form.error("to", v.say("docs-to-several", &args)?);
        return Ok(None);
    }
    let Some(document) = all.pop() else {
        form.error("to", v.say("docs-to-none", &[("said", said)])?);
        return Ok(None);
    };
    let attached = store::attached(&mut db, &r.scope, v.asof, &document.id).await?;
    let found = Found {
        document,
        attached: attached.unwrap_or_default(),
    };
    if validity_after(relation).is_some() && !r.enters(&found) {
        form.error("to", v.say("docs-to-others", &[("said", said)])?);
        return Ok(None);
    }
    Ok(Some(found.document))
}

pub async fn breaking(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let mut clauses = Vec::new();
    let held = |item: &str| found.attached.clauses.iter().any(|c| c.item == item);
    for n in 0..CLAUSES {
        let of = |name: &str| tidy(form.get(&format!("{name}{n}")));
        let clause = NewClause {
            item: of("item"),
            label: of("label"),
            text: of("text"),
            binds: form.get(&format!("binds{n}")) == "yes",
        };
        let empty = clause.text.is_empty() && !held(&clause.item);
        if !(empty && clause.item.is_empty()) {
            if empty {
                form.error(&format!("text{n}"), v.t("docs-clause-empty")?);
            }
            clauses.push(clause);
        }
    }
    if clauses.is_empty() {
        form.error("item0", v.t("docs-clause-none")?);
    }
    let mut act = None;
    if form.is_good() {
        let id = found.document.id.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move { acts::decide_clauses(db, g, &id, &clauses, today).await })
        });
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &[]).await?;
    }
    after(&v, &form, "clauses", act, "docs-said-clauses").await
}

// ---- issuing

/// What a draft says, as it is issued; what stands on its paper stays as it is.
pub(super) fn issued_paper(found: &Found) -> Paper {
    paper_of(&found.document, &found.attached, OnPaper::default())
}

const OF_ISSUE: [&str; 3] = ["date", "number", "reason"];

/// What issuing would come to now: symbol and warnings. Nothing is taken by asking.
async fn foreseen(v: &Visit, found: &Found, form: &mut Form) -> Result<Value> {
    let nothing = context! { symbol => "", warnings => Vec::<String>::new() };
    let r = Reading::of(v).await?;
    let day = day_of(&r, form, "date")?;
    let number = number_of(v, form)?;
    if !form.is_good() {
        return Ok(nothing);
    }
    let paper = issued_paper(found);
    let id = found.document.id.as_str();
    let mut db = v.db().await?;
    // that a late number needs a reason is asked for when it is recorded
    let decided =
        acts::decide_issue(&mut db, r.ground(), &paper, (day, number), Some(id), "?").await;
    match decided {
        Ok(decided) => {
            let said = decided.warnings.iter().map(|p| v.reason(p));
            let mut warnings = said.collect::<Result<Vec<String>>>()?;
            warnings.extend(r.silent(&mut db, found).await?);
            Ok(context! { symbol => decided.symbol, warnings => value(&warnings) })
        }
        Err(Error::Refused(problems)) => {
            refuse(v, form, &problems, &OF_ISSUE)?;
            Ok(nothing)
        }
        Err(e) => Err(e),
    }
}

async fn issue_page(
    v: &Visit,
    form: &Form,
    found: &Found,
    seen: Value,
    status: StatusCode,
) -> Reply {
    let document = {
        let r = Reading::of(v).await?;
        r.shown(&found.document)
    };
    let context = context! { form => value(form), document, ..seen };
    v.render_as(status, "docs/issue.html", context)
}

pub async fn issue(v: Visit) -> Reply {
    let (found, _) = own(&v).await?;
    let mut form = Form::filled([("date", &v.asof.on.to_string())]);
    let seen = foreseen(&v, &found, &mut form).await?;
    issue_page(&v, &form, &found, seen, StatusCode::OK).await
}

pub async fn issuing(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let mut form = v.form.clone();
    let seen = foreseen(&v, &found, &mut form).await?;
    let warned = seen
        .get_attr("warnings")
        .is_ok_and(|w| w.len().unwrap_or(0) > 0);
    if warned && form.get("knowing") != "yes" {
        form.error("knowing", v.t("docs-know-first")?);
    }
    let mut act = None;
    if form.is_good() {
        let (day, number) = {
            let r = Reading::of(&v).await?;
            (day_of(&r, &mut form, "date")?, number_of(&v, &mut form)?)
        };
        let (paper, id) = (issued_paper(&found), found.document.id.clone());
        let login = v.visitor()?.account.login.clone();
        let reason = tidy(form.get("reason"));
        let said = reason.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                let by = By {
                    login: Some(&login),
                    seen: None,
                };
                drafts::decide_issue(db, g, (&id, &paper), (day, number), &said, by).await
            })
        });
        act = commit(&v, &mut form, (day, &unit, &reason), deciding, &OF_ISSUE).await?;
    }
    if act.is_some() {
        return go_to(&v, &found.document.id, "docs-said-issued").await;
    }
    issue_page(&v, &form, &found, seen, StatusCode::UNPROCESSABLE_ENTITY).await
}

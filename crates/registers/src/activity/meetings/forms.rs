//! Forms of meetings: convening one, laying something on its table, concluding it with a table of
//! clauses, accepting a proposal, cancelling. Rows are added by asking for the form once more, so
//! that no script is needed.

use super::acts::{
    self, AcceptWanted, ConcludeWanted, ConveneWanted, Decided, ItemWanted, decide_accept_proposal,
    decide_cancel, decide_conclude, decide_convene, decide_item,
};
use super::clauses::{Clause, several};
use super::model::{Cited, Kind, Meeting, Part, State};
use super::pages::near;
use super::rules::{CLAUSES, FIGURES};
use super::shown::Reading;
use super::store;
use crate::activity::documents::forms::number_of;
use crate::activity::tasks::screens::happening::document_meant;
use crate::organisation::reforms::acts::View;
use crate::web::figures::Citing;
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::Day;
use minijinja::{Value, context};
use platform::journal::Ground;
use platform::text::tidy;
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
        form.error(&format!("lead{row}"), v.t("tasks-wrong-unit-here")?);
    }
    if !cooperating.iter().all(|code| v.may_name(s, code, on)) {
        form.error(&format!("co{row}"), v.t("tasks-wrong-unit-here")?);
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

// ---- convening

pub async fn convene(v: Visit) -> Reply {
    let r = Reading::of(&v).await?;
    let own = v.own_unit(r.s()).and_then(|u| r.s().state(u, v.asof.on));
    let on = v.asof.on;
    let quarter = format!("{:04}-Q{}", on.year(), (on.month() - 1) / 3 + 1);
    let form = Form::filled([
        ("unit", own.map_or("", |x| x.code.as_str())),
        ("kind", Kind::Briefing.as_str()),
        ("period", &quarter),
        ("day", &on.to_string()),
    ]);
    let context = convene_context(&r, &[]);
    v.render(
        "meetings/convene.html",
        context! { form => value(&form), ..context },
    )
}

fn convene_context(r: &Reading<'_>, warnings: &[String]) -> Value {
    context! { kinds => Kind::ALL.map(Kind::as_str), near => near(r), periods => r.v.periods(), warnings => value(&warnings) }
}

pub async fn convening(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (refused, meeting) = {
        let r = Reading::of(&v).await?;
        let held = day(&v, &mut form, "day")?;
        let (mut made, mut warnings) = (None, Vec::new());
        let s = r.s();
        let unit = s
            .bearer(form.get("unit"), held.unwrap_or(v.asof.on))
            .filter(|u| v.keeps(s, *u));
        if unit.is_none() {
            form.error("unit", v.t("meeting-wrong-unit")?);
        }
        if let (Some(held), Some(unit)) = (held, unit) {
            let id = s.unit(unit).id.clone();
            let wanted = ConveneWanted {
                unit: id.clone(),
                kind: form.get("kind").to_owned(),
                period: form.get("period").to_owned(),
                title: form.get("title").to_owned(),
                day: held,
                place: form.get("place").to_owned(),
                called: held.min(v.asof.on),
            };
            let mut db = v.db().await?;
            let decided = decide_convene(&mut db, &view(&r), &wanted).await;
            drop(db);
            warnings = forewarned(&r, &mut form, decided, "meeting-know-first")?;
            if form.is_good() {
                made = call(&r, &mut form, wanted).await?;
            }
        }
        (convene_context(&r, &warnings), made)
    };
    match meeting {
        Some(id) => {
            v.go_saying(&format!("/meetings/{id}"), &v.t("meeting-said-convened")?)
                .await
        }
        None => v.refused("meetings/convene.html", &form, refused),
    }
}

/// Has a meeting convened: its id; what was refused stands in the form.
async fn call(r: &Reading<'_>, form: &mut Form, wanted: ConveneWanted) -> Result<Option<String>> {
    let v = r.v;
    let ground = v.ground(&wanted.unit, form.get("basis"), "")?;
    let deciding: Deciding =
        Box::new(move |db, view| Box::pin(async move { decide_convene(db, view, &wanted).await }));
    match v.commit(recording(acts::CONVENED, ground, deciding)).await {
        Ok(act) => Ok(Some(platform::journal::id(act.number, 0))),
        Err(Error::Refused(problems)) => {
            refuse(v, form, &problems, &[])?;
            Ok(None)
        }
        Err(e) => Err(e),
    }
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

// ---- the table

fn part(said: &str) -> Part {
    Part::parse(said).unwrap_or(Part::Report)
}

pub async fn item(v: Visit) -> Reply {
    now_only(&v)?;
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = r.meeting(&mut db).await?;
        let own = v.own_unit(r.s()).and_then(|u| r.s().state(u, v.asof.on));
        let code = own.map_or("", |x| x.code.as_str());
        let mut form = Form::filled([
            ("part", part(v.query("part")).as_str()),
            ("unit", code),
            ("rows", &ROWS.to_string()),
        ]);
        for row in 0..ROWS {
            form.set(&format!("unit{row}"), code);
            form.set(&format!("when{row}"), &meeting.period);
        }
        context! { form => value(&form), ..item_context(&r, &meeting, part(v.query("part")), ROWS)? }
    };
    v.render("meetings/item.html", context)
}

fn item_context(r: &Reading<'_>, meeting: &Meeting, part: Part, rows: usize) -> Result<Value> {
    Ok(context! {
        meeting => r.shown(meeting)?, part => part.as_str(), near => near(r), rows,
        groups => r.v.citable(&r.facts), periods => r.v.periods(),
    })
}

/// What a form cites, read now; what is wrong stands in the form.
async fn cites(r: &Reading<'_>, form: &mut Form, rows: usize) -> Result<Vec<Cited>> {
    let mut cited = Vec::new();
    for row in 0..rows {
        let said = |name: &str| form.get(&format!("{name}{row}")).to_owned();
        let (indicator, unit, when, kind) =
            (said("indicator"), said("unit"), said("when"), said("kind"));
        if indicator.is_empty() {
            continue;
        }
        let wanted = Citing {
            indicator: &indicator,
            unit: &unit,
            said: &when,
            cumulative: kind == "cumulative",
        };
        match r.v.cite(&r.facts, &wanted).await? {
            Ok(figure) => cited.push(figure),
            Err((field, key)) => form.error(&format!("{field}{row}"), r.v.t(key)?),
        }
    }
    Ok(cited)
}

/// Whether a visitor may lay something of a unit on a meeting's table: who enters for the meeting
/// for any, others for what they enter themselves.
fn may_lay(r: &Reading<'_>, meeting: &Meeting, unit: &str) -> bool {
    r.enters(&meeting.unit) || (!unit.is_empty() && r.enters(unit))
}

pub async fn tabling(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (rows, more) = rows(&form, FIGURES);
    form.set("rows", &rows.to_string());
    let part = part(form.get("part"));
    let (context, id, done) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = r.meeting(&mut db).await?;
        drop(db);
        let mut done = false;
        if !more {
            let figures = if part == Part::Report {
                cites(&r, &mut form, rows).await?
            } else {
                Vec::new()
            };
            done = lay(&r, &mut form, &meeting, part, figures).await?;
        }
        (item_context(&r, &meeting, part, rows)?, meeting.id, done)
    };
    let said = format!("meeting-said-{}", part.as_str());
    answer(
        &v,
        (&form, more, done),
        "meetings/item.html",
        context,
        (&id, &said),
    )
    .await
}

async fn lay(
    r: &Reading<'_>,
    form: &mut Form,
    meeting: &Meeting,
    part: Part,
    figures: Vec<Cited>,
) -> Result<bool> {
    let (v, s) = (r.v, r.s());
    let code = form.get("unit").to_owned();
    let unit = s.bearer(&code, v.asof.on).map(|u| s.unit(u).id.clone());
    let id = unit.unwrap_or_default();
    if (!code.is_empty() && id.is_empty()) || !may_lay(r, meeting, &id) {
        form.error("unit", v.t("meeting-wrong-unit")?);
    }
    // a document that the visitor does not see is as if it were not there
    let named = form.get("document").to_owned();
    let document = document_meant(v, &r.facts, form, &named).await?;
    if !form.is_good() {
        return Ok(false);
    }
    let ground = v.ground(if id.is_empty() { &meeting.unit } else { &id }, "", "")?;
    let wanted = ItemWanted {
        meeting: meeting.id.clone(),
        part,
        title: form.get("title").to_owned(),
        unit: id,
        text: form.get("text").to_owned(),
        figures,
        document,
        on: v.asof.on,
    };
    let deciding: Deciding =
        Box::new(move |db, view| Box::pin(async move { decide_item(db, view, &wanted).await }));
    commit(v, form, recording(acts::TABLED, ground, deciding), &[]).await
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

// ---- the conclusion

pub async fn conclude(v: Visit) -> Reply {
    now_only(&v)?;
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        let form = Form::filled([
            ("kind", "TB"),
            ("body", "standing-committee"),
            ("dated", &v.asof.on.to_string()),
            ("rows", &ROWS.to_string()),
        ]);
        context! { form => value(&form), ..conclude_context(&r, &meeting, (ROWS, &[]))? }
    };
    v.render("meetings/conclude.html", context)
}

fn conclude_context(
    r: &Reading<'_>,
    meeting: &Meeting,
    (rows, warnings): (usize, &[String]),
) -> Result<Value> {
    Ok(
        context! { meeting => r.shown(meeting)?, near => near(r), rows, warnings => value(&warnings), last => meeting.state != State::Convened },
    )
}

/// The clauses of a form: rows in which something is written.
fn clauses(form: &Form, rows: usize) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for row in 0..rows {
        let said = |name: &str| form.get(&format!("{name}{row}")).to_owned();
        let clause = Clause {
            label: said("label"),
            text: said("text"),
            lead: said("lead"),
            cooperating: several(&said("co")),
            product: said("product"),
            deadline: said("deadline"),
            line: row + 1,
        };
        let empty = Clause {
            line: row + 1,
            ..Clause::default()
        };
        if clause != empty {
            clauses.push(clause);
        }
    }
    clauses
}

pub async fn concluding(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (rows, more) = rows(&form, CLAUSES);
    form.set("rows", &rows.to_string());
    let (context, id, done) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        drop(db);
        let (mut done, mut warnings) = (false, Vec::new());
        if !more && let Some(dated) = day(&v, &mut form, "dated")? {
            if dated > v.asof.on {
                form.error("dated", v.t("meeting-wrong-future")?);
            } else {
                let wanted = wanted_conclusion(&v, &mut form, (&meeting, dated, rows))?;
                for clause in &wanted.clauses {
                    let row = (clause.line - 1).to_string();
                    may_name(&r, &mut form, &row, (&clause.lead, &clause.cooperating))?;
                }
                let mut db = v.db().await?;
                let decided = decide_conclude(&mut db, &view(&r), &wanted).await;
                drop(db);
                warnings = forewarned(&r, &mut form, decided, "docs-know-first")?;
                done = record_conclusion(&v, &mut form, &meeting, wanted).await?;
            }
        }
        let context = conclude_context(&r, &meeting, (rows, &warnings))?;
        (context, meeting.id, done)
    };
    let to = (id.as_str(), "meeting-said-concluded");
    answer(
        &v,
        (&form, more, done),
        "meetings/conclude.html",
        context,
        to,
    )
    .await
}

fn wanted_conclusion(
    v: &Visit,
    form: &mut Form,
    (meeting, dated, rows): (&Meeting, Day, usize),
) -> Result<ConcludeWanted> {
    Ok(ConcludeWanted {
        meeting: meeting.id.clone(),
        kind: form.get("kind").to_owned(),
        body: form.get("body").to_owned(),
        dated,
        number: number_of(v, form)?,
        reason: tidy(form.get("reason")),
        subject: form.get("subject").to_owned(),
        signer: form.get("signer").to_owned(),
        capacity: form.get("capacity").to_owned(),
        clauses: clauses(form, rows),
        file: String::new(),
    })
}

async fn record_conclusion(
    v: &Visit,
    form: &mut Form,
    meeting: &Meeting,
    wanted: ConcludeWanted,
) -> Result<bool> {
    if !form.is_good() {
        return Ok(false);
    }
    let ground = v.ground(&meeting.unit, "", &wanted.reason)?;
    let deciding: Deciding =
        Box::new(move |db, view| Box::pin(async move { decide_conclude(db, view, &wanted).await }));
    let names = [("title", "text"), ("cooperating", "co"), ("date", "dated")];
    commit(
        v,
        form,
        recording(acts::CONCLUDED, ground, deciding),
        &names,
    )
    .await
}

// ---- a proposal becomes a task

pub async fn accept(v: Visit) -> Reply {
    now_only(&v)?;
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        let items = store::items(&mut db, &r.scope, v.asof, &meeting).await?;
        let item = items.iter().find(|i| i.id == v.query("item"));
        let item = item.ok_or_else(|| Error::NotFound("no such proposal".to_owned()))?;
        let unit = r
            .s()
            .find(&item.unit)
            .and_then(|u| r.s().state(u, v.asof.on));
        let form = Form::filled([
            ("item", item.id.as_str()),
            ("lead", unit.map_or("", |x| x.code.as_str())),
        ]);
        context! { form => value(&form), meeting => r.shown(&meeting)?, title => item.title.as_str(), near => near(&r) }
    };
    v.render("meetings/accept.html", context)
}

pub async fn accepting(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (context, id, done) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        drop(db);
        let deadline = match form.get("deadline") {
            "" => None,
            _ => day(&v, &mut form, "deadline")?,
        };
        let mut done = false;
        if form.is_good() {
            let wanted = AcceptWanted {
                meeting: meeting.id.clone(),
                item: form.get("item").to_owned(),
                lead: form.get("lead").to_owned(),
                cooperating: several(form.get("co")),
                product: form.get("product").to_owned(),
                deadline,
                on: v.asof.on,
            };
            may_name(&r, &mut form, "", (&wanted.lead, &wanted.cooperating))?;
            done = form.is_good() && record_accepted(&v, &mut form, &meeting, wanted).await?;
        }
        let context = context! { meeting => r.shown(&meeting)?, title => "", near => near(&r) };
        (context, meeting.id, done)
    };
    let to = (id.as_str(), "meeting-said-accepted");
    answer(
        &v,
        (&form, false, done),
        "meetings/accept.html",
        context,
        to,
    )
    .await
}

async fn record_accepted(
    v: &Visit,
    form: &mut Form,
    meeting: &Meeting,
    wanted: AcceptWanted,
) -> Result<bool> {
    let ground = v.ground(&meeting.unit, "", "")?;
    let deciding: Deciding = Box::new(move |db, view| {
        Box::pin(async move { decide_accept_proposal(db, view, &wanted).await })
    });
    let names = [("cooperating", "co")];
    commit(v, form, recording(acts::ACCEPTED, ground, deciding), &names).await
}

// ---- cancelling

pub async fn cancel(v: Visit) -> Reply {
    now_only(&v)?;
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        context! { form => value(&Form::default()), meeting => r.shown(&meeting)? }
    };
    v.render("meetings/cancel.html", context)
}

pub async fn cancelling(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (context, id, done) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        drop(db);
        let ground = v.ground(&meeting.unit, "", form.get("reason"))?;
        let (of, on, reason) = (meeting.id.clone(), v.asof.on, form.get("reason").to_owned());
        let deciding: Deciding = Box::new(move |db, _| {
            Box::pin(async move { decide_cancel(db, &of, on, &reason).await })
        });
        let done = commit(
            &v,
            &mut form,
            recording(acts::CANCELLED, ground, deciding),
            &[],
        )
        .await?;
        (context! { meeting => r.shown(&meeting)? }, meeting.id, done)
    };
    let to = (id.as_str(), "meeting-said-cancelled");
    answer(
        &v,
        (&form, false, done),
        "meetings/cancel.html",
        context,
        to,
    )
    .await
}

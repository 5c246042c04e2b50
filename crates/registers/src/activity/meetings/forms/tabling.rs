//! The form that lays something on a meeting's table: a report with the figures it cites, or a
//! proposal.

use super::super::acts::{self, ItemWanted, decide_item};
use super::super::model::{Cited, Meeting, Part};
use super::super::pages::near;
use super::super::rules::FIGURES;
use super::super::shown::Reading;
use super::{Deciding, ROWS, answer, commit, now_only, recording, rows};
use crate::activity::tasks::screens::happening::document_meant;
use crate::web::figures::Citing;
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::Result;
use platform::web::Form;
use platform::web::page::value;

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

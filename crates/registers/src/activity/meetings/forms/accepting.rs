//! The forms that make a proposal a task, and that cancel a meeting.

use super::super::acts::{self, AcceptWanted, decide_accept_proposal, decide_cancel};
use super::super::clauses::several;
use super::super::model::Meeting;
use super::super::pages::near;
use super::super::shown::Reading;
use super::super::store;
use super::{Deciding, answer, commit, day, led, may_name, now_only, recording};
use crate::web::{Reply, Visit};
use minijinja::context;
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};

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

//! Recording a reform that was checked, and annulling what was recorded.

use super::drafts::{Plan, PreparedReform};
use super::effects;
use super::pages::{check_page, outcome, own};
use super::{annulment, store};
use crate::REGISTERS;
use crate::web::entering::Enterable;
use crate::web::writer::Doing;
use crate::web::{Office, Power, Reply, Visit};
use ::figures::Structure;
use axum::http::StatusCode;
use minijinja::{Value, context};
use platform::jobs::{Done, Wanted, apart};
use platform::journal::apply::{ANNULMENT, ERASURE, FILE_ERASURE};
use platform::journal::store::{self as journal, FullLine};
use platform::journal::{Act, Ground, Writer, bear_digest};
use platform::web::Form;
use platform::web::page::value;
use platform::{Db, Error, Result};
use std::sync::Arc;

/// Lines of an act from which on it is recorded by a job.
const LONG: usize = 3_000;

/// Decides again with the writer's place, and records only what was shown.
async fn record(
    writer: &mut Writer<'_>,
    (plan, ground, reach, shown): (Plan, Ground, Enterable, String),
) -> Result<Act> {
    if !plan.digest.is_empty()
        && let Some(act) = journal::act_with_digest(writer.db, "reform", &plan.digest).await?
    {
        return Err(Error::refused(format!(
            "this file is in the record already, by act {act}"
        )));
    }
    let last = writer.next_number() - 1;
    let (_, mut decision) = effects::decide(writer.db, &plan, &ground, &reach).await?;
    if effects::digest(&decision, last) != shown {
        let why = "the record has changed, and the reform would come out otherwise";
        return Err(Error::Conflict(why.to_owned()));
    }
    let mut last = Err(Error::refused("the reform has no act"));
    if !plan.digest.is_empty() {
        bear_digest(&mut decision.drafts, &plan.digest);
    }
    for draft in &decision.drafts {
        last = Ok(writer.act(REGISTERS, draft).await?);
    }
    last
}

fn doing(plan: Plan, ground: Ground, reach: Enterable, shown: String) -> Doing {
    Box::new(move |writer, _| Box::pin(record(writer, (plan, ground, reach, shown))))
}

pub async fn committing(v: Visit) -> Reply {
    let draft = own(&v).await?;
    let mut form = v.form.clone();
    for field in ["basis", "reason"] {
        if form.get(field).is_empty() {
            form.error(field, v.t(&format!("reforms-no-{field}"))?);
        }
    }
    let told = outcome(&v, &draft).await?;
    let shown = form.get("digest").to_owned();
    let stale = draft.version.to_string() != form.get("version");
    if stale || (!shown.is_empty() && told.digest != shown) {
        let conflict = (&form, StatusCode::CONFLICT);
        return check_page(&v, &draft, &told, conflict).await;
    }
    if !form.is_good() || !told.problems.is_empty() {
        let refused = (&form, StatusCode::UNPROCESSABLE_ENTITY);
        return check_page(&v, &draft, &told, refused).await;
    }
    let facts = v.facts().await?;
    let reach = Enterable::of(&v, &facts.structure);
    let unit = reach.acting_for(&v, &facts.structure);
    let mut plan = draft.plan.clone();
    // the document said last is the one the acts rest on; a file names its own, act by act
    if plan.acts.is_empty() {
        form.get("basis").clone_into(&mut plan.basis);
    }
    let ground = v.ground(&unit, form.get("basis"), form.get("reason"))?;
    let work = doing(plan, ground, reach, shown);
    if told.lines > LONG {
        return by_job(&v, &draft, work).await;
    }
    match v.commit(work).await {
        Ok(act) => {
            let mut db = v.db().await?;
            store::remove(&mut db, &draft.id).await?;
            drop(db);
            let to = format!("/journal/{}", act.number);
            v.go_saying(&to, &v.t("reforms-recorded")?).await
        }
        // somebody was faster since the page was shown: it is shown as it stands now
        Err(Error::Conflict(_) | Error::Refused(_)) => {
            let told = outcome(&v, &draft).await?;
            check_page(&v, &draft, &told, (&form, StatusCode::CONFLICT)).await
        }
        Err(other) => Err(other),
    }
}

async fn by_job(v: &Visit, draft: &PreparedReform, work: Doing) -> Reply {
    let (office, id): (Arc<Office>, String) = (v.office.clone(), draft.id.clone());
    let wanted = Wanted {
        kind: "reform-record",
        account: &v.visitor()?.account.id,
        about: draft.plan.label.clone(),
        back: format!("/reforms/{}/check", draft.id),
    };
    let work = v.guard()?.around(work);
    let job = v.office.jobs.start(wanted, move |_| {
        Box::pin(async move {
            let act = office.commit(work).await?;
            let mut db = office.db().await?;
            store::remove(&mut db, &id).await?;
            Ok(Done {
                go: format!("/journal/{}", act.number),
                ..Done::default()
            })
        })
    });
    v.go(&format!("/jobs/{}", job.await?))
}

/// Whether every unit that an act names may be entered, and every line names one.
fn reaches_all(s: &Structure, reach: &Enterable, lines: &[FullLine]) -> bool {
    lines.iter().all(|line| {
        let ids = line.also.split(' ').chain([line.subject.as_str()]);
        let mut units = ids.filter(|id| s.find(id).is_some()).peekable();
        units.peek().is_some() && units.all(|id| reach.enters(id))
    })
}

/// The act of the address, if it may be annulled by who asks.
async fn to_annul(v: &Visit) -> Result<Act> {
    let none = || Error::NotFound("no such act".to_owned());
    let number: u64 = v.param("number").parse().map_err(|_| none())?;
    let mut db = v.db().await?;
    let act = journal::acts(&mut db, number, number).await?.pop();
    let act = act
        .filter(|a| a.number <= v.asof.known.0)
        .ok_or_else(none)?;
    let facts = v.facts().await?;
    let subjects = v.subjects(&mut db, &facts.structure).await?;
    let seen = subjects.lines(&mut db, &act, 1).await?.is_some();
    let own_file = is_own_file(v, &mut db, &act).await?;
    if !seen || (!own_file && !v.may(Power::Reforms)) {
        return Err(none());
    }
    let reach = Enterable::of(v, &facts.structure);
    if !own_file && !reach.is_whole() {
        let lines = journal::lines(&mut db, number).await?;
        if !reaches_all(&facts.structure, &reach, &lines) {
            return Err(none());
        }
    }
    Ok(act)
}

pub async fn annul(v: Visit) -> Reply {
    let act = to_annul(&v).await?;
    annul_page(&v, &act, (&Form::default(), StatusCode::OK)).await
}

/// What stands in the way of an annulment; nothing when it can be done.
async fn in_the_way(v: &Visit, number: u64) -> Result<Vec<String>> {
    let office = v.office.clone();
    let decided = apart(move || {
        Box::pin(async move {
            let mut db = office.db().await?;
            db.begin_reading().await?;
            let decided = annulment::decide(&mut db, number, Ground::default()).await;
            db.drop_changes().await?;
            decided
        })
    });
    match decided.await? {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Refused(problems)) => problems.iter().map(|p| v.reason(p)).collect(),
        Err(other) => Err(other),
    }
}

async fn annul_page(v: &Visit, act: &Act, (form, status): (&Form, StatusCode)) -> Reply {
    let reasons = in_the_way(v, act.number).await?;
    let annulled = journal::annulments(&mut *v.db().await?, v.asof.known).await?;
    let context = context! {
        act => value(&v.shown(act, &annulled)), reasons, form => value(form),
    };
    v.render_as(status, "reforms/annul.html", context)
}

pub async fn annulling(v: Visit) -> Reply {
    let act = to_annul(&v).await?;
    let mut form = v.form.clone();
    if form.get("reason").is_empty() {
        form.error("reason", v.t("reforms-no-reason")?);
        return annul_page(&v, &act, (&form, StatusCode::UNPROCESSABLE_ENTITY)).await;
    }
    let facts = v.facts().await?;
    let reach = Enterable::of(&v, &facts.structure);
    let unit = reach.acting_for(&v, &facts.structure);
    let ground = v.ground(&unit, form.get("basis"), form.get("reason"))?;
    let number = act.number;
    let work: Doing = Box::new(move |writer, _| {
        Box::pin(async move {
            let draft = annulment::decide(writer.db, number, ground).await?;
            writer.act(REGISTERS, &draft).await
        })
    });
    match v.commit(work).await {
        Ok(done) => {
            let to = format!("/journal/{}", done.number);
            v.go_saying(&to, &v.t("reforms-annulled")?).await
        }
        Err(Error::Refused(_)) => {
            annul_page(&v, &act, (&form, StatusCode::UNPROCESSABLE_ENTITY)).await
        }
        Err(other) => Err(other),
    }
}

/// Whether an act is one that who looks may ask to have annulled; whether it can be, its page
/// says.
pub async fn may_annul(v: &Visit, db: &mut Db, act: &Act) -> Result<bool> {
    let never = [ANNULMENT, ERASURE, FILE_ERASURE, "beginning", "rulebook"];
    let kind = !never.contains(&act.kind.as_str());
    Ok(kind && (v.may(Power::Reforms) || is_own_file(v, db, act).await?))
}

/// Whether an act was a file that who asks handed in: its sender may undo it. A form records acts
/// of the same kinds, which are not undone so.
async fn is_own_file(v: &Visit, db: &mut Db, act: &Act) -> Result<bool> {
    let own = act.account == v.visitor()?.account.login && act.kind != "reform";
    Ok(own && v.may(Power::Import) && journal::was_file(db, act.number).await?)
}

/// What a reform did, for its page in the journal; nothing for other acts.
pub async fn summary(v: &Visit, kind: &str, lines: &[FullLine]) -> Result<Option<Value>> {
    if kind != "reform" {
        return Ok(None);
    }
    let facts = v.facts().await?;
    let s = &facts.structure;
    Ok(Some(value(&effects::effects(s, lines, &|u| v.sees(s, u))?)))
}

//! Requests for corrections: a person says that the record about them is wrong. The request is a
//! task of the person's unit; who enters for it corrects the record by an act and says so, or
//! refuses with a reason.

use super::people;
use super::store::{self, CorrectionRequest};
use crate::organisation::members::model::CORRECTED;
use crate::web::{Reply, Visit};
use figures::Structure;
use minijinja::{Value, context};
use platform::web::Form;
use platform::web::page::value;
use platform::{Db, Error, Result};

/// What a correction may be asked of: what can be corrected, and what befell the membership.
pub fn fields() -> impl Iterator<Item = &'static str> {
    CORRECTED.into_iter().chain(["event"])
}

fn moment(v: &Visit, seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |t| v.moment(t))
}

/// What a person asked for, newest first.
pub async fn of_person(v: &Visit, db: &mut Db, person: &str) -> Result<Vec<Value>> {
    let requests = store::requests_of(db, person).await?;
    requests.iter().map(|r| shown(v, r)).collect()
}

fn shown(v: &Visit, r: &CorrectionRequest) -> Result<Value> {
    Ok(context! {
        id => r.id.as_str(), person => r.person.as_str(), said => r.said.as_str(), answer => r.answer.as_str(),
        field => v.t(&super::reveal::label(&r.field))?, state => format!("privacy-state-{}", r.state),
        open => r.state == "asked", asked => moment(v, r.asked_at),
        answered => if r.answered_at == 0 { String::new() } else { moment(v, r.answered_at) },
    })
}

/// The requests of units the visitor enters for that nobody has answered.
async fn open(v: &Visit, db: &mut Db, s: &Structure) -> Result<Vec<CorrectionRequest>> {
    let asked = store::open_requests(db).await?;
    let mine = |r: &CorrectionRequest| s.find(&r.unit).is_some_and(|u| v.enters(s, u));
    Ok(asked.into_iter().filter(mine).collect())
}

/// How many requests wait for the visitor.
pub async fn waiting(v: &Visit) -> Result<usize> {
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    Ok(open(v, &mut db, &facts.structure).await?.len())
}

pub async fn list(v: Visit) -> Reply {
    let context = list_context(&v).await?;
    v.render(
        "privacy/corrections.html",
        context! { form => value(&Form::default()), wrong => "", ..context },
    )
}

async fn list_context(v: &Visit) -> Result<Value> {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let mut db = v.db().await?;
    let scope = v.scope(s)?;
    let mut rows = Vec::new();
    for r in open(v, &mut db, s).await? {
        let person = people::find(&mut db, &scope, s, v.asof, &r.person).await?;
        let unit = s.find(&r.unit);
        let state = unit.and_then(|u| s.state(u, v.asof.on).or_else(|| s.last_state(u)));
        rows.push(context! {
            name => person.map(|p| p.name().to_owned()), unit => state.map(|x| x.name.clone()),
            ..shown(v, &r)?
        });
    }
    Ok(context! { rows })
}

/// Answers a request: once, by who enters for the unit.
pub async fn answer(v: Visit) -> Reply {
    let none = || Error::NotFound("no such request".to_owned());
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let request = store::request(&mut db, v.param("token")).await?;
    let request = request.ok_or_else(none)?;
    v.unit_to_enter(&facts.structure, &request.unit)?;
    let mut form = v.form.clone();
    let state = match form.get("state") {
        "accepted" => "accepted",
        "refused" => "refused",
        _ => return Err(none()),
    };
    let answer = platform::text::tidy(form.get("answer"));
    if answer.chars().count() < 2 {
        let field = format!("answer-{}", request.id);
        form.set(&field, "");
        form.error(&field, v.t("privacy-answer-missing")?);
        drop(db);
        let context = list_context(&v).await?;
        return v.refused(
            "privacy/corrections.html",
            &form,
            context! { wrong => request.id, ..context },
        );
    }
    let by = &v.visitor()?.account.id;
    let now = v.office.seconds();
    if !store::answer(&mut db, &request.id, state, &answer, by, now).await? {
        return Err(Error::Conflict("somebody answered it before".to_owned()));
    }
    drop(db);
    let said = v.t(&format!("privacy-state-{state}"))?;
    v.go_saying("/corrections", &said).await
}

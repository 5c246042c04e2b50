//! Giving grants and ending them: each an act, on a document; what opens the sensitive is asked
//! for by one person and given by another.

use super::administration::{asked, context_of, shown};
use super::store;
use crate::organisation::grants::acts::Wanted;
use crate::organisation::grants::giving;
use crate::organisation::grants::model::{Grant, GrantRequest, WHOLE};
use crate::organisation::grants::rules::needs_two;
use crate::organisation::grants::store as grants;
use crate::web::figures::FactsOfVisit;
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::journal::Ground;
use platform::web::Form;
use platform::web::page::value;
use platform::web::request::encoded;
use platform::{Db, Error, Problem, Result};

/// Every grant in force or to come, with its account, and what waits for a second person.
pub async fn list(v: Visit) -> Reply {
    let context = list_context(&v).await?;
    v.render(
        "accounts/grants.html",
        context! { form => value(&Form::default()), ..context },
    )
}

async fn list_context(v: &Visit) -> Result<Value> {
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let mut rows: Vec<Value> = Vec::new();
    for grant in grants::all(&mut db).await? {
        if grant.until <= v.asof.on {
            continue;
        }
        let account = store::by_id(&mut db, &grant.account).await?;
        let account = account.map(|a| context! { id => a.id.as_str(), name => a.name.as_str(), login => a.login.as_str(), ended => a.ended });
        rows.push(context! { grant => shown(v, &facts, &grant)?, account });
    }
    let waiting = waiting(v, &facts, &mut db).await?;
    Ok(context! { rows, waiting })
}

/// What a form asks to be granted; what cannot be read of it stands in the form's errors.
async fn wanted(v: &Visit, form: &mut Form) -> Result<Option<Wanted>> {
    let facts = v.facts().await?;
    let day = |form: &mut Form, field: &str, none: Option<Day>| -> Result<Option<Day>> {
        let read = match (form.get(field), none) {
            ("", Some(none)) => Some(none),
            (said, _) => Day::parse(said).ok(),
        };
        if read.is_none() {
            form.error(field, v.t("grant-wrong-day")?);
        }
        Ok(read)
    };
    let from = day(form, "from", None)?;
    let until = day(form, "until", Some(Day::MAX.eve()))?;
    let code = form.get("unit").to_owned();
    let unit = match code.as_str() {
        WHOLE => Some(WHOLE.to_owned()),
        code => {
            let s = &facts.structure;
            let bearer = s.bearer(code, from.unwrap_or(v.asof.on));
            bearer.map(|u| s.unit(u).id.clone())
        }
    };
    if unit.is_none() {
        form.error("unit", v.t("grant-wrong-unit")?);
    }
    let below = form.get("below") != "no";
    let role = form.get("role").to_owned();
    let (Some(from), Some(until), Some(unit)) = (from, until, unit) else {
        return Ok(None);
    };
    Ok(Some(Wanted {
        role,
        unit,
        below,
        from,
        until: until.next(),
        asked_by: String::new(),
    }))
}

pub async fn giving(v: Visit) -> Reply {
    let account = asked(&v).await?;
    let mut form = v.form.clone();
    if let Some(wanted) = wanted(&v, &mut form).await?
        && form.is_good()
    {
        let ground = v.ground(WHOLE, form.get("basis"), form.get("reason"))?;
        let two = needs_two(&v.facts().await?.book, &wanted.role, wanted.from);
        let done = if two {
            let asked = asking(&v, &account.id, wanted, ground).await;
            asked.map(|()| "grant-asked")
        } else {
            let doing = recording_grant(account.id.clone(), wanted, v.asof.on, ground);
            v.commit(doing).await.map(|_| "grant-given")
        };
        match done {
            Ok(said) => return to_account(&v, &account.id, said).await,
            Err(Error::Refused(problems)) => refuse(&v, &mut form, &problems)?,
            Err(e) => return Err(e),
        }
    }
    let context = context_of(&v, &account).await?;
    v.refused("accounts/one.html", &form, context)
}

async fn to_account(v: &Visit, account: &str, key: &str) -> Reply {
    let to = format!("/administration/accounts/{}", encoded(account));
    v.go_saying(&to, &v.t(key)?).await
}

fn recording_grant(account: String, wanted: Wanted, today: Day, ground: Ground) -> Doing {
    Box::new(move |writer, _| {
        Box::pin(async move { giving::give(writer, &account, &wanted, today, ground).await })
    })
}

/// Keeps what is asked for until another person answers.
pub(super) async fn asking(
    v: &Visit,
    account: &str,
    mut wanted: Wanted,
    ground: Ground,
) -> Result<()> {
    wanted.asked_by.clone_from(&ground.account);
    let mut id = [0u8; 8];
    v.office.chance(|c| c.fill(&mut id));
    let request = GrantRequest {
        id: platform::text::hex(&id),
        account: account.to_owned(),
        wanted,
        document: ground.basis,
        reason: ground.reason,
        asked_at: v.office.seconds(),
        state: "asked".to_owned(),
    };
    let mut db = v.db().await?;
    giving::ask(&mut db, &request, v.asof.on).await
}

/// What waits for a second person, as the page of grants shows it.
async fn waiting(v: &Visit, facts: &FactsOfVisit, db: &mut Db) -> Result<Vec<Value>> {
    let me = &v.visitor()?.account.login;
    let mut rows = Vec::new();
    for r in grants::open_requests(db).await? {
        let account = store::by_id(db, &r.account).await?;
        let account = account.map(|a| context! { id => a.id.as_str(), name => a.name.as_str() });
        let asked = jiff::Timestamp::from_second(r.asked_at).map_err(Error::internal)?;
        let as_given = Grant {
            id: r.id.clone(),
            account: r.account.clone(),
            role: r.wanted.role.clone(),
            unit: r.wanted.unit.clone(),
            below: r.wanted.below,
            document: r.document.clone(),
            from: r.wanted.from,
            until: r.wanted.until,
        };
        rows.push(context! {
            grant => shown(v, facts, &as_given)?, account, by => r.wanted.asked_by.as_str(),
            asked => v.moment(asked), own => r.wanted.asked_by == *me, reason => r.reason.as_str(),
        });
    }
    Ok(rows)
}

/// The second person's answer.
pub async fn answering(v: Visit) -> Reply {
    let id = v.param("token").to_owned();
    if v.form.get("answer") != "given" {
        let mut db = v.db().await?;
        giving::refuse(&mut db, &id).await?;
        drop(db);
        return v
            .go_saying("/administration/grants", &v.t("grant-request-refused")?)
            .await;
    }
    let (by, today) = (v.visitor()?.account.login.clone(), v.asof.on);
    let doing: Doing = Box::new(move |writer, _| {
        Box::pin(async move { giving::confirm(writer, &id, today, &by).await })
    });
    match v.commit(doing).await {
        Ok(_) => {
            let said = v.t("grant-given")?;
            v.go_saying("/administration/grants", &said).await
        }
        Err(Error::Refused(problems)) => {
            let mut form = v.form.clone();
            refuse(&v, &mut form, &problems)?;
            let context = list_context(&v).await?;
            v.refused("accounts/grants.html", &form, context)
        }
        Err(other) => Err(other),
    }
}

/// What the decision refused, said in the visitor's language at the fields.
fn refuse(v: &Visit, form: &mut Form, problems: &[Problem]) -> Result<()> {
    for p in problems {
        // what belongs to no field speaks for itself
        let said = match p.column.as_str() {
            "" => v.reason(p)?,
            column => v.t(&format!("grant-wrong-{column}"))?,
        };
        form.error(&p.column, said);
    }
    Ok(())
}

async fn asked_grant(v: &Visit) -> Result<Grant> {
    let mut db = v.db().await?;
    let found = grants::by_id(&mut db, v.param("token")).await?;
    found.ok_or_else(|| Error::NotFound("no such grant".to_owned()))
}

pub async fn one(v: Visit) -> Reply {
    let grant = asked_grant(&v).await?;
    let today = v.asof.on.to_string();
    let form = Form::filled([("day", &today)]);
    let context = grant_context(&v, &grant).await?;
    v.render(
        "accounts/grant.html",
        context! { form => value(&form), ..context },
    )
}

async fn grant_context(v: &Visit, grant: &Grant) -> Result<Value> {
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let account = store::by_id(&mut db, &grant.account).await?;
    let account = account.map(
        |a| context! { id => a.id.as_str(), name => a.name.as_str(), login => a.login.as_str() },
    );
    let over = grant.until <= v.asof.on;
    Ok(context! { grant => shown(v, &facts, grant)?, account, over })
}

pub async fn ending(v: Visit) -> Reply {
    let grant = asked_grant(&v).await?;
    let mut form = v.form.clone();
    let day = Day::parse(form.get("day"));
    match day {
        Err(_) => form.error("day", v.t("grant-wrong-day")?),
        Ok(day) => {
            let ground = v.ground(WHOLE, form.get("basis"), form.get("reason"))?;
            let doing = recording_end(grant.id.clone(), day, v.asof.on, ground);
            match v.commit(doing).await {
                Ok(_) => return to_account(&v, &grant.account, "grant-ended").await,
                Err(Error::Refused(problems)) => refuse(&v, &mut form, &problems)?,
                Err(e) => return Err(e),
            }
        }
    }
    let context = grant_context(&v, &grant).await?;
    v.refused("accounts/grant.html", &form, context)
}

fn recording_end(id: String, day: Day, today: Day, ground: Ground) -> Doing {
    Box::new(move |writer, _| {
        Box::pin(async move { giving::end(writer, &id, day, today, ground).await })
    })
}

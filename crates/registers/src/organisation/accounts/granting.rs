//! Giving grants and ending them: each an act, on a document.

use super::administration::{asked, context_of, shown};
use super::store;
use crate::organisation::grants::acts::{Wanted, decide_end, decide_grant};
use crate::organisation::grants::model::{Grant, WHOLE};
use crate::organisation::grants::store as grants;
use crate::organisation::rulebook::store as rulebook;
use crate::organisation::units::store as units;
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::asof::Known;
use platform::journal::{Act, Ground, Writer};
use platform::web::Form;
use platform::web::page::value;
use platform::web::request::encoded;
use platform::{Error, Problem, Result, Scope};

/// Every grant in force or to come, with its account.
pub async fn list(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let mut rows: Vec<Value> = Vec::new();
    for grant in grants::all(&mut db).await? {
        if grant.until <= v.asof.on {
            continue;
        }
        let account = store::by_id(&mut db, &grant.account).await?;
        let account = account.map(|a| context! { id => a.id.as_str(), name => a.name.as_str(), login => a.login.as_str(), ended => a.ended });
        rows.push(context! { grant => shown(&v, &facts, &grant), account });
    }
    v.render("accounts/grants.html", context! { rows })
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
    }))
}

pub async fn giving(v: Visit) -> Reply {
    let account = asked(&v).await?;
    let mut form = v.form.clone();
    if let Some(wanted) = wanted(&v, &mut form).await?
        && form.is_good()
    {
        let ground = v.ground(WHOLE, form.get("basis"), form.get("reason"))?;
        let doing = recording_grant(account.id.clone(), wanted, v.asof.on, ground);
        match v.commit(doing).await {
            Ok(_) => return to_account(&v, &account.id, "grant-given").await,
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

/// The writer decides by what the record then holds.
fn recording_grant(account: String, wanted: Wanted, today: Day, ground: Ground) -> Doing {
    Box::new(move |writer, _| {
        Box::pin(async move {
            let known = Known(platform::journal::store::last(writer.db).await?);
            let s = units::structure(writer.db, &Scope::whole(), known).await?;
            let book = rulebook::rulebook(writer.db, &Scope::whole(), known).await?;
            let account = store::by_id(writer.db, &account).await?;
            let account = account.ok_or_else(|| Error::NotFound("no such account".to_owned()))?;
            let number = writer.next_number();
            let draft = decide_grant((&s, &book, today), &account, &wanted, ground, number)?;
            writer.act(crate::REGISTERS, &draft).await
        })
    })
}

/// What the decision refused, said in the visitor's language at the fields.
fn refuse(v: &Visit, form: &mut Form, problems: &[Problem]) -> Result<()> {
    for p in problems {
        // what belongs to no field speaks for itself
        let said = match p.column.as_str() {
            "" => p.reason.clone(),
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
    Ok(context! { grant => shown(v, &facts, grant), account, over })
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
    Box::new(move |writer, _| Box::pin(record_end(writer, id, day, today, ground)))
}

async fn record_end(
    writer: &mut Writer<'_>,
    id: String,
    day: Day,
    today: Day,
    ground: Ground,
) -> Result<Act> {
    let grant = grants::by_id(writer.db, &id).await?;
    let grant = grant.ok_or_else(|| Error::NotFound("no such grant".to_owned()))?;
    let draft = decide_end(&grant, day, today, ground)?;
    writer.act(crate::REGISTERS, &draft).await
}

//! Keeping accounts: who may sign in, their one-time links, sessions and second factor. Nothing
//! of the record is shown here but names of units.

use super::device::device;
use super::model::Account;
use super::{secrets, store};
use crate::organisation::grants::acts::Wanted;
use crate::organisation::grants::model::{ADMINISTRATOR, Grant, WHOLE};
use crate::organisation::grants::store as grants;
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::text::{folded, hex, tidy};
use platform::web::page::value;
use platform::web::request::encoded;
use platform::web::{Form, session, store as sessions};
use platform::{Error, Result};
use serde::Serialize;

/// Seconds for which a link that sets a password is good.
const GOOD: i64 = 3 * 24 * 60 * 60;

/// An account as lists show it.
#[derive(Serialize)]
struct Row {
    id: String,
    login: String,
    name: String,
    post: String,
    administrator: bool,
    second: bool,
    password: bool,
    ended: bool,
    grants: usize,
}

fn row(a: &Account, grants: usize) -> Row {
    Row {
        id: a.id.clone(),
        login: a.login.clone(),
        name: a.name.clone(),
        post: a.post.clone(),
        administrator: a.is_administrator(),
        second: a.has_second_factor(),
        password: !a.password.is_empty(),
        ended: a.ended,
        grants,
    }
}

pub async fn list(v: Visit) -> Reply {
    let mut db = v.db().await?;
    let given = grants::all(&mut db).await?;
    let today = v.asof.on;
    let in_force = |a: &Account| {
        let own = given.iter().filter(|g| g.account == a.id);
        own.filter(|g| g.in_force(today)).count()
    };
    let accounts = store::all(&mut db).await?;
    let rows: Vec<Row> = accounts.iter().map(|a| row(a, in_force(a))).collect();
    v.render("accounts/list.html", context! { rows => value(&rows) })
}

pub async fn new(v: Visit) -> Reply {
    let form = Form::filled([("kind", "officer")]);
    v.render("accounts/new.html", context! { form => value(&form) })
}

pub async fn making(v: Visit) -> Reply {
    let mut form = v.form.clone();
    for field in ["login", "name"] {
        if form.get(field).is_empty() {
            form.error(field, v.t(&format!("account-{field}-missing"))?);
        }
    }
    let mut db = v.db().await?;
    if store::by_login(&mut db, form.get("login")).await?.is_some() {
        form.error("login", v.t("account-login-taken")?);
    }
    if !form.is_good() {
        return v.refused("accounts/new.html", &form, context! {});
    }
    let keeps = form.get("kind") == ADMINISTRATOR;
    if keeps && form.get("basis").is_empty() {
        form.error("basis", v.t("grant-wrong-basis")?);
        return v.refused("accounts/new.html", &form, context! {});
    }
    let mut id = [0u8; 8];
    v.office.chance(|c| c.fill(&mut id));
    let account = Account {
        id: hex(&id),
        login: folded(form.get("login")),
        name: tidy(form.get("name")),
        post: tidy(form.get("post")),
        kind: "officer".to_owned(),
        lang: v.lang.code().to_owned(),
        theme: "system".to_owned(),
        script: "naskh".to_owned(),
        keys: true,
        ..Account::default()
    };
    store::insert(&mut db, &account).await?;
    drop(db);
    if keeps {
        // it keeps accounts when another says so too; until then it may do nothing at all
        let wanted = Wanted {
            role: ADMINISTRATOR.to_owned(),
            unit: WHOLE.to_owned(),
            below: true,
            from: v.asof.on,
            until: figures::Day::MAX,
            asked_by: String::new(),
        };
        let ground = v.ground(WHOLE, form.get("basis"), "")?;
        super::granting::asking(&v, &account.id, wanted, ground).await?;
    }
    show_link(&v, &account, keeps).await
}

/// Makes a link that sets the password once, and shows it: it is kept nowhere.
async fn show_link(v: &Visit, account: &Account, asked: bool) -> Reply {
    let token = v.office.chance(|c| session::token(c));
    let until = v.office.seconds() + GOOD;
    let mut db = v.db().await?;
    store::insert_password_link(&mut db, &token, &account.id, until).await?;
    let host = v.headers.get("host").and_then(|h| h.to_str().ok());
    let scheme = if v.office.settings.over_tls {
        "https"
    } else {
        "http"
    };
    let address = format!("{scheme}://{}/welcome/{token}", host.unwrap_or("localhost"));
    let until = jiff::Timestamp::from_second(until).map_err(Error::internal)?;
    v.render(
        "accounts/link.html",
        context! { account => value(&row(account, 0)), address, until => v.moment(until), asked },
    )
}

/// The account a page of administration speaks of.
pub(super) async fn asked(v: &Visit) -> Result<Account> {
    let mut db = v.db().await?;
    let found = store::by_id(&mut db, v.param("token")).await?;
    found.ok_or_else(|| Error::NotFound("no such account".to_owned()))
}

pub async fn one(v: Visit) -> Reply {
    let account = asked(&v).await?;
    let today = v.asof.on.to_string();
    let form = Form::filled([("below", "yes"), ("from", &today)]);
    let context = context_of(&v, &account).await?;
    v.render(
        "accounts/one.html",
        context! { form => value(&form), ..context },
    )
}

/// All that stands on an account's page but the form of a grant.
pub(super) async fn context_of(v: &Visit, account: &Account) -> Result<Value> {
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let given = grants::of_account(&mut db, &account.id).await?;
    let open = sessions::sessions_of(&mut db, &account.id).await?;
    drop(db);
    let moment =
        |s: i64| jiff::Timestamp::from_second(s).map_or_else(|_| String::new(), |t| v.moment(t));
    let open: Vec<Value> = open
        .iter()
        .map(|s| context! { id => s.id.as_str(), agent => device(&s.agent), began => moment(s.began), seen => moment(s.seen) })
        .collect();
    let roles = facts.book.roles(v.asof.on).into_iter();
    let roles: Vec<Value> = roles
        .map(|(key, role)| value(&[key, role.names.in_language(v.lang.code())]))
        .collect();
    let in_force = given.iter().filter(|g| g.in_force(v.asof.on)).count();
    let rows = given
        .iter()
        .map(|g| Ok(context! { grant => shown(v, &facts, g)? }));
    let rows: Vec<Value> = rows.collect::<Result<_>>()?;
    Ok(context! {
        account => value(&row(account, in_force)), sessions => open, rows, roles,
        own => v.visitor()?.account.id == account.id,
    })
}

/// A grant as pages show it.
pub(super) fn shown(v: &Visit, facts: &FactsOfVisit, g: &Grant) -> Result<Value> {
    let (s, today) = (&facts.structure, v.asof.on);
    let unit = s.find(&g.unit).and_then(|u| s.state(u, today));
    let closed = s.find(&g.unit).is_some_and(|u| !s.is_open(u, today));
    let role = facts.book.role(&g.role, today);
    let keeps = g.role == ADMINISTRATOR;
    let state = match (g.in_force(today), g.until <= today) {
        (true, _) if closed || (role.is_none() && !keeps) => "silent",
        (true, _) => "holds",
        (_, true) => "ended",
        _ => "later",
    };
    Ok(context! {
        id => g.id.as_str(), role => v.role_name(facts, &g.role, today)?, whole => g.unit == WHOLE, below => g.below,
        unit => unit.map(|u| context! { name => u.name.as_str(), code => u.code.as_str() }),
        from => g.from.to_string(), state, document => g.document.as_str(),
        until => (g.until != figures::Day::MAX).then(|| g.until.eve().to_string()),
    })
}

/// What is done to an account: to another's, or it is done on one's own page.
async fn others(v: &Visit) -> Result<Account> {
    let account = asked(v).await?;
    if account.id == v.visitor()?.account.id {
        return Err(Error::refused(v.t("account-own")?));
    }
    Ok(account)
}

async fn said(v: &Visit, account: &Account, key: &str) -> Reply {
    let to = format!("/administration/accounts/{}", encoded(&account.id));
    v.go_saying(&to, &v.t(key)?).await
}

pub async fn new_link(v: Visit) -> Reply {
    let account = others(&v).await?;
    if account.ended {
        return Err(Error::refused(v.t("account-is-ended")?));
    }
    show_link(&v, &account, false).await
}

pub async fn ending(v: Visit) -> Reply {
    let account = others(&v).await?;
    let mut db = v.db().await?;
    store::end(&mut db, &account.id).await?;
    sessions::end_others(&mut db, &account.id, "").await?;
    drop(db);
    said(&v, &account, "account-ended").await
}

/// Takes the second factor away, for who lost the telephone and the codes.
pub async fn resetting(v: Visit) -> Reply {
    let account = others(&v).await?;
    let mut db = v.db().await?;
    store::set_totp(&mut db, &account.id, "", "", 0).await?;
    sessions::end_others(&mut db, &account.id, "").await?;
    drop(db);
    said(&v, &account, "account-second-reset").await
}

pub async fn end_sessions(v: Visit) -> Reply {
    let account = others(&v).await?;
    let mut db = v.db().await?;
    match v.form.get("session") {
        "all" => sessions::end_others(&mut db, &account.id, "").await?,
        id => _ = sessions::end_session(&mut db, id, &account.id).await?,
    }
    drop(db);
    said(&v, &account, "account-session-ended").await
}

/// The page of a link that sets a password. Opening it uses nothing up.
pub async fn welcome(v: Visit) -> Reply {
    let account = invited(&v).await?;
    let token = v.param("token");
    v.render(
        "accounts/welcome.html",
        context! { form => value(&Form::default()), token, login => account.login.as_str(), name => account.name.as_str() },
    )
}

async fn invited(v: &Visit) -> Result<Account> {
    let mut db = v.db().await?;
    let (token, now) = (v.param("token"), v.office.seconds());
    let found = store::password_link(&mut db, token, now).await?;
    let found = found.filter(|a| !a.ended);
    found.ok_or_else(|| Error::NotFound("no such link".to_owned()))
}

pub async fn welcoming(v: Visit) -> Reply {
    let account = invited(&v).await?;
    let mut form = v.form.clone();
    let password = form.raw("password").to_owned();
    form.forget("password");
    if let Some(key) = secrets::objection(&password, &account.login, &account.name) {
        form.error("password", v.t(key)?);
        let context = context! { token => v.param("token"), login => account.login.as_str(), name => account.name.as_str() };
        return v.refused("accounts/welcome.html", &form, context);
    }
    let phc = super::pages::hash_password(&v, &password).await?;
    let mut db = v.db().await?;
    if !store::use_password_links(&mut db, v.param("token"), &account.id).await? {
        return Err(Error::NotFound("the link is used up".to_owned()));
    }
    store::set_password(&mut db, &account.id, &phc).await?;
    sessions::end_others(&mut db, &account.id, "").await?;
    drop(db);
    if account.has_second_factor() {
        // a new password does not take the place of the second factor
        return super::pages::begin(&v, &account, false, "/sign-in/second?next=/").await;
    }
    super::pages::begin(&v, &account, true, "/account/second-factor").await
}

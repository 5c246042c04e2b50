//! Signing in, the second factor, one's own account.

use super::device::device;
use super::model::Account;
use super::{secrets, store};
use crate::organisation::grants::giving;
use crate::organisation::privacy;
use crate::web::gate::{LANGUAGE, lacks_second};
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use minijinja::{Value, context};
use platform::locale::Lang;
use platform::text::{hex, unhex};
use platform::web::page::value;
use platform::web::{Form, guard, session, store as sessions};
use platform::{Error, Result};

fn fields(form: &Form) -> Value {
    context! { form => value(form) }
}

/// Bears the cookie of a session, or takes it away.
fn with_cookie(v: &Visit, mut response: Response, token: &str) -> Reply {
    let cookie = session::cookie(token, v.office.settings.over_tls);
    let cookie = HeaderValue::from_str(&cookie).map_err(Error::internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

/// Begins a session and goes on. A new token at every step: one known before tells nothing.
pub(super) async fn begin(v: &Visit, account: &Account, complete: bool, to: &str) -> Reply {
    let mut db = v.db().await?;
    if let Some(old) = &v.visitor {
        sessions::end_session(&mut db, &old.session.id, &old.session.account).await?;
    }
    let (secret, form_token) = v.office.chance(|c| (session::token(c), session::token(c)));
    let now = v.office.seconds();
    session::begin(
        &mut db,
        (&secret, &form_token),
        &account.id,
        &v.agent,
        complete,
        now,
    )
    .await?;
    with_cookie(v, v.go(to)?, &secret)
}

pub async fn sign_in(v: Visit) -> Reply {
    if v.visitor.as_ref().is_some_and(|w| w.session.complete) {
        return v.go("/");
    }
    if v.office.settings.first_code.is_some() && nobody(&v).await? {
        return v.go("/first");
    }
    v.render(
        "accounts/sign-in.html",
        sign_in_context(&v, &Form::default(), v.query("next")),
    )
}

fn sign_in_context(v: &Visit, form: &Form, next: &str) -> Value {
    context! { next, demo => v.office.settings.demo, ..fields(form) }
}

async fn nobody(v: &Visit) -> Result<bool> {
    let mut db = v.db().await?;
    Ok(store::all(&mut db).await?.is_empty())
}

pub async fn signing_in(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (login, next) = (form.get("login").to_owned(), form.get("next").to_owned());
    let now = v.office.seconds();
    let known = platform::text::folded(&login);
    let limits = &v.office.limits;
    if !limits.address.allows(&v.address, now) || !limits.account.allows(&known, now) {
        return Ok(v.trouble(StatusCode::TOO_MANY_REQUESTS, "limited", &[]));
    }
    let account = {
        let mut db = v.db().await?;
        store::by_login(&mut db, &login).await?
    };
    let kept = account
        .as_ref()
        .filter(|a| !a.ended)
        .map_or("", |a| a.password.as_str());
    let right = check_password(&v, form.raw("password"), kept).await?;
    form.forget("password");
    match account.filter(|_| right) {
        Some(account) => {
            limits.account.forget(&known);
            if account.has_second_factor() {
                let to = format!(
                    "/sign-in/second?next={}",
                    platform::web::request::encoded(&next)
                );
                return begin(&v, &account, false, &to).await;
            }
            begin(&v, &account, true, &next).await
        }
        None => {
            // the same words, after the same time, whether the account exists or not
            form.error("login", v.t("account-wrong")?);
            v.refused(
                "accounts/sign-in.html",
                &form,
                sign_in_context(&v, &form, &next),
            )
        }
    }
}

/// Compares a password, two at once at most.
async fn check_password(v: &Visit, password: &str, kept: &str) -> Result<bool> {
    let _turn = v.office.hashing.acquire().await.map_err(Error::internal)?;
    let (password, kept) = (password.to_owned(), kept.to_owned());
    let done = tokio::task::spawn_blocking(move || secrets::is_password(&password, &kept));
    done.await.map_err(Error::internal)?
}

pub(super) async fn hash_password(v: &Visit, password: &str) -> Result<String> {
    let _turn = v.office.hashing.acquire().await.map_err(Error::internal)?;
    let mut salt = [0u8; 16];
    v.office.chance(|c| c.fill(&mut salt));
    let password = password.to_owned();
    let done = tokio::task::spawn_blocking(move || secrets::hashed(&password, &salt));
    done.await.map_err(Error::internal)?
}

pub async fn second(v: Visit) -> Reply {
    match &v.visitor {
        None => v.go("/sign-in"),
        Some(w) if w.session.complete => v.go("/"),
        Some(_) => v.render(
            "accounts/second.html",
            context! { next => v.query("next"), ..fields(&Form::default()) },
        ),
    }
}

pub async fn showing_second(v: Visit) -> Reply {
    let Some(visitor) = v.visitor.clone().filter(|w| !w.session.complete) else {
        return v.go("/");
    };
    let now = v.office.seconds();
    let account = visitor.account;
    if !v.office.limits.account.allows(&account.id, now) {
        return Ok(v.trouble(StatusCode::TOO_MANY_REQUESTS, "limited", &[]));
    }
    let (code, next) = (v.form.get("code").to_owned(), v.form.get("next").to_owned());
    let mut db = v.db().await?;
    let secret = unhex(&v.office.settings.key.unseal(&account.totp)?).unwrap_or_default();
    let shown = match secrets::step_of(&secret, &code, now)? {
        Some(step) => store::use_step(&mut db, &account.id, step).await?,
        None => match secrets::without(&account.recovery, &code) {
            Some(left) => {
                store::use_recovery(&mut db, &account.id, &account.recovery, &left).await?
            }
            None => false,
        },
    };
    drop(db);
    if shown {
        v.office.limits.account.forget(&account.id);
        return begin(&v, &account, true, &next).await;
    }
    let mut form = Form::default();
    form.error("code", v.t("account-wrong-code")?);
    v.refused("accounts/second.html", &form, context! { next })
}

/// A link that signs in once; only a demo gives such links.
pub async fn link(v: Visit) -> Reply {
    let taken = if v.office.settings.demo {
        let mut db = v.db().await?;
        store::take_link(&mut db, v.param("token"), v.office.seconds()).await?
    } else {
        None
    };
    match taken.filter(|a| !a.ended) {
        Some(account) => begin(&v, &account, true, "/").await,
        None => Err(Error::NotFound("no such link".to_owned())),
    }
}

pub async fn first(v: Visit) -> Reply {
    if v.office.settings.first_code.is_none() || !nobody(&v).await? {
        return Err(Error::NotFound("there is a first administrator".to_owned()));
    }
    v.render("accounts/first.html", fields(&Form::default()))
}

pub async fn making_first(v: Visit) -> Reply {
    let Some(code) = v.office.settings.first_code.clone() else {
        return Err(Error::NotFound("there is a first administrator".to_owned()));
    };
    if !nobody(&v).await? {
        return Err(Error::NotFound("there is a first administrator".to_owned()));
    }
    if !v.office.limits.address.allows("first", v.office.seconds()) {
        return Ok(v.trouble(StatusCode::TOO_MANY_REQUESTS, "limited", &[]));
    }
    let mut form = v.form.clone();
    if !guard::same(form.get("code"), &code) {
        form.error("code", v.t("account-first-wrong")?);
    }
    for field in ["login", "name"] {
        if form.get(field).is_empty() {
            form.error(field, v.t(&format!("account-{field}-missing"))?);
        }
    }
    if let Some(key) = secrets::objection(form.raw("password"), form.get("login"), form.get("name"))
    {
        form.error("password", v.t(key)?);
    }
    if !form.is_good() {
        form.forget("password");
        return v.refused("accounts/first.html", &form, context! {});
    }
    let account = Account {
        id: hex(&v.office.chance(|c| {
            let mut id = [0u8; 8];
            c.fill(&mut id);
            id
        })),
        login: platform::text::folded(form.get("login")),
        name: platform::text::tidy(form.get("name")),
        kind: "administrator".to_owned(),
        password: hash_password(&v, form.raw("password")).await?,
        lang: v.lang.code().to_owned(),
        theme: "system".to_owned(),
        script: "naskh".to_owned(),
        keys: true,
        ..Account::default()
    };
    let (first, today) = (account.clone(), v.asof.on);
    let doing: Doing = Box::new(move |writer, _| {
        Box::pin(async move { giving::first(writer, &first, today).await })
    });
    v.office.commit(doing).await?;
    begin(&v, &account, true, "/account/second-factor").await
}

pub async fn sign_out(v: Visit) -> Reply {
    let visitor = v.visitor()?;
    let mut db = v.db().await?;
    sessions::end_session(&mut db, &visitor.session.id, &visitor.session.account).await?;
    let mut response = v.go("/sign-in")?;
    let clear = HeaderValue::from_static("\"cache\", \"storage\"");
    response.headers_mut().insert("clear-site-data", clear);
    with_cookie(&v, response, "")
}

/// Another language: kept by the account, or by a cookie for who is not signed in.
pub async fn language(v: Visit) -> Reply {
    let lang: Lang = v.form.get("lang").parse().unwrap_or(v.lang);
    if let Some(visitor) = &v.visitor {
        let account = Account {
            lang: lang.code().to_owned(),
            ..visitor.account.clone()
        };
        let mut db = v.db().await?;
        store::set_tastes(&mut db, &account).await?;
    }
    let mut response = v.go(v.form.get("next"))?;
    let secure = if v.office.settings.over_tls {
        "; Secure"
    } else {
        ""
    };
    let cookie = format!(
        "{LANGUAGE}={}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly{secure}",
        lang.code()
    );
    let cookie = HeaderValue::from_str(&cookie).map_err(Error::internal)?;
    response.headers_mut().append(header::SET_COOKIE, cookie);
    Ok(response)
}

pub async fn account(v: Visit) -> Reply {
    let a = &v.visitor()?.account;
    // the language the page is in: whoever saves something else does not change it unawares
    let form = Form::filled([
        ("lang", v.lang.code()),
        ("theme", a.theme.as_str()),
        ("script", a.script.as_str()),
        ("keys", if a.keys { "on" } else { "off" }),
    ]);
    let context = account_context(&v, &Form::default()).await?;
    v.render(
        "accounts/account.html",
        context! { form => value(&form), ..context },
    )
}

async fn account_context(v: &Visit, secret: &Form) -> Result<Value> {
    let visitor = v.visitor()?;
    let mut db = v.db().await?;
    let all = sessions::sessions_of(&mut db, &visitor.account.id).await?;
    let moment =
        |s: i64| jiff::Timestamp::from_second(s).map_or_else(|_| String::new(), |t| v.moment(t));
    let shown: Vec<Value> = all
        .iter()
        .map(|s| context! { id => s.id.as_str(), agent => device(&s.agent), began => moment(s.began), seen => moment(s.seen), this => s.id == visitor.session.id })
        .collect();
    let left = visitor
        .account
        .recovery
        .split(' ')
        .filter(|c| !c.is_empty())
        .count();
    Ok(context! {
        sessions => shown, second => visitor.account.has_second_factor(), left,
        login => visitor.account.login.as_str(), has_password => !visitor.account.password.is_empty(),
        secret_form => value(secret), sees_log => privacy::looks::may_see(v),
    })
}

pub async fn saving(v: Visit) -> Reply {
    let mut account = v.visitor()?.account.clone();
    let chosen = |field: &str, among: &[&'static str], old: &str| {
        let said = v.form.get(field);
        among
            .iter()
            .find(|a| **a == said)
            .map_or(old, |a| *a)
            .to_owned()
    };
    account.lang = chosen("lang", &["en", "vi", "ur"], &account.lang);
    account.theme = chosen("theme", &["light", "dark", "system"], &account.theme);
    account.script = chosen("script", &["naskh", "nastaliq"], &account.script);
    account.keys = v.form.get("keys") != "off";
    let mut db = v.db().await?;
    store::set_tastes(&mut db, &account).await?;
    drop(db);
    let lang: Lang = account.lang.parse().unwrap_or(v.lang);
    let said = v
        .office
        .pages
        .texts(lang)
        .label("account-saved")
        .map_err(Error::internal)?;
    v.go_saying("/account", &said).await
}

pub async fn end_session(v: Visit) -> Reply {
    let visitor = v.visitor()?;
    let mut db = v.db().await?;
    match v.form.get("session") {
        "others" => sessions::end_others(&mut db, &visitor.account.id, &visitor.session.id).await?,
        id => {
            sessions::end_session(&mut db, id, &visitor.account.id).await?;
        }
    }
    drop(db);
    let said = v.t("account-session-ended")?;
    v.go_saying("/account", &said).await
}

pub async fn new_password(v: Visit) -> Reply {
    let account = v.visitor()?.account.clone();
    let mut form = v.form.clone();
    if !v
        .office
        .limits
        .account
        .allows(&account.id, v.office.seconds())
    {
        return Ok(v.trouble(StatusCode::TOO_MANY_REQUESTS, "limited", &[]));
    }
    if !check_password(&v, form.raw("old"), &account.password).await? {
        form.error("old", v.t("account-old-wrong")?);
    }
    if let Some(key) = secrets::objection(form.raw("password"), &account.login, &account.name) {
        form.error("password", v.t(key)?);
    }
    if !form.is_good() {
        form.forget("old");
        form.forget("password");
        let context = account_context(&v, &form).await?;
        let tastes = Form::filled([
            ("lang", v.lang.code()),
            ("theme", account.theme.as_str()),
            ("script", account.script.as_str()),
            ("keys", if account.keys { "on" } else { "off" }),
        ]);
        return v.refused("accounts/account.html", &tastes, context);
    }
    let phc = hash_password(&v, form.raw("password")).await?;
    let mut db = v.db().await?;
    store::set_password(&mut db, &account.id, &phc).await?;
    sessions::end_others(&mut db, &account.id, &v.visitor()?.session.id).await?;
    drop(db);
    let said = v.t("account-password-saved")?;
    v.go_saying("/account", &said).await
}

pub async fn second_factor(v: Visit) -> Reply {
    let mut secret = [0u8; 20];
    v.office.chance(|c| c.fill(&mut secret));
    show_secret(&v, &secret, &Form::default())
}

/// The secret travels sealed through the form, so that nothing is kept of one never confirmed.
fn show_secret(v: &Visit, secret: &[u8], form: &Form) -> Reply {
    let account = &v.visitor()?.account;
    let sealed = v
        .office
        .chance(|c| v.office.settings.key.seal(&hex(secret), c))?;
    let address = secrets::address(secret, &account.login);
    let context = context! {
        sealed, typed => secrets::typed(secret), second => account.has_second_factor(),
        picture => Value::from_safe_string(secrets::picture(&address)?),
        needs_password => !account.password.is_empty(),
        needed => v.visitor.as_ref().is_some_and(|w| lacks_second(v, w)), ..fields(form)
    };
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    v.render_as(status, "accounts/second-factor.html", context)
}

pub async fn setting_second_factor(v: Visit) -> Reply {
    let account = v.visitor()?.account.clone();
    let now = v.office.seconds();
    if !v.office.limits.account.allows(&account.id, now) {
        return Ok(v.trouble(StatusCode::TOO_MANY_REQUESTS, "limited", &[]));
    }
    let mut form = v.form.clone();
    // who changes a factor shows again who they are
    let shown = account.password.is_empty()
        || check_password(&v, form.raw("password"), &account.password).await?;
    form.forget("password");
    if !shown {
        form.error("password", v.t("account-old-wrong")?);
    }
    let sealed = form.get("sealed").to_owned();
    // what was not sealed here is no secret of ours: begin again with a new one
    let unsealed = v.office.settings.key.unseal(&sealed).ok();
    let secret = unsealed.and_then(|s| unhex(&s)).filter(|s| s.len() == 20);
    let Some(secret) = secret else {
        return v.go("/account/second-factor");
    };
    let step = secrets::step_of(&secret, form.get("code"), now)?;
    if step.is_none() {
        form.error("code", v.t("account-wrong-code")?);
    }
    let Some(step) = step.filter(|_| form.is_good()) else {
        return show_secret(&v, &secret, &form);
    };
    let (codes, kept) = v.office.chance(secrets::recovery_codes);
    let mut db = v.db().await?;
    store::set_totp(&mut db, &account.id, &sealed, &kept, step).await?;
    sessions::end_others(&mut db, &account.id, &v.visitor()?.session.id).await?;
    drop(db);
    v.render("accounts/recovery.html", context! { codes })
}

//! From a request to a visit: who comes, may they, does the form come from here.

use super::office::Office;
use super::once;
use super::reach::{Doing, Power};
use super::routes::{self, Method, Right, Route};
use super::visit::{Visit, Visitor};
use crate::organisation::accounts::store as accounts;
use axum::body::Body;
use axum::extract::{
    ConnectInfo, DefaultBodyLimit, FromRequest, FromRequestParts, Multipart, Query, RawPathParams,
};
use axum::http::{HeaderMap, Request, StatusCode, header};
use axum::response::{IntoResponse, Response};
use figures::Day;
use platform::asof::Known;
use platform::locale::Lang;
use platform::text::hex;
use platform::web::form::Upload;
use platform::web::request::{accepted, cookie, encoded};
use platform::web::{Form, guard, session, store};
use platform::{AsOf, Error, Result};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;

/// Name of the cookie that keeps the language of someone not signed in.
pub const LANGUAGE: &str = "nazm_lang";

/// Lets a request through to its handler, or answers in its place.
pub async fn pass(office: Arc<Office>, route: &'static Route, request: Request<Body>) -> Response {
    let (mut visit, body) = enter(office, request).await;
    stand(&mut visit, route);
    if let Err(e) = look(&mut visit).await {
        return visit.fault(&e);
    }
    if let Some(answer) = stopped(&visit, route) {
        return answer;
    }
    if let Err(e) = take(&mut visit, route, body).await {
        return visit.fault(&e);
    }
    stand(&mut visit, route);
    if route.method == Method::Post && !believed(&visit) {
        return visit.trouble(StatusCode::FORBIDDEN, "forged", &[]);
    }
    let name = (route.method == Method::Post).then(|| once::name(&visit));
    match name.flatten() {
        Some(form) => answer_once(visit, route, &form).await,
        None => answer(visit, route).await,
    }
}

async fn answer(visit: Visit, route: &'static Route) -> Response {
    // the visit goes to the handler; another like it stays to tell what went wrong
    let teller = visit.teller();
    match (route.handler)(visit).await {
        Ok(response) => response,
        Err(e) => teller.fault(&e),
    }
}

/// Answers a form; the same form sent again waits for the first and is led where that led.
async fn answer_once(visit: Visit, route: &'static Route, form: &str) -> Response {
    let place = visit.office.onces.place(form);
    let mut led = place.lock().await;
    if let Some(path) = led.as_ref() {
        return visit.go(path).unwrap_or_else(|e| visit.fault(&e));
    }
    let response = answer(visit, route).await;
    if response.status() == StatusCode::SEE_OTHER {
        let to = response.headers().get(header::LOCATION);
        *led = to.and_then(|v| v.to_str().ok()).map(str::to_owned);
    }
    response
}

/// Says on which page one is: nobody can go to the address that a form is sent to.
fn stand(visit: &mut Visit, route: &Route) {
    if route.method == Method::Get {
        return;
    }
    let (page, words) = routes::page_of(route.path);
    let named = |part: &str| {
        let name = part.strip_prefix('{').and_then(|p| p.strip_suffix('}'));
        name.map_or_else(|| part.to_owned(), |name| encoded(visit.param(name)))
    };
    let path: Vec<String> = page.split('/').map(named).collect();
    let mut query = visit.query.clone();
    let said = words
        .iter()
        .map(|(field, word)| (*word, visit.form.get(field)));
    let said = said.filter(|(word, value)| !value.is_empty() && visit.query(word).is_empty());
    query.extend(said.map(|(word, value)| (word.to_owned(), value.to_owned())));
    visit.at = (path.join("/"), query);
}

/// Nothing is there, for whoever asks.
pub async fn nowhere(office: Arc<Office>, request: Request<Body>) -> Response {
    let (mut visit, _) = enter(office, request).await;
    if let Err(e) = look(&mut visit).await {
        return visit.fault(&e);
    }
    visit.fault(&Error::NotFound(String::new()))
}

/// What a request says by itself.
async fn enter(office: Arc<Office>, request: Request<Body>) -> (Visit, Request<Body>) {
    let (mut parts, body) = request.into_parts();
    let query = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri);
    let parameters = RawPathParams::from_request_parts(&mut parts, &()).await;
    let parameters = parameters.map_or_else(
        |_| HashMap::new(),
        |all| {
            let owned = all.iter().map(|(n, v)| (n.to_owned(), v.to_owned()));
            owned.collect()
        },
    );
    let text = |name: header::HeaderName| {
        let value = parts.headers.get(name).and_then(|v| v.to_str().ok());
        value.unwrap_or("").to_owned()
    };
    let address = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let address = address.map_or_else(String::new, |a| a.0.ip().to_string());
    // what a header says is believed only of our own proxy, and of it only what it added last
    let forwarded = text(header::HeaderName::from_static("x-forwarded-for"));
    let forwarded = forwarded.rsplit(',').next().unwrap_or("").trim();
    let address = match office.settings.forwarded && !forwarded.is_empty() {
        true => forwarded.to_owned(),
        false => address,
    };
    let chosen = cookie(&parts.headers, LANGUAGE).and_then(|c| c.parse::<Lang>().ok());
    let facts = office.facts().await;
    let query = query.map(|Query(q)| q).unwrap_or_default();
    let visit = Visit {
        visitor: None,
        lang: chosen
            .or_else(|| accepted(&parts.headers))
            .unwrap_or(Lang::En),
        asof: AsOf {
            on: office.today(&facts),
            known: facts.known,
        },
        now: true,
        zone: facts.book.calendar().time_zone(),
        path: parts.uri.path().to_owned(),
        at: (parts.uri.path().to_owned(), query.clone()),
        query,
        parameters,
        form: Form::default(),
        files: Vec::new(),
        request: office.chance(|c| {
            let mut bytes = [0; 6];
            c.fill(&mut bytes);
            hex(&bytes)
        }),
        address,
        agent: text(header::USER_AGENT),
        headers: parts.headers.clone(),
        veiled: Arc::default(),
        office,
    };
    (visit, Request::from_parts(parts, body))
}

/// Who comes and from which day they look.
async fn look(visit: &mut Visit) -> Result<()> {
    // another program may have recorded something since the last visit
    let facts = visit.office.keep_up().await?;
    visit.asof = AsOf {
        on: visit.office.today(&facts),
        known: facts.known,
    };
    visit.zone = facts.book.calendar().time_zone();
    drop(facts);
    resume(visit).await?;
    veil(visit).await?;
    let on = visit.query("on").to_owned();
    let known = visit.query("known").to_owned();
    let (today, last) = (visit.asof.on, visit.asof.known);
    if !on.is_empty() {
        visit.asof.on = Day::parse(&on)?;
    }
    if !known.is_empty() {
        let n = known.parse().ok().filter(|n| *n <= last.0);
        let refuse = || Error::refused(format!("«{known}» is no act: the last one is {}", last.0));
        visit.asof.known = Known(n.ok_or_else(refuse)?);
    }
    visit.now = visit.asof.on == today && visit.asof.known == last;
    Ok(())
}

/// Who may not read reasons is shown no ground of an act that gives one away.
async fn veil(visit: &mut Visit) -> Result<()> {
    if visit.visitor.is_none() || visit.may(Power::Reasons) {
        return Ok(());
    }
    let facts = visit.office.facts().await;
    let mut db = visit.office.db().await?;
    let veiled = &visit.office.veiled;
    visit.veiled = veiled.known(&mut db, &facts.book, facts.known.0).await?;
    Ok(())
}

async fn resume(visit: &mut Visit) -> Result<()> {
    let name = session::cookie_name(visit.office.settings.over_tls);
    let Some(secret) = cookie(&visit.headers, name).map(str::to_owned) else {
        return Ok(());
    };
    let office = visit.office.clone();
    let mut db = office.db().await?;
    let Some(session) = session::resume(&mut db, &secret, office.seconds()).await? else {
        return Ok(());
    };
    let Some(account) = accounts::by_id(&mut db, &session.account).await? else {
        return Ok(());
    };
    if account.ended {
        return Ok(());
    }
    let reach = Arc::new(office.reach(&mut db, &account).await?);
    if let Ok(lang) = account.lang.parse() {
        visit.lang = lang;
    }
    if !session.flash.is_empty() {
        store::set_flash(&mut db, &session.id, "").await?;
    }
    visit.visitor = Some(Visitor {
        account,
        session,
        reach,
    });
    Ok(())
}

/// Who may not come in is sent to sign in, or told that there is nothing.
fn stopped(visit: &Visit, route: &Route) -> Option<Response> {
    if route.right == Right::Open {
        return None;
    }
    let way = |path: String| visit.go(&path).unwrap_or_else(|e| visit.fault(&e));
    match &visit.visitor {
        None => Some(way(format!("/sign-in?next={}", encoded(&visit.standing())))),
        Some(v) if !v.session.complete => Some(way("/sign-in/second".to_owned())),
        Some(v) if lacks_second(visit, v) && !is_way_to_second(route) => {
            Some(way("/account/second-factor".to_owned()))
        }
        Some(v) if !v.may(route.right) => Some(visit.fault(&Error::NotFound(String::new()))),
        Some(_) => None,
    }
}

/// Whoever may enter, sees what is personal or keeps accounts needs a second factor (ASVS 6.3.3).
/// A demo holds nobody's data, and its one-click links would end here.
#[must_use]
pub fn lacks_second(visit: &Visit, v: &Visitor) -> bool {
    let matters = Doing::ALL.iter().any(|d| v.has_any(*d)) || v.account.is_administrator();
    matters && !v.account.has_second_factor() && !visit.office.settings.demo
}

/// One's own account, the language, and the way out stay open.
fn is_way_to_second(route: &Route) -> bool {
    const OPEN: [&str; 5] = [
        "/account",
        "/account/password",
        "/account/second-factor",
        "/account/session",
        "/sign-out",
    ];
    OPEN.contains(&route.path)
}

/// Takes what is handed in, within the route's bound.
async fn take(visit: &mut Visit, route: &Route, request: Request<Body>) -> Result<()> {
    if route.method != Method::Post {
        return Ok(());
    }
    let too_large = || Error::TooLarge("the form is larger than its bound".to_owned());
    let kind = request.headers().get(header::CONTENT_TYPE);
    let kind = kind.and_then(|v| v.to_str().ok()).unwrap_or("").to_owned();
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, route.body)
        .await
        .map_err(|_| too_large())?;
    let unreadable =
        |e: &dyn std::fmt::Display| Error::refused(format!("the form cannot be read: {e}"));
    if kind.starts_with("multipart/form-data") {
        let mut again = Request::from_parts(parts, Body::from(bytes));
        // the bound is the route's, and was kept above
        DefaultBodyLimit::disable().apply(&mut again);
        let mut form = Multipart::from_request(again, &())
            .await
            .map_err(|e| unreadable(&e))?;
        let mut values = Vec::new();
        while let Some(field) = form.next_field().await.map_err(|e| unreadable(&e))? {
            let name = field.name().unwrap_or("").to_owned();
            let file = field.file_name().map(str::to_owned);
            let bytes = field.bytes().await.map_err(|e| unreadable(&e))?.to_vec();
            match file {
                Some(file) => visit.files.push(Upload {
                    field: name,
                    name: file,
                    bytes,
                }),
                None => values.push((name, String::from_utf8(bytes).map_err(|e| unreadable(&e))?)),
            }
        }
        visit.form = Form::new(values);
    } else if !bytes.is_empty() {
        let again = Request::from_parts(parts, Body::from(bytes));
        let form = axum::Form::<Vec<(String, String)>>::from_request(again, &()).await;
        visit.form = Form::new(form.map_err(|e| unreadable(&e))?.0);
    }
    Ok(())
}

/// A change is believed when it comes from a page of this site and, in a session, bears its token.
fn believed(visit: &Visit) -> bool {
    let token = visit
        .visitor
        .as_ref()
        .map(|v| v.session.form_token.as_str());
    guard::from_here(&visit.headers)
        && token.is_none_or(|t| guard::same(t, visit.form.get("form_token")))
}

impl Visit {
    /// One like this that can only tell what went wrong.
    pub fn teller(&self) -> Visit {
        Visit {
            office: self.office.clone(),
            visitor: self.visitor.clone(),
            lang: self.lang,
            asof: self.asof,
            now: self.now,
            zone: self.zone.clone(),
            path: self.path.clone(),
            query: self.query.clone(),
            at: self.at.clone(),
            parameters: HashMap::new(),
            form: Form::default(),
            files: Vec::new(),
            request: self.request.clone(),
            address: String::new(),
            agent: String::new(),
            headers: HeaderMap::new(),
            veiled: self.veiled.clone(),
        }
    }
}

/// Liveness: the program answers.
pub async fn live() -> Response {
    "alive\n".into_response()
}

/// Readiness: the database answers too.
pub async fn ready(office: Arc<Office>) -> Response {
    let asked = async {
        let mut db = office.db().await?;
        platform::journal::store::last(&mut db).await
    };
    match asked.await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (
            StatusCode::SERVICE_UNAVAILABLE,
            "the database does not answer\n",
        )
            .into_response(),
    }
}

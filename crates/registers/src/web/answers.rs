//! Answers: a page, a page refused, a way on, a file; and what went wrong, as a page.

use super::routes::{self, NAVIGATION, Right};
use super::visit::Visit;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::{Value, context};
use platform::web::page::{NavItem, Page, asking, value};
use platform::web::request::own_path;
use platform::web::{Form, session, store};
use platform::{Error, Result};

pub type Reply = Result<Response>;

fn address(path: &str, query: &[(String, String)]) -> String {
    asking(path, query.iter().map(|(n, v)| (n.as_str(), v.as_str())))
}

impl Visit {
    /// A page.
    pub fn render(&self, template: &str, context: Value) -> Reply {
        self.render_as(StatusCode::OK, template, context)
    }

    /// The page of a form again, with what was typed and what was wrong.
    pub fn refused(&self, template: &str, form: &Form, context: Value) -> Reply {
        let context = context! { form => value(form), ..context };
        self.render_as(StatusCode::UNPROCESSABLE_ENTITY, template, context)
    }

    pub fn render_as(&self, status: StatusCode, template: &str, context: Value) -> Reply {
        let html = self.office.pages.render(template, &self.page(), context)?;
        Ok((status, Html(html)).into_response())
    }

    /// On to another page, after something was done.
    pub fn go(&self, path: &str) -> Reply {
        let to = HeaderValue::from_str(own_path(path)).map_err(Error::internal)?;
        let mut response = StatusCode::SEE_OTHER.into_response();
        response.headers_mut().insert(header::LOCATION, to);
        Ok(response)
    }

    /// On to another page that says in one line what was done.
    pub async fn go_saying(&self, path: &str, said: &str) -> Reply {
        if let Some(visitor) = &self.visitor {
            let mut db = self.db().await?;
            store::set_flash(&mut db, &visitor.session.id, said).await?;
        }
        self.go(path)
    }

    fn page(&self) -> Page {
        let account = self.visitor.as_ref().map(|v| &v.account);
        let own = |pick: fn(&crate::organisation::accounts::model::Account) -> &str, none: &str| {
            account.map_or_else(|| none.to_owned(), |a| pick(a).to_owned())
        };
        let complete = self.visitor.as_ref().is_some_and(|v| v.session.complete);
        let rest = self.at.1.iter().filter(|(n, _)| n != "on" && n != "known");
        let rest: Vec<(String, String)> = rest.cloned().collect();
        Page {
            lang: self.lang.code(),
            dir: self.lang.dir(),
            theme: own(|a| a.theme.as_str(), "system"),
            script: own(|a| a.script.as_str(), "naskh"),
            who: if complete {
                own(|a| a.name.as_str(), "")
            } else {
                String::new()
            },
            post: own(|a| a.post.as_str(), ""),
            nav: self.navigation(),
            path: self.at.0.clone(),
            on: self.asof.on.to_string(),
            known: self.asof.known.0,
            now: self.now,
            carried: self.carried(),
            today: address(&self.at.0, &rest),
            rest,
            form_token: self
                .visitor
                .as_ref()
                .map_or_else(String::new, |v| v.session.form_token.clone()),
            once: self.office.chance(|c| session::token(c))[..32].to_owned(),
            flash: self
                .visitor
                .as_ref()
                .map_or_else(String::new, |v| v.session.flash.clone()),
            searches: self.visitor.as_ref().is_some_and(|v| v.may(Right::See)),
            demo: self.office.settings.demo,
            keys: account.is_none_or(|a| a.keys),
            request: self.request.clone(),
            printed: self.moment(self.office.clock.now()),
            here: self.standing(),
        }
    }

    /// A moment in the zone of the rulebook, as templates take it.
    #[must_use]
    pub fn moment(&self, at: jiff::Timestamp) -> String {
        let there = at.to_zoned(self.zone.clone());
        format!("{} {:02}:{:02}", there.date(), there.hour(), there.minute())
    }

    fn navigation(&self) -> Vec<NavItem> {
        let allowed = |right| self.visitor.as_ref().is_some_and(|v| v.may(right));
        let item = |&(path, icon, label, _): &(&'static str, &'static str, &'static str, _)| {
            let below = path != "/" && self.path.starts_with(path);
            NavItem {
                path,
                icon,
                label,
                here: self.path == path || below,
            }
        };
        NAVIGATION
            .iter()
            .filter(|n| allowed(n.3) && routes::needed(n.0).is_none_or(|p| self.may(p)))
            .map(item)
            .collect()
    }

    /// The address that was asked for.
    #[must_use]
    pub fn here(&self) -> String {
        address(&self.path, &self.query)
    }

    /// The page one is on, to come back to.
    #[must_use]
    pub fn standing(&self) -> String {
        address(&self.at.0, &self.at.1)
    }

    /// What went wrong, as a page. What does not exist and what may not be seen look the same.
    pub fn fault(&self, e: &Error) -> Response {
        let (status, name, said) = match e {
            Error::NotFound(_) => (StatusCode::NOT_FOUND, "not-found", Vec::new()),
            Error::Refused(problems) => (
                StatusCode::UNPROCESSABLE_ENTITY,
                "refused",
                problems.iter().map(|p| self.problem(p)).collect(),
            ),
            Error::Conflict(_) => (StatusCode::CONFLICT, "conflict", Vec::new()),
            Error::TooLarge(_) => (StatusCode::PAYLOAD_TOO_LARGE, "large", Vec::new()),
            Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "away", Vec::new()),
            Error::Damaged(_) | Error::Internal(_) => {
                (StatusCode::INTERNAL_SERVER_ERROR, "fault", Vec::new())
            }
        };
        if status.is_server_error() {
            eprintln!("request {}: {e}", self.request);
        }
        let mut response = self.trouble(status, name, &said);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            let headers = response.headers_mut();
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("30"));
        }
        response
    }

    /// A page of trouble by the name of its messages.
    pub fn trouble(&self, status: StatusCode, name: &str, said: &[String]) -> Response {
        let text_key = if name == "conflict" {
            "web-conflict-changed".to_owned()
        } else {
            format!("web-{name}-text")
        };
        let again = matches!(name, "away" | "conflict").then(|| self.standing());
        let page = self.t(&format!("web-{name}-title")).and_then(|title| {
            let text = self.t(&text_key)?;
            self.render_as(
                status,
                "error.html",
                context! { title, text, said => value(&said), again },
            )
        });
        page.unwrap_or_else(|e| {
            eprintln!("request {}: {e}", self.request);
            (status, format!("{status}\n{}\n", self.request)).into_response()
        })
    }
}

//! One visit of one page: who comes, what they ask, from which day they look. A handler gets
//! nothing else.

use super::office::Office;
use super::reach::Doing;
use super::routes::Right;
use crate::insight::indicators::answer::Counts;
use crate::insight::indicators::{Facts, Question};
use crate::organisation::accounts::model::Account;
use crate::organisation::grants::rules::Reach;
use platform::db::pool::Pooled;
use platform::journal::{Act, Ground};
use platform::locale::{Lang, Texts};
use platform::web::Form;
use platform::web::form::Upload;
use platform::web::session::Session;
use platform::{AsOf, Error, Result};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Who is signed in.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub account: Account,
    pub session: Session,
    /// What the grants in force add up to.
    pub reach: Arc<Reach>,
}

impl Visitor {
    /// Whether they may do what a route is for.
    #[must_use]
    pub fn may(&self, right: Right) -> bool {
        match right {
            Right::Open | Right::SignedIn => true,
            Right::See => self.has_any(Doing::See),
            Right::Enter => self.has_any(Doing::Enter),
            Right::Papers => self.has_any(Doing::Papers),
            Right::Administer => self.account.is_administrator(),
        }
    }
}

/// What somebody may do, kept until they have it done.
pub struct Guard {
    account: String,
    reach: Arc<Reach>,
}

impl Guard {
    /// The same deed, not done when the right ended meanwhile: check and act are one transaction.
    #[must_use]
    pub fn around(self, doing: super::writer::Doing) -> super::writer::Doing {
        Box::new(move |writer, key| {
            Box::pin(async move {
                self.reach.still_holds(writer.db, &self.account).await?;
                doing(writer, key).await
            })
        })
    }
}

pub struct Visit {
    pub office: Arc<Office>,
    pub visitor: Option<Visitor>,
    pub lang: Lang,
    pub asof: AsOf,
    /// Whether the page looks from today with all that is known. Only then is anything entered.
    pub now: bool,
    /// The zone of the rulebook, in which moments are written.
    pub zone: jiff::tz::TimeZone,
    /// Path and query, as asked for.
    pub path: String,
    pub query: Vec<(String, String)>,
    /// Path and query of the page one is on: of a form that was sent, those of the page on which
    /// it stands, so that every way on leads to a page.
    pub at: (String, Vec<(String, String)>),
    pub parameters: HashMap<String, String>,
    /// What was handed in; empty for a page that is only looked at.
    pub form: Form,
    pub files: Vec<Upload>,
    /// Number by which logs know the request.
    pub request: String,
    /// Where it comes from, for limits.
    pub address: String,
    pub agent: String,
    pub headers: axum::http::HeaderMap,
    /// Acts whose basis and reason the visitor may not read.
    pub veiled: Arc<HashSet<u64>>,
}

impl Visit {
    /// A part of the path: `{id}`.
    #[must_use]
    pub fn param(&self, name: &str) -> &str {
        self.parameters.get(name).map_or("", String::as_str)
    }

    /// A value of the query; empty when there is none.
    #[must_use]
    pub fn query(&self, name: &str) -> &str {
        let found = self.query.iter().find(|(n, _)| n == name);
        found.map_or("", |(_, v)| v.trim())
    }

    /// Who is signed in; a route that is not `Open` has one.
    pub fn visitor(&self) -> Result<&Visitor> {
        let none = || Error::internal("nobody is signed in on a page that is not open");
        self.visitor.as_ref().ok_or_else(none)
    }

    pub async fn db(&self) -> Result<Pooled> {
        self.office.db().await
    }

    /// The facts as known at the knowledge one looks from.
    pub async fn facts(&self) -> Result<Arc<Facts>> {
        self.office.kept.known(self.asof.known).await
    }

    /// The counts of an indicator for every unit at once.
    pub async fn counts(&self, facts: &Facts, q: &Question) -> Result<Arc<Counts>> {
        self.office.kept.counts(facts, q).await
    }

    /// On what an act rests: the account that records it, the unit it is done for (its id; `*` is
    /// the whole record), the document and the reason. Every act of a page is made with it.
    pub fn ground(&self, unit: &str, basis: &str, reason: &str) -> Result<Ground> {
        Ok(Ground {
            account: self.visitor()?.account.login.clone(),
            on_behalf_of: unit.to_owned(),
            basis: platform::text::tidy(basis),
            reason: platform::text::tidy(reason),
        })
    }

    /// Who records something later, by a job, and may still do so then.
    pub fn guard(&self) -> Result<Guard> {
        let visitor = self.visitor()?;
        Ok(Guard {
            account: visitor.account.id.clone(),
            reach: visitor.reach.clone(),
        })
    }

    /// Has something recorded by the one writer, in the name of who is signed in.
    pub async fn commit(&self, doing: super::writer::Doing) -> Result<Act> {
        if !self.now {
            return Err(Error::refused(
                "nothing is entered while looking from another day",
            ));
        }
        self.office.commit(self.guard()?.around(doing)).await
    }

    #[must_use]
    pub fn texts(&self) -> &Texts {
        self.office.pages.texts(self.lang)
    }

    /// A message of the visitor's language.
    pub fn t(&self, key: &str) -> Result<String> {
        self.texts().label(key).map_err(Error::internal)
    }

    /// A message with texts in it.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> Result<String> {
        self.texts().say(key, args).map_err(Error::internal)
    }

    /// An address with the day one looks from.
    #[must_use]
    pub fn link(&self, path: &str) -> String {
        platform::web::page::joined(path, &self.carried())
    }

    /// Address of a unit's page, for whoever may open it: names of units around one's own are
    /// shown, but no way is shown that leads nowhere.
    #[must_use]
    pub fn way_to(&self, s: &figures::Structure, u: figures::UnitIx) -> Option<String> {
        let seen = self.sees(s, u);
        seen.then(|| self.link(&format!("/units/{}", s.unit(u).id)))
    }

    #[must_use]
    pub fn carried(&self) -> String {
        if self.now {
            return String::new();
        }
        let known = self.query("known");
        if known.is_empty() {
            format!("on={}", self.asof.on)
        } else {
            format!("on={}&known={}", self.asof.on, self.asof.known.0)
        }
    }
}

//! The search over people, units (past and present names and codes) and pages, for the page and
//! for the palette. What is said of people comes by POST: no name stands in an address.

use super::answers::Reply;
use super::routes::{self, NAVIGATION, Right, Screens};
use super::visit::Visit;
use crate::insight::indicators::Facts;
use crate::organisation::members::screens::people;
use crate::{get, post};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use figures::UnitIx;
use minijinja::context;
use platform::text::folded;
use platform::web::page::{Messages, value};
use serde::Serialize;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/search", See, page),
        post!("/search", See, searching),
        get!("/search/palette", See, palette),
        post!("/search/palette", See, asking),
        get!("/search/units", See, codes),
    ],
    templates: &[("search/page.html", include_str!("templates/search.html"))],
    messages: Messages {
        en: "",
        vi: "",
        ur: "",
    },
};

/// Something found.
#[derive(Debug, Serialize)]
pub struct Found {
    pub label: String,
    /// What tells it from others of the same name.
    pub note: String,
    pub href: String,
    pub icon: &'static str,
}

const SHOWN: usize = 50;

impl Visit {
    /// The answer to who searches more often than anybody can read: somebody who reads the record
    /// off by trying names.
    pub fn searched_too_often(&self) -> platform::Result<Option<Response>> {
        let account = &self.visitor()?.account.id;
        let allowed = self
            .office
            .limits
            .search
            .allows(account, self.office.seconds());
        let refused = || self.trouble(StatusCode::TOO_MANY_REQUESTS, "searches", &[]);
        Ok((!allowed).then(refused))
    }
}

pub async fn page(v: Visit) -> Reply {
    let said = v.query("q").to_owned();
    if !said.is_empty()
        && let Some(refused) = v.searched_too_often()?
    {
        return Ok(refused);
    }
    shown(&v, &said, (Vec::new(), 0)).await
}

/// The page of what was typed, people too.
pub async fn searching(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let said = v.form.get("q").to_owned();
    let found = persons(&v, &said, SHOWN).await?;
    shown(&v, &said, found).await
}

async fn shown(v: &Visit, said: &str, (people, n): (Vec<Found>, usize)) -> Reply {
    let facts = v.facts().await?;
    let (units, total) = units(v, &facts, said, SHOWN)?;
    let context = context! {
        said, units => value(&units), total, people => value(&people), persons => n, shown => units.len(),
    };
    v.render("search/page.html", context)
}

pub async fn palette(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let said = v.query("q").to_owned();
    let facts = v.facts().await?;
    let mut found = pages(&v, &said)?;
    found.extend(units(&v, &facts, &said, 12)?.0);
    Ok(Json(found).into_response())
}

/// What the palette is asked for, people too.
pub async fn asking(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let said = v.form.get("q").to_owned();
    let facts = v.facts().await?;
    let mut found = pages(&v, &said)?;
    let units = units(&v, &facts, &said, 8)?.0;
    found.extend(persons(&v, &said, 8).await?.0);
    found.extend(units);
    Ok(Json(found).into_response())
}

/// Units by code or name, for a field that takes a code.
pub async fn codes(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let facts = v.facts().await?;
    let (found, _) = units(&v, &facts, v.query("q"), 12)?;
    Ok(Json(found).into_response())
}

async fn persons(v: &Visit, said: &str, most: usize) -> platform::Result<(Vec<Found>, usize)> {
    let facts = v.facts().await?;
    let (people, n) = people::find(v, &facts, said, most).await?;
    let found = |p: people::FoundPerson| Found {
        label: p.name,
        note: p.note,
        href: v.link(&format!("/members/{}", p.id)),
        icon: "user",
    };
    Ok((people.into_iter().map(found).collect(), n))
}

fn pages(v: &Visit, said: &str) -> platform::Result<Vec<Found>> {
    let wanted = folded(said);
    let visitor = v.visitor()?;
    let mut found = Vec::new();
    let open = |n: &&(&str, &str, &str, Right)| {
        visitor.may(n.3) && routes::needed(n.0).is_none_or(|p| v.may(p))
    };
    for (path, icon, label, _) in NAVIGATION.iter().filter(open) {
        let label = v.t(label)?;
        if folded(&label).contains(&wanted) {
            found.push(Found {
                label,
                note: String::new(),
                href: v.link(path),
                icon,
            });
        }
    }
    Ok(found)
}

/// Units whose name, present or past, has words that begin like the words said, or whose code
/// begins like it; and how many there are.
fn units(
    v: &Visit,
    facts: &Facts,
    said: &str,
    most: usize,
) -> platform::Result<(Vec<Found>, usize)> {
    let wanted = folded(said);
    if wanted.is_empty() {
        return Ok((Vec::new(), 0));
    }
    let words: Vec<&str> = wanted.split(' ').collect();
    let mut ranked: Vec<(u8, String, UnitIx)> = Vec::new();
    let s = &facts.structure;
    for u in s.all().filter(|u| v.sees(s, *u)) {
        let best = s
            .unit(u)
            .states
            .iter()
            .filter_map(|s| rank(&s.code, &s.name, &wanted, &words))
            .min();
        let closed = u8::from(!facts.structure.is_open(u, v.asof.on));
        if let (Some(best), Some(state)) = (best, facts.structure.last_state(u)) {
            ranked.push((best * 2 + closed, state.name.clone(), u));
        }
    }
    let total = ranked.len();
    ranked.sort();
    let found = ranked
        .iter()
        .take(most)
        .filter_map(|(_, _, u)| found(v, facts, *u));
    Ok((found.collect(), total))
}

fn rank(code: &str, name: &str, wanted: &str, words: &[&str]) -> Option<u8> {
    if code == wanted {
        return Some(0);
    }
    let name = folded(name);
    if name.ends_with(wanted) {
        return Some(1);
    }
    let begins = |w: &&str| name.split(' ').any(|n| n.starts_with(*w));
    if words.iter().all(begins) {
        return Some(2);
    }
    code.starts_with(wanted).then_some(3)
}

fn found(v: &Visit, facts: &Facts, u: UnitIx) -> Option<Found> {
    let s = &facts.structure;
    let state = s.state(u, v.asof.on).or_else(|| s.last_state(u))?;
    let parent = state
        .parent
        .and_then(|p| s.state(p, state.from).or_else(|| s.last_state(p)));
    let mut note = format!(
        "{} · {}",
        state.code,
        v.kind_name(facts, &state.kind, state.from)
    );
    if let Some(parent) = parent {
        note.push_str(&format!(" · {}", parent.name));
    }
    if !s.is_open(u, v.asof.on) {
        note.push_str(&format!(" · {} – {}", state.from, s.unit(u).closed.eve()));
    }
    Some(Found {
        label: state.name.clone(),
        note,
        href: v.link(&format!("/units/{}", s.unit(u).id)),
        icon: "sitemap",
    })
}

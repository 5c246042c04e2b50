//! The search over people, units (past and present names and codes), documents, tasks by their
//! number and pages, for the page and for the palette. What is said of people comes by POST: no
//! name stands in an address.

use super::answers::Reply;
use super::reach::Doing;
use super::routes::{self, NAVIGATION, Right, Screens};
use super::visit::Visit;
use crate::activity::documents::finding;
use crate::activity::tasks::store as tasks;
use crate::insight::indicators::Facts;
use crate::organisation::members::screens::people;
use crate::{get, post};
use axum::Json;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use figures::structure::{State, Structure};
use figures::{Day, UnitIx};
use minijinja::context;
use platform::Error;
use platform::lately::Lately;
use platform::text::folded;
use platform::web::page::{Messages, value};
use platform::web::request::encoded;
use serde::Serialize;
use std::sync::Arc;

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
/// Documents shown on the page, and in the palette; the others are in their list.
const DOCUMENTS: u32 = 10;
const IN_PALETTE: u32 = 4;

/// Codes and names of all units as they are searched, by the structure they come from.
#[derive(Default)]
pub struct Signs(Lately<u64, Vec<Vec<Sign>>, 4>);

/// Code and name of a unit in one of its states, and the name of the unit above it, folded.
struct Sign {
    code: String,
    name: String,
    over: String,
}

impl Sign {
    fn of(s: &Structure, state: &State) -> Sign {
        Sign {
            code: folded(&state.code),
            name: folded(&state.name),
            over: under(s, state).map_or_else(String::new, folded),
        }
    }
}

impl Signs {
    fn of(&self, s: &Structure) -> Arc<Vec<Vec<Sign>>> {
        let signs = |u| s.unit(u).states.iter().map(|x| Sign::of(s, x)).collect();
        self.0.of(s.stamp(), || s.all().map(signs).collect())
    }
}

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
    let units = units(v, &facts, said, SHOWN)?;
    let (papers, documents) = documents(v, said, DOCUMENTS).await?;
    let all = v.link(&format!("/documents?q={}", encoded(said)));
    let tasks = tasks_numbered(v, &facts, said).await?;
    let context = context! {
        said, tasks => value(&tasks), units => value(&units.found), total => units.total, people => value(&people), persons => n,
        shown => units.found.len(), documents, papers => value(&papers), all_documents => all,
        numbered => is_numbered(said),
    };
    v.render("search/page.html", context)
}

pub async fn palette(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let said = v.query("q").to_owned();
    let facts = v.facts().await?;
    let papers = papers(&v, &facts, &said).await?;
    let units = units(&v, &facts, &said, 12)?;
    let found = together(pages(&v, &said)?, (Vec::new(), papers), units, &said);
    Ok(Json(found).into_response())
}

/// What the palette is asked for, people too.
pub async fn asking(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let said = v.form.get("q").to_owned();
    let facts = v.facts().await?;
    let people = persons(&v, &said, 8).await?.0;
    let papers = papers(&v, &facts, &said).await?;
    let units = units(&v, &facts, &said, 8)?;
    let found = together(pages(&v, &said)?, (people, papers), units, &said);
    Ok(Json(found).into_response())
}

/// What the palette shows, in its order: a unit of exactly the code or name said, pages, people,
/// other units and documents; a number means documents first.
fn together(
    pages: Vec<Found>,
    (people, papers): (Vec<Found>, Vec<Found>),
    units: Units,
    said: &str,
) -> Vec<Found> {
    let mut found = units.found;
    let others = found.split_off(units.exact.min(found.len()));
    let (first, last) = if is_numbered(said) {
        (papers, others)
    } else {
        (others, papers)
    };
    let rest = people.into_iter().chain(first).chain(last);
    found.extend(pages.into_iter().chain(rest));
    found
}

/// Whether somebody typed a number: of a document rather than in the name of a unit.
fn is_numbered(said: &str) -> bool {
    said.contains(char::is_numeric)
}

async fn documents(v: &Visit, said: &str, most: u32) -> platform::Result<(Vec<Found>, usize)> {
    let (documents, n) = finding::find(v, said, most).await?;
    let found = |d: finding::FoundDocument| Found {
        label: d.label,
        note: d.note,
        href: v.link(&format!("/documents/{}", d.id)),
        icon: "file-text",
    };
    Ok((documents.into_iter().map(found).collect(), n))
}

/// Documents and tasks of the palette.
async fn papers(v: &Visit, facts: &Facts, said: &str) -> platform::Result<Vec<Found>> {
    let mut papers = documents(v, said, IN_PALETTE).await?.0;
    papers.extend(tasks_numbered(v, facts, said).await?);
    Ok(papers)
}

/// Tasks of exactly the number said, as many as a page shows.
async fn tasks_numbered(v: &Visit, facts: &Facts, said: &str) -> platform::Result<Vec<Found>> {
    if !is_numbered(said) {
        return Ok(Vec::new());
    }
    let s = &facts.structure;
    let asked = tasks::Asked {
        scope: &v.scope(s)?,
        asof: v.asof,
        s,
    };
    let mut db = v.db().await?;
    let tasks = tasks::by_number(&mut db, &asked, said.trim()).await?;
    let found = |t: tasks::Task| Found {
        label: t.title,
        note: t.number,
        href: v.link(&format!("/tasks/{}", t.id)),
        icon: "circle-check",
    };
    Ok(tasks.into_iter().take(SHOWN).map(found).collect())
}

/// Units by code or name, for a field that takes a code: whoever sends a member elsewhere names a
/// unit that may be looked up and not seen.
pub async fn codes(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let facts = v.facts().await?;
    let s = &facts.structure;
    let may = |u| v.sees(s, u) || v.reaches(s, Doing::Search, u);
    let units = units_among(&v, &facts, (v.query("q"), 12), may)?;
    Ok(Json(units.found).into_response())
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
    // nothing is entered while looking from another day
    let begun = |n: &&(&str, &str, &str, Right)| open(n) && (v.now || n.3 == Right::SignedIn);
    let begun = routes::ACTIONS.iter().filter(begun);
    for (path, icon, label, _) in NAVIGATION.iter().filter(open).chain(begun) {
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

/// Units found: those of exactly the code or name said come first.
#[derive(Default)]
struct Units {
    found: Vec<Found>,
    /// How many of them are exactly what was said.
    exact: usize,
    total: usize,
}

/// The units found among those that are seen.
fn units(v: &Visit, facts: &Facts, said: &str, most: usize) -> platform::Result<Units> {
    units_among(v, facts, (said, most), |u| v.sees(&facts.structure, u))
}

/// Units whose name, present or past, has words that begin like the words said, or whose code
/// begins like it. Cells are named alike everywhere: words that their own name lacks may stand in
/// the name of what they are under.
fn units_among(
    v: &Visit,
    facts: &Facts,
    (said, most): (&str, usize),
    may: impl Fn(UnitIx) -> bool,
) -> platform::Result<Units> {
    let wanted = folded(said);
    if wanted.is_empty() {
        return Ok(Units::default());
    }
    let words: Vec<&str> = wanted.split(' ').collect();
    let mut ranked: Vec<(u8, String, UnitIx)> = Vec::new();
    let s = &facts.structure;
    let signs = v.office.signs.of(s);
    for (u, signs) in s.all().zip(signs.iter()).filter(|(u, _)| may(*u)) {
        let own = signs.iter().filter_map(|x| x.rank(&wanted, &words));
        let best = own.min().or_else(|| {
            let within = signs.iter().any(|x| x.is_spread(&words));
            within.then_some(WITHIN)
        });
        let closed = u8::from(!s.is_open(u, v.asof.on));
        if let (Some(best), Some(state)) = (best, s.last_state(u)) {
            ranked.push((best * 2 + closed, state.name.clone(), u));
        }
    }
    let total = ranked.len();
    ranked.sort();
    let exact = ranked
        .iter()
        .take(most)
        .filter(|r| r.0 / 2 == EXACT)
        .count();
    let found: platform::Result<Vec<Option<Found>>> = ranked
        .iter()
        .take(most)
        .map(|(_, _, u)| found(v, facts, *u))
        .collect();
    let found = found?.into_iter().flatten().collect();
    Ok(Units {
        found,
        exact,
        total,
    })
}

/// Ranks of what is found: the code or name itself, and at the end what only the name of the unit
/// above completes.
const EXACT: u8 = 0;
const WITHIN: u8 = 5;

impl Sign {
    /// How near code or name come to what was said.
    fn rank(&self, wanted: &str, words: &[&str]) -> Option<u8> {
        let Sign { code, name, .. } = self;
        if code == wanted || name == wanted {
            return Some(EXACT);
        }
        let ends = name.strip_suffix(wanted);
        if ends.is_some_and(|before| before.ends_with(' ')) {
            return Some(1);
        }
        if words.iter().all(|w| name.split(' ').any(|n| n == *w)) {
            return Some(2);
        }
        if words.iter().all(|w| begun(name, w)) {
            return Some(3);
        }
        code.starts_with(wanted).then_some(4)
    }

    /// Whether a unit's own name has some of the words and the name above it the others.
    fn is_spread(&self, words: &[&str]) -> bool {
        let own = |w: &&str| begun(&self.name, w);
        words.iter().any(own) && words.iter().all(|w| own(w) || begun(&self.over, w))
    }
}

fn begun(name: &str, word: &str) -> bool {
    name.split(' ').any(|n| n.starts_with(word))
}

/// The name of the unit above, as it was when the state began.
fn under<'a>(s: &'a Structure, state: &State) -> Option<&'a str> {
    let over = state.parent?;
    let over = s.state(over, state.from).or_else(|| s.last_state(over))?;
    Some(&over.name)
}

fn found(v: &Visit, facts: &Facts, u: UnitIx) -> platform::Result<Option<Found>> {
    let s = &facts.structure;
    let Some(state) = s.state(u, v.asof.on).or_else(|| s.last_state(u)) else {
        return Ok(None);
    };
    // the code comes first and bare: a field that takes a code is filled with it
    let kind = v.kind_name(facts, &state.kind, state.from);
    let mut note = format!("{} · {kind}", state.code);
    if let Some(over) = under(s, state) {
        note.push_str(&format!(" · {over}"));
    }
    if !s.is_open(u, v.asof.on) {
        let day = |d: Day| v.texts().day(&d.to_string()).map_err(Error::internal);
        let (from, until) = (day(state.from)?, day(s.unit(u).closed.eve())?);
        note.push_str(&format!(" · {from} – {until}"));
    }
    Ok(Some(Found {
        label: state.name.clone(),
        note,
        href: v.link(&format!("/units/{}", s.unit(u).id)),
        icon: "sitemap",
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(code: &str, name: &str, over: &str) -> Sign {
        Sign {
            code: folded(code),
            name: folded(name),
            over: folded(over),
        }
    }

    fn of(code: &str, name: &str, said: &str) -> Option<u8> {
        let wanted = folded(said);
        let words: Vec<&str> = wanted.split(' ').collect();
        sign(code, name, "").rank(&wanted, &words)
    }

    #[test]
    fn the_exact_code_or_name_comes_before_what_only_begins_like_it() {
        assert_eq!(of("TN.12", "Chi bộ Thôn 1", "tn.12"), Some(EXACT));
        assert_eq!(of("x", "Chi bộ Thôn 1", "chi bo thon 1"), Some(EXACT));
        assert!(of("x", "Chi bộ Thôn 12", "chi bộ thôn 1") > Some(EXACT));
        assert!(of("x", "Chi bộ 1 Thôn 2", "chi bộ 2") < of("x", "Chi bộ 21", "chi bộ 2"));
        assert_eq!(of("19", "Phường Tích Lương", "chi bộ"), None);
    }

    #[test]
    fn a_cell_is_found_by_its_name_and_that_of_the_commune_above_it() {
        let cell = sign("x", "Chi bộ Thôn 1", "Đảng bộ xã Phú Bình");
        assert!(cell.is_spread(&["thon", "1", "phu", "binh"]));
        assert!(!cell.is_spread(&["phu", "binh"]));
        assert!(!cell.is_spread(&["thon", "1", "dong", "hy"]));
    }
}

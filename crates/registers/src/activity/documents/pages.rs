//! Documents on the screen: the list, a document, the register book of a series.

use super::acts::CORRECTABLE;
use super::book::Book;
use super::drafts;
use super::editing;
use super::files::BYTES as FILE_BYTES;
use super::files::pages::{extracts, shown as shown_files};
use super::finding::{self, Listed, PAGE};
use super::forms::{issued_paper, resting};
use super::inbox::pages as inbox;
use super::model::{CLASS, Document, DocumentEdit, organ_of_series};
use super::rules::{Place, RELATIONS, STEPS, may_expire, meant, step};
use super::shown::{Found, Reading, words};
use super::state::State;
use super::store::{self, Filter, Held};
use crate::activity::meetings::store as meetings;
use crate::activity::tasks::store as tasks;
use crate::organisation::members::documents::pages::{ground, printing};
use crate::web::{Reply, Right, Visit};
use axum::http::StatusCode;
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::journal::store as journal;
use platform::web::Form;
use platform::web::page::value;
use platform::web::request::encoded;
use platform::{Db, Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Acts that a document's page lists.
const ACTS: usize = 30;
/// Related documents and tasks that it lists; the others have lists of their own.
const LISTED: usize = 12;
/// Empty rows for clauses.
const ROWS: usize = 3;

/// What the list may be narrowed by.
const NARROWED: [&str; 9] = [
    "q",
    "direction",
    "organ",
    "kind",
    "field",
    "advised",
    "state",
    "from",
    "until",
];
const DIRECTIONS: [&str; 3] = ["outgoing", "incoming", "superior"];

fn day(r: &Reading<'_>, form: &mut Form, field: &str) -> Result<Option<Day>> {
    let said = form.get(field).to_owned();
    match Day::parse(&said) {
        _ if said.is_empty() => Ok(None),
        Ok(day) => Ok(Some(day)),
        Err(_) => {
            form.error(field, r.v.say("docs-bad-day", &[("said", &said)])?);
            Ok(None)
        }
    }
}

fn one_of(form: &Form, field: &str) -> Vec<String> {
    let said = form.get(field);
    (!said.is_empty())
        .then(|| said.to_owned())
        .into_iter()
        .collect()
}

/// By what the list is narrowed, and the text it is searched for, as it was meant.
fn narrowed(r: &Reading<'_>, form: &mut Form) -> Result<(Filter, String)> {
    let docs = r.facts.book.documents();
    let field = form.get("field").to_owned();
    let fields = docs.fields_within(&field, r.v.asof.on);
    let (kinds, text) = meant(docs, form.get("q"), r.v.asof.on);
    let filter = Filter {
        organs: finding::organs(r, form, "organ")?,
        advised_by: finding::organs(r, form, "advised")?,
        kinds: match form.get("kind") {
            "" => kinds,
            kind => vec![kind.to_owned()],
        },
        fields: fields.into_iter().map(str::to_owned).collect(),
        directions: one_of(form, "direction"),
        states: one_of(form, "state"),
        from: day(r, form, "from")?,
        // the last day asked for belongs to the period
        until: day(r, form, "until")?.map(Day::next),
        said: words(&text),
        newest: true,
        ..Filter::default()
    };
    Ok((filter, text))
}

/// After which document the page begins.
fn after(v: &Visit) -> Option<(&str, &str)> {
    v.query("after").split_once('~')
}

/// What fits by an earlier knowledge, from the tables: the words of files are not searched then.
async fn from_tables(r: &Reading<'_>, filter: &Filter) -> Result<Listed> {
    let v = r.v;
    let mut db = v.db().await?;
    let total = store::count(&mut db, &r.scope, v.asof, filter).await?;
    let filter = Filter {
        after: after(v).map(|(day, id)| (day.to_owned(), id.to_owned())),
        limit: u32::try_from(PAGE + 1).unwrap_or(u32::MAX),
        ..filter.clone()
    };
    let mut documents = store::list(&mut db, &r.scope, v.asof, &filter).await?;
    let more = documents.len() > PAGE;
    documents.truncate(PAGE);
    let last = documents.last().filter(|_| more);
    Ok(Listed {
        more: last.map(|d| (d.dated.clone(), d.id.clone())),
        documents,
        total: usize::try_from(total).unwrap_or(usize::MAX),
    })
}

pub async fn list(v: Visit) -> Reply {
    let (status, context) = {
        let r = Reading::of(&v).await?;
        let asked = NARROWED.map(|n| (n, v.query(n)));
        let mut form = Form::filled(asked);
        let (filter, text) = narrowed(&r, &mut form)?;
        let latest = v.asof.known >= v.office.facts().await.known;
        let listed = match (form.is_good(), latest) {
            (false, _) => None,
            (true, true) => Some(finding::from_shelf(&r, &filter, &text, after(&v)).await?),
            (true, false) => Some(from_tables(&r, &filter).await?),
        };
        let status = match listed {
            Some(_) => StatusCode::OK,
            None => StatusCode::UNPROCESSABLE_ENTITY,
        };
        let Listed {
            documents: found,
            more,
            total,
        } = listed.unwrap_or_default();
        let here: Vec<String> = asked
            .iter()
            .filter(|(_, said)| !said.is_empty())
            .map(|(n, said)| format!("{n}={}", encoded(said)))
            .collect();
        let here = here.join("&");
        let next = more.map(|(day, id)| {
            let after = encoded(&format!("{day}~{id}"));
            v.link(&format!("/documents?{here}&after={after}").replace("?&", "?"))
        });
        let mut within = extracts(&r, &found, form.get("q")).await?;
        let mut together = {
            let mut db = v.db().await?;
            r.together(&mut db, &found).await?
        };
        let row = |d: &Document| {
            let (within, together) = (within.remove(&d.id), together.remove(&d.id));
            context! { within, together, ..r.shown(d) }
        };
        let rows: Vec<Value> = found.iter().map(row).collect();
        let context = context! {
            form => value(&form), rows, total, next, back => !v.query("after").is_empty(),
            first => v.link(&format!("/documents?{here}")), narrowed => !here.is_empty(),
            // who only searched sees what was found, not the filters
            filtered => asked.iter().any(|(n, said)| *n != "q" && !said.is_empty()),
            directions => options(&v, "docs-direction-", &DIRECTIONS)?,
            states => options(&v, "docs-state-", &State::ALL.map(State::as_str))?, no_texts => !latest && !form.get("q").is_empty(),
            may => v.now && v.visitor()?.may(Right::Papers), ..r.choices()?
        };
        (status, context)
    };
    v.render_as(status, "docs/list.html", context)
}

/// Keys with their names in the visitor's language.
fn options(v: &Visit, prefix: &str, keys: &[&str]) -> Result<Value> {
    let named = keys
        .iter()
        .map(|k| Ok(((*k).to_owned(), v.t(&format!("{prefix}{k}"))?)));
    Ok(value(&named.collect::<Result<Vec<(String, String)>>>()?))
}

pub async fn one(v: Visit) -> Reply {
    let form = Form::filled([("date", &v.asof.on.to_string())]);
    shown(&v, &form, "", StatusCode::OK).await
}

/// A document's page; `open` is the form on it that was handed in.
pub(super) async fn shown(v: &Visit, form: &Form, open: &str, status: StatusCode) -> Reply {
    let context = {
        let r = Reading::of(v).await?;
        let mut db = v.db().await?;
        let found = r.found(&mut db).await?;
        let d = &found.document;
        let mut relations = Vec::new();
        for related in &found.attached.relations {
            let own = related.from == d.id;
            let other = if own { &related.to } else { &related.from };
            let other = store::by_id(&mut db, &r.scope, v.asof, other).await?;
            // that somebody writes on it is theirs to tell
            if other.is_none() && !own {
                continue;
            }
            relations.push(context! {
                relation => related.relation.as_str(), own, note => related.note.as_str(),
                other => other.map(|o| r.shown(&o)),
            });
        }
        let on = v.asof.on;
        let task = |t: tasks::Task| {
            context! {
                href => v.link(&format!("/tasks/{}", t.id)), title => t.title, lead => r.unit(&t.lead, on), deadline => t.deadline.to_string(), clause => t.clause, state => t.state.as_str(),
            }
        };
        let rest = tasks::of_document(&mut db, &r.asked(), &d.id).await?;
        let rest: Vec<Value> = rest.into_iter().map(task).collect();
        let may = v.now && r.enters(&found);
        let joined = v.now && r.joined(&found).is_some();
        let together = found.attached.co_issuers.iter().map(|c| r.co_issuer(c));
        let together: Vec<Value> = together.collect();
        let steps: Vec<&str> = STEPS
            .into_iter()
            .filter(|s| step(d.state, s).is_some())
            .collect();
        inbox::looked(&r, &mut db, &d.id, &found.attached.units).await?;
        let paper = editing::on_page(&r, &mut db, &found, may).await?;
        let dead = d.state.is_dead();
        let may_void = may && !d.series.is_empty() && d.state != State::Void;
        let resting = if may_void {
            resting(&r, &mut db, &d.id).await?
        } else {
            Vec::new()
        };
        context! {
            document => r.shown(d), resting, warnings => forewarned(&r, &mut db, &found, may).await?, together, relations, tasks => rest, steps => value(&steps), open,
            clauses => value(&found.attached.clauses), files => shown_files(v, &found),
            rows => found.attached.clauses.len() + ROWS, most => LISTED,
            meetings => concluded(&r, &mut db, &d.id).await?,
            acts => acts(v, &mut db, &d.id).await?, form => value(form),
            all_acts => v.sees_all(), paper,
            // why a draft was returned is for those who drafted it
            reasons => r.enters(&found) || r.joined(&found).is_some() || v.sees_all(),
            may => context! {
                assign => v.now && d.state.has_effect() && v.visitor()?.may(Right::Papers),
                answer => may && d.direction == "incoming" && d.state == State::Received,
                step => (may || joined) && !steps.is_empty(), issue => may && d.state == State::Signed,
                void => may_void,
                correct => may && d.state.has_effect(),
                expire => may && may_expire(d.state, &d.validity), relate => may && !dead, clauses => may && !dead,
                file => may && !dead && v.office.settings.cabinet.is_some() && v.office.settings.opener.is_some(),
            },
            file_bound => FILE_BYTES >> 20,
            correctable => correctable(v)?,
            relation_names => options(v, "docs-does-", &RELATIONS)?, ..r.marks()?
        }
    };
    v.render_as(status, "docs/one.html", context)
}

/// What the rules say against issuing a draft as it is now, for those who write it: better learnt
/// before it is signed.
async fn forewarned(r: &Reading<'_>, db: &mut Db, found: &Found, may: bool) -> Result<Value> {
    let (d, on) = (&found.document, r.v.asof.on);
    let unit = r.s().find(&d.organ).filter(|u| r.s().is_open(*u, on));
    let (Some(unit), true) = (unit, may && d.state.is_drafted()) else {
        return Ok(value(&Vec::<String>::new()));
    };
    let said = match r.ground().forewarned(unit, &issued_paper(found), on) {
        Ok((_, warnings)) => warnings,
        Err(Error::Refused(problems)) => problems,
        Err(other) => return Err(other),
    };
    let said: Result<Vec<String>> = said.iter().map(|p| r.v.reason(p)).collect();
    let mut said = said?;
    said.extend(r.silent(db, found).await?);
    said.extend(lacking(r, db, found).await?);
    Ok(value(&said))
}

/// What an official paper bears and this draft does not yet: it would be left blank in print.
async fn lacking(r: &Reading<'_>, db: &mut Db, found: &Found) -> Result<Vec<String>> {
    let d = &found.document;
    let paper = drafts::on_paper(db, &r.scope, r.v.asof, &d.id).await?;
    let borne = [
        ("docs-lacks-signer", &d.signer),
        ("docs-lacks-capacity", &d.capacity),
        ("docs-lacks-place", &paper.place),
    ];
    let lacking = borne.iter().filter(|(_, said)| said.is_empty());
    lacking.map(|(key, _)| r.v.t(key)).collect()
}

/// The fields that may be put right, each with its name.
fn correctable(v: &Visit) -> Result<Value> {
    let named = |f: &&'static str| Ok((*f, v.t(&format!("docs-{}", f.replace('_', "-")))?));
    let named: Result<Vec<(&str, String)>> = CORRECTABLE.iter().map(named).collect();
    Ok(value(&named?))
}

/// The state into which an edit brings a document, where it says one.
fn state_said(counted: &str) -> Option<String> {
    match serde_json::from_str(counted).ok()? {
        DocumentEdit::Document { mut fields } => fields.remove("state"),
        _ => None,
    }
}

/// The meetings that a document concludes, of those one sees.
async fn concluded(r: &Reading<'_>, db: &mut Db, id: &str) -> Result<Vec<Value>> {
    let ids = meetings::of_conclusions(db, r.v.asof, &[id.to_owned()]).await?;
    let found = meetings::by_ids(db, &r.scope, r.v.asof, &ids).await?;
    let shown = found.iter().map(|m| {
        let href = r.v.link(&format!("/meetings/{}", m.id));
        context! { href, kind => m.kind.as_str(), day => m.day.to_string(), title => m.title.as_str() }
    });
    Ok(shown.collect())
}

async fn acts(v: &Visit, db: &mut Db, id: &str) -> Result<Vec<Value>> {
    let annulled = journal::annulments(db, v.asof.known).await?;
    let mut acts = Vec::new();
    // what others did that rests on it is told to who sees everything
    let own = journal::edits_ever(db, CLASS, id).await?;
    let numbers: BTreeSet<u64> = if v.sees_all() {
        let all = journal::acts_of(db, &[id.to_owned()]).await?;
        all.into_iter().collect()
    } else {
        own.iter().map(|e| e.act).collect()
    };
    let states: BTreeMap<u64, String> = own
        .iter()
        .filter_map(|e| Some((e.act, state_said(&e.counted)?)))
        .collect();
    // the act that opened a series began with its term: here the document's own day counts
    let days: BTreeMap<u64, Day> = own.iter().map(|e| (e.act, e.day)).collect();
    let known = numbers.into_iter().rev().filter(|n| *n <= v.asof.known.0);
    for n in known.take(ACTS) {
        for act in journal::acts(db, n, n).await? {
            let state = states.get(&act.number);
            let mut shown = v.shown(&act, &annulled);
            if let Some(day) = days.get(&act.number) {
                shown.day = day.to_string();
            }
            acts.push(context! { state, ..value(&shown) });
        }
    }
    Ok(acts)
}

/// The series of a unit; with one chosen, its register book with the proof that it has no gap.
pub async fn register(v: Visit) -> Reply {
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        match v.query("series") {
            "" => series(&r, &mut db).await?,
            chosen => book(&r, &mut db, chosen).await?,
        }
    };
    v.render("docs/register.html", context)
}

/// A series of an organ one may see, and what it holds.
async fn chosen(r: &Reading<'_>, db: &mut Db, series: &str) -> Result<Book> {
    let none = || Error::NotFound("no such series".to_owned());
    let organ = organ_of_series(series).ok_or_else(none)?.to_owned();
    let all = store::series(db, &r.scope, r.v.asof.known, &[organ]).await?;
    let held = all.into_iter().find(|h| h.subject == series);
    let held = held.ok_or_else(none)?;
    let numbered = store::book(db, &r.scope, r.v.asof, series).await?;
    Ok(Book::of(held, numbered))
}

/// The register book on paper.
pub async fn register_print(v: Visit) -> Reply {
    if v.query("series").is_empty() {
        return v.go(&v.link("/documents/register"));
    }
    let print = {
        let r = Reading::of(&v).await?;
        let ground = ground(&v, &r.facts);
        let mut db = v.db().await?;
        let book = chosen(&r, &mut db, v.query("series")).await?;
        printing(&v, &ground, book.sheet(&ground, v.lang)?)
    };
    v.print(print, "register.pdf").await
}

fn named(r: &Reading<'_>, h: &Held) -> Value {
    let from = Day::parse(&h.from).unwrap_or(r.v.asof.on);
    context! {
        organ => r.unit(&h.organ, from), kind => (h.kind != "*").then(|| r.kind(&h.kind, from)),
        body => h.body.as_str(), direction => h.direction.as_str(), label => h.label.as_str(), from => h.from.as_str(),
        until => h.until.as_str(), href => r.v.link(&format!("/documents/register?series={}", encoded(&h.subject))),
    }
}

async fn series(r: &Reading<'_>, db: &mut Db) -> Result<Value> {
    let (v, s) = (r.v, r.s());
    let code = v.query("unit");
    let units: Vec<UnitIx> = if code.is_empty() {
        v.own_unit(s).into_iter().collect()
    } else {
        s.bearers(code).to_vec()
    };
    let seen = units.into_iter().filter(|u| v.sees(s, *u));
    let ids: Vec<String> = seen.map(|u| s.unit(u).id.clone()).collect();
    let all = store::series(db, &r.scope, v.asof.known, &ids).await?;
    let all: Vec<Value> = all.iter().map(|h| named(r, h)).collect();
    let unit = ids.first().map(|id| r.unit(id, v.asof.on));
    Ok(context! { all, unit, code, known => !ids.is_empty() })
}

async fn book(r: &Reading<'_>, db: &mut Db, series: &str) -> Result<Value> {
    let book = chosen(r, db, series).await?;
    let name = named(r, &book.series);
    let entry = |e: &super::book::Entry| {
        let place = match e.place() {
            Place::Document => "document",
            Place::Void => "void",
            Place::Reserved => "reserved",
            Place::Missing => "missing",
        };
        let document = e.document.as_ref().map(|d| r.shown(d));
        context! { number => e.numbers(), place, document }
    };
    let entries: Vec<Value> = book.entries.iter().map(entry).collect();
    let doubles: Vec<String> = book.doubles.iter().map(u32::to_string).collect();
    Ok(context! {
        book => name, print => r.v.link(&format!("/documents/register/print?series={}", encoded(series))), entries, whole => book.is_whole(), doubles => doubles.join(", "),
        first => book.entries.first().map(|e| e.run.from), last => book.entries.last().map(|e| e.run.to),
        counts => context! {
            documents => book.count(Place::Document), void => book.count(Place::Void),
            reserved => book.count(Place::Reserved), missing => book.count(Place::Missing),
        },
    })
}

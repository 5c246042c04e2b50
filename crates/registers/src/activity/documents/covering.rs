//! Documents that bind others on the screen: who has issued one that implements them and who has
//! not, the tree under them, their tasks and how far these are.

use super::binding::{self, Binding};
use super::forms::{self, Deciding};
use super::model::Document;
use super::shown::{Found, Reading};
use super::store::{self, Filter};
use crate::activity::tasks::coverage::{Covered, Tally};
use crate::activity::tasks::followup::{self, Below};
use crate::activity::tasks::rules::Progress;
use crate::activity::tasks::store::{self as tasks, Asked};
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::text::{sort_key, tidy};
use platform::web::Form;
use platform::web::page::{asking, value};
use platform::web::paging::{self, Slice};
use platform::{Db, Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Documents that a list of superior ones holds.
const MOST: u32 = 500;

/// A document that comes from above or binds others, and how many of those it binds have issued
/// theirs by the day.
#[derive(Debug, Clone)]
pub struct Binds {
    pub document: Document,
    pub bound: usize,
    pub issued: usize,
    /// The last day by which somebody is to issue theirs.
    pub due: Option<Day>,
    /// How many have not, although their day has passed.
    pub overdue: usize,
    pub tally: Tally,
}

/// Per cent of those bound that have issued theirs, with two places; nothing of nothing.
#[must_use]
pub fn share(issued: usize, bound: usize) -> Option<String> {
    if bound == 0 {
        return None;
    }
    let hundredths = (issued * 10_000 * 2 + bound) / (bound * 2);
    Some(format!("{}.{:02}", hundredths / 100, hundredths % 100))
}

/// The units of those bound that the reader sees.
pub fn seen(asked: &Asked<'_>, all: Vec<Covered<String>>) -> Vec<Covered<String>> {
    let sees = |c: &Covered<String>| asked.scope.sees(&asked.s.unit(c.unit).id);
    all.into_iter().filter(sees).collect()
}

/// Documents from above and documents that bind units, the newest first; of the units bound, those
/// that the reader sees.
pub async fn superior(db: &mut Db, asked: &Asked<'_>) -> Result<Vec<Binds>> {
    let from_above = Filter {
        directions: vec!["superior".to_owned()],
        until: Some(asked.asof.on.next()),
        newest: true,
        limit: MOST,
        ..Filter::default()
    };
    let mut documents = store::list(db, asked.scope, asked.asof, &from_above).await?;
    let bound = store::all_obliged(db, asked.asof).await?;
    let ids: BTreeSet<String> = bound.into_iter().map(|o| o.document).collect();
    for id in ids {
        if documents.iter().any(|d| d.id == id) {
            continue;
        }
        documents.extend(store::by_id(db, asked.scope, asked.asof, &id).await?);
    }
    documents.sort_by(|a, b| (&b.dated, &b.id).cmp(&(&a.dated, &a.id)));
    let pairs = tasks::implementing(db, asked.asof).await?;
    let mut all = Vec::with_capacity(documents.len());
    for document in documents {
        let rows = followup::covered_by(db, asked, &document.id, &pairs).await?;
        let rows = seen(asked, rows);
        all.push(Binds {
            bound: rows.len(),
            issued: rows.iter().filter(|c| c.document.is_some()).count(),
            overdue: rows.iter().filter(|c| c.stands() == "overdue").count(),
            due: rows.iter().map(|c| c.due).max(),
            tally: followup::tasks_by(db, asked, &document.id, &pairs).await?,
            document,
        });
    }
    Ok(all)
}

pub async fn list(v: Visit) -> Reply {
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let all = superior(&mut db, &r.asked()).await?;
        let row = |b: &Binds| {
            context! {
                document => r.shown(&b.document), bound => b.bound, issued => b.issued, overdue => b.overdue,
                share => share(b.issued, b.bound), due => b.due.map(|d| d.to_string()), tasks => value(&b.tally),
                href => v.link(&format!("/documents/{}/coverage", b.document.id)),
            }
        };
        context! { rows => all.iter().map(row).collect::<Vec<Value>>() }
    };
    v.render("docs/superior.html", context)
}

pub async fn page(v: Visit) -> Reply {
    let on = v.asof.on.to_string();
    let form = Form::filled([("from", on.as_str())]);
    shown(&v, &form, "", StatusCode::OK).await
}

/// What the page of a document's coverage says; `open` is the form on it that was handed in.
async fn shown(v: &Visit, form: &Form, open: &str, status: StatusCode) -> Reply {
    let context = {
        let r = Reading::of(v).await?;
        let mut db = v.db().await?;
        let found = r.found(&mut db).await?;
        let (id, asked) = (found.document.id.as_str(), r.asked());
        let rows = seen(&asked, followup::covered(&mut db, &asked, id).await?);
        let size = paging::size(v.query("size"));
        let mut order: Vec<(String, &Covered<String>)> =
            rows.iter().map(|c| (place(&r, c), c)).collect();
        order.sort_by(|a, b| a.0.cmp(&b.0));
        let shown = Slice::from_list(order, size, |(key, _)| key.clone(), v.query("after"));
        let documents = documents_of(&r, &mut db, &shown.rows).await?;
        let progress = followup::progress_of(&mut db, &asked, id).await?;
        let tally = followup::tasks_of(&mut db, &asked, id).await?;
        let below = followup::seen_under(&mut db, &asked, id).await?;
        let all_below = below.len();
        let below = below.into_iter().enumerate().collect();
        let below = Slice::from_list(below, size, |(n, _)| format!("{n:08}"), v.query("under"));
        let below_paging = pages(v, id, "under", &below);
        let of_page = below.rows.into_iter().map(|(_, b)| b).collect();
        let below = followup::standing(&mut db, &asked, of_page).await?;
        let rules = rules_of(&mut db, v, id).await?;
        drop(db);
        let issued = rows.iter().filter(|c| c.document.is_some()).count();
        let of = |stands: &str| rows.iter().filter(|c| c.stands() == stands).count();
        let may = v.now && r.enters(&found);
        context! {
            document => r.shown(&found.document), rows => shown.rows.iter().map(|(_, c)| row(&r, c, &documents)).collect::<Vec<Value>>(),
            rows_paging => pages(v, id, "after", &shown), below_paging,
            bound => rows.len(), issued, share => share(issued, rows.len()),
            counts => context! { overdue => of("overdue"), late => of("issued-late"), waiting => of("not-yet") },
            progress => value(&progress), tasks => value(&tally), done => share(progress.done, progress.binding),
            below => below.iter().map(|b| under(v, b)).collect::<Vec<Value>>(), all_below,
            rules => value(&rules), form => value(form), open,
            may => may && found.document.state.has_effect(),
            figure => figure(v, &r, &found.document), kinds => kinds(&r),
            tasks_href => v.link(&format!("/tasks?document={id}")),
        }
    };
    v.render_as(status, "docs/coverage.html", context)
}

/// Where a unit stands in the list: what is overdue first, then by name.
fn place(r: &Reading<'_>, c: &Covered<String>) -> String {
    let first = match c.stands() {
        "overdue" => 0,
        "not-yet" => 1,
        "issued-late" => 2,
        _ => 3,
    };
    let id = &r.s().unit(c.unit).id;
    format!("{first}|{}|{id}", sort_key(&name(r, c.unit)))
}

/// The ways on and back of one of the page's two lists; the other stays where it is.
fn pages<T>(v: &Visit, id: &str, list: &str, slice: &Slice<T>) -> Value {
    let other = if list == "after" { "under" } else { "after" };
    let to = |after: &str| {
        let said = [
            (list, after),
            (other, v.query(other)),
            ("size", v.query("size")),
        ];
        let said = said.into_iter().filter(|(_, value)| !value.is_empty());
        v.link(&asking(&format!("/documents/{id}/coverage"), said))
    };
    context! { next => slice.next.as_deref().map(to), back => slice.back.then(|| to("")) }
}

/// The figure of this document, with its parts and its list.
fn figure(v: &Visit, r: &Reading<'_>, d: &Document) -> Option<String> {
    let names = r.facts.papers.binding(v.asof.on);
    let own = format!("{}@{}", d.symbol, d.dated);
    let mut meant = names.into_iter();
    let named = meant.find(|n| *n == d.symbol || *n == own || *n == d.id)?;
    let said = platform::web::request::encoded(&named);
    Some(v.link(&format!("/figures?indicator=coverage&document={said}")))
}

fn name(r: &Reading<'_>, u: UnitIx) -> String {
    let (s, on) = (r.s(), r.v.asof.on);
    let state = s.state(u, on).or_else(|| s.last_state(u));
    state.map_or_else(String::new, |x| x.name.clone())
}

/// The rules by which those bound are due, with what they rest on.
async fn rules_of(db: &mut Db, v: &Visit, id: &str) -> Result<Vec<String>> {
    let bound = store::obliged_by(db, v.asof, id).await?;
    let rules: BTreeSet<String> = bound.into_iter().map(|o| o.rule).collect();
    let facts = v.facts().await?;
    let docs = facts.book.documents();
    let cited = |key: &String| {
        docs.deadline(key, v.asof.on)
            .map(|d| d.cited_in(v.lang.code()).to_owned())
    };
    Ok(rules.iter().filter_map(cited).collect())
}

/// The implementing documents that the visitor sees.
async fn documents_of(
    r: &Reading<'_>,
    db: &mut Db,
    rows: &[(String, &Covered<String>)],
) -> Result<BTreeMap<String, (String, String)>> {
    let ids = rows
        .iter()
        .filter_map(|(_, c)| Some(c.document.as_ref()?.document.clone()));
    let ids: Vec<String> = ids.collect();
    tasks::documents_seen(db, &r.asked(), &ids).await
}

fn row(
    r: &Reading<'_>,
    c: &Covered<String>,
    documents: &BTreeMap<String, (String, String)>,
) -> Value {
    let document = c.document.as_ref().map(|d| {
        let named = documents.get(&d.document);
        context! {
            dated => d.dated.to_string(), symbol => named.map(|n| n.0.as_str()), title => named.map(|n| n.1.as_str()),
            href => named.map(|_| r.v.link(&format!("/documents/{}", d.document))),
        }
    });
    let id = r.s().unit(c.unit).id.as_str();
    context! {
        unit => r.unit(id, r.v.asof.on), id, due => c.due.to_string(), document, stands => c.stands(),
    }
}

fn under(v: &Visit, b: &Below) -> Value {
    let Progress { binding, done, .. } = b.progress;
    context! {
        id => b.under.document.as_str(), href => v.link(&format!("/documents/{}", b.under.document)), symbol => b.symbol.as_str(), title => b.title.as_str(),
        depth => b.under.depth, bound => b.bound, issued => b.issued, tasks => value(&b.tally), binding, done,
    }
}

/// Kinds of units that may be bound in one go, with their names.
fn kinds(r: &Reading<'_>) -> Value {
    let (s, v) = (r.s(), r.v);
    let on = v.asof.on;
    let open = s.all().filter(|u| s.is_open(*u, on) && v.keeps(s, *u));
    let kinds: BTreeSet<&str> = open
        .filter_map(|u| Some(s.state(u, on)?.kind.as_str()))
        .filter(|k| !k.is_empty())
        .collect();
    let named = kinds
        .into_iter()
        .map(|k| (k.to_owned(), v.kind_name(&r.facts, k, on)));
    value(&named.collect::<Vec<(String, String)>>())
}

/// The document in the address, if acts of it may be recorded, and the unit in whose name.
async fn own(v: &Visit) -> Result<(Found, String)> {
    forms::own(v).await
}

const OF_BINDING: [&str; 4] = ["units", "kind", "by", "from"];

pub async fn saving(v: Visit) -> Reply {
    match v.form.get("do") {
        "release" => releasing(v).await,
        _ => binding(v).await,
    }
}

async fn binding(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let mut form = v.form.clone();
    let wanted = typed(&v, &mut form).await?;
    let mut act = None;
    if form.is_good() {
        let id = found.document.id.clone();
        let day = wanted.from.unwrap_or(v.asof.on);
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move { binding::decide_oblige(db, g, &id, &wanted).await })
        });
        act = forms::commit(&v, &mut form, (day, &unit, ""), deciding, &OF_BINDING).await?;
    }
    done(&v, &form, "bind", act.is_some(), "docs-said-bound").await
}

async fn done(v: &Visit, form: &Form, open: &str, recorded: bool, said: &str) -> Reply {
    if recorded {
        let path = format!("/documents/{}/coverage", v.param("token"));
        return v.go_saying(&path, &v.t(said)?).await;
    }
    shown(v, form, open, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The units that are named one by one, and all of a kind below those for which one may enter.
async fn typed(v: &Visit, form: &mut Form) -> Result<Binding> {
    let r = Reading::of(v).await?;
    let s = r.s();
    let day = |form: &mut Form, field: &str| -> Result<Option<Day>> {
        let said = form.get(field).to_owned();
        let day = Day::parse(&said).ok();
        if day.is_none() && !said.is_empty() {
            form.error(field, v.say("docs-bad-day", &[("said", &said)])?);
        }
        Ok(day)
    };
    let (from, by) = (day(form, "from")?, day(form, "by")?);
    let on = from.unwrap_or(v.asof.on);
    let mut units = Vec::new();
    let said = form.get("units").to_owned();
    for code in said
        .split([',', ';', '\n', ' '])
        .map(tidy)
        .filter(|c| !c.is_empty())
    {
        // who is bound need not be entered for, but is looked up among what one sees
        let known = s.bearer(&code, on).filter(|u| v.sees(s, *u));
        match known {
            Some(u) => units.push(s.unit(u).id.clone()),
            None => form.error("units", v.say("docs-no-bearer", &[("code", &code)])?),
        }
    }
    let kind = form.get("kind").to_owned();
    if !kind.is_empty() {
        let all = s.all().filter(|u| s.is_open(*u, on) && v.sees(s, *u));
        let of_kind = all.filter(|u| s.state(*u, on).is_some_and(|x| x.kind == kind));
        units.extend(of_kind.map(|u| s.unit(u).id.clone()));
    }
    Ok(Binding {
        units,
        by,
        rule: String::new(),
        from,
    })
}

async fn releasing(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let mut form = v.form.clone();
    let released = form.get("unit").to_owned();
    let bound = {
        let r = Reading::of(&v).await?;
        r.s().find(&released).is_some_and(|u| v.sees(r.s(), u))
    };
    if !bound {
        return Err(Error::NotFound("no such unit".to_owned()));
    }
    let (id, today) = (found.document.id.clone(), v.asof.on);
    let deciding: Deciding = Box::new(move |db, g| {
        Box::pin(async move { binding::decide_release(db, g, &id, &released, today).await })
    });
    let act = forms::commit(&v, &mut form, (today, &unit, ""), deciding, &[]).await?;
    done(&v, &form, "", act.is_some(), "docs-said-released").await
}

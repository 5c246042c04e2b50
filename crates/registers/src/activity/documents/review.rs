//! The rules by which organs work: which are in force, when they are to be reviewed, and what
//! replaced those that are not.

use super::model::Document;
use super::shown::Reading;
use super::state::State;
use super::store::{self, Filter};
use crate::activity::tasks::store::Asked;
use crate::organisation::rulebook::Rulebook;
use crate::web::{Reply, Visit};
use figures::UnitIx;
use minijinja::{Value, context};
use platform::text::sort_key;
use platform::web::page::asking;
use platform::web::paging::{self, Slice};
use platform::{Db, Result};
use std::collections::{BTreeMap, HashSet};

/// A rule of an organ as it stands on the day.
#[derive(Debug, Clone)]
pub struct Reviewed {
    pub document: Document,
    /// In force, amended or not.
    pub holds: bool,
    /// To be reviewed by a day that has passed, and in force.
    pub due: bool,
    /// What amended, replaced or abolished it, as (relation, document).
    pub by: Vec<(String, Document)>,
}

/// What changes whether a rule is in force.
const CHANGING: [&str; 3] = ["amends", "replaces", "abolishes"];

/// Rules of a unit and of those below it, or of all that is seen: documents of kinds that are
/// reviewed, and whatever else names a day of review. By organ, those in force first.
pub async fn reviewed(
    db: &mut Db,
    asked: &Asked<'_>,
    book: &Rulebook,
    unit: Option<UnitIx>,
) -> Result<Vec<Reviewed>> {
    let (s, on) = (asked.s, asked.asof.on);
    let kinds = book.documents().kinds(on).filter(|k| k.rule.reviewed);
    let kinds: Vec<String> = kinds.map(|k| k.key.clone()).collect();
    let issued = Filter {
        directions: vec!["outgoing".to_owned()],
        states: vec![State::Issued.to_string()],
        ..Filter::default()
    };
    let mut found = Vec::new();
    if !kinds.is_empty() {
        let of_kinds = Filter {
            kinds,
            ..issued.clone()
        };
        found.extend(store::list(db, asked.scope, asked.asof, &of_kinds).await?);
    }
    let named = Filter {
        reviewed: true,
        ..issued
    };
    found.extend(store::list(db, asked.scope, asked.asof, &named).await?);
    let mut seen = HashSet::new();
    let inside = |d: &Document| {
        let organ = s.find(&d.organ).map(|u| s.followed(u, on));
        unit.is_none_or(|top| organ.is_some_and(|u| s.is_within(u, top, on)))
    };
    found.retain(|d| seen.insert(d.id.clone()) && inside(d));
    let ids: Vec<String> = found.iter().map(|d| d.id.clone()).collect();
    let mut by = changed_by(db, asked, &ids).await?;
    let mut all: Vec<Reviewed> = found
        .into_iter()
        .map(|document| {
            let holds = ["in-force", "amended"].contains(&document.validity.as_str());
            let past = !document.review_by.is_empty() && document.review_by < on.to_string();
            Reviewed {
                holds,
                due: holds && past,
                by: by.remove(&document.id).unwrap_or_default(),
                document,
            }
        })
        .collect();
    all.sort_by_cached_key(|r| (!r.holds, place(r)));
    Ok(all)
}

/// Where a rule stands among those of its list: by organ, then by its day of review.
fn place(r: &Reviewed) -> String {
    let d = &r.document;
    // a rule without a day of review comes after those that have one
    let by = match d.review_by.as_str() {
        "" => "~",
        day => day,
    };
    format!("{}|{by}|{}|{}", sort_key(&d.organ_name), d.dated, d.id)
}

/// One of the page's two lists, page by page; the other stays where it is.
fn paged(v: &Visit, all: Vec<&Reviewed>, list: &str, row: impl Fn(&Reviewed) -> Value) -> Value {
    let (size, total) = (paging::size(v.query("size")), all.len());
    let slice = Slice::from_list(all, size, |r| place(r), v.query(list));
    let other = if list == "after" { "gone" } else { "after" };
    let to = |after: &str| {
        let said = [list, other, "size", "unit"].map(|n| {
            let value = if n == list { after } else { v.query(n) };
            (n, value)
        });
        let said = said.into_iter().filter(|(_, value)| !value.is_empty());
        v.link(&asking("/documents/review", said))
    };
    context! {
        rows => slice.rows.iter().map(|r| row(r)).collect::<Vec<Value>>(), total,
        next => slice.next.as_deref().map(to), back => slice.back.then(|| to("")),
    }
}

async fn changed_by(
    db: &mut Db,
    asked: &Asked<'_>,
    ids: &[String],
) -> Result<BTreeMap<String, Vec<(String, Document)>>> {
    let related = store::relations_of(db, asked.asof, ids).await?;
    let mut by: BTreeMap<String, Vec<(String, Document)>> = BTreeMap::new();
    let mut told = HashSet::new();
    for r in related {
        let changes = CHANGING.contains(&r.relation.as_str()) && ids.contains(&r.to);
        if !changes || !told.insert((r.from.clone(), r.relation.clone(), r.to.clone())) {
            continue;
        }
        if let Some(other) = store::by_id(db, asked.scope, asked.asof, &r.from).await? {
            by.entry(r.to).or_default().push((r.relation, other));
        }
    }
    Ok(by)
}

pub async fn page(v: Visit) -> Reply {
    let context = {
        let r = Reading::of(&v).await?;
        let unit = r.unit_asked()?;
        let mut db = v.db().await?;
        let all = reviewed(&mut db, &r.asked(), &r.facts.book, unit).await?;
        let row = |x: &Reviewed| {
            let by = x.by.iter().map(|(relation, d)| {
                context! { relation => relation.as_str(), document => r.shown(d) }
            });
            context! { document => r.shown(&x.document), due => x.due, by => by.collect::<Vec<Value>>() }
        };
        let (held, gone): (Vec<&Reviewed>, Vec<&Reviewed>) = all.iter().partition(|x| x.holds);
        let (held, gone) = (paged(&v, held, "after", row), paged(&v, gone, "gone", row));
        context! {
            held, gone, due => all.iter().filter(|x| x.due).count(),
            unit => unit.map(|u| r.unit(&r.s().unit(u).id, v.asof.on)), code => v.query("unit"),
        }
    };
    v.render("docs/review.html", context)
}

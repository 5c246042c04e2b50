//! The read log on the screen, for who inspects and who administers: who looked, when, at which
//! field, how many persons. What was seen and whose it was does not stand here.

use super::log::Entry;
use super::{reveal, store};
use crate::organisation::rulebook::Rulebook;
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Reply, Right, Visit};
use figures::Structure;
use minijinja::{Value, context};
use platform::web::download;
use platform::{Error, Result, Scope};

/// Lines on one page, and in one file.
const SIZE: u64 = 50;
const IN_A_FILE: u64 = 100_000;

/// What of the log a visitor is shown.
struct Reach {
    /// The units whose lines they see.
    scope: Scope,
    /// Reasons may name persons: who administers does not read them.
    reasons: bool,
}

/// An administrator sees that looks happened; who may read reasons sees them for their units.
fn reach(v: &Visit, s: &Structure) -> Result<Reach> {
    if v.visitor()?.may(Right::Administer) {
        // who administers watches over who looks anywhere, and sees none of what they saw
        return Ok(Reach {
            scope: Scope::whole(),
            reasons: false,
        });
    }
    v.needs(Power::Reasons)?;
    Ok(Reach {
        scope: v.scope(s)?,
        reasons: true,
    })
}

/// Whether the visitor may read the log.
#[must_use]
pub fn may_see(v: &Visit) -> bool {
    let keeper = v.visitor().is_ok_and(|w| w.may(Right::Administer));
    keeper || v.may(Power::Reasons)
}

pub async fn list(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let reach = reach(&v, &facts.structure)?;
    let before = v.query("before").parse().unwrap_or(u64::MAX >> 1);
    let mut db = v.db().await?;
    let mut entries = store::latest(&mut db, &reach.scope, before, SIZE + 1).await?;
    let more = entries.len() > usize::try_from(SIZE).unwrap_or(usize::MAX);
    entries.truncate(usize::try_from(SIZE).unwrap_or(usize::MAX));
    let head = store::head(&mut db).await?.unwrap_or_default();
    let rows = entries
        .iter()
        .map(|e| row(&v, &facts, &reach, e))
        .collect::<Result<Vec<Value>>>()?;
    v.render(
        "privacy/log.html",
        context! {
            rows, reasons => reach.reasons, back => !v.query("before").is_empty(),
            next => entries.last().map(|e| e.number).filter(|_| more), head => head.hash, last => head.number,
        },
    )
}

fn row(v: &Visit, facts: &FactsOfVisit, reach: &Reach, e: &Entry) -> Result<Value> {
    let s = &facts.structure;
    let unit = s.find(&e.unit);
    let state = unit.and_then(|u| s.state(u, v.asof.on).or_else(|| s.last_state(u)));
    Ok(context! {
        number => e.number, at => moment(v, e), name => e.name.as_str(), post => e.post.as_str(),
        what => format!("privacy-what-{}", e.what), field => field_name(v, &facts.book, &e.field)?,
        persons => e.persons, unit => state.map(|x| x.name.clone()),
        reason => if reach.reasons { e.reason.as_str() } else { "" },
    })
}

/// When a look was, in the zone of the record.
pub fn moment(v: &Visit, e: &Entry) -> String {
    e.at.parse().map_or_else(|_| e.at.clone(), |t| v.moment(t))
}

/// A field by its name in the visitor's language; a list by the figure it stands behind.
pub fn field_name(v: &Visit, book: &Rulebook, field: &str) -> Result<String> {
    let key = reveal::label(field);
    if v.texts().has(&key) {
        return v.t(&key);
    }
    let indicator = book.indicator(field, v.asof.on);
    Ok(indicator.map_or_else(
        || field.to_owned(),
        |i| i.rule.names.in_language(v.lang.code()).to_owned(),
    ))
}

/// The log as a file. Taking it out is itself noted.
pub async fn export(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let reach = reach(&v, &facts.structure)?;
    let look = super::Look {
        what: super::What::Export,
        field: "read_log",
        persons: &[],
        unit: "",
        reason: "",
    };
    super::note(&v, &look).await?;
    let mut db = v.db().await?;
    let mut entries = store::latest(&mut db, &reach.scope, u64::MAX >> 1, IN_A_FILE).await?;
    entries.reverse();
    let header = [
        "number", "at", "account", "name", "post", "what", "field", "unit", "persons", "reason",
        "previous", "hash",
    ];
    let line = |e: &Entry| {
        let reason = if reach.reasons { e.reason.as_str() } else { "" };
        let texts = [
            &e.number.to_string(),
            &e.at,
            &e.account,
            &e.name,
            &e.post,
            &e.what,
            &e.field,
            &e.unit,
            &e.persons.to_string(),
            reason,
            &e.previous,
            &e.hash,
        ];
        texts.map(str::to_owned).to_vec()
    };
    let table = download::Table {
        name: "read-log".to_owned(),
        header: header.map(str::to_owned).to_vec(),
        rows: entries.iter().map(line).collect(),
        right_to_left: false,
        provenance: Vec::new(),
    };
    let bytes = table.csv().map_err(Error::internal)?;
    download::attachment("read-log.csv", download::CSV, bytes)
}

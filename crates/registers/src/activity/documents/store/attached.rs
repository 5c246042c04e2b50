//! What hangs on a document: relations, files, clauses, the units it concerns, who issues it with
//! its organ.

use super::super::model::{CLAUSE, DOCUMENT_UNIT, FILE, RELATION};
use super::super::{files, joint};
use super::by_id;
use platform::db::Db;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};

/// A relation, and what stands at its other end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Related {
    pub from: String,
    pub relation: String,
    pub to: String,
    pub note: String,
}

/// A file of a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Filed {
    pub hash: String,
    pub name: String,
    pub media: String,
    pub bytes: u64,
    /// The act that erased its content: its hash is all that is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<u64>,
}

/// A clause of a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Clause {
    pub item: String,
    pub label: String,
    pub text: String,
    pub binds: String,
}

/// What hangs on a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Attached {
    /// What it does to others, and what others do to it.
    pub relations: Vec<Related>,
    pub files: Vec<Filed>,
    pub clauses: Vec<Clause>,
    /// (part, unit's id)
    pub units: Vec<(String, String)>,
    /// Who issues it together with its organ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_issuers: Vec<joint::CoIssuer>,
}

/// What hangs on a document on a day; nothing when it may not be seen.
pub async fn attached(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    id: &str,
) -> Result<Option<Attached>> {
    if by_id(db, scope, as_of, id).await?.is_none() {
        return Ok(None);
    }
    let key = [id.to_owned()];
    let mut found = Attached::default();
    let held = |r: &Row| r.from <= as_of.on && as_of.on < r.to;
    let text = |r: &Row, i: usize| r.values[i].text().to_owned();
    for (column, subjects) in [("subject", &key), ("other", &key)] {
        let rows = tables::known_where(db, &RELATION, as_of.known, column, subjects).await?;
        found
            .relations
            .extend(rows.iter().filter(|r| held(r)).map(|r| Related {
                from: r.subject.clone(),
                relation: text(r, 0),
                to: text(r, 1),
                note: text(r, 2),
            }));
    }
    let rows = tables::known_where(db, &FILE, as_of.known, "subject", &key).await?;
    found.files.extend(rows.iter().filter(|r| held(r)).map(|r| {
        Filed {
            hash: text(r, 0),
            name: text(r, 1),
            media: text(r, 2),
            bytes: r.values[3]
                .int()
                .and_then(|n| u64::try_from(n).ok())
                .unwrap_or(0),
            erased: None,
        }
    }));
    if !found.files.is_empty() {
        let erased = files::store::erased(db).await?;
        for file in &mut found.files {
            file.erased = erased.get(&file.hash).copied();
        }
    }
    found.clauses = clauses(db, as_of, id).await?;
    let rows = tables::known_where(db, &DOCUMENT_UNIT, as_of.known, "subject", &key).await?;
    found.units.extend(
        rows.iter()
            .filter(|r| held(r))
            .map(|r| (text(r, 1), text(r, 0))),
    );
    let mut together = joint::of(db, as_of, &key).await?;
    found.co_issuers = together.remove(id).unwrap_or_default();
    Ok(Some(found))
}

async fn clauses(db: &mut Db, as_of: AsOf, id: &str) -> Result<Vec<Clause>> {
    let key = [id.to_owned()];
    let rows = tables::known_where(db, &CLAUSE, as_of.known, "subject", &key).await?;
    let mut found: Vec<Clause> = rows
        .iter()
        .filter(|r| r.from <= as_of.on && as_of.on < r.to)
        .map(|r| Clause {
            item: r.item.clone(),
            label: r.values[0].text().to_owned(),
            text: r.values[1].text().to_owned(),
            binds: r.values[2].text().to_owned(),
        })
        .collect();
    // 10 comes after 9: items are numbers of their own
    found.sort_by_key(|c| (c.item.parse::<u32>().unwrap_or(u32::MAX), c.item.clone()));
    Ok(found)
}

/// The units that keep some documents on a day, as (document, unit).
pub async fn keepers(db: &mut Db, as_of: AsOf, ids: &[String]) -> Result<Vec<(String, String)>> {
    let rows = tables::known_where(db, &DOCUMENT_UNIT, as_of.known, "subject", ids).await?;
    let held = |r: &Row| r.from <= as_of.on && as_of.on < r.to && r.values[1].text() == "keeper";
    let pair = |r: Row| (r.subject, r.values[0].text().to_owned());
    Ok(rows.into_iter().filter(held).map(pair).collect())
}

/// What some documents do to others on a day, and what is done to them.
pub async fn relations_of(db: &mut Db, as_of: AsOf, ids: &[String]) -> Result<Vec<Related>> {
    let mut found = Vec::new();
    for column in ["subject", "other"] {
        let rows = tables::known_where(db, &RELATION, as_of.known, column, ids).await?;
        let held = rows
            .iter()
            .filter(|r| r.from <= as_of.on && as_of.on < r.to);
        found.extend(held.map(|r| Related {
            from: r.subject.clone(),
            relation: r.values[0].text().to_owned(),
            to: r.values[1].text().to_owned(),
            note: r.values[2].text().to_owned(),
        }));
    }
    Ok(found)
}

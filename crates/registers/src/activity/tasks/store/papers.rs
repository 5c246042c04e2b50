//! What tasks ask of documents: which one is named, in which state it is, what it binds to.

use super::super::coverage::Implementing;
use super::{Asked, NOW};
use crate::activity::documents::joint;
use crate::activity::documents::model::{self as documents, CLAUSE, DOCUMENT, Document};
use crate::activity::documents::state::State;
use crate::activity::documents::store as papers;
use figures::Day;
use platform::db::Db;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::BTreeMap;

/// What a row of the documents says in a column.
fn said_of<'r>(row: &'r Row, column: &str) -> &'r str {
    documents::column(column).map_or("", |at| row.values[at].text())
}

/// Ids of the documents that a text names, whoever asks.
pub async fn documents_named(db: &mut Db, text: &str) -> Result<Vec<String>> {
    let found = papers::meant(db, &Scope::whole(), text).await?;
    Ok(found.into_iter().map(|d| d.id).collect())
}

/// Items of the clauses of a document that bind someone, on the day.
pub async fn binding_clauses(db: &mut Db, asof: AsOf, document: &str) -> Result<Vec<String>> {
    let ids = [document.to_owned()];
    let rows = tables::known_where(db, &CLAUSE, asof.known, "subject", &ids).await?;
    let binds =
        |r: &Row| r.from <= asof.on && asof.on < r.to && !["", "no"].contains(&r.values[2].text());
    Ok(rows.into_iter().filter(binds).map(|r| r.item).collect())
}

/// Symbol and title of some documents by id, as they are on the day, of those that the reader sees.
pub async fn documents_seen(
    db: &mut Db,
    asked: &Asked<'_>,
    ids: &[String],
) -> Result<BTreeMap<String, (String, String)>> {
    let seen = papers::by_ids(db, asked.scope, asked.asof, ids).await?;
    let told = |d: Document| (d.id, (d.symbol, d.subject));
    Ok(seen.into_iter().map(told).collect())
}

/// The day on a document; of one that the record does not hold, none.
pub async fn document_day(db: &mut Db, id: &str) -> Result<Option<Day>> {
    let rows = tables::known_where(db, &DOCUMENT, NOW, "subject", &[id.to_owned()]).await?;
    Ok(rows
        .iter()
        .find_map(|r| Day::parse(said_of(r, "dated")).ok()))
}

/// In which state a document is, when it is one on which nothing can rest.
pub async fn dead_document(db: &mut Db, id: &str) -> Result<Option<State>> {
    let found = papers::latest(db, &[id.to_owned()]).await?.remove(id);
    let state = found.map(|(document, _)| document.state);
    Ok(state.filter(|s| s.is_dead()))
}

/// Whether a document has a clause.
pub async fn has_clause(db: &mut Db, document: &str, item: &str) -> Result<bool> {
    let ids = [document.to_owned()];
    let rows = tables::known_where(db, &CLAUSE, NOW, "subject", &ids).await?;
    Ok(rows.iter().any(|r| r.item == item))
}

/// Organ and day of documents that were issued, by id: what coverage is counted from. A joint
/// document was issued by each of its organs.
pub async fn issued_documents(
    db: &mut Db,
    asked: &Asked<'_>,
    ids: &[String],
) -> Result<Vec<Implementing<String>>> {
    let rows = tables::known_where(db, &DOCUMENT, asked.asof.known, "subject", ids).await?;
    let together = joint::of(db, asked.asof, ids).await?;
    let issued = |r: &&Row| asked.holds(r) && State::parse(said_of(r, "state")) == State::Issued;
    let mut found = Vec::new();
    for row in rows.iter().filter(issued) {
        let Ok(dated) = Day::parse(said_of(row, "dated")) else {
            continue;
        };
        let others = together.get(&row.subject).into_iter().flatten();
        let organs = others.map(|c| c.unit.as_str());
        let organs = organs.chain([said_of(row, "organ")]);
        found.extend(
            organs
                .filter_map(|organ| asked.s.find(organ))
                .map(|organ| Implementing {
                    document: row.subject.clone(),
                    organ,
                    dated,
                }),
        );
    }
    Ok(found)
}

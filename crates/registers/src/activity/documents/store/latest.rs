//! Documents as they stand last, whatever the day: what a decision rests on, and which one somebody
//! means.

use super::super::model::{CLASS, DOCUMENT, Document};
use super::super::rules::{symbol_key, symbols_of_words};
use super::{by_ids, document};
use crate::organisation::members::acts::read_day;
use figures::Day;
use platform::asof::Known;
use platform::db::Db;
use platform::journal::{Edit, store as journal};
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeSet, HashMap, HashSet};

pub(super) async fn current_where(
    db: &mut Db,
    column: &str,
    values: &[String],
) -> Result<Vec<Row>> {
    tables::known_where(db, &DOCUMENT, Known::NOW, column, values).await
}

/// Documents now known by their numbers and symbols, in whatever form these are written.
pub async fn by_symbol(db: &mut Db, symbols: &[String]) -> Result<Vec<Document>> {
    let keys: BTreeSet<String> = symbols.iter().map(|s| symbol_key(s)).collect();
    let keys: Vec<String> = keys.into_iter().filter(|k| !k.is_empty()).collect();
    Ok(newest(current_where(db, "symbol_key", &keys).await?))
}

/// Each document as it stands last, in the order of the days on them.
pub(super) fn newest(rows: Vec<Row>) -> Vec<Document> {
    let mut last: HashMap<String, Row> = HashMap::new();
    for row in rows {
        let newer = last.get(&row.subject).is_none_or(|r| r.from < row.from);
        if newer {
            last.insert(row.subject.clone(), row);
        }
    }
    let mut found: Vec<Document> = last.into_values().map(document).collect();
    found.sort_by(|a, b| (&a.dated, &a.id).cmp(&(&b.dated, &b.id)));
    found
}

/// Those of some documents that a scope sees, as they stand last.
pub async fn within(
    db: &mut Db,
    scope: &Scope,
    mut documents: Vec<Document>,
) -> Result<Vec<Document>> {
    if scope.is_whole() || documents.is_empty() {
        return Ok(documents);
    }
    let ids: Vec<String> = documents.iter().map(|d| d.id.clone()).collect();
    let last = AsOf {
        on: Day::LAST,
        known: Known::NOW,
    };
    let seen = by_ids(db, scope, last, &ids).await?;
    let seen: HashSet<&str> = seen.iter().map(|d| d.id.as_str()).collect();
    documents.retain(|d| seen.contains(d.id.as_str()));
    Ok(documents)
}

/// The documents that somebody may mean, of those that a scope sees, as they stand last: by id, or
/// by number and symbol in any form, with the day after «@» where several bear it.
pub async fn meant(db: &mut Db, scope: &Scope, said: &str) -> Result<Vec<Document>> {
    let by_id = latest(db, &[said.to_owned()]).await?.remove(said);
    if let Some((document, _)) = by_id {
        return within(db, scope, vec![document]).await;
    }
    let (symbol, day) = said
        .rsplit_once('@')
        .map_or((said, None), |(s, d)| (s, Some(d.trim())));
    // as a page writes a day, or as a file does
    let day = day.map(|d| read_day(d).map_or_else(|| d.to_owned(), |d| d.to_string()));
    let mut found = by_symbol(db, &[symbol.to_owned()]).await?;
    if found.is_empty() {
        found = by_symbol(db, &symbols_of_words(symbol)).await?;
    }
    found.retain(|d| {
        day.as_ref()
            .is_none_or(|day| d.dated == *day || d.sent_on == *day)
    });
    within(db, scope, found).await
}

/// The last state of documents now known, whatever the day.
pub async fn latest(db: &mut Db, ids: &[String]) -> Result<HashMap<String, (Document, Day)>> {
    let mut last: HashMap<String, (Document, Day)> = HashMap::new();
    for row in tables::current(db, &DOCUMENT, ids).await? {
        let newer = last
            .get(&row.subject)
            .is_none_or(|(_, from)| *from < row.from);
        if newer {
            let from = row.from;
            last.insert(row.subject.clone(), (document(row), from));
        }
    }
    Ok(last)
}

/// A document as it now stands from each day on, in order of time, and the edits it rests on: what
/// a correction is compared with.
pub(in super::super) async fn stretches(
    db: &mut Db,
    id: &str,
) -> Result<(Vec<(Day, Document)>, Vec<Edit>)> {
    let key = [id.to_owned()];
    let rows = tables::current(db, &DOCUMENT, &key).await?.into_iter();
    let mut all: Vec<(Day, Document)> = rows.map(|row| (row.from, document(row))).collect();
    all.sort_by_key(|(from, _)| *from);
    Ok((all, journal::edits(db, CLASS, &key).await?))
}

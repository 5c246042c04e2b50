//! What became of a document: how far its clauses are, who has implemented it, what stands under
//! it. Read from the record, judged by [`super::rules`] and [`super::coverage`].

use super::coverage::{Covered, Tally, Under, coverage, tally, tree};
use super::rules::{Progress, progress};
use super::store::{self, Asked};
use crate::activity::documents::store as documents;
use platform::{Db, Result};
use std::collections::BTreeMap;

/// How far the binding clauses of a document are on the day. Who does not see the whole record is
/// told of the clauses whose tasks they see: of the others nothing, not even how many there are.
pub async fn progress_of(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Progress> {
    let mut binding = store::binding_clauses(db, asked.asof, document).await?;
    let tasks = store::of_document(db, asked, document).await?;
    if !asked.scope.is_whole() {
        binding.retain(|clause| tasks.iter().any(|t| t.clause == *clause));
    }
    let states = tasks.iter().map(|t| (t.clause.as_str(), t.state));
    Ok(progress(binding.iter().map(String::as_str), states))
}

/// Pairs of a document and the one that it implements, on the day: what coverage and trees are
/// read from, once for all documents of a list.
pub type Implemented = [(String, String)];

/// Who of the units that a document binds has issued one that implements it, by the day. What
/// implements the programme of another is of the programme's coverage, and stands in the tree.
pub async fn covered(
    db: &mut Db,
    asked: &Asked<'_>,
    document: &str,
) -> Result<Vec<Covered<String>>> {
    let pairs = store::implementing(db, asked.asof).await?;
    covered_by(db, asked, document, &pairs).await
}

/// Likewise, by pairs that were read before.
pub async fn covered_by(
    db: &mut Db,
    asked: &Asked<'_>,
    document: &str,
    pairs: &Implemented,
) -> Result<Vec<Covered<String>>> {
    let obliged = documents::obliged_by(db, asked.asof, document).await?;
    let obliged: Vec<_> = obliged
        .iter()
        .filter_map(|o| Some((asked.s.find(&o.unit)?, o.due)))
        .collect();
    if obliged.is_empty() {
        return Ok(Vec::new());
    }
    let own = pairs.iter().filter(|(_, other)| other == document);
    let ids: Vec<String> = own.map(|(id, _)| id.clone()).collect();
    let issued = store::issued_documents(db, asked, &ids).await?;
    Ok(coverage(asked.s, &obliged, &issued, asked.asof.on))
}

/// A document under another that the reader sees.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Below {
    pub under: Under<String>,
    pub symbol: String,
    pub title: String,
    pub tally: Tally,
    pub progress: Progress,
    /// Units that it binds in turn, of those that the reader sees, and how many have issued theirs.
    pub bound: usize,
    pub issued: usize,
}

/// The documents under one that the reader sees, each with how its clauses and tasks stand.
pub async fn under(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Vec<Below>> {
    let all = seen_under(db, asked, document).await?;
    standing(db, asked, all).await
}

/// A document of the tree, its symbol and its title.
pub type Named = (Under<String>, String, String);

/// The documents under one that the reader sees, and nothing more of them: what a page is cut
/// from.
pub async fn seen_under(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Vec<Named>> {
    let pairs = store::implementing(db, asked.asof).await?;
    let below = tree(&document.to_owned(), &pairs);
    let ids: Vec<String> = below.iter().map(|u| u.document.clone()).collect();
    let mut seen = store::documents_seen(db, asked, &ids).await?;
    let named = |under: Under<String>| {
        let (symbol, title) = seen.remove(&under.document)?;
        Some((under, symbol, title))
    };
    Ok(below.into_iter().filter_map(named).collect())
}

/// Documents of a tree with how their clauses and tasks stand.
pub async fn standing(db: &mut Db, asked: &Asked<'_>, all: Vec<Named>) -> Result<Vec<Below>> {
    let pairs = store::implementing(db, asked.asof).await?;
    let ids: Vec<String> = all.iter().map(|(u, ..)| u.document.clone()).collect();
    let mut tasks: BTreeMap<String, Vec<store::Task>> = BTreeMap::new();
    for task in store::of_documents(db, asked, &ids).await? {
        tasks.entry(task.document.clone()).or_default().push(task);
    }
    let mut found = Vec::new();
    for (under, symbol, title) in all {
        let own = tasks.remove(&under.document).unwrap_or_default();
        let mut bound = covered_by(db, asked, &under.document, &pairs).await?;
        bound.retain(|c| asked.scope.sees(&asked.s.unit(c.unit).id));
        found.push(Below {
            bound: bound.len(),
            issued: bound.iter().filter(|c| c.document.is_some()).count(),
            progress: progress_of(db, asked, &under.document).await?,
            tally: tally(own.iter().map(|t| t.standing(asked.asof.on))),
            under,
            symbol,
            title,
        });
    }
    Ok(found)
}

/// How the tasks stand that rest on a document itself or on one under it, of those that the reader
/// sees.
pub async fn tasks_of(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Tally> {
    let pairs = store::implementing(db, asked.asof).await?;
    tasks_by(db, asked, document, &pairs).await
}

/// Likewise, by pairs that were read before.
pub async fn tasks_by(
    db: &mut Db,
    asked: &Asked<'_>,
    document: &str,
    pairs: &Implemented,
) -> Result<Tally> {
    let below = tree(&document.to_owned(), pairs).into_iter();
    let mut ids: Vec<String> = below.map(|u| u.document).collect();
    ids.push(document.to_owned());
    let tasks = store::of_documents(db, asked, &ids).await?;
    Ok(tally(tasks.iter().map(|t| t.standing(asked.asof.on))))
}

//! What became of a document: how far its clauses are, who has implemented it, what stands under
//! it. Read from the record, judged by [`super::rules`] and [`super::coverage`].

use super::coverage::{Covered, Tally, Under, coverage, tally, tree};
use super::rules::{Progress, progress};
use super::store::{self, Asked};
use figures::{Day, UnitIx};
use platform::{Db, Result};

/// How far the binding clauses of a document are on the day. What somebody does not see counts all
/// the same: an upper total stays exact.
pub async fn progress_of(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Progress> {
    let binding = store::binding_clauses(db, asked.asof, document).await?;
    let whole = platform::Scope::whole();
    let all = Asked {
        scope: &whole,
        ..*asked
    };
    let tasks = store::of_document(db, &all, document).await?;
    let states = tasks.iter().map(|t| (t.clause.as_str(), t.state));
    Ok(progress(binding.iter().map(String::as_str), states))
}

/// Who of the obliged units has issued a document that implements this one, by the day.
pub async fn covered(
    db: &mut Db,
    asked: &Asked<'_>,
    document: &str,
    (obliged, by): (&[UnitIx], Day),
) -> Result<Vec<Covered>> {
    let pairs = store::implementing(db, asked.asof).await?;
    let own = pairs.into_iter().filter(|(_, other)| other == document);
    let ids: Vec<String> = own.map(|(id, _)| id).collect();
    let issued = store::issued_documents(db, asked.asof, &ids).await?;
    Ok(coverage(asked.s, obliged, by, &issued, asked.asof.on))
}

/// The documents under one, each with how its tasks stand; those that the reader sees.
pub async fn under(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Vec<(Under, Tally)>> {
    let pairs = store::implementing(db, asked.asof).await?;
    let mut found = Vec::new();
    for under in tree(document, &pairs) {
        let tasks = store::of_document(db, asked, &under.document).await?;
        let stand = tasks.iter().map(|t| t.standing(asked.asof.on));
        found.push((under, tally(stand)));
    }
    Ok(found)
}

//! The erasure of what names a person, ordered by law.

use super::super::model::{CLASS, PersonEdit};
use super::super::store;
use figures::Day;
use platform::journal::{Line, canonical, store as acts};
use platform::{Db, Error, Result};

/// Decides the erasure of what names a person, ordered by law: figures and tree stand.
pub async fn decide_erasure(db: &mut Db, subject: &str, day: Day) -> Result<Line> {
    let edits = acts::edits(db, CLASS, &[subject.to_owned()]).await?;
    if edits.is_empty() {
        return Err(Error::NotFound(format!("there is no person {subject}")));
    }
    // whoever was named again after an erasure may be erased again
    let named = edits.iter().any(|e| e.identifying.is_some());
    if !named && store::is_erased(db, subject).await? {
        return Err(Error::refused("what names this person was erased already"));
    }
    let verdicts = store::verdicts_to_keep(db, subject).await?;
    let counted = canonical::text(&PersonEdit::Erased { verdicts })?;
    Ok(Line {
        day,
        class: CLASS,
        subject: subject.to_owned(),
        also: Vec::new(),
        counted,
        identifying: None,
    })
}

/// The acts whose basis or reason may name the person: they stay as they were recorded, and who
/// orders an erasure should know of them.
pub async fn acts_that_name(db: &mut Db, subject: &str) -> Result<Vec<u64>> {
    let mut names = Vec::new();
    for edit in acts::edits_ever(db, CLASS, subject).await? {
        let Some(identifying) = edit.identifying else {
            continue;
        };
        let said: serde_json::Value = serde_json::from_str(&identifying)?;
        let name = said.get("name").and_then(serde_json::Value::as_str);
        names.extend(name.map(str::to_owned));
    }
    acts::acts_that_say(db, &names).await
}

//! Erasing the content of a file, when the law orders it. The act names every document that ever
//! had the file; its hash and that it was there stay, its bytes and its text go. What an earlier
//! day or an earlier knowledge says of it is the same: there is nothing to give out.

use super::super::acts::{Decided, line};
use super::super::model::DocumentEdit;
use super::{Cabinet, store};
use crate::activity::refuse;
use figures::Day;
use platform::{Db, Error, Result};
use std::collections::BTreeMap;

/// Decides the erasure of a file's content: of all documents that have it or ever had it, because
/// the same bytes lie there once.
pub async fn decide_erasure(db: &mut Db, hash: &str, day: Day) -> Result<Decided> {
    if let Some(act) = store::erased(db).await?.get(hash) {
        let why = format!("the content of this file was erased by act {act} already");
        return Err(refuse("file", hash, why));
    }
    let mut lines = Vec::new();
    for document in store::naming(db, hash).await? {
        let edit = DocumentEdit::FileErased {
            hash: hash.to_owned(),
        };
        lines.push(line(day, &document, &edit, &BTreeMap::new())?);
    }
    if lines.is_empty() {
        return Err(Error::NotFound(format!(
            "no document of the record ever had a file {hash}"
        )));
    }
    Ok(Decided {
        lines,
        ..Decided::default()
    })
}

/// Takes away what acts erased and still lies there: bytes and texts. To be done after the act is
/// recorded, and again whenever that was cut short. How many files it took away.
pub async fn sweep(db: &mut Db, cabinet: &Cabinet) -> Result<usize> {
    let mut gone = 0;
    for hash in store::erased(db).await?.into_keys() {
        cabinet.texts.remove(&hash)?;
        gone += usize::from(cabinet.vault.remove(&hash)?);
    }
    Ok(gone)
}

//! Deciding which files a document has.

use super::super::acts::{Decided, Ground, line, the_document};
use super::super::model::{Document, DocumentEdit};
use super::store;
use crate::activity::refuse;
use figures::Day;
use platform::text::tidy;
use platform::{Db, Error, Result};
use std::collections::BTreeMap;

/// A file that lies, or is about to lie, under its hash beside the database.
#[derive(Debug, Clone)]
pub struct NewFile {
    /// SHA-256 in hexadecimal.
    pub hash: String,
    pub name: String,
    pub media: String,
    pub bytes: u64,
}

/// Files that one document may have.
const MOST: usize = 100;

/// A number that is void, or was kept for what must not be held here, has no content.
pub fn may_have(document: &Document) -> Result<()> {
    if document.state.is_stub() {
        return Err(Error::refused(format!(
            "{} is {}: it holds a number and a reason, and nothing else",
            document.symbol, document.state
        )));
    }
    Ok(())
}

/// Hangs a file on a document: from the document's own day, unless another is given.
pub async fn decide_file(
    db: &mut Db,
    _ground: Ground<'_>,
    id: &str,
    file: &NewFile,
    day: Option<Day>,
) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    may_have(&document)?;
    let hash = platform::text::unhex(&file.hash).filter(|h| h.len() == 32);
    if hash.is_none() {
        return Err(refuse(
            "hash",
            &file.hash,
            "this is no SHA-256 in hexadecimal",
        ));
    }
    let own = document.day();
    let day = day.unwrap_or(own);
    if day < own {
        let why = format!("the document is dated {own}: it has no file before");
        return Err(refuse("on", &day.to_string(), why));
    }
    if let Some(act) = store::erased(db).await?.get(&file.hash) {
        let why = format!(
            "the content of this very file was erased by act {act}: it is not taken in again"
        );
        return Err(refuse("file", &file.name, why));
    }
    let held = store::current(db, &[id.to_owned()]).await?;
    let open: Vec<_> = held.iter().filter(|h| h.to == Day::MAX).collect();
    if let Some(same) = open.iter().find(|h| h.file.hash == file.hash) {
        let why = format!(
            "the document has this very file already: {}",
            same.file.name
        );
        return Err(refuse("file", &file.name, why));
    }
    if open.len() >= MOST {
        let why = format!("a document has at most {MOST} files");
        return Err(refuse("file", &file.name, why));
    }
    let edit = DocumentEdit::File {
        hash: file.hash.clone(),
        media: file.media.clone(),
        bytes: file.bytes,
    };
    let named = BTreeMap::from([("name".to_owned(), tidy(&file.name))]);
    Ok(Decided {
        lines: vec![line(day, id, &edit, &named)?],
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// Takes a file off a document from a day on. Its bytes stay: what was read before rests on them.
pub async fn decide_file_gone(
    db: &mut Db,
    _ground: Ground<'_>,
    id: &str,
    hash: &str,
    day: Day,
) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    let held = store::current(db, &[id.to_owned()]).await?;
    let open = held
        .iter()
        .find(|h| h.file.hash == hash && h.to == Day::MAX);
    let Some(open) = open else {
        return Err(refuse("file", hash, "the document has no such file"));
    };
    let day = day.max(open.from);
    let edit = DocumentEdit::FileGone {
        hash: hash.to_owned(),
    };
    Ok(Decided {
        lines: vec![line(day, id, &edit, &BTreeMap::new())?],
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

//! Files of documents: taken in, kept beside the database by their hash, given out again, and
//! their texts for the search.
//!
//! What a stranger made is opened by whoever the program hands over (see [`Opener`]), apart from
//! everything else. A file that bears a mark of secrecy is refused before anything of it touches a
//! disk; any other lies on the disk before the act that names it is recorded.

pub mod acts;
pub mod erasure;
pub mod marks;
mod names;
pub(super) mod pages;
pub mod store;
pub mod texts;

use self::acts::NewFile;
use self::texts::Texts;
use crate::activity::refuse;
use crate::organisation::rulebook::DocumentRules;
use figures::Day;
use platform::vault::{Staged, Vault};
use platform::{Error, Result};
use serde::{Deserialize, Serialize};
use std::path::Path;
use std::sync::Arc;

/// Bytes that a file may have.
pub const BYTES: usize = 20 << 20;

/// The types of files that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    Pdf,
    Docx,
    Plain,
}

impl Media {
    pub const ALL: [Media; 3] = [Media::Pdf, Media::Docx, Media::Plain];

    /// As acts and answers name it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Docx => {
                "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
            }
            Media::Plain => "text/plain",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Media> {
        Self::ALL.into_iter().find(|m| m.as_str() == text)
    }

    /// How the name of such a file ends.
    #[must_use]
    pub fn ending(self) -> &'static str {
        match self {
            Media::Pdf => "pdf",
            Media::Docx => "docx",
            Media::Plain => "txt",
        }
    }
}

/// How far the text of a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Read {
    Whole,
    /// Only as far as the bounds go.
    Part,
    /// It has pages, and no text on them: a scan.
    NoText,
    /// It opens only with a password.
    Locked,
    Failed,
}

impl Read {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Read::Whole => "whole",
            Read::Part => "part",
            Read::NoText => "no-text",
            Read::Locked => "locked",
            Read::Failed => "failed",
        }
    }
}

/// A file as it was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Opened {
    pub media: Media,
    pub read: Read,
    /// Pages of a PDF; 0 where nobody knows.
    pub pages: usize,
    pub text: String,
}

/// Why a file is not kept, whatever it is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unkept {
    Empty,
    Type,
    Macros,
    Cut,
    Bomb,
}

/// Opens a file; nothing when it could not even be told what it is, within time and memory.
pub type Opener = Arc<
    dyn Fn(Vec<u8>) -> std::io::Result<Option<std::result::Result<Opened, Unkept>>> + Send + Sync,
>;

/// The files of a record and their texts, in its folder.
#[derive(Debug, Clone)]
pub struct Cabinet {
    pub vault: Vault,
    pub texts: Texts,
}

impl Cabinet {
    #[must_use]
    pub fn in_folder(data: &Path) -> Cabinet {
        Cabinet {
            vault: Vault::new(data.join("files")),
            texts: Texts::new(data.join("texts")),
        }
    }
}

/// Refuses a file that is larger than its bound, before it is looked at.
pub fn bounded(name: &str, bytes: usize) -> Result<()> {
    if bytes <= BYTES {
        return Ok(());
    }
    let most = BYTES >> 20;
    let why = format!("the file has {bytes} bytes: at most {most} MiB are kept");
    Err(refuse("file", name, why))
}

/// Opens a file: its type and its text, or why it is not kept. Takes its time.
pub fn open(opener: &Opener, name: &str, bytes: Vec<u8>) -> Result<Opened> {
    bounded(name, bytes.len())?;
    let opened =
        opener(bytes).map_err(|e| Error::Unavailable(format!("the reader of files: {e}")))?;
    match opened {
        Some(Ok(opened)) => Ok(opened),
        Some(Err(Unkept::Empty)) => Err(refuse("file", name, "the file is empty")),
        Some(Err(Unkept::Type)) => Err(refuse(
            "file",
            name,
            "this is no PDF, no Word document (.docx) and no text in UTF-8, whatever it is called",
        )),
        Some(Err(Unkept::Macros)) => Err(refuse(
            "file",
            name,
            "the Word document brings a program along (macros): save it as .docx without them",
        )),
        Some(Err(Unkept::Cut)) => Err(refuse(
            "file",
            name,
            "the file is damaged or lacks its end: hand it in again, or save it anew",
        )),
        Some(Err(Unkept::Bomb)) | None => Err(refuse(
            "file",
            name,
            "the file unpacks to more than is opened, or cannot be opened in reasonable time",
        )),
    }
}

/// A file that may be kept: it lies beside its place until it is, and is taken away if it is not.
pub struct Ready {
    staged: Staged,
    opened: Opened,
    texts: Texts,
    pub file: NewFile,
}

/// Makes a file ready that was opened. What bears a mark of secrecy is refused here, and nothing
/// of it was written.
pub fn ready(
    cabinet: &Cabinet,
    docs: &DocumentRules,
    (name, bytes): (&str, &[u8]),
    opened: Opened,
    day: Day,
) -> Result<Ready> {
    if let Some(mark) = marks::found(docs, &opened.text, day) {
        return Err(refuse(
            "file",
            name,
            format!(
                "the file is marked {} and is not held here ({}); nothing of it was kept: reserve its number with a reason and no content",
                mark.rule.names.vi, mark.citation
            ),
        ));
    }
    let staged = cabinet.vault.stage(bytes)?;
    Ok(Ready {
        file: NewFile {
            hash: staged.hash().to_owned(),
            name: names::tidied(name, opened.media),
            media: opened.media.as_str().to_owned(),
            bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX),
        },
        staged,
        opened,
        texts: cabinet.texts.clone(),
    })
}

impl Ready {
    /// Gives the file its place. To be done when the act is decided and before it is recorded.
    pub fn keep(self) -> Result<()> {
        let hash = self.staged.hash().to_owned();
        self.staged.keep()?;
        self.texts.keep(&hash, &self.opened)
    }
}

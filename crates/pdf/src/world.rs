//! What Typst may see while it sets one document: its text, its files, the fonts. Nothing else.

use crate::{Error, Options, fonts::CASE, sentence};
use std::collections::HashMap;
use typst::diag::{FileError, FileResult, SourceDiagnostic};
use typst::foundations::{Bytes, Datetime, Dict, Duration, IntoValue};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};

/// Title, language, direction and fonts are set here, from values that are never read as
/// markup, so that no source can forget them or spoil them.
const FRAME: &str = r#"#import sys: inputs
#set document(title: inputs.title)
#set page(paper: "a4")
#set text(
  lang: inputs.lang,
  dir: if inputs.rtl { rtl } else { ltr },
  font: if inputs.rtl { ("Noto Naskh Arabic", "Noto Serif") } else { ("Noto Serif", "Noto Naskh Arabic") },
)
#include "document.typ"
"#;

/// One document on the compositor's desk.
pub(crate) struct Desk {
    library: LazyHash<Library>,
    frame: Source,
    document: Source,
    files: HashMap<FileId, Bytes>,
    written_at: Datetime,
}

impl Desk {
    pub(crate) fn new(
        source: &str,
        files: &[(&str, Vec<u8>)],
        options: &Options,
        written_at: Datetime,
    ) -> Result<Self, Error> {
        let mut inputs = Dict::new();
        inputs.insert("title".into(), options.title.as_str().into_value());
        inputs.insert("lang".into(), options.lang.as_str().into_value());
        inputs.insert("rtl".into(), options.rtl.into_value());
        let files = files
            .iter()
            .map(|(name, bytes)| Ok((id(name)?, Bytes::new(bytes.clone()))))
            .collect::<Result<_, Error>>()?;
        Ok(Self {
            library: LazyHash::new(Library::builder().with_inputs(inputs).build()),
            frame: Source::new(id("frame.typ")?, FRAME.to_owned()),
            document: Source::new(id("document.typ")?, source.to_owned()),
            files,
            written_at,
        })
    }

    /// Says what Typst complained of, and in which line of the source.
    pub(crate) fn explain(&self, errors: &[SourceDiagnostic]) -> String {
        let lines: Vec<String> = errors
            .iter()
            .map(|error| sentence(error, &self.place(error)))
            .collect();
        lines.join("; ")
    }

    fn place(&self, error: &SourceDiagnostic) -> String {
        let line = error
            .span
            .id()
            .filter(|id| *id == self.document.id())
            .and_then(|_| self.range(error.span))
            .and_then(|range| self.document.lines().byte_to_line(range.start));
        line.map(|line| format!("line {}: ", line + 1))
            .unwrap_or_default()
    }
}

/// Typst never gives an id back, so the names of files should be few and the same every time.
fn id(name: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(name).map_err(|_| Error::FileName(name.to_owned()))?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

impl World for Desk {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &CASE.book
    }

    fn main(&self) -> FileId {
        self.frame.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        [&self.frame, &self.document]
            .into_iter()
            .find(|source| source.id() == id)
            .cloned()
            .ok_or(FileError::NotSource)
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let missing = || FileError::NotFound(id.vpath().get_without_slash().into());
        self.files.get(&id).cloned().ok_or_else(missing)
    }

    fn font(&self, index: usize) -> Option<Font> {
        CASE.fonts.get(index).cloned()
    }

    /// A document knows the day it was written, not the day it is opened.
    fn today(&self, _offset: Option<Duration>) -> Option<Datetime> {
        Some(self.written_at)
    }
}

//! An import on its way: handed in, its columns said, checked, recorded.

use super::core::What;
use platform::Problem;
use serde::{Deserialize, Serialize};

/// How far an import has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// Handed in; its columns are to be said.
    Columns,
    Checking,
    Checked,
    Recording,
    Recorded,
}

impl Stage {
    const ALL: [(Stage, &'static str); 5] = [
        (Stage::Columns, "columns"),
        (Stage::Checking, "checking"),
        (Stage::Checked, "checked"),
        (Stage::Recording, "recording"),
        (Stage::Recorded, "recorded"),
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(s, _)| *s == self);
        found.map_or("", |(_, text)| text)
    }

    #[must_use]
    pub fn parse(text: &str) -> Stage {
        let found = Self::ALL.iter().find(|(_, t)| *t == text);
        found.map_or(Stage::Columns, |(s, _)| *s)
    }
}

/// An import as its working table keeps it. The files themselves are kept beside, sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Import {
    pub id: String,
    pub account: String,
    pub what: What,
    /// Sealed name of the file.
    pub name: String,
    pub digest: String,
    pub mapping: Vec<(String, String)>,
    pub stage: Stage,
    /// The job that checks or records it.
    pub job: String,
    /// Numbers of the acts it became.
    pub acts: Vec<u64>,
    /// Seconds since 1970.
    pub made: i64,
}

impl Import {
    /// Ids of the files kept of it.
    #[must_use]
    pub fn file(&self) -> String {
        format!("{}-in", self.id)
    }

    #[must_use]
    pub fn head(&self) -> String {
        format!("{}-head", self.id)
    }

    #[must_use]
    pub fn report(&self) -> String {
        format!("{}-report", self.id)
    }

    #[must_use]
    pub fn problems(&self) -> String {
        format!("{}-problems", self.id)
    }
}

/// The beginning of a file: its headings and some rows, to recognise the columns by.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub count: usize,
}

/// What checking a file came to. Nothing was written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Report {
    pub rows: usize,
    /// Rows that would be recorded.
    pub new: usize,
    /// Lines that say what the record says already.
    pub same: Vec<usize>,
    /// What may be somebody who is in the record already.
    pub doubtful: Vec<Problem>,
    /// Lines that cannot be recorded.
    pub bad: Vec<usize>,
    /// The first problems and warnings, for the page; the file handed back has them all.
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
    /// What the data standard will say against persons who are new.
    #[serde(default)]
    pub faults: Vec<Fault>,
    /// Problems that are not shown.
    pub more: usize,
    /// The act by which this very file is in the record already.
    pub already: Option<u64>,
    /// The record's last act when it was checked.
    pub known: u64,
}

/// A rule of the data standard that a row will not meet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    pub line: usize,
    pub rule: u8,
    /// The field of which the rule speaks first, and what the row says there.
    pub column: String,
    pub value: String,
}

impl Report {
    /// Whether the file as a whole cannot be read.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        self.problems.iter().any(|p| p.line < 2)
    }
}

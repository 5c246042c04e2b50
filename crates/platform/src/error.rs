//! What can go wrong, in few kinds, and the sentence a person reads.

use std::fmt;

pub type Result<T> = std::result::Result<T, Error>;

/// One thing wrong with what was handed in: where, which value, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
pub struct Problem {
    /// Name of the file as the sender knows it; empty when the input was no file.
    pub file: String,
    /// Counted from 1, the header being line 1; 0 when the whole file is meant.
    pub line: usize,
    pub column: String,
    pub value: String,
    pub reason: String,
    /// Warnings are shown and do not refuse.
    #[serde(default)]
    pub warning: bool,
}

impl Problem {
    #[must_use]
    pub fn new(reason: impl Into<String>) -> Problem {
        Problem {
            file: String::new(),
            line: 0,
            column: String::new(),
            value: String::new(),
            reason: reason.into(),
            warning: false,
        }
    }

    #[must_use]
    pub fn at(mut self, file: &str, line: usize) -> Problem {
        file.clone_into(&mut self.file);
        self.line = line;
        self
    }

    #[must_use]
    pub fn cell(mut self, column: &str, value: &str) -> Problem {
        column.clone_into(&mut self.column);
        self.value = value.chars().take(120).collect();
        self
    }

    #[must_use]
    pub fn as_warning(mut self) -> Problem {
        self.warning = true;
        self
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}: ", self.file)?;
        }
        if self.line > 0 {
            write!(f, "line {}: ", self.line)?;
        }
        if !self.column.is_empty() {
            write!(f, "column {}: ", self.column)?;
            if !(self.value.is_empty() && self.warning) {
                write!(f, "value «{}»: ", self.value)?;
            }
        }
        f.write_str(&self.reason)
    }
}

/// The kinds of failure; each says what the caller can do about it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// What was asked for is not there (404).
    #[error("{0}")]
    NotFound(String),
    /// The input or the state of the record does not allow it; nothing was written (422).
    #[error("{}", list(.0))]
    Refused(Vec<Problem>),
    /// The record changed since it was read (409).
    #[error("{0}")]
    Conflict(String),
    /// The input is larger than its bound (413).
    #[error("{0}")]
    TooLarge(String),
    /// The database cannot be reached now (503).
    #[error("the database does not answer: {0}")]
    Unavailable(String),
    /// The record contradicts itself: somebody or something wrote behind the journal's back.
    #[error("the record is damaged: {0}")]
    Damaged(String),
    /// A fault of the program or the machine (500).
    #[error("{0}")]
    Internal(String),
}

fn list(problems: &[Problem]) -> String {
    let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
    lines.join("\n")
}

impl Error {
    /// A refusal with one reason that belongs to no cell.
    #[must_use]
    pub fn refused(reason: impl Into<String>) -> Error {
        Error::Refused(vec![Problem::new(reason)])
    }

    /// The refusal with the row of a file, or of a form, for its place.
    #[must_use]
    pub fn at_row(self, file: &str, line: usize) -> Error {
        match self {
            Error::Refused(problems) => {
                Error::Refused(problems.into_iter().map(|p| p.at(file, line)).collect())
            }
            other => other,
        }
    }

    #[must_use]
    pub fn internal(what: impl fmt::Display) -> Error {
        Error::Internal(what.to_string())
    }
}

impl From<sqlx::Error> for Error {
    fn from(e: sqlx::Error) -> Error {
        match e {
            sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed => {
                Error::Unavailable(e.to_string())
            }
            other => Error::Internal(format!("database: {other}")),
        }
    }
}

impl From<std::io::Error> for Error {
    fn from(e: std::io::Error) -> Error {
        Error::Internal(e.to_string())
    }
}

impl From<serde_json::Error> for Error {
    fn from(e: serde_json::Error) -> Error {
        Error::Damaged(e.to_string())
    }
}

impl From<figures::day::NotADay> for Error {
    fn from(e: figures::day::NotADay) -> Error {
        Error::refused(e.to_string())
    }
}

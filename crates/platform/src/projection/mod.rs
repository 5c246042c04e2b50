//! Projections: what the acts add up to, as rows with two axes of time. A row holds on
//! the effective days `[from, to)` and is known from the act that wrote it until the act
//! that replaced it. Rows are never changed but by closing their knowledge.

pub mod store;

use crate::db::{Cell, Type};
use figures::Day;

/// A projection table. Every one has, before its own columns, the subject and the item
/// (what tells rows of one subject and day apart), and after them the two axes.
#[derive(Debug)]
pub struct Table {
    pub name: &'static str,
    /// One line: what a row means.
    pub means: &'static str,
    pub columns: &'static [(&'static str, Type)],
    /// Columns made of others by a function whose version may change (`semantics.md` 1.12).
    pub derived: &'static [Derived],
}

/// A column that says again what another says, for search or order.
#[derive(Debug)]
pub struct Derived {
    pub column: &'static str,
    pub of: &'static str,
    pub make: fn(&str) -> String,
}

/// A row as the fold of a subject's edits says it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Row {
    pub subject: String,
    pub item: String,
    pub from: Day,
    pub to: Day,
    pub values: Vec<Cell>,
}

/// A row as read, with the act from which it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownRow {
    pub row: Row,
    pub since: u64,
}

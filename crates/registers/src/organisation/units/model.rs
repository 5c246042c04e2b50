//! What a unit is in the record, and what an edit of one says.

use platform::db::Type;
use platform::projection::{Derived, Table};
use serde::{Deserialize, Serialize};

pub const CLASS: &str = "unit";
/// Class of the rows as they were handed in: an annulment decides them again.
pub const REQUEST: &str = "reform_row";

/// The fields of a unit's dated state, in the order of [`UNIT_STATE`]'s columns.
pub const FIELDS: [&str; 4] = ["code", "name", "kind", "parent"];

pub static UNIT_STATE: Table = Table {
    name: "unit_state",
    means: "what a unit was called and under whom it stood, from a day until another",
    columns: &[
        ("code", Type::Text),
        ("name", Type::Text),
        ("kind", Type::Text),
        ("parent", Type::Text),
        ("name_folded", Type::Text),
    ],
    derived: &[Derived {
        column: "name_folded",
        of: "name",
        make: platform::text::folded,
    }],
};

pub static UNIT_LINK: Table = Table {
    name: "unit_link",
    means: "a predecessor (subject) and the unit it, or a part of it, became; no unit: nowhere",
    columns: &[("successor", Type::Text), ("link", Type::Text)],
    derived: &[],
};

pub static UNIT_LINE: Table = Table {
    name: "unit_line",
    means: "under whom a unit stands in a line (item) other than the default; no parent: a root of it",
    columns: &[("parent", Type::Text)],
    derived: &[],
};

/// One edit of a unit, holding from the day of its line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum UnitEdit {
    /// The unit begins. `parent` is a unit's id; `parent_code` is how the row named it.
    Open {
        code: String,
        name: String,
        kind: String,
        parent: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_code: Option<String>,
    },
    /// Fields change; `until` makes it a correction of exactly those days. A parent of `""` is none.
    Set {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        name: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kind: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
    },
    /// From the day on the unit stands in another line than the default, under the parent (a
    /// unit's id) or as a root. `code` and `parent_code` are how an opening list named them.
    Stand {
        line: String,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        parent_code: Option<String>,
    },
    /// The line's day is the first on which the unit is no more.
    Close,
    /// All of the unit, or some of it, went into the successor.
    Link {
        successor: Option<String>,
        link: String,
    },
}

/// A row of `reforms.csv`, kept as it was given.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct ReformRow {
    pub from_code: String,
    pub to_code: String,
    pub link: String,
    pub to_name: String,
    pub to_kind: String,
    pub to_parent: String,
    /// The hierarchy meant; empty is the default line.
    #[serde(default, rename = "in_line", skip_serializing_if = "String::is_empty")]
    pub hierarchy: String,
    /// Line of the file, for refusals; not part of the content.
    #[serde(skip)]
    pub line: usize,
}

/// A row of the assignment file: where an open thing of a closing unit goes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AssignRow {
    pub code: String,
    pub kind: String,
    pub key: String,
    pub to_code: String,
    #[serde(skip)]
    pub line: usize,
}

/// Rows of `reforms.csv` that are one act.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reform {
    pub label: String,
    pub day: figures::Day,
    pub basis: String,
    pub rows: Vec<ReformRow>,
}

/// A row of `units.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnitRow {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent_code: String,
    pub valid_from: figures::Day,
    /// The hierarchy meant; empty is the default line.
    pub hierarchy: String,
    pub line: usize,
}

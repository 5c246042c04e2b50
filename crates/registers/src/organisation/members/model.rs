//! What a person and a membership are in the record, and what an edit of one says.

use platform::db::Type;
use platform::projection::{Derived, Table};
use serde::{Deserialize, Serialize};

pub const CLASS: &str = "person";

/// The dated fields of a person, in the order of [`PERSON`]'s first columns.
pub const FIELDS: [&str; 13] = [
    "person_key",
    "name",
    "birth_date",
    "sex",
    "ethnic_group",
    "citizen_id",
    "citizen_hash",
    "citizen_form",
    "file_number",
    "card_number",
    "decision_date",
    "ceremony_date",
    "official_date",
];

/// What is said of a person and can be put right by who enters: every field but those the record
/// makes itself. Forms, corrections and requests for them all take this list.
pub const CORRECTED: [&str; 10] = [
    "name",
    "birth_date",
    "sex",
    "ethnic_group",
    "citizen_id",
    "file_number",
    "card_number",
    "decision_date",
    "ceremony_date",
    "official_date",
];

/// Position of a field in [`FIELDS`].
#[must_use]
pub fn field(name: &str) -> Option<usize> {
    FIELDS.iter().position(|f| *f == name)
}

/// Fields that name a person; the others are counted.
pub const IDENTIFYING: [&str; 7] = [
    "person_key",
    "name",
    "citizen_id",
    "citizen_hash",
    "citizen_form",
    "file_number",
    "card_number",
];

pub static PERSON: Table = Table {
    name: "person",
    means: "what the record says of a person, from a day until another; the citizen ID is sealed",
    columns: &[
        ("person_key", Type::Text),
        ("name", Type::Text),
        ("birth_date", Type::Text),
        ("sex", Type::Text),
        ("ethnic_group", Type::Text),
        ("citizen_id", Type::Text),
        ("citizen_hash", Type::Text),
        ("citizen_form", Type::Text),
        ("file_number", Type::Text),
        ("card_number", Type::Text),
        ("decision_date", Type::Text),
        ("ceremony_date", Type::Text),
        ("official_date", Type::Text),
        ("name_folded", Type::Text),
        ("name_order", Type::Text),
    ],
    derived: &[
        Derived {
            column: "name_folded",
            of: "name",
            make: platform::text::folded,
        },
        Derived {
            column: "name_order",
            of: "name",
            make: platform::text::sort_key,
        },
    ],
};

pub static MEMBERSHIP: Table = Table {
    name: "membership",
    means: "the unit a person belongs to and the standing; in transit there is a sender and a receiver and no unit",
    columns: &[
        ("unit", Type::Text),
        ("standing", Type::Text),
        ("stay", Type::Text),
        ("sender", Type::Text),
        ("receiver", Type::Text),
    ],
    derived: &[],
};

pub static MEMBER_EVENT: Table = Table {
    name: "member_event",
    means: "something that befell a membership on a day",
    columns: &[
        ("event", Type::Text),
        ("flow", Type::Text),
        ("from_unit", Type::Text),
        ("to_unit", Type::Text),
        ("stay", Type::Text),
        ("standing", Type::Text),
        ("document", Type::Text),
    ],
    derived: &[],
};

pub static VERDICT: Table = Table {
    name: "verdict",
    means: "the days on which a rule of the data standard (item) speaks against a record",
    columns: &[("severity", Type::Text)],
    derived: &[],
};

/// What an event does to a membership, as it was decided: later rulebooks do not change it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EventEdit {
    pub event: String,
    /// `begin`, `change`, `send`, `receive`, `end`, `reinstate`, `none`, `move` (by a reform), or
    /// `withdraw` (of a transfer out of the organisation).
    pub effect: String,
    /// The standing it leads to; `same` and `former` as they say.
    pub to: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub flow: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from_unit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub to_unit: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// The last day planned of an exemption, a suspension, a temporary activity.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub until: String,
}

/// What the outcome of an event is, whatever its key: later rulebooks do not change it.
impl EventEdit {
    /// Whether an activity as a guest elsewhere begins or ends by it.
    #[must_use]
    pub fn guest(&self) -> Option<bool> {
        match (self.effect.as_str(), self.to.as_str()) {
            ("none", "temporary_guest") => Some(true),
            ("none", "former") => Some(false),
            _ => None,
        }
    }

    /// Whether it says only that the record is true.
    #[must_use]
    pub fn confirms(&self) -> bool {
        self.effect == "none" && self.to == "same"
    }
}

/// An edit of a person: the counted part of a line. What identifies stands beside it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum PersonEdit {
    /// The person enters the record, most often with the event that begins the membership.
    New {
        fields: std::collections::BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        event: Option<EventEdit>,
    },
    /// Fields change from the line's day, or over exactly the days until `until`.
    Set {
        fields: std::collections::BTreeMap<String, String>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
        /// Names of the identifying fields that change, whose values stand beside.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        identifying: Vec<String>,
    },
    Event(EventEdit),
    /// What names the person is removed. The verdicts as they were known are kept, because a
    /// replay can no longer judge the record: figures stand (`semantics.md` 1.7).
    Erased {
        verdicts: Vec<KeptVerdict>,
    },
}

/// A row of the verdict table, kept by an erasure.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptVerdict {
    pub subject: String,
    pub rule: String,
    pub severity: String,
    pub from: String,
    pub to: Option<String>,
    pub known_from: u64,
    pub known_to: Option<u64>,
}

/// The days from which a reform or an event by reform speaks.
pub const MOVED_BY_REFORM: &str = "moved_by_reform";

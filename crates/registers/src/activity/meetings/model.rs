//! What a meeting is in the record, and what an edit of one says.

use figures::Day;
use platform::db::Type;
use platform::projection::Table;
use serde::{Deserialize, Serialize};

pub const CLASS: &str = "meeting";

pub static MEETING: Table = Table {
    name: "meeting",
    means: "a meeting of an organ: its kind, period and day, and the document that concluded it",
    columns: &[
        ("unit", Type::Text),
        // briefing, plenum, conference
        ("kind", Type::Text),
        ("period", Type::Text),
        ("title", Type::Text),
        ("day", Type::Text),
        ("place", Type::Text),
        // the meeting whose conclusions this one looks back on
        ("previous", Type::Text),
        // the document of its conclusion; empty before
        ("conclusion", Type::Text),
        // convened, concluded, cancelled
        ("state", Type::Text),
        // why it was cancelled
        ("reason", Type::Text),
    ],
    derived: &[],
};

pub static ITEM: Table = Table {
    name: "meeting_item",
    means: "what is on a meeting's table: an item of the agenda, a report with the figures it cites, a proposal",
    columns: &[
        // agenda, report, proposal
        ("part", Type::Text),
        ("position", Type::Int),
        ("title", Type::Text),
        ("unit", Type::Text),
        ("text", Type::Text),
        // JSON: the figures cited, each with its question and the act it was read at
        ("figures", Type::Text),
        ("document", Type::Text),
        // of a proposal: the task it became
        ("task", Type::Text),
    ],
    derived: &[],
};

/// What kind of meeting it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The agencies report on a period, and the organ concludes.
    Briefing,
    /// The executive committee meets.
    Plenum,
    Conference,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Briefing, Kind::Plenum, Kind::Conference];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Briefing => "briefing",
            Kind::Plenum => "plenum",
            Kind::Conference => "conference",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
}

/// How far a meeting has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Convened,
    Concluded,
    Cancelled,
}

impl State {
    pub const ALL: [State; 3] = [State::Convened, State::Concluded, State::Cancelled];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Convened => "convened",
            State::Concluded => "concluded",
            State::Cancelled => "cancelled",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<State> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }
}

/// What stands on a meeting's table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    Agenda,
    Report,
    Proposal,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Agenda, Part::Report, Part::Proposal];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Agenda => "agenda",
            Part::Report => "report",
            Part::Proposal => "proposal",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Part> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// A figure as a report cites it: the question, and what was read at that moment.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Cited {
    pub indicator: String,
    /// Id of the unit; `*` is the whole record.
    pub unit: String,
    /// `2025-Q3`; empty for a figure of a day.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub period: String,
    /// `as-of`, `in-period` or `cumulative`.
    pub period_kind: String,
    /// The last day counted.
    pub as_of: String,
    /// The day on whose units it stands.
    pub structure: String,
    /// The act after which it was read.
    pub known: u64,
    /// Canonical decimal; empty when there was nothing to divide by, or nobody had reported.
    pub value: String,
    /// `exact`, `rebased`, `remainder` or `incomplete`.
    pub certainty: String,
}

/// An edit of a meeting; its day is that of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum MeetingEdit {
    /// It is called from the line's day on.
    Convened {
        unit: String,
        kind: Kind,
        period: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        title: String,
        /// The day on which it is held.
        day: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        place: String,
        /// Id of the meeting before of the same unit and kind.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        previous: String,
    },
    /// Something is laid on its table.
    Item {
        part: Part,
        position: i64,
        title: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        unit: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        text: String,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        figures: Vec<Cited>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        document: String,
    },
    /// It is concluded by a document.
    Concluded {
        document: String,
    },
    /// A proposal becomes a task.
    Accepted {
        item: String,
        task: String,
    },
    Cancelled {
        reason: String,
    },
}

/// A meeting as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    pub id: String,
    /// Id of the unit whose meeting it is.
    pub unit: String,
    pub kind: Kind,
    pub period: String,
    pub title: String,
    /// The day on which it is held.
    pub day: Day,
    pub place: String,
    /// Id of the meeting on whose conclusions it looks back; empty for the first.
    pub previous: String,
    /// Id of the document of its conclusion; empty before.
    pub conclusion: String,
    pub state: State,
    /// Why it was cancelled.
    pub reason: String,
    /// Since when it is called.
    pub called: Day,
}

/// What stands on a meeting's table, on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Act and line by which it was laid there: `a12.1`.
    pub id: String,
    pub part: Part,
    pub position: i64,
    pub title: String,
    /// Id of the unit that reports, proposes or speaks; empty when none is named.
    pub unit: String,
    pub text: String,
    pub figures: Vec<Cited>,
    /// Id of a document of the record; empty when none is named.
    pub document: String,
    /// Of a proposal: id of the task it became; empty before.
    pub task: String,
    pub on: Day,
}

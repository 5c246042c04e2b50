//! What a task is in the record, and what an edit of one says.

use figures::Day;
use platform::db::Type;
use platform::projection::Table;
use serde::{Deserialize, Serialize};

pub const CLASS: &str = "task";

pub static TASK: Table = Table {
    name: "task",
    means: "a task as it stands on its days: who leads, by when, how far",
    columns: &[
        // id of the document whose clause binds; empty when none does
        ("document", Type::Text),
        // item of the clause in the document
        ("clause", Type::Text),
        // id of the meeting whose conclusion made it
        ("meeting", Type::Text),
        ("title", Type::Text),
        ("product", Type::Text),
        // id of the one lead unit as it was assigned or moved; followed through reforms when read
        ("lead", Type::Text),
        // the day by which it is due, extensions counted
        ("deadline", Type::Text),
        // the key of the deadline rule it rests on; empty when the document gives the day
        ("deadline_rule", Type::Text),
        ("reporting", Type::Text),
        // issued, received, in-progress, submitted, accepted, returned, cancelled, superseded
        ("state", Type::Text),
        // the day of acceptance's submission, by which it is on time or late; empty before
        ("done_on", Type::Text),
        // key of the field of work
        ("field", Type::Text),
        // task, advice (an agency drafts for an organ), answer (to an incoming document)
        ("kind", Type::Text),
        // the office's own number of it; empty when it has none
        ("number", Type::Text),
        // the day of issue
        ("issued", Type::Text),
        // the day of the submission that waits or was accepted; empty without one
        ("submitted", Type::Text),
        // the deadline that was in force on that day
        ("judged_by", Type::Text),
    ],
    derived: &[],
};

pub static TASK_UNIT: Table = Table {
    name: "task_unit",
    means: "a unit that a task concerns: lead, co-operating, assigned by",
    columns: &[("unit", Type::Text), ("part", Type::Text)],
    derived: &[],
};

pub static TASK_EVENT: Table = Table {
    name: "task_event",
    means: "what happened to a task on a day: received, begun, submitted, accepted, returned, extended, moved",
    columns: &[
        ("event", Type::Text),
        ("text", Type::Text),
        // evidence: a document's id, or a text's
        ("document", Type::Text),
        ("by", Type::Text),
        // of an extension the new day, of a move the unit's id, of a supersession the task's id
        ("target", Type::Text),
    ],
    derived: &[],
};

/// How a unit takes part in a task.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    Lead,
    Cooperating,
    AssignedBy,
}

impl Part {
    pub const ALL: [Part; 3] = [Part::Lead, Part::Cooperating, Part::AssignedBy];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Part::Lead => "lead",
            Part::Cooperating => "co-operating",
            Part::AssignedBy => "assigned-by",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Part> {
        Self::ALL.into_iter().find(|p| p.as_str() == text)
    }
}

/// What is asked of the lead.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize,
)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    #[default]
    Task,
    /// An agency drafts something for an organ: adopted is accepted, withdrawn is cancelled.
    Advice,
    /// An incoming document is to be answered.
    Answer,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Task, Kind::Advice, Kind::Answer];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Task => "task",
            Kind::Advice => "advice",
            Kind::Answer => "answer",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Kind> {
        Self::ALL.into_iter().find(|k| k.as_str() == text)
    }
}

/// How far a task is: what its events add up to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    Issued,
    Received,
    InProgress,
    Submitted,
    Accepted,
    Returned,
    Cancelled,
    Superseded,
}

impl State {
    pub const ALL: [State; 8] = [
        State::Issued,
        State::Received,
        State::InProgress,
        State::Submitted,
        State::Accepted,
        State::Returned,
        State::Cancelled,
        State::Superseded,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Issued => "issued",
            State::Received => "received",
            State::InProgress => "in-progress",
            State::Submitted => "submitted",
            State::Accepted => "accepted",
            State::Returned => "returned",
            State::Cancelled => "cancelled",
            State::Superseded => "superseded",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<State> {
        Self::ALL.into_iter().find(|s| s.as_str() == text)
    }

    /// Whether something is still asked of the lead.
    #[must_use]
    pub fn is_open(self) -> bool {
        !matches!(self, State::Accepted | State::Cancelled | State::Superseded)
    }
}

/// What happens to a task after its issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Event {
    Received,
    Begun,
    Submitted,
    Accepted,
    Returned,
    Extended,
    /// Another unit leads from the day on: routed there, or by a reform.
    Moved,
    Cancelled,
    Superseded,
    /// Accepted advice led to a document.
    LedTo,
}

impl Event {
    pub const ALL: [Event; 10] = [
        Event::Received,
        Event::Begun,
        Event::Submitted,
        Event::Accepted,
        Event::Returned,
        Event::Extended,
        Event::Moved,
        Event::Cancelled,
        Event::Superseded,
        Event::LedTo,
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Event::Received => "received",
            Event::Begun => "begun",
            Event::Submitted => "submitted",
            Event::Accepted => "accepted",
            Event::Returned => "returned",
            Event::Extended => "extended",
            Event::Moved => "moved",
            Event::Cancelled => "cancelled",
            Event::Superseded => "superseded",
            Event::LedTo => "led-to",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<Event> {
        Self::ALL.into_iter().find(|e| e.as_str() == text)
    }
}

/// What a task is when it is issued; the day of issue is that of the line.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    pub kind: Kind,
    pub title: String,
    pub lead: String,
    pub deadline: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub number: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub product: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cooperating: Vec<String>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub assigned_by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub deadline_rule: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub clause: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub meeting: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub reporting: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub field: String,
    /// The leader's instruction.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub instruction: String,
}

/// What an event says; its day is that of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    pub event: Event,
    /// Reason, instruction, or evidence in words.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Id of a document: evidence, or what advice led to.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub document: String,
    /// Who approved it or handed it in, as an office is named.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// Of an extension the new day, of a move the unit's id, of a supersession the task's id.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub target: String,
    /// Of a move: id of the unit that led until then.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub from: String,
}

impl Said {
    #[must_use]
    pub fn of(event: Event) -> Said {
        Said {
            event,
            text: String::new(),
            document: String::new(),
            by: String::new(),
            target: String::new(),
            from: String::new(),
        }
    }
}

/// An edit of a task; its day is that of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum TaskEdit {
    Issued(Box<Issue>),
    Happened(Said),
}

/// An event as the record holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    pub day: Day,
    pub act: u64,
    pub line: u64,
    pub said: Said,
}

//! What a task is in the record.

use platform::db::Type;
use platform::projection::Table;

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
        // id of the one lead unit as it was assigned; followed through reforms when read
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
    ],
    derived: &[],
};

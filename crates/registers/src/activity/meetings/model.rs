//! What a meeting is in the record.

use platform::db::Type;
use platform::projection::Table;

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

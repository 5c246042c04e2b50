//! What a document, a series and a term are in the record.

use platform::db::Type;
use platform::projection::{Derived, Table};

pub const CLASS: &str = "document";
/// Subjects are `series:UNIT/BODY/KIND-or-*/LABEL`.
pub const SERIES_CLASS: &str = "series";
/// Subjects are `term:UNIT`.
pub const TERM_CLASS: &str = "term";

pub static DOCUMENT: Table = Table {
    name: "document",
    means: "what a document is and how far it has come, on its days",
    columns: &[
        // outgoing (own), incoming, superior (of an organ above or outside, kept for reference)
        ("direction", Type::Text),
        // party, state: which layout and which form of symbol
        ("system", Type::Text),
        // id of the issuing unit; empty for an organ outside the record
        ("organ", Type::Text),
        // as the organ was named on the document's day
        ("organ_name", Type::Text),
        // committee, standing-committee, standing-board, congress, agency
        ("body", Type::Text),
        // key of the kind in the rulebook
        ("kind", Type::Text),
        // id of the series that numbered it; empty when no series of the record did
        ("series", Type::Text),
        ("number", Type::Int),
        // as it is printed: 06-NQ/TU; of an incoming document the sender's
        ("symbol", Type::Text),
        // the day on the document, or of arrival for an incoming one
        ("dated", Type::Text),
        ("title", Type::Text),
        ("folded", Type::Text),
        // key of the field of work in the rulebook
        ("field", Type::Text),
        ("signer", Type::Text),
        ("capacity", Type::Text),
        // id of the agency that advised it, which is not the organ that issued it
        ("advised_by", Type::Text),
        // draft, in-review, to-sign, signed, issued, received, void, reserved, withdrawn
        ("state", Type::Text),
        // in-force, amended, replaced, abolished, expired; empty where validity means nothing
        ("validity", Type::Text),
        ("review_by", Type::Text),
        // of an incoming document: the day by which it is to be answered
        ("due", Type::Text),
        ("note", Type::Text),
    ],
    derived: &[Derived {
        column: "folded",
        of: "title",
        make: platform::text::folded,
    }],
};

pub static DOCUMENT_UNIT: Table = Table {
    name: "document_unit",
    means: "a unit that a document concerns: organ, advised, recipient, keeper",
    columns: &[("unit", Type::Text), ("part", Type::Text)],
    derived: &[],
};

pub static RELATION: Table = Table {
    name: "document_relation",
    means: "what a document does to another: implements, amends, replaces, abolishes, answers, pilots",
    columns: &[
        ("relation", Type::Text),
        ("other", Type::Text),
        ("note", Type::Text),
    ],
    derived: &[],
};

pub static FILE: Table = Table {
    name: "document_file",
    means: "a file of a document, kept beside the database under its hash",
    columns: &[
        ("hash", Type::Text),
        ("name", Type::Text),
        ("media", Type::Text),
        ("bytes", Type::Int),
    ],
    derived: &[],
};

pub static CLAUSE: Table = Table {
    name: "clause",
    means: "a sentence of a document, and whether it binds someone",
    columns: &[
        ("label", Type::Text),
        ("text", Type::Text),
        ("binds", Type::Text),
    ],
    derived: &[],
};

pub static SERIES: Table = Table {
    name: "number_series",
    means: "a series of numbers: its organ, its kinds, its span, on the days on which numbers may be taken",
    columns: &[
        ("system", Type::Text),
        ("direction", Type::Text),
        ("organ", Type::Text),
        ("body", Type::Text),
        // key of a kind, or * for all
        ("kind", Type::Text),
        // the term, the year or the congress
        ("label", Type::Text),
        // the numbering rule it was opened by
        ("rule", Type::Text),
        // the first number the register here holds: more than 1 when opened in mid-term
        ("first", Type::Int),
    ],
    derived: &[],
};

pub static TERM: Table = Table {
    name: "term",
    means: "the term of an organ's committee, by which its documents are numbered",
    columns: &[("unit", Type::Text), ("label", Type::Text)],
    derived: &[],
};

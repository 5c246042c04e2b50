//! What a document, a series and a term are in the record.

use super::state::State;
use figures::Day;
use platform::db::Type;
use platform::projection::{Derived, Table};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const CLASS: &str = "document";
/// Subjects are `series:UNIT/BODY/KIND-or-*/LABEL`.
pub const SERIES_CLASS: &str = "series";

/// Id of the unit whose series it is.
#[must_use]
pub fn organ_of_series(subject: &str) -> Option<&str> {
    subject.strip_prefix("series:")?.split('/').next()
}

/// Subjects are `term:UNIT`, and `term:UNIT/congress` for the days of its congresses.
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
        // as it is searched by, whatever form people write it in
        ("symbol_key", Type::Text),
        // the day on the document, or of arrival for an incoming one
        ("dated", Type::Text),
        // what it is about; `subject` is every table's key
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
        // as they stand under the document
        ("recipients", Type::Text),
        // of an incoming document: the day on it, while `dated` is the day of arrival
        ("sent_on", Type::Text),
    ],
    derived: &[
        Derived {
            column: "folded",
            of: "title",
            make: platform::text::folded,
        },
        Derived {
            column: "symbol_key",
            of: "symbol",
            make: super::rules::symbol_key,
        },
    ],
};

pub static DOCUMENT_UNIT: Table = Table {
    name: "document_unit",
    means: "a unit that a document concerns: organ, co-issuer, advised, recipient, keeper",
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

pub static FILE_ERASED: Table = Table {
    name: "document_file_erased",
    means: "a file whose content was erased by order: its hash stays, its bytes are gone for every day",
    columns: &[("hash", Type::Text)],
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

pub static OBLIGED: Table = Table {
    name: "document_obliged",
    means: "a unit that a document binds to issue its own, and by when",
    columns: &[
        ("unit", Type::Text),
        ("due", Type::Text),
        // key of the rule of deadlines it is due by; empty when the day was given
        ("due_rule", Type::Text),
    ],
    derived: &[],
};

pub static PAPER: Table = Table {
    name: "document_paper",
    means: "what stands on the paper of a document, and on whose desk its draft lies",
    columns: &[
        // before the day, as it is written there
        ("place", Type::Text),
        // whom a letter or a submission speaks to
        ("addressed", Type::Text),
        // paragraph by paragraph, as somebody typed them
        ("words", Type::Text),
        // sign-in name of the account that takes the next step; empty: whoever may
        ("desk", Type::Text),
    ],
    derived: &[],
};

pub static JOINT: Table = Table {
    name: "document_joint",
    means: "an organ that issues a document together with its lead, in whose series it is numbered",
    columns: &[
        ("unit", Type::Text),
        // where it stands among the others on the paper, from 0
        ("place", Type::Int),
        // as it was named on the document's day
        ("name", Type::Text),
        ("capacity", Type::Text),
        ("signer", Type::Text),
    ],
    derived: &[],
};

/// Fields of [`PAPER`] that may name a person.
pub const PAPER_NAMING: [&str; 2] = ["addressed", "words"];

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

/// Fields that are kept beside the table's own: ids of units, parted by spaces.
pub const RECIPIENT_UNITS: &str = "recipient_units";
/// See [`RECIPIENT_UNITS`].
pub const KEEPERS: &str = "keepers";

/// Fields in which a person may be named; an erasure can remove them.
pub const NAMING: [&str; 3] = ["subject", "signer", "note"];

/// What an act says of a document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum DocumentEdit {
    /// What it is from the day on, field by field; a field that is not named stays.
    Document { fields: BTreeMap<String, String> },
    /// What stands on its paper from the day on, field by field; a field that is not named stays.
    Paper { fields: BTreeMap<String, String> },
    /// What another does to it from the day on.
    Validity { by: String, relation: String },
    /// From the day on nothing that another did to it holds: the other became void.
    ValidityGone { by: String },
    /// What it does to another.
    Relation {
        relation: String,
        other: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        note: String,
    },
    /// A file of it.
    File {
        hash: String,
        media: String,
        bytes: u64,
    },
    /// The file is no longer one of it.
    FileGone { hash: String },
    /// The content of the file was erased: no day and no knowledge has it any more.
    FileErased { hash: String },
    /// A clause; the same item again replaces it.
    Clause {
        item: String,
        label: String,
        binds: String,
    },
    /// The clause is no longer one.
    ClauseGone { item: String },
    /// A unit is to issue a document of its own that implements this one; the same again replaces.
    Obliged {
        unit: String,
        due: String,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        rule: String,
    },
    /// The unit need not issue one any more.
    ObligedGone { unit: String },
    /// A reform says which unit is bound from the day on: the one that was named, as it had become
    /// by then, closes and went whole into no other.
    ObligedMoved {
        unit: String,
        from: String,
        to: String,
    },
    /// Another organ issues it together with its lead; the same again replaces. Who signs for it
    /// stands where an erasure reaches.
    CoIssuer {
        unit: String,
        place: u32,
        name: String,
        capacity: String,
    },
    /// The organ is no longer one of those that issue it.
    CoIssuerGone { unit: String },
}

/// What an act says of a series.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum SeriesEdit {
    /// It is there from the day on. The first that says so is believed.
    Series {
        system: String,
        direction: String,
        organ: String,
        body: String,
        kind: String,
        label: String,
        rule: String,
        first: u32,
        /// The first day of its span.
        from: String,
        /// The first day after its span; empty while that is not known.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        until: String,
    },
}

/// What an act says of a term.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "kebab-case")]
pub enum TermEdit {
    /// A term begins on the day; the same label again replaces it.
    Term {
        unit: String,
        label: String,
        /// The first day on which it is no more; empty: until the next begins.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        until: String,
    },
}

/// A document as read.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Document {
    pub id: String,
    pub direction: String,
    pub system: String,
    pub organ: String,
    pub organ_name: String,
    pub body: String,
    pub kind: String,
    pub series: String,
    pub number: Option<u32>,
    pub symbol: String,
    pub dated: String,
    pub subject: String,
    pub field: String,
    pub signer: String,
    pub capacity: String,
    pub advised_by: String,
    pub state: State,
    pub validity: String,
    pub review_by: String,
    pub due: String,
    pub note: String,
    pub recipients: String,
    pub sent_on: String,
}

impl Document {
    /// The day on it, or of arrival for an incoming one: whatever brings a document into being says
    /// it.
    #[must_use]
    pub fn day(&self) -> Day {
        Day::parse(&self.dated).unwrap_or(Day::MIN)
    }
}

/// The place of a column of [`DOCUMENT`]; what edits call the subject stands in `title`.
#[must_use]
pub fn column(name: &str) -> Option<usize> {
    let name = if name == "subject" { "title" } else { name };
    DOCUMENT.columns.iter().position(|(n, _)| *n == name)
}

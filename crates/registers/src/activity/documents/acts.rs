//! Deciding what happens to documents: terms, drafts, steps, numbers; files are decided in
//! `files/acts.rs`. Each reads, and refuses or returns the lines of an act.

mod correcting;
mod drafting;
mod ending;
mod ground;
mod issuing;
mod numbered;
mod receiving;
mod relating;
mod stubs;
mod terms;

pub use correcting::{CORRECTABLE, decide_correction};
pub use drafting::{decide_draft, decide_step};
use ending::changed_by;
pub(super) use ending::expiry_line;
pub use ending::{decide_expiry, decide_void, resting_on};
use ground::{unmarked, warned};
pub use issuing::decide_issue;
pub(super) use numbered::{Numbered, Origin, opening, series_of};
use numbered::{late, numbered};
pub use receiving::{decide_receive, decide_superior};
pub(crate) use relating::clause_line;
pub(super) use relating::relation_lines;
use relating::validity_line;
pub use relating::{NewClause, decide_clauses, decide_relate};
pub use stubs::{Stub, decide_stub};
pub use terms::{NewTerm, decide_term};

use super::drafts::OnPaper;
use super::joint::CoIssuer;
use super::model::{CLASS, Document, DocumentEdit, NAMING};
use super::rules::Asked;
use super::store;
use crate::activity::refuse;
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure, UnitIx};
use platform::journal::{Line, canonical};
use platform::{Db, Error, Problem, Result};
use std::collections::BTreeMap;

/// What a decision about documents reads beside the tables.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    /// The number that the act will bear.
    pub act: u64,
}

/// What deciding comes to.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
    /// The document it is about.
    pub id: String,
    pub symbol: String,
    pub number: Option<u32>,
    /// Who issues it together with its organ, as they are named on the day.
    pub together: Vec<CoIssuer>,
}

/// A document as somebody enters it. Units are ids, kinds and fields keys of the rulebook.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// The issuing unit; of an incoming document the unit that receives it.
    pub unit: String,
    pub body: String,
    pub system: String,
    pub kind: String,
    pub subject: String,
    pub field: String,
    pub signer: String,
    pub capacity: String,
    pub advised_by: String,
    /// As they stand under the document.
    pub recipients: String,
    pub recipient_units: Vec<String>,
    pub keepers: Vec<String>,
    pub review_by: String,
    pub due: String,
    pub note: String,
    /// A mark of secrecy that stands on it; what bears one is refused.
    pub mark: String,
    /// The term or congress, when it is not that of the day.
    pub label: String,
    /// What stands on its paper.
    pub on_paper: OnPaper,
    /// Who issues it together with the unit, in the order of the paper; of a document alone, none.
    pub co_issuers: Vec<CoIssuer>,
}

/// An incoming or superior document's own data.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    pub organ_name: String,
    /// Number and symbol as the sender gave them.
    pub symbol: String,
    /// The day on the document.
    pub sent_on: String,
}

pub(super) fn line(
    day: Day,
    subject: &str,
    edit: &DocumentEdit,
    named: &BTreeMap<String, String>,
) -> Result<Line> {
    Ok(Line {
        day,
        class: CLASS,
        subject: subject.to_owned(),
        also: Vec::new(),
        counted: canonical::text(edit)?,
        identifying: (!named.is_empty())
            .then(|| canonical::text(named))
            .transpose()?,
    })
}

/// A line that says fields; those that may name a person go where an erasure reaches them.
pub(super) fn fields_line(
    day: Day,
    subject: &str,
    fields: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<Line> {
    let (mut counted, mut named) = (BTreeMap::new(), BTreeMap::new());
    for (name, value) in fields {
        let into = if NAMING.contains(&name) {
            &mut named
        } else {
            &mut counted
        };
        into.insert(name.to_owned(), value);
    }
    line(
        day,
        subject,
        &DocumentEdit::Document { fields: counted },
        &named,
    )
}

pub(super) fn asked<'a>(unit: UnitIx, paper: &'a Paper, direction: &'a str, day: Day) -> Asked<'a> {
    Asked {
        unit,
        body: &paper.body,
        kind: &paper.kind,
        system: &paper.system,
        direction,
        day,
        label: &paper.label,
    }
}

/// A document as it was last known, and since when it stands so.
pub(super) async fn the_document(db: &mut Db, id: &str) -> Result<(Document, Day)> {
    let found = store::latest(db, std::slice::from_ref(&id.to_owned()))
        .await?
        .remove(id);
    let (document, from) = found
        .ok_or_else(|| Error::NotFound(format!("there is no document «{id}» in the record")))?;
    // the day on which it will expire keeps nobody from changing it before
    let expires = document.validity == "expired";
    let from = if expires {
        document.day().min(from)
    } else {
        from
    };
    Ok((document, from))
}

fn not_before(day: Day, from: Day) -> Result<()> {
    if day < from {
        let why = format!("the document is known to stand as it does only from {from}");
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(())
}

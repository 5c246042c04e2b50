//! What a grant is, and what an edit of one says.

use figures::Day;
use platform::db::Type;
use platform::projection::Table;
use serde::{Deserialize, Serialize};

pub const CLASS: &str = "grant";

/// What a grant says of its unit when it is given for the whole record.
pub const WHOLE: &str = "*";

/// The role of who keeps accounts: no role of the rulebook, for it allows nothing with any unit.
/// It is given and ended by acts like the others, and always by two persons.
pub const ADMINISTRATOR: &str = "administrator";

pub static GRANT: Table = Table {
    name: "access_grant",
    means: "a role given to an account for a unit, with what is below it or not, on its days",
    columns: &[
        ("account", Type::Text),
        ("role", Type::Text),
        ("unit", Type::Text),
        ("below", Type::Text),
        ("document", Type::Text),
    ],
    derived: &[],
};

/// What may be done with units, granted separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Doing {
    /// See members, figures and acts.
    See,
    /// Record acts.
    Enter,
    /// Find units and, by an exact key, persons: for a transfer to somewhere else.
    Search,
    /// Keep documents, tasks and meetings: what an office and an agency do all day. Whoever
    /// records acts keeps these too.
    Papers,
}

impl Doing {
    pub const ALL: [Doing; 4] = [Doing::See, Doing::Enter, Doing::Search, Doing::Papers];

    /// As the rulebook writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Doing::See => "see",
            Doing::Enter => "enter",
            Doing::Search => "search",
            Doing::Papers => "papers",
        }
    }

    /// Whether a role gives it that lists some doings.
    #[must_use]
    pub fn is_given_by(self, doings: &[String]) -> bool {
        let lists = |doing: Doing| doings.iter().any(|d| d == doing.as_str());
        lists(self) || (self == Doing::Papers && lists(Doing::Enter))
    }
}

/// What needs a right of its own, beside the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Power {
    /// Prepare and commit reforms, annul acts.
    Reforms,
    /// Reasons of departure, discipline and suspension.
    Reasons,
    /// Ethnic group, and the whole of a sealed field; each look is given a reason and logged.
    Sensitive,
    /// Take lists out of the system.
    Export,
    /// Hand in files of many rows.
    Import,
}

impl Power {
    pub const ALL: [Power; 5] = [
        Power::Reforms,
        Power::Reasons,
        Power::Sensitive,
        Power::Export,
        Power::Import,
    ];

    /// As the rulebook writes it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Power::Reforms => "reforms",
            Power::Reasons => "reasons",
            Power::Sensitive => "sensitive",
            Power::Export => "export",
            Power::Import => "import",
        }
    }

    /// The doing it adds to: what one may take out or unveil is part of what one sees, what one
    /// may hand in or reform is part of what one enters.
    #[must_use]
    pub fn adds_to(self) -> Doing {
        match self {
            Power::Reforms | Power::Import => Doing::Enter,
            Power::Reasons | Power::Sensitive | Power::Export => Doing::See,
        }
    }
}

/// A grant as the record holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    pub id: String,
    /// Id of the account it is given to.
    pub account: String,
    /// Key of the role in the rulebook.
    pub role: String,
    /// Id of the unit; [`WHOLE`] for the whole record.
    pub unit: String,
    /// Whether it reaches what stands below the unit.
    pub below: bool,
    pub document: String,
    pub from: Day,
    /// The first day on which it no longer holds.
    pub until: Day,
}

impl Grant {
    #[must_use]
    pub fn in_force(&self, today: Day) -> bool {
        self.from <= today && today < self.until
    }
}

/// What one person asks to be granted and another has to confirm. Until then it gives nothing and
/// is no act: what the record says of it stands in the act that gives it, with both names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantRequest {
    pub id: String,
    /// Id of the account it is asked for.
    pub account: String,
    pub wanted: super::acts::Wanted,
    pub document: String,
    pub reason: String,
    /// Seconds since 1970.
    pub asked_at: i64,
    /// `asked`, `given` or `refused`.
    pub state: String,
}

/// An edit of a grant; its day is that of the line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum GrantEdit {
    /// It holds from the line's day.
    Given {
        account: String,
        role: String,
        unit: String,
        below: bool,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<String>,
        #[serde(default, skip_serializing_if = "String::is_empty")]
        document: String,
        /// Who asked for it, where one person asks and another gives.
        #[serde(default, skip_serializing_if = "String::is_empty")]
        asked_by: String,
    },
    /// It no longer holds on the line's day.
    Ended,
}

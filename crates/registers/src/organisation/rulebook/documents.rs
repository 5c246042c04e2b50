//! What the rulebook says of documents: kinds, symbols of organs, numbering, authority, fields of
//! work, marks of secrecy (`documents.toml`).

use super::model::{Dated, Names};
use figures::Day;
use platform::text::folded;
use serde::Deserialize;

/// A kind of document. Two kinds may bear one abbreviation: quyết định and quy định are both QĐ.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct DocumentKindRule {
    pub names: Names,
    /// As in the symbol: `NQ`.
    pub abbreviation: String,
    /// `party`, `state`.
    pub systems: Vec<String>,
    /// Whether such a document is in force until something ends it.
    pub validity: bool,
    /// Legal documents of the State bear the year in their number.
    #[serde(default)]
    pub legal: bool,
}

/// Which symbol an organ bears, by the kind of its unit and by who speaks for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct OrganRule {
    pub names: Names,
    pub system: String,
    pub kinds: Vec<String>,
    pub bodies: Vec<String>,
    /// `TU`; empty when the unit's code is its symbol.
    pub symbol: String,
    #[serde(default)]
    pub by_code: bool,
    /// By which the matrix of authority knows it.
    pub level: String,
}

/// How long numbers of a series run on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Per {
    Term,
    Year,
    Congress,
}

/// How a number and its symbol are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// `06-NQ/TU`
    Party,
    /// `1811/QĐ-UBND`
    State,
    /// `30/2020/NĐ-CP`
    StateYear,
}

/// How documents of a system are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct NumberingRule {
    pub system: String,
    /// `outgoing`, `incoming`.
    pub direction: String,
    /// Who share the series, which is named after the first of them; empty: everybody.
    pub bodies: Vec<String>,
    pub per: Per,
    /// `each`, `all`.
    pub kinds: String,
    /// Kinds that this row alone numbers.
    #[serde(default)]
    pub only: Vec<String>,
    /// Stands in place of the organ's symbol.
    #[serde(default)]
    pub symbol: String,
    pub form: Form,
    /// In whose series a joint document is numbered.
    #[serde(default)]
    pub joint: String,
    pub first: u32,
    /// Shorter numbers are written with zeros before them.
    pub digits: usize,
}

/// Which kinds a body of a level may issue.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct AuthorityRule {
    pub body: String,
    pub level: String,
    pub kinds: Vec<String>,
}

/// A field of work, under another or none.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct FieldRule {
    pub names: Names,
    #[serde(default)]
    pub parent: String,
}

/// A mark of secrecy. What bears one is no document of the record: a number is kept for it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct SecrecyMarkRule {
    pub names: Names,
}

/// All rows about documents.
#[derive(Debug, Clone, Default)]
pub struct DocumentRules {
    pub(super) kinds: Vec<Dated<DocumentKindRule>>,
    pub(super) organs: Vec<Dated<OrganRule>>,
    pub(super) numberings: Vec<Dated<NumberingRule>>,
    pub(super) authorities: Vec<Dated<AuthorityRule>>,
    pub(super) fields: Vec<Dated<FieldRule>>,
    pub(super) secrecy_marks: Vec<Dated<SecrecyMarkRule>>,
}

fn on<T>(rows: &[Dated<T>], day: Day) -> impl Iterator<Item = &Dated<T>> {
    rows.iter().filter(move |d| d.in_force(day))
}

fn keyed<'a, T>(rows: &'a [Dated<T>], key: &str, day: Day) -> Option<&'a Dated<T>> {
    on(rows, day).find(|d| d.key == key)
}

/// Whether a text is one of a rule's names, without regard to case; marks count, because
/// «quyết định» and «quy định» are near enough already.
fn is_named(names: &Names, text: &str) -> bool {
    let said = text.to_lowercase();
    [&names.en, &names.vi, &names.ur]
        .into_iter()
        .any(|n| n.to_lowercase() == said)
}

impl DocumentRules {
    /// The kinds of document on a day, by key.
    pub fn kinds(&self, day: Day) -> impl Iterator<Item = &Dated<DocumentKindRule>> {
        on(&self.kinds, day)
    }

    /// The kind of a key.
    #[must_use]
    pub fn kind(&self, key: &str, day: Day) -> Option<&Dated<DocumentKindRule>> {
        keyed(&self.kinds, key, day)
    }

    /// Kinds as people write them: the key, a name in any language, or the abbreviation, which
    /// two kinds may share.
    #[must_use]
    pub fn kinds_named(&self, text: &str, system: &str, day: Day) -> Vec<&Dated<DocumentKindRule>> {
        let within = |d: &&Dated<DocumentKindRule>| {
            system.is_empty() || d.rule.systems.iter().any(|s| s == system)
        };
        let all: Vec<_> = on(&self.kinds, day).filter(within).collect();
        let exact = |d: &&&Dated<DocumentKindRule>| d.key == text || is_named(&d.rule.names, text);
        let named: Vec<_> = all.iter().filter(exact).copied().collect();
        if !named.is_empty() {
            return named;
        }
        let said = text.to_uppercase();
        let short = |d: &&Dated<DocumentKindRule>| {
            !said.is_empty() && d.rule.abbreviation.to_uppercase() == said
        };
        all.into_iter().filter(short).collect()
    }

    /// The row that says which symbol a body of a unit of this kind bears.
    #[must_use]
    pub fn organ(
        &self,
        kind: &str,
        body: &str,
        system: &str,
        day: Day,
    ) -> Option<&Dated<OrganRule>> {
        // a congress speaks for the unit whose committee it elects
        let of = |b: &String| b == body || (body == "congress" && b == "committee");
        on(&self.organs, day).find(|d| {
            d.rule.system == system
                && d.rule.kinds.iter().any(|k| k == kind)
                && d.rule.bodies.iter().any(of)
        })
    }

    /// The body that speaks for a unit of a kind when nobody says which.
    #[must_use]
    pub fn default_body(&self, kind: &str, system: &str, day: Day) -> Option<&str> {
        on(&self.organs, day)
            .find(|d| d.rule.system == system && d.rule.kinds.iter().any(|k| k == kind))
            .and_then(|d| d.rule.bodies.first())
            .map(String::as_str)
    }

    /// The row by which documents are numbered; one that names the kind goes first.
    #[must_use]
    pub fn numbering(
        &self,
        system: &str,
        direction: &str,
        body: &str,
        kind: &str,
        day: Day,
    ) -> Option<&Dated<NumberingRule>> {
        let fits = |d: &&Dated<NumberingRule>| {
            d.rule.system == system
                && d.rule.direction == direction
                && (d.rule.bodies.is_empty() || d.rule.bodies.iter().any(|b| b == body))
        };
        let names = |d: &&Dated<NumberingRule>| d.rule.only.iter().any(|k| k == kind);
        let mut fitting = on(&self.numberings, day).filter(fits);
        let own = on(&self.numberings, day).filter(fits).find(names);
        own.or_else(|| fitting.find(|d| d.rule.only.is_empty()))
    }

    /// The numbering of a key, whatever the day: what a series was opened by.
    #[must_use]
    pub fn numbering_of(&self, key: &str) -> Option<&Dated<NumberingRule>> {
        self.numberings.iter().rev().find(|d| d.key == key)
    }

    /// The row of the matrix that speaks of a body at a level.
    #[must_use]
    pub fn authority(&self, body: &str, level: &str, day: Day) -> Option<&Dated<AuthorityRule>> {
        on(&self.authorities, day).find(|d| d.rule.body == body && d.rule.level == level)
    }

    pub fn fields(&self, day: Day) -> impl Iterator<Item = &Dated<FieldRule>> {
        on(&self.fields, day)
    }

    /// The field of a key, or as people write it.
    #[must_use]
    pub fn field(&self, text: &str, day: Day) -> Option<&Dated<FieldRule>> {
        let said = folded(text);
        let names = |d: &&Dated<FieldRule>| {
            let n = &d.rule.names;
            [&n.en, &n.vi, &n.ur].into_iter().any(|n| folded(n) == said)
        };
        keyed(&self.fields, text, day).or_else(|| on(&self.fields, day).find(names))
    }

    /// A field and all fields below it.
    #[must_use]
    pub fn fields_within(&self, key: &str, day: Day) -> Vec<&str> {
        let mut found = vec![];
        let mut open: Vec<&str> = on(&self.fields, day)
            .filter(|d| d.key == key)
            .map(|d| d.key.as_str())
            .collect();
        while let Some(at) = open.pop() {
            if found.contains(&at) {
                continue;
            }
            found.push(at);
            open.extend(
                on(&self.fields, day)
                    .filter(|d| d.rule.parent == at)
                    .map(|d| d.key.as_str()),
            );
        }
        found
    }

    pub fn secrecy_marks(&self, day: Day) -> impl Iterator<Item = &Dated<SecrecyMarkRule>> {
        on(&self.secrecy_marks, day)
    }

    /// The mark of secrecy that a text begins or consists of, as it would stand on a document.
    #[must_use]
    pub fn secrecy_mark(&self, text: &str, day: Day) -> Option<&Dated<SecrecyMarkRule>> {
        let said = text.trim();
        on(&self.secrecy_marks, day).find(|d| d.key == said || is_named(&d.rule.names, said))
    }
}

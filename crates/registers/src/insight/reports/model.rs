//! What a report says, before it is laid out: every number stands once, as a
//! [`Cited`] figure, and text, tables and charts refer to it by key. The four
//! forms of output (PDF, XLSX, HTML, JSON) are drawn from this one value, so a
//! figure has one value in all of them.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One figure as printed: its value and everything needed to find it again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cited {
    /// The indicator's code in the rulebook, for example `members`.
    pub indicator: String,
    /// What narrows the indicator, for example `standing=probationary`; empty for none.
    pub filter: String,
    pub unit: String,
    /// Canonical decimal text (`140429`, `99.77`); absent when it cannot be known.
    pub value: Option<String>,
    /// `2025-Q3`, or the day of a stock.
    pub period: String,
    /// `in-period`, `cumulative` or `as-of`.
    pub period_kind: String,
    pub as_of: String,
    /// `as-was`, or the day on whose units the figure stands.
    pub structure: String,
    /// `exact`, `rebased`, `remainder` or `incomplete`.
    pub certainty: String,
    /// `count`, `percent` or `number`: decides decimals and the sign behind it.
    pub measure: String,
    /// The version of the rule that says what is counted: `members@0001-01-01`.
    #[serde(default)]
    pub rule: String,
}

/// A sentence of the report: a Fluent message, whose arguments are figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Sentence {
    /// Fluent key, for example `report-sentence-members`.
    pub text: String,
    /// Argument name to key of [`Report::figures`].
    pub figures: BTreeMap<String, String>,
    /// Argument name to plain text (names of units, days).
    pub words: BTreeMap<String, String>,
    /// What the message writes as `$list`: names, each with its figure.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<Row>,
}

/// A field of work (`report-section-…` names its heading) with its sentences.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    pub key: String,
    pub sentences: Vec<Sentence>,
}

/// A row of a table: a heading and one figure key per column (absent: nothing to say).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Fluent key of the heading; empty when `name` is a unit's own name.
    pub label: String,
    pub code: String,
    pub name: String,
    /// What the rulebook calls it, by language, where it is neither a unit nor a message.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<String, String>,
    /// Arguments of the label (a rule's number, an age band), if any.
    pub words: BTreeMap<String, String>,
    pub figures: Vec<Option<String>>,
    /// `plain`, `total`, `in` (adds) or `out` (subtracts).
    pub role: String,
}

/// A table: `report-table-…` names its caption, `columns` are Fluent keys.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Table {
    pub key: String,
    pub columns: Vec<String>,
    pub rows: Vec<Row>,
    /// `waterfall`, `bars` or empty: the chart drawn beside the table, from its first column.
    pub chart: String,
}

/// The head and foot of the report and all that stands between.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    pub kind: String,
    pub unit: String,
    pub unit_name: String,
    pub unit_kind: String,
    /// Name of the unit above, empty for a root: printed over the issuing organ.
    pub parent_name: String,
    /// Who issues it, and that organ's superior: the committees of both units, in Vietnamese.
    /// Empty where the rulebook names none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organ: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organ_above: String,
    /// The symbol of the organ's documents.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub organ_symbol: String,
    /// Whether the rulebook lays out documents of the Party on the last day, so that the head
    /// names it.
    #[serde(default)]
    pub party: bool,
    pub period: String,
    pub from: String,
    /// Last day of the period, included.
    pub until: String,
    pub as_of: String,
    pub structure: String,
    /// Number of the last act the report rests on.
    pub known: u64,
    /// Root of the journal at that act, in hexadecimal.
    pub root: String,
    /// The moment of writing, in the rulebook's time zone: `2025-10-02 08:14`.
    pub printed_at: String,
    pub demo: bool,
    pub figures: BTreeMap<String, Cited>,
    pub sections: Vec<Section>,
    pub tables: Vec<Table>,
}

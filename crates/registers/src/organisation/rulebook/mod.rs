//! The rulebook: dated rules, each with its regulation.
//!
//! A rule is never a constant in code. It is a row with a valid-from day, a citation
//! and the row it replaces; a case of 2025 is judged by the rule of 2025. The rows are
//! written as TOML ([`read`] checks them and names file and line of every fault), are
//! loaded into the record by an act, and become a [`Rulebook`], which answers quickly
//! enough to be asked for each of five million records.
//!
//! | file | sections |
//! |---|---|
//! | `kinds.toml` | `kind`: kinds of unit and what they may stand under |
//! | `standings.toml` | `standing`, `event`, `value`, `counting` |
//! | `data-standard.toml` | `rule`: DQ01 to DQ19 |
//! | `indicators.toml` | `indicator` |
//! | `roles.toml` | `role`: what a grant of each allows |
//! | `tasks.toml` | `task_deadline`: by when something is due where no document says it; `task_kind`: what figures of tasks count |
//! | `calendar.toml` | `zone`, `holidays`, `period` |
//! | `documents.toml` | `document_kind`, `organ`, `numbering`, `authority`, `field`, `deadline`, `secrecy_mark`, `layout` |
//!
//! Without any rulebook the record still knows what a member is ([`vocabulary`]); it
//! then names no kinds, has no data standard and no indicators, and rights are given by
//! three built-in roles: `full` (everything), `entry` (see, enter, search, import, export),
//! `reading` (see).

pub mod calendar;
pub mod committees;
pub mod documents;
pub mod model;
pub mod pages;
pub mod paths;
pub mod period;
pub mod read;
pub mod rules;
mod schema;
mod shown;
pub mod store;
#[cfg(test)]
mod tests;
mod vocabulary;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub use calendar::Calendar;
pub use documents::{DocumentRules, SecrecyMarkRule};
pub use model::{
    CountedFrom, CountingDate, DataRule, Dated, Effect, EventRule, Flow, IndicatorKind,
    IndicatorRule, KindRule, Measure, Names, Parameters, PeriodRule, RoleRule, RuleId, RuleRow,
    RuleValue, Severity, Source, StandingId, StandingRule, Target, TaskDeadline, TaskKindRule,
    Weekend,
};
pub use period::Period;
pub use read::{RuleError, vietnamese};
pub use rules::Rulebook;

pub static REGISTER: Register = Register {
    name: "rulebook",
    classes: &[store::RULE_CLASS, store::SETTING_CLASS],
    tables: &[&store::RULE, &store::SETTING],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

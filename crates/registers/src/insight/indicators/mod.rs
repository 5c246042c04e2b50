//! Indicators and figures: a definition over records, and its value for a unit, a day or
//! a period, a structure and a knowledge (`semantics.md` 4).

pub mod answer;
mod entered;
pub mod facts;
mod kept;
pub mod question;
mod raw;
pub mod recount;
pub mod rules;
pub mod saved;
pub mod screens;
pub mod shelf;
pub mod suppress;

pub use answer::{Answer, Part};
pub use facts::Facts;
pub use question::{PeriodKind, Question, StructureChoice, When};

//! Indicators and figures: a definition over records, and its value for a unit, a day or
//! a period, a structure and a knowledge (`semantics.md` 4).

pub mod answer;
pub mod cited;
mod counted_units;
mod counts;
mod entered;
pub mod facts;
pub mod ground;
mod kept;
mod list;
pub mod moved;
mod narrowed;
mod obligations;
pub mod papers;
pub mod parts;
pub mod question;
mod raw;
pub mod recount;
mod rows;
pub mod rules;
pub mod saved;
pub mod screens;
pub mod shelf;
pub mod supposed;
pub mod suppress;

pub use answer::Answer;
pub use facts::Facts;
pub use parts::Part;
pub use question::{PeriodKind, Question, StructureChoice, When};

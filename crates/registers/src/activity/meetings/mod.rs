//! Meetings: a briefing conference of a period with its agenda, the reports tabled, the proposals
//! made, and the conclusion that becomes tasks.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> convened: of a unit, on a day, about a period
//!   convened --> convened: an item, a report with its figures, a proposal
//!   convened --> concluded: a numbered document and its tasks, in one act
//!   convened --> cancelled: with a reason
//!   concluded --> concluded: a proposal becomes a task of the next period
//! ```
//!
//! What became of the last meeting's conclusions is read off its tasks whenever it is asked for;
//! no meeting keeps a copy. A figure that a report cites keeps its question, the value read and
//! the act after which it was read, so that it can be asked again.

pub mod acts;
pub mod clauses;
pub mod forms;
pub mod model;
pub mod pages;
pub mod paths;
pub mod reforms;
pub mod rules;
pub mod shown;
pub mod store;
#[cfg(test)]
mod tests;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "meetings",
    classes: &[model::CLASS],
    tables: &[&model::MEETING, &model::ITEM],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

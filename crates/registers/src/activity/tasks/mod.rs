//! Tasks: what a clause of a document obliges one lead unit to deliver by a day, and what became
//! of it. States are derived from events, progress from accepted evidence; nothing is typed.
//! Advice that an agency drafts for an organ, and incoming documents to be answered, are tasks of
//! another kind.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> issued: one lead, a deadline
//!   issued --> received
//!   issued --> in_progress
//!   received --> in_progress
//!   in_progress --> submitted: with evidence
//!   received --> submitted
//!   submitted --> accepted: on time or late by the day of the submission
//!   submitted --> returned: with what is missing
//!   returned --> in_progress
//!   returned --> submitted
//!   in_progress --> cancelled: with a reason
//!   in_progress --> superseded: by another task
//! ```
//!
//! While it is open it may be extended (who approved it, why) and moved to another lead; a reform
//! moves it where the assignment file says.

pub mod acts;
pub mod coverage;
pub mod followup;
pub mod model;
pub mod reforms;
pub mod rules;
pub mod screens;
pub mod store;
#[cfg(test)]
mod tests;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "tasks",
    classes: &[model::CLASS],
    tables: &[&model::TASK, &model::TASK_UNIT, &model::TASK_EVENT],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

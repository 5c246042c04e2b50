//! Tasks: what a clause of a document obliges one lead unit to deliver by a day, and what became
//! of it. States are derived from events, progress from accepted evidence; nothing is typed.

pub mod model;
pub mod store;

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

//! Meetings: a briefing conference of a period with its agenda, the reports tabled, the proposals
//! made, and the conclusion that becomes tasks.

pub mod model;
pub mod store;

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

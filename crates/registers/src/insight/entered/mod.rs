//! Entered figures: what a unit reports and nobody can compute, with its day and source.

pub mod acts;
pub mod store;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "entered",
    classes: &[store::CLASS],
    tables: &[&store::ENTERED],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

//! Units: any node of the organisation, from the province to the cell.
//!
//! A unit is an identity; its name, code, kind and parent are dated. It is kept by the
//! organising committee of the level above. Units begin by an opening list or by a
//! reform, change by reforms and corrections, and close by reforms
//! (`semantics.md` 2; Resolution 202/2025/QH15 for the reform of 1 July 2025).
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> open: opening list, reform
//!   open --> open: new name, code, kind or parent
//!   open --> closed: reform (links to its successors)
//!   closed --> [*]
//! ```

pub mod lineage;
pub mod model;
pub mod pages;
pub mod paths;
pub mod rules;
pub mod store;
#[cfg(test)]
mod tests;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "units",
    classes: &[model::CLASS, model::REQUEST],
    tables: &[&model::UNIT_STATE, &model::UNIT_LINK, &model::UNIT_LINE],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

//! Members: persons, and the dated fact that a person belongs to a unit with a standing.
//!
//! Kept by the cell and the committee above it; the rules come from the Charter's
//! implementing regulation (294-QĐ/TW of 2025 and what replaced it) and from the data
//! standard. Standing is derived from dated events and never typed; a transfer is two
//! confirmations with an in-transit state, so that on no day a person is counted twice
//! or nowhere. What must not be held: `domain.md` 5.1.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> probationary: admission
//!   probationary --> official: recognition
//!   official --> exempt: exemption
//!   exempt --> official: end of exemption
//!   official --> suspended: suspension
//!   suspended --> official: end of suspension
//!   probationary --> [*]: struck off, left, death
//!   official --> [*]: struck off, left, expelled, death, transferred out
//! ```

pub mod acts;
pub mod documents;
pub mod fold;
pub mod history;
pub mod model;
pub mod roll;
pub mod rules;
pub mod screens;
pub mod seat;
pub mod standard;
pub mod store;
#[cfg(test)]
mod tests;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "members",
    classes: &[model::CLASS],
    tables: &[
        &model::PERSON,
        &model::MEMBERSHIP,
        &model::MEMBER_EVENT,
        &model::VERDICT,
    ],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

//! Grants: who may do what with which units, from when until when, on which document. An
//! administrator gives and ends them, each by an act; what a role allows is a row of the
//! rulebook (`roles.toml`). Rights are those of the grants in force today: they end with the
//! grant, in the same commit, and nothing keeps them longer.
//!
//! What a grant reaches is read off the tree of today ([`sight`]), also for the past: a unit that
//! closed belongs to what became of it, and whoever kept it before keeps nothing.
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> asked: what opens the sensitive, by one administrator
//!   asked --> given: by another
//!   asked --> [*]: refused
//!   [*] --> given: everything else, by an administrator, on a document
//!   given --> in_force: on its first day
//!   in_force --> ended: on its last day, or ended earlier
//!   in_force --> silent: its unit closed, its role left the rulebook
//! ```

pub mod acts;
pub mod giving;
pub mod model;
pub mod rules;
pub mod sight;
pub mod store;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "grants",
    classes: &[model::CLASS],
    tables: &[&model::GRANT],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

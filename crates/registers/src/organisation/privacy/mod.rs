//! What must not be seen. One table of fields says how well each is guarded; pages, logs and
//! exports ask it. Every look at what is guarded most leaves a line in the read log, a chain of
//! its own. A person sees what is held about them, who looked, and may ask for a correction.
//!
//! Nothing here is an act: the read log, the links between accounts and persons and the requests
//! for corrections are working records (`semantics.md` 1.1). Small cells are suppressed where
//! figures stand (`insight/indicators/suppress.rs`).
//!
//! A request for a correction:
//!
//! ```mermaid
//! stateDiagram-v2
//!   [*] --> asked: by the person, a task of the unit
//!   asked --> accepted: by who enters for the unit, with what was done
//!   asked --> refused: with the reason
//! ```

pub mod corrections;
pub mod fields;
pub mod held;
pub mod log;
pub mod looks;
pub mod own;
pub mod paper;
pub mod paths;
pub mod people;
pub mod reveal;
pub mod store;
pub mod veil;

pub use fields::masked;
pub use log::{Look, What, note};

/// A name nobody guesses, for what a page opens.
fn token(v: &crate::web::Visit) -> String {
    let mut bytes = [0u8; 16];
    v.office.chance(|c| c.fill(&mut bytes));
    platform::text::hex(&bytes)
}

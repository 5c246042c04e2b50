//! What can happen to members: lists, events, corrections, and moves by a reform. Each
//! `decide` reads, and refuses or returns the lines of an act.

mod corrections;
mod duplicates;
mod erasure;
mod events;
mod lines;
mod list;
mod rows;
mod settle;

pub use corrections::{
    CORRECTING, CORRECTION_COLUMNS, CORRECTIONS, decide_correction, decide_corrections,
    refuse_naming,
};
pub use duplicates::{MATCHED_BY, matching};
pub use erasure::{acts_that_name, decide_erasure};
pub use events::{EVENT_COLUMNS, decide_events};
pub use list::decide_list;
pub use rows::{COLUMNS, read_day};
pub use settle::{Sitters, settle, unused};

use crate::organisation::rulebook::Rulebook;
use figures::Structure;
use platform::journal::Line;
use platform::seal::Key;
use platform::{Problem, Randomness};

/// What a decision about members rests on.
pub struct Deciding<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    /// The number the act will bear.
    pub act: u64,
    pub key: &'a Key,
    pub chance: &'a mut dyn Randomness,
}

/// Lines and warnings of an act about members.
#[derive(Debug, Default)]
pub struct Listed {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
}

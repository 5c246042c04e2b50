//! Columns of facts, sums per unit and day, the tree through time, re-basing.
//! Pure: no SQL, no input or output, no clock.
//!
//! A fact sits in a [`Place`] (where a stay is, and what acts said of it), facts of one
//! indicator are a column ([`Stock`], [`Flow`], [`Pairs`]), and a [`Reader`] adds a column
//! up over the whole tree of a day: a [`Spread`].

pub mod columns;
pub mod companions;
pub mod day;
pub mod engine;
pub mod lines;
pub mod places;
pub mod restate;
pub mod spread;
pub mod structure;
pub mod trees;
pub mod ways;

pub use columns::{Edge, Flow, PairRow, Pairs, Stock, StockRow};
pub use day::Day;
pub use engine::{ByReform, Child, Movement, On, Reader};
pub use places::{Located, Place, PlaceIx, Places, locate};
pub use spread::{Certainty, Spread};
pub use structure::{Structure, UnitIx};
pub use trees::{Tree, TreeCache};
pub use ways::Ways;

/// An index as a position in memory.
#[inline]
fn ix(number: u32) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

/// A position as an index; columns are far from four thousand million entries.
#[inline]
fn number(position: usize) -> u32 {
    u32::try_from(position).unwrap_or(u32::MAX)
}

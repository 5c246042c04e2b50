//! Columns of facts, sums per unit and day, the tree through time, re-basing.
//! Pure: no SQL, no input or output, no clock.

pub mod day;

pub use day::Day;

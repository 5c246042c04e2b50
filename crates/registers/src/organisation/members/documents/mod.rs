//! What is printed from the record of members: papers in the form of official documents,
//! correction slips and the sheet of a cell, and a unit's members as a file.
//!
//! Every paper is filled from the record as it stood on a day and was known after an act. What
//! the record does not hold stays a dotted line for a pen: nothing is supplied here. A layout
//! reads its words from a data file and never as markup, so nothing that anyone typed can
//! become a command of the layout.

pub mod cell;
pub mod export;
pub mod pages;
pub mod papers;
pub mod paths;
pub mod read;
pub mod sheet;
pub mod slips;
#[cfg(test)]
mod tests;
pub mod words;

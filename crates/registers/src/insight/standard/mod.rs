//! The data standard on the screen: the share of records that meet it by unit and rule, the list
//! of those that do not, ordered by what putting each right gains, and the form that does it.
//!
//! What a rule asks stands in the rulebook and is judged in `members::standard`; here it is
//! counted (by the indicators, so that a list is its figure), told in words that name the value,
//! and put right by a correction.

pub mod fix;
pub mod pages;
pub mod paths;
pub mod records;
pub mod versions;
pub mod words;
pub mod work;

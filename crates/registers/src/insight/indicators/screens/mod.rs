//! Figures on the screen: pick an indicator, a unit, a day or a period; a table that adds up, its
//! picture and the list behind every number, on one page; comparisons, why a figure is another
//! one now, and the table as a file.

mod address;
pub mod asked;
pub mod choices;
mod file;
pub mod listing;
mod overview;
pub mod pages;
pub mod paths;
pub mod seen;
mod table;
mod why;

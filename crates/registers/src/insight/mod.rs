//! What the record adds up to: entered figures, indicators and reports.

pub mod cell;
pub mod digest;
pub mod entered;
pub mod home;
pub mod imports;
pub mod indicators;
pub mod reports;
pub mod standard;

//! The home page: what waits, one's own unit's figures with their change, the latest acts.

pub mod pages;
pub mod paths;

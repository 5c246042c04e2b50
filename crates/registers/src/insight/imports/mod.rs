//! Lists that offices hand in: units, reforms, members, events, corrections, figures. A file is
//! checked without writing, and recorded only when its sender has said so.

pub mod check;
pub mod columns;
pub mod core;
pub mod model;
pub mod pages;
pub mod paths;
pub mod reach;
pub mod recording;
pub mod same;
pub mod store;
pub mod template;

//! Lists that offices hand in: units, reforms, members, events, corrections, figures. A file is
//! checked without writing, and recorded only when its sender has said so.

pub mod core;

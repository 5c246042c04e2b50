//! Reforms: one act that merges, absorbs, divides, renames, moves and abolishes units,
//! and says where every open thing of a closing unit goes (`semantics.md` 2). It stands
//! above units and members because it changes both; annulment stands here for the same
//! reason.

pub mod acts;
pub mod annulment;
pub mod commit;
pub mod drafts;
pub mod effects;
pub mod figures;
pub mod open;
pub mod pages;
pub mod paths;
pub mod store;

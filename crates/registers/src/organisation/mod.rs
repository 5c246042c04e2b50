//! Who belongs where: rules, units, members, and the reforms that move them.

pub mod accounts;
pub mod grants;
pub mod members;
pub mod privacy;
pub mod reforms;
pub mod rulebook;
pub mod units;

//! My cell: for a telephone and for elderly hands. Who its members are, who is due for what, and
//! at most three things to do for each. Whoever types for the secretary says so, and the journal
//! keeps it: the act is done on behalf of the cell.

pub mod doing;
pub mod due;
pub mod pages;
pub mod paths;

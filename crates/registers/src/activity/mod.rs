//! What committees do: the documents they issue and receive, the tasks those lay on someone, the
//! meetings where both are spoken of.

pub mod documents;
pub mod meetings;
pub mod tasks;

//! What committees do: the documents they issue and receive, the tasks those lay on someone, the
//! meetings where both are spoken of.

pub mod documents;
pub mod meetings;
pub mod tasks;

use platform::{Error, Problem};

/// A refusal of what stands in a column, or in a field of a form.
pub fn refuse(column: &str, value: &str, why: impl Into<String>) -> Error {
    Error::Refused(vec![Problem::new(why).cell(column, value)])
}

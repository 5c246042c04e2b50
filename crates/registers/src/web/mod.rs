//! The office on the screen: what handlers have to hand (`Visit`), the one table of routes the
//! router is made from, and what the running server keeps (`Office`).

pub mod answers;
pub mod entering;
pub mod figures;
pub mod gate;
pub mod jobs;
pub mod journal;
pub mod kept;
mod lines;
pub mod office;
mod once;
mod papers;
pub mod press;
pub mod reach;
pub mod reasons;
pub mod rolls;
pub mod router;
pub mod routes;
pub mod search;
pub mod subjects;
#[cfg(test)]
mod tests;
pub mod visit;
pub mod writer;

pub use answers::Reply;
pub use office::{Office, Settings};
pub use reach::{Doing, Power};
pub use router::router;
pub use routes::{Right, Route};
pub use visit::{Visit, Visitor};

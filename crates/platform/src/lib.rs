//! What every register stands on, and what names no register: the database and
//! its two dialects, the journal, the two time axes, text, sheets, sealing.

pub mod asof;
pub mod clock;
pub mod dated;
pub mod db;
pub mod error;
pub mod jobs;
pub mod journal;
pub mod lately;
pub mod locale;
pub mod projection;
pub mod seal;
pub mod sheets;
pub mod text;
pub mod vault;
pub mod web;

pub use asof::{AsOf, Scope};
pub use clock::{Clock, Randomness};
pub use db::Db;
pub use error::{Error, Problem, Result};

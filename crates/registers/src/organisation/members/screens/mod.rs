//! Members on the screen: the list and its filters, a person, what befalls one, the desk of
//! transfers, changes of many, and the list as a file.

pub mod admit;
pub mod bulk;
pub mod change;
pub mod columns;
pub mod correct;
pub mod desk;
pub mod events;
pub mod export;
pub mod filter;
pub mod list;
pub mod paths;
pub mod people;
pub mod person;
pub mod store;
pub mod views;
pub mod words;

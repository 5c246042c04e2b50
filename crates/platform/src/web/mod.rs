//! The web's ground, which names no register: assets, the page shell, forms, sessions, guards
//! against forged requests, limits, paging, downloads.

pub mod assets;
pub mod blanks;
pub mod download;
pub mod form;
pub mod guard;
pub mod page;
pub mod paging;
pub mod request;
pub mod session;
pub mod store;
pub mod workbook;

pub use form::Form;
pub use page::{Page, Pages};

//! Documents: what organs issue and receive, under which number, and what became of each.
//! Kept by the office of each committee. Kinds, numbering and authority are rows of the rulebook
//! (`documents.toml`); see docs/adr/0011.

pub mod acts;
pub mod binding;
pub mod book;
pub mod covering;
pub mod desk;
pub mod drafts;
mod editing;
pub mod files;
pub(crate) mod finding;
mod fold;
pub(crate) mod forms;
pub mod inbox;
pub mod joint;
pub mod layout;
pub mod list;
pub mod model;
pub mod obligations;
mod pages;
pub mod paths;
pub mod printing;
pub mod reforms;
pub mod review;
pub mod rules;
pub mod shelf;
mod shown;
pub mod state;
pub mod store;
mod terms;
pub mod written;

use platform::journal::apply::{Applying, Register};
use std::future::Future;
use std::pin::Pin;

pub static REGISTER: Register = Register {
    name: "documents",
    classes: &[model::CLASS, model::SERIES_CLASS, model::TERM_CLASS],
    tables: &[
        &model::DOCUMENT,
        &model::DOCUMENT_UNIT,
        &model::RELATION,
        &model::FILE,
        &model::CLAUSE,
        &model::OBLIGED,
        &model::PAPER,
        &model::JOINT,
        &model::FILE_ERASED,
        &model::SERIES,
        &model::TERM,
    ],
    apply,
};

fn apply<'a>(
    applying: &'a mut Applying<'_>,
) -> Pin<Box<dyn Future<Output = platform::Result<()>> + 'a>> {
    Box::pin(store::apply(applying))
}

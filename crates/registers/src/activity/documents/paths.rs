//! Addresses of documents.

use super::files::{self, pages as file_pages};
use super::inbox::pages as inbox;
use super::{covering, desk, editing, forms, pages, printing, review, terms};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

/// Bytes of a form that holds the text of a document.
const TEXT: usize = 2 * 1024 * 1024;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/documents", See, pages::list),
        get!("/documents/register", See, pages::register),
        get!("/documents/register/print", See, pages::register_print),
        get!("/documents/new", Enter, forms::new),
        post!("/documents/new", Enter, forms::drafting, TEXT),
        get!("/documents/inbox", See, inbox::page),
        post!("/documents/inbox", See, inbox::marking),
        get!("/documents/receive", Enter, forms::receive),
        post!("/documents/receive", Enter, forms::receiving),
        get!("/documents/reserve", Enter, forms::reserve),
        post!("/documents/reserve", Enter, forms::reserving),
        get!("/documents/superior", See, covering::list),
        get!("/documents/review", See, review::page),
        get!("/documents/incoming", See, desk::page),
        get!("/documents/terms", See, terms::page),
        post!("/documents/terms", Enter, terms::saving),
        get!("/documents/{token}", See, pages::one),
        get!("/documents/{token}/coverage", See, covering::page),
        post!("/documents/{token}/coverage", Enter, covering::saving),
        get!("/documents/{token}/issue", Enter, forms::issue),
        post!("/documents/{token}/issue", Enter, forms::issuing),
        get!("/documents/{token}/paper", See, printing::paper),
        get!("/documents/{token}/edit", Enter, editing::edit),
        post!("/documents/{token}/edit", Enter, editing::changing, TEXT),
        post!("/documents/{token}/step", Enter, editing::step),
        post!("/documents/{token}/void", Enter, forms::voiding),
        post!("/documents/{token}/correct", Enter, forms::correcting),
        post!("/documents/{token}/expire", Enter, forms::expiring),
        post!("/documents/{token}/relate", Enter, forms::relating),
        post!("/documents/{token}/clauses", Enter, forms::breaking),
        post!(
            "/documents/{token}/files",
            Enter,
            file_pages::hanging,
            // twice the bound, so that who hands in too much is told so on the form
            2 * files::BYTES
        ),
        get!("/documents/{token}/files/{hash}", See, file_pages::file),
        post!(
            "/documents/{token}/files/{hash}/off",
            Enter,
            file_pages::taking_off
        ),
    ],
    templates: &[
        ("docs/list.html", include_str!("templates/list.html")),
        ("docs/one.html", include_str!("templates/one.html")),
        ("docs/doing.html", include_str!("templates/doing.html")),
        ("docs/form.html", include_str!("templates/form.html")),
        ("docs/inbox.html", include_str!("templates/inbox.html")),
        ("docs/issue.html", include_str!("templates/issue.html")),
        (
            "docs/superior.html",
            include_str!("templates/superior.html"),
        ),
        (
            "docs/coverage.html",
            include_str!("templates/coverage.html"),
        ),
        ("docs/review.html", include_str!("templates/review.html")),
        ("docs/desk.html", include_str!("templates/desk.html")),
        ("docs/terms.html", include_str!("templates/terms.html")),
        (
            "docs/register.html",
            include_str!("templates/register.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

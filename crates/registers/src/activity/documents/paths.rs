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
        get!("/documents/new", Papers, forms::new),
        post!("/documents/new", Papers, forms::drafting, TEXT),
        get!("/documents/inbox", See, inbox::page),
        post!("/documents/inbox", See, inbox::marking),
        get!("/documents/receive", Papers, forms::receive),
        post!("/documents/receive", Papers, forms::receiving),
        get!("/documents/reserve", Papers, forms::reserve),
        post!("/documents/reserve", Papers, forms::reserving),
        get!("/documents/superior", See, covering::list),
        get!("/documents/review", See, review::page),
        get!("/documents/incoming", See, desk::page),
        get!("/documents/terms", See, terms::page),
        post!("/documents/terms", Papers, terms::saving),
        get!("/documents/{token}", See, pages::one),
        get!("/documents/{token}/coverage", See, covering::page),
        post!("/documents/{token}/coverage", Papers, covering::saving),
        get!("/documents/{token}/issue", Papers, forms::issue),
        post!("/documents/{token}/issue", Papers, forms::issuing),
        get!("/documents/{token}/paper", See, printing::paper),
        get!("/documents/{token}/edit", Papers, editing::edit),
        post!("/documents/{token}/edit", Papers, editing::changing, TEXT),
        post!("/documents/{token}/step", Papers, editing::step),
        post!("/documents/{token}/void", Papers, forms::voiding),
        post!("/documents/{token}/correct", Papers, forms::correcting),
        post!("/documents/{token}/expire", Papers, forms::expiring),
        post!("/documents/{token}/relate", Papers, forms::relating),
        post!("/documents/{token}/clauses", Papers, forms::breaking),
        post!(
            "/documents/{token}/files",
            Papers,
            file_pages::hanging,
            // twice the bound, so that who hands in too much is told so on the form
            2 * files::BYTES
        ),
        get!("/documents/{token}/files/{hash}", See, file_pages::file),
        post!(
            "/documents/{token}/files/{hash}/off",
            Papers,
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

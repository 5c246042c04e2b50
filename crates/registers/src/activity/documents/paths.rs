//! Addresses of documents.

use super::files::{self, pages as file_pages};
use super::{forms, pages};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/documents", See, pages::list),
        get!("/documents/register", See, pages::register),
        get!("/documents/new", Enter, forms::new),
        post!("/documents/new", Enter, forms::drafting),
        get!("/documents/receive", Enter, forms::receive),
        post!("/documents/receive", Enter, forms::receiving),
        get!("/documents/reserve", Enter, forms::reserve),
        post!("/documents/reserve", Enter, forms::reserving),
        get!("/documents/{token}", See, pages::one),
        get!("/documents/{token}/issue", Enter, forms::issue),
        post!("/documents/{token}/issue", Enter, forms::issuing),
        post!("/documents/{token}/step", Enter, forms::step),
        post!("/documents/{token}/void", Enter, forms::voiding),
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
        ("docs/issue.html", include_str!("templates/issue.html")),
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

//! Addresses of imports.

use super::{pages, template};
use crate::web::entering::BYTES;
use crate::web::routes::{FORM, Screens};
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/import", Enter, pages::choose),
        get!("/import/start", Enter, pages::start),
        get!("/import/template", Enter, template::template),
        post!("/import", Enter, pages::handing_in, BYTES + FORM),
        get!("/import/{token}", Enter, pages::import),
        get!("/import/{token}/problems", Enter, pages::problems),
        post!("/import/{token}/columns", Enter, pages::saying_columns),
        post!("/import/{token}/check", Enter, pages::checking_again),
        post!("/import/{token}/record", Enter, pages::recording),
        post!("/import/{token}/forget", Enter, pages::forgetting),
    ],
    templates: &[
        ("imports/choose.html", include_str!("templates/choose.html")),
        ("imports/start.html", include_str!("templates/start.html")),
        ("imports/steps.html", include_str!("templates/steps.html")),
        (
            "imports/columns.html",
            include_str!("templates/columns.html"),
        ),
        ("imports/wait.html", include_str!("templates/wait.html")),
        (
            "imports/checked.html",
            include_str!("templates/checked.html"),
        ),
        (
            "imports/receipt.html",
            include_str!("templates/receipt.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

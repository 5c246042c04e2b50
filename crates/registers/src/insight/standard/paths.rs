//! Addresses of the data standard.

use super::{fix, pages, work};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/standard", See, pages::summary),
        get!("/standard/versions", See, pages::versions),
        get!("/standard/work", See, work::list),
        post!("/standard/work", Enter, fix::saving),
        get!("/standard/slips/{id}", See, pages::slips),
    ],
    templates: &[
        (
            "standard/summary.html",
            include_str!("templates/summary.html"),
        ),
        (
            "standard/versions.html",
            include_str!("templates/versions.html"),
        ),
        ("standard/work.html", include_str!("templates/work.html")),
        ("standard/none.html", include_str!("templates/none.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

//! Addresses of figures.

use super::{pages, why};
use crate::get;
use crate::web::routes::Screens;
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/figures", See, pages::page),
        get!("/figures/units", See, pages::units),
        get!("/figures/file", See, pages::file),
        get!("/figures/why", See, why::page),
    ],
    templates: &[
        (
            "figures/overview.html",
            include_str!("templates/overview.html"),
        ),
        ("figures/figure.html", include_str!("templates/figure.html")),
        (
            "figures/refused.html",
            include_str!("templates/refused.html"),
        ),
        ("figures/pick.html", include_str!("templates/pick.html")),
        ("figures/why.html", include_str!("templates/why.html")),
        ("figures/list.html", include_str!("templates/list.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

//! Addresses of units.

use super::pages;
use crate::get;
use crate::web::routes::Screens;
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/units", See, pages::top),
        get!("/units/tree", See, pages::tree),
        get!("/units/{id}", See, pages::unit),
    ],
    templates: &[
        ("units/top.html", include_str!("templates/top.html")),
        ("units/tree.html", include_str!("templates/tree.html")),
        ("units/unit.html", include_str!("templates/unit.html")),
        (
            "units/children.html",
            include_str!("templates/children.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

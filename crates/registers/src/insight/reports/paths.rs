//! Addresses of reports.

use super::pages;
use crate::get;
use crate::web::routes::Screens;
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/reports/quarterly", See, pages::quarterly),
        get!("/reports/quarterly/list", See, pages::movement),
        get!("/reports/quarterly/file", See, pages::file),
    ],
    templates: &[
        (
            "reports/quarterly.html",
            include_str!("templates/quarterly.html"),
        ),
        ("reports/pick.html", include_str!("templates/pick.html")),
        (
            "reports/refused.html",
            include_str!("templates/refused.html"),
        ),
        (
            "reports/movement.html",
            include_str!("templates/movement.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

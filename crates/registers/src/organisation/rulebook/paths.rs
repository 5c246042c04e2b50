//! Addresses of the rulebook.

use super::pages;
use crate::get;
use crate::web::routes::Screens;
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/rulebook", See, pages::list),
        get!("/rulebook/rule", See, pages::rule),
        get!("/rulebook/calendar", See, pages::calendar),
        get!("/rulebook/changes", See, pages::changes),
    ],
    templates: &[
        ("rulebook/list.html", include_str!("templates/list.html")),
        ("rulebook/rule.html", include_str!("templates/rule.html")),
        (
            "rulebook/calendar.html",
            include_str!("templates/calendar.html"),
        ),
        (
            "rulebook/changes.html",
            include_str!("templates/changes.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

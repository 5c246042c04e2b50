//! Addresses of meetings.

use super::{forms, pages};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/meetings", See, pages::list),
        post!("/meetings", Papers, forms::convening),
        get!("/meetings/new", Papers, forms::convene),
        get!("/meetings/{token}", See, pages::one),
        get!("/meetings/{token}/print", See, pages::print),
        get!("/meetings/{token}/item", See, forms::item),
        post!("/meetings/{token}/item", Papers, forms::tabling),
        get!("/meetings/{token}/conclude", Papers, forms::conclude),
        post!("/meetings/{token}/conclude", Papers, forms::concluding),
        get!("/meetings/{token}/accept", Papers, forms::accept),
        post!("/meetings/{token}/accept", Papers, forms::accepting),
        get!("/meetings/{token}/cancel", Papers, forms::cancel),
        post!("/meetings/{token}/cancel", Papers, forms::cancelling),
    ],
    templates: &[
        ("meetings/list.html", include_str!("templates/list.html")),
        ("meetings/one.html", include_str!("templates/one.html")),
        ("meetings/tasks.html", include_str!("templates/tasks.html")),
        (
            "meetings/figures.html",
            include_str!("templates/figures.html"),
        ),
        (
            "meetings/convene.html",
            include_str!("templates/convene.html"),
        ),
        ("meetings/item.html", include_str!("templates/item.html")),
        (
            "meetings/conclude.html",
            include_str!("templates/conclude.html"),
        ),
        (
            "meetings/accept.html",
            include_str!("templates/accept.html"),
        ),
        (
            "meetings/cancel.html",
            include_str!("templates/cancel.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

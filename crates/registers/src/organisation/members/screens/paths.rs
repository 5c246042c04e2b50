//! Addresses of members.

use super::{admit, bulk, correct, desk, events, export, list, person, views};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/members", See, list::page),
        post!("/members/search", See, views::search),
        post!("/members/views", See, views::save),
        post!("/members/views/{token}", See, views::change),
        post!("/members/export", See, export::file),
        post!("/members/bulk", Enter, bulk::choosing),
        post!("/members/bulk/check", Enter, bulk::checking),
        get!("/members/new", Enter, admit::form),
        post!("/members/new", Enter, admit::recording),
        get!("/members/{person}", See, person::page),
        get!("/members/{person}/event", Enter, events::form),
        post!("/members/{person}/event", Enter, events::recording),
        get!("/members/{person}/correct", Enter, correct::form),
        post!("/members/{person}/correct", Enter, correct::recording),
        get!("/transfers", See, desk::page),
    ],
    templates: &[
        ("members/list.html", include_str!("templates/list.html")),
        ("members/table.html", include_str!("templates/table.html")),
        ("members/person.html", include_str!("templates/person.html")),
        ("members/event.html", include_str!("templates/event.html")),
        (
            "members/event-check.html",
            include_str!("templates/event-check.html"),
        ),
        (
            "members/correct.html",
            include_str!("templates/correct.html"),
        ),
        ("members/admit.html", include_str!("templates/admit.html")),
        (
            "members/admit-check.html",
            include_str!("templates/admit-check.html"),
        ),
        (
            "members/conflict.html",
            include_str!("templates/conflict.html"),
        ),
        ("members/desk.html", include_str!("templates/desk.html")),
        ("members/bulk.html", include_str!("templates/bulk.html")),
        (
            "members/bulk-check.html",
            include_str!("templates/bulk-check.html"),
        ),
        ("members/cells.html", include_str!("templates/cells.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

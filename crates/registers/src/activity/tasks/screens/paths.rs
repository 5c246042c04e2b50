//! Addresses of tasks.

use super::{advice, assign, happening, list, one};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/tasks", See, list::page),
        get!("/tasks/new", Papers, assign::form),
        post!("/tasks/new", Papers, assign::recording),
        get!("/tasks/advice", See, advice::page),
        get!("/tasks/{token}", See, one::page),
        post!("/tasks/{token}", Papers, happening::recording),
    ],
    templates: &[
        ("tasks/list.html", include_str!("templates/list.html")),
        ("tasks/one.html", include_str!("templates/one.html")),
        ("tasks/advice.html", include_str!("templates/advice.html")),
        ("tasks/new.html", include_str!("templates/new.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

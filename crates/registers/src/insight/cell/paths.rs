//! Addresses of the cell.

use super::{doing, due, pages};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/cell", See, pages::own),
        get!("/cell/{id}", See, pages::cell),
        get!("/cell/{id}/do", See, doing::asked),
        post!("/cell/{id}/do", Enter, doing::saving),
        get!("/cell/{id}/sheet", See, pages::sheet),
        get!("/due", See, due::page),
    ],
    templates: &[
        ("cell/cell.html", include_str!("templates/cell.html")),
        ("cell/choose.html", include_str!("templates/choose.html")),
        ("cell/do.html", include_str!("templates/do.html")),
        ("cell/due.html", include_str!("templates/due.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

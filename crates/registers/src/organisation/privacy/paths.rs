//! Addresses of what guards what must not be seen.

use super::{looks, reveal};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/read-log", SignedIn, looks::list),
        post!("/read-log/file", SignedIn, looks::export),
        post!("/members/{person}/reveal", See, reveal::reveal),
    ],
    templates: &[
        ("privacy/log.html", include_str!("templates/log.html")),
        ("privacy/reveal.html", include_str!("templates/reveal.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

//! Addresses of what guards what must not be seen.

use super::{corrections, looks, own, reveal};
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/read-log", SignedIn, looks::list),
        post!("/read-log/file", SignedIn, looks::export),
        post!("/members/{person}/reveal", See, reveal::reveal),
        get!("/account/held", SignedIn, own::page),
        post!("/account/held", SignedIn, own::link),
        post!("/account/held/file", SignedIn, own::file),
        post!("/account/held/paper", SignedIn, own::paper),
        post!("/account/held/correction", SignedIn, own::ask),
        get!("/accounts/persons", Administer, own::links),
        post!("/accounts/persons", Administer, own::linking),
        get!("/corrections", Enter, corrections::list),
        post!("/corrections/{token}", Enter, corrections::answer),
    ],
    templates: &[
        ("privacy/log.html", include_str!("templates/log.html")),
        ("privacy/reveal.html", include_str!("templates/reveal.html")),
        ("privacy/link.html", include_str!("templates/link.html")),
        ("privacy/links.html", include_str!("templates/links.html")),
        ("privacy/held.html", include_str!("templates/held.html")),
        (
            "privacy/corrections.html",
            include_str!("templates/corrections.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

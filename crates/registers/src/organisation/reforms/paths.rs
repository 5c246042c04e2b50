//! Addresses of reforms and of annulments.

use super::{commit, pages};
use crate::web::entering::BYTES;
use crate::web::routes::{FORM, Screens};
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/reforms", Enter, pages::list),
        post!("/reforms", Enter, pages::beginning),
        get!("/reforms/file", Enter, pages::file),
        post!("/reforms/file", Enter, pages::handing_in, BYTES + FORM),
        get!("/reforms/{token}", Enter, pages::draft),
        post!("/reforms/{token}", Enter, pages::saving),
        post!("/reforms/{token}/step", Enter, pages::adding),
        post!("/reforms/{token}/remove", Enter, pages::removing),
        post!("/reforms/{token}/forget", Enter, pages::forgetting),
        get!("/reforms/{token}/check", Enter, pages::check),
        get!("/reforms/{token}/moved", Enter, pages::moved),
        post!("/reforms/{token}/assign", Enter, pages::assigning),
        post!("/reforms/{token}/commit", Enter, commit::committing),
        get!("/journal/{number}/annul", Enter, commit::annul),
        post!("/journal/{number}/annul", Enter, commit::annulling),
    ],
    templates: &[
        ("reforms/list.html", include_str!("templates/list.html")),
        ("reforms/file.html", include_str!("templates/file.html")),
        ("reforms/draft.html", include_str!("templates/draft.html")),
        ("reforms/check.html", include_str!("templates/check.html")),
        (
            "reforms/effects.html",
            include_str!("templates/effects.html"),
        ),
        ("reforms/moved.html", include_str!("templates/moved.html")),
        ("reforms/annul.html", include_str!("templates/annul.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

//! Addresses of what is printed from the record of members.

use super::pages;
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/members/{person}/form", See, pages::form),
        get!(
            "/members/{person}/transfer-letter",
            See,
            pages::transfer_letter
        ),
        get!(
            "/members/{person}/admission-decision",
            See,
            pages::admission_decision
        ),
        get!("/members/{person}/papers", See, pages::papers),
        post!("/members/{person}/papers", See, pages::opening),
        get!("/units/{id}/papers", See, pages::unit_papers),
        post!("/units/{id}/papers", See, pages::exporting),
        get!("/units/{id}/national", See, pages::national),
    ],
    templates: &[(
        "documents/papers.html",
        include_str!("templates/papers.html"),
    )],
    messages: Messages {
        en: include_str!("../locale/en.ftl"),
        vi: include_str!("../locale/vi.ftl"),
        ur: include_str!("../locale/ur.ftl"),
    },
};

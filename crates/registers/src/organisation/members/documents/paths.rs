//! Addresses of what is printed from the record of members.

use super::pages;
use crate::get;
use crate::web::routes::Screens;
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
        get!("/units/{id}/national", See, pages::national),
    ],
    templates: &[],
    messages: Messages {
        en: include_str!("../locale/en.ftl"),
        vi: include_str!("../locale/vi.ftl"),
        ur: include_str!("../locale/ur.ftl"),
    },
};

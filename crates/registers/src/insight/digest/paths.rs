//! Addresses of the digest by mail.

use super::pages;
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/account/digest", SignedIn, pages::wish),
        post!("/account/digest", SignedIn, pages::wishing),
    ],
    templates: &[("digest/wish.html", include_str!("templates/wish.html"))],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

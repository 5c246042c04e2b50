//! Address of the home page.

use super::pages;
use crate::get;
use crate::web::routes::Screens;
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[get!("/", SignedIn, pages::home)],
    templates: &[("home/home.html", include_str!("templates/home.html"))],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

//! Addresses of signing in and of one's own account.

use super::pages;
use crate::web::routes::Screens;
use crate::{get, post};
use platform::web::page::Messages;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/sign-in", Open, pages::sign_in),
        post!("/sign-in", Open, pages::signing_in),
        get!("/sign-in/second", Open, pages::second),
        post!("/sign-in/second", Open, pages::showing_second),
        get!("/sign-in/link/{token}", Open, pages::link),
        get!("/first", Open, pages::first),
        post!("/first", Open, pages::making_first),
        post!("/language", Open, pages::language),
        post!("/sign-out", SignedIn, pages::sign_out),
        get!("/account", SignedIn, pages::account),
        post!("/account", SignedIn, pages::saving),
        post!("/account/session", SignedIn, pages::end_session),
        post!("/account/password", SignedIn, pages::new_password),
        get!("/account/second-factor", SignedIn, pages::second_factor),
        post!(
            "/account/second-factor",
            SignedIn,
            pages::setting_second_factor
        ),
    ],
    templates: &[
        (
            "accounts/sign-in.html",
            include_str!("templates/sign-in.html"),
        ),
        (
            "accounts/second.html",
            include_str!("templates/second.html"),
        ),
        ("accounts/first.html", include_str!("templates/first.html")),
        (
            "accounts/account.html",
            include_str!("templates/account.html"),
        ),
        (
            "accounts/second-factor.html",
            include_str!("templates/second-factor.html"),
        ),
        (
            "accounts/recovery.html",
            include_str!("templates/recovery.html"),
        ),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

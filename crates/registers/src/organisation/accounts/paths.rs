//! Addresses of signing in and of one's own account.

use super::{administration as admin, granting, pages};
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
        get!("/welcome/{token}", Open, admin::welcome),
        post!("/welcome/{token}", Open, admin::welcoming),
        get!("/administration/accounts", Administer, admin::list),
        post!("/administration/accounts", Administer, admin::making),
        get!("/administration/accounts/new", Administer, admin::new),
        get!("/administration/accounts/{token}", Administer, admin::one),
        post!(
            "/administration/accounts/{token}/link",
            Administer,
            admin::new_link
        ),
        post!(
            "/administration/accounts/{token}/end",
            Administer,
            admin::ending
        ),
        post!(
            "/administration/accounts/{token}/second-factor",
            Administer,
            admin::resetting
        ),
        post!(
            "/administration/accounts/{token}/sessions",
            Administer,
            admin::end_sessions
        ),
        post!(
            "/administration/accounts/{token}/grants",
            Administer,
            granting::giving
        ),
        get!("/administration/grants", Administer, granting::list),
        get!("/administration/grants/{token}", Administer, granting::one),
        post!(
            "/administration/grants/{token}/answer",
            Administer,
            granting::answering
        ),
        post!(
            "/administration/grants/{token}/end",
            Administer,
            granting::ending
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
            "accounts/welcome.html",
            include_str!("templates/welcome.html"),
        ),
        ("accounts/list.html", include_str!("templates/list.html")),
        ("accounts/new.html", include_str!("templates/new.html")),
        ("accounts/link.html", include_str!("templates/link.html")),
        ("accounts/one.html", include_str!("templates/one.html")),
        (
            "accounts/grants.html",
            include_str!("templates/grants.html"),
        ),
        (
            "accounts/grant-rows.html",
            include_str!("templates/grant-rows.html"),
        ),
        ("accounts/grant.html", include_str!("templates/grant.html")),
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

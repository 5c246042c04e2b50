//! The table of routes. The router is made from it and from nothing else, so there is no page
//! without a row here, and a test can walk all of them for every role.

use super::answers::Reply;
use super::reach::Power;
use super::visit::Visit;
use crate::activity::{documents as office, meetings, tasks};
use crate::insight::{cell, digest, home, imports, indicators, reports, standard};
use crate::organisation::members::documents;
use crate::organisation::{accounts, members, privacy, reforms, rulebook, units};
use platform::web::page::{Messages, Template};
use std::future::Future;
use std::pin::Pin;

/// What a visitor must be allowed to be answered at all. Which units they see is `Scope`'s matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Right {
    /// Everybody, signed in or not.
    Open,
    /// Whoever is signed in, for what is their own.
    SignedIn,
    /// Whoever may see the record.
    See,
    /// Whoever may enter into it.
    Enter,
    /// Whoever may keep documents, tasks and meetings of it.
    Papers,
    /// Who keeps accounts; sees no personal data by it.
    Administer,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Method {
    Get,
    Post,
}

pub type Handling = Pin<Box<dyn Future<Output = Reply> + Send>>;

pub struct Route {
    pub method: Method,
    /// As axum writes it: `/units/{id}`.
    pub path: &'static str,
    pub right: Right,
    /// Bytes a request may bring.
    pub body: usize,
    pub handler: fn(Visit) -> Handling,
}

/// Bytes of an ordinary form.
pub const FORM: usize = 256 * 1024;

/// A row of the table: `get!("/units/{id}", See, pages::unit)`.
#[macro_export]
macro_rules! get {
    ($path:literal, $right:ident, $handler:path) => {
        $crate::web::Route {
            method: $crate::web::routes::Method::Get,
            path: $path,
            right: $crate::web::Right::$right,
            body: 0,
            handler: |visit| Box::pin($handler(visit)),
        }
    };
}

/// A row of the table: `post!("/account", SignedIn, pages::save)`, with the bytes of its body
/// when they are more than a form's.
#[macro_export]
macro_rules! post {
    ($path:literal, $right:ident, $handler:path) => {
        $crate::post!($path, $right, $handler, $crate::web::routes::FORM)
    };
    ($path:literal, $right:ident, $handler:path, $body:expr) => {
        $crate::web::Route {
            method: $crate::web::routes::Method::Post,
            path: $path,
            right: $crate::web::Right::$right,
            body: $body,
            handler: |visit| Box::pin($handler(visit)),
        }
    };
}

/// What a register shows: its `paths.rs`.
pub struct Screens {
    pub routes: &'static [Route],
    pub templates: &'static [Template],
    pub messages: Messages,
}

/// Every register's screens.
pub static SCREENS: &[&Screens] = &[
    &home::paths::SCREENS,
    &units::paths::SCREENS,
    &documents::paths::SCREENS,
    &standard::paths::SCREENS,
    &cell::paths::SCREENS,
    &indicators::screens::paths::SCREENS,
    &reports::paths::SCREENS,
    &rulebook::paths::SCREENS,
    &members::screens::paths::SCREENS,
    &tasks::screens::paths::SCREENS,
    &accounts::paths::SCREENS,
    &digest::paths::SCREENS,
    &privacy::paths::SCREENS,
    &super::journal::SCREENS,
    &super::search::SCREENS,
    &super::jobs::SCREENS,
    &super::reasons::SCREENS,
    &imports::paths::SCREENS,
    &reforms::paths::SCREENS,
    &office::paths::SCREENS,
    &meetings::paths::SCREENS,
];

/// The navigation: address, icon, message, right.
pub const NAVIGATION: &[(&str, &str, &str, Right)] = &[
    ("/", "home", "nav-home", Right::SignedIn),
    ("/figures", "chart-bar", "nav-figures", Right::See),
    ("/reports/quarterly", "file-text", "nav-reports", Right::See),
    ("/documents", "file-text", "nav-documents", Right::See),
    ("/meetings", "calendar-stats", "nav-meetings", Right::See),
    ("/units", "sitemap", "nav-units", Right::See),
    ("/members", "users", "nav-members", Right::See),
    ("/cell", "user", "nav-cell", Right::See),
    ("/transfers", "arrow-right", "nav-transfers", Right::See),
    ("/tasks", "circle-check", "nav-tasks", Right::See),
    ("/standard", "list-check", "nav-standard", Right::See),
    ("/reforms", "arrows-split-2", "nav-reforms", Right::Enter),
    ("/import", "table-import", "nav-import", Right::Enter),
    ("/rulebook", "book", "nav-rulebook", Right::See),
    ("/journal", "notebook", "nav-journal", Right::See),
    (
        "/administration/accounts",
        "users",
        "nav-accounts",
        Right::Administer,
    ),
    (
        "/administration/grants",
        "key",
        "nav-grants",
        Right::Administer,
    ),
    ("/jobs", "clock", "nav-jobs", Right::Administer),
];

/// What may be begun from the palette, by the words of its button: address, icon, message, right.
/// What enters something is offered only while looking from today.
pub const ACTIONS: &[(&str, &str, &str, Right)] = &[
    ("/members/new", "plus", "members-admit", Right::Enter),
    ("/documents/receive", "plus", "docs-receive", Right::Papers),
    ("/documents/new", "plus", "docs-new", Right::Papers),
    ("/tasks/new", "plus", "tasks-assign", Right::Papers),
    ("/meetings/new", "plus", "meeting-convene", Right::Papers),
    ("/import", "table-import", "action-import", Right::Enter),
    ("/reforms", "arrows-split-2", "reforms-new", Right::Enter),
    ("/account", "settings", "web-account", Right::SignedIn),
    ("/account/held", "id", "privacy-held", Right::SignedIn),
];

/// What a page of the navigation or an action needs beyond its right; to others it is not shown.
#[must_use]
pub fn needed(path: &str) -> Option<Power> {
    match path {
        "/reforms" => Some(Power::Reforms),
        "/import" => Some(Power::Import),
        _ => None,
    }
}

/// All rows of the table.
pub fn all() -> impl Iterator<Item = &'static Route> {
    SCREENS.iter().flat_map(|s| s.routes)
}

/// Whether a page is there to lead to.
#[must_use]
pub fn leads(path: &str) -> bool {
    all().any(|r| r.path == path && r.method == Method::Get)
}

/// Words of a form that its page takes in its address: their names in both.
type Words = &'static [(&'static str, &'static str)];

/// Forms that stand neither at the address they are sent to nor on the next page above it, and
/// those whose page must be told which form it is of: where they are sent, their page, the words.
const FORMS: [(&str, &str, Words); 13] = [
    (
        "/administration/accounts",
        "/administration/accounts/new",
        &[],
    ),
    (
        "/administration/grants/{token}/answer",
        "/administration/grants",
        &[],
    ),
    (
        "/cell/{id}/do",
        "/cell/{id}/do",
        &[("person", "person"), ("what", "what")],
    ),
    (
        "/documents/{token}/files/{hash}/off",
        "/documents/{token}",
        &[],
    ),
    ("/import", "/import/start", &[("what", "what")]),
    ("/meetings", "/meetings/new", &[]),
    (
        "/meetings/{token}/item",
        "/meetings/{token}/item",
        &[("part", "part")],
    ),
    (
        "/members/{person}/correct",
        "/members/{person}/correct",
        &[("field", "field")],
    ),
    (
        "/members/{person}/event",
        "/members/{person}/event",
        &[("event", "event")],
    ),
    ("/reforms/{token}/assign", "/reforms/{token}/check", &[]),
    ("/reforms/{token}/commit", "/reforms/{token}/check", &[]),
    (
        "/reforms/{token}/step",
        "/reforms/{token}",
        &[("change", "add")],
    ),
    ("/tasks/{token}", "/tasks/{token}", &[("event", "do")]),
];

/// The page on which the form stands that is sent to an address of the table, and the words of the
/// form that it is asked with.
#[must_use]
pub fn page_of(sent_to: &'static str) -> (&'static str, Words) {
    if let Some((_, page, words)) = FORMS.iter().find(|f| f.0 == sent_to) {
        return (page, words);
    }
    let mut at = sent_to;
    while !at.is_empty() && !leads(at) {
        at = at.rsplit_once('/').map_or("", |(above, _)| above);
    }
    (if at.is_empty() { "/" } else { at }, &[])
}

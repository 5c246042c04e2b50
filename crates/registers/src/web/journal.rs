//! The journal on the screen: acts, newest first, and each act with its receipt.

use super::answers::Reply;
use super::routes::Screens;
use super::visit::Visit;
use crate::get;
use crate::organisation::reforms::commit::summary as reform_summary;
use minijinja::context;
use platform::Error;
use platform::journal::{Act, store};
use platform::web::page::{Messages, value};
use serde::Serialize;

pub static SCREENS: Screens = Screens {
    routes: &[
        get!("/journal", See, list),
        get!("/journal/{number}", See, act),
    ],
    templates: &[
        ("journal/list.html", include_str!("templates/journal.html")),
        ("journal/act.html", include_str!("templates/act.html")),
    ],
    messages: Messages {
        en: include_str!("locale/en.ftl"),
        vi: include_str!("locale/vi.ftl"),
        ur: include_str!("locale/ur.ftl"),
    },
};

/// Acts on one page.
const SIZE: u64 = 50;
/// Lines of an act that its page shows.
const LINES: usize = 100;

/// An act as lists show it.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub number: u64,
    /// Key of its message.
    pub kind: String,
    pub day: String,
    pub recorded: String,
    pub account: String,
    pub basis: String,
    pub reason: String,
    pub lines: u64,
    pub annulled_by: Option<u64>,
}

impl Visit {
    /// Acts as lists show them.
    #[must_use]
    pub fn shown(&self, act: &Act, annulled: &[(u64, u64)]) -> Shown {
        let key = format!("act-{}", act.kind.replace('_', "-"));
        let by = annulled.iter().find(|(n, _)| *n == act.number);
        Shown {
            number: act.number,
            kind: if self.texts().has(&key) {
                key
            } else {
                "act-other".to_owned()
            },
            day: act.effective_on.clone(),
            recorded: act
                .recorded_at
                .parse()
                .map_or_else(|_| act.recorded_at.clone(), |t| self.moment(t)),
            account: act.account.clone(),
            basis: act.basis.clone(),
            reason: act.reason.clone(),
            lines: act.lines,
            annulled_by: by.map(|(_, by)| *by),
        }
    }
}

pub async fn list(v: Visit) -> Reply {
    let last = v.asof.known.0;
    let before = v.query("before").parse().unwrap_or(last + 1).min(last + 1);
    let mut db = v.db().await?;
    let mut acts = store::acts(
        &mut db,
        before.saturating_sub(SIZE),
        before.saturating_sub(1),
    )
    .await?;
    acts.reverse();
    let annulled = store::annulments(&mut db).await?;
    let acts: Vec<_> = acts.iter().map(|a| v.shown(a, &annulled)).collect();
    let next = acts.last().map(|a| a.number).filter(|n| *n > 1);
    v.render(
        "journal/list.html",
        context! { acts => value(&acts), next, back => before <= last, last },
    )
}

pub async fn act(v: Visit) -> Reply {
    let none = || Error::NotFound("no such act".to_owned());
    let number: u64 = v.param("number").parse().map_err(|_| none())?;
    if number > v.asof.known.0 {
        return Err(none());
    }
    let mut db = v.db().await?;
    let act = store::acts(&mut db, number, number)
        .await?
        .pop()
        .ok_or_else(none)?;
    let annulled = store::annulments(&mut db).await?;
    // what names a person is not shown here: an act rests on its counted content
    let lines = store::lines(&mut db, number).await?;
    let shown: Vec<_> = lines
        .iter()
        .take(LINES)
        .map(|l| context! { number => l.number, day => l.day.as_str(), class => l.class.as_str(), subject => l.subject.as_str(), content => l.counted.as_str() })
        .collect();
    let (tree, _) = store::tree(&mut db, number).await?;
    let facts = v.facts().await?;
    let reform = reform_summary(&facts.structure, &act.kind, &lines)?;
    v.render(
        "journal/act.html",
        context! {
            act => value(&v.shown(&act, &annulled)), reform, lines => shown, more => lines.len() > LINES,
            leaf => act.leaf, line_root => act.line_root, root => platform::text::hex(&tree.root()),
            last => v.asof.known.0,
        },
    )
}

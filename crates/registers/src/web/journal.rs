//! The journal on the screen: acts, newest first, and each act with its receipt.

use super::answers::Reply;
use super::routes::Screens;
use super::visit::Visit;
use crate::get;
use crate::organisation::privacy::veil;
use crate::organisation::reforms::commit;
use figures::Structure;
use minijinja::{Value, context};
use platform::journal::Act;
use platform::journal::store::{self, FullLine};
use platform::web::page::{Messages, value};
use platform::{Error, Result};
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
const SIZE: usize = 50;
/// Lines of an act that its page shows.
const LINES: usize = 100;

/// Lines of a reform that are told in words.
const REFORMED: usize = 20_000;

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
    /// A part of an act's ground, unless it may tell why somebody left or was disciplined.
    fn ground_of(&self, act: &Act, said: &str) -> String {
        let veiled = self.veiled.contains(&act.number);
        if veiled {
            String::new()
        } else {
            said.to_owned()
        }
    }

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
            basis: self.ground_of(act, &act.basis),
            reason: self.ground_of(act, &act.reason),
            lines: act.lines,
            annulled_by: by.map(|(_, by)| *by),
        }
    }
}

/// Acts as a list shows them, and from where the next list goes on.
pub struct Listed {
    pub acts: Vec<Shown>,
    pub next: Option<u64>,
}

impl Visit {
    /// The acts before a number of which the visitor may see something, the newest first, each
    /// with as many lines as they may see.
    pub async fn acts(&self, before: u64, most: usize) -> Result<Listed> {
        let facts = self.facts().await?;
        let mut db = self.db().await?;
        let subjects = self.subjects(&mut db, &facts.structure).await?;
        let found = subjects.acts(&mut db, before, most + 1).await?;
        let annulled = store::annulments(&mut db, self.asof.known).await?;
        let shown = found.iter().take(most).map(|(act, lines)| Shown {
            lines: *lines,
            ..self.shown(act, &annulled)
        });
        let acts: Vec<_> = shown.collect();
        let next = acts.last().map(|a| a.number).filter(|_| found.len() > most);
        Ok(Listed { acts, next })
    }
}

pub async fn list(v: Visit) -> Reply {
    let last = v.asof.known.0;
    let before = v.query("before").parse().unwrap_or(last + 1).min(last + 1);
    let listed = v.acts(before, SIZE).await?;
    v.render(
        "journal/list.html",
        context! { acts => value(&listed.acts), next => listed.next, back => before <= last, last },
    )
}

pub async fn act(v: Visit) -> Reply {
    let none = || Error::NotFound("no such act".to_owned());
    let number: u64 = v.param("number").parse().map_err(|_| none())?;
    if number > v.asof.known.0 {
        return Err(none());
    }
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let act = store::acts(&mut db, number, number)
        .await?
        .pop()
        .ok_or_else(none)?;
    let subjects = v.subjects(&mut db, &facts.structure).await?;
    let found = subjects.lines(&mut db, &act, LINES).await?;
    let (lines, count) = found.ok_or_else(none)?;
    let annulled = store::annulments(&mut db, v.asof.known).await?;
    let content = |l: &FullLine| {
        veil::content(&v, &facts.book, &l.class, &l.day, &l.counted)
            .unwrap_or_else(|_| "–".to_owned())
    };
    // what names a person is not shown here: an act rests on its counted content
    let shown: Vec<_> = lines
        .iter()
        .map(|l| context! { number => l.number, day => l.day.as_str(), class => l.class.as_str(), subject => l.subject.as_str(), content => content(l) })
        .collect();
    let (tree, _) = store::tree(&mut db, number).await?;
    let more = count > u64::try_from(lines.len()).unwrap_or(0);
    let act_shown = Shown {
        lines: count,
        ..v.shown(&act, &annulled)
    };
    let told = if act.kind == "reform" { REFORMED } else { 0 };
    let whole = subjects.lines(&mut db, &act, told).await?;
    let reform = commit::summary(&v, &act.kind, &whole.ok_or_else(none)?.0).await?;
    let may_annul = commit::may_annul(&v, &mut db, &act).await?;
    v.render(
        "journal/act.html",
        context! {
            act => value(&act_shown), reform, may_annul, lines => shown, more,
            for_unit => unit_acted_for(&v, &facts.structure, &act),
            leaf => act.leaf, line_root => act.line_root, root => platform::text::hex(&tree.root()),
            last => v.asof.known.0,
        },
    )
}

/// The unit an act was recorded for, if it may be seen: id, name and code.
fn unit_acted_for(v: &Visit, s: &Structure, act: &Act) -> Option<Value> {
    let u = s.find(&act.on_behalf_of).filter(|u| v.sees(s, *u))?;
    let state = s.state(u, v.asof.on).or_else(|| s.last_state(u))?;
    Some(
        context! { id => act.on_behalf_of.as_str(), name => state.name.as_str(), code => state.code.as_str() },
    )
}

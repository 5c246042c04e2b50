//! What reached one's own unit and waits for oneself: documents issued to it or received by it,
//! drafts on one's desk, tasks it leads that are nearly due or overdue. What was looked at is a
//! working table of each account; it states nothing about the organisation.

pub mod pages;
pub mod store;

use super::drafts;
use crate::activity::tasks::model::{Part, State};
use crate::activity::tasks::rules::forebears;
use crate::activity::tasks::store::{self as tasks, Asked};
use crate::organisation::accounts::model::Account;
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure, UnitIx};
use platform::{AsOf, Db, Result, Scope};

/// Days for which a document is told of as new.
pub const TOLD: i32 = 90;
/// Documents that are told of at most.
pub const MOST: u32 = 200;

/// What waits, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Waiting {
    /// Documents that reached the unit and were not looked at.
    pub unread: usize,
    /// Drafts whose next step is this account's.
    pub desk: usize,
    /// Tasks given to the unit that nobody has received there.
    pub new: usize,
    /// Tasks of the unit that came back.
    pub returned: usize,
    pub overdue: usize,
    /// Tasks due within the days of the rulebook.
    pub soon: usize,
}

impl Waiting {
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        // a task is told of once its day comes near; that it is new or came back is told at home
        let known = Waiting {
            new: self.new,
            returned: self.returned,
            ..Waiting::default()
        };
        *self == known
    }
}

/// The unit and what became wholly part of it: what was addressed to those reached it.
#[must_use]
pub fn ids_of(s: &Structure, unit: UnitIx, on: Day) -> Vec<String> {
    let all = forebears(s, unit, on);
    let mut ids: Vec<String> = all.into_iter().map(|u| s.unit(u).id.clone()).collect();
    ids.push(s.unit(unit).id.clone());
    ids.sort();
    ids.dedup();
    ids
}

/// The first day of which documents are told as new.
#[must_use]
pub fn told_since(on: Day) -> String {
    on.plus_days(-TOLD).to_string()
}

/// Until which day a task is due soon; nothing where the rulebook does not say it.
#[must_use]
pub fn soon(book: &Rulebook, on: Day) -> Option<Day> {
    let days = book.value("task_reminder_days", on)?;
    i32::try_from(days).ok().map(|d| on.plus_days(d))
}

/// What waits for an account at its unit on a day.
pub async fn waiting(
    db: &mut Db,
    (s, book): (&Structure, &Rulebook),
    (scope, asof): (&Scope, AsOf),
    account: &Account,
    unit: Option<UnitIx>,
) -> Result<Waiting> {
    let mut found = Waiting {
        desk: drafts::on_desk(db, scope, asof, &account.login)
            .await?
            .len(),
        ..Waiting::default()
    };
    let Some(unit) = unit else { return Ok(found) };
    let ids = ids_of(s, unit, asof.on);
    let since = told_since(asof.on);
    let reached = store::reached(db, scope, asof, &account.id, &ids, (&since, MOST)).await?;
    found.unread = reached.iter().filter(|r| !r.seen).count();
    let asked = Asked { scope, asof, s };
    let until = soon(book, asof.on);
    for task in tasks::of_unit(db, &asked, (unit, false), &[Part::Lead]).await? {
        let stands = task.standing(asof.on);
        found.new += usize::from(stands.state == State::Issued && stands.done.is_none());
        found.returned += usize::from(stands.state == State::Returned && stands.done.is_none());
        if stands.overdue {
            found.overdue += 1;
        } else if stands.done.is_none()
            && stands.state.is_open()
            && until.is_some_and(|u| asof.on <= task.deadline && task.deadline <= u)
        {
            found.soon += 1;
        }
    }
    Ok(found)
}

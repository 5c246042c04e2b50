//! Giving a grant and ending it.

use super::model::{CLASS, Grant, GrantEdit, WHOLE};
use crate::organisation::accounts::model::Account;
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure};
use platform::journal::{CONTENT_VERSION, Draft, Ground, Line, canonical, id};
use platform::{Error, Problem, Result};

/// Kinds of act.
pub const GIVEN: &str = "grant";
pub const ENDED: &str = "grant_end";

/// What is to be granted, as a form says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub role: String,
    /// Id of the unit; [`WHOLE`] for the whole record.
    pub unit: String,
    pub below: bool,
    pub from: Day,
    /// The first day on which it no longer holds; [`Day::MAX`] when no end is planned.
    pub until: Day,
}

/// Decides a grant. Rights are never given backwards, and never to who keeps accounts: nobody
/// gives themselves what they must not see. `number` is that of the act to be.
pub fn decide_grant(
    (s, book, today): (&Structure, &Rulebook, Day),
    account: &Account,
    wanted: &Wanted,
    ground: Ground,
    number: u64,
) -> Result<Draft> {
    let mut problems = Vec::new();
    let mut say = |field: &str, why: String| problems.push(Problem::new(why).cell(field, ""));
    if account.ended {
        say("account", "the account has ended".to_owned());
    }
    if account.is_administrator() {
        say(
            "account",
            "who keeps accounts is granted nothing: make another account".to_owned(),
        );
    }
    if wanted.from < today {
        say("from", format!("a grant begins on {today} at the earliest"));
    }
    if wanted.until <= wanted.from {
        say("until", "it ends after it begins".to_owned());
    }
    if !book
        .roles(wanted.from)
        .iter()
        .any(|(k, _)| *k == wanted.role)
    {
        say(
            "role",
            format!("no role «{}» is in force on {}", wanted.role, wanted.from),
        );
    }
    let open = s.find(&wanted.unit);
    if wanted.unit != WHOLE && !open.is_some_and(|u| s.is_open(u, wanted.from)) {
        say("unit", format!("no such unit is open on {}", wanted.from));
    }
    if ground.basis.is_empty() {
        say("basis", "a grant rests on a document".to_owned());
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let edit = GrantEdit::Given {
        account: account.id.clone(),
        role: wanted.role.clone(),
        unit: wanted.unit.clone(),
        below: wanted.below || wanted.unit == WHOLE,
        until: (wanted.until < Day::MAX).then(|| wanted.until.to_string()),
        document: ground.basis.clone(),
    };
    draft(GIVEN, id(number, 0), wanted.from, &edit, ground)
}

/// Decides the end of a grant: from the day on it no longer holds.
pub fn decide_end(grant: &Grant, day: Day, today: Day, ground: Ground) -> Result<Draft> {
    if grant.until <= today {
        return Err(Error::Conflict("the grant has ended already".to_owned()));
    }
    let mut problems = Vec::new();
    let mut say = |field: &str, why: String| problems.push(Problem::new(why).cell(field, ""));
    if day < today {
        say("day", format!("a grant ends on {today} at the earliest"));
    }
    if day >= grant.until {
        say("day", format!("it ends on {} in any case", grant.until));
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    draft(ENDED, grant.id.clone(), day, &GrantEdit::Ended, ground)
}

fn draft(
    kind: &'static str,
    subject: String,
    day: Day,
    edit: &GrantEdit,
    ground: Ground,
) -> Result<Draft> {
    let line = Line {
        day,
        class: CLASS,
        subject,
        also: Vec::new(),
        counted: canonical::text(edit)?,
        identifying: None,
    };
    Ok(Draft {
        kind,
        version: CONTENT_VERSION,
        ground,
        day,
        lines: vec![line],
    })
}

//! Giving a grant and ending it.

use super::model::{ADMINISTRATOR, CLASS, Grant, GrantEdit, WHOLE};
use super::rules::needs_two;
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
    /// Who asked for it, as acts name people; empty when whoever gives it asks for it too.
    pub asked_by: String,
}

/// Decides a grant. Rights are never given backwards, never to who keeps accounts, and by nobody
/// to themselves; what opens the sensitive takes two persons ([`needs_two`]). `number` is that of
/// the act to be.
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
    if account.is_administrator() && wanted.role == ADMINISTRATOR {
        say("account", "the account keeps accounts already".to_owned());
    } else if account.is_administrator() {
        say(
            "account",
            "who keeps accounts is granted nothing: make another account".to_owned(),
        );
    }
    if let Some(why) = persons_refused(book, account, wanted, &ground) {
        say("", why);
    }
    if wanted.from < today {
        say("from", format!("a grant begins on {today} at the earliest"));
    }
    if wanted.until <= wanted.from {
        say("until", "it ends after it begins".to_owned());
    }
    let roles = book.roles(wanted.from);
    if wanted.role != ADMINISTRATOR && !roles.iter().any(|(k, _)| *k == wanted.role) {
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
        asked_by: wanted.asked_by.clone(),
    };
    draft(GIVEN, id(number, 0), wanted.from, &edit, ground)
}

/// Whether those who ask and give may: nobody for themselves, and two where two are needed.
fn persons_refused(
    book: &Rulebook,
    account: &Account,
    wanted: &Wanted,
    ground: &Ground,
) -> Option<String> {
    if [&wanted.asked_by, &ground.account].contains(&&account.login) {
        return Some("nobody grants a right to themselves".to_owned());
    }
    if !needs_two(book, &wanted.role, wanted.from) {
        return None;
    }
    if wanted.asked_by.is_empty() {
        return Some(format!(
            "the role «{}» opens what is sensitive: one person asks for it and another gives it",
            wanted.role
        ));
    }
    (wanted.asked_by == ground.account)
        .then(|| "who asked for it does not confirm it: another administrator must".to_owned())
}

/// The first to keep accounts: nobody is there who could ask or give, so the one-time code on the
/// server's console stands for both.
pub fn decide_first(account: &Account, today: Day, number: u64) -> Result<Draft> {
    let ground = Ground {
        account: account.login.clone(),
        on_behalf_of: WHOLE.to_owned(),
        basis: String::new(),
        reason: "the one-time code of the console".to_owned(),
    };
    let edit = GrantEdit::Given {
        account: account.id.clone(),
        role: ADMINISTRATOR.to_owned(),
        unit: WHOLE.to_owned(),
        below: true,
        until: None,
        document: String::new(),
        asked_by: String::new(),
    };
    draft(GIVEN, id(number, 0), today, &edit, ground)
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

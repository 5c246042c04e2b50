//! How a document ends: void, with what rests on it, or expired.

use super::super::model::DocumentEdit;
use super::super::rules::{self, validity_after};
use super::super::state::State;
use super::super::store;
use super::{Decided, Ground, fields_line, line, not_before, the_document};
use crate::activity::meetings::store as meetings;
use crate::activity::refuse;
use crate::activity::tasks::store as tasks;
use figures::Day;
use platform::asof::Known;
use platform::journal::Line;
use platform::text::tidy;
use platform::{AsOf, Db, Error, Problem, Result, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// What a document says it makes of the validity of others: relation, other.
pub(super) async fn changed_by(db: &mut Db, id: &str) -> Result<Vec<(String, String)>> {
    let last = AsOf {
        on: Day::LAST,
        known: Known::NOW,
    };
    let relations = store::relations_of(db, last, &[id.to_owned()]).await?;
    let own = |r: &store::Related| r.from == id && validity_after(&r.relation).is_some();
    let own = relations.into_iter().filter(own);
    Ok(own.map(|r| (r.relation, r.to)).collect())
}

/// Names that a warning lists before it only counts.
const NAMED: usize = 20;

/// Names one after another; of many the first, and how many there are.
fn listed(mut names: Vec<String>) -> String {
    let all = names.len();
    names.truncate(NAMED);
    let first = names.join(", ");
    if all > NAMED {
        return format!("{first} … ({all})");
    }
    first
}

/// What goes on when a document becomes void, although it rests on it: open tasks, a meeting that
/// was concluded by it, whom it binds. Of tasks and meetings those that the reader sees.
pub async fn resting_on(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    day: Day,
    seen: &Scope,
) -> Result<Vec<Problem>> {
    let (s, known) = (ground.structure, Known::NOW);
    let asof = AsOf { on: day, known };
    let asked = tasks::Asked {
        scope: seen,
        asof,
        s,
    };
    let mut said = Vec::new();
    let open = tasks::of_document(db, &asked, id).await?;
    let open = open.iter().filter(|t| t.state.is_open());
    // one without a number is known by its title
    let named = |t: &tasks::Task| match t.number.as_str() {
        "" => format!("«{}»", t.title),
        number => number.to_owned(),
    };
    let open: Vec<String> = open.map(named).collect();
    if !open.is_empty() {
        let all = listed(open);
        said.push(format!("tasks that rest on it stay open: {all}"));
    }
    let meetings = meetings::of_conclusions(db, asof, &[id.to_owned()]).await?;
    for meeting in meetings::by_ids(db, seen, asof, &meetings).await? {
        said.push(format!(
            "the meeting of {} was concluded by it and stays concluded",
            meeting.day
        ));
    }
    let bound = store::obliged_by(db, asof, id).await?;
    let bound = bound
        .iter()
        .filter_map(|o| Some(s.followed(s.find(&o.unit)?, day)));
    let bound: BTreeSet<String> = bound.map(|u| ground.name(u, day)).collect();
    if !bound.is_empty() {
        let all = listed(bound.into_iter().collect());
        said.push(format!(
            "it obliges nobody from {day} on, whom it bound: {all}"
        ));
    }
    Ok(said
        .into_iter()
        .map(|w| Problem::new(w).as_warning())
        .collect())
}

/// Voids a document that has a number: the number stays taken, and says why. What it had amended,
/// replaced or abolished is again as it was without it. What rests on it is warned of.
pub async fn decide_void(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    (day, reason): (Day, &str),
    seen: &Scope,
) -> Result<Decided> {
    let (document, from) = the_document(db, id).await?;
    not_before(day, from)?;
    let reason = tidy(reason);
    if reason.is_empty() {
        return Err(refuse("reason", "", "a void number needs a reason"));
    }
    if document.series.is_empty() {
        return Err(Error::refused(format!(
            "«{}» has no number of a series of the record: a draft is withdrawn",
            document.subject
        )));
    }
    if document.state == State::Void {
        return Err(Error::refused(format!(
            "{} is void already",
            document.symbol
        )));
    }
    let warnings = resting_on(db, ground, id, day, seen).await?;
    let fields = [
        ("state", State::Void.to_string()),
        ("validity", String::new()),
        ("note", reason),
    ];
    let mut lines = vec![fields_line(day, id, fields)?];
    for (_, other) in changed_by(db, id).await? {
        let edit = DocumentEdit::ValidityGone { by: id.to_owned() };
        let mut theirs = line(day, &other, &edit, &BTreeMap::new())?;
        theirs.also.push(id.to_owned());
        lines.push(theirs);
    }
    Ok(Decided {
        lines,
        warnings,
        id: id.to_owned(),
        symbol: document.symbol,
        number: document.number,
        ..Decided::default()
    })
}

/// Says from which day a document is no longer in force by itself: its term is over, or what it
/// was issued for.
pub async fn decide_expiry(db: &mut Db, id: &str, day: Day) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    let may = rules::may_expire(document.state, &document.validity);
    let began = document.day();
    if let Some(why) = rules::refuses_expiry(may, (&document.symbol, began), day) {
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(Decided {
        lines: vec![expiry_line(day, id)?],
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// The line of the first day on which a document is no longer in force.
pub(in super::super) fn expiry_line(day: Day, id: &str) -> Result<Line> {
    fields_line(day, id, [("validity", "expired".to_owned())])
}

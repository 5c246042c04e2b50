//! Deciding what is asked of whom, and what becomes of it.

mod assigning;
mod happening;
mod list;

pub use assigning::decide_assign;
pub(super) use happening::moved;
pub use happening::{EventWanted, decide_advised, decide_event};
pub use list::{COLUMNS, NEEDED, decide_list};

use super::model::{CLASS, Kind, Said, TaskEdit};
use super::{rules, store};
use crate::organisation::reforms::acts::View;
use figures::{Day, Structure};
use platform::journal::{Line, canonical};
use platform::{Db, Problem, Result};
use std::collections::HashSet;

/// Kinds of act.
pub const ASSIGNED: &str = "task";
pub const HAPPENED: &str = "task_event";
pub const LISTED: &str = "tasks";

/// The rule by which a task is due when neither a day nor a rule is named.
pub const DEFAULT_RULE: &str = "default";

/// A task as a form or a row asks for it. Units are named by code or id, documents by id or
/// symbol; what is empty is not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    pub kind: Kind,
    pub number: String,
    pub title: String,
    pub product: String,
    pub lead: String,
    pub cooperating: Vec<String>,
    pub assigned_by: String,
    pub issued: Day,
    pub deadline: Option<Day>,
    pub rule: String,
    /// The day from which a rule counts, where it is not the document's or that of the issue.
    pub counted_from: Option<Day>,
    pub document: String,
    pub clause: String,
    /// Id of the meeting whose conclusion made it.
    pub meeting: String,
    pub reporting: String,
    /// Key or name of a field of work.
    pub field: String,
    pub instruction: String,
    /// What happened to it since, for a list of tasks that were under way before the record.
    pub then: Vec<(Day, Said)>,
    /// Line of the file; 0 when there is none.
    pub line: usize,
}

impl Wanted {
    /// A task of which nothing is said but its day of issue.
    #[must_use]
    pub fn of(issued: Day) -> Wanted {
        Wanted {
            kind: Kind::Task,
            number: String::new(),
            title: String::new(),
            product: String::new(),
            lead: String::new(),
            cooperating: Vec::new(),
            assigned_by: String::new(),
            issued,
            deadline: None,
            rule: String::new(),
            counted_from: None,
            document: String::new(),
            clause: String::new(),
            meeting: String::new(),
            reporting: String::new(),
            field: String::new(),
            instruction: String::new(),
            then: Vec::new(),
            line: 0,
        }
    }
}

/// What is to be recorded, and what to tell the sender.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
}

/// Where a decision is taken: the record as it is, the place of its lines in the act to be, and
/// the file it is read from (empty: none).
#[derive(Clone, Copy)]
pub struct Place<'a> {
    pub view: &'a View,
    /// Lines of the act that stand before these.
    pub after: usize,
    pub file: &'a str,
}

/// The unit in whose name a task is assigned and numbered: the lead's own when none is named.
pub fn giver<'a>(assigned_by: &'a str, lead: &'a str) -> &'a str {
    if assigned_by.is_empty() {
        lead
    } else {
        assigned_by
    }
}

fn line(task: &str, day: Day, edit: &TaskEdit, also: Vec<String>) -> Result<Line> {
    let mut seen = HashSet::new();
    let also = also
        .into_iter()
        .filter(|a| !a.is_empty() && seen.insert(a.clone()));
    Ok(Line {
        day,
        class: CLASS,
        subject: task.to_owned(),
        also: also.collect(),
        counted: canonical::text(edit)?,
        identifying: None,
    })
}

/// The id of the unit that a code or an id names on a day, or why there is none: a unit that has
/// closed names what it became.
pub fn unit_on(s: &Structure, named: &str, day: Day) -> std::result::Result<String, String> {
    let open = s
        .bearer(named, day)
        .or_else(|| s.find(named).filter(|u| s.is_open(*u, day)));
    if let Some(unit) = open {
        return Ok(s.unit(unit).id.clone());
    }
    let last = s.bearers(named).last().copied().or_else(|| s.find(named));
    match last {
        Some(unit) => Err(rules::not_open(s, unit, day)),
        None => Err(format!("no unit bears this code on {day}")),
    }
}

/// The id of the document that a text names, or why it names none.
async fn document(db: &mut Db, named: &str) -> Result<std::result::Result<String, String>> {
    let mut found = store::documents_named(db, named).await?;
    Ok(match found.len() {
        0 => Err("no document of the record has this id or this number and symbol".to_owned()),
        1 => Ok(found.remove(0)),
        _ => Err(format!(
            "several documents have this number and symbol: write the id of one of {}",
            found.join(", ")
        )),
    })
}

//! The desk of incoming mail: what came, what a leader said of it, to whom it was routed, whether
//! it is answered, and what is late.

use super::model::Document;
use super::shown::Reading;
use super::state::State as Paper;
use super::store::{self, Filter};
use crate::activity::tasks::model::{Kind, State};
use crate::activity::tasks::store::{self as tasks, Asked, Task};
use crate::web::{Reply, Visit};
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::web::request::encoded;
use platform::{Db, Result};
use std::collections::BTreeMap;

/// Mail that came within so many days stands on the desk.
pub const DAYS: i32 = 366;
/// Rows that the desk holds.
const MOST: u32 = 2000;
/// Rows of each list that a page shows.
const SHOWN: usize = 200;

/// A document that came, and what became of it by the day.
#[derive(Debug, Clone)]
pub struct Mail {
    pub document: Document,
    /// The task to answer it, the latest where there are several.
    pub task: Option<Task>,
    /// What the leader said when it was routed.
    pub instruction: String,
    /// The documents that answer it.
    pub answers: Vec<Document>,
    /// By when it is to be answered.
    pub due: Option<Day>,
    /// The day on which it was answered.
    pub answered_on: Option<Day>,
    pub late: bool,
}

impl Mail {
    /// Where it stands: `answered`, `routed`, `asked` (to be answered, and nobody has it yet) or
    /// `received`.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        let open = self.task.as_ref().is_some_and(|t| t.state.is_open());
        match (self.answered_on, open, self.due) {
            (Some(_), _, _) => "answered",
            (None, true, _) => "routed",
            (None, false, Some(_)) => "asked",
            (None, false, None) => "received",
        }
    }
}

/// Mail of a unit and of those below it, or of all that is seen, the newest first.
pub async fn mail(db: &mut Db, asked: &Asked<'_>, unit: Option<UnitIx>) -> Result<Vec<Mail>> {
    let on = asked.asof.on;
    let filter = Filter {
        directions: vec!["incoming".to_owned()],
        states: vec![Paper::Received.to_string()],
        from: Some(on.plus_days(-DAYS)),
        until: Some(on.next()),
        limit: MOST,
        newest: true,
        ..Filter::default()
    };
    let mut found = store::list(db, asked.scope, asked.asof, &filter).await?;
    if let Some(top) = unit {
        let ids: Vec<String> = found.iter().map(|d| d.id.clone()).collect();
        let here = kept_within(db, asked, &ids, top).await?;
        found.retain(|d| here.contains(&d.id));
    }
    let ids: Vec<String> = found.iter().map(|d| d.id.clone()).collect();
    let mut routed: BTreeMap<String, Task> = BTreeMap::new();
    for task in tasks::of_documents(db, asked, &ids).await? {
        let dropped = matches!(task.state, State::Cancelled | State::Superseded);
        if task.kind == Kind::Answer && !dropped {
            let last = routed.get(&task.document);
            if last.is_none_or(|t| (t.issued, &t.id) < (task.issued, &task.id)) {
                routed.insert(task.document.clone(), task);
            }
        }
    }
    let routed_ids: Vec<String> = routed.values().map(|t| t.id.clone()).collect();
    let told = tasks::told(db, &routed_ids).await?;
    let mut answers: BTreeMap<String, Vec<Document>> = BTreeMap::new();
    for r in store::relations_of(db, asked.asof, &ids).await? {
        if r.relation != "answers" || !ids.contains(&r.to) {
            continue;
        }
        let other = store::by_id(db, asked.scope, asked.asof, &r.from).await?;
        let of = answers.entry(r.to).or_default();
        of.extend(other.filter(|o| o.state == Paper::Issued && !of.contains(o)));
    }
    let one = |document: Document| {
        let task = routed.remove(&document.id);
        let answers = answers.remove(&document.id).unwrap_or_default();
        let said = task.as_ref().and_then(|t| told.get(&t.id));
        let due = task.as_ref().map(|t| t.deadline);
        let due = due.or_else(|| Day::parse(&document.due).ok());
        let first = answers.iter().map(Document::day).min();
        let answered_on = first.or_else(|| task.as_ref().and_then(|t| t.done_on));
        Mail {
            late: due.is_some_and(|due| answered_on.unwrap_or(on) > due),
            instruction: said.map_or_else(String::new, |t| t.issue.instruction.clone()),
            document,
            task,
            answers,
            due,
            answered_on,
        }
    };
    Ok(found.into_iter().map(one).collect())
}

/// Which of some documents are kept by a unit or below it.
async fn kept_within(
    db: &mut Db,
    asked: &Asked<'_>,
    ids: &[String],
    top: UnitIx,
) -> Result<std::collections::HashSet<String>> {
    let (s, on) = (asked.s, asked.asof.on);
    let keepers = store::keepers(db, asked.asof, ids).await?;
    let here = |unit: &str| {
        let at = s.find(unit).map(|u| s.followed(u, on));
        at.is_some_and(|u| s.is_within(u, top, on))
    };
    let inside = keepers.into_iter().filter(|(_, unit)| here(unit));
    Ok(inside.map(|(document, _)| document).collect())
}

/// The form that routes it, with what is known of it already.
fn route(m: &Mail) -> String {
    let (id, subject) = (&m.document.id, encoded(&m.document.subject));
    let due = m.due.map_or_else(String::new, |d| format!("&deadline={d}"));
    format!("/tasks/new?kind=answer&document={id}&title={subject}{due}")
}

pub async fn page(v: Visit) -> Reply {
    let context = {
        let r = Reading::of(&v).await?;
        let unit = r.unit_asked()?;
        let mut db = v.db().await?;
        let all = mail(&mut db, &r.asked(), unit).await?;
        let on = v.asof.on;
        let row = |m: &Mail| {
            let answers: Vec<Value> = m.answers.iter().map(|d| r.shown(d)).collect();
            let task = m.task.as_ref().map(|t| {
                context! {
                    href => v.link(&format!("/tasks/{}", t.id)), state => t.state.as_str(), lead => r.unit(&t.lead, on),
                }
            });
            context! {
                route => route(m), document => r.shown(&m.document), task, instruction => m.instruction.as_str(), answers,
                due => m.due.map(|d| d.to_string()), late => m.late,
                answered_on => m.answered_on.map(|d| d.to_string()),
            }
        };
        let of = |stands: &str| {
            let mut rows: Vec<&Mail> = all.iter().filter(|m| m.stands() == stands).collect();
            rows.sort_by_key(|m| (!m.late, m.due.is_none(), m.due));
            let shown: Vec<Value> = rows.iter().take(SHOWN).map(|m| row(m)).collect();
            context! { stands, count => rows.len(), rows => shown }
        };
        let lists: Vec<Value> = ["asked", "routed", "received", "answered"].map(of).into();
        let late = all.iter().filter(|m| m.late && m.stands() != "answered");
        context! {
            lists, late => late.count(), days => DAYS, may => v.now && v.visitor()?.may(crate::web::Right::Papers),
            unit => unit.map(|u| r.unit(&r.s().unit(u).id, on)), code => v.query("unit"),
        }
    };
    v.render("docs/desk.html", context)
}

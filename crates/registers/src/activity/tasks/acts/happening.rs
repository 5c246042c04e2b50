//! What happens to a task after it was assigned.

use super::super::model::{Event, Happened, Said, TaskEdit};
use super::super::rules;
use super::super::store::{self, Told};
use super::{document, line, unit_on};
use crate::activity::documents::binding as documents;
use crate::activity::refuse;
use crate::organisation::reforms::acts::View;
use figures::{Day, Structure};
use platform::journal::Line;
use platform::text::tidy;
use platform::{Db, Error, Result};
use std::collections::HashSet;

/// What is to be recorded of a task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventWanted {
    /// Id of the task.
    pub task: String,
    pub day: Day,
    /// Of a move, `target` names the unit by code or id; documents are named by id or symbol.
    pub said: Said,
}

/// Decides an event of a task. It may be recorded late: then everything after it must still be
/// able to follow.
pub async fn decide_event(db: &mut Db, view: &View, wanted: &EventWanted) -> Result<Line> {
    let ids = [wanted.task.clone()];
    let none = || Error::NotFound(format!("there is no task {}", wanted.task));
    let told = store::told(db, &ids)
        .await?
        .remove(&wanted.task)
        .ok_or_else(none)?;
    let mut said = wanted.said.clone();
    said.text = tidy(&said.text);
    said.by = tidy(&said.by);
    if !said.document.is_empty() {
        match document(db, &said.document).await? {
            Ok(found) => said.document = found,
            Err(why) => return Err(refuse("document", &said.document, why)),
        }
    }
    match said.event {
        Event::Moved => match unit_on(&view.structure, &said.target, wanted.day) {
            Ok(to) => {
                said.target = to;
                said.from = led_on(&view.structure, &told, wanted.day);
            }
            Err(why) => return Err(refuse("to", &said.target, why)),
        },
        Event::Superseded if said.target == wanted.task => {
            return Err(refuse(
                "by",
                &said.target,
                "a task does not take its own place",
            ));
        }
        Event::Superseded if !said.target.is_empty() => {
            if let Some(why) = takes_no_place(db, wanted).await? {
                return Err(refuse("by", &said.target, why));
            }
        }
        _ => {}
    }
    let mut events = told.events.clone();
    events.push(Happened {
        day: wanted.day,
        act: view.last + 1,
        line: 1,
        said: said.clone(),
    });
    rules::sort(&mut events);
    let life = (told.issued, &told.issue);
    if let Some((act, why)) = rules::refusal(&view.structure, life, &events) {
        let why = if act == 0 || act == view.last + 1 {
            why
        } else {
            format!("act {act} could not follow: {why}")
        };
        return Err(refuse("event", said.event.as_str(), why));
    }
    let mut also = vec![said.document.clone()];
    if said.event == Event::Moved || said.event == Event::Superseded {
        also.extend([said.from.clone(), said.target.clone()]);
    }
    line(&wanted.task, wanted.day, &TaskEdit::Happened(said), also)
}

/// What an event says of a document beside the task: one that advice led to bears the agency that
/// drafted it, unless another is named there already.
pub async fn decide_advised(
    db: &mut Db,
    view: &View,
    wanted: &EventWanted,
) -> Result<Option<Line>> {
    if wanted.said.event != Event::LedTo || wanted.said.document.is_empty() {
        return Ok(None);
    }
    let ids = [wanted.task.clone()];
    let told = store::told(db, &ids).await?.remove(&wanted.task);
    let (Some(told), Ok(id)) = (told, document(db, &wanted.said.document).await?) else {
        return Ok(None);
    };
    let lead = led_on(&view.structure, &told, wanted.day);
    documents::decide_advised(db, &id, &lead, wanted.day).await
}

/// Why a task cannot take the place of another on a day: it is not there or not open then, or its
/// own place was taken, in the end by the other.
async fn takes_no_place(db: &mut Db, wanted: &EventWanted) -> Result<Option<String>> {
    let (first, day) = (wanted.said.target.as_str(), wanted.day);
    let (mut next, mut seen) = (first.to_owned(), HashSet::new());
    while seen.insert(next.clone()) {
        let Some(told) = store::told(db, std::slice::from_ref(&next))
            .await?
            .remove(&next)
        else {
            let why = "there is no such task".to_owned();
            return Ok(Some(why).filter(|_| next == first));
        };
        let taken = told.events.iter().rev();
        let mut taken = taken.filter(|e| e.said.event == Event::Superseded);
        let by = taken.next().map(|e| e.said.target.clone());
        if by.as_deref() == Some(wanted.task.as_str()) {
            let why = "this task takes its place already, itself or in the end: two tasks do not take the place of each other";
            return Ok(Some(why.to_owned()));
        }
        if next == first
            && let Some(why) = rules::not_open_on(told.issued, &told.issue, &told.events, day)
        {
            return Ok(Some(why));
        }
        match by {
            Some(by) => next = by,
            None => break,
        }
    }
    Ok(None)
}

/// Id of the unit that leads on a day.
fn led_on(s: &Structure, told: &Told, day: Day) -> String {
    let life = rules::life(told.issued, &told.issue, &told.events);
    let at = life.iter().rev().find(|x| x.from <= day);
    let lead = at.map_or(told.issue.lead.as_str(), |x| &x.lead);
    let now = s.find(lead).map(|u| s.followed(u, day));
    now.map_or_else(|| lead.to_owned(), |u| s.unit(u).id.clone())
}

/// The move of a task by a reform.
pub(in super::super) fn moved(task: &str, day: Day, from: &str, to: &str) -> Result<Line> {
    let said = Said {
        target: to.to_owned(),
        from: from.to_owned(),
        ..Said::of(Event::Moved)
    };
    let also = vec![from.to_owned(), to.to_owned()];
    line(task, day, &TaskEdit::Happened(said), also)
}

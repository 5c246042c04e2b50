//! Recording what happened to a task.

use super::super::acts::{self, EventWanted};
use super::super::model::{Event, Said};
use super::super::store::{self, Asked, Task};
use super::{one, words};
use crate::activity::documents::finding::candidates;
use crate::activity::documents::store as papers;
use crate::web::figures::FactsOfVisit;
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use figures::Day;
use platform::journal::{CONTENT_VERSION, Draft, Ground};
use platform::web::Form;
use platform::{Error, Result};

pub async fn recording(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let task = one::find(&v, &facts).await?;
    let mut form = v.form.clone();
    let none = || Error::NotFound("no such event".to_owned());
    let event = Event::parse(form.get("event")).ok_or_else(none)?;
    if one::enters(&v, &facts, &task, event) {
        if let Some(wanted) = typed(&v, &facts, &task, event, &mut form).await? {
            let unit = if task.lead.is_empty() {
                "*"
            } else {
                &task.lead
            };
            let ground = v.ground(unit, form.get("basis"), "")?;
            match v.commit(happen(wanted, ground)).await {
                Ok(act) => {
                    let (n, what) = (
                        act.number.to_string(),
                        v.t(&format!("tasks-event-{}", event.as_str()))?,
                    );
                    let said = v.say("tasks-recorded", &[("what", &what), ("act", &n)])?;
                    return v.go_saying(&format!("/tasks/{}", task.id), &said).await;
                }
                Err(Error::Refused(problems)) => words::refuse(&v, &mut form, &problems)?,
                Err(other) => return Err(other),
            }
        }
        let context = one::shown(&v, &facts, &task, Some(event)).await?;
        return v.refused("tasks/one.html", &form, context);
    }
    Err(none())
}

/// What was typed, as an event; what cannot be read of it stands in the form's errors.
async fn typed(
    v: &Visit,
    facts: &FactsOfVisit,
    task: &Task,
    event: Event,
    form: &mut Form,
) -> Result<Option<EventWanted>> {
    let day = Day::parse(form.get("day")).ok();
    if day.is_none() {
        form.error("day", v.t("tasks-wrong-day")?);
    } else if day.is_some_and(|d| d > v.asof.on) {
        form.error("day", v.t("tasks-wrong-future")?);
    }
    let text = |name: &str| form.get(name).to_owned();
    let mut said = Said {
        text: text("text"),
        document: text("document"),
        by: text("by"),
        target: text("target"),
        ..Said::of(event)
    };
    said.document = document_meant(v, facts, form, &said.document).await?;
    let target = target(v, facts, event, day.unwrap_or(v.asof.on), form).await?;
    said.target = target.unwrap_or_default();
    let good = form.is_good();
    Ok(day.filter(|_| good).map(|day| EventWanted {
        task: task.id.clone(),
        day,
        said,
    }))
}

/// The id of the document that a text names. One that the visitor does not see is as if it were
/// not there, also where it bears the number of another.
pub async fn document_meant(
    v: &Visit,
    facts: &FactsOfVisit,
    form: &mut Form,
    named: &str,
) -> Result<String> {
    if named.is_empty() {
        return Ok(String::new());
    }
    let scope = v.scope(&facts.structure)?;
    let mut db = v.db().await?;
    let mut found = papers::meant(&mut db, &scope, named).await?;
    let why = match found.len() {
        1 => return Ok(found.remove(0).id),
        0 => v.t("tasks-wrong-unknown-document")?,
        _ => {
            let which = candidates(v, &found)?;
            v.say("tasks-wrong-which-document", &[("which", &which)])?
        }
    };
    form.error("document", why);
    Ok(named.to_owned())
}

/// What an event points at: a day, a unit, or another task.
async fn target(
    v: &Visit,
    facts: &FactsOfVisit,
    event: Event,
    day: Day,
    form: &mut Form,
) -> Result<Option<String>> {
    let text = form.get("target").to_owned();
    let s = &facts.structure;
    let (found, key) = match event {
        Event::Extended => (Day::parse(&text).ok().map(|d| d.to_string()), "day"),
        Event::Moved => {
            let unit = v.looked_up(s, &text, day).map(|u| s.unit(u).id.clone());
            (unit, "unit-here")
        }
        Event::Superseded => {
            let scope = v.scope(s)?;
            let asked = Asked {
                scope: &scope,
                asof: v.asof,
                s,
            };
            let mut db = v.db().await?;
            let numbered = store::numbered(&mut db, std::slice::from_ref(&text)).await?;
            let mut ids: Vec<String> = numbered.into_iter().map(|(_, id, _)| id).collect();
            ids.push(text);
            let mut seen = store::by_ids(&mut db, &asked, &ids).await?;
            let key = if seen.len() > 1 { "several" } else { "no-task" };
            (seen.pop().map(|t| t.id).filter(|_| seen.is_empty()), key)
        }
        _ => return Ok(None),
    };
    if found.is_none() {
        let said = v.texts().island(form.get("target"));
        let why = v.say(&format!("tasks-wrong-{key}"), &[("said", &said)])?;
        form.error("target", why);
    }
    Ok(found)
}

/// The writer decides by what the record then holds.
fn happen(wanted: EventWanted, ground: Ground) -> Doing {
    Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let view = at_hand.view(writer).await?;
            let mut lines = vec![acts::decide_event(writer.db, &view, &wanted).await?];
            lines.extend(acts::decide_advised(writer.db, &view, &wanted).await?);
            let draft = Draft {
                kind: acts::HAPPENED,
                version: CONTENT_VERSION,
                ground,
                day: wanted.day,
                lines,
            };
            writer.act(crate::REGISTERS, &draft).await
        })
    })
}

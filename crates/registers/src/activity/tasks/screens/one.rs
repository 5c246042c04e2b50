//! One task: who leads on the day looked at, by when and by which rule, what happened, and the
//! form of whatever may happen next.

use super::super::model::{Event, Happened, Kind};
use super::super::rules;
use super::super::store::{self, Asked, Task};
use super::{enters_as_giver, enters_as_lead, unit};
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};
use std::collections::BTreeMap;

/// A task that the one who visits may see, on the day they look from.
pub async fn find(v: &Visit, facts: &FactsOfVisit) -> Result<Task> {
    let s = &facts.structure;
    let scope = v.scope(s)?;
    let asked = Asked {
        scope: &scope,
        asof: v.asof,
        s,
    };
    let mut db = v.db().await?;
    let found = store::by_id(&mut db, &asked, v.param("token")).await?;
    found.ok_or_else(|| Error::NotFound("no such task".to_owned()))
}

/// Whether the one who visits may record an event of the task at all.
#[must_use]
pub fn enters(v: &Visit, facts: &FactsOfVisit, task: &Task, event: Event) -> bool {
    let giver = enters_as_giver(v, facts, task);
    match event {
        Event::Received | Event::Begun | Event::Submitted => {
            giver || enters_as_lead(v, facts, task)
        }
        Event::LedTo => giver && task.kind == Kind::Advice,
        _ => giver,
    }
}

/// What may happen to the task next, of what the one who visits may record.
#[must_use]
pub fn possible(v: &Visit, facts: &FactsOfVisit, task: &Task) -> Vec<Event> {
    let follows = |e: &Event| rules::may_follow(task.state, *e);
    let events = Event::ALL.into_iter().filter(follows);
    events.filter(|e| enters(v, facts, task, *e)).collect()
}

pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let task = find(&v, &facts).await?;
    let asked = Event::parse(v.query("do"));
    let event = asked.filter(|e| possible(&v, &facts, &task).contains(e));
    let today = v.asof.on.to_string();
    let form = Form::filled([("day", &today)]);
    let context = shown(&v, &facts, &task, event).await?;
    v.render(
        "tasks/one.html",
        context! { form => value(&form), ..context },
    )
}

/// What the page of a task shows, with the form of an event when one is asked for.
pub async fn shown(
    v: &Visit,
    facts: &FactsOfVisit,
    task: &Task,
    event: Option<Event>,
) -> Result<Value> {
    let s = &facts.structure;
    let scope = v.scope(s)?;
    let asked = Asked {
        scope: &scope,
        asof: v.asof,
        s,
    };
    let mut db = v.db().await?;
    let events = store::events(&mut db, &asked, &task.id).await?;
    let told = store::told(&mut db, std::slice::from_ref(&task.id)).await?;
    let named = events.iter().map(|e| e.said.document.clone());
    let named: Vec<String> = named
        .chain([task.document.clone()])
        .filter(|d| !d.is_empty())
        .collect();
    let documents = store::documents_seen(&mut db, &asked, &named).await?;
    drop(db);
    let issue = told.get(&task.id).map(|t| &t.issue);
    let instruction = issue.map(|i| i.instruction.clone());
    let first = issue.map(|i| i.deadline.clone());
    let first_deadline = first.filter(|day| *day != task.deadline.to_string());
    let happened = events
        .iter()
        .rev()
        .map(|e| event_shown(v, facts, &documents, e));
    Ok(context! {
        task => task_shown(v, facts, task, &documents), instruction, first_deadline,
        events => happened.collect::<Vec<_>>(),
        may => possible(v, facts, task).iter().map(|e| e.as_str()).collect::<Vec<_>>(),
        doing => event.map(Event::as_str),
    })
}

type Documents = BTreeMap<String, (String, String)>;

fn document(documents: &Documents, id: &str) -> Value {
    match documents.get(id) {
        Some((symbol, title)) => {
            context! { id, symbol => symbol.as_str(), title => title.as_str() }
        }
        None => Value::from(()),
    }
}

fn task_shown(v: &Visit, facts: &FactsOfVisit, t: &Task, documents: &Documents) -> Value {
    let s = &facts.structure;
    let stands = t.standing(v.asof.on);
    let done = stands.done.is_some();
    let rule = facts.book.task_deadline(&t.deadline_rule, t.issued);
    let rule = rule.map(|r| context! { name => r.rule.names.in_language(v.lang.code()), citation => r.cited_in(v.lang.code()), key => r.key.as_str() });
    let with: Vec<Value> = t.cooperating.iter().map(|u| unit(v, s, u)).collect();
    context! {
        id => t.id.as_str(), kind => t.kind.as_str(), number => t.number.as_str(), title => t.title.as_str(),
        product => t.product.as_str(), reporting => t.reporting.as_str(), field => field(v, facts, t),
        lead => unit(v, s, &t.lead), with,
        assigned_lead => (t.lead != t.assigned_lead).then(|| unit(v, s, &t.assigned_lead)),
        giver => unit(v, s, &t.assigned_by), issued => t.issued.to_string(), deadline => t.deadline.to_string(), rule,
        document => document(documents, &t.document), clause => t.clause.as_str(), meeting => t.meeting.as_str(),
        state => if done { stands.as_str() } else { stands.state.as_str() }, done, overdue => stands.overdue,
        done_on => t.done_on.map(|d| d.to_string()), since => t.since.to_string(),
    }
}

/// The name of the field of work; what was recorded under no key is shown as it was written.
fn field<'a>(v: &Visit, facts: &'a FactsOfVisit, t: &'a Task) -> &'a str {
    let field = facts.book.documents().field(&t.field, t.issued);
    field.map_or(&t.field, |f| f.rule.names.in_language(v.lang.code()))
}

fn event_shown(v: &Visit, facts: &FactsOfVisit, documents: &Documents, e: &Happened) -> Value {
    let said = &e.said;
    let moved = said.event == Event::Moved;
    context! {
        event => said.event.as_str(), day => e.day.to_string(), act => e.act, text => said.text.as_str(), by => said.by.as_str(),
        document => document(documents, &said.document), hidden => !said.document.is_empty() && !documents.contains_key(&said.document),
        until => (said.event == Event::Extended).then_some(said.target.as_str()),
        to => moved.then(|| unit(v, &facts.structure, &said.target)),
        task => (said.event == Event::Superseded).then_some(said.target.as_str()),
    }
}

//! The desk of advisory work: what an organ asked of an agency, by when, what was handed in,
//! adopted, returned or withdrawn, and the documents it led to.

use super::super::model::{Kind, State};
use super::super::store::{self, Asked, Task};
use super::{enters_as_giver, enters_as_lead, unit};
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Right, Visit};
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::{Db, Error, Result};
use std::collections::BTreeMap;

/// What was adopted or withdrawn is shown for so many days.
const LATELY: i32 = 92;
/// Rows of each list that are shown.
const MOST: usize = 200;

/// Advice that was asked for, and what became of it by the day.
#[derive(Debug, Clone)]
pub struct Advice {
    pub task: Task,
    /// Ids of the documents that it led to.
    pub led_to: Vec<String>,
    /// Not handed in by its day, or handed in after it.
    pub late: bool,
}

impl Advice {
    /// Where it stands: `drafting`, `handed-in`, `returned`, `adopted`, `withdrawn`.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        match self.task.state {
            State::Issued | State::Received | State::InProgress => "drafting",
            State::Submitted => "handed-in",
            State::Returned => "returned",
            State::Accepted => "adopted",
            State::Cancelled | State::Superseded => "withdrawn",
        }
    }
}

/// Advice in which a unit or one below it has a part, or all that is seen.
pub async fn advice(db: &mut Db, asked: &Asked<'_>, unit: Option<UnitIx>) -> Result<Vec<Advice>> {
    let mut tasks = match unit {
        Some(unit) => store::of_unit(db, asked, (unit, true), &[]).await?,
        None => store::all(db, asked).await?,
    };
    tasks.retain(|t| t.kind == Kind::Advice);
    let ids: Vec<String> = tasks.iter().map(|t| t.id.clone()).collect();
    let mut led = store::led_to(db, asked, &ids).await?;
    let one = |task: Task| {
        let stands = task.standing(asked.asof.on);
        let done_late = stands.done == Some(super::super::rules::Done::Late);
        Advice {
            led_to: led.remove(&task.id).unwrap_or_default(),
            late: stands.overdue || done_late,
            task,
        }
    };
    Ok(tasks.into_iter().map(one).collect())
}

fn unit_asked(v: &Visit, facts: &FactsOfVisit) -> Result<Option<UnitIx>> {
    let (s, said) = (&facts.structure, v.query("unit"));
    if said.is_empty() {
        return Ok(None);
    }
    let found = s.find(said).or_else(|| s.bearer(said, v.asof.on));
    let none = || Error::NotFound("no such unit".to_owned());
    found.filter(|u| v.sees(s, *u)).map(Some).ok_or_else(none)
}

pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let unit_of = unit_asked(&v, &facts)?;
    let scope = v.scope(s)?;
    let asked = Asked {
        scope: &scope,
        asof: v.asof,
        s,
    };
    let mut db = v.db().await?;
    let all = advice(&mut db, &asked, unit_of).await?;
    let ids: Vec<String> = all.iter().flat_map(|a| a.led_to.clone()).collect();
    let documents = store::documents_seen(&mut db, &asked, &ids).await?;
    drop(db);
    let since = v.asof.on.plus_days(-LATELY);
    let of = |stands: &str| {
        let kept =
            |a: &&Advice| a.stands() == stands && (a.task.state.is_open() || a.task.since >= since);
        let mut rows: Vec<&Advice> = all.iter().filter(kept).collect();
        rows.sort_by_key(|a| (!a.late, a.task.deadline));
        let shown = rows
            .iter()
            .take(MOST)
            .map(|a| row(&v, &facts, a, &documents));
        context! { stands, count => rows.len(), rows => shown.collect::<Vec<Value>>() }
    };
    let lists = ["handed-in", "returned", "drafting", "adopted", "withdrawn"].map(of);
    let late = all
        .iter()
        .filter(|a| a.late && a.task.state.is_open())
        .count();
    let id = unit_of.map(|u| s.unit(u).id.as_str());
    v.render(
        "tasks/advice.html",
        context! {
            lists => lists.to_vec(), late, days => LATELY, unit => id.map(|id| unit(&v, s, id)),
            may => v.now && v.visitor()?.may(Right::Papers),
        },
    )
}

type Documents = BTreeMap<String, (String, String)>;

fn row(v: &Visit, facts: &FactsOfVisit, a: &Advice, documents: &Documents) -> Value {
    let (s, t) = (&facts.structure, &a.task);
    let led = a.led_to.iter().filter_map(|id| {
        let (symbol, title) = documents.get(id)?;
        let href = v.link(&format!("/documents/{id}"));
        Some(context! { href, symbol => symbol.as_str(), title => title.as_str() })
    });
    context! {
        id => t.id.as_str(), number => t.number.as_str(), title => t.title.as_str(), product => t.product.as_str(),
        asked_by => unit(v, s, &t.assigned_by), drafted_by => unit(v, s, &t.lead), due => t.deadline.to_string(),
        done_on => t.done_on.map(|d: Day| d.to_string()), since => t.since.to_string(), late => a.late,
        led_to => led.collect::<Vec<Value>>(),
        judges => t.state == State::Submitted && enters_as_giver(v, facts, t),
        leads => t.state.is_open() && t.state != State::Submitted && enters_as_lead(v, facts, t),
        links => t.state == State::Accepted && enters_as_giver(v, facts, t),
    }
}

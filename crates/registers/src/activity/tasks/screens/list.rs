//! The list of tasks, as a table, a board by state, or a month by deadline. The address says what
//! is shown.

use super::super::model::{Kind, State};
use super::super::store::{self, Asked, Task};
use super::unit;
use crate::organisation::rulebook::Rulebook;
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Right, Visit};
use axum::http::StatusCode;
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::web::Form;
use platform::web::page::{asking, value};
use platform::web::paging::{self, Slice};
use platform::{Db, Result};
use std::collections::BTreeMap;

/// Tasks of one column of the board that are shown.
const MOST: usize = 50;
/// Narrows the list to what figures of tasks count.
const COUNTED: &str = "counted";
const FIELDS: [&str; 10] = [
    "kind", "who", "unit", "lead", "state", "overdue", "from", "until", "document", "month",
];

/// What the address asks for.
struct Filter {
    unit: Option<UnitIx>,
    below: bool,
    lead: Option<UnitIx>,
    state: String,
    overdue: bool,
    from: Option<Day>,
    until: Option<Day>,
    document: String,
    /// A kind, or `counted`: those that figures count.
    kind: String,
}

impl Filter {
    fn of(v: &Visit, s: &Structure, form: &mut Form) -> Result<Filter> {
        let text = |name: &str| v.query(name).to_owned();
        let who = text("who");
        let asked = unit_asked(v, s, form, "unit")?;
        let own = || v.own_unit(s).filter(|_| who == "mine" || who == "below");
        Ok(Filter {
            below: asked.is_some() || who != "mine",
            unit: asked.or_else(own),
            lead: unit_asked(v, s, form, "lead")?,
            state: text("state"),
            overdue: !v.query("overdue").is_empty(),
            from: day_asked(v, form, "from")?,
            until: day_asked(v, form, "until")?,
            document: text("document"),
            kind: text("kind"),
        })
    }

    async fn read(&self, db: &mut Db, asked: &Asked<'_>, book: &Rulebook) -> Result<Vec<Task>> {
        let mut found = if !self.document.is_empty() {
            store::of_document(db, asked, &self.document).await?
        } else if let Some(unit) = self.unit {
            store::of_unit(db, asked, (unit, self.below), &[]).await?
        } else if self.from.is_some() || self.until.is_some() {
            let until = self.until.map_or(Day::LAST, |d| d.plus_days(1));
            store::due_between(db, asked, self.from.unwrap_or(Day::MIN), until).await?
        } else {
            store::all(db, asked).await?
        };
        let lead = self.lead.map(|u| asked.s.unit(u).id.as_str());
        let on = asked.asof.on;
        found.retain(|t| {
            let stands = t.standing(on);
            lead.is_none_or(|id| t.lead == id)
                && (self.state.is_empty()
                    || self.state == t.state.as_str()
                    || self.state == stands.as_str())
                && (!self.overdue || stands.overdue)
                && match self.kind.as_str() {
                    "" => true,
                    COUNTED => counts(book, t, on),
                    kind => t.kind.as_str() == kind,
                }
                && self.from.is_none_or(|d| d <= t.deadline)
                && self.until.is_none_or(|d| t.deadline <= d)
        });
        found.sort_by_key(key);
        Ok(found)
    }
}

fn unit_asked(v: &Visit, s: &Structure, form: &mut Form, name: &str) -> Result<Option<UnitIx>> {
    let text = v.query(name);
    if text.is_empty() {
        return Ok(None);
    }
    let found = v.looked_up(s, text, v.asof.on);
    if found.is_none() {
        form.error(name, v.t("tasks-f-no-unit")?);
    }
    Ok(found)
}

fn day_asked(v: &Visit, form: &mut Form, name: &str) -> Result<Option<Day>> {
    let text = v.query(name);
    let day = Day::parse(text).ok();
    if day.is_none() && !text.is_empty() {
        form.error(name, v.t("tasks-wrong-day")?);
    }
    Ok(day)
}

/// By which a list is in order and its pages follow each other.
fn key(t: &Task) -> String {
    format!("{}|{}|{}", t.deadline, t.number, t.id)
}

/// A task as lists show it.
fn row(v: &Visit, s: &Structure, t: &Task) -> Value {
    let stands = t.standing(v.asof.on);
    let done = stands.done.is_some();
    context! {
        id => t.id.as_str(), number => t.number.as_str(), title => t.title.as_str(),
        lead => unit(v, s, &t.lead), deadline => t.deadline.to_string(), done,
        state => if done { stands.as_str() } else { stands.state.as_str() }, overdue => stands.overdue,
        done_on => t.done_on.map(|d| d.to_string()),
    }
}

/// The address of the same list with one thing said otherwise.
fn link(v: &Visit, changed: &[(&str, &str)]) -> String {
    let same = FIELDS
        .iter()
        .chain(&["as"])
        .filter(|n| !changed.iter().any(|(c, _)| c == *n));
    let same = same
        .map(|n| (*n, v.query(n)))
        .chain(changed.iter().copied());
    let said = same.filter(|(_, value)| !value.is_empty());
    v.link(&asking("/tasks", said))
}

pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let mut form = Form::new(
        FIELDS
            .iter()
            .map(|n| ((*n).to_owned(), v.query(n).to_owned()))
            .collect(),
    );
    let filter = Filter::of(&v, s, &mut form)?;
    let scope = v.scope(s)?;
    let asked = Asked {
        scope: &scope,
        asof: v.asof,
        s,
    };
    let mut db = v.db().await?;
    let tasks = if form.is_good() {
        filter.read(&mut db, &asked, &facts.book).await?
    } else {
        Vec::new()
    };
    drop(db);
    let shape = match v.query("as") {
        "board" => "board",
        "calendar" => "calendar",
        _ => "list",
    };
    let shown = match shape {
        "board" => context! { columns => board(&v, s, &tasks) },
        "calendar" => month(&v, s, &tasks),
        _ => listed(&v, s, &tasks),
    };
    let counted = tasks.iter().filter(|t| counts(&facts.book, t, v.asof.on));
    let counted = counted.count();
    let apart = (counted != tasks.len()).then(|| {
        context! { count => counted, href => link(&v, &[("kind", COUNTED)]) }
    });
    let status = if form.is_good() {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    let enters = v.now && v.visitor()?.may(Right::Papers);
    v.render_as(
        status,
        "tasks/list.html",
        context! {
            form => value(&form), shape, total => tasks.len(), enters, late => by_lead(&v, &facts, &tasks),
            shapes => ["list", "board", "calendar"].map(|k| context! { key => k, href => link(&v, &[("as", if k == "list" { "" } else { k })]) }).to_vec(),
            states => states(), counted => apart, kinds => Kind::ALL.map(Kind::as_str).to_vec(), document => filter.document, ..shown
        },
    )
}

/// Whether figures of tasks count one on a day.
fn counts(book: &Rulebook, t: &Task, on: Day) -> bool {
    let dropped = matches!(t.state, State::Cancelled | State::Superseded);
    !dropped && book.counts_task(t.kind.as_str(), on)
}

fn states() -> Vec<&'static str> {
    let mut all: Vec<&str> = State::ALL.iter().map(|s| s.as_str()).collect();
    all.extend(["done-on-time", "done-late"]);
    all
}

fn listed(v: &Visit, s: &Structure, tasks: &[Task]) -> Value {
    let all: Vec<&Task> = tasks.iter().collect();
    let slice = Slice::from_list(
        all,
        paging::size(v.query("size")),
        |t| key(t),
        v.query("after"),
    );
    let next = slice.next.as_deref().map(|n| link(v, &[("after", n)]));
    let rows: Vec<Value> = slice.rows.iter().map(|t| row(v, s, t)).collect();
    context! { rows, next, back => slice.back, first => link(v, &[]) }
}

/// The tasks by state: what was dropped stands together.
fn board(v: &Visit, s: &Structure, tasks: &[Task]) -> Vec<Value> {
    let column = |state: &State| {
        let of: Vec<&Task> = tasks.iter().filter(|t| t.state == *state).collect();
        if of.is_empty() && !state.is_open() && *state != State::Accepted {
            return None;
        }
        let rows: Vec<Value> = of.iter().take(MOST).map(|t| row(v, s, t)).collect();
        let all = link(v, &[("as", ""), ("state", state.as_str())]);
        Some(
            context! { state => state.as_str(), count => of.len(), rows, more => of.len() > MOST, all },
        )
    };
    State::ALL.iter().filter_map(column).collect()
}

/// The tasks due in a month, by day.
fn month(v: &Visit, s: &Structure, tasks: &[Task]) -> Value {
    let asked = Day::parse(&format!("{}-01", v.query("month"))).ok();
    let first = asked.unwrap_or_else(|| Day::ymd(v.asof.on.year(), v.asof.on.month(), 1));
    let next = first.plus_months(1);
    let mut days: BTreeMap<Day, Vec<Value>> = BTreeMap::new();
    for t in tasks
        .iter()
        .filter(|t| first <= t.deadline && t.deadline < next)
    {
        days.entry(t.deadline).or_default().push(row(v, s, t));
    }
    let count: usize = days.values().map(Vec::len).sum();
    let name = |d: Day| format!("{:04}-{:02}", d.year(), d.month());
    let to = |d: Day| link(v, &[("month", &name(d))]);
    let day = |(d, rows): (Day, Vec<Value>)| {
        context! { day => d.to_string(), past => d < v.asof.on, today => d == v.asof.on, rows }
    };
    context! {
        month => first.to_string(), last => next.eve().to_string(), count,
        before => to(first.plus_months(-1)), after => to(next),
        days => days.into_iter().map(day).collect::<Vec<_>>(),
    }
}

/// What is overdue in the list, by lead: most first.
fn by_lead(v: &Visit, facts: &FactsOfVisit, tasks: &[Task]) -> Vec<Value> {
    let on = v.asof.on;
    let mut by: BTreeMap<&str, (usize, Day)> = BTreeMap::new();
    for t in tasks.iter().filter(|t| t.standing(on).overdue) {
        let (count, since) = by.entry(&t.lead).or_insert((0, t.deadline));
        *count += 1;
        *since = (*since).min(t.deadline);
    }
    let mut by: Vec<_> = by.into_iter().collect();
    by.sort_by_key(|(_, (count, since))| (std::cmp::Reverse(*count), *since));
    let row = |(lead, (count, since)): (&str, (usize, Day))| {
        let href = link(v, &[("lead", lead), ("overdue", "1"), ("as", "")]);
        context! { lead => unit(v, &facts.structure, lead), count, since => since.to_string(), days => on.since(since), href }
    };
    by.into_iter().map(row).collect()
}

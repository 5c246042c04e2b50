//! What pages show of a meeting: its table, what became of the last one's conclusions, the tasks
//! of its own. All of it is read when it is asked for.

use super::model::{Item, Meeting, Part};
use super::store;
use crate::activity::documents::model::Document;
use crate::activity::documents::store as documents;
use crate::activity::tasks::model::Event;
use crate::activity::tasks::rules::Done;
use crate::activity::tasks::store::{self as tasks, Asked, Task};
use crate::web::Visit;
use crate::web::figures::FactsOfVisit;
use crate::web::routes::leads;
use figures::Structure;
use minijinja::{Value, context};
use platform::{Db, Error, Result, Scope};
use std::collections::HashMap;
use std::sync::Arc;

/// Where reports are looked for in which the leads of tasks speak of them: what lies on a
/// meeting's table, and the address of its page (empty: the very page).
#[derive(Default)]
pub struct Here<'a> {
    pub items: &'a [Item],
    pub at: String,
}

/// What a page of meetings reads with.
pub struct Reading<'a> {
    pub v: &'a Visit,
    pub facts: Arc<FactsOfVisit>,
    pub scope: Scope,
}

impl<'a> Reading<'a> {
    pub async fn of(v: &'a Visit) -> Result<Reading<'a>> {
        let facts = v.facts().await?;
        let scope = v.scope(&facts.structure)?;
        Ok(Reading { v, facts, scope })
    }

    pub fn s(&self) -> &Structure {
        &self.facts.structure
    }

    pub fn asked(&self) -> Asked<'_> {
        Asked {
            scope: &self.scope,
            asof: self.v.asof,
            s: self.s(),
        }
    }

    /// The meeting in the address, if it may be seen.
    pub async fn meeting(&self, db: &mut Db) -> Result<Meeting> {
        let id = self.v.param("token");
        let found = store::by_id(db, &self.scope, self.v.asof, id).await?;
        found.ok_or_else(|| Error::NotFound("no such meeting".to_owned()))
    }

    /// Whether acts of a unit, as it stands today, may be recorded.
    pub fn enters(&self, unit: &str) -> bool {
        self.s()
            .find(unit)
            .is_some_and(|u| self.v.keeps(self.s(), u))
    }

    /// A unit by its id, as it is called on the day.
    pub fn unit(&self, id: &str) -> Value {
        let s = self.s();
        let Some(u) = s.find(id) else {
            return Value::from(());
        };
        let state = s.state(u, self.v.asof.on).or_else(|| s.last_state(u));
        context! {
            id, name => state.map_or("", |x| x.name.as_str()), code => state.map_or("", |x| x.code.as_str()),
            href => self.v.way_to(s, u),
        }
    }

    /// What a meeting is called: its title, or its kind and period.
    pub fn called(&self, m: &Meeting) -> Result<String> {
        if !m.title.is_empty() {
            return Ok(m.title.clone());
        }
        let period = self
            .v
            .texts()
            .period(&m.period)
            .unwrap_or_else(|_| m.period.clone());
        self.v.say(
            &format!("meeting-called-{}", m.kind.as_str()),
            &[("period", &period)],
        )
    }

    /// A meeting as lists and heads show it.
    pub fn shown(&self, m: &Meeting) -> Result<Value> {
        Ok(context! {
            id => m.id.as_str(), name => self.called(m)?, title => m.title.as_str(), kind => m.kind.as_str(), period => m.period.as_str(),
            day => m.day.to_string(), place => m.place.as_str(), state => m.state.as_str(), reason => m.reason.as_str(),
            called => m.called.to_string(), unit => self.unit(&m.unit), href => self.v.link(&format!("/meetings/{}", m.id)),
        })
    }

    /// A document by its id, as far as it may be seen.
    pub async fn document(&self, db: &mut Db, id: &str) -> Result<Value> {
        if id.is_empty() {
            return Ok(Value::from(()));
        }
        let found = documents::by_id(db, &self.scope, self.v.asof, id).await?;
        Ok(found.map_or_else(|| Value::from(()), |d| self.paper(&d)))
    }

    fn paper(&self, d: &Document) -> Value {
        context! {
            id => d.id.as_str(), symbol => d.symbol.as_str(), subject => d.subject.as_str(), dated => d.dated.as_str(), signer => d.signer.as_str(),
            capacity => d.capacity.as_str(), href => self.way("/documents", &d.id),
        }
    }

    /// The way to a page of another register, once it has one.
    fn way(&self, folder: &str, id: &str) -> Option<String> {
        let page = ["token", "id", "document", "task"]
            .iter()
            .any(|name| leads(&format!("{folder}/{{{name}}}")));
        page.then(|| self.v.link(&format!("{folder}/{id}")))
    }

    /// Tasks as a table shows them, each with its evidence and the report in which its lead
    /// speaks of it.
    pub async fn tasks(&self, db: &mut Db, of: &[Task], here: &Here<'_>) -> Result<Vec<Value>> {
        let mut rows = Vec::with_capacity(of.len());
        for task in of {
            rows.push(self.task(db, task, here).await?);
        }
        Ok(rows)
    }

    async fn task(&self, db: &mut Db, task: &Task, here: &Here<'_>) -> Result<Value> {
        let standing = task.standing(self.v.asof.on);
        let report = here
            .items
            .iter()
            .find(|i| i.part == Part::Report && i.unit == task.lead);
        let with: Vec<Value> = task.cooperating.iter().map(|u| self.unit(u)).collect();
        Ok(context! {
            id => task.id.as_str(), title => task.title.as_str(), product => task.product.as_str(), clause => task.clause.as_str(),
            lead => self.unit(&task.lead), cooperating => with, deadline => task.deadline.to_string(),
            rule => task.deadline_rule.as_str(), state => task.state.as_str(), standing => standing.as_str(),
            done => match standing.done { Some(Done::OnTime) => "on-time", Some(Done::Late) => "late", None => "" },
            overdue => standing.overdue, done_on => task.done_on.map(|d| d.to_string()),
            evidence => self.evidence(db, task).await?, href => self.way("/tasks", &task.id),
            report => report.map(|r| format!("{}#{}", here.at, r.id)),
        })
    }

    /// What was last handed in of a task.
    async fn evidence(&self, db: &mut Db, task: &Task) -> Result<Value> {
        let events = tasks::events(db, &self.asked(), &task.id).await?;
        let last = events
            .iter()
            .rev()
            .find(|e| e.said.event == Event::Submitted);
        let Some(last) = last else {
            return Ok(Value::from(()));
        };
        let document = self.document(db, &last.said.document).await?;
        Ok(context! { text => last.said.text.as_str(), on => last.day.to_string(), document })
    }

    /// What became of the conclusions of the meeting before: its tasks, read now.
    pub async fn looked_back(&self, db: &mut Db, m: &Meeting, here: &Here<'_>) -> Result<Value> {
        if m.previous.is_empty() {
            return Ok(Value::from(()));
        }
        let Some(before) = store::by_id(db, &self.scope, self.v.asof, &m.previous).await? else {
            return Ok(Value::from(()));
        };
        let of = tasks::of_meeting(db, &self.asked(), &before.id).await?;
        Ok(context! {
            meeting => self.shown(&before)?, document => self.document(db, &before.conclusion).await?,
            counts => counted(&of, self.v), tasks => self.tasks(db, &of, here).await?,
        })
    }

    /// The conclusion: its document, clause by clause, and the tasks it made.
    pub async fn conclusion(&self, db: &mut Db, m: &Meeting, here: &Here<'_>) -> Result<Value> {
        if m.conclusion.is_empty() {
            return Ok(Value::from(()));
        }
        let mut of = tasks::of_meeting(db, &self.asked(), &m.id).await?;
        of.retain(|t| t.document == m.conclusion);
        of.sort_by_key(|t| (t.clause.parse::<u32>().unwrap_or(0), t.id.clone()));
        let attached = documents::attached(db, &self.scope, self.v.asof, &m.conclusion).await?;
        let said: Vec<Value> = attached
            .iter()
            .flat_map(|a| &a.clauses)
            .filter(|c| c.binds != "yes")
            .map(|c| context! { label => c.label.as_str(), text => c.text.as_str() })
            .collect();
        let labels: HashMap<&str, &str> = attached
            .iter()
            .flat_map(|a| &a.clauses)
            .map(|c| (c.item.as_str(), c.label.as_str()))
            .collect();
        for task in &mut of {
            // a clause is known by its label in the document
            let label = labels.get(task.clause.as_str()).map(|l| (*l).to_owned());
            task.clause = label.unwrap_or_default();
        }
        let (common, own): (Vec<Task>, Vec<Task>) =
            of.iter().cloned().partition(|t| !t.cooperating.is_empty());
        Ok(context! {
            document => self.document(db, &m.conclusion).await?, said, counts => counted(&of, self.v),
            common => self.tasks(db, &common, here).await?, own => self.by_lead(db, &own, here).await?,
        })
    }

    /// Tasks by the unit that leads them, in the order in which they were given.
    async fn by_lead(&self, db: &mut Db, of: &[Task], here: &Here<'_>) -> Result<Vec<Value>> {
        let mut leads: Vec<&str> = Vec::new();
        for task in of {
            if !leads.contains(&task.lead.as_str()) {
                leads.push(&task.lead);
            }
        }
        let mut groups = Vec::with_capacity(leads.len());
        for lead in leads {
            let own: Vec<Task> = of.iter().filter(|t| t.lead == lead).cloned().collect();
            let tasks = self.tasks(db, &own, here).await?;
            groups.push(context! { lead => self.unit(lead), tasks });
        }
        Ok(groups)
    }

    /// The figures that items cite, as they were read and as they are read now. Takes no
    /// connection along: counting may need one of its own.
    pub async fn figures(&self, items: &[Item]) -> Result<HashMap<String, Vec<Value>>> {
        let mut figures = HashMap::new();
        for item in items.iter().filter(|i| !i.figures.is_empty()) {
            let mut cited = Vec::with_capacity(item.figures.len());
            for figure in &item.figures {
                cited.push(self.v.cited(&self.facts, figure).await?);
            }
            figures.insert(item.id.clone(), cited);
        }
        Ok(figures)
    }

    /// Reports, proposals or the rest of the agenda.
    pub async fn items(
        &self,
        db: &mut Db,
        (items, part): (&[Item], Part),
        figures: &HashMap<String, Vec<Value>>,
    ) -> Result<Vec<Value>> {
        let mut rows = Vec::new();
        for item in items.iter().filter(|i| i.part == part) {
            let figures = figures.get(&item.id).cloned().unwrap_or_default();
            let task = match item.task.as_str() {
                "" => Value::from(()),
                id => match tasks::by_id(db, &self.asked(), id).await? {
                    Some(task) => self.task(db, &task, &Here::default()).await?,
                    None => Value::from(()),
                },
            };
            rows.push(context! {
                id => item.id.as_str(), title => item.title.as_str(), text => item.text.as_str(), unit => self.unit(&item.unit),
                document => self.document(db, &item.document).await?, on => item.on.to_string(),
                figures, task, accepted => !item.task.is_empty(),
            });
        }
        Ok(rows)
    }
}

/// How many tasks there are, and how far they are.
fn counted(of: &[Task], v: &Visit) -> Value {
    let on = v.asof.on;
    let count = |pick: &dyn Fn(&Task) -> bool| of.iter().filter(|t| pick(t)).count();
    context! {
        n => of.len(),
        on_time => count(&|t| t.standing(on).done == Some(Done::OnTime)),
        late => count(&|t| t.standing(on).done == Some(Done::Late)),
        overdue => count(&|t| t.standing(on).overdue),
        open => count(&|t| t.state.is_open()),
    }
}

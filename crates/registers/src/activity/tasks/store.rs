//! Tasks as they are read. `apply` folds the edits in force into rows; what tasks ask of documents
//! is read in `store/papers.rs`.

mod papers;
mod rows;

pub use papers::{
    binding_clauses, dead_document, document_day, documents_named, documents_seen, has_clause,
    issued_documents,
};
pub use rows::Told;
pub(super) use rows::apply;

use super::model::{CLASS, Event, Happened, Kind, Part, Said, State, TASK, TASK_EVENT, TASK_UNIT};
use super::rules::{self, Standing};
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::db::{Cell, Db, Type};
use platform::journal::store as journal;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Lists of tasks are asked by unit, document, meeting, number and day.
pub async fn migrate(db: &mut Db) -> Result<()> {
    for sql in [
        "create index if not exists task_by_document on task (document)",
        "create index if not exists task_by_meeting on task (meeting)",
        "create index if not exists task_by_number on task (number)",
        "create index if not exists task_by_deadline on task (deadline)",
        "create index if not exists task_unit_by_unit on task_unit (unit)",
    ] {
        db.execute(sql, &[]).await?;
    }
    Ok(())
}

/// A task as it stands on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    pub id: String,
    pub kind: Kind,
    pub number: String,
    pub title: String,
    pub product: String,
    pub document: String,
    pub clause: String,
    pub meeting: String,
    pub reporting: String,
    pub field: String,
    pub issued: Day,
    pub deadline: Day,
    pub deadline_rule: String,
    pub state: State,
    /// The day of the submission that waits or was accepted, and the deadline in force then.
    pub submitted: Option<(Day, Day)>,
    pub done_on: Option<Day>,
    /// Since when the state holds.
    pub since: Day,
    /// Id of the unit that leads on the day: the one assigned, followed through reforms.
    pub lead: String,
    /// Id of the unit as it was assigned or moved to.
    pub assigned_lead: String,
    /// Ids of the co-operating units, followed likewise.
    pub cooperating: Vec<String>,
    /// Id of the unit that assigned it, followed likewise; empty when none is named.
    pub assigned_by: String,
}

impl Task {
    /// What its state comes to on a day of its stretch.
    #[must_use]
    pub fn standing(&self, on: Day) -> Standing {
        rules::standing((self.state, self.deadline), self.submitted, on)
    }
}

/// With what every reading of tasks is asked: for whom, as of when, on which units.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub scope: &'a Scope,
    pub asof: AsOf,
    pub s: &'a Structure,
}

impl Asked<'_> {
    /// Id of what a unit has become by the day.
    fn followed(&self, id: &str) -> String {
        let now = self.s.find(id).map(|u| self.s.followed(u, self.asof.on));
        now.map_or_else(|| id.to_owned(), |u| self.s.unit(u).id.clone())
    }

    fn holds(&self, row: &Row) -> bool {
        row.from <= self.asof.on && self.asof.on < row.to
    }
}

fn read(asked: &Asked<'_>, row: &Row) -> Task {
    let text = |i: usize| row.values[i].text().to_owned();
    let day = |i: usize| Day::parse(row.values[i].text()).ok();
    Task {
        id: row.subject.clone(),
        document: text(0),
        clause: text(1),
        meeting: text(2),
        title: text(3),
        product: text(4),
        lead: asked.followed(row.values[5].text()),
        assigned_lead: text(5),
        deadline: day(6).unwrap_or(Day::MAX),
        deadline_rule: text(7),
        reporting: text(8),
        state: State::parse(row.values[9].text()).unwrap_or(State::Issued),
        done_on: day(10),
        field: text(11),
        kind: Kind::parse(row.values[12].text()).unwrap_or_default(),
        number: text(13),
        issued: day(14).unwrap_or(row.from),
        submitted: day(15).zip(day(16)),
        since: row.from,
        cooperating: Vec::new(),
        assigned_by: String::new(),
    }
}

/// Adds the units to tasks and leaves out those of which none is seen.
async fn with_units(db: &mut Db, asked: &Asked<'_>, rows: Vec<Row>) -> Result<Vec<Task>> {
    let rows = rows.into_iter().filter(|r| asked.holds(r));
    let mut tasks: Vec<Task> = rows.map(|r| read(asked, &r)).collect();
    let ids: Vec<String> = tasks.iter().map(|t| t.id.clone()).collect();
    let mut units: HashMap<String, Vec<(Part, String)>> = HashMap::new();
    let known = asked.asof.known;
    for row in tables::known_where(db, &TASK_UNIT, known, "subject", &ids).await? {
        let part = Part::parse(row.values[1].text()).filter(|_| asked.holds(&row));
        if let Some(part) = part {
            let unit = row.values[0].text().to_owned();
            units.entry(row.subject).or_default().push((part, unit));
        }
    }
    let mut seen = Vec::with_capacity(tasks.len());
    for mut task in tasks.drain(..) {
        let mut of = units.remove(&task.id).unwrap_or_default();
        of.sort();
        let sees = |id: &str| asked.scope.sees(id) || asked.scope.sees(&asked.followed(id));
        if !asked.scope.is_whole() && !of.iter().any(|(_, unit)| sees(unit)) {
            continue;
        }
        for (part, unit) in of {
            let unit = asked.followed(&unit);
            match part {
                Part::Lead => {}
                Part::Cooperating if task.cooperating.contains(&unit) => {}
                Part::Cooperating => task.cooperating.push(unit),
                Part::AssignedBy => task.assigned_by = unit,
            }
        }
        seen.push(task);
    }
    seen.sort_by(|a, b| (a.deadline, &a.number, &a.id).cmp(&(b.deadline, &b.number, &b.id)));
    Ok(seen)
}

async fn among(db: &mut Db, asked: &Asked<'_>, column: &str, of: &[String]) -> Result<Vec<Task>> {
    let rows = tables::known_where(db, &TASK, asked.asof.known, column, of).await?;
    with_units(db, asked, rows).await
}

/// A task as it stands on the day; nothing before its issue, and nothing for who may not see it.
pub async fn by_id(db: &mut Db, asked: &Asked<'_>, id: &str) -> Result<Option<Task>> {
    Ok(among(db, asked, "subject", &[id.to_owned()]).await?.pop())
}

/// Some tasks by their ids, in the order of their deadlines.
pub async fn by_ids(db: &mut Db, asked: &Asked<'_>, ids: &[String]) -> Result<Vec<Task>> {
    among(db, asked, "subject", ids).await
}

/// The tasks of one number.
pub async fn by_number(db: &mut Db, asked: &Asked<'_>, number: &str) -> Result<Vec<Task>> {
    among(db, asked, "number", &[number.to_owned()]).await
}

/// The tasks of a document's clauses.
pub async fn of_document(db: &mut Db, asked: &Asked<'_>, document: &str) -> Result<Vec<Task>> {
    among(db, asked, "document", &[document.to_owned()]).await
}

/// The tasks that rest on any of some documents.
pub async fn of_documents(
    db: &mut Db,
    asked: &Asked<'_>,
    documents: &[String],
) -> Result<Vec<Task>> {
    among(db, asked, "document", documents).await
}

/// The tasks that a meeting's conclusion made.
pub async fn of_meeting(db: &mut Db, asked: &Asked<'_>, meeting: &str) -> Result<Vec<Task>> {
    among(db, asked, "meeting", &[meeting.to_owned()]).await
}

/// The tasks due from a day until the eve of another.
pub async fn due_between(
    db: &mut Db,
    asked: &Asked<'_>,
    from: Day,
    until: Day,
) -> Result<Vec<Task>> {
    let (from, until) = (from.to_string(), until.to_string());
    let between = ("deadline", from.as_str(), until.as_str());
    let rows = tables::known_between(db, &TASK, asked.asof.known, between).await?;
    with_units(db, asked, rows).await
}

/// Every task there is on the day.
pub async fn all(db: &mut Db, asked: &Asked<'_>) -> Result<Vec<Task>> {
    let mut rows = Vec::new();
    tables::each_known(db, &TASK, asked.asof.known, |known| {
        rows.extend(Some(known.row).filter(|r| asked.holds(r)));
        Ok(())
    })
    .await?;
    with_units(db, asked, rows).await
}

/// The tasks of a unit by its part in them (any when none is named), with those of what stands
/// below it or without. What a closed unit had belongs to the unit that it went whole into.
pub async fn of_unit(
    db: &mut Db,
    asked: &Asked<'_>,
    (unit, below): (UnitIx, bool),
    parts: &[Part],
) -> Result<Vec<Task>> {
    let (s, on) = (asked.s, asked.asof.on);
    let mut units = vec![unit];
    if below {
        let others = s.all().filter(|u| *u != unit && s.is_open(*u, on));
        units.extend(others.filter(|u| s.is_within(*u, unit, on)));
    }
    let lying = units.iter().flat_map(|u| rules::forebears(s, *u, on));
    let ids: Vec<String> = lying.map(|u| s.unit(u).id.clone()).collect();
    let rows = tables::known_where(db, &TASK_UNIT, asked.asof.known, "unit", &ids).await?;
    let wanted = |row: &&Row| {
        let part = Part::parse(row.values[1].text());
        asked.holds(row) && part.is_some_and(|p| parts.is_empty() || parts.contains(&p))
    };
    let tasks: BTreeSet<String> = rows
        .iter()
        .filter(wanted)
        .map(|r| r.subject.clone())
        .collect();
    let tasks: Vec<String> = tasks.into_iter().collect();
    by_ids(db, asked, &tasks).await
}

/// What is overdue on the day, by the id of the unit that leads then.
pub async fn overdue_by_lead(
    db: &mut Db,
    asked: &Asked<'_>,
) -> Result<BTreeMap<String, Vec<Task>>> {
    let on = asked.asof.on;
    let mut by: BTreeMap<String, Vec<Task>> = BTreeMap::new();
    for task in due_between(db, asked, Day::MIN, on).await? {
        if task.standing(on).overdue {
            by.entry(task.lead.clone()).or_default().push(task);
        }
    }
    Ok(by)
}

/// The events of a task up to the day, in their order; who may not see the task sees none.
pub async fn events(db: &mut Db, asked: &Asked<'_>, task: &str) -> Result<Vec<Happened>> {
    if by_id(db, asked, task).await?.is_none() {
        return Ok(Vec::new());
    }
    let ids = [task.to_owned()];
    let rows = tables::known_where(db, &TASK_EVENT, asked.asof.known, "subject", &ids).await?;
    let mut events: Vec<Happened> = rows
        .iter()
        .filter(|r| r.from <= asked.asof.on)
        .filter_map(happened)
        .collect();
    rules::sort(&mut events);
    Ok(events)
}

/// The documents that some tasks led to by the day, by the task.
pub async fn led_to(
    db: &mut Db,
    asked: &Asked<'_>,
    tasks: &[String],
) -> Result<BTreeMap<String, Vec<String>>> {
    let rows = tables::known_where(db, &TASK_EVENT, asked.asof.known, "subject", tasks).await?;
    let led = Event::LedTo.as_str();
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in rows.into_iter().filter(|r| r.from <= asked.asof.on) {
        if row.values[0].text() == led {
            let document = row.values[2].text().to_owned();
            found.entry(row.subject).or_default().push(document);
        }
    }
    Ok(found)
}

fn happened(row: &Row) -> Option<Happened> {
    let text = |i: usize| row.values[i].text().to_owned();
    let (act, line) = row.item.strip_prefix('a')?.split_once('.')?;
    Some(Happened {
        day: row.from,
        act: act.parse().ok()?,
        line: line.parse().ok()?,
        said: Said {
            event: Event::parse(row.values[0].text())?,
            text: text(1),
            document: text(2),
            by: text(3),
            target: text(4),
            from: String::new(),
        },
    })
}

/// What the record now knows: decisions are never taken on an earlier knowledge.
const NOW: Known = Known::NOW;

/// All that the journal says of some tasks, by their ids.
pub async fn told(db: &mut Db, ids: &[String]) -> Result<BTreeMap<String, Told>> {
    let mut all = BTreeMap::new();
    let edits = journal::edits(db, CLASS, ids).await?;
    for (id, edits) in platform::journal::apply::group(edits) {
        all.extend(Told::of(&edits)?.map(|told| (id, told)));
    }
    Ok(all)
}

/// Ids of the tasks that bear a number, each with the year of its issue.
pub async fn numbered(db: &mut Db, numbers: &[String]) -> Result<Vec<(String, String, i16)>> {
    let rows = tables::known_where(db, &TASK, NOW, "number", numbers).await?;
    let mut found = BTreeSet::new();
    for row in rows {
        let issued = Day::parse(row.values[14].text()).unwrap_or(row.from);
        let number = row.values[13].text().to_owned();
        found.insert((number, row.subject, issued.year()));
    }
    Ok(found.into_iter().collect())
}

/// The stretches of the tasks that some units lead, as assigned or moved: task's id, unit's id,
/// from, to.
pub async fn led_by(db: &mut Db, units: &[String]) -> Result<Vec<(String, String, Day, Day)>> {
    let rows = tables::known_where(db, &TASK_UNIT, NOW, "unit", units).await?;
    let lead = |r: &Row| r.values[1].text() == Part::Lead.as_str();
    let told = |r: Row| (r.subject, r.values[0].text().to_owned(), r.from, r.to);
    Ok(rows.into_iter().filter(lead).map(told).collect())
}

/// Days after one on which units begin to take part in tasks otherwise than as their leads.
pub async fn taking_part_after(
    db: &mut Db,
    units: &[String],
    day: Day,
) -> Result<Vec<(String, String)>> {
    let rows = tables::known_where(db, &TASK_UNIT, NOW, "unit", units).await?;
    let later = |r: &Row| r.values[1].text() != Part::Lead.as_str() && r.from > day;
    let told = |r: Row| (r.subject, r.values[0].text().to_owned());
    Ok(rows.into_iter().filter(later).map(told).collect())
}

/// Pairs of a document and the one that it implements, on the day; of those that have effect
/// then. A draft implements nothing yet, and what is void implements nothing any more.
pub async fn implementing(db: &mut Db, asof: AsOf) -> Result<Vec<(String, String)>> {
    let on = |table: &str| {
        format!(
            "{table}.known_from <= $1 and ({table}.known_to is null or {table}.known_to > $1) \
             and {table}.effective_from <= $2 \
             and ({table}.effective_to is null or {table}.effective_to > $2)"
        )
    };
    let sql = format!(
        "select r.subject, r.other from document_relation r join document d on d.subject = r.subject \
         where r.relation = 'implements' and {} and {} and d.state in ('issued', 'received') \
         order by r.subject, r.other",
        on("r"),
        on("d")
    );
    let cells = [Cell::from(asof.known.0), asof.on.to_string().into()];
    let rows = db.rows(&sql, &cells, &[Type::Text, Type::Text]).await?;
    let pair = |r: Vec<Cell>| (r[0].text().to_owned(), r[1].text().to_owned());
    Ok(rows.into_iter().map(pair).collect())
}

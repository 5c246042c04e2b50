//! Deciding what is asked of whom, and what becomes of it.

use super::model::{CLASS, Event, Happened, Issue, Kind, Said, TaskEdit};
use super::rules;
use super::store::{self, Told};
use crate::activity::documents::binding as documents;
use crate::activity::meetings::store as meetings;
use crate::activity::refuse;
use crate::organisation::reforms::acts::View;
use crate::organisation::rulebook::CountedFrom;
use figures::{Day, Structure};
use platform::journal::{Line, canonical, id};
use platform::sheets::{Column, Found, Line as Row, Sheet};
use platform::text::tidy;
use platform::{Db, Error, Problem, Result};
use std::collections::{HashMap, HashSet};

/// Kinds of act.
pub const ASSIGNED: &str = "task";
pub const HAPPENED: &str = "task_event";
pub const LISTED: &str = "tasks";

/// The rule by which a task is due when neither a day nor a rule is named.
pub const DEFAULT_RULE: &str = "default";

/// The columns of a list of tasks.
pub const COLUMNS: [Column; 19] = [
    ("number", &["số", "số nhiệm vụ"]),
    ("title", &["task", "nhiệm vụ", "nội dung"]),
    ("lead", &["lead_code", "cơ quan chủ trì", "chủ trì"]),
    ("cooperating", &["cơ quan phối hợp", "phối hợp"]),
    ("assigned_by", &["cơ quan giao", "giao bởi"]),
    ("issued", &["issued_on", "ngày giao"]),
    ("deadline", &["due", "thời hạn", "hạn"]),
    ("rule", &["deadline_rule", "quy tắc thời hạn"]),
    ("product", &["sản phẩm"]),
    ("reporting", &["chế độ báo cáo"]),
    ("field", &["lĩnh vực"]),
    ("kind", &["loại"]),
    ("document", &["văn bản"]),
    ("clause", &["điểm, khoản", "khoản"]),
    ("counted_from", &["drafted", "ngày soạn"]),
    ("submitted", &["submitted_on", "ngày nộp", "ngày trình"]),
    ("accepted", &["accepted_on", "ngày nghiệm thu"]),
    ("evidence", &["minh chứng"]),
    ("instruction", &["ý kiến chỉ đạo", "bút phê"]),
];

/// The columns without which a list of tasks is none.
pub const NEEDED: [&str; 3] = ["title", "lead", "issued"];

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

/// Decides tasks for one act, each with exactly one lead.
pub async fn decide_assign(db: &mut Db, place: Place<'_>, wanted: &[Wanted]) -> Result<Decided> {
    let numbers: Vec<String> = wanted.iter().map(|w| w.number.clone()).collect();
    let numbers: Vec<String> = numbers.into_iter().filter(|n| !n.is_empty()).collect();
    let mut taken = HashMap::new();
    let bearers = store::numbered(db, &numbers).await?;
    let ids: Vec<String> = bearers.into_iter().map(|(_, id, _)| id).collect();
    for (id, told) in store::told(db, &ids).await? {
        let giver = giver(&told.issue.assigned_by, &told.issue.lead).to_owned();
        taken.insert((giver, told.issue.number, told.issued.year()), id);
    }
    let mut assigning = Assigning {
        place,
        taken,
        decided: Decided::default(),
        problems: Vec::new(),
    };
    for wanted in wanted {
        assigning.one(db, wanted).await?;
    }
    if assigning.problems.is_empty() {
        Ok(assigning.decided)
    } else {
        Err(Error::Refused(assigning.problems))
    }
}

/// The unit in whose name a task is assigned and numbered: the lead's own when none is named.
pub fn giver<'a>(assigned_by: &'a str, lead: &'a str) -> &'a str {
    if assigned_by.is_empty() {
        lead
    } else {
        assigned_by
    }
}

struct Assigning<'a> {
    place: Place<'a>,
    /// The task that bears a number of a giver and a year: every office counts its own.
    taken: HashMap<(String, String, i16), String>,
    decided: Decided,
    problems: Vec<Problem>,
}

impl Assigning<'_> {
    fn say(&mut self, wanted: &Wanted, column: &str, value: &str, why: String) {
        let problem = Problem::new(why).at(self.place.file, wanted.line);
        self.problems.push(problem.cell(column, value));
    }

    async fn one(&mut self, db: &mut Db, wanted: &Wanted) -> Result<()> {
        let before = self.problems.len();
        let task = id(
            self.place.view.last + 1,
            self.place.after + self.decided.lines.len(),
        );
        let (document, day) = self.document(db, wanted).await?;
        let lead = self.lead(wanted);
        let assigned_by = self.unit(wanted, "assigned_by", &wanted.assigned_by);
        let issue = Issue {
            kind: wanted.kind,
            title: tidy(&wanted.title),
            deadline: String::new(),
            number: self.number(wanted, &task, giver(&assigned_by, &lead)),
            lead,
            product: tidy(&wanted.product),
            cooperating: self.cooperating(wanted),
            assigned_by,
            deadline_rule: String::new(),
            document,
            clause: wanted.clause.clone(),
            meeting: self.meeting(db, wanted).await?,
            reporting: tidy(&wanted.reporting),
            field: self.field(wanted),
            instruction: tidy(&wanted.instruction),
        };
        if issue.title.is_empty() {
            self.say(
                wanted,
                "title",
                "",
                "a task says what is to be done".to_owned(),
            );
        }
        if issue.cooperating.contains(&issue.lead) && !issue.lead.is_empty() {
            let why = "the lead does not co-operate with itself".to_owned();
            self.say(wanted, "cooperating", &wanted.lead, why);
        }
        let issue = self.due(wanted, day, issue);
        if self.problems.len() == before {
            self.lines(wanted, &task, issue)?;
        }
        Ok(())
    }

    /// The document that binds, and its day.
    async fn document(&mut self, db: &mut Db, wanted: &Wanted) -> Result<(String, Option<Day>)> {
        let (named, clause) = (wanted.document.as_str(), wanted.clause.as_str());
        if named.is_empty() {
            if wanted.kind == Kind::Answer {
                let why = "name the document that is to be answered".to_owned();
                self.say(wanted, "document", "", why);
            }
            if !clause.is_empty() {
                let why = "a clause belongs to a document: name the document".to_owned();
                self.say(wanted, "clause", clause, why);
            }
            return Ok((String::new(), None));
        }
        // what the same act brings into being is not in the tables yet: it vouches for its clauses
        if named.starts_with(&format!("a{}.", self.place.view.last + 1)) {
            return Ok((named.to_owned(), Some(wanted.issued)));
        }
        match document(db, named).await? {
            Err(why) => {
                self.say(wanted, "document", named, why);
                Ok((String::new(), None))
            }
            Ok(found) => {
                if let Some(state) = store::dead_document(db, &found).await? {
                    let why = format!("the document is «{state}»: no task rests on it");
                    self.say(wanted, "document", named, why);
                }
                if !clause.is_empty() && !store::has_clause(db, &found, clause).await? {
                    let why = "the document has no such clause".to_owned();
                    self.say(wanted, "clause", clause, why);
                }
                let day = store::document_day(db, &found).await?;
                Ok((found, day))
            }
        }
    }

    async fn meeting(&mut self, db: &mut Db, wanted: &Wanted) -> Result<String> {
        let id = tidy(&wanted.meeting);
        if !id.is_empty() && meetings::now(db, &id).await?.is_none() {
            self.say(
                wanted,
                "meeting",
                &id,
                "there is no such meeting".to_owned(),
            );
        }
        Ok(id)
    }

    /// The key of the field of work, which may be said by its name.
    fn field(&mut self, wanted: &Wanted) -> String {
        let (said, on) = (tidy(&wanted.field), wanted.issued);
        if said.is_empty() {
            return said;
        }
        let found = self.place.view.book.documents().field(&said, on);
        if let Some(field) = found {
            return field.key.clone();
        }
        let why = format!("the rulebook has no such field of work on {on}");
        self.say(wanted, "field", &said, why);
        String::new()
    }

    fn unit(&mut self, wanted: &Wanted, column: &str, named: &str) -> String {
        if named.is_empty() {
            return String::new();
        }
        match unit_on(&self.place.view.structure, named, wanted.issued) {
            Ok(found) => found,
            Err(why) => {
                self.say(wanted, column, named, why);
                String::new()
            }
        }
    }

    fn lead(&mut self, wanted: &Wanted) -> String {
        let named = wanted.lead.as_str();
        if named.is_empty() {
            self.say(
                wanted,
                "lead",
                "",
                "a task has one lead unit: name it".to_owned(),
            );
        }
        if named.contains([';', '|']) {
            let why = "a task has exactly one lead: name the others as co-operating";
            self.say(wanted, "lead", named, why.to_owned());
            return String::new();
        }
        self.unit(wanted, "lead", named)
    }

    fn cooperating(&mut self, wanted: &Wanted) -> Vec<String> {
        let mut units = Vec::new();
        for named in &wanted.cooperating {
            let found = self.unit(wanted, "cooperating", named);
            if !found.is_empty() && !units.contains(&found) {
                units.push(found);
            }
        }
        units
    }

    fn number(&mut self, wanted: &Wanted, task: &str, giver: &str) -> String {
        let number = tidy(&wanted.number);
        if number.is_empty() {
            return number;
        }
        let year = wanted.issued.year();
        let key = (giver.to_owned(), number.clone(), year);
        if let Some(other) = self.taken.insert(key, task.to_owned()) {
            let why = format!("the task {other} of {year} bears this number already");
            self.say(wanted, "number", &number, why);
        }
        number
    }

    /// By when it is due: on the day given, else by a rule, which is cited.
    fn due(&mut self, wanted: &Wanted, drafted: Option<Day>, mut issue: Issue) -> Issue {
        let book = &self.place.view.book;
        let issued = wanted.issued;
        if let Some(day) = wanted.deadline {
            if !wanted.rule.is_empty() {
                let why = "a deadline is a day or a rule, not both".to_owned();
                self.say(wanted, "rule", &wanted.rule, why);
            }
            if day < issued {
                let why = format!("the deadline lies before the issue on {issued}");
                self.say(wanted, "deadline", &day.to_string(), why);
            }
            let (worked, _) = book.calendar().on_or_after(day);
            if worked > day {
                let why = format!("{day} is no working day: the next one is {worked}");
                let warning = Problem::new(why).at(self.place.file, wanted.line);
                let warning = warning.cell("deadline", &day.to_string());
                self.decided.warnings.push(warning.as_warning());
            }
            issue.deadline = day.to_string();
            return issue;
        }
        let key = if wanted.rule.is_empty() {
            DEFAULT_RULE
        } else {
            &wanted.rule
        };
        let Some(rule) = book.task_deadline(key, issued) else {
            let known: Vec<&str> = book
                .task_deadlines(issued)
                .iter()
                .map(|d| d.key.as_str())
                .collect();
            let why = if known.is_empty() {
                format!("no day is given, and the rulebook has no rule of deadlines on {issued}")
            } else {
                format!(
                    "no rule «{key}» of deadlines is in force on {issued}; known are {}",
                    known.join(", ")
                )
            };
            let (column, value) = if wanted.rule.is_empty() {
                ("deadline", "")
            } else {
                ("rule", wanted.rule.as_str())
            };
            self.say(wanted, column, value, why);
            return issue;
        };
        let own = drafted.filter(|_| rule.rule.counted_from == CountedFrom::Drafted);
        let from = wanted.counted_from.or(own).unwrap_or(issued);
        let (day, unlisted) = rules::due(&rule.rule, from, book.calendar());
        if day < issued {
            let why = format!(
                "counted from {from} by the rule «{key}» it is due on {day}, before the issue on {issued}"
            );
            self.say(wanted, "counted_from", &from.to_string(), why);
        }
        let mut warn = |why: String| {
            let warning = Problem::new(why).at(self.place.file, wanted.line);
            self.decided
                .warnings
                .push(warning.cell("deadline", "").as_warning());
        };
        if wanted.rule.is_empty() {
            warn(format!(
                "no day is given: due on {day} by the rule «{key}» ({})",
                rule.citation
            ));
        }
        if unlisted {
            warn(format!(
                "the rulebook lists no holidays of every year until {day}: only weekends were left out"
            ));
        }
        issue.deadline = day.to_string();
        issue.deadline_rule = key.to_owned();
        issue
    }

    fn lines(&mut self, wanted: &Wanted, task: &str, issue: Issue) -> Result<()> {
        let view = self.place.view;
        let mut events: Vec<Happened> = (1..)
            .zip(&wanted.then)
            .map(|(line, (day, said))| Happened {
                day: *day,
                act: view.last + 1,
                line,
                said: said.clone(),
            })
            .collect();
        rules::sort(&mut events);
        let life = (wanted.issued, &issue);
        if let Some((_, why)) = rules::refusal(&view.structure, life, &events) {
            self.say(wanted, "lead", &wanted.lead, why);
            return Ok(());
        }
        let mut also: Vec<String> = vec![issue.lead.clone(), issue.assigned_by.clone()];
        also.extend(issue.cooperating.iter().cloned());
        also.extend([issue.document.clone(), issue.meeting.clone()]);
        let edit = TaskEdit::Issued(Box::new(issue));
        self.decided
            .lines
            .push(line(task, wanted.issued, &edit, also)?);
        for event in events {
            let edit = TaskEdit::Happened(event.said);
            self.decided
                .lines
                .push(line(task, event.day, &edit, Vec::new())?);
        }
        Ok(())
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
pub(super) fn moved(task: &str, day: Day, from: &str, to: &str) -> Result<Line> {
    let said = Said {
        target: to.to_owned(),
        from: from.to_owned(),
        ..Said::of(Event::Moved)
    };
    let also = vec![from.to_owned(), to.to_owned()];
    line(task, day, &TaskEdit::Happened(said), also)
}

/// Decides a list of tasks, some of which may have been done before the record began.
pub async fn decide_list(
    db: &mut Db,
    view: &View,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Decided> {
    let found = sheet.columns(&COLUMNS, &NEEDED, mapping)?;
    let mut problems = Vec::new();
    let mut wanted = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        match read_row(&found, row) {
            Ok(task) => wanted.push(task),
            Err(faults) => problems.extend(faults.into_iter().map(|(column, why)| {
                Problem::new(why)
                    .at(&sheet.file, row.number)
                    .cell(COLUMNS[column].0, found.cell(row, column))
            })),
        }
    }
    let place = Place {
        view,
        after: 0,
        file: &sheet.file,
    };
    match decide_assign(db, place, &wanted).await {
        Ok(decided) if problems.is_empty() => Ok(decided),
        Ok(_) => Err(Error::Refused(problems)),
        Err(Error::Refused(more)) => {
            problems.extend(more);
            Err(Error::Refused(problems))
        }
        Err(other) => Err(other),
    }
}

/// A row as a task; otherwise the columns at fault.
fn read_row(found: &Found, row: &Row) -> std::result::Result<Wanted, Vec<(usize, String)>> {
    let mut faults = Vec::new();
    let text = |column: usize| found.tidy(row, column);
    let mut day = |column: usize| {
        let cell = text(column);
        let read = crate::organisation::members::acts::read_day(&cell);
        if read.is_none() && !cell.is_empty() {
            faults.push((column, "this is no day: write it as 2026-07-01".to_owned()));
        }
        read
    };
    let (issued, deadline, counted_from) = (day(5), day(6), day(14));
    let (submitted, accepted) = (day(15), day(16));
    if issued.is_none() && text(5).is_empty() {
        faults.push((5, "a task has its day of issue".to_owned()));
    }
    let kind = Some(text(11)).filter(|k| !k.is_empty());
    let kind = kind.map_or(Some(Kind::Task), |k| Kind::parse(&k));
    if kind.is_none() {
        faults.push((11, "a kind is task, advice or answer".to_owned()));
    }
    if accepted.is_some() && submitted.is_none() {
        faults.push((
            15,
            "what was accepted was handed in on a day: that day is missing".to_owned(),
        ));
    }
    let (Some(issued), Some(kind), true) = (issued, kind, faults.is_empty()) else {
        return Err(faults);
    };
    let cooperating = text(3);
    let cooperating = cooperating.split([';', '|']).map(tidy);
    Ok(Wanted {
        kind,
        number: text(0),
        title: text(1),
        lead: text(2),
        cooperating: cooperating.filter(|c| !c.is_empty()).collect(),
        assigned_by: text(4),
        deadline,
        rule: text(7),
        product: text(8),
        reporting: text(9),
        field: text(10),
        document: text(12),
        clause: text(13),
        counted_from,
        instruction: text(18),
        then: happened(submitted, accepted, text(17)),
        line: row.number,
        ..Wanted::of(issued)
    })
}

fn happened(submitted: Option<Day>, accepted: Option<Day>, evidence: String) -> Vec<(Day, Said)> {
    let handed_in = submitted.map(|day| {
        let said = Said {
            text: evidence,
            ..Said::of(Event::Submitted)
        };
        (day, said)
    });
    let accepted = accepted.map(|day| (day, Said::of(Event::Accepted)));
    handed_in.into_iter().chain(accepted).collect()
}

//! Assigning tasks: each has exactly one lead and a day by which it is due.

use super::super::model::{Happened, Issue, Kind, TaskEdit};
use super::super::{rules, store};
use super::{DEFAULT_RULE, Decided, Place, Wanted, document, giver, line, unit_on};
use crate::activity::meetings::store as meetings;
use crate::organisation::rulebook::{CountedFrom, Rulebook};
use figures::Day;
use platform::journal::id;
use platform::text::tidy;
use platform::{Db, Error, Problem, Result};
use std::collections::HashMap;

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
    fn due(&mut self, wanted: &Wanted, drafted: Option<Day>, issue: Issue) -> Issue {
        let (deadline, deadline_rule) = match wanted.deadline {
            Some(day) => (self.given(wanted, day), String::new()),
            None => self.by_rule(wanted, drafted),
        };
        Issue {
            deadline,
            deadline_rule,
            ..issue
        }
    }

    fn warn(&mut self, wanted: &Wanted, value: &str, why: String) {
        let warning = Problem::new(why).at(self.place.file, wanted.line);
        let warning = warning.cell("deadline", value).as_warning();
        self.decided.warnings.push(warning);
    }

    /// The day that was given.
    fn given(&mut self, wanted: &Wanted, day: Day) -> String {
        let issued = wanted.issued;
        if !wanted.rule.is_empty() {
            let why = "a deadline is a day or a rule, not both".to_owned();
            self.say(wanted, "rule", &wanted.rule, why);
        }
        if day < issued {
            let why = format!("the deadline lies before the issue on {issued}");
            self.say(wanted, "deadline", &day.to_string(), why);
        }
        let (worked, _) = self.place.view.book.calendar().on_or_after(day);
        if worked > day {
            let why = format!("{day} is no working day: the next one is {worked}");
            self.warn(wanted, &day.to_string(), why);
        }
        day.to_string()
    }

    /// The day by the rule that is named, or by the usual one, and the rule's key.
    fn by_rule(&mut self, wanted: &Wanted, drafted: Option<Day>) -> (String, String) {
        let (book, issued) = (&self.place.view.book, wanted.issued);
        let named = !wanted.rule.is_empty();
        let key = if named { &wanted.rule } else { DEFAULT_RULE };
        let Some(rule) = book.task_deadline(key, issued) else {
            let column = if named { "rule" } else { "deadline" };
            self.say(wanted, column, &wanted.rule, no_rule(book, key, issued));
            return (String::new(), String::new());
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
        if !named {
            let why = format!(
                "no day is given: due on {day} by the rule «{key}» ({})",
                rule.citation
            );
            self.warn(wanted, "", why);
        }
        if unlisted {
            let why = format!(
                "the rulebook lists no holidays of every year until {day}: only weekends were left out"
            );
            self.warn(wanted, "", why);
        }
        (day.to_string(), key.to_owned())
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

/// Why no rule of deadlines is there on a day, with those that are.
fn no_rule(book: &Rulebook, key: &str, on: Day) -> String {
    let known = book.task_deadlines(on);
    let known: Vec<&str> = known.iter().map(|d| d.key.as_str()).collect();
    if known.is_empty() {
        return format!("no day is given, and the rulebook has no rule of deadlines on {on}");
    }
    format!(
        "no rule «{key}» of deadlines is in force on {on}; known are {}",
        known.join(", ")
    )
}

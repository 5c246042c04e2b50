//! From the edits in force of a task to its rows.

use super::super::model::{CLASS, Happened, Issue, Part, TASK, TASK_EVENT, TASK_UNIT, TaskEdit};
use super::super::rules::{self, Stretch};
use figures::Day;
use platform::Result;
use platform::db::Cell;
use platform::journal::Edit;
use platform::journal::apply::Applying;
use platform::projection::{Row, store as tables};
use std::collections::BTreeSet;

pub(in super::super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    for chunk in touched.chunks(4000) {
        let edits = applying.edits(CLASS, chunk).await?;
        let (mut tasks, mut units, mut events) = (Vec::new(), Vec::new(), Vec::new());
        for subject in chunk {
            let edits = edits.get(subject).map_or(&[][..], Vec::as_slice);
            let Some(told) = Told::of(edits)? else {
                continue;
            };
            let stretches = rules::life(told.issued, &told.issue, &told.events);
            tasks.extend(stretches.iter().map(|x| task_row(subject, &told, x)));
            units.extend(unit_rows(subject, &told, &stretches));
            events.extend(told.events.iter().map(|e| event_row(subject, e)));
        }
        let (db, act) = (&mut *applying.db, applying.act);
        tables::bring_to(db, &TASK, act, chunk, tasks).await?;
        tables::bring_to(db, &TASK_UNIT, act, chunk, units).await?;
        tables::bring_to(db, &TASK_EVENT, act, chunk, events).await?;
    }
    Ok(())
}

/// All that the journal says of one task.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub issued: Day,
    pub issue: Issue,
    /// In the order in which they are counted.
    pub events: Vec<Happened>,
}

impl Told {
    /// What edits say; nothing when none of them issues the task.
    pub fn of(edits: &[Edit]) -> Result<Option<Told>> {
        let (mut issue, mut events) = (None, Vec::new());
        for edit in edits {
            match serde_json::from_str(&edit.counted)? {
                TaskEdit::Issued(said) => issue = Some((edit.day, *said)),
                TaskEdit::Happened(said) => events.push(Happened {
                    day: edit.day,
                    act: edit.act,
                    line: edit.line,
                    said,
                }),
            }
        }
        rules::sort(&mut events);
        Ok(issue.map(|(issued, issue)| Told {
            issued,
            issue,
            events,
        }))
    }
}

fn day_text(day: Option<Day>) -> Cell {
    Cell::Text(day.map_or_else(String::new, |d| d.to_string()))
}

fn task_row(subject: &str, told: &Told, x: &Stretch) -> Row {
    let issue = &told.issue;
    // after an extension the day no longer rests on the rule by which it was first computed
    let first = Day::parse(&issue.deadline).ok() == Some(x.deadline);
    let rule = if first {
        issue.deadline_rule.as_str()
    } else {
        ""
    };
    let deadline = x.deadline.to_string();
    let mut values: Vec<Cell> = [
        issue.document.as_str(),
        issue.clause.as_str(),
        issue.meeting.as_str(),
        issue.title.as_str(),
        issue.product.as_str(),
        x.lead.as_str(),
        deadline.as_str(),
        rule,
        issue.reporting.as_str(),
        x.state.as_str(),
    ]
    .map(Cell::from)
    .to_vec();
    values.push(day_text(x.done_on()));
    let more = [
        issue.field.as_str(),
        issue.kind.as_str(),
        issue.number.as_str(),
    ];
    values.extend(more.map(Cell::from));
    values.push(Cell::Text(told.issued.to_string()));
    values.push(day_text(x.submitted.map(|(day, _)| day)));
    values.push(day_text(x.submitted.map(|(_, due)| due)));
    Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: x.from,
        to: x.to,
        values,
    }
}

fn unit_row(subject: &str, (from, to): (Day, Day), unit: &str, part: Part) -> Row {
    Row {
        subject: subject.to_owned(),
        item: format!("{}/{unit}", part.as_str()),
        from,
        to,
        values: vec![unit.into(), part.as_str().into()],
    }
}

fn unit_rows(subject: &str, told: &Told, stretches: &[Stretch]) -> Vec<Row> {
    let all = (told.issued, Day::MAX);
    let mut rows: BTreeSet<Row> = rules::leads(stretches)
        .into_iter()
        .map(|(from, to, unit)| unit_row(subject, (from, to), &unit, Part::Lead))
        .collect();
    let issue = &told.issue;
    let with = issue.cooperating.iter();
    rows.extend(with.map(|u| unit_row(subject, all, u, Part::Cooperating)));
    if !issue.assigned_by.is_empty() {
        rows.insert(unit_row(subject, all, &issue.assigned_by, Part::AssignedBy));
    }
    rows.into_iter().collect()
}

fn event_row(subject: &str, event: &Happened) -> Row {
    let said = &event.said;
    let values = [
        said.event.as_str(),
        said.text.as_str(),
        said.document.as_str(),
        said.by.as_str(),
        said.target.as_str(),
    ];
    Row {
        subject: subject.to_owned(),
        item: format!("a{}.{}", event.act, event.line),
        from: event.day,
        to: Day::MAX,
        values: values.map(Cell::from).to_vec(),
    }
}

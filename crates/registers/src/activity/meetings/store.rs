//! Folding the edits in force into rows, and reading them.

use super::model::{CLASS, Cited, ITEM, Item, Kind, MEETING, Meeting, MeetingEdit, Part, State};
use figures::Day;
use platform::asof::Known;
use platform::dated::{Held, Span, Timeline};
use platform::db::{Cell, Db};
use platform::journal::Edit;
use platform::journal::apply::Applying;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeSet, HashMap};

/// Meetings and what lies on their tables are asked for by unit.
pub async fn migrate(db: &mut Db) -> Result<()> {
    for sql in [
        "create index if not exists meeting_by_unit on meeting (unit)",
        "create index if not exists meeting_item_by_unit on meeting_item (unit)",
    ] {
        db.execute(sql, &[]).await?;
    }
    Ok(())
}

pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    for chunk in touched.chunks(1000) {
        let edits = applying.edits(CLASS, chunk).await?;
        let (mut meetings, mut items) = (Vec::new(), Vec::new());
        for subject in chunk {
            let edits = edits.get(subject).map_or(&[][..], Vec::as_slice);
            let (of_meeting, of_table) = fold(subject, edits)?;
            meetings.extend(of_meeting);
            items.extend(of_table);
        }
        let (db, act) = (&mut *applying.db, applying.act);
        tables::bring_to(db, &MEETING, act, chunk, meetings).await?;
        tables::bring_to(db, &ITEM, act, chunk, items).await?;
    }
    Ok(())
}

const CONCLUSION: usize = 7;
const STATE: usize = 8;
const REASON: usize = 9;

/// The rows of one meeting and of its table; none when no edit in force convenes it.
pub(super) fn fold(subject: &str, edits: &[Edit]) -> Result<(Vec<Row>, Vec<Row>)> {
    let mut said: Vec<(&Edit, MeetingEdit)> = Vec::with_capacity(edits.len());
    for edit in edits {
        said.push((edit, serde_json::from_str(&edit.counted)?));
    }
    let Some((called, fields)) = said.iter().find_map(|(e, s)| Some((e.day, convened(s)?))) else {
        return Ok((Vec::new(), Vec::new()));
    };
    let mut timeline = Timeline::open(called, fields);
    for (edit, said) in &said {
        let mut set = |field: usize, value: &str| {
            timeline.set(field, Span::From(edit.day), value.to_owned());
        };
        match said {
            MeetingEdit::Concluded { document } => {
                set(CONCLUSION, document);
                set(STATE, State::Concluded.as_str());
            }
            MeetingEdit::Cancelled { reason } => {
                set(STATE, State::Cancelled.as_str());
                set(REASON, reason);
            }
            MeetingEdit::Convened { .. }
            | MeetingEdit::Item { .. }
            | MeetingEdit::Accepted { .. } => {}
        }
    }
    let row = |held: Held<String>| row(subject, "", (held.from, held.to), cells(held.values));
    let meetings = timeline.rows().into_iter().map(row).collect();
    Ok((meetings, table(subject, called, &said)?))
}

fn row(subject: &str, item: &str, (from, to): (Day, Day), values: Vec<Cell>) -> Row {
    Row {
        subject: subject.to_owned(),
        item: item.to_owned(),
        from,
        to,
        values,
    }
}

fn cells(values: Vec<String>) -> Vec<Cell> {
    values.into_iter().map(Cell::from).collect()
}

/// The fields of a meeting as it is convened.
fn convened(said: &MeetingEdit) -> Option<Vec<String>> {
    let MeetingEdit::Convened {
        unit,
        kind,
        period,
        title,
        day,
        place,
        previous,
    } = said
    else {
        return None;
    };
    let state = State::Convened.as_str();
    let kind = kind.as_str();
    let said = [
        unit, kind, period, title, day, place, previous, "", state, "",
    ];
    Some(said.map(str::to_owned).to_vec())
}

/// What lies on the table: each item from its day, a proposal's task from the day it was accepted.
fn table(subject: &str, called: Day, said: &[(&Edit, MeetingEdit)]) -> Result<Vec<Row>> {
    let mut accepted: HashMap<&str, (Day, &str)> = HashMap::new();
    for (edit, said) in said {
        if let MeetingEdit::Accepted { item, task } = said {
            accepted.insert(item, (edit.day.max(called), task));
        }
    }
    let mut rows = Vec::new();
    for (edit, said) in said {
        let MeetingEdit::Item {
            part,
            position,
            title,
            unit,
            text,
            figures,
            document,
        } = said
        else {
            continue;
        };
        let key = format!("a{}.{}", edit.act, edit.line);
        let figures = serde_json::to_string(figures)?;
        let values = |task: &str| -> Vec<Cell> {
            vec![
                part.as_str().into(),
                Cell::Int(*position),
                title.as_str().into(),
                unit.as_str().into(),
                text.as_str().into(),
                figures.as_str().into(),
                document.as_str().into(),
                task.into(),
            ]
        };
        let from = edit.day.max(called);
        match accepted.get(key.as_str()) {
            None => rows.push(row(subject, &key, (from, Day::MAX), values(""))),
            Some((day, task)) => {
                let day = (*day).max(from);
                if day > from {
                    rows.push(row(subject, &key, (from, day), values("")));
                }
                rows.push(row(subject, &key, (day, Day::MAX), values(task)));
            }
        }
    }
    Ok(rows)
}

fn meeting(row: &Row, called: Day) -> Meeting {
    let text = |i: usize| row.values[i].text().to_owned();
    Meeting {
        id: row.subject.clone(),
        unit: text(0),
        kind: Kind::parse(row.values[1].text()).unwrap_or(Kind::Conference),
        period: text(2),
        title: text(3),
        day: Day::parse(row.values[4].text()).unwrap_or(row.from),
        place: text(5),
        previous: text(6),
        conclusion: text(CONCLUSION),
        state: State::parse(row.values[STATE].text()).unwrap_or(State::Convened),
        reason: text(REASON),
        called,
    }
}

fn item(row: &Row) -> Result<Item> {
    let text = |i: usize| row.values[i].text().to_owned();
    let figures: Vec<Cited> = serde_json::from_str(row.values[5].text())?;
    Ok(Item {
        id: row.item.clone(),
        part: Part::parse(row.values[0].text()).unwrap_or(Part::Agenda),
        position: row.values[1].int().unwrap_or(0),
        title: text(2),
        unit: text(3),
        text: text(4),
        figures,
        document: text(6),
        task: text(7),
        on: row.from,
    })
}

fn holds(row: &Row, on: Day) -> bool {
    row.from <= on && on < row.to
}

/// The meetings of rows as they stand on a day, the latest first.
fn standing(rows: Vec<Row>, on: Day) -> Vec<Meeting> {
    let mut called: HashMap<String, Day> = HashMap::new();
    for row in &rows {
        let first = called.entry(row.subject.clone()).or_insert(row.from);
        *first = (*first).min(row.from);
    }
    let of = |r: &Row| meeting(r, called.get(&r.subject).copied().unwrap_or(r.from));
    let mut meetings: Vec<Meeting> = rows.iter().filter(|r| holds(r, on)).map(of).collect();
    meetings.sort_by(|a, b| (b.day, b.called, &b.id).cmp(&(a.day, a.called, &a.id)));
    meetings
}

/// Ids of the meetings on whose table something of a unit that is seen lies on the day.
async fn taking_part(db: &mut Db, scope: &Scope, asof: AsOf) -> Result<BTreeSet<String>> {
    let Some(units) = scope.units() else {
        return Ok(BTreeSet::new());
    };
    let units: Vec<String> = units.iter().cloned().collect();
    let rows = tables::known_where(db, &ITEM, asof.known, "unit", &units).await?;
    let on = asof.on;
    Ok(rows
        .into_iter()
        .filter(|r| holds(r, on))
        .map(|r| r.subject)
        .collect())
}

/// The meetings there are on the day, the latest first: those of units that are seen, and those
/// on whose agenda such a unit stands.
pub async fn all(db: &mut Db, scope: &Scope, asof: AsOf) -> Result<Vec<Meeting>> {
    let mut rows = Vec::new();
    tables::each_known(db, &MEETING, asof.known, |known| {
        rows.push(known.row);
        Ok(())
    })
    .await?;
    let part = taking_part(db, scope, asof).await?;
    rows.retain(|r| scope.sees(r.values[0].text()) || part.contains(&r.subject));
    Ok(standing(rows, asof.on))
}

/// Some meetings by their ids.
pub async fn by_ids(
    db: &mut Db,
    scope: &Scope,
    asof: AsOf,
    ids: &[String],
) -> Result<Vec<Meeting>> {
    let mut rows = tables::known_where(db, &MEETING, asof.known, "subject", ids).await?;
    let part = taking_part(db, scope, asof).await?;
    rows.retain(|r| scope.sees(r.values[0].text()) || part.contains(&r.subject));
    Ok(standing(rows, asof.on))
}

/// A meeting as it stands on the day; nothing for who sees neither its unit nor one on its agenda.
pub async fn by_id(db: &mut Db, scope: &Scope, asof: AsOf, id: &str) -> Result<Option<Meeting>> {
    Ok(by_ids(db, scope, asof, &[id.to_owned()]).await?.pop())
}

/// What lies on a meeting's table on the day, in its order. Whoever does not see the meeting's
/// unit sees the agenda, and the reports and proposals of the units they see.
pub async fn items(db: &mut Db, scope: &Scope, asof: AsOf, meeting: &Meeting) -> Result<Vec<Item>> {
    let ids = [meeting.id.clone()];
    let rows = tables::known_where(db, &ITEM, asof.known, "subject", &ids).await?;
    let whole = scope.sees(&meeting.unit);
    let mut items = Vec::with_capacity(rows.len());
    for row in rows.iter().filter(|r| holds(r, asof.on)) {
        let item = item(row)?;
        if whole || item.part == Part::Agenda || scope.sees(&item.unit) {
            items.push(item);
        }
    }
    items.sort_by(|a, b| (a.part, a.position, &a.id).cmp(&(b.part, b.position, &b.id)));
    Ok(items)
}

/// Ids of the meeting of which a task was made, for tasks whose meeting is named.
pub async fn of_conclusions(db: &mut Db, asof: AsOf, documents: &[String]) -> Result<Vec<String>> {
    let rows = tables::known_where(db, &MEETING, asof.known, "conclusion", documents).await?;
    Ok(rows
        .into_iter()
        .filter(|r| holds(r, asof.on))
        .map(|r| r.subject)
        .collect())
}

/// The subjects of the meetings of some units: what of the journal is theirs to see.
pub async fn subjects_of(db: &mut Db, units: &[String], known: Known) -> Result<Vec<String>> {
    let rows = tables::known_where(db, &MEETING, known, "unit", units).await?;
    Ok(rows.into_iter().map(|r| r.subject).collect())
}

/// What the record now knows: decisions are never taken on an earlier knowledge.
const NOW: Known = Known::NOW;

/// A meeting as all acts leave it, whatever the day, with its table.
pub async fn now(db: &mut Db, id: &str) -> Result<Option<(Meeting, Vec<Item>)>> {
    let asof = AsOf {
        on: Day::LAST,
        known: NOW,
    };
    let scope = Scope::whole();
    let Some(meeting) = by_id(db, &scope, asof, id).await? else {
        return Ok(None);
    };
    let items = items(db, &scope, asof, &meeting).await?;
    Ok(Some((meeting, items)))
}

/// Every meeting of some units as all acts leave it.
pub async fn of_units(db: &mut Db, units: &[String]) -> Result<Vec<Meeting>> {
    let rows = tables::known_where(db, &MEETING, NOW, "unit", units).await?;
    Ok(standing(rows, Day::LAST))
}

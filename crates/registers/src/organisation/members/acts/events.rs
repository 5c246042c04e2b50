//! Events that befall members: what a row leaves unsaid, whether it can have been, its lines.

use super::super::fold::{Happened, Stretch, Where, membership};
use super::super::model::{CLASS, EventEdit, PersonEdit};
use super::super::{rules, store};
use super::lines::{FieldMap, event_line, set_line};
use super::rows::{RowReader, read_day, unknown_columns, unknown_unit};
use super::{Deciding, Listed};
use crate::organisation::rulebook::{Effect, EventRule, Flow, Rulebook};
use figures::{Day, Structure};
use platform::journal::{self, Edit, Line, store as acts};
use platform::sheets::{Column, Sheet};
use platform::text::tidy;
use platform::{Db, Error, Result, Scope};
use std::collections::HashMap;

/// The columns of a list of events.
pub const EVENT_COLUMNS: [Column; 7] = [
    (
        "person_key",
        &["key", "id", "mã", "mã đảng viên", "mã người"],
    ),
    ("event", &["sự kiện", "biến động", "loại biến động"]),
    ("day", &["date", "ngày"]),
    ("from_unit", &["từ đơn vị", "đơn vị đi", "nơi đi"]),
    ("to_unit", &["đến đơn vị", "đơn vị đến", "nơi đến"]),
    ("document", &["văn bản", "số quyết định", "quyết định"]),
    ("until", &["đến ngày", "thời hạn", "planned end"]),
];

fn unit_name(s: &Structure, id: &str) -> String {
    s.find(id)
        .and_then(|u| s.last_state(u))
        .map_or_else(|| id.to_owned(), |x| format!("«{}» ({})", x.name, x.code))
}

/// Decides a list of events for somebody who may enter so far (`may`): what befell a person on a
/// day is entered for the unit in which they were on that very day.
pub async fn decide_events(
    db: &mut Db,
    ground: &mut Deciding<'_>,
    (sheet, mapping): (&Sheet, &[(String, String)]),
    may: &Scope,
) -> Result<Listed> {
    let found = sheet.columns(&EVENT_COLUMNS, &["person_key", "event", "day"], mapping)?;
    let keys: Vec<String> = sheet.rows.iter().map(|l| found.tidy(l, 0)).collect();
    // a decision rests on the whole record: whom its maker may enter for is asked apart
    let subjects = store::by_key(db, &Scope::whole(), &keys).await?;
    let ids: Vec<String> = subjects.values().cloned().collect();
    let edits = journal::apply::group(acts::edits(db, CLASS, &ids).await?);
    let mut events: HashMap<String, Vec<Happened>> = HashMap::new();
    for (id, edits) in &edits {
        events.insert(id.clone(), happened(edits)?);
    }
    let mut listed = Listed {
        lines: Vec::new(),
        warnings: unknown_columns(sheet, &found),
    };
    let mut problems = Vec::new();
    let mut order: Vec<(usize, Option<Day>)> = sheet
        .rows
        .iter()
        .enumerate()
        .map(|(i, l)| (i, read_day(found.cell(l, 2))))
        .collect();
    order.sort_by_key(|(i, day)| (*day, *i));
    for (i, _) in order {
        let mut row = RowReader {
            sheet,
            found: &found,
            line: &sheet.rows[i],
            problems: &mut problems,
        };
        let Some(subject) = subjects.get(&keys[i]) else {
            row.say_in(&EVENT_COLUMNS, 0, "no person in the record has this key");
            let (_, day) = event_and_day(&mut row, ground.book);
            other_cells(&mut row, ground.structure, day);
            continue;
        };
        let of = events.entry(subject.clone()).or_default();
        one_event(&mut row, (ground, may), subject, of, &mut listed.lines)?;
    }
    problems.sort_by_key(|p| p.line);
    if problems.is_empty() {
        Ok(listed)
    } else {
        Err(Error::Refused(problems))
    }
}

/// The events among a person's edits.
fn happened(edits: &[Edit]) -> Result<Vec<Happened>> {
    let mut events = Vec::new();
    for edit in edits {
        let (PersonEdit::Event(said)
        | PersonEdit::New {
            event: Some(said), ..
        }) = serde_json::from_str(&edit.counted)?
        else {
            continue;
        };
        events.push(Happened {
            day: edit.day,
            act: edit.act,
            line: edit.line,
            said,
        });
    }
    Ok(events)
}

fn one_event(
    row: &mut RowReader<'_>,
    (ground, may): (&Deciding<'_>, &Scope),
    subject: &str,
    of: &mut Vec<Happened>,
    lines: &mut Vec<Line>,
) -> Result<()> {
    let columns = &EVENT_COLUMNS;
    let (rule, day) = event_and_day(row, ground.book);
    let (Some(rule), Some(day)) = (rule, day) else {
        other_cells(row, ground.structure, day);
        return Ok(());
    };
    let Some(rule) = ground.book.event_on(&rule.key, day).cloned() else {
        let why = format!("no rule of the rulebook provides for this event on {day}");
        row.say_in(columns, 1, why);
        other_cells(row, ground.structure, Some(day));
        return Ok(());
    };
    let early = too_early(&rule, of, day, row.cell(4).is_empty());
    if let Some(why) = early.or_else(|| not_answered_for(may, &rule, of, day)) {
        row.say_in(columns, 2, why);
        return Ok(());
    }
    let before = row.problems.len();
    let mut said = rules::event_edit(ground.book, &rule, "official");
    said.document = tidy(row.cell(5));
    said.until = planned_end(row, &rule, day);
    said.from_unit = unit_cell(row, ground.structure, 3, day);
    said.to_unit = unit_cell(row, ground.structure, 4, day);
    if row.problems.len() > before {
        return Ok(());
    }
    complete(&mut said, &rule, of, day);
    if said.to_unit.is_empty() && needs_receiver(&rule, of, day) {
        row.say_in(columns, 4, "a unit is needed");
        return Ok(());
    }
    let s = ground.structure;
    if let Err(sender) = stay_with_sender(&mut said, &rule, of, day) {
        let why = format!(
            "a transfer out of the organisation that is withdrawn leaves the person in {}",
            unit_name(s, &sender)
        );
        row.say_in(columns, 4, why);
        return Ok(());
    }
    leave(&mut said, &rule);
    if let Err(why) = reach_receiver(s, &mut said, day) {
        row.say_in(columns, 4, why);
        return Ok(());
    }
    let line = u64::try_from(lines.len() + 1).unwrap_or(0);
    of.push(Happened {
        day,
        act: ground.act,
        line,
        said: said.clone(),
    });
    if let Some(why) = rules::refusal(ground.book, of, false, &|id| unit_name(s, id)) {
        of.pop();
        row.say_in(columns, 1, why);
        return Ok(());
    }
    lines.push(event_line(subject, day, said)?);
    if let Some(set) = dates_set_by(&rule, of, ground.book, day) {
        lines.push(set_line(subject, day, None, set, FieldMap::new())?);
    }
    if let Err(why) = follow_closings(ground, subject, of, lines)? {
        row.say_in(columns, 4, why);
    }
    Ok(())
}

/// The event and the day that a row names; what is wrong with either is said.
fn event_and_day<'b>(
    row: &mut RowReader<'_>,
    book: &'b Rulebook,
) -> (Option<&'b EventRule>, Option<Day>) {
    let columns = &EVENT_COLUMNS;
    let rule = book.event_named(row.cell(1));
    if rule.is_none() {
        let known: Vec<&str> = book.events().iter().map(|e| e.key.as_str()).collect();
        let why = format!("no such event; known are {}", known.join(", "));
        row.say_in(columns, 1, why);
    }
    let day = row.day(columns, 2);
    if day.is_none() && row.cell(2).is_empty() {
        row.say_in(columns, 2, "a day is needed");
    }
    (rule, day)
}

/// Says what is wrong with the other cells of a row that is refused already, as far as each can be
/// judged by itself: so that a row is mended in one go.
fn other_cells(row: &mut RowReader<'_>, s: &Structure, day: Option<Day>) {
    row.day(&EVENT_COLUMNS, 6);
    for column in [3, 4] {
        let code = tidy(row.cell(column));
        match day {
            Some(day) => _ = unit_cell(row, s, column, day),
            None if !code.is_empty() && s.bearers(&code).is_empty() => {
                row.say_in(&EVENT_COLUMNS, column, unknown_unit(s, &code, Day::MIN));
            }
            None => {}
        }
    }
}

/// The last day planned, of an event that ends by itself.
fn planned_end(row: &mut RowReader<'_>, rule: &EventRule, day: Day) -> String {
    let columns = &EVENT_COLUMNS;
    let Some(until) = row.day(columns, 6) else {
        return String::new();
    };
    if !rule.has_planned_end() {
        row.say_in(
            columns,
            6,
            "only an exemption, a suspension and a temporary activity have a planned end",
        );
    } else if until < day {
        row.say_in(
            columns,
            6,
            format!("it would end before it begins on {day}"),
        );
    }
    until.to_string()
}

/// A unit to which someone was sent may have closed on the way: its whole successor receives.
fn reach_receiver(
    s: &Structure,
    said: &mut EventEdit,
    day: Day,
) -> std::result::Result<(), String> {
    let joins = ["begin", "receive", "reinstate"].contains(&said.effect.as_str());
    let Some(unit) = s
        .find(&said.to_unit)
        .filter(|u| joins && s.unit(*u).closed <= day)
    else {
        return Ok(());
    };
    let moves = rules::follow(s, unit, day.plus_days(1))?;
    if let Some((_, _, last)) = moves.last() {
        said.to_unit.clone_from(&s.unit(*last).id);
    }
    Ok(())
}

/// Where the person is on a day, as the events up to then have it.
fn stretch_on(of: &[Happened], day: Day) -> Option<Stretch> {
    let earlier: Vec<Happened> = of.iter().filter(|e| e.day <= day).cloned().collect();
    membership(earlier).0.pop().filter(|s| s.to == Day::MAX)
}

/// Why somebody may not enter what befell a person on a day: another unit answers for that day.
/// On the way the sender does, and for the reception the receiver; before the first stay and after
/// the last one, the unit of that stay.
fn not_answered_for(may: &Scope, rule: &EventRule, of: &[Happened], day: Day) -> Option<String> {
    if may.is_whole() {
        return None;
    }
    let (stretches, _) = membership(of.to_vec());
    let begun = stretches.iter().rev().find(|s| s.from <= day);
    let stretch = begun.or_else(|| stretches.first())?;
    let receives = rule.effect == Effect::Receive && !rule.takes_back();
    let answers = match &stretch.place {
        Where::In(unit) => may.sees(unit),
        Where::Transit { receiver, .. } if receives && day < stretch.to => may.sees(receiver),
        Where::Transit { sender, .. } => may.sees(sender),
    };
    (!answers).then(|| format!("on {day} the person was in a unit for which you may not enter"))
}

/// Why nobody can be received on a day: they were sent later. Who was in no unit on that day may
/// have come to one that is named (`unsaid` when none is) from outside.
fn too_early(rule: &EventRule, of: &[Happened], day: Day, unsaid: bool) -> Option<String> {
    let receives = rule.effect == Effect::Receive && !rule.takes_back();
    let on_the_way = |s: &Stretch| s.leaving || matches!(s.place, Where::Transit { .. });
    let here = stretch_on(of, day);
    let can_be = here.as_ref().map_or(!unsaid, on_the_way);
    if !receives || can_be {
        return None;
    }
    let (stretches, _) = membership(of.to_vec());
    let sent = stretches.iter().filter(|s| on_the_way(s)).map(|s| s.from);
    let sent = sent.filter(|from| *from > day).min()?;
    Some(format!(
        "{day} lies before {sent}, the day on which the person was sent"
    ))
}

/// Until the other side confirms, a member sent out of the organisation is the sender's: a
/// withdrawal goes on with that very stay and moves nobody. Refused with the sender where the
/// row names another unit.
fn stay_with_sender(
    said: &mut EventEdit,
    rule: &EventRule,
    of: &[Happened],
    day: Day,
) -> std::result::Result<(), String> {
    let Some(Stretch {
        place: Where::In(sender),
        leaving: true,
        ..
    }) = stretch_on(of, day).filter(|_| rule.takes_back())
    else {
        return Ok(());
    };
    if !said.to_unit.is_empty() && said.to_unit != sender {
        return Err(sender);
    }
    said.to_unit = sender;
    "withdraw".clone_into(&mut said.effect);
    said.flow.clear();
    Ok(())
}

/// Who is sent out of the organisation stays with the sender until the other side confirms:
/// the confirmation is the departure.
fn leave(said: &mut EventEdit, rule: &EventRule) {
    match rule.effect {
        Effect::Send if said.to_unit.is_empty() => said.flow.clear(),
        Effect::Receive if said.to_unit.is_empty() => {
            "transferred_out".clone_into(&mut said.flow);
            "transferred_out".clone_into(&mut said.to);
        }
        _ => {}
    }
}

/// A recognition fixes the official date, an admission the ceremony's. With a new admission a
/// new probation begins: the official date of the old membership is none of it.
fn dates_set_by(rule: &EventRule, of: &[Happened], book: &Rulebook, day: Day) -> Option<FieldMap> {
    let mut dates = match rule.flow {
        Some(Flow::Recognised) => FieldMap::from([("official_date".to_owned(), day.to_string())]),
        Some(Flow::Admitted) => FieldMap::from([("ceremony_date".to_owned(), day.to_string())]),
        _ => return None,
    };
    let earlier: Vec<Happened> = of.iter().filter(|e| e.day < day).cloned().collect();
    let was_member = |s: &Stretch| {
        book.standing_on(&s.standing, s.from)
            .is_some_and(|s| s.counted)
    };
    if rule.flow == Some(Flow::Admitted) && membership(earlier).0.iter().any(was_member) {
        dates.insert("official_date".to_owned(), String::new());
    }
    Some(dates)
}

fn unit_cell(row: &mut RowReader<'_>, s: &Structure, column: usize, day: Day) -> String {
    let code = tidy(row.cell(column));
    if code.is_empty() {
        return String::new();
    }
    // who leaves on the day a unit closes was there on its eve
    let found = s.bearer(&code, day).or_else(|| {
        if column == 3 {
            s.bearer(&code, day.eve())
        } else {
            None
        }
    });
    if found.is_none() {
        row.say_in(&EVENT_COLUMNS, column, unknown_unit(s, &code, day));
    }
    found.map(|u| s.unit(u).id.clone()).unwrap_or_default()
}

/// What the row leaves unsaid and the record knows: where the person is, where they were sent.
fn complete(said: &mut EventEdit, rule: &EventRule, of: &[Happened], day: Day) {
    match stretch_on(of, day).map(|s| s.place) {
        Some(Where::In(unit)) => {
            let unsaid = said.from_unit.is_empty() && rule.effect != Effect::Begin;
            said.from_unit = if unsaid {
                unit
            } else {
                std::mem::take(&mut said.from_unit)
            };
        }
        Some(Where::Transit { sender, receiver }) => {
            if said.to_unit.is_empty() && rule.takes_back() {
                said.to_unit.clone_from(&sender);
            } else if said.to_unit.is_empty() && rule.effect == Effect::Receive {
                said.to_unit = receiver;
            }
            if said.from_unit.is_empty() {
                said.from_unit = sender;
            }
        }
        None if rule.effect == Effect::Receive && said.to == "same" => {
            // who comes back from elsewhere is what they were: a probation goes on
            let earlier: Vec<Happened> = of.iter().filter(|e| e.day <= day).cloned().collect();
            let left_as = membership(earlier).0.pop().map(|s| s.standing);
            said.to = left_as.unwrap_or_else(|| "same".to_owned());
        }
        None => {}
    }
}

fn needs_receiver(rule: &EventRule, of: &[Happened], day: Day) -> bool {
    let leaving = stretch_on(of, day).is_some_and(|s| s.leaving);
    match rule.effect {
        Effect::Begin | Effect::Reinstate => true,
        Effect::Receive => !leaving,
        _ => false,
    }
}

/// Where a stretch outlives its unit, the person goes with the unit's whole successor.
fn follow_closings(
    ground: &Deciding<'_>,
    subject: &str,
    of: &mut Vec<Happened>,
    lines: &mut Vec<Line>,
) -> Result<std::result::Result<(), String>> {
    let s = ground.structure;
    for _ in 0..64 {
        let (stretches, _) = membership(of.clone());
        let outlived = stretches.iter().find_map(|x| match &x.place {
            Where::In(unit) => s
                .find(unit)
                .filter(|u| s.unit(*u).closed < x.to)
                .map(|u| (u, s.unit(u).closed.plus_days(1).min(x.to))),
            Where::Transit { .. } => None,
        });
        let Some((unit, until)) = outlived else {
            return Ok(Ok(()));
        };
        let moves = match rules::follow(s, unit, until) {
            Ok(moves) => moves,
            Err(why) => return Ok(Err(why)),
        };
        let Some((day, from, to)) = moves.first().copied() else {
            return Ok(Ok(()));
        };
        let said = rules::moved(&s.unit(from).id, &s.unit(to).id);
        let line = u64::try_from(lines.len() + 1).unwrap_or(0);
        of.push(Happened {
            day,
            act: ground.act,
            line,
            said: said.clone(),
        });
        lines.push(event_line(subject, day, said)?);
    }
    Ok(Ok(()))
}

//! What can happen to members: lists, events, corrections, and moves by a reform. Each
//! `decide` reads, and refuses or returns the lines of an act.

use super::fold::{Happened, Stretch, Where, membership};
use super::model::{CLASS, EventEdit, IDENTIFYING, PersonEdit, field};
use super::{rules, store};
use crate::organisation::rulebook::{CountingDate, Effect, Rulebook, StandingId};
use crate::organisation::units::model::AssignRow;
use crate::organisation::units::rules::{Closing, Decided};
use figures::{Day, Structure};
use platform::journal::{self, Edit, Line, canonical, store as acts};
use platform::seal::Key;
use platform::sheets::{Column, Found, Line as SheetLine, Sheet};
use platform::text::tidy;
use platform::{Db, Error, Problem, Randomness, Result};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The columns of a list of members.
pub const COLUMNS: [Column; 14] = [
    (
        "person_key",
        &["key", "id", "mã", "mã đảng viên", "mã người"],
    ),
    ("name", &["full name", "họ và tên", "họ tên", "tên"]),
    (
        "birth_date",
        &["date of birth", "born", "ngày sinh", "sinh ngày"],
    ),
    ("sex", &["gender", "giới tính", "giới"]),
    ("ethnic_group", &["ethnicity", "dân tộc"]),
    (
        "citizen_id",
        &[
            "citizen id number",
            "số định danh cá nhân",
            "số định danh",
            "cccd",
            "số cccd",
            "căn cước",
        ],
    ),
    ("file_number", &["số lý lịch", "slý lịch"]),
    (
        "card_number",
        &["số thẻ", "số thẻ đảng viên", "số thẻ đảng"],
    ),
    (
        "decision_date",
        &["ngày quyết định", "ngày quyết định kết nạp"],
    ),
    (
        "ceremony_date",
        &["ngày kết nạp", "ngày vào đảng", "ngày lễ kết nạp"],
    ),
    (
        "official_date",
        &["ngày chính thức", "ngày công nhận chính thức"],
    ),
    (
        "unit_code",
        &["unit", "mã đơn vị", "mã chi bộ", "mã tổ chức", "đơn vị"],
    ),
    (
        "standing",
        &["status", "trạng thái", "tư cách", "tư cách đảng viên"],
    ),
    ("since", &["from", "từ ngày", "kể từ ngày"]),
];

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

/// The columns of a list of corrections.
pub const CORRECTION_COLUMNS: [Column; 5] = [
    (
        "person_key",
        &["key", "id", "mã", "mã đảng viên", "mã người"],
    ),
    ("field", &["trường"]),
    ("value", &["giá trị"]),
    ("from", &["từ ngày"]),
    ("until", &["đến ngày"]),
];

/// The event by which the sender takes a transfer back.
const WITHDRAWN: &str = "transfer_withdrawn";

/// What a decision about members rests on.
pub struct Ground<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    /// The number the act will bear.
    pub act: u64,
    pub key: &'a Key,
    pub chance: &'a mut dyn Randomness,
}

/// Lines and warnings of an act about members.
#[derive(Debug, Default)]
pub struct Listed {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
}

/// A day as people write it: 2025-07-01, 1/7/2025 or 01-07-2025.
#[must_use]
pub fn read_day(text: &str) -> Option<Day> {
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    let mut parts = text.split(['/', '-', '.']);
    let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some()
        || y.len() != 4
        || d.is_empty()
        || m.is_empty()
        || d.len() > 2
        || m.len() > 2
    {
        return None;
    }
    Day::parse(&format!("{y}-{m:0>2}-{d:0>2}")).ok()
}

fn read_sex(text: &str) -> Option<&'static str> {
    match platform::text::folded(text).as_str() {
        "" => Some(""),
        "male" | "m" | "nam" | "مرد" => Some("male"),
        "female" | "f" | "nu" | "عورت" => Some("female"),
        _ => None,
    }
}

fn unit_name(s: &Structure, id: &str) -> String {
    s.find(id)
        .and_then(|u| s.last_state(u))
        .map_or_else(|| id.to_owned(), |x| format!("«{}» ({})", x.name, x.code))
}

/// Decides a list of members: an opening list, or, where the record of a unit has begun,
/// admissions and arrivals from outside.
pub async fn decide_list(
    db: &mut Db,
    ground: &mut Ground<'_>,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Listed> {
    let needed = ["person_key", "name", "unit_code", "standing", "since"];
    let found = sheet.columns(&COLUMNS, &needed, mapping)?;
    let keys: Vec<String> = sheet.rows.iter().map(|l| found.tidy(l, 0)).collect();
    let known = store::by_key(db, &keys).await?;
    let begins = Begins::read(db, ground.structure).await?;
    let mut listed = Listed {
        lines: Vec::with_capacity(sheet.rows.len()),
        warnings: unknown_columns(sheet, &found),
    };
    let mut problems = Vec::new();
    let mut seen: HashMap<&str, usize> = HashMap::with_capacity(keys.len());
    for (line, key) in sheet.rows.iter().zip(&keys) {
        let mut row = RowReader {
            sheet,
            found: &found,
            line,
            problems: &mut problems,
        };
        if key.is_empty() {
            row.say(0, "a person needs a key");
        } else if known.contains_key(key) {
            row.say(0, "a person with this key is in the record already");
        } else if let Some(first) = seen.insert(key, line.number) {
            row.say(0, format!("line {first} has the same key"));
        }
        person(&mut row, ground, &begins, key, &mut listed.lines)?;
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let matches = duplicates(db, sheet, &listed.lines).await?;
    listed.warnings.extend(matches);
    Ok(listed)
}

/// What people are matched by, in this order (`semantics.md` 4.10). A match is named and
/// decides nothing.
pub const MATCHED_BY: [(&str, &str, &str); 4] = [
    ("citizen_hash", "citizen_id", "the same citizen ID"),
    ("file_number", "file_number", "the same file number"),
    ("card_number", "card_number", "the same card number"),
    (
        "name_folded",
        "name",
        "the same name and birth date (perhaps another person)",
    ),
];

/// What the person of a line is matched by, in the order of [`MATCHED_BY`]; nothing for a line
/// that begins nobody. Only this is kept of a list: whole records would take much memory.
pub fn matching(line: &Line) -> Result<Option<[Option<String>; 4]>> {
    let Some(beside) = &line.identifying else {
        return Ok(None);
    };
    let PersonEdit::New { fields, .. } = serde_json::from_str(&line.counted)? else {
        return Ok(None);
    };
    let mut beside: FieldMap = serde_json::from_str(beside)?;
    let name = beside.remove("name").zip(fields.get("birth_date"));
    Ok(Some([
        beside.remove("citizen_hash"),
        beside.remove("file_number"),
        beside.remove("card_number"),
        name.map(|(n, b)| format!("{} {b}", platform::text::folded(&n))),
    ]))
}

async fn duplicates(db: &mut Db, sheet: &Sheet, lines: &[Line]) -> Result<Vec<Problem>> {
    let mut persons = Vec::with_capacity(sheet.rows.len());
    for line in lines {
        persons.extend(matching(line)?);
    }
    let mut found = Vec::new();
    let mut matched: HashSet<usize> = HashSet::new();
    for (at, (by, column, what)) in MATCHED_BY.into_iter().enumerate() {
        let values: Vec<Option<String>> = persons.iter_mut().map(|p| p[at].take()).collect();
        let known = store::keys_by(db, by, values.iter().flatten().cloned().collect()).await?;
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (i, said) in values.iter().enumerate() {
            let Some(said) = said else { continue };
            let earlier = first
                .get(said.as_str())
                .map(|at| format!("line {}", sheet.rows[*at].number));
            first.entry(said).or_insert(i);
            let whom = known
                .get(said)
                .map(|key| format!("the person {key} of the record"))
                .or(earlier);
            if let Some(whom) = whom.filter(|_| matched.insert(i)) {
                let why = format!("{what} as {whom}");
                found.push(
                    Problem::new(why)
                        .at(&sheet.file, sheet.rows[i].number)
                        .cell(column, "")
                        .as_warning(),
                );
            }
        }
    }
    Ok(found)
}

fn unknown_columns(sheet: &Sheet, found: &Found) -> Vec<Problem> {
    let warn = |c: &String| {
        Problem::new("the column is not known and is not read")
            .at(&sheet.file, 1)
            .cell(c, "")
            .as_warning()
    };
    found.unknown.iter().map(warn).collect()
}

/// Reads the cells of one row and notes what is wrong with them.
struct RowReader<'a> {
    sheet: &'a Sheet,
    found: &'a Found,
    line: &'a SheetLine,
    problems: &'a mut Vec<Problem>,
}

impl RowReader<'_> {
    fn say(&mut self, column: usize, why: impl Into<String>) {
        self.say_in(&COLUMNS, column, why);
    }

    fn say_in(&mut self, columns: &[Column], column: usize, why: impl Into<String>) {
        let value = self.found.cell(self.line, column).to_owned();
        let shown = if columns[column].0 == "citizen_id" {
            crate::organisation::privacy::masked("citizen_id", &value)
        } else {
            value
        };
        self.problems.push(
            Problem::new(why)
                .at(&self.sheet.file, self.line.number)
                .cell(columns[column].0, &shown),
        );
    }

    fn cell(&self, column: usize) -> &str {
        self.found.cell(self.line, column)
    }

    fn day(&mut self, columns: &[Column], column: usize) -> Option<Day> {
        let text = self.cell(column).to_owned();
        if text.is_empty() {
            return None;
        }
        let day = read_day(&text);
        if day.is_none() {
            self.say_in(
                columns,
                column,
                "this is no day: write it as 2025-07-01 or 1/7/2025",
            );
        }
        day
    }
}

/// The lines of one person: who it is, the event that begins the membership, and the moves
/// by reforms that have happened since.
fn person(
    row: &mut RowReader<'_>,
    ground: &mut Ground<'_>,
    begins: &Begins,
    key: &str,
    lines: &mut Vec<Line>,
) -> Result<()> {
    let Some((counted, identifying)) = fields(row, ground, key)? else {
        return Ok(());
    };
    let id = journal::id(ground.act, lines.len());
    let (event, day, moves) = match beginning(row, ground, begins, &counted) {
        Ok(Some(found)) => found,
        Ok(None) => (None, Day::MIN, Vec::new()),
        Err(()) => return Ok(()),
    };
    let also: Vec<String> = event.iter().map(|e| e.to_unit.clone()).collect();
    let day = if event.is_some() {
        day
    } else {
        row.day(&COLUMNS, 13).unwrap_or(Day::MIN)
    };
    let edit = PersonEdit::New {
        fields: counted,
        event,
    };
    lines.push(Line {
        day,
        class: CLASS,
        subject: id.clone(),
        also,
        counted: canonical::text(&edit)?,
        identifying: Some(canonical::text(&identifying)?),
    });
    for (day, from, to) in moves {
        let s = ground.structure;
        lines.push(move_line(&id, day, &s.unit(from).id, &s.unit(to).id)?);
    }
    Ok(())
}

type FieldMap = BTreeMap<String, String>;

/// The fields of a row, counted and identifying; nothing when a cell cannot be read.
fn fields(
    row: &mut RowReader<'_>,
    ground: &mut Ground<'_>,
    key: &str,
) -> Result<Option<(FieldMap, FieldMap)>> {
    let before = row.problems.len();
    let mut counted = FieldMap::new();
    let put = |map: &mut FieldMap, name: &str, value: String| {
        if !value.is_empty() {
            map.insert(name.to_owned(), value);
        }
    };
    for (column, name) in [
        (2, "birth_date"),
        (8, "decision_date"),
        (9, "ceremony_date"),
        (10, "official_date"),
    ] {
        if let Some(day) = row.day(&COLUMNS, column) {
            put(&mut counted, name, day.to_string());
        }
    }
    match read_sex(row.cell(3)) {
        Some(sex) => put(&mut counted, "sex", sex.to_owned()),
        None => row.say(3, "write male or female (nam, nữ)"),
    }
    put(&mut counted, "ethnic_group", tidy(row.cell(4)));
    let mut identifying = FieldMap::new();
    let name = tidy(row.cell(1));
    if name.is_empty() {
        row.say(1, "a person needs a name");
    }
    put(&mut identifying, "person_key", key.to_owned());
    put(&mut identifying, "name", name);
    put(&mut identifying, "file_number", tidy(row.cell(6)));
    let citizen_id = tidy(row.cell(5)).replace(' ', "");
    seal_id(&mut identifying, ground, &citizen_id)?;
    let card = tidy(row.cell(7)).replace(' ', "");
    put(
        &mut identifying,
        "card_number",
        card_text(ground.key, &card)?,
    );
    Ok((row.problems.len() == before).then_some((counted, identifying)))
}

fn seal_id(identifying: &mut FieldMap, ground: &mut Ground<'_>, citizen_id: &str) -> Result<()> {
    let empty = citizen_id.is_empty();
    let sealed = if empty {
        String::new()
    } else {
        ground.key.seal(citizen_id, ground.chance)?
    };
    let hash = if empty {
        String::new()
    } else {
        ground.key.matching(citizen_id)?
    };
    for (name, value) in [
        ("citizen_id", sealed),
        ("citizen_hash", hash),
        ("citizen_form", store::form_text(citizen_id)),
    ] {
        if !value.is_empty() {
            identifying.insert(name.to_owned(), value);
        }
    }
    Ok(())
}

/// A card number as kept: the new cards bear the citizen ID, which is not written openly.
fn card_text(key: &Key, card: &str) -> Result<String> {
    if card.len() == 12 && card.bytes().all(|b| b.is_ascii_digit()) {
        Ok(format!("#{}", key.matching(card)?))
    } else {
        Ok(card.to_owned())
    }
}

type Beginning = (
    Option<EventEdit>,
    Day,
    Vec<(Day, figures::UnitIx, figures::UnitIx)>,
);

/// The event that begins the membership a row states, on its day.
fn beginning(
    row: &mut RowReader<'_>,
    ground: &Ground<'_>,
    begins: &Begins,
    counted: &FieldMap,
) -> std::result::Result<Option<Beginning>, ()> {
    let (code, standing) = (tidy(row.cell(11)), tidy(row.cell(12)));
    if code.is_empty() && standing.is_empty() {
        return Ok(None);
    }
    let before = row.problems.len();
    let since = row.day(&COLUMNS, 13);
    let rule = ground.book.standing_named(&standing);
    match rule {
        None => row.say(
            12,
            "no such standing; known are official, probationary, exempt, suspended, candidate",
        ),
        Some(s) if s.terminal => row.say(12, "a membership cannot begin with this standing"),
        Some(_) => {}
    }
    if since.is_none() && row.cell(13).is_empty() {
        row.say(
            13,
            "a day is needed: from when the standing and the unit hold",
        );
    }
    let (Some(since), Some(standing), true) = (since, rule, row.problems.len() == before) else {
        return Err(());
    };
    let s = ground.structure;
    let Some(unit) = s.bearer(&code, since) else {
        row.say(11, unknown_unit(s, &code, since));
        return Err(());
    };
    let moves = match rules::follow(s, unit, Day::MAX) {
        Ok(moves) => moves,
        Err(why) => {
            row.say(11, why);
            return Err(());
        }
    };
    // the day on which an admission is counted is the rulebook's (semantics 4.2)
    let named = match ground.book.counted_on("admission", since) {
        Some(CountingDate::Decision) => "decision_date",
        Some(CountingDate::Official) => "official_date",
        _ => "ceremony_date",
    };
    let admitted = counted.get(named).is_some_and(|c| *c == since.to_string());
    let event = if !begins.has_begun(s, unit, since) {
        "opening"
    } else if admitted && standing.id == StandingId::PROBATIONARY {
        "admission"
    } else {
        "transfer_received"
    };
    let Some(rule) = ground.book.event_on(event, since) else {
        row.say(13, format!("the rulebook knows no «{event}» on this day"));
        return Err(());
    };
    let mut edit = rules::event_edit(ground.book, rule, &standing.key);
    edit.to.clone_from(&standing.key);
    edit.to_unit.clone_from(&s.unit(unit).id);
    Ok(Some((Some(edit), since, moves)))
}

fn unknown_unit(s: &Structure, code: &str, on: Day) -> String {
    if code.is_empty() {
        return "a unit is needed".to_owned();
    }
    let borne = s.bearers(code).iter().filter_map(|u| {
        let unit = s.unit(*u);
        let name = &s.last_state(*u)?.name;
        Some(if unit.closed == Day::MAX {
            format!("«{name}» from {}", unit.opened)
        } else {
            format!("«{name}» from {} until {}", unit.opened, unit.closed)
        })
    });
    let borne: Vec<String> = borne.collect();
    if borne.is_empty() {
        "no unit ever bore this code".to_owned()
    } else {
        format!(
            "no unit bears this code on {on}; it was borne by {}",
            borne.join(", ")
        )
    }
}

/// From which day the record of each unit speaks (`semantics.md` 1.14).
struct Begins {
    by_unit: HashMap<String, Day>,
    earliest: Option<Day>,
}

impl Begins {
    async fn read(db: &mut Db, _s: &Structure) -> Result<Begins> {
        let by_unit = store::record_begins(db, platform::asof::Known::NOW).await?;
        let earliest = by_unit.values().min().copied();
        Ok(Begins { by_unit, earliest })
    }

    /// Whether the unit's record had begun before the day: by its own opening list, by that of
    /// a predecessor, or because the unit was founded after the record had begun around it.
    fn has_begun(&self, s: &Structure, unit: figures::UnitIx, on: Day) -> bool {
        let own = self.by_unit.get(&s.unit(unit).id).is_some_and(|b| *b < on);
        let before = || {
            s.links_in(unit)
                .any(|l| self.by_unit.contains_key(&s.unit(l.old).id))
        };
        let founded = || self.earliest.is_some_and(|e| e < s.unit(unit).opened);
        own || before() || founded()
    }
}

fn move_line(person: &str, day: Day, from: &str, to: &str) -> Result<Line> {
    event_line(person, day, rules::moved(from, to))
}

fn event_line(person: &str, day: Day, event: EventEdit) -> Result<Line> {
    let also = [&event.from_unit, &event.to_unit]
        .into_iter()
        .filter(|u| !u.is_empty())
        .cloned()
        .collect();
    let counted = canonical::text(&PersonEdit::Event(event))?;
    Ok(Line {
        day,
        class: CLASS,
        subject: person.to_owned(),
        also,
        counted,
        identifying: None,
    })
}

/// Decides a list of events.
pub async fn decide_events(
    db: &mut Db,
    ground: &mut Ground<'_>,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Listed> {
    let found = sheet.columns(&EVENT_COLUMNS, &["person_key", "event", "day"], mapping)?;
    let keys: Vec<String> = sheet.rows.iter().map(|l| found.tidy(l, 0)).collect();
    let subjects = store::by_key(db, &keys).await?;
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
            continue;
        };
        let of = events.entry(subject.clone()).or_default();
        one_event(&mut row, ground, subject, of, &mut listed.lines)?;
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
    ground: &Ground<'_>,
    subject: &str,
    of: &mut Vec<Happened>,
    lines: &mut Vec<Line>,
) -> Result<()> {
    let columns = &EVENT_COLUMNS;
    let Some(rule) = ground.book.event_named(row.cell(1)).cloned() else {
        let known: Vec<&str> = ground
            .book
            .events()
            .iter()
            .map(|e| e.key.as_str())
            .collect();
        row.say_in(
            columns,
            1,
            format!("no such event; known are {}", known.join(", ")),
        );
        return Ok(());
    };
    let Some(day) = row.day(columns, 2) else {
        if row.cell(2).is_empty() {
            row.say_in(columns, 2, "a day is needed");
        }
        return Ok(());
    };
    let Some(rule) = ground.book.event_on(&rule.key, day).cloned() else {
        let why = format!("no rule of the rulebook provides for this event on {day}");
        row.say_in(columns, 1, why);
        return Ok(());
    };
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
    if let Err(sender) = stay_with_sender(&mut said, of, day) {
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
    if let Some(set) = dates_set_by(&rule.key, of, ground.book, day) {
        lines.push(set_line(subject, day, None, set, FieldMap::new())?);
    }
    if let Err(why) = follow_closings(ground, subject, of, lines)? {
        row.say_in(columns, 4, why);
    }
    Ok(())
}

/// The last day planned, of an event that ends by itself.
fn planned_end(
    row: &mut RowReader<'_>,
    rule: &crate::organisation::rulebook::EventRule,
    day: Day,
) -> String {
    let columns = &EVENT_COLUMNS;
    let Some(until) = row.day(columns, 6) else {
        return String::new();
    };
    let ends = ["exemption", "suspension", "temporary_start"].contains(&rule.key.as_str());
    if !ends {
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

/// Until the other side confirms, a member sent out of the organisation is the sender's: a
/// withdrawal goes on with that very stay and moves nobody. Refused with the sender where the
/// row names another unit.
fn stay_with_sender(
    said: &mut EventEdit,
    of: &[Happened],
    day: Day,
) -> std::result::Result<(), String> {
    let Some(Stretch {
        place: Where::In(sender),
        leaving: true,
        ..
    }) = stretch_on(of, day).filter(|_| said.event == WITHDRAWN)
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
fn leave(said: &mut EventEdit, rule: &crate::organisation::rulebook::EventRule) {
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
fn dates_set_by(event: &str, of: &[Happened], book: &Rulebook, day: Day) -> Option<FieldMap> {
    let mut dates = match event {
        "recognition" => FieldMap::from([("official_date".to_owned(), day.to_string())]),
        "admission" => FieldMap::from([("ceremony_date".to_owned(), day.to_string())]),
        _ => return None,
    };
    let earlier: Vec<Happened> = of.iter().filter(|e| e.day < day).cloned().collect();
    let was_member = |s: &Stretch| {
        book.standing_on(&s.standing, s.from)
            .is_some_and(|s| s.counted)
    };
    if event == "admission" && membership(earlier).0.iter().any(was_member) {
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
fn complete(
    said: &mut EventEdit,
    rule: &crate::organisation::rulebook::EventRule,
    of: &[Happened],
    day: Day,
) {
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
            if said.to_unit.is_empty() && rule.key == WITHDRAWN {
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

fn needs_receiver(
    rule: &crate::organisation::rulebook::EventRule,
    of: &[Happened],
    day: Day,
) -> bool {
    let leaving = stretch_on(of, day).is_some_and(|s| s.leaving);
    match rule.effect {
        Effect::Begin | Effect::Reinstate => true,
        Effect::Receive => !leaving,
        _ => false,
    }
}

/// Where a stretch outlives its unit, the person goes with the unit's whole successor.
fn follow_closings(
    ground: &Ground<'_>,
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

fn set_line(
    subject: &str,
    from: Day,
    until: Option<Day>,
    fields: FieldMap,
    beside: FieldMap,
) -> Result<Line> {
    let identifying: Vec<String> = beside.keys().cloned().collect();
    let edit = PersonEdit::Set {
        fields,
        until: until.map(|u| u.to_string()),
        identifying,
    };
    Ok(Line {
        day: from,
        class: CLASS,
        subject: subject.to_owned(),
        also: Vec::new(),
        counted: canonical::text(&edit)?,
        identifying: if beside.is_empty() {
            None
        } else {
            Some(canonical::text(&beside)?)
        },
    })
}

/// Refuses a correction that would name a person again whose name was erased by order of law.
pub async fn refuse_naming(db: &mut Db, subject: &str, name: &str) -> Result<()> {
    if IDENTIFYING.contains(&name) && store::is_erased(db, subject).await? {
        let why = "what names this person was erased: the person is not named again";
        return Err(Error::Refused(vec![Problem::new(why).cell(name, "")]));
    }
    Ok(())
}

/// Decides one correction of a person's field; the reason it is refused, if it is.
/// [`refuse_naming`] is asked first.
pub fn decide_correction(
    ground: &mut Ground<'_>,
    subject: &str,
    name: &str,
    value: &str,
    from: Day,
    until: Option<Day>,
) -> Result<Line> {
    if until.is_some_and(|u| u <= from) {
        return Err(Error::refused(format!(
            "the correction ends on {} before it begins on {from}",
            until.map(|u| u.to_string()).unwrap_or_default()
        )));
    }
    let value = tidy(value);
    let refuse = |why: &str| Error::Refused(vec![Problem::new(why).cell(name, &value)]);
    if field(name).is_none() || ["citizen_hash", "citizen_form", "person_key"].contains(&name) {
        return Err(refuse(
            "no such field; known are name, birth_date, sex, ethnic_group, citizen_id, file_number, card_number, decision_date, ceremony_date, official_date",
        ));
    }
    let mut fields = FieldMap::new();
    let mut beside = FieldMap::new();
    match name {
        "citizen_id" => {
            for blank in ["citizen_id", "citizen_hash", "citizen_form"] {
                beside.insert(blank.to_owned(), String::new());
            }
            seal_id(&mut beside, ground, &value.replace(' ', ""))?;
        }
        "card_number" => {
            _ = beside.insert(
                name.to_owned(),
                card_text(ground.key, &value.replace(' ', ""))?,
            );
        }
        "name" if value.is_empty() => return Err(refuse("a person needs a name")),
        n if IDENTIFYING.contains(&n) => _ = beside.insert(name.to_owned(), value.clone()),
        "sex" => {
            let sex = read_sex(&value).ok_or_else(|| refuse("write male or female (nam, nữ)"))?;
            fields.insert(name.to_owned(), sex.to_owned());
        }
        n if n.ends_with("_date") && !value.is_empty() => {
            let day = read_day(&value)
                .ok_or_else(|| refuse("this is no day: write it as 2025-07-01 or 1/7/2025"))?;
            fields.insert(name.to_owned(), day.to_string());
        }
        _ => _ = fields.insert(name.to_owned(), value.clone()),
    }
    set_line(subject, from, until, fields, beside)
}

/// Decides a list of corrections.
pub async fn decide_corrections(
    db: &mut Db,
    ground: &mut Ground<'_>,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Listed> {
    let found = sheet.columns(
        &CORRECTION_COLUMNS,
        &["person_key", "field", "value", "from"],
        mapping,
    )?;
    let keys: Vec<String> = sheet.rows.iter().map(|l| found.tidy(l, 0)).collect();
    let subjects = store::by_key(db, &keys).await?;
    let mut problems = Vec::new();
    let mut listed = Listed::default();
    for (line, key) in sheet.rows.iter().zip(&keys) {
        let mut row = RowReader {
            sheet,
            found: &found,
            line,
            problems: &mut problems,
        };
        let (from, until) = (
            row.day(&CORRECTION_COLUMNS, 3),
            row.day(&CORRECTION_COLUMNS, 4),
        );
        match (subjects.get(key), from) {
            (None, _) => row.say_in(
                &CORRECTION_COLUMNS,
                0,
                "no person in the record has this key",
            ),
            (_, None) => row.say_in(&CORRECTION_COLUMNS, 3, "a day is needed"),
            (Some(subject), Some(from)) => {
                let (name, value) = (row.cell(1).to_owned(), row.cell(2).to_owned());
                let decided = match refuse_naming(db, subject, &name).await {
                    Ok(()) => decide_correction(ground, subject, &name, &value, from, until),
                    Err(refused) => Err(refused),
                };
                match decided {
                    Ok(line) => listed.lines.push(line),
                    Err(Error::Refused(why)) => row.say_in(
                        &CORRECTION_COLUMNS,
                        2,
                        why.first().map(|p| p.reason.clone()).unwrap_or_default(),
                    ),
                    Err(other) => return Err(other),
                }
            }
        }
    }
    if problems.is_empty() {
        Ok(listed)
    } else {
        Err(Error::Refused(problems))
    }
}

/// Who sits where while several reforms of one file are decided one after the other.
#[derive(Debug, Default)]
pub struct Sitters {
    /// Lines of the assignment file that settled something.
    used: HashSet<usize>,
    moved_in: HashMap<String, Vec<String>>,
    moved_out: HashSet<(String, String)>,
}

/// The moves of members who sit directly in units that close (`semantics.md` 2.2): to the
/// only whole successor, or where the assignment file says. What is left refuses the act.
pub async fn settle(
    db: &mut Db,
    decided: &Decided,
    assign: &[AssignRow],
    (day, file): (Day, &str),
    bearer: &dyn Fn(&str) -> Option<String>,
    sitters: &mut Sitters,
) -> Result<Vec<Line>> {
    let units: Vec<String> = decided
        .closing
        .iter()
        .chain(&decided.giving)
        .map(|c| c.id.clone())
        .collect();
    let mut sitting: HashMap<String, Vec<String>> = HashMap::new();
    let mut later: HashMap<String, HashSet<(String, Day)>> = HashMap::new();
    for row in store::sitting_in(db, &units).await? {
        let unit = row.values[0].text().to_owned();
        // what begins in the unit later lies in it, and so does what ends there later
        let facts = [row.from, row.to];
        let after = facts.iter().filter(|d| **d > day && **d < Day::MAX);
        later
            .entry(unit.clone())
            .or_default()
            .extend(after.map(|d| (row.subject.clone(), *d)));
        if row.from <= day
            && row.to > day
            && !sitters
                .moved_out
                .contains(&(row.subject.clone(), unit.clone()))
        {
            sitting.entry(unit).or_default().push(row.subject);
        }
    }
    for unit in &units {
        let more = sitters.moved_in.get(unit).cloned().unwrap_or_default();
        sitting.entry(unit.clone()).or_default().extend(more);
    }
    let mut settling = Settling {
        day,
        file,
        assign: Assigned::read(db, assign, bearer).await?,
        lines: Vec::new(),
        problems: Vec::new(),
        sitters,
    };
    for closing in &decided.closing {
        let n = later.get(&closing.id).map_or(0, HashSet::len);
        if n > 0 {
            let why = format!(
                "{n} facts about members lie in the unit {} after {day}: a back-dated closing is refused",
                closing.code
            );
            settling.problems.push(Problem::new(why).at(file, 0));
        }
        settling.unit(
            closing,
            sitting.get(&closing.id).map_or(&[], Vec::as_slice),
            true,
        )?;
    }
    for giving in &decided.giving {
        settling.unit(
            giving,
            sitting.get(&giving.id).map_or(&[], Vec::as_slice),
            false,
        )?;
        settling.refuse_later(giving, later.get(&giving.id));
    }
    settling.assign.refuse_kinds(file, &mut settling.problems);
    settling.sitters.used.extend(&settling.assign.used);
    if settling.problems.is_empty() {
        Ok(settling.lines)
    } else {
        Err(Error::Refused(settling.problems))
    }
}

struct Settling<'a> {
    day: Day,
    file: &'a str,
    assign: Assigned<'a>,
    lines: Vec<Line>,
    problems: Vec<Problem>,
    sitters: &'a mut Sitters,
}

impl Settling<'_> {
    /// What befell a member in a unit later names that unit: who is assigned to a part on an
    /// earlier day would not have been there.
    fn refuse_later(&mut self, giving: &Closing, later: Option<&HashSet<(String, Day)>>) {
        let assigned = |fact: &&(String, Day)| {
            let moved = (fact.0.clone(), giving.id.clone());
            self.sitters.moved_out.contains(&moved)
        };
        let n = later.into_iter().flatten().filter(assigned).count();
        if n > 0 {
            let why = format!(
                "{n} facts about members who are assigned lie in the unit {} after {}: a back-dated division is refused",
                giving.code, self.day
            );
            self.problems.push(Problem::new(why).at(self.file, 0));
        }
    }

    fn unit(&mut self, closing: &Closing, members: &[String], must_leave: bool) -> Result<()> {
        let mut left = 0;
        for person in members {
            let assigned = self
                .assign
                .to(closing, person, &mut self.problems, self.file);
            match assigned.or_else(|| closing.heir.clone()) {
                Some(to) => {
                    self.lines
                        .push(move_line(person, self.day, &closing.id, &to)?);
                    self.sitters
                        .moved_out
                        .insert((person.clone(), closing.id.clone()));
                    self.sitters
                        .moved_in
                        .entry(to)
                        .or_default()
                        .push(person.clone());
                    if let Some(list) = self.sitters.moved_in.get_mut(&closing.id) {
                        list.retain(|p| p != person);
                    }
                }
                None if must_leave => left += 1,
                None => {}
            }
        }
        if left > 0 {
            let why = format!(
                "{left} members sit directly in the unit, which closes without one whole successor: an assignment file must say where each goes (code,kind,key,to_code)"
            );
            self.problems.push(
                Problem::new(why)
                    .at(self.file, 0)
                    .cell("from_code", &closing.code),
            );
        }
        Ok(())
    }
}

/// Rows of the assignment file that settled nothing in any act: a mistyped code or key, or a
/// second row for the same person.
#[must_use]
pub fn unused(assign: &[AssignRow], sitters: &Sitters) -> Vec<Problem> {
    let left = assign.iter().filter(|r| !sitters.used.contains(&r.line));
    left.map(|r| {
        let why = "no act of the file closes or divides a unit of this code with this open thing directly in it, or another row has settled it";
        Problem::new(why).at("assignment file", r.line).cell("key", &r.key)
    })
    .collect()
}

/// The assignment file, by closing unit's code and person.
struct Assigned<'a> {
    /// Who bears a code when the act is done.
    bearer: &'a dyn Fn(&str) -> Option<String>,
    rows: HashMap<(String, String), &'a AssignRow>,
    used: HashSet<usize>,
}

impl<'a> Assigned<'a> {
    async fn read(
        db: &mut Db,
        rows: &'a [AssignRow],
        bearer: &'a dyn Fn(&str) -> Option<String>,
    ) -> Result<Assigned<'a>> {
        let keys: Vec<String> = rows.iter().map(|r| r.key.clone()).collect();
        let ids = store::by_key(db, &keys).await?;
        let mut assigned = HashMap::new();
        for row in rows {
            let person = ids
                .get(&row.key)
                .cloned()
                .unwrap_or_else(|| row.key.clone());
            assigned.insert((row.code.clone(), person), row);
        }
        Ok(Assigned {
            bearer,
            rows: assigned,
            used: HashSet::new(),
        })
    }

    fn to(
        &mut self,
        closing: &Closing,
        person: &str,
        problems: &mut Vec<Problem>,
        file: &str,
    ) -> Option<String> {
        let row = self.rows.get(&(closing.code.clone(), person.to_owned()))?;
        self.used.insert(row.line);
        if closing.successors.is_empty() {
            // an abolished unit has no successor: any unit may take what was in it
            let to = (self.bearer)(&row.to_code);
            if to.is_none() {
                problems.push(
                    Problem::new("no unit bears this code after the act")
                        .at(file, row.line)
                        .cell("to_code", &row.to_code),
                );
            }
            return to;
        }
        let to = closing.successors.get(&row.to_code).cloned();
        if to.is_none() {
            let names: Vec<&str> = closing.successors.keys().map(String::as_str).collect();
            let why = format!(
                "{} is no successor of {}; its successors are {}",
                row.to_code,
                closing.code,
                names.join(", ")
            );
            problems.push(
                Problem::new(why)
                    .at(file, row.line)
                    .cell("to_code", &row.to_code),
            );
        }
        to
    }

    fn refuse_kinds(&self, file: &str, problems: &mut Vec<Problem>) {
        for row in self.rows.values() {
            if !["member", "đảng viên", "person"].contains(&row.kind.as_str()) {
                problems.push(
                    Problem::new("only members are open things here: write member")
                        .at(file, row.line)
                        .cell("kind", &row.kind),
                );
            }
        }
    }
}

/// Decides the erasure of what names a person, ordered by law: figures and tree stand.
pub async fn decide_erasure(db: &mut Db, subject: &str, day: Day) -> Result<Line> {
    let edits = acts::edits(db, CLASS, &[subject.to_owned()]).await?;
    if edits.is_empty() {
        return Err(Error::NotFound(format!("there is no person {subject}")));
    }
    // whoever was named again after an erasure may be erased again
    let named = edits.iter().any(|e| e.identifying.is_some());
    if !named && store::is_erased(db, subject).await? {
        return Err(Error::refused("what names this person was erased already"));
    }
    let verdicts = store::verdicts_to_keep(db, subject).await?;
    let counted = canonical::text(&PersonEdit::Erased { verdicts })?;
    Ok(Line {
        day,
        class: CLASS,
        subject: subject.to_owned(),
        also: Vec::new(),
        counted,
        identifying: None,
    })
}

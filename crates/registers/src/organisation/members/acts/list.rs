//! A list of members: an opening list, or admissions and arrivals where the record has begun.

use super::super::model::{CLASS, EventEdit, PersonEdit};
use super::super::{rules, store};
use super::duplicates::duplicates;
use super::lines::{FieldMap, card_text, move_line, seal_id};
use super::rows::{COLUMNS, RowReader, read_sex, unknown_columns, unknown_unit};
use super::{Deciding, Listed};
use crate::organisation::rulebook::{CountingDate, StandingId};
use figures::{Day, Structure, UnitIx};
use platform::journal::{self, Line, canonical};
use platform::sheets::Sheet;
use platform::text::tidy;
use platform::{Db, Error, Result, Scope};
use std::collections::HashMap;

/// Decides a list of members: an opening list, or, where the record of a unit has begun,
/// admissions and arrivals from outside.
pub async fn decide_list(
    db: &mut Db,
    ground: &mut Deciding<'_>,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Listed> {
    let needed = ["person_key", "name", "unit_code", "standing", "since"];
    let found = sheet.columns(&COLUMNS, &needed, mapping)?;
    let keys: Vec<String> = sheet.rows.iter().map(|l| found.tidy(l, 0)).collect();
    // a key is taken wherever its bearer sits
    let known = store::by_key(db, &Scope::whole(), &keys).await?;
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

/// The lines of one person: who it is, the event that begins the membership, and the moves
/// by reforms that have happened since.
fn person(
    row: &mut RowReader<'_>,
    ground: &mut Deciding<'_>,
    begins: &Begins,
    key: &str,
    lines: &mut Vec<Line>,
) -> Result<()> {
    // whatever is wrong with one half, what is wrong with the other is said too
    let stated = fields(row, ground, key)?;
    let begun = beginning(
        row,
        ground,
        begins,
        stated.as_ref().map(|(counted, _)| counted),
    );
    let (Some((counted, identifying)), Ok(begun)) = (stated, begun) else {
        return Ok(());
    };
    let id = journal::id(ground.act, lines.len());
    let (event, day, moves) = begun.unwrap_or((None, Day::MIN, Vec::new()));
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

/// The fields of a row, counted and identifying; nothing when a cell cannot be read.
fn fields(
    row: &mut RowReader<'_>,
    ground: &mut Deciding<'_>,
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

type Moves = Vec<(Day, UnitIx, UnitIx)>;

type Beginning = (Option<EventEdit>, Day, Moves);

/// The event that begins the membership a row states, on its day. `counted` are the row's other
/// fields, if they could be read.
fn beginning(
    row: &mut RowReader<'_>,
    ground: &Deciding<'_>,
    begins: &Begins,
    counted: Option<&FieldMap>,
) -> std::result::Result<Option<Beginning>, ()> {
    let (code, standing) = (tidy(row.cell(11)), tidy(row.cell(12)));
    if code.is_empty() && standing.is_empty() {
        return Ok(None);
    }
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
    let rule = rule.filter(|s| !s.terminal);
    if since.is_none() && row.cell(13).is_empty() {
        row.say(
            13,
            "a day is needed: from when the standing and the unit hold",
        );
    }
    let s = ground.structure;
    let sits = stated_unit(row, s, &code, since);
    let (Some(since), Some(standing), Some((unit, moves)), Some(counted)) =
        (since, rule, sits, counted)
    else {
        return Err(());
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

/// The unit of a code on a day, and the moves by reforms since. Which unit bears a code depends on
/// the day; that none ever bore it is said without one.
fn stated_unit(
    row: &mut RowReader<'_>,
    s: &Structure,
    code: &str,
    since: Option<Day>,
) -> Option<(UnitIx, Moves)> {
    let unit = since.and_then(|day| s.bearer(code, day));
    if unit.is_none() && (since.is_some() || s.bearers(code).is_empty()) {
        row.say(11, unknown_unit(s, code, since.unwrap_or(Day::MIN)));
    }
    let unit = unit?;
    match rules::follow(s, unit, Day::MAX) {
        Ok(moves) => Some((unit, moves)),
        Err(why) => {
            row.say(11, why);
            None
        }
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
    fn has_begun(&self, s: &Structure, unit: UnitIx, on: Day) -> bool {
        let own = self.by_unit.get(&s.unit(unit).id).is_some_and(|b| *b < on);
        let before = || {
            s.links_in(unit)
                .any(|l| self.by_unit.contains_key(&s.unit(l.old).id))
        };
        let founded = || self.earliest.is_some_and(|e| e < s.unit(unit).opened);
        own || before() || founded()
    }
}

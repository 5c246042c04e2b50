//! Corrections of a person's fields, one by one or as a list.

use super::super::model::{CORRECTED, IDENTIFYING};
use super::super::store;
use super::lines::{FieldMap, card_text, seal_id, set_line};
use super::rows::{RowReader, read_day, read_sex};
use super::{Deciding, Listed};
use figures::Day;
use platform::journal::Line;
use platform::sheets::{Column, Sheet};
use platform::text::tidy;
use platform::{Db, Error, Problem, Result, Scope};

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
    ground: &mut Deciding<'_>,
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
    if !CORRECTED.contains(&name) {
        let why = format!("no such field; known are {}", CORRECTED.join(", "));
        return Err(refuse(&why));
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

/// The kind of an act that corrects, one field or many.
pub const CORRECTIONS: &str = "corrections";

/// What an act that corrects may be called: those of one field once bore a kind of their own, and
/// what is recorded is read for ever.
pub const CORRECTING: [&str; 2] = [CORRECTIONS, "correction"];

/// Decides a list of corrections.
pub async fn decide_corrections(
    db: &mut Db,
    ground: &mut Deciding<'_>,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Listed> {
    let found = sheet.columns(
        &CORRECTION_COLUMNS,
        &["person_key", "field", "value", "from"],
        mapping,
    )?;
    let keys: Vec<String> = sheet.rows.iter().map(|l| found.tidy(l, 0)).collect();
    // a decision rests on the whole record: whom its maker may enter for is asked apart
    let subjects = store::by_key(db, &Scope::whole(), &keys).await?;
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
        let subject = subjects.get(key);
        if subject.is_none() {
            row.say_in(
                &CORRECTION_COLUMNS,
                0,
                "no person in the record has this key",
            );
        }
        if from.is_none() && row.cell(3).is_empty() {
            row.say_in(&CORRECTION_COLUMNS, 3, "a day is needed");
        }
        let (name, value) = (row.cell(1).to_owned(), row.cell(2).to_owned());
        let naming = match subject {
            Some(subject) => refuse_naming(db, subject, &name).await,
            None => Ok(()),
        };
        // a row whose person or day is wrong is decided all the same, for what is wrong beside it
        let of = subject.map_or("", String::as_str);
        let days = (from.unwrap_or(Day::MIN), until.filter(|_| from.is_some()));
        let decided =
            naming.and_then(|()| decide_correction(ground, of, &name, &value, days.0, days.1));
        match decided {
            Ok(line) if subject.is_some() && from.is_some() => listed.lines.push(line),
            Ok(_) => {}
            Err(Error::Refused(why)) => row.say_in(
                &CORRECTION_COLUMNS,
                2,
                why.first().map(|p| p.reason.clone()).unwrap_or_default(),
            ),
            Err(other) => return Err(other),
        }
    }
    if problems.is_empty() {
        Ok(listed)
    } else {
        Err(Error::Refused(problems))
    }
}

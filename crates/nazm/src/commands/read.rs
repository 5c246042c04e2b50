//! Units, traces and restated figures.

use super::{csv, json, known, note, out, table};
use crate::cli::{DataFormat, Place, TableFormat};
use crate::env;
use bigdecimal::BigDecimal;
use figures::restate::{NOWHERE, restate as restated};
use figures::{Day, Structure, UnitIx};
use platform::sheets::{self, Limits};
use platform::{Error, Problem, Result, Scope};
use registers::organisation::units::store as units;
use std::collections::HashSet;
use std::path::Path;
use std::str::FromStr;

async fn structure(place: &Place, asked: Option<u64>) -> Result<Structure> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, asked).await?;
    units::structure(&mut db, &Scope::command_line(), known).await
}

/// The unit that bears a code on a day, or why there is none.
pub fn bearer(s: &Structure, code: &str, on: Day) -> Result<UnitIx> {
    s.bearer(code, on).ok_or_else(|| {
        Error::Refused(vec![
            Problem::new(format!("no unit bears this code on {on}")).cell("code", code),
        ])
    })
}

/// Which units are asked for.
pub struct Wanted {
    pub on: String,
    pub known: Option<u64>,
    pub kinds: Vec<String>,
    pub under: Option<String>,
    pub line: Option<String>,
}

/// The units as they stand in a line. A line that never held a unit is refused.
pub fn in_line(s: Structure, line: Option<&str>) -> Result<Structure> {
    let Some(line) = line.filter(|l| *l != "default") else {
        return Ok(s);
    };
    let lines = s.lines();
    if !lines.contains(line) {
        let mut known: Vec<&str> = lines.iter().map(String::as_str).collect();
        known.insert(0, "default");
        return Err(Error::refused(format!(
            "--line {line}: no unit ever stood in this line; known are {}",
            known.join(", ")
        )));
    }
    Ok(s.in_line(line))
}

pub async fn units(place: &Place, wanted: &Wanted, format: TableFormat) -> Result<()> {
    let on = Day::parse(&wanted.on)?;
    let line = wanted.line.as_deref();
    let s = in_line(structure(place, wanted.known).await?, line)?;
    let top = wanted
        .under
        .as_deref()
        .filter(|c| *c != "*")
        .map(|code| bearer(&s, code, on))
        .transpose()?;
    let stands = |u| {
        let named = line.filter(|l| *l != "default");
        named.is_none_or(|l| s.stand(l, u, on).is_some())
    };
    let mut rows = Vec::new();
    for listed in s.listing(on).into_iter().filter(|l| stands(l.unit)) {
        if !wanted.kinds.is_empty() && !wanted.kinds.contains(&listed.state.kind) {
            continue;
        }
        if top.is_some_and(|top| listed.unit == top || !s.is_within(listed.unit, top, on)) {
            continue;
        }
        let parent = listed
            .state
            .parent
            .and_then(|p| s.state(p, on))
            .map_or("", |p| &p.code);
        let st = listed.state;
        let texts = [&st.code, &st.name, &st.kind, parent].map(str::to_owned);
        rows.push(
            [
                texts.to_vec(),
                vec![listed.valid_from.to_string(), listed.valid_to.to_string()],
            ]
            .concat(),
        );
    }
    let header = [
        "code",
        "name",
        "kind",
        "parent_code",
        "valid_from",
        "valid_to",
    ];
    out(&match format {
        TableFormat::Csv => csv(&header, rows)?,
        TableFormat::Json => json(&header, rows),
        TableFormat::Table => format!("{}{} units\n", table(&header, &rows), rows.len()),
    })
}

pub async fn trace(
    place: &Place,
    code: &str,
    on: &str,
    to: &str,
    known: Option<u64>,
    format: DataFormat,
) -> Result<()> {
    let (on, to) = (Day::parse(on)?, Day::parse(to)?);
    let s = structure(place, known).await?;
    let unit = bearer(&s, code, on)?;
    let row = |(end, certainty): (Option<UnitIx>, figures::structure::Reach)| {
        let state = end.and_then(|u| s.state(u, to));
        let (code, name) = state.map_or((NOWHERE, ""), |x| (&x.code, &x.name));
        vec![
            code.to_owned(),
            name.to_owned(),
            certainty.as_str().to_owned(),
        ]
    };
    let mut rows: Vec<_> = s.reach(unit, on, to).into_iter().map(row).collect();
    rows.sort();
    show(&["code", "name", "certainty"], rows, format)
}

fn show(header: &[&str], rows: Vec<Vec<String>>, format: DataFormat) -> Result<()> {
    out(&match format {
        DataFormat::Csv => csv(header, rows)?,
        DataFormat::Json => json(header, rows),
    })
}

pub async fn restate(
    place: &Place,
    file: &Path,
    on: &str,
    to: &str,
    known: Option<u64>,
    format: DataFormat,
) -> Result<()> {
    let (on, to) = (Day::parse(on)?, Day::parse(to)?);
    let sheet = sheets::read(file, Limits::default())?;
    let found = sheet.columns(
        &[("code", &["mã"]), ("value", &["giá trị", "số liệu"])],
        &["code", "value"],
        &[],
    )?;
    let s = structure(place, known).await?;
    let mut problems = Vec::new();
    let mut seen = HashSet::new();
    let mut rows = Vec::new();
    let mut blank = 0;
    for line in &sheet.rows {
        let (code, value) = (found.cell(line, 0), found.cell(line, 1));
        let mut say = |column: &str, value: &str, why: String| {
            problems.push(
                Problem::new(why)
                    .at(&sheet.file, line.number)
                    .cell(column, value),
            );
        };
        if !seen.insert(code) {
            say("code", code, "the code stands twice".to_owned());
        }
        let unit = s.bearer(code, on);
        if unit.is_none() {
            say("code", code, format!("no unit bears this code on {on}"));
        }
        if value.is_empty() {
            blank += 1;
            continue;
        }
        match (decimal(value), unit) {
            (Some(number), Some(unit)) => rows.push((unit, number)),
            (None, _) => say(
                "value",
                value,
                "this is no decimal number (write 1234.5)".to_owned(),
            ),
            (_, None) => {}
        }
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    if blank > 0 {
        note(&format!(
            "{}: {blank} rows have no value and were passed over",
            sheet.file
        ));
    }
    let rows = restated(&s, &rows, on, to).into_iter().map(|r| {
        vec![
            r.code,
            r.value.to_plain_string(),
            r.certainty.as_str().to_owned(),
        ]
    });
    show(&["code", "value", "certainty"], rows.collect(), format)
}

/// An exact decimal; exponents and spaces are no way to write a figure.
pub fn decimal(text: &str) -> Option<BigDecimal> {
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    let plain = !digits.is_empty()
        && digits.len() <= 60
        && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.');
    (plain && digits.bytes().any(|b| b.is_ascii_digit()))
        .then(|| BigDecimal::from_str(text).ok())
        .flatten()
}

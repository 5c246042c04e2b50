//! Deciding a list of entered figures (`code,date,indicator,value`).

use super::store::{CLASS, Entry};
use crate::insight::indicators::rules::{definition, entered_codes};
use crate::organisation::rulebook::{IndicatorKind, Rulebook};
use bigdecimal::BigDecimal;
use figures::{Day, Structure};
use platform::journal::{Line, canonical};
use platform::sheets::{Column, Sheet};
use platform::{Error, Problem, Result};
use std::collections::HashMap;
use std::str::FromStr;

pub const COLUMNS: [Column; 4] = [
    ("code", &["unit", "mã", "mã đơn vị"]),
    ("date", &["day", "ngày"]),
    ("indicator", &["chỉ số", "chỉ tiêu"]),
    ("value", &["giá trị", "số liệu"]),
];

/// An entered indicator stands in the rulebook, which says whether it is additive
/// (`semantics.md` 3.3).
fn may_be_entered(book: &Rulebook, code: &str, on: Day) -> std::result::Result<(), String> {
    if code.is_empty() {
        return Err("an indicator is needed".to_owned());
    }
    match definition(book, code, on) {
        Ok(rule) if rule.kind == IndicatorKind::Entered => Ok(()),
        Ok(_) => Err("this indicator is computed from the record and not entered".to_owned()),
        Err(_) => Err(format!(
            "the rulebook has no such indicator on {on}; entered are {}",
            entered_codes(book, on).join(", ")
        )),
    }
}

/// Lines of the values of a sheet; blank values are refused, because nothing is no figure.
pub fn decide_list(
    s: &Structure,
    book: &Rulebook,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Vec<Line>> {
    let found = sheet.columns(&COLUMNS, &["code", "date", "indicator", "value"], mapping)?;
    let mut problems = Vec::new();
    let mut lines = Vec::with_capacity(sheet.rows.len());
    let mut seen: HashMap<(String, Day), usize> = HashMap::new();
    for row in &sheet.rows {
        let mut say = |column: usize, why: String| {
            problems.push(
                Problem::new(why)
                    .at(&sheet.file, row.number)
                    .cell(COLUMNS[column].0, found.cell(row, column)),
            );
        };
        let (code, indicator, value) = (found.tidy(row, 0), found.tidy(row, 2), found.tidy(row, 3));
        let Ok(day) = Day::parse(found.cell(row, 1)) else {
            say(1, "this is no day: write it as 2025-07-01".to_owned());
            continue;
        };
        let Some(unit) = s.bearer(&code, day) else {
            say(0, format!("no unit bears this code on {day}"));
            continue;
        };
        if let Err(why) = may_be_entered(book, &indicator, day) {
            say(2, why);
            continue;
        }
        if BigDecimal::from_str(&value).is_err() || value.contains(['e', 'E']) {
            say(3, "this is no decimal number (write 1234.5)".to_owned());
            continue;
        }
        let unit = s.unit(unit).id.clone();
        let subject = format!("entered:{}/{unit}", indicator.replace(' ', "_"));
        if let Some(first) = seen.insert((subject.clone(), day), row.number) {
            say(
                0,
                format!("line {first} has a value of this indicator, unit and day"),
            );
        }
        let counted = canonical::text(&Entry {
            indicator,
            unit: unit.clone(),
            value,
        })?;
        lines.push(Line {
            day,
            class: CLASS,
            subject,
            also: vec![unit],
            counted,
            identifying: None,
        });
    }
    if problems.is_empty() {
        Ok(lines)
    } else {
        Err(Error::Refused(problems))
    }
}

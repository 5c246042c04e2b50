//! What the rows of a list do to other documents, of the list or of the record.

use super::super::acts::relation_lines;
use super::super::model::Document;
use super::super::rules::{RELATIONS, symbol_key};
use super::super::store;
use super::reading::Reading;
use super::{Entry, Kind, place};
use crate::organisation::members::acts::read_day;
use figures::Day;
use platform::journal::{Line, id};
use platform::{Db, Problem, Result, Scope};
use std::collections::BTreeMap;

/// A symbol with the day it may be told apart by: `57-NQ/TW (2024-12-22)`.
pub fn reference(text: &str) -> (String, Option<Day>) {
    let dated = text.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    match dated {
        Some((symbol, day)) => match read_day(day.trim()) {
            Some(day) => (symbol.trim().to_owned(), Some(day)),
            None => (text.to_owned(), None),
        },
        None => (text.to_owned(), None),
    }
}

/// A relation as a cell says it: the place of its row, its column, the other's symbol and day.
type Asked = (usize, &'static str, (String, Option<Day>));

/// Documents by their symbols, each with the day on it and its id.
type BySymbol = BTreeMap<String, Vec<(Day, String)>>;

/// The lines by which rows stand in relation to others, of the file or of the record.
pub(super) async fn related(
    db: &mut Db,
    (reading, may): (&Reading<'_>, &Scope),
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Line>> {
    let asked = asked(reading, entries);
    if asked.is_empty() {
        return Ok(Vec::new());
    }
    let by = others(db, (reading, may), entries, &asked).await?;
    let mut lines = Vec::new();
    for (at, column, (symbol, day)) in asked {
        let (entry, own) = (&entries[at], id(reading.ground.act, at));
        let all = by.get(&symbol_key(&symbol)).map_or(&[][..], Vec::as_slice);
        let fits = |(d, other): &&(Day, String)| *other != own && day.is_none_or(|day| day == *d);
        let found: Vec<&(Day, String)> = all.iter().filter(fits).collect();
        match the_one(entry, &symbol, &found) {
            Ok(other) => {
                let own = (own.as_str(), true);
                lines.extend(relation_lines(entry.day, own, column, other, "")?);
            }
            Err(why) => problems.push(reading.problem(entry.row, (column, why))),
        }
    }
    Ok(lines)
}

/// What the rows say of other documents.
fn asked(reading: &Reading<'_>, entries: &[Entry<'_>]) -> Vec<Asked> {
    let used = RELATIONS
        .into_iter()
        .filter(|c| reading.found.has(place(c)));
    let used: Vec<&'static str> = used.collect();
    let mut asked = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        for column in &used {
            let said = reading.tidy(entry.row, column);
            for part in said.split('|').map(str::trim).filter(|p| !p.is_empty()) {
                asked.push((at, *column, reference(part)));
            }
        }
    }
    asked
}

/// The documents that may be meant: of the record, as far as a scope sees, and of the file.
async fn others(
    db: &mut Db,
    (reading, may): (&Reading<'_>, &Scope),
    entries: &[Entry<'_>],
    asked: &[Asked],
) -> Result<BySymbol> {
    let symbols: Vec<String> = asked.iter().map(|a| a.2.0.clone()).collect();
    let record = store::by_symbol(db, &symbols).await?;
    let record = store::within(db, may, record).await?;
    let mut by = BySymbol::new();
    for d in record {
        let of = by.entry(symbol_key(&d.symbol)).or_default();
        of.push((own_day(&d), d.id));
    }
    for (at, entry) in entries.iter().enumerate() {
        let Ok(Some(day)) = reading.day(entry.row, "date") else {
            continue;
        };
        let key = symbol_key(reading.cell(entry.row, "number_symbol"));
        let of = by.entry(key).or_default();
        of.push((day, id(reading.ground.act, at)));
    }
    Ok(by)
}

/// The id of the document that a row does something to, or why it is none.
fn the_one<'f>(
    entry: &Entry<'_>,
    symbol: &str,
    found: &[&'f (Day, String)],
) -> std::result::Result<&'f str, String> {
    match found {
        [(began, _)] if entry.day < *began => Err(format!(
            "«{symbol}» is dated {began}: nothing happens to it before"
        )),
        [_] if matches!(entry.kind, Kind::Stub { .. }) => {
            Err("a number without its document does nothing to another".to_owned())
        }
        [(_, other)] => Ok(other),
        [] => Err(format!(
            "«{symbol}» is neither in the record nor in the file"
        )),
        several => Err(format!(
            "there are {} documents «{symbol}»: add the day, as in «57-NQ/TW (2024-12-22)»",
            several.len()
        )),
    }
}

/// The day on a document: of an incoming one, not that of its arrival.
#[must_use]
pub fn own_day(d: &Document) -> Day {
    Day::parse(&d.sent_on).unwrap_or(d.day())
}

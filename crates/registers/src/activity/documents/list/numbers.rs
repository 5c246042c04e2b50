//! The numbers of a list against each other and against the record: used twice, late, too far
//! apart, and the series that they open.

use super::super::acts::opening;
use super::super::rules::{LEAP, numbered_by, symbol_key};
use super::super::store;
use super::reading::Reading;
use super::{Entry, Kind};
use figures::Day;
use platform::asof::Known;
use platform::journal::Line;
use platform::{Db, Problem, Result, Scope};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What is in the file twice or in the record already: refused.
pub(super) async fn twice(
    db: &mut Db,
    (reading, may): (&Reading<'_>, &Scope),
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let names: Vec<String> = reading.series.iter().map(|s| s.subject.clone()).collect();
    let held = store::numbers_of(db, &names).await?;
    let mut seen: HashMap<(usize, u32), usize> = HashMap::with_capacity(entries.len());
    let mut outside: HashMap<(String, Day, &str), usize> = HashMap::new();
    for entry in entries {
        let (number, line) = (entry.number, entry.row.number);
        let why = if let Kind::Superior(sender) = &entry.kind {
            let key = (
                symbol_key(&sender.symbol),
                entry.day,
                sender.organ_name.as_str(),
            );
            let other = outside.insert(key, line);
            other.map(|line| format!("line {line} has the same document"))
        } else if let Some(series) = entry.series() {
            match held.get(&(names[series].clone(), number)) {
                Some((_, dated)) => {
                    let why =
                        format!("number {number} is used already in this series, dated {dated}");
                    Some(numbered_by(&reading.series[series].citation, &why))
                }
                None => seen
                    .insert((series, number), line)
                    .map(|line| format!("line {line} has the number {number} of this series")),
            }
        } else {
            None
        };
        let problem = why.map(|why| reading.problem(entry.row, (entry.number_column(), why)));
        problems.extend(problem);
    }
    kept_already(db, (reading, may), entries, problems).await
}

/// Documents of organs above that the record keeps already, as far as a scope sees.
async fn kept_already(
    db: &mut Db,
    (reading, may): (&Reading<'_>, &Scope),
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let superior = |e: &Entry<'_>| match &e.kind {
        Kind::Superior(sender) => Some(sender.symbol.clone()),
        _ => None,
    };
    let symbols: Vec<String> = entries.iter().filter_map(superior).collect();
    if symbols.is_empty() {
        return Ok(());
    }
    let there = store::by_symbol(db, &symbols).await?;
    let there = store::within(db, may, there).await?;
    let there = there.iter().filter(|d| d.direction == "superior");
    let there: HashSet<(String, &str, &str)> = there
        .map(|d| {
            (
                symbol_key(&d.symbol),
                d.dated.as_str(),
                d.organ_name.as_str(),
            )
        })
        .collect();
    for entry in entries {
        let Kind::Superior(sender) = &entry.kind else {
            continue;
        };
        let (key, day) = (symbol_key(&sender.symbol), entry.day.to_string());
        if there.contains(&(key, day.as_str(), sender.organ_name.as_str())) {
            let why = format!("«{}» of {day} is in the record already", sender.symbol);
            problems.push(reading.problem(entry.row, ("number_symbol", why)));
        }
    }
    Ok(())
}

/// Numbers dated before a smaller number of their series: a register may hold them, and says so.
pub(super) fn late(reading: &Reading<'_>, entries: &[Entry<'_>], warnings: &mut Vec<Problem>) {
    let mut order: Vec<(usize, u32, &Entry<'_>)> = entries
        .iter()
        .filter_map(|e| Some((e.series()?, e.number, e)))
        .collect();
    order.sort_by_key(|(series, number, _)| (*series, *number));
    let mut before: Option<(usize, Day, u32)> = None;
    for (series, number, entry) in order {
        match before {
            Some((s, latest, of)) if s == series && entry.day < latest => {
                let why = format!(
                    "number {number} is late: it is dated {}, and number {of} before it is dated {latest}",
                    entry.day
                );
                let why = numbered_by(&reading.series[series].citation, &why);
                let column = entry.number_column();
                warnings.push(reading.problem(entry.row, (column, why)).as_warning());
            }
            _ => before = Some((series, entry.day, number)),
        }
    }
    warnings.sort_by_key(|w| w.line);
}

/// What is missing before and after the numbers of a file, in series that it opens or continues: a
/// warning, because what is missing may stand in a book of paper or in the next file. A number too
/// far from its neighbour is none of the series: a fault.
pub(super) async fn gaps(
    db: &mut Db,
    reading: &Reading<'_>,
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Problem>> {
    let names: Vec<String> = reading.series.iter().map(|s| s.subject.clone()).collect();
    let mut numbers: BTreeMap<(usize, u32), Option<&Entry<'_>>> = BTreeMap::new();
    let at = |name: &String| names.iter().position(|n| n == name);
    let lowest = lowest(entries);
    for (name, first) in store::series_known(db, Known::NOW, &names).await? {
        // what lies before the first is no gap, unless the file brings some of it
        let from = at(&name).filter(|s| lowest.get(s).is_some_and(|n| *n >= first));
        numbers.extend(from.map(|s| ((s, first.saturating_sub(1)), None)));
    }
    for (name, number) in store::numbers_of(db, &names).await?.into_keys() {
        numbers.extend(at(&name).map(|s| ((s, number), None)));
    }
    for entry in entries {
        numbers.extend(entry.series().map(|s| ((s, entry.number), Some(entry))));
    }
    let mut warnings = Vec::new();
    let after = numbers.iter().skip(1);
    for (((series, before), early), ((of, number), late)) in numbers.iter().zip(after) {
        let Some(entry) = late.or(*early).filter(|_| series == of) else {
            continue;
        };
        let (missing, last) = (before + 1, number - 1);
        let column = entry.number_column();
        let by = |why: String| numbered_by(&reading.series[*series].citation, &why);
        if number - before > LEAP {
            let why = format!(
                "numbers {before} and {number} of this series lie more than {LEAP} apart: one of them is no number of it"
            );
            problems.push(reading.problem(entry.row, (column, by(why))));
        } else if missing <= last {
            let why = by(format!(
                "numbers {missing} to {last} of this series are neither in the record nor in the file"
            ));
            warnings.push(reading.problem(entry.row, (column, why)).as_warning());
        }
    }
    Ok(warnings)
}

/// The first number of each series that a file holds.
fn lowest(entries: &[Entry<'_>]) -> BTreeMap<usize, u32> {
    let mut firsts: BTreeMap<usize, u32> = BTreeMap::new();
    for entry in entries {
        if let Some(series) = entry.series() {
            let first = firsts.entry(series).or_insert(entry.number);
            *first = entry.number.min(*first);
        }
    }
    firsts
}

/// The lines that open series which the record does not have yet, each at the first number that
/// the file holds.
pub(super) async fn openings(
    db: &mut Db,
    reading: &Reading<'_>,
    entries: &[Entry<'_>],
) -> Result<Vec<Line>> {
    let names: Vec<String> = reading.series.iter().map(|s| s.subject.clone()).collect();
    let there = store::series_known(db, Known::NOW, &names).await?;
    let mut lines = Vec::new();
    for (series, first) in lowest(entries) {
        let series = &reading.series[series];
        if !there.contains_key(&series.subject) {
            lines.push(opening(series, first)?);
        }
    }
    Ok(lines)
}

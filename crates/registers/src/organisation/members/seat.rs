//! In which unit a person is seen: that of the stay that holds on the day one looks from; in
//! transit the sender's; after a departure the last one, because who kept the member keeps the
//! file; before the first stay, that one. Every read of persons that is asked with a [`Scope`]
//! asks here whom of them it may tell of.

use super::model::MEMBERSHIP;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Db, Result, Scope};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

const UNIT: usize = 0;
const SENDER: usize = 3;
const RECEIVER: usize = 4;

fn text(row: &Row, at: usize) -> &str {
    row.values.get(at).map_or("", |c| c.text())
}

fn unit(row: &Row) -> &str {
    match text(row, UNIT) {
        "" => text(row, SENDER),
        unit => unit,
    }
}

/// The row of `membership` by which each of the persons is seen.
fn nearest(rows: &[Row], on: figures::Day) -> HashMap<&str, &Row> {
    let mut best: HashMap<&str, &Row> = HashMap::new();
    // what began is nearer than what is to begin; of the former the latest, of the latter the first
    let near = |r: &Row| match r.from <= on {
        true => (1, r.from.number()),
        false => (0, -r.from.number()),
    };
    for row in rows {
        let held = best.entry(&row.subject).or_insert(row);
        if near(row) > near(held) {
            *held = row;
        }
    }
    best
}

/// The unit in which each of the persons is seen.
pub async fn seats(db: &mut Db, asof: AsOf, persons: &[String]) -> Result<HashMap<String, String>> {
    let rows = tables::known_where(db, &MEMBERSHIP, asof.known, "subject", persons).await?;
    let seats = nearest(&rows, asof.on).into_iter();
    Ok(seats
        .map(|(person, row)| (person.to_owned(), unit(row).to_owned()))
        .collect())
}

/// Of whom some rows of `membership` tell a scope: who is seen in its units, and who is awaited
/// there.
#[must_use]
pub fn seen(rows: &[Row], scope: &Scope, on: figures::Day) -> HashSet<String> {
    let seats = nearest(rows, on).into_iter();
    let seen = seats.filter(|(_, row)| {
        let awaited = row.from <= on && on < row.to && scope.sees(text(row, RECEIVER));
        scope.sees(unit(row)) || awaited
    });
    seen.map(|(person, _)| person.to_owned()).collect()
}

/// Those of some persons whom a scope sees from a day, in their order.
pub async fn within<'a>(
    db: &mut Db,
    scope: &Scope,
    asof: AsOf,
    persons: &'a [String],
) -> Result<Cow<'a, [String]>> {
    if scope.is_whole() || persons.is_empty() {
        return Ok(Cow::Borrowed(persons));
    }
    let rows = tables::known_where(db, &MEMBERSHIP, asof.known, "subject", persons).await?;
    let seen = seen(&rows, scope, asof.on);
    let within = persons.iter().filter(|p| seen.contains(*p));
    Ok(Cow::Owned(within.cloned().collect()))
}

/// Those of some persons who were in a unit of a scope, or on their way from or to one, on any
/// day up to one: a list of what happened there names them wherever they went since.
pub async fn ever_within<'a>(
    db: &mut Db,
    scope: &Scope,
    asof: AsOf,
    persons: &'a [String],
) -> Result<Cow<'a, [String]>> {
    if scope.is_whole() || persons.is_empty() {
        return Ok(Cow::Borrowed(persons));
    }
    let rows = tables::known_where(db, &MEMBERSHIP, asof.known, "subject", persons).await?;
    let began = rows.iter().filter(|r| r.from <= asof.on);
    let there = began.filter(|r| {
        [UNIT, SENDER, RECEIVER]
            .iter()
            .any(|at| scope.sees(text(r, *at)))
    });
    let seen: HashSet<&str> = there.map(|r| r.subject.as_str()).collect();
    let within = persons.iter().filter(|p| seen.contains(p.as_str()));
    Ok(Cow::Owned(within.cloned().collect()))
}

/// The persons who are seen in some units.
pub async fn seen_in(db: &mut Db, asof: AsOf, units: &HashSet<String>) -> Result<HashSet<String>> {
    let list: Vec<String> = units.iter().cloned().collect();
    let ever = tables::known_where(db, &MEMBERSHIP, asof.known, "unit", &list).await?;
    let persons: HashSet<String> = ever.into_iter().map(|r| r.subject).collect();
    let persons: Vec<String> = persons.into_iter().collect();
    let seats = seats(db, asof, &persons).await?;
    let seen = seats.into_iter().filter(|(_, unit)| units.contains(unit));
    Ok(seen.map(|(person, _)| person).collect())
}

//! In which unit a person is seen: that of the stay that holds on the day one looks from; in
//! transit the sender's; after a departure the last one, because who kept the member keeps the
//! file; before the first stay, that one.

use super::model::MEMBERSHIP;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Db, Result};
use std::collections::{HashMap, HashSet};

fn unit(row: &Row) -> &str {
    match row.values[0].text() {
        "" => row.values[3].text(),
        unit => unit,
    }
}

/// The unit in which each of the persons is seen.
pub async fn seats(db: &mut Db, asof: AsOf, persons: &[String]) -> Result<HashMap<String, String>> {
    let rows = tables::known_where(db, &MEMBERSHIP, asof.known, "subject", persons).await?;
    let mut best: HashMap<&str, &Row> = HashMap::new();
    // what began is nearer than what is to begin; of the former the latest, of the latter the first
    let near = |r: &Row| match r.from <= asof.on {
        true => (1, r.from.number()),
        false => (0, -r.from.number()),
    };
    for row in &rows {
        let held = best.entry(&row.subject).or_insert(row);
        if near(row) > near(held) {
            *held = row;
        }
    }
    let seats = best.into_iter();
    Ok(seats
        .map(|(person, row)| (person.to_owned(), unit(row).to_owned()))
        .collect())
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

//! The table of entered figures.

use figures::Day;
use platform::asof::Known;
use platform::dated::{Span, Timeline};
use platform::db::{Cell, Db, Type};
use platform::journal::apply::Applying;
use platform::projection::{Row, Table, store as tables};
use platform::{Result, Scope};
use serde::{Deserialize, Serialize};

pub const CLASS: &str = "entered";

pub static ENTERED: Table = Table {
    name: "entered_figure",
    means: "the value of an indicator that a unit reported, from its day until the next one reported",
    columns: &[
        ("indicator", Type::Text),
        ("unit", Type::Text),
        ("value", Type::Text),
    ],
    derived: &[],
};

/// A value entered for a unit.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    pub indicator: String,
    pub unit: String,
    pub value: String,
}

pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    for chunk in touched.chunks(4000) {
        let edits = applying.edits(CLASS, chunk).await?;
        let mut rows = Vec::new();
        for subject in chunk {
            let mut entries = Vec::new();
            for edit in edits.get(subject).into_iter().flatten() {
                entries.push((edit.day, serde_json::from_str::<Entry>(&edit.counted)?));
            }
            rows.extend(fold(subject, &entries));
        }
        tables::bring_to(applying.db, &ENTERED, applying.act, chunk, rows).await?;
    }
    Ok(())
}

fn fold(subject: &str, entries: &[(Day, Entry)]) -> Vec<Row> {
    let Some(first) = entries.iter().map(|(d, _)| *d).min() else {
        return Vec::new();
    };
    let mut timeline = Timeline::open(first, vec![String::new()]);
    for (day, entry) in entries {
        timeline.set(0, Span::From(*day), entry.value.clone());
    }
    let named = entries
        .first()
        .map(|(_, e)| (e.indicator.clone(), e.unit.clone()))
        .unwrap_or_default();
    let row = |held: platform::dated::Held<String>| Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: held.from,
        to: held.to,
        values: vec![
            Cell::Text(named.0.clone()),
            Cell::Text(named.1.clone()),
            Cell::from(held.values.concat()),
        ],
    };
    timeline.rows().into_iter().map(row).collect()
}

/// The subjects of the figures that some units entered.
pub async fn subjects_of(db: &mut Db, units: &[String], known: Known) -> Result<Vec<String>> {
    let rows = tables::known_where(db, &ENTERED, known, "unit", units).await?;
    Ok(rows.into_iter().map(|r| r.subject).collect())
}

/// Every value of an indicator that units in sight reported: (unit's id, from, to, value). A
/// figure is counted of all (`semantics.md` 4.12), whoever is shown it.
pub async fn values(
    db: &mut Db,
    scope: &Scope,
    known: Known,
    indicator: &str,
) -> Result<Vec<(String, Day, Day, String)>> {
    let rows =
        tables::known_where(db, &ENTERED, known, "indicator", &[indicator.to_owned()]).await?;
    Ok(rows
        .into_iter()
        .filter(|r| scope.sees(r.values[1].text()))
        .map(|r| {
            (
                r.values[1].text().to_owned(),
                r.from,
                r.to,
                r.values[2].text().to_owned(),
            )
        })
        .collect())
}

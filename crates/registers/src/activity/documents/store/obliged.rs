//! Whom documents bind to issue one of their own, and on which days they do.

use super::super::model::{DOCUMENT, OBLIGED, column};
use super::super::rules::obliging;
use super::super::state::State;
use figures::Day;
use platform::asof::Known;
use platform::db::Db;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result};
use std::collections::{BTreeSet, HashMap};

/// On which days documents bind some units, whatever the day: the document, the unit, first day
/// and first day after.
pub async fn bound(db: &mut Db, units: &[String]) -> Result<Vec<(String, String, Day, Day)>> {
    let rows = tables::known_where(db, &OBLIGED, Known::NOW, "unit", units).await?;
    let of = |r: Row| (r.subject, r.item, r.from, r.to);
    Ok(rows.into_iter().map(of).collect())
}

/// A unit that a document binds to issue its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obliged {
    pub document: String,
    /// Id of the unit, as it was named.
    pub unit: String,
    pub due: Day,
    /// Key of the rule of deadlines; empty when the day was given.
    pub rule: String,
}

fn obliged(row: &Row) -> Option<Obliged> {
    Some(Obliged {
        document: row.subject.clone(),
        unit: row.values[0].text().to_owned(),
        due: Day::parse(row.values[1].text()).ok()?,
        rule: row.values[2].text().to_owned(),
    })
}

/// Whom a document binds on a day; nobody when it obliges nobody then.
pub async fn obliged_by(db: &mut Db, as_of: AsOf, id: &str) -> Result<Vec<Obliged>> {
    let key = [id.to_owned()];
    let rows = tables::known_where(db, &OBLIGED, as_of.known, "subject", &key).await?;
    let held = rows
        .iter()
        .filter(|r| r.from <= as_of.on && as_of.on < r.to);
    let found = held.filter_map(obliged).collect();
    still_obliged(db, as_of, found).await
}

/// Whom documents bind on a day, whatever document.
pub async fn all_obliged(db: &mut Db, as_of: AsOf) -> Result<Vec<Obliged>> {
    let mut found = Vec::new();
    tables::each_known(db, &OBLIGED, as_of.known, |k| {
        let row = k.row;
        let held = row.from <= as_of.on && as_of.on < row.to;
        found.extend(obliged(&row).filter(|_| held));
        Ok(())
    })
    .await?;
    still_obliged(db, as_of, found).await
}

/// Leaves out those whom a document no longer obliges on the day.
async fn still_obliged(db: &mut Db, as_of: AsOf, mut all: Vec<Obliged>) -> Result<Vec<Obliged>> {
    let ids: BTreeSet<&String> = all.iter().map(|o| &o.document).collect();
    let ids: Vec<String> = ids.into_iter().cloned().collect();
    let mut of: HashMap<String, Vec<Row>> = HashMap::new();
    for row in tables::known_where(db, &DOCUMENT, as_of.known, "subject", &ids).await? {
        of.entry(row.subject.clone()).or_default().push(row);
    }
    let obliges = |id: &String| {
        let rows = of.get(id).map_or(&[][..], Vec::as_slice);
        let mut spans = obliging_days(rows).into_iter();
        spans.any(|(from, to)| from <= as_of.on && as_of.on < to)
    };
    all.retain(|o| obliges(&o.document));
    Ok(all)
}

/// The days on which a document obliges whom it binds, from its whole rows.
pub fn obliging_days(rows: &[Row]) -> Vec<(Day, Day)> {
    let (Some(state), Some(validity)) = (column("state"), column("validity")) else {
        return Vec::new();
    };
    obliging(rows.iter().map(|r| {
        let text = |at: usize| r.values[at].text();
        (r.from, r.to, State::parse(text(state)), text(validity))
    }))
}

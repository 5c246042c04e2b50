//! What a reform and an annulment ask of whom documents bind: what a unit is to issue goes with its
//! only whole successor, or where the assignment file says.

use super::acts::line;
use super::model::{CLASS, DocumentEdit};
use super::store;
use crate::activity::tasks::{followup, rules, store::Asked};
use crate::organisation::reforms::open::{Answer, Closings, Open, OpenThings, Thing, Without};
use figures::Day;
use platform::asof::Known;
use platform::journal::Line;
use platform::{AsOf, Db, Error, Result, Scope};
use std::collections::{BTreeMap, BTreeSet};

pub static OPEN: OpenThings = OpenThings {
    register: "obligations",
    class: CLASS,
    kinds: &["obligation", "nghĩa vụ", "ذمہ داری"],
    open: |db, closings| Box::pin(open(db, closings)),
    moved,
    told,
    without: |db, without| -> Answer<'_, _> { Box::pin(self::without(db, without)) },
};

/// What documents bind the units to and is not met on the eve, each as `DOCUMENT/UNIT`, the unit as
/// it was named.
async fn open(db: &mut Db, closings: Closings<'_>) -> Result<Open> {
    let (s, day) = (closings.s, closings.day);
    let lying = rules::lying(s, closings.units, day);
    let ids: Vec<String> = lying.keys().cloned().collect();
    let (mut found, mut held) = (Open::default(), Vec::new());
    for (document, unit, from, to) in store::bound(db, &ids).await? {
        let Some(now) = lying.get(&unit).cloned() else {
            continue;
        };
        if from > day {
            let later = found.later.entry(now).or_default();
            later.insert(format!("{document}/{unit}"));
        } else if day < to {
            held.push((document, unit, now));
        }
    }
    let documents: BTreeSet<String> = held.iter().map(|(d, ..)| d.clone()).collect();
    let met = met(db, closings, &documents).await?;
    let documents: Vec<String> = documents.into_iter().collect();
    let named = store::latest(db, &documents).await?;
    held.retain(|(document, _, now)| !met.contains(&(document.clone(), now.clone())));
    for (document, unit, now) in held {
        let said = named.get(&document).map(|(d, _)| d.clone());
        let said = said.unwrap_or_default();
        let by_symbol = !said.symbol.is_empty();
        found.things.push(Thing {
            id: format!("{document}/{unit}"),
            key: if by_symbol { said.symbol } else { document },
            name: said.subject,
            unit: now,
        });
    }
    Ok(found)
}

/// Which of some documents which units have met on the eve of a reform.
async fn met(
    db: &mut Db,
    closings: Closings<'_>,
    documents: &BTreeSet<String>,
) -> Result<BTreeSet<(String, String)>> {
    let scope = Scope::whole();
    let asof = AsOf {
        on: closings.day.eve(),
        known: Known::NOW,
    };
    let asked = Asked {
        scope: &scope,
        asof,
        s: closings.s,
    };
    let mut met = BTreeSet::new();
    for document in documents {
        for covered in followup::covered(db, &asked, document).await? {
            if covered.document.is_some() {
                let unit = closings.s.unit(covered.unit).id.clone();
                met.insert((document.clone(), unit));
            }
        }
    }
    Ok(met)
}

fn moved(thing: &str, day: Day, from: &str, to: &str) -> Result<Line> {
    let (document, unit) = thing
        .split_once('/')
        .ok_or_else(|| Error::internal(thing))?;
    let edit = DocumentEdit::ObligedMoved {
        unit: unit.to_owned(),
        from: from.to_owned(),
        to: to.to_owned(),
    };
    let mut said = line(day, document, &edit, &BTreeMap::new())?;
    said.also.extend([from.to_owned(), to.to_owned()]);
    Ok(said)
}

fn told(class: &str, counted: &str) -> Option<(String, String)> {
    if class != CLASS {
        return None;
    }
    match serde_json::from_str(counted).ok()? {
        DocumentEdit::ObligedMoved { from, to, .. } => Some((from, to)),
        _ => None,
    }
}

/// A unit that would be bound again, and that another act closed without saying where that goes.
async fn without(_db: &mut Db, asked: Without<'_>) -> Result<BTreeMap<u64, String>> {
    let s = asked.units;
    let mut reasons = BTreeMap::new();
    for line in asked.lines.iter().filter(|l| l.class == CLASS) {
        let DocumentEdit::ObligedGone { unit } = serde_json::from_str(&line.counted)? else {
            continue;
        };
        let Some(last) = s.find(&unit).map(|u| s.followed(u, Day::LAST)) else {
            continue;
        };
        let closed = s.unit(last).closed;
        let after = Day::parse(&line.day).is_ok_and(|day| day <= closed && closed < Day::MAX);
        let links = s.links_out(last).filter(|l| l.day == closed);
        if let (Some(act), true) = (links.map(|l| l.act).max(), after) {
            let code = s.last_state(last).map_or("", |x| x.code.as_str());
            let why = format!(
                "a document would bind the unit {code}, which it closes on {closed}, and it says nothing of where that goes"
            );
            reasons.insert(act, why);
        }
    }
    reasons.remove(&asked.number);
    Ok(reasons)
}

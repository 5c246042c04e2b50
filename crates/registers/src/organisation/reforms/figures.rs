//! The members of the units a reform concerns, before it and after it.

use super::effects::Outcome;
use crate::web::Visit;
use crate::web::figures::Column;
use bigdecimal::BigDecimal;
use figures::{Day, Structure, UnitIx};
use platform::Result;
use serde::Serialize;
use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::str::FromStr;

/// A figure of one unit; nothing where there is no such unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differs {
    pub id: String,
    pub code: String,
    pub name: String,
    pub before: Option<i64>,
    pub after: Option<i64>,
}

struct Counting<'a> {
    before: &'a Structure,
    after: &'a Structure,
    day: Day,
    column: &'a Column,
    /// Members who come into a unit, less those who leave it.
    gained: HashMap<String, i64>,
    /// Units above something that changes.
    touched: HashSet<UnitIx>,
}

impl Counting<'_> {
    fn stands(&self, u: UnitIx) -> bool {
        u.index() < self.before.len()
    }

    /// The figure as it stands without the reform.
    fn was(&self, u: UnitIx) -> Result<i64> {
        if !self.stands(u) {
            return Ok(0);
        }
        let shown = self.column.of(Some(u))?;
        let whole = BigDecimal::from_str(&shown.value).unwrap_or_default();
        Ok(whole.normalized().to_plain_string().parse().unwrap_or(0))
    }

    /// What no unit below accounts for: who sits in it directly, and who is in transit there.
    fn own(&self, u: UnitIx) -> Result<i64> {
        let mut own = self.was(u)?;
        if self.stands(u) {
            for child in self.before.children(u, self.day) {
                own -= self.was(child)?;
            }
        }
        Ok(own)
    }

    /// The figure of each unit above something that changes, as it stands after the reform: the
    /// lowest first, since each counts what is below it.
    fn will_be(&self) -> Result<HashMap<UnitIx, i64>> {
        let open = |u: &&UnitIx| self.after.is_open(**u, self.day);
        let mut units: Vec<UnitIx> = self.touched.iter().filter(open).copied().collect();
        units.sort_by_cached_key(|u| Reverse(self.after.depth(*u, self.day)));
        let mut will: HashMap<UnitIx, i64> = HashMap::with_capacity(units.len());
        for u in units {
            let id = &self.after.unit(u).id;
            let mut sum = self.own(u)? + self.gained.get(id).copied().unwrap_or(0);
            for child in self.after.children(u, self.day) {
                sum += match will.get(&child) {
                    Some(sum) => *sum,
                    None => self.was(child)?,
                };
            }
            will.insert(u, sum);
        }
        Ok(will)
    }
}

/// Notes a unit and all above it; above one that is noted all are.
fn note_above(s: &Structure, u: UnitIx, day: Day, noted: &mut HashSet<UnitIx>) {
    let mut way = s.way_up(u, day);
    while way.next().is_some_and(|a| noted.insert(a)) {}
}

/// The units whose members differ, or that begin or end.
pub async fn differing(v: &Visit, outcome: &Outcome, day: Day) -> Result<Vec<Differs>> {
    let facts = v.facts().await?;
    let Some(column) = v.stock(&facts, "members", day).await? else {
        return Ok(Vec::new());
    };
    let (before, after) = (&facts.structure, &outcome.after);
    let mut gained: HashMap<String, i64> = HashMap::new();
    for m in outcome.moves.iter().filter(|m| m.counted) {
        *gained.entry(m.to.clone()).or_default() += 1;
        *gained.entry(m.from.clone()).or_default() -= 1;
    }
    let mut concerned: BTreeSet<UnitIx> = BTreeSet::new();
    for act in &outcome.acts {
        let named = act.closed.iter().chain(&act.opened).chain(&act.followers);
        let named = named.chain(act.changed.iter().map(|(_, will)| will));
        concerned.extend(named.filter_map(|n| after.find(&n.id)));
    }
    concerned.extend(gained.keys().filter_map(|id| after.find(id)));
    let (mut touched, mut was_above) = (HashSet::new(), HashSet::new());
    for u in &concerned {
        note_above(after, *u, day, &mut touched);
        if let Some(u) = before.find(&after.unit(*u).id) {
            note_above(before, u, day, &mut was_above);
        }
    }
    touched.extend(was_above);
    let counting = Counting {
        before,
        after,
        day,
        column: &column,
        gained,
        touched: touched.clone(),
    };
    let will_be = counting.will_be()?;
    let mut differs = Vec::new();
    for u in touched {
        let id = after.unit(u).id.clone();
        let was = before.find(&id).filter(|b| before.is_open(*b, day));
        let count_before = was.map(|b| counting.was(b)).transpose()?;
        let count_after = will_be.get(&u).copied();
        let state = after.state(u, day).or_else(|| after.last_state(u));
        if count_before != count_after {
            differs.push(Differs {
                code: state.map_or_else(String::new, |x| x.code.clone()),
                name: state.map_or_else(String::new, |x| x.name.clone()),
                id,
                before: count_before,
                after: count_after,
            });
        }
    }
    differs.sort_by(|a, b| (&a.code, &a.id).cmp(&(&b.code, &b.id)));
    Ok(differs)
}

//! Values that units report themselves, put on the units of a day.

use super::counts::{Tallies, Tally};
use super::rules::definition;
use super::{Facts, Question};
use crate::insight::entered;
use crate::organisation::rulebook::Source;
use bigdecimal::BigDecimal;
use figures::{Day, Structure, UnitIx};
use platform::{Db, Error, Result, Scope};
use std::collections::{BTreeSet, HashMap};

/// Entered values, read before they are asked for.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    values: HashMap<String, Vec<(String, Day, Day, String)>>,
}

impl Entered {
    /// Reads the values of an indicator if it is an entered one.
    pub async fn read(
        db: &mut Db,
        scope: &Scope,
        facts: &Facts,
        code: &str,
        on: Day,
    ) -> Result<Entered> {
        let mut entered = Entered::default();
        if definition(&facts.book, code, on).is_ok_and(|d| d.source == Source::Reports) {
            let values = entered::store::values(db, scope, facts.known, code).await?;
            entered.values.insert(code.to_owned(), values);
        }
        Ok(entered)
    }

    /// Each unit's own value, or the sum of those below it (only of an additive indicator).
    pub(super) fn by_unit(&self, facts: &Facts, q: &Question) -> Result<Tallies> {
        let (day, on) = (q.when.last_day(), q.structure_day());
        let additive = definition(&facts.book, &q.indicator, day)?.additive;
        let mut own: Vec<(UnitIx, BigDecimal)> = Vec::new();
        for (unit, from, to, value) in self.values.get(&q.indicator).into_iter().flatten() {
            let unit = facts
                .structure
                .find(unit)
                .filter(|u| *from <= day && day < *to && facts.structure.is_open(*u, day));
            own.extend(unit.zip(value.parse::<BigDecimal>().ok()));
        }
        if on != day && !additive && !own.is_empty() {
            return Err(Error::refused(format!(
                "«{}» is a mean or a share: it cannot be put on the units of another day",
                q.indicator
            )));
        }
        let s = &facts.structure;
        let entered: BTreeSet<UnitIx> = own.iter().map(|(u, _)| *u).collect();
        // what a unit reported includes what was reported below it: only what is left of it is its
        // own, which goes where the unit went, and nothing is added twice
        let left = if additive {
            left_over(s, &own, day)
        } else {
            own
        };
        let certainty = if on == day { "exact" } else { "rebased" };
        let mut values: Tallies = HashMap::new();
        for (unit, value) in &left {
            let image = Image::of(s, *unit, day, on);
            image.add(s, &mut values, value, (on, certainty), additive);
        }
        if additive {
            doubt(s, &mut values, &entered, on);
        }
        Ok(values)
    }
}

/// What units reported, each without what the next reporting units below it did.
fn left_over(s: &Structure, own: &[(UnitIx, BigDecimal)], day: Day) -> Vec<(UnitIx, BigDecimal)> {
    let mut left: HashMap<UnitIx, BigDecimal> = own.iter().cloned().collect();
    for (unit, value) in own {
        let mut above = s.way_up(*unit, day).skip(1);
        if let Some(over) = above.find(|u| left.contains_key(u))
            && let Some(rest) = left.get_mut(&over)
        {
            *rest -= value;
        }
    }
    own.iter().map(|(u, _)| (*u, left[u].clone())).collect()
}

/// Where what a unit counted on its own day lies on the units of another.
pub(super) struct Image {
    targets: Vec<UnitIx>,
    /// The lowest unit that contains all it may belong to; none when only the whole record does.
    pub(super) top: Option<UnitIx>,
    /// Several units, or partly nowhere.
    pub(super) divided: bool,
}

impl Image {
    pub(super) fn of(s: &Structure, unit: UnitIx, day: Day, on: Day) -> Image {
        let reach = s.reach(unit, day, on);
        let targets: Vec<UnitIx> = reach.keys().flatten().copied().collect();
        let lost = reach.contains_key(&None);
        Image {
            top: s.lowest_common(&targets, on).filter(|_| !lost),
            divided: lost || targets.len() != 1,
            targets,
        }
    }

    /// Notes that the parts among which it is divided may lack some of it.
    pub(super) fn doubts(&self, s: &Structure, values: &mut Tallies, on: Day) {
        for target in self.targets.iter().filter(|_| self.divided) {
            let below = s.way_up(*target, on);
            for u in below.take_while(|u| Some(*u) != self.top) {
                let tally = values.entry(Some(u));
                tally.or_insert_with(|| Tally::none("remainder")).certainty = "remainder";
            }
        }
    }

    /// Adds the value to the lowest unit that contains all it may belong to, and to all above it
    /// if it is one that adds up.
    fn add(
        &self,
        s: &Structure,
        values: &mut Tallies,
        value: &BigDecimal,
        (on, certainty): (Day, &'static str),
        up: bool,
    ) {
        let certainty = if self.divided { "remainder" } else { certainty };
        self.doubts(s, values, on);
        let above = self.top.into_iter().flat_map(|t| s.way_up(t, on));
        let above = above.map(Some).chain([None]);
        for (i, u) in above.enumerate() {
            if i > 0 && !up {
                break;
            }
            let tally = values.entry(u).or_insert_with(|| Tally::none(certainty));
            tally.total += value;
            match (i, self.divided) {
                (0, true) => tally.remainder += value,
                (0, false) => tally.own += value,
                _ => {}
            }
        }
    }
}

/// A sum is incomplete where a unit below did not report what others of its kind did.
fn doubt(s: &Structure, values: &mut Tallies, entered: &BTreeSet<UnitIx>, on: Day) {
    let summed: Vec<UnitIx> = values.keys().flatten().copied().collect();
    let kind = |u: &UnitIx| s.state(*u, on).map(|x| x.kind.as_str());
    for u in summed.into_iter().filter(|u| !entered.contains(u)) {
        let below = s.children(u, on);
        let (said, silent): (Vec<_>, Vec<_>) =
            below.iter().partition(|c| values.contains_key(&Some(**c)));
        let kinds: BTreeSet<_> = said.into_iter().filter_map(kind).collect();
        if silent
            .into_iter()
            .filter_map(kind)
            .any(|k| kinds.contains(k))
            && let Some(tally) = values.get_mut(&Some(u))
            && tally.certainty != "remainder"
        {
            tally.certainty = "incomplete";
        }
    }
}

//! The recount: every figure of members again, person by person and by climbing the tree
//! of the day, to prove the engine.

use super::answer::Entered;
use super::facts::{Facts, Seat};
use super::question::{Filter, PeriodKind, Question, StructureChoice, When};
use crate::organisation::rulebook::Period;
use bigdecimal::BigDecimal;
use figures::places::locate;
use figures::{Day, UnitIx};
use platform::Result;
use std::cmp::Reverse;
use std::collections::HashMap;

/// What the recount compared, and where it differed.
#[derive(Debug, Default)]
pub struct Recounted {
    pub days: usize,
    pub periods: usize,
    pub figures: usize,
    pub differences: Vec<String>,
}

/// Compares engine and recount on the last day of every quarter of the record.
pub fn recount(facts: &Facts) -> Result<Recounted> {
    let mut result = Recounted::default();
    for period in quarters(facts) {
        result.days += 1;
        result.periods += 1;
        compare_stock(facts, period.last_day(), &mut result)?;
        compare_flows(facts, period, &mut result)?;
    }
    Ok(result)
}

/// The quarters in which something happened, the last sixteen at most.
fn quarters(facts: &Facts) -> Vec<Period> {
    let last = facts
        .stretches
        .iter()
        .map(|s| if s.to == Day::MAX { s.from } else { s.to })
        .max();
    let first = facts.stretches.iter().map(|s| s.from).min();
    let (Some(first), Some(last)) = (first, last) else {
        return Vec::new();
    };
    let quarter = |d: Day| format!("{:04}-Q{}", d.year(), (d.month() + 2) / 3);
    let mut quarters = Vec::new();
    let mut at = Period::parse(&quarter(last)).ok();
    while let Some(period) = at.filter(|p| p.until() > first && quarters.len() < 16) {
        quarters.push(period);
        at = Some(period.previous());
    }
    quarters
}

fn question(indicator: &str, when: When) -> Question {
    Question {
        indicator: indicator.to_owned(),
        unit: None,
        when,
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    }
}

/// Adds to each unit what was counted below it, the lowest first.
fn summed_up(
    facts: &Facts,
    mut counts: HashMap<Option<UnitIx>, i64>,
    on: Day,
) -> HashMap<Option<UnitIx>, i64> {
    let s = &facts.structure;
    let mut units: Vec<UnitIx> = s.all().filter(|u| s.is_open(*u, on)).collect();
    units.sort_by_cached_key(|u| Reverse(s.depth(*u, on)));
    for u in units {
        if let Some(n) = counts.get(&Some(u)).copied() {
            *counts.entry(s.parent(u, on)).or_default() += n;
        }
    }
    counts
}

fn compare_stock(facts: &Facts, day: Day, result: &mut Recounted) -> Result<()> {
    let mut counts: HashMap<Option<UnitIx>, i64> = HashMap::new();
    for s in facts
        .stretches
        .iter()
        .filter(|s| s.counted && s.from <= day && day < s.to)
    {
        // on the way, the one stay is over and the other is still to begin
        let places = match s.seat {
            Seat::In(place) => vec![(place, day)],
            Seat::Transit { sender, receiver } => {
                let begins = if s.to < Day::MAX { s.to } else { s.from };
                vec![(sender, s.from.eve()), (receiver, begins)]
            }
        };
        let mut units = Vec::new();
        for (place, own) in places {
            units.extend(locate(&facts.structure, facts.places.get(place), own, day).candidates());
        }
        *counts
            .entry(facts.structure.lowest_common(&units, day))
            .or_default() += 1;
    }
    let counts = summed_up(facts, counts, day);
    let engine = facts.counts(&question("members", When::On(day)), &Entered::default())?;
    compare(
        facts,
        &counts,
        &engine,
        &format!("members on {day}"),
        day,
        result,
    );
    Ok(())
}

fn compare_flows(facts: &Facts, period: Period, result: &mut Recounted) -> Result<()> {
    for (code, flow) in [
        ("admitted", "admitted"),
        ("recognised", "recognised"),
        ("deceased", "deceased"),
        ("transferred-in", "transferred_in"),
    ] {
        let on = period.last_day();
        let mut counts: HashMap<Option<UnitIx>, i64> = HashMap::new();
        for e in facts
            .events
            .iter()
            .filter(|e| facts.word(e.flow) == flow && period.contains(e.day))
        {
            let own = if e.ends { e.day.eve() } else { e.day };
            if let Some((a, b)) = e.between {
                let ends: Vec<UnitIx> = [a, b]
                    .iter()
                    .flat_map(|p| {
                        locate(&facts.structure, facts.places.get(*p), e.day.eve(), on)
                            .candidates()
                            .to_vec()
                    })
                    .collect();
                *counts
                    .entry(facts.structure.lowest_common(&ends, on))
                    .or_default() += 1;
                continue;
            }
            let located = locate(&facts.structure, facts.places.get(e.place), own, on);
            let at = match located.nowhere() {
                true => None,
                false => facts.structure.lowest_common(located.candidates(), on),
            };
            *counts.entry(at).or_default() += 1;
        }
        let counts = summed_up(facts, counts, on);
        let engine = facts.counts(
            &question(code, When::In(period, PeriodKind::InPeriod)),
            &Entered::default(),
        )?;
        compare(
            facts,
            &counts,
            &engine,
            &format!("{code} in {period}"),
            on,
            result,
        );
    }
    Ok(())
}

fn compare(
    facts: &Facts,
    counts: &HashMap<Option<UnitIx>, i64>,
    engine: &super::answer::Counts,
    what: &str,
    on: Day,
    result: &mut Recounted,
) {
    let units = facts
        .structure
        .all()
        .filter(|u| facts.structure.is_open(*u, on))
        .map(Some)
        .chain([None]);
    for u in units {
        let recounted = counts.get(&u).copied().unwrap_or(0);
        let said = engine.value(u);
        result.figures += 1;
        if said != Some(BigDecimal::from(recounted)) {
            let code = u
                .and_then(|u| facts.structure.state(u, on))
                .map_or("*", |s| &s.code);
            let said = said.map_or_else(|| "nothing".to_owned(), |v| v.to_string());
            result.differences.push(format!(
                "{what}, unit {code}: the engine says {said}, the recount {recounted}"
            ));
        }
    }
}

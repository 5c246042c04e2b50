//! The records that a rule speaks against, and what putting each of them right gains. They are
//! the list behind the figure, so that their number is the figure.

use crate::insight::indicators::answer::percent;
use crate::insight::indicators::facts::Seat;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::{Facts, Question, StructureChoice, When};
use crate::organisation::members::standard as dq;
use crate::organisation::members::store as members;
use crate::organisation::rulebook::RuleId;
use crate::web::Visit;
use bigdecimal::BigDecimal;
use figures::{Day, Structure, UnitIx};
use platform::Result;
use std::collections::HashMap;

/// What a list is of: the indicator that counts it, and the severity of its rules.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Failing,
    Overdue,
    Warned,
}

impl Kind {
    pub const ALL: [Kind; 3] = [Kind::Failing, Kind::Overdue, Kind::Warned];

    /// The indicator's code, which also names it in addresses and messages.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Kind::Failing => "failing",
            Kind::Overdue => "overdue",
            Kind::Warned => "warned",
        }
    }

    #[must_use]
    pub fn severity(self) -> &'static str {
        match self {
            Kind::Failing => "error",
            Kind::Overdue => "overdue",
            Kind::Warned => "warn",
        }
    }

    /// The list that an address asks for; what fails unless it says otherwise.
    #[must_use]
    pub fn named(text: &str) -> Kind {
        let found = Kind::ALL.into_iter().find(|k| k.code() == text);
        found.unwrap_or(Kind::Failing)
    }
}

/// A record that a rule speaks against.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The person's id.
    pub id: String,
    /// Where the person is seen: the unit, in transit the sender.
    pub unit: Option<UnitIx>,
    /// The rules of the list's kind that speak, in order.
    pub rules: Vec<RuleId>,
    /// So many records are in order once this one is put right.
    pub gain: usize,
}

/// The records of a unit and all below it, within what the visitor sees; those whose mending
/// gains most first, then those with least to mend, cell by cell.
pub async fn records(v: &Visit, facts: &Facts, unit: UnitIx, kind: Kind) -> Result<Vec<Record>> {
    let on = v.asof.on;
    let q = Question {
        indicator: kind.code().to_owned(),
        unit: Some(unit),
        when: When::On(on),
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    };
    if facts.book.indicator(kind.code(), on).is_none() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in facts.list(&q)? {
        let Some(person) = row.person else { continue };
        let unit = row.unit.or_else(|| sender(facts, person, on));
        if unit.is_some_and(|u| v.sees(&facts.structure, u)) {
            found.push(Record {
                id: facts.id_of(person),
                unit,
                rules: rules_of(facts, person, on, kind.severity()),
                gain: 1,
            });
        }
    }
    weigh(v, &facts.structure, &mut found).await?;
    let code = |r: &Record| {
        let state = r.unit.and_then(|u| facts.structure.state(u, on));
        state.map(|s| s.code.clone())
    };
    found.sort_by_cached_key(|r| {
        let rest = (r.rules.len(), code(r), r.id.len(), r.id.clone());
        (std::cmp::Reverse(r.gain), rest)
    });
    Ok(found)
}

/// The lists of all kinds.
pub async fn lists(v: &Visit, facts: &Facts, unit: UnitIx) -> Result<Vec<(Kind, Vec<Record>)>> {
    let mut lists = Vec::new();
    for kind in Kind::ALL {
        lists.push((kind, records(v, facts, unit, kind).await?));
    }
    Ok(lists)
}

/// Who is on the way is seen where they were sent from.
fn sender(facts: &Facts, person: u32, on: Day) -> Option<UnitIx> {
    let stretches = facts.by_person(person).iter();
    let mut now = stretches.filter(|s| s.from <= on && on < s.to);
    let stretch = now.next()?;
    let Seat::Transit { sender, .. } = stretch.seat else {
        return stretch.unit;
    };
    let place = facts.places.get(sender);
    let located = figures::places::locate(&facts.structure, place, stretch.from.eve(), on);
    located.candidates().first().copied()
}

/// The rules of a severity that speak against a person's record on a day.
#[must_use]
pub fn rules_of(facts: &Facts, person: u32, on: Day, severity: &str) -> Vec<RuleId> {
    let faults = facts.faults_of(person).iter();
    let speaks = faults.filter(|f| f.from <= on && on < f.to && facts.word(f.severity) == severity);
    let mut rules: Vec<RuleId> = speaks
        .filter_map(|f| RuleId::parse(facts.word(f.rule)))
        .collect();
    rules.sort_unstable();
    rules.dedup();
    rules
}

/// The rules that speak because another record bears the same number, and which key it is.
const SHARED: [(RuleId, usize); 3] = [(dq::DQ03, 0), (dq::DQ09, 1), (dq::DQ10, 2)];

/// Where two records bear one number, putting one right puts the other right too.
async fn weigh(v: &Visit, s: &Structure, records: &mut [Record]) -> Result<()> {
    let shares = |r: &&Record| SHARED.iter().any(|(rule, _)| r.rules.contains(rule));
    let ids: Vec<String> = records
        .iter()
        .filter(shares)
        .map(|r| r.id.clone())
        .collect();
    if ids.is_empty() {
        return Ok(());
    }
    let keys = {
        let scope = v.scope(s)?;
        let mut db = v.db().await?;
        members::keys_on(&mut db, &scope, v.asof.on, &ids).await?
    };
    weigh_by(records, &keys);
    Ok(())
}

fn weigh_by(records: &mut [Record], keys: &HashMap<String, [String; 3]>) {
    let mut bearers: HashMap<(RuleId, &str), Vec<usize>> = HashMap::new();
    for (at, record) in records.iter().enumerate() {
        let Some(keys) = keys.get(&record.id) else {
            continue;
        };
        for (rule, key) in SHARED {
            if record.rules.contains(&rule) && !keys[key].is_empty() {
                bearers.entry((rule, &keys[key])).or_default().push(at);
            }
        }
    }
    let mut gains = vec![0; records.len()];
    for ((rule, _), pair) in &bearers {
        let [a, b] = pair.as_slice() else { continue };
        for (one, other) in [(*a, *b), (*b, *a)] {
            if records[other].rules == [*rule] {
                gains[one] += 1;
            }
        }
    }
    for (record, more) in records.iter_mut().zip(gains) {
        record.gain += more;
    }
}

/// The share of records that meet the standard, as figures are written.
fn standardised(members: u64, failing: u64, decimals: u32) -> Option<String> {
    let failing = BigDecimal::from(failing.min(members));
    let share = percent(failing, &members.into(), true, decimals.into())?;
    Some(share.normalized().to_plain_string())
}

/// The share of a unit's records that meet the standard.
#[must_use]
pub fn share(members: u64, failing: u64) -> Option<String> {
    standardised(members, failing, 2)
}

/// The same share with as many decimals as it takes to see one record put right: among 140,429 one
/// is less than a hundredth of a percent.
#[must_use]
pub fn fine_share(members: u64, failing: u64) -> Option<String> {
    let seen = |d: &u32| 10u128.pow(d + 2) >= u128::from(members);
    standardised(members, failing, (2..=9).find(seen).unwrap_or(9))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(id: &str, rules: &[RuleId]) -> Record {
        Record {
            id: id.to_owned(),
            unit: None,
            rules: rules.to_vec(),
            gain: 1,
        }
    }

    #[test]
    fn putting_one_of_two_that_share_a_number_right_gains_both() {
        let mut all = vec![
            record("a1.1", &[dq::DQ03]),
            record("a1.2", &[dq::DQ03]),
            record("a1.3", &[dq::DQ03, dq::DQ04]),
            record("a1.4", &[dq::DQ03]),
            record("a1.5", &[dq::DQ10]),
        ];
        let keys = |id: &str, key: &str| {
            (
                id.to_owned(),
                [key.to_owned(), String::new(), "f".to_owned()],
            )
        };
        let keys = HashMap::from([
            keys("a1.1", "x"),
            keys("a1.2", "x"),
            keys("a1.3", "y"),
            keys("a1.4", "y"),
            keys("a1.5", ""),
        ]);
        weigh_by(&mut all, &keys);
        let gains: Vec<usize> = all.iter().map(|r| r.gain).collect();
        assert_eq!(
            gains,
            [2, 2, 2, 1, 1],
            "the third frees the fourth, the fourth not the third"
        );
    }

    #[test]
    fn one_record_put_right_is_seen_in_the_share_however_many_there_are() {
        assert_eq!(fine_share(140_429, 323).as_deref(), Some("99.77"));
        assert_eq!(fine_share(140_429, 322).as_deref(), Some("99.7707"));
        assert_eq!(fine_share(140_429, 321).as_deref(), Some("99.7714"));
        assert_eq!(fine_share(3_000, 14).as_deref(), Some("99.53"));
        assert_eq!(fine_share(6214, 8), share(6214, 8));
        assert_eq!(fine_share(5, 0).as_deref(), Some("100"));
        assert_eq!(fine_share(0, 0), None);
    }

    #[test]
    fn a_share_is_written_as_figures_are() {
        assert_eq!(share(6214, 8).as_deref(), Some("99.87"));
        assert_eq!(share(6214, 7).as_deref(), Some("99.89"));
        assert_eq!(share(1000, 1).as_deref(), Some("99.9"));
        assert_eq!(share(5, 0).as_deref(), Some("100"));
        assert_eq!(share(0, 0), None);
    }

    #[test]
    fn t2_of_140_429_members_323_failing_are_99_77_percent() {
        assert_eq!(share(140_429, 323).as_deref(), Some("99.77"));
        assert_eq!(
            share(200_000, 10).as_deref(),
            Some("100"),
            "99.995 rounds up"
        );
        assert_eq!(share(8, 8).as_deref(), Some("0"));
        assert_eq!(
            share(3, 7).as_deref(),
            Some("0"),
            "no share is below nought"
        );
    }
}

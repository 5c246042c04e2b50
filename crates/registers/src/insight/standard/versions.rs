//! Old rule and new side by side: the same records, judged by the rules as they stood on the eve
//! of a change, as if nothing had changed since.

use super::records::{self, Kind, Record};
use crate::insight::indicators::Facts;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::{Question, StructureChoice, When};
use crate::organisation::members::store as members;
use crate::organisation::rulebook::{DataRule, Dated, RuleId, Rulebook, Severity};
use crate::web::Visit;
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::Result;
use std::collections::{BTreeMap, BTreeSet};

/// How a rule of before stands to the rule of now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Against {
    /// It asks the same; what it rests on may have changed.
    Same,
    /// There was none, or there is none any more.
    Only,
    /// It asks something else.
    Other,
}

fn rules() -> impl Iterator<Item = RuleId> {
    (1..=RuleId::COUNT).map(RuleId)
}

/// The days on which a rule of the standard changed, up to a day.
#[must_use]
pub fn changes(book: &Rulebook, on: Day) -> Vec<Day> {
    let rows = rules().flat_map(|r| book.data_rules(r));
    let days = rows.flat_map(|d| [d.valid_from, d.valid_until]);
    let days: BTreeSet<Day> = days
        .filter(|d| Day::ymd(1, 1, 1) < *d && *d <= on)
        .collect();
    days.into_iter().collect()
}

/// Since when the rules are what they are on a day.
#[must_use]
pub fn since(book: &Rulebook, on: Day) -> Option<Day> {
    changes(book, on).last().copied()
}

/// How a rule of the eve of a change stands to that of a day.
#[must_use]
pub fn against(old: Option<&Dated<DataRule>>, new: Option<&Dated<DataRule>>) -> Against {
    match (old, new) {
        (None, None) => Against::Same,
        (Some(a), Some(b))
            if a.rule.parameters == b.rule.parameters && a.rule.severity == b.rule.severity =>
        {
            Against::Same
        }
        (Some(_), Some(_)) => Against::Other,
        _ => Against::Only,
    }
}

/// Whether what the rules of before say of today's records is known from what is kept: no rule
/// asks something else, and none has ceased.
fn known_from_what_is_kept(book: &Rulebook, eve: Day, on: Day) -> bool {
    rules().all(|r| {
        let old = book.data_rule(r, eve);
        let later = book.data_rules(r).iter();
        let mut later = later.filter(|d| eve < d.valid_from && d.valid_from <= on);
        let goes_on = old.is_none() || book.data_rule(r, on).is_some();
        // a case is judged by the version it began under: those between count too
        goes_on && later.all(|d| old.is_none() || against(old, Some(d)) == Against::Same)
    })
}

/// The rules that speak of each record of a unit, by the person's id.
pub type Speaking = BTreeMap<String, BTreeSet<RuleId>>;

/// What is in the lists of all kinds, record by record.
#[must_use]
pub fn speaking(lists: &[(Kind, Vec<Record>)]) -> Speaking {
    let mut speaking = Speaking::new();
    for record in lists.iter().flat_map(|(_, list)| list) {
        let rules = speaking.entry(record.id.clone()).or_default();
        rules.extend(record.rules.iter().copied());
    }
    speaking
}

fn question(code: &str, unit: UnitIx, on: Day) -> Question {
    Question {
        indicator: code.to_owned(),
        unit: Some(unit),
        when: When::On(on),
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    }
}

/// What rules say of a unit's members: by rule how many, and how many fail at all.
#[derive(Debug, Default)]
struct Said {
    by_rule: BTreeMap<RuleId, u64>,
    failing: u64,
}

impl Said {
    fn add(&mut self, book: &Rulebook, day: Day, speaking: &BTreeSet<RuleId>) {
        let fails = |r: &RuleId| {
            let dated = book.data_rule(*r, day);
            dated.is_some_and(|d| d.rule.severity == Severity::Error)
        };
        for rule in speaking {
            *self.by_rule.entry(*rule).or_default() += 1;
        }
        self.failing += u64::from(speaking.iter().any(fails));
    }
}

/// What the rules of the day say.
fn now(book: &Rulebook, on: Day, records: &Speaking) -> Said {
    let mut said = Said::default();
    for rules in records.values() {
        said.add(book, on, rules);
    }
    said
}

/// What the rules of an eve say, where no rule asks something else: of the rules of today those
/// that there were.
fn before(book: &Rulebook, eve: Day, records: &Speaking) -> Said {
    let mut said = Said::default();
    for rules in records.values() {
        let there = |r: &&RuleId| book.data_rule(**r, eve).is_some();
        said.add(book, eve, &rules.iter().filter(there).copied().collect());
    }
    said
}

/// What the rules of an eve say where one asks something else: everybody is judged again.
async fn judged(v: &Visit, facts: &Facts, unit: UnitIx, eve: Day) -> Result<Said> {
    let on = v.asof.on;
    let members_of = facts.list(&question("members", unit, on))?;
    let persons = members_of.iter().filter_map(|l| l.person);
    let ids: Vec<String> = persons.map(|p| facts.id_of(p)).collect();
    let book = facts.book.as_if_unchanged_since(eve);
    let scope = v.scope(&facts.structure)?;
    let place = v.office.printing.acquire().await;
    let mut db = v.db().await?;
    let mut said = Said::default();
    for (_, verdicts) in members::judged_by(&mut db, &scope, on, &book, &ids).await? {
        let now = verdicts.iter().filter(|v| v.from <= on && on < v.until);
        said.add(&book, on, &now.map(|v| v.rule).collect());
    }
    drop(place);
    Ok(said)
}

/// The share by the rules before the last change, when it is known without judging anybody
/// again.
#[must_use]
pub fn old(book: &Rulebook, on: Day, records: &Speaking, members: u64) -> Value {
    let Some(change) = since(book, on) else {
        return Value::from(());
    };
    let eve = change.eve();
    let known = known_from_what_is_kept(book, eve, on);
    let share = known.then(|| records::share(members, before(book, eve, records).failing));
    context! { until => eve.to_string(), change => change.to_string(), share => share.flatten() }
}

/// Both judgements, rule by rule.
pub async fn compare(v: &Visit, facts: &Facts, unit: UnitIx, change: Day) -> Result<Value> {
    let (book, on, eve) = (&facts.book, v.asof.on, change.eve());
    let records = speaking(&records::lists(v, facts, unit).await?);
    let new = now(book, on, &records);
    let old = if known_from_what_is_kept(book, eve, on) {
        before(book, eve, &records)
    } else if v.now {
        judged(v, facts, unit, eve).await?
    } else {
        // records of another day or knowledge are not judged again
        return Ok(context! { later => true });
    };
    let listed = facts.list(&question("members", unit, on))?;
    let members = u64::try_from(listed.len()).unwrap_or(0);
    let mut rows = Vec::new();
    for rule in rules() {
        let (a, b) = (book.data_rule(rule, eve), book.data_rule(rule, on));
        let Some(dated) = b.or(a) else { continue };
        if matches!(dated.rule.severity, Severity::Notice | Severity::Rule) {
            continue;
        }
        let how = match against(a, b) {
            Against::Same if a.map(|d| &d.citation) == b.map(|d| &d.citation) => "same",
            Against::Same => "ground",
            Against::Only if a.is_none() => "new",
            Against::Only => "gone",
            Against::Other => "other",
        };
        let counted = |said: &Said| said.by_rule.get(&rule).copied().unwrap_or(0);
        let cited = |d: Option<&Dated<DataRule>>| {
            d.map_or_else(String::new, |d| super::words::cited(&d.citation))
        };
        rows.push(context! {
            rule => rule.to_string(), message => dated.rule.message.in_language(v.lang.code()), how,
            old => a.map(|_| counted(&old)), new => b.map(|_| counted(&new)),
            old_citation => cited(a), new_citation => cited(b),
        });
    }
    Ok(context! {
        later => false, eve => eve.to_string(), change => change.to_string(), members, rows,
        old => context! { failing => old.failing, share => records::share(members, old.failing) },
        new => context! { failing => new.failing, share => records::share(members, new.failing) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::rulebook::read;

    fn book() -> Rulebook {
        let pairs: Vec<(&str, &str)> = read::vietnamese().iter().map(|(n, t)| (*n, *t)).collect();
        Rulebook::from_rows(read::texts(&pairs).unwrap())
    }

    #[test]
    fn the_rules_before_a_change_hold_on_as_if_nothing_had_changed() {
        let book = book();
        let on = Day::ymd(2026, 10, 1);
        let changes = changes(&book, on);
        assert!(
            changes.contains(&Day::ymd(2025, 7, 1)) && changes.contains(&Day::ymd(2026, 7, 26))
        );
        let eve = Day::ymd(2026, 7, 25);
        let old = book.as_if_unchanged_since(eve);
        let rule = RuleId(7);
        let late = |b: &Rulebook| {
            let row = b.data_rule(rule, on).unwrap();
            row.rule.parameters.late_recognition_moves_the_date
        };
        assert!(late(&old) && !late(&book));
        assert!(!known_from_what_is_kept(&book, eve, on));
        assert!(
            old.data_rule(rule, Day::ymd(2025, 1, 1)).is_some(),
            "earlier rows stay"
        );
    }

    #[test]
    fn a_rule_that_only_changed_what_it_rests_on_asks_the_same() {
        let book = book();
        let (eve, on) = (Day::ymd(2025, 8, 7), Day::ymd(2025, 9, 30));
        let card = RuleId(9);
        assert_eq!(
            against(book.data_rule(card, eve), book.data_rule(card, on)),
            Against::Same
        );
        assert!(known_from_what_is_kept(&book, eve, on));
        assert!(
            known_from_what_is_kept(&book, Day::ymd(2024, 12, 31), on),
            "there were fewer"
        );
    }
}

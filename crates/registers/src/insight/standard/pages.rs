//! The share of records that meet the standard, by unit and by rule; the old rules beside the
//! new; the slips that are printed.

use super::records::{self, Kind, Record};
use super::versions;
use super::words::cited;
use super::work::asked_unit;
use crate::insight::indicators::answer::Entered;
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::{Facts, Part, Question, StructureChoice, When};
use crate::organisation::members::documents::pages::{ground, note, printing};
use crate::organisation::members::documents::read::{self, Ids};
use crate::organisation::members::documents::slips as papers;
use crate::organisation::privacy::What;
use crate::organisation::rulebook::{RuleId, Severity};
use crate::web::{Reply, Right, Visit};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::Result;
use std::collections::BTreeMap;

/// A unit as pages name it.
#[must_use]
pub fn named(v: &Visit, s: &Structure, unit: UnitIx) -> Value {
    let state = s.state(unit, v.asof.on).or_else(|| s.last_state(unit));
    context! {
        id => s.unit(unit).id.as_str(), name => state.map_or("", |s| s.name.as_str()),
        code => state.map_or("", |s| s.code.as_str()),
    }
}

/// The way from the highest unit seen to the one above.
#[must_use]
pub fn trail(v: &Visit, s: &Structure, unit: UnitIx, page: &str) -> Vec<Value> {
    let above = s.ancestors(unit, v.asof.on);
    let seen = above.iter().skip(1).rev().filter(|a| v.sees(s, **a));
    let crumb = |a: &UnitIx| {
        let state = s.state(*a, v.asof.on)?;
        let href = v.link(&format!("{page}?unit={}", s.unit(*a).id));
        Some(context! { href, name => state.name.as_str() })
    };
    seen.filter_map(crumb).collect()
}

pub async fn summary(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let Some(unit) = asked_unit(&v, &facts.structure)? else {
        return v.render("standard/none.html", context! {});
    };
    let s = &facts.structure;
    let lists = records::lists(&v, &facts, unit).await?;
    let (spoken, silent) = rules(&v, &facts, &lists);
    let mut parts = parts(&v, &facts, unit)?;
    // where most is to be done stands first
    parts.sort_by_key(|p| {
        (
            p.part != "child",
            std::cmp::Reverse(p.failing * u64::from(p.part == "child")),
        )
    });
    let total = parts.iter().find(|p| p.part == "total");
    let members = total.map_or(0, |t| t.members);
    let speaking = versions::speaking(&lists);
    let old = versions::old(&facts.book, v.asof.on, &speaking, members);
    // who only looks is not told to put anything right
    let mends = v.now && v.visitor()?.may(Right::Enter);
    v.render(
        "standard/summary.html",
        context! {
            unit => named(&v, s, unit), trail => trail(&v, s, unit, "/standard"),
            total => total.map(|t| shown(&v, s, t)),
            rows => parts.iter().map(|p| shown(&v, s, p)).collect::<Vec<_>>(),
            mends, spoken, silent, since => versions::since(&facts.book, v.asof.on).map(|d| d.to_string()),
            old,
        },
    )
}

/// Members and failing records of a part of a unit.
pub struct Counted {
    pub part: &'static str,
    pub unit: Option<UnitIx>,
    pub members: u64,
    pub failing: u64,
}

/// Own, each child, in transit, remainder and total of a unit: they add up.
fn parts(v: &Visit, facts: &Facts, unit: UnitIx) -> Result<Vec<Counted>> {
    let on = v.asof.on;
    let ask = |code: &str| -> Result<Vec<Part>> {
        if facts.book.indicator(code, on).is_none() {
            return Ok(Vec::new());
        }
        let q = Question {
            indicator: code.to_owned(),
            unit: Some(unit),
            when: When::On(on),
            structure: StructureChoice::Default,
            filter: Filter::default(),
            rule_of: None,
        };
        facts.parts(&q, &Entered::default())
    };
    let (members, failing) = (ask("members")?, ask("failing")?);
    let number = |p: &Part| {
        let value = p.value.as_ref().map(|v| v.normalized().to_plain_string());
        value.and_then(|v| v.parse().ok()).unwrap_or(0)
    };
    let seen = |p: &&Part| {
        let child = p.part == "child";
        !child || p.unit.is_some_and(|u| v.sees(&facts.structure, u))
    };
    let both = |p: &Part| Counted {
        part: p.part,
        unit: p.unit,
        members: number(p),
        failing: failing
            .iter()
            .find(|f| f.part == p.part && f.unit == p.unit)
            .map_or(0, number),
    };
    Ok(members.iter().filter(seen).map(both).collect())
}

fn shown(v: &Visit, s: &Structure, p: &Counted) -> Value {
    let child = p.unit.filter(|_| p.part == "child");
    context! {
        part => p.part, unit => child.map(|u| named(v, s, u)), members => p.members, failing => p.failing,
        share => records::share(p.members, p.failing),
    }
}

/// The rules in force with the number of records each speaks against: those that speak, and
/// those that have nothing to say.
fn rules(v: &Visit, facts: &Facts, lists: &[(Kind, Vec<Record>)]) -> (Vec<Value>, Vec<Value>) {
    let mut counts: BTreeMap<RuleId, usize> = BTreeMap::new();
    for record in lists.iter().flat_map(|(_, list)| list) {
        for rule in &record.rules {
            *counts.entry(*rule).or_default() += 1;
        }
    }
    let (mut spoken, mut silent) = (Vec::new(), Vec::new());
    for rule in (1..=RuleId::COUNT).map(RuleId) {
        let Some(dated) = facts.book.data_rule(rule, v.asof.on) else {
            continue;
        };
        let kind = match dated.rule.severity {
            Severity::Error => Kind::Failing,
            Severity::Overdue => Kind::Overdue,
            Severity::Warn => Kind::Warned,
            // what is only noticed, and how days are counted, speaks against nobody
            Severity::Notice | Severity::Rule => continue,
        };
        let count = counts.get(&rule).copied().unwrap_or(0);
        let rows = if count > 0 { &mut spoken } else { &mut silent };
        rows.push(context! {
            rule => rule.to_string(), message => dated.rule.message.in_language(v.lang.code()),
            kind => kind.code(), count,
            citation => cited(&dated.citation), since => day(dated.valid_from),
        });
    }
    (spoken, silent)
}

/// A day a rule begins on; nothing for one that always held.
fn day(day: Day) -> Option<String> {
    (day > Day::ymd(1, 1, 1)).then(|| day.to_string())
}

/// The same records judged by the rules as they stood before a change, beside those of the day.
pub async fn versions(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let Some(unit) = asked_unit(&v, s)? else {
        return v.render("standard/none.html", context! {});
    };
    let changes = versions::changes(&facts.book, v.asof.on);
    let asked = Day::parse(v.query("before")).ok();
    let change = asked
        .filter(|d| changes.contains(d))
        .or_else(|| changes.last().copied());
    let compared = match change {
        Some(change) => versions::compare(&v, &facts, unit, change).await?,
        None => Value::from(()),
    };
    let days: Vec<String> = changes.iter().rev().map(ToString::to_string).collect();
    v.render(
        "standard/versions.html",
        context! {
            unit => named(&v, s, unit), trail => trail(&v, s, unit, "/standard"), days,
            chosen => change.map(|d| d.to_string()), compared,
        },
    )
}

/// The correction slips of a unit's cells: of each failing record only what fails.
pub async fn slips(v: Visit) -> Reply {
    let printing = {
        let facts = v.facts().await?;
        let ground = ground(&v, &facts);
        let s = &facts.structure;
        let top = v.unit(s, v.param("id"))?;
        let cells = ground.within(top);
        let cells: Vec<UnitIx> = cells.into_iter().filter(|u| v.sees(s, *u)).collect();
        // only the failing are read: a province prints its slips without reading everybody
        let failing = records::records(&v, &facts, top, Kind::Failing).await?;
        let wanted: Vec<String> = failing.into_iter().map(|r| r.id).collect();
        let scope = v.scope(s)?;
        let mut db = v.db().await?;
        let mut members = read::by_ids(&mut db, &scope, &ground, &wanted).await?;
        drop(db);
        read::in_order(&mut members);
        let slips = papers::slips(&ground, &cells, &members);
        let ids = Ids::Guarded(&v.office.settings.key);
        let sheet = papers::print(&ground, top, &slips, &ids, v.lang)?;
        note(&v, What::Print, "slips", v.param("id"), (&wanted, None)).await?;
        printing(&v, &ground, sheet)
    };
    v.print(
        printing,
        &format!("slips-{}-{}.pdf", v.param("id"), v.asof.on),
    )
    .await
}

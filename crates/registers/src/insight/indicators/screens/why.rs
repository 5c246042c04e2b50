//! Why a figure is another one now: its value as the record knew it after an earlier act, its
//! value now, and the acts between that made the difference. The rows of both knowledges are
//! held against each other; who came or went is traced to the act that touched their record, and
//! otherwise to the reorganisation or the change of rules that moved them.

use super::asked::{self, Asked, Reading};
use super::listing;
use super::pages::{kept, names, pick};
use super::seen::Sights;
use super::table::{Side, plain};
use crate::insight::entered::store as entered;
use crate::insight::indicators::answer::Listed;
use crate::insight::indicators::rules::{definition, version};
use crate::insight::indicators::{Facts, Question};
use crate::organisation::members::model::CLASS as PERSON;
use crate::organisation::rulebook::{Source, store::RULE_CLASS};
use crate::organisation::units::model::CLASS as UNIT;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use bigdecimal::BigDecimal;
use minijinja::{Value, context};
use platform::asof::Known;
use platform::journal::store as journal;
use platform::web::page::value;
use platform::{Db, Error, Result};
use serde::Serialize;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// What brought rows in or took them away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Cause {
    Act(u64),
    /// Several reorganisations stand between, and which of them cannot be told.
    Units,
    Rules,
    /// Another record that shares a number with this one changed.
    Others,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Change {
    came: i64,
    went: i64,
}

/// A row of the page.
#[derive(Debug, Serialize)]
struct Row {
    act: Option<crate::web::journal::Shown>,
    /// Key of the message when no act can be told.
    cause: &'static str,
    came: i64,
    went: i64,
    net: i64,
}

/// A figure, or a term of a share, then and now.
#[derive(Debug, Serialize)]
struct Part {
    name: String,
    then: String,
    now: String,
    difference: String,
    measure: &'static str,
    rows: Vec<Row>,
    /// Whether its rows can be listed, and so be held against each other.
    listed: bool,
    /// Whether the unit was there as the record knew it then.
    there_then: bool,
    /// Whether the rule that says what is counted is another one.
    other_rule: bool,
}

/// The page.
pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    if v.query("indicator").is_empty() {
        return v.go(&v.link("/figures"));
    }
    let mut asked = match asked::read(&v, &facts)? {
        Reading::Good(asked) => asked,
        Reading::Bad(form) => {
            let pick = pick(&v, &facts, &form, None)?;
            return v.render_as(
                StatusCode::UNPROCESSABLE_ENTITY,
                "figures/refused.html",
                pick,
            );
        }
    };
    let said = v.query("then");
    let then = said
        .parse::<u64>()
        .ok()
        .filter(|n| *n > 0 && *n <= facts.known.0);
    let Some(then) = then else {
        let last = facts.known.0.to_string();
        let wrong = v.say("figures-wrong-then", &[("said", said), ("last", &last)])?;
        asked.form.error("then", wrong);
        let parts: Vec<Value> = Vec::new();
        return page_of(
            &v,
            &facts,
            &asked,
            said,
            parts,
            StatusCode::UNPROCESSABLE_ENTITY,
        );
    };
    let before = v.office.kept.known(Known(then)).await?;
    let mut parts = vec![value(&part(&v, &before, &facts, &asked, &asked.q).await?)];
    for term in terms(&facts, &asked.q)? {
        parts.push(value(&part(&v, &before, &facts, &asked, &term).await?));
    }
    page_of(&v, &facts, &asked, said, parts, StatusCode::OK)
}

fn page_of(
    v: &Visit,
    facts: &Facts,
    asked: &Asked,
    then: &str,
    parts: Vec<Value>,
    status: StatusCode,
) -> Reply {
    v.render_as(
        status,
        "figures/why.html",
        context! {
            form => value(&asked.form), name => names(v, facts, &asked.q)?.remove(0), then, told => parts,
            fields => value(&kept(&asked.form)),
            back => super::address::changed("/figures", &asked.form, &[]),
        },
    )
}

/// Of a share, the questions of its two terms.
fn terms(facts: &Facts, q: &Question) -> Result<Vec<Question>> {
    let rule = definition(&facts.book, &q.indicator, q.rule_day())?;
    let of = |code: &String| Question {
        indicator: code.clone(),
        ..q.clone()
    };
    let codes = [&rule.numerator, &rule.denominator].into_iter();
    Ok(codes.filter(|c| !c.is_empty()).map(of).collect())
}

/// The same unit as another knowledge numbers it.
fn as_known(
    from: &Facts,
    to: &Facts,
    asked: &Asked,
    q: &Question,
) -> Option<(asked::At, Question)> {
    let same = |u: figures::UnitIx| to.structure.find(&from.structure.unit(u).id);
    let at = match &asked.at {
        asked::At::Unit(u) => asked::At::Unit(same(*u)?),
        asked::At::Whole => asked::At::Whole,
        asked::At::Mine(tops) => asked::At::Mine(tops.iter().filter_map(|u| same(*u)).collect()),
    };
    let unit = at.unit();
    Some((at, Question { unit, ..q.clone() }))
}

async fn part(
    v: &Visit,
    before: &Arc<Facts>,
    now: &Arc<Facts>,
    asked: &Asked,
    q: &Question,
) -> Result<Part> {
    let side = Side::of(v, now, q.clone(), &mut Sights::default()).await?;
    let value_now = side.total(now, &asked.at);
    let known = as_known(now, before, asked, q);
    let earlier =
        match known.filter(|_| definition(&before.book, &q.indicator, q.rule_day()).is_ok()) {
            Some((at, q)) => Some(earlier(v, before, at, q).await?),
            None => None,
        };
    let value_then = earlier.as_ref().and_then(|e| e.value.clone());
    let share = side.counts.terms().is_some();
    let listed = listing::has_list(now, q) && !share;
    let rows = if listed {
        let rows_now = listing::all(v, now, asked, q, listing::Of::Total)?;
        let rows_then = earlier.as_ref().map_or(&[][..], |e| e.rows.as_slice());
        let changed = changed((before, rows_then), (now, &rows_now));
        told(v, before, q, changed).await?
    } else if share {
        Vec::new()
    } else {
        between(v, before, q).await?
    };
    let difference = match (&value_now, &value_then) {
        (Some(a), Some(b)) => plain(Some(&(a - b)), side.measure),
        _ => String::new(),
    };
    Ok(Part {
        name: names(v, now, q)?.remove(0),
        then: plain(value_then.as_ref(), side.measure),
        now: plain(value_now.as_ref(), side.measure),
        difference,
        measure: side.measure,
        rows,
        listed,
        there_then: earlier.as_ref().is_some_and(|e| e.there),
        other_rule: version(&before.book, &q.indicator, q.rule_day())
            != version(&now.book, &q.indicator, q.rule_day()),
    })
}

/// A figure as it was known.
struct Earlier {
    there: bool,
    value: Option<BigDecimal>,
    rows: Vec<Listed>,
}

async fn earlier(v: &Visit, before: &Arc<Facts>, at: asked::At, q: Question) -> Result<Earlier> {
    let mut sights = Sights::default();
    let seen = super::seen::Seen::of(v, &before.structure, q.structure_day())?;
    let side = Side::of(v, before, q.clone(), &mut sights).await?;
    let value = side.total(before, &at);
    let asked = Asked {
        form: platform::web::Form::default(),
        q: q.clone(),
        at,
        seen,
        against: None,
    };
    let open = asked
        .at
        .unit()
        .is_none_or(|u| before.structure.is_open(u, q.structure_day()));
    let rows = if open && listing::has_list(before, &q) && side.counts.terms().is_none() {
        listing::all(v, before, &asked, &q, listing::Of::Total)?
    } else {
        Vec::new()
    };
    Ok(Earlier {
        there: open,
        value,
        rows,
    })
}

/// By how many rows each person, or unit, is counted more now than before.
fn changed(before: (&Facts, &[Listed]), now: (&Facts, &[Listed])) -> HashMap<String, i64> {
    let mut counted: HashMap<String, i64> = HashMap::new();
    for ((facts, rows), sign) in [(before, -1), (now, 1)] {
        for r in rows {
            let unit = || {
                r.unit
                    .map_or_else(String::new, |u| facts.structure.unit(u).id.clone())
            };
            let id = r.person.map_or_else(unit, |p| facts.id_of(p));
            *counted.entry(id).or_default() += sign;
        }
    }
    counted.retain(|_, n| *n != 0);
    counted
}

/// Tells each change by the last act after the earlier knowledge that touched the record.
async fn told(
    v: &Visit,
    before: &Facts,
    q: &Question,
    changed: HashMap<String, i64>,
) -> Result<Vec<Row>> {
    let rule = definition(&before.book, &q.indicator, q.rule_day());
    let of_units = rule.is_ok_and(|r| r.source.is_units());
    let class = if of_units { UNIT } else { PERSON };
    let mut ids: Vec<String> = changed.keys().cloned().collect();
    ids.sort();
    let mut db = v.db().await?;
    let touched = journal::touched_since(&mut db, class, &ids, before.known.0).await?;
    let last: HashMap<String, u64> = touched.into_iter().collect();
    let rules = acts_until(&mut db, v, RULE_CLASS, before).await?;
    let units = acts_until(&mut db, v, UNIT, before).await?;
    let of_verdicts = rule_counts(before, q, Source::Verdicts);
    let mut causes: BTreeMap<Cause, Change> = BTreeMap::new();
    for (id, n) in changed {
        let cause = match last.get(&id).filter(|n| **n <= v.asof.known.0) {
            Some(act) => Cause::Act(*act),
            None if of_verdicts && !rules.is_empty() => one(&rules, Cause::Rules),
            None if !units.is_empty() => one(&units, Cause::Units),
            None if !rules.is_empty() => one(&rules, Cause::Rules),
            None => Cause::Others,
        };
        let change = causes.entry(cause).or_default();
        change.came += n.max(0);
        change.went += (-n).max(0);
    }
    rows(v, &mut db, causes).await
}

fn one(acts: &[u64], many: Cause) -> Cause {
    match acts {
        [act] => Cause::Act(*act),
        _ => many,
    }
}

fn rule_counts(facts: &Facts, q: &Question, source: Source) -> bool {
    definition(&facts.book, &q.indicator, q.rule_day()).is_ok_and(|r| r.source == source)
}

async fn acts_until(db: &mut Db, v: &Visit, class: &str, before: &Facts) -> Result<Vec<u64>> {
    let mut acts = journal::acts_of_class_since(db, class, before.known.0).await?;
    acts.retain(|n| *n <= v.asof.known.0);
    Ok(acts)
}

/// The acts between that concern what the figure is made of, without numbers of their own.
async fn between(v: &Visit, before: &Facts, q: &Question) -> Result<Vec<Row>> {
    let class = if rule_counts(before, q, Source::Reports) {
        entered::CLASS
    } else {
        UNIT
    };
    let mut db = v.db().await?;
    let acts = acts_until(&mut db, v, class, before).await?;
    let causes = acts.into_iter().map(|n| (Cause::Act(n), Change::default()));
    rows(v, &mut db, causes.collect()).await
}

async fn rows(v: &Visit, db: &mut Db, causes: BTreeMap<Cause, Change>) -> Result<Vec<Row>> {
    let annulled = journal::annulments(db, v.asof.known).await?;
    let facts = v.facts().await?;
    let subjects = v.subjects(db, &facts.structure).await?;
    let mut rows = Vec::new();
    for (cause, change) in causes {
        let act = match cause {
            Cause::Act(n) => {
                let found = journal::acts(db, n, n).await?.pop();
                let none = || Error::internal("an act that touched a record is not there");
                let act = found.ok_or_else(none)?;
                // an act of which nothing may be seen is told by its kind alone
                let seen = subjects.lines(db, &act, 1).await?;
                seen.map(|(_, lines)| v.seen(&subjects, (&act, lines), &annulled))
            }
            _ => None,
        };
        rows.push(Row {
            act,
            cause: match cause {
                Cause::Act(_) | Cause::Units => "figures-cause-units",
                Cause::Rules => "figures-cause-rules",
                Cause::Others => "figures-cause-others",
            },
            came: change.came,
            went: change.went,
            net: change.came - change.went,
        });
    }
    Ok(rows)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_is_told_by_the_one_act_or_by_its_kind() {
        assert_eq!(one(&[7], Cause::Units), Cause::Act(7));
        assert_eq!(one(&[7, 8], Cause::Units), Cause::Units);
    }
}

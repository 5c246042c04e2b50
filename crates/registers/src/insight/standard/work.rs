//! The work list: the records that a rule speaks against, and beside them the form for one.

use super::fix;
use super::records::{self, Kind, Record};
use super::words::{Teller, cited, rule_on};
use crate::insight::indicators::Facts;
use crate::organisation::members::documents::pages::ground;
use crate::organisation::members::documents::read::{self, Ids, Person};
use crate::organisation::members::standard as dq;
use crate::organisation::members::store as members;
use crate::organisation::rulebook::RuleId;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::{Structure, UnitIx};
use minijinja::{Value, context};
use platform::Result;
use platform::web::Form;
use platform::web::page::value;
use std::collections::HashMap;

/// Records on one page.
const SIZE: usize = 25;

pub async fn list(v: Visit) -> Reply {
    show(&v, None).await
}

/// The unit the page speaks of: the one asked for, or one's own.
pub fn asked_unit(v: &Visit, s: &Structure) -> Result<Option<UnitIx>> {
    match v.query("unit") {
        "" => Ok(v.own_unit(s)),
        id => v.unit(s, id).map(Some),
    }
}

fn asked_rule(v: &Visit) -> Option<RuleId> {
    RuleId::parse(v.query("rule"))
}

/// The address of the list as it was asked for, at a record.
#[must_use]
pub fn address(v: &Visit, unit: &str, at: &str) -> String {
    v.link(&asked_at(v, unit, at))
}

/// The same after a record was put right, with the rules that spoke against it.
#[must_use]
pub fn address_after(v: &Visit, unit: &str, at: &str, mended: &[RuleId]) -> String {
    let mended: Vec<String> = mended.iter().map(ToString::to_string).collect();
    let address = asked_at(v, unit, at);
    v.link(&format!("{address}&after={}", mended.join(".")))
}

fn asked_at(v: &Visit, unit: &str, at: &str) -> String {
    let mut address = format!("/standard/work?unit={unit}");
    let kind = Kind::named(v.query("kind"));
    if kind != Kind::Failing {
        address.push_str(&format!("&kind={}", kind.code()));
    }
    if let Some(rule) = asked_rule(v) {
        address.push_str(&format!("&rule={rule}"));
    }
    if !at.is_empty() {
        address.push_str(&format!("&at={at}"));
    }
    address
}

/// The list as it was asked for.
async fn asked(v: &Visit, facts: &Facts, unit: UnitIx) -> Result<Vec<Record>> {
    let kind = Kind::named(v.query("kind"));
    let mut list = records::records(v, facts, unit, kind).await?;
    if let Some(rule) = asked_rule(v) {
        list.retain(|r| r.rules.contains(&rule));
    }
    Ok(list)
}

/// The record to open after one is put right.
pub async fn next(
    v: &Visit,
    facts: &Facts,
    unit: Option<UnitIx>,
    person: &str,
) -> Result<Option<String>> {
    let Some(unit) = unit else { return Ok(None) };
    let list = asked(v, facts, unit).await?;
    let at = list.iter().position(|r| r.id == person);
    let after = at.and_then(|at| list.get(at + 1));
    let next = after.or_else(|| list.iter().find(|r| r.id != person));
    Ok(next.map(|r| r.id.clone()))
}

/// The page, with a form that was refused or as it is first shown.
pub async fn show(v: &Visit, refused: Option<&Form>) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let Some(unit) = asked_unit(v, s)? else {
        let status = match refused {
            Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
            None => StatusCode::OK,
        };
        return v.render_as(status, "standard/none.html", context! {});
    };
    let list = asked(v, &facts, unit).await?;
    let opened = refused.map_or_else(|| v.query("at"), |f| f.get("person"));
    let at = list.iter().position(|r| r.id == opened).unwrap_or(0);
    let first = at / SIZE * SIZE;
    let window = &list[first..list.len().min(first + SIZE)];
    let ground = ground(v, &facts);
    let ids = Ids::Guarded(&v.office.settings.key);
    let teller = Teller {
        v,
        ground: &ground,
        ids: &ids,
        guarded: true,
    };
    let persons = {
        let scope = v.scope(s)?;
        let wanted: Vec<String> = window.iter().map(|r| r.id.clone()).collect();
        let mut db = v.db().await?;
        read::by_ids(&mut db, &scope, &ground, &wanted).await?
    };
    let others = Others::of(v, &facts, &persons).await?;
    let unit_id = s.unit(unit).id.as_str();
    let here = list.get(at).map(|r| r.id.as_str());
    let mut rows = Vec::new();
    for (record, person) in pairs(window, &persons) {
        rows.push(context! {
            href => address(v, unit_id, &record.id), here => here == Some(record.id.as_str()),
            ..row(&teller, record, person, &others)?
        });
    }
    let open = persons.iter().find(|p| Some(p.id.as_str()) == here);
    let desk = match (open, list.get(at)) {
        (Some(person), Some(record)) => {
            let teller = Teller {
                guarded: false,
                ..teller
            };
            desk(&teller, person, record, (refused, &others)).await?
        }
        _ => Value::from(()),
    };
    let way = |to: Option<usize>| {
        let record = to.and_then(|to| list.get(to));
        record.map(|r| address(v, unit_id, &r.id))
    };
    let share = share(v, &facts, unit, list.get(at)).await?;
    let status = if refused.is_some() {
        StatusCode::UNPROCESSABLE_ENTITY
    } else {
        StatusCode::OK
    };
    let form = match (refused, open) {
        (Some(form), _) => form.clone(),
        (None, Some(person)) => fix::filled(person, &fix::first_basis(v, person).await?),
        (None, None) => Form::default(),
    };
    let state = s.state(unit, v.asof.on).or_else(|| s.last_state(unit));
    v.render_as(
        status,
        "standard/work.html",
        context! {
            unit => context! { id => unit_id, name => state.map_or("", |s| s.name.as_str()) },
            kind => Kind::named(v.query("kind")).code(), rule => asked_rule(v).map(|r| r.to_string()),
            rows, desk, share, form => value(&form), total => list.len(),
            first => first + 1, last => first + window.len(), address => address(v, unit_id, ""),
            action => address(v, unit_id, here.unwrap_or("")), focus => !v.query("at").is_empty(),
            back => way(first.checked_sub(SIZE)), more => way(Some(first + SIZE)),
            skip => way(Some(at + 1)), sexes => sexes(v)?,
        },
    )
}

fn sexes(v: &Visit) -> Result<Vec<Value>> {
    let option = |sex: &str| -> Result<Value> {
        Ok(Value::from(vec![
            sex.to_owned(),
            v.t(&format!("standard-option-{sex}"))?,
        ]))
    };
    ["female", "male"].into_iter().map(option).collect()
}

fn pairs<'a>(
    window: &'a [Record],
    persons: &'a [Person],
) -> impl Iterator<Item = (&'a Record, &'a Person)> {
    window
        .iter()
        .filter_map(|r| Some((r, persons.iter().find(|p| p.id == r.id)?)))
}

/// Whose records bear a number of those on the page: by person and number, those that may be seen
/// with their names.
struct Others {
    alike: HashMap<String, [members::Alike; 3]>,
    names: HashMap<String, members::Named>,
}

impl Others {
    async fn of(v: &Visit, facts: &Facts, persons: &[Person]) -> Result<Others> {
        let scope = v.scope(&facts.structure)?;
        let wanted: Vec<String> = persons.iter().map(|p| p.id.clone()).collect();
        let mut db = v.db().await?;
        let alike = match v.now {
            true => members::alike(&mut db, &scope, v.asof.on, &facts.book, &wanted).await?,
            // what was known on another day is not told of anybody else
            false => HashMap::new(),
        };
        let seen: Vec<String> = alike
            .values()
            .flatten()
            .flat_map(|a| a.seen.iter().cloned())
            .collect();
        let names = members::names(&mut db, &scope, v.asof, &seen).await?;
        Ok(Others { alike, names })
    }

    /// The other records for which a rule speaks against a person's: name and address of each
    /// that may be seen, and whether there are more.
    fn told(&self, person: &Person, rule: RuleId) -> Value {
        let number = match rule {
            dq::DQ03 => 0,
            dq::DQ09 => 1,
            dq::DQ10 => 2,
            _ => return Value::from(()),
        };
        let alike = self.alike.get(&person.id).map(|a| &a[number]);
        let Some(alike) = alike.filter(|a| a.more || !a.seen.is_empty()) else {
            return Value::from(());
        };
        let one = |id: &String| {
            let named = self.names.get(id);
            context! {
                name => named.map_or("", |n| n.name.as_str()), born => named.map_or("", |n| n.birth_year.as_str()),
                path => crate::web::routes::leads("/members/{person}").then(|| format!("/members/{id}")),
            }
        };
        let seen: Vec<Value> = alike.seen.iter().map(one).collect();
        context! { seen, more => alike.more }
    }
}

/// A row of the list: who, where, and each rule with what is wrong in words.
fn row(teller: &Teller<'_>, record: &Record, person: &Person, others: &Others) -> Result<Value> {
    let mut problems = Vec::new();
    for rule in &record.rules {
        let (text, others) = (teller.problem(person, *rule)?, others.told(person, *rule));
        problems.push(context! { rule => rule.to_string(), text, others });
    }
    Ok(context! {
        id => record.id.as_str(), name => person.name(), cell => teller.ground.place(person.unit()), code => teller.ground.code(person.unit()),
        gain => record.gain, problems,
    })
}

/// What stands beside the list: everything that is wrong with one record, and the form for it.
async fn desk(
    teller: &Teller<'_>,
    person: &Person,
    record: &Record,
    (refused, others): (Option<&Form>, &Others),
) -> Result<Value> {
    let v = teller.v;
    let s = &teller.ground.structure;
    let enters = s.find(person.unit()).is_some_and(|u| v.enters(s, u));
    let on = v.asof.on;
    let cite = |rule: &RuleId| {
        let dated = rule_on(teller.ground, *rule, on);
        dated.map_or_else(String::new, |d| cited(&d.citation))
    };
    let mut problems = Vec::new();
    for rule in person.failing.iter().chain(&person.told) {
        let text = teller.problem(person, *rule)?;
        let others = others.told(person, *rule);
        problems.push(context! { rule => rule.to_string(), text, others, citation => cite(rule) });
    }
    let version = match refused {
        Some(form) => form.get("version").to_owned(),
        None => {
            let ids = std::slice::from_ref(&person.id);
            let mut db = v.db().await?;
            let version = members::version(&mut db, ids, v.asof.known).await?;
            version.to_string()
        }
    };
    let own = v.own_unit(s).map(|u| s.unit(u).id.as_str());
    Ok(context! {
        id => person.id.as_str(), name => person.name(), cell => teller.ground.place(person.unit()), code => teller.ground.code(person.unit()),
        cell_id => person.unit(), born => person.day("birth_date").map(|d| d.year().to_string()),
        fields => fix::shown(v, person, teller.ids)?, enters, problems, version, gain => record.gain,
        secretary => own != Some(person.unit()),
        person => crate::web::routes::leads("/members/{person}").then(|| format!("/members/{}", person.id)),
    })
}

/// The share that the unit's records reach, as every page says it, and what it is once this record
/// is put right; among very many one record does not show in it, so how many are left is said.
async fn share(
    v: &Visit,
    facts: &std::sync::Arc<Facts>,
    unit: UnitIx,
    record: Option<&Record>,
) -> Result<Value> {
    let (members, failing) = counted(v, facts, unit).await?;
    let gain = record.map_or(0, |r| u64::try_from(r.gain).unwrap_or(0));
    let left = failing.saturating_sub(gain);
    let value = records::share(members, failing);
    let after = records::share(members, left).filter(|after| value.as_ref() != Some(after));
    Ok(context! { members, failing, left, value, after })
}

/// Members of a unit, and how many of their records fail.
pub async fn counted(v: &Visit, facts: &std::sync::Arc<Facts>, unit: UnitIx) -> Result<(u64, u64)> {
    let mut counts = [0; 2];
    for (count, code) in counts.iter_mut().zip(["members", "failing"]) {
        let column = v.stock(facts, code, v.asof.on).await?;
        let shown = column.map(|c| c.of(Some(unit))).transpose()?;
        *count = shown.and_then(|s| s.value.parse().ok()).unwrap_or(0);
    }
    Ok((counts[0], counts[1]))
}

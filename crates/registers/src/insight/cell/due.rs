//! Who is due, in a unit and all below it: probations that are over and wait for recognition,
//! those about to end, and the badges of the next round.

use crate::insight::indicators::Facts;
use crate::insight::standard::pages::{named, trail};
use crate::insight::standard::work::asked_unit;
use crate::organisation::members::documents::pages::ground;
use crate::organisation::members::documents::read;
use crate::organisation::members::store as members;
use crate::web::{Reply, Visit};
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::Result;
use std::collections::{HashMap, HashSet};

/// Days ahead within which the end of a probation is shown.
const AHEAD: i32 = 60;
/// People on one page.
const SIZE: usize = 50;

/// Somebody due: the number the columns know them by, and the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Due {
    pub person: u32,
    pub day: Day,
    /// Of a badge: for how many years.
    pub years: i32,
}

/// The members who sit in a unit and all below it on a day, within what is seen.
fn sitting(v: &Visit, facts: &Facts, unit: UnitIx, standing: Option<&str>) -> Vec<u32> {
    let (s, on) = (&facts.structure, v.asof.on);
    let inside = s
        .all()
        .filter(|u| s.is_within(*u, unit, on) && v.sees(s, *u));
    let inside: HashSet<UnitIx> = inside.collect();
    let word = standing.map(|text| facts.find_word(text));
    let there = facts.stretches.iter().filter(|x| {
        let asked = word.is_none_or(|w| w == Some(x.standing));
        x.from <= on && on < x.to && x.counted && asked
    });
    let there = there.filter(|x| x.unit.is_some_and(|u| inside.contains(&u)));
    there.map(|x| x.person).collect()
}

/// Probations that end by a day, the longest over first.
pub async fn probations(v: &Visit, facts: &Facts, unit: UnitIx, until: Day) -> Result<Vec<Due>> {
    let persons = sitting(v, facts, unit, Some("probationary"));
    let ids: Vec<String> = persons.iter().map(|p| facts.id_of(*p)).collect();
    let held: HashMap<String, Day> = {
        let scope = v.scope(&facts.structure)?;
        let mut db = v.db().await?;
        members::ceremonies(&mut db, &scope, v.asof, &ids).await?
    };
    let mut due = Vec::new();
    for (person, id) in persons.iter().zip(&ids) {
        let Some(held) = held.get(id) else { continue };
        // a case is judged by the rule of the day it began
        let months = facts.book.value("probation_months", *held);
        let Some(months) = months.and_then(|m| i32::try_from(m).ok()) else {
            continue;
        };
        let day = held.plus_months(months);
        if day <= until {
            due.push(Due {
                person: *person,
                day,
                years: 0,
            });
        }
    }
    due.sort_by_key(|d| (d.day, d.person));
    Ok(due)
}

/// Badges of the next round: announced from the day after the round before.
#[must_use]
pub fn badges(v: &Visit, facts: &Facts, unit: UnitIx) -> Vec<Due> {
    let (book, on) = (&facts.book, v.asof.on);
    let Some(round) = book.award_round(on) else {
        return Vec::new();
    };
    let Some(before) = book.award_round_before(round) else {
        return Vec::new();
    };
    let earned = book.wholes("badge_years", on).iter();
    let earned: Vec<i32> = earned.filter_map(|y| i32::try_from(*y).ok()).collect();
    let mut due = Vec::new();
    for person in sitting(v, facts, unit, None) {
        let traits = facts.traits_of(person).iter();
        let mut now = traits.filter(|t| t.from <= on && on < t.to);
        let Some(since) = now.next().and_then(|t| t.age_from) else {
            continue;
        };
        let near = i32::from(round.year()) - i32::from(since.year());
        let mut years = earned.iter().filter(|y| (near - 2..=near).contains(*y));
        if let Some(years) = years.find(|y| {
            let anniversary = since.plus_years(**y);
            before < anniversary && anniversary <= round
        }) {
            due.push(Due {
                person,
                day: round,
                years: *years,
            });
        }
    }
    due.sort_by_key(|d| (std::cmp::Reverse(d.years), d.person));
    due
}

/// The page of both lists, one at a time.
pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let Some(unit) = asked_unit(&v, s)? else {
        return v.render("standard/none.html", context! {});
    };
    let badge = v.query("what") == "badge";
    let list = if badge {
        badges(&v, &facts, unit)
    } else {
        probations(&v, &facts, unit, v.asof.on.plus_days(AHEAD)).await?
    };
    let from = v
        .query("from")
        .parse::<usize>()
        .unwrap_or(0)
        .min(list.len());
    let window = &list[from..list.len().min(from + SIZE)];
    let rows = rows(&v, &facts, window).await?;
    let over = list.iter().filter(|d| !badge && d.day <= v.asof.on).count();
    let next = from + window.len();
    v.render(
        "cell/due.html",
        context! {
            unit => named(&v, s, unit), trail => trail(&v, s, unit, "/due"), rows, over, badge,
            what => if badge { "badge" } else { "probation" },
            round => facts.book.award_round(v.asof.on).map(|d| d.to_string()), total => list.len(),
            first => from + 1, last => next, more => (next < list.len()).then_some(next),
        },
    )
}

async fn rows(v: &Visit, facts: &Facts, window: &[Due]) -> Result<Vec<Value>> {
    let ground = ground(v, facts);
    let ids: Vec<String> = window.iter().map(|d| facts.id_of(d.person)).collect();
    let persons = {
        let scope = v.scope(&facts.structure)?;
        let mut db = v.db().await?;
        read::by_ids(&mut db, &scope, &ground, &ids).await?
    };
    let mut rows = Vec::new();
    for (due, id) in window.iter().zip(&ids) {
        let Some(person) = persons.iter().find(|p| p.id == *id) else {
            continue;
        };
        let whole = crate::web::routes::leads("/members/{person}");
        rows.push(context! {
            name => person.name(), cell => ground.place(person.unit()),
            cell_href => v.link(&format!("/cell/{}", person.unit())),
            href => whole.then(|| v.link(&format!("/members/{id}"))),
            day => due.day.to_string(), over => due.day <= v.asof.on, years => due.years,
        });
    }
    Ok(rows)
}

//! Who is due, in a unit and all below it: probations that are over and wait for recognition,
//! those about to end, and the badges of the next round.

use crate::insight::indicators::Facts;
use crate::insight::indicators::facts::Stretch;
use crate::insight::standard::pages::{named, trail};
use crate::insight::standard::work::asked_unit;
use crate::organisation::members::documents::pages::ground;
use crate::organisation::members::documents::read;
use crate::web::{Reply, Visit};
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::Result;
use std::collections::HashSet;

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

/// A unit and all below it on a day, within what is seen.
fn inside(v: &Visit, facts: &Facts, unit: UnitIx) -> HashSet<UnitIx> {
    let (s, on) = (&facts.structure, v.asof.on);
    let seen = s
        .all()
        .filter(|u| s.is_within(*u, unit, on) && v.sees(s, *u));
    seen.collect()
}

/// Whether a stretch puts a member on a day into one of some units.
fn sits(x: &Stretch, inside: &HashSet<UnitIx>, on: Day) -> bool {
    let now = x.from <= on && on < x.to && x.counted;
    now && x.unit.is_some_and(|u| inside.contains(&u))
}

/// Probations that end by a day, the longest over first.
#[must_use]
pub fn probations(v: &Visit, facts: &Facts, unit: UnitIx, until: Day) -> Vec<Due> {
    let Some(probationary) = facts.find_word("probationary") else {
        return Vec::new();
    };
    let (on, inside) = (v.asof.on, inside(v, facts, unit));
    let probations = facts.stretches.iter();
    let probations = probations.filter(|x| x.standing == probationary && sits(x, &inside, on));
    let mut due = Vec::new();
    for person in probations.map(|x| x.person) {
        let Some(held) = facts.traits_on(person, on).and_then(|t| t.held) else {
            continue;
        };
        // a case is judged by the rule of the day it began
        let months = facts.book.value("probation_months", held);
        let Some(months) = months.and_then(|m| i32::try_from(m).ok()) else {
            continue;
        };
        let day = held.plus_months(months);
        if day <= until {
            due.push(Due {
                person,
                day,
                years: 0,
            });
        }
    }
    due.sort_by_key(|d| (d.day, d.person));
    due
}

/// The badges that a round gives.
struct Round {
    before: Day,
    day: Day,
    /// For how many years, and the days among which membership must have begun. They are a little
    /// wide: whole days are compared for everybody, anniversaries only for who may be meant.
    earned: Vec<(i32, Day, Day)>,
}

impl Round {
    /// The round that is announced on a day, from the day after the round before.
    fn announced(facts: &Facts, on: Day) -> Option<Round> {
        let book = &facts.book;
        let day = book.award_round(on)?;
        let before = book.award_round_before(day)?;
        let earned = book.wholes("badge_years", on).iter();
        let earned = earned.filter_map(|y| i32::try_from(*y).ok()).map(|years| {
            let begun = |end: Day, margin| end.plus_years(-years).plus_days(margin);
            (years, begun(before, -3), begun(day, 3))
        });
        let earned = earned.collect();
        Some(Round {
            before,
            day,
            earned,
        })
    }

    /// For how many years somebody gets a badge whose membership counts from a day.
    fn years(&self, since: Day) -> Option<i32> {
        let may = self
            .earned
            .iter()
            .filter(|(_, a, b)| *a <= since && since <= *b);
        let mut years = may.map(|(years, _, _)| *years);
        years.find(|years| {
            let anniversary = since.plus_years(*years);
            self.before < anniversary && anniversary <= self.day
        })
    }
}

/// Badges of the next round, the longest membership first.
#[must_use]
pub fn badges(v: &Visit, facts: &Facts, unit: UnitIx) -> Vec<Due> {
    let on = v.asof.on;
    let Some(round) = Round::announced(facts, on) else {
        return Vec::new();
    };
    let inside = inside(v, facts, unit);
    let there = |person: u32| {
        let mut stretches = facts.by_person(person).iter();
        stretches.any(|x| sits(x, &inside, on))
    };
    let now = facts.persons.iter().filter(|t| t.from <= on && on < t.to);
    let earns = now.filter_map(|t| Some((t.person, round.years(t.age_from?)?)));
    let mut due: Vec<Due> = earns
        .filter(|(person, _)| there(*person))
        .map(|(person, years)| Due {
            person,
            day: round.day,
            years,
        })
        .collect();
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
        probations(&v, &facts, unit, v.asof.on.plus_days(AHEAD))
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

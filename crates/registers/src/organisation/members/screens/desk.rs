//! The desk of transfers: sent from here, on the way to here, late, received, and those sent
//! out of the organisation, who wait for a confirmation.

use super::super::roll::{On, Roll};
use super::filter::{self, standing_for};
use crate::organisation::rulebook::{Effect, RuleId, Rulebook};
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Visit};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::web::page::value;
use platform::{Result, Scope};
use serde::Serialize;
use std::collections::HashMap;

/// Received transfers are shown for so many days.
const RECEIVED: i32 = 92;
/// Rows of each list that are shown.
const MOST: usize = 200;
/// The rule of the data standard that a transfer on its way too long breaks.
const LATE: &str = "DQ12";

/// Somebody on the way.
#[derive(Debug, Serialize)]
struct Row {
    id: String,
    name: String,
    born: Option<String>,
    from: String,
    to: String,
    sent: String,
    /// By when it should be received.
    by: Option<String>,
    late: bool,
    /// Whether the one who visits may see the person's page.
    seen: bool,
    /// Whether they may receive here.
    receives: bool,
    /// Whether they may take the transfer back.
    withdraws: bool,
}

#[derive(Default)]
struct Desk {
    sent: Vec<Row>,
    coming: Vec<Row>,
    leaving: Vec<Row>,
}

pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let unit = filter::unit(&v, &facts.structure)?;
    let scope = v.scope(&facts.structure)?;
    let asked = |roll: &Roll| desk(&v, &facts, (roll, &scope), unit);
    let mut desk = v.roll(asked).await?;
    let received = received(&v, &facts, unit).await?;
    for list in [&mut desk.sent, &mut desk.coming, &mut desk.leaving] {
        list.sort_by(|a, b| (!a.late, &a.sent, &a.name).cmp(&(!b.late, &b.sent, &b.name)));
    }
    let counts = [&desk.sent, &desk.coming, &desk.leaving].map(Vec::len);
    let late = desk.coming.iter().chain(&desk.sent).filter(|r| r.late);
    let late = late
        .map(|r| &r.id)
        .collect::<std::collections::BTreeSet<_>>()
        .len();
    for list in [&mut desk.sent, &mut desk.coming, &mut desk.leaving] {
        list.truncate(MOST);
    }
    let s = &facts.structure;
    let state = unit.and_then(|u| s.state(u, v.asof.on));
    v.render(
        "members/desk.html",
        context! {
            sent => value(&desk.sent), coming => value(&desk.coming), leaving => value(&desk.leaving), received,
            counts => value(&counts), late, unit => state.map(|x| x.name.clone()), may => v.now, days => RECEIVED,
        },
    )
}

/// How many wait to be received by a unit and all below it, and how many they sent who wait to be
/// received elsewhere: as many as the lists of the desk hold.
pub async fn waiting(
    v: &Visit,
    facts: &FactsOfVisit,
    unit: Option<UnitIx>,
) -> Result<(usize, usize)> {
    let scope = v.scope(&facts.structure)?;
    let desk = v.roll(|roll| desk(v, facts, (roll, &scope), unit)).await?;
    Ok((desk.coming.len(), desk.sent.len()))
}

fn desk(
    v: &Visit,
    facts: &FactsOfVisit,
    (roll, scope): (&Roll, &Scope),
    unit: Option<UnitIx>,
) -> Desk {
    let (s, on) = (&facts.structure, v.asof.on);
    let mut desk = Desk::default();
    let on_the_way = |p: &On<'_>| p.is_leaving() || !p.way_ids().1.is_empty();
    let asked = format!("{on} way");
    let found = roll.lately(&asked, scope, || roll.walk(scope, on, None, on_the_way));
    let mut inside: HashMap<String, bool> = HashMap::new();
    let mut is_inside = |id: &str| {
        *inside.entry(id.to_owned()).or_insert_with(|| {
            let now = s.find(id).and_then(|u| standing_for(s, u, on));
            now.is_some_and(|u| v.sees(s, u) && unit.is_none_or(|top| s.is_within(u, top, on)))
        })
    };
    for p in roll.all(&found, on) {
        if p.is_leaving() {
            if is_inside(p.unit_id()) {
                desk.leaving.push(row(v, facts, &p, (p.unit_id(), "")));
            }
            continue;
        }
        let (from, to) = p.way_ids();
        if is_inside(from) {
            desk.sent.push(row(v, facts, &p, (from, to)));
        }
        if is_inside(to) {
            desk.coming.push(row(v, facts, &p, (from, to)));
        }
    }
    desk
}

fn row(v: &Visit, facts: &FactsOfVisit, p: &On<'_>, (from, to): (&str, &str)) -> Row {
    let (s, on) = (&facts.structure, v.asof.on);
    let enters = |id: &str| {
        let unit = s.find(id).and_then(|u| standing_for(s, u, on));
        unit.is_some_and(|u| v.enters(s, u))
    };
    let sent = p.since().unwrap_or(on);
    Row {
        id: p.id(),
        name: p.name(),
        born: (p.said.born != Day::MAX).then(|| p.said.born.year().to_string()),
        from: name(s, from, on),
        to: name(s, to, on),
        sent: sent.to_string(),
        by: deadline(&facts.book, sent).map(|d| d.to_string()),
        late: p.faults(false).any(|f| f == LATE),
        seen: s.find(from).is_some_and(|u| v.sees(s, u)),
        receives: v.now && !to.is_empty() && enters(to),
        withdraws: v.now && enters(from),
    }
}

fn name(s: &Structure, id: &str, on: Day) -> String {
    let state = s
        .find(id)
        .and_then(|u| s.state(u, on).or_else(|| s.last_state(u)));
    let above = state
        .and_then(|x| x.parent)
        .and_then(|p| s.state(p, on).or_else(|| s.last_state(p)));
    match (state, above) {
        (None, _) => String::new(),
        (Some(x), None) => format!("{} ({})", x.name, x.code),
        (Some(x), Some(above)) => format!("{} ({}), {}", x.name, x.code, above.name),
    }
}

/// By when a transfer is to be received, by the rule of the day it was sent.
fn deadline(book: &Rulebook, sent: Day) -> Option<Day> {
    let rule = book.data_rule(RuleId::parse(LATE)?, sent)?;
    let days = rule.rule.parameters.working_days;
    Some(book.calendar().add_working_days(sent, days).0)
}

/// Transfers that came to an end here lately, the newest first.
async fn received(v: &Visit, facts: &FactsOfVisit, unit: Option<UnitIx>) -> Result<Vec<Value>> {
    let (s, on) = (&facts.structure, v.asof.on);
    let since = on.plus_days(-RECEIVED);
    let rules = facts.book.events().iter();
    let receives = rules.filter(|r| r.effect == Effect::Receive && !r.takes_back());
    let words: Vec<_> = receives.map(|r| facts.find_word(&r.key)).collect();
    let events = facts.events.iter().rev();
    let events = events.filter(|e| words.contains(&Some(e.event)));
    let events = events
        .skip_while(|e| e.day > on)
        .take_while(|e| e.day >= since);
    let here = events.filter_map(|e| {
        let now = standing_for(s, facts.places.get(e.place).first, on)?;
        let inside = v.sees(s, now) && unit.is_none_or(|top| s.is_within(now, top, on));
        inside.then(|| (facts.id_of(e.person), e.day, now))
    });
    let here: Vec<(String, Day, UnitIx)> = here.take(MOST).collect();
    let scope = v.scope(s)?;
    let told = v.roll(|roll| {
        let row = |(id, day, unit): &(String, Day, UnitIx)| {
            // on that day they were here, wherever they went since
            let p = roll.find(&scope, id, *day)?;
            Some(context! { id => id.as_str(), name => p.name(), day => day.to_string(), unit => name(s, &s.unit(*unit).id, on) })
        };
        here.iter().filter_map(row).collect::<Vec<Value>>()
    });
    told.await
}

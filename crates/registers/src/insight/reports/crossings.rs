//! Who crossed the border of a unit, and by what: what the rows of a movement table count.

use crate::insight::indicators::Facts;
use crate::insight::indicators::facts::Event;
use crate::organisation::rulebook::Flow;
use figures::engine::On;
use figures::places::{PlaceIx, locate};
use figures::{Day, UnitIx};
use std::collections::HashMap;

/// Flows that no event makes, but a reform.
pub const IN_BY_REFORM: &str = "in_by_reform";

pub const OUT_BY_REFORM: &str = "out_by_reform";

/// Row of the movement table, its role, and the flow it counts.
pub(super) const MOVEMENT: [(&str, &str, &str); 11] = [
    ("admitted", "in", "admitted"),
    ("transferred-in", "in", "transferred_in"),
    ("reinstated", "in", "reinstated"),
    ("opened", "in", "opened"),
    ("in-by-reform", "in", IN_BY_REFORM),
    ("transferred-out", "out", "transferred_out"),
    ("deceased", "out", "deceased"),
    ("struck-off", "out", "struck_off"),
    ("expelled", "out", "expelled"),
    ("left", "out", "left"),
    ("out-by-reform", "out", OUT_BY_REFORM),
];

pub(super) type Flows = HashMap<&'static str, i64>;

/// Who crossed a unit's border, by flow. A transfer inside the unit crosses nothing; on the
/// way, a person stands in the lowest unit that contains both ends (`semantics.md` 4.3).
pub(super) fn crossings(facts: &Facts, unit: Option<UnitIx>, days: (Day, Day), on: On) -> Flows {
    let mut flows = Flows::new();
    for (name, _) in crossers(facts, unit, days, on) {
        *flows.entry(name).or_default() += 1;
    }
    flows
}

/// The events by which persons crossed a unit's border, each with its flow: what the rows of the
/// movement table count. As it was, the border is that of the event's own day.
pub fn crossers(
    facts: &Facts,
    unit: Option<UnitIx>,
    (from, until): (Day, Day),
    on: On,
) -> impl Iterator<Item = (&'static str, &Event)> {
    let since = facts.events.since(move |e| e.day < from);
    let within = since.take_while(move |e| e.day < until);
    within.filter_map(move |e| {
        let flow = if facts.word(e.event) == "opening" {
            "opened"
        } else {
            facts.word(e.flow)
        };
        let (_, _, name) = MOVEMENT.iter().find(|(_, _, f)| *f == flow)?;
        let on = match on {
            On::AsWas => e.day,
            On::Units(day) => day,
        };
        Some((crossed(facts, unit, (e, *name), on)?, e))
    })
}

/// The flows that a row of the movement table counts: itself, or all that come in or go out.
#[must_use]
pub fn flows_of(row: &str) -> Vec<&'static str> {
    let role = match row {
        "movement-in" => "in",
        "movement-out" => "out",
        _ => "",
    };
    let departed = row == "departed";
    let of = |(name, of, _): &&(&str, &str, &str)| {
        *name == row || *of == role || (departed && Flow::is_reason(name))
    };
    MOVEMENT
        .iter()
        .filter(of)
        .map(|(_, _, flow)| *flow)
        .collect()
}

pub(super) fn position(facts: &Facts, place: PlaceIx, own: Day, on: Day) -> Option<Option<UnitIx>> {
    let located = locate(&facts.structure, facts.places.get(place), own, on);
    if located.nowhere() {
        return Some(None);
    }
    Some(facts.structure.lowest_common(located.candidates(), on))
}

fn inside(facts: &Facts, at: Option<UnitIx>, top: Option<UnitIx>, on: Day) -> bool {
    match (at, top) {
        (_, None) => true,
        (None, Some(_)) => false,
        (Some(u), Some(top)) => facts.structure.is_within(u, top, on),
    }
}

/// The lowest unit that contains both ends, on whose line *in transit* a person stands.
fn line_of(facts: &Facts, ends: [(PlaceIx, Day); 2], on: Day) -> Option<UnitIx> {
    let known = ends.map(|(place, own)| position(facts, place, own, on).flatten());
    let known: Vec<UnitIx> = known.into_iter().flatten().collect();
    (known.len() == 2)
        .then(|| facts.structure.lowest_common(&known, on))
        .flatten()
}

/// The flow by which an event takes a member across the unit's border. A transfer leads from a
/// unit to the line between both, or from there to a unit: whoever is received elsewhere than
/// where the way was meant to end leaves that line (`semantics.md` 4.3).
pub(super) fn crossed<'f>(
    facts: &Facts,
    unit: Option<UnitIx>,
    (e, flow): (&Event, &'f str),
    on: Day,
) -> Option<&'f str> {
    if let Some((a, b)) = e.between {
        let eve = e.day.eve();
        let line = line_of(facts, [(a, eve), (b, eve)], on);
        return inside(facts, line, unit, on).then_some(flow);
    }
    let own = if e.ends { e.day.eve() } else { e.day };
    let here = position(facts, e.place, own, on).flatten();
    let here = inside(facts, here, unit, on);
    let Some(way) = e.transfer else {
        return here.then_some(flow);
    };
    let ends = [(way.sender, way.sent.eve()), (way.receiver, e.day)];
    let line = inside(facts, line_of(facts, ends, on), unit, on);
    match (here, line) {
        (true, false) => Some(flow),
        (false, true) if e.ends => Some("transferred_in"),
        (false, true) => Some("transferred_out"),
        _ => None,
    }
}

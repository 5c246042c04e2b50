//! Whether an event may befall a member, and where a stay goes when its unit closes.

use super::fold::{Happened, Step, Stretch, Where, membership};
use super::model::{EventEdit, MOVED_BY_REFORM};
use crate::organisation::rulebook::{Effect, EventRule, Rulebook, StandingId, Target};
use figures::structure::LinkKind;
use figures::{Day, Structure, UnitIx};

/// The event as its line will carry it, resolved by the rulebook of today.
#[must_use]
pub fn event_edit(book: &Rulebook, rule: &EventRule, standing: &str) -> EventEdit {
    let to = match rule.to {
        Target::Standing(id) => book
            .standing_of(id)
            .map_or_else(String::new, |s| s.key.clone()),
        Target::Same => "same".to_owned(),
        Target::Stated => standing.to_owned(),
        Target::Former => "former".to_owned(),
    };
    let effect = match rule.effect {
        Effect::Begin => "begin",
        Effect::Change => "change",
        Effect::Send => "send",
        Effect::Receive => "receive",
        Effect::End => "end",
        Effect::Reinstate => "reinstate",
        Effect::None => "none",
    };
    let flow = rule
        .flow
        .and_then(|f| serde_json::to_value(f).ok())
        .and_then(|v| v.as_str().map(str::to_owned));
    EventEdit {
        event: rule.key.clone(),
        effect: effect.to_owned(),
        to,
        flow: flow.unwrap_or_default(),
        from_unit: String::new(),
        to_unit: String::new(),
        document: String::new(),
        until: String::new(),
    }
}

/// The event by which a reform moves a member.
#[must_use]
pub fn moved(from: &str, to: &str) -> EventEdit {
    EventEdit {
        event: MOVED_BY_REFORM.to_owned(),
        effect: "move".to_owned(),
        to: "same".to_owned(),
        flow: String::new(),
        from_unit: from.to_owned(),
        to_unit: to.to_owned(),
        document: String::new(),
        until: String::new(),
    }
}

/// Why an order of events cannot have been, if it cannot; `name` says what a unit is called.
///
/// A move by a reform that finds the person gone moves nobody: a late entry may say so. An
/// annulment asks with `moves_must_hold`, because there the reform would come out otherwise.
pub fn refusal(
    book: &Rulebook,
    events: &[Happened],
    moves_must_hold: bool,
    name: &dyn Fn(&str) -> String,
) -> Option<String> {
    let (_, steps) = membership(events.to_vec());
    let mut temporary = false;
    for step in &steps {
        let said = &step.event.said;
        let day = step.event.day;
        if said.effect == "move" {
            let was_there = |before: &Stretch| before.place == Where::In(said.from_unit.clone());
            let there = step.before.as_ref().is_some_and(was_there);
            // who went earlier on the very day was there on its eve
            let gone = |s: &Step| {
                s.event.day == day
                    && s.before
                        .as_ref()
                        .is_some_and(|b| b.from < day && was_there(b))
            };
            if !there && moves_must_hold && !steps.iter().any(gone) {
                return Some(format!(
                    "a reform moves the person out of {} on {day}, where the person is not",
                    name(&said.from_unit)
                ));
            }
            continue;
        }
        let Some(rule) = book.event_on(&said.event, day) else {
            if book.event(&said.event).is_some() {
                return Some(format!(
                    "«{}» on {day}: no rule of the rulebook provides for it on that day",
                    said.event
                ));
            }
            continue;
        };
        match (rule.guest(), temporary) {
            (Some(true), true) => {
                return Some(format!("a temporary activity is already running on {day}"));
            }
            (Some(true), false) => temporary = true,
            (Some(false), false) => {
                return Some(format!("no temporary activity is running on {day}"));
            }
            (Some(false), true) => temporary = false,
            (None, _) => {}
        }
        if let Some(why) = one_refusal(
            book,
            rule,
            (step.before.as_ref(), step.found.as_deref()),
            said,
            name,
        ) {
            return Some(format!("«{}» on {day}: {why}", rule.names.en));
        }
    }
    None
}

fn one_refusal(
    book: &Rulebook,
    rule: &EventRule,
    (before, found): (Option<&Stretch>, Option<&str>),
    said: &EventEdit,
    name: &dyn Fn(&str) -> String,
) -> Option<String> {
    if rule.effect == Effect::None {
        return before
            .is_none()
            .then(|| "the person is no member on that day".to_owned());
    }
    // who left for elsewhere comes back like anyone from outside
    let standing = found
        .and_then(|f| book.standing(f))
        .filter(|s| s.id != StandingId::TRANSFERRED_OUT);
    if !rule.may_befall(standing.map(|s| s.id)) {
        return Some(match standing {
            Some(s) => format!(
                "it cannot befall someone whose standing is «{}»",
                s.names.en
            ),
            None => "the person is no member on that day".to_owned(),
        });
    }
    if rule.effect == Effect::Send && !said.to_unit.is_empty() && said.to_unit == said.from_unit {
        return Some("a transfer leads to another unit".to_owned());
    }
    let place = before.map(|b| &b.place);
    match (rule.effect, place) {
        (Effect::Begin | Effect::Reinstate, Some(_)) if standing.is_some_and(|s| s.counted) => Some("the person is a member already".to_owned()),
        (Effect::Send, Some(Where::Transit { sender, .. })) => {
            Some(format!("a transfer from {} is already on its way", name(sender)))
        }
        (Effect::Receive, Some(Where::In(unit))) if !before.is_some_and(|b| b.leaving) => {
            Some(format!("no transfer is on its way: the person is in {}", name(unit)))
        }
        (Effect::Receive, Some(Where::In(_))) if !said.to_unit.is_empty() && !rule.takes_back() => {
            Some("the person was sent out of the organisation: withdraw that transfer and send the person to the unit".to_owned())
        }
        (Effect::Send | Effect::End, Some(Where::In(unit))) if !said.from_unit.is_empty() && said.from_unit != *unit => {
            Some(format!("the person is in {} on that day, not in {}", name(unit), name(&said.from_unit)))
        }
        (Effect::Receive, Some(Where::Transit { sender, .. })) if !said.from_unit.is_empty() && said.from_unit != *sender => {
            Some(format!("the transfer on its way comes from {}, not from {}", name(sender), name(&said.from_unit)))
        }
        _ => None,
    }
}

/// Where a stay goes whose unit closes before it ends: along whole links, day by day.
/// A unit that was divided or abolished leaves no single answer.
pub fn follow(
    s: &Structure,
    unit: UnitIx,
    until: Day,
) -> Result<Vec<(Day, UnitIx, UnitIx)>, String> {
    let mut moves = Vec::new();
    let mut at = unit;
    while s.unit(at).closed < until && moves.len() < 64 {
        let day = s.unit(at).closed;
        let links: Vec<_> = s.links_out(at).filter(|l| l.day == day).collect();
        let name = s
            .last_state(at)
            .map(|x| format!("«{}» ({})", x.name, x.code))
            .unwrap_or_default();
        match links.as_slice() {
            [one] if one.kind == LinkKind::Whole => {
                let Some(new) = one.new else {
                    return Err(format!("{name} closed on {day} without a successor"));
                };
                moves.push((day, at, new));
                at = new;
            }
            [] => {
                return Err(format!(
                    "{name} closed on {day} without a successor: say where the person went"
                ));
            }
            _ => {
                return Err(format!(
                    "{name} was divided on {day}: say where the person went by an event of that day"
                ));
            }
        }
    }
    Ok(moves)
}

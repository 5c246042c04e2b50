//! The sheet of a cell: its members and who is due for what, in large type for elderly eyes.

use super::read::{Happening, Person, Standpoint, rule};
use super::sheet::{Head, Sheet, sheet};
use super::words::Texts;
use crate::organisation::rulebook::{StandingId, Target};
use figures::{Day, UnitIx};
use platform::Result;
use platform::locale::Lang;
use serde_json::json;

/// What a member of a cell is due for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Due {
    /// The probation ends, or ended, on this day.
    Probation(Day),
    /// On the way from the cell to a unit (its id, empty: out of the organisation) since a day.
    Leaving(String, Day),
    /// On the way to the cell from a unit since a day.
    Arriving(String, Day),
    /// A badge for so many years, on the day of award.
    Badge(i32, Day),
    /// The exemption is planned to end, or ended, on this day.
    Exemption(Day),
    /// The temporary activity elsewhere is planned to end, or ended, on this day.
    Temporary(Day),
    /// The rule that speaks against the record.
    Record(crate::organisation::rulebook::RuleId),
}

/// What a member is due for on the day; `cell` is the id of the unit that asks.
#[must_use]
pub fn dues(ground: &Standpoint<'_>, cell: &str, member: &Person) -> Vec<Due> {
    let mut dues = Vec::new();
    dues.extend(probation(ground, member));
    if let Some(stay) = &member.stay {
        if stay.unit.is_empty() && stay.receiver == cell {
            dues.push(Due::Arriving(stay.sender.clone(), stay.since));
        } else if stay.sender == cell {
            dues.push(Due::Leaving(stay.receiver.clone(), stay.since));
        }
    }
    dues.extend(badge(ground, member));
    dues.extend(absences(ground, member));
    dues.extend(member.failing.iter().map(|r| Due::Record(*r)));
    dues
}

fn probation(ground: &Standpoint<'_>, member: &Person) -> Option<Due> {
    if member.standing(ground)?.id != StandingId::PROBATIONARY {
        return None;
    }
    let held = member.day("ceremony_date")?;
    // a case is judged by the rule of the day it began
    let months = ground.book.value("probation_months", held)?;
    Some(Due::Probation(
        held.plus_months(i32::try_from(months).ok()?),
    ))
}

/// What ends as it was planned: an exemption that lasts, a temporary activity without its end.
fn absences(ground: &Standpoint<'_>, member: &Person) -> Vec<Due> {
    let exempt = member
        .standing(ground)
        .is_some_and(|s| s.id == StandingId::EXEMPT);
    let by_rule = |e: &Happening| ground.book.event_on(&e.event, e.day);
    let mut latest = member.events.iter().rev();
    let exempts =
        |e: &&Happening| by_rule(e).is_some_and(|r| r.to == Target::Standing(StandingId::EXEMPT));
    let mut dues = Vec::new();
    if let Some(event) = latest.clone().find(exempts).filter(|_| exempt) {
        dues.extend(event.until.map(Due::Exemption));
    }
    let guest = latest.find_map(|e| Some((e, by_rule(e)?.guest()?)));
    if let Some((event, true)) = guest {
        dues.extend(event.until.map(Due::Temporary));
    }
    dues
}

/// The badge of the next round: announced from the day after the round before.
fn badge(ground: &Standpoint<'_>, member: &Person) -> Option<Due> {
    let (book, on) = (&ground.book, ground.on());
    let decided = member.day("decision_date")?;
    let years = book
        .wholes("badge_years", on)
        .iter()
        .filter_map(|y| i32::try_from(*y).ok());
    let round = book.award_round(on)?;
    let before = book.award_round_before(round)?;
    let mut earned = years.filter(|y| {
        let anniversary = decided.plus_years(*y);
        before < anniversary && anniversary <= round
    });
    earned.next().map(|years| Due::Badge(years, round))
}

/// The sheet. `members` are those in the cell, `travellers` those on their way from or to it.
pub fn print(
    ground: &Standpoint<'_>,
    cell: UnitIx,
    members: &[Person],
    travellers: &[Person],
    lang: Lang,
) -> Result<Sheet> {
    let texts = Texts::new(lang)?;
    let id = ground.structure.unit(cell).id.as_str();
    let mut rows = Vec::new();
    for member in members.iter().chain(travellers) {
        let dues = dues(ground, id, member);
        let said: Result<Vec<String>> = dues.iter().map(|due| say(ground, &texts, due)).collect();
        let standing = member
            .standing(ground)
            .map_or("", |s| s.names.in_language(lang.code()));
        rows.push(
            json!({ "name": texts.name(member.name()), "standing": standing, "dues": said? }),
        );
    }
    let name = ground.unit_name(id);
    let chain = ground.chain(id);
    let head = Head {
        above: chain
            .get(1)
            .map_or_else(String::new, |id| ground.unit_name(id).to_owned()),
        organ: name.to_owned(),
        ..Head::default()
    };
    let content = json!({
        "words": texts.words("cell", &["title", "name", "standing", "due", "none", "empty"])?,
        "as_of": texts.say("cell-as-of", &[("day", &texts.day(ground.on())?), ("count", &texts.island(&members.len().to_string()))])?,
        "unit": texts.name(name),
        "rows": rows,
    });
    let title = format!("{} – {name}", texts.label("cell-title")?);
    sheet(
        (ground, &texts),
        include_str!("templates/cell.typ"),
        &title,
        &head,
        content,
    )
}

fn say(ground: &Standpoint<'_>, texts: &Texts, due: &Due) -> Result<String> {
    let unit = |id: &str| match ground.unit_name(id) {
        "" => texts.label("cell-elsewhere"),
        name => Ok(texts.name(name)),
    };
    match due {
        Due::Probation(day) => {
            let key = if *day > ground.on() {
                "cell-due-probation"
            } else {
                "cell-due-probation-over"
            };
            texts.say(key, &[("day", &texts.day(*day)?)])
        }
        Due::Leaving(to, day) => texts.say(
            "cell-due-leaving",
            &[("unit", &unit(to)?), ("day", &texts.day(*day)?)],
        ),
        Due::Arriving(from, day) => texts.say(
            "cell-due-arriving",
            &[("unit", &unit(from)?), ("day", &texts.day(*day)?)],
        ),
        Due::Badge(years, day) => {
            let years = texts.island(&years.to_string());
            texts.say(
                "cell-due-badge",
                &[("years", &years), ("day", &texts.day(*day)?)],
            )
        }
        Due::Exemption(day) => texts.say("cell-due-exemption", &[("day", &texts.day(*day)?)]),
        Due::Temporary(day) => texts.say("cell-due-temporary", &[("day", &texts.day(*day)?)]),
        Due::Record(failing) => {
            let message =
                rule(ground, *failing).map_or("", |r| r.message.in_language(texts.lang.code()));
            texts.say("cell-due-record", &[("why", message)])
        }
    }
}

//! What may be said of a meeting, and which meeting came before another. Pure.

use super::model::{Item, Kind, Meeting, Part, State};
use crate::organisation::rulebook::Period;
use figures::Day;
use platform::text::tidy;

/// By which a meeting is concluded, as people write it and as the rulebook calls the kind: a
/// notice of conclusion, a conclusion.
pub const CONCLUDING: [(&str, &str); 2] = [("TB", "notice"), ("KL", "conclusion")];
/// Clauses of one conclusion.
pub const CLAUSES: usize = 200;
/// Figures cited in one report.
pub const FIGURES: usize = 40;
/// Characters of a title, and of a text.
pub const TITLE: usize = 300;
pub const TEXT: usize = 8000;

/// The meeting before: the latest of these units and this kind that was held before the day, or
/// on it and called earlier, and was not cancelled.
#[must_use]
pub fn previous<'a>(
    meetings: &'a [Meeting],
    units: &[String],
    kind: Kind,
    day: Day,
) -> Option<&'a Meeting> {
    let same = |m: &&Meeting| {
        m.kind == kind && units.contains(&m.unit) && m.state != State::Cancelled && m.day <= day
    };
    meetings
        .iter()
        .filter(same)
        .max_by_key(|m| (m.day, m.called, number(&m.id)))
}

/// A meeting of a unit and kind that is held for the same period and was not cancelled: that of
/// the day, or else another.
#[must_use]
pub fn of_period<'a>(
    meetings: &'a [Meeting],
    (unit, kind, period): (&str, Kind, String),
    day: Day,
) -> Option<&'a Meeting> {
    let same = |m: &&Meeting| {
        m.state != State::Cancelled && m.unit == unit && m.kind == kind && m.period == period
    };
    let of_period = meetings.iter().filter(same);
    of_period.max_by_key(|m| (m.day == day, m.day))
}

/// Act and line of an id, by which what came later is greater.
fn number(id: &str) -> (u64, u64) {
    let parts = id.strip_prefix('a').and_then(|rest| rest.split_once('.'));
    let read = |text: &str| text.parse().unwrap_or(0);
    parts.map_or((0, 0), |(act, line)| (read(act), read(line)))
}

/// A period as the record writes it, or why there is none.
pub fn period(said: &str) -> Result<Period, String> {
    Period::parse(&tidy(said))
        .map_err(|_| "this is no period: write 2025-Q3, 2025-09, 2025-H1 or 2025".to_owned())
}

/// Why something may not be laid on a meeting's table on a day.
#[must_use]
pub fn refuses_item(meeting: &Meeting, on: Day) -> Option<String> {
    match meeting.state {
        State::Cancelled => Some("the meeting was cancelled".to_owned()),
        State::Concluded => {
            Some("the meeting is concluded: lay it on the table of the next one".to_owned())
        }
        State::Convened if on < meeting.called => Some(format!(
            "the meeting was called on {}, after {on}",
            meeting.called
        )),
        State::Convened => None,
    }
}

/// Why a meeting may not be concluded by a document of a day.
#[must_use]
pub fn refuses_conclusion(meeting: &Meeting, dated: Day) -> Option<String> {
    match meeting.state {
        State::Cancelled => Some("the meeting was cancelled".to_owned()),
        State::Concluded => Some("the meeting is concluded already".to_owned()),
        State::Convened if dated < meeting.day => Some(format!(
            "the meeting is held on {}: it is not concluded on {dated}, before that day",
            meeting.day
        )),
        State::Convened => None,
    }
}

/// Why a proposal may not become a task.
#[must_use]
pub fn refuses_acceptance(meeting: &Meeting, item: &Item, on: Day) -> Option<String> {
    if item.part != Part::Proposal {
        return Some("only a proposal is accepted".to_owned());
    }
    if !item.task.is_empty() {
        return Some("the proposal was accepted already: see its task".to_owned());
    }
    match meeting.state {
        State::Cancelled => Some("the meeting was cancelled".to_owned()),
        _ if on < meeting.day => Some(format!(
            "the meeting is held on {}: nothing is accepted on {on}, before that day",
            meeting.day
        )),
        _ => None,
    }
}

/// Why a meeting may not be cancelled.
#[must_use]
pub fn refuses_cancelling(meeting: &Meeting) -> Option<String> {
    match meeting.state {
        State::Cancelled => Some("the meeting was cancelled already".to_owned()),
        State::Concluded => {
            Some("the meeting is concluded: annul the act that concluded it first".to_owned())
        }
        State::Convened => None,
    }
}

/// The period after one, in which what was proposed is done.
#[must_use]
pub fn next_period(period: Period) -> Option<Period> {
    let day = period.until();
    let year = day.year();
    let text = match period.kind() {
        "month" => format!("{year:04}-{:02}", day.month()),
        "half" => format!("{year:04}-H{}", (day.month() - 1) / 6 + 1),
        "year" => format!("{year:04}"),
        // after nine months the last quarter follows
        _ => format!("{year:04}-Q{}", (day.month() - 1) / 3 + 1),
    };
    Period::parse(&text).ok()
}

/// A text within its bound, or why not.
pub fn bounded(said: &str, most: usize) -> Result<String, String> {
    let said = said.trim().to_owned();
    let long = said.chars().count();
    if long > most {
        return Err(format!("{long} characters are too many: at most {most}"));
    }
    Ok(said)
}

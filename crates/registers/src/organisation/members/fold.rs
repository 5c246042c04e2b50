//! A person's edits added up: fields by the two axes, membership by its events in order
//! of days. Standing is derived, never typed.

use super::model::{EventEdit, FIELDS, PersonEdit};
use figures::Day;
use platform::dated::{Held, Span, Timeline};
use platform::db::Cell;
use platform::journal::Edit;
use platform::projection::Row;
use platform::{Result, text};
use std::collections::BTreeMap;

/// An event with its day and its place in the journal.
#[derive(Debug, Clone)]
pub struct Happened {
    pub day: Day,
    pub act: u64,
    pub line: u64,
    pub said: EventEdit,
}

impl Happened {
    #[must_use]
    pub fn id(&self) -> String {
        format!("a{}.{}", self.act, self.line)
    }
}

/// Where a member is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    In(String),
    /// Between a sender and a receiver.
    Transit {
        sender: String,
        receiver: String,
    },
}

/// Membership from a day until another: one standing, one place, one stay.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub from: Day,
    pub to: Day,
    pub place: Where,
    pub standing: String,
    /// Id of the event with which the stay began.
    pub stay: String,
    /// Sent out of the organisation, not yet confirmed: still the sender's.
    pub leaving: bool,
}

/// What an event found and left.
#[derive(Debug, Clone)]
pub struct Step {
    pub event: Happened,
    pub before: Option<Stretch>,
    /// The standing it found: of the membership, or the one a membership ended with.
    pub found: Option<String>,
    pub standing_after: String,
    /// The stay the event belongs to: the one it begins, or the one it befalls.
    pub stay: String,
}

/// A person's record, added up.
#[derive(Debug, Default)]
pub struct Folded {
    pub fields: Vec<Held<String>>,
    pub stretches: Vec<Stretch>,
    pub steps: Vec<Step>,
    /// The identifying content is no longer there.
    pub erased: bool,
}

/// Adds up the edits of one person.
pub fn fold(edits: &[Edit]) -> Result<Folded> {
    let mut timeline: Option<Timeline<String>> = None;
    let mut events = Vec::new();
    let mut erased = false;
    for edit in edits {
        let said: PersonEdit = serde_json::from_str(&edit.counted)?;
        let beside: BTreeMap<String, String> = match &edit.identifying {
            Some(text) => serde_json::from_str(text)?,
            None => BTreeMap::new(),
        };
        let mut happens = |said: EventEdit| {
            events.push(Happened {
                day: edit.day,
                act: edit.act,
                line: edit.line,
                said,
            });
        };
        match said {
            PersonEdit::New { fields, event } => {
                erased |= edit.identifying.is_none();
                let value = |f: &&str| {
                    fields
                        .get(*f)
                        .or_else(|| beside.get(*f))
                        .cloned()
                        .unwrap_or_default()
                };
                // a name holds before anyone recorded it: fields begin with time itself
                timeline = Some(Timeline::open(Day::MIN, FIELDS.iter().map(value).collect()));
                event.into_iter().for_each(&mut happens);
            }
            PersonEdit::Set { fields, until, .. } => {
                let span = match until {
                    Some(until) => Span::Over(edit.day, Day::parse(&until)?),
                    None => Span::From(edit.day),
                };
                if let Some(t) = &mut timeline {
                    for (name, value) in fields.into_iter().chain(beside) {
                        if let Some(at) = super::model::field(&name) {
                            t.set(at, span, value);
                        }
                    }
                }
            }
            PersonEdit::Event(event) => happens(event),
            PersonEdit::Erased { .. } => {}
        }
    }
    let (stretches, steps) = membership(events);
    Ok(Folded {
        fields: timeline.map(|t| t.rows()).unwrap_or_default(),
        stretches,
        steps,
        erased,
    })
}

/// The membership that events add up to, in order of day, act and line.
#[must_use]
pub fn membership(mut events: Vec<Happened>) -> (Vec<Stretch>, Vec<Step>) {
    events.sort_by_key(|e| (e.day, e.act, e.line));
    let mut walk = Walk::default();
    for event in events {
        walk.step(event);
    }
    (walk.done, walk.steps)
}

#[derive(Default)]
struct Walk {
    done: Vec<Stretch>,
    steps: Vec<Step>,
    now: Option<Stretch>,
    /// The standing with which the last membership ended.
    ended: Option<String>,
    /// Standings that were left, the last on top: an exemption may be suspended, and each end
    /// gives back what its own beginning took.
    left: Vec<String>,
}

impl Walk {
    fn step(&mut self, event: Happened) {
        let before = self.now.clone();
        let (day, id) = (event.day, event.id());
        let said = &event.said;
        let found = before
            .as_ref()
            .map(|b| b.standing.clone())
            .or_else(|| self.ended.clone());
        let standing_before = before
            .as_ref()
            .map(|b| b.standing.clone())
            .unwrap_or_default();
        let standing = match said.to.as_str() {
            "same" => {
                if standing_before.is_empty() {
                    "official".to_owned()
                } else {
                    standing_before.clone()
                }
            }
            "former" => self.left.pop().unwrap_or_else(|| "official".to_owned()),
            stated => stated.to_owned(),
        };
        let mut stay = before
            .as_ref()
            .map_or_else(|| id.clone(), |b| b.stay.clone());
        let at = |place: Where, stay: &str, leaving: bool| Stretch {
            from: day,
            to: Day::MAX,
            place,
            standing: standing.clone(),
            stay: stay.to_owned(),
            leaving,
        };
        let next = match said.effect.as_str() {
            "none" => before.clone(),
            // who had left before the reform, as was learnt later, is not moved by it
            "move"
                if !before
                    .as_ref()
                    .is_some_and(|b| b.place == Where::In(said.from_unit.clone())) =>
            {
                before.clone()
            }
            "change" => {
                if said.to != "former" {
                    self.left.push(standing_before.clone());
                }
                before
                    .as_ref()
                    .map(|b| at(b.place.clone(), &b.stay, b.leaving))
            }
            // the sender kept the member all the while: the same stay goes on
            "withdraw" => before.as_ref().map(|b| at(b.place.clone(), &b.stay, false)),
            "send" if said.to_unit.is_empty() => {
                before.as_ref().map(|b| at(b.place.clone(), &b.stay, true))
            }
            "send" => Some(at(
                Where::Transit {
                    sender: said.from_unit.clone(),
                    receiver: said.to_unit.clone(),
                },
                &id,
                false,
            )),
            "receive" if said.to_unit.is_empty() => None,
            "end" => {
                self.left.push(standing_before.clone());
                None
            }
            _ => {
                // begin, receive, reinstate, move: a new stay
                stay.clone_from(&id);
                let leaving = said.effect == "move" && before.as_ref().is_some_and(|b| b.leaving);
                Some(at(Where::In(said.to_unit.clone()), &id, leaving))
            }
        };
        if next != before {
            self.close(day);
        }
        match (&next, &before) {
            (None, Some(_)) => self.ended = Some(standing.clone()),
            (Some(_), None) => self.ended = None,
            _ => {}
        }
        self.now = next;
        self.steps.push(Step {
            event,
            before,
            found,
            standing_after: standing,
            stay,
        });
        self.refresh();
    }

    /// The stretch that was running ends on the day; what lasted no day is dropped.
    fn close(&mut self, day: Day) {
        if let Some(last) = self.done.last_mut().filter(|s| s.to == Day::MAX) {
            last.to = day;
            if last.from >= last.to {
                self.done.pop();
            }
        }
    }

    fn refresh(&mut self) {
        if let Some(now) = &self.now
            && self.done.last().is_none_or(|l| l.to != Day::MAX)
        {
            self.done.push(now.clone());
        }
    }
}

/// The rows of `person`, `membership` and `member_event` of one person.
pub fn rows(
    subject: &str,
    folded: &Folded,
    person: &mut Vec<Row>,
    membership: &mut Vec<Row>,
    events: &mut Vec<Row>,
) {
    person.extend(folded.fields.iter().map(|held| person_row(subject, held)));
    membership.extend(folded.stretches.iter().map(|s| stretch_row(subject, s)));
    events.extend(folded.steps.iter().map(|s| event_row(subject, s)));
}

fn row(subject: &str, item: String, from: Day, to: Day, values: Vec<Cell>) -> Row {
    Row {
        subject: subject.to_owned(),
        item,
        from,
        to,
        values,
    }
}

fn person_row(subject: &str, held: &Held<String>) -> Row {
    let name = held.values.get(1).map_or("", String::as_str);
    let mut values: Vec<Cell> = held.values.iter().map(|v| Cell::from(v.as_str())).collect();
    values.push(Cell::Text(text::folded(name)));
    values.push(Cell::Text(text::sort_key(name)));
    row(subject, String::new(), held.from, held.to, values)
}

fn stretch_row(subject: &str, s: &Stretch) -> Row {
    let (unit, sender, receiver) = match &s.place {
        Where::In(unit) if s.leaving => (unit.as_str(), unit.as_str(), ""),
        Where::In(unit) => (unit.as_str(), "", ""),
        Where::Transit { sender, receiver } => ("", sender.as_str(), receiver.as_str()),
    };
    let values = vec![
        unit.into(),
        s.standing.as_str().into(),
        s.stay.as_str().into(),
        sender.into(),
        receiver.into(),
    ];
    row(subject, String::new(), s.from, s.to, values)
}

fn event_row(subject: &str, s: &Step) -> Row {
    let e = &s.event.said;
    let values = [
        &e.event,
        &e.flow,
        &e.from_unit,
        &e.to_unit,
        &s.stay,
        &s.standing_after,
        &e.document,
    ];
    row(
        subject,
        s.event.id(),
        s.event.day,
        Day::MAX,
        values.map(|v| Cell::from(v.as_str())).to_vec(),
    )
}

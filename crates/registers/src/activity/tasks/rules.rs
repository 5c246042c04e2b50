//! What follows from what: deadlines, the life of a task, what is on time, how far a document is.
//! Pure: the rulebook, the units and the events are handed in.
//!
//! 1. Where no document gives a day, a dated rule of the rulebook does (`tasks.toml`), and the
//!    deadline bears its key.
//! 2. A state is what the events up to the day add up to; none is ever typed.
//! 3. Whether something was done on time is judged by the day on which what was accepted had been
//!    handed in, against the deadline in force on that day: neither a slow acceptance nor an
//!    extension granted later changes it.
//! 4. Overdue is what is not done after its deadline. What was handed in by the deadline and waits
//!    for an answer is not: its lead has nothing left to do.
//! 5. The progress of a document is the share of its binding clauses all of whose tasks were
//!    accepted. A clause that binds and of which nobody made a task is not done.
//! 6. One unit leads on every day on which a task is open: the one assigned, followed through its
//!    only whole successors, until the task is moved (`semantics.md` 2.2).

use super::model::{Event, Happened, Issue, Kind, Said, State};
use crate::organisation::rulebook::{Calendar, TaskDeadline, Weekend};
use figures::structure::LinkKind;
use figures::{Day, Structure, UnitIx};
use std::collections::BTreeMap;

/// By when something is due by a rule counted from a day, and whether a year on the way has no
/// list of holidays.
#[must_use]
pub fn due(rule: &TaskDeadline, from: Day, calendar: &Calendar) -> (Day, bool) {
    let (day, unlisted) = if rule.working {
        calendar.add_working_days(from, rule.days)
    } else {
        (from.plus_days(rule.days), false)
    };
    match rule.weekend {
        Weekend::Stays => (day, unlisted),
        Weekend::NextWorkingDay => {
            let (worked, also) = calendar.on_or_after(day);
            (worked, unlisted || also)
        }
    }
}

/// What holds of a task over days in which nothing changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    pub from: Day,
    pub to: Day,
    pub state: State,
    /// Id of the lead as it was assigned or moved to.
    pub lead: String,
    pub deadline: Day,
    /// The day of the submission that waits or was accepted, and the deadline in force then.
    pub submitted: Option<(Day, Day)>,
}

impl Stretch {
    /// The day of the submission that was accepted.
    #[must_use]
    pub fn done_on(&self) -> Option<Day> {
        let accepted = self.state == State::Accepted;
        self.submitted.filter(|_| accepted).map(|(day, _)| day)
    }

    fn take(&mut self, day: Day, said: &Said) {
        match said.event {
            Event::Received => self.state = State::Received,
            Event::Begun => self.state = State::InProgress,
            Event::Submitted => {
                self.state = State::Submitted;
                self.submitted = Some((day, self.deadline));
            }
            Event::Accepted => self.state = State::Accepted,
            Event::Returned => {
                self.state = State::Returned;
                self.submitted = None;
            }
            Event::Extended => self.deadline = Day::parse(&said.target).unwrap_or(self.deadline),
            Event::Moved => self.lead.clone_from(&said.target),
            Event::Cancelled => self.state = State::Cancelled,
            Event::Superseded => self.state = State::Superseded,
            Event::LedTo => {}
        }
    }

    fn differs(&self, other: &Stretch) -> bool {
        (self.state, &self.lead, self.deadline, self.submitted)
            != (other.state, &other.lead, other.deadline, other.submitted)
    }
}

fn beginning(issued: Day, issue: &Issue) -> Stretch {
    Stretch {
        from: issued,
        to: Day::MAX,
        state: State::Issued,
        lead: issue.lead.clone(),
        deadline: Day::parse(&issue.deadline).unwrap_or(Day::MAX),
        submitted: None,
    }
}

/// The order in which events are counted: by day, then as they were recorded.
pub fn sort(events: &mut [Happened]) {
    events.sort_by_key(|e| (e.day, e.act, e.line));
}

/// The stretches of a task's life; its events in their order. The state of a day is that at its
/// end.
#[must_use]
pub fn life(issued: Day, issue: &Issue, events: &[Happened]) -> Vec<Stretch> {
    let mut stretches = vec![beginning(issued, issue)];
    for event in events {
        let day = event.day.max(issued);
        let Some(last) = stretches.last_mut() else {
            continue;
        };
        let mut next = last.clone();
        next.take(day, &event.said);
        if !next.differs(last) {
            continue;
        }
        if last.from == day {
            *last = next;
        } else {
            last.to = day;
            next.from = day;
            stretches.push(next);
        }
    }
    stretches
}

/// Why a task cannot take the place of another on a day; nothing when it is open then.
#[must_use]
pub fn not_open_on(issued: Day, issue: &Issue, events: &[Happened], day: Day) -> Option<String> {
    let life = life(issued, issue, events);
    let Some(at) = life.iter().rev().find(|x| x.from <= day) else {
        return Some(format!("the task was issued on {issued}, after {day}"));
    };
    (!at.state.is_open()).then(|| {
        let state = at.state.as_str();
        format!("on {day} it is {state}: only an open task takes the place of another")
    })
}

/// The days on which each unit leads, as assigned or moved; the last has no end.
#[must_use]
pub fn leads(stretches: &[Stretch]) -> Vec<(Day, Day, String)> {
    let mut leads: Vec<(Day, Day, String)> = Vec::new();
    for stretch in stretches {
        match leads.last_mut() {
            Some(last) if last.2 == stretch.lead => last.1 = stretch.to,
            _ => leads.push((stretch.from, stretch.to, stretch.lead.clone())),
        }
    }
    leads
}

/// Whether an event may befall a task in a state.
#[must_use]
pub fn may_follow(state: State, event: Event) -> bool {
    match event {
        Event::Received => state == State::Issued,
        Event::Begun => matches!(state, State::Issued | State::Received | State::Returned),
        Event::Submitted => state.is_open() && state != State::Submitted,
        Event::Accepted | Event::Returned => state == State::Submitted,
        Event::Extended | Event::Moved | Event::Cancelled | Event::Superseded => state.is_open(),
        Event::LedTo => state == State::Accepted,
    }
}

/// Why a task cannot have had this life; the events in their order. `s` are the units by which a
/// lead is followed.
#[must_use]
pub fn refusal(
    s: &Structure,
    (issued, issue): (Day, &Issue),
    events: &[Happened],
) -> Option<(u64, String)> {
    let mut at = beginning(issued, issue);
    for event in events {
        let why = cannot_follow(s, &at, (issued, issue.kind), event);
        if let Some(why) = why {
            return Some((event.act, why));
        }
        at.take(event.day, &event.said);
    }
    lost_lead(s, &life(issued, issue, events)).map(|why| (0, why))
}

fn cannot_follow(
    s: &Structure,
    at: &Stretch,
    (issued, kind): (Day, Kind),
    event: &Happened,
) -> Option<String> {
    let (day, said) = (event.day, &event.said);
    if day < issued {
        return Some(format!("the task was issued on {issued}, after {day}"));
    }
    if said.event == Event::LedTo && kind != Kind::Advice {
        return Some(
            "only advice leads to a document: what a task delivers is its evidence".into(),
        );
    }
    if !may_follow(at.state, said.event) {
        return Some(format!(
            "on {day} the task is {}: it cannot be {} then",
            at.state.as_str(),
            said.event.as_str()
        ));
    }
    let missing = |text: &str, why: &str| text.is_empty().then(|| why.to_owned());
    match said.event {
        Event::Submitted if said.document.is_empty() => missing(
            &said.text,
            "a submission needs evidence: a document of the record, or words that say what was handed in",
        ),
        Event::Returned => missing(&said.text, "who returns a task says what is missing"),
        Event::Cancelled => missing(&said.text, "a cancellation needs its reason"),
        Event::Extended => missing(&said.by, "an extension names who approved it")
            .or_else(|| missing(&said.text, "an extension says why"))
            .or_else(|| bad_extension(at, day, &said.target)),
        Event::Superseded => missing(&said.target, "name the task that takes this one's place"),
        Event::LedTo => missing(&said.document, "name the document that the advice led to"),
        Event::Moved => bad_move(s, at, day, said),
        _ => None,
    }
}

fn bad_extension(at: &Stretch, day: Day, target: &str) -> Option<String> {
    match Day::parse(target) {
        Err(e) => Some(e.to_string()),
        Ok(new) if new <= at.deadline => Some(format!(
            "the deadline is {}: an extension ends later",
            at.deadline
        )),
        Ok(new) if new < day => Some(format!(
            "an extension of {day} does not end before that day"
        )),
        Ok(_) => None,
    }
}

fn bad_move(s: &Structure, at: &Stretch, day: Day, said: &Said) -> Option<String> {
    let code = |id: &str, on: Day| {
        let unit = s.find(id);
        let state = unit.and_then(|u| s.state(u, on).or_else(|| s.last_state(u)));
        state.map_or_else(|| id.to_owned(), |x| x.code.clone())
    };
    let Some(to) = s.find(&said.target) else {
        return Some("the unit to which it is moved is not in the record".to_owned());
    };
    if !s.is_open(to, day) {
        return Some(not_open(s, to, day));
    }
    // whoever closes on the day leads until its eve
    let lead = s.find(&at.lead).map(|u| s.followed(u, day.eve()));
    let today = s.find(&at.lead).map(|u| s.followed(u, day));
    let from = s.find(&said.from);
    if from.is_none() || (from != lead && from != today) {
        let led = lead.map_or_else(|| at.lead.clone(), |u| s.unit(u).id.clone());
        return Some(format!(
            "on {day} the task is led by {}, and not by {}",
            code(&led, day.eve()),
            code(&said.from, day.eve())
        ));
    }
    (today == Some(to)).then(|| format!("the task is led by {} already", code(&said.target, day)))
}

/// Says that a unit is not open on a day, and what became of it.
#[must_use]
pub fn not_open(s: &Structure, u: UnitIx, day: Day) -> String {
    let unit = s.unit(u);
    if day < unit.opened {
        return format!("the unit opens on {}, after {day}", unit.opened);
    }
    format!("the unit closed on {}: {}", unit.closed, became(s, u))
}

/// What a closed unit became, by code and name.
fn became(s: &Structure, u: UnitIx) -> String {
    let closed = s.unit(u).closed;
    let links = s.links_out(u).filter(|l| l.day == closed);
    let named = links.filter_map(|l| {
        let state = s.state(l.new?, closed).or_else(|| s.last_state(l.new?))?;
        Some(format!("{} ({})", state.code, state.name))
    });
    match named.collect::<Vec<_>>().as_slice() {
        [] => "it has no successor".to_owned(),
        [one] => format!("its successor is {one}"),
        several => format!("its successors are {}", several.join(", ")),
    }
}

/// A day on which nobody leads although the task is open.
fn lost_lead(s: &Structure, stretches: &[Stretch]) -> Option<String> {
    let open = stretches.iter().filter(|x| x.state.is_open());
    for stretch in open {
        let Some(mut at) = s.find(&stretch.lead) else {
            return Some("the unit that leads the task is not in the record".to_owned());
        };
        if s.unit(at).opened > stretch.from {
            return Some(not_open(s, at, stretch.from));
        }
        loop {
            let closed = s.unit(at).closed;
            if closed >= stretch.to {
                break;
            }
            let heir = s.followed(at, closed);
            if heir == at {
                let code = s.last_state(at).map_or("", |x| &x.code);
                return Some(format!(
                    "its lead {code} closes on {closed} without one whole successor, and nothing says who leads the task then: {}",
                    became(s, at)
                ));
            }
            at = heir;
        }
    }
    None
}

/// The act that closed the unit after which nobody leads an open task.
#[must_use]
pub fn loser(s: &Structure, stretches: &[Stretch]) -> Option<u64> {
    let open = stretches.iter().filter(|x| x.state.is_open());
    for stretch in open {
        let last = s.followed(s.find(&stretch.lead)?, stretch.to.eve());
        let unit = s.unit(last);
        if unit.closed < stretch.to {
            let links = s.links_out(last).filter(|l| l.day == unit.closed);
            return Some(links.map(|l| l.act).max().unwrap_or(unit.last_change.1));
        }
    }
    None
}

/// Whether what is done was done in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Done {
    OnTime,
    Late,
}

/// What a task's state comes to on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    pub state: State,
    pub done: Option<Done>,
    pub overdue: bool,
}

impl Standing {
    /// As lists show it: the state, or `done-on-time`, `done-late`, `overdue`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match (self.done, self.overdue) {
            (Some(Done::OnTime), _) => "done-on-time",
            (Some(Done::Late), _) => "done-late",
            (None, true) => "overdue",
            (None, false) => self.state.as_str(),
        }
    }
}

/// What a stretch comes to on one of its days.
#[must_use]
pub fn standing(
    (state, deadline): (State, Day),
    submitted: Option<(Day, Day)>,
    on: Day,
) -> Standing {
    let in_time = submitted.map(|(day, due)| day <= due);
    let done = in_time.filter(|_| state == State::Accepted);
    let done = done.map(|ok| if ok { Done::OnTime } else { Done::Late });
    let waits = state == State::Submitted && in_time == Some(true);
    Standing {
        state,
        done,
        overdue: state.is_open() && on > deadline && !waits,
    }
}

/// How many were done, and of these how many in time.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    pub done: u64,
    pub on_time: u64,
}

/// Counts what was done.
#[must_use]
pub fn share(of: impl Iterator<Item = Standing>) -> Share {
    of.fold(Share::default(), |sum, standing| Share {
        done: sum.done + u64::from(standing.done.is_some()),
        on_time: sum.on_time + u64::from(standing.done == Some(Done::OnTime)),
    })
}

/// How far the binding clauses of a document are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Progress {
    pub binding: usize,
    pub done: usize,
    /// Binding clauses of which nobody has made a task.
    pub without_task: usize,
}

/// The progress of a document: its binding clauses by their items, its tasks by clause and state.
#[must_use]
pub fn progress<'a>(
    binding: impl Iterator<Item = &'a str>,
    tasks: impl Iterator<Item = (&'a str, State)>,
) -> Progress {
    let mut of_clause: BTreeMap<&str, Vec<State>> = BTreeMap::new();
    for (clause, state) in tasks {
        // what is no longer asked neither holds a clause up nor completes it
        if !matches!(state, State::Cancelled | State::Superseded) {
            of_clause.entry(clause).or_default().push(state);
        }
    }
    let mut progress = Progress::default();
    for clause in binding {
        progress.binding += 1;
        match of_clause.get(clause) {
            None => progress.without_task += 1,
            Some(states) => {
                let all = states.iter().all(|s| *s == State::Accepted);
                progress.done += usize::from(all);
            }
        }
    }
    progress
}

/// The units that lie whole in some units on a day, each by its id with the one in which it lies.
#[must_use]
pub fn lying(s: &Structure, units: &[String], on: Day) -> BTreeMap<String, String> {
    let mut lying = BTreeMap::new();
    for unit in units.iter().filter_map(|id| s.find(id)) {
        let own = &s.unit(unit).id;
        let all = forebears(s, unit, on).into_iter();
        lying.extend(all.map(|f| (s.unit(f).id.clone(), own.clone())));
    }
    lying
}

/// Units that lie whole in a unit on a day: itself, and those it came from by whole links.
#[must_use]
pub fn forebears(s: &Structure, unit: UnitIx, on: Day) -> Vec<UnitIx> {
    let mut all = vec![unit];
    let mut at = 0;
    while let Some(u) = all.get(at).copied() {
        at += 1;
        let whole = s.links_in(u).filter(|l| l.kind == LinkKind::Whole);
        for old in whole.map(|l| l.old) {
            if !all.contains(&old) && s.followed(old, on) == unit {
                all.push(old);
            }
        }
    }
    all
}

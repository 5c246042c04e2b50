//! Convening a meeting, laying things on its table, concluding it, accepting what was proposed.

use super::clauses::{self, Clause};
use super::model::{CLASS, Cited, Item, Kind, Meeting, MeetingEdit, Part};
use super::{rules, store};
use crate::activity::tasks::acts::{self as tasks, Place, unit_on};
use crate::activity::tasks::rules::forebears;
use crate::activity::tasks::store::documents_named;
use crate::organisation::reforms::acts::View;
use crate::organisation::rulebook::Period;
use figures::Day;
use platform::journal::{CONTENT_VERSION, Draft, Ground, Line, canonical, id};
use platform::text::tidy;
use platform::{Db, Error, Problem, Result};
use std::collections::HashSet;

/// Kinds of act.
pub const CONVENED: &str = "meeting";
pub const TABLED: &str = "meeting_item";
pub const CONCLUDED: &str = "meeting_conclusion";
pub const ACCEPTED: &str = "proposal_accepted";
pub const CANCELLED: &str = "meeting_cancelled";

/// What is to be recorded, and what to tell the sender.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
}

impl Decided {
    /// The act that records it.
    #[must_use]
    pub fn draft(self, kind: &'static str, ground: Ground) -> Draft {
        let day = self.lines.iter().map(|l| l.day).min().unwrap_or(Day::MIN);
        Draft {
            kind,
            version: CONTENT_VERSION,
            ground,
            day,
            lines: self.lines,
        }
    }

    fn one(line: Line) -> Decided {
        Decided {
            lines: vec![line],
            warnings: Vec::new(),
        }
    }
}

/// What is wrong, each at its column.
#[derive(Default)]
struct Faults(Vec<Problem>);

impl Faults {
    fn say(&mut self, column: &str, value: &str, why: impl Into<String>) {
        self.0.push(Problem::new(why).cell(column, value));
    }

    /// A text within its bound; what is too long is a fault.
    fn text(&mut self, column: &str, said: &str, most: usize) -> String {
        rules::bounded(said, most).unwrap_or_else(|why| {
            self.say(column, said, why);
            String::new()
        })
    }

    fn title(&mut self, column: &str, said: &str) -> String {
        self.text(column, &tidy(said), rules::TITLE)
    }

    /// The id of a unit that is open on a day.
    fn unit(&mut self, column: &str, view: &View, named: &str, day: Day) -> String {
        unit_on(&view.structure, named, day).unwrap_or_else(|why| {
            self.say(column, named, why);
            String::new()
        })
    }

    fn none<T>(self, good: T) -> Result<T> {
        if self.0.is_empty() {
            Ok(good)
        } else {
            Err(Error::Refused(self.0))
        }
    }
}

/// A meeting as a form asks for it. The unit is named by code or id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConveneWanted {
    pub unit: String,
    pub kind: String,
    pub period: String,
    pub title: String,
    /// The day on which it is held.
    pub day: Day,
    pub place: String,
    /// The day on which it is called.
    pub called: Day,
}

/// Decides that a meeting is convened. The meeting before of the same unit and kind, on whose
/// conclusions it looks back, is found here: none is asked for.
pub async fn decide_convene(db: &mut Db, view: &View, wanted: &ConveneWanted) -> Result<Decided> {
    let mut faults = Faults::default();
    let day = wanted.day;
    let unit = faults.unit("unit", view, &wanted.unit, day);
    let kind = Kind::parse(&wanted.kind);
    if kind.is_none() {
        let why = "a meeting is a briefing, a plenum or a conference";
        faults.say("kind", &wanted.kind, why);
    }
    let period = rules::period(&wanted.period);
    if let Err(why) = &period {
        faults.say("period", &wanted.period, why.clone());
    }
    if wanted.called > day {
        let why = format!(
            "it is called on {}, after the day on which it is held",
            wanted.called
        );
        faults.say("day", &day.to_string(), why);
    }
    let title = faults.title("title", &wanted.title);
    let place = faults.title("place", &wanted.place);
    let (mut previous, mut warnings) = (String::new(), Vec::new());
    if let (Some(kind), Ok(period), Some(u)) = (kind, &period, view.structure.find(&unit)) {
        let lying = forebears(&view.structure, u, day).into_iter();
        let units: Vec<String> = lying.map(|u| view.structure.unit(u).id.clone()).collect();
        let held = store::of_units(db, &units).await?;
        let of_period = (unit.as_str(), kind, period.to_string());
        match rules::of_period(&held, of_period, day) {
            Some(twice) if twice.day == day => {
                let why = "a meeting of this unit, kind and period is held on this day already";
                faults.say("day", &day.to_string(), why.to_owned());
            }
            Some(other) => {
                let why = format!(
                    "a meeting of this unit, kind and period is held on {} already",
                    other.day
                );
                warnings.push(
                    Problem::new(why)
                        .cell("period", &wanted.period)
                        .as_warning(),
                );
            }
            None => {}
        }
        previous =
            rules::previous(&held, &units, kind, day).map_or_else(String::new, |m| m.id.clone());
    }
    let (Some(kind), Ok(period)) = (kind, period) else {
        return faults.none(Decided::default());
    };
    let edit = MeetingEdit::Convened {
        unit: unit.clone(),
        kind,
        period: period.to_string(),
        title,
        day: day.to_string(),
        place,
        previous: previous.clone(),
    };
    let line = line(
        &id(view.last + 1, 0),
        wanted.called,
        &edit,
        vec![unit, previous],
    )?;
    faults.none(Decided {
        lines: vec![line],
        warnings,
    })
}

/// Something to be laid on a meeting's table. Units are named by code or id, a document by id or
/// by number and symbol; what is empty is not said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemWanted {
    /// Id of the meeting.
    pub meeting: String,
    pub part: Part,
    pub title: String,
    pub unit: String,
    pub text: String,
    /// The figures cited, as they were read.
    pub figures: Vec<Cited>,
    pub document: String,
    /// The day on which it is laid there.
    pub on: Day,
}

/// Decides that something is laid on a meeting's table: an item of the agenda, an agency's report
/// with the figures it cites, a proposal.
pub async fn decide_item(db: &mut Db, view: &View, wanted: &ItemWanted) -> Result<Decided> {
    let (meeting, items) = asked(db, &wanted.meeting).await?;
    let mut faults = Faults::default();
    if let Some(why) = rules::refuses_item(&meeting, wanted.on) {
        faults.say("meeting", &meeting.id, why);
    }
    let title = faults.title("title", &wanted.title);
    let text = faults.text("text", &wanted.text, rules::TEXT);
    let mut unit = String::new();
    if !wanted.unit.is_empty() {
        unit = faults.unit("unit", view, &wanted.unit, wanted.on);
    } else if wanted.part != Part::Agenda {
        faults.say("unit", "", "say which unit reports or proposes");
    }
    if title.is_empty() && wanted.title.is_empty() {
        faults.say("title", "", "what is laid on the table has a title");
    }
    if wanted.part != Part::Report && !wanted.figures.is_empty() {
        faults.say("figures", "", "only a report cites figures");
    }
    if wanted.figures.len() > rules::FIGURES {
        let why = format!(
            "{} figures are too many: at most {}",
            wanted.figures.len(),
            rules::FIGURES
        );
        faults.say("figures", "", why);
    }
    let document = document(db, &mut faults, &wanted.document).await?;
    let of_part = items.iter().filter(|i| i.part == wanted.part);
    let position = of_part.map(|i| i.position).max().unwrap_or(0) + 1;
    let edit = MeetingEdit::Item {
        part: wanted.part,
        position,
        title,
        unit: unit.clone(),
        text,
        figures: wanted.figures.clone(),
        document: document.clone(),
    };
    let also = vec![meeting.unit.clone(), unit, document];
    let line = line(&meeting.id, wanted.on, &edit, also)?;
    faults.none(Decided::one(line))
}

/// The id of the document that a text names; a text that names none, or several, is a fault.
async fn document(db: &mut Db, faults: &mut Faults, named: &str) -> Result<String> {
    let named = tidy(named);
    if named.is_empty() {
        return Ok(named);
    }
    let mut found = documents_named(db, &named).await?;
    match found.len() {
        0 => {
            let why = "no document of the record has this id or this number and symbol";
            faults.say("document", &named, why);
            Ok(String::new())
        }
        1 => Ok(found.remove(0)),
        _ => {
            let why = format!(
                "several documents have this number and symbol: write the id of one of {}",
                found.join(", ")
            );
            faults.say("document", &named, why);
            Ok(String::new())
        }
    }
}

/// How a meeting is to be concluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConcludeWanted {
    /// Id of the meeting.
    pub meeting: String,
    /// TB (a notice of conclusion) or KL (a conclusion).
    pub kind: String,
    /// Which body of the unit concludes: `standing-committee`, `standing-board`, `committee`.
    pub body: String,
    /// The day on the document.
    pub dated: Day,
    /// Its number, when it is not the next one.
    pub number: Option<u32>,
    /// Why, where its number is late.
    pub reason: String,
    /// What the document is about; empty: the conclusion of the meeting.
    pub subject: String,
    pub signer: String,
    pub capacity: String,
    pub clauses: Vec<Clause>,
    /// The file the clauses are read from (empty: none).
    pub file: String,
}

/// Decides the conclusion of a meeting: in one act a document with the next number of its
/// organ's series, its clauses, a task of one lead for each that binds, and the meeting concluded
/// by it. Decided by the writer, so that no other act takes the number.
pub async fn decide_conclude(db: &mut Db, view: &View, wanted: &ConcludeWanted) -> Result<Decided> {
    let (meeting, _) = asked(db, &wanted.meeting).await?;
    let mut faults = Faults::default();
    if let Some(why) = rules::refuses_conclusion(&meeting, wanted.dated) {
        faults.say("dated", &wanted.dated.to_string(), why);
    }
    if !rules::CONCLUDING
        .iter()
        .any(|(said, _)| *said == wanted.kind)
    {
        let why = "a meeting is concluded by a notice (TB) or a conclusion (KL)";
        faults.say("kind", &wanted.kind, why);
    }
    faults
        .0
        .extend(clauses::faults(&wanted.clauses, &wanted.file));
    faults.none(())?;
    let issued = clauses::issue(db, view, &meeting, wanted).await?;
    let place = Place {
        view,
        after: issued.lines.len(),
        file: &wanted.file,
    };
    let binding = clauses::tasks(&meeting, wanted, &issued);
    let assigned = tasks::decide_assign(db, place, &binding).await?;
    let edit = MeetingEdit::Concluded {
        document: issued.document.clone(),
    };
    let also = vec![meeting.unit.clone(), issued.document.clone()];
    let mut decided = Decided {
        lines: issued.lines,
        warnings: issued.warnings,
    };
    decided.lines.extend(assigned.lines);
    decided.warnings.extend(assigned.warnings);
    decided
        .lines
        .push(line(&meeting.id, wanted.dated, &edit, also)?);
    Ok(decided)
}

/// A proposal that is to become a task. What is empty is taken from the proposal and from the
/// period after the meeting's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AcceptWanted {
    /// Id of the meeting.
    pub meeting: String,
    /// Act and line by which the proposal was made: `a12.1`.
    pub item: String,
    /// By code or id; empty: the unit that proposed it.
    pub lead: String,
    pub cooperating: Vec<String>,
    pub product: String,
    /// Empty: the last day of the period after the meeting's.
    pub deadline: Option<Day>,
    pub on: Day,
}

/// Decides that a proposal is accepted: a task of the next period, and the proposal that says so.
pub async fn decide_accept_proposal(
    db: &mut Db,
    view: &View,
    wanted: &AcceptWanted,
) -> Result<Decided> {
    let (meeting, items) = asked(db, &wanted.meeting).await?;
    let none = || Error::NotFound(format!("the meeting has no proposal {}", wanted.item));
    let item = items
        .iter()
        .find(|i| i.id == wanted.item)
        .ok_or_else(none)?;
    let mut faults = Faults::default();
    if let Some(why) = rules::refuses_acceptance(&meeting, item, wanted.on) {
        faults.say("item", &item.id, why);
    }
    faults.none(())?;
    let lead = if wanted.lead.is_empty() {
        item.unit.clone()
    } else {
        wanted.lead.clone()
    };
    let task = tasks::Wanted {
        title: item.title.clone(),
        product: wanted.product.clone(),
        lead,
        cooperating: wanted.cooperating.clone(),
        assigned_by: meeting.unit.clone(),
        deadline: wanted.deadline.or_else(|| end_of_next(&meeting)),
        meeting: meeting.id.clone(),
        instruction: item.text.clone(),
        ..tasks::Wanted::of(wanted.on)
    };
    let place = Place {
        view,
        after: 0,
        file: "",
    };
    let assigned = tasks::decide_assign(db, place, &[task]).await?;
    let mut decided = Decided {
        lines: assigned.lines,
        warnings: assigned.warnings,
    };
    let edit = MeetingEdit::Accepted {
        item: item.id.clone(),
        task: id(view.last + 1, 0),
    };
    let also = vec![meeting.unit.clone(), item.unit.clone(), item.id.clone()];
    decided
        .lines
        .push(line(&meeting.id, wanted.on, &edit, also)?);
    Ok(decided)
}

/// The last day of the period after a meeting's.
fn end_of_next(meeting: &Meeting) -> Option<Day> {
    let period = Period::parse(&meeting.period).ok()?;
    rules::next_period(period).map(Period::last_day)
}

/// Decides that a meeting is not held.
pub async fn decide_cancel(db: &mut Db, meeting: &str, on: Day, reason: &str) -> Result<Decided> {
    let (meeting, _) = asked(db, meeting).await?;
    let mut faults = Faults::default();
    if let Some(why) = rules::refuses_cancelling(&meeting) {
        faults.say("meeting", &meeting.id, why);
    }
    if on < meeting.called {
        let why = format!("the meeting was called on {}, after {on}", meeting.called);
        faults.say("on", &on.to_string(), why);
    }
    let reason = faults.title("reason", reason);
    if reason.is_empty() {
        faults.say("reason", "", "a cancellation needs its reason");
    }
    let edit = MeetingEdit::Cancelled { reason };
    let line = line(&meeting.id, on, &edit, vec![meeting.unit.clone()])?;
    faults.none(Decided::one(line))
}

async fn asked(db: &mut Db, meeting: &str) -> Result<(Meeting, Vec<Item>)> {
    let none = || Error::NotFound(format!("there is no meeting {meeting}"));
    store::now(db, meeting).await?.ok_or_else(none)
}

fn line(meeting: &str, day: Day, edit: &MeetingEdit, also: Vec<String>) -> Result<Line> {
    let mut seen = HashSet::new();
    let also = also
        .into_iter()
        .filter(|a| !a.is_empty() && seen.insert(a.clone()));
    Ok(Line {
        day,
        class: CLASS,
        subject: meeting.to_owned(),
        also: also.collect(),
        counted: canonical::text(edit)?,
        identifying: None,
    })
}

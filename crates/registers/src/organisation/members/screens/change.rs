//! Changes asked for on the screen, of one person or of many: decided by the same functions as
//! a file that is imported, shown before they are recorded, and recorded as one act.

use super::super::acts::{self, Deciding, EVENT_COLUMNS, Listed};
use super::super::fold::{Folded, Stretch, fold};
use super::super::model::CLASS;
use super::super::store as members;
use crate::organisation::rulebook::Rulebook;
use crate::web::Visit;
use crate::web::writer::Doing;
use figures::{Day, Structure};
use platform::asof::Known;
use platform::journal::{self, CONTENT_VERSION, Draft, Edit, Line, store as acts_of};
use platform::seal::Key;
use platform::sheets::{Line as Row, Sheet};
use platform::{Db, Error, Problem, Randomness, Result, Scope};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What is to happen, as it was typed.
#[derive(Debug, Clone)]
pub enum Change {
    Event {
        event: String,
        day: String,
        /// Code of the unit somebody goes to.
        to_unit: String,
        until: String,
        document: String,
        /// Of an admission: the day of the decision.
        decision: String,
    },
    Correction {
        field: String,
        value: String,
        from: String,
        until: String,
    },
}

/// What a change comes to: lines, and why it cannot be for some of the persons, by their place.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub refused: BTreeMap<usize, Vec<Problem>>,
}

/// What a change is decided on.
pub struct On<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    /// Number the act will bear.
    pub act: u64,
    pub key: &'a Key,
    /// The units for which whoever asks may enter.
    pub may: &'a Scope,
}

/// Chance drawn before the writer's place is taken, as long as it is needed.
pub struct Drawn {
    seed: [u8; 32],
    drawn: u64,
}

impl Drawn {
    #[must_use]
    pub fn of(v: &Visit) -> Drawn {
        let seed = v.office.chance(|c| {
            let mut seed = [0; 32];
            c.fill(&mut seed);
            seed
        });
        Drawn { seed, drawn: 0 }
    }
}

impl Randomness for Drawn {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(32) {
            let mut hash = Sha256::new();
            hash.update(self.seed);
            hash.update(self.drawn.to_le_bytes());
            self.drawn += 1;
            for (b, h) in chunk.iter_mut().zip(hash.finalize()) {
                *b = h;
            }
        }
    }
}

/// Decides a change of some persons. Nothing is written.
pub async fn decide(
    db: &mut Db,
    on: &On<'_>,
    chance: &mut dyn Randomness,
    subjects: &[String],
    change: &Change,
) -> Result<Decided> {
    let mut ground = Deciding {
        structure: on.structure,
        book: on.book,
        act: on.act,
        key: on.key,
        chance,
    };
    match change {
        Change::Correction {
            field,
            value,
            from,
            until,
        } => {
            let erased = erased(db, subjects, field).await?;
            let mut decided = correct(&mut ground, subjects, (field, value), (from, until))?;
            let of = |l: &Line| erased.keys().any(|i| subjects[*i] == l.subject);
            decided.lines.retain(|l| !of(l));
            decided.refused.extend(erased);
            Ok(decided)
        }
        Change::Event { decision, day, .. } => {
            let mut decided = events(db, (&mut ground, on.may), subjects, change).await?;
            if !decision.trim().is_empty() {
                let of = |i: usize| !decided.refused.contains_key(&i);
                let good: Vec<String> = subjects
                    .iter()
                    .enumerate()
                    .filter(|(i, _)| of(*i))
                    .map(|(_, s)| s.clone())
                    .collect();
                let dates = correct(&mut ground, &good, ("decision_date", decision), (day, ""))?;
                decided.lines.extend(dates.lines);
                decided.refused.extend(dates.refused);
            }
            Ok(decided)
        }
    }
}

/// Those of the persons who may not be named by the field again, and why.
async fn erased(
    db: &mut Db,
    subjects: &[String],
    field: &str,
) -> Result<BTreeMap<usize, Vec<Problem>>> {
    let mut refused = BTreeMap::new();
    for (i, subject) in subjects.iter().enumerate() {
        match acts::refuse_naming(db, subject, field).await {
            Ok(()) => {}
            Err(Error::Refused(why)) => _ = refused.insert(i, why),
            Err(other) => return Err(other),
        }
    }
    Ok(refused)
}

fn correct(
    ground: &mut Deciding<'_>,
    subjects: &[String],
    (field, value): (&str, &str),
    (from, until): (&str, &str),
) -> Result<Decided> {
    let mut decided = Decided::default();
    let unread = |text: &str, column: &str| Problem::new(NO_DAY).cell(column, text);
    let Some(first) = acts::read_day(from.trim()) else {
        let problem = unread(from, "from");
        decided
            .refused
            .extend((0..subjects.len()).map(|i| (i, vec![problem.clone()])));
        return Ok(decided);
    };
    let end = acts::read_day(until.trim());
    if end.is_none() && !until.trim().is_empty() {
        let problem = unread(until, "until");
        decided
            .refused
            .extend((0..subjects.len()).map(|i| (i, vec![problem.clone()])));
        return Ok(decided);
    }
    for (i, subject) in subjects.iter().enumerate() {
        match acts::decide_correction(ground, subject, field, value, first, end) {
            Ok(line) => decided.lines.push(line),
            Err(Error::Refused(problems)) => {
                // what is wrong with the value stands at the value
                let at_value = |mut p: Problem| {
                    if p.column == field {
                        "value".clone_into(&mut p.column);
                    }
                    p
                };
                let problems = problems.into_iter().map(at_value).collect();
                decided.refused.insert(i, problems);
            }
            Err(other) => return Err(other),
        }
    }
    Ok(decided)
}

/// What acts say of a text that is no day.
pub const NO_DAY: &str = "this is no day: write it as 2025-07-01 or 1/7/2025";

/// The events of the persons as a list of events, which is how files bring them.
async fn events(
    db: &mut Db,
    (ground, may): (&mut Deciding<'_>, &Scope),
    subjects: &[String],
    change: &Change,
) -> Result<Decided> {
    let Change::Event {
        event,
        day,
        to_unit,
        until,
        document,
        ..
    } = change
    else {
        return Ok(Decided::default());
    };
    let known = Known::NOW;
    // a decision is the same whoever asks for it: whom they may change was asked before
    let keys = members::person_keys(db, &Scope::whole(), known, subjects).await?;
    let row = |(i, subject): (usize, &String)| Row {
        number: i + 1,
        cells: vec![
            keys.get(subject).cloned().unwrap_or_default(),
            event.clone(),
            day.trim().to_owned(),
            String::new(),
            to_unit.trim().to_owned(),
            document.clone(),
            until.trim().to_owned(),
        ],
    };
    let mut sheet = Sheet {
        file: String::new(),
        header: EVENT_COLUMNS.iter().map(|(n, _)| (*n).to_owned()).collect(),
        rows: subjects.iter().enumerate().map(row).collect(),
    };
    let mut decided = Decided::default();
    match listed(db, (&mut *ground, may), &sheet).await? {
        Ok(listed) => decided.lines = listed.lines,
        Err(problems) => {
            for p in problems {
                let at = p.line.saturating_sub(1);
                decided.refused.entry(at).or_default().push(p);
            }
            sheet
                .rows
                .retain(|r| !decided.refused.contains_key(&(r.number - 1)));
            if !sheet.rows.is_empty()
                && let Ok(listed) = listed(db, (ground, may), &sheet).await?
            {
                decided.lines = listed.lines;
            }
        }
    }
    Ok(decided)
}

async fn listed(
    db: &mut Db,
    (ground, may): (&mut Deciding<'_>, &Scope),
    sheet: &Sheet,
) -> Result<std::result::Result<Listed, Vec<Problem>>> {
    match acts::decide_events(db, ground, (sheet, &[]), may).await {
        Ok(listed) => Ok(Ok(listed)),
        Err(Error::Refused(problems)) => Ok(Err(problems)),
        Err(other) => Err(other),
    }
}

/// Records a change as one act, unless the persons were changed since they were read.
pub fn recording(
    v: &Visit,
    subjects: Vec<String>,
    change: Change,
    (ground, read_at, may): (journal::Ground, u64, Scope),
) -> Doing {
    let mut chance = Drawn::of(v);
    Box::new(move |writer, at_hand| {
        Box::pin(async move {
            if members::version(writer.db, &subjects, Known::NOW).await? > read_at {
                return Err(Error::Conflict("the record has changed since".to_owned()));
            }
            let view = at_hand.view(writer).await?;
            let on = On {
                structure: &view.structure,
                book: &view.book,
                act: view.last + 1,
                key: at_hand,
                may: &may,
            };
            let decided = decide(writer.db, &on, &mut chance, &subjects, &change).await?;
            if let Some(problems) = decided.refused.into_values().next() {
                return Err(Error::Refused(problems));
            }
            let kind = match change {
                Change::Event { .. } => "events",
                Change::Correction { .. } => acts::CORRECTIONS,
            };
            let draft = Draft {
                kind,
                version: CONTENT_VERSION,
                ground,
                day: Day::MIN,
                lines: decided.lines,
            };
            writer.act(crate::REGISTERS, &draft).await
        })
    })
}

/// A person's record before and after the lines of a change.
pub async fn effect(
    db: &mut Db,
    subject: &str,
    act: u64,
    lines: &[Line],
) -> Result<(Folded, Folded)> {
    let mut edits = acts_of::edits(db, CLASS, &[subject.to_owned()]).await?;
    let before = fold(&edits)?;
    let fresh = lines
        .iter()
        .enumerate()
        .filter(|(_, l)| l.subject == subject);
    edits.extend(fresh.map(|(i, l)| Edit {
        act,
        line: u64::try_from(i + 1).unwrap_or(0),
        day: l.day,
        subject: l.subject.clone(),
        counted: l.counted.clone(),
        identifying: l.identifying.clone(),
    }));
    Ok((before, fold(&edits)?))
}

/// The stretch of a membership that holds on a day.
#[must_use]
pub fn stretch(folded: &Folded, on: Day) -> Option<&Stretch> {
    folded.stretches.iter().find(|s| s.from <= on && on < s.to)
}

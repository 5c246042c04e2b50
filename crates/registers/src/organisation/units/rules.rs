//! Deciding a reform and an opening list of units (`semantics.md` 1.10 and 2). Pure: reads
//! the structure, and refuses or returns lines; [`absorb`] then makes the structure what
//! the lines say, so that the next act of the same file sees it.

mod absorb;
mod checks;
mod lines;
mod opening;
mod outcome;
mod tree;

pub use absorb::{absorb, unit_edits};
pub use opening::opening;
pub use tree::kind_refused;

use super::model::{Reform, ReformRow};
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure, UnitIx};
use platform::journal::Line;
use platform::{Error, Problem, Result};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a reform comes to: its lines, and the units whose open things need a home.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
    pub closing: Vec<Closing>,
    /// Units that live on but gave a part away, with the ids of the receivers.
    pub giving: Vec<Closing>,
    /// Id of the unit that bears each to_code when the act is done.
    pub bearers: BTreeMap<String, String>,
    /// (unit's id, old parent's code, new parent's code) of units that follow without being named.
    pub followers: Vec<(String, String)>,
}

/// A unit whose open things must go somewhere.
#[derive(Debug, Clone)]
pub struct Closing {
    pub unit: UnitIx,
    pub id: String,
    pub code: String,
    /// Id of the only whole successor, if there is exactly one.
    pub heir: Option<String>,
    /// Code of each successor, as borne after the act, and its id.
    pub successors: BTreeMap<String, String>,
}

struct Deciding<'a> {
    s: &'a Structure,
    book: &'a Rulebook,
    reform: &'a Reform,
    file: &'a str,
    act: u64,
    problems: Vec<Problem>,
    by_from: BTreeMap<&'a str, Vec<&'a ReformRow>>,
    by_to: BTreeMap<&'a str, Vec<&'a ReformRow>>,
    units: HashMap<&'a str, UnitIx>,
}

/// Decides one act of `reforms.csv`; `act` is the number it would bear.
pub fn reform(
    s: &Structure,
    book: &Rulebook,
    reform: &Reform,
    file: &str,
    act: u64,
) -> Result<Decided> {
    let mut d = Deciding {
        s,
        book,
        reform,
        file,
        act,
        problems: Vec::new(),
        by_from: BTreeMap::new(),
        by_to: BTreeMap::new(),
        units: HashMap::new(),
    };
    d.read_rows();
    d.stop()?;
    d.look_up();
    d.check_targets();
    d.stop()?;
    d.check_later_acts();
    d.stop()?;
    let decided = d.outcome();
    d.stop()?;
    Ok(decided)
}

impl<'a> Deciding<'a> {
    fn say(&mut self, line: usize, column: &str, value: &str, why: impl Into<String>) {
        let label = &self.reform.label;
        let why: String = why.into();
        self.problems.push(
            Problem::new(format!("act «{label}» of {}: {why}", self.reform.day))
                .at(self.file, line)
                .cell(column, value),
        );
    }

    fn stop(&mut self) -> Result<()> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Error::Refused(std::mem::take(&mut self.problems)))
        }
    }

    /// Each row by itself: links and blanks (`semantics.md` 2.4).
    fn read_rows(&mut self) {
        let reform = self.reform;
        for r in reform.rows.iter().filter(|r| r.hierarchy.is_empty()) {
            let known = ["whole", "part", "same", "unknown"].contains(&r.link.as_str());
            if r.from_code.is_empty() && !r.link.is_empty() {
                self.say(
                    r.line,
                    "link",
                    &r.link,
                    "a row without from_code creates a unit and has no link",
                );
            } else if r.from_code.is_empty() && r.to_code.is_empty() {
                self.say(
                    r.line,
                    "to_code",
                    "",
                    "a row without from_code needs a to_code",
                );
            } else if !r.from_code.is_empty() && !known {
                self.say(
                    r.line,
                    "link",
                    &r.link,
                    "the link is whole, part, same or unknown",
                );
            } else if is_reserved(&r.to_code) {
                self.say(
                    r.line,
                    "to_code",
                    &r.to_code,
                    "this code has another meaning: *, -, | and @ may not be used",
                );
            } else if r.link == "same" && r.to_code.is_empty() {
                self.say(
                    r.line,
                    "to_code",
                    "",
                    "a unit that lives on needs a to_code",
                );
            }
            if !r.from_code.is_empty() {
                self.by_from.entry(&r.from_code).or_default().push(r);
            }
            if !r.to_code.is_empty() {
                self.by_to.entry(&r.to_code).or_default().push(r);
            }
        }
    }

    /// Codes mean the units that bear them as earlier acts left it; each has one kind of fate.
    fn look_up(&mut self) {
        let day = self.reform.day;
        let from: Vec<_> = self.by_from.iter().map(|(c, r)| (*c, r.clone())).collect();
        for (code, rows) in from {
            match self.s.bearer(code, day) {
                Some(u) => _ = self.units.insert(code, u),
                None => self.say(rows[0].line, "from_code", code, self.unborne(code)),
            }
            if !fate_is_one(&rows) {
                let links: Vec<_> = rows.iter().map(|r| r.link.as_str()).collect();
                let why = format!(
                    "the unit has the links {}; it must have one whole, or one same with any part or unknown, or two or more part or unknown of which one may lead nowhere",
                    links.join(", ")
                );
                self.say(rows[0].line, "from_code", code, why);
            }
        }
    }

    /// That nobody bears a code on the day, and who bore it last.
    fn unborne(&self, code: &str) -> String {
        let day = self.reform.day;
        let last = self.s.bearers(code).last().and_then(|u| {
            let unit = self.s.unit(*u);
            let name = self.s.last_state(*u)?.name.clone();
            Some(if unit.closed == Day::MAX {
                format!("it was «{name}», opened on {}", unit.opened)
            } else {
                format!("last: «{name}», closed on {}", unit.closed)
            })
        });
        match last {
            Some(once) => format!("no unit bears the code on {day} ({once})"),
            None => format!("no unit bears the code on {day}"),
        }
    }

    fn is_same(row: &ReformRow) -> bool {
        row.link == "same"
    }

    fn closes(&self, code: &str) -> bool {
        self.by_from
            .get(code)
            .is_some_and(|rows| !rows.iter().any(|r| Self::is_same(r)))
    }

    fn bearer_after(&self, code: &str, after: &After) -> Option<(String, Option<UnitIx>)> {
        if let Some(found) = after.taken.get(code) {
            return Some(found.clone());
        }
        let u = self.s.bearer(code, self.reform.day)?;
        (!after.freed.contains(&u)).then(|| (self.s.unit(u).id.clone(), Some(u)))
    }
}

struct Target<'a> {
    told: &'a ReformRow,
    living: Option<UnitIx>,
    id: String,
}

struct After {
    freed: HashSet<UnitIx>,
    taken: HashMap<String, (String, Option<UnitIx>)>,
}

impl ReformRow {
    fn told(&self) -> (&str, &str, &str) {
        (&self.to_name, &self.to_kind, &self.to_parent)
    }

    fn tells(&self) -> bool {
        self.told() != ("", "", "")
    }
}

/// Exactly one of: one whole; one same with any part or unknown; two or more part or
/// unknown, one of which may have no to_code (`semantics.md` 2.4).
fn fate_is_one(rows: &[&ReformRow]) -> bool {
    let count = |link: &str| rows.iter().filter(|r| r.link == link).count();
    let partial = count("part") + count("unknown");
    let nowhere = rows.iter().filter(|r| r.to_code.is_empty()).count();
    match (count("whole"), count("same")) {
        (1, 0) => partial == 0,
        (0, 1) => true,
        (0, 0) => partial > 1 && nowhere < 2,
        _ => false,
    }
}

/// Codes that the exchange formats and the command line use for something else.
fn is_reserved(code: &str) -> bool {
    ["*", "-"].contains(&code) || code.contains(['|', '@'])
}

/// The subject under which a code's acts are found.
#[must_use]
pub fn code_subject(code: &str) -> String {
    format!("code:{}", code.replace(' ', "\u{a0}"))
}

//! The open things of closing units that are no members (`semantics.md` 2.2). Each register that
//! has such things stands in [`crate::OPEN_THINGS`] with the few functions a reform needs of it;
//! reforms name none of them.
//!
//! 1. What has exactly one whole successor follows it, and nothing is recorded of it.
//! 2. Otherwise a row of the assignment file says where each goes; what is left refuses the act,
//!    counted by register.
//! 3. A unit that gives a part away keeps what no row gives along.
//! 4. A closing before a later fact of the unit is refused.

use super::annulment::Later;
use crate::organisation::units::model::AssignRow;
use crate::organisation::units::rules::{Closing, Decided};
use figures::{Day, Structure};
use platform::journal::Line;
use platform::journal::store::FullLine;
use platform::{Db, Error, Problem, Result};
use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;

pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// A thing that is open in a unit.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Thing {
    pub id: String,
    /// As people call it: what the assignment file may say instead of the id.
    pub key: String,
    pub name: String,
    /// Id of the unit in which it is open on the day.
    pub unit: String,
}

/// What is open in some units on a day, and what lies in them later.
#[derive(Debug, Default)]
pub struct Open {
    pub things: Vec<Thing>,
    /// Things of which a later fact names a unit, by the unit's id.
    pub later: HashMap<String, HashSet<String>>,
    /// What people call such things, where a refusal names them.
    pub names: HashMap<String, String>,
    /// What stays with a unit that closes and is only told of, by the unit's id.
    pub staying: HashMap<String, Vec<String>>,
}

/// What a reform asks a register.
#[derive(Debug, Clone, Copy)]
pub struct Closings<'a> {
    /// The units before the act.
    pub s: &'a Structure,
    pub day: Day,
    /// Ids of the units that close or give parts away.
    pub units: &'a [String],
}

/// What an annulment asks a register.
#[derive(Clone, Copy)]
pub struct Without<'a> {
    pub number: u64,
    pub lines: &'a [FullLine],
    /// The units as all other acts leave them.
    pub units: &'a Structure,
    pub later: &'a Later,
}

/// A register whose things may be open in a unit that closes.
#[derive(Debug)]
pub struct OpenThings {
    /// The register, as refusals count by it.
    pub register: &'static str,
    /// Class of the subjects that are its things.
    pub class: &'static str,
    /// What the assignment file may write as the kind, the first being the one to write.
    pub kinds: &'static [&'static str],
    /// What is open in units.
    pub open: for<'a> fn(&'a mut Db, Closings<'a>) -> Answer<'a, Open>,
    /// The line by which a thing goes from one unit to another.
    pub moved: fn(thing: &str, day: Day, from: &str, to: &str) -> Result<Line>,
    /// From which unit to which a line of an act moves something; nothing for other lines.
    pub told: fn(class: &str, counted: &str) -> Option<(String, String)>,
    /// Why later acts would not stand without the annulled one.
    pub without: for<'a> fn(&'a mut Db, Without<'a>) -> Answer<'a, BTreeMap<u64, String>>,
}

/// The register a row of an assignment file speaks of; members have a file of their own.
#[must_use]
pub fn register_of(kind: &str) -> Option<&'static OpenThings> {
    let mut all = crate::OPEN_THINGS.iter().copied();
    all.find(|r| r.kinds.contains(&kind))
}

/// What earlier acts of one file did, which the database does not know yet.
#[derive(Debug, Default)]
pub struct Moved {
    /// Where things went, by register and id.
    to: HashMap<(&'static str, String), Thing>,
    /// Lines of the assignment file that settled something.
    used: HashSet<usize>,
}

/// An act whose open things are to be settled.
#[derive(Clone, Copy)]
pub struct Act<'a> {
    pub decided: &'a Decided,
    pub day: Day,
    pub file: &'a str,
    /// The units before the act.
    pub s: &'a Structure,
    /// Who bears a code when the act is done.
    pub bearer: &'a dyn Fn(&str) -> Option<String>,
}

/// What settling comes to: the lines by which what is open in closing units goes somewhere, what
/// refuses the act, and what is told of it.
#[derive(Debug, Default)]
pub struct Settled {
    pub lines: Vec<Line>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
}

/// Things that a refusal or a warning names, at most.
const NAMED: usize = 3;

/// Settles what is open in closing units, register by register.
pub async fn settle(
    db: &mut Db,
    act: Act<'_>,
    assign: &[AssignRow],
    moved: &mut Moved,
) -> Result<Settled> {
    let mut settled = Settled::default();
    for register in crate::OPEN_THINGS {
        let open = standing(db, register, &act, moved).await?;
        let of_register = |r: &&AssignRow| register.kinds.contains(&r.kind.as_str());
        let mut settling = Settling {
            register,
            act,
            assign: assign.iter().filter(of_register).collect(),
            moved,
            settled: &mut settled,
        };
        for closing in &act.decided.closing {
            settling.unit(closing, &open, true)?;
        }
        for giving in &act.decided.giving {
            settling.unit(giving, &open, false)?;
        }
    }
    Ok(settled)
}

/// What is open in the units of an act, with what earlier acts of the file moved there.
async fn standing(
    db: &mut Db,
    register: &'static OpenThings,
    act: &Act<'_>,
    moved: &Moved,
) -> Result<Open> {
    let all = act.decided.closing.iter().chain(&act.decided.giving);
    let units: Vec<String> = all.map(|c| c.id.clone()).collect();
    let closings = Closings {
        s: act.s,
        day: act.day,
        units: &units,
    };
    let mut open = (register.open)(db, closings).await?;
    let elsewhere = |thing: &Thing| {
        moved
            .to
            .contains_key(&(register.register, thing.id.clone()))
    };
    open.things.retain(|t| !elsewhere(t));
    for ((of, _), thing) in &moved.to {
        let now = act.s.find(&thing.unit).map(|u| act.s.followed(u, act.day));
        let unit = now.map_or_else(|| thing.unit.clone(), |u| act.s.unit(u).id.clone());
        if *of == register.register && units.contains(&unit) {
            let thing = Thing {
                unit,
                ..thing.clone()
            };
            open.things.push(thing);
        }
    }
    open.things
        .sort_by(|a, b| (&a.key, &a.id).cmp(&(&b.key, &b.id)));
    Ok(open)
}

struct Settling<'a> {
    register: &'static OpenThings,
    act: Act<'a>,
    assign: Vec<&'a AssignRow>,
    moved: &'a mut Moved,
    settled: &'a mut Settled,
}

impl Settling<'_> {
    fn unit(&mut self, closing: &Closing, open: &Open, must_leave: bool) -> Result<()> {
        let (day, file) = (self.act.day, self.act.file);
        let later = open.later.get(&closing.id);
        let mut left = 0;
        let mut late: HashSet<&String> = HashSet::new();
        for thing in open.things.iter().filter(|t| t.unit == closing.id) {
            let assigned = self.to(closing, thing);
            // it follows its heir by itself
            let to = assigned.filter(|to| Some(to) != closing.heir.as_ref());
            match to {
                Some(to) => {
                    late.extend(later.into_iter().flatten().filter(|id| **id == thing.id));
                    let line = (self.register.moved)(&thing.id, day, &closing.id, &to)?;
                    self.settled.lines.push(line);
                    let thing = Thing {
                        unit: to,
                        ..thing.clone()
                    };
                    let key = (self.register.register, thing.id.clone());
                    self.moved.to.insert(key, thing);
                }
                None => left += usize::from(must_leave && closing.heir.is_none()),
            }
        }
        if must_leave {
            late.extend(later.into_iter().flatten());
            self.staying(closing, open);
        }
        if !late.is_empty() {
            let why = self.late(closing, open, &late);
            self.settled.problems.push(Problem::new(why).at(file, 0));
        }
        if left > 0 {
            let why = format!(
                "{left} open {} are led by the unit, which closes without one whole successor: an assignment file must say where each goes (code,kind,key,to_code)",
                self.register.register
            );
            let problem = Problem::new(why).at(file, 0);
            self.settled
                .problems
                .push(problem.cell("from_code", &closing.code));
        }
        Ok(())
    }

    /// Why a unit does not close before what lies in it later.
    fn late(&self, closing: &Closing, open: &Open, late: &HashSet<&String>) -> String {
        let (day, register) = (self.act.day, self.register.register);
        let (n, code) = (late.len(), &closing.code);
        let mut named: Vec<&str> = late
            .iter()
            .filter_map(|id| open.names.get(*id).map(String::as_str))
            .collect();
        named.sort_unstable();
        named.truncate(NAMED);
        if named.is_empty() {
            return format!(
                "{n} facts about {register} lie in the unit {code} after {day}: a back-dated closing is refused"
            );
        }
        let named = named.join(", ");
        format!(
            "{n} {register} lie in the unit {code} from {day} on, such as {named}: a back-dated closing is refused"
        )
    }

    /// Tells what stays with a unit that closes.
    fn staying(&mut self, closing: &Closing, open: &Open) {
        let Some(names) = open.staying.get(&closing.id) else {
            return;
        };
        let named: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
        let why = format!(
            "{} drafts stay with the unit {}, which closes: they can be read, and whoever follows it withdraws them and drafts them anew, such as «{}»",
            names.len(),
            closing.code,
            named.join("», «")
        );
        let warning = Problem::new(why).at(self.act.file, 0).as_warning();
        self.settled.warnings.push(warning);
    }

    /// Where the assignment file sends a thing.
    fn to(&mut self, closing: &Closing, thing: &Thing) -> Option<String> {
        let mut rows = self
            .assign
            .iter()
            .filter(|r| r.code == closing.code && (r.key == thing.id || r.key == thing.key));
        let row = *rows.next()?;
        if let Some(second) = rows.next() {
            let why = format!("line {} says already where this goes", row.line);
            let problem = Problem::new(why).at("assignment file", second.line);
            self.settled.problems.push(problem.cell("key", &second.key));
        }
        self.moved.used.insert(row.line);
        // an abolished unit has no successor: any unit may take what was in it
        let (to, why) = if closing.successors.is_empty() {
            let to = (self.act.bearer)(&row.to_code);
            (to, "no unit bears this code after the act".to_owned())
        } else {
            let names: Vec<&str> = closing.successors.keys().map(String::as_str).collect();
            let why = format!(
                "{} is no successor of {}; its successors are {}",
                row.to_code,
                closing.code,
                names.join(", ")
            );
            (closing.successors.get(&row.to_code).cloned(), why)
        };
        if to.is_none() {
            let problem = Problem::new(why).at(self.act.file, row.line);
            self.settled
                .problems
                .push(problem.cell("to_code", &row.to_code));
        }
        to
    }
}

/// Rows of the assignment file that settled nothing in any act.
#[must_use]
pub fn unused(assign: &[AssignRow], moved: &Moved) -> Vec<Problem> {
    let left = assign.iter().filter(|r| !moved.used.contains(&r.line));
    left.map(|r| {
        let why = "no act of the file closes or divides a unit of this code with this open thing directly in it, or another row has settled it";
        Problem::new(why).at("assignment file", r.line).cell("key", &r.key)
    })
    .collect()
}

/// Joins what refuses an act on the side of the members with what does on other sides.
pub(super) fn joined<T>(members: Result<T>, mut others: Vec<Problem>) -> Result<T> {
    match members {
        Ok(done) if others.is_empty() => Ok(done),
        Ok(_) => Err(Error::Refused(others)),
        Err(Error::Refused(mut problems)) => {
            problems.append(&mut others);
            Err(Error::Refused(problems))
        }
        Err(other) => Err(other),
    }
}

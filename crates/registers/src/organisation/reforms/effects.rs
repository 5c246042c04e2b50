//! Everything a reform would do, told before it is done. It is what `decide` came to and nothing
//! else: the acts recorded afterwards are decided by the same call.

use super::acts::{self, Decision, View};
use super::drafts::Plan;
use super::open::{Closings, Thing};
use super::store::{self, Mover};
use crate::organisation::members::model::{CLASS as PERSON, PersonEdit};
use crate::organisation::members::store as members;
use crate::organisation::units::model::{CLASS as UNIT, REQUEST, ReformRow, UnitEdit};
use crate::organisation::units::rules::{self, Closing};
use crate::web::entering::Enterable;
use figures::{Day, Structure, UnitIx};
use platform::journal::{Draft, Ground};
use platform::text::hex;
use platform::{Db, Error, Problem, Result, Scope};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

/// A unit as lists show it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct UnitName {
    pub id: String,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent: String,
}

/// What an act does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Effects {
    pub label: String,
    pub day: String,
    pub basis: String,
    pub closed: Vec<UnitName>,
    pub opened: Vec<UnitName>,
    /// Units that live on otherwise: as they were, as they will be.
    pub changed: Vec<(UnitName, UnitName)>,
    /// Units that follow their parent without being named.
    pub followers: Vec<UnitName>,
    /// From which unit, how, into which; nowhere without one.
    pub links: Vec<(UnitName, String, Option<UnitName>)>,
    /// From which unit, to which, how many members.
    pub moves: Vec<(UnitName, UnitName, usize)>,
    /// Register, from which unit, to which, how many of its things.
    pub things: Vec<(&'static str, UnitName, UnitName, usize)>,
}

/// Members of a unit who have nowhere to go, or may be given along with a part.
#[derive(Debug, Clone, Serialize)]
pub struct Homeless {
    pub unit: UnitName,
    /// Whether the unit closes: then each of them must go somewhere.
    pub must: bool,
    /// Code and name of the units they may go to; none: any unit that is open then.
    pub successors: Vec<(String, String)>,
    pub persons: Vec<Mover>,
    pub count: usize,
    /// Those who are assigned already.
    pub settled: usize,
}

/// Open things of a unit, other than members, that have nowhere to go or may be given along.
#[derive(Debug, Clone, Serialize)]
pub struct Left {
    pub register: &'static str,
    /// What an assignment row writes as their kind.
    pub kind: &'static str,
    pub unit: UnitName,
    pub must: bool,
    /// As [`Homeless::successors`].
    pub successors: Vec<(String, String)>,
    pub things: Vec<Thing>,
    pub count: usize,
    pub settled: usize,
}

/// A person whom a reform puts into another unit, by ids.
#[derive(Debug, Clone)]
pub struct Move {
    pub person: String,
    pub from: String,
    pub to: String,
    pub day: Day,
}

/// What a plan comes to.
pub struct Outcome {
    pub acts: Vec<Effects>,
    pub moves: Vec<Move>,
    pub homeless: Vec<Homeless>,
    pub left: Vec<Left>,
    pub problems: Vec<Problem>,
    pub warnings: Vec<Problem>,
    /// Names what was shown: what is recorded must have the same.
    pub digest: String,
    /// The record's last act when it was decided.
    pub known: u64,
    pub lines: usize,
    /// The units with the acts done.
    pub after: Arc<Structure>,
}

/// Persons of one unit that a page lists for assignment.
const LISTED: usize = 200;

/// Decides a plan for somebody who reaches so far.
pub async fn decide(
    db: &mut Db,
    plan: &Plan,
    ground: &Ground,
    reach: &Enterable,
) -> Result<(View, Decision)> {
    // a reform is decided on all units: what stands beside them counts, whoever prepares it
    let mut view = acts::view(db, &Scope::whole()).await?;
    let reforms = plan.reforms()?;
    let beyond = beyond(&view.structure, &reforms, reach);
    if !beyond.is_empty() {
        return Err(Error::Refused(beyond));
    }
    let assign = plan.assigned();
    let decision = acts::decide_reforms(db, &mut view, "", &reforms, &assign, ground).await?;
    Ok((view, decision))
}

/// Rows that name units which the one who prepares may not enter.
fn beyond(
    s: &Structure,
    reforms: &[crate::organisation::units::model::Reform],
    reach: &Enterable,
) -> Vec<Problem> {
    const NOT_YOURS: &str = "no unit of this code is one for which you may enter";
    const BELOW: &str = "you may enter units below your own only: a unit above is needed";
    let mut problems = Vec::new();
    if reach.is_whole() {
        return problems;
    }
    for reform in reforms {
        let mut say = |row: &ReformRow, column: &str, value: &str, why: &str| {
            problems.push(Problem::new(why).at("", row.line).cell(column, value));
        };
        for row in &reform.rows {
            for (column, code) in [
                ("from_code", &row.from_code),
                ("to_code", &row.to_code),
                ("to_parent", &row.to_parent),
            ] {
                let other = code != "-" && !reach.may_name(s, code, Some(reform.day));
                if other {
                    say(row, column, code, NOT_YOURS);
                }
            }
            let of_target = || reform.rows.iter().filter(|r| r.to_code == row.to_code);
            let lives = of_target().any(|r| r.link == "same");
            let placed = of_target().any(|r| !["", "-"].contains(&r.to_parent.as_str()));
            let new_top = !row.to_code.is_empty() && !lives && !placed;
            if new_top || row.to_parent == "-" {
                say(row, "to_parent", &row.to_parent, BELOW);
            }
        }
    }
    problems
}

/// What a plan would do. Nothing is written.
pub async fn outcome(db: &mut Db, plan: &Plan, reach: &Enterable) -> Result<Outcome> {
    let before = acts::view(db, &Scope::whole()).await?;
    let mut out = Outcome {
        acts: Vec::new(),
        moves: Vec::new(),
        homeless: Vec::new(),
        left: Vec::new(),
        problems: Vec::new(),
        warnings: Vec::new(),
        digest: String::new(),
        known: before.last,
        lines: 0,
        after: before.structure.clone(),
    };
    // what sits in units beyond one's own is not shown, also while a plan names them
    out.problems = beyond(&before.structure, &plan.reforms()?, reach);
    if !out.problems.is_empty() {
        return Ok(out);
    }
    if let Some(giving) = Giving::of(&before, plan)? {
        out.homeless = homeless(db, &reach.scope(), &giving, plan).await?;
        out.left = left(db, &giving, plan).await?;
    }
    match decide(db, plan, &Ground::default(), reach).await {
        Ok((view, decision)) => {
            out.digest = digest(&decision, before.last);
            out.lines = decision.drafts.iter().map(|d| d.lines.len()).sum();
            let labels = plan.reforms()?;
            for (draft, reform) in decision.drafts.iter().zip(&labels) {
                let mut effects = effects(&view.structure, &draft.lines, &|_| true)?;
                effects.label.clone_from(&reform.label);
                effects.day = reform.day.to_string();
                effects.basis.clone_from(&reform.basis);
                out.acts.push(effects);
            }
            out.moves = moves(&decision.drafts)?;
            out.warnings = decision.warnings;
            out.after = view.structure;
        }
        Err(Error::Refused(problems)) => out.problems = problems,
        Err(other) => return Err(other),
    }
    Ok(out)
}

/// Names what acts come to, whatever number they will bear.
#[must_use]
pub fn digest(decision: &Decision, last: u64) -> String {
    let mut hash = Sha256::new();
    for (i, draft) in (1..).zip(&decision.drafts) {
        let own = format!("a{}.", last + i);
        for line in &draft.lines {
            let told = format!("{}\n{}\n{}\n", line.day, line.subject, line.counted);
            hash.update(told.replace(&own, &format!("new{i}.")));
        }
    }
    hex(&hash.finalize())
}

fn named(s: &Structure, id: &str, on: Day) -> UnitName {
    let Some(u) = s.find(id) else {
        return UnitName {
            id: id.to_owned(),
            ..UnitName::default()
        };
    };
    let state = s.state(u, on).or_else(|| s.last_state(u));
    let parent = state
        .and_then(|x| x.parent)
        .and_then(|p| s.state(p, on).or_else(|| s.last_state(p)));
    UnitName {
        id: id.to_owned(),
        code: state.map_or_else(String::new, |x| x.code.clone()),
        name: state.map_or_else(String::new, |x| x.name.clone()),
        kind: state.map_or_else(String::new, |x| x.kind.clone()),
        parent: parent.map_or_else(String::new, |x| x.name.clone()),
    }
}

/// A line of an act as both a draft and the journal have it.
pub trait Told {
    fn told(&self) -> (Option<Day>, &str, &str, &str);
}

impl Told for platform::journal::Line {
    fn told(&self) -> (Option<Day>, &str, &str, &str) {
        (Some(self.day), self.class, &self.subject, &self.counted)
    }
}

impl Told for platform::journal::store::FullLine {
    fn told(&self) -> (Option<Day>, &str, &str, &str) {
        (
            Day::parse(&self.day).ok(),
            &self.class,
            &self.subject,
            &self.counted,
        )
    }
}

/// What the lines of a reform do, on the units with it done. A unit that is not seen has neither
/// name nor code.
pub fn effects(
    after: &Structure,
    lines: &[impl Told],
    sees: &dyn Fn(UnitIx) -> bool,
) -> Result<Effects> {
    let named = |s: &Structure, id: &str, on: Day| match s.find(id) {
        Some(u) if !sees(u) => UnitName::default(),
        _ => named(s, id, on),
    };
    let mut out = Effects::default();
    let mut said: HashSet<String> = HashSet::new();
    let mut moved: BTreeMap<(String, String), usize> = BTreeMap::new();
    let mut things: BTreeMap<(&'static str, String, String), usize> = BTreeMap::new();
    for line in lines {
        let (Some(day), class, subject, counted) = line.told() else {
            continue;
        };
        let eve = |id: &str| named(after, id, day.eve());
        match class {
            REQUEST => {
                let row: ReformRow = serde_json::from_str(counted)?;
                said.insert(row.from_code);
            }
            UNIT => match serde_json::from_str(counted)? {
                UnitEdit::Open { .. } => out.opened.push(named(after, subject, day)),
                UnitEdit::Close => out.closed.push(eve(subject)),
                UnitEdit::Set { .. } => {
                    let (was, will) = (eve(subject), named(after, subject, day));
                    if said.contains(&was.code) {
                        out.changed.push((was, will));
                    } else {
                        out.followers.push(will);
                    }
                }
                UnitEdit::Link { successor, link } => {
                    let to = successor.map(|n| named(after, &n, day));
                    out.links.push((eve(subject), link, to));
                }
                UnitEdit::Stand { .. } => {}
            },
            PERSON => {
                if let PersonEdit::Event(event) = serde_json::from_str(counted)? {
                    *moved.entry((event.from_unit, event.to_unit)).or_default() += 1;
                }
            }
            _ => {
                for register in crate::OPEN_THINGS {
                    if let Some((from, to)) = (register.told)(class, counted) {
                        *things.entry((register.register, from, to)).or_default() += 1;
                    }
                }
            }
        }
        out.day = day.to_string();
    }
    let day = Day::parse(&out.day).unwrap_or(Day::MIN);
    let named_move = |((from, to), n): ((String, String), usize)| {
        (named(after, &from, day.eve()), named(after, &to, day), n)
    };
    out.moves = moved.into_iter().map(named_move).collect();
    let named_thing = |((register, from, to), n): ((&'static str, String, String), usize)| {
        let (from, to) = (named(after, &from, day.eve()), named(after, &to, day));
        (register, from, to, n)
    };
    out.things = things.into_iter().map(named_thing).collect();
    Ok(out)
}

/// Everybody who moves.
fn moves(drafts: &[Draft]) -> Result<Vec<Move>> {
    let mut moves = Vec::new();
    for line in drafts.iter().flat_map(|d| &d.lines) {
        if line.class != PERSON {
            continue;
        }
        if let PersonEdit::Event(event) = serde_json::from_str(&line.counted)? {
            moves.push(Move {
                person: line.subject.clone(),
                from: event.from_unit,
                to: event.to_unit,
                day: line.day,
            });
        }
    }
    Ok(moves)
}

/// A single reform whose closing units, and those that give parts away, are asked what is in them.
struct Giving<'a> {
    s: &'a Structure,
    reform: crate::organisation::units::model::Reform,
    decided: rules::Decided,
}

impl Giving<'_> {
    /// Where a file has several acts, its assignment file says where everything goes.
    fn of<'a>(view: &'a View, plan: &Plan) -> Result<Option<Giving<'a>>> {
        let mut reforms = plan.reforms()?;
        let (Some(reform), true) = (reforms.pop(), reforms.is_empty()) else {
            return Ok(None);
        };
        let s = &view.structure;
        let decided = rules::reform(s, &view.book, &reform, "", view.last + 1);
        Ok(decided.ok().map(|decided| Giving { s, reform, decided }))
    }

    /// The units, and whether what is in them must leave.
    fn units(&self) -> impl Iterator<Item = (&Closing, bool)> {
        let closing = self.decided.closing.iter().filter(|c| c.heir.is_none());
        let giving = self.decided.giving.iter().map(|c| (c, false));
        closing.map(|c| (c, true)).chain(giving)
    }

    /// Code and name of the units to which something of a unit may go.
    fn successors(&self, unit: &Closing) -> Vec<(String, String)> {
        let (s, day) = (self.s, self.reform.day);
        let name = |code: &String| {
            let named = |r: &&ReformRow| r.to_code == *code && !r.to_name.is_empty();
            let new = self.reform.rows.iter().rfind(named).map(|r| &r.to_name);
            let known = s.bearer(code, day).and_then(|u| s.state(u, day));
            let name = new.or(known.map(|x| &x.name)).cloned();
            (code.clone(), name.unwrap_or_default())
        };
        unit.successors.keys().map(name).collect()
    }
}

/// Members who sit directly in units that close without one heir, or that give parts away.
async fn homeless(
    db: &mut Db,
    scope: &Scope,
    giving: &Giving<'_>,
    plan: &Plan,
) -> Result<Vec<Homeless>> {
    let day = giving.reform.day;
    let mut homeless = Vec::new();
    for (unit, must) in giving.units() {
        let rows = members::sitting_in(db, scope, std::slice::from_ref(&unit.id)).await?;
        let gone = members::gone_on(db, &rows, day).await?;
        let there = rows.iter().filter(|r| r.from <= day && day < r.to);
        let there = there.map(|r| r.subject.clone());
        let sitting: Vec<String> = there.chain(gone.into_iter().map(|(p, _)| p)).collect();
        let persons = store::persons(db, scope, day, &sitting).await?;
        let count = persons.len();
        let assigned = |p: &Mover| plan.assigns(&unit.code, &p.id, &p.key);
        let left: Vec<Mover> = persons.into_iter().filter(|p| !assigned(p)).collect();
        if count > 0 {
            homeless.push(Homeless {
                unit: named(giving.s, &unit.id, day),
                must,
                successors: giving.successors(unit),
                settled: count - left.len(),
                persons: left.into_iter().take(LISTED).collect(),
                count,
            });
        }
    }
    Ok(homeless)
}

/// Open things of other registers in such units.
async fn left(db: &mut Db, giving: &Giving<'_>, plan: &Plan) -> Result<Vec<Left>> {
    let day = giving.reform.day;
    let mut all = Vec::new();
    for register in crate::OPEN_THINGS {
        for (unit, must) in giving.units() {
            let closings = Closings {
                s: giving.s,
                day,
                units: std::slice::from_ref(&unit.id),
            };
            let things = (register.open)(db, closings).await?.things;
            let count = things.len();
            let assigned = |t: &Thing| plan.assigns(&unit.code, &t.id, &t.key);
            let left: Vec<Thing> = things.into_iter().filter(|t| !assigned(t)).collect();
            if count > 0 {
                all.push(Left {
                    register: register.register,
                    kind: register.kinds.first().copied().unwrap_or_default(),
                    unit: named(giving.s, &unit.id, day),
                    must,
                    successors: giving.successors(unit),
                    settled: count - left.len(),
                    things: left.into_iter().take(LISTED).collect(),
                    count,
                });
            }
        }
    }
    Ok(all)
}

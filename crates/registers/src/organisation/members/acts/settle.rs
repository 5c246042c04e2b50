//! Where the members of a unit go that a reform closes or divides (`semantics.md` 2.2, 4.1).

use super::super::store;
use super::lines::move_line;
use crate::organisation::units::model::AssignRow;
use crate::organisation::units::rules::{Closing, Decided};
use figures::Day;
use platform::journal::Line;
use platform::projection::Row;
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::{HashMap, HashSet};

/// Who sits where while several reforms of one file are decided one after the other.
#[derive(Debug, Default)]
pub struct Sitters {
    /// Lines of the assignment file that settled something.
    used: HashSet<usize>,
    moved_in: HashMap<String, Vec<String>>,
    moved_out: HashSet<(String, String)>,
    /// Read once, after the first act's day: dates never go back within a file.
    expected: Option<Vec<store::Fact>>,
}

type Later = HashMap<String, HashSet<(String, Day)>>;

/// What lies in some units after a day, by unit: stays that begin or end there, and what befell
/// or awaits a member there (`semantics.md` 1.10).
async fn later_facts(db: &mut Db, rows: &[Row], day: Day, sitters: &mut Sitters) -> Result<Later> {
    let mut later = Later::new();
    for row in rows {
        let facts = [row.from, row.to];
        let after = facts.iter().filter(|d| **d > day && **d < Day::MAX);
        later
            .entry(row.values[0].text().to_owned())
            .or_default()
            .extend(after.map(|d| (row.subject.clone(), *d)));
    }
    if sitters.expected.is_none() {
        sitters.expected = Some(store::expected_after(db, day).await?);
    }
    let expected = sitters.expected.iter().flatten();
    let expected = expected.filter(|f| f.day > day).cloned();
    let befallen = store::befallen_after(db, rows, day).await?;
    for fact in befallen.into_iter().chain(expected) {
        let of = later.entry(fact.unit).or_default();
        of.insert((fact.person, fact.day));
    }
    Ok(later)
}

/// The moves of members who sit directly in units that close (`semantics.md` 2.2): to the
/// only whole successor, or where the assignment file says. What is left refuses the act.
pub async fn settle(
    db: &mut Db,
    decided: &Decided,
    assign: &[AssignRow],
    (day, file): (Day, &str),
    bearer: &dyn Fn(&str) -> Option<String>,
    sitters: &mut Sitters,
) -> Result<Vec<Line>> {
    let units: Vec<String> = decided
        .closing
        .iter()
        .chain(&decided.giving)
        .map(|c| c.id.clone())
        .collect();
    // a unit is not empty because who closes it may not look into it
    let rows = store::sitting_in(db, &Scope::whole(), &units).await?;
    let gone = store::gone_on(db, &rows, day).await?;
    let later = later_facts(db, &rows, day, sitters).await?;
    let mut sitting: HashMap<String, Vec<String>> = HashMap::new();
    for row in rows {
        let seat = (row.subject, row.values[0].text().to_owned());
        let there = row.from <= day && (row.to > day || row.to == day && gone.contains(&seat));
        if there && !sitters.moved_out.contains(&seat) {
            sitting.entry(seat.1).or_default().push(seat.0);
        }
    }
    for unit in &units {
        let more = sitters.moved_in.get(unit).cloned().unwrap_or_default();
        sitting.entry(unit.clone()).or_default().extend(more);
    }
    let mut settling = Settling {
        day,
        file,
        assign: Assigned::read(db, assign, bearer).await?,
        lines: Vec::new(),
        problems: Vec::new(),
        sitters,
        gone,
    };
    for closing in &decided.closing {
        let n = later.get(&closing.id).map_or(0, HashSet::len);
        if n > 0 {
            let why = format!(
                "{n} facts about members lie in the unit {} after {day}: a back-dated closing is refused",
                closing.code
            );
            settling.problems.push(Problem::new(why).at(file, 0));
        }
        settling.unit(
            closing,
            sitting.get(&closing.id).map_or(&[], Vec::as_slice),
            true,
        )?;
    }
    for giving in &decided.giving {
        settling.unit(
            giving,
            sitting.get(&giving.id).map_or(&[], Vec::as_slice),
            false,
        )?;
        settling.refuse_later(giving, later.get(&giving.id));
    }
    settling.assign.refuse_kinds(file, &mut settling.problems);
    settling.sitters.used.extend(&settling.assign.used);
    if settling.problems.is_empty() {
        Ok(settling.lines)
    } else {
        Err(Error::Refused(settling.problems))
    }
}

struct Settling<'a> {
    day: Day,
    file: &'a str,
    assign: Assigned<'a>,
    lines: Vec<Line>,
    problems: Vec<Problem>,
    sitters: &'a mut Sitters,
    /// Who was there on the eve and went on the day, and from which unit.
    gone: HashSet<(String, String)>,
}

impl Settling<'_> {
    /// What befell a member in a unit later names that unit: who is assigned to a part on an
    /// earlier day would not have been there.
    fn refuse_later(&mut self, giving: &Closing, later: Option<&HashSet<(String, Day)>>) {
        let assigned = |fact: &&(String, Day)| {
            let moved = (fact.0.clone(), giving.id.clone());
            self.sitters.moved_out.contains(&moved)
        };
        let n = later.into_iter().flatten().filter(assigned).count();
        if n > 0 {
            let why = format!(
                "{n} facts about members who are assigned lie in the unit {} after {}: a back-dated division is refused",
                giving.code, self.day
            );
            self.problems.push(Problem::new(why).at(self.file, 0));
        }
    }

    fn unit(&mut self, closing: &Closing, members: &[String], must_leave: bool) -> Result<()> {
        let mut left = 0;
        for person in members {
            let assigned = self
                .assign
                .to(closing, person, &mut self.problems, self.file);
            let seat = (person.clone(), closing.id.clone());
            let gone = self.gone.contains(&seat);
            match assigned.or_else(|| closing.heir.clone()) {
                // who went on the day goes with the unit by its whole link alone
                Some(_) if gone && closing.heir.is_some() => {}
                Some(to) => {
                    self.lines
                        .push(move_line(person, self.day, &closing.id, &to)?);
                    self.sitters.moved_out.insert(seat);
                    if !gone {
                        let there = self.sitters.moved_in.entry(to).or_default();
                        there.push(person.clone());
                    }
                    if let Some(list) = self.sitters.moved_in.get_mut(&closing.id) {
                        list.retain(|p| p != person);
                    }
                }
                None if must_leave => left += 1,
                None => {}
            }
        }
        if left > 0 {
            let why = format!(
                "{left} members sit directly in the unit, which closes without one whole successor: an assignment file must say where each goes (code,kind,key,to_code)"
            );
            self.problems.push(
                Problem::new(why)
                    .at(self.file, 0)
                    .cell("from_code", &closing.code),
            );
        }
        Ok(())
    }
}

/// Rows of the assignment file that settled nothing in any act: a mistyped code or key, or a
/// second row for the same person.
#[must_use]
pub fn unused(assign: &[AssignRow], sitters: &Sitters) -> Vec<Problem> {
    let left = assign.iter().filter(|r| !sitters.used.contains(&r.line));
    left.map(|r| {
        let why = "no act of the file closes or divides a unit of this code with this open thing directly in it, or another row has settled it";
        Problem::new(why).at("assignment file", r.line).cell("key", &r.key)
    })
    .collect()
}

/// The assignment file, by closing unit's code and person.
struct Assigned<'a> {
    /// Who bears a code when the act is done.
    bearer: &'a dyn Fn(&str) -> Option<String>,
    rows: HashMap<(String, String), &'a AssignRow>,
    used: HashSet<usize>,
}

impl<'a> Assigned<'a> {
    async fn read(
        db: &mut Db,
        rows: &'a [AssignRow],
        bearer: &'a dyn Fn(&str) -> Option<String>,
    ) -> Result<Assigned<'a>> {
        let keys: Vec<String> = rows.iter().map(|r| r.key.clone()).collect();
        let ids = store::by_key(db, &Scope::whole(), &keys).await?;
        let mut assigned = HashMap::new();
        for row in rows {
            let person = ids
                .get(&row.key)
                .cloned()
                .unwrap_or_else(|| row.key.clone());
            assigned.insert((row.code.clone(), person), row);
        }
        Ok(Assigned {
            bearer,
            rows: assigned,
            used: HashSet::new(),
        })
    }

    fn to(
        &mut self,
        closing: &Closing,
        person: &str,
        problems: &mut Vec<Problem>,
        file: &str,
    ) -> Option<String> {
        let row = self.rows.get(&(closing.code.clone(), person.to_owned()))?;
        self.used.insert(row.line);
        if closing.successors.is_empty() {
            // an abolished unit has no successor: any unit may take what was in it
            let to = (self.bearer)(&row.to_code);
            if to.is_none() {
                problems.push(
                    Problem::new("no unit bears this code after the act")
                        .at(file, row.line)
                        .cell("to_code", &row.to_code),
                );
            }
            return to;
        }
        let to = closing.successors.get(&row.to_code).cloned();
        if to.is_none() {
            let names: Vec<&str> = closing.successors.keys().map(String::as_str).collect();
            let why = format!(
                "{} is no successor of {}; its successors are {}",
                row.to_code,
                closing.code,
                names.join(", ")
            );
            problems.push(
                Problem::new(why)
                    .at(file, row.line)
                    .cell("to_code", &row.to_code),
            );
        }
        to
    }

    fn refuse_kinds(&self, file: &str, problems: &mut Vec<Problem>) {
        for row in self.rows.values() {
            if !["member", "đảng viên", "person"].contains(&row.kind.as_str()) {
                problems.push(
                    Problem::new("no open things are of this kind: write member or task")
                        .at(file, row.line)
                        .cell("kind", &row.kind),
                );
            }
        }
    }
}

//! Annulment (`semantics.md` 1.11): an act is said never to have taken effect. Every later
//! act that shares a subject or a code is decided again without it; if one of them would
//! be refused, or would come out otherwise, the annulment is refused and names them.

use super::open;
use crate::organisation::members::fold::{Happened, Where, membership};
use crate::organisation::members::{self, model::PersonEdit};
use crate::organisation::rulebook::{Rulebook, store as rulebook};
use crate::organisation::units::model::{
    CLASS as UNIT, REQUEST, Reform, ReformRow, UnitEdit, UnitRow,
};
use crate::organisation::units::rules::{self, absorb};
use crate::organisation::units::store as units;
use figures::{Day, Structure};
use platform::asof::Known;
use platform::journal::apply::{ANNULMENT, ERASURE, FILE_ERASURE, JOURNAL, group};
use platform::journal::store::{self, FullLine};
use platform::journal::{Act, Draft, Edit, Ground, Line, is_file};
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// Acts in force after the annulled one that share a subject or a code with it.
pub type Later = BTreeMap<u64, Act>;

/// Decides the annulment of an act.
pub async fn decide(db: &mut Db, number: u64, ground: Ground) -> Result<Draft> {
    let act = store::acts(db, number, number).await?.pop();
    let act = act.ok_or_else(|| Error::NotFound(format!("there is no act {number}")))?;
    refuse_kind(db, &act).await?;
    let lines = store::lines(db, number).await?;
    let mut subjects = subjects(&lines);
    let units = units_without(db, number).await?;
    subjects.extend(parents_without(&units, &lines));
    let later = later_acts(db, number, &subjects).await?;
    let mut reasons = BTreeMap::new();
    if !later.is_empty() {
        without(db, number, &later, &subjects, &mut reasons).await?;
        beginnings_without(db, number, &lines, &later, &mut reasons).await?;
    }
    persons_without(db, (number, &lines), &units, &later, &mut reasons).await?;
    for register in crate::OPEN_THINGS {
        let without = open::Without {
            number,
            lines: &lines,
            units: &units,
            later: &later,
        };
        for (act, why) in (register.without)(db, without).await? {
            reasons.entry(act).or_insert(why);
        }
    }
    if !reasons.is_empty() {
        let say =
            |(k, why): (u64, String)| Problem::new(format!("act {k} rests on act {number}: {why}"));
        return Err(Error::Refused(reasons.into_iter().map(say).collect()));
    }
    let day = lines
        .iter()
        .filter_map(|l| Day::parse(&l.day).ok())
        .min()
        .unwrap_or(Day::MIN);
    let kept = lines
        .iter()
        .filter(|l| l.class == UNIT || l.class == REQUEST);
    let also: BTreeSet<String> = kept
        .flat_map(|l| l.also.split(' ').chain([l.subject.as_str()]))
        .filter(|s| !s.is_empty())
        .map(str::to_owned)
        .collect();
    let line = Line {
        day,
        class: JOURNAL,
        subject: format!("act:{number}"),
        also: also.into_iter().collect(),
        counted: platform::journal::canonical::text(&serde_json::json!({ "annuls": number }))?,
        identifying: None,
    };
    Ok(Draft {
        kind: ANNULMENT,
        version: 1,
        ground,
        day,
        lines: vec![line],
    })
}

async fn refuse_kind(db: &mut Db, act: &Act) -> Result<()> {
    let number = act.number;
    if act.kind == ANNULMENT {
        return Err(Error::refused(format!(
            "act {number} is an annulment and is not annulled: enter the act again"
        )));
    }
    if [ERASURE, FILE_ERASURE, "beginning"].contains(&act.kind.as_str()) {
        return Err(Error::refused(format!(
            "act {number} is of a kind that cannot be annulled ({})",
            act.kind
        )));
    }
    if act.kind == "rulebook" {
        // kinds, events and verdicts of everything after it rest on it
        let gone: BTreeSet<u64> = store::annulments(db, Known::NOW)
            .await?
            .into_iter()
            .map(|(n, _)| n)
            .collect();
        let later = store::acts(db, number + 1, Known::NOW.0).await?;
        let resting: Vec<String> = later
            .iter()
            .filter(|a| a.kind != ANNULMENT && !gone.contains(&a.number))
            .map(|a| a.number.to_string())
            .collect();
        if !resting.is_empty() {
            return Err(Error::refused(format!(
                "acts {} rest on the rulebook of act {number}: load the rulebook that should hold instead",
                resting.join(", ")
            )));
        }
    }
    if let Some((_, by)) = store::annulments(db, Known::NOW)
        .await?
        .iter()
        .find(|(n, _)| *n == number)
    {
        return Err(Error::refused(format!(
            "act {number} is annulled already, by act {by}"
        )));
    }
    Ok(())
}

fn subjects(lines: &[FullLine]) -> BTreeSet<String> {
    let all = lines
        .iter()
        .flat_map(|l| l.also.split(' ').chain([l.subject.as_str()]));
    all.filter(|s| !s.is_empty() && !is_file(s))
        .map(str::to_owned)
        .collect()
}

/// The units as all other acts leave them.
async fn units_without(db: &mut Db, number: u64) -> Result<Structure> {
    let mut edits = store::edits_of_class(db, UNIT).await?;
    edits.retain(|e| e.act != number);
    units::of_edits(edits)
}

/// Under whom the units of an act would stand without it, from its day on. The act took them
/// away from there, so what befell that unit later was decided without them: it is decided
/// again as if the act named the parent.
fn parents_without(s: &Structure, lines: &[FullLine]) -> BTreeSet<String> {
    let mut parents = BTreeSet::new();
    for line in lines.iter().filter(|l| l.class == UNIT) {
        let (Some(u), Ok(day)) = (s.find(&line.subject), Day::parse(&line.day)) else {
            continue;
        };
        let states = s.unit(u).states.iter().filter(|state| state.to > day);
        let in_lines = s.lines().into_iter().map(|h| s.stand(&h, u, day).flatten());
        let above = states.map(|state| state.parent).chain(in_lines).flatten();
        parents.extend(above.map(|p| s.unit(p).id.clone()));
    }
    parents
}

async fn later_acts(
    db: &mut Db,
    number: u64,
    subjects: &BTreeSet<String>,
) -> Result<BTreeMap<u64, Act>> {
    let list: Vec<String> = subjects.iter().cloned().collect();
    let mut numbers = BTreeSet::new();
    for chunk in list.chunks(4000) {
        numbers.extend(
            store::acts_of(db, chunk)
                .await?
                .into_iter()
                .filter(|n| *n > number),
        );
    }
    let gone: BTreeSet<u64> = store::annulments(db, Known::NOW)
        .await?
        .into_iter()
        .map(|(n, _)| n)
        .collect();
    let mut later = BTreeMap::new();
    for n in numbers.difference(&gone) {
        let act = store::acts(db, *n, *n).await?.pop();
        later.extend(act.filter(|a| a.kind != ANNULMENT).map(|a| (*n, a)));
    }
    Ok(later)
}

/// Walks through the acts on units without the annulled one, deciding again those that share.
async fn without(
    db: &mut Db,
    number: u64,
    later: &BTreeMap<u64, Act>,
    subjects: &BTreeSet<String>,
    reasons: &mut BTreeMap<u64, String>,
) -> Result<()> {
    let mut by_act: BTreeMap<u64, Vec<Edit>> = BTreeMap::new();
    let mut ever = BTreeSet::new();
    for edit in store::edits_of_class(db, UNIT).await? {
        ever.insert(edit.subject.clone());
        by_act.entry(edit.act).or_default().push(edit);
    }
    let numbers: BTreeSet<u64> = by_act
        .keys()
        .chain(later.keys())
        .copied()
        .filter(|n| *n != number)
        .collect();
    // corrections over past days cannot be absorbed one after the other: then the structure is
    // folded anew for each act
    let corrected = by_act
        .values()
        .flatten()
        .any(|e| e.counted.contains("\"until\""))
        || corrections(db).await?;
    let mut s = Structure::default();
    for n in numbers {
        if corrected && later.contains_key(&n) {
            let earlier: Vec<Edit> = by_act
                .range(..n)
                .filter(|(k, _)| **k != number)
                .flat_map(|(_, e)| e.clone())
                .collect();
            s = units::of_edits(earlier)?;
        }
        if let Some(act) = later.get(&n) {
            let lines = store::lines(db, n).await?;
            let book = book_before(db, n).await?;
            if let Some(why) = decided_otherwise(&s, &book, act, &lines, (subjects, &ever))? {
                reasons.insert(n, why);
            }
        }
        let edits: Result<Vec<(Day, &str, UnitEdit)>> = by_act
            .get(&n)
            .into_iter()
            .flatten()
            .map(|e| Ok((e.day, e.subject.as_str(), serde_json::from_str(&e.counted)?)))
            .collect();
        if !corrected {
            absorb(&mut s, n, &edits?);
        }
    }
    Ok(())
}

/// The rulebook by which an act was decided: what was loaded later binds nothing of before.
async fn book_before(db: &mut Db, act: u64) -> Result<Rulebook> {
    let known = Known(act.saturating_sub(1));
    rulebook::rulebook(db, &Scope::whole(), known).await
}

/// Whether any act corrects a field of a unit.
async fn corrections(db: &mut Db) -> Result<bool> {
    store::have_lines_of(db, &members::acts::CORRECTING, UNIT).await
}

/// Why the act would not come out as it did, on this structure.
fn decided_otherwise(
    s: &Structure,
    book: &Rulebook,
    act: &Act,
    lines: &[FullLine],
    shared: (&BTreeSet<String>, &BTreeSet<String>),
) -> Result<Option<String>> {
    let again = match act.kind.as_str() {
        "reform" => {
            rules::reform(s, book, &reform_of(act, lines)?, "", act.number).map(|d| d.lines)
        }
        "units" => {
            let rows = unit_rows(lines)?;
            rules::opening(s, book, &rows, "", act.number).map(|(lines, _)| lines)
        }
        _ => return Ok(units_missing(s, lines, shared).or_else(|| moves_missing(s, lines))),
    };
    Ok(match again {
        Err(Error::Refused(why)) => Some(
            why.first()
                .map_or_else(|| "it would be refused".to_owned(), |p| p.reason.clone()),
        ),
        Err(other) => return Err(other),
        Ok(again) => {
            let old: Vec<_> = lines
                .iter()
                .filter(|l| l.class == UNIT || l.class == REQUEST)
                .map(|l| (l.day.clone(), &l.subject, &l.counted))
                .collect();
            let new: Vec<_> = again
                .iter()
                .map(|l| (l.day.to_string(), &l.subject, &l.counted))
                .collect();
            (old != new).then(|| "it would come out otherwise".to_owned())
        }
    })
}

fn reform_of(act: &Act, lines: &[FullLine]) -> Result<Reform> {
    let requests = lines.iter().filter(|l| l.class == REQUEST);
    let rows: Vec<ReformRow> = requests
        .map(|l| Ok(serde_json::from_str(&l.counted)?))
        .collect::<Result<_>>()?;
    Ok(Reform {
        label: act.reason.clone(),
        day: Day::parse(&act.effective_on)?,
        basis: act.basis.clone(),
        rows,
    })
}

fn unit_rows(lines: &[FullLine]) -> Result<Vec<UnitRow>> {
    let mut rows = Vec::new();
    for line in lines.iter().filter(|l| l.class == UNIT) {
        let (code, name, kind, parent_code, hierarchy) = match serde_json::from_str(&line.counted)?
        {
            UnitEdit::Open {
                code,
                name,
                kind,
                parent_code,
                ..
            } => (code, name, kind, parent_code, String::new()),
            UnitEdit::Stand {
                line,
                code,
                parent_code,
                ..
            } => {
                let none = String::new;
                (code.unwrap_or_default(), none(), none(), parent_code, line)
            }
            _ => continue,
        };
        rows.push(UnitRow {
            code,
            name,
            kind,
            parent_code: parent_code.unwrap_or_default(),
            valid_from: Day::parse(&line.day)?,
            hierarchy,
            line: 0,
        });
    }
    Ok(rows)
}

/// Whether a subject of the class is looked at by its own register.
fn is_looked_at(class: &str) -> bool {
    class == members::model::CLASS || crate::OPEN_THINGS.iter().any(|r| r.class == class)
}

/// A unit that an act about members or figures names must stand on the line's day.
fn units_missing(
    s: &Structure,
    lines: &[FullLine],
    (shared, ever): (&BTreeSet<String>, &BTreeSet<String>),
) -> Option<String> {
    for line in lines {
        let named = line
            .also
            .split(' ')
            .chain([line.subject.as_str()])
            .filter(|id| shared.contains(*id));
        let Ok(day) = Day::parse(&line.day) else {
            continue;
        };
        for id in named.filter(|id| id.starts_with('a')) {
            // what a line names may be a document or a task as well: their register answers for it
            let own = line.subject == id;
            let is_unit = ever.contains(id) || (own && !is_looked_at(&line.class));
            match s.find(id) {
                None if is_unit => {
                    return Some(format!(
                        "line {}: the unit it names would not exist",
                        line.number
                    ));
                }
                Some(u) if !(s.is_open(u, day) || s.unit(u).closed == day) => {
                    return Some(format!(
                        "line {}: the unit it names would not be open on {day}",
                        line.number
                    ));
                }
                _ => {}
            }
        }
    }
    None
}

/// An admission is one because the unit's record had begun: without its opening list it would
/// itself be an opening list.
async fn beginnings_without(
    db: &mut Db,
    number: u64,
    lines: &[FullLine],
    later: &BTreeMap<u64, Act>,
    reasons: &mut BTreeMap<u64, String>,
) -> Result<()> {
    let opened = |l: &FullLine| match serde_json::from_str(&l.counted) {
        Ok(PersonEdit::New { event: Some(e), .. }) if l.class == members::model::CLASS => Some(e),
        _ => None,
    };
    let mut units: BTreeSet<String> = lines
        .iter()
        .filter_map(opened)
        .filter(|e| e.event == "opening")
        .map(|e| e.to_unit)
        .collect();
    for unit in
        members::store::opened_elsewhere(db, number, &units.iter().cloned().collect::<Vec<_>>())
            .await?
    {
        units.remove(&unit);
    }
    for n in later
        .iter()
        .filter(|(_, a)| a.kind == "members" && !units.is_empty())
        .map(|(n, _)| *n)
    {
        for line in store::lines(db, n).await? {
            if opened(&line).is_some_and(|e| e.event != "opening" && units.contains(&e.to_unit)) {
                reasons.entry(n).or_insert_with(|| {
                    format!(
                        "line {}: without the opening list it would be no admission and no arrival",
                        line.number
                    )
                });
            }
        }
    }
    Ok(())
}

/// A person who was entered late went with a unit's whole successor: without the closing,
/// nobody would have moved.
fn moves_missing(s: &Structure, lines: &[FullLine]) -> Option<String> {
    for line in lines.iter().filter(|l| l.class == members::model::CLASS) {
        let Ok(PersonEdit::Event(event)) = serde_json::from_str(&line.counted) else {
            continue;
        };
        let (Some(day), true) = (Day::parse(&line.day).ok(), event.effect == "move") else {
            continue;
        };
        let followed = s.find(&event.from_unit).is_some_and(|u| {
            s.unit(u).closed == day
                && s.links_out(u)
                    .any(|l| l.day == day && l.new.is_some_and(|n| s.unit(n).id == event.to_unit))
        });
        if !followed {
            return Some(format!(
                "line {}: the move by a reform that it follows would not have happened",
                line.number
            ));
        }
    }
    None
}

/// The lives of the persons whom the annulled act touches, without it: each later event must
/// still be one that can befall them, and nobody may sit in a unit that a reform closed.
async fn persons_without(
    db: &mut Db,
    (number, lines): (u64, &[FullLine]),
    units: &Structure,
    later: &BTreeMap<u64, Act>,
    reasons: &mut BTreeMap<u64, String>,
) -> Result<()> {
    // whom the act itself brought in is gone with it, unless something was built on that
    let own = format!("a{number}.");
    let persons: BTreeSet<String> = lines
        .iter()
        .filter(|l| l.class == members::model::CLASS)
        .filter(|l| !later.is_empty() || !l.subject.starts_with(&own))
        .map(|l| l.subject.clone())
        .collect();
    let persons: Vec<String> = persons.into_iter().collect();
    for (person, edits) in group(store::edits(db, members::model::CLASS, &persons).await?) {
        let last = edits
            .iter()
            .map(|e| e.act)
            .filter(|a| later.contains_key(a))
            .max();
        let events = events_without(&edits, number)?;
        match (last, events) {
            (Some(last), None) => {
                reasons
                    .entry(last)
                    .or_insert_with(|| format!("the person {person} would not be in the record"));
            }
            (Some(last), Some(events)) => {
                let book = book_before(db, last).await?;
                if let Some(why) = members::rules::refusal(&book, &events, true, &str::to_owned) {
                    reasons.entry(last).or_insert(why);
                }
                reasons.extend(left_behind(units, &person, events));
            }
            (None, Some(events)) => reasons.extend(left_behind(units, &person, events)),
            (None, None) => {}
        }
    }
    Ok(())
}

/// A person's events but those of one act; none when that act brought the person into the record.
fn events_without(edits: &[Edit], number: u64) -> Result<Option<Vec<Happened>>> {
    let mut events = Vec::new();
    let mut known = false;
    for edit in edits.iter().filter(|e| e.act != number) {
        let said = match serde_json::from_str(&edit.counted)? {
            PersonEdit::New { event, .. } => {
                known = true;
                event
            }
            PersonEdit::Event(event) => Some(event),
            PersonEdit::Set { .. } | PersonEdit::Erased { .. } => None,
        };
        events.extend(said.map(|said| Happened {
            day: edit.day,
            act: edit.act,
            line: edit.line,
            said,
        }));
    }
    Ok(known.then_some(events))
}

/// The act that closed a unit in which the person would then still sit: it settled everybody who
/// sat there (`semantics.md` 2.2), and would have had to settle this person too.
fn left_behind(s: &Structure, person: &str, events: Vec<Happened>) -> Option<(u64, String)> {
    let (stretches, _) = membership(events);
    stretches.iter().find_map(|x| {
        let Where::In(unit) = &x.place else {
            return None;
        };
        let unit = s.find(unit).filter(|u| s.unit(*u).closed < x.to)?;
        let closed = s.unit(unit).closed;
        let links = s.links_out(unit).filter(|l| l.day == closed);
        let act = links.map(|l| l.act).max();
        let code = s.last_state(unit).map_or("", |state| &state.code);
        let why = format!(
            "the person {person} would sit in the unit {code}, which it closes on {closed}, and it says nothing of where that person goes"
        );
        Some((act.unwrap_or(s.unit(unit).last_change.1), why))
    })
}

//! Who is told which entry of a person's history, from whatever day they look. The file goes with
//! the person: an entry is told to the unit with which the file lay when it was made, and to every
//! unit to which it came after that; whoever gave the person away is told nothing of what came
//! later.
//!
//! An event was made where its day lies, and where it led away from; a correction where the person
//! was by what was known then, whatever day it speaks of.

use super::fold::{Folded, Step, Stretch, Where, fold};
use super::model::PersonEdit;
use figures::Day;
use platform::journal::Edit;
use platform::{Result, Scope};

/// An edit of a person, and the act that annulled it.
pub type Entry = (Edit, Option<u64>);

/// Those of the entries of one person that a scope is told, in their order, which is that of the
/// journal; it asks for all entries up to a knowledge.
pub fn told(scope: &Scope, all: Vec<Entry>) -> Result<Vec<Entry>> {
    if scope.is_whole() {
        return Ok(all);
    }
    let now = fold(&known(&all, u64::MAX))?;
    let mut told = Vec::with_capacity(all.len());
    for entry in &all {
        let made = made(&all, &entry.0)?;
        let passed = now.stretches.iter().filter(|s| s.to > made.day);
        let mut holders = made.by.iter().chain(passed);
        if holders.any(|s| units(s).iter().any(|u| scope.sees(u))) {
            told.push(entry.clone());
        }
    }
    Ok(told)
}

/// Where the file lay when an entry was made, and on which day of the membership.
struct Made {
    by: Vec<Stretch>,
    day: Day,
}

fn made(all: &[Entry], edit: &Edit) -> Result<Made> {
    let then = fold(&known(all, edit.act))?;
    let event = happening(all, edit)?;
    let at = event.and_then(|e| step(&then, e).map(|at| (at, e.day)));
    Ok(match at {
        Some((at, day)) => Made {
            by: around(&then, at),
            day,
        },
        None => {
            let last = then.stretches.last();
            Made {
                day: last.map_or(Day::MIN, held_since),
                by: last.cloned().into_iter().collect(),
            }
        }
    })
}

/// What was in force by the knowledge of an act.
fn known(all: &[Entry], act: u64) -> Vec<Edit> {
    let by_then = all
        .iter()
        .filter(|(edit, by)| edit.act <= act && by.is_none_or(|by| by > act));
    by_then.map(|(edit, _)| edit.clone()).collect()
}

/// The event that an entry is, or whose dates it sets.
fn happening<'a>(all: &'a [Entry], edit: &'a Edit) -> Result<Option<&'a Edit>> {
    let own = |e: &&Edit| e.act == edit.act && e.day == edit.day;
    let mut same: Vec<&Edit> = all.iter().map(|(e, _)| e).filter(own).collect();
    same.sort_by_key(|e| e.line != edit.line);
    for candidate in same {
        let (PersonEdit::Event(_) | PersonEdit::New { event: Some(_), .. }) =
            serde_json::from_str(&candidate.counted)?
        else {
            continue;
        };
        return Ok(Some(candidate));
    }
    Ok(None)
}

fn step(folded: &Folded, edit: &Edit) -> Option<usize> {
    let is = |s: &Step| (s.event.act, s.event.line) == (edit.act, edit.line);
    folded.steps.iter().position(is)
}

/// The memberships that an event found and left. Who receives tells the sender nothing of it.
fn around(folded: &Folded, at: usize) -> Vec<Stretch> {
    let found = folded.steps.get(at).and_then(|s| s.before.clone());
    let left = match folded.steps.get(at + 1) {
        Some(next) => next.before.clone(),
        None => folded
            .stretches
            .last()
            .filter(|s| s.to == Day::MAX)
            .cloned(),
    };
    let found = found.filter(|s| left.is_none() || matches!(s.place, Where::In(_)));
    found.into_iter().chain(left).collect()
}

/// From when the file lies where a membership ended, or runs.
fn held_since(last: &Stretch) -> Day {
    if last.to == Day::MAX {
        last.from
    } else {
        last.to
    }
}

fn units(s: &Stretch) -> Vec<&str> {
    match &s.place {
        Where::In(unit) => vec![unit],
        Where::Transit { sender, receiver } => vec![sender, receiver],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;
    use std::sync::Arc;

    fn event(act: u64, day: (i16, i8, i8), effect: &str, from: &str, to: &str) -> Entry {
        let mut said =
            serde_json::json!({"edit": "event", "event": effect, "effect": effect, "to": "same"});
        if effect == "begin" {
            said["to"] = "official".into();
        }
        for (name, unit) in [("from_unit", from), ("to_unit", to)] {
            if !unit.is_empty() {
                said[name] = unit.into();
            }
        }
        entry(act, Day::ymd(day.0, day.1, day.2), &said)
    }

    fn corrected(act: u64, from: Day) -> Entry {
        entry(
            act,
            from,
            &serde_json::json!({"edit": "set", "fields": {"sex": "male"}}),
        )
    }

    fn entry(act: u64, day: Day, said: &serde_json::Value) -> Entry {
        let edit = Edit {
            act,
            line: 1,
            day,
            subject: "a1.1".to_owned(),
            counted: said.to_string(),
            identifying: None,
        };
        (edit, None)
    }

    fn acts_told(all: &[Entry], unit: &str) -> Vec<u64> {
        let units = HashSet::from([unit.to_owned()]);
        let scope = Scope::of_units(Arc::new(units));
        let told = told(&scope, all.to_vec()).unwrap();
        told.iter().map(|(e, _)| e.act).collect()
    }

    #[test]
    fn the_file_goes_with_the_person_and_who_gave_it_away_is_told_nothing_of_later() {
        let all = [
            event(1, (2024, 1, 1), "begin", "", "A"),
            corrected(2, Day::MIN),
            event(3, (2025, 2, 1), "send", "A", "B"),
            event(4, (2025, 3, 1), "receive", "A", "B"),
            // whatever day it speaks of, it was made in B
            corrected(5, Day::MIN),
            event(6, (2025, 6, 1), "none", "", ""),
            event(7, (2025, 7, 1), "send", "B", "C"),
        ];
        assert_eq!(acts_told(&all, "A"), [1, 2, 3]);
        assert_eq!(acts_told(&all, "B"), [1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(acts_told(&all, "C"), [1, 2, 3, 4, 5, 6, 7]);
        assert!(acts_told(&all, "D").is_empty());
        let back = [
            &all[..],
            &[
                event(8, (2025, 8, 1), "receive", "B", "A"),
                corrected(9, Day::MIN),
            ],
        ]
        .concat();
        assert_eq!(
            acts_told(&back, "A").len(),
            back.len(),
            "the file came back"
        );
        assert_eq!(acts_told(&back, "B"), [1, 2, 3, 4, 5, 6, 7]);
    }

    #[test]
    fn what_was_recorded_late_of_ones_own_days_is_ones_own() {
        let all = [
            event(1, (2024, 1, 1), "begin", "", "A"),
            event(2, (2025, 2, 1), "send", "A", "B"),
            event(3, (2025, 3, 1), "receive", "A", "B"),
            event(4, (2024, 6, 1), "none", "", ""),
        ];
        assert_eq!(acts_told(&all, "A"), [1, 2, 4]);
    }

    #[test]
    fn what_was_annulled_is_told_where_it_was_made() {
        let mut all = vec![
            event(1, (2024, 1, 1), "begin", "", "A"),
            event(2, (2025, 2, 1), "send", "A", "B"),
            event(3, (2025, 3, 1), "receive", "A", "B"),
            event(4, (2025, 6, 1), "none", "", ""),
        ];
        all[3].1 = Some(5);
        assert_eq!(acts_told(&all, "A"), [1, 2]);
        assert_eq!(acts_told(&all, "B"), [1, 2, 3, 4]);
    }

    #[test]
    fn who_left_stays_in_the_file_of_the_unit_they_left() {
        let all = [
            event(1, (2024, 1, 1), "begin", "", "A"),
            event(2, (2025, 2, 1), "end", "A", ""),
            corrected(3, Day::MIN),
        ];
        assert_eq!(acts_told(&all, "A"), [1, 2, 3]);
    }
}

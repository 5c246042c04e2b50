//! What a reform and an annulment ask of tasks.

use super::acts::moved;
use super::model::{CLASS, Event, TaskEdit};
use super::rules;
use super::store::{self, Told};
use crate::organisation::reforms::open::{Answer, Closings, Open, OpenThings, Thing, Without};
use figures::Day;
use platform::journal::apply::group;
use platform::journal::store as journal;
use platform::{Db, Result};
use std::collections::{BTreeMap, BTreeSet};

pub static OPEN: OpenThings = OpenThings {
    register: "tasks",
    class: CLASS,
    kinds: &["task", "nhiệm vụ", "کام"],
    open: |db, closings| Box::pin(open(db, closings)),
    moved,
    told,
    without: |db, without| -> Answer<'_, _> { Box::pin(self::without(db, without)) },
};

/// Open tasks whose lead, followed through whole links, is one of the units.
async fn open(db: &mut Db, closings: Closings<'_>) -> Result<Open> {
    let (s, day) = (closings.s, closings.day);
    let lying = rules::lying(s, closings.units, day);
    let ids: Vec<String> = lying.keys().cloned().collect();
    let mut found = Open::default();
    let mut late = |unit: &str, task: &str| {
        let unit = lying.get(unit).cloned().unwrap_or_default();
        found.later.entry(unit).or_default().insert(task.to_owned());
    };
    let mut led: BTreeMap<String, String> = BTreeMap::new();
    for (task, unit, from, to) in store::led_by(db, &ids).await? {
        if from <= day && day < to {
            led.insert(task.clone(), unit.clone());
        }
        if from > day || (to > day && to < Day::MAX) {
            late(&unit, &task);
        }
    }
    for (task, unit) in store::taking_part_after(db, &ids, day).await? {
        late(&unit, &task);
    }
    let tasks: Vec<String> = led.keys().cloned().collect();
    for (id, told) in store::told(db, &tasks).await? {
        let life = rules::life(told.issued, &told.issue, &told.events);
        let now = life.iter().find(|x| x.from <= day && day < x.to);
        if now.is_some_and(|x| x.state.is_open()) {
            let unit = led.get(&id).and_then(|u| lying.get(u)).cloned();
            found.things.push(Thing {
                id,
                key: told.issue.number,
                name: told.issue.title,
                unit: unit.unwrap_or_default(),
            });
        }
    }
    Ok(found)
}

fn told(class: &str, counted: &str) -> Option<(String, String)> {
    if class != CLASS {
        return None;
    }
    match serde_json::from_str(counted).ok()? {
        TaskEdit::Happened(said) if said.event == Event::Moved => Some((said.from, said.target)),
        _ => None,
    }
}

/// Every task that the annulled act or a later one touches must still have had its life, with one
/// lead on every day on which it is open, and name only what is in the record.
async fn without(db: &mut Db, asked: Without<'_>) -> Result<BTreeMap<u64, String>> {
    let mut reasons = BTreeMap::new();
    let task = |l: &journal::FullLine| (l.class == CLASS).then(|| l.subject.clone());
    let mut tasks: BTreeSet<String> = asked.lines.iter().filter_map(task).collect();
    let own = format!("a{}.", asked.number);
    for number in asked.later.keys() {
        for line in journal::lines(db, *number).await? {
            tasks.extend(task(&line));
            let gone = line.also.split(' ').find(|id| id.starts_with(&own));
            if let (Some(gone), true) = (gone, line.class == CLASS) {
                let why = format!(
                    "line {}: what its task names ({gone}) would not be in the record",
                    line.number
                );
                reasons.entry(*number).or_insert(why);
            }
        }
    }
    tasks.extend(left_by_a_reform(db, &asked).await?);
    let tasks: Vec<String> = tasks.into_iter().collect();
    let edits = journal::edits(db, CLASS, &tasks).await?;
    for (task, mut edits) in group(edits) {
        edits.retain(|e| e.act != asked.number);
        let last = edits.iter().map(|e| e.act).max().unwrap_or(0);
        let Some(told) = Told::of(&edits)? else {
            if last > 0 {
                let why = format!("the task {task} would not be in the record");
                reasons.entry(last).or_insert(why);
            }
            continue;
        };
        let life = (told.issued, &told.issue);
        let Some((act, why)) = rules::refusal(asked.units, life, &told.events) else {
            continue;
        };
        let stretches = rules::life(told.issued, &told.issue, &told.events);
        let closed = rules::loser(asked.units, &stretches).unwrap_or(last);
        let act = if act == 0 { closed } else { act };
        reasons
            .entry(act)
            .or_insert_with(|| format!("the task {task}: {why}"));
    }
    reasons.retain(|number, _| *number != asked.number);
    Ok(reasons)
}

/// Open tasks of units that, without the annulled act, would be led by a unit that another act
/// closes: they follow whole links and are named by no line.
async fn left_by_a_reform(db: &mut Db, asked: &Without<'_>) -> Result<Vec<String>> {
    let units = asked
        .lines
        .iter()
        .flat_map(|l| l.also.split(' ').chain([l.subject.as_str()]));
    let units: BTreeSet<String> = units
        .filter(|id| asked.units.find(id).is_some())
        .map(str::to_owned)
        .collect();
    let units: Vec<String> = units.into_iter().collect();
    let led = store::led_by(db, &units).await?;
    Ok(led.into_iter().map(|(task, ..)| task).collect())
}

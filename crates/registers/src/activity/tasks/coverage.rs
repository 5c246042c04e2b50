//! Who has issued a document that implements a superior one, and who has not. Facts and days
//! only: no verdict on any body is computed.

use super::model::State;
use super::rules::Standing;
use figures::{Day, Structure, UnitIx};
use std::collections::{BTreeMap, BTreeSet};

/// A document that implements the superior one, as its organ issued it. `D` names documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implementing<D> {
    pub document: D,
    /// The unit that issued it.
    pub organ: UnitIx,
    pub dated: Day,
}

/// What a unit that must implement a document has done by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered<D> {
    /// The unit as it is on the day.
    pub unit: UnitIx,
    /// By when it is due: of units that merged since, the earliest day.
    pub due: Day,
    /// The first document that it, or a unit that went whole into it, issued by the day.
    pub document: Option<Implementing<D>>,
    /// Issued after the day by which it was due, or due and not issued.
    pub late: bool,
}

impl<D> Covered<D> {
    /// What is so on the day, in one word.
    #[must_use]
    pub fn stands(&self) -> &'static str {
        match (self.document.is_some(), self.late) {
            (true, false) => "issued",
            (true, true) => "issued-late",
            (false, true) => "overdue",
            (false, false) => "not-yet",
        }
    }
}

/// What each obliged unit has issued by `on`; each is obliged until its own day. Units that merged
/// since are one; a unit that was divided since stays under its own name.
#[must_use]
pub fn coverage<D: Ord + Clone>(
    s: &Structure,
    obliged: &[(UnitIx, Day)],
    issued: &[Implementing<D>],
    on: Day,
) -> Vec<Covered<D>> {
    let mut units: BTreeMap<UnitIx, Day> = BTreeMap::new();
    for (unit, due) in obliged {
        let due_by = units.entry(s.followed(*unit, on)).or_insert(*due);
        *due_by = (*due_by).min(*due);
    }
    let mut first: BTreeMap<UnitIx, &Implementing<D>> = BTreeMap::new();
    for document in issued.iter().filter(|d| d.dated <= on) {
        let kept = first
            .entry(s.followed(document.organ, on))
            .or_insert(document);
        if (document.dated, &document.document) < (kept.dated, &kept.document) {
            *kept = document;
        }
    }
    let covered = |(unit, due): (UnitIx, Day)| {
        let document = first.get(&unit).copied().cloned();
        Covered {
            late: document.as_ref().map_or(on > due, |d| d.dated > due),
            unit,
            due,
            document,
        }
    };
    units.into_iter().map(covered).collect()
}

/// A document of the tree under another, and how deep it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Under<D> {
    pub document: D,
    /// The one that it stands directly under.
    pub above: D,
    pub depth: usize,
}

/// The documents that implement one, those that implement these, and so on: each once, below the
/// first that leads to it. `implements` are pairs of a document and the one that it implements.
#[must_use]
pub fn tree<D: Ord + Clone>(top: &D, implements: &[(D, D)]) -> Vec<Under<D>> {
    let mut children: BTreeMap<&D, BTreeSet<&D>> = BTreeMap::new();
    for (document, other) in implements {
        children.entry(other).or_default().insert(document);
    }
    let mut seen: BTreeSet<&D> = BTreeSet::from([top]);
    let mut found = Vec::new();
    let mut next: Vec<(&D, &D, usize)> = vec![(top, top, 0)];
    while let Some((document, above, depth)) = next.pop() {
        if depth > 0 {
            found.push(Under {
                document: document.clone(),
                above: above.clone(),
                depth,
            });
        }
        let below = children.get(document).into_iter().flatten().rev();
        let fresh: Vec<&D> = below.copied().filter(|d| seen.insert(d)).collect();
        next.extend(fresh.into_iter().map(|d| (d, document, depth + 1)));
    }
    found
}

/// How the tasks of a document stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct Tally {
    pub open: usize,
    pub overdue: usize,
    pub on_time: usize,
    pub late: usize,
    /// Cancelled or superseded.
    pub dropped: usize,
}

/// Counts tasks by how they stand.
#[must_use]
pub fn tally(tasks: impl Iterator<Item = Standing>) -> Tally {
    use super::rules::Done;
    let mut tally = Tally::default();
    for task in tasks {
        let place = match (task.done, task.state) {
            (Some(Done::OnTime), _) => &mut tally.on_time,
            (Some(Done::Late), _) => &mut tally.late,
            (None, State::Cancelled | State::Superseded) => &mut tally.dropped,
            (None, _) => &mut tally.open,
        };
        *place += 1;
        tally.overdue += usize::from(task.overdue);
    }
    tally
}

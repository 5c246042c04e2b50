//! Who has issued a document that implements a superior one, and who has not. Facts and days
//! only: no verdict on any body is computed.

use super::model::State;
use super::rules::Standing;
use figures::{Day, Structure, UnitIx};
use std::collections::{BTreeMap, BTreeSet};

/// A document that implements the superior one, as its organ issued it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Implementing {
    /// Id of the document.
    pub document: String,
    /// Id of the unit that issued it.
    pub organ: String,
    pub dated: Day,
}

/// What a unit that must implement a document has done by a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Covered {
    /// The unit as it is on the day.
    pub unit: UnitIx,
    /// The first document that it, or a unit that went whole into it, issued by the day.
    pub document: Option<Implementing>,
    /// Issued after the day by which it was due, or due and not issued.
    pub late: bool,
}

/// What each obliged unit has issued by `on`. Units that merged since are one; a unit that was
/// divided since stays under its own name.
#[must_use]
pub fn coverage(
    s: &Structure,
    obliged: &[UnitIx],
    by: Day,
    issued: &[Implementing],
    on: Day,
) -> Vec<Covered> {
    let units: BTreeSet<UnitIx> = obliged.iter().map(|u| s.followed(*u, on)).collect();
    let mut first: BTreeMap<UnitIx, &Implementing> = BTreeMap::new();
    for document in issued.iter().filter(|d| d.dated <= on) {
        let Some(organ) = s.find(&document.organ).map(|u| s.followed(u, on)) else {
            continue;
        };
        let kept = first.entry(organ).or_insert(document);
        if (document.dated, &document.document) < (kept.dated, &kept.document) {
            *kept = document;
        }
    }
    let covered = |unit: UnitIx| {
        let document = first.get(&unit).copied().cloned();
        Covered {
            late: document.as_ref().map_or(on > by, |d| d.dated > by),
            unit,
            document,
        }
    };
    units.into_iter().map(covered).collect()
}

/// A document of the tree under another, and how deep it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Under {
    pub document: String,
    pub depth: usize,
}

/// The documents that implement one, those that implement these, and so on: each once, below the
/// first that leads to it. `implements` are pairs of a document and the one that it implements.
#[must_use]
pub fn tree(top: &str, implements: &[(String, String)]) -> Vec<Under> {
    let mut children: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for (document, other) in implements {
        children.entry(other).or_default().insert(document);
    }
    let mut seen: BTreeSet<&str> = BTreeSet::from([top]);
    let mut found = Vec::new();
    let mut next: Vec<(&str, usize)> = vec![(top, 0)];
    while let Some((document, depth)) = next.pop() {
        if depth > 0 {
            found.push(Under {
                document: document.to_owned(),
                depth,
            });
        }
        let below = children.get(document).into_iter().flatten().rev();
        let fresh: Vec<&str> = below.copied().filter(|d| seen.insert(d)).collect();
        next.extend(fresh.into_iter().map(|d| (d, depth + 1)));
    }
    found
}

/// How the tasks of a document stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
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

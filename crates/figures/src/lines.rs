//! Lines: named hierarchies beside the default one (territory, sector). A unit has at most
//! one parent per line and day, and stands in a line from the day an act puts it there.

use crate::structure::{State, Structure};
use crate::{Day, UnitIx};
use std::collections::BTreeSet;

/// Where a unit stands in a line, from a day until another. Without a parent it is a root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stand {
    pub line: String,
    pub unit: UnitIx,
    pub from: Day,
    pub to: Day,
    pub parent: Option<UnitIx>,
}

impl Stand {
    fn holds(&self, line: &str, on: Day) -> bool {
        self.line == line && self.from <= on && on < self.to
    }
}

impl Structure {
    /// The names of all lines that ever held a unit.
    #[must_use]
    pub fn lines(&self) -> BTreeSet<String> {
        self.stands.iter().map(|s| s.line.clone()).collect()
    }

    /// Where the unit stands in the line at the end of the day, if it stands in it at all.
    #[must_use]
    pub fn stand(&self, line: &str, u: UnitIx, on: Day) -> Option<Option<UnitIx>> {
        let mut held = self
            .stands
            .iter()
            .filter(|s| s.unit == u && s.holds(line, on));
        held.next()
            .map(|s| s.parent)
            .filter(|_| self.is_open(u, on))
    }

    /// Units directly under `u` in the line.
    #[must_use]
    pub fn children_in(&self, line: &str, u: UnitIx, on: Day) -> Vec<UnitIx> {
        let under =
            |s: &&Stand| s.parent == Some(u) && s.holds(line, on) && self.is_open(s.unit, on);
        self.stands.iter().filter(under).map(|s| s.unit).collect()
    }

    /// Whether a row puts the unit into the line on the day or later, or it stands there then.
    #[must_use]
    pub fn stands_later(&self, line: &str, u: UnitIx, on: Day) -> bool {
        let own = |s: &&Stand| s.unit == u && s.line == line && s.to > on;
        self.stands.iter().any(|s| own(&s))
    }

    /// A row of the record.
    pub fn load_stand(&mut self, stand: Stand) {
        self.stands.push(stand);
    }

    /// The unit stands there from the day on. Later rows must not stand (the caller has refused).
    pub fn put(&mut self, line: &str, u: UnitIx, day: Day, parent: Option<UnitIx>) {
        self.stands
            .retain(|s| s.unit != u || s.line != line || s.from < day);
        for s in &mut self.stands {
            if s.unit == u && s.line == line {
                s.to = s.to.min(day);
            }
        }
        self.stands.push(Stand {
            line: line.to_owned(),
            unit: u,
            from: day,
            to: Day::MAX,
            parent,
        });
    }

    /// The same units through the same reforms, standing as the line has them. A unit that is
    /// not in the line stands under none.
    #[must_use]
    pub fn in_line(&self, line: &str) -> Structure {
        let mut other = Structure::default();
        let mut parents = Vec::new();
        for u in self.all() {
            let unit = self.unit(u);
            let own: Vec<&Stand> = self
                .stands
                .iter()
                .filter(|s| s.unit == u && s.line == line)
                .collect();
            let states = parted(&unit.states, &own);
            for (i, state) in states.iter().enumerate() {
                other.touch_code(&state.code, state.from, unit.last_change.1);
                parents.extend(state.parent.map(|p| (u, i, p)));
            }
            let bare = states.into_iter().map(|s| State { parent: None, ..s });
            other.load(&unit.id, bare.collect(), unit.closed, unit.last_change);
        }
        for (u, state, parent) in parents {
            other.set_loaded_parent(u, state, parent);
        }
        other.settle();
        self.links().iter().for_each(|l| other.link(*l));
        other.stands.clone_from(&self.stands);
        other
    }
}

/// States cut where the unit's place in the line changes.
fn parted(states: &[State], stands: &[&Stand]) -> Vec<State> {
    let mut parts = Vec::new();
    for state in states {
        let mut cuts: BTreeSet<Day> = stands.iter().flat_map(|s| [s.from, s.to]).collect();
        cuts.retain(|d| state.from < *d && *d < state.to);
        let mut from = state.from;
        for to in cuts.into_iter().chain([state.to]) {
            let held = stands.iter().find(|s| s.from <= from && from < s.to);
            parts.push(State {
                from,
                to,
                parent: held.and_then(|s| s.parent),
                ..state.clone()
            });
            from = to;
        }
    }
    parts
}

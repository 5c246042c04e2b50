//! What proves a register book: every number stands there once, or is named as missing.

use super::super::state::State;
use std::collections::BTreeMap;

/// What stands at a number of a register book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Document,
    Void,
    Reserved,
    Missing,
}

impl Place {
    /// What stands at the number of a document.
    #[must_use]
    pub fn of(state: State) -> Place {
        match state {
            State::Void => Place::Void,
            State::Reserved => Place::Reserved,
            _ => Place::Document,
        }
    }
}

/// Numbers of a register book that follow one another, at which the same stands. Only of what is
/// missing there is more than one in a run, so that a book is as long as what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub from: u32,
    /// The last of them.
    pub to: u32,
    pub place: Place,
}

/// Every number from the first to the greatest, each once: what is not there is named. Numbers
/// that stand twice come back apart.
#[must_use]
pub fn proof(first: u32, held: &[(u32, State)]) -> (Vec<Run>, Vec<u32>) {
    let mut places: BTreeMap<u32, Place> = BTreeMap::new();
    let mut doubles = Vec::new();
    for (number, state) in held {
        if places.insert(*number, Place::of(*state)).is_some() {
            doubles.push(*number);
        }
    }
    let mut runs = Vec::with_capacity(places.len());
    let mut next = first;
    for (number, place) in places {
        if next < number {
            runs.push(Run {
                from: next,
                to: number - 1,
                place: Place::Missing,
            });
        }
        runs.push(Run {
            from: number,
            to: number,
            place,
        });
        next = number.saturating_add(1);
    }
    (runs, doubles)
}

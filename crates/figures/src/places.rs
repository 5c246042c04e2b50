//! Where a fact about a member sits: the stay it belongs to, and where that stay is on
//! another day (`semantics.md` 4.1).

use crate::structure::{Link, Structure, UnitIx, new_stamp};
use crate::{Day, ix, number};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A stay, as far as its unit goes. One person's unbroken belonging to one unit; what
/// acts that divided or closed that unit said of it is part of it.
///
/// Nearly all places are a bare unit, shared by everybody whose stay began there.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The unit in which the stay began.
    pub first: UnitIx,
    /// The last day, not after the stay's beginning, on which something came into `first`
    /// by a reform (or `first` was opened). Tells a stay that was there before another unit
    /// was absorbed from one begun afterwards. [`Day::MIN`]: there from the unit's opening.
    pub since: Day,
    /// From each day on, by the act of that day, the stay belongs to that unit: a person's
    /// assignment, or the same unit for who stayed in a unit that lost a part. In order of
    /// days. A closing with a single whole successor needs no entry: links tell it.
    pub settled: Vec<(Day, UnitIx)>,
}

impl Place {
    /// A stay in the unit, begun before anything came into it by a reform.
    #[must_use]
    pub fn bare(first: UnitIx) -> Place {
        Place {
            first,
            since: Day::MIN,
            settled: Vec::new(),
        }
    }

    /// A stay that began in `first` on the day `begun`, with what acts said of it since.
    #[must_use]
    pub fn of_stay(s: &Structure, first: UnitIx, begun: Day, settled: Vec<(Day, UnitIx)>) -> Place {
        Place {
            first,
            since: since(s, first, begun),
            settled,
        }
    }

    /// What the acts up to and including the day had said: a unit, and from when.
    fn element(&self, on: Day) -> Option<(Day, UnitIx)> {
        let after = self.settled.partition_point(|(d, _)| *d <= on);
        self.settled.get(after.checked_sub(1)?).copied()
    }
}

/// The last day up to `begun` on which something came into the unit; else [`Day::MIN`].
fn since(s: &Structure, first: UnitIx, begun: Day) -> Day {
    let opened = s.unit(first).opened;
    s.links_in(first)
        .map(|l| l.day)
        .filter(|d| opened < *d && *d <= begun)
        .max()
        .unwrap_or(Day::MIN)
}

/// Number of a place in [`Places`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PlaceIx(pub u32);

impl PlaceIx {
    #[must_use]
    pub fn index(self) -> usize {
        ix(self.0)
    }
}

/// All places that facts sit in, each once. A copy shares them until one of the two has a new one.
#[derive(Debug, Clone, Default)]
pub struct Places {
    all: Arc<All>,
    stamp: u64,
}

#[derive(Debug, Clone, Default)]
struct All {
    places: Vec<Place>,
    numbers: HashMap<Place, PlaceIx>,
    latest: Vec<Day>,
}

impl Places {
    /// The number of the place, given now if it is new.
    pub fn intern(&mut self, place: Place) -> PlaceIx {
        if let Some(known) = self.all.numbers.get(&place) {
            return *known;
        }
        let p = PlaceIx(number(self.len()));
        let all = Arc::make_mut(&mut self.all);
        all.numbers.insert(place.clone(), p);
        all.latest.push(place.since);
        all.places.push(place);
        self.stamp = new_stamp();
        p
    }

    /// The place of everybody who was in the unit before anything came into it.
    pub fn bare(&mut self, unit: UnitIx) -> PlaceIx {
        self.intern(Place::bare(unit))
    }

    /// The place of a stay begun in `first` on `begun` (see [`Place::of_stay`]).
    pub fn of_stay(
        &mut self,
        s: &Structure,
        first: UnitIx,
        begun: Day,
        settled: Vec<(Day, UnitIx)>,
    ) -> PlaceIx {
        let p = self.intern(Place::of_stay(s, first, begun, settled));
        if self.all.latest.get(p.index()).is_some_and(|l| *l < begun) {
            Arc::make_mut(&mut self.all).latest[p.index()] = begun;
        }
        p
    }

    /// Whether a reform recorded late, on a day before stays already placed here began,
    /// makes them other places: the columns must then be built again.
    #[must_use]
    pub fn is_stale(&self, s: &Structure) -> bool {
        let moved = |(p, latest): (&Place, &Day)| since(s, p.first, *latest) > p.since;
        let placed = |(p, latest): &(&Place, &Day)| p.since > Day::MIN || **latest > Day::MIN;
        self.all
            .places
            .iter()
            .zip(&self.all.latest)
            .filter(placed)
            .any(moved)
    }

    #[must_use]
    pub fn get(&self, p: PlaceIx) -> &Place {
        &self.all.places[p.index()]
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.all.places.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.all.places.is_empty()
    }

    pub fn all(&self) -> impl Iterator<Item = PlaceIx> + use<> {
        (0..number(self.all.places.len())).map(PlaceIx)
    }

    /// Which version this is; copies have the same.
    #[must_use]
    pub fn stamp(&self) -> u64 {
        self.stamp
    }
}

/// Where a stay is on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Located {
    At(UnitIx),
    /// Nothing says in which of them; `nowhere` if it may be in no unit at all.
    Among {
        candidates: Vec<UnitIx>,
        nowhere: bool,
    },
}

impl Located {
    #[must_use]
    pub fn candidates(&self) -> &[UnitIx] {
        match self {
            Located::At(unit) => std::slice::from_ref(unit),
            Located::Among { candidates, .. } => candidates,
        }
    }

    #[must_use]
    pub fn nowhere(&self) -> bool {
        matches!(self, Located::Among { nowhere: true, .. })
    }
}

/// Where a fact of the day `own` about the stay is on the units of `to`.
///
/// - Open on the eve of a division: where the act put it.
/// - Ended before a division (nothing in `settled`, `own` before it): among the parts.
/// - Begun after `to`: where the unit it began in came from, if that is one unit.
///
/// The answer is the same for every day `own` of one stay, so that what enters, what
/// leaves and what is there always add up.
#[must_use]
pub fn locate(s: &Structure, place: &Place, own: Day, to: Day) -> Located {
    let begun = place.since.max(s.unit(place.first).opened);
    let mut walk = Walk::new(s);
    if to < begun {
        walk.back(place.first, begun, to);
        return walk.located();
    }
    let own = own.max(begun);
    let now = own.min(to);
    let (mut from, mut unit) = place.element(now).unwrap_or((begun, place.first));
    let mut day = now;
    if let Some(later) = place.element(to).filter(|(d, _)| *d > own) {
        (from, unit) = later;
        day = from;
    }
    walk.within_stay(unit, day.max(from));
    if day < to {
        walk.onward(day, to);
    }
    walk.located()
}

/// A moment within a day: acts of one day stand in the order of their numbers.
type Moment = (Day, u64);

/// A search along links, in the order in which they happened.
struct Walk<'s> {
    s: &'s Structure,
    found: Vec<UnitIx>,
    nowhere: bool,
}

impl<'s> Walk<'s> {
    fn new(s: &'s Structure) -> Walk<'s> {
        Walk {
            s,
            found: Vec::new(),
            nowhere: false,
        }
    }

    fn located(mut self) -> Located {
        self.found.sort_unstable();
        self.found.dedup();
        match self.found.as_slice() {
            [only] if !self.nowhere => Located::At(*only),
            _ => Located::Among {
                candidates: self.found,
                nowhere: self.nowhere,
            },
        }
    }

    /// While the stay lasts, it leaves its unit only when that closes. What a living unit
    /// gave away before `day` is answered by `settled`, or was before the stay began.
    fn within_stay(&mut self, unit: UnitIx, day: Day) {
        let mut seen = HashSet::new();
        let mut at = vec![unit];
        while let Some(x) = at.pop() {
            if self.s.unit(x).closed > day {
                self.found.push(x);
            } else if seen.insert(x) {
                let heirs: Vec<_> = self.heirs(x).collect();
                self.nowhere |= heirs.is_empty() || heirs.contains(&None);
                at.extend(heirs.into_iter().flatten());
            }
        }
    }

    /// What the act that closed the unit said it became.
    fn heirs(&self, x: UnitIx) -> impl Iterator<Item = Option<UnitIx>> + use<'_, 's> {
        let closed = self.s.unit(x).closed;
        let on_closing = move |l: &&Link| l.day == closed;
        let act = self.s.links_out(x).filter(on_closing).map(|l| l.act).max();
        let by_act = move |l: &&Link| l.day == closed && Some(l.act) == act;
        self.s.links_out(x).filter(by_act).map(|l| l.new)
    }

    /// From where it is at the end of `day`: wherever any part of those units went by `to`.
    fn onward(&mut self, day: Day, to: Day) {
        let mut seen = HashSet::new();
        let start: Moment = (day, u64::MAX);
        let mut at: Vec<_> = self.found.drain(..).map(|x| (x, start)).collect();
        while let Some((x, after)) = at.pop() {
            if !seen.insert((x, after)) {
                continue;
            }
            let closed = self.s.unit(x).closed;
            let mut told = closed > to;
            if told {
                self.found.push(x);
            }
            let next = |l: &&Link| (l.day, l.act) > after && l.day <= to;
            for link in self.s.links_out(x).filter(next) {
                told |= link.day == closed;
                match link.new {
                    Some(new) => at.push((new, (link.day, link.act))),
                    None => self.nowhere = true,
                }
            }
            self.nowhere |= !told;
        }
    }

    /// Begun in `unit` at the end of `begun`: which units of the earlier day `to` it can be in.
    fn back(&mut self, unit: UnitIx, begun: Day, to: Day) {
        let mut seen = HashSet::new();
        let mut at: Vec<(UnitIx, Moment)> = vec![(unit, (begun, u64::MAX))];
        while let Some((x, before)) = at.pop() {
            if !seen.insert((x, before)) {
                continue;
            }
            let opened = self.s.unit(x).opened;
            let mut told = opened <= to;
            if told {
                self.found.push(x);
            }
            let earlier = |l: &&Link| to < l.day && (l.day, l.act) < before;
            for link in self.s.links_in(x).filter(earlier) {
                told |= link.day == opened;
                at.push((link.old, (link.day, link.act)));
            }
            self.nowhere |= !told;
        }
    }
}

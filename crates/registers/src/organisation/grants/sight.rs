//! What belongs to whom, for the eyes: under which unit of today each unit that ever was lies.
//!
//! 1. Rights are read off the tree of **today**, whatever day and knowledge one looks from. Who
//!    lost a unit by a reform does not get it back by looking at the day before.
//! 2. A unit that is open stands under its parent of today; one that opens later under the parent
//!    it will have.
//! 3. A unit that closed and went whole into one other is, for the eyes, part of that one.
//! 4. One that was divided belongs to the lowest unit under which all its parts lie: whoever sees
//!    only one part cannot be shown who went where. A part that went nowhere lies nowhere and is
//!    passed over.
//! 5. One that was abolished without any successor belongs to the unit it stood under last.
//! 6. A grant for a unit that closed gives nothing any more: former officers keep nothing
//!    (`ux-security.md` 3.4). Who should see its past is granted what it became.

use figures::structure::LinkKind;
use figures::{Day, Structure, UnitIx, Ways};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// What a unit lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    by: UnitIx,
    /// It is part of that unit and not one below it.
    whole: bool,
}

/// Where a grant reaches: the unit, and whether what stands below it too.
pub type Top = (UnitIx, bool);

/// The units of one structure as they lie today.
#[derive(Debug)]
pub struct Sight {
    pub stamp: u64,
    pub today: Day,
    ids: Vec<Arc<str>>,
    by_id: HashMap<Arc<str>, UnitIx>,
    held: Vec<Option<Held>>,
    /// What lies in what: a tree may be as deep as it has units, and of each is asked.
    ways: Ways,
    open: Vec<bool>,
}

impl Sight {
    #[must_use]
    pub fn of(s: &Structure, today: Day) -> Sight {
        let mut finding = Finding {
            s,
            today,
            found: vec![None; s.len()],
            open: BTreeSet::new(),
        };
        // the latest first: what a unit became is found before it asks
        for u in s.all().collect::<Vec<_>>().into_iter().rev() {
            finding.held(u);
        }
        let held: Vec<Option<Held>> = finding.found.into_iter().map(Option::flatten).collect();
        let by = |held: &Option<Held>| held.map_or(figures::ways::NONE, |held| held.by.0);
        let ids: Vec<Arc<str>> = s.all().map(|u| s.unit(u).id.as_str().into()).collect();
        Sight {
            stamp: s.stamp(),
            today,
            by_id: ids.iter().cloned().zip(s.all()).collect(),
            ids,
            ways: Ways::new(held.iter().map(by).collect()),
            held,
            open: s.all().map(|u| s.is_open(u, today)).collect(),
        }
    }

    /// The unit of an id, as this structure counts it.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<UnitIx> {
        self.by_id.get(id).copied()
    }

    /// The id of a unit as this structure counts it.
    #[must_use]
    pub fn id(&self, u: UnitIx) -> Option<&str> {
        self.ids.get(u.index()).map(AsRef::as_ref)
    }

    /// A unit of any structure of the record, as this one counts it.
    #[must_use]
    pub fn here(&self, s: &Structure, u: UnitIx) -> Option<UnitIx> {
        if s.stamp() == self.stamp {
            return Some(u);
        }
        self.find(&s.unit(u).id)
    }

    /// Whether a grant may rest on the unit: it is open today.
    #[must_use]
    pub fn carries(&self, u: UnitIx) -> bool {
        self.open.get(u.index()).copied().unwrap_or(false)
    }

    /// Whether a unit lies within what is granted.
    #[must_use]
    pub fn reaches(&self, tops: &[Top], u: UnitIx) -> bool {
        self.walk(tops, u, true)
    }

    /// Whether all that one grant reaches lies within what others do.
    #[must_use]
    pub fn covers(&self, tops: &[Top], (u, below): Top) -> bool {
        self.walk(tops, u, !below)
    }

    /// Goes up from a unit until a granted one is met; `itself` while it is still the same unit.
    fn walk(&self, tops: &[Top], u: UnitIx, itself: bool) -> bool {
        let mut deep = tops.iter().filter(|(_, below)| *below);
        if deep.any(|(top, _)| self.ways.within(u.0, top.0)) {
            return true;
        }
        let mut at = Some(u).filter(|_| itself);
        // the bound keeps a record that was tampered with from hanging
        for _ in 0..self.held.len() {
            let Some(unit) = at else {
                return false;
            };
            if tops.iter().any(|(top, _)| *top == unit) {
                return true;
            }
            let held = self.held.get(unit.index()).copied().flatten();
            at = held.filter(|held| held.whole).map(|held| held.by);
        }
        false
    }
}

/// The finding of what each unit lies in; a divided unit asks where its parts lie first.
struct Finding<'s> {
    s: &'s Structure,
    today: Day,
    found: Vec<Option<Option<Held>>>,
    /// Units being asked for: a circle, which no recorded reform makes, ends in nothing.
    open: BTreeSet<UnitIx>,
}

impl Finding<'_> {
    fn held(&mut self, u: UnitIx) -> Option<Held> {
        if let Some(found) = self.found[u.index()] {
            return found;
        }
        if !self.open.insert(u) {
            return None;
        }
        let found = self.asked(u);
        self.open.remove(&u);
        self.found[u.index()] = Some(found);
        found
    }

    fn asked(&mut self, u: UnitIx) -> Option<Held> {
        let s = self.s;
        let under = |by: Option<UnitIx>| by.map(|by| Held { by, whole: false });
        let unit = s.unit(u);
        if unit.closed > self.today {
            let state = s.state(u, self.today).or_else(|| unit.states.first());
            return under(state.and_then(|state| state.parent));
        }
        let out = s.links_out(u).filter(|l| l.day == unit.closed);
        let parts: Vec<_> = out.filter_map(|l| Some((l.new?, l.kind))).collect();
        match parts.as_slice() {
            [] => under(s.last_state(u).and_then(|state| state.parent)),
            [(by, LinkKind::Whole)] => Some(Held {
                by: *by,
                whole: true,
            }),
            parts => {
                let parts: Vec<UnitIx> = parts.iter().map(|(part, _)| *part).collect();
                under(self.lowest_above(&parts))
            }
        }
    }

    /// The lowest unit under which all parts lie.
    fn lowest_above(&mut self, parts: &[UnitIx]) -> Option<UnitIx> {
        let (first, rest) = parts.split_first()?;
        let mut way = self.way(*first);
        for part in rest {
            let other: HashSet<UnitIx> = self.way(*part).into_iter().collect();
            let at = way.iter().position(|u| other.contains(u))?;
            way.drain(..at);
        }
        way.first().copied()
    }

    fn way(&mut self, u: UnitIx) -> Vec<UnitIx> {
        let mut way = vec![u];
        while let Some(held) = way.last().and_then(|at| self.held(*at)) {
            if way.len() > self.found.len() {
                break;
            }
            way.push(held.by);
        }
        way
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use figures::structure::{Link, State};

    fn reform() -> Day {
        Day::ymd(2025, 7, 1)
    }

    fn today() -> Day {
        Day::ymd(2025, 10, 2)
    }

    fn open(s: &mut Structure, id: &str, from: Day, parent: Option<UnitIx>) -> UnitIx {
        let text = id.to_owned();
        let state = State {
            from,
            to: Day::MAX,
            code: text.clone(),
            name: text.clone(),
            kind: String::new(),
            parent,
        };
        s.open(id, 1, state)
    }

    fn goes(s: &mut Structure, old: UnitIx, into: &[(Option<UnitIx>, LinkKind)]) {
        for (new, kind) in into {
            s.link(Link {
                day: reform(),
                act: 2,
                old,
                new: *new,
                kind: *kind,
            });
        }
        s.close(old, reform(), 2);
    }

    /// A province P with the communes A and B, each with a cell, and C.
    fn province() -> (Structure, [UnitIx; 6]) {
        let mut s = Structure::default();
        let p = open(&mut s, "P", Day::ymd(2024, 1, 1), None);
        let a = open(&mut s, "A", Day::ymd(2024, 1, 1), Some(p));
        let a1 = open(&mut s, "A1", Day::ymd(2024, 1, 1), Some(a));
        let b = open(&mut s, "B", Day::ymd(2024, 1, 1), Some(p));
        let b1 = open(&mut s, "B1", Day::ymd(2024, 1, 1), Some(b));
        let c = open(&mut s, "C", Day::ymd(2024, 1, 1), Some(p));
        (s, [p, a, a1, b, b1, c])
    }

    #[test]
    fn who_is_granted_a_unit_with_what_is_below_sees_both_and_nothing_beside() {
        let (s, [p, a, a1, b, b1, _]) = province();
        let sight = Sight::of(&s, today());
        let seen = |top, u| sight.reaches(&[top], u);
        assert!(seen((a, true), a) && seen((a, true), a1));
        assert!(seen((a, false), a) && !seen((a, false), a1));
        assert!(!seen((a, true), b) && !seen((a, true), b1) && !seen((a, true), p));
        assert!(sight.covers(&[(p, true)], (a, true)) && !sight.covers(&[(a, false)], (a, true)));
    }

    #[test]
    fn the_past_of_a_unit_belongs_to_the_only_one_it_went_into() {
        let (mut s, [p, a, a1, b, ..]) = province();
        s.change(a1, reform(), 2, |state| state.parent = Some(b));
        goes(&mut s, a, &[(Some(b), LinkKind::Whole)]);
        let sight = Sight::of(&s, today());
        assert!(
            sight.reaches(&[(b, false)], a),
            "it is part of its successor"
        );
        assert!(sight.reaches(&[(b, true)], a1) && sight.reaches(&[(p, true)], a));
        assert!(!sight.carries(a), "former officers keep nothing");
        let before = Sight::of(&s, reform().eve());
        assert!(before.carries(a) && !before.reaches(&[(b, true)], a));
    }

    #[test]
    fn a_divided_unit_belongs_to_the_lowest_that_contains_all_its_parts() {
        let (mut s, [p, a, a1, b, b1, c]) = province();
        let b2 = open(&mut s, "B2", reform(), Some(b));
        goes(
            &mut s,
            b1,
            &[(Some(b2), LinkKind::Part), (Some(b), LinkKind::Unknown)],
        );
        goes(
            &mut s,
            a,
            &[(Some(b), LinkKind::Part), (Some(c), LinkKind::Part)],
        );
        goes(
            &mut s,
            a1,
            &[(None, LinkKind::Part), (Some(c), LinkKind::Part)],
        );
        let sight = Sight::of(&s, today());
        assert!(!sight.reaches(&[(b, true), (c, true)], a));
        assert!(sight.reaches(&[(p, true)], a) && !sight.reaches(&[(p, false)], a));
        assert!(sight.reaches(&[(b, true)], b1) && !sight.reaches(&[(b2, true)], b1));
        assert!(
            sight.reaches(&[(c, true)], a1),
            "what went nowhere lies nowhere"
        );
    }

    #[test]
    fn an_abolished_unit_belongs_to_the_one_it_stood_under() {
        let (mut s, [p, a, a1, ..]) = province();
        goes(&mut s, a, &[]);
        s.change(a1, reform(), 2, |state| state.parent = Some(p));
        let sight = Sight::of(&s, today());
        assert!(sight.reaches(&[(p, true)], a) && !sight.reaches(&[(a1, true)], a));
    }

    #[test]
    fn a_unit_that_is_to_open_lies_where_it_will_stand() {
        let (mut s, [_, a, _, b, ..]) = province();
        let later = Day::ymd(2026, 1, 1);
        let new = open(&mut s, "A2", later, Some(a));
        let sight = Sight::of(&s, today());
        assert!(sight.reaches(&[(a, true)], new) && !sight.reaches(&[(b, true)], new));
        assert!(!sight.carries(new));
    }
}

//! The facts as they would be with a reform that is not recorded: what its check page foretells.
//! The reform's units and moves are put where recording would put them, and everything is then
//! counted by the same code, so that what is foretold is what will be counted.

use super::facts::{Facts, Seat, divisions};
use super::kept::Kept;
use super::raw::{Happening, Id, Raw, Stay};
use crate::organisation::members::model::MOVED_BY_REFORM;
use crate::organisation::reforms::effects::Move;
use figures::trees::TreeCache;
use figures::{Day, Structure, UnitIx};
use platform::{Db, Result};
use std::collections::HashSet;
use std::sync::Arc;

impl Facts {
    /// These facts on the units that reforms leave (`after` has all units of now, in their
    /// order), with the moves done. Nothing is written.
    pub async fn supposing(&self, db: &mut Db, after: &Structure, moves: &[Move]) -> Result<Facts> {
        let mut supposed = self.clone();
        let units = after.all().map(|u| (Id::of(&after.unit(u).id), u));
        supposed.units = Arc::new(units.collect());
        supposed.divisions = Arc::new(divisions(after));
        supposed.structure = Arc::new(after.clone());
        supposed.trees = Arc::new(TreeCache::new());
        supposed.kept = Kept::default();
        let mut persons = self.lives_through(&supposed);
        persons.extend(moves.iter().map(|m| Id::of(&m.person)));
        let ids: Vec<String> = persons.iter().map(|p| p.text()).collect();
        let mut raw = Raw::read_of(db, self.words().clone(), &ids).await?;
        for (line, m) in (0..).zip(moves) {
            raw.suppose(m, Id::of_line(self.known.0 + 1, line))?;
        }
        raw.sort();
        supposed.follow(self.known, &persons, &raw);
        Ok(supposed)
    }

    /// Who sits in a unit on the day on which the reforms have it give a part away: that they
    /// stay, if nothing moves them, is then said of them too.
    fn lives_through(&self, after: &Facts) -> HashSet<Id> {
        let known =
            |unit: UnitIx, day: &Day| self.divisions.get(&unit).is_some_and(|d| d.contains(day));
        let mut new = Vec::new();
        for (unit, days) in after.divisions.iter() {
            new.extend(
                days.iter()
                    .filter(|d| !known(*unit, d))
                    .map(|d| (*unit, *d)),
            );
        }
        let sits = |unit: UnitIx, day: Day| {
            let there = self.stretches.iter().filter(move |s| {
                s.unit == Some(unit) && s.from < day && day <= s.to && matches!(s.seat, Seat::In(_))
            });
            there.map(|s| Id::of(&self.id_of(s.person)))
        };
        new.into_iter()
            .flat_map(|(unit, day)| sits(unit, day))
            .collect()
    }
}

impl Raw {
    /// Puts somebody into another unit, as the act of a reform does. The rows are to be sorted
    /// afterwards.
    fn suppose(&mut self, by: &Move, item: Id) -> Result<()> {
        let (person, from, to) = (Id::of(&by.person), Id::of(&by.from), Id::of(&by.to));
        let there = |r: &Stay| r.person == person && r.unit == from && r.from <= by.day;
        if let Some(at) = self.stays.iter().position(|r| there(r) && by.day < r.to) {
            let old = self.stays.remove(at);
            let came = Stay {
                from: by.day,
                unit: to,
                stay: item,
                ..old
            };
            let before = Stay { to: by.day, ..old };
            self.stays
                .extend([before, came].into_iter().filter(|r| r.from < r.to));
        }
        self.events.push(Happening {
            person,
            item,
            day: by.day,
            event: self.words.add(MOVED_BY_REFORM)?,
            flow: self.words.add("")?,
            from_unit: from,
            to_unit: to,
            stay: item,
        });
        Ok(())
    }
}

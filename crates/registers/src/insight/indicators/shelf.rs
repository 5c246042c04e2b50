//! Rows in their order, in pieces. A copy shares the pieces, and a commit changes only those in
//! which its persons stand: the facts of before stay whole for whoever still reads them, and the
//! facts of after cost little.

use super::facts::{Event, Fault, Person, Stretch};
use super::raw::Id;
use figures::Day;
use std::sync::Arc;

/// Rows of a new piece. A piece of twice as many is halved.
const PIECE: usize = 1024;

/// A row that stands on a shelf.
pub trait Shelved: Copy {
    type Order: Ord;
    /// Whether the shelf is in order of persons; then nobody's rows lie in two pieces.
    const BY_PERSON: bool;

    fn order(&self) -> Self::Order;
    fn person(&self) -> u32;
}

macro_rules! by_person {
    ($($row:ty),+) => {$(
        impl Shelved for $row {
            type Order = (u32, Day);
            const BY_PERSON: bool = true;

            fn order(&self) -> (u32, Day) {
                (self.person, self.from)
            }

            fn person(&self) -> u32 {
                self.person
            }
        }
    )+};
}
by_person!(Stretch, Person, Fault);

impl Shelved for Event {
    type Order = (Day, Id);
    const BY_PERSON: bool = false;

    fn order(&self) -> (Day, Id) {
        (self.day, self.item)
    }

    fn person(&self) -> u32 {
        self.person
    }
}

#[derive(Debug, Clone)]
pub struct Shelf<T> {
    /// None is empty.
    pieces: Vec<Arc<Vec<T>>>,
}

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Shelf { pieces: Vec::new() }
    }
}

impl<T: PartialEq> PartialEq for Shelf<T> {
    /// The same rows, in whatever pieces.
    fn eq(&self, other: &Self) -> bool {
        self.iter().eq(other.iter())
    }
}

impl<T> Shelf<T> {
    pub fn iter(&self) -> impl DoubleEndedIterator<Item = &T> + Clone {
        self.pieces.iter().flat_map(|p| p.iter())
    }

    /// The pieces, one after another.
    pub fn pieces(&self) -> impl Iterator<Item = &[T]> {
        self.pieces.iter().map(|p| p.as_slice())
    }

    #[must_use]
    pub fn len(&self) -> usize {
        self.pieces.iter().map(|p| p.len()).sum()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// The rows from the first one on that `before` does not hold of; it holds of all before it.
    pub fn since(&self, before: impl Fn(&T) -> bool) -> impl Iterator<Item = &T> {
        let whole = |p: &Arc<Vec<T>>| p.last().is_some_and(&before);
        let at = self.pieces.partition_point(whole);
        let (head, rest) = match self.pieces[at..].split_first() {
            Some((piece, rest)) => (&piece[piece.partition_point(&before)..], rest),
            None => (&[][..], &[][..]),
        };
        head.iter().chain(rest.iter().flat_map(|p| p.iter()))
    }
}

impl<T: Shelved> Shelf<T> {
    /// A shelf of rows in whatever order.
    #[must_use]
    pub fn of(mut rows: Vec<T>) -> Shelf<T> {
        rows.sort_by_key(T::order);
        let mut pieces = Vec::with_capacity(rows.len() / PIECE + 1);
        let mut rest = rows.as_slice();
        while !rest.is_empty() {
            let (piece, more) = rest.split_at(whole_persons(rest, PIECE));
            pieces.push(Arc::new(piece.to_vec()));
            rest = more;
        }
        Shelf { pieces }
    }

    /// The rows of one person, on a shelf in order of persons.
    #[must_use]
    pub fn of_person(&self, person: u32) -> &[T] {
        let before = |p: &Arc<Vec<T>>| p.last().is_some_and(|r| r.person() < person);
        let at = self.pieces.partition_point(before);
        let Some(piece) = self.pieces.get(at) else {
            return &[];
        };
        let from = piece.partition_point(|r| r.person() < person);
        let until = piece.partition_point(|r| r.person() <= person);
        &piece[from..until]
    }

    /// Takes away the rows of some persons, given in order.
    pub fn take_away(&mut self, persons: &[u32]) {
        let gone = |r: &T| persons.binary_search(&r.person()).is_ok();
        for piece in &mut self.pieces {
            if may_hold(piece, persons) && piece.iter().any(gone) {
                Arc::make_mut(piece).retain(|r| !gone(r));
            }
        }
        self.pieces.retain(|p| !p.is_empty());
    }

    /// Adds rows of persons of whom there are none.
    pub fn add(&mut self, mut rows: Vec<T>) {
        rows.sort_by_key(T::order);
        // a person's rows go in together: a piece halved between them would part them
        let together = |a: &T, b: &T| T::BY_PERSON && a.person() == b.person();
        for own in rows.chunk_by(together) {
            self.put(own);
        }
    }

    fn put(&mut self, rows: &[T]) {
        let Some(order) = rows.first().map(T::order) else {
            return;
        };
        if self.pieces.is_empty() {
            self.pieces.push(Arc::default());
        }
        let before = |p: &Arc<Vec<T>>| p.last().is_some_and(|r| r.order() < order);
        let at = self.pieces.partition_point(before);
        let at = at.min(self.pieces.len() - 1);
        let piece = Arc::make_mut(&mut self.pieces[at]);
        let from = piece.partition_point(|r| r.order() <= order);
        piece.splice(from..from, rows.iter().copied());
        let middle = whole_persons(piece, piece.len() / 2);
        if piece.len() > 2 * PIECE && middle < piece.len() {
            let rest = piece.split_off(middle);
            self.pieces.insert(at + 1, Arc::new(rest));
        }
    }
}

/// How many rows a piece of about so many takes, so that a person's stay together.
fn whole_persons<T: Shelved>(rows: &[T], about: usize) -> usize {
    let about = about.clamp(1, rows.len().max(1));
    let Some(last) = rows.get(about - 1).filter(|_| T::BY_PERSON) else {
        return about.min(rows.len());
    };
    let same = rows[about..].iter();
    about + same.take_while(|r| r.person() == last.person()).count()
}

/// Whether one of the persons may stand in a piece.
fn may_hold<T: Shelved>(piece: &[T], persons: &[u32]) -> bool {
    let (Some(first), Some(last)) = (piece.first(), piece.last()) else {
        return false;
    };
    let next = persons.partition_point(|p| *p < first.person());
    !T::BY_PERSON || persons.get(next).is_some_and(|p| *p <= last.person())
}

#[cfg(test)]
mod tests {
    use super::{PIECE, Shelf};
    use crate::insight::indicators::facts::Fault;
    use crate::insight::indicators::raw::Word;
    use figures::Day;

    fn fault(person: u32, day: i32) -> Fault {
        Fault {
            person,
            rule: Word::default(),
            severity: Word::default(),
            from: Day::from_number(day),
            to: Day::MAX,
        }
    }

    #[test]
    fn a_shelf_holds_what_one_list_in_order_would_hold() {
        let mut seed = 7_u32;
        let mut chance = |below: u32| {
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (seed >> 8) % below
        };
        let mut list: Vec<Fault> = (0..5000).map(|n| fault(n / 3, 0)).collect();
        let mut shelf = Shelf::of(list.clone());
        for round in 0..60 {
            let old = shelf.clone();
            let before: Vec<Fault> = list.clone();
            let mut persons: Vec<u32> = (0..chance(5) + 1).map(|_| chance(1800)).collect();
            persons.sort_unstable();
            persons.dedup();
            let many = chance(if round % 9 == 0 { 1500 } else { 4 });
            let days: Vec<i32> = (0..many).map(|n| i32::try_from(n).unwrap()).collect();
            let fresh = persons
                .iter()
                .flat_map(|p| days.iter().map(|d| fault(*p, *d)));
            let fresh: Vec<Fault> = fresh.collect();
            list.retain(|f| persons.binary_search(&f.person).is_err());
            list.extend(&fresh);
            list.sort_by_key(|f| (f.person, f.from));
            shelf.take_away(&persons);
            shelf.add(fresh);
            assert!(shelf.iter().eq(list.iter()), "round {round}");
            assert!(old.iter().eq(before.iter()), "a copy of before has changed");
            assert_eq!(shelf.len(), list.len());
            for person in persons {
                let own: Vec<Fault> = list
                    .iter()
                    .filter(|f| f.person == person)
                    .copied()
                    .collect();
                assert_eq!(shelf.of_person(person), own);
            }
            let from = chance(1800);
            let rest = list.iter().filter(|f| f.person >= from);
            assert!(shelf.since(|f| f.person < from).eq(rest));
        }
        let largest = shelf.pieces().map(<[Fault]>::len).max();
        assert!(largest.is_some_and(|n| n <= 4 * PIECE), "{largest:?}");
    }

    #[test]
    fn an_empty_shelf_takes_a_first_row() {
        let mut shelf = Shelf::default();
        assert!(shelf.of_person(1).is_empty());
        shelf.add(vec![fault(1, 2), fault(1, 1)]);
        assert_eq!(shelf.of_person(1), [fault(1, 1), fault(1, 2)]);
        shelf.take_away(&[1]);
        assert!(shelf.is_empty());
    }
}

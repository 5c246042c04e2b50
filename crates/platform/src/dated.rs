//! Dated fields: the one mechanism of the effective axis. A subject's fields are
//! each a list of changes; edits move them as `semantics.md` 1.4 says; rows are
//! what holds between two changes of any of them.

use figures::Day;
use std::collections::{BTreeMap, BTreeSet};

/// For how long an edit of a field holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    /// From the day until the next change of that field already recorded.
    From(Day),
    /// Exactly the days from the first, included, to the second, excluded.
    Over(Day, Day),
}

/// The life of a subject and the changes of its fields.
#[derive(Debug, Clone)]
pub struct Timeline<V> {
    fields: Vec<BTreeMap<Day, V>>,
    opened: Day,
    closed: Day,
}

/// What holds from a day until another (excluded): one value per field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held<V> {
    pub from: Day,
    pub to: Day,
    pub values: Vec<V>,
}

impl<V: Clone + PartialEq> Timeline<V> {
    #[must_use]
    pub fn open(on: Day, values: Vec<V>) -> Timeline<V> {
        let fields = values
            .into_iter()
            .map(|v| BTreeMap::from([(on, v)]))
            .collect();
        Timeline {
            fields,
            opened: on,
            closed: Day::MAX,
        }
    }

    /// Changes one field. What lies before the opening day is not touched.
    pub fn set(&mut self, field: usize, span: Span, value: V) {
        let Some(points) = self.fields.get_mut(field) else {
            return;
        };
        match span {
            Span::From(day) => _ = points.insert(day.max(self.opened), value),
            Span::Over(from, to) => {
                let from = from.max(self.opened);
                if to <= from {
                    return;
                }
                let after = points.range(..=to).next_back().map(|(_, v)| v.clone());
                let gone: Vec<Day> = points.range(from..to).map(|(d, _)| *d).collect();
                for day in gone {
                    points.remove(&day);
                }
                if let (Some(after), true) = (after, to != Day::MAX) {
                    points.insert(to, after);
                }
                points.insert(from, value);
            }
        }
    }

    /// The first day on which the subject is no more.
    pub fn end(&mut self, on: Day) {
        self.closed = on.max(self.opened);
    }

    #[must_use]
    pub fn opened(&self) -> Day {
        self.opened
    }

    #[must_use]
    pub fn closed(&self) -> Day {
        self.closed
    }

    #[must_use]
    pub fn value(&self, field: usize, on: Day) -> Option<&V> {
        self.fields
            .get(field)?
            .range(..=on)
            .next_back()
            .map(|(_, v)| v)
    }

    /// Rows in order of time; neighbours that say the same are one row. A subject that
    /// opened and closed on one day has a single row without days.
    #[must_use]
    pub fn rows(&self) -> Vec<Held<V>> {
        let mut starts: BTreeSet<Day> = self
            .fields
            .iter()
            .flat_map(BTreeMap::keys)
            .copied()
            .filter(|d| *d < self.closed)
            .collect();
        starts.insert(self.opened);
        let mut rows: Vec<Held<V>> = Vec::with_capacity(starts.len());
        for from in starts {
            let values: Vec<V> = self
                .fields
                .iter()
                .filter_map(|f| f.range(..=from).next_back().map(|(_, v)| v.clone()))
                .collect();
            match rows.last_mut() {
                Some(last) if last.values == values => {}
                Some(last) => {
                    last.to = from;
                    rows.push(Held {
                        from,
                        to: self.closed,
                        values,
                    });
                }
                None => rows.push(Held {
                    from,
                    to: self.closed,
                    values,
                }),
            }
        }
        rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(n: i8) -> Day {
        Day::ymd(2025, 1, n)
    }

    #[test]
    fn an_edit_from_a_day_holds_until_the_next_change_of_that_field() {
        let mut t = Timeline::open(d(1), vec!["a", "x"]);
        t.set(0, Span::From(d(20)), "c");
        t.set(1, Span::From(d(15)), "y");
        t.set(0, Span::From(d(10)), "b");
        let said: Vec<_> = t.rows().into_iter().map(|r| (r.from, r.values)).collect();
        assert_eq!(
            said,
            [
                (d(1), vec!["a", "x"]),
                (d(10), vec!["b", "x"]),
                (d(15), vec!["b", "y"]),
                (d(20), vec!["c", "y"])
            ]
        );
    }

    #[test]
    fn an_edit_over_days_replaces_exactly_those_days() {
        let mut t = Timeline::open(d(1), vec!["a"]);
        t.set(0, Span::From(d(12)), "b");
        t.set(0, Span::Over(d(5), d(20)), "z");
        let said: Vec<_> = t
            .rows()
            .into_iter()
            .map(|r| (r.from, r.to, r.values[0]))
            .collect();
        assert_eq!(
            said,
            [
                (d(1), d(5), "a"),
                (d(5), d(20), "z"),
                (d(20), Day::MAX, "b")
            ]
        );
    }
}

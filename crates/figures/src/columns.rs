//! Facts of one indicator as columns of days.
//!
//! A column keeps beginnings and ends of facts in order of days, and every so often what
//! was there per place. What is there on any day is the nearest such mark and the few
//! facts between. What commits add waits in a short list, and is merged when that grows.

use crate::places::PlaceIx;
use crate::{Day, ix, number};
use std::sync::Arc;

/// A fact true from a day until another (exclusive; [`Day::MAX`] while it lasts).
pub type StockRow = (PlaceIx, Day, Day);

/// What an entry of a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edge {
    /// Happens in the stay, on the day.
    Begins,
    /// Ends the stay: it was there on the eve, and is no more on the day.
    Ends,
}

impl Edge {
    fn coded(self, p: PlaceIx) -> u32 {
        (p.0 << 1) | u32::from(self == Edge::Ends)
    }
}

fn decoded(entry: u32) -> (PlaceIx, Edge) {
    let edge = if entry & 1 == 0 {
        Edge::Begins
    } else {
        Edge::Ends
    };
    (PlaceIx(entry >> 1), edge)
}

/// Beginnings and ends in order of days. A copy shares what is merged: it costs as much as what
/// is recent.
#[derive(Debug, Clone, Default)]
struct Column {
    merged: Arc<Merged>,
    /// Not yet merged: day, entry, how often it was added less how often it was taken away.
    recent: Vec<(Day, u32, i32)>,
    /// How many of these the last merge left over.
    unmatched: usize,
}

#[derive(Debug, Default)]
struct Merged {
    days: Vec<Day>,
    /// Per day, where its entries begin; one more at the end.
    starts: Vec<u32>,
    entries: Vec<u32>,
    /// What was there per place before each `stride`-th entry, one mark after another.
    marks: Vec<i32>,
    width: usize,
    stride: usize,
}

const LEAST_STRIDE: usize = 4096;

impl Merged {
    fn of(sorted: impl Iterator<Item = (Day, u32)>) -> Arc<Merged> {
        let mut m = Merged::default();
        for (day, entry) in sorted {
            if m.days.last() != Some(&day) {
                m.days.push(day);
                m.starts.push(number(m.entries.len()));
            }
            m.entries.push(entry);
        }
        m.starts.push(number(m.entries.len()));
        m.mark();
        Arc::new(m)
    }

    fn mark(&mut self) {
        let last = self.entries.iter().map(|e| e >> 1).max();
        self.width = last.map_or(0, |p| ix(p) + 1);
        self.stride = LEAST_STRIDE.max(4 * self.width);
        self.marks = Vec::with_capacity((self.entries.len() / self.stride + 1) * self.width);
        let mut now = vec![0_i32; self.width];
        for stretch in self.entries.chunks(self.stride) {
            self.marks.extend_from_slice(&now);
            for e in stretch {
                now[ix(e >> 1)] += 1 - 2 * i32::from(e & 1 == 1);
            }
        }
        self.marks.extend_from_slice(&now);
    }

    /// Where the entries of days after `on` begin.
    fn position_after(&self, on: Day) -> usize {
        let day = self.days.partition_point(|d| *d <= on);
        self.starts.get(day).map_or(0, |s| ix(*s))
    }

    /// The nearest mark, and the entries between it and `end`, forwards or backwards.
    fn replay(&self, end: usize, now: &mut [i32]) {
        let mark = ((end + self.stride / 2) / self.stride)
            .min((self.marks.len() / self.width).saturating_sub(1));
        let from = (mark * self.stride).min(self.entries.len());
        now[..self.width].copy_from_slice(&self.marks[mark * self.width..][..self.width]);
        let (between, sign) = if from <= end {
            (&self.entries[from..end], 1)
        } else {
            (&self.entries[end..from], -1)
        };
        for e in between {
            now[ix(e >> 1)] += if e & 1 == 0 { sign } else { -sign };
        }
    }

    /// Merged entries in order.
    fn all(&self) -> impl Iterator<Item = (Day, u32)> {
        self.days.iter().enumerate().flat_map(|(i, day)| {
            let entries = &self.entries[ix(self.starts[i])..ix(self.starts[i + 1])];
            entries.iter().map(|e| (*day, *e))
        })
    }
}

impl Column {
    fn new(mut entries: Vec<(Day, u32)>) -> Column {
        entries.sort_unstable();
        Column {
            merged: Merged::of(entries.into_iter()),
            ..Column::default()
        }
    }

    /// What is there per place at the end of the day.
    fn at(&self, on: Day, places: usize) -> Vec<i32> {
        let mut now = vec![0_i32; places.max(self.merged.width)];
        let end = self.merged.position_after(on);
        if self.merged.width > 0 {
            self.merged.replay(end, &mut now);
        }
        let past = |r: &&(Day, u32, i32)| r.0 <= on;
        for (_, e, times) in self.recent.iter().filter(past) {
            let p = ix(e >> 1);
            if now.len() <= p {
                now.resize(p + 1, 0);
            }
            now[p] += if e & 1 == 0 { *times } else { -times };
        }
        now
    }

    /// Entries of one kind with a day in `[from, until)`, counted per place.
    fn within(&self, edge: Edge, from: Day, until: Day) -> Vec<(PlaceIx, i64)> {
        let merged = &self.merged;
        let (start, end) = (
            merged.position_after(from.eve()),
            merged.position_after(until.eve()),
        );
        let stretch = merged.entries.get(start..end).unwrap_or(&[]);
        let recent = self.recent.iter().filter(|r| from <= r.0 && r.0 < until);
        if stretch.len() > merged.width / 4 {
            let mut sums = vec![0_i64; merged.width];
            for e in stretch.iter().map(|e| decoded(*e)).filter(|e| e.1 == edge) {
                sums[e.0.index()] += 1;
            }
            let sums = (0..).map(PlaceIx).zip(sums).filter(|(_, n)| *n != 0);
            return sums.chain(counted(recent, edge)).collect();
        }
        let mut found: Vec<_> = stretch
            .iter()
            .map(|e| decoded(*e))
            .filter(|e| e.1 == edge)
            .map(|e| (e.0, 1))
            .chain(counted(recent, edge))
            .collect();
        found.sort_unstable_by_key(|(p, _)| *p);
        found.dedup_by(|b, a| {
            a.0 == b.0 && {
                a.1 += b.1;
                true
            }
        });
        found.retain(|(_, n)| *n != 0);
        found
    }

    fn put(&mut self, day: Day, entry: u32, times: i32) {
        let same = |r: &&mut (Day, u32, i32)| r.0 == day && r.1 == entry;
        match self.recent.iter_mut().rev().take(64).find(same) {
            Some(r) => r.2 += times,
            None => self.recent.push((day, entry, times)),
        }
        let patience = (self.merged.entries.len() / 8 + LEAST_STRIDE).min(200_000);
        if self.recent.len() > 2 * self.unmatched + patience {
            self.merge();
        }
    }

    /// Merges what is recent. What was taken away but never was there stays recent, so
    /// that sums stay right in whatever order corrections come.
    fn merge(&mut self) {
        let mut recent = std::mem::take(&mut self.recent);
        recent.sort_unstable_by_key(|r| (r.0, r.1));
        recent.dedup_by(|b, a| {
            (a.0, a.1) == (b.0, b.1) && {
                a.2 += b.2;
                true
            }
        });
        recent.retain(|r| r.2 != 0);
        let mut merged = Vec::with_capacity(self.merged.entries.len() + recent.len());
        let mut left = recent.iter_mut().peekable();
        for (day, entry) in self.merged.all() {
            while let Some(r) = left.next_if(|r| (r.0, r.1) < (day, entry)) {
                add(&mut merged, r);
            }
            match left.peek_mut() {
                Some(r) if (r.0, r.1) == (day, entry) && r.2 < 0 => r.2 += 1,
                _ => merged.push((day, entry)),
            }
        }
        left.for_each(|r| add(&mut merged, r));
        recent.retain(|r| r.2 < 0);
        self.merged = Merged::of(merged.into_iter());
        self.unmatched = recent.len();
        self.recent = recent;
    }

    fn len(&self) -> usize {
        self.merged.entries.len() + self.recent.len()
    }
}

fn add(merged: &mut Vec<(Day, u32)>, recent: &mut (Day, u32, i32)) {
    while recent.2 > 0 {
        merged.push((recent.0, recent.1));
        recent.2 -= 1;
    }
}

fn counted<'a>(
    recent: impl Iterator<Item = &'a (Day, u32, i32)> + 'a,
    edge: Edge,
) -> impl Iterator<Item = (PlaceIx, i64)> + 'a {
    recent
        .map(|r| (decoded(r.1), i64::from(r.2)))
        .filter(move |(e, _)| e.1 == edge)
        .map(|(e, n)| (e.0, n))
}

/// Facts that last: true from a day until another.
#[derive(Debug, Clone, Default)]
pub struct Stock {
    column: Column,
}

impl Stock {
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = StockRow>) -> Stock {
        let entries = rows.into_iter().flat_map(edges).collect();
        Stock {
            column: Column::new(entries),
        }
    }

    /// Adds a row that a commit brought.
    pub fn add(&mut self, row: StockRow) {
        edges(row).for_each(|(day, e)| self.column.put(day, e, 1));
    }

    /// Takes a row away, which must have been there just so. A row that ends later than it
    /// did is taken away and added.
    pub fn remove(&mut self, row: StockRow) {
        edges(row).for_each(|(day, e)| self.column.put(day, e, -1));
    }

    /// How many rows are there per place at the end of the day.
    pub(crate) fn at(&self, on: Day, places: usize) -> Vec<i32> {
        self.column.at(on, places)
    }

    /// How many rows begin (or end) in `[from, until)`, per place. A place may come twice.
    pub(crate) fn within(&self, edge: Edge, from: Day, until: Day) -> Vec<(PlaceIx, i64)> {
        self.column.within(edge, from, until)
    }

    /// Beginnings and ends held.
    #[must_use]
    pub fn entries(&self) -> usize {
        self.column.len()
    }
}

fn edges((p, from, to): StockRow) -> impl Iterator<Item = (Day, u32)> {
    let begins = (from < to).then(|| (from, Edge::Begins.coded(p)));
    let ends = (from < to && to < Day::MAX).then(|| (to, Edge::Ends.coded(p)));
    begins.into_iter().chain(ends)
}

/// Facts that happen on a day.
#[derive(Debug, Clone)]
pub struct Flow {
    column: Column,
    edge: Edge,
}

impl Flow {
    /// Facts of one kind: within stays ([`Edge::Begins`]: admitted, commended) or the end of
    /// stays ([`Edge::Ends`]: left, died, sent away; the day is the first without them).
    #[must_use]
    pub fn new(edge: Edge, rows: impl IntoIterator<Item = (PlaceIx, Day)>) -> Flow {
        let entries = rows.into_iter().map(|(p, d)| (d, edge.coded(p))).collect();
        Flow {
            column: Column::new(entries),
            edge,
        }
    }

    pub fn add(&mut self, (p, day): (PlaceIx, Day)) {
        self.column.put(day, self.edge.coded(p), 1);
    }

    pub fn remove(&mut self, (p, day): (PlaceIx, Day)) {
        self.column.put(day, self.edge.coded(p), -1);
    }

    #[must_use]
    pub fn edge(&self) -> Edge {
        self.edge
    }

    pub(crate) fn within(&self, from: Day, until: Day) -> Vec<(PlaceIx, i64)> {
        self.column.within(self.edge, from, until)
    }
}

/// Somebody in neither unit: sent by one and not yet received by the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PairRow {
    /// The day of sending.
    pub from: Day,
    /// The day of receiving, exclusive.
    pub to: Day,
    /// The stay that ended.
    pub sender: PlaceIx,
    /// The stay to begin; none for who leaves the organisation and is still the sender's.
    pub receiver: Option<PlaceIx>,
}

/// Rows in transit, in order of sending.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    rows: Vec<PairRow>,
    /// Per block of rows, the latest day on which one of them ends.
    latest: Vec<Day>,
}

const BLOCK: usize = 256;

impl Pairs {
    #[must_use]
    pub fn new(rows: impl IntoIterator<Item = PairRow>) -> Pairs {
        let mut pairs = Pairs::default();
        pairs.extend(rows);
        pairs
    }

    pub fn add(&mut self, row: PairRow) {
        if row.from < row.to {
            let at = self.rows.partition_point(|r| *r < row);
            self.rows.insert(at, row);
            self.block_from(at);
        }
    }

    /// Takes one such row away.
    pub fn remove(&mut self, row: PairRow) {
        if let Ok(at) = self.rows.binary_search(&row) {
            self.rows.remove(at);
            self.block_from(at);
        }
    }

    /// Adds many at once.
    pub fn extend(&mut self, rows: impl IntoIterator<Item = PairRow>) {
        self.rows.extend(rows.into_iter().filter(|r| r.from < r.to));
        self.rows.sort_unstable();
        self.block_from(0);
    }

    fn block_from(&mut self, at: usize) {
        self.latest.truncate(at / BLOCK);
        let ends = |b: &[PairRow]| b.iter().map(|r| r.to).max().unwrap_or(Day::MIN);
        let rest = self.rows.chunks(BLOCK).skip(self.latest.len()).map(ends);
        self.latest.extend(rest);
    }

    /// Rows in transit at the end of the day.
    pub(crate) fn open(&self, on: Day) -> impl Iterator<Item = &PairRow> {
        let begun = self.rows.partition_point(|r| r.from <= on);
        let blocks = self.rows[..begun].chunks(BLOCK).zip(&self.latest);
        let lasting = blocks.filter(move |(_, latest)| **latest > on);
        lasting.flat_map(move |(block, _)| block.iter().filter(move |r| r.to > on))
    }

    /// Rows that begin (or end) in `[from, until)`.
    pub(crate) fn within(
        &self,
        edge: Edge,
        from: Day,
        until: Day,
    ) -> impl Iterator<Item = &PairRow> {
        let end = self.rows.partition_point(|r| r.from < until);
        let blocks = self.rows[..end].chunks(BLOCK).zip(&self.latest);
        let reaching = blocks.filter(move |(_, latest)| **latest >= from);
        reaching.flat_map(move |(block, _)| {
            block.iter().filter(move |r| {
                let day = match edge {
                    Edge::Begins => r.from,
                    Edge::Ends => r.to,
                };
                from <= day && day < until
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random and are always the same.
    fn scattered(seed: u32, below: u32) -> u32 {
        let x = seed.wrapping_mul(2_654_435_761) ^ 0x9e37_79b9;
        (x ^ (x >> 15)).wrapping_mul(0x85eb_ca6b) % below
    }

    fn row(n: u32) -> StockRow {
        let from = i32::try_from(scattered(n, 1000)).unwrap();
        let length = i32::try_from(scattered(n + 7, 300)).unwrap();
        let to = if length < 30 {
            Day::MAX
        } else {
            Day::from_number(from + length)
        };
        (PlaceIx(scattered(n + 13, 50)), Day::from_number(from), to)
    }

    fn plainly(rows: &[StockRow], on: Day) -> Vec<i32> {
        let mut sums = vec![0; 50];
        let there = rows.iter().filter(|r| r.1 <= on && on < r.2);
        there.for_each(|r| sums[r.0.index()] += 1);
        sums
    }

    fn same(a: &Stock, rows: &[StockRow]) {
        let b = Stock::new(rows.iter().copied());
        for n in (-1..1400).step_by(37) {
            let (on, until) = (Day::from_number(n), Day::from_number(n + 90));
            assert_eq!(a.at(on, 50), plainly(rows, on));
            assert_eq!(b.at(on, 50), plainly(rows, on));
            for edge in [Edge::Begins, Edge::Ends] {
                let sum = |s: &Stock| {
                    let mut sums = vec![0; 50];
                    let found = s.within(edge, on, until);
                    found.iter().for_each(|(p, n)| sums[p.index()] += n);
                    sums
                };
                assert_eq!(sum(a), sum(&b));
            }
        }
    }

    #[test]
    fn a_column_grown_through_many_merges_is_a_column_built_again() {
        let mut rows: Vec<_> = (0..20_000).map(row).collect();
        let mut stock = Stock::new(rows.iter().copied().take(100));
        rows.iter().skip(100).for_each(|r| stock.add(*r));
        assert!(stock.column.recent.len() < stock.column.merged.entries.len());
        same(&stock, &rows);
        for gone in rows.drain(5_000..18_000) {
            stock.remove(gone);
        }
        same(&stock, &rows);
    }

    #[test]
    fn what_is_taken_away_before_it_was_added_cancels() {
        let rows: Vec<_> = (0..12_000).map(row).collect();
        let mut stock = Stock::default();
        rows.iter().for_each(|r| stock.remove(*r));
        rows.iter().for_each(|r| stock.add(*r));
        same(&stock, &[]);
        stock.column.merge();
        assert_eq!(stock.entries(), 0);
    }

    #[test]
    fn nobody_is_in_transit_after_the_day_of_receiving() {
        let day = Day::from_number;
        let pair = |n: u32| PairRow {
            from: day(i32::try_from(n).unwrap()),
            to: day(i32::try_from(n + scattered(n, 40)).unwrap()),
            sender: PlaceIx(0),
            receiver: None,
        };
        let rows: Vec<_> = (0..2000).map(pair).collect();
        let mut pairs = Pairs::new(rows[500..].iter().copied());
        rows[..500].iter().rev().for_each(|r| pairs.add(*r));
        for on in (0..2100).step_by(13).map(day) {
            let there = rows.iter().filter(|r| r.from <= on && on < r.to).count();
            assert_eq!(pairs.open(on).count(), there);
            let until = on.plus_days(20);
            let ended = rows
                .iter()
                .filter(|r| r.from < r.to && on <= r.to && r.to < until);
            assert_eq!(pairs.within(Edge::Ends, on, until).count(), ended.count());
        }
        rows.iter().for_each(|r| pairs.remove(*r));
        assert_eq!(pairs.open(day(1000)).count(), 0);
    }
}

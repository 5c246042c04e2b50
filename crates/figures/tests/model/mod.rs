//! A slow, plain model: units reorganised act by act, persons followed day by day.
//! Random worlds are read from tapes of numbers, so that proptest can shrink them.

use figures::structure::{Link, LinkKind, State};
use figures::*;
use std::collections::{BTreeMap, BTreeSet};

/// Days of a world are 0 to `DAYS`, counted from an arbitrary day.
pub const DAYS: i32 = 40;
const START: i32 = 20_000;

pub fn day(n: i32) -> Day {
    Day::from_number(START + n)
}

/// Numbers to decide with; nothing but zeros at the end.
pub struct Tape<'a> {
    numbers: &'a [u16],
    at: usize,
}

impl<'a> Tape<'a> {
    pub fn new(numbers: &'a [u16]) -> Tape<'a> {
        Tape { numbers, at: 0 }
    }

    pub fn ended(&self) -> bool {
        self.at >= self.numbers.len()
    }

    pub fn below(&mut self, n: usize) -> usize {
        let x = self.numbers.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(x) % n.max(1)
    }

    pub fn days(&mut self, n: i32) -> i32 {
        i32::try_from(self.below(usize::try_from(n).unwrap())).unwrap()
    }

    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())].clone()
    }
}

/// What an act did with everything that sat in a unit; units not named are as they were.
#[derive(Debug)]
pub struct Act {
    pub day: i32,
    pub went: BTreeMap<UnitIx, BTreeSet<Option<UnitIx>>>,
    pub created: BTreeSet<UnitIx>,
}

#[derive(Debug)]
pub struct Stay {
    pub begin: i32,
    /// The first day it is no more.
    pub end: i32,
    /// Whether it ended before the acts of that day.
    pub early: bool,
    pub first: UnitIx,
    pub settled: Vec<(Day, UnitIx)>,
    /// Where it is at the end of each of its days.
    pub at: BTreeMap<i32, UnitIx>,
    /// Where it was last, and how many acts had been by then.
    pub last: (UnitIx, usize),
}

/// Somebody in transit: sent on a day, received on another.
#[derive(Debug, Clone, Copy)]
pub struct Sent {
    pub from: i32,
    pub to: i32,
    pub sender: usize,
    /// None: leaves the organisation.
    pub receiver: Option<Receiver>,
}

#[derive(Debug, Clone, Copy)]
pub enum Receiver {
    Stay(usize),
    /// Not received yet: the unit it is meant for.
    Unit(UnitIx),
}

/// A row: of which stay, from when, until when.
pub type Row = (usize, i32, i32);

#[derive(Default)]
pub struct World {
    pub s: Structure,
    pub acts: Vec<Act>,
    /// Per day, who stands under whom at its end.
    pub trees: Vec<BTreeMap<UnitIx, Option<UnitIx>>>,
    pub stays: Vec<Stay>,
    pub rows: Vec<Row>,
    pub sent: Vec<Sent>,
    now: BTreeMap<UnitIx, Option<UnitIx>>,
    codes: u32,
    lost_today: BTreeSet<UnitIx>,
}

pub type Set = BTreeSet<Option<UnitIx>>;

/// Where something is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    /// The lowest unit first; the whole record is everywhere and not named.
    pub chain: Vec<UnitIx>,
    pub part: &'static str,
    /// Units that may lack it.
    pub short: BTreeSet<UnitIx>,
}

/// Building a random world.
impl World {
    pub fn new(acts: &[u16], people: &[u16]) -> World {
        let (mut acts, mut people) = (Tape::new(acts), Tape::new(people));
        let mut w = World::default();
        for n in 0..7 {
            let parent = if n == 0 {
                None
            } else {
                Some(UnitIx((n - 1) / 2))
            };
            let u = w.open(-10, parent);
            w.now.insert(u, parent);
        }
        for d in 0..DAYS {
            w.end_stays(d, true);
            w.lost_today.clear();
            for _ in 0..acts.below(8).saturating_sub(5) {
                w.act(d, &mut acts, &mut people);
            }
            w.end_stays(d, false);
            for _ in 0..people.below(3) {
                if !people.ended() {
                    w.begin(d, &mut people);
                }
            }
            for stay in w.stays.iter_mut().filter(|t| t.begin <= d && d < t.end) {
                stay.at.insert(d, stay.last.0);
            }
            w.trees.push(w.now.clone());
        }
        w.make_rows(&mut people);
        w.make_sent(&mut people);
        w
    }

    fn number(&self) -> u64 {
        u64::try_from(self.acts.len()).unwrap() + 1
    }

    fn open(&mut self, d: i32, parent: Option<UnitIx>) -> UnitIx {
        self.codes += 1;
        let code = format!("U{}", self.codes);
        let state = State {
            from: day(d),
            to: Day::MAX,
            code: code.clone(),
            name: code.clone(),
            kind: "unit".into(),
            parent,
        };
        let number = self.number();
        self.s.open(&code, number, state)
    }

    fn move_under(&mut self, d: i32, u: UnitIx, parent: Option<UnitIx>) {
        let number = self.number();
        self.s.change(u, day(d), number, |s| s.parent = parent);
        self.now.insert(u, parent);
    }

    fn above(&self, u: UnitIx) -> Vec<UnitIx> {
        chain(&self.now, u)
    }

    fn act(&mut self, d: i32, t: &mut Tape, people: &mut Tape) {
        if t.ended() {
            return;
        }
        let open: Vec<UnitIx> = self.now.keys().copied().collect();
        match t.below(10) {
            0 => {
                let parent = Some(t.pick(&open)).filter(|_| t.below(5) > 0);
                let u = self.open(d, parent);
                self.now.insert(u, parent);
                self.record(d, BTreeMap::new(), BTreeSet::from([u]));
            }
            1 => {
                let (u, p) = (t.pick(&open), t.pick(&open));
                if !self.above(p).contains(&u) {
                    self.move_under(d, u, Some(p));
                    self.record(d, BTreeMap::new(), BTreeSet::new());
                }
            }
            2 => {
                let (u, number) = (t.pick(&open), self.number());
                self.s.change(u, day(d), number, |s| s.code.push('x'));
                self.record(d, BTreeMap::new(), BTreeSet::new());
            }
            3 => self.abolish(d, t.pick(&open), people),
            _ => self.redistribute(d, &open, t, people),
        }
    }

    fn record(
        &mut self,
        day: i32,
        went: BTreeMap<UnitIx, BTreeSet<Option<UnitIx>>>,
        created: BTreeSet<UnitIx>,
    ) {
        self.acts.push(Act { day, went, created });
    }

    fn abolish(&mut self, d: i32, u: UnitIx, people: &mut Tape) {
        let bare = !self.now.values().any(|p| *p == Some(u));
        if !bare || self.now.len() < 3 || self.lost_today.contains(&u) {
            return;
        }
        let number = self.number();
        self.s.close(u, day(d), number);
        self.now.remove(&u);
        self.settle(d, u, &[], people);
        let went = BTreeMap::from([(u, BTreeSet::from([None]))]);
        self.record(d, went, BTreeSet::new());
    }

    /// Merges, absorptions, splits, transfers of parts, and all of them in one act.
    fn redistribute(&mut self, d: i32, open: &[UnitIx], t: &mut Tape, people: &mut Tape) {
        let sources: BTreeSet<UnitIx> = (0..=t.below(3)).map(|_| t.pick(open)).collect();
        let closing: BTreeSet<_> = sources.iter().copied().filter(|_| t.below(4) > 0).collect();
        let free = |x: &&UnitIx| !self.above(**x).iter().any(|a| sources.contains(a));
        let living: Vec<UnitIx> = open.iter().filter(free).copied().collect();
        let above = sources.iter().next().copied();
        let above = above.and_then(|u| self.above(u).into_iter().find(|a| free(&a)));
        let (mut targets, mut created) = (Vec::new(), BTreeSet::new());
        for _ in 0..=t.below(2) {
            if t.below(3) == 0 && !living.is_empty() {
                targets.push(t.pick(&living));
            } else {
                let u = self.open(d, above);
                self.now.insert(u, above);
                created.insert(u);
                targets.push(u);
            }
        }
        targets.sort_unstable();
        targets.dedup();
        let went = self.link(d, &sources, &closing, &targets, t);
        let number = self.number();
        for u in &closing {
            self.s.close(*u, day(d), number);
            self.now.remove(u);
        }
        let orphans = self
            .now
            .iter()
            .filter(|(_, p)| p.is_some_and(|p| closing.contains(&p)));
        let orphans: Vec<_> = orphans.map(|(u, _)| *u).collect();
        for u in orphans {
            let to = t.pick(&targets);
            self.move_under(d, u, Some(to));
        }
        for (u, parts) in &went {
            self.lost_today.insert(*u);
            let parts: Vec<_> = parts.iter().copied().collect();
            self.settle(d, *u, &parts, people);
        }
        self.record(d, went, created);
    }

    fn link(
        &mut self,
        d: i32,
        sources: &BTreeSet<UnitIx>,
        closing: &BTreeSet<UnitIx>,
        targets: &[UnitIx],
        t: &mut Tape,
    ) -> BTreeMap<UnitIx, BTreeSet<Option<UnitIx>>> {
        let mut went = BTreeMap::new();
        for old in sources {
            let mut parts: Vec<Option<UnitIx>> = targets.iter().copied().map(Some).collect();
            if t.below(4) == 0 {
                parts.truncate(1);
            }
            if t.below(8) == 0 {
                parts.push(None);
            }
            let whole = closing.contains(old) && parts.len() == 1;
            let kind = match t.below(4) {
                _ if whole => LinkKind::Whole,
                0 => LinkKind::Unknown,
                _ => LinkKind::Part,
            };
            for new in &parts {
                self.s.link(Link {
                    day: day(d),
                    act: self.number(),
                    old: *old,
                    new: *new,
                    kind,
                });
            }
            parts.extend((!closing.contains(old)).then_some(Some(*old)));
            went.insert(*old, parts.into_iter().collect());
        }
        went
    }

    /// The act says where each stay open on its eve goes.
    fn settle(&mut self, d: i32, u: UnitIx, parts: &[Option<UnitIx>], people: &mut Tape) {
        let number = self.acts.len() + 1;
        let sure: Vec<UnitIx> = parts.iter().copied().flatten().collect();
        let elsewhere: Vec<UnitIx> = self.now.keys().copied().collect();
        let here = |t: &&mut Stay| t.begin < d && d <= t.end && t.at.contains_key(&(d - 1));
        for stay in self.stays.iter_mut().filter(here) {
            if stay.last.0 != u || (stay.end == d && stay.early) {
                continue;
            }
            let to = if sure.is_empty() || people.below(9) == 8 {
                people.pick(&elsewhere)
            } else {
                people.pick(&sure)
            };
            let told = parts.len() == 1 && Some(&to) == sure.first();
            if !told || people.below(4) == 0 {
                stay.settled.push((day(d), to));
            }
            stay.last = (to, number);
        }
    }

    fn begin(&mut self, d: i32, t: &mut Tape) {
        let open: Vec<UnitIx> = self.now.keys().copied().collect();
        let (first, length) = (t.pick(&open), 1 + t.days(DAYS));
        self.stays.push(Stay {
            begin: d,
            end: if d + length >= DAYS {
                i32::MAX
            } else {
                d + length
            },
            early: t.below(2) == 0,
            first,
            settled: Vec::new(),
            at: BTreeMap::new(),
            last: (first, self.acts.len()),
        });
    }

    /// The acts up to now have found the stay where it is.
    fn end_stays(&mut self, d: i32, early: bool) {
        let acts = self.acts.len();
        let ends = |t: &&mut Stay| t.end == d && t.early == early;
        self.stays
            .iter_mut()
            .filter(ends)
            .for_each(|t| t.last.1 = acts);
    }

    /// A stay is one row, or two that meet, or two with something between.
    fn make_rows(&mut self, t: &mut Tape) {
        for (n, stay) in self.stays.iter().enumerate() {
            let (a, b) = (stay.begin, stay.end.min(DAYS));
            let end = stay.end;
            match t.below(3) {
                0 if b - a > 2 => {
                    let m = a + 1 + t.days(b - a - 1);
                    let gap = t.days(b - m);
                    self.rows.extend([(n, a, m), (n, m + gap, end)]);
                }
                _ => self.rows.push((n, a, end)),
            }
        }
    }

    fn make_sent(&mut self, t: &mut Tape) {
        for n in 0..self.stays.len() {
            let from = self.stays[n].end;
            if from >= DAYS || t.below(2) == 0 {
                continue;
            }
            let later = |m: &usize| self.stays[*m].begin > from;
            let later: Vec<usize> = (0..self.stays.len()).filter(later).collect();
            let open: Vec<UnitIx> = self.trees[index(from)].keys().copied().collect();
            let (to, receiver) = match t.below(4) {
                0 => (from + 1 + t.days(DAYS - from), None),
                1 => (i32::MAX, Some(Receiver::Unit(t.pick(&open)))),
                _ if later.is_empty() => continue,
                _ => {
                    let m = t.pick(&later);
                    (self.stays[m].begin, Some(Receiver::Stay(m)))
                }
            };
            self.sent.push(Sent {
                from,
                to,
                sender: n,
                receiver,
            });
        }
    }
}

pub fn index(n: i32) -> usize {
    usize::try_from(n).unwrap()
}

pub fn chain(tree: &BTreeMap<UnitIx, Option<UnitIx>>, u: UnitIx) -> Vec<UnitIx> {
    let up = |u: &UnitIx| tree.get(u).copied().flatten();
    std::iter::successors(Some(u), up).collect()
}

fn came(act: &Act, (x, fed): (Option<UnitIx>, i32)) -> Vec<(Option<UnitIx>, i32)> {
    let Some(u) = x else { return vec![(None, fed)] };
    let mut sources = act.went.iter().filter(|(_, parts)| parts.contains(&x));
    let others = sources.by_ref().filter(|(old, _)| **old != u);
    let mut from: Vec<_> = others.map(|(old, _)| (Some(*old), i32::MAX)).collect();
    if act.created.contains(&u) {
        if from.is_empty() && fed != act.day {
            from.push((None, i32::MAX));
        }
    } else if !act.went.contains_key(&u) || act.went[&u].contains(&x) {
        let fed = if from.is_empty() { fed } else { act.day };
        from.push((x, fed));
    }
    from
}

/// The slow answers.
impl World {
    pub fn tree(&self, d: i32) -> &BTreeMap<UnitIx, Option<UnitIx>> {
        &self.trees[index(d.min(DAYS - 1))]
    }

    /// Where a stay is on the units of a day.
    pub fn place(&self, stay: &Stay, to: i32) -> Set {
        if to < stay.begin {
            self.before(stay.first, stay.begin, to)
        } else if to < stay.end {
            Set::from([Some(stay.at[&to])])
        } else {
            self.after(stay.last.0, stay.last.1, to)
        }
    }

    fn after(&self, u: UnitIx, acts: usize, to: i32) -> Set {
        let mut set = Set::from([Some(u)]);
        for act in self.acts[acts..].iter().filter(|a| a.day <= to) {
            let went = |x: Option<UnitIx>| match x.and_then(|u| act.went.get(&u)) {
                Some(parts) => parts.clone(),
                None => Set::from([x]),
            };
            set = set.into_iter().flat_map(went).collect();
        }
        set
    }

    /// What a unit opened on a day received on that day is what it was made of, in whatever
    /// order the day's acts stand; so each step notes the day on which it received something.
    fn before(&self, u: UnitIx, from: i32, to: i32) -> Set {
        let mut set = BTreeSet::from([(Some(u), i32::MAX)]);
        let between = |a: &&Act| to < a.day && a.day <= from;
        for act in self.acts.iter().rev().filter(between) {
            set = set.into_iter().flat_map(|x| came(act, x)).collect();
        }
        set.into_iter().map(|(x, _)| x).collect()
    }

    /// The lowest unit containing all of them, itself and all above; nothing: the whole record.
    fn common(&self, set: &Set, d: i32) -> Vec<UnitIx> {
        let tree = self.tree(d);
        let chain = |x: &Option<UnitIx>| x.map_or(Vec::new(), |u| chain(tree, u));
        let all: Vec<Vec<UnitIx>> = set.iter().map(chain).collect();
        let first = all.first().cloned().unwrap_or_default();
        let shared = |x: &UnitIx| all.iter().all(|c| c.contains(x));
        first.into_iter().filter(shared).collect()
    }

    pub fn counted(&self, stay: &Stay, d: i32) -> Counted {
        let set = self.place(stay, d);
        let common = self.common(&set, d);
        let part = if set.len() == 1 && !set.contains(&None) {
            "own"
        } else {
            "remainder"
        };
        let mut short = BTreeSet::new();
        for u in set.iter().flatten() {
            short.extend(
                chain(self.tree(d), *u)
                    .into_iter()
                    .filter(|x| !common.contains(x)),
            );
        }
        Counted {
            chain: common,
            part,
            short,
        }
    }

    pub fn counted_sent(&self, sent: &Sent, d: i32) -> Counted {
        let from = &self.stays[sent.sender];
        let to = match sent.receiver {
            None => return self.counted(from, d),
            Some(Receiver::Stay(m)) => self.place(&self.stays[m], d),
            Some(Receiver::Unit(u)) if d < sent.from => self.before(u, sent.from, d),
            Some(Receiver::Unit(u)) => {
                let acts = self.acts.iter().filter(|a| a.day <= sent.from).count();
                self.after(u, acts, d)
            }
        };
        let from = self.place(from, d);
        let all: Set = from.union(&to).copied().collect();
        let common = self.common(&all, d);
        let mut short = BTreeSet::new();
        for (a, b) in from.iter().flat_map(|a| to.iter().map(move |b| (a, b))) {
            if a.is_some() && b.is_some() {
                let pair = self.common(&Set::from([*a, *b]), d);
                short.extend(pair.into_iter().filter(|x| !common.contains(x)));
            }
        }
        Counted {
            chain: common,
            part: "transit",
            short,
        }
    }
}

/// The same facts as the engine takes them.
pub struct Facts {
    pub places: Places,
    pub rows: Vec<StockRow>,
    pub pairs: Vec<PairRow>,
}

impl World {
    pub fn facts(&self) -> Facts {
        let mut places = Places::default();
        let place = |t: &Stay, places: &mut Places| {
            places.of_stay(&self.s, t.first, day(t.begin), t.settled.clone())
        };
        let of: Vec<PlaceIx> = self.stays.iter().map(|t| place(t, &mut places)).collect();
        let until = |n: i32| if n >= DAYS { Day::MAX } else { day(n) };
        let row = |r: &Row| (of[r.0], day(r.1), until(r.2));
        let rows = self.rows.iter().map(row).collect();
        let mut pair = |p: &Sent| PairRow {
            from: day(p.from),
            to: until(p.to),
            sender: of[p.sender],
            receiver: p.receiver.map(|r| match r {
                Receiver::Stay(m) => of[m],
                Receiver::Unit(u) => places.of_stay(&self.s, u, day(p.from), Vec::new()),
            }),
        };
        let pairs = self.sent.iter().map(&mut pair).collect();
        Facts {
            places,
            rows,
            pairs,
        }
    }
}

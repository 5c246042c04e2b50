//! Questions to columns: a stock on a day, a flow in a period, what moved between, and
//! the rows behind each figure, on the units of any day (`semantics.md` 4).

use crate::Day;
use crate::columns::{Edge, Flow, PairRow, Pairs, Stock, StockRow};
use crate::ix;
use crate::places::{PlaceIx, Places};
use crate::spread::{Part, Spread, diverge};
use crate::structure::{Structure, UnitIx};
use crate::trees::{Slot, Target, Tree, TreeCache, View};
use std::collections::{BTreeMap, HashMap};

/// On which units a figure stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum On {
    /// Each fact in the tree of its own day.
    AsWas,
    /// All facts on the units of that day.
    Units(Day),
}

impl On {
    fn day(self, own: Day) -> Day {
        match self {
            On::AsWas => own,
            On::Units(day) => day,
        }
    }
}

/// Reads columns against a structure.
#[derive(Debug, Clone, Copy)]
pub struct Reader<'a> {
    pub structure: &'a Structure,
    pub places: &'a Places,
    pub trees: &'a TreeCache,
}

/// What was there, came, went and is there, for every unit. All ends of a row are counted:
/// who moves between two units of one parent has left and entered the parent too.
#[derive(Debug, Clone)]
pub struct Movement {
    /// On the eve of the period.
    pub opening: Spread,
    pub entered: Spread,
    pub left: Spread,
    /// On the last day of the period.
    pub closing: Spread,
    by_reform: ByReform,
}

impl Movement {
    /// Came to the unit because units were reorganised. Nothing on a fixed structure.
    #[must_use]
    pub fn in_by_reform(&self, u: Option<UnitIx>) -> i64 {
        self.by_reform.gained(u)
    }

    /// Went from the unit because units were reorganised. Nothing on a fixed structure.
    #[must_use]
    pub fn out_by_reform(&self, u: Option<UnitIx>) -> i64 {
        self.by_reform.lost(u)
    }

    /// opening + in + in by reform − out − out by reform = closing.
    #[must_use]
    pub fn balances(&self, u: Option<UnitIx>) -> bool {
        let came = self.entered.total(u) + self.in_by_reform(u);
        let went = self.left.total(u) + self.out_by_reform(u);
        self.opening.total(u) + came - went == self.closing.total(u)
    }
}

/// What came to each unit and went from it because units were reorganised.
#[derive(Debug, Clone, Default)]
pub struct ByReform {
    gained: Vec<i64>,
    lost: Vec<i64>,
}

impl ByReform {
    /// Came to the unit; nothing ever comes to the whole record.
    #[must_use]
    pub fn gained(&self, u: Option<UnitIx>) -> i64 {
        read(&self.gained, u)
    }

    /// Went from the unit; nothing ever goes from the whole record.
    #[must_use]
    pub fn lost(&self, u: Option<UnitIx>) -> i64 {
        read(&self.lost, u)
    }
}

fn read(column: &[i64], u: Option<UnitIx>) -> i64 {
    u.and_then(|u| column.get(u.index())).copied().unwrap_or(0)
}

/// A unit that stood directly below another, and the days on which it did: first and end of each
/// stretch, the end excluded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Child {
    pub unit: UnitIx,
    pub days: Vec<(Day, Day)>,
}

/// Where one row in transit is counted, and which slots may lack it.
struct InTransit {
    slot: Slot,
    part: Part,
    lacking: Vec<Slot>,
}

/// A stretch of days on which all facts of one kind are where they are alike.
#[derive(Clone, Copy)]
struct Stretch {
    from: Day,
    until: Day,
    /// A day on which the stays of its facts last.
    own: Day,
}

impl Reader<'_> {
    /// How many facts are true at the end of the day, for every unit.
    #[must_use]
    pub fn stock(&self, stock: &Stock, pairs: &Pairs, day: Day, on: On) -> Spread {
        let view = self.view();
        let to = on.day(day);
        let mut spread = Spread::new(view.tree(to));
        let values = stock.at(day, self.places.len());
        self.put_all(&view, &mut spread, &values, day, to);
        for row in pairs.open(day) {
            self.put_pair(&view, &mut spread, row, to);
        }
        spread.fold();
        if !view.same(day, to) {
            let mut moved = Vec::new();
            self.moved(&view, &values, [day, day, to], &mut moved);
            self.moved_pairs(&view, pairs, [day, day, to], &mut moved);
            let (then, tree) = (view.tree(day), view.tree(to));
            diverge(&then, &tree, moved.into_iter(), |s, _, _| spread.rebase(s));
        }
        spread
    }

    /// How many facts happened in `[from, until)`, for every unit.
    ///
    /// As it was, a unit opened in mid-period has only what came after, and the total of a
    /// unit is that of the days' trees, not of its children of the last day.
    #[must_use]
    pub fn flow(&self, flow: &Flow, from: Day, until: Day, on: On) -> Spread {
        let view = self.view();
        let mut spread = Spread::new(view.tree(on.day(until.eve())));
        for at in stretches(&view, flow.edge(), from, until) {
            let facts = flow.within(at.from, at.until);
            self.put_stretch(&view, &mut spread, &facts, at, on);
        }
        finish(&mut spread, on);
        spread
    }

    /// What was there on the eve of `from`, entered and left in `[from, until)`, and is there
    /// on the period's last day.
    #[must_use]
    pub fn movement(
        &self,
        stock: &Stock,
        pairs: &Pairs,
        from: Day,
        until: Day,
        on: On,
    ) -> Movement {
        let until = until.max(from);
        let edge = |edge| self.edge(stock, pairs, edge, [from, until], on);
        let by_reform = match on {
            On::AsWas => self.by_reform(stock, pairs, from, until),
            On::Units(_) => ByReform::default(),
        };
        Movement {
            opening: self.stock(stock, pairs, from.eve(), on),
            entered: edge(Edge::Begins),
            left: edge(Edge::Ends),
            closing: self.stock(stock, pairs, until.eve(), on),
            by_reform,
        }
    }

    /// What came to units and went from them in `[from, until)` because they were reorganised:
    /// facts of an eve that other units count on the day.
    #[must_use]
    pub fn by_reform(&self, stock: &Stock, pairs: &Pairs, from: Day, until: Day) -> ByReform {
        let view = self.view();
        let slots = self.structure.len() + 1;
        let (mut gained, mut lost) = (vec![0; slots], vec![0; slots]);
        for day in view.changes(from, until) {
            let (eve, mut moved) = (day.eve(), Vec::new());
            let values = stock.at(eve, self.places.len());
            self.moved(&view, &values, [eve, eve, *day], &mut moved);
            self.moved_pairs(&view, pairs, [eve, eve, *day], &mut moved);
            let (before, after) = (view.tree(eve), view.tree(*day));
            diverge(&before, &after, moved.into_iter(), |s, n, came| {
                let side = if came { &mut gained } else { &mut lost };
                side[ix(s)] += n;
            });
        }
        ByReform { gained, lost }
    }

    /// The days in `[from, until)` on which units differ from the eve.
    #[must_use]
    pub fn changes(&self, from: Day, until: Day) -> Vec<Day> {
        self.view().changes(from, until).to_vec()
    }

    /// The units that stood directly below `top` at the end of any day in `[from, until)`.
    #[must_use]
    pub fn children(&self, top: Option<UnitIx>, from: Day, until: Day) -> Vec<Child> {
        let view = self.view();
        let mut found: BTreeMap<UnitIx, Vec<(Day, Day)>> = BTreeMap::new();
        for at in stretches(&view, Edge::Begins, from, until) {
            for child in view.tree(at.from).children(top) {
                let days = found.entry(child).or_default();
                match days.last_mut().filter(|(_, end)| *end == at.from) {
                    Some((_, end)) => *end = at.until,
                    None => days.push((at.from, at.until)),
                }
            }
        }
        let child = |(unit, days)| Child { unit, days };
        found.into_iter().map(child).collect()
    }

    /// Of [`Reader::flow`] as it was: what each unit counted on the days on which it stood
    /// directly below `top`. With the own, the transit and the remainder of `top` it is the
    /// total of `top`, whatever was reorganised in the period.
    #[must_use]
    pub fn flow_below(
        &self,
        flow: &Flow,
        top: Option<UnitIx>,
        from: Day,
        until: Day,
    ) -> HashMap<UnitIx, i64> {
        let view = self.view();
        let mut counted = HashMap::new();
        for at in stretches(&view, flow.edge(), from, until) {
            let facts = flow.within(at.from, at.until);
            if facts.is_empty() {
                continue;
            }
            let tree = view.tree(at.from);
            let targets = self.lookup(&view, facts.len(), at.own, at.from);
            let top = slot_of(&tree, top);
            for (p, n) in facts {
                if let Some(child) = tree.below(targets(p).slot, top) {
                    *counted.entry(UnitIx(child)).or_default() += n;
                }
            }
        }
        counted
    }

    /// The rows counted in the unit's total of [`Reader::stock`].
    #[must_use]
    pub fn stock_rows(
        &self,
        rows: &[StockRow],
        unit: Option<UnitIx>,
        day: Day,
        on: On,
    ) -> Vec<usize> {
        let view = self.view();
        let to = on.day(day);
        let tree = view.tree(to);
        let within = tree.within(slot_of(&tree, unit));
        let targets = view.targets(self.places, day, to);
        let counted = |(p, from, until): &StockRow| {
            *from <= day && day < *until && within[ix(targets.slot(p.index()).0)]
        };
        positions(rows, counted)
    }

    /// The rows in transit counted in the unit's total of [`Reader::stock`].
    #[must_use]
    pub fn pair_rows(
        &self,
        rows: &[PairRow],
        unit: Option<UnitIx>,
        day: Day,
        on: On,
    ) -> Vec<usize> {
        let view = self.view();
        let to = on.day(day);
        let tree = view.tree(to);
        let within = tree.within(slot_of(&tree, unit));
        let counted = |r: &PairRow| {
            r.from <= day && day < r.to && within[ix(self.in_transit(&view, &tree, r, to).slot)]
        };
        positions(rows, counted)
    }

    /// The rows counted in the unit's total of [`Reader::flow`], when they are the rows of a
    /// [`Flow`] of that edge.
    #[must_use]
    pub fn flow_rows(
        &self,
        (edge, rows): (Edge, &[(PlaceIx, Day)]),
        unit: Option<UnitIx>,
        from: Day,
        until: Day,
        on: On,
    ) -> Vec<usize> {
        let view = self.view();
        let stretches = stretches(&view, edge, from, until);
        let mut known: HashMap<(PlaceIx, usize), bool> = HashMap::new();
        let counted = |(p, day): &(PlaceIx, Day)| {
            let after = stretches.partition_point(|s| s.from <= *day);
            let Some(n) = after.checked_sub(1).filter(|_| *day < until) else {
                return false;
            };
            *known.entry((*p, n)).or_insert_with(|| {
                let (at, to) = (stretches[n], on.day(stretches[n].from));
                let tree = view.tree(to);
                let target = view.target(&tree, self.places.get(*p), at.own, to);
                let top = slot_of(&tree, unit);
                tree.lies_within(target.slot, top)
            })
        };
        positions(rows, counted)
    }

    fn view(&self) -> View<'_> {
        self.trees.view(self.structure)
    }

    fn put_all(&self, view: &View, spread: &mut Spread, values: &[i32], own: Day, to: Day) {
        let tree = view.tree(to);
        let targets = view.targets(self.places, own, to);
        for (p, n) in (0..).zip(values).take(self.places.len()) {
            if *n == 0 {
                continue;
            }
            let (slot, remainder) = targets.slot(ix(p));
            if remainder {
                spread.put(slot, Part::Remainder, i64::from(*n));
                for c in targets.candidates(PlaceIx(p)) {
                    spread.lacks(&tree, c.0, slot);
                }
            } else {
                spread.put(slot, Part::Own, i64::from(*n));
            }
        }
    }

    fn put_pair(&self, view: &View, spread: &mut Spread, row: &PairRow, to: Day) -> Slot {
        let tree = view.tree(to);
        let found = self.in_transit(view, &tree, row, to);
        spread.put(found.slot, found.part, 1);
        for low in found.lacking {
            spread.lacks(&tree, low, found.slot);
        }
        found.slot
    }

    /// In transit from the last day of one stay to the first of the next: the lowest unit
    /// containing both. Who leaves the organisation is still the sender's.
    fn in_transit(&self, view: &View, tree: &Tree, row: &PairRow, to: Day) -> InTransit {
        let place = |p: PlaceIx, own| view.target(tree, self.places.get(p), own, to);
        let sender = place(row.sender, row.from.eve());
        let Some(receiver) = row.receiver else {
            let part = part_of(&sender);
            return InTransit {
                slot: sender.slot,
                part,
                lacking: sender.candidates.iter().map(|c| c.0).collect(),
            };
        };
        let begins = if row.to < Day::MAX { row.to } else { row.from };
        let receiver = place(receiver, begins);
        let mut lacking = Vec::new();
        if sender.remainder || receiver.remainder {
            for a in may_be(&sender) {
                lacking.extend(may_be(&receiver).map(|b| tree.lowest([a, b])));
            }
        }
        InTransit {
            slot: tree.lowest([sender.slot, receiver.slot]),
            part: Part::Transit,
            lacking,
        }
    }

    fn put_stretch(
        &self,
        view: &View,
        spread: &mut Spread,
        facts: &[(PlaceIx, i64)],
        at: Stretch,
        on: On,
    ) {
        if facts.is_empty() {
            return;
        }
        let to = on.day(at.from);
        let tree = view.tree(to);
        let targets = self.lookup(view, facts.len(), at.own, to);
        let mut slots = Vec::with_capacity(facts.len());
        for (p, n) in facts {
            let target = targets(*p);
            slots.push((target.slot, *n));
            spread.put(target.slot, part_of(&target), *n);
            for c in &target.candidates {
                spread.lacks(&tree, c.0, target.slot);
            }
        }
        if on == On::AsWas {
            spread.count_upwards(&tree, slots.into_iter());
        }
        if !view.same(at.from, to) {
            let then = self.lookup(view, facts.len(), at.own, at.from);
            let moved = facts
                .iter()
                .map(|(p, n)| (*n, then(*p).slot, targets(*p).slot));
            let before = view.tree(at.from);
            diverge(&before, &tree, moved, |s, _, _| spread.rebase(s));
        }
    }

    /// Where places are: found one by one for a few, from the cache for many.
    fn lookup<'v>(
        &'v self,
        view: &'v View,
        facts: usize,
        own: Day,
        to: Day,
    ) -> Box<dyn Fn(PlaceIx) -> Target + 'v> {
        if facts < self.places.len() / 8 {
            let tree = view.tree(to);
            return Box::new(move |p| view.target(&tree, self.places.get(p), own, to));
        }
        let targets = view.targets(self.places, own, to);
        Box::new(move |p| {
            let (slot, remainder) = targets.slot(p.index());
            Target {
                slot,
                remainder,
                candidates: targets.candidates(p).to_vec(),
            }
        })
    }

    fn edge(
        &self,
        stock: &Stock,
        pairs: &Pairs,
        edge: Edge,
        [from, until]: [Day; 2],
        on: On,
    ) -> Spread {
        let view = self.view();
        let mut spread = Spread::new(view.tree(on.day(until.eve())));
        for at in stretches(&view, edge, from, until) {
            let facts = stock.within(edge, at.from, at.until);
            self.put_stretch(&view, &mut spread, &facts, at, on);
        }
        let mut as_was: BTreeMap<Day, Vec<(Slot, i64)>> = BTreeMap::new();
        for row in pairs.within(edge, from, until) {
            let day = match edge {
                Edge::Begins => row.from,
                Edge::Ends => row.to,
            };
            let slot = self.put_pair(&view, &mut spread, row, on.day(day));
            match on {
                On::AsWas => as_was.entry(day).or_default().push((slot, 1)),
                On::Units(to) => {
                    let then = view.tree(day);
                    let was = self.in_transit(&view, &then, row, day).slot;
                    let moved = std::iter::once((1, was, slot));
                    diverge(&then, &view.tree(to), moved, |s, _, _| spread.rebase(s));
                }
            }
        }
        for (day, ways) in as_was {
            spread.count_upwards(&view.tree(day), ways.into_iter());
        }
        finish(&mut spread, on);
        spread
    }

    /// Facts of the day `own`, with where they are on the units of two days.
    fn moved(
        &self,
        view: &View,
        values: &[i32],
        [own, a, b]: [Day; 3],
        out: &mut Vec<(i64, Slot, Slot)>,
    ) {
        let (before, after) = (
            view.targets(self.places, own, a),
            view.targets(self.places, own, b),
        );
        let counted = values.iter().take(self.places.len()).enumerate();
        let counted = counted.filter(|(_, n)| **n != 0);
        out.extend(counted.map(|(p, n)| (i64::from(*n), before.slot(p).0, after.slot(p).0)));
    }

    fn moved_pairs(
        &self,
        view: &View,
        pairs: &Pairs,
        [own, a, b]: [Day; 3],
        out: &mut Vec<(i64, Slot, Slot)>,
    ) {
        let (before, after) = (view.tree(a), view.tree(b));
        out.extend(pairs.open(own).map(|row| {
            (
                1,
                self.in_transit(view, &before, row, a).slot,
                self.in_transit(view, &after, row, b).slot,
            )
        }));
    }
}

/// Cuts a period where units change. An end belongs to the stay of its eve, so that ends on
/// the day of a change stand alone.
fn stretches(view: &View, edge: Edge, from: Day, until: Day) -> Vec<Stretch> {
    let mut cuts = vec![from];
    for day in view.changes(from, until) {
        cuts.push(*day);
        if edge == Edge::Ends {
            cuts.push(day.plus_days(1));
        }
    }
    cuts.retain(|d| *d < until);
    cuts.sort_unstable();
    cuts.dedup();
    let ends = cuts.iter().skip(1).copied().chain([until]);
    let stretch = |(from, until): (&Day, Day)| Stretch {
        from: *from,
        until,
        own: match edge {
            Edge::Begins => *from,
            Edge::Ends => from.eve(),
        },
    };
    cuts.iter().zip(ends).map(stretch).collect()
}

fn finish(spread: &mut Spread, on: On) {
    if on != On::AsWas {
        spread.fold();
    }
}

fn part_of(target: &Target) -> Part {
    if target.remainder {
        Part::Remainder
    } else {
        Part::Own
    }
}

fn may_be(target: &Target) -> impl Iterator<Item = Slot> {
    let sure = (!target.remainder).then_some(target.slot);
    target.candidates.iter().map(|c| c.0).chain(sure)
}

fn slot_of(tree: &Tree, unit: Option<UnitIx>) -> Slot {
    unit.map_or(tree.whole(), |u| u.0)
}

fn positions<T>(rows: &[T], mut counted: impl FnMut(&T) -> bool) -> Vec<usize> {
    let counted = rows.iter().enumerate().filter(|(_, r)| counted(r));
    counted.map(|(n, _)| n).collect()
}

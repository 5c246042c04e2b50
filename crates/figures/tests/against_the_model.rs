//! Random registers of units, reforms and stays: the engine against a slow model that goes
//! person by person and day by day.

mod model;

use figures::*;
use model::*;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// One figure of one unit, all it says.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
struct Line {
    own: i64,
    transit: i64,
    remainder: i64,
    total: i64,
    rebased: bool,
    short: bool,
}

type Lines = BTreeMap<Option<UnitIx>, Line>;

fn said(s: &Structure, spread: &Spread) -> Lines {
    let units = s.all().map(Some).chain([None]);
    let line = |u| Line {
        own: spread.own(u),
        transit: spread.transit(u),
        remainder: spread.remainder(u),
        total: spread.total(u),
        rebased: spread.rebased(u),
        short: spread.short(u),
    };
    units.map(|u| (u, line(u))).collect()
}

/// Adds up what is counted where; `was` is where it was counted on its own day.
fn slowly(s: &Structure, facts: impl IntoIterator<Item = (Counted, Counted)>) -> Lines {
    let mut lines: Lines = s
        .all()
        .map(Some)
        .chain([None])
        .map(|u| (u, Line::default()))
        .collect();
    for (now, was) in facts {
        let lowest = lines.get_mut(&now.chain.first().copied()).unwrap();
        match now.part {
            "own" => lowest.own += 1,
            "transit" => lowest.transit += 1,
            _ => lowest.remainder += 1,
        }
        for u in now.chain.iter().copied().map(Some).chain([None]) {
            lines.get_mut(&u).unwrap().total += 1;
        }
        let (a, b): (BTreeSet<_>, BTreeSet<_>) =
            (now.chain.iter().collect(), was.chain.iter().collect());
        for u in a.symmetric_difference(&b) {
            lines.get_mut(&Some(**u)).unwrap().rebased = true;
        }
        for u in &now.short {
            lines.get_mut(&Some(*u)).unwrap().short = true;
        }
    }
    lines
}

/// Which facts a question is about: on their own day, on the day of the structure.
fn open_on(w: &World, own: i32, to: i32) -> Vec<(Counted, Counted)> {
    let rows = w.rows.iter().filter(|r| r.1 <= own && own < r.2);
    let rows = rows.map(|r| (w.counted(&w.stays[r.0], to), w.counted(&w.stays[r.0], own)));
    let sent = w.sent.iter().filter(|p| p.from <= own && own < p.to);
    let sent = sent.map(|p| (w.counted_sent(p, to), w.counted_sent(p, own)));
    rows.chain(sent).collect()
}

/// Ends of rows in a period, each on its own day or on the day of the structure.
fn ends_in(
    w: &World,
    edge: Edge,
    from: i32,
    until: i32,
    to: Option<i32>,
) -> Vec<(Counted, Counted)> {
    let pick = |a: i32, b: i32| if edge == Edge::Begins { a } else { b };
    let inside = |d: &i32| from <= *d && *d < until;
    let rows = w
        .rows
        .iter()
        .map(|r| (r.0, pick(r.1, r.2)))
        .filter(|r| inside(&r.1));
    let row = |(n, d): (usize, i32)| {
        let stay = &w.stays[n];
        (w.counted(stay, to.unwrap_or(d)), w.counted(stay, d))
    };
    let sent = w
        .sent
        .iter()
        .map(|p| (p, pick(p.from, p.to)))
        .filter(|p| inside(&p.1));
    let pair = |(p, d): (&Sent, i32)| (w.counted_sent(p, to.unwrap_or(d)), w.counted_sent(p, d));
    rows.map(row).chain(sent.map(pair)).collect()
}

fn on(to: Option<i32>) -> On {
    to.map_or(On::AsWas, |d| On::Units(day(d)))
}

fn tapes() -> impl Strategy<Value = (Vec<u16>, Vec<u16>)> {
    let tape = |n| prop::collection::vec(any::<u16>(), 0..n);
    (tape(300), tape(300))
}

struct Ready {
    w: World,
    f: Facts,
    trees: TreeCache,
    stock: Stock,
    pairs: Pairs,
}

impl Ready {
    fn new((acts, people): &(Vec<u16>, Vec<u16>)) -> Ready {
        let w = World::new(acts, people);
        let f = w.facts();
        Ready {
            stock: Stock::new(f.rows.clone()),
            pairs: Pairs::new(f.pairs.clone()),
            trees: TreeCache::new(),
            w,
            f,
        }
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            structure: &self.w.s,
            places: &self.f.places,
            trees: &self.trees,
        }
    }

    fn units(&self) -> impl Iterator<Item = Option<UnitIx>> {
        self.w.s.all().map(Some).chain([None])
    }
}

fn cases() -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES")
        .ok()
        .and_then(|n| n.parse().ok());
    ProptestConfig {
        failure_persistence: None,
        max_shrink_iters: 300,
        ..ProptestConfig::with_cases(cases.unwrap_or(120))
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_stay_is_on_every_day_where_the_model_finds_it(t in tapes()) {
        let r = Ready::new(&t);
        for (n, stay) in r.w.stays.iter().enumerate() {
            let place = Place::of_stay(&r.w.s, stay.first, day(stay.begin), stay.settled.clone());
            for to in 0..DAYS {
                let truth = r.w.place(stay, to);
                let last = stay.end.min(DAYS) - 1;
                for own in [stay.begin, i32::midpoint(stay.begin, last), last] {
                    let found = locate(&r.w.s, &place, day(own), day(to));
                    let mut set: Set = found.candidates().iter().copied().map(Some).collect();
                    if found.nowhere() {
                        set.insert(None);
                    }
                    prop_assert_eq!(&set, &truth, "stay {} {:?} own {} to {}", n, stay, own, to);
                }
            }
        }
    }

    #[test]
    fn a_stock_is_what_the_model_counts(t in tapes(), own in 0..DAYS, to in prop::option::of(0..DAYS)) {
        let r = Ready::new(&t);
        let spread = r.reader().stock(&r.stock, &r.pairs, day(own), on(to));
        let slow = slowly(&r.w.s, open_on(&r.w, own, to.unwrap_or(own)));
        prop_assert_eq!(said(&r.w.s, &spread), slow);
    }

    #[test]
    fn a_flow_is_what_the_model_counts(
        t in tapes(), from in 0..DAYS, length in 0..DAYS, to in prop::option::of(0..DAYS), ends: bool,
    ) {
        let mut r = Ready::new(&t);
        let (until, edge) = ((from + length).min(DAYS), if ends { Edge::Ends } else { Edge::Begins });
        r.w.sent.clear();
        let day_of = |row: &StockRow| (row.0, if ends { row.2 } else { row.1 });
        let rows: Vec<_> = r.f.rows.iter().map(day_of).collect();
        let flow = Flow::new(edge, rows.clone());
        let spread = r.reader().flow(&flow, day(from), day(until), on(to));
        let slow = slowly(&r.w.s, ends_in(&r.w, edge, from, until, to));
        prop_assert_eq!(said(&r.w.s, &spread), slow);
        for u in r.units() {
            let list = r.reader().flow_rows((edge, &rows), u, day(from), day(until), on(to));
            prop_assert_eq!(i64::try_from(list.len()).unwrap(), spread.total(u));
        }
    }

    #[test]
    fn as_it_was_parts_of_all_children_of_a_period_are_the_whole(
        t in tapes(), from in 0..DAYS, length in 1..DAYS, ends: bool,
    ) {
        let mut r = Ready::new(&t);
        let (until, edge) = ((from + length).min(DAYS), if ends { Edge::Ends } else { Edge::Begins });
        r.w.sent.clear();
        let rows = r.f.rows.iter().map(|row| (row.0, if ends { row.2 } else { row.1 }));
        let flow = Flow::new(edge, rows);
        let (first, last) = (day(from), day(until));
        let spread = r.reader().flow(&flow, first, last, On::AsWas);
        let facts = ends_in(&r.w, edge, from, until, None);
        for top in r.units() {
            let below = r.reader().flow_below(&flow, top, first, last);
            let mut slow: HashMap<UnitIx, i64> = HashMap::new();
            for (now, _) in &facts {
                let at = match top {
                    Some(top) => now.chain.iter().position(|u| *u == top),
                    None => Some(now.chain.len()),
                };
                if let Some(child) = at.and_then(|at| now.chain.get(at.checked_sub(1)?)) {
                    *slow.entry(*child).or_default() += 1;
                }
            }
            prop_assert_eq!(&below, &slow);
            let parts = spread.own(top) + spread.transit(top) + spread.remainder(top);
            prop_assert_eq!(parts + below.values().sum::<i64>(), spread.total(top));
            let children = r.reader().children(top, first, last);
            let stood = |u: &UnitIx| children.iter().any(|c| c.unit == *u);
            prop_assert!(below.keys().all(stood));
            for d in from..until {
                let was = |c: &&Child| c.days.iter().any(|(a, b)| *a <= day(d) && day(d) < *b);
                let then: BTreeSet<UnitIx> = children.iter().filter(was).map(|c| c.unit).collect();
                let tree = r.trees.tree(&r.w.s, day(d));
                prop_assert_eq!(then, tree.children(top).collect());
            }
        }
    }

    #[test]
    fn parts_and_remainder_are_the_whole(t in tapes(), own in 0..DAYS, to in prop::option::of(0..DAYS)) {
        let r = Ready::new(&t);
        let spread = r.reader().stock(&r.stock, &r.pairs, day(own), on(to));
        let whole = open_on(&r.w, own, own).len();
        prop_assert_eq!(spread.total(None), i64::try_from(whole).unwrap());
        for u in r.units() {
            let children: i64 = spread.tree().children(u).map(|c| spread.total(Some(c))).sum();
            let parts = spread.own(u) + children + spread.transit(u) + spread.remainder(u);
            if u.is_none_or(|u| spread.tree().is_open(u)) {
                prop_assert_eq!(parts, spread.total(u));
            } else {
                prop_assert_eq!(spread.total(u), 0);
            }
        }
    }

    #[test]
    fn a_list_has_as_many_rows_as_its_figure(t in tapes(), own in 0..DAYS, to in prop::option::of(0..DAYS)) {
        let r = Ready::new(&t);
        let spread = r.reader().stock(&r.stock, &r.pairs, day(own), on(to));
        for u in r.units() {
            let rows = r.reader().stock_rows(&r.f.rows, u, day(own), on(to));
            let pairs = r.reader().pair_rows(&r.f.pairs, u, day(own), on(to));
            prop_assert_eq!(i64::try_from(rows.len() + pairs.len()).unwrap(), spread.total(u));
        }
    }

    #[test]
    fn what_was_there_came_and_went_is_what_is_there(
        t in tapes(), from in 0..DAYS, length in 0..DAYS, to in prop::option::of(0..DAYS),
    ) {
        let r = Ready::new(&t);
        let until = (from + length).min(DAYS);
        let m = r.reader().movement(&r.stock, &r.pairs, day(from), day(until), on(to));
        for u in r.units() {
            prop_assert!(m.balances(u), "{u:?}");
        }
        if from > 0 && until > from {
            let entered = slowly(&r.w.s, ends_in(&r.w, Edge::Begins, from, until, to));
            let left = slowly(&r.w.s, ends_in(&r.w, Edge::Ends, from, until, to));
            prop_assert_eq!(said(&r.w.s, &m.entered), entered);
            prop_assert_eq!(said(&r.w.s, &m.left), left);
        }
    }

    #[test]
    fn reforms_bring_and_take_what_the_model_sees_change_units(
        t in tapes(), from in 1..DAYS, length in 0..DAYS,
    ) {
        let r = Ready::new(&t);
        let until = (from + length).min(DAYS);
        let m = r.reader().movement(&r.stock, &r.pairs, day(from), day(until), On::AsWas);
        let mut slow: BTreeMap<UnitIx, (i64, i64)> = BTreeMap::new();
        for d in from..until {
            for (now, was) in open_on(&r.w, d - 1, d) {
                let gone = was.chain.iter().filter(|u| !now.chain.contains(u));
                gone.for_each(|u| slow.entry(*u).or_default().1 += 1);
                let come = now.chain.iter().filter(|u| !was.chain.contains(u));
                come.for_each(|u| slow.entry(*u).or_default().0 += 1);
            }
        }
        for u in r.w.s.all() {
            let (came, went) = slow.get(&u).copied().unwrap_or_default();
            prop_assert_eq!((m.in_by_reform(Some(u)), m.out_by_reform(Some(u))), (came, went));
        }
    }

    #[test]
    fn a_column_added_to_is_a_column_built_again(
        t in tapes(), own in 0..DAYS, until in 0..DAYS, order: bool, split in 0_usize..40,
    ) {
        let r = Ready::new(&t);
        let (first, rest) = r.f.rows.split_at(split.min(r.f.rows.len()));
        let mut stock = Stock::new(first.iter().copied().chain(rest.iter().map(|r| (r.0, r.1, Day::MAX))));
        let mut pairs = Pairs::new(r.f.pairs.iter().copied().take(split));
        for row in rest {
            if order {
                stock.remove((row.0, row.1, Day::MAX));
                stock.add(*row);
            } else {
                stock.add(*row);
                stock.remove((row.0, row.1, Day::MAX));
            }
        }
        r.f.pairs.iter().skip(split).for_each(|p| pairs.add(*p));
        for p in r.f.pairs.iter().take(2) {
            pairs.remove(*p);
            pairs.add(*p);
        }
        let both = [(&stock, &pairs), (&r.stock, &r.pairs)];
        let answers = both.map(|(s, p)| {
            let m = r.reader().movement(s, p, day(own), day(until.max(own)), On::AsWas);
            let spreads = [m.opening, m.entered, m.left, m.closing];
            spreads.map(|x| said(&r.w.s, &x))
        });
        prop_assert_eq!(&answers[0], &answers[1]);
    }

    #[test]
    fn questions_before_and_after_a_change_do_not_mix(t in tapes(), own in 0..DAYS) {
        let r = Ready::new(&t);
        let other = Ready::new(&(t.1.clone(), t.0.clone()));
        let mut reader = r.reader();
        let before = said(&r.w.s, &reader.stock(&r.stock, &r.pairs, day(own), On::AsWas));
        reader = Reader { structure: &other.w.s, places: &other.f.places, trees: &r.trees };
        let between = said(&other.w.s, &reader.stock(&other.stock, &other.pairs, day(own), On::AsWas));
        prop_assert_eq!(between, slowly(&other.w.s, open_on(&other.w, own, own)));
        let after = said(&r.w.s, &r.reader().stock(&r.stock, &r.pairs, day(own), On::AsWas));
        prop_assert_eq!(before, after);
    }
}

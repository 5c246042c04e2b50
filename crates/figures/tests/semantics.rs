//! Sentences of `semantics.md` 3 and 4, one test each.

use figures::structure::{Link, LinkKind, Reach, State};
use figures::*;

/// A small register: `top` over `a`, `b` and `far`, which has `deep` below it.
struct Register {
    s: Structure,
    places: Places,
    trees: TreeCache,
    act: u64,
    top: UnitIx,
    a: UnitIx,
    b: UnitIx,
    far: UnitIx,
    deep: UnitIx,
}

const BEFORE: i16 = 2024;
const REFORM: i16 = 2025;
const AFTER: i16 = 2026;

fn in_year(year: i16) -> Day {
    Day::ymd(year, 7, 1)
}

fn opened(s: &mut Structure, act: u64, code: &str, day: Day, parent: Option<UnitIx>) -> UnitIx {
    let (name, kind) = (code.to_owned(), "unit".to_owned());
    let state = State {
        from: day,
        to: Day::MAX,
        code: code.to_owned(),
        name,
        kind,
        parent,
    };
    s.open(code, act, state)
}

impl Register {
    fn new() -> Register {
        let mut s = Structure::default();
        let mut open = |code, parent| opened(&mut s, 1, code, in_year(2000), parent);
        let top = open("top", None);
        let (a, b) = (open("a", Some(top)), open("b", Some(top)));
        let far = open("far", Some(top));
        let deep = open("deep", Some(far));
        let (places, trees) = (Places::default(), TreeCache::new());
        Register {
            s,
            places,
            trees,
            act: 1,
            top,
            a,
            b,
            far,
            deep,
        }
    }

    /// One act in [`REFORM`]: from the old units to the new; old units close unless they live on.
    fn reform(&mut self, links: &[(UnitIx, UnitIx, LinkKind)], closing: &[UnitIx]) {
        self.act += 1;
        for (old, new, kind) in links {
            let (day, act, new) = (in_year(REFORM), self.act, Some(*new));
            self.s.link(Link {
                day,
                act,
                old: *old,
                new,
                kind: *kind,
            });
        }
        closing
            .iter()
            .for_each(|u| self.s.close(*u, in_year(REFORM), self.act));
    }

    fn unit(&mut self, code: &str, parent: UnitIx) -> UnitIx {
        opened(
            &mut self.s,
            self.act + 1,
            code,
            in_year(REFORM),
            Some(parent),
        )
    }

    /// `a` becomes `left` and `right`.
    fn split_a(&mut self) -> (UnitIx, UnitIx) {
        let (left, right) = (self.unit("left", self.top), self.unit("right", self.top));
        self.reform(
            &[
                (self.a, left, LinkKind::Part),
                (self.a, right, LinkKind::Part),
            ],
            &[self.a],
        );
        (left, right)
    }

    /// `a` and `b` become `both`.
    fn merge(&mut self) -> UnitIx {
        let both = self.unit("both", self.top);
        self.reform(
            &[
                (self.a, both, LinkKind::Whole),
                (self.b, both, LinkKind::Whole),
            ],
            &[self.a, self.b],
        );
        both
    }

    fn stay(&mut self, unit: UnitIx, begun: i16, settled: &[UnitIx]) -> PlaceIx {
        let settled = settled.iter().map(|u| (in_year(REFORM), *u)).collect();
        self.places.of_stay(&self.s, unit, in_year(begun), settled)
    }

    fn reader(&self) -> Reader<'_> {
        Reader {
            structure: &self.s,
            places: &self.places,
            trees: &self.trees,
        }
    }

    fn stock(&self, rows: &[StockRow], year: i16, on: On) -> Spread {
        let stock = Stock::new(rows.iter().copied());
        self.reader()
            .stock(&stock, &Pairs::default(), in_year(year), on)
    }
}

fn from(p: PlaceIx, year: i16) -> StockRow {
    (p, in_year(year), Day::MAX)
}

fn units(year: i16) -> On {
    On::Units(in_year(year))
}

#[test]
fn s3_1_certainty_speaks_of_the_older_unit_in_both_directions() {
    let mut r = Register::new();
    let both = r.merge();
    let (then, now) = (in_year(BEFORE), in_year(AFTER));
    assert_eq!(r.s.reach(r.a, then, now)[&Some(both)], Reach::Exact);
    assert_eq!(r.s.reach(both, now, then)[&Some(r.a)], Reach::Exact);
    let mut r = Register::new();
    let (left, _) = r.split_a();
    assert_eq!(r.s.reach(r.a, then, now)[&Some(left)], Reach::Part);
    assert_eq!(r.s.reach(left, now, then)[&Some(r.a)], Reach::Part);
}

#[test]
fn s3_2_a_unit_that_lost_a_part_reaches_itself_and_the_receiver() {
    let mut r = Register::new();
    r.reform(&[(r.a, r.b, LinkKind::Part)], &[]);
    let ends = r.s.reach(r.a, in_year(BEFORE), in_year(AFTER));
    assert_eq!(ends.into_keys().collect::<Vec<_>>(), [Some(r.a), Some(r.b)]);
}

#[test]
fn s4_1_open_on_the_eve_of_a_division_is_where_the_act_assigned_it() {
    let mut r = Register::new();
    let (left, right) = r.split_a();
    let (x, y) = (r.stay(r.a, BEFORE, &[left]), r.stay(r.a, BEFORE, &[right]));
    let rows = [from(x, BEFORE), from(y, BEFORE), from(y, BEFORE)];
    let now = r.stock(&rows, BEFORE, units(AFTER));
    assert_eq!((now.own(Some(left)), now.own(Some(right))), (1, 2));
    assert_eq!(
        (now.remainder(Some(r.top)), now.certainty(Some(left))),
        (0, Certainty::Rebased)
    );
    assert_eq!(now.certainty(Some(r.top)), Certainty::Exact);
}

#[test]
fn s4_1_ended_before_a_division_is_undivided_in_the_remainder() {
    let mut r = Register::new();
    let (left, right) = r.split_a();
    let gone = r.stay(r.a, BEFORE, &[]);
    let rows = [(gone, in_year(2010), in_year(BEFORE))];
    let now = r.stock(&rows, 2020, units(AFTER));
    assert_eq!((now.total(Some(left)), now.total(Some(right))), (0, 0));
    assert_eq!(
        (
            now.remainder(Some(r.top)),
            now.total(Some(r.top)),
            now.total(None)
        ),
        (1, 1, 1)
    );
    for u in [left, right, r.top] {
        assert_eq!(now.certainty(Some(u)), Certainty::Remainder);
    }
    assert_eq!(now.certainty(Some(r.far)), Certainty::Exact);
    assert_eq!(now.certainty(None), Certainty::Exact);
}

#[test]
fn s4_1_begun_in_a_successor_and_read_on_older_units_is_in_no_single_one() {
    let mut r = Register::new();
    let both = r.merge();
    let (old, new) = (r.stay(r.a, BEFORE, &[]), r.stay(both, AFTER, &[]));
    let then = r.stock(&[from(old, BEFORE), from(new, AFTER)], AFTER, units(BEFORE));
    assert_eq!(
        (
            then.own(Some(r.a)),
            then.own(Some(r.b)),
            then.remainder(Some(r.top))
        ),
        (1, 0, 1)
    );
    let (mut r, then) = (Register::new(), in_year(BEFORE));
    let (left, _) = r.split_a();
    let place = r.stay(left, AFTER, &[]);
    let found = locate(&r.s, r.places.get(place), in_year(AFTER), then);
    assert_eq!(found, Located::At(r.a), "all of it came from one unit");
}

#[test]
fn s4_1_a_member_from_before_an_absorption_is_told_from_one_who_came_after() {
    let mut r = Register::new();
    r.reform(&[(r.a, r.b, LinkKind::Whole)], &[r.a]);
    let (old, new) = (r.stay(r.b, BEFORE, &[]), r.stay(r.b, AFTER, &[]));
    let then = r.stock(&[from(old, BEFORE), from(new, AFTER)], AFTER, units(BEFORE));
    assert_eq!((then.own(Some(r.b)), then.remainder(Some(r.top))), (1, 1));
    assert_eq!(
        r.stock(&[from(old, BEFORE), from(new, AFTER)], AFTER, On::AsWas)
            .own(Some(r.b)),
        2
    );
}

#[test]
fn s4_1_where_the_person_went_later_changes_nothing() {
    let mut r = Register::new();
    let (left, _) = r.split_a();
    let first = r.stay(r.a, 2010, &[]);
    let later = r.stay(left, AFTER, &[]);
    let rows = [(first, in_year(2010), in_year(2020)), from(later, AFTER)];
    let now = r.stock(&rows, 2015, units(AFTER));
    assert_eq!((now.own(Some(left)), now.remainder(Some(r.top))), (0, 1));
}

#[test]
fn s4_3_in_transit_is_a_line_of_the_lowest_unit_containing_both() {
    let mut r = Register::new();
    let (a, b, deep) = (
        r.places.bare(r.a),
        r.places.bare(r.b),
        r.places.bare(r.deep),
    );
    let far = r.places.bare(r.far);
    let pair = |sender, receiver| PairRow {
        from: in_year(2020),
        to: in_year(2021),
        sender,
        receiver,
    };
    let pairs = Pairs::new([pair(a, Some(b)), pair(deep, Some(far)), pair(deep, None)]);
    let at = |year| {
        r.reader()
            .stock(&Stock::default(), &pairs, in_year(year), On::AsWas)
    };
    let then = at(2020);
    assert_eq!(
        (
            then.transit(Some(r.top)),
            then.transit(Some(r.far)),
            then.own(Some(r.deep))
        ),
        (1, 1, 1)
    );
    assert_eq!(
        (
            then.total(Some(r.far)),
            then.total(Some(r.top)),
            then.total(Some(r.a))
        ),
        (2, 3, 0)
    );
    assert_eq!(at(2021).total(None), 0, "received: in transit no more");
}

#[test]
fn s4_3_a_parent_is_own_children_in_transit_and_remainder() {
    let mut r = Register::new();
    r.split_a();
    let rows = [
        from(r.places.bare(r.top), 2010),
        from(r.places.bare(r.deep), 2010),
        (r.places.bare(r.a), in_year(2010), in_year(2020)),
    ];
    let s = r.stock(&rows, 2015, units(AFTER));
    let top = Some(r.top);
    let children: i64 = s.tree().children(top).map(|c| s.total(Some(c))).sum();
    assert_eq!(
        (s.own(top), children, s.remainder(top), s.total(top)),
        (1, 1, 1, 3)
    );
}

#[test]
fn s4_4_as_it_was_a_unit_opened_in_mid_period_has_only_what_came_after() {
    let mut r = Register::new();
    let both = r.merge();
    let (x, y) = (r.stay(r.a, BEFORE, &[]), r.stay(both, AFTER, &[]));
    let joined = Flow::new(Edge::Begins, [(x, in_year(BEFORE)), (y, in_year(AFTER))]);
    let period = (in_year(BEFORE), in_year(AFTER).plus_days(1));
    let was = r.reader().flow(&joined, period.0, period.1, On::AsWas);
    assert_eq!(
        (
            was.total(Some(r.a)),
            was.total(Some(both)),
            was.total(Some(r.top))
        ),
        (1, 1, 2)
    );
    let now = r.reader().flow(&joined, period.0, period.1, units(AFTER));
    assert_eq!(
        (
            now.total(Some(r.a)),
            now.total(Some(both)),
            now.total(Some(r.top))
        ),
        (0, 2, 2)
    );
    assert_eq!(
        (now.certainty(Some(both)), now.certainty(Some(r.top))),
        (Certainty::Rebased, Certainty::Exact)
    );
}

#[test]
fn s4_5_movement_balances_as_it_was_with_what_reforms_moved() {
    let mut r = Register::new();
    let both = r.merge();
    let (x, y) = (r.stay(r.a, BEFORE, &[]), r.stay(both, AFTER, &[]));
    let stock = Stock::new([(x, in_year(BEFORE), in_year(AFTER)), from(y, AFTER)]);
    let m = |on| {
        r.reader().movement(
            &stock,
            &Pairs::default(),
            in_year(REFORM),
            in_year(2027),
            on,
        )
    };
    let was = m(On::AsWas);
    assert_eq!(
        (
            was.opening.total(Some(r.a)),
            was.out_by_reform(Some(r.a)),
            was.closing.total(Some(r.a))
        ),
        (1, 1, 0)
    );
    assert_eq!(
        (
            was.in_by_reform(Some(both)),
            was.left.total(Some(both)),
            was.closing.total(Some(both))
        ),
        (1, 1, 1)
    );
    assert_eq!(was.in_by_reform(Some(r.top)), 0);
    let fixed = m(units(AFTER));
    assert_eq!(
        (
            fixed.opening.total(Some(both)),
            fixed.in_by_reform(Some(both))
        ),
        (1, 0)
    );
    for u in r.s.all().map(Some).chain([None]) {
        assert!(was.balances(u) && fixed.balances(u));
    }
}

#[test]
fn s4_6_a_remainder_is_of_the_lowest_unit_that_contains_all_candidates() {
    let mut r = Register::new();
    let (x, y) = (r.unit("x", r.far), r.unit("y", r.far));
    r.reform(
        &[(r.deep, x, LinkKind::Part), (r.deep, y, LinkKind::Unknown)],
        &[r.deep],
    );
    let gone = r.stay(r.deep, 2010, &[]);
    let now = r.stock(&[(gone, in_year(2010), in_year(2020))], 2015, units(AFTER));
    assert_eq!(
        (
            now.remainder(Some(r.far)),
            now.total(Some(r.top)),
            now.remainder(None)
        ),
        (1, 1, 0)
    );
    assert_eq!(
        now.certainty(Some(r.top)),
        Certainty::Exact,
        "upper totals stay exact"
    );
}

#[test]
fn s4_6_what_is_in_no_unit_is_a_remainder_of_the_whole_record() {
    let mut r = Register::new();
    r.act += 1;
    r.s.close(r.deep, in_year(REFORM), r.act);
    let gone = r.stay(r.deep, 2010, &[]);
    let now = r.stock(&[(gone, in_year(2010), in_year(2020))], 2015, units(AFTER));
    assert_eq!(
        (now.remainder(None), now.total(None), now.total(Some(r.top))),
        (1, 1, 0)
    );
    assert_eq!(now.certainty(None), Certainty::Remainder);
}

#[test]
fn merge_then_sum_is_sum_then_merge() {
    let mut r = Register::new();
    let both = r.merge();
    let rows: Vec<_> = (0..5)
        .map(|n| from(r.places.bare(if n < 2 { r.a } else { r.b }), 2010))
        .collect();
    let then = r.stock(&rows, BEFORE, On::AsWas);
    let sum = then.total(Some(r.a)) + then.total(Some(r.b));
    assert_eq!(r.stock(&rows, BEFORE, units(AFTER)).total(Some(both)), sum);
    assert_eq!(r.stock(&rows, AFTER, On::AsWas).total(Some(both)), sum);
    assert_eq!(
        r.stock(&rows, AFTER, units(BEFORE)).total(Some(r.a)),
        2,
        "and back again"
    );
}

#[test]
fn a_moved_unit_counts_under_its_parent_of_the_structure() {
    let mut r = Register::new();
    let b = r.b;
    r.s.change(r.deep, in_year(REFORM), 9, |s| s.parent = Some(b));
    let rows = [from(r.places.bare(r.deep), 2010)];
    let now = r.stock(&rows, BEFORE, units(AFTER));
    assert_eq!((now.total(Some(r.b)), now.total(Some(r.far))), (1, 0));
    let sure = [r.b, r.far, r.deep, r.top].map(|u| now.certainty(Some(u)));
    assert_eq!(
        sure,
        [
            Certainty::Rebased,
            Certainty::Rebased,
            Certainty::Exact,
            Certainty::Exact
        ]
    );
}

#[test]
fn an_arrival_recorded_late_makes_places_stale() {
    let mut r = Register::new();
    let late = r.stay(r.b, AFTER, &[]);
    r.places.bare(r.a);
    assert!(!r.places.is_stale(&r.s));
    r.reform(&[(r.a, r.b, LinkKind::Part)], &[]);
    assert!(r.places.is_stale(&r.s));
    assert_ne!(r.stay(r.b, AFTER, &[]), late);
}

#[test]
fn a_tampered_circle_of_parents_loses_nobody() {
    let mut r = Register::new();
    let deep = r.deep;
    r.s.change(r.far, in_year(2001), 9, |s| s.parent = Some(deep));
    let rows = [
        from(r.places.bare(r.deep), 2010),
        from(r.places.bare(r.far), 2010),
    ];
    assert_eq!(r.stock(&rows, BEFORE, On::AsWas).total(None), 2);
}

//! A tree as deep as it has units: every question about all of them at once is answered, and as
//! walking up from each says.

use figures::structure::State;
use figures::ways::NONE;
use figures::*;
use proptest::prelude::*;

const DEEP: u32 = 20_000;

fn day() -> Day {
    Day::ymd(2024, 1, 1)
}

/// A chain of units, each below the one before, and beside each tenth another.
fn chain(length: u32) -> (Structure, Vec<UnitIx>) {
    let mut s = Structure::default();
    let mut open = |code: String, parent: Option<UnitIx>| {
        let (name, kind) = (code.clone(), "unit".to_owned());
        let (from, to) = (day(), Day::MAX);
        let id = code.clone();
        let state = State {
            from,
            to,
            code,
            name,
            kind,
            parent,
        };
        s.open(&id, 1, state)
    };
    let mut chain: Vec<UnitIx> = Vec::new();
    for n in 0..length {
        let unit = open(format!("U{n}"), chain.last().copied());
        if n % 10 == 0 {
            open(format!("S{n}"), chain.last().copied());
        }
        chain.push(unit);
    }
    (s, chain)
}

#[test]
fn what_lies_within_what_is_known_of_every_unit_of_a_deep_tree() {
    let (s, chain) = chain(DEEP);
    let top = chain[100];
    let within = s.all().filter(|u| s.is_within(*u, top, day())).count();
    // each of the chain from the hundredth on, and what stands beside one of those below it
    assert_eq!(within, 19_900 + 1_989);
    let depth: usize = s.all().map(|u| s.depth(u, day())).sum();
    assert_eq!(depth, 19_999 * 10_000 + 10 * 1_999 * 1_000);
    for (at, u) in chain.iter().enumerate().skip(101) {
        assert_eq!(s.below(*u, Some(top), day()), Some(chain[101]));
        assert_eq!(s.below(*u, None, day()), Some(chain[0]));
        let beside = s.find(&format!("S{}", at / 10 * 10)).unwrap();
        let above = chain[(at / 10 * 10).checked_sub(1).unwrap()];
        assert_eq!(s.lowest_common(&[*u, beside], day()), Some(above));
    }
}

#[test]
fn figures_of_a_deep_tree_add_up() {
    let (s, chain) = chain(DEEP);
    let mut places = Places::default();
    let sat: Vec<PlaceIx> = chain.iter().map(|u| places.bare(*u)).collect();
    let trees = TreeCache::new();
    let reader = Reader {
        structure: &s,
        places: &places,
        trees: &trees,
    };
    let facts: Vec<(PlaceIx, Day)> = sat.iter().map(|p| (*p, day())).collect();
    let flow = Flow::new(Edge::Begins, facts.iter().copied());
    let (from, until) = (day(), day().plus_days(31));
    for on in [On::AsWas, On::Units(until.eve())] {
        let spread = reader.flow(&flow, from, until, on);
        for (at, u) in chain.iter().enumerate() {
            assert_eq!(spread.total(Some(*u)), 20_000 - i64::try_from(at).unwrap());
        }
        assert_eq!(spread.total(None), 20_000);
        let rows = reader.flow_rows((Edge::Begins, &facts), Some(chain[500]), from, until, on);
        assert_eq!(rows.len(), 19_500);
    }
    let below = reader.flow_below(&flow, Some(chain[500]), from, until);
    assert_eq!(below.get(&chain[501]), Some(&19_499));
}

fn position(number: u32) -> usize {
    usize::try_from(number).unwrap()
}

fn number(at: usize) -> u32 {
    u32::try_from(at).unwrap()
}

/// The way up from a unit, walked.
fn way(parent: &[u32], u: u32) -> Vec<u32> {
    let up = |at: &u32| Some(parent[position(*at)]).filter(|p| *p != NONE);
    std::iter::successors(Some(u), up).collect()
}

/// A forest in which many stand under the one before, so that it is deep.
fn forest() -> impl Strategy<Value = Vec<u32>> {
    let one = (any::<prop::sample::Index>(), 0..10_u8);
    let parent = |(at, (any, how)): (usize, (prop::sample::Index, u8))| match (at, how) {
        (0, _) | (_, 0) => NONE,
        (at, 1..=3) => number(any.index(at)),
        (at, _) => number(at - 1),
    };
    proptest::collection::vec(one, 1..60)
        .prop_map(move |all| all.into_iter().enumerate().map(parent).collect())
}

proptest! {
    #[test]
    fn ways_are_what_walking_them_says(parent in forest()) {
        let ways = Ways::new(parent.clone());
        let n = number(parent.len());
        for u in 0..n {
            let up = way(&parent, u);
            prop_assert_eq!(position(ways.depth(u)), up.len() - 1);
            prop_assert_eq!(Some(&ways.root(u)), up.last());
            for top in 0..n {
                let at = up.iter().position(|x| *x == top);
                prop_assert_eq!(ways.within(u, top), at.is_some());
                let below = at.and_then(|at| up.get(at.checked_sub(1)?)).copied();
                prop_assert_eq!(ways.below(u, top), below);
                let other = way(&parent, top);
                let meet = up.iter().find(|x| other.contains(x)).copied();
                prop_assert_eq!(ways.lowest(u, top), meet);
            }
        }
    }
}

#[test]
fn a_circle_is_cut_open_and_ends() {
    let ways = Ways::new(vec![1, 2, 0, 2, NONE, 77]);
    let roots = (0..6).filter(|u| ways.depth(*u) == 0).count();
    assert_eq!(roots, 3, "one of the circle, and the two that stand alone");
    assert!(ways.within(3, 2));
}

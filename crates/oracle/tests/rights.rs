//! Rights against an oracle: random trees, reforms and grants; for every unit and everything that
//! may be done with it the answer of `organisation::grants` is that of a Cedar policy, whose
//! entities are made from the random story itself and not from the program's structure.
//! `NAZM_TEST_SEEDS=1000` looks longer.

use cedar_policy::{
    Authorizer, Context, Decision, Entities, EntityUid, PolicySet, Request, RestrictedExpression,
};
use figures::structure::{Link, LinkKind, State};
use figures::{Day, Structure, UnitIx};
use registers::organisation::grants::model::{Doing, Grant, Power, WHOLE};
use registers::organisation::grants::rules::Reach;
use registers::organisation::grants::sight::Sight;
use registers::organisation::rulebook::Rulebook;
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

/// A small generator of numbers: the same seed tells the same story.
struct Chance(u64);

impl Chance {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % u64::try_from(n).unwrap()).unwrap()
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> Option<&'a T> {
        (!of.is_empty()).then(|| &of[self.below(of.len())])
    }
}

/// A unit as the story tells it; days are numbers.
#[derive(Clone)]
struct Told {
    opened: usize,
    closed: usize,
    /// From which day it stands under which.
    above: Vec<(usize, Option<usize>)>,
    /// What it became when it closed; nothing for a part that went nowhere.
    became: Vec<Option<usize>>,
    whole: bool,
}

const NEVER: usize = usize::MAX;

/// A story of units, told once to the program's structure and once plainly.
struct Story {
    chance: Chance,
    s: Structure,
    units: Vec<Told>,
    day: usize,
}

fn date(day: usize) -> Day {
    Day::ymd(2024, 1, 1).plus_days(i32::try_from(day).unwrap())
}

impl Story {
    fn tell(seed: u64) -> Story {
        let mut story = Story {
            chance: Chance(seed),
            s: Structure::default(),
            units: Vec::new(),
            day: 1,
        };
        story.open(None);
        for _ in 0..4 + story.chance.below(8) {
            let above = story.any_open();
            story.open(above);
        }
        for _ in 0..6 + story.chance.below(14) {
            story.day += story.chance.below(3);
            story.something();
        }
        story
    }

    fn is_open(&self, u: usize) -> bool {
        self.units[u].opened <= self.day && self.day < self.units[u].closed
    }

    fn all_open(&self) -> Vec<usize> {
        (0..self.units.len()).filter(|u| self.is_open(*u)).collect()
    }

    fn any_open(&mut self) -> Option<usize> {
        let open = self.all_open();
        self.chance.one(&open).copied()
    }

    fn above(&self, u: usize) -> Option<usize> {
        self.units[u].above.last().and_then(|(_, p)| *p)
    }

    /// Whether `u` stands under `top` now, or is it.
    fn is_within(&self, u: usize, top: usize) -> bool {
        u == top || self.above(u).is_some_and(|p| self.is_within(p, top))
    }

    fn open(&mut self, above: Option<usize>) -> usize {
        let u = self.units.len();
        let state = State {
            from: date(self.day),
            to: Day::MAX,
            code: format!("c{u}"),
            name: String::new(),
            kind: String::new(),
            parent: above.map(ix),
        };
        self.s.open(&format!("u{u}"), 1, state);
        self.units.push(Told {
            opened: self.day,
            closed: NEVER,
            above: vec![(self.day, above)],
            became: Vec::new(),
            whole: false,
        });
        u
    }

    fn put_under(&mut self, u: usize, above: Option<usize>) {
        let (day, parent) = (date(self.day), above.map(ix));
        self.s.change(ix(u), day, 1, |state| state.parent = parent);
        let now = self.day;
        self.units[u].above.retain(|(from, _)| *from < now);
        self.units[u].above.push((now, above));
    }

    fn something(&mut self) {
        match self.chance.below(6) {
            0 => {
                let above = self.any_open();
                self.open(above);
            }
            1 => {
                let (Some(u), above) = (self.any_open(), self.any_open()) else {
                    return;
                };
                if above.is_none_or(|a| !self.is_within(a, u)) {
                    self.put_under(u, above);
                }
            }
            2 => self.closes(1, true),
            3 => self.closes(0, false),
            _ => {
                let parts = 2 + self.chance.below(2);
                self.closes(parts, false);
            }
        }
    }

    /// A unit closes and becomes others, or nothing; what stood under it stands elsewhere.
    fn closes(&mut self, parts: usize, whole: bool) {
        let Some(old) = self.any_open() else {
            return;
        };
        let mut became = Vec::new();
        for _ in 0..parts {
            let new = match self.chance.below(5) {
                0 if !whole => None,
                1 => {
                    let above = self.above(old);
                    Some(self.open(above))
                }
                _ => self.any_open().filter(|u| !self.is_within(*u, old)),
            };
            if (new.is_some() || !whole) && !became.contains(&new) {
                became.push(new);
            }
        }
        if whole && became.is_empty() {
            return;
        }
        let kind = |n: usize| match (whole, n % 2) {
            (true, _) => LinkKind::Whole,
            (_, 0) => LinkKind::Part,
            _ => LinkKind::Unknown,
        };
        let heir = became.iter().flatten().next().copied();
        let heir = heir.or_else(|| self.above(old));
        for child in 0..self.units.len() {
            if self.is_open(child) && self.above(child) == Some(old) && Some(child) != heir {
                self.put_under(child, heir);
            }
        }
        if heir.is_some_and(|h| self.above(h) == Some(old)) {
            let above = self.above(old);
            self.put_under(heir.unwrap(), above);
        }
        for (n, new) in became.iter().enumerate() {
            self.s.link(Link {
                day: date(self.day),
                act: 1,
                old: ix(old),
                new: new.map(ix),
                kind: kind(n),
            });
        }
        self.s.close(ix(old), date(self.day), 1);
        self.units[old].closed = self.day;
        self.units[old].became = became;
        self.units[old].whole = whole;
    }
}

fn ix(u: usize) -> UnitIx {
    UnitIx(u32::try_from(u).unwrap())
}

/// Where a unit lies today: under which other, and whether it is part of it.
fn lies(units: &[Told], u: usize, today: usize, asked: &[usize]) -> Option<(usize, bool)> {
    if asked.contains(&u) {
        return None;
    }
    let unit = &units[u];
    if today < unit.closed {
        let held = unit.above.iter().rev().find(|(from, _)| *from <= today);
        let (_, above) = held.or(unit.above.first())?;
        return above.map(|p| (p, false));
    }
    let parts: Vec<usize> = unit.became.iter().flatten().copied().collect();
    match parts.as_slice() {
        [] => unit.above.last()?.1.map(|p| (p, false)),
        [one] if unit.whole => Some((*one, true)),
        _ => {
            let mut asked = asked.to_vec();
            asked.push(u);
            let ways: Vec<Vec<usize>> = parts
                .iter()
                .map(|p| way(units, *p, today, &asked))
                .collect();
            let common = ways[0].iter().find(|x| ways.iter().all(|w| w.contains(x)));
            common.map(|x| (*x, false))
        }
    }
}

fn way(units: &[Told], u: usize, today: usize, asked: &[usize]) -> Vec<usize> {
    let mut way = vec![u];
    while let Some((next, _)) = lies(units, *way.last().unwrap(), today, asked) {
        if way.contains(&next) {
            break;
        }
        way.push(next);
    }
    way
}

/// The units as Cedar's entities: `Unit` lies in `Unit`, and while it is the same unit, what it is
/// `itself` in what that other is.
fn entities(units: &[Told], today: usize) -> Entities {
    let mut all = Vec::new();
    for (u, unit) in units.iter().enumerate() {
        let held = lies(units, u, today, &[]);
        let above = held.map_or(String::new(), |(by, _)| serde_uid("Unit", by));
        let open = unit.opened <= today && today < unit.closed;
        all.push(format!(
            "{{\"uid\":{},\"attrs\":{{\"open\":{open},\"itself\":{{\"__entity\":{}}}}},\"parents\":[{above}]}}",
            serde_uid("Unit", u),
            serde_uid("Self", u)
        ));
        let whole = held.filter(|(_, whole)| *whole);
        let above = whole.map_or(String::new(), |(by, _)| serde_uid("Self", by));
        all.push(format!(
            "{{\"uid\":{},\"attrs\":{{}},\"parents\":[{above}]}}",
            serde_uid("Self", u)
        ));
    }
    Entities::from_json_str(&format!("[{}]", all.join(",")), None).unwrap()
}

fn serde_uid(kind: &str, u: usize) -> String {
    format!("{{\"type\":\"{kind}\",\"id\":\"u{u}\"}}")
}

/// A role, what is done by it, and its powers, written down once more.
const ROLES: [(&str, &[&str]); 3] = [
    (
        "full",
        &[
            "see",
            "enter",
            "search",
            "papers",
            "reforms",
            "reasons",
            "sensitive",
            "export",
            "import",
        ],
    ),
    (
        "entry",
        &["see", "enter", "search", "papers", "export", "import"],
    ),
    ("reading", &["see"]),
];

/// One grant as a policy.
fn policy(g: &Grant, role: &[&str]) -> String {
    let actions: Vec<String> = role.iter().map(|a| format!("Action::\"{a}\"")).collect();
    let actions = actions.join(", ");
    let days = format!(
        "context.today >= {} && context.today < {}",
        g.from.number(),
        g.until.number()
    );
    if g.unit == WHOLE {
        return format!("permit(principal, action in [{actions}], resource) when {{ {days} }};\n");
    }
    let unit = &g.unit;
    let lies = if g.below {
        format!("resource in Unit::\"{unit}\"")
    } else {
        format!("resource.itself in Self::\"{unit}\"")
    };
    format!(
        "permit(principal, action in [{actions}], resource) when {{ {days} && Unit::\"{unit}\".open && {lies} }};\n"
    )
}

fn grants(story: &mut Story, today: usize) -> Vec<Grant> {
    let count = story.chance.below(4);
    let mut grants = Vec::new();
    for n in 0..count {
        let role = ROLES[story.chance.below(3)].0;
        let unit = match story.chance.below(12) {
            0 => WHOLE.to_owned(),
            _ => format!("u{}", story.chance.below(story.units.len())),
        };
        let from = today.saturating_sub(story.chance.below(10)) + story.chance.below(4);
        let until = match story.chance.below(3) {
            0 => date(from + 1 + story.chance.below(12)),
            _ => Day::MAX,
        };
        grants.push(Grant {
            id: format!("a{n}.1"),
            account: "x".to_owned(),
            role: role.to_owned(),
            below: unit == WHOLE || story.chance.below(3) > 0,
            unit,
            document: String::new(),
            from: date(from),
            until,
        });
    }
    grants
}

fn uid(text: &str) -> EntityUid {
    text.parse().unwrap()
}

fn allowed(
    policies: &PolicySet,
    entities: &Entities,
    action: &str,
    u: usize,
    today: usize,
) -> bool {
    let now = RestrictedExpression::new_long(i64::from(date(today).number()));
    let context = Context::from_pairs([("today".to_owned(), now)]).unwrap();
    let request = Request::new(
        uid("Account::\"x\""),
        uid(&format!("Action::\"{action}\"")),
        uid(&format!("Unit::\"u{u}\"")),
        context,
        None,
    );
    let answer = Authorizer::new().is_authorized(&request.unwrap(), policies, entities);
    assert_eq!(answer.diagnostics().errors().count(), 0, "{answer:?}");
    answer.decision() == Decision::Allow
}

#[test]
fn the_rights_of_random_grants_in_random_reforms_are_those_of_the_policy() {
    let seeds = std::env::var("NAZM_TEST_SEEDS")
        .ok()
        .and_then(|n| n.parse().ok());
    let (mut checks, mut yes, mut dead_yes) = (0u64, 0u64, 0u64);
    for seed in 0..seeds.unwrap_or(400) {
        let mut story = Story::tell(seed);
        let today = story.chance.below(story.day + 4);
        let grants = grants(&mut story, today);
        let text = grants.iter().fold(String::new(), |mut text, g| {
            let role = ROLES.iter().find(|(name, _)| *name == g.role).unwrap().1;
            _ = write!(text, "{}", policy(g, role));
            text
        });
        let policies: PolicySet = text.parse().unwrap();
        let entities = entities(&story.units, today);
        let sight = Arc::new(Sight::of(&story.s, date(today)));
        let reach = Reach::of(sight, &Rulebook::neutral(), &grants);
        for u in 0..story.units.len() {
            let mut check = |action: &str, ours: bool| {
                let theirs = allowed(&policies, &entities, action, u, today);
                assert_eq!(
                    ours, theirs,
                    "seed {seed}, day {today}, {action} of u{u}\n{text}"
                );
                checks += 1;
                yes += u64::from(ours);
                dead_yes += u64::from(ours && story.units[u].closed <= today);
            };
            for doing in Doing::ALL {
                check(doing.as_str(), reach.reaches(&story.s, doing, ix(u)));
            }
            for power in Power::ALL {
                check(power.as_str(), reach.has_at(&story.s, power, ix(u)));
                let of = reach.reaches(&story.s, power.adds_to(), ix(u));
                let covered = !reach.has(power) || !of || reach.has_at(&story.s, power, ix(u));
                assert!(
                    covered,
                    "seed {seed}: {power:?} is no power over u{u}\n{text}"
                );
            }
        }
    }
    eprintln!("{checks} answers compared, {yes} of them yes, {dead_yes} about closed units");
    assert!(
        yes > checks / 20 && dead_yes > 100,
        "the cases say too little"
    );
}

#[test]
fn the_stories_hold_all_that_can_befall_a_unit() {
    let mut seen = BTreeSet::new();
    for seed in 0..100 {
        for unit in Story::tell(seed).units {
            let parts = unit.became.iter().flatten().count();
            seen.insert(match (unit.closed == NEVER, unit.whole, parts) {
                (true, ..) => "lives",
                (_, true, _) => "went whole into another",
                (_, _, 0) => "abolished",
                (_, _, 1) => "one part left",
                _ => "divided",
            });
        }
    }
    assert_eq!(seen.len(), 5, "{seen:?}");
}

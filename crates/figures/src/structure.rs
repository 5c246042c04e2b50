//! The units through time: their states, their links, the tree of any day, and
//! where a unit of one day is on another (`semantics.md` 2 and 3).

use crate::ways::{self, SHORT, Ways};
use crate::{Day, ix};
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Numbers the versions of everything that is kept in a cache.
static STAMPS: AtomicU64 = AtomicU64::new(1);

/// A number never given before: whatever changes takes a new one, so that two values
/// with one stamp are copies of each other.
pub(crate) fn new_stamp() -> u64 {
    STAMPS.fetch_add(1, Ordering::Relaxed)
}

/// Position of a unit in a [`Structure`]; meaningless outside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitIx(pub u32);

impl UnitIx {
    #[must_use]
    pub fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

/// How much of the older unit went into the newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LinkKind {
    Whole,
    Part,
    /// Closes like `Part` and says only that the two are related.
    Unknown,
}

impl LinkKind {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            LinkKind::Whole => "whole",
            LinkKind::Part => "part",
            LinkKind::Unknown => "unknown",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<LinkKind> {
        match text {
            "whole" => Some(LinkKind::Whole),
            "part" => Some(LinkKind::Part),
            "unknown" => Some(LinkKind::Unknown),
            _ => None,
        }
    }
}

/// What a unit was called, and under whom it stood, from a day until another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub from: Day,
    /// Exclusive; [`Day::MAX`] while open. Equal to `from` for a unit that opened and closed on one day.
    pub to: Day,
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent: Option<UnitIx>,
}

impl State {
    fn says_the_same(&self, other: &State) -> bool {
        self.code == other.code
            && self.name == other.name
            && self.kind == other.kind
            && self.parent == other.parent
    }
}

/// A unit: an identity whose name, code, kind and parent are dated.
#[derive(Debug, Clone)]
pub struct Unit {
    pub id: String,
    pub opened: Day,
    pub closed: Day,
    /// In order of time.
    pub states: Vec<State>,
    /// Every unit that ever stood under this one.
    children: Vec<UnitIx>,
    /// The latest day on which a structural act stands on the unit, and that act's number.
    pub last_change: (Day, u64),
}

/// A predecessor and what it became. `new` is absent for the part that went nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Link {
    pub day: Day,
    pub act: u64,
    pub old: UnitIx,
    pub new: Option<UnitIx>,
    pub kind: LinkKind,
}

/// How sure it is that the older unit lies in the newer one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    Exact,
    Part,
    Unknown,
}

impl Reach {
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Reach::Exact => "exact",
            Reach::Part => "part",
            Reach::Unknown => "unknown",
        }
    }
}

/// A listing row: a unit as it stood on a day, with the days between which that state held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed<'a> {
    pub unit: UnitIx,
    pub state: &'a State,
    pub valid_from: Day,
    pub valid_to: Day,
}

/// Looked-over trees of some days, each of one version of a structure. A copy begins without.
#[derive(Debug, Default)]
struct Deep(Mutex<VecDeque<LookedOver>>);

/// A version of a structure and a day, and the tree of it.
type LookedOver = ((u64, Day), Arc<Ways>);

/// How many days of a deep tree are kept.
const KEPT_DAYS: usize = 8;

impl Clone for Deep {
    fn clone(&self) -> Deep {
        Deep::default()
    }
}

impl Deep {
    fn ways(&self, name: (u64, Day), make: impl FnOnce() -> Ways) -> Arc<Ways> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, ways)) = kept.iter().find(|(n, _)| *n == name) {
            return ways.clone();
        }
        let ways = Arc::new(make());
        kept.retain(|((stamp, _), _)| *stamp == name.0);
        kept.push_front((name, ways.clone()));
        kept.truncate(KEPT_DAYS);
        ways
    }
}

/// All units and links that the record knows of.
#[derive(Debug, Clone, Default)]
pub struct Structure {
    units: Vec<Unit>,
    links: Vec<Link>,
    by_id: HashMap<String, UnitIx>,
    by_code: HashMap<String, Vec<UnitIx>>,
    links_from: HashMap<UnitIx, Vec<usize>>,
    links_to: HashMap<UnitIx, Vec<usize>>,
    code_changes: HashMap<String, (Day, u64)>,
    adopted: HashSet<(UnitIx, UnitIx)>,
    /// Where units stand in lines other than the default one; see [`crate::lines`].
    pub(crate) stands: Vec<crate::lines::Stand>,
    stamp: u64,
    deep: Deep,
}

impl Structure {
    #[must_use]
    pub fn len(&self) -> usize {
        self.units.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.units.is_empty()
    }

    pub fn all(&self) -> impl Iterator<Item = UnitIx> + use<> {
        (0..u32::try_from(self.units.len()).unwrap_or(u32::MAX)).map(UnitIx)
    }

    /// Which version of the structure this is: every change takes a new number, and two
    /// structures with one number are copies of each other.
    #[must_use]
    pub fn stamp(&self) -> u64 {
        self.stamp
    }

    #[must_use]
    pub fn unit(&self, u: UnitIx) -> &Unit {
        &self.units[u.index()]
    }

    #[must_use]
    pub fn find(&self, id: &str) -> Option<UnitIx> {
        self.by_id.get(id).copied()
    }

    #[must_use]
    pub fn links(&self) -> &[Link] {
        &self.links
    }

    pub fn links_out(&self, u: UnitIx) -> impl Iterator<Item = &Link> {
        self.links_from
            .get(&u)
            .into_iter()
            .flatten()
            .map(|&i| &self.links[i])
    }

    pub fn links_in(&self, u: UnitIx) -> impl Iterator<Item = &Link> {
        self.links_to
            .get(&u)
            .into_iter()
            .flatten()
            .map(|&i| &self.links[i])
    }

    #[must_use]
    pub fn is_open(&self, u: UnitIx, on: Day) -> bool {
        let unit = self.unit(u);
        unit.opened <= on && on < unit.closed
    }

    /// The state at the end of the day, whether or not the unit is open then.
    #[must_use]
    pub fn state(&self, u: UnitIx, on: Day) -> Option<&State> {
        let states = &self.unit(u).states;
        let after = states.partition_point(|s| s.from <= on);
        states.get(after.checked_sub(1)?)
    }

    #[must_use]
    pub fn last_state(&self, u: UnitIx) -> Option<&State> {
        self.unit(u).states.last()
    }

    /// The unit that bears the code on the day. A code is not a unit: who bears it changes.
    #[must_use]
    pub fn bearer(&self, code: &str, on: Day) -> Option<UnitIx> {
        self.by_code
            .get(code)?
            .iter()
            .copied()
            .find(|&u| self.is_open(u, on) && self.state(u, on).is_some_and(|s| s.code == code))
    }

    /// Every unit that ever bore the code, in order of opening.
    #[must_use]
    pub fn bearers(&self, code: &str) -> &[UnitIx] {
        self.by_code.get(code).map_or(&[], Vec::as_slice)
    }

    /// The latest day on which a structural act stands on the code, and that act.
    #[must_use]
    pub fn last_code_change(&self, code: &str) -> Option<(Day, u64)> {
        self.code_changes.get(code).copied()
    }

    #[must_use]
    pub fn parent(&self, u: UnitIx, on: Day) -> Option<UnitIx> {
        self.state(u, on).and_then(|s| s.parent)
    }

    /// Units standing directly under `u` at the end of the day.
    #[must_use]
    pub fn children(&self, u: UnitIx, on: Day) -> Vec<UnitIx> {
        let under = |&c: &UnitIx| self.is_open(c, on) && self.parent(c, on) == Some(u);
        self.unit(u)
            .children
            .iter()
            .copied()
            .filter(under)
            .collect()
    }

    /// Every unit that ever stood under `u`.
    #[must_use]
    pub fn ever_children(&self, u: UnitIx) -> &[UnitIx] {
        &self.unit(u).children
    }

    /// Units without a parent on the day.
    #[must_use]
    pub fn roots(&self, on: Day) -> Vec<UnitIx> {
        self.all()
            .filter(|&u| self.is_open(u, on) && self.parent(u, on).is_none())
            .collect()
    }

    /// Whether `u` is `top` or stands below it on the day.
    #[must_use]
    pub fn is_within(&self, u: UnitIx, top: UnitIx, on: Day) -> bool {
        let mut way = self.way_up(u, on);
        if way.by_ref().take(SHORT).any(|x| x == top) {
            return true;
        }
        way.next().is_some() && self.ways(on).within(u.0, top.0)
    }

    /// The unit itself, its parent, and so on to the root.
    pub fn way_up(&self, u: UnitIx, on: Day) -> impl Iterator<Item = UnitIx> {
        // a cycle is refused when it would be recorded; the bound keeps a tampered record from hanging
        std::iter::successors(Some(u), move |at| self.parent(*at, on)).take(self.units.len() + 1)
    }

    /// [`Structure::way_up`], walked. A tree may be as deep as it has units: who asks of every
    /// unit asks [`Structure::is_within`] or adds up from below.
    #[must_use]
    pub fn ancestors(&self, u: UnitIx, on: Day) -> Vec<UnitIx> {
        self.way_up(u, on).collect()
    }

    /// How many units are above on the day.
    #[must_use]
    pub fn depth(&self, u: UnitIx, on: Day) -> usize {
        let mut way = self.way_up(u, on).skip(1);
        let depth = way.by_ref().take(SHORT).count();
        match way.next() {
            Some(_) => ix(self.ways(on).depth(u.0)),
            None => depth,
        }
    }

    /// The unit directly below `top` (below nothing, when there is none) that contains `u` on the
    /// day; none for `top` itself and for what lies elsewhere.
    #[must_use]
    pub fn below(&self, u: UnitIx, top: Option<UnitIx>, on: Day) -> Option<UnitIx> {
        let mut last = None;
        let mut way = self.way_up(u, on);
        for x in way.by_ref().take(SHORT) {
            if Some(x) == top {
                return last;
            }
            last = Some(x);
        }
        if way.next().is_none() {
            return last.filter(|_| top.is_none());
        }
        let ways = self.ways(on);
        let found = match top {
            Some(top) => ways.below(u.0, top.0),
            None => Some(ways.root(u.0)),
        };
        found.map(UnitIx)
    }

    /// The ways up the tree of a day, for trees that are too deep to be walked for every unit.
    fn ways(&self, on: Day) -> Arc<Ways> {
        self.deep.ways((self.stamp, on), || {
            let parent = |u| self.parent(u, on).map_or(ways::NONE, |p| p.0);
            Ways::new(self.all().map(parent).collect())
        })
    }

    /// What the unit has become by the day: itself while it is open, then its only whole successor,
    /// and so on. One that closed without such a successor stays what it was.
    #[must_use]
    pub fn followed(&self, u: UnitIx, on: Day) -> UnitIx {
        let mut at = u;
        // a circle is refused when it would be recorded; the bound keeps a tampered record from hanging
        for _ in 0..self.units.len() {
            let closed = self.unit(at).closed;
            if closed > on {
                return at;
            }
            let whole = |l: &&Link| l.day == closed && l.kind == LinkKind::Whole;
            let mut heirs = self.links_out(at).filter(whole).filter_map(|l| l.new);
            match (heirs.next(), heirs.next()) {
                (Some(heir), None) => at = heir,
                _ => return at,
            }
        }
        at
    }

    /// The lowest unit that contains all of them on the day; none when only the whole record does.
    #[must_use]
    pub fn lowest_common(&self, units: &[UnitIx], on: Day) -> Option<UnitIx> {
        let (first, rest) = units.split_first()?;
        rest.iter()
            .try_fold(*first, |low, u| self.meet(low, *u, on))
    }

    /// Where two ways up meet.
    fn meet(&self, a: UnitIx, b: UnitIx, on: Day) -> Option<UnitIx> {
        if a == b {
            return Some(a);
        }
        let short = |u| -> Vec<UnitIx> { self.way_up(u, on).take(SHORT + 1).collect() };
        let (x, y) = (short(a), short(b));
        if x.len().max(y.len()) <= SHORT {
            return x.into_iter().find(|u| y.contains(u));
        }
        self.ways(on).lowest(a.0, b.0).map(UnitIx)
    }

    /// The units open on the day, by code, each with the days its present state holds.
    #[must_use]
    pub fn listing(&self, on: Day) -> Vec<Listed<'_>> {
        let mut rows: Vec<_> = self.all().filter_map(|u| self.listed(u, on)).collect();
        rows.sort_by(|a, b| a.state.code.cmp(&b.state.code));
        rows
    }

    /// One row of [`Structure::listing`]; none when the unit is not open on the day.
    #[must_use]
    pub fn listed(&self, u: UnitIx, on: Day) -> Option<Listed<'_>> {
        if !self.is_open(u, on) {
            return None;
        }
        let states = &self.unit(u).states;
        let at = states.partition_point(|s| s.from <= on).checked_sub(1)?;
        let state = states.get(at)?;
        let same = |s: &&State| s.says_the_same(state);
        let earlier = states[..at].iter().rev().take_while(same).last();
        let later = states[at..].iter().take_while(same).last();
        Some(Listed {
            unit: u,
            state,
            valid_from: earlier.map_or(state.from, |s| s.from),
            valid_to: later.map_or(state.to, |s| s.to),
        })
    }

    /// Where the unit, open on `on`, is on `to`; the key `None` stands for nowhere.
    #[must_use]
    pub fn reach(&self, u: UnitIx, on: Day, to: Day) -> BTreeMap<Option<UnitIx>, Reach> {
        if to < on {
            self.reach_back(u, on, to)
        } else {
            self.reach_on(u, on, to)
        }
    }

    fn reach_on(&self, u: UnitIx, on: Day, to: Day) -> BTreeMap<Option<UnitIx>, Reach> {
        let (mut ends, mut doubtful) = (HashSet::new(), HashSet::new());
        let mut seen = HashSet::new();
        let mut walk = vec![(u, false)];
        while let Some((x, unknown)) = walk.pop() {
            if !seen.insert((x, unknown)) {
                continue;
            }
            let out: Vec<_> = self
                .links_out(x)
                .filter(|l| on < l.day && l.day <= to)
                .collect();
            if self.unit(x).closed > to {
                ends.insert(Some(x));
                if unknown {
                    doubtful.insert(Some(x));
                }
            } else if out.is_empty() {
                ends.insert(None);
            }
            for link in out {
                match link.new {
                    Some(n) => walk.push((n, unknown || link.kind == LinkKind::Unknown)),
                    None => _ = ends.insert(None),
                }
            }
        }
        let sure = if ends.len() == 1 && doubtful.is_empty() {
            Reach::Exact
        } else {
            Reach::Part
        };
        let certainty = |x| {
            if doubtful.contains(&x) {
                Reach::Unknown
            } else {
                sure
            }
        };
        ends.into_iter().map(|x| (x, certainty(x))).collect()
    }

    fn reach_back(&self, u: UnitIx, on: Day, to: Day) -> BTreeMap<Option<UnitIx>, Reach> {
        let mut ends = HashSet::new();
        let mut seen = HashSet::new();
        let mut walk = vec![u];
        while let Some(x) = walk.pop() {
            if !seen.insert(x) {
                continue;
            }
            let back: Vec<_> = self
                .links_in(x)
                .filter(|l| to < l.day && l.day <= on)
                .collect();
            if self.unit(x).opened <= to {
                ends.insert(Some(x));
            } else if back.is_empty() {
                ends.insert(None);
            }
            walk.extend(back.iter().map(|l| l.old));
        }
        let certainty = |x: Option<UnitIx>| match x {
            // certainty speaks of the older unit, in both directions
            Some(x) => self
                .reach_on(x, to, on)
                .get(&Some(u))
                .copied()
                .unwrap_or(Reach::Part),
            None => Reach::Unknown,
        };
        ends.into_iter().map(|x| (x, certainty(x))).collect()
    }
}

/// Building and changing: what the application of acts calls.
impl Structure {
    /// A new unit, open from `day`, with no parent yet.
    pub fn open(&mut self, id: &str, act: u64, state: State) -> UnitIx {
        self.stamp = new_stamp();
        let u = UnitIx(u32::try_from(self.units.len()).unwrap_or(u32::MAX));
        let day = state.from;
        self.by_id.insert(id.to_owned(), u);
        self.bear(&state.code, u);
        self.touch_code(&state.code, day, act);
        self.adopt(state.parent, u);
        let closed = Day::MAX;
        let unit = Unit {
            id: id.to_owned(),
            opened: day,
            closed,
            states: vec![state],
            children: Vec::new(),
            last_change: (day, act),
        };
        self.units.push(unit);
        u
    }

    /// The unit's state from `day` on. Later states must not stand (the caller has refused).
    pub fn change(&mut self, u: UnitIx, day: Day, act: u64, alter: impl FnOnce(&mut State)) {
        self.stamp = new_stamp();
        let Some(mut state) = self.state(u, day).cloned() else {
            return;
        };
        let before = state.code.clone();
        state.from = day;
        state.to = self.unit(u).closed;
        alter(&mut state);
        self.bear(&state.code, u);
        for code in [&before, &state.code] {
            self.touch_code(&code.clone(), day, act);
        }
        self.adopt(state.parent, u);
        let unit = &mut self.units[u.index()];
        unit.last_change = unit.last_change.max((day, act));
        unit.states.retain(|s| s.from < day);
        if let Some(last) = unit.states.last_mut() {
            last.to = day;
        }
        unit.states.push(state);
    }

    /// The unit closes: `day` is the first day on which it is no more.
    pub fn close(&mut self, u: UnitIx, day: Day, act: u64) {
        self.stamp = new_stamp();
        let code = self.state(u, day).map(|s| s.code.clone());
        if let Some(code) = code {
            self.touch_code(&code, day, act);
        }
        let unit = &mut self.units[u.index()];
        unit.closed = day;
        unit.last_change = unit.last_change.max((day, act));
        if let Some(last) = unit.states.last_mut() {
            last.to = day.max(last.from);
        }
    }

    pub fn link(&mut self, link: Link) {
        self.stamp = new_stamp();
        let at = self.links.len();
        self.links.push(link);
        for u in [Some(link.old), link.new].into_iter().flatten() {
            let unit = &mut self.units[u.index()];
            unit.last_change = unit.last_change.max((link.day, link.act));
        }
        self.links_from.entry(link.old).or_default().push(at);
        if let Some(new) = link.new {
            self.links_to.entry(new).or_default().push(at);
        }
    }

    /// A unit as the record holds it, all its states at once, parents to be set by [`Structure::settle`].
    pub fn load(
        &mut self,
        id: &str,
        states: Vec<State>,
        closed: Day,
        last_change: (Day, u64),
    ) -> UnitIx {
        self.stamp = new_stamp();
        let u = UnitIx(u32::try_from(self.units.len()).unwrap_or(u32::MAX));
        self.by_id.insert(id.to_owned(), u);
        for s in &states {
            self.bear(&s.code, u);
        }
        let opened = states.first().map_or(Day::MAX, |s| s.from);
        self.units.push(Unit {
            id: id.to_owned(),
            opened,
            closed,
            states,
            children: Vec::new(),
            last_change,
        });
        u
    }

    /// Notes that an act stands on a code.
    pub fn touch_code(&mut self, code: &str, day: Day, act: u64) {
        match self.code_changes.get_mut(code) {
            Some(last) => *last = (*last).max((day, act)),
            None => _ = self.code_changes.insert(code.to_owned(), (day, act)),
        }
    }

    /// Indexes children after [`Structure::load`] of all units.
    pub fn settle(&mut self) {
        self.stamp = new_stamp();
        let pairs: Vec<_> = self
            .all()
            .flat_map(|u| {
                self.unit(u)
                    .states
                    .iter()
                    .filter_map(move |s| Some((s.parent?, u)))
            })
            .collect();
        for (p, u) in pairs {
            self.adopt(Some(p), u);
        }
    }

    /// Sets the parent of one loaded state.
    pub fn set_loaded_parent(&mut self, u: UnitIx, state: usize, parent: UnitIx) {
        self.stamp = new_stamp();
        if let Some(s) = self.units[u.index()].states.get_mut(state) {
            s.parent = Some(parent);
        }
    }

    fn bear(&mut self, code: &str, u: UnitIx) {
        match self.by_code.get_mut(code) {
            Some(list) if list.contains(&u) => {}
            Some(list) => list.push(u),
            None => _ = self.by_code.insert(code.to_owned(), vec![u]),
        }
    }

    fn adopt(&mut self, parent: Option<UnitIx>, child: UnitIx) {
        if let Some(p) = parent
            && self.adopted.insert((p, child))
        {
            self.units[p.index()].children.push(child);
        }
    }
}

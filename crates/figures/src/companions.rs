//! Small cells: how many of what kind may be told without telling of anyone.
//!
//! Persons are put into groups of companions, once, when they enter, by where they entered and by
//! a shuffle of their numbers, *never looking at their kind*. An answer about any set of persons
//! tells, of the groups that lie wholly in the set, the kinds that are common enough in each, and
//! says how many persons it does not tell of.
//!
//! Hence, whatever is asked (another day, other units, an earlier knowledge, a narrower filter),
//! if companions had one another's kinds, every answer would be the same: no answer and no
//! difference of answers can tell which of them is of which kind. And since a kind is told only
//! if at least the threshold are of it and at least as many are not, nobody is told by «all» or
//! «none» either. The reasoning stands in `docs/adr/0009-small-cells.md`.

use std::collections::{BTreeMap, HashMap};

/// A person, by what orders persons as they entered.
pub type Who = u64;
/// Number of a unit's pool.
pub type Pool = u32;
/// Number of a kind: an ethnic group. [`UNKNOWN`] is no kind and never told.
pub type Kind = u32;

pub const UNKNOWN: Kind = 0;

/// Somebody who enters: the pools of the units above, from the lowest to the whole record.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub who: Who,
    pub kind: Kind,
    pub pools: Vec<Pool>,
}

/// Companions for good, with what may be told of them: perhaps nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    pub persons: Vec<Who>,
    /// Kinds that may be told, each with how many of the group are of it.
    pub told: Vec<(Kind, u32)>,
}

/// The rule in force when somebody enters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// No fewer persons of a kind are told.
    pub least: usize,
    /// Persons of a group.
    pub size: usize,
}

/// What may be told of a set of persons.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Told {
    pub kinds: BTreeMap<Kind, u64>,
    /// Persons of whom no kind is told.
    pub untold: u64,
}

/// Everybody who entered so far.
#[derive(Debug, Clone, Default)]
pub struct Companions {
    groups: Vec<Group>,
    of: HashMap<Who, u32>,
    waiting: HashMap<Pool, Vec<Newcomer>>,
}

impl Companions {
    #[must_use]
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Takes in those who entered together, by one act. Groups made before stay as they are.
    pub fn take(&mut self, newcomers: Vec<Newcomer>, rule: Rule) {
        let rule = Rule {
            least: rule.least.max(2),
            size: rule.size.max(2 * rule.least.max(2)),
        };
        // a cell is too small to be told of: companions are of the unit above it
        let many = newcomers.len() >= rule.size;
        self.fill(newcomers, 1, rule, many);
    }

    /// Fills the pools of a level. What many who came together leave over goes one level up, so
    /// that a first list leaves nobody waiting in every pool.
    fn fill(&mut self, persons: Vec<Newcomer>, level: usize, rule: Rule, many: bool) {
        let mut by_pool: BTreeMap<Pool, Vec<Newcomer>> = BTreeMap::new();
        for n in persons {
            let last = n.pools.len().saturating_sub(1);
            if let Some(pool) = n.pools.get(level.min(last)) {
                by_pool.entry(*pool).or_default().push(n);
            }
        }
        let mut left = Vec::new();
        for (pool, mut came) in by_pool {
            came.sort_by_key(|n| (shuffled(n.who), n.who));
            let mut all = self.waiting.remove(&pool).unwrap_or_default();
            all.extend(came);
            while all.len() >= rule.size {
                let rest = all.split_off(rule.size);
                self.group(&all, rule.least);
                all = rest;
            }
            let above = all.first().is_some_and(|n| level + 1 < n.pools.len());
            if many && above {
                left.extend(all);
            } else if !all.is_empty() {
                self.waiting.insert(pool, all);
            }
        }
        if !left.is_empty() {
            self.fill(left, level + 1, rule, many);
        }
    }

    fn group(&mut self, persons: &[Newcomer], least: usize) {
        let number = crate::number(self.groups.len());
        self.of.extend(persons.iter().map(|n| (n.who, number)));
        self.groups.push(Group {
            persons: persons.iter().map(|n| n.who).collect(),
            told: tellable(persons, least),
        });
    }

    /// What may be told of some persons, each named once. `changed` says of whom another kind is
    /// recorded now than when they entered: their groups are told no more.
    #[must_use]
    pub fn told(&self, persons: impl Iterator<Item = Who>, changed: impl Fn(Who) -> bool) -> Told {
        let mut there: HashMap<u32, usize> = HashMap::new();
        let mut told = Told::default();
        for who in persons {
            told.untold += 1;
            if let Some(group) = self.of.get(&who)
                && !changed(who)
            {
                *there.entry(*group).or_default() += 1;
            }
        }
        for (number, count) in there {
            let group = self.groups.get(crate::ix(number));
            let Some(group) = group.filter(|g| g.persons.len() == count) else {
                continue;
            };
            for (kind, n) in &group.told {
                *told.kinds.entry(*kind).or_default() += u64::from(*n);
                told.untold = told.untold.saturating_sub(u64::from(*n));
            }
        }
        told
    }
}

/// The kinds that may be told of companions: at least the threshold of each, and of the others
/// together either nobody or at least the threshold too; none, if everybody is of one kind, for
/// then each would be told.
fn tellable(persons: &[Newcomer], least: usize) -> Vec<(Kind, u32)> {
    let mut counts: BTreeMap<Kind, usize> = BTreeMap::new();
    for n in persons {
        *counts.entry(n.kind).or_default() += 1;
    }
    let mut told: Vec<(Kind, usize)> = counts
        .into_iter()
        .filter(|(kind, n)| *kind != UNKNOWN && *n >= least)
        .collect();
    told.sort_by_key(|(kind, n)| (std::cmp::Reverse(*n), *kind));
    let others =
        |told: &[(Kind, usize)]| persons.len() - told.iter().map(|(_, n)| n).sum::<usize>();
    while !told.is_empty() && (1..least).contains(&others(&told)) {
        // the rarest of them keeps the few others company
        told.pop();
    }
    if told.len() == 1 && others(&told) == 0 {
        return Vec::new();
    }
    let narrow = |(kind, n): (Kind, usize)| Some((kind, u32::try_from(n).ok()?));
    told.into_iter().filter_map(narrow).collect()
}

/// A number in whose order nothing of the person's own is seen (SplitMix64's last step).
fn shuffled(who: Who) -> u64 {
    let mut z = who.wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
#[path = "companions_tests.rs"]
mod tests;

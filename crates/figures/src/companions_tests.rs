//! Somebody with pencil and paper tries to find out who is of which kind: they know everybody by
//! name, where everybody is on every day, how the groups are made and who is in them, and ask
//! whatever they like.

use super::*;
use bigdecimal::BigDecimal as Number;
use bigdecimal::Zero;
use proptest::prelude::*;

const RULE: Rule = Rule { least: 3, size: 7 };

/// Persons who entered by several acts, each with a kind and the pools of a small tree.
fn people() -> impl Strategy<Value = Vec<Vec<Newcomer>>> {
    let one = (0u32..4, 1u32..4, 1u32..3);
    let act = prop::collection::vec(one, 1..24);
    prop::collection::vec(act, 1..5).prop_map(|acts| {
        let mut who = 0;
        let newcomer = |who: &mut Who, (kind, cell, commune): (u32, u32, u32)| {
            *who += 1;
            Newcomer {
                who: *who,
                kind,
                pools: vec![100 + cell * 10 + commune, 10 + commune, 1],
            }
        };
        acts.into_iter()
            .map(|act| act.into_iter().map(|p| newcomer(&mut who, p)).collect())
            .collect()
    })
}

fn entered(acts: &[Vec<Newcomer>]) -> Companions {
    let mut all = Companions::default();
    for act in acts {
        all.take(act.clone(), RULE);
    }
    all
}

/// Questions as somebody would ask them to take differences: every unit after every act, the same
/// without one person, and some sets drawn by chance.
fn questions(acts: &[Vec<Newcomer>], chance: &[u64]) -> Vec<Vec<Who>> {
    let mut asked = Vec::new();
    let mut there: Vec<&Newcomer> = Vec::new();
    for act in acts {
        there.extend(act);
        let pools: std::collections::BTreeSet<Pool> =
            there.iter().flat_map(|n| n.pools.iter().copied()).collect();
        for pool in pools {
            let of: Vec<Who> = there
                .iter()
                .filter(|n| n.pools.contains(&pool))
                .map(|n| n.who)
                .collect();
            for gone in &of {
                asked.push(of.iter().copied().filter(|w| w != gone).collect());
            }
            asked.push(of);
        }
    }
    for bits in chance {
        let drawn = there
            .iter()
            .map(|n| n.who)
            .filter(|w| bits >> (w % 64) & 1 == 1);
        asked.push(drawn.collect());
    }
    asked
}

/// The persons an answer tells of, as whoever knows the groups can work it out.
fn told_of(all: &Companions, asked: &[Who], kind: Kind) -> Vec<Who> {
    let lies_in = |g: &&Group| g.persons.iter().all(|p| asked.contains(p));
    let tells = |g: &&Group| g.told.iter().any(|(k, _)| *k == kind);
    let groups = all.groups().iter().filter(lies_in).filter(tells);
    groups.flat_map(|g| g.persons.iter().copied()).collect()
}

/// Rows of an echelon form: what is determined by the equations.
#[derive(Default)]
struct Equations(Vec<Vec<Number>>);

impl Equations {
    fn reduced(&self, mut row: Vec<Number>) -> Vec<Number> {
        for known in &self.0 {
            let Some(lead) = known.iter().position(|x| !x.is_zero()) else {
                continue;
            };
            if !row[lead].is_zero() {
                let times = &row[lead] / &known[lead];
                for (x, y) in row.iter_mut().zip(known) {
                    *x -= &times * y;
                }
            }
        }
        row
    }

    fn add(&mut self, row: Vec<Number>) {
        let row = self.reduced(row);
        if row.iter().any(|x| !x.is_zero()) {
            self.0.push(row);
        }
    }

    /// Whether the sum over these persons follows from what was told.
    fn determine(&self, row: Vec<Number>) -> bool {
        self.reduced(row).iter().all(Number::is_zero)
    }
}

fn sum_over(persons: &[Who], of: usize) -> Vec<Number> {
    let mut row = vec![Number::zero(); of];
    for p in persons {
        let at = usize::try_from(*p - 1).unwrap();
        row[at] = Number::from(1);
    }
    row
}

fn none_changed(_: Who) -> bool {
    false
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    /// Companions may have one another's kinds and no answer changes: nothing tells them apart.
    #[test]
    fn answers_stay_the_same_when_companions_change_kinds(
        acts in people(), chance in prop::collection::vec(any::<u64>(), 8), turn in 1usize..6,
    ) {
        let all = entered(&acts);
        let kinds: HashMap<Who, Kind> = acts.iter().flatten().map(|n| (n.who, n.kind)).collect();
        let mut others = kinds.clone();
        for g in all.groups() {
            for (i, p) in g.persons.iter().enumerate() {
                let from = g.persons[(i + turn) % g.persons.len()];
                others.insert(*p, kinds[&from]);
            }
        }
        let again: Vec<Vec<Newcomer>> = acts
            .iter()
            .map(|a| a.iter().map(|n| Newcomer { kind: others[&n.who], ..n.clone() }).collect())
            .collect();
        let turned = entered(&again);
        for asked in questions(&acts, &chance) {
            prop_assert_eq!(
                all.told(asked.iter().copied(), none_changed),
                turned.told(asked.iter().copied(), none_changed)
            );
        }
    }

    /// No system of answers determines a person, nor a suppressed cell, nor any few persons.
    #[test]
    fn no_equations_of_answers_determine_a_person_or_a_hidden_cell(
        acts in people(), chance in prop::collection::vec(any::<u64>(), 8),
    ) {
        let all = entered(&acts);
        let count = acts.iter().map(Vec::len).sum::<usize>();
        let asked = questions(&acts, &chance);
        for kind in 1..4 {
            let mut known = Equations::default();
            for q in &asked {
                let of = told_of(&all, q, kind);
                known.add(sum_over(&of, count));
            }
            let persons: Vec<Who> = (1..=Who::try_from(count).unwrap()).collect();
            for p in &persons {
                prop_assert!(!known.determine(sum_over(&[*p], count)), "{p} is told");
                for other in &persons {
                    if p < other {
                        prop_assert!(!known.determine(sum_over(&[*p, *other], count)));
                    }
                }
            }
            for q in &asked {
                let told = all.told(q.iter().copied(), none_changed);
                let of_kind = acts.iter().flatten().filter(|n| n.kind == kind && q.contains(&n.who));
                let hidden = of_kind.count() as u64 != told.kinds.get(&kind).copied().unwrap_or(0);
                if hidden {
                    prop_assert!(!known.determine(sum_over(q, count)), "a hidden cell is told");
                }
            }
        }
    }

    /// Everything told counts at least the threshold, also as a difference of two answers, and
    /// what is told and what is not make up the whole.
    #[test]
    fn one_person_more_or_less_changes_nothing_or_at_least_the_threshold(
        acts in people(), chance in prop::collection::vec(any::<u64>(), 8),
    ) {
        let all = entered(&acts);
        let least = RULE.least as u64;
        for asked in questions(&acts, &chance) {
            let told = all.told(asked.iter().copied(), none_changed);
            let sum: u64 = told.kinds.values().sum();
            prop_assert_eq!(sum + told.untold, asked.len() as u64);
            for without in &asked {
                let fewer = all.told(asked.iter().copied().filter(|w| w != without), none_changed);
                for kind in 0..4 {
                    let of = |t: &Told| t.kinds.get(&kind).copied().unwrap_or(0);
                    let change = of(&told) - of(&fewer);
                    prop_assert!(change == 0 || change >= least, "{change} of {kind}");
                }
            }
        }
    }

    /// Who enters later changes nothing of what was told before.
    #[test]
    fn groups_once_made_stay(acts in people()) {
        let all = entered(&acts);
        for n in 0..acts.len() {
            let before = entered(&acts[..n]);
            prop_assert_eq!(before.groups(), &all.groups()[..before.groups().len()]);
        }
    }
}

#[test]
fn the_attacker_does_find_people_when_counts_are_told_as_they_are() {
    let mut known = Equations::default();
    known.add(sum_over(&[1, 2, 3, 4, 5], 6));
    known.add(sum_over(&[1, 2, 3, 4, 5, 6], 6));
    assert!(known.determine(sum_over(&[6], 6)));
    assert!(!known.determine(sum_over(&[5], 6)));
}

fn persons(kinds: &[(Kind, usize)]) -> Vec<Newcomer> {
    let mut who = 0;
    let mut all = Vec::new();
    for (kind, n) in kinds {
        for _ in 0..*n {
            who += 1;
            all.push(Newcomer {
                who,
                kind: *kind,
                pools: vec![2, 1],
            });
        }
    }
    all
}

#[test]
fn a_kind_is_told_only_with_enough_of_it_and_enough_others() {
    let told = |kinds: &[(Kind, usize)]| tellable(&persons(kinds), 5);
    assert_eq!(told(&[(1, 15), (2, 5)]), [(1, 15), (2, 5)]);
    assert_eq!(told(&[(1, 16), (2, 4)]), []);
    assert_eq!(told(&[(1, 20)]), []);
    assert_eq!(told(&[(1, 10), (2, 6), (3, 4)]), [(1, 10)]);
    assert_eq!(told(&[(1, 10), (UNKNOWN, 10)]), [(1, 10)]);
    assert_eq!(told(&[(1, 15), (UNKNOWN, 4)]), []);
}

#[test]
fn a_group_is_told_no_more_once_one_of_it_is_gone_or_of_another_kind() {
    let mut all = Companions::default();
    let rule = Rule { least: 2, size: 10 };
    all.take(persons(&[(1, 6), (2, 4)]), rule);
    let told = all.told(1..=10, none_changed);
    assert_eq!(told.kinds, BTreeMap::from([(1, 6), (2, 4)]));
    assert_eq!(told.untold, 0);
    for fewer in [all.told(1..=9, none_changed), all.told(1..=10, |w| w == 3)] {
        assert!(fewer.kinds.is_empty() && fewer.untold >= 9);
    }
}

#[test]
fn what_a_first_list_leaves_over_in_a_commune_finds_companions_in_the_province() {
    let mut all = Companions::default();
    let of = |from: Who, pool: Pool| {
        let newcomer = move |who: Who| Newcomer {
            who,
            kind: u32::try_from(who % 2).unwrap() + 1,
            pools: vec![pool * 10, pool, 1],
        };
        (from..from + 15).map(newcomer)
    };
    let list: Vec<Newcomer> = of(1, 2).chain(of(101, 3)).collect();
    all.take(list, Rule { least: 2, size: 10 });
    assert_eq!(all.groups().len(), 3);
    let mixed = &all.groups()[2].persons;
    assert!(mixed.iter().any(|p| *p > 100) && mixed.iter().any(|p| *p < 100));
}

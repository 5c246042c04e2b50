//! What is shown of figures that touch what must not be seen. Totals are counted on full data
//! (`semantics.md` 4.12); only what is displayed is less. Members by ethnic group are told by
//! groups of companions ([`figures::companions`]), so that no answers, also of different days,
//! units and knowledges, tell of anyone. Reasons of departure are not told at all without their
//! right: the figure looks as if the breakdown did not exist.

use super::facts::Facts;
use super::question::{Filter, Question};
use super::raw::Id;
use super::rules::definition;
use crate::organisation::privacy::store;
use crate::organisation::rulebook::{
    Flow, IndicatorKind, IndicatorRule, Rulebook, Source, store as rules,
};
use crate::web::{Power, Visit};
use figures::Day;
use figures::companions::{Companions, Kind, Newcomer, Pool, Rule, UNKNOWN};
use platform::{Db, Error, Result};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// The right a figure needs beyond its unit, if any.
#[must_use]
pub fn power_for(rule: &IndicatorRule, filter: &Filter) -> Option<Power> {
    let named = rule.filter.get("flow").map_or(&[][..], Vec::as_slice);
    let mut reasons = Flow::ALL.into_iter().filter(|f| f.tells_reason());
    let all = reasons.all(|r| named.iter().any(|flow| flow == r.word()));
    let tells_reason = named.iter().any(|flow| Flow::is_reason(flow)) && !all;
    if tells_reason {
        Some(Power::Reasons)
    } else if filter.ethnic.is_some() {
        Some(Power::Sensitive)
    } else {
        None
    }
}

/// The pool of the whole record.
const WHOLE: Pool = 0;

/// Everybody's entry, followed act by act. One is enough for every knowledge: who is not yet
/// known is in no set that is asked about.
#[derive(Debug, Clone, Default)]
pub struct Entered {
    companions: Companions,
    /// The unit above each unit, as it was opened.
    above: HashMap<Id, Id>,
    pools: HashMap<Id, Pool>,
    kinds: Vec<String>,
    first: HashMap<u64, Kind>,
    until: u64,
}

impl Entered {
    /// Takes in what acts up to one brought.
    async fn follow(&mut self, db: &mut Db, book: &Rulebook, until: u64) -> Result<()> {
        let units = store::first_parents(db, self.until, until).await?;
        for (unit, parent) in units {
            let parent = (!parent.is_empty()).then(|| Id::of(&parent));
            self.above.extend(parent.map(|p| (Id::of(&unit), p)));
        }
        let newcomers = store::newcomers(db, self.until, until).await?;
        for act in newcomers.chunk_by(|a, b| a.act == b.act) {
            self.take(act, book);
        }
        self.until = until;
        Ok(())
    }

    fn take(&mut self, act: &[store::Newcomer], book: &Rulebook) {
        let day = act.iter().map(|n| n.day).max().unwrap_or(Day::MIN);
        let rule = rule(book, day);
        let mut together = Vec::with_capacity(act.len());
        for n in act {
            let kind = self.kind(&n.ethnic);
            let who = Id::of(&n.person).0;
            self.first.insert(who, kind);
            let pools = self.pools_of(Id::of(&n.unit));
            together.push(Newcomer { who, kind, pools });
        }
        // without a rule nothing is told, but everybody keeps the place they entered at
        if let Some(rule) = rule {
            self.companions.take(together, rule);
        }
    }

    fn kind(&mut self, code: &str) -> Kind {
        if code.is_empty() {
            return UNKNOWN;
        }
        let at = self.kinds.iter().position(|k| k == code);
        let at = at.unwrap_or_else(|| {
            self.kinds.push(code.to_owned());
            self.kinds.len() - 1
        });
        Kind::try_from(at + 1).unwrap_or(UNKNOWN)
    }

    fn code(&self, kind: Kind) -> &str {
        let at = usize::try_from(kind).unwrap_or(0).checked_sub(1);
        at.and_then(|i| self.kinds.get(i))
            .map_or("", String::as_str)
    }

    fn pools_of(&mut self, unit: Id) -> Vec<Pool> {
        let (mut pools, mut met) = (Vec::new(), HashSet::new());
        let mut at = (unit != Id::default()).then_some(unit);
        while let Some(u) = at {
            let next = Pool::try_from(self.pools.len() + 1).unwrap_or(Pool::MAX);
            let pool = *self.pools.entry(u).or_insert(next);
            if !met.insert(pool) {
                break;
            }
            pools.push(pool);
            at = self.above.get(&u).copied();
        }
        pools.push(WHOLE);
        pools
    }
}

fn rule(book: &Rulebook, day: Day) -> Option<Rule> {
    let value = |name: &str| usize::try_from(book.value(name, day)?).ok();
    Some(Rule {
        least: value("small_cell_least")?,
        size: value("small_cell_group")?,
    })
}

/// The entries that the server keeps.
#[derive(Default)]
pub struct Entries(tokio::sync::Mutex<Arc<Entered>>);

impl Entries {
    /// The entries up to a knowledge at least.
    pub async fn known(&self, db: &mut Db, facts: &Facts) -> Result<Arc<Entered>> {
        let mut kept = self.0.lock().await;
        if kept.until < facts.known.0 {
            // whom one is told with, the rulebook says: another one is followed from the beginning
            let changed = rules::changed_since(db, kept.until).await?;
            let before = std::mem::take(&mut *kept);
            let mut next = match changed {
                true => Entered::default(),
                false => Arc::unwrap_or_clone(before),
            };
            next.follow(db, &facts.book, facts.known.0).await?;
            *kept = Arc::new(next);
        }
        Ok(kept.clone())
    }
}

/// Members by ethnic group, as they may be shown.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ByGroup {
    /// Code of each group and how many are told, most first.
    pub told: Vec<(String, u64)>,
    /// Members of whom no group is told.
    pub untold: u64,
}

/// Who looks, as far as it matters to what figures show.
#[derive(Debug, Clone)]
pub struct Sight {
    /// May see reasons of departure, discipline and suspension.
    pub reasons: bool,
    /// Absent for who may see ethnic groups as they are.
    pub entered: Option<Arc<Entered>>,
}

impl Sight {
    /// The command line's: everything.
    #[must_use]
    pub fn whole() -> Sight {
        Sight {
            reasons: true,
            entered: None,
        }
    }

    /// By what a report made for it is kept apart from one that shows more.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match (self.reasons, self.entered.is_none()) {
            (true, true) => "whole",
            (true, false) => "reasons",
            (false, true) => "groups",
            (false, false) => "little",
        }
    }
}

impl Entered {
    /// Who is counted by a stock of members, by ethnic group; `q` asks without the group.
    pub fn by_group(&self, facts: &Facts, q: &Question) -> Result<ByGroup> {
        let listed = facts.list(q)?;
        let persons: BTreeSet<u32> = listed.iter().filter_map(|l| l.person).collect();
        let by_who: HashMap<u64, u32> =
            persons.iter().map(|p| (facts.entered_as(*p), *p)).collect();
        let changed = |who: u64| {
            let first = self.first.get(&who).map_or("", |k| self.code(*k));
            let now = by_who.get(&who).map_or(&[][..], |p| facts.traits_of(*p));
            now.iter().any(|t| facts.word(t.ethnic) != first)
        };
        let told = self.companions.told(by_who.keys().copied(), changed);
        let mut by_code: Vec<(String, u64)> = told
            .kinds
            .iter()
            .map(|(kind, n)| (self.code(*kind).to_owned(), *n))
            .collect();
        by_code.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        Ok(ByGroup {
            told: by_code,
            untold: told.untold,
        })
    }
}

/// Everybody by the group recorded for them: for who has the right.
fn as_recorded(facts: &Facts, q: &Question) -> Result<ByGroup> {
    let day = q.when.last_day();
    let listed = facts.list(q)?;
    let persons: BTreeSet<u32> = listed.iter().filter_map(|l| l.person).collect();
    let mut counts: HashMap<&str, u64> = HashMap::new();
    for person in persons {
        let on_day = facts
            .traits_of(person)
            .iter()
            .find(|t| t.from <= day && day < t.to);
        *counts
            .entry(on_day.map_or("", |t| facts.word(t.ethnic)))
            .or_default() += 1;
    }
    let untold = counts.remove("").unwrap_or(0);
    let mut told: Vec<(String, u64)> = counts
        .into_iter()
        .map(|(code, n)| (code.to_owned(), n))
        .collect();
    told.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
    Ok(ByGroup { told, untold })
}

impl Visit {
    /// A stock of members by ethnic group, as far as the visitor may see it; nothing of any other
    /// figure, since flows by kind would tell next to nothing.
    pub async fn shown_cells(&self, facts: &Arc<Facts>, q: &Question) -> Result<Option<ByGroup>> {
        let rule = definition(&facts.book, &q.indicator, q.rule_day())?;
        let stock = rule.kind == IndicatorKind::Stock && rule.source == Source::Memberships;
        if !stock || power_for(rule, &q.filter).is_some() {
            return Ok(None);
        }
        let entered = if self.may(Power::Sensitive) {
            None
        } else {
            Some(self.entered(facts).await?)
        };
        let (facts, q) = (facts.clone(), q.clone());
        let counted = tokio::task::spawn_blocking(move || match entered {
            Some(entered) => entered.by_group(&facts, &q),
            None => as_recorded(&facts, &q),
        });
        counted.await.map_err(Error::internal)?.map(Some)
    }

    async fn entered(&self, facts: &Facts) -> Result<Arc<Entered>> {
        let mut db = self.db().await?;
        self.office.entries.known(&mut db, facts).await
    }

    /// What reports made for the visitor may show.
    pub async fn sight(&self, facts: &Facts) -> Result<Sight> {
        let entered = if self.may(Power::Sensitive) {
            None
        } else {
            Some(self.entered(facts).await?)
        };
        Ok(Sight {
            reasons: self.may(Power::Reasons),
            entered,
        })
    }
}

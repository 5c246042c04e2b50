//! Columns made for a question stay for the next one, whatever its day, unit or structure,
//! and follow the record: a commit takes the old rows of the persons it changed away and
//! adds the new ones.

use super::facts::Facts;
use super::question::Filter;
use super::rows::{Among, Rows};
use crate::organisation::rulebook::IndicatorRule;
use figures::Day;
use figures::columns::{Flow, PairRow, Pairs, Stock, StockRow};
use figures::places::PlaceIx;
use platform::Result;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// More columns than this are never kept: whoever asks for so many different things is not
/// asking twice.
const MOST: usize = 256;

/// What a figure is summed from.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    pub stock: Stock,
    pub pairs: Pairs,
    /// Set for what happens in a period, instead of the two above.
    pub flow: Option<Flow>,
    /// Events of people on the way: both ends of it, and the day.
    pub between: Vec<(PlaceIx, PlaceIx, Day)>,
}

impl Columns {
    pub(super) fn of(rows: &Rows) -> Columns {
        let stock = rows.stock.iter().map(|(r, _): &(StockRow, u32)| *r);
        let pairs = rows.pairs.iter().map(|(r, _): &(PairRow, u32)| *r);
        let flow = rows.flow.iter().map(|(r, _)| *r);
        Columns {
            stock: Stock::new(stock),
            pairs: Pairs::new(pairs),
            flow: rows.edge.map(|edge| Flow::new(edge, flow)),
            between: rows.between.iter().map(|(way, _)| *way).collect(),
        }
    }

    fn take_away(&mut self, rows: &Rows) {
        rows.stock.iter().for_each(|(r, _)| self.stock.remove(*r));
        rows.pairs.iter().for_each(|(r, _)| self.pairs.remove(*r));
        if let Some(flow) = &mut self.flow {
            rows.flow.iter().for_each(|(r, _)| flow.remove(*r));
        }
        for (way, _) in &rows.between {
            let at = self.between.iter().position(|w| w == way);
            at.map(|at| self.between.swap_remove(at));
        }
    }

    fn add(&mut self, rows: &Rows) {
        rows.stock.iter().for_each(|(r, _)| self.stock.add(*r));
        rows.pairs.iter().for_each(|(r, _)| self.pairs.add(*r));
        if let Some(flow) = &mut self.flow {
            rows.flow.iter().for_each(|(r, _)| flow.add(*r));
        }
        self.between
            .extend(rows.between.iter().map(|(way, _)| *way));
    }
}

/// What a column was made for.
struct Asked {
    rule: IndicatorRule,
    filter: Filter,
    days: (Day, Day),
}

#[derive(Clone)]
struct Entry {
    asked: Arc<Asked>,
    columns: Arc<Columns>,
}

/// The columns kept.
#[derive(Default)]
pub struct Kept(Mutex<BTreeMap<String, Entry>>);

impl Clone for Kept {
    fn clone(&self) -> Kept {
        Kept(Mutex::new(self.lock().clone()))
    }
}

/// The rows of some persons in every kept column.
pub(super) struct Changed(BTreeMap<String, Rows>);

impl Changed {
    pub fn of(facts: &Facts, persons: &[u32]) -> Changed {
        let kept = facts.kept.lock();
        let among = Among::these(facts, persons);
        let rows = kept.iter().filter_map(|(key, entry)| {
            let Asked { rule, filter, days } = &*entry.asked;
            let rows = facts.rows(rule, filter, *days, &among).ok()?;
            Some((key.clone(), rows))
        });
        Changed(rows.collect())
    }
}

impl Kept {
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Entry>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes in `facts` the columns that are kept here: who asks next need not wait for them.
    pub(super) fn make_in(&self, facts: &Facts) {
        let asked: Vec<_> = self.lock().values().map(|e| e.asked.clone()).collect();
        for asked in asked {
            let Asked { rule, filter, days } = &*asked;
            let rows = || facts.rows(rule, filter, *days, &Among::everybody(facts));
            // what the rules of now do not know is not asked again either
            let _ = facts.kept.columns(rule, filter, *days, rows);
        }
    }

    /// The columns of a rule, a filter and the days they reach over, made of `rows` when they
    /// are not there yet.
    pub(super) fn columns(
        &self,
        rule: &IndicatorRule,
        filter: &Filter,
        days: (Day, Day),
        rows: impl FnOnce() -> Result<Rows>,
    ) -> Result<Arc<Columns>> {
        // the rule itself is part of the key: two versions of one code count different things
        let key = format!("{rule:?} {} {days:?}", filter.text());
        if let Some(entry) = self.lock().get(&key) {
            return Ok(Arc::clone(&entry.columns));
        }
        let columns = Arc::new(Columns::of(&rows()?));
        let mut kept = self.lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        let asked = Arc::new(Asked {
            rule: rule.clone(),
            filter: filter.clone(),
            days,
        });
        // who was first is believed: counts that rest on the same column are known by it
        let entry = kept.entry(key).or_insert(Entry { asked, columns });
        Ok(Arc::clone(&entry.columns))
    }

    /// Puts the new rows of changed persons in the place of the old ones. A column in which
    /// they are the same stays the very one it was, and with it what was counted from it.
    pub(super) fn follow(&self, old: &Changed, new: &Changed) {
        let none = Rows::default();
        let mut kept = self.lock();
        kept.retain(|key, entry| {
            let old = old.0.get(key).unwrap_or(&none);
            let new = new.0.get(key).unwrap_or(&none);
            if old == new {
                return true;
            }
            let columns = Arc::make_mut(&mut entry.columns);
            columns.take_away(old);
            columns.add(new);
            // the first ends in a column that had none yet: it is made again when asked for
            let edge = columns.flow.as_ref().map(Flow::edge);
            new.flow.is_empty() || edge == new.edge
        });
    }
}

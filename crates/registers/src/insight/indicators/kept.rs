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
use std::sync::{Arc, Mutex, PoisonError};

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

struct Entry {
    rule: IndicatorRule,
    filter: Filter,
    days: (Day, Day),
    columns: Arc<Columns>,
}

/// The columns kept.
#[derive(Default)]
pub struct Kept(Mutex<BTreeMap<String, Entry>>);

/// The rows of some persons in every kept column.
pub(super) struct Changed(BTreeMap<String, Rows>);

impl Changed {
    pub fn of(facts: &Facts, persons: &[u32]) -> Changed {
        let kept = facts.kept.0.lock().unwrap_or_else(PoisonError::into_inner);
        let among = Among::these(facts, persons);
        let rows = kept.iter().filter_map(|(key, entry)| {
            let rows = facts
                .rows(&entry.rule, &entry.filter, entry.days, &among)
                .ok()?;
            Some((key.clone(), rows))
        });
        Changed(rows.collect())
    }
}

impl Kept {
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
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = lock().get(&key) {
            return Ok(Arc::clone(&entry.columns));
        }
        let columns = Arc::new(Columns::of(&rows()?));
        let mut kept = lock();
        if kept.len() >= MOST {
            kept.clear();
        }
        let entry = Entry {
            rule: rule.clone(),
            filter: filter.clone(),
            days,
            columns: Arc::clone(&columns),
        };
        kept.insert(key, entry);
        Ok(columns)
    }

    pub(super) fn follow(&self, old: &Changed, new: &Changed) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (key, entry) in kept.iter_mut() {
            let columns = Arc::make_mut(&mut entry.columns);
            old.0
                .get(key)
                .into_iter()
                .for_each(|r| columns.take_away(r));
            new.0.get(key).into_iter().for_each(|r| columns.add(r));
        }
    }
}

//! Who came to a unit and went from it because units were reorganised: facts of an eve that other
//! units count on the day. As it was, a movement table needs it to add up (`semantics.md` 4.5).

use super::facts::Facts;
use super::list::{Listed, Seats};
use super::question::{Filter, Question, StructureChoice, When};
use super::rows::Among;
use super::rules::definition;
use figures::columns::{PairRow, StockRow};
use figures::engine::{ByReform, On};
use figures::{Day, UnitIx};
use platform::Result;
use std::collections::HashSet;

/// A member whom a reform brought to a unit or took from it.
#[derive(Debug, Clone)]
pub struct Moved {
    pub came: bool,
    /// Where the member sat on the eve; the day is that of the reform.
    pub row: Listed,
}

fn members(unit: Option<UnitIx>, day: Day) -> Question {
    Question {
        indicator: "members".to_owned(),
        unit,
        when: When::On(day),
        structure: StructureChoice::AsWas,
        filter: Filter::default(),
        rule_of: None,
    }
}

impl Facts {
    /// How many members came to every unit and went from it by reforms in `[from, until)`.
    pub fn by_reform(&self, (from, until): (Day, Day)) -> Result<ByReform> {
        let q = members(None, until.eve());
        let columns = self.columns(self.definition(&q)?, &q)?;
        let (stock, pairs) = (&columns.stock, &columns.pairs);
        Ok(self.reader().by_reform(stock, pairs, from, until))
    }

    /// The members whom [`Facts::by_reform`] counts for a unit, one by one.
    pub fn moved_by_reform(
        &self,
        unit: Option<UnitIx>,
        (from, until): (Day, Day),
    ) -> Result<Vec<Moved>> {
        let q = members(unit, until.eve());
        let rule = definition(&self.book, &q.indicator, q.rule_day())?;
        let all = Among::everybody(self);
        let rows = self.rows(rule, &q.filter, (Day::MIN, Day::MAX), &all)?;
        let stock: Vec<StockRow> = rows.stock.iter().map(|(r, _)| *r).collect();
        let pairs: Vec<PairRow> = rows.pairs.iter().map(|(r, _)| *r).collect();
        let reader = self.reader();
        let mut seats = Seats::of(self, &q);
        let mut moved = Vec::new();
        for day in reader.changes(from, until) {
            let eve = day.eve();
            let sat = |on| reader.stock_rows(&stock, unit, eve, on);
            for (came, i) in changed(&sat(On::AsWas), &sat(On::Units(day))) {
                let mut row = seats.sitting(stock[i].0, eve, eve);
                (row.person, row.day) = (Some(rows.stock[i].1), day);
                moved.push(Moved { came, row });
            }
            let was = |on| reader.pair_rows(&pairs, unit, eve, on);
            for (came, i) in changed(&was(On::AsWas), &was(On::Units(day))) {
                let mut row = seats.moving(&pairs[i], eve);
                (row.person, row.day) = (Some(rows.pairs[i].1), day);
                moved.push(Moved { came, row });
            }
        }
        Ok(moved)
    }
}

/// Positions that stand in one of two lists only, and whether it is the second.
fn changed(before: &[usize], after: &[usize]) -> Vec<(bool, usize)> {
    let (old, new): (HashSet<_>, HashSet<_>) = (before.iter().collect(), after.iter().collect());
    let went = before.iter().filter(|i| !new.contains(i));
    let came = after.iter().filter(|i| !old.contains(i));
    let went = went.map(|i| (false, *i));
    went.chain(came.map(|i| (true, *i))).collect()
}

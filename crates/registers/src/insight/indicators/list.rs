//! The list behind a figure: its rows, and where each is.

use super::facts::Facts;
use super::question::{Question, StructureChoice};
use super::raw::Id;
use super::rows::{Among, Rows};
use crate::organisation::rulebook::{IndicatorKind, Source};
use figures::columns::{Edge, PairRow, StockRow};
use figures::places::PlaceIx;
use figures::structure::State;
use figures::{Day, Structure, UnitIx};
use platform::{Error, Result};
use std::collections::HashMap;

impl Facts {
    /// The rows behind a figure: their number is the figure (of a ratio, the part above the line).
    pub fn list(&self, q: &Question) -> Result<Vec<Listed>> {
        let rule = self.definition(q)?;
        self.check(rule, q)?;
        if rule.kind == IndicatorKind::Ratio {
            return self.list(&Question {
                indicator: rule.numerator.clone(),
                ..q.clone()
            });
        }
        if rule.source.is_units() {
            let units = self.listed_units(rule, q)?.into_iter();
            return Ok(units.filter_map(|u| self.listed_unit(u, q)).collect());
        }
        if rule.source.is_papers() {
            return self.papers_listed(rule, q);
        }
        if matches!(rule.source, Source::Reforms | Source::Reports) {
            return Err(Error::refused(
                "this figure has no list of persons; the acts behind it stand in the journal",
            ));
        }
        let (from, until) = q.when.days();
        let rows = self.rows(rule, &q.filter, (from, until), &Among::everybody(self))?;
        Ok(if rows.edge.is_some() {
            self.listed_flow(&rows, q)
        } else {
            self.listed_stock(&rows, q)
        })
    }

    fn listed_flow(&self, rows: &Rows, q: &Question) -> Vec<Listed> {
        let (from, until) = q.when.days();
        let edge = rows.edge.unwrap_or(Edge::Begins);
        let facts: Vec<(PlaceIx, Day)> = rows.flow.iter().map(|(r, _)| *r).collect();
        let found = self
            .reader()
            .flow_rows((edge, &facts), q.unit, from, until, q.on());
        let own = |day: Day| if edge == Edge::Ends { day.eve() } else { day };
        let mut seats = Seats::of(self, q);
        let mut listed = Vec::with_capacity(found.len());
        for i in found {
            let (place, day) = facts[i];
            let mut row = seats.sitting(place, own(day), day);
            row.person = Some(rows.flow[i].1);
            (row.day, row.named_on) = (day, day);
            listed.push(row);
        }
        for (way, person) in &rows.between {
            let (line, on) = self.line_between(*way, q);
            let inside = |top| line.is_some_and(|u| self.structure.is_within(u, top, on));
            if from <= way.2 && way.2 < until && q.unit.is_none_or(inside) {
                let sender = seats.sitting(way.0, way.2.eve(), way.2).unit;
                listed.push(Listed {
                    person: Some(*person),
                    paper: None,
                    unit: None,
                    sender,
                    at: line,
                    part: "in-transit",
                    day: way.2,
                    named_on: way.2,
                });
            }
        }
        listed
    }

    fn listed_stock(&self, rows: &Rows, q: &Question) -> Vec<Listed> {
        let day = q.when.last_day();
        let stock: Vec<StockRow> = rows.stock.iter().map(|(r, _)| *r).collect();
        let pairs: Vec<PairRow> = rows.pairs.iter().map(|(r, _)| *r).collect();
        let reader = self.reader();
        let sitting = reader.stock_rows(&stock, q.unit, day, q.on());
        let moving = reader.pair_rows(&pairs, q.unit, day, q.on());
        let mut seats = Seats::of(self, q);
        let mut listed = Vec::with_capacity(sitting.len() + moving.len());
        for i in sitting {
            let mut row = seats.sitting(stock[i].0, day, day);
            row.person = Some(rows.stock[i].1);
            (row.day, row.named_on) = (stock[i].1, day);
            listed.push(row);
        }
        for i in moving {
            let pair = pairs[i];
            let mut row = seats.moving(&pair, day);
            row.person = Some(rows.pairs[i].1);
            row.named_on = day;
            listed.push(row);
        }
        listed
    }
}

/// Where the rows behind a figure are, place by place: many rows share one.
pub(super) struct Seats<'a> {
    facts: &'a Facts,
    /// The day whose units are asked for; each row's own day when there is none.
    on: Option<Day>,
    known: HashMap<(PlaceIx, Day, Day), Listed>,
}

impl<'a> Seats<'a> {
    pub(super) fn of(facts: &'a Facts, q: &Question) -> Seats<'a> {
        let as_was = q.structure == StructureChoice::AsWas;
        Seats {
            facts,
            on: (!as_was).then(|| q.structure_day()),
            known: HashMap::new(),
        }
    }

    /// The units that a place may be on a day, as seen from its own day; none when a part of it
    /// is nowhere.
    pub(super) fn candidates(&self, place: PlaceIx, own: Day, on: Day) -> Vec<UnitIx> {
        let s = &self.facts.structure;
        let located = figures::places::locate(s, self.facts.places.get(place), own, on);
        if located.nowhere() {
            return Vec::new();
        }
        located.candidates().to_vec()
    }

    /// Of a fact of the day: `own` is a day on which its stay lasts, the eve of what ends it.
    pub(super) fn sitting(&mut self, place: PlaceIx, own: Day, day: Day) -> Listed {
        if let Some(found) = self.known.get(&(place, own, day)) {
            return found.clone();
        }
        let on = self.on.unwrap_or(day);
        let there = self.candidates(place, own, on);
        let row = Listed {
            person: None,
            paper: None,
            unit: self.candidates(place, own, own).first().copied(),
            sender: None,
            at: self.facts.structure.lowest_common(&there, on),
            part: if there.len() == 1 { "own" } else { "remainder" },
            day: own,
            named_on: own,
        };
        self.known.insert((place, own, day), row.clone());
        row
    }

    /// On the way, each end is read on the day its stay ended or is to begin.
    pub(super) fn moving(&mut self, pair: &PairRow, day: Day) -> Listed {
        let on = self.on.unwrap_or(day);
        let sent = pair.from.eve();
        let mut row = self.sitting(pair.sender, sent, day);
        row.sender = row.unit.take();
        row.day = pair.from;
        let Some(receiver) = pair.receiver else {
            return row;
        };
        let begins = if pair.to < Day::MAX {
            pair.to
        } else {
            pair.from
        };
        let ends = [
            self.candidates(pair.sender, sent, on),
            self.candidates(receiver, begins, on),
        ];
        let known = ends.iter().all(|e| !e.is_empty());
        let s = &self.facts.structure;
        row.at = known.then(|| s.lowest_common(&ends.concat(), on)).flatten();
        row.part = "in-transit";
        row
    }
}

/// A row behind a figure.
#[derive(Debug, Clone)]
pub struct Listed {
    pub person: Option<u32>,
    /// The document or the task.
    pub paper: Option<Id>,
    /// The unit the row is about; none while in transit.
    pub unit: Option<UnitIx>,
    /// In transit: the unit that sent.
    pub sender: Option<UnitIx>,
    /// The lowest unit, on the units asked for, that contains it; none is the whole record. Of a
    /// unit that lives there, itself.
    pub at: Option<UnitIx>,
    /// Which share of that unit it belongs to: `own`, `in-transit` or `remainder`.
    pub part: &'static str,
    /// The day from which it counts, or on which it happened.
    pub day: Day,
    /// The day by whose names its unit is called: of what happened its own, of what is the last of
    /// those asked for.
    pub named_on: Day,
}

impl Listed {
    /// Code and name of a unit of the row; of one that was closed by then, as they were last.
    #[must_use]
    pub fn called<'a>(&self, s: &'a Structure, unit: UnitIx) -> Option<&'a State> {
        s.state(unit, self.named_on).or_else(|| s.last_state(unit))
    }
}

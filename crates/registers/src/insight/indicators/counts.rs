//! Counting for every unit at once: what each has of its own, in transit and as a remainder.

use super::entered::Entered;
use super::facts::Facts;
use super::kept::Columns;
use super::question::{Question, StructureChoice};
use super::rows::Among;
use crate::organisation::rulebook::{IndicatorKind, IndicatorRule, Source};
use bigdecimal::{BigDecimal, RoundingMode, Zero};
use figures::engine::Reader;
use figures::places::PlaceIx;
use figures::spread::Spread;
use figures::{Day, UnitIx};
use platform::Result;
use std::collections::HashMap;
use std::sync::Arc;

/// Where the counted rows are, unit by unit.
pub enum Counts {
    Spread(Box<Spread>, Tallies),
    /// Counted by units themselves: what each unit has.
    ByUnit(Tallies),
    Ratio {
        above: Box<Counts>,
        below: Box<Counts>,
        complement: bool,
        decimals: i64,
    },
}

/// What a unit has of a figure that is not counted person by person.
#[derive(Debug, Clone)]
pub struct Tally {
    pub total: BigDecimal,
    pub own: BigDecimal,
    pub remainder: BigDecimal,
    pub certainty: &'static str,
}

impl Tally {
    pub(super) fn none(certainty: &'static str) -> Tally {
        Tally {
            total: BigDecimal::zero(),
            own: BigDecimal::zero(),
            remainder: BigDecimal::zero(),
            certainty,
        }
    }

    pub(super) fn of(total: impl Into<BigDecimal>) -> Tally {
        Tally {
            total: total.into(),
            ..Tally::none("exact")
        }
    }
}

pub(super) type Tallies = HashMap<Option<UnitIx>, Tally>;

impl Facts {
    pub(super) fn reader(&self) -> Reader<'_> {
        Reader {
            structure: &self.structure,
            places: &self.places,
            trees: &self.trees,
        }
    }

    /// The counts of an indicator for every unit at once. Entered figures need [`Facts::entered`] first.
    pub fn counts(&self, q: &Question, entered: &Entered) -> Result<Counts> {
        let rule = self.definition(q)?;
        self.check(rule, q)?;
        if rule.kind == IndicatorKind::Ratio {
            let of = |code: &str| {
                self.counts(
                    &Question {
                        indicator: code.to_owned(),
                        ..q.clone()
                    },
                    entered,
                )
            };
            let (above, below) = (
                Box::new(of(&rule.numerator)?),
                Box::new(of(&rule.denominator)?),
            );
            let decimals = i64::from(rule.decimals.max(2));
            return Ok(Counts::Ratio {
                above,
                below,
                complement: rule.complement,
                decimals,
            });
        }
        match rule.source {
            Source::Units | Source::Cells => Ok(Counts::ByUnit(self.units_below(rule, q)?)),
            Source::Reforms => Ok(Counts::ByUnit(self.reformed(rule, q))),
            Source::Reports => Ok(Counts::ByUnit(entered.by_unit(self, q)?)),
            source if source.is_papers() => Ok(Counts::ByUnit(self.papers_counted(rule, q)?)),
            _ => {
                let columns = self.columns(rule, q)?;
                Ok(Counts::Spread(
                    Box::new(self.spread(&columns, q)),
                    self.on_the_way(&columns, q),
                ))
            }
        }
    }

    /// The columns of a question, made once and kept for all days. Days on which someone comes
    /// of a badge's years are found for the period asked for: a member has a dozen ahead.
    pub(super) fn columns(&self, rule: &IndicatorRule, q: &Question) -> Result<Arc<Columns>> {
        let days = if rule.source == Source::Badges {
            q.when.days()
        } else {
            (Day::MIN, Day::MAX)
        };
        let all = Among::everybody(self);
        self.kept.columns(rule, &q.filter, days, || {
            self.rows(rule, &q.filter, days, &all)
        })
    }

    fn spread(&self, columns: &Columns, q: &Question) -> Spread {
        let (from, until) = q.when.days();
        match &columns.flow {
            Some(flow) => self.reader().flow(flow, from, until, q.on()),
            None => {
                let (stock, pairs) = (&columns.stock, &columns.pairs);
                self.reader().stock(stock, pairs, until.eve(), q.on())
            }
        }
    }

    /// The lowest unit that contains both ends of a way, on the structure asked for, and the day
    /// on whose tree it stands.
    pub(super) fn line_between(
        &self,
        (a, b, day): (PlaceIx, PlaceIx, Day),
        q: &Question,
    ) -> (Option<UnitIx>, Day) {
        let own = day.eve();
        let on = if q.structure == StructureChoice::AsWas {
            day
        } else {
            q.structure_day()
        };
        let mut ends = Vec::new();
        for place in [a, b] {
            let located = figures::places::locate(&self.structure, self.places.get(place), own, on);
            if located.nowhere() {
                return (None, on);
            }
            ends.extend(located.candidates());
        }
        (self.structure.lowest_common(&ends, on), on)
    }

    /// Events of people on the way, by the line they belong to.
    fn on_the_way(&self, columns: &Columns, q: &Question) -> Tallies {
        let (from, until) = q.when.days();
        let asked = |way: &&(PlaceIx, PlaceIx, Day)| from <= way.2 && way.2 < until;
        let mut days: HashMap<Day, HashMap<Option<UnitIx>, i64>> = HashMap::new();
        for way in columns.between.iter().filter(asked) {
            let (line, on) = self.line_between(*way, q);
            *days.entry(on).or_default().entry(line).or_default() += 1;
        }
        let mut tallies = Tallies::new();
        let tally = |tallies: &mut Tallies, u, add: &dyn Fn(&mut Tally)| {
            add(tallies.entry(u).or_insert_with(|| Tally::none("exact")));
        };
        for (on, own) in days {
            for (u, n) in &own {
                tally(&mut tallies, *u, &|t| t.own += *n);
            }
            for (u, n) in self.summed_up(own, on) {
                tally(&mut tallies, u, &|t| t.total += n);
            }
        }
        tallies
    }
}

impl Counts {
    /// The value for a unit.
    #[must_use]
    pub fn value(&self, u: Option<UnitIx>) -> Option<BigDecimal> {
        match self {
            Counts::Spread(s, more) => Some(
                BigDecimal::from(s.total(u))
                    + more
                        .get(&u)
                        .map_or_else(BigDecimal::zero, |t| t.total.clone()),
            ),
            Counts::ByUnit(map) => Some(
                map.get(&u)
                    .map_or_else(BigDecimal::zero, |t| t.total.clone()),
            ),
            Counts::Ratio { above, below, .. } => self.ratio(above.value(u)?, below.value(u)?),
        }
    }

    /// Whether anything was said of a unit: what units report themselves is not nought where
    /// nobody reported.
    #[must_use]
    pub fn says(&self, u: Option<UnitIx>) -> bool {
        match self {
            Counts::ByUnit(map) => map.contains_key(&u),
            Counts::Spread(..) | Counts::Ratio { .. } => true,
        }
    }

    /// Of a share, what stands above and below the line.
    #[must_use]
    pub fn terms(&self) -> Option<(&Counts, &Counts)> {
        match self {
            Counts::Ratio { above, below, .. } => Some((above, below)),
            _ => None,
        }
    }

    /// 100 × above ÷ below, or what is left of 100; rounded half up. Nothing over nothing is no share.
    #[must_use]
    pub fn ratio(&self, above: BigDecimal, below: BigDecimal) -> Option<BigDecimal> {
        let Counts::Ratio {
            complement,
            decimals,
            ..
        } = self
        else {
            return None;
        };
        percent(above, &below, *complement, *decimals)
    }

    /// The part of a unit's value that lies in none of its children.
    #[must_use]
    pub fn share(&self, u: Option<UnitIx>, which: Share) -> Option<BigDecimal> {
        match self {
            Counts::Spread(s, more) => Some(match which {
                Share::Own => BigDecimal::from(s.own(u)),
                Share::Transit => {
                    more.get(&u)
                        .map_or_else(BigDecimal::zero, |t| t.own.clone())
                        + s.transit(u)
                }
                Share::Remainder => BigDecimal::from(s.remainder(u)),
            }),
            Counts::ByUnit(map) => {
                Some(map.get(&u).map_or_else(BigDecimal::zero, |t| match which {
                    Share::Own => t.own.clone(),
                    Share::Transit => BigDecimal::zero(),
                    Share::Remainder => t.remainder.clone(),
                }))
            }
            Counts::Ratio { above, below, .. } => {
                self.ratio(above.share(u, which)?, below.share(u, which)?)
            }
        }
    }

    #[must_use]
    pub fn certainty(&self, u: Option<UnitIx>) -> &'static str {
        match self {
            Counts::Spread(s, _) => s.certainty(u).as_str(),
            Counts::ByUnit(map) => map.get(&u).map_or("exact", |t| t.certainty),
            Counts::Ratio { above, below, .. } => {
                least_sure([above.certainty(u), below.certainty(u)])
            }
        }
    }
}

/// The one way a share is made (`semantics.md` 4.7): 100 × above ÷ below, or what is left of 100,
/// rounded half up. Nothing over nothing is no share.
#[must_use]
pub fn percent(
    above: BigDecimal,
    below: &BigDecimal,
    complement: bool,
    decimals: i64,
) -> Option<BigDecimal> {
    if below.is_zero() {
        return None;
    }
    let above = if complement { below - above } else { above };
    let share = BigDecimal::from(100) * above / below;
    Some(share.with_scale_round(decimals, RoundingMode::HalfUp))
}

/// The certainties, the surest first.
pub const CERTAINTIES: [&str; 4] = ["exact", "rebased", "remainder", "incomplete"];

/// The least sure of some certainties; of none, the surest.
pub fn least_sure<'c>(certainties: impl IntoIterator<Item = &'c str>) -> &'static str {
    let rank = |c: &str| CERTAINTIES.iter().position(|o| *o == c).unwrap_or(0);
    let worst = certainties.into_iter().map(rank).max().unwrap_or(0);
    CERTAINTIES[worst]
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Share {
    Own,
    Transit,
    Remainder,
}

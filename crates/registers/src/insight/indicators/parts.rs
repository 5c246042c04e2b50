//! The parts of a figure: own, each child, in transit and remainder.
//!
//! Of what happened in a period as it was, each fact counts in the tree of its own day
//! (`semantics.md` 4.4), so the children of a unit are all that stood directly below it at the end
//! of any day of the period, each with what it counted on those days and no other. With what the
//! unit has of its own, in transit and as a remainder they are its total, whatever was
//! reorganised meanwhile.

use super::answer::needs_period;
use super::counts::{Counts, Share, Tallies, Tally, least_sure};
use super::entered::Entered;
use super::facts::Facts;
use super::question::{Question, StructureChoice};
use super::rules::definition;
use crate::organisation::rulebook::{IndicatorKind, IndicatorRule, Source};
use bigdecimal::BigDecimal;
use figures::engine::Child;
use figures::{Day, UnitIx};
use platform::Result;
use std::collections::HashMap;

/// A share of a figure, as `--by children` prints it.
#[derive(Debug, Clone)]
pub struct Part {
    /// `own`, `child`, `in-transit`, `remainder` or `total`.
    pub part: &'static str,
    pub unit: Option<UnitIx>,
    pub value: Option<BigDecimal>,
    pub certainty: &'static str,
    /// Of what happened as it was: the days on which the child stood there, first and end of each
    /// stretch, the end excluded; empty when it stood there all the time.
    pub days: Vec<(Day, Day)>,
}

/// A child, its value and how sure it is as a part, and the days on which it stood there if not
/// on all.
type Below = (UnitIx, Option<BigDecimal>, &'static str, Vec<(Day, Day)>);

impl Facts {
    /// Own, each child, in transit and remainder: they add up to the total (for counts).
    pub fn parts(&self, q: &Question, entered: &Entered) -> Result<Vec<Part>> {
        let counts = self.counts(q, entered)?;
        let rule = self.definition(q)?;
        let own = self.certainty(&counts, rule, q)?;
        let part = |part, value| Part {
            part,
            unit: q.unit,
            value,
            certainty: own,
            days: Vec::new(),
        };
        let mut parts = vec![part("own", counts.share(q.unit, Share::Own))];
        for (child, value, sure, days) in self.parts_below(rule, q, &counts)? {
            let of_child = Question {
                unit: Some(child),
                ..q.clone()
            };
            parts.push(Part {
                part: "child",
                unit: Some(child),
                value,
                certainty: least_sure([sure, self.certainty(&counts, rule, &of_child)?]),
                days,
            });
        }
        parts.push(part("in-transit", counts.share(q.unit, Share::Transit)));
        parts.push(part("remainder", counts.share(q.unit, Share::Remainder)));
        parts.push(part("total", counts.value(q.unit)));
        Ok(parts)
    }

    /// Each child with its value, and its days if they are not all.
    fn parts_below(
        &self,
        rule: &IndicatorRule,
        q: &Question,
        counts: &Counts,
    ) -> Result<Vec<Below>> {
        if let Some(within) = self.within(q, counts)? {
            let below = |child: &Child| {
                let value = within.counts.value(Some(child.unit));
                let sure = if rule.source == Source::Reforms {
                    within.counts.certainty(Some(child.unit))
                } else {
                    "exact"
                };
                (child.unit, value, sure, within.some_days(child))
            };
            return Ok(within.children.iter().map(below).collect());
        }
        // a unit counts what is below it; a child is itself below its parent too
        let counted = self.counted_units(q)?;
        let below = |child| {
            let itself = BigDecimal::from(i32::from(counted.contains(&child)));
            // who reported nothing did not report nought
            let told = rule.source != Source::Reports || counts.says(Some(child));
            let value = counts.value(Some(child)).filter(|_| told);
            let value = value.map(|v| v + itself);
            (child, value, "exact", Vec::new())
        };
        let children = self.children_on(q.unit, q.structure_day());
        Ok(children.into_iter().map(below).collect())
    }

    /// The units directly below a unit on a day (below nothing, for the whole record), by code.
    fn children_on(&self, unit: Option<UnitIx>, day: Day) -> Vec<UnitIx> {
        let mut children = match unit {
            Some(u) => self.structure.children(u, day),
            None => self.structure.roots(day),
        };
        children.sort_by_key(|c| self.structure.state(*c, day).map(|s| s.code.clone()));
        children
    }
}

/// What stood directly below a unit in a period, and what it counted there.
pub struct Within {
    /// By code, then by the first day below the unit: a code may be borne by several.
    pub children: Vec<Child>,
    /// For each child, what it counted on its days below the unit.
    pub counts: Counts,
    from: Day,
    until: Day,
}

impl Within {
    /// The days of a child; none when it stood there all the time.
    #[must_use]
    pub fn some_days(&self, child: &Child) -> Vec<(Day, Day)> {
        some_days(child, self.from, self.until)
    }
}

/// The days of a child within `[from, until)`; none when they are all of them.
#[must_use]
pub fn some_days(child: &Child, from: Day, until: Day) -> Vec<(Day, Day)> {
    if child.days == [(from, until)] {
        return Vec::new();
    }
    child.days.clone()
}

/// Stretches of days as files and figures' names have them: both ends included,
/// `2025-01-01/2025-06-30`, several joined by `|`.
#[must_use]
pub fn written(days: &[(Day, Day)]) -> String {
    let stretch = |(from, until): &(Day, Day)| format!("{from}/{}", until.eve());
    let stretches: Vec<String> = days.iter().map(stretch).collect();
    stretches.join("|")
}

impl Facts {
    /// Whether a figure counts each fact in the tree of its own day, so that no one day's
    /// children are its parts.
    pub fn is_of_days(&self, q: &Question) -> Result<bool> {
        if q.structure != StructureChoice::AsWas {
            return Ok(false);
        }
        let happens = |code: &str| -> Result<bool> {
            let rule = definition(&self.book, code, q.rule_day())?;
            Ok(match rule.source {
                Source::Events | Source::Badges => true,
                Source::Documents | Source::Tasks => needs_period(rule),
                _ => false,
            })
        };
        let rule = self.definition(q)?;
        if rule.kind == IndicatorKind::Ratio {
            return Ok(happens(&rule.numerator)? || happens(&rule.denominator)?);
        }
        happens(&q.indicator)
    }

    /// The children of a period with what they counted, of a figure for which
    /// [`Facts::is_of_days`] and of what reforms joined; none for any other, whose children have
    /// the figures they have by themselves. `counts` are those of the question.
    pub fn within(&self, q: &Question, counts: &Counts) -> Result<Option<Within>> {
        let rule = self.definition(q)?;
        let (from, until) = q.when.days();
        if rule.source == Source::Reforms {
            let units = self.children_on(q.unit, q.structure_day());
            let all = |unit: &UnitIx| Child {
                unit: *unit,
                days: vec![(from, until)],
            };
            return Ok(Some(Within {
                counts: Counts::ByUnit(self.reformed_below(rule, q, &units)),
                children: units.iter().map(all).collect(),
                from,
                until,
            }));
        }
        if !self.is_of_days(q)? {
            return Ok(None);
        }
        let children = self.children_within(q.unit, from, until);
        Ok(Some(Within {
            counts: self.counted_below(q, counts, &children)?,
            children,
            from,
            until,
        }))
    }

    /// The units that stood directly below a unit (below nothing, for the whole record) at the
    /// end of any day in `[from, until)`.
    #[must_use]
    pub fn children_within(&self, unit: Option<UnitIx>, from: Day, until: Day) -> Vec<Child> {
        let mut children = self.reader().children(unit, from, until);
        let code = |c: &Child| {
            let last = c.days.last().map_or(from, |(_, end)| end.eve());
            let state = self.structure.state(c.unit, last);
            state.map(|s| s.code.clone())
        };
        children.sort_by_key(|c| (code(c), c.days.first().copied()));
        children
    }

    /// The unit directly below `top` that contains a unit on a day; none for `top` itself and for
    /// what lies elsewhere.
    #[must_use]
    pub fn child_below(&self, top: Option<UnitIx>, u: UnitIx, on: Day) -> Option<UnitIx> {
        self.structure.below(u, top, on)
    }

    fn counted_below(&self, q: &Question, counts: &Counts, children: &[Child]) -> Result<Counts> {
        Ok(match counts {
            Counts::Ratio {
                above,
                below,
                complement,
                decimals,
            } => {
                let rule = self.definition(q)?;
                let of = |code: &str, counts: &Counts| {
                    let term = Question {
                        indicator: code.to_owned(),
                        ..q.clone()
                    };
                    self.counted_below(&term, counts, children).map(Box::new)
                };
                Counts::Ratio {
                    above: of(&rule.numerator, above)?,
                    below: of(&rule.denominator, below)?,
                    complement: *complement,
                    decimals: *decimals,
                }
            }
            Counts::Spread(..) if self.is_of_days(q)? => Counts::ByUnit(self.happened_below(q)?),
            Counts::ByUnit(_) if self.is_of_days(q)? => {
                Counts::ByUnit(self.papers_below(self.definition(q)?, q)?)
            }
            // the term of a share that is a stock stands on its own day's tree, the last
            _ => {
                let until = q.when.days().1;
                let last = |c: &&Child| c.days.last().is_some_and(|(_, end)| *end == until);
                let tally = |c: &Child| {
                    let value = counts.value(Some(c.unit))?;
                    Some((Some(c.unit), Tally::of(value)))
                };
                Counts::ByUnit(children.iter().filter(last).filter_map(tally).collect())
            }
        })
    }

    fn happened_below(&self, q: &Question) -> Result<Tallies> {
        let columns = self.columns(self.definition(q)?, q)?;
        let (from, until) = q.when.days();
        let mut counted = match &columns.flow {
            Some(flow) => self.reader().flow_below(flow, q.unit, from, until),
            None => HashMap::new(),
        };
        for way in &columns.between {
            if way.2 < from || until <= way.2 {
                continue;
            }
            let (line, on) = self.line_between(*way, q);
            if let Some(child) = line.and_then(|u| self.child_below(q.unit, u, on)) {
                *counted.entry(child).or_default() += 1;
            }
        }
        let tally = |(u, n)| (Some(u), Tally::of(n));
        Ok(counted.into_iter().map(tally).collect())
    }
}

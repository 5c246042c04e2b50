//! Answering: from facts and a question to a value, its certainty and what may be asked.

pub use super::counts::{CERTAINTIES, Counts, Share, least_sure, percent};
pub use super::entered::Entered;
use super::facts::Facts;
pub use super::list::Listed;
use super::question::{Question, StructureChoice, When};
use super::rules::{definition, version};
use crate::organisation::rulebook::{IndicatorKind, IndicatorRule, Measure, Source};
use bigdecimal::BigDecimal;
use figures::{Day, UnitIx};
use platform::{Error, Result};

/// A figure: the value and what it means.
#[derive(Debug, Clone)]
pub struct Answer {
    pub indicator: String,
    pub filter: String,
    pub unit: Option<UnitIx>,
    /// Absent when there is nothing to divide by.
    pub value: Option<BigDecimal>,
    pub when: When,
    pub as_of: Day,
    pub structure: String,
    pub certainty: &'static str,
    pub measure: Measure,
    /// The version of the rule that says what is counted: its code and first day.
    pub rule: String,
}

impl Facts {
    /// The rule a question is answered by: that of its last day, unless another day's is asked for.
    pub(super) fn definition(&self, q: &Question) -> Result<&IndicatorRule> {
        definition(&self.book, &q.indicator, q.rule_day())
    }

    /// The answer for one unit.
    pub fn answer(&self, q: &Question, entered: &Entered) -> Result<Answer> {
        let counts = self.counts(q, entered)?;
        self.answer_from(&counts, q)
    }

    /// The answer for `q.unit` from counts already made for its other parts.
    pub fn answer_from(&self, counts: &Counts, q: &Question) -> Result<Answer> {
        let rule = self.definition(q)?;
        Ok(Answer {
            indicator: q.indicator.clone(),
            filter: q.filter.text(),
            unit: q.unit,
            value: counts
                .value(q.unit)
                .filter(|_| rule.source != Source::Reports || counts.says(q.unit)),
            when: q.when,
            as_of: q.when.last_day(),
            structure: match q.structure {
                StructureChoice::AsWas => "as-was".to_owned(),
                _ => q.structure_day().to_string(),
            },
            certainty: self.certainty(counts, rule, q)?,
            measure: rule.measure,
            rule: version(&self.book, &q.indicator, q.rule_day()),
        })
    }

    /// Whether the question can be asked of the indicator at all.
    pub(super) fn check(&self, rule: &IndicatorRule, q: &Question) -> Result<()> {
        check_kind(rule, q)?;
        if rule.kind == IndicatorKind::Ratio {
            return Ok(());
        }
        self.knows(rule, &q.filter)
    }

    pub(super) fn certainty(
        &self,
        counts: &Counts,
        rule: &IndicatorRule,
        q: &Question,
    ) -> Result<&'static str> {
        if rule.kind == IndicatorKind::Ratio {
            let below = definition(&self.book, &rule.denominator, q.rule_day())?;
            if self.is_incomplete(q.unit, below, q) {
                return Ok("incomplete");
            }
        } else if self.is_incomplete(q.unit, rule, q) {
            return Ok("incomplete");
        }
        if rule.source == Source::Reports && !counts.says(q.unit) {
            return Ok("incomplete");
        }
        Ok(counts.certainty(q.unit))
    }

    /// Whether a register of a unit below begins only after the first day that is counted.
    fn is_incomplete(&self, unit: Option<UnitIx>, rule: &IndicatorRule, q: &Question) -> bool {
        let no_members = matches!(
            rule.source,
            Source::Units | Source::Reforms | Source::Reports
        );
        if no_members || rule.source.is_papers() {
            return false;
        }
        if self.knows_nobody() {
            return true;
        }
        let first = if rule.kind == IndicatorKind::Flow || rule.source == Source::Badges {
            q.when.days().0
        } else {
            q.when.last_day()
        };
        let late = self.begins.iter().filter(|(_, begin)| **begin > first);
        let (on, s) = (q.structure_day(), &self.structure);
        late.map(|(u, begin)| (*u, *begin))
            .any(|(u, begin)| match unit {
                None => true,
                Some(top) => {
                    s.is_within(u, top, on)
                        || s.is_within(u, top, begin)
                        || s.unit(u).closed <= on && self.went_into(u, begin, top, on)
                }
            })
    }

    /// Whether some of a closed unit went into what stands below another.
    fn went_into(&self, u: UnitIx, then: Day, top: UnitIx, on: Day) -> bool {
        let went = self.structure.reach(u, then, on);
        let mut into = went.keys().flatten();
        into.any(|to| self.structure.is_within(*to, top, on))
    }
}

/// Whether it happens in a period, so that on a day alone it means nothing.
#[must_use]
pub fn needs_period(rule: &IndicatorRule) -> bool {
    rule.kind == IndicatorKind::Flow || rule.source == Source::Badges
}

/// Names of what may narrow an indicator that is no ratio.
#[must_use]
pub fn narrows(rule: &IndicatorRule) -> &'static [&'static str] {
    match rule.source {
        Source::Memberships => &["standing", "sex", "ethnic", "age", "years"],
        Source::Verdicts => &["standing", "sex", "ethnic", "age", "years", "rule"],
        Source::Events => &["sex", "ethnic", "age", "years"],
        Source::Badges => &["sex", "ethnic", "years"],
        Source::Units | Source::Reforms | Source::Cells => &["kind"],
        Source::Documents => &["organ", "advised-by", "kind", "subject", "state"],
        Source::Tasks => &["lead", "subject", "state"],
        Source::Coverage => &["document"],
        Source::Reports | Source::Indicators => &[],
    }
}

/// A flow belongs to a period: whether in it alone or cumulative must be said (trap T1).
fn check_kind(rule: &IndicatorRule, q: &Question) -> Result<()> {
    if needs_period(rule) && matches!(q.when, When::On(_)) {
        let why = format!(
            "«{}» happens in a period: give --period, and --cumulative for the year so far; on a day alone it means nothing",
            q.indicator
        );
        return Err(Error::refused(why));
    }
    if rule.kind != IndicatorKind::Ratio {
        let narrows = narrows(rule);
        if let Some(name) = q.filter.names().into_iter().find(|n| !narrows.contains(n)) {
            return Err(Error::refused(format!(
                "«{}» cannot be narrowed by {name}",
                q.indicator
            )));
        }
    }
    Ok(())
}

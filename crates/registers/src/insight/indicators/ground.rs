//! What counts are counted from, so that they are kept for as long as it stays the same.

use super::counted_units::officials;
use super::facts::Facts;
use super::kept::Columns;
use super::papers::Papers;
use super::question::Question;
use crate::organisation::members::standard::DQ14;
use crate::organisation::rulebook::{IndicatorKind, Rulebook, Source};
use figures::Structure;
use platform::Result;
use platform::asof::Known;
use std::sync::Arc;

/// What counts are counted from.
pub struct Rest {
    structure: Arc<Structure>,
    book: Arc<Rulebook>,
    columns: Vec<Arc<Columns>>,
    /// Of what is counted of documents and tasks: all of them.
    papers: Option<Arc<Papers>>,
    /// Of what units report: the act up to which nothing of it changed.
    reported: Option<Known>,
}

impl Rest {
    /// Whether it is the very same: a commit that touches columns, papers, units or rules makes
    /// others.
    #[must_use]
    pub fn is(&self, other: &Rest) -> bool {
        let columns = self.columns.iter().zip(&other.columns);
        let same_papers = match (&self.papers, &other.papers) {
            (Some(a), Some(b)) => Arc::ptr_eq(a, b),
            (None, None) => true,
            _ => false,
        };
        self.is_of_the_same_units(other)
            && same_papers
            && self.reported == other.reported
            && self.columns.len() == other.columns.len()
            && columns.into_iter().all(|(a, b)| Arc::ptr_eq(a, b))
    }

    /// Whether the other speaks of the same units and rules.
    #[must_use]
    pub fn is_of_the_same_units(&self, other: &Rest) -> bool {
        Arc::ptr_eq(&self.structure, &other.structure) && Arc::ptr_eq(&self.book, &other.book)
    }
}

impl Facts {
    /// What the counts of a question are counted from. Counts of one question that rest on the
    /// same are the same, whatever was recorded in between.
    pub fn ground(&self, q: &Question) -> Result<Rest> {
        let mut rest = Rest {
            structure: Arc::clone(&self.structure),
            book: Arc::clone(&self.book),
            columns: Vec::new(),
            papers: None,
            reported: None,
        };
        self.rests_on(q, &mut rest)?;
        Ok(rest)
    }

    fn rests_on(&self, q: &Question, rest: &mut Rest) -> Result<()> {
        let rule = self.definition(q)?;
        self.check(rule, q)?;
        let of = |code: &str| Question {
            indicator: code.to_owned(),
            ..q.clone()
        };
        if rule.kind == IndicatorKind::Ratio {
            self.rests_on(&of(&rule.numerator), rest)?;
            return self.rests_on(&of(&rule.denominator), rest);
        }
        match rule.source {
            Source::Units | Source::Reforms => {}
            Source::Cells => {
                if self.book.data_rule(DQ14, q.when.last_day()).is_some() {
                    let officials = officials(q);
                    let rule = self.definition(&officials)?;
                    rest.columns.push(self.columns(rule, &officials)?);
                }
            }
            Source::Reports => rest.reported = Some(self.reported),
            source if source.is_papers() => rest.papers = Some(Arc::clone(&self.papers)),
            _ => rest.columns.push(self.columns(rule, q)?),
        }
        Ok(())
    }
}

//! What narrows a figure must be something that is known: a word that neither the rulebook nor the
//! record has on any day is a slip of the pen, and no figure of nought.

use super::facts::Facts;
use super::question::Filter;
use super::raw::Word;
use crate::organisation::rulebook::{IndicatorRule, RuleId, Source};
use figures::Day;
use platform::{Error, Result};
use std::collections::BTreeSet;

/// The sexes that a record may hold; of whoever has none recorded it is empty.
const SEXES: [&str; 2] = ["female", "male"];

impl Facts {
    /// Refuses a filter whose value is known neither to the rulebook nor to the record.
    pub(super) fn knows(&self, rule: &IndicatorRule, filter: &Filter) -> Result<()> {
        let book = &self.book;
        let standing = |key: &str| book.standing(key).is_some();
        let sex = |sex: &str| SEXES.contains(&sex);
        let group = |code: &str| book.ethnic_group(code).is_some();
        let ruled = |id: &str| RuleId::parse(id).is_some_and(|r| !book.data_rules(r).is_empty());
        known("standing", &filter.standing, standing, || self.standings())?;
        known("sex", &filter.sex, sex, || self.sexes())?;
        known("ethnic", &filter.ethnic, group, || self.ethnic_groups())?;
        known("rule", &filter.rule, ruled, || self.data_rules())?;
        // kinds of documents are looked up where these are counted
        if rule.source.is_units() || rule.source == Source::Reforms {
            let named = |kind: &str| book.names_kind(kind);
            known("kind", &filter.kind, named, || self.kinds())?;
        }
        Ok(())
    }

    /// What the record has, and what the rulebook names.
    fn all(
        &self,
        own: impl Iterator<Item = Word>,
        ruled: impl Iterator<Item = String>,
    ) -> BTreeSet<String> {
        let own: BTreeSet<Word> = own.collect();
        let own = own.into_iter().map(|w| self.word(w).to_owned());
        own.chain(ruled).collect()
    }

    fn standings(&self) -> BTreeSet<String> {
        let ruled = self.book.standings().iter().map(|s| s.key.clone());
        self.all(self.stretches.iter().map(|s| s.standing), ruled)
    }

    fn sexes(&self) -> BTreeSet<String> {
        let named = SEXES.into_iter().map(str::to_owned);
        self.all(self.persons.iter().map(|p| p.sex), named)
    }

    fn ethnic_groups(&self) -> BTreeSet<String> {
        let ruled = self.book.texts("ethnic_groups", Day::LAST).iter();
        let ruled = ruled.filter_map(|g| Some(g.split_once(' ')?.0.to_owned()));
        self.all(self.persons.iter().map(|p| p.ethnic), ruled)
    }

    fn data_rules(&self) -> BTreeSet<String> {
        let ruled = (1..=RuleId::COUNT).map(RuleId);
        let ruled = ruled.filter(|id| !self.book.data_rules(*id).is_empty());
        self.all(
            self.faults.iter().map(|f| f.rule),
            ruled.map(|id| id.to_string()),
        )
    }

    /// The kinds of the units of all days; those that the rulebook alone names are passed before.
    fn kinds(&self) -> BTreeSet<String> {
        let s = &self.structure;
        let states = s.all().flat_map(|u| s.unit(u).states.iter());
        states.map(|x| x.kind.clone()).collect()
    }
}

/// Refuses a value that the rulebook does not name and that is not among all known ones. What is
/// not recorded is empty, and known.
fn known(
    name: &str,
    value: &Option<String>,
    is_named: impl Fn(&str) -> bool,
    all: impl Fn() -> BTreeSet<String>,
) -> Result<()> {
    let Some(value) = value.as_deref().filter(|v| !v.is_empty() && !is_named(v)) else {
        return Ok(());
    };
    let all = all();
    let known = all.iter().map(String::as_str).filter(|k| !k.is_empty());
    let known: Vec<&str> = known.collect();
    // where nothing is recorded for which it could be mistaken, nought is the answer
    if known.is_empty() || known.contains(&value) {
        return Ok(());
    }
    let known = known.join(", ");
    Err(Error::refused(format!(
        "narrowed by {name}, «{value}» is known neither to the rulebook nor to the record; known are {known}"
    )))
}

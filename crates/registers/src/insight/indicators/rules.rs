//! What an indicator counts: its definition, dated, from the rulebook; without one, the
//! neutral definitions of the built-in indicators.

use crate::organisation::rulebook::{Dated, IndicatorKind, IndicatorRule, Rulebook, Source, read};
use figures::Day;
use platform::{Error, Result};
use std::sync::OnceLock;

/// The definition of an indicator in force on a day.
pub fn definition<'a>(book: &'a Rulebook, code: &str, on: Day) -> Result<&'a IndicatorRule> {
    if let Some(found) = book.indicator(code, on) {
        return Ok(&found.rule);
    }
    let neutral = neutral()
        .indicator(code, Day::LAST)
        .or_else(|| neutral().indicator(code, on));
    neutral.map(|d| &d.rule).ok_or_else(|| {
        let mut known: Vec<&str> = neutral_codes();
        known.extend(book.indicators().iter().map(|d| d.key.as_str()));
        known.sort_unstable();
        known.dedup();
        Error::refused(format!(
            "no indicator «{code}» is defined on {on}; known are {}",
            known.join(", ")
        ))
    })
}

/// The version of an indicator's rule in force on a day, by its first day: a change of what a
/// code counts is a new version, and the old one can still be asked for (`semantics.md` 4.9).
#[must_use]
pub fn version(book: &Rulebook, code: &str, on: Day) -> String {
    let own = book.indicator(code, on);
    let built_in = || neutral().indicator(code, Day::LAST);
    own.or_else(built_in)
        .map_or_else(String::new, |d| format!("{code}@{}", d.valid_from))
}

/// The year whose holidays nobody listed, if the indicator rests on deadlines counted in working
/// days (`semantics.md` 1.15): those of the data standard.
#[must_use]
pub fn unlisted_holidays(book: &Rulebook, code: &str, last: Day) -> Option<i16> {
    let judges =
        |code: &str| definition(book, code, last).is_ok_and(|r| r.source == Source::Verdicts);
    let above = definition(book, code, last)
        .ok()
        .map(|r| r.numerator.as_str());
    let touched = judges(code) || above.is_some_and(judges);
    book.year_without_holidays(last).filter(|_| touched)
}

/// The codes of what units report themselves, on a day.
#[must_use]
pub fn entered_codes(book: &Rulebook, on: Day) -> Vec<String> {
    let all = book.indicators().into_iter().chain(neutral().indicators());
    let mut codes: Vec<String> = all
        .filter(|d| d.rule.kind == IndicatorKind::Entered && d.in_force(on))
        .map(|d| d.key.clone())
        .collect();
    codes.sort();
    codes.dedup();
    codes
}

fn neutral_codes() -> Vec<&'static str> {
    neutral()
        .indicators()
        .iter()
        .map(|d| d.key.as_str())
        .collect()
}

/// The indicators and bands that need no local rule: counting members, events and units means
/// the same everywhere.
fn neutral() -> &'static Rulebook {
    static NEUTRAL: OnceLock<Rulebook> = OnceLock::new();
    NEUTRAL.get_or_init(|| {
        let texts: Vec<_> = read::vietnamese()
            .iter()
            .filter(|(name, _)| ["indicators.toml", "standings.toml"].contains(name))
            .collect();
        let pairs: Vec<(&str, &str)> = texts.into_iter().map(|(n, t)| (*n, *t)).collect();
        read::texts(&pairs).map_or_else(|_| Rulebook::neutral(), Rulebook::from_rows)
    })
}

/// Bands of completed years of `age` or of membership (`years`), both ends included; the last
/// is open. The rulebook names the first year of each.
#[must_use]
pub fn bands(book: &Rulebook, which: &str, on: Day) -> Vec<(i32, Option<i32>)> {
    let name = format!("{which}_bands");
    let own = book.wholes(&name, on);
    let starts = if own.is_empty() {
        neutral().wholes(&name, on)
    } else {
        own
    };
    let starts: Vec<i32> = starts
        .iter()
        .filter_map(|y| i32::try_from(*y).ok())
        .collect();
    let next = |i: usize| starts.get(i + 1).map(|n| n - 1);
    starts
        .iter()
        .enumerate()
        .map(|(i, first)| (*first, next(i)))
        .collect()
}

/// The years of Party age that earn a badge.
#[must_use]
pub fn badge_years(book: &Rulebook, on: Day) -> Vec<i32> {
    book.wholes("badge_years", on)
        .iter()
        .filter_map(|y| i32::try_from(*y).ok())
        .collect()
}

/// Every indicator defined on a day, by code: the rulebook's, and the built-in ones it is silent of.
#[must_use]
pub fn defined(book: &Rulebook, on: Day) -> Vec<&Dated<IndicatorRule>> {
    let own = book.indicators().into_iter().filter(|d| d.in_force(on));
    let mut all: Vec<_> = own.collect();
    for built_in in neutral().indicators() {
        let shadowed = book.indicators().iter().any(|d| d.key == built_in.key);
        if !shadowed && built_in.in_force(on) {
            all.push(built_in);
        }
    }
    all
}

/// The versions of an indicator's rule, the oldest first.
#[must_use]
pub fn versions<'a>(book: &'a Rulebook, code: &str) -> Vec<&'a Dated<IndicatorRule>> {
    let of = |all: Vec<&'a Dated<IndicatorRule>>| -> Vec<_> {
        all.into_iter().filter(|d| d.key == code).collect()
    };
    let own = of(book.indicators());
    if own.is_empty() {
        return of(neutral().indicators());
    }
    own
}

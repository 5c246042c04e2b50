//! Figures of one day's units put on another day's (`semantics.md` 3.2–3.3): sums are
//! kept, what cannot be attributed stays joined, nothing is spread or copied.

use crate::Day;
use crate::structure::{Reach, Structure, UnitIx};
use bigdecimal::{BigDecimal, Zero};
use std::collections::{BTreeMap, BTreeSet};

/// Nowhere: no unit of the other day holds it.
pub const NOWHERE: &str = "-";

/// One row of the answer. `code` may name several units, joined with `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restated {
    pub code: String,
    pub value: BigDecimal,
    pub certainty: Reach,
}

/// Puts values of units open on `on` on the units of `to`.
#[must_use]
pub fn restate(s: &Structure, rows: &[(UnitIx, BigDecimal)], on: Day, to: Day) -> Vec<Restated> {
    let mut out: BTreeMap<String, BigDecimal> = BTreeMap::new();
    let mut sure: BTreeMap<String, Reach> = BTreeMap::new();
    let mut touched = BTreeSet::new();
    for (unit, value) in rows {
        let ends = s.reach(*unit, on, to);
        let mut codes: Vec<String> = ends.keys().map(|end| code_on(s, *end, to)).collect();
        codes.sort();
        let key = codes.join("|");
        *out.entry(key.clone()).or_insert_with(BigDecimal::zero) += value;
        if key == NOWHERE {
            sure.insert(key, Reach::Unknown);
        } else if codes.len() > 1 {
            touched.extend(codes.into_iter().filter(|c| c != NOWHERE));
            sure.insert(key, Reach::Part);
        }
    }
    for code in &touched {
        out.entry(code.clone()).or_insert_with(BigDecimal::zero);
    }
    let certainty = |code: &str| {
        let own = if touched.contains(code) {
            Reach::Part
        } else {
            Reach::Exact
        };
        sure.get(code).copied().unwrap_or(own)
    };
    out.into_iter()
        .map(|(code, value)| Restated {
            certainty: certainty(&code),
            code,
            value,
        })
        .collect()
}

fn code_on(s: &Structure, unit: Option<UnitIx>, on: Day) -> String {
    unit.and_then(|u| s.state(u, on))
        .map_or_else(|| NOWHERE.to_owned(), |s| s.code.clone())
}

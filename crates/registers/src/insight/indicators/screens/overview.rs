//! All figures of a unit on one page: where somebody begins who does not know the codes.

use super::address::changed;
use super::asked::{At, in_periods, quarter_of};
use super::choices::{begun_large, by_group};
use super::seen::{Seen, Sights};
use super::table::{Side, plain};
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When};
use crate::organisation::rulebook::Period;
use crate::web::Visit;
use figures::UnitIx;
use platform::Result;
use platform::text::folded;
use platform::web::Form;
use serde::Serialize;
use std::sync::Arc;

/// A figure of the page; what happens in a period has the quarter and the year so far.
#[derive(Debug, Serialize)]
pub struct Item {
    pub code: String,
    pub name: String,
    pub numbers: Vec<Number>,
}

#[derive(Debug, Serialize)]
pub struct Number {
    pub value: String,
    pub measure: &'static str,
    pub certainty: &'static str,
    /// `as-of`, `in-period` or `cumulative`.
    pub kind: &'static str,
    pub href: String,
}

#[derive(Debug, Serialize)]
pub struct Group {
    pub label: &'static str,
    pub items: Vec<Item>,
}

/// The unit of the page: the one asked for, otherwise one's own.
pub fn unit(v: &Visit, facts: &Facts, seen: &Seen) -> Option<At> {
    let (s, said) = (&facts.structure, v.query("unit"));
    if said == "*" || said.is_empty() {
        let tops = seen.tops(s);
        let own = v.own_unit(s).filter(|u| s.is_open(*u, v.asof.on));
        return match (said, own, tops.as_slice()) {
            ("*", _, _) if seen.is_whole() => Some(At::Whole),
            ("", Some(u), _) if seen.is_whole() => Some(At::Unit(u)),
            ("", _, [one]) => Some(At::Unit(*one)),
            (_, _, _) if seen.is_whole() => Some(At::Whole),
            (_, _, _) => Some(At::Mine(tops)),
        };
    }
    let found = s.find(said).or_else(|| s.bearer(said, v.asof.on));
    let open = |u: &UnitIx| s.is_open(*u, v.asof.on) && v.sees(s, *u);
    let named = || super::asked::by_name(facts, seen, said, v.asof.on);
    found.filter(open).or_else(named).map(At::Unit)
}

/// The figures in force whose name or code has the words asked for, counted.
pub async fn groups(v: &Visit, facts: &Arc<Facts>, at: &At, form: &Form) -> Result<Vec<Group>> {
    let wanted = folded(v.query("name"));
    let (mut groups, mut sights) = (Vec::new(), Sights::default());
    for (label, indicators) in by_group(v, facts) {
        let mut items = Vec::new();
        for d in indicators {
            let name = d.rule.names.in_language(v.lang.code());
            if !folded(name).contains(&wanted) && !d.key.contains(&wanted) {
                continue;
            }
            let whens = if in_periods(facts, &d.rule, v.asof.on) {
                let quarter = Period::parse(&quarter_of(v.asof.on)).ok();
                let kinds = [PeriodKind::InPeriod, PeriodKind::Cumulative];
                quarter.map_or_else(Vec::new, |p| kinds.map(|k| When::In(p, k)).to_vec())
            } else {
                vec![When::On(v.asof.on)]
            };
            let mut numbers = Vec::new();
            for when in whens {
                numbers.push(number(v, facts, (at, form), &d.key, when, &mut sights).await?);
            }
            // the last year of the calendar has days and no periods
            if numbers.is_empty() {
                continue;
            }
            items.push(Item {
                code: d.key.clone(),
                name: begun_large(name),
                numbers,
            });
        }
        if !items.is_empty() {
            groups.push(Group { label, items });
        }
    }
    Ok(groups)
}

async fn number(
    v: &Visit,
    facts: &Arc<Facts>,
    (at, form): (&At, &Form),
    code: &str,
    when: When,
    sights: &mut Sights,
) -> Result<Number> {
    let q = Question {
        indicator: code.to_owned(),
        unit: at.unit(),
        when,
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    };
    let side = Side::of(v, facts, q, sights).await?;
    let (period, kind) = match when {
        When::In(period, _) => (period.to_string(), when.kind()),
        When::On(_) => (String::new(), ""),
    };
    let value = side.total(facts, at);
    let fields = [
        ("indicator", code),
        ("period", &period),
        ("kind_of_period", kind),
    ];
    Ok(Number {
        value: plain(value.as_ref(), side.measure),
        measure: side.measure,
        certainty: side.certainty(facts, at.unit())?,
        kind: when.kind(),
        href: changed("/figures", form, &fields),
    })
}

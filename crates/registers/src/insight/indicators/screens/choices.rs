//! What can be chosen on a page of figures: indicators by what they count, what narrows them,
//! periods near the day, and ready comparisons.

use super::address::changed;
use super::asked::{in_periods, may_see, narrowed_by, quarter_of};
use crate::insight::indicators::rules::{bands, defined, definition, versions};
use crate::insight::indicators::{Facts, Question, When};
use crate::organisation::rulebook::model::Names;
use crate::organisation::rulebook::{Dated, IndicatorKind, IndicatorRule, Period, RuleId, Source};
use crate::web::{Power, Visit};
use figures::Day;
use platform::Result;
use platform::web::Form;
use serde::Serialize;
use std::collections::BTreeSet;

/// A value and what it is called.
pub type Choice = (String, String);

#[derive(Debug, Serialize)]
pub struct Group {
    /// Key of its message.
    pub label: &'static str,
    pub indicators: Vec<Choice>,
}

/// What indicators count, in the order of the page: sources, and the message of the group.
const GROUPS: [(&str, &[Source]); 10] = [
    ("figures-group-members", &[Source::Memberships]),
    ("figures-group-movement", &[Source::Events]),
    ("figures-group-standard", &[Source::Verdicts]),
    ("figures-group-badges", &[Source::Badges]),
    ("figures-group-units", &[Source::Units, Source::Cells]),
    ("figures-group-reforms", &[Source::Reforms]),
    ("figures-group-documents", &[Source::Documents]),
    ("figures-group-tasks", &[Source::Tasks]),
    ("figures-group-coverage", &[Source::Coverage]),
    ("figures-group-reported", &[Source::Reports]),
];

/// Those that people look for first come first; all others follow by code.
const FIRST: [&str; 13] = [
    "members",
    "official",
    "probationary",
    "exempt",
    "suspended",
    "in-transit",
    "women",
    "women-share",
    "admitted",
    "recognised",
    "standardised",
    "failing",
    "units-merged",
];

/// What an indicator counts; a share, what stands above its line.
fn source(facts: &Facts, rule: &IndicatorRule, on: Day) -> Source {
    if rule.kind != IndicatorKind::Ratio {
        return rule.source;
    }
    definition(&facts.book, &rule.numerator, on).map_or(rule.source, |d| d.source)
}

/// Indicators in force on the day that a visitor may see, by group.
pub fn by_group<'a>(
    v: &Visit,
    facts: &'a Facts,
) -> Vec<(&'static str, Vec<&'a Dated<IndicatorRule>>)> {
    let on = v.asof.on;
    let seen = defined(&facts.book, on).into_iter();
    let mut all: Vec<_> = seen.filter(|d| may_see(v, &d.rule)).collect();
    let place = |code: &str| FIRST.iter().position(|f| *f == code).unwrap_or(FIRST.len());
    all.sort_by_key(|d| place(&d.key));
    GROUPS
        .into_iter()
        .map(|(label, sources)| {
            let of = |d: &&&Dated<IndicatorRule>| sources.contains(&source(facts, &d.rule, on));
            (label, all.iter().filter(of).copied().collect::<Vec<_>>())
        })
        .filter(|(_, of)| !of.is_empty())
        .collect()
}

pub fn groups(v: &Visit, facts: &Facts) -> Vec<Group> {
    let name = |d: &&Dated<IndicatorRule>| {
        let name = begun_large(d.rule.names.in_language(v.lang.code()));
        (d.key.clone(), name)
    };
    by_group(v, facts)
        .into_iter()
        .map(|(label, of)| Group {
            label,
            indicators: of.iter().map(name).collect(),
        })
        .collect()
}

/// A name as a heading begins.
pub fn begun_large(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// A thing that narrows the figure, with its values.
#[derive(Debug, Serialize)]
pub struct Narrowing {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
    /// What is chosen, in words; empty for all.
    pub chosen: String,
    /// The address without it.
    pub without: String,
}

/// What may narrow the indicator of a form.
pub fn narrowings(v: &Visit, facts: &Facts, form: &Form) -> Result<Vec<Narrowing>> {
    let on = v.asof.on;
    let Ok(rule) = definition(&facts.book, form.get("indicator"), on) else {
        return Ok(Vec::new());
    };
    let mut narrowings = Vec::new();
    for name in narrowed_by(facts, rule, on) {
        let choices = match name {
            "standing" => standings(v, facts, on),
            "sex" => sexes(v)?,
            "age" | "years" => in_bands(v, facts, name, on)?,
            "kind" if source(facts, rule, on) == Source::Documents => document_kinds(v, facts, on),
            "kind" => kinds(v, facts, on),
            "organ" | "lead" => units_of(v, facts, name, on),
            "advised-by" => and_none(v, units_of(v, facts, name, on))?,
            "subject" => and_none(v, fields(v, facts, on))?,
            "state" => states(v, source(facts, rule, on))?,
            "document" => binding(facts, on),
            "rule" => data_rules(v, facts, on),
            // the ethnic group is not offered; who came with it from a report may take it away
            "ethnic" if !form.get(name).is_empty() && v.may(Power::Sensitive) => {
                let code = form.get(name).to_owned();
                let group = if code == "none" {
                    Some(v.t("privacy-not-recorded")?)
                } else {
                    facts.book.ethnic_group(&code)
                };
                vec![(code.clone(), group.unwrap_or(code))]
            }
            _ => continue,
        };
        let said = form.get(name);
        let chosen = choices.iter().find(|(value, _)| value == said);
        narrowings.push(Narrowing {
            name,
            label: v.t(label(name, source(facts, rule, on)))?,
            chosen: chosen.map_or_else(String::new, |(_, label)| label.clone()),
            without: changed("/figures", form, &[(name, "")]),
            choices,
        });
    }
    Ok(narrowings)
}

fn standings(v: &Visit, facts: &Facts, on: Day) -> Vec<Choice> {
    let counted = facts.book.standings().iter().filter(|s| s.counted);
    let choice = |key: &str| {
        let rule = facts.book.standing_on(key, on)?;
        let name = rule.names.in_language(v.lang.code()).to_owned();
        Some((key.to_owned(), name))
    };
    counted.filter_map(|s| choice(&s.key)).collect()
}

fn sexes(v: &Visit) -> Result<Vec<Choice>> {
    let choice = |value: &str, key: &str| Ok((value.to_owned(), v.t(key)?));
    ["female", "male", "none"]
        .into_iter()
        .map(|s| choice(s, &format!("figures-sex-{s}")))
        .collect()
}

/// Bands as `age` and `years` are asked for: `31-40`, `61+`.
fn in_bands(v: &Visit, facts: &Facts, which: &str, on: Day) -> Result<Vec<Choice>> {
    let band = |(low, high): (i32, Option<i32>)| {
        let from = v.texts().island(&low.to_string());
        Ok(match high {
            None => (
                format!("{low}+"),
                v.say("report-band-over", &[("from", &from)])?,
            ),
            Some(high) => {
                let to = v.texts().island(&high.to_string());
                let said = [("from", from.as_str()), ("to", to.as_str())];
                (format!("{low}-{high}"), v.say("report-band", &said)?)
            }
        })
    };
    bands(&facts.book, which, on)
        .into_iter()
        .map(band)
        .collect()
}

fn kinds(v: &Visit, facts: &Facts, on: Day) -> Vec<Choice> {
    let s = &facts.structure;
    let open = s.all().filter(|u| s.is_open(*u, on) && v.sees(s, *u));
    let kinds: BTreeSet<&str> = open
        .filter_map(|u| s.state(u, on))
        .map(|x| x.kind.as_str())
        .collect();
    let choice = |kind: &str| (kind.to_owned(), v.kind_name(facts, kind, on));
    kinds
        .into_iter()
        .filter(|k| !k.is_empty())
        .map(choice)
        .collect()
}

/// The message that names a narrowing; a kind is of a unit or of a document.
fn label(name: &str, source: Source) -> &'static str {
    match name {
        "kind" if source == Source::Documents => "figures-narrow-document-kind",
        "kind" => "figures-narrow-kind",
        "standing" => "figures-narrow-standing",
        "sex" => "figures-narrow-sex",
        "age" => "figures-narrow-age",
        "years" => "figures-narrow-years",
        "rule" => "figures-narrow-rule",
        "ethnic" => "figures-narrow-ethnic",
        "organ" => "figures-narrow-organ",
        "lead" => "figures-narrow-lead",
        "advised-by" => "figures-narrow-advised-by",
        "subject" => "figures-narrow-subject",
        "document" => "figures-narrow-document",
        _ => "figures-narrow-state",
    }
}

fn document_kinds(v: &Visit, facts: &Facts, on: Day) -> Vec<Choice> {
    let name = |names: &Names| begun_large(names.in_language(v.lang.code()));
    let kinds = facts.book.documents().kinds(on);
    kinds
        .map(|k| (k.key.clone(), name(&k.rule.names)))
        .collect()
}

fn fields(v: &Visit, facts: &Facts, on: Day) -> Vec<Choice> {
    let name = |names: &Names| begun_large(names.in_language(v.lang.code()));
    let fields = facts.book.documents().fields(on);
    fields
        .map(|f| (f.key.clone(), name(&f.rule.names)))
        .collect()
}

/// Units that advised or issued some document or lead some task, by what they are on the day.
fn units_of(v: &Visit, facts: &Facts, which: &str, on: Day) -> Vec<Choice> {
    let s = &facts.structure;
    let said = facts.papers.units(which);
    let units: BTreeSet<_> = said
        .into_iter()
        .filter_map(|id| s.find(&id.text()))
        .map(|u| s.followed(u, on))
        .filter(|u| v.sees(s, *u))
        .collect();
    let choice = |u| {
        let state = s.state(u, on)?;
        Some((state.code.clone(), state.name.clone()))
    };
    let mut all: Vec<Choice> = units.into_iter().filter_map(choice).collect();
    all.sort_by(|a, b| (&a.1, &a.0).cmp(&(&b.1, &b.0)));
    all
}

/// With what names nothing of the kind.
fn and_none(v: &Visit, mut all: Vec<Choice>) -> Result<Vec<Choice>> {
    all.push(("none".to_owned(), v.t("figures-narrow-none")?));
    Ok(all)
}

/// How far documents or tasks may have come.
fn states(v: &Visit, source: Source) -> Result<Vec<Choice>> {
    let (prefix, all): (&str, &[&str]) = if source == Source::Documents {
        ("docs-state-", &["issued", "received", "void", "reserved"])
    } else {
        let all = &[
            "issued",
            "received",
            "in-progress",
            "submitted",
            "returned",
            "accepted",
            "cancelled",
            "superseded",
        ];
        ("tasks-is-", all)
    };
    let choice = |state: &&str| Ok(((*state).to_owned(), v.t(&format!("{prefix}{state}"))?));
    all.iter().map(choice).collect()
}

/// The documents that bind units on the day.
fn binding(facts: &Facts, on: Day) -> Vec<Choice> {
    let all = facts.papers.binding(on).into_iter();
    all.map(|name| (name.clone(), name)).collect()
}

fn data_rules(v: &Visit, facts: &Facts, on: Day) -> Vec<Choice> {
    let rule = |number: u8| {
        let rule = facts.book.data_rule(RuleId(number), on)?;
        let name = rule.rule.message.in_language(v.lang.code());
        Some((rule.key.clone(), format!("{} · {name}", rule.key)))
    };
    (1..=RuleId::COUNT).filter_map(rule).collect()
}

/// Whether the indicator of a form speaks of periods.
pub fn periodic(v: &Visit, facts: &Facts, form: &Form) -> bool {
    let rule = definition(&facts.book, form.get("indicator"), v.asof.on);
    rule.is_ok_and(|r| in_periods(facts, r, v.asof.on))
}

/// Periods near the day one looks from, the newest first.
pub fn periods(v: &Visit) -> Vec<Choice> {
    let on = v.asof.on;
    let written = |p: &String| (p.clone(), v.texts().period(p).unwrap_or_else(|_| p.clone()));
    let mut codes = Vec::new();
    let mut quarter = Period::parse(&quarter_of(on)).ok();
    while let Some(p) = quarter.filter(|_| codes.len() < 9) {
        codes.push(p.to_string());
        quarter = Some(p.previous());
    }
    let year = on.year();
    let years = [year, year - 1].map(|y| format!("{y:04}"));
    codes.extend(years.into_iter().filter(|y| Period::parse(y).is_ok()));
    codes.iter().map(written).collect()
}

/// A comparison ready to be opened.
#[derive(Debug, Serialize)]
pub struct Ready {
    /// Key of its message; `day` is said in it.
    pub label: &'static str,
    pub day: String,
    pub href: String,
}

/// Comparisons people ask for: the time before, a year before, the units before the last
/// reorganisation, the rule before.
pub fn comparisons(facts: &Facts, form: &Form, q: &Question) -> Vec<Ready> {
    let mut ready = Vec::new();
    let mut add = |label, with: &str, to: String| {
        let href = changed("/figures", form, &[("with", with), ("with_to", &to)]);
        ready.push(Ready {
            label,
            day: to,
            href,
        });
    };
    match q.when {
        When::On(day) => {
            let quarter = Period::parse(&quarter_of(day)).ok();
            if let Some(p) = quarter {
                add("figures-with-before", "time", p.from().eve().to_string());
            }
            add(
                "figures-with-year-before",
                "time",
                day.plus_years(-1).to_string(),
            );
        }
        When::In(period, _) => {
            add("figures-with-before", "time", period.previous().to_string());
            add(
                "figures-with-year-before",
                "time",
                period.year_before().to_string(),
            );
        }
    }
    let s = &facts.structure;
    let reforms: BTreeSet<Day> = s.links().iter().map(|l| l.day).collect();
    if let Some(last) = reforms.range(..=q.structure_day()).next_back() {
        add("figures-ready-units", "units", last.eve().to_string());
    }
    let rules = versions(&facts.book, &q.indicator);
    if let Some(older) = rules.iter().rev().find(|d| d.valid_until <= q.rule_day()) {
        add(
            "figures-ready-rule",
            "rule",
            older.valid_until.eve().to_string(),
        );
    }
    ready
}

//! What a figures page is asked, read from its address: indicator, unit, day or period, the
//! units it stands on, what narrows it, and what it is compared with. What cannot be answered
//! is said at its field.

use super::seen::Seen;
use crate::insight::indicators::answer::{narrows, needs_period};
use crate::insight::indicators::question::Filter;
use crate::insight::indicators::rules::{definition, versions};
use crate::insight::indicators::suppress::power_for;
use crate::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When};
use crate::organisation::rulebook::{IndicatorKind, IndicatorRule, Period};
use crate::web::{Power, Visit};
use figures::{Day, Structure, UnitIx};
use platform::Result;
use platform::text::folded;
use platform::web::Form;
use std::collections::HashSet;

/// Whose figure it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum At {
    Unit(UnitIx),
    /// Above all roots.
    Whole,
    /// The highest units a visitor sees, when they have nothing above them in sight.
    Mine(Vec<UnitIx>),
}

impl At {
    pub fn unit(&self) -> Option<UnitIx> {
        match self {
            At::Unit(u) => Some(*u),
            At::Whole | At::Mine(_) => None,
        }
    }
}

/// What a figure is held against.
#[derive(Debug, Clone)]
pub struct Against {
    pub q: Question,
    /// `day`, `period`, `units`, `as-was` or `rule`: what differs.
    pub by: &'static str,
    /// The day or period that differs; empty for `as-was`.
    pub to: String,
}

/// A page asked for.
pub struct Asked {
    pub form: Form,
    pub q: Question,
    pub at: At,
    pub seen: Seen,
    pub against: Option<Against>,
}

impl Asked {
    /// What the figure can be held against; nothing by units among which its own is not.
    pub fn compared(&self, s: &Structure) -> Option<&Against> {
        let against = self.against.as_ref()?;
        let there = |u| s.is_open(u, against.q.structure_day());
        self.at.unit().is_none_or(there).then_some(against)
    }

    /// Why there is nothing beside it: the day of the other units, on which its own did not stand,
    /// and those from which or into which it came about, that stood then.
    pub fn instead(&self, s: &Structure) -> Option<(Day, Vec<UnitIx>)> {
        let (u, against) = (self.at.unit()?, self.against.as_ref()?);
        if self.compared(s).is_some() {
            return None;
        }
        let day = against.q.structure_day();
        Some((day, kin(s, u, day)))
    }
}

/// The units that stood on a day and that a unit came out of, or that came out of it.
fn kin(s: &Structure, u: UnitIx, day: Day) -> Vec<UnitIx> {
    let later = s.unit(u).opened > day;
    let (mut found, mut met, mut waiting) = (Vec::new(), HashSet::from([u]), vec![u]);
    while let Some(x) = waiting.pop() {
        let next: Vec<UnitIx> = if later {
            s.links_in(x).map(|l| l.old).collect()
        } else {
            s.links_out(x).filter_map(|l| l.new).collect()
        };
        for other in next.into_iter().filter(|o| met.insert(*o)) {
            if s.is_open(other, day) {
                found.push(other);
            } else {
                waiting.push(other);
            }
        }
    }
    found.sort_by_key(|u| s.state(*u, day).map(|x| x.code.clone()));
    found
}

/// What was asked, or the form with what is wrong with it.
pub enum Reading {
    Good(Box<Asked>),
    Bad(Form),
}

/// The names by which an address may narrow a figure.
pub const NARROWING: [&str; 13] = [
    "standing",
    "sex",
    "age",
    "years",
    "kind",
    "rule",
    "ethnic",
    "organ",
    "lead",
    "advised-by",
    "subject",
    "state",
    "document",
];

/// Reads the address of a page.
pub fn read(v: &Visit, facts: &Facts) -> Result<Reading> {
    let form = Form::new(v.query.clone());
    let mut reader = Reader { v, facts, form };
    let Some(read) = reader.all()? else {
        return Ok(Reading::Bad(reader.form));
    };
    let (q, at, seen, against) = read;
    if !reader.form.is_good() {
        return Ok(Reading::Bad(reader.form));
    }
    Ok(Reading::Good(Box::new(Asked {
        form: reader.form,
        q,
        at,
        seen,
        against,
    })))
}

struct Reader<'a> {
    v: &'a Visit,
    facts: &'a Facts,
    form: Form,
}

type Read = (Question, At, Seen, Option<Against>);

impl Reader<'_> {
    /// Says what is wrong at a field.
    fn wrong<T>(&mut self, field: &str, key: &str, said: &[(&str, &str)]) -> Result<Option<T>> {
        let text = self.v.say(key, said)?;
        self.form.error(field, text);
        Ok(None)
    }

    fn all(&mut self) -> Result<Option<Read>> {
        let code = self.form.get("indicator").to_owned();
        let on = self.v.asof.on;
        let period = Period::parse(self.form.get("period")).ok();
        let day = period.map_or(on, Period::last_day);
        let found = definition(&self.facts.book, &code, on)
            .or_else(|_| definition(&self.facts.book, &code, day));
        let Some(rule) = found.ok().filter(|r| may_see(self.v, r)).cloned() else {
            return self.wrong("indicator", "figures-wrong-indicator", &[("code", &code)]);
        };
        let Some(when) = self.when(&rule, period)? else {
            return Ok(None);
        };
        let Some(structure) = self.structure()? else {
            return Ok(None);
        };
        let mut q = Question {
            indicator: code,
            unit: None,
            when,
            structure,
            filter: Filter::default(),
            rule_of: None,
        };
        let mean = rule.kind == IndicatorKind::Entered && !rule.additive;
        if mean && q.structure_day() != when.last_day() {
            return self.wrong("structure", "figures-wrong-mean", &[]);
        }
        let seen = Seen::of(self.v, &self.facts.structure, q.structure_day())?;
        let Some(at) = self.unit(&seen, q.structure_day())? else {
            return Ok(None);
        };
        q.unit = at.unit();
        let Some(filter) = self.filter(&rule, when.last_day())? else {
            return Ok(None);
        };
        q.filter = filter;
        let Some(against) = self.against(&q, mean)? else {
            return Ok(None);
        };
        Ok(Some((q, at, seen, against)))
    }

    /// A flow is refused until the period and its kind are said (trap T1).
    fn when(&mut self, rule: &IndicatorRule, period: Option<Period>) -> Result<Option<When>> {
        if !in_periods(self.facts, rule, self.v.asof.on) {
            return Ok(Some(When::On(self.v.asof.on)));
        }
        let said = self.form.get("period").to_owned();
        if said.is_empty() {
            self.form.set("period", &quarter_of(self.v.asof.on));
            return self.wrong("period", "figures-wrong-no-period", &[]);
        }
        let Some(period) = period else {
            return self.wrong("period", "figures-wrong-period", &[("said", &said)]);
        };
        match self.form.get("kind_of_period") {
            "in-period" => Ok(Some(When::In(period, PeriodKind::InPeriod))),
            "cumulative" => Ok(Some(When::In(period, PeriodKind::Cumulative))),
            _ => self.wrong("kind_of_period", "figures-wrong-kind-of-period", &[]),
        }
    }

    fn structure(&mut self) -> Result<Option<StructureChoice>> {
        match self.form.get("structure") {
            "" => Ok(Some(StructureChoice::Default)),
            "as-was" => Ok(Some(StructureChoice::AsWas)),
            "on" => {
                let said = self.form.get("units_of").to_owned();
                match Day::parse(&said) {
                    Ok(day) => Ok(Some(StructureChoice::Units(day))),
                    Err(_) => self.wrong("units_of", "figures-wrong-day", &[("said", &said)]),
                }
            }
            _ => self.wrong("structure", "figures-wrong-structure", &[]),
        }
    }

    /// A unit by its id, its code on the day of the structure, or its name.
    fn unit(&mut self, seen: &Seen, day: Day) -> Result<Option<At>> {
        let said = self.form.get("unit").to_owned();
        let s = &self.facts.structure;
        if said.is_empty() {
            return self.default_unit(seen, day);
        }
        if said == "*" {
            if seen.is_whole() {
                return Ok(Some(At::Whole));
            }
            return Ok(Some(At::Mine(seen.tops(s))));
        }
        let by_id = s.find(&said).or_else(|| s.bearer(&said, day));
        let found = by_id.filter(|u| self.v.sees(s, *u));
        let Some(u) = found.map_or_else(|| by_name(self.facts, seen, &said, day), Some) else {
            return self.wrong("unit", "figures-wrong-unit", &[("said", &said)]);
        };
        if !s.is_open(u, day) {
            let name = s.last_state(u).map_or("", |x| x.name.as_str());
            let day = self.v.texts().day(&day.to_string());
            let day = day.map_err(platform::Error::internal)?;
            let said = [("name", name), ("day", day.as_str())];
            return self.wrong("unit", "figures-wrong-closed", &said);
        }
        let code = s.state(u, day).map_or("", |x| x.code.as_str()).to_owned();
        self.form.set("unit", &code);
        Ok(Some(At::Unit(u)))
    }

    fn default_unit(&mut self, seen: &Seen, day: Day) -> Result<Option<At>> {
        let s = &self.facts.structure;
        let tops = seen.tops(s);
        let own = self.v.own_unit(s).filter(|u| s.is_open(*u, day));
        let one = (seen.is_whole() || tops.len() == 1).then(|| own.or(tops.first().copied()));
        let at = match (one.flatten(), seen.is_whole()) {
            (Some(u), _) => At::Unit(u),
            (None, true) => At::Whole,
            (None, false) => At::Mine(tops),
        };
        let code = at.unit().and_then(|u| s.state(u, day));
        self.form.set("unit", code.map_or("*", |x| x.code.as_str()));
        Ok(Some(at))
    }

    fn filter(&mut self, rule: &IndicatorRule, day: Day) -> Result<Option<Filter>> {
        let able = narrowed_by(self.facts, rule, day);
        let mut said = Vec::new();
        for name in NARROWING {
            let value = self.form.get(name).to_owned();
            if value.is_empty() {
                continue;
            }
            if name == "ethnic" && !self.v.may(Power::Sensitive) {
                return self.wrong(name, "figures-wrong-filter", &[("said", &value)]);
            }
            if able.contains(&name) {
                let value = if value == "none" { "" } else { value.as_str() };
                said.push(format!("{name}={value}"));
            }
        }
        match Filter::parse(&said, None) {
            Ok(filter) => Ok(Some(filter)),
            Err(_) => self.wrong("age", "figures-wrong-filter", &[("said", &said.join(", "))]),
        }
    }

    /// The other side of a comparison; no comparison is one of the answers.
    fn against(&mut self, q: &Question, mean: bool) -> Result<Option<Option<Against>>> {
        let (by, to) = (
            self.form.get("with").to_owned(),
            self.form.get("with_to").to_owned(),
        );
        let other = |by, q| {
            Ok(Some(Some(Against {
                q,
                by,
                to: to.clone(),
            })))
        };
        let same_units = StructureChoice::Units(q.structure_day());
        match by.as_str() {
            "" => Ok(Some(None)),
            "as-was" => other(
                "as-was",
                Question {
                    structure: StructureChoice::AsWas,
                    ..q.clone()
                },
            ),
            "time" => match (q.when, Day::parse(&to), Period::parse(&to)) {
                (When::On(_), Ok(day), _) => {
                    let structure = if mean {
                        StructureChoice::Default
                    } else {
                        same_units
                    };
                    other(
                        "day",
                        Question {
                            when: When::On(day),
                            structure,
                            ..q.clone()
                        },
                    )
                }
                (When::In(_, kind), _, Ok(period)) => {
                    let when = When::In(period, kind);
                    other(
                        "period",
                        Question {
                            when,
                            structure: same_units,
                            ..q.clone()
                        },
                    )
                }
                _ => self.wrong("with_to", "figures-wrong-with", &[("said", &to)]),
            },
            "units" | "rule" => {
                let Ok(day) = Day::parse(&to) else {
                    return self.wrong("with_to", "figures-wrong-day", &[("said", &to)]);
                };
                if by == "rule" {
                    if !versions(&self.facts.book, &q.indicator)
                        .iter()
                        .any(|d| d.in_force(day))
                    {
                        return self.wrong("with_to", "figures-wrong-rule", &[]);
                    }
                    return other(
                        "rule",
                        Question {
                            rule_of: Some(day),
                            ..q.clone()
                        },
                    );
                }
                if mean {
                    return self.wrong("with", "figures-wrong-mean", &[]);
                }
                let structure = StructureChoice::Units(day);
                other(
                    "units",
                    Question {
                        structure,
                        ..q.clone()
                    },
                )
            }
            _ => self.wrong("with", "figures-wrong-with", &[("said", &by)]),
        }
    }
}

/// Whether a visitor may see what a figure counts.
pub fn may_see(v: &Visit, rule: &IndicatorRule) -> bool {
    power_for(rule, &Filter::default()).is_none_or(|power| v.may(power))
}

/// What may narrow a figure; a share is narrowed by what narrows both its terms.
pub fn narrowed_by(facts: &Facts, rule: &IndicatorRule, on: Day) -> Vec<&'static str> {
    if rule.kind != IndicatorKind::Ratio {
        return narrows(rule).to_vec();
    }
    let of = |code: &str| definition(&facts.book, code, on).map_or(&[][..], |r| narrows(r));
    let below = of(&rule.denominator);
    let both = of(&rule.numerator).iter().filter(|n| below.contains(n));
    both.copied().collect()
}

/// Whether a figure speaks of periods; a share does if what stands above its line does.
pub fn in_periods(facts: &Facts, rule: &IndicatorRule, on: Day) -> bool {
    if rule.kind == IndicatorKind::Ratio {
        return definition(&facts.book, &rule.numerator, on).is_ok_and(needs_period);
    }
    needs_period(rule)
}

/// The quarter of a day.
pub fn quarter_of(day: Day) -> String {
    format!("{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1)
}

/// Letters from which on the beginning of a name may stand for the whole of it.
const ENOUGH: usize = 3;

/// The only unit a name means: written in full, or so that only one unit's begins like it.
pub fn by_name(facts: &Facts, seen: &Seen, said: &str, day: Day) -> Option<UnitIx> {
    let wanted = folded(said);
    let found = named(facts, seen, said, day, 50);
    let name = |u: &UnitIx| facts.structure.state(*u, day).map(|x| folded(&x.name));
    let full = found.iter().find(|u| name(u).is_some_and(|n| n == wanted));
    let begins = |u: &UnitIx| {
        let mut words = wanted.split(' ');
        name(u).is_some_and(|n| words.all(|w| n.split(' ').any(|x| x.starts_with(w))))
    };
    full.copied().or(match found.as_slice() {
        [one] if wanted.len() >= ENOUGH && begins(one) => Some(*one),
        _ => None,
    })
}

/// Units in sight whose name has words beginning like those said, or whose code begins like it.
pub fn named(facts: &Facts, seen: &Seen, said: &str, day: Day, most: usize) -> Vec<UnitIx> {
    let s = &facts.structure;
    let wanted = folded(said);
    let words: Vec<&str> = wanted.split(' ').filter(|w| !w.is_empty()).collect();
    if words.is_empty() {
        return Vec::new();
    }
    let means = |u: &UnitIx| {
        let Some(state) = s.state(*u, day) else {
            return false;
        };
        let name = folded(&state.name);
        let begins = |w: &&str| name.split(' ').any(|n| n.starts_with(*w));
        words.iter().all(begins) || folded(&state.code).starts_with(&wanted)
    };
    let open = s.all().filter(|u| s.is_open(*u, day) && seen.sees(*u));
    let mut found: Vec<UnitIx> = open.filter(means).collect();
    // the nearest to the top first, so that a few suffice
    found.sort_by_cached_key(|u| (s.depth(*u, day), s.state(*u, day).map(|x| x.code.clone())));
    found.truncate(most);
    found
}

//! Series and the numbers they give, and who may issue what.

use super::symbols::{beyond, print_symbol};
use crate::organisation::rulebook::documents::{Form, NumberingRule, OrganRule, Per};
use crate::organisation::rulebook::{Dated, Rulebook};
use figures::{Day, Structure, UnitIx};
use std::collections::{BTreeMap, HashMap};

/// Terms and congresses by subject: label, first day, first day after.
pub type Terms = HashMap<String, Vec<(String, Day, Day)>>;

/// The subject under which a unit's terms, or the days of its congresses, are kept.
#[must_use]
pub fn term_subject(unit: &str, congress: bool) -> String {
    if congress {
        format!("term:{unit}/congress")
    } else {
        format!("term:{unit}")
    }
}

/// What numbers are taken from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    /// `series:UNIT/BODY/KIND-or-*/LABEL`
    pub subject: String,
    pub system: String,
    pub direction: String,
    pub organ: String,
    pub body: String,
    /// Key of a kind, or `*`.
    pub kind: String,
    pub label: String,
    /// Key of the numbering rule.
    pub rule: String,
    /// What the rule rests on.
    pub citation: String,
    pub first: u32,
    pub digits: usize,
    pub form: Form,
    /// The symbol of the organ in it.
    pub symbol: String,
    /// Numbers may be taken from the first day, included, to the second, excluded.
    pub from: Day,
    pub until: Day,
}

/// What is said of a number, with what the numbering rests on.
#[must_use]
pub fn numbered_by(citation: &str, said: &str) -> String {
    format!("{said} (numbered by {citation})")
}

/// What is asked of the rules: a document of a body of a unit on a day.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    pub unit: UnitIx,
    pub body: &'a str,
    pub kind: &'a str,
    pub system: &'a str,
    pub direction: &'a str,
    pub day: Day,
    /// The term or congress as the sender names it; empty: the one of the day.
    pub label: &'a str,
}

/// What the rules read.
#[derive(Clone, Copy)]
pub struct Rules<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    pub terms: &'a Terms,
}

impl Rules<'_> {
    fn name(&self, unit: UnitIx, day: Day) -> &str {
        let s = self.structure;
        let state = s.state(unit, day).or_else(|| s.last_state(unit));
        state.map_or("", |s| s.name.as_str())
    }

    /// The row that says which symbol the body bears.
    pub fn organ(&self, asked: &Asked<'_>) -> Result<&Dated<OrganRule>, String> {
        let state = self.structure.state(asked.unit, asked.day);
        let kind = state.map_or("", |s| s.kind.as_str());
        let rules = self.book.documents();
        let found = rules.organ(kind, asked.body, asked.system, asked.day);
        found.ok_or_else(|| {
            format!(
                "the rulebook gives the {} of a unit of kind «{kind}» no symbol in the {} system on {}",
                asked.body, asked.system, asked.day
            )
        })
    }

    fn numbering(&self, asked: &Asked<'_>) -> Result<&Dated<NumberingRule>, String> {
        let rules = self.book.documents();
        let found = rules.numbering(
            asked.system,
            asked.direction,
            asked.body,
            asked.kind,
            asked.day,
        );
        found.ok_or_else(|| {
            format!(
                "the rulebook numbers no {} documents of the {} system for the body «{}» on {}",
                asked.direction, asked.system, asked.body, asked.day
            )
        })
    }

    /// Why what is asked for is not issued jointly: the numbering that would hold it says of no
    /// joint documents in whose series they stand.
    pub fn joint(&self, asked: &Asked<'_>) -> Result<(), String> {
        let rule = self.numbering(asked)?;
        if rule.rule.joint == "lead" {
            return Ok(());
        }
        Err(format!(
            "the numbering «{}» says of no joint documents in whose series they stand ({}, in force from {})",
            rule.key, rule.citation, rule.valid_from
        ))
    }

    /// Which series numbers a document, or why none does.
    pub fn series(&self, asked: &Asked<'_>) -> Result<Series, String> {
        let s = self.structure;
        let unit = s.unit(asked.unit);
        if !s.is_open(asked.unit, asked.day) {
            let (name, day) = (self.name(asked.unit, asked.day), asked.day);
            return Err(if day < unit.opened {
                format!(
                    "«{name}» opened on {}: on {day} it was not there",
                    unit.opened
                )
            } else {
                format!(
                    "«{name}» closed on {}: its series ended that day and its successor numbers its own",
                    unit.closed
                )
            });
        }
        let rule = self.numbering(asked)?;
        let (label, from, until) = self.span(rule, asked)?;
        let symbol = if asked.direction == "incoming" {
            String::new()
        } else {
            self.symbol(asked, rule)?
        };
        let body = match rule.rule.bodies.first() {
            Some(first) => first.clone(),
            None => "incoming".to_owned(),
        };
        let kind = if rule.rule.kinds == "all" {
            "*"
        } else {
            asked.kind
        };
        Ok(Series {
            subject: format!(
                "series:{}/{body}/{kind}/{}",
                unit.id,
                label.replace(' ', "\u{a0}")
            ),
            system: asked.system.to_owned(),
            direction: asked.direction.to_owned(),
            organ: unit.id.clone(),
            body,
            kind: kind.to_owned(),
            label,
            rule: rule.key.clone(),
            citation: rule.citation.clone(),
            first: rule.rule.first,
            digits: rule.rule.digits,
            form: rule.rule.form,
            symbol,
            from: from.max(unit.opened),
            until: until.min(unit.closed),
        })
    }

    /// The label of the year, term or congress in which a document is numbered, or why in none.
    pub fn label(&self, asked: &Asked<'_>) -> Result<String, String> {
        let (label, ..) = self.span(self.numbering(asked)?, asked)?;
        Ok(label)
    }

    fn span(
        &self,
        rule: &Dated<NumberingRule>,
        asked: &Asked<'_>,
    ) -> Result<(String, Day, Day), String> {
        match rule.rule.per {
            Per::Year => year(asked),
            Per::Term => self.term(asked, false),
            Per::Congress => self.term(asked, true),
        }
        .map_err(|why| numbered_by(&rule.citation, &why))
    }

    /// The organ's symbol: the numbering's own, the organ's, or the unit's code.
    fn symbol(&self, asked: &Asked<'_>, rule: &Dated<NumberingRule>) -> Result<String, String> {
        if !rule.rule.symbol.is_empty() {
            return Ok(rule.rule.symbol.clone());
        }
        let organ = self.organ(asked)?;
        if organ.rule.by_code {
            let state = self.structure.state(asked.unit, asked.day);
            return Ok(state.map_or_else(String::new, |s| s.code.clone()));
        }
        Ok(organ.rule.symbol.clone())
    }

    /// The number and symbol of a document that has no number yet, as a hand may complete it.
    #[must_use]
    pub fn blank_symbol(&self, asked: &Asked<'_>, abbreviation: &str) -> String {
        let Ok(rule) = self.numbering(asked) else {
            return String::new();
        };
        let Ok(symbol) = self.symbol(asked, rule) else {
            return String::new();
        };
        let whole = print_symbol(
            rule.rule.form,
            1,
            asked.day.year(),
            (1, abbreviation, &symbol),
        );
        whole.strip_prefix('1').unwrap_or(&whole).to_owned()
    }

    /// The term of the day: the unit's own, or of the nearest unit above it that has one, whose
    /// committee an agency serves.
    fn term(&self, asked: &Asked<'_>, congress: bool) -> Result<(String, Day, Day), String> {
        let what = if congress { "congress" } else { "term" };
        let chain = if asked.body == "agency" {
            self.structure.ancestors(asked.unit, asked.day)
        } else {
            vec![asked.unit]
        };
        let of = |u: &UnitIx| {
            self.terms
                .get(&term_subject(&self.structure.unit(*u).id, congress))
        };
        let name = self.name(asked.unit, asked.day);
        let terms = chain
            .iter()
            .find_map(of)
            .filter(|t| !t.is_empty())
            .ok_or_else(|| {
                format!(
                    "no {what} of «{name}» is in the record: enter it with «nazm document term»"
                )
            })?;
        let day = asked.day;
        let wanted = |t: &&(String, Day, Day)| asked.label.is_empty() || t.0 == asked.label;
        let found = terms
            .iter()
            .filter(wanted)
            .find(|t| t.1 <= day && day < t.2);
        if let Some(found) = found {
            return Ok(found.clone());
        }
        Err(match terms.iter().filter(wanted).min_by_key(|t| t.1) {
            Some(t) if day < t.1 => format!(
                "{day} lies before the {what} {} of «{name}» and its series began, on {}",
                t.0, t.1
            ),
            Some(t) if !asked.label.is_empty() => {
                format!(
                    "the {what} {} of «{name}» ended on {}: {day} is not in it",
                    t.0, t.2
                )
            }
            Some(_) => format!("no {what} of «{name}» holds on {day}"),
            None => format!("«{name}» has no {what} «{}» in the record", asked.label),
        })
    }

    /// A warning when the matrix of authority does not give the kind to the body, with the row
    /// it rests on. Nothing where the matrix says nothing of the body at this level.
    #[must_use]
    pub fn authority(&self, asked: &Asked<'_>) -> Option<String> {
        let rules = self.book.documents();
        let kind = rules.kind(asked.kind, asked.day);
        if let Some(k) = kind.filter(|k| !k.rule.systems.iter().any(|s| s == asked.system)) {
            return Some(format!(
                "«{}» is no kind of document of the {} by {}, in force from {}",
                k.rule.names.en, asked.system, k.citation, k.valid_from
            ));
        }
        let level = &self.organ(asked).ok()?.rule.level;
        let row = rules.authority(asked.body, level, asked.day)?;
        if row.rule.kinds.iter().any(|k| k == asked.kind) {
            return None;
        }
        let kind = kind.map_or(asked.kind, |k| k.rule.names.en.as_str());
        Some(format!(
            "the {} ({level}) issues no «{kind}» by {}, in force from {}",
            asked.body, row.citation, row.valid_from
        ))
    }
}

/// The calendar year of the day.
fn year(asked: &Asked<'_>) -> Result<(String, Day, Day), String> {
    let year = asked.day.year();
    let label = year.to_string();
    if !asked.label.is_empty() && asked.label != label {
        return Err(format!(
            "{} is no day of the year {}",
            asked.day, asked.label
        ));
    }
    Ok((label, Day::ymd(year, 1, 1), Day::ymd(year + 1, 1, 1)))
}

/// How far a series is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Taken {
    /// The first number the register holds, if the series is opened.
    pub first: Option<u32>,
    /// The smallest number taken: less than the first where a file brought earlier ones.
    pub lowest: Option<u32>,
    /// The greatest number taken.
    pub last: Option<u32>,
    /// The latest day of a numbered document of it.
    pub latest: Option<Day>,
    /// Whether the wanted number is taken.
    pub used: bool,
}

impl Taken {
    /// The number that comes next: one more than the greatest taken, or the rule's first.
    #[must_use]
    pub fn next(&self, series: &Series) -> u32 {
        self.last
            .map_or(self.first.unwrap_or(series.first), |n| n.saturating_add(1))
    }
}

/// A number found, and what is to be said about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    pub number: u32,
    /// The document is dated before the one that has the number before it.
    pub late: Option<String>,
    /// The first number of a series that is opened by this one.
    pub opens: Option<u32>,
}

/// Which number a document of a day takes: the next one, or the wanted one if that is free and
/// leaves no gap. A series that holds nothing yet may be opened at any number, in mid-term. What is
/// refused or warned of cites the rule.
pub fn number_for(
    series: &Series,
    taken: &Taken,
    wanted: Option<u32>,
    day: Day,
) -> Result<Found, String> {
    let by = |why: String| numbered_by(&series.citation, &why);
    let found = free_number(series, taken, wanted, day).map_err(by)?;
    Ok(Found {
        late: found.late.map(by),
        ..found
    })
}

fn free_number(
    series: &Series,
    taken: &Taken,
    wanted: Option<u32>,
    day: Day,
) -> Result<Found, String> {
    if day < series.from || series.until <= day {
        return Err(format!(
            "{day} lies outside the series, which runs from {} to {}",
            series.from,
            series.until.eve()
        ));
    }
    let next = taken.next(series);
    let number = wanted.unwrap_or(next);
    if number == 0 {
        return Err("numbers begin with 1".to_owned());
    }
    if let Some(why) = beyond(number) {
        return Err(why);
    }
    if taken.used {
        return Err(format!("number {number} is used already in this series"));
    }
    let empty = taken.last.is_none() && taken.first.is_none();
    let begins = taken.first.into_iter().chain(taken.lowest).min();
    if let Some(first) = begins.filter(|first| number < *first) {
        return Err(format!(
            "number {number} lies before the first of this series here, which is {first}"
        ));
    }
    if number > next && !empty {
        return Err(format!(
            "the next number is {next}: {number} would leave a gap; void what was skipped first"
        ));
    }
    let late = taken.latest.filter(|l| day < *l).map(|l| {
        format!(
            "number {number} is late: it is dated {day}, and this series has a number dated {l}"
        )
    });
    Ok(Found {
        number,
        late,
        opens: empty.then_some(number.max(series.first)),
    })
}

/// How far a series is taken while acts are gone through again.
#[derive(Default)]
struct Going {
    open: bool,
    next: u32,
}

impl Going {
    fn begin(&mut self, first: u32) {
        self.open = true;
        self.next = self.next.max(first);
    }

    fn allows(&self, number: u32) -> bool {
        self.open && number <= self.next
    }
}

/// The numbers of a series that acts gave because another act had given its own: without that one
/// they would have come out otherwise. `opened` and `given` are what acts in force said: the act,
/// the first number or the number.
#[must_use]
pub fn given_because_of(act: u64, opened: &[(u64, u32)], given: &[(u64, u32)]) -> Vec<(u64, u32)> {
    let mut acts: BTreeMap<u64, (Vec<u32>, Vec<u32>)> = BTreeMap::new();
    for (of, first) in opened {
        acts.entry(*of).or_default().0.push(*first);
    }
    for (of, number) in given {
        acts.entry(*of).or_default().1.push(*number);
    }
    let (mut with, mut without) = (Going::default(), Going::default());
    let mut resting = Vec::new();
    for (of, (firsts, mut numbers)) in acts {
        for first in firsts {
            with.begin(first);
            if of != act {
                without.begin(first);
            }
        }
        numbers.sort_unstable();
        for number in numbers {
            let follows = with.allows(number) && !without.allows(number);
            let rests = of > act && (follows || with.open && !without.open);
            if rests {
                resting.push((of, number));
            }
            with.begin(number + 1);
            if of != act && !rests {
                without.begin(number + 1);
            }
        }
    }
    resting
}

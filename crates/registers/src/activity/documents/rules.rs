//! Rules of documents, pure: symbols, series, numbers, authority, steps, validity. Each follows a
//! row of the rulebook (`documents.toml`) and says which.

use crate::organisation::rulebook::Dated;
use crate::organisation::rulebook::Rulebook;
use crate::organisation::rulebook::documents::{
    DocumentKindRule, DocumentRules, Form, NumberingRule, OrganRule, Per,
};
use figures::{Day, Structure, UnitIx};
use platform::Problem;
use platform::text::folded;
use std::collections::{BTreeMap, HashMap};

/// A number and symbol, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    pub number: u32,
    /// Of a legal document of the State.
    pub year: Option<i16>,
    pub form: Form,
    /// `NQ`; empty when the symbol names no kind: an official letter of the State.
    pub abbreviation: String,
    /// `TU`, `UBND`, `UBND-VP`.
    pub organ: String,
}

impl Symbol {
    #[must_use]
    pub fn system(&self) -> &'static str {
        match self.form {
            Form::Party => "party",
            Form::State | Form::StateYear => "state",
        }
    }
}

/// Whether a part of a symbol is made of letters as symbols use them.
fn is_letters(part: &str) -> bool {
    !part.is_empty() && part.chars().all(char::is_alphabetic)
}

/// The last number a series can give: a number that is printed has at most six digits, and a
/// symbol with more of them is read as none.
pub const LAST_NUMBER: u32 = 999_999;

/// How far a number may stand ahead of the one before it in its series. What a book of paper left
/// out is less; more is a year or a code that was typed in place of the number.
pub const LEAP: u32 = 1000;

/// Why a number is none that a series gives.
#[must_use]
pub fn beyond(number: u32) -> Option<String> {
    (number > LAST_NUMBER).then(|| {
        format!("{number} has too many digits: the last number of a series is {LAST_NUMBER}")
    })
}

/// A number as it may stand in a symbol: up to six digits, of which the first ones may be zeros.
fn number(text: &str) -> Option<u32> {
    let digits = !text.is_empty() && text.len() <= 6 && text.bytes().all(|b| b.is_ascii_digit());
    digits
        .then(|| text.parse().ok())
        .flatten()
        .filter(|n| *n > 0)
}

/// Reads both forms of number and symbol, with or without «Số» before it: `06-NQ/TU`,
/// `30/2020/NĐ-CP`, `1811/QĐ-UBND`, `123/UBND-VP`. Any dash is a hyphen, spaces are passed over.
///
/// Party: Hướng dẫn 36-HD/VPTW (2018), 05-HD/VPTW (2026); State: Nghị định 30/2020/NĐ-CP.
#[must_use]
pub fn parse_symbol(text: &str) -> Option<Symbol> {
    let plain: String = text
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(|c| {
            if matches!(c, '–' | '—' | '‑' | '−') {
                '-'
            } else {
                c
            }
        })
        .collect();
    let plain = plain
        .strip_prefix("Số")
        .or_else(|| plain.strip_prefix("số"))
        .unwrap_or(&plain);
    let plain = plain.strip_prefix(':').unwrap_or(plain);
    let end = plain.find(|c: char| !c.is_ascii_digit())?;
    let (digits, rest) = plain.split_at(end);
    let number = number(digits)?;
    if let Some(rest) = rest.strip_prefix('-') {
        let (kind, organ) = rest.split_once('/')?;
        let organ_fits = organ
            .split('-')
            .all(|p| !p.is_empty() && p.chars().all(char::is_alphanumeric));
        return (is_letters(kind) && organ_fits).then(|| Symbol {
            number,
            year: None,
            form: Form::Party,
            abbreviation: kind.to_owned(),
            organ: organ.to_owned(),
        });
    }
    let rest = rest.strip_prefix('/')?;
    let (year, symbol) = match rest.split_once('/') {
        Some((year, symbol)) if year.len() == 4 => (Some(year.parse().ok()?), symbol),
        Some(_) => return None,
        None => (None, rest),
    };
    let fits = symbol
        .split('-')
        .all(|p| !p.is_empty() && p.chars().all(char::is_alphanumeric))
        && symbol.chars().any(char::is_alphabetic);
    let (abbreviation, organ) = symbol.split_once('-').unwrap_or(("", symbol));
    fits.then(|| Symbol {
        number,
        year,
        form: if year.is_some() {
            Form::StateYear
        } else {
            Form::State
        },
        abbreviation: abbreviation.to_owned(),
        organ: organ.to_owned(),
    })
}

/// Prints a number and symbol in its form; numbers of fewer digits get zeros before them.
#[must_use]
pub fn print_symbol(form: Form, digits: usize, year: i16, of: (u32, &str, &str)) -> String {
    let (number, kind, organ) = of;
    match form {
        Form::Party => format!("{number:0digits$}-{kind}/{organ}"),
        // an official letter of the State names its organ only
        Form::State | Form::StateYear if kind.is_empty() || kind == "CV" => {
            format!("{number:0digits$}/{organ}")
        }
        Form::State => format!("{number:0digits$}/{kind}-{organ}"),
        Form::StateYear => format!("{number:0digits$}/{year}/{kind}-{organ}"),
    }
}

/// A symbol as it is searched by: small letters without marks, no zeros before the number, so
/// that `6-nq/tu`, `06-NQ/TU` and `Số 06 - NQ/TU` are one.
#[must_use]
pub fn symbol_key(text: &str) -> String {
    let plain: String = folded(text)
        .chars()
        .filter(|c| !c.is_whitespace() && *c != ':')
        .map(|c| {
            if matches!(c, '–' | '—' | '‑' | '−') {
                '-'
            } else {
                c
            }
        })
        .collect();
    let plain = plain.strip_prefix("so").unwrap_or(&plain);
    plain.trim_start_matches('0').to_owned()
}

/// Words of a symbol, at most: between each two of them stands one of two marks.
const SYMBOL_WORDS: usize = 6;

/// Every symbol that somebody may mean who writes spaces for the marks in it: `1 nq tu`.
#[must_use]
pub fn symbols_of_words(text: &str) -> Vec<String> {
    let plain = folded(text);
    // the number may stand close to what follows: 57nq/tw
    let numbered = |(at, c): (usize, char)| {
        c.is_alphabetic() && plain[..at].ends_with(|c: char| c.is_ascii_digit())
    };
    let apart = plain.char_indices().find(|c| numbered(*c));
    let (number, rest) = plain.split_at(apart.map_or(0, |(at, _)| at));
    let parts = [number, rest].into_iter();
    let words = parts.flat_map(|part| part.split(|c: char| !c.is_alphanumeric()));
    let mut words = words.filter(|w| !w.is_empty() && *w != "so");
    let rest = words.clone().count().saturating_sub(1);
    if !(1..SYMBOL_WORDS).contains(&rest) {
        return Vec::new();
    }
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(vec![first], |begun, word| {
        let marked = |b: &String| ["-", "/"].map(|mark| format!("{b}{mark}{word}"));
        begun.iter().flat_map(marked).collect()
    })
}

/// What somebody means who names a document by its kind and its number: the keys of the kinds, and
/// the number or the symbol. `nghị quyết 57` and `NQ57` are a kind and #57; of any other text no
/// kind is said, and it stays as it is.
#[must_use]
pub fn meant(docs: &DocumentRules, said: &str, on: Day) -> (Vec<String>, String) {
    let plain = folded(said);
    let number = plain.find(|c: char| c.is_ascii_digit());
    let (before, number) = plain.split_at(number.unwrap_or(0));
    let before = before.trim_end_matches([' ', ':', '.']);
    let called = before.strip_suffix(" so").unwrap_or(before).trim_end();
    if called.is_empty() {
        return (Vec::new(), said.to_owned());
    }
    let names = |kind: &DocumentKindRule| {
        let names = &kind.names;
        [&names.vi, &names.en, &names.ur, &kind.abbreviation].map(|n| folded(n))
    };
    // «chương trình» for «chương trình hành động», where no kind is called just that
    let begins = |name: &String| {
        name.strip_prefix(called)
            .is_some_and(|r| r.starts_with(' '))
    };
    let keys = |fits: &dyn Fn(&String) -> bool| -> Vec<String> {
        let of = docs.kinds(on).filter(|k| names(&k.rule).iter().any(fits));
        of.map(|k| k.key.clone()).collect()
    };
    let mut kinds = keys(&|name| name == called);
    if kinds.is_empty() {
        kinds = keys(&begins);
    }
    if kinds.is_empty() {
        return (kinds, said.to_owned());
    }
    let bare = number.bytes().all(|b| b.is_ascii_digit());
    let meant = if bare {
        format!("#{}", number.trim_start_matches('0'))
    } else {
        number.to_owned()
    };
    (kinds, meant)
}

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
    pub first: u32,
    pub digits: usize,
    pub form: Form,
    /// The symbol of the organ in it.
    pub symbol: String,
    /// Numbers may be taken from the first day, included, to the second, excluded.
    pub from: Day,
    pub until: Day,
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
/// leaves no gap. A series that holds nothing yet may be opened at any number, in mid-term.
pub fn number_for(
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

/// What stands at a number of a register book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    Document,
    Void,
    Reserved,
    Missing,
}

/// Numbers of a register book that follow one another, at which the same stands. Only of what is
/// missing there is more than one in a run, so that a book is as long as what it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Run {
    pub from: u32,
    /// The last of them.
    pub to: u32,
    pub place: Place,
}

/// Every number from the first to the greatest, each once: what is not there is named. Numbers
/// that stand twice come back apart.
#[must_use]
pub fn proof(first: u32, held: &[(u32, &str)]) -> (Vec<Run>, Vec<u32>) {
    let mut places: BTreeMap<u32, Place> = BTreeMap::new();
    let mut doubles = Vec::new();
    for (number, state) in held {
        let place = match *state {
            "void" => Place::Void,
            "reserved" => Place::Reserved,
            _ => Place::Document,
        };
        if places.insert(*number, place).is_some() {
            doubles.push(*number);
        }
    }
    let mut runs = Vec::with_capacity(places.len());
    let mut next = first;
    for (number, place) in places {
        if next < number {
            runs.push(Run {
                from: next,
                to: number - 1,
                place: Place::Missing,
            });
        }
        runs.push(Run {
            from: number,
            to: number,
            place,
        });
        next = number.saturating_add(1);
    }
    (runs, doubles)
}

/// The state a step leads to from another; nothing when it leads nowhere.
#[must_use]
pub fn step(state: &str, step: &str) -> Option<&'static str> {
    match (state, step) {
        ("draft", "review") => Some("in-review"),
        ("in-review", "approve") => Some("to-sign"),
        ("in-review" | "to-sign" | "signed", "return") => Some("draft"),
        ("to-sign", "sign") => Some("signed"),
        ("draft" | "in-review" | "to-sign" | "signed", "withdraw") => Some("withdrawn"),
        _ => None,
    }
}

/// Whether a document in this state does something to others: a draft does not yet, and what is
/// void, reserved or withdrawn does not.
#[must_use]
pub fn has_effect(state: &str) -> bool {
    matches!(state, "issued" | "received")
}

/// The days on which a document obliges whom it binds, from its rows (from, to, state, validity):
/// those on which it has effect. What is void or withdrawn obliges nobody from that day on, and
/// what was abolished from its first day on never did.
#[must_use]
pub fn obliging<'r>(rows: impl Iterator<Item = (Day, Day, &'r str, &'r str)>) -> Vec<(Day, Day)> {
    let mut held: Vec<_> = rows.filter(|(_, _, state, _)| has_effect(state)).collect();
    held.sort_unstable();
    if held.first().is_some_and(|first| first.3 == "abolished") {
        return Vec::new();
    }
    held.into_iter().map(|(from, to, ..)| (from, to)).collect()
}

/// Whether a document of this state and validity may come to its end by itself.
#[must_use]
pub fn may_expire(state: &str, validity: &str) -> bool {
    has_effect(state) && matches!(validity, "in-force" | "amended" | "expired")
}

/// Why a document, by its name and its day, does not expire on a day; nothing when it may. `may`:
/// whether it is one that comes to an end at all.
#[must_use]
pub fn refuses_expiry(may: bool, (named, dated): (&str, Day), day: Day) -> Option<String> {
    if !may {
        let why = "only what is issued, and of a kind that stays in force, expires";
        return Some(why.to_owned());
    }
    (day <= dated).then(|| format!("{named} is dated {dated}: it is in force on that day"))
}

/// What is wrong with a day by which something is to be done with a document of a day.
pub fn day_after(said: &str, dated: Day) -> Result<Day, String> {
    match Day::parse(said) {
        Err(_) => Err("this is no day: write it as 2025-07-01".to_owned()),
        Ok(by) if by < dated => Err(format!("it lies before the document itself, dated {dated}")),
        Ok(by) => Ok(by),
    }
}

/// Whether a document in this state is being drafted.
#[must_use]
pub fn is_drafted(state: &str) -> bool {
    matches!(state, "draft" | "in-review" | "to-sign" | "signed")
}

/// Why what bears a known mark is not held here.
#[must_use]
pub fn not_held(mark: &str, citation: &str) -> String {
    format!(
        "what is marked {mark} is not held here ({citation}): reserve its number with a reason and no content"
    )
}

/// Whether what bears a mark may be held here: nothing that is marked secret is (Luật Bảo vệ bí mật
/// nhà nước), nor what bears a mark that nobody knows. The refusal names the mark and its rule.
pub fn may_be_held(docs: &DocumentRules, mark: &str, day: Day) -> Result<(), Box<Problem>> {
    if mark.is_empty() {
        return Ok(());
    }
    let why = match docs.secrecy_mark(mark, day) {
        Some(known) => not_held(&known.rule.names.vi, &known.citation),
        None => format!(
            "the rulebook knows no such mark of secrecy on {day}, and what bears one is not held here"
        ),
    };
    Err(Box::new(Problem::new(why).cell("mark", mark)))
}

/// The states of what is not issued yet, or never was.
pub const AT_WORK: [&str; 5] = ["draft", "in-review", "to-sign", "signed", "withdrawn"];

/// The part of a unit to which a document goes.
pub const RECIPIENT: &str = "recipient";

/// Whether who sees some units sees a document in a state that concerns units, each in its part.
/// What is not issued yet is its organ's, its adviser's and its keeper's alone: no recipient sees
/// a draft.
pub fn is_seen<'p, U>(
    state: &str,
    units: impl IntoIterator<Item = (&'p str, U)>,
    sees: impl Fn(U) -> bool,
) -> bool {
    let shows = |part: &str| part != RECIPIENT || !AT_WORK.contains(&state);
    units
        .into_iter()
        .any(|(part, unit)| sees(unit) && shows(part))
}

/// The states in which a draft may still be changed: until it is approved, so that what is signed
/// is what was approved.
pub const CHANGES_AT: [&str; 2] = ["draft", "in-review"];

/// The steps there are.
pub const STEPS: [&str; 5] = ["review", "approve", "return", "sign", "withdraw"];

/// What a document may do to another.
pub const RELATIONS: [&str; 6] = [
    "implements",
    "amends",
    "replaces",
    "abolishes",
    "answers",
    "pilots",
];

/// What a relation makes of the other's validity. A document must say what it amends, replaces or
/// abolishes (Quy định 66-QĐ/TW, 399-QĐ/TW).
#[must_use]
pub fn validity_after(relation: &str) -> Option<&'static str> {
    match relation {
        "amends" => Some("amended"),
        "replaces" => Some("replaced"),
        "abolishes" => Some("abolished"),
        _ => None,
    }
}

/// The bodies there are.
pub const BODY_KEYS: [&str; 5] = [
    "committee",
    "standing-committee",
    "standing-board",
    "congress",
    "agency",
];

/// The bodies there are, each with the other names people write.
const BODIES: [(&str, &[&str]); 5] = [
    (
        "committee",
        &[
            "executive committee",
            "ban chấp hành",
            "ban chấp hành đảng bộ",
            "bch",
            "cấp ủy",
        ],
    ),
    ("standing-committee", &["ban thường vụ", "btv"]),
    ("standing-board", &["thường trực", "tt"]),
    ("congress", &["đại hội", "đh"]),
    ("agency", &["cơ quan", "ban", "văn phòng"]),
];

/// The body as people write it.
#[must_use]
pub fn body_named(text: &str) -> Option<&'static str> {
    let said = text.to_lowercase();
    let of =
        |(key, others): &&(&'static str, &[&str])| *key == said || others.contains(&said.as_str());
    BODIES
        .iter()
        .find(of)
        .or_else(|| BODIES.iter().find(|b| b.0 == said.replace(' ', "-")))
        .map(|b| b.0)
}

/// The direction as people write it.
#[must_use]
pub fn direction_named(text: &str) -> Option<&'static str> {
    Some(match text.to_lowercase().as_str() {
        "outgoing" | "own" | "đi" | "văn bản đi" => "outgoing",
        "incoming" | "đến" | "văn bản đến" => "incoming",
        "superior" | "cấp trên" | "văn bản cấp trên" => "superior",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Symbol {
        parse_symbol(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn both_forms_of_symbol_are_read_and_printed_alike() {
        for text in [
            "06-NQ/TU",
            "68-KL/TW",
            "132-CV/TU",
            "10-HD/BTGDVTU",
            "05-NQ/ĐU",
            "01-BC/CB",
            "30/2020/NĐ-CP",
            "1811/QĐ-UBND",
            "1683/NQ-UBTVQH15",
        ] {
            let s = read(text);
            let printed = print_symbol(
                s.form,
                2,
                s.year.unwrap_or(0),
                (s.number, &s.abbreviation, &s.organ),
            );
            assert_eq!(printed, text);
        }
        let s = read("Số 06 – NQ/TU");
        assert_eq!(
            (s.number, s.abbreviation.as_str(), s.organ.as_str()),
            (6, "NQ", "TU")
        );
        assert_eq!(read("Số: 7/UBND").organ, "UBND");
    }

    #[test]
    fn what_is_no_symbol_is_not_read_as_one() {
        for text in [
            "",
            "NQ/TU",
            "06",
            "06-NQ",
            "0-NQ/TU",
            "06-/TU",
            "06-NQ/",
            "1/2/3/4",
            "6//QĐ",
            "1234567-NQ/TU",
        ] {
            assert_eq!(parse_symbol(text), None, "{text}");
        }
    }

    #[test]
    fn a_symbol_is_found_in_any_form() {
        for text in ["06-NQ/TU", "6-nq/tu", "Số 06 - NQ/TU", "06–NQ/TU"] {
            assert_eq!(symbol_key(text), "6-nq/tu", "{text}");
        }
    }

    #[test]
    fn a_symbol_is_found_with_spaces_for_its_marks() {
        let keys = |text: &str| -> Vec<String> {
            let all = symbols_of_words(text);
            all.iter().map(|s| symbol_key(s)).collect()
        };
        for (text, key) in [
            ("1 nq tu", "1-nq/tu"),
            ("Số 06 nq tu", "6-nq/tu"),
            ("30 2020 nđ cp", "30/2020/nd-cp"),
        ] {
            assert!(keys(text).contains(&key.to_owned()), "{text}");
        }
        let long = "a b c d e f g";
        assert!(keys("").is_empty() && keys("06").is_empty() && keys(long).is_empty());
    }

    #[test]
    fn a_register_book_names_what_is_missing_and_what_stands_twice() {
        let held = [(3, "issued"), (5, "void"), (6, "reserved"), (6, "issued")];
        let (runs, doubles) = proof(3, &held);
        assert_eq!((runs[1].from, runs[1].to), (4, 4));
        assert_eq!(runs[1].place, Place::Missing);
        assert_eq!(runs.len(), 4);
        assert_eq!(doubles, [6]);
    }

    #[test]
    fn what_is_missing_between_two_numbers_is_one_run_however_long() {
        let (runs, _) = proof(
            2,
            &[(1, "issued"), (900_000, "issued"), (u32::MAX, "issued")],
        );
        let runs: Vec<(u32, u32)> = runs.iter().map(|r| (r.from, r.to)).collect();
        let gaps = [(2, 899_999), (900_001, u32::MAX - 1)];
        assert_eq!(
            runs,
            [
                (1, 1),
                gaps[0],
                (900_000, 900_000),
                gaps[1],
                (u32::MAX, u32::MAX)
            ]
        );
        assert!(proof(17, &[]).0.is_empty());
    }

    #[test]
    fn numbers_rest_on_the_one_before_them_and_on_the_act_that_opened_their_series() {
        let (opened, given) = ([(5, 1)], [(5, 1), (6, 2), (7, 3), (9, 4)]);
        assert_eq!(given_because_of(6, &opened, &given), [(7, 3), (9, 4)]);
        assert_eq!(
            given_because_of(5, &opened, &given),
            [(6, 2), (7, 3), (9, 4)]
        );
        assert_eq!(given_because_of(9, &opened, &given), []);
        // a number of a book of paper that is entered late: nothing was given because of it
        assert_eq!(given_because_of(8, &opened, &[(5, 1), (6, 2), (8, 1)]), []);
        // a list with a gap says its numbers itself
        assert_eq!(
            given_because_of(6, &[(5, 1)], &[(5, 1), (6, 2), (7, 9), (8, 10)]),
            []
        );
        // which opens its series where nobody has
        assert_eq!(
            given_because_of(6, &[(6, 2)], &[(6, 2), (7, 9), (8, 10)]),
            [(7, 9), (8, 10)]
        );
    }

    #[test]
    fn a_recipient_sees_what_is_issued_and_no_draft() {
        let units = [("organ", 1), ("recipient", 2)];
        for state in AT_WORK {
            assert!(is_seen(state, units, |u| u == 1), "{state}");
            assert!(!is_seen(state, units, |u| u == 2), "{state}");
        }
        for state in ["issued", "received", "void", "reserved"] {
            assert!(is_seen(state, units, |u| u == 2), "{state}");
        }
        assert!(!is_seen("issued", units, |u| u == 3));
        assert!(!is_seen("issued", [], |_: u32| true), "it concerns nobody");
    }

    #[test]
    fn a_document_obliges_only_while_it_has_effect() {
        let day = |n| Day::ymd(2026, 3, n);
        let rows = [
            (day(1), day(5), "draft", ""),
            (day(9), Day::MAX, "void", ""),
            (day(5), day(7), "issued", "in-force"),
            (day(7), day(9), "issued", "abolished"),
        ];
        let obliges = obliging(rows.into_iter());
        assert_eq!(obliges, [(day(5), day(7)), (day(7), day(9))]);
        let never = [(day(5), Day::MAX, "issued", "abolished")];
        assert!(obliging(never.into_iter()).is_empty());
    }

    #[test]
    fn a_draft_cannot_be_signed_before_it_was_reviewed() {
        assert_eq!(step("draft", "sign"), None);
        assert_eq!(step("draft", "review"), Some("in-review"));
        assert_eq!(step("issued", "withdraw"), None);
    }
}

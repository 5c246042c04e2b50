//! Numbers and symbols: reading, printing and searching them in any form people write.

use crate::organisation::rulebook::documents::{DocumentKindRule, DocumentRules, Form};
use figures::Day;
use platform::text::folded;

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

/// A symbol without the spaces in it, and any dash a hyphen.
fn plain(symbol: &str) -> String {
    let dashed = |c| match c {
        '–' | '—' | '‑' | '−' => '-',
        other => other,
    };
    symbol
        .chars()
        .filter(|c| !c.is_whitespace())
        .map(dashed)
        .collect()
}

/// Reads both forms of number and symbol, with or without «Số» before it: `06-NQ/TU`,
/// `30/2020/NĐ-CP`, `1811/QĐ-UBND`, `123/UBND-VP`. Any dash is a hyphen, spaces are passed over.
///
/// Party: Hướng dẫn 36-HD/VPTW (2018), 05-HD/VPTW (2026); State: Nghị định 30/2020/NĐ-CP.
#[must_use]
pub fn parse_symbol(text: &str) -> Option<Symbol> {
    let plain = plain(text);
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
    let plain = plain(&folded(text)).replace(':', "");
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

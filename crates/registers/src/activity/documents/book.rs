//! The register book of a series: each number once, and what stands there. It proves that there
//! is no gap, or names every number that is missing or was given twice.

use super::model::Document;
use super::rules::{Place, Run, proof};
use super::state::State;
use super::store::Held;
use crate::organisation::members::documents::read::Standpoint;
use crate::organisation::members::documents::sheet::{Head, Sheet, sheet};
use crate::organisation::members::documents::words::Texts;
use figures::Day;
use platform::locale::Lang;
use platform::{Error, Result};
use serde_json::{Value, json};

/// A line of the book: a number, or a run of numbers that are missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    pub run: Run,
    /// Nothing where the number is missing.
    pub document: Option<Document>,
}

impl Entry {
    #[must_use]
    pub fn place(&self) -> Place {
        self.run.place
    }

    /// The number, or the first and the last of those that are missing.
    #[must_use]
    pub fn numbers(&self) -> String {
        let Run { from, to, .. } = self.run;
        if from == to {
            return from.to_string();
        }
        format!("{from}–{to}")
    }

    fn width(&self) -> u32 {
        (self.run.to - self.run.from).saturating_add(1)
    }
}

/// A series with all its numbers.
#[derive(Debug, Clone)]
pub struct Book {
    pub series: Held,
    pub entries: Vec<Entry>,
    /// Numbers that more than one document bears.
    pub doubles: Vec<u32>,
}

impl Book {
    /// Puts what the series holds in the order of its numbers.
    #[must_use]
    pub fn of(series: Held, held: Vec<Document>) -> Book {
        let numbers: Vec<(u32, State)> = held
            .iter()
            .filter_map(|d| Some((d.number?, d.state)))
            .collect();
        let (runs, doubles) = proof(series.first, &numbers);
        let mut documents = held.into_iter().peekable();
        let mut entries = Vec::with_capacity(runs.len());
        for run in runs {
            if run.place == Place::Missing {
                let document = None;
                entries.push(Entry { run, document });
            }
            while let Some(document) = documents.next_if(|d| d.number == Some(run.from)) {
                let place = Place::of(document.state);
                entries.push(Entry {
                    run: Run { place, ..run },
                    document: Some(document),
                });
            }
        }
        Book {
            series,
            entries,
            doubles,
        }
    }

    #[must_use]
    pub fn count(&self, place: Place) -> u32 {
        let of = self.entries.iter().filter(|e| e.place() == place);
        of.map(Entry::width).fold(0, u32::saturating_add)
    }

    /// How many numbers it names, those that are missing among them.
    #[must_use]
    pub fn numbers(&self) -> u32 {
        let all = self.entries.iter().map(Entry::width);
        all.fold(0, u32::saturating_add)
    }

    /// Whether every number stands there once.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.doubles.is_empty() && self.count(Place::Missing) == 0
    }

    fn incoming(&self) -> bool {
        self.series.direction == "incoming"
    }

    /// The headings of the book as a table for machines.
    #[must_use]
    pub fn header(&self) -> Vec<&'static str> {
        vec![
            "number",
            "state",
            "symbol",
            "date",
            "kind",
            "subject",
            "signer",
            "recipients",
            "organ",
            "sent_on",
            "due",
            "reason",
        ]
    }

    /// The book as rows of that table.
    #[must_use]
    pub fn rows(&self) -> Vec<Vec<String>> {
        let row = |e: &Entry| {
            let empty = Document::default();
            let d = e.document.as_ref().unwrap_or(&empty);
            let state = if e.place() == Place::Missing {
                "missing"
            } else {
                d.state.as_str()
            };
            [
                &e.numbers(),
                state,
                &d.symbol,
                &d.dated,
                &d.kind,
                &d.subject,
                &d.signer,
                &d.recipients,
                &d.organ_name,
                &d.sent_on,
                &d.due,
                &d.note,
            ]
            .map(str::to_owned)
            .to_vec()
        };
        self.entries.iter().map(row).collect()
    }

    /// The book on paper.
    pub fn sheet(&self, ground: &Standpoint<'_>, lang: Lang) -> Result<Sheet> {
        let texts = Texts::with(lang, messages(lang))?;
        let (title, heads, widths) = if self.incoming() {
            (
                "title-incoming",
                &INCOMING[..],
                vec![0, 0, 2, 0, 0, 5, 0, 2],
            )
        } else {
            ("title-outgoing", &OUTGOING[..], vec![0, 0, 6, 2, 3, 2])
        };
        let label = |key: &str| texts.label(&format!("book-{key}"));
        let mut rows = Vec::with_capacity(self.entries.len());
        for entry in &self.entries {
            rows.push(json!({
                "plain": entry.place() == Place::Document,
                "cells": self.cells(ground, &texts, entry)?,
            }));
        }
        let heads: Result<Vec<String>> = heads.iter().map(|h| label(h)).collect();
        let title = label(title)?;
        let series = format!("{}: {}", label("series")?, self.name(ground, &texts));
        let (proof, verdict) = self.verdict(&texts)?;
        let content = json!({
            "title": title,
            "organ": texts.name(ground.unit_name(&self.series.organ)),
            "series": series,
            "heads": heads?,
            "widths": widths,
            "rows": rows,
            "empty": label("empty")?,
            "proof": proof,
            "verdict": verdict,
        });
        let organ = ground.unit_name(&self.series.organ);
        sheet(
            (ground, &texts),
            include_str!("book/book.typ"),
            &format!("{title} – {organ} – {}", self.series.label),
            &Head::default(),
            content,
        )
    }

    /// Kind and span of the series.
    fn name(&self, ground: &Standpoint<'_>, texts: &Texts) -> String {
        let label = texts.island(&self.series.label);
        if self.series.kind == "*" {
            return label;
        }
        format!(
            "{} · {label}",
            kind_name(ground, texts, &self.series.kind, &self.series.from)
        )
    }

    fn verdict(&self, texts: &Texts) -> Result<(String, String)> {
        let label = |key: &str| texts.label(&format!("book-{key}"));
        let (Some(first), Some(last)) = (self.entries.first(), self.entries.last()) else {
            return Ok((String::new(), String::new()));
        };
        let number = |n: u32| texts.island(&n.to_string());
        let doubles = texts.island(&self.doubles.len().to_string());
        let proof = texts.say(
            "book-proof",
            &[
                ("first", &texts.island(&first.run.from.to_string())),
                ("last", &texts.island(&last.run.to.to_string())),
                ("documents", &number(self.count(Place::Document))),
                ("void", &number(self.count(Place::Void))),
                ("reserved", &number(self.count(Place::Reserved))),
                ("missing", &number(self.count(Place::Missing))),
                ("doubles", &doubles),
            ],
        )?;
        Ok((
            proof,
            label(if self.is_whole() { "whole" } else { "broken" })?,
        ))
    }

    fn cells(&self, ground: &Standpoint<'_>, texts: &Texts, entry: &Entry) -> Result<Vec<Value>> {
        let label = |key: &str| texts.label(&format!("book-{key}"));
        let empty = Document::default();
        let d = entry.document.as_ref().unwrap_or(&empty);
        let state = match entry.place() {
            Place::Document => String::new(),
            Place::Void => label("void")?,
            Place::Reserved => label("reserved")?,
            Place::Missing => label("missing")?,
        };
        let joined = |parts: [String; 2]| {
            let said: Vec<String> = parts.into_iter().filter(|p| !p.is_empty()).collect();
            said.join(" – ")
        };
        let note = joined([state, texts.name(&d.note)]);
        let kind = kind_name(ground, texts, &d.kind, &d.dated);
        let what = joined([kind, texts.name(&d.subject)]);
        let number = texts.island(&entry.numbers());
        let cells = if self.incoming() {
            vec![
                texts.iso(&d.dated)?,
                number,
                texts.name(&d.organ_name),
                texts.island(&d.symbol),
                texts.iso(&d.sent_on)?,
                what,
                texts.iso(&d.due)?,
                note,
            ]
        } else {
            let symbol = if d.symbol.is_empty() {
                number
            } else {
                texts.island(&d.symbol)
            };
            vec![
                symbol,
                texts.iso(&d.dated)?,
                what,
                texts.name(&d.signer),
                texts.name(&d.recipients),
                note,
            ]
        };
        Ok(cells.into_iter().map(Value::String).collect())
    }
}

/// The columns of a register of outgoing documents.
const OUTGOING: [&str; 6] = ["number", "day", "subject", "signer", "recipients", "note"];
/// The columns of a register of incoming documents (Nghị định 30/2020/NĐ-CP, annex IV).
const INCOMING: [&str; 8] = [
    "arrived",
    "in-number",
    "author",
    "symbol",
    "written",
    "subject",
    "due",
    "note",
];

fn kind_name(ground: &Standpoint<'_>, texts: &Texts, kind: &str, dated: &str) -> String {
    let day = Day::parse(dated).unwrap_or(ground.on());
    let rule = ground.book.documents().kind(kind, day);
    rule.map_or_else(String::new, |k| {
        k.rule.names.in_language(texts.lang.code()).to_owned()
    })
}

fn messages(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("book/en.ftl"),
        Lang::Vi => include_str!("book/vi.ftl"),
        Lang::Ur => include_str!("book/ur.ftl"),
    }
}

/// The one series that is asked for, among those of organs; otherwise a refusal that names what
/// there is, each with the organ as somebody may ask for it (`of`).
pub fn chosen(
    all: Vec<Held>,
    (direction, kind, body, label): (&str, &str, &str, &str),
    of: impl Fn(&Held) -> String,
) -> Result<Held> {
    let fits = |h: &&Held| {
        h.direction == direction
            && (kind.is_empty() || h.kind == kind || h.kind == "*")
            && (body.is_empty() || h.body == body)
            && (label.is_empty() || h.label == label)
    };
    let found: Vec<&Held> = all.iter().filter(fits).collect();
    if let [one] = found.as_slice() {
        return Ok((*one).clone());
    }
    let named = |h: &&Held| {
        let own = format!("{} {} {} of {}", h.direction, h.body, h.kind, h.label);
        format!("{own} ({})", of(h))
    };
    let several = if found.is_empty() {
        all.iter().collect()
    } else {
        found.clone()
    };
    let names: Vec<String> = several.iter().map(named).collect();
    let why = match (found.is_empty(), names.is_empty()) {
        (_, true) => "the unit has no series of numbers".to_owned(),
        (true, _) => format!("the unit has no such series; it has: {}", names.join("; ")),
        _ => format!("several series fit, say which: {}", names.join("; ")),
    };
    Err(Error::refused(why))
}

//! The cells of a row, read: a day, a unit, a kind, a paper, the series it stands in; or which cell is
//! at fault.

use super::super::acts::{Ground, Paper, Stub, asked};
use super::super::rules::{Asked, Series, Symbol, Terms};
use super::{Fault, place};
use crate::organisation::members::acts::read_day;
use figures::{Day, UnitIx};
use platform::Problem;
use platform::sheets::{Found, Line as Row, Sheet};
use std::collections::HashMap;

/// What reading the rows of a list needs, and what it has come to so far.
pub(super) struct Reading<'a> {
    pub(super) ground: Ground<'a>,
    pub(super) terms: &'a Terms,
    sheet: &'a Sheet,
    pub(super) found: Found,
    pub(super) series: Vec<Series>,
    known: HashMap<(UnitIx, String, String, &'static str, &'static str), Vec<usize>>,
    kinds: HashMap<(String, &'static str, Day), std::result::Result<String, String>>,
    pub(super) warnings: Vec<Problem>,
}

impl<'a> Reading<'a> {
    pub(super) fn of(
        ground: Ground<'a>,
        terms: &'a Terms,
        (sheet, found): (&'a Sheet, Found),
    ) -> Self {
        Reading {
            ground,
            terms,
            sheet,
            found,
            series: Vec::new(),
            known: HashMap::new(),
            kinds: HashMap::new(),
            warnings: Vec::new(),
        }
    }

    pub(super) fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        self.found.cell(row, place(name))
    }

    pub(super) fn tidy(&self, row: &Row, name: &str) -> String {
        self.found.tidy(row, place(name))
    }

    pub(super) fn problem(&self, row: &Row, (column, why): Fault) -> Problem {
        Problem::new(why)
            .at(&self.sheet.file, row.number)
            .cell(column, self.cell(row, column))
    }

    pub(super) fn day(
        &self,
        row: &Row,
        column: &'static str,
    ) -> std::result::Result<Option<Day>, Fault> {
        let said = self.cell(row, column);
        if said.is_empty() {
            return Ok(None);
        }
        read_day(said)
            .map(Some)
            .ok_or_else(|| (column, "this is no day: write it as 2025-07-01".to_owned()))
    }

    /// The unit of a code on a day; nothing for an empty cell.
    pub(super) fn unit(
        &self,
        row: &Row,
        column: &'static str,
        day: Day,
    ) -> std::result::Result<Option<UnitIx>, Fault> {
        let code = self.tidy(row, column);
        if code.is_empty() {
            return Ok(None);
        }
        let found = self.ground.structure.bearer(&code, day);
        found
            .map(Some)
            .ok_or_else(|| (column, format!("no unit bears this code on {day}")))
    }

    /// The kind a row says; without one, the kind that the symbol's letters alone can mean.
    fn kind(&mut self, row: &Row, symbol: &Symbol, day: Day) -> std::result::Result<String, Fault> {
        let said = self.tidy(row, "kind");
        let said = if !said.is_empty() {
            said
        } else if symbol.abbreviation.is_empty() {
            "official-letter".to_owned()
        } else {
            symbol.abbreviation.clone()
        };
        let ground = self.ground;
        let written = ground.written(day);
        let of = |said: &str| {
            written.kind(said, symbol.system(), |several| {
                let names: Vec<&str> = several.iter().map(|k| k.rule.names.vi.as_str()).collect();
                format!("«{said}» can be {}: say which", names.join(" or "))
            })
        };
        let known = self
            .kinds
            .entry((said, symbol.system(), day))
            .or_insert_with_key(|k| of(&k.0));
        let key = known.clone().map_err(|why| ("kind", why))?;
        self.agree(&key, symbol, day).map_err(|why| ("kind", why))?;
        Ok(key)
    }

    /// What a row says its kind is, against what the letters of its symbol say, where the rulebook
    /// knows these letters.
    fn agree(&self, key: &str, symbol: &Symbol, day: Day) -> std::result::Result<(), String> {
        let (book, letters) = (self.ground.book.documents(), symbol.abbreviation.as_str());
        if letters.is_empty() {
            return Ok(());
        }
        let meant = book.kinds_named(letters, symbol.system(), day);
        if meant.is_empty() || meant.iter().any(|k| k.key == key) {
            return Ok(());
        }
        let names: Vec<&str> = meant.iter().map(|k| k.rule.names.vi.as_str()).collect();
        let own = book.kind(key, day).map_or(key, |k| &k.rule.names.vi);
        Err(format!(
            "the letters {letters} of the symbol say «{}», and the row says «{own}»",
            names.join(" or ")
        ))
    }

    pub(super) fn paper(
        &mut self,
        row: &Row,
        symbol: &Symbol,
        day: Day,
    ) -> std::result::Result<Paper, Fault> {
        let kind = self.kind(row, symbol, day)?;
        let field = self.tidy(row, "field");
        let (ground, said) = (self.ground, self.tidy(row, "recipients"));
        let written = ground.written(day);
        let field = if field.is_empty() {
            field
        } else {
            written.field(&field).map_err(|why| ("field", why))?
        };
        let advised = self.unit(row, "advised_by_code", day)?;
        let recipients = written.recipients(said.split('|'));
        let date = |d: Option<Day>| d.map_or_else(String::new, |d| d.to_string());
        Ok(Paper {
            system: symbol.system().to_owned(),
            kind,
            subject: self.tidy(row, "subject"),
            field,
            signer: self.tidy(row, "signer"),
            capacity: self.tidy(row, "capacity"),
            advised_by: advised
                .map_or_else(String::new, |u| self.ground.structure.unit(u).id.clone()),
            recipients: recipients.names,
            recipient_units: recipients.units,
            review_by: date(self.day(row, "review_by")?),
            due: date(self.day(row, "due")?),
            note: self.tidy(row, "reason"),
            mark: self.tidy(row, "mark"),
            label: self.tidy(row, "term"),
            ..Paper::default()
        })
    }

    /// The series of a row, each asked of the rules once for all days it holds.
    pub(super) fn series(
        &mut self,
        unit: UnitIx,
        paper: &Paper,
        direction: &'static str,
        day: Day,
    ) -> std::result::Result<usize, Fault> {
        let system = if paper.system == "state" {
            "state"
        } else {
            "party"
        };
        let key = (
            unit,
            paper.body.clone(),
            paper.kind.clone(),
            system,
            direction,
        );
        let fits = |s: &Series| {
            s.from <= day && day < s.until && (paper.label.is_empty() || s.label == paper.label)
        };
        let known = self.known.entry(key).or_default();
        if let Some(at) = known.iter().find(|at| fits(&self.series[**at])) {
            return Ok(*at);
        }
        let by = self.ground.rules(self.terms);
        let asked = Asked {
            system,
            ..asked(unit, paper, direction, day)
        };
        let series = by.series(&asked).map_err(|why| ("date", why))?;
        let same = self.series.iter().position(|s| s.subject == series.subject);
        let at = same.unwrap_or(self.series.len());
        if same.is_none() {
            self.series.push(series);
        }
        known.push(at);
        Ok(at)
    }

    pub(super) fn body(
        &self,
        row: &Row,
        unit: UnitIx,
        system: &str,
        day: Day,
    ) -> std::result::Result<String, Fault> {
        let said = self.tidy(row, "body");
        let body = self.ground.written(day).body(&said, unit, system);
        body.map(str::to_owned).ok_or_else(|| {
            (
                "body",
                "this is none of the bodies that issue documents".to_owned(),
            )
        })
    }

    /// Void and reserved numbers have a reason and no subject; nothing of a document.
    pub(super) fn stub(&self, row: &Row) -> std::result::Result<Option<Stub>, Fault> {
        let said = self.cell(row, "state").to_lowercase();
        match said.as_str() {
            "" | "issued" | "received" | "đã ban hành" => Ok(None),
            "void" | "hủy" | "đã hủy" | "bỏ số" => Ok(Some(Stub::Void)),
            "reserved" | "giữ số" | "lưu số" => Ok(Some(Stub::Reserved)),
            _ => Err(("state", "it is issued, void or reserved".to_owned())),
        }
    }
}

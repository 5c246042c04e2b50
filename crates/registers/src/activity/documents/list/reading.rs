//! Rows of a list, read: what each says a document is, or which cell is at fault.

use super::super::acts::{Ground, Paper, Sender, Stub, asked};
use super::super::joint;
use super::super::rules::{
    Asked, Series, Symbol, Terms, beyond, direction_named, parse_symbol, print_symbol,
    refuses_expiry,
};
use super::{COLUMNS, Entry, Fault, Kind, place};
use crate::organisation::members::acts::read_day;
use figures::{Day, UnitIx};
use platform::sheets::{Found, Line as Row, Sheet};
use platform::{Error, Problem};
use std::collections::HashMap;

/// What reading the rows of a list needs, and what it has come to so far.
pub(super) struct Reading<'a> {
    pub(super) ground: Ground<'a>,
    terms: &'a Terms,
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
    fn unit(
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

    fn paper(&mut self, row: &Row, symbol: &Symbol, day: Day) -> std::result::Result<Paper, Fault> {
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
    fn series(
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

    fn body(
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
    fn stub(&self, row: &Row) -> std::result::Result<Option<Stub>, Fault> {
        let said = self.cell(row, "state").to_lowercase();
        match said.as_str() {
            "" | "issued" | "received" | "đã ban hành" => Ok(None),
            "void" | "hủy" | "đã hủy" | "bỏ số" => Ok(Some(Stub::Void)),
            "reserved" | "giữ số" | "lưu số" => Ok(Some(Stub::Reserved)),
            _ => Err(("state", "it is issued, void or reserved".to_owned())),
        }
    }

    pub(super) fn entry<'r>(&mut self, row: &'r Row) -> std::result::Result<Entry<'r>, Fault> {
        let said = self.tidy(row, "number_symbol");
        let symbol = parse_symbol(&said).ok_or_else(|| {
            let why = "this is no number and symbol such as 06-NQ/TU or 30/2020/NĐ-CP";
            ("number_symbol", why.to_owned())
        })?;
        let day = self
            .day(row, "date")?
            .ok_or_else(|| ("date", "a document needs its day".to_owned()))?;
        let stub = self.stub(row)?;
        let direction = self.tidy(row, "direction");
        let code = self.tidy(row, "organ_code");
        let direction = match direction.as_str() {
            "" if code.is_empty() => "superior",
            "" => "outgoing",
            said => direction_named(said).ok_or_else(|| {
                (
                    "direction",
                    "it is outgoing, incoming or superior".to_owned(),
                )
            })?,
        };
        let mut paper = self.paper(row, &symbol, day)?;
        if direction == "superior" && stub.is_some() {
            return Err((
                "state",
                "only numbers of the record's own series are void or reserved".to_owned(),
            ));
        }
        if stub.is_none() {
            self.ground
                .check(&paper, day)
                .map_err(|p| (column_of(&p.column), p.reason.clone()))?;
        } else if paper.note.is_empty() {
            return Err((
                "reason",
                "a number without its document needs a reason".to_owned(),
            ));
        } else if stub == Some(Stub::Reserved) && !paper.subject.is_empty() {
            return Err((
                "subject",
                "a reserved number holds a reason and no content".to_owned(),
            ));
        }
        let expires = self.expires(row, (day, direction, stub), &paper)?;
        let entry = match direction {
            "outgoing" => self.own(row, (symbol, &said), day, paper, stub)?,
            "incoming" => self.incoming(row, said, (day, stub), paper)?,
            _ => {
                let sender = self.sender(row, said, day)?;
                paper.keepers = std::mem::take(&mut paper.recipient_units);
                Entry {
                    row,
                    day,
                    paper,
                    number: symbol.number,
                    kind: Kind::Superior(sender),
                    expires: None,
                }
            }
        };
        Ok(Entry { expires, ..entry })
    }

    /// The day from which it no longer holds; only what stays in force comes to an end.
    fn expires(
        &self,
        row: &Row,
        (day, direction, stub): (Day, &str, Option<Stub>),
        paper: &Paper,
    ) -> std::result::Result<Option<Day>, Fault> {
        let Some(expires) = self.day(row, "expires")? else {
            return Ok(None);
        };
        let kind = self.ground.book.documents().kind(&paper.kind, day);
        let lasts = kind.is_some_and(|k| k.rule.validity);
        let may = lasts && direction != "incoming" && stub.is_none();
        match refuses_expiry(may, (&paper.subject, day), expires) {
            Some(why) => Err(("expires", why)),
            None => Ok(Some(expires)),
        }
    }

    fn sender(&self, row: &Row, symbol: String, day: Day) -> std::result::Result<Sender, Fault> {
        let mut name = self.tidy(row, "organ_name");
        if name.is_empty() {
            name = match self.unit(row, "organ_code", day)? {
                Some(u) => {
                    let state = self.ground.structure.state(u, day);
                    state.map_or_else(String::new, |s| s.name.clone())
                }
                None => {
                    return Err((
                        "organ_name",
                        "a document from outside needs the name of its organ".to_owned(),
                    ));
                }
            };
        }
        Ok(Sender {
            organ_name: name,
            symbol,
            sent_on: day.to_string(),
        })
    }

    fn incoming<'r>(
        &mut self,
        row: &'r Row,
        symbol: String,
        (day, stub): (Day, Option<Stub>),
        mut paper: Paper,
    ) -> std::result::Result<Entry<'r>, Fault> {
        let arrived = self.day(row, "arrived")?.unwrap_or(day);
        if arrived < day {
            return Err((
                "arrived",
                format!("it arrived before it was written, on {day}"),
            ));
        }
        let sender = self.sender(row, symbol, day)?;
        let receiver = paper.recipient_units.first().cloned();
        let receiver = receiver
            .and_then(|id| self.ground.structure.find(&id))
            .ok_or_else(|| {
                (
                    "recipients",
                    "an incoming document needs the code of the unit that receives it".to_owned(),
                )
            })?;
        let number = self
            .cell(row, "in_number")
            .trim_start_matches('0')
            .parse()
            .ok();
        let number = number.filter(|n: &u32| *n > 0).ok_or_else(|| {
            (
                "in_number",
                "an incoming document needs its number in the incoming register".to_owned(),
            )
        })?;
        if let Some(why) = beyond(number) {
            return Err(("in_number", why));
        }
        paper.unit = self.ground.structure.unit(receiver).id.clone();
        paper.keepers = vec![paper.unit.clone()];
        paper.body = self.body(row, receiver, &paper.system, arrived)?;
        paper.label.clear();
        let series = self.series(receiver, &paper, "incoming", arrived)?;
        Ok(Entry {
            row,
            day: arrived,
            paper,
            number,
            kind: match stub {
                None => Kind::Incoming { series, sender },
                Some(stub) => Kind::Stub { series, stub },
            },
            expires: None,
        })
    }

    fn own<'r>(
        &mut self,
        row: &'r Row,
        (symbol, said): (Symbol, &str),
        day: Day,
        mut paper: Paper,
        stub: Option<Stub>,
    ) -> std::result::Result<Entry<'r>, Fault> {
        let unit = self.unit(row, "organ_code", day)?.ok_or_else(|| {
            (
                "organ_code",
                "an own document needs the code of its organ".to_owned(),
            )
        })?;
        paper.unit = self.ground.structure.unit(unit).id.clone();
        paper.body = self.body(row, unit, &paper.system, day)?;
        let series = self.series(unit, &paper, "outgoing", day)?;
        if stub.is_none() {
            self.authority(row, unit, &paper, day);
            self.joint(row, unit, &mut paper, day)?;
        }
        let own = &self.series[series];
        if !own.symbol.is_empty() && own.symbol != symbol.organ {
            let why = format!(
                "the symbol of «{}» there is {}",
                self.name(unit, day),
                own.symbol
            );
            self.warnings
                .push(self.problem(row, ("number_symbol", why)).as_warning());
        }
        let year = symbol.year.unwrap_or_else(|| day.year());
        let of = (
            symbol.number,
            symbol.abbreviation.as_str(),
            symbol.organ.as_str(),
        );
        let printed = if symbol.abbreviation.is_empty() {
            said.to_owned()
        } else {
            print_symbol(symbol.form, own.digits, year, of)
        };
        let kind = match stub {
            None => Kind::Own {
                series,
                symbol: printed,
            },
            Some(stub) => Kind::Stub { series, stub },
        };
        Ok(Entry {
            row,
            day,
            paper,
            number: symbol.number,
            kind,
            expires: None,
        })
    }

    fn name(&self, unit: UnitIx, day: Day) -> String {
        let state = self.ground.structure.state(unit, day);
        state.map_or_else(String::new, |s| s.name.clone())
    }

    fn authority(&mut self, row: &Row, unit: UnitIx, paper: &Paper, day: Day) {
        let by = self.ground.rules(self.terms);
        let asked = outgoing(unit, paper, day);
        if let Some(why) = by.authority(&asked) {
            self.warnings
                .push(self.problem(row, ("kind", why)).as_warning());
        }
    }

    /// Codes of those that issue a document together with its organ, as they are named on the day.
    fn joint(
        &mut self,
        row: &Row,
        unit: UnitIx,
        paper: &mut Paper,
        day: Day,
    ) -> std::result::Result<(), Fault> {
        let said = self.tidy(row, "co_issuers").replace('|', "\n");
        let (together, unknown) = joint::looked_up(self.ground.structure, &said, day);
        if let Some(code) = unknown.first() {
            let why = format!("no unit bears the code «{code}» on {day}");
            return Err(("co_issuers", why));
        }
        paper.co_issuers = together;
        let by = self.ground.rules(self.terms);
        let asked = outgoing(unit, paper, day);
        match self.ground.joint(&by, paper, &asked) {
            Ok((_, warnings)) => {
                let of_row = |w: Problem| self.problem(row, ("co_issuers", w.reason)).as_warning();
                let warnings: Vec<Problem> = warnings.into_iter().map(of_row).collect();
                self.warnings.extend(warnings);
                Ok(())
            }
            Err(Error::Refused(mut problems)) => {
                Err(("co_issuers", problems.swap_remove(0).reason))
            }
            Err(other) => Err(("co_issuers", other.to_string())),
        }
    }
}

/// What a row that stands in a register asks of the rules: it has its number and its series.
fn outgoing(unit: UnitIx, paper: &Paper, day: Day) -> Asked<'_> {
    Asked {
        label: "",
        ..asked(unit, paper, "outgoing", day)
    }
}

/// A column's name as the list has it.
fn column_of(name: &str) -> &'static str {
    COLUMNS
        .iter()
        .map(|c| c.0)
        .find(|c| *c == name)
        .unwrap_or("subject")
}

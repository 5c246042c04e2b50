//! What a row comes to: a document of the record's own, one received, one kept of others, or a
//! number without its document.

use super::super::acts::{Paper, Sender, Stub, asked};
use super::super::joint;
use super::super::rules::{
    Asked, Symbol, beyond, direction_named, parse_symbol, print_symbol, refuses_expiry,
};
use super::reading::Reading;
use super::{COLUMNS, Entry, Fault, Kind};
use figures::{Day, UnitIx};
use platform::sheets::Line as Row;
use platform::{Error, Problem};

impl Reading<'_> {
    /// Reads a row; otherwise the cell at fault.
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
        let direction = self.direction(row)?;
        let mut paper = self.paper(row, &symbol, day)?;
        self.fits((direction, stub), &paper, day)?;
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

    /// Where a row says its document comes from; without a word, by whether it names an organ of the
    /// record.
    fn direction(&self, row: &Row) -> std::result::Result<&'static str, Fault> {
        let said = self.tidy(row, "direction");
        if said.is_empty() {
            let own = !self.tidy(row, "organ_code").is_empty();
            return Ok(if own { "outgoing" } else { "superior" });
        }
        direction_named(&said).ok_or_else(|| {
            (
                "direction",
                "it is outgoing, incoming or superior".to_owned(),
            )
        })
    }

    /// What is wrong with a paper, or with what stands in its place where a number has none.
    fn fits(
        &self,
        (direction, stub): (&str, Option<Stub>),
        paper: &Paper,
        day: Day,
    ) -> std::result::Result<(), Fault> {
        let Some(stub) = stub else {
            let found = self.ground.check(paper, day);
            return found.map_err(|p| (column_of(&p.column), p.reason.clone()));
        };
        let fault = if direction == "superior" {
            (
                "state",
                "only numbers of the record's own series are void or reserved",
            )
        } else if paper.note.is_empty() {
            ("reason", "a number without its document needs a reason")
        } else if stub == Stub::Reserved && !paper.subject.is_empty() {
            ("subject", "a reserved number holds a reason and no content")
        } else {
            return Ok(());
        };
        Err((fault.0, fault.1.to_owned()))
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

//! Deciding a list of documents: an office's register as a file, in one act. What it needs of the
//! record is read in a few questions, whatever the number of rows.

use super::acts::{
    Decided, Ground, Numbered, Origin, Paper, Sender, Stub, asked, expiry_line, opening,
    relation_lines,
};
use super::joint;
use super::model::Document;
use super::rules::{
    Asked, LEAP, RELATIONS, Series, Symbol, Terms, beyond, direction_named, numbered_by,
    parse_symbol, print_symbol, refuses_expiry, symbol_key,
};
use super::store;
use crate::organisation::members::acts::read_day;
use figures::{Day, UnitIx};
use platform::asof::Known;
use platform::journal::{Line, id};
use platform::sheets::{Column, Found, Line as Row, Sheet};
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::{BTreeMap, HashMap};

/// The columns of `documents.csv`.
pub const COLUMNS: [Column; 29] = [
    (
        "number_symbol",
        &[
            "symbol",
            "number and symbol",
            "số và ký hiệu",
            "số ký hiệu",
            "số, ký hiệu",
        ],
    ),
    (
        "date",
        &[
            "day",
            "ngày",
            "ngày văn bản",
            "ngày tháng văn bản",
            "ngày ban hành",
        ],
    ),
    (
        "kind",
        &["tên loại", "tên loại văn bản", "loại văn bản", "loại"],
    ),
    (
        "subject",
        &[
            "trích yếu",
            "trích yếu nội dung",
            "tên loại và trích yếu nội dung",
        ],
    ),
    (
        "organ_code",
        &["mã cơ quan ban hành", "mã đơn vị ban hành", "mã đơn vị"],
    ),
    (
        "organ_name",
        &["organ", "author", "cơ quan ban hành", "tác giả"],
    ),
    ("body", &["chủ thể ban hành"]),
    ("direction", &["đi đến", "chiều văn bản"]),
    ("field", &["lĩnh vực"]),
    ("signer", &["người ký"]),
    ("capacity", &["chức vụ người ký", "thể thức ký"]),
    ("advised_by_code", &["advised by", "mã cơ quan tham mưu"]),
    ("recipients", &["nơi nhận"]),
    ("term", &["nhiệm kỳ", "congress", "đại hội"]),
    ("replaces", &["thay thế"]),
    ("implements", &["thực hiện", "triển khai"]),
    ("amends", &["sửa đổi", "sửa đổi, bổ sung"]),
    ("abolishes", &["bãi bỏ"]),
    ("answers", &["trả lời"]),
    ("pilots", &["thí điểm"]),
    ("state", &["trạng thái", "tình trạng"]),
    ("reason", &["lý do"]),
    ("in_number", &["số đến"]),
    ("arrived", &["ngày đến"]),
    ("review_by", &["ngày rà soát"]),
    (
        "expires",
        &["hết hiệu lực", "ngày hết hiệu lực", "hết hiệu lực từ ngày"],
    ),
    ("due", &["hạn trả lời", "thời hạn"]),
    ("mark", &["độ mật"]),
    (
        "co_issuers",
        &["joint with", "cùng ban hành", "cơ quan cùng ban hành"],
    ),
];

/// Those it cannot do without.
pub const NEEDED: [&str; 4] = ["number_symbol", "date", "kind", "subject"];

fn place(name: &str) -> usize {
    COLUMNS.iter().position(|c| c.0 == name).unwrap_or(0)
}

/// What a row comes to before it has its line.
struct Entry<'r> {
    row: &'r Row,
    day: Day,
    paper: Paper,
    kind: Kind,
    number: u32,
    /// The first day on which it no longer holds.
    expires: Option<Day>,
}

enum Kind {
    /// Numbered by a series of the record, whose place in the list it bears.
    Own {
        series: usize,
        symbol: String,
    },
    /// A number with a reason and nothing else: `void`, `reserved`.
    Stub {
        series: usize,
        stub: Stub,
    },
    Incoming {
        series: usize,
        sender: Sender,
    },
    Superior(Sender),
}

/// A fault of a cell: column, why.
type Fault = (&'static str, String);

struct Reading<'a> {
    ground: Ground<'a>,
    terms: &'a Terms,
    sheet: &'a Sheet,
    found: Found,
    series: Vec<Series>,
    known: HashMap<(UnitIx, String, String, &'static str, &'static str), Vec<usize>>,
    kinds: HashMap<(String, &'static str, Day), std::result::Result<String, String>>,
    warnings: Vec<Problem>,
}

impl<'a> Reading<'a> {
    fn cell<'r>(&self, row: &'r Row, name: &str) -> &'r str {
        self.found.cell(row, place(name))
    }

    fn tidy(&self, row: &Row, name: &str) -> String {
        self.found.tidy(row, place(name))
    }

    fn problem(&self, row: &Row, (column, why): Fault) -> Problem {
        Problem::new(why)
            .at(&self.sheet.file, row.number)
            .cell(column, self.cell(row, column))
    }

    fn day(&self, row: &Row, column: &'static str) -> std::result::Result<Option<Day>, Fault> {
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

    fn entry<'r>(&mut self, row: &'r Row) -> std::result::Result<Entry<'r>, Fault> {
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

    fn line(&self, entry: &Entry<'_>, document: &str) -> Result<Line> {
        let origin = match &entry.kind {
            Kind::Superior(sender) => Origin::Superior { sender },
            Kind::Stub { series, stub } => Origin::Stub {
                series: &self.series[*series],
                stub: *stub,
                reason: &entry.paper.note,
            },
            Kind::Incoming { series, sender } => Origin::Received {
                series: &self.series[*series],
                sender,
            },
            Kind::Own { series, symbol } => Origin::Issued {
                series: &self.series[*series],
                symbol,
            },
        };
        let numbered = Numbered {
            document,
            paper: &entry.paper,
            day: entry.day,
            number: entry.number,
            origin,
        };
        numbered.line(self.ground)
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

/// Decides a list of documents for somebody who may enter so far (`may`): every row is one, with
/// the number it has. Documents beyond that are neither named nor in the way; numbers are told
/// apart in their series, which is its organ's own.
pub async fn decide_list(
    db: &mut Db,
    ground: Ground<'_>,
    (sheet, mapping): (&Sheet, &[(String, String)]),
    may: &Scope,
) -> Result<Decided> {
    let found = sheet.columns(&COLUMNS, &NEEDED, mapping)?;
    let known = Known::NOW;
    let terms = store::all_terms(db, &Scope::whole(), known).await?;
    let mut reading = Reading {
        ground,
        terms: &terms,
        sheet,
        found,
        series: Vec::new(),
        known: HashMap::new(),
        kinds: HashMap::new(),
        warnings: Vec::new(),
    };
    let (mut entries, mut problems) = (Vec::with_capacity(sheet.rows.len()), Vec::new());
    for row in &sheet.rows {
        match reading.entry(row) {
            Ok(entry) => entries.push(entry),
            Err(fault) => problems.push(reading.problem(row, fault)),
        }
    }
    twice(db, (&reading, may), &entries, &mut problems).await?;
    let gaps = gaps(db, &reading, &entries, &mut problems).await?;
    let links = related(db, (&reading, may), &entries, &mut problems).await?;
    if !problems.is_empty() {
        problems.sort_by_key(|p| p.line);
        return Err(Error::Refused(problems));
    }
    let mut lines = Vec::with_capacity(entries.len() + links.len() + reading.series.len());
    for (at, entry) in entries.iter().enumerate() {
        let own = id(ground.act, at);
        lines.push(reading.line(entry, &own)?);
        let expires = entry.expires.map(|day| expiry_line(day, &own));
        lines.extend(expires.transpose()?);
    }
    for (at, entry) in entries.iter().enumerate() {
        let together = &entry.paper.co_issuers;
        lines.extend(joint::lines(entry.day, &id(ground.act, at), &[], together)?);
    }
    lines.extend(links);
    let mut warnings = std::mem::take(&mut reading.warnings);
    warnings.extend(gaps);
    late(&reading, &entries, &mut warnings);
    lines.extend(openings(db, &reading, &entries).await?);
    Ok(Decided {
        lines,
        warnings,
        ..Decided::default()
    })
}

fn series_of(entry: &Entry<'_>) -> Option<usize> {
    match &entry.kind {
        Kind::Own { series, .. } | Kind::Stub { series, .. } | Kind::Incoming { series, .. } => {
            Some(*series)
        }
        Kind::Superior(_) => None,
    }
}

fn number_column(entry: &Entry<'_>) -> &'static str {
    if matches!(entry.kind, Kind::Incoming { .. }) {
        "in_number"
    } else {
        "number_symbol"
    }
}

/// Numbers used already, in the file or in the record: refused.
async fn twice(
    db: &mut Db,
    (reading, may): (&Reading<'_>, &Scope),
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<()> {
    let names: Vec<String> = reading.series.iter().map(|s| s.subject.clone()).collect();
    let held = store::numbers_of(db, &names).await?;
    let mut seen: HashMap<(usize, u32), usize> = HashMap::with_capacity(entries.len());
    let mut outside: HashMap<(String, Day, String), usize> = HashMap::new();
    for entry in entries {
        let column = number_column(entry);
        let Some(series) = series_of(entry) else {
            let Kind::Superior(sender) = &entry.kind else {
                continue;
            };
            let key = (
                symbol_key(&sender.symbol),
                entry.day,
                sender.organ_name.clone(),
            );
            if let Some(line) = outside.insert(key, entry.row.number) {
                let why = format!("line {line} has the same document");
                problems.push(reading.problem(entry.row, (column, why)));
            }
            continue;
        };
        let key = (names[series].clone(), entry.number);
        if let Some((_, dated)) = held.get(&key) {
            let why = format!(
                "number {} is used already in this series, dated {dated}",
                entry.number
            );
            let why = numbered_by(&reading.series[series].citation, &why);
            problems.push(reading.problem(entry.row, (column, why)));
        } else if let Some(line) = seen.insert((series, entry.number), entry.row.number) {
            let why = format!("line {line} has the number {} of this series", entry.number);
            problems.push(reading.problem(entry.row, (column, why)));
        }
    }
    let symbols: Vec<String> = entries
        .iter()
        .filter_map(|e| match &e.kind {
            Kind::Superior(s) => Some(s.symbol.clone()),
            _ => None,
        })
        .collect();
    if symbols.is_empty() {
        return Ok(());
    }
    let there = store::by_symbol(db, &symbols).await?;
    let there = store::within(db, may, there).await?;
    let there: std::collections::HashSet<(String, &str, &str)> = there
        .iter()
        .filter(|d| d.direction == "superior")
        .map(|d| {
            (
                symbol_key(&d.symbol),
                d.dated.as_str(),
                d.organ_name.as_str(),
            )
        })
        .collect();
    for entry in entries {
        let Kind::Superior(sender) = &entry.kind else {
            continue;
        };
        let day = entry.day.to_string();
        if there.contains(&(
            symbol_key(&sender.symbol),
            day.as_str(),
            sender.organ_name.as_str(),
        )) {
            let why = format!("«{}» of {day} is in the record already", sender.symbol);
            problems.push(reading.problem(entry.row, ("number_symbol", why)));
        }
    }
    Ok(())
}

/// A symbol with the day it may be told apart by: `57-NQ/TW (2024-12-22)`.
pub fn reference(text: &str) -> (String, Option<Day>) {
    let dated = text.strip_suffix(')').and_then(|t| t.rsplit_once('('));
    match dated {
        Some((symbol, day)) => match read_day(day.trim()) {
            Some(day) => (symbol.trim().to_owned(), Some(day)),
            None => (text.to_owned(), None),
        },
        None => (text.to_owned(), None),
    }
}

/// The lines by which rows stand in relation to others, of the file or of the record.
async fn related(
    db: &mut Db,
    (reading, may): (&Reading<'_>, &Scope),
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Line>> {
    let used: Vec<&'static str> = RELATIONS
        .into_iter()
        .filter(|c| reading.found.has(place(c)))
        .collect();
    if used.is_empty() {
        return Ok(Vec::new());
    }
    let mut asked = Vec::new();
    for (at, entry) in entries.iter().enumerate() {
        for column in &used {
            let said = reading.tidy(entry.row, column);
            for part in said.split('|').map(str::trim).filter(|p| !p.is_empty()) {
                asked.push((at, *column, reference(part)));
            }
        }
    }
    let symbols: Vec<String> = asked.iter().map(|a| a.2.0.clone()).collect();
    let record = store::by_symbol(db, &symbols).await?;
    let record = store::within(db, may, record).await?;
    let mut by: BTreeMap<String, Vec<(Day, String)>> = BTreeMap::new();
    for d in &record {
        by.entry(symbol_key(&d.symbol))
            .or_default()
            .push((own_day(d), d.id.clone()));
    }
    for (at, entry) in entries.iter().enumerate() {
        let (key, day) = (
            symbol_key(reading.cell(entry.row, "number_symbol")),
            reading.day(entry.row, "date"),
        );
        if let Ok(Some(day)) = day {
            by.entry(key)
                .or_default()
                .push((day, id(reading.ground.act, at)));
        }
    }
    let mut lines = Vec::new();
    for (at, column, (symbol, day)) in asked {
        let (entry, own) = (&entries[at], id(reading.ground.act, at));
        let all = by.get(&symbol_key(&symbol)).map_or(&[][..], Vec::as_slice);
        let fits = |(d, other): &&(Day, String)| *other != own && day.is_none_or(|day| day == *d);
        let found: Vec<&(Day, String)> = all.iter().filter(fits).collect();
        match found.as_slice() {
            [(began, _)] if entry.day < *began => {
                let why = format!("«{symbol}» is dated {began}: nothing happens to it before");
                problems.push(reading.problem(entry.row, (column, why)));
            }
            [_] if matches!(entry.kind, Kind::Stub { .. }) => {
                let why = "a number without its document does nothing to another";
                problems.push(reading.problem(entry.row, (column, why.to_owned())));
            }
            [(_, other)] => {
                let own = (own.as_str(), true);
                lines.extend(relation_lines(entry.day, own, column, other, "")?);
            }
            [] => {
                let why = format!("«{symbol}» is neither in the record nor in the file");
                problems.push(reading.problem(entry.row, (column, why)));
            }
            several => {
                let why = format!(
                    "there are {} documents «{symbol}»: add the day, as in «57-NQ/TW (2024-12-22)»",
                    several.len()
                );
                problems.push(reading.problem(entry.row, (column, why)));
            }
        }
    }
    Ok(lines)
}

/// The day on a document: of an incoming one, not that of its arrival.
#[must_use]
pub fn own_day(d: &Document) -> Day {
    Day::parse(&d.sent_on).unwrap_or(d.day())
}

/// Numbers dated before a smaller number of their series: a register may hold them, and says so.
fn late(reading: &Reading<'_>, entries: &[Entry<'_>], warnings: &mut Vec<Problem>) {
    let mut order: Vec<(usize, u32, &Entry<'_>)> = entries
        .iter()
        .filter_map(|e| Some((series_of(e)?, e.number, e)))
        .collect();
    order.sort_by_key(|(series, number, _)| (*series, *number));
    let mut before: Option<(usize, Day, u32)> = None;
    for (series, number, entry) in order {
        match before {
            Some((s, latest, of)) if s == series && entry.day < latest => {
                let why = format!(
                    "number {number} is late: it is dated {}, and number {of} before it is dated {latest}",
                    entry.day
                );
                let why = numbered_by(&reading.series[series].citation, &why);
                let column = number_column(entry);
                warnings.push(reading.problem(entry.row, (column, why)).as_warning());
            }
            _ => before = Some((series, entry.day, number)),
        }
    }
    warnings.sort_by_key(|w| w.line);
}

/// What is missing before and after the numbers of a file, in series that it opens or continues: a
/// warning, because what is missing may stand in a book of paper or in the next file. A number too
/// far from its neighbour is none of the series: a fault.
async fn gaps(
    db: &mut Db,
    reading: &Reading<'_>,
    entries: &[Entry<'_>],
    problems: &mut Vec<Problem>,
) -> Result<Vec<Problem>> {
    let names: Vec<String> = reading.series.iter().map(|s| s.subject.clone()).collect();
    let mut numbers: BTreeMap<(usize, u32), Option<&Entry<'_>>> = BTreeMap::new();
    let at = |name: &String| names.iter().position(|n| n == name);
    let lowest = lowest(entries);
    for (name, first) in store::series_known(db, Known::NOW, &names).await? {
        // what lies before the first is no gap, unless the file brings some of it
        let from = at(&name).filter(|s| lowest.get(s).is_some_and(|n| *n >= first));
        numbers.extend(from.map(|s| ((s, first.saturating_sub(1)), None)));
    }
    for (name, number) in store::numbers_of(db, &names).await?.into_keys() {
        numbers.extend(at(&name).map(|s| ((s, number), None)));
    }
    for entry in entries {
        numbers.extend(series_of(entry).map(|s| ((s, entry.number), Some(entry))));
    }
    let mut warnings = Vec::new();
    let after = numbers.iter().skip(1);
    for (((series, before), early), ((of, number), late)) in numbers.iter().zip(after) {
        let Some(entry) = late.or(*early).filter(|_| series == of) else {
            continue;
        };
        let (missing, last) = (before + 1, number - 1);
        let column = number_column(entry);
        let by = |why: String| numbered_by(&reading.series[*series].citation, &why);
        if number - before > LEAP {
            let why = format!(
                "numbers {before} and {number} of this series lie more than {LEAP} apart: one of them is no number of it"
            );
            problems.push(reading.problem(entry.row, (column, by(why))));
        } else if missing <= last {
            let why = by(format!(
                "numbers {missing} to {last} of this series are neither in the record nor in the file"
            ));
            warnings.push(reading.problem(entry.row, (column, why)).as_warning());
        }
    }
    Ok(warnings)
}

/// The first number of each series that a file holds.
fn lowest(entries: &[Entry<'_>]) -> BTreeMap<usize, u32> {
    let mut firsts: BTreeMap<usize, u32> = BTreeMap::new();
    for entry in entries {
        if let Some(series) = series_of(entry) {
            let first = firsts.entry(series).or_insert(entry.number);
            *first = entry.number.min(*first);
        }
    }
    firsts
}

/// The lines that open series which the record does not have yet, each at the first number that
/// the file holds.
async fn openings(db: &mut Db, reading: &Reading<'_>, entries: &[Entry<'_>]) -> Result<Vec<Line>> {
    let names: Vec<String> = reading.series.iter().map(|s| s.subject.clone()).collect();
    let there = store::series_known(db, Known::NOW, &names).await?;
    let mut lines = Vec::new();
    for (series, first) in lowest(entries) {
        let series = &reading.series[series];
        if !there.contains_key(&series.subject) {
            lines.push(opening(series, first)?);
        }
    }
    Ok(lines)
}

/// Lines of a file whose documents are in the record already, word for word, as far as a scope
/// sees.
pub async fn same(
    db: &mut Db,
    scope: &Scope,
    (sheet, mapping): (&Sheet, &[(String, String)]),
) -> Result<Vec<usize>> {
    let found = sheet.columns(&COLUMNS, &[], mapping)?;
    let symbols: Vec<String> = sheet.rows.iter().map(|r| found.tidy(r, 0)).collect();
    let there = store::by_symbol(db, &symbols).await?;
    let there = store::within(db, scope, there).await?;
    let there: std::collections::HashSet<(String, Day, &str)> = there
        .iter()
        .map(|d| (symbol_key(&d.symbol), own_day(d), d.subject.as_str()))
        .collect();
    let same = |row: &&Row| {
        let day = read_day(found.cell(row, 1));
        let subject = found.tidy(row, 3);
        day.is_some_and(|day| {
            there.contains(&(symbol_key(found.cell(row, 0)), day, subject.as_str()))
        })
    };
    Ok(sheet.rows.iter().filter(same).map(|r| r.number).collect())
}

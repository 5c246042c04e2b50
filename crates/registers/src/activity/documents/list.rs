//! Deciding a list of documents: an office's register as a file, in one act. What it needs of the
//! record is read in a few questions, whatever the number of rows.

mod entries;
mod numbers;
mod reading;
mod relations;

pub use relations::{own_day, reference};

use super::acts::{Decided, Ground, Numbered, Origin, Paper, Sender, Stub, expiry_line};
use super::joint;
use super::rules::{Series, symbol_key};
use super::store;
use crate::organisation::members::acts::read_day;
use figures::Day;
use platform::asof::Known;
use platform::journal::{Line, id};
use platform::sheets::{Column, Line as Row, Sheet};
use platform::{Db, Error, Result, Scope};
use reading::Reading;
use std::collections::HashSet;

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

impl Entry<'_> {
    /// The place in the list of the series that numbers it; none numbers what is kept of others.
    fn series(&self) -> Option<usize> {
        match &self.kind {
            Kind::Own { series, .. }
            | Kind::Stub { series, .. }
            | Kind::Incoming { series, .. } => Some(*series),
            Kind::Superior(_) => None,
        }
    }

    /// The column in which its number stands.
    fn number_column(&self) -> &'static str {
        if matches!(self.kind, Kind::Incoming { .. }) {
            "in_number"
        } else {
            "number_symbol"
        }
    }

    /// The line that says what it is, with its id.
    fn line(&self, ground: Ground<'_>, series: &[Series], document: &str) -> Result<Line> {
        let origin = match &self.kind {
            Kind::Superior(sender) => Origin::Superior { sender },
            Kind::Stub { series: at, stub } => Origin::Stub {
                series: &series[*at],
                stub: *stub,
                reason: &self.paper.note,
            },
            Kind::Incoming { series: at, sender } => Origin::Received {
                series: &series[*at],
                sender,
            },
            Kind::Own { series: at, symbol } => Origin::Issued {
                series: &series[*at],
                symbol,
            },
        };
        let numbered = Numbered {
            document,
            paper: &self.paper,
            day: self.day,
            number: self.number,
            origin,
        };
        numbered.line(ground)
    }
}

/// A fault of a cell: column, why.
type Fault = (&'static str, String);

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
    let mut reading = Reading::of(ground, &terms, (sheet, found));
    let (mut entries, mut problems) = (Vec::with_capacity(sheet.rows.len()), Vec::new());
    for row in &sheet.rows {
        match reading.entry(row) {
            Ok(entry) => entries.push(entry),
            Err(fault) => problems.push(reading.problem(row, fault)),
        }
    }
    numbers::twice(db, (&reading, may), &entries, &mut problems).await?;
    let gaps = numbers::gaps(db, &reading, &entries, &mut problems).await?;
    let links = relations::related(db, (&reading, may), &entries, &mut problems).await?;
    if !problems.is_empty() {
        problems.sort_by_key(|p| p.line);
        return Err(Error::Refused(problems));
    }
    let mut lines = Vec::with_capacity(entries.len() + links.len() + reading.series.len());
    for (at, entry) in entries.iter().enumerate() {
        let own = id(ground.act, at);
        lines.push(entry.line(ground, &reading.series, &own)?);
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
    numbers::late(&reading, &entries, &mut warnings);
    lines.extend(numbers::openings(db, &reading, &entries).await?);
    Ok(Decided {
        lines,
        warnings,
        ..Decided::default()
    })
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
    let there: HashSet<(String, Day, &str)> = there
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

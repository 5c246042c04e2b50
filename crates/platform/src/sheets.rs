//! Tables from outside: CSV and XLSX in, bounded before they are opened, every cell with
//! the line it stood on; and the sender's table handed back with a column of problems.

use crate::text::{folded, hex, tidy};
use crate::{Error, Problem, Result};
use sha2::{Digest, Sha256};
use std::io::Read;
use std::path::Path;

mod back;
mod book;
mod places;

pub use back::{handed_back, problem_heading};

/// Names the exact bytes of a file and of the assignment file that goes with it: the act that
/// records them bears it (`journal::bear_digest`), and the same file is not recorded twice.
#[must_use]
pub fn digest(file: &[u8], assign: Option<&[u8]>) -> String {
    let mut digest = Sha256::new();
    digest.update(file);
    digest.update(assign.unwrap_or_default());
    hex(&digest.finalize())
}

/// What a file may be at most. Larger ones are refused before they are read.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub bytes: u64,
    /// Of a spreadsheet when unpacked, as its directory says and as it turns out.
    pub unpacked: u64,
    pub entries: usize,
    /// Of one sheet of a spreadsheet, blank ones included.
    pub cells: usize,
    pub rows: usize,
    pub columns: usize,
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 2 << 30,
            rows: 10_000_000,
            columns: 256,
            cell: 32_767,
            ..Limits::SPREADSHEET
        }
    }
}

impl Limits {
    /// What a spreadsheet may be at most, on whichever way it comes. A few bytes of one unpack to
    /// very many, so that the command line has no other bounds for it than a server.
    pub const SPREADSHEET: Limits = Limits {
        bytes: 48 << 20,
        unpacked: 160 << 20,
        entries: 500,
        cells: 5_000_000,
        rows: 500_000,
        columns: 100,
        cell: 4_000,
    };

    /// The same bounds, and for a spreadsheet none that is wider than its own.
    fn for_spreadsheet(self) -> Limits {
        let own = Limits::SPREADSHEET;
        Limits {
            bytes: self.bytes.min(own.bytes),
            unpacked: self.unpacked.min(own.unpacked),
            entries: self.entries.min(own.entries),
            cells: self.cells.min(own.cells),
            rows: self.rows.min(own.rows),
            columns: self.columns.min(own.columns),
            cell: self.cell.min(own.cell),
        }
    }
}

/// A table of texts with one heading line.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sheet {
    pub file: String,
    pub header: Vec<String>,
    pub rows: Vec<Line>,
}

/// A row and the line of the file it stood on (the heading is line 1).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub number: usize,
    pub cells: Vec<String>,
}

/// A column as Nazm names it, and the other names it is recognised by.
pub type Column = (&'static str, &'static [&'static str]);

/// Reads a file by what it is, not by what it is called.
pub fn read(path: &Path, limits: Limits) -> Result<Sheet> {
    from_bytes(&name_of(path), bytes(path, limits)?, limits)
}

/// The name by which problems in a file speak of it.
#[must_use]
pub fn name_of(path: &Path) -> String {
    let name = path.file_name();
    name.map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// The bytes of a file, read once and never more of them than its bound: its length is asked
/// first, but a pipe has none and a file may grow. A spreadsheet is known by how it begins, and
/// its own bound holds before the rest of it is read.
pub fn bytes(path: &Path, limits: Limits) -> Result<Vec<u8>> {
    let name = name_of(path);
    let unread = |e: std::io::Error| refuse(&name, 0, &format!("the file cannot be read: {e}"));
    let mut file = std::fs::File::open(path).map_err(unread)?;
    let length = file.metadata().map_err(unread)?.len();
    let mut bytes = Vec::new();
    let begin = u64::try_from(SPREADSHEET.len()).unwrap_or(u64::MAX);
    let mut beginning = file.by_ref().take(begin);
    beginning.read_to_end(&mut bytes).map_err(unread)?;
    let most = if bytes.starts_with(SPREADSHEET) {
        limits.for_spreadsheet().bytes
    } else {
        limits.bytes
    };
    let within = |length: u64| match length > most {
        true => Err(Error::TooLarge(format!(
            "{name}: {length} bytes; at most {most} are read"
        ))),
        false => Ok(()),
    };
    within(length)?;
    let mut rest = file.take(most.saturating_add(1).saturating_sub(begin));
    rest.read_to_end(&mut bytes).map_err(unread)?;
    within(u64::try_from(bytes.len()).unwrap_or(u64::MAX))?;
    Ok(bytes)
}

/// How every spreadsheet begins: it is an archive.
const SPREADSHEET: &[u8] = b"PK\x03\x04";

/// [`read`] of bytes that are already here.
pub fn from_bytes(name: &str, bytes: Vec<u8>, limits: Limits) -> Result<Sheet> {
    if bytes.starts_with(SPREADSHEET) {
        book::xlsx(name, bytes, limits.for_spreadsheet())
    } else {
        csv(name, &bytes, limits)
    }
}

fn refuse(file: &str, line: usize, reason: &str) -> Error {
    Error::Refused(vec![Problem::new(reason).at(file, line)])
}

/// With what a file of text may begin, so that a spreadsheet reads its letters rightly.
const BOM: &[u8] = b"\xef\xbb\xbf";

fn csv(name: &str, bytes: &[u8], limits: Limits) -> Result<Sheet> {
    let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
    if let Err(e) = std::str::from_utf8(bytes) {
        let line = bytes
            .iter()
            .take(e.valid_up_to())
            .filter(|b| **b == b'\n')
            .count()
            + 1;
        return Err(refuse(
            name,
            line,
            "the file is not UTF-8 here; save it as «CSV UTF-8»",
        ));
    }
    // a line may end with a carriage return alone
    let unix;
    let bytes = if bytes.contains(&b'\n') {
        bytes
    } else {
        unix = bytes
            .iter()
            .map(|b| if *b == b'\r' { b'\n' } else { *b })
            .collect::<Vec<u8>>();
        unix.as_slice()
    };
    if let Some(line) = broken_quotation(bytes) {
        return Err(refuse(
            name,
            line,
            "a quotation mark opens here and is not closed on its line: a cell holds one line",
        ));
    }
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let mut reader = ::csv::ReaderBuilder::new()
        .flexible(true)
        .has_headers(false)
        .delimiter(delimiter(first))
        // by itself the reader counts a line that ends with two letters one too late
        .terminator(::csv::Terminator::Any(b'\n'))
        .from_reader(bytes);
    let mut sheet = Sheet {
        file: name.to_owned(),
        ..Sheet::default()
    };
    let mut record = ::csv::StringRecord::new();
    while reader
        .read_record(&mut record)
        .map_err(|e| refuse(name, 0, &e.to_string()))?
    {
        let line = record
            .position()
            .map_or(0, |p| usize::try_from(p.line()).unwrap_or(0));
        let last = record.len().saturating_sub(1);
        let cell = |(at, cell): (usize, &str)| {
            let cell = cell
                .strip_suffix('\r')
                .filter(|_| at == last)
                .unwrap_or(cell);
            meant(cell).to_owned()
        };
        let cells: Vec<String> = record.iter().enumerate().map(cell).collect();
        take(&mut sheet, line, cells, limits)?;
    }
    whole(sheet)
}

/// The line on which a quotation opens that its own line does not close. A cell of ours holds one
/// line of text, so what goes on over the end of it has swallowed the rows that follow.
fn broken_quotation(bytes: &[u8]) -> Option<usize> {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let between = delimiter(first);
    let mut lines = bytes.split(|b| *b == b'\n');
    lines
        .position(|line| separators(line, between).is_none())
        .map(|at| at + 1)
}

/// Where the separators of a line stand; none when a quotation is not closed.
fn separators(line: &[u8], between: u8) -> Option<Vec<usize>> {
    let (mut quoted, mut begins) = (false, true);
    let mut found = Vec::new();
    for (at, b) in line.iter().enumerate() {
        match *b {
            // two quotation marks in a quoted cell close and open again
            b'"' if quoted || begins => (quoted, begins) = (!quoted, !begins || quoted),
            _ if quoted => {}
            b => {
                begins = b == between;
                if begins {
                    found.push(at);
                }
            }
        }
    }
    (!quoted).then_some(found)
}

/// The separator of the heading line: comma unless another one alone divides it.
fn delimiter(first: &[u8]) -> u8 {
    if first.contains(&b',') {
        return b',';
    }
    [b';', b'\t']
        .into_iter()
        .find(|d| first.contains(d))
        .unwrap_or(b',')
}

fn take(sheet: &mut Sheet, line: usize, cells: Vec<String>, limits: Limits) -> Result<()> {
    if cells.len() > limits.columns || sheet.rows.len() >= limits.rows {
        let most = format!(
            "at most {} rows of {} columns are read",
            limits.rows, limits.columns
        );
        return Err(refuse(&sheet.file, line, &most));
    }
    for (i, cell) in cells.iter().enumerate() {
        let column = sheet.header.get(i).map_or("", String::as_str).to_owned();
        let problem = |why: &str| {
            Error::Refused(vec![
                Problem::new(why).at(&sheet.file, line).cell(&column, cell),
            ])
        };
        if cell.len() > limits.cell {
            return Err(problem("the cell is too long"));
        }
        if cell.contains('\0') {
            return Err(problem("the cell holds a NUL character"));
        }
    }
    let headed = sheet.header.len();
    let beyond = cells.iter().skip(headed).find(|c| !c.trim().is_empty());
    if let Some(cell) = beyond.filter(|_| headed > 0) {
        let why = format!(
            "«{cell}» stands beyond the {headed} columns of the heading: is a separator part of a value?"
        );
        return Err(refuse(&sheet.file, line, &why));
    }
    if sheet.header.is_empty() {
        if cells.iter().all(|c| c.trim().is_empty()) {
            return Ok(());
        }
        sheet.header = cells.iter().map(|c| c.trim().to_owned()).collect();
    } else if cells.iter().any(|c| !c.trim().is_empty()) {
        sheet.rows.push(Line {
            number: line,
            cells,
        });
    }
    Ok(())
}

fn whole(sheet: Sheet) -> Result<Sheet> {
    if sheet.header.is_empty() {
        Err(refuse(
            &sheet.file,
            1,
            "the file is empty: a heading line is needed",
        ))
    } else if sheet.rows.is_empty() {
        Err(refuse(&sheet.file, 1, "the file has a heading and no rows"))
    } else {
        Ok(sheet)
    }
}

impl Sheet {
    /// Finds the wanted columns in the heading by their own names or others; `mapping` (theirs,
    /// ours) goes first. Unknown headings are reported, missing needed ones refused.
    pub fn columns(
        &self,
        wanted: &[Column],
        needed: &[&str],
        mapping: &[(String, String)],
    ) -> Result<Found> {
        let mut problems = Vec::new();
        let mut places: Vec<Option<usize>> = vec![None; wanted.len()];
        let mut unknown = Vec::new();
        for (i, heading) in self.header.iter().enumerate() {
            match place_of(heading, wanted, mapping) {
                Some(w) if places[w].is_some() => problems.push(
                    Problem::new("the column stands twice")
                        .at(&self.file, 1)
                        .cell(wanted[w].0, heading),
                ),
                Some(w) => places[w] = Some(i),
                None if heading.is_empty() || back::is_problem(heading) => {}
                None => unknown.push(heading.clone()),
            }
        }
        for name in needed {
            if !wanted
                .iter()
                .zip(&places)
                .any(|((n, _), p)| n == name && p.is_some())
            {
                let names: Vec<&str> = wanted.iter().map(|(n, _)| *n).collect();
                let why = format!(
                    "the column is missing from the heading (columns: {})",
                    names.join(", ")
                );
                problems.push(Problem::new(why).at(&self.file, 1).cell(name, ""));
            }
        }
        if problems.is_empty() {
            Ok(Found { places, unknown })
        } else {
            Err(Error::Refused(problems))
        }
    }
}

/// A cell that a spreadsheet would take for a formula gets an apostrophe before it.
#[must_use]
pub fn harmless(cell: &str) -> String {
    let dangerous = cell.starts_with(['=', '+', '-', '@', '\t', '\r'])
        && cell.parse::<f64>().is_err()
        && cell != "-";
    if dangerous {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// A cell as it was before [`harmless`] kept it from being a formula.
fn meant(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if harmless(rest).len() > rest.len() => rest,
        _ => cell,
    }
}

fn place_of(heading: &str, wanted: &[Column], mapping: &[(String, String)]) -> Option<usize> {
    let said = folded(&heading.replace('_', " "));
    let ours = mapping
        .iter()
        .find(|(theirs, _)| folded(&theirs.replace('_', " ")) == said)
        .map(|(_, ours)| ours.as_str());
    wanted.iter().position(|(name, others)| match ours {
        Some(ours) => *name == ours,
        None => folded(&name.replace('_', " ")) == said || others.iter().any(|o| folded(o) == said),
    })
}

/// Where the wanted columns stand in a sheet.
#[derive(Debug, Clone)]
pub struct Found {
    places: Vec<Option<usize>>,
    /// Headings nobody asked for: their cells are not read.
    pub unknown: Vec<String>,
}

impl Found {
    /// The cell of the `wanted` column, trimmed; empty when there is none.
    #[must_use]
    pub fn cell<'a>(&self, line: &'a Line, wanted: usize) -> &'a str {
        let place = self.places.get(wanted).copied().flatten();
        place
            .and_then(|i| line.cells.get(i))
            .map_or("", |c| c.trim())
    }

    #[must_use]
    pub fn has(&self, wanted: usize) -> bool {
        self.places.get(wanted).copied().flatten().is_some()
    }

    /// The cell in NFC without spare spaces.
    #[must_use]
    pub fn tidy(&self, line: &Line, wanted: usize) -> String {
        tidy(self.cell(line, wanted))
    }
}

/// A mapping file: CSV with the columns `theirs,ours`.
pub fn mapping(path: &Path) -> Result<Vec<(String, String)>> {
    let sheet = read(path, Limits::default())?;
    let found = sheet.columns(&[("theirs", &[]), ("ours", &[])], &["theirs", "ours"], &[])?;
    Ok(sheet
        .rows
        .iter()
        .map(|l| (found.tidy(l, 0), found.tidy(l, 1)))
        .collect())
}

#[cfg(test)]
use crate::locale::Lang;
#[cfg(test)]
mod tests;

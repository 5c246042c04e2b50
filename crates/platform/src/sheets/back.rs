//! The sender's own table handed back with a column that says what is wrong, to be mended and sent
//! again: its separator, its quotation marks, its ends of lines and what it began with stay.

use super::{BOM, Sheet, delimiter, harmless, separators};
use crate::locale::Lang;
use crate::text::folded;
use crate::{Error, Problem, Result};
use std::collections::HashMap;

/// How the column is headed. It is passed over when the file comes again.
#[must_use]
pub fn problem_heading(lang: Lang) -> &'static str {
    match lang {
        Lang::En => "Problem",
        Lang::Vi => "Vấn đề",
        Lang::Ur => "مسئلہ",
    }
}

/// Whether a column is the one of an earlier time, in any language.
pub(super) fn is_problem(heading: &str) -> bool {
    let said = folded(heading);
    let mut known = Lang::ALL.into_iter().map(problem_heading);
    known.any(|k| folded(k) == said)
}

/// The table that was read as `sheet` from these bytes, with what is wrong with each row as `say`
/// puts it. A spreadsheet comes back as a file of text.
pub fn handed_back(
    bytes: &[u8],
    sheet: &Sheet,
    lang: Lang,
    problems: &[Problem],
    say: impl Fn(&Problem) -> String,
) -> Result<Vec<u8>> {
    let mut said: HashMap<usize, String> = HashMap::new();
    for p in problems {
        let all = said.entry(p.line).or_default();
        if !all.is_empty() {
            all.push_str("; ");
        }
        all.push_str(&say(p));
    }
    let heading = problem_heading(lang);
    if bytes.starts_with(super::SPREADSHEET) {
        return rewritten(sheet, heading, &said);
    }
    let (bom, text) = match bytes.strip_prefix(BOM) {
        Some(rest) => (BOM, rest),
        None => (&[][..], bytes),
    };
    let mut out = bom.to_vec();
    let mut table: Option<Table> = None;
    for (at, line) in lines(text).enumerate() {
        let (cells, end) = ended(line);
        match &mut table {
            _ if is_blank(cells) => out.extend(line),
            None => {
                let headed = Table::headed(cells, end);
                headed.write(&mut out, (cells, end), heading);
                table = Some(headed);
            }
            Some(table) => {
                let why = said.get(&(at + 1)).map_or("", String::as_str);
                table.write(&mut out, (cells, end), why);
            }
        }
    }
    Ok(out)
}

/// The lines with their ends; where no line ends with a line feed, each ends with a carriage return.
fn lines(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    let end = if text.contains(&b'\n') { b'\n' } else { b'\r' };
    text.split_inclusive(move |b| *b == end)
}

/// A line without its end, and its end.
fn ended(line: &[u8]) -> (&[u8], &[u8]) {
    let cells = line.strip_suffix(b"\n").unwrap_or(line);
    let cells = cells.strip_suffix(b"\r").unwrap_or(cells);
    line.split_at(cells.len())
}

/// Whether nothing stands on a line but separators: the reader passes over it too.
fn is_blank(cells: &[u8]) -> bool {
    let written = |b: &u8| !b.is_ascii_whitespace() && !b",;\"".contains(b);
    !cells.iter().any(written)
}

/// How the sender writes a table.
struct Table {
    between: u8,
    /// Whether every cell stands in quotation marks, or only one that must.
    quoted: bool,
    columns: usize,
    /// Columns of an earlier time, which are left out.
    earlier: Vec<usize>,
    end: Vec<u8>,
}

impl Table {
    fn headed(header: &[u8], end: &[u8]) -> Table {
        let between = delimiter(header);
        let cells = split(header, between);
        let is_earlier = |cell: &&[u8]| is_problem(plain(cell).trim());
        let earlier = cells.iter().enumerate().filter(|(_, c)| is_earlier(c));
        Table {
            between,
            quoted: cells.iter().all(|c| c.starts_with(b"\"")),
            columns: cells.len(),
            earlier: earlier.map(|(at, _)| at).collect(),
            end: end.to_vec(),
        }
    }

    fn write(&self, out: &mut Vec<u8>, (line, end): (&[u8], &[u8]), why: &str) {
        let mut cells = split(line, self.between);
        // what stands beyond the heading is blank, or the table had not been read
        cells.resize(self.columns, b"");
        for (at, cell) in cells.into_iter().enumerate() {
            if self.earlier.contains(&at) {
                continue;
            }
            let said = plain(cell);
            let safe = harmless(&said);
            if safe == said {
                out.extend(cell);
            } else {
                self.put(out, &safe, cell.starts_with(b"\""));
            }
            out.push(self.between);
        }
        self.put(out, &harmless(why), self.quoted);
        // the last line of a file may have no end
        let end = if end.is_empty() { &self.end } else { end };
        out.extend(end);
    }

    fn put(&self, out: &mut Vec<u8>, cell: &str, quoted: bool) {
        let must = |b: u8| b == self.between || b == b'"';
        if quoted || cell.bytes().any(must) {
            out.extend(format!("\"{}\"", cell.replace('"', "\"\"")).bytes());
        } else {
            out.extend(cell.bytes());
        }
    }
}

/// The cells of a line as they are written.
fn split(line: &[u8], between: u8) -> Vec<&[u8]> {
    let mut cells = Vec::new();
    let mut from = 0;
    for at in separators(line, between).unwrap_or_default() {
        cells.push(line.get(from..at).unwrap_or_default());
        from = at + 1;
    }
    cells.push(line.get(from..).unwrap_or_default());
    cells
}

/// What a written cell says.
fn plain(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell);
    match text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) {
        Some(within) => within.replace("\"\"", "\""),
        None => text.into_owned(),
    }
}

fn rewritten(sheet: &Sheet, heading: &str, said: &HashMap<usize, String>) -> Result<Vec<u8>> {
    let mut out = ::csv::Writer::from_writer(BOM.to_vec());
    let kept: Vec<bool> = sheet.header.iter().map(|h| !is_problem(h)).collect();
    let row = |cells: &[String], more: &str| -> Vec<String> {
        let blank = String::new();
        let cells = cells.iter().chain(std::iter::repeat(&blank));
        let own = cells.zip(&kept).filter(|(_, kept)| **kept);
        let own = own.map(|(cell, _)| harmless(cell));
        own.chain([harmless(more)]).collect()
    };
    out.write_record(row(&sheet.header, heading))
        .map_err(Error::internal)?;
    for line in &sheet.rows {
        let why = said.get(&line.number).map_or("", String::as_str);
        out.write_record(row(&line.cells, why))
            .map_err(Error::internal)?;
    }
    out.into_inner().map_err(Error::internal)
}

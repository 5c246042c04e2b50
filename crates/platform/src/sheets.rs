//! Tables from outside: CSV and XLSX in, bounded before they are opened, every cell with
//! the line it stood on; and the sender's table handed back with a column of problems.

use crate::text::{folded, hex, tidy};
use crate::{Error, Problem, Result};
use calamine::{Data, Reader, SheetType, SheetVisible};
use sha2::{Digest, Sha256};
use std::collections::{BTreeSet, HashMap};
use std::io::{Cursor, Read};
use std::path::Path;

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
    pub rows: usize,
    pub columns: usize,
    pub cell: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            bytes: 2 << 30,
            unpacked: 320 << 20,
            entries: 2_000,
            rows: 10_000_000,
            columns: 256,
            cell: 32_767,
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
/// first, but a pipe has none and a file may grow.
pub fn bytes(path: &Path, limits: Limits) -> Result<Vec<u8>> {
    let name = name_of(path);
    let unread = |e: std::io::Error| refuse(&name, 0, &format!("the file cannot be read: {e}"));
    let too_large = |length: u64| {
        let most = limits.bytes;
        Error::TooLarge(format!("{name}: {length} bytes; at most {most} are read"))
    };
    let file = std::fs::File::open(path).map_err(unread)?;
    let length = file.metadata().map_err(unread)?.len();
    if length > limits.bytes {
        return Err(too_large(length));
    }
    let mut bytes = Vec::new();
    let mut within = file.take(limits.bytes.saturating_add(1));
    within.read_to_end(&mut bytes).map_err(unread)?;
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if length > limits.bytes {
        return Err(too_large(length));
    }
    Ok(bytes)
}

/// [`read`] of bytes that are already here.
pub fn from_bytes(name: &str, bytes: Vec<u8>, limits: Limits) -> Result<Sheet> {
    if bytes.starts_with(b"PK\x03\x04") {
        xlsx(name, bytes, limits)
    } else {
        csv(name, &bytes, limits)
    }
}

fn refuse(file: &str, line: usize, reason: &str) -> Error {
    Error::Refused(vec![Problem::new(reason).at(file, line)])
}

fn csv(name: &str, bytes: &[u8], limits: Limits) -> Result<Sheet> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
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
        let cells: Vec<String> = record.iter().map(str::to_owned).collect();
        take(&mut sheet, line, cells, limits)?;
    }
    whole(sheet)
}

/// The line on which a quotation opens that its own line does not close. A cell of ours holds one
/// line of text, so what goes on over the end of it has swallowed the rows that follow.
fn broken_quotation(bytes: &[u8]) -> Option<usize> {
    let first = bytes.split(|b| *b == b'\n').next().unwrap_or_default();
    let between = delimiter(first);
    let broken = |line: &&[u8]| {
        let (mut quoted, mut begins) = (false, true);
        for b in *line {
            match *b {
                // two quotation marks in a quoted cell close and open again
                b'"' if quoted || begins => (quoted, begins) = (!quoted, !begins || quoted),
                _ if quoted => {}
                b => begins = b == between,
            }
        }
        quoted
    };
    let mut lines = bytes.split(|b| *b == b'\n');
    lines.position(|line| broken(&line)).map(|at| at + 1)
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

fn xlsx(name: &str, bytes: Vec<u8>, limits: Limits) -> Result<Sheet> {
    bounded(name, &bytes, limits)?;
    let mut book = calamine::open_workbook_from_rs::<calamine::Xlsx<_>, _>(Cursor::new(bytes))
        .map_err(|e| refuse(name, 0, &format!("the spreadsheet cannot be read: {e}")))?;
    let visible = book.sheets_metadata().iter();
    let first = visible
        .filter(|s| s.visible == SheetVisible::Visible && s.typ == SheetType::WorkSheet)
        .map(|s| s.name.clone())
        .next()
        .ok_or_else(|| refuse(name, 0, "the spreadsheet has no visible sheet"))?;
    // the reader trusts cell references; a false one must refuse the file and not end the program
    let read = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        cells(name, &first, &mut book, limits)
    }));
    whole(read.map_err(|_| refuse(name, 0, "the spreadsheet is damaged: a cell stands nowhere"))??)
}

/// The cells one after the other, so that a far reference costs nothing.
fn cells(
    name: &str,
    first: &str,
    book: &mut calamine::Xlsx<Cursor<Vec<u8>>>,
    limits: Limits,
) -> Result<Sheet> {
    let damaged = |e: calamine::XlsxError| refuse(name, 0, &format!("sheet «{first}»: {e}"));
    let mut formulas = formulas(book, first, limits).map_err(damaged)?;
    let mut reader = book.worksheet_cells_reader(first).map_err(damaged)?;
    let mut sheet = Sheet {
        file: name.to_owned(),
        ..Sheet::default()
    };
    let (mut row, mut line): (usize, Vec<String>) = (0, Vec::new());
    while let Some(cell) = reader.next_cell().map_err(damaged)? {
        let (at, column) = cell.get_position();
        let (at, column) = (
            usize::try_from(at).unwrap_or(usize::MAX),
            usize::try_from(column).unwrap_or(usize::MAX),
        );
        let value = Data::from(cell.get_value().clone());
        if let Data::Error(e) = &value {
            let (line, text) = (at.saturating_add(1), e.to_string());
            let why = "the spreadsheet shows an error here and no value";
            return Err(Error::Refused(vec![
                Problem::new(why)
                    .at(name, line)
                    .cell(sheet.header.get(column).map_or("", String::as_str), &text),
            ]));
        }
        let text = cell_text(&value);
        if text.is_empty() {
            continue;
        }
        formulas.remove(&(at, column));
        if column >= limits.columns || at > limits.rows {
            return Err(refuse(
                name,
                at.saturating_add(1),
                &format!(
                    "at most {} rows of {} columns are read",
                    limits.rows, limits.columns
                ),
            ));
        }
        if at != row {
            take(&mut sheet, row + 1, std::mem::take(&mut line), limits)?;
            row = at;
        }
        if line.len() <= column {
            line.resize(column + 1, String::new());
        }
        line[column] = text;
    }
    take(&mut sheet, row + 1, line, limits)?;
    match formulas.first() {
        Some((at, _)) => Err(refuse(
            name,
            at.saturating_add(1),
            "a formula here has no value: open the spreadsheet, let it compute, and save it",
        )),
        None => Ok(sheet),
    }
}

/// Where the sheet has formulas. One whose value was never computed would be read as blank.
fn formulas(
    book: &mut calamine::Xlsx<Cursor<Vec<u8>>>,
    first: &str,
    limits: Limits,
) -> std::result::Result<BTreeSet<(usize, usize)>, calamine::XlsxError> {
    let mut found = BTreeSet::new();
    let mut reader = book.worksheet_cells_reader(first)?;
    while let Some(cell) = reader.next_formula()? {
        let (at, column) = cell.get_position();
        let place = (
            usize::try_from(at).unwrap_or(usize::MAX),
            usize::try_from(column).unwrap_or(usize::MAX),
        );
        let read = place.0 <= limits.rows && place.1 < limits.columns;
        if read && !cell.get_value().is_empty() {
            found.insert(place);
        }
    }
    Ok(found)
}

/// Entries and unpacked size, from the archive's directory and by unpacking into nothing.
fn bounded(name: &str, bytes: &[u8], limits: Limits) -> Result<()> {
    let broken =
        |e: zip::result::ZipError| refuse(name, 0, &format!("the spreadsheet is damaged: {e}"));
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(broken)?;
    if archive.len() > limits.entries {
        return Err(Error::TooLarge(format!(
            "{name}: {} parts; at most {} are read",
            archive.len(),
            limits.entries
        )));
    }
    let mut left = limits.unpacked;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(broken)?;
        // what the directory claims may be false, so the bytes themselves are counted
        let unpacked = std::io::copy(&mut part.take(left.saturating_add(1)), &mut std::io::sink())
            .map_err(|e| refuse(name, 0, &format!("the spreadsheet is damaged: {e}")))?;
        left = left.checked_sub(unpacked).ok_or_else(|| {
            Error::TooLarge(format!(
                "{name}: more than {} bytes when unpacked",
                limits.unpacked
            ))
        })?;
    }
    Ok(())
}

/// A cell as it would have been typed: days as 2025-07-01, whole numbers without a fraction.
fn cell_text(cell: &Data) -> String {
    match cell {
        Data::Empty | Data::Error(_) => String::new(),
        Data::Float(f) if f.fract() == 0.0 && f.abs() < 1e15 => format!("{f:.0}"),
        // the workbook says whether it counts from 1900 or from 1904
        Data::DateTime(t) if t.is_datetime() => {
            let (year, month, day, ..) = t.to_ymd_hms_milli();
            format!("{year:04}-{month:02}-{day:02}")
        }
        other => other.to_string(),
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
                None if heading.is_empty() || folded(heading) == "problem" => {}
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

    /// The table as CSV with one more column, for the sender to mend and send again.
    pub fn with_problems(&self, problems: &[Problem]) -> Result<Vec<u8>> {
        let mut out = ::csv::Writer::from_writer(Vec::new());
        let mut header = self.header.clone();
        header.push("Problem".to_owned());
        out.write_record(&header).map_err(Error::internal)?;
        let mut by_line: HashMap<usize, Vec<String>> = HashMap::new();
        for p in problems {
            let text = if p.column.is_empty() {
                p.reason.clone()
            } else {
                format!("{}: {}", p.column, p.reason)
            };
            by_line.entry(p.line).or_default().push(text);
        }
        for line in &self.rows {
            let said = by_line.remove(&line.number).unwrap_or_default();
            let mut cells = line.cells.clone();
            cells.resize(self.header.len(), String::new());
            cells.push(said.join("; "));
            out.write_record(cells.iter().map(|c| harmless(c)))
                .map_err(Error::internal)?;
        }
        out.into_inner().map_err(Error::internal)
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
mod tests {
    use super::*;

    fn sheet(text: &str) -> Result<Sheet> {
        from_bytes("list.csv", text.as_bytes().to_vec(), Limits::default())
    }

    #[test]
    fn columns_are_recognised_in_vietnamese_without_regard_to_marks() {
        let s = sheet("Họ và tên,NGAY SINH\nĐinh Văn An,1980-01-01\n").unwrap();
        let found = s
            .columns(
                &[("name", &["Họ và tên"]), ("birth_date", &["ngày sinh"])],
                &["name"],
                &[],
            )
            .unwrap();
        assert_eq!(found.cell(&s.rows[0], 1), "1980-01-01");
        assert_eq!(s.rows[0].number, 2);
    }

    #[test]
    fn a_quotation_that_swallows_the_next_row_is_refused_with_its_line() {
        for text in [
            "code,name\nA,\"Xã An\nB,\"Xã Bình\n",
            "code;name\nA;\"Xã An\n",
            "code,name\nA,\"Xã \"\"An\nB,x\"\n",
        ] {
            let e = sheet(text).unwrap_err().to_string();
            assert!(
                e.contains("line 2") && e.contains("quotation mark"),
                "{text}: {e}"
            );
        }
        let kept = sheet("code,name\nA,\"Xã \"\"An\"\", cũ\"\nB,Xã 5\" Bình\n").unwrap();
        assert_eq!(kept.rows[0].cells[1], "Xã \"An\", cũ");
        assert_eq!(kept.rows[1].cells[1], "Xã 5\" Bình");
    }

    #[test]
    fn a_row_with_more_cells_than_the_heading_is_refused() {
        let e = sheet("code,value\nP,1,234,567\n").unwrap_err().to_string();
        assert!(e.contains("line 2") && e.contains("«234»"), "{e}");
        assert!(sheet("code,value\nP,1,,\n").is_ok());
    }

    #[test]
    fn lines_that_end_with_a_carriage_return_alone_are_lines() {
        let s = sheet("code,name\rA,Xã An\rB,Xã Bình\r").unwrap();
        assert_eq!((s.rows[1].number, s.rows[1].cells[0].as_str()), (3, "B"));
    }

    #[test]
    fn a_hidden_sheet_is_not_read_and_a_value_that_is_none_is_refused() {
        use rust_xlsxwriter::{Formula, Workbook};
        let mut book = Workbook::new();
        let hidden = book.add_worksheet();
        hidden.set_hidden(true).write(0, 0, "secret").unwrap();
        let page = book.add_worksheet();
        page.set_active(true).write(0, 0, "name").unwrap();
        page.write(1, 0, "An").unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let read = from_bytes("x.xlsx", bytes, Limits::default()).unwrap();
        assert_eq!((read.header[0].as_str(), read.rows.len()), ("name", 1));
        let with = |formula: Formula| {
            let mut book = Workbook::new();
            let page = book.add_worksheet();
            page.write(0, 0, "name").unwrap();
            page.write(1, 0, formula).unwrap();
            book.save_to_buffer().unwrap()
        };
        let error = with(Formula::new("=NA()").set_result("#N/A"));
        let never = without(&with(Formula::new("=A1").set_result("77")), "<v>77</v>");
        for bytes in [error, never] {
            let e = from_bytes("x.xlsx", bytes, Limits::default()).unwrap_err();
            assert!(e.to_string().contains("line 2"), "{e}");
        }
    }

    /// The spreadsheet with a text taken out of its first sheet.
    fn without(book: &[u8], text: &str) -> Vec<u8> {
        use std::io::Write;
        let mut from = zip::ZipArchive::new(Cursor::new(book)).unwrap();
        let mut to = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for i in 0..from.len() {
            let mut part = from.by_index(i).unwrap();
            let name = part.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            if name.ends_with("sheet1.xml") {
                let page = String::from_utf8(bytes).unwrap();
                assert!(page.contains(text), "{page}");
                bytes = page.replace(text, "").into_bytes();
            }
            let plain = zip::write::SimpleFileOptions::default();
            to.start_file(name, plain).unwrap();
            to.write_all(&bytes).unwrap();
        }
        to.finish().unwrap().into_inner()
    }

    #[test]
    fn text_that_is_not_utf8_is_refused_with_its_line() {
        let e = from_bytes("x.csv", b"name\nok\n\xff\n".to_vec(), Limits::default()).unwrap_err();
        assert!(e.to_string().contains("line 3"), "{e}");
    }

    #[test]
    fn a_spreadsheet_that_unpacks_to_more_than_it_may_is_refused() {
        let mut book = rust_xlsxwriter::Workbook::new();
        let page = book.add_worksheet();
        for i in 0..200 {
            page.write(i, 0, "the same long text again and again")
                .unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let limits = Limits {
            unpacked: 2_000,
            ..Limits::default()
        };
        assert!(matches!(
            from_bytes("x.xlsx", bytes.clone(), limits),
            Err(Error::TooLarge(_))
        ));
        assert_eq!(
            from_bytes("x.xlsx", bytes, Limits::default())
                .unwrap()
                .rows
                .len(),
            199
        );
    }

    #[test]
    fn the_senders_table_comes_back_with_its_problems() {
        let s = sheet("a,b\n1,=x\n").unwrap();
        let p = Problem::new("no such unit")
            .at("list.csv", 2)
            .cell("b", "=x");
        let text = String::from_utf8(s.with_problems(&[p]).unwrap()).unwrap();
        assert_eq!(text, "a,b,Problem\n1,'=x,b: no such unit\n");
    }
}

//! Spreadsheets: bounded and looked over before they are opened, then read cell after cell.

use super::places::Places;
use super::{Limits, Sheet, refuse, take, whole};
use crate::{Error, Problem, Result};
use calamine::{Data, Reader, SheetType, SheetVisible};
use quick_xml::events::Event;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Cursor, Read};

pub(super) fn xlsx(name: &str, bytes: Vec<u8>, limits: Limits) -> Result<Sheet> {
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

/// How many times larger than itself an archive may become. Lists of people stay below thirty;
/// what exceeds this was made to exhaust who opens it.
const UNPACKS_TO: u64 = 100;

/// What may be unpacked of the smallest archive.
const UNPACKED_AT_LEAST: u64 = 16 << 20;

/// Bytes of one piece of markup or one text, which a reader of XML holds at once.
const PIECE: usize = 4 << 20;

/// Elements of the part that describes formats: each becomes much more than its bytes.
const FORMATS: usize = 250_000;

/// Looks over an archive part by part without keeping any of it: how many parts, how much they
/// unpack to (what the directory claims may be false, so the bytes themselves are counted), how
/// many cells there are, and whether each of them stands in its place.
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
    let packed = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    let may = packed.saturating_mul(UNPACKS_TO).max(UNPACKED_AT_LEAST);
    let most = limits.unpacked.min(may);
    let swells = || {
        Error::TooLarge(format!(
            "{name}: more than {most} bytes when unpacked; at most that is read of a spreadsheet of {packed} bytes"
        ))
    };
    // what says itself that it is too large is not unpacked to see
    let mut said = 0_u64;
    for i in 0..archive.len() {
        said = said.saturating_add(archive.by_index(i).map_err(broken)?.size());
    }
    if said > most {
        return Err(swells());
    }
    let mut left = most;
    for i in 0..archive.len() {
        let part = archive.by_index(i).map_err(broken)?;
        let formats = part.name().is_ok_and(|n| n.ends_with("styles.xml"));
        let unpacked = look_over(name, part, left, formats, limits)?;
        left = left.checked_sub(unpacked).ok_or_else(swells)?;
    }
    Ok(())
}

/// Looks over one part and says how many bytes it unpacks to; one more than `left` when it is
/// more than that. A part that is no XML is only counted.
fn look_over(name: &str, part: impl Read, left: u64, formats: bool, limits: Limits) -> Result<u64> {
    let mut reader = quick_xml::Reader::from_reader(Metered::new(part, left));
    // as the reader of cells does, so that both understand the same
    let config = reader.config_mut();
    config.check_end_names = false;
    config.check_comments = false;
    config.expand_empty_elements = true;
    let most = if formats {
        FORMATS
    } else {
        limits.cells.saturating_mul(4)
    };
    let (mut places, mut elements, mut buffer) = (Places::new(name, limits), 0, Vec::new());
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Eof) | Err(_) => break,
            Ok(Event::Start(e)) => {
                elements += 1;
                if elements > most {
                    return Err(Error::TooLarge(format!(
                        "{name}: more than {most} elements in one part of the spreadsheet"
                    )));
                }
                places.begin(&e)?;
            }
            Ok(Event::End(e)) => places.end(e.local_name().as_ref()),
            Ok(_) => {}
        }
        reader.get_mut().piece = 0;
    }
    let mut metered = reader.into_inner();
    if metered.piece > PIECE {
        return Err(Error::TooLarge(format!(
            "{name}: a text of more than {PIECE} bytes when unpacked"
        )));
    }
    let damaged = |e: std::io::Error| refuse(name, 0, &format!("the spreadsheet is damaged: {e}"));
    match metered.broken.take() {
        Some(e) => Err(damaged(e)),
        None => metered.spent().map_err(damaged),
    }
}

/// The bytes of a part as they are unpacked, counted; a reader of XML gets no more of them than it
/// may have as a whole or in one piece.
struct Metered<R> {
    from: BufReader<R>,
    taken: u64,
    left: u64,
    /// Bytes taken since the last piece was whole.
    piece: usize,
    broken: Option<std::io::Error>,
}

impl<R: Read> Metered<R> {
    fn new(from: R, left: u64) -> Metered<R> {
        Metered {
            from: BufReader::new(from),
            taken: 0,
            left,
            piece: 0,
            broken: None,
        }
    }

    /// Unpacks what no reader wanted, into nothing.
    fn spent(mut self) -> std::io::Result<u64> {
        let beyond = self.left.saturating_add(1).saturating_sub(self.taken);
        let rest = std::io::copy(&mut self.from.by_ref().take(beyond), &mut std::io::sink())?;
        Ok(self.taken.saturating_add(rest))
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        if self.taken > self.left || self.piece > PIECE {
            return Err(std::io::ErrorKind::FileTooLarge.into());
        }
        match self.from.fill_buf() {
            Ok(bytes) => Ok(bytes),
            Err(e) => {
                let said = std::io::Error::new(e.kind(), e.to_string());
                self.broken = Some(e);
                Err(said)
            }
        }
    }

    fn consume(&mut self, bytes: usize) {
        self.from.consume(bytes);
        self.piece = self.piece.saturating_add(bytes);
        let bytes = u64::try_from(bytes).unwrap_or(u64::MAX);
        self.taken = self.taken.saturating_add(bytes);
    }
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

//! Where the rows and cells of a sheet say that they stand. The reader of cells believes them:
//! of two rows with one number it makes one, and of two cells with one name it keeps the later. So
//! a sheet is read only when each of its rows stands below the one before and each cell to the
//! right of it.

use super::{Limits, refuse};
use crate::{Error, Result};
use quick_xml::events::BytesStart;

/// Follows one part of a spreadsheet. What is no sheet passes without a word.
pub(super) struct Places<'a> {
    file: &'a str,
    most: usize,
    sheet: Sheet,
    /// Rows and columns counted from 0, as the reader of cells counts them.
    row: u32,
    column: u32,
    last_row: Option<u32>,
    last_cell: Option<(u32, u32)>,
    /// Cells so far, and texts that cells share.
    cells: usize,
    /// Which values the cell that is open has so far: its own and one in line, which some programs
    /// write both.
    values: Option<(bool, bool)>,
}

#[derive(PartialEq, Eq)]
enum Sheet {
    Awaited,
    Open,
    Closed,
}

impl<'a> Places<'a> {
    pub(super) fn new(file: &'a str, limits: Limits) -> Places<'a> {
        Places {
            file,
            most: limits.cells,
            sheet: Sheet::Awaited,
            row: 0,
            column: 0,
            last_row: None,
            last_cell: None,
            cells: 0,
            values: None,
        }
    }

    /// An element begins.
    pub(super) fn begin(&mut self, element: &BytesStart<'_>) -> Result<()> {
        let name = element.local_name();
        let name = name.as_ref();
        if name == "sheetData" {
            if self.sheet != Sheet::Awaited {
                let why = "the spreadsheet is damaged: the cells of a sheet stand in two places";
                return Err(refuse(self.file, 0, why));
            }
            self.sheet = Sheet::Open;
        } else if name == "si" {
            self.count()?;
        }
        if self.sheet != Sheet::Open {
            return Ok(());
        }
        match (name, self.values) {
            ("row", None) => self.begin_row(element),
            ("c", None) => self.begin_cell(element),
            ("v", Some((false, other))) => {
                self.values = Some((true, other));
                Ok(())
            }
            ("is", Some((other, false))) => {
                self.values = Some((other, true));
                Ok(())
            }
            ("v" | "is", Some(_)) => {
                let twice = "the spreadsheet is damaged: a cell has two values";
                Err(refuse(self.file, line(self.row), twice))
            }
            _ => Ok(()),
        }
    }

    /// An element ends.
    pub(super) fn end(&mut self, name: &str) {
        if self.sheet != Sheet::Open {
            return;
        }
        match name {
            "sheetData" => self.sheet = Sheet::Closed,
            "c" => self.values = None,
            "row" => {
                self.row = self.row.saturating_add(1);
                self.column = 0;
            }
            _ => {}
        }
    }

    fn begin_row(&mut self, element: &BytesStart<'_>) -> Result<()> {
        if let Some(said) = place(self.file, element)? {
            self.row = said.0;
        }
        let number = line(self.row);
        let wrong = match self.last_row {
            Some(last) if last == self.row => format!("row {number} stands twice in the sheet"),
            Some(last) if last > self.row => format!(
                "row {number} stands after row {}: the rows of a sheet stand in order",
                line(last)
            ),
            _ => {
                self.last_row = Some(self.row);
                return Ok(());
            }
        };
        Err(refuse(self.file, number, &wrong))
    }

    fn begin_cell(&mut self, element: &BytesStart<'_>) -> Result<()> {
        self.count()?;
        self.values = Some((false, false));
        let (row, column) = match place(self.file, element)? {
            Some((row, Some(column))) => (row, column),
            Some((row, None)) => return Err(nowhere(self.file, row)),
            None => (self.row, self.column),
        };
        let here = called(row, column);
        let wrong = match self.last_cell {
            Some(last) if last == (row, column) => format!("cell {here} stands twice in the sheet"),
            _ if row != self.row => {
                format!("cell {here} stands in row {}", line(self.row))
            }
            Some(last) if last > (row, column) => format!(
                "cell {here} stands after {}: the cells of a row stand in order",
                called(last.0, last.1)
            ),
            _ => {
                self.last_cell = Some((row, column));
                self.column = column.saturating_add(1);
                return Ok(());
            }
        };
        Err(refuse(self.file, line(row), &wrong))
    }

    fn count(&mut self) -> Result<()> {
        self.cells += 1;
        if self.cells > self.most {
            let (file, most) = (self.file, self.most);
            return Err(Error::TooLarge(format!(
                "{file}: more than {most} cells in one sheet; at most that many are read"
            )));
        }
        Ok(())
    }
}

/// The number of a row as people see it.
fn line(row: u32) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX).saturating_add(1)
}

/// The name of a cell as people see it: `B3`.
fn called(row: u32, column: u32) -> String {
    let mut letters = Vec::new();
    let mut left = column.saturating_add(1);
    while left > 0 {
        let digit = u8::try_from((left - 1) % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + digit));
        left = (left - 1) / 26;
    }
    letters.into_iter().collect::<String>() + &line(row).to_string()
}

/// Where a row or a cell says that it stands.
fn place(file: &str, element: &BytesStart<'_>) -> Result<Option<(u32, Option<u32>)>> {
    let mut said = None;
    for attribute in element.attributes() {
        // an attribute that stands twice is one of two places
        let attribute = attribute.map_err(|_| nowhere(file, 0))?;
        if attribute.key.as_ref() == "r" {
            said = Some(read(&attribute.value).ok_or_else(|| nowhere(file, 0))?);
        }
    }
    Ok(said)
}

/// `B3` as row and column, `3` as a row.
fn read(said: &str) -> Option<(u32, Option<u32>)> {
    let letters = said.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (letters, digits) = said.split_at(letters);
    let mut column = 0_u32;
    for letter in letters.bytes() {
        let digit = u32::from(letter.to_ascii_uppercase() - b'A') + 1;
        column = column.checked_mul(26)?.checked_add(digit)?;
    }
    let plain = digits.bytes().all(|b| b.is_ascii_digit());
    let row = digits.parse::<u32>().ok().filter(|_| plain)?;
    Some((row.checked_sub(1)?, column.checked_sub(1)))
}

fn nowhere(file: &str, row: u32) -> Error {
    let line = if row == 0 { 0 } else { line(row) };
    refuse(
        file,
        line,
        "the spreadsheet is damaged: a cell stands nowhere",
    )
}

//! The table and the list as files, with the sheet that says where the numbers come from.

use super::listing::List;
use super::table::Table;
use crate::web::Visit;
use platform::locale::without_isolates;
use platform::{Error, Result};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

/// A cell of a file: numbers stay numbers, so that they can be added up.
pub enum Cell {
    Text(String),
    Number(String),
}

/// A table ready to be written.
pub struct Sheet {
    pub header: Vec<String>,
    pub rows: Vec<Vec<Cell>>,
    pub right_to_left: bool,
    /// Label and value: what was asked, of which record, by whom.
    pub provenance: Vec<(String, String)>,
}

impl Sheet {
    /// The table as it stands on the page.
    pub fn of_table(v: &Visit, table: &Table) -> Result<Sheet> {
        let mut header = vec![v.t("figures-part")?, v.t("figures-code")?];
        for column in &table.columns {
            header.push(without_isolates(
                &v.say(column.key, &[("name", &column.name)])?,
            ));
        }
        header.push(v.t("figures-certainty")?);
        let mut rows = Vec::new();
        for line in &table.lines {
            let name = if line.name.is_empty() {
                v.t(&format!("figures-part-{}", line.part))?
            } else {
                line.name.clone()
            };
            let mut row = vec![Cell::Text(name), Cell::Text(line.code.clone())];
            row.extend(line.cells.iter().map(|c| Cell::Number(c.value.clone())));
            row.push(Cell::Text(
                v.t(&format!("report-certainty-{}", line.certainty))?,
            ));
            rows.push(row);
        }
        Ok(Sheet {
            header,
            rows,
            right_to_left: v.lang.is_rtl(),
            provenance: Vec::new(),
        })
    }

    /// The list as it stands on the page.
    pub fn of_list(v: &Visit, list: &List) -> Result<Sheet> {
        let mut header = Vec::new();
        if list.persons {
            for key in ["figures-name", "figures-birth-year", "figures-standing"] {
                header.push(v.t(key)?);
            }
        }
        if list.papers {
            for key in ["figures-symbol", "figures-paper"] {
                header.push(v.t(key)?);
            }
        }
        for key in ["figures-code", "figures-unit", "figures-since"] {
            header.push(v.t(key)?);
        }
        let transit = v.t("figures-part-in-transit")?;
        let mut rows = Vec::new();
        for r in &list.rows {
            let mut row = Vec::new();
            if list.persons {
                row.extend([&r.name, &r.birth_year].map(|t| Cell::Text(t.clone())));
                let standing = if r.in_transit { &transit } else { &r.standing };
                row.push(Cell::Text(standing.clone()));
            }
            if list.papers {
                row.extend([&r.symbol, &r.title].map(|t| Cell::Text(t.clone())));
            }
            row.extend([&r.unit_code, &r.unit_name, &r.day].map(|t| Cell::Text(t.clone())));
            rows.push(row);
        }
        Ok(Sheet {
            header,
            rows,
            right_to_left: v.lang.is_rtl(),
            provenance: Vec::new(),
        })
    }

    /// As CSV: the list itself; where it comes from stands in the workbook.
    pub fn csv(&self, name: &str) -> Result<Vec<u8>> {
        let text = |c: &Cell| match c {
            Cell::Text(t) | Cell::Number(t) => t.clone(),
        };
        let rows = self.rows.iter().map(|r| r.iter().map(text).collect());
        let mut rows: Vec<Vec<String>> = rows.collect();
        rows.push(Vec::new());
        for (label, value) in &self.provenance {
            rows.push(vec![label.clone(), value.clone()]);
        }
        let width = self.header.len();
        rows.iter_mut()
            .for_each(|r| r.resize(width.max(2), String::new()));
        let mut header = self.header.clone();
        header.resize(width.max(2), String::new());
        let table = platform::web::download::Table {
            name: name.to_owned(),
            header,
            rows,
            right_to_left: self.right_to_left,
            provenance: Vec::new(),
        };
        table.csv()
    }

    pub fn xlsx(&self) -> Result<Vec<u8>> {
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet();
        self.write(sheet, &bold).map_err(Error::internal)?;
        let sheet = book.add_worksheet();
        sheet.set_right_to_left(self.right_to_left);
        for (r, (label, value)) in (0u32..).zip(&self.provenance) {
            sheet
                .write_string_with_format(r, 0, label, &bold)
                .and_then(|s| s.write_string(r, 1, value))
                .map_err(Error::internal)?;
        }
        sheet.set_column_width(0, 24).map_err(Error::internal)?;
        sheet.set_column_width(1, 70).map_err(Error::internal)?;
        book.save_to_buffer().map_err(Error::internal)
    }

    fn write(
        &self,
        sheet: &mut Worksheet,
        bold: &Format,
    ) -> std::result::Result<(), rust_xlsxwriter::XlsxError> {
        sheet.set_right_to_left(self.right_to_left);
        sheet.set_freeze_panes(1, 0)?;
        for (c, text) in (0u16..).zip(&self.header) {
            sheet.write_string_with_format(0, c, text, bold)?;
        }
        for (r, row) in (1u32..).zip(&self.rows) {
            for (c, cell) in (0u16..).zip(row) {
                match cell {
                    Cell::Text(text) => sheet.write_string(r, c, text)?,
                    Cell::Number(text) => match text.parse::<f64>() {
                        Ok(number) => sheet.write_number(r, c, number)?,
                        Err(_) => sheet.write_string(r, c, text)?,
                    },
                };
            }
        }
        sheet.set_column_width(0, 44)?;
        Ok(())
    }
}

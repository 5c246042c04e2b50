//! Lists as files: CSV that Excel reads, and XLSX. Cells that a spreadsheet would take for a
//! formula are made harmless.

use crate::sheets::harmless;
use crate::{Error, Result};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A list with a header, as it stands on the page.
pub struct Table {
    pub name: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    pub right_to_left: bool,
    /// Who, when, filter, day, act: the sheet of provenance, label and value.
    pub provenance: Vec<(String, String)>,
}

impl Table {
    /// UTF-8 with a mark at its beginning, without which Excel guesses wrong.
    pub fn csv(&self) -> Result<Vec<u8>> {
        let mut out = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .from_writer(b"\xef\xbb\xbf".to_vec());
        for row in std::iter::once(&self.header).chain(&self.rows) {
            out.write_record(row.iter().map(|c| harmless(c)))
                .map_err(Error::internal)?;
        }
        out.into_inner().map_err(Error::internal)
    }

    pub fn xlsx(&self) -> Result<Vec<u8>> {
        use rust_xlsxwriter::{Format, Workbook};
        let mut book = Workbook::new();
        let bold = Format::new().set_bold();
        let sheet = book.add_worksheet();
        sheet.set_right_to_left(self.right_to_left);
        sheet.set_freeze_panes(1, 0).map_err(Error::internal)?;
        for (c, text) in (0u16..).zip(&self.header) {
            sheet
                .write_string_with_format(0, c, text, &bold)
                .map_err(Error::internal)?;
        }
        for (r, row) in (1u32..).zip(&self.rows) {
            for (c, text) in (0u16..).zip(row) {
                sheet.write_string(r, c, text).map_err(Error::internal)?;
            }
        }
        let sheet = book.add_worksheet();
        sheet.set_right_to_left(self.right_to_left);
        for (r, (label, value)) in (0u32..).zip(&self.provenance) {
            sheet
                .write_string_with_format(r, 0, label, &bold)
                .map_err(Error::internal)?;
            sheet.write_string(r, 1, value).map_err(Error::internal)?;
        }
        book.save_to_buffer().map_err(Error::internal)
    }
}

/// An answer that the browser keeps as a file.
pub fn attachment(name: &str, kind: &'static str, bytes: Vec<u8>) -> Result<Response> {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() || "-._".contains(c) {
                c
            } else {
                '-'
            }
        })
        .collect();
    let said = format!(
        "attachment; filename=\"{plain}\"; filename*=UTF-8''{}",
        super::request::encoded(name)
    );
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&said).map_err(Error::internal)?,
    );
    Ok(response)
}

/// [`attachment`] of a file that was kept.
pub fn attachment_of(file: crate::jobs::File) -> Result<Response> {
    let kind = [CSV, XLSX, PDF].into_iter().find(|k| *k == file.kind);
    attachment(
        &file.name,
        kind.unwrap_or("application/octet-stream"),
        file.bytes,
    )
}

pub const CSV: &str = "text/csv; charset=utf-8";
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
pub const PDF: &str = "application/pdf";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_as_a_file_runs_no_formula_and_says_how_it_is_written() {
        let table = Table {
            name: "x".to_owned(),
            header: vec!["Họ tên".to_owned()],
            rows: vec![vec!["=1+1".to_owned()]],
            right_to_left: false,
            provenance: Vec::new(),
        };
        let csv = table.csv().unwrap();
        assert!(csv.starts_with(b"\xef\xbb\xbf"));
        assert!(String::from_utf8(csv).unwrap().contains("\r\n'=1+1"));
        assert!(table.xlsx().unwrap().starts_with(b"PK"));
    }
}

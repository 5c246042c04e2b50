//! A workbook written row by row: however long the list, only its packed bytes are held. Texts
//! stay texts whatever they begin with, days are days, numbers are numbers.

use super::page::escaped;
use crate::{Error, Result};
use figures::Day;
use std::io::{Cursor, Write};
use zip::write::{SimpleFileOptions, ZipWriter};

/// What a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    Empty,
    Text(String),
    Day(Day),
    Number(i64),
}

/// How a sheet looks.
pub struct Sheet<'a> {
    pub name: &'a str,
    pub header: &'a [String],
    pub right_to_left: bool,
}

/// A workbook being written: the list, then the sheet that says where it is from.
pub struct Workbook {
    zip: ZipWriter<Cursor<Vec<u8>>>,
    row: usize,
    columns: usize,
}

const TYPES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/></Types>"#;

const ROOT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

const PARTS: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet2.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// Style 1 is bold, style 2 a day.
const STYLES: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>"#;

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";

impl Workbook {
    /// Begins the workbook with the heading of its list; `second` names the other sheet.
    pub fn begin(sheet: &Sheet<'_>, second: &str) -> Result<Workbook> {
        let mut book = Workbook {
            zip: ZipWriter::new(Cursor::new(Vec::new())),
            row: 0,
            columns: sheet.header.len(),
        };
        book.part("[Content_Types].xml", TYPES)?;
        book.part("_rels/.rels", ROOT)?;
        book.part("xl/_rels/workbook.xml.rels", PARTS)?;
        book.part("xl/styles.xml", STYLES)?;
        let names = [sheet.name, second].map(sheet_name);
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<workbook xmlns=\"{MAIN}\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"{}\" sheetId=\"1\" r:id=\"rId1\"/><sheet name=\"{}\" sheetId=\"2\" r:id=\"rId2\"/></sheets></workbook>",
            names[0], names[1]
        );
        book.part("xl/workbook.xml", &text)?;
        book.sheet("xl/worksheets/sheet1.xml", sheet.right_to_left, true)?;
        let header: Vec<Value> = sheet.header.iter().cloned().map(Value::Text).collect();
        book.styled(&header, 1)?;
        Ok(book)
    }

    fn start(&mut self, name: &str) -> Result<()> {
        let packed = SimpleFileOptions::default()
            .compression_method(zip::CompressionMethod::Deflated)
            .compression_level(Some(3));
        self.zip.start_file(name, packed).map_err(Error::internal)
    }

    fn part(&mut self, name: &str, text: &str) -> Result<()> {
        self.start(name)?;
        Ok(self.zip.write_all(text.as_bytes())?)
    }

    fn sheet(&mut self, name: &str, right_to_left: bool, frozen: bool) -> Result<()> {
        self.start(name)?;
        self.row = 0;
        let way = if right_to_left {
            " rightToLeft=\"1\""
        } else {
            ""
        };
        let pane = if frozen {
            "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
        } else {
            ""
        };
        let text = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet xmlns=\"{MAIN}\"><sheetViews><sheetView workbookViewId=\"0\"{way}>{pane}</sheetView></sheetViews><cols><col min=\"1\" max=\"1\" width=\"30\" customWidth=\"1\"/><col min=\"2\" max=\"64\" width=\"20\" customWidth=\"1\"/></cols><sheetData>"
        );
        Ok(self.zip.write_all(text.as_bytes())?)
    }

    /// The next row of the list.
    pub fn row(&mut self, cells: &[Value]) -> Result<()> {
        self.styled(cells, 0)
    }

    fn styled(&mut self, cells: &[Value], style: u8) -> Result<()> {
        self.row += 1;
        let mut text = format!("<row r=\"{}\">", self.row);
        for (i, cell) in cells.iter().enumerate() {
            let at = format!("{}{}", column(i), self.row);
            match cell {
                Value::Empty => {}
                Value::Number(n) => text.push_str(&format!("<c r=\"{at}\"><v>{n}</v></c>")),
                // a workbook knows no day before 1900: such a one stays text
                Value::Day(d) if d.year() >= 1900 => {
                    let serial = d.since(Day::ymd(1899, 12, 30));
                    text.push_str(&format!("<c r=\"{at}\" s=\"2\"><v>{serial}</v></c>"));
                }
                Value::Day(d) => text.push_str(&inline(&at, &d.to_string(), style)),
                Value::Text(t) => text.push_str(&inline(&at, t, style)),
            }
        }
        text.push_str("</row>");
        Ok(self.zip.write_all(text.as_bytes())?)
    }

    /// Ends the list, adds the sheet that says where it is from, and gives the file.
    pub fn finish(
        mut self,
        right_to_left: bool,
        provenance: &[(String, String)],
    ) -> Result<Vec<u8>> {
        let last = format!("{}{}", column(self.columns.saturating_sub(1)), self.row);
        let end = format!("</sheetData><autoFilter ref=\"A1:{last}\"/></worksheet>");
        self.zip.write_all(end.as_bytes())?;
        self.sheet("xl/worksheets/sheet2.xml", right_to_left, false)?;
        for (label, value) in provenance {
            let cells = [label, value].map(|t| Value::Text(t.clone()));
            self.styled(&cells, 0)?;
        }
        self.zip.write_all(b"</sheetData></worksheet>")?;
        let done = self.zip.finish().map_err(Error::internal)?;
        Ok(done.into_inner())
    }
}

fn inline(at: &str, text: &str, style: u8) -> String {
    // what XML cannot hold no spreadsheet could show
    let clean: String = text
        .chars()
        .filter(|c| !c.is_control() || *c == '\n')
        .collect();
    format!(
        "<c r=\"{at}\" s=\"{style}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{}</t></is></c>",
        escaped(&clean)
    )
}

/// The letters of a column: A, B, … Z, AA.
fn column(mut n: usize) -> String {
    let mut letters = String::new();
    loop {
        let letter = u8::try_from(n % 26).unwrap_or(0);
        letters.insert(0, char::from(b'A' + letter));
        if n < 26 {
            return letters;
        }
        n = n / 26 - 1;
    }
}

/// A sheet's name: at most 31 characters, none of those that have a meaning in formulas.
fn sheet_name(name: &str) -> String {
    let plain = name
        .chars()
        .filter(|c| !"[]:*?/\\".contains(*c) && !c.is_control());
    escaped(&plain.take(31).collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use calamine::{Data, Reader};

    #[test]
    fn a_workbook_written_row_by_row_reads_as_it_was_written() {
        let header = ["Họ & tên".to_owned(), "Sinh".to_owned(), "Năm".to_owned()];
        let sheet = Sheet {
            name: "Đảng viên/1",
            header: &header,
            right_to_left: true,
        };
        let mut book = Workbook::begin(&sheet, "Nguồn").unwrap();
        let day = Day::ymd(1980, 5, 6);
        book.row(&[
            Value::Text("=1+1<b>".to_owned()),
            Value::Day(day),
            Value::Number(1980),
        ])
        .unwrap();
        book.row(&[Value::Empty, Value::Day(Day::ymd(1890, 1, 2)), Value::Empty])
            .unwrap();
        let bytes = book
            .finish(true, &[("Ai".to_owned(), "Châu".to_owned())])
            .unwrap();
        let mut read: calamine::Xlsx<_> = calamine::Xlsx::new(Cursor::new(bytes)).unwrap();
        assert_eq!(read.sheet_names(), ["Đảng viên1", "Nguồn"]);
        let list = read.worksheet_range("Đảng viên1").unwrap();
        let cell = |r, c| list.get_value((r, c)).cloned().unwrap_or(Data::Empty);
        assert_eq!(cell(0, 0), Data::String("Họ & tên".to_owned()));
        assert_eq!(cell(1, 0), Data::String("=1+1<b>".to_owned()));
        assert!(
            matches!(cell(1, 1), Data::DateTime(t) if t.as_f64() == 29347.0),
            "{:?}",
            cell(1, 1)
        );
        assert_eq!(cell(1, 2), Data::Float(1980.0));
        assert_eq!(cell(2, 1), Data::String("1890-01-02".to_owned()));
        assert!(read.worksheet_formula("Đảng viên1").unwrap().is_empty());
    }

    #[test]
    fn columns_after_z_have_two_letters() {
        assert_eq!(
            [column(0), column(25), column(26), column(701), column(702)],
            ["A", "Z", "AA", "ZZ", "AAA"]
        );
    }
}

//! Bytes that nobody meant to be a table: the readers refuse or read, and never fall over.

use crate::common::Record;
use platform::locale::Lang;
use platform::sheets::{Limits, from_bytes, handed_back};
use proptest::prelude::*;
use std::io::{Read, Write};

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    unpacked: 1 << 20,
    entries: 50,
    cells: 10_000,
    rows: 500,
    columns: 20,
    cell: 1000,
};

/// A read table keeps the bounds it was read within.
fn read(bytes: Vec<u8>) {
    let Ok(sheet) = from_bytes("hostile", bytes.clone(), LIMITS) else {
        return;
    };
    assert!(!sheet.header.is_empty() && sheet.header.len() <= LIMITS.columns);
    assert!(sheet.rows.len() <= LIMITS.rows);
    for line in &sheet.rows {
        assert!(line.number > 0 && line.cells.len() <= LIMITS.columns);
        assert!(
            line.cells
                .iter()
                .all(|c| c.len() <= LIMITS.cell && !c.contains('\0'))
        );
    }
    handed_back(&bytes, &sheet, Lang::Ur, &[], |p| p.reason.clone()).unwrap();
}

fn spreadsheet() -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for row in 0..6 {
        page.write(row, 0, format!("chữ {row}")).unwrap();
        page.write(row, 1, row).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A spreadsheet of few bytes that unpacks to very many: each row has one short cell.
fn swollen() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut whole = zip::ZipArchive::new(std::io::Cursor::new(spreadsheet())).unwrap();
    for i in 0..whole.len() {
        let mut part = whole.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        zip.start_file(name.clone(), zip::write::SimpleFileOptions::default())
            .unwrap();
        if name.ends_with("sheet1.xml") {
            write!(zip, "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>").unwrap();
            let rows = "<row><c t=\"str\"><v>a</v></c></row>".repeat(1_000);
            for _ in 0..2_000 {
                zip.write_all(rows.as_bytes()).unwrap();
            }
            write!(zip, "</sheetData></worksheet>").unwrap();
        } else {
            std::io::copy(&mut part, &mut zip).unwrap();
        }
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn the_command_line_refuses_a_spreadsheet_that_swells_and_says_so() {
    let r =
        Record::with_units("code,name,kind,parent_code,valid_from\nP,Province,unit,,2024-01-01\n");
    let bytes = swollen();
    assert!(bytes.len() < 500_000, "{}", bytes.len());
    let file = r.file("swollen.xlsx", bytes);
    for what in ["units", "reforms", "members", "figures"] {
        let said = r.refused(&["import", what, &file, "--preview"]);
        assert!(
            said.contains("swollen.xlsx: more than") && said.contains("bytes when unpacked"),
            "{said}"
        );
    }
    let said = r.refused(&["restate", &file, "--on", "2024-01-01", "--to", "2024-01-01"]);
    assert!(said.contains("bytes when unpacked"), "{said}");
}

#[test]
fn the_command_line_refuses_a_sheet_in_which_a_row_stands_twice() {
    let r =
        Record::with_units("code,name,kind,parent_code,valid_from\nP,Province,unit,,2024-01-01\n");
    let mut book = rust_xlsxwriter::Workbook::new();
    let page = book.add_worksheet();
    for (row, cells) in [
        ["code", "name", "kind", "parent_code", "valid_from"],
        ["A", "Xã A", "unit", "P", "2024-01-01"],
        ["B", "Xã B", "unit", "P", "2024-01-01"],
    ]
    .iter()
    .enumerate()
    {
        for (column, cell) in cells.iter().enumerate() {
            page.write(
                u32::try_from(row).unwrap(),
                u16::try_from(column).unwrap(),
                *cell,
            )
            .unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for i in 0..from.len() {
        let mut part = from.by_index(i).unwrap();
        let name = part.name().unwrap().into_owned();
        let mut text = Vec::new();
        part.read_to_end(&mut text).unwrap();
        if name.ends_with("sheet1.xml") {
            let page = String::from_utf8(text).unwrap();
            let twice = page
                .replace("<row r=\"3\"", "<row r=\"2\"")
                .replace("r=\"A3\"", "r=\"A2\"");
            text = ["B", "C", "D", "E"]
                .iter()
                .fold(twice, |page, c| {
                    page.replace(&format!("r=\"{c}3\""), &format!("r=\"{c}2\""))
                })
                .into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap();
        to.write_all(&text).unwrap();
    }
    let file = r.file("twice.xlsx", to.finish().unwrap().into_inner());
    let said = r.refused(&["import", "units", &file]);
    assert!(
        said.contains("twice.xlsx: line 2: row 2 stands twice in the sheet"),
        "{said}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..2000)) {
        read(bytes);
    }

    #[test]
    fn random_text_of_the_letters_that_matter_is_refused_or_read(text in "[a,;\t\"\r\n\u{feff}\u{0}ế]{0,300}") {
        read(text.into_bytes());
    }

    #[test]
    fn an_archive_of_random_parts_is_refused_or_read(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        read([b"PK\x03\x04".as_slice(), &bytes].concat());
    }

    #[test]
    fn a_spreadsheet_with_bytes_changed_is_refused_or_read(changes in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20)) {
        let mut bytes = spreadsheet();
        for (at, byte) in changes {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        read(bytes);
    }

    #[test]
    fn a_spreadsheet_whose_pages_hold_random_text_is_refused_or_read(xml in "(<(row|c|v|sheetData|/row|/c|/v)( r=\"[A-Z]{0,3}[0-9]{0,9}\")?( t=\"(s|n|d|str)\")?>|[0-9.e-]{0,4}){0,40}") {
        let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        let mut whole = zip::ZipArchive::new(std::io::Cursor::new(spreadsheet())).unwrap();
        for i in 0..whole.len() {
            let mut part = whole.by_index(i).unwrap();
            let name = part.name().unwrap().into_owned();
            zip.start_file(name.clone(), zip::write::SimpleFileOptions::default()).unwrap();
            if name.ends_with("sheet1.xml") {
                write!(zip, "<?xml version=\"1.0\"?><worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{xml}</sheetData></worksheet>").unwrap();
            } else {
                std::io::copy(&mut part, &mut zip).unwrap();
            }
        }
        read(zip.finish().unwrap().into_inner());
    }
}

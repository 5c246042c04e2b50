//! Bytes that nobody meant to be a table: the readers refuse or read, and never fall over.

use platform::sheets::{Limits, from_bytes};
use proptest::prelude::*;
use std::io::Write;

const LIMITS: Limits = Limits {
    bytes: 1 << 20,
    unpacked: 1 << 20,
    entries: 50,
    rows: 500,
    columns: 20,
    cell: 1000,
};

/// A read table keeps the bounds it was read within.
fn read(bytes: Vec<u8>) {
    let Ok(sheet) = from_bytes("hostile", bytes, LIMITS) else {
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
    sheet.with_problems(&[]).unwrap();
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

//! Any bytes as CSV or XLSX: refused or read within the bounds, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform::locale::Lang;
use platform::sheets::{Limits, from_bytes, handed_back};

const LIMITS: Limits = Limits { bytes: 1 << 20, unpacked: 1 << 20, entries: 50, cells: 10_000, rows: 500, columns: 20, cell: 1000 };

fuzz_target!(|bytes: &[u8]| {
    if let Ok(sheet) = from_bytes("fuzz", bytes.to_vec(), LIMITS) {
        assert!(sheet.rows.len() <= LIMITS.rows && sheet.header.len() <= LIMITS.columns);
        handed_back(bytes, &sheet, Lang::Ur, &[], |p| p.reason.clone()).expect("a table that was read is written");
    }
});

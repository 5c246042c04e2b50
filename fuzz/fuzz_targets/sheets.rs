//! Any bytes as CSV or XLSX: refused or read within the bounds, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform::sheets::{Limits, from_bytes};

const LIMITS: Limits = Limits { bytes: 1 << 20, unpacked: 1 << 20, entries: 50, rows: 500, columns: 20, cell: 1000 };

fuzz_target!(|bytes: &[u8]| {
    if let Ok(sheet) = from_bytes("fuzz", bytes.to_vec(), LIMITS) {
        assert!(sheet.rows.len() <= LIMITS.rows && sheet.header.len() <= LIMITS.columns);
        sheet.with_problems(&[]).expect("a table that was read is written");
    }
});

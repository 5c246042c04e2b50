//! Any heading line: columns are found or refused.
#![no_main]

use libfuzzer_sys::fuzz_target;
use platform::sheets::{Limits, from_bytes};

fuzz_target!(|text: &str| {
    let Ok(sheet) = from_bytes("fuzz.csv", text.as_bytes().to_vec(), Limits::default()) else { return };
    let wanted = [("code", ["mã"].as_slice()), ("name", ["tên", "họ và tên"].as_slice())];
    if let Ok(found) = sheet.columns(&wanted, &["code"], &[]) {
        for line in &sheet.rows {
            let _ = (found.tidy(line, 0), found.cell(line, 1));
        }
    }
});

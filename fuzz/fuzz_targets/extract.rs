//! Any bytes as a file of a document: refused or read within the bounds, never a panic.
#![no_main]

use extract::{Limits, text};
use libfuzzer_sys::fuzz_target;

const LIMITS: Limits = Limits { pages: 20, characters: 10_000, entries: 50, unpacked: 1 << 20 };

fuzz_target!(|bytes: &[u8]| {
    if let Ok(found) = text(bytes.to_vec(), LIMITS) {
        // one form of writing may take more characters than the bound counted
        assert!(found.text.chars().count() <= 3 * LIMITS.characters);
        assert!(!found.text.contains('\0'));
    }
});

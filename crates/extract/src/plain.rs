//! Plain text: UTF-8, or UTF-16 that says so at its beginning.

use super::{Read, Taken};
use std::borrow::Cow;

/// The characters of a text; nothing when it is none.
pub(super) fn decoded(bytes: &[u8]) -> Option<Cow<'_, str>> {
    let wide = |from: fn([u8; 2]) -> u16| {
        let units = bytes.get(2..)?.chunks_exact(2);
        let whole = units.remainder().is_empty();
        let units: Vec<u16> = units.map(|u| from([u[0], u[1]])).collect();
        String::from_utf16(&units).ok().filter(|_| whole)
    };
    let text = match bytes {
        [0xff, 0xfe, ..] => Cow::Owned(wide(u16::from_le_bytes)?),
        [0xfe, 0xff, ..] => Cow::Owned(wide(u16::from_be_bytes)?),
        _ => Cow::Borrowed(std::str::from_utf8(bytes).ok()?),
    };
    // what no keyboard types stands in programs and pictures, and not in texts
    let strange = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t' | '\u{c}' | '\u{85}');
    (!text.contains(strange)).then_some(text)
}

pub(super) fn read(bytes: &[u8], into: &mut Taken) -> (Read, usize) {
    let Some(text) = decoded(bytes) else {
        return (Read::Failed, 0);
    };
    for line in text.lines() {
        into.say(line);
        into.say("\n");
        if !into.is_open() {
            break;
        }
    }
    (Read::Whole, 0)
}

//! The fonts every document is set in, part of the program itself; origin and licence stand in
//! `fonts/README.md`.

use std::sync::LazyLock;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

const FILES: [&[u8]; 7] = [
    include_bytes!("../fonts/NotoSerif-Regular.ttf"),
    include_bytes!("../fonts/NotoSerif-Bold.ttf"),
    include_bytes!("../fonts/NotoSerif-Italic.ttf"),
    include_bytes!("../fonts/NotoSerif-BoldItalic.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Regular.ttf"),
    include_bytes!("../fonts/NotoNaskhArabic-Bold.ttf"),
    include_bytes!("../fonts/NotoNastaliqUrdu-Regular.ttf"),
];

/// The fonts and the catalogue by which Typst chooses among them.
pub(crate) struct Case {
    pub(crate) fonts: Vec<Font>,
    pub(crate) book: LazyHash<FontBook>,
}

/// Reading the tables of seven fonts takes a while, so it happens once.
pub(crate) static CASE: LazyLock<Case> = LazyLock::new(|| {
    let fonts: Vec<Font> = FILES
        .iter()
        .flat_map(|file| Font::iter(Bytes::new(*file)))
        .collect();
    let book = LazyHash::new(FontBook::from_fonts(&fonts));
    Case { fonts, book }
});

/// What stands for a character that no font of the case has: one letter of a name must not keep
/// a document from being printed, and must not go missing unseen either.
const NOT_DRAWN: char = '?';

/// The text with every character that cannot be drawn replaced, and without the vowel signs of
/// Arabic letters. A sign and its letter are two glyphs of one cluster, for which the text layer
/// is given the letter twice and the sign before it: nobody could search for the word or copy it.
/// Urdu is read without them.
pub(crate) fn drawable(text: &str) -> String {
    let shown = |c| if is_drawn(c) { c } else { NOT_DRAWN };
    text.chars()
        .filter(|c| !is_vowel_sign(*c))
        .map(shown)
        .collect()
}

/// Fathatan to sukun, and the small alef above.
fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}')
}

/// A file of the document: its text, or its bytes where it is none.
pub(crate) fn drawable_file(bytes: &[u8]) -> Vec<u8> {
    std::str::from_utf8(bytes).map_or_else(|_| bytes.to_vec(), |t| drawable(t).into_bytes())
}

/// Marks that compose and characters that only steer are the shaper's business.
fn is_drawn(c: char) -> bool {
    let steers = matches!(c, '\u{300}'..='\u{36f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    let has = |font: &Font| font.info().coverage.contains(u32::from(c));
    c.is_control() || c.is_whitespace() || steers || CASE.fonts.iter().any(has)
}

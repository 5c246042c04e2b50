//! Names as people search and sort them (the same function for both databases and
//! for duplicates).

use icu_collator::CollatorBorrowed;
use icu_collator::options::CollatorOptions;
use std::sync::OnceLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Version of [`folded`] and [`sort_key`]; derived columns are compared only at the same one.
pub const DERIVED_VERSION: i64 = 1;

/// The text without marks, in small letters: `Đình` and `dinh` are one word. Urdu letter
/// variants are unified, digits become ASCII, runs of space one space.
#[must_use]
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut gap = false;
    for c in text.nfd().filter(|c| !is_combining_mark(*c)) {
        if c.is_whitespace() {
            gap = !out.is_empty();
            continue;
        }
        if std::mem::take(&mut gap) {
            out.push(' ');
        }
        match unified(c) {
            '\0' => {}
            plain => out.extend(plain.to_lowercase()),
        }
    }
    out
}

/// Letters that are written in several ways; `\0` for those that only shape their neighbours.
fn unified(c: char) -> char {
    match c {
        'đ' | 'Đ' => 'd',
        'ي' | 'ى' => 'ی',
        'ك' => 'ک',
        'ه' | 'ة' | 'ۀ' | 'ۂ' | 'ۃ' => 'ہ',
        'أ' | 'إ' | 'ٱ' => 'ا',
        'ؤ' => 'و',
        'ئ' => 'ی',
        '\u{200c}' | '\u{200d}' | '\u{0640}' => '\0',
        '٠'..='٩' => digit(c, '٠'),
        '۰'..='۹' => digit(c, '۰'),
        _ => c,
    }
}

fn digit(c: char, zero: char) -> char {
    u32::from(c)
        .checked_sub(u32::from(zero))
        .and_then(|n| char::from_digit(n, 10))
        .unwrap_or(c)
}

/// A word as it is compared with its marks: its letters, and its tone apart, so that `hoà` and
/// `hòa`, two spellings of one word, are equal.
#[must_use]
pub fn toned(word: &str) -> (String, Option<char>) {
    let mut tone = None;
    let mut letters = String::with_capacity(word.len());
    for c in word.nfd() {
        // grave, acute, tilde, hook above, dot below
        if ['\u{300}', '\u{301}', '\u{303}', '\u{309}', '\u{323}'].contains(&c) {
            tone = Some(c);
        } else {
            letters.extend(c.to_lowercase());
        }
    }
    (letters, tone)
}

/// NFC, without space at the ends or twice in a row, and without what nobody sees; what is stored.
#[must_use]
pub fn tidy(text: &str) -> String {
    if text.contains(is_unseen) {
        return tidy(&text.replace(is_unseen, ""));
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").nfc().collect()
}

/// A sentence that runs from right to left with each run of words of another script in it an
/// island of its own: a regulation keeps its number before its day. The whole is one too, for what
/// guesses a direction by the first letter. Any other text stays as it is.
#[must_use]
pub fn islands(text: &str) -> String {
    if !text.contains(is_arabic) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len() + 16);
    out.push('\u{2067}');
    for run in text.split_inclusive(is_arabic) {
        let (run, after) = match run.chars().next_back() {
            Some(c) if is_arabic(c) => run.split_at(run.len() - c.len_utf8()),
            _ => (run, ""),
        };
        out += &island(run);
        out += after;
    }
    out.push('\u{2069}');
    out
}

/// A run without a letter of the line around it: an island from its first letter or digit to the
/// last, if there is a letter in it. What is opened in it is closed in it.
fn island(run: &str) -> String {
    let is_own = |c: char| c.is_alphanumeric();
    let ends = run.find(is_own).zip(run.rfind(is_own));
    let Some((from, last)) = ends.filter(|_| run.contains(char::is_alphabetic)) else {
        return run.to_owned();
    };
    let mut until = last + run[last..].chars().next().map_or(0, char::len_utf8);
    if run[from..until].contains('(') && run[until..].starts_with(')') {
        until += 1;
    }
    let (before, inner, after) = (&run[..from], &run[from..until], &run[until..]);
    format!("{before}\u{2066}{inner}\u{2069}{after}")
}

/// Letters and marks of the Arabic script; its digits run as all digits do.
fn is_arabic(c: char) -> bool {
    matches!(c, '\u{600}'..='\u{65f}' | '\u{66a}'..='\u{6ef}' | '\u{6fa}'..='\u{6ff}')
}

/// Control characters, and those that turn the writing around them without being written: with
/// one, a number or a name reads otherwise than it is. Marks between letters and digits stay, Urdu
/// needs them.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !c.is_whitespace())
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// The order of people's names in Vietnamese lists: by given name, then the rest.
#[must_use]
pub fn sort_key(name: &str) -> String {
    let (rest, given) = name.rsplit_once(' ').unwrap_or(("", name));
    let mut key = hex(&collation_key(given));
    key.push('.');
    key.push_str(&hex(&collation_key(rest)));
    key
}

fn collation_key(text: &str) -> Vec<u8> {
    static COLLATOR: OnceLock<Option<CollatorBorrowed<'static>>> = OnceLock::new();
    let collator = COLLATOR.get_or_init(|| {
        let vietnamese = icu_locale_core::locale!("vi");
        icu_collator::Collator::try_new(vietnamese.into(), CollatorOptions::default()).ok()
    });
    let mut key = Vec::with_capacity(text.len() * 3);
    let written = collator
        .as_ref()
        .map(|c| c.write_sort_key_to(text, &mut key));
    if written.is_none() {
        key.extend_from_slice(folded(text).as_bytes());
    }
    key
}

#[must_use]
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut out = String::with_capacity(bytes.len() * 2);
    for b in bytes {
        out.push(char::from(DIGITS[usize::from(b >> 4)]));
        out.push(char::from(DIGITS[usize::from(b & 15)]));
    }
    out
}

#[must_use]
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    if !text.len().is_multiple_of(2) || !text.is_ascii() {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|i| u8::from_str_radix(text.get(i..i + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_regulation_in_an_urdu_sentence_keeps_the_order_of_its_parts() {
        let said = "Quy định 399-QĐ/TW (9/1/2026)، اقسام؛ ضمیمہ (66-QĐ/TW, 2017)؛ دفعہ 20 تا 22";
        assert_eq!(
            islands(said),
            "\u{2067}\u{2066}Quy định 399-QĐ/TW (9/1/2026)\u{2069}، اقسام؛ ضمیمہ (\u{2066}66-QĐ/TW, 2017\u{2069})؛ دفعہ 20 تا 22\u{2069}"
        );
        for as_it_is in ["Quy định 399-QĐ/TW (9/1/2026)", ""] {
            assert_eq!(islands(as_it_is), as_it_is);
        }
    }

    #[test]
    fn search_for_dinh_finds_dinh_with_marks() {
        assert_eq!(folded("Đình"), "dinh");
        assert_eq!(folded("NGUYỄN  Văn An "), "nguyen van an");
        assert_eq!(folded("كمیٹی ۱۲"), folded("کمیٹی 12"));
    }

    #[test]
    fn what_turns_the_writing_unseen_is_not_kept_and_what_urdu_needs_is() {
        assert_eq!(tidy("Số \u{202e}21\u{202c}-CV\0\u{7}"), "Số 21-CV");
        assert_eq!(tidy("\u{feff} a \u{2067}b\u{2069}\tc "), "a b c");
        assert_eq!(tidy("می\u{200c}رود\u{200f}"), "می\u{200c}رود\u{200f}");
    }

    #[test]
    fn a_tone_may_stand_on_either_vowel() {
        assert_eq!(toned("hoà"), toned("Hòa"));
        assert_ne!(toned("hoà"), toned("hoá"));
        assert_ne!(toned("dân"), toned("dan"));
    }

    #[test]
    fn people_sort_by_given_name() {
        assert!(sort_key("Nguyễn Văn An") < sort_key("Bùi Thị Bình"));
        assert!(sort_key("Bùi Văn An") < sort_key("Nguyễn Văn An"));
    }
}

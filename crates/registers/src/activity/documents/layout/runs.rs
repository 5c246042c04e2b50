//! A text as word processors take it: stretches of one direction each, without marks. The same
//! islands that a page or a PDF keeps apart are runs here.

use super::shapes::is_arabic;
use serde::Serialize;

const RIGHT_TO_LEFT_MARK: char = '\u{200f}';
const END: char = '\u{2069}';

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub(super) struct Run {
    pub text: String,
    pub rtl: bool,
}

/// The stretches of a text on a page that runs from right to left or not.
pub(super) fn runs(text: &str, page_rtl: bool) -> Vec<Run> {
    let mut found: Vec<Run> = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['\u{2066}', '\u{2067}', '\u{2068}']) {
        add(&mut found, &rest[..at], page_rtl);
        let mut inside = rest[at..].chars();
        let kind = inside.next();
        let body = inside.as_str();
        let end = closing(body);
        let inner = plain(&body[..end]);
        let rtl = match kind {
            Some('\u{2066}') => false,
            Some('\u{2067}') => true,
            _ => is_arabic(&inner),
        };
        add(&mut found, &inner, rtl);
        rest = body[end..].strip_prefix(END).unwrap_or(&body[end..]);
    }
    add(&mut found, rest, page_rtl);
    found
}

fn add(found: &mut Vec<Run>, text: &str, rtl: bool) {
    let text = plain(text);
    if text.is_empty() {
        return;
    }
    match found.last_mut().filter(|r| r.rtl == rtl) {
        Some(last) => last.text.push_str(&text),
        None => found.push(Run { text, rtl }),
    }
}

/// Where the island ends that begins before the text.
fn closing(text: &str) -> usize {
    let mut depth = 1;
    for (at, c) in text.char_indices() {
        match c {
            '\u{2066}'..='\u{2068}' => depth += 1,
            END => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return at;
        }
    }
    text.len()
}

/// Without marks of direction, and without what XML cannot hold.
fn plain(text: &str) -> String {
    let kept = |c: &char| {
        !('\u{2066}'..=END).contains(c)
            && *c != RIGHT_TO_LEFT_MARK
            && (*c >= ' ' || *c == '\t')
            && !('\u{fffe}'..='\u{ffff}').contains(c)
    };
    text.chars().filter(kept).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str, rtl: bool) -> Vec<(String, bool)> {
        let all = runs(text, rtl);
        all.into_iter().map(|r| (r.text, r.rtl)).collect()
    }

    #[test]
    fn islands_become_runs_and_marks_go() {
        let line =
            "نمبر \u{2066}06-NQ/TU\u{2069}\u{200f} بتاریخ \u{2068}Thái Nguyên\u{2069}\u{200f}";
        let found = said(line, true);
        let expected = [
            ("نمبر ", true),
            ("06-NQ/TU", false),
            (" بتاریخ ", true),
            ("Thái Nguyên", false),
        ];
        assert_eq!(found, expected.map(|(t, r)| (t.to_owned(), r)));
    }

    #[test]
    fn a_plain_text_is_one_run_of_the_page() {
        assert_eq!(said("Số 05", false), [("Số 05".to_owned(), false)]);
        assert!(said("", true).is_empty());
    }

    #[test]
    fn an_island_within_an_island_is_part_of_it() {
        let found = said("\u{2067}یکم \u{2066}2\u{2069} مارچ\u{2069} کو", true);
        assert_eq!(found, [("یکم 2 مارچ کو".to_owned(), true)]);
    }

    #[test]
    fn what_xml_cannot_hold_is_left_out() {
        assert_eq!(said("a\u{0}b\u{b}c", false), [("abc".to_owned(), false)]);
    }
}

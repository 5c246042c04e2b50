//! What a paragraph is on paper, told by how it begins: an office types plain lines, and the
//! layout gives each the face that the rules of layout give it. No letter of it changes.

use super::{Paragraph, Shape};
use crate::organisation::rulebook::documents::LayoutRule;

/// Words that stand alone are not longer.
const ALONE: usize = 60;

/// A paragraph as it is typed.
pub(super) fn shaped(typed: &str, rule: &LayoutRule) -> Paragraph {
    let text = typed.trim();
    let (label, rest) = article(text);
    let shape = if rule.italic_openings.iter().any(|o| begins(text, o)) {
        Shape::Ground
    } else if stands_alone(text) {
        Shape::Centre
    } else if label.is_empty() && is_heading(text) {
        Shape::Heading
    } else {
        Shape::Plain
    };
    Paragraph {
        shape,
        label: label.to_owned(),
        text: rest.to_owned(),
        rtl: is_arabic(text),
    }
}

/// A clause: its label and its text.
pub(super) fn clause(label: &str, text: &str) -> Paragraph {
    Paragraph {
        shape: Shape::Plain,
        label: label.to_owned(),
        text: text.to_owned(),
        rtl: is_arabic(text),
    }
}

/// Whether a text runs from right to left: its first letter says it.
pub(super) fn is_arabic(text: &str) -> bool {
    let letter = text.chars().find(|c| c.is_alphabetic());
    letter.is_some_and(|c| {
        ('\u{600}'..='\u{6ff}').contains(&c) || ('\u{fb50}'..='\u{fefc}').contains(&c)
    })
}

fn begins(text: &str, opening: &str) -> bool {
    // a dash before it is part of how some offices write grounds
    let plain = text.trim_start_matches(['-', '–', ' ']);
    plain
        .strip_prefix(opening)
        .is_some_and(|rest| rest.starts_with([' ', ',', ':']))
}

/// «Điều 3.» and what follows it.
fn article(text: &str) -> (&str, &str) {
    let number = |rest: &str| {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        (digits > 0 && rest[digits..].starts_with(['.', ':'])).then_some(digits + 1)
    };
    let Some(rest) = text.strip_prefix("Điều ") else {
        return ("", text);
    };
    match number(rest) {
        Some(end) => {
            let at = text.len() - rest.len() + end;
            (&text[..at], text[at..].trim_start())
        }
        None => ("", text),
    }
}

/// «QUYẾT ĐỊNH:»
fn stands_alone(text: &str) -> bool {
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() > 2
        && text.chars().count() <= ALONE
        && letters.iter().all(|c| c.is_uppercase())
        && !is_numbered(text)
}

/// «I. KẾT QUẢ», «Chương II»
fn is_heading(text: &str) -> bool {
    let part = ["Phần ", "Chương ", "Mục "]
        .iter()
        .any(|p| text.starts_with(p));
    let short = text.chars().count() <= 2 * ALONE;
    short && (part || is_numbered(text))
}

/// Whether a Roman number stands before it.
fn is_numbered(text: &str) -> bool {
    let number = text.bytes().take_while(|b| b"IVXLC".contains(b)).count();
    number > 0 && text[number..].starts_with(['.', '-', ')'])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule_of(day: figures::Day) -> LayoutRule {
        let book = crate::organisation::rulebook::Rulebook::from_rows(
            crate::organisation::rulebook::read::texts(crate::organisation::rulebook::vietnamese())
                .unwrap(),
        );
        book.documents().layout("party", day).unwrap().rule.clone()
    }

    #[test]
    fn paragraphs_are_told_apart_by_how_they_begin_and_keep_every_letter() {
        let rule = rule_of(figures::Day::ymd(2025, 9, 1));
        for (typed, shape, label) in [
            ("- Căn cứ Điều lệ Đảng;", Shape::Ground, ""),
            ("QUYẾT ĐỊNH:", Shape::Centre, ""),
            ("I. KẾT QUẢ", Shape::Heading, ""),
            ("II- Hạn chế, nguyên nhân", Shape::Heading, ""),
            ("Điều 1. Ban hành kế hoạch.", Shape::Plain, "Điều 1."),
            ("Điều này rõ ràng.", Shape::Plain, ""),
            ("1. Tiếp tục rà soát.", Shape::Plain, ""),
            ("Căn cứu xét", Shape::Plain, ""),
        ] {
            let found = shaped(typed, &rule);
            assert_eq!(
                (found.shape, found.label.as_str()),
                (shape, label),
                "{typed}"
            );
            let whole = format!("{} {}", found.label, found.text);
            assert_eq!(whole.trim(), typed);
        }
        // since May 2026 grounds stand as any other paragraph
        let upright = rule_of(figures::Day::ymd(2026, 9, 1));
        assert_eq!(
            shaped("- Căn cứ Điều lệ Đảng;", &upright).shape,
            Shape::Plain
        );
        assert!(shaped("تمام اکائیاں کام جاری رکھیں۔", &rule).rtl);
    }
}

//! Marks of secrecy at the beginning of a text. A mark stands by itself, in a corner or a frame of
//! the first page: «MẬT», «TỐI MẬT», «Độ mật: Tuyệt mật». In a sentence the word is no mark, as in
//! the title of the law on the protection of State secrets.

use crate::organisation::rulebook::{Dated, DocumentRules, SecrecyMarkRule};
use figures::Day;
use platform::text::folded;

/// So many lines of a text are its beginning.
const LINES: usize = 60;
/// How what may stand before a mark ends, without marks of tone: «Độ mật:», «Mức độ mật:».
const LABEL: &str = "do mat";

/// The mark that stands at the beginning of a text.
#[must_use]
pub fn found<'a>(
    docs: &'a DocumentRules,
    text: &str,
    day: Day,
) -> Option<&'a Dated<SecrecyMarkRule>> {
    let begin = text.lines().filter(|l| !l.trim().is_empty()).take(LINES);
    let parts: Vec<&str> = begin.flat_map(|line| line.split('\t')).map(said).collect();
    let mut marks = docs.secrecy_marks(day);
    marks.find(|mark| {
        let names = &mark.rule.names;
        let mut names = [&names.vi, &names.en, &names.ur].into_iter();
        names.any(|n| parts.iter().any(|part| letters(n).eq(letters(part))))
    })
}

/// A part of a line as marks are compared: without a label before it and frames around it.
fn said(part: &str) -> &str {
    let bare = part.trim_matches(|c: char| !c.is_alphanumeric());
    match bare.split_once(':') {
        Some((label, rest)) if folded(label).ends_with(LABEL) => rest,
        _ => bare,
    }
}

/// In capitals, letters that were drawn apart («M Ậ T») put together.
fn letters(text: &str) -> impl Iterator<Item = char> {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_uppercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::rulebook::{Rulebook, read, vietnamese};

    fn mark(text: &str) -> Option<String> {
        let book = Rulebook::from_rows(read::texts(vietnamese()).unwrap());
        let mark = found(book.documents(), text, Day::ymd(2026, 1, 1));
        mark.map(|m| m.rule.names.vi.clone())
    }

    #[test]
    fn a_mark_that_stands_by_itself_is_seen() {
        for (text, is) in [
            ("TỈNH ỦY PHONG\tMẬT\nSố 12-BC/TU", "Mật"),
            ("ĐẢNG CỘNG SẢN VIỆT NAM\n[ TỐI MẬT ]\nBÁO CÁO", "Tối mật"),
            ("Độ mật: Tuyệt mật\nTờ trình", "Tuyệt mật"),
            ("M Ậ T\nKế hoạch", "Mật"),
            ("SECRET\nPlan", "Mật"),
        ] {
            assert_eq!(mark(text).as_deref(), Some(is), "{text}");
        }
    }

    #[test]
    fn a_word_in_a_sentence_is_no_mark() {
        for text in [
            "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC\nĐiều 1",
            "Về công tác bảo mật",
            "bỏ phiếu kín, giữ bí\nmật quốc gia",
            "Mật ong rừng",
            "Mắt",
            "",
        ] {
            assert_eq!(mark(text), None, "{text}");
        }
        let late = format!("{}MẬT", "dòng\n".repeat(80));
        assert_eq!(mark(&late), None, "far below it is part of the text");
    }
}

//! What a PDF must be, whoever prints it.

use crate::{Error, Options, typeset};
use std::io::Write;
use std::process::{Command, Stdio};

const TEXTS: [(&str, &str); 3] = [
    (
        "en",
        "The organisation has 140,429 members as of 30 September 2025, 99.77% of them complete.",
    ),
    (
        "vi",
        "Toàn tỉnh có 140.429 đảng viên, tính đến ngày 30/9/2025; tỷ lệ chuẩn hóa đạt 99,77 %.",
    ),
    (
        "ur",
        "صوبائی پارٹی تنظیم میں بتاریخ 30 ستمبر 2025 پارٹی ارکان کی تعداد 140,429 ہے",
    ),
];

fn options(lang: &str) -> Options {
    Options {
        title: "Report".to_owned(),
        lang: lang.to_owned(),
        rtl: lang == "ur",
        written_at: "2025-10-02 08:14".to_owned(),
        utc_offset: 420,
    }
}

/// The words of a PDF as a program copies them, or nothing where `pdftotext` is not installed.
fn text_layer(pdf: &[u8]) -> Option<String> {
    let mut reader = Command::new("pdftotext");
    reader
        .args(["-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let Ok(mut reader) = reader.spawn() else {
        eprintln!("skipped: pdftotext is not installed");
        return None;
    };
    // Dropping the input tells the program that the document has ended.
    reader.stdin.take().unwrap().write_all(pdf).unwrap();
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    let marks = |c: char| {
        ('\u{200e}'..='\u{200f}').contains(&c)
            || ('\u{202a}'..='\u{202e}').contains(&c)
            || ('\u{2066}'..='\u{2069}').contains(&c)
    };
    let plain: String = text.chars().filter(|c| !marks(*c)).collect();
    Some(plain.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn holds(pdf: &[u8], needle: &str) -> bool {
    pdf.windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[test]
fn a_letter_no_font_has_is_replaced_and_keeps_nothing_from_being_printed() {
    let source = "= Xã 中国 → ✓ হ\nĐảng bộ xã an\u{302} và شہری";
    let pdf = typeset(source, &[], &options("vi")).unwrap();
    if let Some(text) = text_layer(&pdf) {
        assert!(text.contains("Đảng bộ xã"), "{text}");
        assert!(!text.contains('中'), "{text}");
    }
}

#[test]
fn what_is_printed_can_be_copied_and_searched() {
    for (lang, text) in TEXTS {
        let source = "#set text(8pt)\n#read(\"text.txt\")";
        let pdf = typeset(source, &[("text.txt", text.into())], &options(lang)).unwrap();
        if let Some(layer) = text_layer(&pdf) {
            // The reader moves the space between a number and a right-to-left word to the
            // number's other side, so there only the letters and their order are compared.
            let squeezed = |text: &str| text.replace(' ', if lang == "ur" { "" } else { " " });
            assert_eq!(squeezed(&layer), squeezed(text), "{lang}");
        }
    }
}

#[test]
fn a_word_with_vowel_signs_can_be_searched_for_without_them() {
    let source = "#set text(14pt)\nمجلسِ عاملہ، صوبائی قراردادِ اعلیٰ، مثلاً";
    let pdf = typeset(source, &[], &options("ur")).unwrap();
    if let Some(layer) = text_layer(&pdf) {
        for word in ["مجلس", "عاملہ", "قرارداد", "اعلی", "مثلا"] {
            assert!(
                layer.split(' ').any(|w| w.trim_matches('،') == word),
                "{word}: {layer}"
            );
        }
    }
}

#[test]
fn a_document_is_tagged_archival_and_a4() {
    let pdf = typeset("= Heading\nText.", &[], &options("en")).unwrap();
    for mark in [
        "/StructTreeRoot",
        "/Marked true",
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
        "/MediaBox[0 0 595.2756 841.8898]",
        "/CreationDate(D:20251002081400+07'00",
    ] {
        assert!(holds(&pdf, mark), "{mark}");
    }
}

#[test]
fn the_same_arguments_give_the_same_bytes() {
    let print = || typeset("= Heading\nText.", &[], &options("vi")).unwrap();
    assert_eq!(print(), print());
}

#[test]
fn a_refusal_names_the_line() {
    let Err(Error::Source(reason)) = typeset("Text.\n#nothing", &[], &options("en")) else {
        panic!("an unknown name must be refused");
    };
    assert!(
        reason.starts_with("line 2: unknown variable: nothing"),
        "{reason}"
    );
}

#[test]
fn a_document_reads_only_what_it_was_given() {
    let refused = typeset("#read(\"/etc/passwd\")", &[], &options("en"));
    assert!(matches!(refused, Err(Error::Source(_))));
}

#[test]
fn a_moment_that_is_none_is_refused() {
    let options = Options {
        written_at: "yesterday".to_owned(),
        ..options("en")
    };
    assert!(matches!(
        typeset("Text.", &[], &options),
        Err(Error::Moment(_))
    ));
}

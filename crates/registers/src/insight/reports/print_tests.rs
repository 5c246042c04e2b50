//! The printed report, as a program reads it: every figure stands in the text of the PDF.

use super::print::typst_source;
use super::samples;
use super::text::{Lang, Texts, UNKNOWN, without_isolates};
use std::io::Write;
use std::process::{Command, Stdio};

/// The text of a PDF without marks of direction, or nothing where `pdftotext` is not installed.
fn text_of(pdf: &[u8]) -> Option<String> {
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
    let mark = |c: char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}');
    Some(text.chars().filter(|c| !mark(*c)).collect())
}

fn print(demo: bool, lang: Lang) -> Vec<u8> {
    let report = super::model::Report {
        demo,
        ..samples::quarterly()
    };
    let sheet = typst_source(&report, lang).unwrap();
    let files: Vec<(&str, Vec<u8>)> = sheet
        .files
        .iter()
        .map(|(name, bytes)| (name.as_str(), bytes.clone()))
        .collect();
    let options = pdf::Options {
        title: sheet.title,
        lang: sheet.lang.code().to_owned(),
        rtl: sheet.lang.is_rtl(),
        written_at: sheet.written_at,
        utc_offset: 420,
    };
    pdf::typeset(&sheet.source, &files, &options).unwrap()
}

#[test]
fn every_figure_is_in_the_text_of_the_print() {
    let report = samples::quarterly();
    for lang in Lang::ALL {
        let Some(text) = text_of(&print(false, lang)) else {
            return;
        };
        let text = text.replace('\u{a0}', " ");
        let texts = Texts::new(lang).unwrap();
        for (key, cited) in &report.figures {
            let shown = match &cited.value {
                None => UNKNOWN.to_owned(),
                Some(value) => texts.measured(value, &cited.measure).unwrap(),
            };
            let shown = without_isolates(&shown).replace('\u{a0}', " ");
            assert!(text.contains(&shown), "{} {key}: {shown}", lang.code());
        }
    }
}

#[test]
fn every_page_says_as_of_when_it_stands_and_on_which_act() {
    let Some(text) = text_of(&print(false, Lang::Vi)) else {
        return;
    };
    for page in text.split_terminator('\u{c}') {
        let foot = "Tính đến ngày 30/9/2025 · theo sổ đến mục ghi số 48.112 · mã kiểm chứng 7f3a90b1…1a2bc921";
        assert!(page.contains(foot), "{page}");
    }
}

#[test]
fn a_demonstration_is_marked_on_every_page() {
    for lang in Lang::ALL {
        let Some(text) = text_of(&print(true, lang)) else {
            return;
        };
        let pages = text.split_terminator('\u{c}').count();
        let letters = |letter: &str| text.lines().filter(|line| line.trim() == letter).count();
        assert!(
            letters("M") >= pages,
            "{}: {} of {pages}",
            lang.code(),
            letters("M")
        );
    }
}

//! One figure has one value in every form and language; and what anyone typed stays text.

use super::html::html;
use super::model::{Cited, Report};
use super::print::typst_source;
use super::samples;
use super::text::{Lang, TextError, Texts, UNKNOWN};
use super::view::RenderError;
use super::xlsx::xlsx;
use calamine::{Data, Reader, Xlsx};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;

fn written(texts: &Texts, cited: &Cited) -> String {
    match &cited.value {
        None => UNKNOWN.to_owned(),
        Some(value) => texts.measured(value, &cited.measure).unwrap(),
    }
}

fn workbook(report: &Report, lang: Lang) -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(xlsx(report, lang).unwrap())).unwrap()
}

/// The messages of a language and the arguments each one asks for.
fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut messages: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in super::text::messages(lang)
        .lines()
        .filter(|line| !line.starts_with('#'))
    {
        if let Some((name, _)) = line
            .split_once(" = ")
            .filter(|_| line.starts_with("report-"))
        {
            key = name.to_owned();
            assert!(
                messages.insert(key.clone(), BTreeSet::new()).is_none(),
                "{key} stands twice"
            );
        }
        for argument in line.split('$').skip(1) {
            let end = argument.find(|c: char| !c.is_alphanumeric() && c != '-');
            let name = argument[..end.unwrap_or(argument.len())].to_owned();
            messages.entry(key.clone()).or_default().insert(name);
        }
    }
    messages
}

#[test]
fn all_languages_have_the_same_messages_and_arguments() {
    let vietnamese = messages(Lang::Vi);
    assert!(vietnamese.len() > 150);
    for lang in [Lang::En, Lang::Ur] {
        assert_eq!(messages(lang), vietnamese, "{}", lang.code());
    }
}

#[test]
fn numbers_and_days_are_written_as_each_language_writes_them() {
    let write = |lang| {
        let texts = Texts::new(lang).unwrap();
        let number = |value, measure| texts.measured(value, measure).unwrap();
        vec![
            number("140429", "count"),
            number("-1204.5", "number"),
            number("99.77", "percent"),
            number("100", "percent"),
            texts.change("41", "count").unwrap(),
            texts.change("0.0", "percent").unwrap(),
            texts.day("2025-09-30").unwrap(),
            texts.period("2025-Q3").unwrap(),
            texts.period("2025-09").unwrap(),
            texts.band("61+").unwrap(),
        ]
    };
    let vietnamese = write(Lang::Vi);
    assert_eq!(
        vietnamese[..6],
        [
            "140.429",
            "−1.204,5",
            "99,77\u{a0}%",
            "100,00\u{a0}%",
            "+41",
            "0,00\u{a0}điểm\u{a0}%"
        ]
    );
    assert_eq!(
        vietnamese[6..],
        ["30/9/2025", "quý III/2025", "tháng 9/2025", "từ 61 trở lên"]
    );
    let english = write(Lang::En);
    assert_eq!(
        english[..6],
        [
            "140,429",
            "−1,204.5",
            "99.77%",
            "100.00%",
            "+41",
            "0.00\u{a0}points"
        ]
    );
    assert_eq!(english[6], "30 September 2025");
    assert_eq!(
        english[7..],
        ["third quarter of 2025", "September 2025", "61 and over"]
    );
    let urdu = write(Lang::Ur);
    assert_eq!(urdu[0], "\u{2066}140,429\u{2069}");
    assert_eq!(urdu[2], "\u{2066}99.77%\u{2069}");
    assert_eq!(urdu[5], "\u{2066}0.00\u{2069} فیصدی پوائنٹ");
    assert_eq!(urdu[6], "\u{2067}30 ستمبر 2025\u{2069}");
    assert_eq!(urdu[7], "\u{2067}تیسری سہ ماہی 2025\u{2069}");
}

#[test]
fn what_is_no_number_or_day_is_refused() {
    let texts = Texts::new(Lang::En).unwrap();
    for text in ["", "-", "1,000", "1e3", ".5", "1.", "١٢"] {
        assert!(
            matches!(texts.number(text), Err(TextError::Number(_))),
            "{text}"
        );
    }
    for text in ["", "2025-13-01", "30/9/2025", "2025-09-30-1"] {
        assert!(matches!(texts.day(text), Err(TextError::Day(_))), "{text}");
    }
    assert!("fr".parse::<Lang>().is_err());
}

#[test]
fn a_missing_message_argument_or_figure_is_an_error() {
    let texts = Texts::new(Lang::Vi).unwrap();
    assert!(matches!(
        texts.label("report-nothing"),
        Err(TextError::Missing { .. })
    ));
    assert!(matches!(
        texts.label("date"),
        Err(TextError::Argument { .. })
    ));
    let mut report = samples::quarterly();
    report.figures.remove("members.members");
    assert!(
        matches!(html(&report, Lang::Vi), Err(RenderError::Figure(key)) if key == "members.members")
    );
    let mut report = samples::quarterly();
    report.tables[0].columns[0] = "report-column-nothing".into();
    let refused = html(&report, Lang::Vi);
    assert!(matches!(
        refused,
        Err(RenderError::Text(TextError::Missing { .. }))
    ));
}

#[test]
fn every_figure_stands_on_the_page_under_its_key() {
    let report = samples::quarterly();
    for lang in Lang::ALL {
        let texts = Texts::new(lang).unwrap();
        let page = html(&report, lang).unwrap();
        for (key, cited) in &report.figures {
            let place = format!("data-figure=\"{key}\" title=\"");
            let from = page
                .find(&place)
                .unwrap_or_else(|| panic!("{key} is not on the page"));
            let shown = page[from..].split(['>', '<']).nth(1).unwrap();
            let change = key.starts_with("children.") && key.ends_with(".4");
            let expected = match &cited.value {
                Some(value) if change => texts.change(value, &cited.measure).unwrap(),
                _ => written(&texts, cited),
            };
            assert_eq!(shown, expected, "{} {key}", lang.code());
        }
    }
}

#[test]
fn every_figure_is_a_number_in_the_workbook_with_its_provenance() {
    let report = samples::quarterly();
    for lang in Lang::ALL {
        let mut book = workbook(&report, lang);
        let name = Texts::new(lang)
            .unwrap()
            .label("report-sheet-provenance")
            .unwrap();
        let sheet = book.worksheet_range(&name).unwrap();
        let rows: BTreeMap<String, &[Data]> = sheet
            .rows()
            .skip(3)
            .map(|row| (row[0].to_string(), row))
            .collect();
        assert_eq!(rows.len(), report.figures.len());
        for (key, cited) in &report.figures {
            let row = rows[key];
            let expected = match &cited.value {
                None => Data::String(UNKNOWN.to_owned()),
                Some(value) => Data::Float(value.parse().unwrap()),
            };
            assert_eq!(row[4], expected, "{key}");
            assert_eq!(row[10], Data::Float(48_112.0));
            assert_eq!(row[11], Data::String(report.root.clone()));
        }
    }
}

#[test]
fn every_table_has_its_sheet_with_numbers() {
    let report = samples::quarterly();
    let mut book = workbook(&report, Lang::Ur);
    assert_eq!(book.sheet_names().len(), report.tables.len() + 2);
    for (index, table) in report.tables.iter().enumerate() {
        let name = book.sheet_names()[index + 1].clone();
        let sheet = book.worksheet_range(&name).unwrap();
        for (row, line) in table.rows.iter().zip(sheet.rows().skip(3)) {
            let values = row
                .figures
                .iter()
                .map(|key| key.as_ref().map(|key| &report.figures[key]));
            for (cited, cell) in values.zip(&line[2..]) {
                let expected = match cited.map(|cited| cited.value.as_deref()) {
                    None => Data::Empty,
                    Some(None) => Data::String(UNKNOWN.to_owned()),
                    Some(Some(value)) => Data::Float(value.parse().unwrap()),
                };
                assert_eq!(*cell, expected, "{} {}", table.key, row.label);
            }
        }
    }
}

#[test]
fn every_figure_is_in_the_data_of_the_print() {
    let report = samples::quarterly();
    for lang in Lang::ALL {
        let sheet = typst_source(&report, lang).unwrap();
        let (_, data) = sheet
            .files
            .iter()
            .find(|(name, _)| name == "report.json")
            .unwrap();
        let data = String::from_utf8(data.clone()).unwrap();
        let texts = Texts::new(lang).unwrap();
        for (key, cited) in &report.figures {
            let text = written(&texts, cited);
            assert!(data.contains(&format!("\"key\":\"{key}\"")), "{key}");
            assert!(data.contains(text.trim_matches('\u{2066}')), "{key}");
        }
    }
}

#[test]
fn a_name_that_looks_like_markup_or_a_formula_stays_a_name() {
    const NAME: &str = "=SUM(A1) #panic() <b>*Xã*</b> $x$";
    let report = samples::quarterly();
    let page = html(&report, Lang::Vi).unwrap();
    assert!(!page.contains("<b>*"));
    assert!(page.contains("=SUM(A1) #panic() &lt;b&gt;*Xã*"));
    let mut book = workbook(&report, Lang::Vi);
    let name = book.sheet_names()[2].clone();
    assert!(book.worksheet_formula(&name).unwrap().is_empty());
    let sheet = book.worksheet_range(&name).unwrap();
    assert!(
        sheet
            .rows()
            .any(|row| row[0] == Data::String(NAME.to_owned()))
    );
    let source = typst_source(&report, Lang::Vi).unwrap().source;
    assert!(!source.contains("SUM"));
}

#[test]
fn a_demonstration_says_so_everywhere() {
    let mut report = samples::quarterly();
    assert!(!html(&report, Lang::En).unwrap().contains("DEMO"));
    report.demo = true;
    for lang in Lang::ALL {
        assert!(html(&report, lang).unwrap().contains("class=\"demo-mark\""));
        let mut book = workbook(&report, lang);
        for name in book.sheet_names().to_owned() {
            let sheet = book.worksheet_range(&name).unwrap();
            assert!(
                sheet.get((0, 0)).unwrap().to_string().starts_with("DEMO"),
                "{name}"
            );
        }
    }
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = samples::quarterly();
    assert_eq!(
        xlsx(&report, Lang::Ur).unwrap(),
        xlsx(&report, Lang::Ur).unwrap()
    );
    assert_eq!(
        html(&report, Lang::Ur).unwrap(),
        html(&report, Lang::Ur).unwrap()
    );
    assert_eq!(
        typst_source(&report, Lang::Ur).unwrap(),
        typst_source(&report, Lang::Ur).unwrap()
    );
}

#[test]
fn a_page_declares_its_language_and_direction_and_needs_nothing_else() {
    let report = samples::quarterly();
    for (lang, start) in [
        (Lang::En, "<html lang=\"en\" dir=\"ltr\">"),
        (Lang::Vi, "<html lang=\"vi\" dir=\"ltr\">"),
        (Lang::Ur, "<html lang=\"ur\" dir=\"rtl\">"),
    ] {
        let page = html(&report, lang).unwrap();
        assert!(page.contains(start));
        assert!(!page.contains("<script") && !page.contains("src=") && !page.contains("url("));
    }
}

#[test]
fn a_waterfall_breaks_its_axis_only_where_totals_dwarf_flows() {
    let mut report = samples::quarterly();
    let notice = Texts::new(Lang::En)
        .unwrap()
        .label("report-axis-broken")
        .unwrap();
    assert!(html(&report, Lang::En).unwrap().contains(&notice));
    for (label, value) in [("opening", "10"), ("closing", "1214")] {
        let key = format!("movement.{label}.0");
        report.figures.get_mut(&key).unwrap().value = Some(value.to_owned());
    }
    assert!(!html(&report, Lang::En).unwrap().contains(&notice));
}

#[test]
fn an_unknown_figure_is_a_dash_and_its_row_incomplete() {
    let mut report = samples::quarterly();
    report.tables.retain(|table| table.key == "children");
    let page = html(&report, Lang::Vi).unwrap();
    assert!(page.contains("<span class=\"tag incomplete\">chưa đủ</span>"));
    assert!(page.contains(&format!(">{UNKNOWN}</data>")));
}

//! Every kind of PDF that the program prints, in three languages: what can be copied out of it
//! is what was put in, word for word. Each is asked for as a visitor asks; a press that remembers
//! keeps what was to be set, and the text layer of what it set is read by another's program.
//!
//! Words are compared, not lines: readers put the words of lines that run from right to left in
//! an order of their own, and move the space between a number and a word to its other side.

use crate::common::Record;
use crate::members::{HEAD, OPENING};
use crate::site::{self, HERE, Site, site_printing};
use axum::http::StatusCode;
use platform::web::request::encoded;
use registers::web::press::{Press, Print};
use std::collections::BTreeSet;
use std::io::Write;
use std::process::{Command, Stdio};
use std::sync::{Arc, Mutex};

type Printed = Arc<Mutex<Vec<(Print, Vec<u8>)>>>;

fn remembering(printed: &Printed) -> Press {
    let printed = printed.clone();
    Arc::new(move |print: &Print| {
        let pdf = site::press(print)?;
        printed.lock().unwrap().push((print.clone(), pdf.clone()));
        Ok(pdf)
    })
}

/// The text of a PDF, or nothing where the reader is not installed.
fn text_layer(pdf: &[u8]) -> Option<String> {
    let mut reader = Command::new("pdftotext");
    reader
        .args(["-layout", "-", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped());
    let Ok(mut reader) = reader.spawn() else {
        eprintln!("skipped: pdftotext is not installed");
        return None;
    };
    let mut input = reader.stdin.take().unwrap();
    let pdf = pdf.to_vec();
    let writing = std::thread::spawn(move || input.write_all(&pdf));
    let text = String::from_utf8(reader.wait_with_output().unwrap().stdout).unwrap();
    writing.join().unwrap().unwrap();
    Some(text)
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Of which kind a character is: words end where the kind changes, because a number and a word
/// beside it change places with the space between them.
fn kind(c: char) -> u8 {
    match c {
        _ if !c.is_alphanumeric() => 0,
        _ if c.is_numeric() => 1,
        '\u{600}'..='\u{6ff}' | '\u{fb50}'..='\u{fefc}' => 2,
        _ => 3,
    }
}

/// Letters or digits that stand together, in small letters: capitals are set by the layout. The
/// vowel signs of Urdu are not printed (`pdf`).
fn words(text: &str) -> Vec<String> {
    let sign = |c: char| matches!(c, '\u{64b}'..='\u{652}' | '\u{670}');
    let plain = text.chars().filter(|c| !is_mark(*c) && !sign(*c));
    let mut words: Vec<String> = Vec::new();
    let mut before = 0;
    for c in plain.collect::<String>().to_lowercase().chars() {
        let now = kind(c);
        if now != 0 {
            match words.last_mut().filter(|_| now == before) {
                Some(word) => word.push(c),
                None => words.push(c.to_string()),
            }
        }
        before = now;
    }
    words
}

/// All letters and digits of a text in their order.
fn letters(text: &str) -> String {
    words(text).concat()
}

/// Every text that stands in the data of a sheet, with the names under which it stands.
fn leaves(of: &serde_json::Value, at: &str, into: &mut Vec<(String, String)>) {
    match of {
        serde_json::Value::String(text) => into.push((at.to_owned(), text.clone())),
        serde_json::Value::Number(n) => into.push((at.to_owned(), n.to_string())),
        serde_json::Value::Array(all) => all.iter().for_each(|x| leaves(x, at, into)),
        serde_json::Value::Object(all) => {
            for (name, x) in all {
                leaves(x, &format!("{at}.{name}"), into);
            }
        }
        _ => {}
    }
}

/// Texts of a sheet's data that are not drawn: choices of the layout, parts of the frame that a
/// sheet leaves out.
fn is_drawn(at: &str) -> bool {
    const NOT: [&str; 34] = [
        ".frame",
        ".head",
        ".m.",
        ".shape",
        ".widths",
        ".page_of",
        ".plain",
        ".broken",
        ".file",
        ".alt",
        ".lang",
        ".dir",
        ".kind_key",
        ".measure",
        ".align",
        ".class",
        ".certainty",
        ".kinds",
        ".chart",
        ".width",
        ".figure.title",
        ".figure.key",
        ".cells.title",
        ".cells.key",
        ".rows.role",
        ".tables.key",
        ".sections.key",
        ".words.demo",
        ".words.column-",
        ".words.sheet-",
        ".words.empty",
        ".content.empty",
        ".words.missing",
        ".none",
    ];
    !NOT.iter().any(|n| at.contains(n))
}

/// Whether a text stands in the letters of a PDF: whole, or word by word where lines run from
/// right to left.
fn stands(text: &str, layer: &str) -> bool {
    let whole = letters(text);
    layer.contains(&whole) || words(text).iter().all(|w| layer.contains(w.as_str()))
}

fn compare(name: &str, print: &Print, pdf: &[u8]) -> Vec<String> {
    let Some(text) = text_layer(pdf) else {
        return Vec::new();
    };
    let mut wrong = Vec::new();
    let (mut all, mut source) = (Vec::new(), String::new());
    for (file, bytes) in &print.files {
        if file.ends_with(".json") {
            let data: serde_json::Value = serde_json::from_slice(bytes).unwrap();
            leaves(&data, "", &mut all);
        } else {
            // a chart's own words
            let svg = String::from_utf8_lossy(bytes).into_owned();
            source.push_str(&letters(&svg));
        }
    }
    let layer = letters(&text);
    // an official document has no foot of provenance
    let official = |at: &str| at == ".foot" && print.source.contains("official layout");
    for (at, said) in all.iter().filter(|(at, _)| is_drawn(at) && !official(at)) {
        if !stands(said, &layer) {
            wrong.push(format!(
                "{name} {}: {at} «{said}» is not in the text",
                print.lang
            ));
        }
    }
    for (_, said) in &all {
        source.push_str(&letters(said));
        source.push(' ');
    }
    let known: BTreeSet<String> = all.iter().flat_map(|(_, t)| words(t)).collect();
    let pages = text.matches('\u{c}').count();
    for word in words(&text) {
        let page = word.parse::<usize>().is_ok_and(|n| n <= pages);
        // the mark of a demo runs across the page, letter by letter
        let demo = word.chars().all(|c| "demo".contains(c));
        let in_source = known.contains(&word) || source.contains(&word) || demo;
        if !in_source && !page {
            wrong.push(format!(
                "{name} {}: «{word}» stands in no source",
                print.lang
            ));
        }
    }
    wrong
}

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ cơ sở,T,2024-01-01\n\
    B,Đảng bộ xã Bình,đảng bộ cơ sở,T,2024-01-01\n\
    A1,Chi bộ An Một,chi bộ,A,2024-01-01\n\
    A2,Chi bộ An Hai,chi bộ,A,2024-01-01\n\
    B1,Chi bộ Bình Một,chi bộ,B,2024-01-01\n";

const URDU: &str =
    "دفعہ 1۔ تمام شاخیں 30 ستمبر 2025 تک منصوبہ نافذ کریں۔\nتفصیل صوبائی پارٹی کمیٹی کے پاس ہے۔\n";
const TEXT: &str = "Căn cứ Điều lệ Đảng;\nNGHỊ QUYẾT:\nI. MỤC TIÊU\nĐiều 1. Đến ngày 30/9/2025, 99,77% hồ sơ được chuẩn hóa.\n";

/// A record of which everything can be printed.
fn record() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r.import("members", &format!("{HEAD}{OPENING}"));
    r.import(
        "events",
        "person_key,event,day,from_unit,to_unit,document\nK1,transfer_sent,2025-09-20,A1,B1,01-GT\n",
    );
    r.ok(&[
        "document",
        "term",
        "--unit",
        "T",
        "--label",
        "2025-2030",
        "--from",
        "2025-09-20",
    ]);
    for (n, (system, body, text)) in [
        ("party", "", TEXT),
        ("state", "committee", TEXT),
        ("party", "", URDU),
    ]
    .iter()
    .enumerate()
    {
        let text = r.file(&format!("text{n}.txt"), text);
        let unit = if *system == "state" { "S" } else { "T" };
        if *system == "state" {
            r.import(
                "units",
                "code,name,kind,parent_code,valid_from\nS,Ủy ban nhân dân tỉnh,tỉnh,,2024-01-01\n",
            );
        }
        let mut args = vec![
            "document",
            "issue",
            "--unit",
            unit,
            "--system",
            system,
            "--kind",
            "resolution",
            "--date",
            "2025-10-01",
            "--subject",
            "Về chuyển đổi số",
            "--text",
            &text,
            "--place",
            "Thái Nguyên",
            "--capacity",
            "T/M; BÍ THƯ",
            "--signer",
            "Nguyễn Văn Mẫu",
            "--recipients",
            "A|B|Văn phòng Tỉnh ủy",
        ];
        if !body.is_empty() {
            args.extend(["--body", body]);
        }
        // one of them is issued jointly
        if n == 0 {
            args.extend(["--with", "A|T/M; BÍ THƯ|Trần Văn Mẫu", "--with", "B"]);
        }
        r.ok(&args);
    }
    r.ok(&[
        "document",
        "draft",
        "--unit",
        "T",
        "--kind",
        "official-letter",
        "--date",
        "2025-10-01",
        "--subject",
        "V/v phối hợp",
        "--addressed",
        "Đảng bộ xã Bình",
    ]);
    r
}

async fn paths(site: &Site) -> Vec<(&'static str, String)> {
    let sql = |sql: &str| site.record.sql(sql).trim().to_owned();
    let unit = |code: &str| {
        sql(&format!(
            "select subject from unit_state where code = '{code}' limit 1"
        ))
    };
    let person = site.person("K1").await;
    let (cell, commune) = (unit("A1"), unit("A"));
    let series = sql("select series from document where number = 1 and system = 'party' limit 1");
    let mut all = vec![
        ("member form", format!("/members/{person}/form")),
        (
            "transfer letter",
            format!("/members/{person}/transfer-letter"),
        ),
        (
            "admission decision",
            format!("/members/{person}/admission-decision"),
        ),
        ("sheet of a cell", format!("/cell/{cell}/sheet")),
        ("held", "/account/held/paper".to_owned()),
        ("slips", format!("/standard/slips/{commune}")),
        (
            "report",
            "/reports/quarterly/file?unit=T&period=2025-Q3&as=pdf".to_owned(),
        ),
        (
            "register book",
            format!("/documents/register/print?series={}", encoded(&series)),
        ),
    ];
    let documents = sql("select distinct subject from document order by subject");
    for (name, id) in ["party", "state", "in Urdu", "draft of a letter"]
        .iter()
        .zip(documents.lines())
    {
        all.push((name, format!("/documents/{}/paper", id.trim())));
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn every_pdf_says_what_was_put_into_it_in_three_languages() {
    let printed = Printed::default();
    let site = site_printing(record(), remembering(&printed)).await;
    let (keeper, token) = site.session("administrator").await;
    let form = format!("form_token={token}&login=officer&person=K1");
    site.post("/accounts/persons", &keeper, HERE, &form).await;
    let (cookie, token) = site.session("officer").await;
    let mut wrong = Vec::new();
    for lang in ["en", "vi", "ur"] {
        site.write(&format!(
            "update account set lang = '{lang}' where id = 'officer'"
        ))
        .await;
        for (name, path) in paths(&site).await {
            let answer = match name {
                "held" => {
                    let form = format!("form_token={token}");
                    site.post(&path, &cookie, HERE, &form).await
                }
                _ => site.get(&path, &cookie, lang).await,
            };
            assert_eq!(
                answer.status,
                StatusCode::OK,
                "{name} {path}: {}",
                answer.text
            );
            let kept = printed.lock().unwrap().pop();
            let (print, pdf) = kept.unwrap_or_else(|| panic!("{name}: nothing was printed"));
            assert_eq!(print.lang, lang, "{name}");
            wrong.extend(compare(name, &print, &pdf));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

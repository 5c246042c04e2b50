//! The same paper as a DOCX, filled into a template of our own: its parts stand under `template/`
//! and hold the places where texts and measures go. Urdu needs paragraphs, tables and runs from
//! right to left, which no writer at hand can do.

use super::runs::{Run, runs};
use super::{CoSigned, Laid, Paragraph, Shape};
use minijinja::{AutoEscape, Environment, UndefinedBehavior, context};
use platform::web::page::value;
use platform::{Error, Result};
use serde::Serialize;
use std::io::Write;

pub const MEDIA: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

/// The parts of the file: where each stands in it, and its template. A reader asks for the kinds
/// of the parts first.
const PARTS: [(&str, &str); 8] = [
    (
        "[Content_Types].xml",
        include_str!("template/content-types.xml"),
    ),
    ("_rels/.rels", include_str!("template/rels.xml")),
    ("docProps/core.xml", include_str!("template/core.xml")),
    ("word/document.xml", include_str!("template/document.xml")),
    (
        "word/_rels/document.xml.rels",
        include_str!("template/document-rels.xml"),
    ),
    ("word/styles.xml", include_str!("template/styles.xml")),
    ("word/header.xml", include_str!("template/header.xml")),
    ("word/first.xml", include_str!("template/first.xml")),
];

/// What the parts share: how a run and a paragraph are written.
const MACROS: &str = include_str!("template/macros.xml");

/// Twentieths of a point, in which the format measures.
fn twips(millimetres: u32) -> u32 {
    (millimetres * 14_400 + 127) / 254
}

/// A paragraph as the template takes it.
#[derive(Serialize)]
struct Drawn {
    label: Vec<Run>,
    text: Vec<Run>,
    rtl: bool,
    centre: bool,
    bold: bool,
    italic: bool,
}

fn drawn(p: &Paragraph) -> Drawn {
    Drawn {
        label: runs(&p.label, p.rtl),
        text: runs(&p.text, p.rtl),
        rtl: p.rtl,
        centre: p.shape == Shape::Centre,
        bold: matches!(p.shape, Shape::Centre | Shape::Heading),
        italic: p.shape == Shape::Ground && !p.rtl,
    }
}

/// Who signs for another organ, as the template takes it.
#[derive(Serialize)]
struct Signing {
    capacity: Vec<Vec<Run>>,
    signer: Vec<Run>,
}

fn signing(of: &CoSigned, rtl: bool) -> Signing {
    Signing {
        capacity: of.capacity.iter().map(|c| runs(c, rtl)).collect(),
        signer: runs(&of.signer, rtl),
    }
}

/// Writes a paper as DOCX. The same paper gives the same bytes.
pub fn write(laid: &Laid, title: &str) -> Result<Vec<u8>> {
    let mut templates = Environment::new();
    templates.set_undefined_behavior(UndefinedBehavior::Strict);
    templates.set_auto_escape_callback(|_| AutoEscape::Html);
    templates
        .add_template("macros.xml", MACROS)
        .map_err(Error::internal)?;
    for (name, part) in PARTS {
        templates
            .add_template(name, part)
            .map_err(Error::internal)?;
    }
    let filling = filling(laid, title);
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default());
    for (name, _) in PARTS {
        let part = templates
            .get_template(name)
            .and_then(|t| t.render(&filling))
            .map_err(|e| Error::internal(format!("{name}: {e:#}")))?;
        zip.start_file(name, options).map_err(Error::internal)?;
        zip.write_all(part.as_bytes()).map_err(Error::internal)?;
    }
    Ok(zip.finish().map_err(Error::internal)?.into_inner())
}

fn filling(laid: &Laid, title: &str) -> minijinja::Value {
    let rtl = laid.lang.is_rtl();
    let m = &laid.measures;
    let of = |text: &str| runs(text, rtl);
    let each = |texts: &[String]| -> Vec<Vec<Run>> { texts.iter().map(|t| of(t)).collect() };
    let width = 11_906 - twips(m.margin_left) - twips(m.margin_right);
    let left = width * 9 / 20;
    let co_signed: Vec<Signing> = laid.co_signed.iter().map(|c| signing(c, rtl)).collect();
    let paragraphs: Vec<Drawn> = laid.paragraphs.iter().map(drawn).collect();
    // Naskh stands taller than Latin letters of the same size
    let line = if rtl {
        m.line_distance.max(23)
    } else {
        m.line_distance
    };
    let number = format!(
        "{}{}{}",
        laid.number_word,
        if laid.number_blank { " ……" } else { " " },
        laid.symbol
    );
    context! {
        title => title, lang => laid.lang.code(), rtl, demo => laid.demo, font => m.font.as_str(),
        above => value(&of(&laid.above)), organ => value(&each(&laid.organ)), organ_mark => value(&of(&laid.organ_mark)),
        number => value(&of(&number)), letter => value(&of(&laid.letter)), letter_italic => m.letter_italic && !rtl,
        country => value(&of(&laid.title)), motto => value(&of(&laid.motto)), dateline => value(&of(&laid.dateline)),
        draft => value(&of(&laid.draft)), kind => value(&of(&laid.kind)), subject => value(&of(&laid.subject)),
        subject_mark => value(&of(&laid.subject_mark)), addressed => value(&of(&laid.addressed)),
        paragraphs => value(&paragraphs), capacity => value(&each(&laid.capacity)), signer => value(&of(&laid.signer)),
        co_signed => value(&co_signed),
        recipients_head => value(&of(&laid.recipients_head)), recipients => value(&each(&laid.recipients)),
        underlined => m.recipients_underlined,
        size => context! {
            title => m.title_size, motto => m.motto_size, organ => m.organ_size, number => m.number_size,
            date => m.date_size, kind => m.kind_size, subject => m.subject_size, letter => m.letter_size,
            body => m.body_size, signer => m.signer_size, head => m.recipients_head_size,
            recipients => m.recipients_size, page => m.page_number_size,
        },
        body_line => line * 20, gap => m.paragraph_gap * 20, indent => twips(m.indent),
        page => context! {
            top => twips(m.margin_top), bottom => twips(m.margin_bottom),
            left => twips(if rtl { m.margin_right } else { m.margin_left }),
            right => twips(if rtl { m.margin_left } else { m.margin_right }),
        },
        width, left, right => width - left, half => width / 2, signing => twips(26),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::organisation::rulebook::{Rulebook, read};
    use platform::locale::Lang;
    use std::io::Read;

    /// A document with something in each place of the layout.
    fn laid(lang: Lang, system: &str) -> Laid {
        let book = Rulebook::from_rows(read::texts(read::vietnamese()).unwrap());
        let day = figures::Day::ymd(2026, 9, 1);
        let measures = book.documents().layout(system, day).unwrap().rule.clone();
        let rtl = lang.is_rtl();
        let own = |text: &str| text.to_owned();
        let apart = |text: &str| {
            if rtl {
                format!("\u{2068}{text}\u{2069}\u{200f}")
            } else {
                text.to_owned()
            }
        };
        let paragraph = |shape, label: &str, text: &str, rtl| Paragraph {
            shape,
            label: own(label),
            text: own(text),
            rtl,
        };
        Laid {
            draft: own(if rtl { "مسودہ" } else { "DỰ THẢO" }),
            above: apart("ĐẢNG BỘ TỈNH"),
            organ: vec![apart("ĐẢNG BỘ XÃ AN"), own("ĐẠI HỘI")],
            organ_mark: measures.organ_mark.clone(),
            number_word: measures.number_word.in_language(lang.code()).to_owned(),
            number_blank: false,
            symbol: apart("06-NQ/ĐU"),
            letter: own("V/v <phối hợp> & «họp»"),
            title: measures.title.in_language(lang.code()).to_uppercase(),
            motto: own("Độc lập"),
            dateline: apart("Thái Nguyên"),
            kind: own("NGHỊ QUYẾT"),
            subject: apart("Về chuyển đổi số"),
            subject_mark: own("-----"),
            addressed: apart("Đảng ủy các xã"),
            paragraphs: vec![
                paragraph(Shape::Ground, "", "Căn cứ Điều lệ;", false),
                paragraph(Shape::Centre, "", "QUYẾT ĐỊNH:", false),
                paragraph(Shape::Plain, "Điều 1.", "Ban hành \"kế hoạch\"'.", false),
                paragraph(
                    Shape::Plain,
                    "",
                    "مجلسِ عاملہ نمبر \u{2066}06-NQ/TU\u{2069}\u{200f} نافذ کرے۔",
                    true,
                ),
            ],
            capacity: vec![own("T/M"), own("BÍ THƯ")],
            signer: apart("Nguyễn Văn Mẫu"),
            co_signed: vec![
                CoSigned {
                    capacity: vec![apart("ĐẢNG BỘ XÃ BÌNH"), own("T/M")],
                    signer: apart("Trần Văn Mẫu"),
                },
                CoSigned {
                    capacity: vec![apart("VĂN PHÒNG")],
                    signer: String::new(),
                },
                CoSigned {
                    capacity: vec![apart("BAN TỔ CHỨC")],
                    signer: apart("Lê Thị Mẫu"),
                },
            ],
            recipients_head: own("Nơi nhận:"),
            recipients: vec![own("- Đảng bộ xã Bình,"), own("- Văn phòng.")],
            measures,
            lang,
            demo: false,
        }
    }

    fn part(bytes: &[u8], name: &str) -> String {
        let mut zip = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        let mut file = zip.by_name(name).unwrap();
        file.read_to_string(&mut text).unwrap();
        text
    }

    /// What stands between `<w:t …>` and its end.
    fn text(xml: &str) -> String {
        let runs = xml.split("<w:t xml:space=\"preserve\">").skip(1);
        let text: String = runs.map(|r| r.split("</w:t>").next().unwrap()).collect();
        let entities = [
            ("&lt;", "<"),
            ("&gt;", ">"),
            ("&#x2f;", "/"),
            ("&quot;", "\""),
            ("&#x27;", "'"),
            ("&amp;", "&"),
        ];
        entities.iter().fold(text, |t, (e, c)| t.replace(e, c))
    }

    fn letters(text: &str) -> String {
        let kept = |c: &char| {
            !c.is_whitespace() && !('\u{2066}'..='\u{2069}').contains(c) && *c != '\u{200f}'
        };
        text.chars().filter(kept).collect()
    }

    #[test]
    fn the_text_of_a_docx_is_its_source_letter_by_letter_in_three_languages() {
        for lang in Lang::ALL {
            for system in ["party", "state"] {
                let laid = laid(lang, system);
                let xml = part(&write(&laid, "x").unwrap(), "word/document.xml");
                // what the rulebook lets stand under organ and subject is no text of the document
                let mut found = letters(&text(&xml)).replacen("-----", "", 1);
                if !laid.organ_mark.is_empty() {
                    found = found.replacen(&laid.organ_mark, "", 1);
                }
                let source = letters(&laid.texts().concat());
                assert_eq!(found, source, "{lang:?} {system}");
            }
        }
    }

    #[test]
    fn urdu_runs_from_right_to_left_and_what_is_not_urdu_does_not() {
        let xml = part(
            &write(&laid(Lang::Ur, "party"), "x").unwrap(),
            "word/document.xml",
        );
        for mark in [
            "<w:bidiVisual/>",
            "<w:titlePg/><w:bidi/>",
            "<w:rtl/></w:rPr><w:t xml:space=\"preserve\">مجلسِ عاملہ نمبر ",
        ] {
            assert!(xml.contains(mark), "{mark}");
        }
        let symbol = xml.split("06-NQ&#x2f;TU").next().unwrap();
        let run = symbol.rsplit("<w:r>").next().unwrap();
        assert!(!run.contains("<w:rtl/>"), "{run}");
        let ground = xml.split("Căn cứ").next().unwrap();
        assert!(!ground.rsplit("<w:p>").next().unwrap().contains("<w:bidi/>"));
        let xml = part(
            &write(&laid(Lang::Vi, "party"), "x").unwrap(),
            "word/document.xml",
        );
        assert!(!xml.contains("bidiVisual") && !xml.contains("<w:titlePg/><w:bidi/>"));
    }

    #[test]
    fn every_page_of_a_demo_says_so() {
        let demo = Laid {
            demo: true,
            ..laid(Lang::Vi, "party")
        };
        let bytes = write(&demo, "x").unwrap();
        assert!(part(&bytes, "word/first.xml").contains("DEMO"));
        assert!(part(&bytes, "word/header.xml").contains("DEMO"));
        let bytes = write(&laid(Lang::Vi, "party"), "x").unwrap();
        assert!(!part(&bytes, "word/first.xml").contains("DEMO"));
    }
}

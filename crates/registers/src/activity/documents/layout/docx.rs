//! The same paper as a DOCX, filled into a template of our own: its parts stand under `template/`
//! and hold the places where texts and measures go. Urdu needs paragraphs, tables and runs from
//! right to left, which no writer at hand can do.

use super::runs::{Run, runs};
use super::{Laid, Paragraph, Shape};
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

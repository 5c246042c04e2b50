use super::{Limits, Media, Read, Refusal, media, text};
use std::io::Write;
use zip::write::SimpleFileOptions;

const LIMITS: Limits = Limits {
    pages: 50,
    characters: 20_000,
    entries: 20,
    unpacked: 2 << 20,
};

fn set(source: &str, lang: &str) -> Vec<u8> {
    let options = pdf::Options {
        title: "x".to_owned(),
        lang: lang.to_owned(),
        rtl: lang == "ur",
        written_at: "2025-10-02".to_owned(),
        utc_offset: 420,
    };
    pdf::typeset(source, &[], &options).unwrap()
}

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    for (name, text) in [("[Content_Types].xml", "<Types/>")].iter().chain(parts) {
        archive.start_file(*name, options).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}

const WORD: &str = r#"<w:document xmlns:w="w" xmlns:mc="mc"><w:body>
<w:p><w:r><w:t>Về chuyển đổi số &amp; sắp xếp</w:t></w:r><w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>
<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Xã</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Số</w:t></w:r></w:p></w:tc></w:tr></w:tbl>
<mc:AlternateContent><mc:Choice><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></mc:Choice><mc:Fallback><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></mc:Fallback></mc:AlternateContent>
</w:body></w:document>"#;

#[test]
fn a_pdf_of_ours_gives_back_its_vietnamese_words() {
    let said = "Nghị quyết về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và \
                chuyển đổi số của Tỉnh ủy; Ưu tiên «xã nghèo», 1.234 hộ.";
    let found = text(set(said, "vi"), LIMITS).unwrap();
    assert_eq!(
        (found.media, found.read, found.pages),
        (Media::Pdf, Read::Whole, 1)
    );
    assert_eq!(found.text.replace('\n', " "), said);
}

#[test]
fn columns_of_a_pdf_stand_apart() {
    let source = "#grid(columns: (1fr, 1fr), [TỈNH ỦY PHONG], [*MẬT*])\n\nNội dung";
    let found = text(set(source, "vi"), LIMITS).unwrap();
    let parts: Vec<&str> = found.text.split(['\n', '\t']).collect();
    assert_eq!(
        parts,
        ["TỈNH ỦY PHONG", "MẬT", "Nội dung"],
        "{:?}",
        found.text
    );
}

#[test]
fn an_urdu_line_is_read_from_the_right() {
    let source = "صوبائی کمیٹی کا فیصلہ \u{2066}57-NQ/TW\u{2069} اور کام";
    let found = text(set(source, "ur"), LIMITS).unwrap();
    assert_eq!(found.text, "صوبائی کمیٹی کا فیصلہ 57-NQ/TW اور کام");
}

#[test]
fn a_pdf_without_text_says_so() {
    let found = text(
        set("#rect(width: 4cm, height: 4cm, fill: black)", "vi"),
        LIMITS,
    )
    .unwrap();
    assert_eq!((found.read, found.text.as_str()), (Read::NoText, ""));
}

#[test]
fn a_word_document_gives_its_words_once() {
    let head = r#"<w:hdr xmlns:w="w"><w:p><w:r><w:t>MẬT</w:t></w:r></w:p></w:hdr>"#;
    let file = docx(&[("word/document.xml", WORD), ("word/header1.xml", head)]);
    let found = text(file, LIMITS).unwrap();
    assert_eq!((found.media, found.read), (Media::Docx, Read::Whole));
    let lines: Vec<&str> = found
        .text
        .lines()
        .map(str::trim)
        .filter(|l| !l.is_empty())
        .collect();
    assert_eq!(
        lines,
        [
            "MẬT",
            "Về chuyển đổi số & sắp xếp",
            "Xã",
            "Số",
            "Trong khung"
        ]
    );
}

#[test]
fn a_plain_text_is_read_in_utf_8_and_in_utf_16() {
    let wide: Vec<u8> = [0xfeff]
        .into_iter()
        .chain("Tỉnh ủy".encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    for bytes in ["Tỉnh ủy".as_bytes().to_vec(), wide] {
        let found = text(bytes, LIMITS).unwrap();
        assert_eq!(
            (found.media, found.read, found.text.as_str()),
            (Media::Plain, Read::Whole, "Tỉnh ủy")
        );
    }
}

#[test]
fn what_is_none_of_the_types_is_refused_whatever_it_is_called() {
    let sheet = docx(&[("xl/workbook.xml", "<workbook/>")]);
    let macros = docx(&[("word/document.xml", WORD), ("word/vbaProject.bin", "x")]);
    for (bytes, why) in [
        (b"\x7fELF\x02\x01\x01\0\0\0".to_vec(), Refusal::Type),
        (b"\x89PNG\r\n\x1a\n\0\0".to_vec(), Refusal::Type),
        (b"MZ\x90\0".to_vec(), Refusal::Type),
        (b"T\xc0nh \xf9y".to_vec(), Refusal::Type),
        (sheet, Refusal::Type),
        (macros, Refusal::Macros),
        (b" \n".to_vec(), Refusal::Empty),
        (b"%PDF-1.7\n1 0 obj".to_vec(), Refusal::Cut),
        (b"PK\x03\x04 and nothing more".to_vec(), Refusal::Cut),
    ] {
        assert_eq!(
            media(&bytes, LIMITS),
            Err(why),
            "{:?}",
            String::from_utf8_lossy(&bytes)
        );
    }
}

#[test]
fn a_bomb_is_refused_before_it_fills_the_memory() {
    let large = " ".repeat(3 << 20);
    let file = docx(&[("word/document.xml", &large)]);
    assert!(file.len() < 10_000, "3 MiB in {} bytes", file.len());
    assert_eq!(text(file, LIMITS), Err(Refusal::Bomb));
    let many: Vec<(String, &str)> = (0..40).map(|n| (format!("word/{n}.xml"), "")).collect();
    let many: Vec<(&str, &str)> = many.iter().map(|(n, t)| (n.as_str(), *t)).collect();
    assert_eq!(text(docx(&many), LIMITS), Err(Refusal::Bomb));
}

#[test]
fn an_entity_is_not_put_in_and_what_is_damaged_is_kept_without_its_text() {
    let bomb =
        "<!DOCTYPE d [<!ENTITY a \"aaaa\">]><w:document xmlns:w=\"w\"><w:t>&a;</w:t></w:document>";
    let found = text(docx(&[("word/document.xml", bomb)]), LIMITS).unwrap();
    assert_eq!((found.read, found.text.as_str()), (Read::Failed, ""));
    let found = text(b"%PDF-1.7\nnothing of the kind\n%%EOF".to_vec(), LIMITS).unwrap();
    assert_eq!((found.media, found.read), (Media::Pdf, Read::Failed));
}

#[test]
fn a_text_beyond_its_bound_is_read_as_far_as_that() {
    let found = text("từ ".repeat(20_000).into_bytes(), LIMITS).unwrap();
    assert_eq!(found.read, Read::Part);
    assert!(found.text.chars().count() <= LIMITS.characters);
    let pages = "trang #pagebreak()".repeat(60);
    let found = text(set(&pages, "vi"), LIMITS).unwrap();
    assert_eq!((found.read, found.pages > LIMITS.pages), (Read::Part, true));
}

/// A program that does what a shell is told.
#[cfg(unix)]
fn program(name: &str, does: &str) -> std::path::PathBuf {
    use std::os::unix::fs::PermissionsExt;
    let path = std::env::temp_dir().join(format!("nazm-reader-{}-{name}", std::process::id()));
    std::fs::write(&path, format!("#!/bin/sh\n{does}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o700)).unwrap();
    path
}

#[test]
#[cfg(unix)]
fn a_reader_that_falls_or_never_ends_takes_nothing_with_it() {
    use super::apart::read;
    use std::time::Duration;
    let file = || vec![b'a'; 1 << 20];
    for (name, does, is) in [
        ("never", "exec sleep 60", None),
        ("falls", "exit 1", None),
        ("babbles", "exec yes", None),
        (
            "half",
            "echo '{\"Ok\":\"pdf\"}'; echo '{\"Ok\":{'; exit 1",
            Some(Read::Failed),
        ),
        ("refuses", "echo '{\"Err\":\"bomb\"}'", None),
    ] {
        let path = program(name, does);
        let found = read(&path, file(), Duration::from_millis(500)).unwrap();
        std::fs::remove_file(&path).unwrap();
        let said = found.clone().and_then(Result::ok).map(|f| f.read);
        assert_eq!(said, is, "{name}");
        assert_eq!(
            found == Some(Err(Refusal::Bomb)),
            name == "refuses",
            "{name}"
        );
    }
}

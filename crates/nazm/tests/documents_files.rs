//! Files of documents: taken in, kept by their hash, given out, searched; and what is not kept.

use crate::common::Record;
use crate::documents_web::{Desk, desk};
use crate::site::{HERE, account, grant};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use platform::Db;
use platform::vault::hash_of;
use std::path::PathBuf;

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ xã,T,2025-07-01\n";

/// A province with two resolutions and a number kept.
fn province() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    let term = "document|term|--unit|T|--label|2025-2030|--from|2025-09-20";
    r.ok(&term.split('|').collect::<Vec<_>>());
    for subject in ["Về chuyển đổi số", "Về lâm nghiệp"] {
        r.ok(&[
            "document",
            "issue",
            "--unit",
            "T",
            "--kind",
            "NQ",
            "--date",
            "2025-10-20",
            "--subject",
            subject,
        ]);
    }
    let kept = "document|reserve|--unit|T|--kind|NQ|--date|2025-10-21|--reason|mật";
    r.ok(&kept.split('|').collect::<Vec<_>>());
    r
}

fn attach<'a>(document: &'a str, file: &'a str) -> [&'a str; 5] {
    ["document", "file", "attach", document, file]
}

/// A PDF of ours.
fn printed(source: &str) -> Vec<u8> {
    let options = pdf::Options {
        title: "Văn bản".to_owned(),
        lang: "vi".to_owned(),
        rtl: false,
        written_at: "2025-10-20".to_owned(),
        utc_offset: 420,
    };
    pdf::typeset(source, &[], &options).unwrap()
}

/// Everything that lies in a folder of the record.
fn lying(r: &Record, folder: &str) -> Vec<String> {
    let vault = platform::vault::Vault::new(r.data().join(folder));
    vault.lying().unwrap()
}

fn place(r: &Record, bytes: &[u8]) -> PathBuf {
    let hash = hash_of(bytes);
    r.data().join("files").join(&hash[..2]).join(&hash[2..])
}

#[test]
fn a_file_is_hung_on_a_document_listed_and_given_out_again() {
    let r = province();
    let bytes = printed("Tỉnh ủy giao các xã rà soát hộ nghèo.");
    let file = r.file("Nghị quyết.pdf", &bytes);
    let said = r.ok(&attach("01-NQ/TU", &file));
    assert!(
        said.contains("Nghị quyết.pdf (its text can be searched)"),
        "{said}"
    );
    let listed = r.ok(&["document", "file", "list", "01-NQ/TU", "--format", "csv"]);
    let line = format!(
        "{},Nghị quyết.pdf,application/pdf,{},whole",
        hash_of(&bytes),
        bytes.len()
    );
    assert_eq!(listed.lines().nth(1), Some(line.as_str()));
    r.ok(&["document", "file", "get", "01-NQ/TU", "--out", "again.pdf"]);
    assert_eq!(std::fs::read(r.path("again.pdf")).unwrap(), bytes);
    let over = r.refused(&["document", "file", "get", "01-NQ/TU", "--out", "again.pdf"]);
    assert!(over.contains("again.pdf cannot be written"), "{over}");
    assert!(
        r.ok(&["document", "show", "01-NQ/TU"])
            .contains("file Nghị quyết.pdf application/pdf")
    );
    let verified = r.ok(&["verify"]);
    assert!(verified.contains("files of documents: 1"), "{verified}");
}

#[test]
fn the_same_file_of_two_documents_lies_there_once_and_hangs_on_each_once() {
    let r = province();
    let file = r.file("chung.txt", "Phụ lục chung");
    r.ok(&attach("01-NQ/TU", &file));
    let other = r.file("Phụ lục.txt", "Phụ lục chung");
    r.ok(&attach("02-NQ/TU", &other));
    assert_eq!((lying(&r, "files").len(), lying(&r, "texts").len()), (1, 1));
    let twice = r.refused(&attach("01-NQ/TU", &other));
    assert!(
        twice.contains("the document has this very file already: chung.txt"),
        "{twice}"
    );
    r.ok(&[
        "document",
        "file",
        "off",
        "01-NQ/TU",
        "chung.txt",
        "--on",
        "2025-11-01",
        "--reason",
        "nhầm",
    ]);
    let gone = r.refused(&["document", "file", "get", "01-NQ/TU", "--out", "x.txt"]);
    assert!(gone.contains("no such file"), "{gone}");
    r.ok(&[
        "document",
        "file",
        "get",
        "01-NQ/TU",
        "--on",
        "2025-10-31",
        "--out",
        "x.txt",
    ]);
    r.ok(&attach("01-NQ/TU", &file));
    r.ok(&["verify"]);
}

#[test]
fn what_is_of_another_type_empty_or_too_large_is_refused_and_leaves_nothing() {
    let r = province();
    let large = vec![b'a'; (20 << 20) + 1];
    for (name, bytes, why) in [
        (
            "chuong-trinh.pdf",
            &b"\x7fELF\x02\x01\0\0"[..],
            "this is no PDF, no Word document",
        ),
        (
            "anh.docx",
            b"\x89PNG\r\n\x1a\n\0",
            "this is no PDF, no Word document",
        ),
        (
            "bang.docx",
            b"PK\x03\x04 not whole",
            "damaged or lacks its end",
        ),
        ("dut.pdf", b"%PDF-1.7\n1 0 obj", "damaged or lacks its end"),
        ("rong.txt", b"  \n", "the file is empty"),
        ("lon.txt", &large, "at most 20971520 are read"),
    ] {
        let file = r.file(name, bytes);
        let said = r.refused(&attach("01-NQ/TU", &file));
        assert!(said.contains(why) && said.contains(name), "{name}: {said}");
    }
    let stub = r.refused(&attach("03-NQ/TU", &r.file("a.txt", "chữ")));
    assert!(stub.contains("03-NQ/TU is reserved"), "{stub}");
    let early = r.file("b.txt", "chữ");
    let early = r.refused(&[&attach("01-NQ/TU", &early)[..], &["--on", "2025-01-01"]].concat());
    assert!(
        early.contains("the document is dated 2025-10-20"),
        "{early}"
    );
    assert_eq!((lying(&r, "files"), lying(&r, "texts")), (vec![], vec![]));
}

#[test]
fn what_is_marked_secret_is_refused_with_its_rule_and_nothing_of_it_is_kept() {
    let r = province();
    let marked =
        printed("#grid(columns: (1fr, 1fr), [TỈNH ỦY], [TỐI MẬT])\n\nNội dung không được giữ");
    let file = r.file("ke-hoach.pdf", marked);
    let said = r.refused(&attach("01-NQ/TU", &file));
    for part in [
        "ke-hoach.pdf",
        "marked Tối mật",
        "Luật Bảo vệ bí mật nhà nước",
        "nothing of it was kept",
    ] {
        assert!(said.contains(part), "{part} is not in {said}");
    }
    let plain = r.file("b.txt", "Nội dung");
    let said = r.refused(&[&attach("01-NQ/TU", &plain)[..], &["--mark", "Mật"]].concat());
    assert!(
        said.contains("what is marked Mật is not held here"),
        "{said}"
    );
    assert_eq!((lying(&r, "files"), lying(&r, "texts")), (vec![], vec![]));
    let spoken = r.file("c.txt", "Tuyên truyền Luật Bảo vệ bí mật nhà nước");
    r.ok(&attach("01-NQ/TU", &spoken));
}

#[test]
fn a_name_with_a_path_in_it_is_a_name() {
    let r = province();
    let file = r.file("a.txt", "chữ");
    r.ok(&[
        &attach("01-NQ/TU", &file)[..],
        &["--name", "../../../etc/cron.d/x"],
    ]
    .concat());
    let listed = r.ok(&["document", "file", "list", "01-NQ/TU"]);
    assert!(
        listed.contains(" x.txt ") && !listed.contains(".."),
        "{listed}"
    );
    assert_eq!(lying(&r, "files").len(), 1);
}

#[test]
fn a_file_whose_text_cannot_be_read_is_kept_and_says_so() {
    let r = province();
    let scan = printed("#rect(width: 5cm, height: 5cm, fill: black)");
    let said = r.ok(&attach("01-NQ/TU", &r.file("quet.pdf", scan)));
    assert!(said.contains("it has no text to search: a scan"), "{said}");
    let broken = b"%PDF-1.7\n1 0 obj << >> endobj\n%%EOF\n";
    let said = r.ok(&attach("01-NQ/TU", &r.file("hong.pdf", broken)));
    assert!(said.contains("its text could not be read"), "{said}");
}

#[test]
fn an_archive_of_too_many_parts_is_refused() {
    use std::io::Write;
    let r = province();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default();
    for name in (0..5_001)
        .map(|n| format!("word/{n}.xml"))
        .chain(["word/document.xml".to_owned()])
    {
        archive.start_file(name, options).unwrap();
        archive.write_all(b"<w/>").unwrap();
    }
    let file = r.file("bom.docx", archive.finish().unwrap().into_inner());
    let said = r.refused(&attach("01-NQ/TU", &file));
    assert!(said.contains("unpacks to more than is opened"), "{said}");
    assert_eq!(lying(&r, "files"), Vec::<String>::new());
}

#[test]
fn verify_names_a_file_that_is_missing_or_was_changed_and_what_no_act_names() {
    let r = province();
    let [first, second] = [&b"m\xe1\xbb\x99t"[..], b"hai"];
    r.ok(&attach("01-NQ/TU", &r.file("a.txt", first)));
    r.ok(&attach("02-NQ/TU", &r.file("b.txt", second)));
    std::fs::write(place(&r, first), "khác").unwrap();
    std::fs::remove_file(place(&r, second)).unwrap();
    std::fs::write(r.data().join("files/la"), "x").unwrap();
    let ran = r.run(&["verify"]);
    assert_eq!(ran.code, 1, "{}", ran.err);
    for said in [
        "the file is not the one that was put in",
        "the file is missing",
        "files/la: no act names it",
        "2 faults",
    ] {
        assert!(ran.err.contains(said), "{said} is not in {}", ran.err);
    }
    let get = r.run(&["document", "file", "get", "01-NQ/TU", "--out", "a.out"]);
    assert_eq!(get.code, 1, "what was changed is not given out");
    assert!(!r.path("a.out").exists());
    // the true file mends both
    for (document, name, bytes) in [("02-NQ/TU", "c.txt", first), ("01-NQ/TU", "d.txt", second)] {
        r.ok(&attach(document, &r.file(name, bytes)));
    }
    r.ok(&["verify"]);
}

#[test]
fn a_backup_takes_the_files_along_and_a_restore_can_be_searched() {
    let r = province();
    let bytes = printed("Nội dung phải còn nguyên");
    r.ok(&attach("01-NQ/TU", &r.file("a.pdf", &bytes)));
    let backup = r.path("b.nazm");
    let backup = backup.to_str().unwrap();
    let said = r.ok(&["backup", backup]);
    assert!(said.contains("acts and 1 file, root"), "{said}");
    let other = Record::bare();
    let said = other.ok(&["restore", backup]);
    assert!(said.contains("acts and 1 file, root"), "{said}");
    std::fs::copy(r.data().join("nazm.key"), other.data().join("nazm.key")).unwrap();
    other.ok(&["verify"]);
    let listed = other.ok(&["document", "file", "list", "01-NQ/TU"]);
    assert!(listed.contains("whole"), "{listed}");
    assert_eq!(std::fs::read(place(&other, &bytes)).unwrap(), bytes);
}

// ---- on the screen

struct Sent {
    status: StatusCode,
    text: String,
}

impl Desk {
    /// Hands a file in with the form of a document.
    async fn hang(&self, at: &str, name: &str, bytes: &[u8], mark: &str) -> Sent {
        let mut body = Vec::new();
        for (field, value) in [("form_token", self.token.as_str()), ("mark", mark)] {
            body.extend(
                format!(
                    "--cut\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n"
                )
                .into_bytes(),
            );
        }
        body.extend(
            format!("--cut\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\nContent-Type: application/octet-stream\r\n\r\n")
                .into_bytes(),
        );
        body.extend(bytes);
        body.extend(b"\r\n--cut--\r\n");
        let request = Request::post(format!("{at}/files"))
            .header("cookie", &self.cookie)
            .header("host", "nazm.test")
            .header("origin", HERE)
            .header("content-type", "multipart/form-data; boundary=cut")
            .body(Body::from(body));
        let answer = self.site.ask(request.unwrap()).await;
        Sent {
            status: answer.status,
            text: answer.text.replace("&#x2f;", "/").replace("&amp;", "&"),
        }
    }
}

#[tokio::test]
async fn a_file_handed_in_on_the_page_is_found_by_its_words_and_given_out_safely() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về chuyển đổi số").await;
    d.issued("T", "resolution", "Về lâm nghiệp").await;
    let bytes = printed("Các xã đặc biệt khó khăn được ưu tiên đường truyền.");
    let sent = d.hang(&at, "Nghị quyết 01.pdf", &bytes, "").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = d.page(&at).await;
    for said in ["Nghị quyết 01.pdf", "1 page", "KiB"] {
        assert!(page.contains(said), "«{said}» is not on the page");
    }
    // by words of the text, without marks, the last one begun
    let found = d.page("/documents?q=uu+tien+duong+tru").await;
    assert!(
        found.contains("01-NQ/TU") && !found.contains("02-NQ/TU"),
        "{found}"
    );
    assert!(
        found.contains("<mark>ưu tiên đường truyền</mark>"),
        "{found}"
    );
    // by its own words there is no extract
    let found = d.page("/documents?q=chuyen+doi").await;
    assert!(
        found.contains("01-NQ/TU") && !found.contains("<mark>"),
        "{found}"
    );
    let href = format!("{at}/files/{}", hash_of(&bytes));
    assert!(page.contains(&href), "{href}");
    let answer = d.site.get(&href, &d.cookie, "en").await;
    assert_eq!(answer.status, StatusCode::OK);
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(
        header("content-security-policy"),
        "sandbox; default-src 'none'"
    );
    assert!(
        header("content-disposition").starts_with("attachment; "),
        "{}",
        header("content-disposition")
    );
    let noted = d
        .site
        .record
        .sql("select what || ' ' || field from read_log");
    assert_eq!(noted.trim(), "export document-file");
    d.site.record.ok(&["verify"]);
}

#[tokio::test]
async fn a_file_is_given_only_to_who_may_see_its_document_and_only_under_its_own_address() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về tổ chức").await;
    let other = d.issued("T", "resolution", "Về kiểm tra").await;
    let sent = d.hang(&at, "a.txt", "nội dung riêng".as_bytes(), "").await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let hash = hash_of("nội dung riêng".as_bytes());
    for path in [
        format!("{other}/files/{hash}"),
        format!("{at}/files/{}", "0".repeat(64)),
        format!("{at}/files/..%2f..%2fnazm.key"),
        format!("/documents/none/files/{hash}"),
    ] {
        let answer = d.site.get(&path, &d.cookie, "en").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
    // BTCTU advised it, B has nothing to do with it
    let mut db = Db::open(&d.site.record.url()).await.unwrap();
    let mut asking = None;
    for (code, is) in [("BTCTU", StatusCode::OK), ("B", StatusCode::NOT_FOUND)] {
        let sql =
            format!("select subject from unit_state where code = '{code}' and known_to is null");
        let unit = d.site.record.sql(&sql).trim().to_owned();
        account(&mut db, code, "officer").await;
        grant(&mut db, code, "organising-officer", &unit).await;
        let (cookie, token) = d.site.session(code).await;
        let answer = d
            .site
            .get(&format!("{at}/files/{hash}"), &cookie, "en")
            .await;
        assert_eq!(answer.status, is, "{code}");
        let search = "/documents?q=noi+dung+rieng";
        let found = d.site.get(search, &cookie, "en").await;
        assert_eq!(
            found.text.contains("01-NQ/TU"),
            is == StatusCode::OK,
            "{code}"
        );
        assert_eq!(found.text.contains("riêng"), is == StatusCode::OK, "{code}");
        asking = asking.or(Some((cookie, token)));
    }
    let (cookie, token) = asking.expect("somebody who only sees");
    // who may only see neither hands in nor takes off
    let stranger = Desk {
        cookie,
        token,
        site: d.site,
    };
    let alone = stranger.hang(&at, "b.txt", b"x", "").await;
    assert_eq!(alone.status, StatusCode::NOT_FOUND, "{}", alone.text);
    let off = format!("{at}/files/{hash}/off");
    let off = stranger.send(&off, &[("off_reason", "x")]).await;
    assert_eq!(off.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn what_is_refused_on_the_page_says_why_and_is_not_kept() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về tổ chức").await;
    let large = vec![b'a'; (20 << 20) + 1];
    for (name, bytes, mark, why) in [
        ("d.txt", large.as_slice(), "", "at most 20 MiB are kept"),
        ("a.pdf", &b"\x7fELF\0"[..], "", "this is no PDF"),
        (
            "b.txt",
            "Độ mật: Tuyệt mật\nNội dung".as_bytes(),
            "",
            "the file is marked Tuyệt mật",
        ),
        (
            "c.txt",
            b"x",
            "secret",
            "what is marked Mật is not held here",
        ),
        ("", b"", "", "Choose a file."),
    ] {
        let sent = d.hang(&at, name, bytes, mark).await;
        assert_eq!(sent.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(
            sent.text.contains(why),
            "{name}: «{why}» is not in {}",
            sent.text
        );
    }
    assert_eq!(lying(&d.site.record, "files"), Vec::<String>::new());
    assert_eq!(lying(&d.site.record, "texts"), Vec::<String>::new());
}

#[tokio::test]
async fn by_an_earlier_knowledge_the_words_of_files_are_not_searched_and_the_page_says_so() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về tổ chức").await;
    let before = d.site.record.last();
    d.hang(&at, "a.txt", "vùng đệm".as_bytes(), "").await;
    let then = d
        .page(&format!("/documents?q=vung+dem&known={before}"))
        .await;
    assert!(
        then.contains("not the words of files") && !then.contains("01-NQ/TU"),
        "{then}"
    );
    let then = d
        .page(&format!("/documents?q=to+chuc&known={before}"))
        .await;
    assert!(then.contains("01-NQ/TU"));
    let page = d.page(&format!("{at}?known={before}")).await;
    assert!(!page.contains("a.txt"), "it was no file then");
}

#[tokio::test]
async fn a_file_is_taken_off_with_a_reason_and_its_words_are_found_no_more() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về tổ chức").await;
    d.hang(&at, "a.txt", "khu bảo tồn".as_bytes(), "").await;
    assert!(d.page("/documents?q=bao+ton").await.contains("01-NQ/TU"));
    let off = format!("{at}/files/{}/off", hash_of("khu bảo tồn".as_bytes()));
    let silent = d.send(&off, &[("off_reason", "")]).await;
    assert_eq!(silent.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(silent.text.contains("Say why the file is taken off."));
    d.sent(&off, &[("off_reason", "của văn bản khác")]).await;
    assert!(!d.page("/documents?q=bao+ton").await.contains("01-NQ/TU"));
    assert!(!d.page(&at).await.contains("a.txt"));
}

/// Erases a file of a document by order, at the command line.
fn erased(r: &Record, document: &str, file: &str) -> String {
    let order = ["--basis", "12/QĐ", "--reason", "theo Luật 91/2025/QH15"];
    let args = ["document", "file", "erase", document, file].into_iter();
    r.ok(&args.chain(order).collect::<Vec<&str>>())
}

#[test]
fn an_erased_file_leaves_its_hash_with_every_document_and_its_bytes_with_none() {
    let r = province();
    let bytes = "Về việc của đồng chí Nguyễn Văn Mẫu".as_bytes();
    let file = r.file("kèm.txt", bytes);
    r.ok(&attach("01-NQ/TU", &file));
    r.ok(&attach("02-NQ/TU", &file));
    // taken off is not gone: an earlier day has it still
    let off = [
        "document",
        "file",
        "off",
        "02-NQ/TU",
        "kèm.txt",
        "--on",
        "2025-11-03",
    ];
    r.ok(&[&off[..], &["--reason", "nhầm"]].concat());
    let known = r.last().to_string();
    let bare = r.refused(&["document", "file", "erase", "01-NQ/TU", "kèm.txt"]);
    assert!(
        bare.contains("an erasure needs the order it rests on"),
        "{bare}"
    );
    assert!(place(&r, bytes).exists());

    let said = erased(&r, "01-NQ/TU", "kèm.txt");
    let act = r.last().to_string();
    assert!(
        said.starts_with(&format!("erased {}", hash_of(bytes))),
        "{said}"
    );
    assert!(lying(&r, "files").is_empty() && lying(&r, "texts").is_empty());
    for (document, day) in [("01-NQ/TU", "2025-12-01"), ("02-NQ/TU", "2025-10-25")] {
        for earlier in [&["--on", day][..], &["--on", day, "--known", &known]] {
            let list = ["document", "file", "list", document, "--format", "csv"];
            let listed = r.ok(&[&list[..], earlier].concat());
            let line = listed.lines().nth(1).unwrap();
            assert!(
                line.starts_with(&hash_of(bytes)) && line.ends_with(",erased"),
                "{listed}"
            );
            let get = ["document", "file", "get", document, "--out", "x.txt"];
            let refused = r.refused(&[&get[..], earlier].concat());
            assert!(
                refused.contains(&format!("erased by act {act}")),
                "{refused}"
            );
        }
    }
    let again = r.refused(&attach("02-NQ/TU", &file));
    assert!(again.contains("is not taken in again"), "{again}");
    assert!(lying(&r, "files").is_empty(), "nothing of it was kept");
    let twice = r.refused(&[
        "document", "file", "erase", "01-NQ/TU", "kèm.txt", "--basis", "x", "--reason", "y",
    ]);
    assert!(
        twice.contains(&format!("erased by act {act} already")),
        "{twice}"
    );
    let back = r.refused(&["annul", &act, "--reason", "nhầm"]);
    assert!(back.contains("cannot be annulled"), "{back}");
    let verified = r.ok(&["verify"]);
    assert!(
        verified.contains("files whose content was erased: 1"),
        "{verified}"
    );
}

#[test]
fn an_erased_file_that_still_lies_there_is_a_fault_and_no_backup_takes_it_along() {
    let r = province();
    let bytes = b"Danh muc";
    let file = r.file("danh muc.txt", bytes);
    r.ok(&attach("01-NQ/TU", &file));
    erased(&r, "01-NQ/TU", "danh muc.txt");
    let copy = r.run(&["backup", "copy.backup"]);
    assert_eq!(copy.code, 0);
    assert!(!copy.err.contains("warning: file"), "{}", copy.err);
    assert!(!copy.out.contains("and 1 file"), "{}", copy.out);
    let (other, copy) = (Record::bare(), r.path("copy.backup"));
    other.ok(&["restore", copy.to_str().unwrap()]);
    std::fs::copy(r.data().join("nazm.key"), other.data().join("nazm.key")).unwrap();
    let verified = other.ok(&["verify"]);
    assert!(
        verified.contains("files whose content was erased: 1"),
        "{verified}"
    );
    // as if the program had been stopped between the act and the disk
    std::fs::create_dir_all(place(&r, bytes).parent().unwrap()).unwrap();
    std::fs::write(place(&r, bytes), bytes).unwrap();
    let fault = r.run(&["verify"]);
    assert_eq!(fault.code, 1);
    assert!(fault.err.contains("and still lies there"), "{}", fault.err);
}

#[tokio::test]
async fn on_its_page_an_erased_file_is_no_link_and_is_found_by_no_word() {
    let d = desk().await;
    let r = &d.site.record;
    let file = r.file("kèm.txt", "Danh mục chuyện xưa tích cũ");
    let issue = "document|issue|--unit|T|--kind|TB|--date|2025-10-01|--subject|Việc";
    let out = r.ok(&issue.split('|').collect::<Vec<_>>());
    let said: Vec<&str> = out.lines().next().unwrap().split(' ').collect();
    let (symbol, id) = (said[2].to_owned(), said[3].to_owned());
    r.ok(&attach(&symbol, &file));
    let found = d.page("/documents?q=chuyen+xua+tich").await;
    assert!(found.contains(&symbol), "{found}");
    let hash = hash_of("Danh mục chuyện xưa tích cũ".as_bytes());
    let at = format!("/documents/{id}/files/{hash}");
    assert_eq!(
        d.site.get(&at, &d.cookie, "en").await.status,
        StatusCode::OK
    );
    erased(r, &symbol, "kèm.txt");
    let page = d.page(&format!("/documents/{id}")).await;
    assert!(
        page.contains("content erased by act") && page.contains(&hash) && !page.contains(&at),
        "{page}"
    );
    assert_eq!(
        d.site.get(&at, &d.cookie, "en").await.status,
        StatusCode::NOT_FOUND
    );
    let found = d.page("/documents?q=chuyen+xua+tich").await;
    assert!(!found.contains(&symbol), "{found}");
}

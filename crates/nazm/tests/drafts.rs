//! Drafts: changed until they are signed, handed from desk to desk, set on paper; what reached a
//! unit and was not read; forms that are sent twice.

use crate::common::Record;
use crate::site::{self, Answer, HERE, Site, site_of};
use axum::http::StatusCode;
use platform::Db;
use platform::web::request::encoded;
use std::collections::BTreeMap;
use std::io::Read;

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ cơ sở,T,2024-01-01\n\
    B,Đảng bộ xã Bình,đảng bộ cơ sở,T,2024-01-01\n\
    BTCTU,Ban Tổ chức,cơ quan,T,2020-01-01\n";

const TEXT: &str = "Căn cứ Điều lệ Đảng Cộng sản Việt Nam;\n\
    QUYẾT ĐỊNH:\n\
    Điều 1. Ban hành kế hoạch chuyển đổi số.\n\
    Điều 2. Các chi bộ thi hành quyết định này.\n";

fn record() -> Record {
    let record = Record::vietnamese();
    record.import("units", UNITS);
    for (unit, from) in [("T", "2025-09-20"), ("A", "2025-07-15")] {
        record.ok(&[
            "document",
            "term",
            "--unit",
            unit,
            "--label",
            "2025-2030",
            "--from",
            from,
        ]);
    }
    record
}

/// A draft of the province entered at the command line: its id.
fn drafted(r: &Record, text: &str) -> String {
    let file = r.file("text.txt", text);
    let out = r.ok(&[
        "document",
        "draft",
        "--unit",
        "T",
        "--kind",
        "decision",
        "--date",
        "2025-10-01",
        "--subject",
        "Về chuyển đổi số",
        "--text",
        &file,
        "--place",
        "Thái Nguyên",
        "--signer",
        "Nguyễn Văn Mẫu",
        "--capacity",
        "T/M",
        "--recipients",
        "A|Văn phòng",
    ]);
    out.lines().next().unwrap().replace("draft ", "")
}

fn stepped(r: &Record, id: &str, steps: &[&str]) {
    for step in steps {
        r.ok(&["document", "step", id, step, "--date", "2025-10-01"]);
    }
}

/// The words of a document in Word's format, paragraph by paragraph.
fn docx_text(path: &std::path::Path) -> String {
    let file = std::fs::File::open(path).unwrap();
    let mut zip = zip::ZipArchive::new(file).unwrap();
    let mut xml = String::new();
    let mut part = zip.by_name("word/document.xml").unwrap();
    part.read_to_string(&mut xml).unwrap();
    let xml = xml.replace("</w:p>", "\n");
    let mut text = String::new();
    let mut inside = false;
    for c in xml.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            c if !inside => text.push(c),
            _ => {}
        }
    }
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

#[test]
fn a_draft_goes_from_its_text_to_a_number_and_to_paper_at_the_command_line() {
    let r = record();
    let id = drafted(&r, TEXT);
    let changed = r.file(
        "changed.txt",
        format!("{TEXT}Điều 3. Giao <Ban> & Văn phòng.\n"),
    );
    r.ok(&[
        "document",
        "change",
        &id,
        "--unit",
        "T",
        "--kind",
        "decision",
        "--date",
        "2025-10-01",
        "--subject",
        "Về chuyển đổi số",
        "--text",
        &changed,
        "--place",
        "Thái Nguyên",
        "--signer",
        "Nguyễn Văn Mẫu",
        "--capacity",
        "T/M",
        "--recipients",
        "A|Văn phòng",
    ]);
    let draft = r.path("draft.docx");
    r.ok(&["document", "print", &id, "--out", draft.to_str().unwrap()]);
    let text = docx_text(&draft);
    assert!(
        text.contains("DỰ THẢO") && text.contains("Số ……-QĐ/TU"),
        "{text}"
    );

    stepped(&r, &id, &["review", "approve", "sign"]);
    let refused = r.refused(&[
        "document",
        "change",
        &id,
        "--unit",
        "T",
        "--kind",
        "decision",
        "--date",
        "2025-10-01",
        "--subject",
        "Về việc khác",
    ]);
    assert!(refused.contains("changed until it is signed"), "{refused}");
    let issued = r.ok(&["document", "step", &id, "issue", "--date", "2025-10-02"]);
    assert!(issued.starts_with("number 1 01-QĐ/TU"), "{issued}");

    let paper = r.path("issued.docx");
    r.ok(&[
        "document",
        "print",
        "01-QĐ/TU",
        "--out",
        paper.to_str().unwrap(),
    ]);
    let text = docx_text(&paper);
    for said in [
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "TỈNH ỦY",
        "Số 01-QĐ/TU",
        "Thái Nguyên, ngày 02 tháng 10 năm 2025",
        "QUYẾT ĐỊNH\n",
        "Về chuyển đổi số\n-----",
        "Căn cứ Điều lệ Đảng Cộng sản Việt Nam;",
        "Điều 1. Ban hành kế hoạch chuyển đổi số.",
        "Điều 3. Giao <Ban> & Văn phòng.",
        "Nơi nhận:\n- Đảng bộ xã An,\n- Văn phòng.",
        "T/M BAN CHẤP HÀNH\nNguyễn Văn Mẫu",
    ] {
        assert!(text.contains(said), "«{said}» in\n{text}");
    }
    assert!(!text.contains("DỰ THẢO"), "{text}");
    // the same paper gives the same bytes
    let again = r.path("again.docx");
    r.ok(&[
        "document",
        "print",
        "01-QĐ/TU",
        "--out",
        again.to_str().unwrap(),
    ]);
    assert_eq!(
        std::fs::read(&paper).unwrap(),
        std::fs::read(&again).unwrap()
    );
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn which_layout_a_document_has_follows_its_system_and_an_official_letter_bears_no_kind() {
    let r = record();
    let issue = |system: &str, unit: &str, kind: &str, body: &str, subject: &str| {
        r.ok(&[
            "document",
            "issue",
            "--unit",
            unit,
            "--system",
            system,
            "--kind",
            kind,
            "--body",
            body,
            "--date",
            "2025-10-02",
            "--subject",
            subject,
            "--addressed",
            "Đảng bộ xã Bình",
            "--capacity",
            "TM.; CHỦ TỊCH",
        ])
    };
    let out = issue("state", "BTCTU", "notice", "agency", "Về lịch họp");
    let id = out
        .lines()
        .next()
        .unwrap()
        .split(' ')
        .nth(3)
        .unwrap()
        .to_owned();
    let paper = r.path("state.docx");
    r.ok(&["document", "print", &id, "--out", paper.to_str().unwrap()]);
    let text = docx_text(&paper);
    for said in [
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc",
        "Số: 01/TB-BTCTU",
        "THÔNG BÁO\nVề lịch họp",
        "TM.\nCHỦ TỊCH",
    ] {
        assert!(text.contains(said), "«{said}» in\n{text}");
    }
    let out = issue("party", "A", "official-letter", "", "V/v phối hợp");
    let symbol = out
        .lines()
        .next()
        .unwrap()
        .split(' ')
        .nth(2)
        .unwrap()
        .to_owned();
    let paper = r.path("letter.docx");
    r.ok(&[
        "document",
        "print",
        &symbol,
        "--out",
        paper.to_str().unwrap(),
    ]);
    let text = docx_text(&paper);
    assert!(text.contains("Số 01-CV/ĐU\nV/v phối hợp"), "{text}");
    assert!(!text.contains("CÔNG VĂN"), "{text}");
    assert!(text.contains("Kính gửi: Đảng bộ xã Bình"), "{text}");
}

#[test]
fn what_is_no_paper_of_the_record_is_refused() {
    let r = record();
    let out = r.ok(&[
        "document",
        "receive",
        "--unit",
        "T",
        "--kind",
        "CV",
        "--symbol",
        "132-CV/TU",
        "--from",
        "Tỉnh ủy Mẫu",
        "--date",
        "2025-10-02",
        "--subject",
        "Về phối hợp",
    ]);
    let id = out
        .lines()
        .next()
        .unwrap()
        .split(' ')
        .nth(3)
        .unwrap()
        .to_owned();
    let paper = r.path("x.pdf");
    let refused = r.refused(&["document", "print", &id, "--out", paper.to_str().unwrap()]);
    assert!(
        refused.contains("only a document that its organ drafts or issued"),
        "{refused}"
    );
    assert!(!paper.exists());
    let refused = r.refused(&["document", "print", &id, "--out", "x.odt"]);
    assert!(refused.contains(".pdf or .docx"), "{refused}");
    let latin = r.file("latin.txt", [b'a', 0xe9]);
    let refused = r.refused(&[
        "document",
        "draft",
        "--unit",
        "T",
        "--kind",
        "decision",
        "--date",
        "2025-10-01",
        "--subject",
        "Về chuyển đổi số",
        "--text",
        &latin,
    ]);
    assert!(refused.contains("no text in UTF-8"), "{refused}");
}

/// Changes a draft of the province on a day.
fn changing<'a>(id: &'a str, date: &'a str, subject: &'a str, more: &[&'a str]) -> Vec<&'a str> {
    let own = [
        "document", "change", id, "--unit", "T", "--kind", "decision", "--date", date,
    ];
    [&own[..], &["--subject", subject], more].concat()
}

#[test]
fn a_change_dated_before_the_last_one_is_refused_and_nothing_is_lost() {
    let r = record();
    let id = drafted(&r, TEXT);
    let (two, three) = (r.file("two.txt", "hai\n"), r.file("three.txt", "ba\n"));
    let same = "Về chuyển đổi số";
    r.ok(&changing(&id, "2025-10-15", same, &["--text", &two]));
    let early = changing(&id, "2025-10-12", same, &["--text", &three]);
    let err = r.refused(&early);
    assert!(err.contains("the draft was changed on 2025-10-15"), "{err}");
    // likewise where only who issues it has changed, or went
    let with = ["--text", two.as_str(), "--with", "B"];
    r.ok(&changing(&id, "2025-10-20", same, &with));
    let err = r.refused(&changing(&id, "2025-10-18", same, &["--text", &three]));
    assert!(err.contains("the draft was changed on 2025-10-20"), "{err}");
    r.ok(&changing(&id, "2025-10-25", same, &["--text", &two]));
    let err = r.refused(&changing(&id, "2025-10-22", same, &["--text", &three]));
    assert!(err.contains("the draft was changed on 2025-10-25"), "{err}");
    let err = r.refused(&["document", "step", &id, "review", "--date", "2025-10-22"]);
    assert!(err.contains("the draft was changed on 2025-10-25"), "{err}");
    r.ok(&changing(&id, "2025-10-25", same, &["--text", &three]));
    let paper = r.path("three.docx");
    r.ok(&["document", "print", &id, "--out", paper.to_str().unwrap()]);
    assert!(docx_text(&paper).contains("\nba\n"));
}

#[test]
fn what_is_typed_and_bears_a_mark_of_secrecy_is_refused_like_a_file() {
    let r = record();
    let marked = r.file(
        "marked.txt",
        "ĐỘ MẬT: TUYỆT MẬT\nĐiều 1. Ban hành kế hoạch.\n",
    );
    let plain = r.file("plain.txt", "LUẬT BẢO VỆ BÍ MẬT NHÀ NƯỚC\nĐiều 1.\n");
    let new = |doing: &'static str, subject: &'static str, text: &str| {
        let own = [
            "document", doing, "--unit", "T", "--kind", "decision", "--date",
        ];
        let more = ["2025-10-01", "--subject", subject, "--text", text];
        let all = own.iter().chain(&more).map(|s| (*s).to_owned());
        all.collect::<Vec<String>>()
    };
    let args = |all: &[String]| all.iter().map(|s| (*s).clone()).collect::<Vec<String>>();
    let refused = |all: &[String]| {
        let all = args(all);
        r.refused(&all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    for doing in ["draft", "issue"] {
        let err = refused(&new(doing, "Về kế hoạch", &marked));
        assert!(err.contains("column words"), "{err}");
        assert!(
            err.contains("what is marked Tuyệt mật is not held here (Luật"),
            "{err}"
        );
        assert!(!err.contains("Ban hành"), "{err}");
        let err = refused(&new(doing, "TUYỆT MẬT", &plain));
        assert!(
            err.contains("what is marked Tuyệt mật is not held here"),
            "{err}"
        );
    }
    let id = drafted(&r, TEXT);
    let err = r.refused(&changing(&id, "2025-10-02", "Mật", &[]));
    assert!(err.contains("what is marked Mật is not held here"), "{err}");
    let issued = new("issue", "Về kế hoạch", &plain);
    r.ok(&issued.iter().map(String::as_str).collect::<Vec<_>>());
    let right = [
        "document",
        "correct",
        "01-QĐ/TU",
        "--reason",
        "ghi sai",
        "--set",
    ];
    let err = r.refused(&[&right[..], &["subject=TỐI MẬT"]].concat());
    assert!(
        err.contains("what is marked Tối mật is not held here"),
        "{err}"
    );
}

#[test]
fn an_approved_draft_is_returned_before_it_is_changed() {
    let r = record();
    let id = drafted(&r, TEXT);
    stepped(&r, &id, &["review", "approve"]);
    let change = changing(&id, "2025-10-02", "Về việc khác", &[]);
    let err = r.refused(&change);
    assert!(
        err.contains("it is approved: return it before you change it"),
        "{err}"
    );
    r.ok(&[
        "document",
        "step",
        &id,
        "return",
        "--date",
        "2025-10-02",
        "--reason",
        "sửa",
    ]);
    r.ok(&change);
    let err = r.refused(&["document", "step", &id, "sign", "--date", "2025-10-02"]);
    assert!(err.contains("does not take this step"), "{err}");
}

// ---- on the screen

struct Desk {
    site: Site,
    /// Cookie and form token of each.
    sessions: BTreeMap<&'static str, (String, String)>,
}

/// The province with its officer, a chief of the same organ, and a clerk of the commune.
async fn desk() -> Desk {
    let site = site_of(record()).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let unit = |code: &str| {
        let sql = format!("select subject from unit_state where code = '{code}' limit 1");
        site.record.sql(&sql).trim().to_owned()
    };
    for (who, unit) in [("chief", unit("T")), ("clerk", unit("A"))] {
        site::account(&mut db, who, "officer").await;
        site::grant(&mut db, who, "organising-officer", &unit).await;
        let sql = format!("update account set unit = '{unit}' where id = '{who}'");
        db.execute(&sql, &[]).await.unwrap();
    }
    db.execute("update account set lang = 'en'", &[])
        .await
        .unwrap();
    let mut sessions = BTreeMap::new();
    for who in ["officer", "chief", "clerk"] {
        sessions.insert(who, site.session(who).await);
    }
    Desk { site, sessions }
}

impl Desk {
    async fn page(&self, who: &str, path: &str) -> Answer {
        let (cookie, _) = &self.sessions[who];
        let mut answer = self.site.get(path, cookie, "en").await;
        answer.text = answer.text.replace("&#x2f;", "/").replace("&amp;", "&");
        answer
    }

    async fn send(&self, who: &str, path: &str, form: &[(&str, &str)]) -> Answer {
        let (cookie, token) = &self.sessions[who];
        let fields = form.iter().map(|(n, v)| format!("{n}={}", encoded(v)));
        let body: Vec<String> = fields.chain([format!("form_token={token}")]).collect();
        let mut answer = self.site.post(path, cookie, HERE, &body.join("&")).await;
        answer.text = answer.text.replace("&#x2f;", "/");
        answer
    }

    async fn sent(&self, who: &str, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.send(who, path, form).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.text
        );
        answer.headers["location"].to_str().unwrap().to_owned()
    }

    /// A field of the form of a draft, as the page fills it.
    async fn field(&self, at: &str, name: &str) -> String {
        let page = self.page("officer", &format!("{at}/edit")).await.text;
        let from = page.split(&format!("name=\"{name}\"")).nth(1).unwrap();
        let value = from.split("value=\"").nth(1).unwrap();
        value.split('"').next().unwrap().to_owned()
    }

    async fn draft(&self) -> String {
        self.sent(
            "officer",
            "/documents/new",
            &draft("Về chuyển đổi số", TEXT),
        )
        .await
    }
}

fn draft<'a>(subject: &'a str, words: &'a str) -> Vec<(&'a str, &'a str)> {
    vec![
        ("unit", "T"),
        ("kind", "decision"),
        ("system", "party"),
        ("subject", subject),
        ("recipients", "A\nVăn phòng"),
        ("words", words),
        ("place", "Thái Nguyên"),
        ("capacity", "T/M"),
        ("signer", "Nguyễn Văn Mẫu"),
    ]
}

#[tokio::test]
async fn words_with_a_mark_of_secrecy_are_refused_at_their_field_and_not_kept() {
    let d = desk().await;
    let before = d.site.record.written();
    let marked = draft("Về kế hoạch", "MẬT\nĐiều 1. Ban hành kế hoạch.");
    let refused = d.send("officer", "/documents/new", &marked).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    for said in ["id=\"e-words\"", "what is marked Mật is not held here"] {
        assert!(refused.text.contains(said), "«{said}» in {}", refused.text);
    }
    assert_eq!(d.site.record.written(), before);
}

#[tokio::test]
async fn a_draft_is_changed_until_it_is_signed_and_a_returned_one_keeps_what_was_typed() {
    let d = desk().await;
    let at = d.draft().await;
    let seen = d.field(&at, "seen").await;
    let mut form = draft("Về chuyển đổi số toàn diện", TEXT);
    form.push(("seen", &seen));
    d.sent("officer", &format!("{at}/edit"), &form).await;
    d.sent("officer", &format!("{at}/step"), &[("step", "review")])
        .await;
    let returned = [("step", "return"), ("note", "thiếu căn cứ")];
    d.sent("officer", &format!("{at}/step"), &returned).await;
    let page = d.page("officer", &format!("{at}/edit")).await.text;
    for kept in [
        "Về chuyển đổi số toàn diện",
        "Điều 2. Các chi bộ",
        ">A\nVăn phòng<",
        "Nguyễn Văn Mẫu",
    ] {
        assert!(page.contains(kept), "«{kept}» in {page}");
    }
    for step in ["review", "approve", "sign"] {
        d.sent("officer", &format!("{at}/step"), &[("step", step)])
            .await;
    }
    assert!(!d.page("officer", &at).await.text.contains("/edit\""));
    let refused = d
        .send("officer", &format!("{at}/edit"), &draft("Khác", "Khác"))
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused
            .text
            .contains("a document is changed until it is signed"),
        "{}",
        refused.text
    );
    d.sent("officer", &format!("{at}/issue"), &[("date", "2025-10-02")])
        .await;
    let page = d.page("officer", &at).await.text;
    assert!(
        page.contains("01-QĐ/TU") && page.contains("Điều 1. Ban hành kế hoạch"),
        "{page}"
    );
    for form in ["pdf", "docx"] {
        let paper = d
            .page("officer", &format!("{at}/paper?form={form}&lang=vi"))
            .await;
        assert_eq!(paper.status, StatusCode::OK);
        let named = paper.headers["content-disposition"].to_str().unwrap();
        assert!(
            named.starts_with("attachment") && named.contains(&format!("TU.{form}")),
            "{named}"
        );
    }
}

#[tokio::test]
async fn what_somebody_else_changed_meanwhile_is_not_written_over() {
    let d = desk().await;
    let at = d.draft().await;
    let seen = d.field(&at, "seen").await;
    // what only names it changes nothing of it
    let id = at.split(['/', '?']).nth(2).unwrap();
    let other = [
        "task",
        "assign",
        "--title",
        "Góp ý dự thảo",
        "--lead",
        "T",
        "--issued",
        "2025-10-01",
    ];
    let due = ["--deadline", "2025-10-09", "--document", id];
    d.site.record.ok(&[&other[..], &due[..]].concat());
    let mut first = draft("Về chuyển đổi số", "Đoạn của người thứ nhất.");
    first.push(("seen", &seen));
    d.sent("chief", &format!("{at}/edit"), &first).await;
    let mut second = draft("Về chuyển đổi số", "Đoạn của người thứ hai.");
    second.push(("seen", &seen));
    let refused = d.send("officer", &format!("{at}/edit"), &second).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("meanwhile"), "{}", refused.text);
    assert!(
        refused.text.contains("Đoạn của người thứ hai."),
        "what was typed is lost"
    );
    let page = d.page("officer", &at).await.text;
    assert!(page.contains("người thứ nhất") && !page.contains("người thứ hai"));
}

#[tokio::test]
async fn a_draft_on_somebodys_desk_waits_for_them_and_home_says_so() {
    let d = desk().await;
    let at = d.draft().await;
    let step = format!("{at}/step");
    let nobody = d
        .send("officer", &step, &[("step", "review"), ("next", "nobody")])
        .await;
    assert_eq!(nobody.status, StatusCode::UNPROCESSABLE_ENTITY);
    // who is not there is not told from who may not
    let none = "Nobody who may enter for this organ signs in as";
    assert!(nobody.text.contains(none), "{}", nobody.text);
    let elsewhere = d
        .send("officer", &step, &[("step", "review"), ("next", "clerk")])
        .await;
    assert!(elsewhere.text.contains(none), "{}", elsewhere.text);
    d.sent("officer", &step, &[("step", "review"), ("next", "chief")])
        .await;
    let refused = d.send("officer", &step, &[("step", "approve")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("the draft lies with «chief»"),
        "{}",
        refused.text
    );
    let home = d.page("chief", "/").await.text;
    assert!(home.contains("Drafts on your desk: 1"), "{home}");
    assert!(
        !d.page("officer", "/")
            .await
            .text
            .contains("Drafts on your desk")
    );
    assert!(
        d.page("chief", "/documents/inbox")
            .await
            .text
            .contains("Về chuyển đổi số")
    );
    d.sent("chief", &step, &[("step", "approve"), ("next", "officer")])
        .await;
    d.sent("officer", &step, &[("step", "sign")]).await;
    assert!(
        !d.page("chief", "/")
            .await
            .text
            .contains("Drafts on your desk")
    );
}

#[tokio::test]
async fn a_recipient_sees_no_draft_and_is_told_of_what_is_issued_until_they_look() {
    let d = desk().await;
    let at = d.draft().await;
    assert_eq!(d.page("clerk", &at).await.status, StatusCode::NOT_FOUND);
    assert!(
        !d.page("clerk", "/documents?q=chuyen")
            .await
            .text
            .contains("Về chuyển đổi số")
    );
    let review = [("step", "review")];
    d.sent("officer", &format!("{at}/step"), &review).await;
    let returned = [("step", "return"), ("note", "thiếu căn cứ")];
    d.sent("officer", &format!("{at}/step"), &returned).await;
    let found = d.page("clerk", "/documents?q=chuyen").await.text;
    assert!(found.contains("No documents"), "{found}");
    for step in ["review", "approve", "sign"] {
        d.sent("officer", &format!("{at}/step"), &[("step", step)])
            .await;
    }
    assert!(!d.page("clerk", "/").await.text.contains("not read: 1"));
    let kept = d.page("officer", &at).await.text;
    assert!(kept.contains("thiếu căn cứ"), "{kept}");
    d.sent("officer", &format!("{at}/issue"), &[("date", "2025-10-02")])
        .await;
    assert!(
        d.page("clerk", "/")
            .await
            .text
            .contains("Documents that reached your unit, not read: 1")
    );
    let inbox = d.page("clerk", "/documents/inbox").await.text;
    assert!(
        inbox.contains("01-QĐ/TU") && inbox.contains("not read"),
        "{inbox}"
    );
    let page = d.page("clerk", &at).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.text.contains("thiếu căn cứ"), "why it was returned");
    assert!(!d.page("clerk", "/").await.text.contains("not read: 1"));
    // what an account has looked at is its own
    let second = d.draft().await;
    for step in ["review", "approve", "sign"] {
        d.sent("officer", &format!("{second}/step"), &[("step", step)])
            .await;
    }
    d.sent(
        "officer",
        &format!("{second}/issue"),
        &[("date", "2025-10-02")],
    )
    .await;
    d.page("officer", &second).await;
    assert!(d.page("clerk", "/").await.text.contains("not read: 1"));
    d.sent("clerk", "/documents/inbox", &[]).await;
    assert!(!d.page("clerk", "/").await.text.contains("not read: 1"));
}

#[tokio::test]
async fn no_count_and_no_page_beside_it_tells_a_recipient_of_a_draft() {
    let d = desk().await;
    let issue = "document|issue|--unit|T|--kind|resolution|--date|2025-09-25|--recipients|A|--subject|Về chuyển đổi";
    let issue: Vec<&str> = issue.split('|').collect();
    d.site.record.ok(&issue);
    let programme = d
        .site
        .record
        .sql("select subject from document where symbol = '01-NQ/TU' limit 1");
    let programme = programme.trim();
    let draft = drafted(&d.site.record, TEXT);
    d.site
        .record
        .ok(&["document", "relate", &draft, "implements", programme]);
    let task = "task|assign|--title|Soạn kế hoạch|--lead|A|--issued|2025-10-01|--deadline|2025-10-20|--document";
    let task: Vec<&str> = task.split('|').chain([draft.as_str()]).collect();
    let task = d.site.record.ok(&task);
    let task = task.lines().next().unwrap().replace("task ", "/tasks/");
    let tree = format!("/documents/{programme}/coverage");
    let told = async |who: &str| {
        let list = d.page(who, "/documents?q=chuyen").await.text;
        let mut told = vec![list.contains("Documents: 2")];
        assert_eq!(told[0], !list.contains("Documents: 1"), "{list}");
        for page in [&tree, &task] {
            let answer = d.page(who, page).await;
            assert_eq!(answer.status, StatusCode::OK, "{page}");
            told.push(answer.text.contains("Về chuyển đổi số"));
        }
        told
    };
    // under another stands what is issued, for nobody a draft
    assert_eq!(told("officer").await, [true, false, true]);
    assert_eq!(told("clerk").await, [false, false, false]);
}

/// The form of a task of the commune, of a field and a meeting.
fn task_of<'a>(field: &'a str, meeting: &'a str) -> [(&'a str, &'a str); 6] {
    [
        ("title", "Việc"),
        ("lead", "A"),
        ("issued", "2025-10-01"),
        ("deadline", "2025-10-20"),
        ("field", field),
        ("meeting", meeting),
    ]
}

#[tokio::test]
async fn a_task_is_entered_in_a_field_that_is_chosen_and_for_a_meeting_of_ones_own() {
    let d = desk().await;
    let meeting = "meeting|convene|--unit|T|--period|2025-Q3|--day|2025-10-01|--called|2025-10-01";
    let meeting: Vec<&str> = meeting.split('|').collect();
    let said = d.site.record.ok(&meeting);
    let meeting = said.lines().next().unwrap().replace("meeting ", "");
    let form = d
        .page("clerk", "/tasks/new?field=administration")
        .await
        .text;
    assert!(
        form.contains("<option value=\"administration\" selected>"),
        "{form}"
    );
    for (who, field, meeting, at) in [
        ("clerk", "astrology", "", "e-field"),
        ("clerk", "", meeting.as_str(), "e-meeting"),
        ("officer", "", "a90.1", "e-meeting"),
    ] {
        let refused = d.send(who, "/tasks/new", &task_of(field, meeting)).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.text.contains(at), "{at}: {}", refused.text);
    }
    let made = task_of("administration", &meeting);
    let at = d.sent("officer", "/tasks/new", &made).await;
    let page = d.page("officer", &at).await.text;
    assert!(page.contains("Field of work"), "{page}");
}

#[tokio::test]
async fn a_form_that_is_sent_twice_makes_one_document() {
    let d = desk().await;
    let once = "0123456789abcdef0123456789abcdef";
    let mut form = draft("Về một lần", "Một đoạn.");
    form.push(("once", once));
    let (first, second) = tokio::join!(
        d.sent("officer", "/documents/new", &form),
        d.sent("officer", "/documents/new", &form)
    );
    assert_eq!(first, second, "the second is led to what the first made");
    let made = || {
        d.site
            .record
            .sql("select count(distinct subject) from document")
    };
    assert_eq!(made().trim(), "1");
    // another form of the same page is another form
    let mut other = draft("Về lần khác", "Một đoạn.");
    other.push(("once", once));
    assert_ne!(d.sent("officer", "/documents/new", &other).await, first);
    assert_eq!(made().trim(), "2");
    // what was refused may be sent again
    let mut bad = draft("", "Một đoạn.");
    bad.push(("once", "ffffffffffffffffffffffffffffffff"));
    for _ in 0..2 {
        let refused = d.send("officer", "/documents/new", &bad).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn home_tells_of_tasks_that_are_overdue_and_of_those_due_soon() {
    let d = desk().await;
    for (number, deadline) in [
        ("1", "2025-09-25"),
        ("2", "2025-10-06"),
        ("3", "2025-12-01"),
    ] {
        d.site.record.ok(&[
            "task",
            "assign",
            "--title",
            "Việc",
            "--lead",
            "A",
            "--issued",
            "2025-09-20",
            "--deadline",
            deadline,
            "--number",
            number,
        ]);
    }
    for (doing, on) in [("submit", "2025-09-26"), ("return", "2025-09-27")] {
        let words = ["task", doing, "3", "--on", on, "--text", "thiếu số liệu"];
        d.site.record.ok(&words);
    }
    let home = d.page("clerk", "/").await.text;
    assert!(
        home.contains("Tasks of your unit that were returned: 1"),
        "{home}"
    );
    assert!(home.contains("Tasks of your unit, overdue: 1"), "{home}");
    assert!(home.contains("Tasks of your unit, due soon: 1"), "{home}");
}

// ---- joint documents

const JOINTLY: [&str; 16] = [
    "--unit",
    "T",
    "--kind",
    "plan",
    "--date",
    "2025-10-01",
    "--subject",
    "Về phối hợp",
    "--capacity",
    "T/M",
    "--signer",
    "Nguyễn Văn Mẫu",
    "--with",
    "B|T/M; BÍ THƯ|Trần Văn Mẫu",
    "--with",
    "BTCTU|TRƯỞNG BAN|Lê Thị Mẫu",
];

fn jointly(r: &Record, doing: &str) -> String {
    let args: Vec<&str> = ["document", doing].into_iter().chain(JOINTLY).collect();
    r.ok(&args)
}

#[test]
fn a_joint_document_takes_one_number_of_its_lead_and_its_paper_names_and_signs_for_all() {
    let r = record();
    let issued = jointly(&r, "issue");
    assert!(issued.starts_with("number 1 01-KH/TU"), "{issued}");
    assert_eq!(r.sql("select count(*) from number_series").trim(), "1");
    let shown = r.ok(&["document", "show", "01-KH/TU"]);
    for said in [
        "organ: Đảng bộ tỉnh",
        "issued with: Đảng bộ xã Bình · T/M; BÍ THƯ · Trần Văn Mẫu",
        "issued with: Ban Tổ chức · TRƯỞNG BAN · Lê Thị Mẫu",
    ] {
        assert!(shown.contains(said), "«{said}» in\n{shown}");
    }
    let paper = r.path("joint.docx");
    let out = paper.to_str().unwrap();
    r.ok(&["document", "print", "01-KH/TU", "--out", out]);
    let text = docx_text(&paper);
    for said in [
        "TỈNH ỦY\nĐẢNG ỦY XÃ BÌNH\nBAN TỔ CHỨC\n",
        "TỈNH ỦY\nT/M BAN CHẤP HÀNH\nNguyễn Văn Mẫu",
        "ĐẢNG ỦY XÃ BÌNH\nT/M BAN CHẤP HÀNH\nBÍ THƯ\nTrần Văn Mẫu",
        "BAN TỔ CHỨC\nTRƯỞNG BAN\nLê Thị Mẫu",
    ] {
        assert!(text.contains(said), "«{said}» in\n{text}");
    }
    // its lead's next document takes the next number, the others' series have not begun
    let alone = r.ok(&[
        "document",
        "issue",
        "--unit",
        "T",
        "--kind",
        "plan",
        "--date",
        "2025-10-02",
        "--subject",
        "Việc khác",
    ]);
    assert!(alone.starts_with("number 2 02-KH/TU"), "{alone}");
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn who_cannot_issue_a_document_with_its_lead_is_refused_by_name() {
    let r = record();
    let refused = |with: &[&str]| {
        let mut args = vec!["document", "draft"];
        args.extend(&JOINTLY[..12]);
        for one in with {
            args.extend(["--with", one]);
        }
        r.refused(&args)
    };
    for (with, why) in [
        (&["T"][..], "the organ that leads a joint document"),
        (&["B", "B|T/M"], "an organ issues a joint document once"),
        (&["ZZ"], "no unit bears this code on 2025-10-01"),
    ] {
        let said = refused(with);
        assert!(said.contains(why), "{said}");
    }
    assert_eq!(r.sql("select count(*) from document").trim(), "0");
}

#[test]
fn a_numbering_that_says_nothing_of_joint_documents_refuses_them_with_its_citation() {
    let book = crate::common::root().join("rulebook/vn");
    let r = Record::bare();
    let own = r.path("book");
    std::fs::create_dir(&own).unwrap();
    for file in std::fs::read_dir(book).unwrap() {
        let file = file.unwrap();
        let text = std::fs::read_to_string(file.path()).unwrap();
        let text = text.replace("joint = \"lead\"\n", "");
        std::fs::write(own.join(file.file_name()), text).unwrap();
    }
    r.ok(&["init", "--rulebook", own.to_str().unwrap()]);
    r.import("units", UNITS);
    let term = ["--label", "2025-2030", "--from", "2025-09-20"];
    let args = ["document", "term", "--unit", "T"].into_iter().chain(term);
    r.ok(&args.collect::<Vec<&str>>());
    let joint: Vec<&str> = ["document", "issue"].into_iter().chain(JOINTLY).collect();
    let refused = r.refused(&joint);
    assert!(
        refused.contains("the numbering «party» says of no joint documents")
            && refused.contains("36-HD/VPTW"),
        "{refused}"
    );
    let alone = r.ok(&joint[..14]);
    assert!(alone.starts_with("number 1 01-KH/TU"), "{alone}");
}

#[test]
fn the_co_issuers_of_a_draft_come_and_go_until_it_is_signed() {
    let r = record();
    let out = jointly(&r, "draft");
    let id = out.lines().next().unwrap().replace("draft ", "");
    let with = |with: &[&str]| {
        let mut args = vec!["document", "change", &id];
        args.extend(&JOINTLY[..12]);
        for one in with {
            args.extend(["--with", one]);
        }
        r.ok(&args);
        let held = "select unit_state.code from document_joint join unit_state \
            on unit_state.subject = document_joint.unit where document_joint.known_to is null \
            and unit_state.known_to is null order by place";
        let codes = r.sql(held);
        codes.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    assert_eq!(with(&["BTCTU|TRƯỞNG BAN|Lê Thị Mẫu"]), "BTCTU");
    assert_eq!(with(&["A", "BTCTU|TRƯỞNG BAN|Lê Thị Mẫu"]), "A BTCTU");
    stepped(&r, &id, &["review", "approve", "sign"]);
    let issued = r.ok(&["document", "step", &id, "issue", "--date", "2025-10-02"]);
    assert!(issued.starts_with("number 1 01-KH/TU"), "{issued}");
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn a_file_of_an_office_names_who_issued_a_document_with_its_organ() {
    let r = record();
    let head = "number_symbol,date,kind,subject,organ_code,co_issuers\n";
    r.import(
        "documents",
        &format!("{head}07-KH/TU,2025-10-01,plan,Về phối hợp,T,B|BTCTU\n"),
    );
    let shown = r.ok(&["document", "show", "07-KH/TU"]);
    assert!(
        shown.contains("issued with: Đảng bộ xã Bình\nissued with: Ban Tổ chức"),
        "{shown}"
    );
    let refused = r.import_refused(
        "documents",
        "again.csv",
        &format!("{head}08-KH/TU,2025-10-01,plan,Việc khác,T,ZZ\n"),
    );
    assert!(
        refused.contains("no unit bears the code «ZZ» on 2025-10-01"),
        "{refused}"
    );
}

#[tokio::test]
async fn every_co_issuer_sees_a_joint_draft_takes_its_steps_and_leaves_the_number_to_its_lead() {
    let d = desk().await;
    let mut joint = draft("Về phối hợp", TEXT);
    // who only receives a document does not see its draft
    joint.retain(|(name, _)| *name != "recipients");
    let alone = d.sent("officer", "/documents/new", &joint).await;
    assert_eq!(d.page("clerk", &alone).await.status, StatusCode::NOT_FOUND);

    joint.push(("joint", "A | T/M | Trần Văn Mẫu"));
    let at = d.sent("officer", "/documents/new", &joint).await;
    let page = d.page("clerk", &at).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Issued together with"), "{}", page.text);
    let inbox = d.page("clerk", "/documents/inbox").await.text;
    assert!(
        inbox.contains("Drafts issued jointly with the unit") && inbox.contains(&at),
        "{inbox}"
    );
    // the form is filled with what was typed
    let form = d.page("officer", &format!("{at}/edit")).await.text;
    assert!(form.contains("A | T/M | Trần Văn Mẫu"), "{form}");

    let step = |step: &'static str, to: &'static str| [("step", step), ("next", to)];
    let steps = format!("{at}/step");
    d.sent("officer", &steps, &step("review", "clerk")).await;
    d.sent("clerk", &steps, &step("approve", "clerk")).await;
    d.sent("clerk", &steps, &step("sign", "officer")).await;
    let issue = format!("{at}/issue");
    let others = d.send("clerk", &issue, &[("date", "2025-10-02")]).await;
    assert_eq!(others.status, StatusCode::NOT_FOUND);
    d.sent("officer", &issue, &[("date", "2025-10-02")]).await;
    let inbox = d.page("clerk", "/documents/inbox").await.text;
    assert!(inbox.contains("01-QĐ/TU"), "{inbox}");
    let list = d.page("clerk", "/documents").await.text;
    assert!(list.contains("with <bdi>Đảng bộ xã An</bdi>"), "{list}");
}

#[tokio::test]
async fn who_issues_for_others_too_is_told_of_those_that_took_no_step() {
    let d = desk().await;
    let mut joint = draft("Về phối hợp", TEXT);
    joint.retain(|(name, _)| !["recipients", "unit"].contains(name));
    joint.extend([("unit", "A"), ("joint", "T | T/M | Trần Văn Mẫu")]);
    let silent = "Nothing in the record says that";
    let step = |step: &'static str, to: &'static str| [("step", step), ("next", to)];

    let alone = d.sent("clerk", "/documents/new", &joint).await;
    let steps = format!("{alone}/step");
    for (doing, next) in [("review", "clerk"), ("approve", "clerk"), ("sign", "clerk")] {
        assert!(d.page("clerk", &alone).await.text.contains(silent));
        d.sent("clerk", &steps, &step(doing, next)).await;
    }
    let issue = format!("{alone}/issue");
    assert!(d.page("clerk", &issue).await.text.contains(silent));
    let refused = d.send("clerk", &issue, &[("date", "2025-10-02")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("id=\"e-knowing\""),
        "{}",
        refused.text
    );
    // whoever acts for the other organ too knows
    assert!(!d.page("officer", &issue).await.text.contains(silent));

    let both = d.sent("clerk", "/documents/new", &joint).await;
    let steps = format!("{both}/step");
    d.sent("clerk", &steps, &step("review", "chief")).await;
    d.sent("chief", &steps, &step("approve", "clerk")).await;
    assert!(!d.page("clerk", &both).await.text.contains(silent));
}

#[tokio::test]
async fn a_unit_that_a_document_binds_is_told_of_it() {
    let d = desk().await;
    let mut plain = draft("Về phối hợp", TEXT);
    plain.retain(|(name, _)| *name != "recipients");
    let at = d.sent("officer", "/documents/new", &plain).await;
    let steps = format!("{at}/step");
    for step in ["review", "approve", "sign"] {
        d.sent("officer", &steps, &[("step", step)]).await;
    }
    d.sent("officer", &format!("{at}/issue"), &[("date", "2025-10-02")])
        .await;
    let told = |text: String| text.contains("01-QĐ/TU");
    assert!(!told(d.page("clerk", "/documents/inbox").await.text));
    let id = at.rsplit('/').next().unwrap();
    let r = &d.site.record;
    r.ok(&[
        "document",
        "bind",
        id,
        "--unit",
        "A",
        "--by",
        "2025-12-31",
        "--on",
        "2025-10-02",
    ]);
    assert!(told(d.page("clerk", "/documents/inbox").await.text));
    assert_eq!(d.page("clerk", &at).await.status, StatusCode::OK);
}

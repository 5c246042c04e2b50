//! Documents on the screen: from a draft to its number, incoming mail, what is refused, the list
//! and the register book.

use crate::common::Record;
use crate::site::{Answer, HERE, Site, site_of};
use axum::http::StatusCode;
use platform::web::request::encoded;

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ xã,T,2025-07-01\n\
    B,Ban Dân vận,cơ quan,T,2020-01-01\n\
    BTCTU,Ban Tổ chức,cơ quan,T,2020-01-01\n";

pub struct Desk {
    pub site: Site,
    pub cookie: String,
    pub token: String,
}

pub async fn desk() -> Desk {
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
    let site = site_of(record).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    Desk {
        site,
        cookie,
        token,
    }
}

impl Desk {
    pub async fn page(&self, path: &str) -> String {
        let answer = self.site.get(path, &self.cookie, "en").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text.replace("&#x2f;", "/").replace("&amp;", "&")
    }

    pub async fn send(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let fields = form.iter().map(|(n, v)| format!("{n}={}", encoded(v)));
        let body: Vec<String> = fields
            .chain([format!("form_token={}", self.token)])
            .collect();
        let mut answer = self
            .site
            .post(path, &self.cookie, HERE, &body.join("&"))
            .await;
        answer.text = answer.text.replace("&#x2f;", "/");
        answer
    }

    /// Sends a form that is taken; where it leads.
    pub async fn sent(&self, path: &str, form: &[(&str, &str)]) -> String {
        let answer = self.send(path, form).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.text
        );
        answer.headers["location"].to_str().unwrap().to_owned()
    }

    async fn signed(&self, unit: &str, kind: &str, subject: &str) -> String {
        let draft = [
            ("unit", unit),
            ("kind", kind),
            ("system", "party"),
            ("subject", subject),
            ("field", "organisation"),
            ("advised_by", "BTCTU"),
            ("recipients", "A\nVăn phòng"),
        ];
        let at = self.sent("/documents/new", &draft).await;
        for step in ["review", "approve", "sign"] {
            self.sent(&format!("{at}/step"), &[("step", step)]).await;
        }
        at
    }

    pub async fn issued(&self, unit: &str, kind: &str, subject: &str) -> String {
        let at = self.signed(unit, kind, subject).await;
        self.sent(&format!("{at}/issue"), &[("date", "2025-10-02")])
            .await;
        at
    }
}

#[tokio::test]
async fn who_voids_a_document_on_which_something_rests_says_that_they_know() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về chuyển đổi số").await;
    assert!(!d.page(&at).await.contains("name=\"knowing\""));
    d.site.record.ok(&[
        "document",
        "bind",
        "01-NQ/TU",
        "--unit",
        "A",
        "--by",
        "2025-12-31",
    ]);
    let page = d.page(&at).await;
    let warned = "it obliges nobody from";
    assert!(
        page.contains(warned) && page.contains("name=\"knowing\""),
        "{page}"
    );
    let refused = d
        .send(&format!("{at}/void"), &[("reason", "in nhầm")])
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("id=\"e-knowing\""),
        "{}",
        refused.text
    );
    let knowing = [("reason", "in nhầm"), ("knowing", "yes")];
    d.sent(&format!("{at}/void"), &knowing).await;
}

#[tokio::test]
async fn a_draft_is_reviewed_signed_and_issued_and_its_number_stays_taken_when_it_is_void() {
    let d = desk().await;
    let first = d.signed("T", "resolution", "Về chuyển đổi số").await;
    let foreseen = d.page(&format!("{first}/issue")).await;
    assert!(foreseen.contains("01-NQ/TU"), "{foreseen}");
    d.sent(&format!("{first}/issue"), &[("date", "2025-10-02")])
        .await;
    let page = d.page(&first).await;
    for said in [
        "<bdi dir=\"ltr\">01-NQ/TU</bdi>",
        "Đảng bộ tỉnh",
        "Ban Tổ chức",
        "Đảng bộ xã An; Văn phòng",
        "in force",
    ] {
        assert!(page.contains(said), "«{said}» in {page}");
    }
    let second = d.issued("T", "resolution", "Về giảm nghèo").await;
    assert!(d.page(&second).await.contains("02-NQ/TU"));
    let refused = d.send(&format!("{second}/void"), &[("reason", "")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"e-reason\""), "{}", refused.text);
    d.sent(&format!("{second}/void"), &[("reason", "in nhầm")])
        .await;
    let third = d.issued("T", "resolution", "Về giảm nghèo").await;
    assert!(d.page(&third).await.contains("03-NQ/TU"));
    let books = d.page("/documents/register?unit=T").await;
    let book = books.split("/documents/register?series=").nth(1).unwrap();
    let book = book.split('"').next().unwrap().to_owned();
    let book = d.page(&format!("/documents/register?series={book}")).await;
    for said in ["01-NQ/TU", "02-NQ/TU", "03-NQ/TU", "in nhầm", "No gap"] {
        assert!(book.contains(said), "«{said}» in {book}");
    }
    d.sent(
        &format!("{third}/relate"),
        &[("relation", "replaces"), ("to", "1 nq tu")],
    )
    .await;
    let replaced = d.page(&first).await;
    assert!(replaced.contains("is replaced by") && replaced.contains("03-NQ/TU"));
    assert!(replaced.contains("replaced</span>"), "{replaced}");
    d.sent(
        &format!("{third}/clauses"),
        &[
            ("item0", "1"),
            ("text0", "Giao Ban Tổ chức báo cáo"),
            ("binds0", "yes"),
        ],
    )
    .await;
    assert!(d.page(&third).await.contains("Giao Ban Tổ chức báo cáo"));
}

#[tokio::test]
async fn incoming_mail_takes_the_numbers_of_its_year_and_is_found_in_any_form() {
    let d = desk().await;
    let mail = [
        ("direction", "incoming"),
        ("unit", "A"),
        ("kind", "official-letter"),
        ("symbol", "132-CV/TU"),
        ("organ_name", "Tỉnh ủy Nghệ An"),
        ("sent_on", "2025-09-28"),
        ("date", "2025-10-01"),
        ("due", "2025-10-10"),
        ("subject", "Về phối hợp"),
    ];
    let at = d.sent("/documents/receive", &mail).await;
    let page = d.page(&at).await;
    for said in ["132-CV/TU", "Incoming number", "Tỉnh ủy Nghệ An"] {
        assert!(page.contains(said), "«{said}» in {page}");
    }
    let again = [&mail[..], &[("knowing", "yes")]].concat();
    d.sent("/documents/receive", &again).await;
    let mut above = mail;
    above[0] = ("direction", "superior");
    above[2] = ("kind", "resolution");
    above[3] = ("symbol", "57-NQ/TW");
    above[8] = ("subject", "Đột phá phát triển khoa học");
    d.sent("/documents/receive", &above).await;
    for asked in ["57", "57-NQ/TW", "57 NQ TW", "Số 57", "dot pha khoa hoc"] {
        let list = d.page(&format!("/documents?q={}", encoded(asked))).await;
        assert!(list.contains("57-NQ/TW"), "{asked}");
        assert!(!list.contains("132-CV/TU"), "{asked}");
    }
    let list = d.page("/documents?direction=incoming&organ=").await;
    assert_eq!(list.matches("<tr data-row").count(), 2, "{list}");
    let books = d.page("/documents/register?unit=A").await;
    assert!(books.contains("Incoming register"), "{books}");
}

#[tokio::test]
async fn what_is_refused_is_said_at_its_field_and_nothing_typed_is_lost() {
    let d = desk().await;
    let draft = [
        ("unit", "NOWHERE"),
        ("kind", "resolution"),
        ("subject", "Về «một việc»"),
    ];
    let refused = d.send("/documents/new", &draft).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"e-unit\"") && refused.text.contains("Về «một việc»"));
    let secret = [
        ("unit", "T"),
        ("kind", "notice"),
        ("subject", "x"),
        ("mark", "secret"),
    ];
    let refused = d.send("/documents/new", &secret).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("id=\"e-mark\""), "{}", refused.text);
    // a directive is no business of a commune's committee: it is warned of with its source
    let directive = d.signed("A", "directive", "Về công tác").await;
    let drafted = d.page(&directive).await;
    assert!(drafted.contains("Look at this before issuing") && drafted.contains("66-QĐ/TW"));
    let unread = d
        .send(&format!("{directive}/issue"), &[("date", "2025-10-02")])
        .await;
    assert_eq!(unread.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(unread.text.contains("66-QĐ/TW"), "{}", unread.text);
    let read = [("date", "2025-10-02"), ("knowing", "yes")];
    d.sent(&format!("{directive}/issue"), &read).await;
    let issued = d.page(&directive).await;
    assert!(issued.contains("01-CT/ĐU") && !issued.contains("Look at this before issuing"));
    let stub = [("unit", "T"), ("kind", "notice"), ("date", "2025-10-02")];
    let refused = d.send("/documents/reserve", &stub).await;
    assert!(refused.text.contains("id=\"e-reason\""), "{}", refused.text);
    let mut kept = stub.to_vec();
    kept.push(("reason", "mật"));
    let at = d.sent("/documents/reserve", &kept).await;
    assert!(d.page(&at).await.contains("01-TB/TU"));
    let list = d.site.get("/documents?from=soon", &d.cookie, "en").await;
    assert_eq!(list.status, StatusCode::UNPROCESSABLE_ENTITY);
}

const LETTER: [(&str, &str); 9] = [
    ("direction", "incoming"),
    ("unit", "T"),
    ("system", "party"),
    ("kind", "official-letter"),
    ("symbol", "88-CV/ĐU"),
    ("organ_name", "Đảng ủy xã Ba Bể"),
    ("sent_on", "2025-10-01"),
    ("date", "2025-10-02"),
    ("subject", "Về đường giao thông"),
];

#[tokio::test]
async fn a_symbol_entered_with_spaces_is_found_by_its_marks() {
    let d = desk().await;
    let mail = [
        ("direction", "incoming"),
        ("unit", "A"),
        ("kind", "official-letter"),
        ("symbol", "77 CV ĐU"),
        ("organ_name", "Đảng ủy xã Xa"),
        ("sent_on", "2025-09-28"),
        ("date", "2025-10-01"),
        ("subject", "Về phối hợp"),
    ];
    d.sent("/documents/receive", &mail).await;
    for asked in ["77-CV%2F%C4%90U", "77+cv+du"] {
        let page = d.page(&format!("/documents?q={asked}")).await;
        assert!(page.contains("77 CV ĐU"), "{asked}: {page}");
    }
}

#[tokio::test]
async fn a_document_is_found_by_its_number_in_any_form_and_by_its_kind() {
    let d = desk().await;
    d.issued("T", "resolution", "Về chuyển đổi số").await;
    d.issued(
        "T",
        "programme",
        "Thực hiện Nghị quyết 01-NQ/TU của Tỉnh ủy",
    )
    .await;
    d.issued("B", "notice", "Về lịch làm việc").await;
    let found = |said: &'static str| {
        let d = &d;
        async move {
            let page = d.page(&format!("/documents?q={}", encoded(said))).await;
            let symbols = ["01-NQ/TU", "01-CTr/TU", "01-TB/B"];
            let listed = |s: &&str| page.contains(&format!("<bdi dir=\"ltr\">{s}</bdi></a>"));
            symbols
                .into_iter()
                .filter(listed)
                .collect::<Vec<_>>()
                .join(" ")
        }
    };
    for said in [
        "01-NQ/TU",
        "1 nq tu",
        "1nq/tu",
        "NQ 01",
        "nq1",
        "nghi quyet 1",
        "Nghị quyết số 01-NQ/TU",
    ] {
        assert_eq!(found(said).await, "01-NQ/TU", "«{said}»");
    }
    assert_eq!(found("chương trình 1").await, "01-CTr/TU");
    assert_eq!(found("lich lam viec").await, "01-TB/B");
    assert_eq!(found("nghị quyết 7").await, "");
}

#[tokio::test]
async fn the_search_over_everything_and_the_palette_find_documents() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về chuyển đổi số").await;
    for asked in ["01-NQ/TU", "chuyen doi so", "nq 1"] {
        let page = d.page(&format!("/search?q={}", encoded(asked))).await;
        assert!(page.contains(&at), "«{asked}»: {page}");
        let palette = d
            .page(&format!("/search/palette?q={}", encoded(asked)))
            .await;
        assert!(palette.contains(&at), "«{asked}»: {palette}");
    }
}

#[tokio::test]
async fn documents_are_narrowed_by_words_of_the_name_that_their_organ_once_had() {
    let d = desk().await;
    d.issued("T", "resolution", "Về chuyển đổi số").await;
    d.site.record.ok(&[
        "correct",
        "T@2025-10-01",
        "name",
        "Tỉnh ủy mới",
        "--from",
        "2025-11-01",
        "--basis",
        "1-QĐ",
    ]);
    let page = d.page("/documents?organ=dang+bo+tinh").await;
    assert!(page.contains("01-NQ/TU"), "{page}");
    let none = d.page("/documents?organ=ban+dan+van").await;
    assert!(!none.contains("01-NQ/TU"), "{none}");
}

#[tokio::test]
async fn the_answer_to_a_letter_begins_on_its_page_and_stands_linked_to_it() {
    let d = desk().await;
    let letter = d.sent("/documents/receive", &LETTER).await;
    let page = d.page(&letter).await;
    let id = letter.rsplit('/').next().unwrap().to_owned();
    let begin = format!("/documents/new?answers={id}");
    assert!(page.contains(&begin), "{page}");
    let form = d.page(&begin).await;
    assert!(
        form.contains("Answer to 88-CV/ĐU") && form.contains("Đảng ủy xã Ba Bể"),
        "{form}"
    );
    let draft = [
        ("answers", id.as_str()),
        ("unit", "T"),
        ("kind", "official-letter"),
        ("system", "party"),
        ("subject", "Trả lời"),
    ];
    let answer = d.sent("/documents/new", &draft).await;
    assert!(d.page(&answer).await.contains("88-CV/ĐU"));
    assert!(d.site.record.ok(&["verify"]).contains("verified"));
}

#[tokio::test]
async fn a_letter_that_was_received_already_is_registered_again_only_knowingly() {
    let d = desk().await;
    d.sent("/documents/receive", &LETTER).await;
    let again = d.send("/documents/receive", &LETTER).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("id=\"e-knowing\""), "{}", again.text);
    let other: Vec<_> = LETTER
        .iter()
        .map(|(n, v)| (*n, if *n == "sent_on" { "2025-10-02" } else { *v }))
        .collect();
    d.sent("/documents/receive", &other).await;
    let knowing = [&LETTER[..], &[("knowing", "yes")]].concat();
    d.sent("/documents/receive", &knowing).await;
}

#[tokio::test]
async fn a_law_is_no_document_of_the_party_and_agencies_issue_no_resolutions() {
    let d = desk().await;
    for (unit, kind, why) in [
        ("T", "law", "is no kind of document of the party by"),
        ("B", "resolution", "issues no «resolution»"),
    ] {
        let at = d.signed(unit, kind, "Về việc").await;
        let page = d.page(&format!("{at}/issue")).await;
        assert!(page.contains(why), "{page}");
        let refused = d
            .send(&format!("{at}/issue"), &[("date", "2025-10-02")])
            .await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn the_steps_of_a_document_stand_on_its_page_by_their_names() {
    let d = desk().await;
    let at = d.issued("T", "resolution", "Về chuyển đổi số").await;
    let page = d.page(&at).await;
    for step in ["draft", "in review", "to be signed", "signed", "issued"] {
        let tag = format!("<span class=\"tag\">{step}</span> <span class=\"sub\">");
        assert!(page.contains(&tag), "«{step}»: {page}");
    }
}

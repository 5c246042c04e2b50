//! Documents: numbers of every series, lists, relations, the register book.

use crate::common::{Record, body, names};
use figures::Day;
use platform::journal::queue::Queue;
use platform::journal::{Draft, Ground, Writer};
use platform::{AsOf, Clock, Db, Error, Randomness, Scope};
use registers::REGISTERS;
use registers::activity::documents::acts::{self, Decided, Paper};
use registers::activity::documents::files::{Cabinet, acts as files};
use registers::activity::documents::store;
use registers::organisation::reforms::acts as reforms;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

struct Noon;

impl Clock for Noon {
    fn now(&self) -> jiff::Timestamp {
        "2026-09-01T05:00:00Z".parse().unwrap()
    }
}

/// Numbers that follow from a seed alone.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }
}

impl Randomness for Dice {
    fn fill(&mut self, bytes: &mut [u8]) {
        for b in bytes {
            *b = u8::try_from(self.below(256)).unwrap();
        }
    }
}

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ xã,T,2025-07-01\n\
    B,Đảng bộ xã Bình,đảng bộ xã,T,2025-07-01\n\
    A1,Chi bộ 1,chi bộ,A,2025-07-01\n\
    BTCTU,Ban Tổ chức,cơ quan,T,2020-01-01\n";

fn province() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    for (unit, label, from) in [
        ("T", "2020-2025", "2020-10-17"),
        ("T", "2025-2030", "2025-10-02"),
        ("A", "2025-2030", "2025-07-15"),
        ("B", "2025-2030", "2025-07-20"),
        ("A1", "2025-2027", "2025-07-15"),
    ] {
        r.ok(&[
            "document", "term", "--unit", unit, "--label", label, "--from", from,
        ]);
    }
    r
}

fn issue<'a>(unit: &'a str, kind: &'a str, date: &'a str, subject: &'a str) -> Vec<&'a str> {
    vec![
        "document",
        "issue",
        "--unit",
        unit,
        "--kind",
        kind,
        "--date",
        date,
        "--subject",
        subject,
    ]
}

fn with<'a>(mut args: Vec<&'a str>, more: &[&'a str]) -> Vec<&'a str> {
    args.extend(more);
    args
}

/// Arguments written in one text, parted by bars.
fn said(text: &str) -> Vec<&str> {
    text.split('|').collect()
}

/// The register book of a series as CSV, and what the program says of it.
fn book_of(r: &Record, asked: &str) -> (Vec<String>, String) {
    let out = r.path("asked.csv");
    let mut args = said(asked);
    args.extend(["--out", out.to_str().unwrap()]);
    let ran = r.run(&args);
    assert_eq!(ran.code, 0, "{}", ran.err);
    (body(&std::fs::read_to_string(&out).unwrap()), ran.err)
}

/// The first line: the number and symbol that were given.
#[track_caller]
fn given(r: &Record, args: &[&str]) -> String {
    let out = r.ok(args);
    let words: Vec<&str> = out.lines().next().unwrap_or_default().split(' ').collect();
    (*words.get(2).unwrap_or(&"")).to_owned()
}

#[test]
fn numbers_run_on_per_kind_and_organ_within_a_term_and_begin_again_with_the_next() {
    let r = province();
    assert_eq!(
        given(&r, &issue("T", "NQ", "2021-05-17", "Về phát triển")),
        "01-NQ/TU"
    );
    assert_eq!(
        given(&r, &issue("T", "NQ", "2025-10-01", "Về đại hội")),
        "02-NQ/TU"
    );
    assert_eq!(
        given(&r, &issue("T", "CT", "2025-10-01", "Về thi đua")),
        "01-CT/TU"
    );
    assert_eq!(
        given(&r, &issue("T", "NQ", "2025-10-02", "Về nhiệm kỳ mới")),
        "01-NQ/TU"
    );
    let btv = issue("T", "NQ", "2025-10-03", "Về quy hoạch");
    let btv = with(btv, &["--body", "standing-committee"]);
    assert_eq!(
        given(&r, &btv),
        "02-NQ/TU",
        "the standing committee shares the series"
    );
    assert_eq!(
        given(&r, &issue("A", "NQ", "2025-10-03", "Về xã An")),
        "01-NQ/ĐU"
    );
    assert_eq!(
        given(&r, &issue("A1", "BC", "2025-10-03", "Về chi bộ")),
        "01-BC/CB"
    );
    assert_eq!(
        given(&r, &issue("BTCTU", "CV", "2025-10-03", "Về cán bộ")),
        "01-CV/BTCTU"
    );
    r.ok(&["verify"]);
}

#[test]
fn documents_of_the_state_run_on_within_a_calendar_year_whatever_their_kind() {
    let r = Record::vietnamese();
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\n19,Tỉnh,tỉnh,,2020-01-01\n",
    );
    let of = |kind, date| with(issue("19", kind, date, "Về việc"), &["--system", "state"]);
    assert_eq!(given(&r, &of("QĐ", "2025-12-31")), "01/QĐ-UBND");
    assert_eq!(given(&r, &of("BC", "2025-12-31")), "02/BC-UBND");
    assert_eq!(given(&r, &of("CV", "2026-01-01")), "01/UBND");
}

#[test]
fn a_congress_has_one_common_series_for_all_kinds() {
    let r = province();
    r.ok(&[
        "document",
        "term",
        "--unit",
        "T",
        "--label",
        "XXI",
        "--from",
        "2025-09-29",
        "--until",
        "2025-10-02",
        "--congress",
    ]);
    let of = |kind, date| {
        with(
            issue("T", kind, date, "Về đại hội"),
            &["--body", "congress"],
        )
    };
    assert_eq!(given(&r, &of("BC", "2025-09-29")), "01-BC/ĐH");
    assert_eq!(given(&r, &of("NQ", "2025-10-01")), "02-NQ/ĐH");
    let err = r.refused(&of("NQ", "2025-10-02"));
    assert!(err.contains("holds on 2025-10-02"), "{err}");
}

#[test]
fn two_kinds_of_one_abbreviation_are_told_apart_and_have_two_series() {
    let r = province();
    let err = r.refused(&issue("T", "QĐ", "2025-10-03", "Về việc"));
    assert!(
        err.contains("decision (quyết định) or regulation (quy định)"),
        "{err}"
    );
    assert_eq!(
        given(&r, &issue("T", "quyết định", "2025-10-03", "Về việc")),
        "01-QĐ/TU"
    );
    assert_eq!(
        given(&r, &issue("T", "regulation", "2025-10-03", "Về việc")),
        "01-QĐ/TU"
    );
}

#[test]
fn guidance_01_of_two_terms_are_two_documents() {
    let r = province();
    r.import(
        "documents",
        "Số và ký hiệu,Ngày,Tên loại,Trích yếu,Cơ quan ban hành\n\
         01-HD/TW,28/09/2021,HD,Về thi hành Điều lệ Đảng,Ban Bí thư\n\
         01-HD/TW,19/05/2026,HD,Về thi hành Điều lệ Đảng,Ban Bí thư\n",
    );
    let listed = body(&r.ok(&[
        "document",
        "list",
        "--direction",
        "superior",
        "--format",
        "csv",
    ]));
    assert_eq!(listed.len(), 2);
    let err = r.refused(&["document", "show", "01-HD/TW"]);
    assert!(
        err.contains("01-HD/TW@2021-09-28") && err.contains("01-HD/TW@2026-05-19"),
        "{err}"
    );
    assert!(
        r.ok(&["document", "show", "1-hd/tw@2026-05-19"])
            .contains("dated: 2026-05-19")
    );
}

#[test]
fn a_standing_committee_that_issues_a_working_regulation_is_warned_with_the_row_in_force() {
    let r = province();
    let of = |date, unit, body| with(issue(unit, "QC", date, "Về làm việc"), &["--body", body]);
    let ran = r.run(&of("2026-02-01", "A", "standing-committee"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(
        ran.err.contains("warning") && ran.err.contains("399-QĐ/TW"),
        "{}",
        ran.err
    );
    let ran = r.run(&of("2026-02-01", "A", "committee"));
    assert!(!ran.err.contains("warning"), "{}", ran.err);
    let ran = r.run(&of("2025-12-01", "A1", "committee"));
    assert!(
        ran.err.contains("66-QĐ/TW"),
        "a cell before 2026: {}",
        ran.err
    );
    let ran = r.run(&of("2026-02-01", "A1", "committee"));
    assert!(
        !ran.err.contains("warning"),
        "a cell since 2026: {}",
        ran.err
    );
}

#[test]
fn bad_numbers_and_days_are_refused_with_place_value_and_reason() {
    let r = province();
    r.ok(&issue("A", "NQ", "2025-08-01", "Về một"));
    for (args, said) in [
        (
            with(issue("A", "NQ", "2025-08-02", "Về hai"), &["--number", "1"]),
            "column number: value «1»: number 1 is used already",
        ),
        (
            with(issue("A", "NQ", "2025-08-02", "Về hai"), &["--number", "9"]),
            "the next number is 2: 9 would leave a gap",
        ),
        (
            issue("A", "NQ", "2025-07-10", "Về hai"),
            "value «2025-07-10»: 2025-07-10 lies before the term 2025-2030 of «Đảng bộ xã An» and its series began, on 2025-07-15",
        ),
        (
            issue("A", "NQ", "2025-07-31", "Về hai"),
            "a late number needs a reason",
        ),
        (
            issue("A", "XX", "2025-08-02", "Về hai"),
            "column kind: value «XX»: the rulebook has no such kind",
        ),
        (
            issue("Z", "NQ", "2025-08-02", "Về hai"),
            "column unit: value «Z»: no unit bears this code on 2025-08-02",
        ),
        (
            issue("A", "NQ", "2025-08-02", " "),
            "a document needs its subject",
        ),
        (
            with(
                issue("A", "NQ", "2025-08-02", "Về hai"),
                &["--mark", "Tối mật"],
            ),
            "value «Tối mật»: what is marked Tối mật is not held here",
        ),
        (
            with(
                issue("A", "NQ", "2025-08-02", "Về hai"),
                &["--review-by", "2025-08-01"],
            ),
            "it lies before the document itself",
        ),
        (
            with(
                issue("A", "NQ", "2025-08-02", "Về hai"),
                &["--field", "astrology"],
            ),
            "no such field of work",
        ),
        (
            vec![
                "document",
                "reserve",
                "--unit",
                "A",
                "--kind",
                "NQ",
                "--date",
                "2025-08-02",
            ],
            "needs a reason",
        ),
    ] {
        let err = r.refused(&args);
        assert!(err.contains(said), "{args:?}\n{err}");
    }
    let late = with(
        issue("A", "NQ", "2025-07-31", "Về hai"),
        &["--reason", "signed abroad"],
    );
    let ran = r.run(&late);
    assert!(
        ran.code == 0 && ran.err.contains("late"),
        "{}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn a_series_may_be_opened_in_mid_term_at_any_number() {
    let r = province();
    let first = with(
        issue("A", "NQ", "2025-08-01", "Về một"),
        &["--number", "57"],
    );
    assert_eq!(given(&r, &first), "57-NQ/ĐU");
    assert_eq!(
        given(&r, &issue("A", "NQ", "2025-08-01", "Về hai")),
        "58-NQ/ĐU"
    );
    let out = r.path("book.csv");
    r.ok(&[
        "register-book",
        "--unit",
        "A",
        "--kind",
        "NQ",
        "--out",
        out.to_str().unwrap(),
    ]);
    let book = std::fs::read_to_string(&out).unwrap();
    assert_eq!(body(&book).len(), 2, "nothing before 57 is missed: {book}");
}

#[test]
fn a_reform_closes_the_series_and_its_successor_begins_at_the_first_number() {
    let r = province();
    r.ok(&issue("A", "NQ", "2025-08-01", "Về một"));
    r.ok(&issue("A", "NQ", "2025-08-02", "Về hai"));
    r.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
         m,2026-03-01,A,N,whole,Đảng bộ xã Mới,đảng bộ xã,T,1-QĐ\n\
         m,2026-03-01,B,N,whole,Đảng bộ xã Mới,đảng bộ xã,T,1-QĐ\n",
    );
    r.ok(&[
        "document",
        "term",
        "--unit",
        "N",
        "--label",
        "2025-2030",
        "--from",
        "2026-03-01",
    ]);
    assert_eq!(
        given(&r, &issue("N", "NQ", "2026-03-01", "Về xã Mới")),
        "01-NQ/ĐU"
    );
    assert_eq!(
        given(&r, &issue("A", "NQ", "2026-02-28", "Về ba")),
        "03-NQ/ĐU"
    );
    let err = r.refused(&issue("A", "NQ", "2026-03-01", "Về bốn"));
    assert!(err.contains("no unit bears this code"), "{err}");
    let out = r.path("book.csv");
    r.ok(&[
        "register-book",
        "--unit",
        "A",
        "--kind",
        "NQ",
        "--out",
        out.to_str().unwrap(),
    ]);
    let book = std::fs::read_to_string(&out).unwrap();
    assert!(
        book.contains("1,issued,01-NQ/ĐU,2025-08-01"),
        "nothing is numbered anew: {book}"
    );
    assert_eq!(body(&book).len(), 3);
    r.ok(&["verify"]);
}

#[test]
fn what_replaces_or_amends_another_changes_its_validity_from_its_own_day() {
    let r = province();
    r.ok(&issue("A", "QC", "2025-08-01", "Về làm việc"));
    r.ok(&issue("A", "QC", "2026-02-01", "Về làm việc, mới"));
    r.ok(&["document", "relate", "02-QC/ĐU", "replaces", "01-QC/ĐU"]);
    let on = |day| r.ok(&["document", "show", "01-QC/ĐU", "--on", day]);
    assert!(on("2026-01-31").contains("validity: in-force"));
    assert!(on("2026-02-01").contains("validity: replaced"));
    let known = r.last() - 1;
    let before = r.ok(&[
        "document",
        "show",
        "01-QC/ĐU",
        "--on",
        "2026-02-01",
        "--known",
        &known.to_string(),
    ]);
    assert!(
        before.contains("validity: in-force"),
        "what was known before stays readable"
    );
    let err = r.refused(&["document", "relate", "01-QC/ĐU", "replaces", "02-QC/ĐU"]);
    assert!(err.contains("nothing happens to it before"), "{err}");
    let err = r.refused(&["document", "relate", "02-QC/ĐU", "admires", "01-QC/ĐU"]);
    assert!(err.contains("it is one of implements, amends"), "{err}");
}

#[test]
fn what_a_draft_would_replace_stays_in_force_until_it_is_issued() {
    let r = province();
    r.ok(&issue("A", "QC", "2025-08-01", "Về làm việc"));
    let out = r.ok(&[
        "document",
        "draft",
        "--unit",
        "A",
        "--kind",
        "QC",
        "--date",
        "2025-09-01",
        "--subject",
        "Về làm việc, mới",
    ]);
    let draft = out.lines().next().unwrap().trim_start_matches("draft ");
    r.ok(&["document", "relate", draft, "replaces", "01-QC/ĐU"]);
    let validity = |day| {
        let shown = r.ok(&["document", "show", "01-QC/ĐU", "--on", day]);
        let said = shown.lines().find_map(|l| l.strip_prefix("validity: "));
        said.unwrap_or_default().to_owned()
    };
    assert_eq!(validity("2025-12-31"), "in-force");
    for step in ["review", "approve", "sign", "issue"] {
        r.ok(&["document", "step", draft, step, "--date", "2025-10-01"]);
    }
    assert_eq!(validity("2025-09-30"), "in-force");
    assert_eq!(validity("2025-10-01"), "replaced");
    // what is void has replaced nothing, and replaces nothing any more
    r.ok(&[
        "document",
        "void",
        "02-QC/ĐU",
        "--date",
        "2025-11-01",
        "--reason",
        "ban hành nhầm",
    ]);
    assert_eq!(validity("2025-10-31"), "replaced");
    assert_eq!(validity("2025-11-01"), "in-force");
    let err = r.refused(&["document", "relate", "02-QC/ĐU", "amends", "01-QC/ĐU"]);
    assert!(err.contains("does nothing to another"), "{err}");
    r.ok(&["verify"]);
    r.ok(&["annul", &r.last().to_string(), "--reason", "không nhầm"]);
    assert_eq!(validity("2025-11-01"), "replaced");
}

#[test]
fn what_was_recorded_wrongly_of_an_issued_document_is_put_right_and_known_as_it_was() {
    let r = province();
    r.ok(&issue("T", "NQ", "2025-10-10", "Về một"));
    let before = r.last();
    let correct = |said: &'static str| {
        let reason = ["--reason", "ghi sai"];
        [
            &["document", "correct", "01-NQ/TU", "--set", said][..],
            &reason,
        ]
        .concat()
    };
    r.ok(&correct("subject=Về chuyển đổi số"));
    r.ok(&correct("advised_by=BTCTU"));
    r.ok(&correct("field=science-technology"));
    let shown = r.ok(&["document", "show", "01-NQ/TU", "--on", "2025-10-10"]);
    for said in ["Về chuyển đổi số", "science-technology"] {
        assert!(shown.contains(said), "«{said}» in {shown}");
    }
    let known = before.to_string();
    let then = [
        "document",
        "show",
        "01-NQ/TU",
        "--on",
        "2025-10-10",
        "--known",
        &known,
    ];
    assert!(r.ok(&then).contains("Về một"));
    for (said, why) in [
        ("subject=", "needs its subject"),
        ("field=magic", "no such field of work"),
        ("advised_by=ZZ", "no unit bears the code"),
        ("review_by=soon", "this is no day"),
        ("review_by=2025-01-01", "lies before the document itself"),
        ("subject=Về chuyển đổi số", "nothing is otherwise"),
        ("note", "write it as FIELD=VALUE"),
        ("number=7", "this field is not changed"),
    ] {
        let err = r.refused(&correct(said));
        assert!(err.contains(why), "«{why}» in {err}");
    }
    let err = r.refused(&["document", "correct", "01-NQ/TU", "--set", "note=x"]);
    assert!(err.contains("says why"), "{err}");
    r.ok(&["verify"]);
}

#[test]
fn what_has_a_term_expires_on_its_day_and_may_be_changed_before() {
    let r = province();
    r.ok(&issue("A", "QC", "2025-08-01", "Về làm việc"));
    let on = |day| r.ok(&["document", "show", "01-QC/ĐU", "--on", day]);
    let expire = |from| vec!["document", "expire", "01-QC/ĐU", "--from", from];
    let err = r.refused(&expire("2025-08-01"));
    assert!(err.contains("it is in force on that day"), "{err}");
    r.ok(&expire("2026-08-01"));
    assert!(on("2026-07-31").contains("validity: in-force"));
    assert!(on("2026-08-01").contains("validity: expired"));
    r.ok(&issue("A", "QC", "2026-02-01", "Về làm việc, mới"));
    r.ok(&["document", "relate", "02-QC/ĐU", "replaces", "01-QC/ĐU"]);
    assert!(on("2026-02-01").contains("validity: replaced"));
    assert!(on("2026-08-01").contains("validity: replaced"));
    r.ok(&issue("A", "CV", "2025-08-01", "Về phối hợp"));
    let letter = r.sql("select subject from document where kind = 'official-letter' limit 1");
    let err = r.refused(&["document", "expire", letter.trim(), "--from", "2026-01-01"]);
    assert!(err.contains("of a kind that stays in force"), "{err}");
    r.import(
        "documents",
        "number_symbol,date,kind,subject,organ_code,hết hiệu lực\n03-QC/ĐU,2026-03-01,QC,Về phối hợp,A,2026-12-31\n",
    );
    let third = |day| r.ok(&["document", "show", "03-QC/ĐU", "--on", day]);
    assert!(third("2026-12-30").contains("validity: in-force"));
    assert!(third("2026-12-31").contains("validity: expired"));
    r.ok(&["verify"]);
}

#[test]
fn a_number_of_the_incoming_register_is_kept_or_voided_with_a_reason() {
    let r = province();
    let stub = |what: &'static str, reason: &'static str| {
        vec![
            "document",
            what,
            "--incoming",
            "--unit",
            "T",
            "--kind",
            "CV",
            "--date",
            "2025-11-03",
            "--reason",
            reason,
        ]
    };
    assert!(
        r.ok(&stub("reserve", "văn bản mật"))
            .starts_with("number 1 ")
    );
    assert!(
        r.ok(&stub("void", "đóng dấu nhầm"))
            .starts_with("number 2 ")
    );
    let held = "select number, direction, state, note, symbol, organ from document order by number";
    assert_eq!(
        r.sql(held).trim(),
        "1|incoming|reserved|văn bản mật||\n2|incoming|void|đóng dấu nhầm||"
    );
    let received = r.ok(&[
        "document",
        "receive",
        "--unit",
        "T",
        "--kind",
        "CV",
        "--symbol",
        "132-CV/TU",
        "--from",
        "Tỉnh ủy Nghệ An",
        "--date",
        "2025-11-04",
        "--subject",
        "Về phối hợp",
    ]);
    assert!(received.starts_with("number 3 "), "{received}");
    r.ok(&["verify"]);
}

#[test]
fn a_void_number_of_the_incoming_register_holds_no_content() {
    let r = province();
    r.import(
        "documents",
        "number_symbol,date,kind,subject,direction,organ_name,recipients,in_number,arrived,state,reason,mark\n\
         12-CV/SX,2025-10-10,CV,Về việc không lưu,incoming,Sở X,T,1,2025-10-11,void,ghi nhầm số,Tối mật\n",
    );
    let held = r.sql("select state, title, number from document");
    assert_eq!(held.trim(), "void||1");
    assert_eq!(
        r.sql("select count(*) from act_line where identifying like '%không lưu%'")
            .trim(),
        "0"
    );
}

#[test]
fn incoming_documents_are_numbered_without_a_gap_within_the_year_of_arrival() {
    let r = province();
    let receive = |date: &'static str, sent: &'static str| {
        vec![
            "document",
            "receive",
            "--unit",
            "T",
            "--kind",
            "CV",
            "--symbol",
            "132-CV/TU",
            "--from",
            "Tỉnh ủy Nghệ An",
            "--sent",
            sent,
            "--date",
            date,
            "--subject",
            "Về phối hợp",
        ]
    };
    assert!(
        r.ok(&receive("2025-12-30", "2025-12-29"))
            .starts_with("number 1 132-CV/TU")
    );
    assert!(
        r.ok(&receive("2025-12-31", "2025-12-29"))
            .starts_with("number 2 ")
    );
    assert!(
        r.ok(&receive("2026-01-02", "2025-12-29"))
            .starts_with("number 1 ")
    );
    let err = r.refused(&receive("2026-01-03", "2026-01-04"));
    assert!(err.contains("dated after its arrival"), "{err}");
}

const REGISTER: &str = "number_symbol,date,kind,subject,organ_code,body,direction,organ_name,field,signer,advised_by_code,recipients,in_number,arrived,implements,replaces,state,reason\n\
    57-NQ/TW,2024-12-22,NQ,Về đột phá khoa học,,,superior,Bộ Chính trị,science-technology,,,T,,,,,,\n\
    01-NQ/TU,2025-10-10,NQ,Về chuyển đổi số,T,,,,science-technology,Lê Văn Mẫu,BTCTU,A|B|Ban nhân dân,,,57-NQ/TW (2024-12-22),,,\n\
    02-NQ/TU,2025-10-12,,Về đại hội,T,btv,,,congress,,BTCTU,,,,,01-NQ/TU,,\n\
    03-NQ/TU,2025-10-11,NQ,,T,,,,,,,,,,,,void,ghi nhầm\n\
    132-CV/TU,2025-10-30,CV,Về phối hợp,,,incoming,Tỉnh ủy Nghệ An,,,,T,07,2025-11-03,,,,\n";

#[test]
fn a_recipient_is_a_unit_by_its_code_or_by_its_whole_name() {
    let r = province();
    r.import(
        "documents",
        "number_symbol,date,kind,subject,organ_code,recipients\n\
         1-QĐ/TU,2025-10-30,quyết định,Về việc,T,Đảng bộ xã An|B|Đảng bộ xã|Ban nhân dân\n",
    );
    let reached = "select u.code from document_unit d join unit_state u on u.subject = d.unit \
                   where d.part = 'recipient' and d.known_to is null order by u.code";
    assert_eq!(r.sql(reached).trim(), "A\nB");
}

#[test]
fn an_offices_register_is_imported_with_its_numbers_in_one_act() {
    let r = province();
    let before = r.last();
    r.import("documents", REGISTER);
    assert_eq!(r.last(), before + 1);
    let shown = r.ok(&["document", "show", "01-NQ/TU"]);
    for said in [
        "kind: resolution",
        "validity: replaced",
        "recipients: Đảng bộ xã An; Đảng bộ xã Bình; Ban nhân dân",
        "organ: Đảng bộ tỉnh",
        " implements ",
    ] {
        assert!(shown.contains(said), "{said}\n{shown}");
    }
    assert_eq!(
        body(&r.ok(&[
            "document",
            "list",
            "--advised-by",
            "BTCTU",
            "--field",
            "organisation",
            "--format",
            "csv"
        ]))
        .len(),
        1,
        "congress stands under organisation"
    );
    assert_eq!(
        given(&r, &issue("T", "NQ", "2025-11-01", "Về tiếp theo")),
        "04-NQ/TU"
    );
    assert!(
        r.ok(&["document", "show", "132-CV/TU"])
            .contains("number: 7")
    );
    // the same file again is known by its bytes
    let file = r.file("again.csv", REGISTER);
    assert!(
        r.run(&["import", "documents", &file])
            .err
            .contains("already")
    );
    r.ok(&["verify"]);
    let copy = r.path("copy.backup");
    r.ok(&["backup", copy.to_str().unwrap()]);
}

#[test]
fn every_bad_cell_of_a_register_is_named() {
    let r = province();
    r.ok(&issue("T", "NQ", "2025-10-10", "Về một"));
    let head = "number_symbol,date,kind,subject,organ_code,advised_by_code,replaces,state,reason,mark,direction,organ_name\n";
    for (row, column, value, why) in [
        (
            "1-NQ/TU,2025-10-11,NQ,Về hai,T,,,,,,,",
            "number_symbol",
            "1-NQ/TU",
            "number 1 is used already in this series, dated 2025-10-10",
        ),
        (
            "NQ/TU,2025-10-11,NQ,Về hai,T,,,,,,,",
            "number_symbol",
            "NQ/TU",
            "no number and symbol",
        ),
        (
            "2-NQ/TU,2025-13-11,NQ,Về hai,T,,,,,,,",
            "date",
            "2025-13-11",
            "no day",
        ),
        (
            "2-NQ/TU,2019-01-01,NQ,Về hai,T,,,,,,,",
            "organ_code",
            "T",
            "no unit bears this code",
        ),
        (
            "2-NQ/TU,2020-10-16,NQ,Về hai,T,,,,,,,",
            "date",
            "2020-10-16",
            "lies before the term 2020-2025",
        ),
        (
            "2-QĐ/TU,2025-10-11,QĐ,Về hai,T,,,,,,,",
            "kind",
            "QĐ",
            "can be quyết định or quy định",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,,T,,,,,,,",
            "subject",
            "",
            "needs its subject",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,Về hai,T,ZZ,,,,,,",
            "advised_by_code",
            "ZZ",
            "no unit bears this code",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,Về hai,T,,99-NQ/TU,,,,,",
            "replaces",
            "99-NQ/TU",
            "neither in the record nor in the file",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,,T,,,void,,,,",
            "reason",
            "",
            "needs a reason",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,Về hai,T,,,reserved,mật,,,",
            "subject",
            "Về hai",
            "holds a reason and no content",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,Về hai,T,,,,,Mật,,",
            "mark",
            "Mật",
            "is not held here",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,Về hai,T,,,,,Bí hiểm,,",
            "mark",
            "Bí hiểm",
            "no such mark of secrecy",
        ),
        (
            "2-NQ/TW,2025-10-11,NQ,Về hai,,,,void,ghi nhầm,,superior,TW",
            "state",
            "void",
            "only numbers of the record's own series",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,,T,,1-NQ/TU,void,ghi nhầm,,,",
            "replaces",
            "1-NQ/TU",
            "does nothing to another",
        ),
        (
            "2-NQ/TW,2025-10-11,NQ,Về hai,,,,,,,,",
            "organ_name",
            "",
            "needs the name of its organ",
        ),
        (
            "2-NQ/TU,2025-10-11,NQ,Về hai,T,,,,,,sideways,",
            "direction",
            "sideways",
            "outgoing, incoming or superior",
        ),
    ] {
        let err = r.import_refused("documents", "register.csv", &format!("{head}{row}\n"));
        names(&err, "register.csv", 2, column, value, why);
    }
    let twice = format!(
        "{head}2-NQ/TU,2025-10-11,NQ,Về hai,T,,,,,,,\n02-NQ/TU,2025-10-12,NQ,Về ba,T,,,,,,,\n"
    );
    let err = r.import_refused("documents", "register.csv", &twice);
    names(
        &err,
        "register.csv",
        3,
        "number_symbol",
        "02-NQ/TU",
        "line 2 has the number 2",
    );
}

/// The text of a PDF without marks of direction.
fn text_of(path: &std::path::Path) -> Option<String> {
    let ran = std::process::Command::new("pdftotext")
        .arg(path)
        .arg("-")
        .output()
        .ok()?;
    let text = String::from_utf8(ran.stdout).unwrap();
    let mark = |c: &char| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    Some(text.chars().filter(|c| !mark(c)).collect())
}

#[test]
fn the_register_book_prints_every_number_and_says_whether_one_is_missing() {
    let r = province();
    r.import("documents", REGISTER);
    r.ok(&[
        "document",
        "reserve",
        "--unit",
        "T",
        "--kind",
        "NQ",
        "--date",
        "2025-11-01",
        "--reason",
        "tài liệu mật",
    ]);
    let head = "number_symbol,date,kind,subject,organ_code\n";
    for (lang, words) in [
        ("en", &["void", "reserved", "resolution", "gap"][..]),
        ("vi", &["hủy", "giữ", "quyết", "trùng"]),
        ("ur", &["قرارداد", "خلا", "محفوظ"]),
    ] {
        let out = r.path(&format!("book-{lang}.pdf"));
        r.ok(&[
            "register-book",
            "--unit",
            "T",
            "--kind",
            "NQ",
            "--term",
            "2025-2030",
            "--on",
            "2026-08-01",
            "--lang",
            lang,
            "--out",
            out.to_str().unwrap(),
        ]);
        let Some(text) = text_of(&out) else { return };
        for word in [
            "01-NQ/TU", "02-NQ/TU", "03-NQ/TU", "04-NQ/TU", "chuyển", "nhầm",
        ]
        .iter()
        .chain(words)
        {
            let word: &str = if *word == "quyết" { "nghị" } else { word };
            assert!(
                text.to_lowercase().contains(&word.to_lowercase()),
                "{lang}: {word}\n{text}"
            );
        }
    }
    r.import(
        "documents",
        &format!("{head}06-NQ/TU,2025-11-05,NQ,Về sáu,T\n"),
    );
    let out = r.path("broken.csv");
    let ran = r.run(&[
        "register-book",
        "--unit",
        "T",
        "--kind",
        "NQ",
        "--term",
        "2025-2030",
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(
        ran.err.contains("6 numbers, 1 missing, 0 given twice"),
        "{}",
        ran.err
    );
    assert!(
        std::fs::read_to_string(out)
            .unwrap()
            .contains("\n5,missing,")
    );
}

#[test]
fn a_number_has_at_most_six_digits_and_a_series_ends_with_the_last_of_them() {
    let r = province();
    let reserve = "document|reserve|--unit|T|--kind|TB|--date|2025-10-20|--reason|giữ|--number";
    for number in ["4294967295", "1000000"] {
        let err = r.refused(&said(&format!("{reserve}|{number}")));
        assert!(err.contains("too many digits"), "{err}");
        let first =
            format!("document|first-number|--unit|T|--kind|TB|--date|2025-10-20|--number|{number}");
        assert!(r.refused(&said(&first)).contains("too many digits"));
        let file = format!(
            "number_symbol,date,kind,subject,direction,organ_name,recipients,in_number\n\
             132-CV/TU,2025-10-30,CV,Về phối hợp,incoming,Tỉnh ủy Nghệ An,T,{number}\n"
        );
        let err = r.import_refused("documents", "in.csv", &file);
        names(&err, "in.csv", 2, "in_number", number, "too many digits");
    }
    r.ok(&said(&format!("{reserve}|999999")));
    let err = r.refused(&issue("T", "TB", "2025-10-21", "Về sau cùng"));
    assert!(
        err.contains("the last number of a series is 999999"),
        "{err}"
    );
    r.ok(&["verify"]);
}

#[test]
fn numbers_before_the_first_of_a_series_are_no_gap_and_are_not_given() {
    let r = province();
    let far = with(
        issue("T", "NQ", "2025-10-10", "Về một"),
        &["--number", "999990"],
    );
    assert_eq!(given(&r, &far), "999990-NQ/TU");
    let one = with(issue("T", "NQ", "2025-10-11", "Về hai"), &["--number", "1"]);
    let err = r.refused(&one);
    assert!(
        err.contains("number 1 lies before the first of this series here, which is 999990"),
        "{err}"
    );
    let asked = "register-book|--unit|T|--kind|NQ|--term|2025-2030";
    let (rows, said) = book_of(&r, asked);
    assert_eq!(rows.len(), 1, "{rows:?}");
    assert!(said.contains("1 numbers, 0 missing"), "{said}");
    // a file may bring earlier ones, and what it left out among them is voided
    let head = "number_symbol,date,kind,subject,organ_code\n";
    let earlier = "999980-NQ/TU,2025-10-05,NQ,Về trước,T\n999982-NQ/TU,2025-10-06,NQ,Về sau,T\n";
    r.import("documents", &format!("{head}{earlier}"));
    let (_, said) = book_of(&r, asked);
    assert!(said.contains("11 numbers, 8 missing"), "{said}");
    let void = "document|void|--unit|T|--kind|NQ|--date|2025-10-12|--reason|bỏ trống|--number";
    for number in ["999981", "999983"] {
        r.ok(&void.split('|').chain([number]).collect::<Vec<_>>());
    }
    let err = r.refused(&void.split('|').chain(["999979"]).collect::<Vec<_>>());
    assert!(err.contains("which is 999980"), "{err}");
}

#[test]
fn a_number_far_from_its_neighbour_is_refused_in_a_file_and_a_gap_is_warned_of() {
    let r = province();
    let head = "number_symbol,date,kind,subject,direction,organ_name,recipients,in_number\n";
    let row = |number: &str, day: &str| {
        format!("132-CV/TU,{day},CV,Về {number},incoming,Tỉnh ủy Nghệ An,T,{number}\n")
    };
    let typed = [head, &row("7", "2025-10-30"), &row("202510", "2025-10-31")].concat();
    let err = r.import_refused("documents", "far.csv", &typed);
    names(
        &err,
        "far.csv",
        3,
        "in_number",
        "202510",
        "more than 1000 apart",
    );
    let file = [head, &row("7", "2025-10-30"), &row("500", "2025-10-31")].concat();
    let file = r.file("gap.csv", file);
    let ran = r.run(&["import", "documents", &file]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let warned = "numbers 8 to 499 of this series are neither in the record nor in the file";
    assert!(ran.err.contains(warned), "{}", ran.err);
    // against what the record holds, too, and before it
    let err = r.import_refused(
        "documents",
        "more.csv",
        &[head, &row("1501", "2025-11-01")].concat(),
    );
    names(
        &err,
        "more.csv",
        2,
        "in_number",
        "1501",
        "more than 1000 apart",
    );
    let file = r.file("next.csv", [head, &row("501", "2025-11-01")].concat());
    let ran = r.run(&["import", "documents", &file]);
    assert!(ran.code == 0 && !ran.err.contains("neither"), "{}", ran.err);
    // what is missing is one row of the book
    let (rows, said) = book_of(&r, "register-book|--unit|T|--year|2025|--incoming");
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(rows[1].starts_with("8–499,missing,"), "{rows:?}");
    assert!(
        said.contains("495 numbers, 492 missing, 0 given twice"),
        "{said}"
    );
}

#[test]
fn a_row_whose_symbol_is_of_another_kind_is_refused_with_both() {
    let r = province();
    let head = "number_symbol,date,kind,subject,organ_code\n";
    let err = r.import_refused(
        "documents",
        "kinds.csv",
        &format!("{head}01-BC/TU,2025-10-10,NQ,Về một,T\n"),
    );
    names(
        &err,
        "kinds.csv",
        2,
        "kind",
        "NQ",
        "the letters BC of the symbol say «báo cáo», and the row says «nghị quyết»",
    );
    // letters that two kinds share, and such as no kind bears, contradict nothing
    r.import(
        "documents",
        &format!(
            "{head}01-QĐ/TU,2025-10-10,regulation,Về quy định,T\n02-XYZ/TU,2025-10-10,NQ,Về hai,T\n"
        ),
    );
}

#[test]
fn a_document_does_nothing_to_another_before_its_own_day() {
    let r = province();
    r.ok(&issue("T", "NQ", "2025-10-05", "Về một"));
    r.ok(&issue("T", "NQ", "2025-10-10", "Về hai"));
    let relate = [
        "document",
        "relate",
        "02-NQ/TU",
        "abolishes",
        "01-NQ/TU",
        "--on",
    ];
    let err = r.refused(&with(relate.to_vec(), &["2025-10-07"]));
    assert!(
        err.contains("02-NQ/TU is dated 2025-10-10: it does nothing to another before"),
        "{err}"
    );
    r.ok(&with(relate.to_vec(), &["2025-10-10"]));
    let shown = r.ok(&["document", "show", "01-NQ/TU", "--on", "2025-10-09"]);
    assert!(shown.contains("in-force"), "{shown}");
}

#[test]
fn a_correction_says_what_is_so_from_its_day_on_whatever_was_said_of_a_later_one() {
    let r = province();
    r.ok(&issue("T", "NQ", "2025-10-10", "Về một"));
    let correct = |set: &str, from: &str| {
        let text = format!("document|correct|01-NQ/TU|--set|{set}|--reason|ghi sai{from}");
        let args: Vec<String> = text.split('|').map(str::to_owned).collect();
        args
    };
    let ok = |set: &str, from: &str| {
        let args = correct(set, from);
        r.ok(&args.iter().map(String::as_str).collect::<Vec<_>>());
    };
    let line = |on: &str, label: &str| {
        let shown = r.ok(&["document", "show", "01-NQ/TU", "--on", on]);
        let line = shown.lines().find_map(|l| l.strip_prefix(label));
        line.unwrap_or_default().to_owned()
    };
    let advised = |on: &str| !line(on, "advised_by: ").is_empty();
    ok("advised_by=BTCTU", "|--from|2025-11-01");
    assert!(!advised("2025-10-31") && advised("2025-11-01"));
    // the same from its own day on is otherwise before
    ok("advised_by=BTCTU", "");
    assert!(advised("2025-10-10") && advised("2025-11-01"));
    let args = correct("advised_by=BTCTU", "");
    let err = r.refused(&args.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(err.contains("nothing is otherwise"), "{err}");
    // another from its own day on holds over what was said of later days, in one act
    ok("signer=Lê Văn Mẫu", "|--from|2025-11-01");
    ok("signer=Trần Thị Mẫu", "");
    for on in ["2025-10-10", "2025-11-01", "2026-01-01"] {
        assert_eq!(line(on, "signer: "), "Trần Thị Mẫu", "{on}");
    }
    // and from a day in between, only what comes after
    ok("signer=Lê Văn Mẫu", "|--from|2025-10-20");
    assert_eq!(line("2025-10-19", "signer: "), "Trần Thị Mẫu");
    assert_eq!(line("2025-11-01", "signer: "), "Lê Văn Mẫu");
    // a later day that says so already is left as it is
    ok("signer=Lê Văn Mẫu", "");
    assert_eq!(line("2025-10-10", "signer: "), "Lê Văn Mẫu");
    assert_eq!(line("2026-01-01", "signer: "), "Lê Văn Mẫu");
    r.ok(&["verify"]);
}

#[test]
fn where_two_units_bore_a_code_each_is_asked_for_with_a_day() {
    let r = province();
    r.ok(&issue("A", "CTr", "2025-08-01", "Về cũ"));
    let reforms = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
        Đổi mã,2026-01-01,A,N,same,,,,NQ 1\n\
        Lập mới,2026-02-01,,A,,Đảng bộ xã mới,đảng bộ xã,T,NQ 2\n";
    r.import("reforms", reforms);
    r.ok(&said(
        "document|term|--unit|A|--label|2025-2030|--from|2026-02-01",
    ));
    r.ok(&issue("A", "CTr", "2026-02-02", "Về mới"));
    let asked = "register-book|--unit|A|--kind|CTr|--term|2025-2030|--out|x.csv";
    let err = r.refused(&said(asked));
    for candidate in ["(A@2025-07-15)", "(A@2026-02-01)"] {
        assert!(err.contains(candidate), "{err}");
    }
    let of = |unit: &str| {
        let asked = format!("register-book|--unit|{unit}|--kind|CTr|--term|2025-2030");
        book_of(&r, &asked).0.join(";")
    };
    assert!(of("A@2025-08-01").contains("Về cũ") && of("A@2026-02-01").contains("Về mới"));
    assert!(of("N").contains("Về cũ"));
    let list = |unit: &str, on: &str| {
        let asked = format!("document|list|--unit|{unit}{on}|--format|csv");
        body(&r.ok(&said(&asked))).join(";")
    };
    let now = list("A", "|--on|2026-03-01");
    assert!(now.contains("Về mới") && !now.contains("Về cũ"), "{now}");
    let before = list("A", "|--on|2025-12-31");
    assert!(
        before.contains("Về cũ") && !before.contains("Về mới"),
        "{before}"
    );
    let old = list("A@2025-08-01", "|--on|2026-03-01");
    assert!(old.contains("Về cũ") && !old.contains("Về mới"), "{old}");
}

#[test]
fn a_number_given_behind_the_programs_back_is_found() {
    let r = province();
    r.ok(&issue("T", "NQ", "2025-10-10", "Về một"));
    r.sql("update document set number = 2");
    let ran = r.run(&["verify"]);
    assert!(
        ran.code != 0 && format!("{}{}", ran.out, ran.err).contains("number is 2"),
        "{}{}",
        ran.out,
        ran.err
    );
}

// --- many at once, and the slow model ---

async fn held(url: &str) -> Arc<reforms::View> {
    let mut db = Db::open(url).await.unwrap();
    let view = reforms::view(&mut db, &Scope::command_line())
        .await
        .unwrap();
    Arc::new(view)
}

fn paper(held: &reforms::View, code: &str, kind: &str, day: Day) -> Paper {
    let unit = held.structure.bearers(code).first().unwrap();
    _ = day;
    Paper {
        unit: held.structure.unit(*unit).id.clone(),
        body: "committee".to_owned(),
        system: "party".to_owned(),
        kind: kind.to_owned(),
        subject: "Về việc".to_owned(),
        ..Paper::default()
    }
}

fn draft(decided: Decided, day: Day) -> Draft {
    Draft {
        kind: "document",
        version: platform::journal::CONTENT_VERSION,
        ground: Ground {
            account: "thu.ky".to_owned(),
            ..Ground::default()
        },
        day,
        lines: decided.lines,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn fifty_writers_take_twenty_numbers_each_without_a_gap_and_none_twice() {
    let r = province();
    let held = held(&r.url()).await;
    let queue = Queue::start(r.url(), Noon, Dice(1)).unwrap();
    let day = Day::ymd(2025, 10, 20);
    let writers: Vec<_> = (0..50)
        .map(|_| {
            let (queue, held) = (queue.clone(), held.clone());
            tokio::spawn(async move {
                let mut taken = Vec::new();
                for _ in 0..20 {
                    let held = held.clone();
                    let done = queue
                        .write(move |writer| {
                            Box::pin(async move {
                                let ground = acts::Ground {
                                    structure: &held.structure,
                                    book: &held.book,
                                    act: writer.next_number(),
                                };
                                let paper = paper(&held, "T", "notice", day);
                                let decided = acts::decide_issue(
                                    writer.db,
                                    ground,
                                    &paper,
                                    (day, None),
                                    None,
                                    "",
                                )
                                .await?;
                                let number = decided.number;
                                writer.act(REGISTERS, &draft(decided, day)).await?;
                                Ok(number)
                            })
                        })
                        .await;
                    taken.push(done.unwrap().0.unwrap());
                }
                taken
            })
        })
        .collect();
    let mut all = Vec::new();
    for writer in writers {
        all.extend(writer.await.unwrap());
    }
    all.sort_unstable();
    assert_eq!(all, (1..=1000).collect::<Vec<u32>>());
    r.ok(&["verify"]);
}

/// One entry of the model: number, day.
type Numbers = BTreeMap<(String, String, String), Vec<(u32, Day)>>;

/// A slow model that shares no code with the program: all numbers in lists.
#[derive(Default)]
struct Model {
    /// unit → (opened, closed)
    units: BTreeMap<String, (Day, Day)>,
    /// unit → (label, from), in order
    terms: BTreeMap<String, Vec<(String, Day)>>,
    numbers: Numbers,
}

impl Model {
    fn take(
        &mut self,
        unit: &str,
        kind: &str,
        day: Day,
        wanted: Option<u32>,
        reason: bool,
    ) -> Option<u32> {
        let (opened, closed) = self.units[unit];
        if day < opened || closed <= day {
            return None;
        }
        let (label, _) = self.terms[unit]
            .iter()
            .rev()
            .find(|(_, from)| *from <= day)?;
        let held = self
            .numbers
            .entry((unit.to_owned(), kind.to_owned(), label.clone()))
            .or_default();
        let greatest = held.iter().map(|h| h.0).max();
        let number = wanted.unwrap_or(greatest.map_or(1, |g| g + 1));
        let used = held.iter().any(|h| h.0 == number);
        let gap = greatest.is_some_and(|g| number > g + 1);
        let late = held.iter().any(|h| h.1 > day);
        // the first one taken opened the series
        let before = held.first().is_some_and(|h| number < h.0);
        if used || gap || before || (late && !reason) {
            return None;
        }
        held.push((number, day));
        Some(number)
    }
}

async fn asked(
    writer: &mut Writer<'_>,
    held: &reforms::View,
    (unit, kind): (&str, &str),
    (day, wanted): (Day, Option<u32>),
    (what, reason): (u64, &str),
) -> Result<u32, Error> {
    let paper = paper(held, unit, kind, day);
    let ground = acts::Ground {
        structure: &held.structure,
        book: &held.book,
        act: writer.next_number(),
    };
    let decided = match what {
        0 | 1 => {
            let stub = [acts::Stub::Reserved, acts::Stub::Void][usize::from(what == 1)];
            let at = ("outgoing", day, wanted);
            acts::decide_stub(writer.db, ground, &paper, at, (stub, reason)).await?
        }
        _ => acts::decide_issue(writer.db, ground, &paper, (day, wanted), None, reason).await?,
    };
    let (number, id) = (decided.number.unwrap(), decided.id.clone());
    writer.act(REGISTERS, &draft(decided, day)).await?;
    if what == 2 {
        let ground = acts::Ground {
            structure: &held.structure,
            book: &held.book,
            act: writer.next_number(),
        };
        let decided = acts::decide_void(
            writer.db,
            ground,
            &id,
            (day, "ghi nhầm"),
            &Scope::command_line(),
        )
        .await?;
        writer.act(REGISTERS, &draft(decided, day)).await?;
    }
    Ok(number)
}

fn model_of_the_province() -> Model {
    let mut model = Model::default();
    let d = Day::ymd;
    for (unit, opened, closed) in [
        ("T", d(2020, 1, 1), Day::MAX),
        ("A", d(2025, 7, 1), d(2026, 3, 1)),
        ("B", d(2025, 7, 1), d(2026, 3, 1)),
        ("N", d(2026, 3, 1), Day::MAX),
    ] {
        model.units.insert(unit.to_owned(), (opened, closed));
    }
    for (unit, label, from) in [
        ("T", "2020-2025", d(2020, 10, 17)),
        ("T", "2025-2030", d(2025, 10, 2)),
        ("A", "2025-2030", d(2025, 7, 15)),
        ("B", "2025-2030", d(2025, 7, 20)),
        ("N", "2025-2030", d(2026, 3, 5)),
    ] {
        model
            .terms
            .entry(unit.to_owned())
            .or_default()
            .push((label.to_owned(), from));
    }
    model
}

#[tokio::test]
async fn numbers_over_terms_voids_late_days_and_a_reform_are_those_of_a_slow_model() {
    let r = province();
    r.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
         m,2026-03-01,A,N,whole,Đảng bộ xã Mới,đảng bộ xã,T,1-QĐ\n\
         m,2026-03-01,B,N,whole,Đảng bộ xã Mới,đảng bộ xã,T,1-QĐ\n",
    );
    r.ok(&[
        "document",
        "term",
        "--unit",
        "N",
        "--label",
        "2025-2030",
        "--from",
        "2026-03-05",
    ]);
    let held = held(&r.url()).await;
    let seeds: u64 = std::env::var("NAZM_TEST_SEEDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(3);
    let mut db = Db::open(&r.url()).await.unwrap();
    for seed in 0..seeds {
        let (mut dice, mut chance) = (Dice(seed + 11), Dice(seed));
        let mut model = model_of_the_province();
        let mut writer = Writer::begin(&mut db, &Noon, &mut chance).await.unwrap();
        for step in 0..160 {
            let unit = ["T", "A", "B", "N"][usize::try_from(dice.below(4)).unwrap()];
            let kind = ["resolution", "notice"][usize::try_from(dice.below(2)).unwrap()];
            let day = Day::ymd(2025, 6, 1).plus_days(i32::try_from(dice.below(420)).unwrap());
            let wanted = (dice.below(3) == 0).then(|| u32::try_from(dice.below(12) + 1).unwrap());
            let what = dice.below(6);
            let reason = what < 2 || dice.below(4) > 0;
            let expected = model.take(unit, kind, day, wanted, reason);
            let said = asked(
                &mut writer,
                &held,
                (unit, kind),
                (day, wanted),
                (what, if reason { "lý do" } else { "" }),
            )
            .await;
            match (&expected, &said) {
                (Some(a), Ok(b)) if a == b => {}
                (None, Err(Error::Refused(_))) => {}
                _ => panic!(
                    "seed {seed}, step {step}: {unit} {kind} {day} {wanted:?} reason {reason}: the model says {expected:?}, the program {said:?}"
                ),
            }
        }
        books_are_the_models(writer.db, &held, &model).await;
        writer.drop_changes().await.unwrap();
    }
}

async fn books_are_the_models(db: &mut Db, held: &reforms::View, model: &Model) {
    let as_of = AsOf {
        on: Day::LAST,
        known: platform::asof::Known::NOW,
    };
    for ((unit, kind, label), numbers) in &model.numbers {
        let unit = held.structure.bearers(unit).first().unwrap();
        let series = format!(
            "series:{}/committee/{kind}/{label}",
            held.structure.unit(*unit).id
        );
        let book = store::book(db, &Scope::command_line(), as_of, &series)
            .await
            .unwrap();
        let book: BTreeSet<(u32, String)> = book
            .into_iter()
            .map(|d| (d.number.unwrap(), d.dated))
            .collect();
        let wanted: BTreeSet<(u32, String)> =
            numbers.iter().map(|(n, d)| (*n, d.to_string())).collect();
        assert_eq!(book, wanted, "{series}");
    }
}

/// Decides and records, as a page does.
macro_rules! doing {
    ($db:expr, $held:expr, $day:expr, |$writer:ident, $ground:ident| $decide:expr) => {{
        let mut chance = Dice(3);
        let mut $writer = Writer::begin($db, &Noon, &mut chance).await.unwrap();
        let $ground = acts::Ground {
            structure: &$held.structure,
            book: &$held.book,
            act: $writer.next_number(),
        };
        match $decide.await {
            Ok(decided) => {
                let id = decided.id.clone();
                let said = draft(decided, $day);
                $writer.act(REGISTERS, &said).await.unwrap();
                $writer.finish().await.unwrap();
                Ok(id)
            }
            Err(refused) => {
                $writer.drop_changes().await.unwrap();
                Err(refused.to_string())
            }
        }
    }};
}

/// Hangs a file on a document that the command line issued.
pub async fn hang_file(r: &Record, document: &str, day: Day) {
    let held = held(&r.url()).await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let staged = Cabinet::in_folder(&r.data())
        .vault
        .stage("kết luận".as_bytes());
    let staged = staged.unwrap();
    let file = files::NewFile {
        hash: staged.hash().to_owned(),
        name: "kết luận.pdf".to_owned(),
        media: "application/pdf".to_owned(),
        bytes: 10,
    };
    staged.keep().unwrap();
    doing!(&mut db, held, day, |writer, ground| files::decide_file(
        writer.db,
        ground,
        document,
        &file,
        Some(day)
    ))
    .unwrap();
}

#[tokio::test]
async fn a_draft_is_reviewed_signed_and_issued_and_takes_its_number_only_then() {
    let r = province();
    let held = held(&r.url()).await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let day = Day::ymd(2025, 10, 20);
    let paper = paper(&held, "T", "conclusion", day);
    let id = doing!(&mut db, held, day, |writer, ground| async {
        acts::decide_draft(ground, &paper, day)
    })
    .unwrap();
    let shown = r.ok(&["document", "show", &id]);
    assert!(
        shown.contains("state: draft") && !shown.contains("number:") && !shown.contains("validity"),
        "{shown}"
    );
    let early = doing!(&mut db, held, day, |writer, ground| acts::decide_issue(
        writer.db,
        ground,
        &paper,
        (day, None),
        Some(&id),
        ""
    ));
    assert!(early.unwrap_err().contains("only what is signed is issued"));
    let wrong = doing!(&mut db, held, day, |writer, ground| acts::decide_step(
        writer.db, ground, &id, "sign", day, ""
    ));
    assert!(
        wrong
            .unwrap_err()
            .contains("«draft» does not take this step")
    );
    for step in ["review", "approve", "sign"] {
        doing!(&mut db, held, day, |writer, ground| acts::decide_step(
            writer.db, ground, &id, step, day, ""
        ))
        .unwrap();
    }
    let issued = Day::ymd(2025, 10, 22);
    let same = doing!(&mut db, held, issued, |writer, ground| acts::decide_issue(
        writer.db,
        ground,
        &paper,
        (issued, None),
        Some(&id),
        ""
    ));
    assert_eq!(
        same.as_deref(),
        Ok(id.as_str()),
        "the draft and the document are one"
    );
    let shown = r.ok(&["document", "show", "01-KL/TU"]);
    assert!(
        shown.contains("state: issued") && shown.contains("validity: in-force"),
        "{shown}"
    );
    let before = r.ok(&["document", "show", &id, "--on", "2025-10-21"]);
    assert!(before.contains("state: signed"), "{before}");
    r.ok(&[
        "document",
        "void",
        "01-KL/TU",
        "--date",
        "2025-10-23",
        "--reason",
        "ghi nhầm",
    ]);
    assert!(
        r.refused(&[
            "document",
            "void",
            "01-KL/TU",
            "--date",
            "2025-10-24",
            "--reason",
            "lại"
        ])
        .contains("is void already")
    );
    assert_eq!(
        given(&r, &issue("T", "KL", "2025-10-23", "Về tiếp theo")),
        "02-KL/TU",
        "a void keeps its number"
    );
    r.ok(&["verify"]);
}

#[tokio::test]
async fn clauses_and_files_hang_on_a_document_and_a_reserved_number_has_neither() {
    let r = province();
    r.ok(&issue("T", "KL", "2025-10-20", "Về giao ban"));
    r.ok(&[
        "document",
        "reserve",
        "--unit",
        "T",
        "--kind",
        "KL",
        "--date",
        "2025-10-21",
        "--reason",
        "tài liệu mật",
    ]);
    let held = held(&r.url()).await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let day = Day::ymd(2025, 10, 25);
    let as_of = AsOf {
        on: Day::LAST,
        known: platform::asof::Known::NOW,
    };
    let of = |symbol: &'static str| vec![symbol.to_owned()];
    let issued = store::by_symbol(&mut db, &of("01-KL/TU"))
        .await
        .unwrap()
        .remove(0)
        .id;
    let stub = store::by_symbol(&mut db, &of("02-KL/TU"))
        .await
        .unwrap()
        .remove(0)
        .id;
    let clause = |item: &str, text: &str| acts::NewClause {
        item: item.to_owned(),
        label: format!("Điều {item}"),
        text: text.to_owned(),
        binds: true,
    };
    let clauses = [
        clause("1", "Ban Tổ chức rà soát"),
        clause("10", "Văn phòng theo dõi"),
        clause("2", "Các xã báo cáo"),
    ];
    doing!(&mut db, held, day, |writer, ground| acts::decide_clauses(
        writer.db, ground, &issued, &clauses, day
    ))
    .unwrap();
    let gone = [clause("2", "")];
    let later = Day::ymd(2025, 11, 1);
    doing!(&mut db, held, later, |writer, ground| acts::decide_clauses(
        writer.db, ground, &issued, &gone, later
    ))
    .unwrap();
    let staged = Cabinet::in_folder(&r.data()).vault.stage(b"ket luan");
    let staged = staged.unwrap();
    let file = files::NewFile {
        hash: staged.hash().to_owned(),
        name: "kết luận.pdf".to_owned(),
        media: "application/pdf".to_owned(),
        bytes: 10,
    };
    staged.keep().unwrap();
    doing!(&mut db, held, day, |writer, ground| files::decide_file(
        writer.db,
        ground,
        &issued,
        &file,
        Some(day)
    ))
    .unwrap();
    let scope = Scope::command_line();
    let attached = store::attached(&mut db, &scope, as_of, &issued)
        .await
        .unwrap()
        .unwrap();
    let items: Vec<&str> = attached.clauses.iter().map(|c| c.item.as_str()).collect();
    assert_eq!(
        (items, attached.files[0].name.as_str()),
        (vec!["1", "10"], "kết luận.pdf")
    );
    let before = AsOf {
        on: Day::ymd(2025, 10, 31),
        ..as_of
    };
    let then = store::attached(&mut db, &scope, before, &issued)
        .await
        .unwrap()
        .unwrap();
    assert_eq!(then.clauses.len(), 3, "what was a clause then");
    for why in [
        doing!(&mut db, held, day, |writer, ground| acts::decide_clauses(
            writer.db, ground, &stub, &clauses, day
        )),
        doing!(&mut db, held, day, |writer, ground| files::decide_file(
            writer.db, ground, &stub, &file, None
        )),
    ] {
        assert!(why.unwrap_err().contains("02-KL/TU is reserved"));
    }
    let twice = [clause("1", "a"), clause("1", "b")];
    let why = doing!(&mut db, held, day, |writer, ground| acts::decide_clauses(
        writer.db, ground, &issued, &twice, day
    ));
    assert!(why.unwrap_err().contains("a number of its own"));
    r.ok(&["verify"]);
}

#[tokio::test]
async fn who_sees_a_unit_sees_the_documents_that_concern_it_and_no_others() {
    let r = province();
    r.import("documents", REGISTER);
    let held = held(&r.url()).await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let as_of = AsOf {
        on: Day::LAST,
        known: platform::asof::Known::NOW,
    };
    let mut seen = async |code: &str| {
        let unit = held.structure.bearers(code)[0];
        let ids = [held.structure.unit(unit).id.clone()].into_iter().collect();
        let scope = Scope::of_units(Arc::new(ids));
        let listed = store::list(&mut db, &scope, as_of, &store::Filter::default())
            .await
            .unwrap();
        listed.into_iter().map(|d| d.symbol).collect::<Vec<_>>()
    };
    assert_eq!(seen("A").await, ["01-NQ/TU"], "as a recipient");
    assert_eq!(
        seen("BTCTU").await,
        ["01-NQ/TU", "02-NQ/TU"],
        "as the agency that advised"
    );
    assert_eq!(seen("A1").await, Vec::<String>::new());
    assert_eq!(seen("T").await.len(), 5);
}

#[tokio::test]
async fn search_finds_what_a_look_at_every_document_finds_and_follows_the_journal() {
    use registers::activity::documents::shelf::{Asked, Shelf};
    let r = province();
    r.import("documents", REGISTER);
    let mut db = Db::open(&r.url()).await.unwrap();
    let scope = Scope::command_line();
    let mut shelf = Shelf::load(&mut db, platform::asof::Known(r.last()), None)
        .await
        .unwrap();
    let on = Day::ymd(2026, 8, 1);
    let as_of = AsOf {
        on,
        known: platform::asof::Known(u64::MAX >> 1),
    };
    let listed = store::list(&mut db, &scope, as_of, &store::Filter::default())
        .await
        .unwrap();
    let id = |symbol: &str| {
        listed
            .iter()
            .find(|d| d.symbol == symbol)
            .map(|d| d.id.clone())
            .unwrap()
    };
    let found = |shelf: &Shelf, text: &str| {
        let asked = Asked {
            text,
            limit: 10,
            ..Asked::default()
        };
        shelf.search(&Scope::command_line(), on, &asked).ids
    };
    assert_eq!(
        found(&shelf, "chuyen doi so"),
        [id("01-NQ/TU")],
        "words without marks"
    );
    assert_eq!(
        found(&shelf, "đột phá kho"),
        [id("57-NQ/TW")],
        "the beginning of the last word"
    );
    assert_eq!(
        found(&shelf, "Số 1-nq/tu"),
        [id("01-NQ/TU")],
        "a number in any form"
    );
    assert_eq!(
        found(&shelf, "nghe an"),
        [id("132-CV/TU")],
        "the organ as it was named"
    );
    assert_eq!(found(&shelf, "nothing of the kind"), Vec::<String>::new());
    assert_eq!(found(&shelf, "").len(), listed.len());
    let fields = ["science-technology".to_owned()];
    let asked = Asked {
        fields: &fields,
        from: Some(Day::ymd(2025, 1, 1)),
        ..Asked::default()
    };
    assert_eq!(shelf.search(&scope, on, &asked).ids, [id("01-NQ/TU")]);
    let early = shelf.search(&scope, Day::ymd(2025, 1, 1), &Asked::default());
    assert_eq!(early.ids, [id("57-NQ/TW")], "as it was on the day");
    let unit = held(&r.url()).await.structure.bearers("A")[0];
    let own = held(&r.url()).await.structure.unit(unit).id.clone();
    let narrow = Scope::of_units(Arc::new([own].into_iter().collect()));
    assert_eq!(
        shelf.search(&narrow, on, &Asked::default()).ids,
        [id("01-NQ/TU")],
        "nobody counts what they may not see"
    );
    let page = |after: Option<&(Day, String)>| {
        let asked = Asked {
            after: after.map(|(day, id)| (*day, id.as_str())),
            limit: listed.len() - 1,
            ..Asked::default()
        };
        shelf.search(&scope, on, &asked)
    };
    let first = page(None);
    let last = (first.ids.last(), first.more.as_ref());
    assert_eq!(
        last.0,
        last.1.map(|(_, id)| id),
        "after it the next page begins"
    );
    let rest = page(last.1);
    assert_eq!((rest.ids.len(), rest.more), (1, None));
    r.ok(&issue("T", "NQ", "2025-12-01", "Về lâm nghiệp"));
    r.ok(&[
        "document",
        "void",
        "01-NQ/TU",
        "--date",
        "2025-12-02",
        "--reason",
        "nhầm",
    ]);
    shelf
        .follow(&mut db, platform::asof::Known(r.last()), None)
        .await
        .unwrap();
    assert_eq!(found(&shelf, "lam nghiep").len(), 1);
    let states = ["void".to_owned()];
    let asked = Asked {
        text: "chuyen doi",
        states: &states,
        ..Asked::default()
    };
    assert_eq!(shelf.search(&scope, on, &asked).total, 1);
    let fresh = Shelf::load(&mut db, platform::asof::Known(r.last()), None)
        .await
        .unwrap();
    let all = |s: &Shelf| {
        s.search(&scope, on, &Asked::default())
            .ids
            .into_iter()
            .collect::<BTreeSet<_>>()
    };
    assert_eq!(all(&shelf), all(&fresh), "followed and read anew are one");
}

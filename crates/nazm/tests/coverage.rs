//! What becomes of documents: whom they bind and who has issued theirs, rules to be reviewed,
//! incoming mail, advisory work, the number with which a series begins; and the figures of it.

use crate::common::{Record, body, names};
use crate::members::figure;
use crate::site::{HERE, account, grant, grant_from, site_of};
use axum::http::StatusCode;
use platform::web::request::encoded;

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ xã,T,2025-07-01\n\
    B,Đảng bộ xã Bình,đảng bộ xã,T,2025-07-01\n\
    C,Đảng bộ xã Cao,đảng bộ xã,T,2025-07-01\n\
    BTCTU,Ban Tổ chức,cơ quan,T,2020-01-01\n";

const DOCUMENTS: &str = "number_symbol,date,kind,subject,organ_code,organ_name,body,direction,field,advised_by_code,implements\n\
    57-NQ/TW,2024-12-22,resolution,Về đột phá,,Bộ Chính trị,committee,superior,science-technology,,\n\
    01-CTr/TU,2025-08-15,programme,Thực hiện Nghị quyết 57,T,,standing-committee,outgoing,science-technology,BTCTU,57-NQ/TW\n\
    01-KH/ĐU,2025-09-10,plan,Thực hiện Chương trình,A,,committee,outgoing,science-technology,,01-CTr/TU\n\
    01-KH/ĐU,2025-10-10,plan,Thực hiện Chương trình,B,,committee,outgoing,science-technology,,01-CTr/TU\n\
    01-QC/TU,2025-08-20,working-regulation,Làm việc của cấp ủy,T,,committee,outgoing,administration,,\n";

fn words(r: &Record, text: &str) -> String {
    let words: Vec<&str> = text.split('|').collect();
    r.ok(&words)
}

fn province() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    for (unit, from) in [
        ("T", "2025-07-01"),
        ("A", "2025-07-01"),
        ("B", "2025-07-01"),
    ] {
        let term = format!("document|term|--unit|{unit}|--label|2025-2030|--from|{from}");
        words(&r, &term);
    }
    r.import("documents", DOCUMENTS);
    r
}

/// The programme binds every commune until the end of September.
fn bound() -> Record {
    let r = province();
    words(
        &r,
        "document|bind|01-CTr/TU|--kind|đảng bộ xã|--under|T|--on|2025-08-15|--by|2025-09-30",
    );
    r
}

fn covered(r: &Record, document: &str, on: &str) -> Vec<String> {
    let asked = format!("documents|coverage|{document}|--on|{on}|--format|csv");
    let rows = body(&words(r, &asked));
    let short = |row: &String| {
        let cells: Vec<&str> = row.split(',').collect();
        format!("{} {} {}", cells[0], cells[3], cells[5])
            .trim()
            .to_owned()
    };
    rows.iter().map(short).collect()
}

#[test]
fn coverage_says_who_has_issued_who_has_not_and_who_is_past_their_day() {
    let r = bound();
    assert_eq!(
        covered(&r, "01-CTr/TU", "2025-09-09"),
        ["A not-yet", "B not-yet", "C not-yet"]
    );
    assert_eq!(
        covered(&r, "01-CTr/TU", "2025-09-30"),
        ["A issued 01-KH/ĐU", "B not-yet", "C not-yet"]
    );
    assert_eq!(
        covered(&r, "01-CTr/TU", "2025-10-10"),
        ["A issued 01-KH/ĐU", "B issued-late 01-KH/ĐU", "C overdue"]
    );
    let json = words(
        &r,
        "documents|coverage|01-CTr/TU|--on|2025-10-10|--format|json",
    );
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["bound"], 3);
    assert_eq!(json["issued"], 2);
    assert_eq!(json["coverage"].to_string(), "66.67");
    assert_eq!(json["units"][2]["stands"], "overdue");
    assert!(words(&r, "documents|coverage|01-CTr/TU|--on|2025-10-10").contains("2 of 3"));
    // what was known before is read as it was known
    let known = r.last();
    words(&r, "document|release|01-CTr/TU|--unit|C|--on|2025-10-01");
    assert_eq!(covered(&r, "01-CTr/TU", "2025-10-10").len(), 2);
    assert_eq!(covered(&r, "01-CTr/TU", "2025-09-30").len(), 3);
    let then = format!("documents|coverage|01-CTr/TU|--on|2025-10-10|--format|csv|--known|{known}");
    assert_eq!(body(&words(&r, &then)).len(), 3);
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn a_unit_that_absorbed_another_carries_what_that_one_issued() {
    let r = bound();
    r.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
         m,2025-11-01,A,N,whole,Đảng bộ xã Mới,đảng bộ xã,T,1-QĐ\n\
         m,2025-11-01,C,N,whole,Đảng bộ xã Mới,đảng bộ xã,T,1-QĐ\n",
    );
    assert_eq!(
        covered(&r, "01-CTr/TU", "2025-11-01"),
        ["B issued-late 01-KH/ĐU", "N issued 01-KH/ĐU"]
    );
    let on = ["--unit", "T", "--on", "2025-11-01"];
    assert_eq!(figure(&r, "coverage", &on), "100");
    assert_eq!(figure(&r, "obligations", &on), "2");
    // on the units of before, what two are asked for together is a remainder of none of them
    let then = ["--unit", "T", "--on", "2025-10-31"];
    assert_eq!(figure(&r, "coverage", &then), "66.67");
}

#[test]
fn a_joint_document_covers_each_organ_that_issued_it_in_the_list_and_in_the_figure() {
    let r = bound();
    r.import(
        "documents",
        "number_symbol,date,kind,subject,organ_code,co_issuers,implements\n\
         02-KH/ĐU,2025-09-20,plan,Phối hợp thực hiện,B,C,01-CTr/TU\n",
    );
    assert_eq!(
        covered(&r, "01-CTr/TU", "2025-09-30"),
        [
            "A issued 01-KH/ĐU",
            "B issued 02-KH/ĐU",
            "C issued 02-KH/ĐU"
        ]
    );
    let on = ["--unit", "T", "--on", "2025-09-30"];
    assert_eq!(figure(&r, "obligations-met", &on), "3");
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn coverage_is_a_figure_with_its_parts_and_its_list() {
    let r = bound();
    words(
        &r,
        "document|bind|57-NQ/TW|--unit|T|--on|2025-07-01|--by|2025-08-31",
    );
    let on = ["--unit", "T", "--on", "2025-10-10"];
    assert_eq!(figure(&r, "obligations", &on), "4");
    assert_eq!(figure(&r, "obligations-met", &on), "3");
    assert_eq!(figure(&r, "coverage", &on), "75");
    let one = [
        "--unit",
        "T",
        "--on",
        "2025-10-10",
        "--document",
        "01-CTr/TU",
    ];
    assert_eq!(figure(&r, "coverage", &one), "66.67");
    let parts = words(
        &r,
        "figure|coverage|--unit|T|--on|2025-10-10|--by|children|--format|csv",
    );
    for part in ["own,T,", "A,Đảng bộ xã An,100", "C,Đảng bộ xã Cao,0"] {
        assert!(parts.contains(part), "«{part}» in {parts}");
    }
    let list = words(
        &r,
        "figure|obligations|--unit|T|--on|2025-10-10|--list|--format|csv",
    );
    assert_eq!(body(&list).len(), 4, "{list}");
    let met = words(
        &r,
        "figure|coverage|--unit|T|--on|2025-10-10|--list|--format|csv",
    );
    assert_eq!(body(&met).len(), 3, "{met}");
    let unknown = "figure|coverage|--unit|T|--on|2025-10-10|--document|99-NQ/TW";
    let unknown: Vec<&str> = unknown.split('|').collect();
    assert!(r.refused(&unknown).contains("99-NQ/TW"));
}

#[test]
fn whom_a_document_binds_is_refused_with_the_reason() {
    let r = province();
    let bind = |more: &str| {
        let text = format!("document|bind|{more}");
        let words: Vec<&str> = text.split('|').collect();
        r.refused(&words)
    };
    assert!(bind("57-NQ/TW|--unit|X").contains("no unit bears this code"));
    assert!(bind("01-CTr/TU|--unit|T").contains("does not bind the organ"));
    assert!(bind("01-CTr/TU|--unit|A|--by|2025-08-01").contains("before the day"));
    assert!(bind("01-CTr/TU|--unit|A|--on|2025-08-01").contains("before the document"));
    assert!(bind("01-CTr/TU|--unit|A|--rule|none").contains("no rule «none»"));
    assert!(bind("01-CTr/TU").contains("name the units"));
    // without a day the rule says it, and is cited
    let out = r.run(&["document", "bind", "01-CTr/TU", "--unit", "A"]);
    assert!(out.err.contains("due on 2025-08-25"), "{}", out.err);
    assert_eq!(
        covered(&r, "01-CTr/TU", "2025-09-10"),
        ["A issued-late 01-KH/ĐU"]
    );
}

#[test]
fn the_tree_under_a_document_shows_its_programme_the_plans_and_their_tasks() {
    let r = bound();
    words(
        &r,
        "task|assign|--title|Kế hoạch|--lead|A|--issued|2025-08-16|--deadline|2025-09-01|--document|01-CTr/TU",
    );
    let tree = words(&r, "documents|tree|57-NQ/TW|--on|2025-10-10|--format|csv");
    let rows = body(&tree);
    assert_eq!(rows.len(), 3, "{tree}");
    assert!(rows[0].starts_with("1,"), "{tree}");
    assert!(rows[0].ends_with(",3,2,0,0,1,1,0"), "{tree}");
    assert!(rows[1].starts_with("2,"), "{tree}");
    let text = words(&r, "documents|tree|57-NQ/TW|--on|2025-09-01");
    assert!(
        text.contains("01-CTr/TU") && text.contains("1 documents"),
        "{text}"
    );
    let superior = words(&r, "documents|superior|--on|2025-10-10|--format|csv");
    assert!(
        superior.contains("01-CTr/TU") && superior.contains("3,2,1,66.67"),
        "{superior}"
    );
}

#[test]
fn a_void_document_obliges_nobody_from_that_day_on_and_nothing_stands_under_it() {
    let r = bound();
    let void = "document|void|01-CTr/TU|--date|2025-10-05|--reason|ban hành nhầm";
    let ran = r.run(&void.split('|').collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let warned = "warning: it obliges nobody from 2025-10-05 on, whom it bound: \
        Đảng bộ xã An, Đảng bộ xã Bình, Đảng bộ xã Cao";
    assert!(ran.err.contains(warned), "{}", ran.err);
    assert_eq!(covered(&r, "01-CTr/TU", "2025-10-04").len(), 3);
    assert!(covered(&r, "01-CTr/TU", "2025-10-05").is_empty());
    let figures = |on: &str| {
        let on = ["--unit", "T", "--on", on];
        ["obligations", "obligations-met"].map(|code| figure(&r, code, &on))
    };
    assert_eq!(figures("2025-10-04"), ["3", "1"]);
    assert_eq!(figures("2025-10-05"), ["0", "0"]);
    let superior = |on: &str| words(&r, &format!("documents|superior|--on|{on}|--format|csv"));
    assert!(superior("2025-10-04").contains("01-CTr/TU"));
    assert!(!superior("2025-10-05").contains("01-CTr/TU"));
    let tree = |on: &str| {
        body(&words(
            &r,
            &format!("documents|tree|57-NQ/TW|--on|{on}|--format|csv"),
        ))
    };
    assert_eq!(tree("2025-10-04").len(), 2);
    assert!(tree("2025-10-05").is_empty(), "{:?}", tree("2025-10-05"));
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn a_draft_stands_under_nothing_until_it_is_issued() {
    let r = bound();
    let draft = "document|draft|--unit|C|--kind|plan|--date|2025-10-11|--subject|Thực hiện";
    words(
        &r,
        "document|term|--unit|C|--label|2025-2030|--from|2025-07-01",
    );
    let id = words(&r, draft);
    let id = id.lines().next().unwrap().replace("draft ", "");
    words(&r, &format!("document|relate|{id}|implements|01-CTr/TU"));
    let tree = |on: &str| {
        body(&words(
            &r,
            &format!("documents|tree|57-NQ/TW|--on|{on}|--format|csv"),
        ))
        .len()
    };
    assert_eq!(tree("2025-10-11"), 3);
    for step in ["review", "approve", "sign", "issue"] {
        words(&r, &format!("document|step|{id}|{step}|--date|2025-10-12"));
    }
    assert_eq!((tree("2025-10-11"), tree("2025-10-12")), (3, 4));
}

#[test]
fn what_was_abolished_from_its_first_day_on_never_obliged_anybody() {
    let r = bound();
    words(
        &r,
        "document|issue|--unit|T|--kind|NQ|--date|2025-08-15|--subject|Bãi bỏ",
    );
    words(
        &r,
        "document|relate|01-NQ/TU|abolishes|01-CTr/TU|--on|2025-08-15",
    );
    assert!(covered(&r, "01-CTr/TU", "2025-09-30").is_empty());
    let on = ["--unit", "T", "--on", "2025-09-30"];
    assert_eq!(figure(&r, "obligations", &on), "0");
}

#[test]
fn no_task_is_assigned_on_what_is_void_withdrawn_or_only_reserved() {
    let r = province();
    let task = |document: &str| {
        format!(
            "task|assign|--title|Việc|--lead|A|--issued|2025-10-06|--deadline|2025-11-01|--number|1|--document|{document}"
        )
    };
    words(&r, &task("01-CTr/TU"));
    let void = "document|void|01-CTr/TU|--date|2025-10-05|--reason|nhầm";
    let ran = r.run(&void.split('|').collect::<Vec<_>>());
    assert!(
        ran.code == 0 && !ran.err.contains("stay open"),
        "{}",
        ran.err
    );
    let draft = "document|draft|--unit|T|--kind|plan|--date|2025-10-01|--subject|Kế hoạch";
    let id = words(&r, draft)
        .lines()
        .next()
        .unwrap()
        .replace("draft ", "");
    words(
        &r,
        &format!("document|step|{id}|withdraw|--date|2025-10-02|--reason|thôi"),
    );
    words(
        &r,
        "document|reserve|--unit|T|--kind|TB|--date|2025-10-03|--reason|giữ số",
    );
    for (document, state) in [
        ("01-CTr/TU", "void"),
        (id.as_str(), "withdrawn"),
        ("01-TB/TU", "reserved"),
    ] {
        let refused = r.refused(&task(document).split('|').collect::<Vec<_>>());
        let why = format!("the document is «{state}»: no task rests on it");
        assert!(refused.contains(&why), "{refused}");
    }
}

#[test]
fn rules_in_force_stand_by_organ_with_their_review_and_what_replaced_them() {
    let r = province();
    let review = |on: &str| words(&r, &format!("documents|review|--on|{on}|--format|csv"));
    assert_eq!(body(&review("2025-08-19")).len(), 0);
    assert!(review("2025-08-20").contains("01-QC/TU"));
    words(
        &r,
        "document|issue|--unit|T|--body|committee|--kind|working-regulation|--date|2025-12-01|--subject|Làm việc|--review-by|2026-06-30",
    );
    words(&r, "document|relate|02-QC/TU|replaces|01-QC/TU");
    let rows = body(&review("2025-12-02"));
    assert!(
        rows[0].contains("02-QC/TU") && rows[0].contains("2026-06-30,no"),
        "{rows:?}"
    );
    assert!(
        rows[1].contains("replaced") && rows[1].contains("replaces 02-QC/TU"),
        "{rows:?}"
    );
    assert!(review("2026-07-01").contains("2026-06-30,yes"));
}

#[test]
fn incoming_mail_is_routed_with_an_instruction_answered_and_late() {
    let r = province();
    let receive =
        "document|receive|--unit|T|--kind|CV|--from|Tỉnh ủy Khác|--date|2025-11-03|--subject";
    words(
        &r,
        &format!("{receive}|Về phối hợp|--symbol|132-CV/TU|--due|2025-11-10"),
    );
    words(&r, &format!("{receive}|Để biết|--symbol|133-CV/TU"));
    let desk = |on: &str| {
        let rows = body(&words(
            &r,
            &format!("documents|incoming|--unit|T|--on|{on}|--format|csv"),
        ));
        let short = |row: &String| {
            let c: Vec<&str> = row.split(',').collect();
            format!("{} {} {} {} {}", c[4], c[6], c[7], c[8], c[12])
        };
        rows.iter().map(short).collect::<Vec<_>>()
    };
    assert_eq!(
        desk("2025-11-04"),
        ["133-CV/TU received   no", "132-CV/TU asked   no"]
    );
    words(
        &r,
        "task|assign|--kind|answer|--title|Trả lời|--lead|BTCTU|--assigned-by|T|--issued|2025-11-04|--deadline|2025-11-12|--document|132-CV/TU|--instruction|Giao Ban Tổ chức|--number|VB1",
    );
    assert_eq!(
        desk("2025-11-05")[1],
        "132-CV/TU routed Giao Ban Tổ chức BTCTU no"
    );
    assert_eq!(
        desk("2025-11-13")[1],
        "132-CV/TU routed Giao Ban Tổ chức BTCTU yes"
    );
    words(
        &r,
        "document|issue|--unit|T|--kind|CV|--date|2025-11-14|--subject|Trả lời|--advised-by|BTCTU",
    );
    words(&r, "document|relate|01-CV/TU|answers|132-CV/TU");
    assert_eq!(
        desk("2025-11-14")[1],
        "132-CV/TU answered Giao Ban Tổ chức BTCTU yes"
    );
    assert_eq!(
        desk("2025-11-13")[1],
        "132-CV/TU routed Giao Ban Tổ chức BTCTU yes"
    );
}

#[test]
fn advice_is_asked_handed_in_returned_adopted_and_its_document_names_who_advised_it() {
    let r = province();
    words(
        &r,
        "task|assign|--kind|advice|--title|Dự thảo|--lead|BTCTU|--assigned-by|T|--issued|2025-10-01|--deadline|2025-10-10|--number|TM1|--product|tờ trình",
    );
    let desk = |on: &str| {
        let rows = body(&words(
            &r,
            &format!("task|advice|--unit|T|--on|{on}|--format|csv"),
        ));
        let c: Vec<String> = rows[0].split(',').map(str::to_owned).collect();
        format!("{} {} {} {} {}", c[3], c[4], c[7], c[9], c[10])
            .trim()
            .to_owned()
    };
    assert_eq!(desk("2025-10-10"), "T BTCTU drafting no");
    assert_eq!(desk("2025-10-11"), "T BTCTU drafting yes");
    words(&r, "task|submit|TM1|--on|2025-10-12|--text|dự thảo");
    words(&r, "task|return|TM1|--on|2025-10-13|--text|thiếu số liệu");
    assert_eq!(desk("2025-10-13"), "T BTCTU returned yes");
    words(&r, "task|submit|TM1|--on|2025-10-14|--text|dự thảo");
    words(&r, "task|accept|TM1|--on|2025-10-15");
    words(
        &r,
        "document|issue|--unit|T|--kind|CV|--date|2025-10-16|--subject|Về việc",
    );
    words(&r, "task|led-to|TM1|--on|2025-10-16|--evidence|01-CV/TU");
    assert_eq!(desk("2025-10-16"), "T BTCTU adopted yes 01-CV/TU");
    let q4 = [
        "--unit",
        "T",
        "--period",
        "2025-Q4",
        "--advised-by",
        "BTCTU",
    ];
    assert_eq!(figure(&r, "documents", &q4), "1");
}

#[test]
fn a_series_begins_at_the_number_that_follows_the_book_of_paper() {
    let r = province();
    let first = "document|first-number|--unit|T|--kind|NQ|--date|2025-10-20|--number|17";
    words(&r, first);
    let out = words(
        &r,
        "document|issue|--unit|T|--kind|NQ|--date|2025-10-21|--subject|Về",
    );
    assert!(out.contains("17-NQ/TU"), "{out}");
    let again: Vec<&str> = first.split('|').collect();
    assert!(r.refused(&again).contains("its next number is 18"));
}

#[test]
fn documents_and_tasks_are_narrowed_by_organ_adviser_kind_field_state_and_lead() {
    let r = province();
    let q3 = |more: &[&str]| {
        let asked = [&["--unit", "T", "--period", "2025-Q3"], more].concat();
        figure(&r, "documents", &asked)
    };
    assert_eq!(q3(&[]), "3");
    assert_eq!(q3(&["--filter", "organ=T"]), "2");
    assert_eq!(q3(&["--advised-by", "BTCTU"]), "1");
    assert_eq!(q3(&["--kind", "plan"]), "1");
    assert_eq!(q3(&["--subject", "science-technology"]), "2");
    assert_eq!(q3(&["--state", "void"]), "0");
    words(
        &r,
        "task|assign|--title|t|--lead|A|--assigned-by|T|--issued|2025-08-16|--deadline|2025-09-01|--number|1",
    );
    words(&r, "task|submit|1|--on|2025-08-30|--text|x");
    words(&r, "task|accept|1|--on|2025-08-31");
    let tasks = |more: &[&str]| {
        let asked = [&["--unit", "T", "--on", "2025-09-30"], more].concat();
        figure(&r, "tasks", &asked)
    };
    assert_eq!(tasks(&["--state", "accepted"]), "1");
    assert_eq!(tasks(&["--state", "issued"]), "0");
    assert_eq!(tasks(&["--filter", "lead=B"]), "0");
}

#[test]
fn the_report_has_tables_of_documents_tasks_and_coverage_and_none_of_what_is_not_recorded() {
    let report = |r: &Record| -> serde_json::Value {
        let out = r.path("report.json");
        let out = out.to_str().unwrap();
        r.ok(&[
            "report",
            "quarterly",
            "--unit",
            "T",
            "--period",
            "2025-Q3",
            "--out",
            out,
        ]);
        serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap()
    };
    let rows = |report: &serde_json::Value, key: &str| {
        let tables = report["tables"].as_array().unwrap();
        let table = tables.iter().find(|t| t["key"] == key).unwrap();
        table["rows"].as_array().unwrap().clone()
    };
    let r = bound();
    let full = report(&r);
    let value = |key: &serde_json::Value| full["figures"][key.as_str().unwrap()]["value"].clone();
    let organs = rows(&full, "documents-by-organ");
    assert_eq!(organs.len(), 3, "{organs:?}");
    assert_eq!(organs[1]["code"], "T");
    assert_eq!(value(&organs[1]["figures"][0]), "2");
    assert_eq!(value(&organs[2]["figures"][1]), "3");
    let advisers = rows(&full, "documents-by-adviser");
    assert_eq!(advisers[0]["code"], "BTCTU");
    assert_eq!(advisers[1]["label"], "report-row-no-adviser");
    assert_eq!(value(&advisers[1]["figures"][0]), "2");
    let kinds = rows(&full, "documents-by-kind");
    assert!(
        kinds
            .iter()
            .any(|k| k["names"]["vi"] == "chương trình hành động"),
        "{kinds:?}"
    );
    assert!(!rows(&full, "documents-by-field").is_empty());
    let coverage = rows(&full, "coverage");
    assert_eq!(coverage[0]["name"], "01-CTr/TU");
    assert_eq!(value(&coverage[0]["figures"][2]), "33.33");
    for (lang, said) in [
        ("en", "Documents issued by organ"),
        ("vi", "Văn bản ban hành theo cơ quan"),
        ("ur", "ادارہ وار جاری دستاویزات"),
    ] {
        let out = r.path("report.html");
        let out = out.to_str().unwrap();
        r.ok(&[
            "report",
            "quarterly",
            "--unit",
            "T",
            "--period",
            "2025-Q3",
            "--lang",
            lang,
            "--out",
            out,
        ]);
        let html = std::fs::read_to_string(out).unwrap();
        assert!(html.contains(said), "{lang}: {said}");
    }
    let bare = Record::vietnamese();
    bare.import("units", UNITS);
    let empty = report(&bare);
    for key in [
        "documents-by-organ",
        "documents-by-adviser",
        "documents-by-kind",
        "documents-by-field",
        "tasks-by-state",
        "tasks-by-lead",
        "coverage",
    ] {
        assert!(rows(&empty, key).is_empty(), "{key}");
    }
}

#[tokio::test]
async fn the_page_of_coverage_binds_shows_and_releases_and_its_figure_is_a_link() {
    let r = province();
    let id = r.sql("select subject from document where symbol = '01-CTr/TU' limit 1");
    let at = format!("/documents/{}/coverage", id.trim());
    let site = site_of(r).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    let form = |fields: &[(&str, &str)]| {
        let said = fields.iter().map(|(n, v)| format!("{n}={}", encoded(v)));
        let all: Vec<String> = said.chain([format!("form_token={token}")]).collect();
        all.join("&")
    };
    let bad = form(&[("do", "bind"), ("units", "A X"), ("by", "2025-09-30")]);
    let refused = site.post(&at, &cookie, HERE, &bad).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("A X"),
        "what was typed is kept: {}",
        refused.text
    );
    let good = form(&[
        ("do", "bind"),
        ("units", "A, B"),
        ("from", "2025-08-15"),
        ("by", "2025-09-30"),
    ]);
    let taken = site.post(&at, &cookie, HERE, &good).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let page = site
        .get(&at, &cookie, "en")
        .await
        .text
        .replace("&#x2f;", "/");
    for said in [
        "Đảng bộ xã An",
        "Đảng bộ xã Bình",
        "of 2 units",
        "indicator=coverage",
    ] {
        assert!(page.contains(said), "«{said}» in {page}");
    }
    let list = site.get("/documents/superior", &cookie, "en").await.text;
    assert!(list.contains("57-NQ") && list.contains("01-CTr"), "{list}");
}

#[tokio::test]
async fn the_same_document_is_meant_in_a_file_of_tasks_on_their_form_and_at_the_command_line() {
    let r = province();
    let id = |dated: &str, symbol: &str| {
        let sql = format!(
            "select distinct subject from document where symbol = '{symbol}' and dated = '{dated}'"
        );
        r.sql(&sql).trim().to_owned()
    };
    let programme = id("2025-08-15", "01-CTr/TU");
    let plans = ["2025-09-10", "2025-10-10"].map(|day| id(day, "01-KH/ĐU"));
    let head = "title,lead,issued,deadline,number,document\n";
    let row = |number: &str, said: &str| format!("t,A,2025-11-01,2025-12-01,{number},{said}\n");
    let several = format!("{head}{}", row("1", "1-kh/đu"));
    let refused = r.import_refused("tasks", "several.csv", &several);
    let why = "several documents have this number and symbol";
    names(&refused, "several.csv", 2, "document", "1-kh/đu", why);
    let (one, other) = (row("1", "1-ctr/tu"), row("2", "01-KH/ĐU@2025-10-10"));
    r.import("tasks", &format!("{head}{one}{other}"));
    words(
        &r,
        "task|submit|1|--on|2025-11-02|--evidence|1-kh/đu@2025-09-10",
    );
    let of = |number: &str| {
        let sql = format!("select distinct document from task where number = '{number}'");
        r.sql(&sql).trim().to_owned()
    };
    assert_eq!([of("1"), of("2")], [programme, plans[1].clone()]);
    let shown = words(&r, "task|show|1|--on|2025-11-02");
    assert!(shown.contains(&plans[0]), "{shown}");

    let site = site_of(r).await;
    let (cookie, token) = site.session("officer").await;
    let send = async |number: &str, said: &str| {
        let (number, said) = (encoded(number), encoded(said));
        let form = format!(
            "form_token={token}&title=t&lead=A&issued=2025-09-20&deadline=2025-12-01&number={number}&document={said}"
        );
        site.post("/tasks/new", &cookie, HERE, &form).await.status
    };
    assert_eq!(send("3", "1-kh/đu").await, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = send("3", "1-kh/đu@2025-09-10").await;
    assert_eq!(taken, StatusCode::SEE_OTHER);
    let sql = "select distinct document from task where number = '3'";
    assert_eq!(site.record.sql(sql).trim(), plans[0]);
}

#[tokio::test]
async fn a_term_and_a_first_number_are_entered_on_their_page() {
    let r = province();
    let site = site_of(r).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    let send = async |fields: &[(&str, &str)]| {
        let said = fields.iter().map(|(n, v)| format!("{n}={}", encoded(v)));
        let all: Vec<String> = said.chain([format!("form_token={token}")]).collect();
        site.post("/documents/terms", &cookie, HERE, &all.join("&"))
            .await
    };
    let term = [
        ("do", "term"),
        ("unit", "C"),
        ("label", "2025-2030"),
        ("from", "2025-07-01"),
    ];
    assert_eq!(send(&term).await.status, StatusCode::SEE_OTHER);
    let none = [
        ("do", "number"),
        ("unit", "C"),
        ("system", "party"),
        ("kind", "resolution"),
        ("date", "2025-08-01"),
    ];
    assert_eq!(send(&none).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    let first = [&none[..], &[("number", "9")]].concat();
    let taken = send(&first).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER, "{}", taken.text);
    let again = send(&first).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.text.contains("next number is 9"), "{}", again.text);
    let page = site.get("/documents/terms", &cookie, "en").await.text;
    assert!(page.contains("Đảng bộ xã Cao"), "{page}");
}

#[tokio::test]
async fn who_is_bound_sees_the_document_and_of_the_others_neither_name_nor_count() {
    let r = bound();
    let id = r.sql("select subject from document where symbol = '01-CTr/TU' limit 1");
    words(&r, "document|bind|01-CTr/TU|--unit|BTCTU|--by|2025-09-30");
    let unit = r.sql("select subject from unit_state where code = 'BTCTU' limit 1");
    let superior = r.sql("select subject from document where symbol = '57-NQ/TW' limit 1");
    let site = site_of(r).await;
    let mut db = platform::Db::open(&site.record.url()).await.unwrap();
    account(&mut db, "commune", "officer").await;
    grant(&mut db, "commune", "commune-officer", unit.trim()).await;
    let (cookie, token) = site.session("commune").await;
    let at = format!("/documents/{}/coverage", id.trim());
    let page = site.get(&at, &cookie, "en").await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text);
    assert!(page.text.contains("of 1 units"), "{}", page.text);
    for unseen in ["Đảng bộ xã An", "Đảng bộ xã Bình", "of 4 units"] {
        assert!(!page.text.contains(unseen), "«{unseen}» in {}", page.text);
    }
    // what binds somebody is entered by who keeps it
    let said = format!("do=bind&units=BTCTU&form_token={token}");
    let refused = site.post(&at, &cookie, HERE, &said).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    // a document that does not concern them is not there
    let other = format!("/documents/{}/coverage", superior.trim());
    let answer = site.get(&other, &cookie, "en").await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let list = site.get("/documents/superior", &cookie, "en").await.text;
    assert!(list.contains("01-CTr") && !list.contains("57-NQ"), "{list}");
}

/// A commune's officer at work beside a province.
struct Commune {
    site: crate::site::Site,
    cookie: String,
    token: String,
}

impl Commune {
    async fn of(r: Record, code: &str) -> Commune {
        let unit = r.sql(&format!(
            "select subject from unit_state where code = '{code}' limit 1"
        ));
        let site = site_of(r).await;
        let mut db = platform::Db::open(&site.record.url()).await.unwrap();
        account(&mut db, "commune", "officer").await;
        let from = figures::Day::ymd(2025, 7, 1);
        grant_from(&mut db, "commune", "commune-officer", unit.trim(), from).await;
        let (cookie, token) = site.session("commune").await;
        Commune {
            site,
            cookie,
            token,
        }
    }

    async fn page(&self, path: &str) -> String {
        self.site.get(path, &self.cookie, "en").await.text
    }

    async fn send(&self, path: &str, form: &[(&str, &str)]) -> (StatusCode, String) {
        let mut said = format!("form_token={}", self.token);
        for (name, value) in form {
            said.push_str(&format!("&{name}={}", encoded(value)));
        }
        let answer = self.site.post(path, &self.cookie, HERE, &said).await;
        (answer.status, answer.text)
    }
}

#[tokio::test]
async fn a_commune_gives_no_task_in_anothers_name_nor_to_whom_it_may_not_look_up() {
    let c = Commune::of(bound(), "A").await;
    let task = |giver: &'static str, lead: &'static str| {
        [
            ("kind", "task"),
            ("title", "Việc mới"),
            ("issued", "2025-10-01"),
            ("deadline", "2025-10-20"),
            ("assigned_by", giver),
            ("lead", lead),
        ]
    };
    let before = c.site.record.last();
    // the province is above it, B beside it, NOBODY is not there: all three are answered alike
    for giver in ["T", "B", "NOBODY"] {
        let (status, text) = c.send("/tasks/new", &task(giver, "A")).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{giver}: {text}");
        assert!(
            text.contains(&format!(
                "No unit that you may look up bears the code “{giver}”"
            )),
            "{giver}: {text}"
        );
    }
    let (status, _) = c.send("/tasks/new", &task("A", "T")).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(c.site.record.last(), before, "something was written");
    let (status, text) = c.send("/tasks/new", &task("A", "A")).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{text}");
}

#[tokio::test]
async fn a_communes_conclusion_and_agenda_reach_no_further_than_its_own_sight() {
    let r = bound();
    words(
        &r,
        "document|draft|--unit|T|--kind|notice|--date|2025-10-01|--subject|Về một việc kín",
    );
    let draft = r.sql("select subject from document where state = 'draft' limit 1");
    words(
        &r,
        "meeting|convene|--unit|A|--period|2025-Q3|--day|2025-10-01|--called|2025-10-01",
    );
    let meeting = r.sql("select subject from meeting limit 1");
    let (draft, meeting) = (draft.trim().to_owned(), meeting.trim().to_owned());
    let c = Commune::of(r, "A").await;
    let before = c.site.record.last();
    let item = format!("/meetings/{meeting}/item");
    let mut said = Vec::new();
    for document in [draft.as_str(), "a9999.1"] {
        let form = [
            ("part", "report"),
            ("title", "Báo cáo"),
            ("unit", "A"),
            ("document", document),
        ];
        let (status, text) = c.send(&item, &form).await;
        assert_eq!(
            status,
            StatusCode::UNPROCESSABLE_ENTITY,
            "{document}: {text}"
        );
        let at = text.split("id=\"e-document\"").nth(1).unwrap_or_default();
        said.push(at.split("</").next().unwrap_or_default().to_owned());
    }
    assert!(!said[0].is_empty() && said[0] == said[1], "{said:?}");
    let conclusion = [
        ("kind", "TB"),
        ("body", "committee"),
        ("dated", "2025-10-01"),
        ("rows", "1"),
        ("subject", "Kết luận"),
        ("text0", "Giao cấp trên"),
        ("lead0", "T"),
        ("deadline0", "2025-10-20"),
    ];
    let (status, text) = c
        .send(&format!("/meetings/{meeting}/conclude"), &conclusion)
        .await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(text.contains("id=\"e-lead0\""), "{text}");
    assert_eq!(c.site.record.last(), before, "something was written");
}

#[tokio::test]
async fn of_tasks_and_drafts_one_does_not_see_no_page_of_a_document_tells_a_number() {
    let r = bound();
    for unit in ["A", "B"] {
        r.ok(&[
            "task",
            "assign",
            "--title",
            "Việc",
            "--lead",
            unit,
            "--assigned-by",
            "T",
            "--issued",
            "2025-10-01",
            "--deadline",
            "2025-10-02",
            "--document",
            "01-CTr/TU",
        ]);
    }
    words(
        &r,
        "document|draft|--unit|T|--kind|notice|--date|2025-10-01|--subject|Về một việc kín",
    );
    let draft = r.sql("select subject from document where state = 'draft' limit 1");
    r.ok(&[
        "document",
        "relate",
        draft.trim(),
        "implements",
        "01-CTr/TU",
        "--on",
        "2025-10-01",
    ]);
    let id = r.sql("select subject from document where symbol = '01-CTr/TU' limit 1");
    let c = Commune::of(r, "A").await;
    let page = c
        .page(&format!("/documents/{}?on=2025-10-05", id.trim()))
        .await;
    // that it implements one it says itself
    assert_eq!(
        page.matches("a document you may not see").count(),
        1,
        "{page}"
    );
    assert!(!page.contains("Tasks assigned"), "{page}");
    let page = c
        .page(&format!("/documents/{}/coverage?on=2025-10-05", id.trim()))
        .await;
    assert!(
        page.contains("overdue: 1") || page.contains("overdue: \u{2068}1"),
        "{page}"
    );
}

/// The rows of a page and the address of the next one.
fn rows_and_next(text: &str) -> (usize, Option<String>) {
    let next = text.split("rel=\"next\" href=\"").nth(1);
    let next = next.map(|rest| rest.split('"').next().unwrap().replace("&amp;", "&"));
    (text.matches("<tr data-row").count(), next)
}

#[tokio::test]
async fn whom_a_document_binds_and_the_rules_under_review_stand_on_pages_that_follow_each_other() {
    let r = Record::vietnamese();
    let mut units = UNITS.to_owned();
    let mut rules = "number_symbol,date,kind,subject,organ_code\n".to_owned();
    for n in 10..70 {
        units.push_str(&format!(
            "N{n},Đảng bộ xã Số {n},đảng bộ cơ sở,T,2024-01-01\n"
        ));
        rules.push_str(&format!(
            "01-QC/ĐU,2025-10-02,working-regulation,làm việc,N{n}\n"
        ));
    }
    r.import("units", &units);
    let term = |unit: &str| {
        let from = ["--label", "2025-2030", "--from", "2025-07-01"];
        let args = ["document", "term", "--unit", unit].into_iter().chain(from);
        r.ok(&args.collect::<Vec<&str>>());
    };
    term("T");
    (10..70).for_each(|n| term(&format!("N{n}")));
    r.import("documents", &rules);
    words(
        &r,
        "document|issue|--unit|T|--kind|programme|--date|2025-10-01|--subject|Về việc",
    );
    words(
        &r,
        "document|bind|01-CTr/TU|--kind|đảng bộ cơ sở|--on|2025-10-01",
    );
    let id = r.sql("select subject from document where symbol = '01-CTr/TU' limit 1");
    let site = site_of(r).await;
    let (cookie, _) = site.session("officer").await;
    for (at, total) in [
        (format!("/documents/{}/coverage?size=25", id.trim()), 60),
        ("/documents/review?size=25".to_owned(), 60),
    ] {
        let (mut next, mut pages, mut rows) = (Some(at), 0, 0);
        while let Some(path) = next {
            let page = site.get(&path, &cookie, "en").await;
            assert_eq!(page.status, StatusCode::OK, "{path}");
            let (found, on) = rows_and_next(&page.text.replace("&#x2f;", "/"));
            (pages, rows, next) = (pages + 1, rows + found, on);
        }
        assert_eq!((pages, rows), (3, total));
    }
}

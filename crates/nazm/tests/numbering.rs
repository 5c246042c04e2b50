//! What stands behind a number: neither an annulment nor a term said anew leaves a gap, gives a
//! number twice or puts a document outside its term; and what of a closing unit's documents a
//! reform must settle or tell.

use crate::common::{Record, body};

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    P,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    V,Văn phòng,cơ quan,P,2020-01-01\n\
    X1,Đảng bộ xã 1,đảng bộ xã,P,2025-07-01\n\
    X2,Đảng bộ xã 2,đảng bộ xã,P,2025-07-01\n\
    X3,Đảng bộ xã 3,đảng bộ xã,P,2025-07-01\n";

/// Runs words that are parted by bars.
#[track_caller]
pub fn words(r: &Record, text: &str) -> String {
    let words: Vec<&str> = text.split('|').collect();
    r.ok(&words)
}

#[track_caller]
fn refused(r: &Record, text: &str) -> String {
    let words: Vec<&str> = text.split('|').collect();
    r.refused(&words)
}

#[track_caller]
fn term(r: &Record, unit: &str, label: &str, from: &str) -> u64 {
    words(
        r,
        &format!("document|term|--unit|{unit}|--label|{label}|--from|{from}"),
    );
    r.last()
}

/// Issues a document and gives the number of its act.
#[track_caller]
fn issue(r: &Record, unit: &str, date: &str) -> u64 {
    words(
        r,
        &format!("document|issue|--unit|{unit}|--kind|NQ|--date|{date}|--subject|Về việc"),
    );
    r.last()
}

#[track_caller]
fn receive(r: &Record, unit: &str, date: &str) -> u64 {
    words(
        r,
        &format!(
            "document|receive|--unit|{unit}|--kind|CV|--date|{date}|--from|Ban X|--subject|Đơn|--symbol|7-CV/BX"
        ),
    );
    r.last()
}

fn annul(act: u64) -> String {
    format!("annul|{act}|--reason|nhầm")
}

/// A province, its terms (acts that are returned) and three communes.
fn province() -> (Record, [u64; 2]) {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    let terms = [
        term(&r, "P", "2020-2025", "2020-10-15"),
        term(&r, "P", "2025-2030", "2025-10-02"),
    ];
    for unit in ["X1", "X2", "X3"] {
        term(&r, unit, "2025-2030", "2025-07-01");
    }
    (r, terms)
}

#[test]
fn an_annulment_that_would_leave_a_gap_in_a_series_is_refused_naming_the_later_numbers() {
    let (r, _) = province();
    let acts: Vec<u64> = ["2025-10-03", "2025-10-04", "2025-10-05", "2025-10-06"]
        .map(|day| issue(&r, "P", day))
        .into();
    let other = issue(&r, "X1", "2025-10-07");
    let said = refused(&r, &annul(acts[1]));
    for (act, symbol) in [(acts[2], "03-NQ/TU"), (acts[3], "04-NQ/TU")] {
        let rests = format!("act {act} rests on act {}: its number", acts[1]);
        assert!(said.contains(&rests) && said.contains(symbol), "{said}");
    }
    assert!(!said.contains(&format!("act {other} ")), "{said}");
    // the last one may go, and is free again; so may what is voided stay
    words(&r, &annul(acts[3]));
    words(&r, "document|void|02-NQ/TU|--date|2025-10-06|--reason|nhầm");
    issue(&r, "P", "2025-10-08");
    words(&r, "document|show|04-NQ/TU");
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn a_number_of_the_incoming_register_and_one_that_is_reserved_are_not_annulled_in_the_middle() {
    let (r, _) = province();
    let first = receive(&r, "X1", "2025-10-03");
    let second = receive(&r, "X1", "2025-10-04");
    let third = receive(&r, "X1", "2025-10-05");
    let said = refused(&r, &annul(second));
    assert!(said.contains(&format!("act {third} rests")), "{said}");
    let said = refused(&r, &annul(first));
    assert!(said.contains(&format!("act {second} rests")), "{said}");
    words(
        &r,
        "document|reserve|--unit|P|--kind|NQ|--date|2025-10-03|--reason|mật",
    );
    let reserved = r.last();
    let next = issue(&r, "P", "2025-10-04");
    let said = refused(&r, &annul(reserved));
    assert!(said.contains(&format!("act {next} rests")), "{said}");
}

#[test]
fn the_act_that_opened_a_series_is_not_annulled_while_other_numbers_of_it_stand() {
    let (r, _) = province();
    let opened = issue(&r, "P", "2025-10-03");
    let next = issue(&r, "P", "2025-10-04");
    let said = refused(&r, &annul(opened));
    assert!(
        said.contains(&format!(
            "act {next} rests on act {opened}: its number 2 (02-NQ/TU)"
        )),
        "{said}"
    );
    words(&r, &annul(next));
    words(&r, &annul(opened));
    assert!(body(&words(&r, "document|list|--format|csv")).is_empty());
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn a_term_is_neither_annulled_nor_moved_away_from_the_documents_numbered_in_it() {
    let (r, terms) = province();
    let old = issue(&r, "P", "2025-10-01");
    let new = issue(&r, "P", "2025-10-02");
    words(
        &r,
        "document|issue|--unit|V|--kind|CV|--date|2025-10-03|--subject|Về việc",
    );
    let advised = r.last();
    let said = refused(&r, &annul(terms[1]));
    for act in [new, advised] {
        let rests = format!("act {act} rests on act {}", terms[1]);
        assert!(said.contains(&rests), "{said}");
    }
    assert!(!said.contains(&format!("act {old} rests")), "{said}");
    assert!(said.contains("is numbered in the term 2025-2030"), "{said}");
    let said = refused(
        &r,
        "document|term|--unit|P|--label|2025-2030|--from|2025-10-03",
    );
    assert!(
        said.contains("1 documents are numbered in the term 2025-2030 and would lie outside it, such as 01-NQ/TU (2025-10-02)"),
        "{said}"
    );
    let said = refused(
        &r,
        "document|term|--unit|P|--label|2025-2030|--from|2025-10-01",
    );
    assert!(
        said.contains("01-NQ/TU (2025-10-01)"),
        "of the term before: {said}"
    );
    // a term of another name that would take the days of what is numbered
    let said = refused(&r, "document|term|--unit|P|--label|khác|--from|2025-10-03");
    assert!(
        said.contains("01-CV/V (2025-10-03)") && said.contains("2025-2030"),
        "{said}"
    );
    // where nothing is numbered, a term is put right
    term(&r, "P", "2020-2025", "2020-10-17");
    words(&r, &annul(r.last()));
    term(&r, "X1", "2025-2030", "2025-07-15");
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn the_label_of_a_congress_is_not_used_again_for_another() {
    let (r, _) = province();
    let congress = "document|term|--unit|P|--congress|--label|XXI";
    words(
        &r,
        &format!("{congress}|--from|2026-01-05|--until|2026-01-08"),
    );
    let said = refused(
        &r,
        &format!("{congress}|--from|2031-01-05|--until|2031-01-08"),
    );
    assert!(
        said.contains("the label «XXI» is that of another, from 2026-01-05 to 2026-01-07"),
        "{said}"
    );
    // the days of the same one are put right while they meet
    words(
        &r,
        &format!("{congress}|--from|2026-01-06|--until|2026-01-09"),
    );
}

const REFORM: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";

/// The words that hand in a reform, with or without an assignment file.
fn reform(r: &Record, name: &str, rows: &str, assign: Option<&str>) -> String {
    let file = r.file(&format!("{name}.csv"), format!("{REFORM}{rows}"));
    let assign = assign.map(|rows| {
        r.file(
            &format!("{name}-assign.csv"),
            format!("code,kind,key,to_code\n{rows}"),
        )
    });
    let assign = assign.map_or_else(String::new, |file| format!("|--assign|{file}"));
    format!("import|reforms|{file}{assign}")
}

const MERGER: &str = "m,2025-12-01,X1,N,whole,Đảng bộ xã Mới,đảng bộ xã,P,1-QĐ\n\
    m,2025-12-01,X2,N,whole,Đảng bộ xã Mới,đảng bộ xã,P,1-QĐ\n";

#[test]
fn a_closing_before_what_an_organ_issued_or_received_later_is_refused_naming_it() {
    let (r, _) = province();
    issue(&r, "X1", "2025-11-30");
    issue(&r, "X3", "2025-12-05");
    let merger = reform(&r, "m", MERGER, None);
    words(&r, &format!("{merger}|--preview"));
    issue(&r, "X1", "2025-12-01");
    receive(&r, "X2", "2025-12-07");
    let said = refused(&r, &merger);
    assert!(
        said.contains("1 documents lie in the unit X1 from 2025-12-01 on, such as 02-NQ/ĐU (2025-12-01): a back-dated closing is refused"),
        "{said}"
    );
    assert!(
        said.contains(
            "1 documents lie in the unit X2 from 2025-12-01 on, such as 7-CV/BX (2025-12-07)"
        ),
        "{said}"
    );
}

#[test]
fn drafts_of_a_unit_that_closes_are_told_and_can_still_be_read() {
    let (r, _) = province();
    words(
        &r,
        "document|draft|--unit|X1|--kind|NQ|--date|2025-11-03|--subject|Về nuôi trồng",
    );
    let ran = r.run(&reform(&r, "m", MERGER, None).split('|').collect::<Vec<_>>());
    assert_eq!(ran.code, 0, "{}", ran.err);
    let said = format!("{}{}", ran.out, ran.err);
    assert!(
        said.contains("1 drafts stay with the unit X1, which closes")
            && said.contains("«Về nuôi trồng»"),
        "{said}"
    );
    let drafts = body(&words(
        &r,
        "document|list|--state|draft|--on|2025-12-02|--format|csv",
    ));
    assert_eq!(drafts.len(), 1);
}

const DIVISION: &str = "d,2025-12-01,X3,Y1,part,Đảng bộ xã Y Một,đảng bộ xã,P,1-QĐ\n\
    d,2025-12-01,X3,Y2,part,Đảng bộ xã Y Hai,đảng bộ xã,P,1-QĐ\n";

/// The units that a resolution of the province binds on a day.
#[track_caller]
fn bound(r: &Record, on: &str) -> Vec<String> {
    let asked = format!("document|coverage|01-NQ/TU|--on|{on}|--format|csv");
    let rows = body(&words(r, &asked));
    let code = |row: &String| row.split(',').next().unwrap_or("").to_owned();
    rows.iter().map(code).collect()
}

#[test]
fn what_a_divided_unit_is_still_to_issue_goes_where_the_assignment_says() {
    let (r, _) = province();
    issue(&r, "P", "2025-10-03");
    for unit in ["X2", "X3"] {
        words(
            &r,
            &format!("document|bind|01-NQ/TU|--unit|{unit}|--by|2026-01-31"),
        );
    }
    let said = refused(&r, &reform(&r, "none", DIVISION, None));
    assert!(
        said.contains("1 open obligations are led by the unit"),
        "{said}"
    );
    let settled = Some("X3,obligation,01-NQ/TU,Y2\n");
    words(&r, &reform(&r, "d", DIVISION, settled));
    let division = r.last();
    assert_eq!(bound(&r, "2025-11-30"), ["X2", "X3"]);
    assert_eq!(bound(&r, "2025-12-01"), ["X2", "Y2"]);
    words(&r, &annul(division));
    assert_eq!(bound(&r, "2025-12-01"), ["X2", "X3"]);
    words(&r, &reform(&r, "again", DIVISION, settled));
    words(&r, "document|release|01-NQ/TU|--unit|Y2|--on|2025-12-10");
    assert_eq!(bound(&r, "2025-12-10"), ["X2"]);
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn what_is_met_or_released_before_a_division_is_asked_for_no_more() {
    let (r, _) = province();
    issue(&r, "P", "2025-10-03");
    words(&r, "document|bind|01-NQ/TU|--unit|X3|--by|2026-01-31");
    words(&r, "document|release|01-NQ/TU|--unit|X3|--on|2025-10-20");
    let released = r.last();
    words(&r, &reform(&r, "d", DIVISION, None));
    let act = r.last();
    let said = refused(&r, &annul(released));
    assert!(
        said.contains(&format!(
            "act {act} rests on act {released}: a document would bind the unit X3"
        )),
        "{said}"
    );
}

#[test]
fn a_unit_that_closed_is_released_by_its_code_on_a_later_day() {
    let (r, _) = province();
    issue(&r, "P", "2025-10-03");
    words(&r, "document|bind|01-NQ/TU|--unit|X3|--by|2026-01-31");
    issue(&r, "X3", "2025-11-03");
    words(&r, "document|relate|01-NQ/ĐU|implements|01-NQ/TU");
    words(&r, &reform(&r, "d", DIVISION, None));
    assert_eq!(
        bound(&r, "2025-12-10"),
        ["X3"],
        "it is met, under its own name"
    );
    words(&r, "document|release|01-NQ/TU|--unit|X3|--on|2025-12-10");
    assert!(bound(&r, "2025-12-10").is_empty());
    assert_eq!(bound(&r, "2025-12-09"), ["X3"]);
    assert!(r.ok(&["verify"]).contains("verified"));
}

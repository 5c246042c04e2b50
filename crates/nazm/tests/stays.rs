//! Stays at their edges: transfers, departures and reforms that meet on one day, and what is
//! undone around them. On every unit what was there, came and went adds up to what is there.

use crate::common::{Record, body};
use crate::members::{EVENT, HEAD, OPENING, REFORM, UNITS, events, figure, members, place};
use serde_json::Value;
use std::collections::BTreeMap;

/// Two provinces; K1, K2 in A1, K3 in A2, K4 in B1, D5 in D1.
fn provinces() -> Record {
    let r = Record::vietnamese();
    r.import(
        "units",
        &format!("{UNITS}Q,Tỉnh Quang,,,2024-01-01\nD1,Chi bộ Dương,,Q,2024-01-01\n"),
    );
    let d = "D5,Đỗ Văn Dự,1970-05-06,nam,01,900070001239,F8,C0000008,2005-01-01,2005-02-01,2006-02-01,D1,official,2024-01-01\n";
    r.import("members", &format!("{HEAD}{OPENING}{d}"));
    r
}

/// A reform with its assignment file.
#[track_caller]
fn divide(r: &Record, rows: &str, assign: &str) {
    if assign.is_empty() {
        r.import("reforms", &format!("{REFORM}{rows}"));
        return;
    }
    let reforms = r.file("reforms.csv", format!("{REFORM}{rows}"));
    let assign = r.file("assign.csv", format!("code,kind,key,to_code\n{assign}"));
    r.ok(&["import", "reforms", &reforms, "--assign", &assign]);
}

/// The report of a unit in a quarter, on the units of its last day or of another structure.
#[track_caller]
fn report(r: &Record, unit: &str, period: &str, structure: &str) -> Value {
    let out = r.path("report.json");
    let out = out.to_str().unwrap();
    let mut args = vec!["report", "quarterly", "--unit", unit, "--period", period];
    if !structure.is_empty() {
        args.extend(["--structure", structure]);
    }
    r.ok(&[&args[..], &["--out", out]].concat());
    serde_json::from_str(&std::fs::read_to_string(out).unwrap()).unwrap()
}

/// The rows of a table of a report: what they are called, their role, their values (none where
/// there is no figure or its value is not known).
fn table(report: &Value, key: &str) -> Vec<(String, String, Vec<Option<i64>>)> {
    let tables = report["tables"].as_array().unwrap();
    let table = tables.iter().find(|t| t["key"] == key).unwrap();
    let value = |key: &Value| {
        let figure = &report["figures"][key.as_str()?];
        figure["value"].as_str()?.parse().ok()
    };
    let row = |row: &Value| {
        let label = row["label"].as_str().unwrap();
        let label = label.trim_start_matches("report-row-");
        let code = row["code"].as_str().unwrap();
        let figures = row["figures"].as_array().unwrap();
        (
            [code, label].concat(),
            row["role"].as_str().unwrap().to_owned(),
            figures.iter().map(value).collect(),
        )
    };
    table["rows"].as_array().unwrap().iter().map(row).collect()
}

/// The rows of a unit's movement table in a quarter; in the quarter alone and since the
/// beginning of the year they must add up.
#[track_caller]
fn movement(r: &Record, unit: &str, period: &str) -> BTreeMap<String, i64> {
    movement_on(r, unit, period, "")
}

#[track_caller]
fn movement_on(r: &Record, unit: &str, period: &str, structure: &str) -> BTreeMap<String, i64> {
    let rows = table(&report(r, unit, period, structure), "movement");
    for column in [0, 1] {
        let signed = |(label, role, values): &(String, String, Vec<Option<i64>>)| {
            let n = values[column]?;
            Some(match (role.as_str(), label.as_str()) {
                ("in", _) | (_, "opening") => n,
                ("out", _) | (_, "closing") => -n,
                other => panic!("{other:?}"),
            })
        };
        // a year whose beginning is not known adds up to nothing
        let sum: Option<i64> = rows.iter().map(signed).sum();
        assert!(
            sum == Some(0) || (column == 1 && sum.is_none()),
            "{unit} in {period}, column {column}: {rows:?}"
        );
    }
    let rows = rows
        .into_iter()
        .map(|(label, _, values)| (label, values[0].unwrap()));
    rows.filter(|(_, n)| *n != 0).collect()
}

/// Asserts the rows of a movement table that are not nought.
#[track_caller]
fn moves(r: &Record, unit: &str, period: &str, rows: &[(&str, i64)]) {
    let expected = rows.iter().map(|(row, n)| ((*row).to_owned(), *n));
    assert_eq!(movement(r, unit, period), expected.collect(), "{unit}");
}

/// Nothing the program counts differs from the count row by row, and every table from the acts.
#[track_caller]
fn sound(r: &Record) {
    assert!(r.ok(&["verify"]).contains("verified"));
    r.ok(&["recount"]);
}

// ---- transfers

#[test]
fn a_withdrawn_transfer_out_of_the_organisation_changes_nothing() {
    for to in ["", "A1"] {
        let r = provinces();
        events(&r, "K1,transfer_sent,2024-07-10,A1,,\n");
        events(&r, &format!("K1,transfer_withdrawn,2024-07-20,,{to},\n"));
        assert_eq!(place(&r, "K1", "2024-07-21"), "A1,,,official");
        for unit in ["A1", "A", "*"] {
            let n: i64 = members(&r, unit, "2024-07-21").parse().unwrap();
            moves(&r, unit, "2024-Q3", &[("closing", n), ("opening", n)]);
        }
        // and the person may be sent again, and received elsewhere only when sent there
        events(&r, "K1,transfer_sent,2024-08-10,A1,B1,\n");
        sound(&r);
    }
    let r = provinces();
    events(&r, "K1,transfer_sent,2024-07-10,A1,,\n");
    let said = r.import_refused(
        "events",
        "e.csv",
        &format!("{EVENT}K1,transfer_withdrawn,2024-07-20,,B1,\n"),
    );
    assert!(said.contains("leaves the person in"), "{said}");
}

#[test]
fn who_is_sent_and_dies_on_one_day_goes_out_once() {
    let r = provinces();
    events(
        &r,
        "K1,transfer_sent,2024-06-10,A1,B1,\nK1,deceased,2024-06-10,,,\n",
    );
    moves(
        &r,
        "A1",
        "2024-Q2",
        &[("closing", 1), ("opening", 2), ("transferred-out", 1)],
    );
    moves(&r, "B1", "2024-Q2", &[("closing", 1), ("opening", 1)]);
    moves(
        &r,
        "P",
        "2024-Q2",
        &[("closing", 3), ("deceased", 1), ("opening", 4)],
    );
    sound(&r);
}

#[test]
fn who_is_sent_received_and_dies_on_one_day_went_through_both_units() {
    let r = provinces();
    events(
        &r,
        "K1,transfer_sent,2024-06-10,A1,B1,\nK1,transfer_received,2024-06-10,,B1,\nK1,deceased,2024-06-10,,,\nK2,transfer_sent,2024-06-11,A1,D1,\nK2,transfer_withdrawn,2024-06-11,,,\n",
    );
    moves(
        &r,
        "B1",
        "2024-Q2",
        &[
            ("closing", 1),
            ("deceased", 1),
            ("opening", 1),
            ("transferred-in", 1),
        ],
    );
    for unit in ["A1", "A", "P", "Q", "*"] {
        movement(&r, unit, "2024-Q2");
    }
    sound(&r);
}

#[test]
fn who_is_admitted_and_sent_on_one_day_is_in_neither_unit_until_received() {
    let r = provinces();
    r.import("members", &format!("{HEAD}K5,Hoàng Văn Em,2000-01-01,nam,01,,F5,,2024-04-20,2024-05-20,,A1,probationary,2024-05-20\n"));
    events(&r, "K5,transfer_sent,2024-05-20,A1,D1,\n");
    let on = "2024-06-01";
    assert_eq!(
        ["A1", "P", "D1", "Q", "*"].map(|u| members(&r, u, on)),
        ["2", "4", "1", "1", "6"]
    );
    moves(
        &r,
        "P",
        "2024-Q2",
        &[
            ("admitted", 1),
            ("closing", 4),
            ("opening", 4),
            ("transferred-out", 1),
        ],
    );
    for unit in ["A1", "D1", "Q", "*"] {
        movement(&r, unit, "2024-Q2");
    }
    sound(&r);
}

#[test]
fn who_is_received_elsewhere_than_sent_leaves_the_line_they_were_on() {
    let r = provinces();
    events(
        &r,
        "K1,transfer_sent,2024-06-10,A1,B1,\nK1,transfer_received,2024-07-20,,D1,\n",
    );
    moves(&r, "P", "2024-Q2", &[("closing", 4), ("opening", 4)]);
    moves(
        &r,
        "P",
        "2024-Q3",
        &[("closing", 3), ("opening", 4), ("transferred-out", 1)],
    );
    moves(
        &r,
        "Q",
        "2024-Q3",
        &[("closing", 2), ("opening", 1), ("transferred-in", 1)],
    );
    moves(&r, "*", "2024-Q3", &[("closing", 5), ("opening", 5)]);
    sound(&r);
}

#[test]
fn candidates_and_guests_are_no_arrivals() {
    let r = provinces();
    r.import("members", "person_key,name,unit_code,standing,since\nC1,Lý Văn Cảm,A1,candidate,2024-05-01\nC2,Lý Thị Khách,A1,temporary_guest,2024-05-02\n");
    for unit in ["A1", "P", "*"] {
        let asked = ["--unit", unit, "--period", "2024-Q2"];
        assert_eq!(figure(&r, "transferred-in", &asked), "0");
        let n: i64 = members(&r, unit, "2024-06-30").parse().unwrap();
        moves(&r, unit, "2024-Q2", &[("closing", n), ("opening", n)]);
    }
    // a candidate who is admitted is an admission
    events(&r, "C1,admission,2024-06-01,,A1,\n");
    moves(
        &r,
        "A1",
        "2024-Q2",
        &[("admitted", 1), ("closing", 3), ("opening", 2)],
    );
    sound(&r);
}

// ---- on the day of a reform

const DIVISION: &str =
    "s,2024-07-01,A1,A3,part,Chi bộ An Ba,,A,\ns,2024-07-01,A1,A4,part,Chi bộ An Bốn,,A,\n";
const ASSIGNED: &str = "A1,member,K1,A3\nA1,member,K2,A4\n";

#[test]
fn who_goes_on_the_day_of_a_division_was_where_the_act_assigned_them() {
    for (event, out) in [
        ("K1,deceased,2024-07-01,,,", "deceased"),
        ("K1,left,2024-07-01,,,", "left"),
        ("K1,transfer_sent,2024-07-01,,D1,", "transferred-out"),
        ("K1,transfer_sent,2024-07-01,,B1,", "transferred-out"),
        ("K1,deceased,2024-07-02,,,", "deceased"),
    ] {
        let r = provinces();
        divide(&r, DIVISION, ASSIGNED);
        events(&r, &format!("{event}\n"));
        moves(&r, "A3", "2024-Q3", &[("opening", 1), (out, 1)]);
        moves(&r, "A4", "2024-Q3", &[("closing", 1), ("opening", 1)]);
        for unit in ["A", "P", "B1", "D1", "*"] {
            movement(&r, unit, "2024-Q3");
        }
        sound(&r);
    }
}

#[test]
fn who_goes_on_the_day_of_a_merger_was_in_the_unit_of_the_eve() {
    let merger = "m,2024-07-15,A1,A9,whole,Chi bộ An Chín,,A,\nm,2024-07-15,A2,A9,whole,Chi bộ An Chín,,A,\n";
    let r = provinces();
    r.import("reforms", &format!("{REFORM}{merger}"));
    events(
        &r,
        "K1,deceased,2024-07-15,,,\nK2,transfer_sent,2024-07-15,,B1,\n",
    );
    let on = ["--period", "2024-Q3", "--structure", "2024-07-14"];
    for indicator in ["deceased", "transferred-out"] {
        for (unit, n) in [("A1", "1"), ("A2", "0"), ("A", "1")] {
            let asked = [&["--unit", unit][..], &on].concat();
            assert_eq!(figure(&r, indicator, &asked), n, "{indicator} of {unit}");
        }
    }
    sound(&r);
}

#[test]
fn who_is_sent_on_the_day_on_which_the_unit_gives_a_part_away_had_stayed_in_it() {
    let r = provinces();
    r.import(
        "reforms",
        &format!("{REFORM}g,2024-08-15,B1,B1,same,,,,\ng,2024-08-15,B1,D1,part,,,,\ng,2024-08-15,D1,D1,same,,,,\n"),
    );
    events(&r, "K4,transfer_sent,2024-08-15,B1,B2,\n");
    let by = r.ok(&[
        "figure",
        "members",
        "--unit",
        "B",
        "--on",
        "2024-09-30",
        "--by",
        "children",
        "--format",
        "csv",
    ]);
    assert!(by.contains("in-transit,B,Xã Bình,1,"), "{by}");
    sound(&r);
    events(&r, "K4,transfer_received,2024-08-25,B1,B2,\n");
    moves(
        &r,
        "B1",
        "2024-Q3",
        &[("opening", 1), ("transferred-out", 1)],
    );
    moves(
        &r,
        "B2",
        "2024-Q3",
        &[("closing", 1), ("transferred-in", 1)],
    );
    sound(&r);
}

#[test]
fn who_had_gone_on_the_day_of_a_division_before_it_was_entered_is_assigned_by_it_too() {
    for (event, out) in [
        ("K1,deceased,2024-07-01,,,", "deceased"),
        ("K1,left,2024-07-01,,,", "left"),
        ("K1,expelled,2024-07-01,,,", "expelled"),
        ("K1,transfer_sent,2024-07-01,,D1,", "transferred-out"),
    ] {
        let r = provinces();
        events(&r, &format!("{event}\n"));
        let gone = r.last();
        let reforms = r.file("d.csv", format!("{REFORM}{DIVISION}"));
        let assign = r.file("a.csv", "code,kind,key,to_code\nA1,member,K2,A4\n");
        let said = r.refused(&["import", "reforms", &reforms, "--assign", &assign]);
        assert!(said.contains("1 members sit directly"), "{said}");
        divide(&r, DIVISION, ASSIGNED);
        moves(&r, "A3", "2024-Q3", &[("opening", 1), (out, 1)]);
        moves(&r, "A4", "2024-Q3", &[("closing", 1), ("opening", 1)]);
        let asked = ["--on", "2024-06-30", "--structure", "2024-07-01"];
        let on_parts = |unit| figure(&r, "members", &[&["--unit", unit], &asked[..]].concat());
        assert_eq!([on_parts("A3"), on_parts("A4")], ["1", "1"], "{event}");
        for unit in ["A", "P", "B1", "D1", "*"] {
            movement(&r, unit, "2024-Q3");
        }
        sound(&r);
        // what befell K1 was entered by mistake: then the division moved K1
        r.ok(&["annul", &gone.to_string(), "--reason", "x"]);
        assert_eq!(place(&r, "K1", "2024-07-01"), "A3,,,official");
        sound(&r);
    }
}

#[test]
fn who_was_moved_by_one_reform_of_a_day_is_not_moved_by_the_next_from_where_they_were() {
    let r = provinces();
    let part = |n: &str| {
        format!("{n},2024-07-01,A1,A1,same,,,,\n{n},2024-07-01,A1,A{n},part,Chi bộ {n},,A,\n")
    };
    divide(&r, &part("3"), "A1,member,K1,A3\n");
    divide(&r, &part("4"), "A1,member,K2,A4\n");
    assert_eq!(place(&r, "K1", "2024-07-01"), "A3,,,official");
    assert_eq!(place(&r, "K2", "2024-07-01"), "A4,,,official");
    sound(&r);
}

#[test]
fn an_act_about_someone_gone_on_the_day_of_a_division_is_annulled_as_before_it() {
    let r = provinces();
    r.import(
        "corrections",
        "person_key,field,value,from,until\nK1,name,Ai Đó,2024-02-01,\n",
    );
    let corrected = r.last();
    events(&r, "K1,deceased,2024-07-01,,,\n");
    divide(&r, DIVISION, ASSIGNED);
    r.ok(&["annul", &corrected.to_string(), "--reason", "x"]);
    sound(&r);
}

// ---- entered late

#[test]
fn a_closing_is_refused_while_a_confirmation_a_guest_or_a_sending_lies_in_the_unit_later() {
    let merger = "m,2024-07-01,A1,A2,whole,,,,\nm,2024-07-01,A2,A2,same,,,,\n";
    for event in [
        "K1,confirmation,2024-08-10,,,",
        "K1,temporary_start,2024-08-10,A1,B1,",
        "K4,temporary_start,2024-08-10,B1,A1,",
        "K4,transfer_sent,2024-08-10,B1,A1,",
    ] {
        let r = provinces();
        events(&r, &format!("{event}\n"));
        let said = r.import_refused("reforms", "r.csv", &format!("{REFORM}{merger}"));
        assert!(
            said.contains("1 facts") && said.contains("back-dated closing"),
            "{event}: {said}"
        );
        r.ok(&["annul", &r.last().to_string(), "--reason", "x"]);
        r.import("reforms", &format!("{REFORM}{merger}"));
        sound(&r);
    }
    // what lies there earlier, or elsewhere, is not in its way
    let r = provinces();
    events(
        &r,
        "K1,confirmation,2024-06-10,,,\nK4,temporary_start,2024-06-10,B1,A1,\nK2,transfer_sent,2024-06-20,A1,B1,\nK2,transfer_received,2024-08-20,,B1,\nK3,confirmation,2024-08-10,,,\n",
    );
    r.import("reforms", &format!("{REFORM}{merger}"));
    sound(&r);
}

#[test]
fn a_part_takes_nobody_on_an_earlier_day_whose_record_was_confirmed_in_the_unit_later() {
    let r = provinces();
    events(&r, "K1,confirmation,2024-08-10,,,\n");
    let part =
        "t,2024-07-01,A1,A1,same,,,,\nt,2024-07-01,A1,A2,part,,,,\nt,2024-07-01,A2,A2,same,,,,\n";
    let reforms = r.file("d.csv", format!("{REFORM}{part}"));
    let assign = r.file("a.csv", "code,kind,key,to_code\nA1,member,K1,A2\n");
    let said = r.refused(&["import", "reforms", &reforms, "--assign", &assign]);
    assert!(said.contains("back-dated division"), "{said}");
    divide(&r, part, "A1,member,K2,A2\n");
    sound(&r);
}

#[test]
fn a_closing_is_refused_while_a_stay_in_the_unit_ends_later() {
    let merger = "m,2024-07-01,A1,A2,whole,,,,\nm,2024-07-01,A2,A2,same,,,,\n";
    for event in [
        "K1,transfer_sent,2024-08-10,A1,B1,",
        "K1,deceased,2024-08-11,,,",
        "K1,transfer_sent,2024-08-10,A1,,",
        "K1,exemption,2024-08-10,,,",
    ] {
        let r = provinces();
        events(&r, &format!("{event}\n"));
        let said = r.import_refused("reforms", "r.csv", &format!("{REFORM}{merger}"));
        assert!(
            said.contains("1 facts") && said.contains("back-dated closing"),
            "{said}"
        );
        let reforms = r.file("d.csv", format!("{REFORM}{DIVISION}"));
        let assign = r.file("assign.csv", format!("code,kind,key,to_code\n{ASSIGNED}"));
        let said = r.refused(&["import", "reforms", &reforms, "--assign", &assign]);
        assert!(said.contains("back-dated closing"), "{said}");
    }
    // who went before it, or on the very day, is not in its way
    let r = provinces();
    events(&r, "K1,deceased,2024-07-01,,,\nK2,left,2024-06-01,,,\n");
    r.import("reforms", &format!("{REFORM}{merger}"));
    sound(&r);
}

#[test]
fn a_part_takes_nobody_on_an_earlier_day_whose_later_facts_lie_in_the_unit() {
    let r = provinces();
    events(&r, "K1,transfer_sent,2024-08-10,A1,B1,\n");
    let part =
        "t,2024-07-01,A1,A1,same,,,,\nt,2024-07-01,A1,A2,part,,,,\nt,2024-07-01,A2,A2,same,,,,\n";
    let reforms = r.file("d.csv", format!("{REFORM}{part}"));
    let assign = r.file("a.csv", "code,kind,key,to_code\nA1,member,K1,A2\n");
    let said = r.refused(&["import", "reforms", &reforms, "--assign", &assign]);
    assert!(said.contains("back-dated division"), "{said}");
    divide(&r, part, "A1,member,K2,A2\n");
    assert_eq!(place(&r, "K2", "2024-07-01"), "A2,,,official");
    movement(&r, "A1", "2024-Q3");
    sound(&r);
}

#[test]
fn one_file_of_acts_is_decided_as_one_file_for_each() {
    let merger =
        "m,2024-07-01,A1,A3,whole,Chi bộ An Ba,,A,\nm,2024-07-01,A2,A3,whole,Chi bộ An Ba,,A,\n";
    let division =
        "n,2024-09-01,A3,A5,part,Chi bộ An Năm,,A,\nn,2024-09-01,A3,A6,part,Chi bộ An Sáu,,A,\n";
    let r = provinces();
    events(&r, "K1,deceased,2024-08-10,,,\n");
    let both = r.import_refused("reforms", "r.csv", &format!("{REFORM}{merger}{division}"));
    let first = r.import_refused("reforms", "r.csv", &format!("{REFORM}{merger}"));
    assert_eq!(both, first);
}

// ---- undone

#[test]
fn a_unit_is_not_put_back_under_a_parent_that_a_later_act_closed() {
    let r = provinces();
    r.import(
        "reforms",
        &format!("{REFORM}m,2024-07-01,A1,A1,same,,,B,\n"),
    );
    let moved = r.last();
    r.import(
        "reforms",
        &format!("{REFORM}n,2024-09-01,A,N,whole,Xã Nam,,P,\n"),
    );
    let said = r.refused(&["annul", &moved.to_string(), "--reason", "x"]);
    assert!(
        said.contains(&format!("act {} rests on act {moved}", moved + 1)),
        "{said}"
    );
    // the later act first, then it may go
    r.ok(&["annul", &(moved + 1).to_string(), "--reason", "x"]);
    r.ok(&["annul", &moved.to_string(), "--reason", "x"]);
    assert_eq!(members(&r, "A", "2024-10-01"), "3");
    sound(&r);
}

#[test]
fn an_abolished_unit_does_not_come_back_under_a_parent_that_a_later_act_closed() {
    let r = provinces();
    r.import("reforms", &format!("{REFORM}m,2024-07-01,B2,,whole,,,,\n"));
    let abolished = r.last();
    r.import(
        "reforms",
        &format!("{REFORM}n,2024-09-01,B,A,whole,,,,\nn,2024-09-01,A,A,same,,,,\n"),
    );
    let said = r.refused(&["annul", &abolished.to_string(), "--reason", "x"]);
    assert!(
        said.contains(&format!("act {} rests", abolished + 1)),
        "{said}"
    );
}

#[test]
fn nobody_is_put_back_into_a_unit_that_a_later_act_closed() {
    let merger = "m,2024-07-01,A1,A2,whole,,,,\nm,2024-07-01,A2,A2,same,,,,\n";
    for (gone, closing, assign) in [
        ("K1,left,2024-05-01,,,\n", merger, ""),
        (
            "K1,transfer_sent,2024-05-01,A1,B1,\nK1,transfer_received,2024-05-11,,B1,\n",
            merger,
            "",
        ),
        ("K1,left,2024-05-01,,,\n", DIVISION, "A1,member,K2,A4\n"),
    ] {
        let r = provinces();
        events(&r, gone);
        let left = r.last();
        divide(&r, closing, assign);
        let said = r.refused(&["annul", &left.to_string(), "--reason", "x"]);
        assert!(
            said.contains(&format!("act {} rests on act {left}", left + 1)) && said.contains("A1"),
            "{said}"
        );
        r.ok(&["annul", &(left + 1).to_string(), "--reason", "x"]);
        r.ok(&["annul", &left.to_string(), "--reason", "x"]);
        assert_eq!(members(&r, "A1", "2024-10-01"), "2");
        sound(&r);
    }
}

// ---- the report's tables, and structures as they were

/// A1 and A2 become A9 on 15 July; B goes from P to Q on 1 August; in every one of them somebody
/// is admitted before and after.
fn reorganised() -> Record {
    let r = provinces();
    let admitted = |key: &str, unit: &str, day: &str| {
        let n = &key[1..];
        format!(
            "{key},Hoàng Văn Em,2000-01-01,nam,01,,F{n},,2024-04-20,{day},,{unit},probationary,{day}\n"
        )
    };
    r.import(
        "members",
        &[
            HEAD,
            &admitted("K21", "A1", "2024-05-20"),
            &admitted("K22", "A2", "2024-07-10"),
            &admitted("K23", "B1", "2024-07-20"),
        ]
        .concat(),
    );
    r.import(
        "reforms",
        &format!("{REFORM}m,2024-07-15,A1,A9,whole,Chi bộ An Chín,,A,\nm,2024-07-15,A2,A9,whole,Chi bộ An Chín,,A,\nv,2024-08-01,B,B,same,,,Q,\n"),
    );
    r.import(
        "members",
        &[
            HEAD,
            &admitted("K24", "A9", "2024-08-20"),
            &admitted("K25", "B1", "2024-08-25"),
        ]
        .concat(),
    );
    events(
        &r,
        "K1,deceased,2024-07-15,,,\nK3,transfer_sent,2024-07-30,A9,B1,\nK3,transfer_received,2024-08-05,,B1,\nK4,transfer_sent,2024-07-31,B1,D1,\nK4,left,2024-08-01,,,\n",
    );
    r
}

/// Rows of a figure's parts: part, code, value and the days.
fn parts(r: &Record, indicator: &str, unit: &str, period: &str) -> Vec<[String; 4]> {
    let csv = r.ok(&[
        "figure",
        indicator,
        "--unit",
        unit,
        "--period",
        period,
        "--structure",
        "as-was",
        "--by",
        "children",
        "--format",
        "csv",
    ]);
    let row = |line: String| {
        let cells: Vec<String> = line.split(',').map(str::to_owned).collect();
        let days = cells.get(5).cloned().unwrap_or_default();
        [cells[0].clone(), cells[1].clone(), cells[3].clone(), days]
    };
    body(&csv).into_iter().map(row).collect()
}

#[test]
fn a_row_of_two_columns_stands_while_either_is_not_nought() {
    let r = provinces();
    let late = "K6,Đỗ Văn Dự,1970-05-06,nam,01,900070001240,F6,C0000009,2005-01-01,2005-02-01,2006-02-01,B2,official,2025-02-01\n";
    r.import("members", &format!("{HEAD}{late}"));
    for unit in ["B2", "B", "P", "*"] {
        let rows = table(&report(&r, unit, "2025-Q2", ""), "movement");
        let opened = rows.iter().find(|(label, ..)| label == "opened");
        let (_, _, values) = opened.expect("entered by an opening list in February");
        assert_eq!(values, &[Some(0), Some(1)], "{unit}");
        movement(&r, unit, "2025-Q2");
    }
    let rows = table(&report(&r, "A", "2025-Q2", ""), "movement");
    assert!(rows.iter().all(|(label, ..)| label != "opened"));
}

#[test]
fn what_a_unit_has_beside_its_children_stands_in_every_column_of_their_table() {
    let r = provinces();
    let opening = "K6,Đỗ Văn Dự,1970-05-06,nam,01,900070001240,F6,C0000009,2005-01-01,2005-02-01,2006-02-01,A,official,2024-01-01\n";
    r.import("members", &format!("{HEAD}{opening}"));
    r.import("members", &format!("{HEAD}K7,Hoàng Văn Em,2000-01-01,nam,01,,F7,,2024-04-20,2024-05-20,,A,probationary,2024-05-20\n"));
    events(&r, "K6,deceased,2024-03-10,,,\nK7,deceased,2024-06-10,,,\n");
    let rows = table(&report(&r, "A", "2024-Q2", ""), "children");
    let own = rows.iter().find(|(label, ..)| label == "own");
    let (_, _, own) = own.expect("one was admitted directly into the commune, and died");
    assert_eq!((own[0], own[1]), (Some(0), Some(1)));
    adds_up(&rows);
}

/// Every column of the table of subordinate units but the share adds up to its total.
#[track_caller]
fn adds_up(rows: &[(String, String, Vec<Option<i64>>)]) {
    let (total, rows) = rows.split_last().unwrap();
    assert_eq!(total.1, "total");
    for column in [0, 1, 3, 4] {
        let sum: i64 = rows.iter().filter_map(|(_, _, v)| v[column]).sum();
        assert_eq!(Some(sum), total.2[column], "column {column}: {rows:?}");
    }
}

#[test]
fn parts_of_what_happened_as_it_was_cover_every_child_of_any_day() {
    let r = reorganised();
    let of = |unit| parts(&r, "admitted", unit, "2024-Q3");
    let child = |code: &str, n: &str, days: &str| ["child", code, n, days].map(str::to_owned);
    let a = of("A");
    for row in [
        child("A1", "0", "2024-07-01/2024-07-14"),
        child("A2", "1", "2024-07-01/2024-07-14"),
        child("A9", "1", "2024-07-15/2024-09-30"),
    ] {
        assert!(a.contains(&row), "{row:?} in {a:?}");
    }
    let p = of("P");
    assert!(p.contains(&child("A", "2", "")), "{p:?}");
    assert!(
        p.contains(&child("B", "1", "2024-07-01/2024-07-31")),
        "{p:?}"
    );
    let q = of("Q");
    assert!(
        q.contains(&child("B", "1", "2024-08-01/2024-09-30")),
        "{q:?}"
    );
    for indicator in [
        "admitted",
        "deceased",
        "left",
        "transferred-in",
        "transferred-out",
        "badges-due",
    ] {
        for unit in ["A", "A9", "B", "P", "Q", "*"] {
            for period in ["2024-Q2", "2024-Q3", "2024", "2024-07", "2024-08"] {
                if unit == "A9" && period == "2024-Q2" {
                    continue;
                }
                let rows = parts(&r, indicator, unit, period);
                let value = |row: &[String; 4]| row[2].parse::<i64>().unwrap();
                let (total, rows) = rows.split_last().unwrap();
                let sum: i64 = rows.iter().map(value).sum();
                assert_eq!(
                    sum,
                    value(total),
                    "{indicator} of {unit} in {period}: {rows:?}"
                );
            }
        }
    }
}

#[test]
fn as_it_was_a_movement_table_says_what_came_and_went_by_reform() {
    let r = reorganised();
    let moves = |unit, period, rows: &[(&str, i64)]| {
        let rows = rows.iter().map(|(row, n)| ((*row).to_owned(), *n));
        assert_eq!(
            movement_on(&r, unit, period, "as-was"),
            rows.collect(),
            "{unit}"
        );
    };
    // K1, K2, K3, K21 and K22 came with the merger; K1 died on its day, K3 was sent to B1
    moves(
        "A9",
        "2024-Q3",
        &[
            ("admitted", 1),
            ("closing", 4),
            ("deceased", 1),
            ("in-by-reform", 5),
            ("transferred-out", 1),
        ],
    );
    // K23 went with B; K3 and K4 were on the way and left the lines they were on
    let p = movement_on(&r, "P", "2024-Q3", "as-was");
    assert_eq!((p["opening"], p["out-by-reform"]), (5, 2), "{p:?}");
    let q = movement_on(&r, "Q", "2024-Q3", "as-was");
    // K4 was on the way between B1 and D1, which since then lie both in Q
    assert_eq!((q["in-by-reform"], q["left"]), (2, 1), "{q:?}");
    // on a fixed structure there is no such row
    assert!(!movement_on(&r, "A9", "2024-Q3", "").contains_key("in-by-reform"));
    for unit in ["A", "A9", "B", "B1", "D1", "P", "Q", "*"] {
        for period in ["2024-Q2", "2024-Q3", "2024-Q4"] {
            if unit == "A9" && period == "2024-Q2" {
                continue;
            }
            movement_on(&r, unit, period, "as-was");
            adds_up(&table(&report(&r, unit, period, "as-was"), "children"));
        }
    }
    // the code is read on the day of the structure
    moves_on_old(&r);
    r.refused(&[
        "report",
        "quarterly",
        "--unit",
        "A1",
        "--period",
        "2024-Q3",
        "--out",
        "a.json",
    ]);
    let wrong = ["--structure", "yesterday", "--out", "a.json"];
    let asked = ["report", "quarterly", "--unit", "A", "--period", "2024-Q3"];
    assert!(
        r.refused(&[&asked[..], &wrong].concat())
            .contains("yesterday")
    );
}

/// A1 of the eve of its merger, told on the units of that day.
fn moves_on_old(r: &Record) {
    let report = report(r, "A1", "2024-Q3", "2024-07-14");
    assert_eq!(
        (&report["unit"], &report["structure"]),
        (&"A1".into(), &"2024-07-14".into())
    );
    movement_on(r, "A1", "2024-Q3", "2024-07-14");
}

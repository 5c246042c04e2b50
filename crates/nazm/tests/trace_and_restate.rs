//! Where a unit of one day is on another, and figures put on another day's units.

use crate::common::{Record, names};

const LAND: &str = "code,name,kind,parent_code,valid_from
A,An,xã,,2020-01-01
B,Bình,xã,,2020-01-01
C,Châu,xã,,2020-01-01
D,Đông,xã,,2020-01-01
";

/// A→B2,C2 in 2021, both into E in 2022; B into C in 2021; D abolished in 2023.
fn there_and_back() -> Record {
    let r = Record::with_units(LAND);
    r.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name
s,2021-01-01,A,A2,part,An Hai
s,2021-01-01,A,A3,part,An Ba
s,2021-01-01,C,C,same,
s,2021-01-01,B,C,whole,
m,2022-01-01,A2,E,whole,Em
m,2022-01-01,A3,E,whole,Em
x,2023-01-01,D,,whole,
",
    );
    r
}

#[test]
fn a_unit_traced_to_its_own_day_is_itself() {
    let r = there_and_back();
    assert_eq!(r.trace("A", "2020-06-01", "2020-06-01"), ["A,An,exact"]);
}

#[test]
fn what_was_divided_and_joined_again_lies_exactly_in_the_last_unit() {
    let r = there_and_back();
    assert_eq!(r.trace("A", "2020-06-01", "2022-01-01"), ["E,Em,exact"]);
    assert_eq!(r.trace("E", "2022-01-01", "2020-06-01"), ["A,An,exact"]);
    assert_eq!(
        r.restate("A,10\n", "2020-06-01", "2022-01-01"),
        ["E,10,exact"]
    );
}

#[test]
fn certainty_speaks_of_the_older_unit_in_both_directions() {
    let r = there_and_back();
    assert_eq!(
        r.trace("C", "2021-01-01", "2020-12-31"),
        ["B,Bình,exact", "C,Châu,exact"]
    );
    assert_eq!(r.trace("A2", "2021-01-01", "2020-12-31"), ["A,An,part"]);
    assert_eq!(
        r.trace("A", "2020-12-31", "2021-01-01"),
        ["A2,An Hai,part", "A3,An Ba,part"]
    );
}

#[test]
fn an_abolished_unit_leads_nowhere() {
    let r = there_and_back();
    let trace = r.trace("D", "2020-06-01", "2023-01-01");
    assert_eq!(trace.len(), 1);
    assert!(trace[0].starts_with("-,,"), "{trace:?}");
    assert_eq!(
        r.restate("D,7\nC,1\n", "2020-06-01", "2023-01-01"),
        ["-,7,unknown", "C,1,exact"]
    );
}

#[test]
fn a_value_that_may_lie_in_several_units_stands_under_their_joined_codes() {
    let r = there_and_back();
    // each unit that a joined row names has its own row, 0 if nothing is certain
    assert_eq!(
        r.restate("A,10\nB,3\nC,4\n", "2020-06-01", "2021-06-01"),
        ["A2,0,part", "A2|A3,10,part", "A3,0,part", "C,7,exact"]
    );
}

#[test]
fn a_joined_row_is_a_part_of_each_by_whatever_links_and_in_whatever_order() {
    let r = Record::with_units(LAND);
    r.import("reforms", "act,date,from_code,to_code,link,to_name\ns,2021-01-01,A,A2,unknown,An Hai\ns,2021-01-01,A,A3,part,An Ba\ns,2021-01-01,B,A2,part,\ns,2021-01-01,B,A3,part,\n");
    for values in ["A,10\nB,5\n", "B,5\nA,10\n"] {
        assert_eq!(
            r.restate(values, "2020-06-01", "2021-06-01"),
            ["A2,0,part", "A2|A3,15,part", "A3,0,part"]
        );
    }
}

#[test]
fn a_unit_that_gave_a_part_away_reaches_itself_and_the_receiver() {
    let r = Record::with_units(LAND);
    r.import("reforms", "act,date,from_code,to_code,link\nt,2021-01-01,A,A,same\nt,2021-01-01,A,B,part\nt,2021-01-01,B,B,same\n");
    assert_eq!(
        r.restate("A,10\nB,5\nC,1\n", "2020-06-01", "2021-06-01"),
        ["A,0,part", "A|B,10,part", "B,5,part", "C,1,exact"]
    );
    // backward: what is in B now came from A and from B
    assert_eq!(
        r.restate("A,10\nB,5\n", "2021-06-01", "2020-06-01"),
        ["A,10,part", "A|B,5,part", "B,0,part"]
    );
}

#[test]
fn what_comes_out_sums_to_what_went_in_exactly() {
    let r = there_and_back();
    for (on, to) in [
        ("2020-06-01", "2021-06-01"),
        ("2020-06-01", "2022-06-01"),
        ("2020-06-01", "2024-01-01"),
    ] {
        let rows = r.restate(
            "A,0.1\nB,-0.2\nC,12345678901234567890.123456789\nD,1000\n",
            on,
            to,
        );
        let sum: bigdecimal::BigDecimal = rows
            .iter()
            .map(|l| {
                l.split(',')
                    .nth(1)
                    .unwrap()
                    .parse::<bigdecimal::BigDecimal>()
                    .unwrap()
            })
            .sum();
        assert_eq!(
            sum,
            "12345678901234568890.023456789"
                .parse::<bigdecimal::BigDecimal>()
                .unwrap(),
            "{on} {to}: {rows:?}"
        );
    }
}

#[test]
fn values_are_exact_decimals_and_may_be_negative() {
    let r = there_and_back();
    assert_eq!(
        r.restate("B,0.1\nC,0.2\n", "2020-06-01", "2021-01-01"),
        ["C,0.3,exact"]
    );
    assert_eq!(
        r.restate("B,-5\nC,2\n", "2020-06-01", "2021-01-01"),
        ["C,-3,exact"]
    );
}

#[test]
fn a_blank_value_is_passed_over_and_reported() {
    let r = there_and_back();
    let file = r.file("v.csv", "code,value\nA,\nB,2\nC,\n");
    let ran = r.run(&["restate", &file, "--on", "2020-06-01", "--to", "2021-01-01"]);
    assert_eq!(
        (ran.code, ran.out.as_str()),
        (0, "code,value,certainty\nC,2,exact\n")
    );
    assert!(
        ran.err.contains("v.csv: 2 rows have no value"),
        "{}",
        ran.err
    );
}

#[test]
fn a_code_twice_or_not_open_or_a_value_that_is_no_number_is_refused() {
    let r = there_and_back();
    for (rows, line, column, value, reason) in [
        ("A,1\nB,2\nA,3\n", 4, "code", "A", "stands twice"),
        (
            "A,1\nE,2\n",
            3,
            "code",
            "E",
            "no unit bears this code on 2020-06-01",
        ),
        (
            "A,1\nZZ,\n",
            3,
            "code",
            "ZZ",
            "no unit bears this code on 2020-06-01",
        ),
        ("A,\nA,\n", 3, "code", "A", "stands twice"),
        ("A,1e3\n", 2, "value", "1e3", "no decimal number"),
        ("A,NaN\n", 2, "value", "NaN", "no decimal number"),
        ("A,1 000\n", 2, "value", "1 000", "no decimal number"),
        ("A,1.2.3\n", 2, "value", "1.2.3", "no decimal number"),
        ("A,--1\n", 2, "value", "--1", "no decimal number"),
    ] {
        let file = r.file("v.csv", format!("code,value\n{rows}"));
        let said = r.refused(&["restate", &file, "--on", "2020-06-01", "--to", "2021-01-01"]);
        names(&said, "v.csv", line, column, value, reason);
    }
}

#[test]
fn levels_are_not_netted() {
    let r = Record::with_units(
        "code,name,kind,parent_code,valid_from\nP,Phong,tỉnh,,2020-01-01\nA,An,xã,P,2020-01-01\n",
    );
    assert_eq!(
        r.restate("P,10\nA,4\n", "2020-06-01", "2021-01-01"),
        ["A,4,exact", "P,10,exact"]
    );
}

#[test]
fn a_trace_through_a_unit_that_lived_no_day_and_in_json() {
    let r = Record::with_units(LAND);
    r.import("reforms", "act,date,from_code,to_code,link,to_name\na,2021-01-01,A,T,whole,Tạm\nb,2021-01-01,T,U,whole,Út\n");
    assert_eq!(r.trace("A", "2020-12-31", "2021-01-01"), ["U,Út,exact"]);
    assert_eq!(r.trace("U", "2021-01-01", "2020-12-31"), ["A,An,exact"]);
    let json = r.ok(&[
        "trace",
        "A",
        "--on",
        "2020-12-31",
        "--to",
        "2021-01-01",
        "--format",
        "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        json,
        serde_json::json!([{"code": "U", "name": "Út", "certainty": "exact"}])
    );
}

#[test]
fn an_earlier_knowledge_restates_as_it_knew() {
    let r = there_and_back();
    let file = r.file("v.csv", "code,value\nA,10\n");
    let rows = r.ok(&[
        "restate",
        &file,
        "--on",
        "2020-06-01",
        "--to",
        "2024-01-01",
        "--known",
        "3",
    ]);
    assert_eq!(
        rows,
        "code,value,certainty\nA2,0,part\nA2|A3,10,part\nA3,0,part\n"
    );
}

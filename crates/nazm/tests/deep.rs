//! A tree as deep as it has units: no command walks it anew for every unit.

use crate::common::Record;
use crate::site::site_of;
use axum::http::StatusCode;
use std::fmt::Write;

const DEEP: usize = 20_000;

/// A chain of units, each below the one before.
fn chain() -> Record {
    let mut units = "code,name,kind,parent_code,valid_from\n".to_owned();
    for n in 0..DEEP {
        let above = n.checked_sub(1).map_or(String::new(), |p| format!("U{p}"));
        writeln!(units, "U{n},Unit {n},unit,{above},2024-01-01").unwrap();
    }
    Record::with_units(&units)
}

#[test]
fn every_reading_command_carries_a_tree_as_deep_as_it_has_units() {
    let r = chain();
    r.import(
        "members",
        "person_key,name,unit_code,standing,since\n\
         a,An Nguyen,U19999,official,2024-01-01\n\
         b,Binh Tran,U10000,official,2024-01-01\n",
    );
    let on = "2024-06-30";
    let below = r.ok(&["units", "--on", on, "--under", "U5000", "--format", "csv"]);
    assert_eq!(below.lines().count(), 1 + 14_999);
    let figure = |words: &[&str]| {
        let args = [&["figure"], words, &["--format", "csv"]].concat();
        r.ok(&args)
    };
    let units = figure(&["units", "--unit", "U5000", "--on", on]);
    assert!(units.contains("14999"), "{units}");
    let members = figure(&[
        "members", "--unit", "U15000", "--on", on, "--by", "children",
    ]);
    assert!(members.contains("U15001"), "{members}");
    let list = figure(&["members", "--unit", "U1", "--on", on, "--list"]);
    assert_eq!(list.lines().count(), 1 + 2, "{list}");
    let traced = r.ok(&["trace", "U19999", "--on", on, "--to", "2024-01-01"]);
    assert!(traced.contains("U19999"));
    let values: String = (0..DEEP).map(|n| format!("U{n},1\n")).collect();
    let file = r.file("values.csv", format!("code,value\n{values}"));
    let restated = r.ok(&[
        "restate",
        &file,
        "--on",
        on,
        "--to",
        "2024-01-01",
        "--format",
        "csv",
    ]);
    assert_eq!(restated.lines().count(), 1 + DEEP);
    let out = r.path("report.json");
    let report = [
        "report",
        "quarterly",
        "--unit",
        "U100",
        "--period",
        "2024-Q2",
        "--lang",
        "en",
        "--out",
    ];
    r.ok(&[&report[..], &[out.to_str().unwrap()]].concat());
    r.ok(&["recount"]);
    r.ok(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_units_carry_a_tree_as_deep_as_it_has_units() {
    let site = site_of(chain()).await;
    let sql = "select subject from unit_state where code = 'U19999'";
    let deepest = site.record.sql(sql).trim().to_owned();
    let (cookie, _) = site.session("officer").await;
    let half = site
        .record
        .sql("select subject from unit_state where code = 'U5000'");
    let (clerk, _) = site.clerk_of(half.trim()).await;
    for path in [
        format!("/units/{deepest}"),
        format!("/units/tree?open={deepest}"),
        format!("/members?unit={deepest}"),
        "/units".to_owned(),
        "/".to_owned(),
    ] {
        for cookie in [&cookie, &clerk] {
            let page = site.get(&path, cookie, "en").await;
            assert_eq!(page.status, StatusCode::OK, "{path}: {}", page.text);
        }
    }
}

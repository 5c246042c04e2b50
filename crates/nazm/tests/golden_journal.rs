//! One golden journal per content version: people will have typed real data, and every
//! later program must read it to the same tables and figures.

use crate::common::Record;

const VERSION_1: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/journal-1.nazm");

fn restored() -> Record {
    let record = Record::bare();
    record.ok(&["restore", VERSION_1]);
    record
}

fn value(record: &Record, args: &[&str]) -> String {
    let mut all = vec!["figure"];
    all.extend(args);
    all.extend(["--format", "csv"]);
    let out = record.ok(&all);
    let row: Vec<String> = out
        .lines()
        .nth(1)
        .unwrap()
        .split(',')
        .map(str::to_owned)
        .collect();
    format!("{} {}", row[2], row[7])
}

#[test]
fn the_journal_of_version_1_is_read_and_verified() {
    let record = restored();
    let said = record.ok(&["verify"]);
    assert!(said.starts_with("verified: 13 acts, 205 lines"), "{said}");
}

#[test]
fn the_figures_of_the_journal_of_version_1_stand() {
    let record = restored();
    assert_eq!(
        value(&record, &["members", "--unit", "P", "--on", "2021-01-01"]),
        "4 exact"
    );
    assert_eq!(
        value(&record, &["members", "--unit", "P", "--on", "2024-02-01"]),
        "4 exact"
    );
    // act 11 said that one of them had died; act 12 took it back
    assert_eq!(
        value(
            &record,
            &[
                "members",
                "--unit",
                "P",
                "--on",
                "2024-02-01",
                "--known",
                "11"
            ]
        ),
        "3 exact"
    );
    assert_eq!(
        value(
            &record,
            &[
                "members",
                "--unit",
                "B",
                "--on",
                "2021-01-01",
                "--structure",
                "2023-01-01"
            ]
        ),
        "1 remainder"
    );
    assert_eq!(
        value(
            &record,
            &["population", "--unit", "P", "--on", "2021-06-01"]
        ),
        "1500.5 exact"
    );
    assert_eq!(
        value(&record, &["failing", "--unit", "P", "--on", "2025-02-01"]),
        "4 exact"
    );
}

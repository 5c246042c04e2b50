//! What a person sees, kept as plain files under `golden/`. With UPDATE_GOLDEN=1 they are
//! written anew; ids of databases, hashes and times are levelled first.

use crate::common::Record;
use crate::members::{HEAD, OPENING, UNITS};
use std::path::Path;

/// Hashes, times and versions as words of one form.
fn levelled(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let mut word = String::new();
        for c in line.chars() {
            if c.is_ascii_alphanumeric() || "-:.".contains(c) {
                word.push(c);
            } else {
                out.push_str(&level(&std::mem::take(&mut word)));
                out.push(c);
            }
        }
        out.push_str(&level(&word));
    }
    out
}

fn level(word: &str) -> String {
    let hex = word.len() >= 32 && word.bytes().all(|b| b.is_ascii_hexdigit());
    let time = word.len() >= 20 && word.ends_with('Z') && word.as_bytes()[10] == b'T';
    if hex {
        "<hash>".to_owned()
    } else if time {
        "<time>".to_owned()
    } else {
        word.to_owned()
    }
}

/// Runs of spaces beside a levelled word differ with its length.
fn squeezed(text: &str) -> String {
    let one = |l: &str| {
        if l.contains("<time>") {
            l.split("  ")
                .filter(|c| !c.trim().is_empty())
                .map(str::trim)
                .collect::<Vec<_>>()
                .join("  ")
        } else {
            l.to_owned()
        }
    };
    text.lines().map(|l| one(l) + "\n").collect()
}

#[track_caller]
fn same(name: &str, text: &str) {
    let text = squeezed(&levelled(text));
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/golden")
        .join(name);
    if std::env::var("UPDATE_GOLDEN").is_ok_and(|v| v == "1") {
        std::fs::write(&path, text).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(
        text, kept,
        "{name} differs; if that is meant, run with UPDATE_GOLDEN=1 and look at the change"
    );
}

fn told() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r.import("members", &format!("{HEAD}{OPENING}"));
    r.import("events", "person_key,event,day,from_unit,to_unit,document\nK1,transfer_sent,2024-03-01,A1,B1,01-GT\n");
    r.import("reforms", "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\nm,2024-07-01,A1,A2,whole,,,,05-QĐ/TU\nm,2024-07-01,A2,A2,same,Chi bộ An,,,05-QĐ/TU\n");
    r
}

#[test]
fn help_is_as_it_was() {
    let r = Record::bare();
    let commands = [
        "init",
        "rulebook",
        "import",
        "correct",
        "units",
        "trace",
        "restate",
        "figure",
        "report",
        "task",
        "journal",
        "act",
        "annul",
        "verify",
        "recount",
        "backup",
        "restore",
        "serve",
        "demo",
        "document",
        "register-book",
    ];
    let of_meetings = [
        "convene", "item", "conclude", "accept", "cancel", "show", "list",
    ];
    let of_meetings = of_meetings.map(|c| format!("meeting {c}"));
    let commands = commands.map(str::to_owned);
    let mut text = String::new();
    for command in commands.iter().chain(&of_meetings) {
        let words: Vec<&str> = command.split(' ').chain(["--help"]).collect();
        let ran = r.run(&words);
        assert!(
            ran.out.contains("Example: nazm "),
            "the help of {command} has an example"
        );
        let about = ran.out.lines().next().unwrap().to_owned();
        let example = ran
            .out
            .lines()
            .skip_while(|l| !l.starts_with("Example"))
            .collect::<Vec<_>>()
            .join(" ");
        text.push_str(&format!("{command}: {about}\n    {example}\n"));
    }
    same("help.txt", &text);
}

#[test]
fn help_of_a_correction_names_every_field_that_can_be_corrected() {
    let help = told().ok(&["correct", "--help"]);
    for field in registers::organisation::members::model::CORRECTED {
        assert!(help.contains(field), "{field}: {help}");
    }
}

#[test]
fn listings_and_traces_are_as_they_were() {
    let r = told();
    same("units.txt", &r.ok(&["units", "--on", "2024-07-01"]));
    same(
        "units.csv",
        &r.ok(&["units", "--on", "2024-07-01", "--format", "csv"]),
    );
    same(
        "units.json",
        &r.ok(&[
            "units",
            "--on",
            "2024-07-01",
            "--under",
            "A",
            "--format",
            "json",
        ]),
    );
    same(
        "trace.csv",
        &r.ok(&["trace", "A1", "--on", "2024-06-30", "--to", "2024-07-01"]),
    );
}

#[test]
fn the_journal_is_shown_as_it_was() {
    let r = told();
    r.ok(&["annul", "6", "--reason", "entered too early"]);
    same("journal.txt", &r.ok(&["journal"]));
    same("act.txt", &r.ok(&["act", "6"]));
    same("act.json", &r.ok(&["act", "5", "--format", "json"]));
    same("verify.txt", &r.ok(&["verify"]));
}

#[test]
fn previews_and_refusals_are_as_they_were() {
    let r = told();
    let good = r.file("good.csv", "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\nd,2024-09-01,B1,B3,whole,Chi bộ Bình Ba,,B,\nd,2024-09-01,B2,B3,whole,Chi bộ Bình Ba,,B,\n");
    same(
        "preview.txt",
        &r.ok(&["import", "reforms", &good, "--preview"]),
    );
    let bad = r.file("bad.csv", "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\nd,2024-09-01,B1,B3,part,Chi bộ Bình Ba,,B,\nd,2024-09-01,ZZ,B2,whole,,,,\n");
    same("refusal.txt", &r.run(&["import", "reforms", &bad]).err);
    same(
        "refusal.json",
        &r.run(&["import", "reforms", &bad, "--format", "json"]).out,
    );
    same(
        "annulment-refused.txt",
        &r.run(&["annul", "4", "--reason", "x"]).err,
    );
}

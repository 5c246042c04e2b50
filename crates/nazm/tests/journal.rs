//! The journal: numbers, annulment, preview, and the proof that nothing was changed
//! behind its back.

use crate::common::{Record, body, maintenance};
use crate::members::{HEAD, OPENING, UNITS, peopled};
use serde_json::Value;

const REFORM: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";

fn json(text: &str) -> Value {
    serde_json::from_str(text).unwrap()
}

/// Every projection table as it is now known, without the acts from which it is known.
fn state(r: &Record) -> String {
    let tables = [
        (
            "unit_state",
            "code || name || kind || parent || name_folded",
        ),
        ("unit_link", "successor || link"),
        (
            "person",
            "person_key || name || birth_date || sex || ethnic_group || citizen_hash || file_number || card_number || official_date",
        ),
        (
            "membership",
            "unit || standing || stay || sender || receiver",
        ),
        (
            "member_event",
            "event || flow || from_unit || to_unit || stay || standing || document",
        ),
        ("verdict", "severity"),
        ("entered_figure", "indicator || unit || value"),
        ("rule", "section || rule_key || content"),
        (
            "access_grant",
            "account || role || unit || below || document",
        ),
    ];
    let one = |(table, cells): (&str, &str)| {
        r.sql(&format!(
            "select '{table} ' || subject || item || effective_from || coalesce(effective_to, '') || {cells} from {table} where known_to is null order by subject, item, effective_from"
        ))
    };
    tables.map(one).concat()
}

/// A record in which every kind of thing has happened.
pub fn everything() -> Record {
    let r = peopled();
    r.import("events", "person_key,event,day,from_unit,to_unit\nK1,transfer_sent,2024-03-01,A1,B1\nK1,transfer_received,2024-03-20,,B1\n");
    r.import(
        "reforms",
        &format!("{REFORM}m,2024-07-01,B2,B1,whole,,,,\nm,2024-07-01,B1,B1,same,Chi bộ Bình,,,\n"),
    );
    r.import(
        "figures",
        "code,date,indicator,value\nA,2024-05-01,population,1200\nB,2024-05-01,population,800.5\n",
    );
    r.import(
        "figures",
        "code,date,indicator,value\nA,2024-06-01,population,1\n",
    );
    r.import(
        "corrections",
        "person_key,field,value,from,until\nK2,name,Trần Thị Bính,2024-02-01,\n",
    );
    r.ok(&["annul", "8", "--reason", "a slip"]);
    r
}

// ---- numbers

#[test]
fn acts_are_numbered_without_gaps_and_a_refused_one_takes_no_number() {
    let r = everything();
    r.import_refused(
        "reforms",
        "bad.csv",
        &format!("{REFORM}x,2025-01-01,ZZ,A,whole,,,,\n"),
    );
    r.import(
        "figures",
        "code,date,indicator,value\nB,2024-06-01,population,2\n",
    );
    let numbers: Vec<String> = body(&r.ok(&["journal", "--format", "csv"]))
        .iter()
        .map(|l| l.split(',').next().unwrap().to_owned())
        .collect();
    assert_eq!(numbers, (1..=11).map(|n| n.to_string()).collect::<Vec<_>>());
}

#[test]
fn writers_at_the_same_time_wait_for_each_other() {
    let r = Record::with_units("code,name,kind,parent_code,valid_from\nA,An,,,2024-01-01\n");
    std::thread::scope(|s| {
        for i in 0..8 {
            let r = &r;
            s.spawn(move || {
                let file = r.file(
                    &format!("f{i}.csv"),
                    format!(
                        "code,date,indicator,value\nA,2024-01-{:02},population,{i}\n",
                        i + 1
                    ),
                );
                r.ok(&["import", "figures", &file]);
            });
        }
    });
    assert_eq!(r.last(), 10);
    assert!(r.ok(&["verify"]).contains("verified: 10 acts"));
}

#[test]
fn a_subjects_history_is_the_acts_that_touch_it() {
    let r = everything();
    let numbers = |subject: &str| -> Vec<String> {
        body(&r.ok(&["journal", "--subject", subject, "--format", "csv"]))
            .iter()
            .map(|l| l.split(',').next().unwrap().to_owned())
            .collect()
    };
    assert_eq!(numbers("K2"), ["4", "9"]);
    assert_eq!(numbers("K3"), ["4"]);
    assert_eq!(numbers("B2@2024-01-01"), ["3", "6"]);
    assert!(
        r.refused(&["journal", "--subject", "nobody"])
            .contains("nobody")
    );
}

#[test]
fn an_act_says_who_when_and_on_what_ground() {
    let r = Record::new();
    let file = r.file(
        "u.csv",
        "code,name,kind,parent_code,valid_from\nA,An,,,2024-01-01\n",
    );
    r.ok(&[
        "import",
        "units",
        &file,
        "--basis",
        "12-QĐ/TU",
        "--reason",
        "go-live",
    ]);
    let act = json(&r.ok(&["act", "2", "--format", "json"]));
    for (key, says) in [
        ("account", "thu.ky"),
        ("basis", "12-QĐ/TU"),
        ("reason", "go-live"),
        ("effective_on", "2024-01-01"),
        ("kind", "units"),
    ] {
        assert_eq!(act[key], says, "{key}");
    }
    assert!(act["recorded_at"].as_str().unwrap().ends_with('Z'));
    assert!(r.refused(&["act", "9"]).contains("there is no act 9"));
}

// ---- once

#[test]
fn the_same_file_twice_writes_nothing() {
    let r = Record::vietnamese();
    let units = r.file("units.csv", UNITS);
    r.ok(&["import", "units", &units]);
    let list = r.file("list.csv", format!("{HEAD}{OPENING}"));
    r.ok(&["import", "members", &list]);
    let reforms = r.file("reforms.csv", format!("{REFORM}a,2024-07-01,B2,B1,whole,,,,\na,2024-07-01,B1,B1,same,,,,\nb,2024-08-01,B1,B1,same,Chi bộ Bình,,,\n"));
    r.ok(&["import", "reforms", &reforms]);
    let before = r.written();
    for (what, file) in [("units", &units), ("members", &list), ("reforms", &reforms)] {
        let again = r.run(&["import", what, file]);
        assert_eq!(again.code, 0, "{}", again.err);
        assert!(
            again.err.contains("in the record already, by act ")
                && again.err.contains("; nothing was written"),
            "{}",
            again.err
        );
        assert_eq!(r.written(), before);
    }
}

#[test]
fn a_file_whose_act_was_annulled_goes_in_again() {
    let r = Record::new();
    let units = r.file("units.csv", UNITS);
    r.ok(&["import", "units", &units]);
    r.ok(&["annul", "2", "--reason", "too early"]);
    assert_eq!(r.units("2024-06-01").len(), 0);
    r.ok(&["import", "units", &units]);
    assert_eq!(r.units("2024-06-01").len(), 7);
}

// ---- annulment

#[test]
fn after_an_annulment_the_state_is_as_if_the_act_had_never_been() {
    let imports: [(&str, String); 6] = [
        ("reforms", format!("{REFORM}m,2024-07-01,A1,A2,whole,,,,\nm,2024-07-01,A2,A2,same,Chi bộ An,,B,\n")),
        ("events", "person_key,event,day,from_unit,to_unit\nK1,transfer_sent,2024-03-01,A1,B1\nK4,recognition,2024-12-01,,\n".to_owned()),
        ("members", format!("{HEAD}K9,Vũ Thị Mới,2000-01-01,nữ,01,900080001234,F1,,2024-08-20,2024-09-03,,B2,probationary,2024-09-03\n")),
        ("corrections", "person_key,field,value,from,until\nK1,name,Ai Đó,2024-02-01,2024-03-01\nK1,citizen_id,900090001236,2024-02-01,\n".to_owned()),
        ("figures", "code,date,indicator,value\nA,2024-05-01,population,1200\n".to_owned()),
        ("units", "code,name,kind,parent_code,valid_from\nC,Xã Châu,,P,2024-01-01\n".to_owned()),
    ];
    let r = peopled();
    let before = state(&r);
    for (what, content) in imports {
        r.import(what, &content);
        let act = r.last();
        let then = state(&r);
        assert_ne!(then, before, "{what} did something");
        r.ok(&["annul", &act.to_string(), "--reason", "never was"]);
        assert_eq!(state(&r), before, "{what} left something behind");
    }
    assert!(r.ok(&["verify"]).contains("verified"));
}

#[test]
fn reads_with_an_earlier_knowledge_still_show_the_annulled_act() {
    let r = Record::with_units(UNITS);
    r.import(
        "reforms",
        &format!("{REFORM}n,2024-07-01,A,A,same,Xã Khác,,,\n"),
    );
    r.ok(&["annul", "3", "--reason", "never was"]);
    let named = |known: u64| {
        r.units_known("2024-08-01", known)
            .into_iter()
            .find(|l| l.starts_with("A,"))
            .unwrap()
    };
    assert!(named(2).contains("Xã An"));
    assert!(named(3).contains("Xã Khác"));
    assert!(named(4).contains("Xã An"));
    assert!(r.ok(&["act", "3"]).contains("annulled by act 4"));
    assert!(
        r.ok(&["journal", "--format", "csv"])
            .lines()
            .nth(3)
            .unwrap()
            .ends_with(",4")
    );
}

#[test]
fn an_annulment_is_refused_with_every_later_act_that_rests_on_the_act() {
    let r = Record::with_units(UNITS);
    r.import("reforms", &format!("{REFORM}n,2024-07-01,A1,N1,same,,,,\n"));
    r.import(
        "reforms",
        &format!("{REFORM}o,2024-08-01,N1,N1,same,Chi bộ Mới,,,\n"),
    );
    r.import(
        "reforms",
        &format!("{REFORM}p,2024-09-01,,A1,,Chi bộ Khác,,A,\n"),
    );
    r.import(
        "reforms",
        &format!("{REFORM}q,2024-09-01,B1,B1,same,Chi bộ Kia,,,\n"),
    );
    let said = r.refused(&["annul", "3", "--reason", "x"]);
    assert!(
        said.contains("act 4 rests on act 3") && said.contains("act 5 rests on act 3"),
        "{said}"
    );
    assert!(!said.contains("act 6"), "{said}");
    // the last first
    for act in ["5", "4", "3"] {
        r.ok(&["annul", act, "--reason", "x"]);
    }
    assert!(
        r.units("2025-01-01")
            .iter()
            .any(|l| l.starts_with("B1,Chi bộ Kia"))
    );
    assert!(
        r.units("2025-01-01")
            .iter()
            .any(|l| l.starts_with("A1,Chi bộ An Một"))
    );
}

#[test]
fn a_figure_on_a_unit_rests_on_the_act_that_opened_it() {
    let r = Record::with_units(UNITS);
    r.import(
        "reforms",
        &format!("{REFORM}c,2024-07-01,,C,,Xã Châu,,P,\n"),
    );
    r.import(
        "figures",
        "code,date,indicator,value\nC,2024-08-01,population,5\n",
    );
    assert!(
        r.refused(&["annul", "3", "--reason", "x"])
            .contains("act 4 rests on act 3")
    );
}

#[test]
fn an_annulment_a_beginning_and_what_is_annulled_already_are_not_annulled() {
    let r = Record::with_units(UNITS);
    r.ok(&["annul", "2", "--reason", "x"]);
    assert!(
        r.refused(&["annul", "3", "--reason", "x"])
            .contains("enter the act again")
    );
    assert!(
        r.refused(&["annul", "2", "--reason", "x"])
            .contains("annulled already, by act 3")
    );
    assert!(
        r.refused(&["annul", "1", "--reason", "x"])
            .contains("cannot be annulled")
    );
    assert!(
        r.refused(&["annul", "77", "--reason", "x"])
            .contains("there is no act 77")
    );
    assert!(
        r.refused(&["annul", "2", "--reason", "  "])
            .contains("reason")
    );
}

// ---- preview

#[test]
fn a_preview_shows_exactly_what_is_then_recorded_and_writes_nothing() {
    let r = peopled();
    let imports: [(&str, String); 5] = [
        ("units", "code,name,kind,parent_code,valid_from\nC,Xã Châu,,P,2024-01-01\nC1,Chi bộ Châu,,C,2024-01-01\n".to_owned()),
        ("members", format!("{HEAD}K9,Vũ Thị Mới,2000-01-01,nữ,01,900100001239,F9,,2024-02-20,2024-03-03,,B2,probationary,2024-03-03\n")),
        ("events", "person_key,event,day,from_unit,to_unit\nK1,transfer_sent,2024-03-01,A1,B1\nK1,transfer_received,2024-03-20,,B1\n".to_owned()),
        ("reforms", format!("{REFORM}m,2024-07-01,A1,A2,whole,,,,\nm,2024-07-01,A2,A2,same,Chi bộ An,,,\nn,2024-08-01,B2,X,whole,Chi bộ Xuân,,B,\nn,2024-08-01,A2,X,whole,Chi bộ Xuân,,B,\n")),
        ("figures", "code,date,indicator,value\nA,2024-05-01,population,1200\n".to_owned()),
    ];
    for (what, content) in imports {
        let file = r.file(&format!("{what}.csv"), &content);
        let before = r.written();
        let preview = json(&r.ok(&["import", what, &file, "--preview", "--format", "json"]));
        assert!(
            r.ok(&["import", what, &file, "--preview"])
                .ends_with("nothing was written\n")
        );
        assert_eq!(r.written(), before);
        r.ok(&["import", what, &file]);
        for promised in preview["acts"].as_array().unwrap() {
            let number = promised["number"].to_string();
            let act = json(&r.ok(&["act", &number, "--format", "json"]));
            let keys = ["day", "class", "subject", "content"];
            let cells = |l: &Value| keys.map(|k| l[k].clone());
            let promised_lines: Vec<_> = promised["lines"]
                .as_array()
                .unwrap()
                .iter()
                .map(cells)
                .collect();
            let recorded: Vec<_> = act["content"]
                .as_array()
                .unwrap()
                .iter()
                .map(cells)
                .collect();
            assert_eq!(promised_lines, recorded, "{what} act {number}");
            assert_eq!(
                (
                    &promised["kind"],
                    &promised["effective_on"],
                    &promised["basis"]
                ),
                (&act["kind"], &act["effective_on"], &act["basis"])
            );
        }
    }
}

#[test]
fn a_preview_is_refused_for_the_same_reasons() {
    let r = peopled();
    let file = r.file("bad.csv", format!("{REFORM}x,2025-01-01,ZZ,A,whole,,,,\n"));
    assert_eq!(
        r.refused(&["import", "reforms", &file, "--preview"]),
        r.refused(&["import", "reforms", &file])
    );
}

// ---- proof

#[test]
fn a_record_that_nobody_touched_verifies() {
    let r = everything();
    let said = r.ok(&["verify"]);
    assert!(said.starts_with("verified: 10 acts, "), "{said}");
    assert!(said.contains(r.sql("select root from journal_head").trim()));
}

/// What is changed by hand, and what the proof must say of it.
const BY_HAND: [(&str, &[&str]); 36] = [
    (
        "update act set basis = 'another' where number = 4",
        &["act 4: its content and its leaf disagree"],
    ),
    (
        "update act set recorded_at = '2020-01-01T00:00:00Z' where number = 6",
        &["act 6: its content and its leaf disagree"],
    ),
    (
        "update act set leaf = (select leaf from act where number = 3) where number = 4",
        &["act 4:"],
    ),
    ("delete from act where number = 5", &["act 5 is missing"]),
    (
        "delete from act where number = 10",
        &["act_line 10 1: it belongs to no act", "journal_head"],
    ),
    (
        "insert into act select 11, kind, version, effective_on, recorded_at, account, on_behalf_of, basis, reason, lines, line_root, leaf from act where number = 9",
        &["act 11"],
    ),
    (
        "update act_line set counted = replace(counted, 'population', 'area-km2') where act = 7 and line = 1",
        &["act_line 7 1: its content and its leaf disagree"],
    ),
    (
        "update act_line set identifying = replace(identifying, 'Trần', 'Tran') where act = 4 and line = 2",
        &["act_line 4 2: its content and its commitment disagree"],
    ),
    (
        "update act_line set salt = '00' where act = 4 and line = 1",
        &["act_line 4 1: its content and its commitment disagree"],
    ),
    (
        "update act_line set identifying = null, salt = null where act = 4 and line = 3",
        &["act_line 4 3: what identifies is gone"],
    ),
    (
        "update act_line set day = '2024-02-02' where act = 3 and line = 2",
        &[
            "act_line 3 2: its content and its leaf disagree",
            "act 3: its lines",
        ],
    ),
    (
        "delete from act_line where act = 3 and line = 2",
        &["act 3: line 2 is missing"],
    ),
    (
        "insert into act_line (act, line, day, class, subject, also, counted, identifying, salt, commitment) select 99, line, day, class, subject, also, counted, identifying, salt, commitment from act_line where act = 7 and line = 1",
        &["act_line 99 1: it belongs to no act"],
    ),
    (
        "update act_line set line = -1 where act = 3 and line = 1; update act_line set line = 1 where act = 3 and line = 2; update act_line set line = 2 where act = 3 and line = -1",
        &["act 3: its lines"],
    ),
    (
        "delete from act_subject where act = 6 and subject = 'code:B1'",
        &["act_subject code:B1 · 6: the row is missing"],
    ),
    (
        "insert into act_subject (subject, act) values ('code:A', 7)",
        &["act_subject code:A · 7: no act wrote this row"],
    ),
    (
        "delete from annulment where act = 8",
        &["annulment 8: the row is missing"],
    ),
    (
        "insert into annulment (act, by_act) values (7, 10)",
        &["annulment 7: no act wrote this row"],
    ),
    (
        "update annulment set by_act = 9 where act = 8",
        &["annulment 8: by_act is"],
    ),
    ("update journal_head set number = 9", &["journal_head"]),
    (
        "delete from journal_head",
        &["journal_head: the row is missing"],
    ),
    (
        "insert into erasure (subject, by_act) values ('a4.1', 9)",
        &["erasure a4.1: no act wrote this row"],
    ),
    (
        "update rule set citation = 'none' where subject = (select min(subject) from rule)",
        &["rule rule:", "citation is"],
    ),
    (
        "update setting set value = 'no' where subject = 'setting:rulebook'",
        &["setting setting:rulebook", "value is"],
    ),
    (
        "update unit_state set name = 'Xã Khác' where subject = 'a3.2'",
        &["unit_state a3.2", "name is"],
    ),
    (
        "update unit_state set known_to = 9 where subject = 'a3.3'",
        &["unit_state a3.3", "known_to is"],
    ),
    (
        "delete from unit_state where subject = 'a3.4'",
        &["unit_state a3.4", "the row is missing"],
    ),
    (
        "insert into unit_state select 'a3.99', item, code, name, kind, parent, name_folded, effective_from, effective_to, known_from, known_to from unit_state where subject = 'a3.2'",
        &["unit_state a3.99", "no act wrote this row"],
    ),
    (
        "update unit_state set code = case code when 'A1' then 'A2' else 'A1' end where code in ('A1', 'A2')",
        &["unit_state a3.4", "unit_state a3.5", "code is \"A"],
    ),
    (
        "update unit_link set successor = 'a3.1' where successor = 'a3.6'",
        &["unit_link a3.7", "successor is"],
    ),
    (
        "update person set sex = 'male' where subject = 'a4.2'",
        &["person a4.2", "sex is"],
    ),
    (
        "update membership set unit = 'a3.5' where subject = 'a4.2'",
        &["membership a4.2", "unit is"],
    ),
    (
        "delete from membership where subject = 'a4.3'",
        &["membership a4.3", "the row is missing"],
    ),
    (
        "delete from member_event where subject = 'a4.1' and event = 'transfer_received'",
        &["member_event a4.1", "the row is missing"],
    ),
    (
        "insert into verdict select subject, item || 'x', severity, effective_from, effective_to, known_from, known_to from verdict where subject = (select min(subject) from verdict)",
        &["verdict a4.", "no act wrote this row"],
    ),
    (
        "update entered_figure set value = '1201' where value = '1200'",
        &["entered_figure entered:population/a3.2", "value is"],
    ),
];

#[test]
fn every_row_changed_by_hand_is_named() {
    let whole = everything();
    assert_ne!(
        whole.sql("select count(*) from verdict").trim(),
        "0",
        "the record has verdicts to change"
    );
    let mut unnamed = Vec::new();
    for (sql, says) in BY_HAND {
        let r = whole.copy();
        let before = rows(&r);
        r.sql(sql);
        assert_ne!(before, rows(&r), "{sql} changed nothing");
        let ran = r.run(&["verify"]);
        let named = says.iter().all(|s| ran.err.contains(s));
        if ran.code != 1 || !named || ran.out.contains("verified") {
            unnamed.push(format!(
                "{sql}\n  expected {says:?}, exit 1\n  exit {}, said: {}",
                ran.code,
                ran.err
                    .lines()
                    .take(6)
                    .collect::<Vec<_>>()
                    .join("\n        ")
            ));
        }
    }
    assert!(
        unnamed.is_empty(),
        "{} of {}:\n{}",
        unnamed.len(),
        BY_HAND.len(),
        unnamed.join("\n")
    );
}

/// Every row of every table, as text.
fn rows(r: &Record) -> String {
    let tables = [
        "act",
        "act_line",
        "act_subject",
        "annulment",
        "journal_head",
        "erasure",
        "rule",
        "setting",
        "unit_state",
        "unit_link",
        "person",
        "membership",
        "member_event",
        "verdict",
        "entered_figure",
        "access_grant",
    ];
    let one = |t: &str| {
        if maintenance().is_some() {
            format!("select t::text from {t} t order by 1")
        } else {
            format!("select * from {t} order by 1, 2")
        }
    };
    r.sql(&tables.map(one).join("; "))
}

#[test]
fn the_same_imports_give_the_same_ids_on_the_other_database() {
    if maintenance().is_none() {
        eprintln!("skipped: NAZM_TEST_POSTGRES is not set");
        return;
    }
    let (here, there) = (everything(), Record::embedded());
    assert_ne!(
        here.sql("select 1 where exists (select 1 from act)").trim(),
        ""
    );
    there.import("units", UNITS);
    there.import("members", &format!("{HEAD}{OPENING}"));
    let on = |r: &Record| {
        r.sql("select subject || code || name || parent || effective_from || known_from from unit_state where subject like 'a3.%' and known_from = 3 order by subject")
    };
    let people = |r: &Record| {
        r.sql("select subject || person_key || name || known_from from person where known_from = 4 order by subject")
    };
    assert_eq!((on(&here), people(&here)), (on(&there), people(&there)));
}

// ---- the shape of the database

#[test]
fn verify_names_a_column_an_index_and_a_table_that_were_added_or_dropped() {
    let r = everything();
    r.sql("alter table person add column note text");
    r.sql("create table diary (line text)");
    r.sql("drop index person_by_citizen_hash");
    let ran = r.run(&["verify"]);
    assert_eq!(ran.code, 1);
    for fault in [
        "person.note: the program made no such thing",
        "diary.line: the program made no such thing",
        "index person_by_citizen_hash on person: it is missing",
    ] {
        assert!(ran.err.contains(fault), "no «{fault}» in\n{}", ran.err);
    }
}

#[test]
fn content_of_a_later_version_is_not_guessed_at() {
    let r = everything();
    r.sql("update act set version = 2 where number = 4");
    let ran = r.run(&["verify"]);
    assert_eq!(ran.code, 1);
    let why =
        "act 4 has content of version 2; this program knows versions 1 to 1: use a newer program";
    assert!(ran.err.contains(why), "{}", ran.err);
}

#[test]
fn derived_columns_of_an_older_version_are_made_again() {
    let r = everything();
    r.sql("update person set name_folded = 'old', name_order = 'old'; update unit_state set name_folded = 'old'");
    assert_eq!(
        r.run(&["verify"]).code,
        1,
        "of the same version they are compared"
    );
    r.sql("update derived_version set version = 0");
    assert!(r.ok(&["verify"]).contains("every table equals"));
    assert_eq!(
        r.sql("select count(*) from person where name_folded = 'old'")
            .trim(),
        "0"
    );
}

// ---- lines that no register applies

#[tokio::test]
async fn a_line_that_no_register_knows_is_never_passed_over_in_a_replay() {
    use platform::journal::{copy, verify};
    let r = peopled();
    let backup = r.path("backup");
    r.ok(&["backup", backup.to_str().unwrap()]);
    let mut db = platform::Db::open(&r.url()).await.unwrap();
    let other = Record::embedded();
    let empty = || async {
        let path = other.path("empty.db");
        _ = std::fs::remove_file(&path);
        let url = format!("sqlite://{}?mode=rwc", path.display());
        platform::Db::open(&url).await.unwrap()
    };
    // as a program would that has not heard of members
    let fewer: Vec<_> = registers::REGISTERS
        .iter()
        .copied()
        .filter(|r| !r.classes.contains(&"person"))
        .collect();
    let members = r.last();
    let mut into = empty().await;
    let working = std::collections::BTreeSet::new();
    let found = verify::verify(&mut db, &mut into, &fewer, &working, |_, _| ()).await;
    let faults = found.unwrap().faults;
    let named = format!("act {members} line 1: ");
    let told = |f: &String| f.contains(&named) && f.contains("«person»");
    assert!(faults.iter().any(told), "{faults:?}");
    drop(into);
    let mut into = empty().await;
    verify::migrate(&mut into, &fewer).await.unwrap();
    let file = std::fs::File::open(&backup).unwrap();
    into.begin_writing().await.unwrap();
    let files = platform::vault::Vault::new(r.data().join("files"));
    let read = copy::read(
        &mut into,
        &fewer,
        (std::io::BufReader::new(file), &files),
        |_, _| (),
    )
    .await;
    let said = read.unwrap_err().to_string();
    assert!(said.contains(&named), "{said}");
}

// ---- previews

#[tokio::test]
async fn a_preview_waits_for_no_writer() {
    use platform::clock::{FixedClock, SeededRandomness};
    let r = peopled();
    let mut db = platform::Db::open(&r.url()).await.unwrap();
    let clock = FixedClock("2025-10-02T02:00:00Z".parse().unwrap());
    let mut chance = SeededRandomness(1);
    let writer = platform::journal::Writer::begin(&mut db, &clock, &mut chance)
        .await
        .unwrap();
    let file = r.file(
        "a.csv",
        "code,name,kind,parent_code,valid_from\nC,Xã Cam,,P,2024-02-01\n",
    );
    let said = r.ok(&["import", "units", &file, "--preview"]);
    assert!(said.contains("1 × unit open"), "{said}");
    writer.drop_changes().await.unwrap();
}

// ---- annulment under a rulebook loaded later

#[test]
fn an_annulment_decides_acts_again_by_the_rulebook_of_their_time() {
    let r = Record::with_units(
        "code,name,kind,parent_code,valid_from\nC,Chi bộ Cũ,chi bộ,,2024-01-01\n",
    );
    r.import(
        "reforms",
        &format!("{REFORM}renamed,2024-03-01,C,C,same,Chi bộ Mới,,,\n"),
    );
    let renamed = r.last().to_string();
    // no rulebook said yet that nothing so large stands under a cell
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\nT,Đảng bộ tỉnh Thử,đảng bộ tỉnh,C,2024-05-01\n",
    );
    r.ok(&["rulebook", "vn"]);
    r.ok(&["annul", &renamed, "--reason", "a slip"]);
    assert!(
        r.units("2024-06-01")
            .iter()
            .any(|u| u.contains("Chi bộ Cũ"))
    );
    assert!(r.ok(&["verify"]).contains("verified"));
}

// ---- a file is read once, within its bounds

#[test]
fn a_table_may_come_through_a_pipe_and_is_known_again() {
    let r = Record::new();
    let file = r.file(
        "a.csv",
        "code,name,kind,parent_code,valid_from\nC,Xã Cam,,,2024-02-01\n",
    );
    // a pipe can be read once only: what is kept as the file's digest is what was read
    let piped = || {
        let program = env!("CARGO_BIN_EXE_nazm");
        let data = r.data().display().to_string();
        let url = r.url();
        let script = format!(
            "cat '{file}' | '{program}' import units /dev/stdin --data '{data}' --database '{url}'"
        );
        let mut shell = std::process::Command::new("sh");
        shell.args(["-c", &script]).env_remove("NAZM_DATABASE");
        crate::common::Ran::from(shell.output().unwrap())
    };
    let first = piped();
    assert_eq!(first.code, 0, "{first:?}");
    let again = r.run(&["import", "units", &file]);
    assert!(again.err.contains("in the record already"), "{again:?}");
}

#[test]
fn a_file_that_cannot_be_read_is_refused_by_name() {
    let r = Record::with_units("code,name,kind,parent_code,valid_from\nC,Xã,,,2024-02-01\n");
    let folder = r.data().to_str().unwrap().to_owned();
    let said = r.refused(&["import", "units", &folder]);
    assert!(
        said.contains("data: ") && said.contains("cannot be read"),
        "{said}"
    );
    let file = r.file(
        "r.csv",
        format!("{REFORM}m,2024-07-01,C,C,same,Xã Mới,,,\n"),
    );
    let said = r.refused(&["import", "reforms", &file, "--assign", &folder]);
    assert!(
        said.contains("data: ") && said.contains("cannot be read"),
        "{said}"
    );
}

#[tokio::test]
async fn a_database_that_was_filled_is_as_safe_as_any_other() {
    use platform::db::{Cell, Db, Type};
    let r = Record::embedded();
    let mut db = Db::open(&r.url()).await.unwrap();
    let kept = async |db: &mut Db| {
        let asked = "select journal_mode || ' ' || synchronous from pragma_journal_mode, pragma_synchronous";
        db.rows(asked, &[], &[Type::Text]).await.unwrap()
    };
    let before = kept(&mut db).await;
    assert_eq!(before, [[Cell::Text("wal 2".to_owned())]]);
    db.begin_filling(0).await.unwrap();
    assert_eq!(kept(&mut db).await, [[Cell::Text("off 0".to_owned())]]);
    db.end_filling().await.unwrap();
    assert_eq!(kept(&mut db).await, before);
}

#[test]
fn a_demo_that_was_broken_off_is_not_taken_for_one() {
    let r = Record::embedded();
    let demo = || {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_nazm"));
        command.args(["demo", "--size", "small", "--no-serve", "--dir"]);
        let ran = command.arg(r.data()).output().unwrap();
        assert_eq!(ran.status.code(), Some(2));
        String::from_utf8(ran.stderr).unwrap()
    };
    assert!(demo().contains("there is a demo in"));
    std::fs::write(r.data().join("unfinished"), "").unwrap();
    assert!(demo().contains("was broken off while it was made"));
}

//! What the server keeps counted stays right over every act, and stays kept over those that
//! cannot touch it.

use crate::common::Record;
use crate::members::{EVENT, HEAD, OPENING};
use platform::{Db, Scope};
use registers::insight::indicators::answer::{Counts, Entered, Share};
use registers::insight::indicators::facts::Wanted;
use registers::insight::indicators::question::Filter;
use registers::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When};
use registers::organisation::rulebook::Period;
use registers::web::Office;
use std::sync::Arc;

const UNITS: &str = "code,name,kind,parent_code,valid_from
P,Tỉnh Phong,đảng bộ tỉnh,,2024-01-01
A,Xã An,đảng bộ xã,P,2025-07-01
B,Xã Bình,đảng bộ xã,P,2025-07-01
A1,Chi bộ An Một,chi bộ,A,2025-07-01
A2,Chi bộ An Hai,chi bộ,A,2025-07-01
B1,Chi bộ Bình Một,chi bộ,B,2025-07-01
B2,Chi bộ Bình Hai,chi bộ,B,2025-07-01
";
const CELLS: [&str; 4] = ["A1", "A2", "B1", "B2"];

/// A record with an opening list and organs that issue documents, and the server on it.
async fn served() -> (Record, Arc<Office>) {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r.import(
        "members",
        &format!("{HEAD}{}", OPENING.replace("2024-01-01", "2025-07-01")),
    );
    for unit in ["A", "B"] {
        let term = ["--label", "2025-2030", "--from", "2025-07-01"];
        r.ok(&[&["document", "term", "--unit", unit], &term[..]].concat());
    }
    let mut db = Db::open(&r.url()).await.unwrap();
    registers::migrate_working(&mut db).await.unwrap();
    let office = crate::site::open(&r).await;
    (r, office)
}

fn questions() -> Vec<Question> {
    let day = |text: &str| When::On(figures::Day::parse(text).unwrap());
    let in_quarter = |kind| When::In(Period::parse("2025-Q3").unwrap(), kind);
    let of = |indicator: &str, when: When| Question {
        indicator: indicator.to_owned(),
        unit: None,
        when,
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    };
    let mut all = Vec::new();
    for code in [
        "members",
        "official",
        "in-transit",
        "failing",
        "standardised",
        "units",
        "cells",
        "tasks",
        "tasks-open",
        "tasks-overdue",
    ] {
        all.push(of(code, day("2025-09-30")));
        all.push(of(code, day("2025-08-01")));
    }
    all.push(of("cells-below-minimum", day("2025-09-30")));
    all.push(of("population", day("2025-09-30")));
    for said in ["sex=female", "age=31-40", "years=10+", "standing=official"] {
        all.push(Question {
            filter: Filter::parse(&[said.to_owned()], None).unwrap(),
            ..of("members", day("2025-09-30"))
        });
    }
    for code in [
        "admitted",
        "transferred-in",
        "transferred-out",
        "deceased",
        "units-merged",
        "documents",
        "tasks-due",
        "tasks-done-on-time",
        "tasks-on-time",
    ] {
        all.push(of(code, in_quarter(PeriodKind::InPeriod)));
        all.push(of(code, in_quarter(PeriodKind::Cumulative)));
    }
    all
}

/// Whether a question is about documents or tasks.
fn of_papers(q: &Question) -> bool {
    q.indicator.starts_with("documents") || q.indicator.starts_with("tasks")
}

/// What counts say of every unit.
fn said(facts: &Facts, counts: &Counts) -> String {
    let units = facts.structure.all().map(Some).chain([None]);
    let one = |u: Option<figures::UnitIx>| {
        let shares = [Share::Own, Share::Transit, Share::Remainder].map(|s| counts.share(u, s));
        let id = u.map(|u| facts.structure.unit(u).id.clone());
        let value = counts.value(u);
        format!(
            "{id:?} {value:?} {shares:?} {} {}\n",
            counts.certainty(u),
            counts.says(u)
        )
    };
    units.map(one).collect()
}

async fn kept(office: &Office) -> Vec<Arc<Counts>> {
    let facts = office.facts().await;
    let mut all = Vec::new();
    for q in questions() {
        all.push(office.kept.counts(&facts, &q).await.unwrap());
    }
    all
}

/// Every kept answer against one counted from the tables.
async fn compare(office: &Office, db: &mut Db, after: &str) {
    let facts = office.facts().await;
    let scope = Scope::command_line();
    let again = Facts::read(db, &scope, facts.known, Wanted::All)
        .await
        .unwrap();
    for (q, counts) in questions().iter().zip(kept(office).await) {
        let last = q.when.last_day();
        let entered = Entered::read(db, &scope, &again, &q.indicator, last)
            .await
            .unwrap();
        let fresh = again.counts(q, &entered).unwrap();
        assert_eq!(
            said(&facts, &counts),
            said(&again, &fresh),
            "{q:?} after {after}"
        );
    }
}

struct Chance(u64);

impl Chance {
    fn below(&mut self, n: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % n
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[usize::try_from(self.below(all.len() as u64)).unwrap()]
    }

    fn day(&mut self) -> String {
        format!("2025-{:02}-{:02}", 7 + self.below(3), 1 + self.below(28))
    }
}

/// An act at random; whether it was recorded. What the rules refuse changes nothing.
fn act(r: &Record, chance: &mut Chance, n: u64, persons: &mut u64) -> (String, bool) {
    let person = format!("K{}", 1 + chance.below(*persons));
    let (day, cell, other) = (chance.day(), chance.of(&CELLS), chance.of(&CELLS));
    let import = |what: &str, content: String| {
        let file = r.file(&format!("{what}-{n}.csv"), &content);
        let ran = r.run(&["import", what, &file]);
        (format!("{n}: {what} {content}{}", ran.err), ran.code == 0)
    };
    let event = |row: String| import("events", format!("{EVENT}{row}\n"));
    match chance.below(15) {
        0 | 1 => {
            *persons += 1;
            let key = *persons;
            let row = format!(
                "K{key},Hồ Văn Sơn,19{}-05-06,nam,01,9000{:08},F{key},C{key:07},2025-06-20,{day},,{cell},probationary,{day}\n",
                60 + chance.below(40),
                key
            );
            import("members", format!("{HEAD}{row}"))
        }
        2 | 3 => event(format!("{person},transfer_sent,{day},,{other},1-CV")),
        4 | 5 => event(format!("{person},transfer_received,{day},,{other},2-CV")),
        6 => event(format!("{person},deceased,{day},,,")),
        7 => event(format!("{person},exemption,{day},,,3-QD")),
        8 => {
            let value = format!("{}", 900 + chance.below(90));
            import(
                "figures",
                format!(
                    "code,date,indicator,value\n{},{day},population,{value}\n",
                    chance.of(&["A", "B"])
                ),
            )
        }
        9 => {
            let (field, value) = match chance.below(3) {
                0 => ("sex", chance.of(&["male", "female"])),
                1 => ("birth_date", chance.of(&["1991-02-03", "1970-01-01"])),
                _ => ("name", chance.of(&["Lý Văn Tám", "Đỗ Thị Chín"])),
            };
            let ran = r.run(&[
                "correct",
                &person,
                field,
                value,
                "--from",
                "2025-07-01",
                "--basis",
                "CV",
            ]);
            (format!("{n}: {person} {field} {value}"), ran.code == 0)
        }
        10 => {
            let number = (4 + chance.below(n + 6)).to_string();
            let ran = r.run(&["annul", &number, "--reason", "entered by mistake"]);
            (format!("{n}: annul {number}"), ran.code == 0)
        }
        11..=13 => {
            let (args, ran) = paper(r, chance, n);
            (format!("{n}: {args:?}"), ran)
        }
        _ => {
            let reform = format!(
                "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\nR{n},{day},,N{n},,Chi bộ Mới,chi bộ,A,01-NQ\n"
            );
            import("reforms", reform)
        }
    }
}

/// An act on a document or a task at random, and whether it was recorded.
fn paper(r: &Record, chance: &mut Chance, n: u64) -> (Vec<String>, bool) {
    let (day, unit) = (chance.day(), chance.of(&["A", "B"]));
    let (new, old) = (n.to_string(), chance.below(n + 1).to_string());
    let said = match chance.below(6) {
        0 => {
            let kind = chance.of(&["NQ", "CT"]);
            format!("document issue --unit {unit} --kind {kind} --date {day} --subject Về")
        }
        1 | 2 => format!(
            "task assign --title Lập --number {new} --lead {unit} --issued 2025-07-01 --deadline 2025-09-{} --assigned-by P",
            10 + chance.below(20)
        ),
        _ => {
            let what = chance.of(&["submit", "accept"]);
            format!("task {what} {old} --on {day} --text said")
        }
    };
    let args: Vec<&str> = said.split(' ').collect();
    let ran = r.run(&args);
    (args.into_iter().map(str::to_owned).collect(), ran.code == 0)
}

#[tokio::test(flavor = "multi_thread")]
async fn after_each_of_many_random_acts_every_kept_answer_equals_a_recount() {
    let (r, office) = served().await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let mut chance = Chance(11);
    let (mut persons, mut recorded, mut same) = (4, 0, 0);
    let mut before = kept(&office).await;
    for n in 0..70 {
        let (what, done) = act(&r, &mut chance, n, &mut persons);
        if !done {
            continue;
        }
        recorded += 1;
        // somebody goes on reading the facts of before
        let reading = office.facts().await;
        let told: Vec<String> = before.iter().map(|c| said(&reading, c)).collect();
        office.kept.catch_up(&mut db).await.unwrap();
        for (q, told) in questions().iter().zip(told) {
            let entered = Entered::default();
            if q.indicator != "population" {
                let counts = reading.counts(q, &entered).unwrap();
                assert_eq!(
                    said(&reading, &counts),
                    told,
                    "facts of before changed by {what}"
                );
            }
        }
        compare(&office, &mut db, &what).await;
        let now = kept(&office).await;
        same += now
            .iter()
            .zip(&before)
            .filter(|(a, b)| Arc::ptr_eq(a, b))
            .count();
        before = now;
    }
    assert!(recorded >= 25, "only {recorded} acts were recorded");
    assert!(
        same > recorded * 10,
        "{same} answers stayed over {recorded} acts"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_that_touches_no_figure_leaves_every_answer_counted() {
    let (r, office) = served().await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let before = kept(&office).await;
    r.ok(&[
        "correct",
        "K1",
        "name",
        "Lý Văn Tám",
        "--from",
        "2025-07-01",
        "--basis",
        "CV",
    ]);
    office.kept.catch_up(&mut db).await.unwrap();
    assert_eq!(office.facts().await.known.0, r.last());
    for ((q, a), b) in questions().iter().zip(&before).zip(kept(&office).await) {
        assert!(Arc::ptr_eq(a, &b), "{q:?} was counted again");
    }
}

/// What is told of the whole record on or until the last day of September.
async fn total(office: &Office, indicator: &str) -> String {
    let facts = office.facts().await;
    let last = figures::Day::parse("2025-09-30").unwrap();
    let asked = questions().into_iter().rev();
    let mut asked = asked.filter(|q| q.when.last_day() == last);
    let q = asked.find(|q| q.indicator == indicator).unwrap();
    let counts = office.kept.counts(&facts, &q).await.unwrap();
    counts.value(None).unwrap().to_string()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_on_documents_or_tasks_changes_what_is_told_of_them_and_nothing_else() {
    let (r, office) = served().await;
    let mut db = Db::open(&r.url()).await.unwrap();
    let mut chance = Chance(5);
    let (mut issued, mut assigned, mut happened) = (0, 0, 0);
    for n in 0..50 {
        let before = kept(&office).await;
        let (args, done) = paper(&r, &mut chance, n);
        if !done {
            continue;
        }
        match args[1].as_str() {
            "issue" => issued += 1,
            "assign" => assigned += 1,
            _ => happened += 1,
        }
        // somebody goes on reading the facts of before while the next visit begins
        let reading = office.facts().await;
        let facts = office.keep_up().await.unwrap();
        assert_eq!(facts.known.0, r.last());
        assert!(reading.known < facts.known);
        compare(&office, &mut db, &format!("{n}: {args:?}")).await;
        for ((q, a), b) in questions().iter().zip(&before).zip(kept(&office).await) {
            let same = Arc::ptr_eq(a, &b);
            assert_eq!(same, !of_papers(q), "{q:?} after {args:?}");
        }
        assert_eq!(total(&office, "documents").await, issued.to_string());
        assert_eq!(total(&office, "tasks").await, assigned.to_string());
    }
    assert!(
        issued > 3 && assigned > 5 && happened > 3,
        "{issued} issued, {assigned} assigned, {happened} submitted or accepted"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn acts_on_members_leave_what_is_counted_of_documents_and_tasks() {
    let (r, office) = served().await;
    let issue = "document issue --unit A --kind NQ --date 2025-08-01 --subject Về";
    r.ok(&issue.split(' ').collect::<Vec<_>>());
    office.keep_up().await.unwrap();
    let before = kept(&office).await;
    r.import("events", &format!("{EVENT}K1,deceased,2025-08-02,,,\n"));
    office.keep_up().await.unwrap();
    let now = kept(&office).await;
    for ((q, a), b) in questions().iter().zip(&before).zip(&now) {
        assert!(
            !of_papers(q) || Arc::ptr_eq(a, b),
            "{q:?} was counted again"
        );
    }
    let changed = before.iter().zip(&now).any(|(a, b)| !Arc::ptr_eq(a, b));
    assert!(changed, "who died is counted no more");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn what_many_ask_at_once_is_counted_once() {
    let (_r, office) = served().await;
    let facts = office.kept.now().await;
    let asked: Vec<Question> = (0..200)
        .map(|n| Question {
            when: When::On(figures::Day::ymd(2025, 7, 1).plus_days(n)),
            ..questions().remove(0)
        })
        .collect();
    let begin = std::sync::Barrier::new(4);
    let ask = || -> Vec<Arc<Counts>> {
        let one = |q| {
            begin.wait();
            office.kept.computed(&facts, q).unwrap()
        };
        asked.iter().map(one).collect()
    };
    let answers = std::thread::scope(|scope| {
        let askers: Vec<_> = (0..4).map(|_| scope.spawn(ask)).collect();
        askers
            .into_iter()
            .map(|a| a.join().unwrap())
            .collect::<Vec<_>>()
    });
    for others in &answers[1..] {
        for (n, (one, other)) in answers[0].iter().zip(others).enumerate() {
            assert!(Arc::ptr_eq(one, other), "question {n} was counted again");
        }
    }
}

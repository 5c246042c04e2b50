//! The columns of figures: saved between runs, caught up, and always what the tables say.

use crate::common::Record;
use crate::members::{HEAD, peopled};
use platform::asof::Known;
use platform::{Db, Scope};
use registers::insight::indicators::answer::Entered;
use registers::insight::indicators::facts::{Seat, Stretch, Wanted};
use registers::insight::indicators::question::Filter;
use registers::insight::indicators::{Facts, PeriodKind, Question, StructureChoice, When, saved};
use registers::organisation::rulebook::Period;

const EVENT: &str = "person_key,event,day,from_unit,to_unit,document\n";
const REFORM: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";

/// What is asked after every change: stocks, a share, what happens in a period, a list.
const ASKED: [&[&str]; 7] = [
    &[
        "members",
        "--unit",
        "*",
        "--on",
        "2025-09-30",
        "--by",
        "children",
    ],
    &["members", "--unit", "*", "--on", "2024-06-01", "--list"],
    &[
        "members",
        "--unit",
        "*",
        "--on",
        "2025-06-30",
        "--structure",
        "2025-07-02",
        "--by",
        "children",
    ],
    &[
        "members",
        "--unit",
        "*",
        "--on",
        "2025-09-30",
        "--filter",
        "sex=female",
    ],
    &["standardised", "--unit", "P", "--on", "2025-06-30"],
    &[
        "transferred-in",
        "--unit",
        "P",
        "--period",
        "2025-Q2",
        "--by",
        "children",
    ],
    &[
        "admitted",
        "--unit",
        "*",
        "--period",
        "2025-Q3",
        "--cumulative",
    ],
];

fn asked(r: &Record, known: Option<u64>) -> String {
    let known = known.map(|n| n.to_string());
    let mut said = String::new();
    for args in ASKED {
        let mut all = [&["figure"], args, &["--format", "csv"]].concat();
        all.extend(known.iter().flat_map(|n| ["--known", n.as_str()]));
        let ran = r.run(&all);
        said += &format!("{args:?} {}\n{}{}", ran.code, ran.out, ran.err);
    }
    said
}

/// Changes of every sort, one act each.
fn changes() -> Vec<(&'static str, String)> {
    let event = |row: &str| ("events", format!("{EVENT}{row}\n"));
    vec![
        event("K2,exemption,2025-02-01,,,05-QD"),
        event("K1,transfer_sent,2025-04-01,A1,B1,12-CV/DU"),
        event("K1,transfer_received,2025-04-20,A1,B1,13-CV/DU"),
        event("K3,deceased,2025-05-01,A2,,"),
        ("correct", "K2 sex male 2024-01-01".to_owned()),
        ("correct", "K4 birth_date 2012-01-01 2024-01-01".to_owned()),
        ("annul", "5".to_owned()),
        (
            "reforms",
            format!(
                "{REFORM}R1,2025-07-01,A,C,whole,Xã Mới,,P,01-NQ\nR1,2025-07-01,B,C,whole,Xã Mới,,P,01-NQ\n"
            ),
        ),
        event("K2,transfer_sent,2025-08-01,A1,B2,14-CV/DU"),
        (
            "members",
            format!(
                "{HEAD}K9,Hồ Văn Sơn,1995-05-06,nam,01,900095001299,F9,C0000009,2025-07-20,2025-08-01,,B2,probationary,2025-08-01\n"
            ),
        ),
        ("erase", "K3".to_owned()),
    ]
}

fn make(r: &Record, (what, content): &(&str, String)) {
    let words: Vec<&str> = content.split(' ').collect();
    match *what {
        "correct" => r.ok(&[
            "correct", words[0], words[1], words[2], "--from", words[3], "--basis", "CV",
        ]),
        "annul" => r.ok(&["annul", words[0], "--reason", "entered by mistake"]),
        "erase" => r.ok(&["erase", words[0], "--basis", "order 1", "--reason", "law"]),
        what => r.import(what, content),
    };
}

#[test]
fn figures_from_saved_columns_are_those_of_the_tables_after_every_sort_of_change() {
    let r = peopled();
    for change in changes() {
        let cold = asked(&r, None);
        assert!(saved::file_in(&r.data()).exists(), "nothing was saved");
        assert_eq!(cold, asked(&r, Some(r.last())), "before {change:?}");
        make(&r, &change);
        assert_eq!(
            asked(&r, None),
            asked(&r, Some(r.last())),
            "after {change:?}"
        );
    }
    r.ok(&["recount"]);
    r.ok(&["verify"]);
}

#[test]
fn damaged_columns_and_those_of_another_record_are_not_believed() {
    let r = peopled();
    let right = asked(&r, None);
    let file = saved::file_in(&r.data());
    let good = std::fs::read(&file).unwrap();
    for at in [0, 40, good.len() / 2, good.len() - 1] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&file, bad).unwrap();
        assert_eq!(asked(&r, None), right, "byte {at}");
    }
    std::fs::write(&file, &good[..good.len() - 7]).unwrap();
    assert_eq!(asked(&r, None), right);
    let other = peopled();
    other.import("events", &format!("{EVENT}K3,deceased,2024-05-01,A2,,\n"));
    asked(&other, None);
    std::fs::copy(saved::file_in(&other.data()), &file).unwrap();
    assert_eq!(asked(&r, None), right, "columns of another journal");
}

#[test]
fn a_recount_names_columns_that_are_not_what_the_tables_say() {
    let r = peopled();
    asked(&r, None);
    r.sql("update person set sex = 'female' where person_key = 'K1'");
    let ran = r.run(&["recount"]);
    assert_ne!(ran.code, 0);
    assert!(
        ran.err.contains("the columns saved after act"),
        "{}",
        ran.err
    );
}

#[test]
fn an_erasure_leaves_no_saved_columns_behind() {
    let r = peopled();
    asked(&r, None);
    r.ok(&["erase", "K3", "--basis", "order 1", "--reason", "law"]);
    assert!(!saved::file_in(&r.data()).exists());
}

fn questions() -> Vec<Question> {
    let at = |text: &str| figures::Day::parse(text).unwrap();
    let period = Period::parse("2025-Q2").unwrap();
    let female = Filter::parse(&["sex=female".to_owned()], None).unwrap();
    let stock = |indicator: &str, filter: &Filter| Question {
        indicator: indicator.to_owned(),
        unit: None,
        when: When::On(at("2025-09-30")),
        structure: StructureChoice::Default,
        filter: filter.clone(),
        rule_of: None,
    };
    let flow = |indicator: &str| Question {
        when: When::In(period, PeriodKind::InPeriod),
        ..stock(indicator, &Filter::default())
    };
    vec![
        stock("members", &Filter::default()),
        stock("members", &female),
        stock("in-transit", &Filter::default()),
        stock("failing", &Filter::default()),
        stock("standardised", &Filter::default()),
        flow("transferred-in"),
        flow("transferred-out"),
        flow("deceased"),
    ]
}

fn said(facts: &Facts) -> Vec<String> {
    let answer = |q: &Question| {
        let entered = Entered::default();
        let parts = facts.parts(q, &entered).unwrap();
        format!("{} {:?}", q.indicator, parts)
    };
    questions().iter().map(answer).collect()
}

/// Every stretch in words: numbers of words and places are in the order in which they were met.
fn stays(facts: &Facts) -> Vec<String> {
    let seat = |seat: Seat| match seat {
        Seat::In(p) => format!("{:?}", facts.places.get(p)),
        Seat::Transit { sender, receiver } => {
            let (a, b) = (facts.places.get(sender), facts.places.get(receiver));
            format!("{a:?} to {b:?}")
        }
    };
    let one = |s: &Stretch| {
        let (who, standing) = (facts.id_of(s.person), facts.word(s.standing));
        let rest = (s.from, s.to, s.counted, s.unit);
        format!("{who} {rest:?} {standing} {}", seat(s.seat))
    };
    facts.stretches.iter().map(one).collect()
}

/// What a server does: it holds the facts, asks, and follows each commit.
#[tokio::test]
async fn facts_that_follow_every_commit_are_facts_built_again() {
    let r = peopled();
    let scope = Scope::command_line();
    let mut db = Db::open(&r.url()).await.unwrap();
    let mut facts = saved::open(&mut db, &scope, None).await.unwrap();
    for change in changes() {
        said(&facts);
        make(&r, &change);
        saved::catch_up(&mut facts, &mut db, &scope, None)
            .await
            .unwrap();
        let known = Known(r.last());
        assert_eq!(facts.known, known);
        let again = Facts::read(&mut db, &scope, known, Wanted::All)
            .await
            .unwrap();
        assert_eq!(said(&facts), said(&again), "after {change:?}");
        assert_eq!(facts.faults.len(), again.faults.len());
        assert_eq!(stays(&facts), stays(&again), "after {change:?}");
        assert_eq!(facts.events.len(), again.events.len());
        assert_eq!(facts.begins, again.begins);
    }
}

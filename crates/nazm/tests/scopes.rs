//! A scope of one commune: every read of persons that pages and files reach tells its own people
//! and nothing of the commune beside it.

use crate::common::Record;
use crate::members::{EVENT, HEAD, OPENING, UNITS};
use figures::Day;
use platform::asof::Known;
use platform::journal::Line;
use platform::{AsOf, Db, Scope};
use registers::insight::entered::store as entered;
use registers::insight::imports::store as imports;
use registers::organisation::members::documents::read::{self, Standpoint};
use registers::organisation::members::roll::Roll;
use registers::organisation::members::screens::store as screens;
use registers::organisation::members::store as members;
use registers::organisation::privacy::{people, store as privacy};
use registers::organisation::reforms::store as reforms;
use std::collections::BTreeSet;
use std::sync::Arc;

fn on() -> Day {
    Day::ymd(2025, 6, 1)
}

/// Two communes below a province, with members in each, and what befell them: K1 and K2 in A1, K3
/// in A2, K4 and K5 in B1.
struct Communes {
    record: Record,
    db: Db,
    asof: AsOf,
    whole: Scope,
    /// The communes A and B, each with its cells.
    a: Scope,
    b: Scope,
    /// Ids of K1 to K5.
    ids: Vec<String>,
}

fn id_of(r: &Record, key: &str) -> String {
    let sql = format!("select subject from person where known_to is null and person_key = '{key}'");
    r.sql(&sql).lines().next().unwrap().to_owned()
}

fn scope_of(r: &Record, codes: &[&str]) -> Scope {
    let units = codes.iter().map(|code| unit(r, code));
    Scope::of_units(Arc::new(units.collect()))
}

fn unit(r: &Record, code: &str) -> String {
    let sql = format!("select subject from unit_state where code = '{code}' and known_to is null");
    r.sql(&sql).lines().next().unwrap().to_owned()
}

impl Communes {
    async fn new() -> Communes {
        Communes::after("").await
    }

    /// With some events.
    async fn after(events: &str) -> Communes {
        let record = Record::vietnamese();
        record.import("units", UNITS);
        let k5 = "K5,Lò Văn Giang,1975-05-06,nam,01,900175001238,F5,C0000005,2010-01-01,2010-02-01,2011-02-01,B1,official,2024-01-01\n";
        record.import("members", &format!("{HEAD}{OPENING}{k5}"));
        if !events.is_empty() {
            record.import("events", &format!("{EVENT}{events}"));
        }
        let db = Db::open(&record.url()).await.unwrap();
        let asof = AsOf {
            on: on(),
            known: Known(record.last()),
        };
        Communes {
            db,
            asof,
            whole: Scope::whole(),
            a: scope_of(&record, &["A", "A1", "A2"]),
            b: scope_of(&record, &["B", "B1", "B2"]),
            ids: ["K1", "K2", "K3", "K4", "K5"]
                .map(|k| id_of(&record, k))
                .to_vec(),
            record,
        }
    }

    fn keys(&self, ids: impl IntoIterator<Item = String>) -> BTreeSet<&'static str> {
        let keys = ["K1", "K2", "K3", "K4", "K5"];
        let key = |id: String| keys[self.ids.iter().position(|i| *i == id).unwrap()];
        ids.into_iter().map(key).collect()
    }
}

/// Asks the same of the whole record and of each commune: of the whole it tells everybody, of a
/// commune its own.
macro_rules! tells {
    ($c:ident, $what:literal, |$scope:ident| $ids:expr, $all:expr, $a:expr, $b:expr) => {
        for (named, wanted) in [("whole", &$all[..]), ("A", &$a[..]), ("B", &$b[..])] {
            let $scope = match named {
                "whole" => $c.whole.clone(),
                "A" => $c.a.clone(),
                _ => $c.b.clone(),
            };
            let $scope = &$scope;
            let told = $ids;
            let told = $c.keys(told);
            let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
            assert_eq!(told, wanted, "{} to {named}", $what);
        }
    };
}

const ALL: [&str; 5] = ["K1", "K2", "K3", "K4", "K5"];
const OF_A: [&str; 3] = ["K1", "K2", "K3"];
const OF_B: [&str; 2] = ["K4", "K5"];

#[tokio::test]
async fn what_lists_read_of_persons_ends_with_the_commune() {
    let mut c = Communes::new().await;
    let (asof, ids) = (c.asof, c.ids.clone());
    tells!(
        c,
        "matching keys",
        |scope| {
            let told = members::keys_on(&mut c.db, scope, on(), &ids)
                .await
                .unwrap();
            told.into_keys()
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "names",
        |scope| {
            let told = members::names(&mut c.db, scope, asof, &ids).await.unwrap();
            told.into_keys()
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "senders' keys",
        |scope| {
            let told = members::person_keys(&mut c.db, scope, asof.known, &ids)
                .await
                .unwrap();
            told.into_keys()
        },
        ALL,
        OF_A,
        OF_B
    );
    let keys = ALL.map(str::to_owned);
    tells!(
        c,
        "persons by senders' keys",
        |scope| {
            members::by_key(&mut c.db, scope, &keys)
                .await
                .unwrap()
                .into_values()
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "fields",
        |scope| {
            screens::fields(&mut c.db, scope, asof, &ids)
                .await
                .unwrap()
                .into_keys()
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "those who move by a reform",
        |scope| {
            let told = reforms::persons(&mut c.db, scope, on(), &ids)
                .await
                .unwrap();
            told.into_iter().map(|n| n.id)
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "what a file is compared with",
        |scope| {
            imports::stands(&mut c.db, scope, &ids)
                .await
                .unwrap()
                .into_keys()
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "events a file is compared with",
        |scope| {
            let told = imports::events(&mut c.db, scope, &ids).await.unwrap();
            told.into_iter().map(|(person, ..)| person)
        },
        ALL,
        OF_A,
        OF_B
    );
    let cells = ["A1", "A2", "B1", "B2"].map(|code| unit(&c.record, code));
    tells!(
        c,
        "who sits in units",
        |scope| {
            let told = members::sitting_in(&mut c.db, scope, &cells).await.unwrap();
            told.into_iter().map(|row| row.subject)
        },
        ALL,
        OF_A,
        OF_B
    );
}

#[tokio::test]
async fn verdicts_papers_and_edits_end_with_the_commune() {
    let mut c = Communes::new().await;
    let (asof, ids) = (c.asof, c.ids.clone());
    let ground = Standpoint::read(&mut c.db, &c.whole.clone(), asof)
        .await
        .unwrap();
    tells!(
        c,
        "persons for papers",
        |scope| {
            let told = read::by_ids(&mut c.db, scope, &ground, &ids).await.unwrap();
            told.into_iter().map(|p| p.id)
        },
        ALL,
        OF_A,
        OF_B
    );
    let cells = ["A1", "A2", "B1"].map(|code| ground.unit(code).unwrap());
    tells!(
        c,
        "members of units",
        |scope| {
            let told = read::members(&mut c.db, scope, &ground, &cells)
                .await
                .unwrap();
            told.into_iter().map(|p| p.id)
        },
        ALL,
        OF_A,
        OF_B
    );
    assert!(read::person(&mut c.db, &c.a, &ground, "K1").await.is_ok());
    assert!(read::person(&mut c.db, &c.a, &ground, "K4").await.is_err());
    tells!(
        c,
        "verdicts by other rules",
        |scope| {
            let told = members::judged_by(&mut c.db, scope, on(), &ground.book, &ids)
                .await
                .unwrap();
            told.into_iter().map(|(person, _)| person)
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "verdicts on a form",
        |scope| {
            let mut told = Vec::new();
            for id in &ids {
                let blank = ["sex", "decision_date", "ceremony_date", "official_date"];
                let fields: std::collections::BTreeMap<_, _> = blank.map(|f| (f, "")).into();
                let line = Line {
                    class: "person",
                    subject: id.clone(),
                    day: on(),
                    counted: serde_json::json!({"edit": "set", "fields": fields}).to_string(),
                    identifying: None,
                    also: Vec::new(),
                };
                let whose = (scope, asof);
                let said = members::judged_with(&mut c.db, whose, &ground.book, id, &[line]).await;
                if !said.unwrap().is_empty() {
                    told.push(id.clone());
                }
            }
            told
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "edits",
        |scope| {
            let mut told = Vec::new();
            for id in &ids {
                let edits = screens::edits(&mut c.db, scope, asof, id).await.unwrap();
                told.extend(edits.into_iter().map(|(e, _)| e.subject));
            }
            told
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "persons by a number",
        |scope| {
            let mut told = Vec::new();
            for number in ["F1", "F2", "F3", "F4", "F5", "C0000005"] {
                let given = (number, "");
                told.extend(
                    screens::by_number(&mut c.db, scope, asof, given)
                        .await
                        .unwrap(),
                );
            }
            told
        },
        ALL,
        OF_A,
        OF_B
    );
}

#[tokio::test]
async fn what_is_held_about_a_person_ends_with_the_commune() {
    let mut c = Communes::new().await;
    let (asof, ids) = (c.asof, c.ids.clone());
    let s = registers::organisation::units::store::structure(&mut c.db, &c.whole, asof.known)
        .await
        .unwrap();
    for what in ["fields", "memberships", "events"] {
        tells!(
            c,
            "rows of a person",
            |scope| {
                let mut told = Vec::new();
                for id in &ids {
                    let rows = match what {
                        "fields" => privacy::fields(&mut c.db, scope, asof, id).await,
                        "memberships" => privacy::memberships(&mut c.db, scope, asof, id).await,
                        _ => privacy::events(&mut c.db, scope, asof, id).await,
                    };
                    told.extend(rows.unwrap().into_iter().map(|row| row.subject));
                }
                told
            },
            ALL,
            OF_A,
            OF_B
        );
    }
    // the one without a card number fails a rule
    let failing = |r: &Record| r.sql("select distinct subject from verdict where known_to is null");
    let failing: Vec<String> = failing(&c.record).lines().map(str::to_owned).collect();
    assert!(failing.contains(&ids[3]), "{failing:?}");
    let of_b = privacy::verdicts(&mut c.db, &c.b, asof, &ids[3])
        .await
        .unwrap();
    let of_a = privacy::verdicts(&mut c.db, &c.a, asof, &ids[3])
        .await
        .unwrap();
    assert!(!of_b.is_empty() && of_a.is_empty(), "{of_a:?}");
    tells!(
        c,
        "the person of an id",
        |scope| {
            let mut told = Vec::new();
            for id in &ids {
                let found = people::find(&mut c.db, scope, &s, asof, id).await.unwrap();
                told.extend(found.map(|p| p.id));
            }
            told
        },
        ALL,
        OF_A,
        OF_B
    );
}

#[tokio::test]
async fn the_roll_ends_with_the_commune() {
    let mut c = Communes::new().await;
    let known = c.asof.known;
    let roll = Roll::of(known, screens::rows_known(&mut c.db, known).await.unwrap());
    let ids = c.ids.clone();
    tells!(
        c,
        "a walk",
        |scope| {
            let found = roll.walk(scope, on(), None, |_| true);
            roll.all(&found, on()).map(|p| p.id()).collect::<Vec<_>>()
        },
        ALL,
        OF_A,
        OF_B
    );
    tells!(
        c,
        "a person",
        |scope| {
            let found = ids.iter().filter_map(|id| roll.find(scope, id, on()));
            found.map(|p| p.id()).collect::<Vec<_>>()
        },
        ALL,
        OF_A,
        OF_B
    );
    // before any membership only who sees the whole record sees somebody
    let before = Day::ymd(2023, 1, 1);
    let nobody: [&str; 0] = [];
    tells!(
        c,
        "before the record",
        |scope| {
            let found = roll.walk(scope, before, None, |_| true);
            roll.all(&found, before).map(|p| p.id()).collect::<Vec<_>>()
        },
        ALL,
        nobody,
        nobody
    );
}

#[tokio::test]
async fn who_is_on_the_way_is_seen_by_both_ends_and_who_went_by_the_one_where_they_are() {
    let mut c = Communes::after(
        "K1,transfer_sent,2025-05-01,A1,B1,\nK3,transfer_sent,2025-02-01,A2,B1,\nK3,transfer_received,2025-03-01,,B1,\n",
    )
    .await;
    let (asof, ids) = (c.asof, c.ids.clone());
    let ground = Standpoint::read(&mut c.db, &c.whole.clone(), asof)
        .await
        .unwrap();
    tells!(
        c,
        "persons for papers",
        |scope| {
            let told = read::by_ids(&mut c.db, scope, &ground, &ids).await.unwrap();
            told.into_iter().map(|p| p.id)
        },
        ALL,
        ["K1", "K2"],
        ["K1", "K3", "K4", "K5"]
    );
    let cells = ["A1", "B1"].map(|code| ground.unit(code).unwrap());
    tells!(
        c,
        "travellers",
        |scope| {
            let told = read::travellers(&mut c.db, scope, &ground, &cells)
                .await
                .unwrap();
            told.into_iter().map(|p| p.id)
        },
        ["K1"],
        ["K1"],
        ["K1"]
    );
    let a2 = [ground.unit("A2").unwrap()];
    let none = read::travellers(&mut c.db, &c.b, &ground, &a2)
        .await
        .unwrap();
    assert!(none.is_empty(), "nobody is on the way from there");
    let known = asof.known;
    let roll = Roll::of(known, screens::rows_known(&mut c.db, known).await.unwrap());
    tells!(
        c,
        "a walk",
        |scope| {
            let found = roll.walk(scope, on(), None, |_| true);
            roll.all(&found, on()).map(|p| p.id()).collect::<Vec<_>>()
        },
        ALL,
        ["K1", "K2"],
        ["K1", "K3", "K4", "K5"]
    );
    // a list of who left the commune still names them, and says nothing else of them
    tells!(
        c,
        "names",
        |scope| {
            members::names(&mut c.db, scope, asof, &ids)
                .await
                .unwrap()
                .into_keys()
        },
        ALL,
        OF_A,
        ["K1", "K3", "K4", "K5"]
    );
    let before = AsOf {
        on: Day::ymd(2025, 1, 1),
        ..asof
    };
    tells!(
        c,
        "names before anybody went",
        |scope| {
            members::names(&mut c.db, scope, before, &ids)
                .await
                .unwrap()
                .into_keys()
        },
        ALL,
        OF_A,
        OF_B
    );
}

#[tokio::test]
async fn the_read_log_and_entered_values_end_with_the_commune() {
    let mut c = Communes::new().await;
    registers::migrate_working(&mut c.db).await.unwrap();
    let (a, b) = (unit(&c.record, "A1"), unit(&c.record, "B1"));
    for (number, unit) in [(1, &a), (2, &b), (3, &a)] {
        let entry = registers::organisation::privacy::log::Entry {
            number,
            unit: unit.clone(),
            ..Default::default()
        };
        privacy::insert_entry(&mut c.db, &entry, &[]).await.unwrap();
    }
    for (scope, wanted) in [(&c.whole, &[3, 2, 1][..]), (&c.a, &[3, 1]), (&c.b, &[2])] {
        let told = privacy::latest(&mut c.db, scope, 9, 9).await.unwrap();
        let told: Vec<u64> = told.iter().map(|e| e.number).collect();
        assert_eq!(told, wanted);
    }
    c.record.import(
        "figures",
        "code,date,indicator,value\nA1,2025-03-31,population,4\nB1,2025-03-31,population,5\n",
    );
    let known = Known(c.record.last());
    for (scope, wanted) in [(&c.whole, 2), (&c.a, 1), (&c.b, 1)] {
        let told = entered::values(&mut c.db, scope, known, "population")
            .await
            .unwrap();
        assert_eq!(told.len(), wanted, "{told:?}");
    }
}

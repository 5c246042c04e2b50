//! What must not be seen: the read log, reveals, hidden reasons, small cells, and what is held
//! about a person.

use crate::common::Record;
use crate::site::{self, Site};
use platform::Db;
use platform::seal::Key;
use registers::organisation::privacy::log::{self, Look, What, Who};

fn key(record: &Record) -> Key {
    let text = std::fs::read_to_string(record.data().join("nazm.key")).unwrap();
    Key::parse(&text).unwrap()
}

async fn look(site: &Site, persons: &[String], reason: &str) -> u64 {
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let who = Who {
        account: "officer",
        name: "Châu",
        post: "Ban Tổ chức",
        at: site::NOW.parse().unwrap(),
    };
    let look = Look {
        what: What::Field,
        field: "citizen_id",
        persons,
        unit: "a1.1",
        reason,
    };
    log::note_in(&mut db, &key(&site.record), &who, &look)
        .await
        .unwrap()
}

#[tokio::test]
async fn verify_says_the_read_log_apart_and_names_a_line_changed_by_hand() {
    let site = site::site().await;
    let said = site.record.ok(&["verify"]);
    assert!(!said.contains("read log"), "{}", said);
    for (person, reason) in [("a2.1", "check"), ("a2.2", "transfer"), ("a2.1", "again")] {
        look(&site, &[person.to_owned()], reason).await;
    }
    let said = site.record.ok(&["verify"]);
    assert!(said.contains("read log: 3 looks"), "{}", said);
    for (harm, heal, fault) in [
        (
            "update read_log set reason = 'nothing' where number = 2",
            "update read_log set reason = 'transfer' where number = 2",
            "read_log 2: its content and its hash disagree",
        ),
        (
            "update read_log_person set person = 'x' where number = 1",
            "",
            "read_log 1: the persons it names",
        ),
        ("delete from read_log where number = 3", "", "read_log_head"),
        (
            "delete from read_log where number = 1",
            "",
            "read_log 1: the line is missing",
        ),
        (
            "delete from read_log_head",
            "",
            "read_log_head: the row is missing",
        ),
    ] {
        site.write(harm).await;
        let ran = site.record.run(&["verify"]);
        assert_ne!(ran.code, 0, "{harm}");
        assert!(ran.err.contains(fault), "{harm}: {}", ran.err);
        if !heal.is_empty() {
            site.write(heal).await;
            site.record.ok(&["verify"]);
        }
    }
}

#[tokio::test]
async fn a_read_log_made_anew_without_the_key_is_told_from_the_true_one() {
    let site = site::site().await;
    look(&site, &["a2.1".to_owned()], "true").await;
    site.write("delete from read_log").await;
    site.write("delete from read_log_person").await;
    site.write("delete from read_log_head").await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let other = Key::parse(&"7".repeat(64)).unwrap();
    let who = Who {
        account: "officer",
        name: "Châu",
        post: "",
        at: site::NOW.parse().unwrap(),
    };
    let forged = Look {
        what: What::Field,
        field: "name",
        persons: &[],
        unit: "",
        reason: "forged",
    };
    log::note_in(&mut db, &other, &who, &forged).await.unwrap();
    drop(db);
    let ran = site.record.run(&["verify"]);
    assert!(ran.err.contains("not written by who holds"), "{}", ran.err);
}

#[tokio::test]
async fn a_list_too_long_to_name_everyone_says_how_many() {
    let site = site::site().await;
    let many: Vec<String> = (0..=log::ONE_BY_ONE).map(|n| format!("a9.{n}")).collect();
    look(&site, &many, "list").await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let entries = registers::organisation::privacy::store::entries(&mut db, 1, 1)
        .await
        .unwrap();
    assert_eq!(entries[0].persons, u64::try_from(many.len()).unwrap());
    assert_eq!(entries[0].whom, "");
    site.record.ok(&["verify"]);
}

//! A record that is served while others record in it: what pages show is what the record says,
//! and what was known is shown as it was known.

use crate::common::{Record, body, root};
use crate::members::peopled;
use crate::site::{PEOPLE, Site, UNITS, account, grant, open, site, site_of};
use axum::http::StatusCode;
use figures::Day;
use jiff::tz::TimeZone;
use platform::asof::Known;
use platform::{Db, Scope};
use registers::organisation::privacy::veil::Acts;
use registers::organisation::rulebook::{Rulebook, store as rules};

async fn page(site: &Site, cookie: &str, path: &str) -> String {
    let answer = site.get(path, cookie, "en").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
    answer.text
}

// ---- acts that somebody else records

#[tokio::test]
async fn an_act_of_the_command_line_shows_on_the_pages_of_a_running_server() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    assert!(!page(&site, &cookie, "/members").await.contains("Kiều Mới"));
    let newcomer = PEOPLE.replace("K1,Hoàng <b>Gia</b> An", "K2,Kiều Mới");
    site.record.import("members", &newcomer);
    let last = site.record.last();
    assert!(page(&site, &cookie, "/members").await.contains("Kiều Mới"));
    assert_eq!(site.office.facts().await.known.0, last);
    page(&site, &cookie, &format!("/journal/{last}")).await;
    let figure = page(&site, &cookie, "/figures?indicator=members&unit=*").await;
    assert!(figure.contains(&format!("act {last}")), "{figure}");
}

#[tokio::test]
async fn who_is_erased_at_the_command_line_is_named_on_no_page_of_a_running_server() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    let person = site.person("K1").await;
    let known = site.record.last();
    let paths = [
        "/members".to_owned(),
        format!("/members/{person}"),
        format!("/members?on=2025-09-01&known={}", known - 1),
        format!("/members?on=2025-09-01&known={known}"),
    ];
    for path in &paths {
        assert!(page(&site, &cookie, path).await.contains("Hoàng"), "{path}");
    }
    let erased = ["erase", "K1", "--basis", "order 1", "--reason", "law"];
    site.record.ok(&erased);
    for path in &paths {
        assert!(
            !page(&site, &cookie, path).await.contains("Hoàng"),
            "{path}"
        );
    }
}

// ---- what was known

#[tokio::test]
async fn an_annulment_of_later_is_on_no_page_of_an_earlier_knowledge() {
    let record = Record::with_units(UNITS);
    let renamed = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
        r,2025-01-01,A,A,same,Đảng bộ mới,,,\n";
    record.import("reforms", renamed);
    let reform = record.last();
    record.ok(&["annul", &reform.to_string(), "--reason", "a slip"]);
    let site = site_of(record).await;
    let (cookie, _) = site.session("officer").await;
    for path in [
        "/journal".to_owned(),
        format!("/journal/{reform}"),
        "/reforms".to_owned(),
    ] {
        let now = page(&site, &cookie, &path).await;
        assert!(now.contains("annulled by act"), "{path}");
        let then = format!("{path}?on=2025-10-02&known={reform}");
        let then = page(&site, &cookie, &then).await;
        assert!(!then.contains("annulled by act"), "{path}");
    }
}

#[tokio::test]
async fn a_page_of_a_knowledge_above_the_last_act_is_refused_and_says_which_is_the_last() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    let last = site.office.facts().await.known.0;
    for path in ["/units", "/members", "/journal", "/figures"] {
        let beyond = format!("{path}?on=2025-10-01&known={}", last + 1);
        let answer = site.get(&beyond, &cookie, "en").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(answer.text.contains(&format!("the last one is {last}")));
    }
}

#[tokio::test]
async fn pages_show_persons_and_units_as_they_were_known() {
    let record = peopled();
    let before = record.last();
    let act = ["correct", "K1", "name", "Nguyễn Văn Ân", "--basis", "x"];
    record.ok(&[&act[..], &["--from", "2024-01-01"]].concat());
    let site = site_of(record).await;
    let (cookie, _) = site.session("officer").await;
    let then = format!("/members?on=2025-10-01&known={before}");
    let then = page(&site, &cookie, &then).await;
    assert!(then.contains("Nguyễn Văn An") && !then.contains("Nguyễn Văn Ân"));
    let now = page(&site, &cookie, "/members").await;
    assert!(now.contains("Nguyễn Văn Ân") && !now.contains("Nguyễn Văn An<"));
}

// ---- a rulebook that is loaded later

/// The built-in rulebook with one text of its files replaced; the folder of it.
fn rulebook(record: &Record, was: &str, becomes: &str) -> String {
    let to = record.path("rulebook");
    std::fs::create_dir_all(&to).unwrap();
    let mut found = false;
    for entry in std::fs::read_dir(root().join("rulebook/vn")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        found |= text.contains(was);
        std::fs::write(to.join(entry.file_name()), text.replace(was, becomes)).unwrap();
    }
    assert!(found, "«{was}» stands in no file of the rulebook");
    to.to_str().unwrap().to_owned()
}

async fn book(db: &mut Db) -> (Rulebook, u64) {
    let last = platform::journal::store::last(db).await.unwrap();
    let book = rules::rulebook(db, &Scope::whole(), Known(last)).await;
    (book.unwrap(), last)
}

#[tokio::test]
async fn an_act_is_veiled_by_a_rulebook_that_was_loaded_after_it() {
    let record = Record::with_units(UNITS);
    record.import("members", PEOPLE);
    let freed = "person_key,event,day\nK1,exemption,2025-01-15\n";
    record.import("events", freed);
    let act = record.last();
    let (kept, mut db) = (Acts::default(), Db::open(&record.url()).await.unwrap());
    let (early, last) = book(&mut db).await;
    let veiled = kept.known(&mut db, &early, last).await.unwrap();
    assert!(!veiled.contains(&act), "nothing says yet that it is hidden");
    // the exemption's reason is one that needs its own right
    let quiet = "to = \"exempt\"\neffect = \"change\"\nflow = \"\"\nsensitive = false";
    let folder = rulebook(&record, quiet, &quiet.replace("false", "true"));
    record.ok(&["rulebook", &folder]);
    let (late, last) = book(&mut db).await;
    let veiled = kept.known(&mut db, &late, last).await.unwrap();
    assert!(veiled.contains(&act), "{veiled:?}");
    let fresh = Acts::default().known(&mut db, &late, last).await.unwrap();
    assert_eq!(veiled, fresh);
}

// ---- the zone of the rulebook

#[tokio::test]
async fn moments_are_written_in_the_zone_of_the_rulebook() {
    for (zone, time) in [("Asia/Karachi", "07:00"), ("Asia/Ho_Chi_Minh", "09:00")] {
        let record = Record::bare();
        let folder = rulebook(&record, "Asia/Ho_Chi_Minh", zone);
        record.ok(&["init", "--rulebook", &folder]);
        record.import("units", UNITS);
        let site = site_of(record).await;
        let (cookie, _) = site.session("officer").await;
        let html = page(&site, &cookie, "/units").await;
        let foot = html.split("nz-foot").nth(1).unwrap();
        assert!(foot.contains(time), "{zone}: {foot}");
    }
}

#[test]
fn commands_that_are_given_no_day_take_that_of_the_zone_of_the_rulebook() {
    // at any moment it is another day than in Greenwich in one of the two
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let record = Record::bare();
        let folder = rulebook(&record, "Asia/Ho_Chi_Minh", zone);
        record.ok(&["init", "--rulebook", &folder]);
        record.import("units", UNITS);
        let convene = "meeting|convene|--unit|A|--period|2025-Q2|--day|2999-01-01";
        record.ok(&convene.split('|').collect::<Vec<_>>());
        let recorded = record.sql("select recorded_at from act order by number desc limit 1");
        let at: jiff::Timestamp = recorded.trim().parse().unwrap();
        let there = at.to_zoned(TimeZone::get(zone).unwrap());
        let today = Day::from(there.date());
        let called = record.sql("select effective_from from meeting");
        assert_eq!(called.trim(), today.to_string(), "{zone}");
        for deadline in [today.eve(), today] {
            let assign =
                format!("task|assign|--title|t|--lead|A|--issued|2025-01-01|--deadline|{deadline}");
            record.ok(&assign.split('|').collect::<Vec<_>>());
        }
        let tasks = body(&record.ok(&["task", "list", "--format", "csv"]));
        let overdue = tasks.iter().map(|row| row.contains("overdue"));
        assert_eq!(overdue.collect::<Vec<_>>(), [true, false], "{zone}");
    }
}

#[test]
fn an_erasure_is_of_the_day_it_is_in_the_zone_of_the_rulebook() {
    // at any moment it is another day than in Greenwich in one of the two
    for zone in ["Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let record = Record::bare();
        let folder = rulebook(&record, "Asia/Ho_Chi_Minh", zone);
        record.ok(&["init", "--rulebook", &folder]);
        record.import("units", UNITS);
        record.import("members", PEOPLE);
        record.ok(&["erase", "K1", "--basis", "order 1", "--reason", "law"]);
        let last = |what: &str| {
            let sql = format!("select {what} from act order by number desc limit 1");
            record.sql(&sql).trim().to_owned()
        };
        let at: jiff::Timestamp = last("recorded_at").parse().unwrap();
        let there = at.to_zoned(TimeZone::get(zone).unwrap());
        let today = Day::from(there.date()).to_string();
        assert_eq!(last("effective_on"), today, "{zone}");
    }
}

// ---- what a start afresh and a server that ran on show is the same

#[tokio::test]
async fn a_server_that_ran_on_shows_what_one_started_afresh_shows() {
    let record = Record::vietnamese();
    record.import("units", UNITS);
    record.import("members", PEOPLE);
    let site = site_of(record).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    account(&mut db, "secretary", "officer").await;
    let whole = registers::organisation::grants::model::WHOLE;
    grant(&mut db, "secretary", "cell-secretary", whole).await;
    let (cookie, _) = site.session("secretary").await;
    page(&site, &cookie, "/journal").await;
    let quiet = "to = \"exempt\"\neffect = \"change\"\nflow = \"\"\nsensitive = false";
    let folder = rulebook(&site.record, quiet, &quiet.replace("false", "true"));
    site.record.ok(&["rulebook", &folder]);
    let newcomer = PEOPLE.replace("K1,Hoàng <b>Gia</b> An", "K2,Kiều Mới");
    site.record.import("members", &newcomer);
    let fresh = Site {
        app: registers::web::router(open(&site.record).await),
        office: site.office.clone(),
        record: Record::bare(),
    };
    let main = |html: &str| {
        let main = html.split("<main").nth(1).unwrap();
        main.split("</main>").next().unwrap().to_owned()
    };
    for path in ["/journal", "/units"] {
        let (old, new) = (
            page(&site, &cookie, path).await,
            page(&fresh, &cookie, path).await,
        );
        assert_eq!(main(&old), main(&new), "{path}");
    }
}

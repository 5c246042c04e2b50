//! What must not be seen: the read log, reveals, hidden reasons, small cells, and what is held
//! about a person.

use crate::common::{Record, unit_of};
use crate::members::{HEAD, UNITS, peopled};
use crate::site::{self, HERE, Site, site_of};
use axum::http::StatusCode;
use platform::asof::Known;
use platform::seal::Key;
use platform::{Db, Scope};
use registers::insight::indicators::facts::Wanted;
use registers::insight::indicators::question::Filter;
use registers::insight::indicators::suppress::{ByGroup, Entries, Sight};
use registers::insight::indicators::{Facts, Question, StructureChoice, When};
use registers::insight::reports::model::Report;
use registers::insight::reports::{build, shown};
use registers::organisation::privacy::log::{self, Look, What, Who};
use registers::organisation::privacy::store as looks;
use registers::organisation::rulebook::Period;
use std::fmt::Write;

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
    let entries = looks::entries(&mut db, 1, 1).await.unwrap();
    assert_eq!(entries[0].persons, u64::try_from(many.len()).unwrap());
    assert_eq!(entries[0].whom, "");
    site.record.ok(&["verify"]);
}

// ---- reveals

/// Id of the person whom a list knows by a key.
fn person(r: &Record, key: &str) -> String {
    let sql = format!("select subject from person where known_to is null and person_key = '{key}'");
    r.sql(&sql).lines().next().unwrap().to_owned()
}

async fn noted(site: &Site) -> Vec<log::Entry> {
    let mut db = Db::open(&site.record.url()).await.unwrap();
    looks::entries(&mut db, 0, 1_000_000).await.unwrap()
}

#[tokio::test]
async fn a_sensitive_field_is_shown_once_for_a_reason_that_is_noted_first() {
    let site = site_of(peopled()).await;
    let (cookie, token) = site.session("officer").await;
    let who = person(&site.record, "K1");
    let at = format!("/members/{who}/reveal");
    let form = |field: &str, reason: &str| {
        format!(
            "form_token={token}&field={field}&reason={}",
            platform::web::request::encoded(reason)
        )
    };
    let none = site
        .post(&at, &cookie, HERE, &form("citizen_id", "x"))
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(!none.text.contains("900080001234"));
    assert!(noted(&site).await.is_empty());
    let seen = site
        .post(
            &at,
            &cookie,
            HERE,
            &form("citizen_id", "so với thẻ căn cước"),
        )
        .await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.text.contains("900080001234"), "{}", seen.text);
    assert_eq!(seen.headers["cache-control"], "no-store");
    let log = noted(&site).await;
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].field.as_str(), log[0].persons), ("citizen_id", 1));
    assert_eq!(log[0].reason, "so với thẻ căn cước");
    // the log names nobody, and nothing that was seen stands in it
    let all = site
        .record
        .sql("select * from read_log; select * from read_log_person");
    assert!(
        !all.contains(&who) && !all.contains("900080001234"),
        "{all}"
    );
    for field in ["name", "shoe_size", ""] {
        let answer = site
            .post(&at, &cookie, HERE, &form(field, "some reason"))
            .await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{field}");
    }
    let group = site
        .post(
            &at,
            &cookie,
            HERE,
            &form("ethnic_group", "hồ sơ chính sách"),
        )
        .await;
    assert!(group.text.contains("Kinh"), "{}", group.text);
}

#[tokio::test]
async fn without_a_line_in_the_log_nothing_is_shown() {
    let site = site_of(peopled()).await;
    let (cookie, token) = site.session("officer").await;
    let at = format!("/members/{}/reveal", person(&site.record, "K1"));
    site.write("drop table read_log").await;
    let form = format!("form_token={token}&field=citizen_id&reason=checking the card");
    let answer = site.post(&at, &cookie, HERE, &form).await;
    assert!(answer.status.is_server_error(), "{}", answer.status);
    assert!(!answer.text.contains("900080001234"));
}

#[tokio::test]
async fn who_administers_reads_the_log_and_no_reason_and_reveals_nothing() {
    let site = site_of(peopled()).await;
    let (cookie, token) = site.session("officer").await;
    let at = format!("/members/{}/reveal", person(&site.record, "K2"));
    let form = format!("form_token={token}&field=citizen_id&reason=for Tran Thi Binh");
    site.post(&at, &cookie, HERE, &form).await;
    assert!(
        site.get("/read-log", &cookie, "en")
            .await
            .text
            .contains("for Tran Thi Binh")
    );
    let (keeper, token) = site.session("administrator").await;
    let log = site.get("/read-log", &keeper, "en").await;
    assert_eq!(log.status, StatusCode::OK);
    assert!(log.text.contains("citizen ID number") && !log.text.contains("for Tran Thi Binh"));
    let form = format!("form_token={token}&field=citizen_id&reason=for some reason");
    let answer = site.post(&at, &keeper, HERE, &form).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    let file = site
        .post(
            "/read-log/file",
            &keeper,
            HERE,
            &format!("form_token={token}"),
        )
        .await;
    assert!(file.text.contains("citizen_id") && !file.text.contains("Tran Thi Binh"));
    assert_eq!(noted(&site).await.last().unwrap().field, "read_log");
}

// ---- small cells

const ON: &str = "2024-06-30";

/// Two communes of two cells each, 240 members: Kinh, Tày, and a few Mông.
fn province() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    let mut list = HEAD.to_owned();
    for n in 0..240 {
        let group = match n % 16 {
            0..=9 => "01",
            10..=14 => "02",
            _ if n < 64 => "08",
            _ => "01",
        };
        let cell = ["A1", "A2", "B1", "B2"][n / 60];
        writeln!(
            list,
            "M{n},Nguyễn Văn An,1980-05-06,nam,{group},{:012},F{n:07},{:08},2010-01-01,2010-02-01,2011-02-01,{cell},official,2024-01-01",
            900_080_000_000_u64 + n as u64,
            10_000_000 + n,
        )
        .unwrap();
    }
    r.import("members", &list);
    r
}

async fn facts(r: &Record, known: Option<u64>) -> (Db, Facts) {
    let mut db = Db::open(&r.url()).await.unwrap();
    let last = platform::journal::store::last(&mut db).await.unwrap();
    let known = Known(known.unwrap_or(last));
    let facts = Facts::read(&mut db, &Scope::command_line(), known, Wanted::All)
        .await
        .unwrap();
    (db, facts)
}

fn question(facts: &Facts, unit: &str, on: &str) -> Question {
    let on = figures::Day::parse(on).unwrap();
    let code = |u: &figures::UnitIx| {
        facts
            .structure
            .state(*u, on)
            .is_some_and(|s| s.code == unit)
    };
    Question {
        indicator: "members".to_owned(),
        unit: facts.structure.all().find(code),
        when: When::On(on),
        structure: StructureChoice::Default,
        filter: Filter::default(),
        rule_of: None,
    }
}

/// Members of a unit by ethnic group, as told to who may not see it of each.
async fn told(r: &Record, unit: &str, on: &str, known: Option<u64>) -> ByGroup {
    let (mut db, facts) = facts(r, known).await;
    let entered = Entries::default().known(&mut db, &facts).await.unwrap();
    entered
        .by_group(&facts, &question(&facts, unit, on))
        .unwrap()
}

fn sum(by: &ByGroup) -> u64 {
    by.told.iter().map(|(_, n)| n).sum()
}

#[tokio::test]
async fn told_and_untold_are_the_whole_and_no_group_of_few_is_told() {
    let r = province();
    for unit in ["P", "A", "B", "A1"] {
        let by = told(&r, unit, ON, None).await;
        let figure = r.ok(&[
            "figure", "members", "--unit", unit, "--on", ON, "--format", "csv",
        ]);
        let members: u64 = figure
            .lines()
            .nth(1)
            .unwrap()
            .split(',')
            .nth(2)
            .unwrap()
            .parse()
            .unwrap();
        assert_eq!(sum(&by) + by.untold, members, "{unit}");
        assert!(
            by.told.iter().all(|(code, n)| *n >= 5 && code != "08"),
            "{unit}: {by:?}"
        );
    }
    let whole = told(&r, "P", ON, None).await;
    assert!(whole.told.len() == 2 && sum(&whole) >= 150, "{whole:?}");
    let cell = told(&r, "A1", ON, None).await;
    assert!(cell.told.is_empty(), "a cell is too small: {cell:?}");
}

#[tokio::test]
async fn who_comes_leaves_or_is_corrected_shows_in_no_difference() {
    let r = province();
    let before = told(&r, "P", ON, None).await;
    let (_, now) = facts(&r, None).await;
    let first = now.known.0;
    let new = "N1,Lý A Páo,1990-05-06,nam,08,900090999999,F9999999,,2024-05-01,2024-06-01,,A1,probationary,2024-06-01\n";
    r.import("members", &format!("{HEAD}{new}"));
    let after = told(&r, "P", ON, None).await;
    assert_eq!(after.told, before.told);
    assert_eq!(after.untold, before.untold + 1);
    // the day before, and as it was known before, say the same
    assert_eq!(told(&r, "P", "2024-05-31", None).await, before);
    assert_eq!(told(&r, "P", ON, Some(first)).await, before);
    // of whose kind is corrected, a whole group is told no more, and not one person less
    r.ok(&[
        "correct",
        "M0",
        "ethnic_group",
        "02",
        "--from",
        "2024-01-01",
        "--reason",
        "papers",
        "--basis",
        "05-CV/ĐU",
    ]);
    let corrected = told(&r, "P", ON, None).await;
    let fewer = |code: &str| {
        let of = |by: &ByGroup| {
            by.told
                .iter()
                .find(|(c, _)| c == code)
                .map_or(0, |(_, n)| *n)
        };
        of(&after) - of(&corrected)
    };
    assert!(fewer("01") >= 5 || fewer("01") == 0, "{corrected:?}");
    assert!(sum(&after) - sum(&corrected) >= 10, "{corrected:?}");
    assert_eq!(sum(&corrected) + corrected.untold, 241);
}

async fn report(r: &Record, sight: fn(&Sight) -> Sight) -> Report {
    let (mut db, facts) = facts(r, None).await;
    let entered = Entries::default().known(&mut db, &facts).await.unwrap();
    let head = build::Head {
        demo: false,
        known: facts.known.0,
        root: String::new(),
        now: site::NOW.parse().unwrap(),
    };
    let period = Period::parse("2024-Q2").unwrap();
    let which = build::Which::of(question(&facts, "P", ON).unit, period);
    let whole = build::quarterly(&facts, which, &head).unwrap();
    let little = Sight {
        reasons: false,
        entered: Some(entered),
    };
    shown::shown(whole, &facts, which, &sight(&little)).unwrap()
}

fn with_departures() -> Record {
    let r = province();
    r.import(
        "events",
        "person_key,event,day,from_unit,to_unit,document\n\
         M1,expelled,2024-05-01,A1,,12-QĐ/UBKT\nM70,struck_off,2024-05-02,A2,,13-QĐ/ĐU\nM130,deceased,2024-05-03,B1,,\n",
    );
    r
}

#[tokio::test]
async fn a_report_shows_no_reason_of_departure_to_who_lacks_the_right() {
    let r = with_departures();
    let whole = report(&r, |_| Sight::whole()).await;
    let little = report(&r, Sight::clone).await;
    assert!(whole.tables.iter().any(|t| t.key == "departures"));
    assert!(!little.tables.iter().any(|t| t.key == "departures"));
    let json = serde_json::to_string(&little).unwrap();
    for word in ["expelled", "struck", "deceased", "\"left\"", "row-left"] {
        assert!(!json.contains(word), "{word}");
    }
    let movement = little.tables.iter().find(|t| t.key == "movement").unwrap();
    let departed = movement
        .rows
        .iter()
        .find(|r| r.label == "report-row-departed")
        .unwrap();
    let value = |key: &Option<String>| little.figures[key.as_ref().unwrap()].value.clone();
    assert_eq!(value(&departed.figures[0]).as_deref(), Some("3"));
    // opening and what came in, less what went out, is still the closing
    let signed = |role: &str| -> i64 {
        let rows = movement.rows.iter().filter(|r| r.role == role);
        rows.map(|r| value(&r.figures[0]).unwrap().parse::<i64>().unwrap())
            .sum()
    };
    let ends: Vec<i64> = movement
        .rows
        .iter()
        .filter(|r| r.role == "total")
        .map(|r| value(&r.figures[0]).unwrap().parse().unwrap())
        .collect();
    assert_eq!(ends[0] + signed("in") - signed("out"), ends[1]);
}

#[tokio::test]
async fn a_report_tells_ethnic_groups_by_companions_to_who_lacks_the_right() {
    let r = with_departures();
    let little = report(&r, Sight::clone).await;
    let json = serde_json::to_string(&little).unwrap();
    assert!(
        !json.contains("ethnic=08") && !json.contains("[ethnic="),
        "{json}"
    );
    let table = little.tables.iter().find(|t| t.key == "ethnic").unwrap();
    let value = |row: &registers::insight::reports::model::Row| -> u64 {
        let key = row.figures[0].as_ref().unwrap();
        little.figures[key].value.as_ref().unwrap().parse().unwrap()
    };
    assert_eq!(table.rows.last().unwrap().label, "report-row-untold");
    assert_eq!(table.rows.iter().map(value).sum::<u64>(), 237);
    let whole = report(&r, |_| Sight::whole()).await;
    assert!(serde_json::to_string(&whole).unwrap().contains("ethnic=08"));
}

// ---- what is held about a person

/// An account linked to a member, and that account's session.
async fn linked(key: &str) -> (Site, String, String) {
    let site = site_of(peopled()).await;
    let (keeper, token) = site.session("administrator").await;
    let form = format!("form_token={token}&login=officer&person={key}");
    let answer = site.post("/accounts/persons", &keeper, HERE, &form).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    let page = site.get("/accounts/persons", &keeper, "en").await.text;
    assert!(page.contains("linked") && !page.contains("Nguyễn Văn An"));
    let (cookie, token) = site.session("officer").await;
    (site, cookie, token)
}

#[tokio::test]
async fn who_is_linked_to_a_person_sees_all_that_is_held_and_who_looked() {
    let (site, cookie, token) = linked("K1").await;
    let who = person(&site.record, "K1");
    let form = format!("form_token={token}&field=citizen_id&reason=checking the card");
    site.post(&format!("/members/{who}/reveal"), &cookie, HERE, &form)
        .await;
    site.write("update read_log set post = 'Ban Tổ chức' where number = 1")
        .await;
    let page = site.get("/account/held", &cookie, "en").await.text;
    for held in [
        "Nguyễn Văn An",
        "900080001234",
        "C0000001",
        "Kinh",
        "Chi bộ An Một",
        "opening list",
        "Ban Tổ chức",
    ] {
        assert!(page.contains(held), "{held}: {page}");
    }
    for other in ["Trần Thị Bình", "900185001235"] {
        assert!(!page.contains(other), "{other}");
    }
    // offices are named, people are not
    let seen = page.split("Who looked").nth(1).unwrap();
    assert!(!seen.contains("Châu</"), "{seen}");
    let file = site
        .post(
            "/account/held/file",
            &cookie,
            HERE,
            &format!("form_token={token}"),
        )
        .await;
    let paper = site
        .post(
            "/account/held/paper",
            &cookie,
            HERE,
            &format!("form_token={token}"),
        )
        .await;
    assert_eq!(paper.status, StatusCode::OK);
    assert!(paper.text.starts_with("%PDF"));
    let json: serde_json::Value = serde_json::from_str(&file.text).unwrap();
    assert_eq!(json["name"], "Nguyễn Văn An");
    assert!(json["looks"].as_array().unwrap().len() >= 2, "{json}");
    let last = noted(&site).await.pop().unwrap();
    assert_eq!((last.what.as_str(), last.persons), ("held", 1));
}

#[tokio::test]
async fn only_who_bears_the_name_and_knows_both_numbers_links_themselves() {
    let site = site_of(peopled()).await;
    let (cookie, token) = site.session("officer").await;
    let form =
        |id: &str, file: &str| format!("form_token={token}&citizen_id={id}&file_number={file}");
    let right = form("900080001234", "F1");
    for wrong in [
        &right,
        &form("900080001234", "F2"),
        &form("900080001235", "F1"),
        &form("", ""),
    ] {
        let answer = site.post("/account/held", &cookie, HERE, wrong).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
        assert!(
            answer.text.contains("do not belong together") && !answer.text.contains("900080001234")
        );
    }
    site.write("update account set name = 'nguyen van an' where id = 'officer'")
        .await;
    let answer = site.post("/account/held", &cookie, HERE, &right).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        site.get("/account/held", &cookie, "en")
            .await
            .text
            .contains("900080001234")
    );
    for _ in 0..11 {
        site.post("/account/held", &cookie, HERE, &form("1", "2"))
            .await;
    }
    let answer = site.post("/account/held", &cookie, HERE, &right).await;
    assert_eq!(
        answer.status,
        StatusCode::TOO_MANY_REQUESTS,
        "guessing is stopped"
    );
}

#[tokio::test]
async fn a_correction_asked_for_is_a_task_of_the_unit_and_answered_once() {
    let (site, cookie, token) = linked("K1").await;
    let ask = |field: &str, said: &str| {
        format!(
            "form_token={token}&field={field}&said={}",
            platform::web::request::encoded(said)
        )
    };
    let at = "/account/held/correction";
    let bad = site.post(at, &cookie, HERE, &ask("shoe_size", "")).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    let asked = site
        .post(
            at,
            &cookie,
            HERE,
            &ask("birth_date", "tôi sinh ngày 7 tháng 5"),
        )
        .await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER);
    assert!(
        site.get("/", &cookie, "en")
            .await
            .text
            .contains("1 correction is asked for")
    );
    let list = site.get("/corrections", &cookie, "en").await.text;
    assert!(
        list.contains("Nguyễn Văn An") && list.contains("tôi sinh ngày 7 tháng 5"),
        "{list}"
    );
    let id = list
        .split("action=\"/corrections/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap();
    let answer =
        |state: &str, said: &str| format!("form_token={token}&state={state}&answer={said}");
    let at = format!("/corrections/{id}");
    let empty = site.post(&at, &cookie, HERE, &answer("accepted", "")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.text.contains("Write an answer"));
    let done = site
        .post(
            &at,
            &cookie,
            HERE,
            &answer("accepted", "corrected by act 9"),
        )
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER);
    let again = site
        .post(&at, &cookie, HERE, &answer("refused", "no"))
        .await;
    assert_eq!(again.status, StatusCode::CONFLICT);
    assert!(
        !site
            .get("/", &cookie, "en")
            .await
            .text
            .contains("correction is asked for")
    );
    let page = site.get("/account/held", &cookie, "en").await.text;
    assert!(
        page.contains("corrected by act 9") && page.contains("accepted"),
        "{page}"
    );
    assert_eq!(
        site.post("/corrections/none", &cookie, HERE, &answer("refused", "no"))
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

// ---- who lacks the right

/// A site of a province with departures, and sessions of some roles for all of it.
async fn offices(roles: &[&str]) -> (Site, Vec<(String, String)>) {
    let r = with_departures();
    let site = site_of(r).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let mut sessions = Vec::new();
    for role in roles {
        site::account(&mut db, role, "officer").await;
        site::grant(&mut db, role, role, "*").await;
        sessions.push(site.session(role).await);
    }
    (site, sessions)
}

/// Everything a page shows apart from the shell around it.
fn main_of(text: &str) -> &str {
    let main = text.split("<main").nth(1).unwrap_or("");
    main.split("</main>").next().unwrap_or("")
}

const TELLING: [&str; 4] = ["xpelled", "truck off", "eceased", "12-QĐ"];

#[tokio::test]
async fn who_may_not_read_reasons_reads_them_nowhere() {
    let (site, sessions) = offices(&["office-clerk", "inspector"]).await;
    let (clerk, inspector) = (&sessions[0].0, &sessions[1].0);
    let expelled = person(&site.record, "M1");
    let form =
        |token: &str| format!("form_token={token}&field=departure_reason&reason=an appeal came in");
    let at = format!("/members/{expelled}/reveal");
    let why = site.post(&at, inspector, HERE, &form(&sessions[1].1)).await;
    assert!(why.text.contains("12-QĐ"), "{}", why.text);
    let none = site.post(&at, clerk, HERE, &form(&sessions[0].1)).await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
    let acts = site.record.sql(
        "select distinct act from act_line where class = 'person' and counted like '%expelled%'",
    );
    let act = acts.lines().next().unwrap().to_owned();
    for path in [
        format!("/members/{expelled}"),
        format!("/journal/{act}"),
        "/reports/quarterly?unit=P&period=2024-Q2&lang=en".to_owned(),
    ] {
        let all = site.get(&path, inspector, "en").await;
        assert_eq!(all.status, StatusCode::OK, "{path}");
        assert!(
            TELLING.iter().any(|t| all.text.contains(t)),
            "{path}: the inspector sees"
        );
        let seen = site.get(&path, clerk, "en").await;
        assert_eq!(seen.status, StatusCode::OK, "{path}");
        for word in TELLING {
            assert!(
                !main_of(&seen.text).contains(word),
                "{path}: {word}\n{}",
                main_of(&seen.text)
            );
        }
    }
    for form in ["json", "html"] {
        let path = format!("/reports/quarterly/file?unit=P&period=2024-Q2&lang=en&as={form}");
        let file = site.get(&path, clerk, "en").await;
        assert_eq!(file.status, StatusCode::OK, "{form}");
        for word in TELLING {
            assert!(!file.text.contains(word), "{form}: {word}");
        }
        assert!(!file.text.contains("ethnic=08"), "{form}");
    }
    for code in ["deceased", "expelled", "struck-off", "left"] {
        let path =
            format!("/figures?indicator={code}&unit=P&period=2024-Q2&kind_of_period=in-period");
        let none = site.get(&path.replace(code, "nothing"), clerk, "en").await;
        assert_eq!(
            site.get(&path, clerk, "en").await.status,
            none.status,
            "{code}"
        );
        assert_eq!(
            site.get(&path, inspector, "en").await.status,
            StatusCode::OK,
            "{code}"
        );
    }
    let list = "/reports/quarterly/list?unit=P&period=2024-Q2&of=2024-Q2&row=";
    let departed = site.get(&format!("{list}departed"), clerk, "en").await;
    assert!(departed.text.contains("Nguyễn Văn An"), "{}", departed.text);
    for word in TELLING {
        assert!(!main_of(&departed.text).contains(word), "{word}");
    }
    assert_eq!(
        site.get(&format!("{list}expelled"), clerk, "en")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn who_may_not_see_ethnic_groups_sees_one_nowhere_and_many_only_together() {
    let (site, sessions) = offices(&["office-clerk", "organising-officer"]).await;
    let ((clerk, token), (officer, _)) = (&sessions[0], &sessions[1]);
    let who = person(&site.record, "M3");
    let at = format!("/members/{who}");
    let page = site.get(&at, clerk, "en").await.text;
    assert!(
        !page.contains("Kinh") && page.contains("••••") && !page.contains("/reveal"),
        "{page}"
    );
    let full = site.get(&at, officer, "en").await.text;
    assert!(
        !main_of(&full).contains("Kinh"),
        "masked for everybody until revealed"
    );
    assert!(full.contains("/reveal"));
    let form = format!("form_token={token}&field=ethnic_group&reason=some reason");
    let answer = site.post(&format!("{at}/reveal"), clerk, HERE, &form).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    for path in [
        "/members?ethnic=02",
        "/members?col=ethnic",
        "/figures?indicator=members&unit=P&ethnic=02",
        "/journal/4",
    ] {
        let seen = site.get(path, clerk, "en").await.text;
        assert!(
            !main_of(&seen).contains("Tày") && !seen.contains("ethnic_group\":\"0"),
            "{path}: {}",
            main_of(&seen)
        );
        assert!(!seen.contains("&quot;ethnic_group&quot;:&quot;0"), "{path}");
    }
    let by = format!("/figures?indicator=members&unit=P&by=ethnic&on={ON}");
    let together = site.get(&by, clerk, "en").await.text;
    let told = told(&site.record, "P", ON, None).await;
    assert!(together.contains("Not shown by group") && together.contains(&told.untold.to_string()));
    assert!(!main_of(&together).contains("Mông"));
    let all = site.get(&by, officer, "en").await.text;
    assert!(main_of(&all).contains("Mông"), "{}", main_of(&all));
}

#[tokio::test]
async fn lists_behind_figures_files_and_papers_are_noted() {
    let (site, sessions) = offices(&["organising-officer"]).await;
    let (officer, token) = (&sessions[0].0, &sessions[0].1);
    let who = person(&site.record, "M3");
    let mut expected = Vec::new();
    for (path, what, field) in [
        (
            format!("/figures?indicator=members&unit=A1&on={ON}&list=total"),
            "list",
            "members",
        ),
        (
            format!("/figures/file?indicator=members&unit=A1&on={ON}&list=total&as=csv"),
            "export",
            "members",
        ),
        ("/members/export".to_owned(), "export", "members"),
        (format!("/members/{who}/form"), "print", "member-form"),
    ] {
        let answer = if path == "/members/export" {
            let form = format!("form_token={token}&format=csv");
            site.post(&path, officer, HERE, &form).await
        } else {
            site.get(&path, officer, "en").await
        };
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        expected.push((what.to_owned(), field.to_owned()));
        let log = noted(&site).await;
        let last = log.last().unwrap();
        assert_eq!(
            (last.what.clone(), last.field.clone()),
            *expected.last().unwrap(),
            "{path}"
        );
        assert!(last.persons > 0, "{path}");
        assert_eq!(log.len(), expected.len(), "{path}");
    }
    site.record.ok(&["verify"]);
}

#[tokio::test]
async fn a_request_is_answered_only_by_who_enters_for_the_unit() {
    let (site, cookie, token) = linked("K1").await;
    let form = format!("form_token={token}&field=name&said=so+it+is+written");
    site.post("/account/held/correction", &cookie, HERE, &form)
        .await;
    let unit = |code: &str| {
        let sql =
            format!("select subject from unit_state where code = '{code}' and known_to is null");
        site.record.sql(&sql).trim().to_owned()
    };
    let (mine, other) = (unit("A1"), unit("B1"));
    let mut db = Db::open(&site.record.url()).await.unwrap();
    for (account, unit) in [("own", &mine), ("elsewhere", &other)] {
        site::account(&mut db, account, "officer").await;
        site::grant(&mut db, account, "cell-secretary", unit).await;
    }
    drop(db);
    let (own, own_token) = site.session("own").await;
    let (elsewhere, other_token) = site.session("elsewhere").await;
    assert!(
        site.get("/", &own, "en")
            .await
            .text
            .contains("1 correction is asked for")
    );
    assert!(
        !site
            .get("/", &elsewhere, "en")
            .await
            .text
            .contains("correction is asked for")
    );
    let list = site.get("/corrections", &own, "en").await.text;
    let id = list
        .split("action=\"/corrections/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    assert!(
        !site
            .get("/corrections", &elsewhere, "en")
            .await
            .text
            .contains(&id)
    );
    let form = |token: &str| format!("form_token={token}&state=refused&answer=it+is+right");
    let at = format!("/corrections/{id}");
    let wrong = site.post(&at, &elsewhere, HERE, &form(&other_token)).await;
    assert_eq!(wrong.status, StatusCode::NOT_FOUND);
    let right = site.post(&at, &own, HERE, &form(&own_token)).await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn who_looked_at_what_goes_with_a_backup_and_comes_back() {
    let site = site_of(peopled()).await;
    look(&site, &[person(&site.record, "K1")], "transfer").await;
    look(&site, &[person(&site.record, "K2")], "file check").await;
    let all = "select number, reason, hash from read_log order by number";
    let file = site.record.path("backup.nazm");
    let file = file.to_str().unwrap();
    site.record.ok(&["backup", file]);
    let other = Record::bare();
    other.ok(&["restore", file]);
    assert_eq!(other.sql(all), site.record.sql(all));
    assert!(other.sql(all).contains("file check"));
    std::fs::copy(
        site.record.data().join("nazm.key"),
        other.data().join("nazm.key"),
    )
    .unwrap();
    let said = other.ok(&["verify"]);
    assert!(said.contains("read log"), "{said}");
    // a copy of a log that was changed by hand is not taken for whole
    site.write("update read_log set reason = 'nothing' where number = 1")
        .await;
    let changed = site.record.path("changed.nazm");
    site.record.ok(&["backup", changed.to_str().unwrap()]);
    let ran = Record::bare().run(&["restore", changed.to_str().unwrap()]);
    assert!(ran.code != 0 && ran.err.contains("read_log 1"), "{ran:?}");
}

#[tokio::test]
async fn groups_are_told_by_a_rulebook_loaded_later_as_after_a_fresh_start() {
    let r = province();
    let entries = Entries::default();
    let (mut db, early) = facts(&r, None).await;
    entries.known(&mut db, &early).await.unwrap();
    // groups of five hundred: nobody is told any more
    let folder = r.path("rulebook");
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(crate::common::root().join("rulebook/vn")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        let text = text.replace("value = 50\n", "value = 500\n");
        std::fs::write(folder.join(entry.file_name()), text).unwrap();
    }
    r.ok(&["rulebook", folder.to_str().unwrap()]);
    let (mut db, late) = facts(&r, None).await;
    let asked = question(&late, "P", ON);
    let kept = entries.known(&mut db, &late).await.unwrap();
    let kept = kept.by_group(&late, &asked).unwrap();
    let fresh = told(&r, "P", ON, None).await;
    assert_eq!(kept, fresh);
    assert!(fresh.told.is_empty(), "{fresh:?}");
}

#[tokio::test]
async fn a_request_of_somebody_who_went_elsewhere_names_nobody_to_the_unit_they_left() {
    let record = peopled();
    let events = "person_key,event,day,from_unit,to_unit,document\n\
        K1,transfer_sent,2025-02-01,A1,B1,\nK1,transfer_received,2025-03-01,,B1,\n";
    record.import("events", events);
    let site = site_of(record).await;
    let unit = |code: &str| {
        let sql = format!("select subject from unit_state where code = '{code}'");
        site.record.sql(&sql).trim().to_owned()
    };
    let (cookie, _) = site.clerk_of(&unit("A")).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    for (id, key) in [("r1", "K1"), ("r2", "K2")] {
        let request = looks::CorrectionRequest {
            id: id.to_owned(),
            person: person(&site.record, key),
            unit: unit("A1"),
            field: "name".to_owned(),
            said: format!("said by {key}"),
            state: "asked".to_owned(),
            ..looks::CorrectionRequest::default()
        };
        looks::insert_request(&mut db, &request).await.unwrap();
    }
    let page = site.get("/corrections", &cookie, "en").await.text;
    assert!(
        page.contains("said by K1") && page.contains("said by K2"),
        "{page}"
    );
    assert!(
        page.contains("Trần Thị Bình"),
        "who is still there is named"
    );
    let gone = person(&site.record, "K1");
    assert!(!page.contains("Nguyễn Văn An") && !page.contains(&format!("/members/{gone}\"")));
}

#[tokio::test]
async fn an_act_stays_with_who_answers_for_it_though_its_persons_went() {
    let site = site_of(peopled()).await;
    let units = ["P", "A", "B", "B2"].map(|code| unit_of(&site.record, code));
    let [province, ours, theirs, beside] = units;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    for name in ["sender", "receiver", "reader"] {
        site::account(&mut db, name, "officer").await;
    }
    let held = site::grant(&mut db, "sender", "organising-officer", &ours).await;
    let finds = site::grant(&mut db, "sender", "unit-finder", &province).await;
    site::grant(&mut db, "receiver", "organising-officer", &theirs).await;
    site::grant(&mut db, "reader", "inspector", &ours).await;
    let (sender, token) = site.session("sender").await;
    let (receiver, _) = site.session("receiver").await;
    let (reader, _) = site.session("reader").await;
    let at = format!("/members/{}/event", person(&site.record, "K1"));
    let sent = format!(
        "form_token={token}&event=transfer_sent&version=99&day=2025-08-01&to_unit=B1&document=7-GT&step=record"
    );
    let done = site.post(&at, &sender, HERE, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let act = format!("/journal/{}", site.record.last());
    let received = format!(
        "form_token={token}&event=transfer_received&version=99&day=2025-09-15&document=8-GT&step=record"
    );
    let done = site.post(&at, &receiver, HERE, &received).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let later = format!("/journal/{}", site.record.last());

    let page = site.get(&act, &sender, "en").await;
    assert_eq!(page.status, StatusCode::OK, "what they did themselves");
    let main = main_of(&page.text);
    assert!(
        main.contains("7-GT") && main.contains("is left out"),
        "{main}"
    );
    assert!(!main.contains("Nguyễn Văn An"), "{main}");
    let listed = site.get("/journal", &sender, "en").await.text;
    let listed = listed.replace("&#x2f;", "/");
    assert!(listed.contains(&format!("{act}\"")), "{listed}");
    assert!(!listed.contains("8-GT"), "what came later is not told");
    let after = site.get(&later, &sender, "en").await.text;
    assert!(!main_of(&after).contains("8-GT") && !after.contains("Nguyễn Văn An"));
    let only_sees = site.get(&act, &reader, "en").await;
    assert_eq!(only_sees.status, StatusCode::NOT_FOUND);

    site::end_grant(&mut db, &held).await;
    site::end_grant(&mut db, &finds).await;
    let none = site.get(&act, &sender, "en").await;
    assert_eq!(none.status, StatusCode::NOT_FOUND, "every right is lost");
    site::grant(&mut db, "sender", "organising-officer", &beside).await;
    for path in [&act, &later] {
        let elsewhere = site.get(path, &sender, "en").await;
        assert_eq!(elsewhere.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn the_palette_offers_what_may_be_begun_to_who_may_begin_it() {
    let roles = ["office-clerk", "inspector", "organising-officer"];
    let (site, sessions) = offices(&roles).await;
    let offered = async |who: usize, asked: &str| {
        let path = format!("/search/palette?q={asked}");
        site.get(&path, &sessions[who].0, "en").await.text
    };
    assert!(offered(2, "admit").await.contains("/members/new"));
    assert!(
        !offered(2, "admit&on=2024-06-30")
            .await
            .contains("/members/new"),
        "nothing is entered on another day"
    );
    assert!(offered(0, "draft").await.contains("/documents/new"));
    for (who, asked, path) in [
        (0, "admit", "/members/new"),
        (1, "admit", "/members/new"),
        (1, "draft", "/documents/new"),
        (1, "task", "/tasks/new"),
    ] {
        let found = offered(who, asked).await;
        assert!(!found.contains(path), "{}: {found}", roles[who]);
    }
    assert!(offered(1, "held").await.contains("/account/held"));
    let found = site.get("/search/palette?q=ket%20nap", &sessions[2].0, "vi");
    assert!(found.await.text.contains("/members/new"));
}

//! The work of an office on the screen: finding and mending what fails, the cell, papers.

use crate::common::{Record, root};
use crate::members::{HEAD, UNITS};
use crate::site::{Answer, HERE, Site, account, grant, site_of};
use axum::http::StatusCode;
use platform::Db;
use platform::web::request::encoded;

/// Six members, four of whose records fail: K2's number is a man's, K3 and K4 share one, K5 has
/// none. K6 is on the way from Bình Một to An Một.
const PEOPLE: &str = "\
K1,Nguyễn Văn An,1980-05-06,nam,01,900080000001,000001TN,00000001,2010-01-05,2010-01-20,2011-01-20,A1,official,2024-01-01
K2,Trần Thị Bình,1985-05-06,nữ,01,900085000002,000002TN,00000002,2012-01-05,2012-01-20,2013-01-20,A1,official,2024-01-01
K3,Lê Văn Cường,1990-05-06,nam,01,900090000003,000003TN,00000003,2015-01-05,2015-01-20,2016-01-20,A2,official,2024-01-01
K4,Lê Văn Dũng,1990-07-06,nam,01,900090000003,000004TN,00000004,2015-01-05,2015-01-20,2016-01-20,A2,official,2024-01-01
K5,Phạm Thị Em,1992-05-06,nữ,01,,000005TN,00000005,2016-01-05,2016-01-20,2017-01-20,B1,official,2024-01-01
K6,Vũ Thị Giang,1993-05-06,nữ,01,900193000006,000006TN,00000006,2016-01-05,2016-01-20,2017-01-20,B1,official,2024-01-01
";
const SENT: &str = "person_key,event,day,to_unit\nK6,transfer_sent,2025-09-25,A1\n";

struct Office {
    site: Site,
    cookie: String,
    token: String,
}

fn record() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r.import("members", &format!("{HEAD}{PEOPLE}"));
    r.import("events", SENT);
    r
}

async fn office_of(record: Record) -> Office {
    let site = site_of(record).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    Office {
        site,
        cookie,
        token,
    }
}

async fn office() -> Office {
    office_of(record()).await
}

impl Office {
    async fn get(&self, path: &str) -> Answer {
        read(self.site.get(path, &self.cookie, "en").await)
    }

    async fn page(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = format!("form_token={}", self.token);
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", encoded(value)));
        }
        read(self.site.post(path, &self.cookie, HERE, &form).await)
    }

    fn person(&self, key: &str) -> String {
        let sql = format!("select subject from person where person_key = '{key}'");
        self.site
            .record
            .sql(&sql)
            .lines()
            .next()
            .unwrap()
            .to_owned()
    }

    fn unit(&self, code: &str) -> String {
        let sql = format!("select subject from unit_state where code = '{code}'");
        self.site
            .record
            .sql(&sql)
            .lines()
            .next()
            .unwrap()
            .to_owned()
    }

    /// The version that the form for a person carries.
    async fn version(&self, person: &str) -> String {
        let page = self.page(&format!("/standard/work?at={person}")).await;
        let version = page.split("name=\"version\" value=\"").nth(1).unwrap();
        version.split('"').next().unwrap().to_owned()
    }

    /// Hands in the form for a person.
    async fn fix(&self, key: &str, fields: &[(&str, &str)]) -> Answer {
        let person = self.person(key);
        let version = self.version(&person).await;
        let mut all = vec![
            ("person", person.as_str()),
            ("version", &version),
            ("basis", "Thẻ căn cước"),
        ];
        all.extend(fields);
        self.post(&format!("/standard/work?at={person}"), &all)
            .await
    }

    fn last_act(&self) -> String {
        let sql = "select kind, on_behalf_of, basis, reason from act order by number desc limit 1";
        self.site.record.sql(sql)
    }
}

/// An answer as a browser reads it.
fn read(answer: Answer) -> Answer {
    let text = answer.text.replace("&#x2f;", "/").replace("&amp;", "&");
    Answer { text, ..answer }
}

/// The page that an answer leads to.
fn onward(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    answer.headers["location"].to_str().unwrap().to_owned()
}

#[tokio::test]
async fn the_home_page_leads_to_what_fails_and_mending_one_changes_the_share() {
    let o = office().await;
    let home = o.page("/").await;
    assert!(
        home.contains("4 records do not meet the data standard"),
        "{home}"
    );
    let link = home
        .split("href=\"")
        .find(|h| h.starts_with("/standard/work"));
    let list = o.page(link.unwrap().split('"').next().unwrap()).await;
    assert!(list.contains("33.33%") && list.contains("4 records of 6 do not meet"));
    let first = list.find("Lê Văn Cường").unwrap();
    assert!(
        first < list.find("Trần Thị Bình").unwrap(),
        "two at once stand first"
    );
    assert!(
        list.contains("one fix puts 2 records right")
            && list.contains("with this record put right: 66.67%")
    );

    let answer = o.fix("K2", &[("citizen_id", "900185000002")]).await;
    let next = onward(&answer);
    assert!(next.contains("&at="), "{next}");
    let page = o.page(&next).await;
    assert!(page.contains("The unit now reaches 50.00%"), "{page}");
    assert!(page.contains("3 records of 6 do not meet"));
    assert!(o.last_act().starts_with("corrections|"), "{}", o.last_act());
    o.site.record.ok(&["verify"]);
}

#[tokio::test]
async fn what_is_wrong_is_told_with_the_value_and_no_sealed_number_is_sent() {
    let o = office().await;
    let person = o.person("K2");
    let page = o.page(&format!("/standard/work?at={person}")).await;
    assert!(
        page.contains("the fourth digit is 0 (male), the record says female"),
        "{page}"
    );
    assert!(page.contains("••••••••0002") && !page.contains("900085000002"));
    for field in ["citizen_id", "sex", "birth_date"] {
        assert!(page.contains(&format!("name=\"{field}\"")), "{field}");
    }
    assert!(
        !page.contains("name=\"card_number\""),
        "only what fails is asked for"
    );
}

#[tokio::test]
async fn what_still_breaks_a_rule_is_refused_at_its_field_and_nothing_typed_is_lost() {
    let o = office().await;
    let before = o.site.record.written();
    let answer = o.fix("K2", &[("citizen_id", "900085000099")]).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let said = "The fourth digit must be 1 and the next two 85 for a female born in 1985 (DQ02,";
    assert_eq!(
        answer.text.matches(said).count(),
        2,
        "in the summary and at the field: {}",
        answer.text
    );
    assert!(answer.text.contains("value=\"900085000099\"") && answer.text.contains("Thẻ căn cước"));
    let twice = o.fix("K5", &[("citizen_id", "900080000001")]).await;
    assert_eq!(twice.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(twice.text.contains("Another member has this very number"));
    let nothing = o.fix("K5", &[]).await;
    assert!(nothing.text.contains("Nothing was changed"));
    let day = o.fix("K2", &[("birth_date", "31/2/1985")]).await;
    assert!(day.text.contains("This is no day") && day.text.contains("value=\"31/2/1985\""));
    assert_eq!(o.site.record.written(), before);
}

#[tokio::test]
async fn a_correction_needs_a_basis() {
    let o = office().await;
    let answer = o
        .fix("K5", &[("citizen_id", "900192000005"), ("basis", "")])
        .await;
    assert_eq!(
        answer.status,
        StatusCode::SEE_OTHER,
        "the first value counts"
    );
    let person = o.person("K2");
    let version = o.version(&person).await;
    let fields = [
        ("person", person.as_str()),
        ("version", &version),
        ("citizen_id", "900185000002"),
    ];
    let answer = o.post("/standard/work", &fields).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        answer
            .text
            .contains("Say which paper or whose word this rests on")
    );
}

#[tokio::test]
async fn a_record_that_somebody_else_changed_is_shown_with_both_values() {
    let o = office().await;
    let person = o.person("K2");
    let old = o.version(&person).await;
    onward(
        &o.fix(
            "K2",
            &[("birth_date", "7/5/1985"), ("citizen_id", "900185000002")],
        )
        .await,
    );
    let fields = [
        ("person", person.as_str()),
        ("version", &old),
        ("birth_date", "8/5/1985"),
        ("basis", "x"),
    ];
    let answer = o.post("/standard/work", &fields).await;
    // nothing fails any more, so no field may be changed here; the form of before says so
    assert!([StatusCode::CONFLICT, StatusCode::UNPROCESSABLE_ENTITY].contains(&answer.status));
    let o = office().await;
    let person = o.person("K3");
    let old = o.version(&person).await;
    let act = [
        "correct",
        person.as_str(),
        "ethnic_group",
        "02",
        "--from",
        "2025-01-01",
        "--basis",
        "x",
    ];
    o.site.record.ok(&act);
    let fields = [
        ("person", person.as_str()),
        ("version", &old),
        ("citizen_id", "900090000033"),
        ("basis", "x"),
    ];
    let answer = o.post("/standard/work", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
    assert!(answer.text.contains("900090000033") && answer.text.contains("••••••••0003"));
}

#[tokio::test]
async fn who_types_for_the_secretary_says_so_and_the_journal_keeps_it() {
    let o = office().await;
    onward(
        &o.fix("K5", &[("citizen_id", "900192000005"), ("behalf", "yes")])
            .await,
    );
    let act = o.last_act();
    let cell = o.unit("B1");
    assert!(
        act.contains(&format!("|{cell}|")) && act.contains("secretary of the cell"),
        "{act}"
    );
}

#[tokio::test]
async fn the_share_is_told_by_rule_and_by_unit_and_adds_up() {
    let o = office().await;
    let page = o.page("/standard").await;
    assert!(page.contains("33.33%") && page.contains("In transit"));
    let rows: Vec<&str> = page.split("standard?unit=").collect();
    assert!(rows.iter().any(|r| r.contains("Xã An")) && rows.iter().any(|r| r.contains("Xã Bình")));
    let rule = o.page("/standard/work?rule=DQ03").await;
    assert!(rule.contains("Lê Văn Cường") && !rule.contains("Phạm Thị Em"));
    let unit = o
        .page(&format!("/standard/work?unit={}", o.unit("B")))
        .await;
    assert!(unit.contains("Phạm Thị Em") && !unit.contains("Lê Văn Cường"));
}

#[tokio::test]
async fn a_number_that_stands_twice_leads_to_the_other_record_only_for_who_may_see_it() {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    // K4 bears the number of K3 and sits in the other commune
    let people = PEOPLE.replace(
        "000004TN,00000004,2015-01-05,2015-01-20,2016-01-20,A2",
        "000004TN,00000004,2015-01-05,2015-01-20,2016-01-20,B1",
    );
    r.import("members", &format!("{HEAD}{people}"));
    let o = office_of(r).await;
    let (third, fourth) = (o.person("K3"), o.person("K4"));
    let page = o.page(&format!("/standard/work?at={third}")).await;
    let link = format!("href=\"/members/{fourth}\"");
    assert!(page.contains(&link) && page.contains("Same in:"), "{page}");
    assert!(!page.contains("another record"));
    let (cookie, token) = o.site.clerk_of(&o.unit("A")).await;
    o.site
        .write("update account set lang = 'en' where id = 'clerk'")
        .await;
    let clerk = Office {
        site: o.site,
        cookie,
        token,
    };
    let page = clerk.page(&format!("/standard/work?at={third}")).await;
    assert!(
        page.contains("Lê Văn Cường") && page.contains("another record"),
        "{page}"
    );
    assert!(
        !page.contains(&fourth) && !page.contains("Lê Văn Dũng"),
        "{page}"
    );
}

#[tokio::test]
async fn the_same_records_are_judged_by_the_rules_of_before() {
    let r = Record::bare();
    let folder = r.path("rules");
    std::fs::create_dir_all(&folder).unwrap();
    for entry in std::fs::read_dir(root().join("rulebook/vn")).unwrap() {
        let entry = entry.unwrap();
        let text = std::fs::read_to_string(entry.path()).unwrap();
        // until July files had five digits: what is in order today was not
        let old = "key = \"DQ10\"\nvalid_from = 2025-01-01\n";
        let text = match text.split_once(old) {
            Some((head, tail)) => {
                let end = tail.find("[[rule]]").unwrap();
                let row = tail[..end].replace("file_digits = 6", "file_digits = 5");
                format!(
                    "{head}{old}valid_until = 2025-07-01\n{row}[[rule]]\nkey = \"DQ10\"\nvalid_from = 2025-07-01\n{tail}"
                )
            }
            None => text,
        };
        std::fs::write(folder.join(entry.file_name()), text).unwrap();
    }
    r.ok(&["init", "--rulebook", folder.to_str().unwrap()]);
    r.import("units", UNITS);
    r.import("members", &format!("{HEAD}{PEOPLE}"));
    let o = office_of(r).await;
    let page = o.page("/standard/versions?before=2025-07-01").await;
    assert!(page.contains("By the rules until 30 June 2025"), "{page}");
    assert!(
        page.contains("6 records of 6 do not meet") && page.contains("4 records of 6 do not meet")
    );
    assert!(page.contains("it asks something else"));
    let same = o.page("/standard/versions?before=2025-08-08").await;
    assert_eq!(same.matches("4 records of 6 do not meet").count(), 2);
    assert!(same.contains("only what it rests on"));
}

#[tokio::test]
async fn the_cell_receives_who_was_sent_to_it_on_behalf_of_its_secretary() {
    let o = office().await;
    let cell = o.unit("A1");
    let page = o.page(&format!("/cell/{cell}")).await;
    assert!(page.contains("Vũ Thị Giang") && page.contains("waiting to be received here"));
    assert!(
        page.contains("the fourth digit is 0"),
        "the record that fails is told of"
    );
    let link = page
        .split("href=\"")
        .find(|h| h.contains("what=receive"))
        .unwrap();
    let ask = o.page(link.split('"').next().unwrap()).await;
    assert!(ask.contains("Receive") && ask.contains("2/10/2025"));
    let version = ask.split("name=\"version\" value=\"").nth(1).unwrap();
    let version = version.split('"').next().unwrap();
    let person = o.person("K6");
    let form = |day: &'static str| {
        [
            ("person", person.clone()),
            ("what", "receive".to_owned()),
            ("version", version.to_owned()),
            ("day", day.to_owned()),
            ("behalf", "yes".to_owned()),
        ]
    };
    let path = format!("/cell/{cell}/do");
    let send = async |day| {
        let form = form(day);
        let fields: Vec<(&str, &str)> = form.iter().map(|(n, v)| (*n, v.as_str())).collect();
        o.post(&path, &fields).await
    };
    let early = send("20/9/2025").await;
    assert_eq!(
        early.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "before it was sent"
    );
    assert!(early.text.contains("value=\"20/9/2025\""));
    onward(&send("2/10/2025").await);
    assert!(
        o.last_act().contains(&format!("|{cell}|")),
        "{}",
        o.last_act()
    );
    let after = o.page(&format!("/cell/{cell}")).await;
    assert!(after.contains("3 members") && !after.contains("waiting to be received"));
    assert_eq!(
        send("2/10/2025").await.status,
        StatusCode::NOT_FOUND,
        "it is done"
    );
}

#[tokio::test]
async fn papers_sheets_and_slips_are_pdfs_and_the_national_file_holds_the_unit() {
    let o = office().await;
    let (k6, a1) = (o.person("K6"), o.unit("A1"));
    for path in [
        format!("/members/{k6}/form"),
        format!("/members/{k6}/transfer-letter"),
        format!("/members/{k6}/admission-decision"),
        format!("/cell/{a1}/sheet"),
        format!("/standard/slips/{}", o.unit("P")),
    ] {
        let answer = o.get(&path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        assert_eq!(answer.headers["content-type"], "application/pdf", "{path}");
        assert!(answer.text.starts_with("%PDF"), "{path}");
        let name = answer.headers["content-disposition"].to_str().unwrap();
        assert!(
            !name.contains("Giang"),
            "no name of a person in that of the file: {name}"
        );
    }
    let k1 = o.person("K1");
    let none = o.get(&format!("/members/{k1}/transfer-letter")).await;
    assert_eq!(
        none.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "no letter without a transfer"
    );
    let file = o
        .get(&format!("/units/{}/national?form=csv", o.unit("A")))
        .await;
    assert!(file.text.contains("Nguyễn Văn An") && !file.text.contains("Phạm Thị Em"));
    assert!(
        !file.text.contains("900080000001"),
        "sealed numbers are masked"
    );
    let book = o.get(&format!("/units/{}/national", o.unit("A"))).await;
    assert!(book.text.starts_with("PK"));
}

#[tokio::test]
async fn who_works_for_a_commune_neither_sees_nor_mends_what_is_beside_it() {
    let mut o = office().await;
    let k2 = o.version(&o.person("K2")).await;
    let k5 = o.version(&o.person("K5")).await;
    let mut db = Db::open(&o.site.record.url()).await.unwrap();
    for (name, role, code) in [
        ("lan", "commune-officer", "A"),
        ("tam", "cell-secretary", "A1"),
    ] {
        account(&mut db, name, "officer").await;
        grant(&mut db, name, role, &o.unit(code)).await;
    }
    drop(db);
    (o.cookie, o.token) = o.site.session("lan").await;
    let list = o.page("/standard/work").await;
    assert!(
        list.contains("Lê Văn Cường") && list.contains("3 records of 4 do not meet"),
        "{list}"
    );
    assert!(!list.contains("Phạm Thị Em"));
    let b = o.unit("B");
    for path in [
        format!("/standard?unit={b}"),
        format!("/standard/work?unit={b}"),
        format!("/standard/versions?unit={b}"),
        format!("/due?unit={b}"),
        format!("/standard/slips/{b}"),
        format!("/cell/{}", o.unit("B1")),
        format!("/cell/{}/sheet", o.unit("B1")),
        format!("/members/{}/form", o.person("K5")),
        format!("/units/{b}/national"),
    ] {
        assert_eq!(o.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let before = o.site.record.written();
    let of = |person: String, version: &str, id: &str| {
        [
            ("person", person),
            ("version", version.to_owned()),
            ("citizen_id", id.to_owned()),
            ("basis", "x".to_owned()),
        ]
    };
    let theirs = of(o.person("K5"), &k5, "900192000005");
    let theirs: Vec<(&str, &str)> = theirs.iter().map(|(n, v)| (*n, v.as_str())).collect();
    assert_eq!(
        o.post("/standard/work", &theirs).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(o.site.record.written(), before);
    let own = of(o.person("K2"), &k2, "900185000002");
    let own: Vec<(&str, &str)> = own.iter().map(|(n, v)| (*n, v.as_str())).collect();
    onward(&o.post("/standard/work", &own).await);

    (o.cookie, o.token) = o.site.session("tam").await;
    let cell = o.get("/cell").await;
    assert_eq!(onward(&cell), format!("/cell/{}", o.unit("A1")));
    let file = o.get(&format!("/units/{}/national", o.unit("A1"))).await;
    assert_eq!(
        file.status,
        StatusCode::NOT_FOUND,
        "a secretary takes no lists out"
    );
    assert_eq!(
        o.get(&format!("/cell/{}/sheet", o.unit("A1"))).await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn what_is_printed_and_taken_out_leaves_a_line_in_the_read_log() {
    let o = office().await;
    o.get(&format!("/members/{}/form", o.person("K1"))).await;
    o.get(&format!("/standard/slips/{}", o.unit("P"))).await;
    o.get(&format!("/units/{}/national", o.unit("A"))).await;
    let log = o
        .site
        .record
        .sql("select what, field, persons from read_log order by number");
    let lines: Vec<&str> = log.lines().collect();
    assert_eq!(
        lines,
        ["print|member-form|1", "print|slips|4", "export|national|4"]
    );
}

#[tokio::test]
async fn whole_numbers_are_printed_for_a_reason_by_who_has_the_right() {
    let mut o = office().await;
    let (k1, a) = (o.person("K1"), o.unit("A"));
    let (paper, file) = (
        format!("/members/{k1}/papers"),
        format!("/units/{a}/papers"),
    );
    assert!(o.page(&paper).await.contains("With whole numbers"));
    for path in [&paper, &file] {
        let answer = o.post(path, &[("what", "csv"), ("reason", "x")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert!(
            answer
                .text
                .contains("what the whole numbers are needed for")
        );
    }
    let reason = ("reason", "nộp cơ sở dữ liệu quốc gia");
    let form = o.post(&paper, &[("what", "member-form"), reason]).await;
    assert!(form.text.starts_with("%PDF"));
    let whole = o.post(&file, &[("what", "csv"), reason]).await;
    assert!(whole.text.contains("900080000001"));
    let masked = o.get(&format!("/units/{a}/national?form=csv")).await.text;
    let row = masked
        .lines()
        .find(|l| l.contains("Nguyễn Văn An"))
        .unwrap();
    assert!(
        !row.contains(",01,"),
        "the ethnic group needs a right and a reason: {row}"
    );
    let log = o
        .site
        .record
        .sql("select what, field, reason from read_log order by number");
    assert!(
        log.contains("print|member-form|nộp cơ sở") && log.contains("export|national|nộp cơ sở")
    );

    let mut db = Db::open(&o.site.record.url()).await.unwrap();
    account(&mut db, "lan", "officer").await;
    grant(&mut db, "lan", "commune-officer", &a).await;
    drop(db);
    (o.cookie, o.token) = o.site.session("lan").await;
    assert!(!o.page(&paper).await.contains("With whole numbers"));
    for path in [&paper, &file] {
        let answer = o.post(path, &[("what", "csv"), reason]).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn an_annulment_since_the_form_was_opened_is_an_act_in_between() {
    let o = office().await;
    let person = o.person("K3");
    let act = ["correct", &person, "ethnic_group", "02", "--from"];
    o.site
        .record
        .ok(&[&act[..], &["2025-01-01", "--basis", "x"]].concat());
    let act = o.site.record.last().to_string();
    let old = o.version(&person).await;
    o.site.record.ok(&["annul", &act, "--reason", "a slip"]);
    let fields = [
        ("person", person.as_str()),
        ("version", &old),
        ("citizen_id", "900090000033"),
        ("basis", "x"),
    ];
    let answer = o.post("/standard/work", &fields).await;
    assert_eq!(answer.status, StatusCode::CONFLICT, "{}", answer.text);
}

#[tokio::test]
async fn a_form_is_read_at_no_later_act_than_its_page_shows() {
    use platform::asof::Known;
    use registers::organisation::members::store::version;
    let r = record();
    let person = r.sql("select subject from person where person_key = 'K3'");
    let person = person.lines().next().unwrap().to_owned();
    let entered = r.last() - 1;
    let act = ["correct", &person, "ethnic_group", "02", "--from"];
    r.ok(&[&act[..], &["2025-01-01", "--basis", "x"]].concat());
    let corrected = r.last();
    r.ok(&["annul", &corrected.to_string(), "--reason", "a slip"]);
    let mut db = Db::open(&r.url()).await.unwrap();
    let persons = [person];
    for (known, expected) in [
        (Known(corrected - 1), entered),
        (Known(corrected), corrected),
        (Known(corrected + 1), corrected + 1),
        (Known::NOW, corrected + 1),
    ] {
        let found = version(&mut db, &persons, known).await.unwrap();
        assert_eq!(found, expected, "{known:?}");
    }
}

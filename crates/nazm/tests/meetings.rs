//! The briefing conference: convened, reported at, concluded into a numbered document and its
//! tasks, and looked back on by the next one.

use crate::common::{Record, names};
use crate::members::{HEAD, figure};
use crate::site::{Answer, HERE, Site, account, grant, record as recorded, site_of};
use axum::http::StatusCode;
use figures::Day;
use platform::asof::Known;
use platform::journal::{Draft, Ground};
use platform::web::request::encoded;
use platform::{Db, Scope};
use registers::activity::documents::acts::{Ground as Reading, NewTerm, decide_term};
use registers::activity::tasks::acts::{EventWanted, decide_event};
use registers::activity::tasks::model::{Event, Said};
use registers::organisation::reforms::acts as reforms;

const UNITS: &str = "code,name,kind,parent_code,valid_from
P,Đảng bộ tỉnh Phong,đảng bộ tỉnh,,2024-01-01
P.TC,Ban Tổ chức,cơ quan,P,2024-01-01
P.VP,Văn phòng,cơ quan,P,2024-01-01
P.KT,Ủy ban Kiểm tra,cơ quan,P,2024-01-01
A,Đảng bộ xã An,,P,2024-01-01
A1,Chi bộ An Một,,A,2024-01-01
";
const PEOPLE: &str = "K1,Nguyễn Văn An,1980-05-06,nam,01,900080001234,F1,C0000001,2010-01-01,2010-02-01,2011-02-01,A1,official,2024-01-01
K2,Trần Thị Bình,1985-05-06,nữ,01,900185001235,F2,C0000002,2012-01-01,2012-02-01,2013-02-01,A1,official,2024-01-01
";
const CLAUSES: &str = "label,text,lead,co,product,deadline
0,Ghi nhận kết quả công tác quý II.,,,,
1,Rà soát quy chế làm việc,P.TC,P.VP;P.KT,Báo cáo rà soát,2025-09-15
2,Chuẩn hóa dữ liệu đảng viên,P.TC,,Dữ liệu đạt chuẩn,2025-08-31
3,Chuẩn bị tài liệu đại hội,P.VP,,Tài liệu,2025-09-01
";

/// Units, members, and a term of the province's committee.
async fn province() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r.import("members", &format!("{HEAD}{PEOPLE}"));
    let mut db = Db::open(&r.url()).await.unwrap();
    let view = reforms::view(&mut db, &Scope::whole()).await.unwrap();
    let ground = Reading {
        structure: &view.structure,
        book: &view.book,
        act: view.last + 1,
    };
    let new = NewTerm {
        unit: view.structure.bearer("P", Day::ymd(2025, 1, 1)).unwrap(),
        label: "2025-2030",
        from: Day::ymd(2025, 1, 1),
        until: None,
        congress: false,
    };
    let term = decide_term(&mut db, ground, &new).await.unwrap();
    keep(&mut db, "term", term.lines).await;
    r
}

async fn keep(db: &mut Db, kind: &'static str, lines: Vec<platform::journal::Line>) {
    let draft = Draft {
        kind,
        version: 1,
        ground: Ground::default(),
        day: Day::ymd(2025, 1, 1),
        lines,
    };
    recorded(db, &draft).await;
}

/// What the first line of an answer names: `meeting a12.1`.
fn named(said: &str) -> String {
    let first = said.lines().next().unwrap();
    first.split(' ').nth(1).unwrap().to_owned()
}

fn convened(r: &Record, period: &str, day: &str) -> String {
    let args = [
        "meeting", "convene", "--unit", "P", "--period", period, "--day", day, "--called", day,
    ];
    named(&r.ok(&args))
}

fn tabled(r: &Record, meeting: &str, on: &str, more: &[&str]) -> String {
    let args = ["meeting", "item", meeting, "--on", on, "--title", "Báo cáo"];
    named(&r.ok(&[&args[..], more].concat()))
}

/// What is said of a file of clauses that is refused.
fn not_concluded(r: &Record, meeting: &str, file: &str, dated: &str) -> String {
    r.refused(&["meeting", "conclude", meeting, file, "--dated", dated])
}

fn concluded(r: &Record, meeting: &str, dated: &str, clauses: &str) -> String {
    let file = r.file("clauses.csv", clauses);
    r.ok(&["meeting", "conclude", meeting, &file, "--dated", dated])
}

fn shown(r: &Record, meeting: &str, on: &str) -> serde_json::Value {
    let json = r.ok(&["meeting", "show", meeting, "--on", on, "--format", "json"]);
    serde_json::from_str(&json).unwrap()
}

fn column<'a>(of: &'a serde_json::Value, name: &str, column: &str) -> Vec<&'a str> {
    of[name]
        .as_array()
        .unwrap()
        .iter()
        .map(|t| t[column].as_str().unwrap())
        .collect()
}

/// Something happens to a task.
async fn happens(r: &Record, task: &str, day: Day, said: Said) {
    let mut db = Db::open(&r.url()).await.unwrap();
    let view = reforms::view(&mut db, &Scope::whole()).await.unwrap();
    let wanted = EventWanted {
        task: task.to_owned(),
        day,
        said,
    };
    let line = decide_event(&mut db, &view, &wanted).await.unwrap();
    keep(&mut db, "task_event", vec![line]).await;
}

async fn handed_in(r: &Record, task: &str, day: Day) {
    let said = Said {
        text: "Báo cáo 15-BC/BTC".to_owned(),
        ..Said::of(Event::Submitted)
    };
    happens(r, task, day, said).await;
    happens(r, task, day.plus_days(1), Said::of(Event::Accepted)).await;
}

#[tokio::test]
async fn a_conclusion_is_one_act_a_numbered_document_and_a_task_for_each_binding_clause() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q2", "2025-07-02");
    let before = r.last();
    let said = concluded(&r, &meeting, "2025-07-03", CLAUSES);
    assert_eq!(r.last(), before + 1, "one act");
    assert!(said.contains("tasks 3"), "{said}");
    let shown = shown(&r, &meeting, "2025-07-03");
    assert_eq!(shown["state"], "concluded");
    assert_eq!(shown["symbol"], "01-TB/TU");
    let mut leads = column(&shown, "tasks", "lead");
    leads.sort_unstable();
    assert_eq!(leads, ["P.TC", "P.TC", "P.VP"]);
    let common = shown["tasks"]
        .as_array()
        .unwrap()
        .iter()
        .find(|t| t["clause"] == "2")
        .unwrap();
    assert_eq!(common["co"], serde_json::json!(["P.VP", "P.KT"]));
    assert_eq!(
        r.sql("select count(*) from clause where known_to is null")
            .trim(),
        "4"
    );
    r.ok(&["verify"]);
}

#[tokio::test]
async fn the_next_conclusion_takes_the_next_number() {
    let r = province().await;
    for (n, (period, day)) in [("2025-Q1", "2025-04-02"), ("2025-Q2", "2025-07-02")]
        .into_iter()
        .enumerate()
    {
        let meeting = convened(&r, period, day);
        let said = concluded(
            &r,
            &meeting,
            day,
            "text,lead,deadline\nViệc,P.TC,2025-12-01\n",
        );
        assert!(said.contains(&format!("0{}-TB/TU", n + 1)), "{said}");
    }
}

#[tokio::test]
async fn the_next_meeting_opens_with_what_became_of_the_last_ones_conclusions() {
    let r = province().await;
    let first = convened(&r, "2025-Q2", "2025-07-02");
    concluded(&r, &first, "2025-07-03", CLAUSES);
    let next = convened(&r, "2025-Q3", "2025-10-01");
    let of_first = shown(&r, &first, "2025-07-03");
    let task = |clause: &str| {
        let all = of_first["tasks"].as_array().unwrap();
        let found = all.iter().find(|t| t["clause"] == clause).unwrap();
        found["task"].as_str().unwrap().to_owned()
    };
    handed_in(&r, &task("2"), Day::ymd(2025, 9, 10)).await;
    handed_in(&r, &task("3"), Day::ymd(2025, 9, 10)).await;
    let agenda = shown(&r, &next, "2025-10-01");
    assert_eq!(agenda["previous"], first.as_str());
    let state = |clause: &str| {
        let all = agenda["back"].as_array().unwrap();
        all.iter().find(|t| t["clause"] == clause).unwrap()["state"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    let states = ["2", "3", "4"].map(state);
    assert_eq!(states, ["done-on-time", "done-late", "overdue"]);
    // derived at reading: what happens later is there at once, and nothing was copied
    handed_in(&r, &task("4"), Day::ymd(2025, 10, 2)).await;
    let later = shown(&r, &next, "2025-10-05");
    assert!(
        column(&later, "back", "state")
            .iter()
            .all(|s| s.starts_with("done"))
    );
    r.ok(&["verify"]);
}

#[tokio::test]
async fn a_report_keeps_the_figure_as_it_was_read_and_shows_it_as_it_is_now() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q2", "2025-07-02");
    let cited = [
        "--part",
        "report",
        "--unit",
        "P.TC",
        "--figure",
        "members P 2025-06-30",
        "--figure",
        "admitted P 2025-Q2 cumulative",
    ];
    tabled(&r, &meeting, "2025-07-02", &cited);
    let known = r.last() - 1;
    r.import("members", &format!("{HEAD}K3,Lê Văn Cường,1990-05-06,nam,01,900090001236,F3,,2025-05-01,2025-05-20,,A1,probationary,2025-05-20\n"));
    assert_eq!(
        figure(&r, "members", &["--unit", "P", "--on", "2025-06-30"]),
        "3"
    );
    let shown = shown(&r, &meeting, "2025-07-02");
    let figures = shown["items"][0]["figures"].as_array().unwrap();
    let told: Vec<[&str; 3]> = figures
        .iter()
        .map(|f| ["period_kind", "value", "now"].map(|c| f[c].as_str().unwrap()))
        .collect();
    assert_eq!(told, [["as-of", "2", "3"], ["cumulative", "0", "1"]]);
    assert_eq!(figures[0]["known"], known);
    assert_eq!(figures[0]["structure"], "2025-06-30");
}

#[tokio::test]
async fn a_proposal_becomes_a_task_of_the_next_period() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q3", "2025-10-01");
    let args = ["--part", "proposal", "--unit", "P.VP"];
    let proposal = tabled(&r, &meeting, "2025-10-01", &args);
    r.ok(&[
        "meeting",
        "accept",
        &meeting,
        &proposal,
        "--on",
        "2025-10-01",
    ]);
    let now = shown(&r, &meeting, "2025-10-01");
    let task = &now["tasks"][0];
    assert_eq!(task["lead"], "P.VP");
    assert_eq!(task["deadline"], "2025-12-31");
    assert_eq!(now["items"][0]["task"], task["task"]);
    let again = r.refused(&[
        "meeting",
        "accept",
        &meeting,
        &proposal,
        "--on",
        "2025-10-02",
    ]);
    assert!(again.contains("accepted already"), "{again}");
    let next = convened(&r, "2025-Q4", "2026-01-05");
    assert_eq!(
        column(&shown(&r, &next, "2026-01-05"), "back", "state"),
        ["overdue"]
    );
}

#[tokio::test]
async fn an_annulled_conclusion_leaves_everything_as_it_was_before() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q2", "2025-07-02");
    let state = || {
        let meeting = shown(&r, &meeting, "2025-12-31");
        let rows = r.sql("select count(*) from document where known_to is null; select count(*) from task where known_to is null; select count(*) from clause where known_to is null");
        (meeting, rows)
    };
    let before = state();
    concluded(&r, &meeting, "2025-07-03", CLAUSES);
    let act = r.last().to_string();
    r.ok(&["annul", &act, "--reason", "nhập nhầm"]);
    assert_eq!(state(), before);
    r.ok(&["verify"]);
    // and the number is free again
    assert!(concluded(&r, &meeting, "2025-07-03", CLAUSES).contains("01-TB/TU"));
}

#[tokio::test]
async fn voiding_a_conclusion_warns_of_the_tasks_and_the_meeting_that_rest_on_it() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q2", "2025-07-02");
    concluded(&r, &meeting, "2025-07-03", CLAUSES);
    let symbol = r.sql("select symbol from document where known_to is null and symbol <> '' order by dated desc limit 1");
    let ran = r.run(&[
        "document",
        "void",
        symbol.trim(),
        "--date",
        "2026-07-10",
        "--reason",
        "nhầm",
    ]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    let tasks = ran
        .err
        .lines()
        .find(|l| l.contains("tasks that rest on it stay open: "));
    assert!(
        tasks.is_some_and(|l| l.contains("warning: ")),
        "{}",
        ran.err
    );
    let told = "the meeting of 2025-07-02 was concluded by it and stays concluded";
    assert!(ran.err.contains(told), "{}", ran.err);
}

#[tokio::test]
async fn a_convening_that_later_acts_rest_on_is_not_annulled() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q2", "2025-07-02");
    let act = r.last().to_string();
    tabled(&r, &meeting, "2025-07-02", &["--part", "agenda"]);
    let said = r.refused(&["annul", &act, "--reason", "nhầm"]);
    assert!(said.contains("would not be in the record"), "{said}");
    let last = r.last().to_string();
    r.ok(&["annul", &last, "--reason", "nhầm"]);
    r.ok(&["annul", &act, "--reason", "nhầm"]);
    assert_eq!(
        r.sql("select count(*) from meeting where known_to is null")
            .trim(),
        "0"
    );
}

#[tokio::test]
async fn what_cannot_be_is_refused_with_its_place_and_reason() {
    let r = province().await;
    let meeting = convened(&r, "2025-Q2", "2025-07-02");
    let twice = r.refused(&[
        "meeting",
        "convene",
        "--unit",
        "P",
        "--period",
        "2025-Q2",
        "--day",
        "2025-07-02",
        "--called",
        "2025-07-01",
    ]);
    assert!(twice.contains("held on this day already"), "{twice}");
    let wrong = r.refused(&[
        "meeting",
        "convene",
        "--unit",
        "Z",
        "--period",
        "Q9",
        "--day",
        "2025-07-02",
        "--called",
        "2025-07-01",
    ]);
    assert!(
        wrong.contains("no unit bears this code") && wrong.contains("this is no period"),
        "{wrong}"
    );
    let early = r.file("c.csv", "text,lead,deadline\nViệc,P.TC,2025-12-01\n");
    let said = not_concluded(&r, &meeting, &early, "2025-07-01");
    assert!(said.contains("held on 2025-07-02"), "{said}");
    let bad = "label,text,lead,co,product,deadline
1,,P.TC,,,2025-12-01
2,Không chủ trì,,P.VP,,
3,Hai chủ trì,P.TC;P.VP,,,2025-12-01
3,Trùng nhãn,P.TC,,,32/13/2025
";
    let file = r.file("bad.csv", bad);
    let said = not_concluded(&r, &meeting, &file, "2025-07-02");
    names(&said, "bad.csv", 2, "text", "", "says something");
    names(&said, "bad.csv", 3, "lead", "", "exactly one lead");
    names(&said, "bad.csv", 5, "label", "3", "another clause");
    names(
        &said,
        "bad.csv",
        5,
        "deadline",
        "32/13/2025",
        "this is no day",
    );
    let secret = "text,lead\nLập kế hoạch,P.TC\nTỐI MẬT,P.TC\n";
    let file = r.file("secret.csv", secret);
    let said = not_concluded(&r, &meeting, &file, "2025-07-02");
    names(&said, "secret.csv", 3, "text", "", "is not held here");
    let two = "text,lead,deadline\nHai chủ trì,P.TC;P.VP,2025-12-01\nTrước ngày,P.TC,2025-01-01\n";
    let file = r.file("two.csv", two);
    let said = not_concluded(&r, &meeting, &file, "2025-07-02");
    names(&said, "two.csv", 2, "lead", "P.TC;P.VP", "exactly one lead");
    names(
        &said,
        "two.csv",
        3,
        "deadline",
        "2025-01-01",
        "before the issue",
    );
    let figure = r.refused(&[
        "meeting",
        "item",
        &meeting,
        "--part",
        "report",
        "--unit",
        "P.TC",
        "--title",
        "B",
        "--on",
        "2025-07-02",
        "--figure",
        "admitted P 2025-06-30",
    ]);
    assert!(figure.contains("happens in a period"), "{figure}");
}

#[tokio::test]
async fn a_cancelled_meeting_is_passed_over_by_the_next_one() {
    let r = province().await;
    let first = convened(&r, "2025-Q1", "2025-04-02");
    concluded(
        &r,
        &first,
        "2025-04-02",
        "text,lead,deadline\nViệc,P.TC,2025-06-01\n",
    );
    let second = convened(&r, "2025-Q2", "2025-07-02");
    r.ok(&[
        "meeting",
        "cancel",
        &second,
        "--on",
        "2025-07-02",
        "--reason",
        "hoãn",
    ]);
    let third = convened(&r, "2025-Q3", "2025-10-01");
    assert_eq!(shown(&r, &third, "2025-10-01")["previous"], first.as_str());
    let said = r.refused(&[
        "meeting",
        "item",
        &second,
        "--part",
        "agenda",
        "--title",
        "x",
        "--on",
        "2025-07-03",
    ]);
    assert!(said.contains("was cancelled"), "{said}");
}

// ---- pages

struct Hall {
    site: Site,
    cookie: String,
    token: String,
}

async fn hall() -> Hall {
    let site = site_of(province().await).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    Hall {
        site,
        cookie,
        token,
    }
}

impl Hall {
    async fn page(&self, path: &str) -> String {
        let answer = self.site.get(path, &self.cookie, "en").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text.replace("&#x2f;", "/")
    }

    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let mut form = format!("form_token={}", self.token);
        for (name, value) in fields {
            form.push_str(&format!("&{name}={}", encoded(value)));
        }
        self.site.post(path, &self.cookie, HERE, &form).await
    }

    /// Hands a form in that must be taken; where it leads.
    async fn sent(&self, path: &str, fields: &[(&str, &str)]) -> String {
        let answer = self.post(path, fields).await;
        assert_eq!(
            answer.status,
            StatusCode::SEE_OTHER,
            "{path}: {}",
            answer.text
        );
        answer.headers["location"].to_str().unwrap().to_owned()
    }
}

const DAY: &str = "2025-10-01";

#[tokio::test]
async fn a_conference_is_held_on_the_screen_from_its_convening_to_the_next_ones_agenda() {
    let h = hall().await;
    let convening = [
        ("unit", "P"),
        ("kind", "briefing"),
        ("period", "2025-Q2"),
        ("day", "2025-07-02"),
    ];
    let first = h.sent("/meetings", &convening).await;
    let report = [
        ("part", "report"),
        ("unit", "P.TC"),
        ("title", "Báo cáo quý II"),
        ("text", "Kết quả <b>tốt</b>"),
        ("rows", "3"),
        ("then", "record"),
        ("indicator0", "members"),
        ("unit0", "P"),
        ("when0", "2025-Q2"),
        ("indicator1", "admitted"),
        ("unit1", "P"),
        ("when1", "2025-Q2"),
        ("kind1", "cumulative"),
    ];
    assert_eq!(h.sent(&format!("{first}/item"), &report).await, first);
    let page = h.page(&first).await;
    assert!(
        page.contains("/figures?indicator=members&amp;unit=P&amp;on=2025-06-30&amp;known="),
        "{page}"
    );
    assert!(!page.contains("<b>tốt"), "not escaped");
    let clauses = [
        ("kind", "TB"),
        ("body", "standing-committee"),
        ("dated", "2025-07-02"),
        ("rows", "3"),
        ("then", "record"),
        ("text0", "Rà soát quy chế"),
        ("lead0", "P.TC"),
        ("co0", "P.VP"),
        ("deadline0", "2025-09-15"),
        ("text1", "Chuẩn hóa dữ liệu"),
        ("lead1", "P.TC"),
        ("deadline1", "2025-12-31"),
        ("text2", "Chuẩn bị tài liệu"),
        ("lead2", "P.VP"),
        ("deadline2", "2025-12-31"),
    ];
    assert_eq!(h.sent(&format!("{first}/conclude"), &clauses).await, first);
    let page = h.page(&first).await;
    for said in ["01-TB/TU", "Common tasks", "Rà soát quy chế", "overdue"] {
        assert!(page.contains(said), "{said}: {page}");
    }
    let convening = [
        ("unit", "P"),
        ("kind", "briefing"),
        ("period", "2025-Q3"),
        ("day", DAY),
    ];
    let next = h.sent("/meetings", &convening).await;
    let page = h.page(&next).await;
    assert!(
        page.contains("What became of the last conclusions") && page.contains("Chuẩn bị tài liệu"),
        "{page}"
    );
    assert!(h.page("/meetings").await.contains("01-TB/TU"));
    assert!(
        !h.page(&format!("{next}/print"))
            .await
            .contains(&format!("{next}/conclude"))
    );
}

#[tokio::test]
async fn a_conclusion_that_takes_a_late_number_says_why_and_is_warned_first() {
    let h = hall().await;
    let r = &h.site.record;
    r.ok(&[
        "document",
        "issue",
        "--unit",
        "P",
        "--kind",
        "TB",
        "--date",
        "2025-09-01",
        "--subject",
        "Về lịch",
    ]);
    let convening = [
        ("unit", "P"),
        ("kind", "briefing"),
        ("period", "2025-Q2"),
        ("day", "2025-07-02"),
    ];
    let meeting = h.sent("/meetings", &convening).await;
    let path = format!("{meeting}/conclude");
    assert!(!h.page(&path).await.contains("knowing"));
    let mut form = vec![
        ("kind", "TB"),
        ("body", "standing-committee"),
        ("dated", "2025-07-02"),
        ("rows", "3"),
        ("then", "record"),
        ("text0", "Rà soát quy chế"),
    ];
    let refused = h.post(&path, &form).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = "a late number needs a reason";
    assert!(refused.text.contains(why), "{}", refused.text);
    form.push(("reason", "ghi sổ chậm"));
    let warned = h.post(&path, &form).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(warned.text.contains("name=\"knowing\""), "{}", warned.text);
    form.push(("knowing", "yes"));
    assert_eq!(h.sent(&path, &form).await, meeting);
    assert!(h.page(&meeting).await.contains("02-TB/TU"));
}

#[tokio::test]
async fn a_second_meeting_of_one_period_is_warned_of_before_it_is_convened() {
    let h = hall().await;
    let convening = |day: &'static str| {
        vec![
            ("unit", "P"),
            ("kind", "briefing"),
            ("period", "2025-Q2"),
            ("day", day),
        ]
    };
    h.sent("/meetings", &convening("2025-07-02")).await;
    let mut again = convening("2025-07-09");
    let warned = h.post("/meetings", &again).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    let why = "a meeting of this unit, kind and period is held on";
    assert!(warned.text.contains(why), "{}", warned.text);
    again.push(("knowing", "yes"));
    h.sent("/meetings", &again).await;
    let said = h.site.record.run(&[
        "meeting",
        "convene",
        "--unit",
        "P",
        "--period",
        "2025-Q2",
        "--day",
        "2025-07-10",
        "--called",
        "2025-07-10",
    ]);
    let told = said.err;
    assert!(told.contains(&format!("{why} 2025-07-09")), "{told}");
}

#[tokio::test]
async fn a_warning_about_a_clause_names_its_row() {
    let h = hall().await;
    let convening = [
        ("unit", "P"),
        ("kind", "briefing"),
        ("period", "2025-Q2"),
        ("day", "2025-07-02"),
    ];
    let meeting = h.sent("/meetings", &convening).await;
    let form = [
        ("kind", "TB"),
        ("body", "standing-committee"),
        ("dated", "2025-07-02"),
        ("rows", "3"),
        ("then", "record"),
        ("text0", "Nghe báo cáo"),
        ("text1", "Rà soát quy chế"),
        ("lead1", "P.TC"),
    ];
    let warned = h.post(&format!("{meeting}/conclude"), &form).await;
    assert_eq!(warned.status, StatusCode::UNPROCESSABLE_ENTITY);
    let row = "Row 2: no day is given: due on";
    assert!(warned.text.contains(row), "{}", warned.text);
}

#[tokio::test]
async fn rows_are_added_without_a_script_and_nothing_typed_is_lost() {
    let h = hall().await;
    let meeting = h
        .sent(
            "/meetings",
            &[
                ("unit", "P"),
                ("kind", "briefing"),
                ("period", "2025-Q3"),
                ("day", DAY),
            ],
        )
        .await;
    let more = [
        ("kind", "KL"),
        ("dated", DAY),
        ("rows", "3"),
        ("then", "add"),
        ("text0", "Rà soát"),
    ];
    let answer = h.post(&format!("{meeting}/conclude"), &more).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    assert!(answer.text.contains("name=\"text5\"") && answer.text.contains("Rà soát"));
    let wrong = [
        ("kind", "KL"),
        ("dated", DAY),
        ("rows", "6"),
        ("then", "record"),
        ("text0", "Rà soát"),
        ("text4", "Không chủ trì"),
        ("deadline4", "2025-12-31"),
    ];
    let answer = h.post(&format!("{meeting}/conclude"), &wrong).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("href=\"#f-lead4\""), "{}", answer.text);
    assert!(answer.text.contains("Không chủ trì"));
}

#[tokio::test]
async fn an_agency_sees_and_reports_to_the_meeting_on_whose_agenda_it_stands_and_nothing_else() {
    let h = hall().await;
    let mut db = Db::open(&h.site.record.url()).await.unwrap();
    let known = Known::NOW;
    let s = registers::organisation::units::store::structure(&mut db, &Scope::whole(), known)
        .await
        .unwrap();
    let agency = s
        .unit(s.bearer("P.TC", Day::ymd(2025, 10, 1)).unwrap())
        .id
        .clone();
    account(&mut db, "agency", "officer").await;
    grant(&mut db, "agency", "commune-officer", &agency).await;
    let (cookie, token) = h.site.session("agency").await;
    let meeting = h
        .sent(
            "/meetings",
            &[
                ("unit", "P"),
                ("kind", "briefing"),
                ("period", "2025-Q3"),
                ("day", DAY),
            ],
        )
        .await;
    let theirs = |path: String| {
        let (site, cookie) = (&h.site, cookie.clone());
        async move { site.get(&path, &cookie, "en").await }
    };
    assert_eq!(theirs(meeting.clone()).await.status, StatusCode::NOT_FOUND);
    for (unit, title) in [
        ("P.TC", "Ban Tổ chức báo cáo"),
        ("P.VP", "Văn phòng báo cáo"),
    ] {
        h.sent(
            &format!("{meeting}/item"),
            &[
                ("part", "agenda"),
                ("unit", unit),
                ("title", title),
                ("then", "record"),
            ],
        )
        .await;
    }
    let other = [
        ("part", "report"),
        ("unit", "P.VP"),
        ("title", "Của Văn phòng"),
        ("then", "record"),
    ];
    h.sent(&format!("{meeting}/item"), &other).await;
    let page = theirs(meeting.clone()).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("Văn phòng báo cáo") && !page.text.contains("Của Văn phòng"));
    assert_eq!(
        theirs(format!("{meeting}/conclude")).await.status,
        StatusCode::NOT_FOUND
    );
    let report = |unit: &str| {
        format!("form_token={token}&part=report&unit={unit}&title=B&then=record&rows=1")
    };
    let path = format!("{meeting}/item");
    let own = h.site.post(&path, &cookie, HERE, &report("P.TC")).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text);
    let not_own = h.site.post(&path, &cookie, HERE, &report("P.VP")).await;
    assert_eq!(not_own.status, StatusCode::UNPROCESSABLE_ENTITY);
}

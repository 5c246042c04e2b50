//! Members on the screen: the list and its total, the search, a person, what is recorded of one,
//! the desk of transfers.

use crate::common::Record;
use crate::members::{HEAD, OPENING, UNITS, peopled};
use crate::site::{Answer, HERE, Site, site_of};
use axum::http::StatusCode;
use figures::Day;
use platform::web::request::encoded;
use registers::organisation::grants::store as grants;

const EVENT: &str = "person_key,event,day,from_unit,to_unit,document\n";

/// A site of the record, an officer's cookie and form token.
async fn office(record: Record) -> (Site, String, String) {
    let site = site_of(record).await;
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let (cookie, token) = site.session("officer").await;
    (site, cookie, token)
}

/// Confines the officer to a unit, with every right there.
async fn confined(site: &Site, code: &str) {
    confined_as(site, code, "organising-officer").await;
}

/// Confines the officer to a unit, with a role.
async fn confined_as(site: &Site, code: &str, role: &str) {
    let unit = unit(site, code).await;
    let mut db = platform::Db::open(&site.record.url()).await.unwrap();
    let held = grants::of_account(&mut db, "officer").await.unwrap();
    for grant in held.iter().filter(|g| g.until == Day::MAX) {
        crate::site::end_grant(&mut db, &grant.id).await;
    }
    crate::site::grant(&mut db, "officer", role, &unit).await;
}

async fn unit(site: &Site, code: &str) -> String {
    let sql = format!("select subject from unit_state where code = '{code}' and known_to is null");
    site.record.sql(&sql).lines().next().unwrap().to_owned()
}

/// The names in the list, in order.
fn names(answer: &Answer) -> Vec<String> {
    let rows = answer.text.split("<tr data-row>").skip(1);
    let name = |r: &str| {
        let name = r
            .split("<th scope=\"row\">")
            .nth(1)?
            .split("<bdi>")
            .nth(1)?;
        Some(name.split("</bdi>").next()?.to_owned())
    };
    rows.filter_map(name).collect()
}

/// The total that the list says.
fn total(answer: &Answer) -> usize {
    let said = answer.text.split("nz-total\" role=\"status\">").nth(1);
    said.map_or(0, |s| {
        let number = s.split(' ').next().unwrap().replace(',', "");
        number
            .parse()
            .unwrap_or_else(|_| panic!("«{number}» is no total"))
    })
}

async fn list(site: &Site, cookie: &str, query: &str) -> Answer {
    let answer = get(site, cookie, &format!("/members?{query}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{query}: {}", answer.text);
    answer
}

/// A page, its slashes as one reads them.
async fn get(site: &Site, cookie: &str, path: &str) -> Answer {
    let mut answer = site.get(path, cookie, "en").await;
    answer.text = answer.text.replace("&#x2f;", "/").replace("&amp;", "&");
    answer
}

async fn post(
    site: &Site,
    (cookie, token): (&str, &str),
    path: &str,
    form: &[(&str, &str)],
) -> Answer {
    let fields = form.iter().map(|(n, v)| format!("{n}={}", encoded(v)));
    let body: Vec<String> = fields.chain([format!("form_token={token}")]).collect();
    site.post(path, cookie, HERE, &body.join("&")).await
}

fn location(answer: &Answer) -> String {
    answer.headers["location"].to_str().unwrap().to_owned()
}

/// The value of a hidden field.
fn hidden(text: &str, name: &str) -> String {
    let field = text.split(&format!("name=\"{name}\" value=\"")).nth(1);
    field
        .unwrap_or_else(|| panic!("no field {name} in {text}"))
        .split('"')
        .next()
        .unwrap()
        .to_owned()
}

fn figure(r: &Record, indicator: &str, unit: &str, on: &str) -> usize {
    let json = r.ok(&[
        "figure", indicator, "--unit", unit, "--on", on, "--format", "json",
    ]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    json["value"].to_string().trim_matches('"').parse().unwrap()
}

#[tokio::test]
async fn the_total_of_a_list_is_the_figure_of_the_same_unit_and_day() {
    let record = peopled();
    record.import(
        "events",
        &format!(
            "{EVENT}K1,transfer_sent,2025-02-01,A1,B1,\nK3,transfer_sent,2025-03-01,A2,A1,\nK2,transfer_sent,2025-03-05,A1,,\nK4,recognition,2025-04-01,,,\n"
        ),
    );
    let (site, cookie, _) = office(record).await;
    let mut seen = 0;
    for code in ["P", "A", "B", "A1", "A2", "B1", "B2"] {
        let id = unit(&site, code).await;
        for on in ["2024-06-01", "2025-02-15", "2025-03-02", "2025-10-02"] {
            let answer = list(&site, &cookie, &format!("unit={id}&on={on}")).await;
            let listed = total(&answer);
            assert_eq!(
                listed,
                figure(&site.record, "members", code, on),
                "{code} {on}"
            );
            assert_eq!(listed, names(&answer).len());
            let failing = list(&site, &cookie, &format!("unit={id}&on={on}&failing=any")).await;
            assert_eq!(
                total(&failing),
                figure(&site.record, "failing", code, on),
                "{code} {on}"
            );
            seen += listed;
        }
    }
    assert!(seen >= 40, "only {seen} people were listed at all");
}

#[tokio::test]
async fn a_list_looks_from_what_was_known_earlier() {
    let (site, cookie, token) = office(peopled()).await;
    let before = site.record.last();
    assert_eq!(total(&list(&site, &cookie, "on=2025-09-01").await), 4);
    let path = format!("/members/{}/event", site.person("K1").await);
    let died = [
        ("event", "deceased"),
        ("day", "2025-05-01"),
        ("version", "99"),
        ("step", "record"),
    ];
    post(&site, (&cookie, &token), &path, &died).await;
    assert_eq!(total(&list(&site, &cookie, "on=2025-09-01").await), 3);
    let known = format!("on=2025-09-01&known={before}");
    assert_eq!(total(&list(&site, &cookie, &known).await), 4);
}

#[tokio::test]
async fn people_are_found_by_a_name_without_marks_and_no_name_stands_in_an_address() {
    let (site, cookie, token) = office(peopled()).await;
    for (typed, expected) in [
        ("an nguyen", vec!["Nguyễn Văn An"]),
        ("DUNG", vec!["Phạm Thị Dung"]),
        ("thi", vec!["Trần Thị Bình", "Phạm Thị Dung"]),
        ("F3", vec!["Lê Văn Cường"]),
        ("C0000002", vec!["Trần Thị Bình"]),
        ("900080001234", vec!["Nguyễn Văn An"]),
        ("zzz", vec![]),
    ] {
        let answer = post(&site, (&cookie, &token), "/members/search", &[("q", typed)]).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        let to = location(&answer);
        assert!(
            !to.to_lowercase().contains("nguyen") && !to.contains(typed),
            "{to}"
        );
        let found = site.get(&to, &cookie, "en").await;
        assert_eq!(names(&found), expected, "{typed}");
        let typing = [("q", typed), ("typing", "1")];
        let part = post(&site, (&cookie, &token), "/members/search", &typing).await;
        assert_eq!(names(&part), expected, "{typed}");
        assert!(!part.text.contains("<html"));
        let palette = post(&site, (&cookie, &token), "/search/palette", &[("q", typed)]).await;
        let palette: serde_json::Value = serde_json::from_str(&palette.text).unwrap();
        for name in &expected {
            assert!(palette.to_string().contains(name), "{typed}: {palette}");
        }
    }
    let page = post(&site, (&cookie, &token), "/search", &[("q", "an nguyen")]).await;
    assert!(
        page.text.contains("Nguyễn Văn An")
            && page.text.contains("1980 · Chi bộ An Một (A1), Xã An")
    );
}

#[tokio::test]
async fn somebody_elses_search_is_not_found() {
    let (site, cookie, token) = office(peopled()).await;
    let to = location(&post(&site, (&cookie, &token), "/members/search", &[("q", "an")]).await);
    assert_eq!(site.get(&to, &cookie, "en").await.status, StatusCode::OK);
    site.write("update member_view set account = 'other'").await;
    assert_eq!(
        site.get(&to, &cookie, "en").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn filters_narrow_a_list_and_stand_in_words_with_a_way_to_remove_each() {
    let (site, cookie, _) = office(peopled()).await;
    for (query, expected) in [
        ("sex=female", vec!["Trần Thị Bình", "Phạm Thị Dung"]),
        ("standing=probationary", vec!["Phạm Thị Dung"]),
        ("age=41-50", vec!["Nguyễn Văn An"]),
        (
            "joined_from=2012-02-01",
            vec!["Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung"],
        ),
        ("joined_until=2012-02-01", vec!["Nguyễn Văn An"]),
        ("due=2024-12-02", vec!["Phạm Thị Dung"]),
        ("due=2024-12-01", vec![]),
        ("unit=A1", vec!["Nguyễn Văn An", "Trần Thị Bình"]),
        ("sex=male&unit=A2", vec!["Lê Văn Cường"]),
        (
            "sort=born&dir=down",
            vec![
                "Phạm Thị Dung",
                "Lê Văn Cường",
                "Trần Thị Bình",
                "Nguyễn Văn An",
            ],
        ),
        (
            "sort=unit",
            vec![
                "Nguyễn Văn An",
                "Trần Thị Bình",
                "Lê Văn Cường",
                "Phạm Thị Dung",
            ],
        ),
        (
            "sort=name&dir=down",
            vec![
                "Phạm Thị Dung",
                "Lê Văn Cường",
                "Trần Thị Bình",
                "Nguyễn Văn An",
            ],
        ),
        ("ethnic=02", vec![]),
        ("transit=1", vec![]),
    ] {
        assert_eq!(
            names(&list(&site, &cookie, query).await),
            expected,
            "{query}"
        );
    }
    let answer = list(&site, &cookie, "sex=female&standing=official").await;
    assert!(
        answer.text.contains("standing is official member"),
        "{}",
        answer.text
    );
    assert!(
        answer
            .text
            .contains("href=\"/members?standing=official\" aria-label=\"Remove: sex is female\"")
    );
    for bad in ["age=x", "due=31/31/2025"] {
        let answer = site.get(&format!("/members?{bad}"), &cookie, "en").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

/// As many members as asked for, in one cell.
fn many(n: usize) -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    let row =
        |i| format!("M{i},Lê Văn Người {i:03},1980-05-06,nam,01,,,,,,,A1,official,2024-01-01\n");
    let rows: String = (0..n).map(row).collect();
    r.import("members", &format!("{HEAD}{rows}"));
    r
}

#[tokio::test]
async fn pages_of_a_list_follow_each_other_to_the_last_and_back() {
    let (site, cookie, _) = office(many(60)).await;
    let mut path = "/members?size=25".to_owned();
    let mut seen = Vec::new();
    let mut pages = Vec::new();
    loop {
        let answer = get(&site, &cookie, &path).await;
        assert_eq!(total(&answer), 60);
        seen.extend(names(&answer));
        pages.push(names(&answer));
        let Some(next) = answer.text.split("rel=\"next\" href=\"").nth(1) else {
            let prev = answer.text.split("rel=\"prev\" href=\"").nth(1).unwrap();
            let prev = prev.split('"').next().unwrap();
            assert_eq!(names(&get(&site, &cookie, prev).await), pages[1]);
            break;
        };
        path = next.split('"').next().unwrap().to_owned();
    }
    let mut once = seen.clone();
    once.sort();
    once.dedup();
    assert_eq!((seen.len(), once.len(), pages.len()), (60, 60, 3));
}

#[tokio::test]
async fn a_view_is_saved_renamed_and_taken_away_and_is_ones_own() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    post(
        &site,
        me,
        "/members/views?sex=female",
        &[("name", "Nữ đảng viên")],
    )
    .await;
    let page = list(&site, &cookie, "").await.text;
    let link = page
        .split("<ul class=\"nz-views\"><li><a href=\"")
        .nth(1)
        .unwrap();
    assert!(
        link.starts_with("/members?sex=female\"><bdi>Nữ đảng viên"),
        "{link}"
    );
    let id = page
        .split("action=\"/members/views/")
        .nth(1)
        .unwrap()
        .split('"')
        .next()
        .unwrap()
        .to_owned();
    let path = format!("/members/views/{id}");
    post(&site, me, &path, &[("name", "Nữ"), ("do", "rename")]).await;
    assert!(
        list(&site, &cookie, "")
            .await
            .text
            .contains("<bdi>Nữ</bdi>")
    );
    site.write("update member_view set account = 'other'").await;
    assert!(
        !list(&site, &cookie, "")
            .await
            .text
            .contains("<bdi>Nữ</bdi>")
    );
    let answer = post(&site, me, &path, &[("do", "end")]).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    site.write("update member_view set account = 'officer'")
        .await;
    post(&site, me, &path, &[("do", "end")]).await;
    assert!(
        !list(&site, &cookie, "")
            .await
            .text
            .contains("<bdi>Nữ</bdi>")
    );
}

#[tokio::test]
async fn who_may_not_see_a_person_learns_nothing_by_list_search_page_or_form() {
    let (site, cookie, token) = office(peopled()).await;
    confined(&site, "B").await;
    let me = (cookie.as_str(), token.as_str());
    assert_eq!(names(&list(&site, &cookie, "").await), ["Phạm Thị Dung"]);
    assert_eq!(
        names(&list(&site, &cookie, "who=all").await),
        ["Phạm Thị Dung"]
    );
    let (hidden, none) = (site.person("K1").await, "a9.99".to_owned());
    let a = unit(&site, "A").await;
    for (one, other) in [
        (format!("/members/{hidden}"), format!("/members/{none}")),
        (
            format!("/members/{hidden}/event?event=deceased"),
            format!("/members/{none}/event?event=deceased"),
        ),
        (
            format!("/members/{hidden}/correct"),
            format!("/members/{none}/correct"),
        ),
        (
            format!("/members?unit={a}"),
            "/members?unit=a9.99".to_owned(),
        ),
        ("/members?unit=A1".to_owned(), "/members?unit=ZZ".to_owned()),
    ] {
        let (one, other) = (
            site.get(&one, &cookie, "en").await,
            site.get(&other, &cookie, "en").await,
        );
        assert_eq!(
            (one.status, other.status),
            (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND)
        );
    }
    for typed in ["nguyen an", "F1", "900080001234"] {
        let answer = post(&site, me, "/search/palette", &[("q", typed)]).await;
        assert!(!answer.text.contains("Nguyễn"), "{typed}: {}", answer.text);
        let form = [("q", typed), ("typing", "1")];
        let answer = post(&site, me, "/members/search", &form).await;
        assert!(names(&answer).is_empty(), "{typed}");
    }
    let path = format!("/members/{hidden}/event");
    let form = [
        ("event", "deceased"),
        ("day", "2025-09-01"),
        ("step", "record"),
        ("version", "99"),
    ];
    let before = site.record.written();
    assert_eq!(
        post(&site, me, &path, &form).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(site.record.written(), before);
}

#[tokio::test]
async fn a_person_has_a_page_with_standing_dates_and_history_and_a_masked_id() {
    let record = peopled();
    record.import(
        "events",
        &format!("{EVENT}K4,recognition,2024-12-01,,,05-QĐ/ĐU\n"),
    );
    let (site, cookie, _) = office(record).await;
    let id = site.person("K4").await;
    let page = get(&site, &cookie, &format!("/members/{id}")).await.text;
    for said in [
        "official member",
        "by recognition as official on 1 December 2024",
        "Chi bộ Bình Một",
        "••••••••1237",
        "05-QĐ/ĐU",
        "thu.ky",
    ] {
        assert!(page.contains(said), "«{said}» is not in {page}");
    }
    assert!(!page.contains("900192001237"));
    let then = site
        .get(&format!("/members/{id}?on=2024-06-01"), &cookie, "en")
        .await
        .text;
    assert!(then.contains("probationary member") && !then.contains("/correct?field"));
}

#[tokio::test]
async fn an_event_is_checked_then_recorded_and_the_next_page_says_so() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let id = site.person("K4").await;
    let path = format!("/members/{id}/event");
    let form = site
        .get(&format!("{path}?event=recognition"), &cookie, "en")
        .await
        .text;
    let version = hidden(&form, "version");
    let before = site.record.written();
    let typed = [
        ("event", "recognition"),
        ("version", &version),
        ("day", "2024-12-01"),
        ("document", "05-QĐ/ĐU"),
        ("reason", ""),
    ];
    let check = post(&site, me, &path, &typed).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    assert!(
        check.text.contains("Check before recording") && check.text.contains("official member")
    );
    assert_eq!(site.record.written(), before, "a check writes nothing");
    let record = [&typed[..], &[("step", "record")]].concat();
    let done = post(&site, me, &path, &record).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = get(&site, &cookie, &location(&done)).await.text;
    assert!(page.contains("Recorded: recognition as official") && page.contains("official member"));
    assert_eq!(total(&list(&site, &cookie, "standing=official").await), 4);
}

#[tokio::test]
async fn a_refused_event_keeps_what_was_typed_and_says_why_at_the_field() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let id = site.person("K1").await;
    let path = format!("/members/{id}/event");
    let typed = |day: &'static str, unit: &'static str| {
        [
            ("event", "transfer_sent"),
            ("version", "99"),
            ("day", day),
            ("to_unit", unit),
            ("document", "7-GT"),
            ("reason", "đi"),
        ]
    };
    for (form, said) in [
        (typed("không", "B1"), "This is no day"),
        (typed("2025-09-01", "ZZ"), "No unit that you may look up"),
        (typed("2025-09-01", "A1"), "leads to another unit"),
        (typed("2023-09-01", "B1"), "No unit"),
    ] {
        let answer = post(&site, me, &path, &form).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(
            answer.text.contains(said) && answer.text.contains("value=\"7-GT\""),
            "{said}: {}",
            answer.text
        );
        assert!(answer.text.contains("Error: "));
    }
}

#[tokio::test]
async fn who_comes_second_is_shown_what_the_first_recorded() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let id = site.person("K1").await;
    let path = format!("/members/{id}/correct");
    let form = site
        .get(&format!("{path}?field=name"), &cookie, "en")
        .await
        .text;
    let version = hidden(&form, "version");
    let typed = |value: &'static str| {
        vec![
            ("field", "name"),
            ("version", version.as_str()),
            ("was", "Nguyễn Văn An"),
            ("value", value),
            ("since", "always"),
            ("reason", "theo giấy khai sinh"),
        ]
    };
    let first = post(&site, me, &path, &typed("Nguyễn Văn Ân")).await;
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.text);
    let second = post(&site, me, &path, &typed("Nguyễn Văn Ấn")).await;
    assert_eq!(second.status, StatusCode::CONFLICT);
    for said in ["Nguyễn Văn An", "Nguyễn Văn Ân", "Nguyễn Văn Ấn", "officer"] {
        assert!(
            second.text.contains(said),
            "«{said}» is not in {}",
            second.text
        );
    }
    let again = hidden(&second.text, "version");
    assert_ne!(again, version);
    let mut yours = typed("Nguyễn Văn Ấn");
    yours[1].1 = &again;
    yours.push(("choose", "yours"));
    assert_eq!(
        post(&site, me, &path, &yours).await.status,
        StatusCode::SEE_OTHER
    );
    let page = get(&site, &cookie, &format!("/members/{id}")).await.text;
    assert!(page.contains("<h1><bdi>Nguyễn Văn Ấn</bdi>") && page.contains("theo giấy khai sinh"));
    assert_eq!(
        names(&list(&site, &cookie, "unit=A1").await),
        ["Nguyễn Văn Ấn", "Trần Thị Bình"]
    );
}

#[tokio::test]
async fn a_correction_needs_a_reason_and_a_citizen_id_never_comes_back_whole() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let id = site.person("K1").await;
    let path = format!("/members/{id}/correct");
    let form = site
        .get(&format!("{path}?field=citizen_id"), &cookie, "en")
        .await
        .text;
    assert!(form.contains("••••••••1234") && !form.contains("900080001234"));
    let version = hidden(&form, "version");
    let mut typed = vec![
        ("field", "citizen_id"),
        ("version", version.as_str()),
        ("was", ""),
        ("value", "900080009999"),
        ("since", "always"),
        ("reason", ""),
    ];
    let answer = post(&site, me, &path, &typed).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("Say why the record is corrected"));
    typed[5].1 = "nhập nhầm";
    assert_eq!(
        post(&site, me, &path, &typed).await.status,
        StatusCode::SEE_OTHER
    );
    let page = get(&site, &cookie, &format!("/members/{id}")).await.text;
    assert!(
        page.contains("••••••••9999") && !page.contains("900080009999"),
        "{page}"
    );
}

#[tokio::test]
async fn a_transfer_is_sent_by_one_and_received_by_the_other_who_sees_nobody_else() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let id = site.person("K1").await;
    let path = format!("/members/{id}/event");
    let sent = [
        ("event", "transfer_sent"),
        ("version", "99"),
        ("day", "2025-08-01"),
        ("to_unit", "B1"),
        ("document", "7-GT"),
        ("step", "record"),
    ];
    assert_eq!(
        post(&site, me, &path, &sent).await.status,
        StatusCode::SEE_OTHER
    );
    confined(&site, "A").await;
    let desk = site.get("/transfers", &cookie, "en").await.text;
    assert!(
        desk.contains("Nguyễn Văn An")
            && desk.contains("Chi bộ Bình Một")
            && desk.contains("Withdraw")
    );
    assert!(
        !desk.contains("event=transfer_received"),
        "the sender does not receive"
    );
    confined(&site, "B").await;
    let desk = site.get("/transfers", &cookie, "en").await.text;
    assert!(
        desk.contains("Nguyễn Văn An")
            && desk.contains("late")
            && desk.contains("event=transfer_received")
    );
    assert_eq!(
        site.get(&format!("/members/{id}"), &cookie, "en")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
    let other = format!("/members/{id}/event?event=deceased");
    assert_eq!(
        site.get(&other, &cookie, "en").await.status,
        StatusCode::NOT_FOUND
    );
    let form = site
        .get(&format!("{path}?event=transfer_received"), &cookie, "en")
        .await;
    assert_eq!(form.status, StatusCode::OK);
    let version = hidden(&form.text, "version");
    let received = [
        ("event", "transfer_received"),
        ("version", &version),
        ("day", "2025-09-15"),
        ("step", "record"),
    ];
    let done = post(&site, me, &path, &received).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = get(&site, &cookie, &format!("/members/{id}")).await.text;
    assert!(page.contains("Chi bộ Bình Một"), "{page}");
    let desk = site.get("/transfers", &cookie, "en").await.text;
    assert!(desk.contains("Nguyễn Văn An") && !desk.contains("event=transfer_received"));
    confined(&site, "A").await;
    assert_eq!(
        site.get(&format!("/members/{id}"), &cookie, "en")
            .await
            .status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn who_may_look_up_units_beyond_their_own_sends_a_member_to_one_and_sees_nobody_there() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    confined_as(&site, "A", "commune-officer").await;
    let path = format!("/members/{}/event", site.person("K1").await);
    let mut sent = vec![
        ("event", "transfer_sent"),
        ("version", "99"),
        ("day", "2025-09-01"),
        ("to_unit", "B1"),
        ("document", "12-QĐ/ĐU"),
    ];
    let refused = post(&site, me, &path, &sent).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        refused.text.contains("No unit that you may look up"),
        "{}",
        refused.text
    );
    let offered = get(&site, &cookie, "/search/units?q=B1").await.text;
    assert!(!offered.contains("Chi bộ Bình Một"), "{offered}");

    let province = unit(&site, "P").await;
    let mut db = platform::Db::open(&site.record.url()).await.unwrap();
    crate::site::grant(&mut db, "officer", "unit-finder", &province).await;
    let offered = get(&site, &cookie, "/search/units?q=B1").await.text;
    assert!(offered.contains("Chi bộ Bình Một"), "{offered}");
    let check = post(&site, me, &path, &sent).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    assert!(
        check.text.contains("Chi bộ Bình Một") && check.text.contains("<dd><bdi>12-QĐ"),
        "{}",
        check.text
    );
    sent.push(("step", "record"));
    let done = post(&site, me, &path, &sent).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let other = format!("/members/{}", site.person("K4").await);
    for hidden in [other, format!("/units/{}", unit(&site, "B1").await)] {
        let answer = site.get(&hidden, &cookie, "en").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{hidden}");
    }
}

#[tokio::test]
async fn a_person_is_admitted_after_a_check_that_names_who_may_be_the_same() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let mut typed = vec![
        ("name", "Đỗ Thị Én"),
        ("birth_date", "2000-01-05"),
        ("sex", "female"),
        ("file_number", "F1"),
        ("how", "admission"),
        ("unit_code", "A1"),
        ("decision_date", "2025-08-20"),
        ("ceremony_date", "2025-09-03"),
        ("person_key", ""),
        ("basis", "12-QĐ/ĐU"),
    ];
    let check = post(&site, me, "/members/new", &typed).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    assert!(check.text.contains("file number stands in another record"));
    assert!(check.text.contains("<dd><bdi>12-QĐ"), "what it rests on");
    for (rule, basis) in [
        ("DQ01", "59&#x2f;2021&#x2f;TT-BCA"),
        ("DQ10", "12-HD&#x2f;BTCTW"),
    ] {
        let told = check.text.split("nz-list").nth(1).unwrap();
        let told = told.split("</ul>").next().unwrap();
        assert!(
            told.contains(rule) && told.contains(basis),
            "{rule}: {told}"
        );
    }
    assert!(!check.text.contains("DQ08"), "nothing is overdue yet");
    let key = hidden(&check.text, "person_key");
    typed[8].1 = &key;
    typed.push(("step", "record"));
    let done = post(&site, me, "/members/new", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let page = get(&site, &cookie, &location(&done)).await.text;
    assert!(
        page.contains("probationary member") && page.contains("by admission on 3 September 2025"),
        "{page}"
    );
    assert_eq!(total(&list(&site, &cookie, "unit=A1").await), 3);
    typed[0].1 = "";
    typed[5].1 = "ZZ";
    let bad = post(&site, me, "/members/new", &typed).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        bad.text.contains("A person needs a name") && bad.text.contains("value=\"F1\""),
        "{}",
        bad.text
    );
}

#[tokio::test]
async fn nothing_is_offered_or_taken_while_looking_from_another_day() {
    let (site, cookie, token) = office(peopled()).await;
    let id = site.person("K1").await;
    let page = site
        .get(&format!("/members/{id}?on=2025-01-01"), &cookie, "en")
        .await
        .text;
    assert!(!page.contains("/event?event=") && !page.contains("/correct?"));
    let form = format!("/members/{id}/event?event=deceased&on=2025-01-01");
    assert_eq!(
        site.get(&form, &cookie, "en").await.status,
        StatusCode::NOT_FOUND
    );
    let path = format!("/members/{id}/event?on=2025-01-01");
    let typed = [
        ("event", "deceased"),
        ("day", "2025-01-01"),
        ("version", "99"),
        ("step", "record"),
    ];
    assert_eq!(
        post(&site, (&cookie, &token), &path, &typed).await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(
        OPENING.lines().count(),
        total(&list(&site, &cookie, "").await)
    );
}

/// The bytes of a file.
async fn file(site: &Site, (cookie, token): (&str, &str), state: &str, format: &str) -> Vec<u8> {
    use tower::ServiceExt;
    let request = axum::http::Request::post(format!("/members/export?{state}"))
        .header("cookie", cookie)
        .header("host", "nazm.test")
        .header("origin", HERE)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(axum::body::Body::from(format!(
            "form_token={token}&format={format}"
        )))
        .unwrap();
    let answer = site.app.clone().oneshot(request).await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK);
    let bytes = axum::body::to_bytes(answer.into_body(), 1 << 24).await;
    bytes.unwrap().to_vec()
}

/// A part of a workbook, as text.
fn part(bytes: &[u8], name: &str) -> String {
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    std::io::read_to_string(book.by_name(name).unwrap()).unwrap()
}

#[tokio::test]
async fn a_list_goes_out_as_it_is_listed_and_says_where_it_is_from() {
    let record = peopled();
    record.import(
        "corrections",
        "person_key,field,value,from\nK2,name,=Trần Thị Bình,2024-01-01\n",
    );
    let (site, cookie, token) = office(record).await;
    let state = "sex=female&sort=born&dir=down&col=born&col=official&col=citizen";
    let csv = file(&site, (&cookie, &token), state, "csv").await;
    assert!(csv.starts_with(b"\xef\xbb\xbf"));
    let csv = String::from_utf8(csv).unwrap();
    assert_eq!(
        csv.trim_start_matches('\u{feff}'),
        "Name,Born,Official since,Citizen ID\r\nPhạm Thị Dung,1992,,••••••••1237\r\n'=Trần Thị Bình,1985,2013-02-01,••••••••1235\r\n"
    );
    site.write("update account set lang = 'ur' where id = 'officer'")
        .await;
    let xlsx = file(&site, (&cookie, &token), state, "xlsx").await;
    let list = part(&xlsx, "xl/worksheets/sheet1.xml");
    let row = |n: usize| list.split("<row ").nth(n).unwrap().to_owned();
    assert!(
        list.contains("rightToLeft=\"1\"") && !list.contains("<f>"),
        "{list}"
    );
    assert!(row(2).contains(">Phạm Thị Dung<") && row(2).contains("<v>1992</v>"));
    assert!(row(3).contains(">=Trần Thị Bình<") && row(3).contains(" s=\"2\"><v>41306</v>"));
    let from = part(&xlsx, "xl/worksheets/sheet2.xml");
    assert!(
        from.contains(">2025-10-02<") && from.contains(">2<"),
        "{from}"
    );
    let noted = "select account, persons from read_log where what = 'export'";
    let noted = site.record.sql(noted);
    assert_eq!(
        noted.lines().collect::<Vec<_>>(),
        ["officer|2", "officer|2"]
    );
}

#[tokio::test]
async fn many_are_changed_by_one_act_and_those_who_cannot_be_are_left_out_with_the_reason() {
    let (site, cookie, token) = office(peopled()).await;
    let me = (cookie.as_str(), token.as_str());
    let choose = post(&site, me, "/members/bulk", &[("all", "1")]).await;
    assert!(choose.text.contains("Change 4 people"), "{}", choose.text);
    let mut typed = vec![
        ("all", "1"),
        ("what", "event"),
        ("event", "recognition"),
        ("day", "2024-12-01"),
        ("document", "5-QĐ"),
        ("reason", ""),
    ];
    let bad = post(&site, me, "/members/bulk/check", &typed).await;
    assert_eq!(bad.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bad.text.contains("Say why") && bad.text.contains("value=\"5-QĐ\""));
    typed[5].1 = "theo nghị quyết";
    let before = site.record.written();
    let check = post(&site, me, "/members/bulk/check", &typed).await;
    assert_eq!(check.status, StatusCode::OK, "{}", check.text);
    for said in [
        "1 person is changed",
        "3 cannot be",
        "Phạm Thị Dung",
        "Nguyễn Văn An",
        "official member",
    ] {
        assert!(
            check.text.contains(said),
            "«{said}» is not in {}",
            check.text
        );
    }
    assert_eq!(site.record.written(), before, "a check writes nothing");
    let version = hidden(&check.text, "version");
    typed.extend([("version", version.as_str()), ("step", "record")]);
    let last = site.record.last();
    let done = post(&site, me, "/members/bulk/check", &typed).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(site.record.last(), last + 1);
    assert_eq!(total(&list(&site, &cookie, "standing=official").await), 4);
    let again = post(&site, me, "/members/bulk/check", &typed).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "{}", again.text);
    let people = [site.person("K1").await, site.person("K3").await];
    let chosen = vec![
        ("person", people[0].as_str()),
        ("person", people[1].as_str()),
        ("what", "correction"),
        ("field", "ethnic_group"),
        ("value", "02"),
        ("from", "2025-01-01"),
        ("reason", "sửa"),
        ("step", "record"),
    ];
    let done = post(&site, me, "/members/bulk/check", &chosen).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(
        names(&list(&site, &cookie, "ethnic=02").await),
        ["Nguyễn Văn An", "Lê Văn Cường"]
    );
}

#[tokio::test]
async fn a_long_list_is_taken_out_by_a_job_whose_file_is_ones_own() {
    let (site, cookie, token) = office(many(5001)).await;
    let me = (cookie.as_str(), token.as_str());
    let begun = post(&site, me, "/members/export", &[("format", "csv")]).await;
    assert_eq!(begun.status, StatusCode::SEE_OTHER, "{}", begun.text);
    let job = location(&begun);
    assert!(job.starts_with("/jobs/"), "{job}");
    let mut tries = 0;
    let text = loop {
        let answer = site.get(&format!("{job}/file"), &cookie, "en").await;
        if answer.status == StatusCode::OK {
            break answer.text;
        }
        tries += 1;
        assert!(tries < 600, "the job does not end");
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    };
    assert_eq!(text.lines().count(), 5002);
}

/// K1, who went from the commune A to B, where things happened since; and the acts of that.
async fn gone() -> (Site, String, String, String, Vec<u64>) {
    let record = peopled();
    record.import(
        "events",
        &format!("{EVENT}K1,transfer_sent,2025-02-01,A1,B1,3-GT\n"),
    );
    let mut later = Vec::new();
    for (what, list) in [
        (
            "events",
            format!("{EVENT}K1,transfer_received,2025-03-01,A1,B1,4-GT\n"),
        ),
        (
            "corrections",
            "person_key,field,value,from\nK1,file_number,F99,2025-05-01\n".to_owned(),
        ),
        (
            "events",
            format!("{EVENT}K1,confirmation,2025-06-01,,,9-XN\n"),
        ),
    ] {
        record.import(what, &list);
        later.push(record.last());
    }
    let (site, cookie, token) = office(record).await;
    let id = site.person("K1").await;
    // it speaks of always, and was made where K1 is now
    let corrected = [
        ("field", "name"),
        ("version", "99"),
        ("was", "Nguyễn Văn An"),
        ("value", "Nguyễn Văn Ân"),
        ("since", "always"),
        ("reason", "theo giấy ở Bình"),
    ];
    let path = format!("/members/{id}/correct");
    let done = post(&site, (&cookie, &token), &path, &corrected).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    later.push(site.record.last());
    (site, cookie, token, id, later)
}

/// What K1's history says of the time in the commune B.
const LATER: [&str; 5] = ["4-GT", "9-XN", "theo giấy ở Bình", "F99", "Correction"];

#[tokio::test]
async fn who_gave_a_member_away_reads_nothing_of_what_came_later_from_an_earlier_day() {
    let (site, cookie, token, id, later) = gone().await;
    let me = (cookie.as_str(), token.as_str());
    confined(&site, "B").await;
    let all = get(&site, &cookie, &format!("/members/{id}")).await.text;
    for said in LATER.iter().chain(&["3-GT"]) {
        assert!(all.contains(said), "the file went along: «{said}»");
    }
    confined(&site, "A").await;
    let now = get(&site, &cookie, &format!("/members/{id}")).await;
    assert_eq!(now.status, StatusCode::NOT_FOUND);
    for looking in ["on=2025-01-15", "on=2025-02-15"] {
        let page = get(&site, &cookie, &format!("/members/{id}?{looking}")).await;
        assert_eq!(page.status, StatusCode::OK, "{looking}");
        assert!(page.text.contains("3-GT"), "{looking}: {}", page.text);
        for said in LATER {
            assert!(!page.text.contains(said), "{looking}: «{said}»");
        }
        let journal = get(&site, &cookie, &format!("/journal?{looking}"))
            .await
            .text;
        let home = get(&site, &cookie, &format!("/?{looking}")).await.text;
        for act in &later {
            let way = format!("/journal/{act}?");
            for told in [&page.text, &journal, &home] {
                assert!(!told.contains(&way), "{looking}: act {act}");
            }
            let act = get(&site, &cookie, &format!("{way}{looking}")).await;
            assert_eq!(act.status, StatusCode::NOT_FOUND, "{way}{looking}");
        }
        let cell = unit(&site, "A1").await;
        let cell = get(&site, &cookie, &format!("/units/{cell}?{looking}"))
            .await
            .text;
        let received = format!("/journal/{}", later[0]);
        assert!(
            !cell.contains(&received) && !cell.contains("4-GT"),
            "{cell}"
        );
        let sent = later[0] - 1;
        assert!(cell.contains(&format!("/journal/{sent}?")), "{cell}");
        assert!(journal.contains(&format!("/journal/{sent}?")), "{journal}");
        let sent = get(&site, &cookie, &format!("/journal/{sent}?{looking}")).await;
        assert_eq!(sent.status, StatusCode::OK, "what A did itself");
    }
    for (number, found) in [("F1", vec!["Nguyễn Văn Ân"]), ("F99", vec![])] {
        let form = [("q", number), ("typing", "1")];
        let path = "/members/search?on=2025-01-15";
        let answer = post(&site, me, path, &form).await;
        assert_eq!(names(&answer), found, "{number}");
    }
}

#[tokio::test]
async fn what_befell_a_member_in_an_earlier_unit_is_entered_by_who_answers_for_that_day() {
    let (site, cookie, token, id, _) = gone().await;
    let me = (cookie.as_str(), token.as_str());
    let path = format!("/members/{id}/event");
    let on = |day: &'static str| {
        [
            ("event", "confirmation"),
            ("version", "99"),
            ("day", day),
            ("document", "7-XN"),
            ("step", "record"),
        ]
    };
    confined(&site, "B").await;
    let before = site.record.written();
    for (lang, said) in [
        (
            "en",
            "On 15 January 2025 the person was in a unit for which you may not enter",
        ),
        ("vi", "mà bạn không được nhập"),
        ("ur", "آپ اندراج نہیں کر سکتے"),
    ] {
        site.write(&format!(
            "update account set lang = '{lang}' where id = 'officer'"
        ))
        .await;
        let answer = post(&site, me, &path, &on("2025-01-15")).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{lang}");
        assert!(answer.text.contains(said), "{lang}: {}", answer.text);
        assert!(answer.text.contains("id=\"e-day\""), "{lang}: at its field");
        assert!(
            answer.text.contains("value=\"7-XN\""),
            "{lang}: nothing lost"
        );
    }
    site.write("update account set lang = 'en' where id = 'officer'")
        .await;
    let many = [
        ("person", id.as_str()),
        ("what", "event"),
        ("event", "confirmation"),
        ("day", "2025-01-15"),
        ("reason", "đủ hồ sơ"),
    ];
    let answer = post(&site, me, "/members/bulk/check", &many).await;
    assert!(
        answer.text.contains("a unit for which you may not enter"),
        "{}",
        answer.text
    );
    let cell = format!("/cell/{}/do", unit(&site, "B1").await);
    let version = site.record.last().to_string();
    let confirmed = [
        ("person", id.as_str()),
        ("what", "confirm"),
        ("day", "2025-01-15"),
        ("document", "7-XN"),
        ("version", version.as_str()),
    ];
    let answer = post(&site, me, &cell, &confirmed).await;
    assert_ne!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    assert_eq!(site.record.written(), before, "nothing of it is recorded");
    let own = post(&site, me, &path, &on("2025-07-01")).await;
    assert_eq!(own.status, StatusCode::SEE_OTHER, "{}", own.text);
    confined(&site, "P").await;
    let above = post(&site, me, &path, &on("2025-01-15")).await;
    assert_eq!(above.status, StatusCode::SEE_OTHER, "{}", above.text);
}

/// The number beside the heading of a list of the desk.
fn counted(page: &str, list: &str) -> usize {
    let card = page.split(&format!("id=\"{list}\"")).nth(1).unwrap();
    let number = card.split("<span class=\"sub\">").nth(1).unwrap();
    number.split('<').next().unwrap().parse().unwrap()
}

#[tokio::test]
async fn home_says_how_many_transfers_wait_at_either_end_as_the_lists_it_opens() {
    let record = peopled();
    record.import(
        "events",
        &format!(
            "{EVENT}K1,transfer_sent,2025-09-01,A1,B1,\nK2,transfer_sent,2025-09-01,A1,A2,\nK3,transfer_sent,2025-09-02,A2,B2,\nK4,transfer_sent,2025-09-03,B1,A1,\n"
        ),
    );
    let (site, cookie, _) = office(record).await;
    for (code, coming, sent) in [("A", 2, 3), ("B", 2, 1), ("A2", 1, 1), ("P", 4, 4)] {
        confined(&site, code).await;
        let home = get(&site, &cookie, "/").await.text;
        for (list, n, said) in [
            (
                "coming",
                coming,
                "transfer{s} to your units wait{v} to be received",
            ),
            (
                "sent",
                sent,
                "transfer{s} from your units wait{v} to be received",
            ),
        ] {
            let (s, v) = if n == 1 { ("", "s") } else { ("s", "") };
            let said = format!("{n} {}", said.replace("{s}", s).replace("{v}", v));
            let row = home.split("<li data-row>").find(|r| r.contains(&said));
            let row = row.unwrap_or_else(|| panic!("{code}: «{said}» is not in {home}"));
            let way = row.split("href=\"").nth(1).unwrap().split('"').next();
            let way = way.unwrap().strip_suffix(&format!("#{list}")).unwrap();
            let desk = get(&site, &cookie, way).await.text;
            assert_eq!(counted(&desk, list), n, "{code} {list}");
        }
    }
}

#[tokio::test]
async fn who_is_received_before_they_were_sent_is_refused_at_the_day_with_both_days() {
    let record = peopled();
    record.import(
        "events",
        &format!("{EVENT}K1,transfer_sent,2025-08-01,A1,B1,\n"),
    );
    let (site, cookie, token) = office(record).await;
    let me = (cookie.as_str(), token.as_str());
    confined(&site, "B").await;
    let path = format!("/members/{}/event", site.person("K1").await);
    let received = [
        ("event", "transfer_received"),
        ("version", "99"),
        ("day", "2025-07-15"),
        ("document", "8-GT"),
        ("reason", "đến"),
        ("step", "record"),
    ];
    for (lang, days) in [
        ("en", ["15 July 2025 lies before", "1 August 2025"]),
        ("vi", ["15/7/2025 đứng trước", "1/8/2025"]),
        ("ur", ["15 جولائی", "1 اگست"]),
    ] {
        site.write(&format!(
            "update account set lang = '{lang}' where id = 'officer'"
        ))
        .await;
        let answer = post(&site, me, &path, &received).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{lang}");
        assert!(
            !answer.text.contains("id=\"e-to_unit\""),
            "{lang}: at the unit"
        );
        let field = answer.text.split("id=\"e-day\"").nth(1);
        let field = field.unwrap_or_else(|| panic!("{lang}: not at the day: {}", answer.text));
        let said = field.split("</").next().unwrap().replace("&#x2f;", "/");
        for day in days {
            assert!(said.contains(day), "{lang}: «{day}» is not in «{said}»");
        }
        assert!(answer.text.contains("value=\"8-GT\""), "{lang}");
        assert!(answer.text.contains("đến</textarea>"), "{lang}");
    }
}

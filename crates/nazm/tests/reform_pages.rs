//! Reforms on the screen: what the check page shows is what is recorded, and nothing else.

use crate::common::Record;
use crate::site::{Answer, HERE, Site, site_of};
use axum::http::StatusCode;
use platform::web::request::encoded;

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    P,Đảng bộ tỉnh,đảng bộ tỉnh,,2024-01-01\n\
    A,Đảng bộ xã Đình,đảng bộ cơ sở,P,2024-01-01\n\
    B,Đảng bộ xã Gia,đảng bộ cơ sở,P,2024-01-01\n\
    A1,Chi bộ Một,chi bộ,A,2024-01-01\n\
    A2,Chi bộ Hai,chi bộ,A,2024-01-01\n\
    B1,Chi bộ Ba,chi bộ,B,2024-01-01\n";

const MEMBERS: &str = "person_key,name,birth_date,unit_code,standing,since\n\
    d1,Đinh Văn An,1980-02-01,A1,official,2024-06-01\n\
    d2,Hà Thị Bích,1985-03-01,A1,official,2024-06-01\n\
    d3,Lý Văn Cường,1986-03-01,A2,official,2024-06-01\n\
    d4,Vi Thị Dung,1987-03-01,B1,official,2024-06-01\n\
    d5,Nông Văn Đức,1999-03-01,A2,candidate,2024-06-01\n";

struct Desk {
    site: Site,
    cookie: String,
    token: String,
}

impl Desk {
    async fn new() -> Desk {
        let record = Record::vietnamese();
        record.import("units", UNITS);
        record.import("members", MEMBERS);
        let site = site_of(record).await;
        let (cookie, token) = site.session("officer").await;
        Desk {
            site,
            cookie,
            token,
        }
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let form = format!("form_token={}&{form}", self.token);
        self.site.post(path, &self.cookie, HERE, &form).await
    }

    async fn get(&self, path: &str) -> String {
        let answer = self.site.get(path, &self.cookie, "en").await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.text);
        answer.text
    }

    /// A draft of one reform on 1 July 2025, with its steps; its address.
    async fn draft(&self, steps: &[&str]) -> String {
        let made = self.post("/reforms", "").await;
        let path = made.headers["location"].to_str().unwrap().to_owned();
        let version = hidden(&self.get(&path).await, "version");
        let form = format!("version={version}&label=Merger&day=2025-07-01&basis=");
        let saved = self.post(&path, &form).await;
        assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text);
        for step in steps {
            let version = hidden(&self.get(&path).await, "version");
            let form = format!("version={version}&{step}");
            let added = self.post(&format!("{path}/step"), &form).await;
            assert_eq!(added.status, StatusCode::SEE_OTHER, "{}", added.text);
        }
        path
    }

    async fn commit(&self, path: &str, page: &str) -> Answer {
        let form = format!(
            "version={}&digest={}&basis=12-QD&reason=merger",
            hidden(page, "version"),
            hidden(page, "digest")
        );
        self.post(&format!("{path}/commit"), &form).await
    }

    fn members(&self, unit: &str, on: &str) -> String {
        let figure = [
            "figure", "members", "--unit", unit, "--on", on, "--format", "json",
        ];
        let json: serde_json::Value = serde_json::from_str(&self.site.record.ok(&figure)).unwrap();
        json["value"]
            .as_str()
            .map_or_else(|| json["value"].to_string(), str::to_owned)
    }
}

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let at = format!("name=\"{name}\" value=\"");
    let found = page
        .split(&at)
        .nth(1)
        .unwrap_or_else(|| panic!("no {name} in {page}"));
    found.split('"').next().unwrap().to_owned()
}

/// Rows of the table of figures: code, before, after.
fn figures(page: &str) -> Vec<(String, String, String)> {
    let table = page
        .split("Figures that will differ</caption>")
        .nth(1)
        .unwrap_or("");
    let table = table.split("</table>").next().unwrap();
    let bare = |cell: &str| {
        let cell = cell.split("</td>").next().unwrap();
        // a blank cell says for who listens, beside its dash, that it is blank
        if cell.contains(">–<") {
            return "–".to_owned();
        }
        cell.rsplit('>').next().unwrap().to_owned()
    };
    table
        .split("<tr data-row>")
        .skip(1)
        .map(|row| {
            let code = row.split("<bdi dir=\"ltr\">").nth(1).unwrap();
            let code = code.split('<').next().unwrap().to_owned();
            let mut cells = row.split("<td ").skip(1).map(bare);
            (code, cells.next().unwrap(), cells.next().unwrap())
        })
        .collect()
}

const MERGE: &str = "change=merge&codes=A&codes=B&code0=C&name0=New&kind0=%C4%91%E1%BA%A3ng%20b%E1%BB%99%20c%C6%A1%20s%E1%BB%9F&parent0=";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_check_page_shows_is_what_is_recorded() {
    let d = Desk::new().await;
    let before = d.site.record.last();
    let cells = "change=absorb&codes=A2&code0=A1&name0=&kind0=&parent0=";
    let path = d.draft(&[MERGE, cells]).await;
    let page = d.get(&format!("{path}/check")).await;
    assert_eq!(d.site.record.last(), before, "the check wrote");
    assert!(
        page.contains("3 units close") && page.contains("1 unit opens"),
        "{page}"
    );
    assert!(
        page.contains("1 unit changes") || page.contains("units follow"),
        "{page}"
    );
    let shown = figures(&page);
    assert!(
        shown
            .iter()
            .any(|(c, b, a)| c == "C" && b == "–" && a == "4"),
        "{shown:?}"
    );
    assert!(
        shown
            .iter()
            .any(|(c, b, a)| c == "A1" && b == "2" && a == "3"),
        "{shown:?}"
    );
    assert!(
        !shown.iter().any(|(c, _, _)| c == "P"),
        "the province keeps its members: {shown:?}"
    );
    for (code, was, _) in shown.iter().filter(|(_, was, _)| was != "–") {
        assert_eq!(d.members(code, "2025-07-01"), *was, "{code} before");
    }
    let done = d.commit(&path, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let act = before + 1;
    assert_eq!(done.headers["location"], format!("/journal/{act}"));
    for (code, _, will) in shown.iter().filter(|(_, _, will)| will != "–") {
        assert_eq!(d.members(code, "2025-07-01"), *will, "{code} after");
    }
    let journal = d.get(&format!("/journal/{act}")).await;
    assert!(
        journal.contains("What the reform did") && journal.contains("3 units close"),
        "{journal}"
    );
    assert_eq!(
        d.site.get(&path, &d.cookie, "en").await.status,
        StatusCode::NOT_FOUND,
        "the draft is still there"
    );
    d.site.record.ok(&["verify"]);
    d.site.record.ok(&["recount"]);
}

/// Whoever is on the way between units: between two that merge, from one that closes and to one,
/// within a unit, from cell to cell, and out of the organisation.
const ON_THE_WAY: &str = "person_key,event,day,from_unit,to_unit,document\n\
    d1,transfer_sent,2025-06-01,A1,B1,\n\
    d3,transfer_sent,2025-06-02,A2,A1,\n\
    d6,transfer_sent,2025-06-03,A,A1,\n\
    d7,transfer_sent,2025-06-04,D1,A,\n\
    d8,transfer_sent,2025-06-05,B,B1,\n\
    d9,transfer_sent,2025-06-06,B,,\n";

const MORE_UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    D,Đảng bộ xã Lam,đảng bộ cơ sở,P,2024-01-01\n\
    D1,Chi bộ Bốn,chi bộ,D,2024-01-01\n";

const MORE_MEMBERS: &str = "person_key,name,birth_date,unit_code,standing,since\n\
    d6,Mai Văn Hải,1981-02-01,A,official,2024-06-01\n\
    d7,Cao Thị Hoa,1985-03-02,D1,official,2024-06-01\n\
    d8,Tạ Văn Khánh,1986-03-03,B,official,2024-06-01\n\
    d9,Đỗ Thị Lan,1987-03-04,B,probationary,2024-06-01\n";

#[tokio::test(flavor = "multi_thread")]
async fn who_is_on_the_way_is_foretold_where_the_reform_leaves_both_ends() {
    for steps in [
        &[MERGE][..],
        &["change=absorb&codes=A&codes=B&code0=D&name0=&kind0=&parent0="],
        &["change=absorb&codes=B&code0=A&name0=&kind0=&parent0="],
        &[
            MERGE,
            "change=absorb&codes=A2&code0=A1&name0=&kind0=&parent0=",
        ],
        &["change=absorb&codes=B1&code0=A2&name0=&kind0=&parent0="],
        &["change=alter&codes=B1&code0=B1&name0=&kind0=&parent0=D"],
    ] {
        let d = Desk::new().await;
        d.site.record.import("units", MORE_UNITS);
        d.site.record.import("members", MORE_MEMBERS);
        d.site.record.import("events", ON_THE_WAY);
        let path = d.draft(steps).await;
        foretells(&d, &path, &format!("{steps:?}")).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_division_leaves_where_is_foretold_as_it_is_recorded() {
    let head = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";
    let kind = "chi bộ";
    for rows in [
        // gives a part away and lives on
        format!("x,2025-07-01,A1,A1,same,,,,q\nx,2025-07-01,A1,A3,part,Three,{kind},A,q\n"),
        format!("x,2025-07-01,A1,A1,same,,,,q\nx,2025-07-01,A1,A3,part,Three,{kind},B,q\n"),
        // closes and leaves two, of which one stands elsewhere
        format!(
            "x,2025-07-01,A1,A3,part,Three,{kind},A,q\nx,2025-07-01,A1,A4,part,Four,{kind},D,q\n"
        ),
        // and a part of it goes to one that stood before
        format!(
            "x,2025-07-01,A1,A3,part,Three,{kind},D,q\nx,2025-07-01,A1,B1,part,,,,q\nx,2025-07-01,B1,B1,same,,,,q\n"
        ),
    ] {
        let d = Desk::new().await;
        d.site.record.import("units", MORE_UNITS);
        d.site.record.import("members", MORE_MEMBERS);
        d.site.record.import("events", ON_THE_WAY);
        let more = "person_key,name,birth_date,unit_code,standing,since\n\
            e1,Âu Thị Nga,1980-02-01,A1,official,2024-06-01\n\
            e2,Chu Văn Oanh,1980-02-02,A1,official,2024-06-01\n";
        d.site.record.import("members", more);
        let fields = [("form_token", d.token.as_str())];
        let file = format!("{head}{rows}");
        let files = [("file", "r.csv", file.as_bytes())];
        let given = d.site.hand_in("/reforms/file", &d.cookie, &fields, &files);
        let check = given.await.headers["location"].to_str().unwrap().to_owned();
        let path = check.trim_end_matches("/check");
        let page = d.get(&check).await;
        let there: Vec<&str> = page.split("name=\"person\" value=\"").skip(1).collect();
        let there: Vec<&str> = there.iter().map(|p| p.split('"').next().unwrap()).collect();
        let first = there.first().expect("somebody is to be assigned");
        let mut form = format!(
            "version={}&unit=A1&person={first}&to-{first}=A3",
            hidden(&page, "version")
        );
        // who is not named must go too where the unit closes
        if !rows.contains("A1,A1,same") {
            let other = if rows.contains("A4") { "A4" } else { "B1" };
            there[1..]
                .iter()
                .for_each(|p| form.push_str(&format!("&person={p}")));
            form.push_str(&format!("&every={other}"));
        }
        let assigned = d.post(&format!("{path}/assign"), &form).await;
        assert_eq!(assigned.status, StatusCode::SEE_OTHER, "{}", assigned.text);
        foretells(&d, path, &rows).await;
    }
}

/// What the check page shows of each unit, and that it shows no other, is what is recorded.
async fn foretells(d: &Desk, path: &str, what: &str) {
    let page = d.get(&format!("{path}/check")).await;
    let mut shown = figures(&page);
    shown.sort();
    let codes = ["P", "A", "B", "C", "D", "A1", "A2", "A3", "A4", "B1", "D1"];
    let on = "2025-07-01";
    let members = |code: &str| {
        let listed = d.site.record.ok(&["units", "--on", on, "--format", "csv"]);
        let open = listed.lines().any(|l| l.split(',').next() == Some(code));
        if open {
            d.members(code, on)
        } else {
            "–".to_owned()
        }
    };
    let before: Vec<String> = codes.iter().map(|c| members(c)).collect();
    let done = d.commit(path, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let mut differ: Vec<_> = codes
        .iter()
        .zip(before)
        .map(|(code, was)| ((*code).to_owned(), was, members(code)))
        .filter(|(_, was, will)| was != will)
        .collect();
    differ.sort();
    assert_eq!(shown, differ, "{what}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_division_asks_where_each_member_goes_and_is_recorded_when_all_are_assigned() {
    let d = Desk::new().await;
    let before = d.site.record.last();
    let kind = encoded("chi bộ");
    let step = format!(
        "change=divide&codes=A1&code0=A3&name0=Three&kind0={kind}&parent0=&code1=A4&name1=Four&kind1={kind}&parent1="
    );
    let path = d.draft(&[&step]).await;
    let page = d.get(&format!("{path}/check")).await;
    assert!(
        page.contains("2 members need a home") && page.contains("Đinh Văn An"),
        "{page}"
    );
    let refused = d
        .post(
            &format!("{path}/commit"),
            &format!(
                "version={}&digest=&basis=b&reason=r",
                hidden(&page, "version")
            ),
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(d.site.record.last(), before);
    let persons: Vec<String> = page
        .split("name=\"person\" value=\"")
        .skip(1)
        .map(|p| p.split('"').next().unwrap().to_owned())
        .collect();
    assert_eq!(persons.len(), 2);
    let form = format!(
        "version={}&unit=A1&every=A4&person={}&person={}&to-{}=A3",
        hidden(&page, "version"),
        persons[0],
        persons[1],
        persons[0]
    );
    let assigned = d.post(&format!("{path}/assign"), &form).await;
    assert_eq!(assigned.status, StatusCode::SEE_OTHER, "{}", assigned.text);
    let page = d.get(&format!("{path}/check")).await;
    let done = d.commit(&path, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(
        (d.members("A3", "2025-07-01"), d.members("A4", "2025-07-01")),
        ("1".to_owned(), "1".to_owned())
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_reform_the_same_units_at_once_the_second_is_told_and_nothing_is_lost() {
    let d = Desk::new().await;
    let first = d.draft(&[MERGE]).await;
    let second = d.draft(&[&MERGE.replace("code0=C", "code0=D")]).await;
    let (one, two) = (
        d.get(&format!("{first}/check")).await,
        d.get(&format!("{second}/check")).await,
    );
    assert_eq!(d.commit(&first, &one).await.status, StatusCode::SEE_OTHER);
    let after = d.site.record.last();
    let late = d.commit(&second, &two).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.text);
    assert!(
        late.text
            .contains("The record was changed since this was shown"),
        "{}",
        late.text
    );
    assert_eq!(d.site.record.last(), after, "the second wrote");
    d.get(&second).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_act_in_between_that_touches_nothing_of_it_does_not_stand_in_the_way() {
    let d = Desk::new().await;
    let path = d.draft(&[MERGE]).await;
    let page = d.get(&format!("{path}/check")).await;
    let other = d
        .draft(&["change=create&code0=Z&name0=Other&kind0=&parent0=P"])
        .await;
    let check = d.get(&format!("{other}/check")).await;
    assert_eq!(d.commit(&other, &check).await.status, StatusCode::SEE_OTHER);
    let done = d.commit(&path, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reform_that_was_annulled_leaves_the_units_as_they_were() {
    let d = Desk::new().await;
    let units = d.site.record.units("2025-08-01");
    let path = d.draft(&[MERGE]).await;
    let page = d.get(&format!("{path}/check")).await;
    d.commit(&path, &page).await;
    let act = d.site.record.last();
    assert_ne!(d.site.record.units("2025-08-01"), units);
    let unsaid = d.post(&format!("/journal/{act}/annul"), "reason=").await;
    assert_eq!(unsaid.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = d
        .post(&format!("/journal/{act}/annul"), "reason=by%20mistake")
        .await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(d.site.record.units("2025-08-01"), units);
    let again = d.get(&format!("/journal/{act}/annul")).await;
    assert!(again.contains("annulled already"), "{again}");
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_stand_with_the_step_they_belong_to() {
    let d = Desk::new().await;
    let path = d
        .draft(&[
            MERGE,
            "change=alter&typed=XX&code0=XY&name0=&kind0=&parent0=",
        ])
        .await;
    let page = d.get(&format!("{path}/check")).await;
    assert!(page.contains("no unit bears the code on"), "{page}");
    let row = page.split("<tr data-row>").nth(1).unwrap();
    assert!(row.contains(">2<"), "{row}");
    assert!(
        !page.contains("Record the reform"),
        "what has problems is offered to be recorded"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_acts_is_checked_and_recorded_once() {
    let d = Desk::new().await;
    let file = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
        one,2025-07-01,A,C,whole,New,đảng bộ cơ sở,P,1-NQ\n\
        one,2025-07-01,B,C,whole,,,,1-NQ\n\
        two,2025-08-01,C,C,same,Newer,,,2-NQ\n";
    let fields = [("form_token", d.token.as_str())];
    let files = [("file", "r.csv", file.as_bytes())];
    let given = d
        .site
        .hand_in("/reforms/file", &d.cookie, &fields, &files)
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let check = given.headers["location"].to_str().unwrap().to_owned();
    let path = check.trim_end_matches("/check");
    let before = d.site.record.last();
    let page = d.get(&check).await;
    assert!(page.contains("1-NQ") && page.contains("2-NQ"), "{page}");
    let done = d.commit(path, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    assert_eq!(d.site.record.last(), before + 2);
    let bases = d.site.record.sql(&format!(
        "select basis from act where number > {before} order by number"
    ));
    assert_eq!(
        bases.split_whitespace().collect::<Vec<_>>(),
        ["1-NQ", "2-NQ"]
    );
    let bad = [(
        "file",
        "r.csv",
        &b"act,date,from_code,to_code,link\nx,never,A,C,whole\n"[..],
    )];
    let refused = d
        .site
        .hand_in("/reforms/file", &d.cookie, &fields, &bad)
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text.contains("Line 2: "), "{}", refused.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_windows_do_not_overwrite_each_others_draft() {
    let d = Desk::new().await;
    let path = d.draft(&[]).await;
    let old = hidden(&d.get(&path).await, "version");
    let form = format!("version={old}&{MERGE}");
    assert_eq!(
        d.post(&format!("{path}/step"), &form).await.status,
        StatusCode::SEE_OTHER
    );
    assert_eq!(
        d.post(&format!("{path}/step"), &form).await.status,
        StatusCode::CONFLICT
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_reaches_one_commune_reforms_nothing_beyond_it() {
    let d = Desk::new().await;
    let a = d
        .site
        .record
        .sql("select subject from unit_state where code = 'A'");
    let (cookie, token) = d.site.clerk_of(a.trim()).await;
    let d = Desk { cookie, token, ..d };
    let path = d.draft(&[MERGE]).await;
    let page = d.get(&format!("{path}/check")).await;
    assert!(
        page.contains("no unit of this code is one for which you may enter"),
        "{page}"
    );
    assert!(!page.contains("xã Gia"), "another’s unit is named");
    let within = d
        .draft(&["change=absorb&codes=A2&code0=A1&name0=&kind0=&parent0="])
        .await;
    let page = d.get(&format!("{within}/check")).await;
    assert_eq!(d.commit(&within, &page).await.status, StatusCode::SEE_OTHER);
    let units = d
        .site
        .record
        .sql("select min(number) from act where kind = 'units'");
    let answer = d
        .site
        .get(&format!("/journal/{}/annul", units.trim()), &d.cookie, "en")
        .await;
    assert_eq!(
        answer.status,
        StatusCode::NOT_FOUND,
        "an act of everybody’s units"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_names_anothers_unit_in_a_division_is_not_shown_who_sits_in_it() {
    let d = Desk::new().await;
    let a = d
        .site
        .record
        .sql("select subject from unit_state where code = 'A'");
    let (cookie, token) = d.site.clerk_of(a.trim()).await;
    let d = Desk { cookie, token, ..d };
    let rows = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
        x,2025-07-01,B1,B3,part,Ba,chi bộ,B,\n\
        x,2025-07-01,B1,B4,part,Bốn,chi bộ,B,\n";
    let fields = [("form_token", d.token.as_str())];
    let files = [("file", "r.csv", rows.as_bytes())];
    let given = d
        .site
        .hand_in("/reforms/file", &d.cookie, &fields, &files)
        .await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let page = d.get(given.headers["location"].to_str().unwrap()).await;
    assert!(
        page.contains("no unit of this code is one for which you may enter"),
        "{page}"
    );
    for theirs in ["Vi Thị Dung", "1987", "Chi bộ Ba", "xã Gia"] {
        assert!(!page.contains(theirs), "{theirs} is shown: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_moves_by_a_reform_is_named_to_whoever_enters_for_their_unit() {
    let d = Desk::new().await;
    let a = d
        .site
        .record
        .sql("select subject from unit_state where code = 'A'");
    let (cookie, token) = d.site.clerk_of(a.trim()).await;
    let clerk = Desk { cookie, token, ..d };
    let path = clerk
        .draft(&["change=absorb&codes=A1&code0=A2&name0=&kind0=&parent0="])
        .await;
    let page = clerk.get(&format!("{path}/check")).await;
    let page = page.replace("&#x2f;", "/").replace("&amp;", "&");
    let link = page
        .split("/moved?")
        .nth(1)
        .unwrap_or_else(|| panic!("{page}"));
    let link = link.split('"').next().unwrap();
    let moved = clerk.get(&format!("{path}/moved?{link}")).await;
    assert!(
        moved.contains("Đinh Văn An") && moved.contains("Hà Thị Bích"),
        "{moved}"
    );
    assert!(!moved.contains("Lý Văn Cường") && !moved.contains("Vi Thị Dung"));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_kind_of_step_has_its_form_in_every_language() {
    let d = Desk::new().await;
    let path = d.draft(&[MERGE]).await;
    for lang in ["en", "vi", "ur"] {
        let sql = format!("update account set lang = '{lang}'");
        d.site.write(&sql).await;
        for change in ["merge", "absorb", "divide", "alter", "create", "abolish"] {
            let page = d.get(&format!("{path}?add={change}")).await;
            let form = format!("name=\"change\" value=\"{change}\"");
            assert!(page.contains(&form), "{lang} {change}");
        }
        let check = d.get(&format!("{path}/check")).await;
        assert!(check.contains("name=\"digest\""), "{lang}");
        let empty = d
            .post(&format!("{path}/step"), "version=9&change=merge")
            .await;
        assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY, "{lang}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_division_asks_who_leads_each_open_task_and_is_recorded_when_all_are_said() {
    let d = Desk::new().await;
    for (number, title) in [("N1", "Rà soát hồ sơ"), ("N2", "Lập kế hoạch")] {
        let task = ["--title", title, "--number", number, "--lead", "B1"];
        let days = ["--issued", "2025-06-01", "--deadline", "2025-08-01"];
        let args = [&["task", "assign"], &task[..], &days[..]].concat();
        d.site.record.ok(&args);
    }
    d.site.record.import("events", "person_key,event,day,from_unit,to_unit,document\nd4,transfer_sent,2025-02-01,B1,A2,01-GT\nd4,transfer_received,2025-02-02,B1,A2,01-GT\n");
    let kind = encoded("chi bộ");
    let step = format!(
        "change=divide&codes=B1&code0=B3&name0=Three&kind0={kind}&parent0=&code1=B4&name1=Four&kind1={kind}&parent1="
    );
    let path = d.draft(&[&step]).await;
    let page = d.get(&format!("{path}/check")).await;
    assert!(
        page.contains("2 open tasks need a lead") && page.contains("Rà soát hồ sơ"),
        "{page}"
    );
    let refused = d
        .commit(&path, &format!("{page}name=\"digest\" value=\"x\""))
        .await;
    assert_ne!(refused.status, StatusCode::SEE_OTHER, "it was recorded");
    let tasks = page.split("name=\"person\" value=\"").skip(1);
    let tasks: Vec<&str> = tasks.map(|t| t.split('"').next().unwrap()).collect();
    let form = format!(
        "version={}&unit=B1&kind=task&person={}&to-{}=B3&person={}&every=B4",
        hidden(&page, "version"),
        tasks[0],
        tasks[0],
        tasks[1]
    );
    let said = d.post(&format!("{path}/assign"), &form).await;
    assert_eq!(said.status, StatusCode::SEE_OTHER, "{}", said.text);
    let page = d.get(&format!("{path}/check")).await;
    assert!(page.contains("Tasks that go along"), "{page}");
    let done = d.commit(&path, &page).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let list = ["task", "list", "--on", "2025-07-01", "--format", "csv"];
    let list = d.site.record.ok(&list);
    assert!(
        list.contains("N1,Rà soát hồ sơ,B3") && list.contains("N2,Lập kế hoạch,B4"),
        "{list}"
    );
    d.site.record.ok(&["verify"]);
}

//! Who is answered what: every row of the table of routes, for every role, asked about its own
//! unit, one below, one beside, one above, and after its grant ended. A row of the table of
//! routes without a row here fails, so nobody adds a page without saying who may open it.

use crate::common::{Record, unit_of};
use crate::members::{HEAD, OPENING};
use crate::site::{Answer, HERE, Site, account, end_grant, grant, site_as, site_of};
use axum::http::StatusCode;
use platform::Db;
use platform::web::page::joined;
use registers::web::routes::{self, Method, Route};
use std::collections::{BTreeMap, BTreeSet};

/// Who is answered; everybody else is told that there is nothing. «Of it»: of the unit or person
/// in the address, and not of another.
#[derive(Clone, Copy, Debug, PartialEq)]
enum For {
    /// Whoever asks, signed in or not.
    Everybody,
    /// Whoever is signed in, about what is their own.
    SignedIn,
    /// Who keeps accounts.
    Keepers,
    /// Nobody but whose it is: what the address names is somebody's own, or not there.
    Owners,
    /// Who keeps accounts, or may read reasons: the log of looks.
    Watchers,
    /// Who may do something of it (see, enter), and has a power when one is asked for.
    Those {
        doing: &'static str,
        power: Option<&'static str>,
        of_it: bool,
    },
}

use For::{Everybody, Keepers, Owners, SignedIn, Those, Watchers};

/// The expected answer of every row.
const EXPECTED: &str = include_str!("access.txt");

fn who(word: &'static str) -> For {
    match word {
        "everybody" => return Everybody,
        "signed-in" => return SignedIn,
        "keepers" => return Keepers,
        "owners" => return Owners,
        "reasons-or-keepers" => return Watchers,
        _ => {}
    }
    let (those, of_it) = match word.strip_suffix("-of-it") {
        Some(those) => (those, true),
        None => (word, false),
    };
    let (doing, power) = those
        .split_once('+')
        .map_or((those, None), |(d, p)| (d, Some(p)));
    assert!(
        ["see", "enter", "papers"].contains(&doing),
        "«{word}» is nobody"
    );
    Those {
        doing,
        power,
        of_it,
    }
}

/// A row: method, address, who is answered, and what is sent.
type Row = (&'static str, &'static str, For, &'static str);

fn rows() -> impl Iterator<Item = Row> {
    let lines = EXPECTED
        .lines()
        .filter(|l| !l.is_empty() && !l.starts_with('#'));
    lines.map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [method, path, word] = words[..3] else {
            panic!("{line}: method, address, who");
        };
        let sent = words.get(3).copied().unwrap_or("");
        (method, path, who(word), sent)
    })
}

fn expected(route: &Route) -> (For, &'static str) {
    let method = match route.method {
        Method::Get => "GET",
        Method::Post => "POST",
    };
    let row = rows().find(|(m, path, ..)| *m == method && *path == route.path);
    let none = || {
        panic!(
            "who may ask for {method} {}? Say it in access.txt",
            route.path
        )
    };
    let (_, _, who, sent) = row.unwrap_or_else(none);
    (who, sent)
}

/// Role of the rulebook, and what it gives, written down once more.
const ROLES: [(&str, &[&str]); 6] = [
    (
        "organising-officer",
        &[
            "see",
            "enter",
            "papers",
            "reforms",
            "reasons",
            "sensitive",
            "export",
            "import",
        ],
    ),
    ("office-clerk", &["see", "papers", "export"]),
    ("agency-head", &["see", "papers"]),
    (
        "commune-officer",
        &["see", "enter", "papers", "export", "import"],
    ),
    ("cell-secretary", &["see", "enter", "papers"]),
    ("inspector", &["see", "reasons"]),
];

/// A province P, the communes A and B, a cell below each, and a member in each cell.
const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    P,Tỉnh Phong,,,2024-01-01\n\
    A,Xã An,,P,2024-01-01\n\
    B,Xã Bình,,P,2024-01-01\n\
    A1,Chi bộ An,,A,2024-01-01\n\
    A2,Chi bộ Ấp,,A,2024-01-01\n\
    B1,Chi bộ Bình,,B,2024-01-01\n";

/// A member who sits in the commune itself.
const IN_A: &str = "K5,Vũ Văn Em,1991-05-06,nam,01,900091001238,F5,C0000005,2015-01-01,2015-02-01,2016-02-01,A,official,2024-01-01\n";

fn province() -> Record {
    let r = Record::vietnamese();
    r.import("units", UNITS);
    r.import("members", &format!("{HEAD}{OPENING}{IN_A}"));
    r.import(
        "events",
        "person_key,event,day,document\nK4,recognition,2024-12-01,7-QĐ/ĐU\n",
    );
    r
}

fn person_of(r: &Record, key: &str) -> String {
    let sql = format!("select subject from person where person_key = '{key}' and known_to is null");
    r.sql(&sql).lines().next().unwrap_or("").trim().to_owned()
}

/// A unit and a person in it (none for the province), as seen from commune A.
struct Place {
    name: &'static str,
    unit: String,
    person: String,
    within: bool,
}

fn places(r: &Record) -> Vec<Place> {
    let place = |name, code, key: &str, within| Place {
        name,
        unit: unit_of(r, code),
        person: if key.is_empty() {
            "a999.1".to_owned()
        } else {
            person_of(r, key)
        },
        within,
    };
    vec![
        place("own", "A", "K5", true),
        place("below", "A1", "K1", true),
        place("sibling", "B", "K4", false),
        place("above", "P", "", false),
    ]
}

/// Someone who asks, and what they have.
struct Asking {
    account: String,
    has: &'static [&'static str],
    keeps: bool,
}

/// Each role for commune A, one whose grant ended, one never granted anything, and who keeps
/// accounts.
async fn everyone(site: &Site) -> Vec<Asking> {
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let a = unit_of(&site.record, "A");
    let one = |account: &str, has: &'static [&'static str], keeps: bool| Asking {
        account: account.to_owned(),
        has,
        keeps,
    };
    let mut all = vec![one("administrator", &[], true)];
    for (role, has) in ROLES {
        account(&mut db, role, "officer").await;
        grant(&mut db, role, role, &a).await;
        all.push(one(role, has, false));
        let former = format!("former-{role}");
        account(&mut db, &former, "officer").await;
        let given = grant(&mut db, &former, role, &a).await;
        end_grant(&mut db, &given).await;
        all.push(one(&former, &[], false));
    }
    account(&mut db, "nobody", "officer").await;
    all.push(one("nobody", &[], false));
    for asking in &all {
        site.session(&asking.account).await;
    }
    all
}

async fn ask(site: &Site, route: &Route, path: &str, account: &str, person: &str) -> Answer {
    let (cookie, sent) = (cookie(account), expected(route).1);
    let sent = sent.replace("{person}", person);
    match route.method {
        Method::Get => site.get(&joined(path, &sent), &cookie, "en").await,
        Method::Post => {
            let form = format!("form_token={}&{sent}", "f".repeat(64));
            site.post(path, &cookie, HERE, &form).await
        }
    }
}

fn cookie(account: &str) -> String {
    format!("nazm={account:0>64}")
}

/// Rows that change who is asked with.
const CHANGE_WHO: [&str; 2] = ["/sign-out", "/account/session"];

#[tokio::test]
async fn every_route_answers_every_role_as_expected_at_every_place() {
    let site = site_of(province()).await;
    let everyone = everyone(&site).await;
    let places = places(&site.record);
    let (mut wrong, mut asked) = (Vec::new(), 0);
    for route in routes::all().filter(|r| !CHANGE_WHO.contains(&r.path)) {
        let (who, _) = expected(route);
        if who == Everybody {
            continue;
        }
        // where no unit or person stands in the address, the place makes no difference
        let said = format!("{}{}", route.path, expected(route).1);
        let by_place = said.contains("{id}") || said.contains("{person}");
        let places = &places[..if by_place { places.len() } else { 1 }];
        for asking in &everyone {
            for place in places {
                let token = if who == Keepers { "officer" } else { "none" };
                let path = filled(route, place, token);
                let answer = ask(&site, route, &path, &asking.account, &place.person).await;
                asked += 1;
                if !fits(who, asking, place, &path, answer.status) {
                    let (account, place) = (&asking.account, place.name);
                    wrong.push(format!(
                        "{:?} {} for {account}, {place}: {}",
                        route.method, route.path, answer.status
                    ));
                }
            }
        }
    }
    let count = wrong.len();
    assert!(count == 0, "{count} of {asked}:\n{}", wrong.join("\n"));
    assert!(asked > 400, "{asked}");
}

fn filled(route: &Route, place: &Place, token: &str) -> String {
    let path = route.path.replace("{id}", &place.unit);
    let path = path.replace("{person}", &place.person);
    path.replace("{number}", "1").replace("{token}", token)
}

fn fits(who: For, asking: &Asking, place: &Place, path: &str, is: StatusCode) -> bool {
    let has = |word: &str| asking.has.contains(&word);
    let may = match who {
        Everybody | SignedIn => true,
        Keepers => asking.keeps,
        Owners => false,
        Watchers => asking.keeps || has("reasons"),
        Those {
            doing,
            power,
            of_it,
        } => has(doing) && power.is_none_or(has) && (!of_it || place.within),
    };
    if !may {
        return is == StatusCode::NOT_FOUND;
    }
    // a form sent empty is refused, which only whoever may send it is told; no grant is «officer»
    is.is_success()
        || is == StatusCode::SEE_OTHER
        || is == StatusCode::UNPROCESSABLE_ENTITY
        || is == StatusCode::CONFLICT
        || is == StatusCode::TOO_MANY_REQUESTS
        || (asking.keeps && path.contains("/administration/grants/"))
}

#[test]
fn of_every_route_it_is_said_once_who_may_ask_for_it() {
    let said: BTreeSet<String> = rows().map(|(m, path, ..)| format!("{m} {path}")).collect();
    assert_eq!(said.len(), rows().count());
    for route in routes::all() {
        expected(route);
    }
}

/// What is drawn by chance or says what was asked for, taken out.
fn levelled(text: &str, asked: &[&str]) -> String {
    let text = asked.iter().fold(text.replace("&#x2f;", "/"), |text, id| {
        text.replace(id, "IT")
    });
    let mut out = String::new();
    let mut run = String::new();
    for c in text.chars().chain([' ']) {
        if c.is_ascii_hexdigit() {
            run.push(c);
            continue;
        }
        out.push_str(if run.len() >= 12 { "#" } else { &run });
        run.clear();
        out.push(c);
    }
    out
}

#[tokio::test]
async fn what_may_not_be_seen_is_byte_for_byte_what_does_not_exist() {
    let site = site_of(province()).await;
    everyone(&site).await;
    let b = unit_of(&site.record, "B");
    let person = person_of(&site.record, "K4");
    let mut compared = 0;
    let of_it = |r: &&Route| matches!(expected(r).0, Those { of_it: true, .. });
    for route in routes::all().filter(of_it) {
        let at = |unit: &str, person: &str| Place {
            name: "",
            unit: unit.to_owned(),
            person: person.to_owned(),
            within: false,
        };
        let hidden = filled(route, &at(&b, &person), "none");
        let none = filled(route, &at("a999.1", "a999.2"), "none");
        let hidden_answer = ask(&site, route, &hidden, "organising-officer", &person).await;
        let none_answer = ask(&site, route, &none, "organising-officer", "a999.2").await;
        assert_eq!(hidden_answer.status, StatusCode::NOT_FOUND, "{hidden}");
        assert_eq!(none_answer.status, StatusCode::NOT_FOUND, "{none}");
        same(
            &levelled(&hidden_answer.text, &[&b, &person]),
            &levelled(&none_answer.text, &["a999.1", "a999.2"]),
        );
        compared += 1;
    }
    // an act of somebody else's and one that is still to come
    let theirs = their_act(&site.record);
    let (hidden, none) = (format!("/journal/{theirs}"), "/journal/9999".to_owned());
    let cookie = cookie("commune-officer");
    let hidden_answer = site.get(&hidden, &cookie, "en").await;
    let none_answer = site.get(&none, &cookie, "en").await;
    assert_eq!(hidden_answer.status, StatusCode::NOT_FOUND);
    same(
        &levelled(&hidden_answer.text, &[&hidden]),
        &levelled(&none_answer.text, &[&none]),
    );
    assert!(compared > 0);
}

/// Two pages are the same; otherwise the line that differs is told.
#[track_caller]
fn same(a: &str, b: &str) {
    let unlike = a.lines().zip(b.lines()).find(|(x, y)| x != y);
    assert_eq!(unlike, None);
    assert_eq!(a.len(), b.len());
}

/// The act that recognised the member in the cell of commune B.
fn their_act(r: &Record) -> u64 {
    let person = person_of(r, "K4");
    let sql = format!("select max(act) from act_line where subject = '{person}'");
    r.sql(&sql).trim().parse().unwrap()
}

#[tokio::test]
async fn what_is_listed_is_what_may_be_opened_and_nothing_else() {
    let site = site_of(province()).await;
    let everyone = everyone(&site).await;
    let codes = ["P", "A", "B", "A1", "A2", "B1"];
    let units: BTreeMap<&str, String> = codes.map(|c| (c, unit_of(&site.record, c))).into();
    let last = site.record.last();
    let mut seen = Vec::new();
    for Asking { account, .. } in &everyone {
        let cookie = cookie(account);
        let found = format!(
            "{}{}",
            site.get("/search?q=xa", &cookie, "en").await.text,
            site.get("/search?q=chi", &cookie, "en").await.text
        );
        let found = found.replace("&#x2f;", "/");
        for (code, id) in units.iter().filter(|(c, _)| **c != "P") {
            let page = site.get(&format!("/units/{id}"), &cookie, "en").await;
            let listed = found.contains(&format!("/units/{id}\""));
            assert_eq!(listed, page.status == StatusCode::OK, "{account} {code}");
        }
        let journal = site.get("/journal", &cookie, "en").await.text;
        let journal = journal.replace("&#x2f;", "/");
        let mut acts = 0;
        for number in 1..=last {
            let page = site.get(&format!("/journal/{number}"), &cookie, "en").await;
            let listed = journal.contains(&format!("/journal/{number}\""));
            assert_eq!(listed, page.status == StatusCode::OK, "{account} {number}");
            acts += usize::from(listed);
        }
        seen.push((account.as_str(), acts));
    }
    let of = |name: &str| seen.iter().find(|(a, _)| *a == name).unwrap().1;
    assert_eq!((of("nobody"), of("former-inspector")), (0, 0));
    // beginning, rulebook, units, members, and the grants of commune A: not the other cell's
    assert!(of("inspector") > 3 && (of("inspector") as u64) < last);
}

#[tokio::test]
async fn an_act_shows_only_the_lines_of_what_is_seen() {
    let site = site_of(province()).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    account(&mut db, "head", "officer").await;
    let a = unit_of(&site.record, "A");
    grant(&mut db, "head", "agency-head", &a).await;
    let (whole, _) = site.session("officer").await;
    let (part, _) = site.session("head").await;
    let opening = their_act(&site.record) - 1;
    let path = format!("/journal/{opening}");
    let (all, some) = (
        site.get(&path, &whole, "en").await.text,
        site.get(&path, &part, "en").await.text,
    );
    let (mine, theirs) = (person_of(&site.record, "K1"), person_of(&site.record, "K4"));
    assert!(all.contains(&mine) && all.contains(&theirs));
    assert!(some.contains(&mine) && !some.contains(&theirs));
    let lines = |text: &str| text.matches("nz-json").count();
    assert_eq!((lines(&all), lines(&some)), (5, 4));
    assert!(
        some.contains("<dd>4</dd>") && !some.contains("<dd>5</dd>"),
        "the number of lines would tell"
    );
}

#[tokio::test]
async fn who_lost_a_unit_by_a_reform_does_not_get_it_back_by_looking_at_the_day_before() {
    let r = province();
    let before = r.last();
    r.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\nx,2025-07-01,A1,A1,same,,,B,\n",
    );
    let site = site_of(r).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let (a1, person) = (unit_of(&site.record, "A1"), person_of(&site.record, "K1"));
    let a1 = a1.lines().next().unwrap().to_owned();
    for (who, code) in [("old", "A"), ("new", "B")] {
        account(&mut db, who, "officer").await;
        let unit = unit_of(&site.record, code);
        grant(&mut db, who, "agency-head", &unit).await;
    }
    let (old, _) = site.session("old").await;
    let (new, _) = site.session("new").await;
    for looking in [
        "",
        "?on=2025-06-30",
        &format!("?on=2025-06-30&known={before}"),
    ] {
        let path = format!("/units/{a1}{looking}");
        assert_eq!(
            site.get(&path, &old, "en").await.status,
            StatusCode::NOT_FOUND
        );
        assert_eq!(
            site.get(&path, &new, "en").await.status,
            StatusCode::OK,
            "{path}"
        );
    }
    assert!(!person.is_empty());
}

#[tokio::test]
async fn a_right_ends_with_its_grant_at_once() {
    let site = site_of(province()).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    account(&mut db, "head", "officer").await;
    let a = unit_of(&site.record, "A");
    let given = grant(&mut db, "head", "agency-head", &a).await;
    let (cookie, _) = site.session("head").await;
    let path = format!("/units/{a}");
    assert_eq!(site.get(&path, &cookie, "en").await.status, StatusCode::OK);
    end_grant(&mut db, &given).await;
    let after = site.get(&path, &cookie, "en").await;
    assert_eq!(after.status, StatusCode::NOT_FOUND);
    let home = site.get("/", &cookie, "en").await.text;
    assert!(home.contains("Nothing is granted to you yet") && !home.contains("Xã An"));
}

#[tokio::test]
async fn whoever_has_no_second_factor_is_led_to_set_one_before_anything_else() {
    let site = site_as(province(), false).await;
    for who in ["officer", "administrator"] {
        let (cookie, token) = site.session(who).await;
        for path in [
            "/",
            "/units",
            "/journal",
            "/administration/accounts",
            "/search?q=an",
        ] {
            let answer = site.get(path, &cookie, "en").await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER, "{who} {path}");
            assert_eq!(answer.headers["location"], "/account/second-factor");
        }
        let page = site.get("/account/second-factor", &cookie, "en").await;
        assert_eq!(page.status, StatusCode::OK);
        assert!(page.text.contains("needs a second factor") && !page.text.contains(">Later<"));
        let out = site
            .post("/sign-out", &cookie, HERE, &format!("form_token={token}"))
            .await;
        assert_eq!(out.headers["location"], "/sign-in");
    }
    // with one, the way is free
    site.write("update account set totp = 'sealed'").await;
    let (cookie, _) = site.session("officer").await;
    assert_eq!(
        site.get("/units", &cookie, "en").await.status,
        StatusCode::OK
    );
}

/// A site in which the administrator keeps accounts by the pages, as a person would.
async fn keeper(site: &Site) -> (String, String) {
    site.session("administrator").await
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let rest = text
        .split(before)
        .nth(1)
        .unwrap_or_else(|| panic!("no {before} in {text}"));
    rest.split(after).next().unwrap()
}

#[tokio::test]
async fn an_account_is_made_granted_and_ended_by_the_pages() {
    let site = site_as(province(), false).await;
    site.write("update account set totp = 'sealed'").await;
    let (cookie, token) = keeper(&site).await;
    let post = async |path: &str, form: &str| {
        let form = format!("form_token={token}&{form}");
        site.post(path, &cookie, HERE, &form).await
    };
    // the name is taken, nothing typed is lost
    let taken = post(
        "/administration/accounts",
        "login=Officer&name=Lan&kind=officer",
    )
    .await;
    assert_eq!(taken.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(taken.text.contains("Another account has this user name"));
    assert!(taken.text.contains("value=\"Officer\""));
    let made = post(
        "/administration/accounts",
        "login=lan&name=Lan&kind=officer",
    )
    .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let text = made.text.replace("&#x2f;", "/");
    let text = between(&text, "<main", "</main>").to_owned();
    let link = format!("/welcome/{}", between(&text, "/welcome/", "<"));
    let id = between(&text, "href=\"/administration/accounts/", "\"").to_owned();
    // opening the link uses nothing up; a weak password is refused; then it is good once
    for _ in 0..2 {
        assert_eq!(site.get(&link, "", "en").await.status, StatusCode::OK);
    }
    let weak = site.post(&link, "", HERE, "password=short").await;
    assert_eq!(weak.status, StatusCode::UNPROCESSABLE_ENTITY);
    let password = platform::web::request::encoded(crate::site::PASSWORD);
    let set = site
        .post(&link, "", HERE, &format!("password={password}"))
        .await;
    assert_eq!(set.headers["location"], "/account/second-factor");
    let own = set.headers["set-cookie"].to_str().unwrap().to_owned();
    let own = own.split(';').next().unwrap();
    assert_eq!(
        site.get(&link, "", "en").await.status,
        StatusCode::NOT_FOUND
    );
    let again = site
        .post(&link, "", HERE, &format!("password={password}"))
        .await;
    assert_eq!(again.status, StatusCode::NOT_FOUND);
    site.write("update account set totp = 'sealed'").await;
    assert_eq!(
        site.get("/units", own, "en").await.status,
        StatusCode::NOT_FOUND
    );
    // a grant needs its document; then it holds at once, for the commune and no other
    let (grants, a) = (
        format!("/administration/accounts/{id}/grants"),
        unit_of(&site.record, "A"),
    );
    let form = "role=commune-officer&unit=A&below=yes&from=2025-10-02";
    let bare = post(&grants, form).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.text.contains("Name the document it rests on"));
    assert!(bare.text.contains("value=\"A\""));
    let given = post(&grants, &format!("{form}&basis=12-QD")).await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    let page = site.get(&format!("/units/{a}"), own, "en").await;
    assert_eq!(page.status, StatusCode::OK);
    let b = unit_of(&site.record, "B");
    let other = site.get(&format!("/units/{b}"), own, "en").await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    // the grant ends today, and with it the right
    let page = site
        .get(&format!("/administration/accounts/{id}"), &cookie, "en")
        .await;
    let page = page.text.replace("&#x2f;", "/");
    assert!(page.contains("commune officer") && page.contains("12-QD"));
    let grant = between(&page, "href=\"/administration/grants/a", "\"");
    let end = format!("/administration/grants/a{grant}/end");
    let early = post(&end, "day=2025-10-01").await;
    assert_eq!(early.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        post(&end, "day=2025-10-02").await.status,
        StatusCode::SEE_OTHER
    );
    let page = site.get(&format!("/units/{a}"), own, "en").await;
    assert_eq!(page.status, StatusCode::NOT_FOUND);
    assert_eq!(
        post(&end, "day=2025-10-02").await.status,
        StatusCode::NOT_FOUND
    );
    // the account ends, with its sessions
    let ended = post(&format!("/administration/accounts/{id}/end"), "").await;
    assert_eq!(ended.status, StatusCode::SEE_OTHER);
    assert_eq!(
        site.get("/account", own, "en").await.status,
        StatusCode::SEE_OTHER
    );
    let refused = post(&grants, &format!("{form}&basis=12-QD")).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn who_keeps_accounts_gives_themselves_nothing_and_ends_not_themselves() {
    let site = site_of(province()).await;
    let (cookie, token) = keeper(&site).await;
    let form = "role=inspector&unit=*&from=2025-10-02&basis=12-QD";
    let form = format!("form_token={token}&{form}");
    let path = "/administration/accounts/administrator";
    let own = site
        .post(&format!("{path}/grants"), &cookie, HERE, &form)
        .await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(own.text.contains("can be granted nothing"));
    for what in ["end", "link", "second-factor", "sessions"] {
        let answer = site
            .post(&format!("{path}/{what}"), &cookie, HERE, &form)
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{what}");
    }
    // and sees nothing of anybody
    for page in ["/administration/accounts", "/administration/grants", path] {
        let text = site.get(page, &cookie, "en").await.text;
        assert!(
            !text.contains("Nguyễn Văn An") && text.contains("Accounts"),
            "{page}"
        );
    }
}

#[tokio::test]
async fn another_ends_sessions_and_takes_a_lost_second_factor_away() {
    let site = site_of(province()).await;
    site.write("update account set totp = 'sealed'").await;
    let (cookie, token) = keeper(&site).await;
    let (theirs, _) = site.session("officer").await;
    let path = "/administration/accounts/officer";
    let form = format!("form_token={token}&session=all");
    site.post(&format!("{path}/sessions"), &cookie, HERE, &form)
        .await;
    assert_eq!(
        site.get("/units", &theirs, "en").await.status,
        StatusCode::SEE_OTHER
    );
    let (theirs, _) = site.session("officer").await;
    let form = format!("form_token={token}");
    let reset = site
        .post(&format!("{path}/second-factor"), &cookie, HERE, &form)
        .await;
    assert_eq!(reset.status, StatusCode::SEE_OTHER);
    assert_eq!(
        site.get("/units", &theirs, "en").await.status,
        StatusCode::SEE_OTHER
    );
    let page = site.get(path, &cookie, "en").await.text;
    assert!(page.contains("There is no second factor yet"));
}

#[tokio::test]
async fn grants_are_backed_up_and_come_back_as_they_were() {
    let site = site_of(province()).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let a = unit_of(&site.record, "A");
    account(&mut db, "head", "officer").await;
    let given = grant(&mut db, "head", "agency-head", &a).await;
    end_grant(&mut db, &given).await;
    let all = "select subject || account || role || unit || effective_from || coalesce(effective_to, '') || known_from || coalesce(known_to, 0) from access_grant order by 1";
    let before = site.record.sql(all);
    assert_eq!(before.lines().count(), 3, "{before}");
    let file = site.record.path("backup.nazm");
    let file = file.to_str().unwrap();
    site.record.ok(&["backup", file]);
    let other = Record::bare();
    other.ok(&["restore", file]);
    assert_eq!(other.sql(all), before);
    assert!(other.ok(&["verify"]).contains("every table equals"));
    other.sql("update access_grant set unit = '*' where account = 'head'");
    let ran = other.run(&["verify"]);
    assert!(ran.code == 1 && ran.err.contains("access_grant"), "{ran:?}");
}

#[tokio::test]
async fn what_opens_the_sensitive_is_asked_for_by_one_and_given_by_another() {
    let site = site_as(province(), false).await;
    site.write("update account set totp = 'sealed'").await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    account(&mut db, "second", "administrator").await;
    site.write("update account set totp = 'sealed'").await;
    account(&mut db, "lan", "officer").await;
    let ((first, token), (second, _)) = (keeper(&site).await, site.session("second").await);
    let post = async |cookie: &str, path: &str, form: &str| {
        let form = format!("form_token={token}&{form}");
        site.post(path, cookie, HERE, &form).await
    };
    let acts = || {
        site.record
            .sql("select count(*) from act")
            .trim()
            .to_owned()
    };
    let held = "select count(*) from access_grant where account = 'lan'";
    let before = acts();
    let form = "role=organising-officer&unit=A&below=yes&from=2025-10-02&basis=12-QD";
    let asked = post(&first, "/administration/accounts/lan/grants", form).await;
    assert_eq!(asked.status, StatusCode::SEE_OTHER, "{}", asked.text);
    // asking is no act and gives nothing
    assert_eq!(
        (acts(), site.record.sql(held).trim()),
        (before.clone(), "0")
    );
    let page = site.get("/administration/grants", &first, "en").await.text;
    assert!(
        page.contains("Waiting for a second person") && page.contains("Waits for somebody else")
    );
    let id = between(&page, "action=\"/administration/grants/", "/answer");
    let answer = format!("/administration/grants/{id}/answer");
    // who asked does not confirm, whatever is sent, and hears it in the language of the page
    let own = post(&first, &answer, "answer=given").await;
    assert_eq!(own.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        own.text.contains("who asked for it does not confirm it"),
        "{}",
        own.text
    );
    assert_eq!(site.record.sql(held).trim(), "0");
    let given = post(&second, &answer, "answer=given").await;
    assert_eq!(given.status, StatusCode::SEE_OTHER, "{}", given.text);
    assert_eq!(site.record.sql(held).trim(), "1");
    // one act with both names, and it cannot be answered twice
    assert_eq!(
        acts().parse::<u64>().unwrap(),
        before.parse::<u64>().unwrap() + 1
    );
    let edit = site.record.sql("select account, counted from act, act_line where act_line.act = act.number and class = 'grant' order by act.number desc limit 1");
    assert!(
        edit.contains("second") && edit.contains("\"asked_by\":\"administrator\""),
        "{edit}"
    );
    let again = post(&second, &answer, "answer=given").await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(site.record.ok(&["verify"]).contains("every table equals"));
}

#[tokio::test]
async fn who_is_to_keep_accounts_does_so_by_an_act_that_another_confirms_at_the_console() {
    let site = site_as(province(), false).await;
    site.write("update account set totp = 'sealed'").await;
    let (cookie, token) = keeper(&site).await;
    let form = format!("form_token={token}&login=mai&name=Mai&kind=administrator&basis=12-QD");
    let made = site
        .post("/administration/accounts", &cookie, HERE, &form)
        .await;
    assert_eq!(made.status, StatusCode::OK, "{}", made.text);
    let kind = "select kind from account where login = 'mai'";
    assert_eq!(
        site.record.sql(kind).trim(),
        "officer",
        "until another confirms"
    );
    let waiting = site
        .record
        .sql("select id from grant_request where state = 'asked'");
    let listed = site.record.ok(&["grants", "list"]);
    assert!(
        listed.contains(waiting.trim()) && listed.contains("asked by administrator"),
        "{listed}"
    );
    site.record.ok(&["grants", "confirm", waiting.trim()]);
    assert_eq!(site.record.sql(kind).trim(), "administrator");
    let acts = site.record.sql("select account || ' ' || counted from act, act_line where act_line.act = act.number and class = 'grant'");
    assert!(
        acts.contains("thu.ky") && acts.contains("\"role\":\"administrator\""),
        "{acts}"
    );
    // at the console too, who asks does not confirm
    site.record.ok(&[
        "grants",
        "give",
        "officer",
        "inspector",
        "--unit",
        "A",
        "--from",
        "2099-01-01",
        "--basis",
        "13-QD",
    ]);
    let waiting = site
        .record
        .sql("select id from grant_request where state = 'asked'");
    let own = site.record.run(&["grants", "confirm", waiting.trim()]);
    assert!(
        own.code != 0 && own.err.contains("who asked for it does not confirm it"),
        "{own:?}"
    );
}

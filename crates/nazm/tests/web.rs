//! The pages, asked in this very process: every row of the table of routes in every language,
//! the headers of every answer, and the changes that must not be believed.

use crate::site::{HERE, PASSWORD, now, site};
use axum::http::StatusCode;
use platform::Db;
use platform::web::session;
use registers::organisation::accounts::store as accounts;
use registers::web::Right;
use registers::web::routes::{self, Method};

#[tokio::test]
async fn every_row_of_the_table_answers_in_every_language() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    let unit = site.unit(&cookie).await;
    let person = site.person("K1").await;
    for lang in ["en", "vi", "ur"] {
        site.write(&format!("update account set lang = '{lang}'"))
            .await;
        for route in routes::all().filter(|r| r.method == Method::Get) {
            let path = route
                .path
                .replace("{id}", &unit)
                .replace("{person}", &person)
                .replace("{number}", "1")
                .replace("{token}", "none");
            let answer = site.get(&path, &cookie, lang).await;
            let expected = match route.path {
                "/first" => vec![StatusCode::NOT_FOUND],
                path if path.contains("{token}") => vec![StatusCode::NOT_FOUND],
                _ if route.right == Right::Administer => vec![StatusCode::NOT_FOUND],
                _ => vec![StatusCode::OK, StatusCode::SEE_OTHER],
            };
            assert!(
                expected.contains(&answer.status),
                "{lang} {path}: {} {}",
                answer.status,
                answer.text
            );
            let html = answer
                .headers
                .get("content-type")
                .is_some_and(|t| t.to_str().unwrap().starts_with("text/html"));
            if answer.status == StatusCode::OK && html {
                let dir = if lang == "ur" { "rtl" } else { "ltr" };
                assert!(
                    answer
                        .text
                        .contains(&format!("<html lang=\"{lang}\" dir=\"{dir}\"")),
                    "{path}"
                );
                assert!(
                    !answer.text.contains("<b>Gia") && !answer.text.contains("<i>Châu"),
                    "{path}: not escaped"
                );
            }
        }
    }
}

#[tokio::test]
async fn nobody_sees_the_record_without_signing_in() {
    let site = site().await;
    let person = site.person("K1").await;
    for route in routes::all().filter(|r| r.right != Right::Open) {
        let path = route.path.replace("{id}", "a1.1").replace("{number}", "1");
        let path = path.replace("{person}", &person);
        let answer = match route.method {
            Method::Get => site.get(&path, "", "en").await,
            Method::Post => site.post(&path, "", HERE, "").await,
        };
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path}");
        let to = answer.headers["location"].to_str().unwrap();
        assert!(to.starts_with("/sign-in?next="), "{path} leads to {to}");
    }
}

#[tokio::test]
async fn who_keeps_accounts_sees_nothing_of_the_record() {
    let site = site().await;
    let person = site.person("K1").await;
    let (officer, _) = site.session("officer").await;
    let unit = site.unit(&officer).await;
    let (cookie, _) = site.session("administrator").await;
    for route in routes::all().filter(|r| r.right == Right::See && r.method == Method::Get) {
        let path = route.path.replace("{id}", &unit).replace("{number}", "1");
        let path = path.replace("{person}", &person);
        let answer = site.get(&path, &cookie, "en").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
        assert!(!answer.text.contains("Đình"), "{path}");
    }
}

#[tokio::test]
async fn what_does_not_exist_and_what_may_not_be_seen_look_the_same() {
    let site = site().await;
    let (cookie, _) = site.session("administrator").await;
    // the number of the request and the address asked for differ, and what is drawn by chance
    let main = |t: &str| {
        let main = t
            .split("<main")
            .nth(1)
            .and_then(|m| m.split("</main>").next());
        main.expect("a page")
            .split("<bdi dir=\"ltr\">")
            .next()
            .unwrap()
            .to_owned()
    };
    let (hidden, none) = (
        site.get("/units", &cookie, "en").await,
        site.get("/nothing", &cookie, "en").await,
    );
    assert_eq!(hidden.status, none.status);
    assert_eq!(main(&hidden.text), main(&none.text));
}

#[tokio::test]
async fn every_answer_bears_the_headers_that_guard_it() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    for path in [
        "/",
        "/sign-in",
        "/nothing",
        "/units",
        "/health/live",
        "/assets/x/y",
        "/units?on=x",
    ] {
        let answer = site.get(path, &cookie, "en").await;
        let policy = answer.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"));
        assert!(!policy.contains("unsafe"), "{policy}");
        assert_eq!(
            answer.headers["x-content-type-options"], "nosniff",
            "{path}"
        );
        assert_eq!(answer.headers["cache-control"], "no-store", "{path}");
    }
    let home = site.get("/", &cookie, "en").await.text;
    let address = home
        .split("href=\"")
        .find(|h| h.starts_with("/assets/"))
        .unwrap();
    let asset = site.get(address.split('"').next().unwrap(), "", "en").await;
    assert_eq!(asset.status, StatusCode::OK);
    assert!(
        asset.headers["cache-control"]
            .to_str()
            .unwrap()
            .contains("immutable")
    );
}

#[tokio::test]
async fn a_change_without_the_token_or_from_elsewhere_is_not_believed() {
    let site = site().await;
    let (cookie, token) = site.session("officer").await;
    let dark = |token: &str| format!("theme=dark&form_token={token}");
    for (from, form) in [
        (HERE, dark("")),
        (HERE, dark(&"0".repeat(64))),
        ("http://evil.example", dark(&token)),
        ("null", dark(&token)),
    ] {
        let answer = site.post("/account", &cookie, from, &form).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN, "{from} {form}");
        assert!(
            !site
                .get("/account", &cookie, "en")
                .await
                .text
                .contains("data-theme=\"dark\"")
        );
    }
    let answer = site.post("/account", &cookie, HERE, &dark(&token)).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER);
    assert!(
        site.get("/account", &cookie, "en")
            .await
            .text
            .contains("data-theme=\"dark\"")
    );
}

/// The ways that the frame of a page offers on: the day one looks from, today, the language.
fn ways(page: &str) -> Vec<String> {
    let page = page.replace("&#x2f;", "/").replace("&amp;", "&");
    let value = |text: &str, before: &str| {
        let after = text.split(before).nth(1)?;
        Some(after.split('"').next()?.to_owned())
    };
    let mut ways = Vec::new();
    if let Some(bar) = page.split("class=\"nz-asof\"").nth(1) {
        let bar = bar.split("</details>\n<form").next().unwrap();
        let mut query = vec!["on=2025-10-02".to_owned()];
        for field in bar.split("<input type=\"hidden\"").skip(1) {
            let (name, said) = (value(field, "name=\""), value(field, "value=\""));
            query.push(format!("{}={}", name.unwrap(), said.unwrap()));
        }
        let to = value(bar, "<form method=\"get\" action=\"").unwrap();
        ways.push(format!("{to}?{}", query.join("&")));
        ways.extend(value(bar, "<a class=\"btn w-100\" href=\""));
    }
    let next = page.split("name=\"next\"").nth(1);
    ways.extend(next.and_then(|n| value(n, "value=\"")));
    ways
}

#[tokio::test]
async fn every_way_on_from_a_form_that_was_sent_leads_to_a_page() {
    let site = site().await;
    let person = site.person("K1").await;
    let officer = site.session("officer").await;
    let unit = site.unit(&officer.0).await;
    let everyone = [officer, site.session("administrator").await];
    let (mut refused, mut wrong) = (Vec::new(), Vec::new());
    let away = ["/sign-out", "/account/session", "/language"];
    let forms = routes::all().filter(|r| r.method == Method::Post && !away.contains(&r.path));
    for route in forms {
        for (cookie, token) in &everyone {
            let path = route.path.replace("{id}", &unit).replace("{number}", "2");
            let path = path.replace("{person}", &person).replace("{token}", "none");
            let path = path.replace("{hash}", "none");
            let form = format!(
                "form_token={token}&event=transfer_withdrawn&field=name&what=members&part=mark&person={person}"
            );
            let answer = site.post(&path, cookie, HERE, &form).await;
            let again = answer.status == StatusCode::UNPROCESSABLE_ENTITY;
            for way in ways(&answer.text) {
                let to = site.get(&way, cookie, "en").await.status;
                let page = to == StatusCode::OK || to == StatusCode::SEE_OTHER;
                if to == StatusCode::METHOD_NOT_ALLOWED || again && !page {
                    wrong.push(format!("{path}: {way} answers {to}"));
                }
            }
            if again && !refused.contains(&route.path) {
                refused.push(route.path);
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(refused.len() > 10, "only {refused:?} were refused");
    // the page of the form, with what it is asked with
    let (cookie, token) = &everyone[0];
    let form = format!("form_token={token}&event=transfer_withdrawn&day=x");
    let path = format!("/members/{person}/event");
    let answer = site.post(&path, cookie, HERE, &form).await;
    let own = format!("{path}?event=transfer_withdrawn");
    assert!(
        ways(&answer.text).contains(&own),
        "{:?}",
        ways(&answer.text)
    );
}

#[tokio::test]
async fn a_person_signs_in_and_a_wrong_password_is_told_like_a_wrong_name() {
    let site = site().await;
    let form = |login: &str, password: &str| {
        format!(
            "login={login}&password={}&next=/units",
            platform::web::request::encoded(password)
        )
    };
    let wrong = site
        .post("/sign-in", "", HERE, &form("officer", "something else"))
        .await;
    let nobody = site
        .post("/sign-in", "", HERE, &form("nobody", "something else"))
        .await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(nobody.status, wrong.status);
    assert!(
        wrong
            .text
            .contains("The user name or the password is not right")
    );
    assert!(wrong.text.contains("value=\"officer\"") && !wrong.text.contains("something else"));
    let right = site
        .post("/sign-in", "", HERE, &form("officer", PASSWORD))
        .await;
    assert_eq!(right.status, StatusCode::SEE_OTHER);
    assert_eq!(right.headers["location"], "/units");
    let cookie = right.headers["set-cookie"].to_str().unwrap();
    assert!(
        cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"),
        "{cookie}"
    );
    let cookie = cookie.split(';').next().unwrap();
    assert_eq!(
        site.get("/units", cookie, "en").await.status,
        StatusCode::OK
    );
}

#[tokio::test]
async fn whoever_guesses_passwords_is_stopped() {
    let site = site().await;
    let mut last = StatusCode::OK;
    for _ in 0..11 {
        last = site
            .post("/sign-in", "", HERE, "login=officer&password=guess")
            .await
            .status;
    }
    assert_eq!(last, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn a_session_ends_when_it_is_idle_and_when_it_is_ended() {
    let site = site().await;
    let (cookie, token) = site.session("officer").await;
    assert_eq!(
        site.get("/units", &cookie, "en").await.status,
        StatusCode::OK
    );
    let idle = now() - session::IDLE - 1;
    site.write(&format!("update web_session set seen = {idle}"))
        .await;
    assert_eq!(
        site.get("/units", &cookie, "en").await.status,
        StatusCode::SEE_OTHER
    );
    let (cookie, _) = site.session("officer").await;
    let out = site
        .post("/sign-out", &cookie, HERE, &format!("form_token={token}"))
        .await;
    assert_eq!(out.status, StatusCode::SEE_OTHER);
    assert_eq!(
        site.get("/units", &cookie, "en").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn an_ended_account_is_signed_out_at_once() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    site.write("update account set ended = 1").await;
    assert_eq!(
        site.get("/units", &cookie, "en").await.status,
        StatusCode::SEE_OTHER
    );
}

#[tokio::test]
async fn a_link_of_the_demo_signs_in_once() {
    let site = site().await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    accounts::insert_link(&mut db, "token", "officer", now() + 5)
        .await
        .unwrap();
    let first = site.get("/sign-in/link/token", "", "en").await;
    assert_eq!(first.status, StatusCode::SEE_OTHER);
    assert!(first.headers.contains_key("set-cookie"));
    assert_eq!(
        site.get("/sign-in/link/token", "", "en").await.status,
        StatusCode::NOT_FOUND
    );
}

#[tokio::test]
async fn another_day_is_announced_and_a_day_that_is_none_is_refused() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    let unit = site.unit(&cookie).await;
    let then = site.get("/units?on=2024-06-30", &cookie, "en").await.text;
    assert!(then.contains("nz-banner") && then.contains(&format!("/units/{unit}?on=2024-06-30")));
    assert!(
        !site
            .get("/units", &cookie, "en")
            .await
            .text
            .contains("nz-banner")
    );
    let before = site.get("/units?on=2023-06-30", &cookie, "en").await.text;
    assert!(before.contains("No unit existed on this day"));
    for bad in ["/units?on=30/6/2024", "/units?known=99", "/units?known=x"] {
        let answer = site.get(bad, &cookie, "en").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
    }
}

#[tokio::test]
async fn search_finds_a_unit_by_its_name_without_marks() {
    let site = site().await;
    let (cookie, _) = site.session("officer").await;
    assert!(
        site.get("/search?q=dinh", &cookie, "en")
            .await
            .text
            .contains("Đảng bộ xã Đình")
    );
    let found = site.get("/search/palette?q=dinh", &cookie, "en").await;
    assert!(found.text.contains("Đảng bộ xã Đình") && !found.text.contains("Gia"));
}

#[tokio::test]
async fn too_large_a_form_is_refused_before_it_is_read() {
    let site = site().await;
    let (cookie, token) = site.session("officer").await;
    let form = format!("form_token={token}&theme={}", "x".repeat(routes::FORM));
    let answer = site.post("/account", &cookie, HERE, &form).await;
    assert_eq!(answer.status, StatusCode::PAYLOAD_TOO_LARGE);
}

#[tokio::test]
async fn the_probes_of_whoever_runs_the_server_answer() {
    let site = site().await;
    assert_eq!(site.get("/health/live", "", "en").await.text, "alive\n");
    assert_eq!(site.get("/health/ready", "", "en").await.text, "ready\n");
    let metrics = site.get("/metrics", "", "en").await.text;
    assert!(
        metrics.contains("nazm_answers_total{class=\"2xx\"} 2")
            && metrics.contains("nazm_last_act "),
        "{metrics}"
    );
}

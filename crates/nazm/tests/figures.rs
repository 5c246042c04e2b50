//! Figures, reports and the rulebook on the screen.

use crate::common::{Record, body};
use crate::members::{HEAD, peopled};
use crate::site::{Site, account, grant, site_of};
use ::figures::Day;
use axum::http::StatusCode;
use platform::asof::Known;
use platform::{Db, Scope};

const EVENTS: &str = "person_key,event,day,from_unit,to_unit,document\n";

/// Four members in three cells; one is sent from A1 to B1 and on the way, one was admitted.
fn moved() -> Record {
    let r = peopled();
    r.import("members", &format!("{HEAD}K5,Hoàng Văn Em,2000-01-01,nam,01,900000001238,F5,,2025-04-20,2025-05-03,,A1,probationary,2025-05-03\n"));
    r.import(
        "events",
        &format!("{EVENTS}K1,transfer_sent,2025-09-01,A1,B1,1/GT\n"),
    );
    r
}

/// A site, and the cookie of who is signed in.
async fn open(record: Record) -> (Site, String) {
    let site = site_of(record).await;
    let (cookie, _) = site.session("officer").await;
    (site, cookie)
}

async fn page((site, cookie): &(Site, String), path: &str) -> String {
    let answer = site.get(path, cookie, "en").await;
    assert_eq!(answer.status, StatusCode::OK, "{path}\n{}", answer.text);
    answer.text
}

/// Numbers of the table of a figure, with their part.
fn numbers(html: &str) -> Vec<(String, i64)> {
    let table = html.split("nz-numbers").nth(1).expect("a table");
    let table = table.split("</table>").next().unwrap();
    let row = |r: &str| {
        let name = r
            .split("<th scope=\"row\">")
            .nth(1)?
            .split("</th>")
            .next()?;
        let value = r
            .split("<td")
            .nth(1)?
            .split("</a>")
            .next()?
            .rsplit('>')
            .next()?;
        Some((plain(name), value.trim().replace(',', "").parse().ok()?))
    };
    table.split("<tr data-row").filter_map(row).collect()
}

/// A text without its tags.
fn plain(html: &str) -> String {
    let mut text = String::new();
    let mut tag = false;
    for c in html.chars() {
        match c {
            '<' => {
                tag = true;
                text.push(' ');
            }
            '>' => tag = false,
            _ if !tag => text.push(c),
            _ => {}
        }
    }
    unescaped(&text.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn unescaped(text: &str) -> String {
    let text = text.replace("&#x2f;", "/").replace("&quot;", "\"");
    text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}

/// Addresses of the lists that the table's numbers open.
fn lists(html: &str) -> Vec<String> {
    let table = html.split("nz-numbers").nth(1).unwrap();
    let table = table.split("</table>").next().unwrap();
    let hrefs = table
        .split("href=\"")
        .skip(1)
        .filter_map(|h| h.split('"').next());
    let lists = hrefs.filter(|h| h.contains("list="));
    lists.map(|h| h.replace("&amp;", "&")).collect()
}

fn rows(html: &str) -> usize {
    let list = html
        .split("id=\"list\"")
        .nth(1)
        .map_or("", |l| l.split("</table>").next().unwrap());
    list.matches("data-row").count()
}

#[tokio::test]
async fn the_parts_of_a_figure_add_up_and_each_opens_as_many_rows_as_it_says() {
    let site = open(moved()).await;
    for (unit, expected) in [("P", 5), ("A", 3), ("A1", 2), ("*", 5)] {
        let html = page(
            &site,
            &format!("/figures?indicator=members&unit={unit}&on=2025-09-30"),
        )
        .await;
        let numbers = numbers(&html);
        let (total, parts) = numbers.split_last().unwrap();
        assert_eq!((total.0.as_str(), total.1), ("Total", expected), "{unit}");
        let sum: i64 = parts.iter().map(|(_, n)| n).sum();
        assert_eq!(sum, total.1, "{unit}: {numbers:?}");
        let lists = lists(&html);
        assert_eq!(lists.len(), numbers.len());
        for (list, (part, n)) in lists.iter().zip(&numbers) {
            let opened = page(&site, list.split('#').next().unwrap()).await;
            assert_eq!(rows(&opened), usize::try_from(*n).unwrap(), "{unit} {part}");
        }
    }
    let html = page(&site, "/figures?indicator=members&unit=P&on=2025-09-30").await;
    assert!(
        numbers(&html).contains(&("In transit".to_owned(), 1)),
        "who is on the way is in neither unit"
    );
}

#[tokio::test]
async fn a_flow_is_refused_until_its_period_and_kind_are_said() {
    let site = open(moved()).await;
    let on_a_day = "/figures?indicator=admitted&unit=P";
    for (path, said) in [
        (on_a_day.to_owned(), "This happens in a period"),
        (
            format!("{on_a_day}&period=2025-Q3"),
            "in the period alone, or cumulative",
        ),
        (format!("{on_a_day}&period=Q3"), "is no period"),
    ] {
        let answer = site.0.get(&path, &site.1, "en").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path}");
        assert_eq!(
            answer.text.matches(said).count(),
            2,
            "{path}: at the top and at the field"
        );
        assert!(answer.text.contains("value=\"P\""), "nothing typed is lost");
    }
    for (kind, expected) in [("in-period", 0), ("cumulative", 1)] {
        let html = page(
            &site,
            &format!("{on_a_day}&period=2025-Q3&kind_of_period={kind}"),
        )
        .await;
        assert_eq!(numbers(&html).last().unwrap().1, expected, "{kind}");
    }
}

#[tokio::test]
async fn a_unit_is_found_by_code_or_name_and_what_is_no_unit_is_said_at_its_field() {
    let site = open(moved()).await;
    for unit in ["A", "xa%20an", "X%C3%A3%20An"] {
        let html = page(&site, &format!("/figures?indicator=members&unit={unit}")).await;
        assert!(html.contains("Xã An"), "{unit}");
    }
    for bad in ["Z", "chi%20bo"] {
        let answer = site
            .0
            .get(
                &format!("/figures?indicator=members&unit={bad}"),
                &site.1,
                "en",
            )
            .await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bad}");
        assert!(answer.text.contains("names no unit that you may see"));
    }
    let options = page(&site, "/figures/units?unit=chi%20bo%20an").await;
    assert!(
        options.contains("<option value=\"A1\">") && !options.contains("B1"),
        "{options}"
    );
}

#[tokio::test]
async fn two_structures_stand_side_by_side_with_their_differences() {
    let r = peopled();
    r.import("members", &format!("{HEAD}K5,Hoàng Văn Em,2000-01-01,nam,01,900000001238,F5,,2025-04-20,2025-05-03,,A1,probationary,2025-05-03\n"));
    r.import("reforms", "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n1,2025-07-01,A1,A9,whole,Chi bộ An Chín,,A,NQ1\n1,2025-07-01,A2,A9,whole,Chi bộ An Chín,,A,NQ1\n");
    let site = open(r).await;
    let html = page(
        &site,
        "/figures?indicator=members&unit=A&on=2025-08-31&with=units&with_to=2025-06-30",
    )
    .await;
    let text = plain(html.split("nz-numbers").nth(1).unwrap());
    assert!(text.contains("On the units of 30 June 2025"), "{text}");
    assert!(text.contains("Chi bộ An Chín A9 4 – none +4"), "{text}");
    assert!(text.contains("Chi bộ An Một A1 – none 3 −3"), "{text}");
    assert!(text.contains("Total 4 4 0"), "{text}");
}

#[tokio::test]
async fn why_a_figure_is_another_one_now_is_told_by_the_acts_between() {
    let r = peopled();
    let then = r.last();
    r.import("events", &format!("{EVENTS}K1,deceased,2024-06-01,A1,,\n"));
    let death = r.last();
    r.import("members", &format!("{HEAD}K5,Hoàng Văn Em,2000-01-01,nam,01,900000001238,F5,,2024-04-20,2024-05-03,,A1,probationary,2024-05-03\nK6,Vũ Thị Giang,2000-01-01,nữ,01,900100001239,F6,,2024-04-20,2024-05-03,,A2,probationary,2024-05-03\n"));
    let admission = r.last();
    let site = open(r).await;
    let html = page(
        &site,
        &format!("/figures/why?indicator=members&unit=P&on=2024-12-31&then={then}"),
    )
    .await;
    let text = plain(html.split("<main").nth(1).unwrap());
    assert!(text.contains(&format!("after act {then} 4 ")), "{text}");
    assert!(text.contains("Difference +1"), "{text}");
    let row = |act: u64| {
        let rows = html.split("<tr data-row").skip(1);
        let found = rows.map(|r| plain(r.split("</tr>").next().unwrap()));
        let act = format!("Act {act} ");
        found
            .into_iter()
            .find(|r| r.contains(&act))
            .unwrap_or_default()
    };
    assert!(row(death).ends_with("0 1 −1"), "{}", row(death));
    assert!(row(admission).ends_with("2 0 +2"), "{}", row(admission));
    let none = site
        .0
        .get(
            "/figures/why?indicator=members&unit=P&then=99",
            &site.1,
            "en",
        )
        .await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_figure_leaves_the_page_as_numbers_that_say_where_they_come_from() {
    let site = open(moved()).await;
    let csv = page(
        &site,
        "/figures/file?indicator=members&unit=P&on=2025-09-30&as=csv",
    )
    .await;
    assert!(csv.starts_with('\u{feff}'), "{csv}");
    assert!(
        csv.contains("Xã An,A,3,exact") && csv.contains("Total,,5,exact"),
        "{csv}"
    );
    for said in [
        "Indicator,members",
        "As of,2025-09-30",
        "Root,",
        "Rule,members@",
    ] {
        assert!(csv.contains(said), "{said}\n{csv}");
    }
    let list = page(
        &site,
        "/figures/file?indicator=members&unit=A1&on=2025-09-30&list=total&as=csv",
    )
    .await;
    assert!(
        list.contains("Trần Thị Bình,1985") && !list.contains("Dung"),
        "{list}"
    );
}

#[tokio::test]
async fn the_last_year_of_the_calendar_has_figures_of_days_and_none_of_periods() {
    let site = open(moved()).await;
    for path in ["/figures/why", "/figures/file"] {
        let path = format!("{path}?on=9999-12-31");
        let answer = site.0.get(&path, &site.1, "en").await;
        assert!(!answer.status.is_server_error(), "{path}: {}", answer.text);
    }
    let overview = page(&site, "/figures?on=9999-12-31").await;
    assert!(overview.contains("indicator=members"), "{overview}");
    assert!(!overview.contains("indicator=admitted"), "{overview}");
}

#[tokio::test]
async fn the_report_on_the_page_says_what_its_files_say_and_its_figures_open_their_lists() {
    let site = open(moved()).await;
    let html = page(&site, "/reports/quarterly?unit=P&period=2025-Q3").await;
    let json = page(
        &site,
        "/reports/quarterly/file?unit=P&period=2025-Q3&as=json",
    )
    .await;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(
        report["figures"]["members:P:2025-09-30:as-of"]["value"],
        "5"
    );
    assert!(
        plain(&html).contains("total membership stood at 5 "),
        "{}",
        plain(&html)
    );
    let article = html.split("<article").nth(1).unwrap();
    let mut opened = 0;
    for href in article
        .split("href=\"")
        .skip(1)
        .filter_map(|h| h.split('"').next())
    {
        let href = unescaped(href);
        let href = href.split('#').next().unwrap();
        let answer = site.0.get(href, &site.1, "en").await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{href}\n{}",
            plain(&answer.text)
        );
        opened += 1;
    }
    assert!(opened > 80, "{opened}");
    let list = page(&site, "/reports/quarterly/list?unit=P&period=2025-Q3&row=admitted&of=2025-Q3&kind_of_period=cumulative").await;
    assert_eq!(rows(&list), 1);
    for (form, begins) in [("pdf", "%PDF"), ("xlsx", "PK"), ("html", "<!doctype html>")] {
        let file = site
            .0
            .get(
                &format!("/reports/quarterly/file?unit=P&period=2025-Q3&as={form}"),
                &site.1,
                "en",
            )
            .await;
        assert_eq!(file.status, StatusCode::OK, "{form}");
        assert!(file.text.starts_with(begins), "{form}");
    }
}

/// A1 and A2 became A9 on 1 August; one was admitted in A2 before it, one in A9 after.
fn merged() -> Record {
    let r = peopled();
    let admitted = |key: &str, unit: &str, day: &str| {
        r.import("members", &format!("{HEAD}{key},Hoàng Văn Em,2000-01-01,nam,01,,{key},,2025-04-20,{day},,{unit},probationary,{day}\n"));
    };
    admitted("K5", "A2", "2025-07-10");
    r.import("reforms", "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n1,2025-08-01,A1,A9,whole,Chi bộ An Chín,,A,NQ1\n1,2025-08-01,A2,A9,whole,Chi bộ An Chín,,A,NQ1\n2,2025-08-15,B,B,same,,,A,NQ2\n");
    admitted("K6", "A9", "2025-08-20");
    r.import("events", &format!("{EVENTS}K2,deceased,2025-08-01,,,\n"));
    r
}

#[tokio::test]
async fn as_it_was_the_parts_of_what_happened_are_those_of_every_day_of_the_period() {
    let site = open(merged()).await;
    for (indicator, unit) in [
        ("admitted", "A"),
        ("admitted", "P"),
        ("deceased", "A"),
        ("deceased", "A9"),
    ] {
        let path = format!(
            "/figures?indicator={indicator}&unit={unit}&period=2025-Q3&kind_of_period=in-period&structure=as-was"
        );
        let html = page(&site, &path).await;
        let numbers = numbers(&html);
        let (total, parts) = numbers.split_last().unwrap();
        let sum: i64 = parts.iter().map(|(_, n)| n).sum();
        assert_eq!(sum, total.1, "{indicator} of {unit}: {numbers:?}");
        let shown = lists(&html);
        assert_eq!(shown.len(), numbers.len());
        for (list, (part, n)) in shown.iter().zip(&numbers).filter(|(_, (_, n))| *n > 0) {
            let opened = page(&site, list.split('#').next().unwrap()).await;
            assert_eq!(rows(&opened), usize::try_from(*n).unwrap(), "{unit} {part}");
        }
        if (indicator, unit) == ("admitted", "A") {
            for row in [
                ("Chi bộ An Hai (until 31 July 2025) A2", 1),
                ("Chi bộ An Chín (from 1 August 2025) A9", 1),
            ] {
                let found = numbers.iter().any(|(name, n)| (name.as_str(), *n) == row);
                assert!(found, "{row:?} in {numbers:?}");
            }
        }
    }
    for (lang, said) in [("vi", "Chi bộ An Hai (đến"), ("ur", "Chi bộ An Hai (")] {
        let path = "/figures?indicator=admitted&unit=A&period=2025-Q3&kind_of_period=in-period&structure=as-was";
        let html = site.0.get(path, &site.1, lang).await.text;
        assert!(plain(&html).contains(said), "{lang}");
    }
}

#[tokio::test]
async fn the_report_as_it_was_has_columns_that_add_up_and_lists_of_who_moved_with_their_unit() {
    let site = open(merged()).await;
    let asked = "unit=A&period=2025-Q3&structure=as-was";
    let html = page(&site, &format!("/reports/quarterly?{asked}")).await;
    let text = plain(&html);
    for said in [
        "structure as it was",
        "Received by reorganisation",
        "Chi bộ An Hai (until 31 July 2025) A2",
        "Chi bộ An Chín (from 1 August 2025) A9",
        "Xã Bình (from 15 August 2025) B",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    let article = html.split("<article").nth(1).unwrap();
    let hrefs = article.split("href=\"").skip(1);
    for href in hrefs.filter_map(|h| h.split('"').next()).map(unescaped) {
        let href = href.split('#').next().unwrap();
        let answer = site.0.get(href, &site.1, "en").await;
        assert_eq!(
            answer.status,
            StatusCode::OK,
            "{href}\n{}",
            plain(&answer.text)
        );
    }
    let list = |unit: &'static str, row: &'static str| {
        let site = &site;
        async move {
            let path = format!(
                "/reports/quarterly/list?unit={unit}&period=2025-Q3&structure=as-was&row={row}&of=2025-Q3&kind_of_period=in-period"
            );
            rows(&page(site, &path).await)
        }
    };
    // K4 came with B; within A nobody came or went
    assert_eq!(list("A", "in-by-reform").await, 1);
    assert_eq!(list("A", "out-by-reform").await, 0);
    // K1, K2, K3 and K5 came with the merger; K2 died on its day, K6 was admitted
    assert_eq!(list("A9", "in-by-reform").await, 4);
    assert_eq!(list("A9", "movement-in").await, 5);
    assert_eq!(list("A9", "movement-out").await, 1);
    let file = format!("/reports/quarterly/file?{asked}&as=");
    let json = page(&site, &format!("{file}json")).await;
    let report: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report["structure"], "as-was");
    let passing =
        &report["figures"]["admitted[below=A,days=2025-01-01/2025-07-31]:A2:2025-Q3:cumulative"];
    assert_eq!(passing["value"], "1", "{passing}");
    for (form, begins) in [("pdf", "%PDF"), ("xlsx", "PK"), ("html", "<!doctype html>")] {
        for lang in ["en", "vi", "ur"] {
            let path = format!("{file}{form}&lang={lang}");
            let answer = site.0.get(&path, &site.1, "en").await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(answer.text.starts_with(begins), "{path}");
        }
    }
    let then = page(
        &site,
        "/reports/quarterly?unit=A1&period=2025-Q3&structure=on&units_of=2025-07-31",
    )
    .await;
    assert!(plain(&then).contains("on the units of 31 July 2025"));
    let path = "/reports/quarterly?unit=A&period=2025-Q3&structure=on&units_of=soon";
    let wrong = site.0.get(path, &site.1, "en").await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn the_rulebook_shows_what_is_in_force_on_the_day_and_what_changed() {
    let site = open(peopled()).await;
    let then = plain(&page(&site, "/rulebook/rule?section=rule&key=DQ06&on=2025-06-30").await);
    assert!(
        then.contains("Quy định 294-QĐ/TW") && then.contains("Quy định 24-QĐ/TW"),
        "versions"
    );
    let list = |day: &'static str| {
        let site = &site;
        async move { plain(&page(site, &format!("/rulebook?q=DQ06&on={day}")).await) }
    };
    assert!(list("2025-06-30").await.contains("Quy định 24-QĐ/TW"));
    assert!(list("2025-07-01").await.contains("Quy định 294-QĐ/TW"));
    let changes = plain(&page(&site, "/rulebook/changes?from=2025-06-30&to=2025-07-01").await);
    assert!(
        changes.contains("Reads otherwise") || changes.contains("It says the same"),
        "{changes}"
    );
    let same = page(&site, "/rulebook/changes?from=2025-08-01&to=2025-08-02").await;
    assert!(same.contains("Nothing differs"));
    let calendar = page(&site, "/rulebook/calendar?year=2025").await;
    assert!(calendar.contains("Quốc khánh"));
    assert!(
        page(&site, "/rulebook/calendar?year=1990")
            .await
            .contains("No list of holidays for 1990")
    );
    let none = site
        .0
        .get("/rulebook/rule?section=rule&key=DQ99", &site.1, "en")
        .await;
    assert_eq!(none.status, StatusCode::NOT_FOUND);
}

/// Id of a unit by its code.
async fn id_of(site: &Site, code: &str) -> String {
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let known = Known::NOW;
    let scope = Scope::whole();
    let s = registers::organisation::units::store::structure(&mut db, &scope, known).await;
    let s = s.unwrap();
    let unit = s.bearer(code, Day::ymd(2025, 9, 30)).unwrap();
    s.unit(unit).id.clone()
}

/// What is seen by who has been granted some units, with what is below them, and nothing else.
async fn seen_by(units: &[&str]) -> (Site, String) {
    let (site, _) = open(moved()).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    account(&mut db, "secretary", "officer").await;
    for code in units {
        grant(
            &mut db,
            "secretary",
            "cell-secretary",
            &id_of(&site, code).await,
        )
        .await;
    }
    let (cookie, _) = site.session("secretary").await;
    (site, cookie)
}

#[tokio::test]
async fn what_one_may_not_see_is_counted_into_nothing_shown() {
    let site = seen_by(&["A1", "B1"]).await;
    let html = page(&site, "/figures?indicator=members&on=2025-09-30").await;
    let found = numbers(&html);
    let cells: Vec<(&str, i64)> = found.iter().map(|(n, v)| (n.as_str(), *v)).collect();
    // K1 is on the way between the two cells: in the commune's line, which is not seen
    assert_eq!(
        cells,
        [
            ("Chi bộ An Một A1", 2),
            ("Chi bộ Bình Một B1", 1),
            ("Total", 3)
        ]
    );
    assert!(html.contains("Only what you may see is counted here"));
    let list = page(&site, "/figures?indicator=members&on=2025-09-30&list=total").await;
    assert_eq!(rows(&list), 3);
    for hidden in ["Xã An", "Nguyễn Văn An", "Lê Văn Cường"] {
        assert!(!list.contains(hidden), "{hidden}");
    }
    for beyond in ["P", "A", "A2"] {
        for path in [
            format!("/figures?indicator=members&unit={beyond}"),
            format!("/reports/quarterly?unit={beyond}"),
            format!("/figures/file?indicator=members&unit={beyond}&as=csv"),
        ] {
            let status = site.0.get(&path, &site.1, "en").await.status;
            assert!(status.is_client_error(), "{path}: {status}");
        }
    }
    let own = page(&site, "/reports/quarterly?unit=A1&period=2025-Q3").await;
    assert!(own.contains("Chi bộ An Một") && !own.contains("Xã Bình"));
}

#[tokio::test]
async fn who_may_not_see_why_members_left_finds_no_figure_that_says_it() {
    let site = seen_by(&["P"]).await;
    let all = page(&site, "/figures").await;
    assert!(all.contains("indicator=admitted") && !all.contains("indicator=expelled"));
    let period = "period=2025-Q3&kind_of_period=cumulative";
    let path = |code: &str| format!("/figures?indicator={code}&unit=P&{period}");
    let (hidden, none) = (
        site.0.get(&path("expelled"), &site.1, "en").await,
        site.0.get(&path("nothing"), &site.1, "en").await,
    );
    assert_eq!(hidden.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(none.status, hidden.status);
    let report = page(&site, "/reports/quarterly?unit=P&period=2025-Q3").await;
    assert!(!report.contains("Expelled") && !report.contains("table-departures"));
}

/// Counties became regions and municipalities were merged; one of them was divided among two.
fn counties() -> Record {
    let r = Record::with_units(
        "code,name,kind,parent_code,valid_from
D,Landet,land,,2000-01-01
N,Nordamt,amt,D,2000-01-01
S,Sydamt,amt,D,2000-01-01
N1,Nordby,kommune,N,2000-01-01
N2,Nordstrand,kommune,N,2000-01-01
S1,Sydby,kommune,S,2000-01-01
S2,Sydhavn,kommune,S,2000-01-01
S3,Sydmark,kommune,S,2000-01-01
",
    );
    r.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis
1,2007-01-01,N,R,whole,Region Nord,region,D,L1
1,2007-01-01,S,T,whole,Region Syd,region,D,L1
1,2007-01-01,N1,M1,whole,Nordkommunen,kommune,R,L1
1,2007-01-01,N2,M1,whole,Nordkommunen,kommune,R,L1
1,2007-01-01,S2,M1,part,Nordkommunen,kommune,R,L1
1,2007-01-01,S2,M2,part,Sydkommunen,kommune,T,L1
1,2007-01-01,S1,M2,whole,Sydkommunen,kommune,T,L1
1,2007-01-01,S3,S3,same,Sydmarken,,T,L1
",
    );
    r
}

/// The parts of a figure: part, code, value and certainty.
fn parts(r: &Record, asked: &[&str]) -> Vec<(String, String, i64, String)> {
    let by = ["--by", "children", "--format", "csv"];
    let csv = r.ok(&[&["figure"], asked, &by].concat());
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        if cells[3].is_empty() {
            return None; // who reported nothing has no value
        }
        let value = cells[3].parse().unwrap();
        let text = |i: usize| cells[i].to_owned();
        Some((text(0), text(1), value, text(4)))
    };
    csv.lines().skip(1).filter_map(row).collect()
}

#[test]
fn the_parts_of_every_figure_of_units_add_up_on_the_units_of_every_day() {
    let r = counties();
    let (before, after) = ("2006-12-31", "2007-01-01");
    for (structure, units) in [
        (before, ["*", "D", "N", "S", "S3"]),
        (after, ["*", "D", "R", "T", "M1"]),
    ] {
        for unit in units {
            for indicator in ["units", "units-merged", "successors", "net-reduced"] {
                for (day, period) in [(before, "2006-Q4"), (after, "2007-Q1")] {
                    for kind in ["", "kommune"] {
                        let mut asked = vec![indicator, "--unit", unit, "--structure", structure];
                        if indicator == "units" {
                            asked.extend(["--on", day]);
                        } else {
                            asked.extend(["--period", period]);
                        }
                        if !kind.is_empty() {
                            asked.extend(["--kind", kind]);
                        }
                        let parts = parts(&r, &asked);
                        let (total, parts) = parts.split_last().unwrap();
                        let sum: i64 = parts.iter().map(|p| p.2).sum();
                        assert_eq!(sum, total.2, "{asked:?}: {parts:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_unit_that_is_gone_is_its_successors_own_and_one_that_was_divided_a_remainder() {
    let r = counties();
    let of = |asked: &[&str]| -> Vec<String> {
        let said = parts(&r, asked).into_iter().filter(|p| p.2 != 0);
        said.map(|(part, code, n, sure)| format!("{part} {code} {n} {sure}"))
            .collect()
    };
    let on = ["--on", "2006-12-31", "--structure", "2007-01-01"];
    let units = |unit| of(&[&["units", "--kind", "kommune", "--unit", unit], &on[..]].concat());
    assert_eq!(
        units("D"),
        [
            "child R 2 remainder",
            "child T 2 remainder",
            "remainder D 1 remainder",
            "total D 5 remainder"
        ]
    );
    assert_eq!(units("M1"), ["own M1 2 remainder", "total M1 2 remainder"]);
    let merged = ["units-merged", "--unit", "D", "--period", "2007-Q1"];
    assert_eq!(
        of(&merged),
        ["child R 1 exact", "child T 1 exact", "total D 2 exact"]
    );
    assert_eq!(
        of(&[&merged[..], &["--kind", "kommune"]].concat()),
        [
            "child R 2 remainder",
            "child T 1 remainder",
            "remainder D 1 exact",
            "total D 4 exact"
        ]
    );
}

#[test]
fn a_list_of_units_names_them_as_on_the_day_asked() {
    let r = counties();
    let list = |unit: &str, on: &str| {
        let asked = ["figure", "units", "--unit", unit, "--on", on];
        r.ok(&[&asked[..], &["--list", "--format", "csv"]].concat())
    };
    assert!(list("T", "2007-01-01").contains(",,S3,Sydmarken,2000-01-01"));
    assert!(list("S", "2006-12-31").contains(",,S3,Sydmark,2000-01-01"));
}

#[test]
fn a_figure_is_not_narrowed_by_what_nobody_knows() {
    let r = counties();
    let day = ["--unit", "D", "--on", "2006-12-31"];
    let refused = |asked: &[&str]| r.refused(&[&["figure"], asked, &day[..]].concat());
    for (asked, known) in [
        (
            ["units", "--kind", "Kommune"],
            "«Kommune» is known neither to the rulebook nor to the record; known are amt, kommune, land, region",
        ),
        (
            ["members", "--filter", "sex=x"],
            "«x» is known neither to the rulebook nor to the record; known are female, male",
        ),
        (["members", "--filter", "standing=offical"], "exempt, "),
    ] {
        let err = refused(&asked);
        assert!(err.contains(known), "{err}");
    }
    let region = [&["figure", "units", "--kind", "region"], &day[..]].concat();
    let text = r.ok(&region);
    assert!(text.contains("units of D: 0"), "{text}");
}

#[test]
fn an_entered_figure_that_nobody_entered_says_so() {
    let r = counties();
    let text = r.ok(&["figure", "population", "--unit", "D", "--on", "2007-01-01"]);
    assert!(
        text.contains("population of D: nothing was entered"),
        "{text}"
    );
}

/// What a unit reported includes what was reported below it.
#[test]
fn the_parts_of_an_entered_figure_add_up() {
    let r = counties();
    r.import(
        "figures",
        "code,date,indicator,value\nD,2006-12-31,population,100\nN,2006-12-31,population,40\nS1,2006-12-31,population,25\n",
    );
    for structure in ["2006-12-31", "2007-01-01"] {
        for on in ["2006-12-31", "2007-01-01"] {
            let asked = ["population", "--unit", "D", "--on", on];
            let all = parts(&r, &[&asked[..], &["--structure", structure]].concat());
            let (total, parts) = all.split_last().unwrap();
            let sum: i64 = parts.iter().map(|p| p.2).sum();
            assert_eq!((sum, total.2), (100, 100), "{all:?}");
        }
    }
}

#[test]
fn a_unit_that_reported_nothing_is_no_nought_among_the_parts() {
    let r = counties();
    let list =
        "code,date,indicator,value\nN,2006-12-31,population,40\nS1,2006-12-31,population,0\n";
    r.import("figures", list);
    let asked = ["--unit", "S", "--on", "2006-12-31", "--by", "children"];
    let csv = r.ok(&[&["figure", "population", "--format", "csv"], &asked[..]].concat());
    let of = |code: &str| {
        let mut rows = csv.lines().map(|l| l.split(',').collect::<Vec<_>>());
        rows.find(|cells| cells[1] == code)
            .map(|cells| cells[3].to_owned())
    };
    assert_eq!(of("S1").as_deref(), Some("0"), "{csv}");
    assert_eq!(of("S2").as_deref(), Some(""), "{csv}");
}

/// A province of two communes with their hamlets, all of which reported what adds up.
fn hamlets(reform: &str) -> Record {
    let r = Record::with_units(
        "code,name,kind,parent_code,valid_from
T,Te,prov,,2025-01-01
P,Pe,commune,T,2025-01-01
Q,Qu,commune,T,2025-01-01
P1,P một,hamlet,P,2025-01-01
P2,P hai,hamlet,P,2025-01-01
Q1,Q một,hamlet,Q,2025-01-01
",
    );
    let reported: String = [
        ("P", 1000),
        ("P1", 600),
        ("P2", 400),
        ("Q", 500),
        ("Q1", 500),
    ]
    .iter()
    .map(|(code, n)| format!("{code},2025-01-01,population,{n}\n"))
    .collect();
    r.import("figures", &format!("code,date,indicator,value\n{reported}"));
    let head = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";
    r.import("reforms", &format!("{head}{reform}"));
    r
}

/// Part, code and value of a population of the eve of a reform, put on the units of its day.
fn put_on(r: &Record, unit: &str) -> Vec<(String, String, i64)> {
    let on = ["--on", "2025-06-30", "--structure", "2025-07-01"];
    let asked = [&["population", "--unit", unit], &on[..]].concat();
    let parts = parts(r, &asked).into_iter();
    parts
        .map(|p| (p.0, p.1, p.2))
        .filter(|p| p.2 != 0)
        .collect()
}

#[test]
fn what_a_divided_unit_reported_is_not_added_to_what_the_unit_above_it_did() {
    let r = hamlets(
        "R,2025-07-01,P1,P1,same,,,,N\nR,2025-07-01,P1,Q1,part,,,,N\nR,2025-07-01,Q1,Q1,same,,,,N\n",
    );
    for unit in ["T", "*"] {
        let total = put_on(&r, unit).pop().unwrap().2;
        assert_eq!(total, 1500, "{unit}");
    }
    let parts = put_on(&r, "T");
    let of = |code: &str| parts.iter().find(|p| p.1 == code).map(|p| p.2);
    // what lies in P1 or Q1 is in neither commune for certain
    assert_eq!((of("P"), of("Q")), (Some(400), Some(500)), "{parts:?}");
}

#[test]
fn what_a_unit_reported_goes_with_it_under_another() {
    let r = hamlets("R,2025-07-01,P1,P1,same,,,Q,N\n");
    let parts = put_on(&r, "T");
    let of = |code: &str| parts.iter().find(|p| p.1 == code).map(|p| p.2);
    assert_eq!((of("P"), of("Q")), (Some(400), Some(1100)), "{parts:?}");
    assert_eq!(parts.last().unwrap().2, 1500, "{parts:?}");
    assert!(parts.iter().all(|p| p.2 > 0), "{parts:?}");
}

/// A stay that began under another name is listed by the name of the day asked for.
#[test]
fn the_list_of_a_period_names_units_as_they_are_called_at_its_end() {
    let r = counties();
    r.import(
        "members",
        "person_key,name,birth_date,unit_code,standing,since\nK1,Anna,1970-01-02,S3,full,2005-03-01\n",
    );
    for when in [["--on", "2007-03-31"], ["--period", "2007-Q1"]] {
        let args = [
            "figure", "members", "--unit", "D", "--list", "--format", "csv",
        ];
        let listed = body(&r.ok(&[&args[..], &when].concat()));
        assert_eq!(listed.len(), 1);
        assert!(
            listed[0].contains(",S3,Sydmarken,2005-03-01"),
            "{when:?}: {listed:?}"
        );
    }
}

/// The quarterly report of a unit in one of its forms.
fn report(r: &Record, unit: &str, period: &str, file: &str) -> String {
    let path = r.path(file);
    let out = path.to_str().unwrap();
    r.ok(&[
        "report",
        "quarterly",
        "--unit",
        unit,
        "--period",
        period,
        "--lang",
        "en",
        "--out",
        out,
    ]);
    std::fs::read_to_string(path).unwrap()
}

#[test]
fn a_report_without_a_rulebook_speaks_of_no_party_and_counts_every_kind_of_unit() {
    let r = counties();
    let json = report(&r, "D", "2007-Q1", "r.json");
    let report_of: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(report_of["party"], false);
    let sections = report_of["sections"].as_array().unwrap();
    assert!(sections.iter().all(|s| s["key"] != "badges"));
    let tables = report_of["tables"].as_array().unwrap();
    assert!(tables.iter().all(|t| t["key"] != "years"));
    let text = plain(&report(&r, "D", "2007-Q1", "r.html"));
    for local in ["Communist", "adge", "Party age", "ward", "commune"] {
        assert!(!text.contains(local), "{local} in {text}");
    }
    assert!(
        text.contains("Units below: 5 , by kind: kommune 3 ; region 2 ."),
        "{text}"
    );
}

#[test]
fn a_report_names_kinds_of_unit_as_its_language_does() {
    let r = Record::vietnamese();
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\nP,Tỉnh Phong,tỉnh,,2025-07-01\nA,Xã An,xã,P,2025-07-01\n",
    );
    let json: serde_json::Value =
        serde_json::from_str(&report(&r, "P", "2025-Q3", "r.json")).unwrap();
    assert_eq!(json["party"], true);
    let html = report(&r, "P", "2025-Q3", "r.html");
    assert!(plain(&html).contains("by kind: commune 1"), "{html}");
    assert!(!html.contains(">xã<"), "{html}");
}

//! The digest by mail: only to whom asked for it, with counts and links and nothing else.

use crate::common::Record;
use crate::site::{self, HERE, site_of};
use axum::http::StatusCode;
use figures::Day;
use platform::clock::SeededRandomness;
use platform::seal::Key;
use platform::web::request::encoded;
use platform::{Clock, Db};
use registers::insight::digest::daily::{Daily, Post, send};
use registers::insight::digest::{Letter, store};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};

/// A mail server that takes everything and keeps it.
fn sink() -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let (send, receive) = channel();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut say = |text: &str| stream.write_all(format!("{text}\r\n").as_bytes());
            _ = say("220 sink");
            let (mut line, mut letter, mut data) = (String::new(), String::new(), false);
            while reader.read_line(&mut line).unwrap_or(0) > 0 {
                let end = line.trim_end().to_owned();
                line.clear();
                if data {
                    if end == "." {
                        data = false;
                        _ = send.send(std::mem::take(&mut letter));
                        _ = say("250 kept");
                    } else {
                        letter.push_str(&end);
                        letter.push('\n');
                    }
                    continue;
                }
                letter.push_str(&end);
                letter.push('\n');
                _ = match end.split(' ').next().unwrap_or("") {
                    "DATA" => {
                        data = true;
                        say("354 go on")
                    }
                    "QUIT" => {
                        _ = say("221 bye");
                        break;
                    }
                    _ => say("250 ok"),
                };
            }
        }
    });
    (port, receive)
}

/// A letter's body, whichever way it was made fit for the way.
fn decoded(letter: &str) -> String {
    let (head, body) = letter.split_once("\n\n").unwrap_or((letter, ""));
    if head.contains("quoted-printable") {
        let joined = body.replace("=\n", "");
        let mut bytes = Vec::new();
        let mut rest = joined.bytes();
        while let Some(b) = rest.next() {
            if b != b'=' {
                bytes.push(b);
                continue;
            }
            let hex = [rest.next().unwrap(), rest.next().unwrap()];
            let hex = std::str::from_utf8(&hex).unwrap();
            bytes.push(u8::from_str_radix(hex, 16).unwrap());
        }
        return String::from_utf8(bytes).unwrap();
    }
    if head.contains("base64") {
        let digits = body.bytes().filter_map(|b| match b {
            b'A'..=b'Z' => Some(b - b'A'),
            b'a'..=b'z' => Some(b - b'a' + 26),
            b'0'..=b'9' => Some(b - b'0' + 52),
            b'+' => Some(62),
            b'/' => Some(63),
            _ => None,
        });
        let (mut bytes, mut held, mut bits) = (Vec::new(), 0u32, 0);
        for digit in digits {
            held = held << 6 | u32::from(digit);
            bits += 6;
            if bits >= 8 {
                bits -= 8;
                bytes.push(u8::try_from(held >> bits & 0xff).unwrap());
            }
        }
        return String::from_utf8(bytes).unwrap();
    }
    body.to_owned()
}

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    T,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    A,Đảng bộ xã An,đảng bộ cơ sở,T,2024-01-01\n";

#[tokio::test(flavor = "multi_thread")]
async fn the_digest_goes_once_a_day_to_whom_asked_for_it_and_names_nobody() {
    let record = Record::vietnamese();
    record.import("units", UNITS);
    record.ok(&[
        "document",
        "term",
        "--unit",
        "T",
        "--label",
        "2025-2030",
        "--from",
        "2025-09-20",
    ]);
    record.ok(&[
        "document",
        "issue",
        "--unit",
        "T",
        "--kind",
        "notice",
        "--date",
        "2025-10-01",
        "--subject",
        "Về đồng chí Nguyễn Văn Mẫu",
        "--recipients",
        "A",
        "--signer",
        "Trần Thị Bình",
    ]);
    record.ok(&[
        "task",
        "assign",
        "--title",
        "Việc kín",
        "--lead",
        "A",
        "--issued",
        "2025-09-20",
        "--deadline",
        "2025-09-25",
        "--number",
        "1",
    ]);
    let site = site_of(record).await;
    let mut db = Db::open(&site.record.url()).await.unwrap();
    let unit = site
        .record
        .sql("select subject from unit_state where code = 'A' limit 1");
    for who in ["clerk", "silent"] {
        site::account(&mut db, who, "officer").await;
        site::grant(&mut db, who, "organising-officer", unit.trim()).await;
        let sql = format!(
            "update account set unit = '{}', lang = 'vi' where id = '{who}'",
            unit.trim()
        );
        db.execute(&sql, &[]).await.unwrap();
    }
    let (cookie, token) = site.session("clerk").await;
    let wish = |address: &str| format!("form_token={token}&then=send&address={}", encoded(address));
    let refused = site
        .post(
            "/account/digest",
            &cookie,
            HERE,
            &wish("a@b.vn\r\nBcc: c@d.vn"),
        )
        .await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let taken = site
        .post(
            "/account/digest",
            &cookie,
            HERE,
            &wish("van.thu@example.vn"),
        )
        .await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    // the address is nowhere to be read
    assert!(
        !site
            .record
            .sql("select address from digest_wish")
            .contains("example.vn")
    );
    let page = site.get("/account/digest", &cookie, "vi").await;
    assert!(page.text.contains("van.thu@example.vn"), "{}", page.text);

    let (port, letters) = sink();
    let smtp = format!("smtp://127.0.0.1:{port}");
    let run = |day: &str| {
        let args = [
            "digest",
            "--smtp",
            &smtp,
            "--from",
            "nazm@example.vn",
            "--base",
            "https://nazm.example.vn/",
            "--today",
            day,
        ];
        site.record.ok(&args)
    };
    assert_eq!(run("2025-10-02"), "sent 1\n");
    let letter = letters
        .recv_timeout(std::time::Duration::from_secs(10))
        .unwrap();
    assert!(letter.contains("RCPT TO:<van.thu@example.vn>"), "{letter}");
    let text = decoded(letter.split_once("DATA\n").unwrap().1);
    for said in [
        "1 văn bản gửi đến đơn vị chưa được đọc.",
        "https://nazm.example.vn/documents/inbox",
        "1 nhiệm vụ của đơn vị đã quá hạn.",
        "https://nazm.example.vn/account/digest",
    ] {
        assert!(text.contains(said), "«{said}» in\n{text}");
    }
    for kept in [
        "Nguyễn",
        "Trần",
        "Việc kín",
        "01-TB",
        "Đảng bộ",
        "clerk",
        "Châu",
    ] {
        assert!(
            !text.contains(kept) && !letter.contains(kept),
            "«{kept}» in\n{text}"
        );
    }
    assert_eq!(run("2025-10-02"), "sent 0\n", "once a day");
    assert_eq!(run("2025-10-03"), "sent 1\n");
    site.post(
        "/account/digest",
        &cookie,
        HERE,
        &format!("form_token={token}&then=stop"),
    )
    .await;
    assert_eq!(run("2025-10-04"), "sent 0\n");
    assert!(letters.try_iter().count() <= 1, "nobody else had a letter");
}

#[test]
fn a_mail_server_that_does_not_answer_is_told_and_the_letter_is_tried_again() {
    let r = Record::vietnamese();
    let args = |smtp: &'static str, base: &'static str| {
        [
            "digest",
            "--smtp",
            smtp,
            "--from",
            "nazm@example.vn",
            "--base",
            base,
        ]
    };
    let refused = r.refused(&args("smtp://u:secret@host", "https://x.vn"));
    assert!(refused.contains("without a password"), "{refused}");
    let refused = r.refused(&args("smtp://127.0.0.1:1", "x.vn"));
    assert!(refused.contains("it begins with https://"), "{refused}");
}

// ---- sent by the server itself

/// A clock that a test sets.
struct Hands(AtomicI64);

impl Hands {
    fn at(moment: &str) -> Arc<Hands> {
        Arc::new(Hands(AtomicI64::new(second(moment))))
    }

    fn set(&self, moment: &str) {
        self.0.store(second(moment), Ordering::SeqCst);
    }
}

fn second(moment: &str) -> i64 {
    moment.parse::<jiff::Timestamp>().unwrap().as_second()
}

impl Clock for Hands {
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
}

/// A commune with a task overdue, whose clerk wants the digest.
async fn waiting() -> Record {
    let record = Record::vietnamese();
    record.import("units", UNITS);
    record.ok(&[
        "task",
        "assign",
        "--title",
        "Việc",
        "--lead",
        "A",
        "--issued",
        "2025-09-20",
        "--deadline",
        "2025-09-25",
        "--number",
        "1",
    ]);
    let mut db = Db::open(&record.url()).await.unwrap();
    registers::migrate_working(&mut db).await.unwrap();
    let unit = record.sql("select subject from unit_state where code = 'A' limit 1");
    site::account(&mut db, "clerk", "officer").await;
    site::grant(&mut db, "clerk", "organising-officer", unit.trim()).await;
    let sql = format!("update account set unit = '{}'", unit.trim());
    db.execute(&sql, &[]).await.unwrap();
    let key = std::fs::read_to_string(record.data().join("nazm.key")).unwrap();
    let key = Key::parse(&key).unwrap();
    let sealed = key
        .seal("van.thu@example.vn", &mut SeededRandomness(9))
        .unwrap();
    store::set(&mut db, "clerk", &sealed).await.unwrap();
    record
}

/// Where letters of a test go, or why they do not.
fn letterbox() -> (Post, Arc<Mutex<Vec<Letter>>>, Arc<AtomicBool>) {
    let (kept, open) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(AtomicBool::new(true)),
    );
    let (into, is_open) = (kept.clone(), open.clone());
    let post: Post = Arc::new(move |letter: &Letter| {
        if !is_open.load(Ordering::SeqCst) {
            return Err("nobody answers".to_owned());
        }
        into.lock().unwrap().push(letter.clone());
        Ok(())
    });
    (post, kept, open)
}

async fn begun(record: &Record, hands: &Arc<Hands>, post: &Post) -> Daily {
    let office = site::open_by(record, hands.clone()).await;
    Daily::new(
        office,
        "https://nazm.example.vn".to_owned(),
        post.clone(),
        None,
    )
}

#[tokio::test]
async fn the_server_sends_the_digest_from_the_hour_of_the_rulebook_once_a_day() {
    let record = waiting().await;
    let (post, kept, _) = letterbox();
    // the rulebook's hour is 7 in the zone of Việt Nam, which is midnight UTC
    let hands = Hands::at("2025-10-01T23:59:00Z");
    let daily = begun(&record, &hands, &post).await;
    let turn = async || daily.turn().await.unwrap().letters;
    assert_eq!(turn().await, 0, "it is 6:59");
    hands.set("2025-10-02T00:00:00Z");
    assert_eq!(turn().await, 1);
    assert_eq!(kept.lock().unwrap()[0].to, "van.thu@example.vn");
    for later in ["2025-10-02T00:01:00Z", "2025-10-02T16:59:00Z"] {
        hands.set(later);
        assert_eq!(turn().await, 0, "{later}");
    }
    hands.set("2025-10-02T17:00:00Z");
    assert_eq!(turn().await, 0, "the next day has begun, its hour has not");
    hands.set("2025-10-03T00:30:00Z");
    assert_eq!(turn().await, 1);
}

#[tokio::test]
async fn a_server_that_starts_again_or_runs_twice_sends_nobody_two_letters_of_a_day() {
    let record = waiting().await;
    let (post, kept, _) = letterbox();
    let hands = Hands::at("2025-10-02T01:00:00Z");
    assert_eq!(
        begun(&record, &hands, &post)
            .await
            .turn()
            .await
            .unwrap()
            .letters,
        1
    );
    let again = begun(&record, &hands, &post).await;
    assert_eq!(again.turn().await.unwrap().letters, 0);
    // two that read the list at the same moment: who notes it first sends
    hands.set("2025-10-03T01:00:00Z");
    let today = Day::ymd(2025, 10, 3);
    let letter = Letter {
        before: "2025-10-02".to_owned(),
        ..kept.lock().unwrap()[0].clone()
    };
    let mut db = Db::open(&record.url()).await.unwrap();
    for sends in [1, 0] {
        let sent = send(&mut db, vec![letter.clone()], today, &post).await;
        assert_eq!(sent.unwrap().letters, sends);
    }
    assert_eq!(again.turn().await.unwrap().letters, 0);
    assert_eq!(kept.lock().unwrap().len(), 2);
}

#[tokio::test]
async fn a_letter_that_could_not_be_sent_is_tried_again_a_quarter_of_an_hour_later() {
    let record = waiting().await;
    let (post, kept, open) = letterbox();
    let hands = Hands::at("2025-10-02T01:00:00Z");
    let daily = begun(&record, &hands, &post).await;
    open.store(false, Ordering::SeqCst);
    assert_eq!(daily.turn().await.unwrap().faults, ["nobody answers"]);
    open.store(true, Ordering::SeqCst);
    hands.set("2025-10-02T01:14:00Z");
    assert_eq!(daily.turn().await.unwrap().letters, 0);
    hands.set("2025-10-02T01:15:00Z");
    assert_eq!(daily.turn().await.unwrap().letters, 1);
    assert_eq!(kept.lock().unwrap().len(), 1);
}

#[test]
fn a_server_is_told_of_a_mail_server_whole_or_not_at_all() {
    let r = Record::vietnamese();
    let smtp = ["serve", "--port", "0", "--smtp", "smtp://127.0.0.1:1"];
    assert!(r.run(&smtp).err.contains("--from"));
    let hour = ["serve", "--port", "0", "--digest-hour", "7"];
    assert!(r.run(&hour).err.contains("--smtp"));
    let mut bad = smtp.to_vec();
    bad.extend(["--from", "nobody", "--base", "https://x.vn"]);
    assert!(
        r.refused(&bad)
            .contains("--from nobody: this is no mail address")
    );
}

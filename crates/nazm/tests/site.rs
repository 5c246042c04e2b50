//! A site asked in this very process, for the tests of pages.

use crate::common::Record;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use figures::Day;
use platform::asof::Known;
use platform::clock::{FixedClock, SeededRandomness};
use platform::journal::{Draft, Ground, Writer};
use platform::seal::Key;
use platform::web::session;
use platform::{Clock, Db, Scope};
use registers::activity::documents::files::{Cabinet, Opened, Unkept};
use registers::organisation::accounts::model::Account;
use registers::organisation::accounts::secrets::hashed;
use registers::organisation::accounts::store as accounts;
use registers::organisation::grants::acts::{Wanted, decide_end, decide_grant};
use registers::organisation::grants::model::WHOLE;
use registers::organisation::grants::store as grants;
use registers::web::press::Press;
use registers::web::{Office, Settings, router};
use std::sync::{Arc, LazyLock};
use tower::ServiceExt;

pub const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    P,Đảng bộ tỉnh,đảng bộ tỉnh,,2024-01-01\n\
    A,Đảng bộ xã Đình,đảng bộ cơ sở,P,2024-01-01\n\
    B,Đảng bộ xã <b>Gia</b>,đảng bộ cơ sở,P,2024-01-01\n";

pub const NOW: &str = "2025-10-02T02:00:00Z";
pub const PASSWORD: &str = "sông Cầu chảy mãi";

/// Hashing is slow on purpose; once is enough for all tests.
static HASHED: LazyLock<String> = LazyLock::new(|| hashed(PASSWORD, &[1; 16]).unwrap());

pub struct Site {
    pub record: Record,
    pub app: Router,
    pub office: Arc<Office>,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

pub fn now() -> i64 {
    NOW.parse::<jiff::Timestamp>().unwrap().as_second()
}

/// Somebody who was sent from one unit to another.
pub const PEOPLE: &str = "person_key,name,birth_date,sex,unit_code,standing,since\n\
    K1,Hoàng <b>Gia</b> An,1980-05-06,nam,A,official,2024-01-01\n";
const EVENTS: &str = "person_key,event,day,to_unit\nK1,transfer_sent,2025-09-15,B\n";

pub async fn site() -> Site {
    let record = Record::with_units(UNITS);
    record.import("members", PEOPLE);
    record.import("events", EVENTS);
    site_of(record).await
}

/// A demo, in which nobody needs a second factor.
pub async fn site_of(record: Record) -> Site {
    site_as(record, true).await
}

/// A site whose press is another.
pub async fn site_printing(record: Record, press: Press) -> Site {
    prepared(record, true, press).await
}

pub async fn site_as(record: Record, demo: bool) -> Site {
    prepared(record, demo, Arc::new(press)).await
}

async fn prepared(record: Record, demo: bool, press: Press) -> Site {
    let mut db = Db::open(&record.url()).await.unwrap();
    registers::migrate_working(&mut db).await.unwrap();
    for kind in ["officer", "administrator"] {
        account(&mut db, kind, kind).await;
    }
    // a rulebook that names roles takes the place of the built-in ones
    let role = record.sql("select count(*) from rule where section = 'role'");
    let role = if role.trim() == "0" {
        "full"
    } else {
        "organising-officer"
    };
    grant(&mut db, "officer", role, WHOLE).await;
    let office = open_as(&record, demo, press).await;
    Site {
        record,
        app: router(office.clone()),
        office,
    }
}

/// Starts the server on a record, as after a stop.
pub async fn open(record: &Record) -> Arc<Office> {
    open_as(record, true, Arc::new(press)).await
}

async fn open_as(record: &Record, demo: bool, press: Press) -> Arc<Office> {
    let settings = settings(record, demo, press);
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(NOW.parse().unwrap()));
    open_at(settings, clock).await
}

fn settings(record: &Record, demo: bool, press: Press) -> Settings {
    let key = std::fs::read_to_string(record.data().join("nazm.key")).unwrap();
    Settings {
        url: record.url(),
        key: Key::parse(&key).unwrap(),
        columns: None,
        over_tls: false,
        forwarded: false,
        demo,
        today: None,
        first_code: None,
        connections: 4,
        press: Some(press),
        cabinet: Some(Cabinet::in_folder(&record.data())),
        opener: Some(Arc::new(opened)),
    }
}

/// Starts the server on a record by a clock.
pub async fn open_by(record: &Record, clock: Arc<dyn Clock>) -> Arc<Office> {
    open_at(settings(record, true, Arc::new(press)), clock).await
}

async fn open_at(settings: Settings, clock: Arc<dyn Clock>) -> Arc<Office> {
    Office::open(settings, clock, || Box::new(SeededRandomness(5)))
        .await
        .unwrap()
}

/// An account of a kind, with the password of all tests and without any grant.
pub async fn account(db: &mut Db, id: &str, kind: &str) {
    let account = Account {
        id: id.to_owned(),
        login: id.to_owned(),
        name: "Trần <i>Châu</i>".to_owned(),
        kind: kind.to_owned(),
        password: HASHED.clone(),
        theme: "system".to_owned(),
        script: "naskh".to_owned(),
        keys: true,
        ..Account::default()
    };
    accounts::insert(db, &account).await.unwrap();
}

/// Gives an account a role by an act, for a unit (by its id) with what is below it; returns the
/// id of the grant.
pub async fn grant(db: &mut Db, account: &str, role: &str, unit: &str) -> String {
    grant_from(db, account, role, unit, Day::ymd(2025, 1, 1)).await
}

pub async fn grant_from(db: &mut Db, account: &str, role: &str, unit: &str, from: Day) -> String {
    let wanted = Wanted {
        role: role.to_owned(),
        unit: unit.to_owned(),
        below: true,
        from,
        until: Day::MAX,
        asked_by: "another".to_owned(),
    };
    let number = platform::journal::store::last(db).await.unwrap() + 1;
    give(db, account, &wanted, number, from).await
}

/// Gives a grant as it is wanted, as if today were the day it begins.
pub async fn give(db: &mut Db, account: &str, wanted: &Wanted, number: u64, today: Day) -> String {
    let known = Known::NOW;
    let s = registers::organisation::units::store::structure(db, &Scope::whole(), known).await;
    let book = registers::organisation::rulebook::store::rulebook(db, &Scope::whole(), known).await;
    let account = accounts::by_id(db, account).await.unwrap().unwrap();
    let ground = Ground {
        account: "administrator".to_owned(),
        on_behalf_of: WHOLE.to_owned(),
        basis: "12-QĐ/TU".to_owned(),
        reason: String::new(),
    };
    let (s, book) = (s.unwrap(), book.unwrap());
    let draft = decide_grant((&s, &book, today), &account, wanted, ground, number).unwrap();
    record(db, &draft).await;
    draft.lines[0].subject.clone()
}

/// Ends a grant on the very day of the tests.
pub async fn end_grant(db: &mut Db, id: &str) {
    let grant = grants::by_id(db, id).await.unwrap().unwrap();
    let today = Day::parse(&NOW[..10]).unwrap();
    let draft = decide_end(&grant, today, today, Ground::default()).unwrap();
    record(db, &draft).await;
}

/// Records an act as the command line would.
pub async fn record(db: &mut Db, draft: &Draft) {
    let (clock, mut chance) = (FixedClock(NOW.parse().unwrap()), SeededRandomness(7));
    let mut writer = Writer::begin(db, &clock, &mut chance).await.unwrap();
    writer.act(registers::REGISTERS, draft).await.unwrap();
    writer.finish().await.unwrap();
}

/// The reader of these tests: the program's own, in a process of its own.
fn opened(bytes: Vec<u8>) -> std::io::Result<Option<Result<Opened, Unkept>>> {
    let program = std::path::Path::new(env!("CARGO_BIN_EXE_nazm"));
    let answer = extract::apart::read(program, bytes, extract::apart::PATIENCE)?;
    let same = serde_json::to_value(answer).and_then(serde_json::from_value);
    Ok(same.unwrap())
}

/// The press of these tests.
pub fn press(print: &registers::web::press::Print) -> Result<Vec<u8>, String> {
    let files: Vec<(&str, Vec<u8>)> = print
        .files
        .iter()
        .map(|(n, b)| (n.as_str(), b.clone()))
        .collect();
    let options = pdf::Options {
        title: print.title.clone(),
        lang: print.lang.to_owned(),
        rtl: print.rtl,
        written_at: print.written_at.clone(),
        utc_offset: print.utc_offset,
    };
    pdf::typeset(&print.source, &files, &options).map_err(|e| e.to_string())
}

impl Site {
    pub async fn ask(&self, request: Request<Body>) -> Answer {
        let response = self.app.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = to_bytes(body, 10_000_000).await.unwrap();
        Answer {
            status: parts.status,
            headers: parts.headers,
            // the spaces of a day do not break: nothing that a reader sees
            text: String::from_utf8_lossy(&bytes).replace('\u{a0}', " "),
        }
    }

    pub async fn get(&self, path: &str, cookie: &str, lang: &str) -> Answer {
        let request = Request::get(path)
            .header("cookie", cookie)
            .header("accept-language", lang)
            .body(Body::empty());
        self.ask(request.unwrap()).await
    }

    pub async fn post(&self, path: &str, cookie: &str, from: &str, form: &str) -> Answer {
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("host", "nazm.test")
            .header("origin", from)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()));
        self.ask(request.unwrap()).await
    }

    /// Id of the unit at the top.
    pub async fn unit(&self, cookie: &str) -> String {
        let top = self.get("/units", cookie, "en").await.text;
        let row = top
            .split("data-row")
            .nth(1)
            .expect("a unit stands at the top");
        let link = row.split("/units/").nth(1).unwrap();
        link.split(['"', '?']).next().unwrap().to_owned()
    }

    /// Id of a person by the key their sender knows them by.
    pub async fn person(&self, key: &str) -> String {
        let mut db = Db::open(&self.record.url()).await.unwrap();
        let sql = "select subject from person where known_to is null and person_key = $1";
        let given = [key.into()];
        let rows = db.rows(sql, &given, &[platform::db::Type::Text]).await;
        rows.unwrap()[0][0].text().to_owned()
    }

    /// Cookie and form token of a session of an account.
    pub async fn session(&self, account: &str) -> (String, String) {
        let mut db = Db::open(&self.record.url()).await.unwrap();
        let (secret, token) = (format!("{account:0>64}"), "f".repeat(64));
        session::begin(&mut db, (&secret, &token), account, "test", true, now())
            .await
            .unwrap();
        (format!("nazm={secret}"), token)
    }

    pub async fn write(&self, sql: &str) {
        let mut db = Db::open(&self.record.url()).await.unwrap();
        db.execute(sql, &[]).await.unwrap();
    }
}

pub const HERE: &str = "http://nazm.test";

//! A site asked in this very process, for the tests of pages.

use crate::common::Record;
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{HeaderMap, Request, StatusCode};
use platform::clock::{FixedClock, SeededRandomness};
use platform::seal::Key;
use platform::web::session;
use platform::{Clock, Db};
use registers::organisation::accounts::model::Account;
use registers::organisation::accounts::store as accounts;
use registers::web::{Office, Settings, router};
use std::sync::Arc;
use tower::ServiceExt;

pub const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    P,Đảng bộ tỉnh,đảng bộ tỉnh,,2024-01-01\n\
    A,Đảng bộ xã Đình,đảng bộ cơ sở,P,2024-01-01\n\
    B,Đảng bộ xã <b>Gia</b>,đảng bộ cơ sở,P,2024-01-01\n";

pub const NOW: &str = "2025-10-02T02:00:00Z";
pub const PASSWORD: &str = "sông Cầu chảy mãi";

pub struct Site {
    pub record: Record,
    pub app: Router,
}

pub struct Answer {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub text: String,
}

pub fn now() -> i64 {
    NOW.parse::<jiff::Timestamp>().unwrap().as_second()
}

/// Somebody who was sent from one unit to another; see [`Site::person`].
const PEOPLE: &str = "person_key,name,birth_date,sex,unit_code,standing,since\n\
    K1,Hoàng <b>Gia</b> An,1980-05-06,nam,A,official,2024-01-01\n";
const EVENTS: &str = "person_key,event,day,to_unit\nK1,transfer_sent,2025-09-15,B\n";

pub async fn site() -> Site {
    let record = Record::with_units(UNITS);
    record.import("members", PEOPLE);
    record.import("events", EVENTS);
    site_of(record).await
}

pub async fn site_of(record: Record) -> Site {
    let mut db = Db::open(&record.url()).await.unwrap();
    registers::migrate_working(&mut db).await.unwrap();
    for kind in ["officer", "administrator"] {
        let password = registers::organisation::accounts::secrets::hashed(PASSWORD, &[1; 16]);
        let account = Account {
            id: kind.to_owned(),
            login: kind.to_owned(),
            name: "Trần <i>Châu</i>".to_owned(),
            kind: kind.to_owned(),
            password: password.unwrap(),
            theme: "system".to_owned(),
            script: "naskh".to_owned(),
            keys: true,
            ..Account::default()
        };
        accounts::insert(&mut db, &account).await.unwrap();
    }
    let key = std::fs::read_to_string(record.data().join("nazm.key")).unwrap();
    let settings = Settings {
        url: record.url(),
        key: Key::parse(&key).unwrap(),
        columns: None,
        over_tls: false,
        demo: true,
        today: None,
        first_code: None,
        connections: 4,
        press: Some(Arc::new(press)),
    };
    let clock: Arc<dyn Clock> = Arc::new(FixedClock(NOW.parse().unwrap()));
    let office = Office::open(settings, clock, || Box::new(SeededRandomness(5)))
        .await
        .unwrap();
    Site {
        record,
        app: router(office),
    }
}

fn press(print: &registers::web::press::Print) -> Result<Vec<u8>, String> {
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
            text: String::from_utf8_lossy(&bytes).into_owned(),
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

    /// Id of a person in the record.
    pub fn person(&self) -> String {
        let ids = self.record.sql("select min(subject) from person");
        ids.trim().to_owned()
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

//! Importing on the screen, in six steps: what is written when, what is refused, and undone.

use crate::common::Record;
use crate::site::{Answer, HERE, Site, site_of};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use registers::insight::imports::recording;
use std::time::Duration;

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    P,Đảng bộ tỉnh,đảng bộ tỉnh,,2024-01-01\n\
    A,Đảng bộ xã Đình,đảng bộ cơ sở,P,2024-01-01\n\
    B,Đảng bộ xã Gia,đảng bộ cơ sở,P,2024-01-01\n\
    A1,Chi bộ Một,chi bộ,A,2024-01-01\n\
    B1,Chi bộ Hai,chi bộ,B,2024-01-01\n";

const MEMBERS: &str = "Mã người,Họ và tên,Ngày sinh,Mã chi bộ,Tư cách,Kể từ ngày\n\
    d1,Đinh Văn An,1980-02-01,A1,chính thức,2024-06-01\n\
    d2,Hà Thị Bích,1985-03-01,B1,chính thức,2024-06-01\n";

impl Site {
    /// Somebody who sees and enters for one unit and what is below it: cookie and form token.
    pub async fn clerk_of(&self, unit: &str) -> (String, String) {
        let mut db = platform::Db::open(&self.record.url()).await.unwrap();
        crate::site::account(&mut db, "clerk", "officer").await;
        let roles = "select count(*) from rule where section = 'role'";
        let named = self.record.sql(roles).trim() != "0";
        let role = if named { "organising-officer" } else { "full" };
        crate::site::grant(&mut db, "clerk", role, unit).await;
        self.session("clerk").await
    }

    /// Hands a file in, with the fields of the form beside it.
    pub async fn hand_in(
        &self,
        path: &str,
        cookie: &str,
        fields: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Answer {
        let mut body = Vec::new();
        for (name, value) in fields {
            let part = format!(
                "--limit\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
            body.extend(part.into_bytes());
        }
        for (name, file, bytes) in files {
            let part = format!(
                "--limit\r\ncontent-disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\n\r\n"
            );
            body.extend(part.into_bytes());
            body.extend_from_slice(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--limit--\r\n");
        let request = Request::post(path)
            .header("cookie", cookie)
            .header("host", "nazm.test")
            .header("origin", HERE)
            .header("content-type", "multipart/form-data; boundary=limit")
            .body(Body::from(body));
        self.ask(request.unwrap()).await
    }
}

/// Somebody who imports.
struct Sender {
    site: Site,
    cookie: String,
    token: String,
    account: &'static str,
}

impl Sender {
    async fn new() -> Sender {
        Sender::of(Record::with_units(UNITS)).await
    }

    async fn of(record: Record) -> Sender {
        let site = site_of(record).await;
        let (cookie, token) = site.session("officer").await;
        Sender {
            site,
            cookie,
            token,
            account: "officer",
        }
    }

    /// The same, of a server that was stopped and started.
    async fn restarted(self) -> Sender {
        let office = crate::site::open(&self.site.record).await;
        Sender {
            site: Site {
                app: registers::web::router(office.clone()),
                office,
                record: self.site.record,
            },
            ..self
        }
    }

    async fn post(&self, path: &str, form: &str) -> Answer {
        let form = format!("form_token={}&{form}", self.token);
        self.site.post(path, &self.cookie, HERE, &form).await
    }

    async fn get(&self, path: &str) -> Answer {
        self.site.get(path, &self.cookie, "en").await
    }

    /// Hands a file in and has it checked; the address of the import.
    async fn checked(&self, what: &str, name: &str, content: &str) -> String {
        let fields = [("form_token", self.token.as_str()), ("what", what)];
        let files = [("file", name, content.as_bytes())];
        let answer = self
            .site
            .hand_in("/import", &self.cookie, &fields, &files)
            .await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        let path = answer.headers["location"].to_str().unwrap().to_owned();
        let columns = self.get(&path).await.text;
        let form = chosen(&columns);
        let answer = self.post(&format!("{path}/columns"), &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        self.settled(&path, "import-check").await;
        path
    }

    /// Waits until no job is at an import.
    async fn settled(&self, path: &str, _kind: &str) {
        for _ in 0..3000 {
            let jobs = self.site.office.jobs.of(self.account).await.unwrap();
            if jobs.iter().all(|j| j.state.is_over()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("{path}: a job did not end");
    }

    async fn record(&self, path: &str, form: &str) -> String {
        let form = format!("basis=12-Q%C4%90%2FTU&reason=opening&{form}");
        let answer = self.post(&format!("{path}/record"), &form).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
        self.settled(path, "import-record").await;
        self.get(path).await.text
    }
}

/// What the columns page proposes, as its form would send it.
fn chosen(page: &str) -> String {
    let mut form = Vec::new();
    for select in page.split("<select").skip(1) {
        let Some(name) = select.split("name=\"c").nth(1) else {
            continue;
        };
        let name = name.split('"').next().unwrap();
        let options = select.split("</select>").next().unwrap();
        let value = options
            .split("<option value=\"")
            .skip(1)
            .find(|o| o.split('>').next().unwrap().contains("selected"));
        let value = value.map_or("-", |v| v.split('"').next().unwrap());
        form.push(format!("c{name}={value}"));
    }
    form.join("&")
}

fn acts(site: &Site) -> u64 {
    site.record.last()
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_before_the_sender_confirmed_and_then_the_receipt_can_be_undone() {
    let s = Sender::new().await;
    let before = acts(&s.site);
    let path = s.checked("members", "đảng viên.csv", MEMBERS).await;
    let page = s.get(&path).await.text;
    assert!(page.contains("2 rows will be recorded"), "{page}");
    assert_eq!(acts(&s.site), before, "checking wrote");
    let refused = s.post(&format!("{path}/record"), "basis=&reason=").await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(acts(&s.site), before, "refused and written");
    let receipt = s.record(&path, "").await;
    assert_eq!(acts(&s.site), before + 1);
    let act = before + 1;
    let written = s.site.record.sql(&format!(
        "select account, basis, reason, leaf from act where number = {act}"
    ));
    let leaf = written.trim().split('|').next_back().unwrap().to_owned();
    assert!(
        written.starts_with("officer|12-QĐ/TU|opening|"),
        "{written}"
    );
    assert!(receipt.contains(&leaf) && receipt.contains(&format!("/journal/{act}/annul")));
    let now = "select count(*) from membership where known_to is null";
    assert_eq!(s.site.record.sql(now).trim(), "2");
    let undo = s.get(&format!("/journal/{act}/annul")).await;
    assert_eq!(undo.status, StatusCode::OK, "{}", undo.text);
    let answer = s
        .post(&format!("/journal/{act}/annul"), "reason=twice&basis=")
        .await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{}", answer.text);
    s.site.record.ok(&["verify"]);
    let sitting = s
        .site
        .record
        .sql("select count(*) from membership where known_to is null");
    assert_eq!(sitting.trim(), "0", "the members are still there");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_on_which_something_was_built_is_not_undone_and_says_what_stands_in_the_way() {
    let s = Sender::new().await;
    let path = s.checked("members", "m.csv", MEMBERS).await;
    s.record(&path, "").await;
    let act = acts(&s.site);
    s.site
        .record
        .import("events", "person_key,event,day\nd1,death,2024-09-01\n");
    let s = s.restarted().await;
    let page = s.get(&format!("/journal/{act}/annul")).await.text;
    assert!(
        page.contains(&format!("act {} rests on act {act}", act + 1)),
        "{page}"
    );
    let answer = s
        .post(&format!("/journal/{act}/annul"), "reason=twice")
        .await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(acts(&s.site), act + 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_says_of_each_row_which_rules_of_the_data_standard_it_will_not_meet() {
    let record = Record::vietnamese();
    record.import("units", UNITS);
    let s = Sender::of(record).await;
    let path = s.checked("members", "m.csv", MEMBERS).await;
    let page = s.get(&format!("{path}?show=standard")).await.text;
    let rows: Vec<&str> = page.split("<tr data-row>").skip(1).collect();
    let first = rows
        .iter()
        .find(|r| r.contains(">2<") && r.contains("DQ01"));
    assert!(
        first.is_some_and(|r| r.contains("59&#x2f;2021&#x2f;TT-BCA")),
        "{page}"
    );
    assert!(
        rows.iter().any(|r| r.contains(">3<") && r.contains("DQ10")),
        "{page}"
    );
    s.site
        .write("update account set lang = 'vi' where id = 'officer'")
        .await;
    let page = s.get(&format!("{path}?show=standard")).await.text;
    assert!(page.contains("Chuẩn dữ liệu: "), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_comes_back_as_it_was_written_and_says_what_is_wrong_in_the_senders_language() {
    let s = Sender::new().await;
    let sent = "\u{feff}Mã người;Họ và tên;Ngày sinh;Mã chi bộ;Tư cách;Kể từ ngày\r\n\
        d1;\"Đinh Văn An\";1980-02-01;A1;chính thức;2024-06-01\r\n\
        d2;Hà Thị Bích;1985-03-32;B1;chính thức;2024-06-01\r\n";
    for (lang, heading, why) in [
        ("vi", "Vấn đề", "Ngày sinh: không phải ngày"),
        ("ur", "مسئلہ", "Ngày sinh: یہ "),
        ("en", "Problem", "Ngày sinh: this is no day"),
    ] {
        let language = format!("update account set lang = '{lang}' where id = 'officer'");
        s.site.write(&language).await;
        let path = s.checked("members", "m.csv", sent).await;
        let file = s.get(&format!("{path}/problems")).await.text;
        let rows: Vec<&str> = file.split("\r\n").collect();
        let own: Vec<&str> = sent.split("\r\n").collect();
        assert_eq!(rows[0], format!("{};{heading}", own[0]));
        assert_eq!(rows[1], format!("{};", own[1]));
        let wrong = rows[2].strip_prefix(&format!("{};", own[2])).unwrap();
        assert!(wrong.trim_matches('"').starts_with(why), "{lang}: {file}");
        // mended and sent again, the column is passed over
        let mended = file.replace("1985-03-32", "1985-03-31");
        let again = s.checked("members", "again.csv", &mended).await;
        let page = s.get(&again).await.text;
        let new = page
            .split("nz-figure\">")
            .nth(2)
            .and_then(|f| f.split("<b>").nth(1));
        let new = new.and_then(|f| f.split('<').next()).unwrap();
        assert!(new.contains('2'), "{lang}: {new}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_are_told_apart_new_known_doubtful_and_wrong_and_only_the_good_ones_are_recorded() {
    let s = Sender::new().await;
    s.site.record.import(
        "members",
        &MEMBERS.replace("d2,Hà Thị Bích,1985-03-01,B1,chính thức,2024-06-01\n", ""),
    );
    let more = format!(
        "{MEMBERS}x1,Đinh Văn An,1980-02-01,A1,chính thức,2024-06-01\n\
         x2,Lò Thị Cúc,1990-01-32,A1,chính thức,2024-06-01\n\
         x3,Mã Văn Đông,1990-01-01,ZZ,chính thức,2024-06-01\n"
    );
    let path = s.checked("members", "m.csv", &more).await;
    let page = s.get(&path).await.text;
    let counts: Vec<&str> = page
        .split("nz-figure\">")
        .skip(1)
        .map(|f| f.split("<b>").nth(1).unwrap().split('<').next().unwrap())
        .collect();
    assert_eq!(
        counts,
        ["5", "2", "1", "1", "2"],
        "rows, new, same, doubtful, bad"
    );
    assert!(page.contains("this is no day") && page.contains("no unit ever bore this code"));
    let file = s.get(&format!("{path}/problems")).await.text;
    let bad: Vec<&str> = file
        .lines()
        .filter(|l| !l.ends_with(',') && !l.ends_with("Problem"))
        .collect();
    assert_eq!(bad.len(), 3, "{file}");
    assert!(
        file.starts_with("Mã người,") && file.contains("Ngày sinh: this is no day"),
        "{file}"
    );
    let all = s.post(&format!("{path}/record"), "basis=b&reason=r").await;
    assert_eq!(
        all.status,
        StatusCode::UNPROCESSABLE_ENTITY,
        "rows with problems are left out in silence"
    );
    s.record(&path, "which=good").await;
    let keys = s
        .site
        .record
        .sql("select person_key from person where known_to is null order by person_key");
    assert_eq!(
        keys.split_whitespace().collect::<Vec<_>>(),
        ["d1", "d2"],
        "a doubtful row was recorded unasked"
    );
    let again = s.checked("members", "m.csv", &more).await;
    assert!(
        s.get(&again)
            .await
            .text
            .contains("This very file is in the record already")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_doubtful_row_is_recorded_when_its_sender_says_that_it_is_somebody_else() {
    let s = Sender::new().await;
    s.site.record.import("members", MEMBERS);
    let twin = "person_key,name,birth_date,unit_code,standing,since\nx1,Đinh Văn An,1980-02-01,A1,official,2024-06-01\n";
    let path = s.checked("members", "m.csv", twin).await;
    let none = s.post(&format!("{path}/record"), "basis=b&reason=r").await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    s.record(&path, "own=2").await;
    let count = s
        .site
        .record
        .sql("select count(*) from person where known_to is null and person_key = 'x1'");
    assert_eq!(count.trim(), "1");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_enters_for_one_unit_imports_nothing_for_another_and_learns_nothing_of_it() {
    let s = Sender::new().await;
    s.site.record.import("members", MEMBERS);
    let a = s
        .site
        .record
        .sql("select subject from unit_state where code = 'A'");
    let (cookie, token) = s.site.clerk_of(a.trim()).await;
    let s = Sender {
        cookie,
        token,
        account: "clerk",
        ..s
    };
    let list = "person_key,name,birth_date,unit_code,standing,since\n\
        n1,Lý Văn Dũng,1991-01-01,A1,official,2024-06-01\n\
        n2,Lý Văn Em,1992-01-01,B1,official,2024-06-01\n\
        n3,Lý Văn Gấm,1993-01-01,B,official,2020-06-01\n";
    let path = s.checked("members", "m.csv", list).await;
    let page = s.get(&path).await.text;
    let refusals = page
        .matches("no unit of this code is one for which you may enter")
        .count();
    assert_eq!(refusals, 2, "{page}");
    assert!(
        !page.contains("Hai") && !page.contains("Gia"),
        "names of others' units: {page}"
    );
    let corrections = "person_key,field,value,from\nd1,sex,nam,2024-07-01\nd2,sex,nữ,2024-07-01\nzz,sex,nữ,2024-07-01\n";
    let path = s.checked("corrections", "c.csv", corrections).await;
    let page = s.get(&path).await.text;
    let told = page
        .matches("no person of a unit for which you may enter has this key")
        .count();
    assert_eq!(
        told, 2,
        "another’s person and nobody look different: {page}"
    );
    assert!(page.contains("1 row will be recorded"));
    let template = s.get("/import/template?what=members&form=csv").await.text;
    assert!(
        template.contains(",A1,") && !template.contains("B1"),
        "{template}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn who_enters_for_one_unit_abolishes_no_document_of_another_and_learns_nothing_of_it() {
    let r = Record::vietnamese();
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\n\
         P,Tỉnh Phong,đảng bộ tỉnh,,2024-01-01\n\
         A,Huyện An,đảng bộ huyện,P,2024-01-01\n\
         B,Huyện Bình,đảng bộ huyện,P,2024-01-01\n",
    );
    for unit in ["A", "B"] {
        let term = ["--label", "2020-2025", "--from", "2024-01-01"];
        r.ok(&[&["document", "term", "--unit", unit], &term[..]].concat());
        let issue = ["--kind", "decision", "--date", "2025-03-01"];
        let subject = ["--subject", "Về tổ chức"];
        r.ok(&[&["document", "issue", "--unit", unit], &issue[..], &subject].concat());
    }
    // both offices number alike: this one alone tells them apart
    let second = ["--kind", "decision", "--date", "2025-03-02"];
    let subject = ["--subject", "Về cán bộ"];
    r.ok(&[&["document", "issue", "--unit", "B"], &second[..], &subject].concat());
    let symbol = |code: &str| {
        let sql = format!(
            "select d.symbol || ' (' || d.dated || ')' from document d join unit_state u on u.subject = d.organ where u.code = '{code}' order by d.dated desc limit 1"
        );
        r.sql(&sql).trim().to_owned()
    };
    let (own, others) = (symbol("A"), symbol("B"));
    let a = r.sql("select subject from unit_state where code = 'A'");
    let others_id = r.sql("select d.subject from document d join unit_state u on u.subject = d.organ where u.code = 'B' limit 1");
    let s = Sender::of(r).await;
    let (cookie, token) = s.site.clerk_of(a.trim()).await;
    let s = Sender {
        cookie,
        token,
        account: "clerk",
        ..s
    };
    let refusals = |page: &str| {
        page.matches("is neither in the record nor in the file")
            .count()
    };
    for column in ["abolishes", "answers"] {
        let list = format!(
            "number_symbol,date,kind,subject,organ_code,{column}\n\
             7-QĐ/HU,2025-04-01,quyết định,Một,A,{others}\n\
             8-QĐ/HU,2025-04-01,quyết định,Hai,A,99999-QĐ/HU\n\
             9-QĐ/HU,2025-04-01,quyết định,Ba,A,{own}\n"
        );
        let page = s
            .get(&s.checked("documents", "d.csv", &list).await)
            .await
            .text;
        // one's own is meant, whoever else numbers alike
        assert_eq!(refusals(&page), 2, "{column}: {page}");
        assert!(page.contains("1 row will be recorded"), "{column}: {page}");
        assert!(!page.contains("there are 2 documents"), "{page}");
    }
    let list = format!(
        "title,lead,issued,document\nMột,A,2025-04-02,{}\n",
        others_id.trim()
    );
    let page = s.get(&s.checked("tasks", "t.csv", &list).await).await.text;
    assert!(
        page.contains("no document of the record has this id"),
        "{page}"
    );
    assert!(!page.contains("counted from"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sends_a_member_does_not_receive_them_elsewhere_by_leaving_the_unit_blank() {
    let s = Sender::new().await;
    s.site.record.import("members", MEMBERS);
    let sent =
        "person_key,event,day,from_unit,to_unit,document\nd1,transfer_sent,2024-07-01,A1,B1,1-QĐ\n";
    s.site.record.import("events", sent);
    let received = "person_key,event,day,from_unit,to_unit,document\nd1,transfer_received,2024-07-02,A1,,2-QĐ\n";
    let nobody = "no person of a unit for which you may enter has this key";
    let page = s
        .get(&s.checked("events", "e.csv", received).await)
        .await
        .text;
    assert!(!page.contains(nobody), "who enters everywhere: {page}");
    let a = s
        .site
        .record
        .sql("select subject from unit_state where code = 'A'");
    let (cookie, token) = s.site.clerk_of(a.trim()).await;
    let s = Sender {
        cookie,
        token,
        account: "clerk",
        ..s
    };
    let page = s
        .get(&s.checked("events", "e.csv", received).await)
        .await
        .text;
    assert!(page.contains(nobody), "who sent them: {page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_in_any_language_is_understood_when_it_comes_back() {
    let s = Sender::new().await;
    for lang in ["en", "vi", "ur"] {
        s.site
            .write(&format!("update account set lang = '{lang}'"))
            .await;
        for what in ["units", "members", "events", "corrections", "figures"] {
            let csv = s
                .get(&format!("/import/template?what={what}&form=csv"))
                .await
                .text;
            let header = csv
                .trim_start_matches('\u{feff}')
                .lines()
                .next()
                .unwrap()
                .to_owned();
            let row = vec!["1"; header.split(',').count()].join(",");
            let fields = [("form_token", s.token.as_str()), ("what", what)];
            let content = format!("{header}\n{row}\n");
            let files = [("file", "t.csv", content.as_bytes())];
            let answer = s.site.hand_in("/import", &s.cookie, &fields, &files).await;
            let page = s
                .get(answer.headers["location"].to_str().unwrap())
                .await
                .text;
            assert!(
                !chosen(&page).contains("=-"),
                "{lang} {what}: {}",
                chosen(&page)
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_offers_only_units_that_are_open() {
    let s = Sender::new().await;
    let template = "/import/template?what=members&form=csv";
    assert!(s.get(template).await.text.contains(",B1,"));
    s.site.record.import(
        "reforms",
        "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n\
         m,2024-09-01,A1,A1,same,,,,\nm,2024-09-01,B1,A1,whole,,,,\n",
    );
    let left = s.get(template).await.text;
    assert!(left.contains(",A1,") && !left.contains(",B1,"), "{left}");
}

#[tokio::test(flavor = "multi_thread")]
async fn every_wrong_cell_of_a_row_is_told_in_one_go() {
    let s = Sender::new().await;
    let list = "person_key,name,birth_date,unit_code,standing,since\n\
        k1,Vi Văn Hải,1980-02-32,ZZ,king,2024-06-01\n";
    let page = s.get(&s.checked("members", "m.csv", list).await).await.text;
    for why in [
        "this is no day",
        "no unit ever bore this code",
        "no such standing",
    ] {
        assert!(page.contains(why), "{why}: {page}");
    }
    s.site.record.import("members", MEMBERS);
    let events = "person_key,event,day,from_unit,to_unit\n\
        d1,flew away,2024-07-01,ZZ,A1\nzz,deceased,2024-07-32,,YY\n";
    let page = s
        .get(&s.checked("events", "e.csv", events).await)
        .await
        .text;
    for why in ["no such event", "no person in the record", "this is no day"] {
        assert!(page.contains(why), "{why}: {page}");
    }
    assert_eq!(
        page.matches("no unit ever bore this code").count(),
        2,
        "{page}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_column_said_once_is_remembered() {
    let s = Sender::new().await;
    let list = "Ký hiệu riêng,Tên,Đơn vị,Tư cách,Từ ngày\nk1,Vi Văn Hải,A1,chính thức,2024-06-01\n";
    let fields = [("form_token", s.token.as_str()), ("what", "members")];
    let files = [("file", "m.csv", list.as_bytes())];
    let answer = s.site.hand_in("/import", &s.cookie, &fields, &files).await;
    let path = answer.headers["location"].to_str().unwrap().to_owned();
    let unsaid = chosen(&s.get(&path).await.text);
    assert!(unsaid.starts_with("c0=-&"), "{unsaid}");
    let missing = s.post(&format!("{path}/columns"), &unsaid).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    s.post(
        &format!("{path}/columns"),
        &unsaid.replace("c0=-", "c0=person_key"),
    )
    .await;
    s.settled(&path, "").await;
    let answer = s.site.hand_in("/import", &s.cookie, &fields, &files).await;
    let page = s
        .get(answer.headers["location"].to_str().unwrap())
        .await
        .text;
    assert!(
        chosen(&page).starts_with("c0=person_key&"),
        "{}",
        chosen(&page)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn files_that_cannot_be_read_are_refused_at_the_field_and_nothing_is_kept() {
    let s = Sender::new().await;
    let fields = [("form_token", s.token.as_str()), ("what", "members")];
    for bytes in [
        &b""[..],
        b"a,b\n",
        b"PK\x03\x04nothing",
        b"a\n\"open\n",
        b"a,b\n\xff,1\n",
    ] {
        let files = [("file", "m.csv", bytes)];
        let answer = s.site.hand_in("/import", &s.cookie, &fields, &files).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{bytes:?}");
        assert!(answer.text.contains("id=\"e-file\""), "{}", answer.text);
    }
    let kept = s
        .site
        .record
        .sql("select count(*) from import; select count(*) from kept_file");
    assert_eq!(kept.split_whitespace().collect::<Vec<_>>(), ["0", "0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_handed_in_is_kept_sealed_and_for_its_sender_alone() {
    let s = Sender::new().await;
    let path = s.checked("members", "Đinh Văn An.csv", MEMBERS).await;
    let kept = s.site.record.sql("select * from import; select * from kept_file; select content from kept_file_part; select about from job");
    assert!(
        !kept.contains("Đinh") && !kept.contains("Bích"),
        "kept openly"
    );
    s.site.write("update import set account = 'another'").await;
    assert_eq!(s.get(&path).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_many_megabytes_is_taken_and_one_beyond_the_bound_is_not() {
    let s = Sender::new().await;
    let fields = [("form_token", s.token.as_str()), ("what", "members")];
    let row = format!("k,{},A1,chính thức,2024-06-01\n", "x".repeat(900));
    let head = "person_key,name,unit_code,standing,since\n";
    for (rows, taken) in [(4_000, true), (60_000, false)] {
        let content = format!("{head}{}", row.repeat(rows));
        let files = [("file", "m.csv", content.as_bytes())];
        let answer = s.site.hand_in("/import", &s.cookie, &fields, &files).await;
        let expected = if taken {
            StatusCode::SEE_OTHER
        } else {
            StatusCode::PAYLOAD_TOO_LARGE
        };
        assert_eq!(answer.status, expected, "{rows} rows");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_holds_a_member_now_imports_nothing_that_befell_them_in_an_earlier_unit() {
    let s = Sender::new().await;
    s.site.record.import("members", MEMBERS);
    let head = "person_key,event,day,from_unit,to_unit,document\n";
    let went = format!(
        "{head}d1,transfer_sent,2024-07-01,A1,B1,1-QĐ\nd1,transfer_received,2024-07-10,A1,B1,2-QĐ\n"
    );
    s.site.record.import("events", &went);
    let b = s
        .site
        .record
        .sql("select subject from unit_state where code = 'B'");
    let (cookie, token) = s.site.clerk_of(b.trim()).await;
    let s = Sender {
        cookie,
        token,
        account: "clerk",
        ..s
    };
    let list = format!(
        "{head}d1,exemption,2024-06-15,,,3-QĐ\nd1,exemption,2024-08-01,,,4-QĐ\nd1,transfer_sent,2024-09-01,B1,A1,5-QĐ\nd1,exemption_end,2024-09-05,,,6-QĐ\n"
    );
    let page = s.get(&s.checked("events", "e.csv", &list).await).await.text;
    let refused = page.matches("a unit for which you may not enter").count();
    assert_eq!(refused, 1, "{page}");
    assert!(page.contains("on 2024-06-15 the person was"), "{page}");
    assert!(page.contains("3 rows will be recorded"), "{page}");
}

/// Two districts whose offices number alike; B issued a decision and keeps a resolution from
/// above. Who imports for A.
async fn clerk_of_a() -> Sender {
    let r = Record::vietnamese();
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\n\
         P,Tỉnh Phong,đảng bộ tỉnh,,2024-01-01\n\
         A,Huyện An,đảng bộ huyện,P,2024-01-01\n\
         B,Huyện Bình,đảng bộ huyện,P,2024-01-01\n",
    );
    for unit in ["A", "B"] {
        let term = ["--label", "2020-2025", "--from", "2024-01-01"];
        r.ok(&[&["document", "term", "--unit", unit], &term[..]].concat());
    }
    let issue = ["--kind", "decision", "--date", "2025-03-01"];
    let subject = ["--subject", "Về tổ chức"];
    r.ok(&[&["document", "issue", "--unit", "B"], &issue[..], &subject].concat());
    r.import("documents", &format!("{ABOVE}B\n"));
    let a = r.sql("select subject from unit_state where code = 'A'");
    let s = Sender::of(r).await;
    let (cookie, token) = s.site.clerk_of(a.trim()).await;
    Sender {
        cookie,
        token,
        account: "clerk",
        ..s
    }
}

/// A resolution from above, but for who keeps it.
const ABOVE: &str = "number_symbol,date,kind,subject,organ_name,recipients\n\
    57-NQ/TW,2024-12-22,nghị quyết,Về đột phá,Bộ Chính trị,";

#[tokio::test(flavor = "multi_thread")]
async fn a_check_of_documents_says_nothing_of_those_that_its_sender_does_not_see() {
    let s = clerk_of_a().await;
    let r = &s.site.record;
    // word for word what B keeps and what B issued, and neither is A's
    let path = s
        .checked("documents", "d.csv", &format!("{ABOVE}A\n"))
        .await;
    let page = s.get(&path).await.text;
    assert!(page.contains("1 row will be recorded"), "{page}");
    assert!(!page.contains("in the record already"), "{page}");
    let said = s.record(&path, "").await;
    assert!(said.contains("Receipt"), "{said}");
    let symbol = r.sql("select symbol from document where direction = 'outgoing' limit 1");
    let own = format!(
        "number_symbol,date,kind,subject,organ_code\n{},2025-03-01,quyết định,Về tổ chức,A\n",
        symbol.trim()
    );
    let path = s.checked("documents", "o.csv", &own).await;
    let page = s.get(&path).await.text;
    assert!(page.contains("1 row will be recorded"), "{page}");
    s.record(&path, "").await;
    let kept = r.sql("select count(distinct subject) from document where known_to is null");
    assert_eq!(kept.trim(), "4", "each office has its own");
    // what is in one's own series, or kept by oneself, is told
    let again = own.replace("Về tổ chức", "Về việc khác");
    let page = s
        .get(&s.checked("documents", "p.csv", &again).await)
        .await
        .text;
    assert!(page.contains("is used already in this series"), "{page}");
    let above = format!("{ABOVE}A\n").replace("Về đột phá", "Về đột phá khoa học");
    let page = s
        .get(&s.checked("documents", "q.csv", &above).await)
        .await
        .text;
    assert!(page.contains("is in the record already"), "{page}");
    r.ok(&["verify"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_recorded_many_documents_is_told_of_all_and_that_none_is_about_people_out_of_sight() {
    let s = clerk_of_a().await;
    let mut list = "number_symbol,date,kind,subject,organ_code\n".to_owned();
    for n in 301..=550 {
        list += &format!("{n}-QĐ/HU,2025-04-01,quyết định,Về việc {n},A\n");
    }
    let path = s.checked("documents", "d.csv", &list).await;
    let page = s.record(&path, "").await;
    assert!(page.contains("Receipt"), "{page}");
    let act = s.site.record.sql("select max(number) from act");
    let page = s.get(&format!("/acts/{}", act.trim())).await.text;
    assert!(!page.contains("left out"), "{page}");
    let journal = s.get("/journal").await.text;
    // with the term that the list began
    assert!(journal.contains(">251<"), "{journal}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_that_reached_another_unit_is_not_entered_by_naming_ones_own_as_its_organ() {
    let s = clerk_of_a().await;
    for direction in ["incoming", "superior"] {
        let list = format!(
            "number_symbol,date,kind,subject,organ_code,direction,recipients,in_number\n\
             9-CV/XA,2025-04-01,công văn,Về việc,A,{direction},B,1\n"
        );
        let page = s
            .get(&s.checked("documents", "d.csv", &list).await)
            .await
            .text;
        let told = page.contains("no unit of this code is one for which you may enter");
        assert!(told, "{direction}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_check_that_a_stop_of_the_server_cut_off_begins_again_by_itself_but_not_for_ever() {
    let mut s = Sender::new().await;
    let path = s.checked("members", "m.csv", MEMBERS).await;
    let before = acts(&s.site);
    for begun in [1, 0] {
        let cut_off = "update import set stage = 'checking', job = (select max(id) from job)";
        s.site.write(cut_off).await;
        s.site.write("update job set state = 'running'").await;
        s = s.restarted().await;
        let found = recording::begin_again(&s.site.office).await.unwrap();
        assert_eq!(found, begun);
        s.settled(&path, "import-check").await;
        let page = s.get(&path).await.text;
        assert_eq!(
            page.contains("2 rows will be recorded"),
            begun == 1,
            "{page}"
        );
        assert_eq!(page.contains("interrupted"), begun == 0, "{page}");
    }
    assert_eq!(acts(&s.site), before, "a check writes nothing");
    // chance begins anew with each start of these tests, and gives the ids it gave before
    s.site.write("delete from job").await;
    let again = s.post(&format!("{path}/check"), "").await;
    assert_eq!(again.status, StatusCode::SEE_OTHER);
    s.settled(&path, "import-check").await;
    let page = s.record(&path, "").await;
    assert!(page.contains("Receipt"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_recording_that_a_stop_of_the_server_cut_off_is_asked_for_again_and_says_why() {
    let s = Sender::new().await;
    let path = s.checked("members", "m.csv", MEMBERS).await;
    let cut_off = "update import set stage = 'recording', job = (select id from job)";
    s.site.write(cut_off).await;
    s.site.write("update job set state = 'running'").await;
    let s = s.restarted().await;
    assert_eq!(recording::begin_again(&s.site.office).await.unwrap(), 0);
    let back = s.get(&path).await;
    assert_eq!(back.status, StatusCode::SEE_OTHER);
    let page = s.get(&path).await.text;
    assert!(
        page.contains("stopped before anything was recorded"),
        "{page}"
    );
    let page = s.record(&path, "").await;
    assert!(page.contains("Receipt"), "{page}");
    let sitting = "select count(*) from membership where known_to is null";
    assert_eq!(s.site.record.sql(sitting).trim(), "2", "recorded once");
}

//! Large files on the pages: a long list of members checked, everybody written to XLSX. The server
//! is started here, on loopback, with a copy of a demo.

use crate::Failed;
use crate::http::{Answer, Client};
use crate::load::{Server, make};
use crate::work::{attribute, hidden, plain};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const ROWS: usize = 140_000;
/// Seconds and megabytes that the check may take, seconds that the XLSX may take.
const CHECK: (f64, f64) = (60.0, 256.0);
const EXPORT: f64 = 15.0;
const EVERYBODY: &str = "/members";
const PATIENCE: Duration = Duration::from_secs(300);

/// `bench files [DIR]`
pub fn files(words: &[String]) -> Result<bool, Failed> {
    let dir = std::env::temp_dir().join(format!("nazm-bench-files-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let done = files_in(words.first().map(PathBuf::from), &dir);
    std::fs::remove_dir_all(&dir)?;
    done
}

fn files_in(made: Option<PathBuf>, dir: &Path) -> Result<bool, Failed> {
    let made = made.map_or_else(|| make(dir, "province"), Ok)?;
    let server = Server::start(&made, dir)?;
    let mut client = officer(&server)?;
    let mut good = true;
    println!("| what | measured | goal |\n|---|--:|---|");
    let list = list(&cells(&made)?);
    // what a server holds of the record once somebody is at work is not of the check
    client.read(EVERYBODY)?;
    let before = server.forget_peak()?;
    let begun = Instant::now();
    checked(&mut client, &list)?;
    let (took, more) = (begun.elapsed().as_secs_f64(), server.peak() - before);
    good &= took <= CHECK.0 && more <= CHECK.1;
    println!(
        "| a list of {ROWS} members checked, from sending it to the report | {took:.1} s, {more:.0} MB more | {} s, {} MB more |",
        CHECK.0, CHECK.1
    );
    let begun = Instant::now();
    let bytes = exported(&mut client)?;
    let took = begun.elapsed().as_secs_f64();
    good &= took <= EXPORT;
    let megabytes = crate::ratio(bytes, 1 << 20);
    println!(
        "| everybody as XLSX, from asking to having it | {took:.1} s, {megabytes:.1} MB of file | {EXPORT} s |"
    );
    Ok(good)
}

/// Somebody who may import.
fn officer(server: &Server) -> Result<Client, Failed> {
    for session in server.sessions()? {
        let mut client = Client::new(&server.host, &session);
        if client.get("/import/start?what=members")?.status == 200 {
            return Ok(client);
        }
    }
    Err("no role of the demo may import".into())
}

/// Codes of the units in which members sit.
fn cells(made: &Path) -> Result<Vec<String>, Failed> {
    let said = Command::new(crate::record::nazm())
        .args([
            "units",
            "--on",
            "2025-09-30",
            "--kind",
            "chi bộ",
            "--format",
            "csv",
            "--data",
        ])
        .arg(made)
        .output()?;
    let said = String::from_utf8_lossy(&said.stdout).into_owned();
    let codes = said.lines().skip(1).filter_map(|l| l.split(',').next());
    let codes: Vec<String> = codes.map(str::to_owned).collect();
    if codes.is_empty() {
        return Err("the demo has no cell".into());
    }
    Ok(codes)
}

/// People who do not exist, spread over some cells.
fn list(cells: &[String]) -> String {
    let mut text = "person_key,name,birth_date,sex,ethnic_group,citizen_id,file_number,card_number,decision_date,ceremony_date,official_date,unit_code,standing,since\n".to_owned();
    for n in 0..ROWS {
        let cell = &cells[n % cells.len()];
        text += &format!(
            "BENCH{n:06},Nguyễn Văn Thử {n},1990-01-02,male,01,901090{n:06},9{n:06}XX,,2015-01-01,2015-01-20,2016-01-20,{cell},official,2025-09-01\n"
        );
    }
    text
}

/// Sends a list and waits until its report stands.
fn checked(client: &mut Client, list: &str) -> Result<(), Failed> {
    let start = "/import/start?what=members";
    let page = client.read(start)?.text();
    let (path, form) = form_with(&page, "multipart")?;
    let sent = client.upload(&path, &form, ("file", "members.csv", list))?;
    let page = waited(client, sent, "/columns\"")?;
    let (path, form) = form_with(&page, "/columns")?;
    let sent = client.post(&path, &form)?;
    waited(client, sent, "/record\"").map(drop)
}

/// Asks for everybody; how long the file is.
fn exported(client: &mut Client) -> Result<usize, Failed> {
    let page = client.read(EVERYBODY)?.text();
    let (path, mut form) = form_with(&page, "/members/export")?;
    form.push(("format".to_owned(), "xlsx".to_owned()));
    let sent = client.post(&path, &form)?;
    let page = waited(client, sent, "/file\" download")?;
    let file = page.split("href=\"").filter_map(|r| r.split('"').next());
    let mut file = file.filter(|l| l.starts_with("/jobs/") && l.ends_with("/file"));
    let answer = client.read(file.next().ok_or("the job made no file")?)?;
    Ok(answer.body.len())
}

/// Where a form of a page goes, and what it holds already; told by what its tag contains.
fn form_with(page: &str, holds: &str) -> Result<(String, Vec<(String, String)>), Failed> {
    let main = page.split("<main").nth(1).unwrap_or("");
    let mut forms = main.split("<form ").skip(1);
    let found = forms.find(|f| {
        f.split('>')
            .next()
            .is_some_and(|tag| plain(tag).contains(holds))
    });
    let found = found.and_then(|f| f.split("</form").next());
    let found = found.ok_or_else(|| format!("the page has no form with «{holds}»"))?;
    let path = attribute(&format!("<form {found}"), "action").unwrap_or_default();
    let mut given = hidden(found);
    for select in found.split("<select").skip(1) {
        let name = attribute(&format!("<select{select}"), "name");
        let chosen = select
            .split("<option")
            .find(|o| o.split('>').next().is_some_and(|t| t.contains(" selected")));
        let value = chosen.and_then(|o| attribute(&format!("<option{o}"), "value"));
        given.extend(name.zip(value));
    }
    Ok((path, given))
}

/// Follows an answer until a page holds what is waited for.
fn waited(client: &mut Client, sent: Answer, wanted: &str) -> Result<String, Failed> {
    let refused = sent.text();
    let mut path = sent.location;
    if path.is_empty() {
        let said = refused.split("<main").nth(1).unwrap_or("").to_owned();
        return Err(format!("the form was not taken ({}): {said}", sent.status).into());
    }
    let begun = Instant::now();
    while begun.elapsed() < PATIENCE {
        let answer = client.read(&path)?;
        if !answer.location.is_empty() {
            path = answer.location;
            continue;
        }
        let page = answer.text();
        if page.contains(wanted) {
            return Ok(page);
        }
        let main = page.split("<main").nth(1).unwrap_or("");
        let on = main.split("class=\"btn btn-primary\" href=\"").nth(1);
        match on.and_then(|rest| rest.split('"').next()) {
            Some(on) if !main.contains("<progress") => on.clone_into(&mut path),
            _ => std::thread::sleep(Duration::from_millis(200)),
        }
    }
    Err(format!("{path} never came to an end").into())
}

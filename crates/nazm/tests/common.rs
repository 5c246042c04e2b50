//! A fresh record per test, and the program run on it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;

static COUNTER: AtomicU32 = AtomicU32::new(0);

/// What a run of the program came to.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl From<Output> for Ran {
    fn from(o: Output) -> Ran {
        Ran {
            code: o.status.code().unwrap_or(-1),
            out: String::from_utf8(o.stdout).expect("standard output is UTF-8"),
            err: String::from_utf8(o.stderr).expect("standard error is UTF-8"),
        }
    }
}

/// Where the tests' PostgreSQL is, if there is one.
pub fn maintenance() -> Option<String> {
    std::env::var("NAZM_TEST_POSTGRES")
        .ok()
        .filter(|u| !u.is_empty())
}

/// A database of its own on the tests' PostgreSQL; dropped with the record.
struct Postgres {
    maintenance: String,
    name: String,
}

impl Postgres {
    fn make(maintenance: &str, template: Option<&str>) -> Postgres {
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let chance: String = TempDir::new()
            .unwrap()
            .path()
            .file_name()
            .unwrap()
            .to_string_lossy()
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        let name = format!("nazm_{}_{n}_{}", std::process::id(), chance.to_lowercase());
        let from = template
            .map(|t| format!(" template {t}"))
            .unwrap_or_default();
        psql(maintenance, &format!("create database {name}{from}"));
        Postgres {
            maintenance: maintenance.to_owned(),
            name,
        }
    }

    fn url(&self) -> String {
        let (address, options) = self
            .maintenance
            .split_once('?')
            .unwrap_or((&self.maintenance, ""));
        let (server, _) = address
            .rsplit_once('/')
            .expect("NAZM_TEST_POSTGRES names a database");
        format!(
            "{server}/{}{}{options}",
            self.name,
            if options.is_empty() { "" } else { "?" }
        )
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.name);
        _ = Command::new("psql")
            .args(["-q", "-c", &sql, &self.maintenance])
            .output();
    }
}

fn psql(url: &str, sql: &str) -> String {
    let ran = Command::new("psql")
        .args(["-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-c", sql, url])
        .output();
    let ran = Ran::from(ran.expect("psql is installed"));
    assert_eq!(ran.code, 0, "{sql}: {}", ran.err);
    ran.out
}

/// A record in a folder that goes with it.
pub struct Record {
    dir: TempDir,
    postgres: Option<Postgres>,
}

impl Record {
    /// A place for a record, and none in it.
    pub fn bare() -> Record {
        Record::bare_on(maintenance())
    }

    fn bare_on(maintenance: Option<String>) -> Record {
        let postgres = maintenance.map(|m| Postgres::make(&m, None));
        Record {
            dir: TempDir::new().unwrap(),
            postgres,
        }
    }

    /// An empty record without a rulebook.
    pub fn new() -> Record {
        let record = Record::bare();
        record.ok(&["init"]);
        record
    }

    /// An empty record on the embedded database, whatever the other tests stand on.
    pub fn embedded() -> Record {
        let record = Record::bare_on(None);
        record.ok(&["init", "--rulebook", "vn"]);
        record
    }

    /// An empty record with the built-in rulebook.
    pub fn vietnamese() -> Record {
        let record = Record::bare();
        record.ok(&["init", "--rulebook", "vn"]);
        record
    }

    /// A record with an opening list of units.
    pub fn with_units(units: &str) -> Record {
        let record = Record::new();
        record.import("units", units);
        record
    }

    /// The same record once more, to be changed apart.
    pub fn copy(&self) -> Record {
        let dir = TempDir::new().unwrap();
        copied(&self.data(), &dir.path().join("data"));
        let postgres = self
            .postgres
            .as_ref()
            .map(|p| Postgres::make(&p.maintenance, Some(&p.name)));
        Record { dir, postgres }
    }

    pub fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Writes a file and returns its path as an argument.
    pub fn file(&self, name: &str, content: impl AsRef<[u8]>) -> String {
        let path = self.path(name);
        std::fs::write(&path, content).unwrap();
        path.to_str().unwrap().to_owned()
    }

    /// Address of the record's database.
    pub fn url(&self) -> String {
        self.postgres.as_ref().map_or_else(
            || format!("sqlite://{}", self.data().join("nazm.db").display()),
            Postgres::url,
        )
    }

    pub fn run(&self, args: &[&str]) -> Ran {
        let mut command = Command::new(env!("CARGO_BIN_EXE_nazm"));
        command
            .current_dir(self.dir.path())
            .args(args)
            .args(["--data", "data"]);
        command
            .env_remove("NAZM_DATABASE")
            .env_remove("NAZM_KEY_FILE")
            .env("NAZM_ACCOUNT", "thu.ky")
            .env("TZ", "UTC");
        if let Some(p) = &self.postgres {
            command.args(["--database", &p.url()]);
        }
        Ran::from(command.output().unwrap())
    }

    /// Runs what must succeed.
    #[track_caller]
    pub fn ok(&self, args: &[&str]) -> String {
        let ran = self.run(args);
        assert_eq!(ran.code, 0, "{args:?}\n{}{}", ran.out, ran.err);
        ran.out
    }

    /// Runs what must be refused: exit code 2, nothing written; what it says.
    #[track_caller]
    pub fn refused(&self, args: &[&str]) -> String {
        let before = self.written();
        let ran = self.run(args);
        assert_eq!(ran.code, 2, "{args:?}\n{}{}", ran.out, ran.err);
        assert_eq!(self.written(), before, "{args:?} was refused and wrote");
        ran.err
    }

    #[track_caller]
    pub fn import(&self, what: &str, content: &str) -> String {
        let n = COUNTER.fetch_add(1, Ordering::Relaxed);
        let file = self.file(&format!("{what}{n}.csv"), content);
        self.ok(&["import", what, &file])
    }

    /// Imports what must be refused, as `name`; what it says.
    #[track_caller]
    pub fn import_refused(&self, what: &str, name: &str, content: &str) -> String {
        let file = self.file(name, content);
        self.refused(&["import", what, &file])
    }

    /// Every act, line, subject and annulment in the journal: equal when nothing was written.
    pub fn written(&self) -> String {
        self.sql("select number, leaf from act order by number; select count(*) from act_line; select count(*) from act_subject; select count(*) from annulment; select number, root from journal_head")
    }

    /// Behind the program's back.
    #[track_caller]
    pub fn sql(&self, sql: &str) -> String {
        if let Some(p) = &self.postgres {
            return psql(&p.url(), sql);
        }
        let ran = Command::new("sqlite3")
            .arg(self.data().join("nazm.db"))
            .arg(sql)
            .output();
        let ran = Ran::from(ran.expect("sqlite3 is installed"));
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{sql}");
        ran.out
    }

    /// Lines of `units --on … --format csv` without the heading.
    #[track_caller]
    pub fn units(&self, on: &str) -> Vec<String> {
        body(&self.ok(&["units", "--on", on, "--format", "csv"]))
    }

    #[track_caller]
    pub fn units_known(&self, on: &str, known: u64) -> Vec<String> {
        body(&self.ok(&[
            "units",
            "--on",
            on,
            "--known",
            &known.to_string(),
            "--format",
            "csv",
        ]))
    }

    #[track_caller]
    pub fn trace(&self, code: &str, on: &str, to: &str) -> Vec<String> {
        body(&self.ok(&["trace", code, "--on", on, "--to", to]))
    }

    /// Restates `code,value` lines and returns the result's lines.
    #[track_caller]
    pub fn restate(&self, lines: &str, on: &str, to: &str) -> Vec<String> {
        let file = self.file("values.csv", format!("code,value\n{lines}"));
        body(&self.ok(&["restate", &file, "--on", on, "--to", to]))
    }

    /// Number of the last act.
    pub fn last(&self) -> u64 {
        self.sql("select max(number) from act")
            .trim()
            .parse()
            .unwrap()
    }
}

/// Id of the unit that bears a code.
pub fn unit_of(r: &Record, code: &str) -> String {
    let sql = format!("select subject from unit_state where code = '{code}' and known_to is null");
    let found = r.sql(&sql);
    found.lines().next().unwrap_or("").trim().to_owned()
}

/// Copies a folder with all that lies in it.
fn copied(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copied(&entry.path(), &to);
        } else {
            std::fs::copy(entry.path(), to).unwrap();
        }
    }
}

/// The lines after the heading.
pub fn body(csv: &str) -> Vec<String> {
    csv.lines().skip(1).map(str::to_owned).collect()
}

/// Asserts that a refusal names file, line, column, value and reason.
#[track_caller]
pub fn names(err: &str, file: &str, line: usize, column: &str, value: &str, reason: &str) {
    let place = format!("{file}: line {line}: column {column}: value «{value}»: ");
    let found = err
        .lines()
        .any(|l| l.starts_with(&place) && l.contains(reason));
    assert!(found, "no line «{place}… {reason}» in:\n{err}");
}

/// The workspace's root.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .nth(2)
        .unwrap()
        .to_path_buf()
}

/// Papers and data that lie beside the workspace on some machines.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = root().parent()?.join("shared").join(path);
    path.exists().then_some(path)
}

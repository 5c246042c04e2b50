//! The engines: each is loaded with the rows, and asked for the totals of every unit on
//! each of the days.

use crate::data::{Answer, Data, answer};
use crate::{Failed, Run};
use figures::{On, Pairs, Places, Reader, Stock, TreeCache};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

/// What is asked of the others: rows true on the day, counted per unit, then added up to
/// every unit that stood above on that day (kept as a dated table, which spares them the
/// recursion).
const QUESTION: &str = "select a.above, sum(m.n) as n from (select unit, count(*) as n from member \
     where valid_from <= DAY and valid_to > DAY group by unit) m join above a on a.unit = m.unit \
     and a.valid_from <= DAY and a.valid_to > DAY group by a.above";

const CHECK: &str = "select sum(n)::bigint, sum(n * above)::bigint, \
     sum(n * (above::bigint * 7919 % 10007))::bigint from (QUESTION) q";

const TABLES: &str = "create table member (unit integer, valid_from integer, valid_to integer); \
     create table above (unit integer, above integer, valid_from integer, valid_to integer);";

pub fn ours(data: &Data) -> Run {
    let start = Instant::now();
    let mut places = Places::default();
    let place_of: Vec<_> = data.structure.all().map(|u| places.bare(u)).collect();
    let rows = data
        .rows
        .iter()
        .map(|(u, a, b)| (place_of[u.index()], *a, *b));
    let stock = Stock::new(rows);
    let trees = TreeCache::new();
    let reader = Reader {
        structure: &data.structure,
        places: &places,
        trees: &trees,
    };
    let pairs = Pairs::default();
    let ready = start.elapsed().as_secs_f64();
    let mut run = Run {
        engine: "figures".into(),
        ready,
        times: Vec::new(),
        answers: Vec::new(),
    };
    for day in &data.days {
        let start = Instant::now();
        let spread = reader.stock(&stock, &pairs, *day, On::AsWas);
        run.times.push(start.elapsed().as_secs_f64() * 1000.0);
        run.answers.push(answer(&data.structure, &spread));
    }
    run
}

/// Runs DuckDB on two threads, in its own process, which measures itself.
pub fn duckdb(data: &Data, dir: &Path) -> Result<Run, Failed> {
    let python = virtual_environment()?;
    let days: Vec<String> = data.days.iter().map(|d| d.number().to_string()).collect();
    let questions = [
        ("TABLES", TABLES.to_owned()),
        ("QUESTION", QUESTION.to_owned()),
        ("CHECK", CHECK.replace("QUESTION", QUESTION)),
        ("DAYS", days.join(",")),
    ];
    let said = output(
        Command::new(python)
            .current_dir(dir)
            .args(["-c", include_str!("duckdb.py")])
            .envs(questions),
    )?;
    read_run(&said)
}

fn virtual_environment() -> Result<PathBuf, Failed> {
    let dir = std::env::temp_dir().join("nazm-bench-duckdb");
    let python = dir.join("bin/python");
    if !python.exists() {
        output(Command::new("python3").args(["-m", "venv"]).arg(&dir))?;
        output(Command::new(&python).args(["-m", "pip", "install", "-q", "duckdb", "numpy"]))?;
    }
    Ok(python)
}

/// Lines: the engine's name, seconds until ready, then per day milliseconds and the answer.
fn read_run(said: &str) -> Result<Run, Failed> {
    let mut lines = said.lines();
    let mut run = Run {
        engine: lines.next().ok_or("no answer")?.to_owned(),
        ready: lines.next().ok_or("no answer")?.parse()?,
        times: Vec::new(),
        answers: Vec::new(),
    };
    for line in lines {
        let (time, rest) = line.split_once(' ').ok_or("no answer")?;
        run.times.push(time.parse()?);
        run.answers.push(read_answer(rest, ' ')?);
    }
    Ok(run)
}

fn read_answer(text: &str, between: char) -> Result<Answer, Failed> {
    let numbers: Vec<i64> = text
        .trim()
        .split(between)
        .map(str::parse)
        .collect::<Result<_, _>>()?;
    Ok(Answer::try_from(numbers).map_err(|n| format!("not an answer: {n:?}"))?)
}

/// PostgreSQL in a cluster of its own; times are those it reports itself, without sending
/// the rows.
pub fn postgres(data: &Data, dir: &Path) -> Result<Run, Failed> {
    let cluster = Cluster::start(dir)?;
    let start = Instant::now();
    let load = format!(
        "{TABLES} \\copy member from '{0}/member.csv' csv\n\\copy above from '{0}/above.csv' csv\n",
        dir.display()
    );
    let load = load
        .replace("; \\copy", ";\n\\copy")
        .replace("; create", ";\ncreate");
    cluster.sql(&load)?;
    cluster.sql(
        "create index on member (valid_from, valid_to, unit);\ncreate index on member (unit);\n\
         create index on above (unit);\nvacuum analyze;\n",
    )?;
    let mut run = Run {
        engine: "PostgreSQL 15".into(),
        ready: start.elapsed().as_secs_f64(),
        times: Vec::new(),
        answers: Vec::new(),
    };
    for day in &data.days {
        let question = QUESTION.replace("DAY", &day.number().to_string());
        let plan = cluster.sql(&format!("explain (analyze, timing off) {question};"))?;
        let time = plan
            .lines()
            .find_map(|l| l.trim().strip_prefix("Execution Time: "));
        let time = time
            .and_then(|t| t.strip_suffix(" ms"))
            .ok_or("no execution time")?;
        run.times.push(time.parse()?);
        let check = cluster.sql(&format!("{};", CHECK.replace("QUESTION", &question)))?;
        run.answers.push(read_answer(&check, '|')?);
    }
    Ok(run)
}

/// A running server, stopped and left behind in a directory that the caller removes.
struct Cluster {
    dir: PathBuf,
    as_root: bool,
}

const BIN: &str = "/usr/lib/postgresql/15/bin";

impl Cluster {
    fn start(dir: &Path) -> Result<Cluster, Failed> {
        let as_root = output(Command::new("id").arg("-u"))?.trim() == "0";
        let cluster = Cluster {
            dir: dir.join("cluster"),
            as_root,
        };
        std::fs::create_dir_all(&cluster.dir)?;
        if as_root {
            output(Command::new("chown").arg("postgres").arg(&cluster.dir))?;
        }
        let data = cluster.dir.join("data");
        output(
            cluster
                .command("initdb")
                .args(["-A", "trust", "-U", "bench", "-D"])
                .arg(&data),
        )?;
        let settings = format!(
            "-c listen_addresses='' -c unix_socket_directories='{}' -c shared_buffers=2GB -c work_mem=256MB \
             -c max_parallel_workers_per_gather=2 -c max_parallel_workers=2 -c maintenance_work_mem=512MB \
             -c max_wal_size=8GB -c jit=off",
            cluster.dir.display()
        );
        let log = cluster.dir.join("log");
        let mut start = cluster.command("pg_ctl");
        start
            .arg("-D")
            .arg(&data)
            .arg("-l")
            .arg(&log)
            .args(["-w", "-o", &settings, "start"]);
        // the server would keep a pipe open
        let started = start.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
        if !started.success() {
            return Err(std::fs::read_to_string(log)?.into());
        }
        Ok(cluster)
    }

    /// A program of PostgreSQL's; not as root, whom it refuses.
    fn command(&self, program: &str) -> Command {
        let program = format!("{BIN}/{program}");
        let mut command = if self.as_root {
            let mut command = Command::new("runuser");
            command.args(["-u", "postgres", "--", &program]);
            command
        } else {
            Command::new(program)
        };
        command.current_dir("/");
        command
    }

    fn sql(&self, text: &str) -> Result<String, Failed> {
        let file = self.dir.join("asked.sql");
        std::fs::write(&file, text)?;
        let mut psql = self.command("psql");
        psql.args([
            "-X",
            "-q",
            "-A",
            "-t",
            "-v",
            "ON_ERROR_STOP=1",
            "-U",
            "bench",
            "-d",
            "postgres",
            "-h",
        ]);
        output(psql.arg(&self.dir).arg("-f").arg(&file))
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        let mut stop = self.command("pg_ctl");
        stop.arg("-D")
            .arg(self.dir.join("data"))
            .args(["-m", "immediate", "-w", "stop"]);
        if let Err(why) = output(&mut stop) {
            eprintln!("the server was not stopped: {why}");
        }
    }
}

fn output(command: &mut Command) -> Result<String, Failed> {
    let done = command.output()?;
    if !done.status.success() {
        let why = String::from_utf8_lossy(&done.stderr).into_owned();
        return Err(format!("{command:?}: {why}").into());
    }
    Ok(String::from_utf8(done.stdout)?)
}

//! Side by side with other engines, in one run, on the same rows.
//!
//! `cargo run --release -p bench -- tree [ROWS] [UNITS] [DAYS]`: whole-tree stock on random
//! days: ours, DuckDB (from PyPI, in a virtual environment of its own) and PostgreSQL 15
//! (Debian's, in a cluster of its own on a Unix socket). Prints a table in Markdown. Goals:
//! 20 times DuckDB, 200 times PostgreSQL at 5,000,000 rows and 54,000 units.
//!
//! `cargo run --release -p bench -- record [small] [province] [nation]`: import against the
//! bare insert, the country's reform, start-up, report and verify, in time and memory.
//! Needs the program built (`cargo build --release`) and GNU time.
//!
//! `cargo run --release -p bench -- documents [DOCUMENTS] [SEARCHES]`: search on the shelf of
//! documents. Goal: 95 of 100 within 100 ms over 1,000,000.
//!
//! `cargo run --release -p bench -- numbers [WRITERS] [EACH]`: so many writers at once, each taking
//! so many numbers of one series; how long until a number is kept on disk, gaps and doubles. Goal:
//! none, and 95 of 100 within 20 ms with 50 writers.
//!
//! `cargo run --release -p bench -- load [--demo DIR | --size SIZE] [--users N] [--seconds N]
//! [--think MS]`: users at work against a server it starts itself on loopback. Goal: 95 of 100
//! answers of every kind of page within 50 ms, 50 users, the province, two cores.
//!
//! `cargo run --release -p bench -- files [DIR]`: large files on the pages of the server of a demo,
//! of the province if none is named: a list of 140,000 members checked, all members as XLSX. Goals:
//! 60 s with 256 MB more at most, and 15 s.

mod data;
mod documents;
mod engines;
mod files;
mod http;
mod load;
mod numbers;
mod record;
mod work;

use data::{Answer, Data};
use std::process::ExitCode;

/// What the program allocates with.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

type Failed = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.split_first().map(|(a, b)| (a.as_str(), b)) {
        Some(("tree", sizes)) => tree(sizes),
        Some(("record", sizes)) => record::record(sizes),
        Some(("load", words)) => load::Load::parse(words).and_then(|l| l.run()),
        Some(("files", words)) => files::files(words),
        Some(("documents", sizes)) => documents::documents(sizes),
        Some(("numbers", sizes)) => numbers::numbers(sizes),
        Some(("warm", [demo])) => record::warm("demo", demo).map(|()| true),
        _ => {
            eprintln!(
                "bench tree [ROWS] [UNITS] [DAYS]\nbench record [small] [province] [nation]\nbench warm DIR\nbench numbers [WRITERS] [EACH]\nbench documents [DOCUMENTS] [SEARCHES]\nbench files [DIR]\nbench load [--demo DIR | --size SIZE] [--users N] [--seconds N] [--think MS]"
            );
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(why) => {
            eprintln!("{why}");
            ExitCode::FAILURE
        }
    }
}

fn size(sizes: &[String], at: usize, default: u32) -> Result<u32, Failed> {
    let read = |text: &String| text.replace([',', '_'], "").parse();
    Ok(sizes.get(at).map(read).transpose()?.unwrap_or(default))
}

fn tree(sizes: &[String]) -> Result<bool, Failed> {
    let rows = size(sizes, 0, 500_000)?;
    let units = size(sizes, 1, 54_000)?;
    let days = size(sizes, 2, 25)?;
    eprintln!("{rows} rows, {units} units, {days} days");
    let data = Data::new(rows, units, days);
    let dir = std::env::temp_dir().join(format!("nazm-bench-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let measured = measure(&data, &dir);
    std::fs::remove_dir_all(&dir)?;
    let (ours, others) = measured?;
    println!(
        "Whole-tree stock on {days} random days, {rows} rows, {units} units, {} reforms\n",
        data.reforms()
    );
    println!("| engine | median ms | 90 % ms | ready s | ratio | same totals |");
    println!("|---|--:|--:|--:|--:|---|");
    let mut all_same = true;
    for run in std::iter::once(&ours).chain(&others) {
        let same = run.answers == ours.answers;
        all_same &= same;
        println!(
            "| {} | {:.2} | {:.2} | {:.1} | {:.0} | {} |",
            run.engine,
            run.at(0.5),
            run.at(0.9),
            run.ready,
            run.at(0.5) / ours.at(0.5),
            if same { "yes" } else { "NO" }
        );
    }
    Ok(all_same)
}

fn measure(data: &Data, dir: &std::path::Path) -> Result<(Run, Vec<Run>), Failed> {
    let ours = engines::ours(data);
    data.write(dir)?;
    let others = vec![engines::duckdb(data, dir)?, engines::postgres(data, dir)?];
    Ok((ours, others))
}

/// What one engine did.
pub struct Run {
    engine: String,
    /// Seconds until it could be asked.
    ready: f64,
    /// Milliseconds per day asked.
    times: Vec<f64>,
    answers: Vec<Answer>,
}

impl Run {
    /// The time under which that share of the questions stays.
    fn at(&self, share: f64) -> f64 {
        let mut sorted = self.times.clone();
        sorted.sort_by(f64::total_cmp);
        let reached = |n: &usize| ratio(n + 1, sorted.len()) >= share;
        let at = (0..sorted.len()).find(reached);
        at.map_or(f64::NAN, |n| sorted[n])
    }
}

fn ratio(a: usize, b: usize) -> f64 {
    let float = |n: usize| u32::try_from(n).map_or(f64::MAX, f64::from);
    float(a) / float(b)
}

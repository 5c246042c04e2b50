//! The record itself: import against the bare insert of the same rows by the same route,
//! the whole country's reform, the report, start-up and memory. Drives the program as a
//! person would and reads the clock outside it.

use crate::Failed;
use platform::Scope;
use platform::db::{Cell, Db, Type};
use registers::REGISTERS;
use registers::insight::indicators::{Facts, saved};
use registers::insight::reports::build;
use registers::organisation::rulebook::Period;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

/// Seconds and peak memory (MB) of one run of the program.
struct Run {
    seconds: f64,
    memory: f64,
}

pub fn nazm() -> PathBuf {
    let beside = std::env::current_exe()
        .ok()
        .and_then(|p| Some(p.parent()?.join("nazm")));
    beside
        .filter(|p| p.exists())
        .unwrap_or_else(|| PathBuf::from("target/release/nazm"))
}

fn now() -> Instant {
    Instant::now()
}

/// Runs the program under GNU time, which tells the peak memory.
fn run(args: &[&str]) -> Result<Run, Failed> {
    let begun = now();
    let out = Command::new("/usr/bin/time")
        .arg("-f")
        .arg("%M")
        .arg(nazm())
        .args(args)
        .output()?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    if !out.status.success() {
        return Err(format!("nazm {}: {said}", args.join(" ")).into());
    }
    let kilobytes: f64 = said
        .trim()
        .lines()
        .last()
        .unwrap_or("0")
        .trim()
        .parse()
        .unwrap_or(0.0);
    Ok(Run {
        seconds,
        memory: kilobytes / 1024.0,
    })
}

fn line(what: &str, value: &str, goal: &str) {
    println!("| {what} | {value} | {goal} |");
}

pub fn record(sizes: &[String]) -> Result<bool, Failed> {
    let dir = std::env::temp_dir().join(format!("nazm-bench-record-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    println!("| what | measured | goal |\n|---|--:|---|");
    let done = imports(&dir).and_then(|()| demos(&dir, sizes));
    std::fs::remove_dir_all(&dir)?;
    done.map(|()| true)
}

fn text(path: &Path) -> Result<&str, Failed> {
    path.to_str()
        .ok_or_else(|| "the folder has a name that is no text".into())
}

/// The province's opening list, and the country's reform, into records of their own.
fn imports(dir: &Path) -> Result<(), Failed> {
    let files = dir.join("files");
    run(&["demo", "--size", "province", "--files", text(&files)?])?;
    let data = dir.join("import");
    let data = text(&data)?;
    run(&["init", "--rulebook", "vn", "--data", data])?;
    run(&[
        "import",
        "units",
        text(&files.join("01-units.csv"))?,
        "--data",
        data,
    ])?;
    let members = files.join("02-members.csv");
    let rows = std::fs::read_to_string(&members)?.lines().count() - 1;
    let preview = run(&[
        "import",
        "members",
        text(&members)?,
        "--preview",
        "--data",
        data,
    ])?;
    let import = run(&["import", "members", text(&members)?, "--data", data])?;
    line(
        &format!("check of {rows} members"),
        &format!("{:.1} s, {:.0} MB", preview.seconds, preview.memory),
        "60 s",
    );
    line(
        &format!("import of {rows} members"),
        &format!("{:.1} s, {:.0} MB", import.seconds, import.memory),
        "12 s",
    );
    let bare = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(bare_insert(data, dir))?;
    line(
        "the bare insert of all the rows it wrote",
        &format!("{bare:.1} s"),
        "",
    );
    line(
        "import ÷ bare insert",
        &format!("{:.2}", import.seconds / bare),
        "≤ 3",
    );
    country(dir)
}

/// Copies every row of a record into an empty one by the same bulk insert, in one transaction.
async fn bare_insert(data: &str, dir: &Path) -> Result<f64, Failed> {
    let mut from = Db::open(&format!("sqlite://{data}/nazm.db")).await?;
    let mut to = Db::open(&format!("sqlite://{}/bare.db?mode=rwc", dir.display())).await?;
    registers::migrate(&mut to).await?;
    let axes = [
        ("effective_from", Type::Text),
        ("effective_to", Type::Text),
        ("known_from", Type::Int),
        ("known_to", Type::Int),
    ];
    let mut tables: Vec<(&str, Vec<(&str, Type)>)> = vec![(
        "act_line",
        ["act", "line"]
            .map(|c| (c, Type::Int))
            .into_iter()
            .chain(
                [
                    "day",
                    "class",
                    "subject",
                    "also",
                    "counted",
                    "identifying",
                    "salt",
                    "commitment",
                    "leaf",
                ]
                .map(|c| (c, Type::Text)),
            )
            .collect(),
    )];
    for table in REGISTERS.iter().flat_map(|r| r.tables) {
        let key = [("subject", Type::Text), ("item", Type::Text)];
        tables.push((
            table.name,
            key.iter()
                .chain(table.columns)
                .chain(&axes)
                .copied()
                .collect(),
        ));
    }
    let mut seconds = 0.0;
    to.begin_writing().await?;
    for (table, columns) in &tables {
        let names: Vec<&str> = columns.iter().map(|(n, _)| *n).collect();
        let types: Vec<Type> = columns.iter().map(|(_, t)| *t).collect();
        let rows: Vec<Vec<Cell>> = from
            .rows(
                &format!("select {} from {table}", names.join(", ")),
                &[],
                &types,
            )
            .await?;
        let begun = now();
        to.insert(table, columns, &rows).await?;
        seconds += begun.elapsed().as_secs_f64();
    }
    let begun = now();
    to.keep().await?;
    Ok(seconds + begun.elapsed().as_secs_f64())
}

fn country(dir: &Path) -> Result<(), Failed> {
    let files = dir.join("nation");
    run(&["demo", "--size", "nation", "--files", text(&files)?])?;
    let find = |what: &str| -> Result<PathBuf, Failed> {
        let mut found: Vec<PathBuf> = std::fs::read_dir(&files)?
            .filter_map(|e| Some(e.ok()?.path()))
            .filter(|p| p.to_string_lossy().contains(what))
            .collect();
        found.sort();
        found
            .into_iter()
            .next()
            .ok_or_else(|| format!("no {what} file").into())
    };
    let data = dir.join("country");
    let data = text(&data)?;
    run(&["init", "--rulebook", "vn", "--data", data])?;
    run(&["import", "units", text(&find("units")?)?, "--data", data])?;
    // without members the assignment has nothing to assign, so the bare reform is measured
    let reforms = find("reforms")?;
    let preview = run(&[
        "import",
        "reforms",
        text(&reforms)?,
        "--preview",
        "--data",
        data,
    ])?;
    let apply = run(&["import", "reforms", text(&reforms)?, "--data", data])?;
    line(
        "the whole country's reform with all its cells, preview",
        &format!("{:.1} s", preview.seconds),
        "5 s",
    );
    line(
        "the whole country's reform with all its cells, recorded",
        &format!("{:.1} s", apply.seconds),
        "10 s",
    );
    std::fs::remove_dir_all(&files)?;
    Ok(())
}

/// What a server does that holds the facts: the report again and again, and following an act.
pub fn warm(size: &str, demo: &str) -> Result<(), Failed> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let scope = Scope::command_line();
        let mut db = Db::open(&format!("sqlite://{demo}/nazm.db")).await?;
        let begun = now();
        let mut facts =
            saved::open(&mut db, &scope, Some(&saved::file_in(Path::new(demo)))).await?;
        line(
            &format!("{size}: facts from the saved columns"),
            &format!("{:.2} s", begun.elapsed().as_secs_f64()),
            "province 1 s; nation 15 s",
        );
        let head = build::Head {
            demo: true,
            known: facts.known.0,
            root: String::new(),
            now: jiff::Timestamp::UNIX_EPOCH,
        };
        let period = Period::parse("2025-Q3")?;
        let unit = facts.structure.bearer("19", period.last_day());
        let mut times = Vec::new();
        for _ in 0..7 {
            let begun = now();
            build::quarterly(&facts, build::Which::of(unit, period), &head)?;
            times.push(begun.elapsed().as_secs_f64() * 1000.0);
        }
        line(
            &format!("{size}: the report, first time"),
            &format!("{:.0} ms", times[0]),
            "",
        );
        times.sort_by(f64::total_cmp);
        line(
            &format!("{size}: the report again (every figure, every unit below), median"),
            &format!("{:.0} ms", times[3]),
            "province 50 ms; nation 1000 ms",
        );
        one_act(size, demo, &mut db, &mut facts).await
    })
}

/// From the commit of an act to its being in every total.
async fn one_act(size: &str, demo: &str, db: &mut Db, facts: &mut Facts) -> Result<(), Failed> {
    let person = facts
        .stretches
        .iter()
        .rev()
        .find(|s| s.to == figures::Day::MAX && s.counted);
    let id = person
        .map(|s| facts.id_of(s.person))
        .ok_or("nobody is a member")?;
    run(&[
        "correct",
        &id,
        "sex",
        "female",
        "--from",
        "2025-09-29",
        "--basis",
        "bench",
        "--data",
        demo,
    ])?;
    let begun = now();
    saved::catch_up(facts, db, &Scope::command_line(), None).await?;
    line(
        &format!("{size}: an act in every total, after its commit"),
        &format!("{:.0} ms", begun.elapsed().as_secs_f64() * 1000.0),
        "10 ms",
    );
    Ok(())
}

/// Start-up, a figure, the report and memory, at the sizes asked for.
fn demos(dir: &Path, sizes: &[String]) -> Result<(), Failed> {
    let sizes: Vec<&str> = if sizes.is_empty() {
        vec!["small", "province"]
    } else {
        sizes.iter().map(String::as_str).collect()
    };
    for size in sizes {
        let demo = dir.join(size);
        let demo = text(&demo)?;
        let made = run(&["demo", "--size", size, "--no-serve", "--dir", demo])?;
        line(
            &format!("{size}: demo made, with 12 reports"),
            &format!("{:.1} s, {:.0} MB", made.seconds, made.memory),
            "",
        );
        let units = run(&[
            "units",
            "--on",
            "2025-09-30",
            "--data",
            demo,
            "--format",
            "csv",
        ])?;
        line(
            &format!("{size}: start and list the units"),
            &format!("{:.2} s, {:.0} MB", units.seconds, units.memory),
            "",
        );
        let figure = run(&[
            "figure",
            "members",
            "--unit",
            "19",
            "--on",
            "2025-09-30",
            "--data",
            demo,
        ])?;
        line(
            &format!("{size}: start, build the columns, one figure"),
            &format!("{:.2} s, {:.0} MB", figure.seconds, figure.memory),
            "province 1 s, 200 MB; nation 120 s, 2 GB",
        );
        let out = Path::new(demo).join("bench.json");
        let report = run(&[
            "report",
            "quarterly",
            "--unit",
            "19",
            "--period",
            "2025-Q3",
            "--data",
            demo,
            "--out",
            text(&out)?,
        ])?;
        line(
            &format!("{size}: start, all columns, the report as JSON"),
            &format!("{:.2} s, {:.0} MB", report.seconds, report.memory),
            "",
        );
        warm(size, demo)?;
        let verify = run(&["verify", "--data", demo])?;
        line(
            &format!("{size}: verify"),
            &format!("{:.1} s, {:.0} MB", verify.seconds, verify.memory),
            "",
        );
        std::fs::remove_dir_all(demo)?;
    }
    Ok(())
}

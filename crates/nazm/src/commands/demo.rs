//! The demo: the province of the example, made through the ordinary importers, and its
//! reports.

use super::change;
use super::report;
use crate::cli::{DemoSize, Place, ServeArgs};
use crate::demo::{self as made, Size, Step};
use crate::env::{self, SystemClock, SystemRandomness};
use platform::journal::{Ground, Writer};
use platform::seal::Key;
use platform::{Db, Error, Result};
use registers::insight::imports::core::{Imported, Input, What};
use registers::insight::reports::text::Lang;
use std::path::Path;

pub async fn demo(size: DemoSize, seed: u64, dir: &Path, serve: Option<&ServeArgs>) -> Result<()> {
    let place = Place {
        data: dir.to_path_buf(),
        database: None,
    };
    let unfinished = dir.join(UNFINISHED);
    if unfinished.exists() {
        return Err(Error::refused(format!(
            "the demo in {} was broken off while it was made: remove the folder, or give another with --dir",
            dir.display()
        )));
    }
    if env::file(&place).exists() {
        if let Some(args) = serve {
            return super::serve::serve(&place, args).await;
        }
        return Err(Error::refused(format!(
            "there is a demo in {} already: remove the folder, or give another with --dir",
            dir.display()
        )));
    }
    change::init(&place, change::BUILT_IN, &[("demo", "yes")]).await?;
    let demo = made::generate(made_size(size), seed);
    let mut db = env::open(&place).await?;
    let key = env::key_of(&place, &mut db).await?;
    std::fs::write(&unfinished, "")?;
    db.begin_filling(env::memory_to_spare()).await?;
    open_register(&mut db, &key, &demo).await?;
    db.end_filling().await?;
    for s in &demo.steps {
        match s {
            Step::Members { label, csv } => {
                step(&mut db, &key, What::Members, label, csv.clone(), None).await?;
            }
            Step::Events { label, csv } => {
                step(&mut db, &key, What::Events, label, csv.clone(), None).await?;
            }
            Step::Corrections { label, csv } => {
                step(&mut db, &key, What::Corrections, label, csv.clone(), None).await?;
            }
            Step::Reform { label, csv, assign } => {
                step(
                    &mut db,
                    &key,
                    What::Reforms,
                    label,
                    csv.clone(),
                    Some(assign.clone()),
                )
                .await?;
            }
        }
    }
    super::demo_papers::fill(&place, &mut db, &key, &demo).await?;
    drop(db);
    reports(&place, dir).await?;
    std::fs::remove_file(&unfinished)?;
    match serve {
        Some(args) => super::serve::serve(&place, args).await,
        None => Ok(()),
    }
}

/// The file that lies in the folder of a demo until it is made: what is filled cannot go back, so a
/// demo that was broken off may hold anything.
const UNFINISHED: &str = "unfinished";

/// The units and members the record begins with.
async fn open_register(db: &mut Db, key: &Key, demo: &made::Demo) -> Result<()> {
    let units = demo.units_csv.clone();
    step(
        db,
        key,
        What::Units,
        "Danh sách đơn vị ban đầu",
        units,
        None,
    )
    .await?;
    for (i, csv) in demo.openings().enumerate() {
        let label = format!("Danh sách đảng viên ban đầu, phần {}", i + 1);
        step(db, key, What::Members, &label, csv, None).await?;
    }
    Ok(())
}

fn made_size(size: DemoSize) -> Size {
    match size {
        DemoSize::Small => Size::Small,
        DemoSize::Province => Size::Province,
        DemoSize::Nation => Size::Nation,
    }
}

/// Writes the files that the demo imports, numbered in the order of their import.
pub fn files(size: DemoSize, seed: u64, dir: &Path) -> Result<()> {
    std::fs::create_dir_all(dir)?;
    let demo = made::generate(made_size(size), seed);
    let mut n = 0;
    let mut write = |what: &str, text: &str| -> Result<()> {
        n += 1;
        Ok(std::fs::write(
            dir.join(format!("{n:02}-{what}.csv")),
            text,
        )?)
    };
    write("units", &demo.units_csv)?;
    for csv in demo.openings() {
        write("members", &csv)?;
    }
    for s in &demo.steps {
        match s {
            Step::Members { csv, .. } => write("members", csv)?,
            Step::Events { csv, .. } => write("events", csv)?,
            Step::Corrections { csv, .. } => write("corrections", csv)?,
            Step::Reform { csv, assign, .. } => {
                write("reforms", csv)?;
                write("assign", assign)?;
            }
        }
    }
    super::out(&format!("{n} files are in {}\n", dir.display()))
}

pub(super) async fn step(
    db: &mut Db,
    key: &Key,
    what: What,
    label: &str,
    csv: String,
    assign: Option<String>,
) -> Result<()> {
    super::note(label);
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let input = Input::of_text("demo.csv", csv, assign.filter(|a| !a.is_empty()))?;
    let ground = Ground {
        account: env::account(),
        on_behalf_of: "*".to_owned(),
        basis: String::new(),
        reason: label.to_owned(),
    };
    let writer = Writer::begin(db, &clock, &mut chance).await?;
    let (done, _) = change::import_into(writer, what, &input, key, &ground).await?;
    match done {
        Imported::Recorded { .. } => Ok(()),
        Imported::Already(act) => Err(Error::internal(format!(
            "{label}: recorded already by act {act}"
        ))),
    }
}

/// Writes the reports of the quarter after the reform and says what the record holds; every
/// number below is a figure of that report.
async fn reports(place: &Place, dir: &Path) -> Result<()> {
    let wanted = report::Wanted {
        unit: "19".to_owned(),
        period: "2025-Q3".to_owned(),
        lang: String::new(),
        out: dir.to_path_buf(),
        known: None,
        structure: None,
    };
    let (built, utc_offset) = report::built(place, &wanted).await?;
    for lang in Lang::ALL {
        for form in ["pdf", "xlsx", "html", "json"] {
            report::write(
                &built,
                lang,
                &dir.join(format!("report-2025-Q3-{}.{form}", lang.code())),
                utc_offset,
            )?;
        }
    }
    super::out(&format!("the demo is in {}\n", dir.display()))?;
    for (label, key) in [
        (
            "members on 30 September 2025",
            "members:19:2025-09-30:as-of",
        ),
        (
            "admitted since 1 January 2025",
            "admitted:19:2025-Q3:cumulative",
        ),
        (
            "records failing an error rule",
            "failing:19:2025-09-30:as-of",
        ),
        ("per cent standardised", "standardised:19:2025-09-30:as-of"),
        ("wards", "units[kind=phường]:19:2025-09-30:as-of"),
        ("communes", "units[kind=xã]:19:2025-09-30:as-of"),
    ] {
        let value = built.figures.get(key).and_then(|f| f.value.as_deref());
        super::out(&format!("{label}: {}\n", value.unwrap_or("not known")))?;
    }
    let advised = super::demo_papers::advised(place).await?;
    super::out(&format!(
        "documents advised by the organising agency in quý III/2025: {advised}\n"
    ))?;
    super::out(&format!(
        "reports: {}/report-2025-Q3-{{en,vi,ur}}.{{pdf,xlsx,html,json}}\n",
        dir.display()
    ))?;
    super::out(&format!(
        "try: nazm figure members --unit 19 --on 2025-09-30 --by children --data {}\n",
        dir.display()
    ))
}

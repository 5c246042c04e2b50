//! Many writers taking numbers at once, from one series, on the embedded database: how long each
//! waits until its number is kept on disk, and whether one is missing or given twice.

use crate::Failed;
use figures::Day;
use platform::journal::queue::Queue;
use platform::journal::{CONTENT_VERSION, Draft, Ground, Writer};
use platform::seal::Key;
use platform::{Clock, Db, Error, Randomness, Scope};
use registers::REGISTERS;
use registers::activity::documents::acts::{self, Decided, NewTerm, Paper};
use registers::insight::imports::core::{Input, Means, What, import_into};
use registers::organisation::reforms::acts::{self as reforms, View};
use registers::organisation::rulebook::{read, store as rules};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// The goal: so many milliseconds until 95 of 100 numbers are kept.
const GOAL: f64 = 20.0;

struct Now;

impl Clock for Now {
    #[allow(
        clippy::disallowed_methods,
        reason = "a bench is a program of its own: this is its clock"
    )]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

/// Bytes that follow from a seed: salts of a record that nobody keeps.
pub struct Seeded(pub u64);

impl Seeded {
    pub fn next(&mut self) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        self.0 >> 33
    }
}

impl Randomness for Seeded {
    fn fill(&mut self, bytes: &mut [u8]) {
        for b in bytes {
            *b = u8::try_from(self.next() & 255).unwrap_or(0);
        }
    }
}

const UNITS: &str = "code,name,kind,parent_code,valid_from\n\
    19,Đảng bộ tỉnh,đảng bộ tỉnh,,2020-01-01\n\
    BTCTU,Ban Tổ chức,cơ quan,19,2020-01-01\n";

pub fn draft(kind: &'static str, decided: Decided, day: Day) -> Draft {
    Draft {
        kind,
        version: CONTENT_VERSION,
        ground: Ground {
            account: "bench".to_owned(),
            ..Ground::default()
        },
        day,
        lines: decided.lines,
    }
}

/// A record with a province, its organising agency and a term.
pub async fn record(dir: &Path) -> Result<String, Failed> {
    let url = format!("sqlite://{}", dir.join("nazm.db").display());
    let mut db = Db::open(&format!("{url}?mode=rwc")).await?;
    registers::migrate(&mut db).await?;
    let (mut chance, mut more) = (Seeded(1), Seeded(2));
    let key = Key::make(&mut more);
    let mut writer = Writer::begin(&mut db, &Now, &mut chance).await?;
    let rows = read::texts(read::vietnamese()).map_err(|e| format!("{e:?}"))?;
    let load = rules::decide_load(writer.db, &rows, Ground::default()).await?;
    writer.act(REGISTERS, &load).await?;
    let input = Input::of_text("units.csv", UNITS.to_owned(), None)?;
    let means = Means {
        key: &key,
        chance: &mut more,
        may: &Scope::command_line(),
    };
    let ground = Ground::default();
    import_into(
        &mut writer,
        What::Units,
        &input,
        means,
        &ground,
        &mut |_, _| {},
    )
    .await?;
    let view = reforms::view(writer.db, &Scope::whole()).await?;
    let from = Day::ymd(2020, 1, 1);
    let unit = view.structure.bearer("19", from).ok_or("no province")?;
    let new = NewTerm {
        unit,
        label: "2025-2030",
        from,
        until: None,
        congress: false,
    };
    let reading = acts::Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    let term = acts::decide_term(writer.db, reading, &new).await?;
    writer.act(REGISTERS, &draft("term", term, from)).await?;
    writer.finish().await?;
    Ok(url)
}

/// `writers` tasks, each taking `each` numbers one after the other.
async fn measured(
    url: &str,
    writers: usize,
    each: usize,
) -> Result<(Vec<f64>, Vec<u32>, f64), Failed> {
    let mut db = Db::open(url).await?;
    let view: Arc<View> = Arc::new(reforms::view(&mut db, &Scope::whole()).await?);
    let queue = Queue::start(url.to_owned(), Now, Seeded(3))?;
    let began = Instant::now();
    let tasks: Vec<_> = (0..writers)
        .map(|_| {
            let (queue, view) = (queue.clone(), view.clone());
            tokio::spawn(async move {
                let mut taken = Vec::with_capacity(each);
                for _ in 0..each {
                    let (view, asked) = (view.clone(), Instant::now());
                    let (number, _) = queue.write(|w| Box::pin(one(w, view))).await?;
                    taken.push((asked.elapsed().as_secs_f64() * 1000.0, number));
                }
                Ok::<_, Error>(taken)
            })
        })
        .collect();
    let (mut times, mut numbers) = (Vec::new(), Vec::new());
    for task in tasks {
        for (time, number) in task.await?? {
            times.push(time);
            numbers.push(number);
        }
    }
    Ok((times, numbers, began.elapsed().as_secs_f64()))
}

/// Issues one document, as a page does.
async fn one(writer: &mut Writer<'_>, view: Arc<View>) -> platform::Result<u32> {
    let day = Day::ymd(2025, 10, 20);
    let unit = view.structure.bearer("19", day);
    let unit = unit.ok_or_else(|| Error::internal("no province"))?;
    let paper = Paper {
        unit: view.structure.unit(unit).id.clone(),
        body: "committee".to_owned(),
        system: "party".to_owned(),
        kind: "notice".to_owned(),
        subject: "Về việc triển khai nhiệm vụ trọng tâm".to_owned(),
        ..Paper::default()
    };
    let reading = acts::Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    let decided = acts::decide_issue(writer.db, reading, &paper, (day, None), None, "").await?;
    let number = decided.number.unwrap_or(0);
    let said = draft("document", decided, day);
    writer.act(REGISTERS, &said).await?;
    Ok(number)
}

/// The time under which that share of the waits stays.
pub fn at(times: &[f64], share: f64) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    let reached = |n: &usize| crate::ratio(n + 1, sorted.len()) >= share;
    (0..sorted.len())
        .find(reached)
        .map_or(f64::NAN, |n| sorted[n])
}

/// `bench numbers [WRITERS] [EACH]`
pub fn numbers(sizes: &[String]) -> Result<bool, Failed> {
    let writers = usize::try_from(crate::size(sizes, 0, 50)?)?;
    let each = usize::try_from(crate::size(sizes, 1, 200)?)?;
    let dir = std::env::temp_dir().join(format!("nazm-numbers-{}", std::process::id()));
    std::fs::create_dir_all(&dir)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    let done = runtime.block_on(async {
        let url = record(&dir).await?;
        measured(&url, writers, each).await
    });
    std::fs::remove_dir_all(&dir)?;
    let (times, mut numbers, seconds) = done?;
    numbers.sort_unstable();
    let taken = numbers.len();
    numbers.dedup();
    let doubles = taken - numbers.len();
    let last = usize::try_from(numbers.last().copied().unwrap_or(0))?;
    let gaps = last - numbers.len();
    println!("| writers | numbers | p50 ms | p95 ms | longest ms | numbers/s | gaps | doubles |");
    println!("|--:|--:|--:|--:|--:|--:|--:|--:|");
    println!(
        "| {writers} | {taken} | {:.1} | {:.1} | {:.1} | {:.0} | {gaps} | {doubles} |",
        at(&times, 0.5),
        at(&times, 0.95),
        at(&times, 1.0),
        crate::ratio(taken, 1) / seconds,
    );
    Ok(gaps == 0 && doubles == 0 && at(&times, 0.95) <= GOAL)
}

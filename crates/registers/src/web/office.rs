//! What the running server keeps: connections, facts, templates, the writer, counters.

use super::kept::Kept;
use super::once::Onces;
use super::papers::Papers;
use super::press::Press;
use super::reach::Sights;
use super::rolls::Rolls;
use super::routes::SCREENS;
use super::search::Signs;
use super::writer::{Doing, WriterQueue};
use crate::activity::documents::files::{Cabinet, Opener};
use crate::insight::home::pages::WaitingLately;
use crate::insight::indicators::Facts;
use crate::insight::indicators::suppress::Entries;
use crate::insight::reports::desk::{self as reports, Desk};
use crate::organisation::privacy::veil::Acts;
use figures::Day;
use platform::asof::Known;
use platform::db::pool::{Pool, Pooled};
use platform::jobs::Jobs;
use platform::journal::Act;
use platform::journal::apply::ERASURE;
use platform::journal::store as journal;
use platform::seal::Key;
use platform::web::Pages;
use platform::web::guard::Limit;
use platform::{Clock, Db, Randomness, Result};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How the server is set up.
pub struct Settings {
    pub url: String,
    pub key: Key,
    /// File of the saved columns.
    pub columns: Option<PathBuf>,
    /// Whether browsers reach it by https.
    pub over_tls: bool,
    /// Whether a proxy that is ours says where a visitor comes from.
    pub forwarded: bool,
    /// Pages bear DEMO and one-time links sign in.
    pub demo: bool,
    /// The day that counts as today; the clock's when none is given.
    pub today: Option<Day>,
    /// The code by which the first administrator is made; none when there are accounts.
    pub first_code: Option<String>,
    /// Connections for reading.
    pub connections: usize,
    /// Makes PDF of sheets; without it nothing is printed.
    pub press: Option<Press>,
    /// Where files of documents lie; without it none is taken in or given out.
    pub cabinet: Option<Cabinet>,
    /// Opens files of strangers; without it none is taken in.
    pub opener: Option<Opener>,
}

pub struct Office {
    pub settings: Settings,
    pub pages: Pages,
    pub pool: Arc<Pool>,
    pub kept: Arc<Kept>,
    /// Who entered with whom: what small cells are suppressed by.
    pub entries: Entries,
    /// Acts whose ground gives a reason away.
    pub veiled: Acts,
    /// Reports made lately.
    pub reports: Desk,
    /// Codes and names of units as they are searched.
    pub signs: Signs,
    /// What waits for whom, as counted lately.
    pub waiting: WaitingLately,
    pub rolls: Rolls,
    pub papers: Papers,
    pub clock: Arc<dyn Clock>,
    chance: Mutex<Box<dyn Randomness>>,
    writer: WriterQueue,
    /// Long work beside the pages.
    pub jobs: Arc<Jobs>,
    pub sights: Sights,
    pub limits: Limits,
    /// Forms that were sent, so that none is done twice.
    pub onces: Onces,
    pub counters: Counters,
    /// Files of others being read at once: a hostile one must not take the whole machine.
    pub sheets: tokio::sync::Semaphore,
    /// Passwords being hashed at once: each takes 46 MiB for a moment.
    pub hashing: tokio::sync::Semaphore,
    /// Sheets being printed at once.
    pub printing: tokio::sync::Semaphore,
}

pub struct Limits {
    /// Tries to sign in, by account.
    pub account: Limit,
    /// Tries to sign in from one address.
    pub address: Limit,
    /// Searches by account.
    pub search: Limit,
    /// People who may be changed at once on a form: each is decided while the visitor waits.
    pub changed: usize,
}

/// Answers by their kind, for `/metrics`.
#[derive(Default)]
pub struct Counters {
    pub answers: [AtomicU64; 6],
    pub microseconds: AtomicU64,
    pub acts: AtomicU64,
}

impl Counters {
    pub fn answered(&self, status: u16, took: std::time::Duration) {
        let class = usize::from(status / 100).min(5);
        self.answers[class].fetch_add(1, Ordering::Relaxed);
        let took = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        self.microseconds.fetch_add(took, Ordering::Relaxed);
    }
}

impl Office {
    pub async fn open(
        settings: Settings,
        clock: Arc<dyn Clock>,
        chance: impl Fn() -> Box<dyn Randomness>,
    ) -> Result<Arc<Office>> {
        let templates: Vec<_> = SCREENS.iter().map(|s| s.templates).collect();
        let messages: Vec<_> = SCREENS.iter().map(|s| &s.messages).collect();
        let pool = Pool::new(&settings.url, settings.connections);
        let kept = Arc::new(Kept::open(pool.clone(), settings.columns.clone()).await?);
        let writer = WriterQueue::start(
            settings.url.clone(),
            (settings.key.clone(), kept.clone()),
            clock.clone(),
            chance(),
        )?;
        let jobs = Jobs::open(pool.clone(), clock.clone(), settings.key.clone(), chance()).await?;
        let office = Arc::new(Office {
            jobs,
            pages: Pages::new(&templates, &messages)?,
            rolls: Rolls::new(pool.clone()),
            papers: Papers::new(pool.clone(), settings.cabinet.clone()),
            pool,
            kept,
            entries: Entries::default(),
            veiled: Acts::default(),
            reports: Desk::default(),
            signs: Signs::default(),
            waiting: WaitingLately::default(),
            clock,
            chance: Mutex::new(chance()),
            writer,
            sights: Sights::default(),
            limits: Limits {
                account: Limit::new(10, 15 * 60),
                address: Limit::new(60, 15 * 60),
                search: Limit::new(600, 60),
                changed: 5000,
            },
            onces: Onces::default(),
            counters: Counters::default(),
            sheets: tokio::sync::Semaphore::new(1),
            hashing: tokio::sync::Semaphore::new(2),
            printing: tokio::sync::Semaphore::new(2),
            settings,
        });
        // the roll is read while nobody waits for it yet
        let early = office.clone();
        tokio::spawn(async move {
            let known = early.facts().await.known;
            if let Err(e) = early.rolls.ask(known, known, |_| ()).await {
                eprintln!("the roll of persons will be read when it is asked for: {e}");
            }
            if let Err(e) = early.papers.ask(known, |_| ()).await {
                eprintln!("the shelf of documents will be read when it is asked for: {e}");
            }
            if let Err(e) = early.follow_entries().await {
                eprintln!("who came together will be read when it is asked for: {e}");
            }
            if let Err(e) = reports::early(&early).await {
                eprintln!("the report of the quarter will be counted when it is asked for: {e}");
            }
        });
        Ok(office)
    }

    /// The facts as now known.
    pub async fn facts(&self) -> Arc<Facts> {
        self.kept.now().await
    }

    /// Reads who came to the record together, as what may be told of groups rests on it.
    async fn follow_entries(&self) -> Result<()> {
        let facts = self.facts().await;
        let mut db = self.db().await?;
        self.entries.known(&mut db, &facts).await.map(drop)
    }

    pub async fn db(&self) -> Result<Pooled> {
        self.pool.get().await
    }

    /// Has an act recorded, and the facts brought up to date before anybody is answered.
    pub async fn commit(&self, doing: Doing) -> Result<Act> {
        let act = self.writer.commit(doing).await?;
        self.counters.acts.fetch_add(1, Ordering::Relaxed);
        let mut db = self.pool.get().await?;
        self.catch_up(&mut db).await?;
        Ok(act)
    }

    /// The facts with everything that is recorded by now, here or by another program: asked for at
    /// the beginning of each visit. Costs one number when nothing was.
    pub async fn keep_up(&self) -> Result<Arc<Facts>> {
        let facts = self.facts().await;
        let mut db = self.pool.get().await?;
        if journal::last(&mut db).await? == facts.known.0 {
            return Ok(facts);
        }
        self.catch_up(&mut db).await?;
        Ok(self.facts().await)
    }

    async fn catch_up(&self, db: &mut Db) -> Result<()> {
        let before = self.facts().await.known.0;
        // acts and rows are read of one moment
        db.begin_reading().await?;
        self.kept.catch_up(db).await?;
        let new = journal::acts(db, before + 1, Known::NOW.0).await?;
        db.drop_changes().await?;
        // who was erased is named by no earlier knowledge either
        if new.iter().any(|a| a.kind == ERASURE) {
            self.kept.forget_earlier().await;
            self.rolls.forget_earlier().await;
            self.papers.forget().await;
        }
        Ok(())
    }

    /// Seconds since 1970, for sessions and limits.
    pub fn seconds(&self) -> i64 {
        self.clock.now().as_second()
    }

    /// Today, in the zone of the rulebook.
    pub fn today(&self, facts: &Facts) -> Day {
        let today = || facts.book.calendar().day_at(self.clock.now());
        self.settings.today.unwrap_or_else(today)
    }

    /// Draws chance.
    pub fn chance<T>(&self, draw: impl FnOnce(&mut dyn Randomness) -> T) -> T {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        draw(chance.as_mut())
    }
}

/// The office's chance, for work that outlives a visit.
pub struct Chance(pub Arc<Office>);

impl Randomness for Chance {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.chance(|c| c.fill(bytes));
    }
}

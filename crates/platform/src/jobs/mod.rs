//! Long work beside the pages: whatever takes more than two seconds is a job. It has a page that
//! says how far it is, may be cancelled, and leaves a file that is kept for a week.
//!
//! ```ignore
//! let id = office.jobs.start(
//!     Wanted { kind: "export", account, about: "…".to_owned(), back: "/members".to_owned() },
//!     move |progress| Box::pin(async move {
//!         for (n, row) in rows.iter().enumerate() {
//!             progress.at(n, rows.len())?; // ends here when somebody cancelled
//!         }
//!         Ok(Done { file: Some(File { name, kind, bytes }), ..Done::default() })
//!     }),
//! ).await?;
//! visit.go(&format!("/jobs/{id}"))
//! ```
//!
//! A job has a thread of its own, so its future need not be `Send` and may compute for long.
//! What a job was to do is not kept: when the server stops in the middle of one it is said to be
//! interrupted, with how far it had come, and its page leads back to where it is begun again. Whose
//! work writes nothing may begin it again when the server starts, as checks of imports do.
//! Work that records does so in one transaction, so an interrupted job has recorded all or
//! nothing.

pub mod files;
pub mod store;

use crate::db::pool::Pool;
use crate::seal::Key;
use crate::text::hex;
use crate::{Clock, Error, Randomness, Result};
use files::Files;
pub use files::{DAYS_KEPT, File};
use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, oneshot};

/// Jobs that run at once: more would take the processors from those who look at pages.
const AT_ONCE: usize = 2;
/// How often the way a job has come is written down, for the case that the server stops.
const NOTED: Duration = Duration::from_secs(2);
/// Seconds after which a job that ended is forgotten.
const FORGOTTEN: i64 = 30 * 24 * 60 * 60;

/// Where a job stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    Waiting,
    Running,
    Done,
    Failed,
    Cancelled,
    /// The server stopped while it ran.
    Interrupted,
}

impl State {
    const ALL: [(State, &'static str); 6] = [
        (State::Waiting, "waiting"),
        (State::Running, "running"),
        (State::Done, "done"),
        (State::Failed, "failed"),
        (State::Cancelled, "cancelled"),
        (State::Interrupted, "interrupted"),
    ];

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.iter().find(|(s, _)| *s == self);
        found.map_or("", |(_, text)| text)
    }

    fn parse(text: &str) -> State {
        let found = Self::ALL.iter().find(|(_, t)| *t == text);
        found.map_or(State::Interrupted, |(s, _)| *s)
    }

    /// Whether nothing more will happen.
    #[must_use]
    pub fn is_over(self) -> bool {
        !matches!(self, State::Waiting | State::Running)
    }
}

/// What is wanted.
#[derive(Debug, Clone)]
pub struct Wanted<'a> {
    /// Names the message `job-KIND`.
    pub kind: &'a str,
    pub account: &'a str,
    /// What it is about, for who began it alone; kept sealed.
    pub about: String,
    /// Address of the page it was begun from, where it is begun again.
    pub back: String,
}

/// What came of a job.
#[derive(Debug, Default)]
pub struct Done {
    pub file: Option<File>,
    /// Address of the page that shows the outcome; empty when there is none.
    pub go: String,
}

/// A job as pages show it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Job {
    pub id: String,
    pub kind: String,
    pub account: String,
    pub about: String,
    pub state: State,
    pub done: u64,
    pub of: u64,
    /// Seconds since 1970; 0 while it has not happened.
    pub made: i64,
    pub began: i64,
    pub ended: i64,
    /// Why it failed.
    pub said: String,
    pub back: String,
    pub go: String,
    /// Name of the file it left; empty when there is none any more.
    pub file: String,
}

impl Job {
    /// Seconds for which it has run.
    #[must_use]
    pub fn elapsed(&self, now: i64) -> i64 {
        match (self.began, self.ended) {
            (0, _) => 0,
            (began, 0) => (now - began).max(0),
            (began, ended) => (ended - began).max(0),
        }
    }

    /// Seconds it will still take if it goes on as it went; nothing while that is a mere guess.
    #[must_use]
    pub fn remaining(&self, now: i64) -> Option<i64> {
        let elapsed = self.elapsed(now);
        let (done, of) = (i64::try_from(self.done).ok()?, i64::try_from(self.of).ok()?);
        let told = self.state == State::Running && elapsed >= 3 && done > 0 && done <= of;
        told.then(|| elapsed.saturating_mul(of - done) / done)
    }
}

/// How far a running job is, and whether it shall stop.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<Running>);

#[derive(Debug, Default)]
struct Running {
    done: AtomicU64,
    of: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// Says how far it is; refuses to go on when the job was cancelled.
    pub fn at(&self, done: usize, of: usize) -> Result<()> {
        let count = |n: usize| u64::try_from(n).unwrap_or(u64::MAX);
        self.0.done.store(count(done), Ordering::Relaxed);
        self.0.of.store(count(of), Ordering::Relaxed);
        self.go_on()
    }

    /// Refuses to go on when the job was cancelled.
    pub fn go_on(&self) -> Result<()> {
        if self.0.cancelled.load(Ordering::Relaxed) {
            return Err(Error::refused("cancelled"));
        }
        Ok(())
    }

    fn told(&self) -> (u64, u64) {
        (
            self.0.done.load(Ordering::Relaxed),
            self.0.of.load(Ordering::Relaxed),
        )
    }
}

/// What a job does.
pub type Work = Pin<Box<dyn Future<Output = Result<Done>>>>;

/// The jobs of a running server.
pub struct Jobs {
    pool: Arc<Pool>,
    clock: Arc<dyn Clock>,
    pub files: Files,
    places: Arc<Semaphore>,
    running: Mutex<HashMap<String, Progress>>,
}

impl Jobs {
    /// Takes the jobs over from an earlier run of the server: whatever had not ended is
    /// interrupted.
    pub async fn open(
        pool: Arc<Pool>,
        clock: Arc<dyn Clock>,
        key: Key,
        chance: Box<dyn Randomness>,
    ) -> Result<Arc<Jobs>> {
        let jobs = Jobs {
            files: Files::new(pool.clone(), clock.clone(), key, chance),
            pool,
            clock,
            places: Arc::new(Semaphore::new(AT_ONCE)),
            running: Mutex::default(),
        };
        let mut db = jobs.pool.get().await?;
        store::interrupt(&mut db, jobs.now()).await?;
        drop(db);
        jobs.forget_old().await?;
        Ok(Arc::new(jobs))
    }

    fn now(&self) -> i64 {
        self.clock.now().as_second()
    }

    async fn forget_old(&self) -> Result<()> {
        let mut db = self.pool.get().await?;
        store::forget_before(&mut db, self.now() - FORGOTTEN).await?;
        drop(db);
        self.files.forget_old().await
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<String, Progress>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins a job and returns its id; it runs when there is a place.
    pub async fn start<F>(self: &Arc<Jobs>, wanted: Wanted<'_>, work: F) -> Result<String>
    where
        F: FnOnce(Progress) -> Work + Send + 'static,
    {
        self.forget_old().await?;
        let id = self.files.chance(|c| {
            let mut bytes = [0; 12];
            c.fill(&mut bytes);
            hex(&bytes)
        });
        let job = Job {
            id: id.clone(),
            kind: wanted.kind.to_owned(),
            account: wanted.account.to_owned(),
            about: self.files.seal(&wanted.about)?,
            state: State::Waiting,
            done: 0,
            of: 0,
            made: self.now(),
            began: 0,
            ended: 0,
            said: String::new(),
            back: wanted.back,
            go: String::new(),
            file: String::new(),
        };
        let mut db = self.pool.get().await?;
        store::insert(&mut db, &job).await?;
        drop(db);
        let progress = Progress::default();
        self.lock().insert(id.clone(), progress.clone());
        let (jobs, job) = (self.clone(), id.clone());
        tokio::spawn(async move {
            if let Err(e) = jobs.run(&job, &progress, work).await {
                eprintln!("job {job}: {e}");
            }
            jobs.lock().remove(&job);
        });
        Ok(id)
    }

    async fn run<F>(&self, id: &str, progress: &Progress, work: F) -> Result<()>
    where
        F: FnOnce(Progress) -> Work + Send + 'static,
    {
        let _place = self.places.acquire().await.map_err(Error::internal)?;
        if progress.go_on().is_err() {
            return self
                .end(id, progress, Err(Error::refused("cancelled")))
                .await;
        }
        let mut db = self.pool.get().await?;
        store::begin(&mut db, id, self.now()).await?;
        drop(db);
        let doing = progress.clone();
        let mut outcome = std::pin::pin!(apart(move || work(doing)));
        let outcome = loop {
            tokio::select! {
                done = &mut outcome => break done.and_then(|done| done),
                () = tokio::time::sleep(NOTED) => {
                    let mut db = self.pool.get().await?;
                    store::note(&mut db, id, progress.told()).await?;
                }
            }
        };
        self.end(id, progress, outcome).await
    }

    async fn end(&self, id: &str, progress: &Progress, outcome: Result<Done>) -> Result<()> {
        let cancelled = progress.go_on().is_err();
        let (mut state, mut said, mut done) = (State::Done, String::new(), Done::default());
        match outcome {
            Ok(made) => done = made,
            Err(_) if cancelled => state = State::Cancelled,
            Err(e) => {
                state = State::Failed;
                said = match &e {
                    Error::Refused(_)
                    | Error::NotFound(_)
                    | Error::TooLarge(_)
                    | Error::Conflict(_) => e.to_string(),
                    other => {
                        eprintln!("job {id}: {other}");
                        String::new()
                    }
                };
            }
        }
        let file = done
            .file
            .as_ref()
            .map_or("", |f| f.name.as_str())
            .to_owned();
        if let Some(file) = done.file {
            self.files.put(id, &file).await?;
        }
        let sealed = if said.is_empty() {
            said
        } else {
            self.files.seal(&said)?
        };
        let mut db = self.pool.get().await?;
        store::note(&mut db, id, progress.told()).await?;
        store::end(&mut db, id, state, self.now(), (&sealed, &done.go, &file)).await
    }

    /// A job as it stands now.
    pub async fn find(&self, id: &str) -> Result<Job> {
        let mut db = self.pool.get().await?;
        let found = store::find(&mut db, id).await?;
        let job = found.ok_or_else(|| Error::NotFound("no such job".to_owned()))?;
        self.opened(job)
    }

    /// The jobs of an account, the newest first.
    pub async fn of(&self, account: &str) -> Result<Vec<Job>> {
        let mut db = self.pool.get().await?;
        let jobs = store::of(&mut db, account).await?;
        jobs.into_iter().map(|j| self.opened(j)).collect()
    }

    /// Everybody's jobs, the newest first, without what they are about and what they said.
    pub async fn all(&self) -> Result<Vec<Job>> {
        let mut db = self.pool.get().await?;
        let jobs = store::all(&mut db).await?;
        let bare = |mut j: Job| {
            j.about.clear();
            j.said.clear();
            j.file.clear();
            self.told(&mut j);
            j
        };
        Ok(jobs.into_iter().map(bare).collect())
    }

    fn opened(&self, mut job: Job) -> Result<Job> {
        job.about = self.files.unseal(&job.about)?;
        job.said = self.files.unseal(&job.said)?;
        self.told(&mut job);
        Ok(job)
    }

    /// While a job runs its own word is the latest.
    fn told(&self, job: &mut Job) {
        if let Some(progress) = self.lock().get(&job.id) {
            (job.done, job.of) = progress.told();
        }
    }

    /// Asks a job to stop at the next place where it can.
    pub fn cancel(&self, id: &str) {
        if let Some(progress) = self.lock().get(id) {
            progress.0.cancelled.store(true, Ordering::Relaxed);
        }
    }

    /// The file a job left.
    pub async fn file(&self, id: &str) -> Result<File> {
        self.files.get(id).await
    }
}

/// Does work on a thread of its own: it may compute for long and need not be `Send`. A fault in
/// it ends nothing else.
pub async fn apart<T, W>(work: W) -> Result<T>
where
    T: Send + 'static,
    W: FnOnce() -> Pin<Box<dyn Future<Output = T>>> + Send + 'static,
{
    let (to, answer) = oneshot::channel();
    let runtime = tokio::runtime::Handle::current();
    std::thread::Builder::new()
        .name("job".to_owned())
        .spawn(move || {
            // who no longer waits does not hear of it
            _ = to.send(runtime.block_on(work()));
        })?;
    answer
        .await
        .map_err(|_| Error::internal("the work ended without an answer"))
}

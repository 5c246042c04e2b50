//! The one way to write while many people are at work: jobs wait in a queue, one writer does
//! them in order. On SQLite, where a commit waits for the disk, all that are waiting share one
//! commit: each has a savepoint of its own, so that a refused one leaves no trace, and nobody
//! is told «done» before the commit is on disk (`semantics.md` 1.9).

use super::{Writer, merkle};
use crate::db::dialect::Dialect;
use crate::{Clock, Db, Error, Randomness, Result};
use std::future::Future;
use std::pin::Pin;
use tokio::sync::{mpsc, oneshot};

/// What a job does with the writer.
pub type Doing<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + 'a>>;

/// So many jobs share one commit at most: nobody waits long for others.
const SHARED: usize = 64;

/// A job with its answer: run once, told once.
trait Job: Send {
    /// Whether it went well.
    fn run<'a>(
        &'a mut self,
        writer: &'a mut Writer<'_>,
    ) -> Pin<Box<dyn Future<Output = bool> + 'a>>;
    /// What it did could not be written.
    fn refuse(&mut self, why: Error);
    /// Answers with the root of the journal, or with why nothing could be kept.
    fn answer(self: Box<Self>, kept: std::result::Result<&str, &str>);
}

struct One<T, F> {
    work: Option<F>,
    done: Option<Result<T>>,
    to: Option<oneshot::Sender<Result<(T, String)>>>,
}

impl<T, F> Job for One<T, F>
where
    T: Send,
    F: for<'a> FnOnce(&'a mut Writer<'_>) -> Doing<'a, T> + Send,
{
    fn run<'a>(
        &'a mut self,
        writer: &'a mut Writer<'_>,
    ) -> Pin<Box<dyn Future<Output = bool> + 'a>> {
        Box::pin(async move {
            if let Some(work) = self.work.take() {
                self.done = Some(work(writer).await);
            }
            matches!(self.done, Some(Ok(_)))
        })
    }

    fn refuse(&mut self, why: Error) {
        self.done = Some(Err(why));
    }

    fn answer(mut self: Box<Self>, kept: std::result::Result<&str, &str>) {
        let done = self.done.take();
        let answer = match (done, kept) {
            (Some(Ok(value)), Ok(root)) => Ok((value, root.to_owned())),
            (Some(Err(refused)), _) => Err(refused),
            (_, Err(why)) => Err(Error::Unavailable(why.to_owned())),
            (None, Ok(_)) => Err(Error::internal("the job was never run")),
        };
        if let Some(to) = self.to.take() {
            // who no longer waits does not hear of it; what was recorded stays recorded
            let _ = to.send(answer);
        }
    }
}

/// The queue. It ends with its last handle.
#[derive(Clone)]
pub struct Queue {
    jobs: mpsc::Sender<Box<dyn Job>>,
}

impl Queue {
    /// Starts the writer on a thread of its own.
    pub fn start(
        url: String,
        clock: impl Clock + 'static,
        chance: impl Randomness + 'static,
    ) -> Result<Queue> {
        let (jobs, waiting) = mpsc::channel(1024);
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(1)
            .enable_all()
            .build()?;
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || {
                let mut writing = Writing {
                    url,
                    clock: Box::new(clock),
                    chance: Box::new(chance),
                    db: None,
                    tree: None,
                };
                runtime.block_on(writing.work(waiting));
            })?;
        Ok(Queue { jobs })
    }

    /// Hands a job in and waits until what it recorded is kept; the value, and the root of the
    /// journal after it.
    pub async fn write<T, F>(&self, work: F) -> Result<(T, String)>
    where
        T: Send + 'static,
        F: for<'a> FnOnce(&'a mut Writer<'_>) -> Doing<'a, T> + Send + 'static,
    {
        let (to, answer) = oneshot::channel();
        let job = One {
            work: Some(work),
            done: None,
            to: Some(to),
        };
        let gone = || Error::Unavailable("the writer has stopped".to_owned());
        self.jobs.send(Box::new(job)).await.map_err(|_| gone())?;
        answer.await.map_err(|_| gone())?
    }
}

struct Writing {
    url: String,
    clock: Box<dyn Clock + Send>,
    chance: Box<dyn Randomness + Send>,
    db: Option<Db>,
    /// The journal as the last commit left it.
    tree: Option<(merkle::Tree, u64)>,
}

impl Writing {
    async fn work(&mut self, mut waiting: mpsc::Receiver<Box<dyn Job>>) {
        while let Some(first) = waiting.recv().await {
            let mut jobs = vec![first];
            let shared = match Dialect::of(&self.url) {
                Ok(Dialect::Sqlite) => SHARED,
                _ => 1,
            };
            while jobs.len() < shared
                && let Ok(next) = waiting.try_recv()
            {
                jobs.push(next);
            }
            let kept = self.together(&mut jobs).await;
            if kept.is_err() {
                // a connection that failed is not used again
                self.db = None;
            }
            let why = kept.as_ref().map_err(ToString::to_string);
            let told = match &why {
                Ok(root) => Ok(root.as_str()),
                Err(why) => Err(why.as_str()),
            };
            jobs.into_iter().for_each(|job| job.answer(told));
        }
    }

    /// Does the jobs in one transaction, each in its own savepoint; the root once it is kept.
    async fn together(&mut self, jobs: &mut [Box<dyn Job>]) -> Result<String> {
        let db = match &mut self.db {
            Some(db) => db,
            none => none.insert(Db::open(&self.url).await?),
        };
        let mut writer =
            Writer::resume(db, &*self.clock, &mut *self.chance, self.tree.take()).await?;
        for job in jobs {
            let before = writer.mark();
            writer.db.begin_part().await?;
            let done = job.run(&mut writer).await;
            let failed = match done {
                true => writer.db.end_part(true).await.err(),
                false => None,
            };
            if !done || failed.is_some() {
                writer.db.end_part(false).await?;
                writer.go_back(before);
            }
            if let Some(why) = failed {
                job.refuse(why);
            }
        }
        let tree = writer.mark();
        let root = writer.finish().await?;
        self.tree = Some(tree);
        Ok(root)
    }
}

//! The one writer. Pages hand it what to do and wait for the act; everything that is recorded
//! through the server goes through here.

use platform::journal::{Act, Writer};
use platform::seal::Key;
use platform::{Clock, Db, Error, Randomness, Result};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// What is to be done with the writer's place: decide, record and apply.
pub type Doing = Box<
    dyn for<'a, 'w> FnOnce(
            &'a mut Writer<'w>,
            &'a Key,
        ) -> Pin<Box<dyn Future<Output = Result<Act>> + 'a>>
        + Send,
>;

struct Order {
    doing: Doing,
    answer: oneshot::Sender<Result<Act>>,
}

/// The way to the writer. Orders are done one after another in the order in which they came.
#[derive(Clone)]
pub struct WriterQueue {
    orders: mpsc::Sender<Order>,
}

/// Orders that may wait; more are told to come again.
const WAITING: usize = 256;

impl WriterQueue {
    /// Starts the writer on a thread of its own.
    pub fn start(
        url: String,
        key: Key,
        clock: Arc<dyn Clock>,
        chance: Box<dyn Randomness>,
    ) -> Result<WriterQueue> {
        let (orders, queue) = mpsc::channel(WAITING);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || runtime.block_on(work(url, key, clock, chance, queue)))?;
        Ok(WriterQueue { orders })
    }

    /// Has something recorded.
    pub async fn commit(&self, doing: Doing) -> Result<Act> {
        let gone = || Error::Unavailable("the writer is not there".to_owned());
        let (answer, told) = oneshot::channel();
        self.orders
            .try_send(Order { doing, answer })
            .map_err(|_| Error::Unavailable("too many are waiting to write".to_owned()))?;
        told.await.map_err(|_| gone())?
    }
}

async fn work(
    url: String,
    key: Key,
    clock: Arc<dyn Clock>,
    mut chance: Box<dyn Randomness>,
    mut queue: mpsc::Receiver<Order>,
) {
    let mut db: Option<Db> = None;
    while let Some(order) = queue.recv().await {
        let done = one(
            &mut db,
            &url,
            &key,
            clock.as_ref(),
            chance.as_mut(),
            order.doing,
        )
        .await;
        if matches!(done, Err(Error::Unavailable(_) | Error::Internal(_))) {
            db = None;
        }
        // who asked may have gone away; what was recorded stays recorded
        let _ = order.answer.send(done);
    }
}

async fn one(
    db: &mut Option<Db>,
    url: &str,
    key: &Key,
    clock: &dyn Clock,
    chance: &mut dyn Randomness,
    doing: Doing,
) -> Result<Act> {
    let db = match db {
        Some(db) => db,
        none => none.insert(Db::open(url).await?),
    };
    let mut writer = Writer::begin(db, clock, chance).await?;
    match doing(&mut writer, key).await {
        Ok(act) => writer.finish().await.map(|_| act),
        Err(e) => {
            writer.drop_changes().await?;
            Err(e)
        }
    }
}

//! The one writer. Pages hand it what to do and wait for the act; everything that is recorded
//! through the server goes through the journal's queue.

use platform::journal::queue::Queue;
use platform::journal::{Act, Writer};
use platform::seal::Key;
use platform::{Clock, Randomness, Result};
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

/// What is to be done with the writer's place: decide, record and apply.
pub type Doing = Box<
    dyn for<'a, 'w> FnOnce(
            &'a mut Writer<'w>,
            &'a Key,
        ) -> Pin<Box<dyn Future<Output = Result<Act>> + 'a>>
        + Send,
>;

/// The way to the writer, with the key of the sealed fields.
#[derive(Clone)]
pub struct WriterQueue {
    queue: Queue,
    key: Arc<Key>,
}

struct SharedClock(Arc<dyn Clock>);

impl Clock for SharedClock {
    fn now(&self) -> jiff::Timestamp {
        self.0.now()
    }
}

struct BoxedRandomness(Box<dyn Randomness>);

impl Randomness for BoxedRandomness {
    fn fill(&mut self, bytes: &mut [u8]) {
        self.0.fill(bytes);
    }
}

impl WriterQueue {
    /// Starts the writer on a thread of its own.
    pub fn start(
        url: String,
        key: Key,
        clock: Arc<dyn Clock>,
        chance: Box<dyn Randomness>,
    ) -> Result<WriterQueue> {
        Ok(WriterQueue {
            queue: Queue::start(url, SharedClock(clock), BoxedRandomness(chance))?,
            key: Arc::new(key),
        })
    }

    /// Has something recorded.
    pub async fn commit(&self, doing: Doing) -> Result<Act> {
        let key = Arc::clone(&self.key);
        let done = self
            .queue
            .write(move |writer| Box::pin(async move { doing(writer, &key).await }));
        done.await.map(|(act, _)| act)
    }
}

//! The one writer. Pages hand it what to do and wait for the act; everything that is recorded
//! through the server goes through the journal's queue.

use super::kept::Kept;
use crate::organisation::reforms::acts::{self as reforms, View};
use crate::organisation::rulebook::store::RULE_CLASS;
use crate::organisation::units::model::CLASS as UNIT_CLASS;
use platform::journal::queue::Queue;
use platform::journal::store::classes_since;
use platform::journal::{Act, Writer};
use platform::seal::Key;
use platform::{Clock, Randomness, Result, Scope};
use std::future::Future;
use std::ops::Deref;
use std::pin::Pin;
use std::sync::Arc;

/// What is to be done with the writer's place: decide, record and apply.
pub type Doing = Box<
    dyn for<'a, 'w> FnOnce(
            &'a mut Writer<'w>,
            &'a AtHand,
        ) -> Pin<Box<dyn Future<Output = Result<Act>> + 'a>>
        + Send,
>;

/// What lies at hand in the writer's place: the key of the sealed fields, and the record as it is
/// kept for the pages.
pub struct AtHand {
    key: Key,
    kept: Arc<Kept>,
}

impl Deref for AtHand {
    type Target = Key;

    fn deref(&self) -> &Key {
        &self.key
    }
}

impl AtHand {
    /// The record as the writer sees it, with what waits in the same commit. Units and rules are
    /// read anew only when an act since the pages' facts concerns them: a register of thousands of
    /// units is not read for every number that is taken.
    pub async fn view(&self, writer: &mut Writer<'_>) -> Result<View> {
        let facts = self.kept.now().await;
        let new = classes_since(writer.db, facts.known.0).await?;
        if new.iter().any(|c| c == UNIT_CLASS || c == RULE_CLASS) {
            return reforms::view(writer.db, &Scope::whole()).await;
        }
        Ok(View {
            structure: facts.structure.clone(),
            book: facts.book.clone(),
            last: writer.next_number() - 1,
        })
    }
}

/// The way to the writer, with what it has at hand.
#[derive(Clone)]
pub struct WriterQueue {
    queue: Queue,
    at_hand: Arc<AtHand>,
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
        (key, kept): (Key, Arc<Kept>),
        clock: Arc<dyn Clock>,
        chance: Box<dyn Randomness>,
    ) -> Result<WriterQueue> {
        Ok(WriterQueue {
            queue: Queue::start(url, SharedClock(clock), BoxedRandomness(chance))?,
            at_hand: Arc::new(AtHand { key, kept }),
        })
    }

    /// Has something recorded.
    pub async fn commit(&self, doing: Doing) -> Result<Act> {
        let at_hand = Arc::clone(&self.at_hand);
        let done = self
            .queue
            .write(move |writer| Box::pin(async move { doing(writer, &at_hand).await }));
        done.await.map(|(act, _)| act)
    }
}

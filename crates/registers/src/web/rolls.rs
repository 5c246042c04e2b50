//! The rolls the server keeps in memory: the one of the latest knowledge, brought up to date
//! when it is asked, and a few earlier ones.

use crate::organisation::members::roll::Roll;
use crate::organisation::members::screens::store;
use platform::Result;
use platform::asof::Known;
use platform::db::pool::Pool;
use std::collections::VecDeque;
use std::sync::Arc;
use tokio::sync::{Mutex, RwLock};

/// Rolls of earlier knowledges that are kept.
const EARLIER: usize = 2;
/// So many persons changed: reading the whole roll is quicker.
const MANY: usize = 20_000;

pub struct Rolls {
    pool: Arc<Pool>,
    now: RwLock<Option<Roll>>,
    earlier: Mutex<VecDeque<Arc<Roll>>>,
}

impl Rolls {
    #[must_use]
    pub fn new(pool: Arc<Pool>) -> Rolls {
        Rolls {
            pool,
            now: RwLock::default(),
            earlier: Mutex::default(),
        }
    }

    /// Asks the roll as known after an act; `last` is the last act there is.
    pub async fn ask<T>(
        &self,
        known: Known,
        last: Known,
        asked: impl FnOnce(&Roll) -> T,
    ) -> Result<T> {
        if known < last {
            return Ok(asked(&*self.of(known).await?));
        }
        if let Some(roll) = self.now.read().await.as_ref().filter(|r| r.known >= known) {
            return Ok(asked(roll));
        }
        let mut now = self.now.write().await;
        self.catch_up(&mut now).await?;
        let roll = now.downgrade();
        match roll.as_ref() {
            Some(roll) => Ok(asked(roll)),
            None => Err(platform::Error::internal("there is no roll")),
        }
    }

    /// Forgets the rolls of earlier knowledges.
    pub async fn forget_earlier(&self) {
        self.earlier.lock().await.clear();
    }

    async fn catch_up(&self, now: &mut Option<Roll>) -> Result<()> {
        let mut db = self.pool.get().await?;
        // rows and their knowledge are read of one moment
        db.begin_reading().await?;
        let last = Known(platform::journal::store::last(&mut db).await?);
        let changed = match now.as_ref() {
            Some(roll) if roll.known == last => return db.drop_changes().await,
            Some(roll) => Some(store::changed_since(&mut db, roll.known).await?),
            None => None,
        };
        match (now.as_mut(), changed) {
            (Some(roll), Some(changed)) if changed.len() < MANY => {
                let rows = store::rows_of(&mut db, &changed).await?;
                roll.follow(last, &changed, rows);
            }
            _ => *now = Some(Roll::of(last, store::rows_known(&mut db, last).await?)),
        }
        db.drop_changes().await
    }

    async fn of(&self, known: Known) -> Result<Arc<Roll>> {
        let mut earlier = self.earlier.lock().await;
        if let Some(roll) = earlier.iter().find(|r| r.known == known) {
            return Ok(roll.clone());
        }
        let mut db = self.pool.get().await?;
        let roll = Arc::new(Roll::of(known, store::rows_known(&mut db, known).await?));
        earlier.push_front(roll.clone());
        earlier.truncate(EARLIER);
        Ok(roll)
    }
}

//! The shelf of documents that the server keeps in memory: the latest knowledge, brought up to date
//! when it is asked.

use crate::activity::documents::files::Cabinet;
use crate::activity::documents::shelf::Shelf;
use platform::asof::Known;
use platform::db::pool::Pool;
use platform::{Error, Result};
use std::sync::Arc;
use tokio::sync::RwLock;

/// So many acts since: reading all documents is quicker.
const MANY: u64 = 20_000;

pub struct Papers {
    pool: Arc<Pool>,
    cabinet: Option<Cabinet>,
    now: RwLock<Option<Shelf>>,
}

impl Papers {
    #[must_use]
    pub fn new(pool: Arc<Pool>, cabinet: Option<Cabinet>) -> Papers {
        Papers {
            pool,
            cabinet,
            now: RwLock::default(),
        }
    }

    /// Asks the shelf, which knows at least what an act left.
    pub async fn ask<T>(&self, known: Known, asked: impl FnOnce(&Shelf) -> T) -> Result<T> {
        if let Some(shelf) = self
            .now
            .read()
            .await
            .as_ref()
            .filter(|s| s.known() >= known)
        {
            return Ok(asked(shelf));
        }
        let mut now = self.now.write().await;
        self.catch_up(&mut now).await?;
        let shelf = now.downgrade();
        let none = || Error::internal("there is no shelf");
        shelf.as_ref().map(asked).ok_or_else(none)
    }

    /// Reads it anew when it is asked next: what was erased is found by no word.
    pub async fn forget(&self) {
        *self.now.write().await = None;
    }

    async fn catch_up(&self, now: &mut Option<Shelf>) -> Result<()> {
        let mut db = self.pool.get().await?;
        // rows and their knowledge are read of one moment
        db.begin_reading().await?;
        let last = Known(platform::journal::store::last(&mut db).await?);
        let cabinet = self.cabinet.as_ref();
        match now {
            Some(shelf) if last.0.saturating_sub(shelf.known().0) < MANY => {
                shelf.follow(&mut db, last, cabinet).await?;
            }
            _ => *now = Some(Shelf::load(&mut db, last, cabinet).await?),
        }
        db.drop_changes().await
    }
}

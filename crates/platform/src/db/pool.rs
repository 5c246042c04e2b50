//! A few connections shared by those who read.

use super::Db;
use crate::{Error, Result};
use std::ops::{Deref, DerefMut};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How long a request waits for a connection before it is told that the database is away.
const PATIENCE: Duration = Duration::from_secs(5);

pub struct Pool {
    url: String,
    idle: Mutex<Vec<Db>>,
    places: Arc<Semaphore>,
}

impl Pool {
    #[must_use]
    pub fn new(url: &str, size: usize) -> Arc<Pool> {
        Arc::new(Pool {
            url: url.to_owned(),
            idle: Mutex::new(Vec::new()),
            places: Arc::new(Semaphore::new(size)),
        })
    }

    /// A connection of one's own until it is dropped.
    pub async fn get(self: &Arc<Pool>) -> Result<Pooled> {
        let waiting = self.places.clone().acquire_owned();
        let place = tokio::time::timeout(PATIENCE, waiting)
            .await
            .map_err(|_| Error::Unavailable("every connection is in use".to_owned()))?
            .map_err(Error::internal)?;
        let idle = self.lock().pop();
        let db = match idle {
            Some(db) => db,
            None => Db::open(&self.url).await?,
        };
        Ok(Pooled {
            db: Some(db),
            pool: self.clone(),
            _place: place,
        })
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<Db>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection on loan.
pub struct Pooled {
    /// Taken only when it is given back.
    db: Option<Db>,
    pool: Arc<Pool>,
    _place: OwnedSemaphorePermit,
}

impl Deref for Pooled {
    type Target = Db;

    #[expect(clippy::expect_used, reason = "the connection is there until the drop")]
    fn deref(&self) -> &Db {
        self.db.as_ref().expect("on loan")
    }
}

impl DerefMut for Pooled {
    #[expect(clippy::expect_used, reason = "the connection is there until the drop")]
    fn deref_mut(&mut self) -> &mut Db {
        self.db.as_mut().expect("on loan")
    }
}

impl Drop for Pooled {
    fn drop(&mut self) {
        // one left inside a transaction, or broken, is not lent again
        if let Some(db) = self.db.take().filter(Db::is_fit) {
            self.pool.lock().push(db);
        }
    }
}

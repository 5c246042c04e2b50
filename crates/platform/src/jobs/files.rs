//! Files kept for a while: what was handed in and is not recorded yet, what a job left. They hold
//! what the record itself keeps sealed, so they are sealed too, packed before.

use super::store;
use crate::db::pool::Pool;
use crate::seal::Key;
use crate::{Clock, Error, Randomness, Result};
use std::io::{Read, Write};
use std::sync::{Arc, Mutex, PoisonError};

/// Days for which a file is kept.
pub const DAYS_KEPT: i64 = 7;
/// Bytes of a part: each is written by itself, so that nobody waits long for it.
const PART: usize = 256 * 1024;
/// Bytes that a kept file may unpack to: more was never put in.
const UNPACKED: u64 = 512 << 20;

/// A file with its name and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    pub name: String,
    pub kind: String,
    pub bytes: Vec<u8>,
}

pub struct Files {
    pool: Arc<Pool>,
    clock: Arc<dyn Clock>,
    key: Key,
    chance: Mutex<Box<dyn Randomness>>,
}

impl Files {
    #[must_use]
    pub fn new(
        pool: Arc<Pool>,
        clock: Arc<dyn Clock>,
        key: Key,
        chance: Box<dyn Randomness>,
    ) -> Files {
        Files {
            pool,
            clock,
            key,
            chance: Mutex::new(chance),
        }
    }

    /// Draws chance.
    pub fn chance<T>(&self, draw: impl FnOnce(&mut dyn Randomness) -> T) -> T {
        let mut chance = self.chance.lock().unwrap_or_else(PoisonError::into_inner);
        draw(chance.as_mut())
    }

    /// Seals a text; the empty one stays empty.
    pub fn seal(&self, text: &str) -> Result<String> {
        if text.is_empty() {
            return Ok(String::new());
        }
        self.chance(|c| self.key.seal(text, c))
    }

    pub fn unseal(&self, sealed: &str) -> Result<String> {
        if sealed.is_empty() {
            return Ok(String::new());
        }
        self.key.unseal(sealed)
    }

    /// Keeps a file under an id, in place of one that was there.
    pub async fn put(&self, id: &str, file: &File) -> Result<()> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(&file.bytes)?;
        let packed = packer.finish()?;
        let until = self.clock.now().as_second() + DAYS_KEPT * 24 * 60 * 60;
        let mut db = self.pool.get().await?;
        let name = self.seal(&file.name)?;
        store::begin_file(&mut db, id, &name, &file.kind, until).await?;
        for (part, bytes) in (0..).zip(packed.chunks(PART)) {
            let sealed = self.chance(|c| self.key.seal_bytes(bytes, c))?;
            store::add_part(&mut db, id, part, sealed).await?;
        }
        Ok(())
    }

    /// A file that is still kept.
    pub async fn get(&self, id: &str) -> Result<File> {
        let mut db = self.pool.get().await?;
        let now = self.clock.now().as_second();
        let found = store::file(&mut db, id, now).await?;
        let (name, kind) =
            found.ok_or_else(|| Error::NotFound("the file is not kept any more".to_owned()))?;
        let mut packed = Vec::new();
        store::each_part(&mut db, id, |part| {
            packed.extend(self.key.unseal_bytes(part)?);
            Ok(())
        })
        .await?;
        let mut bytes = Vec::new();
        flate2::read::GzDecoder::new(packed.as_slice())
            .take(UNPACKED)
            .read_to_end(&mut bytes)?;
        Ok(File {
            name: self.unseal(&name)?,
            kind,
            bytes,
        })
    }

    pub async fn forget(&self, id: &str) -> Result<()> {
        let mut db = self.pool.get().await?;
        store::remove_file(&mut db, id).await
    }

    pub(super) async fn forget_old(&self) -> Result<()> {
        let mut db = self.pool.get().await?;
        store::forget_files(&mut db, self.clock.now().as_second()).await
    }
}

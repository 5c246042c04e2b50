//! Files beside the database, each under the SHA-256 of its bytes: `files/ab/cdef…`. The same
//! bytes lie there once, and whoever reads a file knows that it is the one that was put in.
//!
//! A file lies on the disk, with its name, before anything names it: it is written beside its
//! place and made durable, then given its name, then the folder is made durable. What was begun
//! and not kept is taken away again.

use crate::text::hex;
use crate::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// What a file begun is called until it is kept.
const BEGUN: &str = ".begun";

/// The files of one record.
#[derive(Debug, Clone)]
pub struct Vault {
    root: PathBuf,
}

/// What is wrong with a file that should be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    Missing,
    /// Its bytes are not those that its name says.
    Differs,
}

/// A file that lies beside its place. Dropped before it is kept, it is taken away.
#[derive(Debug)]
pub struct Staged {
    begun: Option<PathBuf>,
    to: PathBuf,
    hash: String,
}

/// The SHA-256 of bytes, in hexadecimal.
#[must_use]
pub fn hash_of(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// A folder for its owner alone.
fn make(folder: &Path) -> Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    Ok(builder.create(folder)?)
}

/// Makes names in a folder outlast a loss of power.
fn settle(folder: &Path) -> Result<()> {
    Ok(File::open(folder)?.sync_all()?)
}

impl Vault {
    #[must_use]
    pub fn new(root: PathBuf) -> Vault {
        Vault { root }
    }

    /// Where a file lies; nothing when the text is no hash, and so never a path that somebody
    /// thought up.
    #[must_use]
    pub fn path(&self, hash: &str) -> Option<PathBuf> {
        let plain = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let is_hash = hash.len() == 64 && hash.bytes().all(plain);
        is_hash.then(|| self.root.join(&hash[..2]).join(&hash[2..]))
    }

    /// Writes bytes beside the place where they belong.
    pub fn stage(&self, bytes: &[u8]) -> Result<Staged> {
        static COUNTER: AtomicU64 = AtomicU64::new(0);
        let hash = hash_of(bytes);
        let to = self.path(&hash).ok_or_else(|| Error::internal("no hash"))?;
        let begun = if self.fault(&hash)?.is_none() {
            None
        } else {
            let folder = to.parent().unwrap_or(&self.root);
            make(folder)?;
            let number = COUNTER.fetch_add(1, Ordering::Relaxed);
            let begun = folder.join(format!("{}-{number}{BEGUN}", std::process::id()));
            write(&begun, bytes)?;
            Some(begun)
        };
        Ok(Staged { begun, to, hash })
    }

    /// A file; nothing when it is not there. One whose bytes are not its own is never handed out.
    pub fn read(&self, hash: &str) -> Result<Option<Vec<u8>>> {
        let Some(path) = self.path(hash) else {
            return Ok(None);
        };
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        if hash_of(&bytes) == hash {
            return Ok(Some(bytes));
        }
        let path = path.display();
        Err(Error::Damaged(format!("{path}: {}", Fault::Differs.why())))
    }

    /// What is wrong with a file; nothing when it is whole.
    pub fn fault(&self, hash: &str) -> Result<Option<Fault>> {
        let Some(path) = self.path(hash) else {
            return Ok(Some(Fault::Missing));
        };
        let mut file = match File::open(path) {
            Ok(file) => file,
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(Some(Fault::Missing)),
            Err(e) => return Err(e.into()),
        };
        let (mut digest, mut part) = (Sha256::new(), vec![0; 1 << 16]);
        loop {
            match file.read(&mut part)? {
                0 => break,
                n => digest.update(&part[..n]),
            }
        }
        Ok((hex(&digest.finalize()) != hash).then_some(Fault::Differs))
    }

    /// Takes a file away for good, and makes that outlast a loss of power; whether there was one.
    pub fn remove(&self, hash: &str) -> Result<bool> {
        let Some(path) = self.path(hash) else {
            return Ok(false);
        };
        match fs::remove_file(&path) {
            Ok(()) => {}
            Err(e) if e.kind() == ErrorKind::NotFound => return Ok(false),
            Err(e) => return Err(e.into()),
        }
        path.parent().map_or(Ok(()), settle)?;
        Ok(true)
    }

    /// Everything that lies there, by its path within: hashes as `ab/cdef…`, and what else.
    pub fn lying(&self) -> Result<Vec<String>> {
        let mut found = Vec::new();
        for folder in entries(&self.root)? {
            let name = folder.file_name().to_string_lossy().into_owned();
            if !folder.file_type()?.is_dir() {
                found.push(name);
                continue;
            }
            for file in entries(&folder.path())? {
                found.push(format!("{name}/{}", file.file_name().to_string_lossy()));
            }
        }
        found.sort();
        Ok(found)
    }
}

fn entries(folder: &Path) -> Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(all) => Ok(all.collect::<std::io::Result<_>>()?),
        Err(e) if e.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(e) => Err(e.into()),
    }
}

/// Writes a new file that its owner alone reads; a half-written one is taken away.
fn write(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options
        .open(path)
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()));
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    Ok(written?)
}

/// Writes a file in place of what was there: who reads it meanwhile reads the one or the other.
pub fn replace(place: &Path, bytes: &[u8]) -> Result<()> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let folder = place.parent().unwrap_or(place);
    make(folder)?;
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let begun = folder.join(format!("{}-{number}{BEGUN}", std::process::id()));
    write(&begun, bytes)?;
    if let Err(e) = fs::rename(&begun, place) {
        let _ = fs::remove_file(&begun);
        return Err(e.into());
    }
    settle(folder)
}

impl Fault {
    #[must_use]
    pub fn why(self) -> &'static str {
        match self {
            Fault::Missing => "the file is missing",
            Fault::Differs => "the file is not the one that was put in",
        }
    }
}

impl Staged {
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Gives the file its name and makes that outlast a loss of power.
    pub fn keep(mut self) -> Result<()> {
        let Some(begun) = self.begun.take() else {
            return Ok(());
        };
        if let Err(e) = fs::rename(&begun, &self.to) {
            self.begun = Some(begun);
            return Err(e.into());
        }
        let folders = self.to.ancestors().skip(1).take(3);
        folders.filter(|f| f.is_dir()).try_for_each(settle)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        if let Some(begun) = &self.begun {
            let _ = fs::remove_file(begun);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of this test's own, taken away at its end.
    struct Folder(PathBuf);

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn vault(name: &str) -> (Vault, Folder) {
        let root = std::env::temp_dir().join(format!("nazm-vault-{}-{name}", std::process::id()));
        (Vault::new(root.join("files")), Folder(root))
    }

    #[test]
    fn the_same_bytes_lie_there_once_and_are_read_back() {
        let (vault, _folder) = vault("once");
        for _ in 0..2 {
            let staged = vault.stage(b"text").unwrap();
            let hash = staged.hash().to_owned();
            staged.keep().unwrap();
            assert_eq!(vault.read(&hash).unwrap().unwrap(), b"text");
            assert_eq!(vault.fault(&hash).unwrap(), None);
        }
        assert_eq!(vault.lying().unwrap().len(), 1);
    }

    #[test]
    fn what_is_not_kept_leaves_nothing_behind() {
        let (vault, _folder) = vault("dropped");
        let hash = vault.stage(b"secret").unwrap().hash().to_owned();
        assert_eq!(vault.lying().unwrap(), Vec::<String>::new());
        assert_eq!(vault.fault(&hash).unwrap(), Some(Fault::Missing));
        assert_eq!(vault.read(&hash).unwrap(), None);
    }

    #[test]
    fn a_file_that_was_changed_is_named_not_handed_out_and_mended_by_the_true_one() {
        let (vault, _folder) = vault("changed");
        let staged = vault.stage(b"true").unwrap();
        let hash = staged.hash().to_owned();
        staged.keep().unwrap();
        fs::write(vault.path(&hash).unwrap(), b"false").unwrap();
        assert_eq!(vault.fault(&hash).unwrap(), Some(Fault::Differs));
        assert!(vault.read(&hash).is_err());
        vault.stage(b"true").unwrap().keep().unwrap();
        assert_eq!(vault.fault(&hash).unwrap(), None);
    }

    #[test]
    fn a_path_is_no_hash() {
        let (vault, _folder) = vault("path");
        let long = "../".repeat(22);
        for bad in ["", "ab", "../../etc/passwd", &long[..64], &"AB".repeat(32)] {
            assert_eq!(vault.path(bad), None, "{bad}");
            assert_eq!(vault.read(bad).unwrap(), None);
        }
    }
}

//! What the program takes from outside: the clock, chance, the user's name, the data
//! folder, the key.

use crate::cli::Place;
use platform::seal::Key;
use platform::{Clock, Db, Error, Randomness, Result};
use registers::activity::documents::files::Cabinet;
use std::path::{Path, PathBuf};

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where the clock is read"
    )]
    fn now(&self) -> jiff::Timestamp {
        jiff::Timestamp::now()
    }
}

/// The machine's source of chance.
pub struct SystemRandomness;

impl Randomness for SystemRandomness {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place where chance is drawn"
    )]
    fn fill(&mut self, bytes: &mut [u8]) {
        if getrandom::fill(bytes).is_err() {
            // without chance no salt and no seal can be made, and going on would be unsafe
            std::process::abort();
        }
    }
}

/// The name of the operating-system user: until there is sign-in, the account (`semantics.md` 1.13).
pub fn account() -> String {
    let named = ["NAZM_ACCOUNT", "USER", "LOGNAME"]
        .iter()
        .find_map(|v| std::env::var(v).ok().filter(|n| !n.is_empty()));
    named
        .or_else(name_of_user)
        .unwrap_or_else(|| "unknown".to_owned())
}

/// A third of the kilobytes of memory that nobody uses; 0 where the system does not say.
pub fn memory_to_spare() -> i64 {
    let told = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let free = told
        .lines()
        .find_map(|l| l.strip_prefix("MemAvailable:")?.split_whitespace().next())
        .and_then(|n| n.parse::<i64>().ok());
    free.unwrap_or(0) / 3
}

/// The name of the user the program runs as, from the system's own list.
fn name_of_user() -> Option<String> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let uid = status
        .lines()
        .find_map(|l| l.strip_prefix("Uid:"))?
        .split_whitespace()
        .next()?
        .to_owned();
    let users = std::fs::read_to_string("/etc/passwd").ok()?;
    let user = users
        .lines()
        .find(|l| l.split(':').nth(2) == Some(uid.as_str()))?;
    user.split(':').next().map(str::to_owned)
}

/// Address of the database of a place: the one given, or the embedded file of the data folder.
pub fn url(place: &Place) -> String {
    match &place.database {
        Some(url) => url.clone(),
        None => sqlite_url(&file(place)),
    }
}

pub fn sqlite_url(file: &Path) -> String {
    format!(
        "sqlite://{}",
        file.display()
            .to_string()
            .replace('%', "%25")
            .replace('?', "%3f")
            .replace('#', "%23")
    )
}

/// The embedded database's file.
pub fn file(place: &Place) -> PathBuf {
    place.data.join("nazm.db")
}

/// Opens the record; a place without one is refused with what to do.
pub async fn open(place: &Place) -> Result<Db> {
    if place.database.is_none() && !file(place).exists() {
        let why = format!(
            "there is no record in {}: make one with «nazm init --data {0}»",
            place.data.display()
        );
        return Err(Error::NotFound(why));
    }
    let mut db = Db::open(&url(place)).await?;
    registers::check_schema(&mut db).await?;
    Ok(db)
}

/// The key of the sealed fields: beside the database, never in it.
pub fn key(place: &Place) -> Result<Key> {
    let path = key_file(place);
    let text = std::fs::read_to_string(&path)
        .map_err(|e| Error::NotFound(format!("the key {} cannot be read: {e}", path.display())))?;
    Key::parse(&text)
}

/// The key, if it is that of the record: with another one, sealed fields would not open and
/// nobody would be found by a citizen ID.
pub async fn key_of(place: &Place, db: &mut Db) -> Result<Key> {
    let key = key(place)?;
    if registers::has_key(db, &key).await? {
        return Ok(key);
    }
    Err(Error::refused(format!(
        "{} is the key of another record",
        key_file(place).display()
    )))
}

pub fn key_file(place: &Place) -> PathBuf {
    std::env::var_os("NAZM_KEY_FILE").map_or_else(|| place.data.join("nazm.key"), PathBuf::from)
}

/// Where the columns of figures are saved between runs.
pub fn columns_file(place: &Place) -> PathBuf {
    registers::insight::indicators::saved::file_in(&place.data)
}

/// Where files of documents lie: in the folder of the record, whatever its database is.
pub fn cabinet(place: &Place) -> Cabinet {
    Cabinet::in_folder(&place.data)
}

/// Writes the key so that only its owner can read it.
pub fn write_key(path: &Path, key: &Key) -> Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    writeln!(file, "{}", key.text())?;
    Ok(file.sync_all()?)
}

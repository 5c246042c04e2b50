//! The read log: every look at a sensitive field, every export, every list of the persons behind
//! a figure leaves a line before anything is shown; a look that cannot be noted does not happen.
//! Each line holds the hash of the one before. The head is sealed with the record's key, which
//! stands outside the database: who can write to the database alone cannot make the chain anew.

use super::store;
use crate::web::Visit;
use platform::journal::canonical;
use platform::seal::Key;
use platform::text::hex;
use platform::{Db, Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// What kind of look it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// One field of one person, whole.
    Field,
    /// A list of the persons behind a figure.
    List,
    /// A file taken out.
    Export,
    /// A printed paper that names a person.
    Print,
    /// Somebody looked at what is held about themselves.
    Held,
}

impl What {
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            What::Field => "field",
            What::List => "list",
            What::Export => "export",
            What::Print => "print",
            What::Held => "held",
        }
    }
}

/// A look, as a page tells of it.
#[derive(Debug, Clone)]
pub struct Look<'a> {
    pub what: What,
    /// The field looked at, or the name of the list: `citizen_id`, `failing`.
    pub field: &'a str,
    /// Ids of the persons shown.
    pub persons: &'a [String],
    /// Id of the unit it was for; empty for the whole record.
    pub unit: &'a str,
    pub reason: &'a str,
}

/// Persons of one look that are noted one by one; of a longer list only how many there were.
pub const ONE_BY_ONE: usize = 5000;

/// A line of the read log. Persons stand in it by a keyed hash.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Entry {
    pub number: u64,
    pub at: String,
    pub account: String,
    /// Name of who looked, and what they are.
    pub name: String,
    pub post: String,
    pub what: String,
    pub field: String,
    pub unit: String,
    pub persons: u64,
    /// Digest of the hashes of the persons noted one by one.
    pub whom: String,
    pub reason: String,
    pub previous: String,
    #[serde(skip)]
    pub hash: String,
}

impl Entry {
    /// The hash over everything else the line says.
    pub fn hashed(&self) -> Result<String> {
        let bytes = canonical::text(self)?;
        Ok(hex(&Sha256::digest(bytes.as_bytes())))
    }
}

/// Notes a look of whoever is signed in, and returns its number in the log.
pub async fn note(v: &Visit, look: &Look<'_>) -> Result<u64> {
    let account = &v.visitor()?.account;
    let who = Who {
        account: &account.id,
        name: &account.name,
        post: &account.post,
        at: v.office.clock.now(),
    };
    let mut db = v.db().await?;
    note_in(&mut db, &v.office.settings.key, &who, look).await
}

/// Who looked, when: for long work that runs after its visit has ended.
#[derive(Debug, Clone)]
pub struct Who<'a> {
    pub account: &'a str,
    pub name: &'a str,
    pub post: &'a str,
    pub at: jiff::Timestamp,
}

/// Notes a look in a transaction of its own.
pub async fn note_in(db: &mut Db, key: &Key, who: &Who<'_>, look: &Look<'_>) -> Result<u64> {
    let mut hashes = Vec::new();
    if look.persons.len() <= ONE_BY_ONE {
        for person in look.persons {
            hashes.push(whose(key, person)?);
        }
        hashes.sort();
        hashes.dedup();
    }
    db.begin_writing().await?;
    let head = store::head(db).await?.unwrap_or_default();
    let mut entry = Entry {
        number: head.number + 1,
        at: who.at.to_string(),
        account: who.account.to_owned(),
        name: who.name.to_owned(),
        post: who.post.to_owned(),
        what: look.what.code().to_owned(),
        field: look.field.to_owned(),
        unit: look.unit.to_owned(),
        persons: u64::try_from(look.persons.len()).map_err(Error::internal)?,
        whom: digest_of(&hashes),
        reason: platform::text::tidy(look.reason),
        previous: head.hash,
        hash: String::new(),
    };
    entry.hash = entry.hashed()?;
    store::insert_entry(db, &entry, &hashes).await?;
    let seal = sealed(key, entry.number, &entry.hash)?;
    store::set_head(db, entry.number, &entry.hash, &seal).await?;
    db.keep().await?;
    Ok(entry.number)
}

/// How a person stands in the log: equal for one person, nothing without the record's key.
pub fn whose(key: &Key, person: &str) -> Result<String> {
    key.matching(&format!("read log: {person}"))
}

fn digest_of(hashes: &[String]) -> String {
    if hashes.is_empty() {
        return String::new();
    }
    hex(&Sha256::digest(hashes.join("\n").as_bytes()))
}

fn sealed(key: &Key, number: u64, hash: &str) -> Result<String> {
    key.matching(&format!("read log head: {number} {hash}"))
}

/// Where the log ends.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Head {
    pub number: u64,
    pub hash: String,
    pub seal: String,
}

/// What was found of the chain: nothing wrong, if it is whole.
#[derive(Debug, Default)]
pub struct Finding {
    pub lines: u64,
    pub head: String,
    pub faults: Vec<String>,
}

/// Verifies the chain; with the record's key its head too.
pub async fn verify(db: &mut Db, key: Option<&Key>) -> Result<Finding> {
    let mut finding = Finding::default();
    let entries = store::entries(db, 0, u64::MAX >> 1).await?;
    let whom = store::whom(db).await?;
    let mut previous = String::new();
    for (at, entry) in entries.iter().enumerate() {
        let should = u64::try_from(at).unwrap_or(0) + 1;
        let mut say = |why: &str| finding.faults.push(format!("read_log {should}: {why}"));
        if entry.number != should {
            say("the line is missing");
            break;
        }
        if entry.previous != previous || entry.hashed()? != entry.hash {
            say("its content and its hash disagree");
        }
        let noted = whom.get(&entry.number).map_or(&[][..], Vec::as_slice);
        if digest_of(noted) != entry.whom {
            say("the persons it names are not those that were noted");
        }
        previous.clone_from(&entry.hash);
    }
    let known = |n: &u64| entries.iter().any(|e| e.number == *n);
    if let Some(stray) = whom.keys().find(|n| !known(n)) {
        let why = format!("read_log_person {stray}: it belongs to no line");
        finding.faults.push(why);
    }
    finding.lines = u64::try_from(entries.len()).unwrap_or(u64::MAX);
    finding.head.clone_from(&previous);
    check_head(db, key, &mut finding).await?;
    Ok(finding)
}

async fn check_head(db: &mut Db, key: Option<&Key>, finding: &mut Finding) -> Result<()> {
    let head = store::head(db).await?;
    let Some(head) = head else {
        if finding.lines > 0 {
            let why = "read_log_head: the row is missing".to_owned();
            finding.faults.push(why);
        }
        return Ok(());
    };
    if head.number != finding.lines || head.hash != finding.head {
        finding.faults.push(format!(
            "read_log_head: it says line {} and hash {}, the lines give {} and {}",
            head.number, head.hash, finding.lines, finding.head
        ));
    }
    if let Some(key) = key
        && sealed(key, head.number, &head.hash)? != head.seal
    {
        let why = "read_log_head: it was not written by who holds the record's key".to_owned();
        finding.faults.push(why);
    }
    Ok(())
}

/// A line of the log as a backup holds it, and at the end its head.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Copied {
    Look {
        entry: Box<Entry>,
        hash: String,
        whom: Vec<String>,
    },
    Head(Head),
}

/// The whole log as a backup holds it; nothing if the record was never served.
pub async fn copied(db: &mut Db) -> Result<Vec<String>> {
    if !store::is_there(db).await? {
        return Ok(Vec::new());
    }
    let mut whom = store::whom(db).await?;
    let mut lines = Vec::new();
    for entry in store::entries(db, 0, u64::MAX >> 1).await? {
        let look = Copied::Look {
            hash: entry.hash.clone(),
            whom: whom.remove(&entry.number).unwrap_or_default(),
            entry: Box::new(entry),
        };
        lines.push(serde_json::to_string(&look)?);
    }
    if let Some(head) = store::head(db).await? {
        lines.push(serde_json::to_string(&Copied::Head(head))?);
    }
    Ok(lines)
}

/// Puts a copied log into a record that has none. A chain that is not whole is refused; whether
/// its head was written by who holds the record's key, «verify» says once the key is there.
pub async fn restore(db: &mut Db, lines: &[String]) -> Result<()> {
    let damaged = |why: String| {
        Error::refused(format!(
            "the backup's read log is damaged and nothing was restored: {why}"
        ))
    };
    for line in lines {
        match serde_json::from_str(line).map_err(|e| damaged(e.to_string()))? {
            Copied::Look { entry, hash, whom } => {
                let entry = Entry { hash, ..*entry };
                store::insert_entry(db, &entry, &whom).await?;
            }
            Copied::Head(h) => store::set_head(db, h.number, &h.hash, &h.seal).await?,
        }
    }
    let finding = verify(db, None).await?;
    match finding.faults.into_iter().next() {
        None => Ok(()),
        Some(fault) => Err(damaged(fault)),
    }
}

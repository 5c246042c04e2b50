//! Columns saved between runs (`semantics.md` 4.11): the rows of [`Raw`] as they were known
//! after an act, with that act's number and the root of the journal at it. What was saved is
//! believed only if the journal at hand has the same root there and the bytes have their
//! hash; otherwise, and always on demand, the tables are read.

use super::facts::Facts;
use super::raw::{Happening, Id, Raw, Stay, Trait, Verdict, Wanted, Word, Words, changed_since};
use figures::Day;
use platform::asof::Known;
use platform::journal::store as journal;
use platform::text::hex;
use platform::{Db, Error, Result, Scope};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::HashSet;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

const MAGIC: &str = "nazm columns 2";

/// What stands at the head of the file.
#[derive(Serialize, Deserialize)]
struct Head {
    magic: String,
    known: u64,
    root: String,
    words: Vec<String>,
    /// SHA-256 of the words: a number in a column means what its word says.
    words_hash: String,
    /// Rows and SHA-256 of each section.
    sections: Vec<(u64, String)>,
}

/// Facts of the latest knowledge: from the saved columns, caught up with the acts since, or
/// from the tables; and saved again when the next start would have much to catch up with.
pub async fn open(db: &mut Db, scope: &Scope, file: Option<&Path>) -> Result<Facts> {
    let (tree, last) = journal::tree(db, u64::MAX).await?;
    let (known, root) = (Known(last), hex(&tree.root()));
    let (raw, worth_saving) = raw(db, known, file).await?;
    if let (true, Some(file)) = (worth_saving, file) {
        // a cache that cannot be written (a full disk, a folder one may only read) costs time, not truth
        let _ = save(file, &raw, known, &root);
    }
    Facts::build(db, scope, known, &raw).await
}

/// The rows now known, and whether saving them would help the next start.
async fn raw(db: &mut Db, known: Known, file: Option<&Path>) -> Result<(Raw, bool)> {
    let Some((mut raw, at)) = believed(db, known, file).await? else {
        return Ok((Raw::read(db, known, Wanted::All).await?, true));
    };
    if at == known {
        return Ok((raw, false));
    }
    let changed = changed_since(db, at).await?;
    let everybody = raw.persons().len();
    if changed.len() > everybody / 4 + 1000 {
        return Ok((Raw::read(db, known, Wanted::All).await?, true));
    }
    let fresh = Raw::read_of(db, raw.words.clone(), &changed).await?;
    raw.replace(&changed.iter().map(|s| Id::of(s)).collect(), fresh);
    let many = changed.len() > everybody / 100 || known.0 - at.0 > 100;
    Ok((raw, many))
}

/// What was saved, if it is of this very journal.
async fn believed(db: &mut Db, known: Known, file: Option<&Path>) -> Result<Option<(Raw, Known)>> {
    let Some(Ok((raw, at, root))) = file.map(load) else {
        return Ok(None);
    };
    if at > known || hex(&journal::tree(db, at.0).await?.0.root()) != root {
        return Ok(None);
    }
    Ok(Some((raw, at)))
}

/// Classes of subject after which facts can be brought up to date without being built again:
/// they change neither units nor rules.
const FOLLOWED: [&str; 9] = [
    "person", "journal", "entered", "grant", "document", "series", "term", "task", "meeting",
];

/// Brings facts to the latest knowledge. Where units, rules or beginnings changed they are
/// built again, otherwise only the changed persons are read.
pub async fn catch_up(
    facts: &mut Facts,
    db: &mut Db,
    scope: &Scope,
    file: Option<&Path>,
) -> Result<()> {
    let last = Known(journal::last(db).await?);
    if last <= facts.known {
        return Ok(());
    }
    let classes = journal::classes_since(db, facts.known.0).await?;
    let reports = |c: &String| ["entered", "journal"].contains(&c.as_str());
    let followed = |c: &String| FOLLOWED.contains(&c.as_str());
    let changed = changed_since(db, facts.known).await?;
    if !classes.iter().all(followed) || changed.len() > 20_000 {
        return again(facts, db, scope, file).await;
    }
    let fresh = Raw::read_of(db, facts.words().clone(), &changed).await?;
    let persons: HashSet<Id> = changed.iter().map(|s| Id::of(s)).collect();
    if facts.opens_otherwise(&persons, &fresh) {
        return again(facts, db, scope, file).await;
    }
    if let Some(papers) = facts.papers.followed(db, facts.known).await? {
        facts.papers = Arc::new(papers);
    }
    facts.follow(last, &persons, &fresh);
    // an annulment may be of what a unit reported
    if classes.iter().any(reports) {
        facts.reported = last;
    }
    Ok(())
}

/// Reads and builds all of it, with the columns that were asked for.
async fn again(facts: &mut Facts, db: &mut Db, scope: &Scope, file: Option<&Path>) -> Result<()> {
    let new = open(db, scope, file).await?;
    facts.kept.make_in(&new);
    *facts = new;
    Ok(())
}

/// Whether the saved columns, if there are any of this journal, are what the tables say.
pub async fn differs(db: &mut Db, file: &Path) -> Result<Option<String>> {
    let last = Known(journal::last(db).await?);
    let Some((raw, at)) = believed(db, last, Some(file)).await? else {
        return Ok(None);
    };
    let tables = Raw::read(db, at, Wanted::All).await?;
    Ok((!raw.says_the_same(&tables)).then(|| {
        format!(
            "the columns saved after act {} are not what the tables say: delete {}",
            at.0,
            file.display()
        )
    }))
}

/// Forgets what was saved: an erasure must leave nothing behind.
pub fn forget(file: &Path) -> Result<()> {
    match std::fs::remove_file(file) {
        Err(e) if e.kind() != std::io::ErrorKind::NotFound => Err(e.into()),
        _ => Ok(()),
    }
}

/// Where a data folder keeps its columns.
#[must_use]
pub fn file_in(folder: &Path) -> PathBuf {
    folder.join("nazm.columns")
}

fn save(file: &Path, raw: &Raw, known: Known, root: &str) -> Result<()> {
    let sections = [
        (raw.stays.len(), stays(raw)),
        (raw.events.len(), events(raw)),
        (raw.verdicts.len(), verdicts(raw)),
        (raw.traits.len(), traits(raw)),
    ];
    let head = Head {
        magic: MAGIC.to_owned(),
        known: known.0,
        root: root.to_owned(),
        words: raw.words.list().to_vec(),
        words_hash: hash_of(raw.words.list())?,
        sections: sections
            .iter()
            .map(|(rows, bytes)| (as_long(*rows), hex(&Sha256::digest(bytes))))
            .collect(),
    };
    let part = file.with_extension("columns-part");
    let mut out = private(&part)?;
    out.write_all(serde_json::to_string(&head)?.as_bytes())?;
    out.write_all(b"\n")?;
    for (_, bytes) in &sections {
        out.write_all(bytes)?;
    }
    out.sync_all()?;
    Ok(std::fs::rename(&part, file)?)
}

/// A file that only its owner may read: days of birth stand in it.
fn private(path: &Path) -> Result<File> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    Ok(options.open(path)?)
}

fn load(file: &Path) -> Result<(Raw, Known, String)> {
    let mut file = BufReader::with_capacity(1 << 20, File::open(file)?);
    let mut line = String::new();
    file.by_ref().take(64 << 20).read_line(&mut line)?;
    let head: Head = serde_json::from_str(&line)?;
    let whole = head.magic == MAGIC && head.sections.len() == 4;
    if !whole || hash_of(&head.words)? != head.words_hash {
        return Err(broken());
    }
    let mut words = Words::default();
    for word in &head.words {
        words.add(word)?;
    }
    let mut section = |i: usize, width: usize| -> Result<(Columns, usize)> {
        let (rows, hash) = &head.sections[i];
        let rows = usize::try_from(*rows).map_err(|_| broken())?;
        let size = rows.checked_mul(width).ok_or_else(broken)?;
        let mut bytes = Vec::new();
        file.by_ref().take(as_long(size)).read_to_end(&mut bytes)?;
        if bytes.len() != size || hex(&Sha256::digest(&bytes)) != *hash {
            return Err(broken());
        }
        Ok((Columns { bytes, at: 0 }, rows))
    };
    let (c, n) = section(0, STAY)?;
    let stays = stays_of(c, n);
    let (c, n) = section(1, HAPPENING)?;
    let events = events_of(c, n);
    let (c, n) = section(2, VERDICT)?;
    let verdicts = verdicts_of(c, n);
    let (c, n) = section(3, TRAIT)?;
    let raw = Raw {
        words,
        stays,
        events,
        verdicts,
        traits: traits_of(c, n),
    };
    Ok((raw, Known(head.known), head.root))
}

fn hash_of(words: &[String]) -> Result<String> {
    Ok(hex(&Sha256::digest(serde_json::to_vec(words)?)))
}

fn broken() -> Error {
    Error::Damaged("the saved columns are damaged".to_owned())
}

fn as_long(n: usize) -> u64 {
    u64::try_from(n).unwrap_or(u64::MAX)
}

/// Bytes of a row in each section: ids take eight, days four, words two.
const STAY: usize = 4 * 8 + 2 * 4 + 2;
const HAPPENING: usize = 5 * 8 + 4 + 2 * 2;
const VERDICT: usize = 8 + 2 * 4 + 2 * 2;
const TRAIT: usize = 8 + 5 * 4 + 2 * 2;

/// Columns being written, one after another.
#[derive(Default)]
struct Bytes(Vec<u8>);

impl Bytes {
    fn ids(&mut self, ids: impl Iterator<Item = Id>) {
        ids.for_each(|id| self.0.extend_from_slice(&id.0.to_le_bytes()));
    }

    fn days(&mut self, days: impl Iterator<Item = Day>) {
        days.for_each(|d| self.0.extend_from_slice(&d.number().to_le_bytes()));
    }

    fn words(&mut self, words: impl Iterator<Item = Word>) {
        words.for_each(|w| self.0.extend_from_slice(&w.0.to_le_bytes()));
    }
}

/// Columns being read, in the order in which they were written.
struct Columns {
    bytes: Vec<u8>,
    at: usize,
}

impl Columns {
    fn cells<const N: usize>(&mut self, rows: usize) -> impl Iterator<Item = [u8; N]> + '_ {
        let from = self.at;
        self.at += rows * N;
        let cells = self.bytes[from..self.at].chunks_exact(N);
        cells.map(|c| c.try_into().unwrap_or([0; N]))
    }

    fn ids(&mut self, rows: usize) -> Vec<Id> {
        self.cells(rows)
            .map(|c| Id(u64::from_le_bytes(c)))
            .collect()
    }

    fn days(&mut self, rows: usize) -> Vec<Day> {
        let day = |c| Day::from_number(i32::from_le_bytes(c));
        self.cells(rows).map(day).collect()
    }

    fn words(&mut self, rows: usize) -> Vec<Word> {
        let word = |c| Word(u16::from_le_bytes(c));
        self.cells(rows).map(word).collect()
    }
}

fn stays(raw: &Raw) -> Vec<u8> {
    let (mut b, rows) = (Bytes::default(), &raw.stays);
    b.ids(rows.iter().map(|r| r.person));
    b.ids(rows.iter().map(|r| r.unit));
    b.ids(rows.iter().map(|r| r.stay));
    b.ids(rows.iter().map(|r| r.receiver));
    b.days(rows.iter().map(|r| r.from));
    b.days(rows.iter().map(|r| r.to));
    b.words(rows.iter().map(|r| r.standing));
    b.0
}

fn stays_of(mut c: Columns, n: usize) -> Vec<Stay> {
    let (person, unit, stay, receiver) = (c.ids(n), c.ids(n), c.ids(n), c.ids(n));
    let (from, to, standing) = (c.days(n), c.days(n), c.words(n));
    let row = |i: usize| Stay {
        person: person[i],
        from: from[i],
        to: to[i],
        unit: unit[i],
        standing: standing[i],
        stay: stay[i],
        receiver: receiver[i],
    };
    (0..n).map(row).collect()
}

fn events(raw: &Raw) -> Vec<u8> {
    let (mut b, rows) = (Bytes::default(), &raw.events);
    b.ids(rows.iter().map(|r| r.person));
    b.ids(rows.iter().map(|r| r.item));
    b.ids(rows.iter().map(|r| r.from_unit));
    b.ids(rows.iter().map(|r| r.to_unit));
    b.ids(rows.iter().map(|r| r.stay));
    b.days(rows.iter().map(|r| r.day));
    b.words(rows.iter().map(|r| r.event));
    b.words(rows.iter().map(|r| r.flow));
    b.0
}

fn events_of(mut c: Columns, n: usize) -> Vec<Happening> {
    let (person, item, from_unit) = (c.ids(n), c.ids(n), c.ids(n));
    let (to_unit, stay, day) = (c.ids(n), c.ids(n), c.days(n));
    let (event, flow) = (c.words(n), c.words(n));
    let row = |i: usize| Happening {
        person: person[i],
        item: item[i],
        day: day[i],
        event: event[i],
        flow: flow[i],
        from_unit: from_unit[i],
        to_unit: to_unit[i],
        stay: stay[i],
    };
    (0..n).map(row).collect()
}

fn verdicts(raw: &Raw) -> Vec<u8> {
    let (mut b, rows) = (Bytes::default(), &raw.verdicts);
    b.ids(rows.iter().map(|r| r.person));
    b.days(rows.iter().map(|r| r.from));
    b.days(rows.iter().map(|r| r.to));
    b.words(rows.iter().map(|r| r.rule));
    b.words(rows.iter().map(|r| r.severity));
    b.0
}

fn verdicts_of(mut c: Columns, n: usize) -> Vec<Verdict> {
    let (person, from, to) = (c.ids(n), c.days(n), c.days(n));
    let (rule, severity) = (c.words(n), c.words(n));
    let row = |i: usize| Verdict {
        person: person[i],
        from: from[i],
        to: to[i],
        rule: rule[i],
        severity: severity[i],
    };
    (0..n).map(row).collect()
}

fn traits(raw: &Raw) -> Vec<u8> {
    let (mut b, rows) = (Bytes::default(), &raw.traits);
    b.ids(rows.iter().map(|r| r.person));
    b.days(rows.iter().map(|r| r.from));
    b.days(rows.iter().map(|r| r.to));
    b.days(rows.iter().map(|r| r.born));
    b.days(rows.iter().map(|r| r.decided));
    b.days(rows.iter().map(|r| r.ceremony));
    b.words(rows.iter().map(|r| r.sex));
    b.words(rows.iter().map(|r| r.ethnic));
    b.0
}

fn traits_of(mut c: Columns, n: usize) -> Vec<Trait> {
    let (person, from, to) = (c.ids(n), c.days(n), c.days(n));
    let (born, decided, ceremony) = (c.days(n), c.days(n), c.days(n));
    let (sex, ethnic) = (c.words(n), c.words(n));
    let row = |i: usize| Trait {
        person: person[i],
        from: from[i],
        to: to[i],
        born: born[i],
        decided: decided[i],
        ceremony: ceremony[i],
        sex: sex[i],
        ethnic: ethnic[i],
    };
    (0..n).map(row).collect()
}

//! Copies of the journal: written while the record is in use, read back act by act, and
//! believed only when every leaf and the root agree. A copy can be read into either
//! database, because everything but the journal is made from the journal. Files that acts name
//! by their hash go along, each believed only when its bytes give that hash.

use super::apply::{Register, apply, replayed};
use super::store::{self, FullLine};
use super::{Act, merkle};
use crate::asof::Known;
use crate::text::{hex, unhex};
use crate::vault::{self, Vault};
use crate::{Db, Error, Result};
use flate2::Compression;
use flate2::bufread::GzDecoder;
use flate2::write::GzEncoder;
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, Read, Write};

/// Version of the copy's format; the first had the journal alone, the second no files.
const FORMAT: u32 = 3;
/// No line of a copy is longer: a hostile file must not fill the memory.
const LONGEST_LINE: u64 = 64 << 20;

#[derive(Serialize, Deserialize)]
struct Head {
    nazm_backup: u32,
    acts: u64,
    root: String,
    /// How many lines of what is kept beside the journal follow.
    #[serde(default)]
    beside: u64,
    /// How many files follow.
    #[serde(default)]
    files: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Entry {
    Act(Box<Act>),
    Line(Box<CopiedLine>),
    /// What is no act and must not be lost either: a chain of its own, which whoever wrote it
    /// knows how to read and to check.
    Beside(String),
    /// A file that acts name by its hash.
    File(CopiedFile),
}

#[derive(Serialize, Deserialize)]
struct CopiedFile {
    hash: String,
    /// Its bytes in hexadecimal, which the copy's own packing makes short again.
    bytes: String,
}

/// What a copy was found to hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub acts: u64,
    pub root: String,
    pub beside: Vec<String>,
    pub files: u64,
}

#[derive(Serialize, Deserialize)]
struct CopiedLine {
    n: u64,
    day: String,
    class: String,
    subject: String,
    also: String,
    counted: String,
    identifying: Option<String>,
    salt: Option<String>,
    commitment: String,
}

/// Writes the whole journal, as one reading of it sees it, what is kept beside it, and files by
/// their hashes.
pub async fn write(
    db: &mut Db,
    out: impl Write,
    beside: Vec<String>,
    (vault, files): (&Vault, &[String]),
) -> Result<Copied> {
    let acts = store::acts(db, 0, Known::NOW.0).await?;
    let (tree, last) = store::tree(db, Known::NOW.0).await?;
    let root = hex(&tree.root());
    let mut out = GzEncoder::new(out, Compression::fast());
    let mut put = |value: String| -> Result<()> { Ok(writeln!(out, "{value}")?) };
    put(serde_json::to_string(&Head {
        nazm_backup: FORMAT,
        acts: last,
        root: root.clone(),
        beside: counted(&beside),
        files: counted(files),
    })?)?;
    for act in acts {
        let number = act.number;
        put(serde_json::to_string(&Entry::Act(Box::new(act)))?)?;
        for line in store::lines(db, number).await? {
            put(serde_json::to_string(&Entry::Line(Box::new(copied(line))))?)?;
        }
    }
    for text in &beside {
        put(serde_json::to_string(&Entry::Beside(text.clone()))?)?;
    }
    for hash in files {
        let gone = || Error::Damaged(format!("file {hash}: it is missing"));
        let bytes = hex(&vault.read(hash)?.ok_or_else(gone)?);
        let hash = hash.clone();
        put(serde_json::to_string(&Entry::File(CopiedFile {
            hash,
            bytes,
        }))?)?;
    }
    out.finish()?.flush()?;
    Ok(Copied {
        acts: last,
        root,
        beside,
        files: counted(files),
    })
}

fn counted(list: &[String]) -> u64 {
    u64::try_from(list.len()).unwrap_or(u64::MAX)
}

fn copied(l: FullLine) -> CopiedLine {
    let FullLine {
        number: n,
        day,
        class,
        subject,
        also,
        counted,
        identifying,
        salt,
        commitment,
        leaf: _,
    } = l;
    CopiedLine {
        n,
        day,
        class,
        subject,
        also,
        counted,
        identifying,
        salt,
        commitment,
    }
}

fn full(l: CopiedLine) -> FullLine {
    let CopiedLine {
        n: number,
        day,
        class,
        subject,
        also,
        counted,
        identifying,
        salt,
        commitment,
    } = l;
    let mut line = FullLine {
        number,
        day,
        class,
        subject,
        also,
        counted,
        identifying,
        salt,
        commitment,
        leaf: String::new(),
    };
    line.leaf = hex(&line.hash());
    line
}

fn damaged(why: impl std::fmt::Display) -> Error {
    Error::refused(format!("the backup is damaged and was not restored: {why}"))
}

/// Reads a copy into an empty record and applies every act; its files go into the vault. The caller
/// keeps the transaction only if this returns the root the copy claims.
pub async fn read(
    db: &mut Db,
    registers: &[&Register],
    (from, vault): (impl Read, &Vault),
    progress: impl FnMut(u64, u64),
) -> Result<Copied> {
    let copied = walk(Some((&mut *db, registers)), (from, Some(vault)), progress).await?;
    store::set_head(db, copied.acts, &copied.root).await?;
    Ok(copied)
}

/// Reads a copy without a record: every leaf, commitment and the root must agree.
pub async fn check(from: impl Read) -> Result<Copied> {
    walk(None, (from, None), |_, _| {}).await
}

async fn walk(
    mut into: Option<(&mut Db, &[&Register])>,
    (from, vault): (impl Read, Option<&Vault>),
    mut progress: impl FnMut(u64, u64),
) -> Result<Copied> {
    let mut reader = BufReader::new(GzDecoder::new(BufReader::new(from)));
    let head: Head =
        serde_json::from_str(&line(&mut reader)?.ok_or_else(|| damaged("it is empty"))?)
            .map_err(damaged)?;
    if !(1..=FORMAT).contains(&head.nazm_backup) {
        return Err(Error::refused(format!(
            "the backup has format {}; this program reads {FORMAT}",
            head.nazm_backup
        )));
    }
    let mut tree = merkle::Tree::default();
    let mut open: Option<(Act, Vec<FullLine>)> = None;
    let mut count = 0;
    let (mut beside, mut files) = (Vec::new(), 0_u64);
    while let Some(text) = line(&mut reader)? {
        match (
            serde_json::from_str::<Entry>(&text).map_err(damaged)?,
            &mut open,
        ) {
            (Entry::Act(act), _) => {
                if let Some((act, lines)) = open.take() {
                    take(&mut into, act, lines, &mut tree).await?;
                }
                count += 1;
                if act.number != count {
                    return Err(damaged(format!("act {count} is missing")));
                }
                progress(count, head.acts);
                open = Some((*act, Vec::new()));
            }
            (Entry::Line(line), Some((_, lines))) => lines.push(full(*line)),
            (Entry::Beside(text), _) => beside.push(text),
            (Entry::File(file), _) => {
                taken(&file, vault)?;
                files += 1;
            }
            (Entry::Line(_), None) => return Err(damaged("a line stands before its act")),
        }
    }
    if let Some((act, lines)) = open.take() {
        take(&mut into, act, lines, &mut tree).await?;
    }
    let mut after = reader.into_inner().into_inner();
    if !after.fill_buf().map_err(damaged)?.is_empty() {
        return Err(damaged("something stands after its end"));
    }
    let root = hex(&tree.root());
    if count != head.acts || root != head.root {
        return Err(damaged(format!(
            "it says {} acts and root {}, and holds {count} and {root}",
            head.acts, head.root
        )));
    }
    if counted(&beside) != head.beside {
        return Err(damaged(format!(
            "it says {} lines beside the journal, and holds {}",
            head.beside,
            beside.len()
        )));
    }
    if files != head.files {
        return Err(damaged(format!(
            "it says {} files, and holds {files}",
            head.files
        )));
    }
    Ok(Copied {
        acts: count,
        root,
        beside,
        files,
    })
}

fn line(reader: &mut impl BufRead) -> Result<Option<String>> {
    let mut text = String::new();
    let read = reader
        .take(LONGEST_LINE)
        .read_line(&mut text)
        .map_err(damaged)?;
    if read > 0 && !text.ends_with('\n') {
        return Err(damaged("it ends in the middle of a line"));
    }
    Ok((read > 0).then_some(text))
}

/// A file of a copy, put where it belongs; its bytes must be those that its name says.
fn taken(file: &CopiedFile, vault: Option<&Vault>) -> Result<()> {
    let broken = || {
        damaged(format!(
            "file {}: it is not the one that was put in",
            file.hash
        ))
    };
    let bytes = unhex(&file.bytes).ok_or_else(broken)?;
    if vault::hash_of(&bytes) != file.hash {
        return Err(broken());
    }
    match vault {
        Some(vault) => vault.stage(&bytes)?.keep(),
        None => Ok(()),
    }
}

async fn take(
    into: &mut Option<(&mut Db, &[&Register])>,
    act: Act,
    lines: Vec<FullLine>,
    tree: &mut merkle::Tree,
) -> Result<()> {
    let leaf = merkle::leaf(act.header()?.as_bytes());
    let mut over = merkle::Tree::default();
    for l in &lines {
        if let Some(why) = l.broken_commitment() {
            return Err(damaged(format!(
                "act {} line {}: {why}",
                act.number, l.number
            )));
        }
        over.push(l.hash());
    }
    if hex(&leaf) != act.leaf
        || hex(&over.root()) != act.line_root
        || u64::try_from(lines.len()).unwrap_or(0) != act.lines
    {
        return Err(damaged(format!(
            "act {} is not what was recorded",
            act.number
        )));
    }
    tree.push(leaf);
    let Some((db, registers)) = into else {
        return Ok(());
    };
    store::copy_lines(db, act.number, &lines).await?;
    store::insert_act(db, &act).await?;
    let lines = replayed(act.number, lines, registers)?;
    apply(db, registers, &act, &lines).await
}

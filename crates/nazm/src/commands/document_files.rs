//! Files of documents at the command line: taken in, given out, listed, their texts made anew.

use super::change::{ground, receipt, record};
use super::documents::{on_or_last, the_id};
use super::{csv, known, note, out, table};
use crate::cli::{GroundArgs, Place, TableFormat};
use crate::env::{self, SystemClock, SystemRandomness};
use clap::{Args, Subcommand};
use extract::apart::{self, PATIENCE};
use figures::Day;
use platform::journal::apply::FILE_ERASURE;
use platform::journal::{CONTENT_VERSION, Draft, Writer};
use platform::sheets::{self, Limits};
use platform::{AsOf, Clock, Error, Result, Scope};
use registers::activity::documents::acts::Ground;
use registers::activity::documents::files::{
    self, BYTES, Media, Opened, Opener, Read, Unkept, acts, open, ready,
};
use registers::activity::documents::rules::may_be_held;
use registers::activity::documents::store::{self, Filed};
use registers::organisation::reforms::acts as reforms;
use std::io::Write;
use std::path::PathBuf;
use std::sync::Arc;

#[derive(Subcommand)]
pub enum FileWhat {
    /// Hangs a file on a document: PDF, Word (.docx) or plain text
    #[command(
        after_help = "Example: nazm document file attach 06-NQ/TU nghi-quyet.pdf --basis '12-QĐ/TU'"
    )]
    Attach(AttachArgs),
    /// Writes a file of a document to the disk
    #[command(
        after_help = "Example: nazm document file get 06-NQ/TU nghi-quyet.pdf --out copy.pdf"
    )]
    Get(GetArgs),
    /// Lists the files of a document, and how far their texts were read
    #[command(after_help = "Example: nazm document file list 06-NQ/TU --format csv")]
    List(OfArgs),
    /// Takes a file off a document; what was read before keeps it
    #[command(
        after_help = "Example: nazm document file off 06-NQ/TU nghi-quyet.pdf --on 2025-11-03 --reason 'of another document'"
    )]
    Off(OffArgs),
    /// Erases the content of a file by order of the law: its hash stays, its bytes go for ever
    #[command(
        after_help = "Example: nazm document file erase 06-NQ/TU nghi-quyet.pdf --basis 'order 12/2026' --reason 'request under Law 91/2025/QH15'"
    )]
    Erase(EraseArgs),
    /// Makes the texts of files anew where they are missing, for the search
    #[command(after_help = "Example: nazm document file texts")]
    Texts,
}

#[derive(Args)]
pub struct AttachArgs {
    /// The document: its id, or its number and symbol, with @ and its day where several bear it
    document: String,
    file: PathBuf,
    /// What it is called in the record; otherwise as it is called here
    #[arg(long)]
    name: Option<String>,
    /// From which day it is a file of the document; otherwise from the document's own day
    #[arg(long)]
    on: Option<String>,
    /// A mark of secrecy that stands on it: what bears one is refused
    #[arg(long, default_value = "")]
    mark: String,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct OfArgs {
    document: String,
    #[arg(long)]
    on: Option<String>,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, value_enum, default_value = "table")]
    format: TableFormat,
}

#[derive(Args)]
pub struct GetArgs {
    document: String,
    /// Its name, or the beginning of its hash; not needed where there is only one
    file: Option<String>,
    /// The file that is written; it must not be there yet
    #[arg(long)]
    out: PathBuf,
    #[arg(long)]
    on: Option<String>,
    #[arg(long)]
    known: Option<u64>,
}

#[derive(Args)]
pub struct OffArgs {
    document: String,
    /// Its name, or the beginning of its hash
    file: String,
    #[arg(long)]
    on: String,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct EraseArgs {
    document: String,
    /// Its name, or the beginning of its hash; every document that has it loses it
    file: String,
    /// The document's files on this day; without it, those that it has in the end
    #[arg(long)]
    on: Option<String>,
    #[command(flatten)]
    ground: GroundArgs,
}

pub async fn run(place: &Place, what: &FileWhat) -> Result<()> {
    match what {
        FileWhat::Attach(args) => attach(place, args).await,
        FileWhat::Get(args) => get(place, args).await,
        FileWhat::List(args) => list(place, args).await,
        FileWhat::Off(args) => off(place, args).await,
        FileWhat::Erase(args) => erase(place, args).await,
        FileWhat::Texts => texts(place).await,
    }
}

/// Opens files of strangers: this program again, in a process of its own with bounds of its own.
pub fn opener() -> Opener {
    Arc::new(|bytes| {
        let program = std::env::current_exe()?;
        let answer = apart::read(&program, bytes, PATIENCE)?;
        Ok(answer.map(|found| found.map(opened).map_err(unkept)))
    })
}

fn opened(found: extract::Found) -> Opened {
    Opened {
        media: match found.media {
            extract::Media::Pdf => Media::Pdf,
            extract::Media::Docx => Media::Docx,
            extract::Media::Plain => Media::Plain,
        },
        read: match found.read {
            extract::Read::Whole => Read::Whole,
            extract::Read::Part => Read::Part,
            extract::Read::NoText => Read::NoText,
            extract::Read::Locked => Read::Locked,
            extract::Read::Failed => Read::Failed,
        },
        pages: found.pages,
        text: found.text,
    }
}

fn unkept(why: extract::Refusal) -> Unkept {
    match why {
        extract::Refusal::Empty => Unkept::Empty,
        extract::Refusal::Type => Unkept::Type,
        extract::Refusal::Macros => Unkept::Macros,
        extract::Refusal::Cut => Unkept::Cut,
        extract::Refusal::Bomb => Unkept::Bomb,
    }
}

async fn attach(place: &Place, args: &AttachArgs) -> Result<()> {
    let limits = Limits {
        bytes: u64::try_from(BYTES).unwrap_or(u64::MAX),
        ..Limits::default()
    };
    let bytes = sheets::bytes(&args.file, limits)?;
    let name = args
        .name
        .clone()
        .unwrap_or_else(|| sheets::name_of(&args.file));
    let day = args.on.as_deref().map(Day::parse).transpose()?;
    let mut db = env::open(place).await?;
    let view = reforms::view(&mut db, &Scope::command_line()).await?;
    let id = the_id(&mut db, &args.document).await?;
    let (document, own) = store::latest(&mut db, std::slice::from_ref(&id))
        .await?
        .remove(&id)
        .ok_or_else(|| Error::NotFound(format!("there is no document «{id}» in the record")))?;
    let (docs, today) = (view.book.documents(), day.unwrap_or(own));
    may_be_held(docs, &args.mark, today).map_err(|p| Error::Refused(vec![*p]))?;
    acts::may_have(&document)?;
    let found = open(&opener(), &name, bytes.clone())?;
    let read = found.read;
    let ready = ready(&env::cabinet(place), docs, (&name, &bytes), found, today)?;
    let file = ready.file.clone();
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let reading = Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    let decided = acts::decide_file(writer.db, reading, &id, &file, day).await?;
    ready.keep()?;
    let draft = Draft {
        kind: "document",
        version: CONTENT_VERSION,
        ground: ground(&args.ground),
        day: decided.lines.first().map_or(today, |l| l.day),
        lines: decided.lines,
    };
    let (made, root) = record(writer, &[draft], "recording").await?;
    out(&format!(
        "file {} {} ({})\n",
        file.hash,
        file.name,
        said(read)
    ))?;
    receipt(&made, &root)
}

/// How far a text was read, in words.
fn said(read: Read) -> &'static str {
    match read {
        Read::Whole => "its text can be searched",
        Read::Part => "the beginning of its text can be searched",
        Read::NoText => "it has no text to search: a scan, or pictures alone",
        Read::Locked => "it opens only with a password: its text cannot be searched",
        Read::Failed => "its text could not be read and cannot be searched",
    }
}

/// The one file that is meant: by its name or the beginning of its hash.
fn chosen<'a>(files: &'a [Filed], said: Option<&str>) -> Result<&'a Filed> {
    let fits =
        |f: &&Filed| said.is_none_or(|s| f.name == s || (s.len() >= 6 && f.hash.starts_with(s)));
    let found: Vec<&Filed> = files.iter().filter(fits).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(Error::NotFound("the document has no such file".to_owned())),
        several => {
            let names: Vec<String> = several
                .iter()
                .map(|f| format!("{} {}", f.hash, f.name))
                .collect();
            let why = format!("it can be any of these, say which:\n{}", names.join("\n"));
            Err(Error::refused(why))
        }
    }
}

/// The files of a document as asked for.
async fn files_of(
    db: &mut platform::Db,
    said: &str,
    (on, asked): (Option<&str>, Option<u64>),
) -> Result<Vec<Filed>> {
    let known = known(db, asked).await?;
    let on = on_or_last(on)?;
    let id = the_id(db, said).await?;
    let as_of = AsOf { on, known };
    let attached = store::attached(db, &Scope::command_line(), as_of, &id).await?;
    let none = || Error::NotFound(format!("«{said}» is not there on {on}"));
    Ok(attached.ok_or_else(none)?.files)
}

async fn get(place: &Place, args: &GetArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    let files = files_of(&mut db, &args.document, (args.on.as_deref(), args.known)).await?;
    let file = chosen(&files, args.file.as_deref())?;
    if let Some(act) = file.erased {
        let why = format!("the content of {} was erased by act {act}", file.name);
        return Err(Error::refused(why));
    }
    let bytes = env::cabinet(place).vault.read(&file.hash)?;
    let gone = || Error::Damaged(format!("file {}: the file is missing", file.hash));
    let bytes = bytes.ok_or_else(gone)?;
    let mut options = std::fs::OpenOptions::new();
    let made = options.write(true).create_new(true).open(&args.out);
    let refused = |e| Error::refused(format!("{} cannot be written: {e}", args.out.display()));
    let mut made = made.map_err(refused)?;
    made.write_all(&bytes)?;
    made.sync_all()?;
    out(&format!(
        "{} written to {}\n",
        file.name,
        args.out.display()
    ))
}

async fn list(place: &Place, args: &OfArgs) -> Result<()> {
    const HEADER: [&str; 5] = ["hash", "name", "type", "bytes", "text"];
    let mut db = env::open(place).await?;
    let files = files_of(&mut db, &args.document, (args.on.as_deref(), args.known)).await?;
    let texts = env::cabinet(place).texts;
    let row = |f: &Filed| {
        let read = texts.read(&f.hash)?;
        let read = match f.erased {
            Some(_) => "erased",
            None => read.map_or("unread", |(read, _)| read.as_str()),
        };
        Ok(vec![
            f.hash.clone(),
            f.name.clone(),
            f.media.clone(),
            f.bytes.to_string(),
            read.to_owned(),
        ])
    };
    let rows = files.iter().map(row).collect::<Result<Vec<_>>>()?;
    out(&match args.format {
        TableFormat::Csv => csv(&HEADER, rows)?,
        TableFormat::Json => super::json(&HEADER, rows),
        TableFormat::Table => table(&HEADER, &rows),
    })
}

async fn off(place: &Place, args: &OffArgs) -> Result<()> {
    let day = Day::parse(&args.on)?;
    let mut db = env::open(place).await?;
    let view = reforms::view(&mut db, &Scope::command_line()).await?;
    let files = files_of(&mut db, &args.document, (Some(&args.on), None)).await?;
    let file = chosen(&files, Some(&args.file))?;
    let id = the_id(&mut db, &args.document).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let reading = Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    let decided = acts::decide_file_gone(writer.db, reading, &id, &file.hash, day).await?;
    let draft = Draft {
        kind: "document",
        version: CONTENT_VERSION,
        ground: ground(&args.ground),
        day,
        lines: decided.lines,
    };
    let (made, root) = record(writer, &[draft], "recording").await?;
    receipt(&made, &root)
}

async fn erase(place: &Place, args: &EraseArgs) -> Result<()> {
    let (basis, reason) = (args.ground.basis.trim(), args.ground.reason.trim());
    if basis.is_empty() || reason.is_empty() {
        return Err(Error::refused(
            "an erasure needs the order it rests on (--basis) and a reason (--reason)",
        ));
    }
    let mut db = env::open(place).await?;
    let files = files_of(&mut db, &args.document, (args.on.as_deref(), None)).await?;
    let hash = chosen(&files, Some(&args.file))?.hash.clone();
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let view = reforms::view(writer.db, &Scope::command_line()).await?;
    let today = view.book.calendar().day_at(clock.now());
    let decided = files::erasure::decide_erasure(writer.db, &hash, today).await?;
    let draft = Draft {
        kind: FILE_ERASURE,
        version: CONTENT_VERSION,
        ground: ground(&args.ground),
        day: today,
        lines: decided.lines,
    };
    let (made, root) = record(writer, &[draft], "erasing").await?;
    // what is cut short here, verify names and the next erasure or start of the server ends
    files::erasure::sweep(&mut db, &env::cabinet(place)).await?;
    out(&format!("erased {hash}\n"))?;
    receipt(&made, &root)
}

/// Reads every file whose text is not there.
pub(super) async fn texts(place: &Place) -> Result<()> {
    let mut db = env::open(place).await?;
    let cabinet = env::cabinet(place);
    let (opener, mut made, mut failed) = (opener(), 0_u64, 0_u64);
    let erased = files::store::erased(&mut db).await?;
    for (hash, document) in files::store::named(&mut db).await? {
        if erased.contains_key(&hash) || cabinet.texts.read(&hash)?.is_some() {
            continue;
        }
        let Some(bytes) = cabinet.vault.read(&hash)? else {
            note(&format!(
                "file {hash} of document {document}: the file is missing"
            ));
            failed += 1;
            continue;
        };
        match open(&opener, &hash, bytes) {
            Ok(opened) => {
                cabinet.texts.keep(&hash, &opened)?;
                made += 1;
            }
            Err(e) => {
                note(&format!("file {hash} of document {document}: {e}"));
                failed += 1;
            }
        }
    }
    out(&format!(
        "texts made: {made}; files that could not be read: {failed}\n"
    ))
}

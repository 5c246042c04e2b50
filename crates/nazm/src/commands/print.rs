//! Papers, slips, sheets of cells and files of members.

use super::known;
use crate::cli::{ExportArgs, ExportWhat, OpenArgs, PaperArgs, Place, PrintWhat, UnitPaperArgs};
use crate::env::{self, SystemClock};
use figures::{Day, UnitIx};
use platform::locale::Lang;
use platform::seal::Key;
use platform::{AsOf, Clock, Db, Error, Result, Scope};
use registers::organisation::members::documents::papers::Paper;
use registers::organisation::members::documents::read::{Ids, Standpoint};
use registers::organisation::members::documents::sheet::Sheet;
use registers::organisation::members::documents::{cell, export, read, slips};
use registers::web::press::Print;
use std::path::Path;

#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of Paper<'a> by its path serves one lifetime only"
)]
pub async fn print(place: &Place, what: &PrintWhat) -> Result<()> {
    match what {
        PrintWhat::Admission(args) => paper(place, args, |p| p.admission()).await,
        PrintWhat::Transfer(args) => paper(place, args, |p| p.transfer()).await,
        PrintWhat::Form(args) => paper(place, args, |p| p.form()).await,
        PrintWhat::Slips(args) => slip(place, args).await,
        PrintWhat::Cell(args) => sheet_of_cell(place, args).await,
    }
}

/// The record opened for reading as of a day.
async fn opened(
    place: &Place,
    on: &str,
    asked: Option<u64>,
) -> Result<(Db, Scope, Standpoint<'static>)> {
    let on = Day::parse(on)?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let scope = Scope::command_line();
    let known = known(&mut db, asked).await?;
    let ground = Standpoint::read(&mut db, &scope, AsOf { on, known }).await?;
    Ok((db, scope, ground))
}

pub fn lang(code: &str) -> Result<Lang> {
    let why = |_| Error::refused(format!("--lang {code}: it is en, vi or ur"));
    code.parse().map_err(why)
}

/// The ending of the file, when it is one of those that can be written.
pub fn ending<'a>(out: &'a Path, endings: &[&str]) -> Result<&'a str> {
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or("");
    if endings.contains(&ending) {
        return Ok(ending);
    }
    let why = format!(
        "--out {}: the ending says the form: .{}",
        out.display(),
        endings.join(" or .")
    );
    Err(Error::refused(why))
}

/// How citizen IDs are shown. Without a key they are masked altogether.
fn ids<'a>(key: Option<&'a Key>, open: &OpenArgs) -> Result<Ids<'a>> {
    Ids::asked(key, open.open_ids, &open.reason)
}

async fn paper(
    place: &Place,
    args: &PaperArgs,
    make: fn(&Paper<'_>) -> Result<Sheet>,
) -> Result<()> {
    let lang = lang(&args.lang)?;
    ending(&args.out, &["pdf"])?;
    let (mut db, scope, ground) = opened(place, &args.on, args.known).await?;
    let person = read::person(&mut db, &scope, &ground, &args.person).await?;
    let key = env::key(place).ok();
    let ids = ids(key.as_ref(), &args.open)?;
    let paper = Paper {
        ground: &ground,
        person: &person,
        ids: &ids,
        lang,
    };
    set_sheet(&ground, make(&paper)?, &args.out)
}

async fn slip(place: &Place, args: &UnitPaperArgs) -> Result<()> {
    let lang = lang(&args.lang)?;
    ending(&args.out, &["pdf"])?;
    let (mut db, scope, ground) = opened(place, &args.on, args.known).await?;
    let top = ground.unit(&args.unit)?;
    let cells = ground.within(top);
    let members = read::members(&mut db, &scope, &ground, &cells).await?;
    let key = env::key(place).ok();
    let ids = ids(key.as_ref(), &args.open)?;
    let slips = slips::slips(&ground, &cells, &members);
    set_sheet(
        &ground,
        slips::print(&ground, top, &slips, &ids, lang)?,
        &args.out,
    )
}

async fn sheet_of_cell(place: &Place, args: &UnitPaperArgs) -> Result<()> {
    let lang = lang(&args.lang)?;
    ending(&args.out, &["pdf"])?;
    let (mut db, scope, ground) = opened(place, &args.on, args.known).await?;
    let unit = ground.unit(&args.unit)?;
    let mut members = read::members(&mut db, &scope, &ground, &[unit]).await?;
    read::plan_ends(&mut db, &mut members).await?;
    let travellers = read::travellers(&mut db, &scope, &ground, &[unit]).await?;
    let sheet = cell::print(&ground, unit, &members, &travellers, lang)?;
    set_sheet(&ground, sheet, &args.out)
}

pub async fn export(place: &Place, what: &ExportWhat) -> Result<()> {
    let ExportWhat::Members(args) = what;
    members(place, args).await
}

async fn members(place: &Place, args: &ExportArgs) -> Result<()> {
    let form = ending(&args.out, &["csv", "xlsx"])?;
    let (mut db, scope, ground) = opened(place, &args.on, args.known).await?;
    let units = units(&ground, &args.unit)?;
    let members = read::members(&mut db, &scope, &ground, &units).await?;
    let key = env::key(place).ok();
    let ids = ids(key.as_ref(), &args.open)?;
    let bytes = match form {
        "xlsx" => export::xlsx(
            &ground,
            &members,
            &ids,
            &ground.book.calendar().written_at(SystemClock.now()).0,
        )?,
        _ => export::csv(&ground, &members, &ids)?,
    };
    write(&args.out, bytes)?;
    super::note(&format!("{} members", members.len()));
    let travellers = read::travellers(&mut db, &scope, &ground, &units).await?;
    if !travellers.is_empty() {
        super::note(&format!(
            "{} members in transit belong to no unit and are not in the file",
            travellers.len()
        ));
    }
    Ok(())
}

fn units(ground: &Standpoint<'_>, code: &str) -> Result<Vec<UnitIx>> {
    if code == "*" {
        let listed = ground.structure.listing(ground.on());
        return Ok(listed.into_iter().map(|l| l.unit).collect());
    }
    Ok(ground.within(ground.unit(code)?))
}

pub fn set_sheet(ground: &Standpoint<'_>, sheet: Sheet, out: &Path) -> Result<()> {
    let (written_at, utc_offset) = ground.book.calendar().written_at(SystemClock.now());
    let print = Print {
        source: sheet.source,
        files: sheet.files,
        title: sheet.title,
        lang: sheet.lang.code(),
        rtl: sheet.lang.is_rtl(),
        written_at,
        utc_offset,
    };
    write(out, set(&print).map_err(Error::Internal)?)
}

/// The typesetter, which only the program links: the press of the server and of the command line.
pub fn set(print: &Print) -> std::result::Result<Vec<u8>, String> {
    let files = print.files.iter().map(|(n, b)| (n.as_str(), b.clone()));
    let options = pdf::Options {
        title: print.title.clone(),
        lang: print.lang.to_owned(),
        rtl: print.rtl,
        written_at: print.written_at.clone(),
        utc_offset: print.utc_offset,
    };
    pdf::typeset(&print.source, &files.collect::<Vec<_>>(), &options).map_err(|e| e.to_string())
}

/// Writes what holds personal data so that only its owner can read it.
pub fn write(out: &Path, bytes: Vec<u8>) -> Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let written = options
        .open(out)
        .and_then(|mut file| file.write_all(&bytes));
    written.map_err(|e| Error::refused(format!("--out {}: {e}", out.display())))
}

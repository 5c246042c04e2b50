//! What each command does: parse, ask or commit, show.

mod change;
mod copies;
mod coverage;
mod demo;
mod demo_office;
mod demo_papers;
pub mod digest;
mod document_files;
pub mod documents;
pub mod drafts;
pub mod figure;
mod grants;
mod journal;
mod meetings;
mod print;
mod read;
mod report;
mod serve;
pub mod tasks;

use crate::cli::{Args, Command};
use crate::env::SystemClock;
use figures::Day;
use platform::asof::Known;
use platform::{Clock, Db, Error, Result, Scope};
use registers::organisation::rulebook::store as rulebook;
use std::io::Write;

pub async fn run(args: Args) -> Result<()> {
    let place = args.place;
    match args.command {
        Command::Init { rulebook } => change::init(&place, &rulebook, &[]).await,
        Command::Rulebook { folder, ground } => change::rulebook(&place, &folder, &ground).await,
        Command::Import(import) => change::import(&place, &import).await,
        Command::Correct {
            subject,
            field,
            value,
            from,
            until,
            ground,
        } => {
            change::correct(
                &place,
                &change::Correction {
                    subject,
                    field,
                    value,
                    from,
                    until,
                },
                &ground,
            )
            .await
        }
        Command::Annul {
            number,
            reason,
            basis,
        } => change::annul(&place, number, &reason, &basis).await,
        Command::Erase {
            person,
            basis,
            reason,
        } => change::erase(&place, &person, &basis, &reason).await,
        Command::Units {
            on,
            known,
            kind,
            under,
            line,
            format,
        } => {
            let wanted = read::Wanted {
                on,
                known,
                kinds: kind,
                under,
                line,
            };
            read::units(&place, &wanted, format).await
        }
        Command::Trace {
            code,
            on,
            to,
            known,
            format,
        } => read::trace(&place, &code, &on, &to, known, format).await,
        Command::Restate {
            file,
            on,
            to,
            known,
            format,
        } => read::restate(&place, &file, &on, &to, known, format).await,
        Command::Journal { subject, format } => {
            journal::list(&place, subject.as_deref(), format).await
        }
        Command::Act { number, format } => journal::show(&place, number, format).await,
        Command::Task(what) => tasks::run(&place, &what).await,
        Command::Verify => journal::verify(&place).await,
        Command::Digest(args) => digest::digest(&place, &args).await,
        Command::Grants(what) => grants::grants(&place, what).await,
        Command::Backup { file } => copies::backup(&place, &file).await,
        Command::Restore { file } => copies::restore(&place, &file).await,
        Command::Figure(figure) => figure::figure(&place, &figure).await,
        Command::Meeting(command) => meetings::run(&place, &command).await,
        Command::Recount => figure::recount(&place).await,
        Command::Report {
            kind: _,
            unit,
            period,
            lang,
            out,
            known,
            structure,
        } => {
            report::quarterly(
                &place,
                &report::Wanted {
                    unit,
                    period,
                    lang,
                    out,
                    known,
                    structure,
                },
            )
            .await
        }
        Command::Print(what) => print::print(&place, &what).await,
        Command::Document(what) => documents::document(&place, &what).await,
        Command::RegisterBook(args) => documents::register_book(&place, &args).await,
        Command::Export(what) => print::export(&place, &what).await,
        Command::Demo {
            size,
            seed,
            files: Some(files),
            ..
        } => demo::files(size, seed, &files),
        Command::Demo {
            size,
            seed,
            dir,
            no_serve,
            serve,
            files: None,
        } => demo::demo(size, seed, &dir, (!no_serve).then_some(&serve)).await,
        Command::Serve { routes: true, .. } => serve::list_routes(),
        Command::Serve { args, .. } => serve::serve(&place, &args).await,
    }
}

/// Writes to standard output; a reader that closed its end is no failure.
pub fn out(text: &str) -> Result<()> {
    let mut stdout = std::io::stdout().lock();
    match stdout
        .write_all(text.as_bytes())
        .and_then(|()| stdout.flush())
    {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e.into()),
        _ => Ok(()),
    }
}

/// Writes a line to standard error.
pub fn note(text: &str) {
    eprintln!("{text}");
}

/// The knowledge to read with: the number given, if there is such an act, else the last.
pub async fn known(db: &mut Db, asked: Option<u64>) -> Result<Known> {
    let (_, last) = platform::journal::store::tree(db, Known::NOW.0).await?;
    match asked {
        Some(n) if n > last => Err(Error::refused(format!(
            "--known {n}: the last act is {last}"
        ))),
        Some(n) => Ok(Known(n)),
        None => Ok(Known(last)),
    }
}

/// Today in the zone of the rulebook: the day that pages call today too.
pub async fn today(db: &mut Db) -> Result<Day> {
    let known = Known(platform::journal::store::last(db).await?);
    let book = rulebook::rulebook(db, &Scope::command_line(), known).await?;
    Ok(book.calendar().day_at(SystemClock.now()))
}

/// The day that is said, else today.
pub async fn day_or_today(db: &mut Db, said: Option<&str>) -> Result<Day> {
    match said {
        Some(day) => Ok(Day::parse(day)?),
        None => today(db).await,
    }
}

/// Rows as CSV.
pub fn csv(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Result<String> {
    let mut w = csv::WriterBuilder::new().from_writer(Vec::new());
    w.write_record(header).map_err(Error::internal)?;
    for row in rows {
        w.write_record(&row).map_err(Error::internal)?;
    }
    let bytes = w.into_inner().map_err(Error::internal)?;
    String::from_utf8(bytes).map_err(Error::internal)
}

/// Rows as a JSON array of objects.
pub fn json(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let object = |row: Vec<String>| {
        let pairs = header
            .iter()
            .zip(row)
            .map(|(k, v)| ((*k).to_owned(), serde_json::Value::String(v)));
        serde_json::Value::Object(pairs.collect())
    };
    let rows: Vec<_> = rows.into_iter().map(object).collect();
    format!(
        "{}\n",
        serde_json::to_string_pretty(&rows).unwrap_or_default()
    )
}

/// Rows as columns of text.
pub fn table(header: &[&str], rows: &[Vec<String>]) -> String {
    let mut widths: Vec<usize> = header.iter().map(|h| h.chars().count()).collect();
    for row in rows {
        for (w, cell) in widths.iter_mut().zip(row) {
            *w = (*w).max(cell.chars().count());
        }
    }
    let line = |cells: Vec<&str>| {
        let padded: Vec<String> = cells
            .iter()
            .zip(&widths)
            .map(|(c, w)| format!("{c}{}", " ".repeat(w.saturating_sub(c.chars().count()))))
            .collect();
        format!("{}\n", padded.join("  ").trim_end())
    };
    let mut text = line(header.to_vec());
    for row in rows {
        text.push_str(&line(row.iter().map(String::as_str).collect()));
    }
    text
}

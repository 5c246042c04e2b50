//! The register book of a series, as a sheet or a table.

use super::{BookArgs, dated_code, ever, kind_of, of_series, on_or_last};
use crate::cli::Place;
use crate::commands::print::{ending, lang, set_sheet, write};
use crate::commands::{csv, known, note, today};
use crate::env;
use figures::Day;
use platform::{AsOf, Result, Scope};
use registers::activity::documents::book::{Book, chosen};
use registers::activity::documents::{rules, store};
use registers::organisation::members::documents::read;
use registers::organisation::reforms::acts as reforms;

/// Prints the register book of a series.
pub async fn register_book(place: &Place, args: &BookArgs) -> Result<()> {
    let lang = lang(&args.lang)?;
    let form = ending(&args.out, &["pdf", "csv"])?;
    let on = on_or_last(args.on.as_deref())?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let (scope, as_of) = (Scope::command_line(), AsOf { on, known });
    let view = reforms::view(&mut db, &scope).await?;
    let organs = ever(&view, &args.unit)?;
    let kind = if args.kind.is_empty() {
        String::new()
    } else {
        kind_of(&view, &args.kind, "", on)?
    };
    let all = store::series(&mut db, &scope, known, &organs).await?;
    let label = args
        .term
        .as_ref()
        .or(args.year.as_ref())
        .map_or("", String::as_str);
    let direction = of_series(args.incoming);
    let organ = |h: &store::Held| {
        let unit = view.structure.find(&h.organ);
        let day = Day::parse(&h.from).unwrap_or(on);
        unit.map_or_else(String::new, |u| dated_code(&view, u, day))
    };
    let series = chosen(all, (direction, &kind, &args.body, label), organ)?;
    let held = store::book(&mut db, &scope, as_of, &series.subject).await?;
    let book = Book::of(series, held);
    if form == "csv" {
        let text = csv(&book.header(), book.rows())?;
        write(&args.out, text.into_bytes())?;
    } else {
        // a book that has no end yet is dated today
        let as_of = AsOf {
            on: on.min(today(&mut db).await?),
            known,
        };
        let ground = read::Standpoint::read(&mut db, &scope, as_of).await?;
        set_sheet(&ground, book.sheet(&ground, lang)?, &args.out)?;
    }
    note(&format!(
        "{} numbers, {} missing, {} given twice",
        book.numbers(),
        book.count(rules::Place::Missing),
        book.doubles.len()
    ));
    Ok(())
}

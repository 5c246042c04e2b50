//! Folding the edits in force into rows: of documents, of series, of terms.

use super::super::fold::{TABLES, fold};
use super::super::model::{CLASS, SERIES, SERIES_CLASS, TERM, TERM_CLASS};
use super::series::{series_rows, term_rows};
use platform::Result;
use platform::journal::Edit;
use platform::journal::apply::Applying;
use platform::projection::{Row, store as tables};

pub(in super::super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    for chunk in touched.chunks(4000) {
        let edits = applying.edits(CLASS, chunk).await?;
        let mut all = TABLES.map(|_| Vec::new());
        for subject in chunk {
            let rows = fold(subject, edits.get(subject).map_or(&[], Vec::as_slice))?;
            all.iter_mut().zip(rows).for_each(|(a, r)| a.extend(r));
        }
        let fresh = chunk.iter().all(|s| applying.is_fresh(s));
        for (table, rows) in TABLES.into_iter().zip(all) {
            if !fresh {
                tables::bring_to(applying.db, table, applying.act, chunk, rows).await?;
            } else if !rows.is_empty() {
                tables::insert_fresh(applying.db, table, applying.act, &rows).await?;
            }
        }
    }
    let of_series: fn(&str, &[Edit]) -> Result<Vec<Row>> = series_rows;
    for (class, table, rows) in [
        (SERIES_CLASS, &SERIES, of_series),
        (TERM_CLASS, &TERM, term_rows),
    ] {
        let touched = applying.touched(class);
        if touched.is_empty() {
            continue;
        }
        let edits = applying.edits(class, &touched).await?;
        let mut all = Vec::new();
        for subject in &touched {
            all.extend(rows(
                subject,
                edits.get(subject).map_or(&[], Vec::as_slice),
            )?);
        }
        tables::bring_to(applying.db, table, applying.act, &touched, all).await?;
    }
    Ok(())
}

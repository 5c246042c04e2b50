//! Series, the terms they last, and the numbers they gave.

use super::super::model::{Document, SERIES, SeriesEdit, TERM, TERM_CLASS, TermEdit};
use super::super::rules::Terms;
use super::{Filter, current_where, document, list, newest};
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Db};
use platform::journal::Edit;
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeMap, HashMap};

/// A series as the first act that used it says; its end also follows from the structure and the
/// terms, and is read from there.
pub(super) fn series_rows(subject: &str, edits: &[Edit]) -> Result<Vec<Row>> {
    let Some(edit) = edits.first() else {
        return Ok(Vec::new());
    };
    let SeriesEdit::Series {
        system,
        direction,
        organ,
        body,
        kind,
        label,
        rule,
        first,
        from,
        until,
    } = serde_json::from_str(&edit.counted)?;
    let mut values: Vec<Cell> = [system, direction, organ, body, kind, label, rule]
        .into_iter()
        .map(Cell::Text)
        .collect();
    values.push(Cell::Int(i64::from(first)));
    Ok(vec![Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: Day::parse(&from)?,
        to: if until.is_empty() {
            Day::MAX
        } else {
            Day::parse(&until)?
        },
        values,
    }])
}

/// Terms follow one another: each ends on its own day or when the next begins.
pub(super) fn term_rows(subject: &str, edits: &[Edit]) -> Result<Vec<Row>> {
    let mut by_label: BTreeMap<String, (Day, Day, String)> = BTreeMap::new();
    for edit in edits {
        let TermEdit::Term { unit, label, until } = serde_json::from_str(&edit.counted)?;
        let until = if until.is_empty() {
            Day::MAX
        } else {
            Day::parse(&until)?
        };
        by_label.insert(label, (edit.day, until, unit));
    }
    let mut terms: Vec<(Day, Day, String, String)> = by_label
        .into_iter()
        .map(|(label, (from, until, unit))| (from, until, unit, label))
        .collect();
    terms.sort();
    let nexts: Vec<Day> = terms
        .iter()
        .skip(1)
        .map(|t| t.0)
        .chain([Day::MAX])
        .collect();
    let row = |((from, until, unit, label), next): ((Day, Day, String, String), Day)| Row {
        subject: subject.to_owned(),
        item: label.clone(),
        from,
        to: until.min(next),
        values: vec![unit.into(), label.into()],
    };
    Ok(terms.into_iter().zip(nexts).map(row).collect())
}

/// Terms of a subject, each with its label, first day and first day after.
pub type TermDays = Vec<(String, Day, Day)>;

/// The terms of a subject as they would be with one more said of them, or without an act.
pub async fn terms_if(
    db: &mut Db,
    subject: &str,
    said: Option<(Day, &TermEdit)>,
    without: Option<u64>,
) -> Result<TermDays> {
    let subjects = [subject.to_owned()];
    let mut edits = platform::journal::store::edits(db, TERM_CLASS, &subjects).await?;
    edits.retain(|e| Some(e.act) != without);
    if let Some((day, edit)) = said {
        edits.push(Edit {
            act: u64::MAX,
            line: 1,
            day,
            subject: subject.to_owned(),
            counted: serde_json::to_string(edit)?,
            identifying: None,
        });
    }
    let mut terms = gathered(term_rows(subject, &edits)?);
    Ok(terms.remove(subject).unwrap_or_default())
}

/// The terms and congresses of the subjects, as known after an act: public inside the organisation,
/// for they stand in every symbol.
pub async fn terms(
    db: &mut Db,
    _public: &Scope,
    known: Known,
    subjects: &[String],
) -> Result<Terms> {
    let rows = tables::known_where(db, &TERM, known, "subject", subjects).await?;
    Ok(gathered(rows))
}

/// All terms and congresses, as known after an act: public inside the organisation.
pub async fn all_terms(db: &mut Db, _public: &Scope, known: Known) -> Result<Terms> {
    let mut rows = Vec::new();
    tables::each_known(db, &TERM, known, |k| {
        rows.push(k.row);
        Ok(())
    })
    .await?;
    Ok(gathered(rows))
}

fn gathered(rows: Vec<Row>) -> Terms {
    let mut terms = Terms::new();
    for row in rows {
        let of = terms.entry(row.subject).or_default();
        of.push((row.item, row.from, row.to));
    }
    terms.values_mut().for_each(|t| t.sort_by_key(|t| t.1));
    terms
}

/// The numbers now taken in some series, each with its day and document: for a file of many.
pub async fn numbers_of(
    db: &mut Db,
    series: &[String],
) -> Result<HashMap<(String, u32), (String, String)>> {
    let mut found = HashMap::new();
    for row in current_where(db, "series", series).await? {
        let d = document(row);
        if let Some(n) = d.number {
            found.insert((d.series, n), (d.id, d.dated));
        }
    }
    Ok(found)
}

/// Which of some series are in the record.
pub async fn series_known(
    db: &mut Db,
    known: Known,
    series: &[String],
) -> Result<HashMap<String, u32>> {
    let rows = tables::known_where(db, &SERIES, known, "subject", series).await?;
    let first = |r: &Row| r.values[7].int().and_then(|n| u32::try_from(n).ok());
    Ok(rows
        .iter()
        .map(|r| (r.subject.clone(), first(r).unwrap_or(1)))
        .collect())
}

/// The documents that now have a number of some series, each as it stands last.
pub async fn numbered_in(db: &mut Db, series: &[String]) -> Result<Vec<Document>> {
    let mut found = newest(current_where(db, "series", series).await?);
    found.retain(|d| d.number.is_some());
    Ok(found)
}

/// A series as it is held.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    pub subject: String,
    pub system: String,
    pub direction: String,
    pub organ: String,
    pub body: String,
    pub kind: String,
    pub label: String,
    pub rule: String,
    pub first: u32,
    pub from: String,
    /// The last day on which numbers may be taken by the rule; empty while that is not known.
    pub until: String,
}

/// The series of organs, as known after an act.
pub async fn series(
    db: &mut Db,
    scope: &Scope,
    known: Known,
    organs: &[String],
) -> Result<Vec<Held>> {
    let rows = tables::known_where(db, &SERIES, known, "organ", organs).await?;
    let held = |r: Row| {
        let text = |i: usize| r.values[i].text().to_owned();
        Held {
            system: text(0),
            direction: text(1),
            organ: text(2),
            body: text(3),
            kind: text(4),
            label: text(5),
            rule: text(6),
            first: r.values[7]
                .int()
                .and_then(|n| u32::try_from(n).ok())
                .unwrap_or(1),
            from: r.from.to_string(),
            until: if r.to == Day::MAX {
                String::new()
            } else {
                r.to.eve().to_string()
            },
            subject: r.subject,
        }
    };
    let mut found: Vec<Held> = rows
        .into_iter()
        .map(held)
        .filter(|h| scope.sees(&h.organ))
        .collect();
    found.sort_by(|a, b| (&a.from, &a.kind, &a.subject).cmp(&(&b.from, &b.kind, &b.subject)));
    Ok(found)
}

/// Every numbered document of a series as it stands on a day, by number.
pub async fn book(db: &mut Db, scope: &Scope, as_of: AsOf, series: &str) -> Result<Vec<Document>> {
    let filter = Filter {
        series: vec![series.to_owned()],
        ..Filter::default()
    };
    let mut found = list(db, scope, as_of, &filter).await?;
    found.retain(|d| d.number.is_some());
    found.sort_by_key(|d| d.number);
    Ok(found)
}

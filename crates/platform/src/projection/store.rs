//! Reading and bringing up to date any projection table.

use super::{KnownRow, Row, Table};
use crate::db::{Cell, Db, Type};
use crate::journal::store::create;
use crate::{Result, asof};
use figures::Day;
use std::collections::{BTreeSet, HashMap};

const KEY: [(&str, Type); 2] = [("subject", Type::Text), ("item", Type::Text)];
const AXES: [(&str, Type); 4] = [
    ("effective_from", Type::Text),
    ("effective_to", Type::Text),
    ("known_from", Type::Int),
    ("known_to", Type::Int),
];

fn all_columns(table: &Table) -> Vec<(&'static str, Type)> {
    KEY.iter()
        .chain(table.columns)
        .chain(&AXES)
        .copied()
        .collect()
}

pub async fn migrate(db: &mut Db, table: &Table) -> Result<()> {
    create(
        db,
        table.name,
        &all_columns(table),
        "primary key (subject, item, effective_from, known_from)",
    )
    .await
}

fn to_cell(day: Day) -> Cell {
    if day == Day::MAX {
        Cell::Null
    } else {
        Cell::Text(day.to_string())
    }
}

fn from_cell(cell: &Cell) -> Result<Day> {
    if *cell == Cell::Null {
        Ok(Day::MAX)
    } else {
        Ok(Day::parse(cell.text())?)
    }
}

fn cells(row: &Row, act: u64) -> Vec<Cell> {
    let mut cells = Vec::with_capacity(row.values.len() + 6);
    cells.push(Cell::Text(row.subject.clone()));
    cells.push(Cell::Text(row.item.clone()));
    cells.extend(row.values.iter().cloned());
    cells.extend([
        to_cell(row.from),
        to_cell(row.to),
        Cell::from(act),
        Cell::Null,
    ]);
    cells
}

fn row(mut cells: Vec<Cell>) -> Result<Row> {
    let axes = cells.len() - 2;
    let (from, to) = (from_cell(&cells[axes])?, from_cell(&cells[axes + 1])?);
    cells.truncate(axes);
    let values = cells.split_off(2);
    Ok(Row {
        subject: cells[0].text().to_owned(),
        item: cells[1].text().to_owned(),
        from,
        to,
        values,
    })
}

fn select(table: &Table) -> (String, Vec<Type>) {
    let columns: Vec<_> = KEY
        .iter()
        .chain(table.columns)
        .chain(&AXES[..2])
        .copied()
        .collect();
    let names: Vec<_> = columns.iter().map(|(n, _)| *n).collect();
    (
        format!("select {} from {}", names.join(", "), table.name),
        columns.iter().map(|(_, t)| *t).collect(),
    )
}

/// The rows now known of the subjects.
pub async fn current(db: &mut Db, table: &Table, subjects: &[String]) -> Result<Vec<Row>> {
    let (select, types) = select(table);
    let sql = format!(
        "{select} where known_to is null and subject in {}",
        db.dialect().texts(1)
    );
    let mut rows = Vec::new();
    for chunk in subjects.chunks(4000) {
        let list = Cell::Text(serde_json::to_string(chunk)?);
        db.each(&sql, &[list], &types, |cells| {
            rows.push(row(cells)?);
            Ok(())
        })
        .await?;
    }
    Ok(rows)
}

/// Every row that was known after an act, handed on one by one.
pub async fn each_known(
    db: &mut Db,
    table: &Table,
    known: asof::Known,
    mut take: impl FnMut(KnownRow) -> Result<()>,
) -> Result<()> {
    let (select, mut types) = select(table);
    types.push(Type::Int);
    let select = select.replace(" from ", ", known_from from ");
    let sql = format!("{select} where known_from <= $1 and (known_to is null or known_to > $1)");
    db.each(&sql, &[Cell::from(known.0)], &types, |mut cells| {
        let since = cells
            .pop()
            .and_then(|c| c.int())
            .and_then(|n| u64::try_from(n).ok())
            .unwrap_or(0);
        take(KnownRow {
            row: row(cells)?,
            since,
        })
    })
    .await
}

/// Rows known after an act whose column has one of the values.
pub async fn known_where(
    db: &mut Db,
    table: &Table,
    known: asof::Known,
    column: &str,
    values: &[String],
) -> Result<Vec<Row>> {
    let (select, types) = select(table);
    let among = db.dialect().texts(2);
    let sql = format!(
        "{select} where known_from <= $1 and (known_to is null or known_to > $1) and {column} in {among}"
    );
    let mut rows = Vec::new();
    for chunk in values.chunks(4000) {
        let list = Cell::Text(serde_json::to_string(chunk)?);
        db.each(&sql, &[Cell::from(known.0), list], &types, |cells| {
            rows.push(row(cells)?);
            Ok(())
        })
        .await?;
    }
    Ok(rows)
}

/// Rows known after an act whose column lies in `[from, until)`.
pub async fn known_between(
    db: &mut Db,
    table: &Table,
    known: asof::Known,
    (column, from, until): (&str, &str, &str),
) -> Result<Vec<Row>> {
    let (select, types) = select(table);
    let sql = format!(
        "{select} where known_from <= $1 and (known_to is null or known_to > $1) and {column} >= $2 and {column} < $3"
    );
    let mut rows = Vec::new();
    let cells = [Cell::from(known.0), from.into(), until.into()];
    db.each(&sql, &cells, &types, |cells| {
        rows.push(row(cells)?);
        Ok(())
    })
    .await?;
    Ok(rows)
}

/// Rows of subjects that the record has not seen before.
pub async fn insert_fresh(db: &mut Db, table: &Table, act: u64, rows: &[Row]) -> Result<()> {
    let cells: Vec<_> = rows.iter().map(|r| cells(r, act)).collect();
    db.insert(table.name, &all_columns(table), &cells).await
}

/// Makes the rows known of the subjects be exactly `rows` from this act on: what is gone
/// is known until now, what is new from now.
pub async fn bring_to(
    db: &mut Db,
    table: &Table,
    act: u64,
    subjects: &[String],
    rows: Vec<Row>,
) -> Result<()> {
    let mut wanted: BTreeSet<Row> = rows.into_iter().collect();
    let mut gone = Vec::new();
    for row in current(db, table, subjects).await? {
        if !wanted.remove(&row) {
            gone.push(vec![
                Cell::Text(row.subject),
                Cell::Text(row.item),
                Cell::Text(row.from.to_string()),
            ]);
        }
    }
    let within = db.dialect().tuples(2, 3);
    let sql = format!(
        "update {} set known_to = $1 where known_to is null and (subject, item, effective_from) in {within}",
        table.name
    );
    for chunk in gone.chunks(3000) {
        let list = Cell::Text(crate::db::dialect::as_json(chunk));
        db.execute(&sql, &[Cell::from(act), list]).await?;
    }
    let wanted: Vec<Row> = wanted.into_iter().collect();
    insert_fresh(db, table, act, &wanted).await
}

/// The rows of any table as text by their key, and what is wrong with how a cell is kept.
struct AsKept {
    rows: HashMap<String, String>,
    strange: Vec<String>,
}

/// Reads a table for comparison. Rows are taken one by one; only a table in which somebody has
/// put what its columns cannot hold is read a second time, with care.
async fn fingerprint(
    db: &mut Db,
    table: &str,
    key: &[&str],
    columns: &[(&str, Type)],
) -> Result<AsKept> {
    let names: Vec<_> = columns.iter().map(|(n, _)| *n).collect();
    let types: Vec<_> = columns.iter().map(|(_, t)| *t).collect();
    let keys: Vec<usize> = key
        .iter()
        .filter_map(|k| names.iter().position(|n| n == k))
        .collect();
    let key = |cells: &[Cell]| {
        let key: Vec<_> = keys.iter().map(|&i| cells[i].to_string()).collect();
        key.join(" · ")
    };
    let mut rows = HashMap::new();
    let sql = format!("select {} from {table}", names.join(", "));
    let read = db.each(&sql, &[], &types, |cells| {
        rows.insert(key(&cells), crate::db::dialect::as_json(&[cells]));
        Ok(())
    });
    if read.await.is_ok() {
        let strange = Vec::new();
        return Ok(AsKept { rows, strange });
    }
    let found = db.rows_as_found(&sql, columns).await?;
    let say = |(row, column, what): &(usize, String, String)| {
        let key = key(&found.rows[*row]);
        format!("{table} {key}: {column} holds {what}, which does not belong in this column")
    };
    let strange = found.strange.iter().map(say).collect();
    let content = |cells: Vec<Cell>| (key(&cells), crate::db::dialect::as_json(&[cells]));
    let rows = found.rows.into_iter().map(content).collect();
    Ok(AsKept { rows, strange })
}

/// Compares a projection table of two databases row by row, by the columns that are there; names
/// what differs. A table without its key is not compared.
pub async fn compare(
    here: &mut Db,
    there: &mut Db,
    table: &Table,
    is_there: impl Fn(&str) -> bool,
) -> Result<Vec<String>> {
    let key = ["subject", "item", "effective_from", "known_from"];
    if !key.iter().all(|column| is_there(column)) {
        return Ok(Vec::new());
    }
    let mut columns = all_columns(table);
    columns.retain(|(column, _)| is_there(column));
    compare_by(here, there, table.name, &key, &columns).await
}

/// [`compare`] for a table of any columns.
pub async fn compare_by(
    here: &mut Db,
    there: &mut Db,
    table: &str,
    key: &[&str],
    columns: &[(&str, Type)],
) -> Result<Vec<String>> {
    let mut expected = fingerprint(there, table, key, columns).await?.rows;
    let is = fingerprint(here, table, key, columns).await?;
    let mut found = is.strange;
    for (key, content) in is.rows {
        match expected.remove(&key) {
            Some(should) if should == content => {}
            Some(should) => found.push(format!(
                "{table} {key}: {}",
                differences(columns, &content, &should)
            )),
            None => found.push(format!("{table} {key}: no act wrote this row")),
        }
    }
    found.extend(
        expected
            .into_keys()
            .map(|key| format!("{table} {key}: the row is missing")),
    );
    found.sort();
    Ok(found)
}

fn differences(columns: &[(&str, Type)], is: &str, should: &str) -> String {
    let parse = |t: &str| {
        serde_json::from_str::<Vec<Vec<serde_json::Value>>>(t)
            .unwrap_or_default()
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
    };
    let (is, should) = (parse(is), parse(should));
    let said = columns
        .iter()
        .zip(is.iter().zip(&should))
        .filter(|(_, (a, b))| a != b);
    let said: Vec<_> = said
        .map(|((name, _), (a, b))| format!("{name} is {a}, the acts say {b}"))
        .collect();
    said.join("; ")
}

/// Some columns of every row known after an act: (subject, item, from, to, cells).
pub async fn each_columns(
    db: &mut Db,
    table: &Table,
    known: asof::Known,
    columns: &[&str],
    mut take: impl FnMut(Row) -> Result<()>,
) -> Result<()> {
    let (select, kinds) = select_columns(table, columns);
    let sql = format!("{select} where known_from <= $1 and (known_to is null or known_to > $1)");
    db.each(&sql, &[Cell::from(known.0)], &kinds, |cells| {
        take(row(cells)?)
    })
    .await
}

/// Some columns of the rows now known of the subjects.
pub async fn current_columns(
    db: &mut Db,
    table: &Table,
    subjects: &[String],
    columns: &[&str],
) -> Result<Vec<Row>> {
    let (select, kinds) = select_columns(table, columns);
    let sql = format!(
        "{select} where known_to is null and subject in {}",
        db.dialect().texts(1)
    );
    let mut rows = Vec::new();
    for chunk in subjects.chunks(4000) {
        let list = Cell::Text(serde_json::to_string(chunk)?);
        db.each(&sql, &[list], &kinds, |cells| {
            rows.push(row(cells)?);
            Ok(())
        })
        .await?;
    }
    Ok(rows)
}

fn select_columns(table: &Table, columns: &[&str]) -> (String, Vec<Type>) {
    let of = |name: &str| table.columns.iter().find(|(n, _)| *n == name);
    let all: Vec<(&str, Type)> = KEY
        .iter()
        .copied()
        .chain(
            columns
                .iter()
                .map(|c| (*c, of(c).map_or(Type::Text, |t| t.1))),
        )
        .chain(AXES[..2].iter().copied())
        .collect();
    let names: Vec<_> = all.iter().map(|(n, _)| *n).collect();
    let kinds = all.iter().map(|(_, t)| *t).collect();
    (
        format!("select {} from {}", names.join(", "), table.name),
        kinds,
    )
}

/// The subjects of which a row became known, or ceased to be known, after an act.
pub async fn changed_since(
    db: &mut Db,
    table: &Table,
    known: asof::Known,
) -> Result<BTreeSet<String>> {
    let sql = format!(
        "select subject from {0} where known_from > $1 union select subject from {0} where known_to > $1",
        table.name
    );
    let rows = db.rows(&sql, &[Cell::from(known.0)], &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// Makes the derived columns of a table again; returns how many cells were not as this program
/// makes them.
pub async fn derive(db: &mut Db, table: &Table) -> Result<u64> {
    let mut changed = 0;
    for derived in table.derived {
        let sql = format!(
            "select subject, item, effective_from, known_from, {}, {} from {}",
            derived.of, derived.column, table.name
        );
        let text = Type::Text;
        let types = [text, text, text, Type::Int, text, text];
        let mut stale = Vec::new();
        db.each(&sql, &[], &types, |mut row| {
            let should = (derived.make)(row[4].text());
            if row[5].text() != should {
                row.truncate(4);
                row.push(Cell::Text(should));
                stale.push(row);
            }
            Ok(())
        })
        .await?;
        let sql = format!(
            "update {} set {} = $5 where subject = $1 and item = $2 and effective_from = $3 and known_from = $4",
            table.name, derived.column
        );
        for row in stale {
            changed += db.changed(&sql, &row).await?;
        }
    }
    Ok(changed)
}

/// A row with its knowledge: known from, known to.
pub type Kept = (Row, u64, Option<u64>);

/// All rows of a subject with their knowledge.
pub async fn history(db: &mut Db, table: &Table, subject: &str) -> Result<Vec<Kept>> {
    let (select, mut types) = select(table);
    types.extend([Type::Int, Type::Int]);
    let select = select.replace(" from ", ", known_from, known_to from ");
    let sql = format!("{select} where subject = $1 order by known_from, item, effective_from");
    let number = |c: Option<Cell>| c.and_then(|c| c.int()).and_then(|n| u64::try_from(n).ok());
    let mut rows = Vec::new();
    db.each(&sql, &[subject.into()], &types, |mut cells| {
        let to = number(cells.pop());
        let from = number(cells.pop()).unwrap_or(0);
        rows.push((row(cells)?, from, to));
        Ok(())
    })
    .await?;
    Ok(rows)
}

/// Replaces all rows of a subject: only an erasure may, because it must leave nothing behind.
pub async fn rewrite(db: &mut Db, table: &Table, subject: &str, rows: &[Kept]) -> Result<()> {
    db.execute(
        &format!("delete from {} where subject = $1", table.name),
        &[subject.into()],
    )
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for (row, from, to) in rows {
        let mut cells = cells(row, *from);
        if let (Some(last), Some(to)) = (cells.last_mut(), to) {
            *last = Cell::from(*to);
        }
        all.push(cells);
    }
    db.insert(table.name, &all_columns(table), &all).await
}

//! The working tables of what must not be seen: the read log with its persons and its head.

use super::log::{Entry, Head};
use crate::organisation::members::model::{
    MEMBER_EVENT, MEMBERSHIP, PERSON as PERSON_TABLE, VERDICT,
};
use platform::asof::Known;
use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::projection::{Row, Table, store as tables};
use platform::{Db, Result};
use std::collections::BTreeMap;

const ENTRY: [(&str, Type); 13] = [
    ("number", Type::Int),
    ("at", Type::Text),
    ("account", Type::Text),
    ("name", Type::Text),
    ("post", Type::Text),
    ("what", Type::Text),
    ("field", Type::Text),
    ("unit", Type::Text),
    ("persons", Type::Int),
    ("whom", Type::Text),
    ("reason", Type::Text),
    ("previous", Type::Text),
    ("hash", Type::Text),
];

const ENTRY_COLUMNS: &str =
    "number, at, account, name, post, what, field, unit, persons, whom, reason, previous, hash";

const PERSON: [(&str, Type); 2] = [("person", Type::Text), ("number", Type::Int)];

/// Makes the tables where they are missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    create(db, "read_log", &ENTRY, "primary key (number)").await?;
    let end = "primary key (person, number)";
    create(db, "read_log_person", &PERSON, end).await?;
    let head = [
        ("place", Type::Int),
        ("number", Type::Int),
        ("hash", Type::Text),
        ("seal", Type::Text),
    ];
    create(db, "read_log_head", &head, "primary key (place)").await
}

/// Whether the record was ever served: before that it has no working tables.
pub async fn is_there(db: &mut Db) -> Result<bool> {
    let tables = db.rows(db.dialect().tables(), &[], &[Type::Text]).await?;
    Ok(tables.iter().any(|r| r[0].text() == "read_log"))
}

fn number(cell: &Cell) -> u64 {
    cell.int().and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

fn entry(row: &[Cell]) -> Entry {
    let text = |i: usize| row[i].text().to_owned();
    Entry {
        number: number(&row[0]),
        at: text(1),
        account: text(2),
        name: text(3),
        post: text(4),
        what: text(5),
        field: text(6),
        unit: text(7),
        persons: number(&row[8]),
        whom: text(9),
        reason: text(10),
        previous: text(11),
        hash: text(12),
    }
}

async fn read(db: &mut Db, end: &str, given: &[Cell]) -> Result<Vec<Entry>> {
    let types = ENTRY.map(|(_, t)| t);
    let sql = format!("select {ENTRY_COLUMNS} from read_log {end}");
    let rows = db.rows(&sql, given, &types).await?;
    Ok(rows.iter().map(|r| entry(r)).collect())
}

/// The lines from one number to another, both included, in order.
pub async fn entries(db: &mut Db, from: u64, to: u64) -> Result<Vec<Entry>> {
    let end = "where number between $1 and $2 order by number";
    read(db, end, &[Cell::from(from), Cell::from(to)]).await
}

/// The lines before a number that speak of some units, newest first; of all without a limit.
pub async fn latest(
    db: &mut Db,
    before: u64,
    units: Option<&[String]>,
    most: u64,
) -> Result<Vec<Entry>> {
    let (before, most) = (Cell::from(before), Cell::from(most));
    match units {
        None => {
            let end = "where number < $1 order by number desc limit $2";
            read(db, end, &[before, most]).await
        }
        Some(units) => {
            let among = db.dialect().texts(3);
            let end =
                format!("where number < $1 and unit in {among} order by number desc limit $2");
            let units = Cell::Text(serde_json::to_string(units)?);
            read(db, &end, &[before, most, units]).await
        }
    }
}

/// The lines that name a person, by the hash under which the log knows them, newest first.
pub async fn about(db: &mut Db, whose: &str) -> Result<Vec<Entry>> {
    let end = "where number in (select number from read_log_person where person = $1) \
               order by number desc";
    read(db, end, &[whose.into()]).await
}

/// The persons that lines name one by one, in order of their hashes.
pub async fn whom(db: &mut Db) -> Result<BTreeMap<u64, Vec<String>>> {
    let mut found: BTreeMap<u64, Vec<String>> = BTreeMap::new();
    let sql = "select number, person from read_log_person order by number, person";
    db.each(sql, &[], &[Type::Int, Type::Text], |row| {
        let of = found.entry(number(&row[0])).or_default();
        of.push(row[1].text().to_owned());
        Ok(())
    })
    .await?;
    Ok(found)
}

pub async fn insert_entry(db: &mut Db, e: &Entry, whom: &[String]) -> Result<()> {
    let row = vec![
        Cell::from(e.number),
        e.at.as_str().into(),
        e.account.as_str().into(),
        e.name.as_str().into(),
        e.post.as_str().into(),
        e.what.as_str().into(),
        e.field.as_str().into(),
        e.unit.as_str().into(),
        Cell::from(e.persons),
        e.whom.as_str().into(),
        e.reason.as_str().into(),
        e.previous.as_str().into(),
        e.hash.as_str().into(),
    ];
    db.insert("read_log", &ENTRY, &[row]).await?;
    let rows: Vec<_> = whom
        .iter()
        .map(|p| vec![p.as_str().into(), Cell::from(e.number)])
        .collect();
    db.insert("read_log_person", &PERSON, &rows).await
}

/// Where the log ends; nothing before its first line.
pub async fn head(db: &mut Db) -> Result<Option<Head>> {
    let sql = "select number, hash, seal from read_log_head where place = 1";
    let rows = db
        .rows(sql, &[], &[Type::Int, Type::Text, Type::Text])
        .await?;
    Ok(rows.first().map(|r| Head {
        number: number(&r[0]),
        hash: r[1].text().to_owned(),
        seal: r[2].text().to_owned(),
    }))
}

pub async fn set_head(db: &mut Db, last: u64, hash: &str, seal: &str) -> Result<()> {
    db.execute("delete from read_log_head", &[]).await?;
    let sql = "insert into read_log_head (place, number, hash, seal) values (1, $1, $2, $3)";
    let given = [Cell::from(last), hash.into(), seal.into()];
    db.execute(sql, &given).await.map(drop)
}

/// What the record says of a person, from which day until which.
pub async fn fields(db: &mut Db, known: Known, person: &str) -> Result<Vec<Row>> {
    of_person(db, &PERSON_TABLE, known, person).await
}

/// Where a person is and was.
pub async fn memberships(db: &mut Db, known: Known, person: &str) -> Result<Vec<Row>> {
    of_person(db, &MEMBERSHIP, known, person).await
}

/// What befell a person, in order of days.
pub async fn events(db: &mut Db, known: Known, person: &str) -> Result<Vec<Row>> {
    of_person(db, &MEMBER_EVENT, known, person).await
}

/// What the data standard says against a record, and said.
pub async fn verdicts(db: &mut Db, known: Known, person: &str) -> Result<Vec<Row>> {
    of_person(db, &VERDICT, known, person).await
}

async fn of_person(db: &mut Db, table: &Table, known: Known, person: &str) -> Result<Vec<Row>> {
    let mut rows = tables::known_where(db, table, known, "subject", &[person.to_owned()]).await?;
    rows.sort_by(|a, b| (a.from, &a.item).cmp(&(b.from, &b.item)));
    Ok(rows)
}

/// The act that brought an id into being.
#[must_use]
pub fn act_of(id: &str) -> u64 {
    let number = id.strip_prefix('a').and_then(|rest| rest.split('.').next());
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}

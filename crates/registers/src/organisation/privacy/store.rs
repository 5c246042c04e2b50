//! The working tables of what must not be seen: the read log with its persons and its head, the
//! links between accounts and persons, the requests for corrections; and what of the record is
//! read for them.

use super::log::{Entry, Head};
use crate::organisation::members::model::{
    EventEdit, MEMBER_EVENT, MEMBERSHIP, PERSON as PERSON_TABLE, VERDICT,
};
use crate::organisation::members::seat;
use figures::Day;
use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::projection::{Row, Table, store as tables};
use platform::{AsOf, Db, Result, Scope};
use serde::Deserialize;
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
    create(db, "read_log_head", &head, "primary key (place)").await?;
    create(db, "correction_request", &REQUEST, "primary key (id)").await?;
    let linked = [
        ("account", Type::Text),
        ("person", Type::Text),
        ("linked_by", Type::Text),
        ("at", Type::Int),
    ];
    create(db, "account_person", &linked, "primary key (account)").await
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

/// The lines before a number that speak of the units of a scope, newest first.
pub async fn latest(db: &mut Db, scope: &Scope, before: u64, most: u64) -> Result<Vec<Entry>> {
    let (before, most) = (Cell::from(before), Cell::from(most));
    match scope.units() {
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
    db.execute(sql, &given).await
}

/// What the record says of a person, from which day until which.
pub async fn fields(db: &mut Db, scope: &Scope, asof: AsOf, person: &str) -> Result<Vec<Row>> {
    of_person(db, (scope, asof), &PERSON_TABLE, person).await
}

/// Where a person is and was.
pub async fn memberships(db: &mut Db, scope: &Scope, asof: AsOf, person: &str) -> Result<Vec<Row>> {
    of_person(db, (scope, asof), &MEMBERSHIP, person).await
}

/// What befell a person, in order of days.
pub async fn events(db: &mut Db, scope: &Scope, asof: AsOf, person: &str) -> Result<Vec<Row>> {
    of_person(db, (scope, asof), &MEMBER_EVENT, person).await
}

/// What the data standard says against a record, and said.
pub async fn verdicts(db: &mut Db, scope: &Scope, asof: AsOf, person: &str) -> Result<Vec<Row>> {
    of_person(db, (scope, asof), &VERDICT, person).await
}

/// The rows of a person; of one who is not in sight there are none.
async fn of_person(
    db: &mut Db,
    (scope, asof): (&Scope, AsOf),
    table: &Table,
    person: &str,
) -> Result<Vec<Row>> {
    let person = [person.to_owned()];
    let seen = seat::within(db, scope, asof, &person).await?;
    let mut rows = tables::known_where(db, table, asof.known, "subject", &seen).await?;
    rows.sort_by(|a, b| (a.from, &a.item).cmp(&(b.from, &b.item)));
    Ok(rows)
}

/// The act that brought an id into being.
#[must_use]
pub fn act_of(id: &str) -> u64 {
    let number = id.strip_prefix('a').and_then(|rest| rest.split('.').next());
    number.and_then(|n| n.parse().ok()).unwrap_or(0)
}

/// Somebody's first line in the journal: which unit they entered and the ethnic group then
/// recorded. Annulled acts are among them, so that what was read once is read again for ever.
#[derive(Debug, Clone)]
pub struct Newcomer {
    pub act: u64,
    pub day: Day,
    pub person: String,
    pub unit: String,
    pub ethnic: String,
}

#[derive(Deserialize)]
struct First {
    edit: String,
    #[serde(default)]
    parent: Option<String>,
    #[serde(default)]
    fields: BTreeMap<String, String>,
    #[serde(default)]
    event: Option<EventEdit>,
}

/// Those who entered by acts after one and up to another, in the order of acts and lines; of the
/// whole record: what is suppressed must be so for everybody alike, or two answers tell a third.
pub async fn newcomers(db: &mut Db, after: u64, until: u64) -> Result<Vec<Newcomer>> {
    let sql = "select act, day, subject, counted from act_line \
               where act > $1 and act <= $2 and class = 'person' \
               and counted like '{\"edit\":\"new\"%' order by act, line";
    let types = [Type::Int, Type::Text, Type::Text, Type::Text];
    let mut found = Vec::new();
    db.each(
        sql,
        &[Cell::from(after), Cell::from(until)],
        &types,
        |row| {
            let mut said: First = serde_json::from_str(row[3].text())?;
            found.push(Newcomer {
                act: number(&row[0]),
                day: Day::parse(row[1].text())?,
                person: row[2].text().to_owned(),
                unit: said.event.map_or_else(String::new, |e| e.to_unit),
                ethnic: said.fields.remove("ethnic_group").unwrap_or_default(),
            });
            Ok(())
        },
    )
    .await?;
    Ok(found)
}

/// Units opened by acts after one and up to another, each with the parent it was opened under; of
/// the whole record, like [`newcomers`].
pub async fn first_parents(db: &mut Db, after: u64, until: u64) -> Result<Vec<(String, String)>> {
    let sql = "select subject, counted from act_line \
               where act > $1 and act <= $2 and class = 'unit' order by act, line";
    let mut found = Vec::new();
    let types = [Type::Text, Type::Text];
    db.each(
        sql,
        &[Cell::from(after), Cell::from(until)],
        &types,
        |row| {
            let said: First = serde_json::from_str(row[1].text())?;
            if said.edit == "open" {
                found.push((row[0].text().to_owned(), said.parent.unwrap_or_default()));
            }
            Ok(())
        },
    )
    .await?;
    Ok(found)
}

/// Acts after one and up to another that record one of these events, wherever: what they rest on
/// is hidden from who may not read reasons.
pub async fn acts_with_events(
    db: &mut Db,
    events: &[&str],
    after: u64,
    until: u64,
) -> Result<Vec<u64>> {
    let like: Vec<String> = (3..events.len() + 3)
        .map(|i| format!("counted like ${i}"))
        .collect();
    if like.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select distinct act from act_line where act > $1 and act <= $2 and class = 'person' and ({})",
        like.join(" or ")
    );
    let mut given = vec![Cell::from(after), Cell::from(until)];
    given.extend(
        events
            .iter()
            .map(|e| Cell::Text(format!("%\"event\":\"{e}\"%"))),
    );
    let rows = db.rows(&sql, &given, &[Type::Int]).await?;
    Ok(rows.iter().map(|r| number(&r[0])).collect())
}

const REQUEST: [(&str, Type); 11] = [
    ("id", Type::Text),
    ("person", Type::Text),
    ("unit", Type::Text),
    ("field", Type::Text),
    ("said", Type::Text),
    ("account", Type::Text),
    ("asked_at", Type::Int),
    ("state", Type::Text),
    ("answer", Type::Text),
    ("answered_by", Type::Text),
    ("answered_at", Type::Int),
];

const REQUEST_COLUMNS: &str =
    "id, person, unit, field, said, account, asked_at, state, answer, answered_by, answered_at";

/// A person says that the record about them is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CorrectionRequest {
    pub id: String,
    pub person: String,
    /// Id of the unit whose task it is.
    pub unit: String,
    pub field: String,
    pub said: String,
    pub account: String,
    pub asked_at: i64,
    /// `asked`, `accepted` or `refused`.
    pub state: String,
    pub answer: String,
    pub answered_by: String,
    pub answered_at: i64,
}

fn request_of(row: &[Cell]) -> CorrectionRequest {
    let text = |i: usize| row[i].text().to_owned();
    CorrectionRequest {
        id: text(0),
        person: text(1),
        unit: text(2),
        field: text(3),
        said: text(4),
        account: text(5),
        asked_at: row[6].int().unwrap_or(0),
        state: text(7),
        answer: text(8),
        answered_by: text(9),
        answered_at: row[10].int().unwrap_or(0),
    }
}

async fn requests(db: &mut Db, end: &str, given: &[Cell]) -> Result<Vec<CorrectionRequest>> {
    let types = REQUEST.map(|(_, t)| t);
    let sql = format!("select {REQUEST_COLUMNS} from correction_request {end}");
    let rows = db.rows(&sql, given, &types).await?;
    Ok(rows.iter().map(|r| request_of(r)).collect())
}

pub async fn request(db: &mut Db, id: &str) -> Result<Option<CorrectionRequest>> {
    Ok(requests(db, "where id = $1", &[id.into()]).await?.pop())
}

/// What a person asked for, newest first.
pub async fn requests_of(db: &mut Db, person: &str) -> Result<Vec<CorrectionRequest>> {
    let end = "where person = $1 order by asked_at desc, id";
    requests(db, end, &[person.into()]).await
}

/// What nobody has answered yet, oldest first.
pub async fn open_requests(db: &mut Db) -> Result<Vec<CorrectionRequest>> {
    requests(db, "where state = 'asked' order by asked_at, id", &[]).await
}

pub async fn insert_request(db: &mut Db, r: &CorrectionRequest) -> Result<()> {
    let row = vec![
        r.id.as_str().into(),
        r.person.as_str().into(),
        r.unit.as_str().into(),
        r.field.as_str().into(),
        r.said.as_str().into(),
        r.account.as_str().into(),
        Cell::Int(r.asked_at),
        r.state.as_str().into(),
        r.answer.as_str().into(),
        r.answered_by.as_str().into(),
        Cell::Int(r.answered_at),
    ];
    db.insert("correction_request", &REQUEST, &[row]).await
}

/// Answers a request; false when somebody answered it before.
pub async fn answer(
    db: &mut Db,
    id: &str,
    state: &str,
    answer: &str,
    by: &str,
    now: i64,
) -> Result<bool> {
    let sql = "update correction_request set state = $2, answer = $3, answered_by = $4, \
               answered_at = $5 where id = $1 and state = 'asked'";
    let given = [
        id.into(),
        state.into(),
        answer.into(),
        by.into(),
        Cell::Int(now),
    ];
    Ok(db.changed(sql, &given).await? == 1)
}

/// The person an account is linked to.
pub async fn person_of(db: &mut Db, account: &str) -> Result<Option<String>> {
    let sql = "select person from account_person where account = $1";
    let rows = db.rows(sql, &[account.into()], &[Type::Text]).await?;
    Ok(rows.first().map(|r| r[0].text().to_owned()))
}

/// Links an account to a person, in place of whom it was linked to.
pub async fn link(db: &mut Db, account: &str, person: &str, by: &str, now: i64) -> Result<()> {
    unlink(db, account).await?;
    let sql = "insert into account_person (account, person, linked_by, at) values ($1, $2, $3, $4)";
    let given = [account.into(), person.into(), by.into(), Cell::Int(now)];
    db.execute(sql, &given).await
}

pub async fn unlink(db: &mut Db, account: &str) -> Result<()> {
    let sql = "delete from account_person where account = $1";
    db.execute(sql, &[account.into()]).await
}

/// The persons who bear a citizen ID (by its keyed hash) and a file number now.
pub async fn with_keys(db: &mut Db, citizen_hash: &str, file_number: &str) -> Result<Vec<String>> {
    let sql = "select distinct subject from person \
               where known_to is null and citizen_hash = $1 and file_number = $2";
    let given = [citizen_hash.into(), file_number.into()];
    let rows = db.rows(sql, &given, &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

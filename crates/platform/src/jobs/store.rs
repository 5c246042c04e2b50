//! The working tables of jobs and of files kept for a while. They are no part of the record:
//! nothing of them is an act.

use super::{Job, State};
use crate::db::{Cell, Type};
use crate::journal::store::create;
use crate::{Db, Result};

const JOB: [(&str, Type); 14] = [
    ("id", Type::Text),
    ("kind", Type::Text),
    ("account", Type::Text),
    ("about", Type::Text),
    ("state", Type::Text),
    ("done", Type::Int),
    ("total", Type::Int),
    ("made", Type::Int),
    ("began", Type::Int),
    ("ended", Type::Int),
    ("said", Type::Text),
    ("back", Type::Text),
    ("outcome", Type::Text),
    ("file", Type::Text),
];

const COLUMNS: &str =
    "id, kind, account, about, state, done, total, made, began, ended, said, back, outcome, file";

const FILE: [(&str, Type); 4] = [
    ("id", Type::Text),
    ("name", Type::Text),
    ("kind", Type::Text),
    ("until", Type::Int),
];

const PART: [(&str, Type); 3] = [
    ("id", Type::Text),
    ("part", Type::Int),
    ("content", Type::Text),
];

/// Jobs that a list shows.
const LISTED: i64 = 200;

/// Makes the tables where they are missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    create(db, "job", &JOB, "primary key (id)").await?;
    create(db, "kept_file", &FILE, "primary key (id)").await?;
    create(db, "kept_file_part", &PART, "primary key (id, part)").await
}

fn job_of(row: &[Cell]) -> Job {
    let text = |i: usize| row[i].text().to_owned();
    let int = |i: usize| row[i].int().unwrap_or(0);
    let count = |i: usize| u64::try_from(int(i)).unwrap_or(0);
    Job {
        id: text(0),
        kind: text(1),
        account: text(2),
        about: text(3),
        state: State::parse(row[4].text()),
        done: count(5),
        of: count(6),
        made: int(7),
        began: int(8),
        ended: int(9),
        said: text(10),
        back: text(11),
        go: text(12),
        file: text(13),
    }
}

async fn read(db: &mut Db, end: &str, cells: &[Cell]) -> Result<Vec<Job>> {
    let sql = format!("select {COLUMNS} from job {end}");
    let rows = db.rows(&sql, cells, &JOB.map(|(_, t)| t)).await?;
    Ok(rows.iter().map(|r| job_of(r)).collect())
}

pub async fn find(db: &mut Db, id: &str) -> Result<Option<Job>> {
    Ok(read(db, "where id = $1", &[id.into()]).await?.pop())
}

pub async fn of(db: &mut Db, account: &str) -> Result<Vec<Job>> {
    let end = format!("where account = $1 order by made desc, id limit {LISTED}");
    read(db, &end, &[account.into()]).await
}

pub async fn all(db: &mut Db) -> Result<Vec<Job>> {
    read(db, &format!("order by made desc, id limit {LISTED}"), &[]).await
}

pub(super) async fn insert(db: &mut Db, job: &Job) -> Result<()> {
    let places: Vec<String> = (1..=JOB.len()).map(|i| format!("${i}")).collect();
    let sql = format!("insert into job ({COLUMNS}) values ({})", places.join(", "));
    let cells = [
        job.id.as_str().into(),
        job.kind.as_str().into(),
        job.account.as_str().into(),
        job.about.as_str().into(),
        job.state.as_str().into(),
        Cell::from(job.done),
        Cell::from(job.of),
        Cell::Int(job.made),
        Cell::Int(job.began),
        Cell::Int(job.ended),
        job.said.as_str().into(),
        job.back.as_str().into(),
        job.go.as_str().into(),
        job.file.as_str().into(),
    ];
    db.execute(&sql, &cells).await
}

/// Only what waits begins: what a new start of the server called interrupted stays so.
pub(super) async fn begin(db: &mut Db, id: &str, now: i64) -> Result<()> {
    let sql = "update job set state = 'running', began = $2 where id = $1 and state = 'waiting'";
    db.execute(sql, &[id.into(), Cell::Int(now)]).await
}

pub(super) async fn note(db: &mut Db, id: &str, (done, of): (u64, u64)) -> Result<()> {
    let sql = "update job set done = $2, total = $3 where id = $1";
    db.execute(sql, &[id.into(), Cell::from(done), Cell::from(of)])
        .await
}

pub(super) async fn end(
    db: &mut Db,
    id: &str,
    state: State,
    now: i64,
    (said, go, file): (&str, &str, &str),
) -> Result<()> {
    let sql =
        "update job set state = $2, ended = $3, said = $4, outcome = $5, file = $6 where id = $1";
    let cells = [
        id.into(),
        state.as_str().into(),
        Cell::Int(now),
        said.into(),
        go.into(),
        file.into(),
    ];
    db.execute(sql, &cells).await
}

/// What had not ended when the server stopped.
pub(super) async fn interrupt(db: &mut Db, now: i64) -> Result<()> {
    let sql =
        "update job set state = 'interrupted', ended = $1 where state in ('waiting', 'running')";
    db.execute(sql, &[Cell::Int(now)]).await
}

pub(super) async fn forget_before(db: &mut Db, moment: i64) -> Result<()> {
    let sql = "delete from job where made < $1";
    db.execute(sql, &[Cell::Int(moment)]).await
}

/// Begins a file anew.
pub(super) async fn begin_file(
    db: &mut Db,
    id: &str,
    name: &str,
    kind: &str,
    until: i64,
) -> Result<()> {
    remove_file(db, id).await?;
    let sql = "insert into kept_file (id, name, kind, until) values ($1, $2, $3, $4)";
    let cells = [id.into(), name.into(), kind.into(), Cell::Int(until)];
    db.execute(sql, &cells).await
}

pub(super) async fn add_part(db: &mut Db, id: &str, part: i64, content: String) -> Result<()> {
    let sql = "insert into kept_file_part (id, part, content) values ($1, $2, $3)";
    db.execute(sql, &[id.into(), Cell::Int(part), Cell::Text(content)])
        .await
}

/// Name and kind of a file that is still kept.
pub(super) async fn file(db: &mut Db, id: &str, now: i64) -> Result<Option<(String, String)>> {
    let sql = "select name, kind from kept_file where id = $1 and until > $2";
    let cells = [id.into(), Cell::Int(now)];
    let rows = db.rows(sql, &cells, &[Type::Text, Type::Text]).await?;
    let owned = |r: &Vec<Cell>| (r[0].text().to_owned(), r[1].text().to_owned());
    Ok(rows.first().map(owned))
}

/// Hands each part of a file over, in order.
pub(super) async fn each_part(
    db: &mut Db,
    id: &str,
    mut take: impl FnMut(&str) -> Result<()>,
) -> Result<()> {
    let sql = "select content from kept_file_part where id = $1 order by part";
    db.each(sql, &[id.into()], &[Type::Text], |cells| {
        take(cells[0].text())
    })
    .await
}

pub(super) async fn remove_file(db: &mut Db, id: &str) -> Result<()> {
    db.execute("delete from kept_file_part where id = $1", &[id.into()])
        .await?;
    db.execute("delete from kept_file where id = $1", &[id.into()])
        .await
}

pub(super) async fn forget_files(db: &mut Db, now: i64) -> Result<()> {
    let now = [Cell::Int(now)];
    let sql = "delete from kept_file_part where id in (select id from kept_file where until <= $1)";
    db.execute(sql, &now).await?;
    db.execute("delete from kept_file where until <= $1", &now)
        .await
}

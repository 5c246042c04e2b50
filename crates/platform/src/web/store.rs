//! The working table of sessions. It is no part of the record: nothing of it is an act.

use super::session::Session;
use crate::db::{Cell, Type};
use crate::journal::store::create;
use crate::{Db, Result};

const SESSION: [(&str, Type); 8] = [
    ("id", Type::Text),
    ("account", Type::Text),
    ("began", Type::Int),
    ("seen", Type::Int),
    ("form_token", Type::Text),
    ("agent", Type::Text),
    ("complete", Type::Int),
    ("flash", Type::Text),
];

const COLUMNS: &str = "id, account, began, seen, form_token, agent, complete, flash";

/// Makes the table where it is missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    create(db, "web_session", &SESSION, "primary key (id)").await
}

fn session_of(row: &[Cell]) -> Session {
    let text = |i: usize| row[i].text().to_owned();
    let int = |i: usize| row[i].int().unwrap_or(0);
    Session {
        id: text(0),
        account: text(1),
        began: int(2),
        seen: int(3),
        form_token: text(4),
        agent: text(5),
        complete: int(6) == 1,
        flash: text(7),
    }
}

async fn read(db: &mut Db, end: &str, cells: &[Cell]) -> Result<Vec<Session>> {
    let types = SESSION.map(|(_, t)| t);
    let sql = format!("select {COLUMNS} from web_session {end}");
    let rows = db.rows(&sql, cells, &types).await?;
    Ok(rows.iter().map(|r| session_of(r)).collect())
}

pub async fn session(db: &mut Db, id: &str) -> Result<Option<Session>> {
    Ok(read(db, "where id = $1", &[id.into()]).await?.pop())
}

/// The sessions of an account, the last used first.
pub async fn sessions_of(db: &mut Db, account: &str) -> Result<Vec<Session>> {
    let end = "where account = $1 and complete = 1 order by seen desc, id";
    read(db, end, &[account.into()]).await
}

pub async fn insert_session(db: &mut Db, s: &Session) -> Result<()> {
    let sql =
        format!("insert into web_session ({COLUMNS}) values ($1, $2, $3, $4, $5, $6, $7, $8)");
    let cells = [
        s.id.as_str().into(),
        s.account.as_str().into(),
        Cell::Int(s.began),
        Cell::Int(s.seen),
        s.form_token.as_str().into(),
        s.agent.as_str().into(),
        Cell::Int(i64::from(s.complete)),
        s.flash.as_str().into(),
    ];
    db.execute(&sql, &cells).await
}

pub async fn note_use(db: &mut Db, id: &str, now: i64) -> Result<()> {
    let sql = "update web_session set seen = $2 where id = $1 and seen < $2";
    db.execute(sql, &[id.into(), Cell::Int(now)]).await
}

/// A message for the page that is shown next in the session; the empty one takes it away.
pub async fn set_flash(db: &mut Db, id: &str, flash: &str) -> Result<()> {
    let sql = "update web_session set flash = $2 where id = $1";
    db.execute(sql, &[id.into(), flash.into()]).await
}

/// Ends a session of an account; whether there was one.
pub async fn end_session(db: &mut Db, id: &str, account: &str) -> Result<bool> {
    let sql = "delete from web_session where id = $1 and account = $2";
    Ok(db.changed(sql, &[id.into(), account.into()]).await? > 0)
}

/// Ends every session of an account but one.
pub async fn end_others(db: &mut Db, account: &str, but: &str) -> Result<()> {
    let sql = "delete from web_session where account = $1 and id <> $2";
    db.execute(sql, &[account.into(), but.into()]).await
}

pub async fn forget_sessions_before(db: &mut Db, moment: i64) -> Result<()> {
    let sql = "delete from web_session where began < $1";
    db.execute(sql, &[Cell::Int(moment)]).await
}

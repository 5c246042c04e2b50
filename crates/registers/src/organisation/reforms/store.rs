//! The working table of reforms being prepared, and what the record holds of the persons whom
//! they move.

use super::drafts::PreparedReform;
use crate::organisation::members::model::PERSON;
use crate::organisation::members::seat;
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::projection::store as tables;
use platform::{AsOf, Db, Result, Scope};
use std::collections::HashMap;

const DRAFT: [(&str, Type); 5] = [
    ("id", Type::Text),
    ("account", Type::Text),
    ("plan", Type::Text),
    ("version", Type::Int),
    ("made", Type::Int),
];

const COLUMNS: &str = "id, account, plan, version, made";

/// Makes the table where it is missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    create(db, "reform_draft", &DRAFT, "primary key (id)").await
}

async fn read(db: &mut Db, end: &str, cells: &[Cell]) -> Result<Vec<PreparedReform>> {
    let sql = format!("select {COLUMNS} from reform_draft {end}");
    let rows = db.rows(&sql, cells, &DRAFT.map(|(_, t)| t)).await?;
    let draft = |r: &Vec<Cell>| {
        Ok(PreparedReform {
            id: r[0].text().to_owned(),
            account: r[1].text().to_owned(),
            plan: serde_json::from_str(r[2].text())?,
            version: r[3].int().unwrap_or(0),
            made: r[4].int().unwrap_or(0),
        })
    };
    rows.iter().map(draft).collect()
}

/// A draft of an account.
pub async fn find(db: &mut Db, id: &str, account: &str) -> Result<Option<PreparedReform>> {
    let end = "where id = $1 and account = $2";
    Ok(read(db, end, &[id.into(), account.into()]).await?.pop())
}

/// The drafts of an account, the newest first.
pub async fn of(db: &mut Db, account: &str) -> Result<Vec<PreparedReform>> {
    let end = "where account = $1 order by made desc, id";
    read(db, end, &[account.into()]).await
}

pub async fn insert(db: &mut Db, draft: &PreparedReform) -> Result<()> {
    let sql = format!("insert into reform_draft ({COLUMNS}) values ($1, $2, $3, $4, $5)");
    let cells = [
        draft.id.as_str().into(),
        draft.account.as_str().into(),
        Cell::Text(serde_json::to_string(&draft.plan)?),
        Cell::Int(draft.version),
        Cell::Int(draft.made),
    ];
    db.execute(&sql, &cells).await
}

/// Writes a plan over the version it was read at; false when another window was faster.
pub async fn save(db: &mut Db, draft: &PreparedReform) -> Result<bool> {
    let sql =
        "update reform_draft set plan = $2, version = version + 1 where id = $1 and version = $3";
    let cells = [
        draft.id.as_str().into(),
        Cell::Text(serde_json::to_string(&draft.plan)?),
        Cell::Int(draft.version),
    ];
    Ok(db.changed(sql, &cells).await? == 1)
}

pub async fn remove(db: &mut Db, id: &str) -> Result<()> {
    db.execute("delete from reform_draft where id = $1", &[id.into()])
        .await
}

/// Who a person is, for a list of those who move.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub struct Mover {
    pub id: String,
    pub key: String,
    pub name: String,
    pub birth_date: String,
    order: String,
}

/// Those of some persons whom a scope sees on a day, by their ids, in the order of names.
pub async fn persons(db: &mut Db, scope: &Scope, on: Day, ids: &[String]) -> Result<Vec<Mover>> {
    let asof = AsOf {
        on,
        known: Known::NOW,
    };
    let ids = &*seat::within(db, scope, asof, ids).await?;
    let mut latest: HashMap<String, (Day, Mover)> = HashMap::with_capacity(ids.len());
    let now = Known::NOW;
    for row in tables::known_where(db, &PERSON, now, "subject", ids).await? {
        let text = |i: usize| row.values[i].text().to_owned();
        let named = Mover {
            id: row.subject.clone(),
            key: text(0),
            name: text(1),
            birth_date: text(2),
            order: text(14),
        };
        match latest.get(&row.subject) {
            Some((from, _)) if *from > row.from => {}
            _ => _ = latest.insert(row.subject, (row.from, named)),
        }
    }
    let mut all: Vec<Mover> = latest.into_values().map(|(_, n)| n).collect();
    all.sort_by(|a, b| (&a.order, &a.id).cmp(&(&b.order, &b.id)));
    Ok(all)
}

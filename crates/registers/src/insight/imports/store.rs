//! The working tables of imports on their way and of the headings a sender uses. They are no
//! part of the record. And what the record holds of persons, for the check.

use super::core::What;
use super::model::{Import, Stage};
use crate::organisation::members::model::{MEMBER_EVENT, MEMBERSHIP, PERSON};
use crate::organisation::members::seat;
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::projection::store as tables;
use platform::{AsOf, Db, Result, Scope};
use std::collections::HashMap;

const IMPORT: [(&str, Type); 10] = [
    ("id", Type::Text),
    ("account", Type::Text),
    ("what", Type::Text),
    ("name", Type::Text),
    ("digest", Type::Text),
    ("mapping", Type::Text),
    ("stage", Type::Text),
    ("job", Type::Text),
    ("acts", Type::Text),
    ("made", Type::Int),
];

const COLUMNS: &str = "id, account, what, name, digest, mapping, stage, job, acts, made";

const HEADING: [(&str, Type); 4] = [
    ("account", Type::Text),
    ("what", Type::Text),
    ("heading", Type::Text),
    ("meant", Type::Text),
];

/// Makes the tables where they are missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    create(db, "import", &IMPORT, "primary key (id)").await?;
    let key = "primary key (account, what, heading)";
    create(db, "import_heading", &HEADING, key).await
}

fn import_of(row: &[Cell]) -> Result<Import> {
    let text = |i: usize| row[i].text().to_owned();
    let acts = row[8].text().split(' ').filter_map(|n| n.parse().ok());
    Ok(Import {
        id: text(0),
        account: text(1),
        what: What::parse(row[2].text()).unwrap_or(What::Members),
        name: text(3),
        digest: text(4),
        mapping: serde_json::from_str(row[5].text())?,
        stage: Stage::parse(row[6].text()),
        job: text(7),
        acts: acts.collect(),
        made: row[9].int().unwrap_or(0),
    })
}

async fn read(db: &mut Db, end: &str, cells: &[Cell]) -> Result<Vec<Import>> {
    let sql = format!("select {COLUMNS} from import {end}");
    let rows = db.rows(&sql, cells, &IMPORT.map(|(_, t)| t)).await?;
    rows.iter().map(|r| import_of(r)).collect()
}

/// An import of an account.
pub async fn find(db: &mut Db, id: &str, account: &str) -> Result<Option<Import>> {
    let end = "where id = $1 and account = $2";
    Ok(read(db, end, &[id.into(), account.into()]).await?.pop())
}

/// The imports of an account, the newest first.
pub async fn of(db: &mut Db, account: &str) -> Result<Vec<Import>> {
    let end = "where account = $1 order by made desc, id limit 20";
    read(db, end, &[account.into()]).await
}

/// Everybody's imports that stand at a stage, in the order in which they were handed in.
pub async fn at_stage(db: &mut Db, stage: Stage) -> Result<Vec<Import>> {
    let end = "where stage = $1 order by made, id";
    read(db, end, &[stage.as_str().into()]).await
}

pub async fn insert(db: &mut Db, import: &Import) -> Result<()> {
    let places: Vec<String> = (1..=IMPORT.len()).map(|i| format!("${i}")).collect();
    let sql = format!(
        "insert into import ({COLUMNS}) values ({})",
        places.join(", ")
    );
    let cells = [
        import.id.as_str().into(),
        import.account.as_str().into(),
        import.what.as_str().into(),
        import.name.as_str().into(),
        import.digest.as_str().into(),
        Cell::Text(serde_json::to_string(&import.mapping)?),
        import.stage.as_str().into(),
        import.job.as_str().into(),
        Cell::Text(String::new()),
        Cell::Int(import.made),
    ];
    db.execute(&sql, &cells).await
}

/// Takes an import from one of some stages to another; whether it stood there.
pub async fn step(db: &mut Db, id: &str, from: &[Stage], to: Stage, job: &str) -> Result<bool> {
    let names: Vec<String> = from.iter().map(|s| format!("'{}'", s.as_str())).collect();
    let sql = format!(
        "update import set stage = $2, job = $3 where id = $1 and stage in ({})",
        names.join(", ")
    );
    let cells = [id.into(), to.as_str().into(), job.into()];
    Ok(db.changed(&sql, &cells).await? == 1)
}

/// Names the job that is at an import.
pub async fn set_job(db: &mut Db, id: &str, job: &str) -> Result<()> {
    let sql = "update import set job = $2 where id = $1";
    db.execute(sql, &[id.into(), job.into()]).await
}

pub async fn set_mapping(db: &mut Db, id: &str, mapping: &[(String, String)]) -> Result<()> {
    let sql = "update import set mapping = $2 where id = $1";
    let text = serde_json::to_string(mapping)?;
    db.execute(sql, &[id.into(), Cell::Text(text)]).await
}

pub async fn set_recorded(db: &mut Db, id: &str, acts: &[u64]) -> Result<()> {
    let sql = "update import set stage = 'recorded', acts = $2 where id = $1";
    let text: Vec<String> = acts.iter().map(u64::to_string).collect();
    db.execute(sql, &[id.into(), Cell::Text(text.join(" "))])
        .await
}

pub async fn remove(db: &mut Db, id: &str) -> Result<()> {
    db.execute("delete from import where id = $1", &[id.into()])
        .await
}

/// What an account's headings stood for the last time.
pub async fn headings(db: &mut Db, account: &str, what: What) -> Result<Vec<(String, String)>> {
    let sql = "select heading, meant from import_heading where account = $1 and what = $2";
    let cells = [account.into(), what.as_str().into()];
    let rows = db.rows(sql, &cells, &[Type::Text, Type::Text]).await?;
    let owned = |r: &Vec<Cell>| (r[0].text().to_owned(), r[1].text().to_owned());
    Ok(rows.iter().map(owned).collect())
}

pub async fn remember(
    db: &mut Db,
    account: &str,
    what: What,
    headings: &[(String, String)],
) -> Result<()> {
    for (heading, meant) in headings {
        let key = [
            account.into(),
            what.as_str().into(),
            heading.as_str().into(),
        ];
        let sql = "delete from import_heading where account = $1 and what = $2 and heading = $3";
        db.execute(sql, &key).await?;
        let sql =
            "insert into import_heading (account, what, heading, meant) values ($1, $2, $3, $4)";
        let [account, what, heading] = key;
        let cells = [account, what, heading, meant.as_str().into()];
        db.execute(sql, &cells).await?;
    }
    Ok(())
}

/// What the record says of a person now.
#[derive(Debug, Clone, Default)]
pub struct Stand {
    pub key: String,
    pub name: String,
    pub birth_date: String,
    /// The unit of the last stay, and in transit that of the sender.
    pub unit: String,
    pub receiver: String,
    pub standing: String,
}

const NOW: Known = Known::NOW;

/// Where somebody is by their last stay, as a file is decided.
const LATEST: AsOf = AsOf {
    on: Day::LAST,
    known: NOW,
};

/// What the record says now of those of some persons whom a scope sees, by their ids.
pub async fn stands(
    db: &mut Db,
    scope: &Scope,
    persons: &[String],
) -> Result<HashMap<String, Stand>> {
    let persons = &*seat::within(db, scope, LATEST, persons).await?;
    let mut stands: HashMap<String, (Day, Day, Stand)> = HashMap::with_capacity(persons.len());
    for row in tables::known_where(db, &PERSON, NOW, "subject", persons).await? {
        let (from, _, stand) = stands
            .entry(row.subject)
            .or_insert_with(|| (Day::MIN, Day::MIN, Stand::default()));
        if row.from >= *from {
            *from = row.from;
            row.values[0].text().clone_into(&mut stand.key);
            row.values[1].text().clone_into(&mut stand.name);
            row.values[2].text().clone_into(&mut stand.birth_date);
        }
    }
    for row in tables::known_where(db, &MEMBERSHIP, NOW, "subject", persons).await? {
        let Some((_, from, stand)) = stands.get_mut(&row.subject) else {
            continue;
        };
        if row.from >= *from {
            *from = row.from;
            let unit = row.values[0].text();
            let unit = if unit.is_empty() {
                row.values[3].text()
            } else {
                unit
            };
            unit.clone_into(&mut stand.unit);
            row.values[1].text().clone_into(&mut stand.standing);
            row.values[4].text().clone_into(&mut stand.receiver);
        }
    }
    Ok(stands.into_iter().map(|(id, (_, _, s))| (id, s)).collect())
}

/// Events of those of some persons whom a scope sees: (person's id, day, event).
pub async fn events(
    db: &mut Db,
    scope: &Scope,
    persons: &[String],
) -> Result<Vec<(String, Day, String)>> {
    let persons = seat::within(db, scope, LATEST, persons).await?;
    let rows = tables::known_where(db, &MEMBER_EVENT, NOW, "subject", &persons).await?;
    let told = |r: platform::projection::Row| (r.subject, r.from, r.values[0].text().to_owned());
    Ok(rows.into_iter().map(told).collect())
}

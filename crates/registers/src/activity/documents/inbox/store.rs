//! What reached a unit, and the working table of what an account has looked at.

use crate::activity::documents::joint::PART;
use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::{AsOf, Db, Result, Scope};

/// Makes the working table where it is missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    let columns = [("account", Type::Text), ("document", Type::Text)];
    create(
        db,
        "document_seen",
        &columns,
        "primary key (account, document)",
    )
    .await
}

/// A document that reached a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    pub document: String,
    pub dated: String,
    pub seen: bool,
}

/// Rows of a table as known ($1) and on a day ($2).
fn held(of: &str) -> String {
    format!(
        "{of}.known_from <= $1 and ({of}.known_to is null or {of}.known_to > $1) \
         and {of}.effective_from <= $2 and ({of}.effective_to is null or {of}.effective_to > $2)"
    )
}

/// Documents that were issued to some units or with them, that bind them, or that they received,
/// since a day: the newest first. Without units of the scope among them, none.
pub async fn reached(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    account: &str,
    units: &[String],
    (since, limit): (&str, u32),
) -> Result<Vec<Reached>> {
    let units: Vec<&String> = units.iter().filter(|u| scope.sees(u)).collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let among = db.dialect().texts(5);
    let sql = format!(
        "select d.subject, d.dated, (select count(*) from document_seen s where s.account = $3 and s.document = d.subject) \
         from document d where {} and d.dated >= $4 and d.state in ('issued', 'received') \
         and d.subject in (select u.subject from document_unit u where {} and u.unit in {among} \
         and u.part in ('recipient', 'keeper', 'obliged', '{PART}')) and d.direction <> 'superior' \
         order by d.dated desc, d.subject desc limit {limit}",
        held("d"),
        held("u"),
    );
    let cells: [Cell; 5] = [
        Cell::from(as_of.known.0),
        as_of.on.to_string().into(),
        account.into(),
        since.into(),
        serde_json::to_string(&units)?.into(),
    ];
    let types = [Type::Text, Type::Text, Type::Int];
    let rows = db.rows(&sql, &cells, &types).await?;
    let read = |r: &Vec<Cell>| Reached {
        document: r[0].text().to_owned(),
        dated: r[1].text().to_owned(),
        seen: r[2].int() == Some(1),
    };
    Ok(rows.iter().map(read).collect())
}

/// Joint documents on their way that some units are to issue with others: the latest first.
pub async fn joint_drafts(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    units: &[String],
    limit: u32,
) -> Result<Vec<String>> {
    let units: Vec<&String> = units.iter().filter(|u| scope.sees(u)).collect();
    if units.is_empty() {
        return Ok(Vec::new());
    }
    let sql = format!(
        "select d.subject from document d where {} \
         and d.state in ('draft', 'in-review', 'to-sign', 'signed') \
         and d.subject in (select u.subject from document_unit u where {} and u.unit in {} \
         and u.part = '{PART}') order by d.dated desc, d.subject desc limit {limit}",
        held("d"),
        held("u"),
        db.dialect().texts(3),
    );
    let cells: [Cell; 3] = [
        Cell::from(as_of.known.0),
        as_of.on.to_string().into(),
        serde_json::to_string(&units)?.into(),
    ];
    let rows = db.rows(&sql, &cells, &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// Notes that an account has looked at documents.
pub async fn mark(db: &mut Db, account: &str, documents: &[String]) -> Result<()> {
    for document in documents {
        let sql =
            "insert into document_seen (account, document) values ($1, $2) on conflict do nothing";
        db.execute(sql, &[account.into(), document.as_str().into()])
            .await?;
    }
    Ok(())
}

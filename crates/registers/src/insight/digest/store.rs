//! The working table of who wants the digest, and where.

use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::{Db, Result};

/// Makes the working table where it is missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    let columns = [
        ("account", Type::Text),
        // sealed: an address is personal
        ("address", Type::Text),
        // the last day of which a letter was sent
        ("sent", Type::Text),
    ];
    create(db, "digest_wish", &columns, "primary key (account)").await
}

/// Somebody's wish.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    pub account: String,
    /// Sealed.
    pub address: String,
    pub sent: String,
}

const COLUMNS: [Type; 3] = [Type::Text, Type::Text, Type::Text];

fn wish(r: &[Cell]) -> Wish {
    Wish {
        account: r[0].text().to_owned(),
        address: r[1].text().to_owned(),
        sent: r[2].text().to_owned(),
    }
}

pub async fn all(db: &mut Db) -> Result<Vec<Wish>> {
    let sql = "select account, address, sent from digest_wish order by account";
    let rows = db.rows(sql, &[], &COLUMNS).await?;
    Ok(rows.iter().map(|r| wish(r)).collect())
}

pub async fn of_account(db: &mut Db, account: &str) -> Result<Option<Wish>> {
    let sql = "select account, address, sent from digest_wish where account = $1";
    let rows = db.rows(sql, &[account.into()], &COLUMNS).await?;
    Ok(rows.first().map(|r| wish(r)))
}

/// Keeps a wish; a sealed address of nothing takes it away.
pub async fn set(db: &mut Db, account: &str, address: &str) -> Result<()> {
    db.execute(
        "delete from digest_wish where account = $1",
        &[account.into()],
    )
    .await?;
    if !address.is_empty() {
        let sql = "insert into digest_wish (account, address, sent) values ($1, $2, $3)";
        db.execute(sql, &[account.into(), address.into(), "".into()])
            .await?;
    }
    Ok(())
}

/// Notes that the letter of a day is being sent; not when that was noted already, by whomever.
pub async fn claim(db: &mut Db, account: &str, day: &str) -> Result<bool> {
    let sql = "update digest_wish set sent = $2 where account = $1 and sent <> $2";
    Ok(db.changed(sql, &[account.into(), day.into()]).await? == 1)
}

/// Notes that the letter of a day could not be sent: it stands as before.
pub async fn set_back(db: &mut Db, account: &str, (day, before): (&str, &str)) -> Result<()> {
    let sql = "update digest_wish set sent = $3 where account = $1 and sent = $2";
    let cells = [account.into(), day.into(), before.into()];
    db.execute(sql, &cells).await?;
    Ok(())
}

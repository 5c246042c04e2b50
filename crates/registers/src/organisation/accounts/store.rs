//! The working tables of accounts and one-time links.

use super::model::Account;
use platform::db::{Cell, Type};
use platform::journal::store::create;
use platform::web::session::digest;
use platform::{Db, Result};

const ACCOUNT: [(&str, Type); 15] = [
    ("id", Type::Text),
    ("login", Type::Text),
    ("name", Type::Text),
    ("post", Type::Text),
    ("kind", Type::Text),
    ("unit", Type::Text),
    ("password", Type::Text),
    ("totp", Type::Text),
    ("totp_step", Type::Int),
    ("recovery", Type::Text),
    ("lang", Type::Text),
    ("theme", Type::Text),
    ("script", Type::Text),
    ("keys", Type::Int),
    ("ended", Type::Int),
];

const COLUMNS: &str = "id, login, name, post, kind, unit, password, totp, totp_step, recovery, lang, theme, script, keys, ended";

/// Makes the tables where they are missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    create(db, "account", &ACCOUNT, "primary key (id)").await?;
    // an index of one name on both databases, so that «verify» knows it
    let sql = "create unique index if not exists account_by_login on account (login)";
    db.execute(sql, &[]).await?;
    let link = [
        ("digest", Type::Text),
        ("account", Type::Text),
        ("until", Type::Int),
    ];
    create(db, "account_link", &link, "primary key (digest)").await
}

fn account(row: &[Cell]) -> Account {
    let text = |i: usize| row[i].text().to_owned();
    let int = |i: usize| row[i].int().unwrap_or(0);
    Account {
        id: text(0),
        login: text(1),
        name: text(2),
        post: text(3),
        kind: text(4),
        unit: text(5),
        password: text(6),
        totp: text(7),
        totp_step: int(8),
        recovery: text(9),
        lang: text(10),
        theme: text(11),
        script: text(12),
        keys: int(13) == 1,
        ended: int(14) == 1,
    }
}

fn cells(a: &Account) -> Vec<Cell> {
    let flag = |b: bool| Cell::Int(i64::from(b));
    vec![
        a.id.as_str().into(),
        a.login.as_str().into(),
        a.name.as_str().into(),
        a.post.as_str().into(),
        a.kind.as_str().into(),
        a.unit.as_str().into(),
        a.password.as_str().into(),
        a.totp.as_str().into(),
        Cell::Int(a.totp_step),
        a.recovery.as_str().into(),
        a.lang.as_str().into(),
        a.theme.as_str().into(),
        a.script.as_str().into(),
        flag(a.keys),
        flag(a.ended),
    ]
}

async fn read(db: &mut Db, end: &str, given: &[Cell]) -> Result<Vec<Account>> {
    let types = ACCOUNT.map(|(_, t)| t);
    let sql = format!("select {COLUMNS} from account {end}");
    Ok(db
        .rows(&sql, given, &types)
        .await?
        .iter()
        .map(|r| account(r))
        .collect())
}

pub async fn by_id(db: &mut Db, id: &str) -> Result<Option<Account>> {
    Ok(read(db, "where id = $1", &[id.into()]).await?.pop())
}

pub async fn by_login(db: &mut Db, login: &str) -> Result<Option<Account>> {
    let login = platform::text::folded(login);
    Ok(read(db, "where login = $1", &[login.into()]).await?.pop())
}

pub async fn all(db: &mut Db) -> Result<Vec<Account>> {
    read(db, "order by login", &[]).await
}

pub async fn insert(db: &mut Db, a: &Account) -> Result<()> {
    let places: Vec<String> = (1..=ACCOUNT.len()).map(|i| format!("${i}")).collect();
    let sql = format!(
        "insert into account ({COLUMNS}) values ({})",
        places.join(", ")
    );
    db.execute(&sql, &cells(a)).await
}

/// Writes language, theme, script and keys of an account.
pub async fn set_tastes(db: &mut Db, a: &Account) -> Result<()> {
    let sql = "update account set lang = $2, theme = $3, script = $4, keys = $5 where id = $1";
    let given = [
        a.id.as_str().into(),
        a.lang.as_str().into(),
        a.theme.as_str().into(),
        a.script.as_str().into(),
        Cell::Int(i64::from(a.keys)),
    ];
    db.execute(sql, &given).await
}

/// Writes what an account is for; the act that says so stands in the same transaction.
pub async fn set_kind(db: &mut Db, id: &str, kind: &str) -> Result<()> {
    let sql = "update account set kind = $2 where id = $1";
    db.execute(sql, &[id.into(), kind.into()]).await
}

pub async fn set_password(db: &mut Db, id: &str, phc: &str) -> Result<()> {
    let sql = "update account set password = $2 where id = $1";
    db.execute(sql, &[id.into(), phc.into()]).await
}

/// Sets or takes away the second factor.
pub async fn set_totp(
    db: &mut Db,
    id: &str,
    sealed: &str,
    recovery: &str,
    step: i64,
) -> Result<()> {
    let sql = "update account set totp = $2, recovery = $3, totp_step = $4 where id = $1";
    let given = [id.into(), sealed.into(), recovery.into(), Cell::Int(step)];
    db.execute(sql, &given).await
}

/// Notes that a step's code was used; false when it, or a later one, was used already.
pub async fn use_step(db: &mut Db, id: &str, step: i64) -> Result<bool> {
    let sql = "update account set totp_step = $2 where id = $1 and totp_step < $2";
    Ok(db.changed(sql, &[id.into(), Cell::Int(step)]).await? == 1)
}

/// Takes a recovery code away; false when another request took it first.
pub async fn use_recovery(db: &mut Db, id: &str, before: &str, after: &str) -> Result<bool> {
    let sql = "update account set recovery = $3 where id = $1 and recovery = $2";
    Ok(db
        .changed(sql, &[id.into(), before.into(), after.into()])
        .await?
        == 1)
}

/// Keeps a link that signs in once, until a moment.
pub async fn insert_link(db: &mut Db, token: &str, account: &str, until: i64) -> Result<()> {
    let sql = "insert into account_link (digest, account, until) values ($1, $2, $3)";
    let given = [digest(token).into(), account.into(), Cell::Int(until)];
    db.execute(sql, &given).await
}

/// The account a link opens; the link is used up by it.
pub async fn take_link(db: &mut Db, token: &str, now: i64) -> Result<Option<Account>> {
    let given = [Cell::from(digest(token))];
    let sql = "select account, until from account_link where digest = $1";
    let rows = db.rows(sql, &given, &[Type::Text, Type::Int]).await?;
    let used = db
        .changed("delete from account_link where digest = $1", &given)
        .await?;
    match rows.first().filter(|_| used == 1) {
        Some(row) if row[1].int().unwrap_or(0) >= now => by_id(db, row[0].text()).await,
        _ => Ok(None),
    }
}

/// What is kept of a link that sets a password: never what a demo's link is kept by, so that
/// neither opens the other's door.
fn password_digest(token: &str) -> Cell {
    digest(&format!("password {token}")).into()
}

/// Keeps a link by which an account's password is set once, until a moment. Links made before
/// are good no longer.
pub async fn insert_password_link(
    db: &mut Db,
    token: &str,
    account: &str,
    until: i64,
) -> Result<()> {
    let sql = "delete from account_link where account = $1";
    db.execute(sql, &[account.into()]).await?;
    let sql = "insert into account_link (digest, account, until) values ($1, $2, $3)";
    let given = [password_digest(token), account.into(), Cell::Int(until)];
    db.execute(sql, &given).await
}

/// The account whose password a link sets; the link stays good.
pub async fn password_link(db: &mut Db, token: &str, now: i64) -> Result<Option<Account>> {
    let sql = "select account from account_link where digest = $1 and until >= $2";
    let given = [password_digest(token), Cell::Int(now)];
    match db.rows(sql, &given, &[Type::Text]).await?.first() {
        Some(row) => by_id(db, row[0].text()).await,
        None => Ok(None),
    }
}

/// Uses a link up, and every other of the account; false when somebody was faster.
pub async fn use_password_links(db: &mut Db, token: &str, account: &str) -> Result<bool> {
    let sql = "delete from account_link where digest = $1";
    let used = db.changed(sql, &[password_digest(token)]).await? == 1;
    if used {
        let sql = "delete from account_link where account = $1";
        db.execute(sql, &[account.into()]).await?;
    }
    Ok(used)
}

/// Ends an account: it signs in no more, by password or link.
pub async fn end(db: &mut Db, id: &str) -> Result<()> {
    db.execute("update account set ended = 1 where id = $1", &[id.into()])
        .await?;
    let sql = "delete from account_link where account = $1";
    db.execute(sql, &[id.into()]).await
}

/// Forgets every link: when a demo starts again it gives new ones.
pub async fn forget_links(db: &mut Db) -> Result<()> {
    db.execute("delete from account_link", &[]).await
}

/// The acts before a number that were recorded for some units, or by a login for others, the newest
/// first; both lists of ids as JSON.
pub async fn acts_recorded(
    db: &mut Db,
    entered: &str,
    (login, own): (&str, &str),
    before: u64,
    most: usize,
) -> Result<Vec<u64>> {
    let (any, mine) = (db.dialect().texts(2), db.dialect().texts(4));
    let sql = format!(
        "select number from act where number < $1 and (on_behalf_of in {any} \
         or (account = $3 and on_behalf_of in {mine})) order by number desc limit {most}"
    );
    let given = [Cell::from(before), entered.into(), login.into(), own.into()];
    let rows = db.rows(&sql, &given, &[Type::Int]).await?;
    let number = |r: &Vec<Cell>| r[0].int().and_then(|n| u64::try_from(n).ok());
    Ok(rows.iter().filter_map(number).collect())
}

//! The product: registers in three ordered areas. A lower area never names a higher one.

pub mod activity;
pub mod insight;
pub mod organisation;
pub mod web;

use platform::journal::apply::Register;

/// Every register, in the order in which an act is applied to them.
pub static REGISTERS: &[&Register] = &[
    &organisation::rulebook::REGISTER,
    &organisation::units::REGISTER,
    &organisation::members::REGISTER,
    &organisation::grants::REGISTER,
    &activity::documents::REGISTER,
    &activity::tasks::REGISTER,
    &activity::meetings::REGISTER,
    &insight::entered::REGISTER,
];

/// The registers whose things may be open in a unit that a reform closes, beside the members.
pub static OPEN_THINGS: &[&organisation::reforms::open::OpenThings] = &[
    &activity::documents::reforms::OPEN,
    &activity::documents::obligations::OPEN,
    &activity::tasks::reforms::OPEN,
    &activity::meetings::reforms::OPEN,
];

/// Version of the tables; a record of a later one is refused by an older program.
pub const SCHEMA: i64 = 3;

/// Makes every table and index where they are missing.
pub async fn migrate(db: &mut platform::Db) -> platform::Result<()> {
    platform::journal::verify::migrate(db, REGISTERS).await?;
    organisation::members::store::migrate(db).await?;
    organisation::grants::store::migrate(db).await?;
    activity::tasks::store::migrate(db).await?;
    activity::documents::store::migrate(db).await?;
    activity::meetings::store::migrate(db).await?;
    platform::journal::store::set_derived(db, platform::text::DERIVED_VERSION).await?;
    platform::journal::store::set_schema(db, SCHEMA).await
}

/// Makes folded names and keys of order again when this program makes them otherwise than the
/// one that wrote them (`semantics.md` 1.12).
async fn derive(db: &mut platform::Db) -> platform::Result<()> {
    use platform::journal::store;
    if store::derived(db).await? == Some(platform::text::DERIVED_VERSION) {
        return Ok(());
    }
    db.begin_writing().await?;
    for table in REGISTERS.iter().flat_map(|r| r.tables) {
        platform::projection::store::derive(db, table).await?;
    }
    store::set_derived(db, platform::text::DERIVED_VERSION).await?;
    db.keep().await
}

/// Makes the working tables, which are no part of the record: sessions and accounts.
pub async fn migrate_working(db: &mut platform::Db) -> platform::Result<()> {
    platform::web::store::migrate(db).await?;
    platform::jobs::store::migrate(db).await?;
    insight::imports::store::migrate(db).await?;
    organisation::reforms::store::migrate(db).await?;
    organisation::accounts::store::migrate(db).await?;
    organisation::grants::store::migrate_requests(db).await?;
    organisation::privacy::store::migrate(db).await?;
    organisation::members::screens::store::migrate(db).await?;
    activity::documents::inbox::store::migrate(db).await?;
    insight::digest::store::migrate(db).await
}

/// Whether the record is the demonstration's.
pub async fn is_demo(db: &mut platform::Db) -> platform::Result<bool> {
    let known = platform::asof::Known(platform::journal::store::last(db).await?);
    organisation::rulebook::store::setting(db, &platform::Scope::command_line(), known, "demo")
        .await
        .map(|s| s == "yes")
}

/// The setting that holds the mark of the record's key.
pub const KEY_MARK: &str = "key-mark";

/// Whether a key is the record's. A record made before keys were marked takes any.
pub async fn has_key(db: &mut platform::Db, key: &platform::seal::Key) -> platform::Result<bool> {
    let known = platform::asof::Known(platform::journal::store::last(db).await?);
    let scope = platform::Scope::whole();
    let mark = organisation::rulebook::store::setting(db, &scope, known, KEY_MARK).await?;
    Ok(mark.is_empty() || mark == key.mark()?)
}

/// Refuses a database that a later program has written, or that is no record.
pub async fn check_schema(db: &mut platform::Db) -> platform::Result<()> {
    match platform::journal::store::schema(db).await? {
        Some(SCHEMA) => derive(db).await,
        Some(later) if later > SCHEMA => Err(platform::Error::refused(format!(
            "the record has tables of version {later}; this program knows version {SCHEMA}: use a newer program"
        ))),
        Some(_) => migrate(db).await,
        None => Err(platform::Error::NotFound(
            "there is no record in this database: make one with «nazm init»".to_owned(),
        )),
    }
}

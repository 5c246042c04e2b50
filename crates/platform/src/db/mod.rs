//! The database: one connection, one portable SQL text for SQLite and PostgreSQL.

pub mod dialect;
pub mod pool;

use crate::{Error, Result};
use dialect::Dialect;
use sqlx::AnyConnection;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::{Arguments, AssertSqlSafe, Connection, Row};
use std::borrow::Cow;
use std::collections::HashMap;
use tokio::task::JoinHandle;

/// Kilobytes of pages that a connection holds in memory when it writes much: what every
/// connection has, and what a machine that holds a whole country can give.
const LEAST_CACHE: i64 = 196_608;
const MOST_CACHE: i64 = 1_048_576;

/// A value going into or coming out of a table.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cell {
    Null,
    Int(i64),
    Text(String),
}

impl Cell {
    #[must_use]
    pub fn text(&self) -> &str {
        if let Cell::Text(t) = self { t } else { "" }
    }

    #[must_use]
    pub fn int(&self) -> Option<i64> {
        if let Cell::Int(i) = self {
            Some(*i)
        } else {
            None
        }
    }

    #[must_use]
    pub fn optional(text: Option<String>) -> Cell {
        text.map_or(Cell::Null, Cell::Text)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Cell {
        Cell::Int(i64::try_from(n).unwrap_or(i64::MAX))
    }
}

impl std::fmt::Display for Cell {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Cell::Null => f.write_str("nothing"),
            Cell::Int(i) => write!(f, "{i}"),
            Cell::Text(t) => f.write_str(t),
        }
    }
}

/// The type of a column; both databases have just these two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    Text,
    Int,
}

/// Rows as [`Db::rows_as_found`] reads them.
#[derive(Debug, Default)]
pub struct AsFound {
    pub rows: Vec<Vec<Cell>>,
    /// Number of the row, column, and what it holds that does not belong there.
    pub strange: Vec<(usize, String, String)>,
}

/// An open database.
pub struct Db {
    connection: Link,
    /// Bulk inserts handed over and not yet waited for.
    waiting: usize,
    /// What a transaction writes and nobody has asked about yet: it goes with the next question.
    unsent: Vec<(String, Vec<Cell>)>,
    dialect: Dialect,
    url: String,
    /// Inside a transaction, or after a failure of the connection: not to be lent on.
    unfit: bool,
    /// Inside a transaction that writes.
    writing: bool,
    /// While it is being filled: how many kilobytes of pages may be held in memory.
    filling: Option<i64>,
    /// By table: the statement that inserts rows, and its columns.
    inserts: HashMap<String, (Vec<String>, String)>,
}

/// The connection, or the last of the bulk inserts that have it, one after another. While the
/// database writes some thousands of rows the next ones are prepared; whatever is asked next
/// waits for them.
enum Link {
    Free(AnyConnection),
    Inserting(JoinHandle<Result<(AnyConnection, Result<()>)>>),
    /// An insert was broken off: nothing more can be asked.
    Lost,
}

impl Link {
    /// The connection, once what was handed over is done, and whether that went well.
    async fn free(self) -> Result<(AnyConnection, Result<()>)> {
        match self {
            Link::Free(connection) => Ok((connection, Ok(()))),
            Link::Inserting(task) => task.await.map_err(Error::internal)?,
            Link::Lost => Err(Error::Unavailable("the connection was lost".to_owned())),
        }
    }

    /// Inserts rows once what was handed over before is done, unless that failed.
    async fn insert(self, sql: String, rows: String) -> Result<(AnyConnection, Result<()>)> {
        let (mut connection, before) = self.free().await?;
        if before.is_err() {
            return Ok((connection, before));
        }
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(&[Cell::Text(rows)])?);
        let done = query.execute(&mut connection).await;
        Ok((connection, done.map(drop).map_err(Error::from)))
    }
}

/// So many inserts may wait: more would only take memory.
const WAITING: usize = 6;

/// So few rows are not handed over but go with what is asked next.
const SMALL: usize = 500;

/// So many statements go to the database in one message at most.
const TOGETHER: usize = 16;

/// Marks where a part of a transaction begins.
const PART: &str = "savepoint part";

impl Db {
    /// Opens `sqlite:///path` or `postgres://…`.
    pub async fn open(url: &str) -> Result<Db> {
        sqlx::any::install_default_drivers();
        let dialect = Dialect::of(url)?;
        let connection = AnyConnection::connect(url)
            .await
            .map_err(|e| Error::Unavailable(format!("{}: {e}", dialect::without_password(url))))?;
        let mut db = Db {
            connection: Link::Free(connection),
            waiting: 0,
            unsent: Vec::new(),
            dialect,
            url: url.to_owned(),
            unfit: false,
            writing: false,
            filling: None,
            inserts: HashMap::new(),
        };
        for statement in dialect.opening() {
            db.execute(statement, &[]).await?;
        }
        Ok(db)
    }

    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Takes the one writer's place; everything until [`Db::keep`] is all or nothing.
    pub async fn begin_writing(&mut self) -> Result<()> {
        self.unfit = true;
        for statement in self.dialect.begin_writing() {
            self.execute(statement, &[]).await?;
        }
        self.writing = true;
        Ok(())
    }

    /// A stable view for reading; takes no writer's place.
    pub async fn begin_reading(&mut self) -> Result<()> {
        self.unfit = true;
        self.execute(self.dialect.begin_reading(), &[]).await
    }

    pub async fn keep(&mut self) -> Result<()> {
        self.end("commit").await
    }

    pub async fn drop_changes(&mut self) -> Result<()> {
        self.unsent.clear();
        self.end("rollback").await
    }

    async fn end(&mut self, how: &str) -> Result<()> {
        self.send(how, &[]).await?;
        (self.unfit, self.writing) = (false, false);
        Ok(())
    }

    /// Marks where a part of a transaction begins that can be let go by itself.
    pub async fn begin_part(&mut self) -> Result<()> {
        self.execute(PART, &[]).await
    }

    /// Ends the part that was begun last, and lets its changes go unless they are kept. An error
    /// says that they could not be written: then the part is still open.
    pub async fn end_part(&mut self, keep: bool) -> Result<()> {
        if !keep {
            if let Some(at) = self.unsent.iter().rposition(|(sql, _)| sql == PART) {
                self.unsent.truncate(at); // nothing of it ever reached the database
                return Ok(());
            }
            self.unsent.clear();
            self.execute("rollback to savepoint part", &[]).await?;
        }
        self.send("release savepoint part", &[]).await.map(drop)
    }

    /// Makes room in memory for an act of many lines. They fall everywhere into indexes; where
    /// half of a large database does not lie in memory, every line fetches pages and drops others.
    pub async fn expect_much(&mut self) -> Result<()> {
        let Some(size) = self.dialect.size() else {
            return Ok(());
        };
        let rows = self.rows(size, &[], &[Type::Int]).await?;
        let size = rows.first().and_then(|r| r[0].int()).unwrap_or(0);
        let pages = match self.filling {
            Some(most) => size.clamp(LEAST_CACHE, most),
            None => (size / 2).clamp(LEAST_CACHE, MOST_CACHE),
        };
        let pragma = format!("pragma cache_size = -{pages}");
        self.execute(&pragma, &[]).await
    }

    /// Makes a database that is thrown away after use fast: nothing of it would survive a crash.
    pub async fn throw_away(&mut self) -> Result<()> {
        for statement in self.dialect.throw_away() {
            self.execute(statement, &[]).await?;
        }
        Ok(())
    }

    /// Begins to fill a database that is begun anew if this is broken off; it holds up to so many
    /// kilobytes of pages in memory, at least what any other does. Nothing is rolled back until
    /// [`Db::end_filling`]: whatever is refused leaves a database that is good for nothing.
    pub async fn begin_filling(&mut self, most_cache: i64) -> Result<()> {
        self.filling = Some(most_cache.max(MOST_CACHE));
        for statement in self.dialect.filling() {
            self.execute(statement, &[]).await?;
        }
        Ok(())
    }

    /// From here on what was committed survives a crash.
    pub async fn end_filling(&mut self) -> Result<()> {
        self.filling = None;
        for statement in self.dialect.filled() {
            self.execute(statement, &[]).await?;
        }
        Ok(())
    }

    /// Whether another may go on with this connection.
    #[must_use]
    pub fn is_fit(&self) -> bool {
        !self.unfit && matches!(self.connection, Link::Free(_))
    }

    /// The connection once the bulk inserts are done; if one failed, why.
    async fn free(&mut self) -> Result<&mut AnyConnection> {
        if !matches!(self.connection, Link::Free(_)) {
            let link = std::mem::replace(&mut self.connection, Link::Lost);
            let (connection, done) = link.free().await?;
            self.connection = Link::Free(connection);
            self.waiting = 0;
            done?;
        }
        match &mut self.connection {
            Link::Free(connection) => Ok(connection),
            _ => Err(Error::Unavailable("the connection was lost".to_owned())),
        }
    }

    /// A statement. Within a transaction that writes it may return before the statement was
    /// sent: a failure then shows at the next question, and no later than when the transaction,
    /// or its part, is kept.
    pub async fn execute(&mut self, sql: &str, cells: &[Cell]) -> Result<()> {
        if !self.writing {
            return self.send(sql, cells).await.map(drop);
        }
        self.unsent.push((sql.to_owned(), cells.to_vec()));
        if self.unsent.len() >= TOGETHER {
            self.send_rest().await?;
        }
        Ok(())
    }

    /// A statement, and how many rows it changed.
    pub async fn changed(&mut self, sql: &str, cells: &[Cell]) -> Result<u64> {
        self.send_rest().await?;
        self.send(sql, cells).await
    }

    /// Sends what is unsent.
    async fn send_rest(&mut self) -> Result<()> {
        match self.unsent.pop() {
            Some((sql, cells)) => self.send(&sql, &cells).await.map(drop),
            None => Ok(()),
        }
    }

    /// A statement after what is unsent; how many rows were changed.
    async fn send(&mut self, sql: &str, cells: &[Cell]) -> Result<u64> {
        let (sql, cells) = self.after_unsent(sql, cells).await?;
        self.run(sql, &cells).await
    }

    async fn run(&mut self, sql: String, cells: &[Cell]) -> Result<u64> {
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(cells)?);
        let done = query.execute(self.free().await?).await.map_err(Error::from);
        self.unfit |= matches!(done, Err(Error::Unavailable(_)));
        Ok(done?.rows_affected())
    }

    /// A statement with what is unsent before it. Where the database takes only one statement at
    /// a time, the unsent ones are done and it stands alone.
    async fn after_unsent<'c>(
        &mut self,
        sql: &str,
        cells: &'c [Cell],
    ) -> Result<(String, Cow<'c, [Cell]>)> {
        let mut unsent = std::mem::take(&mut self.unsent);
        if !self.dialect.takes_many() {
            for (sql, cells) in unsent.drain(..) {
                self.run(sql, &cells).await?;
            }
        }
        if unsent.is_empty() {
            return Ok((sql.to_owned(), Cow::Borrowed(cells)));
        }
        unsent.push((sql.to_owned(), cells.to_vec()));
        let (sql, cells) = dialect::together(unsent);
        Ok((sql, Cow::Owned(cells)))
    }

    /// All rows of a query, each as its cells in the order asked for.
    pub async fn rows(
        &mut self,
        sql: &str,
        cells: &[Cell],
        types: &[Type],
    ) -> Result<Vec<Vec<Cell>>> {
        let (sql, cells) = self.after_unsent(sql, cells).await?;
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(&cells)?);
        let done = query.fetch_all(self.free().await?).await;
        let rows = done.map_err(Error::from);
        self.unfit |= matches!(rows, Err(Error::Unavailable(_)));
        rows?.iter().map(|row| decode(row, types)).collect()
    }

    /// Hands each row to `take`, without holding them all.
    pub async fn each(
        &mut self,
        sql: &str,
        cells: &[Cell],
        types: &[Type],
        mut take: impl FnMut(Vec<Cell>) -> Result<()>,
    ) -> Result<()> {
        use futures_util::TryStreamExt;
        let (sql, cells) = self.after_unsent(sql, cells).await?;
        let query = sqlx::query_with(AssertSqlSafe(sql), arguments(&cells)?);
        let mut rows = query.fetch(self.free().await?);
        while let Some(row) = rows.try_next().await? {
            take(decode(&row, types)?)?;
        }
        Ok(())
    }

    /// All rows of a query without parameters, as they are: what a column cannot hold is told
    /// beside them and stands in its cell in words. Fails only where the query itself does.
    pub async fn rows_as_found(&mut self, sql: &str, columns: &[(&str, Type)]) -> Result<AsFound> {
        let types: Vec<Type> = columns.iter().map(|(_, t)| *t).collect();
        if let Ok(rows) = self.rows(sql, &[], &types).await {
            return Ok(AsFound {
                rows,
                strange: Vec::new(),
            });
        }
        let names: Vec<&str> = columns.iter().map(|(n, _)| *n).collect();
        let careful = self.dialect.as_found(sql, &names);
        let texts = vec![Type::Text; columns.len()];
        let mut found = AsFound::default();
        for raw in self.rows(&careful, &[], &texts).await? {
            let row = found.rows.len();
            let mut cells = Vec::with_capacity(raw.len());
            for ((name, belongs), raw) in columns.iter().zip(&raw) {
                cells.push(self.dialect.found(raw, *belongs).unwrap_or_else(|what| {
                    let cell = Cell::Text(what.clone());
                    found.strange.push((row, (*name).to_owned(), what));
                    cell
                }));
            }
            found.rows.push(cells);
        }
        Ok(found)
    }

    /// The statement of a bulk insert, made once for the same columns.
    fn bulk_insert(&mut self, table: &str, columns: &[(&str, Type)]) -> String {
        let names = columns.iter().map(|(n, _)| *n);
        let made = self.inserts.get(table);
        if let Some((_, sql)) =
            made.filter(|(of, _)| of.iter().map(String::as_str).eq(names.clone()))
        {
            return sql.clone();
        }
        let sql = self.dialect.bulk_insert(table, columns);
        let of = names.map(str::to_owned).collect();
        self.inserts.insert(table.to_owned(), (of, sql.clone()));
        sql
    }

    /// Inserts rows in bulk, by one JSON parameter for some thousands of rows. It may return
    /// before the last of them are in, as [`Db::execute`] does.
    pub async fn insert(
        &mut self,
        table: &str,
        columns: &[(&str, Type)],
        rows: &[Vec<Cell>],
    ) -> Result<()> {
        let sql = self.bulk_insert(table, columns);
        if rows.len() < SMALL {
            let rows = (!rows.is_empty()).then(|| Cell::Text(dialect::as_json(rows)));
            return match rows {
                Some(rows) => self.execute(&sql, &[rows]).await,
                None => Ok(()),
            };
        }
        self.send_rest().await?;
        for chunk in rows.chunks(3000) {
            let text = dialect::as_json(chunk);
            if self.waiting >= WAITING {
                self.free().await?;
            }
            let link = std::mem::replace(&mut self.connection, Link::Lost);
            self.connection = Link::Inserting(tokio::spawn(link.insert(sql.clone(), text)));
            self.waiting += 1;
        }
        Ok(())
    }
}

fn arguments(cells: &[Cell]) -> Result<AnyArguments> {
    let mut arguments = AnyArguments::default();
    for cell in cells {
        match cell {
            Cell::Null => arguments.add(Option::<String>::None),
            Cell::Int(i) => arguments.add(*i),
            Cell::Text(t) => arguments.add(t.clone()),
        }
        .map_err(Error::internal)?;
    }
    Ok(arguments)
}

fn decode(row: &AnyRow, types: &[Type]) -> Result<Vec<Cell>> {
    let cell = |(i, t): (usize, &Type)| -> Result<Cell> {
        Ok(match t {
            Type::Text => Cell::optional(row.try_get::<Option<String>, _>(i)?),
            Type::Int => row
                .try_get::<Option<i64>, _>(i)?
                .map_or(Cell::Null, Cell::Int),
        })
    };
    types.iter().enumerate().map(cell).collect()
}

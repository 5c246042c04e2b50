//! Everything in which SQLite and PostgreSQL differ.

use super::{Cell, Type};
use crate::{Error, Result};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Dialect {
    Sqlite,
    Postgres,
}

impl Dialect {
    pub fn of(url: &str) -> Result<Dialect> {
        match url.split(':').next() {
            Some("sqlite") => Ok(Dialect::Sqlite),
            Some("postgres" | "postgresql") => Ok(Dialect::Postgres),
            _ => Err(Error::refused(format!(
                "«{}» is no database address: it begins with sqlite: or postgres:",
                without_password(url)
            ))),
        }
    }

    pub(super) fn opening(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &[
                "pragma journal_mode = wal",
                "pragma synchronous = full",
                "pragma busy_timeout = 20000",
                "pragma cache_size = -196608",
                "pragma temp_store = memory",
                // what an erasure removes must not stay behind in free pages
                "pragma secure_delete = on",
            ],
            Dialect::Postgres => &["set client_min_messages = warning"],
        }
    }

    /// For a database that is thrown away after use.
    pub(super) fn throw_away(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["pragma synchronous = off", "pragma journal_mode = memory"],
            Dialect::Postgres => &["set synchronous_commit = off"],
        }
    }

    pub(super) fn begin_writing(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["begin immediate"],
            // one writer at a time per database; the number is the journal's own
            Dialect::Postgres => &["begin", "select pg_advisory_xact_lock(6283185307)"],
        }
    }

    pub(super) fn begin_reading(self) -> &'static str {
        match self {
            Dialect::Sqlite => "begin",
            Dialect::Postgres => "begin isolation level repeatable read read only",
        }
    }

    /// A column's type. Text is compared byte by byte on both; human order is a stored key.
    #[must_use]
    pub fn column(self, t: Type) -> &'static str {
        match (self, t) {
            (Dialect::Sqlite, Type::Text) => "text",
            (Dialect::Sqlite, Type::Int) => "integer",
            (Dialect::Postgres, Type::Text) => "text collate \"C\"",
            (Dialect::Postgres, Type::Int) => "bigint",
        }
    }

    /// How a table is told to keep its rows in the order of its primary key: without it SQLite
    /// writes every key twice.
    #[must_use]
    pub fn kept_by_key(self) -> &'static str {
        match self {
            Dialect::Sqlite => " without rowid",
            Dialect::Postgres => "",
        }
    }

    /// `insert … select` from one JSON parameter, an array of arrays.
    #[must_use]
    pub fn bulk_insert(self, table: &str, columns: &[(&str, Type)]) -> String {
        let names: Vec<&str> = columns.iter().map(|(n, _)| *n).collect();
        let value = |(i, (_, t)): (usize, &(&str, Type))| match (self, t) {
            (Dialect::Sqlite, _) => format!("json_extract(value, '$[{i}]')"),
            (Dialect::Postgres, Type::Text) => format!("value->>{i}"),
            (Dialect::Postgres, Type::Int) => format!("(value->>{i})::bigint"),
        };
        let values: Vec<String> = columns.iter().enumerate().map(value).collect();
        format!(
            "insert into {table} ({}) select {} from {}",
            names.join(", "),
            values.join(", "),
            self.json_rows()
        )
    }

    fn json_rows(self) -> &'static str {
        match self {
            // the b keeps each row in binary, so that taking its cells out needs no parsing again
            Dialect::Sqlite => "jsonb_each($1)",
            Dialect::Postgres => "jsonb_array_elements($1::jsonb)",
        }
    }

    /// A sub-select of the texts in a JSON array given as the parameter.
    #[must_use]
    pub fn texts(self, parameter: usize) -> String {
        match self {
            Dialect::Sqlite => format!("(select value from json_each(${parameter}))"),
            Dialect::Postgres => format!("(select jsonb_array_elements_text(${parameter}::jsonb))"),
        }
    }

    /// A sub-select of some texts per row of a JSON array of arrays given as the parameter.
    #[must_use]
    pub fn tuples(self, parameter: usize, width: usize) -> String {
        let cell = |i: usize| match self {
            Dialect::Sqlite => format!("json_extract(value, '$[{i}]')"),
            Dialect::Postgres => format!("value->>{i}"),
        };
        let cells: Vec<String> = (0..width).map(cell).collect();
        let rows = match self {
            Dialect::Sqlite => format!("json_each(${parameter})"),
            Dialect::Postgres => format!("jsonb_array_elements(${parameter}::jsonb)"),
        };
        format!("(select {} from {rows})", cells.join(", "))
    }

    /// The names of all tables of this database.
    #[must_use]
    pub fn tables(self) -> &'static str {
        match self {
            Dialect::Sqlite => "select name from sqlite_master where type = 'table' order by name",
            Dialect::Postgres => {
                "select cast(table_name as text) from information_schema.tables where table_schema = current_schema() order by 1"
            }
        }
    }

    /// What the database is made of: `table.column`, `index on table`, triggers and views.
    #[must_use]
    pub fn shape(self) -> &'static str {
        match self {
            Dialect::Sqlite => {
                "select m.name || '.' || p.name from sqlite_master m join pragma_table_info(m.name) p \
                 where m.type = 'table' and m.name not like 'sqlite%' \
                 union all select type || ' ' || name || ' on ' || tbl_name from sqlite_master \
                 where type <> 'table' and name not like 'sqlite_autoindex%'"
            }
            Dialect::Postgres => {
                "select cast(table_name || '.' || column_name as text) from information_schema.columns \
                 where table_schema = current_schema() \
                 union all select 'index ' || indexname || ' on ' || tablename from pg_indexes \
                 where schemaname = current_schema() and indexname not like '%\\_pkey' \
                 union all select 'trigger ' || trigger_name || ' on ' || event_object_table \
                 from information_schema.triggers where trigger_schema = current_schema() \
                 union all select 'view ' || viewname || ' on ' || viewname from pg_views where schemaname = current_schema()"
            }
        }
    }

    /// Lets the planner know what a bulk import has put in.
    #[must_use]
    pub fn analyse(self) -> &'static str {
        "analyze"
    }
}

/// Rows as the JSON text that [`Dialect::bulk_insert`] takes.
#[must_use]
pub fn as_json(rows: &[Vec<Cell>]) -> String {
    let mut out = String::with_capacity(rows.len() * 128);
    out.push('[');
    for (i, row) in rows.iter().enumerate() {
        out.push_str(if i == 0 { "[" } else { ",[" });
        for (j, cell) in row.iter().enumerate() {
            if j > 0 {
                out.push(',');
            }
            match cell {
                Cell::Null => out.push_str("null"),
                Cell::Int(n) => out.push_str(&n.to_string()),
                Cell::Text(t) => crate::journal::canonical::write_text(t, &mut out),
            }
        }
        out.push(']');
    }
    out.push(']');
    out
}

/// The address without what may stand between `:` and `@`.
#[must_use]
pub fn without_password(url: &str) -> String {
    let Some((scheme, rest)) = url.split_once("://") else {
        return url.to_owned();
    };
    match rest.rsplit_once('@') {
        Some((who, host)) => format!("{scheme}://{}@{host}", who.split(':').next().unwrap_or("")),
        None => url.to_owned(),
    }
}

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

    /// How many kilobytes of the database its pages take, where that is asked before much is
    /// written.
    pub(super) fn size(self) -> Option<&'static str> {
        match self {
            Dialect::Sqlite => Some(
                "select page_count * page_size / 1024 from pragma_page_count, pragma_page_size",
            ),
            Dialect::Postgres => None,
        }
    }

    /// For a database that is thrown away after use.
    pub(super) fn throw_away(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["pragma synchronous = off", "pragma journal_mode = memory"],
            Dialect::Postgres => &["set synchronous_commit = off"],
        }
    }

    /// For a database that is begun anew if filling it is broken off: nothing is kept to go back
    /// to, and no page is written twice.
    pub(super) fn filling(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["pragma synchronous = off", "pragma journal_mode = off"],
            Dialect::Postgres => &["set synchronous_commit = off"],
        }
    }

    /// What makes a filled database safe again.
    pub(super) fn filled(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["pragma journal_mode = wal", "pragma synchronous = full"],
            Dialect::Postgres => &["set synchronous_commit = on"],
        }
    }

    pub(super) fn begin_writing(self) -> &'static [&'static str] {
        match self {
            Dialect::Sqlite => &["begin immediate"],
            // one writer at a time per database; the number is the journal's own
            Dialect::Postgres => &["begin", "select pg_advisory_xact_lock(6283185307)"],
        }
    }

    /// Whether one message may hold many statements with their values.
    pub(super) fn takes_many(self) -> bool {
        self == Dialect::Sqlite
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

    /// What the database is made of, each with how it is made: `table.column`, `primary key of
    /// table`, `index … on table`, triggers, views and constraints. Equal on both databases.
    #[must_use]
    pub fn shape(self) -> &'static str {
        match self {
            Dialect::Sqlite => SQLITE_SHAPE,
            Dialect::Postgres => POSTGRES_SHAPE,
        }
    }

    /// A query whose cells are texts that [`Dialect::found`] reads, whatever they hold.
    pub(super) fn as_found(self, sql: &str, columns: &[&str]) -> String {
        let cell = |c: &&str| match self {
            Dialect::Sqlite => format!("typeof({c}) || ' ' || hex({c})"),
            Dialect::Postgres => format!("cast({c} as text)"),
        };
        let cells: Vec<String> = columns.iter().map(cell).collect();
        format!("select {} from ({sql}) as found", cells.join(", "))
    }

    /// What a cell of [`Dialect::as_found`] held; in words, if that does not belong there.
    pub(super) fn found(self, raw: &Cell, belongs: Type) -> std::result::Result<Cell, String> {
        let number = |text: &str| text.parse().map(Cell::Int).ok();
        match (self, raw) {
            (_, Cell::Null) => Ok(Cell::Null),
            (Dialect::Postgres, _) => match belongs {
                Type::Text => Ok(raw.clone()),
                Type::Int => number(raw.text()).ok_or_else(|| format!("text «{raw}»")),
            },
            (Dialect::Sqlite, _) => {
                let (class, digits) = raw.text().split_once(' ').unwrap_or_default();
                let text = crate::text::unhex(digits).map(String::from_utf8);
                match (class, belongs, text) {
                    ("null", ..) => Ok(Cell::Null),
                    ("text", Type::Text, Some(Ok(text))) => Ok(Cell::Text(text)),
                    ("integer", Type::Int, Some(Ok(text))) => {
                        number(&text).ok_or_else(|| format!("the number {text}"))
                    }
                    ("blob", ..) => Err(format!("bytes {digits}")),
                    (_, _, Some(Ok(text))) => Err(format!("{class} «{text}»")),
                    _ => Err(format!("text that is no UTF-8, bytes {digits}")),
                }
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

/// Statements one after another as one text, the parameters of each counted on from those before.
#[must_use]
pub fn together(statements: Vec<(String, Vec<Cell>)>) -> (String, Vec<Cell>) {
    let (mut text, mut cells) = (String::new(), Vec::new());
    for (sql, given) in statements {
        let mut parts = sql.split('$');
        text.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let digits = part.bytes().take_while(u8::is_ascii_digit).count();
            let (parameter, rest) = part.split_at(digits);
            match parameter.parse::<usize>() {
                Ok(n) => text.extend(["$", &(n + cells.len()).to_string(), rest]),
                // the path of a JSON value begins so, too
                Err(_) => text.extend(["$", part]),
            }
        }
        text.push(';');
        cells.extend(given);
    }
    (text, cells)
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

const SQLITE_SHAPE: &str = "\
    select m.name || '.' || p.name, lower(p.type) \
    || case when p.\"notnull\" and p.pk = 0 then ' not null' else '' end \
    || coalesce(' default ' || p.dflt_value, '') \
    from sqlite_master m join pragma_table_info(m.name) p \
    where m.type = 'table' and m.name not like 'sqlite%' \
    union all select 'primary key of ' || k.name, group_concat(k.col, ', ') from ( \
    select m.name as name, p.name as col from sqlite_master m join pragma_table_info(m.name) p \
    where m.type = 'table' and m.name not like 'sqlite%' and p.pk > 0 order by m.name, p.pk) k \
    group by k.name \
    union all select 'index ' || x.name || ' on ' || x.tbl, \
    case when x.uniq then 'unique ' else '' end || group_concat(coalesce(x.col, 'an expression'), ', ') \
    || case when x.part then ' of some rows' else '' end from ( \
    select i.name as name, m.name as tbl, i.\"unique\" as uniq, i.partial as part, c.name as col \
    from sqlite_master m join pragma_index_list(m.name) i join pragma_index_info(i.name) c \
    where m.type = 'table' and i.name not like 'sqlite_autoindex%' order by i.name, c.seqno) x \
    group by x.name, x.tbl, x.uniq, x.part \
    union all select type || ' ' || name || ' on ' || tbl_name, sql from sqlite_master \
    where type in ('trigger', 'view')";

const POSTGRES_SHAPE: &str = "\
    select cast(c.table_name || '.' || c.column_name as text), \
    cast(case c.data_type when 'bigint' then 'integer' else c.data_type end \
    || case when c.data_type = 'text' and c.collation_name is distinct from 'C' \
    then ' collate ' || coalesce(c.collation_name, 'default') else '' end \
    || case when c.is_nullable = 'NO' and not exists (select 1 from pg_index k \
    join pg_attribute a on a.attrelid = k.indrelid and a.attnum = any(k.indkey) \
    where k.indisprimary and a.attname = c.column_name \
    and k.indrelid = cast(quote_ident(c.table_name) as regclass)) then ' not null' else '' end \
    || coalesce(' default ' || c.column_default, '') as text) \
    from information_schema.columns c join information_schema.tables t \
    on t.table_schema = c.table_schema and t.table_name = c.table_name \
    where c.table_schema = current_schema() and t.table_type = 'BASE TABLE' \
    union all select cast(case when k.indisprimary then 'primary key of ' || t.relname \
    else 'index ' || i.relname || ' on ' || t.relname end as text), \
    cast(case when k.indisunique and not k.indisprimary then 'unique ' else '' end || ( \
    select string_agg(pg_get_indexdef(k.indexrelid, n, true), ', ' order by n) \
    from generate_series(1, k.indnkeyatts) n) \
    || case when k.indpred is null then '' else ' of some rows' end as text) \
    from pg_index k join pg_class i on i.oid = k.indexrelid join pg_class t on t.oid = k.indrelid \
    join pg_namespace s on s.oid = t.relnamespace where s.nspname = current_schema() \
    union all select cast('trigger ' || g.tgname || ' on ' || t.relname as text), \
    cast(pg_get_triggerdef(g.oid) as text) from pg_trigger g join pg_class t on t.oid = g.tgrelid \
    join pg_namespace s on s.oid = t.relnamespace \
    where s.nspname = current_schema() and not g.tgisinternal \
    union all select cast('constraint ' || g.conname || ' on ' || t.relname as text), \
    cast(pg_get_constraintdef(g.oid) as text) from pg_constraint g join pg_class t on t.oid = g.conrelid \
    join pg_namespace s on s.oid = t.relnamespace \
    where s.nspname = current_schema() and g.contype in ('c', 'f', 'x') \
    union all select cast('view ' || viewname || ' on ' || viewname as text), cast(definition as text) \
    from pg_views where schemaname = current_schema()";

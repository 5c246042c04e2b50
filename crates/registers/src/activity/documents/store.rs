//! Documents as they are read: one, a list, or those that somebody may mean. What hangs on them,
//! whom they bind and their series are read below; `apply` folds the edits in force into rows.

mod applying;
mod attached;
mod latest;
mod obliged;
mod series;

pub(super) use applying::apply;
pub use attached::{Attached, Clause, Filed, Related, attached, keepers, relations_of};
pub(super) use latest::stretches;
pub use latest::{by_symbol, latest, meant, within};
use latest::{current_where, newest};
pub use obliged::{Obliged, all_obliged, bound, obliged_by, obliging_days};
pub use series::{
    Held, TermDays, all_terms, book, numbered_in, numbers_of, series, series_known, terms, terms_if,
};

use super::model::{DOCUMENT, Document, column};
use super::rules::{RECIPIENT, Taken, symbol_key};
use super::state::State;
use figures::Day;
use platform::db::{Cell, Db, Type};
use platform::projection::Row;
use platform::{AsOf, Result, Scope};
use std::collections::HashMap;

/// Numbers are asked for by series, documents by organ and by what they concern.
pub async fn migrate(db: &mut Db) -> Result<()> {
    for sql in [
        "create index if not exists document_by_number on document (series, number)",
        "create index if not exists document_by_series_day on document (series, dated)",
        "create index if not exists document_by_symbol on document (symbol_key)",
        "create index if not exists document_by_organ on document (organ, dated)",
        "create index if not exists document_by_day on document (dated, subject)",
        "create index if not exists document_by_act on document (known_from)",
        "create index if not exists document_until_act on document (known_to)",
        "create index if not exists document_unit_by_unit on document_unit (unit)",
        "create index if not exists document_relation_by_other on document_relation (other)",
        "create index if not exists number_series_by_organ on number_series (organ)",
        "create index if not exists document_paper_by_desk on document_paper (desk)",
    ] {
        db.execute(sql, &[]).await?;
    }
    Ok(())
}

/// How far a series is taken now, and whether a number of it is.
pub async fn taken(db: &mut Db, series: &str, wanted: Option<u32>) -> Result<Taken> {
    let number = |c: &Cell| c.int().and_then(|n| u32::try_from(n).ok());
    // one question, each part from the end of an index, whatever the length of the series
    let sql = "select (select number from document where series = $1 and number is not null \
               and known_to is null order by number desc limit 1), \
               (select dated from document where series = $1 and dated is not null \
               and known_to is null order by dated desc limit 1), \
               (select first from number_series where subject = $1 and known_to is null), \
               (select number from document where series = $1 and number is not null \
               and known_to is null order by number limit 1)";
    let types = [Type::Int, Type::Text, Type::Int, Type::Int];
    let rows = db.rows(sql, &[series.into()], &types).await?;
    let mut taken = rows.first().map_or_else(Taken::default, |row| Taken {
        last: number(&row[0]),
        latest: Day::parse(row[1].text()).ok(),
        first: number(&row[2]),
        lowest: number(&row[3]),
        used: false,
    });
    if let Some(wanted) = wanted {
        let used = "select number from document where series = $1 and number = $2 and known_to is null limit 1";
        let cells = [series.into(), Cell::Int(i64::from(wanted))];
        taken.used = !db.rows(used, &cells, &[Type::Int]).await?.is_empty();
    }
    Ok(taken)
}

pub(super) fn document(row: Row) -> Document {
    let at = |name: &str| {
        column(name)
            .and_then(|c| row.values.get(c))
            .map_or_else(String::new, |c| c.text().to_owned())
    };
    let number = column("number").and_then(|c| row.values[c].int());
    Document {
        direction: at("direction"),
        system: at("system"),
        organ: at("organ"),
        organ_name: at("organ_name"),
        body: at("body"),
        kind: at("kind"),
        series: at("series"),
        number: number.and_then(|n| u32::try_from(n).ok()),
        symbol: at("symbol"),
        dated: at("dated"),
        subject: at("subject"),
        field: at("field"),
        signer: at("signer"),
        capacity: at("capacity"),
        advised_by: at("advised_by"),
        state: State::parse(&at("state")),
        validity: at("validity"),
        review_by: at("review_by"),
        due: at("due"),
        note: at("note"),
        recipients: at("recipients"),
        sent_on: at("sent_on"),
        id: row.subject,
    }
}

/// What a list of documents is narrowed by; empty fields narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Ids of issuing units.
    pub organs: Vec<String>,
    /// Ids of advising units.
    pub advised_by: Vec<String>,
    pub kinds: Vec<String>,
    /// Keys of fields of work; a field's own below it are for the asker to name.
    pub fields: Vec<String>,
    pub directions: Vec<String>,
    pub states: Vec<String>,
    pub series: Vec<String>,
    pub symbols: Vec<String>,
    /// Ids of units it concerns in any part.
    pub concerns: Vec<String>,
    /// Dated on or after.
    pub from: Option<Day>,
    /// Dated before.
    pub until: Option<Day>,
    /// Only after this one in the order of the list: day on it, id.
    pub after: Option<(String, String)>,
    pub limit: u32,
    /// The newest first; otherwise the oldest.
    pub newest: bool,
    /// Only those that are to be reviewed by a day.
    pub reviewed: bool,
    /// Words that all occur: folded words of the subject, numbers, parts of the symbol.
    pub said: Vec<String>,
}

/// A query being put together.
struct Query {
    sql: String,
    cells: Vec<Cell>,
}

impl Query {
    fn of(db: &Db, select: &str, scope: &Scope, as_of: AsOf) -> Query {
        let day = as_of.on.to_string();
        let mut q = Query {
            sql: format!(
                "select {select} from document where known_from <= $1 and (known_to is null or known_to > $1) \
                 and effective_from <= $2 and (effective_to is null or effective_to > $2)"
            ),
            cells: vec![Cell::from(as_of.known.0), day.into()],
        };
        if let Some(units) = scope.units() {
            let mut units: Vec<&String> = units.iter().collect();
            units.sort();
            q.concerning(db, &units);
            q.at_work(db, &units);
        }
        q
    }

    /// With [`Query::concerning`] what [`super::rules::is_seen`] says of one document.
    fn at_work<T: AsRef<str>>(&mut self, db: &Db, units: &[T]) {
        let names: Vec<&str> = units.iter().map(AsRef::as_ref).collect();
        let at = self.place(serde_json::to_string(&names).unwrap_or_default().into());
        self.sql.push_str(&format!(
            " and (state not in ('{}') \
             or subject in (select subject from document_unit where known_from <= $1 \
             and (known_to is null or known_to > $1) and effective_from <= $2 \
             and (effective_to is null or effective_to > $2) and part <> '{RECIPIENT}' and unit in {}))",
            State::AT_WORK.map(State::as_str).join("', '"),
            db.dialect().texts(at)
        ));
    }

    fn place(&mut self, cell: Cell) -> usize {
        self.cells.push(cell);
        self.cells.len()
    }

    /// Only documents that concern one of the units.
    fn concerning<T: AsRef<str>>(&mut self, db: &Db, units: &[T]) {
        let names: Vec<&str> = units.iter().map(AsRef::as_ref).collect();
        let at = self.place(serde_json::to_string(&names).unwrap_or_default().into());
        self.sql.push_str(&format!(
            " and subject in (select subject from document_unit where known_from <= $1 \
             and (known_to is null or known_to > $1) and effective_from <= $2 \
             and (effective_to is null or effective_to > $2) and unit in {})",
            db.dialect().texts(at)
        ));
    }

    fn among(&mut self, db: &Db, column: &str, values: &[String]) {
        if values.is_empty() {
            return;
        }
        let at = self.place(serde_json::to_string(values).unwrap_or_default().into());
        self.sql
            .push_str(&format!(" and {column} in {}", db.dialect().texts(at)));
    }

    fn narrow(&mut self, db: &Db, filter: &Filter) {
        let symbols = filter.symbols.iter().map(|s| symbol_key(s)).collect();
        for (column, values) in [
            ("organ", &filter.organs),
            ("advised_by", &filter.advised_by),
            ("kind", &filter.kinds),
            ("field", &filter.fields),
            ("direction", &filter.directions),
            ("state", &filter.states),
            ("series", &filter.series),
            ("symbol_key", &symbols),
        ] {
            self.among(db, column, values);
        }
        if !filter.concerns.is_empty() {
            self.concerning(db, &filter.concerns);
        }
        if let Some(day) = filter.from {
            let at = self.place(day.to_string().into());
            self.sql.push_str(&format!(" and dated >= ${at}"));
        }
        if let Some(day) = filter.until {
            let at = self.place(day.to_string().into());
            self.sql.push_str(&format!(" and dated < ${at}"));
        }
        if filter.reviewed {
            self.sql.push_str(" and review_by <> ''");
        }
        if let Some((day, id)) = &filter.after {
            let day = self.place(day.as_str().into());
            let id = self.place(id.as_str().into());
            let than = if filter.newest { "<" } else { ">" };
            self.sql.push_str(&format!(
                " and (dated {than} ${day} or (dated = ${day} and subject {than} ${id}))"
            ));
        }
        filter.said.iter().for_each(|word| self.saying(word));
    }

    /// Only documents that say a word: in the subject, as their number, or in their symbol, whose
    /// marks, hyphens and zeros before the number nobody has to type.
    fn saying(&mut self, word: &str) {
        let mut any = vec![];
        if let Ok(number) = word.parse::<i64>() {
            let at = self.place(format!("% {word} %").into());
            any.push(format!("(' ' || folded || ' ') like ${at}"));
            let number = self.place(Cell::Int(number));
            any.push(format!("number = ${number}"));
            for sign in ["-", "/"] {
                let begins = format!("{}{sign}%", word.trim_start_matches('0'));
                let at = self.place(begins.into());
                any.push(format!("ltrim(symbol, '0') like ${at}"));
            }
        } else {
            let at = self.place(format!("%{word}%").into());
            any.push(format!("folded like ${at}"));
            let symbol = "lower(replace(replace(symbol, 'Đ', 'd'), 'đ', 'd'))";
            any.push(format!(
                "replace(replace({symbol}, '-', ''), '/', '') like ${at}"
            ));
        }
        self.sql.push_str(&format!(" and ({})", any.join(" or ")));
    }
}

fn columns() -> (String, Vec<Type>) {
    let names: Vec<&str> = DOCUMENT.columns.iter().map(|(n, _)| *n).collect();
    let types = [Type::Text]
        .into_iter()
        .chain(DOCUMENT.columns.iter().map(|(_, t)| *t));
    (format!("subject, {}", names.join(", ")), types.collect())
}

fn read(mut cells: Vec<Cell>) -> Document {
    let values = cells.split_off(1);
    document(Row {
        subject: cells
            .first()
            .map_or_else(String::new, |c| c.text().to_owned()),
        item: String::new(),
        from: Day::MIN,
        to: Day::MAX,
        values,
    })
}

/// Documents as they stand on a day, in the order of the day on them.
pub async fn list(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    filter: &Filter,
) -> Result<Vec<Document>> {
    let (select, types) = columns();
    let mut query = Query::of(db, &select, scope, as_of);
    query.narrow(db, filter);
    query.sql.push_str(if filter.newest {
        " order by dated desc, subject desc"
    } else {
        " order by dated, subject"
    });
    if filter.limit > 0 {
        query.sql.push_str(&format!(" limit {}", filter.limit));
    }
    let rows = db.rows(&query.sql, &query.cells, &types).await?;
    Ok(rows.into_iter().map(read).collect())
}

/// How many documents a list has.
pub async fn count(db: &mut Db, scope: &Scope, as_of: AsOf, filter: &Filter) -> Result<u64> {
    let mut query = Query::of(db, "count(*)", scope, as_of);
    query.narrow(db, filter);
    let rows = db.rows(&query.sql, &query.cells, &[Type::Int]).await?;
    let found = rows.first().and_then(|r| r[0].int());
    Ok(found.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
}

/// One document as it stands on a day; nothing when it is not there or may not be seen.
pub async fn by_id(db: &mut Db, scope: &Scope, as_of: AsOf, id: &str) -> Result<Option<Document>> {
    let (select, types) = columns();
    let mut query = Query::of(db, &select, scope, as_of);
    query.among(db, "subject", &[id.to_owned()]);
    let rows = db.rows(&query.sql, &query.cells, &types).await?;
    Ok(rows.into_iter().map(read).next())
}

/// Documents by their ids, in that order; those that are not there on the day are left out.
pub async fn by_ids(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    ids: &[String],
) -> Result<Vec<Document>> {
    // a list that names nothing narrows nothing
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let (select, types) = columns();
    let mut query = Query::of(db, &select, scope, as_of);
    query.among(db, "subject", ids);
    let rows = db.rows(&query.sql, &query.cells, &types).await?;
    let found = rows.into_iter().map(read).map(|d| (d.id.clone(), d));
    let mut found: HashMap<String, Document> = found.collect();
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// The document that has a number of a series.
pub async fn by_number(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    series: &str,
    number: u32,
) -> Result<Option<Document>> {
    let (select, types) = columns();
    let mut query = Query::of(db, &select, scope, as_of);
    query.among(db, "series", &[series.to_owned()]);
    let at = query.place(Cell::Int(i64::from(number)));
    query.sql.push_str(&format!(" and number = ${at}"));
    let rows = db.rows(&query.sql, &query.cells, &types).await?;
    Ok(rows.into_iter().map(read).next())
}

/// What lies in some units from a day on, as unit and document: what they issue alone or together,
/// receive, or draft.
pub async fn lying_from(
    db: &mut Db,
    units: &[String],
    day: Day,
) -> Result<Vec<(String, Document)>> {
    let sql = format!(
        "select distinct u.unit, d.subject from document_unit u join document d on d.subject = u.subject \
         where u.unit in {} and u.known_to is null and d.known_to is null and d.dated >= $2 \
         and (u.part in ('organ', 'co-issuer') or (u.part = 'keeper' and d.direction <> 'outgoing'))",
        db.dialect().texts(1)
    );
    let lying = documents_of(db, &sql, units, day).await?;
    Ok(lying
        .into_iter()
        .filter(|(_, d)| d.state != State::Withdrawn)
        .collect())
}

/// What some units draft on a day and still drafted last, as unit and document.
pub async fn drafted_on(
    db: &mut Db,
    units: &[String],
    day: Day,
) -> Result<Vec<(String, Document)>> {
    let sql = format!(
        "select distinct organ, subject from document where organ in {} and known_to is null \
         and effective_from <= $2 and (effective_to is null or effective_to > $2) \
         and state in ('draft', 'in-review', 'to-sign', 'signed')",
        db.dialect().texts(1)
    );
    documents_of(db, &sql, units, day).await
}

/// The documents of a question for unit and document, each as it stands last, by day.
async fn documents_of(
    db: &mut Db,
    sql: &str,
    units: &[String],
    day: Day,
) -> Result<Vec<(String, Document)>> {
    let given = [serde_json::to_string(units)?.into(), day.to_string().into()];
    let rows = db.rows(sql, &given, &[Type::Text, Type::Text]).await?;
    let ids: Vec<String> = rows.iter().map(|r| r[1].text().to_owned()).collect();
    let documents = latest(db, &ids).await?;
    let of = |r: &Vec<Cell>| {
        let (document, _) = documents.get(r[1].text())?;
        Some((r[0].text().to_owned(), document.clone()))
    };
    let mut found: Vec<(String, Document)> = rows.iter().filter_map(of).collect();
    found.sort_by(|a, b| (&a.1.dated, &a.1.id).cmp(&(&b.1.dated, &b.1.id)));
    Ok(found)
}

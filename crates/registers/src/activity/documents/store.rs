//! Folding the edits in force into rows, and reading them.

use super::fold::{TABLES, fold};
use super::model::{
    CLASS, CLAUSE, DOCUMENT, DOCUMENT_UNIT, Document, FILE, OBLIGED, RELATION, SERIES,
    SERIES_CLASS, SeriesEdit, TERM, TERM_CLASS, TermEdit, column,
};
use super::rules::{RECIPIENT, Taken, Terms, obliging, symbol_key, symbols_of_words};
use super::state::State;
use crate::organisation::members::acts::read_day;
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Db, Type};
use platform::journal::apply::Applying;
use platform::journal::{Edit, store as journal};
use platform::projection::{Row, store as tables};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

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

pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    for chunk in touched.chunks(4000) {
        let edits = applying.edits(CLASS, chunk).await?;
        let mut all = TABLES.map(|_| Vec::new());
        for subject in chunk {
            let rows = fold(subject, edits.get(subject).map_or(&[], Vec::as_slice))?;
            all.iter_mut().zip(rows).for_each(|(a, r)| a.extend(r));
        }
        let fresh = chunk.iter().all(|s| applying.is_fresh(s));
        for (table, rows) in TABLES.into_iter().zip(all) {
            if !fresh {
                tables::bring_to(applying.db, table, applying.act, chunk, rows).await?;
            } else if !rows.is_empty() {
                tables::insert_fresh(applying.db, table, applying.act, &rows).await?;
            }
        }
    }
    let of_series: fn(&str, &[Edit]) -> Result<Vec<Row>> = series_rows;
    for (class, table, rows) in [
        (SERIES_CLASS, &SERIES, of_series),
        (TERM_CLASS, &TERM, term_rows),
    ] {
        let touched = applying.touched(class);
        if touched.is_empty() {
            continue;
        }
        let edits = applying.edits(class, &touched).await?;
        let mut all = Vec::new();
        for subject in &touched {
            all.extend(rows(
                subject,
                edits.get(subject).map_or(&[], Vec::as_slice),
            )?);
        }
        tables::bring_to(applying.db, table, applying.act, &touched, all).await?;
    }
    Ok(())
}

/// A series as the first act that used it says; its end also follows from the structure and the
/// terms, and is read from there.
fn series_rows(subject: &str, edits: &[Edit]) -> Result<Vec<Row>> {
    let Some(edit) = edits.first() else {
        return Ok(Vec::new());
    };
    let SeriesEdit::Series {
        system,
        direction,
        organ,
        body,
        kind,
        label,
        rule,
        first,
        from,
        until,
    } = serde_json::from_str(&edit.counted)?;
    let mut values: Vec<Cell> = [system, direction, organ, body, kind, label, rule]
        .into_iter()
        .map(Cell::Text)
        .collect();
    values.push(Cell::Int(i64::from(first)));
    Ok(vec![Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: Day::parse(&from)?,
        to: if until.is_empty() {
            Day::MAX
        } else {
            Day::parse(&until)?
        },
        values,
    }])
}

/// Terms follow one another: each ends on its own day or when the next begins.
fn term_rows(subject: &str, edits: &[Edit]) -> Result<Vec<Row>> {
    let mut by_label: BTreeMap<String, (Day, Day, String)> = BTreeMap::new();
    for edit in edits {
        let TermEdit::Term { unit, label, until } = serde_json::from_str(&edit.counted)?;
        let until = if until.is_empty() {
            Day::MAX
        } else {
            Day::parse(&until)?
        };
        by_label.insert(label, (edit.day, until, unit));
    }
    let mut terms: Vec<(Day, Day, String, String)> = by_label
        .into_iter()
        .map(|(label, (from, until, unit))| (from, until, unit, label))
        .collect();
    terms.sort();
    let nexts: Vec<Day> = terms
        .iter()
        .skip(1)
        .map(|t| t.0)
        .chain([Day::MAX])
        .collect();
    let row = |((from, until, unit, label), next): ((Day, Day, String, String), Day)| Row {
        subject: subject.to_owned(),
        item: label.clone(),
        from,
        to: until.min(next),
        values: vec![unit.into(), label.into()],
    };
    Ok(terms.into_iter().zip(nexts).map(row).collect())
}

/// Terms of a subject, each with its label, first day and first day after.
pub type TermDays = Vec<(String, Day, Day)>;

/// The terms of a subject as they would be with one more said of them, or without an act.
pub async fn terms_if(
    db: &mut Db,
    subject: &str,
    said: Option<(Day, &TermEdit)>,
    without: Option<u64>,
) -> Result<TermDays> {
    let subjects = [subject.to_owned()];
    let mut edits = platform::journal::store::edits(db, TERM_CLASS, &subjects).await?;
    edits.retain(|e| Some(e.act) != without);
    if let Some((day, edit)) = said {
        edits.push(Edit {
            act: u64::MAX,
            line: 1,
            day,
            subject: subject.to_owned(),
            counted: serde_json::to_string(edit)?,
            identifying: None,
        });
    }
    let mut terms = gathered(term_rows(subject, &edits)?);
    Ok(terms.remove(subject).unwrap_or_default())
}

// --- reading ---

/// The terms and congresses of the subjects, as known after an act: public inside the organisation,
/// for they stand in every symbol.
pub async fn terms(
    db: &mut Db,
    _public: &Scope,
    known: Known,
    subjects: &[String],
) -> Result<Terms> {
    let rows = tables::known_where(db, &TERM, known, "subject", subjects).await?;
    Ok(gathered(rows))
}

/// All terms and congresses, as known after an act: public inside the organisation.
pub async fn all_terms(db: &mut Db, _public: &Scope, known: Known) -> Result<Terms> {
    let mut rows = Vec::new();
    tables::each_known(db, &TERM, known, |k| {
        rows.push(k.row);
        Ok(())
    })
    .await?;
    Ok(gathered(rows))
}

fn gathered(rows: Vec<Row>) -> Terms {
    let mut terms = Terms::new();
    for row in rows {
        let of = terms.entry(row.subject).or_default();
        of.push((row.item, row.from, row.to));
    }
    terms.values_mut().for_each(|t| t.sort_by_key(|t| t.1));
    terms
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

/// The numbers now taken in some series, each with its day and document: for a file of many.
pub async fn numbers_of(
    db: &mut Db,
    series: &[String],
) -> Result<HashMap<(String, u32), (String, String)>> {
    let mut found = HashMap::new();
    for row in current_where(db, "series", series).await? {
        let d = document(row);
        if let Some(n) = d.number {
            found.insert((d.series, n), (d.id, d.dated));
        }
    }
    Ok(found)
}

/// Which of some series are in the record.
pub async fn series_known(
    db: &mut Db,
    known: Known,
    series: &[String],
) -> Result<HashMap<String, u32>> {
    let rows = tables::known_where(db, &SERIES, known, "subject", series).await?;
    let first = |r: &Row| r.values[7].int().and_then(|n| u32::try_from(n).ok());
    Ok(rows
        .iter()
        .map(|r| (r.subject.clone(), first(r).unwrap_or(1)))
        .collect())
}

async fn current_where(db: &mut Db, column: &str, values: &[String]) -> Result<Vec<Row>> {
    tables::known_where(db, &DOCUMENT, Known::NOW, column, values).await
}

/// Documents now known by their numbers and symbols, in whatever form these are written.
pub async fn by_symbol(db: &mut Db, symbols: &[String]) -> Result<Vec<Document>> {
    let keys: BTreeSet<String> = symbols.iter().map(|s| symbol_key(s)).collect();
    let keys: Vec<String> = keys.into_iter().filter(|k| !k.is_empty()).collect();
    Ok(newest(current_where(db, "symbol_key", &keys).await?))
}

/// Each document as it stands last, in the order of the days on them.
fn newest(rows: Vec<Row>) -> Vec<Document> {
    let mut last: HashMap<String, Row> = HashMap::new();
    for row in rows {
        let newer = last.get(&row.subject).is_none_or(|r| r.from < row.from);
        if newer {
            last.insert(row.subject.clone(), row);
        }
    }
    let mut found: Vec<Document> = last.into_values().map(document).collect();
    found.sort_by(|a, b| (&a.dated, &a.id).cmp(&(&b.dated, &b.id)));
    found
}

/// The documents that now have a number of some series, each as it stands last.
pub async fn numbered_in(db: &mut Db, series: &[String]) -> Result<Vec<Document>> {
    let mut found = newest(current_where(db, "series", series).await?);
    found.retain(|d| d.number.is_some());
    Ok(found)
}

/// Those of some documents that a scope sees, as they stand last.
pub async fn within(
    db: &mut Db,
    scope: &Scope,
    mut documents: Vec<Document>,
) -> Result<Vec<Document>> {
    if scope.is_whole() || documents.is_empty() {
        return Ok(documents);
    }
    let ids: Vec<String> = documents.iter().map(|d| d.id.clone()).collect();
    let last = AsOf {
        on: Day::LAST,
        known: Known::NOW,
    };
    let seen = by_ids(db, scope, last, &ids).await?;
    let seen: HashSet<&str> = seen.iter().map(|d| d.id.as_str()).collect();
    documents.retain(|d| seen.contains(d.id.as_str()));
    Ok(documents)
}

/// The documents that somebody may mean, of those that a scope sees, as they stand last: by id, or
/// by number and symbol in any form, with the day after «@» where several bear it.
pub async fn meant(db: &mut Db, scope: &Scope, said: &str) -> Result<Vec<Document>> {
    let by_id = latest(db, &[said.to_owned()]).await?.remove(said);
    if let Some((document, _)) = by_id {
        return within(db, scope, vec![document]).await;
    }
    let (symbol, day) = said
        .rsplit_once('@')
        .map_or((said, None), |(s, d)| (s, Some(d.trim())));
    // as a page writes a day, or as a file does
    let day = day.map(|d| read_day(d).map_or_else(|| d.to_owned(), |d| d.to_string()));
    let mut found = by_symbol(db, &[symbol.to_owned()]).await?;
    if found.is_empty() {
        found = by_symbol(db, &symbols_of_words(symbol)).await?;
    }
    found.retain(|d| {
        day.as_ref()
            .is_none_or(|day| d.dated == *day || d.sent_on == *day)
    });
    within(db, scope, found).await
}

/// The last state of documents now known, whatever the day.
pub async fn latest(db: &mut Db, ids: &[String]) -> Result<HashMap<String, (Document, Day)>> {
    let mut last: HashMap<String, (Document, Day)> = HashMap::new();
    for row in tables::current(db, &DOCUMENT, ids).await? {
        let newer = last
            .get(&row.subject)
            .is_none_or(|(_, from)| *from < row.from);
        if newer {
            let from = row.from;
            last.insert(row.subject.clone(), (document(row), from));
        }
    }
    Ok(last)
}

/// A document as it now stands from each day on, in order of time, and the edits it rests on: what
/// a correction is compared with.
pub(super) async fn stretches(db: &mut Db, id: &str) -> Result<(Vec<(Day, Document)>, Vec<Edit>)> {
    let key = [id.to_owned()];
    let rows = tables::current(db, &DOCUMENT, &key).await?.into_iter();
    let mut all: Vec<(Day, Document)> = rows.map(|row| (row.from, document(row))).collect();
    all.sort_by_key(|(from, _)| *from);
    Ok((all, journal::edits(db, CLASS, &key).await?))
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

/// A relation, and what stands at its other end.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Related {
    pub from: String,
    pub relation: String,
    pub to: String,
    pub note: String,
}

/// A file of a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Filed {
    pub hash: String,
    pub name: String,
    pub media: String,
    pub bytes: u64,
    /// The act that erased its content: its hash is all that is left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub erased: Option<u64>,
}

/// A clause of a document.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Clause {
    pub item: String,
    pub label: String,
    pub text: String,
    pub binds: String,
}

/// What hangs on a document.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct Attached {
    /// What it does to others, and what others do to it.
    pub relations: Vec<Related>,
    pub files: Vec<Filed>,
    pub clauses: Vec<Clause>,
    /// (part, unit's id)
    pub units: Vec<(String, String)>,
    /// Who issues it together with its organ.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub co_issuers: Vec<super::joint::CoIssuer>,
}

/// What hangs on a document on a day; nothing when it may not be seen.
pub async fn attached(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    id: &str,
) -> Result<Option<Attached>> {
    if by_id(db, scope, as_of, id).await?.is_none() {
        return Ok(None);
    }
    let key = [id.to_owned()];
    let mut found = Attached::default();
    let held = |r: &Row| r.from <= as_of.on && as_of.on < r.to;
    let text = |r: &Row, i: usize| r.values[i].text().to_owned();
    for (column, subjects) in [("subject", &key), ("other", &key)] {
        let rows = tables::known_where(db, &RELATION, as_of.known, column, subjects).await?;
        found
            .relations
            .extend(rows.iter().filter(|r| held(r)).map(|r| Related {
                from: r.subject.clone(),
                relation: text(r, 0),
                to: text(r, 1),
                note: text(r, 2),
            }));
    }
    let rows = tables::known_where(db, &FILE, as_of.known, "subject", &key).await?;
    found.files.extend(rows.iter().filter(|r| held(r)).map(|r| {
        Filed {
            hash: text(r, 0),
            name: text(r, 1),
            media: text(r, 2),
            bytes: r.values[3]
                .int()
                .and_then(|n| u64::try_from(n).ok())
                .unwrap_or(0),
            erased: None,
        }
    }));
    if !found.files.is_empty() {
        let erased = super::files::store::erased(db).await?;
        for file in &mut found.files {
            file.erased = erased.get(&file.hash).copied();
        }
    }
    found.clauses = clauses(db, as_of, id).await?;
    let rows = tables::known_where(db, &DOCUMENT_UNIT, as_of.known, "subject", &key).await?;
    found.units.extend(
        rows.iter()
            .filter(|r| held(r))
            .map(|r| (text(r, 1), text(r, 0))),
    );
    let mut together = super::joint::of(db, as_of, &key).await?;
    found.co_issuers = together.remove(id).unwrap_or_default();
    Ok(Some(found))
}

async fn clauses(db: &mut Db, as_of: AsOf, id: &str) -> Result<Vec<Clause>> {
    let key = [id.to_owned()];
    let rows = tables::known_where(db, &CLAUSE, as_of.known, "subject", &key).await?;
    let mut found: Vec<Clause> = rows
        .iter()
        .filter(|r| r.from <= as_of.on && as_of.on < r.to)
        .map(|r| Clause {
            item: r.item.clone(),
            label: r.values[0].text().to_owned(),
            text: r.values[1].text().to_owned(),
            binds: r.values[2].text().to_owned(),
        })
        .collect();
    // 10 comes after 9: items are numbers of their own
    found.sort_by_key(|c| (c.item.parse::<u32>().unwrap_or(u32::MAX), c.item.clone()));
    Ok(found)
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

/// On which days documents bind some units, whatever the day: the document, the unit, first day
/// and first day after.
pub async fn bound(db: &mut Db, units: &[String]) -> Result<Vec<(String, String, Day, Day)>> {
    let rows = tables::known_where(db, &OBLIGED, Known::NOW, "unit", units).await?;
    let of = |r: Row| (r.subject, r.item, r.from, r.to);
    Ok(rows.into_iter().map(of).collect())
}

/// A unit that a document binds to issue its own.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obliged {
    pub document: String,
    /// Id of the unit, as it was named.
    pub unit: String,
    pub due: Day,
    /// Key of the rule of deadlines; empty when the day was given.
    pub rule: String,
}

fn obliged(row: &Row) -> Option<Obliged> {
    Some(Obliged {
        document: row.subject.clone(),
        unit: row.values[0].text().to_owned(),
        due: Day::parse(row.values[1].text()).ok()?,
        rule: row.values[2].text().to_owned(),
    })
}

/// Whom a document binds on a day; nobody when it obliges nobody then.
pub async fn obliged_by(db: &mut Db, as_of: AsOf, id: &str) -> Result<Vec<Obliged>> {
    let key = [id.to_owned()];
    let rows = tables::known_where(db, &OBLIGED, as_of.known, "subject", &key).await?;
    let held = rows
        .iter()
        .filter(|r| r.from <= as_of.on && as_of.on < r.to);
    let found = held.filter_map(obliged).collect();
    still_obliged(db, as_of, found).await
}

/// Whom documents bind on a day, whatever document.
pub async fn all_obliged(db: &mut Db, as_of: AsOf) -> Result<Vec<Obliged>> {
    let mut found = Vec::new();
    tables::each_known(db, &OBLIGED, as_of.known, |k| {
        let row = k.row;
        let held = row.from <= as_of.on && as_of.on < row.to;
        found.extend(obliged(&row).filter(|_| held));
        Ok(())
    })
    .await?;
    still_obliged(db, as_of, found).await
}

/// Leaves out those whom a document no longer obliges on the day.
async fn still_obliged(db: &mut Db, as_of: AsOf, mut all: Vec<Obliged>) -> Result<Vec<Obliged>> {
    let ids: BTreeSet<&String> = all.iter().map(|o| &o.document).collect();
    let ids: Vec<String> = ids.into_iter().cloned().collect();
    let mut of: HashMap<String, Vec<Row>> = HashMap::new();
    for row in tables::known_where(db, &DOCUMENT, as_of.known, "subject", &ids).await? {
        of.entry(row.subject.clone()).or_default().push(row);
    }
    let obliges = |id: &String| {
        let rows = of.get(id).map_or(&[][..], Vec::as_slice);
        let mut spans = obliging_days(rows).into_iter();
        spans.any(|(from, to)| from <= as_of.on && as_of.on < to)
    };
    all.retain(|o| obliges(&o.document));
    Ok(all)
}

/// The days on which a document obliges whom it binds, from its whole rows.
pub fn obliging_days(rows: &[Row]) -> Vec<(Day, Day)> {
    let (Some(state), Some(validity)) = (column("state"), column("validity")) else {
        return Vec::new();
    };
    obliging(rows.iter().map(|r| {
        let text = |at: usize| r.values[at].text();
        (r.from, r.to, State::parse(text(state)), text(validity))
    }))
}

/// The units that keep some documents on a day, as (document, unit).
pub async fn keepers(db: &mut Db, as_of: AsOf, ids: &[String]) -> Result<Vec<(String, String)>> {
    let rows = tables::known_where(db, &DOCUMENT_UNIT, as_of.known, "subject", ids).await?;
    let held = |r: &Row| r.from <= as_of.on && as_of.on < r.to && r.values[1].text() == "keeper";
    let pair = |r: Row| (r.subject, r.values[0].text().to_owned());
    Ok(rows.into_iter().filter(held).map(pair).collect())
}

/// What some documents do to others on a day, and what is done to them.
pub async fn relations_of(db: &mut Db, as_of: AsOf, ids: &[String]) -> Result<Vec<Related>> {
    let mut found = Vec::new();
    for column in ["subject", "other"] {
        let rows = tables::known_where(db, &RELATION, as_of.known, column, ids).await?;
        let held = rows
            .iter()
            .filter(|r| r.from <= as_of.on && as_of.on < r.to);
        found.extend(held.map(|r| Related {
            from: r.subject.clone(),
            relation: r.values[0].text().to_owned(),
            to: r.values[1].text().to_owned(),
            note: r.values[2].text().to_owned(),
        }));
    }
    Ok(found)
}

/// A series as it is held.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Held {
    pub subject: String,
    pub system: String,
    pub direction: String,
    pub organ: String,
    pub body: String,
    pub kind: String,
    pub label: String,
    pub rule: String,
    pub first: u32,
    pub from: String,
    /// The last day on which numbers may be taken by the rule; empty while that is not known.
    pub until: String,
}

/// The series of organs, as known after an act.
pub async fn series(
    db: &mut Db,
    scope: &Scope,
    known: Known,
    organs: &[String],
) -> Result<Vec<Held>> {
    let rows = tables::known_where(db, &SERIES, known, "organ", organs).await?;
    let held = |r: Row| {
        let text = |i: usize| r.values[i].text().to_owned();
        Held {
            system: text(0),
            direction: text(1),
            organ: text(2),
            body: text(3),
            kind: text(4),
            label: text(5),
            rule: text(6),
            first: r.values[7]
                .int()
                .and_then(|n| u32::try_from(n).ok())
                .unwrap_or(1),
            from: r.from.to_string(),
            until: if r.to == Day::MAX {
                String::new()
            } else {
                r.to.eve().to_string()
            },
            subject: r.subject,
        }
    };
    let mut found: Vec<Held> = rows
        .into_iter()
        .map(held)
        .filter(|h| scope.sees(&h.organ))
        .collect();
    found.sort_by(|a, b| (&a.from, &a.kind, &a.subject).cmp(&(&b.from, &b.kind, &b.subject)));
    Ok(found)
}

/// Every numbered document of a series as it stands on a day, by number.
pub async fn book(db: &mut Db, scope: &Scope, as_of: AsOf, series: &str) -> Result<Vec<Document>> {
    let filter = Filter {
        series: vec![series.to_owned()],
        ..Filter::default()
    };
    let mut found = list(db, scope, as_of, &filter).await?;
    found.retain(|d| d.number.is_some());
    found.sort_by_key(|d| d.number);
    Ok(found)
}

//! What the screens of members read of the tables, and the working table of saved views.

use super::super::history::{self, Entry};
use super::super::model::{CLASS, MEMBERSHIP, PERSON, VERDICT};
use super::super::roll::{self, Rows};
use super::super::seat;
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Type};
use platform::journal::Edit;
use platform::journal::store as journal;
use platform::projection::{Row, Table, store as tables};
use platform::{AsOf, Db, Result, Scope};
use std::collections::{HashMap, HashSet};

/// Makes the working tables where they are missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    journal::create(db, "member_view", &VIEW, "primary key (id)").await
}

/// The rows of everybody as known after an act, as a roll needs them: one roll is kept for all who
/// ask, and each question to it comes with the scope of who asks.
pub async fn rows_known(db: &mut Db, known: Known) -> Result<Rows> {
    let mut rows = Rows::default();
    each(db, &PERSON, known, &roll::PERSON, &mut rows.person).await?;
    each(
        db,
        &MEMBERSHIP,
        known,
        &roll::MEMBERSHIP,
        &mut rows.membership,
    )
    .await?;
    each(db, &VERDICT, known, &roll::VERDICT, &mut rows.verdict).await?;
    Ok(rows)
}

async fn each(
    db: &mut Db,
    table: &Table,
    known: Known,
    columns: &[&str],
    into: &mut Vec<Row>,
) -> Result<()> {
    let take = |row| {
        into.push(row);
        Ok(())
    };
    tables::each_columns(db, table, known, columns, take).await
}

/// The rows now known of some persons, for the roll.
pub async fn rows_of(db: &mut Db, subjects: &[String]) -> Result<Rows> {
    let (person, membership, verdict) = (&roll::PERSON, &roll::MEMBERSHIP, &roll::VERDICT);
    Ok(Rows {
        person: tables::current_columns(db, &PERSON, subjects, person).await?,
        membership: tables::current_columns(db, &MEMBERSHIP, subjects, membership).await?,
        verdict: tables::current_columns(db, &VERDICT, subjects, verdict).await?,
    })
}

/// The persons of whom something else is known since an act: those the acts since touch, and
/// those who are judged otherwise because of them.
pub async fn changed_since(db: &mut Db, known: Known) -> Result<Vec<String>> {
    let mut changed = journal::subjects_since(db, CLASS, known.0).await?;
    changed.extend(tables::changed_since(db, &VERDICT, known).await?);
    Ok(changed.into_iter().collect())
}

/// The fields of some persons on a day as known after an act, by id; only of those in sight.
pub async fn fields(
    db: &mut Db,
    scope: &Scope,
    AsOf { on, known }: AsOf,
    subjects: &[String],
) -> Result<HashMap<String, Row>> {
    let subjects = seat::within(db, scope, AsOf { on, known }, subjects).await?;
    let rows = tables::known_where(db, &PERSON, known, "subject", &subjects).await?;
    let holds = |r: &Row| r.from <= on && on < r.to;
    let rows = rows.into_iter().filter(holds);
    Ok(rows.map(|r| (r.subject.clone(), r)).collect())
}

/// The persons in sight whose file number, card or citizen ID is exactly this, or was before. That
/// somebody else bears it is not told either, not even by what a search does when it finds nobody;
/// nor that somebody will bear it after the day one looks from.
pub async fn by_number(
    db: &mut Db,
    scope: &Scope,
    asof: AsOf,
    (plain, hash): (&str, &str),
) -> Result<Vec<String>> {
    let mut found = Vec::new();
    for (column, value) in [
        ("file_number", plain.to_owned()),
        ("card_number", plain.to_owned()),
        ("card_number", format!("#{hash}")),
        ("citizen_hash", hash.to_owned()),
    ] {
        let rows = tables::known_where(db, &PERSON, asof.known, column, &[value]).await?;
        let borne = rows.into_iter().filter(|r| r.from <= asof.on);
        found.extend(borne.map(|r| r.subject));
    }
    found.sort();
    found.dedup();
    Ok(seat::within(db, scope, asof, &found).await?.into_owned())
}

/// A list somebody wants to see again, or the text of a search, which no address may bear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub id: String,
    pub account: String,
    /// Empty for a search that nobody saved.
    pub name: String,
    /// Filters and columns, as the address has them.
    pub state: String,
    /// What is looked for.
    pub text: String,
    pub made: i64,
}

const VIEW: [(&str, Type); 6] = [
    ("id", Type::Text),
    ("account", Type::Text),
    ("name", Type::Text),
    ("state", Type::Text),
    ("text", Type::Text),
    ("made", Type::Int),
];

const VIEW_COLUMNS: &str = "id, account, name, state, text, made";

async fn views_where(db: &mut Db, end: &str, cells: &[Cell]) -> Result<Vec<View>> {
    let sql = format!("select {VIEW_COLUMNS} from member_view where {end}");
    let rows = db.rows(&sql, cells, &VIEW.map(|(_, t)| t)).await?;
    let text = |r: &[Cell], i: usize| r.get(i).map_or_else(String::new, |c| c.text().to_owned());
    let view = |r: &Vec<Cell>| View {
        id: text(r, 0),
        account: text(r, 1),
        name: text(r, 2),
        state: text(r, 3),
        text: text(r, 4),
        made: r.get(5).and_then(Cell::int).unwrap_or(0),
    };
    Ok(rows.iter().map(view).collect())
}

/// A view of an account; nobody else's.
pub async fn view(db: &mut Db, id: &str, account: &str) -> Result<Option<View>> {
    let end = "id = $1 and account = $2";
    Ok(views_where(db, end, &[id.into(), account.into()])
        .await?
        .pop())
}

/// The saved views of an account, by name.
pub async fn views(db: &mut Db, account: &str) -> Result<Vec<View>> {
    let end = "account = $1 and name <> '' order by name, id";
    views_where(db, end, &[account.into()]).await
}

pub async fn insert_view(db: &mut Db, v: &View) -> Result<()> {
    let sql = format!("insert into member_view ({VIEW_COLUMNS}) values ($1, $2, $3, $4, $5, $6)");
    let cells = [
        v.id.as_str().into(),
        v.account.as_str().into(),
        v.name.as_str().into(),
        v.state.as_str().into(),
        v.text.as_str().into(),
        Cell::Int(v.made),
    ];
    db.execute(&sql, &cells).await
}

/// Gives a saved view another name; whether there was one.
pub async fn rename_view(db: &mut Db, id: &str, account: &str, name: &str) -> Result<bool> {
    let sql = "update member_view set name = $3 where id = $1 and account = $2 and name <> ''";
    let cells = [id.into(), account.into(), name.into()];
    Ok(db.changed(sql, &cells).await? == 1)
}

/// Takes a saved view away; whether there was one.
pub async fn end_view(db: &mut Db, id: &str, account: &str) -> Result<bool> {
    let sql = "delete from member_view where id = $1 and account = $2 and name <> ''";
    Ok(db.changed(sql, &[id.into(), account.into()]).await? == 1)
}

/// Forgets the searches of before that nobody saved.
pub async fn forget_searches(db: &mut Db, before: i64) -> Result<()> {
    let sql = "delete from member_view where name = '' and made < $1";
    db.execute(sql, &[Cell::Int(before)]).await
}

/// The edits of a person in sight up to an act that a scope is told, the annulled ones with what
/// annulled them.
pub async fn edits(db: &mut Db, scope: &Scope, asof: AsOf, subject: &str) -> Result<Vec<Entry>> {
    let subject = [subject.to_owned()];
    if seat::within(db, scope, asof, &subject).await?.is_empty() {
        return Ok(Vec::new());
    }
    let all = entries(db, asof.known, &subject).await?;
    history::told(scope, all.into_values().next().unwrap_or_default())
}

/// The lines about some persons that a scope is not told, by act and number.
pub async fn untold(
    db: &mut Db,
    scope: &Scope,
    known: Known,
    persons: &[String],
) -> Result<Vec<(u64, u64)>> {
    let line = |(edit, _): &Entry| (edit.act, edit.line);
    let mut untold = Vec::new();
    for chunk in persons.chunks(4000) {
        for all in entries(db, known, chunk).await?.into_values() {
            let lines: Vec<_> = all.iter().map(line).collect();
            let told: HashSet<_> = history::told(scope, all)?.iter().map(line).collect();
            untold.extend(lines.into_iter().filter(|l| !told.contains(l)));
        }
    }
    Ok(untold)
}

/// Every edit of some persons up to an act, in order, the annulled ones with what annulled them.
async fn entries(
    db: &mut Db,
    known: Known,
    persons: &[String],
) -> Result<HashMap<String, Vec<Entry>>> {
    let among = db.dialect().texts(2);
    let sql = format!(
        "select l.act, l.line, l.day, l.subject, l.counted, l.identifying, n.by_act from act_line l \
         left join annulment n on n.act = l.act and n.by_act <= $3 \
         where l.class = $1 and l.subject in {among} and l.act <= $3 order by l.act, l.line"
    );
    let text = Type::Text;
    let types = [Type::Int, Type::Int, text, text, text, text, Type::Int];
    let list = Cell::Text(serde_json::to_string(persons)?);
    let cells = [CLASS.into(), list, Cell::from(known.0)];
    let number = |c: &Cell| c.int().and_then(|n| u64::try_from(n).ok());
    let mut found: HashMap<String, Vec<Entry>> = HashMap::new();
    for row in db.rows(&sql, &cells, &types).await? {
        let edit = Edit {
            act: number(&row[0]).unwrap_or(0),
            line: number(&row[1]).unwrap_or(0),
            day: Day::parse(row[2].text())?,
            subject: row[3].text().to_owned(),
            counted: row[4].text().to_owned(),
            identifying: (row[5] != Cell::Null).then(|| row[5].text().to_owned()),
        };
        let of = found.entry(edit.subject.clone()).or_default();
        of.push((edit, number(&row[6])));
    }
    Ok(found)
}

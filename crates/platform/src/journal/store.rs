//! The tables of the journal. Acts and lines are only ever inserted; an erasure empties
//! the identifying content and the salt of a line and nothing else.

use super::{Act, Edit, Line, LineParts, Sealed, commitment, line_hash, merkle};
use crate::asof::Known;
use crate::db::dialect::Dialect;
use crate::db::{AsFound, Cell, Db, Type};
use crate::text::{folded, hex, unhex};
use crate::{Error, Randomness, Result};
use figures::Day;

pub(super) const ACT: [(&str, Type); 12] = [
    ("number", Type::Int),
    ("kind", Type::Text),
    ("version", Type::Int),
    ("effective_on", Type::Text),
    ("recorded_at", Type::Text),
    ("account", Type::Text),
    ("on_behalf_of", Type::Text),
    ("basis", Type::Text),
    ("reason", Type::Text),
    ("lines", Type::Int),
    ("line_root", Type::Text),
    ("leaf", Type::Text),
];

pub(super) const LINE: [(&str, Type); 11] = [
    ("act", Type::Int),
    ("line", Type::Int),
    ("day", Type::Text),
    ("class", Type::Text),
    ("subject", Type::Text),
    ("also", Type::Text),
    ("counted", Type::Text),
    ("identifying", Type::Text),
    ("salt", Type::Text),
    ("commitment", Type::Text),
    ("leaf", Type::Text),
];

/// What of a line an erasure takes away, and what may be nothing therefore.
const ERASABLE: [&str; 2] = ["identifying", "salt"];

pub(super) const HEAD: [(&str, Type); 3] = [
    ("place", Type::Int),
    ("number", Type::Int),
    ("root", Type::Text),
];

pub(super) const SUBJECT: [(&str, Type); 2] = [("subject", Type::Text), ("act", Type::Int)];

pub(super) const ANNULMENT: [(&str, Type); 2] = [("act", Type::Int), ("by_act", Type::Int)];

pub(super) const ERASURE: [(&str, Type); 2] = [("subject", Type::Text), ("by_act", Type::Int)];

/// Makes the tables of the journal where they are missing.
pub async fn migrate(db: &mut Db) -> Result<()> {
    for (table, columns, end) in [
        ("act", &ACT[..], "primary key (number)"),
        ("act_line", &LINE[..], "primary key (act, line)"),
        ("act_subject", &SUBJECT[..], "primary key (subject, act)"),
        ("annulment", &ANNULMENT[..], "primary key (act)"),
        ("erasure", &ERASURE[..], "primary key (subject)"),
        ("journal_head", &HEAD[..], "primary key (place)"),
    ] {
        create(db, table, columns, end).await?;
    }
    db.execute(
        "create index if not exists act_line_subject on act_line (subject, act)",
        &[],
    )
    .await?;
    Ok(())
}

/// `create table if not exists`, with the column types of this database.
pub async fn create(db: &mut Db, table: &str, columns: &[(&str, Type)], end: &str) -> Result<()> {
    let dialect = db.dialect();
    let columns: Vec<String> = columns
        .iter()
        .map(|(n, t)| format!("{n} {}", dialect.column(*t)))
        .collect();
    let kept = dialect.kept_by_key();
    let sql = format!(
        "create table if not exists {table} ({}, {end}){kept}",
        columns.join(", ")
    );
    db.execute(&sql, &[]).await?;
    Ok(())
}

pub(super) async fn insert_act(db: &mut Db, act: &Act) -> Result<()> {
    let row = vec![
        Cell::from(act.number),
        act.kind.as_str().into(),
        Cell::Int(i64::from(act.version)),
        act.effective_on.as_str().into(),
        act.recorded_at.as_str().into(),
        act.account.as_str().into(),
        act.on_behalf_of.as_str().into(),
        act.basis.as_str().into(),
        act.reason.as_str().into(),
        Cell::from(act.lines),
        act.line_root.as_str().into(),
        act.leaf.as_str().into(),
    ];
    db.insert("act", &ACT, &[row]).await
}

fn sealed(line: &Line, day: &str, also: &str, chance: &mut dyn Randomness) -> Sealed {
    let salt = line.identifying.as_ref().map(|_| {
        let mut bytes = [0u8; 16];
        chance.fill(&mut bytes);
        hex(&bytes)
    });
    let commitment = match (&salt, &line.identifying) {
        (Some(salt), Some(content)) => commitment(salt, content),
        _ => String::new(),
    };
    let parts = LineParts {
        day,
        class: line.class,
        subject: &line.subject,
        also,
        counted: &line.counted,
        commitment: &commitment,
    };
    Sealed {
        salt,
        hash: line_hash(&parts),
        commitment,
    }
}

pub(super) async fn insert_lines(
    db: &mut Db,
    act: u64,
    lines: &[Line],
    chance: &mut dyn Randomness,
    tree: &mut merkle::Tree,
) -> Result<()> {
    let mut subjects = std::collections::BTreeSet::new();
    for (at, chunk) in lines.chunks(3000).enumerate() {
        let mut rows = Vec::with_capacity(chunk.len());
        for (i, line) in chunk.iter().enumerate() {
            let day = line.day.to_string();
            let also = line.also.join(" ");
            let sealed = sealed(line, &day, &also, chance);
            tree.push(sealed.hash);
            subjects.extend(line.also.iter().map(String::as_str));
            let number = u64::try_from(at * 3000 + i + 1).map_err(Error::internal)?;
            rows.push(vec![
                Cell::from(act),
                Cell::from(number),
                Cell::Text(day),
                line.class.into(),
                line.subject.as_str().into(),
                Cell::Text(also),
                line.counted.as_str().into(),
                Cell::optional(line.identifying.clone()),
                Cell::optional(sealed.salt),
                Cell::Text(sealed.commitment),
                Cell::Text(hex(&sealed.hash)),
            ]);
        }
        db.insert("act_line", &LINE, &rows).await?;
    }
    insert_subjects(db, act, subjects.into_iter()).await
}

pub(super) async fn insert_subjects(
    db: &mut Db,
    act: u64,
    subjects: impl Iterator<Item = &str>,
) -> Result<()> {
    let rows: Vec<_> = subjects
        .map(|s| vec![Cell::from(s), Cell::from(act)])
        .collect();
    db.insert("act_subject", &SUBJECT, &rows).await
}

/// The tree over the leaves of acts up to a number, and the last number in it.
pub async fn tree(db: &mut Db, known: u64) -> Result<(merkle::Tree, u64)> {
    let mut tree = merkle::Tree::default();
    let mut last = 0;
    let sql = "select number, leaf from act where number <= $1 order by number";
    db.each(sql, &[Cell::from(known)], &[Type::Int, Type::Text], |row| {
        let hash = unhex(row[1].text()).and_then(|b| merkle::Hash::try_from(b).ok());
        tree.push(
            hash.ok_or_else(|| Error::Damaged(format!("the leaf of act {} is no hash", row[0])))?,
        );
        last = number(&row[0]);
        Ok(())
    })
    .await?;
    Ok((tree, last))
}

fn number(cell: &Cell) -> u64 {
    cell.int().and_then(|n| u64::try_from(n).ok()).unwrap_or(0)
}

/// The number of the last act; nought in an empty journal.
pub async fn last(db: &mut Db) -> Result<u64> {
    let rows = db
        .rows("select max(number) from act", &[], &[Type::Int])
        .await?;
    Ok(rows.first().map_or(0, |r| number(&r[0])))
}

/// The classes of subject that acts after a number concern; of an annulment, those of what it
/// took back.
pub async fn classes_since(db: &mut Db, known: u64) -> Result<Vec<String>> {
    let sql = "select class from act_line where act > $1 union \
               select class from act_line where act in (select act from annulment where by_act > $1)";
    let rows = db.rows(sql, &[Cell::from(known)], &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// The subjects of a class that acts after a number concern, or took back.
pub async fn subjects_since(
    db: &mut Db,
    class: &str,
    known: u64,
) -> Result<std::collections::BTreeSet<String>> {
    let sql = "select subject from act_line where act > $1 and class = $2 union \
               select subject from act_line where class = $2 \
               and act in (select act from annulment where by_act > $1)";
    let cells = [Cell::from(known), class.into()];
    let rows = db.rows(sql, &cells, &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// Which acts after a number concern some subjects of a class, or took back what did: subject
/// and act, by act.
pub async fn touched_since(
    db: &mut Db,
    class: &str,
    subjects: &[String],
    known: u64,
) -> Result<Vec<(String, u64)>> {
    let among = db.dialect().texts(3);
    let sql = format!(
        "select subject, act from act_line where class = $1 and act > $2 and subject in {among} union \
         select l.subject, a.by_act from act_line l join annulment a on a.act = l.act \
         where l.class = $1 and a.by_act > $2 and l.subject in {among} order by 2"
    );
    let mut found = Vec::new();
    for chunk in subjects.chunks(4000) {
        let list = Cell::Text(serde_json::to_string(chunk)?);
        let cells = [class.into(), Cell::from(known), list];
        let rows = db.rows(&sql, &cells, &[Type::Text, Type::Int]).await?;
        found.extend(rows.iter().map(|r| (r[0].text().to_owned(), number(&r[1]))));
    }
    found.sort_by_key(|(_, act)| *act);
    Ok(found)
}

/// The acts after a number that concern a class of subjects, or took back what did.
pub async fn acts_of_class_since(db: &mut Db, class: &str, known: u64) -> Result<Vec<u64>> {
    let sql = "select act from act_line where class = $1 and act > $2 union \
               select a.by_act from act_line l join annulment a on a.act = l.act \
               where l.class = $1 and a.by_act > $2 order by 1";
    let cells = [class.into(), Cell::from(known)];
    let rows = db.rows(sql, &cells, &[Type::Int]).await?;
    Ok(rows.iter().map(|r| number(&r[0])).collect())
}

/// The subjects erased after an act.
pub async fn erased_since(db: &mut Db, known: u64) -> Result<std::collections::BTreeSet<String>> {
    let sql = "select subject from erasure where by_act > $1";
    let rows = db.rows(sql, &[Cell::from(known)], &[Type::Text]).await?;
    Ok(rows.iter().map(|r| r[0].text().to_owned()).collect())
}

/// Number and root that the last writer left; nothing for an empty journal.
pub async fn head(db: &mut Db) -> Result<Option<(u64, String)>> {
    let rows = db
        .rows(
            "select number, root from journal_head",
            &[],
            &[Type::Int, Type::Text],
        )
        .await?;
    if rows.len() > 1 {
        return Err(Error::Damaged(
            "journal_head holds more than one row".to_owned(),
        ));
    }
    Ok(rows
        .first()
        .map(|r| (number(&r[0]), r[1].text().to_owned())))
}

/// What `journal_head` says, and what is wrong with how it says it.
pub(super) async fn head_as_found(db: &mut Db) -> Result<(Option<(u64, String)>, Vec<String>)> {
    let sql = "select place, number, root from journal_head";
    let found = db.rows_as_found(sql, &HEAD).await?;
    let mut faults = Vec::new();
    if found.rows.len() > 1 {
        faults.push("journal_head holds more than one row".to_owned());
    }
    let row = found.rows.first();
    if let Some(place) = row.map(|r| &r[0]).filter(|p| **p != Cell::Int(1)) {
        faults.push(format!(
            "journal_head {place}: place is {place}, the journal has one place, 1"
        ));
    }
    faults.extend(strange("journal_head", 1, &found, &HEAD));
    Ok((row.map(|r| (number(&r[1]), r[2].text().to_owned())), faults))
}

pub(super) async fn set_head(db: &mut Db, last: u64, root: &str) -> Result<()> {
    db.execute("delete from journal_head", &[]).await?;
    let cells = [Cell::from(last), root.into()];
    db.execute(
        "insert into journal_head (place, number, root) values (1, $1, $2)",
        &cells,
    )
    .await?;
    Ok(())
}

fn act(row: &[Cell]) -> Act {
    let text = |i: usize| row[i].text().to_owned();
    Act {
        number: number(&row[0]),
        kind: text(1),
        version: u32::try_from(number(&row[2])).unwrap_or(0),
        effective_on: text(3),
        recorded_at: text(4),
        account: text(5),
        on_behalf_of: text(6),
        basis: text(7),
        reason: text(8),
        lines: number(&row[9]),
        line_root: text(10),
        leaf: text(11),
    }
}

fn columns(of: &[(&str, Type)], prefix: &str) -> (String, Vec<Type>) {
    let names: Vec<String> = of.iter().map(|(n, _)| format!("{prefix}{n}")).collect();
    (names.join(", "), of.iter().map(|(_, t)| *t).collect())
}

/// The acts in order of their numbers, from one number to another, both included.
pub async fn acts(db: &mut Db, from: u64, to: u64) -> Result<Vec<Act>> {
    let (names, types) = columns(&ACT, "");
    let sql = format!("select {names} from act where number between $1 and $2 order by number");
    Ok(db
        .rows(&sql, &[Cell::from(from), Cell::from(to)], &types)
        .await?
        .iter()
        .map(|r| act(r))
        .collect())
}

/// Every act as it stands, however it was changed by hand; what stands in a cell that cannot.
pub(super) async fn acts_as_found(db: &mut Db) -> Result<(Vec<Act>, Vec<String>)> {
    let (names, _) = columns(&ACT, "");
    let sql = format!("select {names} from act order by number");
    let found = db.rows_as_found(&sql, &ACT).await?;
    let mut acts: Vec<Act> = found.rows.iter().map(|r| act(r)).collect();
    acts.sort_by_key(|a| a.number);
    Ok((acts, strange("act", 1, &found, &ACT)))
}

/// The cells of the journal's rows that hold what they cannot, or nothing where something
/// belongs. A row is told by its first cells.
fn strange(table: &str, key: usize, found: &AsFound, columns: &[(&str, Type)]) -> Vec<String> {
    let named = |row: &[Cell]| {
        let key: Vec<String> = row.iter().take(key).map(Cell::to_string).collect();
        format!("{table} {}", key.join(" "))
    };
    let belongs = |column: &str| match columns.iter().find(|(n, _)| *n == column) {
        Some((_, Type::Int)) => "a whole number",
        _ => "text",
    };
    let say = |row: usize, column: &str, what: &str| {
        let (row, belongs) = (named(&found.rows[row]), belongs(column));
        format!("{row}: {column} holds {what}, where {belongs} belongs")
    };
    let mut faults: Vec<String> = found
        .strange
        .iter()
        .map(|(r, c, w)| say(*r, c, w))
        .collect();
    for (at, row) in found.rows.iter().enumerate() {
        let empty = columns
            .iter()
            .zip(row)
            .filter(|(_, cell)| **cell == Cell::Null);
        let empty = empty.filter(|((name, _), _)| !ERASABLE.contains(name));
        faults.extend(empty.map(|((name, _), _)| say(at, name, "nothing")));
    }
    faults
}

/// Numbers of the acts that touch a subject, as its own or beside others.
pub async fn acts_of(db: &mut Db, subjects: &[String]) -> Result<Vec<u64>> {
    let list = Cell::Text(serde_json::to_string(subjects)?);
    let among = db.dialect().texts(1);
    let sql = format!(
        "select act from act_line where subject in {among} union select act from act_subject where subject in {among} order by 1"
    );
    Ok(db
        .rows(&sql, &[list], &[Type::Int])
        .await?
        .iter()
        .map(|r| number(&r[0]))
        .collect())
}

/// A line of an act with everything the hash is made of.
pub struct FullLine {
    pub number: u64,
    pub day: String,
    pub class: String,
    pub subject: String,
    pub also: String,
    pub counted: String,
    pub identifying: Option<String>,
    pub salt: Option<String>,
    pub commitment: String,
    pub leaf: String,
}

impl FullLine {
    /// Content without its salt, or that does not give the commitment, was changed by hand. Only
    /// an erasure takes both away.
    pub(super) fn broken_commitment(&self) -> Option<&'static str> {
        match (&self.salt, &self.identifying) {
            (Some(salt), Some(content)) if commitment(salt, content) == self.commitment => None,
            (None, None) => None,
            (Some(_), Some(_)) => Some("its content and its commitment disagree"),
            _ => Some("its content or its salt is missing"),
        }
    }

    pub(super) fn hash(&self) -> merkle::Hash {
        line_hash(&LineParts {
            day: &self.day,
            class: &self.class,
            subject: &self.subject,
            also: &self.also,
            counted: &self.counted,
            commitment: &self.commitment,
        })
    }
}

/// The lines of an act, in order.
pub async fn lines(db: &mut Db, act: u64) -> Result<Vec<FullLine>> {
    let (names, types) = columns(&LINE, "");
    let sql = format!("select {names} from act_line where act = $1 order by line");
    let mut lines = Vec::new();
    db.each(&sql, &[Cell::from(act)], &types, |row| {
        lines.push(full_line(&row));
        Ok(())
    })
    .await?;
    Ok(lines)
}

/// [`lines`], however they were changed by hand; what stands in a cell that cannot.
pub(super) async fn lines_as_found(db: &mut Db, act: u64) -> Result<(Vec<FullLine>, Vec<String>)> {
    let (names, _) = columns(&LINE, "");
    let sql = format!("select {names} from act_line where act = {act} order by line");
    let found = db.rows_as_found(&sql, &LINE).await?;
    let mut lines: Vec<FullLine> = found.rows.iter().map(|r| full_line(r)).collect();
    lines.sort_by_key(|l| l.number);
    Ok((lines, strange("act_line", 2, &found, &LINE)))
}

fn full_line(row: &[Cell]) -> FullLine {
    let text = |i: usize| row[i].text().to_owned();
    let maybe = |i: usize| (row[i] != Cell::Null).then(|| row[i].text().to_owned());
    FullLine {
        number: number(&row[1]),
        day: text(2),
        class: text(3),
        subject: text(4),
        also: text(5),
        counted: text(6),
        identifying: maybe(7),
        salt: maybe(8),
        commitment: text(9),
        leaf: text(10),
    }
}

/// Of which lines a question asks: those about some subjects, but for a few. Made once, asked with
/// often.
#[derive(Debug)]
pub struct About {
    subjects: String,
    /// Ids of lines that are not meant, if there are any.
    without: Option<String>,
}

impl About {
    /// The lines about some subjects, without some lines, given by act and number.
    pub fn of<'a>(
        subjects: impl IntoIterator<Item = &'a String>,
        without: &[(u64, u64)],
    ) -> Result<About> {
        let subjects: Vec<&String> = subjects.into_iter().collect();
        let ids = without.iter().map(|(act, line)| format!("{act}.{line}"));
        let ids: Vec<String> = ids.collect();
        let without = (!ids.is_empty()).then(|| serde_json::to_string(&ids));
        Ok(About {
            subjects: serde_json::to_string(&subjects)?,
            without: without.transpose()?,
        })
    }

    /// The condition on the lines `l` of a question that has one parameter before.
    fn holds(&self, dialect: Dialect) -> String {
        let among = dialect.texts(2);
        let but = self.without.as_ref().map(|_| {
            let ids = dialect.texts(3);
            format!(" and l.act || '.' || l.line not in {ids}")
        });
        format!("l.subject in {among}{}", but.unwrap_or_default())
    }

    /// [`About::holds`] with its values for one act, or, where a class is named, a line of any other.
    fn in_act(&self, dialect: Dialect, act: u64, or_not: Option<&str>) -> (String, Vec<Cell>) {
        let (holds, mut given) = (self.holds(dialect), self.given(Cell::from(act)));
        let Some(class) = or_not else {
            return (holds, given);
        };
        given.push(class.into());
        (format!("({holds} or l.class <> ${})", given.len()), given)
    }

    fn given(&self, first: Cell) -> Vec<Cell> {
        let lists = [Some(&self.subjects), self.without.as_ref()];
        let lists = lists.into_iter().flatten();
        std::iter::once(first)
            .chain(lists.map(|l| l.as_str().into()))
            .collect()
    }
}

/// Acts before a number with lines about some subjects, the newest first, each with how many such
/// lines it has.
pub async fn acts_about(
    db: &mut Db,
    about: &About,
    before: u64,
    most: usize,
) -> Result<Vec<(u64, u64)>> {
    let holds = about.holds(db.dialect());
    let sql = format!(
        "select l.act, count(*) from act_line l where l.act < $1 and {holds} group by l.act order by l.act desc limit {most}"
    );
    let given = about.given(Cell::from(before));
    let rows = db.rows(&sql, &given, &[Type::Int, Type::Int]).await?;
    Ok(rows
        .iter()
        .map(|r| (number(&r[0]), number(&r[1])))
        .collect())
}

/// How many lines about some subjects an act has, or of any other class than one.
pub async fn count_about(
    db: &mut Db,
    about: &About,
    act: u64,
    or_not: Option<&str>,
) -> Result<u64> {
    let (holds, given) = about.in_act(db.dialect(), act, or_not);
    let sql = format!("select count(*) from act_line l where l.act = $1 and {holds}");
    let rows = db.rows(&sql, &given, &[Type::Int]).await?;
    Ok(rows.first().map_or(0, |r| number(&r[0])))
}

/// Of the acts annulled up to a knowledge those with lines about some subjects, each with the act
/// that annulled it.
pub async fn annulled_about(db: &mut Db, about: &About, known: Known) -> Result<Vec<(u64, u64)>> {
    let holds = about.holds(db.dialect());
    let sql = format!(
        "select distinct n.act, n.by_act from annulment n join act_line l on l.act = n.act \
         where n.by_act <= $1 and {holds} order by n.act"
    );
    let given = about.given(Cell::from(known.0));
    let rows = db.rows(&sql, &given, &[Type::Int, Type::Int]).await?;
    Ok(rows
        .iter()
        .map(|r| (number(&r[0]), number(&r[1])))
        .collect())
}

/// Whether acts of some kinds have lines of a class.
pub async fn have_lines_of(db: &mut Db, kinds: &[&str], class: &str) -> Result<bool> {
    let among = db.dialect().texts(1);
    let sql = format!(
        "select count(*) from act a join act_line l on l.act = a.number \
         where a.kind in {among} and l.class = $2"
    );
    let given = [serde_json::to_string(kinds)?.into(), class.into()];
    let rows = db.rows(&sql, &given, &[Type::Int]).await?;
    Ok(rows.first().is_some_and(|r| number(&r[0]) > 0))
}

/// Acts of some kinds before a number, the newest first.
pub async fn acts_of_kinds(
    db: &mut Db,
    kinds: &[&str],
    before: u64,
    most: usize,
) -> Result<Vec<Act>> {
    let (names, types) = columns(&ACT, "");
    let among = db.dialect().texts(2);
    let sql = format!(
        "select {names} from act where number < $1 and kind in {among} order by number desc limit {most}"
    );
    let given = [Cell::from(before), serde_json::to_string(kinds)?.into()];
    let rows = db.rows(&sql, &given, &types).await?;
    Ok(rows.iter().map(|r| act(r)).collect())
}

/// The first lines of an act, all of them or those about some subjects.
pub async fn first_lines(
    db: &mut Db,
    act: u64,
    about: Option<(&About, Option<&str>)>,
    most: usize,
) -> Result<Vec<FullLine>> {
    let (names, types) = columns(&LINE, "l.");
    let (within, given) = match about {
        Some((about, or_not)) => {
            let (holds, given) = about.in_act(db.dialect(), act, or_not);
            (format!(" and {holds}"), given)
        }
        None => (String::new(), vec![Cell::from(act)]),
    };
    let sql = format!(
        "select {names} from act_line l where l.act = $1{within} order by l.line limit {most}"
    );
    let rows = db.rows(&sql, &given, &types).await?;
    Ok(rows.iter().map(|r| full_line(r)).collect())
}

/// The acts whose basis or reason holds one of some names, however it is spelt.
pub async fn acts_that_say(db: &mut Db, names: &[String]) -> Result<Vec<u64>> {
    let names: Vec<String> = names.iter().map(|n| folded(n)).collect();
    let sql =
        "select number, basis, reason from act where basis <> '' or reason <> '' order by number";
    let mut acts = Vec::new();
    db.each(sql, &[], &[Type::Int, Type::Text, Type::Text], |row| {
        let said = [folded(row[1].text()), folded(row[2].text())];
        let holds = |name: &String| said.iter().any(|s| s.contains(name.as_str()));
        if names.iter().any(|n| !n.is_empty() && holds(n)) {
            acts.push(number(&row[0]));
        }
        Ok(())
    })
    .await?;
    Ok(acts)
}

const EDIT: [Type; 6] = [
    Type::Int,
    Type::Int,
    Type::Text,
    Type::Text,
    Type::Text,
    Type::Text,
];

fn edit(row: &[Cell]) -> Result<Edit> {
    Ok(Edit {
        act: number(&row[0]),
        line: number(&row[1]),
        day: Day::parse(row[2].text())?,
        subject: row[3].text().to_owned(),
        counted: row[4].text().to_owned(),
        identifying: (row[5] != Cell::Null).then(|| row[5].text().to_owned()),
    })
}

const EDITS: &str = "select l.act, l.line, l.day, l.subject, l.counted, l.identifying from act_line l \
     left join annulment n on n.act = l.act";

/// All edits in force (not annulled) of the subjects of a class, in the order of acts and lines.
pub async fn edits(db: &mut Db, class: &str, subjects: &[String]) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let among = db.dialect().texts(2);
    let sql = format!(
        "{EDITS} where n.act is null and l.class = $1 and l.subject in {among} order by l.act, l.line"
    );
    for chunk in subjects.chunks(4000) {
        let list = Cell::Text(serde_json::to_string(chunk)?);
        db.each(&sql, &[class.into(), list], &EDIT, |row| {
            edits.push(edit(&row)?);
            Ok(())
        })
        .await?;
    }
    Ok(edits)
}

/// Every edit of a subject that was ever recorded, whether or not it is still in force.
pub async fn edits_ever(db: &mut Db, class: &str, subject: &str) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let sql = format!("{EDITS} where l.class = $1 and l.subject = $2 order by l.act, l.line");
    db.each(&sql, &[class.into(), subject.into()], &EDIT, |row| {
        edits.push(edit(&row)?);
        Ok(())
    })
    .await?;
    Ok(edits)
}

/// All edits now in force of a class, for a register that is small enough to hold.
pub async fn edits_of_class(db: &mut Db, class: &str) -> Result<Vec<Edit>> {
    let mut edits = Vec::new();
    let sql = format!("{EDITS} where n.act is null and l.class = $1 order by l.act, l.line");
    db.each(&sql, &[class.into()], &EDIT, |row| {
        edits.push(edit(&row)?);
        Ok(())
    })
    .await?;
    Ok(edits)
}

/// The acts annulled up to a knowledge, with the act that annulled each.
pub async fn annulments(db: &mut Db, known: Known) -> Result<Vec<(u64, u64)>> {
    let sql = "select act, by_act from annulment where by_act <= $1 order by act";
    let types = [Type::Int, Type::Int];
    let rows = db.rows(sql, &[Cell::from(known.0)], &types).await?;
    Ok(rows
        .iter()
        .map(|r| (number(&r[0]), number(&r[1])))
        .collect())
}

pub(super) async fn annul(db: &mut Db, act: u64, by: u64) -> Result<()> {
    let cells = [Cell::from(act), Cell::from(by)];
    db.execute(
        "insert into annulment (act, by_act) values ($1, $2)",
        &cells,
    )
    .await?;
    Ok(())
}

/// The act that recorded the same input before and still stands, found by the file's digest among its subjects.
pub async fn act_with_digest(db: &mut Db, kind: &str, digest: &str) -> Result<Option<u64>> {
    let sql = "select a.number, n.act from act a join act_subject s on s.act = a.number left join annulment n on n.act = a.number \
               where s.subject = $1 and a.kind = $2 order by 1";
    let rows = db
        .rows(
            sql,
            &[super::file_subject(digest).into(), kind.into()],
            &[Type::Int, Type::Int],
        )
        .await?;
    // a file of which an act was annulled may be entered again
    let whole = rows.iter().all(|r| r[1] == Cell::Null);
    Ok(rows.last().filter(|_| whole).map(|r| number(&r[0])))
}

/// Whether an act recorded a file: a digest is among its subjects.
pub async fn was_file(db: &mut Db, act: u64) -> Result<bool> {
    let sql = "select count(*) from act_subject where act = $1 and subject like 'file:%'";
    let rows = db.rows(sql, &[Cell::from(act)], &[Type::Int]).await?;
    Ok(rows.first().is_some_and(|r| number(&r[0]) > 0))
}

/// Copies stored lines into another database, salts and all, for a replay.
pub(super) async fn copy_lines(db: &mut Db, act: u64, lines: &[FullLine]) -> Result<()> {
    let mut subjects = std::collections::BTreeSet::new();
    for chunk in lines.chunks(3000) {
        let rows: Vec<_> = chunk
            .iter()
            .map(|l| {
                vec![
                    Cell::from(act),
                    Cell::from(l.number),
                    l.day.as_str().into(),
                    l.class.as_str().into(),
                    l.subject.as_str().into(),
                    l.also.as_str().into(),
                    l.counted.as_str().into(),
                    Cell::optional(l.identifying.clone()),
                    Cell::optional(l.salt.clone()),
                    l.commitment.as_str().into(),
                    l.leaf.as_str().into(),
                ]
            })
            .collect();
        db.insert("act_line", &LINE, &rows).await?;
        subjects.extend(
            chunk
                .iter()
                .flat_map(|l| l.also.split(' '))
                .filter(|s| !s.is_empty()),
        );
    }
    insert_subjects(db, act, subjects.into_iter()).await
}

/// Notes the version of the derived columns.
pub async fn set_derived(db: &mut Db, version: i64) -> Result<()> {
    let columns = [("version", Type::Int)];
    create(db, "derived_version", &columns, "primary key (version)").await?;
    db.execute("delete from derived_version", &[]).await?;
    let sql = "insert into derived_version (version) values ($1)";
    db.execute(sql, &[Cell::Int(version)]).await?;
    Ok(())
}

/// The version of the derived columns.
pub async fn derived(db: &mut Db) -> Result<Option<i64>> {
    let sql = "select max(version) from derived_version";
    let rows = db.rows(sql, &[], &[Type::Int]).await?;
    Ok(rows.first().and_then(|r| r[0].int()))
}

/// What the database is made of, each with how it is made.
pub(super) async fn shape(db: &mut Db) -> Result<std::collections::BTreeMap<String, String>> {
    let sql = db.dialect().shape();
    let rows = db.rows(sql, &[], &[Type::Text, Type::Text]).await?;
    let text = |c: &Cell| c.text().to_owned();
    Ok(rows.iter().map(|r| (text(&r[0]), text(&r[1]))).collect())
}

/// Notes the version of the tables.
pub async fn set_schema(db: &mut Db, version: i64) -> Result<()> {
    create(
        db,
        "schema_version",
        &[("version", Type::Int)],
        "primary key (version)",
    )
    .await?;
    db.execute("delete from schema_version", &[]).await?;
    db.execute(
        "insert into schema_version (version) values ($1)",
        &[Cell::Int(version)],
    )
    .await?;
    Ok(())
}

/// The version of the tables; nothing when the database holds no record.
pub async fn schema(db: &mut Db) -> Result<Option<i64>> {
    let tables = db.rows(db.dialect().tables(), &[], &[Type::Text]).await?;
    if !tables.iter().any(|r| r[0].text() == "schema_version") {
        return Ok(None);
    }
    let rows = db
        .rows("select max(version) from schema_version", &[], &[Type::Int])
        .await?;
    Ok(rows.first().and_then(|r| r[0].int()))
}

/// Removes what names the subject from every line about it, with its salt. The commitments
/// stay, so the tree still verifies.
pub(super) async fn erase(db: &mut Db, class: &str, subject: &str, by: u64) -> Result<()> {
    let sql =
        "update act_line set identifying = null, salt = null where class = $1 and subject = $2";
    db.execute(sql, &[class.into(), subject.into()]).await?;
    let sql = "insert into erasure (subject, by_act) values ($1, $2)";
    db.execute(sql, &[subject.into(), Cell::from(by)]).await?;
    Ok(())
}

async fn places(db: &mut Db, sql: &str) -> Result<Vec<String>> {
    let columns = [("act", Type::Int), ("line", Type::Int)];
    let found = db.rows_as_found(sql, &columns).await?;
    let place = |r: &Vec<Cell>| format!("act_line {} {}", r[0], r[1]);
    Ok(found.rows.iter().map(place).collect())
}

/// Lines that belong to no act.
pub(super) async fn stray_lines(db: &mut Db) -> Result<Vec<String>> {
    let sql = "select l.act, l.line from act_line l left join act a on a.number = l.act where a.number is null";
    places(db, sql).await
}

/// Lines whose identifying content is gone although no act erased its subject.
pub(super) async fn emptied_lines(db: &mut Db) -> Result<Vec<String>> {
    let sql = "select l.act, l.line from act_line l left join erasure e on e.subject = l.subject \
               where l.commitment <> '' and l.identifying is null and e.subject is null order by 1, 2";
    places(db, sql).await
}

//! Proving that nothing was changed behind the journal's back: leaves and root are
//! computed again, the journal is replayed into an empty database, and every projection
//! table is compared row by row.

use super::apply::{Register, apply, replayed};
use super::{Act, merkle, store};
use crate::db::Type;
use crate::projection::store as tables;
use crate::text::hex;
use crate::{Db, Result};
use std::collections::{BTreeMap, BTreeSet};

/// What was found: nothing, if the record is whole.
#[derive(Debug, Default)]
pub struct Finding {
    pub acts: u64,
    pub lines: u64,
    pub root: String,
    pub faults: Vec<String>,
}

/// Verifies `db`, replaying into `empty` (a database with the program's tables and nothing in
/// them). `working` is what the working tables are made of: they may be there or not, since only
/// a record that was served has them.
pub async fn verify(
    db: &mut Db,
    empty: &mut Db,
    registers: &[&Register],
    working: &BTreeSet<String>,
    mut progress: impl FnMut(u64, u64),
) -> Result<Finding> {
    let mut finding = Finding::default();
    migrate(empty, registers).await?;
    let shape = compare_shape(db, empty, working, &mut finding).await?;
    if !shape.holds("act", &store::ACT) || !shape.holds("act_line", &store::LINE) {
        // without its columns the journal says nothing that could be compared
        return Ok(finding);
    }
    empty.begin_writing().await?;
    let (acts, strange) = store::acts_as_found(db).await?;
    finding.faults.extend(strange);
    let mut tree = merkle::Tree::default();
    let last = acts.last().map_or(0, |a| a.number);
    for (at, act) in acts.iter().enumerate() {
        let should = u64::try_from(at).unwrap_or(0) + 1;
        if act.number != should {
            finding.faults.push(format!(
                "act {should} is missing: act {} follows",
                act.number
            ));
        }
        tree.push(check_act(act, &mut finding)?);
        replay(db, empty, registers, act, &mut finding).await?;
        progress(act.number, last);
    }
    finding.root = hex(&tree.root());
    finding.acts = last;
    if shape.holds("journal_head", &store::HEAD) {
        check_head(db, &mut finding).await?;
    }
    stray_lines(db, &mut finding).await?;
    if shape.holds("erasure", &store::ERASURE) {
        emptied_lines(db, &mut finding).await?;
    }
    empty.keep().await?;
    compare(db, empty, registers, &shape, &mut finding).await?;
    Ok(finding)
}

/// What a database is made of: tables' columns, keys, indexes, triggers and views, each with how
/// it is made.
#[derive(Debug)]
pub struct Shape(BTreeMap<String, String>);

impl Shape {
    /// Reads it from a database.
    pub async fn of(db: &mut Db) -> Result<Shape> {
        store::shape(db).await.map(Shape)
    }

    /// What this is made of beyond another.
    #[must_use]
    pub fn beyond(&self, other: &Shape) -> BTreeSet<String> {
        let new = self.0.keys().filter(|k| !other.0.contains_key(*k));
        new.cloned().collect()
    }

    fn has(&self, table: &str, column: &str) -> bool {
        self.0.contains_key(&format!("{table}.{column}"))
    }

    fn holds(&self, table: &str, columns: &[(&str, Type)]) -> bool {
        columns.iter().all(|(column, _)| self.has(table, column))
    }

    fn has_table(&self, table: &str) -> bool {
        let column = format!("{table}.");
        self.0.keys().any(|k| k.starts_with(&column))
    }
}

/// The table that something a database is made of belongs to.
fn table_of(what: &str) -> &str {
    let named = what
        .rsplit_once(" on ")
        .or_else(|| what.rsplit_once(" of "));
    let named = named.map(|(_, table)| table);
    named.unwrap_or_else(|| what.split('.').next().unwrap_or(what))
}

/// Makes every table that the journal and the registers need.
pub async fn migrate(db: &mut Db, registers: &[&Register]) -> Result<()> {
    store::migrate(db).await?;
    for table in registers.iter().flat_map(|r| r.tables) {
        tables::migrate(db, table).await?;
    }
    Ok(())
}

fn check_act(act: &Act, finding: &mut Finding) -> Result<merkle::Hash> {
    let leaf = merkle::leaf(act.header()?.as_bytes());
    if hex(&leaf) != act.leaf {
        finding.faults.push(format!(
            "act {}: its content and its leaf disagree",
            act.number
        ));
    }
    Ok(leaf)
}

async fn replay(
    db: &mut Db,
    empty: &mut Db,
    registers: &[&Register],
    act: &Act,
    finding: &mut Finding,
) -> Result<()> {
    let (lines, strange) = store::lines_as_found(db, act.number).await?;
    finding.faults.extend(strange);
    let mut tree = merkle::Tree::default();
    for (at, line) in lines.iter().enumerate() {
        if line.number != u64::try_from(at).unwrap_or(0) + 1 {
            finding
                .faults
                .push(format!("act {}: line {} is missing", act.number, at + 1));
        }
        if hex(&line.hash()) != line.leaf {
            finding.faults.push(format!(
                "act_line {} {}: its content and its leaf disagree",
                act.number, line.number
            ));
        }
        if let Some(why) = line.broken_commitment() {
            finding
                .faults
                .push(format!("act_line {} {}: {why}", act.number, line.number));
        }
        tree.push(line.hash());
    }
    let count = u64::try_from(lines.len()).unwrap_or(0);
    if hex(&tree.root()) != act.line_root || count != act.lines {
        finding.faults.push(format!(
            "act {}: its lines are not those that were recorded",
            act.number
        ));
    }
    finding.lines += count;
    let number = act.number;
    if let Err(e) = store::copy_lines(empty, number, &lines).await {
        // numbers that were changed by hand may name one place twice
        let why = format!("act {number}: its lines cannot be taken up again: {e}");
        finding.faults.push(why);
        return Ok(());
    }
    let applied = match replayed(number, lines, registers) {
        Ok(lines) => apply(empty, registers, act, &lines).await,
        Err(e) => Err(e),
    };
    if let Err(e) = applied {
        finding
            .faults
            .push(format!("act {number} cannot be applied again: {e}"));
    }
    Ok(())
}

async fn check_head(db: &mut Db, finding: &mut Finding) -> Result<()> {
    let (head, faults) = store::head_as_found(db).await?;
    finding.faults.extend(faults);
    match head {
        Some((number, root)) if number == finding.acts && root == finding.root => {}
        None if finding.acts == 0 => {}
        Some((number, root)) => finding.faults.push(format!(
            "journal_head: it says act {number} and root {root}, the acts give {} and {}",
            finding.acts, finding.root
        )),
        None => finding
            .faults
            .push("journal_head: the row is missing".to_owned()),
    }
    Ok(())
}

async fn stray_lines(db: &mut Db, finding: &mut Finding) -> Result<()> {
    let stray = store::stray_lines(db).await?.into_iter();
    let say = |line| format!("{line}: it belongs to no act");
    finding.faults.extend(stray.map(say));
    Ok(())
}

/// Identifying content goes by an act of erasure and in no other way.
async fn emptied_lines(db: &mut Db, finding: &mut Finding) -> Result<()> {
    let emptied = store::emptied_lines(db).await?.into_iter();
    let say = |line| format!("{line}: what identifies is gone, and no act erased it");
    finding.faults.extend(emptied.map(say));
    Ok(())
}

/// Tables, columns, keys, indexes, triggers and views must be those that the program makes. A
/// working table may be missing, but not half of it.
async fn compare_shape(
    db: &mut Db,
    empty: &mut Db,
    working: &BTreeSet<String>,
    finding: &mut Finding,
) -> Result<Shape> {
    let (is, should) = (Shape::of(db).await?, Shape::of(empty).await?);
    for (what, made) in &is.0 {
        match should.0.get(what) {
            None => (finding.faults).push(format!("{what}: the program made no such thing")),
            Some(right) if right != made => (finding.faults).push(format!(
                "{what}: it is made as «{made}», the program makes it as «{right}»"
            )),
            Some(_) => {}
        }
    }
    let excused = |what: &&String| working.contains(*what) && !is.has_table(table_of(what));
    let missing = should.0.keys().filter(|what| !is.0.contains_key(*what));
    let missing = missing.filter(|what| !excused(what));
    (finding.faults).extend(missing.map(|what| format!("{what}: it is missing")));
    Ok(is)
}

/// Compares every table that is not a working one, by the columns that are there.
async fn compare(
    db: &mut Db,
    empty: &mut Db,
    registers: &[&Register],
    shape: &Shape,
    finding: &mut Finding,
) -> Result<()> {
    for table in registers.iter().flat_map(|r| r.tables) {
        let there = |column: &str| shape.has(table.name, column);
        let found = tables::compare(db, empty, table, there).await?;
        finding.faults.extend(found);
    }
    for (table, key, columns) in [
        ("annulment", &["act"][..], &store::ANNULMENT),
        ("act_subject", &["subject", "act"], &store::SUBJECT),
        ("erasure", &["subject"], &store::ERASURE),
    ] {
        if shape.holds(table, columns) {
            let found = tables::compare_by(db, empty, table, key, columns).await?;
            finding.faults.extend(found);
        }
    }
    Ok(())
}

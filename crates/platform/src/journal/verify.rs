//! Proving that nothing was changed behind the journal's back: leaves and root are
//! computed again, the journal is replayed into an empty database, and every projection
//! table is compared row by row.

use super::apply::{Register, apply, replayed};
use super::{Act, merkle, store};
use crate::asof::Known;
use crate::db::Type;
use crate::projection::store as tables;
use crate::text::hex;
use crate::{Db, Result};
use std::collections::BTreeSet;

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
    empty.begin_writing().await?;
    let acts = store::acts(db, 0, Known::NOW.0).await?;
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
    check_head(db, &mut finding).await?;
    stray_lines(db, &mut finding).await?;
    emptied_lines(db, &mut finding).await?;
    empty.keep().await?;
    compare_shape(db, empty, working, &mut finding).await?;
    compare(db, empty, registers, &mut finding).await?;
    Ok(finding)
}

/// What a database is made of.
pub async fn shape(db: &mut Db) -> Result<BTreeSet<String>> {
    store::shape(db).await
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
    let lines = store::lines(db, act.number).await?;
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
    store::copy_lines(empty, number, &lines).await?;
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
    let head = match store::head(db).await {
        Err(crate::Error::Damaged(why)) => {
            finding.faults.push(why);
            return Ok(());
        }
        head => head?,
    };
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
    for (act, line) in store::stray_lines(db).await? {
        finding
            .faults
            .push(format!("act_line {act} {line}: it belongs to no act"));
    }
    Ok(())
}

/// Identifying content goes by an act of erasure and in no other way.
async fn emptied_lines(db: &mut Db, finding: &mut Finding) -> Result<()> {
    for (act, line) in store::emptied_lines(db).await? {
        finding.faults.push(format!(
            "act_line {act} {line}: what identifies is gone, and no act erased it"
        ));
    }
    Ok(())
}

/// Tables, columns, indexes, triggers and views must be those that the program makes.
async fn compare_shape(
    db: &mut Db,
    empty: &mut Db,
    working: &BTreeSet<String>,
    finding: &mut Finding,
) -> Result<()> {
    let (is, should) = (store::shape(db).await?, store::shape(empty).await?);
    let strange = is.difference(&should).filter(|w| !working.contains(*w));
    let strange = strange.map(|what| format!("{what}: the program made no such thing"));
    let missing = should.difference(&is).filter(|w| !working.contains(*w));
    let missing = missing.map(|what| format!("{what}: it is missing"));
    finding.faults.extend(strange.chain(missing));
    Ok(())
}

async fn compare(
    db: &mut Db,
    empty: &mut Db,
    registers: &[&Register],
    finding: &mut Finding,
) -> Result<()> {
    for table in registers.iter().flat_map(|r| r.tables) {
        finding
            .faults
            .extend(tables::compare(db, empty, table).await?);
    }
    let by = [("act", Type::Int), ("by_act", Type::Int)];
    finding
        .faults
        .extend(tables::compare_by(db, empty, "annulment", &["act"], &by).await?);
    let subject = [("subject", Type::Text), ("act", Type::Int)];
    finding
        .faults
        .extend(tables::compare_by(db, empty, "act_subject", &["subject", "act"], &subject).await?);
    let erased = [("subject", Type::Text), ("by_act", Type::Int)];
    finding
        .faults
        .extend(tables::compare_by(db, empty, "erasure", &["subject"], &erased).await?);
    Ok(())
}

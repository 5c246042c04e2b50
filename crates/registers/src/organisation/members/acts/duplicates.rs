//! Who may be in the record already: named when a list is read, never decided (`semantics.md` 4.10).

use super::super::model::PersonEdit;
use super::super::store;
use super::lines::FieldMap;
use platform::journal::Line;
use platform::sheets::Sheet;
use platform::{Db, Problem, Result};
use std::collections::{HashMap, HashSet};

/// What people are matched by, in this order (`semantics.md` 4.10). A match is named and
/// decides nothing.
pub const MATCHED_BY: [(&str, &str, &str); 4] = [
    ("citizen_hash", "citizen_id", "the same citizen ID"),
    ("file_number", "file_number", "the same file number"),
    ("card_number", "card_number", "the same card number"),
    (
        "name_folded",
        "name",
        "the same name and birth date (perhaps another person)",
    ),
];

/// What the person of a line is matched by, in the order of [`MATCHED_BY`]; nothing for a line
/// that begins nobody. Only this is kept of a list: whole records would take much memory.
pub fn matching(line: &Line) -> Result<Option<[Option<String>; 4]>> {
    let Some(beside) = &line.identifying else {
        return Ok(None);
    };
    let PersonEdit::New { fields, .. } = serde_json::from_str(&line.counted)? else {
        return Ok(None);
    };
    let mut beside: FieldMap = serde_json::from_str(beside)?;
    let name = beside.remove("name").zip(fields.get("birth_date"));
    Ok(Some([
        beside.remove("citizen_hash"),
        beside.remove("file_number"),
        beside.remove("card_number"),
        name.map(|(n, b)| format!("{} {b}", platform::text::folded(&n))),
    ]))
}

pub(super) async fn duplicates(db: &mut Db, sheet: &Sheet, lines: &[Line]) -> Result<Vec<Problem>> {
    let mut persons = Vec::with_capacity(sheet.rows.len());
    for line in lines {
        persons.extend(matching(line)?);
    }
    let mut found = Vec::new();
    let mut matched: HashSet<usize> = HashSet::new();
    for (at, (by, column, what)) in MATCHED_BY.into_iter().enumerate() {
        let values: Vec<Option<String>> = persons.iter_mut().map(|p| p[at].take()).collect();
        let known = store::keys_by(db, by, values.iter().flatten().cloned().collect()).await?;
        let mut first: HashMap<&str, usize> = HashMap::new();
        for (i, said) in values.iter().enumerate() {
            let Some(said) = said else { continue };
            let earlier = first
                .get(said.as_str())
                .map(|at| format!("line {}", sheet.rows[*at].number));
            first.entry(said).or_insert(i);
            let whom = known
                .get(said)
                .map(|key| format!("the person {key} of the record"))
                .or(earlier);
            if let Some(whom) = whom.filter(|_| matched.insert(i)) {
                let why = format!("{what} as {whom}");
                found.push(
                    Problem::new(why)
                        .at(&sheet.file, sheet.rows[i].number)
                        .cell(column, "")
                        .as_warning(),
                );
            }
        }
    }
    Ok(found)
}

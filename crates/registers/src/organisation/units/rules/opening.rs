//! An opening list of units.

use super::super::model::{CLASS, UnitEdit, UnitRow};
use super::{code_subject, is_reserved, lines, tree::judge_kind};
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure, UnitIx};
use platform::journal::{self, Line, canonical};
use platform::{Error, Problem, Result};
use std::collections::{BTreeSet, HashMap};

/// Decides an opening list of units.
pub fn opening(
    s: &Structure,
    book: &Rulebook,
    rows: &[UnitRow],
    file: &str,
    act: u64,
) -> Result<(Vec<Line>, Vec<Problem>)> {
    let mut problems = Vec::new();
    let mut warnings = Vec::new();
    let mut lines_of: HashMap<&str, usize> = HashMap::new();
    let (rows, stands): (Vec<UnitRow>, Vec<UnitRow>) =
        rows.iter().cloned().partition(|r| r.hierarchy.is_empty());
    let rows = rows.as_slice();
    for (at, row) in rows.iter().enumerate() {
        let mut say = |column: &str, value: &str, why: String| {
            problems.push(Problem::new(why).at(file, row.line).cell(column, value));
        };
        if row.code.is_empty() {
            say("code", "", "a unit needs a code".to_owned());
        } else if is_reserved(&row.code) {
            say(
                "code",
                &row.code,
                "this code has another meaning: *, -, | and @ may not be used".to_owned(),
            );
        } else if let Some(first) = lines_of.insert(&row.code, at) {
            say(
                "code",
                &row.code,
                format!("line {} bears the same code", rows[first].line),
            );
        } else if let Some((u, since)) = borne_from(s, &row.code, row.valid_from) {
            say(
                "code",
                &row.code,
                format!(
                    "the code is borne by «{}» since {since}",
                    s.last_state(u).map_or("", |l| &l.name)
                ),
            );
        }
        if row.name.is_empty() {
            say("name", "", "a unit needs a name".to_owned());
        }
    }
    let parents = resolve_parents(s, rows, &lines_of, file, act, &mut problems, &mut warnings);
    refuse_cycles(rows, &lines_of, file, &mut problems);
    let of_lines = lines::opening(s, (rows, &stands), &lines_of, (file, act), &mut problems);
    let kind_of = |code: &str, on| {
        lines_of
            .get(code)
            .map(|at| rows[*at].kind.clone())
            .or_else(|| {
                s.bearer(code, on)
                    .and_then(|u| s.state(u, on))
                    .map(|s| s.kind.clone())
            })
    };
    let mut unknown_kinds = BTreeSet::new();
    for row in rows {
        let parent = kind_of(&row.parent_code, row.valid_from).unwrap_or_default();
        if let Some(p) = judge_kind(book, &row.kind, &parent, row.valid_from) {
            let p = p.at(file, row.line).cell("kind", &row.kind);
            if !p.warning {
                problems.push(p);
            } else if unknown_kinds.insert(row.kind.clone()) {
                warnings.push(p);
            }
        }
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let mut lines = rows
        .iter()
        .zip(parents)
        .enumerate()
        .map(|(at, (row, parent))| opening_line(row, parent, act, at))
        .collect::<Result<Vec<_>>>()?;
    lines.extend(of_lines);
    Ok((lines, warnings))
}

/// Who bears the code on the day or later, and since when: a code that a unit gave up is free.
fn borne_from(s: &Structure, code: &str, day: Day) -> Option<(UnitIx, Day)> {
    s.bearers(code).iter().find_map(|u| {
        let states = &s.unit(*u).states;
        let last = states.iter().rfind(|x| x.code == code && x.to > day)?;
        let before = states.iter().rev().skip_while(|x| x.from >= last.from);
        let same = before.take_while(|x| x.code == code);
        Some((*u, same.last().unwrap_or(last).from))
    })
}

fn opening_line(row: &UnitRow, parent: Option<String>, act: u64, at: usize) -> Result<Line> {
    let mut also = vec![code_subject(&row.code)];
    also.extend(parent.clone());
    let parent_code = Some(row.parent_code.clone()).filter(|p| !p.is_empty());
    let edit = UnitEdit::Open {
        code: row.code.clone(),
        name: row.name.clone(),
        kind: row.kind.clone(),
        parent,
        parent_code,
    };
    Ok(Line {
        day: row.valid_from,
        class: CLASS,
        subject: journal::id(act, at),
        also,
        counted: canonical::text(&edit)?,
        identifying: None,
    })
}

fn resolve_parents(
    s: &Structure,
    rows: &[UnitRow],
    lines_of: &HashMap<&str, usize>,
    file: &str,
    act: u64,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Vec<Option<String>> {
    let mut resolve = |row: &UnitRow| {
        if row.parent_code.is_empty() {
            return None;
        }
        if let Some(&at) = lines_of.get(row.parent_code.as_str()) {
            if rows[at].valid_from > row.valid_from {
                let why = format!("the parent begins only on {}", rows[at].valid_from);
                warnings.push(
                    Problem::new(why)
                        .at(file, row.line)
                        .cell("parent_code", &row.parent_code)
                        .as_warning(),
                );
            }
            return Some(journal::id(act, at));
        }
        let Some(u) = s.bearer(&row.parent_code, row.valid_from) else {
            let why = format!(
                "no unit of this file or of the record bears the code of the parent on {}",
                row.valid_from
            );
            problems.push(
                Problem::new(why)
                    .at(file, row.line)
                    .cell("parent_code", &row.parent_code),
            );
            return None;
        };
        if s.unit(u).closed < Day::MAX {
            let why = format!(
                "the parent closes on {} (act {})",
                s.unit(u).closed,
                s.unit(u).last_change.1
            );
            problems.push(
                Problem::new(why)
                    .at(file, row.line)
                    .cell("parent_code", &row.parent_code),
            );
        }
        Some(s.unit(u).id.clone())
    };
    rows.iter().map(&mut resolve).collect()
}

fn refuse_cycles(
    rows: &[UnitRow],
    lines_of: &HashMap<&str, usize>,
    file: &str,
    problems: &mut Vec<Problem>,
) {
    // 0 not looked at, 1 on the way, 2 done
    let mut marks = vec![0u8; rows.len()];
    for start in 0..rows.len() {
        let mut way = Vec::new();
        let mut at = Some(start);
        while let Some(i) = at.filter(|&i| marks[i] == 0) {
            marks[i] = 1;
            way.push(i);
            at = lines_of.get(rows[i].parent_code.as_str()).copied();
        }
        if let Some(i) = at.filter(|&i| marks[i] == 1) {
            let row = &rows[i];
            problems.push(
                Problem::new("the unit would stand under itself")
                    .at(file, row.line)
                    .cell("parent_code", &row.parent_code),
            );
        }
        for i in way {
            marks[i] = 2;
        }
    }
}

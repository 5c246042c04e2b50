//! Checking a file without writing: what is new, what the record says already, what may be a
//! duplicate, what is wrong with which cell.

use super::core::{self, Input, Means, What};
use super::model::Report;
use super::reach;
use super::same;
use crate::organisation::reforms::acts as reforms;
use crate::web::entering::Enterable;
use platform::jobs::Progress;
use platform::journal::{Ground, store as journal};
use platform::sheets::Sheet;
use platform::text::tidy;
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::HashSet;

/// Problems that a page shows; the file handed back has them all.
const SHOWN: usize = 1_000;
/// Rows that rest on refused ones may be refused in turn, so often at most.
const ROUNDS: usize = 8;
/// Columns whose warnings say that somebody may be in the record already.
const MATCHED: [&str; 4] = ["citizen_id", "file_number", "card_number", "name"];

/// Rows of a template that nobody filled in are no rows.
pub fn drop_unfilled(what: What, sheet: &mut Sheet, mapping: &[(String, String)]) {
    let (Some(filled), Ok(found)) = (what.filled(), sheet.columns(what.columns(), &[], mapping))
    else {
        return;
    };
    let at = what.columns().iter().position(|c| c.0 == filled);
    sheet.rows.retain(|line| {
        let only = line.cells.iter().filter(|c| !tidy(c).is_empty()).count() == 1;
        let code = at.is_some_and(|at| !found.cell(line, at).is_empty());
        !(only && code)
    });
}

/// Checks a file for somebody who reaches so far; the report, and every problem there is.
pub async fn check(
    db: &mut Db,
    what: What,
    mut input: Input,
    means: Means<'_>,
    reach: &Enterable,
    progress: &Progress,
) -> Result<(Report, Vec<Problem>)> {
    drop_unfilled(what, &mut input.sheet, &input.mapping);
    let rows = input.sheet.rows.len();
    progress.at(0, rows)?;
    let mut report = Report {
        rows,
        already: journal::act_with_digest(db, what.kind(), &input.digest).await?,
        ..Report::default()
    };
    let view = reforms::view(db, &Scope::command_line()).await?;
    report.known = view.last;
    let mut problems = reach::refused(db, what, &input, &view, reach).await?;
    let mut bad: HashSet<usize> = problems.iter().map(|p| p.line).collect();
    input.sheet.rows.retain(|l| !bad.contains(&l.number));
    progress.at(rows / 10, rows)?;
    report.same = same::lines(db, what, &input, &view).await?;
    let same: HashSet<usize> = report.same.iter().copied().collect();
    input.sheet.rows.retain(|l| !same.contains(&l.number));
    drop(view);
    progress.at(rows / 4, rows)?;
    let Means { key, chance } = means;
    for round in 0..ROUNDS {
        if input.sheet.rows.is_empty() {
            break;
        }
        let means = Means {
            key,
            chance: &mut *chance,
        };
        match core::decide(db, what, &input, means, &Ground::default()).await {
            Ok(decision) => {
                report.new = input.sheet.rows.len();
                report.effects = decision.drafts.iter().map(core::effects).collect();
                let (doubtful, warnings) = decision.warnings.into_iter().partition(is_doubt);
                (report.doubtful, report.warnings) = (doubtful, warnings);
                break;
            }
            Err(Error::Refused(found)) => {
                let lines: HashSet<usize> = found.iter().map(|p| p.line).collect();
                let whole = lines.iter().any(|l| *l < 2) || what == What::Reforms;
                problems.extend(found);
                if whole {
                    break;
                }
                bad.extend(&lines);
                input.sheet.rows.retain(|l| !lines.contains(&l.number));
            }
            Err(other) => return Err(other),
        }
        progress.at(rows / 2 + rows * round / (2 * ROUNDS), rows)?;
    }
    without_others(&mut report.doubtful, reach);
    problems.sort_by_key(|p| p.line);
    report.bad = bad.into_iter().collect();
    report.bad.sort_unstable();
    report.problems = problems.iter().take(SHOWN).cloned().collect();
    report.more = problems.len().saturating_sub(SHOWN);
    report.warnings.truncate(SHOWN);
    progress.at(rows, rows)?;
    Ok((report, problems))
}

fn is_doubt(warning: &Problem) -> bool {
    warning.line > 1
        && MATCHED.contains(&warning.column.as_str())
        && warning.reason.contains(" as ")
}

/// Whoever does not reach the whole record is not told whom of it a row is like.
fn without_others(doubtful: &mut [Problem], reach: &Enterable) {
    if reach.is_whole() {
        return;
    }
    for p in doubtful {
        if let Some((what, _)) = p.reason.split_once(" as the person ") {
            p.reason = format!("{what} as somebody who is in the record");
        }
    }
}

/// Leaves lines out of a file.
pub fn leave_out(sheet: &mut Sheet, lines: &HashSet<usize>) {
    sheet.rows.retain(|l| !lines.contains(&l.number));
}

//! Checking a file without writing: what is new, what the record says already, what may be a
//! duplicate, what is wrong with which cell.

use super::core::{self, Input, Means, What};
use super::model::{Fault, Report};
use super::reach;
use super::same;
use crate::organisation::members::standard::{self, Verdict};
use crate::organisation::members::{acts as members, store};
use crate::organisation::reforms::acts::{self as reforms};
use crate::organisation::rulebook::{RuleId, Rulebook};
use crate::web::entering::Enterable;
use figures::Day;
use platform::jobs::Progress;
use platform::journal::{Ground, Line, store as journal};
use platform::sheets::Sheet;
use platform::text::tidy;
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

/// Problems that a page shows; the file handed back has them all.
const SHOWN: usize = 1_000;
/// Rows of members decided at once.
const SLICE: usize = 10_000;
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
    (reach, today): (&Enterable, Day),
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
    // what a file comes to is decided on all units, whoever hands it in
    let view = reforms::view(db, &Scope::whole()).await?;
    report.known = view.last;
    let mut problems = reach::refused(db, what, &input, &view, reach).await?;
    if what == What::Members {
        problems.extend(repeated(&input)?);
    }
    report.bad = problems.iter().map(|p| p.line).collect();
    leave_out(&mut input.sheet, &report.bad.iter().copied().collect());
    report.same = same::lines(db, what, &input, &view, reach).await?;
    leave_out(&mut input.sheet, &report.same.iter().copied().collect());
    let mut slices = Slices {
        what,
        means,
        book: view.book,
        today,
        report,
        problems,
        seen: HashMap::new(),
    };
    let mut left = std::mem::take(&mut input.sheet.rows);
    let size = if what == What::Members {
        SLICE
    } else {
        usize::MAX
    };
    while !left.is_empty() {
        progress.at(rows - left.len(), rows)?;
        let rest = left.split_off(left.len().min(size));
        input.sheet.rows = std::mem::replace(&mut left, rest);
        if !slices.take(db, &mut input).await? {
            break;
        }
    }
    let Slices {
        mut report,
        mut problems,
        ..
    } = slices;
    without_others(&mut report.doubtful, reach);
    problems.sort_by_key(|p| p.line);
    report.bad.sort_unstable();
    report.bad.dedup();
    report.problems = problems.iter().take(SHOWN).cloned().collect();
    report.more = problems.len().saturating_sub(SHOWN);
    report.warnings.truncate(SHOWN);
    report.faults.truncate(SHOWN);
    progress.at(rows, rows)?;
    Ok((report, problems))
}

/// Rows of persons whom an earlier row of the file names.
fn repeated(input: &Input) -> Result<Vec<Problem>> {
    let what = What::Members;
    let found = input.sheet.columns(what.columns(), &[], &input.mapping)?;
    let mut first: HashMap<String, usize> = HashMap::new();
    let mut problems = Vec::new();
    for line in &input.sheet.rows {
        let key = found.tidy(line, 0);
        match first.get(&key) {
            Some(earlier) if !key.is_empty() => problems.push(
                Problem::new(format!("line {earlier} has the same key"))
                    .at(&input.sheet.file, line.number)
                    .cell("person_key", &key),
            ),
            _ => _ = first.insert(key, line.number),
        }
    }
    Ok(problems)
}

/// A file that is decided piece by piece, so that a long one takes no more memory than a short
/// one; and what must be known across its pieces.
struct Slices<'a> {
    what: What,
    means: Means<'a>,
    book: Arc<Rulebook>,
    today: Day,
    report: Report,
    problems: Vec<Problem>,
    /// What persons of the earlier pieces are matched by, hashed, and their lines.
    seen: HashMap<(usize, u64), usize>,
}

impl Slices<'_> {
    /// Decides the rows in hand; whether to go on.
    async fn take(&mut self, db: &mut Db, input: &mut Input) -> Result<bool> {
        for _ in 0..ROUNDS {
            if input.sheet.rows.is_empty() {
                break;
            }
            let means = Means {
                key: self.means.key,
                chance: &mut *self.means.chance,
                may: self.means.may,
            };
            match core::decide(db, self.what, input, means, &Ground::default()).await {
                Ok(decision) => {
                    self.report.new += input.sheet.rows.len();
                    let warnings = decision.warnings.into_iter().filter(|w| w.line > 1);
                    let (doubtful, warnings): (Vec<_>, Vec<_>) = warnings.partition(is_doubt);
                    self.report.doubtful.extend(doubtful);
                    self.report.warnings.extend(warnings);
                    for draft in &decision.drafts {
                        self.compare(input, &draft.lines)?;
                        self.judge(db, input, &draft.lines).await?;
                    }
                    break;
                }
                Err(Error::Refused(found)) => {
                    let lines: HashSet<usize> = found.iter().map(|p| p.line).collect();
                    let whole = lines.iter().any(|l| *l < 2);
                    self.problems.extend(found);
                    if whole || self.what == What::Reforms {
                        return Ok(false);
                    }
                    self.report.bad.extend(&lines);
                    leave_out(&mut input.sheet, &lines);
                }
                Err(other) => return Err(other),
            }
        }
        Ok(true)
    }

    async fn judge(&mut self, db: &mut Db, input: &Input, lines: &[Line]) -> Result<()> {
        if self.what == What::Members && self.report.faults.len() < SHOWN {
            let found = judged(db, &self.book, input, lines, self.today).await?;
            self.report.faults.extend(found);
        }
        Ok(())
    }

    /// Persons who are like one of an earlier piece of the file.
    fn compare(&mut self, input: &Input, lines: &[Line]) -> Result<()> {
        if self.what != What::Members {
            return Ok(());
        }
        let told: HashSet<usize> = self.report.doubtful.iter().map(|p| p.line).collect();
        let mut own = Vec::new();
        let persons = lines.iter().filter(|l| l.identifying.is_some());
        for (row, line) in input.sheet.rows.iter().zip(persons) {
            let values = members::matching(line)?.into_iter().flatten();
            for (at, value) in values.enumerate() {
                let Some(value) = value else { continue };
                let mut hash = DefaultHasher::new();
                value.hash(&mut hash);
                own.push(((at, hash.finish()), row.number));
            }
        }
        let mut told = told;
        for (key, line) in &own {
            if let Some(earlier) = self.seen.get(key)
                && told.insert(*line)
            {
                let (_, column, what) = members::MATCHED_BY[key.0];
                let why = format!("{what} as line {earlier}");
                let problem = Problem::new(why).at(&input.sheet.file, *line);
                self.report
                    .doubtful
                    .push(problem.cell(column, "").as_warning());
            }
        }
        for (key, line) in own {
            self.seen.entry(key).or_insert(line);
        }
        Ok(())
    }
}

/// What the data standard will say today against the persons of some rows, of which the lines are
/// the outcome.
pub async fn judged(
    db: &mut Db,
    book: &Rulebook,
    input: &Input,
    lines: &[Line],
    today: Day,
) -> Result<Vec<Fault>> {
    let columns = &members::COLUMNS;
    let found = input.sheet.columns(columns, &[], &input.mapping)?;
    let cell = |row, column: &str| {
        let at = columns.iter().position(|c| c.0 == column);
        at.map_or_else(String::new, |at| found.tidy(row, at))
    };
    let mut faults = Vec::new();
    let judged = store::judged_new(db, book, lines).await?;
    for (row, (_, verdicts)) in input.sheet.rows.iter().zip(judged) {
        let speaks = |v: &&Verdict| v.from <= today && today < v.until;
        for verdict in verdicts.iter().filter(speaks) {
            let column = standard::fields(verdict.rule).first().copied();
            let column = column.unwrap_or_default();
            faults.push(Fault {
                line: row.number,
                rule: verdict.rule.0,
                column: column.to_owned(),
                value: cell(row, column),
            });
        }
    }
    Ok(faults)
}

/// What the data standard says against rows, in a language, with what it rests on.
#[must_use]
pub fn said_of(book: &Rulebook, on: Day, lang: &str, faults: &[Fault]) -> Vec<Problem> {
    let said = |fault: &Fault| {
        let id = RuleId(fault.rule);
        let row = book.data_rule(id, on);
        let row = row.or_else(|| book.data_rules(id).last())?;
        let says = row.rule.message.in_language(lang);
        let why = format!("{says} · {id} · {}", row.citation);
        let problem = Problem::new(why).at("", fault.line);
        Some(problem.cell(&fault.column, &fault.value).as_warning())
    };
    faults.iter().filter_map(said).collect()
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

//! Opening lists of units, reforms and corrections of units: from a sheet to drafts.

use super::open;
use crate::organisation::members::acts::{Sitters, settle, unused};
use crate::organisation::rulebook::{Rulebook, store as rulebook};
use crate::organisation::units::model::{AssignRow, CLASS, Reform, ReformRow, UnitEdit, UnitRow};
use crate::organisation::units::rules::{self, absorb, code_subject, unit_edits};
use crate::organisation::units::store as units;
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::journal::{Draft, Ground, Line, canonical};
use platform::sheets::{Column, Found, Line as SheetLine, Sheet};
use platform::text::tidy;
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::HashSet;
use std::sync::Arc;

/// The columns of `units.csv`.
pub const UNIT_COLUMNS: [Column; 6] = [
    ("code", &["mã", "mã đơn vị"]),
    ("name", &["tên", "tên đơn vị"]),
    ("kind", &["loại", "loại đơn vị", "cấp"]),
    (
        "parent_code",
        &["parent", "mã cấp trên", "mã đơn vị cấp trên"],
    ),
    ("valid_from", &["from", "since", "từ ngày"]),
    ("line", &["hệ"]),
];

/// The columns of `reforms.csv`.
pub const REFORM_COLUMNS: [Column; 10] = [
    ("act", &["label", "đợt"]),
    ("date", &["day", "ngày"]),
    ("from_code", &["mã cũ"]),
    ("to_code", &["mã mới"]),
    ("link", &["quan hệ"]),
    ("to_name", &["tên mới"]),
    ("to_kind", &["loại mới"]),
    ("to_parent", &["mã cấp trên mới"]),
    ("basis", &["căn cứ", "văn bản"]),
    ("line", &["hệ"]),
];

/// The columns of an assignment file.
pub const ASSIGN_COLUMNS: [Column; 4] = [
    ("code", &["mã"]),
    ("kind", &["loại"]),
    ("key", &["khóa", "mã người"]),
    ("to_code", &["mã mới"]),
];

/// The record as a decision about units reads it.
pub struct View {
    pub structure: Arc<Structure>,
    pub book: Arc<Rulebook>,
    /// Number of the last act.
    pub last: u64,
}

/// Reads the record as it is now.
pub async fn view(db: &mut Db, scope: &Scope) -> Result<View> {
    let (_, last) = platform::journal::store::tree(db, Known::NOW.0).await?;
    let known = Known(last);
    Ok(View {
        structure: Arc::new(units::structure(db, scope, known).await?),
        book: Arc::new(rulebook::rulebook(db, scope, known).await?),
        last,
    })
}

/// What importing a file comes to: acts to record, in order, and what to tell the sender.
#[derive(Debug, Default)]
pub struct Decision {
    pub drafts: Vec<Draft>,
    pub warnings: Vec<Problem>,
}

/// The default line is named by an empty cell, or by its name.
fn hierarchy(cell: &str) -> String {
    if cell == "default" {
        String::new()
    } else {
        cell.to_owned()
    }
}

/// Decides an opening list of units.
pub fn decide_units(
    view: &View,
    sheet: &Sheet,
    mapping: &[(String, String)],
    ground: Ground,
) -> Result<Decision> {
    let found = sheet.columns(
        &UNIT_COLUMNS,
        &["code", "name", "kind", "parent_code", "valid_from"],
        mapping,
    )?;
    let mut problems = Vec::new();
    let mut rows = Vec::with_capacity(sheet.rows.len());
    for line in &sheet.rows {
        match Day::parse(found.cell(line, 4)) {
            Ok(valid_from) => rows.push(UnitRow {
                code: found.tidy(line, 0),
                name: found.tidy(line, 1),
                kind: found.tidy(line, 2),
                parent_code: found.tidy(line, 3),
                valid_from,
                hierarchy: hierarchy(&found.tidy(line, 5)),
                line: line.number,
            }),
            Err(e) => problems.push(
                Problem::new(e.to_string())
                    .at(&sheet.file, line.number)
                    .cell("valid_from", found.cell(line, 4)),
            ),
        }
    }
    let decided = rules::opening(
        &view.structure,
        &view.book,
        &rows,
        &sheet.file,
        view.last + 1,
    );
    let (lines, warnings) = match decided {
        Ok(decided) if problems.is_empty() => decided,
        Ok(_) => return Err(Error::Refused(problems)),
        Err(Error::Refused(more)) => {
            problems.extend(more);
            return Err(Error::Refused(problems));
        }
        Err(other) => return Err(other),
    };
    let draft = Draft {
        kind: "units",
        version: platform::journal::CONTENT_VERSION,
        ground,
        day: Day::MIN,
        lines,
    };
    Ok(Decision {
        drafts: vec![draft],
        warnings,
    })
}

/// Reads the acts of `reforms.csv`: rows of one act stand together and share date and basis.
pub fn read_reforms(sheet: &Sheet, mapping: &[(String, String)]) -> Result<Vec<Reform>> {
    let found = sheet.columns(
        &REFORM_COLUMNS,
        &["act", "date", "from_code", "to_code", "link"],
        mapping,
    )?;
    let mut problems = Vec::new();
    let mut reforms: Vec<Reform> = Vec::new();
    let mut done: HashSet<String> = HashSet::new();
    for line in &sheet.rows {
        let mut say = |column: &str, value: &str, why: String| {
            problems.push(
                Problem::new(why)
                    .at(&sheet.file, line.number)
                    .cell(column, value),
            );
        };
        let (label, basis) = (found.tidy(line, 0), found.tidy(line, 8));
        let day = match Day::parse(found.cell(line, 1)) {
            Ok(day) => day,
            Err(e) => {
                say("date", found.cell(line, 1), e.to_string());
                continue;
            }
        };
        if label.is_empty() {
            say("act", "", "every row names its act".to_owned());
        }
        let row = reform_row(&found, line);
        match reforms.last_mut() {
            Some(last) if last.label == label => {
                if last.day != day {
                    say(
                        "date",
                        &day.to_string(),
                        format!(
                            "the rows of act «{label}» have one date; the first says {}",
                            last.day
                        ),
                    );
                }
                if last.basis != basis {
                    say(
                        "basis",
                        &basis,
                        format!(
                            "the rows of act «{label}» have one basis; the first says «{}»",
                            last.basis
                        ),
                    );
                }
                last.rows.push(row);
            }
            last => {
                if last.as_ref().is_some_and(|l| l.day > day) {
                    say(
                        "date",
                        &day.to_string(),
                        "dates never go back within a file".to_owned(),
                    );
                }
                if !done.insert(label.clone()) {
                    say(
                        "act",
                        &label,
                        "the rows of one act stand together".to_owned(),
                    );
                }
                reforms.push(Reform {
                    label,
                    day,
                    basis,
                    rows: vec![row],
                });
            }
        }
    }
    if problems.is_empty() {
        Ok(reforms)
    } else {
        Err(Error::Refused(problems))
    }
}

fn reform_row(found: &Found, line: &SheetLine) -> ReformRow {
    ReformRow {
        from_code: found.tidy(line, 2),
        to_code: found.tidy(line, 3),
        link: found.tidy(line, 4),
        to_name: found.tidy(line, 5),
        to_kind: found.tidy(line, 6),
        to_parent: found.tidy(line, 7),
        hierarchy: hierarchy(&found.tidy(line, 9)),
        line: line.number,
    }
}

/// Reads an assignment file.
pub fn read_assign(sheet: &Sheet) -> Result<Vec<AssignRow>> {
    let found = sheet.columns(&ASSIGN_COLUMNS, &["code", "kind", "key", "to_code"], &[])?;
    let row = |l: &SheetLine| AssignRow {
        code: found.tidy(l, 0),
        kind: found.tidy(l, 1),
        key: found.tidy(l, 2),
        to_code: found.tidy(l, 3),
        line: l.number,
    };
    Ok(sheet.rows.iter().map(row).collect())
}

/// Decides the acts of a file one after the other, each as the earlier ones leave the record.
/// `view` is left as it would be after all of them.
pub async fn decide_reforms(
    db: &mut Db,
    view: &mut View,
    file: &str,
    reforms: &[Reform],
    assign: &[AssignRow],
    ground: &Ground,
) -> Result<Decision> {
    let mut decision = Decision::default();
    let (mut sitters, mut moved) = (Sitters::default(), open::Moved::default());
    // members have their own rows, and whatever nobody knows is refused with them
    let (others, assign): (Vec<AssignRow>, Vec<AssignRow>) = assign
        .iter()
        .cloned()
        .partition(|r| open::register_of(&r.kind).is_some());
    for reform in reforms {
        let act = view.last + 1;
        let mut decided = rules::reform(&view.structure, &view.book, reform, file, act)?;
        let closing: HashSet<String> = decided.closing.iter().map(|c| c.id.clone()).collect();
        let s = &view.structure;
        let bearer = |code: &str| {
            let living = || {
                s.bearer(code, reform.day)
                    .map(|u| s.unit(u).id.clone())
                    .filter(|id| !closing.contains(id))
            };
            decided.bearers.get(code).cloned().or_else(living)
        };
        let place = (reform.day, file);
        let moves = settle(db, &decided, &assign, place, &bearer, &mut sitters).await;
        let closing = open::Act {
            decided: &decided,
            day: reform.day,
            file,
            s,
            bearer: &bearer,
        };
        let mut settled = open::settle(db, closing, &others, &mut moved).await?;
        let moves = open::joined(moves, settled.problems)?;
        absorb(
            Arc::make_mut(&mut view.structure),
            act,
            &unit_edits(&decided.lines)?,
        );
        decided.lines.extend(moves);
        decided.lines.extend(settled.lines);
        decision.warnings.append(&mut decided.warnings);
        decision.warnings.append(&mut settled.warnings);
        let basis = if reform.basis.is_empty() {
            ground.basis.clone()
        } else {
            reform.basis.clone()
        };
        let reason = if ground.reason.is_empty() {
            reform.label.clone()
        } else {
            ground.reason.clone()
        };
        let ground = Ground {
            basis,
            reason,
            ..ground.clone()
        };
        decision.drafts.push(Draft {
            kind: "reform",
            version: platform::journal::CONTENT_VERSION,
            ground,
            day: reform.day,
            lines: decided.lines,
        });
        view.last = act;
    }
    let mut unused = unused(&assign, &sitters);
    unused.extend(open::unused(&others, &moved));
    if !unused.is_empty() {
        return Err(Error::Refused(unused));
    }
    Ok(decision)
}

/// Decides a correction of a unit's name or kind.
pub fn decide_unit_correction(
    view: &View,
    unit: UnitIx,
    field: &str,
    value: &str,
    from: Day,
    until: Option<Day>,
) -> Result<Line> {
    let refuse = |why: String| Error::Refused(vec![Problem::new(why).cell(field, value)]);
    let s = &view.structure;
    let u = s.unit(unit);
    if until.is_some_and(|end| end <= from) {
        return Err(refuse(
            "the correction would end before it begins".to_owned(),
        ));
    }
    if from < u.opened || from >= u.closed || until.is_some_and(|end| u.closed < end) {
        let closed = if u.closed == Day::MAX {
            "it is still open".to_owned()
        } else {
            format!("it closed on {}", u.closed)
        };
        return Err(refuse(format!(
            "the unit opened on {} and {closed}: the correction reaches beyond",
            u.opened
        )));
    }
    let (name, kind) = match field {
        "name" if tidy(value).is_empty() => return Err(refuse("a unit needs a name".to_owned())),
        "name" => (Some(tidy(value)), None),
        "kind" => {
            let span = (from, until.unwrap_or(u.closed));
            if let Some(why) = rules::kind_refused(s, &view.book, unit, &tidy(value), span) {
                return Err(refuse(why));
            }
            (None, Some(tidy(value)))
        }
        "code" | "parent" | "parent_code" => return Err(refuse("codes and parents change by a reform (import reforms), which checks what else they touch".to_owned())),
        _ => return Err(refuse("no such field of a unit; known are name and kind".to_owned())),
    };
    let edit = UnitEdit::Set {
        code: None,
        name,
        kind,
        parent: None,
        until: until.map(|u| u.to_string()),
    };
    let code = s.state(unit, from).map(|x| code_subject(&x.code));
    Ok(Line {
        day: from,
        class: CLASS,
        subject: u.id.clone(),
        also: code.into_iter().collect(),
        counted: canonical::text(&edit)?,
        identifying: None,
    })
}

//! The clauses of a conclusion: read from a table, issued as a document, made into tasks.

use super::acts::ConcludeWanted;
use super::model::{Kind, Meeting};
use super::rules;
use crate::activity::documents::acts::{Ground, NewClause, Paper, clause_line, decide_issue};
use crate::activity::tasks::acts::Wanted;
use crate::organisation::reforms::acts::View;
use figures::Day;
use platform::journal::Line;
use platform::sheets::{Column, Sheet};
use platform::text::tidy;
use platform::{Db, Problem, Result};
use std::collections::HashSet;

/// The columns of a table of clauses.
pub const COLUMNS: [Column; 6] = [
    ("label", &["khoản", "số"]),
    ("text", &["clause", "nội dung"]),
    ("lead", &["lead_code", "cơ quan chủ trì", "chủ trì"]),
    ("co", &["cooperating", "cơ quan phối hợp", "phối hợp"]),
    ("product", &["sản phẩm"]),
    ("deadline", &["due", "thời hạn", "hạn"]),
];

/// A clause as a form or a row says it. One without a lead says something and binds nobody.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clause {
    /// As it stands before the clause: `1`, `2a`; empty: its place.
    pub label: String,
    pub text: String,
    /// The one unit that leads, by code or id.
    pub lead: String,
    pub cooperating: Vec<String>,
    pub product: String,
    /// As it was written; empty: by the rule of deadlines.
    pub deadline: String,
    /// Line of the file, or place in the form.
    pub line: usize,
}

impl Clause {
    #[must_use]
    pub fn binds(&self) -> bool {
        !self.lead.is_empty()
    }

    fn due(&self) -> std::result::Result<Option<Day>, String> {
        if self.deadline.is_empty() {
            return Ok(None);
        }
        let read = crate::organisation::members::acts::read_day(&self.deadline);
        read.map(Some)
            .ok_or_else(|| "this is no day: write it as 2025-12-31".to_owned())
    }
}

/// Units written one after another.
#[must_use]
pub fn several(said: &str) -> Vec<String> {
    let parts = said.split([';', '|']).map(tidy);
    parts.filter(|p| !p.is_empty()).collect()
}

/// The clauses of a table.
pub fn read(sheet: &Sheet) -> Result<Vec<Clause>> {
    let found = sheet.columns(&COLUMNS, &["text"], &[])?;
    let clause = |row: &platform::sheets::Line| Clause {
        label: found.tidy(row, 0),
        text: found.tidy(row, 1),
        lead: found.tidy(row, 2),
        cooperating: several(found.cell(row, 3)),
        product: found.tidy(row, 4),
        deadline: found.tidy(row, 5),
        line: row.number,
    };
    Ok(sheet.rows.iter().map(clause).collect())
}

/// What is wrong with clauses by themselves.
#[must_use]
pub fn faults(clauses: &[Clause], file: &str) -> Vec<Problem> {
    let mut problems = Vec::new();
    if clauses.is_empty() {
        problems.push(Problem::new("a conclusion has at least one clause").cell("text", ""));
    }
    if clauses.len() > rules::CLAUSES {
        let why = format!(
            "{} clauses are too many: at most {}",
            clauses.len(),
            rules::CLAUSES
        );
        problems.push(Problem::new(why));
    }
    let mut labels = HashSet::new();
    for (at, clause) in clauses.iter().enumerate() {
        let mut say = |column: &str, value: &str, why: String| {
            problems.push(Problem::new(why).at(file, clause.line).cell(column, value));
        };
        let label = labelled(clauses, at);
        if !labels.insert(label.clone()) {
            say(
                "label",
                &label,
                "another clause bears this label".to_owned(),
            );
        }
        if clause.text.is_empty() {
            say("text", "", "a clause says something".to_owned());
        }
        if let Err(why) = rules::bounded(&clause.text, rules::TEXT) {
            say("text", &clause.text, why);
        }
        if let Err(why) = clause.due() {
            say("deadline", &clause.deadline, why);
        }
        let asks = [&clause.product, &clause.deadline]
            .iter()
            .any(|s| !s.is_empty());
        if !clause.binds() && (asks || !clause.cooperating.is_empty()) {
            let why = "a clause that binds has exactly one lead unit: name it";
            say("lead", "", why.to_owned());
        }
    }
    problems
}

/// The label of a clause: as written, or its place.
#[must_use]
pub fn labelled(clauses: &[Clause], at: usize) -> String {
    let said = clauses.get(at).map_or("", |c| c.label.as_str());
    if said.is_empty() {
        (at + 1).to_string()
    } else {
        said.to_owned()
    }
}

/// A conclusion as a document: what records it, and its id.
pub(super) struct Issued {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
    pub document: String,
}

/// The document of a conclusion, with the next number of its organ's series, and its clauses.
pub(super) async fn issue(
    db: &mut Db,
    view: &View,
    meeting: &Meeting,
    wanted: &ConcludeWanted,
) -> Result<Issued> {
    let ground = Ground {
        structure: &view.structure,
        book: &view.book,
        act: view.last + 1,
    };
    let kind = rules::CONCLUDING
        .iter()
        .find(|(said, _)| *said == wanted.kind);
    let paper = Paper {
        unit: meeting.unit.clone(),
        body: wanted.body.clone(),
        system: "party".to_owned(),
        kind: kind.map_or("", |(_, key)| key).to_owned(),
        subject: subject(meeting, &wanted.subject),
        signer: tidy(&wanted.signer),
        capacity: tidy(&wanted.capacity),
        recipient_units: recipients(view, wanted),
        ..Paper::default()
    };
    let number = (wanted.dated, wanted.number);
    let issued = decide_issue(db, ground, &paper, number, None, &wanted.reason).await?;
    let mut lines = issued.lines;
    for (at, clause) in wanted.clauses.iter().enumerate() {
        let new = NewClause {
            item: item(at),
            label: labelled(&wanted.clauses, at),
            text: clause.text.clone(),
            binds: clause.binds(),
        };
        let line = clause_line(ground, (wanted.dated, &issued.id), &new);
        lines.push(line.map_err(|e| e.at_row(&wanted.file, clause.line))?);
    }
    Ok(Issued {
        lines,
        warnings: issued.warnings,
        document: issued.id,
    })
}

/// What a clause is called within its document.
fn item(at: usize) -> String {
    (at + 1).to_string()
}

/// What the document is about; where nothing is said, the meeting's conclusion. These words are
/// the document's own and stay in the record: they are in the language in which documents are
/// issued, whatever language they are read in, and no messages.
fn subject(meeting: &Meeting, said: &str) -> String {
    match (tidy(said), meeting.title.as_str()) {
        (said, _) if !said.is_empty() => said,
        (_, "") => format!(
            "Kết luận {} {}",
            called(meeting.kind),
            period(&meeting.period)
        ),
        (_, title) => format!("Kết luận {title}"),
    }
}

fn called(kind: Kind) -> &'static str {
    match kind {
        Kind::Briefing => "Hội nghị giao ban",
        Kind::Plenum => "Hội nghị ban chấp hành",
        Kind::Conference => "Hội nghị",
    }
}

/// A period as documents write it: quý III/2025.
fn period(said: &str) -> String {
    let (year, part) = said.split_once('-').unwrap_or((said, ""));
    match part {
        "" => format!("năm {year}"),
        "Q1" => format!("quý I/{year}"),
        "Q2" => format!("quý II/{year}"),
        "Q3" => format!("quý III/{year}"),
        "Q4" => format!("quý IV/{year}"),
        "H1" => format!("6 tháng đầu năm {year}"),
        "H2" => format!("6 tháng cuối năm {year}"),
        "9M" => format!("9 tháng năm {year}"),
        month => format!("tháng {}/{year}", month.trim_start_matches('0')),
    }
}

/// Only those go the document to whom it gives something to do.
fn recipients(view: &View, wanted: &ConcludeWanted) -> Vec<String> {
    let s = &view.structure;
    let named = wanted
        .clauses
        .iter()
        .flat_map(|c| std::iter::once(&c.lead).chain(&c.cooperating));
    let mut ids: Vec<String> = Vec::new();
    for code in named {
        let unit = s.bearer(code, wanted.dated).or_else(|| s.find(code));
        let id = unit.map(|u| s.unit(u).id.clone());
        ids.extend(id.filter(|id| !ids.contains(id)));
    }
    ids
}

/// A task for each clause that binds: one lead, the others co-operating.
pub(super) fn tasks(meeting: &Meeting, wanted: &ConcludeWanted, issued: &Issued) -> Vec<Wanted> {
    let binding = wanted.clauses.iter().enumerate().filter(|(_, c)| c.binds());
    let task = |(at, clause): (usize, &Clause)| Wanted {
        title: clause.text.clone(),
        product: clause.product.clone(),
        lead: clause.lead.clone(),
        cooperating: clause.cooperating.clone(),
        assigned_by: meeting.unit.clone(),
        deadline: clause.due().ok().flatten(),
        document: issued.document.clone(),
        clause: item(at),
        meeting: meeting.id.clone(),
        line: clause.line,
        ..Wanted::of(wanted.dated)
    };
    binding.map(task).collect()
}

//! A list of tasks as a file: each row is one, also those that were done before the record began.

use super::super::model::{Event, Kind, Said};
use super::{Decided, Place, Wanted, decide_assign};
use crate::organisation::reforms::acts::View;
use figures::Day;
use platform::sheets::{Column, Found, Line as Row, Sheet};
use platform::text::tidy;
use platform::{Db, Error, Problem, Result};

/// The columns of a list of tasks.
pub const COLUMNS: [Column; 19] = [
    ("number", &["số", "số nhiệm vụ"]),
    ("title", &["task", "nhiệm vụ", "nội dung"]),
    ("lead", &["lead_code", "cơ quan chủ trì", "chủ trì"]),
    ("cooperating", &["cơ quan phối hợp", "phối hợp"]),
    ("assigned_by", &["cơ quan giao", "giao bởi"]),
    ("issued", &["issued_on", "ngày giao"]),
    ("deadline", &["due", "thời hạn", "hạn"]),
    ("rule", &["deadline_rule", "quy tắc thời hạn"]),
    ("product", &["sản phẩm"]),
    ("reporting", &["chế độ báo cáo"]),
    ("field", &["lĩnh vực"]),
    ("kind", &["loại"]),
    ("document", &["văn bản"]),
    ("clause", &["điểm, khoản", "khoản"]),
    ("counted_from", &["drafted", "ngày soạn"]),
    ("submitted", &["submitted_on", "ngày nộp", "ngày trình"]),
    ("accepted", &["accepted_on", "ngày nghiệm thu"]),
    ("evidence", &["minh chứng"]),
    ("instruction", &["ý kiến chỉ đạo", "bút phê"]),
];

/// The columns without which a list of tasks is none.
pub const NEEDED: [&str; 3] = ["title", "lead", "issued"];

/// Decides a list of tasks, some of which may have been done before the record began.
pub async fn decide_list(
    db: &mut Db,
    view: &View,
    sheet: &Sheet,
    mapping: &[(String, String)],
) -> Result<Decided> {
    let found = sheet.columns(&COLUMNS, &NEEDED, mapping)?;
    let mut problems = Vec::new();
    let mut wanted = Vec::with_capacity(sheet.rows.len());
    for row in &sheet.rows {
        match read_row(&found, row) {
            Ok(task) => wanted.push(task),
            Err(faults) => problems.extend(faults.into_iter().map(|(column, why)| {
                Problem::new(why)
                    .at(&sheet.file, row.number)
                    .cell(COLUMNS[column].0, found.cell(row, column))
            })),
        }
    }
    let place = Place {
        view,
        after: 0,
        file: &sheet.file,
    };
    match decide_assign(db, place, &wanted).await {
        Ok(decided) if problems.is_empty() => Ok(decided),
        Ok(_) => Err(Error::Refused(problems)),
        Err(Error::Refused(more)) => {
            problems.extend(more);
            Err(Error::Refused(problems))
        }
        Err(other) => Err(other),
    }
}

/// A row as a task; otherwise the columns at fault.
fn read_row(found: &Found, row: &Row) -> std::result::Result<Wanted, Vec<(usize, String)>> {
    let mut faults = Vec::new();
    let text = |column: usize| found.tidy(row, column);
    let mut day = |column: usize| {
        let cell = text(column);
        let read = crate::organisation::members::acts::read_day(&cell);
        if read.is_none() && !cell.is_empty() {
            faults.push((column, "this is no day: write it as 2026-07-01".to_owned()));
        }
        read
    };
    let (issued, deadline, counted_from) = (day(5), day(6), day(14));
    let (submitted, accepted) = (day(15), day(16));
    if issued.is_none() && text(5).is_empty() {
        faults.push((5, "a task has its day of issue".to_owned()));
    }
    let kind = Some(text(11)).filter(|k| !k.is_empty());
    let kind = kind.map_or(Some(Kind::Task), |k| Kind::parse(&k));
    if kind.is_none() {
        faults.push((11, "a kind is task, advice or answer".to_owned()));
    }
    if accepted.is_some() && submitted.is_none() {
        faults.push((
            15,
            "what was accepted was handed in on a day: that day is missing".to_owned(),
        ));
    }
    let (Some(issued), Some(kind), true) = (issued, kind, faults.is_empty()) else {
        return Err(faults);
    };
    let cooperating = text(3);
    let cooperating = cooperating.split([';', '|']).map(tidy);
    Ok(Wanted {
        kind,
        number: text(0),
        title: text(1),
        lead: text(2),
        cooperating: cooperating.filter(|c| !c.is_empty()).collect(),
        assigned_by: text(4),
        deadline,
        rule: text(7),
        product: text(8),
        reporting: text(9),
        field: text(10),
        document: text(12),
        clause: text(13),
        counted_from,
        instruction: text(18),
        then: happened(submitted, accepted, text(17)),
        line: row.number,
        ..Wanted::of(issued)
    })
}

fn happened(submitted: Option<Day>, accepted: Option<Day>, evidence: String) -> Vec<(Day, Said)> {
    let handed_in = submitted.map(|day| {
        let said = Said {
            text: evidence,
            ..Said::of(Event::Submitted)
        };
        (day, said)
    });
    let accepted = accepted.map(|day| (day, Said::of(Event::Accepted)));
    handed_in.into_iter().chain(accepted).collect()
}

//! Reading the rows that people hand in: cells, days, and what is said of those that are wrong.

use figures::{Day, Structure};
use platform::Problem;
use platform::sheets::{Column, Found, Line as SheetLine, Sheet};

/// The columns of a list of members.
pub const COLUMNS: [Column; 14] = [
    (
        "person_key",
        &["key", "id", "mã", "mã đảng viên", "mã người"],
    ),
    ("name", &["full name", "họ và tên", "họ tên", "tên"]),
    (
        "birth_date",
        &["date of birth", "born", "ngày sinh", "sinh ngày"],
    ),
    ("sex", &["gender", "giới tính", "giới"]),
    ("ethnic_group", &["ethnicity", "dân tộc"]),
    (
        "citizen_id",
        &[
            "citizen id number",
            "số định danh cá nhân",
            "số định danh",
            "cccd",
            "số cccd",
            "căn cước",
        ],
    ),
    ("file_number", &["số lý lịch", "slý lịch"]),
    (
        "card_number",
        &["số thẻ", "số thẻ đảng viên", "số thẻ đảng"],
    ),
    (
        "decision_date",
        &["ngày quyết định", "ngày quyết định kết nạp"],
    ),
    (
        "ceremony_date",
        &["ngày kết nạp", "ngày vào đảng", "ngày lễ kết nạp"],
    ),
    (
        "official_date",
        &["ngày chính thức", "ngày công nhận chính thức"],
    ),
    (
        "unit_code",
        &["unit", "mã đơn vị", "mã chi bộ", "mã tổ chức", "đơn vị"],
    ),
    (
        "standing",
        &["status", "trạng thái", "tư cách", "tư cách đảng viên"],
    ),
    ("since", &["from", "từ ngày", "kể từ ngày"]),
];

/// A day as people write it: 2025-07-01, 1/7/2025 or 01-07-2025.
#[must_use]
pub fn read_day(text: &str) -> Option<Day> {
    if let Ok(day) = Day::parse(text) {
        return Some(day);
    }
    let mut parts = text.split(['/', '-', '.']);
    let (d, m, y) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some()
        || y.len() != 4
        || d.is_empty()
        || m.is_empty()
        || d.len() > 2
        || m.len() > 2
    {
        return None;
    }
    Day::parse(&format!("{y}-{m:0>2}-{d:0>2}")).ok()
}

pub(super) fn read_sex(text: &str) -> Option<&'static str> {
    match platform::text::folded(text).as_str() {
        "" => Some(""),
        "male" | "m" | "nam" | "مرد" => Some("male"),
        "female" | "f" | "nu" | "عورت" => Some("female"),
        _ => None,
    }
}

pub(super) fn unknown_columns(sheet: &Sheet, found: &Found) -> Vec<Problem> {
    let warn = |c: &String| {
        Problem::new("the column is not known and is not read")
            .at(&sheet.file, 1)
            .cell(c, "")
            .as_warning()
    };
    found.unknown.iter().map(warn).collect()
}

/// Reads the cells of one row and notes what is wrong with them.
pub(super) struct RowReader<'a> {
    pub(super) sheet: &'a Sheet,
    pub(super) found: &'a Found,
    pub(super) line: &'a SheetLine,
    pub(super) problems: &'a mut Vec<Problem>,
}

impl RowReader<'_> {
    pub(super) fn say(&mut self, column: usize, why: impl Into<String>) {
        self.say_in(&COLUMNS, column, why);
    }

    pub(super) fn say_in(&mut self, columns: &[Column], column: usize, why: impl Into<String>) {
        let value = self.found.cell(self.line, column).to_owned();
        let shown = if columns[column].0 == "citizen_id" {
            crate::organisation::privacy::masked("citizen_id", &value)
        } else {
            value
        };
        self.problems.push(
            Problem::new(why)
                .at(&self.sheet.file, self.line.number)
                .cell(columns[column].0, &shown),
        );
    }

    pub(super) fn cell(&self, column: usize) -> &str {
        self.found.cell(self.line, column)
    }

    pub(super) fn day(&mut self, columns: &[Column], column: usize) -> Option<Day> {
        let text = self.cell(column).to_owned();
        if text.is_empty() {
            return None;
        }
        let day = read_day(&text);
        if day.is_none() {
            self.say_in(
                columns,
                column,
                "this is no day: write it as 2025-07-01 or 1/7/2025",
            );
        }
        day
    }
}

pub(super) fn unknown_unit(s: &Structure, code: &str, on: Day) -> String {
    if code.is_empty() {
        return "a unit is needed".to_owned();
    }
    let borne = s.bearers(code).iter().filter_map(|u| {
        let unit = s.unit(*u);
        let name = &s.last_state(*u)?.name;
        Some(if unit.closed == Day::MAX {
            format!("«{name}» from {}", unit.opened)
        } else {
            format!("«{name}» from {} until {}", unit.opened, unit.closed)
        })
    });
    let borne: Vec<String> = borne.collect();
    if borne.is_empty() {
        "no unit ever bore this code".to_owned()
    } else {
        format!(
            "no unit bears this code on {on}; it was borne by {}",
            borne.join(", ")
        )
    }
}

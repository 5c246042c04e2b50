//! A unit's members as a file in the columns of the national member database, so that nothing
//! is typed twice. Where the national columns are not known they are those of the import, with
//! Vietnamese headings; the file can be imported again.

use super::read::{Ids, Person, Standpoint};
use figures::Day;
use platform::sheets::harmless;
use platform::{Error, Result};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, XlsxError};

/// The headings. The first four are the fields with which the national form begins; then the
/// summary card of a member; then what only the import needs.
pub const HEADINGS: [&str; 15] = [
    "Tư cách đảng viên",
    "Mã tổ chức",
    "Số lý lịch",
    "Số thẻ đảng viên",
    "Họ và tên",
    "Ngày sinh",
    "Giới tính",
    "Dân tộc",
    "Ngày quyết định kết nạp",
    "Ngày kết nạp",
    "Ngày chính thức",
    "Số định danh cá nhân",
    "Chi bộ đang sinh hoạt",
    "Mã đảng viên",
    "Từ ngày",
];

/// Which of the columns hold days.
const DAYS: [usize; 5] = [5, 8, 9, 10, 14];

/// One member as the cells of [`HEADINGS`]; days as 2025-07-01.
pub fn row(ground: &Standpoint<'_>, member: &Person, ids: &Ids<'_>) -> Result<[String; 15]> {
    let text = |name: &str| member.field(name).to_owned();
    let stay = member.stay.as_ref();
    let unit = stay.map_or("", |s| s.unit.as_str());
    let state = ground
        .structure
        .find(unit)
        .and_then(|u| ground.structure.state(u, ground.on()));
    let sex = match member.field("sex") {
        "male" => "Nam",
        "female" => "Nữ",
        _ => "",
    };
    Ok([
        member
            .standing(ground)
            .map_or_else(String::new, |s| s.names.vi.clone()),
        state.map_or_else(String::new, |s| s.code.clone()),
        text("file_number"),
        ids.card(member)?,
        text("name"),
        text("birth_date"),
        sex.to_owned(),
        ids.ethnic_group(member).to_owned(),
        text("decision_date"),
        text("ceremony_date"),
        text("official_date"),
        ids.citizen_id(member)?,
        state.map_or_else(String::new, |s| s.name.clone()),
        text("person_key"),
        stay.map_or_else(String::new, |s| s.since.to_string()),
    ])
}

/// The members as CSV with a byte order mark, which spreadsheets need to read UTF-8.
pub fn csv(ground: &Standpoint<'_>, members: &[Person], ids: &Ids<'_>) -> Result<Vec<u8>> {
    let rows = members.iter().map(|m| row(ground, m, ids));
    csv_of(&rows.collect::<Result<Vec<_>>>()?)
}

/// [`csv`] of rows already at hand.
pub fn csv_of(rows: &[[String; 15]]) -> Result<Vec<u8>> {
    let mut out = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(HEADINGS).map_err(Error::internal)?;
    for cells in rows {
        out.write_record(cells.iter().map(|c| harmless(c)))
            .map_err(Error::internal)?;
    }
    out.into_inner().map_err(Error::internal)
}

/// The members as a workbook: days are days, everything else is text and stays text, whatever
/// it begins with.
pub fn xlsx(
    ground: &Standpoint<'_>,
    members: &[Person],
    ids: &Ids<'_>,
    written_at: &str,
) -> Result<Vec<u8>> {
    let rows = members
        .iter()
        .map(|m| row(ground, m, ids))
        .collect::<Result<Vec<_>>>()?;
    xlsx_of(&rows, ground.demo, written_at)
}

/// [`xlsx`] of rows already at hand.
pub fn xlsx_of(rows: &[[String; 15]], demo: bool, written_at: &str) -> Result<Vec<u8>> {
    workbook(rows, demo, written_at).map_err(Error::internal)
}

fn workbook(
    rows: &[[String; 15]],
    demo: bool,
    written_at: &str,
) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let moment = ExcelDateTime::parse_from_str(written_at)?;
    book.set_properties(&rust_xlsxwriter::DocProperties::new().set_creation_datetime(&moment));
    let (head, day) = (
        Format::new().set_bold(),
        Format::new().set_num_format("dd/mm/yyyy"),
    );
    let page = book.add_worksheet();
    page.set_name("Đảng viên")?
        .set_landscape()
        .set_paper_size(9)
        .set_print_fit_to_pages(1, 0);
    if demo {
        page.set_header("&C&\"Calibri,Bold\"&28&KC0C0C0DEMO");
    }
    page.set_freeze_panes(1, 0)?;
    for (column, heading) in (0..).zip(HEADINGS) {
        page.write_string_with_format(0, column, heading, &head)?
            .set_column_width(column, 20)?;
    }
    for (at, cells) in (1..).zip(rows) {
        for (column, (n, cell)) in (0..).zip(cells.iter().enumerate()) {
            // a workbook knows no day before 1900: such a one stays text
            let date = Day::parse(cell)
                .ok()
                .filter(|d| DAYS.contains(&n) && d.year() >= 1900);
            match date {
                Some(_) => page.write_datetime_with_format(
                    at,
                    column,
                    ExcelDateTime::parse_from_str(cell)?,
                    &day,
                )?,
                None if cell.is_empty() => page,
                None => page.write_string(at, column, cell)?,
            };
        }
    }
    book.save_to_buffer()
}

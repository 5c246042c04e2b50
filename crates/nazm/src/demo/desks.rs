//! What lies on the desks of the province's office at the end of the quarter: letters of communes
//! with what was said of them, and what agencies were asked to draft.

use super::papers::{INTERNAL, OFFICE, ORGANISING, PROPAGANDA, PROVINCE};
use super::{Rng, ends, line};
use figures::Day;

/// The desks' registers, as files.
pub struct Desks {
    pub incoming: String,
    pub tasks: String,
}

const INCOMING: [&str; 11] = [
    "number_symbol",
    "date",
    "kind",
    "subject",
    "recipients",
    "organ_name",
    "direction",
    "field",
    "in_number",
    "arrived",
    "due",
];

const TASKS: [&str; 14] = [
    "number",
    "kind",
    "title",
    "lead",
    "assigned_by",
    "issued",
    "deadline",
    "product",
    "field",
    "document",
    "submitted",
    "accepted",
    "evidence",
    "instruction",
];

/// Subject without the commune's name, field, who is to answer.
const LETTERS: [(&str, &str, &str); 4] = [
    (
        "V/v xin ý kiến về bố trí trụ sở làm việc của",
        "administration",
        OFFICE,
    ),
    (
        "V/v xin ý kiến về thành lập chi bộ trực thuộc",
        "organisation",
        ORGANISING,
    ),
    (
        "V/v xin ý kiến về tài liệu tuyên truyền tại",
        "propaganda",
        PROPAGANDA,
    ),
    (
        "V/v bảo đảm an ninh trật tự tại",
        "internal-affairs",
        INTERNAL,
    ),
];

/// Letters that came in the last weeks of the quarter.
const CAME: usize = 20;

/// What an agency is asked to draft: title, agency, product, field, days after 1 September on
/// which it was asked, its deadline, when it was handed in and whether it was adopted.
type Asked = (
    &'static str,
    &'static str,
    &'static str,
    &'static str,
    i32,
    &'static str,
    Option<(&'static str, bool)>,
);

const ASKED: [Asked; 6] = [
    (
        "Dự thảo quy chế làm việc của Ban Chấp hành nhiệm kỳ 2025-2030",
        OFFICE,
        "dự thảo quy chế",
        "administration",
        23,
        "2025-10-15",
        None,
    ),
    (
        "Tờ trình phân công Ủy viên Ban Thường vụ phụ trách địa bàn",
        ORGANISING,
        "tờ trình",
        "organisation",
        23,
        "2025-10-08",
        Some(("2025-09-29", false)),
    ),
    (
        "Đề án đào tạo, bồi dưỡng cán bộ cấp xã",
        ORGANISING,
        "đề án",
        "organisation",
        8,
        "2025-10-31",
        None,
    ),
    (
        "Dự thảo kế hoạch học tập Nghị quyết Đại hội",
        PROPAGANDA,
        "dự thảo kế hoạch",
        "propaganda",
        21,
        "2025-10-06",
        Some(("2025-09-26", true)),
    ),
    (
        "Báo cáo tình hình an ninh trật tự sau sắp xếp",
        INTERNAL,
        "báo cáo",
        "internal-affairs",
        1,
        "2025-10-01",
        Some(("2025-09-22", true)),
    ),
    (
        "Hướng dẫn lưu trữ hồ sơ của các tổ chức đã kết thúc hoạt động",
        OFFICE,
        "dự thảo hướng dẫn",
        "administration",
        4,
        "2025-10-20",
        None,
    ),
];

pub fn desks(communes: &[(String, String)], seed: u64) -> Desks {
    let mut rng = Rng::new(seed, 43, 0);
    let mut desks = Desks {
        incoming: String::new(),
        tasks: String::new(),
    };
    line(&mut desks.incoming, &INCOMING);
    line(&mut desks.tasks, &TASKS);
    letters(&mut desks, communes, &mut rng);
    for (n, asked) in ASKED.iter().enumerate() {
        advice(&mut desks.tasks, n + 1, asked);
    }
    desks
}

fn letters(desks: &mut Desks, communes: &[(String, String)], rng: &mut Rng) {
    let mut days: Vec<Day> = (0..CAME)
        .map(|_| rng.working_day(Day::ymd(2025, 9, 3), ends().eve()))
        .collect();
    days.sort();
    for (n, arrived) in days.into_iter().enumerate() {
        let name = &communes[n * 3 % communes.len().max(1)].1;
        let (about, field, lead) = LETTERS[n % LETTERS.len()];
        let symbol = format!("{}-CV/ĐU", 41 + n);
        let subject = format!("{about} {name}");
        // two of three ask for an answer
        let due = (n % 3 != 2).then(|| arrived.plus_days(10));
        let day = |d: Option<Day>| d.map_or_else(String::new, |d| d.to_string());
        let (number, sent) = ((n + 1).to_string(), arrived.plus_days(-1).to_string());
        let (came, by) = (arrived.to_string(), day(due));
        let organ = format!("Đảng ủy {name}");
        let row = [
            &symbol,
            &sent,
            "official-letter",
            &subject,
            PROVINCE,
            &organ,
            "incoming",
            field,
            &number,
            &came,
            &by,
        ];
        line(&mut desks.incoming, &row);
        // of those, every third still waits to be given to somebody
        if let Some(due) = due.filter(|_| n % 9 != 3) {
            let answered = arrived.plus_days(6);
            let done = (answered < ends() && n % 2 == 0).then_some(answered);
            let accepted = day(done.map(|d| d.plus_days(1)));
            let evidence = done.map_or("", |_| "công văn trả lời");
            let (key, title) = (format!("VBĐ-{:02}", n + 1), format!("Trả lời: {subject}"));
            let row = [
                &key,
                "answer",
                &title,
                lead,
                PROVINCE,
                &came,
                &due.to_string(),
                "công văn",
                field,
                &symbol,
                &day(done),
                &accepted,
                evidence,
                "Chuyển cơ quan nghiên cứu, tham mưu trả lời",
            ];
            line(&mut desks.tasks, &row);
        }
    }
}

fn advice(csv: &mut String, n: usize, asked: &Asked) {
    let (title, agency, product, field, days, deadline, done) = asked;
    let issued = Day::ymd(2025, 9, 1).plus_days(*days).to_string();
    let (handed_in, adopted) = done.unwrap_or(("", false));
    let accepted = Day::parse(handed_in).ok().filter(|_| adopted);
    let accepted = accepted.map_or_else(String::new, |d| d.plus_days(2).to_string());
    let evidence = if handed_in.is_empty() { "" } else { product };
    let row = [
        &format!("TM-{n:02}"),
        "advice",
        title,
        agency,
        PROVINCE,
        &issued,
        deadline,
        product,
        field,
        "",
        handed_in,
        &accepted,
        evidence,
        "",
    ];
    line(csv, &row);
}

//! The documents and tasks of the example's province in the third quarter of 2025. Subjects are
//! those of any such register, filled with the names of units; nobody's text is invented.

use super::names::Names;
use super::places::{AGENCIES, Territory};
use super::{Rng, ends, line, reform_day};
use figures::Day;
use std::collections::BTreeMap;

/// The province's code, and those of its agencies.
pub const PROVINCE: &str = "19";
pub(super) const ORGANISING: &str = AGENCIES[0].0;
const INSPECTION: &str = AGENCIES[1].0;
pub(super) const PROPAGANDA: &str = AGENCIES[2].0;
pub(super) const INTERNAL: &str = AGENCIES[3].0;
pub(super) const OFFICE: &str = AGENCIES[4].0;

/// Documents that the organising agency advised in the quarter; so many of them direct congresses.
const ADVISED: usize = 907;
const OF_CONGRESSES: usize = 760;

/// A term of a committee, by which its documents are numbered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    pub unit: String,
    pub label: &'static str,
    pub from: Day,
    pub until: Option<Day>,
}

/// Everything the documents' and tasks' registers are filled with.
pub struct Papers {
    pub terms: Vec<Term>,
    /// Superior documents, known from the press by number, day and subject.
    pub superior: String,
    /// What the province's committee issued until its first conference, and what it and the
    /// communes' issued afterwards: a conclusion takes its number in between.
    pub documents: [String; 2],
    /// The rules by which the province's committee and some of the communes' work.
    pub regulations: String,
    pub tasks: String,
}

/// The kind of document that concludes a conference.
const CONCLUSION: &str = "notice";

/// The day of the briefing conference of the second quarter.
pub fn first_conference() -> Day {
    Day::ymd(2025, 7, 10)
}

/// The day after the congress closed, on which the new term's numbers begin.
fn new_term() -> Day {
    Day::ymd(2025, 9, 24)
}

pub fn papers(territory: &Territory, seed: u64) -> Papers {
    let communes = territory.communes_after(PROVINCE);
    let mut rng = Rng::new(seed, 41, 0);
    let mut issued = advised_by_organising(&communes, &mut rng);
    issued.extend(advised_by_others(&communes, &mut rng));
    issued.push(programme());
    // numbers are given in order of days
    issued.sort_by_key(|i| i.day);
    let mut documents = [header(&DOCUMENT_COLUMNS), header(&DOCUMENT_COLUMNS)];
    number(&mut documents, &issued, seed);
    plans(&mut documents[1], &communes, &mut rng);
    Papers {
        terms: terms(&communes),
        superior: superior(),
        regulations: regulations(&communes, seed),
        documents,
        tasks: tasks(&communes, &mut rng),
    }
}

const DOCUMENT_COLUMNS: [&str; 12] = [
    "number_symbol",
    "date",
    "kind",
    "subject",
    "organ_code",
    "organ_name",
    "body",
    "direction",
    "field",
    "signer",
    "advised_by_code",
    "implements",
];

fn header(columns: &[&str]) -> String {
    let mut csv = String::new();
    line(&mut csv, columns);
    csv
}

/// The province's committee was appointed with the merger and elected at its first congress; a
/// commune's begins with the commune.
fn terms(communes: &[(String, String)]) -> Vec<Term> {
    let term = |unit: &str, label, from, until| Term {
        unit: unit.to_owned(),
        label,
        from,
        until,
    };
    let mut terms = vec![
        term(PROVINCE, "2020-2025", reform_day(), Some(new_term())),
        term(PROVINCE, "2025-2030", new_term(), None),
    ];
    let of_commune = |(code, _): &(String, String)| term(code, "2025-2030", reform_day(), None);
    terms.extend(communes.iter().map(of_commune));
    terms
}

/// A document before it has its number.
struct Issued {
    day: Day,
    kind: &'static str,
    abbreviation: &'static str,
    subject: String,
    field: &'static str,
    advised_by: &'static str,
    implements: &'static str,
}

/// Kind, abbreviation, field, subject; {} is the name of a commune.
type Template = (&'static str, &'static str, &'static str, &'static str);

const CONGRESSES: [Template; 9] = [
    (
        "official-letter",
        "CV",
        "congress",
        "V/v chuẩn bị đại hội Đảng bộ {} nhiệm kỳ 2025-2030",
    ),
    (
        "official-letter",
        "CV",
        "congress",
        "V/v góp ý dự thảo văn kiện đại hội Đảng bộ {}",
    ),
    (
        "official-letter",
        "CV",
        "congress",
        "V/v thời gian, chương trình đại hội Đảng bộ {}",
    ),
    (
        "decision",
        "QĐ",
        "congress",
        "về việc thành lập tổ công tác chỉ đạo đại hội Đảng bộ {}",
    ),
    (
        "notice",
        "TB",
        "congress",
        "phân công theo dõi, chỉ đạo đại hội Đảng bộ {}",
    ),
    (
        "official-letter",
        "CV",
        "congress",
        "V/v trang trí, khánh tiết, tài liệu đại hội Đảng bộ {}",
    ),
    (
        "conclusion",
        "KL",
        "congress",
        "về công tác chuẩn bị đại hội Đảng bộ {}",
    ),
    (
        "official-letter",
        "CV",
        "congress",
        "V/v báo cáo kết quả đại hội Đảng bộ {}",
    ),
    (
        "report",
        "BC",
        "congress",
        "tình hình đại hội Đảng bộ {} nhiệm kỳ 2025-2030",
    ),
];

const OTHERS: [Template; 2] = [
    (
        "official-letter",
        "CV",
        "organisation",
        "V/v hoàn thiện tổ chức bộ máy {} sau sắp xếp",
    ),
    (
        "official-letter",
        "CV",
        "members",
        "V/v bàn giao hồ sơ đảng viên tại {}",
    ),
];

fn filled(template: &Template, commune: &str, day: Day, advised_by: &'static str) -> Issued {
    let (kind, abbreviation, field, subject) = *template;
    Issued {
        day,
        kind,
        abbreviation,
        subject: subject.replace("{}", commune),
        field,
        advised_by,
        implements: "",
    }
}

fn advised_by_organising(communes: &[(String, String)], rng: &mut Rng) -> Vec<Issued> {
    let named = |n: usize| communes[n % communes.len().max(1)].1.as_str();
    let mut all = Vec::with_capacity(ADVISED);
    for n in 0..ADVISED {
        let of_congress = n < OF_CONGRESSES;
        let template = if of_congress {
            &CONGRESSES[n / communes.len().max(1) % CONGRESSES.len()]
        } else {
            &OTHERS[(n - OF_CONGRESSES) / communes.len().max(1) % OTHERS.len()]
        };
        let day = rng.working_day(reform_day(), ends());
        all.push(filled(template, named(n), day, ORGANISING));
    }
    all
}

const OF_AGENCIES: [(&str, usize, Template); 4] = [
    (
        OFFICE,
        88,
        (
            "official-letter",
            "CV",
            "administration",
            "V/v chuẩn bị hội nghị tại {}",
        ),
    ),
    (
        PROPAGANDA,
        64,
        (
            "guidance",
            "HD",
            "propaganda",
            "tuyên truyền đại hội Đảng bộ {}",
        ),
    ),
    (
        INSPECTION,
        27,
        (
            "notice",
            "TB",
            "inspection",
            "chương trình kiểm tra, giám sát tại {}",
        ),
    ),
    (
        INTERNAL,
        14,
        (
            "official-letter",
            "CV",
            "internal-affairs",
            "V/v bảo đảm an ninh trật tự tại {}",
        ),
    ),
];

fn advised_by_others(communes: &[(String, String)], rng: &mut Rng) -> Vec<Issued> {
    let mut all = Vec::new();
    for (agency, count, template) in &OF_AGENCIES {
        for n in 0..*count {
            let day = rng.working_day(reform_day(), ends());
            let commune = &communes[n % communes.len().max(1)].1;
            all.push(filled(template, commune, day, agency));
        }
    }
    all
}

/// The province's action programme for Resolution 57.
fn programme() -> Issued {
    Issued {
        day: Day::ymd(2025, 8, 15),
        kind: "programme",
        abbreviation: "CTr",
        subject: "thực hiện Nghị quyết số 57-NQ/TW của Bộ Chính trị".to_owned(),
        field: "science-technology",
        advised_by: OFFICE,
        implements: "57-NQ/TW (2024-12-22)",
    }
}

/// Writes the rows of the province's committee; numbers run per kind within a term.
fn number(csv: &mut [String; 2], issued: &[Issued], seed: u64) {
    let names = Names::load();
    let signers: Vec<String> = (0..3)
        .map(|n| names.full(&mut Rng::new(seed, 42, n), "01", false))
        .collect();
    let mut last: BTreeMap<(bool, &str), u32> = BTreeMap::new();
    let mut concluded = false;
    for (at, document) in issued.iter().enumerate() {
        let later = document.day > first_conference();
        if later && !concluded {
            *last.entry((false, CONCLUSION)).or_default() += 1;
            concluded = true;
        }
        let number = last
            .entry((document.day >= new_term(), document.kind))
            .or_default();
        *number += 1;
        let symbol = format!("{number:02}-{}/TU", document.abbreviation);
        let day = document.day.to_string();
        let row = [
            &symbol,
            &day,
            document.kind,
            &document.subject,
            PROVINCE,
            "",
            "standing-committee",
            "outgoing",
            document.field,
            &signers[at % signers.len()],
            document.advised_by,
            document.implements,
        ];
        line(&mut csv[usize::from(later)], &row);
    }
}

/// Two communes of three have issued their plan for the programme by the end of the quarter.
fn plans(csv: &mut String, communes: &[(String, String)], rng: &mut Rng) {
    let issued = communes.iter().enumerate().filter(|(n, _)| n % 3 != 2);
    for (_, (code, name)) in issued {
        let day = rng
            .working_day(Day::ymd(2025, 8, 25), Day::ymd(2025, 9, 26))
            .to_string();
        let subject = format!(
            "thực hiện Chương trình hành động của Tỉnh ủy về Nghị quyết 57-NQ/TW tại {name}"
        );
        let row = [
            "01-KH/ĐU",
            &day,
            "plan",
            &subject,
            code,
            "",
            "committee",
            "outgoing",
            "science-technology",
            "",
            "",
            "01-CTr/TU (2025-08-15)",
        ];
        line(csv, &row);
    }
}

const REGULATION_COLUMNS: [&str; 10] = [
    "number_symbol",
    "date",
    "kind",
    "subject",
    "organ_code",
    "body",
    "field",
    "review_by",
    "implements",
    "replaces",
];

/// The day of the province's first working regulation, which binds the communes.
const FIRST_REGULATION: &str = "2025-07-07";
/// Of so many communes, so many have issued theirs by the end of the quarter.
const WITH_REGULATION: (usize, usize) = (5, 3);

/// Working regulations by number and title only, in the form that such documents have. The
/// province's is replaced when the new term begins; of the communes some have issued theirs, some
/// of which are due for review, and some none.
fn regulations(communes: &[(String, String)], seed: u64) -> String {
    let mut rng = Rng::new(seed, 44, 0);
    let mut csv = header(&REGULATION_COLUMNS);
    let mut row = |symbol: &str, day: &str, of: (&str, &str, &str), review: &str, to: [&str; 2]| {
        let (unit, name, term) = of;
        let subject = format!("làm việc của Ban Chấp hành {name} nhiệm kỳ {term} (DEMO)");
        let [implements, replaces] = to;
        let fields = [
            symbol,
            day,
            "working-regulation",
            &subject,
            unit,
            "committee",
            "administration",
            review,
            implements,
            replaces,
        ];
        line(&mut csv, &fields);
    };
    let first = format!("01-QC/TU ({FIRST_REGULATION})");
    let of_province = |term| (PROVINCE, "Đảng bộ tỉnh", term);
    let old = of_province("2020-2025");
    row("01-QC/TU", FIRST_REGULATION, old, "", ["", ""]);
    let new = of_province("2025-2030");
    row("01-QC/TU", "2025-09-29", new, "2027-09-29", ["", &first]);
    let (of, with) = WITH_REGULATION;
    let issued = communes.iter().enumerate().filter(|(n, _)| n % of < with);
    for (n, (code, name)) in issued {
        let day = rng.working_day(Day::ymd(2025, 7, 14), Day::ymd(2025, 9, 19));
        // one in ten was issued for a short while, and its review is overdue at the quarter's end
        let review = if n % 10 == 0 {
            "2025-09-26"
        } else {
            "2026-12-31"
        };
        let of = (code.as_str(), name.as_str(), "2025-2030");
        row("01-QC/ĐU", &day.to_string(), of, review, [&first, ""]);
    }
    csv
}

/// Number, day, kind, subject, organ: what the press has printed of each.
const SUPERIOR: [(&str, &str, &str, &str, &str, &str); 3] = [
    (
        "57-NQ/TW",
        "2024-12-22",
        "resolution",
        "về đột phá phát triển khoa học, công nghệ, đổi mới sáng tạo và chuyển đổi số quốc gia",
        "Bộ Chính trị",
        "science-technology",
    ),
    (
        "68-KL/TW",
        "2020-02-05",
        "conclusion",
        "về cán bộ bộ đội biên phòng tham gia cấp ủy địa phương vùng biên giới",
        "Ban Bí thư",
        "organisation",
    ),
    (
        "06-NQ/TU",
        "2021-05-17",
        "resolution",
        "về các xã, thôn, bản vùng đồng bào dân tộc thiểu số, miền núi, biên giới, hải đảo giai đoạn 2021-2025, định hướng đến năm 2030",
        "Tỉnh ủy Quảng Ninh",
        "poverty",
    ),
];

fn superior() -> String {
    let mut csv = header(&DOCUMENT_COLUMNS);
    for (symbol, day, kind, subject, organ, field) in SUPERIOR {
        let row = [
            symbol,
            day,
            kind,
            subject,
            "",
            organ,
            "committee",
            "superior",
            field,
            "",
            "",
            "",
        ];
        line(&mut csv, &row);
    }
    csv
}

const TASK_COLUMNS: [&str; 12] = [
    "number",
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
];

/// Title, lead, deadline, product, days from the deadline to the submission (none: not yet done).
const OF_PROGRAMME: [(&str, &str, &str, &str, Option<i32>); 8] = [
    (
        "Xây dựng kho dữ liệu đảng viên dùng chung",
        ORGANISING,
        "2025-09-15",
        "cơ sở dữ liệu",
        Some(-3),
    ),
    (
        "Chuẩn hóa hồ sơ đảng viên sau sắp xếp",
        ORGANISING,
        "2025-09-30",
        "báo cáo",
        Some(-1),
    ),
    (
        "Số hóa tài liệu lưu trữ của Tỉnh ủy",
        OFFICE,
        "2025-09-20",
        "kho tài liệu số",
        Some(6),
    ),
    (
        "Kết nối mạng thông tin diện rộng đến các xã, phường",
        OFFICE,
        "2025-09-10",
        "mạng",
        Some(-2),
    ),
    (
        "Tuyên truyền Nghị quyết 57-NQ/TW",
        PROPAGANDA,
        "2025-09-12",
        "kế hoạch",
        Some(0),
    ),
    (
        "Kiểm tra việc thực hiện Nghị quyết 57-NQ/TW",
        INSPECTION,
        "2025-12-15",
        "báo cáo",
        None,
    ),
    (
        "Bảo đảm an toàn thông tin các cơ quan Đảng",
        INTERNAL,
        "2025-09-25",
        "báo cáo",
        None,
    ),
    (
        "Đào tạo kỹ năng số cho cấp ủy cơ sở",
        PROPAGANDA,
        "2025-11-30",
        "lớp bồi dưỡng",
        None,
    ),
];

/// The programme's tasks: those of the agencies, and one of each commune.
fn tasks(communes: &[(String, String)], rng: &mut Rng) -> String {
    let mut csv = header(&TASK_COLUMNS);
    let mut number = 0;
    let mut row = |title: &str, lead: &str, deadline: Day, product: &str, done: Option<i32>| {
        number += 1;
        let submitted = done.map(|days| deadline.plus_days(days));
        // what is submitted is looked at within some days, and not beyond the quarter
        let accepted = submitted.map(|day| day.plus_days(2).min(ends()));
        let text = |day: Option<Day>| day.map_or_else(String::new, |d| d.to_string());
        let (submitted, accepted) = (text(submitted), text(accepted));
        let evidence = if submitted.is_empty() { "" } else { product }.to_owned();
        let (number, deadline) = (format!("CTr01-{number:03}"), deadline.to_string());
        let fields = [
            &number,
            title,
            lead,
            PROVINCE,
            "2025-08-15",
            &deadline,
            product,
            "science-technology",
            "01-CTr/TU",
            &submitted,
            &accepted,
            &evidence,
        ];
        line(&mut csv, &fields);
    };
    for (title, lead, deadline, product, done) in OF_PROGRAMME {
        row(
            title,
            lead,
            Day::parse(deadline).unwrap_or(Day::MAX),
            product,
            done,
        );
    }
    for (n, (code, _)) in communes.iter().enumerate() {
        let done = (n % 4 != 3).then(|| rng.days(0, 8) - 6);
        let title = "Ban hành kế hoạch thực hiện Chương trình hành động của Tỉnh ủy";
        row(title, code, Day::ymd(2025, 9, 22), "kế hoạch", done);
    }
    csv
}

/// A briefing conference: its period and day, the figures its report cites, its clauses.
pub struct Conference {
    pub period: &'static str,
    pub day: Day,
    /// Indicator, day or period, cumulative.
    pub figures: &'static [(&'static str, &'static str, bool)],
    pub report: &'static str,
    /// Text, lead, deadline, product.
    pub clauses: &'static [(&'static str, &'static str, &'static str, &'static str)],
}

/// The conferences of the second and the third quarter.
pub fn conferences() -> [Conference; 2] {
    [
        Conference {
            period: "2025-Q2",
            day: first_conference(),
            figures: &[
                ("members", "2025-06-30", false),
                ("admitted", "2025-Q2", true),
                ("standardised", "2025-06-30", false),
            ],
            report: "Kết quả công tác xây dựng Đảng quý II/2025",
            clauses: &[
                (
                    "Hoàn thành chuẩn hóa dữ liệu đảng viên sau hợp nhất",
                    ORGANISING,
                    "2025-09-15",
                    "báo cáo",
                ),
                (
                    "Theo dõi, chỉ đạo đại hội đảng bộ cấp xã đúng tiến độ",
                    ORGANISING,
                    "2025-08-31",
                    "báo cáo",
                ),
                (
                    "Bàn giao hồ sơ, tài liệu lưu trữ của các tổ chức đã kết thúc hoạt động",
                    OFFICE,
                    "2025-08-29",
                    "biên bản bàn giao",
                ),
                (
                    "Tuyên truyền kết quả sắp xếp tổ chức",
                    PROPAGANDA,
                    "2025-07-31",
                    "kế hoạch",
                ),
                (
                    "Kiểm tra việc chấp hành quy chế làm việc của cấp ủy cơ sở",
                    INSPECTION,
                    "2025-09-19",
                    "báo cáo",
                ),
            ],
        },
        Conference {
            period: "2025-Q3",
            day: ends(),
            figures: &[
                ("members", "2025-09-30", false),
                ("admitted", "2025-Q3", true),
                ("standardised", "2025-09-30", false),
                ("documents", "2025-Q3", false),
                ("tasks-on-time", "2025-Q3", false),
            ],
            report: "Kết quả công tác xây dựng Đảng quý III/2025",
            clauses: &[
                (
                    "Xây dựng chương trình hành động thực hiện Nghị quyết Đại hội",
                    OFFICE,
                    "2025-11-28",
                    "chương trình hành động",
                ),
                (
                    "Khắc phục các hồ sơ đảng viên chưa đạt chuẩn",
                    ORGANISING,
                    "2025-12-15",
                    "báo cáo",
                ),
                (
                    "Rà soát quy chế, quy định làm việc của cấp ủy các cấp",
                    OFFICE,
                    "2025-12-12",
                    "danh mục",
                ),
                (
                    "Kiểm tra, giám sát theo chương trình quý IV",
                    INSPECTION,
                    "2025-12-19",
                    "báo cáo",
                ),
                (
                    "Nắm tình hình, giải quyết kịp thời các vụ việc phát sinh từ cơ sở",
                    INTERNAL,
                    "2025-12-31",
                    "báo cáo",
                ),
            ],
        },
    ]
}

/// What became of the first conference's tasks: clause, days from the deadline to the submission.
pub const DONE: [(usize, i32); 4] = [(0, -4), (1, 0), (2, 3), (3, -2)];

//! A report made by hand, with every kind of thing a report can hold. All names and figures are
//! made up.

use super::model::{Cited, Report, Row, Section, Sentence, Table};
use std::collections::BTreeMap;

const AS_OF: &str = "2025-09-30";

/// A quarterly report of a province that does not exist.
pub(crate) fn quarterly() -> Report {
    let mut sample = Sample { report: empty() };
    sample.sections();
    sample.movement();
    sample.children();
    sample.compare();
    sample.shares();
    sample.report
}

fn empty() -> Report {
    Report {
        kind: "quarterly".into(),
        unit: "u-1".into(),
        unit_name: "Đảng bộ tỉnh Sông Lam".into(),
        unit_kind: "province".into(),
        parent_name: "Ban Chấp hành Trung ương".into(),
        organ: "Tỉnh ủy Thái Nguyên".into(),
        organ_above: "Ban Chấp hành Trung ương".into(),
        organ_symbol: "TU".into(),
        party: true,
        period: "2025-Q3".into(),
        from: "2025-07-01".into(),
        until: AS_OF.into(),
        as_of: AS_OF.into(),
        structure: "as-was".into(),
        known: 48_112,
        root: "7f3a90b1c44de2a86b0f11d27c5e93ab64f8d0c2be91774a5503e6fd1a2bc921".into(),
        printed_at: "2025-10-02 08:14".into(),
        demo: false,
        figures: BTreeMap::new(),
        sections: Vec::new(),
        tables: Vec::new(),
    }
}

struct Sample {
    report: Report,
}

impl Sample {
    /// Notes a figure under `key` and returns the key.
    fn figure(
        &mut self,
        key: &str,
        value: Option<&str>,
        period_kind: &str,
        measure: &str,
    ) -> String {
        let stock = period_kind == "as-of";
        let cited = Cited {
            rule: String::new(),
            indicator: key.split('.').next().unwrap_or(key).to_owned(),
            filter: String::new(),
            unit: "u-1".into(),
            value: value.map(str::to_owned),
            period: if stock { AS_OF } else { "2025-Q3" }.into(),
            period_kind: period_kind.into(),
            as_of: AS_OF.into(),
            structure: "as-was".into(),
            certainty: if value.is_some() {
                "exact"
            } else {
                "incomplete"
            }
            .into(),
            measure: measure.into(),
        };
        self.report.figures.insert(key.to_owned(), cited);
        key.to_owned()
    }

    fn sentence(&mut self, text: &str, figures: &[(&str, &str, &str, &str)]) -> Sentence {
        let figures = figures.iter().map(|(name, value, kind, measure)| {
            let key = self.figure(&format!("{text}.{name}"), Some(value), kind, measure);
            ((*name).to_owned(), key)
        });
        let figures = figures.collect();
        let words = BTreeMap::from([("asof".to_owned(), AS_OF.to_owned())]);
        Sentence {
            text: format!("report-sentence-{text}"),
            figures,
            words,
            list: Vec::new(),
        }
    }

    fn section(&mut self, key: &str, sentences: Vec<Sentence>) {
        self.report.sections.push(Section {
            key: key.into(),
            sentences,
        });
    }

    fn sections(&mut self) {
        let members = vec![
            self.sentence(
                "members",
                &[
                    ("members", "140429", "as-of", "count"),
                    ("previous", "139225", "as-of", "count"),
                    ("lastyear", "136870", "as-of", "count"),
                ],
            ),
            self.sentence(
                "standing",
                &[
                    ("official", "134502", "as-of", "count"),
                    ("probationary", "3218", "as-of", "count"),
                    ("exempt", "2655", "as-of", "count"),
                    ("suspended", "17", "as-of", "count"),
                    ("transit", "37", "as-of", "count"),
                ],
            ),
            self.sentence(
                "women",
                &[
                    ("women", "56311", "as-of", "count"),
                    ("share", "40.1", "as-of", "percent"),
                ],
            ),
        ];
        self.section("members", members);
        let admissions = vec![
            self.sentence(
                "admitted",
                &[
                    ("quarter", "894", "in-period", "count"),
                    ("cumulative", "2526", "cumulative", "count"),
                    ("previous", "811", "in-period", "count"),
                    ("lastyear", "902", "in-period", "count"),
                ],
            ),
            self.sentence(
                "recognised",
                &[
                    ("quarter", "760", "in-period", "count"),
                    ("cumulative", "2109", "cumulative", "count"),
                ],
            ),
        ];
        self.section("admissions", admissions);
        let movement = self.sentence(
            "movement",
            &[
                ("opening", "139225", "as-of", "count"),
                ("in", "1999", "in-period", "count"),
                ("out", "795", "in-period", "count"),
                ("closing", "140429", "as-of", "count"),
            ],
        );
        self.section("movement", vec![movement]);
        let standard = self.sentence(
            "standard",
            &[
                ("failing", "323", "as-of", "count"),
                ("standardised", "99.77", "as-of", "percent"),
                ("previous", "96.36", "as-of", "percent"),
            ],
        );
        self.section("standard", vec![standard]);
        let badges = self.sentence("badges", &[("due", "412", "as-of", "count")]);
        self.section("badges", vec![badges]);
        let mut counted = self.sentence("units", &[("units", "92", "as-of", "count")]);
        for (kind, value) in [("ward", "15"), ("commune", "77")] {
            let cells = [(Some(value), "as-of", "count")];
            let mut row = self.row("units", (kind, "plain"), &cells);
            row.label = "report-row-kind".into();
            row.words.insert("kind".to_owned(), kind.to_owned());
            counted.list.push(row);
        }
        let units = vec![
            counted,
            self.sentence(
                "reform",
                &[
                    ("merged", "280", "in-period", "count"),
                    ("successors", "92", "in-period", "count"),
                    ("reduced", "188", "in-period", "count"),
                ],
            ),
        ];
        self.section("units", units);
    }

    fn row(&mut self, table: &str, row: (&str, &str), cells: &[Cell]) -> Row {
        let (label, role) = row;
        let figures = cells
            .iter()
            .enumerate()
            .map(|(column, (value, kind, measure))| {
                let key = format!("{table}.{label}.{column}");
                Some(self.figure(&key, *value, kind, measure))
            });
        Row {
            figures: figures.collect(),
            label: format!("report-row-{label}"),
            code: String::new(),
            name: String::new(),
            names: BTreeMap::new(),
            words: BTreeMap::new(),
            role: role.into(),
        }
    }

    fn table(&mut self, key: &str, columns: &[&str], rows: Vec<Row>, chart: &str) {
        let columns = columns
            .iter()
            .map(|column| format!("report-column-{column}"))
            .collect();
        self.report.tables.push(Table {
            key: key.into(),
            columns,
            rows,
            chart: chart.into(),
        });
    }

    fn movement(&mut self) {
        const ROWS: [(&str, &str, &str, &str); 12] = [
            ("opening", "total", "139225", "137903"),
            ("admitted", "in", "894", "2526"),
            ("transferred-in", "in", "1102", "3044"),
            ("reinstated", "in", "3", "5"),
            ("in-by-reform", "in", "0", "0"),
            ("transferred-out", "out", "611", "2475"),
            ("deceased", "out", "148", "451"),
            ("struck-off", "out", "21", "78"),
            ("expelled", "out", "6", "19"),
            ("left", "out", "9", "26"),
            ("out-by-reform", "out", "0", "0"),
            ("closing", "total", "140429", "140429"),
        ];
        let mut rows = Vec::new();
        for (label, role, quarter, year) in ROWS {
            let (first, second) = if role == "total" {
                ("as-of", "as-of")
            } else {
                ("in-period", "cumulative")
            };
            let cells = [
                (Some(quarter), first, "count"),
                (Some(year), second, "count"),
            ];
            rows.push(self.row("movement", (label, role), &cells));
        }
        self.table("movement", &["quarter", "cumulative"], rows, "waterfall");
    }

    fn children(&mut self) {
        const COLUMNS: [&str; 5] = [
            "members",
            "admitted-cumulative",
            "standardised",
            "failing",
            "change",
        ];
        let mut rows = Vec::new();
        for (index, (name, members)) in UNITS.iter().enumerate() {
            let doubtful = index == 4;
            let change = (!doubtful).then_some(if index % 3 == 2 { "-12" } else { "41" });
            let admitted = (98 - 5 * index).to_string();
            let mut row = self.row(
                "children",
                (&format!("unit-{index}"), "plain"),
                &[
                    (Some(members), "as-of", "count"),
                    (Some(&admitted), "cumulative", "count"),
                    (Some("99.6"), "as-of", "percent"),
                    (Some("14"), "as-of", "count"),
                    (change, "as-of", "count"),
                ],
            );
            if index == 2 {
                self.doubt(&row, "rebased");
            }
            row.label = String::new();
            row.name = (*name).to_owned();
            row.code = format!("19.{:03}", index + 1);
            rows.push(row);
        }
        for (label, role, members, certainty) in [
            ("own", "plain", "1204", "exact"),
            ("in-transit", "plain", "37", "exact"),
            ("remainder", "plain", "260", "remainder"),
            ("total", "total", "140429", "exact"),
        ] {
            let mut row = self.row(
                "children",
                (label, role),
                &[(Some(members), "as-of", "count")],
            );
            self.doubt(&row, certainty);
            row.figures.resize(COLUMNS.len(), None);
            rows.push(row);
        }
        self.table("children", &COLUMNS, rows, "bars");
    }

    fn doubt(&mut self, row: &Row, certainty: &str) {
        for key in row.figures.iter().flatten() {
            if let Some(cited) = self.report.figures.get_mut(key) {
                cited.certainty = certainty.to_owned();
            }
        }
    }

    fn compare(&mut self) {
        const ROWS: [(&str, &str, [&str; 3]); 4] = [
            ("members", "as-of", ["140429", "139225", "136870"]),
            ("admitted", "in-period", ["894", "811", "902"]),
            ("deceased", "in-period", ["148", "139", "151"]),
            ("standardised", "as-of", ["99.77", "96.36", "71.2"]),
        ];
        let mut rows = Vec::new();
        for (label, kind, values) in ROWS {
            let measure = if label == "standardised" {
                "percent"
            } else {
                "count"
            };
            let cells = values.map(|value| (Some(value), kind, measure));
            rows.push(self.row("compare", (label, "plain"), &cells));
        }
        self.table("compare", &["this", "previous", "last-year"], rows, "");
    }

    /// Tables of one or two columns whose rows are groups of members, rules, kinds of unit.
    fn shares(&mut self) {
        self.group(
            "standing",
            "",
            &[("official", "134502"), ("probationary", "3218")],
        );
        self.group("sex", "", &[("women", "56311"), ("men", "84118")]);
        self.group(
            "age",
            "band",
            &[
                ("18-30", "22480"),
                ("31-40", "38190"),
                ("41-50", "30755"),
                ("51-60", "20114"),
                ("61+", "28890"),
            ],
        );
        self.group(
            "ethnic",
            "group",
            &[("Kinh", "81230"), ("Tày", "38112"), ("Nùng", "12004")],
        );
        self.group(
            "years",
            "band",
            &[("0-4", "19022"), ("5-9", "23110"), ("50+", "4120")],
        );
        self.group(
            "rules",
            "rule",
            &[("DQ01", "120"), ("DQ11", "4"), ("DQ99", "1")],
        );
        self.group(
            "departures",
            "",
            &[("transferred-out", "611"), ("deceased", "148")],
        );
        self.group(
            "units-by-kind",
            "kind",
            &[("ward", "15"), ("commune", "77"), ("hội", "2")],
        );
        self.group(
            "badges",
            "years",
            &[("30", "250"), ("40", "101"), ("90", "1")],
        );
    }

    /// One row per group; the group is the row's label, or the word its label is written with.
    fn group(&mut self, table: &str, word: &str, groups: &[(&str, &str)]) {
        let chart = if table == "age" { "bars" } else { "" };
        let mut rows = Vec::new();
        for (group, value) in groups {
            let mut row = self.row(table, (group, "plain"), &[(Some(value), "as-of", "count")]);
            if !word.is_empty() {
                row.label = match table {
                    "units-by-kind" => "report-row-kind".into(),
                    "years" | "age" | "ethnic" => format!("report-row-{table}"),
                    _ => format!("report-row-{}", table.trim_end_matches('s')),
                };
                row.words.insert(word.to_owned(), (*group).to_owned());
            }
            rows.push(row);
        }
        self.table(table, &["count"], rows, chart);
    }
}

type Cell<'a> = (Option<&'a str>, &'a str, &'a str);

/// The last one is named to be taken for a formula or for markup.
const UNITS: [(&str, &str); 18] = [
    ("Phường Phan Đình Phùng", "6214"),
    ("Phường Đức Xuân", "4870"),
    ("Phường Bắc Kạn", "3912"),
    ("Xã Phú Bình", "2655"),
    ("Phường Gia Sàng", "2318"),
    ("Xã Chợ Mới", "1903"),
    ("Xã Đại Từ", "1877"),
    ("Xã Định Hóa", "1790"),
    ("Xã Võ Nhai", "1655"),
    ("Xã Chợ Đồn", "1601"),
    ("Xã Ba Bể", "1544"),
    ("Xã Ngân Sơn", "1490"),
    ("Xã Na Rì", "1420"),
    ("Xã Phú Lương", "1377"),
    ("Xã Đồng Hỷ", "1290"),
    ("Xã Bạch Thông", "1188"),
    ("Đảng bộ Các cơ quan Đảng tỉnh", "1102"),
    ("=SUM(A1) #panic() <b>*Xã*</b> $x$", "15"),
];

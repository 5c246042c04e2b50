//! The demonstration counted again, slowly, from its files alone.

use super::{Demo, Size, Step, generate};
use figures::Day;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Index;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// A line of a file by the names of its columns, with what was told of it since.
#[derive(Clone, Debug)]
struct Row {
    header: Arc<csv::StringRecord>,
    record: csv::StringRecord,
    told: Vec<(String, String)>,
}

impl Row {
    fn tell(&mut self, field: &str, value: &str) {
        self.told.push((field.to_owned(), value.to_owned()));
    }
}

impl Index<&str> for Row {
    type Output = str;

    fn index(&self, field: &str) -> &str {
        let told = self.told.iter().rev().find(|(f, _)| f == field);
        let column = || self.header.iter().position(|f| f == field).expect(field);
        told.map_or_else(|| &self.record[column()], |(_, value)| value)
    }
}

fn rows(csv: &str) -> Vec<Row> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let header = Arc::new(reader.headers().unwrap().clone());
    let row = |record| Row {
        header: header.clone(),
        record,
        told: vec![],
    };
    reader.records().map(|r| row(r.unwrap())).collect()
}

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

/// What is known of a person: the row as it came, what was corrected, what happened.
struct Life {
    row: Row,
    corrections: Vec<(Day, String, String)>,
    events: Vec<Row>,
}

impl Life {
    /// The record as it stood on a day: nothing when the person is not counted.
    fn on(&self, on: Day) -> Option<Row> {
        let mut row = self.row.clone();
        if day(&row["since"]) > on {
            return None;
        }
        let mut sent_to = None;
        for event in self.events.iter().filter(|e| day(&e["day"]) <= on) {
            match &event["event"] {
                "deceased" | "left" => return None,
                "transfer_received" if event["to_unit"].is_empty() => return None,
                "transfer_received" => {
                    row.tell("unit_code", &event["to_unit"]);
                    sent_to = None;
                }
                "transfer_sent" => sent_to = Some(event["to_unit"].to_owned()),
                "recognition" => {
                    row.tell("standing", "official");
                    row.tell("official_date", &event["day"]);
                }
                "exemption" => row.tell("standing", "exempt"),
                other => panic!("{other}"),
            }
        }
        row.tell("sent_to", sent_to.as_deref().unwrap_or("nowhere"));
        for (from, field, value) in &self.corrections {
            if *from <= on {
                row.tell(field, value);
            }
        }
        Some(row)
    }
}

fn lives(demo: &Demo) -> BTreeMap<String, Life> {
    let mut lives = BTreeMap::new();
    let mut enter = |csv: &str| {
        for row in rows(csv) {
            let key = row["person_key"].to_owned();
            let life = Life {
                row,
                corrections: vec![],
                events: vec![],
            };
            assert!(lives.insert(key, life).is_none(), "a key stands twice");
        }
    };
    demo.openings().for_each(|csv| enter(&csv));
    for step in &demo.steps {
        if let Step::Members { csv, .. } = step {
            enter(csv);
        }
    }
    for step in &demo.steps {
        match step {
            Step::Events { csv, .. } => {
                for event in rows(csv) {
                    lives
                        .get_mut(&event["person_key"])
                        .unwrap()
                        .events
                        .push(event);
                }
            }
            Step::Corrections { csv, .. } => {
                for c in rows(csv) {
                    let told = (
                        day(&c["from"]),
                        c["field"].to_owned(),
                        c["value"].to_owned(),
                    );
                    lives
                        .get_mut(&c["person_key"])
                        .unwrap()
                        .corrections
                        .push(told);
                }
            }
            _ => {}
        }
    }
    lives
}

/// The province of one seed, shared by the tests that only read it.
fn province() -> &'static (Demo, BTreeMap<String, Life>) {
    static PROVINCE: OnceLock<(Demo, BTreeMap<String, Life>)> = OnceLock::new();
    PROVINCE.get_or_init(|| {
        let demo = generate(Size::Province, 7);
        let lives = lives(&demo);
        (demo, lives)
    })
}

fn counted(lives: &BTreeMap<String, Life>, on: &str) -> Vec<Row> {
    lives.values().filter_map(|life| life.on(day(on))).collect()
}

fn digits(text: &str, count: usize) -> bool {
    text.len() == count && text.bytes().all(|c| c.is_ascii_digit())
}

/// The rules of severity error that one record breaks alone.
fn broken_alone(r: &Row) -> Vec<&'static str> {
    let mut broken = vec![];
    let mut rule = |id, passes: bool| {
        if !passes {
            broken.push(id);
        }
    };
    let id = &r["citizen_id"];
    rule("DQ01", digits(id, 12));
    if digits(id, 12) {
        let year = day(&r["birth_date"]).year();
        let of = if year < 2000 { 0 } else { 2 } + u8::from(&r["sex"] == "female");
        rule("DQ02", id[3..6] == format!("{of}{:02}", year % 100));
    }
    let plain = r["name"].chars().all(|c| c.is_alphabetic() || c == ' ');
    rule("DQ04", plain && r["name"].split(' ').count() >= 2);
    let probationer = &r["standing"] == "probationary";
    if !probationer {
        let due = day(&r["ceremony_date"]).plus_months(12);
        rule("DQ07", day(&r["official_date"]) >= due);
    }
    let card = &r["card_number"];
    let borne = digits(card, 8) || (card == id && digits(id, 12));
    rule("DQ09", if probationer { card.is_empty() } else { borne });
    let file = &r["file_number"];
    let letters = file.get(6..).unwrap_or("");
    let lettered =
        (1..=3).contains(&letters.len()) && letters.bytes().all(|c| c.is_ascii_uppercase());
    rule("DQ10", digits(&file[..6.min(file.len())], 6) && lettered);
    broken
}

/// Records that break a rule, counted by rule and in all.
fn failing(records: &[Row]) -> (BTreeMap<&'static str, usize>, usize) {
    let numbers = [
        ("citizen_id", "DQ03"),
        ("card_number", "DQ09"),
        ("file_number", "DQ10"),
    ];
    let mut times: HashMap<(&str, &str), usize> = HashMap::new();
    for r in records {
        for (field, _) in numbers.iter().filter(|(f, _)| !r[*f].is_empty()) {
            *times.entry((field, &r[*field])).or_default() += 1;
        }
    }
    let (mut by_rule, mut all) = (BTreeMap::new(), 0);
    for r in records {
        let mut broken: BTreeSet<&str> = broken_alone(r).into_iter().collect();
        broken.extend(
            numbers
                .iter()
                .filter(|(f, _)| times.get(&(*f, &r[*f])) > Some(&1))
                .map(|(_, id)| id),
        );
        all += usize::from(!broken.is_empty());
        for id in broken {
            *by_rule.entry(id).or_default() += 1;
        }
    }
    (by_rule, all)
}

#[test]
fn the_totals_of_the_province_hold() {
    the_totals_hold(&province().1, 7);
}

#[test]
#[ignore = "a province for each of four seeds"]
fn the_totals_of_the_province_hold_for_any_seed() {
    for seed in [0, 1, 1_000, u64::MAX] {
        the_totals_hold(&lives(&generate(Size::Province, seed)), seed);
    }
}

fn the_totals_hold(lives: &BTreeMap<String, Life>, seed: u64) {
    let closing = counted(lives, "2025-09-30");
    assert_eq!(closing.len(), 140_429, "seed {seed}");
    let admitted = |from: &str, to: &str| {
        let within = |r: &Row| (from..=to).contains(&&r["ceremony_date"]);
        lives.values().filter(|l| within(&l.row)).count()
    };
    assert_eq!(admitted("2025-01-01", "2025-09-30"), 2_526);
    assert_eq!(admitted("2025-07-01", "2025-09-30"), 894);
    let (rules, all) = failing(&closing);
    assert_eq!(all, 323, "seed {seed}: {rules:?}");
    assert_eq!(
        rules.values().sum::<usize>(),
        323,
        "each breaks one rule: {rules:?}"
    );
    assert_eq!(rules.len(), 7, "{rules:?}");
    let earlier = counted(lives, "2025-06-30");
    assert_eq!(failing(&earlier).1, 323 + 4_718);
    let share = 100.0 * (1.0 - 5_041.0 / earlier.len() as f64);
    assert!((96.3..96.5).contains(&share), "{share}");
    assert_eq!(failing(&counted(lives, "2025-03-31")).1, 323 + 6_000);
}

#[test]
fn in_transit_overdue_and_departed_are_as_planned() {
    let (_, lives) = province();
    let closing = counted(lives, "2025-09-30");
    let sent = |to: fn(&str) -> bool| closing.iter().filter(|r| to(&r["sent_to"])).count();
    assert_eq!(sent(|to| to != "nowhere" && !to.is_empty()), 29);
    assert_eq!(sent(str::is_empty), 9);
    let overdue = |r: &&Row| {
        &r["standing"] == "probationary"
            && day(&r["ceremony_date"]).plus_months(12) <= day("2025-09-30")
    };
    assert_eq!(closing.iter().filter(overdue).count(), 12);
    let late = |r: &&Row| overdue(r) && &r["ceremony_date"] > "2024-06-30";
    assert_eq!(
        closing.iter().filter(late).count(),
        0,
        "overdue by more than 30 working days"
    );
}

#[test]
fn no_life_contradicts_itself() {
    for (key, life) in &province().1 {
        let (mut at, mut sent, mut gone) = (life.row["unit_code"].to_owned(), None, false);
        let mut last = day(&life.row["since"]);
        for event in &life.events {
            let on = day(&event["day"]);
            assert!(
                !gone && last <= on && on <= day("2025-09-30"),
                "{key}: {:?}",
                life.events
            );
            last = on;
            match &event["event"] {
                "transfer_sent" => {
                    assert_eq!(event["from_unit"], at, "{key}");
                    assert_ne!(event["to_unit"], at, "{key}");
                    sent = Some((on, event["to_unit"].to_owned()));
                }
                "transfer_received" => {
                    let (since, to) = sent.take().unwrap();
                    assert!((1..=25).contains(&on.since(since)), "{key}");
                    assert_eq!(event["to_unit"], to, "{key}");
                    gone = to.is_empty();
                    at = to;
                }
                "recognition" => {
                    let due = day(&life.row["ceremony_date"]).plus_months(12);
                    assert_eq!((on, &life.row["standing"]), (due, "probationary"), "{key}");
                }
                what => gone = what != "exemption",
            }
        }
    }
}

#[test]
fn the_dates_of_a_member_are_in_order() {
    for (key, Life { row, .. }) in &province().1 {
        let [birth, decision, ceremony] =
            ["birth_date", "decision_date", "ceremony_date"].map(|field| day(&row[field]));
        assert!(
            birth.plus_years(18) <= decision && decision <= birth.plus_years(60),
            "{key}"
        );
        assert!(
            decision <= ceremony && ceremony <= decision.plus_days(30),
            "{key}"
        );
        assert!(
            decision.year() >= 1950 && ceremony <= day(&row["since"]),
            "{key}"
        );
        assert!(
            row["citizen_id"].is_empty()
                || row["citizen_id"].len() < 12
                || &row["citizen_id"][..1] == "9"
        );
        let official = &row["standing"] != "probationary";
        assert_eq!(official, !row["official_date"].is_empty(), "{key}");
        assert!(["probationary", "official", "exempt"].contains(&&row["standing"]));
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes() {
    let (a, b, c) = (
        generate(Size::Small, 1),
        generate(Size::Small, 1),
        generate(Size::Small, 2),
    );
    assert_eq!(a.units_csv, b.units_csv);
    assert_eq!(a.steps, b.steps);
    assert!(a.openings().eq(b.openings()));
    assert!(!a.openings().eq(c.openings()));
}

#[test]
fn the_small_one_is_the_same_province_with_fewer_people() {
    let demo = generate(Size::Small, 7);
    let closing = counted(&lives(&demo), "2025-09-30");
    assert_eq!(closing.len(), 3_000);
    assert_eq!(failing(&closing).1, 15);
    let count = |kinds: &[&str]| {
        rows(&demo.units_csv)
            .iter()
            .filter(|r| kinds.contains(&&r["kind"]))
            .count()
    };
    assert_eq!(count(&["tỉnh"]), 2);
    assert_eq!(count(&["xã", "phường", "thị trấn"]), 280);
}

#[test]
fn cells_have_5_to_80_members_and_names_of_their_own() {
    let (demo, _) = province();
    let units = rows(&demo.units_csv);
    let cells: Vec<&Row> = units.iter().filter(|r| &r["kind"] == "chi bộ").collect();
    let names: HashSet<_> = cells
        .iter()
        .map(|r| (&r["parent_code"], &r["name"]))
        .collect();
    assert_eq!(names.len(), cells.len());
    let mut sizes: HashMap<String, usize> = HashMap::new();
    demo.openings()
        .flat_map(|csv| rows(&csv))
        .for_each(|r| *sizes.entry(r["unit_code"].to_owned()).or_default() += 1);
    for cell in &cells {
        let size = sizes.remove(&cell["code"]).unwrap_or(0);
        assert!((5..=80).contains(&size), "{cell:?} {size}");
    }
    let direct: usize = sizes.values().sum();
    assert_eq!(sizes.len(), 280, "the rest sit directly in communes");
    assert!((1_300..1_500).contains(&direct), "{direct}");
    assert!((4_200..4_700).contains(&cells.len()), "{}", cells.len());
}

/// The reform and its assignments.
fn reform(demo: &Demo) -> (&str, &str) {
    let found = demo.steps.iter().find_map(|step| match step {
        Step::Reform { csv, assign, .. } => Some((csv.as_str(), assign.as_str())),
        _ => None,
    });
    found.unwrap()
}

#[test]
fn the_reform_leads_to_the_92_communes_and_leaves_nobody_behind() {
    let (demo, lives) = province();
    let (csv, assign) = reform(demo);
    let reform = rows(csv);
    let new: BTreeSet<&str> = reform
        .iter()
        .filter(|r| &r["to_parent"] == "19" && ["xã", "phường"].contains(&&r["to_kind"]))
        .map(|r| &r["to_code"])
        .collect();
    assert_eq!(new.len(), 92);
    let units: HashMap<String, Row> = rows(&demo.units_csv)
        .into_iter()
        .map(|r| (r["code"].to_owned(), r))
        .collect();
    let mut divided: HashMap<&str, BTreeSet<&str>> = HashMap::new();
    for row in reform.iter().filter(|r| &r["link"] == "part") {
        divided
            .entry(&row["from_code"])
            .or_default()
            .insert(&row["to_code"]);
    }
    let parts = |code: &str| divided.get(code).cloned().unwrap_or_default();
    let named: HashMap<&str, &Row> = reform.iter().map(|r| (&r["from_code"], r)).collect();
    for unit in units.values() {
        let (row, parts) = (named.get(&unit["code"]), parts(&unit["parent_code"]));
        match row {
            Some(row) if &row["to_parent"] == "BTC" => assert!(parts.is_empty()),
            Some(row) if &unit["kind"] == "chi bộ" => assert!(parts.contains(&row["to_parent"])),
            Some(_) => {}
            None => assert!(&unit["kind"] == "chi bộ" && parts.is_empty(), "{unit:?}"),
        }
    }
    let assigned: HashMap<String, Row> = rows(assign)
        .into_iter()
        .map(|r| (r["key"].to_owned(), r))
        .collect();
    assert!(!assigned.is_empty());
    for (key, life) in lives {
        let unit = &life.row["unit_code"];
        let (parts, row) = (parts(unit), assigned.get(key));
        assert_eq!(row.is_some(), !parts.is_empty(), "{key}");
        if let Some(row) = row {
            assert!(
                row["code"] == *unit && parts.contains(&row["to_code"]),
                "{key}"
            );
        }
    }
}

#[test]
fn the_new_province_has_its_advisory_agencies_and_the_first_a_cell() {
    let (demo, _) = province();
    let reform = rows(reform(demo).0);
    let agencies: Vec<&Row> = reform
        .iter()
        .filter(|r| &r["to_kind"] == "cơ quan")
        .collect();
    let codes: Vec<&str> = agencies.iter().map(|r| &r["to_code"]).collect();
    assert_eq!(codes, ["BTC", "UBKT", "BTGDV", "BNC", "VPTU"]);
    for agency in agencies {
        assert!(&agency["to_parent"] == "19" && &agency["date"] == "2025-07-01");
        assert!(agency["from_code"].is_empty() && !agency["to_name"].is_empty());
    }
    let cells: Vec<&Row> = reform.iter().filter(|r| &r["to_parent"] == "BTC").collect();
    assert!(cells.len() == 1 && &cells[0]["link"] == "same");
    assert_eq!(super::organising_agency(), "BTC");
}

#[test]
fn steps_come_in_order_with_the_reform_before_the_third_quarter() {
    let demo = generate(Size::Small, 7);
    let at = demo
        .steps
        .iter()
        .position(|s| matches!(s, Step::Reform { .. }))
        .unwrap();
    let first_day = |step: &Step| match step {
        Step::Events { csv, .. } => rows(csv).first().map(|r| r["day"].to_owned()),
        Step::Members { csv, .. } => rows(csv).iter().map(|r| r["since"].to_owned()).min(),
        Step::Corrections { csv, .. } => rows(csv).first().map(|r| r["from"].to_owned()),
        Step::Reform { .. } => None,
    };
    for (n, step) in demo.steps.iter().enumerate() {
        if let Some(first) = first_day(step) {
            assert_eq!(first.as_str() >= "2025-07-01", n > at, "{n}");
        }
    }
}

#[test]
#[ignore = "half a minute: five million people"]
fn the_country_is_written_out_piece_by_piece() {
    let demo = generate(Size::Nation, 1);
    let (mut files, mut ids) = (HashSet::new(), HashSet::new());
    let mut count = 0;
    for csv in demo.openings() {
        let list = rows(&csv);
        assert!(list.len() <= 200_000);
        count += list.len();
        for r in &list {
            files.insert(r["file_number"].to_owned());
            ids.insert(r["citizen_id"].to_owned());
        }
    }
    assert_eq!(count, super::Plan::of(Size::Nation).opening() as usize);
    assert!(
        count - files.len() < 1_000 && count - ids.len() < 20_000,
        "only the faults repeat"
    );
}

#[test]
fn the_lists_equal_the_data_they_were_corrected_by() {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data");
    if !beside.is_dir() {
        println!("not compared: no ../shared/data beside the project");
        return;
    }
    let read = |name: &str| rows(&std::fs::read_to_string(beside.join(name)).unwrap());
    let of = |list: Vec<Row>, fields: &[&str]| -> BTreeSet<Vec<String>> {
        list.iter()
            .map(|r| fields.iter().map(|f| r[*f].to_owned()).collect())
            .collect()
    };
    let units = ["code", "name", "kind", "parent_code"];
    let text = super::places::unpack(include_bytes!("../../../../demo/vn_units.csv.gz"));
    for when in ["before", "after"] {
        let ours = rows(&text)
            .into_iter()
            .filter(|r| &r["when"] == when)
            .collect();
        assert_eq!(
            of(ours, &units),
            of(read(&format!("vn_units_{when}.csv")), &units)
        );
    }
    let mut pairs = read("vn_mergers_2025.csv");
    for p in &mut pairs {
        let link = match &p["relation"] {
            "unchanged" | "renamed" => "same",
            "split" => "part",
            _ => "whole",
        };
        p.tell("link", link);
    }
    let links = ["old_code", "new_code", "link"];
    let text = super::places::unpack(include_bytes!("../../../../demo/vn_links.csv.gz"));
    assert_eq!(of(rows(&text), &links), of(pairs, &links));
}

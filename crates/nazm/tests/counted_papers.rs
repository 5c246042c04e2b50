//! Where figures count documents and tasks when units come and go: on the units of any day, and as
//! it was, the parts add up and the list is the figure.

use crate::common::{Record, body};
use crate::members::figure;
use crate::numbering::words;
use std::collections::{BTreeMap, BTreeSet};

/// Own, children by their codes, remainder and total of a figure.
#[track_caller]
fn parts(r: &Record, asked: &str) -> BTreeMap<String, u64> {
    let rows = body(&words(
        r,
        &format!("figure|{asked}|--by|children|--format|csv"),
    ));
    let mut parts = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let name = if cells[0] == "child" {
            cells[1]
        } else {
            cells[0]
        };
        let value = cells[3].parse::<u64>().unwrap();
        assert_eq!(parts.insert(name.to_owned(), value), None, "{row}");
    }
    parts
}

/// The parts of a figure, checked: they add up, and the list has as many rows.
#[track_caller]
fn checked(r: &Record, asked: &str) -> BTreeMap<String, u64> {
    let mut found = parts(r, asked);
    let total = found.remove("total").unwrap();
    assert_eq!(found.values().sum::<u64>(), total, "{asked}: {found:?}");
    let list = body(&words(r, &format!("figure|{asked}|--list|--format|csv")));
    assert_eq!(list.len() as u64, total, "{asked}: {list:?}");
    found.retain(|_, n| *n > 0);
    found.insert("total".to_owned(), total);
    found
}

fn of(parts: &[(&str, u64)]) -> BTreeMap<String, u64> {
    parts.iter().map(|(k, n)| ((*k).to_owned(), *n)).collect()
}

const HEAD: &str = "number_symbol,date,kind,subject,organ_code,body\n";
const REFORM: &str = "act,date,from_code,to_code,link,to_name,to_kind,to_parent,basis\n";

fn province() -> Record {
    let r = Record::vietnamese();
    r.import(
        "units",
        "code,name,kind,parent_code,valid_from\n\
         P,Tỉnh,tỉnh,,2024-01-01\n\
         X1,Huyện 1,huyện,P,2024-01-01\nX2,Huyện 2,huyện,P,2024-01-01\nX3,Huyện 3,huyện,P,2024-01-01\n",
    );
    r
}

fn documents(r: &Record, rows: &[(&str, &str, &str)]) {
    let rows: String = rows
        .iter()
        .map(|(symbol, day, unit)| {
            format!("{symbol}/QĐ-UBND,{day},decision,Về việc,{unit},committee\n")
        })
        .collect();
    r.import("documents", &format!("{HEAD}{rows}"));
}

fn task(r: &Record, lead: &str) {
    words(
        r,
        &format!(
            "task|assign|--title|Việc|--number|1|--lead|{lead}|--issued|2024-08-01|--deadline|2024-09-01|--assigned-by|P"
        ),
    );
}

#[test]
fn on_the_units_of_an_earlier_day_what_a_merged_unit_has_is_a_remainder_above_its_parts() {
    let r = province();
    r.import(
        "reforms",
        &format!("{REFORM}m,2024-07-01,X1,N,whole,Huyện Mới,huyện,P,1-QĐ\nm,2024-07-01,X2,N,whole,Huyện Mới,huyện,P,1-QĐ\n"),
    );
    documents(
        &r,
        &[
            ("1", "2024-06-02", "X1"),
            ("1", "2024-08-01", "N"),
            ("2", "2024-08-02", "N"),
            ("1", "2024-08-03", "X3"),
        ],
    );
    task(&r, "N");
    let before =
        |unit: &str| format!("documents|--unit|{unit}|--period|2024-Q3|--structure|2024-06-15");
    assert_eq!(
        checked(&r, &before("P")),
        of(&[("X3", 1), ("remainder", 2), ("total", 3)])
    );
    assert_eq!(checked(&r, &before("*")), of(&[("P", 3), ("total", 3)]));
    assert_eq!(checked(&r, &before("X1")), of(&[("total", 0)]));
    let on = ["--on", "2024-09-30", "--structure", "2024-06-15", "--unit"];
    for unit in ["P", "*"] {
        assert_eq!(
            figure(&r, "tasks", &[&on[..], &[unit]].concat()),
            "1",
            "{unit}"
        );
    }
    let json = words(
        &r,
        "figure|tasks|--unit|P|--on|2024-09-30|--structure|2024-06-15|--format|json",
    );
    assert!(json.contains("remainder"), "{json}");
    let json = words(
        &r,
        "figure|tasks|--unit|X1|--on|2024-09-30|--structure|2024-06-15|--format|json",
    );
    assert!(
        json.contains("remainder"),
        "nothing says whether it is in X1: {json}"
    );
}

#[test]
fn what_an_organ_without_a_successor_issued_is_a_remainder_of_the_unit_it_stood_under() {
    let r = province();
    documents(&r, &[("1", "2024-07-02", "X1"), ("1", "2024-08-01", "X2")]);
    r.import(
        "reforms",
        &format!("{REFORM}x,2024-09-01,X1,,whole,,,,1-QĐ\n"),
    );
    assert_eq!(
        checked(&r, "documents|--unit|P|--period|2024-Q3"),
        of(&[("X2", 1), ("remainder", 1), ("total", 2)])
    );
    assert_eq!(
        checked(&r, "documents|--unit|*|--period|2024-Q3"),
        of(&[("P", 2), ("total", 2)])
    );
}

#[test]
fn as_it_was_a_unit_that_closed_in_the_period_has_its_row() {
    let r = province();
    r.import(
        "reforms",
        &format!("{REFORM}m,2024-08-01,X1,N,whole,Huyện Mới,huyện,P,1-QĐ\nm,2024-08-01,X2,N,whole,Huyện Mới,huyện,P,1-QĐ\n"),
    );
    documents(
        &r,
        &[
            ("1", "2024-07-02", "X1"),
            ("2", "2024-07-03", "X1"),
            ("1", "2024-08-02", "N"),
            ("1", "2024-08-03", "X3"),
        ],
    );
    assert_eq!(
        checked(&r, "documents|--unit|P|--period|2024-Q3|--structure|as-was"),
        of(&[("X1", 2), ("N", 1), ("X3", 1), ("total", 4)])
    );
    assert_eq!(
        checked(&r, "documents|--unit|P|--period|2024-Q3"),
        of(&[("N", 3), ("X3", 1), ("total", 4)])
    );
}

#[test]
fn a_document_is_received_at_the_unit_that_gave_it_a_number_and_at_its_successor() {
    let r = province();
    for (unit, day) in [
        ("X1", "2024-07-02"),
        ("X1", "2024-07-03"),
        ("X3", "2024-07-03"),
    ] {
        words(
            &r,
            &format!(
                "document|receive|--unit|{unit}|--kind|CV|--symbol|7-CV/SX|--from|Sở X|--date|{day}|--subject|Về việc"
            ),
        );
    }
    words(
        &r,
        "document|void|--incoming|--unit|X3|--kind|CV|--date|2024-07-04|--reason|đóng dấu nhầm",
    );
    let received = |unit: &str| format!("documents-received|--unit|{unit}|--period|2024-Q3");
    assert_eq!(
        checked(&r, &received("P")),
        of(&[("X1", 2), ("X3", 1), ("total", 3)])
    );
    r.import(
        "reforms",
        &format!("{REFORM}m,2024-08-01,X1,N,whole,Huyện Mới,huyện,P,1-QĐ\nm,2024-08-01,X2,N,whole,Huyện Mới,huyện,P,1-QĐ\n"),
    );
    assert_eq!(
        checked(&r, &received("P")),
        of(&[("N", 2), ("X3", 1), ("total", 3)])
    );
    assert_eq!(
        checked(&r, &format!("{}|--structure|as-was", received("P"))),
        of(&[("X1", 2), ("X3", 1), ("total", 3)])
    );
}

// ---- a slow model

/// Numbers that follow from a seed alone.
struct Dice(u64);

impl Dice {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % n
    }
}

struct Unit {
    code: String,
    /// None: the province.
    parent: Option<usize>,
    opened: String,
    closed: String,
}

/// Units of which each keeps its code and its parent; days are texts, which sort as days do.
#[derive(Default)]
struct Model {
    units: Vec<Unit>,
    /// old, new, day
    links: Vec<(usize, Option<usize>, String)>,
    /// unit, day
    documents: Vec<(usize, String)>,
}

const NEVER: &str = "9999";

impl Model {
    fn open(&mut self, code: &str, parent: Option<usize>, day: &str) -> usize {
        self.units.push(Unit {
            code: code.to_owned(),
            parent,
            opened: day.to_owned(),
            closed: NEVER.to_owned(),
        });
        self.units.len() - 1
    }

    fn is_open(&self, u: usize, day: &str) -> bool {
        self.units[u].opened.as_str() <= day && day < self.units[u].closed.as_str()
    }

    fn communes(&self, day: &str) -> Vec<usize> {
        let open = (0..self.units.len()).filter(|u| self.is_open(*u, day));
        open.filter(|u| self.units[*u].code.starts_with('X'))
            .collect()
    }

    /// The units of `day` at which ways along the links end, and whether one ends in nothing; then
    /// the unit above is among them.
    fn ends(&self, u: usize, day: &str) -> (BTreeSet<usize>, bool) {
        let (mut found, mut lost) = (BTreeSet::new(), false);
        if self.is_open(u, day) {
            return (BTreeSet::from([u]), false);
        }
        let back = day < self.units[u].opened.as_str();
        let own = &self.units[u];
        let mut open = vec![u];
        while let Some(x) = open.pop() {
            let next: Vec<Option<usize>> = self
                .links
                .iter()
                .filter_map(|(old, new, on)| match back {
                    true if *new == Some(x) && day < on.as_str() && *on <= own.opened => {
                        Some(Some(*old))
                    }
                    false if *old == x && own.closed <= *on && on.as_str() <= day => Some(*new),
                    _ => None,
                })
                .collect();
            if self.is_open(x, day) {
                found.insert(x);
            } else if next.is_empty() {
                lost = true;
                found.extend(self.units[x].parent);
            }
            for n in next {
                match n {
                    Some(n) => open.push(n),
                    None => {
                        lost = true;
                        found.extend(self.units[x].parent);
                    }
                }
            }
        }
        (found, lost)
    }

    fn up(&self, u: usize) -> Vec<usize> {
        std::iter::successors(Some(u), |u| self.units[*u].parent).collect()
    }

    /// The lowest unit above all at which a document is counted, and whether as a remainder.
    fn seat(&self, u: usize, day: &str) -> (usize, bool) {
        let (ends, lost) = self.ends(u, day);
        let first = *ends.first().unwrap();
        let mut up = self.up(first).into_iter();
        let low = up.find(|x| ends.iter().all(|e| self.up(*e).contains(x)));
        (low.unwrap(), lost || ends.len() > 1)
    }

    /// The parts of a unit for the documents of a period, on the units of a day or as it was.
    fn parts(
        &self,
        top: usize,
        (from, until): (&str, &str),
        on: Option<&str>,
    ) -> BTreeMap<String, u64> {
        let mut parts = BTreeMap::new();
        let mut total = 0;
        for (unit, day) in &self.documents {
            if day.as_str() < from || until <= day.as_str() {
                continue;
            }
            let (seat, divided) = self.seat(*unit, on.unwrap_or(day));
            let up = self.up(seat);
            let Some(at) = up.iter().position(|u| *u == top) else {
                continue;
            };
            let part = match (at.checked_sub(1), divided) {
                (Some(below), _) => self.units[up[below]].code.as_str(),
                (None, true) => "remainder",
                (None, false) => "own",
            };
            *parts.entry(part.to_owned()).or_insert(0) += 1;
            total += 1;
        }
        parts.insert("total".to_owned(), total);
        parts
    }
}

/// Reforms of one day each; what a unit is called says where it came from nowhere.
fn reformed(r: &Record, model: &mut Model, dice: &mut Dice, day: &str) {
    let living = model.communes(day);
    let unit = living[dice.below(living.len())];
    let code = model.units[unit].code.clone();
    let mut rows = String::new();
    let mut fresh =
        |model: &mut Model, dice: &mut Dice, from: &[usize], from_rows: &[(&str, &str)]| {
            let parent = 1 + dice.below(2);
            let new = format!("X{}", model.units.len());
            let above = model.units[parent].code.clone();
            for (old, link) in from_rows {
                rows.push_str(&format!(
                    "r{day},{day},{old},{new},{link},Xã {new},xã,{above},1-QĐ\n"
                ));
            }
            let at = model.open(&new, Some(parent), day);
            let links = from.iter().map(|old| (*old, Some(at), day.to_owned()));
            model.links.extend(links);
        };
    match dice.below(5) {
        0 => {
            let other = *living.iter().find(|u| **u != unit).unwrap();
            let second = model.units[other].code.clone();
            fresh(
                model,
                dice,
                &[unit, other],
                &[(&code, "whole"), (&second, "whole")],
            );
            model.units[unit].closed = day.to_owned();
            model.units[other].closed = day.to_owned();
        }
        1 => {
            fresh(model, dice, &[unit], &[(&code, "part")]);
            fresh(model, dice, &[unit], &[(&code, "part")]);
            model.units[unit].closed = day.to_owned();
        }
        2 => {
            model.units[unit].closed = day.to_owned();
            model.links.push((unit, None, day.to_owned()));
            rows = format!("r{day},{day},{code},,whole,,,,1-QĐ\n");
        }
        3 => fresh(model, dice, &[], &[("", "")]),
        _ => {
            fresh(model, dice, &[unit], &[(&code, "part")]);
            rows.push_str(&format!("r{day},{day},{code},{code},same,,,,1-QĐ\n"));
        }
    }
    r.import("reforms", &format!("{REFORM}{rows}"));
}

fn random(r: &Record, dice: &mut Dice) -> Model {
    let mut model = Model::default();
    let begin = "2024-01-01";
    model.open("P", None, begin);
    model.open("H1", Some(0), begin);
    model.open("H2", Some(0), begin);
    let mut units = "code,name,kind,parent_code,valid_from\n\
        P,Tỉnh,tỉnh,,2024-01-01\nH1,Huyện 1,huyện,P,2024-01-01\nH2,Huyện 2,huyện,P,2024-01-01\n"
        .to_owned();
    for n in 3..9 {
        let parent = 1 + n % 2;
        model.open(&format!("X{n}"), Some(parent), begin);
        units.push_str(&format!("X{n},Xã {n},xã,H{parent},{begin}\n"));
    }
    r.import("units", &units);
    for day in [
        "2024-03-01",
        "2024-05-10",
        "2024-08-01",
        "2024-11-20",
        "2025-02-01",
    ] {
        reformed(r, &mut model, dice, day);
    }
    let mut days: Vec<String> = (0..60)
        .map(|_| {
            let (year, month) = [(2024, 12), (2025, 4)][dice.below(2)];
            format!(
                "{year}-{:02}-{:02}",
                1 + dice.below(month),
                1 + dice.below(28)
            )
        })
        .collect();
    days.sort();
    let mut numbers: BTreeMap<(usize, String), u32> = BTreeMap::new();
    let mut rows = HEAD.to_owned();
    for day in days {
        let open = model.communes(&day);
        let unit = open[dice.below(open.len())];
        let number = numbers.entry((unit, day[..4].to_owned())).or_default();
        *number += 1;
        let code = &model.units[unit].code;
        rows.push_str(&format!(
            "{number:02}/QĐ-UBND,{day},decision,Về việc,{code},committee\n"
        ));
        model.documents.push((unit, day));
    }
    r.import("documents", &rows);
    model
}

#[test]
fn documents_on_the_units_of_any_day_are_those_of_a_slow_model() {
    let seeds: u64 = std::env::var("NAZM_TEST_SEEDS")
        .ok()
        .and_then(|s| s.parse().ok())
        .unwrap_or(2);
    for seed in 0..seeds {
        let r = Record::vietnamese();
        let mut dice = Dice(seed * 7 + 3);
        let model = random(&r, &mut dice);
        for (period, from, until, last) in [
            ("2024", "2024-01-01", "2025-01-01", "2024-12-31"),
            ("2025-Q1", "2025-01-01", "2025-04-01", "2025-03-31"),
        ] {
            let any = format!("2024-{:02}-15", 1 + dice.below(12));
            for (said, on) in [
                ("as-was", None),
                (last, Some(last)),
                ("2024-01-15", Some("2024-01-15")),
                (&any, Some(any.as_str())),
            ] {
                for (top, code) in ["P", "H1", "H2"].into_iter().enumerate() {
                    let asked =
                        format!("documents|--unit|{code}|--period|{period}|--structure|{said}");
                    let mut wanted = model.parts(top, (from, until), on);
                    wanted.retain(|k, n| *n > 0 || k == "total");
                    assert_eq!(checked(&r, &asked), wanted, "seed {seed}: {asked}");
                }
                let whole = format!("documents|--unit|*|--period|{period}|--structure|{said}");
                let in_period = |d: &&(usize, String)| from <= d.1.as_str() && d.1.as_str() < until;
                let n = model.documents.iter().filter(in_period).count() as u64;
                assert_eq!(parts(&r, &whole)["total"], n, "seed {seed}: {whole}");
            }
        }
    }
}

//! Search over many documents on the shelf: words without marks, the beginning of a word, a number
//! and symbol, an organ's name, each also narrowed by field, kind and days.

use crate::Failed;
use crate::numbers::{Seeded, at};
use figures::Day;
use platform::Scope;
use registers::activity::documents::model::Document;
use registers::activity::documents::shelf::{Asked, Concerned, Shelf};
use registers::activity::documents::state::State;
use std::time::Instant;

/// The goal: so many milliseconds until 95 of 100 searches are answered.
const GOAL: f64 = 100.0;

const WORDS: [&str; 40] = [
    "triển", "khai", "nhiệm", "vụ", "trọng", "tâm", "công", "tác", "xây", "dựng", "đảng", "đại",
    "hội", "chuyển", "đổi", "số", "khoa", "học", "công", "nghệ", "kiểm", "tra", "giám", "sát",
    "tổ", "chức", "cán", "bộ", "dân", "vận", "tuyên", "giáo", "giảm", "nghèo", "nông", "thôn",
    "đầu", "tư", "quý", "năm",
];
const KINDS: [(&str, &str); 6] = [
    ("resolution", "NQ"),
    ("decision", "QĐ"),
    ("notice", "TB"),
    ("report", "BC"),
    ("plan", "KH"),
    ("official-letter", "CV"),
];
const FIELDS: [&str; 5] = [
    "congress",
    "organisation",
    "inspection",
    "economy",
    "poverty",
];

fn pick<'a, T>(dice: &mut Seeded, of: &'a [T]) -> &'a T {
    let len = u64::try_from(of.len()).unwrap_or(1);
    &of[usize::try_from(dice.next() % len).unwrap_or(0)]
}

/// A document that follows from the dice alone.
fn document(dice: &mut Seeded, n: u32) -> Document {
    let (kind, short) = pick(dice, &KINDS);
    let organ = dice.next() % 200;
    let day = Day::ymd(2015, 1, 1).plus_days(i32::try_from(dice.next() % 4300).unwrap_or(0));
    let long = 6 + dice.next() % 8;
    let mut subject: Vec<String> = (0..long)
        .map(|_| (*pick(dice, &WORDS)).to_owned())
        .collect();
    // what nobody else has: a place, a person
    subject.push(format!("xã{}", dice.next() % 5_000));
    Document {
        id: format!("a1.{n}"),
        direction: "outgoing".to_owned(),
        organ: format!("a0.{organ}"),
        organ_name: format!("Đảng ủy xã Số {organ}"),
        kind: (*kind).to_owned(),
        symbol: format!("{:02}-{short}/ĐU", 1 + dice.next() % 900),
        dated: day.to_string(),
        subject: subject.join(" "),
        field: (*pick(dice, &FIELDS)).to_owned(),
        advised_by: format!("a0.{}", 300 + dice.next() % 20),
        state: State::Issued,
        ..Document::default()
    }
}

/// `bench documents [DOCUMENTS] [SEARCHES]`
pub fn documents(sizes: &[String]) -> Result<bool, Failed> {
    let many = crate::size(sizes, 0, 1_000_000)?;
    let searches = crate::size(sizes, 1, 600)?;
    let (mut dice, mut shelf) = (Seeded(7), Shelf::default());
    let began = Instant::now();
    for n in 0..many {
        let d = document(&mut dice, n);
        let from = Day::parse(&d.dated)?;
        let units =
            [("organ", &d.organ), ("advised", &d.advised_by)].map(|(part, unit)| Concerned {
                unit: unit.clone(),
                part: part.to_owned(),
                from,
                to: Day::MAX,
            });
        shelf.add(&d, None, (from, Day::MAX), &units, []);
    }
    let ready = began.elapsed().as_secs_f64();
    println!("{many} documents, on the shelf in {ready:.1} s\n");
    println!("| search | p50 ms | p95 ms | longest ms | found, median |");
    println!("|---|--:|--:|--:|--:|");
    let mut whole = true;
    for what in [
        "two words",
        "beginning of a word",
        "number and symbol",
        "organ's name",
        "no words, field and year",
    ] {
        let (mut times, mut found) = (Vec::new(), Vec::new());
        for _ in 0..searches {
            let (time, n) = search(&mut dice, &shelf, what);
            times.push(time);
            found.push(n);
        }
        found.sort_unstable();
        let p95 = at(&times, 0.95);
        whole &= p95 <= GOAL;
        println!(
            "| {what} | {:.1} | {p95:.1} | {:.1} | {} |",
            at(&times, 0.5),
            at(&times, 1.0),
            found[found.len() / 2]
        );
    }
    Ok(whole)
}

fn search(dice: &mut Seeded, shelf: &Shelf, what: &str) -> (f64, usize) {
    let text = match what {
        "two words" => format!("{} {}", pick(dice, &WORDS), pick(dice, &WORDS)),
        "beginning of a word" => format!("{} xa{}", pick(dice, &WORDS), 1 + dice.next() % 9),
        "number and symbol" => format!("{}-{}/đu", 1 + dice.next() % 900, pick(dice, &KINDS).1),
        "organ's name" => format!("dang uy xa so {}", dice.next() % 200),
        _ => String::new(),
    };
    let year = i16::try_from(2015 + dice.next() % 11).unwrap_or(2015);
    let fields = [(*pick(dice, &FIELDS)).to_owned()];
    let narrow = text.is_empty();
    let asked = Asked {
        text: &text,
        fields: if narrow { &fields } else { &[] },
        from: narrow.then(|| Day::ymd(year, 1, 1)),
        until: narrow.then(|| Day::ymd(year + 1, 1, 1)),
        limit: 50,
        ..Asked::default()
    };
    let began = Instant::now();
    let found = shelf.search(&Scope::whole(), Day::ymd(2026, 11, 1), &asked);
    (began.elapsed().as_secs_f64() * 1000.0, found.total)
}

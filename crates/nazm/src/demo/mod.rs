//! The organisation of the demonstration: real places, nobody real.
//!
//! From a size and a seed come the files that the ordinary importers read: the units, the
//! members as the record begins, then quarter by quarter what happened to them, with the
//! reform of 1 July 2025 in between. The same seed gives the same bytes. Every person is a
//! function of the seed and a number, so that a whole country is written out piece by
//! piece and never held.

mod desks;
mod flows;
mod names;
mod papers;
mod people;
mod places;
#[cfg(test)]
mod tests;

use figures::Day;
use flows::{Flows, Patches};
pub use papers::{Conference, DONE, PROVINCE, Papers, conferences};
use people::Maker;
use places::Territory;

/// How much of the country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Size {
    /// The province of the example with 3,000 members.
    Small,
    /// The province of the example: Thái Nguyên and Bắc Kạn, 140,429 members.
    Province,
    /// Every province, five million members, few movements.
    Nation,
}

/// Everything to import, in order: the units, the opening lists, the steps.
pub struct Demo {
    /// `code,name,kind,parent_code,valid_from`
    pub units_csv: String,
    pub steps: Vec<Step>,
    territory: Territory,
    maker: Maker,
    patches: Patches,
}

/// One import after the opening, in order of day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Admissions and arrivals from outside, in the columns of the opening list.
    Members { label: String, csv: String },
    /// `person_key,event,day,from_unit,to_unit,document`
    Events { label: String, csv: String },
    /// `person_key,field,value,from`
    Corrections { label: String, csv: String },
    /// `reforms.csv`, and the assignments it needs: `code,kind,key,to_code`
    Reform {
        label: String,
        csv: String,
        assign: String,
    },
}

impl Demo {
    /// The documents and tasks of the last quarter.
    pub fn papers(&self) -> Papers {
        papers::papers(&self.territory, self.maker.seed())
    }

    /// What lies on the desks of the province's office.
    pub fn desks(&self) -> desks::Desks {
        let communes = self.territory.communes_after(PROVINCE);
        desks::desks(&communes, self.maker.seed())
    }

    /// The members as the record begins, in lists of at most 200,000 rows, each with its
    /// header, each made when asked for.
    pub fn openings(&self) -> impl Iterator<Item = String> + '_ {
        let count = self.territory.seated;
        (0..count).step_by(OPENING_ROWS as usize).map(move |from| {
            let until = count.min(from + OPENING_ROWS);
            flows::opening(&self.territory, &self.maker, &self.patches, from..until)
        })
    }
}

/// Makes the demonstration. Everything in it follows from the two arguments.
pub fn generate(size: Size, seed: u64) -> Demo {
    let plan = Plan::of(size);
    let territory = Territory::new(&plan, seed);
    let maker = Maker::new(seed, plan.thin_newest);
    let (patches, steps) = Flows::new(&plan, &territory, &maker, seed).run();
    Demo {
        units_csv: territory.units_csv(),
        steps,
        territory,
        maker,
        patches,
    }
}

const OPENING_ROWS: u32 = 200_000;

/// The code of the organising agency of the example's province.
pub fn organising_agency() -> &'static str {
    places::AGENCIES[0].0
}

/// The day the record begins, the day of the reform, the last day of the record.
fn begins() -> Day {
    Day::ymd(2024, 1, 1)
}
pub fn reform_day() -> Day {
    Day::ymd(2025, 7, 1)
}
pub fn ends() -> Day {
    Day::ymd(2025, 9, 30)
}

/// The seven quarters of the record: first day, last day, and how people call it.
fn quarter(index: usize) -> (Day, Day, String) {
    let months = i32::try_from(index * 3).unwrap_or(0);
    let first = begins().plus_months(months);
    let roman = ["I", "II", "III", "IV"][index % 4];
    (
        first,
        first.plus_months(3).eve(),
        format!("quý {roman}/{}", first.year()),
    )
}

/// How many people move in a quarter.
#[derive(Clone, Copy)]
struct Quarter {
    admitted: u32,
    arrived: u32,
    died: u32,
    left: u32,
    moved_out: u32,
    moved_within: u32,
    exempted: u32,
}

/// What may be wrong with a record; each breaks one rule of the data standard.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Fault {
    NoId,
    ShortId,
    WrongId,
    SharedId,
    DigitInName,
    OneWordName,
    EarlyOfficial,
    ShortCard,
    CardTooSoon,
    SharedCard,
    BadFile,
    SharedFile,
}

/// The numbers by which a size is made. All totals are exact.
struct Plan {
    /// Provinces by their code before the reform; none = all.
    provinces: Option<&'static [&'static str]>,
    /// Members on the last day of the record.
    members: u32,
    cell_size: u32,
    quarters: [Quarter; 7],
    /// Sent in the last days of the record, not yet received.
    in_transit: u32,
    /// Sent in July 2025 and still not received.
    late_in_transit: u32,
    /// Sent out of the organisation, not confirmed.
    leaving: u32,
    /// Probationers whose review is overdue.
    overdue: u32,
    /// Records that fail a rule on the last day; those that share a number count by two.
    faults: [(Fault, u32); 12],
    /// Records put right in the last two quarters.
    corrected: [u32; 2],
    /// Fewer admissions in the year before the record.
    thin_newest: bool,
}

impl Plan {
    fn of(size: Size) -> Plan {
        let province = Plan::province();
        match size {
            Size::Province => province,
            Size::Small => province.small(),
            Size::Nation => province.nation(),
        }
    }

    fn province() -> Plan {
        Plan {
            provinces: Some(&["06", "19"]),
            members: 140_429,
            cell_size: 31,
            quarters: QUARTERS.map(|[admitted, arrived, died, left, out, within, exempted]| {
                Quarter {
                    admitted,
                    arrived,
                    died,
                    left,
                    moved_out: out,
                    moved_within: within,
                    exempted,
                }
            }),
            in_transit: 23,
            late_in_transit: 6,
            leaving: 9,
            overdue: 12,
            faults: FAULTS,
            corrected: [1_282, 4_718],
            thin_newest: false,
        }
    }

    fn small(mut self) -> Plan {
        self.scale(3_000, 140_429);
        self.members = 3_000;
        (
            self.in_transit,
            self.late_in_transit,
            self.leaving,
            self.overdue,
        ) = (2, 1, 1, 1);
        self.faults = FAULTS.map(|(fault, _)| (fault, if fault.is_shared() { 2 } else { 1 }));
        self
    }

    fn nation(mut self) -> Plan {
        self.provinces = None;
        self.scale(3, 1);
        self.members = 5_000_000;
        self.cell_size = 35;
        self.thin_newest = true;
        self.faults = FAULTS.map(|(fault, count)| (fault, count * 16));
        self
    }

    fn scale(&mut self, by: u32, of: u32) {
        let scaled = |n: u32| (n * by + of / 2) / of;
        for q in &mut self.quarters {
            *q = Quarter {
                admitted: scaled(q.admitted),
                arrived: scaled(q.arrived),
                died: scaled(q.died),
                left: scaled(q.left),
                moved_out: scaled(q.moved_out),
                moved_within: scaled(q.moved_within),
                exempted: scaled(q.exempted),
            };
        }
        self.corrected = self.corrected.map(scaled);
    }

    /// Members as the record begins: those of the last day, less who came, more who went.
    fn opening(&self) -> u32 {
        let came: u32 = self.quarters.iter().map(|q| q.admitted + q.arrived).sum();
        let went: u32 = self
            .quarters
            .iter()
            .map(|q| q.died + q.left + q.moved_out)
            .sum();
        self.members + went - came
    }
}

impl Fault {
    fn is_shared(self) -> bool {
        matches!(
            self,
            Fault::SharedId | Fault::SharedCard | Fault::SharedFile
        )
    }
}

/// Admitted, arrived, died, left, moved out, moved within, exempted: 2024, then 2025 to
/// September, in which 2,526 are admitted.
const QUARTERS: [[u32; 7]; 7] = [
    [640, 180, 255, 9, 190, 260, 60],
    [812, 195, 230, 12, 210, 280, 64],
    [905, 210, 228, 8, 220, 300, 58],
    [745, 205, 262, 11, 215, 290, 62],
    [702, 170, 251, 10, 180, 240, 61],
    [930, 190, 236, 9, 205, 310, 66],
    [894, 215, 241, 7, 230, 620, 70],
];

/// 323 records in all.
const FAULTS: [(Fault, u32); 12] = [
    (Fault::NoId, 96),
    (Fault::ShortId, 38),
    (Fault::WrongId, 54),
    (Fault::SharedId, 22),
    (Fault::DigitInName, 9),
    (Fault::OneWordName, 7),
    (Fault::EarlyOfficial, 31),
    (Fault::ShortCard, 17),
    (Fault::CardTooSoon, 6),
    (Fault::SharedCard, 12),
    (Fault::BadFile, 19),
    (Fault::SharedFile, 12),
];

/// SplitMix64: small, fast, and the same everywhere.
struct Rng(u64);

impl Rng {
    /// A sequence of its own for each purpose and number.
    fn new(seed: u64, purpose: u64, number: u64) -> Rng {
        let mut rng = Rng(seed ^ purpose.wrapping_mul(0xa076_1d64_78bd_642f));
        let start = rng.next();
        let mut rng = Rng(start ^ number.wrapping_mul(0xe703_7ed1_a0b4_28db));
        rng.next();
        rng
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number from 0 to `count` − 1; 0 when there is nothing to choose from.
    fn below(&mut self, count: u32) -> u32 {
        (((self.next() >> 32) * u64::from(count)) >> 32) as u32
    }

    fn index(&mut self, count: usize) -> usize {
        self.below(u32::try_from(count).unwrap_or(u32::MAX)) as usize
    }

    fn days(&mut self, from: u32, to: u32) -> i32 {
        i32::try_from(from + self.below(to - from + 1)).unwrap_or(0)
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// Any day between two days.
    fn day(&mut self, first: Day, last: Day) -> Day {
        first.plus_days(self.days(0, u32::try_from(last.since(first)).unwrap_or(0)))
    }

    /// A working day between two days; the last draw where they hold none.
    fn working_day(&mut self, first: Day, last: Day) -> Day {
        let mut day = self.day(first, last);
        for _ in 0..50 {
            if !day.is_weekend() && !is_holiday(day) {
                break;
            }
            day = self.day(first, last);
        }
        day
    }
}

/// Holidays that stand still: nobody is admitted on one.
fn is_holiday(day: Day) -> bool {
    matches!(
        (day.month(), day.date().day()),
        (1 | 5, 1) | (4, 30) | (9, 2)
    )
}

/// Adds a line to a CSV, quoting what needs it.
fn line(csv: &mut String, fields: &[&str]) {
    for (n, field) in fields.iter().enumerate() {
        if n > 0 {
            csv.push(',');
        }
        if field.contains([',', '"', '\n']) {
            csv.push('"');
            csv.push_str(&field.replace('"', "\"\""));
            csv.push('"');
        } else {
            csv.push_str(field);
        }
    }
    csv.push('\n');
}

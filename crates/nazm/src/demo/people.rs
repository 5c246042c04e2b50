//! Who people are: each a function of the seed and a number.

use super::names::{self, Names};
use super::{Rng, begins};
use figures::Day;

/// A member as the importers read one. `key` is the number as the files write it.
#[derive(Clone)]
pub struct Person {
    pub number: u32,
    pub dates: Dates,
    pub name: String,
    pub group: &'static str,
    pub citizen_id: String,
    pub file_number: String,
    pub card_number: String,
    pub standing: Standing,
    pub since: Day,
}

/// What the figures turn on.
#[derive(Clone, Copy)]
pub struct Dates {
    pub female: bool,
    pub birth: Day,
    pub decision: Day,
    pub ceremony: Day,
    pub official: Day,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Probationary,
    Official,
    Exempt,
}

impl Standing {
    pub fn code(self) -> &'static str {
        match self {
            Standing::Probationary => "probationary",
            Standing::Official => "official",
            Standing::Exempt => "exempt",
        }
    }
}

pub struct Maker {
    seed: u64,
    names: Names,
    thin_newest: bool,
    /// Where the numbering of IDs and cards starts.
    start: u64,
}

impl Maker {
    pub fn new(seed: u64, thin_newest: bool) -> Maker {
        let start = Rng::new(seed, NUMBERS, 0).next() % ALL_NUMBERS;
        Maker {
            seed,
            names: Names::load(),
            thin_newest,
            start,
        }
    }

    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Dates of a member of the opening list.
    pub fn dates(&self, number: u32) -> Dates {
        let mut rng = Rng::new(self.seed, DATES, u64::from(number));
        let (year, age) = year_and_age(&mut rng, self.thin_newest);
        let length = if year == 2023 { 335 } else { 365 };
        let decision = Day::ymd(year, 1, 1).plus_days(rng.days(0, length - 1));
        let ceremony = decision.plus_days(rng.days(2, 25));
        let late = if year < 2022 { rng.days(0, 20) } else { 0 };
        let official = ceremony.plus_months(12).plus_days(late);
        dates(&mut rng, age, decision, ceremony, official)
    }

    /// A member of the opening list.
    pub fn opening(&self, number: u32, province: &str, file_number: String) -> Person {
        let dates = self.dates(number);
        let mut person = self.person(number, dates, province, file_number);
        person.since = begins();
        person.standing = standing(&dates, number, self.seed);
        if person.standing == Standing::Probationary {
            person.card_number = String::new();
        }
        person
    }

    /// One admitted at a ceremony after the record began.
    pub fn admitted(&self, number: u32, ceremony: Day, province: &str, file: String) -> Person {
        let mut rng = Rng::new(self.seed, DATES, u64::from(number));
        let decision = ceremony.plus_days(-rng.days(1, 22));
        let age = 18 + rng.below(9) + rng.below(10);
        let dates = dates(&mut rng, age, decision, ceremony, ceremony.plus_months(12));
        let mut person = self.person(number, dates, province, file);
        person.standing = Standing::Probationary;
        person.since = ceremony;
        person.card_number = String::new();
        person
    }

    /// One who comes from outside, official for years.
    pub fn arrived(&self, number: u32, day: Day, province: &str, file: String) -> Person {
        let mut dates = self.dates(number);
        while dates.official.plus_months(12) > begins() {
            dates.decision = dates.decision.plus_years(-3);
            dates.ceremony = dates.decision.plus_days(10);
            dates.official = dates.ceremony.plus_months(12);
            dates.birth = dates.birth.plus_years(-3);
        }
        let mut person = self.person(number, dates, province, file);
        person.since = day;
        person
    }

    fn person(&self, number: u32, dates: Dates, province: &str, file_number: String) -> Person {
        let mut rng = Rng::new(self.seed, PERSON, u64::from(number));
        let group = draw_group(&mut rng, province);
        let name = self.names.full(&mut rng, group, dates.female);
        let citizen_id = self.citizen_id(number, &dates);
        let card_number = if rng.chance(12) {
            citizen_id.clone()
        } else {
            self.old_card(number)
        };
        let standing = Standing::Official;
        let since = dates.official;
        Person {
            number,
            dates,
            name,
            group,
            citizen_id,
            file_number,
            card_number,
            standing,
            since,
        }
    }

    /// Twelve digits under a prefix that no province bears.
    fn citizen_id(&self, number: u32, dates: &Dates) -> String {
        let unique = (u64::from(number) * 68_718_953 + self.start) % ALL_NUMBERS;
        let year = dates.birth.year();
        let digit = if year < 2000 { 0 } else { 2 } + u8::from(dates.female);
        let (prefix, rest) = (900 + unique / 1_000_000, unique % 1_000_000);
        format!("{prefix}{digit}{:02}{rest:06}", year.rem_euclid(100))
    }

    /// A card number of the generation of eight digits.
    pub fn old_card(&self, number: u32) -> String {
        format!(
            "{:08}",
            (u64::from(number) * 36_193_117 + self.start) % ALL_NUMBERS
        )
    }
}

const ALL_NUMBERS: u64 = 100_000_000;
const DATES: u64 = 11;
const PERSON: u64 = 12;
const NUMBERS: u64 = 13;
const STANDING: u64 = 14;

pub fn key(number: u32) -> String {
    format!("P{:07}", number + 1)
}

/// Six digits and the letters of the province; `rank` counts within the letters.
pub fn file_number(letters: &str, rank: u32) -> String {
    format!("{:06}{letters}", u64::from(rank) * 7_919 % 999_999 + 1)
}

/// Year of the decision and age on its day: even over the last twenty-one years, then
/// fewer and fewer back to 1950.
fn year_and_age(rng: &mut Rng, thin_newest: bool) -> (i16, u32) {
    let back = if rng.chance(44) {
        rng.below(21)
    } else {
        let of_three = [rng.below(53), rng.below(53), rng.below(53)];
        21 + of_three.into_iter().min().unwrap_or(0)
    };
    let back = if thin_newest && back == 0 && !rng.chance(10) {
        1 + rng.below(20)
    } else {
        back
    };
    let age = 18 + rng.below(11).min(rng.below(16)) + rng.below(9).min(rng.below(14));
    let year = 2023 - i16::try_from(back).unwrap_or(0);
    (year, age.min(98 - back))
}

fn dates(rng: &mut Rng, age: u32, decision: Day, ceremony: Day, official: Day) -> Dates {
    let years = i32::try_from(age).unwrap_or(18);
    let birth = decision.plus_years(-years).plus_days(-rng.days(1, 360));
    let female = rng.chance(if decision.year() >= 2000 { 42 } else { 27 });
    Dates {
        female,
        birth,
        decision,
        ceremony,
        official,
    }
}

/// Standing on the day the record begins.
pub fn standing(dates: &Dates, number: u32, seed: u64) -> Standing {
    if dates.official > begins() {
        return Standing::Probationary;
    }
    let old = dates.birth.year() < 1949;
    let exempt = old && Rng::new(seed, STANDING, u64::from(number)).chance(22);
    if exempt {
        Standing::Exempt
    } else {
        Standing::Official
    }
}

fn draw_group(rng: &mut Rng, province: &str) -> &'static str {
    let mut at = rng.below(100);
    for (group, share) in names::groups(province) {
        if at < *share {
            return group;
        }
        at -= share;
    }
    names::MAJORITY
}

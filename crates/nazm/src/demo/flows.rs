//! What happens to people, quarter by quarter, and what is wrong with their records.

use super::people::{self, Maker, Person, Standing, key};
use super::places::{Seat, Territory};
use super::{Fault, Plan, Quarter, Rng, Step, begins, ends, line, quarter, reform_day};
use figures::Day;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Wrong values of the first list, by number of the member: field and value.
pub type Patches = HashMap<u32, (&'static str, String)>;

/// An event with its day, for the batch it goes to.
struct Event {
    day: Day,
    number: u32,
    row: [String; 6],
}

/// A value put right, or a card issued.
struct Correction {
    day: Day,
    number: u32,
    field: &'static str,
    value: String,
}

pub struct Flows<'a> {
    plan: &'a Plan,
    territory: &'a Territory,
    maker: &'a Maker,
    seed: u64,
    rng: Rng,
    /// Members of whom something is told already: nobody dies twice.
    used: HashSet<u32>,
    next: u32,
    /// File numbers given out, by the letters of a province.
    files: HashMap<String, u32>,
    newcomers: [Vec<(Person, String)>; 7],
    events: Vec<Event>,
    cards: Vec<Correction>,
    corrections: Vec<Correction>,
    patches: Patches,
    documents: u32,
}

const FLOWS: u64 = 21;
const HEADER: [&str; 14] = [
    "person_key",
    "name",
    "birth_date",
    "sex",
    "ethnic_group",
    "citizen_id",
    "file_number",
    "card_number",
    "decision_date",
    "ceremony_date",
    "official_date",
    "unit_code",
    "standing",
    "since",
];

impl<'a> Flows<'a> {
    pub fn new(plan: &'a Plan, territory: &'a Territory, maker: &'a Maker, seed: u64) -> Flows<'a> {
        Flows {
            plan,
            territory,
            maker,
            seed,
            rng: Rng::new(seed, FLOWS, 0),
            used: HashSet::new(),
            next: territory.seated,
            files: files(territory),
            newcomers: Default::default(),
            events: vec![],
            cards: vec![],
            corrections: vec![],
            patches: HashMap::new(),
            documents: 0,
        }
    }

    pub fn run(mut self) -> (Patches, Vec<Step>) {
        self.recognise_probationers();
        for (index, of) in self.plan.quarters.iter().enumerate() {
            let (first, last, _) = quarter(index);
            self.newcomers(index, of, first, last);
            self.departures(of, first, last);
            self.moves(of, first, last);
        }
        self.unfinished();
        self.lasting_faults();
        self.mended_faults();
        let steps = self.steps();
        (self.patches, steps)
    }

    // People

    fn seat(&self, number: u32) -> &'a Seat {
        self.territory.seat_of(number)
    }

    fn opening_person(&self, number: u32) -> Person {
        person(self.territory, self.maker, number)
    }

    /// An official member of the opening list, sitting in a cell, of whom nothing is told yet.
    fn pick(&mut self) -> u32 {
        loop {
            let number = self.rng.below(self.territory.seated);
            if self.used.contains(&number) || !self.seat(number).is_cell {
                continue;
            }
            let dates = self.maker.dates(number);
            if people::standing(&dates, number, self.seed) == Standing::Official {
                self.used.insert(number);
                return number;
            }
        }
    }

    fn cell(&mut self) -> &'a Seat {
        loop {
            let number = self.rng.below(self.territory.seated);
            let seat = self.seat(number);
            if seat.is_cell {
                return seat;
            }
        }
    }

    /// Another cell, mostly not far away.
    fn other_cell(&mut self, than: &Seat) -> &'a Seat {
        loop {
            let near = self.rng.chance(60);
            let seat = if near {
                let number = than.first.saturating_sub(1_000) + self.rng.below(2_000);
                self.seat(number.min(self.territory.seated - 1))
            } else {
                self.cell()
            };
            if seat.is_cell && seat.code != than.code {
                return seat;
            }
        }
    }

    fn next_file(&mut self, letters: &str) -> String {
        let rank = self.files.entry(letters.to_owned()).or_default();
        *rank += 1;
        people::file_number(letters, *rank - 1)
    }

    // Events

    fn event(&mut self, number: u32, what: &str, day: Day, units: [&str; 2], signed: &str) {
        let document = if signed.is_empty() {
            String::new()
        } else {
            self.documents += 1;
            format!("{}-{signed}", self.documents % 900 + 1)
        };
        let [from, to] = units.map(str::to_owned);
        let row = [
            key(number),
            what.to_owned(),
            day.to_string(),
            from,
            to,
            document,
        ];
        self.events.push(Event { day, number, row });
    }

    /// Twelve months after the ceremony, and the card with it.
    fn recognise(&mut self, number: u32, day: Day) {
        if day > ends() {
            return;
        }
        self.event(number, "recognition", day, ["", ""], DECISION);
        let value = self.maker.old_card(number);
        self.cards.push(Correction {
            day,
            number,
            field: "card_number",
            value,
        });
    }

    fn recognise_probationers(&mut self) {
        for number in 0..self.territory.seated {
            let official = self.maker.dates(number).official;
            if official > begins() {
                self.used.insert(number);
                self.recognise(number, official);
            }
        }
    }

    fn newcomers(&mut self, index: usize, of: &Quarter, first: Day, last: Day) {
        let overdue = if index == 1 { self.plan.overdue } else { 0 };
        for n in 0..of.admitted {
            let ceremony = self.rng.working_day(first.max(begins().plus_days(1)), last);
            let seat = self.cell();
            let file = self.letters_on(seat, ceremony);
            let file = self.next_file(&file);
            let province = &self.territory.province_of(seat).code;
            let person = self.maker.admitted(self.next, ceremony, province, file);
            if n >= overdue {
                self.recognise(self.next, person.dates.official);
            }
            self.newcomers[index].push((person, seat.code.clone()));
            self.next += 1;
        }
        for n in 0..of.arrived {
            let day = self.rng.working_day(first.max(begins().plus_days(1)), last);
            let seat = self.cell();
            let file = self.next_file(OUTSIDE[n as usize % OUTSIDE.len()]);
            let province = &self.territory.province_of(seat).code;
            let person = self.maker.arrived(self.next, day, province, file);
            self.newcomers[index].push((person, seat.code.clone()));
            self.next += 1;
        }
    }

    /// The letters of the province of that day.
    fn letters_on(&self, seat: &Seat, day: Day) -> String {
        let province = self.territory.province_of(seat);
        let after = self
            .territory
            .provinces
            .iter()
            .find(|p| p.code == province.becomes);
        let bearer = after.filter(|_| day >= reform_day()).unwrap_or(province);
        bearer.letters.clone()
    }

    fn departures(&mut self, of: &Quarter, first: Day, last: Day) {
        let first = first.max(begins().plus_days(7));
        for _ in 0..of.died {
            let (number, day) = (self.pick_old(), self.rng.day(first, last));
            self.event(number, "deceased", day, ["", ""], "");
        }
        for _ in 0..of.left {
            let (number, day) = (self.pick(), self.rng.working_day(first, last));
            self.event(number, "left", day, ["", ""], DECISION);
        }
        for _ in 0..of.exempted {
            let (number, day) = (self.pick_old(), self.rng.working_day(first, last));
            self.event(number, "exemption", day, ["", ""], DECISION);
        }
        for _ in 0..of.moved_out {
            let (number, day) = (self.pick(), self.rng.working_day(first, last));
            let sent = day
                .plus_days(-self.rng.days(3, 25))
                .max(begins().plus_days(1));
            let from = &self.seat(number).code;
            self.event(number, "transfer_sent", sent, [from, ""], LETTER);
            self.event(number, "transfer_received", day, ["", ""], LETTER);
        }
    }

    /// One admitted before 1990, if a few draws find one.
    fn pick_old(&mut self) -> u32 {
        for _ in 0..8 {
            let number = self.pick();
            if self.maker.dates(number).decision.year() < 1990 {
                return number;
            }
            self.used.remove(&number);
        }
        self.pick()
    }

    fn moves(&mut self, of: &Quarter, first: Day, last: Day) {
        let first = first.max(begins().plus_days(7));
        for _ in 0..of.moved_within {
            let (number, day) = (self.pick(), self.rng.working_day(first, last));
            let sent = day
                .plus_days(-self.rng.days(1, 25))
                .max(begins().plus_days(1));
            let to = self.send(number, sent);
            self.event(number, "transfer_received", day, ["", &to.code], LETTER);
        }
    }

    fn send(&mut self, number: u32, day: Day) -> &'a Seat {
        let from = self.seat(number);
        let to = self.other_cell(from);
        self.event(number, "transfer_sent", day, [&from.code, &to.code], LETTER);
        to
    }

    /// Who is between two units as the record ends, some of them for too long.
    fn unfinished(&mut self) {
        let eve = ends().plus_days(-6);
        for _ in 0..self.plan.in_transit {
            let (number, day) = (self.pick(), self.rng.days(0, 5));
            self.send(number, eve.plus_days(day));
        }
        for _ in 0..self.plan.late_in_transit {
            let (number, day) = (self.pick(), self.rng.working_day(july(7), july(18)));
            self.send(number, day);
        }
        for _ in 0..self.plan.leaving {
            let (number, day) = (self.pick(), self.rng.days(0, 10));
            let from = &self.seat(number).code;
            self.event(
                number,
                "transfer_sent",
                eve.plus_days(day - 8),
                [from, ""],
                LETTER,
            );
        }
    }

    // The state of the records

    /// One whose record shall be wrong: with a card of the old kind, so that one number
    /// wrong is one rule broken, and more often in some communes than in others.
    fn pick_record(&mut self) -> Person {
        loop {
            let number = self.pick();
            let commune = self.seat(number).commune as u64;
            let care = Rng::new(self.seed, FLOWS, commune + 1).below(10);
            let person = self.opening_person(number);
            if person.card_number.len() == 8 && care <= self.rng.below(10) {
                return person;
            }
            self.used.remove(&number);
        }
    }

    /// Another such, of the same sex and year of birth.
    fn pick_like(&mut self, person: &Person) -> Person {
        loop {
            let number = self.pick();
            let other = self.maker.dates(number);
            let like = other.female == person.dates.female
                && other.birth.year() == person.dates.birth.year();
            if like {
                let other = self.opening_person(number);
                if other.card_number.len() == 8 {
                    return other;
                }
            }
            self.used.remove(&number);
        }
    }

    /// Those still wrong as the record ends.
    fn lasting_faults(&mut self) {
        for (fault, count) in self.plan.faults {
            if fault == Fault::CardTooSoon {
                self.cards_too_soon(count);
                continue;
            }
            let records = if fault.is_shared() { count / 2 } else { count };
            for _ in 0..records {
                self.spoil(fault);
            }
        }
    }

    /// Probationers of the first quarter of 2025 who were given a card.
    fn cards_too_soon(&mut self, count: u32) {
        let card = |number| self.maker.old_card(number);
        let people = self.newcomers[4].iter_mut().map(|(person, _)| person);
        let probationers = people.filter(|p| p.standing == Standing::Probationary);
        for person in probationers.step_by(7).take(count as usize) {
            person.card_number = card(person.number);
        }
    }

    /// Those put right in the last two quarters.
    fn mended_faults(&mut self) {
        for (index, count) in [5, 6].into_iter().zip(self.plan.corrected) {
            let (first, last, _) = quarter(index);
            let mut left = count;
            while left > 0 {
                let fault = mended(&mut self.rng, left);
                let (number, field, value) = self.spoil(fault);
                let day = self.rng.working_day(first, last);
                self.corrections.push(Correction {
                    day,
                    number,
                    field,
                    value,
                });
                left -= if fault.is_shared() { 2 } else { 1 };
            }
        }
    }

    /// Makes a record wrong, and tells what would be right.
    fn spoil(&mut self, fault: Fault) -> (u32, &'static str, String) {
        let person = self.pick_record();
        let other = fault.is_shared().then(|| self.pick_like(&person));
        let (field, wrong) = wrong(fault, &person, other.as_ref(), &mut self.rng);
        let right = match field {
            "citizen_id" => person.citizen_id,
            "name" => person.name,
            "official_date" => person.dates.official.to_string(),
            "card_number" => person.card_number,
            _ => person.file_number,
        };
        self.patches.insert(person.number, (field, wrong));
        (person.number, field, right)
    }

    // Writing

    fn steps(&mut self) -> Vec<Step> {
        self.events.sort_by_key(|e| (e.day, e.number));
        self.cards.sort_by_key(|c| (c.day, c.number));
        self.corrections.sort_by_key(|c| (c.day, c.number));
        let mut steps = vec![];
        for index in 0..self.plan.quarters.len() {
            let (first, last, name) = quarter(index);
            if first == reform_day() {
                steps.push(self.reform());
            }
            self.quarter_steps(&mut steps, index, [first, last], &name);
        }
        steps
    }

    fn quarter_steps(&self, steps: &mut Vec<Step>, index: usize, days: [Day; 2], name: &str) {
        let mut csv = String::new();
        line(&mut csv, &HEADER);
        for (person, unit) in &self.newcomers[index] {
            write(&mut csv, person, unit, None);
        }
        steps.push(Step::Members {
            label: format!("Kết nạp và tiếp nhận {name}"),
            csv,
        });

        let mut csv = String::new();
        line(
            &mut csv,
            &[
                "person_key",
                "event",
                "day",
                "from_unit",
                "to_unit",
                "document",
            ],
        );
        for event in self
            .events
            .iter()
            .filter(|e| days[0] <= e.day && e.day <= days[1])
        {
            line(&mut csv, &event.row.each_ref().map(String::as_str));
        }
        steps.push(Step::Events {
            label: format!("Biến động {name}"),
            csv,
        });

        let told = [
            (&self.cards, "Phát thẻ"),
            (&self.corrections, "Chuẩn hóa dữ liệu"),
        ];
        for (list, what) in told {
            if let Some(csv) = corrections_csv(list, days) {
                steps.push(Step::Corrections {
                    label: format!("{what} {name}"),
                    csv,
                });
            }
        }
    }

    fn reform(&self) -> Step {
        let mut assign = String::new();
        line(&mut assign, &["code", "kind", "key", "to_code"]);
        for (code, number, to) in self.territory.settled_members() {
            line(&mut assign, &[code, "member", &key(number), to]);
        }
        let label = "Sắp xếp đơn vị hành chính ngày 1/7/2025".to_owned();
        Step::Reform {
            label,
            csv: self.territory.reforms_csv(),
            assign,
        }
    }
}

/// Who signs what: decisions, letters of introduction.
const DECISION: &str = "QĐ/ĐU";
const LETTER: &str = "GT/ĐU";

/// Letters of those who come from outside; no province of the country bears them here.
const OUTSIDE: [&str; 2] = ["QU", "NN"];

fn july(day: i8) -> Day {
    Day::ymd(2025, 7, day)
}

/// How many file numbers each province has given out as the record begins.
fn files(territory: &Territory) -> HashMap<String, u32> {
    let untils = territory
        .provinces
        .iter()
        .skip(1)
        .map(|p| p.first)
        .chain([territory.seated]);
    let each = territory.provinces.iter().zip(untils);
    each.map(|(p, until)| (p.letters.clone(), until - p.first))
        .collect()
}

fn person(territory: &Territory, maker: &Maker, number: u32) -> Person {
    let province = territory.province_of(territory.seat_of(number));
    let file = people::file_number(&province.letters, number - province.first);
    maker.opening(number, &province.code, file)
}

/// A part of the opening list.
pub fn opening(
    territory: &Territory,
    maker: &Maker,
    patches: &Patches,
    numbers: Range<u32>,
) -> String {
    let mut csv = String::with_capacity(numbers.len() * 150);
    line(&mut csv, &HEADER);
    for number in numbers {
        let person = person(territory, maker, number);
        let unit = &territory.seat_of(number).code;
        write(&mut csv, &person, unit, patches.get(&number));
    }
    csv
}

fn write(csv: &mut String, p: &Person, unit: &str, wrong: Option<&(&'static str, String)>) {
    let value = |field: &str, right: String| match wrong {
        Some((patched, value)) if *patched == field => value.clone(),
        _ => right,
    };
    let official = match p.standing {
        Standing::Probationary => String::new(),
        _ => p.dates.official.to_string(),
    };
    line(
        csv,
        &[
            &key(p.number),
            &value("name", p.name.clone()),
            &p.dates.birth.to_string(),
            if p.dates.female { "female" } else { "male" },
            p.group,
            &value("citizen_id", p.citizen_id.clone()),
            &value("file_number", p.file_number.clone()),
            &value("card_number", p.card_number.clone()),
            &p.dates.decision.to_string(),
            &p.dates.ceremony.to_string(),
            &value("official_date", official),
            unit,
            p.standing.code(),
            &p.since.to_string(),
        ],
    );
}

fn corrections_csv(list: &[Correction], days: [Day; 2]) -> Option<String> {
    let mut csv = String::new();
    line(&mut csv, &["person_key", "field", "value", "from"]);
    let mut rows = list
        .iter()
        .filter(|c| days[0] <= c.day && c.day <= days[1])
        .peekable();
    rows.peek()?;
    for c in rows {
        line(
            &mut csv,
            &[&key(c.number), c.field, &c.value, &c.day.to_string()],
        );
    }
    Some(csv)
}

/// What was wrong with a record that was put right: mostly a missing ID.
fn mended(rng: &mut Rng, left: u32) -> Fault {
    match rng.below(100) {
        0..52 => Fault::NoId,
        52..66 => Fault::ShortId,
        66..82 => Fault::WrongId,
        82..85 if left > 1 => Fault::SharedId,
        85..90 => Fault::EarlyOfficial,
        90..93 => Fault::DigitInName,
        93..96 => Fault::ShortCard,
        _ => Fault::BadFile,
    }
}

/// The field and the wrong value by which a record breaks one rule.
fn wrong(
    fault: Fault,
    p: &Person,
    other: Option<&Person>,
    rng: &mut Rng,
) -> (&'static str, String) {
    let last = |text: &str, count: usize| text[text.len() - count..].to_owned();
    let shared = |of: fn(&Person) -> &String| other.map(of).cloned().unwrap_or_default();
    match fault {
        Fault::NoId => ("citizen_id", String::new()),
        Fault::ShortId => (
            "citizen_id",
            last(&p.citizen_id, if rng.chance(60) { 9 } else { 11 }),
        ),
        Fault::WrongId => ("citizen_id", other_sex(&p.citizen_id)),
        Fault::SharedId => ("citizen_id", shared(|o| &o.citizen_id)),
        Fault::DigitInName => ("name", format!("{} {}", p.name, 2 + rng.below(2))),
        Fault::OneWordName => ("name", p.name.rsplit(' ').next().unwrap_or("").to_owned()),
        Fault::EarlyOfficial => (
            "official_date",
            p.dates.ceremony.plus_months(10).to_string(),
        ),
        Fault::ShortCard => ("card_number", last(&p.card_number, 7)),
        Fault::CardTooSoon => ("card_number", p.card_number.clone()),
        Fault::SharedCard => ("card_number", shared(|o| &o.card_number)),
        Fault::BadFile => ("file_number", last(&p.file_number, p.file_number.len() - 1)),
        Fault::SharedFile => ("file_number", shared(|o| &o.file_number)),
    }
}

/// The fourth digit of the other sex.
fn other_sex(id: &str) -> String {
    let digit = |c: char| match c {
        '0' => '1',
        '1' => '0',
        '2' => '3',
        _ => '2',
    };
    id.char_indices()
        .map(|(n, c)| if n == 3 { digit(c) } else { c })
        .collect()
}

//! Everybody in the record, in the order of names: what lists and searches of people are
//! answered from. A question is one walk over numbers in memory, whatever its filters are, so
//! that its total is exact and its pages cost the same from the first to the last.
//!
//! A name is kept as the numbers of its words: some hundreds of different words make up the
//! names of a whole province. No number of a document and no sealed field stands here.

use super::fold::Where;
use figures::Day;
use platform::Scope;
use platform::asof::Known;
use platform::lately::Lately;
use platform::projection::Row;
use platform::text::{folded, sort_key, toned};
use std::cmp::Ordering;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// Number of a text in a [`Dictionary`].
pub type Number = u32;

/// Texts that columns repeat, each once.
#[derive(Debug, Default)]
pub struct Dictionary {
    list: Vec<String>,
    at: HashMap<String, Number>,
}

impl Dictionary {
    fn add(&mut self, text: &str) -> Number {
        if let Some(n) = self.at.get(text) {
            return *n;
        }
        let n = Number::try_from(self.list.len()).unwrap_or(Number::MAX);
        self.list.push(text.to_owned());
        self.at.insert(text.to_owned(), n);
        n
    }

    #[must_use]
    pub fn text(&self, n: Number) -> &str {
        usize::try_from(n)
            .ok()
            .and_then(|i| self.list.get(i))
            .map_or("", String::as_str)
    }

    #[must_use]
    pub fn find(&self, text: &str) -> Option<Number> {
        self.at.get(text).copied()
    }

    /// What a function says of each text, by its number.
    pub fn each<T>(&self, of: impl Fn(&str) -> T) -> Vec<T> {
        self.list.iter().map(|t| of(t)).collect()
    }
}

/// The unit of who is in none: the empty text, which every roll knows first.
const NOWHERE: Number = 0;

/// What a list of answers by number says of one.
fn of<T: Copy + Default>(list: &[T], n: Number) -> T {
    let at = usize::try_from(n).unwrap_or(usize::MAX);
    list.get(at).copied().unwrap_or_default()
}

/// What the record says of a person from a day until another. A day that is not known is
/// [`Day::MAX`].
#[derive(Debug, Clone)]
pub struct Said {
    pub from: Day,
    pub to: Day,
    name: Box<[Number]>,
    pub born: Day,
    pub decided: Day,
    pub ceremony: Day,
    pub official: Day,
    sex: Number,
    ethnic: Number,
}

/// A membership from a day until another.
#[derive(Debug, Clone, Copy)]
struct Stay {
    from: Day,
    to: Day,
    unit: Number,
    standing: Number,
    sender: Number,
    receiver: Number,
}

/// A rule speaks against the record from a day until another.
#[derive(Debug, Clone, Copy)]
struct Fault {
    from: Day,
    to: Day,
    rule: Number,
    error: bool,
}

#[derive(Debug, Default)]
struct Person {
    /// Act and line of the id.
    id: (u64, u64),
    said: Vec<Said>,
    stays: Vec<Stay>,
    faults: Vec<Fault>,
}

/// The rows of some persons, as the tables have them.
#[derive(Debug, Default)]
pub struct Rows {
    pub person: Vec<Row>,
    pub membership: Vec<Row>,
    pub verdict: Vec<Row>,
}

#[derive(Debug)]
pub struct Roll {
    pub known: Known,
    names: Dictionary,
    /// Each word of a name as it is searched for.
    searched: Vec<Word>,
    pub words: Dictionary,
    pub units: Dictionary,
    people: Vec<Person>,
    /// Person and row, in the order of names, then of ids.
    order: Vec<(u32, u16)>,
    /// What was found lately: the pages of one list are one walk.
    lately: Lately<(String, Scope), Found, 24>,
}

#[derive(Debug)]
struct Word {
    folded: String,
    letters: String,
    tone: Option<char>,
}

impl Word {
    fn of(text: &str) -> Word {
        let (letters, tone) = toned(text);
        Word {
            folded: folded(text),
            letters,
            tone,
        }
    }

    /// Whether the word begins like the one typed: 0 not, 1 apart from marks, 2 with its marks.
    fn begins_like(&self, typed: &Word) -> u8 {
        // whoever types no mark at all means any tone
        let bare = typed.tone.is_none() && typed.letters == typed.folded;
        let exact = self.letters.starts_with(&typed.letters) && (bare || typed.tone == self.tone);
        match (exact, self.folded.starts_with(&typed.folded)) {
            (true, _) => 2,
            (false, true) => 1,
            (false, false) => 0,
        }
    }
}

/// Columns of the tables that a roll is made of.
pub const PERSON: [&str; 7] = [
    "name",
    "birth_date",
    "sex",
    "ethnic_group",
    "decision_date",
    "ceremony_date",
    "official_date",
];
pub const MEMBERSHIP: [&str; 4] = ["unit", "standing", "sender", "receiver"];
pub const VERDICT: [&str; 1] = ["severity"];

/// Where somebody is on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    In(Number),
    Transit {
        sender: Number,
        receiver: Number,
    },
    /// No longer a member: the unit they were last in.
    Gone(Number),
    /// Of whom no membership is recorded by the day.
    Never,
}

/// One person on a day.
#[derive(Debug, Clone, Copy)]
pub struct On<'a> {
    roll: &'a Roll,
    person: &'a Person,
    pub said: &'a Said,
    stay: Option<&'a Stay>,
    day: Day,
}

impl<'a> On<'a> {
    #[must_use]
    pub fn id(&self) -> String {
        let (act, line) = self.person.id;
        format!("a{act}.{line}")
    }

    /// Act and line of the id.
    #[must_use]
    pub fn number(&self) -> (u64, u64) {
        self.person.id
    }

    #[must_use]
    pub fn name(&self) -> String {
        let words = self.said.name.iter();
        let words: Vec<&str> = words.map(|w| self.roll.names.text(*w)).collect();
        words.join(" ")
    }

    #[must_use]
    pub fn sex(&self) -> &'a str {
        self.roll.words.text(self.said.sex)
    }

    #[must_use]
    pub fn ethnic(&self) -> &'a str {
        self.roll.words.text(self.said.ethnic)
    }

    /// The standing on the day; empty for who is no member.
    #[must_use]
    pub fn standing(&self) -> &'a str {
        self.stay.map_or("", |s| self.roll.words.text(s.standing))
    }

    #[must_use]
    pub fn standing_number(&self) -> Option<Number> {
        self.stay.map(|s| s.standing)
    }

    /// Number of the unit they are or were last in.
    #[must_use]
    pub fn unit_number(&self) -> Option<Number> {
        match self.seat() {
            Seat::In(n) | Seat::Gone(n) => Some(n),
            Seat::Transit { .. } | Seat::Never => None,
        }
    }

    /// From which day the present standing and place hold.
    #[must_use]
    pub fn since(&self) -> Option<Day> {
        self.stay.map(|s| s.from)
    }

    #[must_use]
    pub fn seat(&self) -> Seat {
        match self.stay {
            Some(s) if s.unit == NOWHERE => Seat::Transit {
                sender: s.sender,
                receiver: s.receiver,
            },
            Some(s) => Seat::In(s.unit),
            None => {
                let ended = self.person.stays.iter().filter(|s| s.to <= self.day);
                match ended.max_by_key(|s| s.to) {
                    Some(s) if s.unit == NOWHERE => Seat::Gone(s.sender),
                    Some(s) => Seat::Gone(s.unit),
                    None => Seat::Never,
                }
            }
        }
    }

    /// Id of the unit they are or were last in; empty on the way and for who never was a member.
    #[must_use]
    pub fn unit_id(&self) -> &'a str {
        match self.seat() {
            Seat::In(n) | Seat::Gone(n) => self.roll.units.text(n),
            Seat::Transit { .. } | Seat::Never => "",
        }
    }

    /// Ids of sender and receiver; empty for who is not on the way.
    #[must_use]
    pub fn way_ids(&self) -> (&'a str, &'a str) {
        let text = |n| self.roll.units.text(n);
        match self.seat() {
            Seat::Transit { sender, receiver } => (text(sender), text(receiver)),
            _ => ("", ""),
        }
    }

    /// Whether they are in a unit that is seen, or on the way from or to one, or were in one last.
    /// Who never was a member is in no unit: only a scope without limit sees them.
    fn is_seen(&self, sees: impl Fn(Number) -> bool) -> bool {
        match self.seat() {
            Seat::In(n) | Seat::Gone(n) => sees(n),
            Seat::Transit { sender, receiver } => sees(sender) || sees(receiver),
            Seat::Never => false,
        }
    }

    /// Sent out of the organisation and not yet confirmed.
    #[must_use]
    pub fn is_leaving(&self) -> bool {
        self.stay
            .is_some_and(|s| s.unit != NOWHERE && s.sender != NOWHERE)
    }

    /// Where they are, as the fold says it.
    #[must_use]
    pub fn place(&self) -> Option<Where> {
        let text = |n| self.roll.units.text(n).to_owned();
        match self.seat() {
            Seat::In(unit) => Some(Where::In(text(unit))),
            Seat::Transit { sender, receiver } => Some(Where::Transit {
                sender: text(sender),
                receiver: text(receiver),
            }),
            Seat::Gone(_) | Seat::Never => None,
        }
    }

    /// The rules that speak against the record on the day; with `errors`, only those that fail it.
    pub fn faults(&self, errors: bool) -> impl Iterator<Item = &'a str> {
        let (day, roll) = (self.day, self.roll);
        let holds = move |f: &&Fault| f.from <= day && day < f.to && (f.error || !errors);
        let faults = self.person.faults.iter().filter(holds);
        faults.map(move |f| roll.words.text(f.rule))
    }
}

/// A name that is looked for: each word typed, and what every word of the record makes of it.
pub struct Sought(Vec<Vec<u8>>);

/// Where a page begins or ends: a person's id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Turn {
    First,
    After(String),
    Before(String),
    Last,
}

/// What a question found: positions in the order of names, sorted as asked.
#[derive(Debug)]
pub struct Found(Vec<u32>);

/// Part of what was found, and whether there is more on both sides.
pub struct Page<'a> {
    pub rows: Vec<On<'a>>,
    pub back: bool,
    pub on: bool,
    /// How many stand before the page.
    pub before: usize,
}

impl Roll {
    /// A roll of these rows, as known after an act.
    #[must_use]
    pub fn of(known: Known, rows: Rows) -> Roll {
        let mut roll = Roll {
            known,
            names: Dictionary::default(),
            searched: Vec::new(),
            words: Dictionary::default(),
            units: Dictionary::default(),
            people: Vec::new(),
            order: Vec::new(),
            lately: Lately::default(),
        };
        roll.units.add("");
        let people = roll.people_of(rows);
        roll.people = people.into_values().collect();
        let mut keyed: Vec<(String, u32, u16)> = Vec::with_capacity(roll.people.len());
        for (i, person) in (0u32..).zip(&roll.people) {
            for (j, said) in (0u16..).zip(&person.said) {
                keyed.push((sort_key(&roll.written(said)), i, j));
            }
        }
        keyed.sort_unstable();
        roll.order = keyed.into_iter().map(|(_, i, j)| (i, j)).collect();
        roll
    }

    /// Brings the roll to a later knowledge: the rows of the persons that changed since.
    pub fn follow(&mut self, known: Known, changed: &[String], rows: Rows) {
        let mut fresh = self.people_of(rows);
        let mut places = HashSet::new();
        for id in changed.iter().map(|s| parts(s)) {
            let person = fresh.remove(&id).unwrap_or_else(|| Person {
                id,
                ..Person::default()
            });
            let at = match self.people.binary_search_by_key(&id, |p| p.id) {
                Ok(at) => {
                    self.people[at] = person;
                    at
                }
                // later acts bring later ids: nobody's number changes
                Err(at) if at == self.people.len() => {
                    self.people.push(person);
                    at
                }
                Err(_) => continue,
            };
            places.extend(u32::try_from(at));
        }
        self.order.retain(|(person, _)| !places.contains(person));
        let mut places: Vec<u32> = places.into_iter().collect();
        places.sort_unstable();
        for at in places {
            let rows = self.person(at).map_or(0, |p| p.said.len());
            for row in (0u16..).take(rows) {
                self.put(at, row);
            }
        }
        self.known = known;
        self.lately.forget();
    }

    /// Puts a row where its name belongs.
    fn put(&mut self, person: u32, row: u16) {
        let Some(said) = self.row((person, row)) else {
            return;
        };
        let key = sort_key(&self.written(said));
        let at = self.order.partition_point(|other| {
            let theirs = self
                .row(*other)
                .map_or_else(String::new, |s| sort_key(&self.written(s)));
            (theirs.as_str(), *other) < (key.as_str(), (person, row))
        });
        self.order.insert(at, (person, row));
    }

    fn people_of(&mut self, rows: Rows) -> BTreeMap<(u64, u64), Person> {
        let mut people: BTreeMap<(u64, u64), Person> = BTreeMap::new();
        for row in rows.person {
            let said = self.said(&row);
            in_people(&mut people, &row.subject).said.push(said);
        }
        for row in rows.membership {
            let text = |i: usize| row.values.get(i).map_or("", |c| c.text());
            let stay = Stay {
                from: row.from,
                to: row.to,
                unit: self.units.add(text(0)),
                standing: self.words.add(text(1)),
                sender: self.units.add(text(2)),
                receiver: self.units.add(text(3)),
            };
            in_people(&mut people, &row.subject).stays.push(stay);
        }
        for row in rows.verdict {
            let fault = Fault {
                from: row.from,
                to: row.to,
                rule: self.words.add(&row.item),
                error: row.values.first().is_some_and(|c| c.text() == "error"),
            };
            in_people(&mut people, &row.subject).faults.push(fault);
        }
        for person in people.values_mut() {
            person.said.sort_by_key(|s| s.from);
            person.stays.sort_by_key(|s| s.from);
            person.said.shrink_to_fit();
            person.stays.shrink_to_fit();
            person.faults.shrink_to_fit();
        }
        people
    }

    fn said(&mut self, row: &Row) -> Said {
        let text = |i: usize| row.values.get(i).map_or("", |c| c.text());
        let day = |i: usize| Day::parse(text(i)).unwrap_or(Day::MAX);
        let name = text(0).split(' ').filter(|w| !w.is_empty());
        let name = name.map(|w| self.word(w)).collect();
        Said {
            from: row.from,
            to: row.to,
            name,
            born: day(1),
            sex: self.words.add(text(2)),
            ethnic: self.words.add(text(3)),
            decided: day(4),
            ceremony: day(5),
            official: day(6),
        }
    }

    fn word(&mut self, text: &str) -> Number {
        let n = self.names.add(text);
        if self.searched.len() < self.names.list.len() {
            self.searched.push(Word::of(text));
        }
        n
    }

    fn written(&self, said: &Said) -> String {
        let words: Vec<&str> = said.name.iter().map(|w| self.names.text(*w)).collect();
        words.join(" ")
    }

    fn person(&self, at: u32) -> Option<&Person> {
        self.people.get(usize::try_from(at).ok()?)
    }

    fn row(&self, (person, row): (u32, u16)) -> Option<&Said> {
        self.person(person)?.said.get(usize::from(row))
    }

    /// How many persons the record holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.people.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.people.is_empty()
    }

    /// A person on a day.
    #[must_use]
    pub fn find(&self, scope: &Scope, id: &str, day: Day) -> Option<On<'_>> {
        self.by_number(scope, parts(id), day)
    }

    /// A person on a day, by act and line of the id; nobody when the scope does not see them.
    #[must_use]
    pub fn by_number(&self, scope: &Scope, id: (u64, u64), day: Day) -> Option<On<'_>> {
        let at = self.people.binary_search_by_key(&id, |p| p.id).ok()?;
        let person = self.people.get(at)?;
        let said = person.said.iter().find(|s| s.from <= day && day < s.to)?;
        let on = self.on(person, said, day);
        let seen = scope.is_whole() || on.is_seen(|n| scope.sees(self.units.text(n)));
        seen.then_some(on)
    }

    fn on<'a>(&'a self, person: &'a Person, said: &'a Said, day: Day) -> On<'a> {
        let stay = person.stays.iter().find(|s| s.from <= day && day < s.to);
        On {
            roll: self,
            person,
            said,
            stay,
            day,
        }
    }

    fn at(&self, place: u32, day: Day) -> Option<On<'_>> {
        let at = *self.order.get(usize::try_from(place).ok()?)?;
        let (person, said) = (self.person(at.0)?, self.row(at)?);
        Some(self.on(person, said, day))
    }

    /// What is typed, compared once with every word that names are made of.
    #[must_use]
    pub fn sought(&self, typed: &str) -> Sought {
        let words = typed.split_whitespace().map(Word::of);
        let compared = words.map(|w| self.searched.iter().map(|s| s.begins_like(&w)).collect());
        Sought(compared.collect())
    }

    /// Everybody in sight on a day whom `wanted` accepts, in the order of names; with a name that
    /// is looked for only those who bear it, the ones with the very marks first.
    pub fn walk(
        &self,
        scope: &Scope,
        day: Day,
        sought: Option<&Sought>,
        mut wanted: impl FnMut(&On<'_>) -> bool,
    ) -> Found {
        // each unit is asked for once, and nothing is asked for who sees everything
        let seen = (!scope.is_whole()).then(|| self.units.each(|id| scope.sees(id)));
        let in_sight = |p: &On<'_>| seen.as_ref().is_none_or(|s| p.is_seen(|n| of(s, n)));
        let mut exact = Vec::new();
        let mut rest = Vec::new();
        for (place, at) in (0u32..).zip(&self.order) {
            let (Some(person), Some(said)) = (self.person(at.0), self.row(*at)) else {
                continue;
            };
            if said.from > day || day >= said.to {
                continue;
            }
            let rank = sought.map_or(2, |s| s.rank(&said.name));
            let on = self.on(person, said, day);
            if rank > 0 && in_sight(&on) && wanted(&on) {
                if rank == 2 {
                    exact.push(place);
                } else {
                    rest.push(place);
                }
            }
        }
        exact.append(&mut rest);
        Found(exact)
    }

    /// What was found for a question of this name within a scope, or is found now.
    pub fn lately(&self, asked: &str, scope: &Scope, find: impl FnOnce() -> Found) -> Arc<Found> {
        self.lately.of((asked.to_owned(), scope.clone()), find)
    }

    /// Sorts what was found by a number; equal ones stay in the order of names.
    pub fn sort<K: Ord>(
        &self,
        found: &mut Found,
        day: Day,
        down: bool,
        key: impl Fn(&On<'_>) -> K,
    ) {
        let mut keyed: Vec<(K, u32)> = found
            .0
            .iter()
            .filter_map(|p| Some((key(&self.at(*p, day)?), *p)))
            .collect();
        keyed.sort_by(|a, b| {
            let order = if down { b.0.cmp(&a.0) } else { a.0.cmp(&b.0) };
            order.then_with(|| a.1.cmp(&b.1))
        });
        found.0 = keyed.into_iter().map(|(_, p)| p).collect();
    }

    /// Turns what was found round.
    pub fn reverse(&self, found: &mut Found) {
        found.0.reverse();
    }

    /// A page of what was found. Somebody who no longer stands in it still tells where it goes
    /// on, as far as names tell.
    #[must_use]
    pub fn page(&self, found: &Found, day: Day, turn: &Turn, size: usize) -> Page<'_> {
        let all = &found.0;
        let start = match turn {
            Turn::First => 0,
            Turn::Last => all.len().saturating_sub(1) / size.max(1) * size,
            Turn::After(id) => self
                .position(found, id, day)
                .map_or(0, |(at, there)| if there { at + 1 } else { at }),
            Turn::Before(id) => {
                let at = self.position(found, id, day).map_or(0, |(at, _)| at);
                at.saturating_sub(size)
            }
        };
        let end = start.saturating_add(size).min(all.len());
        let rows = all.get(start..end).unwrap_or_default();
        Page {
            rows: rows.iter().filter_map(|p| self.at(*p, day)).collect(),
            back: start > 0,
            on: end < all.len(),
            before: start,
        }
    }

    /// Where somebody stands in what was found, or would.
    fn position(&self, found: &Found, id: &str, day: Day) -> Option<(usize, bool)> {
        let asked = parts(id);
        let is = |p: &u32| self.at(*p, day).is_some_and(|o| o.person.id == asked);
        if let Some(at) = found.0.iter().position(is) {
            return Some((at, true));
        }
        let own = self
            .order
            .iter()
            .position(|(p, _)| self.person(*p).is_some_and(|p| p.id == asked));
        let own = u32::try_from(own?).ok()?;
        Some((
            found.0.partition_point(|p| p.cmp(&own) == Ordering::Less),
            false,
        ))
    }

    /// Everybody found, in order.
    pub fn all<'a>(&'a self, found: &'a Found, day: Day) -> impl Iterator<Item = On<'a>> {
        found.0.iter().filter_map(move |p| self.at(*p, day))
    }
}

impl Found {
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Sought {
    /// 0: a word typed begins no word of the name; 1: all do; 2: all do with their marks.
    fn rank(&self, name: &[Number]) -> u8 {
        if name.len() < self.0.len() || name.len() > 32 {
            return 0;
        }
        if self.fits(name, 0, 0, 2) {
            2
        } else {
            u8::from(self.fits(name, 0, 0, 1))
        }
    }

    /// Whether the words typed from `at` on can be given different words of the name.
    fn fits(&self, name: &[Number], at: usize, used: u32, least: u8) -> bool {
        let Some(typed) = self.0.get(at) else {
            return true;
        };
        let free = |i: usize| used & (1 << i) == 0;
        (0..name.len()).any(|i| {
            free(i) && of(typed, name[i]) >= least && self.fits(name, at + 1, used | 1 << i, least)
        })
    }
}

fn in_people<'a>(people: &'a mut BTreeMap<(u64, u64), Person>, subject: &str) -> &'a mut Person {
    let id = parts(subject);
    let person = people.entry(id).or_default();
    person.id = id;
    person
}

/// Act and line of an id.
fn parts(id: &str) -> (u64, u64) {
    crate::organisation::units::store::parts(id)
}

#[cfg(test)]
mod tests {
    use super::*;
    use platform::db::Cell;

    fn row(id: &str, name: &str) -> Row {
        let mut values = vec![Cell::from(name)];
        values.resize(PERSON.len(), Cell::from(""));
        Row {
            subject: id.to_owned(),
            item: String::new(),
            from: Day::MIN,
            to: Day::MAX,
            values,
        }
    }

    fn roll(names: &[&str]) -> Roll {
        let person = (1..).zip(names).map(|(i, n)| row(&format!("a1.{i}"), n));
        let rows = Rows {
            person: person.collect(),
            ..Rows::default()
        };
        Roll::of(Known(1), rows)
    }

    fn found(roll: &Roll, typed: &str) -> Vec<String> {
        let day = Day::ymd(2026, 1, 1);
        let sought = roll.sought(typed);
        let found = roll.walk(&Scope::whole(), day, Some(&sought), |_| true);
        roll.all(&found, day).map(|o| o.name()).collect()
    }

    const NAMES: [&str; 5] = [
        "Nguyễn Văn An",
        "Đinh Thị Hòa",
        "Trần Đình Ân",
        "An Nguyên Bình",
        "Lê Hoà An",
    ];

    #[test]
    fn a_name_is_found_without_its_marks_in_any_order_of_its_words() {
        let roll = roll(&NAMES);
        assert_eq!(
            found(&roll, "an nguyen"),
            ["Nguyễn Văn An", "An Nguyên Bình"]
        );
        assert_eq!(found(&roll, "dinh"), ["Trần Đình Ân", "Đinh Thị Hòa"]);
        assert_eq!(found(&roll, "NGUY"), ["Nguyễn Văn An", "An Nguyên Bình"]);
        assert!(found(&roll, "an an").is_empty());
        assert!(found(&roll, "guyen").is_empty());
    }

    #[test]
    fn who_bears_the_very_marks_comes_first_and_a_tone_may_stand_on_either_vowel() {
        let roll = roll(&NAMES);
        assert_eq!(found(&roll, "đinh"), ["Đinh Thị Hòa", "Trần Đình Ân"]);
        assert_eq!(
            found(&roll, "ân"),
            [
                "Trần Đình Ân",
                "Lê Hoà An",
                "Nguyễn Văn An",
                "An Nguyên Bình"
            ]
        );
        assert_eq!(found(&roll, "hòa"), ["Lê Hoà An", "Đinh Thị Hòa"]);
    }

    #[test]
    fn people_stand_in_the_vietnamese_order_and_keep_it_when_names_change() {
        let mut roll = roll(&NAMES);
        let day = Day::ymd(2026, 1, 1);
        let all = |roll: &Roll| -> Vec<String> {
            let found = roll.walk(&Scope::whole(), day, None, |_| true);
            roll.all(&found, day).map(|o| o.name()).collect()
        };
        assert_eq!(
            all(&roll),
            [
                "Lê Hoà An",
                "Nguyễn Văn An",
                "Trần Đình Ân",
                "An Nguyên Bình",
                "Đinh Thị Hòa"
            ]
        );
        let rows = Rows {
            person: vec![row("a1.1", "Nguyễn Văn Hợp"), row("a2.1", "Bùi An")],
            ..Rows::default()
        };
        roll.follow(Known(2), &["a1.1".to_owned(), "a2.1".to_owned()], rows);
        assert_eq!(
            all(&roll),
            [
                "Bùi An",
                "Lê Hoà An",
                "Trần Đình Ân",
                "An Nguyên Bình",
                "Đinh Thị Hòa",
                "Nguyễn Văn Hợp"
            ]
        );
    }

    #[test]
    fn pages_follow_each_other_in_both_directions() {
        let roll = roll(&NAMES);
        let day = Day::ymd(2026, 1, 1);
        let found = roll.walk(&Scope::whole(), day, None, |_| true);
        let page = |turn: &Turn| {
            let page = roll.page(&found, day, turn, 2);
            let ids: Vec<String> = page.rows.iter().map(On::id).collect();
            (ids, page.back, page.on)
        };
        let (first, back, on) = page(&Turn::First);
        assert!(!back && on);
        let (second, back, on) = page(&Turn::After(first[1].clone()));
        assert!(back && on);
        let (third, _, on) = page(&Turn::After(second[1].clone()));
        assert_eq!((third.len(), on), (1, false));
        assert_eq!(page(&Turn::Before(second[0].clone())).0, first);
        assert_eq!(page(&Turn::Last).0, third);
    }
}

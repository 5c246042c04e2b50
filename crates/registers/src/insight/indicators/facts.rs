//! The columns of facts: what the record holds of memberships, events, verdicts and
//! persons, ready to be summed. Built from the projections of one knowledge.

use super::kept::Kept;
use super::papers::Papers;
use super::raw::{Happening, OPENING, Stay, Words};
pub use super::raw::{Id, Raw, Wanted, Word};
use super::shelf::Shelf;
use crate::organisation::members::model::MOVED_BY_REFORM;
use crate::organisation::rulebook::{CountingDate, Flow as Kind, Rulebook, store as rulebook};
use crate::organisation::units::store as units;
use figures::places::{PlaceIx, Places};
use figures::structure::LinkKind;
use figures::trees::TreeCache;
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::{Db, Result, Scope};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// Where a member is on the days of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    In(PlaceIx),
    Transit { sender: PlaceIx, receiver: PlaceIx },
}

/// A transfer between two units: the stay it leaves, the one in which it was meant to end, and
/// the day on which it was sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Way {
    pub sender: PlaceIx,
    pub receiver: PlaceIx,
    pub sent: Day,
}

/// A stretch of membership: one standing, one seat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    pub person: u32,
    pub from: Day,
    pub to: Day,
    pub seat: Seat,
    pub standing: Word,
    pub counted: bool,
    /// The unit of the row itself, for lists.
    pub unit: Option<UnitIx>,
}

/// An event of a membership, with the stay it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    pub person: u32,
    pub item: Id,
    pub day: Day,
    /// What the movement table calls it; see [`Facts::word`].
    pub flow: Word,
    /// The event's own code.
    pub event: Word,
    /// Where it is counted.
    pub place: PlaceIx,
    /// It befell someone on the way: it belongs to the line *in transit* between the two.
    pub between: Option<(PlaceIx, PlaceIx)>,
    /// The transfer between two units that it begins or ends, also where the person was on the
    /// way for no day.
    pub transfer: Option<Way>,
    /// It ends a stay (its place is that of the eve).
    pub ends: bool,
}

/// What the record says of a person on some days; only what figures need.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Person {
    pub person: u32,
    pub from: Day,
    pub to: Day,
    pub sex: Word,
    pub ethnic: Word,
    pub born: Option<Day>,
    /// The day of the ceremony, from which a probation runs.
    pub held: Option<Day>,
    /// The day from which Party age is counted, as the rulebook names it.
    pub age_from: Option<Day>,
}

/// A rule speaks against a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    pub person: u32,
    pub rule: Word,
    pub severity: Word,
    pub from: Day,
    pub to: Day,
}

/// Everything figures are computed from. A copy shares all that a commit does not change.
#[derive(Clone)]
pub struct Facts {
    pub known: Known,
    pub structure: Arc<Structure>,
    pub book: Arc<Rulebook>,
    pub places: Places,
    pub trees: Arc<TreeCache>,
    /// The ids of persons in order, by the number the columns know them by.
    ids: Arc<Vec<Id>>,
    words: Words,
    /// In order of persons and days.
    pub stretches: Shelf<Stretch>,
    /// In order of days and items.
    pub events: Shelf<Event>,
    /// In order of persons and days.
    pub persons: Shelf<Person>,
    /// In order of persons and days.
    pub faults: Shelf<Fault>,
    /// The first day of which the register of a unit speaks (`semantics.md` 1.14).
    pub begins: Arc<HashMap<UnitIx, Day>>,
    /// The entries of opening lists, by person: what `begins` is told from.
    openings: Arc<Vec<Happening>>,
    /// Documents and tasks: the very same for as long as no act touches them.
    pub papers: Arc<Papers>,
    /// Units by the number of their id.
    pub(super) units: Arc<HashMap<Id, UnitIx>>,
    /// Days on which a unit that lived on gave a part away.
    pub(super) divisions: Arc<HashMap<UnitIx, Vec<Day>>>,
    /// The act up to which what units report themselves is known to be as it is now.
    pub(super) reported: Known,
    /// Columns made for questions asked before; see [`super::kept`].
    pub(super) kept: Kept,
}

/// Rows of persons, being made.
#[derive(Default)]
struct Made {
    stretches: Vec<Stretch>,
    events: Vec<Event>,
    persons: Vec<Person>,
    faults: Vec<Fault>,
}

impl Facts {
    /// Reads the facts as known after an act from the tables.
    pub async fn read(db: &mut Db, scope: &Scope, known: Known, wanted: Wanted) -> Result<Facts> {
        let raw = Raw::read(db, known, wanted).await?;
        Facts::build(db, scope, known, &raw).await
    }

    /// Facts from rows already at hand, on the structure and the rulebook of that knowledge.
    pub async fn build(db: &mut Db, scope: &Scope, known: Known, raw: &Raw) -> Result<Facts> {
        let structure = units::structure(db, scope, known).await?;
        let mut facts = Facts {
            known,
            book: Arc::new(rulebook::rulebook(db, scope, known).await?),
            units: Arc::new(
                structure
                    .all()
                    .map(|u| (Id::of(&structure.unit(u).id), u))
                    .collect(),
            ),
            divisions: Arc::new(divisions(&structure)),
            structure: Arc::new(structure),
            places: Places::default(),
            trees: Arc::new(TreeCache::new()),
            ids: Arc::new(raw.persons()),
            words: raw.words.clone(),
            stretches: Shelf::default(),
            events: Shelf::default(),
            persons: Shelf::default(),
            faults: Shelf::default(),
            begins: Arc::default(),
            openings: Arc::new(raw.openings()),
            reported: known,
            papers: Arc::new(Papers::read(db, known).await?),
            kept: Kept::default(),
        };
        let made = facts.made(raw);
        facts.stretches = Shelf::of(made.stretches);
        facts.events = Shelf::of(made.events);
        facts.persons = Shelf::of(made.persons);
        facts.faults = Shelf::of(made.faults);
        let begins = raw.begins().into_iter();
        let begins = begins.filter_map(|(unit, day)| Some((facts.unit(unit)?, day)));
        facts.begins = Arc::new(begins.collect());
        Ok(facts)
    }

    /// Whether the register of members has not begun anywhere: nobody was ever entered.
    #[must_use]
    pub fn knows_nobody(&self) -> bool {
        self.ids.is_empty()
    }

    /// Brings the facts to a later knowledge that left units, rules and beginnings as they
    /// were: only the persons whose rows changed are read again.
    pub(super) fn follow(&mut self, known: Known, persons: &HashSet<Id>, fresh: &Raw) {
        let before = self.numbers_of(persons);
        let old = super::kept::Changed::of(self, &before);
        self.stretches.take_away(&before);
        self.events.take_away(&before);
        self.persons.take_away(&before);
        self.faults.take_away(&before);
        self.words = fresh.words.clone();
        // later acts bring later ids: numbers already given stay
        let last = self.ids.last().copied().unwrap_or_default();
        let new: Vec<Id> = fresh.persons();
        let new: Vec<Id> = new.into_iter().filter(|id| *id > last).collect();
        if !new.is_empty() {
            Arc::make_mut(&mut self.ids).extend(new);
        }
        let made = self.made(fresh);
        self.stretches.add(made.stretches);
        self.events.add(made.events);
        self.persons.add(made.persons);
        self.faults.add(made.faults);
        self.known = known;
        let now = super::kept::Changed::of(self, &self.numbers_of(persons));
        self.kept.follow(&old, &now);
    }

    /// Whether some persons stand in opening lists otherwise than before: then registers may
    /// begin on other days.
    pub(super) fn opens_otherwise(&self, persons: &HashSet<Id>, fresh: &Raw) -> bool {
        let mut persons: Vec<Id> = persons.iter().copied().collect();
        persons.sort_unstable();
        let before = persons.iter().flat_map(|p| {
            let from = self.openings.partition_point(|e| e.person < *p);
            let own = self.openings[from..].iter();
            own.take_while(|e| e.person == *p)
        });
        !before.eq(fresh.openings().iter())
    }

    fn numbers_of(&self, persons: &HashSet<Id>) -> Vec<u32> {
        let mut numbers: Vec<u32> = persons.iter().filter_map(|id| self.number(*id)).collect();
        numbers.sort_unstable();
        numbers
    }

    /// The number of a person in the columns.
    #[must_use]
    pub fn number(&self, id: Id) -> Option<u32> {
        let at = self.ids.binary_search(&id).ok()?;
        u32::try_from(at).ok()
    }

    /// The id of a person in the record.
    #[must_use]
    pub fn id_of(&self, person: u32) -> String {
        let at = usize::try_from(person).unwrap_or(usize::MAX);
        self.ids.get(at).map_or_else(String::new, |id| id.text())
    }

    /// A person by the number that orders them as they entered.
    pub(super) fn entered_as(&self, person: u32) -> u64 {
        let at = usize::try_from(person).unwrap_or(usize::MAX);
        self.ids.get(at).map_or(0, |id| id.0)
    }

    /// The word itself.
    #[must_use]
    pub fn word(&self, word: Word) -> &str {
        self.words.text(word)
    }

    pub(super) fn words(&self) -> &Words {
        &self.words
    }

    /// The word of a text, if any column has it.
    #[must_use]
    pub fn find_word(&self, text: &str) -> Option<Word> {
        self.words.find(text)
    }

    pub(super) fn unit(&self, id: Id) -> Option<UnitIx> {
        self.units.get(&id).copied()
    }

    /// The rows of persons, made of those of the tables. Places that are new are added.
    fn made(&mut self, raw: &Raw) -> Made {
        let mut made = Made::default();
        let flows = Flows::of(&raw.words);
        let (mut stays, mut events) = (raw.stays.as_slice(), raw.events.as_slice());
        while let Some(id) = first_of(stays, events) {
            let of_stays = take_while(&mut stays, |r| r.person == id);
            let of_events = take_while(&mut events, |r| r.person == id);
            if let Some(person) = self.number(id) {
                let mut one = One {
                    facts: self,
                    made: &mut made,
                    person,
                    flows: &flows,
                    stays: Vec::new(),
                    ways: Vec::new(),
                };
                let mut of_events: Vec<&Happening> = of_events.iter().collect();
                of_events.sort_unstable_by_key(|e| (e.day, e.item));
                one.stretches(of_stays, &of_events);
                one.events(of_stays, &of_events);
            }
        }
        for v in &raw.verdicts {
            let person = self.number(v.person);
            made.faults.extend(person.map(|person| Fault {
                person,
                rule: v.rule,
                severity: v.severity,
                from: v.from,
                to: v.to,
            }));
        }
        let known_day = |d: Day| (d != Day::MAX).then_some(d);
        for t in &raw.traits {
            let person = self.number(t.person);
            let counting = self.book.counted_on("party_age", t.from.min(Day::LAST));
            let age_from = match counting {
                Some(CountingDate::Ceremony) => t.ceremony,
                _ => t.decided,
            };
            made.persons.extend(person.map(|person| Person {
                person,
                from: t.from,
                to: t.to,
                sex: t.sex,
                ethnic: t.ethnic,
                born: known_day(t.born),
                held: known_day(t.ceremony),
                age_from: known_day(age_from),
            }));
        }
        made
    }

    /// The stretches of one person, in order of time.
    #[must_use]
    pub fn by_person(&self, person: u32) -> &[Stretch] {
        self.stretches.of_person(person)
    }

    /// The rules that speak against one person's record, in order of time.
    #[must_use]
    pub fn faults_of(&self, person: u32) -> &[Fault] {
        self.faults.of_person(person)
    }

    /// What the record says of one person on a day.
    #[must_use]
    pub fn traits_on(&self, person: u32, on: Day) -> Option<&Person> {
        let mut traits = self.traits_of(person).iter();
        traits.find(|t| t.from <= on && on < t.to)
    }

    /// What the record says of one person, in order of time.
    #[must_use]
    pub fn traits_of(&self, person: u32) -> &[Person] {
        self.persons.of_person(person)
    }
}

fn first_of(stays: &[Stay], events: &[Happening]) -> Option<Id> {
    let (a, b) = (
        stays.first().map(|r| r.person),
        events.first().map(|r| r.person),
    );
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}

/// The rows at the head that `of` accepts; the slice goes on after them.
fn take_while<'a, T>(rows: &mut &'a [T], of: impl Fn(&T) -> bool) -> &'a [T] {
    let n = rows.iter().take_while(|r| of(r)).count();
    let (head, tail) = rows.split_at(n);
    *rows = tail;
    head
}

/// Days on which a unit that lived on gave a part away.
pub(super) fn divisions(structure: &Structure) -> HashMap<UnitIx, Vec<Day>> {
    let mut days: HashMap<UnitIx, Vec<Day>> = HashMap::new();
    for link in structure
        .links()
        .iter()
        .filter(|l| l.kind != LinkKind::Whole)
    {
        if structure.unit(link.old).closed != link.day {
            days.entry(link.old).or_default().push(link.day);
        }
    }
    days.values_mut().for_each(|d| {
        d.sort_unstable();
        d.dedup();
    });
    days
}

/// The words of flows that have a meaning of their own here.
struct Flows {
    moved: Option<Word>,
    opening: Option<Word>,
    none: Option<Word>,
    sent: Option<Word>,
    received: Option<Word>,
    ending: HashSet<Word>,
}

impl Flows {
    fn of(words: &Words) -> Flows {
        let ending = Kind::ALL.into_iter().filter(|f| f.ends());
        Flows {
            moved: words.find(MOVED_BY_REFORM),
            opening: words.find(OPENING),
            none: words.find(""),
            sent: words.find("transferred_out"),
            received: words.find("transferred_in"),
            ending: ending.filter_map(|f| words.find(f.word())).collect(),
        }
    }
}

/// One person's rows being added.
struct One<'a> {
    facts: &'a mut Facts,
    made: &'a mut Made,
    person: u32,
    flows: &'a Flows,
    /// Place of each stay, by the id of the event that began it.
    stays: Vec<(Id, PlaceIx)>,
    /// Each transfer between two units, by the id of its sending.
    ways: Vec<(Id, Way)>,
}

impl One<'_> {
    /// Stays joined by a reform's moves share one place: a fact maps by its stay, never by
    /// where the person went later (`semantics.md` 4.1).
    fn stretches(&mut self, rows: &[Stay], events: &[&Happening]) {
        let moved = events.iter().filter(|e| Some(e.event) == self.flows.moved);
        let moves: Vec<&Happening> = moved.copied().collect();
        let by_reform: Vec<Id> = moves.iter().map(|e| e.stay).collect();
        let mut i = 0;
        let mut before: Option<(PlaceIx, Day)> = None;
        let mut waiting: Vec<usize> = Vec::new();
        while i < rows.len() {
            let Some(first) = self.facts.unit(rows[i].unit) else {
                // in transit: the receiver's place is known once the next stay has one
                waiting.push(i);
                i += 1;
                continue;
            };
            let end = i + chain(&rows[i..], &by_reform, |id| self.facts.unit(id).is_some());
            let place = self.place_of(first, &rows[i..end], &moves);
            for w in waiting.drain(..) {
                self.transit(&rows[w], before, Some(place), events);
            }
            for row in &rows[i..end] {
                self.stays.push((row.stay, place));
                self.push(row, Seat::In(place), self.facts.unit(row.unit));
            }
            before = Some((place, rows[end - 1].to));
            i = end;
        }
        for w in waiting {
            self.transit(&rows[w], before, None, events);
        }
    }

    fn place_of(&mut self, first: UnitIx, rows: &[Stay], moves: &[&Happening]) -> PlaceIx {
        let begun = rows[0].from;
        let mut settled = Vec::new();
        let mut unit = first;
        for (i, row) in rows.iter().enumerate() {
            let here = self.facts.unit(row.unit).unwrap_or(unit);
            if here != unit {
                settled.push((row.from, here));
                unit = here;
            }
            let until = rows.get(i + 1).map_or(row.to, |n| n.from.min(row.to));
            // a stay that is open on the eve of a division has lived through it, also when it
            // ends on the very day or only its standing changes then
            let goes_on = rows.get(i + 1).is_none_or(|n| n.unit == row.unit);
            let days = self.facts.divisions.get(&unit).into_iter().flatten();
            let lived_through =
                days.filter(|d| row.from < **d && (**d < until || (goes_on && **d == until)));
            settled.extend(lived_through.map(|d| (*d, unit)));
        }
        self.moved_and_gone(unit, rows, moves, &mut settled);
        let facts = &mut *self.facts;
        if settled.is_empty() && facts.structure.links_in(first).next().is_none() {
            return facts.places.bare(first);
        }
        facts
            .places
            .of_stay(&facts.structure, first, begun, settled)
    }

    /// Who goes on the very day of a reform was moved by it first and has no day in the new
    /// unit: open on the eve of the division, hence where the act put the stay (4.1).
    fn moved_and_gone(
        &mut self,
        mut unit: UnitIx,
        rows: &[Stay],
        moves: &[&Happening],
        settled: &mut Vec<(Day, UnitIx)>,
    ) {
        let Some(last) = rows.last() else { return };
        let begun = |id: Id| rows.iter().any(|r| r.stay == id);
        for by in moves.iter().filter(|m| m.day == last.to && !begun(m.stay)) {
            let (from, to) = (self.facts.unit(by.from_unit), self.facts.unit(by.to_unit));
            let Some(to) = to.filter(|_| from == Some(unit)) else {
                continue;
            };
            settled.retain(|(day, _)| *day != by.day);
            settled.push((by.day, to));
            unit = to;
        }
    }

    /// The place of a stay that left no stretch of its own: begun in the unit on the day.
    fn place_at(&mut self, unit: UnitIx, day: Day) -> PlaceIx {
        let facts = &mut *self.facts;
        facts
            .places
            .of_stay(&facts.structure, unit, day, Vec::new())
    }

    /// Whether the stay was ever in the unit, by itself or by what acts said of it.
    fn was_in(&self, place: PlaceIx, unit: UnitIx) -> bool {
        let place = self.facts.places.get(place);
        place.first == unit || place.settled.iter().any(|(_, u)| *u == unit)
    }

    /// The stay that a transfer left: the one that was open on the eve of the sending. Who came
    /// on the very day has none, and the unit stands for it.
    fn sender(&mut self, sent: &Happening, before: Option<(PlaceIx, Day)>) -> Option<PlaceIx> {
        let left = before.filter(|(_, until)| *until == sent.day);
        let Some(unit) = self.facts.unit(sent.from_unit) else {
            return left.map(|(place, _)| place);
        };
        match left.filter(|(place, _)| self.was_in(*place, unit)) {
            Some((place, _)) => Some(place),
            None => Some(self.place_at(unit, sent.day)),
        }
    }

    fn transit(
        &mut self,
        row: &Stay,
        before: Option<(PlaceIx, Day)>,
        receiver: Option<PlaceIx>,
        events: &[&Happening],
    ) {
        // the next stay is where the way was meant to end, unless the transfer was withdrawn
        let goal = self.facts.unit(row.receiver);
        let meant = receiver.filter(|r| goal.is_none_or(|u| self.facts.places.get(*r).first == u));
        let receiver = meant.or_else(|| goal.map(|u| self.facts.places.bare(u)));
        let sent = events.iter().find(|e| e.item == row.stay);
        let sender = match sent {
            Some(sent) => self.sender(sent, before),
            None => before.map(|(place, _)| place),
        };
        let (Some(sender), Some(receiver)) = (sender.or(receiver), receiver.or(sender)) else {
            return;
        };
        self.push(row, Seat::Transit { sender, receiver }, None);
        self.stays.push((row.stay, sender));
        let sent = sent.map_or(row.from, |e| e.day);
        self.ways.push((
            row.stay,
            Way {
                sender,
                receiver,
                sent,
            },
        ));
    }

    /// A stretch is counted as the rule in force when it began says.
    fn push(&mut self, row: &Stay, seat: Seat, unit: Option<UnitIx>) {
        let counted = self.counts(row);
        self.made.stretches.push(Stretch {
            person: self.person,
            from: row.from,
            to: row.to,
            seat,
            standing: row.standing,
            counted,
            unit,
        });
    }

    fn counts(&self, row: &Stay) -> bool {
        let standing = self.facts.words.text(row.standing);
        let rule = self.facts.book.standing_on(standing, row.from);
        rule.is_some_and(|s| s.counted)
    }

    fn place_of_stay(&self, id: Id) -> Option<PlaceIx> {
        let found = self.stays.iter().rev().find(|(s, _)| *s == id);
        found.map(|(_, place)| *place)
    }

    fn events(&mut self, rows: &[Stay], events: &[&Happening]) {
        let flows = self.flows;
        let counted = events.iter().filter(|e| {
            Some(e.event) != flows.moved
                && (Some(e.flow) != flows.none || Some(e.event) == flows.opening)
        });
        // the transfer that waits to be received
        let mut open: Option<Way> = None;
        for event in counted {
            let ends = flows.ending.contains(&event.flow);
            let transfer = if Some(event.flow) == flows.sent {
                open = self.way(event);
                open
            } else if Some(event.flow) == flows.received {
                open.take()
            } else {
                None
            };
            if self.is_members(event, ends, rows) {
                self.event(event, ends, transfer);
            }
        }
    }

    /// A candidate or a guest who comes or goes is no flow of members (`semantics.md` 4.2). A
    /// stay that left no stretch says nothing of its standing.
    fn is_members(&self, raw: &Happening, ends: bool, rows: &[Stay]) -> bool {
        let stay = if ends {
            rows.iter().rfind(|r| r.to == raw.day)
        } else {
            rows.iter().find(|r| r.stay == raw.item)
        };
        stay.is_none_or(|row| self.counts(row))
    }

    /// The transfer that a sending begins; it may have been over on its own day.
    fn way(&mut self, sent: &Happening) -> Option<Way> {
        if let Some((_, way)) = self.ways.iter().rev().find(|(id, _)| *id == sent.item) {
            return Some(*way);
        }
        let receiver = self.facts.unit(sent.to_unit)?;
        let sender = self.sender(sent, self.ended_on(sent.day))?;
        let way = Way {
            sender,
            receiver: self.facts.places.bare(receiver),
            sent: sent.day,
        };
        self.ways.push((sent.item, way));
        Some(way)
    }

    fn event(&mut self, raw: &Happening, ends: bool, transfer: Option<Way>) {
        let sent = Some(raw.flow) == self.flows.sent;
        let found = match transfer {
            Some(way) if sent => Some(way.sender),
            None if sent => self.sender(raw, self.ended_on(raw.day)),
            _ => self
                .place_of_stay(raw.item)
                .or_else(|| self.place_of_stay(raw.stay))
                .or_else(|| self.moved_on_the_day(raw).filter(|_| ends)),
        };
        // a stay that was taken back on its own day has left no stretch: its unit stands for it
        let unit = self
            .facts
            .unit(if ends { raw.from_unit } else { raw.to_unit });
        let Some(place) = found.or_else(|| unit.map(|u| self.place_at(u, raw.day))) else {
            return;
        };
        let on_the_way = self.ways.iter().rev().find(|(id, _)| *id == raw.stay);
        let between = on_the_way.map(|(_, way)| (way.sender, way.receiver));
        let transfers = sent || Some(raw.flow) == self.flows.received;
        self.made.events.push(Event {
            person: self.person,
            item: raw.item,
            day: raw.day,
            flow: raw.flow,
            event: raw.event,
            place,
            between: between.filter(|_| !transfers),
            transfer,
            ends,
        });
    }

    /// Who goes on the very day on which a reform moved them has no stretch in the new unit: it
    /// is the stay that was open on the eve which ends.
    fn moved_on_the_day(&self, raw: &Happening) -> Option<PlaceIx> {
        let unit = self.facts.unit(raw.from_unit)?;
        let (place, _) = self.ended_on(raw.day)?;
        self.was_in(place, unit).then_some(place)
    }

    /// The place of the stay that ended on the day, if one did.
    fn ended_on(&self, day: Day) -> Option<(PlaceIx, Day)> {
        let own = self.made.stretches.iter().rev();
        let mut own = own.take_while(|s| s.person == self.person);
        let ended = own.find(|s| s.to == day && matches!(s.seat, Seat::In(_)))?;
        match ended.seat {
            Seat::In(place) => Some((place, ended.to)),
            Seat::Transit { .. } => None,
        }
    }
}

/// How many rows from the first on belong together: one stay, or stays joined by reforms.
fn chain(rows: &[Stay], by_reform: &[Id], sits: impl Fn(Id) -> bool) -> usize {
    let joined = |pair: &[Stay]| {
        let (a, b) = (&pair[0], &pair[1]);
        sits(b.unit) && a.to == b.from && (a.stay == b.stay || by_reform.contains(&b.stay))
    };
    1 + rows.windows(2).take_while(|pair| joined(pair)).count()
}

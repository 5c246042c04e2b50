//! The columns of facts: what the record holds of memberships, events, verdicts and
//! persons, ready to be summed. Built from the projections of one knowledge.

use crate::organisation::members::model::{
    MEMBER_EVENT, MEMBERSHIP, MOVED_BY_REFORM, PERSON, VERDICT,
};
use crate::organisation::members::store as members;
use crate::organisation::rulebook::{Rulebook, store as rulebook};
use crate::organisation::units::store as units;
use figures::places::PlaceIx;
use figures::places::Places;
use figures::structure::LinkKind;
use figures::trees::TreeCache;
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::projection::store as tables;
use platform::{Db, Result, Scope};
use std::collections::{HashMap, HashSet};

/// Where a member is on the days of a stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Seat {
    In(PlaceIx),
    Transit { sender: PlaceIx, receiver: PlaceIx },
}

/// A stretch of membership: one standing, one seat.
#[derive(Debug, Clone)]
pub struct Stretch {
    pub person: u32,
    pub from: Day,
    pub to: Day,
    pub seat: Seat,
    /// Position in [`Facts::standings`].
    pub standing: u8,
    pub counted: bool,
    /// The unit of the row itself, for lists.
    pub unit: Option<UnitIx>,
}

/// An event of a membership, with the stay it belongs to.
#[derive(Debug, Clone)]
pub struct Event {
    pub person: u32,
    pub day: Day,
    /// What the movement table calls it; see [`Facts::word`].
    pub flow: Word,
    /// The event's own code.
    pub event: Word,
    /// Where it is counted.
    pub place: PlaceIx,
    /// It befell someone on the way: it belongs to the line *in transit* between the two.
    pub between: Option<(PlaceIx, PlaceIx)>,
    /// It ends a stay (its place is that of the eve).
    pub ends: bool,
}

/// What the record says of a person on some days; only what figures need.
#[derive(Debug, Clone)]
pub struct Person {
    pub from: Day,
    pub to: Day,
    pub key: String,
    pub sex: String,
    pub ethnic: String,
    pub born: Option<Day>,
    pub decided: Option<Day>,
}

/// A rule speaks against a record.
#[derive(Debug, Clone)]
pub struct Fault {
    pub person: u32,
    pub rule: String,
    pub severity: String,
    pub from: Day,
    pub to: Day,
}

/// A word that columns of millions repeat, kept once in [`Facts`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Word(u8);

/// An id such as `a12.7`, as a number: columns of millions hold no texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(u64);

impl Id {
    fn of(text: &str) -> Id {
        let (act, line) = units::parts(text);
        Id((act << 32) | line)
    }

    fn text(self) -> String {
        format!("a{}.{}", self.0 >> 32, self.0 & 0xffff_ffff)
    }
}

/// How much to read: columns that a question does not need are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub memberships: bool,
    pub events: bool,
    pub verdicts: bool,
    pub persons: bool,
}

impl Wanted {
    pub const ALL: Wanted = Wanted {
        memberships: true,
        events: true,
        verdicts: true,
        persons: true,
    };
}

/// Everything figures are computed from.
pub struct Facts {
    pub known: Known,
    pub structure: Structure,
    pub book: Rulebook,
    pub places: Places,
    pub trees: TreeCache,
    pub standings: Vec<String>,
    /// The ids of persons, by the number the columns know them by.
    ids: Vec<Id>,
    words: Vec<String>,
    pub stretches: Vec<Stretch>,
    pub events: Vec<Event>,
    pub persons: HashMap<u32, Vec<Person>>,
    pub faults: Vec<Fault>,
    /// The first day of which the register of a unit speaks (`semantics.md` 1.14).
    pub begins: HashMap<UnitIx, Day>,
    numbers: HashMap<Id, u32>,
    /// Both ends of each transfer on its way, by the id of its sending.
    ways: HashMap<Id, (PlaceIx, PlaceIx)>,
    /// Whether each of [`Facts::standings`] is counted.
    counted: Vec<bool>,
    /// Place of each stay, by the id of the event that began it.
    stays: HashMap<Id, PlaceIx>,
}

impl Facts {
    /// Reads the facts as known after an act.
    pub async fn read(db: &mut Db, scope: &Scope, known: Known, wanted: Wanted) -> Result<Facts> {
        let mut facts = Facts {
            known,
            structure: units::structure(db, scope, known).await?,
            book: rulebook::rulebook(db, scope, known).await?,
            places: Places::default(),
            trees: TreeCache::new(),
            standings: Vec::new(),
            ids: Vec::new(),
            words: Vec::new(),
            stretches: Vec::new(),
            events: Vec::new(),
            persons: HashMap::new(),
            faults: Vec::new(),
            begins: HashMap::new(),
            numbers: HashMap::new(),
            stays: HashMap::new(),
            counted: Vec::new(),
            ways: HashMap::new(),
        };
        if wanted.memberships || wanted.events || wanted.verdicts {
            facts.read_memberships(db, wanted.events).await?;
        }
        if wanted.verdicts {
            facts.read_faults(db).await?;
        }
        if wanted.persons {
            facts.read_persons(db).await?;
        }
        for (unit, day) in members::record_begins(db, known).await? {
            facts
                .begins
                .extend(facts.structure.find(&unit).map(|u| (u, day)));
        }
        Ok(facts)
    }

    fn number(&mut self, id: Id) -> u32 {
        if let Some(n) = self.numbers.get(&id) {
            return *n;
        }
        let n = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id);
        self.numbers.insert(id, n);
        n
    }

    /// The id of a person in the record.
    #[must_use]
    pub fn id_of(&self, person: u32) -> String {
        let at = usize::try_from(person).unwrap_or(usize::MAX);
        self.ids.get(at).map_or_else(String::new, |id| id.text())
    }

    /// The word itself.
    #[must_use]
    pub fn word(&self, word: Word) -> &str {
        self.words
            .get(usize::from(word.0))
            .map_or("", String::as_str)
    }

    async fn read_memberships(&mut self, db: &mut Db, with_events: bool) -> Result<()> {
        let mut raw_events = Vec::new();
        let mut by_reform = HashSet::new();
        let mut words = Vec::new();
        let s = &self.structure;
        if !with_events {
            // only the moves by reforms are needed to join stays
            let moves = [MOVED_BY_REFORM.to_owned()];
            let rows = tables::known_where(db, &MEMBER_EVENT, self.known, "event", &moves).await?;
            by_reform.extend(rows.iter().map(|r| Id::of(r.values[4].text())));
        } else {
            let columns = ["event", "flow", "from_unit", "to_unit", "stay"];
            tables::each_columns(db, &MEMBER_EVENT, self.known, &columns, |row| {
                let text = |i: usize| row.values[i].text();
                if text(0) == MOVED_BY_REFORM {
                    by_reform.insert(Id::of(text(4)));
                } else if !text(1).is_empty() || text(0) == "opening" {
                    raw_events.push(RawEvent {
                        person: Id::of(&row.subject),
                        item: Id::of(&row.item),
                        day: row.from,
                        event: intern(&mut words, text(0)),
                        flow: intern(&mut words, text(1)),
                        from_unit: s.find(text(2)),
                        to_unit: s.find(text(3)),
                        stay: Id::of(text(4)),
                    });
                }
                Ok(())
            })
            .await?;
        }
        let mut standings = Vec::new();
        let mut rows: Vec<RawStretch> = Vec::new();
        let columns = ["unit", "standing", "stay", "receiver"];
        tables::each_columns(db, &MEMBERSHIP, self.known, &columns, |row| {
            let text = |i: usize| row.values[i].text();
            rows.push(RawStretch {
                person: Id::of(&row.subject),
                from: row.from,
                to: row.to,
                unit: s.find(text(0)),
                standing: intern(&mut standings, text(1)).0,
                stay: Id::of(text(2)),
                receiver: s.find(text(3)),
            });
            Ok(())
        })
        .await?;
        self.words = words;
        self.standings = standings;
        let counted = |name: &String| self.book.standing(name).is_some_and(|s| s.counted);
        self.counted = self.standings.iter().map(counted).collect();
        rows.sort_unstable_by_key(|r| (r.person, r.from));
        self.stretches.reserve(rows.len());
        let divisions = self.divisions();
        let mut at = 0;
        while at < rows.len() {
            let end = at
                + rows[at..]
                    .iter()
                    .take_while(|r| r.person == rows[at].person)
                    .count();
            self.add_person(&rows[at..end], &by_reform, &divisions);
            at = end;
        }
        raw_events.sort_unstable_by_key(|e| (e.day, e.item));
        self.events.reserve(raw_events.len());
        for event in raw_events {
            self.add_event(&event);
        }
        Ok(())
    }

    /// Days on which a unit that lived on gave a part away.
    fn divisions(&self) -> HashMap<UnitIx, Vec<Day>> {
        let mut days: HashMap<UnitIx, Vec<Day>> = HashMap::new();
        for link in self
            .structure
            .links()
            .iter()
            .filter(|l| l.kind != LinkKind::Whole)
        {
            if self.structure.unit(link.old).closed != link.day {
                days.entry(link.old).or_default().push(link.day);
            }
        }
        days.values_mut().for_each(|d| {
            d.sort_unstable();
            d.dedup();
        });
        days
    }

    /// The stretches of one person. Stays joined by a reform's moves share one place: a fact
    /// maps by its stay, never by where the person went later (`semantics.md` 4.1).
    fn add_person(
        &mut self,
        rows: &[RawStretch],
        by_reform: &HashSet<Id>,
        divisions: &HashMap<UnitIx, Vec<Day>>,
    ) {
        let person = self.number(rows[0].person);
        let mut i = 0;
        let mut before: Option<PlaceIx> = None;
        let mut waiting: Vec<usize> = Vec::new();
        while i < rows.len() {
            let Some(first) = rows[i].unit else {
                // in transit: the receiver's place is known once the next stay has one
                waiting.push(i);
                i += 1;
                continue;
            };
            let end = i + chain(&rows[i..], by_reform);
            let place = self.place_of(first, &rows[i..end], divisions);
            for w in waiting.drain(..) {
                self.add_transit(person, &rows[w], before, Some(place));
            }
            for row in &rows[i..end] {
                self.stays.insert(row.stay, place);
                self.push(person, row, Seat::In(place), row.unit);
            }
            before = Some(place);
            i = end;
        }
        for w in waiting {
            self.add_transit(person, &rows[w], before, None);
        }
    }

    fn place_of(
        &mut self,
        first: UnitIx,
        rows: &[RawStretch],
        divisions: &HashMap<UnitIx, Vec<Day>>,
    ) -> PlaceIx {
        let begun = rows[0].from;
        let mut settled = Vec::new();
        let mut unit = first;
        for (i, row) in rows.iter().enumerate() {
            let here = row.unit.unwrap_or(unit);
            if here != unit {
                settled.push((row.from, here));
                unit = here;
            }
            let until = rows.get(i + 1).map_or(row.to, |n| n.from.min(row.to));
            // a change of standing on the very day does not interrupt the stay
            let goes_on = rows.get(i + 1).is_some_and(|n| n.unit == row.unit);
            let days = divisions.get(&unit).into_iter().flatten();
            let lived_through =
                days.filter(|d| row.from < **d && (**d < until || (goes_on && **d == until)));
            settled.extend(lived_through.map(|d| (*d, unit)));
        }
        if settled.is_empty() && self.structure.links_in(first).next().is_none() {
            return self.places.bare(first);
        }
        self.places.of_stay(&self.structure, first, begun, settled)
    }

    fn add_transit(
        &mut self,
        person: u32,
        row: &RawStretch,
        sender: Option<PlaceIx>,
        receiver: Option<PlaceIx>,
    ) {
        // the next stay is where the way was meant to end, unless the transfer was withdrawn
        let meant =
            receiver.filter(|r| row.receiver.is_none_or(|u| self.places.get(*r).first == u));
        let receiver = meant.or_else(|| row.receiver.map(|u| self.places.bare(u)));
        let (Some(sender), Some(receiver)) = (sender.or(receiver), receiver.or(sender)) else {
            return;
        };
        self.push(person, row, Seat::Transit { sender, receiver }, None);
        self.stays.insert(row.stay, sender);
        self.ways.insert(row.stay, (sender, receiver));
    }

    fn push(&mut self, person: u32, row: &RawStretch, seat: Seat, unit: Option<UnitIx>) {
        let counted = self
            .counted
            .get(usize::from(row.standing))
            .copied()
            .unwrap_or(false);
        self.stretches.push(Stretch {
            person,
            from: row.from,
            to: row.to,
            seat,
            standing: row.standing,
            counted,
            unit,
        });
    }

    fn add_event(&mut self, raw: &RawEvent) {
        let person = self.number(raw.person);
        let stay = self.stays.get(&raw.stay).copied();
        let own = self.stays.get(&raw.item).copied();
        let flow = self.word(raw.flow).to_owned();
        let ends = matches!(
            flow.as_str(),
            "transferred_out" | "deceased" | "struck_off" | "expelled" | "left"
        );
        // a stay that was taken back on its own day has left no stretch: its unit stands for it
        let found = if flow == "transferred_out" {
            stay_of_sender(self, raw, person)
        } else {
            own.or(stay)
        };
        let unit = if ends || flow == "transferred_out" {
            raw.from_unit
        } else {
            raw.to_unit
        };
        let Some(place) = found.or_else(|| unit.map(|u| self.places.bare(u))) else {
            return;
        };
        let between = self
            .ways
            .get(&raw.stay)
            .copied()
            .filter(|_| !flow.starts_with("transferred"));
        self.events.push(Event {
            person,
            day: raw.day,
            flow: raw.flow,
            event: raw.event,
            place,
            between,
            ends,
        });
    }

    async fn read_faults(&mut self, db: &mut Db) -> Result<()> {
        let mut raw = Vec::new();
        tables::each_columns(db, &VERDICT, self.known, &["severity"], |row| {
            raw.push((
                Id::of(&row.subject),
                row.item.clone(),
                row.values[0].text().to_owned(),
                row.from,
                row.to,
            ));
            Ok(())
        })
        .await?;
        for (subject, rule, severity, from, to) in raw {
            let person = self.number(subject);
            self.faults.push(Fault {
                person,
                rule,
                severity,
                from,
                to,
            });
        }
        Ok(())
    }

    async fn read_persons(&mut self, db: &mut Db) -> Result<()> {
        let columns = [
            "person_key",
            "sex",
            "ethnic_group",
            "birth_date",
            "decision_date",
        ];
        let mut raw = Vec::new();
        tables::each_columns(db, &PERSON, self.known, &columns, |row| {
            let text = |i: usize| row.values[i].text().to_owned();
            let day = |i: usize| Day::parse(row.values[i].text()).ok();
            let person = Person {
                from: row.from,
                to: row.to,
                key: text(0),
                sex: text(1),
                ethnic: text(2),
                born: day(3),
                decided: day(4),
            };
            raw.push((Id::of(&row.subject), person));
            Ok(())
        })
        .await?;
        for (subject, person) in raw {
            let n = self.number(subject);
            self.persons.entry(n).or_default().push(person);
        }
        self.persons
            .values_mut()
            .for_each(|p| p.sort_by_key(|p| p.from));
        Ok(())
    }

    /// The key a person's sender knows them by.
    #[must_use]
    pub fn key_of(&self, person: u32) -> &str {
        self.persons
            .get(&person)
            .and_then(|p| p.last())
            .map_or("", |p| &p.key)
    }
}

/// The place of the stay that a sending ended: the stretch before it.
fn stay_of_sender(facts: &Facts, raw: &RawEvent, person: u32) -> Option<PlaceIx> {
    let sent_from = |s: &&Stretch| {
        s.from < raw.day && s.to == raw.day && (raw.from_unit.is_none() || s.unit == raw.from_unit)
    };
    let before = facts.by_person(person).iter().rev().find(sent_from)?;
    match before.seat {
        Seat::In(place) => Some(place),
        Seat::Transit { sender, .. } => Some(sender),
    }
}

impl Facts {
    /// The stretches of one person, in order of time.
    #[must_use]
    pub fn by_person(&self, person: u32) -> &[Stretch] {
        let from = self.stretches.partition_point(|s| s.person < person);
        let to = self.stretches.partition_point(|s| s.person <= person);
        self.stretches.get(from..to).unwrap_or(&[])
    }
}

struct RawStretch {
    person: Id,
    from: Day,
    to: Day,
    unit: Option<UnitIx>,
    standing: u8,
    stay: Id,
    receiver: Option<UnitIx>,
}

struct RawEvent {
    person: Id,
    item: Id,
    day: Day,
    event: Word,
    flow: Word,
    from_unit: Option<UnitIx>,
    to_unit: Option<UnitIx>,
    stay: Id,
}

fn intern(words: &mut Vec<String>, text: &str) -> Word {
    let at = words.iter().position(|w| w == text).unwrap_or_else(|| {
        words.push(text.to_owned());
        words.len() - 1
    });
    Word(u8::try_from(at).unwrap_or(u8::MAX))
}

/// How many stretches from the first on belong together: one stay, or stays joined by reforms.
fn chain(rows: &[RawStretch], by_reform: &HashSet<Id>) -> usize {
    let joined = |pair: &[RawStretch]| {
        let (a, b) = (&pair[0], &pair[1]);
        b.unit.is_some() && a.to == b.from && (a.stay == b.stay || by_reform.contains(&b.stay))
    };
    1 + rows.windows(2).take_while(|pair| joined(pair)).count()
}

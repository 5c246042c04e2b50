//! The columns of facts: what the record holds of memberships, events, verdicts and
//! persons, ready to be summed. Built from the projections of one knowledge.

use crate::organisation::members::model::{MEMBER_EVENT, MEMBERSHIP, MOVED_BY_REFORM, PERSON, VERDICT};
use crate::organisation::members::store as members;
use crate::organisation::rulebook::{Rulebook, store as rulebook};
use crate::organisation::units::store as units;
use figures::places::Places;
use figures::structure::LinkKind;
use figures::trees::TreeCache;
use figures::{Day, Structure, UnitIx};
use figures::places::PlaceIx;
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
    pub flow: String,
    /// The event's own code, for lists.
    pub event: String,
    /// Where it is counted.
    pub place: PlaceIx,
    /// Of a transfer: the other end, if it lies in the organisation.
    pub other: Option<PlaceIx>,
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

/// How much to read: columns that a question does not need are not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wanted {
    pub memberships: bool,
    pub events: bool,
    pub verdicts: bool,
    pub persons: bool,
}

impl Wanted {
    pub const ALL: Wanted = Wanted { memberships: true, events: true, verdicts: true, persons: true };
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
    pub ids: Vec<String>,
    pub stretches: Vec<Stretch>,
    pub events: Vec<Event>,
    pub persons: HashMap<u32, Vec<Person>>,
    pub faults: Vec<Fault>,
    /// The first day of which the register of a unit speaks (`semantics.md` 1.14).
    pub begins: HashMap<UnitIx, Day>,
    numbers: HashMap<String, u32>,
    /// Place of each stay, by the id of the event that began it.
    stays: HashMap<String, PlaceIx>,
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
            stretches: Vec::new(),
            events: Vec::new(),
            persons: HashMap::new(),
            faults: Vec::new(),
            begins: HashMap::new(),
            numbers: HashMap::new(),
            stays: HashMap::new(),
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
            facts.begins.extend(facts.structure.find(&unit).map(|u| (u, day)));
        }
        Ok(facts)
    }

    fn number(&mut self, id: &str) -> u32 {
        if let Some(n) = self.numbers.get(id) {
            return *n;
        }
        let n = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.to_owned());
        self.numbers.insert(id.to_owned(), n);
        n
    }

    async fn read_memberships(&mut self, db: &mut Db, with_events: bool) -> Result<()> {
        let mut raw_events = Vec::new();
        let mut by_reform = HashSet::new();
        let columns = ["event", "flow", "from_unit", "to_unit", "stay"];
        tables::each_columns(db, &MEMBER_EVENT, self.known, &columns, |row| {
            let text = |i: usize| row.values[i].text();
            if text(0) == MOVED_BY_REFORM {
                by_reform.insert(text(4).to_owned());
            } else if with_events && (!text(1).is_empty() || text(0) == "opening") {
                raw_events.push(RawEvent {
                    person: row.subject.clone(),
                    item: row.item.clone(),
                    day: row.from,
                    event: text(0).to_owned(),
                    flow: text(1).to_owned(),
                    from_unit: text(2).to_owned(),
                    to_unit: text(3).to_owned(),
                    stay: text(4).to_owned(),
                });
            }
            Ok(())
        })
        .await?;
        let mut rows: Vec<RawStretch> = Vec::new();
        let columns = ["unit", "standing", "stay", "sender", "receiver"];
        tables::each_columns(db, &MEMBERSHIP, self.known, &columns, |row| {
            let text = |i: usize| row.values[i].text().to_owned();
            rows.push(RawStretch {
                person: row.subject.clone(),
                from: row.from,
                to: row.to,
                unit: text(0),
                standing: text(1),
                stay: text(2),
                receiver: text(4),
            });
            Ok(())
        })
        .await?;
        rows.sort_by(|a, b| (units::parts(&a.person), a.from).cmp(&(units::parts(&b.person), b.from)));
        let divisions = self.divisions();
        let mut at = 0;
        while at < rows.len() {
            let end = at + rows[at..].iter().take_while(|r| r.person == rows[at].person).count();
            self.add_person(&rows[at..end], &by_reform, &divisions);
            at = end;
        }
        raw_events.sort_by_key(|e| (e.day, units::parts(&e.item)));
        for event in raw_events {
            self.add_event(event);
        }
        Ok(())
    }

    /// Days on which a unit that lived on gave a part away.
    fn divisions(&self) -> HashMap<UnitIx, Vec<Day>> {
        let mut days: HashMap<UnitIx, Vec<Day>> = HashMap::new();
        for link in self.structure.links().iter().filter(|l| l.kind != LinkKind::Whole) {
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
    fn add_person(&mut self, rows: &[RawStretch], by_reform: &HashSet<String>, divisions: &HashMap<UnitIx, Vec<Day>>) {
        let person = self.number(&rows[0].person);
        let mut i = 0;
        let mut before: Option<PlaceIx> = None;
        let mut waiting: Vec<usize> = Vec::new();
        while i < rows.len() {
            let Some(first) = self.structure.find(&rows[i].unit) else {
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
                self.stays.insert(row.stay.clone(), place);
                let unit = self.structure.find(&row.unit);
                self.push(person, row, Seat::In(place), unit);
            }
            before = Some(place);
            i = end;
        }
        for w in waiting {
            self.add_transit(person, &rows[w], before, None);
        }
    }

    fn place_of(&mut self, first: UnitIx, rows: &[RawStretch], divisions: &HashMap<UnitIx, Vec<Day>>) -> PlaceIx {
        let begun = rows[0].from;
        let mut settled = Vec::new();
        let mut unit = first;
        for (i, row) in rows.iter().enumerate() {
            let here = self.structure.find(&row.unit).unwrap_or(unit);
            if here != unit {
                settled.push((row.from, here));
                unit = here;
            }
            let until = rows.get(i + 1).map_or(row.to, |n| n.from.min(row.to));
            let lived_through = divisions.get(&unit).into_iter().flatten().filter(|d| row.from < **d && **d < until);
            settled.extend(lived_through.map(|d| (*d, unit)));
        }
        if settled.is_empty() && self.structure.links_in(first).next().is_none() {
            return self.places.bare(first);
        }
        self.places.of_stay(&self.structure, first, begun, settled)
    }

    fn add_transit(&mut self, person: u32, row: &RawStretch, sender: Option<PlaceIx>, receiver: Option<PlaceIx>) {
        let receiver = receiver.or_else(|| self.structure.find(&row.receiver).map(|u| self.places.bare(u)));
        let (Some(sender), Some(receiver)) = (sender.or(receiver), receiver.or(sender)) else { return };
        self.push(person, row, Seat::Transit { sender, receiver }, None);
        self.stays.insert(row.stay.clone(), sender);
    }

    fn push(&mut self, person: u32, row: &RawStretch, seat: Seat, unit: Option<UnitIx>) {
        let counted = self.book.standing(&row.standing).is_some_and(|s| s.counted);
        let standing = self.standings.iter().position(|s| *s == row.standing).unwrap_or_else(|| {
            self.standings.push(row.standing.clone());
            self.standings.len() - 1
        });
        let standing = u8::try_from(standing).unwrap_or(u8::MAX);
        self.stretches.push(Stretch { person, from: row.from, to: row.to, seat, standing, counted, unit });
    }

    fn add_event(&mut self, raw: RawEvent) {
        let person = self.number(&raw.person);
        let bare = |facts: &mut Facts, id: &str| facts.structure.find(id).map(|u| facts.places.bare(u));
        let stay = self.stays.get(&raw.stay).copied();
        let own = self.stays.get(&raw.item).copied();
        let ends = matches!(raw.flow.as_str(), "transferred_out" | "deceased" | "struck_off" | "expelled" | "left");
        // a stay that was taken back on its own day has left no stretch: its unit stands for it
        let place = if raw.flow == "transferred_out" { stay_of_sender(self, &raw, person).or_else(|| bare(self, &raw.from_unit)) } else { own.or(stay) };
        let unit = if ends { &raw.from_unit } else { &raw.to_unit };
        let Some(place) = place.or_else(|| bare(self, unit)) else { return };
        let other = match raw.flow.as_str() {
            "transferred_out" => bare(self, &raw.to_unit),
            "transferred_in" => bare(self, &raw.from_unit),
            _ => None,
        };
        self.events.push(Event { person, day: raw.day, flow: raw.flow, event: raw.event, place, other, ends });
    }

    async fn read_faults(&mut self, db: &mut Db) -> Result<()> {
        let mut raw = Vec::new();
        tables::each_columns(db, &VERDICT, self.known, &["severity"], |row| {
            raw.push((row.subject.clone(), row.item.clone(), row.values[0].text().to_owned(), row.from, row.to));
            Ok(())
        })
        .await?;
        for (subject, rule, severity, from, to) in raw {
            let person = self.number(&subject);
            self.faults.push(Fault { person, rule, severity, from, to });
        }
        Ok(())
    }

    async fn read_persons(&mut self, db: &mut Db) -> Result<()> {
        let columns = ["person_key", "sex", "ethnic_group", "birth_date", "decision_date"];
        let mut raw = Vec::new();
        tables::each_columns(db, &PERSON, self.known, &columns, |row| {
            let text = |i: usize| row.values[i].text().to_owned();
            let day = |i: usize| Day::parse(row.values[i].text()).ok();
            let person = Person { from: row.from, to: row.to, key: text(0), sex: text(1), ethnic: text(2), born: day(3), decided: day(4) };
            raw.push((row.subject, person));
            Ok(())
        })
        .await?;
        for (subject, person) in raw {
            let n = self.number(&subject);
            self.persons.entry(n).or_default().push(person);
        }
        self.persons.values_mut().for_each(|p| p.sort_by_key(|p| p.from));
        Ok(())
    }

    /// The key a person's sender knows them by.
    #[must_use]
    pub fn key_of(&self, person: u32) -> &str {
        self.persons.get(&person).and_then(|p| p.last()).map_or("", |p| &p.key)
    }
}

/// The place of the stay that a sending ended: the stretch before it.
fn stay_of_sender(facts: &Facts, raw: &RawEvent, person: u32) -> Option<PlaceIx> {
    let before = facts.by_person(person).iter().rev().find(|s| s.from < raw.day && matches!(s.seat, Seat::In(_)))?;
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
    person: String,
    from: Day,
    to: Day,
    unit: String,
    standing: String,
    stay: String,
    receiver: String,
}

struct RawEvent {
    person: String,
    item: String,
    day: Day,
    event: String,
    flow: String,
    from_unit: String,
    to_unit: String,
    stay: String,
}

/// How many stretches from the first on belong together: one stay, or stays joined by reforms.
fn chain(rows: &[RawStretch], by_reform: &HashSet<String>) -> usize {
    let joined = |pair: &[RawStretch]| {
        let (a, b) = (&pair[0], &pair[1]);
        !b.unit.is_empty() && a.to == b.from && (a.stay == b.stay || by_reform.contains(&b.stay))
    };
    1 + rows.windows(2).take_while(|pair| joined(pair)).count()
}

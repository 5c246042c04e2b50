//! Persons as papers need them: what the record says of each on a day, in full.

use super::super::model::{CLASS, MEMBER_EVENT, MEMBERSHIP, PERSON, PersonEdit, VERDICT, field};
use super::super::seat;
use crate::organisation::rulebook::committees;
use crate::organisation::rulebook::{
    DataRule, Effect, RuleId, Rulebook, StandingRule, store as rules,
};
use crate::organisation::units::store as units;
use figures::{Day, Structure, UnitIx};
use platform::journal::store as journal;
use platform::projection::{Row, store as tables};
use platform::seal::Key;
use platform::{AsOf, Db, Error, Problem, Result, Scope};
use std::collections::{BTreeSet, HashMap};
use std::ops::Deref;

/// Something of one's own, or lent by who keeps it: a server keeps units and rules in memory
/// and does not read them for each paper.
pub enum Held<'a, T> {
    Own(T),
    Lent(&'a T),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Held::Own(own) => own,
            Held::Lent(lent) => lent,
        }
    }
}

/// Where, by which rules and as of when something is printed.
pub struct Standpoint<'a> {
    pub as_of: AsOf,
    pub structure: Held<'a, Structure>,
    pub book: Held<'a, Rulebook>,
    /// The record is a demonstration, and every page must say so.
    pub demo: bool,
}

impl Standpoint<'static> {
    pub async fn read(db: &mut Db, scope: &Scope, as_of: AsOf) -> Result<Standpoint<'static>> {
        Ok(Standpoint {
            as_of,
            structure: Held::Own(units::structure(db, scope, as_of.known).await?),
            book: Held::Own(rules::rulebook(db, scope, as_of.known).await?),
            demo: rules::setting(db, scope, as_of.known, "demo").await? == "yes",
        })
    }
}

impl Standpoint<'_> {
    #[must_use]
    pub fn on(&self) -> Day {
        self.as_of.on
    }

    /// The unit that bears a code on the day.
    pub fn unit(&self, code: &str) -> Result<UnitIx> {
        self.structure.bearer(code, self.on()).ok_or_else(|| {
            let why = format!("no unit bears this code on {}", self.on());
            Error::Refused(vec![Problem::new(why).cell("code", code)])
        })
    }

    /// The name of a unit by its id: on the day, or the last it bore.
    #[must_use]
    pub fn unit_name(&self, id: &str) -> &str {
        let s = &self.structure;
        let state = s
            .find(id)
            .and_then(|u| s.state(u, self.on()).or_else(|| s.last_state(u)));
        state.map_or("", |state| &state.name)
    }

    /// The committee of a unit, as papers of the Party name it; where the rulebook knows none, the
    /// unit itself.
    #[must_use]
    pub fn committee_name(&self, id: &str) -> String {
        let s = &self.structure;
        let unit = s.find(id);
        let state = unit.and_then(|u| s.state(u, self.on()).or_else(|| s.last_state(u)));
        let named = state.and_then(|x| committees::of(&self.book, (&x.kind, &x.name), self.on()));
        named.map_or_else(|| self.unit_name(id).to_owned(), |(name, _)| name)
    }

    /// A unit by its name and that of the one above, which tells cells of one name apart.
    #[must_use]
    pub fn place(&self, id: &str) -> String {
        let above = self.chain(id).get(1).map_or("", |id| self.unit_name(id));
        let own = self.unit_name(id);
        if above.is_empty() {
            own.to_owned()
        } else {
            format!("{own} · {above}")
        }
    }

    /// What a unit is called outside: many cells bear the same name.
    #[must_use]
    pub fn code(&self, id: &str) -> &str {
        let s = &self.structure;
        let state = s
            .find(id)
            .and_then(|u| s.state(u, self.on()).or_else(|| s.last_state(u)));
        state.map_or("", |x| &x.code)
    }

    /// The unit and all below it that are open on the day, by code.
    #[must_use]
    pub fn within(&self, top: UnitIx) -> Vec<UnitIx> {
        let s = &self.structure;
        let listed = s.listing(self.on()).into_iter().map(|l| l.unit);
        listed.filter(|u| s.is_within(*u, top, self.on())).collect()
    }

    /// The unit and those above it, the highest last; empty for a unit that is not known.
    #[must_use]
    pub fn chain(&self, id: &str) -> Vec<&str> {
        let s = &self.structure;
        let chain = s
            .find(id)
            .map_or_else(Vec::new, |u| s.ancestors(u, self.on()));
        chain.into_iter().map(|u| s.unit(u).id.as_str()).collect()
    }
}

/// Where a person is on the day, and since when.
#[derive(Debug, Clone)]
pub struct Stay {
    pub since: Day,
    /// Id of the unit; empty between a sender and a receiver.
    pub unit: String,
    pub standing: String,
    pub sender: String,
    pub receiver: String,
}

/// Something that befell the person by the day.
#[derive(Debug, Clone)]
pub struct Happening {
    /// Id of the event.
    pub id: String,
    pub day: Day,
    pub event: String,
    pub from_unit: String,
    pub to_unit: String,
    pub document: String,
    /// The last day planned of an exemption or a temporary activity, once it was asked for.
    pub until: Option<Day>,
}

impl Happening {
    /// Whether the member was sent elsewhere by it.
    #[must_use]
    pub fn sends(&self, ground: &Standpoint<'_>) -> bool {
        let rule = ground.book.event_on(&self.event, self.day);
        rule.is_some_and(|r| r.effect == Effect::Send)
    }

    /// Whether a member who was sent, or came from outside, was received by it.
    #[must_use]
    pub fn receives(&self, ground: &Standpoint<'_>) -> bool {
        let rule = ground.book.event_on(&self.event, self.day);
        rule.is_some_and(|r| r.effect == Effect::Receive && !r.takes_back())
    }
}

/// What the record says of one person on a day.
#[derive(Debug, Clone)]
pub struct Person {
    /// The person's id in the record.
    pub id: String,
    fields: Vec<String>,
    order: String,
    pub stay: Option<Stay>,
    /// In order of days.
    pub events: Vec<Happening>,
    /// The rules that fail the record on the day, in order.
    pub failing: Vec<RuleId>,
    /// The other rules that speak of the record on the day: what is overdue, what is warned of.
    pub told: Vec<RuleId>,
}

impl Person {
    /// A field of the record; empty when it is not known.
    #[must_use]
    pub fn field(&self, name: &str) -> &str {
        let value = field(name).and_then(|at| self.fields.get(at));
        value.map_or("", String::as_str)
    }

    #[must_use]
    pub fn day(&self, name: &str) -> Option<Day> {
        Day::parse(self.field(name)).ok()
    }

    #[must_use]
    pub fn name(&self) -> &str {
        self.field("name")
    }

    /// The unit the person is in on the day, or was sent from: where they are seen.
    #[must_use]
    pub fn unit(&self) -> &str {
        let stay = self.stay.as_ref();
        stay.map_or("", |s| {
            if s.unit.is_empty() {
                &s.sender
            } else {
                &s.unit
            }
        })
    }

    #[must_use]
    pub fn standing<'a>(&self, ground: &'a Standpoint<'_>) -> Option<&'a StandingRule> {
        let stay = self.stay.as_ref()?;
        ground.book.standing_on(&stay.standing, ground.on())
    }

    #[must_use]
    pub fn is_counted(&self, ground: &Standpoint<'_>) -> bool {
        self.standing(ground).is_some_and(|s| s.counted)
    }
}

/// How sealed numbers are shown. To open them a reason is needed.
pub enum Ids<'a> {
    /// By their last digits, or by none where there is no key.
    Masked(Option<&'a Key>),
    /// By their last digits; what is sensitive beside them stays a line for a pen.
    Guarded(&'a Key),
    Open(&'a Key),
}

/// Stands for a number of which not even the last digits can be shown.
const ALL_MASKED: &str = "••••••••••••";

impl<'a> Ids<'a> {
    /// Opens the sealed numbers when that was asked for with a reason.
    pub fn asked(key: Option<&'a Key>, open: bool, reason: &str) -> Result<Ids<'a>> {
        match (open, key) {
            (false, key) => Ok(Ids::Masked(key)),
            (true, _) if reason.trim().is_empty() => Err(Error::refused(
                "--reason: to open citizen IDs, say what for",
            )),
            (true, Some(key)) => Ok(Ids::Open(key)),
            (true, None) => Err(Error::refused(
                "the citizen IDs cannot be opened without the key",
            )),
        }
    }

    /// The citizen ID of a person, open or masked.
    pub fn citizen_id(&self, person: &Person) -> Result<String> {
        let sealed = person.field("citizen_id");
        match self {
            _ if sealed.is_empty() => Ok(String::new()),
            Ids::Open(key) => key.unseal(sealed),
            Ids::Masked(Some(key)) | Ids::Guarded(key) => Ok(crate::organisation::privacy::masked(
                "citizen_id",
                &key.unseal(sealed)?,
            )),
            Ids::Masked(None) => Ok(ALL_MASKED.to_owned()),
        }
    }

    /// The ethnic group, which needs a right and a reason where pages are shown.
    #[must_use]
    pub fn ethnic_group<'p>(&self, person: &'p Person) -> &'p str {
        match self {
            Ids::Guarded(_) => "",
            Ids::Masked(_) | Ids::Open(_) => person.field("ethnic_group"),
        }
    }

    /// The card number; of a new card the citizen ID that it bears.
    pub fn card(&self, person: &Person) -> Result<String> {
        match person.field("card_number").strip_prefix('#') {
            Some(hash) if hash == person.field("citizen_hash") => self.citizen_id(person),
            // of another ID only the keyed hash is kept
            Some(_) => Ok(ALL_MASKED.to_owned()),
            None => Ok(person.field("card_number").to_owned()),
        }
    }
}

/// Some persons by their ids, in the order asked for; who is not in the record, or not in sight,
/// is left out.
pub async fn by_ids(
    db: &mut Db,
    scope: &Scope,
    ground: &Standpoint<'_>,
    ids: &[String],
) -> Result<Vec<Person>> {
    let mut found: HashMap<String, Person> = HashMap::new();
    for person in persons(db, scope, ground, ids).await? {
        found.insert(person.id.clone(), person);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// Adds to what befell some persons the days on which it is planned to end: they stand in the
/// journal alone.
pub async fn plan_ends(db: &mut Db, persons: &mut [Person]) -> Result<()> {
    let ids: Vec<String> = persons.iter().map(|p| p.id.clone()).collect();
    let mut planned: HashMap<String, Day> = HashMap::new();
    for edit in journal::edits(db, CLASS, &ids).await? {
        let (PersonEdit::Event(said)
        | PersonEdit::New {
            event: Some(said), ..
        }) = serde_json::from_str(&edit.counted)?
        else {
            continue;
        };
        if let Ok(until) = Day::parse(&said.until) {
            planned.insert(format!("a{}.{}", edit.act, edit.line), until);
        }
    }
    for event in persons.iter_mut().flat_map(|p| &mut p.events) {
        event.until = planned.get(&event.id).copied();
    }
    Ok(())
}

/// The person whom the sender knows by a key.
pub async fn person(
    db: &mut Db,
    scope: &Scope,
    ground: &Standpoint<'_>,
    key: &str,
) -> Result<Person> {
    let rows = tables::known_where(
        db,
        &PERSON,
        ground.as_of.known,
        "person_key",
        &[key.to_owned()],
    )
    .await?;
    let subject = rows
        .into_iter()
        .find(|r| holds(r, ground.on()))
        .map(|r| r.subject);
    let found = match subject {
        Some(subject) => persons(db, scope, ground, &[subject]).await?.pop(),
        None => None,
    };
    found.ok_or_else(|| {
        Error::NotFound(format!(
            "no person in the record has the key «{key}» on {}",
            ground.on()
        ))
    })
}

/// The counted members who are in the units on the day, by given name.
pub async fn members(
    db: &mut Db,
    scope: &Scope,
    ground: &Standpoint<'_>,
    of: &[UnitIx],
) -> Result<Vec<Person>> {
    let subjects = staying(db, ground, "unit", of).await?;
    counted(db, scope, ground, &subjects).await
}

/// The members on their way from or to the units on the day.
pub async fn travellers(
    db: &mut Db,
    scope: &Scope,
    ground: &Standpoint<'_>,
    of: &[UnitIx],
) -> Result<Vec<Person>> {
    let mut subjects = staying(db, ground, "sender", of).await?;
    subjects.extend(staying(db, ground, "receiver", of).await?);
    let mut found = counted(db, scope, ground, &subjects).await?;
    // whoever was sent out of the organisation still is in the unit
    found.retain(|p| p.stay.as_ref().is_some_and(|s| s.unit.is_empty()));
    Ok(found)
}

async fn counted(
    db: &mut Db,
    scope: &Scope,
    ground: &Standpoint<'_>,
    subjects: &BTreeSet<String>,
) -> Result<Vec<Person>> {
    let subjects: Vec<String> = subjects.iter().cloned().collect();
    let mut found = persons(db, scope, ground, &subjects).await?;
    found.retain(|p| p.is_counted(ground));
    in_order(&mut found);
    Ok(found)
}

/// Puts persons in the order in which lists have them: by given name.
pub fn in_order(persons: &mut [Person]) {
    let key = |p: &Person| (p.order.clone(), p.field("person_key").to_owned());
    persons.sort_by_cached_key(key);
}

/// Who stays on the day by a column of the membership that names one of the units.
async fn staying(
    db: &mut Db,
    ground: &Standpoint<'_>,
    column: &str,
    of: &[UnitIx],
) -> Result<BTreeSet<String>> {
    let ids: Vec<String> = of
        .iter()
        .map(|u| ground.structure.unit(*u).id.clone())
        .collect();
    let rows = tables::known_where(db, &MEMBERSHIP, ground.as_of.known, column, &ids).await?;
    let held = rows.into_iter().filter(|r| holds(r, ground.on()));
    Ok(held.map(|r| r.subject).collect())
}

fn holds(row: &Row, on: Day) -> bool {
    row.from <= on && on < row.to
}

fn text(row: &Row, at: usize) -> String {
    row.values
        .get(at)
        .map_or_else(String::new, |c| c.text().to_owned())
}

/// Some persons on the day, with their membership, events and failing rules.
async fn persons(
    db: &mut Db,
    scope: &Scope,
    ground: &Standpoint<'_>,
    subjects: &[String],
) -> Result<Vec<Person>> {
    let (known, on) = (ground.as_of.known, ground.on());
    let rows = tables::known_where(db, &MEMBERSHIP, known, "subject", subjects).await?;
    let seen = (!scope.is_whole()).then(|| seat::seen(&rows, scope, on));
    let seen = seen.map(|seen| {
        let there = subjects.iter().filter(|s| seen.contains(*s));
        there.cloned().collect::<Vec<String>>()
    });
    let subjects = seen.as_deref().unwrap_or(subjects);
    let mut stays = HashMap::new();
    for row in rows.iter().filter(|row| holds(row, on)) {
        stays.insert(row.subject.clone(), stay(row));
    }
    let mut events: HashMap<String, Vec<Happening>> = HashMap::new();
    for row in tables::known_where(db, &MEMBER_EVENT, known, "subject", subjects).await? {
        if row.from <= on {
            events
                .entry(row.subject.clone())
                .or_default()
                .push(happening(&row));
        }
    }
    let mut failing: HashMap<String, BTreeSet<RuleId>> = HashMap::new();
    let mut told: HashMap<String, BTreeSet<RuleId>> = HashMap::new();
    for row in tables::known_where(db, &VERDICT, known, "subject", subjects).await? {
        if let Some(rule) = RuleId::parse(&row.item).filter(|_| holds(&row, on)) {
            let of = if text(&row, 0) == "error" {
                &mut failing
            } else {
                &mut told
            };
            of.entry(row.subject).or_default().insert(rule);
        }
    }
    let rows = tables::known_where(db, &PERSON, known, "subject", subjects).await?;
    let rows = rows.into_iter().filter(|r| holds(r, on));
    Ok(rows
        .map(|row| {
            let mut events = events.remove(&row.subject).unwrap_or_default();
            events.sort_by_key(|e| e.day);
            Person {
                id: row.subject.clone(),
                fields: row.values.iter().map(|c| c.text().to_owned()).collect(),
                order: row
                    .values
                    .last()
                    .map_or_else(String::new, |c| c.text().to_owned()),
                stay: stays.remove(&row.subject),
                events,
                failing: failing.remove(&row.subject).into_iter().flatten().collect(),
                told: told.remove(&row.subject).into_iter().flatten().collect(),
            }
        })
        .collect())
}

fn stay(row: &Row) -> Stay {
    Stay {
        since: row.from,
        unit: text(row, 0),
        standing: text(row, 1),
        sender: text(row, 3),
        receiver: text(row, 4),
    }
}

fn happening(row: &Row) -> Happening {
    Happening {
        id: row.item.clone(),
        day: row.from,
        event: text(row, 0),
        from_unit: text(row, 2),
        to_unit: text(row, 3),
        document: text(row, 6),
        until: None,
    }
}

/// The rule of the data standard as it reads on the day, or as it last read.
#[must_use]
pub fn rule<'a>(ground: &'a Standpoint<'_>, rule: RuleId) -> Option<&'a DataRule> {
    let book = &ground.book;
    let dated = book
        .data_rule(rule, ground.on())
        .or_else(|| book.data_rules(rule).last());
    dated.map(|d| &d.rule)
}

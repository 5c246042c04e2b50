//! Rows of the members' projections as columns of numbers, before any tree is asked about
//! them: what facts are built from, what is saved between runs. No name and no key of a
//! person stands here.

use crate::organisation::members::model::{
    CLASS, MEMBER_EVENT, MEMBERSHIP, MOVED_BY_REFORM, PERSON, VERDICT,
};
use crate::organisation::units::store as units;
use figures::Day;
use platform::asof::Known;
use platform::journal::store as journal;
use platform::projection::{Table, store as tables};
use platform::{Db, Error, Result};
use std::collections::{HashMap, HashSet};

/// An id such as `a12.7`, as a number: columns of millions hold no texts. Nought is none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub(super) u64);

impl Id {
    #[must_use]
    pub fn of(text: &str) -> Id {
        let (act, line) = units::parts(text);
        Id::of_line(act, line)
    }

    /// The id of a line of an act.
    #[must_use]
    pub(super) fn of_line(act: u64, line: u64) -> Id {
        Id((act << 32) | line)
    }

    #[must_use]
    pub fn text(self) -> String {
        format!("a{}.{}", self.act(), self.0 & 0xffff_ffff)
    }

    fn act(self) -> u64 {
        self.0 >> 32
    }
}

/// A word that columns of millions repeat, kept once in [`Words`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub(super) u16);

/// The words of standings, events, rules, sexes and groups, each once.
#[derive(Debug, Clone, Default)]
pub struct Words {
    list: Vec<String>,
    at: HashMap<String, Word>,
}

impl Words {
    /// The word for a text, which is added if it is new.
    pub fn add(&mut self, text: &str) -> Result<Word> {
        if let Some(word) = self.at.get(text) {
            return Ok(*word);
        }
        let next = u16::try_from(self.list.len())
            .map_err(|_| Error::internal("more than 65,536 different words in the columns"))?;
        self.list.push(text.to_owned());
        self.at.insert(text.to_owned(), Word(next));
        Ok(Word(next))
    }

    #[must_use]
    pub fn text(&self, word: Word) -> &str {
        self.list
            .get(usize::from(word.0))
            .map_or("", String::as_str)
    }

    /// The word of a text, if any column has it.
    #[must_use]
    pub fn find(&self, text: &str) -> Option<Word> {
        self.at.get(text).copied()
    }

    pub(super) fn list(&self) -> &[String] {
        &self.list
    }
}

/// A row of the memberships.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stay {
    pub person: Id,
    pub from: Day,
    pub to: Day,
    /// None while in transit.
    pub unit: Id,
    pub standing: Word,
    /// The event that began the stay.
    pub stay: Id,
    pub receiver: Id,
}

/// A row of the members' events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Happening {
    pub person: Id,
    pub item: Id,
    pub day: Day,
    pub event: Word,
    pub flow: Word,
    pub from_unit: Id,
    pub to_unit: Id,
    pub stay: Id,
}

/// A row of the verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Verdict {
    pub person: Id,
    pub from: Day,
    pub to: Day,
    pub rule: Word,
    pub severity: Word,
}

/// A row of the persons; only what figures need. An unknown day is [`Day::MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trait {
    pub person: Id,
    pub from: Day,
    pub to: Day,
    pub born: Day,
    pub decided: Day,
    pub ceremony: Day,
    pub sex: Word,
    pub ethnic: Word,
}

/// How much to read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing of members: units, and what is reported of them.
    Units,
    All,
}

/// The event by which someone stands in a register's opening list.
pub(super) const OPENING: &str = "opening";

/// Whose rows to read.
#[derive(Clone, Copy)]
enum Whose<'a> {
    /// Everybody's, as known after an act.
    All(Known),
    /// These persons', as known now.
    Of(&'a [String]),
}

/// The rows of the members' projections, sorted by person.
#[derive(Debug, Clone, Default)]
pub struct Raw {
    pub words: Words,
    pub stays: Vec<Stay>,
    pub events: Vec<Happening>,
    pub verdicts: Vec<Verdict>,
    pub traits: Vec<Trait>,
}

impl Raw {
    /// Everybody's rows as known after an act.
    pub async fn read(db: &mut Db, known: Known, wanted: Wanted) -> Result<Raw> {
        let mut raw = Raw::default();
        if wanted == Wanted::All {
            raw.add(db, Whose::All(known)).await?;
        }
        raw.sort();
        Ok(raw)
    }

    /// The rows of some persons as known now, with words that these columns already use.
    pub async fn read_of(db: &mut Db, words: Words, persons: &[String]) -> Result<Raw> {
        let mut raw = Raw {
            words,
            ..Raw::default()
        };
        raw.add(db, Whose::Of(persons)).await?;
        raw.sort();
        Ok(raw)
    }

    /// Takes the rows of some persons out and puts the ones of `fresh` in their place.
    pub fn replace(&mut self, persons: &HashSet<Id>, fresh: Raw) {
        let gone = |p: &Id| !persons.contains(p);
        self.stays.retain(|r| gone(&r.person));
        self.events.retain(|r| gone(&r.person));
        self.verdicts.retain(|r| gone(&r.person));
        self.traits.retain(|r| gone(&r.person));
        self.words = fresh.words;
        self.stays.extend(fresh.stays);
        self.events.extend(fresh.events);
        self.verdicts.extend(fresh.verdicts);
        self.traits.extend(fresh.traits);
        self.sort();
    }

    pub(super) fn sort(&mut self) {
        self.stays.sort_unstable();
        self.events.sort_unstable();
        self.verdicts.sort_unstable();
        self.traits.sort_unstable();
    }

    /// The persons of all rows, each once, in order.
    #[must_use]
    pub fn persons(&self) -> Vec<Id> {
        let mut ids: Vec<Id> = self.stays.iter().map(|r| r.person).collect();
        ids.dedup();
        for more in [
            self.events.iter().map(|r| r.person).collect::<Vec<_>>(),
            self.verdicts.iter().map(|r| r.person).collect(),
            self.traits.iter().map(|r| r.person).collect(),
        ] {
            ids.extend(more);
            ids.sort_unstable();
            ids.dedup();
        }
        ids
    }

    /// The entries of registers' opening lists, by person.
    #[must_use]
    pub fn openings(&self) -> Vec<Happening> {
        let opening = self.words.find(OPENING);
        let mut found = self.events.clone();
        found.retain(|e| Some(e.event) == opening);
        found
    }

    /// The day on which the register of each unit begins (`semantics.md` 1.14): a list is as old
    /// as its latest entry, for who had left before is not in it.
    #[must_use]
    pub fn begins(&self) -> HashMap<Id, Day> {
        let opening = self.words.find(OPENING);
        let mut lists: HashMap<Id, (u64, Day)> = HashMap::new();
        for e in self.events.iter().filter(|e| Some(e.event) == opening) {
            let act = e.item.act();
            let list = lists.entry(e.to_unit).or_insert((act, e.day));
            if act < list.0 {
                *list = (act, e.day);
            } else if act == list.0 {
                list.1 = list.1.max(e.day);
            }
        }
        lists
            .into_iter()
            .map(|(unit, (_, day))| (unit, day))
            .collect()
    }

    /// Whether both say the same, in whatever order they met their words.
    #[must_use]
    pub fn says_the_same(&self, other: &Raw) -> bool {
        let mut words = Words::default();
        let mine = self.in_words(&mut words);
        let theirs = other.in_words(&mut words);
        matches!((mine, theirs), (Ok(a), Ok(b)) if a.stays == b.stays && a.events == b.events
            && a.verdicts == b.verdicts && a.traits == b.traits)
    }

    fn in_words(&self, words: &mut Words) -> Result<Raw> {
        let mut other = self.clone();
        let mut put = |word: &mut Word| -> Result<()> {
            *word = words.add(self.words.text(*word))?;
            Ok(())
        };
        for r in &mut other.stays {
            put(&mut r.standing)?;
        }
        for r in &mut other.events {
            put(&mut r.event)?;
            put(&mut r.flow)?;
        }
        for r in &mut other.verdicts {
            put(&mut r.rule)?;
            put(&mut r.severity)?;
        }
        for r in &mut other.traits {
            put(&mut r.sex)?;
            put(&mut r.ethnic)?;
        }
        other.sort();
        Ok(other)
    }

    async fn add(&mut self, db: &mut Db, whose: Whose<'_>) -> Result<()> {
        self.add_stays(db, whose).await?;
        self.add_events(db, whose).await?;
        self.add_verdicts(db, whose).await?;
        self.add_traits(db, whose).await
    }

    async fn add_stays(&mut self, db: &mut Db, whose: Whose<'_>) -> Result<()> {
        let (words, out) = (&mut self.words, &mut self.stays);
        let columns = ["unit", "standing", "stay", "receiver"];
        each(db, &MEMBERSHIP, whose, &columns, |row| {
            let text = |i: usize| row.values[i].text();
            out.push(Stay {
                person: Id::of(&row.subject),
                from: row.from,
                to: row.to,
                unit: Id::of(text(0)),
                standing: words.add(text(1))?,
                stay: Id::of(text(2)),
                receiver: Id::of(text(3)),
            });
            Ok(())
        })
        .await
    }

    /// Events that figures count, and the moves by reforms, which join stays.
    async fn add_events(&mut self, db: &mut Db, whose: Whose<'_>) -> Result<()> {
        let (words, out) = (&mut self.words, &mut self.events);
        let columns = ["event", "flow", "from_unit", "to_unit", "stay"];
        each(db, &MEMBER_EVENT, whose, &columns, |row| {
            let text = |i: usize| row.values[i].text();
            if text(1).is_empty() && text(0) != OPENING && text(0) != MOVED_BY_REFORM {
                return Ok(());
            }
            out.push(Happening {
                person: Id::of(&row.subject),
                item: Id::of(&row.item),
                day: row.from,
                event: words.add(text(0))?,
                flow: words.add(text(1))?,
                from_unit: Id::of(text(2)),
                to_unit: Id::of(text(3)),
                stay: Id::of(text(4)),
            });
            Ok(())
        })
        .await
    }

    async fn add_verdicts(&mut self, db: &mut Db, whose: Whose<'_>) -> Result<()> {
        let (words, out) = (&mut self.words, &mut self.verdicts);
        each(db, &VERDICT, whose, &["severity"], |row| {
            out.push(Verdict {
                person: Id::of(&row.subject),
                from: row.from,
                to: row.to,
                rule: words.add(&row.item)?,
                severity: words.add(row.values[0].text())?,
            });
            Ok(())
        })
        .await
    }

    async fn add_traits(&mut self, db: &mut Db, whose: Whose<'_>) -> Result<()> {
        let (words, out) = (&mut self.words, &mut self.traits);
        let columns = [
            "sex",
            "ethnic_group",
            "birth_date",
            "decision_date",
            "ceremony_date",
        ];
        each(db, &PERSON, whose, &columns, |row| {
            let day = |i: usize| Day::parse(row.values[i].text()).unwrap_or(Day::MAX);
            out.push(Trait {
                person: Id::of(&row.subject),
                from: row.from,
                to: row.to,
                born: day(2),
                decided: day(3),
                ceremony: day(4),
                sex: words.add(row.values[0].text())?,
                ethnic: words.add(row.values[1].text())?,
            });
            Ok(())
        })
        .await
    }
}

async fn each(
    db: &mut Db,
    table: &Table,
    whose: Whose<'_>,
    columns: &[&str],
    mut take: impl FnMut(platform::projection::Row) -> Result<()>,
) -> Result<()> {
    match whose {
        Whose::All(known) => tables::each_columns(db, table, known, columns, take).await,
        Whose::Of(persons) => {
            for row in tables::current_columns(db, table, persons, columns).await? {
                take(row)?;
            }
            Ok(())
        }
    }
}

/// The persons whose rows became known or ceased to be known after an act, or were erased
/// after it: those whom later acts name, and those on whom the judgement changed because of
/// others (a shared number, say).
pub async fn changed_since(db: &mut Db, known: Known) -> Result<Vec<String>> {
    let mut persons = journal::erased_since(db, known.0).await?;
    persons.extend(journal::subjects_since(db, CLASS, known.0).await?);
    persons.extend(tables::changed_since(db, &VERDICT, known).await?);
    Ok(persons.into_iter().collect())
}

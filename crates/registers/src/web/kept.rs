//! The facts the server keeps in memory. This is the one place where they are read and brought
//! up to date.

use crate::insight::indicators::answer::{Counts, Entered, Listed};
use crate::insight::indicators::ground::Rest;
use crate::insight::indicators::{Facts, Question, saved};
use crate::organisation::units::store as units;
use figures::{Structure, UnitIx};
use platform::asof::Known;
use platform::db::pool::Pool;
use platform::{Db, Result, Scope};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::RwLock;

/// Counted figures that are kept.
const COUNTED: usize = 256;
/// Earlier knowledges that are kept.
const EARLIER: usize = 2;

/// Lists behind figures that are kept.
const LISTED: usize = 4;

/// Questions that may be counted at once: more than there are processors in an office's machine.
const TURNS: usize = 16;

/// An answer, by its question and what it rests on: it stays right over every act that leaves
/// that as it was.
type Answered<T> = (String, Rest, Arc<T>);
type Rows = (String, Arc<Vec<Listed>>);

pub struct Kept {
    pool: Arc<Pool>,
    file: Option<PathBuf>,
    now: RwLock<Arc<Facts>>,
    earlier: tokio::sync::Mutex<VecDeque<Arc<Facts>>>,
    /// Who brings the facts to a later act; others go on reading those of before.
    following: tokio::sync::Mutex<()>,
    /// Whoever counts a question holds its turn: who asks the same meanwhile waits for the answer
    /// and does not count it a second time.
    turns: [Mutex<()>; TURNS],
    counted: Mutex<VecDeque<Answered<Counts>>>,
    listed: Mutex<VecDeque<Rows>>,
    units: Mutex<VecDeque<Answered<BTreeSet<UnitIx>>>>,
}

impl Kept {
    /// Reads the facts as now known.
    pub async fn open(pool: Arc<Pool>, file: Option<PathBuf>) -> Result<Kept> {
        let facts = {
            let mut db = pool.get().await?;
            saved::open(&mut db, &whole(), file.as_deref()).await?
        };
        Ok(Kept {
            pool,
            file,
            now: RwLock::new(Arc::new(facts)),
            earlier: tokio::sync::Mutex::default(),
            following: tokio::sync::Mutex::default(),
            turns: std::array::from_fn(|_| Mutex::default()),
            counted: Mutex::default(),
            listed: Mutex::default(),
            units: Mutex::default(),
        })
    }

    /// The facts as now known.
    pub async fn now(&self) -> Arc<Facts> {
        self.now.read().await.clone()
    }

    /// The facts as known after an act.
    pub async fn known(&self, known: Known) -> Result<Arc<Facts>> {
        let now = self.now().await;
        if now.known == known {
            return Ok(now);
        }
        let mut earlier = self.earlier.lock().await;
        if let Some(facts) = earlier.iter().find(|f| f.known == known) {
            return Ok(facts.clone());
        }
        let mut db = self.pool.get().await?;
        let facts = Arc::new(Facts::read(&mut db, &whole(), known, EVERYTHING).await?);
        earlier.push_front(facts.clone());
        earlier.truncate(EARLIER);
        Ok(facts)
    }

    /// Forgets what was read of earlier knowledges.
    pub async fn forget_earlier(&self) {
        self.earlier.lock().await.clear();
    }

    /// Brings the facts to what was recorded since. Whoever waits for
    /// the facts of an act that another's turn took in has nothing left to do.
    pub async fn catch_up(&self, db: &mut Db) -> Result<()> {
        let _turn = self.following.lock().await;
        let before = self.now().await;
        let mut facts = Facts::clone(&before);
        saved::catch_up(&mut facts, db, &whole(), self.file.as_deref()).await?;
        if facts.known != before.known {
            *self.now.write().await = Arc::new(facts);
            self.lists().clear();
        }
        Ok(())
    }

    /// The counts of an indicator for every unit at once, counted once.
    pub async fn counts(&self, facts: &Facts, q: &Question) -> Result<Arc<Counts>> {
        let rest = facts.ground(q)?;
        if let Some(counts) = answered(&mut self.lock(), &named(q), &rest) {
            return Ok(counts);
        }
        let entered = {
            let mut db = self.pool.get().await?;
            Entered::read(&mut db, &whole(), facts, &q.indicator, q.when.last_day()).await?
        };
        self.count(facts, q, &entered, rest)
    }

    /// The same for what the record itself counts, and nobody enters.
    pub fn computed(&self, facts: &Facts, q: &Question) -> Result<Arc<Counts>> {
        let rest = facts.ground(q)?;
        if let Some(counts) = answered(&mut self.lock(), &named(q), &rest) {
            return Ok(counts);
        }
        self.count(facts, q, &Entered::default(), rest)
    }

    fn count(
        &self,
        facts: &Facts,
        q: &Question,
        entered: &Entered,
        rest: Rest,
    ) -> Result<Arc<Counts>> {
        let name = named(q);
        let _turn = self.turn(&name);
        if let Some(counts) = answered(&mut self.lock(), &name, &rest) {
            return Ok(counts);
        }
        let counts = Arc::new(facts.counts(q, entered)?);
        keep(&mut self.lock(), name, rest, &counts);
        Ok(counts)
    }

    fn turn(&self, name: &str) -> std::sync::MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let at = hasher.finish().to_le_bytes()[0];
        self.turns[usize::from(at) % TURNS]
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// The rows behind a figure, by unit and person, listed once for all pages of the list.
    pub fn list(&self, facts: &Facts, q: &Question) -> Result<Arc<Vec<Listed>>> {
        let name = format!("{}|{}|{:?}", facts.known.0, named(q), q.unit);
        let _turn = self.turn(&name);
        if let Some((_, rows)) = self.lists().iter().find(|(n, _)| *n == name) {
            return Ok(rows.clone());
        }
        let s = &facts.structure;
        let listing = s.listing(q.structure_day());
        let rank: HashMap<_, _> = listing
            .iter()
            .zip(0..)
            .map(|(l, at)| (l.unit, at))
            .collect();
        let at = |r: &Listed| {
            let unit = r.unit.or(r.sender);
            unit.map_or(usize::MAX, |u| rank.get(&u).copied().unwrap_or(rank.len()))
        };
        let mut rows = facts.list(q)?;
        rows.sort_by_key(|r| (at(r), r.person, r.day));
        let rows = Arc::new(rows);
        let mut kept = self.lists();
        kept.push_front((name, rows.clone()));
        kept.truncate(LISTED);
        Ok(rows)
    }

    /// The units that a figure counts one by one, found once.
    pub fn counted_units(&self, facts: &Facts, q: &Question) -> Result<Arc<BTreeSet<UnitIx>>> {
        let (name, rest) = (named(q), facts.ground(q)?);
        if let Some(units) = answered(&mut self.sets(), &name, &rest) {
            return Ok(units);
        }
        let _turn = self.turn(&name);
        if let Some(units) = answered(&mut self.sets(), &name, &rest) {
            return Ok(units);
        }
        let units = Arc::new(facts.counted_units(q)?);
        keep(&mut self.sets(), name, rest, &units);
        Ok(units)
    }

    fn sets(&self) -> std::sync::MutexGuard<'_, VecDeque<Answered<BTreeSet<UnitIx>>>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lists(&self) -> std::sync::MutexGuard<'_, VecDeque<Rows>> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Answered<Counts>>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The units through time, as known after an act.
    pub async fn structure(&self, known: Known) -> Result<Structure> {
        let mut db = self.pool.get().await?;
        units::structure(&mut db, &whole(), known).await
    }
}

/// The answer to a question, if one is kept that rests on the same. What is asked for moves to
/// the front, so that what nobody asks for any more is forgotten.
fn answered<T>(kept: &mut VecDeque<Answered<T>>, name: &str, rest: &Rest) -> Option<Arc<T>> {
    let at = kept.iter().position(|(n, r, _)| n == name && r.is(rest))?;
    let found = kept.remove(at)?;
    let answer = found.2.clone();
    kept.push_front(found);
    Some(answer)
}

/// Keeps an answer in the place of an older one of the same units and rules.
fn keep<T>(kept: &mut VecDeque<Answered<T>>, name: String, rest: Rest, answer: &Arc<T>) {
    kept.retain(|(n, r, _)| *n != name || !r.is_of_the_same_units(&rest));
    kept.push_front((name, rest, answer.clone()));
    kept.truncate(COUNTED);
}

/// What is counted, as a name: two questions of one name that rest on the same have the same
/// counts.
fn named(q: &Question) -> String {
    format!(
        "{}|{:?}|{:?}|{}|{:?}",
        q.indicator,
        q.when,
        q.structure,
        q.filter.text(),
        q.rule_of
    )
}

const EVERYTHING: crate::insight::indicators::facts::Wanted =
    crate::insight::indicators::facts::Wanted::All;

/// What the server keeps is the whole record, counted once for all who ask; what a visitor is shown
/// of it their scope says.
fn whole() -> Scope {
    Scope::whole()
}

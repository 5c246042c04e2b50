//! The facts the server keeps in memory. This is the one place where they are read and brought
//! up to date.

use crate::insight::indicators::answer::{Counts, Entered, Listed};
use crate::insight::indicators::{Facts, Question, saved};
use crate::organisation::units::store as units;
use figures::{Structure, UnitIx};
use platform::asof::Known;
use platform::db::pool::Pool;
use platform::journal::store as journal;
use platform::{Db, Result, Scope};
use std::collections::{BTreeSet, HashMap, VecDeque};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::RwLock;

/// Counted figures that are kept.
const COUNTED: usize = 256;
/// Earlier knowledges that are kept.
const EARLIER: usize = 2;

/// Lists behind figures that are kept.
const LISTED: usize = 4;

type Counted = (String, Arc<Counts>);
type Rows = (String, Arc<Vec<Listed>>);
type Units = (String, Arc<BTreeSet<UnitIx>>);

pub struct Kept {
    pool: Arc<Pool>,
    file: Option<PathBuf>,
    now: RwLock<Arc<Facts>>,
    earlier: tokio::sync::Mutex<VecDeque<Arc<Facts>>>,
    counted: Mutex<VecDeque<Counted>>,
    listed: Mutex<VecDeque<Rows>>,
    units: Mutex<VecDeque<Units>>,
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

    /// Brings the facts to what was recorded since.
    pub async fn catch_up(&self, db: &mut Db) -> Result<()> {
        let mut now = self.now.write().await;
        if journal::last(db).await? == now.known.0 {
            return Ok(());
        }
        match Arc::get_mut(&mut now) {
            Some(facts) => saved::catch_up(facts, db, &whole(), self.file.as_deref()).await?,
            // somebody is still reading the facts of before: they keep them, and new ones are read
            None => *now = Arc::new(saved::open(db, &whole(), self.file.as_deref()).await?),
        }
        drop(now);
        self.lock().clear();
        self.lists().clear();
        self.sets().clear();
        Ok(())
    }

    /// The counts of an indicator for every unit at once, counted once.
    pub async fn counts(&self, facts: &Facts, q: &Question) -> Result<Arc<Counts>> {
        if let Some(counts) = self.counted(&named(facts, q)) {
            return Ok(counts);
        }
        let entered = {
            let mut db = self.pool.get().await?;
            Entered::read(&mut db, &whole(), facts, &q.indicator, q.when.last_day()).await?
        };
        self.count(facts, q, &entered)
    }

    /// The same for what the record itself counts, and nobody enters.
    pub fn computed(&self, facts: &Facts, q: &Question) -> Result<Arc<Counts>> {
        match self.counted(&named(facts, q)) {
            Some(counts) => Ok(counts),
            None => self.count(facts, q, &Entered::default()),
        }
    }

    fn counted(&self, name: &str) -> Option<Arc<Counts>> {
        let counted = self.lock();
        let found = counted.iter().find(|(n, _)| n == name);
        found.map(|(_, counts)| counts.clone())
    }

    fn count(&self, facts: &Facts, q: &Question, entered: &Entered) -> Result<Arc<Counts>> {
        let counts = Arc::new(facts.counts(q, entered)?);
        let mut counted = self.lock();
        counted.push_front((named(facts, q), counts.clone()));
        counted.truncate(COUNTED);
        Ok(counts)
    }

    /// The rows behind a figure, by unit and person, listed once for all pages of the list.
    pub fn list(&self, facts: &Facts, q: &Question) -> Result<Arc<Vec<Listed>>> {
        let name = format!("{}|{:?}", named(facts, q), q.unit);
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
        let name = named(facts, q);
        if let Some((_, units)) = self.sets().iter().find(|(n, _)| *n == name) {
            return Ok(units.clone());
        }
        let units = Arc::new(facts.counted_units(q)?);
        let mut kept = self.sets();
        kept.push_front((name, units.clone()));
        kept.truncate(COUNTED);
        Ok(units)
    }

    fn sets(&self) -> std::sync::MutexGuard<'_, VecDeque<Units>> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lists(&self) -> std::sync::MutexGuard<'_, VecDeque<Rows>> {
        self.listed.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, VecDeque<Counted>> {
        self.counted.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The units through time, as known after an act.
    pub async fn structure(&self, known: Known) -> Result<Structure> {
        let mut db = self.pool.get().await?;
        units::structure(&mut db, &whole(), known).await
    }
}

/// What is counted, as a name: two questions of one name have the same counts.
fn named(facts: &Facts, q: &Question) -> String {
    format!(
        "{}|{}|{:?}|{:?}|{}|{:?}",
        facts.known.0,
        q.indicator,
        q.when,
        q.structure,
        q.filter.text(),
        q.rule_of
    )
}

const EVERYTHING: crate::insight::indicators::facts::Wanted =
    crate::insight::indicators::facts::Wanted::All;

/// What the server keeps is the whole record; what a visitor is shown of it their scope says.
fn whole() -> Scope {
    Scope::whole()
}

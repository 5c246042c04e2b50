//! What of the journal a visitor sees: an act, and each of its lines, only as far as its subjects
//! lie within what is seen. A unit by its id, a person by the unit of the stay that holds on the
//! day one looks from, and of who went elsewhere since only what was entered until then
//! (`members::history`); an entered figure and a grant by their unit. Rules and settings are the
//! record's own and seen by whoever sees anything; what reforms were handed in as, only by who
//! sees all.
//!
//! An act stays with whoever answers for it, whatever became of the persons it speaks of: with who
//! may enter today for the unit it was recorded for, and with who recorded it, as long as they see
//! that unit. Its lines about persons out of sight are left out and counted.

use super::visit::Visit;
use crate::activity::meetings::store as meetings;
use crate::insight::entered::store as entered;
use crate::organisation::accounts::store as accounts;
use crate::organisation::grants::store as grants;
use crate::organisation::members::{model::CLASS as PERSON, screens::store as members, seat};
use figures::{Day, Structure};
use platform::asof::Known;
use platform::db::Db;
use platform::journal::Act;
use platform::journal::apply::ANNULMENT;
use platform::journal::store::{self, About, FullLine};
use platform::{AsOf, Result, Scope};
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, PoisonError};

/// Kinds of act that speak of the record as a whole.
const OF_ALL: [&str; 2] = ["rulebook", "beginning"];

/// Lists that are kept, each for one reach, day and knowledge.
pub const KEPT: usize = 16;

/// The knowledge and day one looks from, today and the structure of the sight, what is reached.
pub type Name = (Known, Day, Day, u64, String);

/// Subjects that may be seen.
#[derive(Debug)]
pub enum Subjects {
    All,
    These {
        /// As the journal's store takes them.
        about: About,
        answered: Answered,
    },
}

/// Ids of the units by which an act itself is seen.
#[derive(Debug)]
pub struct Answered {
    /// Those for which acts may be recorded today.
    entered: HashSet<String>,
    seen: HashSet<String>,
}

impl Answered {
    fn by(&self, login: &str, act: &Act) -> bool {
        let unit = &act.on_behalf_of;
        self.entered.contains(unit) || (act.account == login && self.seen.contains(unit))
    }

    /// The acts before a number that are seen so, the newest first.
    async fn acts(&self, db: &mut Db, login: &str, before: u64, most: usize) -> Result<Vec<u64>> {
        let entered = serde_json::to_string(&self.entered)?;
        let seen = serde_json::to_string(&self.seen)?;
        accounts::acts_recorded(db, &entered, (login, &seen), before, most).await
    }
}

impl Subjects {
    async fn of(
        db: &mut Db,
        (scope, enters): (&Scope, HashSet<String>),
        asof: AsOf,
        today: Day,
    ) -> Result<Subjects> {
        let Some(seen) = scope.units() else {
            return Ok(Subjects::All);
        };
        let ids: Vec<String> = seen.iter().cloned().collect();
        let mut subjects = seat::seen_in(db, asof, seen).await?;
        let untold = untold(db, scope, (asof, today), &subjects).await?;
        subjects.extend(entered::subjects_of(db, &ids, asof.known).await?);
        subjects.extend(meetings::subjects_of(db, &ids, asof.known).await?);
        let given = grants::all(db).await?.into_iter();
        subjects.extend(given.filter(|g| scope.sees(&g.unit)).map(|g| g.id));
        subjects.extend(ids);
        let answered = Answered {
            entered: enters,
            seen: seen.iter().cloned().collect(),
        };
        let about = About::of(&subjects, &untold)?;
        Ok(Subjects::These { about, answered })
    }
}

/// What a visitor sees of the journal.
#[derive(Debug)]
pub struct Sighted {
    subjects: Arc<Subjects>,
    login: String,
}

impl Sighted {
    /// Acts before a number, the newest first, with how many of their lines may be seen.
    pub async fn acts(&self, db: &mut Db, before: u64, most: usize) -> Result<Vec<(Act, u64)>> {
        let Subjects::These {
            about: list,
            answered,
        } = &*self.subjects
        else {
            let size = u64::try_from(most).unwrap_or(u64::MAX);
            let from = before.saturating_sub(size);
            let acts = store::acts(db, from, before.saturating_sub(1)).await?;
            let counted = |a: Act| {
                let lines = a.lines;
                (a, lines)
            };
            return Ok(acts.into_iter().rev().map(counted).collect());
        };
        let mut seen: BTreeMap<u64, u64> = BTreeMap::new();
        seen.extend(store::acts_about(db, list, before, most).await?);
        let of_all = store::acts_of_kinds(db, &OF_ALL, before, most).await?;
        seen.extend(of_all.into_iter().map(|a| (a.number, a.lines)));
        let known = Known(before.saturating_sub(1));
        let annulled = store::annulled_about(db, list, known).await?;
        seen.extend(annulled.into_iter().map(|(_, by)| (by, 1)));
        let own = answered.acts(db, &self.login, before, most).await?;
        let own: HashSet<u64> = own.into_iter().collect();
        seen.extend(own.iter().map(|n| (*n, 0)));
        let mut acts = Vec::new();
        for (number, mut lines) in seen.into_iter().rev().take(most) {
            let Some(act) = store::acts(db, number, number).await?.pop() else {
                continue;
            };
            if own.contains(&number) {
                lines = self.lines(db, &act, 1).await?.map_or(0, |l| l.1);
            }
            acts.push((act, lines));
        }
        Ok(acts)
    }

    /// Whether an act of somebody else's is seen without any of its lines: then its basis and reason
    /// are not told either, for they may speak of whoever is out of sight.
    #[must_use]
    pub fn is_bare(&self, act: &Act, seen: u64) -> bool {
        let some = matches!(*self.subjects, Subjects::These { .. });
        some && seen == 0 && act.account != self.login
    }

    /// How many lines of an act one answers for are about persons who may not be seen.
    #[must_use]
    pub fn left_out(&self, act: &Act, seen: u64) -> u64 {
        match &*self.subjects {
            Subjects::These { answered, .. } if answered.by(&self.login, act) => {
                act.lines.saturating_sub(seen)
            }
            _ => 0,
        }
    }

    /// The first lines of an act that may be seen, and how many there are; nothing when none is.
    pub async fn lines(
        &self,
        db: &mut Db,
        act: &Act,
        most: usize,
    ) -> Result<Option<(Vec<FullLine>, u64)>> {
        let Subjects::These {
            about: list,
            answered,
        } = &*self.subjects
        else {
            let lines = store::first_lines(db, act.number, None, most).await?;
            return Ok(Some((lines, act.lines)));
        };
        if OF_ALL.contains(&act.kind.as_str()) {
            let lines = store::first_lines(db, act.number, None, most).await?;
            return Ok(Some((lines, act.lines)));
        }
        if act.kind == ANNULMENT {
            let annulled = store::annulled_about(db, list, Known(act.number)).await?;
            if annulled.iter().any(|(_, by)| *by == act.number) {
                let lines = store::first_lines(db, act.number, None, most).await?;
                return Ok(Some((lines, act.lines)));
            }
        }
        // of an act one answers for, what is about no person at all is seen too: the document or
        // the task it recorded
        let own = answered.by(&self.login, act).then_some(PERSON);
        let count = store::count_about(db, list, act.number, own).await?;
        if count == 0 && own.is_none() {
            return Ok(None);
        }
        let lines = store::first_lines(db, act.number, Some((list, own)), most).await?;
        Ok(Some((lines, count)))
    }
}

/// The lines of what was entered of some persons after they went elsewhere. Who is seen today has
/// not gone: their file is all there.
async fn untold(
    db: &mut Db,
    scope: &Scope,
    (asof, today): (AsOf, Day),
    persons: &HashSet<String>,
) -> Result<Vec<(u64, u64)>> {
    let Some(units) = scope.units().filter(|_| asof.on != today) else {
        return Ok(Vec::new());
    };
    let asof = AsOf { on: today, ..asof };
    let here = seat::seen_in(db, asof, units).await?;
    let gone: Vec<String> = persons.difference(&here).cloned().collect();
    members::untold(db, scope, asof.known, &gone).await
}

impl Visit {
    /// The subjects of the journal that may be seen from the day and knowledge one looks from.
    pub async fn subjects(&self, db: &mut Db, s: &Structure) -> Result<Sighted> {
        Ok(Sighted {
            subjects: self.kept_subjects(db, s).await?,
            login: self.visitor()?.account.login.clone(),
        })
    }

    async fn kept_subjects(&self, db: &mut Db, s: &Structure) -> Result<Arc<Subjects>> {
        let reach = &self.visitor()?.reach;
        let name: Name = (
            self.asof.known,
            self.asof.on,
            reach.today(),
            reach.sight().stamp,
            reach.name().to_owned(),
        );
        let kept = || {
            let kept = &self.office.sights.subjects;
            kept.lock().unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((_, found)) = kept().iter().find(|(n, _)| *n == name) {
            return Ok(found.clone());
        }
        let entered = s.all().filter(|u| self.enters(s, *u));
        let entered = entered.map(|u| s.unit(u).id.clone()).collect();
        let reached = (&self.scope(s)?, entered);
        let subjects = Subjects::of(db, reached, self.asof, reach.today()).await?;
        let subjects = Arc::new(subjects);
        let mut kept = kept();
        kept.push_front((name, subjects.clone()));
        kept.truncate(KEPT);
        Ok(subjects)
    }
}

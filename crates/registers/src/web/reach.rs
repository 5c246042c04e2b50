//! How far a visitor reaches: the units they may see, enter for and look up, and what beyond
//! that they may do. Pages ask here and nowhere else. What the grants add up to, and to whom the
//! past of a unit belongs, is decided in `organisation::grants` (`rules`, `sight`).

use super::office::Office;
use super::subjects;
use super::visit::{Visit, Visitor};
use crate::insight::indicators::Facts;
use crate::organisation::accounts::model::Account;
use crate::organisation::grants::rules::Reach;
use crate::organisation::grants::sight::Sight;
use crate::organisation::grants::store as grants;
use figures::{Day, Structure, UnitIx};
use platform::db::Db;
use platform::{Error, Result, Scope};
use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

pub use crate::organisation::grants::model::{Doing, Power};

/// Sets of units that are kept, each for one structure, day and reach.
const SCOPES: usize = 64;

/// What is kept of rights between requests: nothing of who has them, only where units lie.
#[derive(Default)]
pub struct Sights {
    sight: Mutex<Option<Arc<Sight>>>,
    pub subjects: Mutex<VecDeque<(subjects::Name, Arc<subjects::Subjects>)>>,
    scopes: Mutex<VecDeque<(ScopeName, Arc<HashSet<String>>)>>,
}

/// The structure asked about, that of the sight, its day, and what is reached.
type ScopeName = (u64, u64, Day, String);

impl Office {
    /// Where the units of the record lie today.
    pub fn sight(&self, facts: &Facts) -> Arc<Sight> {
        let (s, today) = (&facts.structure, self.today(facts));
        let mut kept = self
            .sights
            .sight
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        match kept.as_ref() {
            Some(sight) if sight.stamp == s.stamp() && sight.today == today => sight.clone(),
            _ => kept.insert(Arc::new(Sight::of(s, today))).clone(),
        }
    }

    /// How far an account reaches by the grants in force at this moment: asked anew for every
    /// request, so that a right ends with its grant.
    pub async fn reach(&self, db: &mut Db, account: &Account) -> Result<Reach> {
        let facts = self.facts().await;
        let sight = self.sight(&facts);
        if account.is_administrator() || account.ended {
            return Ok(Reach::nothing(sight));
        }
        let given = grants::of_account(db, &account.id).await?;
        Ok(Reach::of(sight, &facts.book, &given))
    }
}

impl Visitor {
    /// Whether anything is granted for a doing, anywhere.
    #[must_use]
    pub fn has_any(&self, doing: Doing) -> bool {
        self.reach.any(doing)
    }
}

impl Visit {
    /// Whether a unit's members, figures and acts may be seen.
    #[must_use]
    pub fn sees(&self, s: &Structure, u: UnitIx) -> bool {
        self.reaches(s, Doing::See, u)
    }

    /// Whether acts of a unit may be recorded.
    #[must_use]
    pub fn enters(&self, s: &Structure, u: UnitIx) -> bool {
        self.reaches(s, Doing::Enter, u)
    }

    /// Whether documents, tasks and meetings of a unit may be kept.
    #[must_use]
    pub fn keeps(&self, s: &Structure, u: UnitIx) -> bool {
        self.reaches(s, Doing::Papers, u)
    }

    #[must_use]
    pub fn reaches(&self, s: &Structure, doing: Doing, u: UnitIx) -> bool {
        let visitor = self.visitor.as_ref();
        visitor.is_some_and(|v| v.reach.reaches(s, doing, u))
    }

    /// The unit that a code or an id means on a day, of those that may be looked up.
    #[must_use]
    pub fn looked_up(&self, s: &Structure, text: &str, on: Day) -> Option<UnitIx> {
        let found = s.bearer(text, on).or_else(|| s.find(text));
        found.filter(|u| self.sees(s, *u) || self.reaches(s, Doing::Search, *u))
    }

    /// Whether a unit may be named in a form by this: whoever may not be looked up is not told from
    /// whoever is not there. What is none or several is left to what decides.
    #[must_use]
    pub fn may_name(&self, s: &Structure, text: &str, on: Day) -> bool {
        let one = !text.is_empty() && !text.contains([';', '|']);
        !one || self.sees_all() || self.looked_up(s, text, on).is_some()
    }

    /// Whether all of the record may be seen.
    #[must_use]
    pub fn sees_all(&self) -> bool {
        let visitor = self.visitor.as_ref();
        visitor.is_some_and(|v| v.reach.whole(Doing::See))
    }

    /// A unit by its id, if it may be seen; otherwise there is none.
    pub fn unit(&self, s: &Structure, id: &str) -> Result<UnitIx> {
        let found = s.find(id).filter(|u| self.sees(s, *u));
        found.ok_or_else(|| Error::NotFound("no such unit".to_owned()))
    }

    /// A unit by its id, if acts of it may be recorded; otherwise there is none.
    pub fn unit_to_enter(&self, s: &Structure, id: &str) -> Result<UnitIx> {
        let found = s.find(id).filter(|u| self.enters(s, *u));
        found.ok_or_else(|| Error::NotFound("no such unit".to_owned()))
    }

    /// The highest units that may be seen and are open on the day one looks from.
    #[must_use]
    pub fn tops(&self, s: &Structure) -> Vec<UnitIx> {
        let on = self.asof.on;
        let mut tops = if self.sees_all() {
            s.roots(on)
        } else {
            let seen = s.all().filter(|u| s.is_open(*u, on) && self.sees(s, *u));
            seen.filter(|u| !s.parent(*u, on).is_some_and(|p| self.sees(s, p)))
                .collect()
        };
        let code = |u: &UnitIx| s.state(*u, on).map(|x| x.code.clone());
        tops.sort_by_key(code);
        tops
    }

    /// What may be seen of what stands directly under a unit on the day one looks from.
    #[must_use]
    pub fn children(&self, s: &Structure, u: UnitIx) -> Vec<UnitIx> {
        let mut below = s.children(u, self.asof.on);
        below.retain(|c| self.sees(s, *c));
        below
    }

    /// The unit a page speaks of when none is asked for: the one worked for, if it may be seen;
    /// the one granted, if it is one; or the highest one sees.
    #[must_use]
    pub fn own_unit(&self, s: &Structure) -> Option<UnitIx> {
        let on = self.asof.on;
        let fits = |u: &UnitIx| s.is_open(*u, on) && self.sees(s, *u);
        let visitor = self.visitor.as_ref()?;
        let worked_for = s.find(&visitor.account.unit).filter(fits);
        let granted = || match visitor.reach.granted(s).as_slice() {
            [one] => Some(*one).filter(fits),
            _ => None,
        };
        worked_for
            .or_else(granted)
            .or_else(|| self.tops(s).first().copied())
    }

    /// What of the record may be seen: every question to a store takes it.
    pub fn scope(&self, s: &Structure) -> Result<Scope> {
        let reach = &self.visitor()?.reach;
        if reach.whole(Doing::See) {
            return Ok(Scope::whole());
        }
        let name = (
            s.stamp(),
            reach.sight().stamp,
            reach.today(),
            reach.name().to_owned(),
        );
        let kept = || {
            let scopes = &self.office.sights.scopes;
            scopes.lock().unwrap_or_else(PoisonError::into_inner)
        };
        if let Some((_, units)) = kept().iter().find(|(n, _)| *n == name) {
            return Ok(Scope::of_units(units.clone()));
        }
        let seen = s.all().filter(|u| self.sees(s, *u));
        let units: Arc<HashSet<String>> = Arc::new(seen.map(|u| s.unit(u).id.clone()).collect());
        let mut kept = kept();
        kept.push_front((name, units.clone()));
        kept.truncate(SCOPES);
        Ok(Scope::of_units(units))
    }

    /// Whether something may be done that needs a right of its own, with all one sees (or, for
    /// reforms and imports, enters).
    #[must_use]
    pub fn may(&self, power: Power) -> bool {
        self.visitor.as_ref().is_some_and(|v| v.reach.has(power))
    }

    /// Whether it may be done with a unit.
    #[must_use]
    pub fn may_at(&self, s: &Structure, power: Power, u: UnitIx) -> bool {
        let visitor = self.visitor.as_ref();
        visitor.is_some_and(|v| v.reach.has_at(s, power, u))
    }

    /// Refuses, as if there were nothing, whoever lacks a right of its own.
    pub fn needs(&self, power: Power) -> Result<()> {
        if self.may(power) {
            return Ok(());
        }
        Err(Error::NotFound(String::new()))
    }
}

//! How far a visitor reaches: the units they may see, enter for and look up, and what beyond
//! that they may do. Pages ask here and nowhere else.

use super::visit::{Visit, Visitor};
use figures::structure::LinkKind;
use figures::{Day, Structure, UnitIx};
use platform::{Error, Result, Scope};
use std::collections::HashSet;
use std::sync::Arc;

/// What may be done with units, granted separately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Doing {
    /// See members, figures and acts.
    See,
    /// Record acts.
    Enter,
    /// Find units and, by an exact key, persons: for a transfer to somewhere else.
    Search,
}

/// What needs a right of its own, beside the units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Power {
    /// Prepare and commit reforms, annul acts.
    Reforms,
    /// Reasons of departure, discipline and suspension.
    Reasons,
    /// Ethnic group, and the whole of a sealed field; each look is given a reason and logged.
    Sensitive,
    /// Take lists out of the system.
    Export,
    /// Hand in files of many rows.
    Import,
}

impl Visitor {
    /// Ids of the units granted for a doing; nothing when the whole record is.
    fn granted(&self, _doing: Doing) -> Option<Vec<&str>> {
        let unit = self.account.unit.as_str();
        (!unit.is_empty()).then(|| vec![unit])
    }

    fn reaches(&self, s: &Structure, doing: Doing, u: UnitIx) -> bool {
        if self.account.is_administrator() {
            return false;
        }
        let Some(granted) = self.granted(doing) else {
            return true;
        };
        let tops: HashSet<UnitIx> = granted.iter().filter_map(|id| s.find(id)).collect();
        within(s, &tops, u, &mut HashSet::new())
    }
}

/// Whether a unit stands under one of the tops as it stands last; a closed unit's past belongs
/// to the only one into which it went whole.
fn within(s: &Structure, tops: &HashSet<UnitIx>, u: UnitIx, seen: &mut HashSet<UnitIx>) -> bool {
    if tops.contains(&u) {
        return true;
    }
    if !seen.insert(u) {
        return false;
    }
    let above = s.last_state(u).and_then(|state| state.parent);
    if above.is_some_and(|p| within(s, tops, p, seen)) {
        return true;
    }
    let closed = s.unit(u).closed;
    closed != Day::MAX
        && s.links_out(u)
            .filter(|l| l.kind == LinkKind::Whole && l.day == closed)
            .filter_map(|l| l.new)
            .any(|new| within(s, tops, new, seen))
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

    #[must_use]
    pub fn reaches(&self, s: &Structure, doing: Doing, u: UnitIx) -> bool {
        self.visitor
            .as_ref()
            .is_some_and(|v| v.reaches(s, doing, u))
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
        let mut tops = Vec::new();
        let mut waiting = s.roots(on);
        while let Some(u) = waiting.pop() {
            if self.sees(s, u) {
                tops.push(u);
            } else {
                waiting.extend(s.children(u, on));
            }
        }
        let code = |u: &UnitIx| s.state(*u, on).map(|x| x.code.clone());
        tops.sort_by_key(code);
        tops
    }

    /// The unit a page speaks of when none is asked for: one's own, or the highest one sees.
    #[must_use]
    pub fn own_unit(&self, s: &Structure) -> Option<UnitIx> {
        let own = self
            .visitor
            .as_ref()
            .and_then(|v| s.find(&v.account.unit))
            .filter(|u| s.is_open(*u, self.asof.on));
        own.or_else(|| self.tops(s).first().copied())
    }

    /// What of the record may be seen: every question to a store takes it.
    pub fn scope(&self, s: &Structure) -> Result<Scope> {
        let visitor = self.visitor()?;
        if visitor.granted(Doing::See).is_none() && !visitor.account.is_administrator() {
            return Ok(Scope::whole());
        }
        let seen = s.all().filter(|u| self.sees(s, *u));
        let ids = seen.map(|u| s.unit(u).id.clone()).collect();
        Ok(Scope::of_units(Arc::new(ids)))
    }

    /// Whether something may be done that needs a right of its own.
    #[must_use]
    pub fn may(&self, _power: Power) -> bool {
        self.visitor
            .as_ref()
            .is_some_and(|v| !v.account.is_administrator())
    }

    /// Refuses, as if there were nothing, whoever lacks a right of its own.
    pub fn needs(&self, power: Power) -> Result<()> {
        if self.may(power) {
            return Ok(());
        }
        Err(Error::NotFound(String::new()))
    }
}

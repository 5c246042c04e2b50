//! What every read is asked with: the day, the knowledge, and for whom.

use figures::Day;
use std::collections::HashSet;
use std::sync::Arc;

/// The state on a day, as the record knew it after an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub on: Day,
    pub known: Known,
}

/// Number of the last act that is taken into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known(pub u64);

impl Known {
    /// Whatever is recorded: above every act there can be. A bound of reads that must see the
    /// last act, also one that is recorded while they wait; nothing is shown as known by it.
    pub const NOW: Known = Known(i64::MAX.unsigned_abs());
}

/// Which units the reader may see. The only way to make one is to be granted it; the
/// command line acts with the whole record (`semantics.md` 1.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    units: Option<Arc<HashSet<String>>>,
}

impl Scope {
    /// The operating-system user at the command line: everything.
    #[must_use]
    pub fn command_line() -> Scope {
        Scope { units: None }
    }

    /// What the program keeps for itself, of which nobody is shown more than their own scope.
    #[must_use]
    pub fn whole() -> Scope {
        Scope { units: None }
    }

    /// These units, by their ids, and no other.
    #[must_use]
    pub fn of_units(units: Arc<HashSet<String>>) -> Scope {
        Scope { units: Some(units) }
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.units.is_none()
    }

    /// Ids of the units that may be seen; nothing when there is no limit.
    #[must_use]
    pub fn units(&self) -> Option<&HashSet<String>> {
        self.units.as_deref()
    }

    /// Whether what stands in a unit may be seen.
    #[must_use]
    pub fn sees(&self, unit: &str) -> bool {
        self.units.as_ref().is_none_or(|u| u.contains(unit))
    }
}

//! What every read is asked with: the day, the knowledge, and for whom.

use figures::Day;

/// The state on a day, as the record knew it after an act.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AsOf {
    pub on: Day,
    pub known: Known,
}

/// Number of the last act that is taken into account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known(pub u64);

/// Which units the reader may see. The only way to make one is to be granted it; the
/// command line acts with the whole record (`semantics.md` 1.13).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    whole: bool,
}

impl Scope {
    /// The operating-system user at the command line: everything.
    #[must_use]
    pub fn command_line() -> Scope {
        Scope { whole: true }
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.whole
    }
}

//! How far a document has come, and what may be done with it there.

use serde::{Serialize, Serializer};
use std::fmt;

/// How far a document has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    /// Nothing in the record says it.
    #[default]
    Unsaid,
    Draft,
    InReview,
    ToSign,
    Signed,
    Issued,
    Received,
    /// Its number stays taken, and nothing else of it holds.
    Void,
    /// A number that is kept for what must not be held here.
    Reserved,
    Withdrawn,
}

impl State {
    /// Those that the record says, in the order in which lists offer them.
    pub const ALL: [State; 9] = [
        State::Draft,
        State::InReview,
        State::ToSign,
        State::Signed,
        State::Issued,
        State::Received,
        State::Void,
        State::Reserved,
        State::Withdrawn,
    ];

    /// Of what is not issued yet, or never was.
    pub const AT_WORK: [State; 5] = [
        State::Draft,
        State::InReview,
        State::ToSign,
        State::Signed,
        State::Withdrawn,
    ];

    /// As the record writes it; any other word says no state.
    #[must_use]
    pub fn parse(text: &str) -> State {
        let named = State::ALL.into_iter().find(|s| s.as_str() == text);
        named.unwrap_or_default()
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            State::Unsaid => "",
            State::Draft => "draft",
            State::InReview => "in-review",
            State::ToSign => "to-sign",
            State::Signed => "signed",
            State::Issued => "issued",
            State::Received => "received",
            State::Void => "void",
            State::Reserved => "reserved",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Whether it does something to others: a draft does not yet, and what is void, reserved or
    /// withdrawn does not.
    #[must_use]
    pub fn has_effect(self) -> bool {
        matches!(self, State::Issued | State::Received)
    }

    /// Whether it is being drafted.
    #[must_use]
    pub fn is_drafted(self) -> bool {
        State::AT_WORK.contains(&self) && self != State::Withdrawn
    }

    /// Whether a draft may still be changed: until it is approved, so that what is signed is what
    /// was approved.
    #[must_use]
    pub fn is_changed(self) -> bool {
        matches!(self, State::Draft | State::InReview)
    }

    /// Whether it is a number and a reason, and nothing else.
    #[must_use]
    pub fn is_stub(self) -> bool {
        matches!(self, State::Void | State::Reserved)
    }

    /// Whether nothing comes of it any more.
    #[must_use]
    pub fn is_dead(self) -> bool {
        self.is_stub() || self == State::Withdrawn
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl Serialize for State {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::State;

    #[test]
    fn a_state_is_read_as_it_is_written() {
        for state in State::ALL {
            assert_eq!(State::parse(state.as_str()), state);
        }
        assert_eq!(State::parse("Issued"), State::Unsaid);
    }

    #[test]
    fn what_is_at_work_has_no_effect_and_what_has_effect_is_not_dead() {
        for state in State::ALL {
            assert!(!(state.has_effect() && State::AT_WORK.contains(&state)));
            assert!(!(state.has_effect() && state.is_dead()), "{state}");
            assert!(!state.is_changed() || state.is_drafted(), "{state}");
        }
    }
}

//! Answers given lately, for whoever asks the same again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// The last `MOST` answers by what was asked. What is asked must say all that the answer comes
/// from (the knowledge, the scope, the day): nothing here is ever out of date.
#[derive(Debug)]
pub struct Lately<K, T, const MOST: usize>(Mutex<VecDeque<(K, Arc<T>)>>);

impl<K, T, const MOST: usize> Default for Lately<K, T, MOST> {
    fn default() -> Self {
        Lately(Mutex::default())
    }
}

impl<K: PartialEq, T, const MOST: usize> Lately<K, T, MOST> {
    fn kept(&self) -> MutexGuard<'_, VecDeque<(K, Arc<T>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was answered to this, if it is still kept.
    pub fn find(&self, asked: &K) -> Option<Arc<T>> {
        let kept = self.kept();
        let found = kept.iter().find(|(k, _)| k == asked);
        found.map(|(_, answer)| answer.clone())
    }

    /// Keeps an answer, and lets the one given longest ago go.
    pub fn keep(&self, asked: K, answer: T) -> Arc<T> {
        let answer = Arc::new(answer);
        let mut kept = self.kept();
        kept.push_front((asked, answer.clone()));
        kept.truncate(MOST);
        answer
    }

    /// What was answered to this, or is answered now. Nobody else waits meanwhile.
    pub fn of(&self, asked: K, answer: impl FnOnce() -> T) -> Arc<T> {
        match self.find(&asked) {
            Some(found) => found,
            None => self.keep(asked, answer()),
        }
    }

    /// For an owner that has changed otherwise than what is asked says.
    pub fn forget(&mut self) {
        let kept = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        kept.clear();
    }
}

/// The very same thing, whatever it holds: for a thing that is made anew with each change. It is
/// not kept alive by this.
#[derive(Debug)]
pub struct Same<T>(Weak<T>);

impl<T> Same<T> {
    #[must_use]
    pub fn of(thing: &Arc<T>) -> Same<T> {
        Same(Arc::downgrade(thing))
    }
}

impl<T> PartialEq for Same<T> {
    // its place is not given to another for as long as it is pointed to
    fn eq(&self, other: &Same<T>) -> bool {
        self.0.ptr_eq(&other.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_asked_lately_is_not_answered_anew_and_what_was_long_ago_is() {
        let lately: Lately<u8, u8, 2> = Lately::default();
        assert_eq!(*lately.of(1, || 10), 10);
        assert_eq!(*lately.of(1, || 11), 10);
        lately.keep(2, 20);
        lately.keep(3, 30);
        assert_eq!(*lately.of(1, || 12), 12);
        assert!(lately.find(&2).is_none());
    }

    #[test]
    fn an_equal_thing_is_not_the_same() {
        let lately: Lately<Same<String>, u8, 2> = Lately::default();
        let (one, other) = (Arc::new(String::new()), Arc::new(String::new()));
        lately.keep(Same::of(&one), 1);
        assert_eq!(*lately.of(Same::of(&one.clone()), || 2), 1);
        assert_eq!(*lately.of(Same::of(&other), || 2), 2);
    }
}

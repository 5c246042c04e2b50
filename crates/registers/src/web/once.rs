//! Forms that are sent twice: by an impatient hand, a slow line, a browser that goes back. Every
//! form bears a word of chance (`once`); the same form with the same word is done once, and
//! whoever sends it again is led to where it led the first time. Kept in memory: a form that is
//! sent again after the server was started anew is a new one.

use super::visit::Visit;
use platform::text::hex;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Forms that are remembered.
const HELD: usize = 4096;
/// Letters of the word a page gives.
const LETTERS: usize = 32;

/// Where a form led; who holds the lock is doing it.
pub type Led = Arc<tokio::sync::Mutex<Option<String>>>;

#[derive(Default)]
pub struct Onces {
    held: Mutex<VecDeque<(String, Led)>>,
}

impl Onces {
    /// The place of a form, the same for each time it is sent.
    pub fn place(&self, form: &str) -> Led {
        let mut held = self.held.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, led)) = held.iter().find(|(f, _)| f == form) {
            return led.clone();
        }
        let led = Led::default();
        held.push_front((form.to_owned(), led.clone()));
        held.truncate(HELD);
        led
    }
}

/// By what a form is known: who sends it from where, its word, and all that stands in it. Another
/// button of the same page is another form. Nothing where no word came with it.
#[must_use]
pub fn name(visit: &Visit) -> Option<String> {
    let visitor = visit.visitor.as_ref()?;
    let once = visit.form.get("once");
    if once.len() != LETTERS {
        return None;
    }
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_be_bytes());
        digest.update(text);
    };
    add(&visitor.session.id);
    add(&visit.here());
    for (name, value) in visit.form.pairs() {
        add(name);
        add(value);
    }
    for file in &visit.files {
        add(&file.field);
        add(&file.name);
        add(&file.bytes.len().to_string());
    }
    Some(hex(&digest.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_form_has_one_place_and_the_oldest_are_forgotten() {
        let onces = Onces::default();
        *onces.place("a").lock().await = Some("/documents/a1.0".to_owned());
        assert!(onces.place("b").lock().await.is_none());
        assert!(onces.place("a").lock().await.is_some());
        for n in 0..HELD {
            onces.place(&format!("c{n}"));
        }
        assert!(onces.place("a").lock().await.is_none());
    }
}

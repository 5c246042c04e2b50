//! A line of the journal as a visitor may read it: values of sensitive fields are masked, and of
//! an event that gives a reason away only stays what anybody may know.

use super::fields::{Class, class, masked};
use super::people::reason_of;
use super::store;
use crate::organisation::members::model;
use crate::organisation::rulebook::{Rulebook, store as rules};
use crate::web::{Power, Visit};
use figures::Day;
use platform::journal::canonical;
use platform::{Db, Result};
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;

/// Fields of an event that tell how or why it came about.
const TELLING: [&str; 3] = ["event", "flow", "to"];
/// What stands in their place.
const VEILED: &str = "•••";

/// The counted content of a line, as it may be shown.
pub fn content(
    v: &Visit,
    book: &Rulebook,
    line_class: &str,
    day: &str,
    counted: &str,
) -> Result<String> {
    if line_class != model::CLASS {
        return Ok(counted.to_owned());
    }
    let mut said: Value = serde_json::from_str(counted)?;
    if let Some(fields) = said.get_mut("fields").and_then(Value::as_object_mut) {
        for (name, value) in fields {
            hide(v, name, value);
        }
    }
    let day = Day::parse(day)?;
    veil_event(v, book, day, &mut said);
    if let Some(event) = said.get_mut("event").filter(|e| e.is_object()) {
        veil_event(v, book, day, event);
    }
    canonical::text(&said)
}

/// What a visitor lacks the right to see is masked; what is personal is masked for everybody,
/// since an act names nobody.
fn hide(v: &Visit, name: &str, value: &mut Value) {
    let power = super::fields::field(name).and_then(|f| f.power);
    let may = power.is_some_and(|p| v.may(p));
    if class(name) >= Class::Personal
        && !may
        && let Some(text) = value.as_str()
    {
        *value = Value::String(masked(name, text));
    }
}

/// Of a departure nothing tells which it was; of a suspension the document stays away.
fn veil_event(v: &Visit, book: &Rulebook, day: Day, said: &mut Value) {
    if v.may(Power::Reasons) {
        return;
    }
    let named = said.get("event").and_then(Value::as_str);
    let event = named.and_then(|e| book.event_on(e, day));
    let (Some(reason), Some(map)) = (event.and_then(reason_of), said.as_object_mut()) else {
        return;
    };
    map.remove("document");
    if reason != "suspension_reason" {
        for part in TELLING {
            if map.contains_key(part) {
                map.insert(part.to_owned(), Value::String(VEILED.to_owned()));
            }
        }
    }
}

/// Acts whose lines give a reason away: their basis and reason are not for everybody. Followed
/// act by act. By which events an act gives a reason away the rulebook says: when another is
/// loaded, all acts are asked again.
#[derive(Default)]
pub struct Acts(tokio::sync::Mutex<(u64, Arc<HashSet<u64>>)>);

impl Acts {
    /// Those up to a knowledge at least.
    pub async fn known(
        &self,
        db: &mut Db,
        book: &Rulebook,
        known: u64,
    ) -> Result<Arc<HashSet<u64>>> {
        let mut kept = self.0.lock().await;
        if kept.0 < known {
            let telling: Vec<&str> = book
                .events()
                .iter()
                .filter(|e| reason_of(e).is_some())
                .map(|e| e.key.as_str())
                .collect();
            let (mut acts, from) = match rules::changed_since(db, kept.0).await? {
                true => (HashSet::new(), 0),
                false => (HashSet::clone(&kept.1), kept.0),
            };
            acts.extend(store::acts_with_events(db, &telling, from, known).await?);
            *kept = (known, Arc::new(acts));
        }
        Ok(kept.1.clone())
    }
}

//! Handing in for many units at once: which units somebody may enter, as work beside the pages
//! takes it along; and files, read within their bounds and apart from those who look at pages.

use super::reach::Doing;
use super::visit::Visit;
use crate::organisation::grants::rules::Reach;
use figures::{Day, Structure, UnitIx};
use platform::jobs;
use platform::sheets::{self, Limits, Sheet};
use platform::text::tidy;
use platform::web::form::Upload;
use platform::{Error, Result, Scope};
use std::collections::HashSet;
use std::sync::Arc;

/// Bytes that may be handed in at once.
pub const BYTES: usize = 48 << 20;

/// What a file handed in to a server may be: less than a file of text at the command line, where
/// nobody waits for the same memory.
pub const LIMITS: Limits = Limits::SPREADSHEET;

// what may be sent may be read
const _: () = assert!(LIMITS.bytes == BYTES as u64);

/// The units that somebody may enter, as work beside the pages takes them along.
#[derive(Debug, Clone, Default)]
pub struct Enterable(Option<Arc<HashSet<String>>>);

impl Enterable {
    /// How far a visitor reaches now.
    #[must_use]
    pub fn of(v: &Visit, s: &Structure) -> Enterable {
        Self::asked(s, |u| v.enters(s, u))
    }

    /// How far grants reach.
    #[must_use]
    pub fn by(reach: &Reach, s: &Structure) -> Enterable {
        Self::asked(s, |u| reach.reaches(s, Doing::Enter, u))
    }

    fn asked(s: &Structure, enters: impl Fn(UnitIx) -> bool) -> Enterable {
        let mut all = true;
        let mut ids = HashSet::new();
        for u in s.all() {
            if enters(u) {
                ids.insert(s.unit(u).id.clone());
            } else {
                all = false;
            }
        }
        Enterable((!all).then(|| Arc::new(ids)))
    }

    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.0.is_none()
    }

    #[must_use]
    pub fn enters(&self, unit: &str) -> bool {
        self.0.as_ref().is_none_or(|ids| ids.contains(unit))
    }

    /// Who enters for a unit is shown who sits there, and nobody beyond: what a form or a file for
    /// many units says of persons is asked with this.
    #[must_use]
    pub fn scope(&self) -> Scope {
        self.0
            .as_ref()
            .map_or_else(Scope::whole, |ids| Scope::of_units(ids.clone()))
    }

    /// Whether a code may be written: it is borne on the day by a unit that may be entered, or
    /// no other ever bore it.
    #[must_use]
    pub fn may_name(&self, s: &Structure, code: &str, on: Option<Day>) -> bool {
        if self.is_whole() || code.is_empty() {
            return true;
        }
        match on.and_then(|day| s.bearer(code, day)) {
            Some(u) => self.enters(&s.unit(u).id),
            None => s.bearers(code).iter().all(|u| self.enters(&s.unit(*u).id)),
        }
    }

    /// The unit for which an act about many units is recorded: one's own, or the whole record.
    #[must_use]
    pub fn acting_for(&self, v: &Visit, s: &Structure) -> String {
        let own = v.own_unit(s).filter(|_| !self.is_whole());
        own.map_or_else(|| "*".to_owned(), |u| s.unit(u).id.clone())
    }
}

impl Visit {
    /// Reads a table that was handed in, one at a time, on a thread of its own.
    pub async fn read_sheet(&self, file: &Upload) -> Result<Sheet> {
        let _turn = self
            .office
            .sheets
            .acquire()
            .await
            .map_err(Error::internal)?;
        let (name, bytes) = (tidy(&file.name), file.bytes.clone());
        jobs::apart(move || Box::pin(async move { sheets::from_bytes(&name, bytes, LIMITS) }))
            .await?
    }
}

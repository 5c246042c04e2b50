//! What people write of a document, be it in a form, at the command line or in a list: its body,
//! its kind, its field of work, its recipients. Here it is read into what the record keeps.

use super::rules::body_named;
use crate::organisation::rulebook::documents::DocumentKindRule;
use crate::organisation::rulebook::{Dated, DocumentRules};
use figures::{Day, Structure, UnitIx};
use platform::text::tidy;

/// The body of a unit of which the rulebook says nothing.
const USUAL_BODY: &str = "committee";

/// What people write is read by the units and the rules of a day.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    pub structure: &'a Structure,
    pub rules: &'a DocumentRules,
    pub day: Day,
}

/// Whom a document goes to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recipients {
    /// Ids of those that are units of the record.
    pub units: Vec<String>,
    /// All of them as they stand under the document, a unit by its name.
    pub names: String,
}

impl<'a> Written<'a> {
    /// The body that issues for a unit where none is said.
    #[must_use]
    pub fn usual_body(&self, unit: Option<UnitIx>, system: &str) -> &'a str {
        let state = unit.and_then(|u| self.structure.state(u, self.day));
        let kind = state.map_or("", |s| s.kind.as_str());
        let body = self.rules.default_body(kind, system, self.day);
        body.unwrap_or(USUAL_BODY)
    }

    /// The body that issues for a unit; nothing where what is said is none.
    #[must_use]
    pub fn body(&self, said: &str, unit: UnitIx, system: &str) -> Option<&'a str> {
        if said.is_empty() {
            return Some(self.usual_body(Some(unit), system));
        }
        body_named(said)
    }

    /// The key of the kind that is meant by its key, its name or its abbreviation.
    ///
    /// # Errors
    ///
    /// Says why there is none; of several that are meant, in the words of `which`.
    pub fn kind(
        &self,
        said: &str,
        system: &str,
        which: impl Fn(&[&Dated<DocumentKindRule>]) -> String,
    ) -> Result<String, String> {
        let named = self.rules.kinds_named(said, system, self.day);
        match named.as_slice() {
            [one] => Ok(one.key.clone()),
            [] => Err(no_such_kind(self.day)),
            several => Err(which(several)),
        }
    }

    /// The key of the field of work that is meant by its key or its name.
    ///
    /// # Errors
    ///
    /// Says that there is none.
    pub fn field(&self, said: &str) -> Result<String, String> {
        let found = self.rules.field(said, self.day);
        found
            .map(|f| f.key.clone())
            .ok_or_else(|| no_such_field(self.day))
    }

    /// Whom a document goes to, one after another: codes of units open on the day, or their names
    /// where one unit alone is called so, and names of others as they stand.
    #[must_use]
    pub fn recipients<'t>(&self, said: impl IntoIterator<Item = &'t str>) -> Recipients {
        let s = self.structure;
        let (mut units, mut names) = (Vec::new(), Vec::new());
        for part in said.into_iter().map(tidy).filter(|p| !p.is_empty()) {
            match s.bearer(&part, self.day).or_else(|| self.called(&part)) {
                Some(u) => {
                    let state = s.state(u, self.day);
                    names.push(state.map_or_else(String::new, |x| x.name.clone()));
                    units.push(s.unit(u).id.clone());
                }
                None => names.push(part),
            }
        }
        let names = names.join("; ");
        Recipients { units, names }
    }

    /// The one unit open on the day that is called so.
    fn called(&self, name: &str) -> Option<UnitIx> {
        let s = self.structure;
        let is_called = |u: &UnitIx| s.state(*u, self.day).is_some_and(|x| x.name == name);
        let mut all = s.all().filter(is_called);
        let first = all.next();
        first.filter(|_| all.next().is_none())
    }
}

/// Why a kind is none.
#[must_use]
pub fn no_such_kind(day: Day) -> String {
    format!("the rulebook has no such kind of document on {day}")
}

/// Why a field of work is none.
#[must_use]
pub fn no_such_field(day: Day) -> String {
    format!("the rulebook has no such field of work on {day}")
}

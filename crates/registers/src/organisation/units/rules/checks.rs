//! Whether the units that an act names may become what it says.

use super::super::model::ReformRow;
use super::Deciding;
use std::collections::BTreeMap;

impl<'a> Deciding<'a> {
    /// Each target: at most one unit lives on in it, it is described in one way, and its code is free.
    pub(super) fn check_targets(&mut self) {
        let to: Vec<_> = self.by_to.iter().map(|(c, r)| (*c, r.clone())).collect();
        for (code, rows) in to {
            if rows.iter().filter(|r| Self::is_same(r)).count() > 1 {
                self.say(
                    rows[1].line,
                    "to_code",
                    code,
                    "two units cannot live on as one: at most one row may say same",
                );
            }
            let told: Vec<_> = rows.iter().filter(|r| r.tells()).collect();
            if let Some(other) = told.iter().find(|r| r.told() != told[0].told()) {
                // the first cell in which they differ
                let (one, another) = (told[0].told(), other.told());
                let (column, value) = if one.0 != another.0 {
                    ("to_name", another.0)
                } else if one.1 != another.1 {
                    ("to_kind", another.1)
                } else {
                    ("to_parent", another.2)
                };
                let why = format!("the rows of {code} describe it in several ways");
                self.say(other.line, column, value, why);
            }
            match rows.iter().find(|r| Self::is_same(r)) {
                Some(row) => self.check_code_is_free(code, row.line),
                None => self.check_new_target(code, &rows),
            }
        }
    }

    /// A unit that lives on takes no code of a unit that this act does not name.
    pub(super) fn check_code_is_free(&mut self, code: &str, line: usize) {
        let bearer = self
            .s
            .bearer(code, self.reform.day)
            .filter(|u| !self.units.values().any(|named| named == u));
        if let Some(u) = bearer {
            let name = self.s.last_state(u).map_or("", |x| &x.name);
            self.say(
                line,
                "to_code",
                code,
                format!(
                    "the code is borne by «{name}», which lives on: a row of this act must free it"
                ),
            );
        }
    }

    /// A new unit's code must be free or freed by this act (`semantics.md` 2.5, 2.6).
    pub(super) fn check_new_target(&mut self, code: &str, rows: &[&'a ReformRow]) {
        let day = self.reform.day;
        let line = rows[0].line;
        if self.s.bearer(code, day).is_some() {
            let own = self.by_from.get(code).cloned().unwrap_or_default();
            let stays = own.iter().any(|r| Self::is_same(r) && r.to_code == code);
            let lives = own.iter().any(|r| Self::is_same(r));
            if own.is_empty() || stays {
                self.say(line, "to_code", code, "the code is borne by a unit that lives on: name it by its own row with the link same");
            } else if !lives && !own.iter().any(|r| r.to_code == code) {
                self.say(line, "to_code", code, "the code is borne by a unit that closes in this act: that unit needs a row of its own to this code (whole or part)");
            }
        }
        if rows.iter().all(|r| r.to_name.is_empty()) {
            self.say(
                line,
                "to_name",
                "",
                format!("the new unit {code} needs a name"),
            );
        }
    }

    /// A reform is refused when a later-effective act stands on what it touches (1.10).
    pub(super) fn check_later_acts(&mut self) {
        let day = self.reform.day;
        let mut acts: BTreeMap<u64, String> = BTreeMap::new();
        for (code, &u) in &self.units {
            let unit = self.s.unit(u);
            if unit.last_change.0 > day {
                acts.insert(unit.last_change.1, format!("the unit {code}"));
            }
            for &child in self.s.ever_children(u) {
                let later = self.s.unit(child);
                if later.last_change.0 > day && self.closes(code) {
                    acts.insert(later.last_change.1, format!("a unit under {code}"));
                }
            }
        }
        for code in self.by_from.keys().chain(self.by_to.keys()) {
            if let Some((last, act)) = self
                .s
                .last_code_change(code)
                .filter(|(last, _)| *last > day)
            {
                acts.insert(act, format!("the code {code} on {last}"));
            }
        }
        for (act, what) in acts {
            let line = self.reform.rows.first().map_or(0, |r| r.line);
            let act_text = act.to_string();
            self.say(line, "date", &day.to_string(), format!("act {act_text} takes effect later and stands on {what}; annul it, enter this, and enter it again"));
        }
    }
}

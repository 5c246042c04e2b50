//! What an act comes to: lines of units, what closes, what follows what.

use super::super::model::{CLASS, REQUEST, ReformRow, UnitEdit};
use super::{After, Closing, Decided, Deciding, Target, code_subject};
use figures::{Day, UnitIx};
use platform::Problem;
use platform::journal::{self, Line, canonical};
use std::collections::{BTreeMap, HashSet};

impl<'a> Deciding<'a> {
    /// Look up, close, free codes; the living take their new state; new units open; parents last.
    pub(super) fn outcome(&mut self) -> Decided {
        let mut out = Decided::default();
        let day = self.reform.day;
        for r in &self.reform.rows {
            out.lines.push(self.request(r));
        }
        let targets = self.targets(out.lines.len());
        let ids: BTreeMap<&str, String> = targets.iter().map(|(c, t)| (*c, t.id.clone())).collect();
        let after = self.after(&targets);
        for (code, target) in &targets {
            if let Some(line) = self.target_line(code, target, &after) {
                out.lines.push(line);
            }
        }
        out.bearers = ids
            .iter()
            .map(|(c, id)| ((*c).to_owned(), id.clone()))
            .collect();
        self.close_and_link(&ids, &mut out);
        self.follow(&after, &mut out);
        self.stands(&after, &mut out);
        self.check_tree(&targets, &after, &out);
        self.warn_kinds(&targets, &after, &mut out);
        self.warn_unheard(&targets, &mut out);
        debug_assert!(out.lines.iter().all(|l| l.day == day));
        out
    }

    /// What another row says of a unit that lives on is not heard where its own row is blank.
    pub(super) fn warn_unheard(&self, targets: &BTreeMap<&'a str, Target<'a>>, out: &mut Decided) {
        for (code, target) in targets {
            let other = self.by_to[code].iter().find(|r| r.tells());
            if let (Some(_), Some(row), false) = (target.living, other, target.told.tells()) {
                let why = format!(
                    "{code} lives on and its own row (line {}) says nothing: it stays as it is",
                    target.told.line
                );
                let problem = Problem::new(why)
                    .at(self.file, row.line)
                    .cell("to_name", &row.to_name);
                out.warnings.push(problem.as_warning());
            }
        }
    }

    pub(super) fn request(&self, row: &ReformRow) -> Line {
        let mut also: Vec<String> = [&row.from_code, &row.to_code]
            .into_iter()
            .filter(|c| !c.is_empty())
            .map(|c| code_subject(c))
            .collect();
        also.dedup();
        let subject = also.first().cloned().unwrap_or_default();
        Line {
            day: self.reform.day,
            class: REQUEST,
            subject,
            also,
            counted: canonical::text(row).unwrap_or_default(),
            identifying: None,
        }
    }

    /// Every to_code: the unit that lives on in it, or a new one whose id is its line.
    pub(super) fn targets(&self, first_line: usize) -> BTreeMap<&'a str, Target<'a>> {
        let mut at = first_line;
        let mut targets = BTreeMap::new();
        for (code, rows) in &self.by_to {
            // a unit that lives on is named by its own row, whose blanks leave it unchanged
            let own = rows.iter().find(|r| Self::is_same(r));
            let told = own
                .or_else(|| rows.iter().find(|r| r.tells()))
                .copied()
                .unwrap_or(rows[0]);
            let same = own
                .and_then(|r| self.units.get(r.from_code.as_str()))
                .copied();
            let id = match same {
                Some(u) => self.s.unit(u).id.clone(),
                None => journal::id(self.act, at),
            };
            let target = Target {
                told,
                living: same,
                id,
            };
            if target.living.is_none() || self.changes(code, &target) {
                at += 1;
            }
            targets.insert(*code, target);
        }
        targets
    }

    pub(super) fn changes(&self, code: &str, target: &Target<'_>) -> bool {
        let state = target.living.and_then(|u| self.s.state(u, self.reform.day));
        let t = target.told;
        state.is_some_and(|s| {
            s.code != code
                || (!t.to_name.is_empty() && t.to_name != s.name)
                || (!t.to_kind.is_empty() && t.to_kind != s.kind)
                || !t.to_parent.is_empty()
        })
    }

    /// Who bears a code when the act is done: id of the unit, and the unit if it is not new.
    pub(super) fn after(&self, targets: &BTreeMap<&'a str, Target<'a>>) -> After {
        let freed: HashSet<UnitIx> = self.units.values().copied().collect();
        let taken = targets
            .iter()
            .map(|(code, t)| ((*code).to_owned(), (t.id.clone(), t.living)))
            .collect();
        After { freed, taken }
    }

    pub(super) fn target_line(
        &mut self,
        code: &str,
        target: &Target<'a>,
        after: &After,
    ) -> Option<Line> {
        let told = target.told;
        let parent = self.parent_of(told, after);
        let edit = match target.living {
            None => UnitEdit::Open {
                code: code.to_owned(),
                name: told.to_name.clone(),
                kind: told.to_kind.clone(),
                parent: parent.filter(|p| !p.is_empty()),
                parent_code: None,
            },
            Some(_) if !self.changes(code, target) => return None,
            Some(u) => {
                let state = self.s.state(u, self.reform.day)?;
                let new = |value: &str, old: &str| {
                    (!value.is_empty() && value != old).then(|| value.to_owned())
                };
                UnitEdit::Set {
                    code: new(code, &state.code),
                    name: new(&told.to_name, &state.name),
                    kind: new(&told.to_kind, &state.kind),
                    parent,
                    until: None,
                }
            }
        };
        Some(self.unit_line(&target.id, &edit))
    }

    /// The id of the parent a row names; `""` for none, nothing for unchanged.
    pub(super) fn parent_of(&mut self, row: &ReformRow, after: &After) -> Option<String> {
        match row.to_parent.as_str() {
            "" => None,
            "-" => Some(String::new()),
            code => {
                let found = self.bearer_after(code, after);
                if found.is_none() {
                    self.say(
                        row.line,
                        "to_parent",
                        code,
                        "no unit bears the code of the parent after this act",
                    );
                }
                let closes_later = found
                    .as_ref()
                    .and_then(|(_, u)| *u)
                    .map(|u| self.s.unit(u))
                    .filter(|u| u.closed < Day::MAX);
                if let Some(unit) = closes_later {
                    let (closed, by) = (unit.closed, unit.last_change.1);
                    self.say(row.line, "to_parent", code, format!("act {by} closes the parent later, on {closed}; annul it, enter this, and enter it again"));
                }
                found.map(|(id, _)| id)
            }
        }
    }

    pub(super) fn unit_line(&self, id: &str, edit: &UnitEdit) -> Line {
        let mut also = Vec::new();
        if let UnitEdit::Open {
            parent: Some(p), ..
        }
        | UnitEdit::Set {
            parent: Some(p), ..
        } = edit
            && !p.is_empty()
        {
            also.push(p.clone());
        }
        if let UnitEdit::Link {
            successor: Some(n), ..
        } = edit
        {
            also.push(n.clone());
        }
        Line {
            day: self.reform.day,
            class: CLASS,
            subject: id.to_owned(),
            also,
            counted: canonical::text(edit).unwrap_or_default(),
            identifying: None,
        }
    }

    pub(super) fn close_and_link(&self, ids: &BTreeMap<&str, String>, out: &mut Decided) {
        for (code, rows) in &self.by_from {
            let Some(&u) = self.units.get(code) else {
                continue;
            };
            let id = self.s.unit(u).id.clone();
            let lives = rows.iter().any(|r| Self::is_same(r));
            if !lives {
                out.lines.push(self.unit_line(&id, &UnitEdit::Close));
            }
            let mut successors = BTreeMap::new();
            for row in rows.iter().filter(|r| !Self::is_same(r)) {
                let successor = ids.get(row.to_code.as_str()).cloned();
                if let Some(n) = &successor {
                    successors.insert(row.to_code.clone(), n.clone());
                }
                if successor.is_some() || row.link != "whole" {
                    out.lines.push(self.unit_line(
                        &id,
                        &UnitEdit::Link {
                            successor,
                            link: row.link.clone(),
                        },
                    ));
                }
            }
            let heir = rows
                .iter()
                .find(|r| r.link == "whole")
                .and_then(|r| ids.get(r.to_code.as_str()))
                .cloned();
            let closing = Closing {
                unit: u,
                id,
                code: (*code).to_owned(),
                heir,
                successors,
            };
            if !lives {
                out.closing.push(closing);
            } else if !closing.successors.is_empty() {
                out.giving.push(closing);
            }
        }
    }
}

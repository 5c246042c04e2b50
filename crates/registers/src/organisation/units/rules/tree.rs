//! The tree after an act: who follows a closed parent, no unit under itself, kinds that fit.

use super::super::model::UnitEdit;
use super::{After, Decided, Deciding, Target};
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure, UnitIx};
use platform::Problem;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

impl<'a> Deciding<'a> {
    /// A child that no row names follows its closed parent's only whole successor (2.1).
    pub(super) fn follow(&mut self, after: &After, out: &mut Decided) {
        let day = self.reform.day;
        let closing = out.closing.clone();
        let gone: HashSet<UnitIx> = closing.iter().map(|c| c.unit).collect();
        for closed in &closing {
            for child in self.s.children(closed.unit, day) {
                let named = after.freed.contains(&child);
                let moved = named && (gone.contains(&child) || self.moves(child));
                if moved {
                    continue;
                }
                let child_code = self
                    .s
                    .state(child, day)
                    .map(|s| (s.code.clone(), s.name.clone()))
                    .unwrap_or_default();
                let Some(heir) = &closed.heir else {
                    let line = self
                        .by_from
                        .get(closed.code.as_str())
                        .map_or(0, |r| r[0].line);
                    let why = format!(
                        "«{}» ({}) stands under it, and it closes without one whole successor: a row of the same act must name that unit and its new parent",
                        child_code.1, child_code.0
                    );
                    self.say(line, "from_code", &closed.code, why);
                    continue;
                };
                let child_id = self.s.unit(child).id.clone();
                self.refuse_later(child, &child_code.0);
                out.followers.push((child_id.clone(), heir.clone()));
                let edit = UnitEdit::Set {
                    code: None,
                    name: None,
                    kind: None,
                    parent: Some(heir.clone()),
                    until: None,
                };
                out.lines.push(self.unit_line(&child_id, &edit));
            }
        }
    }

    pub(super) fn refuse_later(&mut self, u: UnitIx, code: &str) {
        let (last, act) = self.s.unit(u).last_change;
        if last > self.reform.day {
            let line = self.reform.rows.first().map_or(0, |r| r.line);
            self.say(line, "date", &self.reform.day.to_string(), format!("act {act} takes effect later and stands on the unit {code}, which would follow its parent; annul it, enter this, and enter it again"));
        }
    }

    /// Whether a living unit's own row gives it another parent.
    pub(super) fn moves(&self, u: UnitIx) -> bool {
        self.by_from.iter().any(|(code, rows)| {
            self.units.get(code) == Some(&u)
                && rows
                    .iter()
                    .any(|r| Self::is_same(r) && !r.to_parent.is_empty())
        })
    }

    /// No unit under itself when the act is done, and kinds stand where the rulebook allows.
    pub(super) fn check_tree(
        &mut self,
        targets: &BTreeMap<&'a str, Target<'a>>,
        after: &After,
        out: &Decided,
    ) {
        let day = self.reform.day;
        let mut above: HashMap<String, Option<String>> = HashMap::new();
        for target in targets.values() {
            if let Some(p) = self.quiet_parent(target, after) {
                above.insert(target.id.clone(), Some(p).filter(|p| !p.is_empty()));
            }
        }
        above.extend(
            out.followers
                .iter()
                .map(|(c, p)| (c.clone(), Some(p.clone()))),
        );
        let starts: Vec<(String, usize, String)> = targets
            .iter()
            .map(|(c, t)| (t.id.clone(), t.told.line, (*c).to_owned()))
            .collect();
        for (id, line, code) in starts {
            let mut at = above
                .get(&id)
                .cloned()
                .unwrap_or_else(|| self.old_parent(&id));
            for _ in 0..64 {
                match at {
                    Some(p) if p == id => {
                        self.say(
                            line,
                            "to_parent",
                            &code,
                            format!("the unit would stand under itself on {day}"),
                        );
                        break;
                    }
                    Some(p) => {
                        at = above
                            .get(&p)
                            .cloned()
                            .unwrap_or_else(|| self.old_parent(&p));
                    }
                    None => break,
                }
            }
        }
    }

    pub(super) fn quiet_parent(&self, target: &Target<'a>, after: &After) -> Option<String> {
        match target.told.to_parent.as_str() {
            "" => None,
            "-" => Some(String::new()),
            code => self.bearer_after(code, after).map(|(id, _)| id),
        }
    }

    pub(super) fn old_parent(&self, id: &str) -> Option<String> {
        let u = self.s.find(id)?;
        self.s
            .parent(u, self.reform.day)
            .map(|p| self.s.unit(p).id.clone())
    }

    pub(super) fn warn_kinds(
        &mut self,
        targets: &BTreeMap<&'a str, Target<'a>>,
        after: &After,
        out: &mut Decided,
    ) {
        let day = self.reform.day;
        let kind_after = |t: &Target<'_>| match t.living.and_then(|u| self.s.state(u, day)) {
            Some(s) if t.told.to_kind.is_empty() => s.kind.clone(),
            _ => t.told.to_kind.clone(),
        };
        let kinds: HashMap<&str, String> =
            targets.iter().map(|(c, t)| (*c, kind_after(t))).collect();
        let mut said = Vec::new();
        for (code, target) in targets {
            let kind = &kinds[code];
            let parent_kind = match target.told.to_parent.as_str() {
                "" if target.living.is_some() => continue,
                "" | "-" => String::new(),
                p => kinds
                    .get(p)
                    .cloned()
                    .or_else(|| {
                        let (_, u) = self.bearer_after(p, after)?;
                        Some(self.s.state(u?, day)?.kind.clone())
                    })
                    .unwrap_or_default(),
            };
            said.extend(
                judge_kind(self.book, kind, &parent_kind, day)
                    .map(|p| p.at(self.file, target.told.line).cell("to_kind", kind)),
            );
        }
        for p in said {
            if p.warning {
                out.warnings.push(p);
            } else {
                self.problems.push(p);
            }
        }
    }
}

/// Kinds bind only where the rulebook names them (`semantics.md` 2.10).
pub(super) fn judge_kind(
    book: &Rulebook,
    kind: &str,
    parent_kind: &str,
    day: Day,
) -> Option<Problem> {
    match book.may_stand_under(kind, parent_kind, day) {
        Some(true) => None,
        Some(false) if parent_kind.is_empty() => Some(Problem::new(format!(
            "by the rulebook of {day} a unit of this kind needs a unit above it"
        ))),
        Some(false) => Some(Problem::new(format!(
            "by the rulebook of {day} a unit of this kind may not stand under «{parent_kind}»"
        ))),
        None if book.names_any_kind() && !book.names_kind(kind) => Some(
            Problem::new("the rulebook does not name this kind; it is kept as text").as_warning(),
        ),
        None => None,
    }
}

/// Why a unit cannot be of a kind on the days [from, until), as the units above and below it
/// stand then (`semantics.md` 2.10).
#[must_use]
pub fn kind_refused(
    s: &Structure,
    book: &Rulebook,
    u: UnitIx,
    kind: &str,
    (from, until): (Day, Day),
) -> Option<String> {
    let parents = |u: UnitIx| s.unit(u).states.iter().filter_map(|state| state.parent);
    let near = parents(u).chain(s.ever_children(u).iter().copied());
    let changes = near.chain([u]).flat_map(|u| {
        let unit = s.unit(u);
        unit.states
            .iter()
            .map(|state| state.from)
            .collect::<Vec<_>>()
    });
    let mut days: BTreeSet<Day> = changes.filter(|d| from < *d && *d < until).collect();
    days.insert(from);
    let kind_on = |u: UnitIx, day| s.state(u, day).map_or("", |state| state.kind.as_str());
    let refused =
        |kind: &str, parent: &str, day| judge_kind(book, kind, parent, day).filter(|p| !p.warning);
    days.into_iter().find_map(|day| {
        let parent = s.parent(u, day).map_or("", |p| kind_on(p, day));
        if let Some(p) = refused(kind, parent, day) {
            return Some(p.reason);
        }
        s.children(u, day).into_iter().find_map(|child| {
            let code = s.state(child, day).map_or("", |state| &state.code);
            let p = refused(kind_on(child, day), kind, day)?;
            Some(format!("{code} stands under it: {}", p.reason))
        })
    })
}

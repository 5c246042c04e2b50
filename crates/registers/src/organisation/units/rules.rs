//! Deciding a reform and an opening list of units (`semantics.md` 1.10 and 2). Pure: reads
//! the structure, and refuses or returns lines; [`absorb`] then makes the structure what
//! the lines say, so that the next act of the same file sees it.

use super::model::{CLASS, REQUEST, Reform, ReformRow, UnitEdit, UnitRow};
use crate::organisation::rulebook::Rulebook;
use figures::structure::{Link, LinkKind, State};
use figures::{Day, Structure, UnitIx};
use platform::journal::{self, Line, canonical};
use platform::{Error, Problem, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

#[path = "lines.rs"]
mod lines;

/// What a reform comes to: its lines, and the units whose open things need a home.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
    pub closing: Vec<Closing>,
    /// Units that live on but gave a part away, with the ids of the receivers.
    pub giving: Vec<Closing>,
    /// Id of the unit that bears each to_code when the act is done.
    pub bearers: BTreeMap<String, String>,
    /// (unit's id, old parent's code, new parent's code) of units that follow without being named.
    pub followers: Vec<(String, String)>,
}

/// A unit whose open things must go somewhere.
#[derive(Debug, Clone)]
pub struct Closing {
    pub unit: UnitIx,
    pub id: String,
    pub code: String,
    /// Id of the only whole successor, if there is exactly one.
    pub heir: Option<String>,
    /// Code of each successor, as borne after the act, and its id.
    pub successors: BTreeMap<String, String>,
}

struct Deciding<'a> {
    s: &'a Structure,
    book: &'a Rulebook,
    reform: &'a Reform,
    file: &'a str,
    act: u64,
    problems: Vec<Problem>,
    by_from: BTreeMap<&'a str, Vec<&'a ReformRow>>,
    by_to: BTreeMap<&'a str, Vec<&'a ReformRow>>,
    units: HashMap<&'a str, UnitIx>,
}

/// Decides one act of `reforms.csv`; `act` is the number it would bear.
pub fn reform(
    s: &Structure,
    book: &Rulebook,
    reform: &Reform,
    file: &str,
    act: u64,
) -> Result<Decided> {
    let mut d = Deciding {
        s,
        book,
        reform,
        file,
        act,
        problems: Vec::new(),
        by_from: BTreeMap::new(),
        by_to: BTreeMap::new(),
        units: HashMap::new(),
    };
    d.read_rows();
    d.stop()?;
    d.look_up();
    d.check_targets();
    d.stop()?;
    d.check_later_acts();
    d.stop()?;
    let decided = d.outcome();
    d.stop()?;
    Ok(decided)
}

impl<'a> Deciding<'a> {
    fn say(&mut self, line: usize, column: &str, value: &str, why: impl Into<String>) {
        let label = &self.reform.label;
        let why: String = why.into();
        self.problems.push(
            Problem::new(format!("act «{label}» of {}: {why}", self.reform.day))
                .at(self.file, line)
                .cell(column, value),
        );
    }

    fn stop(&mut self) -> Result<()> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(Error::Refused(std::mem::take(&mut self.problems)))
        }
    }

    /// Each row by itself: links and blanks (`semantics.md` 2.4).
    fn read_rows(&mut self) {
        let reform = self.reform;
        for r in reform.rows.iter().filter(|r| r.hierarchy.is_empty()) {
            let known = ["whole", "part", "same", "unknown"].contains(&r.link.as_str());
            if r.from_code.is_empty() && !r.link.is_empty() {
                self.say(
                    r.line,
                    "link",
                    &r.link,
                    "a row without from_code creates a unit and has no link",
                );
            } else if r.from_code.is_empty() && r.to_code.is_empty() {
                self.say(
                    r.line,
                    "to_code",
                    "",
                    "a row without from_code needs a to_code",
                );
            } else if !r.from_code.is_empty() && !known {
                self.say(
                    r.line,
                    "link",
                    &r.link,
                    "the link is whole, part, same or unknown",
                );
            } else if is_reserved(&r.to_code) {
                self.say(
                    r.line,
                    "to_code",
                    &r.to_code,
                    "this code has another meaning: *, -, | and @ may not be used",
                );
            } else if r.link == "same" && r.to_code.is_empty() {
                self.say(
                    r.line,
                    "to_code",
                    "",
                    "a unit that lives on needs a to_code",
                );
            }
            if !r.from_code.is_empty() {
                self.by_from.entry(&r.from_code).or_default().push(r);
            }
            if !r.to_code.is_empty() {
                self.by_to.entry(&r.to_code).or_default().push(r);
            }
        }
    }

    /// Codes mean the units that bear them as earlier acts left it; each has one kind of fate.
    fn look_up(&mut self) {
        let day = self.reform.day;
        let from: Vec<_> = self.by_from.iter().map(|(c, r)| (*c, r.clone())).collect();
        for (code, rows) in from {
            match self.s.bearer(code, day) {
                Some(u) => _ = self.units.insert(code, u),
                None => self.say(rows[0].line, "from_code", code, self.unborne(code)),
            }
            if !fate_is_one(&rows) {
                let links: Vec<_> = rows.iter().map(|r| r.link.as_str()).collect();
                let why = format!(
                    "the unit has the links {}; it must have one whole, or one same with any part or unknown, or two or more part or unknown of which one may lead nowhere",
                    links.join(", ")
                );
                self.say(rows[0].line, "from_code", code, why);
            }
        }
    }

    /// That nobody bears a code on the day, and who bore it last.
    fn unborne(&self, code: &str) -> String {
        let day = self.reform.day;
        let last = self.s.bearers(code).last().and_then(|u| {
            let unit = self.s.unit(*u);
            let name = self.s.last_state(*u)?.name.clone();
            Some(if unit.closed == Day::MAX {
                format!("it was «{name}», opened on {}", unit.opened)
            } else {
                format!("last: «{name}», closed on {}", unit.closed)
            })
        });
        match last {
            Some(once) => format!("no unit bears the code on {day} ({once})"),
            None => format!("no unit bears the code on {day}"),
        }
    }

    fn is_same(row: &ReformRow) -> bool {
        row.link == "same"
    }

    /// Each target: at most one unit lives on in it, it is described in one way, and its code is free.
    fn check_targets(&mut self) {
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
                self.say(
                    other.line,
                    "to_name",
                    &other.to_name,
                    format!("the rows of {code} describe it in several ways"),
                );
            }
            match rows.iter().find(|r| Self::is_same(r)) {
                Some(row) => self.check_code_is_free(code, row.line),
                None => self.check_new_target(code, &rows),
            }
        }
    }

    /// A unit that lives on takes no code of a unit that this act does not name.
    fn check_code_is_free(&mut self, code: &str, line: usize) {
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
    fn check_new_target(&mut self, code: &str, rows: &[&'a ReformRow]) {
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
    fn check_later_acts(&mut self) {
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

    fn closes(&self, code: &str) -> bool {
        self.by_from
            .get(code)
            .is_some_and(|rows| !rows.iter().any(|r| Self::is_same(r)))
    }

    /// Look up, close, free codes; the living take their new state; new units open; parents last.
    fn outcome(&mut self) -> Decided {
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
    fn warn_unheard(&self, targets: &BTreeMap<&'a str, Target<'a>>, out: &mut Decided) {
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

    fn request(&self, row: &ReformRow) -> Line {
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
    fn targets(&self, first_line: usize) -> BTreeMap<&'a str, Target<'a>> {
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

    fn changes(&self, code: &str, target: &Target<'_>) -> bool {
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
    fn after(&self, targets: &BTreeMap<&'a str, Target<'a>>) -> After {
        let freed: HashSet<UnitIx> = self.units.values().copied().collect();
        let taken = targets
            .iter()
            .map(|(code, t)| ((*code).to_owned(), (t.id.clone(), t.living)))
            .collect();
        After { freed, taken }
    }

    fn bearer_after(&self, code: &str, after: &After) -> Option<(String, Option<UnitIx>)> {
        if let Some(found) = after.taken.get(code) {
            return Some(found.clone());
        }
        let u = self.s.bearer(code, self.reform.day)?;
        (!after.freed.contains(&u)).then(|| (self.s.unit(u).id.clone(), Some(u)))
    }

    fn target_line(&mut self, code: &str, target: &Target<'a>, after: &After) -> Option<Line> {
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
    fn parent_of(&mut self, row: &ReformRow, after: &After) -> Option<String> {
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

    fn unit_line(&self, id: &str, edit: &UnitEdit) -> Line {
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

    fn close_and_link(&self, ids: &BTreeMap<&str, String>, out: &mut Decided) {
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

    /// A child that no row names follows its closed parent's only whole successor (2.1).
    fn follow(&mut self, after: &After, out: &mut Decided) {
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
                        "«{}» ({}) stands under it, and it closes without one whole successor: a row must name that unit and its new parent",
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

    fn refuse_later(&mut self, u: UnitIx, code: &str) {
        let (last, act) = self.s.unit(u).last_change;
        if last > self.reform.day {
            let line = self.reform.rows.first().map_or(0, |r| r.line);
            self.say(line, "date", &self.reform.day.to_string(), format!("act {act} takes effect later and stands on the unit {code}, which would follow its parent; annul it, enter this, and enter it again"));
        }
    }

    /// Whether a living unit's own row gives it another parent.
    fn moves(&self, u: UnitIx) -> bool {
        self.by_from.iter().any(|(code, rows)| {
            self.units.get(code) == Some(&u)
                && rows
                    .iter()
                    .any(|r| Self::is_same(r) && !r.to_parent.is_empty())
        })
    }

    /// No unit under itself when the act is done, and kinds stand where the rulebook allows.
    fn check_tree(
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

    fn quiet_parent(&self, target: &Target<'a>, after: &After) -> Option<String> {
        match target.told.to_parent.as_str() {
            "" => None,
            "-" => Some(String::new()),
            code => self.bearer_after(code, after).map(|(id, _)| id),
        }
    }

    fn old_parent(&self, id: &str) -> Option<String> {
        let u = self.s.find(id)?;
        self.s
            .parent(u, self.reform.day)
            .map(|p| self.s.unit(p).id.clone())
    }

    fn warn_kinds(
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
fn judge_kind(book: &Rulebook, kind: &str, parent_kind: &str, day: Day) -> Option<Problem> {
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

struct Target<'a> {
    told: &'a ReformRow,
    living: Option<UnitIx>,
    id: String,
}

struct After {
    freed: HashSet<UnitIx>,
    taken: HashMap<String, (String, Option<UnitIx>)>,
}

impl ReformRow {
    fn told(&self) -> (&str, &str, &str) {
        (&self.to_name, &self.to_kind, &self.to_parent)
    }

    fn tells(&self) -> bool {
        self.told() != ("", "", "")
    }
}

/// Exactly one of: one whole; one same with any part or unknown; two or more part or
/// unknown, one of which may have no to_code (`semantics.md` 2.4).
fn fate_is_one(rows: &[&ReformRow]) -> bool {
    let count = |link: &str| rows.iter().filter(|r| r.link == link).count();
    let partial = count("part") + count("unknown");
    let nowhere = rows.iter().filter(|r| r.to_code.is_empty()).count();
    match (count("whole"), count("same")) {
        (1, 0) => partial == 0,
        (0, 1) => true,
        (0, 0) => partial > 1 && nowhere < 2,
        _ => false,
    }
}

/// Codes that the exchange formats and the command line use for something else.
fn is_reserved(code: &str) -> bool {
    ["*", "-"].contains(&code) || code.contains(['|', '@'])
}

/// The subject under which a code's acts are found.
#[must_use]
pub fn code_subject(code: &str) -> String {
    format!("code:{}", code.replace(' ', "\u{a0}"))
}

/// Decides an opening list of units.
pub fn opening(
    s: &Structure,
    book: &Rulebook,
    rows: &[UnitRow],
    file: &str,
    act: u64,
) -> Result<(Vec<Line>, Vec<Problem>)> {
    let mut problems = Vec::new();
    let mut warnings = Vec::new();
    let mut lines_of: HashMap<&str, usize> = HashMap::new();
    let (rows, stands): (Vec<UnitRow>, Vec<UnitRow>) =
        rows.iter().cloned().partition(|r| r.hierarchy.is_empty());
    let rows = rows.as_slice();
    for (at, row) in rows.iter().enumerate() {
        let mut say = |column: &str, value: &str, why: String| {
            problems.push(Problem::new(why).at(file, row.line).cell(column, value));
        };
        if row.code.is_empty() {
            say("code", "", "a unit needs a code".to_owned());
        } else if is_reserved(&row.code) {
            say(
                "code",
                &row.code,
                "this code has another meaning: *, -, | and @ may not be used".to_owned(),
            );
        } else if let Some(first) = lines_of.insert(&row.code, at) {
            say(
                "code",
                &row.code,
                format!("line {} bears the same code", rows[first].line),
            );
        } else if let Some((u, since)) = borne_from(s, &row.code, row.valid_from) {
            say(
                "code",
                &row.code,
                format!(
                    "the code is borne by «{}» since {since}",
                    s.last_state(u).map_or("", |l| &l.name)
                ),
            );
        }
        if row.name.is_empty() {
            say("name", "", "a unit needs a name".to_owned());
        }
    }
    let parents = resolve_parents(s, rows, &lines_of, file, act, &mut problems, &mut warnings);
    refuse_cycles(rows, &lines_of, file, &mut problems);
    let of_lines = lines::opening(s, (rows, &stands), &lines_of, (file, act), &mut problems);
    let kind_of = |code: &str, on| {
        lines_of
            .get(code)
            .map(|at| rows[*at].kind.clone())
            .or_else(|| {
                s.bearer(code, on)
                    .and_then(|u| s.state(u, on))
                    .map(|s| s.kind.clone())
            })
    };
    let mut unknown_kinds = BTreeSet::new();
    for row in rows {
        let parent = kind_of(&row.parent_code, row.valid_from).unwrap_or_default();
        if let Some(p) = judge_kind(book, &row.kind, &parent, row.valid_from) {
            let p = p.at(file, row.line).cell("kind", &row.kind);
            if !p.warning {
                problems.push(p);
            } else if unknown_kinds.insert(row.kind.clone()) {
                warnings.push(p);
            }
        }
    }
    if !problems.is_empty() {
        return Err(Error::Refused(problems));
    }
    let mut lines = rows
        .iter()
        .zip(parents)
        .enumerate()
        .map(|(at, (row, parent))| opening_line(row, parent, act, at))
        .collect::<Result<Vec<_>>>()?;
    lines.extend(of_lines);
    Ok((lines, warnings))
}

/// Who bears the code on the day or later, and since when: a code that a unit gave up is free.
fn borne_from(s: &Structure, code: &str, day: Day) -> Option<(UnitIx, Day)> {
    s.bearers(code).iter().find_map(|u| {
        let states = &s.unit(*u).states;
        let last = states.iter().rfind(|x| x.code == code && x.to > day)?;
        let before = states.iter().rev().skip_while(|x| x.from >= last.from);
        let same = before.take_while(|x| x.code == code);
        Some((*u, same.last().unwrap_or(last).from))
    })
}

fn opening_line(row: &UnitRow, parent: Option<String>, act: u64, at: usize) -> Result<Line> {
    let mut also = vec![code_subject(&row.code)];
    also.extend(parent.clone());
    let parent_code = Some(row.parent_code.clone()).filter(|p| !p.is_empty());
    let edit = UnitEdit::Open {
        code: row.code.clone(),
        name: row.name.clone(),
        kind: row.kind.clone(),
        parent,
        parent_code,
    };
    Ok(Line {
        day: row.valid_from,
        class: CLASS,
        subject: journal::id(act, at),
        also,
        counted: canonical::text(&edit)?,
        identifying: None,
    })
}

fn resolve_parents(
    s: &Structure,
    rows: &[UnitRow],
    lines_of: &HashMap<&str, usize>,
    file: &str,
    act: u64,
    problems: &mut Vec<Problem>,
    warnings: &mut Vec<Problem>,
) -> Vec<Option<String>> {
    let mut resolve = |row: &UnitRow| {
        if row.parent_code.is_empty() {
            return None;
        }
        if let Some(&at) = lines_of.get(row.parent_code.as_str()) {
            if rows[at].valid_from > row.valid_from {
                let why = format!("the parent begins only on {}", rows[at].valid_from);
                warnings.push(
                    Problem::new(why)
                        .at(file, row.line)
                        .cell("parent_code", &row.parent_code)
                        .as_warning(),
                );
            }
            return Some(journal::id(act, at));
        }
        let Some(u) = s.bearer(&row.parent_code, row.valid_from) else {
            let why = format!(
                "no unit of this file or of the record bears the code of the parent on {}",
                row.valid_from
            );
            problems.push(
                Problem::new(why)
                    .at(file, row.line)
                    .cell("parent_code", &row.parent_code),
            );
            return None;
        };
        if s.unit(u).closed < Day::MAX {
            let why = format!(
                "the parent closes on {} (act {})",
                s.unit(u).closed,
                s.unit(u).last_change.1
            );
            problems.push(
                Problem::new(why)
                    .at(file, row.line)
                    .cell("parent_code", &row.parent_code),
            );
        }
        Some(s.unit(u).id.clone())
    };
    rows.iter().map(&mut resolve).collect()
}

fn refuse_cycles(
    rows: &[UnitRow],
    lines_of: &HashMap<&str, usize>,
    file: &str,
    problems: &mut Vec<Problem>,
) {
    // 0 not looked at, 1 on the way, 2 done
    let mut marks = vec![0u8; rows.len()];
    for start in 0..rows.len() {
        let mut way = Vec::new();
        let mut at = Some(start);
        while let Some(i) = at.filter(|&i| marks[i] == 0) {
            marks[i] = 1;
            way.push(i);
            at = lines_of.get(rows[i].parent_code.as_str()).copied();
        }
        if let Some(i) = at.filter(|&i| marks[i] == 1) {
            let row = &rows[i];
            problems.push(
                Problem::new("the unit would stand under itself")
                    .at(file, row.line)
                    .cell("parent_code", &row.parent_code),
            );
        }
        for i in way {
            marks[i] = 2;
        }
    }
}

/// Makes the structure what the lines of an act say.
pub fn absorb(s: &mut Structure, act: u64, lines: &[(Day, &str, UnitEdit)]) {
    for (day, id, edit) in lines {
        if let UnitEdit::Open {
            code, name, kind, ..
        } = edit
        {
            let state = State {
                from: *day,
                to: Day::MAX,
                code: code.clone(),
                name: name.clone(),
                kind: kind.clone(),
                parent: None,
            };
            s.open(id, act, state);
        }
    }
    for (day, id, edit) in lines {
        let Some(u) = s.find(id) else { continue };
        match edit {
            UnitEdit::Open { parent, .. } => {
                if let Some(p) = parent.as_ref().and_then(|p| s.find(p)) {
                    s.change(u, *day, act, |state| state.parent = Some(p));
                }
            }
            UnitEdit::Set {
                code,
                name,
                kind,
                parent,
                ..
            } => {
                let parent = parent.as_ref().map(|p| s.find(p));
                s.change(u, *day, act, |state| {
                    code.clone_into_if(&mut state.code);
                    name.clone_into_if(&mut state.name);
                    kind.clone_into_if(&mut state.kind);
                    if let Some(parent) = parent {
                        state.parent = parent;
                    }
                });
            }
            UnitEdit::Stand { line, parent, .. } => {
                let parent = parent.as_ref().and_then(|p| s.find(p));
                s.put(line, u, *day, parent);
            }
            UnitEdit::Close => s.close(u, *day, act),
            UnitEdit::Link { successor, link } => {
                let new = successor.as_ref().and_then(|n| s.find(n));
                let kind = LinkKind::parse(link).unwrap_or(LinkKind::Unknown);
                s.link(Link {
                    day: *day,
                    act,
                    old: u,
                    new,
                    kind,
                });
            }
        }
    }
}

trait CloneIntoIf {
    fn clone_into_if(&self, to: &mut String);
}

impl CloneIntoIf for Option<String> {
    fn clone_into_if(&self, to: &mut String) {
        if let Some(value) = self {
            value.clone_into(to);
        }
    }
}

/// The unit edits among an act's lines, ready for [`absorb`].
pub fn unit_edits(lines: &[Line]) -> Result<Vec<(Day, &str, UnitEdit)>> {
    let units = lines.iter().filter(|l| l.class == CLASS);
    units
        .map(|l| Ok((l.day, l.subject.as_str(), serde_json::from_str(&l.counted)?)))
        .collect()
}

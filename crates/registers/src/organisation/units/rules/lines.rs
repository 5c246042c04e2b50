//! Deciding where units stand in lines other than the default one (`semantics.md` 2.11). The
//! same rules hold in every line: at most one parent, no unit under itself, and a child that a
//! reform does not name follows its closed parent's only whole successor.

use super::super::model::{CLASS, ReformRow, UnitEdit, UnitRow};
use super::{After, Closing, Decided, Deciding};
use figures::{Day, Structure, UnitIx};
use platform::Problem;
use platform::journal::{self, Line, canonical};
use std::collections::{HashMap, HashSet};

/// What an act says of one unit in one line.
struct Said {
    hierarchy: String,
    unit: String,
    parent: Option<String>,
    code: String,
    line: usize,
}

/// The lines of an opening list that name another line; `rows` are those rows, `own` the rows
/// of the default line, which bear the units of the list.
pub(super) fn opening(
    s: &Structure,
    (own, rows): (&[UnitRow], &[UnitRow]),
    lines_of: &HashMap<&str, usize>,
    (file, act): (&str, u64),
    problems: &mut Vec<Problem>,
) -> Vec<Line> {
    let find = |code: &str, on: Day| match lines_of.get(code) {
        Some(at) => Some((journal::id(act, *at), own[*at].valid_from)),
        None => s
            .bearer(code, on)
            .map(|u| (s.unit(u).id.clone(), s.unit(u).opened)),
    };
    let mut said: Vec<(Said, Day)> = Vec::new();
    let mut lines = Vec::new();
    for row in rows {
        let mut say = |column: &str, value: &str, why: String| {
            problems.push(Problem::new(why).at(file, row.line).cell(column, value));
        };
        let on = row.valid_from;
        let Some((unit, opened)) = find(&row.code, on) else {
            say(
                "code",
                &row.code,
                format!(
                    "no unit of this file or of the record bears the code on {on}: give it a row of the default line"
                ),
            );
            continue;
        };
        if opened > on {
            say(
                "valid_from",
                &on.to_string(),
                format!("the unit begins only on {opened}"),
            );
        }
        let parent = match row.parent_code.as_str() {
            "" => None,
            code => match find(code, on) {
                Some((id, _)) => Some(id),
                None => {
                    say(
                        "parent_code",
                        code,
                        format!(
                            "no unit of this file or of the record bears the code of the parent on {on}"
                        ),
                    );
                    continue;
                }
            },
        };
        let twice = said
            .iter()
            .any(|(o, _)| o.unit == unit && o.hierarchy == row.hierarchy);
        let stands = s
            .find(&unit)
            .is_some_and(|u| s.stands_later(&row.hierarchy, u, on));
        if twice || stands {
            say(
                "line",
                &row.hierarchy,
                "the unit stands in this line by another row already".to_owned(),
            );
        }
        lines.push(stand_line(
            on,
            &unit,
            &row.hierarchy,
            parent.clone(),
            Some((&row.code, &row.parent_code)),
        ));
        let told = Said {
            hierarchy: row.hierarchy.clone(),
            unit,
            parent,
            code: row.code.clone(),
            line: row.line,
        };
        said.push((told, on));
    }
    let told: Vec<&Said> = said.iter().map(|(t, _)| t).collect();
    for (at, (one, on)) in said.iter().enumerate() {
        if under_itself(s, &told, at, *on) {
            let why = "the unit would stand under itself";
            problems.push(
                Problem::new(why)
                    .at(file, one.line)
                    .cell("parent_code", &one.code),
            );
        }
    }
    lines
}

/// Whether the unit of one row would stand under itself in its line.
fn under_itself(s: &Structure, said: &[&Said], at: usize, on: Day) -> bool {
    let one = said[at];
    let above = |id: &str| -> Option<String> {
        let told = said
            .iter()
            .find(|o| o.unit == id && o.hierarchy == one.hierarchy);
        match told {
            Some(told) => told.parent.clone(),
            None => {
                let parent = s.stand(&one.hierarchy, s.find(id)?, on)??;
                Some(s.unit(parent).id.clone())
            }
        }
    };
    let mut next = one.parent.clone();
    for _ in 0..64 {
        match next {
            Some(id) if id == one.unit => return true,
            Some(id) => next = above(&id),
            None => return false,
        }
    }
    true
}

fn stand_line(
    day: Day,
    unit: &str,
    hierarchy: &str,
    parent: Option<String>,
    named: Option<(&str, &str)>,
) -> Line {
    let edit = UnitEdit::Stand {
        line: hierarchy.to_owned(),
        parent: parent.clone(),
        code: named.map(|(code, _)| code.to_owned()),
        parent_code: named
            .map(|(_, parent)| parent.to_owned())
            .filter(|p| !p.is_empty()),
    };
    Line {
        day,
        class: CLASS,
        subject: unit.to_owned(),
        also: parent.into_iter().collect(),
        counted: canonical::text(&edit).unwrap_or_default(),
        identifying: None,
    }
}

impl Deciding<'_> {
    /// What the act says of other lines, and what follows of it.
    pub(super) fn stands(&mut self, after: &After, out: &mut Decided) {
        let reform = self.reform;
        let mut said: Vec<Said> = Vec::new();
        for row in reform.rows.iter().filter(|r| !r.hierarchy.is_empty()) {
            said.extend(self.stand(row, after));
        }
        self.follow_in_lines(&mut said, out);
        let told: Vec<&Said> = said.iter().collect();
        for at in 0..told.len() {
            if under_itself(self.s, &told, at, reform.day) {
                let why = format!("the unit would stand under itself on {}", reform.day);
                self.say(told[at].line, "to_parent", &told[at].code, why);
            }
        }
        let line = |t: Said| stand_line(reform.day, &t.unit, &t.hierarchy, t.parent, None);
        out.lines.extend(said.into_iter().map(line));
    }

    /// One row: it says of a unit that lives on, or is new in this act, where it stands.
    fn stand(&mut self, row: &ReformRow, after: &After) -> Option<Said> {
        let code = if row.to_code.is_empty() {
            &row.from_code
        } else {
            &row.to_code
        };
        if !["", "same"].contains(&row.link.as_str()) {
            self.say(row.line, "link", &row.link, "a row of another line says only where a unit stands: leave the link empty or say same");
        }
        if !row.to_name.is_empty() || !row.to_kind.is_empty() {
            self.say(
                row.line,
                "to_name",
                &row.to_name,
                "name and kind stand in the unit's row of the default line",
            );
        }
        let Some((unit, living)) = self.bearer_after(code, after) else {
            self.say(
                row.line,
                "to_code",
                code,
                "no unit bears the code after this act",
            );
            return None;
        };
        let parent = match row.to_parent.as_str() {
            "" => {
                self.say(
                    row.line,
                    "to_parent",
                    "",
                    "a row of another line names the parent there, or - for none",
                );
                return None;
            }
            "-" => None,
            parent => {
                let found = self.bearer_after(parent, after);
                if found.is_none() {
                    self.say(
                        row.line,
                        "to_parent",
                        parent,
                        "no unit bears the code of the parent after this act",
                    );
                }
                Some(found?.0)
            }
        };
        if let Some(u) = living {
            self.refuse_later(u, code);
        }
        Some(Said {
            hierarchy: row.hierarchy.clone(),
            unit,
            parent,
            code: code.clone(),
            line: row.line,
        })
    }

    fn follow_in_lines(&mut self, said: &mut Vec<Said>, out: &mut Decided) {
        let (s, day) = (self.s, self.reform.day);
        let gone: HashSet<UnitIx> = out.closing.iter().map(|c| c.unit).collect();
        for hierarchy in s.lines() {
            for closed in out.closing.clone() {
                let children = s.children_in(&hierarchy, closed.unit, day);
                let named = |id: &str, said: &[Said]| {
                    said.iter()
                        .any(|t| t.unit == id && t.hierarchy == hierarchy)
                };
                let children: Vec<UnitIx> = children
                    .into_iter()
                    .filter(|c| !gone.contains(c) && !named(&s.unit(*c).id, said))
                    .collect();
                self.heir_takes_its_place(&hierarchy, &closed, said);
                for child in children {
                    let code = s.state(child, day).map_or("", |x| &x.code).to_owned();
                    let Some(heir) = &closed.heir else {
                        let line = self
                            .by_from
                            .get(closed.code.as_str())
                            .map_or(0, |r| r[0].line);
                        let why = format!(
                            "{code} stands under it in the line «{hierarchy}», and it closes without one whole successor: a row of that line must say where it goes"
                        );
                        self.say(line, "from_code", &closed.code, why);
                        continue;
                    };
                    self.refuse_later(child, &code);
                    out.followers.push((s.unit(child).id.clone(), heir.clone()));
                    said.push(Said {
                        hierarchy: hierarchy.clone(),
                        unit: s.unit(child).id.clone(),
                        parent: Some(heir.clone()),
                        code,
                        line: 0,
                    });
                }
            }
        }
    }

    /// The only whole successor of a unit stands where it stood, unless a row or what it is
    /// already says otherwise.
    fn heir_takes_its_place(&mut self, hierarchy: &str, closed: &Closing, said: &mut Vec<Said>) {
        let (s, day) = (self.s, self.reform.day);
        let (Some(place), Some(heir)) = (s.stand(hierarchy, closed.unit, day), &closed.heir) else {
            return;
        };
        let stands = s
            .find(heir)
            .is_some_and(|u| s.stand(hierarchy, u, day).is_some());
        let parent = place.map(|p| s.unit(p).id.clone());
        let told = said
            .iter()
            .find(|t| t.unit == *heir && t.hierarchy == hierarchy);
        match told {
            Some(told) if told.line == 0 && told.parent != parent => {
                let why = format!(
                    "the units that become one stand under different parents in the line «{hierarchy}»: a row of that line must say where the new one stands"
                );
                let line = self
                    .by_from
                    .get(closed.code.as_str())
                    .map_or(0, |r| r[0].line);
                self.say(line, "from_code", &closed.code, why);
            }
            None if !stands => said.push(Said {
                hierarchy: hierarchy.to_owned(),
                unit: heir.clone(),
                parent,
                code: closed.code.clone(),
                line: 0,
            }),
            _ => {}
        }
    }
}

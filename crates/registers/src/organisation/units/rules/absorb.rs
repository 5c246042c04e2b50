//! Taking the lines of an act into the structure, so that the next act of a file sees them.

use super::super::model::{CLASS, UnitEdit};
use figures::structure::{Link, LinkKind, State};
use figures::{Day, Structure};
use platform::Result;
use platform::journal::Line;

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

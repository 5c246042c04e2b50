//! A reform being prepared: steps chosen on a form, or rows from a file, and where the members
//! of closing units go. It becomes rows as `reforms.csv` has them, and nothing else: form and
//! file are decided by the same rules.

use crate::organisation::units::model::{AssignRow, Reform, ReformRow};
use figures::Day;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};

/// What a step of a reform does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Units become a new one.
    Merge,
    /// A unit that lives on takes others in.
    Absorb,
    /// A unit is divided, or gives parts away and lives on.
    Divide,
    /// A unit gets another name, code, kind or place.
    Alter,
    Create,
    Abolish,
}

impl Change {
    pub const ALL: [(Change, &'static str); 6] = [
        (Change::Merge, "merge"),
        (Change::Absorb, "absorb"),
        (Change::Divide, "divide"),
        (Change::Alter, "alter"),
        (Change::Create, "create"),
        (Change::Abolish, "abolish"),
    ];

    #[must_use]
    pub fn parse(text: &str) -> Option<Change> {
        let found = Self::ALL.into_iter().find(|(_, t)| *t == text);
        found.map(|(change, _)| change)
    }

    #[must_use]
    pub fn as_str(self) -> &'static str {
        let found = Self::ALL.into_iter().find(|(c, _)| *c == self);
        found.map_or("", |(_, text)| text)
    }
}

/// A unit as it is to be. An empty name, kind or parent of a unit that lives on stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    pub code: String,
    pub name: String,
    pub kind: String,
    pub parent: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    pub change: Change,
    /// Codes of the units it is about.
    pub codes: Vec<String>,
    /// Whether a divided unit lives on.
    #[serde(default)]
    pub lives: bool,
    pub to: Vec<Target>,
}

/// An act read from a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileAct {
    pub label: String,
    pub day: String,
    pub basis: String,
    /// Line of the file, row.
    pub rows: Vec<(usize, ReformRow)>,
}

/// A reform being prepared.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    pub label: String,
    pub day: String,
    pub basis: String,
    pub steps: Vec<Step>,
    /// Acts of a file; then there are no steps.
    pub acts: Vec<FileAct>,
    pub assign: Vec<AssignRow>,
    /// Names the file, so that it is not recorded twice.
    pub digest: String,
}

/// A plan as its working table keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PreparedReform {
    pub id: String,
    pub account: String,
    pub plan: Plan,
    /// Grows with every change: two windows do not overwrite each other.
    pub version: i64,
    pub made: i64,
}

impl Plan {
    /// The acts it comes to. The line of a row is the number of its step, or its line in the file.
    pub fn reforms(&self) -> Result<Vec<Reform>> {
        if self.acts.is_empty() {
            let day = Day::parse(&self.day)?;
            let numbered = self.steps.iter().enumerate();
            return Ok(vec![Reform {
                label: self.label.clone(),
                day,
                basis: self.basis.clone(),
                rows: numbered.flat_map(|(i, s)| s.rows(i + 1)).collect(),
            }]);
        }
        let act = |a: &FileAct| {
            let row = |(line, row): &(usize, ReformRow)| ReformRow {
                line: *line,
                ..row.clone()
            };
            Ok(Reform {
                label: a.label.clone(),
                day: Day::parse(&a.day)?,
                basis: a.basis.clone(),
                rows: a.rows.iter().map(row).collect(),
            })
        };
        self.acts.iter().map(act).collect()
    }

    /// From the acts of a file.
    #[must_use]
    pub fn of_file(acts: &[Reform], assign: Vec<AssignRow>, digest: String) -> Plan {
        let act = |r: &Reform| FileAct {
            label: r.label.clone(),
            day: r.day.to_string(),
            basis: r.basis.clone(),
            rows: r.rows.iter().map(|row| (row.line, row.clone())).collect(),
        };
        let first = acts.first();
        Plan {
            label: first.map_or_else(String::new, |r| r.label.clone()),
            day: first.map_or_else(String::new, |r| r.day.to_string()),
            basis: first.map_or_else(String::new, |r| r.basis.clone()),
            steps: Vec::new(),
            acts: acts.iter().map(act).collect(),
            assign,
            digest,
        }
    }

    /// The assignment rows, numbered.
    #[must_use]
    pub fn assigned(&self) -> Vec<AssignRow> {
        let numbered = (2..).zip(&self.assign);
        let row = |(line, row): (usize, &AssignRow)| AssignRow {
            line,
            ..row.clone()
        };
        numbered.map(row).collect()
    }

    /// Whether a row says where something of a unit goes, by its id or by its key.
    #[must_use]
    pub fn assigns(&self, code: &str, id: &str, key: &str) -> bool {
        let mut rows = self.assign.iter();
        rows.any(|r| r.code == code && (r.key == id || r.key == key))
    }

    /// Says where a person who sits in a unit, or another open thing of it, goes; the empty code
    /// takes it back.
    pub fn assign(&mut self, code: &str, (kind, key): (&str, &str), to_code: &str) {
        self.assign.retain(|r| r.code != code || r.key != key);
        if !to_code.is_empty() {
            self.assign.push(AssignRow {
                code: code.to_owned(),
                kind: kind.to_owned(),
                key: key.to_owned(),
                to_code: to_code.to_owned(),
                line: 0,
            });
        }
    }

    pub fn day(&self) -> Result<Day> {
        let reforms = self.reforms()?;
        let none = || Error::refused("the reform has no act");
        reforms.last().map(|r| r.day).ok_or_else(none)
    }
}

impl Step {
    /// The rows of `reforms.csv` a step stands for.
    #[must_use]
    pub fn rows(&self, line: usize) -> Vec<ReformRow> {
        let none = Target::default();
        let first = self.to.first().unwrap_or(&none);
        let row = |from: &str, link: &str, to: &Target| ReformRow {
            from_code: from.to_owned(),
            to_code: to.code.clone(),
            link: link.to_owned(),
            to_name: to.name.clone(),
            to_kind: to.kind.clone(),
            to_parent: to.parent.clone(),
            hierarchy: String::new(),
            line,
        };
        let codes = self.codes.iter();
        match self.change {
            Change::Merge => codes.map(|c| row(c, "whole", first)).collect(),
            Change::Absorb => {
                let own = Target {
                    code: first.code.clone(),
                    ..Target::default()
                };
                let stays = row(&first.code, "same", first);
                let others = codes.filter(|c| **c != first.code);
                std::iter::once(stays)
                    .chain(others.map(|c| row(c, "whole", &own)))
                    .collect()
            }
            Change::Divide => {
                let code = self.codes.first().map_or("", String::as_str);
                let own = Target {
                    code: code.to_owned(),
                    ..Target::default()
                };
                let stays = self.lives.then(|| row(code, "same", &own));
                let parts = self.to.iter().map(|t| row(code, "part", t));
                stays.into_iter().chain(parts).collect()
            }
            Change::Alter => codes.map(|c| row(c, "same", first)).collect(),
            Change::Create => vec![row("", "", first)],
            Change::Abolish => codes.map(|c| row(c, "whole", &none)).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(change: Change, codes: &[&str], to: &[&str]) -> Step {
        let target = |code: &&str| Target {
            code: (*code).to_owned(),
            name: format!("N{code}"),
            ..Target::default()
        };
        Step {
            change,
            codes: codes.iter().map(|c| (*c).to_owned()).collect(),
            lives: false,
            to: to.iter().map(target).collect(),
        }
    }

    fn told(step: &Step) -> Vec<String> {
        let row = |r: &ReformRow| format!("{},{},{}", r.from_code, r.to_code, r.link);
        step.rows(1).iter().map(row).collect()
    }

    #[test]
    fn each_kind_of_step_stands_for_the_rows_one_would_write() {
        assert_eq!(
            told(&step(Change::Merge, &["A", "B"], &["C"])),
            ["A,C,whole", "B,C,whole"]
        );
        assert_eq!(
            told(&step(Change::Absorb, &["A", "B"], &["A"])),
            ["A,A,same", "B,A,whole"]
        );
        let mut divided = step(Change::Divide, &["A"], &["B", "C"]);
        assert_eq!(told(&divided), ["A,B,part", "A,C,part"]);
        divided.lives = true;
        assert_eq!(told(&divided), ["A,A,same", "A,B,part", "A,C,part"]);
        assert_eq!(told(&step(Change::Alter, &["A"], &["D"])), ["A,D,same"]);
        assert_eq!(told(&step(Change::Create, &[], &["D"])), [",D,"]);
        assert_eq!(told(&step(Change::Abolish, &["A"], &[])), ["A,,whole"]);
    }

    #[test]
    fn a_person_is_assigned_once() {
        let mut plan = Plan::default();
        plan.assign("A", ("member", "a1.1"), "B");
        plan.assign("A", ("member", "a1.1"), "C");
        assert_eq!(plan.assign.len(), 1);
        assert_eq!(plan.assign[0].to_code, "C");
        plan.assign("A", ("member", "a1.1"), "");
        assert!(plan.assign.is_empty());
    }
}

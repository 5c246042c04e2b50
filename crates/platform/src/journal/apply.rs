//! Applying an act: every register brings its projections to what the edits in force add
//! up to. The same path serves a new act, a correction, an annulment and a replay, so
//! state is always the fold of the journal.

use super::{Act, CONTENT_VERSION, Edit, Line, store};
use crate::projection::Table;
use crate::{Db, Error, Result};
use figures::Day;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::future::Future;
use std::pin::Pin;

/// What a register does when an act concerns it.
pub type Apply =
    for<'a, 'b> fn(&'a mut Applying<'b>) -> Pin<Box<dyn Future<Output = Result<()>> + 'a>>;

/// What the journal must know of a register.
#[derive(Debug)]
pub struct Register {
    pub name: &'static str,
    /// Classes of subject whose lines it applies.
    pub classes: &'static [&'static str],
    pub tables: &'static [&'static Table],
    pub apply: Apply,
}

/// The kind of act that takes another back.
pub const ANNULMENT: &str = "annulment";
/// The kind of act that removes what names a person.
pub const ERASURE: &str = "erasure";
/// The kind of act that erases the content of a file: its bytes are gone for every knowledge, so
/// that nothing can take it back.
pub const FILE_ERASURE: &str = "file-erasure";
/// Class of the lines of acts about the journal itself.
pub const JOURNAL: &str = "journal";

/// An act being applied.
pub struct Applying<'a> {
    pub db: &'a mut Db,
    pub act: u64,
    pub kind: &'a str,
    lines: Option<&'a [Line]>,
    /// Positions of the act's lines by subject, for subjects that the act brings into being.
    by_subject: HashMap<&'a str, Vec<usize>>,
    /// How ids of this act begin.
    prefix: String,
    touched: BTreeMap<String, Vec<String>>,
}

impl<'a> Applying<'a> {
    fn of(
        db: &'a mut Db,
        act: &'a Act,
        lines: Option<&'a [Line]>,
        touched: BTreeMap<String, Vec<String>>,
    ) -> Applying<'a> {
        let mut by_subject: HashMap<&str, Vec<usize>> = HashMap::new();
        for (at, line) in lines.unwrap_or(&[]).iter().enumerate() {
            by_subject.entry(&line.subject).or_default().push(at);
        }
        let prefix = format!("a{}.", act.number);
        Applying {
            db,
            act: act.number,
            kind: &act.kind,
            lines,
            by_subject,
            prefix,
            touched,
        }
    }

    /// The subjects of a class that the act concerns, each once.
    #[must_use]
    pub fn touched(&self, class: &str) -> Vec<String> {
        self.touched.get(class).cloned().unwrap_or_default()
    }

    #[must_use]
    pub fn touches(&self, class: &str) -> bool {
        self.touched.contains_key(class)
    }

    /// Whether the act brought the subject into being: then nothing was known of it before.
    #[must_use]
    pub fn is_fresh(&self, subject: &str) -> bool {
        self.lines.is_some() && subject.starts_with(&self.prefix)
    }

    /// All edits in force of the subjects, grouped; those of fresh subjects come from the act in hand.
    pub async fn edits(
        &mut self,
        class: &str,
        subjects: &[String],
    ) -> Result<HashMap<String, Vec<Edit>>> {
        let (fresh, known): (Vec<_>, Vec<_>) =
            subjects.iter().cloned().partition(|s| self.is_fresh(s));
        let mut edits = group(store::edits(self.db, class, &known).await?);
        let lines = self.lines.unwrap_or(&[]);
        for subject in fresh {
            let mut own = Vec::new();
            for &at in self.by_subject.get(subject.as_str()).into_iter().flatten() {
                if let Some(line) = lines.get(at).filter(|l| l.class == class) {
                    own.push(edit(
                        self.act,
                        u64::try_from(at + 1).map_err(Error::internal)?,
                        line,
                    ));
                }
            }
            edits.insert(subject, own);
        }
        Ok(edits)
    }
}

fn edit(act: u64, line: u64, of: &Line) -> Edit {
    Edit {
        act,
        line,
        day: of.day,
        subject: of.subject.clone(),
        counted: of.counted.clone(),
        identifying: of.identifying.clone(),
    }
}

/// Edits by subject, each list in the order of acts and lines.
#[must_use]
pub fn group(edits: Vec<Edit>) -> HashMap<String, Vec<Edit>> {
    let mut by: HashMap<String, Vec<Edit>> = HashMap::new();
    for edit in edits {
        by.entry(edit.subject.clone()).or_default().push(edit);
    }
    by
}

fn touched<'l>(lines: impl Iterator<Item = (&'l str, &'l str)>) -> BTreeMap<String, Vec<String>> {
    let mut seen = HashSet::new();
    let mut by: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (class, subject) in lines {
        if seen.insert((class, subject)) {
            by.entry(class.to_owned())
                .or_default()
                .push(subject.to_owned());
        }
    }
    by
}

/// Applies an act whose lines are in hand.
pub async fn apply(db: &mut Db, registers: &[&Register], act: &Act, lines: &[Line]) -> Result<()> {
    if act.version == 0 || act.version > CONTENT_VERSION {
        return Err(Error::refused(format!(
            "act {} has content of version {}; this program knows versions 1 to {CONTENT_VERSION}: use a newer program",
            act.number, act.version
        )));
    }
    if act.kind == ANNULMENT {
        return take_back(db, registers, act, lines).await;
    }
    if act.kind == ERASURE {
        for line in lines {
            store::erase(db, line.class, &line.subject, act.number).await?;
        }
    }
    let touched = touched(lines.iter().map(|l| (l.class, l.subject.as_str())));
    run(&mut Applying::of(db, act, Some(lines), touched), registers).await
}

/// The annulled act's edits are no longer in force: everything it touched is folded again.
async fn take_back(db: &mut Db, registers: &[&Register], act: &Act, lines: &[Line]) -> Result<()> {
    for line in lines {
        let annulled = line
            .subject
            .strip_prefix("act:")
            .and_then(|n| n.parse().ok());
        let annulled =
            annulled.ok_or_else(|| Error::Damaged(format!("act {} annuls nothing", act.number)))?;
        store::annul(db, annulled, act.number).await?;
        let gone = store::lines(db, annulled).await?;
        let touched = touched(gone.iter().map(|l| (l.class.as_str(), l.subject.as_str())));
        run(&mut Applying::of(db, act, None, touched), registers).await?;
    }
    Ok(())
}

async fn run(applying: &mut Applying<'_>, registers: &[&Register]) -> Result<()> {
    for register in registers {
        (register.apply)(applying).await?;
    }
    Ok(())
}

/// The stored lines of an act as the lines that were recorded. A line that no register applies is
/// an error and never passed over: what it says would be missing, and nothing would tell.
pub fn replayed(
    act: u64,
    lines: Vec<store::FullLine>,
    registers: &[&Register],
) -> Result<Vec<Line>> {
    let damaged = |number, why| Error::Damaged(format!("act {act} line {number}: {why}"));
    let line = |line: store::FullLine| {
        let mut classes = registers.iter().flat_map(|r| r.classes).chain(&[JOURNAL]);
        let class = classes.find(|c| **c == line.class).ok_or_else(|| {
            let why = format!(
                "no register of this program knows its class «{}»",
                line.class
            );
            damaged(line.number, why)
        })?;
        let day = Day::parse(&line.day).map_err(|_| {
            let why = format!("its day «{}» is none", line.day);
            damaged(line.number, why)
        })?;
        let also = line.also.split(' ').filter(|s| !s.is_empty());
        Ok(Line {
            day,
            class,
            also: also.map(str::to_owned).collect(),
            subject: line.subject,
            counted: line.counted,
            identifying: line.identifying,
        })
    };
    lines.into_iter().map(line).collect()
}

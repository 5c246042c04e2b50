//! From a file to acts: what the command line and the pages share. Deciding reads, and refuses
//! or says which acts a file comes to; recording takes the writer's place and decides again.

use crate::REGISTERS;
use crate::activity::documents;
use crate::activity::tasks::acts as tasks;
use crate::insight::entered;
use crate::organisation::members::acts as members;
use crate::organisation::reforms::acts::{self as reforms, Decision, View};
use figures::Day;
use platform::journal::apply::apply;
use platform::journal::{Act, Draft, Ground, Writer, bear_digest};
use platform::seal::Key;
use platform::sheets::{self, Limits, Sheet};
use platform::{Db, Problem, Randomness, Result, Scope};

/// What a file is a list of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum What {
    Units,
    Reforms,
    Members,
    Events,
    Corrections,
    Figures,
    Tasks,
    Documents,
}

impl What {
    pub const ALL: [What; 8] = [
        What::Units,
        What::Reforms,
        What::Members,
        What::Events,
        What::Corrections,
        What::Figures,
        What::Tasks,
        What::Documents,
    ];

    /// Its name in addresses and on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            What::Units => "units",
            What::Reforms => "reforms",
            What::Members => "members",
            What::Events => "events",
            What::Corrections => members::CORRECTIONS,
            What::Figures => "figures",
            What::Tasks => "tasks",
            What::Documents => "documents",
        }
    }

    #[must_use]
    pub fn parse(text: &str) -> Option<What> {
        Self::ALL.into_iter().find(|w| w.as_str() == text)
    }

    /// The kind of act it becomes.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self {
            What::Reforms => "reform",
            other => other.as_str(),
        }
    }
}

/// A file to import, read once.
#[derive(Debug, Clone)]
pub struct Input {
    pub sheet: Sheet,
    pub assign: Option<Sheet>,
    /// Heading of the file, name of the column it stands for.
    pub mapping: Vec<(String, String)>,
    /// Names the exact bytes, so that the same file is not recorded twice.
    pub digest: String,
}

impl Input {
    /// Text that is in hand already, for the demo.
    pub fn of_text(name: &str, text: String, assign: Option<String>) -> Result<Input> {
        let digest = sheets::digest(text.as_bytes(), None);
        let sheet = sheets::from_bytes(name, text.into_bytes(), Limits::default())?;
        let assign = assign
            .map(|a| sheets::from_bytes("assign.csv", a.into_bytes(), Limits::default()))
            .transpose()?;
        Ok(Input {
            sheet,
            assign,
            mapping: Vec::new(),
            digest,
        })
    }
}

/// What became of an import.
pub enum Imported {
    /// This very file is in the record, by that act.
    Already(u64),
    Recorded {
        acts: Vec<Act>,
        warnings: Vec<Problem>,
    },
}

/// What deciding needs beside the record.
pub struct Means<'a> {
    pub key: &'a Key,
    pub chance: &'a mut dyn Randomness,
    /// The units for which whoever hands a file in may enter.
    pub may: &'a Scope,
}

/// Decides and records one input with the writer's place; the caller finishes, or lets it go.
pub async fn import_into(
    writer: &mut Writer<'_>,
    what: What,
    input: &Input,
    means: Means<'_>,
    ground: &Ground,
    step: &mut dyn FnMut(usize, usize),
) -> Result<Imported> {
    let already =
        platform::journal::store::act_with_digest(writer.db, what.kind(), &input.digest).await?;
    if let Some(act) = already {
        return Ok(Imported::Already(act));
    }
    let mut decision = decide(writer.db, what, input, means, ground).await?;
    bear_digest(&mut decision.drafts, &input.digest);
    let acts = record(writer, &decision.drafts, step).await?;
    Ok(Imported::Recorded {
        acts,
        warnings: decision.warnings,
    })
}

/// Records drafts in order and applies each.
pub async fn record(
    writer: &mut Writer<'_>,
    drafts: &[Draft],
    step: &mut dyn FnMut(usize, usize),
) -> Result<Vec<Act>> {
    let mut acts = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let act = writer.record(draft).await?;
        apply(writer.db, REGISTERS, &act, &draft.lines).await?;
        acts.push(act);
        step(acts.len(), drafts.len());
    }
    Ok(acts)
}

/// Decides what a file comes to, or refuses it with every problem there is.
pub async fn decide(
    db: &mut Db,
    what: What,
    input: &Input,
    means: Means<'_>,
    ground: &Ground,
) -> Result<Decision> {
    let mut view = reforms::view(db, &Scope::whole()).await?;
    let sheet = &input.sheet;
    match what {
        What::Units => reforms::decide_units(&view, sheet, &input.mapping, ground.clone()),
        What::Reforms => {
            let acts = reforms::read_reforms(sheet, &input.mapping)?;
            let assign = input
                .assign
                .as_ref()
                .map(reforms::read_assign)
                .transpose()?
                .unwrap_or_default();
            reforms::decide_reforms(db, &mut view, &sheet.file, &acts, &assign, ground).await
        }
        What::Figures => {
            let lines =
                entered::acts::decide_list(&view.structure, &view.book, sheet, &input.mapping)?;
            Ok(one(what.kind(), ground, lines, Vec::new()))
        }
        What::Tasks => {
            let listed = tasks::decide_list(db, &view, sheet, &input.mapping).await?;
            Ok(one(what.kind(), ground, listed.lines, listed.warnings))
        }
        What::Documents => {
            let reading = documents::acts::Ground {
                structure: &view.structure,
                book: &view.book,
                act: view.last + 1,
            };
            let file = (sheet, input.mapping.as_slice());
            let listed = documents::list::decide_list(db, reading, file, means.may).await?;
            Ok(one(what.kind(), ground, listed.lines, listed.warnings))
        }
        What::Members | What::Events | What::Corrections => {
            let listed = decide_members(db, what, input, means, &view).await?;
            Ok(one(what.kind(), ground, listed.lines, listed.warnings))
        }
    }
}

async fn decide_members(
    db: &mut Db,
    what: What,
    input: &Input,
    means: Means<'_>,
    view: &View,
) -> Result<members::Listed> {
    let may = means.may;
    let mut ground = members::Deciding {
        structure: &view.structure,
        book: &view.book,
        act: view.last + 1,
        key: means.key,
        chance: means.chance,
    };
    let (sheet, mapping) = (&input.sheet, input.mapping.as_slice());
    match what {
        What::Members => members::decide_list(db, &mut ground, sheet, mapping).await,
        What::Events => members::decide_events(db, &mut ground, (sheet, mapping), may).await,
        _ => members::decide_corrections(db, &mut ground, sheet, mapping).await,
    }
}

fn one(
    kind: &'static str,
    ground: &Ground,
    lines: Vec<platform::journal::Line>,
    warnings: Vec<Problem>,
) -> Decision {
    let draft = Draft {
        kind,
        version: platform::journal::CONTENT_VERSION,
        ground: ground.clone(),
        day: Day::MIN,
        lines,
    };
    Decision {
        drafts: vec![draft],
        warnings,
    }
}

/// Counts what the lines of an act do, by class and edit.
#[must_use]
pub fn effects(draft: &Draft) -> String {
    let mut counts: std::collections::BTreeMap<String, usize> = std::collections::BTreeMap::new();
    for line in &draft.lines {
        let said: serde_json::Value = serde_json::from_str(&line.counted).unwrap_or_default();
        let edit = said
            .get("edit")
            .and_then(|e| e.as_str())
            .unwrap_or("row")
            .to_owned();
        let event = said
            .get("event")
            .and_then(|e| e.as_str().or_else(|| e.get("event")?.as_str()))
            .map(|e| format!(" {e}"))
            .unwrap_or_default();
        *counts
            .entry(format!("{} {edit}{event}", line.class))
            .or_default() += 1;
    }
    let said: Vec<String> = counts
        .into_iter()
        .map(|(what, n)| format!("{n} × {what}"))
        .collect();
    said.join(", ")
}

//! Rows for units that their sender may not enter. They are refused like rows with any other
//! problem, and nothing else is said of them: not what is in those units, nor that they exist.

use super::core::{Input, What};
use super::store::{self, Stand};
use crate::activity::documents::list::{own_day, reference};
use crate::activity::documents::rules::RELATIONS;
use crate::activity::documents::rules::{direction_named, validity_after};
use crate::activity::documents::{model::Document, store as papers};
use crate::activity::tasks::store::documents_named;
use crate::organisation::members::{acts::read_day, store as members};
use crate::organisation::reforms::acts::View;
use crate::organisation::rulebook::Effect;
use crate::web::entering::Enterable;
use platform::sheets::{Found, Line};
use platform::text::tidy;
use platform::{Db, Problem, Result};
use std::collections::{HashMap, HashSet};

const NOT_YOURS: &str = "no unit of this code is one for which you may enter";
const NO_DOCUMENT: &str = "no document of the record has this id or this number and symbol";
const NOBODY: &str = "no person of a unit for which you may enter has this key";

struct Looking<'a> {
    what: What,
    found: Found,
    view: &'a View,
    reach: &'a Enterable,
    file: &'a str,
    problems: Vec<Problem>,
}

impl Looking<'_> {
    fn cell<'a>(&self, line: &'a Line, column: &str) -> &'a str {
        let at = self.what.columns().iter().position(|c| c.0 == column);
        at.map_or("", |at| self.found.cell(line, at))
    }

    fn say(&mut self, line: &Line, column: &str, why: &str) {
        let value = tidy(self.cell(line, column));
        self.problems.push(
            Problem::new(why)
                .at(self.file, line.number)
                .cell(column, &value),
        );
    }

    /// Refuses a row whose cell names a unit that is not the sender's.
    fn unit(&mut self, line: &Line, column: &str, on: &str) -> bool {
        let (code, day) = (tidy(self.cell(line, column)), read_day(self.cell(line, on)));
        let may = self.reach.may_name(&self.view.structure, &code, day);
        if !may {
            self.say(line, column, NOT_YOURS);
        }
        may
    }
}

/// The rows of a file that its sender may not record.
pub async fn refused(
    db: &mut Db,
    what: What,
    input: &Input,
    view: &View,
    reach: &Enterable,
) -> Result<Vec<Problem>> {
    if reach.is_whole() {
        return Ok(Vec::new());
    }
    let mut looking = Looking {
        what,
        found: input.sheet.columns(what.columns(), &[], &input.mapping)?,
        view,
        reach,
        file: &input.sheet.file,
        problems: Vec::new(),
    };
    let rows = &input.sheet.rows;
    match what {
        What::Members => rows.iter().for_each(|l| {
            looking.unit(l, "unit_code", "since");
        }),
        What::Figures => rows.iter().for_each(|l| {
            looking.unit(l, "code", "date");
        }),
        What::Tasks => {
            for line in rows {
                for column in ["lead", "assigned_by"] {
                    looking.unit(line, column, "issued");
                }
                let named = tidy(looking.cell(line, "document"));
                let ids = documents_named(db, &named).await?;
                if !ids.is_empty() && seen(db, reach, &ids).await?.len() < ids.len() {
                    looking.say(line, "document", NO_DOCUMENT);
                }
            }
        }
        What::Documents => {
            rows.iter().for_each(|l| documents(&mut looking, l));
            for line in rows {
                relations(db, &mut looking, line).await?;
            }
        }
        What::Units => units(&mut looking, rows),
        What::Reforms => {
            for line in rows {
                for column in ["from_code", "to_code", "to_parent"] {
                    looking.unit(line, column, "date");
                }
            }
        }
        What::Events | What::Corrections => {
            let keys: Vec<String> = rows
                .iter()
                .map(|l| tidy(looking.cell(l, "person_key")))
                .collect();
            let scope = reach.scope();
            let ids = members::by_key(db, &scope, &keys).await?;
            let persons: Vec<String> = ids.values().cloned().collect();
            let stands = store::stands(db, &scope, &persons).await?;
            persons_of(&mut looking, rows, (&keys, &ids, &stands));
        }
    }
    Ok(looking.problems)
}

/// An own document is entered by its organ; one from outside by the unit that keeps it, which
/// stands first among its recipients.
fn documents(looking: &mut Looking<'_>, line: &Line) {
    let named = !looking.cell(line, "organ_code").is_empty();
    let own = match tidy(looking.cell(line, "direction")).as_str() {
        "" => named,
        said => direction_named(said) == Some("outgoing"),
    };
    if own {
        looking.unit(line, "organ_code", "date");
        return;
    }
    let keeper = tidy(
        looking
            .cell(line, "recipients")
            .split('|')
            .next()
            .unwrap_or_default(),
    );
    let day = read_day(looking.cell(line, "date"));
    let bearer = day.and_then(|day| looking.view.structure.bearer(&keeper, day));
    let own = bearer.is_some_and(|u| looking.reach.enters(&looking.view.structure.unit(u).id));
    if !own {
        looking.say(line, "recipients", NOT_YOURS);
    }
}

/// Which of some documents concern a unit that the sender enters for.
async fn seen(db: &mut Db, reach: &Enterable, ids: &[String]) -> Result<Vec<Document>> {
    let held = papers::latest(db, ids).await?.into_values();
    papers::within(db, &reach.scope(), held.map(|(d, _)| d).collect()).await
}

/// Whether another document is in force, only who enters for it changes. One that its sender does
/// not see is as if it were not there, as on the form: deciding the row says so.
async fn relations(db: &mut Db, looking: &mut Looking<'_>, line: &Line) -> Result<()> {
    for column in RELATIONS {
        let said = tidy(looking.cell(line, column));
        for part in said.split('|').map(str::trim).filter(|p| !p.is_empty()) {
            let (symbol, day) = reference(part);
            let held = papers::by_symbol(db, std::slice::from_ref(&symbol)).await?;
            let seen = papers::within(db, &looking.reach.scope(), held).await?;
            let mut meant = seen
                .iter()
                .filter(|d| day.is_none_or(|day| day == own_day(d)));
            let changes = validity_after(column).is_some();
            if changes && !meant.all(|d| looking.reach.enters(&d.organ)) {
                let why = format!("«{symbol}» is neither in the record nor in the file");
                looking.say(line, column, &why);
            }
        }
    }
    Ok(())
}

/// A new unit stands under one of the sender's, or under another new one of the same file.
fn units(looking: &mut Looking<'_>, rows: &[Line]) {
    let own: HashSet<String> = rows.iter().map(|l| tidy(looking.cell(l, "code"))).collect();
    for line in rows {
        let parent = tidy(looking.cell(line, "parent_code"));
        if parent.is_empty() {
            looking.say(
                line,
                "parent_code",
                "you may enter units below your own only: a unit above is needed",
            );
        } else if !own.contains(&parent) {
            looking.unit(line, "parent_code", "valid_from");
        }
        looking.unit(line, "code", "valid_from");
    }
}

type Known<'a> = (
    &'a [String],
    &'a HashMap<String, String>,
    &'a HashMap<String, Stand>,
);

/// A person is entered by the unit where they are, and in transit also by the one that receives.
fn persons_of(looking: &mut Looking<'_>, rows: &[Line], (keys, ids, stands): Known<'_>) {
    for (line, key) in rows.iter().zip(keys) {
        let stand = ids.get(key).and_then(|id| stands.get(id));
        let own = stand.is_some_and(|s| {
            looking.reach.enters(&s.unit)
                || (!s.receiver.is_empty() && looking.reach.enters(&s.receiver))
        });
        if !own {
            looking.say(line, "person_key", NOBODY);
            continue;
        }
        if looking.what == What::Events {
            let rule = looking.view.book.event_named(looking.cell(line, "event"));
            // who is sent elsewhere is received there by somebody else
            let effect = rule.map(|r| r.effect);
            if effect != Some(Effect::Send) {
                looking.unit(line, "to_unit", "day");
            }
            let unsaid = looking.cell(line, "to_unit").is_empty();
            let awaited = stand.is_some_and(|s| looking.reach.enters(&s.receiver));
            if effect == Some(Effect::Receive) && unsaid && !awaited {
                looking.say(line, "person_key", NOBODY);
            }
        }
    }
}

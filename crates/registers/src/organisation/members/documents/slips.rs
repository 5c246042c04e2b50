//! Correction slips: of each member whose record fails the data standard only what fails, why,
//! and a line for the right value. Paper goes where there is no screen.

use super::read::{Ids, Person, Standpoint, rule};
use super::sheet::{Head, Sheet, sheet};
use super::words::Texts;
use crate::organisation::members::standard as dq;
use figures::UnitIx;
use platform::Result;
use platform::locale::Lang;
use serde_json::{Value, json};

/// The members of one cell whose records fail.
pub struct Slip<'a> {
    pub cell: UnitIx,
    pub members: Vec<&'a Person>,
}

/// The slips of some cells, by the cells' codes and the members' given names. A cell without a
/// failing record has none.
#[must_use]
pub fn slips<'a>(
    ground: &Standpoint<'_>,
    cells: &[UnitIx],
    members: &'a [Person],
) -> Vec<Slip<'a>> {
    let mut by_cell: std::collections::HashMap<&str, Vec<&Person>> =
        std::collections::HashMap::new();
    for member in members.iter().filter(|m| !m.failing.is_empty()) {
        if let Some(stay) = &member.stay {
            by_cell.entry(&stay.unit).or_default().push(member);
        }
    }
    let slip = |cell: &UnitIx| {
        let members = by_cell.remove(ground.structure.unit(*cell).id.as_str())?;
        Some(Slip {
            cell: *cell,
            members,
        })
    };
    cells.iter().filter_map(slip).collect()
}

/// The slips as one document, each cell on a page of its own.
pub fn print(
    ground: &Standpoint<'_>,
    top: UnitIx,
    slips: &[Slip<'_>],
    ids: &Ids<'_>,
    lang: Lang,
) -> Result<Sheet> {
    let texts = Texts::new(lang)?;
    let mut cells = Vec::new();
    for slip in slips {
        let state = ground.structure.state(slip.cell, ground.on());
        let name = state.map_or_else(String::new, |s| texts.name(&s.name));
        let parent = state.and_then(|s| ground.structure.state(s.parent?, ground.on()));
        let members = slip.members.iter().map(|m| member(ground, &texts, m, ids));
        cells.push(json!({
            "name": name,
            "code": texts.island(state.map_or("", |s| &s.code)),
            "parent": parent.map_or_else(String::new, |p| texts.name(&p.name)),
            "count": texts.say("slips-count", &[("count", &texts.island(&slip.members.len().to_string()))])?,
            "members": members.collect::<Result<Vec<_>>>()?,
        }));
    }
    let content = json!({
        "words": texts.words("slips", &["title", "how", "field", "held", "why", "right", "none", "missing", "secretary", "day"])?,
        "cells": cells,
        "unit": texts.name(ground.unit_name(&ground.structure.unit(top).id)),
    });
    let title = format!(
        "{} – {}",
        texts.label("slips-title")?,
        ground.unit_name(&ground.structure.unit(top).id)
    );
    sheet(
        (ground, &texts),
        include_str!("templates/slips.typ"),
        &title,
        &Head::default(),
        content,
    )
}

fn member(ground: &Standpoint<'_>, texts: &Texts, member: &Person, ids: &Ids<'_>) -> Result<Value> {
    let mut rows = Vec::new();
    for failing in &member.failing {
        let message =
            rule(ground, *failing).map_or("", |r| r.message.in_language(texts.lang.code()));
        let field = dq::fields(*failing).first().copied();
        let label = match field {
            Some(field) => texts.label(&format!("field-{}", field.replace('_', "-")))?,
            None => texts.label("slips-place")?,
        };
        rows.push(json!({
            "field": label,
            "held": field.map_or(Ok(String::new()), |f| held(texts, member, f, ids))?,
            "why": message,
            "rule": texts.island(&format!("DQ{:02}", failing.0)),
        }));
    }
    Ok(json!({
        "name": texts.name(member.name()),
        "key": texts.island(member.field("person_key")),
        "born": texts.iso(member.field("birth_date"))?,
        "rows": rows,
    }))
}

fn held(texts: &Texts, member: &Person, field: &str, ids: &Ids<'_>) -> Result<String> {
    Ok(match field {
        "citizen_id" => texts.island(&ids.citizen_id(member)?),
        "card_number" => texts.island(&ids.card(member)?),
        "name" => texts.name(member.name()),
        date if date.ends_with("_date") => texts.iso(member.field(date))?,
        other => texts.island(member.field(other)),
    })
}

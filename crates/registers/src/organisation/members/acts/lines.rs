//! The lines of acts about members, and how what names a person is sealed in them.

use super::super::model::{CLASS, EventEdit, PersonEdit};
use super::super::{rules, store};
use super::Deciding;
use figures::Day;
use platform::Result;
use platform::journal::{Line, canonical};
use platform::seal::Key;
use std::collections::BTreeMap;

pub(super) type FieldMap = BTreeMap<String, String>;

pub(super) fn seal_id(
    identifying: &mut FieldMap,
    ground: &mut Deciding<'_>,
    citizen_id: &str,
) -> Result<()> {
    let empty = citizen_id.is_empty();
    let sealed = if empty {
        String::new()
    } else {
        ground.key.seal(citizen_id, ground.chance)?
    };
    let hash = if empty {
        String::new()
    } else {
        ground.key.matching(citizen_id)?
    };
    for (name, value) in [
        ("citizen_id", sealed),
        ("citizen_hash", hash),
        ("citizen_form", store::form_text(citizen_id)),
    ] {
        if !value.is_empty() {
            identifying.insert(name.to_owned(), value);
        }
    }
    Ok(())
}

/// A card number as kept: the new cards bear the citizen ID, which is not written openly.
pub(super) fn card_text(key: &Key, card: &str) -> Result<String> {
    if card.len() == 12 && card.bytes().all(|b| b.is_ascii_digit()) {
        Ok(format!("#{}", key.matching(card)?))
    } else {
        Ok(card.to_owned())
    }
}

pub(super) fn move_line(person: &str, day: Day, from: &str, to: &str) -> Result<Line> {
    event_line(person, day, rules::moved(from, to))
}

pub(super) fn event_line(person: &str, day: Day, event: EventEdit) -> Result<Line> {
    let also = [&event.from_unit, &event.to_unit]
        .into_iter()
        .filter(|u| !u.is_empty())
        .cloned()
        .collect();
    let counted = canonical::text(&PersonEdit::Event(event))?;
    Ok(Line {
        day,
        class: CLASS,
        subject: person.to_owned(),
        also,
        counted,
        identifying: None,
    })
}

pub(super) fn set_line(
    subject: &str,
    from: Day,
    until: Option<Day>,
    fields: FieldMap,
    beside: FieldMap,
) -> Result<Line> {
    let identifying: Vec<String> = beside.keys().cloned().collect();
    let edit = PersonEdit::Set {
        fields,
        until: until.map(|u| u.to_string()),
        identifying,
    };
    Ok(Line {
        day: from,
        class: CLASS,
        subject: subject.to_owned(),
        also: Vec::new(),
        counted: canonical::text(&edit)?,
        identifying: if beside.is_empty() {
            None
        } else {
            Some(canonical::text(&beside)?)
        },
    })
}

//! What a document does to another, and the clauses it is broken into.

use super::super::list::own_day;
use super::super::model::DocumentEdit;
use super::super::rules::{RELATIONS, validity_after};
use super::{Decided, Ground, line, the_document, unmarked};
use crate::activity::refuse;
use figures::Day;
use platform::journal::Line;
use platform::text::tidy;
use platform::{Db, Error, Result};
use std::collections::BTreeMap;

/// What a document does to another, from its own day on unless another is given.
pub async fn decide_relate(
    db: &mut Db,
    _ground: Ground<'_>,
    from: &str,
    relation: &str,
    to: &str,
    (day, note): (Option<Day>, &str),
) -> Result<Decided> {
    if !RELATIONS.contains(&relation) {
        return Err(refuse(
            "relation",
            relation,
            format!("it is one of {}", RELATIONS.join(", ")),
        ));
    }
    if from == to {
        return Err(refuse(
            "to",
            to,
            "a document stands in no relation to itself",
        ));
    }
    let (document, _) = the_document(db, from).await?;
    let effect = document.state.has_effect();
    if !effect && !document.state.is_drafted() {
        let why = format!(
            "a document that is «{}» does nothing to another",
            document.state
        );
        return Err(refuse("relation", relation, why));
    }
    let (other, _) = the_document(db, to).await?;
    let day = day.unwrap_or(document.day());
    let own = own_day(&document);
    if day < own {
        let named = if document.symbol.is_empty() {
            &document.subject
        } else {
            &document.symbol
        };
        let why = format!("{named} is dated {own}: it does nothing to another before");
        return Err(refuse("on", &day.to_string(), why));
    }
    let began = other.day();
    if day < began {
        let why = format!(
            "{} is dated {}: nothing happens to it before",
            other.symbol, other.dated
        );
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(Decided {
        lines: relation_lines(day, (from, effect), relation, to, note)?,
        id: from.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// The lines of a relation; what it makes of the other's validity only once it has effect.
pub(in super::super) fn relation_lines(
    day: Day,
    (from, effect): (&str, bool),
    relation: &str,
    to: &str,
    note: &str,
) -> Result<Vec<Line>> {
    let nobody = BTreeMap::new();
    let edit = DocumentEdit::Relation {
        relation: relation.to_owned(),
        other: to.to_owned(),
        note: tidy(note),
    };
    let mut own = line(day, from, &edit, &nobody)?;
    own.also.push(to.to_owned());
    let mut lines = vec![own];
    if effect && validity_after(relation).is_some() {
        lines.push(validity_line(day, from, relation, to)?);
    }
    Ok(lines)
}

pub(super) fn validity_line(day: Day, from: &str, relation: &str, to: &str) -> Result<Line> {
    let edit = DocumentEdit::Validity {
        by: from.to_owned(),
        relation: relation.to_owned(),
    };
    let mut theirs = line(day, to, &edit, &BTreeMap::new())?;
    theirs.also.push(from.to_owned());
    Ok(theirs)
}

/// A clause as somebody writes it; an empty text takes the clause away.
#[derive(Debug, Clone, Default)]
pub struct NewClause {
    pub item: String,
    pub label: String,
    pub text: String,
    /// Whether it binds someone.
    pub binds: bool,
}

/// The line of a clause that says something. What bears a mark of secrecy is refused.
pub(crate) fn clause_line(
    ground: Ground<'_>,
    (day, id): (Day, &str),
    clause: &NewClause,
) -> Result<Line> {
    let text = tidy(&clause.text);
    unmarked(ground.book.documents(), ("text", &text), day)
        .map_err(|p| Error::Refused(vec![*p]))?;
    let edit = DocumentEdit::Clause {
        item: clause.item.clone(),
        label: tidy(&clause.label),
        binds: if clause.binds { "yes" } else { "no" }.to_owned(),
    };
    // the text stands where an erasure reaches it
    let text = BTreeMap::from([("text".to_owned(), text)]);
    line(day, id, &edit, &text)
}

/// Breaks a document into clauses; those that are not named stay as they are.
pub async fn decide_clauses(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    clauses: &[NewClause],
    day: Day,
) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    if document.state.is_stub() {
        return Err(Error::refused(format!(
            "{} is {}: it has no content",
            document.symbol, document.state
        )));
    }
    let mut seen = std::collections::HashSet::new();
    let mut lines = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let item = tidy(&clause.item);
        if item.is_empty() || item.contains(' ') || !seen.insert(item.clone()) {
            return Err(refuse(
                "item",
                &clause.item,
                "each clause has a number of its own, without spaces",
            ));
        }
        let text = tidy(&clause.text);
        if text.is_empty() {
            lines.push(line(
                day,
                id,
                &DocumentEdit::ClauseGone { item },
                &BTreeMap::new(),
            )?);
            continue;
        }
        lines.push(clause_line(
            ground,
            (day, id),
            &NewClause {
                item,
                ..clause.clone()
            },
        )?);
    }
    Ok(Decided {
        lines,
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

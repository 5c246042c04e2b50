//! What is held about a person, gathered from the record: the right to know, to have a copy, and
//! to know who looked (Law 91/2025/QH15). Nothing of it is kept; it is read anew each time.

use super::fields::{self, Field};
use super::people::SeenPerson;
use super::{looks, reveal, store};
use crate::organisation::members::model;
use crate::organisation::rulebook::{RuleId, Rulebook};
use crate::web::Visit;
use figures::{Day, Structure};
use platform::journal::store as journal;
use platform::projection::Row;
use platform::{Db, Result, Scope};
use serde::Serialize;

/// A value of a field, from which day until which.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    pub field: &'static str,
    pub label: String,
    /// `public`, `internal`, `personal` or `sensitive`.
    pub class: &'static str,
    pub purpose: String,
    pub value: String,
    /// Empty when it always was so, as far as is known.
    pub from: String,
    pub until: String,
}

/// A stretch of membership.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Stay {
    pub from: String,
    pub until: String,
    pub standing: String,
    pub unit: String,
}

/// Something that befell the membership, with the act that recorded it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Happened {
    pub day: String,
    pub event: String,
    pub document: String,
    pub act: u64,
    pub basis: String,
    pub reason: String,
}

/// What the data standard says against the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    pub rule: String,
    pub message: String,
    pub from: String,
    pub until: String,
}

/// A look by somebody, named by their office alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Seen {
    pub at: String,
    pub office: String,
    pub unit: String,
    /// Key of the message that says what kind of look it was.
    pub what: String,
    pub field: String,
}

/// Everything that is held.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Held {
    pub person: String,
    pub name: String,
    pub unit: String,
    pub as_of: String,
    pub known: u64,
    pub fields: Vec<Said>,
    pub stays: Vec<Stay>,
    pub events: Vec<Happened>,
    pub faults: Vec<Fault>,
    pub looks: Vec<Seen>,
}

/// One's own data are one's own in whatever unit one is: they are asked for by who is linked to
/// the person, and by no grant.
#[must_use]
pub fn own() -> Scope {
    Scope::whole()
}

/// Gathers what is held about somebody, for themselves.
pub async fn gathered(v: &Visit, db: &mut Db, person: &SeenPerson) -> Result<Held> {
    let facts = v.facts().await?;
    let (s, book) = (&facts.structure, &facts.book);
    let id = &person.id;
    let (scope, asof) = (&own(), v.asof);
    let rows = store::fields(db, scope, asof, id).await?;
    let stays = store::memberships(db, scope, asof, id).await?;
    let verdicts = store::verdicts(db, scope, asof, id).await?;
    let whose = super::log::whose(&v.office.settings.key, id)?;
    let looks = store::about(db, &whose).await?;
    Ok(Held {
        person: id.clone(),
        name: person.name().to_owned(),
        unit: unit_name(v, s, &s.unit(person.unit).id),
        as_of: v.asof.on.to_string(),
        known: asof.known.0,
        fields: said(v, book, &rows)?,
        stays: stays.iter().map(|r| stay(v, s, book, r)).collect(),
        events: happened(v, db, book, id).await?,
        faults: verdicts.iter().map(|r| fault(v, book, r)).collect(),
        looks: looks
            .iter()
            .map(|e| {
                Ok(Seen {
                    at: looks::moment(v, e),
                    office: e.post.clone(),
                    unit: unit_name(v, s, &e.unit),
                    what: format!("privacy-what-{}", e.what),
                    field: looks::field_name(v, book, &e.field)?,
                })
            })
            .collect::<Result<_>>()?,
    })
}

/// The values of every field, each as often as it changed.
fn said(v: &Visit, book: &Rulebook, rows: &[Row]) -> Result<Vec<Said>> {
    let mut all = Vec::new();
    for (i, name) in model::FIELDS.iter().enumerate() {
        let Some(field) = fields::field(name) else {
            continue;
        };
        let mut spans: Vec<(Day, Day, String)> = Vec::new();
        for row in rows {
            let value = readable(v, book, name, row.values[i].text())?;
            match spans.last_mut() {
                Some(last) if last.2 == value && last.1 == row.from => last.1 = row.to,
                _ => spans.push((row.from, row.to, value)),
            }
        }
        for (from, to, value) in spans.into_iter().filter(|s| !s.2.is_empty()) {
            all.push(one(v, field, value, from, to)?);
        }
    }
    Ok(all)
}

fn one(v: &Visit, field: &'static Field, value: String, from: Day, to: Day) -> Result<Said> {
    Ok(Said {
        field: field.name,
        label: v.t(&reveal::label(field.name))?,
        class: field.class.code(),
        purpose: v.t(field.purpose)?,
        value,
        from: begins(from),
        until: ends(to),
    })
}

/// A value as its owner reads it. Of the keys for matching only that they are kept is of use.
fn readable(v: &Visit, book: &Rulebook, name: &str, stored: &str) -> Result<String> {
    Ok(match name {
        _ if stored.is_empty() => String::new(),
        "citizen_id" => v.office.settings.key.unseal(stored)?,
        "citizen_hash" | "citizen_form" => fields::masked(name, stored),
        // a card that bears the citizen ID is kept as its hash
        "card_number" if stored.starts_with('#') => fields::masked("citizen_hash", stored),
        "ethnic_group" => book
            .ethnic_group(stored)
            .unwrap_or_else(|| stored.to_owned()),
        "sex" if ["female", "male"].contains(&stored) => v.t(&format!("privacy-{stored}"))?,
        _ => stored.to_owned(),
    })
}

fn begins(day: Day) -> String {
    if day == Day::MIN {
        String::new()
    } else {
        day.to_string()
    }
}

/// The last day, included; empty while it lasts.
fn ends(day: Day) -> String {
    if day == Day::MAX {
        String::new()
    } else {
        day.eve().to_string()
    }
}

fn unit_name(v: &Visit, s: &Structure, id: &str) -> String {
    let unit = s.find(id);
    let state = unit.and_then(|u| s.state(u, v.asof.on).or_else(|| s.last_state(u)));
    state.map_or_else(String::new, |x| x.name.clone())
}

fn stay(v: &Visit, s: &Structure, book: &Rulebook, row: &Row) -> Stay {
    let text = |i: usize| row.values[i].text();
    let place = match (text(0), text(3), text(4)) {
        ("", from, to) => format!("{} → {}", unit_name(v, s, from), unit_name(v, s, to)),
        (unit, _, _) => unit_name(v, s, unit),
    };
    let standing = book.standing_on(text(1), row.from);
    Stay {
        from: begins(row.from),
        until: ends(row.to),
        standing: standing.map_or_else(
            || text(1).to_owned(),
            |r| r.names.in_language(v.lang.code()).to_owned(),
        ),
        unit: place,
    }
}

async fn happened(v: &Visit, db: &mut Db, book: &Rulebook, id: &str) -> Result<Vec<Happened>> {
    let mut all = Vec::new();
    for row in store::events(db, &own(), v.asof, id).await? {
        let code = row.values[0].text();
        let number = store::act_of(&row.item);
        let act = journal::acts(db, number, number).await?.pop();
        let name = book.event_on(code, row.from);
        let (basis, reason) = act.map_or_else(Default::default, |a| (a.basis, a.reason));
        all.push(Happened {
            day: row.from.to_string(),
            event: name.map_or_else(
                || code.to_owned(),
                |e| e.names.in_language(v.lang.code()).to_owned(),
            ),
            document: row.values[6].text().to_owned(),
            act: number,
            basis,
            reason,
        });
    }
    Ok(all)
}

fn fault(v: &Visit, book: &Rulebook, row: &Row) -> Fault {
    let rule = RuleId::parse(&row.item).and_then(|id| book.data_rule(id, row.from));
    Fault {
        rule: row.item.clone(),
        message: rule.map_or_else(String::new, |r| {
            r.rule.message.in_language(v.lang.code()).to_owned()
        }),
        from: begins(row.from),
        until: ends(row.to),
    }
}

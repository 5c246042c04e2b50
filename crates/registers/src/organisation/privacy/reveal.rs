//! The whole of a sensitive field, shown once to who has the right and says why; the look is in
//! the log before anything is on the page.

use super::fields::{Class, Field, field};
use super::log::{Look, What, note};
use super::people::{self, SeenPerson, reason_of};
use super::store;
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::journal::store as journal;
use platform::{Db, Error, Result};

/// Letters of a reason at least: «x» is none.
const REASON: usize = 5;

pub async fn reveal(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let mut db = v.db().await?;
    let person = people::person(&v, &mut db, s, v.param("person")).await?;
    let none = || Error::NotFound("no such field".to_owned());
    let asked = field(v.form.get("field")).filter(|f| f.class == Class::Sensitive);
    let asked = asked.ok_or_else(none)?;
    if !v.may_at(s, asked.power.ok_or_else(none)?, person.unit) {
        return Err(none());
    }
    let mut form = v.form.clone();
    if form.get("reason").chars().count() < REASON {
        form.error("reason", v.t("privacy-reason-missing")?);
        return v.refused("privacy/reveal.html", &form, shell(&v, &person, asked)?);
    }
    let shown = content(&v, &mut db, &facts.book, &person, asked).await?;
    drop(db);
    let look = Look {
        what: What::Field,
        field: asked.name,
        persons: std::slice::from_ref(&person.id),
        unit: &s.unit(person.unit).id,
        reason: form.get("reason"),
    };
    let number = note(&v, &look).await?;
    v.render(
        "privacy/reveal.html",
        context! { shown, number, form => platform::web::page::value(&form), ..shell(&v, &person, asked)? },
    )
}

fn shell(v: &Visit, person: &SeenPerson, asked: &Field) -> Result<Value> {
    Ok(context! {
        person => person.id.as_str(), name => person.name(), field => asked.name,
        label => v.t(&label(asked.name))?, shown => Value::from(()), number => 0,
    })
}

/// Key of the name of a field.
#[must_use]
pub fn label(field: &str) -> String {
    format!("privacy-field-{}", field.replace('_', "-"))
}

/// What is shown: a value, or the events that give the reason.
async fn content(
    v: &Visit,
    db: &mut Db,
    book: &crate::organisation::rulebook::Rulebook,
    person: &SeenPerson,
    asked: &Field,
) -> Result<Value> {
    let stored = person.stored(asked.name);
    match asked.name {
        "citizen_id" if stored.is_empty() => Ok(context! { value => "", code => true }),
        "citizen_id" => {
            let plain = v.office.settings.key.unseal(stored)?;
            Ok(context! { value => plain, code => true })
        }
        "ethnic_group" => {
            let name = book.ethnic_group(stored);
            Ok(context! { value => name.unwrap_or_else(|| stored.to_owned()), code => false })
        }
        which if which.ends_with("_reason") => reasons(v, db, book, person, which).await,
        _ => Err(Error::NotFound("no such field".to_owned())),
    }
}

/// The events of a kind with the document and the ground of the acts that recorded them.
async fn reasons(
    v: &Visit,
    db: &mut Db,
    book: &crate::organisation::rulebook::Rulebook,
    person: &SeenPerson,
    which: &str,
) -> Result<Value> {
    let mut found = Vec::new();
    let scope = v.scope(&v.facts().await?.structure)?;
    for row in store::events(db, &scope, v.asof, &person.id).await? {
        let event = book.event_on(row.values[0].text(), row.from);
        let Some(event) = event.filter(|e| row.from <= v.asof.on && reason_of(e) == Some(which))
        else {
            continue;
        };
        let act = store::act_of(&row.item);
        let act = journal::acts(db, act, act).await?.pop();
        found.push(context! {
            day => row.from.to_string(), name => event.names.in_language(v.lang.code()),
            document => row.values[6].text(), act => act.as_ref().map(|a| a.number),
            basis => act.as_ref().map(|a| a.basis.clone()),
            reason => act.as_ref().map(|a| a.reason.clone()),
        });
    }
    Ok(context! { events => found })
}

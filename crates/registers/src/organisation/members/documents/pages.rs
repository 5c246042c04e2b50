//! Papers, sheets and files of members by their addresses, each within what the visitor sees.

use super::export;
use super::papers::Paper;
use super::read::{self, Ground, Held, Ids, Person};
use super::sheet::Sheet;
use super::words::Lang;
use crate::organisation::privacy::people::reason_of;
use crate::organisation::privacy::{Look, What, note};
use crate::web::figures::FactsOfVisit;
use crate::web::press::Print;
use crate::web::{Power, Reply, Visit};
use platform::web::download::{self, attachment};
use platform::{Error, Result};

fn none() -> Error {
    Error::NotFound("no such person".to_owned())
}

/// Where and as of when a visitor prints.
#[must_use]
pub fn ground<'a>(v: &Visit, facts: &'a FactsOfVisit) -> Ground<'a> {
    Ground {
        as_of: v.asof,
        structure: Held::Lent(&facts.structure),
        book: Held::Lent(&facts.book),
        demo: v.office.settings.demo,
    }
}

/// Whether a person may be seen: in the unit of the stay that holds on the day.
pub fn sees(v: &Visit, ground: &Ground<'_>, person: &Person) -> Result<bool> {
    match ground.structure.find(person.unit()) {
        Some(unit) => Ok(v.sees(&ground.structure, unit)),
        None => Ok(v.scope(&ground.structure)?.is_whole()),
    }
}

/// A person by the record's id, if they may be seen; otherwise there is none.
pub async fn person(v: &Visit, ground: &Ground<'_>, id: &str) -> Result<Person> {
    let scope = v.scope(&ground.structure)?;
    let mut db = v.db().await?;
    let found = read::by_ids(&mut db, &scope, ground, &[id.to_owned()]).await?;
    let found = found.into_iter().next().ok_or_else(none)?;
    if sees(v, ground, &found)? {
        Ok(found)
    } else {
        Err(none())
    }
}

/// The language of what a visitor prints.
pub fn language(v: &Visit) -> Result<Lang> {
    v.lang.code().parse()
}

/// A sheet as the press takes it.
#[must_use]
pub fn printing(v: &Visit, ground: &Ground<'_>, sheet: Sheet) -> Print {
    let (written_at, utc_offset) = v.written_at(ground.book.calendar().zone());
    Print {
        source: sheet.source,
        files: sheet.files,
        title: sheet.title,
        lang: sheet.lang.code(),
        rtl: sheet.lang.is_rtl(),
        written_at,
        utc_offset,
    }
}

/// What of a person goes onto paper for a visitor: without their right neither the ethnic group
/// nor how a membership ended.
fn printed(v: &Visit, ground: &Ground<'_>, mut person: Person) -> Person {
    if !v.may(Power::Sensitive) {
        person.forget("ethnic_group");
    }
    if !v.may(Power::Reasons) {
        let tells = |e: &read::Happening| {
            let rule = ground.book.event_on(&e.event, e.day);
            rule.and_then(reason_of) == Some("departure_reason")
        };
        person.events.retain(|e| !tells(e));
    }
    person
}

async fn paper(v: &Visit, name: &str, make: fn(&Paper<'_>) -> Result<Sheet>) -> Reply {
    let printing = {
        let facts = v.facts().await?;
        let ground = ground(v, &facts);
        let person = person(v, &ground, v.param("person")).await?;
        let person = printed(v, &ground, person);
        let look = Look {
            what: What::Print,
            field: name,
            persons: std::slice::from_ref(&person.id),
            unit: person.unit(),
            reason: "",
        };
        note(v, &look).await?;
        let ids = Ids::Masked(Some(&v.office.settings.key));
        let paper = Paper {
            ground: &ground,
            person: &person,
            ids: &ids,
            lang: language(v)?,
        };
        printing(v, &ground, make(&paper)?)
    };
    v.print(printing, &format!("{name}-{}.pdf", v.param("person")))
        .await
}

/// The member form.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of Paper<'a> by its path serves one lifetime only"
)]
pub async fn form(v: Visit) -> Reply {
    paper(&v, "member-form", |p| p.form()).await
}

/// The letter that a member takes from cell to cell; there is none without a transfer.
pub async fn transfer_letter(v: Visit) -> Reply {
    paper(&v, "transfer-letter", |p| {
        let sent = p.person.events.iter().any(|e| e.event == "transfer_sent");
        if sent { p.transfer() } else { Err(none()) }
    })
    .await
}

/// The draft of the decision by which the person is admitted.
#[expect(
    clippy::redundant_closure_for_method_calls,
    reason = "a method of Paper<'a> by its path serves one lifetime only"
)]
pub async fn admission_decision(v: Visit) -> Reply {
    paper(&v, "admission-decision", |p| p.admission()).await
}

/// The unit's members, with all units below, in the columns of the national database.
pub async fn national(v: Visit) -> Reply {
    v.needs(Power::Export)?;
    let csv = v.query("form") == "csv";
    let ready = {
        let facts = v.facts().await?;
        let ground = ground(&v, &facts);
        let top = v.unit(&ground.structure, v.param("id"))?;
        let units = ground.within(top).into_iter();
        let units: Vec<_> = units.filter(|u| v.sees(&ground.structure, *u)).collect();
        let scope = v.scope(&ground.structure)?;
        let mut db = v.db().await?;
        let members = read::members(&mut db, &scope, &ground, &units).await?;
        drop(db);
        let persons: Vec<String> = members.iter().map(|m| m.id.clone()).collect();
        let look = Look {
            what: What::Export,
            field: "national",
            persons: &persons,
            unit: v.param("id"),
            reason: "",
        };
        note(&v, &look).await?;
        let members = members.into_iter().map(|m| printed(&v, &ground, m));
        let members: Vec<Person> = members.collect();
        let ids = Ids::Masked(Some(&v.office.settings.key));
        let rows = members.iter().map(|m| export::row(&ground, m, &ids));
        rows.collect::<Result<Vec<_>>>()?
    };
    let (demo, on) = (v.office.settings.demo, v.asof.on);
    let zone = v.facts().await?.book.calendar().zone().to_owned();
    let (written_at, _) = v.written_at(&zone);
    let bytes = v.office.heavily(move || {
        if csv {
            export::csv_of(&ready)
        } else {
            export::xlsx_of(&ready, demo, &written_at)
        }
    });
    let (ending, kind) = if csv {
        ("csv", download::CSV)
    } else {
        ("xlsx", download::XLSX)
    };
    let name = format!("members-{}-{on}.{ending}", v.param("id"));
    attachment(&name, kind, bytes.await?)
}

//! Papers, sheets and files of members by their addresses, each within what the visitor sees.

use super::export;
use super::papers::Paper;
use super::read::{self, Held, Ids, Person, Standpoint};
use super::sheet::Sheet;
use crate::organisation::privacy::people::reason_of;
use crate::organisation::privacy::{self, Look, What};
use crate::web::figures::FactsOfVisit;
use crate::web::press::Print;
use crate::web::{Power, Reply, Visit};
use figures::UnitIx;
use minijinja::{Value, context};
use platform::web::Form;
use platform::web::download::{self, attachment};
use platform::web::page::value;
use platform::{Error, Result};

fn none() -> Error {
    Error::NotFound("no such person".to_owned())
}

/// Where and as of when a visitor prints.
#[must_use]
pub fn ground<'a>(v: &Visit, facts: &'a FactsOfVisit) -> Standpoint<'a> {
    Standpoint {
        as_of: v.asof,
        structure: Held::Lent(&facts.structure),
        book: Held::Lent(&facts.book),
        demo: v.office.settings.demo,
    }
}

/// Whether a person may be seen: in the unit of the stay that holds on the day.
pub fn sees(v: &Visit, ground: &Standpoint<'_>, person: &Person) -> Result<bool> {
    match ground.structure.find(person.unit()) {
        Some(unit) => Ok(v.sees(&ground.structure, unit)),
        None => Ok(v.scope(&ground.structure)?.is_whole()),
    }
}

/// A person by the record's id, if they may be seen; otherwise there is none.
pub async fn person(v: &Visit, ground: &Standpoint<'_>, id: &str) -> Result<Person> {
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

/// Notes in the read log what is printed or taken out, before it is.
pub async fn note(
    v: &Visit,
    what: What,
    field: &str,
    unit: &str,
    (persons, reason): (&[String], Option<&str>),
) -> Result<()> {
    let look = Look {
        what,
        field,
        persons,
        unit,
        reason: reason.unwrap_or(""),
    };
    privacy::note(v, &look).await.map(|_| ())
}

/// A sheet as the press takes it.
#[must_use]
pub fn printing(v: &Visit, ground: &Standpoint<'_>, sheet: Sheet) -> Print {
    let (written_at, utc_offset) = ground.book.calendar().written_at(v.office.clock.now());
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

/// Letters of a reason at least: «x» is none.
const REASON: usize = 5;

/// How sealed numbers are printed: by their last digits, or whole for a reason.
fn ids<'a>(v: &'a Visit, reason: Option<&str>) -> Ids<'a> {
    match reason {
        Some(_) => Ids::Open(&v.office.settings.key),
        None => Ids::Guarded(&v.office.settings.key),
    }
}

async fn paper(
    v: &Visit,
    name: &str,
    reason: Option<&str>,
    make: impl Fn(&Paper<'_>) -> Result<Sheet>,
) -> Reply {
    let (printing, unit) = {
        let facts = v.facts().await?;
        let ground = ground(v, &facts);
        let mut person = person(v, &ground, v.param("person")).await?;
        if !v.may(Power::Reasons) {
            let tells = |e: &read::Happening| {
                let rule = ground.book.event_on(&e.event, e.day);
                rule.and_then(reason_of) == Some("departure_reason")
            };
            person.events.retain(|e| !tells(e));
        }
        let ids = ids(v, reason);
        let paper = Paper {
            ground: &ground,
            person: &person,
            ids: &ids,
            lang: v.lang,
        };
        let printing = printing(v, &ground, make(&paper)?);
        (printing, person.unit().to_owned())
    };
    let persons = [v.param("person").to_owned()];
    note(v, What::Print, name, &unit, (&persons, reason)).await?;
    v.print(printing, &format!("{name}-{}.pdf", v.param("person")))
        .await
}

/// The papers of one person.
const PAPERS: [&str; 3] = ["member-form", "transfer-letter", "admission-decision"];

/// Whether there is a transfer that a letter could tell of.
fn was_sent(ground: &Standpoint<'_>, person: &Person) -> bool {
    person.events.iter().any(|e| e.sends(ground))
}

async fn named(v: &Visit, name: &str, reason: Option<&str>) -> Reply {
    let without = v.t("transfer-none")?;
    paper(v, name, reason, move |p| match name {
        "transfer-letter" if was_sent(p.ground, p.person) => p.transfer(),
        "transfer-letter" => Err(Error::refused(without.clone())),
        "admission-decision" => p.admission(),
        _ => p.form(),
    })
    .await
}

/// The member form.
pub async fn form(v: Visit) -> Reply {
    named(&v, "member-form", None).await
}

/// The letter that a member takes from cell to cell; there is none without a transfer.
pub async fn transfer_letter(v: Visit) -> Reply {
    named(&v, "transfer-letter", None).await
}

/// The draft of the decision by which the person is admitted.
pub async fn admission_decision(v: Visit) -> Reply {
    named(&v, "admission-decision", None).await
}

/// What can be printed of one person, and the way to print it with whole numbers.
pub async fn papers(v: Visit) -> Reply {
    show_papers(&v, None).await
}

async fn show_papers(v: &Visit, refused: Option<&Form>) -> Reply {
    let (name, opens, sent) = {
        let facts = v.facts().await?;
        let ground = ground(v, &facts);
        let person = person(v, &ground, v.param("person")).await?;
        let unit = ground.structure.find(person.unit());
        let opens = unit.is_some_and(|u| v.may_at(&ground.structure, Power::Sensitive, u));
        (person.name().to_owned(), opens, was_sent(&ground, &person))
    };
    let own = format!("/members/{}", v.param("person"));
    let mut links = Vec::new();
    let mut options = Vec::new();
    for (paper, end) in PAPERS
        .into_iter()
        .zip(["form", "transfer-letter", "admission-decision"])
        .filter(|(paper, _)| sent || *paper != "transfer-letter")
    {
        let label = v.t(&format!("paper-name-{paper}"))?;
        links.push(context! { href => v.link(&format!("{own}/{end}")), label => label.as_str() });
        options.push(Value::from(vec![paper.to_owned(), label]));
    }
    let page = context! {
        name, back => v.link(&own), links, options, opens, action => format!("{own}/papers"), person => true,
    };
    page_of_papers(v, refused, page)
}

fn page_of_papers(v: &Visit, refused: Option<&Form>, page: Value) -> Reply {
    match refused {
        Some(form) => v.refused("documents/papers.html", form, page),
        None => v.render(
            "documents/papers.html",
            context! { form => value(&Form::default()), ..page },
        ),
    }
}

/// Prints a paper with whole numbers, for a reason that stands in the read log.
pub async fn opening(v: Visit) -> Reply {
    {
        let facts = v.facts().await?;
        let ground = ground(&v, &facts);
        let person = person(&v, &ground, v.param("person")).await?;
        may_open(&v, &ground, ground.structure.find(person.unit()))?;
    }
    let mut form = v.form.clone();
    if !has_reason(&v, &mut form)? {
        return show_papers(&v, Some(&form)).await;
    }
    let asked = PAPERS.into_iter().find(|p| *p == form.get("what"));
    named(&v, asked.unwrap_or(PAPERS[0]), Some(form.get("reason"))).await
}

fn may_open(v: &Visit, ground: &Standpoint<'_>, unit: Option<UnitIx>) -> Result<()> {
    let s = &ground.structure;
    match unit {
        Some(unit) if v.may_at(s, Power::Sensitive, unit) => Ok(()),
        _ => Err(none()),
    }
}

fn has_reason(v: &Visit, form: &mut Form) -> Result<bool> {
    if form.get("reason").chars().count() < REASON {
        form.error("reason", v.t("paper-reason-missing")?);
    }
    Ok(form.is_good())
}

/// What can be printed and taken out of a unit.
pub async fn unit_papers(v: Visit) -> Reply {
    show_unit_papers(&v, None).await
}

async fn show_unit_papers(v: &Visit, refused: Option<&Form>) -> Reply {
    let id = v.param("id");
    let (name, exports, opens) = {
        let facts = v.facts().await?;
        let s = &facts.structure;
        let unit = v.unit(s, id)?;
        let may = |power| v.may_at(s, power, unit);
        let name = ground(v, &facts).unit_name(id).to_owned();
        (name, may(Power::Export), may(Power::Sensitive))
    };
    let mut links = Vec::new();
    let mut options = Vec::new();
    for (label, href) in [
        ("paper-name-cell", format!("/cell/{id}/sheet")),
        ("paper-name-slips", format!("/standard/slips/{id}")),
    ] {
        links.push(context! { href => v.link(&href), label => v.t(label)? });
    }
    for kind in ["xlsx", "csv"].into_iter().filter(|_| exports) {
        let label = v.t(&format!("paper-name-national-{kind}"))?;
        let href = v.link(&format!("/units/{id}/national?form={kind}"));
        links.push(context! { href, label => label.as_str() });
        options.push(Value::from(vec![kind.to_owned(), label]));
    }
    let page = context! {
        name, back => v.link(&format!("/units/{id}")), links, options, opens => opens && exports,
        action => format!("/units/{id}/papers"), person => false,
    };
    page_of_papers(v, refused, page)
}

/// Takes out the national file with whole numbers, for a reason that stands in the read log.
pub async fn exporting(v: Visit) -> Reply {
    {
        let facts = v.facts().await?;
        let unit = v.unit(&facts.structure, v.param("id"))?;
        may_open(&v, &ground(&v, &facts), Some(unit))?;
    }
    let mut form = v.form.clone();
    if !has_reason(&v, &mut form)? {
        return show_unit_papers(&v, Some(&form)).await;
    }
    let csv = form.get("what") == "csv";
    national_file(&v, csv, Some(form.get("reason"))).await
}

/// The unit's members, with all units below, in the columns of the national database.
pub async fn national(v: Visit) -> Reply {
    national_file(&v, v.query("form") == "csv", None).await
}

async fn national_file(v: &Visit, csv: bool, reason: Option<&str>) -> Reply {
    let (ready, persons) = {
        let facts = v.facts().await?;
        let ground = ground(v, &facts);
        let top = v.unit(&ground.structure, v.param("id"))?;
        if !v.may_at(&ground.structure, Power::Export, top) {
            return Err(Error::NotFound("no such unit".to_owned()));
        }
        let units = ground.within(top).into_iter();
        let units: Vec<_> = units.filter(|u| v.sees(&ground.structure, *u)).collect();
        let scope = v.scope(&ground.structure)?;
        let mut db = v.db().await?;
        let members = read::members(&mut db, &scope, &ground, &units).await?;
        drop(db);
        let ids = ids(v, reason);
        let rows = members.iter().map(|m| export::row(&ground, m, &ids));
        let rows = rows.collect::<Result<Vec<_>>>()?;
        let persons: Vec<String> = members.into_iter().map(|m| m.id).collect();
        (rows, persons)
    };
    let named = (persons.as_slice(), reason);
    note(v, What::Export, "national", v.param("id"), named).await?;
    let (demo, on) = (v.office.settings.demo, v.asof.on);
    let now = v.office.clock.now();
    let (written_at, _) = v.facts().await?.book.calendar().written_at(now);
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

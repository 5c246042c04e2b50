//! What is held about a person, on paper.

use super::held::Held;
use crate::organisation::members::documents::pages::{ground, printing};
use crate::organisation::members::documents::sheet::{Head, sheet};
use crate::organisation::members::documents::words::Texts;
use crate::web::Visit;
use crate::web::figures::FactsOfVisit;
use crate::web::press::Print;
use platform::Result;
use serde_json::{Value, json};

const LAYOUT: &str = include_str!("templates/held.typ");

/// Fields whose values are days.
const DAYS: [&str; 4] = [
    "birth_date",
    "decision_date",
    "ceremony_date",
    "official_date",
];
/// Fields whose values are numbers of papers, written from left to right.
const NUMBERS: [&str; 4] = ["citizen_id", "file_number", "card_number", "person_key"];

/// The paper, ready for the press.
pub fn print(v: &Visit, facts: &FactsOfVisit, held: &Held) -> Result<Print> {
    let ground = ground(v, facts);
    let texts = Texts::new(v.lang)?;
    let title = v.t("privacy-held-paper")?;
    let content = json!({
        "title": title, "name": texts.name(&held.name), "unit": texts.name(&held.unit),
        "none": v.t("privacy-nothing-recorded")?,
        "sections": [
            fields(v, &texts, held)?, stays(v, &texts, held)?, events(v, &texts, held)?,
            faults(v, &texts, held)?, looks(v, &texts, held)?,
        ],
    });
    let head = Head::default();
    let sheet = sheet((&ground, &texts), LAYOUT, &title, &head, content)?;
    Ok(printing(v, &ground, sheet))
}

fn section(
    v: &Visit,
    title: &str,
    columns: &[(&str, u8)],
    rows: Vec<Vec<String>>,
) -> Result<Value> {
    let names = columns.iter().map(|(key, _)| v.t(key));
    Ok(json!({
        "title": v.t(title)?, "columns": names.collect::<Result<Vec<_>>>()?,
        "widths": columns.iter().map(|(_, w)| w).collect::<Vec<_>>(), "rows": rows,
    }))
}

/// From a day until another, as far as they are known.
fn span(texts: &Texts, from: &str, until: &str) -> Result<String> {
    let day = |d: &str| {
        if d.is_empty() {
            Ok("…".to_owned())
        } else {
            texts.iso(d)
        }
    };
    if from.is_empty() && until.is_empty() {
        return Ok(String::new());
    }
    Ok(format!("{} – {}", day(from)?, day(until)?))
}

fn fields(v: &Visit, texts: &Texts, held: &Held) -> Result<Value> {
    let mut rows = Vec::new();
    for f in &held.fields {
        let value = match f.field {
            name if DAYS.contains(&name) => texts.iso(&f.value)?,
            name if NUMBERS.contains(&name) => texts.island(&f.value),
            _ => texts.name(&f.value),
        };
        rows.push(vec![
            f.label.clone(),
            value,
            span(texts, &f.from, &f.until)?,
            v.t(&format!("privacy-class-{}", f.class))?,
            f.purpose.clone(),
        ]);
    }
    let columns = [
        ("privacy-field", 3),
        ("privacy-value", 4),
        ("privacy-days", 4),
        ("privacy-class", 2),
        ("privacy-purpose", 4),
    ];
    section(v, "privacy-fields", &columns, rows)
}

fn stays(v: &Visit, texts: &Texts, held: &Held) -> Result<Value> {
    let row = |s: &super::held::Stay| {
        Ok(vec![
            span(texts, &s.from, &s.until)?,
            s.standing.clone(),
            texts.name(&s.unit),
        ])
    };
    let rows = held.stays.iter().map(row).collect::<Result<_>>()?;
    let columns = [
        ("privacy-days", 3),
        ("privacy-field-standing", 3),
        ("units-unit", 5),
    ];
    section(v, "privacy-stays", &columns, rows)
}

fn events(v: &Visit, texts: &Texts, held: &Held) -> Result<Value> {
    let row = |e: &super::held::Happened| {
        let rests = [&e.document, &e.basis, &e.reason];
        let rests: Vec<String> = rests
            .iter()
            .filter(|t| !t.is_empty())
            .map(|t| texts.name(t))
            .collect();
        Ok(vec![
            texts.iso(&e.day)?,
            e.event.clone(),
            rests.join(" · "),
            texts.island(&e.act.to_string()),
        ])
    };
    let rows = held.events.iter().map(row).collect::<Result<_>>()?;
    let columns = [
        ("journal-day", 2),
        ("privacy-field-event", 3),
        ("journal-basis", 5),
        ("journal-number", 1),
    ];
    section(v, "privacy-events", &columns, rows)
}

fn faults(v: &Visit, texts: &Texts, held: &Held) -> Result<Value> {
    let row = |f: &super::held::Fault| {
        Ok(vec![
            texts.island(&f.rule),
            f.message.clone(),
            span(texts, &f.from, &f.until)?,
        ])
    };
    let rows = held.faults.iter().map(row).collect::<Result<_>>()?;
    let columns = [
        ("privacy-rule", 1),
        ("privacy-value", 6),
        ("privacy-days", 4),
    ];
    section(v, "privacy-faults", &columns, rows)
}

fn looks(v: &Visit, texts: &Texts, held: &Held) -> Result<Value> {
    let row = |l: &super::held::Seen| {
        let office = if l.unit.is_empty() {
            texts.name(&l.office)
        } else {
            format!("{} · {}", texts.name(&l.office), texts.name(&l.unit))
        };
        let at = l.at.split(' ').next().unwrap_or("");
        Ok(vec![
            texts.iso(at)?,
            office,
            format!("{}: {}", v.t(&l.what)?, l.field),
        ])
    };
    let rows = held.looks.iter().map(row).collect::<Result<_>>()?;
    let columns = [
        ("privacy-when", 2),
        ("privacy-office", 5),
        ("privacy-what", 5),
    ];
    section(v, "privacy-seen", &columns, rows)
}

//! The rulebook on the screen: rules in force on the day by what they are about, each rule with
//! its versions, the calendar, and what changed between two days.

use super::RuleRow;
use super::shown::{self, Said, Shown, differences, sections};
use super::store;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::Day;
use minijinja::{Value, context};
use platform::text::folded;
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};
use serde::Serialize;

async fn rows(v: &Visit) -> Result<Vec<RuleRow>> {
    let facts = v.facts().await?;
    let scope = v.scope(&facts.structure)?;
    let mut db = v.db().await?;
    store::rows(&mut db, &scope, v.asof.known).await
}

fn in_force(row: &RuleRow, on: Day) -> bool {
    row.valid_from <= on && on < row.valid_until
}

/// Rules in force on the day whose name, key or citation has the words asked for.
pub async fn list(v: Visit) -> Reply {
    let rows = rows(&v).await?;
    let wanted = folded(v.query("q"));
    let mut shown: Vec<Shown> = Vec::new();
    for row in rows.iter().filter(|r| in_force(r, v.asof.on)) {
        let row = shown::shown(&v, row)?;
        let has = |text: &str| folded(text).contains(&wanted);
        if has(&row.name) || has(&row.key) || has(&row.citation) {
            shown.push(row);
        }
    }
    let of_day: Vec<&RuleRow> = rows.iter().filter(|r| in_force(r, v.asof.on)).collect();
    let mut groups = Vec::new();
    for section in sections(&of_day) {
        let of: Vec<&Shown> = shown.iter().filter(|s| s.section == section).collect();
        if !of.is_empty() {
            let name = shown::section_name(&v, &section)?;
            groups.push(context! { section, name, rules => value(&of) });
        }
    }
    v.render(
        "rulebook/list.html",
        context! { groups, sought => v.query("q"), any => !rows.is_empty() },
    )
}

/// A version of a rule.
#[derive(Serialize)]
struct Version {
    shown: Shown,
    said: Vec<Said>,
    in_force: bool,
    /// What differs from the version before: label, before, after.
    changed: Vec<(String, String, String)>,
}

/// A rule with its versions, the newest first.
pub async fn rule(v: Visit) -> Reply {
    let (section, key) = (v.query("section"), v.query("key"));
    if section.is_empty() || key.is_empty() {
        return v.go(&v.link("/rulebook"));
    }
    let rows = rows(&v).await?;
    let of: Vec<&RuleRow> = rows
        .iter()
        .filter(|r| r.section == section && r.key == key)
        .collect();
    let mut versions: Vec<Version> = Vec::new();
    for row in of {
        let said = shown::said(&v, row)?;
        let changed = versions
            .last()
            .map_or_else(Vec::new, |b| differences(&b.said, &said));
        versions.push(Version {
            shown: shown::shown(&v, row)?,
            in_force: in_force(row, v.asof.on),
            said,
            changed,
        });
    }
    versions.reverse();
    let now = versions.iter().find(|x| x.in_force).or(versions.first());
    let now = now.ok_or_else(|| Error::NotFound("no such rule".to_owned()))?;
    v.render(
        "rulebook/rule.html",
        context! {
            name => now.shown.name.as_str(), key, section_name => shown::section_name(&v, section)?,
            any_in_force => versions.iter().any(|x| x.in_force), versions => value(&versions),
        },
    )
}

/// Periods, and the holidays of a year.
pub async fn calendar(v: Visit) -> Reply {
    let rows = rows(&v).await?;
    let on = v.asof.on;
    let of = |section: &str| of_section(&rows, section);
    let year = match v.query("year").parse::<i16>() {
        Ok(year) if (1..=9999).contains(&year) => year,
        _ => on.year(),
    };
    let (holidays, periods) = (of("holidays"), of("period"));
    let listed = holidays.iter().find(|r| r.key == year.to_string());
    let zone = of("zone").into_iter().rfind(|r| in_force(r, on));
    let mut kinds = Vec::new();
    for row in periods.into_iter().filter(|r| in_force(r, on)) {
        let said = shown::said(&v, row)?;
        kinds.push(context! { row => value(&shown::shown(&v, row)?), said => value(&said) });
    }
    let years: Vec<String> = holidays.iter().map(|r| r.key.clone()).collect();
    let context = context! {
            year => year.to_string(), years, kinds,
            zone => zone.and_then(|r| r.content.get("zone")).and_then(|z| z.as_str()),
            days => listed.map(|r| days(&v, r, "days")).transpose()?,
            worked => listed.map(|r| days(&v, r, "worked")).transpose()?,
            citation => listed.map(|r| r.cited_in(v.lang.code())), any => !rows.is_empty(),
    };
    v.render("rulebook/calendar.html", context)
}

fn of_section<'a>(rows: &'a [RuleRow], section: &str) -> Vec<&'a RuleRow> {
    rows.iter().filter(|r| r.section == section).collect()
}

/// The listed days of a year: day, weekday, name.
fn days(v: &Visit, row: &RuleRow, field: &str) -> Result<Vec<Value>> {
    let mut days = Vec::new();
    for listed in row
        .content
        .get(field)
        .and_then(|d| d.as_array())
        .into_iter()
        .flatten()
    {
        let text = |name: &str| listed.get(name).and_then(|x| x.as_str()).unwrap_or("");
        let Ok(day) = Day::parse(text("day")) else {
            continue;
        };
        // 0 for Monday; the first of January 1970 was a Thursday
        let weekday = (day.number() % 7 + 10) % 7;
        let substitute = listed
            .get("substitute")
            .and_then(serde_json::Value::as_bool);
        days.push(context! {
            day => day.to_string(), weekday => v.t(&format!("rulebook-weekday-{weekday}"))?,
            name => text("name"), substitute => substitute.unwrap_or(false),
        });
    }
    Ok(days)
}

/// What of the rulebook is another thing on one day than on another.
pub async fn changes(v: Visit) -> Reply {
    let mut form = Form::new(v.query.clone());
    let default_from = v.asof.on.plus_years(-1).to_string();
    for (field, default) in [("from", default_from), ("to", v.asof.on.to_string())] {
        if form.get(field).is_empty() {
            form.set(field, &default);
        }
    }
    let mut ends = Vec::new();
    for field in ["from", "to"] {
        let said = form.get(field).to_owned();
        match Day::parse(&said) {
            Ok(day) => ends.push(day),
            Err(_) => form.error(field, v.say("rulebook-wrong-day", &[("said", &said)])?),
        }
    }
    let (status, groups) = match ends.as_slice() {
        [from, to] => (StatusCode::OK, changed(&v, &rows(&v).await?, *from, *to)?),
        _ => (StatusCode::UNPROCESSABLE_ENTITY, Vec::new()),
    };
    v.render_as(
        status,
        "rulebook/changes.html",
        context! { form => value(&form), groups },
    )
}

fn changed(v: &Visit, rows: &[RuleRow], from: Day, to: Day) -> Result<Vec<Value>> {
    let concerned: Vec<&RuleRow> = rows
        .iter()
        .filter(|r| in_force(r, from) || in_force(r, to))
        .collect();
    let mut groups = Vec::new();
    for section in sections(&concerned) {
        let mut keys: Vec<&str> = concerned
            .iter()
            .filter(|r| r.section == section)
            .map(|r| r.key.as_str())
            .collect();
        keys.dedup();
        let mut rules = Vec::new();
        for key in keys {
            let on = |day: Day| {
                let mut of = concerned
                    .iter()
                    .filter(|r| r.section == section && r.key == key);
                of.find(|r| in_force(r, day)).copied()
            };
            let (before, after) = (on(from), on(to));
            if before.map(|r| r.valid_from) == after.map(|r| r.valid_from) {
                continue;
            }
            rules.extend(one_change(v, before, after)?);
        }
        if !rules.is_empty() {
            groups.push(context! { name => shown::section_name(v, &section)?, rules });
        }
    }
    Ok(groups)
}

/// A rule that came, went or reads otherwise.
fn one_change(
    v: &Visit,
    before: Option<&RuleRow>,
    after: Option<&RuleRow>,
) -> Result<Option<Value>> {
    let Some(row) = after.or(before) else {
        return Ok(None);
    };
    let said = |r: Option<&RuleRow>| r.map_or(Ok(Vec::new()), |r| shown::said(v, r));
    let how = match (before, after) {
        (None, _) => "rulebook-came",
        (_, None) => "rulebook-went",
        _ => "rulebook-changed",
    };
    let fields = if before.is_some() && after.is_some() {
        differences(&said(before)?, &said(after)?)
    } else {
        Vec::new()
    };
    Ok(Some(context! {
        how, row => value(&shown::shown(v, row)?), fields => value(&fields),
        old_citation => before.map(|r| r.cited_in(v.lang.code())),
    }))
}

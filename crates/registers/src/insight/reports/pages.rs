//! The quarterly report as a page: the same value that is printed, with every figure leading to
//! the list behind it.

use super::build::Which;
use super::crossings::{IN_BY_REFORM, OUT_BY_REFORM, crossers, flows_of};
use super::desk::{self, Form as FileForm};
use super::model::{Cited, Report};
use super::text::Lang;
use super::view::View;
use crate::insight::indicators::answer::Listed;
use crate::insight::indicators::screens::asked::{by_name, quarter_of};
use crate::insight::indicators::screens::listing;
use crate::insight::indicators::screens::seen::Seen;
use crate::insight::indicators::{Facts, PeriodKind, StructureChoice, When};
use crate::organisation::privacy::log::What;
use crate::organisation::rulebook::{Flow, Period};
use crate::web::{Power, Reply, Visit};
use axum::http::StatusCode;
use figures::{Day, UnitIx};
use minijinja::context;
use platform::web::page::{asking, value};
use platform::web::{Form, download, paging};
use platform::{Error, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which report a page is asked for.
struct Wanted {
    which: Which,
    /// The unit as it is written in addresses.
    code: String,
    lang: Lang,
    form: Form,
}

/// The last quarter that has ended.
pub(super) fn last_quarter(on: Day) -> Option<Period> {
    let this = Period::parse(&quarter_of(on)).ok()?;
    Some(if this.last_day() == on {
        this
    } else {
        this.previous()
    })
}

/// Reads the address; what is wrong stands in the form.
fn read(v: &Visit, facts: &Facts) -> Result<std::result::Result<Wanted, Form>> {
    let mut form = Form::new(v.query.clone());
    let said = form.get("period").to_owned();
    let period = if said.is_empty() {
        last_quarter(v.asof.on)
    } else {
        Period::parse(&said).ok()
    };
    let Some(period) = period else {
        form.error("period", v.say("figures-wrong-period", &[("said", &said)])?);
        return Ok(Err(form));
    };
    form.set("period", &period.to_string());
    let lang = form.get("lang").parse().unwrap_or(v.lang);
    form.set("lang", lang.code());
    let Some(structure) = structure(v, &mut form)? else {
        return Ok(Err(form));
    };
    let mut which = Which {
        structure,
        ..Which::of(None, period)
    };
    let day = which.structure_day();
    let (s, seen) = (&facts.structure, Seen::of(v, &facts.structure, day)?);
    let said = form.get("unit").to_owned();
    let open = |u: &UnitIx| s.is_open(*u, day);
    let unit = match said.as_str() {
        "" => v
            .own_unit(s)
            .filter(open)
            .or_else(|| seen.tops(s).first().copied()),
        "*" => None,
        _ => {
            let by_id = s.find(&said).or_else(|| s.bearer(&said, day)).filter(open);
            by_id
                .filter(|u| v.sees(s, *u))
                .or_else(|| by_name(facts, &seen, &said, day))
        }
    };
    let whole = unit.is_none() && (said == "*" || said.is_empty()) && seen.is_whole();
    // a report counts all of its unit: who may not see all of it may not see it
    if !whole && !unit.is_some_and(|u| seen.sees_below(u)) {
        form.error("unit", v.say("figures-wrong-unit", &[("said", &said)])?);
        return Ok(Err(form));
    }
    let code = unit
        .and_then(|u| s.state(u, day))
        .map_or("*", |x| x.code.as_str())
        .to_owned();
    form.set("unit", &code);
    which.unit = unit;
    Ok(Ok(Wanted {
        which,
        code,
        lang,
        form,
    }))
}

/// The units on which the report stands; what is wrong stands in the form.
fn structure(v: &Visit, form: &mut Form) -> Result<Option<StructureChoice>> {
    match form.get("structure") {
        "" => Ok(Some(StructureChoice::Default)),
        "as-was" => Ok(Some(StructureChoice::AsWas)),
        "on" => {
            let said = form.get("units_of").to_owned();
            let day = Day::parse(&said).ok();
            if day.is_none() {
                let text = v.say("figures-wrong-day", &[("said", &said)])?;
                form.error("units_of", text);
            }
            Ok(day.map(StructureChoice::Units))
        }
        _ => {
            form.error("structure", v.t("figures-wrong-structure")?);
            Ok(None)
        }
    }
}

/// The form without a report.
fn refused(v: &Visit, form: &Form) -> Reply {
    v.render_as(
        StatusCode::UNPROCESSABLE_ENTITY,
        "reports/refused.html",
        context! { form => value(form), periods => value(&periods(v)) },
    )
}

fn periods(v: &Visit) -> Vec<(String, String)> {
    crate::insight::indicators::screens::choices::periods(v)
}

/// The page.
pub async fn quarterly(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let wanted = match read(&v, &facts)? {
        Ok(wanted) => wanted,
        Err(form) => return refused(&v, &form),
    };
    let (_, made) = desk::report(&v, &facts, wanted.which).await?;
    let report = &made.report;
    let view = View::new(report, wanted.lang).map_err(Error::internal)?;
    let links: BTreeMap<&String, String> = report
        .figures
        .iter()
        .map(|(key, cited)| {
            (
                key,
                figure_link(&v, &facts, &wanted, cited).unwrap_or_default(),
            )
        })
        .collect();
    let s = &facts.structure;
    v.render(
        "reports/quarterly.html",
        context! {
            form => value(&wanted.form), periods => value(&periods(&v)), view => value(&view),
            links => value(&links), file => address(&wanted, "/reports/quarterly/file", &[]),
            unit => wanted.which.unit.map(|u| s.unit(u).id.as_str()), known => report.known,
        },
    )
}

/// An address of the same report, with more said in it.
fn address(wanted: &Wanted, path: &str, more: &[(&str, &str)]) -> String {
    let period = wanted.which.period.to_string();
    let structure = wanted.form.get("structure");
    let units_of = if structure == "on" {
        wanted.form.get("units_of")
    } else {
        ""
    };
    let own = [
        ("unit", wanted.code.as_str()),
        ("period", period.as_str()),
        ("lang", wanted.lang.code()),
        ("structure", structure),
        ("units_of", units_of),
    ];
    let pairs = own
        .iter()
        .filter(|(_, said)| !said.is_empty())
        .chain(more)
        .copied();
    asking(path, pairs)
}

/// Where the list behind a figure stands; a cell of which only a part is told has none.
fn figure_link(v: &Visit, facts: &Facts, wanted: &Wanted, cited: &Cited) -> Option<String> {
    if cited.filter.contains("told,ethnic") {
        return None;
    }
    let filter: Vec<(&str, &str)> = cited
        .filter
        .split(',')
        .filter_map(|f| f.split_once('='))
        .collect();
    let named = |name: &str| filter.iter().find(|(n, _)| *n == name).map(|(_, x)| *x);
    let kind = named("kind");
    let moved = kind == Some("across-the-border") || cited.indicator.starts_with("movement-");
    if moved {
        let more = [
            ("row", cited.indicator.as_str()),
            ("of", cited.period.as_str()),
            ("kind_of_period", cited.period_kind.as_str()),
        ];
        return Some(v.link(&address(wanted, "/reports/quarterly/list", &more)));
    }
    let change = cited.indicator == "members-change";
    let (unit, child) = whose(facts, wanted, cited, named("days"))?;
    let mut pairs: Vec<(&str, String)> = vec![("unit", unit)];
    let mut list = Some("total".to_owned());
    if change {
        list = None;
        let before = wanted.which.period.previous().last_day();
        pairs.push(("indicator", "members".to_owned()));
        pairs.push(("with", "time".to_owned()));
        pairs.push(("with_to", before.to_string()));
    } else {
        pairs.push(("indicator", cited.indicator.clone()));
        for (name, said) in &filter {
            match (*name, *said) {
                ("below" | "days", _) => {}
                ("kind", "own" | "in-transit" | "remainder") => list = kind.map(str::to_owned),
                (_, "") => pairs.push((name, "none".to_owned())),
                (_, said) => pairs.push((name, said.to_owned())),
            }
        }
    }
    list = child.or(list);
    if ["units-merged", "successors", "net-reduced"].contains(&cited.indicator.as_str()) {
        list = None;
    }
    pairs.extend(when_asked(v, wanted, cited));
    let place = if list.is_some() { "#list" } else { "" };
    pairs.extend(list.map(|l| ("list", l)));
    let known = v.query("known");
    if !known.is_empty() {
        pairs.push(("known", known.to_owned()));
    }
    let said = pairs.iter().map(|(n, x)| (*n, x.as_str()));
    Some(asking("/figures", said) + place)
}

/// The unit by which a figure's page is asked for, and which child's list it is that stood below
/// only on some days. As it was, a unit has a page only for days on which it stood.
fn whose(
    facts: &Facts,
    wanted: &Wanted,
    cited: &Cited,
    days: Option<&str>,
) -> Option<(String, Option<String>)> {
    let (s, which) = (&facts.structure, wanted.which);
    if !which.is_as_was() || cited.unit == "*" {
        return Some((cited.unit.clone(), None));
    }
    // what changed as it was is told on no one structure
    if cited.indicator == "members-change" {
        return None;
    }
    if let Some(days) = days {
        let last = Day::parse(days.rsplit('/').next()?).ok()?;
        let child = s.bearer(&cited.unit, last)?;
        let list = format!("unit-{}", s.unit(child).id);
        let top = which.unit.map_or("*", |u| s.unit(u).id.as_str());
        return Some((top.to_owned(), Some(list)));
    }
    let as_of = Day::parse(&cited.as_of).ok()?;
    let named = s.bearer(&cited.unit, which.structure_day());
    let unit = named.or_else(|| s.bearer(&cited.unit, as_of));
    let unit = unit.filter(|u| s.is_open(*u, as_of))?;
    Some((s.unit(unit).id.clone(), None))
}

/// The day or period of a figure, and its structure where it is not its own day's.
fn when_asked(v: &Visit, wanted: &Wanted, cited: &Cited) -> Vec<(&'static str, String)> {
    let mut pairs = Vec::new();
    let of_a_day = cited.period_kind == "as-of" || cited.indicator == "members-change";
    let day = if of_a_day {
        cited.as_of.clone()
    } else {
        v.asof.on.to_string()
    };
    if !of_a_day {
        pairs.push(("period", cited.period.clone()));
        pairs.push(("kind_of_period", cited.period_kind.clone()));
    }
    let units_of = wanted.which.structure_day().to_string();
    if wanted.which.is_as_was() {
        pairs.push(("structure", "as-was".to_owned()));
    } else if cited.as_of != units_of {
        pairs.push(("structure", "on".to_owned()));
        pairs.push(("units_of", units_of));
    }
    if of_a_day || !v.now {
        pairs.push(("on", day));
    }
    pairs
}

/// Who crossed the unit's border: the list behind a row of the movement table.
pub async fn movement(v: Visit) -> Reply {
    let facts = v.facts().await?;
    if v.query("row").is_empty() {
        return v.go(&v.link("/reports/quarterly"));
    }
    let wanted = match read(&v, &facts)? {
        Ok(wanted) => wanted,
        Err(form) => return refused(&v, &form),
    };
    let none = || Error::NotFound("no such list".to_owned());
    let row = v.query("row").to_owned();
    let flows = flows_of(&row);
    let of = Period::parse(v.query("of")).map_err(|_| none())?;
    if flows.is_empty() || (Flow::is_reason(&row) && !v.may(Power::Reasons)) {
        return Err(none());
    }
    let kind = match v.query("kind_of_period") {
        "cumulative" => PeriodKind::Cumulative,
        _ => PeriodKind::InPeriod,
    };
    let when = When::In(of, kind);
    let listed = crossed(&facts, wanted.which, when, &flows)?;
    let list = listing::slice(&v, &facts, when, listed, paging::size(v.query("size"))).await?;
    let id = wanted
        .which
        .unit
        .map_or("", |u| facts.structure.unit(u).id.as_str());
    listing::note(&v, What::List, &row, id, &list).await?;
    let said = [
        ("row", row.as_str()),
        ("of", v.query("of")),
        ("kind_of_period", when.kind()),
    ];
    let here = |after: &str| {
        address(
            &wanted,
            "/reports/quarterly/list",
            &[&said[..], &[("after", after)]].concat(),
        )
    };
    let key = if row.starts_with("movement-") {
        format!("report-{row}")
    } else {
        format!("report-row-{row}")
    };
    let on = wanted.which.structure_day();
    let state = wanted.which.unit.and_then(|u| facts.structure.state(u, on));
    v.render(
        "reports/movement.html",
        context! {
            list => context! {
                heading => v.t(&key)?, part => "total", child => "", first => here(""),
                next => list.next.as_deref().map(here), file => "", slice => value(&list),
            },
            may_export => false, unit => state.map_or("", |x| x.name.as_str()),
            period => of.to_string(), kind => when.kind(),
            back => address(&wanted, "/reports/quarterly", &[]),
        },
    )
}

/// The members that flows of a movement table count, one row each.
fn crossed(facts: &Facts, which: Which, when: When, flows: &[&str]) -> Result<Vec<Listed>> {
    let events = crossers(facts, which.unit, when.days(), which.on());
    let events = events.filter(|(flow, _)| flows.contains(flow));
    let mut rows: Vec<Listed> = events.map(|(_, e)| listed(facts, e)).collect();
    if which.is_as_was() {
        for moved in facts.moved_by_reform(which.unit, when.days())? {
            let flow = if moved.came {
                IN_BY_REFORM
            } else {
                OUT_BY_REFORM
            };
            rows.extend(flows.contains(&flow).then_some(moved.row));
        }
    }
    Ok(rows)
}

fn listed(facts: &Facts, e: &crate::insight::indicators::facts::Event) -> Listed {
    let own = if e.ends || e.between.is_some() {
        e.day.eve()
    } else {
        e.day
    };
    let place = e.between.map_or(e.place, |(sender, _)| sender);
    let located = figures::places::locate(&facts.structure, facts.places.get(place), own, own);
    Listed {
        person: Some(e.person),
        paper: None,
        unit: located.candidates().first().copied(),
        sender: None,
        at: None,
        part: "own",
        day: e.day,
        named_on: e.day,
    }
}

/// The report as PDF, XLSX, JSON or a page that stands by itself.
pub async fn file(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let Some(form) = FileForm::parse(v.query("as")) else {
        return v.go(&v.link("/reports/quarterly"));
    };
    let wanted = match read(&v, &facts)? {
        Ok(wanted) => wanted,
        Err(form) => return refused(&v, &form),
    };
    let made = desk::report(&v, &facts, wanted.which).await?;
    let name = file_name(&made.1.report, &wanted, v.query("as"));
    let bytes = desk::file(&v, made, wanted.lang, form).await?;
    let kind = match form {
        FileForm::Pdf => download::PDF,
        FileForm::Xlsx => download::XLSX,
        FileForm::Html => "text/html; charset=utf-8",
        FileForm::Json => "application/json",
    };
    download::attachment(&name, kind, Arc::unwrap_or_clone(bytes))
}

fn file_name(report: &Report, wanted: &Wanted, ending: &str) -> String {
    let unit = if report.unit == "*" {
        "all"
    } else {
        &report.unit
    };
    format!(
        "report-{unit}-{}-{}.{ending}",
        report.period,
        wanted.lang.code()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_quarter_is_the_one_that_has_ended() {
        let of = |day| last_quarter(day).unwrap().to_string();
        assert_eq!(of(Day::ymd(2025, 9, 30)), "2025-Q3");
        assert_eq!(of(Day::ymd(2025, 10, 1)), "2025-Q3");
        assert_eq!(of(Day::ymd(2025, 9, 29)), "2025-Q2");
    }
}

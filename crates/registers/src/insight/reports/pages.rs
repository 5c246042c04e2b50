//! The quarterly report as a page: the same value that is printed, with every figure leading to
//! the list behind it.

use super::build::{crossers, flows_of};
use super::desk::{self, Form as FileForm};
use super::model::{Cited, Report};
use super::text::Lang;
use super::view::View;
use crate::insight::indicators::answer::Listed;
use crate::insight::indicators::screens::asked::{by_name, quarter_of};
use crate::insight::indicators::screens::listing;
use crate::insight::indicators::screens::seen::Seen;
use crate::insight::indicators::{Facts, PeriodKind, When};
use crate::organisation::privacy::log::What;
use crate::organisation::rulebook::{Flow, Period};
use crate::web::{Power, Reply, Visit};
use axum::http::StatusCode;
use figures::{Day, UnitIx};
use minijinja::context;
use platform::web::page::{joined, value};
use platform::web::request::encoded;
use platform::web::{Form, download, paging};
use platform::{Error, Result};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Which report a page is asked for.
struct Wanted {
    unit: Option<UnitIx>,
    /// The unit as it is written in addresses.
    code: String,
    period: Period,
    lang: Lang,
    form: Form,
}

/// The last quarter that has ended.
fn last_quarter(on: Day) -> Option<Period> {
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
    let day = period.last_day();
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
    Ok(Ok(Wanted {
        unit,
        code,
        period,
        lang,
        form,
    }))
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
    let (_, made) = desk::report(&v, &facts, wanted.unit, wanted.period).await?;
    let report = &made.report;
    let view = View::new(report, wanted.lang).map_err(Error::internal)?;
    let links: BTreeMap<&String, String> = report
        .figures
        .iter()
        .map(|(key, cited)| (key, figure_link(&v, &wanted, cited).unwrap_or_default()))
        .collect();
    let s = &facts.structure;
    v.render(
        "reports/quarterly.html",
        context! {
            form => value(&wanted.form), periods => value(&periods(&v)), view => value(&view),
            links => value(&links), file => address(&wanted, "/reports/quarterly/file", &[]),
            unit => wanted.unit.map(|u| s.unit(u).id.as_str()), known => report.known,
        },
    )
}

/// An address of the same report, with more said in it.
fn address(wanted: &Wanted, path: &str, more: &[(&str, &str)]) -> String {
    let period = wanted.period.to_string();
    let own = [
        ("unit", wanted.code.as_str()),
        ("period", period.as_str()),
        ("lang", wanted.lang.code()),
    ];
    let pairs = own
        .iter()
        .chain(more)
        .map(|(n, x)| format!("{n}={}", encoded(x)));
    joined(path, &pairs.collect::<Vec<_>>().join("&"))
}

/// Where the list behind a figure stands; a cell of which only a part is told has none.
fn figure_link(v: &Visit, wanted: &Wanted, cited: &Cited) -> Option<String> {
    if cited.filter.contains("told,ethnic") {
        return None;
    }
    let filter: Vec<(&str, &str)> = cited
        .filter
        .split(',')
        .filter_map(|f| f.split_once('='))
        .collect();
    let kind = filter.iter().find(|(n, _)| *n == "kind").map(|(_, k)| *k);
    let moved = kind == Some("across-the-border") || cited.indicator.starts_with("movement-");
    if moved {
        let more = [
            ("row", cited.indicator.as_str()),
            ("of", cited.period.as_str()),
            ("kind_of_period", cited.period_kind.as_str()),
        ];
        return Some(v.link(&address(wanted, "/reports/quarterly/list", &more)));
    }
    let (until, before) = (
        wanted.period.last_day(),
        wanted.period.previous().last_day(),
    );
    let mut pairs: Vec<(&str, String)> = vec![("unit", cited.unit.clone())];
    let mut list = Some("total");
    if cited.indicator == "members-change" {
        list = None;
        pairs.push(("indicator", "members".to_owned()));
        pairs.push(("with", "time".to_owned()));
        pairs.push(("with_to", before.to_string()));
    } else {
        pairs.push(("indicator", cited.indicator.clone()));
        for (name, said) in &filter {
            match (*name, *said) {
                ("kind", "own" | "in-transit" | "remainder") => list = kind,
                (_, "") => pairs.push((name, "none".to_owned())),
                (_, said) => pairs.push((name, said.to_owned())),
            }
        }
    }
    if ["units-merged", "successors", "net-reduced"].contains(&cited.indicator.as_str()) {
        list = None;
    }
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
    if cited.as_of != until.to_string() {
        pairs.push(("structure", "on".to_owned()));
        pairs.push(("units_of", until.to_string()));
    }
    pairs.extend(list.map(|l| ("list", l.to_owned())));
    if of_a_day || !v.now {
        pairs.push(("on", day));
    }
    let known = v.query("known");
    if !known.is_empty() {
        pairs.push(("known", known.to_owned()));
    }
    let said: Vec<String> = pairs
        .iter()
        .map(|(n, x)| format!("{n}={}", encoded(x)))
        .collect();
    let place = if list.is_some() { "#list" } else { "" };
    Some(format!("/figures?{}{place}", said.join("&")))
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
    let on = wanted.period.last_day();
    let crossed =
        crossers(&facts, wanted.unit, when.days(), on).filter(|(flow, _)| flows.contains(flow));
    let listed: Vec<Listed> = crossed.map(|(_, e)| listed(&facts, e)).collect();
    let list = listing::slice(&v, &facts, when, listed, paging::size(v.query("size"))).await?;
    let id = wanted
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
    let state = wanted.unit.and_then(|u| facts.structure.state(u, on));
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
        unit: located.candidates().first().copied(),
        sender: None,
        at: None,
        part: "own",
        day: e.day,
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
    let made = desk::report(&v, &facts, wanted.unit, wanted.period).await?;
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

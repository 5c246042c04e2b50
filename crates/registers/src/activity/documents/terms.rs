//! Terms of committees and the numbers with which series begin, on the screen.

use super::acts::{self, NewTerm};
use super::binding;
use super::forms::{self, Deciding};
use super::rules::term_subject;
use super::shown::Reading;
use super::store;
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use figures::Day;
use minijinja::{Value, context};
use platform::text::tidy;
use platform::web::Form;
use platform::web::page::value;
use platform::{Result, Scope};

pub async fn page(v: Visit) -> Reply {
    let form = {
        let r = Reading::of(&v).await?;
        let own = v.own_unit(r.s()).filter(|u| v.keeps(r.s(), *u));
        let code = own.and_then(|u| r.s().state(u, v.asof.on));
        let code = code.map_or("", |x| x.code.as_str());
        let today = v.asof.on.to_string();
        Form::filled([
            ("unit", code),
            ("from", &today),
            ("date", &today),
            ("direction", "outgoing"),
        ])
    };
    shown(&v, &form, "", StatusCode::OK).await
}

/// The terms of units that are seen; `open` is the form that was handed in.
async fn shown(v: &Visit, form: &Form, open: &str, status: StatusCode) -> Reply {
    let context = {
        let r = Reading::of(v).await?;
        let mut db = v.db().await?;
        let all = store::all_terms(&mut db, &Scope::whole(), v.asof.known).await?;
        drop(db);
        let (s, on) = (r.s(), v.asof.on);
        let mut rows = Vec::new();
        for u in s.all().filter(|u| v.sees(s, *u)) {
            let id = &s.unit(u).id;
            for congress in [false, true] {
                for (label, from, to) in all.get(&term_subject(id, congress)).into_iter().flatten()
                {
                    let holds = *from <= on && on < *to;
                    let name = s.state(u, on).or_else(|| s.last_state(u));
                    let key = (
                        !holds,
                        name.map_or_else(String::new, |x| x.name.clone()),
                        *from,
                    );
                    let until = (*to < Day::MAX).then(|| to.eve().to_string());
                    let unit = r.unit(id, on);
                    let row = context! { unit, label => label.as_str(), from => from.to_string(), until, congress, holds };
                    rows.push((key, row));
                }
            }
        }
        rows.sort_by(|a, b| a.0.cmp(&b.0));
        let total = rows.len();
        let rows: Vec<Value> = rows.into_iter().map(|(_, row)| row).take(500).collect();
        let may = v.now && v.visitor()?.may(crate::web::Right::Papers);
        context! { rows, total, form => value(form), open, may, ..r.choices()? }
    };
    v.render_as(status, "docs/terms.html", context)
}

pub async fn saving(v: Visit) -> Reply {
    forms::now_only(&v)?;
    match v.form.get("do") {
        "number" => numbering(v).await,
        _ => opening(v).await,
    }
}

async fn opening(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (unit, from, until) = {
        let r = Reading::of(&v).await?;
        let from = forms::day_of(&r, &mut form, "from")?;
        let until = last_day(&v, &mut form)?;
        (forms::unit_of(&r, &mut form, "unit", from)?, from, until)
    };
    let mut act = None;
    if let (Some(u), true) = (unit, form.is_good()) {
        let (label, congress) = (tidy(form.get("label")), form.get("congress") == "yes");
        let named = v.facts().await?.structure.unit(u).id.clone();
        let id = named.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                let unit = g.unit(&id, "unit")?;
                let new = NewTerm {
                    unit,
                    label: &label,
                    from,
                    until,
                    congress,
                };
                acts::decide_term(db, g, &new).await
            })
        });
        let fields = ["unit", "label", "from", "until"];
        act =
            forms::commit_as(&v, &mut form, ("term", from, &named, ""), deciding, &fields).await?;
    }
    said(&v, &form, "term", act.is_some(), "docs-said-term").await
}

/// The day after the last one, when that is said.
fn last_day(v: &Visit, form: &mut Form) -> Result<Option<Day>> {
    let said = form.get("until").to_owned();
    let day = Day::parse(&said).ok();
    if day.is_none() && !said.is_empty() {
        form.error("until", v.say("docs-bad-day", &[("said", &said)])?);
    }
    Ok(day.map(Day::next))
}

async fn said(v: &Visit, form: &Form, open: &str, recorded: bool, key: &str) -> Reply {
    if recorded {
        return v.go_saying("/documents/terms", &v.t(key)?).await;
    }
    shown(v, form, open, StatusCode::UNPROCESSABLE_ENTITY).await
}

async fn numbering(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (paper, day, number) = {
        let r = Reading::of(&v).await?;
        let day = forms::day_of(&r, &mut form, "date")?;
        let paper = forms::organ(&r, &mut form, day)?;
        (paper, day, forms::number_of(&v, &mut form)?)
    };
    if number.is_none() && form.get("number").is_empty() {
        form.error("number", v.t("docs-first-missing")?);
    }
    let incoming = form.get("direction") == "incoming";
    let mut act = None;
    if let (Some(first), true) = (number, form.is_good()) {
        let direction = if incoming { "incoming" } else { "outgoing" };
        let unit = paper.unit.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                binding::decide_first_number(db, g, &paper, (day, direction), first).await
            })
        });
        let fields = ["unit", "body", "kind", "date", "number"];
        act = forms::commit(&v, &mut form, (day, &unit, ""), deciding, &fields).await?;
    }
    said(&v, &form, "number", act.is_some(), "docs-said-first").await
}

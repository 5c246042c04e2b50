//! The pages of figures.

use super::address::changed;
use super::asked::{self, Asked, At, Reading};
use super::choices::{self, begun_large};
use super::file::Sheet;
use super::listing::{self, List};
use super::overview;
use super::seen::{Seen, Sights};
use super::table::{self, Side, Table};
use crate::insight::indicators::rules::{definition, unlisted_holidays, versions};
use crate::insight::indicators::{Facts, Question, StructureChoice, When};
use crate::insight::reports::charts::{self, Chart, Mark};
use crate::organisation::privacy::log::What;
use crate::organisation::rulebook::Source;
use crate::web::{Power, Reply, Visit};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use minijinja::{Value, context};
use platform::journal::store as journal;
use platform::locale::without_isolates;
use platform::web::page::{escaped, value};
use platform::web::{Form, download};
use platform::{Error, Result};
use std::sync::Arc;

/// The page of a figure; without an indicator, all figures of a unit.
pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    if v.query("indicator").is_empty() {
        return all(&v, &facts).await;
    }
    let asked = match asked::read(&v, &facts)? {
        Reading::Good(asked) => asked,
        Reading::Bad(form) => return refused(&v, &facts, &form),
    };
    let mut sights = Sights::default();
    let side = Side::of(&v, &facts, asked.q.clone(), &mut sights).await?;
    let other = match asked.compared(&facts.structure) {
        Some(against) => Some(Side::of(&v, &facts, against.q.clone(), &mut sights).await?),
        None => None,
    };
    let names = names(&v, &facts, &asked.q)?;
    let table = table::table(&v, &facts, &asked, &side, other.as_ref(), &names)?;
    let list = match listing::asked_for(&v, &facts, &side)? {
        Some(of) => Some(list(&v, &facts, &asked, of).await?),
        None => None,
    };
    let chart = chart(&v, &table, &names[0])?;
    let (can_divide, by_group) = by_group(&v, &facts, &asked).await?;
    let (said, pick) = (
        said(&v, &facts, &asked, &side).await?,
        pick(&v, &facts, &asked.form, Some(&asked.q))?,
    );
    let both = context! { ..said, ..pick };
    v.render(
        "figures/figure.html",
        context! {
            name => names[0].as_str(), table => value(&table), chart => chart.map(|c| value(&c)),
            list => list.unwrap_or_else(|| Value::from(())), listable => listing::has_list(&facts, &asked.q),
            base => changed("/figures", &asked.form, &[]),
            below => changed("/figures", &asked.form, &[("unit", "")]),
            file => changed("/figures/file", &asked.form, &[]),
            plain => changed("/figures", &asked.form, &[("with", ""), ("with_to", "")]),
            asked => value(&kept(&asked.form)),
            may_export => v.may(Power::Export), can_divide, by_group,
            divided => changed("/figures", &asked.form, &[("by", "ethnic")]),
            ..both
        },
    )
}

/// Whether the figure can be told by ethnic group, and if asked for, how many of each: what is
/// told of whom is a matter of rights (`indicators/suppress.rs`).
async fn by_group(v: &Visit, facts: &Arc<Facts>, asked: &Asked) -> Result<(bool, Option<Value>)> {
    let whole = asked
        .at
        .unit()
        .map_or(asked.seen.is_whole(), |u| asked.seen.sees_below(u));
    let stock = definition(&facts.book, &asked.q.indicator, asked.q.rule_day())
        .is_ok_and(|r| r.source == Source::Memberships);
    let can = whole && stock && asked.q.filter.ethnic.is_none();
    if !can || v.query("by") != "ethnic" {
        return Ok((can, None));
    }
    let q = Question {
        unit: asked.at.unit(),
        ..asked.q.clone()
    };
    let Some(groups) = v.shown_cells(facts, &q).await? else {
        return Ok((false, None));
    };
    let name = |code: &String| {
        facts
            .book
            .ethnic_group(code)
            .unwrap_or_else(|| code.clone())
    };
    let told: Vec<Value> = groups
        .told
        .iter()
        .map(|(code, n)| context! { name => name(code), n => *n })
        .collect();
    let all = v.may(Power::Sensitive);
    Ok((true, Some(context! { told, untold => groups.untold, all })))
}

/// The fields of the question, for a form that asks something more of it.
pub fn kept(form: &Form) -> Vec<(&'static str, String)> {
    let all = [
        "indicator",
        "unit",
        "period",
        "kind_of_period",
        "structure",
        "units_of",
    ];
    let names = all.into_iter().chain(asked::NARROWING);
    let pairs = names.map(|n| (n, form.get(n).to_owned()));
    pairs.filter(|(_, said)| !said.is_empty()).collect()
}

/// The same page with nothing but the form and what is wrong with it.
fn refused(v: &Visit, facts: &Facts, form: &Form) -> Reply {
    v.render_as(
        StatusCode::UNPROCESSABLE_ENTITY,
        "figures/refused.html",
        pick(v, facts, form, None)?,
    )
}

async fn all(v: &Visit, facts: &Arc<Facts>) -> Reply {
    let seen = Seen::of(v, &facts.structure, v.asof.on)?;
    let mut form = Form::new(v.query.clone());
    let found = overview::unit(v, facts, &seen);
    let (at, known) = match found {
        Some(at) => (at, true),
        None => (At::Mine(Vec::new()), false),
    };
    if !known {
        let said = form.get("unit").to_owned();
        form.error("unit", v.say("figures-wrong-unit", &[("said", &said)])?);
    }
    form.set("unit", &code(facts, &at, v.asof.on));
    let groups = if known {
        overview::groups(v, facts, &at, &form).await?
    } else {
        Vec::new()
    };
    let status = if known {
        StatusCode::OK
    } else {
        StatusCode::UNPROCESSABLE_ENTITY
    };
    v.render_as(
        status,
        "figures/overview.html",
        context! {
            form => value(&form), unit => whose(facts, &at, v.asof.on), groups => value(&groups),
            sought => v.query("name"), near => near(facts, &seen, &at, v.asof.on),
        },
    )
}

/// Units a name may mean, as options of the field one is typing in.
pub async fn units(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let seen = Seen::of(&v, &facts.structure, v.asof.on)?;
    let found = asked::named(&facts, &seen, v.query("unit"), v.asof.on, 20);
    let option = |u: &figures::UnitIx| {
        let state = facts.structure.state(*u, v.asof.on)?;
        let (code, name) = (escaped(&state.code), escaped(&state.name));
        Some(format!("<option value=\"{code}\">{name}</option>\n"))
    };
    // a piece of a page and no page, so it is not served as one
    Ok(found
        .iter()
        .filter_map(option)
        .collect::<String>()
        .into_response())
}

/// Of a comparison with units of a day on which the unit did not stand: that day, and the same
/// figure of those that stood then.
fn instead(v: &Visit, facts: &Facts, asked: &Asked) -> Option<Value> {
    let s = &facts.structure;
    let (day, kin) = asked.instead(s)?;
    let units_of = day.to_string();
    let one = |u: &figures::UnitIx| {
        let state = s.state(*u, day)?;
        let there = [
            ("unit", state.code.as_str()),
            ("structure", "on"),
            ("units_of", units_of.as_str()),
            ("with", ""),
            ("with_to", ""),
        ];
        let href = changed("/figures", &asked.form, &there);
        let href = v.sees(s, *u).then(|| v.link(&href));
        Some(context! { name => state.name.as_str(), code => state.code.as_str(), href })
    };
    let units: Vec<Value> = kin.iter().filter_map(one).collect();
    Some(context! { day => units_of, units })
}

/// The table, or the list asked for, as a file.
pub async fn file(v: Visit) -> Reply {
    v.needs(Power::Export)?;
    let facts = v.facts().await?;
    if v.query("indicator").is_empty() {
        return v.go(&v.link("/figures"));
    }
    let asked = match asked::read(&v, &facts)? {
        Reading::Good(asked) => asked,
        Reading::Bad(form) => return refused(&v, &facts, &form),
    };
    let mut sights = Sights::default();
    let side = Side::of(&v, &facts, asked.q.clone(), &mut sights).await?;
    let mut sheet = match listing::asked_for(&v, &facts, &side)? {
        Some(of) => {
            let list = listing::whole(&v, &facts, &asked, v.query("of"), of).await?;
            let unit = asked
                .at
                .unit()
                .map_or("", |u| facts.structure.unit(u).id.as_str());
            listing::note(&v, What::Export, &asked.q.indicator, unit, &list).await?;
            Sheet::of_list(&v, &list)?
        }
        None => {
            let other = match asked.compared(&facts.structure) {
                Some(against) => Some(Side::of(&v, &facts, against.q.clone(), &mut sights).await?),
                None => None,
            };
            let names = names(&v, &facts, &asked.q)?;
            let table = table::table(&v, &facts, &asked, &side, other.as_ref(), &names)?;
            Sheet::of_table(&v, &table)?
        }
    };
    sheet.provenance = provenance(&v, &facts, &asked, &side).await?;
    let name = format!("{}-{}", asked.q.indicator, asked.q.when.last_day());
    let csv = v.query("as") == "csv";
    let written = tokio::task::spawn_blocking(move || {
        if csv {
            sheet
                .csv(&name)
                .map(|b| (format!("{name}.csv"), download::CSV, b))
        } else {
            sheet
                .xlsx()
                .map(|b| (format!("{name}.xlsx"), download::XLSX, b))
        }
    });
    let (name, kind, bytes) = written.await.map_err(Error::internal)??;
    download::attachment(&name, kind, bytes)
}

/// The name of the figure and, of a share, of its terms.
pub fn names(v: &Visit, facts: &Facts, q: &Question) -> Result<Vec<String>> {
    let of = |code: &str| -> Result<String> {
        let rule = definition(&facts.book, code, q.rule_day())?;
        Ok(begun_large(rule.names.in_language(v.lang.code())))
    };
    let rule = definition(&facts.book, &q.indicator, q.rule_day())?;
    let mut names = vec![of(&q.indicator)?];
    for term in [&rule.numerator, &rule.denominator] {
        if !term.is_empty() {
            names.push(of(term)?);
        }
    }
    Ok(names)
}

/// What the form needs to be chosen from.
pub fn pick(v: &Visit, facts: &Facts, form: &Form, q: Option<&Question>) -> Result<Value> {
    let day = q.map_or(v.asof.on, Question::structure_day);
    let seen = Seen::of(v, &facts.structure, day)?;
    let at = q.map_or(At::Whole, |q| q.unit.map_or(At::Whole, At::Unit));
    let ready = q.map_or_else(Vec::new, |q| choices::comparisons(facts, form, q));
    Ok(context! {
        form => value(form), groups => value(&choices::groups(v, facts)),
        narrowings => value(&choices::narrowings(v, facts, form)?),
        periodic => choices::periodic(v, facts, form), periods => value(&choices::periods(v)),
        near => near(facts, &seen, &at, day), ready => value(&ready),
    })
}

/// Units near the one shown, to choose from without typing: above, beside and below it.
fn near(facts: &Facts, seen: &Seen, at: &At, day: figures::Day) -> Vec<Value> {
    let s = &facts.structure;
    let mut units = seen.tops(s);
    if let At::Unit(u) = at {
        units.extend(s.ancestors(*u, day).into_iter().filter(|a| seen.sees(*a)));
        units.extend(
            s.parent(*u, day)
                .map_or_else(Vec::new, |p| seen.children(s, p)),
        );
        units.extend(seen.children(s, *u));
    }
    let mut known = std::collections::HashSet::new();
    units.retain(|u| known.insert(*u));
    units.truncate(120);
    let option = |u: &figures::UnitIx| {
        let state = s.state(*u, day)?;
        let above = state.parent.filter(|p| seen.sees(*p));
        let above = above.and_then(|p| s.state(p, day));
        let above = above.map_or_else(String::new, |p| format!(" · {}", p.name));
        Some(context! { code => state.code.as_str(), name => format!("{}{above}", state.name) })
    };
    units.iter().filter_map(option).collect()
}

fn code(facts: &Facts, at: &At, day: figures::Day) -> String {
    let state = at.unit().and_then(|u| facts.structure.state(u, day));
    state.map_or_else(|| "*".to_owned(), |x| x.code.clone())
}

/// The unit of a page: nothing for the whole record, and whether only some units are meant.
fn whose(facts: &Facts, at: &At, day: figures::Day) -> Value {
    let s = &facts.structure;
    let state = at.unit().and_then(|u| s.state(u, day));
    context! {
        id => at.unit().map_or("", |u| s.unit(u).id.as_str()),
        name => state.map_or("", |x| x.name.as_str()), code => state.map_or("", |x| x.code.as_str()),
        mine => matches!(at, At::Mine(_)),
    }
}

fn chart(v: &Visit, table: &Table, name: &str) -> Result<Option<Chart>> {
    let written = |value: &str, measure: &str| {
        let text = v
            .texts()
            .measured(value, measure)
            .map_err(Error::internal)?;
        Ok::<_, Error>(without_isolates(&text))
    };
    let mut marks = Vec::new();
    for line in table.lines.iter().filter(|l| l.part == "child") {
        let cell = &line.cells[0];
        if cell.value.is_empty() {
            continue;
        }
        marks.push(Mark {
            label: line.name.clone(),
            role: "plain".to_owned(),
            value: cell.value.parse().unwrap_or_default(),
            text: written(&cell.value, cell.measure)?,
        });
    }
    Ok(charts::ranked_bars(v.lang, name, marks))
}

async fn list(v: &Visit, facts: &Facts, asked: &Asked, of: listing::Of) -> Result<Value> {
    let side_of = v.query("of").to_owned();
    let list: List = listing::page(v, facts, asked, &side_of, of).await?;
    let unit = asked
        .at
        .unit()
        .map_or("", |u| facts.structure.unit(u).id.as_str());
    listing::note(v, What::List, &asked.q.indicator, unit, &list).await?;
    let named = [("list", v.query("list")), ("of", side_of.as_str())];
    let here = |after: &str| {
        changed(
            "/figures",
            &asked.form,
            &[named[0], named[1], ("after", after)],
        )
    };
    let q = listing::question(facts, asked, &side_of)?;
    let child = match of {
        listing::Of::Child(u) => {
            let s = &facts.structure;
            let state = s.state(u, q.structure_day()).or_else(|| s.last_state(u));
            state.map_or("", |x| x.name.as_str())
        }
        _ => "",
    };
    Ok(context! {
        slice => value(&list), part => if child.is_empty() { v.query("list") } else { "child" }, child,
        heading => names(v, facts, &q)?.remove(0), first => here(""), next => list.next.as_deref().map(here),
        file => changed("/figures/file", &asked.form, &named),
    })
}

/// Where a figure comes from, as its page says it.
async fn said(v: &Visit, facts: &Facts, asked: &Asked, side: &Side) -> Result<Value> {
    let q = &asked.q;
    let day = q.structure_day();
    let rule = versions(&facts.book, &q.indicator)
        .into_iter()
        .find(|d| d.in_force(q.rule_day()));
    let mut db = v.db().await?;
    let root = root(&mut db, v.asof.known.0).await?;
    let total = side.total(facts, &asked.at);
    Ok(context! {
        unit => whose(facts, &asked.at, day), total => table::plain(total.as_ref(), side.measure),
        measure => side.measure, kind => q.when.kind(),
        period => match q.when { When::In(p, _) => p.to_string(), When::On(_) => String::new() },
        as_of => q.when.last_day().to_string(), as_was => q.structure == StructureChoice::AsWas,
        structure => day.to_string(), filter => q.filter.text(),
        code => q.indicator.as_str(), cites => rule.map(|d| d.cited_in(v.lang.code())),
        rule_from => rule.map(|d| d.valid_from.to_string()),
        instead => instead(v, facts, asked),
        against => asked.against.as_ref().map(|a| context! { by => a.by, to => a.to.as_str(), as_of => a.q.when.last_day().to_string() }),
        root => short(&root), holidays => unlisted_holidays(&facts.book, &q.indicator, q.when.last_day()),
    })
}

/// The root of the journal at an act.
pub async fn root(db: &mut platform::Db, known: u64) -> Result<String> {
    if let Some((last, root)) = journal::head(db).await?
        && last == known
    {
        return Ok(root);
    }
    Ok(platform::text::hex(
        &journal::tree(db, known).await?.0.root(),
    ))
}

/// The ends of a root, enough to compare by eye.
pub fn short(root: &str) -> String {
    if root.len() <= 16 {
        return root.to_owned();
    }
    format!("{}…{}", &root[..8], &root[root.len() - 8..])
}

/// Where a file's numbers come from: label and value.
async fn provenance(
    v: &Visit,
    facts: &Facts,
    asked: &Asked,
    side: &Side,
) -> Result<Vec<(String, String)>> {
    let q = &asked.q;
    let mut db = v.db().await?;
    let period = match q.when {
        When::In(p, _) => p.to_string(),
        When::On(day) => day.to_string(),
    };
    let structure = match q.structure {
        StructureChoice::AsWas => v.t("report-structure-as-was")?,
        _ => q.structure_day().to_string(),
    };
    let rule = crate::insight::indicators::rules::version(&facts.book, &q.indicator, q.rule_day());
    let certainty = side.certainty(facts, asked.at.unit())?;
    let who = v.visitor()?.account.name.clone();
    let said = [
        ("report-provenance-indicator", q.indicator.clone()),
        ("report-provenance-filter", q.filter.text()),
        (
            "report-provenance-unit",
            code(facts, &asked.at, q.structure_day()),
        ),
        ("report-provenance-period", period),
        (
            "report-provenance-period-kind",
            v.t(&format!("report-period-kind-{}", q.when.kind()))?,
        ),
        ("report-provenance-as-of", q.when.last_day().to_string()),
        ("report-provenance-structure", structure),
        (
            "report-provenance-certainty",
            v.t(&format!("report-certainty-{certainty}"))?,
        ),
        ("figures-rule", rule),
        ("report-provenance-known", v.asof.known.0.to_string()),
        (
            "report-provenance-root",
            root(&mut db, v.asof.known.0).await?,
        ),
        ("figures-taken-by", who),
        ("figures-taken-at", v.moment(v.office.clock.now())),
    ];
    said.into_iter()
        .map(|(key, text)| Ok((v.t(key)?, text)))
        .collect()
}

//! Units on the screen: what stands at the top, the tree, and each unit with its state on the
//! day, what stands under it, where it came from and where it went.

use super::lineage;
use crate::web::figures::Column;
use crate::web::{Reply, Visit};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::journal::store as journal;
use platform::web::page::value;
use platform::{Error, Result};
use serde::Serialize;

/// A unit as lists show it.
#[derive(Serialize)]
struct Row {
    id: String,
    code: String,
    name: String,
    kind: String,
    below: usize,
    figures: Vec<crate::web::figures::Shown>,
}

/// The figures that stand beside every unit of a list.
const BESIDE: [&str; 2] = ["members", "standardised"];
/// The figures of a unit's own page.
const OWN: [&str; 4] = ["members", "cells", "standardised", "failing"];

async fn columns(v: &Visit, codes: &[&str]) -> Result<Vec<Column>> {
    let facts = v.facts().await?;
    let mut columns = Vec::new();
    for code in codes {
        columns.extend(v.stock(&facts, code, v.asof.on).await?);
    }
    Ok(columns)
}

async fn rows(v: &Visit, units: Vec<UnitIx>) -> Result<Vec<Row>> {
    let facts = v.facts().await?;
    let (s, on) = (&facts.structure, v.asof.on);
    let columns = columns(v, &BESIDE).await?;
    let mut rows = Vec::with_capacity(units.len());
    for u in units {
        let Some(state) = s.state(u, on) else {
            continue;
        };
        rows.push(Row {
            id: s.unit(u).id.clone(),
            code: state.code.clone(),
            name: state.name.clone(),
            kind: v.kind_name(&facts, &state.kind, on),
            below: v.children(s, u).len(),
            figures: columns
                .iter()
                .map(|c| c.of(Some(u)))
                .collect::<Result<_>>()?,
        });
    }
    rows.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(rows)
}

pub async fn top(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let rows = rows(&v, v.tops(&facts.structure)).await?;
    let first_day = facts
        .structure
        .all()
        .map(|u| facts.structure.unit(u).opened)
        .min();
    v.render(
        "units/top.html",
        context! { rows => value(&rows), first_day => first_day.map(|d| d.to_string()) },
    )
}

/// One unit of the tree; those on the way to the opened one are open.
#[derive(Serialize)]
struct Node {
    id: String,
    code: String,
    name: String,
    below: usize,
    open: bool,
    here: bool,
    children: Vec<Node>,
}

pub async fn tree(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let (s, on) = (&facts.structure, v.asof.on);
    let roots = v.tops(s);
    let asked = s
        .find(v.query("open"))
        .filter(|u| s.is_open(*u, on) && v.sees(s, *u));
    let opened = asked.or_else(|| roots.first().copied().filter(|_| roots.len() == 1));
    let mut way = opened.map_or_else(Vec::new, |u| s.ancestors(u, on));
    let seen = way.iter().take_while(|a| v.sees(s, **a)).count();
    let mut above = Vec::new();
    let mut tops = roots;
    if seen > LEVELS {
        // the rest of a long way up is one way back
        way.truncate(LEVELS);
        tops = way.last().copied().into_iter().collect();
        above = tops
            .first()
            .map_or_else(Vec::new, |u| above_in_tree(&v, s, *u));
    }
    let nodes: Vec<Node> = nodes(&v, s, tops, &way, opened);
    v.render(
        "units/tree.html",
        context! { nodes => value(&nodes), above },
    )
}

/// Levels of the tree that are drawn at once; a tree may be as deep as it has units.
const LEVELS: usize = 24;

/// The way back to the unit above one at which the tree begins.
fn above_in_tree(v: &Visit, s: &Structure, u: UnitIx) -> Vec<Value> {
    let parent = s.parent(u, v.asof.on);
    let crumb = |p: UnitIx| {
        let state = s.state(p, v.asof.on)?;
        let href = v.link(&format!("/units/tree?open={}", s.unit(p).id));
        Some(context! { href, name => state.name.as_str() })
    };
    parent.and_then(crumb).into_iter().collect()
}

fn nodes(
    v: &Visit,
    s: &Structure,
    units: Vec<UnitIx>,
    way: &[UnitIx],
    here: Option<UnitIx>,
) -> Vec<Node> {
    let mut nodes: Vec<Node> = units
        .into_iter()
        .filter_map(|u| {
            let state = s.state(u, v.asof.on)?;
            let children = v.children(s, u);
            let open = way.contains(&u);
            Some(Node {
                id: s.unit(u).id.clone(),
                code: state.code.clone(),
                name: state.name.clone(),
                below: children.len(),
                open,
                here: here == Some(u),
                children: if open {
                    nodes(v, s, children, way, here)
                } else {
                    Vec::new()
                },
            })
        })
        .collect();
    nodes.sort_by(|a, b| a.code.cmp(&b.code));
    nodes
}

pub async fn unit(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let (s, on) = (&facts.structure, v.asof.on);
    let none = || Error::NotFound("no such unit".to_owned());
    let u = v.unit(s, v.param("id"))?;
    let open = s.is_open(u, on);
    let state = s
        .state(u, on)
        .or_else(|| s.last_state(u))
        .ok_or_else(none)?;
    let shown = if open { on } else { state.from };
    let mut figures = Vec::new();
    if open {
        for column in columns(&v, &OWN).await? {
            figures.push(column.of(Some(u))?);
        }
    }
    let children = if open { v.children(s, u) } else { Vec::new() };
    let acts = acts(&v, s, &s.unit(u).id).await?;
    v.render(
        "units/unit.html",
        context! {
            unit => context! {
                id => s.unit(u).id.as_str(), code => state.code.as_str(), name => state.name.as_str(),
                kind => v.kind_name(&facts, &state.kind, shown), open,
                opened => s.unit(u).opened.to_string(),
                closed => (s.unit(u).closed != Day::MAX).then(|| s.unit(u).closed.eve().to_string()),
                begins_later => s.unit(u).opened > on,
            },
            trail => trail(&v, s, u, shown), figures => value(&figures),
            rows => value(&rows(&v, children).await?),
            lineage => lineage::picture(&v, s, u)?.map(Value::from_safe_string),
            links => lineage::links(&v, s, u), names => names(&v, &facts, u), acts,
        },
    )
}

/// The way from the root to the unit above.
fn trail(v: &Visit, s: &Structure, u: UnitIx, on: Day) -> Vec<Value> {
    let above = s.ancestors(u, on);
    let crumb = |a: &UnitIx| {
        let state = s.state(*a, on)?;
        Some(context! { href => v.way_to(s, *a), name => state.name.as_str() })
    };
    above.iter().skip(1).rev().filter_map(crumb).collect()
}

/// What the unit was called and where it stood, newest first.
fn names(v: &Visit, facts: &crate::web::figures::FactsOfVisit, u: UnitIx) -> Vec<Value> {
    let s = &facts.structure;
    let row = |st: &figures::structure::State| {
        let parent = st.parent.and_then(|p| {
            s.state(p, st.from)
                .map(|x| (v.way_to(s, p), x.name.clone()))
        });
        // a state that is over is looked at on its last day, as it stood when something happened
        let then = if st.to <= v.asof.on {
            st.to.eve().max(st.from)
        } else {
            st.from
        };
        context! {
            from => st.from.to_string(), then => then.to_string(),
            until => (st.to != Day::MAX).then(|| st.to.eve().max(st.from).to_string()),
            code => st.code.as_str(), name => st.name.as_str(), kind => v.kind_name(facts, &st.kind, st.from),
            parent => parent.as_ref().map(|p| p.1.clone()), parent_href => parent.map(|p| p.0),
        }
    };
    s.unit(u).states.iter().rev().map(row).collect()
}

/// Acts that touch a unit and that its page lists, and among how many they are looked for.
const ACTS: usize = 30;
const LOOKED_AT: usize = 200;

/// The newest acts that touch a unit, as far as something of them may be seen: what befell a member
/// in another unit touches this one when they came from it.
async fn acts(v: &Visit, s: &Structure, id: &str) -> Result<Vec<Value>> {
    let mut db = v.db().await?;
    let annulled = journal::annulments(&mut db, v.asof.known).await?;
    let subjects = v.subjects(&mut db, s).await?;
    let mut acts = Vec::new();
    let numbers = journal::acts_of(&mut db, &[id.to_owned()]).await?;
    let known = numbers.into_iter().rev().filter(|n| *n <= v.asof.known.0);
    for n in known.take(LOOKED_AT) {
        for act in journal::acts(&mut db, n, n).await? {
            if let Some((_, lines)) = subjects.lines(&mut db, &act, 1).await? {
                let shown = v.seen(&subjects, (&act, lines), &annulled);
                acts.push(value(&shown));
            }
        }
        if acts.len() == ACTS {
            break;
        }
    }
    Ok(acts)
}

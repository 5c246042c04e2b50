//! Where a unit came from and where it went, as a small drawn graph. Time runs from left to
//! right in every language.

use crate::web::Visit;
use figures::structure::{Link, LinkKind};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::Result;
use platform::web::page::escaped;
use std::fmt::Write;

/// Boxes on one side that are drawn; the list beside the graph has them all.
const DRAWN: usize = 12;
const WIDTH: i32 = 200;
const STEP: i32 = 58;
const GAP: i32 = 110;

/// A reform's day around the unit: what went in and what came out.
struct Side {
    olds: Vec<UnitIx>,
    news: Vec<UnitIx>,
    links: Vec<(UnitIx, UnitIx, LinkKind, Day)>,
}

fn side<'a>(s: &'a Structure, links: impl Iterator<Item = &'a Link>, also: bool) -> Side {
    let mut side = Side {
        olds: Vec::new(),
        news: Vec::new(),
        links: Vec::new(),
    };
    let mut take = |l: &Link| {
        let Some(new) = l.new else { return };
        let link = (l.old, new, l.kind, l.day);
        if side.links.contains(&link) || l.old == new {
            return;
        }
        if !side.olds.contains(&l.old) {
            side.olds.push(l.old);
        }
        if !side.news.contains(&new) {
            side.news.push(new);
        }
        side.links.push(link);
    };
    for l in links {
        take(l);
        if also {
            // what else its predecessors became: a divided unit shows all of where it went
            s.links_out(l.old)
                .filter(|o| o.day == l.day)
                .for_each(&mut take);
        }
    }
    side.olds.truncate(DRAWN);
    side.news.truncate(DRAWN);
    side
}

/// The graph as SVG; nothing for a unit without predecessors and successors.
pub fn picture(v: &Visit, s: &Structure, u: UnitIx) -> Result<Option<String>> {
    let before = side(s, s.links_in(u), true);
    let after = side(s, s.links_out(u), false);
    let mut columns: Vec<Vec<UnitIx>> = Vec::new();
    if !before.links.is_empty() {
        columns.push(before.olds.clone());
        columns.push(before.news.clone());
    } else if !after.links.is_empty() {
        columns.push(vec![u]);
    }
    if !after.links.is_empty() {
        columns.push(after.news.clone());
    }
    let Some(tallest) = columns.iter().map(Vec::len).max() else {
        return Ok(None);
    };
    let tallest = i32::try_from(tallest).unwrap_or(1);
    let count = i32::try_from(columns.len()).unwrap_or(1);
    let (w, h) = (count * WIDTH + (count - 1) * GAP + 8, tallest * STEP + 8);
    let mut svg = format!(
        "<svg class=\"nz-lineage\" viewBox=\"0 0 {w} {h}\" role=\"group\" direction=\"ltr\"><title>{}</title>",
        escaped(&v.t("units-lineage")?)
    );
    let at = |c: usize, x: UnitIx| -> Option<(i32, i32)> {
        let row = columns.get(c)?.iter().position(|y| *y == x)?;
        let (c, row) = (i32::try_from(c).ok()?, i32::try_from(row).ok()?);
        let own = i32::try_from(columns.get(usize::try_from(c).ok()?)?.len()).ok()?;
        Some((
            4 + c * (WIDTH + GAP),
            4 + row * STEP + (tallest - own) * STEP / 2,
        ))
    };
    let middle = usize::from(!before.links.is_empty());
    for (l, c) in before
        .links
        .iter()
        .map(|l| (l, 0))
        .chain(after.links.iter().map(|l| (l, middle)))
    {
        if let (Some(a), Some(b)) = (at(c, l.0), at(c + 1, l.1)) {
            edge(&mut svg, a, b, l.2);
        }
    }
    for (c, column) in columns.iter().enumerate() {
        for x in column {
            if let Some(place) = at(c, *x) {
                a_box(&mut svg, v, s, *x, place, *x == u)?;
            }
        }
    }
    svg.push_str("</svg>");
    Ok(Some(svg))
}

fn edge(svg: &mut String, (ax, ay): (i32, i32), (bx, by): (i32, i32), kind: LinkKind) {
    let class = if kind == LinkKind::Whole {
        "whole"
    } else {
        "part"
    };
    let (x0, y0, x1, y1) = (ax + WIDTH, ay + 22, bx, by + 22);
    let m = i32::midpoint(x0, x1);
    _ = write!(
        svg,
        "<path class=\"{class}\" d=\"M{x0} {y0}C{m} {y0},{m} {y1},{x1} {y1}\"/>"
    );
}

fn a_box(
    svg: &mut String,
    v: &Visit,
    s: &Structure,
    u: UnitIx,
    (x, y): (i32, i32),
    own: bool,
) -> Result<()> {
    let unit = s.unit(u);
    let Some(state) = s.last_state(u) else {
        return Ok(());
    };
    let gone = unit.closed != Day::MAX;
    let day = |d: Day| {
        v.texts()
            .day(&d.to_string())
            .map_err(platform::Error::internal)
    };
    let when = if gone {
        v.say("units-until", &[("day", &day(unit.closed.eve())?)])?
    } else {
        v.say("units-since", &[("day", &day(unit.opened)?)])?
    };
    let name: String = if state.name.chars().count() > 26 {
        state.name.chars().take(25).chain(['…']).collect()
    } else {
        state.name.clone()
    };
    let class = match (own, gone) {
        (true, _) => "own",
        (false, true) => "gone",
        (false, false) => "open",
    };
    let (begin, end) = match v.way_to(s, u) {
        Some(way) => (format!("a href=\"{}\"", escaped(&way)), "a"),
        None => ("g".to_owned(), "g"),
    };
    _ = write!(
        svg,
        "<{begin} class=\"{class}\"><title>{} ({})</title><rect x=\"{x}\" y=\"{y}\" width=\"{WIDTH}\" height=\"44\" rx=\"6\"/>\
         <text x=\"{tx}\" y=\"{}\" class=\"name\">{}</text><text x=\"{tx}\" y=\"{}\" class=\"when\">{} · {}</text></{end}>",
        escaped(&state.name),
        escaped(&state.code),
        y + 18,
        escaped(&name),
        y + 35,
        escaped(&state.code),
        // the drawing runs from the left in every language, the words in it as theirs do
        escaped(&v.texts().name(&platform::locale::without_isolates(&when))),
        tx = x + 10,
    );
    Ok(())
}

/// Predecessors and successors as a list: what the graph says, in words.
pub fn links(v: &Visit, s: &Structure, u: UnitIx) -> Vec<Value> {
    let row = |l: &Link, came: bool| {
        let other = if came { Some(l.old) } else { l.new };
        let state = other.and_then(|o| {
            if came {
                s.state(o, l.day.eve()).or_else(|| s.last_state(o))
            } else {
                s.state(o, l.day).or_else(|| s.last_state(o))
            }
        });
        context! {
            came, day => l.day.to_string(), act => l.act, kind => l.kind.as_str(),
            href => other.and_then(|o| v.way_to(s, o)),
            name => state.map(|x| x.name.clone()), code => state.map(|x| x.code.clone()),
        }
    };
    let came = s.links_in(u).filter(|l| l.old != u).map(|l| row(l, true));
    came.chain(
        s.links_out(u)
            .filter(|l| l.new != Some(u))
            .map(|l| row(l, false)),
    )
    .collect()
}

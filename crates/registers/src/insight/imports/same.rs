//! Rows that say what the record says already: they are counted and left out, so that a list may
//! be sent again with what came since.

use super::core::{Input, What};
use super::store;
use crate::insight::entered;
use crate::organisation::members::{acts::read_day, store as members};
use crate::organisation::reforms::acts::View;
use crate::web::entering::Enterable;
use figures::{Day, Structure};
use platform::asof::Known;
use platform::sheets::Line;
use platform::text::{folded, tidy};
use platform::{Db, Result, Scope};
use std::collections::{HashMap, HashSet};

/// Lines of the file that would change nothing, as far as its sender reaches.
pub async fn lines(
    db: &mut Db,
    what: What,
    input: &Input,
    view: &View,
    reach: &Enterable,
) -> Result<Vec<usize>> {
    let scope = &reach.scope();
    let Ok(found) = input.sheet.columns(what.columns(), &[], &input.mapping) else {
        return Ok(Vec::new());
    };
    let cell = |line: &Line, column: &str| {
        let at = what.columns().iter().position(|c| c.0 == column);
        at.map_or_else(String::new, |at| found.tidy(line, at))
    };
    let rows = &input.sheet.rows;
    let numbers = |same: &dyn Fn(&Line) -> bool| {
        rows.iter()
            .filter(|l| same(l))
            .map(|l| l.number)
            .collect::<Vec<_>>()
    };
    Ok(match what {
        What::Units => numbers(&|l| is_unit(&view.structure, &|c| cell(l, c))),
        What::Figures => {
            let known =
                entered_before(db, scope, view, rows.iter().map(|l| cell(l, "indicator"))).await?;
            numbers(&|l| is_entered(&view.structure, &known, &|c| cell(l, c)))
        }
        What::Members => {
            let keys: Vec<String> = rows.iter().map(|l| cell(l, "person_key")).collect();
            let ids = members::by_key(db, scope, &keys).await?;
            let persons: Vec<String> = ids.values().cloned().collect();
            let stands = store::stands(db, scope, &persons).await?;
            numbers(&|l| {
                let stand = ids
                    .get(&cell(l, "person_key"))
                    .and_then(|id| stands.get(id));
                stand.is_some_and(|s| is_person(view, s, &|c| cell(l, c)))
            })
        }
        What::Events => {
            let keys: Vec<String> = rows.iter().map(|l| cell(l, "person_key")).collect();
            let ids = members::by_key(db, scope, &keys).await?;
            let persons: Vec<String> = ids.values().cloned().collect();
            let known = store::events(db, scope, &persons).await?;
            let known: HashSet<_> = known.into_iter().collect();
            numbers(&|l| {
                let rule = view.book.event_named(&cell(l, "event"));
                let (id, day) = (ids.get(&cell(l, "person_key")), read_day(&cell(l, "day")));
                matches!((rule, id, day), (Some(rule), Some(id), Some(day))
                    if known.contains(&(id.clone(), day, rule.key.clone())))
            })
        }
        What::Documents => {
            let file = (&input.sheet, input.mapping.as_slice());
            crate::activity::documents::list::same(db, scope, file).await?
        }
        What::Corrections | What::Reforms | What::Tasks => Vec::new(),
    })
}

type Cells<'a> = &'a dyn Fn(&str) -> String;

fn is_unit(s: &Structure, cell: Cells<'_>) -> bool {
    let Some(day) = read_day(&cell("valid_from")) else {
        return false;
    };
    let unit = s.bearer(&cell("code"), day);
    unit.and_then(|u| s.state(u, day)).is_some_and(|state| {
        let parent = state.parent.and_then(|p| s.state(p, day));
        state.name == cell("name")
            && state.kind == cell("kind")
            && parent.map_or("", |p| p.code.as_str()) == cell("parent_code")
            && cell("line").is_empty()
    })
}

/// The same person in the same unit with the same standing; what else the row says differs only
/// by a correction.
fn is_person(view: &View, stand: &store::Stand, cell: Cells<'_>) -> bool {
    let unit = view.structure.find(&stand.unit);
    let code = unit.and_then(|u| view.structure.last_state(u));
    let standing = view.book.standing_named(&cell("standing"));
    let born = read_day(&cell("birth_date")).map_or_else(String::new, |d| d.to_string());
    folded(&stand.name) == folded(&cell("name"))
        && stand.birth_date == born
        && code.is_some_and(|c| c.code == cell("unit_code"))
        && standing.is_some_and(|s| s.key == stand.standing)
}

/// Values entered before, by indicator and unit's id.
type Entered = HashMap<(String, String), Vec<(Day, String)>>;

async fn entered_before(
    db: &mut Db,
    scope: &Scope,
    view: &View,
    indicators: impl Iterator<Item = String>,
) -> Result<Entered> {
    let mut known = Entered::new();
    let codes: HashSet<String> = indicators.collect();
    for code in codes {
        let values = entered::store::values(db, scope, Known(view.last), &code).await?;
        for (unit, from, _, value) in values {
            let at = known.entry((code.clone(), unit)).or_default();
            at.push((from, value));
        }
    }
    Ok(known)
}

fn is_entered(s: &Structure, known: &Entered, cell: Cells<'_>) -> bool {
    let Some(day) = read_day(&cell("date")) else {
        return false;
    };
    let Some(unit) = s.bearer(&cell("code"), day) else {
        return false;
    };
    let at = (cell("indicator"), s.unit(unit).id.clone());
    known
        .get(&at)
        .is_some_and(|v| v.contains(&(day, tidy(&cell("value")))))
}

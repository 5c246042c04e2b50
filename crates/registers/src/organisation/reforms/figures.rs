//! The members of the units a reform concerns, before it and after it.

use super::effects::Outcome;
use crate::web::Visit;
use crate::web::figures::Column;
use figures::{Day, Structure, UnitIx};
use platform::Result;
use platform::asof::Known;
use serde::Serialize;

/// A figure of one unit; nothing where there is no such unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Differs {
    pub id: String,
    pub code: String,
    pub name: String,
    pub before: Option<i64>,
    pub after: Option<i64>,
}

/// The units whose members differ, or that begin or end, on the day of the reform's last act.
/// Both sides are counted as every figure is, the second with the reform done.
pub async fn differing(v: &Visit, outcome: &Outcome, day: Day) -> Result<Vec<Differs>> {
    let facts = v.office.kept.known(Known(outcome.known)).await?;
    let Some(now) = v.stock(&facts, "members", day).await? else {
        return Ok(Vec::new());
    };
    let after = &outcome.after;
    let then = v.supposed(&now, after, &outcome.moves).await?;
    let mut differs = Vec::new();
    for u in after.all().filter(|u| v.sees(after, *u)) {
        let before = members(&now, &facts.structure, u, day)?;
        let will = members(&then, after, u, day)?;
        if before != will {
            let state = after.state(u, day).or_else(|| after.last_state(u));
            differs.push(Differs {
                id: after.unit(u).id.clone(),
                code: state.map_or_else(String::new, |x| x.code.clone()),
                name: state.map_or_else(String::new, |x| x.name.clone()),
                before,
                after: will,
            });
        }
    }
    differs.sort_by(|a, b| (&a.code, &a.id).cmp(&(&b.code, &b.id)));
    Ok(differs)
}

/// The members of a unit; nothing where it is not open on the day, or nothing is known of it.
fn members(column: &Column, s: &Structure, u: UnitIx, day: Day) -> Result<Option<i64>> {
    if u.index() >= s.len() || !s.is_open(u, day) {
        return Ok(None);
    }
    Ok(column.of(Some(u))?.value.parse().ok())
}

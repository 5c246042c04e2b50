//! Tasks on the screen: the list (also as a board and by deadline), one task with all that may be
//! said of it, and the form that assigns one.

pub mod advice;
pub mod assign;
pub mod happening;
pub mod list;
pub mod one;
pub mod paths;
mod words;

use super::store::Task;
use crate::web::Visit;
use crate::web::figures::FactsOfVisit;
use figures::Structure;
use minijinja::{Value, context};

/// A unit as pages name it on the day one looks from; empty for none.
fn unit(v: &Visit, s: &Structure, id: &str) -> Value {
    let on = v.asof.on;
    let Some(u) = s.find(id) else {
        return Value::from(());
    };
    let Some(state) = s.state(u, on).or_else(|| s.last_state(u)) else {
        return Value::from(());
    };
    context! { id, code => state.code.as_str(), name => state.name.as_str(), href => v.way_to(s, u) }
}

/// Whether events that the lead reports may be recorded by the one who visits.
fn enters_as_lead(v: &Visit, facts: &FactsOfVisit, task: &Task) -> bool {
    let s = &facts.structure;
    v.now && s.find(&task.lead).is_some_and(|u| v.keeps(s, u))
}

/// Whether it may be judged by the one who visits: for the unit that assigned it; where none is
/// named, for the one above the lead, or the lead that stands at the top.
fn enters_as_giver(v: &Visit, facts: &FactsOfVisit, task: &Task) -> bool {
    let s = &facts.structure;
    let lead = s.find(&task.lead);
    let giver = match task.assigned_by.as_str() {
        "" => lead.map(|u| s.parent(u, v.asof.on).unwrap_or(u)),
        id => s.find(id),
    };
    v.now && giver.is_some_and(|u| v.keeps(s, u))
}

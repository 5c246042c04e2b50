//! People for the search and the palette: whoever may be seen, told apart from namesakes by
//! year of birth, unit and standing.

use super::super::roll::Turn;
use super::columns::{COLUMNS, Cell, Column};
use super::filter::{Filter, Who};
use super::list;
use super::store::View;
use crate::web::Visit;
use crate::web::figures::FactsOfVisit;
use platform::Result;

/// Somebody found: id, name, and what tells them apart.
pub struct FoundPerson {
    pub id: String,
    pub name: String,
    pub note: String,
}

/// Persons by name or number, and how many there are.
pub async fn find(
    v: &Visit,
    facts: &FactsOfVisit,
    text: &str,
    most: usize,
) -> Result<(Vec<FoundPerson>, usize)> {
    if platform::text::folded(text).is_empty() || v.tops(&facts.structure).is_empty() {
        return Ok((Vec::new(), 0));
    }
    let view = View {
        id: String::new(),
        account: String::new(),
        name: String::new(),
        state: String::new(),
        text: text.chars().take(120).collect(),
        made: 0,
    };
    let filter = Filter {
        search: Some(view),
        ..Filter::everybody(Who::Everybody)
    };
    let shown = |c: &&'static Column| ["born", "unit", "standing"].contains(&c.key);
    let columns: Vec<&'static Column> = COLUMNS.iter().filter(shown).collect();
    let found = list::listed(v, facts, &filter, &columns, (&Turn::First, most)).await?;
    let said = |cell: &Cell| match cell {
        Cell::Text(t) | Cell::Code(t) => Some(t.clone()),
        Cell::Day(t) => v.texts().day(t).ok(),
        Cell::Count(n) => Some(n.to_string()),
        Cell::Unit {
            name, code, above, ..
        } if above.is_empty() => Some(format!("{name} ({code})")),
        Cell::Unit {
            name, code, above, ..
        } => Some(format!("{name} ({code}), {above}")),
        Cell::Way { from, to } => Some(format!("{from} → {to}")),
        Cell::None | Cell::Rules(_) => None,
    };
    let person = |r: list::Row| FoundPerson {
        note: r
            .cells
            .iter()
            .filter_map(said)
            .collect::<Vec<_>>()
            .join(" · "),
        id: r.id,
        name: r.name,
    };
    Ok((found.rows.into_iter().map(person).collect(), found.total))
}

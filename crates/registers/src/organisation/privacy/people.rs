//! One person, as a visitor may see them: through the unit of the stay that holds on the day
//! looked from (on the way: the sender's), or of the last stay before it.

use super::store;
use crate::organisation::members::model::field;
use crate::organisation::rulebook::{Effect, EventRule, Flow, Rulebook, StandingId};
use crate::web::{Power, Visit};
use figures::{Day, Structure, UnitIx};
use platform::projection::Row;
use platform::{Db, Error, Result, Scope};

/// A person with the unit through which they are seen.
pub struct SeenPerson {
    pub id: String,
    pub unit: UnitIx,
    /// Standing on the day; empty when they are no member then.
    pub standing: String,
    row: Row,
}

impl SeenPerson {
    /// A field as stored: a citizen ID is sealed.
    #[must_use]
    pub fn stored(&self, name: &str) -> &str {
        field(name).map_or("", |i| self.row.values[i].text())
    }

    #[must_use]
    pub fn name(&self) -> &str {
        self.stored("name")
    }
}

/// The person, if the visitor sees them; otherwise there is none.
pub async fn person(v: &Visit, db: &mut Db, s: &Structure, id: &str) -> Result<SeenPerson> {
    let none = || Error::NotFound("no such person".to_owned());
    let scope = v.scope(s)?;
    let found = find(db, &scope, s, v.asof, id).await?.ok_or_else(none)?;
    if v.sees(s, found.unit) {
        Ok(found)
    } else {
        Err(none())
    }
}

/// The person of an id, if a scope sees them.
pub async fn find(
    db: &mut Db,
    scope: &Scope,
    s: &Structure,
    asof: platform::AsOf,
    id: &str,
) -> Result<Option<SeenPerson>> {
    let rows = store::fields(db, scope, asof, id).await?;
    let holds = |r: &Row| r.from <= asof.on && asof.on < r.to;
    let Some(row) = rows.into_iter().find(holds) else {
        return Ok(None);
    };
    let stays = store::memberships(db, scope, asof, id).await?;
    let Some(last) = stays
        .iter()
        .filter(|r| r.from <= asof.on)
        .max_by_key(|r| r.from)
    else {
        return Ok(None);
    };
    let place = [0, 3].map(|i| last.values[i].text());
    let unit = place.iter().find(|u| !u.is_empty());
    let Some(unit) = unit.and_then(|u| s.find(u)) else {
        return Ok(None);
    };
    let standing = if asof.on < last.to {
        last.values[1].text().to_owned()
    } else {
        String::new()
    };
    Ok(Some(SeenPerson {
        id: id.to_owned(),
        unit,
        standing,
        row,
    }))
}

/// Which reason an event gives away: of departure, of discipline or of suspension.
#[must_use]
pub fn reason_of(event: &EventRule) -> Option<&'static str> {
    let departs = event.flow.is_some_and(Flow::tells_reason);
    match event.effect {
        Effect::End => Some("departure_reason"),
        _ if departs => Some("departure_reason"),
        Effect::Change if event.sensitive => Some("suspension_reason"),
        _ if event.sensitive => Some("discipline_reason"),
        _ => None,
    }
}

/// Whether an event's content stays hidden from a visitor. Of a departure even the event itself
/// does, since it is the reason; of a suspension only its document and ground.
#[must_use]
pub fn hides(v: &Visit, book: &Rulebook, event: &str, on: Day) -> Option<&'static str> {
    if v.may(Power::Reasons) {
        return None;
    }
    book.event_on(event, on).and_then(reason_of)
}

/// The name of an event as a visitor may read it.
pub fn event_name(v: &Visit, book: &Rulebook, event: &str, on: Day) -> Result<String> {
    match hides(v, book, event, on) {
        Some("departure_reason") => v.t("privacy-event-ended"),
        Some("discipline_reason") => v.t("privacy-event-other"),
        _ => Ok(book.event_on(event, on).map_or_else(
            || event.to_owned(),
            |e| e.names.in_language(v.lang.code()).to_owned(),
        )),
    }
}

/// The name of a standing as a visitor may read it: how a membership ended is its reason.
pub fn standing_name(v: &Visit, book: &Rulebook, standing: &str, on: Day) -> Result<String> {
    let Some(rule) = book.standing_on(standing, on) else {
        return Ok(standing.to_owned());
    };
    let left = rule.terminal && rule.id != StandingId::TRANSFERRED_OUT;
    if left && !v.may(Power::Reasons) {
        return v.t("privacy-standing-ended");
    }
    Ok(rule.names.in_language(v.lang.code()).to_owned())
}

//! A person: the standing and the event that led to it, the three dates, what fails, what
//! befell them and what was corrected, and the ways on.

use super::super::fold::{Folded, Step, Where, fold};
use super::super::model::{CORRECTED, FIELDS, IDENTIFYING, MOVED_BY_REFORM, PersonEdit, field};
use super::super::roll::Seat;
use super::columns;
use super::filter::due;
use super::{events, store};
use crate::organisation::privacy::{fields as guarded, people as guard, reveal};
use crate::organisation::rulebook::{Effect, RuleId, Rulebook};
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Reply, Visit};
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::journal::{Act, Edit, store as journal};
use platform::projection::Row;
use platform::{Db, Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// A person as the record has them on the day one looks from.
pub struct Seen {
    pub id: String,
    pub name: String,
    pub standing: String,
    pub place: Option<Where>,
    /// Id of the unit in which they are seen: theirs, the sender's, the last they were in.
    pub unit: String,
    /// Who is on the way to; empty for others.
    pub receiver: String,
    pub born: Day,
    pub ceremony: Day,
    pub since: Option<Day>,
    pub leaving: bool,
    pub member: bool,
    faults: Vec<(String, bool)>,
}

fn none() -> Error {
    Error::NotFound("no such person".to_owned())
}

/// A person by id, where the one who visits sees them or they are awaited.
pub async fn find(v: &Visit, id: &str) -> Result<Seen> {
    let on = v.asof.on;
    let scope = v.scope(&v.facts().await?.structure)?;
    let found = v.roll(|roll| {
        let p = roll.find(&scope, id, on)?;
        let (sender, receiver) = p.way_ids();
        let unit = match p.seat() {
            Seat::Transit { .. } => sender,
            _ => p.unit_id(),
        };
        let errors: Vec<&str> = p.faults(true).collect();
        let mut faults: Vec<(String, bool)> = p
            .faults(false)
            .map(|f| (f.to_owned(), errors.contains(&f)))
            .collect();
        faults.sort();
        Some(Seen {
            id: p.id(),
            name: p.name(),
            standing: p.standing().to_owned(),
            place: p.place(),
            unit: unit.to_owned(),
            receiver: receiver.to_owned(),
            born: p.said.born,
            ceremony: p.said.ceremony,
            since: p.since(),
            leaving: p.is_leaving(),
            member: p.since().is_some(),
            faults,
        })
    });
    // an id in another writing is no id
    found.await?.filter(|p| p.id == id).ok_or_else(none)
}

impl Seen {
    #[must_use]
    pub fn unit_ix(&self, facts: &FactsOfVisit) -> Option<UnitIx> {
        facts.structure.find(&self.unit)
    }

    /// For which unit an act about them is done.
    #[must_use]
    pub fn unit_or_whole(&self) -> &str {
        if self.unit.is_empty() {
            "*"
        } else {
            &self.unit
        }
    }

    /// Whether the one who visits may see them.
    pub fn is_seen(&self, v: &Visit, facts: &FactsOfVisit) -> Result<bool> {
        match self.unit_ix(facts) {
            Some(u) => Ok(v.sees(&facts.structure, u)),
            None => Ok(v.scope(&facts.structure)?.is_whole()),
        }
    }

    /// Whether the one who visits may record what befalls them.
    pub fn is_entered(&self, v: &Visit, facts: &FactsOfVisit) -> Result<bool> {
        match self.unit_ix(facts) {
            Some(u) => Ok(v.enters(&facts.structure, u)),
            None => Ok(v.scope(&facts.structure)?.is_whole()),
        }
    }

    /// Whether they are on the way to a unit for which the one who visits may receive.
    #[must_use]
    pub fn is_awaited(&self, v: &Visit, facts: &FactsOfVisit) -> bool {
        let s = &facts.structure;
        let to = s.find(&self.receiver);
        let to = to.and_then(|u| super::filter::standing_for(s, u, v.asof.on));
        to.is_some_and(|u| v.enters(s, u))
    }
}

/// A person that may be seen; there is no other.
pub async fn seen(v: &Visit, facts: &FactsOfVisit) -> Result<Seen> {
    let p = find(v, v.param("person")).await?;
    if p.is_seen(v, facts)? {
        Ok(p)
    } else {
        Err(none())
    }
}

pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let p = seen(&v, &facts).await?;
    let mut db = v.db().await?;
    let ids = [p.id.clone()];
    let scope = v.scope(&facts.structure)?;
    let mut fields = store::fields(&mut db, &scope, v.asof, &ids).await?;
    let row = fields.remove(&p.id).ok_or_else(none)?;
    let edits = store::edits(&mut db, &scope, v.asof, &p.id).await?;
    let in_force: Vec<Edit> = edits
        .iter()
        .filter(|(_, by)| by.is_none())
        .map(|(e, _)| e.clone())
        .collect();
    let folded = fold(&in_force)?;
    let acts = acts(&mut db, &edits).await?;
    drop(db);
    let enters = v.now && p.is_entered(&v, &facts)?;
    // what may befall somebody who left tells how they left
    let told = p.member || v.may(Power::Reasons);
    let possible = if enters && told {
        events::possible(&facts.book, &folded, v.asof.on)
    } else {
        Vec::new()
    };
    let lang = v.lang.code();
    let events = possible
        .iter()
        .map(|e| context! { key => e.key.as_str(), name => e.names.in_language(lang) });
    v.render(
        "members/person.html",
        context! {
            person => described(&v, &facts, &p, &folded)?, fields => fields_of(&v, &row)?, reasons => reasons_of(&v, &facts, &p, &folded)?,
            trail => trail(&v, &facts, &p), verdicts => verdicts(&v, &facts, &p),
            sent => folded.steps.iter().any(|s| s.event.said.effect == "send"),
            history => history(&v, &facts, &edits, &acts)?, events => events.collect::<Vec<_>>(), enters,
        },
    )
}

/// The acts of some edits, by number.
async fn acts(db: &mut Db, edits: &[(Edit, Option<u64>)]) -> Result<HashMap<u64, Act>> {
    let mut acts = HashMap::new();
    for (edit, _) in edits {
        if !acts.contains_key(&edit.act) {
            let found = journal::acts(db, edit.act, edit.act).await?;
            acts.extend(found.into_iter().map(|a| (a.number, a)));
        }
    }
    Ok(acts)
}

/// Name of a unit on the day, or the last it bore; with its address where it may be seen.
#[must_use]
pub fn unit_said(v: &Visit, facts: &FactsOfVisit, id: &str) -> Value {
    let s = &facts.structure;
    let Some(u) = s.find(id) else {
        return Value::from(());
    };
    let state = s.state(u, v.asof.on).or_else(|| s.last_state(u));
    let href = v.sees(s, u).then(|| v.link(&format!("/units/{id}")));
    let (name, code) = state.map_or(("", ""), |x| (x.name.as_str(), x.code.as_str()));
    let above = columns::above(facts, id, v.asof.on);
    context! { name, code, href, above }
}

/// [`unit_said`] of the unit that a form names by its code on a day.
pub fn unit_chosen(v: &Visit, facts: &FactsOfVisit, code: &str, day: Day) -> Value {
    let s = &facts.structure;
    let id = s.bearer(code, day).map_or("", |u| s.unit(u).id.as_str());
    unit_said(v, facts, id)
}

fn described(v: &Visit, facts: &FactsOfVisit, p: &Seen, folded: &Folded) -> Result<Value> {
    let (book, on, lang) = (&facts.book, v.asof.on, v.lang.code());
    let step = led_to(folded, on);
    let by = match step {
        Some(s) => {
            let (event, day) = (s.event.said.event.as_str(), s.event.day);
            let moved = event == MOVED_BY_REFORM;
            let name = guard::event_name(v, book, event, day)?;
            context! { name, day => day.to_string(), act => s.event.act, moved }
        }
        None => Value::from(()),
    };
    let standing = book.standing_on(&p.standing, on);
    let ended = step
        .filter(|_| !p.member)
        .map(|s| s.standing_after.as_str());
    let name = match (standing, ended) {
        (Some(rule), _) => Some(rule.names.in_language(lang).to_owned()),
        (None, Some(ended)) => Some(guard::standing_name(v, book, ended, on)?),
        (None, None) => None,
    };
    let due = due(book, &p.standing, p.ceremony);
    Ok(context! {
        id => p.id.as_str(), name => p.name.as_str(), standing => name, counted => standing.is_some_and(|s| s.counted),
        member => p.member, by, since => p.since.map(|d| d.to_string()), leaving => p.leaving,
        unit => unit_said(v, facts, &p.unit), unit_id => p.unit.as_str(),
        receiver => (!p.receiver.is_empty()).then(|| unit_said(v, facts, &p.receiver)),
        due => due.map(|d| d.to_string()), overdue => due.is_some_and(|d| d <= on),
    })
}

/// Reasons that may be shown to the one who visits, if anything happened that has one.
fn reasons_of(v: &Visit, facts: &FactsOfVisit, p: &Seen, folded: &Folded) -> Result<Vec<Value>> {
    let unit = p.unit_ix(facts);
    let may = unit.is_some_and(|u| v.may_at(&facts.structure, Power::Reasons, u));
    let happened = folded.steps.iter().filter(|s| s.event.day <= v.asof.on);
    let kinds: BTreeSet<&str> = happened
        .filter_map(|s| facts.book.event_on(&s.event.said.event, s.event.day))
        .filter_map(guard::reason_of)
        .filter(|_| may)
        .collect();
    let one = |kind: &str| Ok(context! { key => kind, label => v.t(&reveal::label(kind))? });
    kinds.into_iter().map(one).collect()
}

/// The event that led to the standing and the place of a day.
fn led_to(folded: &Folded, on: Day) -> Option<&Step> {
    let happened = folded.steps.iter().filter(|s| s.event.day <= on);
    let changed = happened.filter(|s| s.event.said.effect != "none");
    changed.max_by_key(|s| (s.event.day, s.event.act, s.event.line))
}

fn trail(v: &Visit, facts: &FactsOfVisit, p: &Seen) -> Vec<Value> {
    let (s, on) = (&facts.structure, v.asof.on);
    let above = p
        .unit_ix(facts)
        .map_or_else(Vec::new, |u| s.ancestors(u, on));
    let crumb = |u: &UnitIx| {
        let state = s.state(*u, on).or_else(|| s.last_state(*u))?;
        let href = v.link(&format!("/members?unit={}", s.unit(*u).id));
        Some(context! { href, name => state.name.as_str() })
    };
    let mut trail: Vec<Value> = above
        .iter()
        .filter(|u| v.sees(s, **u))
        .filter_map(crumb)
        .collect();
    trail.reverse();
    trail
}

/// Whether a field may be shown to the one who visits.
#[must_use]
pub fn may_show(v: &Visit, name: &str) -> bool {
    name != "ethnic_group" || v.may(Power::Sensitive)
}

fn fields_of(v: &Visit, row: &Row) -> Result<Vec<Value>> {
    let value = |name: &str| {
        let found = field(name).and_then(|i| row.values.get(i));
        found.map_or("", |c| c.text()).to_owned()
    };
    let mut shown = Vec::new();
    for name in CORRECTED.iter().filter(|n| may_show(v, n)) {
        let written = match *name {
            "card_number" => columns::card(
                v,
                &value(name),
                &value("citizen_id"),
                &value("citizen_hash"),
            )?,
            _ => written(v, name, &value(name))?,
        };
        let sealed = guarded::field(name).filter(|f| f.class == guarded::Class::Sensitive);
        let reveals =
            !written.is_empty() && sealed.is_some_and(|f| f.power.is_some_and(|p| v.may(p)));
        shown.push(context! { key => *name, label => label(v, name)?, kind => kind(name), value => written, reveals });
    }
    Ok(shown)
}

pub fn label(v: &Visit, name: &str) -> Result<String> {
    v.t(&format!("members-field-{}", name.replace('_', "-")))
}

/// How a template writes a field: as a day, a code or a text.
fn kind(name: &str) -> &'static str {
    match name {
        n if n.ends_with("_date") => "day",
        "citizen_id" | "file_number" | "card_number" => "code",
        _ => "text",
    }
}

/// A field's value as it may be shown: sealed numbers by their last digits.
pub fn written(v: &Visit, name: &str, value: &str) -> Result<String> {
    Ok(match name {
        _ if value.is_empty() => String::new(),
        "citizen_id" => columns::masked(v, value)?,
        "card_number" if value.starts_with('#') => "•".repeat(12),
        "sex" => v.t(&format!("members-sex-{value}"))?,
        _ => guarded::on_record(name, value),
    })
}

fn verdicts(v: &Visit, facts: &FactsOfVisit, p: &Seen) -> Vec<Value> {
    let said = |(rule, error): &(String, bool)| {
        let id = RuleId::parse(rule)?;
        data_rule(v, &facts.book, id, *error)
    };
    p.faults.iter().filter_map(said).collect()
}

/// A rule of the data standard as it is told where a record does not meet it: what it says, and
/// what it rests on.
pub fn data_rule(v: &Visit, book: &Rulebook, id: RuleId, error: bool) -> Option<Value> {
    let (on, lang) = (v.asof.on, v.lang.code());
    let row = book
        .data_rule(id, on)
        .or_else(|| book.data_rules(id).last())?;
    Some(context! {
        rule => id.to_string(), error, says => row.rule.message.in_language(lang), citation => row.cited_in(lang),
    })
}

/// What was recorded of the person, the newest first.
fn history(
    v: &Visit,
    facts: &FactsOfVisit,
    edits: &[(Edit, Option<u64>)],
    acts: &HashMap<u64, Act>,
) -> Result<Vec<Value>> {
    let mut told = Vec::with_capacity(edits.len());
    let mut before: Vec<Edit> = Vec::new();
    for (edit, annulled_by) in edits {
        let said: PersonEdit = serde_json::from_str(&edit.counted)?;
        let (event, changes) = match &said {
            PersonEdit::New { event, .. } => (event.clone(), Vec::new()),
            PersonEdit::Event(event) => (Some(event.clone()), Vec::new()),
            PersonEdit::Set { fields, .. } => (None, changes(v, &before, edit, fields)?),
            PersonEdit::Erased { .. } => (None, Vec::new()),
        };
        let what = match &said {
            PersonEdit::New { event: None, .. } => "new",
            PersonEdit::Set { .. } => "set",
            PersonEdit::Erased { .. } => "erased",
            _ => "event",
        };
        let rule = event
            .as_ref()
            .and_then(|e| facts.book.event_on(&e.event, edit.day));
        let hidden = event
            .as_ref()
            .is_some_and(|e| guard::hides(v, &facts.book, &e.event, edit.day).is_some());
        let name = match event.as_ref().map(|e| e.event.as_str()) {
            None => None,
            Some(MOVED_BY_REFORM) => Some(v.t("members-moved")?),
            Some(event) => Some(guard::event_name(v, &facts.book, event, edit.day)?),
        };
        let act = acts.get(&edit.act);
        let ground = |pick: fn(&Act) -> &str| act.filter(|_| !hidden).map_or("", pick).to_owned();
        let until = match &said {
            PersonEdit::Set { until, .. } => until.clone(),
            _ => event
                .as_ref()
                .map(|e| e.until.clone())
                .filter(|u| !u.is_empty()),
        };
        told.push(context! {
            what, day => (edit.day > Day::MIN).then(|| edit.day.to_string()), act => edit.act, annulled_by => *annulled_by, hidden, until, changes,
            event => name,
            from => event.as_ref().filter(|e| !e.from_unit.is_empty()).map(|e| unit_said(v, facts, &e.from_unit)),
            to => event.as_ref().filter(|e| !e.to_unit.is_empty()).map(|e| unit_said(v, facts, &e.to_unit)),
            leaves => rule.is_some_and(|r| r.effect == Effect::Send) && event.as_ref().is_some_and(|e| e.to_unit.is_empty()),
            document => event.as_ref().filter(|_| !hidden).map(|e| e.document.as_str()).filter(|d| !d.is_empty()).map(str::to_owned),
            recorded => act.map(|a| a.recorded_at.parse().map_or_else(|_| a.recorded_at.clone(), |t| v.moment(t))),
            account => act.map(|a| a.account.clone()), basis => ground(|a| &a.basis), reason => ground(|a| &a.reason),
        });
        if annulled_by.is_none() {
            before.push(edit.clone());
        }
    }
    told.reverse();
    Ok(told)
}

/// What a correction changed: each field with what it said before on that day and says now.
fn changes(
    v: &Visit,
    before: &[Edit],
    edit: &Edit,
    counted: &BTreeMap<String, String>,
) -> Result<Vec<Value>> {
    let beside: BTreeMap<String, String> = match &edit.identifying {
        Some(text) => serde_json::from_str(text)?,
        None => BTreeMap::new(),
    };
    let then = fold(before)?;
    let held = then
        .fields
        .iter()
        .find(|h| h.from <= edit.day && edit.day < h.to);
    let mut told = Vec::new();
    for (name, new) in counted.iter().chain(&beside) {
        if !CORRECTED.contains(&name.as_str()) || !may_show(v, name) {
            continue;
        }
        let old = FIELDS.iter().position(|f| f == name);
        let old = old
            .zip(held)
            .and_then(|(i, h)| h.values.get(i))
            .cloned()
            .unwrap_or_default();
        told.push(context! {
            label => label(v, name)?, kind => kind(name), old => written(v, name, &old)?, new => written(v, name, new)?,
        });
    }
    if beside.is_empty()
        && edit.identifying.is_none()
        && told.is_empty()
        && !counted.keys().any(|k| CORRECTED.contains(&k.as_str()))
    {
        // the identifying content was erased: only that it changed is known
        let names = IDENTIFYING
            .iter()
            .filter(|n| edit.counted.contains(&format!("\"{n}\"")));
        for name in names.filter(|n| CORRECTED.contains(n)) {
            told.push(context! { label => label(v, name)?, kind => "text", old => "", new => "" });
        }
    }
    Ok(told)
}

//! A change of many: those chosen on a page, or all that a list shows. What it does and whom it
//! cannot befall is shown first; then it is recorded as one act.

use super::super::model::CORRECTED;
use super::super::store as members;
use super::change::{self, Change, On};
use super::filter::Filter;
use super::list::Address;
use super::person::{self, Seen, label, may_show};
use super::{events, export, words};
use crate::organisation::rulebook::Effect;
use crate::web::entering::Enterable;
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Reply, Visit};
use axum::http::StatusCode;
use minijinja::{Value, context};
use platform::asof::Known;
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};

/// Refusals and effects that are shown one by one.
const SHOWN_ONE_BY_ONE: usize = 100;

/// Fields that name one person alone are corrected one by one.
const OF_ONE: [&str; 4] = ["name", "citizen_id", "card_number", "file_number"];

/// Who was chosen: the persons, and how it is said again on the next page.
struct Chosen {
    ids: Vec<String>,
    all: bool,
}

async fn chosen(v: &Visit, facts: &FactsOfVisit) -> Result<Chosen> {
    let none = || Error::NotFound("nothing is entered here".to_owned());
    if !v.now {
        return Err(none());
    }
    let all = v.form.get("all") == "1";
    let ids = if all {
        let filter = Filter::of(v, facts).await?;
        let (ids, _) = export::everybody(v, facts, &filter).await?;
        ids.into_iter().map(|(a, l)| format!("a{a}.{l}")).collect()
    } else {
        v.form.all("person").map(str::to_owned).collect()
    };
    Ok(Chosen { ids, all })
}

/// What is said when more are chosen than can be changed at once; nothing when they can be. It is
/// told before anything else is asked.
fn too_many(v: &Visit, chosen: &Chosen) -> Result<Option<String>> {
    let (n, most) = (chosen.ids.len(), v.office.limits.changed);
    if n <= most {
        return Ok(None);
    }
    let texts = v.texts();
    let said = |n: usize| texts.number(&n.to_string()).map_err(Error::internal);
    let (n, most) = (said(n)?, said(most)?);
    v.say("members-too-many", &[("n", &n), ("most", &most)])
        .map(Some)
}

pub async fn choosing(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let chosen = chosen(&v, &facts).await?;
    let back = Address::of(&v).link(&v, "/members");
    if chosen.ids.is_empty() {
        return v.go_saying(&back, &v.t("members-nobody-chosen")?).await;
    }
    if let Some(said) = too_many(&v, &chosen)? {
        return v.go_saying(&back, &said).await;
    }
    let today = v.asof.on.to_string();
    let form = Form::filled([("day", &today), ("from", &today)]);
    v.render("members/bulk.html", shown(&v, &facts, &chosen, &form)?)
}

fn shown(v: &Visit, facts: &FactsOfVisit, chosen: &Chosen, form: &Form) -> Result<Value> {
    let (book, on, lang) = (&facts.book, v.asof.on, v.lang.code());
    let events = book.events().iter().filter(|e| !e.is_opening());
    let events = events.filter_map(|e| book.event_on(&e.key, on));
    let events: Vec<(&str, &str)> = events
        .map(|e| (e.key.as_str(), e.names.in_language(lang)))
        .collect();
    let fields = CORRECTED
        .iter()
        .filter(|f| !OF_ONE.contains(f) && may_show(v, f));
    let fields = fields.map(|f| Ok((*f, label(v, f)?)));
    let fields: Vec<(&str, String)> = fields.collect::<Result<_>>()?;
    let address = Address::of(v);
    Ok(context! {
        form => value(form), n => chosen.ids.len(), all => chosen.all,
        ids => if chosen.all { Value::from(Vec::<String>::new()) } else { value(&chosen.ids) },
        events => value(&events), fields => value(&fields),
        action => address.link(v, "/members/bulk/check"), back => address.link(v, "/members"),
    })
}

fn typed(form: &Form) -> Change {
    let text = |name: &str| form.get(name).to_owned();
    if form.get("what") == "correction" {
        return Change::Correction {
            field: text("field"),
            value: text("value"),
            from: text("from"),
            until: text("until"),
        };
    }
    Change::Event {
        event: text("event"),
        day: text("day"),
        to_unit: text("to_unit"),
        until: text("planned"),
        document: text("document"),
        decision: String::new(),
    }
}

/// What is wrong with the form itself, whoever it is about.
fn check(v: &Visit, facts: &FactsOfVisit, form: &mut Form) -> Result<()> {
    if form.get("reason").is_empty() {
        form.error("reason", v.t("members-reason-needed")?);
    }
    if form.get("what") == "correction" {
        let field = form.get("field");
        let known = CORRECTED.contains(&field) && !OF_ONE.contains(&field) && may_show(v, field);
        if !known {
            form.error("field", v.t("members-field-needed")?);
        }
        if super::super::acts::read_day(form.get("from")).is_none() {
            form.error("from", v.t("members-why-no-day")?);
        }
        return Ok(());
    }
    if super::super::acts::read_day(form.get("day")).is_none() {
        form.error("day", v.t("members-why-no-day")?);
    }
    match facts
        .book
        .event(form.get("event"))
        .filter(|e| !e.is_opening())
    {
        None => form.error("event", v.t("members-event-needed")?),
        Some(rule) => {
            let must = matches!(rule.effect, Effect::Begin | Effect::Reinstate);
            if must && form.get("to_unit").is_empty() {
                form.error("to_unit", v.t("members-why-unit-needed")?);
            }
            let rule = rule.clone();
            events::check_unit(v, facts, &rule, form)?;
        }
    }
    Ok(())
}

/// The persons one may enter for, and how many of those chosen are not among them.
async fn entered(v: &Visit, facts: &FactsOfVisit, ids: &[String]) -> Result<(Vec<Seen>, usize)> {
    let mut people = Vec::with_capacity(ids.len());
    let mut others = 0;
    // what may befall somebody who left tells how they left
    let told = |p: &Seen| p.member || v.may(Power::Reasons);
    for id in ids {
        match person::find(v, id).await {
            Ok(p) if told(&p) && p.is_seen(v, facts)? && p.is_entered(v, facts)? => {
                people.push(p);
            }
            Ok(_) | Err(Error::NotFound(_)) => others += 1,
            Err(other) => return Err(other),
        }
    }
    Ok((people, others))
}

pub async fn checking(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let chosen = chosen(&v, &facts).await?;
    let mut form = v.form.clone();
    check(&v, &facts, &mut form)?;
    if chosen.ids.is_empty() {
        form.error("", v.t("members-nobody-chosen")?);
    }
    if let Some(said) = too_many(&v, &chosen)? {
        form.error("", said);
    }
    if !form.is_good() || form.get("step") == "back" {
        let context = shown(&v, &facts, &chosen, &form)?;
        return if form.is_good() {
            v.render("members/bulk.html", context)
        } else {
            v.refused("members/bulk.html", &form, context)
        };
    }
    let (people, others) = entered(&v, &facts, &chosen.ids).await?;
    let subjects: Vec<String> = people.iter().map(|p| p.id.clone()).collect();
    let change = typed(&form);
    let may = Enterable::of(&v, &facts.structure).scope();
    let on = On {
        structure: &facts.structure,
        book: &facts.book,
        act: facts.known.0 + 1,
        key: &v.office.settings.key,
        may: &may,
    };
    let mut db = v.db().await?;
    let mut chance = change::Drawn::of(&v);
    let decided = change::decide(&mut db, &on, &mut chance, &subjects, &change).await?;
    // the page shows what was known when it was asked for; whether somebody was faster, the
    // record says as it now is
    let version = members::version(&mut db, &subjects, v.asof.known).await?;
    let newest = members::version(&mut db, &subjects, Known::NOW).await?;
    drop(db);
    let read_at: u64 = form.get("version").parse().unwrap_or(version);
    let stale = form.get("step") == "record" && newest > read_at;
    let good: Vec<String> = subjects
        .iter()
        .enumerate()
        .filter(|(i, _)| !decided.refused.contains_key(i))
        .map(|(_, id)| id.clone())
        .collect();
    form.set("version", &version.to_string());
    if form.get("step") == "record" && !stale && !good.is_empty() {
        let whole = "*".to_owned();
        let unit = Filter::of(&v, &facts).await?.unit;
        let unit = unit.map_or(whole, |u| facts.structure.unit(u).id.clone());
        let basis = if form.get("what") == "correction" {
            "basis"
        } else {
            "document"
        };
        let ground = v.ground(&unit, form.get(basis), form.get("reason"))?;
        let n = good.len().to_string();
        let doing = change::recording(&v, good, change, (ground, read_at, may));
        let back = Address::of(&v).link(&v, "/members");
        drop(facts);
        return match v.commit(doing).await {
            Ok(act) => {
                let act = act.number.to_string();
                let said = v.say("members-bulk-recorded", &[("n", &n), ("act", &act)])?;
                v.go_saying(&back, &said).await
            }
            Err(other) => Err(other),
        };
    }
    let status = if stale {
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let context = preview(&v, &facts, &people, &decided, others)?;
    let day = super::super::acts::read_day(form.get("day")).unwrap_or(v.asof.on);
    let to = person::unit_chosen(&v, &facts, form.get("to_unit"), day);
    let context = context! { stale, good => good.len(), to, ..context };
    let context = context! { ..context, ..shown(&v, &facts, &chosen, &form)? };
    v.render_as(status, "members/bulk-check.html", context)
}

/// Whom a change befalls and whom it cannot befall, each with the reason.
fn preview(
    v: &Visit,
    facts: &FactsOfVisit,
    people: &[Seen],
    decided: &change::Decided,
    others: usize,
) -> Result<Value> {
    let mut refused = Vec::new();
    for (at, problems) in decided.refused.iter().take(SHOWN_ONE_BY_ONE) {
        let (Some(p), Some(why)) = (people.get(*at), problems.first()) else {
            continue;
        };
        refused.push(context! { id => p.id.as_str(), name => p.name.as_str(), why => words::reason(v, &facts.book, &why.reason)? });
    }
    let named = |(i, _): &(usize, &Seen)| !decided.refused.contains_key(i);
    let befallen = people
        .iter()
        .enumerate()
        .filter(named)
        .take(SHOWN_ONE_BY_ONE);
    let befallen: Vec<Value> = befallen
        .map(|(_, p)| {
            let unit = person::unit_said(v, facts, &p.unit);
            let standing = facts.book.standing_on(&p.standing, v.asof.on);
            let standing = standing.map(|s| s.names.in_language(v.lang.code()));
            context! { id => p.id.as_str(), name => p.name.as_str(), unit, standing }
        })
        .collect();
    Ok(
        context! { refused, refusals => decided.refused.len(), befallen, lines => decided.lines.len(), others },
    )
}

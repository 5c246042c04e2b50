//! One form for every event the rulebook knows: it asks only what the event needs, shows what
//! it does to the membership, and records it.

use super::super::fold::{Folded, Stretch, Where, membership};
use super::super::store as members;
use super::change::{self, Change, On};
use super::person::{self, Seen, unit_said};
use crate::organisation::rulebook::{Effect, EventRule, Flow, Rulebook, StandingId};
use crate::web::entering::Enterable;
use crate::web::figures::FactsOfVisit;
use crate::web::{Doing, Power, Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::asof::Known;
use platform::journal::Line;
use platform::web::Form;
use platform::web::page::value;
use platform::{AsOf, Error, Problem, Result};

/// The events of the rulebook that may befall somebody on a day, in its order.
#[must_use]
pub fn possible<'a>(book: &'a Rulebook, folded: &Folded, on: Day) -> Vec<&'a EventRule> {
    let events: Vec<_> = folded.steps.iter().map(|s| s.event.clone()).collect();
    let by_now: Vec<_> = events.into_iter().filter(|e| e.day <= on).collect();
    let (stretches, steps) = membership(by_now);
    let now = stretches.last().filter(|s| s.to == Day::MAX);
    let found = match now {
        Some(s) => Some(s.standing.clone()),
        None => steps.last().map(|s| s.standing_after.clone()),
    };
    let guest = steps.iter().rev().find_map(|s| s.event.said.guest());
    let keys = book.events().iter().filter(|e| !e.is_opening());
    let rules = keys.filter_map(|e| book.event_on(&e.key, on));
    rules
        .filter(|r| befalls(book, r, now, found.as_deref(), guest.unwrap_or(false)))
        .collect()
}

fn befalls(
    book: &Rulebook,
    rule: &EventRule,
    now: Option<&Stretch>,
    found: Option<&str>,
    guest: bool,
) -> bool {
    match rule.guest() {
        Some(true) => return now.is_some() && !guest,
        Some(false) => return guest,
        None => {}
    }
    // who left for elsewhere comes back like anyone from outside
    let standing = found
        .and_then(|f| book.standing(f))
        .filter(|s| s.id != StandingId::TRANSFERRED_OUT);
    if !rule.may_befall(standing.map(|s| s.id)) {
        return false;
    }
    let on_the_way = now.is_some_and(|s| s.leaving || matches!(s.place, Where::Transit { .. }));
    match rule.effect {
        Effect::Begin | Effect::Reinstate => now.is_none() || standing.is_some_and(|s| !s.counted),
        Effect::Send => now.is_some() && !on_the_way,
        Effect::Receive => on_the_way || (now.is_none() && !rule.takes_back()),
        Effect::Change | Effect::End | Effect::None => now.is_some(),
    }
}

/// What the form of an event asks for.
pub struct Needs {
    /// A unit: `must`, `may` or not at all.
    pub unit: &'static str,
    pub until: bool,
    pub decision: bool,
}

/// What an event needs, by its rule and by where the person is.
#[must_use]
pub fn needs(rule: &EventRule, away: bool) -> Needs {
    let unit = match rule.effect {
        Effect::Begin | Effect::Reinstate => "must",
        Effect::Send => "may",
        Effect::Receive if !away && !rule.takes_back() => "must",
        Effect::Receive if !rule.takes_back() => "may",
        _ => "",
    };
    Needs {
        unit,
        until: rule.has_planned_end(),
        decision: rule.flow == Some(Flow::Admitted),
    }
}

/// The person and the rule a form is about, if the one who visits may record it.
async fn asked<'a>(v: &Visit, facts: &'a FactsOfVisit, key: &str) -> Result<(Seen, &'a EventRule)> {
    let none = || Error::NotFound("no such event".to_owned());
    let p = person::find(v, v.param("person")).await?;
    let rule = facts.book.event_on(key, v.asof.on);
    let rule = rule
        .or_else(|| facts.book.event(key))
        .filter(|r| !r.is_opening());
    // what may befall somebody who left tells how they left
    let told = p.member || v.may(Power::Reasons);
    let own = told && p.is_seen(v, facts)? && p.is_entered(v, facts)?;
    let receives = |r: &EventRule| r.effect == Effect::Receive && !r.takes_back();
    let awaited = |r: &EventRule| receives(r) && p.is_awaited(v, facts);
    let rule = rule.filter(|r| own || awaited(r)).ok_or_else(none)?;
    if !v.now {
        return Err(none());
    }
    Ok((p, rule))
}

pub async fn form(v: Visit) -> Reply {
    let facts = v.facts().await?;
    if v.query("event").is_empty() {
        // without an event: the person's page offers those that may be
        return v.go(&v.link(&format!("/members/{}", v.param("person"))));
    }
    let (p, rule) = asked(&v, &facts, v.query("event")).await?;
    let mut db = v.db().await?;
    let version = members::version(&mut db, std::slice::from_ref(&p.id), v.asof.known).await?;
    drop(db);
    let today = v.asof.on.to_string();
    let form = Form::filled([("day", &today), ("version", &version.to_string())]);
    let context = shown(&v, &facts, &p, rule, &form)?;
    v.render("members/event.html", context)
}

fn shown(
    v: &Visit,
    facts: &FactsOfVisit,
    p: &Seen,
    rule: &EventRule,
    form: &Form,
) -> Result<Value> {
    let lang = v.lang.code();
    let away = p.leaving || !p.receiver.is_empty();
    let needs = needs(rule, away);
    let standing = facts.book.standing_on(&p.standing, v.asof.on);
    Ok(context! {
        form => value(form),
        event => context! { key => rule.key.as_str(), name => rule.names.in_language(lang), citation => rule.cited_in(lang) },
        person => context! {
            id => p.id.as_str(), name => p.name.as_str(), standing => standing.map(|s| s.names.in_language(lang)),
            unit => unit_said(v, facts, &p.unit), receiver => unit_said(v, facts, &p.receiver),
            born => (p.born != Day::MAX).then(|| p.born.year().to_string()), seen => p.is_seen(v, facts)?,
        },
        needs => context! { unit => needs.unit, until => needs.until, decision => needs.decision, out => rule.effect == Effect::Send },
    })
}

/// What was typed, as a change.
fn typed(form: &Form, rule: &EventRule) -> Change {
    let text = |name: &str| form.get(name).to_owned();
    Change::Event {
        event: rule.key.clone(),
        day: text("day"),
        to_unit: text("to_unit"),
        until: text("until"),
        document: text("document"),
        decision: text("decision"),
    }
}

/// Whether the unit somebody is to go to may be named by the one who visits: to receive, their
/// own; to send, any they can look up. What they may not name does not exist for them.
pub fn check_unit(
    v: &Visit,
    facts: &FactsOfVisit,
    rule: &EventRule,
    form: &mut Form,
) -> Result<()> {
    let code = form.get("to_unit").to_owned();
    if code.is_empty() {
        return Ok(());
    }
    let s = &facts.structure;
    let day = super::super::acts::read_day(form.get("day")).unwrap_or(v.asof.on);
    let doing = if rule.effect == Effect::Send {
        Doing::Search
    } else {
        Doing::Enter
    };
    let found = s
        .bearer(&code, day)
        .filter(|u| v.reaches(s, doing, *u) || v.sees(s, *u) && doing == Doing::Search);
    if found.is_none() {
        let key = match doing {
            Doing::Search => "members-no-unit-to-find",
            _ => "members-no-unit",
        };
        form.error("to_unit", v.t(key)?);
    }
    Ok(())
}

/// The unit that receives, for which the act is then done: not for the one that sent.
fn receiver(v: &Visit, facts: &FactsOfVisit, rule: &EventRule, form: &Form) -> Option<String> {
    let s = &facts.structure;
    let day = super::super::acts::read_day(form.get("day")).unwrap_or(v.asof.on);
    let unit = s.bearer(form.get("to_unit"), day)?;
    (rule.effect == Effect::Receive).then(|| s.unit(unit).id.clone())
}

/// Puts what was refused at the fields, in the words of the language where there are such.
pub fn refuse(
    v: &Visit,
    book: &Rulebook,
    form: &mut Form,
    problems: &[Problem],
    fields: &[&str],
) -> Result<()> {
    for p in problems.iter().filter(|p| !p.warning) {
        let field = if fields.contains(&p.column.as_str()) {
            p.column.as_str()
        } else {
            ""
        };
        let said = super::words::reason(v, book, &p.reason)?;
        form.error(field, said);
    }
    Ok(())
}

pub async fn recording(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let key = v.form.get("event").to_owned();
    if key.is_empty() || v.form.get("choose") == "theirs" {
        // in a conflict what the other did was chosen
        return v.go(&format!("/members/{}", v.param("person")));
    }
    let (p, rule) = asked(&v, &facts, &key).await?;
    let rule = rule.clone();
    let mut form = v.form.clone();
    let change = typed(&form, &rule);
    check_unit(&v, &facts, &rule, &mut form)?;
    let mut db = v.db().await?;
    let may = Enterable::of(&v, &facts.structure).scope();
    let on = On {
        structure: &facts.structure,
        book: &facts.book,
        act: facts.known.0 + 1,
        key: &v.office.settings.key,
        may: &may,
    };
    let subjects = [p.id.clone()];
    let mut chance = change::Drawn::of(&v);
    let decided = if form.is_good() {
        change::decide(&mut db, &on, &mut chance, &subjects, &change).await?
    } else {
        change::Decided::default()
    };
    for problems in decided.refused.values() {
        refuse(
            &v,
            &facts.book,
            &mut form,
            problems,
            &["day", "to_unit", "until"],
        )?;
    }
    if !form.is_good() {
        let context = shown(&v, &facts, &p, &rule, &form)?;
        return v.refused("members/event.html", &form, context);
    }
    let read_at = form.get("version").parse().unwrap_or(0);
    if members::version(&mut db, &subjects, Known::NOW).await? > read_at {
        drop(db);
        return conflict(&v, &facts, &p, &rule).await;
    }
    if form.get("step") != "record" {
        let effects = effects(&v, &facts, &mut db, &p, &decided.lines).await?;
        let context = context! { effects, ..shown(&v, &facts, &p, &rule, &form)? };
        return v.render("members/event-check.html", context);
    }
    drop(db);
    let unit = receiver(&v, &facts, &rule, &form);
    let unit = unit.as_deref().unwrap_or(p.unit_or_whole());
    let ground = v.ground(unit, form.get("document"), form.get("reason"))?;
    let after = way_back(&v, &facts, &p)?;
    drop(facts);
    let doing = change::recording(&v, subjects.to_vec(), change, (ground, read_at, may));
    match v.commit(doing).await {
        Ok(act) => {
            let n = act.number.to_string();
            let name = rule.names.in_language(v.lang.code()).to_owned();
            let said = v.say("members-recorded", &[("what", &name), ("act", &n)])?;
            v.go_saying(&after, &said).await
        }
        Err(Error::Conflict(_)) => {
            let facts = v.facts().await?;
            conflict(&v, &facts, &p, &rule).await
        }
        Err(Error::Refused(problems)) => {
            let facts = v.facts().await?;
            refuse(
                &v,
                &facts.book,
                &mut form,
                &problems,
                &["day", "to_unit", "until"],
            )?;
            let context = shown(&v, &facts, &p, &rule, &form)?;
            v.refused("members/event.html", &form, context)
        }
        Err(other) => Err(other),
    }
}

/// Where one goes after recording: the person, or the desk for who only receives.
fn way_back(v: &Visit, facts: &FactsOfVisit, p: &Seen) -> Result<String> {
    Ok(if p.is_seen(v, facts)? {
        format!("/members/{}", p.id)
    } else {
        "/transfers".to_owned()
    })
}

/// Somebody else recorded something of the person since the form was opened.
async fn conflict(v: &Visit, facts: &FactsOfVisit, p: &Seen, rule: &EventRule) -> Reply {
    let mut db = v.db().await?;
    let (on, known) = (v.asof.on, Known::NOW);
    let scope = v.scope(&facts.structure)?;
    let edits = super::store::edits(&mut db, &scope, AsOf { on, known }, &p.id).await?;
    let last = members::version(&mut db, std::slice::from_ref(&p.id), Known::NOW).await?;
    drop(db);
    let lang = v.lang.code();
    let theirs = edits.last().map_or_else(String::new, |(e, _)| {
        let said: Option<super::super::model::PersonEdit> = serde_json::from_str(&e.counted).ok();
        match said {
            Some(super::super::model::PersonEdit::Event(e)) => facts
                .book
                .event(&e.event)
                .map_or(e.event.clone(), |r| r.names.in_language(lang).to_owned()),
            _ => v.t("act-correction").unwrap_or_default(),
        }
    });
    let mut keep: Vec<(&str, String)> = [
        "event", "day", "to_unit", "until", "document", "decision", "reason",
    ]
    .iter()
    .map(|n| (*n, v.form.get(n).to_owned()))
    .collect();
    keep.push(("version", last.to_string()));
    let yours = rule.names.in_language(lang);
    let row = context! { label => v.t("members-event")?, was => "", theirs, yours };
    let action = format!("/members/{}/event", p.id);
    super::correct::answer_conflict(v, last, &action, &keep, vec![row]).await
}

/// When an act was recorded, in the words of the language.
pub fn when(v: &Visit, act: Option<&platform::journal::Act>) -> Result<String> {
    let Some(at) = act.and_then(|a| a.recorded_at.parse().ok()) else {
        return Ok(String::new());
    };
    v.texts().moment(&v.moment(at)).map_err(Error::internal)
}

/// What a change does to the membership: standing and place before and after, and what else
/// follows from it.
pub async fn effects(
    v: &Visit,
    facts: &FactsOfVisit,
    db: &mut platform::Db,
    p: &Seen,
    lines: &[Line],
) -> Result<Value> {
    let (before, after) = change::effect(db, &p.id, facts.known.0 + 1, lines).await?;
    let day = lines.iter().map(|l| l.day).min().unwrap_or(v.asof.on);
    let last = lines
        .iter()
        .map(|l| l.day)
        .max()
        .unwrap_or(day)
        .max(v.asof.on);
    let told = |folded: &Folded| {
        let Some(s) = change::stretch(folded, last) else {
            return context! { standing => "", counted => false };
        };
        let rule = facts.book.standing_on(&s.standing, last);
        let standing = rule.map_or(s.standing.as_str(), |r| r.names.in_language(v.lang.code()));
        let counted = rule.is_some_and(|r| r.counted);
        match &s.place {
            Where::In(unit) => {
                context! { standing, counted, unit => unit_said(v, facts, unit), to => Value::from(()), leaving => s.leaving }
            }
            Where::Transit { sender, receiver } => {
                context! { standing, counted, unit => unit_said(v, facts, sender), to => unit_said(v, facts, receiver), leaving => false }
            }
        }
    };
    let sets = lines
        .iter()
        .filter(|l| l.counted.contains("\"edit\":\"set\""));
    let mut fields = Vec::new();
    for line in sets {
        if let super::super::model::PersonEdit::Set { fields: set, .. } =
            serde_json::from_str(&line.counted)?
        {
            for (name, to) in set {
                fields.push(context! { label => person::label(v, &name)?, value => to });
            }
        }
    }
    let moves = lines
        .iter()
        .filter(|l| l.counted.contains("\"effect\":\"move\""))
        .count();
    Ok(
        context! { day => day.to_string(), last => last.to_string(), before => told(&before), after => told(&after), fields, moves },
    )
}

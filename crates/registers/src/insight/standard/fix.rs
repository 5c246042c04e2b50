//! Putting a record right: a form with exactly the fields that a rule speaks of, asked of the
//! rules before it is saved, recorded as a correction from today on.

use super::records::{Kind, fine_share};
use super::words::Teller;
use super::work;
use crate::REGISTERS;
use crate::organisation::members::acts::{self, decide_correction, read_day};
use crate::organisation::members::documents::pages::{ground, person};
use crate::organisation::members::documents::read::{self, Ids, Person, Standpoint};
use crate::organisation::members::standard as dq;
use crate::organisation::members::store as members;
use crate::organisation::rulebook::RuleId;
use crate::web::figures::FactsOfVisit;
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::asof::Known;
use platform::journal::{CONTENT_VERSION, Draft, Line, store as journal};
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};

/// The fields that the rules against a record speak of, each once.
#[must_use]
pub fn fields(person: &Person) -> Vec<&'static str> {
    let mut fields = Vec::new();
    for rule in person.failing.iter().chain(&person.told) {
        for field in dq::fields(*rule) {
            if !fields.contains(field) {
                fields.push(*field);
            }
        }
    }
    fields
}

/// A day as it is typed: 30/9/2025.
fn typed(day: Day) -> String {
    let date = day.date();
    format!("{}/{}/{}", date.day(), date.month(), date.year())
}

/// What a field of the form holds at first. A sealed number is not sent out: its field is empty
/// and stays so when the number is right.
#[must_use]
pub fn held(person: &Person, field: &str) -> String {
    let value = person.field(field);
    match field {
        "citizen_id" => String::new(),
        "card_number" if value.starts_with('#') => String::new(),
        _ => person.day(field).map_or_else(|| value.to_owned(), typed),
    }
}

/// The form as it is first shown.
#[must_use]
pub fn filled(person: &Person, basis: &str) -> Form {
    let mut form = Form::default();
    for field in fields(person) {
        form.set(field, &held(person, field));
    }
    form.set("basis", basis);
    form
}

/// What templates need of each field: name, label, how it is typed, what the record holds.
pub fn shown(v: &Visit, person: &Person, ids: &Ids<'_>) -> Result<Vec<Value>> {
    let mut shown = Vec::new();
    for field in fields(person) {
        let how = match field {
            "sex" => "sex",
            "name" => "name",
            date if date.ends_with("_date") => "date",
            "citizen_id" => "digits",
            _ => "code",
        };
        let sealed = match field {
            "citizen_id" => ids.citizen_id(person)?,
            "card_number" if person.field(field).starts_with('#') => ids.card(person)?,
            _ => String::new(),
        };
        let hint = match how {
            "digits" if sealed.is_empty() => v.t("standard-held-nothing")?,
            _ if !sealed.is_empty() => {
                v.say("standard-held", &[("value", &v.texts().island(&sealed))])?
            }
            "date" => v.t("standard-day-hint")?,
            _ => String::new(),
        };
        let label = v.t(&label(field))?;
        shown.push(context! { name => field, label, how, hint });
    }
    Ok(shown)
}

fn label(field: &str) -> String {
    format!("field-{}", field.replace('_', "-"))
}

/// What was changed in a form: each field and its new value. A sealed field that was left empty
/// or still shows its mask is as it was.
fn changes(form: &Form, person: &Person) -> Vec<(&'static str, String)> {
    let mut changes = Vec::new();
    for field in fields(person) {
        if form.all(field).next().is_none() {
            continue;
        }
        let said = form.get(field);
        let hidden = held(person, field).is_empty() && !person.field(field).is_empty();
        let untouched = said == held(person, field) || (hidden && said.is_empty());
        if !untouched && !said.contains('•') {
            changes.push((field, said.to_owned()));
        }
    }
    changes
}

/// The rules against a record that speak of a field which was changed.
fn mended(person: &Person, changes: &[(&'static str, String)]) -> Vec<RuleId> {
    let changed = |field: &&'static str| changes.iter().any(|(c, _)| c == field);
    let rules = person.failing.iter().chain(&person.told).copied();
    rules
        .filter(|r| dq::fields(*r).iter().any(changed))
        .collect()
}

/// The lines of a correction of several fields from a day on.
fn decide(
    ground: &mut acts::Deciding<'_>,
    person: &str,
    changes: &[(&'static str, String)],
    from: Day,
) -> Result<Vec<Line>> {
    let one = |(field, said): &(&'static str, String)| {
        decide_correction(ground, person, field, said, from, None)
    };
    changes.iter().map(one).collect()
}

/// What can be seen to be wrong before a rule is asked.
fn check(v: &Visit, form: &mut Form, changes: &[(&'static str, String)]) -> Result<()> {
    for (field, said) in changes {
        if field.ends_with("_date") && !said.is_empty() && read_day(said).is_none() {
            form.error(field, v.t("standard-no-day")?);
        }
        if *field == "name" && said.is_empty() {
            form.error(field, v.t("standard-no-name")?);
        }
    }
    if changes.is_empty() {
        form.error("", v.t("standard-nothing-changed")?);
    }
    if form.get("basis").is_empty() {
        form.error("basis", v.t("standard-no-basis")?);
    }
    Ok(())
}

/// The rules that would still speak against the record on the day.
async fn still_failing(
    v: &Visit,
    facts: &FactsOfVisit,
    person: &Person,
    changes: &[(&'static str, String)],
) -> Result<Vec<RuleId>> {
    let on = v.asof.on;
    let lines = v.office.chance(|chance| {
        let mut ground = acts::Deciding {
            structure: &facts.structure,
            book: &facts.book,
            act: facts.known.0 + 1,
            key: &v.office.settings.key,
            chance,
        };
        decide(&mut ground, &person.id, changes, on)
    })?;
    let scope = v.scope(&facts.structure)?;
    let mut db = v.db().await?;
    let whose = (&scope, v.asof);
    let verdicts = members::judged_with(&mut db, whose, &facts.book, &person.id, &lines).await?;
    let speaks = verdicts.iter().filter(|v| v.from <= on && on < v.until);
    Ok(speaks.map(|v| v.rule).collect())
}

/// Says at each changed field which rule it still does not meet.
async fn ask_rules(
    v: &Visit,
    facts: &FactsOfVisit,
    teller: &Teller<'_>,
    (person, changes): (&Person, &[(&'static str, String)]),
    form: &mut Form,
) -> Result<()> {
    let value = |field: &str| {
        let said = changes.iter().find(|(f, _)| *f == field);
        said.map_or_else(|| held(person, field), |(_, said)| said.clone())
    };
    for rule in still_failing(v, facts, person, changes).await? {
        let changed = |f: &&&str| changes.iter().any(|(c, _)| *c == **f);
        if let Some(field) = dq::fields(rule).iter().find(changed) {
            form.error(field, teller.demand(rule, &value)?);
        }
    }
    Ok(())
}

/// What a form that may be saved comes to.
struct Ready {
    person: String,
    version: u64,
    changes: Vec<(&'static str, String)>,
    ground: platform::journal::Ground,
    /// The record that is opened next.
    next: Option<String>,
    unit: String,
    /// The rules that spoke of what was changed.
    mended: Vec<RuleId>,
    /// Records of the unit that failed before.
    failing: Option<u64>,
}

/// Saves a correction and opens the next record.
pub async fn saving(v: Visit) -> Reply {
    let mut form = v.form.clone();
    if form.get("person").is_empty() {
        form.error("", v.t("standard-nothing-changed")?);
        return work::show(&v, Some(&form)).await;
    }
    let ready = {
        let facts = v.facts().await?;
        let ground = ground(&v, &facts);
        let person = person(&v, &ground, form.get("person")).await?;
        v.unit_to_enter(&facts.structure, person.unit())?;
        let changes = changes(&form, &person);
        check(&v, &mut form, &changes)?;
        if form.is_good() {
            let ids = Ids::Guarded(&v.office.settings.key);
            let teller = Teller {
                v: &v,
                ground: &ground,
                ids: &ids,
                guarded: false,
            };
            ask_rules(&v, &facts, &teller, (&person, &changes), &mut form).await?;
        }
        if !form.is_good() {
            return work::show(&v, Some(&form)).await;
        }
        let unit = work::asked_unit(&v, &facts.structure)?;
        let id = |u| facts.structure.unit(u).id.clone();
        let own = v.own_unit(&facts.structure).map_or("*".to_owned(), id);
        let behalf = form.get("behalf") == "yes";
        let (done_for, reason) = if behalf {
            (person.unit().to_owned(), v.t("standard-behalf-reason")?)
        } else {
            (own, String::new())
        };
        Ready {
            version: form.get("version").parse().unwrap_or(0),
            next: work::next(&v, &facts, unit, &person.id).await?,
            mended: mended(&person, &changes),
            failing: match unit {
                Some(unit) => Some(work::counted(&v, &facts, unit).await?.1),
                None => None,
            },
            unit: unit.map(id).unwrap_or_default(),
            ground: v.ground(&done_for, form.get("basis"), &reason)?,
            person: person.id,
            changes,
        }
    };
    match record(&v, &ready).await {
        Ok(()) => onward(&v, &ready).await,
        Err(Error::Conflict(_)) => conflict(&v, &ready.person, ready.version, &form).await,
        Err(other) => Err(other),
    }
}

async fn record(v: &Visit, ready: &Ready) -> Result<()> {
    let (person, version, on) = (ready.person.clone(), ready.version, v.asof.on);
    let (changes, said) = (ready.changes.clone(), ready.ground.clone());
    let doing = v.commit(Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let ids = std::slice::from_ref(&person);
            if members::version(writer.db, ids, Known::NOW).await? != version {
                return Err(Error::Conflict(String::new()));
            }
            let view = at_hand.view(writer).await?;
            for (field, _) in &changes {
                acts::refuse_naming(writer.db, &person, field).await?;
            }
            let mut ground = acts::Deciding {
                structure: &view.structure,
                book: &view.book,
                act: writer.next_number(),
                key: at_hand,
                chance: writer.chance(),
            };
            let draft = Draft {
                kind: acts::CORRECTIONS,
                version: CONTENT_VERSION,
                ground: said,
                day: on,
                lines: decide(&mut ground, &person, &changes, on)?,
            };
            writer.act(REGISTERS, &draft).await
        })
    }));
    doing.await.map(|_| ())
}

/// On to the next record, saying how many still fail and what the share now is, so fine that the
/// record shows.
async fn onward(v: &Visit, ready: &Ready) -> Reply {
    let facts = v.office.facts().await;
    let counts = match facts.structure.find(&ready.unit) {
        Some(unit) => Some(work::counted(v, &facts, unit).await?),
        None => None,
    };
    let share = counts.and_then(|(members, failing)| fine_share(members, failing));
    let said = match (share, counts, ready.failing) {
        (Some(share), Some((_, now)), Some(was)) => receipt(v, &share, (was, now))?,
        _ => v.t("standard-saved")?,
    };
    let at = ready.next.as_deref().unwrap_or("");
    let next = work::address_after(v, &ready.unit, at, &ready.mended);
    v.go_saying(&next, &said).await
}

/// What is said after saving: the records that failed before and fail now, where that changed.
fn receipt(v: &Visit, share: &str, (was, now): (u64, u64)) -> Result<String> {
    let texts = v.texts();
    let share = texts.measured(share, "percent").map_err(Error::internal)?;
    if was == now {
        return v.say("standard-saved-share", &[("share", &share)]);
    }
    let number = |n: u64| texts.number(&n.to_string()).map_err(Error::internal);
    let (was, now) = (number(was)?, number(now)?);
    v.say(
        "standard-saved-fewer",
        &[("was", &was), ("now", &now), ("share", &share)],
    )
}

/// The record was changed since the form was opened: both values, field by field.
async fn conflict(v: &Visit, id: &str, version: u64, form: &Form) -> Reply {
    let facts = v.office.facts().await;
    let mut db = v.db().await?;
    let scope = v.scope(&facts.structure)?;
    let ids = Ids::Guarded(&v.office.settings.key);
    let mut states = Vec::new();
    for known in [Known(version), facts.known] {
        let ground = Standpoint {
            as_of: platform::AsOf {
                on: v.asof.on,
                known,
            },
            ..ground(v, &facts)
        };
        states.extend(read::by_ids(&mut db, &scope, &ground, &[id.to_owned()]).await?);
    }
    let [was, now] = states.as_slice() else {
        return Err(Error::NotFound(String::new()));
    };
    let display = |p: &Person, field: &str| match field {
        "citizen_id" => ids.citizen_id(p),
        "card_number" => ids.card(p),
        _ => Ok(held(p, field)),
    };
    let mut rows = Vec::new();
    for field in fields(was) {
        let theirs = display(now, field)?;
        let said = form.get(field);
        let touched = !said.is_empty() && said != held(was, field);
        let yours = if touched {
            said.to_owned()
        } else {
            theirs.clone()
        };
        rows.push(context! {
            name => field, label => v.t(&label(field))?, was => display(was, field)?,
            theirs, yours, touched => !touched,
        });
    }
    let newest = members::version(&mut db, &[id.to_owned()], Known::NOW).await?;
    let act = journal::acts(&mut db, newest, newest).await?.pop();
    let who = act.as_ref().map_or("", |a| a.account.as_str()).to_owned();
    let when = act.and_then(|a| a.recorded_at.parse().ok());
    let when = when.map_or_else(String::new, |t| v.moment(t));
    let kept = ["person", "basis", "behalf"].map(|n| vec![n.to_owned(), form.get(n).to_owned()]);
    let mut kept = kept.to_vec();
    kept.push(vec!["version".to_owned(), newest.to_string()]);
    v.render_as(
        axum::http::StatusCode::CONFLICT,
        "conflict.html",
        context! { fields => rows, who, when, action => v.here(), keep => value(&kept) },
    )
}

/// The basis that a form begins with: that of the record before, when a rule that was met there
/// speaks against this one too, for it is often the same kind of paper. Otherwise none: what a card
/// number was compared with says nothing of a file number.
pub async fn first_basis(v: &Visit, person: &Person) -> Result<String> {
    let mended: Vec<RuleId> = v
        .query("after")
        .split('.')
        .filter_map(RuleId::parse)
        .collect();
    let mut rules = person.failing.iter().chain(&person.told);
    if rules.any(|r| mended.contains(r)) {
        last_basis(v).await
    } else {
        Ok(String::new())
    }
}

/// The basis of the last correction that this account recorded.
async fn last_basis(v: &Visit) -> Result<String> {
    let last = v.asof.known.0;
    let mut db = v.db().await?;
    let acts = journal::acts(&mut db, last.saturating_sub(19), last).await?;
    let login = &v.visitor()?.account.login;
    let mut own = acts.iter().rev();
    let own = own.find(|a| acts::CORRECTING.contains(&a.kind.as_str()) && a.account == *login);
    Ok(own.map_or_else(String::new, |a| a.basis.clone()))
}

/// Whether a list's records are put right by a form; what is overdue needs something to happen.
#[must_use]
pub fn mends(kind: Kind) -> bool {
    kind != Kind::Overdue
}

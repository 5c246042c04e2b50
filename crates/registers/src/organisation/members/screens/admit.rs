//! A new person: admitted here, or arriving from outside the organisation.

use super::super::acts::{self, COLUMNS, Deciding, Listed};
use super::super::model::CORRECTED;
use super::super::store;
use super::change::Drawn;
use super::{correct, events, person};
use crate::organisation::rulebook::{CountingDate, Rulebook, Severity};
use crate::web::figures::FactsOfVisit;
use crate::web::writer::Doing as Recording;
use crate::web::{Reply, Visit};
use figures::{Day, Structure, UnitIx};
use minijinja::{Value, context};
use platform::journal::{self, CONTENT_VERSION, Draft};
use platform::seal::Key;
use platform::sheets::{Line as Row, Sheet};
use platform::text::{hex, tidy};
use platform::web::Form;
use platform::web::page::value;
use platform::{Db, Error, Problem, Randomness, Result};

/// What is typed of a person, by the columns of a list of members: nobody begins as official.
fn typed_fields() -> impl Iterator<Item = &'static str> {
    CORRECTED.into_iter().filter(|f| *f != "official_date")
}

fn none() -> Error {
    Error::NotFound("no such page".to_owned())
}

/// The unit a form begins with, if the one who visits may enter for it.
fn unit(v: &Visit, s: &Structure) -> Result<Option<UnitIx>> {
    if !v.now {
        return Err(none());
    }
    match v.query("unit") {
        "" => Ok(v.own_unit(s).filter(|u| v.enters(s, *u))),
        id => v.unit_to_enter(s, id).map(Some),
    }
}

pub async fn form(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let Some(unit) = unit(&v, s)? else {
        return v.go("/members");
    };
    let state = s.state(unit, v.asof.on);
    // most units that have others below them hold no member themselves
    let code = state.filter(|_| s.children(unit, v.asof.on).is_empty());
    let today = v.asof.on.to_string();
    let form = Form::filled([
        ("how", "admission"),
        ("unit_code", code.map_or("", |x| &x.code)),
        ("ceremony_date", &today),
        ("since", &today),
        ("standing", "official"),
    ]);
    v.render("members/admit.html", shown(&v, &facts, &form))
}

fn shown(v: &Visit, facts: &FactsOfVisit, form: &Form) -> Value {
    let lang = v.lang.code();
    let counted = facts.book.standings().iter().filter(|s| s.counted);
    let standings: Vec<(&str, &str)> = counted
        .map(|s| (s.key.as_str(), s.names.in_language(lang)))
        .collect();
    let groups = correct::groups(v, facts);
    context! { form => value(form), standings => value(&standings), groups => value(&groups) }
}

/// The field that says from when somebody admitted on a day is counted.
fn counted(book: &Rulebook, on: Day) -> &'static str {
    match book.counted_on("admission", on) {
        Some(CountingDate::Decision) => "decision_date",
        _ => "ceremony_date",
    }
}

/// What the rulebook refuses of a form, one problem a field and none where one is told already. The
/// form of an admission has no field for the day since when: it is that of the decision or of the
/// ceremony.
fn fresh(form: &Form, counted: &str, problems: &[Problem]) -> Vec<Problem> {
    let mut fresh: Vec<Problem> = Vec::new();
    for problem in problems {
        let mut problem = problem.clone();
        if problem.column == "since" && form.get("how") != "arrival" {
            counted.clone_into(&mut problem.column);
        }
        let told = form.errors.iter().any(|e| e.field == problem.column);
        if !told && !fresh.iter().any(|p| p.column == problem.column) {
            fresh.push(problem);
        }
    }
    fresh
}

/// The row of a list of members that the form comes to.
fn row(form: &Form, book: &Rulebook, on: Day, key: &str) -> Vec<String> {
    let admission = form.get("how") != "arrival";
    let counted = counted(book, on);
    let typed = |name: &str| form.get(name).to_owned();
    COLUMNS
        .iter()
        .map(|(name, _)| match *name {
            "person_key" => key.to_owned(),
            "standing" if admission => "probationary".to_owned(),
            "since" if admission => typed(counted),
            "official_date" if admission => String::new(),
            name => typed(name),
        })
        .collect()
}

async fn decide(
    db: &mut Db,
    (structure, book, act): (&Structure, &Rulebook, u64),
    key: &Key,
    chance: &mut dyn Randomness,
    cells: Vec<String>,
) -> Result<Listed> {
    let mut ground = Deciding {
        structure,
        book,
        act,
        key,
        chance,
    };
    let sheet = Sheet {
        file: String::new(),
        header: COLUMNS.iter().map(|(n, _)| (*n).to_owned()).collect(),
        rows: vec![Row { number: 1, cells }],
    };
    acts::decide_list(db, &mut ground, &sheet, &[]).await
}

/// Checks what decides before the rulebook does: the unit must be one's own.
fn check(v: &Visit, facts: &FactsOfVisit, form: &mut Form) -> Result<String> {
    let s = &facts.structure;
    let day = acts::read_day(form.get("ceremony_date")).unwrap_or(v.asof.on);
    let day = if form.get("how") == "arrival" {
        acts::read_day(form.get("since")).unwrap_or(v.asof.on)
    } else {
        day
    };
    let unit = s
        .bearer(form.get("unit_code"), day)
        .filter(|u| v.enters(s, *u));
    if unit.is_none() {
        form.error("unit_code", v.t("members-no-unit")?);
    }
    if form.get("how") != "arrival" && form.get("ceremony_date").is_empty() {
        form.error("ceremony_date", v.t("members-why-day-needed")?);
    }
    Ok(unit.map_or_else(String::new, |u| s.unit(u).id.clone()))
}

/// A key for a person whom no list has named yet.
fn key(v: &Visit) -> String {
    let chance = v.office.chance(|c| {
        let mut bytes = [0; 6];
        c.fill(&mut bytes);
        hex(&bytes)
    });
    format!("nz-{chance}")
}

pub async fn recording(v: Visit) -> Reply {
    let facts = v.facts().await?;
    if !v.now || v.tops(&facts.structure).is_empty() {
        return Err(none());
    }
    let mut form = v.form.clone();
    let unit = check(&v, &facts, &mut form)?;
    let given = tidy(form.get("person_key"));
    let person_key = if given.is_empty() { key(&v) } else { given };
    form.set("person_key", &person_key);
    let cells = row(&form, &facts.book, v.asof.on, &person_key);
    let mut db = v.db().await?;
    let mut chance = Drawn::of(&v);
    let basis = (&*facts.structure, &*facts.book, facts.known.0 + 1);
    let key = &v.office.settings.key;
    let decided = decide(&mut db, basis, key, &mut chance, cells.clone()).await;
    drop(db);
    let fields: Vec<&str> = typed_fields()
        .chain(["person_key", "unit_code", "since", "standing"])
        .collect();
    let listed = match decided {
        Ok(listed) => listed,
        Err(Error::Refused(problems)) => {
            let fresh = fresh(&form, counted(&facts.book, v.asof.on), &problems);
            events::refuse(&v, &facts.book, &mut form, &fresh, &fields)?;
            Listed::default()
        }
        Err(other) => return Err(other),
    };
    if !form.is_good() {
        return v.refused("members/admit.html", &form, shown(&v, &facts, &form));
    }
    if form.get("step") == "back" {
        return v.render("members/admit.html", shown(&v, &facts, &form));
    }
    if form.get("step") != "record" {
        let same: Vec<&str> = listed.warnings.iter().map(|w| w.column.as_str()).collect();
        let typed: Vec<Value> = typed(&v, &facts, &form)?;
        let faults = faults(&v, &facts, &listed).await?;
        let unit = person::unit_said(&v, &facts, &unit);
        let context =
            context! { same => value(&same), typed, faults, unit, ..shown(&v, &facts, &form) };
        return v.render("members/admit-check.html", context);
    }
    let ground = v.ground(&unit, form.get("basis"), form.get("reason"))?;
    drop(facts);
    let act = match v.commit(record(chance, cells, ground)).await {
        Ok(act) => act,
        Err(Error::Refused(problems)) => {
            let facts = v.facts().await?;
            events::refuse(&v, &facts.book, &mut form, &problems, &fields)?;
            return v.refused("members/admit.html", &form, shown(&v, &facts, &form));
        }
        Err(other) => return Err(other),
    };
    let n = act.number.to_string();
    let said = v.say(
        "members-recorded",
        &[("what", form.get("name")), ("act", &n)],
    )?;
    let id = journal::id(act.number, 0);
    v.go_saying(&format!("/members/{id}"), &said).await
}

/// What the data standard says against the record that would come to be: it is told, and recorded
/// all the same when whoever enters it means it.
async fn faults(v: &Visit, facts: &FactsOfVisit, listed: &Listed) -> Result<Vec<Value>> {
    let mut db = v.db().await?;
    let judged = store::judged_new(&mut db, &facts.book, &listed.lines).await?;
    let on = v.asof.on;
    let verdicts = judged.iter().flat_map(|(_, verdicts)| verdicts);
    let speaks = verdicts.filter(|x| x.from <= on && on < x.until);
    let told = speaks
        .filter_map(|x| person::data_rule(v, &facts.book, x.rule, x.severity == Severity::Error));
    Ok(told.collect())
}

fn record(mut chance: Drawn, cells: Vec<String>, ground: journal::Ground) -> Recording {
    Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let view = at_hand.view(writer).await?;
            let basis = (&*view.structure, &*view.book, view.last + 1);
            let listed = decide(writer.db, basis, at_hand, &mut chance, cells).await?;
            let draft = Draft {
                kind: "members",
                version: CONTENT_VERSION,
                ground,
                day: Day::MIN,
                lines: listed.lines,
            };
            writer.act(crate::REGISTERS, &draft).await
        })
    })
}

/// What was typed, to be read once more before it is recorded.
fn typed(v: &Visit, facts: &FactsOfVisit, form: &Form) -> Result<Vec<Value>> {
    let arrival = form.get("how") == "arrival";
    let mut rows = Vec::new();
    for name in typed_fields().chain(if arrival { Some("official_date") } else { None }) {
        let said = form.get(name);
        if said.is_empty() {
            continue;
        }
        let day = acts::read_day(said).filter(|_| name.ends_with("_date"));
        let value = match name {
            "sex" => v
                .t(&format!("members-sex-{said}"))
                .unwrap_or_else(|_| said.to_owned()),
            "ethnic_group" => facts
                .book
                .ethnic_group(said)
                .unwrap_or_else(|| said.to_owned()),
            _ => day.map_or_else(|| said.to_owned(), |d| d.to_string()),
        };
        rows.push(context! { label => person::label(v, name)?, value, day => day.is_some() });
    }
    Ok(rows)
}

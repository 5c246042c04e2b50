//! The form that assigns a task to its one lead, from a document's clause or from nothing.

use super::super::acts::{self, Place, Wanted, giver};
use super::super::model::Kind;
use super::{happening, words};
use crate::activity::meetings::store as meetings;
use crate::organisation::reforms::acts as reforms;
use crate::web::figures::FactsOfVisit;
use crate::web::writer::Doing;
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::journal::{CONTENT_VERSION, Draft, Ground};
use platform::text::tidy;
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Problem, Result, Scope};

/// What an address may fill in beforehand.
const GIVEN: [&str; 9] = [
    "document", "clause", "meeting", "lead", "title", "kind", "deadline", "product", "field",
];

pub async fn form(v: Visit) -> Reply {
    if !v.now {
        return Err(Error::NotFound("nothing is entered then".to_owned()));
    }
    let facts = v.facts().await?;
    let s = &facts.structure;
    let own = v.own_unit(s).and_then(|u| s.state(u, v.asof.on));
    let mut form = Form::filled([("issued", &v.asof.on.to_string())]);
    if let Some(own) = own {
        form.set("assigned_by", &own.code);
    }
    for name in GIVEN.iter().filter(|n| !v.query(n).is_empty()) {
        form.set(name, v.query(name));
    }
    let context = shown(&v, &facts);
    v.render(
        "tasks/new.html",
        context! { form => value(&form), ..context },
    )
}

fn shown(v: &Visit, facts: &FactsOfVisit) -> Value {
    let rules = facts.book.task_deadlines(v.asof.on);
    let rule = |r: &&crate::organisation::rulebook::Dated<_>| rule_shown(v, r);
    context! {
        rules => rules.iter().map(rule).collect::<Vec<_>>(), kinds => Kind::ALL.map(Kind::as_str).to_vec(),
        fields => value(&fields(v, facts)),
    }
}

/// Keys of the fields of work of the day, with their names.
fn fields<'a>(v: &Visit, facts: &'a FactsOfVisit) -> Vec<(&'a str, &'a str)> {
    let fields = facts.book.documents().fields(v.asof.on);
    let lang = v.lang.code();
    fields
        .map(|f| (f.key.as_str(), f.rule.names.in_language(lang)))
        .collect()
}

fn rule_shown(
    v: &Visit,
    r: &crate::organisation::rulebook::Dated<crate::organisation::rulebook::TaskDeadline>,
) -> Value {
    let name = r.rule.names.in_language(v.lang.code());
    context! { key => r.key.as_str(), name => format!("{name} ({})", r.cited_in(v.lang.code())) }
}

pub async fn recording(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let mut form = v.form.clone();
    if let Some(wanted) = typed(&v, &facts, &mut form).await? {
        let ground = v.ground(&acting_for(&v, &facts, &wanted), form.get("basis"), "")?;
        match v.commit(assign(wanted, ground)).await {
            Ok(act) => {
                let task = platform::journal::id(act.number, 0);
                let said = v.say("tasks-assigned", &[("act", &act.number.to_string())])?;
                return v.go_saying(&format!("/tasks/{task}"), &said).await;
            }
            Err(Error::Refused(problems)) => words::refuse(&v, &mut form, &problems)?,
            Err(other) => return Err(other),
        }
    }
    v.refused("tasks/new.html", &form, shown(&v, &facts))
}

/// The unit for which the act is recorded.
fn acting_for(v: &Visit, facts: &FactsOfVisit, wanted: &Wanted) -> String {
    let s = &facts.structure;
    let code = giver(&wanted.assigned_by, &wanted.lead);
    let unit = v.looked_up(s, code, wanted.issued);
    unit.map_or_else(|| "*".to_owned(), |u| s.unit(u).id.clone())
}

/// What was typed, as a task; what cannot be read of it stands in the form's errors.
async fn typed(v: &Visit, facts: &FactsOfVisit, form: &mut Form) -> Result<Option<Wanted>> {
    let issued = day(v, form, "issued")?;
    let (deadline, counted_from) = (day(v, form, "deadline")?, day(v, form, "counted_from")?);
    if issued.is_none() && form.get("issued").is_empty() {
        form.error("issued", v.t("tasks-wrong-day")?);
    }
    let text = |name: &str| form.get(name).to_owned();
    let helpers = text("cooperating");
    let helpers = helpers
        .split([';', ','])
        .map(tidy)
        .filter(|c| !c.is_empty());
    let mut wanted = Wanted {
        kind: Kind::parse(form.get("kind")).unwrap_or_default(),
        number: text("number"),
        title: text("title"),
        product: text("product"),
        lead: text("lead"),
        cooperating: helpers.collect(),
        assigned_by: text("assigned_by"),
        deadline,
        rule: text("rule"),
        counted_from,
        document: text("document"),
        clause: text("clause"),
        meeting: text("meeting"),
        reporting: text("reporting"),
        field: text("field"),
        instruction: text("instruction"),
        ..Wanted::of(issued.unwrap_or(v.asof.on))
    };
    check_units(v, facts, form, &wanted)?;
    check_meeting(v, facts, form, &wanted.meeting).await?;
    wanted.document = happening::document_meant(v, facts, form, &wanted.document).await?;
    // all that the record itself would refuse is said at once with what could not be read
    let faults = faults(v, &wanted).await?;
    let said: Vec<String> = form.errors.iter().map(|e| e.field.clone()).collect();
    let faults: Vec<Problem> = faults
        .into_iter()
        .filter(|p| !said.contains(&p.column))
        .collect();
    words::refuse(v, form, &faults)?;
    Ok(Some(wanted).filter(|_| form.is_good()))
}

async fn faults(v: &Visit, wanted: &Wanted) -> Result<Vec<Problem>> {
    let mut db = v.db().await?;
    let view = reforms::view(&mut db, &Scope::whole()).await?;
    let place = Place {
        view: &view,
        after: 0,
        file: "",
    };
    match acts::decide_assign(&mut db, place, std::slice::from_ref(wanted)).await {
        Ok(_) => Ok(Vec::new()),
        Err(Error::Refused(problems)) => Ok(problems),
        Err(other) => Err(other),
    }
}

fn day(v: &Visit, form: &mut Form, name: &str) -> Result<Option<Day>> {
    let day = Day::parse(form.get(name)).ok();
    if day.is_none() && !form.get(name).is_empty() {
        form.error(name, v.t("tasks-wrong-day")?);
    }
    Ok(day)
}

/// That no unit one may look up bears a code.
pub fn unknown(v: &Visit, code: &str) -> Result<String> {
    v.say(
        "tasks-wrong-unit-here",
        &[("said", &v.texts().island(code))],
    )
}

/// Units are named of those that may be looked up; who assigns is one's own.
fn check_units(v: &Visit, facts: &FactsOfVisit, form: &mut Form, wanted: &Wanted) -> Result<()> {
    let (s, on) = (&facts.structure, wanted.issued);
    let known = |code: &str| v.may_name(s, code, on);
    if !known(&wanted.lead) {
        form.error("lead", unknown(v, &wanted.lead)?);
    }
    if let Some(code) = wanted.cooperating.iter().find(|c| !known(c)) {
        form.error("cooperating", unknown(v, code)?);
    }
    let (field, code) = if wanted.assigned_by.is_empty() {
        ("lead", &wanted.lead)
    } else {
        ("assigned_by", &wanted.assigned_by)
    };
    let foreign = v.looked_up(s, code, on).is_some_and(|u| !v.keeps(s, u));
    if !known(&wanted.assigned_by) {
        form.error("assigned_by", unknown(v, &wanted.assigned_by)?);
    } else if foreign {
        form.error(field, v.t("tasks-wrong-not-yours")?);
    }
    Ok(())
}

/// A task is made by a meeting of a unit for which one enters; any other is as if it were not
/// there.
async fn check_meeting(
    v: &Visit,
    facts: &FactsOfVisit,
    form: &mut Form,
    meeting: &str,
) -> Result<()> {
    if meeting.is_empty() {
        return Ok(());
    }
    let mut db = v.db().await?;
    let found = meetings::now(&mut db, meeting).await?;
    let s = &facts.structure;
    let unit = found.and_then(|(m, _)| s.find(&m.unit));
    if !unit.is_some_and(|u| v.keeps(s, u)) {
        form.error("meeting", v.t("tasks-wrong-no-meeting")?);
    }
    Ok(())
}

/// The writer decides by what the record then holds.
fn assign(wanted: Wanted, ground: Ground) -> Doing {
    Box::new(move |writer, at_hand| {
        Box::pin(async move {
            let view = at_hand.view(writer).await?;
            let place = Place {
                view: &view,
                after: 0,
                file: "",
            };
            let decided =
                acts::decide_assign(writer.db, place, std::slice::from_ref(&wanted)).await?;
            let draft = Draft {
                kind: acts::ASSIGNED,
                version: CONTENT_VERSION,
                ground,
                day: wanted.issued,
                lines: decided.lines,
            };
            writer.act(crate::REGISTERS, &draft).await
        })
    })
}

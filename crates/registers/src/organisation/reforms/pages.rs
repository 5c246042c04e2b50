//! Reforms on the screen: prepared by form or by file, every effect shown before anything is
//! done, recorded on a document.

use super::drafts::{Change, Plan, PreparedReform, Step, Target};
use super::effects::{self, Outcome};
use super::{figures, open, store};
use crate::organisation::reforms::acts as reforms;
use crate::web::entering::Enterable;
use crate::web::{Power, Reply, Visit};
use ::figures::{Day, Structure, UnitIx};
use axum::http::StatusCode;
use minijinja::{Value, context};
use platform::jobs::apart;
use platform::sheets;
use platform::text::{hex, tidy};
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Problem, Result};
use std::collections::HashSet;

/// Parts into which the form divides a unit.
const PARTS: usize = 6;
/// Units of one list to tick.
const TICKED: usize = 400;
/// Reforms recorded lately that the first page lists.
const LATEST: usize = 15;
/// How far back they are looked for: so many acts at once, so often.
const LOOKED_AT: usize = 200;
const LOOKED_BACK: usize = 5;
/// Persons of one move that a page lists.
const PERSONS: usize = 1_000;

pub async fn list(v: Visit) -> Reply {
    v.needs(Power::Reforms)?;
    let mut db = v.db().await?;
    let own = store::of(&mut db, &v.visitor()?.account.id).await?;
    let drafts: Vec<Value> = own
        .iter()
        .map(|d| context! { id => d.id.as_str(), label => d.plan.label.as_str(), day => d.plan.day.as_str(), steps => d.plan.steps.len() + d.plan.acts.len() })
        .collect();
    drop(db);
    let acts = latest(&v).await?;
    v.render("reforms/list.html", context! { drafts, acts })
}

/// The reforms recorded last of which something may be seen.
async fn latest(v: &Visit) -> Result<Vec<Value>> {
    let mut acts = Vec::new();
    let mut before = v.asof.known.0 + 1;
    for _ in 0..LOOKED_BACK {
        let listed = v.acts(before, LOOKED_AT).await?;
        let reforms = listed.acts.iter().filter(|a| a.kind == "act-reform");
        acts.extend(reforms.map(value));
        match listed.next {
            Some(next) if acts.len() < LATEST => before = next,
            _ => break,
        }
    }
    acts.truncate(LATEST);
    Ok(acts)
}

async fn begin(v: &Visit, plan: Plan) -> Result<String> {
    let id = v.office.chance(|c| {
        let mut bytes = [0; 12];
        c.fill(&mut bytes);
        hex(&bytes)
    });
    let draft = PreparedReform {
        id: id.clone(),
        account: v.visitor()?.account.id.clone(),
        plan,
        version: 1,
        made: v.office.seconds(),
    };
    let mut db = v.db().await?;
    store::insert(&mut db, &draft).await?;
    Ok(id)
}

pub async fn beginning(v: Visit) -> Reply {
    v.needs(Power::Reforms)?;
    let plan = Plan {
        day: v.asof.on.to_string(),
        ..Plan::default()
    };
    let id = begin(&v, plan).await?;
    v.go(&format!("/reforms/{id}"))
}

pub async fn file(v: Visit) -> Reply {
    v.needs(Power::Reforms)?;
    v.render(
        "reforms/file.html",
        context! { form => value(&Form::default()) },
    )
}

pub async fn handing_in(v: Visit) -> Reply {
    v.needs(Power::Reforms)?;
    let mut form = v.form.clone();
    match of_file(&v).await {
        Ok(plan) => {
            let id = begin(&v, plan).await?;
            return v.go(&format!("/reforms/{id}/check"));
        }
        Err(Error::Refused(problems)) => {
            for p in &problems {
                let at = if p.line > 0 {
                    format!("{} {}: ", v.t("reforms-line")?, p.line)
                } else {
                    String::new()
                };
                let field = if p.file == "assign" { "assign" } else { "file" };
                form.error(field, format!("{at}{}", v.reason(p)?));
            }
        }
        Err(Error::TooLarge(_)) => form.error("file", v.t("reforms-too-large")?),
        Err(other) => return Err(other),
    }
    v.refused("reforms/file.html", &form, context! {})
}

async fn of_file(v: &Visit) -> Result<Plan> {
    let given = |field: &str| {
        v.files
            .iter()
            .find(|f| f.field == field && !f.bytes.is_empty())
    };
    let none = v.t("reforms-no-file")?;
    let file = given("file").ok_or_else(|| Error::refused(none))?;
    let sheet = v.read_sheet(file).await?;
    let acts = reforms::read_reforms(&sheet, &[])?;
    let assigned = given("assign");
    let digest = sheets::digest(&file.bytes, assigned.map(|f| f.bytes.as_slice()));
    let assign = match assigned {
        Some(assign) => {
            let in_it = |e: Error| match e {
                Error::Refused(problems) => {
                    let of = |p: Problem| Problem {
                        file: "assign".to_owned(),
                        ..p
                    };
                    Error::Refused(problems.into_iter().map(of).collect())
                }
                other => other,
            };
            let sheet = v.read_sheet(assign).await.map_err(in_it)?;
            reforms::read_assign(&sheet).map_err(in_it)?
        }
        None => Vec::new(),
    };
    Ok(Plan::of_file(&acts, assign, digest))
}

pub(super) async fn own(v: &Visit) -> Result<PreparedReform> {
    v.needs(Power::Reforms)?;
    let mut db = v.db().await?;
    let account = &v.visitor()?.account.id;
    let found = store::find(&mut db, v.param("token"), account).await?;
    found.ok_or_else(|| Error::NotFound("no such draft".to_owned()))
}

/// Writes a plan, unless another window was faster.
pub(super) async fn save(v: &Visit, draft: &PreparedReform) -> Result<()> {
    let mut db = v.db().await?;
    let read_at = v.form.get("version").parse().unwrap_or(0);
    let same = draft.version == read_at && store::save(&mut db, draft).await?;
    if same {
        return Ok(());
    }
    Err(Error::Conflict(
        "the draft was changed meanwhile".to_owned(),
    ))
}

pub async fn draft(v: Visit) -> Reply {
    let draft = own(&v).await?;
    if !draft.plan.acts.is_empty() {
        return v.go(&format!("/reforms/{}/check", draft.id));
    }
    let plan = &draft.plan;
    let form = Form::filled([
        ("label", plan.label.as_str()),
        ("day", plan.day.as_str()),
        ("basis", plan.basis.as_str()),
    ]);
    draft_page(&v, &draft, &form, StatusCode::OK).await
}

async fn draft_page(v: &Visit, draft: &PreparedReform, form: &Form, status: StatusCode) -> Reply {
    let facts = v.facts().await?;
    let s = &facts.structure;
    let day = Day::parse(&draft.plan.day).unwrap_or(v.asof.on);
    let named = |code: &String| {
        let known = s
            .bearer(code, day)
            .and_then(|u| s.state(u, day).map(|x| (u, x)));
        let seen = known.filter(|(u, _)| v.sees(s, *u));
        context! { code, name => seen.map_or("", |(_, x)| x.name.as_str()), id => seen.map(|(u, _)| s.unit(u).id.as_str()) }
    };
    let step = |step: &Step| {
        context! {
            change => step.change.as_str(), lives => step.lives, to => value(&step.to),
            codes => step.codes.iter().map(named).collect::<Vec<_>>(),
        }
    };
    let steps: Vec<Value> = draft.plan.steps.iter().map(step).collect();
    let add = Change::parse(if form.get("change").is_empty() {
        v.query("add")
    } else {
        form.get("change")
    });
    let changes: Vec<&str> = Change::ALL.iter().map(|(_, t)| *t).collect();
    let asked = if form.get("under").is_empty() {
        v.query("under")
    } else {
        form.get("under")
    };
    let under = s
        .find(asked)
        .filter(|u| s.is_open(*u, day) && v.enters(s, *u));
    let under = under.or_else(|| v.own_unit(s).filter(|u| s.is_open(*u, day)));
    let kinds = kinds(v, s, &facts, day);
    let context = context! {
        draft => context! { id => draft.id.as_str(), version => draft.version },
        steps, changes, add => add.map(Change::as_str), most => PARTS,
        under => under.map(|u| s.unit(u).id.clone()),
        trail => under.map_or_else(Vec::new, |u| above(v, s, u, day)),
        units => under.map_or_else(Vec::new, |u| below(v, s, u, day)),
        kinds => value(&kinds), form => value(form),
    };
    v.render_as(status, "reforms/draft.html", context)
}

fn unit_row(v: &Visit, s: &Structure, u: UnitIx, day: Day) -> Option<Value> {
    let state = s.state(u, day)?;
    Some(context! {
        id => s.unit(u).id.as_str(), code => state.code.as_str(), name => state.name.as_str(),
        below => s.children(u, day).iter().filter(|c| v.enters(s, **c)).count(),
    })
}

fn above(v: &Visit, s: &Structure, u: UnitIx, day: Day) -> Vec<Value> {
    let mut way: Vec<UnitIx> = s.ancestors(u, day);
    way.retain(|a| v.enters(s, *a));
    way.reverse();
    way.into_iter()
        .filter_map(|a| unit_row(v, s, a, day))
        .collect()
}

fn below(v: &Visit, s: &Structure, u: UnitIx, day: Day) -> Vec<Value> {
    let mut children = s.children(u, day);
    children.retain(|c| v.enters(s, *c));
    children.sort_by_key(|c| s.state(*c, day).map(|x| x.code.clone()));
    let all = children.into_iter().take(TICKED);
    all.filter_map(|c| unit_row(v, s, c, day)).collect()
}

/// Kinds that are in use, with their names: what is offered for a new unit.
fn kinds(
    v: &Visit,
    s: &Structure,
    facts: &crate::web::figures::FactsOfVisit,
    day: Day,
) -> Vec<(String, String)> {
    let mut kinds: Vec<String> = s
        .all()
        .filter_map(|u| s.state(u, day))
        .map(|x| x.kind.clone())
        .collect();
    kinds.sort_unstable();
    kinds.dedup();
    let pair = |k: String| (k.clone(), v.kind_name(facts, &k, day));
    kinds
        .into_iter()
        .filter(|k| !k.is_empty())
        .map(pair)
        .collect()
}

pub async fn saving(v: Visit) -> Reply {
    let mut draft = own(&v).await?;
    let mut form = v.form.clone();
    match Day::parse(form.get("day")) {
        Ok(day) => draft.plan.day = day.to_string(),
        Err(_) => form.error("day", v.t("reforms-bad-day")?),
    }
    draft.plan.label = tidy(form.get("label"));
    draft.plan.basis = tidy(form.get("basis"));
    if draft.plan.label.is_empty() {
        form.error("label", v.t("reforms-no-label")?);
    }
    if !form.is_good() {
        return draft_page(&v, &draft, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    save(&v, &draft).await?;
    let check = form.get("then") == "check";
    let to = if check { "/check" } else { "" };
    v.go(&format!("/reforms/{}{to}", draft.id))
}

/// The codes ticked and those typed, each once.
fn codes(form: &Form) -> Vec<String> {
    let typed = form.get("typed");
    let typed = typed.split([',', ';', '\n', '\t']).map(tidy);
    let mut codes: Vec<String> = Vec::new();
    for code in form.all("codes").map(tidy).chain(typed) {
        if !code.is_empty() && !codes.contains(&code) {
            codes.push(code);
        }
    }
    codes
}

/// Where a new unit stands when nothing is said: where the first of the old ones stood.
fn parent_of(s: &Structure, codes: &[String], day: Day) -> String {
    let first = codes.first().and_then(|c| s.bearer(c, day));
    let parent = first.and_then(|u| s.parent(u, day));
    let code = parent.and_then(|p| s.state(p, day)).map(|x| x.code.clone());
    code.unwrap_or_default()
}

pub async fn adding(v: Visit) -> Reply {
    let mut draft = own(&v).await?;
    let mut form = v.form.clone();
    let none = || Error::NotFound("no such step".to_owned());
    let change = Change::parse(form.get("change")).ok_or_else(none)?;
    let facts = v.facts().await?;
    let day = Day::parse(&draft.plan.day).unwrap_or(v.asof.on);
    let codes = codes(&form);
    let target = |i: usize| {
        let said = |field: &str| tidy(v.form.get(&format!("{field}{i}")));
        Target {
            code: said("code"),
            name: said("name"),
            kind: said("kind"),
            parent: said("parent"),
        }
    };
    let mut to: Vec<Target> = (0..PARTS)
        .map(target)
        .filter(|t| *t != Target::default())
        .collect();
    let lives = !form.get("lives").is_empty();
    say_what_is_missing(&v, &mut form, (change, &codes, &to, lives))?;
    if !form.is_good() {
        return draft_page(&v, &draft, &form, StatusCode::UNPROCESSABLE_ENTITY).await;
    }
    let new = matches!(change, Change::Merge | Change::Divide);
    for t in to.iter_mut().filter(|t| new && t.parent.is_empty()) {
        t.parent = parent_of(&facts.structure, &codes, day);
    }
    if change == Change::Alter {
        // what is not said stays as it is
        for t in to.iter_mut().filter(|t| t.code.is_empty()) {
            t.code = codes.first().cloned().unwrap_or_default();
        }
    }
    draft.plan.steps.push(Step {
        change,
        codes,
        lives,
        to,
    });
    save(&v, &draft).await?;
    v.go(&format!("/reforms/{}", draft.id))
}

fn say_what_is_missing(
    v: &Visit,
    form: &mut Form,
    (change, codes, to, lives): (Change, &[String], &[Target], bool),
) -> Result<()> {
    let least = match change {
        Change::Create => 0,
        _ => 1,
    };
    if codes.len() < least {
        form.error("typed", v.t("reforms-no-units")?);
    }
    if matches!(change, Change::Divide | Change::Alter) && codes.len() > 1 {
        form.error("typed", v.t("reforms-one-unit")?);
    }
    let wanted = match change {
        Change::Abolish => 0,
        Change::Divide if !lives => 2,
        _ => 1,
    };
    if to.len() < wanted {
        let key = if wanted == 2 {
            "reforms-no-parts"
        } else {
            "reforms-no-target"
        };
        form.error("code0", v.t(key)?);
    }
    let coded = change != Change::Alter;
    if coded && to.iter().any(|t| t.code.is_empty()) {
        form.error("code0", v.t("reforms-no-code")?);
    }
    Ok(())
}

pub async fn removing(v: Visit) -> Reply {
    let mut draft = own(&v).await?;
    let n: usize = v.form.get("step").parse().unwrap_or(0);
    if n > 0 && n <= draft.plan.steps.len() {
        draft.plan.steps.remove(n - 1);
        save(&v, &draft).await?;
    }
    v.go(&format!("/reforms/{}", draft.id))
}

pub async fn forgetting(v: Visit) -> Reply {
    let draft = own(&v).await?;
    let mut db = v.db().await?;
    store::remove(&mut db, &draft.id).await?;
    drop(db);
    v.go_saying("/reforms", &v.t("reforms-forgotten")?).await
}

/// What a plan would do, decided apart from those who look at pages.
pub(super) async fn outcome(v: &Visit, draft: &PreparedReform) -> Result<Outcome> {
    let facts = v.facts().await?;
    let reach = Enterable::of(v, &facts.structure);
    let (office, plan) = (v.office.clone(), draft.plan.clone());
    apart(move || {
        Box::pin(async move {
            let mut db = office.db().await?;
            db.begin_reading().await?;
            let outcome = effects::outcome(&mut db, &plan, &reach).await;
            db.drop_changes().await?;
            outcome
        })
    })
    .await?
}

pub async fn check(v: Visit) -> Reply {
    let draft = own(&v).await?;
    if draft.plan.acts.is_empty() && draft.plan.steps.is_empty() {
        return v.go(&format!("/reforms/{}", draft.id));
    }
    let outcome = outcome(&v, &draft).await?;
    let form = Form::filled([("basis", draft.plan.basis.as_str()), ("reason", "")]);
    check_page(&v, &draft, &outcome, (&form, StatusCode::OK)).await
}

pub(super) async fn check_page(
    v: &Visit,
    draft: &PreparedReform,
    outcome: &Outcome,
    (form, status): (&Form, StatusCode),
) -> Reply {
    let day = draft.plan.day()?;
    let (figures, following) = if outcome.problems.is_empty() {
        let differing = figures::differing(v, outcome, day).await?;
        (differing, following(v, outcome, day).await?)
    } else {
        (Vec::new(), 0)
    };
    let shown = |p: &Problem| {
        Ok(context! {
            line => p.line, column => column_name(v, &p.column)?, value => p.value.as_str(), reason => v.reason(p)?,
        })
    };
    let problems: Vec<Value> = outcome.problems.iter().map(shown).collect::<Result<_>>()?;
    let warnings: Vec<Value> = outcome.warnings.iter().map(shown).collect::<Result<_>>()?;
    let context = context! {
        draft => context! {
            id => draft.id.as_str(), version => draft.version, label => draft.plan.label.as_str(),
            by_file => !draft.plan.acts.is_empty(), assigned => draft.plan.assign.len(),
        },
        acts => value(&outcome.acts), homeless => value(&outcome.homeless), left => value(&outcome.left), problems, warnings,
        figures => value(&figures), digest => outcome.digest.as_str(), known => outcome.known,
        moved => outcome.moves.len(), following, lines => outcome.lines, day => day.to_string(),
        conflict => status == StatusCode::CONFLICT, form => value(form),
    };
    v.render_as(status, "reforms/check.html", context)
}

/// How many members sit in units that end, change or follow, and stay with them: only who goes
/// elsewhere has a line of their own.
async fn following(v: &Visit, outcome: &Outcome, day: Day) -> Result<usize> {
    let facts = v.facts().await?;
    let (s, eve) = (&facts.structure, day.eve());
    let mut touched: HashSet<UnitIx> = HashSet::new();
    for act in &outcome.acts {
        let changed = act.changed.iter().map(|(was, _)| was);
        let units = act.closed.iter().chain(changed).chain(&act.followers);
        let units = units.filter_map(|u| s.find(&u.id));
        touched.extend(units.filter(|u| s.is_open(*u, eve)));
    }
    let Some(members) = v.stock(&facts, "members", eve).await? else {
        return Ok(0);
    };
    let mut all: usize = 0;
    for u in &touched {
        // what lies within another of them is counted there
        let mut above = s.ancestors(*u, eve).into_iter();
        if !above.any(|a| a != *u && touched.contains(&a)) {
            all += members.of(Some(*u))?.value.parse::<usize>().unwrap_or(0);
        }
    }
    Ok(all.saturating_sub(outcome.moves.len()))
}

fn column_name(v: &Visit, column: &str) -> Result<String> {
    let key = format!("reforms-col-{}", column.replace('_', "-"));
    if v.texts().has(&key) {
        v.t(&key)
    } else {
        Ok(column.to_owned())
    }
}

pub async fn assigning(v: Visit) -> Reply {
    let mut draft = own(&v).await?;
    let from = v.form.get("unit").to_owned();
    let every = tidy(v.form.get("every"));
    // members when the form names no kind of thing
    let kind = match open::register_of(v.form.get("kind")) {
        Some(_) => v.form.get("kind"),
        None => "member",
    };
    let persons: Vec<String> = v.form.all("person").map(str::to_owned).collect();
    for person in persons {
        let said = tidy(v.form.get(&format!("to-{person}")));
        let to = if said.is_empty() { &every } else { &said };
        if !to.is_empty() {
            draft.plan.assign(&from, (kind, &person), to);
        }
    }
    if !v.form.get("anew").is_empty() {
        draft
            .plan
            .assign
            .retain(|r| r.code != from || r.kind != kind);
    }
    save(&v, &draft).await?;
    v.go(&format!("/reforms/{}/check", draft.id))
}

/// Who moves from one unit to another.
pub async fn moved(v: Visit) -> Reply {
    let draft = own(&v).await?;
    let outcome = outcome(&v, &draft).await?;
    let reach = Enterable::of(&v, &v.facts().await?.structure);
    let (from, to) = (v.query("from"), v.query("to"));
    let moving = outcome
        .moves
        .iter()
        .filter(|m| m.from == from && m.to == to);
    let ids: Vec<String> = moving.map(|m| m.person.clone()).collect();
    let mut db = v.db().await?;
    let (day, scope) = (draft.plan.day()?, reach.scope());
    let mut persons = store::persons(&mut db, &scope, day.eve(), &ids).await?;
    drop(db);
    let total = persons.len();
    persons.truncate(PERSONS);
    let name = |id: &str, on: Day| {
        let s = &outcome.after;
        let u = s.find(id)?;
        s.state(u, on)
            .or_else(|| s.last_state(u))
            .map(|x| x.name.clone())
    };
    if total == 0 {
        return Err(Error::NotFound("nobody moves there".to_owned()));
    }
    v.render(
        "reforms/moved.html",
        context! {
            draft => context! { id => draft.id.as_str(), label => draft.plan.label.as_str() },
            from => name(from, day.eve()), to => name(to, day), persons => value(&persons), total,
        },
    )
}

//! Importing in six steps: choose, hand in, say the columns, check, confirm, receipt. Nothing is
//! written into the record before the sender has confirmed it in words.

use super::check;
use super::columns::{self, UNREAD};
use super::core::What;
use super::model::{Fault, Head, Import, Report, Stage};
use super::recording::{self, Order};
use super::store;
use crate::web::entering::{Enterable, LIMITS};
use crate::web::{Power, Reply, Visit};
use minijinja::{Value, context};
use platform::jobs::{File, State};
use platform::journal::store as journal;
use platform::sheets;
use platform::text::hex;
use platform::web::form::Upload;
use platform::web::page::value;
use platform::web::{Form, download};
use platform::{Error, Problem, Result};
use std::collections::{BTreeMap, HashSet};

/// Rows of the file that help to recognise its columns.
const SAMPLES: usize = 3;
/// Problems on one page.
const PAGE: usize = 100;
/// Doubtful rows that may be decided one by one; further ones are left out.
const DOUBTS: usize = 300;

pub async fn choose(v: Visit) -> Reply {
    v.needs(Power::Import)?;
    let mut db = v.db().await?;
    let own = store::of(&mut db, &v.visitor()?.account.id).await?;
    let mut earlier = Vec::new();
    for import in own {
        let at = jiff::Timestamp::from_second(import.made).map_err(Error::internal)?;
        earlier.push(context! {
            id => import.id.as_str(), what => import.what.as_str(), stage => import.stage.as_str(),
            name => v.office.jobs.files.unseal(&import.name)?, made => v.moment(at),
        });
    }
    let whats: Vec<&str> = What::ALL.iter().map(|w| w.as_str()).collect();
    v.render("imports/choose.html", context! { whats, earlier })
}

pub async fn start(v: Visit) -> Reply {
    v.needs(Power::Import)?;
    match What::parse(v.query("what")) {
        Some(What::Reforms) => v.go(&v.link("/reforms/file")),
        Some(what) => v.render(
            "imports/start.html",
            start_context(&v, what, &Form::default()),
        ),
        None => v.go("/import"),
    }
}

fn start_context(v: &Visit, what: What, form: &Form) -> Value {
    let column = |c: &sheets::Column| {
        context! { label => columns::label(v.texts(), what, c.0), needed => what.needed().contains(&c.0) }
    };
    let columns: Vec<Value> = what.columns().iter().map(column).collect();
    context! { what => what.as_str(), columns, form => value(form), most => LIMITS.bytes >> 20, step => 2 }
}

pub async fn handing_in(v: Visit) -> Reply {
    v.needs(Power::Import)?;
    let what = What::parse(v.form.get("what")).filter(|w| *w != What::Reforms);
    let Some(what) = what else {
        return v.go("/import");
    };
    let mut form = v.form.clone();
    let file = v
        .files
        .iter()
        .find(|f| f.field == "file" && !f.bytes.is_empty());
    let Some(file) = file else {
        form.error("file", v.t("import-no-file")?);
        let context = start_context(&v, what, &form);
        return v.refused("imports/start.html", &form, context);
    };
    match handed_in(&v, what, file).await {
        Ok(id) => v.go(&format!("/import/{id}")),
        Err(Error::Refused(problems)) => {
            for p in &problems {
                form.error("file", v.reason(p)?);
            }
            let context = start_context(&v, what, &form);
            v.refused("imports/start.html", &form, context)
        }
        Err(Error::TooLarge(_)) => {
            form.error("file", v.t("import-too-large")?);
            let context = start_context(&v, what, &form);
            v.refused("imports/start.html", &form, context)
        }
        Err(other) => Err(other),
    }
}

async fn handed_in(v: &Visit, what: What, file: &Upload) -> Result<String> {
    let sheet = v.read_sheet(file).await?;
    let account = &v.visitor()?.account.id;
    let id = v.office.chance(|c| {
        let mut bytes = [0; 12];
        c.fill(&mut bytes);
        hex(&bytes)
    });
    let mut db = v.db().await?;
    let remembered = store::headings(&mut db, account, what).await?;
    let import = Import {
        id: id.clone(),
        account: account.clone(),
        what,
        name: v.office.jobs.files.seal(&sheet.file)?,
        digest: platform::sheets::digest(&file.bytes, None),
        mapping: columns::guessed(&v.office.pages, what, &sheet.header, &remembered),
        stage: Stage::Columns,
        job: String::new(),
        acts: Vec::new(),
        made: v.office.seconds(),
    };
    store::insert(&mut db, &import).await?;
    drop(db);
    let head = Head {
        rows: sheet
            .rows
            .iter()
            .take(SAMPLES)
            .map(|l| l.cells.clone())
            .collect(),
        count: sheet.rows.len(),
        header: sheet.header,
    };
    let kept = |name: &str, bytes| File {
        name: name.to_owned(),
        kind: String::new(),
        bytes,
    };
    let files = &v.office.jobs.files;
    files
        .put(&import.file(), &kept(&sheet.file, file.bytes.clone()))
        .await?;
    files
        .put(&import.head(), &kept("", serde_json::to_vec(&head)?))
        .await?;
    Ok(id)
}

async fn own(v: &Visit) -> Result<Import> {
    v.needs(Power::Import)?;
    let mut db = v.db().await?;
    let account = &v.visitor()?.account.id;
    let found = store::find(&mut db, v.param("token"), account).await?;
    found.ok_or_else(|| Error::NotFound("no such import".to_owned()))
}

fn shown(v: &Visit, import: &Import, step: u8) -> Result<Value> {
    Ok(context! {
        import => context! {
            id => import.id.as_str(), what => import.what.as_str(),
            name => v.office.jobs.files.unseal(&import.name)?,
        },
        step,
    })
}

pub async fn import(v: Visit) -> Reply {
    let import = own(&v).await?;
    match import.stage {
        Stage::Columns => columns_page(&v, &import, &Form::default()).await,
        Stage::Checking | Stage::Recording => waiting(&v, import).await,
        Stage::Checked => checked_page(&v, &import, None).await,
        Stage::Recorded => receipt(&v, &import).await,
    }
}

async fn columns_page(v: &Visit, import: &Import, form: &Form) -> Reply {
    let file = v.office.jobs.files.get(&import.head()).await?;
    let head: Head = serde_json::from_slice(&file.bytes)?;
    let what = import.what;
    let rows = import.mapping.iter().enumerate().map(|(i, (heading, meant))| {
        let name = format!("c{i}");
        let said = form.get(&name);
        let samples: Vec<String> = head
            .rows
            .iter()
            .filter_map(|r| r.get(i))
            .filter(|c| !c.is_empty())
            .cloned()
            .collect();
        context! { name, heading => heading.as_str(), samples, meant => if said.is_empty() { meant } else { said } }
    });
    let rows: Vec<Value> = rows.collect();
    let choices: Vec<(&str, String)> = what
        .columns()
        .iter()
        .map(|c| (c.0, columns::label(v.texts(), what, c.0)))
        .collect();
    let context = context! {
        rows, choices => value(&choices), count => head.count, needed => needed_labels(v, what),
        form => value(form), ..shown(v, import, 3)?
    };
    if form.is_good() {
        v.render("imports/columns.html", context)
    } else {
        v.refused("imports/columns.html", form, context)
    }
}

fn needed_labels(v: &Visit, what: What) -> Vec<String> {
    let needed = what.needed().iter();
    needed.map(|c| columns::label(v.texts(), what, c)).collect()
}

pub async fn saying_columns(v: Visit) -> Reply {
    let mut import = own(&v).await?;
    let what = import.what;
    let mut form = v.form.clone();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (i, (_, meant)) in import.mapping.iter_mut().enumerate() {
        let name = format!("c{i}");
        let said = v.form.get(&name);
        let known = what.columns().iter().any(|c| c.0 == said);
        (if known { said } else { UNREAD }).clone_into(meant);
        if known && seen.insert(said.to_owned(), i).is_some() {
            let label = columns::label(v.texts(), what, said);
            form.error(&name, v.say("import-column-twice", &[("column", &label)])?);
        }
    }
    for needed in what.needed().iter().filter(|n| !seen.contains_key(**n)) {
        let label = columns::label(v.texts(), what, needed);
        form.error("c0", v.say("import-column-missing", &[("column", &label)])?);
    }
    if !form.is_good() {
        return columns_page(&v, &import, &form).await;
    }
    let account = &v.visitor()?.account.id;
    let headings: Vec<(String, String)> = import
        .mapping
        .iter()
        .map(|(h, m)| (columns::remembered_as(h), m.clone()))
        .collect();
    let mut db = v.db().await?;
    store::set_mapping(&mut db, &import.id, &import.mapping).await?;
    store::remember(&mut db, account, what, &headings).await?;
    drop(db);
    check(&v, &import).await
}

async fn check(v: &Visit, import: &Import) -> Reply {
    let facts = v.facts().await?;
    let reach = Enterable::of(v, &facts.structure);
    let today = v.office.today(&facts);
    recording::start_check(&v.office, import, (reach, today, v.lang)).await?;
    v.go(&format!("/import/{}", import.id))
}

pub async fn checking_again(v: Visit) -> Reply {
    let import = own(&v).await?;
    check(&v, &import).await
}

/// While a job is at it. One that ended without an outcome leads back to where it can be done
/// again, and says what was recorded.
async fn waiting(v: &Visit, import: Import) -> Reply {
    let job = match v.own_job(&import.job).await {
        Ok(job) => Some(job),
        Err(Error::NotFound(_)) => None,
        Err(other) => return Err(other),
    };
    let ended = job
        .as_ref()
        .is_none_or(|j| j.state.is_over() && j.state != State::Done);
    if ended && import.stage == Stage::Recording {
        let mut db = v.db().await?;
        let kind = import.what.kind();
        if let Some(act) = journal::act_with_digest(&mut db, kind, &import.digest).await? {
            store::set_recorded(&mut db, &import.id, &[act]).await?;
        } else {
            let from = [Stage::Recording];
            store::step(&mut db, &import.id, &from, Stage::Checked, "").await?;
            if job.is_some_and(|j| j.state == State::Interrupted) {
                drop(db);
                let said = v.t("import-cut-off")?;
                return v.go_saying(&format!("/import/{}", import.id), &said).await;
            }
        }
        return v.go(&format!("/import/{}", import.id));
    }
    let job = job.map(|j| v.shown_job(&j)).transpose()?;
    let step = if import.stage == Stage::Checking {
        4
    } else {
        5
    };
    v.render(
        "imports/wait.html",
        context! { job, ended, ..shown(v, &import, step)? },
    )
}

async fn report(v: &Visit, import: &Import) -> Result<Report> {
    let file = v.office.jobs.files.get(&import.report()).await?;
    Ok(serde_json::from_slice(&file.bytes)?)
}

async fn checked_page(v: &Visit, import: &Import, form: Option<&Form>) -> Reply {
    let report = report(v, import).await?;
    let show = match v.query("show") {
        "doubtful" => "doubtful",
        "warnings" => "warnings",
        "standard" => "standard",
        _ => "errors",
    };
    let (list, total) = match show {
        "doubtful" => (&report.doubtful, report.doubtful.len()),
        "warnings" => (&report.warnings, report.warnings.len()),
        _ => (&report.problems, report.problems.len() + report.more),
    };
    let after: usize = v.query("after").parse().unwrap_or(0);
    let faults: Vec<Problem> = match show {
        "standard" => said_of(v, &report.faults).await?,
        _ => Vec::new(),
    };
    let (list, total) = match show {
        "standard" => (&faults, faults.len()),
        _ => (list, total),
    };
    let page: Vec<Value> = list
        .iter()
        .skip(after)
        .take(PAGE)
        .map(|p| shown_problem(v, import.what, p))
        .collect::<Result<_>>()?;
    let next = (after + PAGE < list.len()).then_some(after + PAGE);
    let doubts: Vec<Value> = report
        .doubtful
        .iter()
        .take(DOUBTS)
        .map(|p| shown_problem(v, import.what, p))
        .collect::<Result<_>>()?;
    let already = report.already;
    let context = context! {
        report => context! {
            rows => report.rows, new => report.new, same => report.same.len(), bad => report.bad.len(),
            doubtful => report.doubtful.len(), warnings => report.warnings.len(), faults => report.faults.len(),
            unreadable => report.is_unreadable(), sure => report.new - doubtful_lines(&report).len().min(report.new),
        },
        show, list => page, total, next, after, already, doubts,
        has_file => !report.problems.is_empty() || !report.doubtful.is_empty(),
        form => value(form.unwrap_or(&Form::default())), ..shown(v, import, 4)?
    };
    match form {
        Some(form) => v.refused("imports/checked.html", form, context),
        None => v.render("imports/checked.html", context),
    }
}

/// What the data standard says against rows, in the visitor's language.
async fn said_of(v: &Visit, faults: &[Fault]) -> Result<Vec<Problem>> {
    let facts = v.facts().await?;
    Ok(check::said_of(
        &facts.book,
        v.asof.on,
        v.lang.code(),
        faults,
    ))
}

fn doubtful_lines(report: &Report) -> HashSet<usize> {
    report.doubtful.iter().map(|p| p.line).collect()
}

fn shown_problem(v: &Visit, what: What, p: &Problem) -> Result<Value> {
    let column = columns::shown(v.texts(), what, &p.column);
    Ok(context! { line => p.line, column, value => p.value.as_str(), reason => v.reason(p)? })
}

pub async fn problems(v: Visit) -> Reply {
    let import = own(&v).await?;
    let file = v.office.jobs.files.get(&import.problems()).await?;
    download::attachment_of(file)
}

pub async fn recording(v: Visit) -> Reply {
    let import = own(&v).await?;
    if import.stage != Stage::Checked || !v.now {
        return v.go(&format!("/import/{}", import.id));
    }
    let report = report(&v, &import).await?;
    let mut form = v.form.clone();
    for field in ["basis", "reason"] {
        if form.get(field).is_empty() {
            form.error(field, v.t(&format!("import-no-{field}"))?);
        }
    }
    let leaves_bad = form.get("which") == "good";
    if !report.bad.is_empty() && !leaves_bad {
        form.error("which", v.t("import-say-which")?);
    }
    // a doubtful row is recorded only when its sender has said that it is somebody else
    let own: HashSet<usize> = form.all("own").filter_map(|n| n.parse().ok()).collect();
    let mut leave: HashSet<usize> = doubtful_lines(&report);
    leave.retain(|line| !own.contains(line));
    if report.new <= leave.len() {
        form.error("", v.t("import-nothing")?);
    }
    if !form.is_good() {
        return checked_page(&v, &import, Some(&form)).await;
    }
    leave.extend(&report.same);
    leave.extend(&report.bad);
    let facts = v.facts().await?;
    let reach = Enterable::of(&v, &facts.structure);
    let unit = reach.acting_for(&v, &facts.structure);
    let order = Order {
        leave,
        ground: v.ground(&unit, form.get("basis"), form.get("reason"))?,
        reach,
    };
    recording::start_recording(&v, &import, order).await?;
    v.go(&format!("/import/{}", import.id))
}

async fn receipt(v: &Visit, import: &Import) -> Reply {
    let mut db = v.db().await?;
    let annulled = journal::annulments(&mut db, v.asof.known).await?;
    let mut acts = Vec::new();
    for number in &import.acts {
        for act in journal::acts(&mut db, *number, *number).await? {
            let (tree, _) = journal::tree(&mut db, *number).await?;
            acts.push(context! {
                leaf => act.leaf.as_str(), root => hex(&tree.root()),
                ..value(&v.shown(&act, &annulled))
            });
        }
    }
    v.render(
        "imports/receipt.html",
        context! { acts, ..shown(v, import, 6)? },
    )
}

pub async fn forgetting(v: Visit) -> Reply {
    let import = own(&v).await?;
    if import.stage == Stage::Recording {
        return v.go(&format!("/import/{}", import.id));
    }
    for file in [
        import.file(),
        import.head(),
        import.report(),
        import.problems(),
    ] {
        v.office.jobs.files.forget(&file).await?;
    }
    let mut db = v.db().await?;
    store::remove(&mut db, &import.id).await?;
    drop(db);
    v.go_saying("/import", &v.t("import-forgotten")?).await
}

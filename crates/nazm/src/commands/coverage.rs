//! What became of documents, on the command line: whom they bind and who has issued theirs, the
//! tree under them, rules to be reviewed, incoming mail, advisory work.

use super::documents::{OrganArgs, on_or_last, the_id};
use super::read::bearer;
use super::{csv, json, known, out, table};
use crate::cli::{GroundArgs, Place, TableFormat};
use crate::env;
use clap::Args;
use figures::{Day, Structure, UnitIx};
use platform::journal::Writer;
use platform::{AsOf, Db, Error, Result, Scope};
use registers::activity::documents::acts::{self, Decided};
use registers::activity::documents::binding::{self, Binding};
use registers::activity::documents::model::Document;
use registers::activity::documents::{covering, desk, review, store};
use registers::activity::refuse;
use registers::activity::tasks::coverage::Covered;
use registers::activity::tasks::followup;
use registers::activity::tasks::screens::advice as advisory;
use registers::activity::tasks::store::Asked;
use registers::organisation::reforms::acts::{self as reforms, View};
use std::sync::Arc;

#[derive(Args)]
pub struct BindArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// Codes of the units it binds
    #[arg(long, num_args = 1..)]
    unit: Vec<String>,
    /// All units of this kind
    #[arg(long)]
    kind: Option<String>,
    /// Of those of a kind, only the ones below the unit that bears this code
    #[arg(long, requires = "kind")]
    under: Option<String>,
    /// The day from which it binds; by default the day on the document
    #[arg(long)]
    on: Option<String>,
    /// The day by which they are to issue theirs; without it a rule says it
    #[arg(long)]
    by: Option<String>,
    /// Key of the rulebook's rule of deadlines of documents
    #[arg(long, default_value = "", hide_default_value = true)]
    rule: String,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(Args)]
pub struct ReleaseArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// Code of the unit on the day
    #[arg(long)]
    unit: String,
    #[arg(long)]
    on: String,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(Args)]
pub struct FirstNumberArgs {
    #[command(flatten)]
    pub organ: OrganArgs,
    /// The series of incoming documents
    #[arg(long)]
    pub incoming: bool,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(Args)]
pub struct OfDocumentArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// As things stand on this day
    #[arg(long)]
    on: String,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, value_enum, default_value_t = crate::cli::FigureFormat::Text)]
    format: crate::cli::FigureFormat,
}

#[derive(Args)]
pub struct ReviewArgs {
    /// Only of this unit and of what stands below it (CODE)
    #[arg(long)]
    unit: Option<String>,
    /// As things stand on this day
    #[arg(long)]
    on: String,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    format: TableFormat,
}

/// Decides whom a document binds.
pub async fn bind(
    writer: &mut Writer<'_>,
    view: &View,
    reading: acts::Ground<'_>,
    args: &BindArgs,
) -> Result<(Day, Decided)> {
    let s = &view.structure;
    let id = the_id(writer.db, &args.document).await?;
    let from = args.on.as_deref().map(Day::parse).transpose()?;
    let dated = store::latest(writer.db, std::slice::from_ref(&id)).await?;
    let dated = dated.get(&id).and_then(|(d, _)| Day::parse(&d.dated).ok());
    let on = from.or(dated).unwrap_or(Day::MIN);
    let mut units = args.unit.clone();
    if let Some(kind) = &args.kind {
        let top = args
            .under
            .as_deref()
            .map(|c| bearer(s, c, on))
            .transpose()?;
        let inside = |u: UnitIx| top.is_none_or(|top| u != top && s.is_within(u, top, on));
        let of_kind = |u: &UnitIx| s.state(*u, on).is_some_and(|x| x.kind == *kind);
        let open = s.all().filter(|u| s.is_open(*u, on));
        let before = units.len();
        let found = open.filter(|u| of_kind(u) && inside(*u));
        units.extend(found.map(|u| s.unit(u).id.clone()));
        if units.len() == before {
            return Err(refuse(
                "kind",
                kind,
                format!("no unit of this kind is open on {on}"),
            ));
        }
    }
    let wanted = Binding {
        units,
        by: args.by.as_deref().map(Day::parse).transpose()?,
        rule: args.rule.clone(),
        from,
    };
    let decided = binding::decide_oblige(writer.db, reading, &id, &wanted).await?;
    Ok((decided.lines.first().map_or(on, |l| l.day), decided))
}

/// Decides that a unit is bound no more.
pub async fn release(
    writer: &mut Writer<'_>,
    reading: acts::Ground<'_>,
    args: &ReleaseArgs,
) -> Result<(Day, Decided)> {
    let (id, day) = (
        the_id(writer.db, &args.document).await?,
        Day::parse(&args.on)?,
    );
    let decided = binding::decide_release(writer.db, reading, &id, &args.unit, day).await?;
    Ok((day, decided))
}

/// The record as it is read: units and rules of a knowledge, on a day.
async fn reading(db: &mut Db, on: &str, asked: Option<u64>) -> Result<(View, AsOf)> {
    let on = on_or_last(Some(on))?;
    let known = known(db, asked).await?;
    let scope = Scope::command_line();
    let mut view = reforms::view(db, &scope).await?;
    if asked.is_some() {
        use registers::organisation::{rulebook::store as rulebook, units::store as units};
        view.structure = Arc::new(units::structure(db, &scope, known).await?);
        view.book = Arc::new(rulebook::rulebook(db, &scope, known).await?);
    }
    Ok((view, AsOf { on, known }))
}

fn asked<'a>(scope: &'a Scope, view: &'a View, asof: AsOf) -> Asked<'a> {
    Asked {
        scope,
        asof,
        s: &view.structure,
    }
}

fn code_and_name(s: &Structure, u: UnitIx, on: Day) -> (String, String) {
    let state = s.state(u, on).or_else(|| s.last_state(u));
    state.map_or_else(Default::default, |x| (x.code.clone(), x.name.clone()))
}

fn code(s: &Structure, id: &str, on: Day) -> String {
    s.find(id)
        .map_or_else(String::new, |u| code_and_name(s, u, on).0)
}

fn day(day: Option<Day>) -> String {
    day.map_or_else(String::new, |d| d.to_string())
}

/// The document as it stands on the day.
async fn there(db: &mut Db, said: &str, asof: AsOf) -> Result<Document> {
    let id = the_id(db, said).await?;
    let found = store::by_id(db, &Scope::command_line(), asof, &id).await?;
    found.ok_or_else(|| Error::NotFound(format!("«{said}» is not there on {}", asof.on)))
}

const COVERED: [&str; 8] = [
    "unit", "name", "due", "stands", "document", "symbol", "dated", "late",
];

pub async fn coverage(place: &Place, args: &OfDocumentArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (view, asof) = reading(&mut db, &args.on, args.known).await?;
    let scope = Scope::command_line();
    let asked = asked(&scope, &view, asof);
    let document = there(&mut db, &args.document, asof).await?;
    let covered = followup::covered(&mut db, &asked, &document.id).await?;
    let ids = covered
        .iter()
        .filter_map(|c| Some(c.document.as_ref()?.document.clone()));
    let ids: Vec<String> = ids.collect();
    let named = registers::activity::tasks::store::documents_seen(&mut db, &asked, &ids).await?;
    let row = |c: &Covered<String>| {
        let (code, name) = code_and_name(&view.structure, c.unit, asof.on);
        let by = c.document.as_ref();
        let id = by.map_or_else(String::new, |d| d.document.clone());
        let symbol = named.get(&id).map_or_else(String::new, |n| n.0.clone());
        vec![
            code,
            name,
            c.due.to_string(),
            c.stands().to_owned(),
            id,
            symbol,
            day(by.map(|d| d.dated)),
            if c.late { "yes" } else { "no" }.to_owned(),
        ]
    };
    let mut rows: Vec<Vec<String>> = covered.iter().map(row).collect();
    rows.sort();
    let issued = covered.iter().filter(|c| c.document.is_some()).count();
    let share = covering::share(issued, covered.len());
    let progress = followup::progress_of(&mut db, &asked, &document.id).await?;
    let tally = followup::tasks_of(&mut db, &asked, &document.id).await?;
    match args.format {
        crate::cli::FigureFormat::Csv => out(&csv(&COVERED, rows)?),
        crate::cli::FigureFormat::Json => {
            let units: serde_json::Value = serde_json::from_str(&json(&COVERED, rows))?;
            let share: serde_json::Value = share
                .map(|s| serde_json::from_str(&s))
                .transpose()?
                .unwrap_or_default();
            let value = serde_json::json!({
                "document": document.id, "symbol": document.symbol, "dated": document.dated,
                "on": asof.on.to_string(), "known": asof.known.0, "bound": covered.len(), "issued": issued,
                "coverage": share, "units": units, "clauses": progress, "tasks": tally,
            });
            out(&format!("{}\n", serde_json::to_string_pretty(&value)?))
        }
        crate::cli::FigureFormat::Text => {
            let share = share.map_or_else(String::new, |s| format!(" ({s} %)"));
            out(&format!(
                "{} of {}, on {}\n{}{issued} of {} have issued{share}\nclauses that bind: {}, done: {}, without a task: {}\ntasks: {} open, {} overdue, {} done on time, {} done late\n",
                document.symbol,
                document.dated,
                asof.on,
                table(&COVERED, &rows),
                covered.len(),
                progress.binding,
                progress.done,
                progress.without_task,
                tally.open,
                tally.overdue,
                tally.on_time,
                tally.late,
            ))
        }
    }
}

const TREE: [&str; 12] = [
    "depth", "document", "symbol", "title", "under", "bound", "issued", "clauses", "done", "open",
    "overdue", "finished",
];

pub async fn tree(place: &Place, args: &OfDocumentArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (view, asof) = reading(&mut db, &args.on, args.known).await?;
    let scope = Scope::command_line();
    let asked = asked(&scope, &view, asof);
    let document = there(&mut db, &args.document, asof).await?;
    let below = followup::under(&mut db, &asked, &document.id).await?;
    if args.format == crate::cli::FigureFormat::Text {
        let mut text = format!("{} {}\n", document.symbol, document.subject);
        for b in &below {
            text.push_str(&format!(
                "{}{} {} ({} of {} clauses done; tasks: {} open, {} overdue, {} done)\n",
                "  ".repeat(b.under.depth),
                b.symbol,
                b.title,
                b.progress.done,
                b.progress.binding,
                b.tally.open,
                b.tally.overdue,
                b.tally.on_time + b.tally.late,
            ));
        }
        text.push_str(&format!("{} documents\n", below.len()));
        return out(&text);
    }
    let row = |b: &followup::Below| {
        vec![
            b.under.depth.to_string(),
            b.under.document.clone(),
            b.symbol.clone(),
            b.title.clone(),
            b.under.above.clone(),
            b.bound.to_string(),
            b.issued.to_string(),
            b.progress.binding.to_string(),
            b.progress.done.to_string(),
            b.tally.open.to_string(),
            b.tally.overdue.to_string(),
            (b.tally.on_time + b.tally.late).to_string(),
        ]
    };
    let rows: Vec<Vec<String>> = below.iter().map(row).collect();
    out(&match args.format {
        crate::cli::FigureFormat::Csv => csv(&TREE, rows)?,
        _ => json(&TREE, rows),
    })
}

fn shown(format: TableFormat, header: &[&str], rows: Vec<Vec<String>>) -> Result<()> {
    out(&match format {
        TableFormat::Csv => csv(header, rows)?,
        TableFormat::Json => json(header, rows),
        TableFormat::Table => table(header, &rows),
    })
}

fn unit(view: &View, args: &ReviewArgs, on: Day) -> Result<Option<UnitIx>> {
    let code = args.unit.as_deref().filter(|c| *c != "*");
    code.map(|c| bearer(&view.structure, c, on)).transpose()
}

pub async fn superior(place: &Place, args: &ReviewArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (view, asof) = reading(&mut db, &args.on, args.known).await?;
    let scope = Scope::command_line();
    let all = covering::superior(&mut db, &asked(&scope, &view, asof)).await?;
    let header = [
        "document", "symbol", "dated", "organ", "subject", "bound", "issued", "overdue", "coverage",
    ];
    let row = |b: &covering::Binds| {
        let d = &b.document;
        vec![
            d.id.clone(),
            d.symbol.clone(),
            d.dated.clone(),
            d.organ_name.clone(),
            d.subject.clone(),
            b.bound.to_string(),
            b.issued.to_string(),
            b.overdue.to_string(),
            covering::share(b.issued, b.bound).unwrap_or_default(),
        ]
    };
    shown(args.format, &header, all.iter().map(row).collect())
}

pub async fn review(place: &Place, args: &ReviewArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (view, asof) = reading(&mut db, &args.on, args.known).await?;
    let scope = Scope::command_line();
    let unit = unit(&view, args, asof.on)?;
    let all = review::reviewed(&mut db, &asked(&scope, &view, asof), &view.book, unit).await?;
    let header = [
        "organ",
        "document",
        "symbol",
        "dated",
        "kind",
        "subject",
        "validity",
        "review_by",
        "overdue",
        "changed_by",
    ];
    let row = |r: &review::Reviewed| {
        let d = &r.document;
        let by =
            r.by.iter()
                .map(|(relation, d)| format!("{relation} {} {}", d.symbol, d.dated));
        vec![
            d.organ_name.clone(),
            d.id.clone(),
            d.symbol.clone(),
            d.dated.clone(),
            d.kind.clone(),
            d.subject.clone(),
            d.validity.clone(),
            d.review_by.clone(),
            if r.due { "yes" } else { "no" }.to_owned(),
            by.collect::<Vec<_>>().join("; "),
        ]
    };
    shown(args.format, &header, all.iter().map(row).collect())
}

pub async fn incoming(place: &Place, args: &ReviewArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (view, asof) = reading(&mut db, &args.on, args.known).await?;
    let scope = Scope::command_line();
    let unit = unit(&view, args, asof.on)?;
    let all = desk::mail(&mut db, &asked(&scope, &view, asof), unit).await?;
    let header = [
        "document",
        "number",
        "arrived",
        "from",
        "symbol",
        "subject",
        "stands",
        "instruction",
        "routed_to",
        "due",
        "answered_on",
        "answers",
        "late",
    ];
    let row = |m: &desk::Mail| {
        let d = &m.document;
        let lead = m
            .task
            .as_ref()
            .map(|t| code(&view.structure, &t.lead, asof.on));
        let answers: Vec<String> = m.answers.iter().map(|a| a.symbol.clone()).collect();
        vec![
            d.id.clone(),
            d.number.map_or_else(String::new, |n| n.to_string()),
            d.dated.clone(),
            d.organ_name.clone(),
            d.symbol.clone(),
            d.subject.clone(),
            m.stands().to_owned(),
            m.instruction.clone(),
            lead.unwrap_or_default(),
            day(m.due),
            day(m.answered_on),
            answers.join("; "),
            if m.late { "yes" } else { "no" }.to_owned(),
        ]
    };
    shown(args.format, &header, all.iter().map(row).collect())
}

pub async fn advice(place: &Place, args: &ReviewArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (view, asof) = reading(&mut db, &args.on, args.known).await?;
    let scope = Scope::command_line();
    let asked = asked(&scope, &view, asof);
    let unit = unit(&view, args, asof.on)?;
    let all = advisory::advice(&mut db, &asked, unit).await?;
    let ids: Vec<String> = all.iter().flat_map(|a| a.led_to.clone()).collect();
    let named = registers::activity::tasks::store::documents_seen(&mut db, &asked, &ids).await?;
    let header = [
        "task",
        "number",
        "title",
        "asked_by",
        "drafted_by",
        "product",
        "due",
        "stands",
        "done_on",
        "late",
        "led_to",
    ];
    let row = |a: &advisory::Advice| {
        let t = &a.task;
        let led = a
            .led_to
            .iter()
            .map(|id| named.get(id).map_or(id.as_str(), |n| n.0.as_str()));
        vec![
            t.id.clone(),
            t.number.clone(),
            t.title.clone(),
            code(&view.structure, &t.assigned_by, asof.on),
            code(&view.structure, &t.lead, asof.on),
            t.product.clone(),
            t.deadline.to_string(),
            a.stands().to_owned(),
            day(t.done_on),
            if a.late { "yes" } else { "no" }.to_owned(),
            led.collect::<Vec<_>>().join("; "),
        ]
    };
    shown(args.format, &header, all.iter().map(row).collect())
}

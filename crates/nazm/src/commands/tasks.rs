//! Tasks on the command line: asked, delivered, listed.

use super::change::{ground, receipt, record, warn};
use super::{csv, day_or_today, json, known, out, table};
use crate::cli::{GroundArgs, Place, TableFormat};
use crate::env::{self, SystemClock, SystemRandomness};
use clap::{Args as ClapArgs, Subcommand};
use figures::{Day, Structure};
use platform::journal::{CONTENT_VERSION, Draft, Line, Writer};
use platform::{AsOf, Db, Error, Problem, Result, Scope};
use registers::activity::tasks::acts::{self, EventWanted, Wanted};
use registers::activity::tasks::model::{Event, Kind, Part, Said};
use registers::activity::tasks::store::{self, Asked, Task};
use registers::organisation::reforms::acts as reforms;
use registers::organisation::units::store as units;

#[derive(Subcommand)]
pub enum TaskWhat {
    /// Assigns a task to exactly one lead unit
    #[command(
        after_help = "Example: nazm task assign --title 'Kế hoạch rà soát đảng viên' --lead BTC --issued 2026-06-25 --deadline 2026-07-10 --assigned-by 19"
    )]
    Assign(Box<AssignArgs>),
    /// Says that the lead has received it
    #[command(after_help = "Example: nazm task receive NV-01 --on 2026-06-26")]
    Receive(OnArgs),
    /// Says that work has begun
    #[command(after_help = "Example: nazm task begin NV-01 --on 2026-06-27")]
    Begin(OnArgs),
    /// Hands in what is asked, with its evidence
    #[command(
        after_help = "Example: nazm task submit NV-01 --on 2026-07-03 --evidence '12-KH/BTCTU' --text 'plan and annex'"
    )]
    Submit(OnArgs),
    /// Accepts what was handed in (adopts advice)
    #[command(after_help = "Example: nazm task accept NV-01 --on 2026-07-07")]
    Accept(OnArgs),
    /// Returns what was handed in
    #[command(
        after_help = "Example: nazm task return NV-01 --on 2026-07-07 --text 'figures of two communes are missing'"
    )]
    Return(OnArgs),
    /// Extends the deadline
    #[command(
        after_help = "Example: nazm task extend NV-01 --on 2026-07-01 --until 2026-07-20 --by 'Thường trực Tỉnh ủy' --text 'flood'"
    )]
    Extend {
        #[command(flatten)]
        on: OnArgs,
        /// The new deadline
        #[arg(long)]
        until: String,
    },
    /// Routes it to another lead
    #[command(after_help = "Example: nazm task move NV-01 --on 2026-07-01 --to VP")]
    Move {
        #[command(flatten)]
        on: OnArgs,
        /// The unit that leads from that day, by its code
        #[arg(long)]
        to: String,
    },
    /// Cancels it (withdraws advice)
    #[command(
        after_help = "Example: nazm task cancel NV-01 --on 2026-07-01 --text 'the programme ended'"
    )]
    Cancel(OnArgs),
    /// Says which task takes its place
    #[command(after_help = "Example: nazm task supersede NV-01 --on 2026-07-01 --with NV-07")]
    Supersede {
        #[command(flatten)]
        on: OnArgs,
        /// The task that takes its place
        #[arg(long)]
        with: String,
    },
    /// Says which document adopted advice led to
    #[command(after_help = "Example: nazm task led-to TM-03 --on 2026-07-15 --evidence '06-NQ/TU'")]
    LedTo(OnArgs),
    /// Shows a task with what happened to it
    #[command(after_help = "Example: nazm task show NV-01 --on 2026-07-08")]
    Show {
        /// The task's number or id
        task: String,
        #[arg(long)]
        on: Option<String>,
        #[arg(long)]
        known: Option<u64>,
    },
    /// Lists advisory work: asked by whom, drafted by whom, due when, adopted or not, what it led to
    #[command(after_help = "Example: nazm task advice --unit BTCTU --on 2025-09-30")]
    Advice(super::coverage::ReviewArgs),
    /// Lists tasks as they stand on a day
    #[command(
        after_help = "Example: nazm task list --unit BTC --on 2026-07-08 --overdue --format csv"
    )]
    List(ListArgs),
}

#[derive(ClapArgs)]
pub struct AssignArgs {
    /// What is to be done
    #[arg(long)]
    pub title: String,
    /// The one unit that leads, by its code
    #[arg(long)]
    pub lead: String,
    #[arg(long)]
    pub issued: String,
    /// The day by which it is due; without one a rule says it
    #[arg(long)]
    pub deadline: Option<String>,
    /// Key of the rulebook's deadline rule
    #[arg(long, default_value = "", hide_default_value = true)]
    pub rule: String,
    /// The day from which the rule counts
    #[arg(long)]
    pub counted_from: Option<String>,
    /// The office's own number of it
    #[arg(long, default_value = "", hide_default_value = true)]
    pub number: String,
    #[arg(long, default_value = "task", value_parser = ["task", "advice", "answer"])]
    pub kind: String,
    /// Co-operating units, by their codes
    #[arg(long)]
    pub with: Vec<String>,
    /// The unit that assigns it or asks for the advice, by its code
    #[arg(long, default_value = "", hide_default_value = true)]
    pub assigned_by: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub product: String,
    /// The document that binds or is to be answered, by id or number and symbol
    #[arg(long, default_value = "", hide_default_value = true)]
    pub document: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub clause: String,
    /// Id of the meeting whose conclusion made it
    #[arg(long, default_value = "", hide_default_value = true)]
    pub meeting: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub reporting: String,
    #[arg(long, default_value = "", hide_default_value = true)]
    pub field: String,
    /// The leader's instruction
    #[arg(long, default_value = "", hide_default_value = true)]
    pub instruction: String,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(ClapArgs)]
pub struct OnArgs {
    /// The task's number or id
    pub task: String,
    #[arg(long)]
    pub on: String,
    /// Words: what was handed in, what is missing, why
    #[arg(long, default_value = "", hide_default_value = true)]
    pub text: String,
    /// A document of the record, by id or number and symbol
    #[arg(long, default_value = "", hide_default_value = true)]
    pub evidence: String,
    /// Who approved it or handed it in
    #[arg(long, default_value = "", hide_default_value = true)]
    pub by: String,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(ClapArgs)]
pub struct ListArgs {
    /// Only tasks of this unit and of what stands below it
    #[arg(long)]
    pub unit: Option<String>,
    /// Only tasks in which the unit has this part: lead, co-operating, assigned-by
    #[arg(long, requires = "unit", value_parser = ["lead", "co-operating", "assigned-by"])]
    pub part: Option<String>,
    /// Today when nothing is said
    #[arg(long)]
    pub on: Option<String>,
    /// Only tasks of this kind: task, advice (an agency drafts for an organ), answer (to incoming mail)
    #[arg(long, value_parser = ["task", "advice", "answer"])]
    pub kind: Option<String>,
    /// Only what is not done after its deadline
    #[arg(long)]
    pub overdue: bool,
    #[arg(long)]
    pub known: Option<u64>,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    pub format: TableFormat,
}

pub async fn run(place: &Place, what: &TaskWhat) -> Result<()> {
    let event = |on: &OnArgs, event: Event| (said(on, event), String::new());
    let (on, (said, target)) = match what {
        TaskWhat::Assign(args) => return assign(place, args).await,
        TaskWhat::List(args) => return list(place, args).await,
        TaskWhat::Advice(args) => return super::coverage::advice(place, args).await,
        TaskWhat::Show { task, on, known } => {
            return show(place, task, on.as_deref(), *known).await;
        }
        TaskWhat::Receive(on) => (on, event(on, Event::Received)),
        TaskWhat::Begin(on) => (on, event(on, Event::Begun)),
        TaskWhat::Submit(on) => (on, event(on, Event::Submitted)),
        TaskWhat::Accept(on) => (on, event(on, Event::Accepted)),
        TaskWhat::Return(on) => (on, event(on, Event::Returned)),
        TaskWhat::Cancel(on) => (on, event(on, Event::Cancelled)),
        TaskWhat::LedTo(on) => (on, event(on, Event::LedTo)),
        TaskWhat::Extend { on, until } => {
            let until = Day::parse(until)?.to_string();
            (on, (said(on, Event::Extended), until))
        }
        TaskWhat::Move { on, to } => (on, (said(on, Event::Moved), to.clone())),
        TaskWhat::Supersede { on, with } => (on, (said(on, Event::Superseded), with.clone())),
    };
    happen(place, on, Said { target, ..said }).await
}

fn said(on: &OnArgs, event: Event) -> Said {
    Said {
        text: on.text.clone(),
        document: on.evidence.clone(),
        by: on.by.clone(),
        ..Said::of(event)
    }
}

fn draft(kind: &'static str, args: &GroundArgs, day: Day, lines: Vec<Line>) -> Draft {
    Draft {
        kind,
        version: CONTENT_VERSION,
        ground: ground(args),
        day,
        lines,
    }
}

async fn assign(place: &Place, args: &AssignArgs) -> Result<()> {
    let day = |column: &str, text: &str| {
        let wrong = |e: figures::day::NotADay| {
            Error::Refused(vec![Problem::new(e.to_string()).cell(column, text)])
        };
        Day::parse(text).map_err(wrong)
    };
    let issued = day("issued", &args.issued)?;
    let deadline = args.deadline.as_deref().map(|d| day("deadline", d));
    let counted_from = args.counted_from.as_deref();
    let counted_from = counted_from.map(|d| day("counted_from", d));
    let wanted = Wanted {
        kind: Kind::parse(&args.kind).unwrap_or_default(),
        number: args.number.clone(),
        title: args.title.clone(),
        product: args.product.clone(),
        lead: args.lead.clone(),
        cooperating: args.with.clone(),
        assigned_by: args.assigned_by.clone(),
        deadline: deadline.transpose()?,
        rule: args.rule.clone(),
        counted_from: counted_from.transpose()?,
        document: args.document.clone(),
        clause: args.clause.clone(),
        meeting: args.meeting.clone(),
        reporting: args.reporting.clone(),
        field: args.field.clone(),
        instruction: args.instruction.clone(),
        ..Wanted::of(issued)
    };
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let view = reforms::view(writer.db, &Scope::command_line()).await?;
    let at = acts::Place {
        view: &view,
        after: 0,
        file: "",
    };
    let decided = acts::decide_assign(writer.db, at, &[wanted]).await?;
    let draft = draft(acts::ASSIGNED, &args.ground, issued, decided.lines);
    let task = draft
        .lines
        .first()
        .map_or_else(String::new, |l| l.subject.clone());
    let (recorded, root) = record(writer, &[draft], "assigning").await?;
    warn(&decided.warnings);
    out(&format!("task {task}\n"))?;
    receipt(&recorded, &root)
}

async fn happen(place: &Place, on: &OnArgs, mut said: Said) -> Result<()> {
    let day = Day::parse(&on.on)?;
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let view = reforms::view(writer.db, &Scope::command_line()).await?;
    if said.event == Event::Superseded {
        said.target = named(writer.db, &said.target).await?;
    }
    let wanted = EventWanted {
        task: named(writer.db, &on.task).await?,
        day,
        said,
    };
    let mut lines = vec![acts::decide_event(writer.db, &view, &wanted).await?];
    lines.extend(acts::decide_advised(writer.db, &view, &wanted).await?);
    let draft = draft(acts::HAPPENED, &on.ground, day, lines);
    let (recorded, root) = record(writer, &[draft], "recording").await?;
    receipt(&recorded, &root)
}

/// The id of the task that a number or an id names.
async fn named(db: &mut Db, task: &str) -> Result<String> {
    let mut found = store::numbered(db, &[task.to_owned()]).await?;
    match found.len() {
        0 if task.starts_with('a') && task.contains('.') => Ok(task.to_owned()),
        0 => Err(Error::NotFound(format!(
            "no task bears the number «{task}»"
        ))),
        1 => Ok(found.remove(0).1),
        _ => {
            let years = found.iter().map(|(_, id, year)| format!("{id} ({year})"));
            let years: Vec<String> = years.collect();
            Err(Error::refused(format!(
                "several tasks bear the number «{task}»: write the id of one of {}",
                years.join(", ")
            )))
        }
    }
}

/// The units and the day with which tasks are read.
async fn reading(db: &mut Db, on: Option<&str>, asked: Option<u64>) -> Result<(Structure, AsOf)> {
    let on = day_or_today(db, on).await?;
    let known = known(db, asked).await?;
    let s = units::structure(db, &Scope::command_line(), known).await?;
    Ok((s, AsOf { on, known }))
}

fn code(s: &Structure, id: &str, on: Day) -> String {
    let unit = s.find(id);
    let state = unit.and_then(|u| s.state(u, on).or_else(|| s.last_state(u)));
    state.map_or_else(|| id.to_owned(), |x| x.code.clone())
}

const HEADER: [&str; 10] = [
    "task",
    "number",
    "title",
    "lead",
    "cooperating",
    "assigned_by",
    "issued",
    "deadline",
    "stands",
    "done_on",
];

fn row(s: &Structure, task: &Task, on: Day) -> Vec<String> {
    let with: Vec<String> = task.cooperating.iter().map(|u| code(s, u, on)).collect();
    vec![
        task.id.clone(),
        task.number.clone(),
        task.title.clone(),
        code(s, &task.lead, on),
        with.join(";"),
        code(s, &task.assigned_by, on),
        task.issued.to_string(),
        task.deadline.to_string(),
        task.standing(on).as_str().to_owned(),
        task.done_on.map_or_else(String::new, |d| d.to_string()),
    ]
}

async fn list(place: &Place, args: &ListArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (s, asof) = reading(&mut db, args.on.as_deref(), args.known).await?;
    let scope = Scope::command_line();
    let asked = Asked {
        scope: &scope,
        asof,
        s: &s,
    };
    let parts: Vec<Part> = args
        .part
        .as_deref()
        .and_then(Part::parse)
        .into_iter()
        .collect();
    let mut tasks = match args.unit.as_deref().filter(|c| *c != "*") {
        None => store::all(&mut db, &asked).await?,
        Some(code) => {
            let unit = super::read::bearer(&s, code, asof.on)?;
            store::of_unit(&mut db, &asked, (unit, true), &parts).await?
        }
    };
    if let Some(kind) = args.kind.as_deref().and_then(Kind::parse) {
        tasks.retain(|t| t.kind == kind);
    }
    if args.overdue {
        tasks.retain(|t| t.standing(asof.on).overdue);
    }
    let rows: Vec<Vec<String>> = tasks.iter().map(|t| row(&s, t, asof.on)).collect();
    out(&match args.format {
        TableFormat::Csv => csv(&HEADER, rows)?,
        TableFormat::Json => json(&HEADER, rows),
        TableFormat::Table => format!("{}{} tasks\n", table(&HEADER, &rows), rows.len()),
    })
}

async fn show(place: &Place, task: &str, on: Option<&str>, asked: Option<u64>) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let (s, asof) = reading(&mut db, on, asked).await?;
    let id = named(&mut db, task).await?;
    let scope = Scope::command_line();
    let asked = Asked {
        scope: &scope,
        asof,
        s: &s,
    };
    let none = || Error::NotFound(format!("there is no task {task} on {}", asof.on));
    let found = store::by_id(&mut db, &asked, &id).await?.ok_or_else(none)?;
    let mut text = String::new();
    for (name, value) in HEADER.iter().zip(row(&s, &found, asof.on)) {
        text.push_str(&format!("{name} {value}\n"));
    }
    for (name, value) in [
        ("kind", found.kind.as_str()),
        ("product", &found.product),
        ("document", &found.document),
        ("clause", &found.clause),
        ("meeting", &found.meeting),
        ("rule", &found.deadline_rule),
        ("reporting", &found.reporting),
        ("field", &found.field),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("{name} {value}\n"));
        }
    }
    for event in store::events(&mut db, &asked, &id).await? {
        let said = &event.said;
        let target = match said.event {
            Event::Moved => code(&s, &said.target, event.day),
            _ => said.target.clone(),
        };
        let words = [&target, &said.document, &said.by, &said.text];
        let words: Vec<&str> = words
            .into_iter()
            .map(String::as_str)
            .filter(|w| !w.is_empty())
            .collect();
        let event = format!(
            "{}  {}  {}",
            event.day,
            said.event.as_str(),
            words.join(" · ")
        );
        text.push_str(&format!("{}\n", event.trim_end()));
    }
    out(&text)
}

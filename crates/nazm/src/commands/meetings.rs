//! Meetings on the command line: convening, laying things on the table, concluding, and what
//! became of it.

use super::change::{ground, receipt, warn};
use super::{csv, day_or_today, figure, json, known, note, out, table, today};
use crate::cli::meetings::{ConcludeArgs, ItemArgs, MeetingCommand, ShowArgs};
use crate::cli::{GroundArgs, Place, TableFormat, TextFormat};
use crate::env::{self, SystemClock, SystemRandomness};
use figures::{Day, Structure};
use platform::journal::{Act, Writer, id};
use platform::sheets::{self, Limits};
use platform::{AsOf, Db, Error, Result, Scope};
use registers::activity::documents::store as documents;
use registers::activity::meetings::acts::{
    self, AcceptWanted, ConcludeWanted, ConveneWanted, Decided, ItemWanted,
};
use registers::activity::meetings::model::{Cited, Item, Meeting, Part};
use registers::activity::meetings::{clauses, store};
use registers::activity::tasks::store::{self as tasks, Asked, Task};
use registers::insight::indicators::answer::Entered;
use registers::insight::indicators::facts::Wanted;
use registers::insight::indicators::{Facts, cited as citing};
use registers::organisation::reforms::acts as reforms;

pub async fn run(place: &Place, command: &MeetingCommand) -> Result<()> {
    match command {
        MeetingCommand::Convene(args) => {
            let day = Day::parse(&args.day)?;
            let mut work = Work::begin(place).await?;
            let called = match args.called.as_deref() {
                Some(called) => Day::parse(called)?,
                None => day.min(today(&mut work.db).await?),
            };
            let wanted = ConveneWanted {
                unit: args.unit.clone(),
                kind: args.kind.as_str().to_owned(),
                period: args.period.clone(),
                title: args.title.clone(),
                day,
                place: args.place.clone(),
                called,
            };
            let (writer, view) = work.writer().await?;
            let decided = acts::decide_convene(writer.db, &view, &wanted).await?;
            let (act, root) = record(writer, acts::CONVENED, decided, &args.ground).await?;
            out(&format!("meeting {}\n", id(act.number, 0)))?;
            receipt(&[act], &root)
        }
        MeetingCommand::Item(args) => item(place, args).await,
        MeetingCommand::Conclude(args) => conclude(place, args).await,
        MeetingCommand::Accept(args) => {
            let mut work = Work::begin(place).await?;
            let wanted = AcceptWanted {
                meeting: args.meeting.clone(),
                item: args.item.clone(),
                lead: args.lead.clone(),
                cooperating: clauses::several(&args.co),
                product: args.product.clone(),
                deadline: args.deadline.as_deref().map(Day::parse).transpose()?,
                on: day_or_today(&mut work.db, args.on.as_deref()).await?,
            };
            let (writer, view) = work.writer().await?;
            let decided = acts::decide_accept_proposal(writer.db, &view, &wanted).await?;
            let (act, root) = record(writer, acts::ACCEPTED, decided, &args.ground).await?;
            out(&format!("task {}\n", id(act.number, 0)))?;
            receipt(&[act], &root)
        }
        MeetingCommand::Cancel {
            meeting,
            on,
            ground,
        } => {
            let mut work = Work::begin(place).await?;
            let on = day_or_today(&mut work.db, on.as_deref()).await?;
            let (writer, _) = work.writer().await?;
            let decided = acts::decide_cancel(writer.db, meeting, on, &ground.reason).await?;
            let (act, root) = record(writer, acts::CANCELLED, decided, ground).await?;
            receipt(&[act], &root)
        }
        MeetingCommand::Show(args) => show(place, args).await,
        MeetingCommand::List { on, known, format } => {
            list(place, on.as_deref(), *known, *format).await
        }
    }
}

/// What an act is recorded with.
struct Work {
    db: Db,
    clock: SystemClock,
    chance: SystemRandomness,
}

impl Work {
    async fn begin(place: &Place) -> Result<Work> {
        Ok(Work {
            db: env::open(place).await?,
            clock: SystemClock,
            chance: SystemRandomness,
        })
    }

    /// The writer's place, and the record as it then is.
    async fn writer(&mut self) -> Result<(Writer<'_>, reforms::View)> {
        let writer = Writer::begin(&mut self.db, &self.clock, &mut self.chance).await?;
        let view = reforms::view(writer.db, &Scope::command_line()).await?;
        Ok((writer, view))
    }
}

async fn record(
    mut writer: Writer<'_>,
    kind: &'static str,
    mut decided: Decided,
    args: &GroundArgs,
) -> Result<(Act, String)> {
    warn(&std::mem::take(&mut decided.warnings));
    let draft = decided.draft(kind, ground(args));
    let act = writer.act(registers::REGISTERS, &draft).await?;
    Ok((act, writer.finish().await?))
}

// ---- the table

async fn item(place: &Place, args: &ItemArgs) -> Result<()> {
    let mut work = Work::begin(place).await?;
    let on = day_or_today(&mut work.db, args.on.as_deref()).await?;
    let figures = cite(place, &mut work.db, &args.figure, on).await?;
    let wanted = ItemWanted {
        meeting: args.meeting.clone(),
        part: args.part.into(),
        title: args.title.clone(),
        unit: args.unit.clone(),
        text: args.text.clone(),
        figures,
        document: args.document.clone(),
        on,
    };
    let (writer, view) = work.writer().await?;
    let decided = acts::decide_item(writer.db, &view, &wanted).await?;
    let (act, root) = record(writer, acts::TABLED, decided, &args.ground).await?;
    out(&format!("item {}\n", id(act.number, 0)))?;
    receipt(&[act], &root)
}

/// Reads the figures that a report cites: `INDICATOR UNIT DATE-or-PERIOD [cumulative]`.
async fn cite(place: &Place, db: &mut Db, said: &[String], on: Day) -> Result<Vec<Cited>> {
    if said.is_empty() {
        return Ok(Vec::new());
    }
    let scope = Scope::command_line();
    let facts = figure::facts(place, db, &scope, None, Wanted::All).await?;
    let mut figures = Vec::with_capacity(said.len());
    for text in said {
        let words: Vec<&str> = text.split_whitespace().collect();
        let (indicator, unit, when, cumulative) = match words.as_slice() {
            [indicator, unit, when] => (indicator, unit, when, false),
            [indicator, unit, when, "cumulative"] => (indicator, unit, when, true),
            _ => {
                return Err(Error::refused(format!(
                    "--figure «{text}»: write INDICATOR UNIT DATE, or INDICATOR UNIT PERIOD [cumulative]"
                )));
            }
        };
        let mut q = citing::asked(&facts, indicator, (when, cumulative), on)?;
        q.unit = figure::unit(&facts, unit, q.structure_day())?;
        let entered = Entered::read(db, &scope, &facts, &q.indicator, q.when.last_day()).await?;
        figures.push(citing::cited(&facts, &q, &facts.answer(&q, &entered)?));
    }
    Ok(figures)
}

// ---- the conclusion

async fn conclude(place: &Place, args: &ConcludeArgs) -> Result<()> {
    let sheet = sheets::read(&args.clauses, Limits::default())?;
    let wanted = ConcludeWanted {
        meeting: args.meeting.clone(),
        kind: args.kind.as_str().to_owned(),
        body: args.body.clone(),
        dated: Day::parse(&args.dated)?,
        number: args.number,
        reason: args.ground.reason.clone(),
        subject: args.subject.clone(),
        signer: args.signer.clone(),
        capacity: args.capacity.clone(),
        clauses: clauses::read(&sheet)?,
        file: sheet.file.clone(),
    };
    let mut work = Work::begin(place).await?;
    let (writer, view) = work.writer().await?;
    let decided = acts::decide_conclude(writer.db, &view, &wanted).await?;
    let tasks = decided.lines.iter().filter(|l| l.class == "task").count();
    let (act, root) = record(writer, acts::CONCLUDED, decided, &args.ground).await?;
    let document = id(act.number, 0);
    let found = documents::latest(&mut work.db, std::slice::from_ref(&document)).await?;
    let symbol = found.get(&document).map_or("", |(d, _)| d.symbol.as_str());
    out(&format!("document {document} {symbol}\ntasks {tasks}\n"))?;
    receipt(&[act], &root)
}

// ---- reading

struct Read {
    db: Db,
    facts: Facts,
    asof: AsOf,
}

impl Read {
    async fn begin(place: &Place, on: Option<&str>, asked: Option<u64>) -> Result<Read> {
        let mut db = env::open(place).await?;
        db.begin_reading().await?;
        let known = known(&mut db, asked).await?;
        let on = day_or_today(&mut db, on).await?;
        let scope = Scope::command_line();
        let facts = figure::facts(place, &mut db, &scope, asked, Wanted::All).await?;
        Ok(Read {
            db,
            facts,
            asof: AsOf { on, known },
        })
    }

    fn code(&self, unit: &str) -> String {
        code(&self.facts.structure, unit, self.asof.on)
    }

    async fn tasks(&mut self, meeting: &str) -> Result<Vec<Task>> {
        let asked = Asked {
            scope: &Scope::command_line(),
            asof: self.asof,
            s: &self.facts.structure,
        };
        tasks::of_meeting(&mut self.db, &asked, meeting).await
    }

    async fn symbol(&mut self, document: &str) -> Result<String> {
        let scope = Scope::command_line();
        let found = documents::by_id(&mut self.db, &scope, self.asof, document).await?;
        Ok(found.map_or_else(String::new, |d| d.symbol))
    }

    /// A cited figure, read again.
    async fn now(&mut self, cited: &Cited) -> Result<String> {
        let q = citing::question(&self.facts, cited)?;
        let (scope, day) = (Scope::command_line(), q.when.last_day());
        let entered = Entered::read(&mut self.db, &scope, &self.facts, &q.indicator, day).await?;
        let answer = self.facts.answer(&q, &entered)?;
        Ok(answer
            .value
            .map_or_else(String::new, |v| v.normalized().to_plain_string()))
    }

    fn task(&self, task: &Task) -> serde_json::Value {
        let co: Vec<String> = task.cooperating.iter().map(|u| self.code(u)).collect();
        serde_json::json!({
            "task": task.id, "clause": task.clause, "title": task.title, "product": task.product,
            "lead": self.code(&task.lead), "co": co, "deadline": task.deadline.to_string(),
            "deadline_rule": task.deadline_rule, "state": task.standing(self.asof.on).as_str(),
        })
    }

    async fn item(&mut self, item: &Item) -> Result<serde_json::Value> {
        let mut figures = Vec::with_capacity(item.figures.len());
        for cited in &item.figures {
            let now = self.now(cited).await?;
            figures.push(serde_json::json!({
                "indicator": cited.indicator, "unit": self.code(&cited.unit), "period": cited.period,
                "period_kind": cited.period_kind, "as_of": cited.as_of, "structure": cited.structure,
                "known": cited.known, "certainty": cited.certainty, "value": cited.value, "now": now,
            }));
        }
        Ok(serde_json::json!({
            "item": item.id, "part": item.part.as_str(), "title": item.title, "unit": self.code(&item.unit),
            "text": item.text, "document": item.document, "task": item.task, "figures": figures,
        }))
    }
}

fn code(s: &Structure, unit: &str, on: Day) -> String {
    let found = s
        .find(unit)
        .and_then(|u| s.state(u, on).or_else(|| s.last_state(u)));
    found.map_or_else(|| unit.to_owned(), |x| x.code.clone())
}

async fn show(place: &Place, args: &ShowArgs) -> Result<()> {
    let mut read = Read::begin(place, args.on.as_deref(), args.known).await?;
    let scope = Scope::command_line();
    let found = store::by_id(&mut read.db, &scope, read.asof, &args.meeting).await?;
    let none = || {
        Error::NotFound(format!(
            "there is no meeting {} on {}",
            args.meeting, read.asof.on
        ))
    };
    let meeting = found.ok_or_else(none)?;
    let items = store::items(&mut read.db, &scope, read.asof, &meeting).await?;
    let mut back = Vec::new();
    if !meeting.previous.is_empty() {
        let tasks = read.tasks(&meeting.previous).await?;
        back.extend(tasks.iter().map(|t| read.task(t)));
    }
    let own = read.tasks(&meeting.id).await?;
    let own: Vec<serde_json::Value> = own.iter().map(|t| read.task(t)).collect();
    let mut laid = Vec::with_capacity(items.len());
    for item in &items {
        laid.push(read.item(item).await?);
    }
    let symbol = read.symbol(&meeting.conclusion).await?;
    let value = serde_json::json!({
        "meeting": meeting.id, "unit": read.code(&meeting.unit), "kind": meeting.kind.as_str(),
        "period": meeting.period, "title": meeting.title, "day": meeting.day.to_string(),
        "place": meeting.place, "state": meeting.state.as_str(), "reason": meeting.reason,
        "previous": meeting.previous, "back": back, "items": laid,
        "conclusion": meeting.conclusion, "symbol": symbol, "tasks": own,
    });
    match args.format {
        TextFormat::Json => out(&format!("{}\n", serde_json::to_string_pretty(&value)?)),
        TextFormat::Text => out(&text(&meeting, &value)),
    }
}

fn said<'a>(value: &'a serde_json::Value, name: &str) -> &'a str {
    value[name].as_str().unwrap_or("")
}

fn list_of<'a>(value: &'a serde_json::Value, name: &str) -> &'a [serde_json::Value] {
    value[name].as_array().map_or(&[], Vec::as_slice)
}

/// A meeting in words, in the order in which it is held.
fn text(meeting: &Meeting, value: &serde_json::Value) -> String {
    let mut text = format!(
        "{} of {}, {}, on {}: {}\n",
        meeting.kind.as_str(),
        said(value, "unit"),
        meeting.period,
        meeting.day,
        meeting.state.as_str()
    );
    let tasks = |head: &str, of: &[serde_json::Value]| {
        if of.is_empty() {
            return String::new();
        }
        let rows: Vec<Vec<String>> = of
            .iter()
            .map(|t| {
                let cells = ["task", "lead", "deadline", "state", "title"];
                cells.iter().map(|c| said(t, c).to_owned()).collect()
            })
            .collect();
        format!(
            "{head}\n{}",
            table(&["task", "lead", "deadline", "state", "title"], &rows)
        )
    };
    let back = tasks(
        "what became of the last conclusions:",
        list_of(value, "back"),
    );
    let own = tasks("tasks:", list_of(value, "tasks"));
    text.push_str(&back);
    for item in list_of(value, "items") {
        let unit = said(item, "unit");
        let by = if unit.is_empty() {
            String::new()
        } else {
            format!(" of {unit}")
        };
        text.push_str(&format!(
            "{}{by}: {}\n",
            said(item, "part"),
            said(item, "title")
        ));
        for figure in list_of(item, "figures") {
            let when = [said(figure, "period"), said(figure, "as_of")];
            let when = when.into_iter().find(|w| !w.is_empty()).unwrap_or("");
            text.push_str(&format!(
                "  {} {} {when}: {}, now {}\n",
                said(figure, "indicator"),
                said(figure, "unit"),
                said(figure, "value"),
                said(figure, "now")
            ));
        }
    }
    if !meeting.conclusion.is_empty() {
        text.push_str(&format!("concluded by {}\n", said(value, "symbol")));
    }
    text.push_str(&own);
    text
}

async fn list(
    place: &Place,
    on: Option<&str>,
    asked: Option<u64>,
    format: TableFormat,
) -> Result<()> {
    let mut read = Read::begin(place, on, asked).await?;
    let meetings = store::all(&mut read.db, &Scope::command_line(), read.asof).await?;
    let header = [
        "meeting", "unit", "kind", "period", "day", "state", "symbol", "tasks", "open",
    ];
    let mut rows = Vec::with_capacity(meetings.len());
    for m in &meetings {
        let of = read.tasks(&m.id).await?;
        let open = of.iter().filter(|t| t.state.is_open()).count();
        rows.push(vec![
            m.id.clone(),
            read.code(&m.unit),
            m.kind.as_str().to_owned(),
            m.period.clone(),
            m.day.to_string(),
            m.state.as_str().to_owned(),
            read.symbol(&m.conclusion).await?,
            of.len().to_string(),
            open.to_string(),
        ]);
    }
    if rows.is_empty() {
        note("there is no meeting on this day");
    }
    out(&match format {
        TableFormat::Csv => csv(&header, rows)?,
        TableFormat::Json => json(&header, rows),
        TableFormat::Table => table(&header, &rows),
    })
}

impl From<crate::cli::meetings::ItemPart> for Part {
    fn from(part: crate::cli::meetings::ItemPart) -> Part {
        use crate::cli::meetings::ItemPart;
        match part {
            ItemPart::Agenda => Part::Agenda,
            ItemPart::Report => Part::Report,
            ItemPart::Proposal => Part::Proposal,
        }
    }
}

//! Drafts at the command line: entered, changed, taken from step to step, set on paper.

use super::change::{ground, receipt, record, warn};
use super::documents::{OrganArgs, SaidArgs, organ, said, the_id};
use super::print::{ending, lang, set_sheet, write};
use super::{known, out};
use crate::cli::{GroundArgs, Place};
use crate::env::{self, SystemClock, SystemRandomness};
use clap::Args;
use figures::Day;
use platform::journal::{Draft, Writer};
use platform::{AsOf, Db, Error, Problem, Result, Scope};
use registers::activity::documents::acts::{self, Decided, Paper};
use registers::activity::documents::drafts::{self, By, OnPaper, Step, paragraphs};
use registers::activity::documents::joint::{self, CoIssuer};
use registers::activity::documents::layout::{docx, lay};
use registers::activity::documents::{printing, store};
use registers::organisation::members::documents::read;
use registers::organisation::reforms::acts as reforms;
use std::path::{Path, PathBuf};

/// What stands on the paper.
#[derive(Args)]
pub struct TextArgs {
    /// The text: a file in UTF-8, one line a paragraph
    #[arg(long)]
    text: Option<PathBuf>,
    /// Before the day on the paper: Thái Nguyên
    #[arg(long = "place", default_value = "")]
    town: String,
    /// An organ that issues it jointly: CODE|capacity|signer; once for each, in their order
    #[arg(long = "with")]
    together: Vec<String>,
    /// To whom a letter or a submission speaks
    #[arg(long, default_value = "")]
    addressed: String,
}

#[derive(Args)]
pub struct DraftArgs {
    #[command(flatten)]
    organ: OrganArgs,
    #[command(flatten)]
    said: SaidArgs,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct ChangeArgs {
    /// The draft's id
    document: String,
    #[command(flatten)]
    organ: OrganArgs,
    #[command(flatten)]
    said: SaidArgs,
    #[command(flatten)]
    text: TextArgs,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct StepArgs {
    /// The draft's id
    document: String,
    /// review, approve, sign, issue, return, withdraw
    step: String,
    /// The day of the step; on issue, the day on the document
    #[arg(long)]
    date: String,
    /// Sign-in name of whoever takes the step after it
    #[arg(long, default_value = "")]
    to: String,
    /// On issue: the number, when it is not the next one
    #[arg(long)]
    number: Option<u32>,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct PrintArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// As it stands on this day; without it, as it stands at last
    #[arg(long)]
    on: Option<String>,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, default_value = "vi")]
    lang: String,
    /// The ending says the form: .pdf or .docx
    #[arg(long)]
    out: PathBuf,
}

/// Bytes of a file that holds a text.
const TEXT: u64 = 2 * 1024 * 1024;

fn text_of(file: &Path) -> Result<String> {
    let why = |e: &dyn std::fmt::Display| Error::refused(format!("--text {}: {e}", file.display()));
    let size = std::fs::metadata(file).map_err(|e| why(&e))?.len();
    if size > TEXT {
        return Err(why(&format!(
            "it holds {size} bytes; a text holds at most {TEXT}"
        )));
    }
    let bytes = std::fs::read(file).map_err(|e| why(&e))?;
    String::from_utf8(bytes).map_err(|_| why(&"it is no text in UTF-8"))
}

impl TextArgs {
    pub fn on_paper(&self) -> Result<OnPaper> {
        let words = self.text.as_deref().map(text_of).transpose()?;
        Ok(OnPaper {
            place: platform::text::tidy(&self.town),
            addressed: platform::text::tidy(&self.addressed),
            words: paragraphs(&words.unwrap_or_default()),
            desk: String::new(),
        })
    }

    /// Those that issue it together with its organ.
    pub fn together(&self, view: &reforms::View, day: Day) -> Result<Vec<CoIssuer>> {
        let said = self.together.join("\n");
        let (together, unknown) = joint::looked_up(&view.structure, &said, day);
        match unknown.first() {
            Some(code) => {
                let why = format!("no unit bears this code on {day}");
                let problem = Problem::new(why).cell("with", code);
                Err(Error::Refused(vec![problem]))
            }
            None => Ok(together),
        }
    }
}

/// What is done to a draft.
pub enum Doing<'a> {
    Draft(&'a DraftArgs),
    Change(&'a ChangeArgs),
    Step(&'a StepArgs),
}

fn paper(view: &reforms::View, of: (&OrganArgs, &SaidArgs, &TextArgs)) -> Result<(Paper, Day)> {
    let (mut paper, day) = organ(view, of.0)?;
    said(view, of.1, day, &mut paper)?;
    paper.on_paper = of.2.on_paper()?;
    paper.co_issuers = of.2.together(view, day)?;
    Ok((paper, day))
}

pub async fn draft(place: &Place, doing: Doing<'_>) -> Result<()> {
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let mut writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let view = reforms::view(writer.db, &Scope::command_line()).await?;
    let (day, args, decided) = decide(&mut writer, &view, &doing).await?;
    warn(&decided.warnings);
    let draft = Draft {
        kind: "document",
        version: platform::journal::CONTENT_VERSION,
        ground: ground(args),
        day,
        lines: decided.lines,
    };
    let (acts, root) = record(writer, &[draft], "recording").await?;
    match decided.number {
        Some(number) => out(&format!(
            "number {number} {} {}\n",
            decided.symbol, decided.id
        ))?,
        None => out(&format!("draft {}\n", decided.id))?,
    }
    receipt(&acts, &root)
}

async fn decide<'a>(
    writer: &mut Writer<'_>,
    view: &reforms::View,
    doing: &Doing<'a>,
) -> Result<(Day, &'a GroundArgs, Decided)> {
    let reading = acts::Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    match doing {
        Doing::Draft(args) => {
            let (paper, day) = paper(view, (&args.organ, &args.said, &args.text))?;
            let decided = acts::decide_draft(reading, &paper, day)?;
            Ok((day, &args.ground, decided))
        }
        Doing::Change(args) => {
            let id = the_id(writer.db, &args.document).await?;
            let (paper, day) = paper(view, (&args.organ, &args.said, &args.text))?;
            let by = By::default();
            let decided = drafts::decide_change(writer.db, reading, &id, &paper, day, by).await?;
            Ok((day, &args.ground, decided))
        }
        Doing::Step(args) => step(writer, reading, args).await,
    }
}

async fn step<'a>(
    writer: &mut Writer<'_>,
    reading: acts::Ground<'_>,
    args: &'a StepArgs,
) -> Result<(Day, &'a GroundArgs, Decided)> {
    let id = the_id(writer.db, &args.document).await?;
    let day = Day::parse(&args.date)?;
    if args.step != "issue" {
        let step = Step {
            step: &args.step,
            note: &args.ground.reason,
            to: &args.to,
        };
        let by = By::default();
        let decided = drafts::decide_step(writer.db, reading, &id, step, day, by).await?;
        return Ok((day, &args.ground, decided));
    }
    let paper = held(writer.db, &id).await?;
    let (wanted, reason) = ((day, args.number), &args.ground.reason);
    let by = By::default();
    let of = (id.as_str(), &paper);
    let decided = drafts::decide_issue(writer.db, reading, of, wanted, reason, by).await?;
    Ok((day, &args.ground, decided))
}

/// A draft as it stands in the end.
async fn held(db: &mut Db, id: &str) -> Result<Paper> {
    let as_of = AsOf {
        on: Day::LAST,
        known: platform::asof::Known::NOW,
    };
    let scope = Scope::command_line();
    let document = store::by_id(db, &scope, as_of, id).await?;
    let attached = store::attached(db, &scope, as_of, id).await?;
    let none = || Error::NotFound(format!("there is no document «{id}» in the record"));
    let (document, attached) = document.zip(attached).ok_or_else(none)?;
    Ok(drafts::paper_of(&document, &attached, OnPaper::default()))
}

/// Sets a document in the official layout of its system.
pub async fn print(place: &Place, args: &PrintArgs) -> Result<()> {
    let lang = lang(&args.lang)?;
    let form = ending(&args.out, &["pdf", "docx"])?;
    let on = args.on.as_deref().map(Day::parse).transpose()?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let scope = Scope::command_line();
    let as_of = AsOf {
        on: on.unwrap_or(Day::LAST),
        known,
    };
    let id = the_id(&mut db, &args.document).await?;
    let document = store::by_id(&mut db, &scope, as_of, &id).await?;
    let attached = store::attached(&mut db, &scope, as_of, &id).await?;
    let none = || Error::NotFound(format!("there is no document «{id}» on that day"));
    let (document, attached) = document.zip(attached).ok_or_else(none)?;
    let paper = drafts::on_paper(&mut db, &scope, as_of, &id).await?;
    let dated = Day::parse(&document.dated)?;
    let as_of = AsOf { on: dated, known };
    let ground = read::Standpoint::read(&mut db, &scope, as_of).await?;
    let laid = lay(&ground, (&document, &attached, &paper), lang)?;
    let (title, _) = printing::named(&document);
    if form == "docx" {
        return write(&args.out, docx::write(&laid, &title)?);
    }
    set_sheet(&ground, laid.sheet(&ground, &title)?, &args.out)
}

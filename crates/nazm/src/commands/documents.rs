//! Documents at the command line: terms, numbers, the register book.

use super::change::{ground, receipt, record, warn};
use super::document_files::{self, FileWhat};
use super::drafts::{ChangeArgs, Doing, DraftArgs, PrintArgs, StepArgs, TextArgs};
use super::print::{lang, set_sheet};
use super::{csv, drafts, known, out, table, today};
use crate::cli::{GroundArgs, Place, TableFormat};
use crate::env::{self, SystemClock, SystemRandomness};
use clap::{Args, Subcommand};
use figures::{Day, UnitIx};
use platform::journal::{Draft, Writer};
use platform::{AsOf, Db, Error, Result, Scope};
use registers::activity::documents::acts::{self, Decided, Paper, Sender, Stub};
use registers::activity::documents::binding::decide_first_number;
use registers::activity::documents::book::{Book, chosen};
use registers::activity::documents::model::Document;
use registers::activity::documents::store::{self, Attached, Filter};
use registers::activity::documents::written::Written;
use registers::activity::refuse;
use registers::organisation::members::documents::read;
use registers::organisation::reforms::acts::{self as reforms, View};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum DocumentWhat {
    /// Enters the term of a committee, or the days of a congress
    #[command(
        after_help = "Example: nazm document term --unit 19 --label 2025-2030 --from 2025-10-02"
    )]
    Term(TermArgs),
    /// Issues a document: it takes the next number of its series
    #[command(
        after_help = "Example: nazm document issue --unit 19 --kind NQ --date 2025-10-20 --subject 'Về chuyển đổi số' --advised-by BTGDVTU"
    )]
    Issue(IssueArgs),
    /// Enters a draft: it takes its number when it is issued
    #[command(
        after_help = "Example: nazm document draft --unit 19 --kind NQ --date 2025-10-20 --subject 'Về chuyển đổi số' --text noi-dung.txt --place 'Thái Nguyên' --capacity T/M"
    )]
    Draft(Box<DraftArgs>),
    /// Changes a draft that is not signed yet
    #[command(
        after_help = "Example: nazm document change a40.0 --unit 19 --kind NQ --date 2025-10-21 --subject 'Về chuyển đổi số' --text noi-dung-2.txt"
    )]
    Change(Box<ChangeArgs>),
    /// Takes a draft a step further: review, approve, sign, issue; or return, withdraw
    #[command(after_help = "Example: nazm document step a40.0 issue --date 2025-10-22")]
    Step(StepArgs),
    /// Sets a document in the official layout of its system, as PDF or DOCX
    #[command(
        after_help = "Example: nazm document print 06-NQ/TU@2025-10-22 --out nghi-quyet.docx"
    )]
    Print(PrintArgs),
    /// Receives a document: it takes the next incoming number of the year
    #[command(
        after_help = "Example: nazm document receive --unit 19 --kind CV --symbol 132-CV/TU --from 'Tỉnh ủy Nghệ An' --sent 2025-10-30 --date 2025-11-03 --subject 'Về phối hợp'"
    )]
    Receive(ReceiveArgs),
    /// Keeps a number for a document whose content must not be held here
    #[command(
        after_help = "Example: nazm document reserve --unit 19 --kind TB --date 2025-10-21 --reason 'secret'"
    )]
    Reserve(StubArgs),
    /// Voids a document, or a number that was never used
    #[command(
        after_help = "Example: nazm document void 12-TB/TU --date 2025-10-22 --reason 'numbered twice by hand'"
    )]
    Void(VoidArgs),
    /// Puts right what was recorded wrongly of a document that is issued or received
    #[command(
        after_help = "Example: nazm document correct 06-NQ/TU --set signer='Nguyễn Văn Mẫu' --set field=congress --reason 'typed wrongly'"
    )]
    Correct(CorrectArgs),
    /// Says from which day a document is no longer in force by itself
    #[command(
        after_help = "Example: nazm document expire 01-CTr/TU --from 2026-01-01 --reason 'for 2025'"
    )]
    Expire(ExpireArgs),
    /// Says what a document does to another: implements, amends, replaces, abolishes, answers, pilots
    #[command(after_help = "Example: nazm document relate 07-CTr/TU implements 57-NQ/TW")]
    Relate(RelateArgs),
    /// Binds units to issue a document that implements this one, by a day
    #[command(
        after_help = "Example: nazm document bind 57-NQ/TW --kind 'đảng bộ xã' --under 19 --on 2025-08-15 --by 2025-09-30"
    )]
    Bind(super::coverage::BindArgs),
    /// Says that a unit need not issue one any more
    #[command(after_help = "Example: nazm document release 57-NQ/TW --unit 05533 --on 2025-10-01")]
    Release(super::coverage::ReleaseArgs),
    /// Says with which number a series begins here, when earlier ones stand on paper
    #[command(
        after_help = "Example: nazm document first-number --unit 19 --kind NQ --date 2025-10-20 --number 17"
    )]
    FirstNumber(super::coverage::FirstNumberArgs),
    /// Says who of the units that a document binds has issued one that implements it, and who has not
    #[command(
        after_help = "Example: nazm documents coverage 57-NQ/TW --on 2025-09-30 --format csv"
    )]
    Coverage(super::coverage::OfDocumentArgs),
    /// Lists the documents under a document, with their tasks and how far they are
    #[command(after_help = "Example: nazm documents tree 57-NQ/TW --on 2025-09-30")]
    Tree(super::coverage::OfDocumentArgs),
    /// Lists documents that bind units, with how many have issued theirs
    #[command(after_help = "Example: nazm documents superior --on 2025-09-30 --format json")]
    Superior(super::coverage::ReviewArgs),
    /// Lists rules in force by organ, when they are to be reviewed, and what replaced them
    #[command(after_help = "Example: nazm documents review --unit 19 --on 2025-09-30")]
    Review(super::coverage::ReviewArgs),
    /// Lists incoming documents: instructed, routed, answered, late
    #[command(after_help = "Example: nazm documents incoming --unit 19 --on 2025-09-30")]
    Incoming(super::coverage::ReviewArgs),
    /// Shows a document
    #[command(after_help = "Example: nazm document show 06-NQ/TU@2021-05-17 --on 2025-09-30")]
    Show(ShowArgs),
    /// Lists documents
    #[command(
        after_help = "Example: nazm document list --advised-by BTCTU --field congress --from 2025-07-01 --until 2025-10-01 --format csv"
    )]
    List(ListArgs),
    /// Files of a document: attach, get, list
    #[command(subcommand)]
    File(FileWhat),
}

#[derive(Args)]
pub struct TermArgs {
    /// Code of the unit on the first day
    #[arg(long)]
    unit: String,
    #[arg(long)]
    label: String,
    #[arg(long)]
    from: String,
    /// First day on which it is no more
    #[arg(long)]
    until: Option<String>,
    /// The days of a congress, whose documents have one common series
    #[arg(long)]
    congress: bool,
    #[command(flatten)]
    ground: GroundArgs,
}

/// Whose document it is, and of which kind.
#[derive(Args)]
pub struct OrganArgs {
    /// Code of the unit on the day
    #[arg(long)]
    unit: String,
    /// committee, standing-committee, standing-board, congress, agency
    #[arg(long, default_value = "")]
    body: String,
    /// The key of a kind, its name in any language, or its abbreviation
    #[arg(long)]
    kind: String,
    /// party or state
    #[arg(long, default_value = "party")]
    system: String,
    /// The day on the document; of an incoming one, of its arrival
    #[arg(long)]
    date: String,
    /// The number, when it is not the next one
    #[arg(long)]
    number: Option<u32>,
}

/// What it is about, and for whom.
#[derive(Args)]
pub struct SaidArgs {
    #[arg(long)]
    subject: String,
    /// Key or name of a field of work
    #[arg(long, default_value = "")]
    field: String,
    #[arg(long, default_value = "")]
    signer: String,
    /// In what capacity, such as T/M
    #[arg(long, default_value = "")]
    capacity: String,
    /// Code of the agency that advised it
    #[arg(long, default_value = "")]
    advised_by: String,
    /// Codes of units and names of others, separated by |
    #[arg(long, default_value = "")]
    recipients: String,
    /// The day by which it is to be reviewed
    #[arg(long, default_value = "")]
    review_by: String,
    /// A mark of secrecy on it: such a document is refused
    #[arg(long, default_value = "")]
    mark: String,
}

#[derive(Args)]
pub struct IssueArgs {
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
pub struct ReceiveArgs {
    #[command(flatten)]
    organ: OrganArgs,
    #[command(flatten)]
    said: SaidArgs,
    /// Number and symbol as the sender gave them
    #[arg(long)]
    symbol: String,
    /// Who sent it
    #[arg(long)]
    from: String,
    /// The day on the document
    #[arg(long, default_value = "")]
    sent: String,
    /// The day by which it is to be answered
    #[arg(long, default_value = "")]
    due: String,
    /// A document of an organ above, kept for reference: it takes no number here
    #[arg(long)]
    superior: bool,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct StubArgs {
    #[command(flatten)]
    organ: OrganArgs,
    /// Of the series of incoming documents
    #[arg(long)]
    incoming: bool,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct VoidArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    #[arg(required_unless_present = "unit", conflicts_with = "unit")]
    document: Option<String>,
    #[arg(long)]
    date: String,
    /// Of a number that was never used: code of the unit
    #[arg(long, requires = "kind")]
    unit: Option<String>,
    #[arg(long, requires = "unit")]
    kind: Option<String>,
    #[arg(long, default_value = "", requires = "unit")]
    body: String,
    #[arg(long, default_value = "party", requires = "unit")]
    system: String,
    #[arg(long, requires = "unit")]
    number: Option<u32>,
    /// Of the series of incoming documents
    #[arg(long, requires = "unit")]
    incoming: bool,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct CorrectArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// FIELD=VALUE; subject, field, signer, capacity, advised_by, review_by, due, note
    #[arg(long, required = true)]
    set: Vec<String>,
    /// From this day, instead of the document's own
    #[arg(long)]
    from: Option<String>,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct ExpireArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// The first day on which it no longer holds; it may lie ahead
    #[arg(long)]
    from: String,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct RelateArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    from: String,
    relation: String,
    to: String,
    /// From this day, instead of the day on the document
    #[arg(long)]
    on: Option<String>,
    #[command(flatten)]
    ground: GroundArgs,
}

#[derive(Args)]
pub struct ShowArgs {
    /// Id, or number and symbol (with @DATE when there are several)
    document: String,
    /// As it stands on this day; without it, as it stands at last
    #[arg(long)]
    on: Option<String>,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, value_enum, default_value_t = crate::cli::TextFormat::Text)]
    format: crate::cli::TextFormat,
}

#[derive(Args)]
pub struct ListArgs {
    /// Code of the issuing unit on the day of the list, or CODE@DATE
    #[arg(long)]
    unit: Option<String>,
    /// Code of the advising agency on the day of the list, or CODE@DATE
    #[arg(long)]
    advised_by: Option<String>,
    #[arg(long)]
    kind: Option<String>,
    /// A field of work, and all below it
    #[arg(long)]
    field: Option<String>,
    /// outgoing, incoming, superior
    #[arg(long)]
    direction: Option<String>,
    #[arg(long)]
    state: Option<String>,
    /// Dated on or after
    #[arg(long)]
    from: Option<String>,
    /// Dated before
    #[arg(long)]
    until: Option<String>,
    /// As they stand on this day; without it, as they stand at last
    #[arg(long)]
    on: Option<String>,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, value_enum, default_value_t = TableFormat::Table)]
    format: TableFormat,
}

#[derive(Args)]
pub struct BookArgs {
    /// Code of the unit, also of one that is closed; CODE@DATE where several bore it
    #[arg(long)]
    unit: String,
    /// The key of a kind, its name or its abbreviation
    #[arg(long, default_value = "")]
    kind: String,
    #[arg(long, default_value = "")]
    body: String,
    #[arg(long, conflicts_with = "year")]
    term: Option<String>,
    #[arg(long)]
    year: Option<String>,
    #[arg(long)]
    incoming: bool,
    /// As it stands on this day; without it, as it stands at last
    #[arg(long)]
    on: Option<String>,
    #[arg(long)]
    known: Option<u64>,
    #[arg(long, default_value = "vi")]
    lang: String,
    /// The ending says the form: .pdf or .csv
    #[arg(long)]
    out: PathBuf,
}

pub async fn document(place: &Place, what: &DocumentWhat) -> Result<()> {
    match what {
        DocumentWhat::Show(args) => return show(place, args).await,
        DocumentWhat::List(args) => return list(place, args).await,
        DocumentWhat::Coverage(args) => return super::coverage::coverage(place, args).await,
        DocumentWhat::Tree(args) => return super::coverage::tree(place, args).await,
        DocumentWhat::Superior(args) => return super::coverage::superior(place, args).await,
        DocumentWhat::Review(args) => return super::coverage::review(place, args).await,
        DocumentWhat::Incoming(args) => return super::coverage::incoming(place, args).await,
        DocumentWhat::Draft(args) => return drafts::draft(place, Doing::Draft(args)).await,
        DocumentWhat::Change(args) => return drafts::draft(place, Doing::Change(args)).await,
        DocumentWhat::Step(args) => return drafts::draft(place, Doing::Step(args)).await,
        DocumentWhat::Print(args) => return drafts::print(place, args).await,
        DocumentWhat::File(what) => return document_files::run(place, what).await,
        _ => {}
    }
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let mut writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let view = reforms::view(writer.db, &Scope::command_line()).await?;
    let (kind, day, args, decided) = decide(&mut writer, &view, what).await?;
    warn(&decided.warnings);
    let draft = Draft {
        kind,
        version: platform::journal::CONTENT_VERSION,
        ground: ground(args),
        day,
        lines: decided.lines,
    };
    let (acts, root) = record(writer, &[draft], "recording").await?;
    if let Some(number) = decided.number {
        out(&format!(
            "number {number} {} {}\n",
            decided.symbol, decided.id
        ))?;
    }
    receipt(&acts, &root)
}

type Made<'a> = (&'static str, Day, &'a GroundArgs, Decided);

async fn decide<'a>(
    writer: &mut Writer<'_>,
    view: &View,
    what: &'a DocumentWhat,
) -> Result<Made<'a>> {
    let by = acts::Ground {
        structure: &view.structure,
        book: &view.book,
        act: writer.next_number(),
    };
    let (args, (day, decided)) = match what {
        DocumentWhat::Term(args) => {
            let (from, decided) = term(writer, view, by, args).await?;
            return Ok(("term", from, &args.ground, decided));
        }
        DocumentWhat::Issue(args) => (&args.ground, issue(writer, view, by, args).await?),
        DocumentWhat::Receive(args) => (&args.ground, receive(writer, view, by, args).await?),
        DocumentWhat::Reserve(args) => (&args.ground, reserve(writer, view, by, args).await?),
        DocumentWhat::Void(args) => (&args.ground, void(writer, view, by, args).await?),
        DocumentWhat::Correct(args) => (&args.ground, correct(writer, by, args).await?),
        DocumentWhat::Expire(args) => (&args.ground, expire(writer, args).await?),
        DocumentWhat::Relate(args) => (&args.ground, relate(writer, by, args).await?),
        DocumentWhat::Bind(args) => {
            let bound = super::coverage::bind(writer, view, by, args).await?;
            (&args.ground, bound)
        }
        DocumentWhat::Release(args) => {
            let released = super::coverage::release(writer, by, args).await?;
            (&args.ground, released)
        }
        DocumentWhat::FirstNumber(args) => {
            (&args.ground, first_number(writer, view, by, args).await?)
        }
        DocumentWhat::Show(_)
        | DocumentWhat::List(_)
        | DocumentWhat::Draft(_)
        | DocumentWhat::Change(_)
        | DocumentWhat::Step(_)
        | DocumentWhat::Print(_)
        | DocumentWhat::File(_)
        | DocumentWhat::Coverage(_)
        | DocumentWhat::Tree(_)
        | DocumentWhat::Superior(_)
        | DocumentWhat::Review(_)
        | DocumentWhat::Incoming(_) => {
            return Err(Error::internal("this is decided elsewhere"));
        }
    };
    Ok(("document", day, args, decided))
}

async fn term(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &TermArgs,
) -> Result<(Day, Decided)> {
    let from = Day::parse(&args.from)?;
    let new = acts::NewTerm {
        unit: unit(view, &args.unit, from)?,
        label: &args.label,
        from,
        until: args.until.as_deref().map(Day::parse).transpose()?,
        congress: args.congress,
    };
    Ok((from, acts::decide_term(writer.db, by, &new).await?))
}

async fn issue(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &IssueArgs,
) -> Result<(Day, Decided)> {
    let (mut paper, day) = organ(view, &args.organ)?;
    said(view, &args.said, day, &mut paper)?;
    paper.on_paper = args.text.on_paper()?;
    paper.co_issuers = args.text.together(view, day)?;
    let (number, reason) = ((day, args.organ.number), &args.ground.reason);
    let decided = acts::decide_issue(writer.db, by, &paper, number, None, reason).await?;
    Ok((day, decided))
}

async fn reserve(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &StubArgs,
) -> Result<(Day, Decided)> {
    let (paper, day) = organ(view, &args.organ)?;
    let at = (of_series(args.incoming), day, args.organ.number);
    let why = (Stub::Reserved, args.ground.reason.as_str());
    let decided = acts::decide_stub(writer.db, by, &paper, at, why).await?;
    Ok((day, decided))
}

async fn correct(
    writer: &mut Writer<'_>,
    by: acts::Ground<'_>,
    args: &CorrectArgs,
) -> Result<(Day, Decided)> {
    let id = the_id(writer.db, &args.document).await?;
    let from = args.from.as_deref().map(Day::parse).transpose()?;
    let said = args.set.iter().map(|s| {
        let parts = s
            .split_once('=')
            .map(|(n, v)| (n.trim().to_owned(), v.to_owned()));
        parts.ok_or_else(|| refuse("set", s, "write it as FIELD=VALUE"))
    });
    let said = said.collect::<Result<Vec<(String, String)>>>()?;
    let when = (from, args.ground.reason.as_str());
    let decided = acts::decide_correction(writer.db, by, &id, &said, when).await?;
    Ok((first_day(&decided), decided))
}

async fn expire(writer: &mut Writer<'_>, args: &ExpireArgs) -> Result<(Day, Decided)> {
    let id = the_id(writer.db, &args.document).await?;
    let day = Day::parse(&args.from)?;
    Ok((day, acts::decide_expiry(writer.db, &id, day).await?))
}

async fn relate(
    writer: &mut Writer<'_>,
    by: acts::Ground<'_>,
    args: &RelateArgs,
) -> Result<(Day, Decided)> {
    let from = the_id(writer.db, &args.from).await?;
    let to = the_id(writer.db, &args.to).await?;
    let on = args.on.as_deref().map(Day::parse).transpose()?;
    let (relation, said) = (args.relation.as_str(), (on, ""));
    let decided = acts::decide_relate(writer.db, by, &from, relation, &to, said).await?;
    Ok((first_day(&decided), decided))
}

async fn first_number(
    writer: &mut Writer<'_>,
    view: &View,
    by: acts::Ground<'_>,
    args: &super::coverage::FirstNumberArgs,
) -> Result<(Day, Decided)> {
    let (paper, day) = organ(view, &args.organ)?;
    let why = "say with which number the series begins here";
    let first = args.organ.number;
    let first = first.ok_or_else(|| refuse("number", "", why))?;
    let at = (day, of_series(args.incoming));
    let decided = decide_first_number(writer.db, by, &paper, at, first).await?;
    // a series begins on its own day, and only its number is told
    let number = None;
    Ok((day, Decided { number, ..decided }))
}

/// The day from which a decision says something.
fn first_day(decided: &Decided) -> Day {
    decided.lines.first().map_or(Day::MIN, |l| l.day)
}

async fn receive(
    writer: &mut Writer<'_>,
    view: &View,
    reading: acts::Ground<'_>,
    args: &ReceiveArgs,
) -> Result<(Day, Decided)> {
    let (mut paper, day) = organ(view, &args.organ)?;
    said(view, &args.said, day, &mut paper)?;
    paper.due.clone_from(&args.due);
    let sender = Sender {
        organ_name: args.from.clone(),
        symbol: args.symbol.clone(),
        sent_on: args.sent.clone(),
    };
    if args.superior {
        paper.keepers = vec![std::mem::take(&mut paper.unit)];
        let (given, seen) = ((&paper, &sender), Scope::command_line());
        let decided = acts::decide_superior(writer.db, reading, given, day, &seen).await?;
        return Ok((day, decided));
    }
    let (number, reason) = ((day, args.organ.number), &args.ground.reason);
    let decided = acts::decide_receive(writer.db, reading, &paper, &sender, number, reason).await?;
    Ok((day, decided))
}

/// The direction of the series in which a number without its document stands.
fn of_series(incoming: bool) -> &'static str {
    if incoming { "incoming" } else { "outgoing" }
}

async fn void(
    writer: &mut Writer<'_>,
    view: &View,
    reading: acts::Ground<'_>,
    args: &VoidArgs,
) -> Result<(Day, Decided)> {
    let day = Day::parse(&args.date)?;
    let reason = &args.ground.reason;
    if let (Some(unit), Some(kind)) = (&args.unit, &args.kind) {
        let organ_args = OrganArgs {
            unit: unit.clone(),
            body: args.body.clone(),
            kind: kind.clone(),
            system: args.system.clone(),
            date: args.date.clone(),
            number: args.number,
        };
        let (paper, day) = organ(view, &organ_args)?;
        let at = (of_series(args.incoming), day, args.number);
        let why = (Stub::Void, reason.as_str());
        let decided = acts::decide_stub(writer.db, reading, &paper, at, why).await?;
        return Ok((day, decided));
    }
    let id = the_id(writer.db, args.document.as_deref().unwrap_or_default()).await?;
    let (why, seen) = ((day, reason.as_str()), Scope::command_line());
    let decided = acts::decide_void(writer.db, reading, &id, why, &seen).await?;
    Ok((day, decided))
}

fn unit(view: &View, code: &str, on: Day) -> Result<UnitIx> {
    let found = view.structure.bearer(code, on);
    found.ok_or_else(|| refuse("unit", code, format!("no unit bears this code on {on}")))
}

/// What people write, as it is read on a day.
fn written(view: &View, day: Day) -> Written<'_> {
    Written {
        structure: &view.structure,
        rules: view.book.documents(),
        day,
    }
}

fn kind_of(view: &View, said: &str, system: &str, day: Day) -> Result<String> {
    let kind = written(view, day).kind(said, system, |several| {
        let names: Vec<String> = several
            .iter()
            .map(|k| format!("{} ({})", k.key, k.rule.names.vi))
            .collect();
        format!("it can be {}: say which", names.join(" or "))
    });
    kind.map_err(|why| refuse("kind", said, why))
}

pub fn organ(view: &View, args: &OrganArgs) -> Result<(Paper, Day)> {
    let day = Day::parse(&args.date)?;
    let at = unit(view, &args.unit, day)?;
    let body = written(view, day).body(&args.body, at, &args.system);
    let why = "this is none of the bodies that issue documents";
    let paper = Paper {
        unit: view.structure.unit(at).id.clone(),
        body: body
            .ok_or_else(|| refuse("body", &args.body, why))?
            .to_owned(),
        system: args.system.clone(),
        kind: kind_of(view, &args.kind, &args.system, day)?,
        ..Paper::default()
    };
    Ok((paper, day))
}

pub fn said(view: &View, args: &SaidArgs, day: Day, paper: &mut Paper) -> Result<()> {
    let (s, written) = (&view.structure, written(view, day));
    paper.subject = platform::text::tidy(&args.subject);
    // a field that there is not is refused with the rest of the paper
    let field = written.field(&args.field);
    paper.field = field.unwrap_or_else(|_| args.field.clone());
    paper.signer.clone_from(&args.signer);
    paper.capacity.clone_from(&args.capacity);
    paper.review_by.clone_from(&args.review_by);
    paper.mark.clone_from(&args.mark);
    if !args.advised_by.is_empty() {
        paper.advised_by = s.unit(unit(view, &args.advised_by, day)?).id.clone();
    }
    let recipients = written.recipients(args.recipients.split('|'));
    paper.recipient_units = recipients.units;
    paper.recipients = recipients.names;
    Ok(())
}

/// The document that is meant: by its id, or by number and symbol with or without its day.
pub async fn the_id(db: &mut Db, said: &str) -> Result<String> {
    let found = store::meant(db, &Scope::command_line(), said).await?;
    match found.as_slice() {
        [one] => Ok(one.id.clone()),
        [] => Err(Error::NotFound(format!(
            "there is no document «{said}» in the record"
        ))),
        several => {
            let days: Vec<String> = several
                .iter()
                .map(|d| format!("{}@{} ({})", d.symbol, d.dated, d.id))
                .collect();
            Err(Error::refused(format!(
                "«{said}» can be {}: say which",
                days.join(" or ")
            )))
        }
    }
}

/// The last day that the record can speak of: what stands in the end.
pub fn on_or_last(on: Option<&str>) -> Result<Day> {
    Ok(on.map(Day::parse).transpose()?.unwrap_or(Day::LAST))
}

async fn show(place: &Place, args: &ShowArgs) -> Result<()> {
    let on = on_or_last(args.on.as_deref())?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let (scope, as_of) = (Scope::command_line(), AsOf { on, known });
    let id = the_id(&mut db, &args.document).await?;
    let document = store::by_id(&mut db, &scope, as_of, &id).await?;
    let attached = store::attached(&mut db, &scope, as_of, &id).await?;
    let (Some(document), Some(attached)) = (document, attached) else {
        return Err(Error::NotFound(format!(
            "«{}» is not there on {on}",
            args.document
        )));
    };
    if args.format == crate::cli::TextFormat::Json {
        let value = serde_json::json!({ "document": document, "attached": attached });
        return out(&format!("{}\n", serde_json::to_string_pretty(&value)?));
    }
    out(&text(&document, &attached))
}

/// A document in lines of text; what it does not say has no line.
fn text(d: &Document, attached: &Attached) -> String {
    let number = d.number.map_or_else(String::new, |n| n.to_string());
    let state = d.state.to_string();
    let mut text = String::new();
    for (label, value) in [
        ("id", &d.id),
        ("symbol", &d.symbol),
        ("number", &number),
        ("series", &d.series),
        ("dated", &d.dated),
        ("sent_on", &d.sent_on),
        ("direction", &d.direction),
        ("organ", &d.organ_name),
        ("body", &d.body),
        ("kind", &d.kind),
        ("subject", &d.subject),
        ("field", &d.field),
        ("signer", &d.signer),
        ("capacity", &d.capacity),
        ("advised_by", &d.advised_by),
        ("recipients", &d.recipients),
        ("state", &state),
        ("validity", &d.validity),
        ("review_by", &d.review_by),
        ("due", &d.due),
        ("note", &d.note),
    ] {
        if !value.is_empty() {
            text.push_str(&format!("{label}: {value}\n"));
        }
    }
    for c in &attached.co_issuers {
        let said = [&c.name, &c.capacity, &c.signer].map(String::as_str);
        let said: Vec<&str> = said.into_iter().filter(|s| !s.is_empty()).collect();
        text.push_str(&format!("issued with: {}\n", said.join(" · ")));
    }
    for r in &attached.relations {
        text.push_str(&format!("{} {} {}\n", r.from, r.relation, r.to));
    }
    for c in &attached.clauses {
        text.push_str(&format!("clause {} {}: {}\n", c.item, c.label, c.text));
    }
    for f in &attached.files {
        let erased = f
            .erased
            .map_or_else(String::new, |act| format!(" (content erased by act {act})"));
        text.push_str(&format!(
            "file {} {} {} bytes {}{erased}\n",
            f.name, f.media, f.bytes, f.hash
        ));
    }
    text
}

const LISTED: [&str; 10] = [
    "id",
    "symbol",
    "dated",
    "kind",
    "organ",
    "subject",
    "field",
    "advised_by",
    "state",
    "validity",
];

async fn list(place: &Place, args: &ListArgs) -> Result<()> {
    let on = on_or_last(args.on.as_deref())?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let (scope, as_of) = (Scope::command_line(), AsOf { on, known });
    let view = reforms::view(&mut db, &scope).await?;
    let filter = filter(&view, args, on)?;
    let found = store::list(&mut db, &scope, as_of, &filter).await?;
    let code = |id: &str| {
        let state = view
            .structure
            .find(id)
            .and_then(|u| view.structure.last_state(u));
        state.map_or_else(String::new, |s| s.code.clone())
    };
    let row = |d: &Document| {
        [
            &d.id,
            &d.symbol,
            &d.dated,
            &d.kind,
            &d.organ_name,
            &d.subject,
            &d.field,
            &code(&d.advised_by),
            &d.state.to_string(),
            &d.validity,
        ]
        .map(Clone::clone)
        .to_vec()
    };
    let rows: Vec<Vec<String>> = found.iter().map(row).collect();
    out(&match args.format {
        TableFormat::Csv => csv(&LISTED, rows)?,
        TableFormat::Json => super::json(&LISTED, rows),
        TableFormat::Table => table(&LISTED, &rows),
    })
}

/// A unit as somebody may ask for it: its code, with a day on which it bore it.
fn dated_code(view: &View, unit: UnitIx, day: Day) -> String {
    let s = &view.structure;
    let state = s.state(unit, day).or_else(|| s.last_state(unit));
    let code = state.map_or("", |x| x.code.as_str());
    format!("{code}@{day}")
}

/// Ids of the units that ever bore a code, or of the one that bore it on the day after «@».
fn ever(view: &View, said: &str) -> Result<Vec<String>> {
    let s = &view.structure;
    if let Some((code, day)) = said.rsplit_once('@') {
        let unit = super::read::bearer(s, code, Day::parse(day)?)?;
        return Ok(vec![s.unit(unit).id.clone()]);
    }
    let all = s.bearers(said);
    if all.is_empty() {
        return Err(refuse("unit", said, "no unit ever bore this code"));
    }
    Ok(all.iter().map(|u| s.unit(*u).id.clone()).collect())
}

/// The id of the unit that bears a code on a day, or on the day after «@»; of one that nobody
/// bears then, the only unit that ever did.
fn borne(view: &View, said: &str, on: Day) -> Result<Vec<String>> {
    let s = &view.structure;
    if let Some(unit) = s.bearer(said, on) {
        return Ok(vec![s.unit(unit).id.clone()]);
    }
    let all = ever(view, said)?;
    if all.len() == 1 {
        return Ok(all);
    }
    let units = s.bearers(said).iter();
    let day = |u: &UnitIx| Some(s.unit(*u).states.iter().find(|x| x.code == said)?.from);
    let names: Vec<String> = units
        .filter_map(|u| Some(dated_code(view, *u, day(u)?)))
        .collect();
    let why = format!(
        "no unit bears this code on {on}, and several bore it: say which, {}",
        names.join(" or ")
    );
    Err(refuse("unit", said, why))
}

fn filter(view: &View, args: &ListArgs, on: Day) -> Result<Filter> {
    let units = |code: &Option<String>| match code {
        Some(code) => borne(view, code, on),
        None => Ok(Vec::new()),
    };
    let documents = view.book.documents();
    let fields = match &args.field {
        None => Vec::new(),
        Some(said) => {
            let field = documents.field(said, on);
            let field = field
                .ok_or_else(|| refuse("field", said, "the rulebook has no such field of work"))?;
            documents
                .fields_within(&field.key, on)
                .into_iter()
                .map(str::to_owned)
                .collect()
        }
    };
    let kinds = match &args.kind {
        None => Vec::new(),
        Some(said) => {
            let named = documents.kinds_named(said, "", on);
            if named.is_empty() {
                return Err(refuse(
                    "kind",
                    said,
                    "the rulebook has no such kind of document",
                ));
            }
            named.into_iter().map(|k| k.key.clone()).collect()
        }
    };
    let day = |d: &Option<String>| d.as_deref().map(Day::parse).transpose();
    Ok(Filter {
        organs: units(&args.unit)?,
        advised_by: units(&args.advised_by)?,
        kinds,
        fields,
        directions: args.direction.iter().cloned().collect(),
        states: args.state.iter().cloned().collect(),
        from: day(&args.from)?,
        until: day(&args.until)?,
        ..Filter::default()
    })
}

/// Prints the register book of a series.
pub async fn register_book(place: &Place, args: &BookArgs) -> Result<()> {
    let lang = lang(&args.lang)?;
    let form = super::print::ending(&args.out, &["pdf", "csv"])?;
    let on = on_or_last(args.on.as_deref())?;
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, args.known).await?;
    let (scope, as_of) = (Scope::command_line(), AsOf { on, known });
    let view = reforms::view(&mut db, &scope).await?;
    let organs = ever(&view, &args.unit)?;
    let kind = if args.kind.is_empty() {
        String::new()
    } else {
        kind_of(&view, &args.kind, "", on)?
    };
    let all = store::series(&mut db, &scope, known, &organs).await?;
    let label = args
        .term
        .as_ref()
        .or(args.year.as_ref())
        .map_or("", String::as_str);
    let direction = of_series(args.incoming);
    let organ = |h: &store::Held| {
        let unit = view.structure.find(&h.organ);
        let day = Day::parse(&h.from).unwrap_or(on);
        unit.map_or_else(String::new, |u| dated_code(&view, u, day))
    };
    let series = chosen(all, (direction, &kind, &args.body, label), organ)?;
    let held = store::book(&mut db, &scope, as_of, &series.subject).await?;
    let book = Book::of(series, held);
    if form == "csv" {
        let text = csv(&book.header(), book.rows())?;
        super::print::write(&args.out, text.into_bytes())?;
    } else {
        // a book that has no end yet is dated today
        let as_of = AsOf {
            on: on.min(today(&mut db).await?),
            known,
        };
        let ground = read::Standpoint::read(&mut db, &scope, as_of).await?;
        set_sheet(&ground, book.sheet(&ground, lang)?, &args.out)?;
    }
    super::note(&format!(
        "{} numbers, {} missing, {} given twice",
        book.numbers(),
        book.count(registers::activity::documents::rules::Place::Missing),
        book.doubles.len()
    ));
    Ok(())
}

//! Documents at the command line: terms, numbers, the register book.

mod book;
mod deciding;
mod showing;

pub use book::register_book;
pub use deciding::{organ, said};

use super::change::{ground, receipt, record, warn};
use super::document_files::{self, FileWhat};
use super::drafts::{ChangeArgs, Doing, DraftArgs, PrintArgs, StepArgs, TextArgs};
use super::{drafts, out};
use crate::cli::{GroundArgs, Place, TableFormat};
use crate::env::{self, SystemClock, SystemRandomness};
use clap::{Args, Subcommand};
use deciding::decide;
use figures::{Day, UnitIx};
use platform::journal::{Draft, Writer};
use platform::{Db, Error, Result, Scope};
use registers::activity::documents::store;
use registers::activity::documents::written::Written;
use registers::activity::refuse;
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
    /// Codes or whole names of units, and names of others, separated by |
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
        DocumentWhat::Show(args) => return showing::show(place, args).await,
        DocumentWhat::List(args) => return showing::list(place, args).await,
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

/// The direction of the series in which a number without its document stands.
fn of_series(incoming: bool) -> &'static str {
    if incoming { "incoming" } else { "outgoing" }
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

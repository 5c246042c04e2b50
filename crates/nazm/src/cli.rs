//! The command line. Every command's help has an example.

pub mod meetings;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Parser)]
#[command(
    name = "nazm",
    version,
    about = "The system of record of an organisation made of committees",
    arg_required_else_help = true
)]
pub struct Args {
    #[command(flatten)]
    pub place: Place,
    #[command(subcommand)]
    pub command: Command,
}

/// Where the record is.
#[derive(ClapArgs, Clone)]
pub struct Place {
    /// Folder of the record (embedded database and key)
    #[arg(long, global = true, default_value = "./nazm-data")]
    pub data: PathBuf,
    /// Address of a database: postgres://… or sqlite://…
    #[arg(long, global = true, env = "NAZM_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
}

#[derive(Subcommand)]
pub enum Command {
    /// Makes an empty record
    #[command(after_help = "Example: nazm init --rulebook rulebook/vn --data ./nazm-data")]
    Init {
        /// Folder with the rulebook's TOML files, `vn` for the one built in, or `none`
        #[arg(long, default_value = "none")]
        rulebook: String,
    },
    /// Loads a rulebook into the record by an act
    #[command(after_help = "Example: nazm rulebook rulebook/vn --basis '294-QĐ/TW'")]
    Rulebook {
        /// Folder with the rulebook's TOML files, or `vn` for the one built in
        folder: String,
        #[command(flatten)]
        ground: GroundArgs,
    },
    /// Imports a file (CSV or XLSX) as one act, or for reforms one act per label
    #[command(
        after_help = "Example: nazm import reforms reforms.csv --assign assign.csv --preview"
    )]
    Import(ImportArgs),
    /// Corrects one field of a unit or a person
    #[command(
        after_help = "Example: nazm correct 19@2025-07-01 name 'Tỉnh Thái Nguyên' --from 2025-07-01 --basis '1683/NQ-UBTVQH15'\n         nazm correct TN-000123 birth_date 1990-05-14 --from 2015-03-26 --basis 'Căn cước công dân' --reason 'Ghi nhầm ngày sinh'"
    )]
    Correct {
        /// CODE@DATE or the id of a unit; the key or the id of a person
        subject: String,
        /// Of a unit: name, kind. Of a person: name, birth_date, sex, ethnic_group, citizen_id,
        /// file_number, card_number, decision_date, ceremony_date, official_date
        field: String,
        /// What it should be: a day as 2025-07-01, the sex as male or female, an ethnic group or a
        /// kind by its code
        value: String,
        /// First day on which the correction holds
        #[arg(long)]
        from: String,
        /// First day on which the correction no longer holds
        #[arg(long)]
        until: Option<String>,
        #[command(flatten)]
        ground: GroundArgs,
    },
    /// Lists the units in force on a day
    #[command(after_help = "Example: nazm units --on 2025-07-01 --kind xã --under 19 --format csv")]
    Units {
        #[arg(long)]
        on: String,
        #[arg(long)]
        known: Option<u64>,
        #[arg(long)]
        kind: Vec<String>,
        /// Only units below the one that bears this code on the day
        #[arg(long)]
        under: Option<String>,
        /// As the units stand in this line, instead of the default one
        #[arg(long)]
        line: Option<String>,
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Says where a unit of one day is on another
    #[command(after_help = "Example: nazm trace 05533 --on 2025-06-30 --to 2025-07-01")]
    Trace {
        code: String,
        #[arg(long)]
        on: String,
        #[arg(long)]
        to: String,
        #[arg(long)]
        known: Option<u64>,
        #[arg(long, value_enum, default_value_t = DataFormat::Csv)]
        format: DataFormat,
    },
    /// Puts figures of one day's units (CSV code,value) on another day's
    #[command(after_help = "Example: nazm restate population.csv --on 2025-06-30 --to 2025-07-01")]
    Restate {
        file: PathBuf,
        #[arg(long)]
        on: String,
        #[arg(long)]
        to: String,
        #[arg(long)]
        known: Option<u64>,
        #[arg(long, value_enum, default_value_t = DataFormat::Csv)]
        format: DataFormat,
    },
    /// Computes a figure from the record
    #[command(
        after_help = "Example: nazm figure admitted --unit 19 --period 2025-Q3 --cumulative --format json"
    )]
    Figure(FigureArgs),
    /// Meetings: convene, lay on the table, conclude, see what became of it
    #[command(subcommand, after_help = "Example: nazm meeting list --on 2025-12-31")]
    Meeting(meetings::MeetingCommand),
    /// Writes a report
    #[command(
        after_help = "Example: nazm report quarterly --unit 19 --period 2025-Q3 --lang vi --out report.pdf"
    )]
    Report {
        #[arg(value_enum)]
        kind: ReportKind,
        #[arg(long)]
        unit: String,
        #[arg(long)]
        period: String,
        #[arg(long, default_value = "en")]
        lang: String,
        /// The ending says the form: .pdf, .xlsx, .html or .json
        #[arg(long)]
        out: PathBuf,
        /// `as-was`, or the day on whose units the report stands; by default the period's last
        #[arg(long)]
        structure: Option<String>,
        #[arg(long)]
        known: Option<u64>,
    },
    /// Prints papers from the record: admission, transfer, form, slips, cell
    #[command(
        subcommand,
        after_help = "Example: nazm print transfer P0000123 --on 2025-09-30 --lang vi --out letter.pdf"
    )]
    Print(PrintWhat),
    /// Writes members as a file in the columns of the national member database
    #[command(
        subcommand,
        after_help = "Example: nazm export members --unit 19 --on 2025-09-30 --out members.xlsx"
    )]
    Export(ExportWhat),
    /// Assigns tasks, says what became of them, lists them
    #[command(
        subcommand,
        after_help = "Example: nazm task list --unit BTC --on 2026-07-08 --overdue"
    )]
    Task(crate::commands::tasks::TaskWhat),
    /// Keeps the register of documents: numbers, relations, lists
    #[command(
        subcommand,
        visible_alias = "documents",
        after_help = "Example: nazm document issue --unit 19 --kind NQ --date 2025-10-20 --subject 'Về chuyển đổi số'"
    )]
    Document(crate::commands::documents::DocumentWhat),
    /// Prints the register book of a series, with the proof that no number is missing
    #[command(
        after_help = "Example: nazm register-book --unit 19 --kind NQ --term 2025-2030 --lang vi --out book.pdf"
    )]
    RegisterBook(crate::commands::documents::BookArgs),
    /// Lists acts, newest last
    #[command(after_help = "Example: nazm journal --subject 19@2025-07-01")]
    Journal {
        /// CODE@DATE, a unit's id, a person's key or id
        #[arg(long)]
        subject: Option<String>,
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
    /// Shows an act with its lines
    #[command(after_help = "Example: nazm act 12 --format json")]
    Act {
        number: u64,
        #[arg(long, value_enum, default_value_t = TextFormat::Text)]
        format: TextFormat,
    },
    /// Says that an act never took effect
    #[command(after_help = "Example: nazm annul 12 --reason 'entered twice'")]
    Annul {
        number: u64,
        #[arg(long)]
        reason: String,
        #[arg(long, default_value = "")]
        basis: String,
    },
    /// Removes what names a person, when the law orders it: figures and journal stand
    #[command(
        after_help = "Example: nazm erase P0000123 --basis 'order 12/2026' --reason 'request under Law 91/2025/QH15'"
    )]
    Erase {
        /// The person's key or id
        person: String,
        #[arg(long)]
        basis: String,
        #[arg(long)]
        reason: String,
    },
    /// Proves that nothing was changed behind the journal's back
    #[command(after_help = "Example: nazm verify")]
    Verify,
    /// Proves that the engine's figures equal a recount of the rows
    #[command(after_help = "Example: nazm recount")]
    Recount,
    /// Gives and ends rights; what opens the sensitive is asked for by one and given by another
    #[command(
        subcommand,
        after_help = "Example: nazm grants give lan commune-officer --unit 05533 --basis '12-QĐ/TU'"
    )]
    Grants(GrantsWhat),
    /// Writes a verified copy of the record while it is in use
    #[command(after_help = "Example: nazm backup nazm-2025-10-01.backup")]
    Backup { file: PathBuf },
    /// Makes a record from a backup, after checking it
    #[command(after_help = "Example: nazm restore nazm-2025-10-01.backup --data ./restored")]
    Restore { file: PathBuf },
    /// Sends the digest of what waits to the accounts that asked for it
    #[command(
        after_help = "Example: nazm digest --smtp smtp://127.0.0.1:25 --from nazm@example.vn --base https://nazm.example.vn"
    )]
    Digest(crate::commands::digest::DigestArgs),
    /// Serves the record's pages
    #[command(after_help = "Example: nazm serve --data ./nazm-data --port 8642")]
    Serve {
        #[command(flatten)]
        args: ServeArgs,
        /// Only list the addresses there are, as JSON, for programs that visit all of them
        #[arg(long, hide = true)]
        routes: bool,
    },
    /// Makes the province of the example and its reports, and serves it
    #[command(after_help = "Example: nazm demo --size small --no-serve")]
    Demo {
        #[arg(long, value_enum, default_value_t = DemoSize::Province)]
        size: DemoSize,
        #[arg(long, default_value_t = 7)]
        seed: u64,
        #[arg(long, default_value = "./nazm-demo")]
        dir: PathBuf,
        /// Only make the record and the reports
        #[arg(long)]
        no_serve: bool,
        #[command(flatten)]
        serve: ServeArgs,
        /// Only write the files that the demo imports, to try the importers with
        #[arg(long)]
        files: Option<PathBuf>,
    },
}

/// Where the server listens.
#[derive(ClapArgs, Clone)]
pub struct ServeArgs {
    /// Port to listen on; 0 takes a free one
    #[arg(long, default_value_t = 8642)]
    pub port: u16,
    /// Address to listen on
    #[arg(long, default_value = "127.0.0.1")]
    pub bind: String,
    /// A proxy before the server speaks https with browsers
    #[arg(long)]
    pub behind_tls: bool,
    /// The proxy before the server says where a visitor comes from (X-Forwarded-For)
    #[arg(long)]
    pub behind_proxy: bool,
    /// Certificate with its chain (PEM): the server itself speaks https
    #[arg(long, requires = "key")]
    pub cert: Option<PathBuf>,
    /// The certificate's private key (PEM)
    #[arg(long, requires = "cert")]
    pub key: Option<PathBuf>,
    /// The day that counts as today (a demo ends on its last day)
    #[arg(long)]
    pub today: Option<String>,
    #[command(flatten)]
    pub daily: crate::commands::digest::DailyArgs,
}

/// On what an act rests.
#[derive(ClapArgs, Clone)]
pub struct GroundArgs {
    /// The document it rests on
    #[arg(long, default_value = "")]
    pub basis: String,
    #[arg(long, default_value = "")]
    pub reason: String,
}

#[derive(ClapArgs)]
pub struct ImportArgs {
    #[arg(value_enum)]
    pub what: What,
    pub file: PathBuf,
    /// Where the open things of closing units go (CSV code,kind,key,to_code)
    #[arg(long)]
    pub assign: Option<PathBuf>,
    /// The sender's column names (CSV theirs,ours)
    #[arg(long)]
    pub columns: Option<PathBuf>,
    /// Shows what would be recorded and records nothing
    #[arg(long)]
    pub preview: bool,
    /// Writes the sender's table with a column «Problem» here when it is refused
    #[arg(long)]
    pub problems: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(Subcommand)]
pub enum PrintWhat {
    /// The draft of a person's admission decision
    #[command(
        after_help = "Example: nazm print admission P0000123 --on 2025-09-30 --lang vi --out decision.pdf"
    )]
    Admission(PaperArgs),
    /// The letter of a person's last transfer, with its boxes
    #[command(
        after_help = "Example: nazm print transfer P0000123 --on 2025-09-30 --lang vi --out letter.pdf"
    )]
    Transfer(PaperArgs),
    /// A person's member form
    #[command(
        after_help = "Example: nazm print form P0000123 --on 2025-09-30 --out form.pdf --open-ids --reason 'file check 12/2025'"
    )]
    Form(PaperArgs),
    /// Correction slips of a cell, or of all cells below a unit: only what fails
    #[command(
        after_help = "Example: nazm print slips --unit 05533 --on 2025-09-30 --out slips.pdf"
    )]
    Slips(UnitPaperArgs),
    /// The members of one cell and who is due for what, in large type
    #[command(
        after_help = "Example: nazm print cell --unit 05533.001 --on 2025-09-30 --lang vi --out cell.pdf"
    )]
    Cell(UnitPaperArgs),
}

/// Whether citizen IDs are shown in full.
#[derive(ClapArgs, Clone)]
pub struct OpenArgs {
    /// Show citizen IDs in full instead of their last digits; needs --reason
    #[arg(long, requires = "reason")]
    pub open_ids: bool,
    /// What the citizen IDs are needed for
    #[arg(long, default_value = "", hide_default_value = true)]
    pub reason: String,
}

#[derive(ClapArgs)]
pub struct PaperArgs {
    /// The person's key
    pub person: String,
    #[arg(long)]
    pub on: String,
    #[arg(long)]
    pub known: Option<u64>,
    #[arg(long, default_value = "vi")]
    pub lang: String,
    /// A .pdf file
    #[arg(long)]
    pub out: PathBuf,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(ClapArgs)]
pub struct UnitPaperArgs {
    #[arg(long)]
    pub unit: String,
    #[arg(long)]
    pub on: String,
    #[arg(long)]
    pub known: Option<u64>,
    #[arg(long, default_value = "vi")]
    pub lang: String,
    /// A .pdf file
    #[arg(long)]
    pub out: PathBuf,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(Subcommand)]
pub enum ExportWhat {
    /// Every member of a unit and of all below it
    #[command(
        after_help = "Example: nazm export members --unit 19 --on 2025-09-30 --out members.xlsx --open-ids --reason 'sync with the national database'"
    )]
    Members(ExportArgs),
}

#[derive(ClapArgs)]
pub struct ExportArgs {
    /// CODE, or `*` for the whole record
    #[arg(long)]
    pub unit: String,
    #[arg(long)]
    pub on: String,
    #[arg(long)]
    pub known: Option<u64>,
    /// The ending says the form: .csv or .xlsx
    #[arg(long)]
    pub out: PathBuf,
    #[command(flatten)]
    pub open: OpenArgs,
}

#[derive(ClapArgs)]
pub struct FigureArgs {
    pub indicator: String,
    /// CODE, or `*` for the whole record
    #[arg(long)]
    pub unit: String,
    #[arg(long, required_unless_present = "period", conflicts_with = "period")]
    pub on: Option<String>,
    #[arg(long)]
    pub period: Option<String>,
    /// From 1 January to the end of the period
    #[arg(long, requires = "period")]
    pub cumulative: bool,
    /// `as-was`, or the day on whose units the figure stands
    #[arg(long)]
    pub structure: Option<String>,
    #[arg(long)]
    pub known: Option<u64>,
    /// Add up as the units stand in this line, instead of the default one
    #[arg(long)]
    pub line: Option<String>,
    /// Count by the version of the rule in force on this day
    #[arg(long, value_name = "DATE")]
    pub rule_of: Option<String>,
    /// Own, each child, in transit and remainder
    #[arg(long, value_enum)]
    pub by: Option<By>,
    /// The rows that the figure counts
    #[arg(long)]
    pub list: bool,
    /// Only units of this kind (for figures of units)
    #[arg(long)]
    pub kind: Option<String>,
    /// Only documents that this agency advised (CODE)
    #[arg(long, value_name = "CODE")]
    pub advised_by: Option<String>,
    /// Only documents or tasks of this field of work (its key, or its name)
    #[arg(long)]
    pub subject: Option<String>,
    /// Only documents or tasks that have come so far (issued, accepted, …)
    #[arg(long)]
    pub state: Option<String>,
    /// Only what this document asks of units (id, or number and symbol; for `coverage`)
    #[arg(long, value_name = "KEY")]
    pub document: Option<String>,
    /// Narrows the figure: standing=official, sex=female, age=31-40, ethnic=02, years=30-39, rule=DQ01, state=accepted
    #[arg(long)]
    pub filter: Vec<String>,
    #[arg(long, value_enum, default_value_t = FigureFormat::Text)]
    pub format: FigureFormat,
}

#[derive(Subcommand)]
pub enum GrantsWhat {
    /// What waits for a second person, and what is in force or to come
    List,
    /// Gives a role, or asks for it where another person has to give it
    Give(GrantArgs),
    /// Gives what somebody else asked for
    Confirm {
        /// As «grants list» names it
        request: String,
    },
    /// Says no to what was asked for
    Refuse { request: String },
    /// Ends a grant
    End {
        grant: String,
        /// The first day on which it no longer holds; today when not given
        #[arg(long)]
        on: Option<String>,
        #[command(flatten)]
        ground: GroundArgs,
    },
}

#[derive(ClapArgs)]
pub struct GrantArgs {
    /// User name of the account
    pub login: String,
    /// Key of a role of the rulebook, or `administrator` for who keeps accounts
    pub role: String,
    /// CODE, or `*` for the whole record
    #[arg(long, default_value = "*")]
    pub unit: String,
    /// Only the unit, without what is below it
    #[arg(long)]
    pub alone: bool,
    /// The first day; today when not given
    #[arg(long)]
    pub from: Option<String>,
    /// The last day
    #[arg(long)]
    pub until: Option<String>,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq, Debug)]
pub enum What {
    Units,
    Reforms,
    Members,
    Events,
    Figures,
    Corrections,
    Tasks,
    Documents,
}

impl From<What> for registers::insight::imports::core::What {
    fn from(what: What) -> Self {
        match what {
            What::Units => Self::Units,
            What::Reforms => Self::Reforms,
            What::Members => Self::Members,
            What::Events => Self::Events,
            What::Figures => Self::Figures,
            What::Corrections => Self::Corrections,
            What::Tasks => Self::Tasks,
            What::Documents => Self::Documents,
        }
    }
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum By {
    Children,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum ReportKind {
    Quarterly,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum TableFormat {
    Table,
    Csv,
    Json,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum DataFormat {
    Csv,
    Json,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum TextFormat {
    Text,
    Json,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum FigureFormat {
    Text,
    Csv,
    Json,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum DemoSize {
    Small,
    Province,
    Nation,
}

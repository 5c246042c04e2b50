//! `nazm meeting`: its subcommands and what they take.

use super::{GroundArgs, TableFormat, TextFormat};
use clap::{Args as ClapArgs, Subcommand, ValueEnum};
use std::path::PathBuf;

#[derive(Subcommand)]
pub enum MeetingCommand {
    /// Convenes a meeting; the one before of the same unit and kind is found by itself
    #[command(
        after_help = "Example: nazm meeting convene --unit 19 --kind briefing --period 2025-Q3 --day 2025-10-01"
    )]
    Convene(ConveneArgs),
    /// Lays something on a meeting's table: a report with the figures it cites, a proposal
    #[command(
        after_help = "Example: nazm meeting item a12.1 --part report --unit 19.BTC --title 'Báo cáo quý III' --figure 'members 19 2025-09-30' --figure 'admitted 19 2025-Q3 cumulative'"
    )]
    Item(ItemArgs),
    /// Concludes a meeting: a numbered document and a task for each clause with a lead, in one act
    #[command(
        after_help = "Example: nazm meeting conclude a12.1 clauses.csv --kind TB --dated 2025-10-02 --signer 'Nguyễn Văn Mẫu'\n\nclauses.csv: label,text,lead,co,product,deadline (co: several codes with a semicolon)"
    )]
    Conclude(ConcludeArgs),
    /// Makes a proposal a task of the next period
    #[command(after_help = "Example: nazm meeting accept a12.1 a14.1 --deadline 2025-12-15")]
    Accept(AcceptArgs),
    /// Says that a meeting is not held
    #[command(after_help = "Example: nazm meeting cancel a12.1 --reason 'hoãn sang quý sau'")]
    Cancel {
        /// The meeting's id
        meeting: String,
        /// The day it is said; today when none is given
        #[arg(long)]
        on: Option<String>,
        #[command(flatten)]
        ground: GroundArgs,
    },
    /// Shows a meeting with what became of the last one's conclusions
    #[command(after_help = "Example: nazm meeting show a12.1 --on 2025-12-31 --format json")]
    Show(ShowArgs),
    /// Lists meetings, the latest first
    #[command(after_help = "Example: nazm meeting list --on 2025-12-31 --format csv")]
    List {
        /// Today when none is given
        #[arg(long)]
        on: Option<String>,
        #[arg(long)]
        known: Option<u64>,
        #[arg(long, value_enum, default_value_t = TableFormat::Table)]
        format: TableFormat,
    },
}

#[derive(ClapArgs)]
pub struct ConveneArgs {
    /// CODE of the unit whose meeting it is
    #[arg(long)]
    pub unit: String,
    #[arg(long, value_enum, default_value_t = MeetingKind::Briefing)]
    pub kind: MeetingKind,
    /// The period it speaks of: 2025-Q3, 2025-09, 2025-H1, 2025
    #[arg(long)]
    pub period: String,
    /// The day on which it is held
    #[arg(long)]
    pub day: String,
    #[arg(long, default_value = "")]
    pub place: String,
    /// Only if it is called otherwise than by its kind and period
    #[arg(long, default_value = "")]
    pub title: String,
    /// The day on which it is called; today, or the day it was held
    #[arg(long)]
    pub called: Option<String>,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(ClapArgs)]
pub struct ItemArgs {
    /// The meeting's id
    pub meeting: String,
    #[arg(long, value_enum)]
    pub part: ItemPart,
    #[arg(long)]
    pub title: String,
    /// CODE of the unit that reports, proposes or speaks
    #[arg(long, default_value = "")]
    pub unit: String,
    #[arg(long, default_value = "")]
    pub text: String,
    /// A figure the report cites: INDICATOR UNIT DATE, or INDICATOR UNIT PERIOD [cumulative]
    #[arg(long)]
    pub figure: Vec<String>,
    /// A document of the record, by id or by number and symbol
    #[arg(long, default_value = "")]
    pub document: String,
    /// The day it is laid there; today when none is given
    #[arg(long)]
    pub on: Option<String>,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(ClapArgs)]
pub struct ConcludeArgs {
    /// The meeting's id
    pub meeting: String,
    /// Table of clauses (CSV or XLSX): label,text,lead,co,product,deadline
    pub clauses: PathBuf,
    /// A notice (TB) or a conclusion (KL)
    #[arg(long, value_enum, default_value_t = Concluding::Tb)]
    pub kind: Concluding,
    /// The body of the unit that concludes
    #[arg(long, default_value = "standing-committee")]
    pub body: String,
    /// The day on the document
    #[arg(long)]
    pub dated: String,
    /// Its number, when it is not the next one
    #[arg(long)]
    pub number: Option<u32>,
    /// What the document is about; the meeting's conclusion when none is given
    #[arg(long, default_value = "")]
    pub subject: String,
    #[arg(long, default_value = "")]
    pub signer: String,
    #[arg(long, default_value = "")]
    pub capacity: String,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(ClapArgs)]
pub struct AcceptArgs {
    /// The meeting's id
    pub meeting: String,
    /// The proposal's id
    pub item: String,
    /// CODE; the unit that proposed it when none is given
    #[arg(long, default_value = "")]
    pub lead: String,
    /// CODEs with a semicolon
    #[arg(long, default_value = "")]
    pub co: String,
    #[arg(long, default_value = "")]
    pub product: String,
    /// The last day of the next period when none is given
    #[arg(long)]
    pub deadline: Option<String>,
    /// The day it is accepted; today when none is given
    #[arg(long)]
    pub on: Option<String>,
    #[command(flatten)]
    pub ground: GroundArgs,
}

#[derive(ClapArgs)]
pub struct ShowArgs {
    /// The meeting's id
    pub meeting: String,
    /// Today when none is given
    #[arg(long)]
    pub on: Option<String>,
    #[arg(long)]
    pub known: Option<u64>,
    #[arg(long, value_enum, default_value_t = TextFormat::Text)]
    pub format: TextFormat,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum MeetingKind {
    Briefing,
    Plenum,
    Conference,
}

impl MeetingKind {
    pub fn as_str(self) -> &'static str {
        match self {
            MeetingKind::Briefing => "briefing",
            MeetingKind::Plenum => "plenum",
            MeetingKind::Conference => "conference",
        }
    }
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum ItemPart {
    Agenda,
    Report,
    Proposal,
}

#[derive(Clone, Copy, ValueEnum, PartialEq, Eq)]
pub enum Concluding {
    #[value(name = "TB")]
    Tb,
    #[value(name = "KL")]
    Kl,
}

impl Concluding {
    pub fn as_str(self) -> &'static str {
        match self {
            Concluding::Tb => "TB",
            Concluding::Kl => "KL",
        }
    }
}

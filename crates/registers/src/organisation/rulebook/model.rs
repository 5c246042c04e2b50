//! What a rule says, once it has been read.

use figures::Day;
use platform::text::islands;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One row of the rulebook, as the act that loads it carries it. `content` holds no
/// fractions, so that its canonical bytes are the same everywhere.
#[derive(Debug, Clone, PartialEq)]
pub struct RuleRow {
    pub section: String,
    pub key: String,
    pub valid_from: Day,
    /// The first day on which the row no longer speaks; [`Day::MAX`] while it is open.
    pub valid_until: Day,
    pub citation: String,
    pub replaces: String,
    pub content: serde_json::Value,
}

impl RuleRow {
    /// The citation as a language reads it.
    #[must_use]
    pub fn cited_in(&self, language: &str) -> String {
        let said = self.citations().remove(language);
        said.unwrap_or_else(|| self.citation.clone())
    }

    /// The citation in every language that has one of its own, each regulation in its own order.
    #[must_use]
    pub fn citations(&self) -> Citations {
        let said = self.content.get("citations").cloned();
        let said: Citations = said
            .and_then(|c| serde_json::from_value(c).ok())
            .unwrap_or_default();
        let in_order = said.into_iter().map(|(of, text)| (of, islands(&text)));
        in_order.collect()
    }
}

/// A citation with its remarks in languages other than the rulebook's own, by language.
pub type Citations = BTreeMap<String, String>;

/// A rule with the days on which it is in force and the regulation it rests on.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated<T> {
    pub key: String,
    pub valid_from: Day,
    pub valid_until: Day,
    pub citation: String,
    pub citations: Citations,
    pub replaces: String,
    pub rule: T,
}

impl<T> Dated<T> {
    #[must_use]
    pub fn in_force(&self, on: Day) -> bool {
        self.valid_from <= on && on < self.valid_until
    }

    /// The citation as a language reads it.
    #[must_use]
    pub fn cited_in(&self, language: &str) -> &str {
        self.citations.get(language).unwrap_or(&self.citation)
    }
}

/// A name in the three languages of the screen.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Names {
    pub en: String,
    pub vi: String,
    pub ur: String,
}

impl Names {
    /// The name in a language (`en`, `vi`, `ur`); any other language reads English.
    #[must_use]
    pub fn in_language(&self, language: &str) -> &str {
        match language {
            "vi" => &self.vi,
            "ur" => &self.ur,
            _ => &self.en,
        }
    }
}

/// A kind of unit: «xã», «chi bộ».
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct KindRule {
    pub names: Names,
    /// Kinds it may stand under; the empty text means that it may be a root.
    pub may_stand_under: Vec<String>,
    /// Whether members sit in it directly and DQ14 asks for its smallest number.
    #[serde(default)]
    pub cell: bool,
}

/// A role: what a grant of it allows with the units it is given for.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct RoleRule {
    pub names: Names,
    /// `see`, `enter`, `search`.
    pub doings: Vec<String>,
    /// `reforms`, `reasons`, `sensitive`, `export`, `import`.
    #[serde(default)]
    pub powers: Vec<String>,
}

/// A standing as it is kept in columns of millions: small and copyable. The standings
/// of the built-in vocabulary keep their numbers under every rulebook; a rulebook's own
/// come after them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StandingId(pub u8);

impl StandingId {
    pub const CANDIDATE: StandingId = StandingId(0);
    pub const PROBATIONARY: StandingId = StandingId(1);
    pub const OFFICIAL: StandingId = StandingId(2);
    pub const EXEMPT: StandingId = StandingId(3);
    pub const SUSPENDED: StandingId = StandingId(4);
    pub const TEMPORARY_GUEST: StandingId = StandingId(5);
    pub const STRUCK_OFF: StandingId = StandingId(6);
    pub const LEFT: StandingId = StandingId(7);
    pub const EXPELLED: StandingId = StandingId(8);
    pub const DECEASED: StandingId = StandingId(9);
    pub const TRANSFERRED_OUT: StandingId = StandingId(10);
}

#[derive(Debug, Clone, PartialEq)]
pub struct StandingRule {
    pub id: StandingId,
    pub key: String,
    pub names: Names,
    pub synonyms: Vec<String>,
    /// Whether `members` counts it.
    pub counted: bool,
    /// Whether it ends the membership.
    pub terminal: bool,
}

/// What an event does to a membership.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    Begin,
    Change,
    Send,
    Receive,
    End,
    Reinstate,
    None,
}

/// What the movement table calls an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Flow {
    Admitted,
    Recognised,
    TransferredIn,
    TransferredOut,
    Deceased,
    StruckOff,
    Expelled,
    Left,
    Reinstated,
}

impl Flow {
    /// Every flow, in the order in which reports list them.
    pub const ALL: [Flow; 9] = [
        Flow::Admitted,
        Flow::Recognised,
        Flow::TransferredIn,
        Flow::Reinstated,
        Flow::TransferredOut,
        Flow::Deceased,
        Flow::StruckOff,
        Flow::Left,
        Flow::Expelled,
    ];

    /// The word by which edits and rules name it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Flow::Admitted => "admitted",
            Flow::Recognised => "recognised",
            Flow::TransferredIn => "transferred_in",
            Flow::TransferredOut => "transferred_out",
            Flow::Deceased => "deceased",
            Flow::StruckOff => "struck_off",
            Flow::Expelled => "expelled",
            Flow::Left => "left",
            Flow::Reinstated => "reinstated",
        }
    }

    /// The code of the indicator that counts it, and of the row that shows it.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Flow::TransferredIn => "transferred-in",
            Flow::TransferredOut => "transferred-out",
            Flow::StruckOff => "struck-off",
            other => other.word(),
        }
    }

    /// The flow of a word, or of the code of the indicator and the row that count it
    /// (`struck-off`).
    #[must_use]
    pub fn named(text: &str) -> Option<Flow> {
        let word = text.replace('-', "_");
        Flow::ALL.into_iter().find(|f| f.word() == word)
    }

    /// Whether the membership in a unit ends by it.
    #[must_use]
    pub fn ends(self) -> bool {
        self == Flow::TransferredOut || self.tells_reason()
    }

    /// Whether it says why somebody left the organisation: who lacks the right to reasons is
    /// shown those flows only together.
    #[must_use]
    pub fn tells_reason(self) -> bool {
        use Flow::{Deceased, Expelled, Left, StruckOff};
        matches!(self, Deceased | StruckOff | Expelled | Left)
    }

    /// The same of a word or a code; of what is no flow, no.
    #[must_use]
    pub fn is_reason(text: &str) -> bool {
        Flow::named(text).is_some_and(Flow::tells_reason)
    }
}

/// The standing an event leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    Standing(StandingId),
    /// It stays what it is (`same`).
    Same,
    /// The row states it (`stated`): an opening list.
    Stated,
    /// What it was before the exemption, the suspension, the departure (`former`).
    Former,
}

#[derive(Debug, Clone, PartialEq)]
pub struct EventRule {
    pub key: String,
    pub names: Names,
    pub synonyms: Vec<String>,
    /// Whether it may befall someone without membership.
    pub from_none: bool,
    pub from: Vec<StandingId>,
    pub to: Target,
    pub effect: Effect,
    pub flow: Option<Flow>,
    /// Discipline: its reason is seen only with a right of its own.
    pub sensitive: bool,
    pub citation: String,
    pub citations: Citations,
}

impl EventRule {
    /// The citation as a language reads it.
    #[must_use]
    pub fn cited_in(&self, language: &str) -> &str {
        self.citations.get(language).unwrap_or(&self.citation)
    }

    /// Whether the event may befall someone of this standing (`None`: no membership).
    #[must_use]
    pub fn may_befall(&self, standing: Option<StandingId>) -> bool {
        standing.map_or(self.from_none, |s| self.from.contains(&s))
    }

    /// Whether it opens the record of a unit: the list states each standing.
    #[must_use]
    pub fn is_opening(&self) -> bool {
        self.to == Target::Stated
    }

    /// Whether the sender receives again whom they sent: it befalls nobody from outside.
    #[must_use]
    pub fn takes_back(&self) -> bool {
        self.effect == Effect::Receive && !self.from_none
    }

    /// Whether an activity as a guest elsewhere begins or ends by it.
    #[must_use]
    pub fn guest(&self) -> Option<bool> {
        let guest = StandingId::TEMPORARY_GUEST;
        match (self.effect, self.to) {
            (Effect::None, Target::Standing(to)) if to == guest => Some(true),
            (Effect::None, Target::Former) if self.from.contains(&guest) => Some(false),
            _ => None,
        }
    }

    /// Whether it begins something whose last day may be planned.
    #[must_use]
    pub fn has_planned_end(&self) -> bool {
        let absent = [StandingId::EXEMPT, StandingId::SUSPENDED];
        let to_absence = matches!(self.to, Target::Standing(to) if absent.contains(&to));
        to_absence || self.guest() == Some(true)
    }
}

/// A dated value: a number of months, a list of years, the days of award.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum RuleValue {
    Whole(i64),
    Text(String),
    Wholes(Vec<i64>),
    Texts(Vec<String>),
}

/// Which of the three dates people confuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountingDate {
    Decision,
    Ceremony,
    Official,
}

/// The number of a rule of the data standard: 1 for DQ01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RuleId(pub u8);

impl RuleId {
    /// How many rules the data standard can name.
    pub const COUNT: u8 = 19;

    /// Reads `DQ07`.
    #[must_use]
    pub fn parse(text: &str) -> Option<RuleId> {
        let number = text
            .strip_prefix("DQ")
            .filter(|n| n.len() == 2)?
            .parse()
            .ok()?;
        (1..=Self::COUNT)
            .contains(&number)
            .then_some(RuleId(number))
    }
}

impl std::fmt::Display for RuleId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "DQ{:02}", self.0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    Error,
    Warn,
    Overdue,
    Notice,
    Rule,
}

/// What a rule of the data standard measures with; each rule reads its own few, and the
/// reader of the rulebook refuses a rule that lacks one of them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Parameters {
    pub words_min: u32,
    pub age_min_years: i32,
    pub age_max_years: i32,
    pub working_days: i32,
    pub counted_from: String,
    pub months: i32,
    pub late_recognition_moves_the_date: bool,
    pub card_digits: u32,
    pub card_required: bool,
    pub file_digits: u32,
    pub file_letters_max: u32,
    pub officials_min: u32,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct DataRule {
    pub severity: Severity,
    pub message: Names,
    #[serde(default)]
    pub parameters: Parameters,
}

/// What an indicator counts: whose dated rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    Memberships,
    Verdicts,
    Events,
    Badges,
    Units,
    /// Units with fewer official members than the rule of the day asks for.
    Cells,
    /// What reforms joined.
    Reforms,
    /// What units report themselves.
    Reports,
    Documents,
    Tasks,
    /// Who is obliged by a superior document to issue one.
    Coverage,
    /// Two other indicators, of which it is the share.
    Indicators,
}

impl Source {
    /// Units, counted one by one where they stand.
    #[must_use]
    pub fn is_units(self) -> bool {
        matches!(self, Source::Units | Source::Cells)
    }

    /// Documents, tasks, or what a document obliges to.
    #[must_use]
    pub fn is_papers(self) -> bool {
        matches!(self, Source::Documents | Source::Tasks | Source::Coverage)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum IndicatorKind {
    Stock,
    Flow,
    Ratio,
    Entered,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Measure {
    Count,
    Percent,
    Number,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct IndicatorRule {
    pub names: Names,
    pub kind: IndicatorKind,
    pub source: Source,
    /// Which rows: field → the values it may have.
    #[serde(default)]
    pub filter: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    pub dimensions: Vec<String>,
    pub additive: bool,
    pub measure: Measure,
    /// Of a ratio: the code above the line.
    #[serde(default)]
    pub numerator: String,
    /// Of a ratio: the code below the line.
    #[serde(default)]
    pub denominator: String,
    /// Of a ratio: 100 × (1 − numerator ÷ denominator) instead of 100 × numerator ÷ denominator.
    #[serde(default)]
    pub complement: bool,
    /// Places after the point, rounded half up.
    #[serde(default)]
    pub decimals: u8,
}

/// From which day a deadline by rule is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CountedFrom {
    /// The drafting of the document.
    Drafted,
    /// The issue of the task.
    Issued,
    /// The receipt of the task.
    Received,
}

/// What becomes of a deadline that falls on a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Weekend {
    NextWorkingDay,
    Stays,
}

/// By when something is due where no document gives a day.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TaskDeadline {
    pub names: Names,
    pub days: i32,
    /// Whether only working days are counted.
    pub working: bool,
    pub counted_from: CountedFrom,
    pub weekend: Weekend,
}

/// A kind of task: whether figures of tasks count it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct TaskKindRule {
    pub names: Names,
    /// Whether what is told of tasks at a conference is told of it too.
    pub counted: bool,
}

/// A kind of period: how long, and in which months it begins.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct PeriodRule {
    pub names: Names,
    pub months: i32,
    pub begins: Vec<i8>,
}

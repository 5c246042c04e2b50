//! Commands that record acts: each takes the writer's place, decides, and records what
//! was decided, or nothing.

use super::{note, out};
use crate::cli::{GroundArgs, ImportArgs, Place, TextFormat};
use crate::env::{self, SystemClock, SystemRandomness};
use figures::Day;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use platform::asof::{AsOf, Known};
use platform::journal::{Act, Draft, Ground, Line, Writer};
use platform::locale::Lang;
use platform::seal::Key;
use platform::sheets::{self, Limits};
use platform::{Clock, Db, Error, Problem, Result, Scope};
use registers::insight::imports::check;
use registers::insight::imports::core::{self, Imported, Input, Means, What};
use registers::organisation::members::{acts as members, standard, store};
use registers::organisation::reforms::acts::{self as reforms, Decision};
use registers::organisation::reforms::annulment;
use registers::organisation::rulebook::{read, store as rules};
use std::path::Path;

/// A bar on a terminal, nothing elsewhere.
pub fn bar(what: &'static str, of: u64) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(Some(of), ProgressDrawTarget::stderr_with_hz(5));
    let style = ProgressStyle::with_template("{msg} {wide_bar} {pos}/{len} {eta}");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(what);
    bar
}

pub fn ground(args: &GroundArgs) -> Ground {
    Ground {
        account: env::account(),
        on_behalf_of: "*".to_owned(),
        basis: args.basis.clone(),
        reason: args.reason.clone(),
    }
}

fn no_ground() -> Ground {
    ground(&GroundArgs {
        basis: String::new(),
        reason: String::new(),
    })
}

/// Records drafts in order and applies each; the acts and the root afterwards.
pub async fn record(
    mut writer: Writer<'_>,
    drafts: &[Draft],
    what: &'static str,
) -> Result<(Vec<Act>, String)> {
    let bar = bar(what, u64::try_from(drafts.len()).unwrap_or(0));
    let acts = core::record(&mut writer, drafts, &mut |_, _| bar.inc(1)).await?;
    bar.finish_and_clear();
    Ok((acts, writer.finish().await?))
}

/// The rulebook of the program itself, whatever folders there are: the demo's.
pub const BUILT_IN: &str = "vn (of the program)";

fn rule_rows(folder: &str) -> Result<Vec<registers::organisation::rulebook::RuleRow>> {
    let read = match folder {
        "none" => return Ok(Vec::new()),
        BUILT_IN => read::texts(read::vietnamese()),
        "vn" if !Path::new("vn").is_dir() => read::texts(read::vietnamese()),
        path => read::folder(Path::new(path)),
    };
    read.map_err(|errors| {
        let problem = |e: &read::RuleError| {
            Problem::new(format!("column {}: {}", e.column, e.message)).at(&e.file, e.line)
        };
        Error::Refused(errors.iter().map(problem).collect())
    })
}

/// Makes an empty record: tables, key, the act that says what it is, and its rulebook.
pub async fn init(place: &Place, rulebook: &str, settings: &[(&str, &str)]) -> Result<()> {
    let rows = rule_rows(rulebook)?;
    std::fs::create_dir_all(&place.data)?;
    let url = if place.database.is_none() {
        if env::file(place).exists() {
            return Err(Error::refused(format!(
                "there is a record in {} already",
                place.data.display()
            )));
        }
        format!("{}?mode=rwc", env::url(place))
    } else {
        env::url(place)
    };
    let mut db = Db::open(&url).await?;
    if platform::journal::store::schema(&mut db).await?.is_some() {
        return Err(Error::refused("there is a record in this database already"));
    }
    if !env::key_file(place).exists() {
        env::write_key(&env::key_file(place), &Key::make(&mut SystemRandomness))?;
    }
    let mark = env::key(place)?.mark()?;
    registers::migrate(&mut db).await?;
    let mut chance = SystemRandomness;
    let clock = SystemClock;
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let mut said = vec![
        ("rulebook", rulebook),
        ("program", env!("CARGO_PKG_VERSION")),
        (registers::KEY_MARK, mark.as_str()),
    ];
    said.extend(settings);
    let mut drafts = vec![rules::decide_settings(&said, Day::MIN, no_ground())?];
    if !rows.is_empty() {
        drafts.push(rules::decide_load(writer.db, &rows, no_ground()).await?);
    }
    let (acts, root) = record(writer, &drafts, "making the record").await?;
    note(&format!(
        "a record was made in {}: {} acts, root {root}",
        place.data.display(),
        acts.len()
    ));
    Ok(())
}

/// Loads a rulebook into a record that exists.
pub async fn rulebook(place: &Place, folder: &str, args: &GroundArgs) -> Result<()> {
    let rows = rule_rows(folder)?;
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let draft = rules::decide_load(writer.db, &rows, ground(args)).await?;
    if draft.lines.is_empty() {
        writer.drop_changes().await?;
        note("the record holds this rulebook already; nothing was written");
        return Ok(());
    }
    let (acts, root) = record(writer, &[draft], "loading the rulebook").await?;
    receipt(&acts, &root)
}

pub fn receipt(acts: &[Act], root: &str) -> Result<()> {
    let mut text = String::new();
    for act in acts {
        text.push_str(&format!(
            "act {} {} effective {} lines {} leaf {}\n",
            act.number, act.kind, act.effective_on, act.lines, act.leaf
        ));
    }
    out(&format!("{text}root {root}\n"))
}

/// Reads what is imported: each file once and within its bounds, so that the digest is of the very
/// bytes that were understood.
fn read_input(args: &ImportArgs) -> Result<(Input, Vec<u8>)> {
    let limits = Limits::default();
    let bytes = sheets::bytes(&args.file, limits)?;
    // to be handed back, if somebody wants that
    let sent = args
        .problems
        .as_ref()
        .map_or_else(Vec::new, |_| bytes.clone());
    let assigned = args.assign.as_deref();
    let assigned = assigned.map(|p| Ok::<_, Error>((p, sheets::bytes(p, limits)?)));
    let assigned = assigned.transpose()?;
    let table = |path: &Path, bytes| sheets::from_bytes(&sheets::name_of(path), bytes, limits);
    let input = Input {
        digest: sheets::digest(&bytes, assigned.as_ref().map(|(_, b)| b.as_slice())),
        sheet: table(&args.file, bytes)?,
        assign: assigned.map(|(p, b)| table(p, b)).transpose()?,
        mapping: args
            .columns
            .as_deref()
            .map(sheets::mapping)
            .transpose()?
            .unwrap_or_default(),
    };
    Ok((input, sent))
}

/// What is wrong with a row, as the file that is handed back says it.
fn said(p: &Problem) -> String {
    match p.column.as_str() {
        "" => p.reason.clone(),
        column => format!("{column}: {}", p.reason),
    }
}

pub async fn import(place: &Place, args: &ImportArgs) -> Result<()> {
    let (input, sent) = read_input(args)?;
    let done = import_input(place, args, &input).await;
    if let (Err(Error::Refused(problems)), Some(path)) = (&done, &args.problems) {
        let back = sheets::handed_back(&sent, &input.sheet, Lang::En, problems, said)?;
        std::fs::write(path, back)?;
        note(&format!(
            "the table with its problems was written to {}",
            path.display()
        ));
    }
    if let (Err(Error::Refused(problems)), TextFormat::Json) = (&done, args.format) {
        out(&format!(
            "{}\n",
            serde_json::to_string_pretty(&serde_json::json!({ "refused": problems }))?
        ))?;
    }
    done
}

async fn import_input(place: &Place, args: &ImportArgs, input: &Input) -> Result<()> {
    let mut db = env::open(place).await?;
    let key = env::key_of(place, &mut db).await?;
    if args.preview {
        db.begin_reading().await?;
        let mut chance = SystemRandomness;
        let means = Means {
            key: &key,
            chance: &mut chance,
            may: &Scope::command_line(),
        };
        let what = args.what.into();
        let mut decision = core::decide(&mut db, what, input, means, &ground(&args.ground)).await?;
        if what == What::Members {
            let more = failing(&mut db, input, &decision).await?;
            decision.warnings.extend(more);
        }
        return show_preview(&mut db, &decision, args.format).await;
    }
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    match import_into(writer, args.what.into(), input, &key, &ground(&args.ground)).await? {
        (Imported::Already(act), _) => note(&format!(
            "this file is in the record already, by act {act}; nothing was written"
        )),
        (Imported::Recorded { acts, warnings }, root) => {
            warn(&warnings);
            receipt(&acts, &root)?;
        }
    }
    Ok(())
}

/// What the data standard will say against the persons of a file.
async fn failing(db: &mut Db, input: &Input, decision: &Decision) -> Result<Vec<Problem>> {
    let today = super::today(db).await?;
    let book = rules::rulebook(db, &Scope::command_line(), Known::NOW).await?;
    let mut faults = Vec::new();
    for draft in &decision.drafts {
        faults.extend(check::judged(db, &book, input, &draft.lines, today).await?);
    }
    Ok(check::said_of(&book, today, Lang::En.code(), &faults))
}

/// Decides and records one input, and says the root afterwards. When it is refused nothing is
/// kept.
pub async fn import_into(
    mut writer: Writer<'_>,
    what: What,
    input: &Input,
    key: &Key,
    ground: &Ground,
) -> Result<(Imported, String)> {
    let bar = bar("recording", 0);
    let mut chance = SystemRandomness;
    let means = Means {
        key,
        chance: &mut chance,
        may: &Scope::command_line(),
    };
    let mut step = |done: usize, of: usize| {
        bar.set_length(u64::try_from(of).unwrap_or(0));
        bar.set_position(u64::try_from(done).unwrap_or(0));
    };
    let done = core::import_into(&mut writer, what, input, means, ground, &mut step).await?;
    bar.finish_and_clear();
    let root = match &done {
        Imported::Already(_) => {
            writer.drop_changes().await?;
            String::new()
        }
        Imported::Recorded { .. } => writer.finish().await?,
    };
    Ok((done, root))
}

/// Shows warnings, the first of many.
pub fn warn(warnings: &[Problem]) {
    const SHOWN: usize = 20;
    warnings
        .iter()
        .take(SHOWN)
        .for_each(|w| note(&format!("warning: {w}")));
    if warnings.len() > SHOWN {
        note(&format!(
            "… and {} more warnings (--preview --format json lists them all)",
            warnings.len() - SHOWN
        ));
    }
}

/// Shows what `decide` came to. Nothing was written and no writer's place was taken.
async fn show_preview(db: &mut Db, decision: &Decision, format: TextFormat) -> Result<()> {
    let (_, last) = platform::journal::store::tree(db, Known::NOW.0).await?;
    if format == TextFormat::Json {
        let acts: Vec<_> = decision
            .drafts
            .iter()
            .enumerate()
            .map(|(i, d)| preview_json(last, i, d))
            .collect();
        let value = serde_json::json!({ "acts": acts, "warnings": decision.warnings });
        return out(&format!("{}\n", serde_json::to_string_pretty(&value)?));
    }
    warn(&decision.warnings);
    let mut text = String::new();
    for (i, draft) in decision.drafts.iter().enumerate() {
        let number = last + 1 + u64::try_from(i).unwrap_or(0);
        text.push_str(&format!(
            "would be act {number} ({}), {} lines: {}\n",
            draft.kind,
            draft.lines.len(),
            core::effects(draft)
        ));
    }
    text.push_str("nothing was written\n");
    out(&text)
}

fn preview_json(last: u64, at: usize, draft: &Draft) -> serde_json::Value {
    let lines: Vec<_> = draft
        .lines
        .iter()
        .map(|l| serde_json::json!({"day": l.day.to_string(), "class": l.class, "subject": l.subject, "content": serde_json::from_str::<serde_json::Value>(&l.counted).unwrap_or_default()}))
        .collect();
    serde_json::json!({
        "number": last + 1 + u64::try_from(at).unwrap_or(0), "kind": draft.kind,
        "effective_on": draft.lines.iter().map(|l| l.day).min().unwrap_or(draft.day).to_string(),
        "basis": draft.ground.basis, "lines": lines,
    })
}

pub async fn annul(place: &Place, number: u64, reason: &str, basis: &str) -> Result<()> {
    if reason.trim().is_empty() {
        return Err(Error::refused("an annulment needs a reason"));
    }
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let args = GroundArgs {
        basis: basis.to_owned(),
        reason: reason.to_owned(),
    };
    let draft = annulment::decide(writer.db, number, ground(&args)).await?;
    let (acts, root) = record(writer, &[draft], "annulling").await?;
    receipt(&acts, &root)
}

pub struct Correction {
    pub subject: String,
    pub field: String,
    pub value: String,
    pub from: String,
    pub until: Option<String>,
}

/// Says which rules of the data standard a value that may be recorded does not meet.
async fn warn_of_rules(
    db: &mut Db,
    view: &reforms::View,
    what: &Correction,
    (from, until): (Day, Option<Day>),
    line: &Line,
) -> Result<()> {
    let scope = Scope::command_line();
    let seen = AsOf {
        on: from,
        known: Known::NOW,
    };
    let lines = std::slice::from_ref(line);
    let whose = (&scope, seen);
    for verdict in store::judged_with(db, whose, &view.book, &line.subject, lines).await? {
        let speaks = verdict.from < until.unwrap_or(Day::MAX) && from < verdict.until;
        let about = standard::fields(verdict.rule).contains(&what.field.as_str());
        let rule = view.book.data_rule(verdict.rule, verdict.from.max(from));
        if let Some(rule) = rule.filter(|_| speaks && about) {
            note(&format!(
                "warning: column {}: value «{}»: {} speaks against it: {} ({})",
                what.field, what.value, verdict.rule, rule.rule.message.en, rule.citation
            ));
        }
    }
    Ok(())
}

pub async fn correct(place: &Place, what: &Correction, args: &GroundArgs) -> Result<()> {
    if args.basis.trim().is_empty() {
        return Err(Error::refused(
            "a correction needs a basis: --basis names the document it rests on",
        ));
    }
    let from = Day::parse(&what.from)?;
    let until = what.until.as_deref().map(Day::parse).transpose()?;
    let mut db = env::open(place).await?;
    let key = env::key_of(place, &mut db).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let subject = super::journal::subjects(writer.db, &what.subject)
        .await?
        .pop()
        .unwrap_or_default();
    let view = reforms::view(writer.db, &Scope::command_line()).await?;
    let line = match view.structure.find(&subject) {
        Some(unit) => {
            reforms::decide_unit_correction(&view, unit, &what.field, &what.value, from, until)?
        }
        None => {
            if platform::journal::store::edits(
                writer.db,
                registers::organisation::members::model::CLASS,
                std::slice::from_ref(&subject),
            )
            .await?
            .is_empty()
            {
                return Err(Error::NotFound(format!(
                    "«{}» is no unit and no person of the record",
                    what.subject
                )));
            }
            let mut chance = SystemRandomness;
            let mut ground = members::Deciding {
                structure: &view.structure,
                book: &view.book,
                act: view.last + 1,
                key: &key,
                chance: &mut chance,
            };
            members::refuse_naming(writer.db, &subject, &what.field).await?;
            let line = members::decide_correction(
                &mut ground,
                &subject,
                &what.field,
                &what.value,
                from,
                until,
            )?;
            warn_of_rules(writer.db, &view, what, (from, until), &line).await?;
            line
        }
    };
    let draft = Draft {
        kind: members::CORRECTIONS,
        version: platform::journal::CONTENT_VERSION,
        ground: ground(args),
        day: from,
        lines: vec![line],
    };
    let (acts, root) = record(writer, &[draft], "correcting").await?;
    receipt(&acts, &root)
}

pub async fn erase(place: &Place, person: &str, basis: &str, reason: &str) -> Result<()> {
    if basis.trim().is_empty() || reason.trim().is_empty() {
        return Err(Error::refused(
            "an erasure needs the order it rests on (--basis) and a reason (--reason)",
        ));
    }
    let mut db = env::open(place).await?;
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let writer = Writer::begin(&mut db, &clock, &mut chance).await?;
    let subject = super::journal::subjects(writer.db, person)
        .await?
        .pop()
        .unwrap_or_default();
    let book = rules::rulebook(writer.db, &Scope::command_line(), Known::NOW).await?;
    let today = book.calendar().day_at(clock.now());
    let line = members::decide_erasure(writer.db, &subject, today).await?;
    let args = GroundArgs {
        basis: basis.to_owned(),
        reason: reason.to_owned(),
    };
    let draft = Draft {
        kind: platform::journal::apply::ERASURE,
        version: platform::journal::CONTENT_VERSION,
        ground: ground(&args),
        day: today,
        lines: vec![line],
    };
    let remain = members::acts_that_name(writer.db, &subject).await?;
    let (acts, root) = record(writer, &[draft], "erasing").await?;
    if !remain.is_empty() {
        let remain: Vec<String> = remain.iter().map(u64::to_string).collect();
        note(&format!(
            "the basis or the reason of these acts may name the person still, for they stay as they were recorded: {}",
            remain.join(", ")
        ));
    }
    registers::insight::indicators::saved::forget(&env::columns_file(place))?;
    receipt(&acts, &root)
}

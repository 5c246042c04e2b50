//! Deciding what happens to documents: terms, drafts, steps, numbers, relations, clauses; files are decided in `files/acts.rs`.
//! Each reads, and refuses or returns the lines of an act.

use super::drafts::{self, OnPaper};
use super::files::marks;
use super::fold;
use super::joint::{self, CoIssuer};
use super::list::own_day;
use super::model::{
    CLASS, DocumentEdit, KEEPERS, NAMING, RECIPIENT_UNITS, SERIES_CLASS, SeriesEdit, TERM_CLASS,
    TermEdit,
};
use super::rules::{
    self, Asked, Found, RELATIONS, Rules, STEPS, Series, Terms, has_effect, is_drafted, number_for,
    parse_symbol, print_symbol, validity_after,
};
use super::{reforms, store};
use crate::activity::meetings::store as meetings;
use crate::activity::tasks::store as tasks;
use crate::organisation::rulebook::{DocumentRules, Rulebook};
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::journal::{Line, canonical, id};
use platform::text::tidy;
use platform::{AsOf, Db, Error, Problem, Result, Scope};
use std::collections::{BTreeMap, BTreeSet};

/// What a decision about documents reads beside the tables.
#[derive(Clone, Copy)]
pub struct Ground<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    /// The number that the act will bear.
    pub act: u64,
}

/// What deciding comes to.
#[derive(Debug, Default)]
pub struct Decided {
    pub lines: Vec<Line>,
    pub warnings: Vec<Problem>,
    /// The document it is about.
    pub id: String,
    pub symbol: String,
    pub number: Option<u32>,
    /// Who issues it together with its organ, as they are named on the day.
    pub together: Vec<CoIssuer>,
}

/// A document as somebody enters it. Units are ids, kinds and fields keys of the rulebook.
#[derive(Debug, Clone, Default)]
pub struct Paper {
    /// The issuing unit; of an incoming document the unit that receives it.
    pub unit: String,
    pub body: String,
    pub system: String,
    pub kind: String,
    pub subject: String,
    pub field: String,
    pub signer: String,
    pub capacity: String,
    pub advised_by: String,
    /// As they stand under the document.
    pub recipients: String,
    pub recipient_units: Vec<String>,
    pub keepers: Vec<String>,
    pub review_by: String,
    pub due: String,
    pub note: String,
    /// A mark of secrecy that stands on it; what bears one is refused.
    pub mark: String,
    /// The term or congress, when it is not that of the day.
    pub label: String,
    /// What stands on its paper.
    pub on_paper: OnPaper,
    /// Who issues it together with the unit, in the order of the paper; of a document alone, none.
    pub co_issuers: Vec<CoIssuer>,
}

/// An incoming or superior document's own data.
#[derive(Debug, Clone, Default)]
pub struct Sender {
    pub organ_name: String,
    /// Number and symbol as the sender gave them.
    pub symbol: String,
    /// The day on the document.
    pub sent_on: String,
}

pub(super) fn refuse(column: &str, value: &str, why: impl Into<String>) -> Error {
    Error::Refused(vec![Problem::new(why).cell(column, value)])
}

pub(super) fn line(
    day: Day,
    subject: &str,
    edit: &DocumentEdit,
    named: &BTreeMap<String, String>,
) -> Result<Line> {
    Ok(Line {
        day,
        class: CLASS,
        subject: subject.to_owned(),
        also: Vec::new(),
        counted: canonical::text(edit)?,
        identifying: (!named.is_empty())
            .then(|| canonical::text(named))
            .transpose()?,
    })
}

/// A line that says fields; those that may name a person go where an erasure reaches them.
pub(super) fn fields_line(
    day: Day,
    subject: &str,
    fields: impl IntoIterator<Item = (&'static str, String)>,
) -> Result<Line> {
    let (mut counted, mut named) = (BTreeMap::new(), BTreeMap::new());
    for (name, value) in fields {
        let into = if NAMING.contains(&name) {
            &mut named
        } else {
            &mut counted
        };
        into.insert(name.to_owned(), value);
    }
    line(
        day,
        subject,
        &DocumentEdit::Document { fields: counted },
        &named,
    )
}

impl Ground<'_> {
    pub(super) fn unit(&self, id: &str, column: &str) -> Result<UnitIx> {
        let found = self.structure.find(id);
        found.ok_or_else(|| refuse(column, id, "no unit of the record has this id"))
    }

    pub(super) fn name(&self, unit: UnitIx, day: Day) -> String {
        let s = self.structure;
        let state = s.state(unit, day).or_else(|| s.last_state(unit));
        state.map_or_else(String::new, |s| s.name.clone())
    }

    /// Terms of a unit and of those above it, whose committees its agencies serve.
    async fn terms(&self, db: &mut Db, unit: UnitIx, day: Day) -> Result<Terms> {
        let chain = self.structure.ancestors(unit, day);
        let of = |u: &UnitIx| {
            let id = &self.structure.unit(*u).id;
            [false, true].map(|c| rules::term_subject(id, c))
        };
        let subjects: Vec<String> = chain.iter().flat_map(of).collect();
        store::terms(db, &Scope::whole(), Known::NOW, &subjects).await
    }

    /// The unit of a paper, and the terms by which it is numbered.
    async fn terms_of(&self, db: &mut Db, paper: &Paper, day: Day) -> Result<(UnitIx, Terms)> {
        let unit = self.unit(&paper.unit, "unit")?;
        Ok((unit, self.terms(db, unit, day).await?))
    }

    /// The rules of numbering and authority, read with some terms.
    pub(super) fn rules<'r>(&'r self, terms: &'r Terms) -> Rules<'r> {
        Rules {
            structure: self.structure,
            book: self.book,
            terms,
        }
    }

    /// Who joins in a paper, and what the rules warn of if it were issued on a day: that its organ,
    /// or one that joins it, may not issue such a document.
    pub(super) fn forewarned(
        &self,
        unit: UnitIx,
        paper: &Paper,
        day: Day,
    ) -> Result<(Vec<CoIssuer>, Vec<Problem>)> {
        let terms = Terms::new();
        let by = self.rules(&terms);
        let asked = asked(unit, paper, "outgoing", day);
        let (together, of_joint) = self.joint(&by, paper, &asked)?;
        let mut warnings = warned(by.authority(&asked));
        warnings.extend(of_joint);
        Ok((together, warnings))
    }

    /// What is wrong with a paper whatever becomes of it.
    pub(super) fn check(&self, paper: &Paper, day: Day) -> std::result::Result<(), Box<Problem>> {
        let docs = self.book.documents();
        let no = |column: &str, value: &str, why: String| {
            Err(Box::new(Problem::new(why).cell(column, value)))
        };
        rules::may_be_held(docs, &paper.mark, day)?;
        for (column, text) in [
            ("subject", &paper.subject),
            ("words", &paper.on_paper.words),
            ("addressed", &paper.on_paper.addressed),
            ("note", &paper.note),
        ] {
            unmarked(docs, (column, text), day)?;
        }
        if paper.subject.is_empty() {
            return no("subject", "", "a document needs its subject".to_owned());
        }
        if docs.kind(&paper.kind, day).is_none() {
            return no(
                "kind",
                &paper.kind,
                format!("the rulebook has no such kind of document on {day}"),
            );
        }
        if !paper.field.is_empty() && docs.field(&paper.field, day).is_none() {
            return no(
                "field",
                &paper.field,
                format!("the rulebook has no such field of work on {day}"),
            );
        }
        for (column, value) in [("review_by", &paper.review_by), ("due", &paper.due)] {
            if !value.is_empty()
                && let Err(why) = rules::day_after(value, day)
            {
                return no(column, value, why);
            }
        }
        Ok(())
    }

    /// What a field is to say, as it is kept; an empty value takes it away.
    fn corrected(&self, name: &str, value: &str, (day, dated): (Day, Day)) -> Result<String> {
        let docs = self.book.documents();
        unmarked(docs, (name, value), day).map_err(|p| Error::Refused(vec![*p]))?;
        match name {
            "subject" if value.is_empty() => Err(refuse(name, "", "a document needs its subject")),
            "field" if !value.is_empty() => docs
                .field(value, day)
                .map(|f| f.key.clone())
                .ok_or_else(|| {
                    let why = format!("the rulebook has no such field of work on {day}");
                    refuse(name, value, why)
                }),
            "advised_by" if !value.is_empty() => {
                let s = self.structure;
                let unit = s.bearer(value, day).ok_or_else(|| {
                    refuse(
                        name,
                        value,
                        format!("no unit bears the code «{value}» on {day}"),
                    )
                })?;
                Ok(s.unit(unit).id.clone())
            }
            "review_by" | "due" if !value.is_empty() => rules::day_after(value, dated)
                .map(|by| by.to_string())
                .map_err(|why| refuse(name, value, why)),
            _ => Ok(value.to_owned()),
        }
    }

    /// The fields of a paper, those that say something.
    pub(super) fn fields(&self, paper: &Paper, day: Day) -> Vec<(&'static str, String)> {
        let docs = self.book.documents();
        let lasting = docs.kind(&paper.kind, day).is_some_and(|k| k.rule.validity);
        let all = [
            ("system", paper.system.clone()),
            ("body", paper.body.clone()),
            ("kind", paper.kind.clone()),
            ("subject", paper.subject.clone()),
            ("field", paper.field.clone()),
            ("signer", paper.signer.clone()),
            ("capacity", paper.capacity.clone()),
            ("advised_by", paper.advised_by.clone()),
            ("recipients", paper.recipients.clone()),
            (RECIPIENT_UNITS, paper.recipient_units.join(" ")),
            (KEEPERS, paper.keepers.join(" ")),
            ("review_by", paper.review_by.clone()),
            ("due", paper.due.clone()),
            ("note", paper.note.clone()),
            (
                "validity",
                if lasting {
                    "in-force".to_owned()
                } else {
                    String::new()
                },
            ),
        ];
        all.into_iter().filter(|(_, v)| !v.is_empty()).collect()
    }

    pub(super) fn symbol(&self, series: &Series, kind: &str, day: Day, number: u32) -> String {
        let kind = self.book.documents().kind(kind, day);
        let short = kind.map_or("", |k| k.rule.abbreviation.as_str());
        print_symbol(
            series.form,
            series.digits,
            day.year(),
            (number, short, &series.symbol),
        )
    }
}

/// Refuses a text that somebody types and that bears a mark of secrecy at its beginning, as a file
/// that bears one is. What it says is not repeated.
fn unmarked(
    docs: &DocumentRules,
    (column, text): (&str, &str),
    day: Day,
) -> std::result::Result<(), Box<Problem>> {
    let Some(mark) = marks::found(docs, text, day) else {
        return Ok(());
    };
    let why = rules::not_held(&mark.rule.names.vi, &mark.citation);
    Err(Box::new(Problem::new(why).cell(column, "")))
}

/// The line that opens a series.
pub(super) fn opening(series: &Series, first: u32) -> Result<Line> {
    let edit = SeriesEdit::Series {
        system: series.system.clone(),
        direction: series.direction.clone(),
        organ: series.organ.clone(),
        body: series.body.clone(),
        kind: series.kind.clone(),
        label: series.label.clone(),
        rule: series.rule.clone(),
        first,
        from: series.from.to_string(),
        until: series.until.to_string(),
    };
    Ok(Line {
        day: series.from,
        class: SERIES_CLASS,
        subject: series.subject.clone(),
        also: vec![series.organ.clone()],
        counted: canonical::text(&edit)?,
        identifying: None,
    })
}

/// A term of a unit's committee, or the days of one of its congresses.
#[derive(Debug, Clone)]
pub struct NewTerm<'a> {
    pub unit: UnitIx,
    pub label: &'a str,
    pub from: Day,
    /// The first day on which it is no more.
    pub until: Option<Day>,
    pub congress: bool,
}

/// A term runs from the day after the congress closes to the day the next one closes (Hướng dẫn
/// 36-HD/VPTW); its days are entered, because a plenum may begin it earlier.
pub async fn decide_term(db: &mut Db, ground: Ground<'_>, new: &NewTerm<'_>) -> Result<Decided> {
    let label = tidy(new.label);
    if label.is_empty() || label.contains('/') {
        return Err(refuse(
            "label",
            &label,
            "a term needs a label without «/», such as 2025-2030",
        ));
    }
    let (s, day) = (ground.structure, new.from);
    if !s.is_open(new.unit, day) {
        let name = ground.name(new.unit, day);
        return Err(refuse(
            "unit",
            &name,
            format!("the unit is not open on {day}"),
        ));
    }
    if let Some(until) = new.until.filter(|u| *u <= day) {
        return Err(refuse(
            "until",
            &until.to_string(),
            format!("a term that begins on {day} ends later"),
        ));
    }
    let unit = s.unit(new.unit).id.clone();
    let subject = rules::term_subject(&unit, new.congress);
    let key = [subject.clone()];
    let terms = store::terms(db, &Scope::whole(), Known::NOW, &key).await?;
    let others = terms.get(&subject).into_iter().flatten();
    if let Some(other) = others.into_iter().find(|t| t.1 == day && t.0 != label) {
        return Err(refuse(
            "from",
            &day.to_string(),
            format!("the term {} begins on this day already", other.0),
        ));
    }
    let until = new.until.unwrap_or(Day::MAX);
    let mut others = terms.get(&subject).into_iter().flatten();
    if let Some(other) = others.find(|t| t.0 == label && (t.2 <= day || until <= t.1)) {
        let why = format!(
            "the label «{label}» is that of another, from {} to {}: the series of a label are numbered once",
            other.1,
            other.2.eve()
        );
        return Err(refuse("label", &label, why));
    }
    let edit = TermEdit::Term {
        unit: unit.clone(),
        label,
        until: new.until.map_or_else(String::new, |u| u.to_string()),
    };
    let after = store::terms_if(db, &subject, Some((day, &edit)), None).await?;
    let out = reforms::displaced(db, (s, ground.book), (&unit, &subject), after).await?;
    if let Some(why) = reforms::outside(&out) {
        return Err(refuse("from", &day.to_string(), why));
    }
    Ok(Decided {
        lines: vec![Line {
            day,
            class: TERM_CLASS,
            subject,
            also: vec![unit],
            counted: canonical::text(&edit)?,
            identifying: None,
        }],
        ..Decided::default()
    })
}

pub(super) fn asked<'a>(unit: UnitIx, paper: &'a Paper, direction: &'a str, day: Day) -> Asked<'a> {
    Asked {
        unit,
        body: &paper.body,
        kind: &paper.kind,
        system: &paper.system,
        direction,
        day,
        label: &paper.label,
    }
}

/// A draft: it has no number yet.
pub fn decide_draft(ground: Ground<'_>, paper: &Paper, day: Day) -> Result<Decided> {
    let unit = ground.unit(&paper.unit, "unit")?;
    if !ground.structure.is_open(unit, day) {
        return Err(refuse(
            "unit",
            &ground.name(unit, day),
            format!("the unit is not open on {day}"),
        ));
    }
    ground
        .check(paper, day)
        .map_err(|p| Error::Refused(vec![*p]))?;
    let (together, warnings) = ground.forewarned(unit, paper, day)?;
    let document = id(ground.act, 0);
    let mut fields = ground.fields(paper, day);
    // it is in force only once it is issued
    fields.retain(|(name, _)| *name != "validity");
    fields.extend([
        ("direction", "outgoing".to_owned()),
        ("organ", paper.unit.clone()),
        ("organ_name", ground.name(unit, day)),
        ("dated", day.to_string()),
        ("state", "draft".to_owned()),
    ]);
    let mut lines = vec![fields_line(day, &document, fields)?];
    let none = OnPaper::default();
    lines.extend(drafts::line(day, &document, &none, &paper.on_paper)?);
    lines.extend(joint::lines(day, &document, &[], &together)?);
    Ok(Decided {
        lines,
        warnings,
        id: document,
        together,
        ..Decided::default()
    })
}

fn warned(why: Option<String>) -> Vec<Problem> {
    why.into_iter()
        .map(|w| Problem::new(w).as_warning())
        .collect()
}

/// A document as it was last known, and since when it stands so.
pub(super) async fn the_document(db: &mut Db, id: &str) -> Result<(super::model::Document, Day)> {
    let found = store::latest(db, std::slice::from_ref(&id.to_owned()))
        .await?
        .remove(id);
    let (document, from) = found
        .ok_or_else(|| Error::NotFound(format!("there is no document «{id}» in the record")))?;
    // the day on which it will expire keeps nobody from changing it before
    let expires = document.validity == "expired";
    let dated = Day::parse(&document.dated).ok().filter(|_| expires);
    Ok((document, dated.map_or(from, |dated| dated.min(from))))
}

fn not_before(day: Day, from: Day) -> Result<()> {
    if day < from {
        let why = format!("the document is known to stand as it does only from {from}");
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(())
}

/// Fields of what is issued or received that may be put right by name. What a number rests on is
/// not among them, that is voided and issued anew; nor is whom it was sent to: they have it.
pub const CORRECTABLE: [&str; 8] = [
    "subject",
    "field",
    "signer",
    "capacity",
    "advised_by",
    "review_by",
    "due",
    "note",
];

/// Puts fields of a document right that were recorded wrongly: from a day on, from its own when
/// none is given. From that day on it says what is said now, also where something else was said
/// of a later day.
pub async fn decide_correction(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    changes: &[(String, String)],
    (from, reason): (Option<Day>, &str),
) -> Result<Decided> {
    if tidy(reason).is_empty() {
        let why = "whoever puts a document right says why";
        return Err(refuse("reason", "", why));
    }
    let (document, _) = the_document(db, id).await?;
    if !has_effect(&document.state) {
        return Err(Error::refused(format!(
            "it is «{}»: only what is issued or received is put right so",
            document.state
        )));
    }
    let dated = Day::parse(&document.dated).unwrap_or(Day::MIN);
    let day = from.unwrap_or(dated);
    if day < dated {
        let why = format!(
            "{} is dated {dated}: nothing happens to it before",
            document.symbol
        );
        return Err(refuse("on", &day.to_string(), why));
    }
    let mut lines: BTreeMap<Day, Vec<(&'static str, String)>> = BTreeMap::new();
    let (stretches, edits) = store::stretches(db, id).await?;
    for (name, said) in changes {
        let Some(name) = CORRECTABLE.into_iter().find(|n| n == name) else {
            let why = format!(
                "this field is not changed; these are: {}",
                CORRECTABLE.join(", ")
            );
            return Err(refuse(name, said, why));
        };
        let now = ground.corrected(name, &tidy(said), (day, dated))?;
        // a field holds until it is next said: there too it is said again where it is otherwise
        let later = fold::said_on(&edits, name)?.into_iter();
        let days = std::iter::once(day).chain(later.filter(|d| *d > day));
        for from in days {
            let held = stretches.iter().rev().find(|(since, _)| *since <= from);
            if held.is_none_or(|(_, d)| said_of(d, name) != now) {
                lines.entry(from).or_default().push((name, now.clone()));
            }
        }
    }
    if lines.is_empty() {
        return Err(Error::refused("nothing is otherwise than before"));
    }
    let lines = lines
        .into_iter()
        .map(|(from, said)| fields_line(from, id, said));
    Ok(Decided {
        lines: lines.collect::<Result<_>>()?,
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// What a document says in one of the fields that may be put right.
fn said_of<'d>(d: &'d super::model::Document, name: &str) -> &'d str {
    match name {
        "subject" => &d.subject,
        "field" => &d.field,
        "signer" => &d.signer,
        "capacity" => &d.capacity,
        "advised_by" => &d.advised_by,
        "review_by" => &d.review_by,
        "due" => &d.due,
        "note" => &d.note,
        _ => "",
    }
}

/// A step of a draft on its way to issue.
pub async fn decide_step(
    db: &mut Db,
    _ground: Ground<'_>,
    id: &str,
    step: &str,
    day: Day,
    note: &str,
) -> Result<Decided> {
    let (document, from) = the_document(db, id).await?;
    not_before(day, from)?;
    let Some(state) = rules::step(&document.state, step) else {
        let why = if STEPS.contains(&step) {
            format!(
                "a document that is «{}» does not take this step",
                document.state
            )
        } else {
            format!("there is no such step; there are {}", STEPS.join(", "))
        };
        return Err(refuse("step", step, why));
    };
    if ["return", "withdraw"].contains(&step) && note.is_empty() {
        return Err(refuse(
            "note",
            "",
            "who returns or withdraws a draft says why",
        ));
    }
    // why is said as the reason of the act: the document's own note is read by whom it reaches
    let fields = [("state", state.to_owned())];
    Ok(Decided {
        lines: vec![fields_line(day, id, fields)?],
        id: id.to_owned(),
        ..Decided::default()
    })
}

/// The series in which a paper would be numbered.
pub(super) async fn series_of(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    direction: &str,
    day: Day,
) -> Result<Series> {
    let (unit, terms) = ground.terms_of(db, paper, day).await?;
    let by = ground.rules(&terms);
    by.series(&asked(unit, paper, direction, day))
        .map_err(|why| refuse("date", &day.to_string(), why))
}

/// The series of what is asked for and the number it takes, read inside the writer's transaction:
/// nobody else can take the same one.
async fn numbered(
    db: &mut Db,
    by: &Rules<'_>,
    asked: &Asked<'_>,
    wanted: Option<u32>,
) -> Result<(Series, Found)> {
    let day = asked.day;
    let date = |why: String| refuse("date", &day.to_string(), why);
    let series = by.series(asked).map_err(date)?;
    let taken = store::taken(db, &series.subject, wanted).await?;
    let found = number_for(&series, &taken, wanted, day).map_err(|why| {
        let value = wanted.map_or_else(|| day.to_string(), |n| n.to_string());
        refuse(
            if wanted.is_some() { "number" } else { "date" },
            &value,
            why,
        )
    })?;
    Ok((series, found))
}

/// What a late number comes to: allowed when somebody says why.
fn late(found: &Found, reason: &str, day: Day) -> Result<Option<Problem>> {
    let Some(why) = &found.late else {
        return Ok(None);
    };
    if reason.trim().is_empty() {
        let why = format!("{why}; a late number needs a reason");
        return Err(refuse("date", &day.to_string(), why));
    }
    Ok(Some(
        Problem::new(why.clone())
            .cell("date", &day.to_string())
            .as_warning(),
    ))
}

/// Issues a document: it takes its number now. `draft` is the signed draft it was; a document
/// issued elsewhere and entered here has none.
pub async fn decide_issue(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    (day, wanted): (Day, Option<u32>),
    draft: Option<&str>,
    reason: &str,
) -> Result<Decided> {
    ground
        .check(paper, day)
        .map_err(|p| Error::Refused(vec![*p]))?;
    if let Some(id) = draft {
        let (document, from) = the_document(db, id).await?;
        not_before(day, from)?;
        if document.state != "signed" {
            let why = format!("it is «{}»: only what is signed is issued", document.state);
            return Err(refuse("draft", id, why));
        }
    }
    let (unit, terms) = ground.terms_of(db, paper, day).await?;
    let (by, asked) = (ground.rules(&terms), asked(unit, paper, "outgoing", day));
    let (series, found) = numbered(db, &by, &asked, wanted).await?;
    let mut warnings = warned(by.authority(&asked));
    warnings.extend(late(&found, reason, day)?);
    let (together, of_joint) = ground.joint(&by, paper, &asked)?;
    warnings.extend(of_joint);
    let held = match draft {
        Some(id) => joint::latest(db, id).await?,
        None => Vec::new(),
    };
    let document = draft.map_or_else(|| id(ground.act, 0), str::to_owned);
    let symbol = ground.symbol(&series, &paper.kind, day, found.number);
    let mut fields = ground.fields(paper, day);
    fields.extend([
        ("direction", "outgoing".to_owned()),
        ("organ", paper.unit.clone()),
        ("organ_name", ground.name(unit, day)),
        ("dated", day.to_string()),
        ("state", "issued".to_owned()),
        ("series", series.subject.clone()),
        ("number", found.number.to_string()),
        ("symbol", symbol.clone()),
    ]);
    let mut lines = vec![fields_line(day, &document, fields)?];
    if draft.is_none() {
        let none = OnPaper::default();
        lines.extend(drafts::line(day, &document, &none, &paper.on_paper)?);
    }
    lines.extend(joint::lines(day, &document, &held, &together)?);
    if let Some(id) = draft {
        for (relation, other) in changed_by(db, id).await? {
            lines.push(validity_line(day, id, &relation, &other)?);
        }
    }
    if let Some(first) = found.opens {
        lines.push(opening(&series, first)?);
    }
    Ok(Decided {
        lines,
        warnings,
        id: document,
        symbol,
        number: Some(found.number),
        together,
    })
}

/// Receives a document: it takes a number of the incoming series of the year of arrival
/// (Nghị định 30/2020/NĐ-CP: from 01 each year, without gaps, none twice).
pub async fn decide_receive(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    sender: &Sender,
    (arrived, wanted): (Day, Option<u32>),
    reason: &str,
) -> Result<Decided> {
    ground
        .check(paper, arrived)
        .map_err(|p| Error::Refused(vec![*p]))?;
    sent(sender, arrived)?;
    let (unit, terms) = ground.terms_of(db, paper, arrived).await?;
    let asked = asked(unit, paper, "incoming", arrived);
    let (series, found) = numbered(db, &ground.rules(&terms), &asked, wanted).await?;
    let warnings = late(&found, reason, arrived)?.into_iter().collect();
    let document = id(ground.act, 0);
    let mut fields = ground.fields(
        &Paper {
            keepers: vec![paper.unit.clone()],
            ..paper.clone()
        },
        arrived,
    );
    // whether it is in force is its issuer's to say
    fields.retain(|(name, _)| *name != "validity");
    fields.extend([
        ("direction", "incoming".to_owned()),
        ("organ_name", sender.organ_name.clone()),
        ("dated", arrived.to_string()),
        ("sent_on", sender.sent_on.clone()),
        ("state", "received".to_owned()),
        ("series", series.subject.clone()),
        ("number", found.number.to_string()),
        ("symbol", sender.symbol.clone()),
    ]);
    let mut lines = vec![fields_line(arrived, &document, fields)?];
    if let Some(first) = found.opens {
        lines.push(opening(&series, first)?);
    }
    Ok(Decided {
        lines,
        warnings,
        id: document,
        symbol: sender.symbol.clone(),
        number: Some(found.number),
        ..Decided::default()
    })
}

fn sent(sender: &Sender, arrived: Day) -> Result<()> {
    if sender.organ_name.is_empty() {
        return Err(refuse("organ_name", "", "who sent the document is needed"));
    }
    if sender.sent_on.is_empty() {
        return Ok(());
    }
    match Day::parse(&sender.sent_on) {
        Ok(day) if day > arrived => Err(refuse(
            "sent_on",
            &sender.sent_on,
            format!("it is dated after its arrival on {arrived}"),
        )),
        Ok(_) => Ok(()),
        Err(e) => Err(refuse("sent_on", &sender.sent_on, e.to_string())),
    }
}

/// A document of an organ above or outside, kept for reference: it takes no number here. It is
/// kept once as far as its keeper sees (`seen`); that another unit keeps it too is not told.
pub async fn decide_superior(
    db: &mut Db,
    ground: Ground<'_>,
    (paper, sender): (&Paper, &Sender),
    day: Day,
    seen: &Scope,
) -> Result<Decided> {
    ground
        .check(paper, day)
        .map_err(|p| Error::Refused(vec![*p]))?;
    sent(sender, day)?;
    let Some(symbol) = parse_symbol(&sender.symbol) else {
        return Err(refuse(
            "number_symbol",
            &sender.symbol,
            "this is no number and symbol such as 57-NQ/TW or 30/2020/NĐ-CP",
        ));
    };
    let there = store::by_symbol(db, std::slice::from_ref(&sender.symbol)).await?;
    let there = store::within(db, seen, there).await?;
    let day_text = day.to_string();
    if there.iter().any(|d| {
        d.direction == "superior" && d.dated == day_text && d.organ_name == sender.organ_name
    }) {
        return Err(refuse(
            "number_symbol",
            &sender.symbol,
            format!("«{}» of {day} is in the record already", sender.symbol),
        ));
    }
    let document = id(ground.act, 0);
    Ok(Decided {
        lines: vec![superior_line(
            ground,
            &document,
            paper,
            sender,
            (day, symbol.number),
        )?],
        id: document,
        symbol: sender.symbol.clone(),
        number: Some(symbol.number),
        ..Decided::default()
    })
}

pub(super) fn superior_line(
    ground: Ground<'_>,
    document: &str,
    paper: &Paper,
    sender: &Sender,
    (day, number): (Day, u32),
) -> Result<Line> {
    let mut fields = ground.fields(paper, day);
    fields.extend([
        ("direction", "superior".to_owned()),
        ("organ_name", sender.organ_name.clone()),
        ("dated", day.to_string()),
        ("state", "issued".to_owned()),
        ("number", number.to_string()),
        ("symbol", sender.symbol.clone()),
    ]);
    fields_line(day, document, fields)
}

/// A stub: a number with a reason and nothing else, for a document whose content must not be held
/// here (secret documents take numbers of the series of their kind). `at` says of which direction
/// the series is, the day, and the number where it is not the next one.
pub async fn decide_reserve(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    at: (&str, Day, Option<u32>),
    reason: &str,
) -> Result<Decided> {
    stub(db, ground, paper, at, ("reserved", reason)).await
}

/// A number that was never used, kept so that the series has no gap.
pub async fn decide_void_number(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    at: (&str, Day, Option<u32>),
    reason: &str,
) -> Result<Decided> {
    stub(db, ground, paper, at, ("void", reason)).await
}

async fn stub(
    db: &mut Db,
    ground: Ground<'_>,
    paper: &Paper,
    (direction, day, wanted): (&str, Day, Option<u32>),
    (state, reason): (&str, &str),
) -> Result<Decided> {
    let reason = tidy(reason);
    if reason.is_empty() {
        return Err(refuse(
            "reason",
            "",
            "a number without its document needs a reason",
        ));
    }
    if ground.book.documents().kind(&paper.kind, day).is_none() {
        return Err(refuse(
            "kind",
            &paper.kind,
            format!("the rulebook has no such kind of document on {day}"),
        ));
    }
    let (unit, terms) = ground.terms_of(db, paper, day).await?;
    let asked = asked(unit, paper, direction, day);
    let (series, found) = numbered(db, &ground.rules(&terms), &asked, wanted).await?;
    let warnings = late(&found, &reason, day)?.into_iter().collect();
    let document = id(ground.act, 0);
    let symbol = if direction == "incoming" {
        String::new()
    } else {
        ground.symbol(&series, &paper.kind, day, found.number)
    };
    let mut lines = vec![stub_line(
        ground,
        &document,
        paper,
        (&series, found.number),
        (day, state, &reason),
    )?];
    if let Some(first) = found.opens {
        lines.push(opening(&series, first)?);
    }
    Ok(Decided {
        lines,
        warnings,
        id: document,
        symbol,
        number: Some(found.number),
        ..Decided::default()
    })
}

pub(super) fn stub_line(
    ground: Ground<'_>,
    document: &str,
    paper: &Paper,
    (series, number): (&Series, u32),
    (day, state, reason): (Day, &str, &str),
) -> Result<Line> {
    let mut fields = vec![
        ("direction", series.direction.clone()),
        ("system", paper.system.clone()),
        ("body", paper.body.clone()),
        ("kind", paper.kind.clone()),
        ("dated", day.to_string()),
        ("state", state.to_owned()),
        ("series", series.subject.clone()),
        ("number", number.to_string()),
        ("note", reason.to_owned()),
    ];
    // who received it did not issue it, and its symbol is its sender's
    if series.direction == "incoming" {
        fields.push((KEEPERS, paper.unit.clone()));
    } else {
        let unit = ground.unit(&paper.unit, "unit")?;
        let symbol = ground.symbol(series, &paper.kind, day, number);
        fields.push(("organ", paper.unit.clone()));
        fields.push(("organ_name", ground.name(unit, day)));
        fields.push(("symbol", symbol));
    }
    fields_line(day, document, fields)
}

/// What a document says it makes of the validity of others: relation, other.
async fn changed_by(db: &mut Db, id: &str) -> Result<Vec<(String, String)>> {
    let last = AsOf {
        on: Day::LAST,
        known: Known::NOW,
    };
    let relations = store::relations_of(db, last, &[id.to_owned()]).await?;
    let own = |r: &store::Related| r.from == id && validity_after(&r.relation).is_some();
    let own = relations.into_iter().filter(own);
    Ok(own.map(|r| (r.relation, r.to)).collect())
}

/// Names that a warning lists before it only counts.
const NAMED: usize = 20;

/// Names one after another; of many the first, and how many there are.
fn listed(mut names: Vec<String>) -> String {
    let all = names.len();
    names.truncate(NAMED);
    let first = names.join(", ");
    if all > NAMED {
        return format!("{first} … ({all})");
    }
    first
}

/// What goes on when a document becomes void, although it rests on it: open tasks, a meeting that
/// was concluded by it, whom it binds. Of tasks and meetings those that the reader sees.
pub async fn resting_on(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    day: Day,
    seen: &Scope,
) -> Result<Vec<Problem>> {
    let (s, known) = (ground.structure, Known::NOW);
    let asof = AsOf { on: day, known };
    let asked = tasks::Asked {
        scope: seen,
        asof,
        s,
    };
    let mut said = Vec::new();
    let open = tasks::of_document(db, &asked, id).await?;
    let open = open.iter().filter(|t| t.state.is_open());
    // one without a number is known by its title
    let named = |t: &tasks::Task| match t.number.as_str() {
        "" => format!("«{}»", t.title),
        number => number.to_owned(),
    };
    let open: Vec<String> = open.map(named).collect();
    if !open.is_empty() {
        let all = listed(open);
        said.push(format!("tasks that rest on it stay open: {all}"));
    }
    let meetings = meetings::of_conclusions(db, asof, &[id.to_owned()]).await?;
    for meeting in meetings::by_ids(db, seen, asof, &meetings).await? {
        said.push(format!(
            "the meeting of {} was concluded by it and stays concluded",
            meeting.day
        ));
    }
    let bound = store::obliged_by(db, asof, id).await?;
    let bound = bound
        .iter()
        .filter_map(|o| Some(s.followed(s.find(&o.unit)?, day)));
    let bound: BTreeSet<String> = bound.map(|u| ground.name(u, day)).collect();
    if !bound.is_empty() {
        let all = listed(bound.into_iter().collect());
        said.push(format!(
            "it obliges nobody from {day} on, whom it bound: {all}"
        ));
    }
    Ok(said
        .into_iter()
        .map(|w| Problem::new(w).as_warning())
        .collect())
}

/// Voids a document that has a number: the number stays taken, and says why. What it had amended,
/// replaced or abolished is again as it was without it. What rests on it is warned of.
pub async fn decide_void(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    (day, reason): (Day, &str),
    seen: &Scope,
) -> Result<Decided> {
    let (document, from) = the_document(db, id).await?;
    not_before(day, from)?;
    let reason = tidy(reason);
    if reason.is_empty() {
        return Err(refuse("reason", "", "a void number needs a reason"));
    }
    if document.series.is_empty() {
        return Err(Error::refused(format!(
            "«{}» has no number of a series of the record: a draft is withdrawn",
            document.subject
        )));
    }
    if document.state == "void" {
        return Err(Error::refused(format!(
            "{} is void already",
            document.symbol
        )));
    }
    let warnings = resting_on(db, ground, id, day, seen).await?;
    let fields = [
        ("state", "void".to_owned()),
        ("validity", String::new()),
        ("note", reason),
    ];
    let mut lines = vec![fields_line(day, id, fields)?];
    for (_, other) in changed_by(db, id).await? {
        let edit = DocumentEdit::ValidityGone { by: id.to_owned() };
        let mut theirs = line(day, &other, &edit, &BTreeMap::new())?;
        theirs.also.push(id.to_owned());
        lines.push(theirs);
    }
    Ok(Decided {
        lines,
        warnings,
        id: id.to_owned(),
        symbol: document.symbol,
        number: document.number,
        ..Decided::default()
    })
}

/// Says from which day a document is no longer in force by itself: its term is over, or what it
/// was issued for.
pub async fn decide_expiry(db: &mut Db, id: &str, day: Day) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    let may = rules::may_expire(&document.state, &document.validity);
    let began = Day::parse(&document.dated).unwrap_or(Day::MIN);
    if let Some(why) = rules::refuses_expiry(may, (&document.symbol, began), day) {
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(Decided {
        lines: vec![expiry_line(day, id)?],
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// The line of the first day on which a document is no longer in force.
pub(super) fn expiry_line(day: Day, id: &str) -> Result<Line> {
    fields_line(day, id, [("validity", "expired".to_owned())])
}

/// What a document does to another, from its own day on unless another is given.
pub async fn decide_relate(
    db: &mut Db,
    _ground: Ground<'_>,
    from: &str,
    relation: &str,
    to: &str,
    (day, note): (Option<Day>, &str),
) -> Result<Decided> {
    if !RELATIONS.contains(&relation) {
        return Err(refuse(
            "relation",
            relation,
            format!("it is one of {}", RELATIONS.join(", ")),
        ));
    }
    if from == to {
        return Err(refuse(
            "to",
            to,
            "a document stands in no relation to itself",
        ));
    }
    let (document, since) = the_document(db, from).await?;
    let (effect, at_work) = (has_effect(&document.state), is_drafted(&document.state));
    if !effect && !at_work {
        let why = format!(
            "a document that is «{}» does nothing to another",
            document.state
        );
        return Err(refuse("relation", relation, why));
    }
    let (other, _) = the_document(db, to).await?;
    let day = day
        .or_else(|| Day::parse(&document.dated).ok())
        .unwrap_or(since);
    let own = own_day(&document);
    if day < own {
        let named = if document.symbol.is_empty() {
            &document.subject
        } else {
            &document.symbol
        };
        let why = format!("{named} is dated {own}: it does nothing to another before");
        return Err(refuse("on", &day.to_string(), why));
    }
    let began = Day::parse(&other.dated).unwrap_or(Day::MIN);
    if day < began {
        let why = format!(
            "{} is dated {}: nothing happens to it before",
            other.symbol, other.dated
        );
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(Decided {
        lines: relation_lines(day, (from, effect), relation, to, note)?,
        id: from.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

/// The lines of a relation; what it makes of the other's validity only once it has effect.
pub(super) fn relation_lines(
    day: Day,
    (from, effect): (&str, bool),
    relation: &str,
    to: &str,
    note: &str,
) -> Result<Vec<Line>> {
    let nobody = BTreeMap::new();
    let edit = DocumentEdit::Relation {
        relation: relation.to_owned(),
        other: to.to_owned(),
        note: tidy(note),
    };
    let mut own = line(day, from, &edit, &nobody)?;
    own.also.push(to.to_owned());
    let mut lines = vec![own];
    if effect && validity_after(relation).is_some() {
        lines.push(validity_line(day, from, relation, to)?);
    }
    Ok(lines)
}

fn validity_line(day: Day, from: &str, relation: &str, to: &str) -> Result<Line> {
    let edit = DocumentEdit::Validity {
        by: from.to_owned(),
        relation: relation.to_owned(),
    };
    let mut theirs = line(day, to, &edit, &BTreeMap::new())?;
    theirs.also.push(from.to_owned());
    Ok(theirs)
}

/// A clause as somebody writes it; an empty text takes the clause away.
#[derive(Debug, Clone, Default)]
pub struct NewClause {
    pub item: String,
    pub label: String,
    pub text: String,
    /// Whether it binds someone.
    pub binds: bool,
}

/// Breaks a document into clauses; those that are not named stay as they are.
pub async fn decide_clauses(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    clauses: &[NewClause],
    day: Day,
) -> Result<Decided> {
    let (document, _) = the_document(db, id).await?;
    if ["void", "reserved"].contains(&document.state.as_str()) {
        return Err(Error::refused(format!(
            "{} is {}: it has no content",
            document.symbol, document.state
        )));
    }
    let mut seen = std::collections::HashSet::new();
    let mut lines = Vec::with_capacity(clauses.len());
    for clause in clauses {
        let item = tidy(&clause.item);
        if item.is_empty() || item.contains(' ') || !seen.insert(item.clone()) {
            return Err(refuse(
                "item",
                &clause.item,
                "each clause has a number of its own, without spaces",
            ));
        }
        let text = tidy(&clause.text);
        if text.is_empty() {
            lines.push(line(
                day,
                id,
                &DocumentEdit::ClauseGone { item },
                &BTreeMap::new(),
            )?);
            continue;
        }
        unmarked(ground.book.documents(), ("text", &text), day)
            .map_err(|p| Error::Refused(vec![*p]))?;
        let edit = DocumentEdit::Clause {
            item,
            label: tidy(&clause.label),
            binds: if clause.binds { "yes" } else { "no" }.to_owned(),
        };
        lines.push(line(
            day,
            id,
            &edit,
            &BTreeMap::from([("text".to_owned(), text)]),
        )?);
    }
    Ok(Decided {
        lines,
        id: id.to_owned(),
        symbol: document.symbol,
        ..Decided::default()
    })
}

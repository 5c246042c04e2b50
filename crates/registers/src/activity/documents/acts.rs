//! Deciding what happens to documents: terms, drafts, steps, numbers; files are decided in
//! `files/acts.rs`. Each reads, and refuses or returns the lines of an act.

mod correcting;
mod ending;
mod numbered;
mod receiving;
mod relating;
mod stubs;

pub use correcting::{CORRECTABLE, decide_correction};
use ending::changed_by;
pub(super) use ending::expiry_line;
pub use ending::{decide_expiry, decide_void, resting_on};
pub(super) use numbered::{Numbered, Origin, opening};
use numbered::{late, numbered};
pub use receiving::{decide_receive, decide_superior};
pub(crate) use relating::clause_line;
pub(super) use relating::relation_lines;
use relating::validity_line;
pub use relating::{NewClause, decide_clauses, decide_relate};
pub use stubs::{Stub, decide_stub};

use super::drafts::{self, OnPaper};
use super::files::marks;
use super::joint::{self, CoIssuer};
use super::model::{CLASS, DocumentEdit, KEEPERS, NAMING, RECIPIENT_UNITS, TERM_CLASS, TermEdit};
use super::rules::{self, Asked, Rules, STEPS, Series, Terms, print_symbol};
use super::state::State;
use super::written::{self, Written};
use super::{reforms, store};
use crate::activity::refuse;
use crate::organisation::rulebook::{DocumentRules, Rulebook};
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::journal::{Line, canonical, id};
use platform::text::tidy;
use platform::{Db, Error, Problem, Result, Scope};
use std::collections::BTreeMap;

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
    /// What people write, as it is read on a day.
    pub(super) fn written(&self, day: Day) -> Written<'_> {
        Written {
            structure: self.structure,
            rules: self.book.documents(),
            day,
        }
    }

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
            return no("kind", &paper.kind, written::no_such_kind(day));
        }
        if !paper.field.is_empty() && docs.field(&paper.field, day).is_none() {
            return no("field", &paper.field, written::no_such_field(day));
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
            "field" if !value.is_empty() => {
                let found = self.written(day).field(value);
                found.map_err(|why| refuse(name, value, why))
            }
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
        ("state", State::Draft.to_string()),
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
    let from = if expires {
        document.day().min(from)
    } else {
        from
    };
    Ok((document, from))
}

fn not_before(day: Day, from: Day) -> Result<()> {
    if day < from {
        let why = format!("the document is known to stand as it does only from {from}");
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(())
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
    let Some(state) = rules::step(document.state, step) else {
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
    let fields = [("state", state.to_string())];
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
        if document.state != State::Signed {
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
    let issued = Numbered {
        document: &document,
        paper,
        day,
        number: found.number,
        origin: Origin::Issued {
            series: &series,
            symbol: &symbol,
        },
    };
    let mut lines = vec![issued.line(ground)?];
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

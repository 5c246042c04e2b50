//! Drafts on their way: what stands on their paper, who may change them and until when, and on
//! whose desk they lie for the next step.

use super::acts::{self, Decided, Ground, Paper};
use super::joint;
use super::model::{CLASS, DOCUMENT, Document, DocumentEdit, JOINT, PAPER, PAPER_NAMING};
use super::state::State;
use super::store;
use crate::activity::refuse;
use figures::Day;
use platform::journal::{Line, canonical, store as journal};
use platform::projection::{Row, store as tables};
use platform::text::tidy;
use platform::{AsOf, Db, Error, Result, Scope};
use std::collections::BTreeMap;

/// Letters of a text that is typed in: some eighty pages.
pub const LETTERS: usize = 200_000;

/// What stands on a document's paper beside what lists show of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct OnPaper {
    /// Before the day, as it is written there.
    pub place: String,
    /// Whom a letter or a submission speaks to.
    pub addressed: String,
    /// Paragraphs, one a line.
    pub words: String,
    /// Sign-in name of the account that takes the next step; empty: whoever may.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub desk: String,
}

impl OnPaper {
    fn read(row: &Row) -> OnPaper {
        let text = |i: usize| row.values[i].text().to_owned();
        OnPaper {
            place: text(0),
            addressed: text(1),
            words: text(2),
            desk: text(3),
        }
    }

    fn fields(&self) -> [(&'static str, &String); 4] {
        [
            ("place", &self.place),
            ("addressed", &self.addressed),
            ("words", &self.words),
            ("desk", &self.desk),
        ]
    }
}

/// A text as it is kept: one line a paragraph, spaces tidied, no empty paragraphs.
#[must_use]
pub fn paragraphs(text: &str) -> String {
    let lines = text.lines().map(tidy).filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join("\n")
}

/// What stands on the paper of a document on a day; nothing for who may not see the document.
pub async fn on_paper(db: &mut Db, scope: &Scope, as_of: AsOf, id: &str) -> Result<OnPaper> {
    if store::by_id(db, scope, as_of, id).await?.is_none() {
        return Ok(OnPaper::default());
    }
    let rows = tables::known_where(db, &PAPER, as_of.known, "subject", &[id.to_owned()]).await?;
    let held = |r: &&Row| r.from <= as_of.on && as_of.on < r.to;
    Ok(rows
        .iter()
        .find(held)
        .map_or_else(OnPaper::default, OnPaper::read))
}

/// The same as now known and in the end: what a decision rests on.
async fn latest(db: &mut Db, id: &str) -> Result<OnPaper> {
    let rows = tables::current(db, &PAPER, &[id.to_owned()]).await?;
    let last = rows.iter().max_by_key(|r| r.from);
    Ok(last.map_or_else(OnPaper::default, OnPaper::read))
}

/// The documents that lie on a desk, as known and on a day: those the next step of which is waited
/// for from this account.
pub async fn on_desk(
    db: &mut Db,
    scope: &Scope,
    as_of: AsOf,
    login: &str,
) -> Result<Vec<Document>> {
    let rows = tables::known_where(db, &PAPER, as_of.known, "desk", &[login.to_owned()]).await?;
    let held = rows
        .iter()
        .filter(|r| r.from <= as_of.on && as_of.on < r.to);
    let mut found = Vec::new();
    for row in held {
        found.extend(store::by_id(db, scope, as_of, &row.subject).await?);
    }
    found.retain(|d| d.state.is_drafted());
    Ok(found)
}

/// The line that says what of the paper is otherwise than before; none when nothing is.
pub(super) fn line(
    day: Day,
    document: &str,
    before: &OnPaper,
    now: &OnPaper,
) -> Result<Option<Line>> {
    if now.words.chars().count() > LETTERS {
        let why = format!("a text of more than {LETTERS} letters is kept as a file");
        return Err(refuse("words", "", why));
    }
    let (mut counted, mut named) = (BTreeMap::new(), BTreeMap::new());
    for ((name, old), (_, new)) in before.fields().into_iter().zip(now.fields()) {
        if old == new {
            continue;
        }
        let into = if PAPER_NAMING.contains(&name) {
            &mut named
        } else {
            &mut counted
        };
        into.insert(name.to_owned(), new.clone());
    }
    if counted.is_empty() && named.is_empty() {
        return Ok(None);
    }
    let edit = DocumentEdit::Paper { fields: counted };
    let mut line = acts::line(day, document, &edit, &BTreeMap::new())?;
    if !named.is_empty() {
        line.identifying = Some(canonical::text(&named)?);
    }
    Ok(Some(line))
}

/// Who does something to a draft, and what they had before them.
#[derive(Debug, Clone, Copy, Default)]
pub struct By<'a> {
    /// Sign-in name; nothing at the command line, which may do what whoever runs the record may.
    pub login: Option<&'a str>,
    /// The last act on the document that they saw; nothing asks for nothing.
    pub seen: Option<u64>,
}

impl By<'_> {
    /// Refuses whoever has not the draft on their desk while somebody has.
    fn may(&self, paper: &OnPaper) -> Result<()> {
        match self.login {
            Some(login) if !paper.desk.is_empty() && paper.desk != login => {
                let why = format!(
                    "the draft lies with «{}», who takes the next step or returns it",
                    paper.desk
                );
                Err(refuse("step", "", why))
            }
            _ => Ok(()),
        }
    }

    /// Refuses what rests on an older text than the one in the record.
    async fn is_latest(&self, db: &mut Db, id: &str) -> Result<()> {
        let Some(seen) = self.seen else { return Ok(()) };
        // what only names the draft does not change it
        let edits = journal::edits_ever(db, CLASS, id).await?;
        let last = edits.last().map(|e| e.act);
        match last.filter(|last| *last > seen) {
            Some(last) => Err(refuse(
                "words",
                "",
                format!(
                    "the draft was changed by act {last} meanwhile: look at it before you save yours"
                ),
            )),
            None => Ok(()),
        }
    }
}

async fn the_draft(db: &mut Db, id: &str) -> Result<Document> {
    let found = store::latest(db, &[id.to_owned()]).await?.remove(id);
    let found = found.map(|(document, _)| document);
    found.ok_or_else(|| Error::NotFound(format!("there is no document «{id}» in the record")))
}

/// Refuses a day before the last change of a draft, be it of its fields, of its paper or of who
/// issues it: what was said since would stand over what is said now.
async fn not_before_last(db: &mut Db, id: &str, day: Day) -> Result<()> {
    let key = [id.to_owned()];
    let mut last = Day::MIN;
    for table in [&DOCUMENT, &PAPER, &JOINT] {
        for row in tables::current(db, table, &key).await? {
            // a co-issuer that is gone went on the day on which its row ends
            let gone = Some(row.to).filter(|to| *to < Day::MAX);
            last = last.max(gone.unwrap_or(row.from));
        }
    }
    if day < last {
        let why = format!("the draft was changed on {last}: what comes after is dated no earlier");
        return Err(refuse("on", &day.to_string(), why));
    }
    Ok(())
}

/// Changes a draft before it is signed: whoever may enter for it does so, or whoever has it on
/// their desk. What is the same stays unsaid.
pub async fn decide_change(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    paper: &Paper,
    day: Day,
    by: By<'_>,
) -> Result<Decided> {
    let document = the_draft(db, id).await?;
    if !document.state.is_changed() {
        let why = if document.state == State::ToSign {
            "it is approved: return it before you change it, so that it is approved anew".to_owned()
        } else {
            format!(
                "it is «{}»: a document is changed until it is signed",
                document.state
            )
        };
        return Err(refuse("draft", id, why));
    }
    let before = latest(db, id).await?;
    by.may(&before)?;
    by.is_latest(db, id).await?;
    not_before_last(db, id, day).await?;
    let drafted = acts::decide_draft(ground, paper, day)?;
    let said = said_now(ground, paper, day)?;
    let old = said_before(db, &document).await?;
    let changed: Vec<(&'static str, String)> = said
        .into_iter()
        .filter(|(name, value)| old.get(name).map_or("", String::as_str) != value)
        .collect();
    let mut lines = Vec::new();
    if !changed.is_empty() {
        lines.push(acts::fields_line(day, id, changed)?);
    }
    let now = OnPaper {
        desk: before.desk.clone(),
        ..paper.on_paper.clone()
    };
    lines.extend(line(day, id, &before, &now)?);
    let held = joint::latest(db, id).await?;
    lines.extend(joint::lines(day, id, &held, &drafted.together)?);
    if lines.is_empty() {
        return Err(refuse("words", "", "nothing is otherwise than before"));
    }
    Ok(Decided {
        lines,
        warnings: drafted.warnings,
        id: id.to_owned(),
        ..Decided::default()
    })
}

/// Every field that a form of a draft says, also those it leaves empty.
fn said_now(ground: Ground<'_>, paper: &Paper, day: Day) -> Result<Vec<(&'static str, String)>> {
    let unit = ground.unit(&paper.unit, "unit")?;
    Ok(vec![
        ("organ", paper.unit.clone()),
        ("organ_name", ground.name(unit, day)),
        ("system", paper.system.clone()),
        ("body", paper.body.clone()),
        ("kind", paper.kind.clone()),
        ("subject", paper.subject.clone()),
        ("field", paper.field.clone()),
        ("signer", paper.signer.clone()),
        ("capacity", paper.capacity.clone()),
        ("advised_by", paper.advised_by.clone()),
        ("recipients", paper.recipients.clone()),
        (
            super::model::RECIPIENT_UNITS,
            paper.recipient_units.join(" "),
        ),
        ("review_by", paper.review_by.clone()),
        ("note", paper.note.clone()),
    ])
}

async fn said_before(db: &mut Db, d: &Document) -> Result<BTreeMap<&'static str, String>> {
    let as_of = AsOf {
        on: Day::LAST,
        known: platform::asof::Known::NOW,
    };
    // the ground of a decision: whoever may change the draft was asked before
    let attached = store::attached(db, &Scope::whole(), as_of, &d.id).await?;
    let units = attached.unwrap_or_default().units;
    let recipients = units.iter().filter(|(part, _)| part == "recipient");
    let recipients: Vec<&str> = recipients.map(|(_, unit)| unit.as_str()).collect();
    Ok(BTreeMap::from([
        ("organ", d.organ.clone()),
        ("organ_name", d.organ_name.clone()),
        ("system", d.system.clone()),
        ("body", d.body.clone()),
        ("kind", d.kind.clone()),
        ("subject", d.subject.clone()),
        ("field", d.field.clone()),
        ("signer", d.signer.clone()),
        ("capacity", d.capacity.clone()),
        ("advised_by", d.advised_by.clone()),
        ("recipients", d.recipients.clone()),
        (super::model::RECIPIENT_UNITS, recipients.join(" ")),
        ("review_by", d.review_by.clone()),
        ("note", d.note.clone()),
    ]))
}

/// A step, as somebody takes it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Step<'a> {
    pub step: &'a str,
    pub note: &'a str,
    /// Sign-in name of who takes the one after it; empty: whoever may.
    pub to: &'a str,
}

/// A step of a draft, by whoever has it on their desk; the desk it goes to is said with it. What
/// is returned or withdrawn lies on nobody's.
pub async fn decide_step(
    db: &mut Db,
    ground: Ground<'_>,
    id: &str,
    step: Step<'_>,
    day: Day,
    by: By<'_>,
) -> Result<Decided> {
    let before = latest(db, id).await?;
    // whoever drafted may take back what nobody has looked at yet
    if step.step != "withdraw" {
        by.may(&before)?;
    }
    let mut decided = acts::decide_step(db, ground, id, step.step, day, step.note).await?;
    not_before_last(db, id, day).await?;
    let goes_on = ["review", "approve", "sign"].contains(&step.step);
    let now = OnPaper {
        desk: if goes_on {
            step.to.to_owned()
        } else {
            String::new()
        },
        ..before.clone()
    };
    decided.lines.extend(line(day, id, &before, &now)?);
    Ok(decided)
}

/// Issues a signed draft, by whoever has it on their desk.
pub async fn decide_issue(
    db: &mut Db,
    ground: Ground<'_>,
    (id, paper): (&str, &Paper),
    wanted: (Day, Option<u32>),
    reason: &str,
    by: By<'_>,
) -> Result<Decided> {
    let before = latest(db, id).await?;
    by.may(&before)?;
    let mut decided = acts::decide_issue(db, ground, paper, wanted, Some(id), reason).await?;
    not_before_last(db, id, wanted.0).await?;
    let now = OnPaper {
        desk: String::new(),
        ..before.clone()
    };
    decided.lines.extend(line(wanted.0, id, &before, &now)?);
    Ok(decided)
}

/// A document of the record as a paper that may be entered again.
#[must_use]
pub fn paper_of(d: &Document, attached: &store::Attached, on_paper: OnPaper) -> Paper {
    let of = |part: &str| {
        let units = attached.units.iter().filter(|(p, _)| p == part);
        units.map(|(_, id)| id.clone()).collect()
    };
    Paper {
        unit: d.organ.clone(),
        body: d.body.clone(),
        system: d.system.clone(),
        kind: d.kind.clone(),
        subject: d.subject.clone(),
        field: d.field.clone(),
        signer: d.signer.clone(),
        capacity: d.capacity.clone(),
        advised_by: d.advised_by.clone(),
        recipients: d.recipients.clone(),
        recipient_units: of("recipient"),
        keepers: of("keeper"),
        review_by: d.review_by.clone(),
        due: d.due.clone(),
        note: d.note.clone(),
        on_paper,
        co_issuers: attached.co_issuers.clone(),
        ..Paper::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_as_one_line_a_paragraph() {
        let typed = "  Căn cứ   Điều lệ;\r\n\r\n\r\nĐiều 1. Ban hành\tkế hoạch.\n";
        assert_eq!(
            paragraphs(typed),
            "Căn cứ Điều lệ;\nĐiều 1. Ban hành kế hoạch."
        );
    }

    #[test]
    fn what_names_people_goes_where_an_erasure_reaches_it() {
        let now = OnPaper {
            place: "Thái Nguyên".to_owned(),
            words: "Về đồng chí X".to_owned(),
            ..OnPaper::default()
        };
        let line = line(Day::ymd(2026, 1, 2), "a1.0", &OnPaper::default(), &now);
        let line = line.unwrap().unwrap();
        assert!(line.counted.contains("Thái Nguyên") && !line.counted.contains("đồng chí"));
        assert!(line.identifying.unwrap().contains("đồng chí X"));
    }

    #[test]
    fn a_paper_that_says_the_same_is_no_line() {
        let same = OnPaper::default();
        assert!(
            line(Day::ymd(2026, 1, 2), "a1.0", &same, &same)
                .unwrap()
                .is_none()
        );
    }

    #[test]
    fn a_draft_on_somebodys_desk_waits_for_them() {
        let paper = OnPaper {
            desk: "chief".to_owned(),
            ..OnPaper::default()
        };
        let by = |login| By { login, seen: None };
        assert!(by(Some("officer")).may(&paper).is_err());
        assert!(by(Some("chief")).may(&paper).is_ok());
        assert!(by(None).may(&paper).is_ok(), "the console");
        assert!(by(Some("officer")).may(&OnPaper::default()).is_ok());
    }
}

//! What an annulment, and whoever says a term anew, ask of documents: a number that was given
//! because of another is not left without it, and none comes to lie outside the term it bears.

use super::model::{CLASS, Document, DocumentEdit, SERIES_CLASS, SeriesEdit, TERM_CLASS, TermEdit};
use super::rules::{self, Asked, Rules, Terms};
use super::store;
use crate::organisation::reforms::open::{Answer, Closings, Open, OpenThings, Without};
use crate::organisation::rulebook::{Rulebook, store as rulebook};
use figures::Structure;
use platform::asof::Known;
use platform::journal::store::{self as journal, FullLine};
use platform::{Db, Error, Result, Scope};
use std::collections::{BTreeMap, BTreeSet, HashMap};

pub static OPEN: OpenThings = OpenThings {
    register: "documents",
    class: CLASS,
    kinds: &["document", "văn bản", "دستاویز"],
    open: |db, closings| Box::pin(open(db, closings)),
    moved: |document, _, _, _| {
        let why = format!("the document {document} stays with the organ that issued it");
        Err(Error::refused(why))
    },
    told: |_, _| None,
    without: |db, without| -> Answer<'_, _> { Box::pin(self::without(db, without)) },
};

/// Documents that a refusal names, at most.
const NAMED: usize = 3;

/// Nothing of a document goes from its organ; but what an organ issues or receives later is in the
/// way of its end, and what it drafts is told of when it closes.
async fn open(db: &mut Db, closings: Closings<'_>) -> Result<Open> {
    let mut found = Open::default();
    for (unit, document) in store::lying_from(db, closings.units, closings.day).await? {
        found.names.insert(document.id.clone(), named(&document));
        found.later.entry(unit).or_default().insert(document.id);
    }
    for (unit, draft) in store::drafted_on(db, closings.units, closings.day).await? {
        found.staying.entry(unit).or_default().push(draft.subject);
    }
    Ok(found)
}

/// What later acts said of documents must still be there, their numbers must still follow one
/// another, and lie in their terms.
async fn without(db: &mut Db, asked: Without<'_>) -> Result<BTreeMap<u64, String>> {
    let mut reasons = BTreeMap::new();
    said_of_what_is_gone(db, &asked, &mut reasons).await?;
    numbers_without(db, &asked, &mut reasons).await?;
    terms_without(db, &asked, &mut reasons).await?;
    reasons.remove(&asked.number);
    Ok(reasons)
}

/// What a line says something of, within its document; empty for what everything later rests on:
/// that it is there, and how far it has come.
fn parts(counted: &str) -> Result<Vec<String>> {
    Ok(match serde_json::from_str(counted)? {
        DocumentEdit::Document { fields } if fields.contains_key("state") => Vec::new(),
        DocumentEdit::Document { .. } => vec!["fields".to_owned()],
        DocumentEdit::Paper { .. } => vec!["paper".to_owned()],
        DocumentEdit::Validity { .. } | DocumentEdit::ValidityGone { .. } => {
            vec!["validity".to_owned()]
        }
        DocumentEdit::Relation {
            relation, other, ..
        } => vec![format!("{relation} {other}")],
        DocumentEdit::File { hash, .. }
        | DocumentEdit::FileGone { hash }
        | DocumentEdit::FileErased { hash } => vec![hash],
        DocumentEdit::Clause { item, .. } | DocumentEdit::ClauseGone { item } => {
            vec![format!("clause {item}")]
        }
        DocumentEdit::Obliged { unit, .. } | DocumentEdit::ObligedGone { unit } => {
            vec![format!("obliged {unit}")]
        }
        DocumentEdit::ObligedMoved { unit, from, to } => {
            [unit, from, to].map(|u| format!("obliged {u}")).into()
        }
        DocumentEdit::CoIssuer { unit, .. } | DocumentEdit::CoIssuerGone { unit } => {
            vec![format!("together {unit}")]
        }
    })
}

/// Later lines about a document that would not be in the record, or about the very thing that the
/// annulled act said of it.
async fn said_of_what_is_gone(
    db: &mut Db,
    asked: &Without<'_>,
    reasons: &mut BTreeMap<u64, String>,
) -> Result<()> {
    let own = format!("a{}.", asked.number);
    let mut said: BTreeMap<&str, Vec<Vec<String>>> = BTreeMap::new();
    for line in asked.lines.iter().filter(|l| l.class == CLASS) {
        let of = said.entry(&line.subject).or_default();
        of.push(parts(&line.counted)?);
    }
    for number in asked.later.keys() {
        for line in journal::lines(db, *number).await? {
            if line.class != CLASS {
                continue;
            }
            let mut named = line.also.split(' ').chain([line.subject.as_str()]);
            if let Some(gone) = named.find(|id| id.starts_with(&own)) {
                let why = format!(
                    "line {}: what it says of a document rests on {gone}, which would not be in the record",
                    line.number
                );
                reasons.entry(*number).or_insert(why);
            }
            let subject = line.subject.as_str();
            let Some(said) = said.get(subject) else {
                continue;
            };
            let parts = parts(&line.counted)?;
            let meets = |s: &Vec<String>| s.is_empty() || s.iter().any(|p| parts.contains(p));
            if said.iter().any(meets) {
                let why = format!(
                    "line {}: the document {subject} would not stand as that act found it",
                    line.number
                );
                reasons.entry(*number).or_insert(why);
            }
        }
    }
    Ok(())
}

/// The series in which an act numbers something, or which it opens.
fn series_of(lines: &[FullLine]) -> Result<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    for line in lines {
        if line.class == SERIES_CLASS {
            found.insert(line.subject.clone());
        }
        if line.class == CLASS {
            found.extend(number_in(&line.counted)?.map(|(series, _)| series));
        }
    }
    Ok(found)
}

/// The number of a series that an edit gives.
fn number_in(counted: &str) -> Result<Option<(String, u32)>> {
    let DocumentEdit::Document { mut fields } = serde_json::from_str(counted)? else {
        return Ok(None);
    };
    let number = fields.get("number").and_then(|n| n.parse().ok());
    Ok(fields.remove("series").zip(number))
}

/// Which act gave each of some documents its number.
async fn givers(db: &mut Db, documents: &[Document]) -> Result<HashMap<String, u64>> {
    let ids: Vec<String> = documents.iter().map(|d| d.id.clone()).collect();
    let mut by = HashMap::new();
    for edit in journal::edits(db, CLASS, &ids).await? {
        if number_in(&edit.counted)?.is_some() {
            by.insert(edit.subject, edit.act);
        }
    }
    Ok(by)
}

/// Later numbers that would leave a gap, or open a series that the annulled act opened: decided
/// again without it they would be others.
async fn numbers_without(
    db: &mut Db,
    asked: &Without<'_>,
    reasons: &mut BTreeMap<u64, String>,
) -> Result<()> {
    for series in series_of(asked.lines)? {
        let key = [series];
        let documents = store::numbered_in(db, &key).await?;
        let by = givers(db, &documents).await?;
        let given: Vec<(u64, u32)> = documents
            .iter()
            .filter_map(|d| Some((*by.get(&d.id)?, d.number?)))
            .collect();
        let mut opened = Vec::new();
        for edit in journal::edits(db, SERIES_CLASS, &key).await? {
            let SeriesEdit::Series { first, .. } = serde_json::from_str(&edit.counted)?;
            opened.push((edit.act, first));
        }
        for (act, number) in rules::given_because_of(asked.number, &opened, &given) {
            let means = |d: &&Document| d.number == Some(number) && by.get(&d.id) == Some(&act);
            let symbol = documents.iter().find(means).map_or("", |d| &d.symbol);
            let why = format!(
                "its number {number} ({symbol}) follows one that would be gone: a number given by mistake is voided"
            );
            reasons.entry(act).or_insert(why);
        }
    }
    Ok(())
}

/// Documents that would not lie any more in the term or congress in which they are numbered, were
/// the terms of a subject others: those of its unit, and of the agencies that serve it.
pub(super) async fn displaced(
    db: &mut Db,
    (s, book): (&Structure, &Rulebook),
    (unit, subject): (&str, &str),
    changed: store::TermDays,
) -> Result<Vec<(Document, String)>> {
    let organs = store::series(db, &Scope::whole(), Known::NOW, &within(s, unit)).await?;
    let labels: HashMap<String, String> = organs
        .into_iter()
        .filter(|h| h.direction == "outgoing" && (h.organ == unit || h.body == "agency"))
        .map(|h| (h.subject, h.label))
        .collect();
    if labels.is_empty() {
        return Ok(Vec::new());
    }
    let before = store::all_terms(db, &Scope::whole(), Known::NOW).await?;
    let mut after = before.clone();
    after.insert(subject.to_owned(), changed);
    let label = |terms: &Terms, d: &Document| {
        let terms = Rules {
            structure: s,
            book,
            terms,
        };
        terms.label(&numbered(s, d)?).ok()
    };
    let series: Vec<String> = labels.keys().cloned().collect();
    let mut out = Vec::new();
    for document in store::numbered_in(db, &series).await? {
        let held = labels.get(&document.series);
        let stays =
            label(&before, &document).as_ref() != held || label(&after, &document).as_ref() == held;
        if let (Some(held), false) = (held, stays) {
            out.push((document, held.clone()));
        }
    }
    Ok(out)
}

/// What was asked of the rules when a document took its number.
fn numbered<'d>(s: &Structure, d: &'d Document) -> Option<Asked<'d>> {
    Some(Asked {
        unit: s.find(&d.organ)?,
        body: &d.body,
        kind: &d.kind,
        system: &d.system,
        direction: "outgoing",
        day: d.day(),
        label: "",
    })
}

/// Ids of a unit and of all that ever stood below it.
fn within(s: &Structure, unit: &str) -> Vec<String> {
    let mut found = BTreeSet::new();
    let mut open: Vec<_> = s.find(unit).into_iter().collect();
    while let Some(u) = open.pop() {
        if found.insert(u) {
            open.extend(s.ever_children(u));
        }
    }
    found.into_iter().map(|u| s.unit(u).id.clone()).collect()
}

/// Why terms may not be changed so that documents would lie outside theirs.
pub(super) fn outside(out: &[(Document, String)]) -> Option<String> {
    let (_, label) = out.first()?;
    let named: Vec<String> = out.iter().take(NAMED).map(|(d, _)| named(d)).collect();
    Some(format!(
        "{} documents are numbered in the term {label} and would lie outside it, such as {}",
        out.len(),
        named.join(", ")
    ))
}

/// A document as a refusal names it.
fn named(d: &Document) -> String {
    format!("{} ({})", d.symbol, d.dated)
}

/// Documents whose term would be gone or would have other days.
async fn terms_without(
    db: &mut Db,
    asked: &Without<'_>,
    reasons: &mut BTreeMap<u64, String>,
) -> Result<()> {
    for line in asked.lines.iter().filter(|l| l.class == TERM_CLASS) {
        let TermEdit::Term { unit, .. } = serde_json::from_str(&line.counted)?;
        let after = store::terms_if(db, &line.subject, None, Some(asked.number)).await?;
        let book = rulebook::rulebook(db, &Scope::whole(), Known::NOW).await?;
        let of = (unit.as_str(), line.subject.as_str());
        let out = displaced(db, (asked.units, &book), of, after).await?;
        let documents: Vec<Document> = out.iter().map(|(d, _)| d.clone()).collect();
        let by = givers(db, &documents).await?;
        for (document, label) in &out {
            let why = format!(
                "the document {} is numbered in the term {label}, which would not hold on its day",
                named(document)
            );
            if let Some(act) = by.get(&document.id) {
                reasons.entry(*act).or_insert(why);
            }
        }
    }
    Ok(())
}

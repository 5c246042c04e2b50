//! Joint documents: one that several organs issue together. It has one number, that of its lead,
//! in the lead's series; the others are named on it and sign it, each in its own capacity.

use super::acts::{Ground, Paper, line};
use super::model::{CLASS, DocumentEdit, JOINT};
use super::rules::{Asked, Rules};
use crate::activity::refuse;
use figures::{Day, UnitIx};
use platform::journal::{Line, store as journal};
use platform::projection::{Row, store as tables};
use platform::text::tidy;
use platform::{AsOf, Db, Problem, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a co-issuing unit is to its joint document; see
/// [`DOCUMENT_UNIT`](super::model::DOCUMENT_UNIT).
pub const PART: &str = "co-issuer";

/// An organ that issues a document together with its lead.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub struct CoIssuer {
    /// The unit's id.
    pub unit: String,
    /// As it was named on the document's day.
    pub name: String,
    /// In what capacity it is signed for it.
    pub capacity: String,
    pub signer: String,
}

/// What somebody types of co-issuers, one a line: `CODE | capacity | signer`.
#[must_use]
pub fn typed(text: &str) -> Vec<[String; 3]> {
    let lines = text.lines().map(tidy).filter(|l| !l.is_empty());
    lines
        .map(|line| {
            let mut parts = line.splitn(3, '|').map(tidy);
            [(); 3].map(|()| parts.next().unwrap_or_default())
        })
        .collect()
}

/// Looks the codes up that somebody typed; whose code no unit bears on the day is in the second.
#[must_use]
pub fn looked_up(s: &figures::Structure, text: &str, day: Day) -> (Vec<CoIssuer>, Vec<String>) {
    let (mut found, mut unknown) = (Vec::new(), Vec::new());
    for [code, capacity, signer] in typed(text) {
        match s.bearer(&code, day) {
            Some(u) => found.push(CoIssuer {
                unit: s.unit(u).id.clone(),
                name: s.state(u, day).map_or_else(String::new, |x| x.name.clone()),
                capacity,
                signer,
            }),
            None => unknown.push(code),
        }
    }
    (found, unknown)
}

impl Ground<'_> {
    /// The co-issuers of a paper as they are named on the day, and what is to be warned of: an
    /// organ that may not issue the kind alone may not issue it with others.
    pub(super) fn joint(
        &self,
        by: &Rules<'_>,
        paper: &Paper,
        asked: &Asked<'_>,
    ) -> Result<(Vec<CoIssuer>, Vec<Problem>)> {
        let (s, day) = (self.structure, asked.day);
        if !paper.co_issuers.is_empty() {
            by.joint(asked).map_err(|why| refuse("joint", "", why))?;
        }
        let (mut named, mut warnings) = (Vec::<CoIssuer>::new(), Vec::new());
        for co in &paper.co_issuers {
            let unit = self.unit(&co.unit, "joint")?;
            let name = self.name(unit, day);
            if co.unit == paper.unit {
                let why = "the organ that leads a joint document is not among the others";
                return Err(refuse("joint", &name, why));
            }
            if named.iter().any(|n| n.unit == co.unit) {
                let why = "an organ issues a joint document once";
                return Err(refuse("joint", &name, why));
            }
            if !s.is_open(unit, day) {
                let why = format!("the unit is not open on {day}");
                return Err(refuse("joint", &name, why));
            }
            if let Some(why) = self.may_not(by, unit, asked) {
                warnings.push(Problem::new(why).cell("joint", &name).as_warning());
            }
            named.push(CoIssuer { name, ..co.clone() });
        }
        Ok((named, warnings))
    }

    /// Why a co-issuer, speaking by its usual body, may not issue what is asked for.
    fn may_not(&self, by: &Rules<'_>, unit: UnitIx, asked: &Asked<'_>) -> Option<String> {
        let state = self.structure.state(unit, asked.day)?;
        let rules = self.book.documents();
        let body = rules.default_body(&state.kind, asked.system, asked.day)?;
        by.authority(&Asked {
            unit,
            body,
            ..*asked
        })
    }
}

/// The lines by which a document comes from some co-issuers to others; what is the same stays
/// unsaid.
pub(super) fn lines(
    day: Day,
    document: &str,
    before: &[CoIssuer],
    now: &[CoIssuer],
) -> Result<Vec<Line>> {
    let mut lines = Vec::new();
    let gone = |b: &&CoIssuer| now.iter().all(|n| n.unit != b.unit);
    for co in before.iter().filter(gone) {
        let unit = co.unit.clone();
        let mut said = line(
            day,
            document,
            &DocumentEdit::CoIssuerGone { unit },
            &BTreeMap::new(),
        )?;
        said.also.push(co.unit.clone());
        lines.push(said);
    }
    for (place, co) in now.iter().enumerate() {
        if before.get(place) == Some(co) {
            continue;
        }
        let edit = DocumentEdit::CoIssuer {
            unit: co.unit.clone(),
            place: u32::try_from(place).unwrap_or(u32::MAX),
            name: co.name.clone(),
            capacity: co.capacity.clone(),
        };
        let signer = (!co.signer.is_empty()).then(|| ("signer".to_owned(), co.signer.clone()));
        let mut said = line(day, document, &edit, &signer.into_iter().collect())?;
        said.also.push(co.unit.clone());
        lines.push(said);
    }
    Ok(lines)
}

fn gathered<'r>(rows: impl Iterator<Item = &'r Row>) -> HashMap<String, Vec<CoIssuer>> {
    let mut found: HashMap<String, Vec<(i64, CoIssuer)>> = HashMap::new();
    for row in rows {
        let text = |i: usize| row.values[i].text().to_owned();
        let co = CoIssuer {
            unit: text(0),
            name: text(2),
            capacity: text(3),
            signer: text(4),
        };
        let place = row.values[1].int().unwrap_or(0);
        let of = found.entry(row.subject.clone()).or_default();
        of.push((place, co));
    }
    let in_order = |(id, mut all): (String, Vec<(i64, CoIssuer)>)| {
        all.sort_by(|a, b| (a.0, &a.1.unit).cmp(&(b.0, &b.1.unit)));
        (id, all.into_iter().map(|(_, co)| co).collect())
    };
    found.into_iter().map(in_order).collect()
}

/// The co-issuers of some documents on a day, in the order in which they stand on the paper.
/// Whoever asks has asked for the documents before.
pub async fn of(
    db: &mut Db,
    as_of: AsOf,
    ids: &[String],
) -> Result<HashMap<String, Vec<CoIssuer>>> {
    let rows = tables::known_where(db, &JOINT, as_of.known, "subject", ids).await?;
    let held = |r: &&Row| r.from <= as_of.on && as_of.on < r.to;
    Ok(gathered(rows.iter().filter(held)))
}

/// Those of some co-issuers for which no act on the document was done: nothing in the record says
/// that they agree to it.
pub(super) async fn silent<'c>(
    db: &mut Db,
    document: &str,
    co_issuers: &'c [CoIssuer],
) -> Result<Vec<&'c CoIssuer>> {
    let mut spoke = HashSet::new();
    let edits = journal::edits_ever(db, CLASS, document).await?;
    let numbers: BTreeSet<u64> = edits.into_iter().map(|e| e.act).collect();
    for n in numbers {
        let acts = journal::acts(db, n, n).await?;
        spoke.extend(acts.into_iter().map(|act| act.on_behalf_of));
    }
    let silent = co_issuers.iter().filter(|c| !spoke.contains(&c.unit));
    Ok(silent.collect())
}

/// The co-issuers of a document as now known and in the end: what a decision rests on.
pub(super) async fn latest(db: &mut Db, id: &str) -> Result<Vec<CoIssuer>> {
    let rows = tables::current(db, &JOINT, &[id.to_owned()]).await?;
    let held = rows.iter().filter(|r| r.to == Day::MAX);
    Ok(gathered(held).remove(id).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn co(unit: &str) -> CoIssuer {
        CoIssuer {
            unit: unit.to_owned(),
            name: unit.to_uppercase(),
            ..CoIssuer::default()
        }
    }

    #[test]
    fn a_line_names_a_code_a_capacity_and_a_signer() {
        let said = typed("  A | T/M; BÍ THƯ | Nguyễn Văn Mẫu\n\nB\n");
        assert_eq!(said[0], ["A", "T/M; BÍ THƯ", "Nguyễn Văn Mẫu"]);
        assert_eq!(said[1], ["B", "", ""]);
    }

    #[test]
    fn only_what_changed_of_the_co_issuers_is_said() {
        let day = Day::ymd(2026, 1, 2);
        let (a, b, c) = (co("a"), co("b"), co("c"));
        let said = |before: &[CoIssuer], now: &[CoIssuer]| {
            let lines = lines(day, "a1.0", before, now).unwrap();
            lines.into_iter().map(|l| l.also).collect::<Vec<_>>()
        };
        let both = [a.clone(), b.clone()];
        assert!(said(&both, &both).is_empty());
        assert_eq!(said(&both, std::slice::from_ref(&a)), [["b"]]);
        assert_eq!(said(&both, &[a, c]), [["b"], ["c"]]);
        assert_eq!(said(&[], &[b]), [["b"]]);
    }

    #[test]
    fn who_signed_for_a_co_issuer_goes_where_an_erasure_reaches_it() {
        let signed = CoIssuer {
            signer: "Nguyễn Văn Mẫu".to_owned(),
            ..co("a")
        };
        let lines = lines(Day::ymd(2026, 1, 2), "a1.0", &[], &[signed]).unwrap();
        assert!(!lines[0].counted.contains("Nguyễn"));
        let named = lines[0].identifying.as_deref().unwrap();
        assert!(named.contains("Nguyễn Văn Mẫu"));
    }
}

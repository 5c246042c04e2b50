//! From the edits in force of a document to its rows.

use super::model::{
    CLAUSE, DOCUMENT, DocumentEdit, FILE, FILE_ERASED, JOINT, KEEPERS, NAMING, OBLIGED, PAPER,
    PAPER_NAMING, RECIPIENT_UNITS, RELATION, column,
};
use super::rules::validity_after;
use figures::Day;
use platform::Result;
use platform::dated::{Span, Timeline};
use platform::db::{Cell, Type};
use platform::journal::Edit;
use platform::projection::Row;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of one document in its tables, in the order of [`TABLES`].
pub(super) type Rows = [Vec<Row>; 9];

/// The tables that a document's edits are folded into.
pub(super) const TABLES: [&platform::projection::Table; 9] = [
    &DOCUMENT,
    &super::model::DOCUMENT_UNIT,
    &RELATION,
    &FILE,
    &CLAUSE,
    &OBLIGED,
    &PAPER,
    &JOINT,
    &FILE_ERASED,
];

/// What names somebody in an edit; empty once it was erased.
fn naming(edit: &Edit) -> Result<BTreeMap<String, String>> {
    Ok(match &edit.identifying {
        Some(text) => serde_json::from_str(text)?,
        None => BTreeMap::new(),
    })
}

/// The days on which edits of a document say a field, the later of which hold from then on.
pub(super) fn said_on(edits: &[Edit], field: &str) -> Result<BTreeSet<Day>> {
    let mut days = BTreeSet::new();
    for edit in edits {
        if let DocumentEdit::Document { fields } = serde_json::from_str(&edit.counted)?
            && (fields.contains_key(field) || naming(edit)?.contains_key(field))
        {
            days.insert(edit.day);
        }
    }
    Ok(days)
}

/// Rows of items that come and go, each from its day until it is gone or said anew.
#[derive(Default)]
struct Items(BTreeMap<String, Vec<Change>>);

/// What an item says from a day on; nothing once it is gone.
type Change = (Day, Option<Vec<Cell>>);

impl Items {
    fn set(&mut self, item: String, day: Day, values: Option<Vec<Cell>>) {
        self.0.entry(item).or_default().push((day, values));
    }

    fn rows(self, subject: &str) -> Vec<Row> {
        let mut rows = Vec::new();
        for (item, changes) in self.0 {
            let mut points: BTreeMap<Day, Option<Vec<Cell>>> = BTreeMap::new();
            points.extend(changes);
            let days: Vec<Day> = points.keys().copied().chain([Day::MAX]).collect();
            for ((from, values), to) in points.into_iter().zip(days.into_iter().skip(1)) {
                let Some(values) = values else { continue };
                rows.push(Row {
                    subject: subject.to_owned(),
                    item: item.clone(),
                    from,
                    to,
                    values,
                });
            }
        }
        rows
    }
}

/// What was said of whom a document binds.
enum Bound {
    /// The unit, by when, and by which rule.
    Said(String, [String; 2]),
    Gone(String),
    /// The unit as it was named, what had become of it, and the one that is bound from then on.
    Moved([String; 2], String),
}

/// Whom a document binds from which day, in the order of days: what a reform moved is what was
/// bound on its eve, whatever was recorded when.
fn of_bound(mut said: Vec<(Day, Bound)>) -> Items {
    said.sort_by_key(|(day, _)| *day);
    let mut items = Items::default();
    let mut now: BTreeMap<String, [String; 2]> = BTreeMap::new();
    let values = |unit: &str, [due, rule]: &[String; 2]| -> Vec<Cell> {
        [unit, due, rule].map(Cell::from).into()
    };
    for (day, bound) in said {
        match bound {
            Bound::Said(unit, due) => {
                items.set(unit.clone(), day, Some(values(&unit, &due)));
                now.insert(unit, due);
            }
            Bound::Gone(unit) => {
                now.remove(&unit);
                items.set(unit, day, None);
            }
            Bound::Moved(units, to) => {
                let at = units.into_iter().find_map(|u| Some((now.remove(&u)?, u)));
                let Some((due, from)) = at else { continue };
                items.set(from, day, None);
                // of two that come together the earlier day stands
                let due = now.remove(&to).map_or(due.clone(), |held| held.min(due));
                items.set(to.clone(), day, Some(values(&to, &due)));
                now.insert(to, due);
            }
        }
    }
    items
}

/// What was said of a document's validity: from which day, by which other, what.
#[derive(Default)]
struct Validity(Vec<(Day, String, String)>);

impl Validity {
    fn say(&mut self, day: Day, by: &str, value: &str) {
        self.0.push((day, by.to_owned(), value.to_owned()));
    }

    /// What another does to it from a day on. What no longer holds does not expire any more.
    fn changed(&mut self, day: Day, by: &str, value: &str) -> Vec<(Day, String)> {
        self.say(day, by, value);
        let over = value != "amended";
        let expiries = self
            .0
            .iter()
            .filter(|(from, _, v)| over && *from > day && v == "expired");
        let days = std::iter::once(day).chain(expiries.map(|(from, _, _)| *from));
        days.map(|day| (day, value.to_owned())).collect()
    }

    /// What holds from a day on once nothing holds any more that another did.
    fn without(&mut self, day: Day, by: &str) -> Vec<(Day, String)> {
        self.0.retain(|(_, other, _)| other != by);
        let until = self.0.iter().filter(|(from, _, _)| *from <= day);
        // of one day the later said holds
        let now = until.max_by_key(|(from, _, _)| *from);
        let now = (day, now.map_or_else(String::new, |(_, _, v)| v.clone()));
        let later = self.0.iter().filter(|(from, _, _)| *from > day);
        let later = later.map(|(from, _, v)| (*from, v.clone()));
        std::iter::once(now).chain(later).collect()
    }
}

/// Folds the edits of a document.
pub(super) fn fold(subject: &str, edits: &[Edit]) -> Result<Rows> {
    let width = DOCUMENT.columns.len();
    let (mut fields, mut kept): (Vec<(Day, usize, String)>, [Items; 5]) =
        (Vec::new(), Default::default());
    let mut papers: Vec<(Day, usize, String)> = Vec::new();
    let mut validity = Validity::default();
    let mut bound = Vec::new();
    for edit in edits {
        let day = edit.day;
        let [relations, files, clauses, joint, erased] = &mut kept;
        match serde_json::from_str(&edit.counted)? {
            DocumentEdit::Document { fields: said } => {
                let named = naming(edit)?
                    .into_iter()
                    .filter(|(k, _)| NAMING.contains(&k.as_str()));
                for (name, value) in said.into_iter().chain(named) {
                    if name == "validity" {
                        validity.say(day, "", &value);
                    }
                    let place = match name.as_str() {
                        RECIPIENT_UNITS => Some(width),
                        KEEPERS => Some(width + 1),
                        other => column(other),
                    };
                    fields.extend(place.map(|p| (day, p, value)));
                }
            }
            DocumentEdit::Paper { fields: said } => {
                let named = naming(edit)?
                    .into_iter()
                    .filter(|(k, _)| PAPER_NAMING.contains(&k.as_str()));
                for (name, value) in said.into_iter().chain(named) {
                    let place = PAPER.columns.iter().position(|(n, _)| *n == name);
                    papers.extend(place.map(|p| (day, p, value)));
                }
            }
            DocumentEdit::Validity { relation, by } => {
                let said = validity_after(&relation).map(|v| validity.changed(day, &by, v));
                let place = column("validity");
                let said = said.into_iter().flatten();
                fields.extend(said.filter_map(|(day, v)| Some((day, place?, v))));
            }
            DocumentEdit::ValidityGone { by } => {
                let place = column("validity");
                let said = validity.without(day, &by).into_iter();
                fields.extend(said.filter_map(|(day, v)| Some((day, place?, v))));
            }
            DocumentEdit::Relation {
                relation,
                other,
                note,
            } => {
                let values = [relation.as_str(), other.as_str(), note.as_str()].map(Cell::from);
                relations.set(format!("{relation}:{other}"), day, Some(values.into()));
            }
            DocumentEdit::File { hash, media, bytes } => {
                let name = naming(edit)?.remove("name").unwrap_or_default();
                let values = vec![
                    hash.as_str().into(),
                    name.into(),
                    media.into(),
                    Cell::from(bytes),
                ];
                files.set(hash, day, Some(values));
            }
            DocumentEdit::FileGone { hash } => files.set(hash, day, None),
            DocumentEdit::FileErased { hash } => {
                erased.set(hash.clone(), day, Some(vec![hash.into()]));
            }
            DocumentEdit::Clause { item, label, binds } => {
                let text = naming(edit)?.remove("text").unwrap_or_default();
                clauses.set(
                    item,
                    day,
                    Some(vec![label.into(), text.into(), binds.into()]),
                );
            }
            DocumentEdit::ClauseGone { item } => clauses.set(item, day, None),
            DocumentEdit::Obliged { unit, due, rule } => {
                bound.push((day, Bound::Said(unit, [due, rule])));
            }
            DocumentEdit::ObligedGone { unit } => bound.push((day, Bound::Gone(unit))),
            DocumentEdit::ObligedMoved { unit, from, to } => {
                bound.push((day, Bound::Moved([unit, from], to)));
            }
            DocumentEdit::CoIssuer {
                unit,
                place,
                name,
                capacity,
            } => {
                let signer = naming(edit)?.remove("signer").unwrap_or_default();
                let values = vec![
                    unit.as_str().into(),
                    Cell::Int(i64::from(place)),
                    name.into(),
                    capacity.into(),
                    signer.into(),
                ];
                joint.set(unit, day, Some(values));
            }
            DocumentEdit::CoIssuerGone { unit } => joint.set(unit, day, None),
        }
    }
    let (document, mut units) = of_fields(subject, fields);
    let [relations, files, clauses, joint, erased] = kept.map(|k| k.rows(subject));
    let obliged = of_bound(bound).rows(subject);
    let paper = of_paper(subject, papers);
    concern_items("obliged", &obliged, &mut units);
    concern_items(super::joint::PART, &joint, &mut units);
    Ok([
        document, units, relations, files, clauses, obliged, paper, joint, erased,
    ])
}

/// Whom a document binds, and who issues it with its lead, it concerns as well, on the same days.
fn concern_items(part: &str, items: &[Row], into: &mut Vec<Row>) {
    for row in items {
        let item = format!("{part}:{}", row.item);
        let before = into
            .last_mut()
            .filter(|r| r.to == row.from && r.item == item);
        if let Some(before) = before {
            before.to = row.to;
            continue;
        }
        into.push(Row {
            item,
            values: vec![row.values[0].clone(), part.into()],
            ..row.clone()
        });
    }
}

/// Rows of what stands on its paper; none while nothing was said of it.
fn of_paper(subject: &str, fields: Vec<(Day, usize, String)>) -> Vec<Row> {
    let Some(first) = fields.iter().map(|f| f.0).min() else {
        return Vec::new();
    };
    let mut timeline = Timeline::open(first, vec![String::new(); PAPER.columns.len()]);
    for (day, place, value) in fields {
        timeline.set(place, Span::From(day), value);
    }
    let row = |held: platform::dated::Held<String>| Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: held.from,
        to: held.to,
        values: held.values.into_iter().map(Cell::Text).collect(),
    };
    timeline.rows().into_iter().map(row).collect()
}

/// Rows of the document and of the units it concerns.
fn of_fields(subject: &str, fields: Vec<(Day, usize, String)>) -> (Vec<Row>, Vec<Row>) {
    let width = DOCUMENT.columns.len();
    let Some(first) = fields.iter().map(|f| f.0).min() else {
        return (Vec::new(), Vec::new());
    };
    let mut timeline = Timeline::open(first, vec![String::new(); width + 2]);
    for (day, place, value) in fields {
        timeline.set(place, Span::From(day), value);
    }
    let mut document = Vec::new();
    let mut concerns: Vec<Row> = Vec::new();
    for held in timeline.rows() {
        concern(subject, &held, &mut concerns);
        let cells = DOCUMENT.columns.iter().zip(held.values);
        let row = Row {
            subject: subject.to_owned(),
            item: String::new(),
            from: held.from,
            to: held.to,
            values: cells.map(|((_, t), v)| cell(*t, v)).collect(),
        };
        document.push(row);
    }
    for derived in DOCUMENT.derived {
        let (Some(into), Some(of)) = (column(derived.column), column(derived.of)) else {
            continue;
        };
        for row in &mut document {
            row.values[into] = (derived.make)(row.values[of].text()).into();
        }
    }
    // what only a unit's part changed is one row of the document
    document.dedup_by(|next, last| {
        let same = next.values == last.values && last.to == next.from;
        if same {
            last.to = next.to;
        }
        same
    });
    (document, concerns)
}

fn cell(of: Type, value: String) -> Cell {
    match of {
        Type::Int => value.parse().map_or(Cell::Null, Cell::Int),
        Type::Text => Cell::Text(value),
    }
}

/// The units a stretch of days concerns, joined to the stretch before where it says the same.
fn concern(subject: &str, held: &platform::dated::Held<String>, into: &mut Vec<Row>) {
    let width = DOCUMENT.columns.len();
    let at = |name: &str| column(name).map_or("", |c| held.values[c].as_str());
    let mut parts = vec![("organ", at("organ")), ("advised", at("advised_by"))];
    parts.extend(held.values[width].split(' ').map(|u| ("recipient", u)));
    parts.extend(held.values[width + 1].split(' ').map(|u| ("keeper", u)));
    let mut seen = std::collections::HashSet::new();
    for (part, unit) in parts {
        if unit.is_empty() || !seen.insert((part, unit)) {
            continue;
        }
        let item = format!("{part}:{unit}");
        let before = into
            .iter_mut()
            .find(|r| r.item == item && r.to == held.from);
        if let Some(before) = before {
            before.to = held.to;
            continue;
        }
        into.push(Row {
            subject: subject.to_owned(),
            item,
            from: held.from,
            to: held.to,
            values: vec![unit.into(), part.into()],
        });
    }
}

//! The units' tables: folding edits into rows, and rows into a structure.

use super::model::{CLASS, UNIT_LINE, UNIT_LINK, UNIT_STATE, UnitEdit};
use figures::lines::Stand;
use figures::structure::{Link, LinkKind, State};
use figures::{Day, Structure};
use platform::asof::Known;
use platform::dated::{Span, Timeline};
use platform::db::{Cell, Db};
use platform::journal::Edit;
use platform::journal::apply::{Applying, group};
use platform::projection::{Row, store as tables};
use platform::{Result, Scope, text};
use std::collections::{BTreeMap, HashMap};

/// Brings the tables to what the edits in force of the touched units add up to.
pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    let touched = applying.touched(CLASS);
    for chunk in touched.chunks(4000) {
        let edits = applying.edits(CLASS, chunk).await?;
        let mut rows = Rows::default();
        for subject in chunk {
            let edits = edits.get(subject).map_or(&[][..], Vec::as_slice);
            fold(subject, edits, &mut rows)?;
        }
        let fresh = chunk.iter().all(|s| applying.is_fresh(s));
        for (table, rows) in [
            (&UNIT_STATE, rows.states),
            (&UNIT_LINK, rows.links),
            (&UNIT_LINE, rows.stands),
        ] {
            if fresh {
                tables::insert_fresh(applying.db, table, applying.act, &rows).await?;
            } else {
                tables::bring_to(applying.db, table, applying.act, chunk, rows).await?;
            }
        }
    }
    Ok(())
}

/// Rows of the units' tables.
#[derive(Default)]
struct Rows {
    states: Vec<Row>,
    links: Vec<Row>,
    stands: Vec<Row>,
}

/// Says of a day that the unit is not in the line.
const NOT_IN_IT: &str = "-";

/// The rows of one unit: what its edits, in order, add up to.
fn fold(subject: &str, edits: &[Edit], rows: &mut Rows) -> Result<()> {
    let mut timeline: Option<Timeline<String>> = None;
    let mut stands: BTreeMap<String, Timeline<String>> = BTreeMap::new();
    for edit in edits {
        let said: UnitEdit = serde_json::from_str(&edit.counted)?;
        match (said, &mut timeline) {
            (
                UnitEdit::Open {
                    code,
                    name,
                    kind,
                    parent,
                    ..
                },
                t,
            ) => {
                *t = Some(Timeline::open(
                    edit.day,
                    vec![code, name, kind, parent.unwrap_or_default()],
                ));
            }
            (
                UnitEdit::Set {
                    code,
                    name,
                    kind,
                    parent,
                    until,
                },
                Some(t),
            ) => {
                let span = match until {
                    Some(until) => Span::Over(edit.day, Day::parse(&until)?),
                    None => Span::From(edit.day),
                };
                for (field, value) in [code, name, kind, parent].into_iter().enumerate() {
                    if let Some(value) = value {
                        t.set(field, span, value);
                    }
                }
            }
            (UnitEdit::Stand { line, parent, .. }, Some(t)) => {
                let nowhere = || Timeline::open(t.opened(), vec![NOT_IN_IT.to_owned()]);
                let stand = stands.entry(line).or_insert_with(nowhere);
                stand.set(0, Span::From(edit.day), parent.unwrap_or_default());
            }
            (UnitEdit::Close, Some(t)) => {
                t.end(edit.day);
                stands.values_mut().for_each(|s| s.end(edit.day));
            }
            (UnitEdit::Link { successor, link }, _) => rows.links.push(Row {
                subject: subject.to_owned(),
                item: format!("a{}.{}", edit.act, edit.line),
                from: edit.day,
                to: Day::MAX,
                values: vec![Cell::Text(successor.unwrap_or_default()), Cell::Text(link)],
            }),
            (UnitEdit::Set { .. } | UnitEdit::Close | UnitEdit::Stand { .. }, None) => {}
        }
    }
    for (line, stand) in &stands {
        let held = stand
            .rows()
            .into_iter()
            .filter(|h| h.values[0] != NOT_IN_IT);
        rows.stands.extend(held.map(|h| Row {
            subject: subject.to_owned(),
            item: line.clone(),
            from: h.from,
            to: h.to,
            values: h.values.into_iter().map(Cell::Text).collect(),
        }));
    }
    rows.states.extend(
        timeline
            .iter()
            .flat_map(Timeline::rows)
            .map(|held| state_row(subject, held)),
    );
    Ok(())
}

fn state_row(subject: &str, held: platform::dated::Held<String>) -> Row {
    let folded = held
        .values
        .get(1)
        .map(|n| text::folded(n))
        .unwrap_or_default();
    let mut values: Vec<Cell> = held.values.into_iter().map(Cell::Text).collect();
    values.push(Cell::Text(folded));
    Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: held.from,
        to: held.to,
        values,
    }
}

/// The units through time, as the record knew them after an act. Names, codes and lineage of units
/// are public inside the organisation (`fields.rs`): the scope limits nothing here, and is asked
/// for because what is read next, of persons and figures, it does limit.
pub async fn structure(db: &mut Db, _scope: &Scope, known: Known) -> Result<Structure> {
    let (mut states, mut links, mut stands) = (Vec::new(), Vec::new(), Vec::new());
    tables::each_known(db, &UNIT_STATE, known, |k| {
        states.push((k.row, k.since));
        Ok(())
    })
    .await?;
    for (table, rows) in [(&UNIT_LINK, &mut links), (&UNIT_LINE, &mut stands)] {
        tables::each_known(db, table, known, |k| {
            rows.push(k.row);
            Ok(())
        })
        .await?;
    }
    Ok(of_rows(states, links, stands))
}

/// The units through time that some edits, in the order of acts and lines, add up to.
pub fn of_edits(edits: Vec<Edit>) -> Result<Structure> {
    let mut states = Vec::new();
    let mut rows = Rows::default();
    for (subject, edits) in group(edits) {
        fold(&subject, &edits, &mut rows)?;
        let last = edits.last().map_or(0, |e| e.act);
        states.extend(
            std::mem::take(&mut rows.states)
                .into_iter()
                .map(|r| (r, last)),
        );
    }
    Ok(of_rows(states, rows.links, rows.stands))
}

/// Units in order of opening, then of act and line.
type Opened = (Day, u64, u64, String);

fn of_rows(states: Vec<(Row, u64)>, links: Vec<Row>, stands: Vec<Row>) -> Structure {
    let mut by_unit: HashMap<String, Vec<(Row, u64)>> = HashMap::new();
    for (row, since) in states {
        by_unit
            .entry(row.subject.clone())
            .or_default()
            .push((row, since));
    }
    let mut units: BTreeMap<Opened, Vec<(Row, u64)>> = BTreeMap::new();
    for (id, mut rows) in by_unit {
        rows.sort_by_key(|(r, _)| r.from);
        let (act, line) = parts(&id);
        units.insert((rows[0].0.from, act, line, id), rows);
    }
    let mut s = Structure::default();
    let mut parents = Vec::new();
    for ((_, _, _, id), rows) in units {
        load_unit(&mut s, &id, rows, &mut parents);
    }
    for (u, state, parent) in parents {
        if let Some(p) = s.find(&parent) {
            s.set_loaded_parent(u, state, p);
        }
    }
    s.settle();
    load_links(links, &mut s);
    for row in stands {
        if let Some(unit) = s.find(&row.subject) {
            let parent = s.find(row.values[0].text());
            s.load_stand(Stand {
                line: row.item,
                unit,
                from: row.from,
                to: row.to,
                parent,
            });
        }
    }
    s
}

fn load_unit(
    s: &mut Structure,
    id: &str,
    rows: Vec<(Row, u64)>,
    parents: &mut Vec<(figures::UnitIx, usize, String)>,
) {
    let closed = rows.last().map_or(Day::MAX, |(r, _)| r.to);
    let mut last = (Day::MIN, 0);
    let mut states = Vec::with_capacity(rows.len());
    let mut above = Vec::new();
    for (i, (row, since)) in rows.into_iter().enumerate() {
        let edge = if row.to == Day::MAX {
            row.from
        } else {
            row.to.max(row.from)
        };
        s.touch_code(row.values[0].text(), edge, since);
        last = last.max((edge, since));
        let mut cells = row.values.into_iter().map(|c| {
            if let Cell::Text(t) = c {
                t
            } else {
                String::new()
            }
        });
        let (code, name, kind) = (
            cells.next().unwrap_or_default(),
            cells.next().unwrap_or_default(),
            cells.next().unwrap_or_default(),
        );
        above.push((i, cells.next().unwrap_or_default()));
        states.push(State {
            from: row.from,
            to: row.to,
            code,
            name,
            kind,
            parent: None,
        });
    }
    let u = s.load(id, states, closed, last);
    parents.extend(
        above
            .into_iter()
            .filter(|(_, p)| !p.is_empty())
            .map(|(i, p)| (u, i, p)),
    );
}

fn load_links(mut links: Vec<Row>, s: &mut Structure) {
    links.sort_by_key(|r| (r.from, parts(&r.item)));
    for row in links {
        let Some(old) = s.find(&row.subject) else {
            continue;
        };
        let new = s.find(row.values[0].text());
        let kind = LinkKind::parse(row.values[1].text()).unwrap_or(LinkKind::Unknown);
        s.link(Link {
            day: row.from,
            act: parts(&row.item).0,
            old,
            new,
            kind,
        });
    }
}

/// Act and line of an id such as `a12.7`.
#[must_use]
pub fn parts(id: &str) -> (u64, u64) {
    let split = id.strip_prefix('a').and_then(|s| s.split_once('.'));
    split
        .and_then(|(a, l)| Some((a.parse().ok()?, l.parse().ok()?)))
        .unwrap_or((0, 0))
}

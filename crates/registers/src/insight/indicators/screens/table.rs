//! The table of a figure: own, each child, in transit, remainder, total. They add up on the
//! screen. Beside it, when asked for, stands what it is compared with, and the difference.
//! What happened as it was has a row for every unit that was a child on any day of the period
//! (`indicators/parts.rs`).

use super::asked::{Asked, At};
use super::seen::{Seen, Sight, Sights};
use crate::insight::indicators::answer::{self, Counts, Share};
use crate::insight::indicators::parts::Within;
use crate::insight::indicators::rules::definition;
use crate::insight::indicators::{Facts, Question};
use crate::insight::reports::children::on_days;
use crate::organisation::rulebook::{Measure, Source};
use crate::web::Visit;
use bigdecimal::{BigDecimal, Zero};
use figures::{Day, UnitIx};
use platform::Result;
use platform::locale::without_isolates;
use serde::Serialize;
use std::collections::{BTreeSet, HashSet};
use std::sync::Arc;

/// A number of the table.
#[derive(Debug, Clone, Serialize, Default, PartialEq)]
pub struct Cell {
    /// Canonical decimal; empty when there is nothing to say.
    pub value: String,
    pub measure: &'static str,
    /// Whether it is a difference, written with its sign.
    pub change: bool,
    /// What opens its list; empty when there is none.
    pub list: String,
    /// Whose list: of the figure itself, of what it is compared with (`other`), of a share's
    /// terms (`above`, `below`).
    pub of: &'static str,
}

#[derive(Debug, Clone, Serialize)]
pub struct Line {
    /// `own`, `child`, `hidden`, `in-transit`, `remainder` or `total`.
    pub part: &'static str,
    pub id: String,
    pub code: String,
    /// Of a child that stood there only on some days, with them.
    pub name: String,
    /// Whether the child stands on the day whose units are asked for, so that it has a page.
    pub open: bool,
    pub cells: Vec<Cell>,
    pub certainty: &'static str,
}

/// A column: what it shows, as a message or as the name of an indicator.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    pub key: &'static str,
    pub name: String,
}

#[derive(Debug, Clone, Serialize)]
pub struct Table {
    pub columns: Vec<Column>,
    pub lines: Vec<Line>,
    /// Whether everything below is in sight, so that the total is the unit's own.
    pub whole: bool,
    pub certainty: &'static str,
}

/// A figure counted for every unit, with what may be seen of it.
pub struct Side {
    pub q: Question,
    pub counts: Arc<Counts>,
    counted: Arc<BTreeSet<UnitIx>>,
    seen: Arc<Seen>,
    reported: bool,
    /// Of what happened as it was, where the whole unit is in sight: its children of any day.
    within: Option<Within>,
    /// Those of them that are themselves in sight.
    visible: HashSet<UnitIx>,
    pub measure: &'static str,
}

impl Side {
    pub async fn of(
        v: &Visit,
        facts: &Arc<Facts>,
        q: Question,
        sights: &mut Sights,
    ) -> Result<Side> {
        let counts = v.counts(facts, &q).await?;
        let rule = definition(&facts.book, &q.indicator, q.rule_day())?;
        let s = &facts.structure;
        let seen = sights.on(v, s, q.structure_day())?;
        let whole = q.unit.map_or(seen.is_whole(), |u| seen.sees_below(u));
        let within = if whole {
            facts.within(&q, &counts)?
        } else {
            None
        };
        let children = within.iter().flat_map(|w| &w.children).map(|c| c.unit);
        Ok(Side {
            counted: v.office.kept.counted_units(facts, &q)?,
            seen,
            visible: children.filter(|u| v.sees(s, *u)).collect(),
            within,
            reported: rule.source == Source::Reports,
            measure: written(rule.measure),
            counts,
            q,
        })
    }

    fn sight<'a>(&'a self, facts: &'a Facts) -> Sight<'a> {
        Sight {
            facts,
            seen: &self.seen,
            counted: &self.counted,
            reported: self.reported,
        }
    }

    fn children(&self, facts: &Facts, at: &At) -> Vec<UnitIx> {
        let s = &facts.structure;
        if let Some(within) = &self.within {
            let children = within.children.iter().map(|c| c.unit);
            return children.filter(|u| self.visible.contains(u)).collect();
        }
        match at {
            At::Unit(u) if s.is_open(*u, self.q.structure_day()) => self.seen.children(s, *u),
            At::Unit(_) => Vec::new(),
            At::Whole | At::Mine(_) => self.seen.tops(s),
        }
    }

    /// Whether the total is all of the unit, and not only what is in sight.
    fn is_whole(&self, at: &At) -> bool {
        match at {
            At::Unit(u) => self.seen.sees_below(*u),
            At::Whole => true,
            At::Mine(_) => false,
        }
    }

    fn share(&self, counts: &Counts, at: &At, share: Share) -> Option<BigDecimal> {
        match at {
            At::Mine(_) => None,
            // who is on the way between units out of sight is out of sight too
            At::Unit(_) if share != Share::Own && !self.is_whole(at) => None,
            At::Unit(_) | At::Whole => counts.share(at.unit(), share),
        }
    }

    /// The total of what is in sight.
    pub fn total(&self, facts: &Facts, at: &At) -> Option<BigDecimal> {
        self.total_of(facts, &self.counts, at)
    }

    fn total_of(&self, facts: &Facts, counts: &Counts, at: &At) -> Option<BigDecimal> {
        let sight = self.sight(facts);
        match at {
            At::Unit(u) if !facts.structure.is_open(*u, self.q.structure_day()) => None,
            At::Unit(u) => sight.of(counts, *u),
            At::Whole if self.reported && !counts.says(None) => None,
            At::Whole => counts.value(None),
            At::Mine(_) => sight.sum(counts, &self.children(facts, at)),
        }
    }

    fn part(&self, facts: &Facts, counts: &Counts, at: &At, part: Part) -> Option<BigDecimal> {
        match part {
            Part::Own => self.share(counts, at, Share::Own),
            Part::Transit => self.share(counts, at, Share::Transit),
            Part::Remainder => self.share(counts, at, Share::Remainder),
            Part::Total => self.total_of(facts, counts, at),
            Part::Child(u) if self.within.is_some() => {
                let below = self.below(counts).filter(|_| self.visible.contains(&u));
                below.and_then(|below| below.value(Some(u)))
            }
            Part::Hidden => {
                let below = self.below(counts)?;
                if below.terms().is_some() {
                    return None;
                }
                let children = self.within.iter().flat_map(|w| &w.children);
                let hidden = children.filter(|c| !self.visible.contains(&c.unit));
                hidden.map(|c| below.value(Some(c.unit))).sum()
            }
            Part::Child(u) => {
                let there = facts.structure.is_open(u, self.q.structure_day()) && self.seen.sees(u);
                there
                    .then(|| self.sight(facts).below_parent(counts, u))
                    .flatten()
            }
        }
    }

    /// What the children of any day counted as such, of the figure or of the term of a share.
    fn below(&self, counts: &Counts) -> Option<&Counts> {
        let below = &self.within.as_ref()?.counts;
        let (Some(mine), Some(theirs)) = (self.counts.terms(), below.terms()) else {
            return Some(below);
        };
        if std::ptr::eq(counts, mine.0) {
            Some(theirs.0)
        } else if std::ptr::eq(counts, mine.1) {
            Some(theirs.1)
        } else {
            Some(below)
        }
    }

    /// The days of a child that stood there only on some.
    fn some_days(&self, u: UnitIx) -> Vec<(Day, Day)> {
        let within = self.within.as_ref();
        let of = |w: &Within| {
            let child = w.children.iter().find(|c| c.unit == u)?;
            Some(w.some_days(child))
        };
        within.and_then(of).unwrap_or_default()
    }

    pub fn certainty(&self, facts: &Facts, unit: Option<UnitIx>) -> Result<&'static str> {
        let q = Question {
            unit,
            ..self.q.clone()
        };
        Ok(facts.answer_from(&self.counts, &q)?.certainty)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Own,
    Child(UnitIx),
    /// Children of any day that are out of sight, together: the total is told in full.
    Hidden,
    Transit,
    Remainder,
    Total,
}

/// A measure as templates write it.
#[must_use]
pub fn written(measure: Measure) -> &'static str {
    match measure {
        Measure::Percent => "percent",
        Measure::Count => "count",
        Measure::Number => "number",
    }
}

/// A value as templates take it: percents keep their places.
#[must_use]
pub fn plain(value: Option<&BigDecimal>, measure: &str) -> String {
    match (value, measure) {
        (None, _) => String::new(),
        (Some(v), "percent") => v.to_plain_string(),
        (Some(v), _) => v.normalized().to_plain_string(),
    }
}

/// What stands in the columns: the figure, of a share also its two terms, of a comparison the
/// other side and the difference.
enum Shows<'a> {
    /// A side, its counts or a term of them, how it is measured, and whose list it opens.
    Value(&'a Side, &'a Counts, &'static str, &'static str),
    Difference(&'a Side, &'a Side),
}

/// Makes the table. `names` are those of the figure and, of a share, of its terms.
pub fn table(
    v: &Visit,
    facts: &Facts,
    asked: &Asked,
    side: &Side,
    other: Option<&Side>,
    names: &[String],
) -> Result<Table> {
    let mut shows = vec![Shows::Value(side, &side.counts, side.measure, "")];
    let name = |i: usize| names.get(i).cloned().unwrap_or_default();
    let mut columns = vec![column("figures-column-value", name(0))];
    match (other, side.counts.terms()) {
        (Some(other), _) => {
            shows.push(Shows::Value(other, &other.counts, other.measure, "other"));
            shows.push(Shows::Difference(side, other));
            columns.push(column("figures-column-other", String::new()));
            columns.push(column("figures-column-difference", String::new()));
        }
        (None, Some((above, below))) => {
            for (i, (counts, of)) in [(above, "above"), (below, "below")].into_iter().enumerate() {
                shows.push(Shows::Value(side, counts, "count", of));
                columns.push(column("figures-column-term", name(i + 1)));
            }
        }
        (None, None) => {}
    }
    let mut lines = lines(facts, &asked.at, side, other, &shows)?;
    for line in lines.iter_mut().filter(|l| l.part == "child") {
        let u = facts.structure.find(&line.id);
        let of = |side: &Side| u.map_or_else(Vec::new, |u| side.some_days(u));
        let days = [Some(side), other].into_iter().flatten().map(of);
        if let Some(days) = days.into_iter().find(|d| !d.is_empty()) {
            line.name = with_days(v, &line.name, &days, asked.q.when.days())?;
        }
    }
    Ok(Table {
        certainty: lines.last().map_or("exact", |l| l.certainty),
        whole: side.is_whole(&asked.at),
        columns,
        lines,
    })
}

/// The name of a child with the days on which it stood there.
fn with_days(
    v: &Visit,
    name: &str,
    days: &[(Day, Day)],
    (from, until): (Day, Day),
) -> Result<String> {
    let (label, words) = on_days(days, from, until);
    let mut said = vec![("name", name.to_owned())];
    for (word, day) in &words {
        let day = v.texts().day(day).map_err(platform::Error::internal)?;
        said.push((word, day));
    }
    let said: Vec<(&str, &str)> = said.iter().map(|(n, x)| (*n, x.as_str())).collect();
    Ok(without_isolates(
        &v.say(&format!("report-row-{label}"), &said)?,
    ))
}

fn column(key: &'static str, name: String) -> Column {
    Column { key, name }
}

fn lines(
    facts: &Facts,
    at: &At,
    side: &Side,
    other: Option<&Side>,
    shows: &[Shows<'_>],
) -> Result<Vec<Line>> {
    let mut children = side.children(facts, at);
    // a unit that stands there on one side only has a row all the same
    for more in other.map_or_else(Vec::new, |o| o.children(facts, at)) {
        if !children.contains(&more) {
            children.push(more);
        }
    }
    let parts = std::iter::once(Part::Own)
        .chain(children.into_iter().map(Part::Child))
        .chain([Part::Hidden, Part::Transit, Part::Remainder, Part::Total]);
    let mut lines = Vec::new();
    for part in parts {
        let cells: Vec<Cell> = shows.iter().map(|s| cell(facts, at, s, part)).collect();
        let nothing = |c: &Cell| c.value.is_empty() || c.value.chars().all(|d| "0.".contains(d));
        let minor = !matches!(part, Part::Child(_) | Part::Total);
        if minor && cells.iter().all(nothing) {
            continue;
        }
        lines.push(line(facts, at, side, part, cells)?);
    }
    Ok(lines)
}

fn line(facts: &Facts, at: &At, side: &Side, part: Part, cells: Vec<Cell>) -> Result<Line> {
    let unit = match part {
        Part::Child(u) => Some(u),
        _ => at.unit(),
    };
    let s = &facts.structure;
    let state = match part {
        Part::Child(u) => {
            let last = side.some_days(u).last().map(|(_, end)| end.eve());
            s.state(u, last.unwrap_or(side.q.structure_day()))
                .or_else(|| s.last_state(u))
        }
        _ => None,
    };
    Ok(Line {
        part: match part {
            Part::Own => "own",
            Part::Child(_) => "child",
            Part::Hidden => "hidden",
            Part::Transit => "in-transit",
            Part::Remainder => "remainder",
            Part::Total => "total",
        },
        id: state
            .and(unit)
            .map_or_else(String::new, |u| s.unit(u).id.clone()),
        open: unit.is_some_and(|u| s.is_open(u, side.q.structure_day())),
        code: state.map_or_else(String::new, |x| x.code.clone()),
        name: state.map_or_else(String::new, |x| x.name.clone()),
        certainty: match at {
            At::Mine(tops) if part == Part::Total => least_sure(facts, side, tops)?,
            _ => side.certainty(facts, unit)?,
        },
        cells,
    })
}

fn least_sure(facts: &Facts, side: &Side, units: &[UnitIx]) -> Result<&'static str> {
    let mut certainties = Vec::with_capacity(units.len());
    for u in units {
        certainties.push(side.certainty(facts, Some(*u))?);
    }
    Ok(answer::least_sure(certainties))
}

fn cell(facts: &Facts, at: &At, shows: &Shows<'_>, part: Part) -> Cell {
    let unit = |u: UnitIx| format!("unit-{}", facts.structure.unit(u).id);
    let (value, measure, change, of) = match shows {
        Shows::Value(side, counts, measure, of) => {
            (side.part(facts, counts, at, part), *measure, false, *of)
        }
        Shows::Difference(side, other) => {
            let mine = side.part(facts, &side.counts, at, part);
            let theirs = other.part(facts, &other.counts, at, part);
            let both = match (mine, theirs) {
                (None, None) => None,
                // of a count, what does not stand there is nought; of a share there is no difference
                (a, b) if side.counts.terms().is_none() && part != Part::Total => {
                    let or_nought = |x: Option<BigDecimal>| x.unwrap_or_else(BigDecimal::zero);
                    Some(or_nought(a) - or_nought(b))
                }
                (a, b) => a.zip(b).map(|(a, b)| a - b),
            };
            (both, side.measure, true, "")
        }
    };
    Cell {
        value: plain(value.as_ref(), measure),
        measure,
        change,
        of,
        list: match part {
            _ if change => String::new(),
            // whose rows they are is out of sight
            Part::Hidden => String::new(),
            Part::Own => "own".to_owned(),
            Part::Child(u) => unit(u),
            Part::Transit => "in-transit".to_owned(),
            Part::Remainder => "remainder".to_owned(),
            Part::Total => "total".to_owned(),
        },
    }
}

//! The list behind a number: who, or which units, were counted. Whoever opens a number finds as
//! many rows as it says.

use super::asked::Asked;
use super::table::Side;
use crate::insight::indicators::answer::Listed;
use crate::insight::indicators::facts::Id;
use crate::insight::indicators::papers::{self, Named as Paper};
use crate::insight::indicators::rules::definition;
use crate::insight::indicators::{Facts, Question, When};
use crate::organisation::members::store::{self as members, Named};
use crate::organisation::privacy::log::{self, Look, What};
use crate::organisation::rulebook::Source;
use crate::web::Visit;
use figures::{Day, UnitIx};
use platform::web::paging;
use platform::{AsOf, Error, Result};
use serde::Serialize;
use std::collections::{BTreeSet, HashMap};

/// Up to so many rows are put in order by name within a unit; more stand in order of the record.
const NAMED: usize = 1000;

/// A row as it is shown.
#[derive(Debug, Serialize)]
pub struct Row {
    /// Key of paging.
    pub key: String,
    pub person: String,
    /// Number and symbol of a document, and what it or a task is about.
    pub symbol: String,
    pub title: String,
    /// Address of its page.
    pub page: String,
    pub name: String,
    pub birth_year: String,
    pub standing: String,
    pub unit: String,
    pub unit_code: String,
    pub unit_name: String,
    pub in_transit: bool,
    pub day: String,
    /// The day one looks from to see the person there.
    pub look: String,
}

#[derive(Debug, Serialize)]
pub struct List {
    pub rows: Vec<Row>,
    pub total: usize,
    /// Number of the first row shown, from one.
    pub first: usize,
    pub last: usize,
    pub next: Option<String>,
    pub back: bool,
    /// Whether the rows are persons; otherwise units.
    pub persons: bool,
    /// Whether they are documents or tasks.
    pub papers: bool,
}

/// Which list is asked for: a share of the unit, or a child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    Own,
    Transit,
    Remainder,
    Total,
    Child(UnitIx),
}

impl Of {
    pub fn parse(v: &Visit, facts: &Facts, text: &str) -> Result<Of> {
        match text {
            "own" => Ok(Of::Own),
            "in-transit" => Ok(Of::Transit),
            "remainder" => Ok(Of::Remainder),
            "total" => Ok(Of::Total),
            _ => {
                let id = text.strip_prefix("unit-").unwrap_or("");
                v.unit(&facts.structure, id).map(Of::Child)
            }
        }
    }
}

/// Whether a figure has rows to list.
pub fn has_list(facts: &Facts, q: &Question) -> bool {
    let of = |code: &str| definition(&facts.book, code, q.rule_day()).ok();
    let counted = of(&q.indicator).and_then(|d| match d.source {
        Source::Indicators => of(&d.numerator),
        _ => Some(d),
    });
    counted.is_some_and(|d| !matches!(d.source, Source::Reforms | Source::Reports))
}

/// The question of a list: of a share, `above` or `below` the line; of a comparison, the other.
pub fn question(facts: &Facts, asked: &Asked, of: &str) -> Result<Question> {
    let rule = definition(&facts.book, &asked.q.indicator, asked.q.rule_day())?;
    let with = |code: &str| Question {
        indicator: code.to_owned(),
        ..asked.q.clone()
    };
    Ok(match (of, &asked.against) {
        ("other", Some(against)) => against.q.clone(),
        ("above", _) if !rule.numerator.is_empty() => with(&rule.numerator),
        ("below", _) if !rule.denominator.is_empty() => with(&rule.denominator),
        _ => asked.q.clone(),
    })
}

/// All rows of a list that may be seen.
pub fn all(v: &Visit, facts: &Facts, asked: &Asked, q: &Question, of: Of) -> Result<Vec<Listed>> {
    let at = &asked.at;
    let counted = v.office.kept.counted_units(facts, q)?;
    // as it was, a child's rows are those of the days on which it was one
    let whole = asked.seen.is_whole() || at.unit().is_some_and(|u| asked.seen.sees_below(u));
    let of_days = whole && facts.is_of_days(q)?;
    let unit = match of {
        Of::Child(u) if counted.is_empty() && !of_days => Some(u),
        _ => at.unit(),
    };
    let listed = v.office.kept.list(facts, &Question { unit, ..q.clone() })?;
    let s = &facts.structure;
    let here = |r: &Listed, part: &str| r.part == part && r.at == at.unit();
    let wanted = |r: &&Listed| match of {
        Of::Total => true,
        Of::Own => here(r, "own"),
        Of::Transit => here(r, "in-transit"),
        Of::Remainder => here(r, "remainder"),
        // a child that is itself counted stands in its own list
        Of::Child(u) if !counted.is_empty() => {
            r.at.is_some_and(|x| s.is_within(x, u, q.structure_day()))
        }
        Of::Child(u) if of_days => {
            let child = |x| facts.child_below(at.unit(), x, r.day);
            r.at.and_then(child) == Some(u)
        }
        Of::Child(_) => true,
    };
    // a row is in sight where its number is: so a list has as many rows as its number says
    let mut sight: HashMap<(UnitIx, bool), bool> = HashMap::new();
    let mut in_sight = |r: &&Listed| {
        let (own, seen) = (r.part == "own", &asked.seen);
        let look = |u| {
            if own {
                v.sees(s, u)
            } else {
                seen.sees_below(u)
            }
        };
        let at =
            r.at.map(|u| *sight.entry((u, own)).or_insert_with(|| look(u)));
        at.unwrap_or(seen.is_whole())
    };
    let rows = listed.iter().filter(wanted).filter(|r| in_sight(r));
    Ok(rows.cloned().collect())
}

/// A page of the list.
pub async fn page(v: &Visit, facts: &Facts, asked: &Asked, side_of: &str, of: Of) -> Result<List> {
    let q = question(facts, asked, side_of)?;
    let listed = all(v, facts, asked, &q, of)?;
    slice(v, facts, q.when, listed, paging::size(v.query("size"))).await
}

/// A page of rows, which begins after the row the address names.
pub async fn slice(
    v: &Visit,
    facts: &Facts,
    when: When,
    mut listed: Vec<Listed>,
    size: usize,
) -> Result<List> {
    let names = if listed.len() <= NAMED {
        let names = names(v, facts, &listed, when.last_day()).await?;
        by_name(facts, &mut listed, &names);
        Some(names)
    } else {
        None
    };
    let after = v.query("after");
    let begin = listed
        .iter()
        .position(|r| key(facts, r) == after)
        .map_or(0, |at| at + 1);
    let slice: Vec<Listed> = listed.iter().skip(begin).take(size).cloned().collect();
    let names = match names {
        Some(names) => names,
        None => self::names(v, facts, &slice, when.last_day()).await?,
    };
    let more = begin + slice.len() < listed.len();
    let papers = papers(v, facts, &slice).await?;
    Ok(List {
        total: listed.len(),
        first: begin + 1,
        last: begin + slice.len(),
        next: slice.last().filter(|_| more).map(|r| key(facts, r)),
        back: begin > 0,
        persons: listed.iter().all(|r| r.person.is_some()),
        papers: listed.iter().any(|r| r.paper.is_some()),
        rows: slice
            .iter()
            .map(|r| row(v, facts, r, (&names, &papers)))
            .collect(),
    })
}

/// Every row of a list, for a file.
pub async fn whole(v: &Visit, facts: &Facts, asked: &Asked, side_of: &str, of: Of) -> Result<List> {
    let q = question(facts, asked, side_of)?;
    let mut listed = all(v, facts, asked, &q, of)?;
    let names = names(v, facts, &listed, q.when.last_day()).await?;
    by_name(facts, &mut listed, &names);
    let papers = papers(v, facts, &listed).await?;
    Ok(List {
        total: listed.len(),
        first: 1,
        last: listed.len(),
        next: None,
        back: false,
        persons: listed.iter().all(|r| r.person.is_some()),
        papers: listed.iter().any(|r| r.paper.is_some()),
        rows: listed
            .iter()
            .map(|r| row(v, facts, r, (&names, &papers)))
            .collect(),
    })
}

/// Notes in the read log who is shown on a list, before anything is shown.
pub async fn note(v: &Visit, what: What, name: &str, unit: &str, list: &List) -> Result<()> {
    let persons: Vec<String> = list.rows.iter().map(|r| r.person.clone()).collect();
    let persons: Vec<String> = persons.into_iter().filter(|p| !p.is_empty()).collect();
    if persons.is_empty() && what == What::List {
        return Ok(());
    }
    let look = Look {
        what,
        field: name,
        persons: &persons,
        unit,
        reason: "",
    };
    log::note(v, &look).await.map(|_| ())
}

/// Names keep within the unit the rows already stand in.
fn by_name(facts: &Facts, listed: &mut [Listed], names: &HashMap<String, Named>) {
    let order = |r: &Listed| {
        let named = r.person.and_then(|p| names.get(&facts.id_of(p)));
        named.map_or("", |n| n.order.as_str())
    };
    for group in listed.chunk_by_mut(|a, b| a.unit == b.unit && a.sender == b.sender) {
        group.sort_by(|a, b| (order(a), a.person, a.day).cmp(&(order(b), b.person, b.day)));
    }
}

async fn names(
    v: &Visit,
    facts: &Facts,
    listed: &[Listed],
    on: Day,
) -> Result<HashMap<String, Named>> {
    let ids: BTreeSet<String> = listed
        .iter()
        .filter_map(|r| r.person)
        .map(|p| facts.id_of(p))
        .collect();
    let ids: Vec<String> = ids.into_iter().collect();
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let mut db = v.db().await?;
    let (scope, known) = (v.scope(&facts.structure)?, facts.known);
    members::names(&mut db, &scope, AsOf { on, known }, &ids).await
}

async fn papers(v: &Visit, facts: &Facts, listed: &[Listed]) -> Result<HashMap<Id, Paper>> {
    if listed.iter().all(|r| r.paper.is_none()) {
        return Ok(HashMap::new());
    }
    papers::named(&mut *v.db().await?, facts.known, listed).await
}

fn key(facts: &Facts, r: &Listed) -> String {
    let unit = || {
        r.unit
            .map_or("", |u| facts.structure.unit(u).id.as_str())
            .to_owned()
    };
    // of one document that binds, each unit bound is a row
    let paper = r.paper.map(|p| format!("{}.{}", p.text(), unit()));
    let of = paper.unwrap_or_else(|| r.person.map_or_else(unit, |p| facts.id_of(p)));
    format!("{of}~{}", r.day)
}

fn row(
    v: &Visit,
    facts: &Facts,
    r: &Listed,
    (names, papers): (&HashMap<String, Named>, &HashMap<Id, Paper>),
) -> Row {
    let s = &facts.structure;
    let person = r.person.map_or_else(String::new, |p| facts.id_of(p));
    let named = names.get(&person).cloned().unwrap_or_default();
    let paper = r.paper.and_then(|p| papers.get(&p));
    let paper = paper.cloned().unwrap_or_default();
    let unit = r.unit.or(r.sender);
    let there = r.named_on;
    let state = unit.and_then(|u| r.called(s, u));
    Row {
        key: key(facts, r),
        standing: r
            .person
            .map_or_else(String::new, |p| standing(v, facts, p, there)),
        person,
        symbol: paper.symbol,
        title: paper.title,
        page: paper.page,
        name: named.name,
        birth_year: named.birth_year,
        unit: unit.map_or_else(String::new, |u| s.unit(u).id.clone()),
        unit_code: state.map_or_else(String::new, |x| x.code.clone()),
        unit_name: state.map_or_else(String::new, |x| x.name.clone()),
        in_transit: r.person.is_some() && r.unit.is_none(),
        day: r.day.to_string(),
        look: there.to_string(),
    }
}

/// The standing of a person on a day, in the visitor's language; on the eve of what ended it.
fn standing(v: &Visit, facts: &Facts, person: u32, on: Day) -> String {
    let of = facts.by_person(person);
    let on_day = |d: Day| of.iter().find(|s| s.from <= d && d < s.to);
    let Some(found) = on_day(on).or_else(|| on_day(on.eve())) else {
        return String::new();
    };
    let word = facts.word(found.standing);
    let rule = facts.book.standing_on(word, on);
    rule.map_or_else(
        || word.to_owned(),
        |r| r.names.in_language(v.lang.code()).to_owned(),
    )
}

/// The list asked for, if it may be opened at all.
pub fn asked_for(v: &Visit, facts: &Facts, side: &Side) -> Result<Option<Of>> {
    let said = v.query("list");
    if said.is_empty() {
        return Ok(None);
    }
    if !has_list(facts, &side.q) {
        return Err(Error::NotFound("this figure has no list".to_owned()));
    }
    Of::parse(v, facts, said).map(Some)
}

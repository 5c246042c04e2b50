//! The list of members: its address says what it shows, its total is exact.

use super::super::roll::{Found, Roll, Turn};
use super::columns::{self, COLUMNS, Cell, Column, Maker};
use super::filter::{Asked, Filter, Who, numbered};
use super::store;
use crate::organisation::privacy::{Look, What, note};
use crate::organisation::rulebook::RuleId;
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Reply, Visit};
use figures::{Day, UnitIx};
use minijinja::{Value, context};
use platform::asof::Known;
use platform::web::page::{joined, value};
use platform::web::paging;
use platform::web::request::encoded;
use platform::{AsOf, Result, Scope};
use serde::Serialize;
use std::collections::HashSet;
use std::sync::Arc;

/// What an address says of a list, without the page and the day.
#[derive(Clone)]
pub struct Address(Vec<(String, String)>);

/// What says which page of a list is looked at, and from which day.
const PLACES: [&str; 7] = ["after", "before", "last", "on", "known", "format", "as"];

impl Address {
    #[must_use]
    pub fn of(v: &Visit) -> Address {
        let state = v.query.iter();
        let state = state.filter(|(n, value)| !PLACES.contains(&n.as_str()) && !value.is_empty());
        Address(state.cloned().collect())
    }

    #[must_use]
    pub fn without(&self, name: &str) -> Address {
        Address(self.0.iter().filter(|(n, _)| n != name).cloned().collect())
    }

    #[must_use]
    pub fn with(&self, name: &str, value: &str) -> Address {
        let mut changed = self.without(name);
        changed.0.push((name.to_owned(), value.to_owned()));
        changed
    }

    /// As the query of an address.
    #[must_use]
    pub fn text(&self) -> String {
        let pairs = self.0.iter();
        let pairs: Vec<String> = pairs
            .map(|(n, v)| format!("{}={}", encoded(n), encoded(v)))
            .collect();
        pairs.join("&")
    }

    #[must_use]
    pub fn link(&self, v: &Visit, path: &str) -> String {
        v.link(&joined(path, &self.text()))
    }
}

/// Somebody in a list.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    pub id: String,
    pub name: String,
    pub cells: Vec<Cell>,
}

/// A page of a list with its exact total.
#[derive(Debug, Default)]
pub struct Listed {
    pub rows: Vec<Row>,
    pub total: usize,
    /// How many stand before the page.
    pub before: usize,
    pub back: bool,
    pub on: bool,
    pub known: u64,
}

impl Visit {
    /// Asks the roll as known where one looks from.
    pub async fn roll<T>(&self, asked: impl FnOnce(&Roll) -> T) -> Result<T> {
        let known = self.asof.known;
        // «now» may have gone on since the request began: then the newest roll answers
        let last = if self.query("known").is_empty() {
            known
        } else {
            self.office.facts().await.known
        };
        self.office.rolls.ask(known, last, asked).await
    }
}

/// How a list is sorted.
pub fn sort(v: &Visit, facts: &FactsOfVisit, roll: &Roll, found: &mut Found) {
    let (on, down) = (v.asof.on, v.query("dir") == "down");
    // who has no such day comes last, in both directions
    let day = move |d: Day| (down == (d != Day::MAX), d.number());
    match v.query("sort") {
        "unit" => {
            let ranks = columns::ranks(facts, roll, on);
            let rank = |n: Option<u32>| {
                let at = n.and_then(|n| usize::try_from(n).ok());
                at.and_then(|n| ranks.get(n)).copied().unwrap_or(u32::MAX)
            };
            roll.sort(found, on, down, |p| rank(p.unit_number()));
        }
        "born" => roll.sort(found, on, down, |p| day(p.said.born)),
        "decision" => roll.sort(found, on, down, |p| day(p.said.decided)),
        "ceremony" => roll.sort(found, on, down, |p| day(p.said.ceremony)),
        "official" => roll.sort(found, on, down, |p| day(p.said.official)),
        "since" => roll.sort(found, on, down, |p| day(p.since().unwrap_or(Day::MAX))),
        _ if down => roll.reverse(found),
        _ => {}
    }
}

/// Everybody a list is of, in its order.
pub fn found(
    v: &Visit,
    (facts, roll): (&FactsOfVisit, &Roll),
    filter: &Filter,
    scope: &Scope,
    numbered: Option<HashSet<String>>,
) -> Arc<Found> {
    let on = v.asof.on;
    let asked = format!(
        "{on} {} {} {} {}",
        facts.structure.stamp(),
        v.query("sort"),
        v.query("dir"),
        filter.named()
    );
    roll.lately(&asked, scope, || {
        let asked = Asked::of(facts, roll, filter, (on, scope), numbered);
        let mut found = asked.walk(roll);
        sort(v, facts, roll, &mut found);
        found
    })
}

/// Asks for part of a list.
pub async fn listed(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
    columns: &[&'static Column],
    (turn, size): (&Turn, usize),
) -> Result<Listed> {
    let text = filter.search.as_ref().map_or("", |s| s.text.as_str());
    let numbered = numbered(v, &facts.structure, text).await?;
    let scope = v.scope(&facts.structure)?;
    let on = v.asof.on;
    let answer = v.roll(|roll| -> Result<Listed> {
        let found = found(v, (facts, roll), filter, &scope, numbered);
        let page = roll.page(&found, on, turn, size);
        let maker = Maker { v, facts };
        let row = |p: &super::super::roll::On<'_>| -> Result<Row> {
            let cells = columns.iter().map(|c| maker.cell(c, p));
            Ok(Row {
                id: p.id(),
                name: p.name(),
                cells: cells.collect::<Result<_>>()?,
            })
        };
        Ok(Listed {
            rows: page.rows.iter().map(row).collect::<Result<_>>()?,
            total: found.len(),
            before: page.before,
            back: page.back,
            on: page.on,
            known: roll.known.0,
        })
    });
    let mut listed = answer.await??;
    fill(v, Known(listed.known), columns, &mut listed.rows).await?;
    Ok(listed)
}

/// Fills the columns that are read from the table.
pub async fn fill(
    v: &Visit,
    known: Known,
    columns: &[&'static Column],
    rows: &mut [Row],
) -> Result<()> {
    if rows.is_empty() || !columns.iter().any(|c| c.read) {
        return Ok(());
    }
    let ids: Vec<String> = rows.iter().map(|r| r.id.clone()).collect();
    let mut db = v.db().await?;
    let (on, scope) = (v.asof.on, v.scope(&v.facts().await?.structure)?);
    let fields = store::fields(&mut db, &scope, AsOf { on, known }, &ids).await?;
    for row in rows {
        let read = columns.iter().zip(&mut row.cells).filter(|(c, _)| c.read);
        for (column, cell) in read {
            *cell = columns::number(v, column.key, fields.get(&row.id))?;
        }
    }
    Ok(())
}

fn turn(v: &Visit) -> Turn {
    match (v.query("after"), v.query("before"), v.query("last")) {
        ("", "", "") => Turn::First,
        ("", "", _) => Turn::Last,
        ("", before, _) => Turn::Before(before.to_owned()),
        (after, _, _) => Turn::After(after.to_owned()),
    }
}

pub async fn page(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let filter = Filter::of(&v, &facts).await?;
    let columns = columns::chosen(&v);
    let size = paging::size(v.query("size"));
    let listed = listed(&v, &facts, &filter, &columns, (&turn(&v), size)).await?;
    noted(&v, &facts, &filter, &listed).await?;
    let context = whole(&v, &facts, &filter, &columns, &listed).await?;
    v.render("members/list.html", context)
}

/// A list by ethnic group shows the group of everybody in it: the look is noted.
pub async fn noted(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
    listed: &Listed,
) -> Result<()> {
    if filter.ethnic.is_empty() || listed.rows.is_empty() {
        return Ok(());
    }
    let persons: Vec<String> = listed.rows.iter().map(|r| r.id.clone()).collect();
    let look = Look {
        what: What::List,
        field: "ethnic_group",
        persons: &persons,
        unit: filter
            .unit
            .map_or("", |u| facts.structure.unit(u).id.as_str()),
        reason: &Address::of(v).text(),
    };
    note(v, &look).await.map(drop)
}

/// Everything the page of a list says.
pub async fn whole(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
    columns: &[&'static Column],
    listed: &Listed,
) -> Result<Value> {
    let address = Address::of(v);
    let text = filter.search.as_ref().map_or("", |s| s.text.as_str());
    let enters = filter.unit.is_none_or(|u| v.enters(&facts.structure, u));
    Ok(context! {
        said => text, chips => chips(v, facts, filter, &address)?, filters => filters(v, facts, filter)?,
        unit => unit_of(v, facts, filter.unit), trail => trail(v, facts, filter.unit),
        views => super::views::shown(v).await?,
        may_enter => v.now && enters, may_export => v.may(Power::Export),
        export => address.link(v, "/members/export"),
        bulk => address.link(v, "/members/bulk"),
        search => address.without("view").link(v, "/members/search"),
        save => address.link(v, "/members/views"),
        is_open => filter.is_open(),
        elsewhere => (filter.who != Who::Everybody).then(|| address.with("who", "all").link(v, "/members")),
        ..table(v, columns, listed)?
    })
}

/// The table, its total and the ways on.
pub fn table(v: &Visit, columns: &[&'static Column], listed: &Listed) -> Result<Value> {
    let address = Address::of(v);
    let heading = |c: &&'static Column| -> Result<Value> {
        Ok(
            context! { key => c.key, label => v.t(&format!("members-col-{}", c.key))?, ..sorted(v, &address, c.key, c.sorts) },
        )
    };
    let headings: Vec<Value> = columns.iter().map(heading).collect::<Result<_>>()?;
    let first = listed.rows.first().map(|r| r.id.as_str());
    let last = listed.rows.last().map(|r| r.id.as_str());
    let way =
        |name: &str, id: Option<&str>| id.map(|id| address.with(name, id).link(v, "/members"));
    let size = paging::size(v.query("size"));
    let sizes = paging::SIZES.map(
        |n| context! { n, here => n == size, href => address.with("size", &n.to_string()).link(v, "/members") },
    );
    Ok(context! {
        columns => headings, rows => value(&listed.rows), total => listed.total,
        name => sorted(v, &address, "name", true),
        from => listed.before + 1, until => listed.before + listed.rows.len(),
        first => listed.back.then(|| address.link(v, "/members")),
        prev => listed.back.then(|| way("before", first)).flatten(),
        next => listed.on.then(|| way("after", last)).flatten(),
        end => listed.on.then(|| address.with("last", "1").link(v, "/members")),
        sizes => sizes.to_vec(),
    })
}

/// How a heading sorts: `aria-sort` and the address that sorts by it, or the other way round.
fn sorted(v: &Visit, address: &Address, key: &str, sorts: bool) -> Value {
    let by = if v.query("sort").is_empty() {
        "name"
    } else {
        v.query("sort")
    };
    let (here, down) = (by == key, v.query("dir") == "down");
    let aria = match (here, down) {
        (false, _) => "none",
        (true, false) => "ascending",
        (true, true) => "descending",
    };
    let way = address.with("sort", key);
    let way = if here && !down {
        way.with("dir", "down")
    } else {
        way.without("dir")
    };
    context! { aria, href => sorts.then(|| way.link(v, "/members")) }
}

/// Name and code of the unit a list is of; nothing for the whole record.
fn unit_of(v: &Visit, facts: &FactsOfVisit, unit: Option<UnitIx>) -> Value {
    let s = &facts.structure;
    let state = unit.and_then(|u| s.state(u, v.asof.on).or_else(|| s.last_state(u)));
    match (unit, state) {
        (Some(u), Some(x)) => {
            context! { id => s.unit(u).id.as_str(), name => x.name.as_str(), code => x.code.as_str() }
        }
        _ => Value::from(()),
    }
}

/// The units above, as far as they may be seen, each with its list.
fn trail(v: &Visit, facts: &FactsOfVisit, unit: Option<UnitIx>) -> Vec<Value> {
    let (s, on) = (&facts.structure, v.asof.on);
    let above = unit.map_or_else(Vec::new, |u| s.ancestors(u, on));
    let crumb = |u: &UnitIx| {
        let state = s.state(*u, on)?;
        let href = v.link(&format!("/members?unit={}", s.unit(*u).id));
        Some(context! { href, name => state.name.as_str() })
    };
    let seen = above.iter().skip(1).filter(|u| v.sees(s, **u));
    let mut trail: Vec<Value> = seen.filter_map(crumb).collect();
    trail.reverse();
    trail
}

/// What narrows the list, each in words and with the address that takes it away.
pub fn chips(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
    address: &Address,
) -> Result<Vec<Value>> {
    let mut chips = Vec::new();
    let mut chip = |name: &str, what: &str| -> Result<()> {
        let label = v.say(
            &format!("members-is-{}", name.replace('_', "-")),
            &[("what", what)],
        )?;
        let href = address.without(name).link(v, "/members");
        chips.push(context! { label, href });
        Ok(())
    };
    let lang = v.lang.code();
    if let Some(search) = &filter.search {
        chip("view", &v.texts().name(&search.text))?;
    }
    if filter.who != Who::Members && !v.query("who").is_empty() {
        chip("who", &v.t(&format!("members-who-{}", v.query("who")))?)?;
    }
    if !filter.standing.is_empty() {
        let rule = facts.book.standing(&filter.standing);
        chip(
            "standing",
            rule.map_or(&filter.standing, |r| r.names.in_language(lang)),
        )?;
    }
    if !filter.sex.is_empty() {
        let key = format!("members-sex-{}", filter.sex);
        chip(
            "sex",
            &if v.texts().has(&key) {
                v.t(&key)?
            } else {
                filter.sex.clone()
            },
        )?;
    }
    if filter.age.is_some() {
        chip("age", &v.texts().island(v.query("age")))?;
    }
    let days = [
        ("joined_from", filter.joined_from),
        ("joined_until", filter.joined_until),
        ("due", filter.due),
    ];
    for (name, day) in days {
        if let Some(day) = day {
            chip(
                name,
                &v.texts()
                    .day(&day.to_string())
                    .map_err(platform::Error::internal)?,
            )?;
        }
    }
    if !filter.failing.is_empty() {
        let what = match filter.failing.as_str() {
            "any" => v.t("members-any-rule")?,
            rule => v.texts().island(rule),
        };
        chip("failing", &what)?;
    }
    if filter.transit {
        chip("transit", "")?;
    }
    if !filter.ethnic.is_empty() {
        let group = facts.book.ethnic_group(&filter.ethnic);
        chip("ethnic", &group.unwrap_or_else(|| filter.ethnic.clone()))?;
    }
    Ok(chips)
}

/// What may be chosen in the form of filters.
fn filters(v: &Visit, facts: &FactsOfVisit, filter: &Filter) -> Result<Value> {
    let (book, on, lang) = (&facts.book, v.asof.on, v.lang.code());
    let option = |value: &str, label: &str| context! { value, label };
    let standings = book.standings().iter().filter(|s| !s.terminal);
    let bands = book.wholes("age_bands", on);
    let ages = bands
        .iter()
        .enumerate()
        .map(|(i, low)| match bands.get(i + 1) {
            Some(next) => format!("{low}-{}", next - 1),
            None => format!("{low}+"),
        });
    let rules =
        (1..=RuleId::COUNT).filter_map(|n| Some((RuleId(n), book.data_rule(RuleId(n), on)?)));
    let groups = book
        .texts("ethnic_groups", on)
        .iter()
        .filter(|_| v.may(Power::Sensitive));
    let chosen: Vec<&str> = columns::chosen(v).iter().map(|c| c.key).collect();
    let column = |c: &Column| -> Result<Value> {
        Ok(
            context! { key => c.key, label => v.t(&format!("members-col-{}", c.key))?, on => chosen.contains(&c.key) },
        )
    };
    let keep = v.query.iter();
    let keep = keep.filter(|(n, value)| {
        ["sort", "dir", "size", "view"].contains(&n.as_str()) && !value.is_empty()
    });
    Ok(context! {
        standings => standings.map(|s| option(&s.key, s.names.in_language(lang))).collect::<Vec<_>>(),
        ages => ages.map(|a| option(&a, &a)).collect::<Vec<_>>(),
        rules => rules.map(|(id, r)| option(&id.to_string(), r.rule.message.in_language(lang))).collect::<Vec<_>>(),
        groups => groups.filter_map(|g| g.split_once(' ')).map(|(code, name)| option(code, name)).collect::<Vec<_>>(),
        columns => COLUMNS.iter().map(column).collect::<Result<Vec<_>>>()?,
        keep => value(&keep.collect::<Vec<_>>()),
        is => context! {
            who => v.query("who"), standing => filter.standing.as_str(), sex => filter.sex.as_str(), age => v.query("age"),
            joined_from => filter.joined_from.map(|d| d.to_string()), joined_until => filter.joined_until.map(|d| d.to_string()),
            due => filter.due.map(|d| d.to_string()), failing => filter.failing.as_str(), transit => filter.transit, ethnic => filter.ethnic.as_str(),
        },
    })
}

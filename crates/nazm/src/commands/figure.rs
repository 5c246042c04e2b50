//! Figures and their recount on the command line.

use super::read::{bearer, in_line};
use super::{csv, known, out};
use crate::cli::{FigureArgs, FigureFormat, Place};
use crate::env;
use bigdecimal::BigDecimal;
use figures::{Day, UnitIx};
use platform::journal::store;
use platform::text::hex;
use platform::{Db, Error, Result, Scope};
use registers::insight::indicators::answer::{Entered, Listed};
use registers::insight::indicators::facts::Wanted;
use registers::insight::indicators::papers;
use registers::insight::indicators::parts::written;
use registers::insight::indicators::question::Filter;
use registers::insight::indicators::rules::{entered_codes, unlisted_holidays};
use registers::insight::indicators::saved;
use registers::insight::indicators::{
    Answer, Facts, PeriodKind, Question, StructureChoice, When, recount as counting,
};
use registers::organisation::members::store as members;
use registers::organisation::rulebook::Period;
use std::collections::{BTreeSet, HashMap};

/// The day or the period asked for.
pub fn when(on: Option<&str>, period: Option<&str>, cumulative: bool) -> Result<When> {
    match (on, period) {
        (Some(day), _) => Ok(When::On(Day::parse(day)?)),
        (None, Some(text)) => {
            let period = Period::parse(text).map_err(|e| Error::refused(e.to_string()))?;
            Ok(When::In(
                period,
                if cumulative {
                    PeriodKind::Cumulative
                } else {
                    PeriodKind::InPeriod
                },
            ))
        }
        (None, None) => Err(Error::refused("give --on DATE or --period 2025-Q3")),
    }
}

/// The unit of a question; `*` is the whole record. The code is read on the day of the structure.
pub fn unit(facts: &Facts, code: &str, on: Day) -> Result<Option<UnitIx>> {
    if code == "*" {
        Ok(None)
    } else {
        bearer(&facts.structure, code, on).map(Some)
    }
}

pub async fn figure(place: &Place, args: &FigureArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let scope = Scope::command_line();
    let mut filter = Filter::parse(&args.filter, args.kind.as_deref())?;
    filter.advised_by = filter.advised_by.or(args.advised_by.clone());
    filter.subject = filter.subject.or(args.subject.clone());
    filter.state = filter.state.or(args.state.clone());
    filter.document = filter.document.or(args.document.clone());
    let mut facts = facts(place, &mut db, &scope, args.known, wanted(&args.indicator)).await?;
    let structure = std::sync::Arc::unwrap_or_clone(facts.structure);
    facts.structure = in_line(structure, args.line.as_deref())?.into();
    let known = facts.known;
    let when = when(args.on.as_deref(), args.period.as_deref(), args.cumulative)?;
    let structure = StructureChoice::parse(args.structure.as_deref())?;
    let mut q = Question {
        indicator: args.indicator.clone(),
        unit: None,
        when,
        structure,
        filter,
        rule_of: args.rule_of.as_deref().map(Day::parse).transpose()?,
    };
    q.unit = unit(&facts, &args.unit, q.structure_day())?;
    let entered = Entered::read(&mut db, &scope, &facts, &q.indicator, q.when.last_day()).await?;
    if args.list {
        let list = facts.list(&q)?;
        if facts.counts_papers(&q) {
            return show_papers(&mut db, &facts, &list, args.format).await;
        }
        let persons: BTreeSet<String> = list
            .iter()
            .filter_map(|l| l.person)
            .map(|p| facts.id_of(p))
            .collect();
        let persons: Vec<String> = persons.into_iter().collect();
        let keys = members::person_keys(&mut db, &scope, known, &persons).await?;
        return show_list(&facts, &list, &keys, args.format);
    }
    if args.by.is_some() {
        return show_parts(&facts, &q, &entered, args.format);
    }
    if let Some(year) = unlisted_holidays(&facts.book, &q.indicator, q.when.last_day()) {
        super::note(&format!(
            "warning: the rulebook has no list of holidays for {year}: deadlines in working days leave out its weekends only"
        ));
    }
    let root = root(&mut db, known.0).await?;
    let nothing = if entered_codes(&facts.book, q.rule_day()).contains(&q.indicator) {
        "nothing was entered"
    } else {
        "nothing to divide by"
    };
    show(
        &facts.answer(&q, &entered)?,
        args,
        (known.0, root.as_str()),
        nothing,
    )
}

/// Members are not read for what surely does not count them.
fn wanted(indicator: &str) -> Wanted {
    match indicator {
        "units" | "cells" | "units-merged" | "successors" | "net-reduced" => Wanted::Units,
        _ => Wanted::All,
    }
}

/// Facts of the latest knowledge from the saved columns, of an earlier one from the tables.
pub async fn facts(
    place: &Place,
    db: &mut Db,
    scope: &Scope,
    asked: Option<u64>,
    wanted: Wanted,
) -> Result<Facts> {
    let known = known(db, asked).await?;
    if asked.is_some() || wanted == Wanted::Units {
        return Facts::read(db, scope, known, wanted).await;
    }
    saved::open(db, scope, Some(&env::columns_file(place))).await
}

/// The root of the journal at an act.
pub async fn root(db: &mut Db, known: u64) -> Result<String> {
    Ok(hex(&store::tree(db, known).await?.0.root()))
}

fn code(facts: &Facts, u: Option<UnitIx>, on: Day) -> (String, String) {
    let state = u.and_then(|u| facts.structure.state(u, on));
    state.map_or_else(
        || (if u.is_none() { "*" } else { "" }.to_owned(), String::new()),
        |s| (s.code.clone(), s.name.clone()),
    )
}

fn text(value: Option<&BigDecimal>) -> String {
    value.map_or_else(String::new, |v| v.normalized().to_plain_string())
}

fn period_text(when: When) -> String {
    match when {
        When::On(day) => day.to_string(),
        When::In(period, _) => period.to_string(),
    }
}

/// Prints a figure; `nothing` says why it has no value, if it has none.
fn show(
    answer: &Answer,
    args: &FigureArgs,
    (known, root): (u64, &str),
    nothing: &str,
) -> Result<()> {
    let value = text(answer.value.as_ref());
    let period = period_text(answer.when);
    let (kind, as_of) = (answer.when.kind(), answer.as_of.to_string());
    match args.format {
        FigureFormat::Json => {
            let number: serde_json::Value = if value.is_empty() {
                serde_json::Value::Null
            } else {
                serde_json::from_str(&value)?
            };
            let json = serde_json::json!({
                "indicator": answer.indicator, "unit": args.unit, "value": number, "period": period,
                "period_kind": kind, "as_of": as_of, "structure": answer.structure,
                "certainty": answer.certainty, "known": known, "root": root, "filter": answer.filter, "rule": answer.rule,
            });
            out(&format!("{}\n", serde_json::to_string_pretty(&json)?))
        }
        FigureFormat::Csv => {
            let header = [
                "indicator",
                "unit",
                "value",
                "period",
                "period_kind",
                "as_of",
                "structure",
                "certainty",
                "known",
                "root",
            ];
            let known = known.to_string();
            let row = [
                &answer.indicator,
                &args.unit,
                &value,
                &period,
                &kind.to_owned(),
                &as_of,
                &answer.structure,
                &answer.certainty.to_owned(),
                &known,
                &root.to_owned(),
            ];
            out(&csv(&header, [row.map(Clone::clone).to_vec()])?)
        }
        FigureFormat::Text => {
            let value = if value.is_empty() {
                nothing
            } else {
                value.as_str()
            };
            out(&text_of(answer, args, value, known, root))
        }
    }
}

/// The figure in words.
fn text_of(answer: &Answer, args: &FigureArgs, value: &str, known: u64, root: &str) -> String {
    let (period, as_of) = (period_text(answer.when), answer.as_of);
    let said = match answer.when {
        When::On(_) => format!("on {as_of},"),
        When::In(_, PeriodKind::InPeriod) => format!("in {period}, until {as_of},"),
        When::In(_, PeriodKind::Cumulative) => format!("from 1 January until {as_of},"),
    };
    format!(
        "{} of {}: {}\n{said} structure {}, {}, rule {}\nafter act {known}, root {root}\n",
        answer.indicator, args.unit, value, answer.structure, answer.certainty, answer.rule
    )
}

fn show_parts(facts: &Facts, q: &Question, entered: &Entered, format: FigureFormat) -> Result<()> {
    let mut header = vec!["part", "code", "name", "value", "certainty"];
    // as it was, a child may have stood there on some days only
    let of_days = facts.is_of_days(q)?;
    if of_days {
        header.push("days");
    }
    let mut rows = Vec::new();
    for part in facts.parts(q, entered)? {
        let last = part.days.last().map(|(_, end)| end.eve());
        let (code, name) = code(facts, part.unit, last.unwrap_or(q.structure_day()));
        let mut row = vec![
            part.part.to_owned(),
            code,
            name,
            text(part.value.as_ref()),
            part.certainty.to_owned(),
        ];
        if of_days {
            row.push(written(&part.days));
        }
        rows.push(row);
    }
    table_out(&header, rows, format)
}

fn table_out(header: &[&str], rows: Vec<Vec<String>>, format: FigureFormat) -> Result<()> {
    out(&match format {
        FigureFormat::Csv => csv(header, rows)?,
        FigureFormat::Json => super::json(header, rows),
        FigureFormat::Text => super::table(header, &rows),
    })
}

/// Code and name of the unit of a row; of what is on the way, none.
fn called(facts: &Facts, l: &Listed) -> (String, String) {
    let state = l.unit.and_then(|u| l.called(&facts.structure, u));
    state.map_or_else(Default::default, |s| (s.code.clone(), s.name.clone()))
}

fn show_list(
    facts: &Facts,
    list: &[Listed],
    keys: &HashMap<String, String>,
    format: FigureFormat,
) -> Result<()> {
    let header = ["person_key", "person", "unit_code", "unit_name", "since"];
    let row = |l: &Listed| {
        let (unit_code, name) = called(facts, l);
        let id = l.person.map_or_else(String::new, |p| facts.id_of(p));
        let key = keys.get(&id).cloned().unwrap_or_default();
        vec![key, id, unit_code, name, l.day.to_string()]
    };
    table_out(&header, list.iter().map(row).collect(), format)
}

/// The documents or tasks behind a figure.
async fn show_papers(
    db: &mut Db,
    facts: &Facts,
    list: &[Listed],
    format: FigureFormat,
) -> Result<()> {
    let header = ["id", "symbol", "title", "unit_code", "unit_name", "day"];
    let named = papers::named(db, facts.known, list).await?;
    let row = |l: &Listed| {
        let (unit_code, name) = called(facts, l);
        let id = l.paper.unwrap_or_default();
        let paper = named.get(&id).cloned().unwrap_or_default();
        let day = l.day.to_string();
        vec![id.text(), paper.symbol, paper.title, unit_code, name, day]
    };
    table_out(&header, list.iter().map(row).collect(), format)
}

pub async fn recount(place: &Place) -> Result<()> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let known = known(&mut db, None).await?;
    let facts = Facts::read(&mut db, &Scope::command_line(), known, Wanted::All).await?;
    let mut result = counting::recount(&facts)?;
    let columns = saved::differs(&mut db, &env::columns_file(place)).await?;
    result.differences.extend(columns);
    for difference in &result.differences {
        super::note(difference);
    }
    if !result.differences.is_empty() {
        return Err(Error::Damaged(format!(
            "{} figures differ",
            result.differences.len()
        )));
    }
    out(&format!(
        "recounted: {} figures on {} days and in {} periods; engine and recount agree\n",
        result.figures, result.days, result.periods
    ))
}

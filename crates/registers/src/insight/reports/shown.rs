//! A report as somebody may see it. It is built whole, since totals are counted on full data
//! (`semantics.md` 4.12); then what must not be seen is taken out of text, tables and the list of
//! figures alike, so that page, PDF, XLSX and JSON say the same.

use super::build::Which;
use super::model::{Cited, Report, Row, Table};
use crate::insight::indicators::suppress::{ByGroup, Entered, Sight};
use crate::insight::indicators::{Facts, Question, When};
use crate::organisation::rulebook::Flow;
use bigdecimal::BigDecimal;
use platform::Result;
use std::collections::BTreeMap;

/// The report without what the sight does not show.
pub fn shown(mut report: Report, facts: &Facts, which: Which, sight: &Sight) -> Result<Report> {
    if !sight.reasons {
        without_reasons(&mut report);
    }
    if let Some(entered) = &sight.entered {
        by_told_groups(&mut report, facts, which, entered)?;
    }
    Ok(report)
}

/// As if nobody had ever asked why members left: one row of departures, and no breakdown.
fn without_reasons(report: &mut Report) {
    report.tables.retain(|t| t.key != "departures");
    for table in &mut report.tables {
        if table.key == "movement" {
            merge(table, &mut report.figures);
        }
        table.rows.retain(|r| !gives_reason(r));
    }
    let reason = |c: &Cited| Flow::is_reason(&c.indicator);
    report.figures.retain(|_, c| !reason(c));
}

fn gives_reason(row: &Row) -> bool {
    let label = row.label.strip_prefix("report-row-");
    label.is_some_and(Flow::is_reason)
}

/// Puts one row in the place of those that give reasons, with their sums.
fn merge(table: &mut Table, figures: &mut BTreeMap<String, Cited>) {
    let Some(first) = table.rows.iter().position(gives_reason) else {
        return;
    };
    let parts: Vec<Row> = table
        .rows
        .iter()
        .filter(|r| gives_reason(r))
        .cloned()
        .collect();
    let width = table.rows[first].figures.len();
    let columns = (0..width).map(|c| summed(&parts, c, figures)).collect();
    table.rows[first] = Row {
        label: "report-row-departed".to_owned(),
        figures: columns,
        ..parts[0].clone()
    };
    // those left have given their sums away
    table.rows.retain(|r| !gives_reason(r));
}

fn summed(parts: &[Row], column: usize, figures: &mut BTreeMap<String, Cited>) -> Option<String> {
    let keys = parts.iter().filter_map(|r| r.figures.get(column)?.clone());
    let cited: Vec<Cited> = keys.filter_map(|k| figures.get(&k).cloned()).collect();
    let model = cited.first()?;
    let value = |c: &Cited| c.value.as_ref()?.parse::<BigDecimal>().ok();
    let sum: Option<BigDecimal> = cited.iter().map(value).sum();
    let departed = Cited {
        indicator: "departed".to_owned(),
        value: sum.map(|s| s.normalized().to_plain_string()),
        rule: String::new(),
        ..model.clone()
    };
    let key = format!(
        "departed:{}:{}:{}",
        departed.unit, departed.period, departed.period_kind
    );
    figures.insert(key.clone(), departed);
    Some(key)
}

/// The table of ethnic groups with what may be told, and how many are not.
fn by_told_groups(
    report: &mut Report,
    facts: &Facts,
    which: Which,
    entered: &Entered,
) -> Result<()> {
    let q = Question {
        indicator: "members".to_owned(),
        unit: which.unit,
        when: When::On(which.period.last_day()),
        structure: which.settled(),
        filter: crate::insight::indicators::question::Filter::default(),
        rule_of: None,
    };
    let groups = entered.by_group(facts, &q)?;
    let ethnic = |c: &Cited| c.filter.split(',').any(|f| f.starts_with("ethnic="));
    let model = report.figures.values().find(|c| ethnic(c)).cloned();
    report.figures.retain(|_, c| !ethnic(c));
    let Some(model) = model else {
        return Ok(());
    };
    if let Some(table) = report.tables.iter_mut().find(|t| t.key == "ethnic") {
        table.rows = rows(&groups, facts, &model, &mut report.figures);
    }
    Ok(())
}

fn rows(
    groups: &ByGroup,
    facts: &Facts,
    model: &Cited,
    figures: &mut BTreeMap<String, Cited>,
) -> Vec<Row> {
    let mut put = |filter: String, n: u64| {
        let key = format!(
            "members[{filter}]:{}:{}:{}",
            model.unit, model.period, model.period_kind
        );
        let cited = Cited {
            filter,
            value: Some(n.to_string()),
            ..model.clone()
        };
        figures.insert(key.clone(), cited);
        vec![Some(key)]
    };
    let row = |label: &str, figures, words| Row {
        label: format!("report-row-{label}"),
        code: String::new(),
        name: String::new(),
        names: BTreeMap::new(),
        words,
        figures,
        role: "plain".to_owned(),
    };
    let mut rows = Vec::new();
    for (code, n) in &groups.told {
        let name = facts.book.ethnic_group(code);
        let words = BTreeMap::from([("group".to_owned(), name.unwrap_or_else(|| code.clone()))]);
        rows.push(row("ethnic", put(format!("told,ethnic={code}"), *n), words));
    }
    if groups.untold > 0 {
        let untold = put("untold,ethnic".to_owned(), groups.untold);
        rows.push(row("untold", untold, BTreeMap::new()));
    }
    rows
}

//! The rulebook and the settings of the record, as tables.

use super::{RuleRow, Rulebook};
use figures::Day;
use platform::asof::Known;
use platform::db::{Cell, Db, Type};
use platform::journal::apply::Applying;
use platform::journal::store as journal;
use platform::journal::{Draft, Ground, Line, canonical};
use platform::projection::{Row, Table, store as tables};
use platform::{Result, Scope};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

pub const RULE_CLASS: &str = "rule";
pub const SETTING_CLASS: &str = "setting";

pub static RULE: Table = Table {
    name: "rule",
    means: "a rule of the rulebook with the days on which it is in force",
    columns: &[
        ("section", Type::Text),
        ("rule_key", Type::Text),
        ("citation", Type::Text),
        ("replaces", Type::Text),
        ("content", Type::Text),
    ],
    derived: &[],
};

pub static SETTING: Table = Table {
    name: "setting",
    means: "what the record as a whole is: whether it is a demo, which rulebook it follows",
    columns: &[("value", Type::Text)],
    derived: &[],
};

/// What a line says of a row of the rulebook; its day is that from which the row holds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(tag = "edit", rename_all = "snake_case")]
pub enum RuleEdit {
    /// The row is part of the rulebook, `until` a day or without an end.
    Rule {
        section: String,
        key: String,
        until: Option<String>,
        citation: String,
        replaces: String,
        content: String,
    },
    /// The row is no longer part of the rulebook.
    Withdrawn,
}

fn subject(row: &RuleRow) -> String {
    format!("rule:{}/{}@{}", row.section, row.key, row.valid_from).replace(' ', "\u{a0}")
}

fn line(row: &RuleRow) -> Result<Line> {
    let edit = RuleEdit::Rule {
        section: row.section.clone(),
        key: row.key.clone(),
        until: (row.valid_until < Day::MAX).then(|| row.valid_until.to_string()),
        citation: row.citation.clone(),
        replaces: row.replaces.clone(),
        content: canonical::text(&row.content)?,
    };
    let counted = canonical::text(&edit)?;
    Ok(Line {
        day: row.valid_from,
        class: RULE_CLASS,
        subject: subject(row),
        also: Vec::new(),
        counted,
        identifying: None,
    })
}

/// The act that loads a rulebook: what is new or differs is entered, what is gone is withdrawn.
pub async fn decide_load(db: &mut Db, rows: &[RuleRow], ground: Ground) -> Result<Draft> {
    let mut old: BTreeMap<String, RuleRow> = BTreeMap::new();
    for row in rows_known(db, Known::NOW).await? {
        old.insert(subject(&row), row);
    }
    let mut lines = Vec::new();
    for row in rows {
        if old.remove(&subject(row)).is_none_or(|o| o != *row) {
            lines.push(line(row)?);
        }
    }
    for (subject, row) in old {
        let counted = canonical::text(&RuleEdit::Withdrawn)?;
        lines.push(Line {
            day: row.valid_from,
            class: RULE_CLASS,
            subject,
            also: Vec::new(),
            counted,
            identifying: None,
        });
    }
    Ok(Draft {
        kind: "rulebook",
        version: platform::journal::CONTENT_VERSION,
        ground,
        day: Day::MIN,
        lines,
    })
}

/// The act that says what the record is.
pub fn decide_settings(settings: &[(&str, &str)], day: Day, ground: Ground) -> Result<Draft> {
    let line = |(key, value): &(&str, &str)| -> Result<Line> {
        let counted = canonical::text(&serde_json::json!({ "value": value }))?;
        Ok(Line {
            day,
            class: SETTING_CLASS,
            subject: format!("setting:{key}"),
            also: Vec::new(),
            counted,
            identifying: None,
        })
    };
    Ok(Draft {
        kind: "beginning",
        version: platform::journal::CONTENT_VERSION,
        ground,
        day,
        lines: settings.iter().map(line).collect::<Result<_>>()?,
    })
}

pub(super) async fn apply(applying: &mut Applying<'_>) -> Result<()> {
    for (class, table) in [(RULE_CLASS, &RULE), (SETTING_CLASS, &SETTING)] {
        let touched = applying.touched(class);
        if touched.is_empty() {
            continue;
        }
        let edits = applying.edits(class, &touched).await?;
        let mut rows = Vec::new();
        for subject in &touched {
            let Some(last) = edits.get(subject).and_then(|e| e.last()) else {
                continue;
            };
            rows.extend(if class == RULE_CLASS {
                rule_row(subject, last)?
            } else {
                setting_row(subject, last)?
            });
        }
        tables::bring_to(applying.db, table, applying.act, &touched, rows).await?;
    }
    Ok(())
}

fn rule_row(subject: &str, edit: &platform::journal::Edit) -> Result<Option<Row>> {
    let RuleEdit::Rule {
        section,
        key,
        until,
        citation,
        replaces,
        content,
    } = serde_json::from_str(&edit.counted)?
    else {
        return Ok(None);
    };
    let to = until.map_or(Ok(Day::MAX), |u| Day::parse(&u))?;
    let values = [section, key, citation, replaces, content]
        .into_iter()
        .map(Cell::Text)
        .collect();
    Ok(Some(Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: edit.day,
        to,
        values,
    }))
}

fn setting_row(subject: &str, edit: &platform::journal::Edit) -> Result<Option<Row>> {
    let said: serde_json::Value = serde_json::from_str(&edit.counted)?;
    let value = said
        .get("value")
        .and_then(|v| v.as_str())
        .unwrap_or_default();
    Ok(Some(Row {
        subject: subject.to_owned(),
        item: String::new(),
        from: edit.day,
        to: Day::MAX,
        values: vec![value.into()],
    }))
}

async fn rows_known(db: &mut Db, known: Known) -> Result<Vec<RuleRow>> {
    let mut rows = Vec::new();
    tables::each_known(db, &RULE, known, |k| {
        let r = k.row;
        let text = |i: usize| r.values[i].text().to_owned();
        rows.push(RuleRow {
            section: text(0),
            key: text(1),
            valid_from: r.from,
            valid_until: r.to,
            citation: text(2),
            replaces: text(3),
            content: serde_json::from_str(r.values[4].text())?,
        });
        Ok(())
    })
    .await?;
    rows.sort_by(|a, b| {
        (&a.section, &a.key, a.valid_from).cmp(&(&b.section, &b.key, b.valid_from))
    });
    Ok(rows)
}

/// Every row of the rulebook as known after an act, by section, key and day. Rules speak of no
/// person and no unit and are public inside the organisation: no scope limits them.
pub async fn rows(db: &mut Db, _scope: &Scope, known: Known) -> Result<Vec<RuleRow>> {
    rows_known(db, known).await
}

/// The rulebook as known after an act; public inside the organisation, like its rows.
pub async fn rulebook(db: &mut Db, _scope: &Scope, known: Known) -> Result<Rulebook> {
    let rows = rows_known(db, known).await?;
    Ok(if rows.is_empty() {
        Rulebook::neutral()
    } else {
        Rulebook::from_rows(rows)
    })
}

/// Whether an act since another touches the rulebook, or takes one back that did: what was kept by its rules is made again.
pub async fn changed_since(db: &mut Db, known: u64) -> Result<bool> {
    let classes = journal::classes_since(db, known).await?;
    Ok(classes.iter().any(|c| c == RULE_CLASS))
}

/// A setting of the record, public inside the organisation; empty when it was never made.
pub async fn setting(db: &mut Db, _scope: &Scope, known: Known, key: &str) -> Result<String> {
    let rows =
        tables::known_where(db, &SETTING, known, "subject", &[format!("setting:{key}")]).await?;
    Ok(rows
        .first()
        .map(|r| r.values[0].text().to_owned())
        .unwrap_or_default())
}

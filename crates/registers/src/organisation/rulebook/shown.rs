//! Rules as pages show them: a name, and what they say field by field.

use super::RuleRow;
use crate::web::Visit;
use figures::Day;
use platform::Result;
use serde::Serialize;
use serde_json::Value as Json;

/// The sections in the order of the page; one that came later follows them.
const SECTIONS: [&str; 18] = [
    "indicator",
    "rule",
    "kind",
    "standing",
    "event",
    "value",
    "counting",
    "period",
    "holidays",
    "zone",
    "document_kind",
    "organ",
    "numbering",
    "authority",
    "field",
    // of records whose rulebook still has it: nothing reads it any more
    "deadline",
    "secrecy_mark",
    "layout",
];

/// A rule as lists show it.
#[derive(Debug, Serialize)]
pub struct Shown {
    pub section: String,
    pub key: String,
    pub name: String,
    pub from: String,
    /// Whether it speaks from the beginning of time.
    pub always: bool,
    /// The last day; empty while it is in force without end.
    pub until: String,
    pub citation: String,
    pub replaces: String,
}

/// A field of a rule and what stands in it.
#[derive(Debug, Serialize, PartialEq, Eq, Clone)]
pub struct Said {
    pub label: String,
    pub text: String,
}

/// Sections that have rules, in order.
pub fn sections(rows: &[&RuleRow]) -> Vec<String> {
    let mut found: Vec<String> = rows.iter().map(|r| r.section.clone()).collect();
    let place = |s: &String| {
        SECTIONS
            .iter()
            .position(|x| x == s)
            .unwrap_or(SECTIONS.len())
    };
    found.sort_by(|a, b| (place(a), a).cmp(&(place(b), b)));
    found.dedup();
    found
}

/// The name of a section in the visitor's language.
pub fn section_name(v: &Visit, section: &str) -> Result<String> {
    let key = format!("rulebook-section-{section}");
    if v.texts().has(&key) {
        return v.t(&key);
    }
    Ok(section.to_owned())
}

pub fn shown(v: &Visit, row: &RuleRow) -> Result<Shown> {
    Ok(Shown {
        section: row.section.clone(),
        key: row.key.clone(),
        name: name(v, row)?,
        from: row.valid_from.to_string(),
        always: row.valid_from == Day::MIN,
        until: if row.valid_until == Day::MAX {
            String::new()
        } else {
            row.valid_until.eve().to_string()
        },
        citation: row.cited_in(v.lang.code()),
        replaces: row.replaces.clone(),
    })
}

/// The name a rule has in the language, otherwise a message of its key, otherwise its key.
pub fn name(v: &Visit, row: &RuleRow) -> Result<String> {
    for field in ["names", "message"] {
        let own = row.content.get(field).and_then(|n| n.get(v.lang.code()));
        if let Some(name) = own.and_then(Json::as_str) {
            return Ok(name.to_owned());
        }
    }
    let key = format!("rulebook-name-{}", row.key.replace('_', "-"));
    if v.texts().has(&key) {
        return v.t(&key);
    }
    Ok(row.key.clone())
}

/// What a rule says, field by field; its name stands elsewhere.
pub fn said(v: &Visit, row: &RuleRow) -> Result<Vec<Said>> {
    let mut all = Vec::new();
    for (field, of) in row.content.as_object().into_iter().flatten() {
        if ["names", "message", "citations"].contains(&field.as_str()) {
            continue;
        }
        gather(v, field, of, &mut all)?;
    }
    Ok(all)
}

fn gather(v: &Visit, field: &str, of: &Json, into: &mut Vec<Said>) -> Result<()> {
    if let Json::Object(inner) = of {
        for (name, of) in inner {
            gather(v, name, of, into)?;
        }
        return Ok(());
    }
    let key = format!("rulebook-field-{}", field.replace('_', "-"));
    let label = if v.texts().has(&key) {
        v.t(&key)?
    } else {
        field.to_owned()
    };
    let text = text(v, of)?;
    if !text.is_empty() {
        into.push(Said { label, text });
    }
    Ok(())
}

fn text(v: &Visit, of: &Json) -> Result<String> {
    Ok(match of {
        Json::Null => String::new(),
        Json::Bool(yes) => v.t(if *yes { "rulebook-yes" } else { "rulebook-no" })?,
        Json::Number(n) => n.to_string(),
        Json::String(t) if Day::parse(t).is_ok() => {
            v.texts().day(t).map_err(platform::Error::internal)?
        }
        Json::String(t) => word(v, t)?,
        Json::Array(all) => {
            let texts: Result<Vec<String>> = all.iter().map(|x| text(v, x)).collect();
            let texts: Vec<String> = texts?.into_iter().filter(|t| !t.is_empty()).collect();
            texts.join(", ")
        }
        Json::Object(record) => {
            let texts: Result<Vec<String>> = record.values().map(|x| text(v, x)).collect();
            texts?.join(" · ")
        }
    })
}

/// A word of the rulebook's own, in the language if it has a message.
fn word(v: &Visit, said: &str) -> Result<String> {
    let plain = said
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b"_-".contains(&b));
    let key = format!("rulebook-word-{}", said.replace('_', "-"));
    if plain && v.texts().has(&key) {
        return v.t(&key);
    }
    Ok(said.to_owned())
}

/// Fields in which two versions differ: label, before, after.
pub fn differences(before: &[Said], after: &[Said]) -> Vec<(String, String, String)> {
    let text = |all: &[Said], label: &str| {
        let found = all.iter().find(|s| s.label == label);
        found.map_or_else(String::new, |s| s.text.clone())
    };
    let mut labels: Vec<&String> = before.iter().chain(after).map(|s| &s.label).collect();
    labels.dedup();
    let mut seen = std::collections::BTreeSet::new();
    labels.retain(|l| seen.insert(*l));
    let pairs = labels
        .into_iter()
        .map(|l| (l.clone(), text(before, l), text(after, l)));
    pairs.filter(|(_, a, b)| a != b).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_versions_differ_in_the_fields_that_say_another_thing() {
        let said = |pairs: &[(&str, &str)]| -> Vec<Said> {
            let of = |(l, t): &(&str, &str)| Said {
                label: (*l).to_owned(),
                text: (*t).to_owned(),
            };
            pairs.iter().map(of).collect()
        };
        let (a, b) = (
            said(&[("days", "30"), ("severity", "warn")]),
            said(&[("severity", "warn"), ("days", "10"), ("from", "issued")]),
        );
        let found = differences(&a, &b);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0],
            ("days".to_owned(), "30".to_owned(), "10".to_owned())
        );
        assert_eq!(found[1].1, "");
    }
}

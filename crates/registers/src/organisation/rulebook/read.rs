//! Reads the rulebook's files, and names every fault with its file, line and column.

use super::model::{RuleId, RuleRow};
use super::schema::{
    BODIES, COMMON, DOINGS, Field, POWERS, SYSTEMS, Shape, fields_of, parameters_of, sections_of,
};
use figures::Day;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A fault in a file of the rulebook.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}")]
pub struct RuleError {
    pub file: String,
    pub line: usize,
    pub column: usize,
    pub message: String,
}

/// The rulebook of Vietnam, as it is built into the program.
#[must_use]
pub fn vietnamese() -> &'static [(&'static str, &'static str)] {
    &[
        (
            "kinds.toml",
            include_str!("../../../../../rulebook/vn/kinds.toml"),
        ),
        (
            "standings.toml",
            include_str!("../../../../../rulebook/vn/standings.toml"),
        ),
        (
            "data-standard.toml",
            include_str!("../../../../../rulebook/vn/data-standard.toml"),
        ),
        (
            "indicators.toml",
            include_str!("../../../../../rulebook/vn/indicators.toml"),
        ),
        (
            "roles.toml",
            include_str!("../../../../../rulebook/vn/roles.toml"),
        ),
        (
            "tasks.toml",
            include_str!("../../../../../rulebook/vn/tasks.toml"),
        ),
        (
            "calendar.toml",
            include_str!("../../../../../rulebook/vn/calendar.toml"),
        ),
        (
            "documents.toml",
            include_str!("../../../../../rulebook/vn/documents.toml"),
        ),
    ]
}

/// Reads every `.toml` file of a folder.
pub fn folder(dir: &Path) -> Result<Vec<RuleRow>, Vec<RuleError>> {
    let unreadable = |name: &str, e: &std::io::Error| {
        vec![RuleError {
            file: name.to_owned(),
            line: 0,
            column: 0,
            message: e.to_string(),
        }]
    };
    let listing = std::fs::read_dir(dir).map_err(|e| unreadable(&dir.to_string_lossy(), &e))?;
    let mut files = Vec::new();
    for entry in listing {
        let entry = entry.map_err(|e| unreadable(&dir.to_string_lossy(), &e))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".toml") {
            let text = std::fs::read_to_string(entry.path()).map_err(|e| unreadable(&name, &e))?;
            files.push((name, text));
        }
    }
    if files.is_empty() {
        return Err(vec![RuleError {
            file: dir.to_string_lossy().into_owned(),
            line: 0,
            column: 0,
            message: "no rule stands in this folder: a rulebook is *.toml files".to_owned(),
        }]);
    }
    files.sort();
    texts(&files)
}

/// Reads files given as (name, text).
pub fn texts<N: AsRef<str>, T: AsRef<str>>(
    files: &[(N, T)],
) -> Result<Vec<RuleRow>, Vec<RuleError>> {
    let mut errors = Vec::new();
    let mut placed = Vec::new();
    for (name, text) in files {
        read_file(name.as_ref(), text.as_ref(), &mut placed, &mut errors);
    }
    check_overlaps(&placed, &mut errors);
    check_references(&placed, &mut errors);
    if errors.is_empty() {
        return Ok(placed.into_iter().map(|p| p.row).collect());
    }
    errors.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    errors.dedup();
    Err(errors)
}

/// One file being read, and the faults found so far.
struct Source<'t, 'e> {
    file: &'t str,
    text: &'t str,
    errors: &'e mut Vec<RuleError>,
}

impl Source<'_, '_> {
    fn fault(&mut self, at: usize, message: impl Into<String>) {
        let error = located(self.file, self.text, at, message.into());
        self.errors.push(error);
    }
}

fn located(file: &str, text: &str, at: usize, message: String) -> RuleError {
    let before = text.get(..at).unwrap_or("");
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    RuleError {
        file: file.to_owned(),
        line: before.matches('\n').count() + 1,
        column: before.get(line_start..).unwrap_or("").chars().count() + 1,
        message,
    }
}

/// A row with the place it was read from, for faults that only several rows show.
struct Placed<'t> {
    row: RuleRow,
    file: &'t str,
    text: &'t str,
    at: usize,
    /// Field, or field and number within its list → where it stands.
    places: BTreeMap<(String, usize), usize>,
}

impl Placed<'_> {
    fn fault(&self, field: &str, item: usize, message: String) -> RuleError {
        let at = self
            .places
            .get(&(field.to_owned(), item))
            .copied()
            .unwrap_or(self.at);
        located(self.file, self.text, at, message)
    }

    fn texts(&self, field: &str) -> Vec<&str> {
        let list = self.row.content.get(field).and_then(Value::as_array);
        list.into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect()
    }

    fn text(&self, field: &str) -> &str {
        self.row
            .content
            .get(field)
            .and_then(Value::as_str)
            .unwrap_or("")
    }
}

fn read_file<'t>(
    file: &'t str,
    text: &'t str,
    placed: &mut Vec<Placed<'t>>,
    errors: &mut Vec<RuleError>,
) {
    let mut source = Source { file, text, errors };
    let Some(sections) = sections_of(file) else {
        return source.fault(0, "the rulebook has no file of this name");
    };
    let (root, faults) = DeTable::parse_recoverable(text);
    if !faults.is_empty() {
        for fault in faults {
            source.fault(
                fault.span().map_or(0, |s| s.start),
                fault.message().to_owned(),
            );
        }
        return;
    }
    for (name, value) in root.get_ref() {
        let section: &str = name.get_ref();
        if !sections.contains(&section) {
            let known = sections.join(", ");
            source.fault(
                name.span().start,
                format!("unknown section «{section}» (this file has {known})"),
            );
            continue;
        }
        let Some(rows) = value.get_ref().as_array() else {
            source.fault(
                value.span().start,
                format!("«{section}» is a list of rows: write [[{section}]]"),
            );
            continue;
        };
        for row in rows {
            placed.extend(read_row(&mut source, section, row));
        }
    }
}

fn read_row<'t>(
    source: &mut Source<'t, '_>,
    section: &str,
    row: &Spanned<DeValue<'_>>,
) -> Option<Placed<'t>> {
    let at = row.span().start;
    let Some(table) = row.get_ref().as_table() else {
        source.fault(at, format!("a row of «{section}» is a table"));
        return None;
    };
    let before = source.errors.len();
    let key = table
        .get("key")
        .and_then(|k| k.get_ref().as_str())
        .unwrap_or("")
        .to_owned();
    let fields = [COMMON, fields_of(section)];
    let mut content = read_table(source, table, row.span(), &fields, parameters_of(&key));
    let day = |name: &str, content: &mut Map<String, Value>| {
        content
            .remove(name)
            .and_then(|v| v.as_str().and_then(|d| Day::parse(d).ok()))
    };
    let valid_from = day("valid_from", &mut content);
    let valid_until = day("valid_until", &mut content).unwrap_or(Day::MAX);
    let mut text = |name: &str| match content.remove(name) {
        Some(Value::String(text)) => text,
        _ => String::new(),
    };
    let (citation, replaces) = (text("citation"), text("replaces"));
    text("key");
    if valid_from.is_some_and(|from| from >= valid_until) {
        source.fault(
            place_of(table, "valid_until", at),
            "valid_until is not after valid_from",
        );
    }
    if source.errors.len() > before {
        return None;
    }
    let row = RuleRow {
        section: section.to_owned(),
        key,
        valid_from: valid_from?,
        valid_until,
        citation,
        replaces,
        content: Value::Object(content),
    };
    Some(Placed {
        row,
        file: source.file,
        text: source.text,
        at,
        places: places(table),
    })
}

fn place_of(table: &DeTable<'_>, field: &str, otherwise: usize) -> usize {
    table.get(field).map_or(otherwise, |v| v.span().start)
}

fn places(table: &DeTable<'_>) -> BTreeMap<(String, usize), usize> {
    let mut places = BTreeMap::new();
    for (name, value) in table {
        places.insert((name.get_ref().to_string(), 0), value.span().start);
        for (number, item) in value.get_ref().as_array().into_iter().flatten().enumerate() {
            places.insert((name.get_ref().to_string(), number), item.span().start);
        }
    }
    places
}

/// Reads a table by its list of fields: a field too many, one missing, one of another
/// kind is a fault each.
fn read_table(
    source: &mut Source<'_, '_>,
    table: &DeTable<'_>,
    span: Range<usize>,
    fields: &[&[Field]],
    parameters: &'static [Field],
) -> Map<String, Value> {
    let all = || fields.iter().copied().flatten();
    let mut read = Map::new();
    for (name, value) in table {
        let name_text: &str = name.get_ref();
        match all().find(|f| f.name == name_text) {
            None => {
                let known: Vec<&str> = all().map(|f| f.name).collect();
                let known = known.join(", ");
                source.fault(
                    name.span().start,
                    format!("unknown field «{name_text}» (known: {known})"),
                );
            }
            Some(field) => {
                if let Some(value) = read_value(source, name_text, value, field.shape, parameters) {
                    read.insert(name_text.to_owned(), value);
                }
            }
        }
    }
    for field in all().filter(|f| f.needed && !table.contains_key(f.name)) {
        source.fault(span.start, format!("the field «{}» is missing", field.name));
    }
    read
}

fn read_value(
    source: &mut Source<'_, '_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
    shape: Shape,
    parameters: &'static [Field],
) -> Option<Value> {
    let inner = value.get_ref();
    let at = value.span().start;
    let wrong = |source: &mut Source<'_, '_>, wanted: &str| {
        source.fault(
            at,
            format!("«{name}» must be {wanted}, not a {}", inner.type_str()),
        );
        None
    };
    match shape {
        Shape::Text => text(inner)
            .map(Value::String)
            .or_else(|| wrong(source, "a text")),
        Shape::Words => match text(inner) {
            Some(t) if t.trim().is_empty() => {
                source.fault(at, format!("«{name}» is empty"));
                None
            }
            Some(t) => Some(Value::String(t)),
            None => wrong(source, "a text"),
        },
        Shape::Whole => whole(inner)
            .map(Value::from)
            .or_else(|| wrong(source, "a whole number")),
        Shape::YesNo => inner
            .as_bool()
            .map(Value::Bool)
            .or_else(|| wrong(source, "true or false")),
        Shape::Day => read_day(source, name, value),
        Shape::Choice(choices) => match text(inner) {
            Some(t) if choices.contains(&t.as_str()) => Some(Value::String(t)),
            Some(t) => {
                source.fault(
                    at,
                    format!("unknown {name} «{t}» (known: {})", choices.join(", ")),
                );
                None
            }
            None => wrong(source, "a text"),
        },
        Shape::Texts => read_list(source, name, value, Shape::Text),
        Shape::Wholes => read_list(source, name, value, Shape::Whole),
        Shape::Records(fields) => read_list(source, name, value, Shape::Record(fields)),
        Shape::Value => match inner {
            DeValue::Array(items) if items.first().is_some_and(|i| i.get_ref().is_str()) => {
                read_list(source, name, value, Shape::Text)
            }
            DeValue::Array(_) => read_list(source, name, value, Shape::Whole),
            DeValue::String(_) => read_value(source, name, value, Shape::Text, parameters),
            _ => read_value(source, name, value, Shape::Whole, parameters),
        },
        Shape::Record(fields) => match inner.as_table() {
            Some(t) => Some(Value::Object(read_table(
                source,
                t,
                value.span(),
                &[fields],
                &[],
            ))),
            None => wrong(source, "a table"),
        },
        Shape::Parameters => read_value(source, name, value, Shape::Record(parameters), &[]),
        Shape::Lists => read_lists(source, name, value),
    }
}

fn read_list(
    source: &mut Source<'_, '_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
    shape: Shape,
) -> Option<Value> {
    let Some(items) = value.get_ref().as_array() else {
        let found = value.get_ref().type_str();
        source.fault(
            value.span().start,
            format!("«{name}» must be a list, not a {found}"),
        );
        return None;
    };
    let read = items
        .iter()
        .filter_map(|item| read_value(source, name, item, shape, &[]));
    Some(Value::Array(read.collect()))
}

fn read_lists(
    source: &mut Source<'_, '_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<Value> {
    let Some(table) = value.get_ref().as_table() else {
        source.fault(
            value.span().start,
            format!("«{name}» must be a table of lists"),
        );
        return None;
    };
    let mut read = Map::new();
    for (field, list) in table {
        let list = read_list(source, field.get_ref(), list, Shape::Text)?;
        read.insert(field.get_ref().to_string(), list);
    }
    Some(Value::Object(read))
}

/// A day, written bare (`2025-07-01`) or as a text.
fn read_day(
    source: &mut Source<'_, '_>,
    name: &str,
    value: &Spanned<DeValue<'_>>,
) -> Option<Value> {
    let written = match value.get_ref() {
        DeValue::Datetime(d) => d.to_string(),
        DeValue::String(t) => t.to_string(),
        other => {
            let found = other.type_str();
            source.fault(
                value.span().start,
                format!("«{name}» must be a day, not a {found}"),
            );
            return None;
        }
    };
    match Day::parse(&written) {
        Ok(day) => Some(Value::String(day.to_string())),
        Err(e) => {
            source.fault(value.span().start, e.to_string());
            None
        }
    }
}

fn text(value: &DeValue<'_>) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn whole(value: &DeValue<'_>) -> Option<i64> {
    let number = value.as_integer()?;
    i64::from_str_radix(number.as_str(), number.radix()).ok()
}

/// On no day may two rows of one key speak.
fn check_overlaps(placed: &[Placed<'_>], errors: &mut Vec<RuleError>) {
    let mut versions: BTreeMap<(&str, &str), Vec<&Placed<'_>>> = BTreeMap::new();
    for p in placed {
        versions
            .entry((&p.row.section, &p.row.key))
            .or_default()
            .push(p);
    }
    for ((section, key), mut rows) in versions {
        rows.sort_by_key(|p| (p.row.valid_from, p.at));
        for pair in rows.windows(2) {
            let [first, second] = pair else { continue };
            if second.row.valid_from < first.row.valid_until {
                let line = located(first.file, first.text, first.at, String::new()).line;
                let message = format!(
                    "{section} «{key}» has two versions on {}: this one and the one in line {line}",
                    second.row.valid_from
                );
                errors.push(second.fault("valid_from", 0, message));
            }
        }
    }
}

/// Every name a row uses must be the key of some row.
fn check_references(placed: &[Placed<'_>], errors: &mut Vec<RuleError>) {
    let keys = |section: &str| -> BTreeSet<&str> {
        placed
            .iter()
            .filter(|p| p.row.section == section)
            .map(|p| p.row.key.as_str())
            .collect()
    };
    let (kinds, indicators) = (keys("kind"), keys("indicator"));
    let (papers, fields) = (keys("document_kind"), keys("field"));
    let nothing = BTreeSet::new();
    let mut standings = keys("standing");
    let built_in = super::vocabulary::standings();
    standings.extend(built_in.iter().map(|s| s.key.as_str()));
    for p in placed {
        let fault = match p.row.section.as_str() {
            "kind" => undefined(p, "may_stand_under", "kind", &[""], &kinds),
            "event" => {
                errors.extend(undefined_target(p, &standings));
                undefined(p, "from", "standing", &["none"], &standings)
            }
            "rule" if RuleId::parse(&p.row.key).is_none() => {
                let message = format!("unknown rule «{}» (DQ01 to DQ19)", p.row.key);
                vec![p.fault("key", 0, message)]
            }
            "rule" => missing_parameters(p),
            "indicator" => undefined_parts(p, &indicators),
            "role" => [("doings", "doing", DOINGS), ("powers", "power", POWERS)]
                .into_iter()
                .flat_map(|(field, what, known)| undefined(p, field, what, known, &BTreeSet::new()))
                .collect(),
            "holidays" => misplaced_holidays(p),
            "document_kind" => undefined(p, "systems", "system", SYSTEMS, &nothing),
            "organ" => {
                errors.extend(undefined(p, "bodies", "body", BODIES, &nothing));
                undefined(p, "kinds", "kind", &[], &kinds)
            }
            "numbering" => {
                errors.extend(undefined(p, "bodies", "body", BODIES, &nothing));
                undefined(p, "only", "document_kind", &[], &papers)
            }
            "authority" => undefined(p, "kinds", "document_kind", &[], &papers),
            "field" => undefined_parent(p, &fields),
            _ => Vec::new(),
        };
        errors.extend(fault);
    }
}

fn undefined(
    p: &Placed<'_>,
    field: &str,
    what: &str,
    besides: &[&str],
    known: &BTreeSet<&str>,
) -> Vec<RuleError> {
    let names = p.texts(field).into_iter().enumerate();
    let strange = names.filter(|(_, name)| !besides.contains(name) && !known.contains(name));
    strange
        .map(|(n, name)| p.fault(field, n, format!("no {what} «{name}» is defined")))
        .collect()
}

fn undefined_target(p: &Placed<'_>, standings: &BTreeSet<&str>) -> Option<RuleError> {
    let to = p.text("to");
    let known = ["same", "stated", "former"].contains(&to) || standings.contains(to);
    (!known).then(|| p.fault("to", 0, format!("no standing «{to}» is defined")))
}

fn undefined_parent(p: &Placed<'_>, fields: &BTreeSet<&str>) -> Vec<RuleError> {
    let parent = p.text("parent");
    if parent.is_empty() || (parent != p.row.key && fields.contains(parent)) {
        return Vec::new();
    }
    vec![p.fault(
        "parent",
        0,
        format!("no field «{parent}» is defined above this one"),
    )]
}

fn missing_parameters(p: &Placed<'_>) -> Vec<RuleError> {
    let needed = parameters_of(&p.row.key);
    if needed.is_empty() || p.row.content.get("parameters").is_some() {
        return Vec::new();
    }
    let names: Vec<&str> = needed.iter().map(|f| f.name).collect();
    vec![p.fault(
        "key",
        0,
        format!(
            "the parameters of {} are missing: {}",
            p.row.key,
            names.join(", ")
        ),
    )]
}

fn undefined_parts(p: &Placed<'_>, indicators: &BTreeSet<&str>) -> Vec<RuleError> {
    let ratio = p.text("kind") == "ratio";
    let part = |field: &str| {
        let code = p.text(field);
        match (ratio, code) {
            (true, "") => Some(p.fault("kind", 0, format!("a ratio needs its {field}"))),
            (false, "") => None,
            (false, _) => Some(p.fault(field, 0, format!("only a ratio has a {field}"))),
            (true, code) if indicators.contains(code) => None,
            (true, code) => Some(p.fault(field, 0, format!("no indicator «{code}» is defined"))),
        }
    };
    let mut errors: Vec<RuleError> = ["numerator", "denominator"]
        .iter()
        .filter_map(|f| part(f))
        .collect();
    if ratio && p.row.content.get("additive") == Some(&Value::Bool(true)) {
        errors.push(p.fault("additive", 0, "a ratio is never additive".to_owned()));
    }
    errors
}

/// The list of a year holds days of that year, and speaks for the whole of it.
fn misplaced_holidays(p: &Placed<'_>) -> Vec<RuleError> {
    let mut errors = Vec::new();
    for field in ["days", "worked"] {
        let days = p.row.content.get(field).and_then(Value::as_array);
        for (n, listed) in days.into_iter().flatten().enumerate() {
            let day = listed
                .get("day")
                .and_then(Value::as_str)
                .and_then(|d| Day::parse(d).ok());
            if day.is_some_and(|d| d < p.row.valid_from || p.row.valid_until <= d) {
                errors.push(p.fault(
                    field,
                    n,
                    "the day lies outside the year of its list".to_owned(),
                ));
            }
        }
    }
    errors
}

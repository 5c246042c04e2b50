//! What was refused, in the words of the visitor's language and at its field.

use crate::web::Visit;
use platform::web::Form;
use platform::{Problem, Result};

/// What a refusal looks like, the field it belongs to (empty: the one it names), its message.
const REASONS: &[(&str, &str, &str)] = &[
    ("a task says what is to be done", "title", "no-title"),
    ("a task has one lead unit: name it", "lead", "no-lead"),
    ("a task has exactly one lead: *", "lead", "one-lead"),
    (
        "the lead does not co-operate with itself",
        "cooperating",
        "own-help",
    ),
    ("no unit bears this code on *", "", "no-unit"),
    ("the unit opens on *, after *", "", "not-yet"),
    (
        "the unit closed on *: it has no successor",
        "",
        "closed-for-good",
    ),
    ("the unit closed on *: its successor is *", "", "closed"),
    ("the unit closed on *: its successors are *", "", "closed"),
    (
        "the task * of * bears this number already",
        "number",
        "number-taken",
    ),
    (
        "name the document that is to be answered",
        "document",
        "no-document",
    ),
    (
        "a clause belongs to a document: *",
        "clause",
        "clause-alone",
    ),
    ("the document has no such clause", "clause", "no-clause"),
    (
        "no document of the record has this *",
        "document",
        "unknown-document",
    ),
    (
        "the rulebook has no such field of work on *",
        "field",
        "no-field",
    ),
    ("there is no such meeting", "meeting", "no-meeting"),
    (
        "several documents have this number *",
        "document",
        "several-documents",
    ),
    (
        "a deadline is a day or a rule, not both",
        "rule",
        "day-or-rule",
    ),
    (
        "the deadline lies before the issue on *",
        "deadline",
        "before-issue",
    ),
    (
        "no day is given, and the rulebook has no *",
        "deadline",
        "no-rules",
    ),
    (
        "no rule «*» of deadlines is in force on *; *",
        "rule",
        "no-rule",
    ),
    (
        "counted from * by the rule «*» it is due on *, *",
        "counted_from",
        "counted-early",
    ),
    ("the task was issued on *, after *", "day", "too-early"),
    ("a submission needs evidence: *", "text", "no-evidence"),
    (
        "who returns a task says what is missing",
        "text",
        "no-missing",
    ),
    ("a cancellation needs its reason", "text", "no-reason"),
    ("an extension names who approved it", "by", "no-approval"),
    ("an extension says why", "text", "no-why"),
    (
        "the deadline is *: an extension ends later",
        "target",
        "no-later",
    ),
    (
        "an extension of * does not end before that day",
        "target",
        "past-extension",
    ),
    (
        "name the task that takes this one's place",
        "target",
        "no-task",
    ),
    ("there is no such task", "target", "no-task"),
    ("a task does not take its own place", "target", "own-place"),
    (
        "name the document that the advice led to",
        "document",
        "no-led-to",
    ),
    ("the task is led by * already", "target", "leads-already"),
];

/// Fields of a decision that a form names otherwise.
fn field(column: &str) -> &str {
    match column {
        "to" | "by" => "target",
        "event" => "day",
        other => other,
    }
}

/// Puts what was refused at the fields of the form.
pub fn refuse(v: &Visit, form: &mut Form, problems: &[Problem]) -> Result<()> {
    for p in problems.iter().filter(|p| !p.warning) {
        let (at, said) = said(v, p)?;
        form.error(at, said);
    }
    Ok(())
}

fn said<'a>(v: &Visit, p: &'a Problem) -> Result<(&'a str, String)> {
    // what could not follow a later act says so before the reason itself
    let reason = match p.reason.split_once(" could not follow: ") {
        Some((act, rest)) if act.starts_with("act ") => rest,
        _ => p.reason.as_str(),
    };
    if let Some(parts) = parts("on * the task is *: it cannot be * then", reason) {
        let state = v.t(&format!("tasks-is-{}", parts[1]))?;
        let event = v.t(&format!("tasks-event-{}", parts[2]))?;
        let day = v
            .texts()
            .day(&parts[0])
            .map_err(platform::Error::internal)?;
        let args = [("day", day.as_str()), ("state", &state), ("event", &event)];
        return Ok(("day", v.say("tasks-wrong-order", &args)?));
    }
    for (pattern, at, key) in REASONS {
        if let Some(parts) = parts(pattern, reason) {
            let day = |t: &String| v.texts().day(t).unwrap_or_else(|_| t.clone());
            let said: Vec<String> = parts.iter().map(day).collect();
            let of = |i: usize| said.get(i).map_or("", String::as_str);
            let at = if at.is_empty() { field(&p.column) } else { at };
            let value = v.texts().island(&p.value);
            let args = [("a", of(0)), ("b", of(1)), ("c", of(2)), ("said", &value)];
            return Ok((at, v.say(&format!("tasks-wrong-{key}"), &args)?));
        }
    }
    Ok((field(&p.column), v.reason(p)?))
}

/// What stands for each `*` of the pattern, if the text is made like it.
fn parts(pattern: &str, text: &str) -> Option<Vec<String>> {
    let mut fixed = pattern.split('*').peekable();
    let mut rest = text.strip_prefix(fixed.next()?)?;
    let mut found = Vec::new();
    while let Some(next) = fixed.next() {
        let at = if next.is_empty() && fixed.peek().is_none() {
            rest.len()
        } else {
            rest.find(next)?
        };
        found.push(rest.get(..at)?.to_owned());
        rest = rest.get(at + next.len()..)?;
    }
    rest.is_empty().then_some(found)
}

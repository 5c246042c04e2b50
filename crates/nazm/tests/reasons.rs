//! Why something is refused is said in three languages. What decides speaks English, that of the
//! command line, and pages know its sentences by their form: so every sentence of the sources
//! that can reach a page must have such a form. Here the sources are read, sentence by sentence.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Sources none of whose sentences reaches a page: what only the command line or a developer
/// reads, what is no sentence at all, and the reports, whose texts are messages.
const APART: [&str; 23] = [
    "platform/src/error.rs",
    "platform/src/locale.rs",
    "/store.rs",
    "tests.rs",
    "/lib.rs",
    "/model.rs",
    "/rulebook/read.rs",
    "/rulebook/vocabulary.rs",
    "/rulebook/schema.rs",
    "/indicators/recount.rs",
    "/indicators/saved.rs",
    "/indicators/raw.rs",
    "/insight/reports/",
    "/privacy/log.rs",
    "/documents/words.rs",
    "/screens/words.rs",
    "platform/src/db/",
    "platform/src/web/",
    "platform/src/jobs/",
    "platform/src/journal/",
    "platform/src/projection/",
    "platform/src/seal.rs",
    "platform/src/vault.rs",
];

/// Sentences that pages never show, or show as part of another that is known.
const NOT_SHOWN: [&str; 12] = [
    "the one-time code of the console",
    "--reason: to open citizen IDs, say what for",
    "{} as line {}",
    "date of birth",
    "citizen id number",
    "to be confirmed",
    "there is no such account",
    "the database does not answer\n",
    " as the person ",
    "--filter {}: write name=value",
    "--filter {}: known are standing, sex, ethnic, age, years, rule, kind, advised-by, subject, state, document, organ, lead",
    "number and symbol",
];

/// Errors of which a page says only their kind, and texts for who runs the program.
const OF_A_KIND: [&str; 14] = [
    "NotFound(",
    "Conflict(",
    "TooLarge(",
    "Unavailable(",
    "Damaged(",
    "Internal(",
    "internal(",
    "expect(",
    "eprintln!(",
    "println!(",
    "unreachable!(",
    "panic!(",
    "means: ",
    "note(",
];

fn crates() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

/// The texts of a source with the line each stands in and what stands before it; without
/// comments and without the tests at its end.
fn texts(source: &str) -> Vec<(usize, String, String)> {
    let source = source.split("#[cfg(test)]\nmod ").next().unwrap_or("");
    let (mut found, mut at) = (Vec::new(), 0);
    while let Some(c) = source[at..].chars().next() {
        let rest = &source[at..];
        if rest.starts_with("//") {
            at += rest.find('\n').unwrap_or(rest.len());
        } else if c == '"' {
            let (text, length) = quoted(rest);
            let before: String = source[..at].chars().rev().take(60).collect();
            let before: String = before.chars().rev().collect();
            let line = source[..at].matches('\n').count() + 1;
            found.push((line, text, before.trim_end().to_owned()));
            at += length;
        } else if let Some(marks) = raw(rest, &source[..at]) {
            let (begin, end) = (marks + 2, format!("\"{}", "#".repeat(marks)));
            at += begin + rest[begin..].find(&end).unwrap_or(0) + end.len();
        } else if c == '\'' {
            at += letter(rest);
        } else {
            at += c.len_utf8();
        }
    }
    found
}

/// How many `#` a raw text bears that begins here.
fn raw(rest: &str, before: &str) -> Option<usize> {
    if before.ends_with(|b: char| b.is_alphanumeric() || b == '_') {
        return None;
    }
    let after = rest.strip_prefix('r')?;
    let marks = after.len() - after.trim_start_matches('#').len();
    after[marks..].starts_with('"').then_some(marks)
}

/// How long a single letter in marks is that begins here; 1 when it is a lifetime.
fn letter(rest: &str) -> usize {
    let mut chars = rest.char_indices().skip(1);
    match chars.next() {
        Some((_, '\\')) => rest[3..].find('\'').map_or(1, |i| i + 4),
        Some((i, c)) if rest[i + c.len_utf8()..].starts_with('\'') => i + c.len_utf8() + 1,
        _ => 1,
    }
}

/// A text in quotation marks as the program has it, and how long it is in the source.
fn quoted(rest: &str) -> (String, usize) {
    let (mut text, mut skip, mut escaped) = (String::new(), false, false);
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if skip && c.is_whitespace() => {}
            '\n' if escaped => (skip, escaped) = (true, false),
            'n' if escaped => {
                text.push('\n');
                escaped = false;
            }
            _ if escaped => {
                text.push(c);
                escaped = false;
            }
            '\\' => (skip, escaped) = (false, true),
            '"' => return (text, i + 1),
            _ => {
                skip = false;
                text.push(c);
            }
        }
    }
    (text, rest.len())
}

/// A sentence with `{}` for what stands in it.
fn form(text: &str) -> String {
    let mut form = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        form.push_str(before);
        match after.split_once('}') {
            Some((hole, after)) if !hole.contains('{') => {
                form.push_str("{}");
                rest = after;
            }
            _ => {
                form.push('{');
                rest = after;
            }
        }
    }
    form + rest
}

/// Whether a text is words that somebody reads: three words at least, and no address.
fn is_sentence(form: &str) -> bool {
    let words = form.split(|c: char| !c.is_ascii_lowercase());
    let begins = form.starts_with(|c: char| c.is_ascii_lowercase() || "«{ -".contains(c));
    begins
        && form.trim().matches(' ').count() >= 2
        && words.filter(|w| w.len() > 1).count() >= 2
        && !form.contains('<')
        && form.chars().all(|c| c.is_ascii() || "«»–…".contains(c))
        && !form.contains("Path=/")
}

fn known_forms() -> BTreeSet<String> {
    let file = crates().join("registers/src/web/locale/reasons.en.ftl");
    let text = fs::read_to_string(file).unwrap();
    let sentences = text.lines().filter_map(|l| l.split_once(" = "));
    sentences.map(|(_, s)| form(s)).collect()
}

/// Each sentence of the sources that a page may show, with its place.
fn said() -> Vec<(String, String)> {
    let mut files = Vec::new();
    for part in ["registers/src", "platform/src", "figures/src"] {
        sources(&crates().join(part), &mut files);
    }
    let mut said = Vec::new();
    for file in files {
        let path = file.to_str().unwrap().replace('\\', "/");
        if APART.iter().any(|a| path.contains(a)) {
            continue;
        }
        for (line, text, before) in texts(&fs::read_to_string(&file).unwrap()) {
            let before = before
                .strip_suffix("format!(")
                .unwrap_or(&before)
                .trim_end();
            let before = before.strip_suffix("String::from(").unwrap_or(before);
            if !OF_A_KIND.iter().any(|k| before.ends_with(k.trim_end())) {
                said.push((form(&text), format!("{path}:{line}")));
            }
        }
    }
    said
}

#[test]
fn every_sentence_that_can_reach_a_page_is_known_in_three_languages() {
    let known = known_forms();
    let said = said();
    assert!(
        said.iter().filter(|(s, _)| known.contains(s)).count() > 120,
        "the sources were read"
    );
    let missing: Vec<String> = said
        .iter()
        .filter(|(s, _)| is_sentence(s) && !known.contains(s) && !NOT_SHOWN.contains(&s.as_str()))
        .map(|(s, place)| format!("{place}: {s}"))
        .collect();
    assert!(
        missing.is_empty(),
        "say these in web/locale/reasons.{{en,vi,ur}}.ftl:\n{}",
        missing.join("\n")
    );
}

#[test]
fn no_form_of_a_sentence_is_kept_that_nobody_says_any_more() {
    let said: BTreeSet<String> = said().into_iter().map(|(s, _)| s).collect();
    let placed = ["line {}: {}", "column {}: value «{}»: {}"];
    let stale: Vec<String> = known_forms()
        .into_iter()
        .filter(|f| !said.contains(f) && !placed.contains(&f.as_str()))
        .collect();
    assert!(stale.is_empty(), "nobody says: {stale:#?}");
}

#[test]
fn each_form_has_what_stands_in_it_in_every_language() {
    let holes = |text: &str| -> BTreeSet<String> {
        let parts = text.split("{ $").skip(1);
        let names = parts.filter_map(|p| p.split_once(" }"));
        names.map(|(name, _)| name.to_owned()).collect()
    };
    let read = |lang: &str| -> Vec<(String, String)> {
        let file = crates().join(format!("registers/src/web/locale/reasons.{lang}.ftl"));
        let text = fs::read_to_string(file).unwrap();
        let lines = text.lines().filter_map(|l| l.split_once(" = "));
        lines.map(|(k, s)| (k.to_owned(), s.to_owned())).collect()
    };
    let english = read("en");
    for lang in ["vi", "ur"] {
        let other = read(lang);
        assert_eq!(english.len(), other.len(), "{lang}");
        for ((key, en), (same, said)) in english.iter().zip(&other) {
            assert_eq!(key, same, "{lang}: in the same order");
            assert_ne!(en, said, "{lang}: {key} is said in English");
            // what is known to the language in its own words may be left out, nothing be made up
            assert!(holes(said).is_subset(&holes(en)), "{lang}: {key}");
        }
    }
}

//! Why something is refused, in the visitor's language. What decides speaks one language, that of
//! the command line; its sentences are known here by their form, and what stands in them is
//! carried over. Every sentence of the sources is known here, or a test fails.

use super::routes::Screens;
use super::visit::Visit;
use crate::organisation::rulebook::model::{Citations, Names};
use crate::organisation::rulebook::{Rulebook, read as rules};
use platform::locale::{Lang, Texts};
use platform::web::page::Messages;
use platform::{Error, Problem, Result};
use std::collections::HashMap;
use std::sync::LazyLock;

pub static SCREENS: Screens = Screens {
    routes: &[],
    templates: &[],
    messages: Messages {
        en: include_str!("locale/reasons.en.ftl"),
        vi: include_str!("locale/reasons.vi.ftl"),
        ur: include_str!("locale/reasons.ur.ftl"),
    },
};

/// The English sentences, by their keys, with their variables in place.
fn sentences() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = SCREENS.messages.en.lines();
    lines.filter_map(|l| l.split_once(" = "))
}

/// What stands at the variables of a sentence, when the text has its form.
fn read<'a>(sentence: &'a str, text: &'a str) -> Option<Vec<(&'a str, &'a str)>> {
    let mut found = Vec::new();
    let (mut sentence, mut text) = (sentence, text);
    while let Some((before, rest)) = sentence.split_once("{ $") {
        let (name, after) = rest.split_once(" }")?;
        text = text.strip_prefix(before)?;
        let until = after.split("{ $").next().unwrap_or("");
        let last = !after.contains("{ $");
        let end = match until {
            "" => text.len(),
            // a citation may itself hold what stands behind it
            _ if last => text.strip_suffix(until)?.len(),
            _ => text.find(until)?,
        };
        found.push((name, &text[..end]));
        text = &text[end..];
        sentence = after;
    }
    (text == sentence).then_some(found)
}

/// A citation of the rulebook as a language reads it.
fn cited(lang: Lang, text: &str) -> Option<&'static str> {
    static ROWS: LazyLock<HashMap<String, Citations>> = LazyLock::new(|| {
        let rows = rules::texts(rules::vietnamese()).unwrap_or_default();
        let cited = rows
            .into_iter()
            .map(|r| (r.citation.clone(), r.citations()));
        cited.collect()
    });
    let (own, said) = ROWS.get_key_value(text)?;
    Some(said.get(lang.code()).unwrap_or(own))
}

/// The names of kinds of document that the rulebook knows.
fn kinds_of_document() -> impl Iterator<Item = &'static Names> {
    static KINDS: LazyLock<Vec<Names>> = LazyLock::new(|| {
        let rows = rules::texts(rules::vietnamese()).unwrap_or_default();
        let kinds = rows.into_iter().filter(|r| r.section == "document_kind");
        let names =
            kinds.filter_map(|r| serde_json::from_value(r.content.get("names")?.clone()).ok());
        names.collect()
    });
    KINDS.iter()
}

/// The name in another language of a standing, an event or a kind of document that bears this
/// English one, or how it cites a regulation.
fn named(lang: Lang, text: &str) -> Option<&'static str> {
    static BOOK: LazyLock<Rulebook> = LazyLock::new(Rulebook::neutral);
    let standings = BOOK.standings().iter().map(|s| &s.names);
    let names = standings.chain(BOOK.events().iter().map(|e| &e.names));
    let mut names = names.chain(kinds_of_document());
    match names.find(|n| n.en == text) {
        Some(found) => Some(found.in_language(lang.code())),
        None => cited(lang, text),
    }
}

/// The name of a body, a level or a system of organs that bears this key.
fn organ(texts: &Texts, key: &str) -> Option<String> {
    let kinds = ["docs-body-", "docs-level-", "docs-system-"];
    let mut names = kinds
        .map(|kind| texts.label(&format!("{kind}{key}")))
        .into_iter();
    names.find_map(std::result::Result::ok)
}

/// A sentence of what decides in a language; what stands in it may be a sentence, a day or the
/// name of a standing itself.
pub fn sentence(texts: &Texts, said: &str) -> Result<String> {
    if texts.lang == Lang::En {
        return Ok(said.to_owned());
    }
    for (key, form) in sentences() {
        let Some(values) = read(form, said) else {
            continue;
        };
        let within = |text: &str| match texts.day(text) {
            Ok(day) => Ok(day),
            Err(_) => match named(texts.lang, text) {
                Some(name) => Ok(name.to_owned()),
                None => organ(texts, text).map_or_else(|| sentence(texts, text), Ok),
            },
        };
        let values: Vec<(&str, String)> = values
            .into_iter()
            .map(|(name, text)| Ok((name, within(text)?)))
            .collect::<Result<_>>()?;
        let values: Vec<(&str, &str)> = values.iter().map(|(n, t)| (*n, t.as_str())).collect();
        return texts.say(key, &values).map_err(Error::internal);
    }
    Ok(said.to_owned())
}

impl Visit {
    /// The reason of a problem in the visitor's language.
    pub fn reason(&self, problem: &Problem) -> Result<String> {
        self.sentence(&problem.reason)
    }

    /// A citation of the rulebook in the visitor's language.
    pub fn regulation(&self, citation: &str) -> String {
        cited(self.lang, citation).unwrap_or(citation).to_owned()
    }

    /// A sentence of what decides in the visitor's language.
    pub fn sentence(&self, said: &str) -> Result<String> {
        sentence(self.texts(), said)
    }

    /// A problem with its place, where no field stands beside it.
    pub fn problem(&self, problem: &Problem) -> String {
        let Problem {
            line,
            column,
            value,
            ..
        } = problem;
        let reason = self.reason(problem);
        let placed = |rest: String| {
            let rest = match column.as_str() {
                "" => rest,
                column => self.say(
                    "reason-place-value",
                    &[("column", column), ("value", value), ("rest", &rest)],
                )?,
            };
            if *line == 0 {
                return Ok(rest);
            }
            let line = line.to_string();
            self.say("reason-place-line", &[("line", &line), ("rest", &rest)])
        };
        match reason.and_then(placed) {
            Ok(said) if problem.file.is_empty() => said,
            Ok(said) => format!("{}: {said}", problem.file),
            Err(_) => problem.to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_known_by_its_form_with_what_stands_in_it() {
        let form = "no unit bears the code on { $day }{ $more }";
        assert_eq!(
            read("line { $n } has the same key", "line 12 has the same key"),
            Some(vec![("n", "12")])
        );
        assert_eq!(
            read(form, "no unit bears the code on 2025-01-01 (last)"),
            Some(vec![("day", "2025-01-01 (last)"), ("more", "")])
        );
        assert_eq!(read("a day is needed", "a unit is needed"), None);
        assert_eq!(read("a { $x } b", "a c d"), None);
    }

    #[test]
    fn a_regulation_is_cited_as_the_reader_reads_it() {
        let english = "Quy định 66-QĐ/TW (6/2/2017); taken as in 399-QĐ/TW; to be confirmed";
        let vi = named(Lang::Vi, english).unwrap();
        assert!(
            vi.contains("66-QĐ/TW") && vi.contains("cần đối chiếu"),
            "{vi}"
        );
        assert_eq!(named(Lang::Vi, "Quy định không có"), None);
    }

    #[test]
    fn no_sentence_is_taken_for_a_more_general_one_that_stands_before_it() {
        let filled = |sentence: &str| {
            let mut parts = sentence.split("{ $");
            let first = parts.next().unwrap_or("").to_owned();
            parts.fold(first, |said, part| {
                let after = part.split_once(" }").map_or("", |(_, after)| after);
                said + "A1" + after
            })
        };
        for (key, sentence) in sentences() {
            let said = filled(sentence);
            let taken = sentences().find(|(_, s)| read(s, &said).is_some());
            assert_eq!(taken.map(|(k, _)| k), Some(key), "{said}");
        }
    }
}

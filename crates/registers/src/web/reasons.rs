//! Why something is refused, in the visitor's language. What decides speaks one language, that of
//! the command line; its sentences are known here by their form, and what stands in them is
//! carried over. A sentence that is not known is shown as it is.

use super::routes::Screens;
use super::visit::Visit;
use platform::locale::Lang;
use platform::web::page::Messages;
use platform::{Problem, Result};

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
        let end = match until {
            "" => text.len(),
            _ => text.find(until)?,
        };
        found.push((name, &text[..end]));
        text = &text[end..];
        sentence = after;
    }
    (text == sentence).then_some(found)
}

impl Visit {
    /// The reason of a problem in the visitor's language.
    pub fn reason(&self, problem: &Problem) -> Result<String> {
        let said = problem.reason.as_str();
        if self.lang == Lang::En {
            return Ok(said.to_owned());
        }
        for (key, sentence) in sentences() {
            if let Some(values) = read(sentence, said) {
                return self.say(key, &values);
            }
        }
        Ok(said.to_owned())
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
}

//! The words of a report in its three languages: the platform's ways of writing, with the
//! messages of reports.

pub use platform::locale::{Lang, TextError, UNKNOWN, without_isolates};
use std::ops::Deref;

pub(super) fn messages(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("locale/en.ftl"),
        Lang::Vi => include_str!("locale/vi.ftl"),
        Lang::Ur => include_str!("locale/ur.ftl"),
    }
}

/// The messages of one language and its ways of writing.
pub struct Texts(platform::locale::Texts);

impl Deref for Texts {
    type Target = platform::locale::Texts;

    fn deref(&self) -> &platform::locale::Texts {
        &self.0
    }
}

impl Texts {
    pub fn new(lang: Lang) -> Result<Self, TextError> {
        platform::locale::Texts::new(lang, &[messages(lang)]).map(Self)
    }

    /// The line over the title that says where and when; the place is left to the signer.
    pub fn dateline(&self, iso: &str) -> Result<String, TextError> {
        if self.lang != Lang::Vi {
            return self.dated_by("report-head-dateline", iso);
        }
        let mut parts = iso.split('-').filter_map(|p| p.parse::<u32>().ok());
        let (Some(year), Some(month), Some(day), None) =
            (parts.next(), parts.next(), parts.next(), parts.next())
        else {
            return Err(TextError::Day(iso.to_owned()));
        };
        // Official letters write days below 10 and the months 1 and 2 with a zero, so that
        // nobody can put a digit in front.
        let date = format!("{day:02}");
        let month = if month < 3 {
            format!("{month:02}")
        } else {
            month.to_string()
        };
        let year = year.to_string();
        self.say(
            "report-head-dateline",
            &[("day", &date), ("month", &month), ("year", &year)],
        )
    }

    /// Ages or years from and to: `18-30`, `61+`.
    pub fn band(&self, text: &str) -> Result<String, TextError> {
        if let Some((from, to)) = text.split_once('-') {
            let (from, to) = (self.island(from), self.island(to));
            return self.say("report-band", &[("from", &from), ("to", &to)]);
        }
        match text.strip_suffix('+') {
            Some(from) => self.say("report-band-over", &[("from", &self.island(from))]),
            None => Ok(self.island(text)),
        }
    }

    /// The plain words of a sentence or heading, ready to stand in a message.
    pub fn words<'a>(
        &self,
        words: impl IntoIterator<Item = (&'a String, &'a String)>,
    ) -> Result<Vec<(String, String)>, TextError> {
        let mut written = Vec::new();
        for (name, text) in words {
            let text = match name.as_str() {
                "band" => self.band(text)?,
                // A message chooses by the kind's code, so nothing may stand around it.
                "kind" => text.clone(),
                "rule" => {
                    written.push(("name".to_owned(), self.label(&rule_key(text))?));
                    self.island(text)
                }
                _ => self.period(text)?,
            };
            written.push((name.clone(), text));
        }
        Ok(written)
    }

    /// How sure a figure is, in the language's word.
    pub fn certainty(&self, certainty: &str) -> Result<String, TextError> {
        self.label(&format!("report-certainty-{certainty}"))
    }

    /// The structure a figure stands on: `as-was`, or the day whose units it is told by.
    pub fn structure(&self, structure: &str) -> Result<String, TextError> {
        if structure == "as-was" {
            return self.label("report-structure-as-was");
        }
        self.say("report-structure-on", &[("day", &self.day(structure)?)])
    }
}

/// The message that names a rule of the data standard, `DQ01` for one.
pub fn rule_key(rule: &str) -> String {
    format!("report-rule-{rule}")
}

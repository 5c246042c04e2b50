//! The words of printed papers in three languages, and how each language writes days.

use figures::Day;
use fluent_bundle::{FluentArgs, FluentBundle, FluentResource, FluentValue};
pub use platform::locale::Lang;
use platform::{Error, Result};

const LEFT_TO_RIGHT: char = '\u{2066}';
const RIGHT_TO_LEFT: char = '\u{2067}';
const AS_IT_BEGINS: char = '\u{2068}';
const END_OF_ISLAND: char = '\u{2069}';
/// Stands after an island: two islands with only a number or a stop between them would else be
/// set as one run from left to right.
const RIGHT_TO_LEFT_MARK: char = '\u{200f}';

pub(super) fn messages(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("../locale/en.ftl"),
        Lang::Vi => include_str!("../locale/vi.ftl"),
        Lang::Ur => include_str!("../locale/ur.ftl"),
    }
}

/// The messages of one language.
pub struct Texts {
    pub lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    pub fn new(lang: Lang) -> Result<Self> {
        Self::with(lang, "")
    }

    /// The messages of every paper and those of one kind of paper beside them.
    pub fn with(lang: Lang, more: &str) -> Result<Self> {
        let unreadable =
            |why: String| Error::internal(format!("messages of {}: {why}", lang.code()));
        let locale = lang
            .code()
            .parse()
            .map_err(|e| unreadable(format!("{e:?}")))?;
        let said = format!("{}\n{more}", messages(lang));
        let resource = FluentResource::try_new(said)
            .map_err(|(_, errors)| unreadable(format!("{errors:?}")))?;
        let mut bundle = FluentBundle::new(vec![locale]);
        // isolates are set here, by what a value is, and not around every argument alike
        bundle.set_use_isolating(false);
        bundle
            .add_resource(resource)
            .map_err(|errors| unreadable(format!("{errors:?}")))?;
        Ok(Self { lang, bundle })
    }

    /// A message without arguments.
    pub fn label(&self, key: &str) -> Result<String> {
        self.say(key, &[])
    }

    /// A message with arguments that are already written out.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> Result<String> {
        let args = args
            .iter()
            .map(|(name, text)| (*name, FluentValue::from(*text)));
        self.write(key, &args.collect())
    }

    /// Several messages by their names, without the prefix they share.
    pub fn words(
        &self,
        prefix: &str,
        names: &[&str],
    ) -> Result<serde_json::Map<String, serde_json::Value>> {
        let word = |name: &&str| {
            Ok((
                (*name).to_owned(),
                self.label(&format!("{prefix}-{name}"))?.into(),
            ))
        };
        names.iter().map(word).collect()
    }

    fn write(&self, key: &str, args: &FluentArgs<'_>) -> Result<String> {
        let fault =
            |why: &str| Error::internal(format!("message {key} of {}: {why}", self.lang.code()));
        let message = self.bundle.get_message(key).and_then(|m| m.value());
        let pattern = message.ok_or_else(|| fault("there is none"))?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(fault(&error.to_string())),
        }
    }

    /// Keeps a code or number in its own order inside a line that runs the other way.
    #[must_use]
    pub fn island(&self, text: &str) -> String {
        self.isolate(LEFT_TO_RIGHT, text)
    }

    /// Keeps a name, whose letters may run either way, apart from the text around it.
    #[must_use]
    pub fn name(&self, text: &str) -> String {
        self.isolate(AS_IT_BEGINS, text)
    }

    fn isolate(&self, direction: char, text: &str) -> String {
        if self.lang.is_rtl() && !text.is_empty() {
            format!("{direction}{text}{END_OF_ISLAND}{RIGHT_TO_LEFT_MARK}")
        } else {
            text.to_owned()
        }
    }

    /// A day as the language writes it.
    pub fn day(&self, day: Day) -> Result<String> {
        self.dated("paper-day", day)
    }

    /// The day in the line over the title. Official letters write days below 10 and the months
    /// 1 and 2 with a zero, so that nobody can put a digit in front.
    pub fn dateline(&self, day: Day) -> Result<String> {
        if self.lang != Lang::Vi {
            return self.dated("paper-dateline", day);
        }
        let date = day.date();
        let month = match date.month() {
            m @ ..3 => format!("{m:02}"),
            m => m.to_string(),
        };
        let (number, year) = (format!("{:02}", date.day()), date.year().to_string());
        self.say(
            "paper-dateline",
            &[("day", &number), ("month", &month), ("year", &year)],
        )
    }

    fn dated(&self, key: &str, day: Day) -> Result<String> {
        let date = day.date();
        let mut args = FluentArgs::new();
        args.set("day", date.day());
        args.set("month", date.month());
        // as text: a year is never written with a separator
        args.set("year", date.year().to_string());
        Ok(self.isolate(RIGHT_TO_LEFT, &self.write(key, &args)?))
    }

    /// A day kept as ISO text; a text that is no day stands as it is, nothing stays nothing.
    pub fn iso(&self, text: &str) -> Result<String> {
        Day::parse(text).map_or_else(|_| Ok(self.island(text)), |day| self.day(day))
    }
}

/// Takes out the isolates, for places that draw one run of text by itself.
#[must_use]
pub fn without_isolates(text: &str) -> String {
    let mark = |c: &char| (LEFT_TO_RIGHT..=END_OF_ISLAND).contains(c) || *c == RIGHT_TO_LEFT_MARK;
    text.chars().filter(|c| !mark(c)).collect()
}

//! Messages in three languages (Fluent), and how each language writes numbers and days.
//!
//! Pages and reports hold figures as canonical decimals and days as ISO text. Here they become
//! what a reader expects: `140.429` and `30/9/2025` in Vietnamese, `140,429` and `30 September 2025` in
//! English. In Urdu every code and number is an island that runs from left to right.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::str::FromStr;

/// What stands where a figure cannot be known.
pub const UNKNOWN: &str = "–";

// Unicode isolates: how text inside them runs is no business of the text around them.
const LEFT_TO_RIGHT: char = '\u{2066}';
const RIGHT_TO_LEFT: char = '\u{2067}';
const AS_IT_BEGINS: char = '\u{2068}';
const END_OF_ISLAND: char = '\u{2069}';

/// A language people read and write in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lang {
    En,
    Vi,
    Ur,
}

impl Lang {
    pub const ALL: [Self; 3] = [Self::En, Self::Vi, Self::Ur];

    /// The BCP 47 code.
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Vi => "vi",
            Self::Ur => "ur",
        }
    }

    /// Whether lines and pages run from right to left.
    pub fn is_rtl(self) -> bool {
        self == Self::Ur
    }

    /// The value of the `dir` attribute of HTML.
    pub fn dir(self) -> &'static str {
        if self.is_rtl() { "rtl" } else { "ltr" }
    }

    fn dates(self) -> &'static str {
        match self {
            Self::En => include_str!("locale/dates.en.ftl"),
            Self::Vi => include_str!("locale/dates.vi.ftl"),
            Self::Ur => include_str!("locale/dates.ur.ftl"),
        }
    }
}

impl FromStr for Lang {
    type Err = TextError;

    fn from_str(code: &str) -> Result<Self, TextError> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.code() == code)
            .ok_or_else(|| TextError::Language(code.to_owned()))
    }
}

/// Why something cannot be put into words.
#[derive(Debug, thiserror::Error)]
pub enum TextError {
    #[error("`{0}` is none of the languages en, vi, ur")]
    Language(String),
    #[error("the messages of `{lang}` cannot be read: {reason}")]
    Messages { lang: &'static str, reason: String },
    #[error("`{lang}` has no message `{key}`")]
    Missing { lang: &'static str, key: String },
    #[error("the message `{key}` of `{lang}` cannot be written: {reason}")]
    Argument {
        lang: &'static str,
        key: String,
        reason: String,
    },
    #[error("`{0}` is not a decimal number")]
    Number(String),
    #[error("`{0}` is not a day")]
    Day(String),
}

/// The messages of one language and its ways of writing.
pub struct Texts {
    pub lang: Lang,
    bundle: FluentBundle<FluentResource>,
}

impl Texts {
    /// The messages of the sources together; a key that stands in two of them is refused.
    pub fn new(lang: Lang, sources: &[&str]) -> Result<Self, TextError> {
        let unreadable = |reason: String| TextError::Messages {
            lang: lang.code(),
            reason,
        };
        let locale = lang
            .code()
            .parse()
            .map_err(|error| unreadable(format!("{error:?}")))?;
        let mut bundle = FluentBundle::new_concurrent(vec![locale]);
        // Isolates are set here, by what a value is, and not around every argument alike.
        bundle.set_use_isolating(false);
        for source in [lang.dates()].iter().chain(sources) {
            let resource = FluentResource::try_new((*source).to_owned())
                .map_err(|(_, errors)| unreadable(format!("{errors:?}")))?;
            bundle
                .add_resource(resource)
                .map_err(|errors| unreadable(format!("{errors:?}")))?;
        }
        Ok(Self { lang, bundle })
    }

    pub fn has(&self, key: &str) -> bool {
        self.bundle.has_message(key)
    }

    /// A message without arguments.
    pub fn label(&self, key: &str) -> Result<String, TextError> {
        self.say(key, &[])
    }

    /// A message with arguments, numbers among them so that a plural can choose by them.
    pub fn say_with(&self, key: &str, args: &FluentArgs) -> Result<String, TextError> {
        self.write(key, args)
    }

    /// A message with arguments that are already written out.
    pub fn say(&self, key: &str, args: &[(&str, &str)]) -> Result<String, TextError> {
        let args = args
            .iter()
            .map(|(name, text)| (*name, FluentValue::from(*text)))
            .collect();
        self.write(key, &args)
    }

    fn write(&self, key: &str, args: &FluentArgs) -> Result<String, TextError> {
        let pattern = self
            .bundle
            .get_message(key)
            .and_then(|message| message.value())
            .ok_or_else(|| TextError::Missing {
                lang: self.lang.code(),
                key: key.to_owned(),
            })?;
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, Some(args), &mut errors)
            .into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(TextError::Argument {
                lang: self.lang.code(),
                key: key.to_owned(),
                reason: error.to_string(),
            }),
        }
    }

    /// Keeps a code or number in its own order inside a line that runs the other way.
    pub fn island(&self, text: &str) -> String {
        self.isolate(LEFT_TO_RIGHT, text)
    }

    /// Keeps a name, whose letters may run either way, apart from the text around it.
    pub fn name(&self, text: &str) -> String {
        self.isolate(AS_IT_BEGINS, text)
    }

    fn isolate(&self, direction: char, text: &str) -> String {
        if self.lang.is_rtl() && !text.is_empty() {
            format!("{direction}{text}{END_OF_ISLAND}")
        } else {
            text.to_owned()
        }
    }

    /// A canonical decimal with the separators of the language, digits as they are: nothing is
    /// rounded here, so that print and list cannot differ.
    pub fn number(&self, canonical: &str) -> Result<String, TextError> {
        Ok(self.island(&self.digits(canonical)?))
    }

    /// A number with the sign that its measure (`count`, `percent`, `number`) puts behind it.
    pub fn measured(&self, canonical: &str, measure: &str) -> Result<String, TextError> {
        Ok(self.island(&self.with_sign(canonical, measure)?))
    }

    /// A change: as [`Texts::measured`], with a plus before what grew. The difference of two
    /// percentages is points: «+3%» would say that the share grew by three hundredths of itself.
    pub fn change(&self, canonical: &str, measure: &str) -> Result<String, TextError> {
        let grew =
            !canonical.starts_with('-') && canonical.chars().any(|c| ('1'..='9').contains(&c));
        let plus = if grew { "+" } else { "" };
        let digits = self.digits(&places(canonical, measure))?;
        let signed = self.island(&format!("{plus}{digits}"));
        Ok(match (measure, self.lang) {
            ("percent", Lang::En) => format!("{signed}\u{a0}points"),
            ("percent", Lang::Vi) => format!("{signed}\u{a0}điểm\u{a0}%"),
            ("percent", Lang::Ur) => format!("{signed} فیصدی پوائنٹ"),
            _ => signed,
        })
    }

    fn with_sign(&self, canonical: &str, measure: &str) -> Result<String, TextError> {
        let digits = self.digits(&places(canonical, measure))?;
        Ok(match (measure, self.lang) {
            ("percent", Lang::Vi) => format!("{digits}\u{a0}%"),
            ("percent", _) => format!("{digits}%"),
            _ => digits,
        })
    }

    fn digits(&self, canonical: &str) -> Result<String, TextError> {
        let number = Decimal::read(canonical)?;
        let (group, point) = if self.lang == Lang::Vi {
            ('.', ',')
        } else {
            (',', '.')
        };
        let mut text = String::from(if number.negative { "−" } else { "" });
        for (index, digit) in number.whole.chars().enumerate() {
            if index > 0 && (number.whole.len() - index) % 3 == 0 {
                text.push(group);
            }
            text.push(digit);
        }
        if let Some(fraction) = number.fraction {
            text.push(point);
            text.push_str(fraction);
        }
        Ok(text)
    }

    /// `2025-09-30` as the language writes a day.
    pub fn day(&self, iso: &str) -> Result<String, TextError> {
        let day = Day::read(iso).ok_or_else(|| TextError::Day(iso.to_owned()))?;
        self.dated("date", day)
    }

    /// A day from which something holds; the first day of all is no day that anybody means.
    pub fn since(&self, iso: &str) -> Result<String, TextError> {
        if iso == figures::Day::MIN.to_string() {
            return self.label("web-always");
        }
        self.day(iso)
    }

    /// A day (ISO) by a message with `day`, `month` and `year`.
    pub fn dated_by(&self, key: &str, iso: &str) -> Result<String, TextError> {
        let day = Day::read(iso).ok_or_else(|| TextError::Day(iso.to_owned()))?;
        self.dated(key, day)
    }

    fn dated(&self, key: &str, day: Day) -> Result<String, TextError> {
        let mut args = FluentArgs::new();
        args.set("day", day.day);
        args.set("month", day.month);
        args.set("year", day.year);
        Ok(self.run_on(self.write(key, &args)?))
    }

    /// `2025-10-02 08:14` as the language writes it.
    pub fn moment(&self, text: &str) -> Result<String, TextError> {
        match text.split_once(' ') {
            None => self.day(text),
            Some((day, time)) => {
                let (day, time) = (self.day(day)?, self.island(time));
                self.say("moment", &[("day", &day), ("time", &time)])
            }
        }
    }

    /// A period: `2025`, `2025-Q3`, `2025-09`, a day, or two days with `/` between.
    pub fn period(&self, text: &str) -> Result<String, TextError> {
        if let Some((from, until)) = text.split_once('/') {
            return Ok(format!("{} – {}", self.period(from)?, self.period(until)?));
        }
        let mut args = FluentArgs::new();
        let key = match Period::read(text) {
            Period::Day => return self.day(text),
            Period::Other => return Ok(self.name(text)),
            Period::Year(year) => {
                args.set("year", year);
                "year"
            }
            Period::Quarter(year, quarter) => {
                args.set("year", year);
                args.set("quarter", quarter);
                "quarter"
            }
            Period::Month(year, month) => {
                args.set("year", year);
                args.set("month", month);
                "month"
            }
        };
        Ok(self.run_on(self.write(key, &args)?))
    }

    /// A day in words stays in one piece even where the line around it runs the other way.
    fn run_on(&self, text: String) -> String {
        self.isolate(RIGHT_TO_LEFT, &text)
    }
}

/// Takes out the isolates, for places that draw one run of text by itself.
pub fn without_isolates(text: &str) -> String {
    text.chars()
        .filter(|c| !(LEFT_TO_RIGHT..=END_OF_ISLAND).contains(c))
        .collect()
}

/// A share has at least two places everywhere, so that a column of shares lines up; nothing that
/// it has is taken away. Whatever is no share stays as it is.
fn places(canonical: &str, measure: &str) -> String {
    if measure != "percent" {
        return canonical.to_owned();
    }
    match canonical.split_once('.') {
        Some((whole, fraction)) => format!("{whole}.{fraction:0<2}"),
        None => format!("{canonical}.00"),
    }
}

/// A canonical decimal taken apart.
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: Option<&'a str>,
}

impl<'a> Decimal<'a> {
    fn read(text: &'a str) -> Result<Self, TextError> {
        let unsigned = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = match unsigned.split_once('.') {
            Some((whole, fraction)) => (whole, Some(fraction)),
            None => (unsigned, None),
        };
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if digits(whole) && fraction.is_none_or(digits) {
            Ok(Self {
                negative: unsigned.len() < text.len(),
                whole,
                fraction,
            })
        } else {
            Err(TextError::Number(text.to_owned()))
        }
    }
}

/// A day as three numbers, for writing only: whether it exists is settled before it gets here.
#[derive(Clone, Copy)]
struct Day {
    year: u32,
    month: u32,
    day: u32,
}

impl Day {
    fn read(iso: &str) -> Option<Self> {
        let mut parts = iso.split('-');
        let mut next = |len: usize| parts.next().and_then(|part| number(part, len));
        let day = Self {
            year: next(4)?,
            month: next(2)?,
            day: next(2)?,
        };
        let real =
            parts.next().is_none() && (1..=12).contains(&day.month) && (1..=31).contains(&day.day);
        real.then_some(day)
    }
}

enum Period {
    Day,
    Month(u32, u32),
    Quarter(u32, u32),
    Year(u32),
    Other,
}

impl Period {
    fn read(text: &str) -> Self {
        if Day::read(text).is_some() {
            return Self::Day;
        }
        let (year, rest) = match text.split_once('-') {
            Some((year, rest)) => (year, Some(rest)),
            None => (text, None),
        };
        match (number(year, 4), rest) {
            (Some(year), None) => Self::Year(year),
            (Some(year), Some(rest)) => Self::part(year, rest).unwrap_or(Self::Other),
            (None, _) => Self::Other,
        }
    }

    fn part(year: u32, rest: &str) -> Option<Self> {
        match rest.strip_prefix('Q') {
            Some(quarter) => number(quarter, 1)
                .filter(|quarter| (1..=4).contains(quarter))
                .map(|quarter| Self::Quarter(year, quarter)),
            None => number(rest, 2)
                .filter(|month| (1..=12).contains(month))
                .map(|month| Self::Month(year, month)),
        }
    }
}

/// A number of exactly `len` digits.
fn number(text: &str, len: usize) -> Option<u32> {
    let digits = text.len() == len && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

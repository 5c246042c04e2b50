//! A period: the month, quarter, half, nine months or year a figure speaks of.

use figures::Day;
use std::fmt;

/// Which part of the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Part {
    Month(i8),
    Quarter(i8),
    Half(i8),
    NineMonths,
    Year,
}

/// A period of a calendar year, written `2025-07` (or `2025-M07`), `2025-Q3`, `2025-H1`,
/// `2025-9M`, `2025`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Period {
    year: i16,
    part: Part,
}

/// Why a text is not a period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAPeriod {
    #[error("«{0}» is not a period (write 2025, 2025-H1, 2025-9M, 2025-Q3 or 2025-07)")]
    Unreadable(String),
    /// Year nought is none, and the last year of the calendar has no day after it, so no period
    /// of it has an end.
    #[error(
        "«{0}» is not a period that has a beginning and an end: those are of the years 0001 to 9998"
    )]
    OutsideCalendar(String),
}

impl Period {
    pub fn parse(text: &str) -> Result<Period, NotAPeriod> {
        let period = Self::read(text).ok_or_else(|| NotAPeriod::Unreadable(text.to_owned()))?;
        if (1..9999).contains(&period.year) {
            Ok(period)
        } else {
            Err(NotAPeriod::OutsideCalendar(text.to_owned()))
        }
    }

    fn read(text: &str) -> Option<Period> {
        let (year, part) = match text.split_once('-') {
            None => (text, Part::Year),
            Some((year, part)) => (year, Part::read(part)?),
        };
        let year = digits(year, 4)?;
        Some(Period { year, part })
    }

    /// First day.
    #[must_use]
    pub fn from(self) -> Day {
        Day::ymd(self.year, self.part.first_month(), 1)
    }

    /// The day after the last.
    #[must_use]
    pub fn until(self) -> Day {
        self.from().plus_months(self.part.months())
    }

    #[must_use]
    pub fn last_day(self) -> Day {
        self.until().eve()
    }

    #[must_use]
    pub fn contains(self, day: Day) -> bool {
        self.from() <= day && day < self.until()
    }

    /// Where the cumulative figure of this period begins: the first of January.
    #[must_use]
    pub fn cumulative_from(self) -> Day {
        Day::ymd(self.year, 1, 1)
    }

    /// The period of the same kind just before. Nine months do not follow one another
    /// without a gap: before them stand the nine months of the year before.
    #[must_use]
    pub fn previous(self) -> Period {
        let (years, part) = match self.part {
            Part::Month(1) => (1, Part::Month(12)),
            Part::Month(n) => (0, Part::Month(n - 1)),
            Part::Quarter(1) => (1, Part::Quarter(4)),
            Part::Quarter(n) => (0, Part::Quarter(n - 1)),
            Part::Half(1) => (1, Part::Half(2)),
            Part::Half(n) => (0, Part::Half(n - 1)),
            part => (1, part),
        };
        Period {
            year: self.year - years,
            part,
        }
    }

    #[must_use]
    pub fn year_before(self) -> Period {
        Period {
            year: self.year - 1,
            ..self
        }
    }

    #[must_use]
    pub fn year(self) -> i16 {
        self.year
    }

    /// The key of its row in the rulebook: `month`, `quarter`, `half`, `nine-months`, `year`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self.part {
            Part::Month(_) => "month",
            Part::Quarter(_) => "quarter",
            Part::Half(_) => "half",
            Part::NineMonths => "nine-months",
            Part::Year => "year",
        }
    }
}

impl Part {
    fn read(text: &str) -> Option<Part> {
        let numbered = |mark: char, last: i8| {
            let n = i8::try_from(digits(text.strip_prefix(mark)?, 1)?).ok()?;
            (1..=last).contains(&n).then_some(n)
        };
        if text == "9M" {
            return Some(Part::NineMonths);
        }
        if let Some(n) = numbered('Q', 4) {
            return Some(Part::Quarter(n));
        }
        if let Some(n) = numbered('H', 2) {
            return Some(Part::Half(n));
        }
        let month = i8::try_from(digits(text.strip_prefix('M').unwrap_or(text), 2)?).ok()?;
        (1..=12).contains(&month).then_some(Part::Month(month))
    }

    fn first_month(self) -> i8 {
        match self {
            Part::Month(n) => n,
            Part::Quarter(n) => 3 * n - 2,
            Part::Half(n) => 6 * n - 5,
            Part::NineMonths | Part::Year => 1,
        }
    }

    fn months(self) -> i32 {
        match self {
            Part::Month(_) => 1,
            Part::Quarter(_) => 3,
            Part::Half(_) => 6,
            Part::NineMonths => 9,
            Part::Year => 12,
        }
    }
}

fn digits(text: &str, length: usize) -> Option<i16> {
    let all = text.len() == length && text.bytes().all(|b| b.is_ascii_digit());
    all.then(|| text.parse().ok()).flatten()
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let year = self.year;
        let text = match self.part {
            Part::Month(n) => format!("{year:04}-{n:02}"),
            Part::Quarter(n) => format!("{year:04}-Q{n}"),
            Part::Half(n) => format!("{year:04}-H{n}"),
            Part::NineMonths => format!("{year:04}-9M"),
            Part::Year => format!("{year:04}"),
        };
        f.pad(&text)
    }
}

//! A day: the unit of time of everything in the record.

use jiff::civil::{Date, Weekday};
use std::fmt;

/// A civil day, kept as the number of days since 1970-01-01 so that a column of
/// five million of them stays small and comparable. Intervals of days include
/// their start and exclude their end.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(i32);

/// Why a text is not a day.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("«{0}» is not a day (write it as 2025-07-01)")]
pub struct NotADay(pub String);

impl Day {
    /// The first day the record can speak of: what has no known beginning starts here.
    pub const MIN: Day = Day(-719_162);
    /// Stands for "no end" in intervals; never shown, and its own eve: no rule is in force on it.
    pub const MAX: Day = Day(i32::MAX);
    /// The last day that can be written, 9999-12-31: what holds without end holds on it.
    pub const LAST: Day = Day(2_932_896);

    /// Reads `2025-07-01`, and nothing else: a day written two ways is two days.
    pub fn parse(text: &str) -> Result<Day, NotADay> {
        let refuse = || NotADay(text.to_owned());
        let b = text.as_bytes();
        if b.len() != 10 || b[4] != b'-' || b[7] != b'-' {
            return Err(refuse());
        }
        let number = |s: &str| {
            s.parse::<i16>()
                .ok()
                .filter(|_| s.bytes().all(|c| c.is_ascii_digit()))
        };
        let (Some(y), Some(m), Some(d)) = (
            text.get(..4).and_then(number),
            text.get(5..7).and_then(number),
            text.get(8..).and_then(number),
        ) else {
            return Err(refuse());
        };
        let (Ok(m), Ok(d)) = (i8::try_from(m), i8::try_from(d)) else {
            return Err(refuse());
        };
        if y < 1 {
            return Err(refuse());
        }
        Date::new(y, m, d).map(Day::from).map_err(|_| refuse())
    }

    /// The day of a calendar date. Months and days out of range are pulled to the nearest valid one.
    #[must_use]
    pub fn ymd(year: i16, month: i8, day: i8) -> Day {
        let month = month.clamp(1, 12);
        let first = Date::new(year, month, 1).unwrap_or(Date::MIN);
        let day = day.clamp(1, first.days_in_month());
        Day::from(Date::new(year, month, day).unwrap_or(first))
    }

    #[must_use]
    pub fn date(self) -> Date {
        Date::new(1970, 1, 1)
            .ok()
            .and_then(|d| {
                d.checked_add(
                    jiff::Span::new().days(i64::from(self.0.clamp(Self::MIN.0, Self::LAST.0))),
                )
                .ok()
            })
            .unwrap_or(Date::MAX)
    }

    #[must_use]
    pub fn year(self) -> i16 {
        self.date().year()
    }

    #[must_use]
    pub fn month(self) -> i8 {
        self.date().month()
    }

    /// So many days later, or earlier. The day after [`Day::LAST`] cannot be written: it only
    /// ends an interval that holds the last day; what is kept takes [`Day::next`] instead.
    #[must_use]
    pub fn plus_days(self, days: i32) -> Day {
        if self == Day::MAX {
            self
        } else {
            Day(self.0.saturating_add(days))
        }
    }

    /// The day after; after the last that can be written comes none, hence no end.
    #[must_use]
    pub fn next(self) -> Day {
        if self < Day::LAST {
            self.plus_days(1)
        } else {
            Day::MAX
        }
    }

    #[must_use]
    pub fn eve(self) -> Day {
        self.plus_days(-1)
    }

    /// The same day of a later (or earlier) month; where that month is shorter, its last
    /// day. 29 February plus thirty years is 28 February (DQ19). A month after the last year
    /// never comes: it is [`Day::MAX`].
    #[must_use]
    pub fn plus_months(self, months: i32) -> Day {
        if self == Day::MAX {
            return self;
        }
        let d = self.date();
        let index = (i32::from(d.year()) * 12 + i32::from(d.month()) - 1).saturating_add(months);
        let year = match i16::try_from(index.div_euclid(12)) {
            Ok(year) if year <= 9999 => year.max(1),
            _ => return Day::MAX,
        };
        let month = i8::try_from(index.rem_euclid(12) + 1).unwrap_or(1);
        Day::ymd(year, month, d.day())
    }

    #[must_use]
    pub fn plus_years(self, years: i32) -> Day {
        self.plus_months(years.saturating_mul(12))
    }

    #[must_use]
    pub fn is_weekend(self) -> bool {
        matches!(self.date().weekday(), Weekday::Saturday | Weekday::Sunday)
    }

    /// Days since 1970-01-01, as stored in columns and databases.
    #[must_use]
    pub fn number(self) -> i32 {
        self.0
    }

    #[must_use]
    pub fn from_number(number: i32) -> Day {
        Day(number)
    }

    /// Whole days from `earlier` to this day.
    #[must_use]
    pub fn since(self, earlier: Day) -> i32 {
        self.0.saturating_sub(earlier.0)
    }
}

impl From<Date> for Day {
    fn from(date: Date) -> Day {
        let days = date
            .since(Date::new(1970, 1, 1).unwrap_or(Date::MIN))
            .map_or(0, |s| s.get_days());
        Day(days)
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Day::MAX {
            return Ok(());
        }
        let d = self.date();
        let text = format!("{:04}-{:02}-{:02}", d.year(), d.month(), d.day());
        f.pad(&text)
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Day::MAX {
            f.write_str("open")
        } else {
            write!(f, "{self}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_only_in_its_one_written_form() {
        assert_eq!(Day::parse("2025-07-01").unwrap().to_string(), "2025-07-01");
        for bad in [
            "2025-7-1",
            "01/07/2025",
            "2025-02-29",
            "2025-13-01",
            "",
            "2025-07-01 ",
            "+025-07-01",
        ] {
            assert!(Day::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn the_first_day_is_the_first_of_january_of_year_one() {
        assert_eq!(Day::MIN.to_string(), "0001-01-01");
        assert_eq!(Day::parse("0001-01-01").unwrap(), Day::MIN);
    }

    #[test]
    fn what_would_come_after_the_last_day_never_comes() {
        assert_eq!(Day::LAST.next(), Day::MAX);
        assert_eq!(Day::LAST.eve().next(), Day::LAST);
        assert_eq!(Day::LAST.plus_days(1).eve(), Day::LAST);
        assert_eq!(Day::ymd(9999, 6, 1).plus_months(6), Day::ymd(9999, 12, 1));
        assert_eq!(Day::ymd(9999, 6, 1).plus_months(7), Day::MAX);
        assert_eq!(Day::ymd(9990, 6, 1).plus_years(30), Day::MAX);
        assert_eq!(Day::MIN.plus_years(-1), Day::MIN);
    }

    #[test]
    fn thirty_years_after_29_february_is_28_february() {
        assert_eq!(Day::ymd(2020, 2, 29).plus_years(30), Day::ymd(2050, 2, 28));
    }
}

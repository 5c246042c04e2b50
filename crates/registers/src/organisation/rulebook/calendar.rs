//! Working days: the weekends, and the holidays the rulebook lists year by year.

use super::model::Dated;
use figures::Day;
use jiff::tz::TimeZone;
use serde::Deserialize;

/// One listed day off, or one weekend day worked instead of it.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct ListedDay {
    pub day: String,
}

/// The list of one year.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(super) struct Holidays {
    pub days: Vec<ListedDay>,
    #[serde(default)]
    pub worked: Vec<ListedDay>,
}

/// The working calendar. A year without a list of holidays is never taken for a year of
/// weekends only in silence: whoever counts through it is told.
#[derive(Debug, Clone, Default)]
pub struct Calendar {
    zone: String,
    /// Weekdays on which no one works.
    off: Vec<Day>,
    /// Weekend days on which people work.
    worked: Vec<Day>,
    /// Days whose year has a list, as spans without gaps between them.
    listed: Vec<(Day, Day)>,
}

impl Calendar {
    pub(super) fn new(zone: String, lists: &[Dated<Holidays>]) -> Calendar {
        let days = |pick: fn(&Holidays) -> &Vec<ListedDay>, weekend: bool| {
            let all = lists.iter().flat_map(|l| pick(&l.rule));
            let mut days: Vec<Day> = all
                .filter_map(|d| Day::parse(&d.day).ok())
                .filter(|d| is_weekend(*d) == weekend)
                .collect();
            days.sort_unstable();
            days.dedup();
            days
        };
        let spans = lists.iter().map(|l| (l.valid_from, l.valid_until));
        Calendar {
            zone,
            off: days(|l| &l.days, false),
            worked: days(|l| &l.worked, true),
            listed: joined(spans.collect()),
        }
    }

    /// The time zone in which a day begins and ends; empty when no rulebook names one.
    #[must_use]
    pub fn zone(&self) -> &str {
        &self.zone
    }

    /// The same zone, as moments are put in it; UTC when no rulebook names one that there is.
    #[must_use]
    pub fn time_zone(&self) -> TimeZone {
        TimeZone::get(&self.zone).unwrap_or(TimeZone::UTC)
    }

    /// The day that a moment lies in.
    #[must_use]
    pub fn day_at(&self, at: jiff::Timestamp) -> Day {
        Day::from(at.to_zoned(self.time_zone()).date())
    }

    /// The hour that the zone's clocks show at a moment.
    #[must_use]
    pub fn hour_at(&self, at: jiff::Timestamp) -> i8 {
        at.to_zoned(self.time_zone()).hour()
    }

    /// A moment as the zone's clocks show it, and their minutes ahead of UTC.
    #[must_use]
    pub fn written_at(&self, at: jiff::Timestamp) -> (String, i32) {
        let zone = self.time_zone();
        let offset = zone.to_offset(at).seconds() / 60;
        let there = at.to_zoned(zone);
        (there.strftime("%Y-%m-%d %H:%M").to_string(), offset)
    }

    #[must_use]
    pub fn is_working_day(&self, day: Day) -> bool {
        if is_weekend(day) {
            self.worked.binary_search(&day).is_ok()
        } else {
            self.off.binary_search(&day).is_err()
        }
    }

    /// Whether every day of [from, until) lies in a year whose holidays are listed.
    #[must_use]
    pub fn lists(&self, from: Day, until: Day) -> bool {
        self.listed.iter().any(|(a, b)| *a <= from && until <= *b)
    }

    /// The n-th working day after `day`, and whether a year on the way has no list of
    /// holidays (only its weekends were left out).
    #[must_use]
    pub fn add_working_days(&self, day: Day, n: i32) -> (Day, bool) {
        if n <= 0 {
            return (day, !self.lists(day, day.plus_days(1)));
        }
        let mut at = plus_weekdays(day, n);
        let mut missing = within(&self.off, day, at) - within(&self.worked, day, at);
        while missing > 0 {
            at = at.plus_days(1);
            missing -= i32::from(self.is_working_day(at));
        }
        while missing < 0 || !self.is_working_day(at) {
            missing += i32::from(self.is_working_day(at));
            at = at.eve();
        }
        (at, !self.lists(day, at.plus_days(1)))
    }

    /// The day itself if it is worked, otherwise the next that is.
    #[must_use]
    pub fn on_or_after(&self, day: Day) -> (Day, bool) {
        self.add_working_days(day.eve(), 1)
    }
}

/// 0 for Monday. The first of January 1970 was a Thursday.
fn weekday(day: Day) -> i32 {
    (day.number() % 7 + 10) % 7
}

fn is_weekend(day: Day) -> bool {
    weekday(day) >= 5
}

/// The n-th weekday (Monday to Friday) after a day, without counting one by one.
fn plus_weekdays(day: Day, n: i32) -> Day {
    let friday_before = (weekday(day) - 4).max(0);
    let start = day.plus_days(-friday_before);
    let over_weekend = if weekday(start) + n % 5 >= 5 { 2 } else { 0 };
    start.plus_days(n / 5 * 7 + n % 5 + over_weekend)
}

/// How many of the sorted days lie after `after`, up to and including `to`.
fn within(days: &[Day], after: Day, to: Day) -> i32 {
    let count = days.partition_point(|d| *d <= to) - days.partition_point(|d| *d <= after);
    i32::try_from(count).unwrap_or(i32::MAX)
}

fn joined(mut spans: Vec<(Day, Day)>) -> Vec<(Day, Day)> {
    spans.sort_unstable();
    let mut joined: Vec<(Day, Day)> = Vec::with_capacity(spans.len());
    for (from, until) in spans {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(until),
            _ => joined.push((from, until)),
        }
    }
    joined
}

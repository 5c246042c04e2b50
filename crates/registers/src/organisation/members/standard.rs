//! The data standard: what a member's record must hold to be right, complete, clean and
//! live («đúng, đủ, sạch, sống»), as pure functions.
//!
//! A verdict is an interval of days. What changes by the calendar alone (overdue,
//! ended) is in the interval, so nothing has to run at night. A verdict speaks only of
//! days on which the person is a counted member.
//!
//! Two sorts of rule stand side by side. A rule about the record as it stands is judged
//! by the row in force on each day. A rule about a case is judged by the row in force on
//! the day the case began, however long it lasts: a probation of 2025 by the rule of
//! 2025. A case that began before the first row of its rule is not judged.
//!
//! DQ19 is not a verdict but the way anniversaries are counted: [`Day::plus_months`].

use super::super::rulebook::{
    Calendar, DataRule, Dated, Parameters, RuleId, Rulebook, Severity, StandingId,
};
use figures::Day;

#[cfg(test)]
#[path = "standard_tests.rs"]
mod tests;

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sex {
    Female,
    Male,
}

/// The keyed hash of a citizen ID: equal for equal IDs, and tells nothing else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyHash(pub [u8; 32]);

/// What the rules may know of a citizen ID; the ID itself is sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum IdForm {
    #[default]
    Missing,
    Malformed,
    Good {
        /// The fourth digit: century and sex.
        century_sex: u8,
        /// The fifth and sixth: the last two digits of the year of birth.
        year2: u8,
    },
}

impl IdForm {
    /// The form of a citizen ID as it was entered (Thông tư 59/2021/TT-BCA: 12 digits).
    #[must_use]
    pub fn of(id: &str) -> IdForm {
        let bytes = id.as_bytes();
        if bytes.is_empty() {
            return IdForm::Missing;
        }
        match bytes {
            [_, _, _, sex, tens, ones, ..]
                if bytes.len() == 12 && bytes.iter().all(u8::is_ascii_digit) =>
            {
                IdForm::Good {
                    century_sex: sex - b'0',
                    year2: (tens - b'0') * 10 + (ones - b'0'),
                }
            }
            _ => IdForm::Malformed,
        }
    }
}

/// The membership card: before 2025 a number of its own, since then the citizen ID.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub enum Card {
    #[default]
    None,
    Old(String),
    SameAsId,
    Other(String),
}

/// What the record says of a person from one day to another.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonSpan {
    pub from: Day,
    pub to: Day,
    pub name: String,
    pub birth_date: Option<Day>,
    /// A birth date was entered that is no day.
    pub birth_text_bad: bool,
    pub sex: Option<Sex>,
    pub ethnic_group: String,
    pub id_form: IdForm,
    pub id_key: Option<KeyHash>,
    pub file_number: String,
    pub card: Card,
    pub decision: Option<Day>,
    pub ceremony: Option<Day>,
    pub official: Option<Day>,
    /// A special decision allowed the admission outside the limits of age.
    pub special_decision: bool,
    /// When someone last confirmed that the record is true.
    pub confirmed: Option<Day>,
}

impl PersonSpan {
    /// A record of which nothing but its days is known.
    #[must_use]
    pub fn blank(from: Day, to: Day) -> PersonSpan {
        PersonSpan {
            from,
            to,
            name: String::new(),
            birth_date: None,
            birth_text_bad: false,
            sex: None,
            ethnic_group: String::new(),
            id_form: IdForm::Missing,
            id_key: None,
            file_number: String::new(),
            card: Card::None,
            decision: None,
            ceremony: None,
            official: None,
            special_decision: false,
            confirmed: None,
        }
    }
}

/// The number by which the columns know a unit.
pub type UnitId = u32;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Whereabouts {
    In(UnitId),
    Transit { sent: Day },
    Nowhere,
}

/// The membership from one day to another: one standing, one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MembershipSpan {
    pub from: Day,
    pub to: Day,
    pub standing: StandingId,
    pub counted: bool,
    pub place: Whereabouts,
    /// Of an exemption or suspension: its planned last day.
    pub planned_end: Option<Day>,
    pub reason_given: bool,
}

impl MembershipSpan {
    #[must_use]
    pub fn new(
        from: Day,
        to: Day,
        standing: StandingId,
        counted: bool,
        place: Whereabouts,
    ) -> Self {
        MembershipSpan {
            from,
            to,
            standing,
            counted,
            place,
            planned_end: None,
            reason_given: false,
        }
    }
}

/// Activity as a guest elsewhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Temporary {
    pub from: Day,
    /// The last day planned.
    pub planned_end: Option<Day>,
    /// The first day on which it was over; [`Day::MAX`] while it lasts.
    pub ended: Day,
}

/// What only other records know: spans of days, each without its last.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Context {
    pub same_citizen_id: Vec<(Day, Day)>,
    pub same_card: Vec<(Day, Day)>,
    pub same_file: Vec<(Day, Day)>,
    /// The unit the member sits in is closed.
    pub unit_closed: Vec<(Day, Day)>,
    /// Another field of the record names a unit or place that was closed.
    pub closed_reference: Vec<(Day, Day)>,
    pub temporary: Vec<Temporary>,
    /// DQ16 looks at anniversaries within these days; without them it is silent, because
    /// every member has a dozen badges ahead and a record should not carry them all.
    pub badge_window: Option<(Day, Day)>,
    /// Badges proposed or awarded: years, day.
    pub badges_proposed: Vec<(i64, Day)>,
}

/// A rule speaks against the record on the days [from, until).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    pub rule: RuleId,
    pub severity: Severity,
    pub from: Day,
    pub until: Day,
    /// The days were counted through a year whose holidays the rulebook does not list.
    pub unlisted_year: bool,
}

pub const DQ01: RuleId = RuleId(1);
pub const DQ02: RuleId = RuleId(2);
pub const DQ03: RuleId = RuleId(3);
pub const DQ04: RuleId = RuleId(4);
pub const DQ05: RuleId = RuleId(5);
pub const DQ06: RuleId = RuleId(6);
pub const DQ07: RuleId = RuleId(7);
pub const DQ08: RuleId = RuleId(8);
pub const DQ09: RuleId = RuleId(9);
pub const DQ10: RuleId = RuleId(10);
pub const DQ11: RuleId = RuleId(11);
pub const DQ12: RuleId = RuleId(12);
pub const DQ13: RuleId = RuleId(13);
pub const DQ14: RuleId = RuleId(14);
pub const DQ15: RuleId = RuleId(15);
pub const DQ16: RuleId = RuleId(16);
pub const DQ17: RuleId = RuleId(17);
pub const DQ18: RuleId = RuleId(18);

/// The fields of the record that a rule speaks of, the one most often wrong first. Rules of
/// places and of cases that go on have none: there something must happen first.
#[must_use]
pub fn fields(rule: RuleId) -> &'static [&'static str] {
    match rule {
        DQ01 | DQ03 => &["citizen_id"],
        DQ02 => &["citizen_id", "sex", "birth_date"],
        DQ04 => &["name"],
        DQ05 => &["birth_date", "decision_date"],
        DQ06 => &["ceremony_date", "decision_date"],
        DQ07 => &["official_date", "ceremony_date"],
        DQ09 => &["card_number"],
        DQ10 => &["file_number"],
        _ => &[],
    }
}

/// Appends the verdicts on one member, in order of rule and day; none for a clean record.
pub fn verdicts(
    book: &Rulebook,
    persons: &[PersonSpan],
    memberships: &[MembershipSpan],
    context: &Context,
    out: &mut Vec<Verdict>,
) {
    let start = out.len();
    let mut judge = Judge {
        book,
        memberships,
        out,
    };
    for person in persons {
        judge.identity(person);
        judge.dates(person);
        judge.probation(person);
        judge.card(person);
        judge.file_number(person);
        judge.confirmation(person);
        judge.badges(person, context);
    }
    judge.place(context);
    judge.transfers();
    judge.temporary(context);
    judge.absences();
    judge.everywhere(DQ03, &context.same_citizen_id);
    judge.everywhere(DQ09, &context.same_card);
    judge.everywhere(DQ10, &context.same_file);
    judge.everywhere(DQ17, &context.closed_reference);
    merge(out, start);
}

/// DQ14: the days on which a cell has fewer official members than it must. `officials`
/// are spans of the days it is open with the number of its official members.
pub fn cell_below_minimum(book: &Rulebook, officials: &[(Day, Day, u32)], out: &mut Vec<Verdict>) {
    let start = out.len();
    for (from, to, count) in officials {
        for row in book.data_rules(DQ14) {
            if *count < row.rule.parameters.officials_min {
                push(
                    out,
                    row,
                    DQ14,
                    (*from).max(row.valid_from),
                    (*to).min(row.valid_until),
                    false,
                );
            }
        }
    }
    merge(out, start);
}

/// Walks over one member's record and notes what the rules say against it.
struct Judge<'a> {
    book: &'a Rulebook,
    memberships: &'a [MembershipSpan],
    out: &'a mut Vec<Verdict>,
}

impl<'a> Judge<'a> {
    /// Where a rule about the record as it stands finds fault, in each of its versions.
    fn state(&mut self, rule: RuleId, from: Day, to: Day, fails: impl Fn(&Parameters) -> bool) {
        let book: &'a Rulebook = self.book;
        for row in book.data_rules(rule) {
            if row.valid_from < to && from < row.valid_until && fails(&row.rule.parameters) {
                self.fault(
                    row,
                    rule,
                    from.max(row.valid_from),
                    to.min(row.valid_until),
                    false,
                );
            }
        }
    }

    /// The row by which a case of that day is judged.
    fn case(&self, rule: RuleId, began: Day) -> Option<&'a Dated<DataRule>> {
        self.book.data_rule(rule, began)
    }

    /// Notes a fault on the days within [from, to) on which the person is counted.
    fn fault(&mut self, row: &Dated<DataRule>, rule: RuleId, from: Day, to: Day, unlisted: bool) {
        for m in self.memberships.iter().filter(|m| m.counted) {
            push(
                self.out,
                row,
                rule,
                from.max(m.from),
                to.min(m.to),
                unlisted,
            );
        }
    }

    /// A fault on each of some spans.
    fn everywhere(&mut self, rule: RuleId, spans: &[(Day, Day)]) {
        for (from, to) in spans {
            self.state(rule, *from, *to, |_| true);
        }
    }

    fn calendar(&self) -> &'a Calendar {
        self.book.calendar()
    }

    /// DQ01, DQ02: the citizen ID. DQ04: the name. DQ05: the birth date.
    fn identity(&mut self, p: &PersonSpan) {
        match p.id_form {
            IdForm::Missing | IdForm::Malformed => self.state(DQ01, p.from, p.to, |_| true),
            IdForm::Good { century_sex, year2 } => {
                if !id_agrees(century_sex, year2, p.sex, p.birth_date) {
                    self.state(DQ02, p.from, p.to, |_| true);
                }
            }
        }
        self.state(DQ04, p.from, p.to, |limits| {
            !name_in_order(&p.name, limits.words_min)
        });
        let born_in_order = !p.birth_text_bad
            && p.birth_date
                .is_some_and(|born| p.decision.is_none_or(|decided| born < decided));
        if !born_in_order {
            self.state(DQ05, p.from, p.to, |_| true);
        }
    }

    /// DQ05: 18 to 60 at the decision. DQ06: the ceremony within 30 working days of it.
    fn dates(&mut self, p: &PersonSpan) {
        let Some(decided) = p.decision else { return };
        if let Some((row, born)) = self.case(DQ05, decided).zip(p.birth_date) {
            let limits = &row.rule.parameters;
            let too_young = decided < born.plus_years(limits.age_min_years);
            let too_old = decided >= born.plus_months(limits.age_max_years * 12 + 1);
            if (too_young || too_old) && !p.special_decision {
                self.fault(row, DQ05, p.from.max(row.valid_from), p.to, false);
            }
        }
        if let Some(row) = self.case(DQ06, decided) {
            let days = row.rule.parameters.working_days;
            let (last, unlisted) = self.calendar().add_working_days(decided, days);
            let from = p.from.max(row.valid_from);
            match p.ceremony {
                Some(held) if held < decided => self.fault(row, DQ06, from, p.to, false),
                Some(held) if held > last => self.fault(row, DQ06, from, p.to, unlisted),
                Some(_) => {}
                None => self.fault(row, DQ06, from.max(last.next()), p.to, unlisted),
            }
        }
    }

    /// DQ07: official after 12 months. DQ08: 12 months and 30 working days have passed.
    fn probation(&mut self, p: &PersonSpan) {
        if let (Some(held), Some(official)) = (p.ceremony, p.official)
            && let Some(row) = self.case(DQ07, held)
        {
            let limits = &row.rule.parameters;
            let ends = held.plus_months(limits.months);
            let late = official > ends && !limits.late_recognition_moves_the_date;
            if official < ends || late {
                self.fault(row, DQ07, p.from.max(row.valid_from), p.to, false);
            }
        }
        let probation = |m: &&MembershipSpan| m.counted && m.standing == StandingId::PROBATIONARY;
        let first = self
            .memberships
            .iter()
            .filter(probation)
            .map(|m| m.from)
            .min();
        let Some(first) = first else { return };
        let began = p.ceremony.unwrap_or(first);
        let Some(row) = self.case(DQ08, began) else {
            return;
        };
        let limits = &row.rule.parameters;
        let ends = began.plus_months(limits.months);
        let (last, unlisted) = self.calendar().add_working_days(ends, limits.working_days);
        let from = p.from.max(last.next());
        for m in self.memberships.iter().filter(probation) {
            push(
                self.out,
                row,
                DQ08,
                from.max(m.from),
                p.to.min(m.to),
                unlisted,
            );
        }
    }

    /// DQ09: an official member has a card (eight digits, or the citizen ID), a
    /// probationary one has none.
    fn card(&mut self, p: &PersonSpan) {
        let id_is_good = matches!(p.id_form, IdForm::Good { .. });
        self.state(DQ09, p.from, p.to, |limits| match &p.card {
            Card::None => false,
            Card::Old(number) => !all_digits(number, limits.card_digits),
            Card::SameAsId => !id_is_good,
            Card::Other(_) => true,
        });
        let has_card = p.card != Card::None;
        for m in self.memberships.iter().filter(|m| m.counted) {
            let (from, to) = (p.from.max(m.from), p.to.min(m.to));
            match m.standing {
                StandingId::PROBATIONARY if has_card => self.state(DQ09, from, to, |_| true),
                StandingId::OFFICIAL if !has_card => {
                    self.state(DQ09, from, to, |limits| limits.card_required);
                }
                _ => {}
            }
        }
    }

    /// DQ10: six digits and one to three letters of the province. The letters belong to
    /// the number: 001234TN and 001234BK are two files.
    fn file_number(&mut self, p: &PersonSpan) {
        self.state(DQ10, p.from, p.to, |limits| {
            !file_number_in_order(&p.file_number, limits.file_digits, limits.file_letters_max)
        });
    }

    /// DQ18: last confirmed more than twelve months ago.
    fn confirmation(&mut self, p: &PersonSpan) {
        let Some(confirmed) = p.confirmed else { return };
        let book: &'a Rulebook = self.book;
        for row in book.data_rules(DQ18) {
            let stale = confirmed.plus_months(row.rule.parameters.months).next();
            let (from, to) = (p.from.max(row.valid_from), p.to.min(row.valid_until));
            self.fault(row, DQ18, from.max(stale), to, false);
        }
    }

    /// DQ16: a badge is due in the next round: from the day after the round before.
    fn badges(&mut self, p: &PersonSpan, context: &Context) {
        let Some(((earliest, latest), decided)) = context.badge_window.zip(p.decision) else {
            return;
        };
        for years in self.book.wholes("badge_years", earliest) {
            let Ok(whole_years) = i32::try_from(*years) else {
                continue;
            };
            let anniversary = decided.plus_years(whole_years);
            if anniversary < earliest || anniversary >= latest {
                continue;
            }
            let Some(round) = self.book.award_round(anniversary) else {
                continue;
            };
            let Some(before) = self.book.award_round_before(round) else {
                continue;
            };
            let proposed = context
                .badges_proposed
                .iter()
                .filter(|(y, _)| y == years)
                .map(|(_, d)| *d);
            let until = proposed.min().unwrap_or(Day::MAX).min(round.next());
            self.state(DQ16, p.from.max(before.next()), p.to.min(until), |_| true);
        }
    }

    /// DQ11: in exactly one cell, and that cell is open.
    fn place(&mut self, context: &Context) {
        let memberships: &'a [MembershipSpan] = self.memberships;
        for (number, m) in memberships.iter().enumerate().filter(|(_, m)| m.counted) {
            if m.place == Whereabouts::Nowhere {
                self.state(DQ11, m.from, m.to, |_| true);
            }
            for other in memberships.iter().skip(number + 1).filter(|o| o.counted) {
                let (from, to) = (m.from.max(other.from), m.to.min(other.to));
                if from < to {
                    self.state(DQ11, from, to, |_| true);
                }
            }
        }
        self.everywhere(DQ11, &context.unit_closed);
    }

    /// DQ12: sent, and not received within 30 working days.
    fn transfers(&mut self) {
        for m in self.memberships.iter().filter(|m| m.counted) {
            let Whereabouts::Transit { sent } = m.place else {
                continue;
            };
            let Some(row) = self.case(DQ12, sent) else {
                continue;
            };
            let days = row.rule.parameters.working_days;
            let (last, unlisted) = self.calendar().add_working_days(sent, days);
            push(self.out, row, DQ12, m.from.max(last.next()), m.to, unlisted);
        }
    }

    /// DQ13: temporary activity past its end; without one, past the longest allowed.
    fn temporary(&mut self, context: &Context) {
        for t in &context.temporary {
            let Some(row) = self.case(DQ13, t.from) else {
                continue;
            };
            let longest = t.from.plus_months(row.rule.parameters.months).eve();
            let last = t.planned_end.unwrap_or(longest);
            self.fault(row, DQ13, last.next().max(row.valid_from), t.ended, false);
        }
    }

    /// DQ15: an exemption or suspension without an end or without a reason.
    fn absences(&mut self) {
        let absent = [StandingId::EXEMPT, StandingId::SUSPENDED];
        for m in self
            .memberships
            .iter()
            .filter(|m| m.counted && absent.contains(&m.standing))
        {
            if m.planned_end.is_none() || !m.reason_given {
                self.state(DQ15, m.from, m.to, |_| true);
            }
        }
    }
}

fn push(
    out: &mut Vec<Verdict>,
    row: &Dated<DataRule>,
    rule: RuleId,
    from: Day,
    until: Day,
    unlisted_year: bool,
) {
    if from < until {
        out.push(Verdict {
            rule,
            severity: row.rule.severity,
            from,
            until,
            unlisted_year,
        });
    }
}

/// Joins the spans of one rule that touch; nothing to do for a clean record.
fn merge(out: &mut Vec<Verdict>, start: usize) {
    let Some(found) = out.get_mut(start..) else {
        return;
    };
    found.sort_unstable_by_key(|v| (v.rule, v.severity, v.from, v.until));
    let mut kept = start;
    for next in start + 1..out.len() {
        let (Some(&last), Some(&verdict)) = (out.get(kept), out.get(next)) else {
            break;
        };
        let joins = (last.rule, last.severity) == (verdict.rule, verdict.severity)
            && verdict.from <= last.until;
        if !joins {
            kept += 1;
        }
        if let Some(place) = out.get_mut(kept) {
            *place = if joins {
                let until = last.until.max(verdict.until);
                Verdict {
                    until,
                    unlisted_year: last.unlisted_year || verdict.unlisted_year,
                    ..last
                }
            } else {
                verdict
            };
        }
    }
    out.truncate((kept + 1).min(out.len()));
}

/// Digit 4 of a citizen ID: 0 male, 1 female in the 20th century, 2 and 3 in the 21st …;
/// digits 5 and 6: the year of birth (Thông tư 59/2021/TT-BCA). What the record does not
/// know cannot disagree.
fn id_agrees(century_sex: u8, year2: u8, sex: Option<Sex>, born: Option<Day>) -> bool {
    let sex_agrees = sex.is_none_or(|s| century_sex % 2 == u8::from(s == Sex::Female));
    let birth_agrees = born.is_none_or(|day| {
        let year = day.year();
        i16::from(century_sex / 2) == year / 100 - 19 && i16::from(year2) == year % 100
    });
    sex_agrees && birth_agrees
}

/// At least two words with one space between, each beginning with a capital (where its
/// script has capitals), no digit, and every letter composed with its marks (NFC).
fn name_in_order(name: &str, words_min: u32) -> bool {
    let mut words = 0;
    let mut before = ' ';
    for c in name.chars() {
        if c.is_numeric() || c.is_control() || (c.is_whitespace() && (c != ' ' || before == ' ')) {
            return false;
        }
        if before == ' ' {
            words += 1;
            if c.is_lowercase() {
                return false;
            }
        }
        if would_compose(before, c) {
            return false;
        }
        before = c;
    }
    before != ' ' && words >= words_min
}

/// Whether a loose mark stands after a Vietnamese vowel that has a letter with that mark.
fn would_compose(letter: char, mark: char) -> bool {
    let loose = matches!(
        mark,
        '\u{300}'..='\u{303}' | '\u{306}' | '\u{309}' | '\u{31b}' | '\u{323}'
    );
    loose
        && letter.to_lowercase().any(|l| {
            "aeiouyăâêôơưnsd".contains(l)
                || matches!(l, '\u{e0}'..='\u{ff}' | '\u{1ea0}'..='\u{1ef9}')
        })
}

fn all_digits(text: &str, count: u32) -> bool {
    text.bytes().all(|b| b.is_ascii_digit()) && u32::try_from(text.len()) == Ok(count)
}

/// Whether a file number has its digits and then its letters.
#[must_use]
pub fn file_number_in_order(number: &str, digits: u32, letters_max: u32) -> bool {
    let Some((head, letters)) = usize::try_from(digits)
        .ok()
        .and_then(|n| number.split_at_checked(n))
    else {
        return false;
    };
    let count = u32::try_from(letters.chars().count()).unwrap_or(u32::MAX);
    all_digits(head, digits)
        && (1..=letters_max).contains(&count)
        && letters.chars().all(char::is_alphabetic)
}

//! Which people a list shows: what the address says of it, and whom that means on a day.

use super::super::roll::{Found, On, Roll, Seat, Sought};
use super::store::{self, View};
use crate::organisation::rulebook::{CountingDate, Rulebook, StandingId};
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Visit};
use figures::structure::LinkKind;
use figures::{Day, Structure, UnitIx};
use platform::{Error, Result, Scope};
use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

/// Which of the people in the record: only members are counted by figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    Members,
    /// Candidates and guests, who are not counted.
    Others,
    Former,
    Everybody,
}

impl Who {
    #[must_use]
    pub fn parse(text: &str) -> Who {
        match text {
            "others" => Who::Others,
            "former" => Who::Former,
            "all" => Who::Everybody,
            _ => Who::Members,
        }
    }
}

/// What narrows a list, read from the address.
#[derive(Debug, Clone)]
pub struct Filter {
    /// None: the whole record.
    pub unit: Option<UnitIx>,
    pub who: Who,
    pub standing: String,
    pub sex: String,
    pub age: Option<(i32, Option<i32>)>,
    pub joined_from: Option<Day>,
    pub joined_until: Option<Day>,
    /// Probation ends before this day.
    pub due: Option<Day>,
    /// `any` or a rule of the data standard.
    pub failing: String,
    pub transit: bool,
    pub ethnic: String,
    /// The search whose text narrows it.
    pub search: Option<View>,
}

/// `31-40`, both included, or `61+`.
fn band(text: &str) -> Option<(i32, Option<i32>)> {
    if let Some(low) = text.strip_suffix('+') {
        return Some((low.parse().ok()?, None));
    }
    let (low, high) = text.split_once('-')?;
    Some((low.parse().ok()?, Some(high.parse().ok()?)))
}

fn day(v: &Visit, name: &str) -> Result<Option<Day>> {
    match v.query(name) {
        "" => Ok(None),
        text => super::super::acts::read_day(text).map(Some).ok_or_else(|| {
            Error::refused(format!("«{text}» is not a day (write it as 2025-07-01)"))
        }),
    }
}

impl Filter {
    /// The filter of a visit's address.
    pub async fn of(v: &Visit, facts: &FactsOfVisit) -> Result<Filter> {
        let ethnic = v.query("ethnic");
        if !ethnic.is_empty() {
            v.needs(Power::Sensitive)?;
        }
        let age = match v.query("age") {
            "" => None,
            text => Some(band(text).ok_or_else(|| {
                Error::refused(format!("«{text}» is no band of ages: write 31-40 or 61+"))
            })?),
        };
        let standing = v.query("standing");
        let rule = facts.book.standing(standing);
        let who = match v.query("who") {
            // who asks for candidates need not also say that they are no members
            "" if rule.is_some_and(|r| !r.counted) => Who::Others,
            who => Who::parse(who),
        };
        Ok(Filter {
            unit: unit(v, &facts.structure)?,
            who,
            standing: standing.to_owned(),
            sex: v.query("sex").to_owned(),
            age,
            joined_from: day(v, "joined_from")?,
            joined_until: day(v, "joined_until")?,
            due: day(v, "due")?,
            failing: v.query("failing").to_owned(),
            transit: v.query("transit") == "1",
            ethnic: ethnic.to_owned(),
            search: search(v).await?,
        })
    }

    /// All of some kind, wherever one may look.
    #[must_use]
    pub fn everybody(who: Who) -> Filter {
        Filter {
            unit: None,
            who,
            standing: String::new(),
            sex: String::new(),
            age: None,
            joined_from: None,
            joined_until: None,
            due: None,
            failing: String::new(),
            transit: false,
            ethnic: String::new(),
            search: None,
        }
    }

    /// What it asks, as a name by which the answer is known: no two filters have the same.
    #[must_use]
    pub fn named(&self) -> String {
        let text = self.search.as_ref().map_or("", |s| s.text.as_str());
        format!(
            "{:?}",
            (
                (
                    self.unit,
                    self.who,
                    &self.standing,
                    &self.sex,
                    self.age,
                    self.transit
                ),
                (self.joined_from, self.joined_until, self.due),
                (&self.failing, &self.ethnic, text),
            )
        )
    }

    /// Whether nothing narrows it beside the unit.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.search.is_none()
            && self.who == Who::Members
            && self.age.is_none()
            && !self.transit
            && [self.joined_from, self.joined_until, self.due]
                .iter()
                .all(Option::is_none)
            && [&self.standing, &self.sex, &self.failing, &self.ethnic]
                .iter()
                .all(|t| t.is_empty())
    }
}

/// The unit asked for by id or code; one's own when none is named.
pub fn unit(v: &Visit, s: &Structure) -> Result<Option<UnitIx>> {
    let asked = v.query("unit");
    if asked == "*" && v.scope(s)?.is_whole() {
        return Ok(None);
    }
    if asked.is_empty() {
        let none = || Error::NotFound("no unit may be seen".to_owned());
        return match v.own_unit(s) {
            Some(u) => Ok(Some(u)),
            None if v.scope(s)?.is_whole() => Ok(None),
            None => Err(none()),
        };
    }
    if s.find(asked).is_some() {
        return v.unit(s, asked).map(Some);
    }
    let borne = s.bearer(asked, v.asof.on).filter(|u| v.sees(s, *u));
    let none = || Error::NotFound("no such unit".to_owned());
    borne.map(Some).ok_or_else(none)
}

async fn search(v: &Visit) -> Result<Option<View>> {
    let id = v.query("view");
    if id.is_empty() {
        return Ok(None);
    }
    let mut db = v.db().await?;
    let found = store::view(&mut db, id, &v.visitor()?.account.id).await?;
    let none = || Error::NotFound("no such search".to_owned());
    found
        .map(|f| Some(f).filter(|f| !f.text.is_empty()))
        .ok_or_else(none)
}

/// Persons whom the text of a search means by a number: a file, a card, a citizen ID.
pub async fn numbered(v: &Visit, s: &Structure, text: &str) -> Result<Option<HashSet<String>>> {
    let plain = platform::text::tidy(text);
    if !plain.chars().any(|c| c.is_ascii_digit()) {
        return Ok(None);
    }
    let hash = v.office.settings.key.matching(&plain.replace(' ', ""))?;
    let mut db = v.db().await?;
    let found = store::by_number(&mut db, &v.scope(s)?, v.asof, (&plain, &hash)).await?;
    Ok(Some(found.into_iter().collect()))
}

/// The unit in which what a closed unit held is seen: its only whole successor, or the unit
/// above it as it stood last.
#[must_use]
pub fn standing_for(s: &Structure, unit: UnitIx, on: Day) -> Option<UnitIx> {
    let mut at = unit;
    for _ in 0..64 {
        if s.is_open(at, on) {
            return Some(at);
        }
        let closed = s.unit(at).closed;
        let whole = s
            .links_out(at)
            .find(|l| l.kind == LinkKind::Whole && l.day == closed);
        let above = || s.last_state(at).and_then(|x| x.parent);
        at = whole.and_then(|l| l.new).or_else(above)?;
    }
    None
}

/// A filter made ready for one roll and one day.
pub struct Asked<'a> {
    filter: &'a Filter,
    book: &'a Rulebook,
    s: &'a Structure,
    on: Day,
    /// By the roll's number of a unit: which it is, whether it may be seen, whether it stands
    /// under the unit asked for.
    units: Vec<(Option<UnitIx>, bool, bool)>,
    counted: Vec<bool>,
    ways: RefCell<HashMap<(u32, u32), bool>>,
    numbered: Option<HashSet<String>>,
    sought: Option<Sought>,
    admitted: CountingDate,
    scope: &'a Scope,
}

impl<'a> Asked<'a> {
    pub fn of(
        facts: &'a FactsOfVisit,
        roll: &Roll,
        filter: &'a Filter,
        (on, scope): (Day, &'a Scope),
        numbered: Option<HashSet<String>>,
    ) -> Asked<'a> {
        let s = &facts.structure;
        let within = within(s, filter.unit, on);
        let unit = |id: &str| {
            let u = s.find(id);
            let shown = u.and_then(|u| standing_for(s, u, on));
            let inside = match (&within, shown) {
                (None, _) => true,
                (Some(within), Some(shown)) => within.contains(&shown),
                (Some(_), None) => false,
            };
            (u, scope.sees(id), inside)
        };
        let text = filter.search.as_ref().map_or("", |f| f.text.as_str());
        let sought = (!text.is_empty() && numbered.as_ref().is_none_or(HashSet::is_empty))
            .then(|| roll.sought(text));
        Asked {
            filter,
            book: &facts.book,
            s,
            on,
            units: roll.units.each(unit),
            counted: roll.words.each(|w| {
                let rule = facts.book.standing_on(w, on);
                rule.is_some_and(|r| r.counted)
            }),
            ways: RefCell::default(),
            numbered: numbered.filter(|n| !n.is_empty()),
            sought,
            admitted: facts
                .book
                .counted_on("admission", on)
                .unwrap_or(CountingDate::Ceremony),
            scope,
        }
    }

    /// Everybody the filter means, in the order of names.
    #[must_use]
    pub fn walk(&self, roll: &Roll) -> Found {
        roll.walk(self.scope, self.on, self.sought.as_ref(), |p| self.means(p))
    }

    fn unit(&self, n: u32) -> (Option<UnitIx>, bool, bool) {
        let at = usize::try_from(n).unwrap_or(usize::MAX);
        self.units.get(at).copied().unwrap_or((None, false, false))
    }

    /// Whether somebody is whom the list is of.
    #[must_use]
    pub fn means(&self, p: &On<'_>) -> bool {
        let f = self.filter;
        let seat = p.seat();
        let counted = p
            .standing_number()
            .and_then(|w| self.counted.get(usize::try_from(w).ok()?))
            .copied()
            .unwrap_or(false);
        let member = !matches!(seat, Seat::Gone(_) | Seat::Never);
        let who = match f.who {
            Who::Members => member && counted,
            Who::Others => member && !counted,
            Who::Former => !member,
            Who::Everybody => true,
        };
        who && (f.standing.is_empty() || p.standing() == f.standing)
            && (!f.transit || matches!(seat, Seat::Transit { .. }))
            && self.is_here(seat)
            && (f.sex.is_empty() || p.sex() == f.sex)
            && (f.ethnic.is_empty() || p.ethnic() == f.ethnic)
            && self.is_of_age(p)
            && self.joined(p)
            && self.is_due(p)
            && self.fails(p)
            && self.numbered.as_ref().is_none_or(|n| n.contains(&p.id()))
    }

    /// In the unit asked for, and where one may look. On the way a member belongs to the lowest
    /// unit that contains both ends (`semantics.md` 4.3), and is seen at the sender's.
    fn is_here(&self, seat: Seat) -> bool {
        match seat {
            Seat::In(n) | Seat::Gone(n) => {
                let (_, seen, inside) = self.unit(n);
                seen && inside
            }
            Seat::Transit { sender, receiver } => {
                self.unit(sender).1
                    && *self
                        .ways
                        .borrow_mut()
                        .entry((sender, receiver))
                        .or_insert_with(|| self.is_way_here(sender, receiver))
            }
            Seat::Never => self.scope.is_whole() && self.filter.unit.is_none(),
        }
    }

    fn is_way_here(&self, sender: u32, receiver: u32) -> bool {
        let Some(top) = self.filter.unit else {
            return true;
        };
        let end = |n| {
            self.unit(n)
                .0
                .and_then(|u| standing_for(self.s, u, self.on))
        };
        let (Some(a), Some(b)) = (end(sender), end(receiver)) else {
            return false;
        };
        let line = self.s.lowest_common(&[a, b], self.on);
        line.is_some_and(|l| self.s.is_within(l, top, self.on))
    }

    fn is_of_age(&self, p: &On<'_>) -> bool {
        let Some((low, high)) = self.filter.age else {
            return true;
        };
        let born = p.said.born;
        born != Day::MAX
            && born.plus_years(low) <= self.on
            && high.is_none_or(|h| self.on < born.plus_years(h + 1))
    }

    /// The day on which somebody was admitted, as the rulebook counts it.
    fn admitted(&self, p: &On<'_>) -> Day {
        match self.admitted {
            CountingDate::Ceremony => p.said.ceremony,
            CountingDate::Decision => p.said.decided,
            CountingDate::Official => p.said.official,
        }
    }

    fn joined(&self, p: &On<'_>) -> bool {
        let (from, until) = (self.filter.joined_from, self.filter.joined_until);
        if from.is_none() && until.is_none() {
            return true;
        }
        let day = self.admitted(p);
        day != Day::MAX && from.is_none_or(|f| f <= day) && until.is_none_or(|u| day < u)
    }

    fn is_due(&self, p: &On<'_>) -> bool {
        self.filter.due.is_none_or(|before| {
            due(self.book, p.standing(), p.said.ceremony).is_some_and(|d| d < before)
        })
    }

    fn fails(&self, p: &On<'_>) -> bool {
        match self.filter.failing.as_str() {
            "" => true,
            "any" => p.faults(true).next().is_some(),
            rule => p.faults(false).any(|f| f == rule),
        }
    }
}

/// When a probation ends, by the rule of the day it began.
#[must_use]
pub fn due(book: &Rulebook, standing: &str, ceremony: Day) -> Option<Day> {
    let probation = book.standing(standing)?.id == StandingId::PROBATIONARY;
    if !probation || ceremony == Day::MAX {
        return None;
    }
    let months = book.value("probation_months", ceremony)?;
    Some(ceremony.plus_months(i32::try_from(months).ok()?))
}

/// The unit and everything below it on the day; nothing when the whole record is meant.
fn within(s: &Structure, top: Option<UnitIx>, on: Day) -> Option<HashSet<UnitIx>> {
    let top = top?;
    let mut within = HashSet::from([top]);
    let mut waiting = vec![top];
    while let Some(u) = waiting.pop() {
        let below = s.children(u, on).into_iter();
        waiting.extend(below.filter(|c| within.insert(*c)));
    }
    Some(within)
}

//! The rulebook as it is asked: quickly, by key and day.

use super::calendar::{Calendar, Holidays};
use super::documents::DocumentRules;
use super::model::{
    CountingDate, DataRule, Dated, Effect, EventRule, Flow, IndicatorRule, KindRule, Names,
    PeriodRule, RoleRule, RuleId, RuleRow, RuleValue, StandingId, StandingRule, Target,
    TaskDeadline, TaskKindRule,
};
use super::vocabulary;
use figures::Day;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, HashMap};

/// All versions of the rules of one section, by key and day.
#[derive(Debug, Clone)]
struct Versions<T>(HashMap<Box<str>, Vec<Dated<T>>>);

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Versions(HashMap::new())
    }
}

impl<T> Versions<T> {
    fn of(rows: Vec<Dated<T>>) -> Versions<T> {
        let mut by_key: HashMap<Box<str>, Vec<Dated<T>>> = HashMap::new();
        for row in rows {
            by_key.entry(row.key.as_str().into()).or_default().push(row);
        }
        by_key
            .values_mut()
            .for_each(|v| v.sort_by_key(|d| d.valid_from));
        Versions(by_key)
    }

    fn all(&self, key: &str) -> &[Dated<T>] {
        self.0.get(key).map_or(&[], Vec::as_slice)
    }

    fn on(&self, key: &str, on: Day) -> Option<&Dated<T>> {
        self.all(key).iter().find(|d| d.in_force(on))
    }

    /// The rule in force on a day; of a key that no row names, what is built in.
    fn on_or<'a>(
        &'a self,
        key: &str,
        on: Day,
        built_in: impl FnOnce() -> Option<&'a T>,
    ) -> Option<&'a T> {
        if self.all(key).is_empty() {
            return built_in();
        }
        self.on(key, on).map(|d| &d.rule)
    }
}

#[derive(Debug, Clone, Deserialize)]
struct StandingContent {
    names: Names,
    #[serde(default)]
    synonyms: Vec<String>,
    counted: bool,
    terminal: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct EventContent {
    names: Names,
    #[serde(default)]
    synonyms: Vec<String>,
    from: Vec<String>,
    to: String,
    effect: Effect,
    flow: String,
    #[serde(default)]
    sensitive: bool,
}

#[derive(Debug, Clone, Deserialize)]
struct ValueContent {
    value: RuleValue,
}

#[derive(Debug, Clone, Deserialize)]
struct CountingContent {
    date: CountingDate,
}

#[derive(Debug, Clone, Deserialize)]
struct ZoneContent {
    zone: String,
}

/// The rules in force on any day, of one rulebook.
#[derive(Debug, Clone)]
pub struct Rulebook {
    kinds: Versions<KindRule>,
    standings: Vec<StandingRule>,
    standing_words: HashMap<String, StandingId>,
    events: Vec<EventRule>,
    dated_standings: Versions<StandingRule>,
    dated_events: Versions<EventRule>,
    event_words: HashMap<String, usize>,
    values: Versions<ValueContent>,
    counting: Versions<CountingContent>,
    /// The versions of DQ01 … DQ19, by number; the first place stays empty.
    standard: Vec<Vec<Dated<DataRule>>>,
    indicators: Versions<IndicatorRule>,
    periods: Vec<Dated<PeriodRule>>,
    roles: Versions<RoleRule>,
    task_deadlines: Versions<TaskDeadline>,
    task_kinds: Versions<TaskKindRule>,
    built_in_roles: Vec<(&'static str, RoleRule)>,
    calendar: Calendar,
    documents: DocumentRules,
    unread: Vec<String>,
}

impl Rulebook {
    /// What holds without a rulebook: the built-in vocabulary of standings and events,
    /// and nothing else.
    #[must_use]
    pub fn neutral() -> Rulebook {
        Rulebook::from_rows(Vec::new())
    }

    /// The rulebook of rows that [`super::read`] accepted. A row that this program
    /// cannot read (written by a later one) is left out and named by [`Rulebook::unread`].
    #[must_use]
    pub fn from_rows(rows: Vec<RuleRow>) -> Rulebook {
        let mut sorted = Sorted::of(rows);
        let standing_rows: Vec<Dated<StandingContent>> = sorted.take("standing");
        let event_rows: Vec<Dated<EventContent>> = sorted.take("event");
        let standings = standings(standing_rows.clone());
        let events = events(event_rows.clone(), &standings);
        let dated_standings = standing_rows
            .into_iter()
            .filter_map(|row| {
                let id = standings.iter().find(|s| s.key == row.key)?.id;
                redated(row, |row| Some(standing(id, row)))
            })
            .collect();
        let dated_events = event_rows
            .into_iter()
            .filter_map(|row| redated(row, |row| event(row, &standings)))
            .collect();
        let zone = sorted
            .take::<ZoneContent>("zone")
            .pop()
            .map(|z| z.rule.zone);
        let holidays = sorted.take::<Holidays>("holidays");
        let indicators = Versions::of(sorted.take("indicator"));
        Rulebook {
            kinds: Versions::of(sorted.take("kind")),
            standing_words: standing_words(&standings),
            event_words: event_words(&events),
            standings,
            events,
            dated_standings: Versions::of(dated_standings),
            dated_events: Versions::of(dated_events),
            values: Versions::of(sorted.take("value")),
            counting: Versions::of(sorted.take("counting")),
            standard: by_number(sorted.take("rule")),
            indicators,
            periods: sorted.take("period"),
            roles: Versions::of(sorted.take("role")),
            task_deadlines: Versions::of(sorted.take("task_deadline")),
            task_kinds: Versions::of(sorted.take("task_kind")),
            built_in_roles: vocabulary::roles(),
            calendar: Calendar::new(zone.unwrap_or_default(), &holidays),
            documents: DocumentRules {
                kinds: sorted.take("document_kind"),
                organs: sorted.take("organ"),
                numberings: sorted.take("numbering"),
                authorities: sorted.take("authority"),
                fields: sorted.take("field"),
                deadlines: sorted.take("deadline"),
                secrecy_marks: sorted.take("secrecy_mark"),
                layouts: sorted.take("layout"),
            },
            unread: sorted.unread(),
        }
    }

    /// This rulebook as it would be had no rule of the data standard changed after a day: later
    /// versions are left out, and what was in force on the day holds on.
    #[must_use]
    pub fn as_if_unchanged_since(&self, day: Day) -> Rulebook {
        let mut book = self.clone();
        for versions in &mut book.standard {
            versions.retain(|d| d.valid_from <= day);
            for version in versions.iter_mut().filter(|d| d.in_force(day)) {
                version.valid_until = Day::MAX;
            }
        }
        book
    }

    /// Rows that were left out, each as «section key».
    #[must_use]
    pub fn unread(&self) -> &[String] {
        &self.unread
    }

    /// The rule of a kind of unit in force that day.
    #[must_use]
    pub fn kind(&self, kind: &str, on: Day) -> Option<&KindRule> {
        self.kinds.on(kind, on).map(|d| &d.rule)
    }

    /// The same with its citation and days.
    #[must_use]
    pub fn kind_row(&self, kind: &str, on: Day) -> Option<&Dated<KindRule>> {
        self.kinds.on(kind, on)
    }

    /// Whether the rulebook says anything of kinds at all.
    #[must_use]
    pub fn names_any_kind(&self) -> bool {
        !self.kinds.0.is_empty()
    }

    /// Whether the rulebook names the kind on any day; what it never names is only text.
    #[must_use]
    pub fn names_kind(&self, kind: &str) -> bool {
        !self.kinds.all(kind).is_empty()
    }

    /// Whether a unit of this kind may stand under one of that kind (empty: under none).
    /// `None`: the rulebook binds neither. A kind it names, but not on this day, may
    /// stand nowhere: from 1 July 2025 no «huyện» is opened.
    #[must_use]
    pub fn may_stand_under(&self, child: &str, parent: &str, on: Day) -> Option<bool> {
        let versions = self.kinds.all(child);
        if versions.is_empty() || (!parent.is_empty() && !self.names_kind(parent)) {
            return None;
        }
        if versions.iter().all(|d| d.valid_from > on) {
            // the rulebook speaks of the kind only later: it binds nothing before
            return None;
        }
        let rule = versions.iter().find(|d| d.in_force(on));
        Some(rule.is_some_and(|d| d.rule.may_stand_under.iter().any(|k| k == parent)))
    }

    /// Whether figures of tasks count a kind of them on a day; a kind of which the rulebook says
    /// nothing is counted.
    #[must_use]
    pub fn counts_task(&self, kind: &str, on: Day) -> bool {
        let rule = self.task_kinds.on(kind, on);
        rule.is_none_or(|d| d.rule.counted)
    }

    /// What a role allows by the rule in force on a day; of a key that no row names, what is
    /// built in.
    #[must_use]
    pub fn role(&self, key: &str, on: Day) -> Option<&RoleRule> {
        self.roles.on_or(key, on, || {
            let mut built_in = self.built_in_roles.iter();
            built_in.find(|(k, _)| *k == key).map(|(_, role)| role)
        })
    }

    /// The roles that may be given on a day: the rulebook's, or the built-in ones when it names
    /// none at all.
    #[must_use]
    pub fn roles(&self, on: Day) -> Vec<(&str, &RoleRule)> {
        if self.roles.0.is_empty() {
            return self.built_in_roles.iter().map(|(k, r)| (*k, r)).collect();
        }
        let rows = self.roles.0.values().flatten().filter(|d| d.in_force(on));
        let mut roles: Vec<_> = rows.map(|d| (d.key.as_str(), &d.rule)).collect();
        roles.sort_by_key(|(key, _)| *key);
        roles
    }

    /// The rule of a task's deadline in force on a day.
    #[must_use]
    pub fn task_deadline(&self, key: &str, on: Day) -> Option<&Dated<TaskDeadline>> {
        self.task_deadlines.on(key, on)
    }

    /// The rules of tasks' deadlines in force on a day, by key.
    #[must_use]
    pub fn task_deadlines(&self, on: Day) -> Vec<&Dated<TaskDeadline>> {
        let rows = self.task_deadlines.0.values().flatten();
        let mut rows: Vec<_> = rows.filter(|d| d.in_force(on)).collect();
        rows.sort_by_key(|d| d.key.as_str());
        rows
    }

    /// The name of an ethnic group by its code.
    #[must_use]
    pub fn ethnic_group(&self, code: &str) -> Option<String> {
        let names = self.texts("ethnic_groups", Day::LAST);
        names.iter().find_map(|n| {
            n.split_once(' ')
                .filter(|(c, _)| *c == code)
                .map(|(_, name)| name.to_owned())
        })
    }

    #[must_use]
    pub fn standings(&self) -> &[StandingRule] {
        &self.standings
    }

    /// The standing of a number.
    #[must_use]
    pub fn standing_of(&self, id: StandingId) -> Option<&StandingRule> {
        self.standings.get(usize::from(id.0))
    }

    /// The standing of a key: `probationary`.
    #[must_use]
    pub fn standing(&self, key: &str) -> Option<&StandingRule> {
        self.standings.iter().find(|s| s.key == key)
    }

    /// The standing as the rule in force on a day has it.
    #[must_use]
    pub fn standing_on(&self, key: &str, on: Day) -> Option<&StandingRule> {
        self.dated_standings.on_or(key, on, || self.standing(key))
    }

    /// The standing as people write it, in any of the languages.
    #[must_use]
    pub fn standing_named(&self, text: &str) -> Option<&StandingRule> {
        self.standing_words
            .get(&folded(text))
            .and_then(|id| self.standing_of(*id))
    }

    #[must_use]
    pub fn events(&self) -> &[EventRule] {
        &self.events
    }

    /// The event of a key: `recognition`.
    #[must_use]
    pub fn event(&self, key: &str) -> Option<&EventRule> {
        self.events.iter().find(|e| e.key == key)
    }

    /// The event as the rule in force on a day has it: what befell someone in 2025 is judged by
    /// the rule of 2025. Without a rule of that day it cannot befall anyone.
    #[must_use]
    pub fn event_on(&self, key: &str, on: Day) -> Option<&EventRule> {
        self.dated_events.on_or(key, on, || self.event(key))
    }

    /// The flows by which events in force on any of some days end a membership, in the order in
    /// which reports list them: why members left.
    #[must_use]
    pub fn departures(&self, (from, until): (Day, Day)) -> Vec<Flow> {
        let mut ending: Vec<&EventRule> = Vec::new();
        for event in &self.events {
            let versions = self.dated_events.all(&event.key).iter();
            let held = versions.filter(|d| d.valid_from < until && from < d.valid_until);
            ending.extend(held.map(|d| &d.rule));
            if self.dated_events.all(&event.key).is_empty() {
                ending.push(event);
            }
        }
        ending.retain(|e| e.effect == Effect::End);
        let ends = |flow: &Flow| ending.iter().any(|e| e.flow == Some(*flow));
        Flow::ALL.into_iter().filter(ends).collect()
    }

    /// The event as people write it: «kết nạp», «admitted».
    #[must_use]
    pub fn event_named(&self, text: &str) -> Option<&EventRule> {
        self.event_words
            .get(&folded(text))
            .and_then(|n| self.events.get(*n))
    }

    /// A dated whole number: `probation_months`.
    #[must_use]
    pub fn value(&self, name: &str, on: Day) -> Option<i64> {
        match self.value_row(name, on)? {
            RuleValue::Whole(number) => Some(*number),
            _ => None,
        }
    }

    /// A dated list of whole numbers: `badge_years`.
    #[must_use]
    pub fn wholes(&self, name: &str, on: Day) -> &[i64] {
        match self.value_row(name, on) {
            Some(RuleValue::Wholes(list)) => list,
            _ => &[],
        }
    }

    /// A dated list of texts: `award_rounds`.
    #[must_use]
    pub fn texts(&self, name: &str, on: Day) -> &[String] {
        match self.value_row(name, on) {
            Some(RuleValue::Texts(list)) => list,
            _ => &[],
        }
    }

    fn value_row(&self, name: &str, on: Day) -> Option<&RuleValue> {
        self.values.on(name, on).map(|d| &d.rule.value)
    }

    /// The regulation a dated value rests on.
    #[must_use]
    pub fn citation_of_value(&self, name: &str, on: Day) -> Option<&str> {
        self.values.on(name, on).map(|d| d.citation.as_str())
    }

    /// The date on which something is counted: `admission`, `party_age`.
    #[must_use]
    pub fn counted_on(&self, what: &str, on: Day) -> Option<CountingDate> {
        self.counting.on(what, on).map(|d| d.rule.date)
    }

    /// All versions of a rule of the data standard, the oldest first.
    #[must_use]
    pub fn data_rules(&self, rule: RuleId) -> &[Dated<DataRule>] {
        self.standard
            .get(usize::from(rule.0))
            .map_or(&[], Vec::as_slice)
    }

    /// A rule of the data standard as it read on a day.
    #[must_use]
    pub fn data_rule(&self, rule: RuleId, on: Day) -> Option<&Dated<DataRule>> {
        self.data_rules(rule).iter().find(|d| d.in_force(on))
    }

    /// The definition of an indicator in force that day.
    #[must_use]
    pub fn indicator(&self, code: &str, on: Day) -> Option<&Dated<IndicatorRule>> {
        self.indicators.on(code, on)
    }

    /// Every version of every indicator, by code and day.
    #[must_use]
    pub fn indicators(&self) -> Vec<&Dated<IndicatorRule>> {
        let mut all: Vec<_> = self.indicators.0.values().flatten().collect();
        all.sort_by(|a, b| (&a.key, a.valid_from).cmp(&(&b.key, b.valid_from)));
        all
    }

    /// The year of a day, if rules then in force count working days and the rulebook has no
    /// list of its holidays: such days are counted by weekends alone, and that must be said
    /// (`semantics.md` 1.15).
    #[must_use]
    pub fn year_without_holidays(&self, on: Day) -> Option<i16> {
        let mut in_force = self.standard.iter().flatten().filter(|d| d.in_force(on));
        let counts = in_force.any(|d| d.rule.parameters.working_days > 0);
        let listed = self.calendar.lists(on, on.plus_days(1));
        (counts && !listed).then(|| on.year())
    }

    /// What the rulebook says of documents.
    #[must_use]
    pub fn documents(&self) -> &DocumentRules {
        &self.documents
    }

    #[must_use]
    pub fn calendar(&self) -> &Calendar {
        &self.calendar
    }

    #[must_use]
    pub fn periods(&self) -> &[Dated<PeriodRule>] {
        &self.periods
    }

    /// The first day of award on or after a day.
    #[must_use]
    pub fn award_round(&self, on_or_after: Day) -> Option<Day> {
        let year = on_or_after.year();
        let rounds = self
            .award_days(on_or_after, year)
            .chain(self.award_days(on_or_after, year + 1));
        rounds.filter(|d| *d >= on_or_after).min()
    }

    /// The last day of award before a day.
    #[must_use]
    pub fn award_round_before(&self, day: Day) -> Option<Day> {
        let year = day.year();
        let rounds = self
            .award_days(day, year - 1)
            .chain(self.award_days(day, year));
        rounds.filter(|d| *d < day).max()
    }

    fn award_days(&self, on: Day, year: i16) -> impl Iterator<Item = Day> {
        let rounds = self.texts("award_rounds", on).iter();
        rounds.filter_map(move |r| {
            let (month, day) = r.split_once('-')?;
            Some(Day::ymd(year, month.parse().ok()?, day.parse().ok()?))
        })
    }
}

/// Rows put in order by section, and what could not be read of them.
struct Sorted {
    sections: BTreeMap<String, Vec<RuleRow>>,
    unread: Vec<String>,
}

impl Sorted {
    fn of(rows: Vec<RuleRow>) -> Sorted {
        let mut sections: BTreeMap<String, Vec<RuleRow>> = BTreeMap::new();
        for row in rows {
            sections.entry(row.section.clone()).or_default().push(row);
        }
        Sorted {
            sections,
            unread: Vec::new(),
        }
    }

    fn take<T: DeserializeOwned>(&mut self, section: &str) -> Vec<Dated<T>> {
        let mut read = Vec::new();
        for row in self.sections.remove(section).unwrap_or_default() {
            match serde_json::from_value(row.content) {
                Ok(rule) => read.push(Dated {
                    key: row.key,
                    valid_from: row.valid_from,
                    valid_until: row.valid_until,
                    citation: row.citation,
                    replaces: row.replaces,
                    rule,
                }),
                Err(_) => self.unread.push(format!("{section} {}", row.key)),
            }
        }
        read
    }

    fn unread(self) -> Vec<String> {
        let strange = self.sections.into_values().flatten();
        let strange = strange.map(|r| format!("{} {}", r.section, r.key));
        self.unread.into_iter().chain(strange).collect()
    }
}

/// The latest version of each key: by what it is called now a standing or an event is
/// recognised, whatever the day it happened.
fn latest<T>(mut rows: Vec<Dated<T>>) -> Vec<Dated<T>> {
    rows.sort_by_key(|d| std::cmp::Reverse(d.valid_from));
    let mut kept: Vec<Dated<T>> = Vec::with_capacity(rows.len());
    for row in rows {
        if !kept.iter().any(|k| k.key == row.key) {
            kept.push(row);
        }
    }
    kept.sort_by(|a, b| a.key.cmp(&b.key));
    kept
}

fn standings(rows: Vec<Dated<StandingContent>>) -> Vec<StandingRule> {
    let mut standings = vocabulary::standings();
    for row in latest(rows) {
        let known = standings.iter().position(|s| s.key == row.key);
        let place = known.unwrap_or(standings.len());
        let Ok(number) = u8::try_from(place) else {
            continue;
        };
        let rule = standing(StandingId(number), row);
        match standings.get_mut(place) {
            Some(built_in) => *built_in = rule,
            None => standings.push(rule),
        }
    }
    standings
}

fn standing(id: StandingId, row: Dated<StandingContent>) -> StandingRule {
    StandingRule {
        id,
        key: row.key,
        names: row.rule.names,
        synonyms: row.rule.synonyms,
        counted: row.rule.counted,
        terminal: row.rule.terminal,
    }
}

fn events(rows: Vec<Dated<EventContent>>, standings: &[StandingRule]) -> Vec<EventRule> {
    let mut events = vocabulary::events();
    for row in latest(rows) {
        let Some(rule) = event(row, standings) else {
            continue;
        };
        match events.iter_mut().find(|e| e.key == rule.key) {
            Some(built_in) => *built_in = rule,
            None => events.push(rule),
        }
    }
    events
}

fn event(row: Dated<EventContent>, standings: &[StandingRule]) -> Option<EventRule> {
    let number = |key: &str| standings.iter().find(|s| s.key == key).map(|s| s.id);
    let content = row.rule;
    let to = match content.to.as_str() {
        "same" => Target::Same,
        "stated" => Target::Stated,
        "former" => Target::Former,
        key => Target::Standing(number(key)?),
    };
    Some(EventRule {
        key: row.key,
        names: content.names,
        synonyms: content.synonyms,
        from_none: content.from.iter().any(|f| f == "none"),
        from: content.from.iter().filter_map(|f| number(f)).collect(),
        to,
        effect: content.effect,
        flow: flow(&content.flow),
        sensitive: content.sensitive,
        citation: row.citation,
    })
}

/// The same row, its content read.
fn redated<A: Clone, B>(
    row: Dated<A>,
    read: impl FnOnce(Dated<A>) -> Option<B>,
) -> Option<Dated<B>> {
    Some(Dated {
        key: row.key.clone(),
        valid_from: row.valid_from,
        valid_until: row.valid_until,
        citation: row.citation.clone(),
        replaces: row.replaces.clone(),
        rule: read(row)?,
    })
}

fn flow(text: &str) -> Option<Flow> {
    serde_json::from_value(serde_json::Value::from(text)).ok()
}

fn standing_words(standings: &[StandingRule]) -> HashMap<String, StandingId> {
    let mut words = HashMap::new();
    for s in standings {
        for word in words_of(&s.key, &s.names, &s.synonyms) {
            words.entry(word).or_insert(s.id);
        }
    }
    words
}

fn event_words(events: &[EventRule]) -> HashMap<String, usize> {
    let mut words = HashMap::new();
    for (number, e) in events.iter().enumerate() {
        for word in words_of(&e.key, &e.names, &e.synonyms) {
            words.entry(word).or_insert(number);
        }
    }
    words
}

fn words_of(key: &str, names: &Names, synonyms: &[String]) -> Vec<String> {
    let own = [key, &names.en, &names.vi, &names.ur];
    own.into_iter()
        .chain(synonyms.iter().map(String::as_str))
        .map(folded)
        .collect()
}

/// How people write it, levelled: case, spaces, `_` and `-` make no difference.
fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split(|c: char| c.is_whitespace() || c == '_' || c == '-') {
        if !word.is_empty() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().flat_map(char::to_lowercase));
        }
    }
    out
}

fn by_number(rows: Vec<Dated<DataRule>>) -> Vec<Vec<Dated<DataRule>>> {
    let mut standard = vec![Vec::new(); usize::from(RuleId::COUNT) + 1];
    for row in rows {
        let place = RuleId::parse(&row.key).and_then(|id| standard.get_mut(usize::from(id.0)));
        if let Some(versions) = place {
            versions.push(row);
        }
    }
    standard
        .iter_mut()
        .for_each(|v: &mut Vec<Dated<DataRule>>| v.sort_by_key(|d| d.valid_from));
    standard
}

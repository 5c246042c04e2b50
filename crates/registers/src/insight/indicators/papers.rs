//! Documents and tasks as facts that figures count. A document is counted at the organ that
//! issued it on its day, or at the unit that received it on the day of its arrival, a task at its
//! lead; all are then put on the units of the day asked for.
//!
//! What an organ issued stays the organ's for as long as it lives, whatever part of it was given
//! away. When it closes, its one whole successor keeps it; when it was divided, or ended in
//! nothing, it belongs to the lowest unit that contains all it may belong to and is a remainder
//! there (`semantics.md` 4.5).

use super::Facts;
use super::answer::needs_period;
use super::counts::{Tallies, Tally, least_sure};
use super::list::Listed;
use super::obligations::Obligations;
use super::question::{Question, StructureChoice};
use super::raw::{Id, Word, Words};
use super::rules::definition;
use crate::activity::documents::model::{self as documents, DOCUMENT, organ_of_series};
use crate::activity::tasks::model::{self as tasks, State, TASK};
use crate::activity::tasks::rules::{Done, Standing, standing};
use crate::organisation::rulebook::{IndicatorKind, IndicatorRule, Rulebook, Source};
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::journal::store as journal;
use platform::projection::{Row, Table, store as tables};
use platform::{Db, Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a document or a task is on some days, as far as figures ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Paper {
    pub id: Id,
    pub from: Day,
    pub to: Day,
    /// The issuing organ, of an incoming document the unit that received it, or the lead as it was
    /// assigned.
    pub unit: Id,
    /// The agency that advised it.
    pub advised_by: Id,
    /// The day on the document; the deadline of a task. [`Day::MAX`] where there is none.
    pub day: Day,
    /// Of a task: the day of the submission that waits or was accepted, and the deadline by which
    /// it is judged.
    pub submitted: Option<(Day, Day)>,
    pub direction: Word,
    pub kind: Word,
    pub field: Word,
    pub state: Word,
}

impl Paper {
    /// What a task comes to on a day, by the rule of its register: a figure counts what a list of
    /// tasks says, or one of them is wrong.
    fn standing(&self, papers: &Papers, on: Day) -> Option<Standing> {
        let state = State::parse(papers.word(self.state))?;
        Some(standing((state, self.day), self.submitted, on))
    }
}

/// Every document and every task of one knowledge, each sorted by id and day.
#[derive(Debug, Clone, Default)]
pub struct Papers {
    documents: Vec<Paper>,
    tasks: Vec<Paper>,
    pub(super) obligations: Obligations,
    words: Words,
}

impl Paper {
    /// What stands at a unit and is counted on a day, and nothing more.
    pub(super) fn at(id: Id, unit: Id, day: Day) -> Paper {
        Paper {
            id,
            from: Day::MIN,
            to: Day::MAX,
            unit,
            advised_by: Id::default(),
            day,
            submitted: None,
            direction: Word::default(),
            kind: Word::default(),
            field: Word::default(),
            state: Word::default(),
        }
    }
}

const OF_DOCUMENTS: [&str; 8] = [
    "organ",
    "advised_by",
    "dated",
    "direction",
    "kind",
    "field",
    "state",
    "series",
];
const OF_TASKS: [&str; 7] = [
    "lead",
    "deadline",
    "submitted",
    "judged_by",
    "field",
    "state",
    "kind",
];

impl Papers {
    /// Reads all of them as known after an act.
    pub async fn read(db: &mut Db, known: Known) -> Result<Papers> {
        let mut papers = Papers::default();
        let mut rows = Vec::new();
        for (table, columns) in [(&DOCUMENT, &OF_DOCUMENTS[..]), (&TASK, &OF_TASKS[..])] {
            tables::each_columns(db, table, known, columns, |row| {
                rows.push(row);
                Ok(())
            })
            .await?;
            papers.add(table, rows.drain(..))?;
        }
        papers.obligations = Obligations::read(db, known).await?;
        Ok(papers)
    }

    /// These papers with what acts since their knowledge touched; none when no act touched any.
    pub async fn followed(&self, db: &mut Db, since: Known) -> Result<Option<Papers>> {
        let mut now: Option<Papers> = None;
        for (class, table, columns) in [
            (documents::CLASS, &DOCUMENT, &OF_DOCUMENTS[..]),
            (tasks::CLASS, &TASK, &OF_TASKS[..]),
        ] {
            let changed = journal::subjects_since(db, class, since.0).await?;
            if changed.is_empty() {
                continue;
            }
            let papers = now.get_or_insert_with(|| self.clone());
            let changed: Vec<String> = changed.into_iter().collect();
            let gone: HashSet<Id> = changed.iter().map(|s| Id::of(s)).collect();
            papers.of_table(table).retain(|p| !gone.contains(&p.id));
            let rows = tables::current_columns(db, table, &changed, columns).await?;
            papers.add(table, rows.into_iter())?;
            if table.name == DOCUMENT.name {
                papers.obligations.follow(db, &changed).await?;
            }
        }
        Ok(now)
    }

    fn of_table(&mut self, table: &Table) -> &mut Vec<Paper> {
        if table.name == DOCUMENT.name {
            &mut self.documents
        } else {
            &mut self.tasks
        }
    }

    fn add(&mut self, table: &Table, rows: impl Iterator<Item = Row>) -> Result<()> {
        let of_documents = table.name == DOCUMENT.name;
        for row in rows {
            let paper = if of_documents {
                document(&row, &mut self.words)?
            } else {
                task(&row, &mut self.words)?
            };
            self.of_table(table).push(paper);
        }
        self.of_table(table)
            .sort_unstable_by_key(|p| (p.id, p.from));
        Ok(())
    }

    /// The text of a word.
    #[must_use]
    pub fn word(&self, word: Word) -> &str {
        self.words.text(word)
    }

    /// A document as it stands on a day.
    pub(super) fn document_on(&self, id: Id, on: Day) -> Option<&Paper> {
        let from = self.documents.partition_point(|p| p.id < id);
        let own = self.documents[from..].iter().take_while(|p| p.id == id);
        own.into_iter().find(|p| p.from <= on && on < p.to)
    }

    /// Whether there is any document, or any task.
    #[must_use]
    pub fn any(&self, source: &str) -> bool {
        match source {
            "documents" => !self.documents.is_empty(),
            _ => !self.tasks.is_empty(),
        }
    }

    /// Ids of agencies that advised documents, and of organs or leads.
    #[must_use]
    pub fn units(&self, which: &str) -> BTreeSet<Id> {
        match which {
            "advised-by" => self.documents.iter().map(|p| p.advised_by).collect(),
            "organ" => self.documents.iter().map(|p| p.unit).collect(),
            _ => self.tasks.iter().map(|p| p.unit).collect(),
        }
    }

    /// The rows a question counts, whatever unit it asks for. Of a stock what holds on its day, of
    /// a flow what has its day in the period, as it stands on the period's last day.
    fn asked<'a>(
        &'a self,
        rule: &'a IndicatorRule,
        q: &'a Question,
        wanted: &'a Wanted,
    ) -> impl Iterator<Item = &'a Paper> {
        let (from, until) = q.when.days();
        let last = until.eve();
        let flow = needs_period(rule);
        let all = match rule.source {
            Source::Documents => &self.documents,
            _ => &self.tasks,
        };
        let in_force = move |p: &&Paper| p.from <= last && last < p.to;
        let in_period = move |p: &&Paper| !flow || (from <= p.day && p.day < until);
        all.iter()
            .filter(in_force)
            .filter(in_period)
            .filter(move |p| wanted.takes(self, p, last))
    }
}

fn day(row: &Row, at: usize) -> Day {
    Day::parse(row.values[at].text()).unwrap_or(Day::MAX)
}

fn document(row: &Row, words: &mut Words) -> Result<Paper> {
    let text = |i: usize| row.values[i].text();
    // who sent an incoming document is no organ of the record; who received it gave it a number
    let unit = match text(3) {
        "incoming" => organ_of_series(text(7)).unwrap_or_default(),
        _ => text(0),
    };
    Ok(Paper {
        id: Id::of(&row.subject),
        from: row.from,
        to: row.to,
        unit: Id::of(unit),
        advised_by: Id::of(text(1)),
        day: day(row, 2),
        submitted: None,
        direction: words.add(text(3))?,
        kind: words.add(text(4))?,
        field: words.add(text(5))?,
        state: words.add(text(6))?,
    })
}

fn task(row: &Row, words: &mut Words) -> Result<Paper> {
    let text = |i: usize| row.values[i].text();
    Ok(Paper {
        id: Id::of(&row.subject),
        from: row.from,
        to: row.to,
        unit: Id::of(text(0)),
        advised_by: Id::default(),
        day: day(row, 1),
        submitted: Day::parse(text(2)).ok().zip(Day::parse(text(3)).ok()),
        direction: words.add("")?,
        kind: words.add(text(6))?,
        field: words.add(text(4))?,
        state: words.add(text(5))?,
    })
}

/// Which papers are counted: what the rule says, and what narrows the question.
struct Wanted {
    direction: Vec<String>,
    state: Vec<String>,
    kind: Vec<String>,
    field: Option<BTreeSet<String>>,
    /// `on-time` or `overdue`, as the register of tasks says of each.
    done: String,
    /// Those of the agency itself and of what it went on in.
    advised_by: Option<HashSet<Id>>,
    /// Those of the organ or lead itself, likewise.
    unit: Option<HashSet<Id>>,
}

impl Wanted {
    fn of(facts: &Facts, rule: &IndicatorRule, q: &Question) -> Result<Wanted> {
        let said = |name: &str| rule.filter.get(name).cloned().unwrap_or_default();
        let narrowed = |name: &str, value: &Option<String>| match value {
            Some(value) => vec![value.clone()],
            None => said(name),
        };
        Ok(Wanted {
            direction: said("direction"),
            state: narrowed("state", &q.filter.state),
            kind: match &q.filter.kind {
                Some(kind) => kinds(&facts.book, kind, q.when.last_day())?,
                None if rule.source == Source::Tasks => counted_tasks(&facts.book, rule, q),
                None => said("kind"),
            },
            field: match &q.filter.subject {
                Some(subject) => Some(fields(&facts.book, subject, q.when.last_day())?),
                None => None,
            },
            done: said("done").first().cloned().unwrap_or_default(),
            advised_by: match &q.filter.advised_by {
                Some(code) => Some(continued(&facts.structure, code, q)?),
                None => None,
            },
            unit: match q.filter.organ.as_ref().or(q.filter.lead.as_ref()) {
                Some(code) => Some(continued(&facts.structure, code, q)?),
                None => None,
            },
        })
    }

    fn takes(&self, papers: &Papers, p: &Paper, last: Day) -> bool {
        let among = |all: &[String], word: Word| {
            all.is_empty() || all.iter().any(|said| said == papers.word(word))
        };
        let done = match self.done.as_str() {
            "on-time" => p
                .standing(papers, last)
                .is_some_and(|s| s.done == Some(Done::OnTime)),
            "overdue" => p.standing(papers, last).is_some_and(|s| s.overdue),
            _ => true,
        };
        among(&self.direction, p.direction)
            && among(&self.state, p.state)
            && among(&self.kind, p.kind)
            && self
                .field
                .as_ref()
                .is_none_or(|f| f.contains(papers.word(p.field)))
            && done
            && self
                .advised_by
                .as_ref()
                .is_none_or(|a| a.contains(&p.advised_by))
            && self.unit.as_ref().is_none_or(|u| u.contains(&p.unit))
    }
}

/// The keys of the field of work that is meant, by key or by name, and of all below it.
fn fields(book: &Rulebook, said: &str, on: Day) -> Result<BTreeSet<String>> {
    let documents = book.documents();
    if said.is_empty() {
        return Ok(BTreeSet::from([String::new()]));
    }
    let Some(field) = documents.field(said, on) else {
        let known: Vec<&str> = documents.fields(on).map(|d| d.key.as_str()).collect();
        return Err(Error::refused(format!(
            "the rulebook has no field of work «{said}» on {on}; known are {}",
            known.join(", ")
        )));
    };
    let within = documents.fields_within(&field.key, on);
    Ok(within.into_iter().map(str::to_owned).collect())
}

/// The keys of the kinds of document that are meant: by key, by name, or by an abbreviation that
/// two may share.
fn kinds(book: &Rulebook, said: &str, on: Day) -> Result<Vec<String>> {
    let documents = book.documents();
    let found = documents.kinds_named(said, "", on);
    if found.is_empty() {
        let known: Vec<&str> = documents.kinds(on).map(|d| d.key.as_str()).collect();
        return Err(Error::refused(format!(
            "the rulebook has no kind of document «{said}» on {on}; known are {}",
            known.join(", ")
        )));
    }
    Ok(found.into_iter().map(|d| d.key.clone()).collect())
}

/// The kinds of tasks that a figure counts: those its rule names, otherwise those the rulebook
/// marks; nothing where every kind is counted.
fn counted_tasks(book: &Rulebook, rule: &IndicatorRule, q: &Question) -> Vec<String> {
    if let Some(named) = rule.filter.get("kind") {
        return named.clone();
    }
    let on = q.rule_day();
    let kinds = tasks::Kind::ALL.map(tasks::Kind::as_str);
    let counted = kinds.into_iter().filter(|k| book.counts_task(k, on));
    let counted: Vec<String> = counted.map(str::to_owned).collect();
    match counted.len() {
        n if n == kinds.len() => Vec::new(),
        // a word no task bears: of no kind counted, none is
        0 => vec!["none".to_owned()],
        _ => counted,
    }
}

/// The units of which the one that bears a code is the continuation, and itself.
fn continued(s: &Structure, code: &str, q: &Question) -> Result<HashSet<Id>> {
    let on = q.structure_day();
    // of which none is named
    if code.is_empty() {
        return Ok(HashSet::from([Id::default()]));
    }
    // what closed in the period goes by its last code
    let last = || {
        let mut bearers = s.bearers(code).iter().rev().copied();
        bearers.find(|u| s.unit(*u).closed <= on)
    };
    let Some(unit) = s.bearer(code, on).or_else(last) else {
        return Err(Error::refused(format!(
            "no unit bears the code «{code}» on {on}"
        )));
    };
    let mut found = HashSet::new();
    let mut open = vec![unit];
    while let Some(u) = open.pop() {
        if !found.insert(Id::of(&s.unit(u).id)) {
            continue;
        }
        let whole = s
            .links_in(u)
            .filter(|l| l.kind == figures::structure::LinkKind::Whole && l.day <= on);
        open.extend(whole.map(|l| l.old));
    }
    Ok(found)
}

impl Facts {
    pub(super) fn papers_counted(&self, rule: &IndicatorRule, q: &Question) -> Result<Tallies> {
        if rule.source == Source::Coverage {
            let found = self.obligations(rule, q)?;
            return Ok(tallies(self, q, needs_period(rule), found.iter()));
        }
        let wanted = Wanted::of(self, rule, q)?;
        let asked = self.papers.asked(rule, q, &wanted);
        Ok(tallies(self, q, needs_period(rule), asked))
    }

    /// The documents or tasks that a figure counts.
    pub(super) fn papers_listed(&self, rule: &IndicatorRule, q: &Question) -> Result<Vec<Listed>> {
        let bound = match rule.source {
            Source::Coverage => self.obligations(rule, q)?,
            _ => Vec::new(),
        };
        let wanted = Wanted::of(self, rule, q)?;
        let asked = self.papers.asked(rule, q, &wanted);
        let asked = asked.filter(|_| rule.source != Source::Coverage);
        let mut seats = Seats::of(self, q);
        let mut listed = Vec::new();
        for p in asked.chain(bound.iter()) {
            let own = own_day(p, q, needs_period(rule));
            let Some(seat) = seats.seat(p, own) else {
                continue;
            };
            let inside = |at| {
                q.unit
                    .is_none_or(|u| self.structure.is_within(at, u, seat.on))
            };
            if q.unit.is_none() || seat.at.is_some_and(inside) {
                listed.push(Listed {
                    person: None,
                    paper: Some(p.id),
                    unit: Some(seat.unit),
                    sender: None,
                    at: seat.at,
                    part: if seat.divided { "remainder" } else { "own" },
                    day: p.day,
                    named_on: own,
                });
            }
        }
        listed.sort_by_key(|l| (l.day, l.paper));
        Ok(listed)
    }

    /// Whether a figure counts documents or tasks; of a share, what stands above its line.
    #[must_use]
    pub fn counts_papers(&self, q: &Question) -> bool {
        let of = |code: &str| definition(&self.book, code, q.rule_day()).ok();
        let rule = of(&q.indicator);
        let above = rule.filter(|r| r.kind == IndicatorKind::Ratio);
        let counted = above.and_then(|r| of(&r.numerator)).or(rule);
        counted.is_some_and(|r| r.source.is_papers())
    }
}

impl Facts {
    /// The agency that advised a document, as it stands on a day.
    #[must_use]
    pub fn adviser(&self, document: Id, on: Day) -> Option<UnitIx> {
        let paper = self.papers.document_on(document, on)?;
        self.unit(paper.advised_by)
    }
}

/// What a list says of a document or a task.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Named {
    /// Of a document; empty for a task.
    pub symbol: String,
    pub title: String,
    /// Where its page is.
    pub page: String,
}

/// What the documents and tasks of a list are called, as the facts know them.
pub async fn named(db: &mut Db, known: Known, listed: &[Listed]) -> Result<HashMap<Id, Named>> {
    let ids: Vec<String> = listed
        .iter()
        .filter_map(|l| Some(l.paper?.text()))
        .collect();
    let mut named = HashMap::new();
    if ids.is_empty() {
        return Ok(named);
    }
    for (table, page) in [(&DOCUMENT, "documents"), (&TASK, "tasks")] {
        for row in tables::known_where(db, table, known, "subject", &ids).await? {
            let paper = Named {
                symbol: said(&row, table, "symbol"),
                title: said(&row, table, "title"),
                page: format!("/{page}/{}", row.subject),
            };
            named.insert(Id::of(&row.subject), paper);
        }
    }
    Ok(named)
}

fn said(row: &Row, table: &Table, column: &str) -> String {
    let at = table.columns.iter().position(|(name, _)| *name == column);
    at.map_or_else(String::new, |at| row.values[at].text().to_owned())
}

/// The day on whose tree a paper is counted as it was: of a flow its own, of a stock the day
/// asked for.
fn own_day(p: &Paper, q: &Question, flow: bool) -> Day {
    if flow { p.day } else { q.when.last_day() }
}

/// Where a paper is counted.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Seat {
    /// The lowest unit that contains all it may belong to; none is the whole record.
    pub at: Option<UnitIx>,
    /// The day on whose tree it stands.
    pub on: Day,
    /// The organ itself, or the lead.
    pub unit: UnitIx,
    /// What it may belong to, where the organ closed and did not go whole into one other.
    pub parts: Vec<UnitIx>,
    pub divided: bool,
}

/// Finds where papers are counted, each organ and day once.
struct Seats<'a> {
    facts: &'a Facts,
    found: HashMap<(Id, Day), Option<usize>>,
    seats: Vec<Seat>,
    as_was: bool,
    on: Day,
}

impl<'a> Seats<'a> {
    fn of(facts: &'a Facts, q: &Question) -> Seats<'a> {
        Seats {
            facts,
            found: HashMap::new(),
            seats: Vec::new(),
            as_was: q.structure == StructureChoice::AsWas,
            on: q.structure_day(),
        }
    }

    /// The number of the seat of a paper on its own day; none when its organ is no unit of the
    /// record.
    fn number(&mut self, p: &Paper, own: Day) -> Option<usize> {
        let on = if self.as_was { own } else { self.on };
        if let Some(found) = self.found.get(&(p.unit, on)) {
            return *found;
        }
        let seat = self.facts.unit(p.unit).map(|u| self.look(u, on));
        let number = seat.map(|seat| {
            self.seats.push(seat);
            self.seats.len() - 1
        });
        self.found.insert((p.unit, on), number);
        number
    }

    fn seat(&mut self, p: &Paper, own: Day) -> Option<&Seat> {
        let number = self.number(p, own)?;
        self.seats.get(number)
    }

    fn look(&self, unit: UnitIx, on: Day) -> Seat {
        let s = &self.facts.structure;
        let (parts, lost) = candidates(s, unit, on);
        Seat {
            at: s.lowest_common(&parts, on).filter(|_| lost < Lost::Whole),
            on,
            unit,
            divided: lost > Lost::Nothing || parts.len() > 1,
            parts,
        }
    }
}

/// Whether some of what an organ became, or came from, is no unit of the day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Lost {
    Nothing,
    /// What contained it is among the units.
    Part,
    /// Nothing that contained it is a unit of the day.
    Whole,
}

/// The units of a day to which a paper of an organ may belong: itself, what it became, or what it
/// came from. Of what ended in nothing or came from nothing, the unit that it stood under.
fn candidates(s: &Structure, unit: UnitIx, on: Day) -> (Vec<UnitIx>, Lost) {
    let (mut found, mut seen) = (BTreeSet::new(), HashSet::new());
    let mut lost = Lost::Nothing;
    let mut open = vec![unit];
    while let Some(u) = open.pop() {
        if s.is_open(u, on) {
            found.insert(u);
            continue;
        }
        if !seen.insert(u) {
            continue;
        }
        let (opened, closed) = (s.unit(u).opened, s.unit(u).closed);
        let own = if on < opened { opened } else { closed.eve() };
        let reach = s.reach(u, own, on);
        found.extend(reach.keys().flatten());
        if reach.contains_key(&None) || reach.is_empty() {
            for (x, day) in ends(s, u, (own, on)) {
                let above = s.parent(x, day);
                lost = lost.max(above.map_or(Lost::Whole, |_| Lost::Part));
                open.extend(above);
            }
        }
    }
    (found.into_iter().collect(), lost)
}

/// The units at which the ways of an organ to a day end without a unit of that day, each with the
/// last day on which it stood somewhere, or the first.
fn ends(s: &Structure, unit: UnitIx, (own, on): (Day, Day)) -> Vec<(UnitIx, Day)> {
    let (mut found, mut seen) = (Vec::new(), HashSet::new());
    let mut open = vec![unit];
    while let Some(x) = open.pop() {
        if !seen.insert(x) {
            continue;
        }
        let (opened, closed) = (s.unit(x).opened, s.unit(x).closed);
        if on < own {
            let back: Vec<UnitIx> = s
                .links_in(x)
                .filter(|l| on < l.day && l.day <= own)
                .map(|l| l.old)
                .collect();
            if back.is_empty() && on < opened {
                found.push((x, opened));
            }
            open.extend(back);
        } else {
            let out = s.links_out(x).filter(|l| own < l.day && l.day <= on);
            let mut told = closed > on;
            for link in out {
                told = true;
                match link.new {
                    Some(new) => open.push(new),
                    None => found.push((x, link.day.eve())),
                }
            }
            if !told {
                found.push((x, closed.eve()));
            }
        }
    }
    found
}

impl Facts {
    /// What each unit that stood directly below one counted there, each paper on its own day.
    pub(super) fn papers_below(&self, rule: &IndicatorRule, q: &Question) -> Result<Tallies> {
        let wanted = Wanted::of(self, rule, q)?;
        let mut seats = Seats::of(self, q);
        let mut counted: Tallies = HashMap::new();
        for p in self.papers.asked(rule, q, &wanted) {
            let seat = seats.seat(p, own_day(p, q, needs_period(rule)));
            let below = seat.and_then(|seat| {
                let child = self.child_below(q.unit, seat.at?, seat.on)?;
                Some((child, seat.divided && seat.at == Some(child)))
            });
            let Some((child, divided)) = below else {
                continue;
            };
            let tally = counted.entry(Some(child));
            let tally = tally.or_insert_with(|| Tally::none("exact"));
            tally.total += 1;
            if divided {
                tally.certainty = "remainder";
            }
        }
        Ok(counted)
    }
}

/// Adds papers up over the tree.
fn tallies<'a>(
    facts: &Facts,
    q: &Question,
    flow: bool,
    papers: impl Iterator<Item = &'a Paper>,
) -> Tallies {
    let mut seats = Seats::of(facts, q);
    let mut counts: BTreeMap<usize, u64> = BTreeMap::new();
    for p in papers {
        if let Some(seat) = seats.number(p, own_day(p, q, flow)) {
            *counts.entry(seat).or_default() += 1;
        }
    }
    let mut values: Tallies = HashMap::new();
    for (number, n) in counts {
        if let Some(seat) = seats.seats.get(number) {
            add(&facts.structure, &mut values, seat, n);
        }
    }
    values
}

fn add(s: &Structure, values: &mut Tallies, seat: &Seat, n: u64) {
    let mut mark = |u: Option<UnitIx>, certainty: &'static str| {
        let tally = values.entry(u).or_insert_with(|| Tally::none("exact"));
        tally.certainty = least_sure([tally.certainty, certainty]);
    };
    // the parts may lack some of it
    for part in seat.parts.iter().filter(|_| seat.divided) {
        let up = s.way_up(*part, seat.on);
        for u in up.take_while(|u| Some(*u) != seat.at) {
            mark(Some(u), "remainder");
        }
    }
    let up = seat.at.map_or_else(Vec::new, |u| s.ancestors(u, seat.on));
    let was = s.unit(seat.unit).closed.eve();
    for u in &up {
        let own = seat.at == Some(seat.unit) || s.is_within(seat.unit, *u, was);
        mark(Some(*u), if own { "exact" } else { "rebased" });
    }
    for (i, u) in up.into_iter().map(Some).chain([None]).enumerate() {
        let tally = values.entry(u).or_insert_with(|| Tally::none("exact"));
        tally.total += n;
        match (i, seat.divided) {
            (0, true) => {
                tally.remainder += n;
                let certainty = if u.is_some() { "remainder" } else { "exact" };
                tally.certainty = least_sure([tally.certainty, certainty]);
            }
            (0, false) => tally.own += n,
            _ => {}
        }
    }
}

//! The shelf: every document in memory, for search by number in any form, by words without marks,
//! by organ as it was named then, by field, kind and day, and by the words of its files. It holds
//! the latest knowledge and follows the journal; who asks for an earlier one reads the tables.

use super::files::Cabinet;
use super::files::store::{self as files, Hung};
use super::model::{CLASS, DOCUMENT, DOCUMENT_UNIT, Document, column};
use super::rules::{is_seen, parse_symbol, symbol_key, symbols_of_words};
use super::state::State;
use super::store;
use figures::Day;
use platform::asof::Known;
use platform::projection::{Row, store as tables};
use platform::text::folded;
use platform::{Db, Result, Scope};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Bound;

/// Texts that stand in many documents, each kept once.
#[derive(Debug, Default)]
struct Names {
    places: HashMap<Box<str>, u32>,
    names: Vec<Box<str>>,
}

impl Names {
    fn place(&mut self, name: &str) -> u32 {
        if let Some(place) = self.places.get(name) {
            return *place;
        }
        let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        self.places.insert(name.into(), place);
        self.names.push(name.into());
        place
    }

    /// For each name whether it is one of some; all are where none is asked for.
    fn among(&self, wanted: &[String]) -> Option<Vec<bool>> {
        (!wanted.is_empty()).then(|| {
            let names = self.names.iter();
            names.map(|n| wanted.iter().any(|w| **w == **n)).collect()
        })
    }
}

/// A document over a stretch of days in which nothing of it changes.
#[derive(Debug)]
struct Entry {
    id: Box<str>,
    from: Day,
    to: Day,
    dated: Day,
    organ: u32,
    advised_by: u32,
    kind: u32,
    field: u32,
    direction: u32,
    state: u32,
    /// Units it concerns, each in its part and with its days.
    units: Box<[(u32, u32, Day, Day)]>,
}

/// A unit that a document concerns in a part, over some days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Concerned {
    pub unit: String,
    pub part: String,
    pub from: Day,
    pub to: Day,
}

/// What is asked of the shelf; empty lists narrow nothing.
#[derive(Debug, Clone, Default)]
pub struct Asked<'a> {
    /// Words, the last of which may be the beginning of one, or a number and symbol.
    pub text: &'a str,
    pub organs: &'a [String],
    pub advised_by: &'a [String],
    pub kinds: &'a [String],
    pub fields: &'a [String],
    pub directions: &'a [String],
    pub states: &'a [String],
    /// Dated on or after.
    pub from: Option<Day>,
    /// Dated before.
    pub until: Option<Day>,
    /// Only after this one in the order of what is found: the day on it, its id. It narrows what is
    /// listed, and not how many there are in all.
    pub after: Option<(Day, &'a str)>,
    pub limit: usize,
}

/// What was found: ids, the latest first, of one day by id; after which of them more are found;
/// and how many there are in all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    pub ids: Vec<String>,
    pub more: Option<(Day, String)>,
    pub total: usize,
}

/// All documents as the record knows them now.
#[derive(Debug, Default)]
pub struct Shelf {
    known: u64,
    names: Names,
    /// Taken away: nothing.
    entries: Vec<Option<Entry>>,
    /// Where each document's entries stand.
    by_id: HashMap<Box<str>, Vec<u32>>,
    /// Word to entries, in their order.
    words: BTreeMap<Box<str>, Vec<u32>>,
}

/// The words of a text as they are searched: folded, parted at whatever is no letter or digit,
/// numbers without zeros before them.
#[must_use]
pub fn words(text: &str) -> Vec<String> {
    let folded = folded(text);
    let parts = folded.split(|c: char| !c.is_alphanumeric());
    let plain = |w: &str| {
        let bare = w.trim_start_matches('0');
        let number = !bare.is_empty() && is_number(w);
        if number { bare } else { w }.to_owned()
    };
    parts.filter(|w| !w.is_empty()).map(plain).collect()
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

/// The words that a search asks for: «Số 57» is 57.
#[must_use]
pub fn sought(text: &str) -> Vec<String> {
    let mut asked = words(text);
    if asked.get(1).is_some_and(|w| is_number(w)) && asked[0] == "so" {
        asked.remove(0);
    }
    asked
}

/// The words of a document's file, with the days on which it is one.
struct Said {
    from: Day,
    to: Day,
    words: Vec<String>,
}

/// The words of files, by their documents. What nobody could read has none.
fn texts(
    hung: Vec<Hung>,
    cabinet: Option<&Cabinet>,
    erased: &BTreeMap<String, u64>,
) -> Result<HashMap<String, Vec<Said>>> {
    let mut found: HashMap<String, Vec<Said>> = HashMap::new();
    for h in hung {
        // the text of what was erased may still lie there for a moment
        let opened = match cabinet.filter(|_| !erased.contains_key(&h.file.hash)) {
            Some(cabinet) => cabinet.texts.of(&h.file.hash)?,
            None => None,
        };
        let all: HashSet<String> =
            opened.map_or_else(HashSet::new, |o| words(&o.text).into_iter().collect());
        found.entry(h.document).or_default().push(Said {
            from: h.from,
            to: h.to,
            words: all.into_iter().collect(),
        });
    }
    Ok(found)
}

fn concerned(row: &Row) -> Concerned {
    let text = |at: usize| row.values[at].text().to_owned();
    Concerned {
        unit: text(0),
        part: text(1),
        from: row.from,
        to: row.to,
    }
}

/// A set of entries.
struct Marks(Vec<u64>);

impl Marks {
    fn of(len: usize) -> Marks {
        Marks(vec![0; len.div_ceil(64)])
    }

    fn set(&mut self, at: u32) {
        let at = usize::try_from(at).unwrap_or(usize::MAX);
        if let Some(word) = self.0.get_mut(at / 64) {
            *word |= 1 << (at % 64);
        }
    }

    fn meet(&mut self, other: &Marks) {
        self.0.iter_mut().zip(&other.0).for_each(|(a, b)| *a &= b);
    }

    fn each(&self, mut take: impl FnMut(usize)) {
        for (at, word) in self.0.iter().enumerate() {
            let mut left = *word;
            while left != 0 {
                take(at * 64 + usize::try_from(left.trailing_zeros()).unwrap_or(0));
                left &= left - 1;
            }
        }
    }
}

impl Shelf {
    /// Reads every document that the record knows of now; of its files, the texts that lie in the
    /// cabinet.
    pub async fn load(db: &mut Db, known: Known, cabinet: Option<&Cabinet>) -> Result<Shelf> {
        let mut units: HashMap<String, Vec<Row>> = HashMap::new();
        tables::each_known(db, &DOCUMENT_UNIT, known, |k| {
            units.entry(k.row.subject.clone()).or_default().push(k.row);
            Ok(())
        })
        .await?;
        let erased = files::erased(db).await?;
        let texts = texts(files::all(db, known).await?, cabinet, &erased)?;
        let mut shelf = Shelf {
            known: known.0,
            ..Shelf::default()
        };
        tables::each_known(db, &DOCUMENT, known, |k| {
            let of = units.get(&k.row.subject).map_or(&[][..], Vec::as_slice);
            let said = texts.get(&k.row.subject).map_or(&[][..], Vec::as_slice);
            shelf.put(k.row, of, said);
            Ok(())
        })
        .await?;
        Ok(shelf)
    }

    /// The act it reaches to.
    #[must_use]
    pub fn known(&self) -> Known {
        Known(self.known)
    }

    /// How many stretches of documents stand on it.
    #[must_use]
    pub fn len(&self) -> usize {
        self.entries.iter().flatten().count()
    }

    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Catches up with the acts since: documents they touched are taken away and put again.
    pub async fn follow(
        &mut self,
        db: &mut Db,
        known: Known,
        cabinet: Option<&Cabinet>,
    ) -> Result<()> {
        if known.0 <= self.known {
            return Ok(());
        }
        let since = platform::journal::store::subjects_since(db, CLASS, self.known).await?;
        let touched: Vec<String> = since.into_iter().collect();
        for id in &touched {
            for at in self.by_id.remove(id.as_str()).unwrap_or_default() {
                if let Some(entry) = self
                    .entries
                    .get_mut(usize::try_from(at).unwrap_or(usize::MAX))
                {
                    *entry = None;
                }
            }
        }
        let mut units: HashMap<String, Vec<Row>> = HashMap::new();
        for row in tables::current(db, &DOCUMENT_UNIT, &touched).await? {
            units.entry(row.subject.clone()).or_default().push(row);
        }
        let erased = files::erased(db).await?;
        let texts = texts(files::current(db, &touched).await?, cabinet, &erased)?;
        for row in tables::current(db, &DOCUMENT, &touched).await? {
            let of = units.get(&row.subject).map_or(&[][..], Vec::as_slice);
            let said = texts.get(&row.subject).map_or(&[][..], Vec::as_slice);
            self.put(row, of, said);
        }
        self.known = known.0;
        Ok(())
    }

    fn put(&mut self, row: Row, units: &[Row], texts: &[Said]) {
        let (from, to) = (row.from, row.to);
        let own_fold = column("folded").map(|c| row.values[c].text().to_owned());
        let document = store::document(row);
        // a file that came or went meanwhile parts the stretch
        let mut days = BTreeSet::from([from, to]);
        let ends = texts.iter().flat_map(|t| [t.from, t.to]);
        days.extend(ends.filter(|day| from < *day && *day < to));
        let days: Vec<Day> = days.into_iter().collect();
        for part in days.windows(2) {
            let (from, to) = (part[0], part[1]);
            let within = units.iter().filter(|u| u.from < to && from < u.to);
            let concerned: Vec<Concerned> = within.map(concerned).collect();
            let said = texts.iter().filter(|t| t.from <= from && to <= t.to);
            let said = said.flat_map(|t| &t.words);
            self.add(&document, own_fold.clone(), (from, to), &concerned, said);
        }
    }

    /// Puts a document over a stretch of days on the shelf. `folded` is its subject without marks,
    /// where that is known already; `said` the words of its files.
    pub fn add<'a>(
        &mut self,
        document: &Document,
        own_fold: Option<String>,
        (from, to): (Day, Day),
        units: &[Concerned],
        said: impl IntoIterator<Item = &'a String>,
    ) {
        let at = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        let mut all = words(&own_fold.unwrap_or_else(|| document.subject.clone()));
        all.extend(words(&document.organ_name));
        all.extend(words(&document.symbol));
        all.extend(said.into_iter().cloned());
        // an incoming document's number is none of its symbol, which is the sender's
        all.extend(document.number.map(|n| n.to_string()));
        let own = parse_symbol(&document.symbol).map(|s| s.number);
        all.extend(own.or(document.number).map(|n| format!("#{n}")));
        let key = symbol_key(&document.symbol);
        if !key.is_empty() {
            all.push(key);
        }
        // a symbol that was entered with spaces for its marks is found by its marks, too
        if own.is_none() {
            all.extend(symbols_of_words(&document.symbol));
        }
        all.sort_unstable();
        all.dedup();
        for word in all {
            match self.words.get_mut(word.as_str()) {
                Some(list) => list.push(at),
                None => _ = self.words.insert(word.into(), vec![at]),
            }
        }
        let names = &mut self.names;
        let entry = Entry {
            id: document.id.as_str().into(),
            from,
            to,
            dated: document.day(),
            organ: names.place(&document.organ),
            advised_by: names.place(&document.advised_by),
            kind: names.place(&document.kind),
            field: names.place(&document.field),
            direction: names.place(&document.direction),
            state: names.place(document.state.as_str()),
            units: units
                .iter()
                .map(|u| (names.place(&u.unit), names.place(&u.part), u.from, u.to))
                .collect(),
        };
        self.by_id.entry(entry.id.clone()).or_default().push(at);
        self.entries.push(Some(entry));
    }

    /// Documents as they stand on a day that may be seen and are what is asked, the latest first.
    #[must_use]
    pub fn search(&self, scope: &Scope, on: Day, asked: &Asked<'_>) -> Found {
        let sees: Option<Vec<bool>> =
            (!scope.is_whole()).then(|| self.names.names.iter().map(|n| scope.sees(n)).collect());
        let narrow = [
            self.names.among(asked.organs),
            self.names.among(asked.advised_by),
            self.names.among(asked.kinds),
            self.names.among(asked.fields),
            self.names.among(asked.directions),
            self.names.among(asked.states),
        ];
        let holds = |list: &Option<Vec<bool>>, place: u32| {
            let at = usize::try_from(place).unwrap_or(usize::MAX);
            list.as_ref().is_none_or(|l| l.get(at) == Some(&true))
        };
        let seen = |at: usize| {
            let e = self.entries.get(at)?.as_ref()?;
            let own = [e.organ, e.advised_by, e.kind, e.field, e.direction, e.state];
            let fits = e.from <= on
                && on < e.to
                && asked.from.is_none_or(|d| d <= e.dated)
                && asked.until.is_none_or(|d| e.dated < d)
                && narrow.iter().zip(own).all(|(n, o)| holds(n, o));
            let seen = fits && (sees.is_none() || self.shows(e, on, |unit| holds(&sees, unit)));
            seen.then_some((e.dated, at))
        };
        // spaces for its marks: a document of that symbol is meant, where one sees it, and not all
        // that speak of it
        let spaced = symbols_of_words(asked.text).into_iter();
        for marks in spaced.filter_map(|s| self.exactly(&s)) {
            let mut found: Vec<(Day, usize)> = Vec::new();
            marks.each(|at| found.extend(seen(at)));
            if !found.is_empty() {
                return self.first(found, asked);
            }
        }
        let mut found: Vec<(Day, usize)> = Vec::new();
        match self.marked(asked.text) {
            Some(marks) => marks.each(|at| found.extend(seen(at))),
            None => found.extend((0..self.entries.len()).filter_map(seen)),
        }
        self.first(found, asked)
    }

    /// Whether an entry shows its document on a day to who sees some units.
    fn shows(&self, e: &Entry, on: Day, sees: impl Fn(u32) -> bool) -> bool {
        let then = |(_, _, from, to): &&(u32, u32, Day, Day)| *from <= on && on < *to;
        let units = e.units.iter().filter(then);
        let parts = units.map(|(unit, part, ..)| (self.name(*part), *unit));
        is_seen(State::parse(self.name(e.state)), parts, sees)
    }

    fn name(&self, place: u32) -> &str {
        let at = usize::try_from(place).unwrap_or(usize::MAX);
        self.names.names.get(at).map_or("", AsRef::as_ref)
    }

    fn id(&self, at: usize) -> &str {
        let entry = self.entries.get(at).and_then(Option::as_ref);
        entry.map_or("", |e| &e.id)
    }

    fn first(&self, mut found: Vec<(Day, usize)>, asked: &Asked<'_>) -> Found {
        let total = found.len();
        // the order does not follow from the places on the shelf, which change from act to act
        let latest = |a: &(Day, usize), b: &(Day, usize)| {
            let ids = || self.id(b.1).cmp(self.id(a.1));
            b.0.cmp(&a.0).then_with(ids)
        };
        if let Some((day, id)) = asked.after {
            found.retain(|(d, at)| *d < day || (*d == day && self.id(*at) < id));
        }
        let limit = asked.limit;
        let more = limit > 0 && limit < found.len();
        if more {
            found.select_nth_unstable_by(limit - 1, latest);
            found.truncate(limit);
        }
        found.sort_unstable_by(latest);
        let last = found.last().filter(|_| more);
        Found {
            more: last.map(|(day, at)| (*day, self.id(*at).to_owned())),
            ids: found
                .iter()
                .map(|(_, at)| self.id(*at).to_owned())
                .collect(),
            total,
        }
    }

    /// The entries that have a word, a symbol or a number, if any ever had.
    fn exactly(&self, word: &str) -> Option<Marks> {
        let list = self.words.get(word)?;
        let mut marks = Marks::of(self.entries.len());
        list.iter().for_each(|at| marks.set(*at));
        Some(marks)
    }

    /// The entries that have every word; nothing when no word is asked for.
    fn marked(&self, text: &str) -> Option<Marks> {
        let none = || Marks::of(self.entries.len());
        if text.starts_with('#') {
            return Some(self.exactly(text).unwrap_or_else(none));
        }
        if parse_symbol(text).is_some() {
            return Some(self.exactly(&symbol_key(text)).unwrap_or_else(none));
        }
        let asked = sought(text);
        let (last, whole) = asked.split_last()?;
        let mut marks = Marks::of(self.entries.len());
        let (begin, end) = (Bound::Included(last.as_str()), Bound::Unbounded);
        // a number is meant as it is written: 57 is not the beginning of 571
        let number = is_number(last);
        let fits = |w: &str| {
            if number {
                w == last
            } else {
                w.starts_with(last.as_str())
            }
        };
        let beginning = self.words.range::<str, _>((begin, end));
        for (_, list) in beginning.take_while(|(w, _)| fits(w)) {
            list.iter().for_each(|at| marks.set(*at));
        }
        for word in whole {
            let mut own = Marks::of(self.entries.len());
            let list = self.words.get(word.as_str());
            list.into_iter().flatten().for_each(|at| own.set(*at));
            marks.meet(&own);
        }
        Some(marks)
    }
}

//! The columns a list of people may have, on the page and in a file alike.

use super::super::model::field;
use super::super::roll::{On, Roll, Seat};
use super::filter::standing_for;
use crate::organisation::privacy::fields;
use crate::organisation::rulebook::CountingDate;
use crate::web::Visit;
use crate::web::figures::FactsOfVisit;
use figures::Day;
use platform::Result;
use platform::projection::Row;
use serde::Serialize;

/// A column by its key; its heading is the message `members-col-KEY`.
pub struct Column {
    pub key: &'static str,
    /// Whether the list can be sorted by it.
    pub sorts: bool,
    /// Whether it needs the row of the table, not only the roll.
    pub read: bool,
}

const fn plain(key: &'static str, sorts: bool) -> Column {
    Column {
        key,
        sorts,
        read: false,
    }
}

const fn read(key: &'static str) -> Column {
    Column {
        key,
        sorts: false,
        read: true,
    }
}

pub const COLUMNS: [Column; 13] = [
    plain("born", true),
    plain("sex", false),
    plain("unit", true),
    plain("standing", false),
    plain("since", true),
    plain("decision", true),
    plain("ceremony", true),
    plain("official", true),
    plain("years", false),
    plain("failing", false),
    read("file"),
    read("card"),
    read("citizen"),
];

/// What a list shows when nobody chose.
const USUAL: [&str; 5] = ["born", "unit", "standing", "official", "failing"];

/// The columns chosen in the address, in their order, as far as one may see them.
#[must_use]
pub fn chosen(v: &Visit) -> Vec<&'static Column> {
    let asked: Vec<&str> = v
        .query
        .iter()
        .filter(|(n, _)| n == "col")
        .map(|(_, value)| value.as_str())
        .collect();
    let wanted = if asked.is_empty() {
        &USUAL[..]
    } else {
        &asked[..]
    };
    let may = |c: &&Column| wanted.contains(&c.key);
    COLUMNS.iter().filter(may).collect()
}

/// What stands in a cell.
#[derive(Debug, Clone, Serialize, PartialEq, Eq)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum Cell {
    None,
    Text(String),
    /// A number of a paper: never read as a number.
    Code(String),
    /// ISO.
    Day(String),
    Count(i64),
    Unit {
        id: String,
        name: String,
        code: String,
        /// The unit above: many cells bear the same name.
        above: String,
    },
    /// On the way between two units.
    Way {
        from: String,
        to: String,
    },
    Rules(Vec<String>),
}

fn day(d: Day) -> Cell {
    if d == Day::MAX {
        Cell::None
    } else {
        Cell::Day(d.to_string())
    }
}

/// What the cells of a list are made from.
pub struct Maker<'a> {
    pub v: &'a Visit,
    pub facts: &'a FactsOfVisit,
}

impl Maker<'_> {
    pub fn cell(&self, column: &Column, p: &On<'_>) -> Result<Cell> {
        let (book, on, lang) = (&self.facts.book, self.v.asof.on, self.v.lang.code());
        Ok(match column.key {
            // in lists a birth date is its year
            "born" if p.said.born == Day::MAX => Cell::None,
            "born" => Cell::Count(i64::from(p.said.born.year())),
            "sex" => match p.sex() {
                "" => Cell::None,
                sex => Cell::Text(self.v.t(&format!("members-sex-{sex}"))?),
            },
            "unit" => self.place(p),
            "standing" => match book.standing_on(p.standing(), on) {
                Some(rule) => Cell::Text(rule.names.in_language(lang).to_owned()),
                None => Cell::Text(self.v.t("members-no-member")?),
            },
            "since" => p.since().map_or(Cell::None, day),
            "decision" => day(p.said.decided),
            "ceremony" => day(p.said.ceremony),
            "official" => day(p.said.official),
            "years" => self.party_age(p),
            "failing" => {
                let mut rules: Vec<String> = p.faults(true).map(str::to_owned).collect();
                rules.sort();
                if rules.is_empty() {
                    Cell::None
                } else {
                    Cell::Rules(rules)
                }
            }
            // what the roll does not hold is read afterwards
            _ => Cell::None,
        })
    }

    /// Where somebody is, with the unit's name on the day.
    #[must_use]
    pub fn place(&self, p: &On<'_>) -> Cell {
        match p.seat() {
            Seat::In(_) | Seat::Gone(_) | Seat::Never => match p.unit_id() {
                "" => Cell::None,
                id => {
                    let (name, code) = self.unit(id);
                    Cell::Unit {
                        id: id.to_owned(),
                        name,
                        code,
                        above: above(self.facts, id, self.v.asof.on),
                    }
                }
            },
            Seat::Transit { .. } => {
                let (from, to) = p.way_ids();
                // with the code: many cells bear the same name
                let called = |id| {
                    let (name, code) = self.unit(id);
                    match code.is_empty() {
                        true => name,
                        false => format!("{name} ({code})"),
                    }
                };
                Cell::Way {
                    from: called(from),
                    to: called(to),
                }
            }
        }
    }

    /// Name and code of a unit on the day, or the last it bore.
    fn unit(&self, id: &str) -> (String, String) {
        let s = &self.facts.structure;
        let on = self.v.asof.on;
        let state = s
            .find(id)
            .and_then(|u| s.state(u, on).or_else(|| s.last_state(u)));
        state.map_or_else(Default::default, |x| (x.name.clone(), x.code.clone()))
    }

    /// Completed years of membership, as the rulebook counts them.
    fn party_age(&self, p: &On<'_>) -> Cell {
        let on = self.v.asof.on;
        let from = match self.facts.book.counted_on("party_age", on) {
            Some(CountingDate::Ceremony) => p.said.ceremony,
            Some(CountingDate::Official) => p.said.official,
            _ => p.said.decided,
        };
        if from == Day::MAX || from > on {
            return Cell::None;
        }
        let years = i32::from(on.year()) - i32::from(from.year());
        let full = if from.plus_years(years) <= on {
            years
        } else {
            years - 1
        };
        Cell::Count(i64::from(full))
    }
}

/// Name of the unit above one, on the day or as it last stood.
#[must_use]
pub fn above(facts: &FactsOfVisit, id: &str, on: Day) -> String {
    let s = &facts.structure;
    let state = |u| s.state(u, on).or_else(|| s.last_state(u));
    let above = s.find(id).and_then(state).and_then(|x| x.parent);
    above
        .and_then(state)
        .map_or_else(String::new, |x| x.name.clone())
}

/// A cell of a column that is read from the table.
pub fn number(v: &Visit, key: &str, row: Option<&Row>) -> Result<Cell> {
    let Some(row) = row else {
        return Ok(Cell::None);
    };
    let value = |name: &str| {
        let found = field(name).and_then(|i| row.values.get(i));
        found.map_or("", |c| c.text())
    };
    let shown = match key {
        "file" => fields::masked("file_number", value("file_number")),
        "card" => {
            let hash = value("citizen_hash");
            let shown = card(v, value("card_number"), value("citizen_id"), hash)?;
            fields::masked("card_number", &shown)
        }
        "citizen" => masked(v, value("citizen_id"))?,
        _ => String::new(),
    };
    Ok(if shown.is_empty() {
        Cell::None
    } else {
        Cell::Code(shown)
    })
}

/// A sealed number as it may be shown.
pub fn masked(v: &Visit, sealed: &str) -> Result<String> {
    if sealed.is_empty() {
        return Ok(String::new());
    }
    let number = v.office.settings.key.unseal(sealed)?;
    Ok(fields::masked("citizen_id", &number))
}

/// A card number in full; a new card bears the citizen ID and is masked like it.
pub fn card(v: &Visit, card: &str, sealed: &str, hash: &str) -> Result<String> {
    match card.strip_prefix('#') {
        Some(h) if h == hash => masked(v, sealed),
        // of another ID only the keyed hash is kept
        Some(_) => Ok("•".repeat(12)),
        None => Ok(card.to_owned()),
    }
}

/// The place of each unit of a roll in the order of codes on the day; what has none comes last.
#[must_use]
pub fn ranks(facts: &FactsOfVisit, roll: &Roll, on: Day) -> Vec<u32> {
    let s = &facts.structure;
    let codes = roll.units.each(|id| {
        let unit = s.find(id).and_then(|u| standing_for(s, u, on))?;
        s.state(unit, on).map(|x| x.code.clone())
    });
    let mut sorted: Vec<&String> = codes.iter().flatten().collect();
    sorted.sort();
    sorted.dedup();
    let rank = |code: &Option<String>| match code {
        Some(code) => sorted.partition_point(|c| *c < code),
        None => sorted.len(),
    };
    codes
        .iter()
        .map(|c| u32::try_from(rank(c)).unwrap_or(u32::MAX))
        .collect()
}

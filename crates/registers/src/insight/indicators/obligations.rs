//! Whom documents bind to issue one of their own, as facts that figures count: one for each unit
//! as it is on the day, at that unit, done or not. The rule is that of
//! [`crate::activity::tasks::coverage`].

use super::Facts;
use super::papers::{Paper, Papers};
use super::question::Question;
use super::raw::Id;
use crate::activity::documents::model::{DOCUMENT, JOINT, OBLIGED, RELATION};
use crate::activity::documents::rules::symbol_key;
use crate::activity::documents::store::obliging_days;
use crate::activity::tasks::coverage::{Implementing, coverage};
use crate::organisation::rulebook::IndicatorRule;
use figures::Day;
use platform::asof::Known;
use platform::projection::{Row, store as tables};
use platform::{Db, Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// A unit that a document binds, on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bound {
    document: Id,
    unit: Id,
    from: Day,
    to: Day,
    due: Day,
}

/// A document that implements another, on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Implements {
    document: Id,
    other: Id,
    from: Day,
    to: Day,
}

/// A unit that issued a document together with its organ, on some days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Together {
    document: Id,
    unit: Id,
    from: Day,
    to: Day,
}

/// What a document that binds is called.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Binding {
    pub symbol: String,
    pub dated: String,
    /// The days on which it obliges whom it binds.
    obliges: Vec<(Day, Day)>,
}

impl Binding {
    fn obliges(&self, on: Day) -> bool {
        self.obliges
            .iter()
            .any(|(from, to)| *from <= on && on < *to)
    }
}

/// Whom documents bind, what implements what, and what those that bind are called.
#[derive(Debug, Clone, Default)]
pub struct Obligations {
    bounds: Vec<Bound>,
    implements: Vec<Implements>,
    together: Vec<Together>,
    names: BTreeMap<Id, Binding>,
}

const RELATED: [&str; 2] = ["relation", "other"];
const BOUND: [&str; 2] = ["unit", "due"];

impl Obligations {
    pub(super) async fn read(db: &mut Db, known: Known) -> Result<Obligations> {
        let mut all = Obligations::default();
        let mut rows = Vec::new();
        tables::each_columns(db, &OBLIGED, known, &BOUND, |row| {
            rows.push(row);
            Ok(())
        })
        .await?;
        all.bounds.extend(rows.drain(..).filter_map(|r| bound(&r)));
        tables::each_columns(db, &RELATION, known, &RELATED, |row| {
            rows.extend(Some(row).filter(|r| r.values[0].text() == "implements"));
            Ok(())
        })
        .await?;
        all.implements.extend(rows.iter().map(implements));
        tables::each_columns(db, &JOINT, known, &["unit"], |row| {
            all.together.push(together(&row));
            Ok(())
        })
        .await?;
        all.name(db, known).await?;
        Ok(all)
    }

    /// Brings what changed documents say to the latest knowledge.
    pub(super) async fn follow(&mut self, db: &mut Db, changed: &[String]) -> Result<()> {
        let gone: HashSet<Id> = changed.iter().map(|s| Id::of(s)).collect();
        self.bounds.retain(|b| !gone.contains(&b.document));
        self.implements.retain(|i| !gone.contains(&i.document));
        self.together.retain(|t| !gone.contains(&t.document));
        let rows = tables::current_columns(db, &JOINT, changed, &["unit"]).await?;
        self.together.extend(rows.iter().map(together));
        let rows = tables::current_columns(db, &OBLIGED, changed, &BOUND).await?;
        self.bounds.extend(rows.iter().filter_map(bound));
        let rows = tables::current_columns(db, &RELATION, changed, &RELATED).await?;
        let own = rows.iter().filter(|r| r.values[0].text() == "implements");
        self.implements.extend(own.map(implements));
        self.name(db, Known::NOW).await
    }

    /// Reads what the documents that bind are called; they are few.
    async fn name(&mut self, db: &mut Db, known: Known) -> Result<()> {
        let ids: BTreeSet<Id> = self.bounds.iter().map(|b| b.document).collect();
        let ids: Vec<String> = ids.into_iter().map(Id::text).collect();
        self.names.clear();
        let at = |name: &str| DOCUMENT.columns.iter().position(|(n, _)| *n == name);
        let (Some(symbol), Some(dated)) = (at("symbol"), at("dated")) else {
            return Ok(());
        };
        let mut of: BTreeMap<Id, Vec<Row>> = BTreeMap::new();
        for row in tables::known_where(db, &DOCUMENT, known, "subject", &ids).await? {
            of.entry(Id::of(&row.subject)).or_default().push(row);
        }
        let named = |(id, rows): (Id, Vec<Row>)| {
            let last = rows.iter().max_by_key(|r| r.from)?;
            let name = Binding {
                symbol: last.values[symbol].text().to_owned(),
                dated: last.values[dated].text().to_owned(),
                obliges: obliging_days(&rows),
            };
            Some((id, name))
        };
        self.names = of.into_iter().filter_map(named).collect();
        Ok(())
    }

    /// The documents that bind somebody on a day, the oldest first.
    fn binding(&self, on: Day) -> Vec<Id> {
        let obliges = |id: &Id| self.names.get(id).is_some_and(|n| n.obliges(on));
        let held = self.bounds.iter();
        let held = held.filter(|b| b.from <= on && on < b.to && obliges(&b.document));
        let ids: BTreeSet<Id> = held.map(|b| b.document).collect();
        let mut ids: Vec<Id> = ids.into_iter().collect();
        ids.sort_by_key(|id| (self.names.get(id).map(|n| n.dated.clone()), *id));
        ids
    }

    /// The documents that a text names, of those that bind: by id, or by number and symbol, with
    /// or without the day after «@».
    fn named(&self, said: &str) -> Vec<Id> {
        let (symbol, day) = said
            .rsplit_once('@')
            .map_or((said, None), |(s, d)| (s, Some(d)));
        let key = symbol_key(symbol);
        let means = |(id, name): &(&Id, &Binding)| {
            id.text() == said
                || !key.is_empty()
                    && symbol_key(&name.symbol) == key
                    && day.is_none_or(|day| name.dated == day)
        };
        self.names.iter().filter(means).map(|(id, _)| *id).collect()
    }
}

fn bound(row: &Row) -> Option<Bound> {
    Some(Bound {
        document: Id::of(&row.subject),
        unit: Id::of(row.values[0].text()),
        from: row.from,
        to: row.to,
        due: Day::parse(row.values[1].text()).ok()?,
    })
}

fn together(row: &Row) -> Together {
    Together {
        document: Id::of(&row.subject),
        unit: Id::of(row.values[0].text()),
        from: row.from,
        to: row.to,
    }
}

fn implements(row: &Row) -> Implements {
    Implements {
        document: Id::of(&row.subject),
        other: Id::of(row.values[1].text()),
        from: row.from,
        to: row.to,
    }
}

impl Papers {
    /// What those of the documents that bind somebody on a day are called, as a figure is
    /// narrowed by them: number and symbol, with the day where two bear the same.
    #[must_use]
    pub fn binding(&self, on: Day) -> Vec<String> {
        let all = &self.obligations;
        let said = |id: &Id| {
            let name = all.names.get(id)?;
            if name.symbol.is_empty() {
                return Some(id.text());
            }
            if all.named(&name.symbol).len() == 1 {
                return Some(name.symbol.clone());
            }
            Some(format!("{}@{}", name.symbol, name.dated))
        };
        all.binding(on).iter().filter_map(said).collect()
    }
}

impl Facts {
    /// The obligations that a figure counts, each as a paper at the unit it binds: of those that
    /// are met it bears the id of the document that was issued, otherwise of the one that binds.
    pub(super) fn obligations(&self, rule: &IndicatorRule, q: &Question) -> Result<Vec<Paper>> {
        let (all, on) = (&self.papers.obligations, q.when.last_day());
        let only_met = rule
            .filter
            .get("done")
            .is_some_and(|d| d.iter().any(|said| said == "met"));
        let mut documents = all.binding(on);
        if let Some(said) = &q.filter.document {
            let meant = all.named(said);
            if meant.is_empty() {
                return Err(Error::refused(format!(
                    "no document «{said}» that binds units is in the record"
                )));
            }
            documents.retain(|d| meant.contains(d));
        }
        let mut found = Vec::new();
        for document in documents {
            let of = all.bounds.iter().filter(|b| b.document == document);
            let held = of.filter(|b| b.from <= on && on < b.to);
            let obliged: Vec<_> = held
                .filter_map(|b| Some((self.unit(b.unit)?, b.due)))
                .collect();
            let own = all.implements.iter().filter(|i| i.other == document);
            let issued: Vec<Implementing<Id>> = own
                .filter(|i| i.from <= on && on < i.to)
                .flat_map(|i| self.issued(i.document, on))
                .collect();
            for covered in coverage(&self.structure, &obliged, &issued, on) {
                let (id, day) = match covered.document {
                    Some(by) if only_met => (by.document, by.dated),
                    None if only_met => continue,
                    _ => (document, covered.due),
                };
                let unit = Id::of(&self.structure.unit(covered.unit).id);
                found.push(Paper::at(id, unit, day));
            }
        }
        Ok(found)
    }

    /// A document as it was issued by a day, by each of its organs; nothing while it is not.
    fn issued(&self, id: Id, on: Day) -> Vec<Implementing<Id>> {
        let paper = self.papers.document_on(id, on);
        let Some(paper) = paper.filter(|p| self.papers.word(p.state) == "issued") else {
            return Vec::new();
        };
        let others = self.papers.obligations.together.iter();
        let others = others.filter(|t| t.document == id && t.from <= on && on < t.to);
        let organs = others.map(|t| t.unit).chain([paper.unit]);
        organs
            .filter_map(|organ| self.unit(organ))
            .map(|organ| Implementing {
                document: id,
                organ,
                dated: paper.day,
            })
            .collect()
    }
}

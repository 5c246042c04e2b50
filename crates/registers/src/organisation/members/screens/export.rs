//! The list as a file, exactly as it is listed: the same people, columns, words and order.

use super::columns::{self, Cell, Column, Maker};
use super::filter::{Filter, numbered};
use super::list::{self, Row};
use crate::organisation::privacy::{Look, What, note};
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Reply, Visit};
use figures::Day;
use platform::asof::Known;
use platform::jobs::{Done, File, Progress, Wanted};
use platform::sheets::harmless;
use platform::web::download::{CSV, XLSX, attachment};
use platform::web::workbook::{Sheet, Value, Workbook};
use platform::{Error, Result};
use std::sync::Arc;

/// So many rows are held at once.
const AT_ONCE: usize = 2000;

/// More rows than these are taken out by a job.
const JOB: usize = 5000;

pub async fn file(v: Visit) -> Reply {
    v.needs(Power::Export)?;
    let facts = v.facts().await?;
    let filter = Filter::of(&v, &facts).await?;
    let (ids, known) = everybody(&v, &facts, &filter).await?;
    let persons: Vec<String> = ids.iter().map(|(a, l)| format!("a{a}.{l}")).collect();
    let unit = filter
        .unit
        .map_or("", |u| facts.structure.unit(u).id.as_str());
    let look = Look {
        what: What::Export,
        field: "members",
        persons: &persons,
        unit,
        reason: &list::Address::of(&v).text(),
    };
    // who cannot be noted takes nothing out
    note(&v, &look).await?;
    if ids.len() > JOB {
        return by_job(v, facts, filter, (ids, known)).await;
    }
    let made = made(&v, &facts, &filter, (ids, known), &Progress::default()).await?;
    let kind = if made.kind == CSV { CSV } else { XLSX };
    attachment(&made.name, kind, made.bytes)
}

async fn by_job(
    v: Visit,
    facts: Arc<FactsOfVisit>,
    filter: Filter,
    whom: (Vec<(u64, u64)>, Known),
) -> Reply {
    let account = v.visitor()?.account.id.clone();
    let about = v.t("nav-members")?;
    let back = list::Address::of(&v).link(&v, "/members");
    let (office, teller) = (v.office.clone(), v.teller());
    let wanted = Wanted {
        kind: "members-export",
        account: &account,
        about,
        back,
    };
    let job = office.jobs.start(wanted, move |progress| {
        Box::pin(async move {
            let file = made(&v, &facts, &filter, whom, &progress).await?;
            Ok(Done {
                file: Some(file),
                ..Done::default()
            })
        })
    });
    teller.go(&format!("/jobs/{}", job.await?))
}

/// The file of a list.
async fn made(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
    (ids, known): (Vec<(u64, u64)>, Known),
    progress: &Progress,
) -> Result<File> {
    let columns = columns::chosen(v);
    let mut rows = Rows {
        v,
        facts,
        columns: &columns,
        ids,
        known,
        at: 0,
        progress,
    };
    let name = format!("{}-{}", v.t("members-file-name")?, v.asof.on);
    let (ending, kind, bytes) = if v.form.get("format") == "csv" {
        ("csv", CSV, csv(v, &mut rows).await?)
    } else {
        let provenance = provenance(v, facts, filter, &rows)?;
        ("xlsx", XLSX, xlsx(v, &mut rows, &provenance).await?)
    };
    Ok(File {
        name: format!("{name}.{ending}"),
        kind: kind.to_owned(),
        bytes,
    })
}

/// Everybody of the list, in its order.
pub async fn everybody(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
) -> Result<(Vec<(u64, u64)>, Known)> {
    let text = filter.search.as_ref().map_or("", |s| s.text.as_str());
    let numbered = numbered(v, &facts.structure, text).await?;
    let scope = v.scope(&facts.structure)?;
    let on = v.asof.on;
    v.roll(|roll| {
        let found = list::found(v, (facts, roll), filter, &scope, numbered);
        let ids = roll.all(&found, on).map(|p| p.number()).collect();
        (ids, roll.known)
    })
    .await
}

/// The rows of a list, some at a time.
struct Rows<'a> {
    v: &'a Visit,
    facts: &'a FactsOfVisit,
    columns: &'a [&'static Column],
    ids: Vec<(u64, u64)>,
    known: Known,
    at: usize,
    progress: &'a Progress,
}

impl Rows<'_> {
    /// The next rows; none when all were given.
    async fn next(&mut self) -> Result<Vec<Row>> {
        let end = (self.at + AT_ONCE).min(self.ids.len());
        let ids = self.ids.get(self.at..end).unwrap_or_default();
        self.at = end;
        self.progress.at(end, self.ids.len())?;
        let (v, facts, columns) = (self.v, self.facts, self.columns);
        let scope = v.scope(&facts.structure)?;
        let made = v.roll(|roll| -> Result<Vec<Row>> {
            let maker = Maker { v, facts };
            let people = ids
                .iter()
                .filter_map(|id| roll.by_number(&scope, *id, v.asof.on));
            let row = |p: super::super::roll::On<'_>| -> Result<Row> {
                let cells = columns.iter().map(|c| maker.cell(c, &p));
                Ok(Row {
                    id: p.id(),
                    name: p.name(),
                    cells: cells.collect::<Result<_>>()?,
                })
            };
            people.map(row).collect()
        });
        let mut rows = made.await??;
        list::fill(v, self.known, columns, &mut rows).await?;
        // others are answered between two pieces of a long file
        tokio::task::yield_now().await;
        Ok(rows)
    }

    fn header(&self) -> Result<Vec<String>> {
        let keys = std::iter::once("name").chain(self.columns.iter().map(|c| c.key));
        keys.map(|k| self.v.t(&format!("members-col-{k}")))
            .collect()
    }
}

/// What a cell says as a text.
fn text(v: &Visit, cell: &Cell) -> Result<String> {
    Ok(match cell {
        Cell::None => String::new(),
        Cell::Text(t) | Cell::Code(t) | Cell::Day(t) => t.clone(),
        Cell::Count(n) => n.to_string(),
        Cell::Unit { name, .. } => name.clone(),
        Cell::Way { from, to } => format!("{}: {from} → {to}", v.t("members-in-transit")?),
        Cell::Rules(rules) => rules.join(", "),
    })
}

/// UTF-8 with a mark at its beginning, without which Excel guesses wrong; days as the record
/// writes them.
async fn csv(v: &Visit, rows: &mut Rows<'_>) -> Result<Vec<u8>> {
    let mut out = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xef\xbb\xbf".to_vec());
    out.write_record(rows.header()?).map_err(Error::internal)?;
    loop {
        let next = rows.next().await?;
        if next.is_empty() {
            return out.into_inner().map_err(Error::internal);
        }
        for row in next {
            let mut cells = vec![harmless(&row.name)];
            for cell in &row.cells {
                cells.push(harmless(&text(v, cell)?));
            }
            out.write_record(&cells).map_err(Error::internal)?;
        }
    }
}

async fn xlsx(v: &Visit, rows: &mut Rows<'_>, provenance: &[(String, String)]) -> Result<Vec<u8>> {
    let header = rows.header()?;
    let (name, from) = (v.t("nav-members")?, v.t("members-provenance")?);
    let sheet = Sheet {
        name: &name,
        header: &header,
        right_to_left: v.lang.is_rtl(),
    };
    let mut book = Workbook::begin(&sheet, &from)?;
    loop {
        let next = rows.next().await?;
        if next.is_empty() {
            return book.finish(v.lang.is_rtl(), provenance);
        }
        for row in next {
            let mut cells = vec![Value::Text(row.name)];
            for cell in &row.cells {
                cells.push(match cell {
                    Cell::None => Value::Empty,
                    Cell::Count(n) => Value::Number(*n),
                    Cell::Day(day) => Day::parse(day).map_or(Value::Empty, Value::Day),
                    other => Value::Text(text(v, other)?),
                });
            }
            book.row(&cells)?;
        }
    }
}

/// Who took the list out, when, what it is of and as of when.
fn provenance(
    v: &Visit,
    facts: &FactsOfVisit,
    filter: &Filter,
    rows: &Rows<'_>,
) -> Result<Vec<(String, String)>> {
    let s = &facts.structure;
    let state = filter.unit.and_then(|u| s.state(u, v.asof.on));
    let plain = |t: &str| platform::locale::without_isolates(t);
    let mut said = vec![
        (v.t("members-by-whom")?, v.visitor()?.account.name.clone()),
        (v.t("members-when")?, v.moment(v.office.clock.now())),
        (v.t("web-as-of")?, v.asof.on.to_string()),
        (v.t("journal-act-known")?, rows.known.0.to_string()),
        (
            v.t("members-col-unit")?,
            state.map_or_else(|| "*".to_owned(), |x| format!("{} ({})", x.name, x.code)),
        ),
        (v.t("members-rows")?, rows.ids.len().to_string()),
    ];
    let address = list::Address::of(v);
    for chip in list::chips(v, facts, filter, &address)? {
        let label = chip.get_attr("label").map_err(Error::internal)?;
        said.push((v.t("members-filter")?, plain(&label.to_string())));
    }
    if v.office.settings.demo {
        said.push(("DEMO".to_owned(), v.t("members-demo")?));
    }
    Ok(said)
}

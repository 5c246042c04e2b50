//! The desk on which reports made lately lie: the same report asked for again, on the page or as
//! a file, is not made again. Built and drawn off the threads that answer.

use super::build::{Head, quarterly_by, utc_offset};
use super::model::Report;
use super::text::Lang;
use super::{html, print, shown, xlsx};
use crate::insight::indicators::{Facts, Question};
use crate::organisation::rulebook::Period;
use crate::web::Visit;
use crate::web::press::Print;
use figures::UnitIx;
use platform::{Error, Result};
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// Reports, and files of them, that are kept.
const MOST: usize = 32;

/// Which report: unit (none is the whole record), period, knowledge.
pub type Which = (Option<UnitIx>, Period, u64);

/// A report with what files of it need.
pub struct Made {
    pub report: Report,
    pub utc_offset: i32,
}

/// The form of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Pdf,
    Xlsx,
    Html,
    Json,
}

impl Form {
    #[must_use]
    pub fn parse(text: &str) -> Option<Form> {
        match text {
            "pdf" => Some(Form::Pdf),
            "xlsx" => Some(Form::Xlsx),
            "html" => Some(Form::Html),
            "json" => Some(Form::Json),
            _ => None,
        }
    }
}

/// A report as a sight shows it.
type ShownTo = (Which, &'static str);
type FileOf = (ShownTo, Lang, Form);

#[derive(Default)]
pub struct Desk {
    reports: Mutex<VecDeque<(Which, Arc<Made>)>>,
    shown: Mutex<VecDeque<(ShownTo, Arc<Report>)>>,
    files: Mutex<VecDeque<(FileOf, Arc<Vec<u8>>)>>,
}

/// What lies in a pile under a name.
fn lying<K: PartialEq, T>(pile: &Mutex<VecDeque<(K, Arc<T>)>>, name: &K) -> Option<Arc<T>> {
    let pile = pile.lock().unwrap_or_else(PoisonError::into_inner);
    pile.iter().find(|(n, _)| n == name).map(|(_, x)| x.clone())
}

fn lay<K, T>(pile: &Mutex<VecDeque<(K, Arc<T>)>>, name: K, thing: T) -> Arc<T> {
    let thing = Arc::new(thing);
    let mut pile = pile.lock().unwrap_or_else(PoisonError::into_inner);
    pile.push_front((name, thing.clone()));
    pile.truncate(MOST);
    thing
}

/// The report asked for, made now or lately.
pub async fn report(
    v: &Visit,
    facts: &Arc<Facts>,
    unit: Option<UnitIx>,
    period: Period,
) -> Result<Arc<Made>> {
    let which = (unit, period, facts.known.0);
    if let Some(made) = lying(&v.office.reports.reports, &which) {
        return Ok(made);
    }
    let root = {
        let mut db = v.db().await?;
        crate::insight::indicators::screens::pages::root(&mut db, facts.known.0).await?
    };
    let head = Head {
        demo: v.office.settings.demo,
        known: facts.known.0,
        root,
        now: v.office.clock.now(),
    };
    let (facts, office) = (facts.clone(), v.office.clone());
    let made = tokio::task::spawn_blocking(move || {
        let counting = |q: &Question| office.kept.computed(&facts, q);
        let report = quarterly_by(&facts, unit, period, &head, &counting)?;
        let utc_offset = utc_offset(&facts, &head);
        Ok::<_, Error>(Made { report, utc_offset })
    });
    let made = made.await.map_err(Error::internal)??;
    Ok(lay(&v.office.reports.reports, which, made))
}

/// What of a report the visitor's rights show: neither tables nor figures tell more.
pub async fn shown(
    v: &Visit,
    facts: &Arc<Facts>,
    made: &Made,
    (unit, period, known): Which,
) -> Result<(ShownTo, Arc<Report>)> {
    let sight = v.shown_sight(facts).await?;
    let name = ((unit, period, known), sight.name());
    if let Some(report) = lying(&v.office.reports.shown, &name) {
        return Ok((name, report));
    }
    let (report, facts) = (made.report.clone(), facts.clone());
    let shown =
        tokio::task::spawn_blocking(move || shown::shown(report, &facts, unit, period, &sight));
    let report = shown.await.map_err(Error::internal)??;
    Ok((name, lay(&v.office.reports.shown, name, report)))
}

/// The report as a file, with what is shown of it.
pub async fn file(
    v: &Visit,
    (to, report): (ShownTo, Arc<Report>),
    utc_offset: i32,
    (lang, form): (Lang, Form),
) -> Result<Arc<Vec<u8>>> {
    let name = (to, lang, form);
    if let Some(bytes) = lying(&v.office.reports.files, &name) {
        return Ok(bytes);
    }
    let bytes = match form {
        Form::Pdf => {
            let sheet = print::typst_source(&report, lang).map_err(Error::internal)?;
            let print = Print {
                source: sheet.source,
                files: sheet.files,
                title: sheet.title,
                lang: lang.code(),
                rtl: lang.is_rtl(),
                written_at: sheet.written_at,
                utc_offset,
            };
            v.office.print(print).await?
        }
        _ => {
            let drawn = tokio::task::spawn_blocking(move || match form {
                Form::Html => html::html(&report, lang).map(String::into_bytes),
                Form::Xlsx => xlsx::xlsx(&report, lang),
                Form::Pdf | Form::Json => serde_json::to_vec_pretty(&*report).map_err(Into::into),
            });
            drawn
                .await
                .map_err(Error::internal)?
                .map_err(Error::internal)?
        }
    };
    Ok(lay(&v.office.reports.files, name, bytes))
}

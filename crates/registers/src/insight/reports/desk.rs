//! The desk on which reports made lately lie: the same report asked for again, on the page or as
//! a file, is not made again. Built and drawn off the threads that answer.

use super::build::{Head, Which, quarterly_by, utc_offset};
use super::model::Report;
use super::pages::last_quarter;
use super::shown::shown;
use super::text::Lang;
use super::{html, print, xlsx};
use crate::insight::indicators::{Facts, Question};
use crate::web::Visit;
use crate::web::office::Office;
use crate::web::press::Print;
use figures::UnitIx;
use platform::lately::Lately;
use platform::{Error, Result};
use std::sync::Arc;

/// Reports, and files of them, that are kept.
const MOST: usize = 32;

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

/// Which report, of which knowledge, for whose sight, by its name.
type For = (Which, u64, &'static str);
type FileOf = (For, Lang, Form);

#[derive(Default)]
pub struct Desk {
    reports: Lately<For, Made, MOST>,
    files: Lately<FileOf, Vec<u8>, MOST>,
}

/// The report asked for as the visitor may see it, made now or lately.
pub async fn report(v: &Visit, facts: &Arc<Facts>, which: Which) -> Result<(For, Arc<Made>)> {
    let sight = v.sight(facts).await?;
    let name = (which, facts.known.0, sight.name());
    if let Some(made) = v.office.reports.reports.find(&name) {
        return Ok((name, made));
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
    let making = move || {
        let counting = |q: &Question| office.kept.computed(&facts, q);
        let whole = quarterly_by(&facts, which, &head, &counting)?;
        Ok(Made {
            report: shown(whole, &facts, which, &sight)?,
            utc_offset: utc_offset(&facts, &head),
        })
    };
    let made = v.office.heavily(making).await?;
    Ok((name, v.office.reports.reports.keep(name, made)))
}

/// Units at the top whose report is counted early.
const EARLY: usize = 4;

/// Counts what the report of the last quarter cites, for the units at the top, before anybody asks
/// for it: the first who does would wait for seconds.
pub async fn early(office: &Arc<Office>) -> Result<()> {
    let facts = office.facts().await;
    let Some(period) = last_quarter(office.today(&facts)) else {
        return Ok(());
    };
    let (s, day) = (&facts.structure, period.last_day());
    let top = |u: &UnitIx| s.state(*u, day).is_some_and(|x| x.parent.is_none());
    let tops: Vec<UnitIx> = s.all().filter(top).take(EARLY).collect();
    for unit in tops {
        let (facts, kept) = (facts.clone(), office.clone());
        let head = Head {
            demo: false,
            known: facts.known.0,
            root: String::new(),
            now: office.clock.now(),
        };
        let counting = move || {
            let counting = |q: &Question| kept.kept.computed(&facts, q);
            quarterly_by(&facts, Which::of(Some(unit), period), &head, &counting).map(|_| ())
        };
        office.heavily(counting).await?;
    }
    Ok(())
}

/// The report as a file.
pub async fn file(
    v: &Visit,
    (name, made): (For, Arc<Made>),
    lang: Lang,
    form: Form,
) -> Result<Arc<Vec<u8>>> {
    let name = (name, lang, form);
    if let Some(bytes) = v.office.reports.files.find(&name) {
        return Ok(bytes);
    }
    let bytes = if form == Form::Pdf {
        let sheet = print::typst_source(&made.report, lang).map_err(Error::internal)?;
        let print = Print {
            source: sheet.source,
            files: sheet.files,
            title: sheet.title,
            lang: lang.code(),
            rtl: lang.is_rtl(),
            written_at: sheet.written_at,
            utc_offset: made.utc_offset,
        };
        v.office.print(print).await?
    } else {
        let drawing = move || {
            let report = &made.report;
            let drawn = match form {
                Form::Html => html::html(report, lang).map(String::into_bytes),
                Form::Xlsx => xlsx::xlsx(report, lang),
                Form::Pdf | Form::Json => serde_json::to_vec_pretty(report).map_err(Into::into),
            };
            drawn.map_err(Error::internal)
        };
        v.office.heavily(drawing).await?
    };
    Ok(v.office.reports.files.keep(name, bytes))
}

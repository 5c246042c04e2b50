//! A report as a Typst sheet in the form of an official document.
//!
//! The layout reads its words from a data file and never as markup, so nothing anyone typed, a
//! unit's name for one, can become a command of the layout.

use super::model::Report;
use super::text::Lang;
use super::view::{RenderError, View};
use serde_json::json;

/// Everything a compositor needs to set a report.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    pub source: String,
    /// Files the source reads, by name.
    pub files: Vec<(String, Vec<u8>)>,
    pub title: String,
    pub lang: Lang,
    /// When the report was written, without a zone: `2025-10-02 08:14`.
    pub written_at: String,
}

/// The report as a sheet for print.
pub fn typst_source(report: &Report, lang: Lang) -> Result<Sheet, RenderError> {
    let view = View::new(report, lang)?;
    let mut files = Vec::new();
    let mut charts = Vec::new();
    // Charts are numbered, not named, so that every report uses the same few names of files.
    for (index, grid) in view.tables.iter().enumerate() {
        charts.push(grid.chart.as_ref().map(|chart| {
            let name = format!("chart-{index}.svg");
            files.push((name.clone(), chart.svg.clone().into_bytes()));
            json!({ "file": name, "alt": chart.alt, "broken": chart.broken })
        }));
    }
    let texts = super::text::Texts::new(lang)?;
    let (page, pages) = (texts.island("@page"), texts.island("@pages"));
    let page_of = texts.say("report-foot-page", &[("page", &page), ("pages", &pages)])?;
    let data = json!({ "view": view, "charts": charts, "page_of": page_of });
    files.push(("report.json".to_owned(), serde_json::to_vec(&data)?));
    Ok(Sheet {
        source: include_str!("templates/report.typ").to_owned(),
        files,
        title: view.plain_title(),
        lang,
        written_at: report.printed_at.clone(),
    })
}

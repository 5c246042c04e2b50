//! Writing reports.

use super::figure::{facts, root, unit};
use crate::cli::Place;
use crate::env::{self, SystemClock};
use platform::{Clock, Error, Result, Scope};
use registers::insight::indicators::StructureChoice;
use registers::insight::indicators::facts::Wanted as Rows;
use registers::insight::reports::model::Report;
use registers::insight::reports::text::Lang;
use registers::insight::reports::{build, html, print, xlsx};
use registers::organisation::rulebook::{Period, store as rulebook};
use std::path::{Path, PathBuf};

/// What is asked of a report.
pub struct Wanted {
    pub unit: String,
    pub period: String,
    pub lang: String,
    pub out: PathBuf,
    pub known: Option<u64>,
    /// `as-was`, or the day on whose units it stands; by default those of the period's last day.
    pub structure: Option<String>,
}

pub async fn quarterly(place: &Place, wanted: &Wanted) -> Result<()> {
    let lang: Lang = wanted
        .lang
        .parse()
        .map_err(|_| Error::refused(format!("--lang {}: it is en, vi or ur", wanted.lang)))?;
    form(&wanted.out)?;
    let (report, utc_offset) = built(place, wanted).await?;
    write(&report, lang, &wanted.out, utc_offset)
}

/// The report's value, and the minutes by which its time zone is ahead of UTC.
pub async fn built(place: &Place, wanted: &Wanted) -> Result<(Report, i32)> {
    let mut db = env::open(place).await?;
    db.begin_reading().await?;
    let scope = Scope::command_line();
    let facts = facts(place, &mut db, &scope, wanted.known, Rows::All).await?;
    let known = facts.known;
    let head = build::Head {
        demo: rulebook::setting(&mut db, &scope, known, "demo").await? == "yes",
        known: known.0,
        root: root(&mut db, known.0).await?,
        now: SystemClock.now(),
    };
    let period = Period::parse(&wanted.period).map_err(|e| Error::refused(e.to_string()))?;
    let mut which = build::Which {
        unit: None,
        period,
        structure: StructureChoice::parse(wanted.structure.as_deref())?,
    };
    which.unit = unit(&facts, &wanted.unit, which.structure_day())?;
    let report = build::quarterly(&facts, which, &head)?;
    Ok((report, build::utc_offset(&facts, &head)))
}

fn form(out: &Path) -> Result<&str> {
    let ending = out.extension().and_then(|e| e.to_str()).unwrap_or("");
    if ["pdf", "xlsx", "html", "json"].contains(&ending) {
        return Ok(ending);
    }
    Err(Error::refused(format!(
        "--out {}: the ending says the form: .pdf, .xlsx, .html or .json",
        out.display()
    )))
}

/// Writes a report in the form its file's ending says.
pub fn write(report: &Report, lang: Lang, out: &Path, utc_offset: i32) -> Result<()> {
    let bytes = match form(out)? {
        "json" => format!("{}\n", serde_json::to_string_pretty(report)?).into_bytes(),
        "html" => html::html(report, lang)
            .map_err(Error::internal)?
            .into_bytes(),
        "xlsx" => xlsx::xlsx(report, lang).map_err(Error::internal)?,
        _ => {
            let sheet = print::typst_source(report, lang).map_err(Error::internal)?;
            let files: Vec<(&str, Vec<u8>)> = sheet
                .files
                .iter()
                .map(|(n, b)| (n.as_str(), b.clone()))
                .collect();
            let options = pdf::Options {
                title: sheet.title.clone(),
                lang: lang.code().to_owned(),
                rtl: lang.is_rtl(),
                written_at: sheet.written_at.clone(),
                utc_offset,
            };
            pdf::typeset(&sheet.source, &files, &options).map_err(Error::internal)?
        }
    };
    std::fs::write(out, bytes).map_err(|e| Error::refused(format!("--out {}: {e}", out.display())))
}

//! Typst in, PDF out. The only package that links Typst.
//!
//! Whoever prints hands over a Typst source and the files it reads; this package sets it with its
//! own fonts and returns an A4 document that is tagged for readers who listen (PDF/UA-1) and fit
//! for an archive (PDF/A-2a). It reads no disk, no network and no clock: the same arguments give
//! the same bytes.

mod fonts;
#[cfg(test)]
mod tests;
mod world;

use typst::diag::SourceDiagnostic;
use typst::foundations::{Datetime, Smart};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

/// After so many further printings Typst forgets the intermediate results of one.
const REMEMBERED_PRINTINGS: usize = 4;

/// What the document says of itself, and how its text runs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    pub title: String,
    /// Language of the text, for example `vi`.
    pub lang: String,
    /// Whether text and page run from right to left.
    pub rtl: bool,
    /// When it was written: `2025-10-02` or `2025-10-02 08:14`.
    pub written_at: String,
    /// How far the clock of `written_at` stands ahead of UTC, in minutes: 420 in Viet Nam.
    pub utc_offset: i32,
}

/// Why nothing could be printed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("`{0}` is not a moment such as `2025-10-02 08:14`, or its offset is none")]
    Moment(String),
    #[error("`{0}` is not the name of a file inside the document")]
    FileName(String),
    #[error("the source cannot be typeset: {0}")]
    Source(String),
    #[error("the document cannot be written as PDF/A-2a: {0}")]
    Archive(String),
}

/// Sets `source`, which may read `files` by name, and writes it as PDF.
pub fn typeset(
    source: &str,
    files: &[(&str, Vec<u8>)],
    options: &Options,
) -> Result<Vec<u8>, Error> {
    let no_moment = || Error::Moment(options.written_at.clone());
    let written_at = moment(&options.written_at).ok_or_else(no_moment)?;
    let timestamp = Timestamp::new_local(written_at, options.utc_offset).ok_or_else(no_moment)?;
    let drawn = files
        .iter()
        .map(|(name, bytes)| (*name, fonts::drawable_file(bytes)));
    let desk = world::Desk::new(
        &fonts::drawable(source),
        &drawn.collect::<Vec<_>>(),
        options,
        written_at,
    )?;
    let written = typst::compile::<PagedDocument>(&desk)
        .output
        .map_err(|errors| Error::Source(desk.explain(&errors)))
        .and_then(|document| {
            typst_pdf::pdf(&document, &archive(timestamp)?)
                .map_err(|errors| Error::Archive(desk.explain(&errors)))
        });
    typst::comemo::evict(REMEMBERED_PRINTINGS);
    written
}

fn archive(timestamp: Timestamp) -> Result<PdfOptions, Error> {
    let standards = PdfStandards::new(&[PdfStandard::A_2a, PdfStandard::Ua_1])
        .map_err(|error| Error::Archive(error.message().to_string()))?;
    Ok(PdfOptions {
        creator: Smart::Custom(Some("Nazm".to_owned())),
        timestamp: Some(timestamp),
        standards,
        tagged: true,
        ..PdfOptions::default()
    })
}

/// Reads a moment as clocks show it; which zone they are set to is said apart.
fn moment(text: &str) -> Option<Datetime> {
    let (day, time) = text.split_once([' ', 'T']).unwrap_or((text, "00:00"));
    let mut day = day.splitn(3, '-');
    let (year, month, date) = (day.next()?, day.next()?, day.next()?);
    let (hour, minute) = time.split_once(':')?;
    Datetime::from_ymd_hms(
        year.parse().ok()?,
        month.parse().ok()?,
        date.parse().ok()?,
        hour.parse().ok()?,
        minute.get(..2)?.parse().ok()?,
        0,
    )
}

/// One line per complaint, with what Typst advises.
fn sentence(error: &SourceDiagnostic, place: &str) -> String {
    let advice: Vec<&str> = error.hints.iter().map(|hint| hint.v.as_str()).collect();
    if advice.is_empty() {
        format!("{place}{}", error.message)
    } else {
        format!("{place}{} ({})", error.message, advice.join("; "))
    }
}

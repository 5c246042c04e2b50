//! Printing. The press that sets pages is brought by the program: what is shown here knows no
//! typesetting. It works off the threads that answer, and only so many sheets at once.

use super::answers::Reply;
use super::visit::Visit;
use platform::web::download::{self, attachment};
use platform::{Error, Result};
use std::sync::Arc;

/// Everything a press needs to set a document.
#[derive(Debug, Clone)]
pub struct Printing {
    pub source: String,
    /// Files the source reads, by name.
    pub files: Vec<(String, Vec<u8>)>,
    pub title: String,
    /// The BCP 47 code of its language.
    pub lang: &'static str,
    pub rtl: bool,
    /// When it was written, as clocks there show it: `2025-10-02 08:14`.
    pub written_at: String,
    /// How far those clocks stand ahead of UTC, in minutes.
    pub utc_offset: i32,
}

/// Sets a document as PDF.
pub type Press = Arc<dyn Fn(&Printing) -> Result<Vec<u8>> + Send + Sync>;

/// Documents set at once: each takes a core and some tens of megabytes for a moment.
pub const AT_ONCE: usize = 2;

impl Visit {
    /// Now, as the clocks of the rulebook's zone show it, and their minutes ahead of UTC.
    #[must_use]
    pub fn written_at(&self, zone: &str) -> (String, i32) {
        let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
        let now = self.office.clock.now();
        let offset = zone.to_offset(now).seconds() / 60;
        let there = now.to_zoned(zone);
        (there.strftime("%Y-%m-%d %H:%M").to_string(), offset)
    }

    /// Has a document set as PDF.
    pub async fn set(&self, printing: Printing) -> Result<Vec<u8>> {
        let press = self.office.settings.press.clone();
        let press = press.ok_or_else(|| Error::internal("this server has no press"))?;
        self.heavily(move || press(&printing)).await
    }

    /// Does heavy work off the threads that answer, one of a few at once.
    pub async fn heavily<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let place = self.office.presses.acquire().await;
        let place = place.map_err(Error::internal)?;
        let done = tokio::task::spawn_blocking(work).await;
        drop(place);
        done.map_err(Error::internal)?
    }

    /// A document as a PDF that the browser keeps.
    pub async fn print(&self, printing: Printing, name: &str) -> Reply {
        attachment(name, download::PDF, self.set(printing).await?)
    }
}

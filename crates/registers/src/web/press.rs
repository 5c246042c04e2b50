//! The press: sheets become PDF. Only the program links a typesetter, so it hands one over when
//! it opens the office; what is printed is set off the threads that answer, few at once.

use super::answers::Reply;
use super::office::Office;
use super::visit::Visit;
use platform::web::download::{self, attachment};
use platform::{Error, Result};
use std::sync::Arc;

/// What is to be printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Print {
    pub source: String,
    /// Files the source reads, by name.
    pub files: Vec<(String, Vec<u8>)>,
    pub title: String,
    pub lang: &'static str,
    pub rtl: bool,
    /// When it was written, without a zone: `2025-10-02 08:14`.
    pub written_at: String,
    /// Minutes by which the clock of `written_at` is ahead of UTC.
    pub utc_offset: i32,
}

/// Makes PDF of what is to be printed.
pub type Press = Arc<dyn Fn(&Print) -> std::result::Result<Vec<u8>, String> + Send + Sync>;

impl Office {
    /// Prints, when it is its turn.
    pub async fn print(&self, print: Print) -> Result<Vec<u8>> {
        let none = || Error::Unavailable("this server has no press".to_owned());
        let press = self.settings.press.clone().ok_or_else(none)?;
        self.heavily(move || press(&print).map_err(Error::Internal))
            .await
    }

    /// Does heavy work off the threads that answer, when it is its turn.
    pub async fn heavily<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let turn = self.printing.acquire().await.map_err(Error::internal)?;
        let made = tokio::task::spawn_blocking(work).await;
        drop(turn);
        made.map_err(Error::internal)?
    }
}

impl Visit {
    /// A document as a PDF that the browser keeps.
    pub async fn print(&self, print: Print, name: &str) -> Reply {
        attachment(name, download::PDF, self.office.print(print).await?)
    }
}

//! The press: sheets become PDF. Only the program links a typesetter, so it hands one over when
//! it opens the office; what is printed is set off the threads that answer, few at once.

use super::office::Office;
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
        let turn = self.printing.acquire().await.map_err(Error::internal)?;
        let made = tokio::task::spawn_blocking(move || press(&print)).await;
        drop(turn);
        made.map_err(Error::internal)?.map_err(Error::Internal)
    }
}

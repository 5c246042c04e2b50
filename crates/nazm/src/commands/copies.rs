//! Backup and restore, both checked against the root of the journal.

use crate::cli::Place;
use platform::{Error, Result};
use std::path::Path;

pub async fn backup(_place: &Place, _file: &Path) -> Result<()> {
    Err(Error::internal("not yet"))
}

pub async fn restore(_place: &Place, _file: &Path) -> Result<()> {
    Err(Error::internal("not yet"))
}

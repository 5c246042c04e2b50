//! Folding the edits in force into rows, and reading them.

use platform::Result;
use platform::journal::apply::Applying;

#[allow(
    clippy::unused_async,
    reason = "takes the shape of every register's apply"
)]
pub(super) async fn apply(_applying: &mut Applying<'_>) -> Result<()> {
    Ok(())
}

//! What an annulment asks of meetings. A reform asks nothing: a meeting stays the meeting of the
//! unit that called it, and whoever keeps what became of that unit sees it.

use super::model::CLASS;
use crate::organisation::reforms::open::{Answer, Open, OpenThings, Without};
use platform::journal::store as journal;
use platform::{Db, Error, Result};
use std::collections::BTreeMap;

pub static OPEN: OpenThings = OpenThings {
    register: "meetings",
    class: CLASS,
    kinds: &["meeting", "hội nghị", "اجلاس"],
    open: |_, _| Box::pin(async { Ok(Open::default()) }),
    moved: |meeting, _, _, _| {
        let why = format!("the meeting {meeting} stays with the unit that called it");
        Err(Error::refused(why))
    },
    told: |_, _| None,
    without: |db, without| -> Answer<'_, _> { Box::pin(self::without(db, without)) },
};

/// What a later act says of a meeting must still be there: the meeting itself, the one before,
/// the proposal that was accepted.
async fn without(db: &mut Db, asked: Without<'_>) -> Result<BTreeMap<u64, String>> {
    let own = format!("a{}.", asked.number);
    let mut reasons = BTreeMap::new();
    for number in asked.later.keys() {
        for line in journal::lines(db, *number).await? {
            let mut named = line.also.split(' ').chain([line.subject.as_str()]);
            let gone = named.find(|id| id.starts_with(&own));
            if let (Some(gone), true) = (gone, line.class == CLASS) {
                let why = format!(
                    "line {}: what it says of a meeting rests on {gone}, which would not be in the record",
                    line.number
                );
                reasons.entry(*number).or_insert(why);
            }
        }
    }
    Ok(reasons)
}

//! The digest that the server sends by itself, once a day, from the hour of the rulebook on. What
//! was sent is noted before a letter goes out: a server that stops in between, or a second one,
//! sends nobody two of a day; at worst somebody has none that day.

use super::{Ground, Letter, letters, store};
use crate::organisation::rulebook::Rulebook;
use crate::web::Office;
use figures::Day;
use platform::{Db, Error, Result};
use std::sync::{Arc, Mutex, PoisonError};

/// Hands a letter to a mail server, or says why it could not; it may wait for that server.
pub type Post = Arc<dyn Fn(&Letter) -> std::result::Result<(), String> + Send + Sync>;

/// Seconds after which letters that could not be sent are tried again.
pub const AGAIN: i64 = 15 * 60;

/// What became of the letters of a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sent {
    pub letters: usize,
    /// Why letters could not be sent; for whom they were stands in no log.
    pub faults: Vec<String>,
}

/// The hour from which the digest of a day is sent; nothing where the rulebook does not say it.
#[must_use]
pub fn hour(book: &Rulebook, on: Day) -> Option<i8> {
    let hour = i8::try_from(book.value("digest_hour", on)?).ok()?;
    (0..24).contains(&hour).then_some(hour)
}

/// Sends letters of a day. Each is noted as sent first; one that could not be sent is noted as
/// before and comes again.
pub async fn send(db: &mut Db, letters: Vec<Letter>, today: Day, post: &Post) -> Result<Sent> {
    let (mut sent, day) = (Sent::default(), today.to_string());
    for letter in letters {
        if !store::claim(db, &letter.account, &day).await? {
            continue;
        }
        let (account, before) = (letter.account.clone(), letter.before.clone());
        let by = post.clone();
        let tried = tokio::task::spawn_blocking(move || by(&letter)).await;
        match tried.map_err(Error::internal)? {
            Ok(()) => sent.letters += 1,
            Err(why) => {
                store::set_back(db, &account, (&day, &before)).await?;
                sent.faults.push(why);
            }
        }
    }
    Ok(sent)
}

/// Sends the digest when its hour has come; asked again and again, it does so once a day.
pub struct Daily {
    office: Arc<Office>,
    /// Address of the server, as people open it.
    base: String,
    post: Post,
    /// In place of the rulebook's hour.
    hour: Option<i8>,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    /// The day whose letters all went out.
    done: Option<Day>,
    /// The second before which nothing is tried again.
    not_before: i64,
}

impl Daily {
    #[must_use]
    pub fn new(office: Arc<Office>, base: String, post: Post, hour: Option<i8>) -> Daily {
        Daily {
            office,
            base,
            post,
            hour,
            kept: Mutex::default(),
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The hour from which it sends on a day: the one given, otherwise the rulebook's.
    #[must_use]
    pub fn hour_on(&self, book: &Rulebook, day: Day) -> Option<i8> {
        self.hour.or_else(|| hour(book, day))
    }

    /// Sends what is due now: nothing before the hour, nothing twice.
    pub async fn turn(&self) -> Result<Sent> {
        let facts = self.office.keep_up().await?;
        let today = self.office.today(&facts);
        let now = self.office.clock.now();
        let come = self
            .hour_on(&facts.book, today)
            .is_some_and(|hour| hour <= facts.book.calendar().hour_at(now));
        let (done, not_before) = {
            let kept = self.kept();
            (kept.done, kept.not_before)
        };
        if !come || done == Some(today) || now.as_second() < not_before {
            return Ok(Sent::default());
        }
        // a fault on the way is no reason to ask the record every minute
        self.kept().not_before = now.as_second() + AGAIN;
        let mut db = self.office.db().await?;
        let ground = Ground {
            structure: &facts.structure,
            book: &facts.book,
            known: facts.known,
            today,
            key: &self.office.settings.key,
            base: &self.base,
        };
        let letters = letters(&mut db, &ground).await?;
        let sent = send(&mut db, letters, today, &self.post).await?;
        if sent.faults.is_empty() {
            self.kept().done = Some(today);
        }
        Ok(sent)
    }
}

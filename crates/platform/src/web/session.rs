//! Sessions: a random token in a cookie, its hash in a working table. A session ends when
//! nobody used it for a while, after a day's work at the latest, and when it is ended.

use super::store;
use crate::text::hex;
use crate::{Db, Randomness, Result};
use sha2::{Digest, Sha256};

/// Seconds without use after which a session is over.
pub const IDLE: i64 = 30 * 60;
/// Seconds after which it is over in any case.
pub const LONGEST: i64 = 12 * 60 * 60;
/// How exactly the last use is noted.
const NOTED: i64 = 60;

/// An open session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Hash of the token: what the table knows it by.
    pub id: String,
    pub account: String,
    pub began: i64,
    pub seen: i64,
    /// Token that its forms carry.
    pub form_token: String,
    /// What the browser calls itself.
    pub agent: String,
    /// Whether the second factor was shown; only then may anything be done.
    pub complete: bool,
    /// A message for the next page.
    pub flash: String,
}

/// 256 random bits in hexadecimal.
pub fn token(chance: &mut dyn Randomness) -> String {
    let mut bytes = [0u8; 32];
    chance.fill(&mut bytes);
    hex(&bytes)
}

/// What is kept of a token.
#[must_use]
pub fn digest(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// The cookie's name: under TLS bound to this host and path by the browser itself.
#[must_use]
pub fn cookie_name(over_tls: bool) -> &'static str {
    if over_tls { "__Host-nazm" } else { "nazm" }
}

#[must_use]
pub fn cookie(token: &str, over_tls: bool) -> String {
    let secure = if over_tls { "; Secure" } else { "" };
    let name = cookie_name(over_tls);
    let age = if token.is_empty() { "; Max-Age=0" } else { "" };
    format!("{name}={token}; Path=/; HttpOnly; SameSite=Lax{secure}{age}")
}

/// Begins a session; its token goes to the browser and is never kept.
pub async fn begin(
    db: &mut Db,
    (secret, form_token): (&str, &str),
    account: &str,
    agent: &str,
    complete: bool,
    now: i64,
) -> Result<()> {
    let session = Session {
        id: digest(secret),
        account: account.to_owned(),
        began: now,
        seen: now,
        form_token: form_token.to_owned(),
        agent: agent.chars().take(160).collect(),
        complete,
        flash: String::new(),
    };
    store::forget_sessions_before(db, now - LONGEST).await?;
    store::insert_session(db, &session).await
}

/// The open session of a token; its use is noted.
pub async fn resume(db: &mut Db, secret: &str, now: i64) -> Result<Option<Session>> {
    if secret.len() != 64 {
        return Ok(None);
    }
    let Some(session) = store::session(db, &digest(secret)).await? else {
        return Ok(None);
    };
    if now - session.seen > IDLE || now - session.began > LONGEST || now < session.began - NOTED {
        store::end_session(db, &session.id, &session.account).await?;
        return Ok(None);
    }
    if now - session.seen > NOTED {
        store::note_use(db, &session.id, now).await?;
    }
    Ok(Some(session))
}

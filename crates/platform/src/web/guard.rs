//! What stands before every handler: headers of every answer, the check of where a change
//! comes from, and limits.

use axum::http::{HeaderMap, HeaderValue, header};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Only our own files; nothing written into a page runs (`ux-security.md` 3.4.1–3.4.8).
pub const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'";

/// The policy of a file that a stranger made: whatever it holds, it runs nothing and reaches nothing.
pub const OF_STRANGERS: &str = "sandbox; default-src 'none'";

/// The headers every answer bears.
pub fn headers(headers: &mut HeaderMap, over_tls: bool) {
    let fixed = [
        ("content-security-policy", POLICY),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        (
            "permissions-policy",
            "camera=(), microphone=(), geolocation=()",
        ),
        ("x-frame-options", "DENY"),
    ];
    for (name, value) in fixed {
        // a file of strangers bears a narrower policy of its own
        let entry = headers.entry(name);
        entry.or_insert(HeaderValue::from_static(value));
    }
    if over_tls {
        headers.insert(
            header::STRICT_TRANSPORT_SECURITY,
            HeaderValue::from_static("max-age=31536000; includeSubDomains"),
        );
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

/// Whether a request that changes something comes from a page of this very site. A browser says
/// so itself; one that says nothing at all is not believed.
#[must_use]
pub fn from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|v| v.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return site == "same-origin";
    }
    let host = text("host");
    text("origin")
        .and_then(|o| o.split_once("://"))
        .is_some_and(|(_, from)| host == Some(from))
}

/// Compares without telling by the time taken how much was right.
#[must_use]
pub fn same(a: &str, b: &str) -> bool {
    let unlike = a
        .bytes()
        .zip(b.bytes())
        .fold(0, |acc, (x, y)| acc | (x ^ y));
    a.len() == b.len() && unlike == 0
}

/// So many tries in so many seconds, by whatever names the one who tries.
pub struct Limit {
    tries: u32,
    seconds: i64,
    seen: Mutex<HashMap<String, (i64, u32)>>,
}

impl Limit {
    #[must_use]
    pub fn new(tries: u32, seconds: i64) -> Limit {
        Limit {
            tries,
            seconds,
            seen: Mutex::new(HashMap::new()),
        }
    }

    /// Counts a try at a moment (seconds); false when there were too many.
    pub fn allows(&self, who: &str, now: i64) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > 10_000 {
            seen.retain(|_, (since, _)| now - *since < self.seconds);
        }
        let entry = seen.entry(who.to_owned()).or_insert((now, 0));
        if now - entry.0 >= self.seconds {
            *entry = (now, 0);
        }
        entry.1 += 1;
        entry.1 <= self.tries
    }

    /// Forgets the tries of one who has shown who they are.
    pub fn forget(&self, who: &str) {
        self.seen
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(who);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(n, v)| (n.parse().unwrap(), HeaderValue::from_static(v)))
            .collect()
    }

    #[test]
    fn a_change_asked_for_by_another_site_is_not_believed() {
        assert!(from_here(&said(&[("sec-fetch-site", "same-origin")])));
        assert!(from_here(&said(&[
            ("origin", "http://a:1"),
            ("host", "a:1")
        ])));
        assert!(!from_here(&said(&[("sec-fetch-site", "cross-site")])));
        assert!(!from_here(&said(&[("sec-fetch-site", "same-site")])));
        assert!(!from_here(&said(&[("origin", "http://b"), ("host", "a")])));
        assert!(!from_here(&said(&[("origin", "null"), ("host", "a")])));
        assert!(!from_here(&said(&[("host", "a")])));
    }

    #[test]
    fn who_tries_too_often_has_to_wait() {
        let limit = Limit::new(2, 60);
        assert!(limit.allows("a", 0) && limit.allows("a", 1));
        assert!(!limit.allows("a", 2) && limit.allows("b", 2) && limit.allows("a", 61));
    }
}

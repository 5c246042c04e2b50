//! What a request says about itself.

use crate::locale::Lang;
use axum::http::{HeaderMap, header};

/// A cookie's value.
#[must_use]
pub fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|v| v.to_str().ok())
        .flat_map(|v| v.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(n, _)| *n == name)
        .map(|(_, value)| value)
}

/// The language the browser asks for first among those there are.
#[must_use]
pub fn accepted(headers: &HeaderMap) -> Option<Lang> {
    let asked = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
    let mut best: Option<(f32, Lang)> = None;
    for part in asked.split(',') {
        let (tag, weight) = part.split_once(';').unwrap_or((part, ""));
        let weight: f32 = weight
            .trim()
            .strip_prefix("q=")
            .map_or(Some(1.0), |q| q.parse().ok())
            .unwrap_or(0.0);
        let code = tag.trim().split('-').next().unwrap_or("").to_lowercase();
        if let Ok(lang) = code.parse::<Lang>()
            && best.is_none_or(|(w, _)| weight > w)
        {
            best = Some((weight, lang));
        }
    }
    best.map(|(_, lang)| lang)
}

/// A path of this site that may be gone to after sign-in: never another site's address. Browsers
/// take a backslash for a stroke and drop tabs and line breaks, so neither may stand in it.
#[must_use]
pub fn own_path(path: &str) -> &str {
    let odd = |c: char| c == '\\' || c.is_control();
    let ours = path.starts_with('/') && !path.starts_with("//") && !path.contains(odd);
    if ours { path } else { "/" }
}

/// A text as part of a query.
#[must_use]
pub fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for b in text.bytes() {
        match b {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(b));
            }
            _ => out.push_str(&format!("%{b:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_gets_the_language_it_likes_best() {
        let asking = |text: &'static str| {
            let mut h = HeaderMap::new();
            h.insert(header::ACCEPT_LANGUAGE, text.parse().unwrap());
            accepted(&h)
        };
        assert_eq!(asking("fr, en;q=0.5, vi-VN;q=0.8"), Some(Lang::Vi));
        assert_eq!(asking("ur"), Some(Lang::Ur));
        assert_eq!(asking("fr"), None);
    }

    #[test]
    fn after_sign_in_nobody_is_sent_to_another_site() {
        assert_eq!(own_path("/units?on=2025-01-01"), "/units?on=2025-01-01");
        for bad in [
            "//evil.example",
            "https://evil.example",
            "/\\evil.example",
            "/\t/evil.example",
            "/\n/evil.example",
            "",
        ] {
            assert_eq!(own_path(bad), "/");
        }
    }
}

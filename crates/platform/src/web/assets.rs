//! Files that pages need, embedded in the program. Their address holds a hash of all of them,
//! so that a browser may keep them for ever.

use crate::text::hex;
use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};
use std::io::Write;
use std::sync::LazyLock;

struct Asset {
    name: &'static str,
    bytes: &'static [u8],
}

macro_rules! assets {
    ($($name:literal),+ $(,)?) => {
        &[$(Asset { name: $name, bytes: include_bytes!(concat!("../../assets/", $name)) }),+]
    };
}

static FILES: &[Asset] = assets![
    "tabler.min.css",
    "tabler.rtl.min.css",
    "nazm.css",
    "theme.js",
    "nazm.js",
    "htmx.min.js",
    "favicon.svg",
    "fonts/noto-sans-latin-wght-normal.woff2",
    "fonts/noto-sans-vietnamese-wght-normal.woff2",
    "fonts/noto-naskh-arabic-arabic-400-normal.woff2",
    "fonts/noto-naskh-arabic-arabic-700-normal.woff2",
    "fonts/noto-nastaliq-urdu-arabic-400-normal.woff2",
    "fonts/noto-nastaliq-urdu-arabic-700-normal.woff2",
];

macro_rules! icons {
    ($($name:literal),+ $(,)?) => {
        &[$(($name, include_str!(concat!("../../assets/icons/", $name, ".svg")))),+]
    };
}

static ICONS: &[(&str, &str)] = icons![
    "alert-triangle",
    "arrow-down",
    "arrow-right",
    "arrow-up",
    "arrows-split-2",
    "book",
    "calendar",
    "calendar-stats",
    "chart-bar",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "circle-check",
    "clock",
    "command",
    "device-desktop",
    "download",
    "external-link",
    "file-text",
    "filter",
    "git-merge",
    "history",
    "home",
    "id",
    "info-circle",
    "key",
    "language",
    "link",
    "list-check",
    "lock",
    "logout",
    "menu-2",
    "moon",
    "notebook",
    "plus",
    "printer",
    "search",
    "settings",
    "shield-check",
    "sitemap",
    "sun",
    "table-import",
    "user",
    "users",
    "x",
];

/// The part of the address that changes whenever a file does.
pub static HASH: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for file in FILES {
        hash.update(file.name.as_bytes());
        hash.update(file.bytes);
    }
    hex(&hash.finalize()[..8])
});

/// Text files, packed once.
static PACKED: LazyLock<Vec<Option<Vec<u8>>>> =
    LazyLock::new(|| FILES.iter().map(packed).collect());

fn packed(file: &Asset) -> Option<Vec<u8>> {
    if file.name.ends_with("woff2") {
        return None;
    }
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(file.bytes).ok()?;
    packer.finish().ok()
}

/// Address of a file.
#[must_use]
pub fn address(name: &str) -> Option<String> {
    FILES
        .iter()
        .any(|f| f.name == name)
        .then(|| format!("/assets/{}/{name}", HASH.as_str()))
}

/// An icon as text of a page; it says nothing to a screen reader.
#[must_use]
pub fn icon(name: &str) -> Option<String> {
    let (_, svg) = ICONS.iter().find(|(n, _)| *n == name)?;
    let inner = svg.split_once('>')?.1.rsplit_once("</svg>")?.0;
    let paths: String = inner
        .lines()
        .map(str::trim)
        .filter(|l| !l.contains("M0 0h24v24H0z"))
        .collect();
    Some(format!(
        "<svg class=\"icon\" viewBox=\"0 0 24 24\" fill=\"none\" stroke=\"currentColor\" \
         stroke-width=\"1.75\" stroke-linecap=\"round\" stroke-linejoin=\"round\" \
         aria-hidden=\"true\">{paths}</svg>"
    ))
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("css") => "text/css; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("svg") => "image/svg+xml",
        _ => "font/woff2",
    }
}

/// The file at `/assets/HASH/NAME`; nothing when hash or name are another's.
#[must_use]
pub fn serve(hash: &str, name: &str, asked: &HeaderMap) -> Option<Response> {
    let at = FILES.iter().position(|f| f.name == name)?;
    if hash != HASH.as_str() {
        return None;
    }
    let packs = asked
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("gzip"));
    let packed = PACKED.get(at).and_then(Option::as_ref).filter(|_| packs);
    let body = packed.map_or_else(|| Body::from(FILES[at].bytes), |p| Body::from(p.clone()));
    let mut response = (StatusCode::OK, body).into_response();
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(kind(FILES[at].name)),
    );
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("public, max-age=31536000, immutable"),
    );
    headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    if packed.is_some() {
        headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
    }
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_taken_from_others_is_what_the_list_says() {
        let list = include_str!("../../assets/VENDORED.md");
        let ours = ["nazm.css", "theme.js", "nazm.js", "favicon.svg"];
        for file in FILES.iter().filter(|f| !ours.contains(&f.name)) {
            let hash = hex(&Sha256::digest(file.bytes));
            let row = list
                .lines()
                .find(|l| l.contains(&format!("`{}`", file.name)));
            assert!(row.is_some_and(|r| r.contains(&hash)), "{}", file.name);
        }
    }

    #[test]
    fn the_first_view_is_light() {
        let first = [
            "tabler.min.css",
            "nazm.css",
            "theme.js",
            "nazm.js",
            "htmx.min.js",
        ];
        let size: usize = FILES
            .iter()
            .filter(|f| first.contains(&f.name))
            .filter_map(packed)
            .map(|p| p.len())
            .sum();
        assert!(size < 140 * 1024, "{size} bytes, and the page comes on top");
    }
}

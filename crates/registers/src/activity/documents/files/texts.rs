//! The texts of files, for the search: made from the files, and made again when they are lost. They
//! lie beside the files, as `texts/ab/cdef…`: a line that says how far the text was read, then the
//! text.

use super::{Media, Opened, Read};
use crate::activity::documents::shelf;
use platform::text::tidy;
use platform::{Error, Result};
use serde::{Deserialize, Serialize};
use std::io::{BufRead, BufReader, ErrorKind, Read as _};
use std::path::PathBuf;

/// The texts of one record.
#[derive(Debug, Clone)]
pub struct Texts {
    places: platform::vault::Vault,
}

#[derive(Serialize, Deserialize)]
struct Head {
    media: Media,
    read: Read,
    pages: usize,
}

/// Characters of a text that are looked through for what was asked, and shown around it.
const LOOKED: usize = 60_000;
const AROUND: usize = 90;

/// Bytes of the line before a text, at most.
const HEAD: u64 = 200;

/// Whether there is no such text, or nothing that is one.
fn is_none(e: &std::io::Error) -> bool {
    matches!(e.kind(), ErrorKind::NotFound | ErrorKind::InvalidData)
}

impl Texts {
    #[must_use]
    pub fn new(root: PathBuf) -> Texts {
        Texts {
            places: platform::vault::Vault::new(root),
        }
    }

    fn place(&self, hash: &str) -> Result<PathBuf> {
        let none = || Error::internal("a text without the hash of its file");
        self.places.path(hash).ok_or_else(none)
    }

    /// Keeps the text of a file.
    pub fn keep(&self, hash: &str, opened: &Opened) -> Result<()> {
        let place = self.place(hash)?;
        let head = serde_json::to_string(&Head {
            media: opened.media,
            read: opened.read,
            pages: opened.pages,
        })?;
        let bytes = format!("{head}\n{}", opened.text);
        platform::vault::replace(&place, bytes.as_bytes())
    }

    /// Takes the text of a file away for good.
    pub fn remove(&self, hash: &str) -> Result<bool> {
        self.places.remove(hash)
    }

    /// How far the text of a file was read, and its pages; nothing when it is not there.
    pub fn read(&self, hash: &str) -> Result<Option<(Read, usize)>> {
        let mut line = String::new();
        let opened = std::fs::File::open(self.place(hash)?);
        let read = opened.and_then(|f| BufReader::new(f).take(HEAD).read_line(&mut line));
        match read {
            Ok(_) => Ok(serde_json::from_str::<Head>(&line)
                .ok()
                .map(|h| (h.read, h.pages))),
            Err(e) if is_none(&e) => Ok(None),
            Err(e) => Err(e.into()),
        }
    }

    /// The text of a file; nothing when it is not there or not what it should be.
    pub fn of(&self, hash: &str) -> Result<Option<Opened>> {
        let bytes = match std::fs::read_to_string(self.place(hash)?) {
            Ok(bytes) => bytes,
            Err(e) if is_none(&e) => return Ok(None),
            Err(e) => return Err(e.into()),
        };
        let Some((head, text)) = bytes.split_once('\n') else {
            return Ok(None);
        };
        let Ok(head) = serde_json::from_str::<Head>(head) else {
            return Ok(None);
        };
        Ok(Some(Opened {
            media: head.media,
            read: head.read,
            pages: head.pages,
            text: text.to_owned(),
        }))
    }
}

/// The place of a text where what was asked stands, with the words around it: before, the words,
/// after. Only its beginning is looked through.
#[must_use]
pub fn extract(text: &str, asked: &str) -> Option<[String; 3]> {
    let wanted = shelf::sought(asked);
    let (last, whole) = wanted.split_last()?;
    let is = |word: &str, at: usize| match whole.get(at) {
        Some(all) => word == all,
        None => word.starts_with(last.as_str()),
    };
    let places = placed(text);
    let together = places.windows(wanted.len()).find(|window| {
        let mut words = window.iter().enumerate();
        words.all(|(at, (_, word))| is(word, at))
    });
    let alone = || {
        let any = |(_, word): &&(std::ops::Range<usize>, String)| {
            word.chars().count() > 1 && (0..wanted.len()).any(|at| is(word, at))
        };
        places.iter().find(any).map(std::slice::from_ref)
    };
    let found = together.or_else(alone)?;
    let (from, to) = (found.first()?.0.start, found.last()?.0.end);
    Some(around(text, from, to))
}

/// The words of the beginning of a text as they are searched, each with its place.
fn placed(text: &str) -> Vec<(std::ops::Range<usize>, String)> {
    let mut places = Vec::new();
    let mut begun = None;
    let ends = text.char_indices().take(LOOKED).chain([(text.len(), ' ')]);
    for (at, c) in ends {
        match (begun, c.is_alphanumeric() || is_joined(c)) {
            (None, true) => begun = Some(at),
            (Some(from), false) => {
                let words = text.get(from..at).map(shelf::words).unwrap_or_default();
                places.extend(words.into_iter().map(|w| (from..at, w)));
                begun = None;
            }
            _ => {}
        }
    }
    places
}

/// Marks that stand on the letter before.
fn is_joined(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{64b}'..='\u{65f}' | '\u{670}')
}

fn around(text: &str, from: usize, to: usize) -> [String; 3] {
    let before: String = text[..from].chars().rev().take(AROUND).collect();
    let cut = before.chars().count() == AROUND;
    let before: String = before.chars().rev().collect();
    // a word that was cut through is left out
    let before = match before.split_once(char::is_whitespace) {
        Some((_, rest)) if cut => format!("… {}", rest.trim_start()),
        _ => before,
    };
    let after: String = text[to..].chars().take(AROUND).collect();
    let after = match after.rsplit_once(char::is_whitespace) {
        Some((rest, _)) if after.chars().count() == AROUND => format!("{} …", rest.trim_end()),
        _ => after,
    };
    let spaced = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let edge = |text: &str, at_end: bool| {
        let touches = if at_end {
            text.ends_with(char::is_whitespace)
        } else {
            text.starts_with(char::is_whitespace)
        };
        touches && !text.trim().is_empty()
    };
    let (mut head, mut tail) = (spaced(&before), spaced(&after));
    if edge(&before, true) {
        head.push(' ');
    }
    if edge(&after, false) {
        tail.insert(0, ' ');
    }
    [head, tidy(&text[from..to]), tail]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extract_shows_what_was_asked_with_the_words_around_it() {
        let text = "Tỉnh ủy ban hành kế hoạch.\nĐẩy mạnh chuyển đổi số ở 12 xã nghèo.";
        let shown = |asked: &str| extract(text, asked).map(|e| e.join("|"));
        assert_eq!(
            shown("chuyen doi so").as_deref(),
            Some("Tỉnh ủy ban hành kế hoạch. Đẩy mạnh |chuyển đổi số| ở 12 xã nghèo.")
        );
        assert_eq!(
            shown("ke ho").as_deref(),
            Some("Tỉnh ủy ban hành |kế hoạch|. Đẩy mạnh chuyển đổi số ở 12 xã nghèo.")
        );
        assert_eq!(shown("lâm nghiệp"), None);
        let long = format!("{}đích{}", "từ ".repeat(200), " từ".repeat(200));
        let [before, found, after] = extract(&long, "dich").unwrap();
        assert!(before.starts_with("… ") && after.ends_with(" …") && found == "đích");
    }
}

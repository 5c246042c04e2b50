//! Files of strangers in, their text out: PDF, DOCX and plain text, told apart by what they hold
//! and not by what they are called. The only package that opens such a file.
//!
//! It reads no disk, no network and no clock. Pages, parts, unpacked bytes and characters are
//! bounded here; time and memory are bounded by [`apart`], which has it done by another process:
//! whatever a hostile file does there, the program that asked goes on.

pub mod apart;
mod docx;
mod pdf;
mod plain;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

/// What of a file is read at most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    pub pages: usize,
    /// Characters of text that are kept; what follows is not read.
    pub characters: usize,
    /// Parts of an archive.
    pub entries: usize,
    /// Bytes of the parts of an archive, unpacked.
    pub unpacked: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            pages: 2_000,
            characters: 1_000_000,
            entries: 5_000,
            unpacked: 256 << 20,
        }
    }
}

/// The types of files that are kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Media {
    Pdf,
    Docx,
    Plain,
}

/// How far the text of a file was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Read {
    Whole,
    /// Only as far as the bounds go.
    Part,
    /// It has pages, and no text on them: a scan.
    NoText,
    /// It opens only with a password.
    Locked,
    /// It could not be read.
    Failed,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    pub media: Media,
    pub read: Read,
    /// Pages of a PDF; 0 where nobody knows.
    pub pages: usize,
    pub text: String,
}

/// Why a file is not kept at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Refusal {
    Empty,
    /// None of the types that are kept.
    Type,
    /// A Word document that brings a program along.
    Macros,
    /// It begins as what it is and lacks its end.
    Cut,
    /// An archive of more parts or bytes than are opened.
    Bomb,
}

/// The type of a file by its first bytes and its structure.
pub fn media(bytes: &[u8], limits: Limits) -> Result<Media, Refusal> {
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(Refusal::Empty);
    }
    if bytes.starts_with(b"%PDF-") {
        return pdf::whole(bytes).then_some(Media::Pdf).ok_or(Refusal::Cut);
    }
    if bytes.starts_with(b"PK\x03\x04") {
        return docx::whole(bytes, limits).map(|()| Media::Docx);
    }
    plain::decoded(bytes)
        .map(|_| Media::Plain)
        .ok_or(Refusal::Type)
}

/// The text of a file. A file of a type that is kept is never refused because its text cannot be
/// read: that is said beside it.
pub fn text(bytes: Vec<u8>, limits: Limits) -> Result<Found, Refusal> {
    let media = media(&bytes, limits)?;
    let mut taken = Taken::new(limits.characters);
    let (read, pages) = match media {
        Media::Pdf => pdf::read(bytes, limits, &mut taken),
        Media::Docx => docx::read(&bytes, limits, &mut taken),
        Media::Plain => plain::read(&bytes, &mut taken),
    };
    let (text, cut) = taken.ended();
    let read = match read {
        Read::Whole if cut => Read::Part,
        Read::Whole if text.is_empty() => Read::NoText,
        other => other,
    };
    Ok(Found {
        media,
        read,
        pages,
        text,
    })
}

/// What stands in a text and is no part of its words: control characters, places where a word may
/// be broken, marks of direction.
fn is_unseen(c: char) -> bool {
    (c.is_control() && !matches!(c, '\n' | '\t'))
        || matches!(
            c,
            '\u{ad}' | '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
        )
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Text as it is taken up: no control characters, no more than its bound.
struct Taken {
    text: String,
    left: usize,
    cut: bool,
}

impl Taken {
    fn new(characters: usize) -> Taken {
        Taken {
            text: String::new(),
            left: characters,
            cut: false,
        }
    }

    /// Whether there is room for more.
    fn is_open(&self) -> bool {
        !self.cut
    }

    fn say(&mut self, text: &str) {
        for c in text.chars() {
            if is_unseen(c) {
                continue;
            }
            if self.left == 0 {
                self.cut = true;
                return;
            }
            self.left -= 1;
            self.text.push(c);
        }
    }

    /// Ends the line, if one was begun.
    fn line(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.say("\n");
        }
    }

    /// The text in one form of writing, its lines without spaces at their ends, and whether it was
    /// cut.
    fn ended(self) -> (String, bool) {
        let mut text = String::with_capacity(self.text.len());
        let mut empty = 0;
        for line in self.text.lines() {
            let line = line.trim();
            empty = if line.is_empty() { empty + 1 } else { 0 };
            if empty < 2 {
                text.extend(line.nfc());
                text.push('\n');
            }
        }
        (text.trim().to_owned(), self.cut)
    }
}

//! The text of a PDF: every glyph with the place where it stands, put together to lines.
//!
//! A PDF knows neither words nor lines. What stands on one height is a line; a gap parts words, a
//! wide one columns. Where letters run from right to left, the line is read from there.

use super::{Limits, Read, Taken};
use hayro_interpret::font::{FontData, Glyph};
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{LoadPdfError, Pdf};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, GlyphDrawMode, Image, InterpreterCache,
    InterpreterSettings, Paint, PathDrawMode, SoftMask, interpret_page,
};
use kurbo::{Affine, BezPath, Point, Rect, Vec2};
use std::sync::Arc;

/// Stands in for fonts that a file names and does not bring along: only its list of characters is
/// asked.
static FONT: &[u8] = include_bytes!("../../pdf/fonts/NotoSerif-Regular.ttf");

/// So near its end a PDF says that it ends.
const TAIL: usize = 4096;
/// Glyphs of one line; more stand in no document.
const LINE: usize = 20_000;

/// Parts of the size of a letter by which two glyphs stand apart.
const NEXT_LINE: f64 = 0.5;
const NEXT_WORD: f64 = 0.16;
const NEXT_COLUMN: f64 = 2.5;
const BACK: f64 = 1.0;

/// Whether a file that begins as a PDF also ends as one.
pub(super) fn whole(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(TAIL)..];
    tail.windows(5).any(|w| w == b"%%EOF")
}

pub(super) fn read(bytes: Vec<u8>, limits: Limits, into: &mut Taken) -> (Read, usize) {
    let pdf = match Pdf::new(bytes) {
        Ok(pdf) => pdf,
        Err(LoadPdfError::Decryption(_)) => return (Read::Locked, 0),
        Err(LoadPdfError::Invalid) => return (Read::Failed, 0),
    };
    let font: FontData = Arc::new(FONT);
    let settings = InterpreterSettings {
        font_resolver: Arc::new(move |_| Some((font.clone(), 0))),
        cmap_resolver: Arc::new(|_| None),
        warning_sink: Arc::new(|_| {}),
        // notes that somebody laid over a page are no part of the document
        render_annotations: false,
    };
    let cache = InterpreterCache::new();
    let pages = pdf.pages();
    for page in pages.iter().take(limits.pages) {
        let nowhere = Rect::new(0.0, 0.0, 1.0, 1.0);
        let mut context = Context::new(
            Affine::IDENTITY,
            nowhere,
            &cache,
            pdf.xref(),
            settings.clone(),
        );
        let mut lines = Lines {
            into: &mut *into,
            line: Vec::new(),
            last: None,
        };
        interpret_page(page, &mut context, &mut lines);
        lines.end();
        if !into.is_open() {
            break;
        }
        into.say("\n");
    }
    let read = match pages.len() {
        0 => Read::Failed,
        n if n > limits.pages => Read::Part,
        _ => Read::Whole,
    };
    (read, pages.len())
}

/// A glyph of the line that is being read.
struct Placed {
    text: String,
    /// Where it begins and ends along the line.
    from: f64,
    to: f64,
    size: f64,
}

/// The end of the glyph before: where, and along which line.
#[derive(Clone, Copy)]
struct End {
    at: Point,
    along: Vec2,
    size: f64,
}

struct Lines<'t> {
    into: &'t mut Taken,
    line: Vec<Placed>,
    last: Option<End>,
}

fn is_right_to_left(c: char) -> bool {
    matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}')
}

impl Lines<'_> {
    fn glyph(&mut self, text: &str, origin: Point, em: Vec2, advance: f64) {
        let size = em.hypot();
        if text.is_empty() || !size.is_finite() || size <= 0.0 || !origin.is_finite() {
            return;
        }
        let mut along = em / size;
        if let Some(last) = self.last {
            let way = origin - last.at;
            let scale = last.size.max(size);
            let aside = last.along.cross(way).abs() / scale;
            let turned = last.along.dot(along) < 0.9;
            if aside > NEXT_LINE || turned || self.line.len() >= LINE {
                self.end();
            } else {
                along = last.along;
            }
        }
        let from = Vec2::new(origin.x, origin.y).dot(along);
        let to = from + advance * size;
        // bold type is often the same glyph drawn twice
        let again = |p: &Placed| p.text == text && (p.from - from).abs() < 0.08 * size;
        if self.line.last().is_some_and(again) {
            return;
        }
        self.line.push(Placed {
            text: text.to_owned(),
            from,
            to,
            size,
        });
        self.last = Some(End {
            at: origin + along * (advance * size),
            along,
            size,
        });
    }

    /// Ends the line: its glyphs as one reads them.
    fn end(&mut self) {
        self.last = None;
        let mut line = std::mem::take(&mut self.line);
        if line.is_empty() {
            return;
        }
        let letters = line.iter().flat_map(|p| p.text.chars());
        let leftward = letters.filter(|c| is_right_to_left(*c)).count() * 2 > line.len();
        if leftward {
            line.sort_by(|a, b| b.from.total_cmp(&a.from));
        }
        let mut between = vec![""];
        between.extend(line.windows(2).map(|pair| apart(&pair[0], &pair[1])));
        let mut texts: Vec<&str> = line.iter().map(|p| p.text.as_str()).collect();
        if leftward {
            turn_what_runs_rightward(&mut texts, &mut between);
        }
        let mut text = String::new();
        for (part, before) in texts.into_iter().zip(between) {
            if before != " " || !text.ends_with(char::is_whitespace) {
                text.push_str(before);
            }
            text.push_str(part);
        }
        self.into.line();
        self.into.say(&text);
        self.into.say("\n");
    }
}

/// What parts a glyph from the one before, from whichever side one comes.
fn apart(before: &Placed, next: &Placed) -> &'static str {
    let gap = (next.from - before.to).max(before.from - next.to) / next.size;
    let back = (next.from - before.from).abs() / next.size;
    if gap > NEXT_COLUMN {
        "\t"
    } else if gap > NEXT_WORD {
        " "
    } else if gap < -BACK && back > BACK {
        "\n"
    } else {
        ""
    }
}

/// Of a line read from the right, turns the numbers and foreign words back, and what stands between
/// their glyphs with them: a run goes on over what stands between two of its own, as in 01-NQ/TU.
fn turn_what_runs_rightward(texts: &mut [&str], between: &mut [&str]) {
    let leftward = |text: &str| text.contains(is_right_to_left);
    let stays = |text: &str| text.contains(char::is_alphanumeric) && !leftward(text);
    let mut at = 0;
    while at < texts.len() {
        if !stays(texts[at]) {
            at += 1;
            continue;
        }
        let mut end = at;
        for (next, text) in texts.iter().enumerate().skip(at) {
            if stays(text) {
                end = next;
            } else if next > end + 1 || leftward(text) {
                break;
            }
        }
        texts[at..=end].reverse();
        between[at + 1..=end].reverse();
        at = end + 1;
    }
}

impl<'a> Device<'a> for Lines<'_> {
    fn draw_glyph(
        &mut self,
        glyph: &Glyph<'a>,
        transform: Affine,
        glyph_transform: Affine,
        _: &Paint<'a>,
        _: &GlyphDrawMode,
    ) {
        if !self.into.is_open() {
            return;
        }
        let text = match glyph.as_unicode() {
            Some(BfString::Char(c)) => c.to_string(),
            Some(BfString::String(s)) => s,
            None => return,
        };
        let advance = match glyph {
            Glyph::Outline(o) => o.advance_width(),
            Glyph::Type3(_) => None,
        };
        // a glyph stands in a square of a thousand
        let place = transform * glyph_transform;
        let origin = place * Point::ORIGIN;
        let em = place * Point::new(1000.0, 0.0) - origin;
        let advance = f64::from(advance.unwrap_or(500.0)) / 1000.0;
        self.glyph(&text, origin, em, advance);
    }

    fn set_soft_mask(&mut self, _: Option<SoftMask<'a>>) {}
    fn set_blend_mode(&mut self, _: BlendMode) {}
    fn draw_path(&mut self, _: &BezPath, _: Affine, _: &Paint<'a>, _: &PathDrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'a>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'a, '_>, _: Affine) {}
    fn pop_clip_path(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

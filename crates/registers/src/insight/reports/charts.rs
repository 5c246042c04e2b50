//! Charts as SVG, drawn here once and shown the same on the page and in print.
//!
//! A chart never stands alone: its table is beside it and holds every figure, so a chart may leave
//! out what is nought or small. Colours are attributes, for print; the page's own style may
//! override them by class. Right-to-left languages get the mirror image, drawn so, not flipped.

use super::model::Table;
use super::text::{Lang, without_isolates};
use super::view::{Line, RenderError, Writer};
use serde::Serialize;
use std::fmt::Write;

const WIDTH: f64 = 720.0;
const FONT: &str = "'Noto Sans','Noto Serif','Noto Naskh Arabic',sans-serif";
/// Height from one line of a label to the next.
const LEADING: f64 = 14.0;
/// A letter is about this wide: good enough to break labels, which may be uneven.
const LETTER: f64 = 6.2;

/// A picture of the first column of a table.
#[derive(Debug, Clone, Serialize)]
pub struct Chart {
    /// What is read out in place of the picture.
    pub alt: String,
    pub svg: String,
    /// Whether the axis leaves out a stretch above zero, which the reader must be told.
    pub broken: bool,
}

/// A value with what is written beside it. The number only places ink; the text is the figure's own.
pub struct Mark {
    pub label: String,
    /// `plain`, `total`, `in` or `out`.
    pub role: String,
    pub value: f64,
    pub text: String,
}

/// Draws the chart a table asks for, or nothing where a figure it needs is not known.
pub(super) fn draw(
    writer: &Writer,
    table: &Table,
    caption: &str,
    rows: &[Line],
) -> Result<Option<Chart>, RenderError> {
    let marks = marks(writer, table, rows)?;
    let board = Board {
        mirrored: writer.texts.lang.is_rtl(),
        ink: String::new(),
    };
    Ok(match table.chart.as_str() {
        "waterfall" => waterfall(board, caption, &marks),
        "bars" => bars(board, caption, ranked(table, marks)),
        _ => None,
    })
}

/// The known figures of the first column, in the order of the table.
fn marks(writer: &Writer, table: &Table, rows: &[Line]) -> Result<Vec<Mark>, RenderError> {
    let mut marks = Vec::new();
    for (row, line) in table.rows.iter().zip(rows) {
        let Some(Some(key)) = row.figures.first() else {
            continue;
        };
        let cited = writer.cited(key)?;
        let Some(value) = &cited.value else { continue };
        let text = match row.role.as_str() {
            "in" => writer.texts.change(value, &cited.measure)?,
            "out" => writer.texts.change(&format!("-{value}"), &cited.measure)?,
            _ => writer.texts.measured(value, &cited.measure)?,
        };
        marks.push(Mark {
            label: without_isolates(&line.label),
            role: row.role.clone(),
            value: value.parse().unwrap_or_default(),
            text: without_isolates(&text),
        });
    }
    Ok(marks)
}

/// Units are ranked, the greatest fifteen stay; bands and kinds keep the order of the table.
fn ranked(table: &Table, marks: Vec<Mark>) -> Vec<Mark> {
    let mut marks: Vec<Mark> = marks
        .into_iter()
        .filter(|mark| mark.role != "total")
        .collect();
    if table.rows.iter().any(|row| row.label.is_empty()) {
        marks.sort_by(|a, b| b.value.total_cmp(&a.value));
    }
    marks.truncate(15);
    marks
}

/// A step of the waterfall: where its bar begins and ends.
struct Step<'a> {
    mark: &'a Mark,
    from: f64,
    to: f64,
}

/// Bars of some marks, the greatest fifteen, for a page of a language.
#[must_use]
pub fn ranked_bars(lang: Lang, caption: &str, mut marks: Vec<Mark>) -> Option<Chart> {
    marks.sort_by(|a, b| b.value.total_cmp(&a.value));
    marks.truncate(15);
    let board = Board {
        mirrored: lang.is_rtl(),
        ink: String::new(),
    };
    bars(board, caption, marks)
}

/// From the opening over what came and went to the closing.
fn waterfall(mut board: Board, caption: &str, marks: &[Mark]) -> Option<Chart> {
    const TOP: f64 = 26.0;
    const BASE: f64 = 240.0;
    let steps = steps(marks)?;
    let scale = Scale::of(&steps, BASE, TOP);
    let slot = (WIDTH / steps.len() as f64).min(110.0);
    let bar = (slot * 0.68).min(56.0);
    let inset = (WIDTH - slot * steps.len() as f64) / 2.0;
    let mut lines = 1;
    for (index, step) in steps.iter().enumerate() {
        let middle = inset + slot * (index as f64 + 0.5);
        let (a, b) = (scale.y(step.from), scale.y(step.to));
        let (top, height) = (a.min(b), (a - b).abs().max(1.5));
        board.bar(&step.mark.role, middle - bar / 2.0, top, bar, height);
        if step.mark.role == "total" && scale.broken {
            board.tear(middle - bar / 2.0, bar, BASE - 16.0);
        }
        if index + 1 < steps.len() {
            let level = scale.y(step.to);
            board.thread(middle + bar / 2.0, middle + slot - bar / 2.0, level);
        }
        board.text("middle", middle, top - 6.0, &step.mark.text, "value");
        lines = lines.max(board.label(middle, BASE + 18.0, slot - 6.0, &step.mark.label));
    }
    board.axis(BASE);
    let height = BASE + 12.0 + LEADING * lines as f64;
    Some(Chart {
        svg: board.finish(caption, height),
        alt: caption.to_owned(),
        broken: scale.broken,
    })
}

/// Opening and closing stand from zero, flows hang on the level before them; a flow of nought
/// would draw nothing and is left to the table.
fn steps(marks: &[Mark]) -> Option<Vec<Step<'_>>> {
    let mut level = marks.first().filter(|mark| mark.role == "total")?.value;
    let mut steps = Vec::new();
    for mark in marks {
        let step = match mark.role.as_str() {
            "total" => Step {
                mark,
                from: 0.0,
                to: mark.value,
            },
            "in" => Step {
                mark,
                from: level,
                to: level + mark.value,
            },
            "out" => Step {
                mark,
                from: level,
                to: level - mark.value,
            },
            _ => continue,
        };
        level = step.to;
        if mark.role == "total" || mark.value != 0.0 {
            steps.push(step);
        }
    }
    (steps.len() > 1).then_some(steps)
}

/// Maps levels to heights; leaves out the empty stretch under totals that dwarf the flows.
struct Scale {
    low: f64,
    high: f64,
    base: f64,
    top: f64,
    broken: bool,
}

impl Scale {
    fn of(steps: &[Step], base: f64, top: f64) -> Self {
        let levels = || steps.iter().map(|step| step.to);
        let high = levels().fold(f64::MIN, f64::max);
        let low = levels().fold(f64::MAX, f64::min);
        let spread = (high - low).max(1.0);
        // A third of the height is left under the lowest level, so totals stay the tall bars.
        let low = low - spread / 2.0;
        let broken = low > high * 0.2;
        let low = if broken {
            low
        } else {
            low.min(0.0).max(levels().fold(0.0, f64::min))
        };
        Self {
            low,
            high: high.max(low + 1.0),
            base,
            top,
            broken,
        }
    }

    fn y(&self, level: f64) -> f64 {
        let share = ((level - self.low) / (self.high - self.low)).clamp(0.0, 1.0);
        self.base - share * (self.base - self.top)
    }
}

/// One bar a row, from the side where reading begins.
fn bars(mut board: Board, caption: &str, marks: Vec<Mark>) -> Option<Chart> {
    const NAMES: f64 = 236.0;
    const FIGURES: f64 = 84.0;
    const ROW: f64 = 24.0;
    let greatest = marks.iter().map(|mark| mark.value).fold(0.0, f64::max);
    if marks.len() < 2 || greatest <= 0.0 {
        return None;
    }
    let room = WIDTH - NAMES - FIGURES;
    for (index, mark) in marks.iter().enumerate() {
        let y = 4.0 + ROW * index as f64;
        let length = (mark.value.max(0.0) / greatest * room).max(1.0);
        board.text(
            "end",
            NAMES - 10.0,
            y + 15.0,
            &clipped(&mark.label, NAMES),
            "label",
        );
        board.bar("plain", NAMES, y + 3.0, length, ROW - 8.0);
        board.text("start", NAMES + length + 6.0, y + 15.0, &mark.text, "value");
    }
    let height = 8.0 + ROW * marks.len() as f64;
    Some(Chart {
        svg: board.finish(caption, height),
        alt: caption.to_owned(),
        broken: false,
    })
}

fn clipped(label: &str, width: f64) -> String {
    let room = (width / LETTER) as usize;
    if label.chars().count() <= room {
        return label.to_owned();
    }
    let head: String = label.chars().take(room - 1).collect();
    format!("{}…", head.trim_end())
}

/// What has been drawn so far. All places are given as for left to right.
struct Board {
    mirrored: bool,
    ink: String,
}

impl Board {
    /// The left edge, as drawn, of what is `width` wide.
    fn x(&self, left: f64, width: f64) -> f64 {
        if self.mirrored {
            WIDTH - left - width
        } else {
            left
        }
    }

    fn put(&mut self, element: &str) {
        self.ink.push_str(element);
    }

    fn bar(&mut self, role: &str, left: f64, top: f64, width: f64, height: f64) {
        let fill = match role {
            "in" => "#2e6e4e",
            "out" => "#a5432c",
            _ => "#1f4e79",
        };
        let x = self.x(left, width);
        self.put(&format!(
            r#"<rect class="bar {role}" x="{x:.1}" y="{top:.1}" width="{width:.1}" height="{height:.1}" fill="{fill}"/>"#
        ));
    }

    /// A torn strip across a bar: something is left out here.
    fn tear(&mut self, left: f64, width: f64, y: f64) {
        const TEETH: usize = 6;
        let (x, tooth) = (self.x(left, width) - 2.0, (width + 4.0) / TEETH as f64);
        let zigzag = |shift: f64, backwards: bool| {
            let point = |n: usize| {
                let height = if n.is_multiple_of(2) { 0.0 } else { -5.0 };
                format!("{:.1},{:.1} ", x + tooth * n as f64, y + shift + height)
            };
            let points = (0..=TEETH).map(|n| point(if backwards { TEETH - n } else { n }));
            points.collect::<String>()
        };
        let strip = format!("{}{}", zigzag(0.0, false), zigzag(5.0, true));
        self.put(&format!(
            r##"<polygon class="tear" points="{}" fill="#ffffff"/>"##,
            strip.trim()
        ));
    }

    /// The level one bar hands on to the next.
    fn thread(&mut self, from: f64, to: f64, y: f64) {
        let x = self.x(from, to - from);
        let end = x + to - from;
        self.put(&format!(
            r##"<line class="thread" x1="{x:.1}" y1="{y:.1}" x2="{end:.1}" y2="{y:.1}" stroke="#8a94a3" stroke-width="1"/>"##
        ));
    }

    fn axis(&mut self, y: f64) {
        self.put(&format!(
            r##"<line class="axis" x1="0" y1="{y:.1}" x2="{WIDTH}" y2="{y:.1}" stroke="#8a94a3" stroke-width="1"/>"##
        ));
    }

    fn text(&mut self, anchor: &str, x: f64, y: f64, text: &str, class: &str) {
        let anchor = match (anchor, self.mirrored) {
            ("start", true) => "end",
            ("end", true) => "start",
            (anchor, _) => anchor,
        };
        let x = self.x(x, 0.0);
        let (fill, text) = (
            if class == "value" {
                "#1d2733"
            } else {
                "#3d4856"
            },
            escaped(text),
        );
        self.put(&format!(
            r#"<text class="{class}" x="{x:.1}" y="{y:.1}" text-anchor="{anchor}" fill="{fill}">{text}</text>"#
        ));
    }

    /// Sets a label in as many short lines as it needs and says how many.
    fn label(&mut self, x: f64, y: f64, width: f64, label: &str) -> usize {
        let lines = broken_lines(label, (width / LETTER) as usize);
        for (index, line) in lines.iter().enumerate() {
            self.text("middle", x, y + LEADING * index as f64, line, "label");
        }
        lines.len()
    }

    /// Anchors are given as drawn, so the picture must not take the direction of its page.
    fn finish(self, title: &str, height: f64) -> String {
        let mut svg = String::new();
        // Writing to a string cannot fail.
        let _ = write!(
            svg,
            r#"<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" direction="ltr" viewBox="0 0 {WIDTH} {height:.0}" font-family="{FONT}" font-size="12"><title>{}</title>{}</svg>"#,
            escaped(title),
            self.ink
        );
        svg
    }
}

fn broken_lines(label: &str, room: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in label.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= room => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

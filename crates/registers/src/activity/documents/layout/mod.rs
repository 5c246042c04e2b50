//! A document as it stands on paper: the official layout of the Party or of the State, as PDF and
//! as DOCX. What is drawn is one value, [`Laid`]; its measures and fixed words are rows of the
//! rulebook, everything else is what people entered. Nothing is added to a text.

pub mod docx;
mod laying;
mod runs;
mod shapes;

use crate::organisation::members::documents::read::Standpoint;
use crate::organisation::members::documents::sheet::{Head, Sheet, sheet};
use crate::organisation::members::documents::words::Texts;
use crate::organisation::rulebook::documents::LayoutRule;
use platform::Result;
use platform::locale::Lang;
use serde::Serialize;
use serde_json::json;

pub use laying::lay;

/// What a paragraph of the text is on paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Shape {
    Plain,
    /// What it rests on: in italics.
    Ground,
    /// The title of a part: bold.
    Heading,
    /// A word that stands alone: bold, in the middle.
    Centre,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Paragraph {
    pub shape: Shape,
    /// What stands before the text, in bold: the label of a clause, the number of an article.
    pub label: String,
    pub text: String,
    /// Whether it runs from right to left, whatever the page does.
    pub rtl: bool,
}

/// Who signs for an organ that issues a document together with its lead.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CoSigned {
    /// The organ, then the capacity line by line.
    pub capacity: Vec<String>,
    pub signer: String,
}

/// A document laid out. Every text is as it is drawn, capitals and marks of direction with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Laid {
    /// «DỰ THẢO», until it is issued.
    pub draft: String,
    pub above: String,
    /// The organ and, of a congress, the congress; of a joint document those that issue it with
    /// the organ stand under it.
    pub organ: Vec<String>,
    pub organ_mark: String,
    pub number_word: String,
    /// A number is left to a hand.
    pub number_blank: bool,
    pub symbol: String,
    /// What a letter is about, under its number.
    pub letter: String,
    pub title: String,
    pub motto: String,
    pub dateline: String,
    /// Empty for a letter.
    pub kind: String,
    pub subject: String,
    pub subject_mark: String,
    pub addressed: String,
    pub paragraphs: Vec<Paragraph>,
    /// Line by line.
    pub capacity: Vec<String>,
    pub signer: String,
    /// Of a joint document, who signs for the other organs, in the order of the paper.
    pub co_signed: Vec<CoSigned>,
    pub recipients_head: String,
    pub recipients: Vec<String>,
    #[serde(skip)]
    pub measures: LayoutRule,
    #[serde(skip)]
    pub lang: Lang,
    #[serde(skip)]
    pub demo: bool,
}

impl Laid {
    /// Every text that stands on the paper, in the order of reading.
    #[must_use]
    pub fn texts(&self) -> Vec<&str> {
        let mut all = vec![self.above.as_str()];
        all.extend(self.organ.iter().map(String::as_str));
        all.extend([
            self.number_word.as_str(),
            &self.symbol,
            &self.letter,
            &self.title,
            &self.motto,
            &self.dateline,
            &self.draft,
            &self.kind,
            &self.subject,
            &self.addressed,
        ]);
        for paragraph in &self.paragraphs {
            all.extend([paragraph.label.as_str(), &paragraph.text]);
        }
        all.push(&self.recipients_head);
        all.extend(self.recipients.iter().map(String::as_str));
        all.extend(self.capacity.iter().map(String::as_str));
        all.push(&self.signer);
        for other in &self.co_signed {
            all.extend(other.capacity.iter().map(String::as_str));
            all.push(&other.signer);
        }
        all.retain(|t| !t.is_empty());
        all
    }

    /// As the compositor takes it.
    pub fn sheet(&self, ground: &Standpoint<'_>, title: &str) -> Result<Sheet> {
        let texts = Texts::new(self.lang)?;
        let mut content = json!(self);
        let measures = &self.measures;
        content["m"] = json!({
            "top": measures.margin_top, "bottom": measures.margin_bottom, "bound": measures.margin_left,
            "outer": measures.margin_right, "indent": measures.indent, "body": measures.body_size,
            "line": measures.line_distance, "gap": measures.paragraph_gap, "title": measures.title_size,
            "motto": measures.motto_size, "organ": measures.organ_size, "number": measures.number_size,
            "date": measures.date_size, "kind": measures.kind_size, "subject": measures.subject_size,
            "letter": measures.letter_size, "letter_italic": measures.letter_italic,
            "signer": measures.signer_size, "head": measures.recipients_head_size,
            "recipients": measures.recipients_size, "underlined": measures.recipients_underlined,
            "page": measures.page_number_size,
        });
        sheet(
            (ground, &texts),
            include_str!("official.typ"),
            title,
            &Head::default(),
            content,
        )
    }
}

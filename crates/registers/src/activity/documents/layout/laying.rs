//! From a document of the record to what stands on its paper.

use super::shapes::{clause, is_arabic, shaped};
use super::{CoSigned, Laid, Paragraph};
use crate::activity::documents::drafts::OnPaper;
use crate::activity::documents::joint::CoIssuer;
use crate::activity::documents::model::Document;
use crate::activity::documents::rules::{Asked, Rules, Terms};
use crate::activity::documents::state::State;
use crate::activity::documents::store::Attached;
use crate::organisation::members::documents::read::Standpoint;
use crate::organisation::members::documents::words::Texts;
use crate::organisation::rulebook::committees;
use crate::organisation::rulebook::documents::LayoutRule;
use figures::{Day, UnitIx};
use platform::locale::Lang;
use platform::text::tidy;
use platform::{Error, Result};

/// Stands where a hand is to write.
const DOTS: &str = "…………";

pub(in super::super) fn messages(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("en.ftl"),
        Lang::Vi => include_str!("vi.ftl"),
        Lang::Ur => include_str!("ur.ftl"),
    }
}

/// What laying out reads.
struct Laying<'a> {
    ground: &'a Standpoint<'a>,
    texts: Texts,
    document: &'a Document,
    rule: &'a LayoutRule,
    /// The day on the document.
    day: Day,
}

/// Lays out a document of the record's own, a draft or issued; another's has its own paper.
pub fn lay(
    ground: &Standpoint<'_>,
    (document, attached, paper): (&Document, &Attached, &OnPaper),
    lang: Lang,
) -> Result<Laid> {
    if document.direction != "outgoing" || document.state.is_stub() {
        return Err(Error::refused(
            "only a document that its organ drafts or issued is set on paper",
        ));
    }
    let day = document.day();
    let rules = ground.book.documents();
    let layout = rules.layout(&document.system, day).ok_or_else(|| {
        Error::refused(format!(
            "the rulebook has no layout of documents of the {} system on {day}",
            document.system
        ))
    })?;
    let laying = Laying {
        ground,
        texts: Texts::with(lang, messages(lang))?,
        document,
        rule: &layout.rule,
        day,
    };
    laying.laid(attached, paper)
}

impl Laying<'_> {
    fn laid(&self, attached: &Attached, paper: &OnPaper) -> Result<Laid> {
        let (d, rule, texts) = (self.document, self.rule, &self.texts);
        let lang = texts.lang;
        let fixed = |names: &crate::organisation::rulebook::Names| {
            names.in_language(lang.code()).to_owned()
        };
        let is_letter = rule.letters.contains(&d.kind);
        let subject = texts.name(&d.subject);
        let number_blank = d.symbol.is_empty();
        let addressed = if paper.addressed.is_empty() {
            String::new()
        } else {
            let word = fixed(&rule.addressed_word);
            format!("{word}: {}", texts.name(&paper.addressed))
        };
        Ok(Laid {
            draft: self.draft()?,
            above: upper(texts, &self.above(attached)),
            organ: self.organ(attached)?,
            organ_mark: rule.organ_mark.clone(),
            number_word: fixed(&rule.number_word),
            number_blank,
            symbol: texts.island(&self.symbol()),
            letter: if is_letter {
                subject.clone()
            } else {
                String::new()
            },
            title: fixed(&rule.title).to_uppercase(),
            motto: rule.motto.as_ref().map_or_else(String::new, fixed),
            dateline: self.dateline(paper)?,
            kind: if is_letter {
                String::new()
            } else {
                self.kind().to_uppercase()
            },
            subject: if is_letter { String::new() } else { subject },
            subject_mark: rule.subject_mark.clone(),
            addressed,
            paragraphs: self.paragraphs(attached, paper),
            capacity: self.signing(attached)?,
            signer: texts.name(&d.signer),
            co_signed: self.co_signed(attached)?,
            recipients_head: if d.recipients.is_empty() {
                String::new()
            } else {
                format!("{}:", fixed(&rule.recipients_word))
            },
            recipients: self.recipients(),
            measures: rule.clone(),
            lang,
            demo: self.ground.demo,
        })
    }

    fn unit(&self) -> Option<UnitIx> {
        self.ground.structure.find(&self.document.organ)
    }

    /// The unit above, as it was named on the day; of a joint document only what is above all that
    /// issue it.
    fn above(&self, attached: &Attached) -> String {
        let s = &self.ground.structure;
        let parent_of = |u: Option<UnitIx>| u.and_then(|u| s.parent(u, self.day));
        let parent = parent_of(self.unit());
        let mut others = attached.co_issuers.iter();
        if !others.all(|c| parent_of(s.find(&c.unit)) == parent) {
            return String::new();
        }
        let state = parent.and_then(|p| s.state(p, self.day));
        state.map_or_else(String::new, |x| {
            // of a congress it is the organisation of the unit above, not its committee
            let body = match self.document.body.as_str() {
                "congress" => "congress",
                _ => "committee",
            };
            self.named(parent, &x.name, body)
        })
    }

    /// What a unit is called that speaks by a body: of the Party by the name of its committee.
    fn named(&self, unit: Option<UnitIx>, name: &str, body: &str) -> String {
        let committee = ["committee", "standing-committee", "standing-board"].contains(&body);
        if !committee || self.document.system != "party" {
            return name.to_owned();
        }
        let of = (self.kind_of(unit), name);
        let found = committees::of(&self.ground.book, of, self.day);
        found.map_or_else(|| name.to_owned(), |(committee, _)| committee)
    }

    fn organ_name(&self) -> String {
        let d = self.document;
        self.named(self.unit(), &d.organ_name, &d.body)
    }

    /// One that issues it with its lead, speaking by its usual body.
    fn co_issuer(&self, co: &CoIssuer) -> (String, &str) {
        let unit = self.ground.structure.find(&co.unit);
        let rules = self.ground.book.documents();
        let usual = rules.default_body(self.kind_of(unit), &self.document.system, self.day);
        let body = usual.unwrap_or("committee");
        (self.named(unit, &co.name, body), body)
    }

    fn organ(&self, attached: &Attached) -> Result<Vec<String>> {
        let mut organ = vec![upper(&self.texts, &self.organ_name())];
        if self.document.body == "congress" {
            organ.push(self.body()?.to_uppercase());
        }
        let others = attached.co_issuers.iter();
        organ.extend(others.map(|c| upper(&self.texts, &self.co_issuer(c).0)));
        Ok(organ)
    }

    fn body(&self) -> Result<String> {
        self.body_of(self.unit(), &self.document.body)
    }

    /// Who speaks for a unit: «Ban Thường vụ»; of the State the organ itself, as the rulebook calls
    /// it. An agency speaks by who leads it, and is named by nothing more.
    fn body_of(&self, unit: Option<UnitIx>, body: &str) -> Result<String> {
        let d = self.document;
        if body == "agency" {
            return Ok(String::new());
        }
        if d.system == "state" {
            let rules = self.ground.book.documents();
            let organ = rules.organ(self.kind_of(unit), body, &d.system, self.day);
            let lang = self.texts.lang.code();
            return Ok(
                organ.map_or_else(String::new, |o| o.rule.names.in_language(lang).to_owned())
            );
        }
        self.texts.label(&format!("layout-body-{body}"))
    }

    fn kind_of(&self, unit: Option<UnitIx>) -> &str {
        let state = unit.and_then(|u| self.ground.structure.state(u, self.day));
        state.map_or("", |x| x.kind.as_str())
    }

    fn draft(&self) -> Result<String> {
        if self.document.state == State::Issued {
            return Ok(String::new());
        }
        Ok(self.texts.label("paper-draft")?.to_uppercase())
    }

    /// The number and symbol, or the symbol with room for the number.
    fn symbol(&self) -> String {
        let (d, s) = (self.document, &self.ground.structure);
        if !d.symbol.is_empty() {
            return d.symbol.clone();
        }
        let Some(unit) = self.unit() else {
            return String::new();
        };
        let terms = Terms::new();
        let rules = Rules {
            structure: s,
            book: &self.ground.book,
            terms: &terms,
        };
        let asked = Asked {
            unit,
            body: &d.body,
            kind: &d.kind,
            system: &d.system,
            direction: "outgoing",
            day: self.day,
            label: "",
        };
        let kind = self.ground.book.documents().kind(&d.kind, self.day);
        rules.blank_symbol(&asked, kind.map_or("", |k| k.rule.abbreviation.as_str()))
    }

    fn kind(&self) -> String {
        let kind = self
            .ground
            .book
            .documents()
            .kind(&self.document.kind, self.day);
        let lang = self.texts.lang.code();
        kind.map_or_else(String::new, |k| k.rule.names.in_language(lang).to_owned())
    }

    /// Place and day; what is not known yet is left to a hand.
    fn dateline(&self, paper: &OnPaper) -> Result<String> {
        let place = if paper.place.is_empty() {
            DOTS.to_owned()
        } else {
            self.texts.name(&paper.place)
        };
        let day = if self.document.state == State::Issued {
            self.texts.dateline(self.day)?
        } else {
            self.texts.label("paper-dateline-blank")?
        };
        Ok(format!("{place}{day}"))
    }

    /// The text as it was typed; where there is none, the clauses.
    fn paragraphs(&self, attached: &Attached, paper: &OnPaper) -> Vec<Paragraph> {
        let typed: Vec<Paragraph> = if paper.words.is_empty() {
            let of = |c: &crate::activity::documents::store::Clause| clause(&c.label, &c.text);
            attached.clauses.iter().map(of).collect()
        } else {
            paper.words.lines().map(|l| shaped(l, self.rule)).collect()
        };
        let named = |p: Paragraph| Paragraph {
            label: symbols_apart(&p.label, p.rtl),
            text: symbols_apart(&p.text, p.rtl),
            ..p
        };
        typed.into_iter().map(named).collect()
    }

    /// In what capacity it is signed; of a joint document after the name of the organ.
    fn signing(&self, attached: &Attached) -> Result<Vec<String>> {
        let d = self.document;
        let mut lines = Vec::new();
        if !attached.co_issuers.is_empty() {
            lines.push(upper(&self.texts, &self.organ_name()));
        }
        lines.extend(self.capacity(&d.capacity, &self.body()?));
        Ok(lines)
    }

    /// Who signs for the organs that issue a joint document with its lead, each speaking by its
    /// usual body.
    fn co_signed(&self, attached: &Attached) -> Result<Vec<CoSigned>> {
        let signed = |co: &CoIssuer| {
            let (name, body) = self.co_issuer(co);
            let body = self.body_of(self.ground.structure.find(&co.unit), body)?;
            let mut capacity = vec![upper(&self.texts, &name)];
            capacity.extend(self.capacity(&co.capacity, &body));
            Ok(CoSigned {
                capacity,
                signer: self.texts.name(&co.signer),
            })
        };
        attached.co_issuers.iter().map(signed).collect()
    }

    /// A capacity as typed, line by line at «;». Who signs on behalf of a body names the body
    /// after it.
    fn capacity(&self, typed: &str, body: &str) -> Vec<String> {
        let typed = typed.split(';').map(str::trim);
        let mut lines: Vec<String> = typed
            .filter(|l| !l.is_empty())
            .map(str::to_uppercase)
            .collect();
        let bare = lines.first().is_some_and(|l| {
            let said = self.rule.on_behalf.iter();
            said.map(|w| w.to_uppercase()).any(|w| w == *l)
        });
        if let Some(first) = lines.first_mut().filter(|_| bare) {
            *first = tidy(&format!("{first} {}", body.to_uppercase()));
        }
        lines.iter().map(|l| self.texts.name(l)).collect()
    }

    fn recipients(&self) -> Vec<String> {
        let named = self.document.recipients.split(';').map(str::trim);
        let named: Vec<&str> = named.filter(|r| !r.is_empty()).collect();
        let last = named.len().saturating_sub(1);
        let line = |(at, name): (usize, &&str)| {
            let between = &self.rule.recipients_between;
            let end = if at == last { "." } else { between.as_str() };
            let end = if name.ends_with('.') { "" } else { end };
            format!("- {}{end}", self.texts.name(name))
        };
        named.iter().enumerate().map(line).collect()
    }
}

/// A paragraph with each symbol in it, 06-NQ/TU, an island of its own: in a line that runs from
/// right to left its parts would else change their places.
fn symbols_apart(text: &str, rtl: bool) -> String {
    if !rtl {
        return text.to_owned();
    }
    let is_symbol = |word: &str| {
        word.chars().any(char::is_alphabetic) && !word.chars().any(|c| is_arabic(&c.to_string()))
    };
    let word = |word: &str| {
        let core = word.trim_matches(|c: char| !c.is_alphanumeric());
        if !is_symbol(core) {
            return word.to_owned();
        }
        word.replacen(core, &format!("\u{2066}{core}\u{2069}\u{200f}"), 1)
    };
    text.split(' ').map(word).collect::<Vec<_>>().join(" ")
}

fn upper(texts: &Texts, name: &str) -> String {
    texts.name(&name.to_uppercase())
}

#[cfg(test)]
mod tests {
    use super::symbols_apart;

    #[test]
    fn a_symbol_in_an_urdu_line_keeps_its_order() {
        let line = symbols_apart("نمبر 06-NQ/TU، 30 ستمبر", true);
        assert_eq!(line, "نمبر \u{2066}06-NQ/TU\u{2069}\u{200f}، 30 ستمبر");
        assert_eq!(symbols_apart("Số 06-NQ/TU", false), "Số 06-NQ/TU");
    }
}

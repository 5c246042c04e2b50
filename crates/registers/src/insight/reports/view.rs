//! A report put into words: what stands on the page, in one language, before it is HTML or PDF.
//! Both draw from this one value, so that they cannot say different things.

use super::charts;
use super::model::{Cited, Report, Row, Section, Sentence, Table};
use super::text::{Lang, TextError, Texts, UNKNOWN, rule_key};
use crate::insight::indicators::answer::{self, CERTAINTIES};
use serde::Serialize;
use std::collections::BTreeMap;

/// Why a report cannot be laid out.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error(transparent)]
    Text(#[from] TextError),
    #[error("the report has no figure `{0}`")]
    Figure(String),
    #[error("the page cannot be filled in: {0}")]
    Page(#[from] minijinja::Error),
    #[error("the workbook cannot be written: {0}")]
    Workbook(#[from] rust_xlsxwriter::XlsxError),
    #[error("the print data cannot be written: {0}")]
    Data(#[from] serde_json::Error),
}

/// Figures that stand large at the head of the page, where the report has them: the sentence and
/// the argument they come from, and the message that names them.
const LEADS: [(&str, &str, &str); 5] = [
    ("report-sentence-members", "members", "report-lead-members"),
    (
        "report-sentence-admitted",
        "cumulative",
        "report-lead-admitted",
    ),
    (
        "report-sentence-standard",
        "standardised",
        "report-lead-standardised",
    ),
    ("report-sentence-badges", "due", "report-lead-badges"),
    ("report-sentence-units", "units", "report-lead-units"),
];

/// The column whose figures are changes and carry their sign.
const CHANGE: &str = "report-column-change";

/// One figure as written, and where it comes from in one line.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Shown {
    pub key: String,
    pub text: String,
    pub title: String,
    pub certainty: String,
}

/// A stretch of a sentence: plain, or a figure.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Run {
    pub text: String,
    pub figure: Option<Shown>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Field {
    pub key: String,
    pub heading: String,
    pub sentences: Vec<Vec<Run>>,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Lead {
    pub label: String,
    pub note: String,
    pub figure: Shown,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Column {
    pub label: String,
    /// Kind of period and day, where all figures of the column share them.
    pub note: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Line {
    pub label: String,
    pub code: String,
    pub role: String,
    pub cells: Vec<Option<Shown>>,
    pub certainty: String,
    pub certainty_label: String,
}

#[derive(Debug, Clone, Serialize)]
pub(super) struct Grid {
    pub key: String,
    pub exhibit: String,
    pub caption: String,
    /// What the first column holds.
    pub heading: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Line>,
    /// Whether any row is not exact, so that a column says which.
    pub doubtful: bool,
    pub coded: bool,
    pub chart: Option<charts::Chart>,
}

/// Everything a page shows.
#[derive(Debug, Clone, Serialize)]
pub(super) struct View {
    pub lang: &'static str,
    pub dir: &'static str,
    pub rtl: bool,
    pub demo: bool,
    /// Whether the head names the Party.
    pub party: bool,
    pub title: String,
    pub subtitle: String,
    pub structure: String,
    pub unit: String,
    /// The organ above the one that issues it.
    pub parent: String,
    pub issuer: String,
    /// The symbol of the issuer's documents.
    pub symbol: String,
    pub dateline: String,
    pub foot: String,
    pub printed: String,
    pub leads: Vec<Lead>,
    pub sections: Vec<Field>,
    pub tables: Vec<Grid>,
    /// Messages the layouts use as they are, by the last part of their key.
    pub words: BTreeMap<&'static str, String>,
}

/// Messages without figures that the page and the print name by themselves.
const WORDS: [&str; 13] = [
    "report-kind",
    "report-head-party",
    "report-head-number",
    "report-head-symbol",
    "report-signer",
    "report-recipients",
    "report-archive",
    "report-appendix",
    "report-demo",
    "report-axis-broken",
    "report-column-code",
    "report-column-certainty",
    "report-sheet-summary",
];

impl View {
    pub(super) fn new(report: &Report, lang: Lang) -> Result<Self, RenderError> {
        let texts = Texts::new(lang)?;
        let writer = Writer {
            report,
            texts: &texts,
        };
        let unit = texts.name(&report.unit_name);
        let period = texts.period(&report.period)?;
        let as_of = texts.day(&report.as_of)?;
        let written_on = report.printed_at.split(' ').next().unwrap_or_default();
        Ok(Self {
            lang: lang.code(),
            dir: lang.dir(),
            rtl: lang.is_rtl(),
            demo: report.demo,
            party: report.party,
            title: texts.say("report-title", &[("unit", &unit), ("period", &period)])?,
            subtitle: texts.say("report-subtitle", &[("unit", &unit), ("asof", &as_of)])?,
            structure: texts.structure(&report.structure)?,
            parent: texts.name(issuer(lang, &report.organ_above, &report.parent_name)),
            issuer: texts.name(issuer(lang, &report.organ, &report.unit_name)),
            symbol: report.organ_symbol.clone(),
            dateline: texts.dateline(written_on)?,
            foot: writer.foot(&as_of)?,
            printed: texts.say(
                "report-printed",
                &[("at", &texts.moment(&report.printed_at)?)],
            )?,
            leads: writer.leads()?,
            sections: report
                .sections
                .iter()
                .map(|s| writer.field(s))
                .collect::<Result<_, _>>()?,
            tables: writer.grids()?,
            words: writer.common(&period)?,
            unit,
        })
    }

    /// The title without isolates, for places that hold one plain line.
    pub(super) fn plain_title(&self) -> String {
        super::text::without_isolates(&self.title)
    }
}

/// Writes the parts of one report in one language.
pub(super) struct Writer<'a> {
    pub report: &'a Report,
    pub texts: &'a Texts,
}

impl Writer<'_> {
    pub(super) fn cited(&self, key: &str) -> Result<&Cited, RenderError> {
        self.report
            .figures
            .get(key)
            .ok_or_else(|| RenderError::Figure(key.to_owned()))
    }

    fn common(&self, period: &str) -> Result<BTreeMap<&'static str, String>, RenderError> {
        let mut words = BTreeMap::new();
        for key in WORDS {
            let name = key.strip_prefix("report-").unwrap_or(key);
            words.insert(name, self.texts.label(key)?);
        }
        words.insert(
            "subject",
            self.texts.say("report-subject", &[("period", period)])?,
        );
        Ok(words)
    }

    fn foot(&self, as_of: &str) -> Result<String, RenderError> {
        let known = self.texts.number(&self.report.known.to_string())?;
        let root = self.texts.island(&short(&self.report.root));
        Ok(self.texts.say(
            "report-foot",
            &[("asof", as_of), ("known", &known), ("root", &root)],
        )?)
    }

    fn leads(&self) -> Result<Vec<Lead>, RenderError> {
        let sentences: Vec<&Sentence> = self
            .report
            .sections
            .iter()
            .flat_map(|section| &section.sentences)
            .collect();
        let mut leads = Vec::new();
        for (text, argument, label) in LEADS {
            let sentence = sentences.iter().find(|sentence| sentence.text == text);
            let Some(key) = sentence.and_then(|sentence| sentence.figures.get(argument)) else {
                continue;
            };
            leads.push(Lead {
                label: self.texts.label(label)?,
                note: self.note(self.cited(key)?)?,
                figure: self.shown(key, false)?,
            });
        }
        Ok(leads)
    }

    /// The kind of period and the day a figure stands for.
    fn note(&self, cited: &Cited) -> Result<String, RenderError> {
        let as_of = self.texts.day(&cited.as_of)?;
        let key = format!("report-note-{}", cited.period_kind);
        Ok(self.texts.say(&key, &[("asof", &as_of)])?)
    }

    fn shown(&self, key: &str, change: bool) -> Result<Shown, RenderError> {
        let cited = self.cited(key)?;
        let text = match &cited.value {
            None => UNKNOWN.to_owned(),
            Some(value) if change => self.texts.change(value, &cited.measure)?,
            Some(value) => self.texts.measured(value, &cited.measure)?,
        };
        Ok(Shown {
            key: key.to_owned(),
            text,
            title: self.figure_title(cited)?,
            certainty: certainty(cited).to_owned(),
        })
    }

    fn figure_title(&self, cited: &Cited) -> Result<String, RenderError> {
        let indicator = match cited.filter.as_str() {
            "" => cited.indicator.clone(),
            filter => format!("{} [{filter}]", cited.indicator),
        };
        let kind = self
            .texts
            .label(&format!("report-period-kind-{}", cited.period_kind))?;
        Ok(self.texts.say(
            "report-figure-title",
            &[
                ("indicator", &self.texts.island(&indicator)),
                ("period", &self.texts.period(&cited.period)?),
                ("kind", &kind),
                ("asof", &self.texts.day(&cited.as_of)?),
                ("structure", &self.texts.structure(&cited.structure)?),
                ("certainty", &self.texts.certainty(certainty(cited))?),
            ],
        )?)
    }

    fn field(&self, section: &Section) -> Result<Field, RenderError> {
        let runs = section.sentences.iter().map(|sentence| self.runs(sentence));
        Ok(Field {
            key: section.key.clone(),
            heading: self
                .texts
                .label(&format!("report-section-{}", section.key))?,
            sentences: runs.collect::<Result<_, _>>()?,
        })
    }

    /// Writes a sentence with a mark for each figure, then cuts it at the marks, so that every
    /// figure stays one piece that knows its key, wherever the language puts it.
    fn runs(&self, sentence: &Sentence) -> Result<Vec<Run>, RenderError> {
        let marks: Vec<(&str, String)> = sentence
            .figures
            .keys()
            .enumerate()
            .map(|(index, name)| (name.as_str(), format!("{MARK}{index}{MARK}")))
            .collect();
        let mut words = self.texts.words(&sentence.words)?;
        words
            .iter_mut()
            .for_each(|(_, text)| text.retain(|c| c != MARK));
        let mut args: Vec<(&str, &str)> = words
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        args.extend(marks.iter().map(|(name, mark)| (*name, mark.as_str())));
        let mut keys: Vec<&String> = sentence.figures.values().collect();
        let list = self.list(&sentence.list, &mut keys)?;
        args.push(("list", list.as_str()));
        let text = self.texts.say(&sentence.text, &args)?;
        // Between two marks stands the number of a figure; all else is plain text.
        let pieces = text
            .split(MARK)
            .enumerate()
            .filter(|(_, piece)| !piece.is_empty());
        pieces
            .map(|(index, piece)| match (index % 2, piece.parse::<usize>()) {
                (1, Ok(figure)) if figure < keys.len() => {
                    let figure = self.shown(keys[figure], false)?;
                    Ok(Run {
                        text: figure.text.clone(),
                        figure: Some(figure),
                    })
                }
                _ => Ok(Run {
                    text: piece.to_owned(),
                    figure: None,
                }),
            })
            .collect()
    }

    /// A list within a sentence: each name with a mark for its figure, whose key joins the others.
    fn list<'r>(&self, rows: &'r [Row], keys: &mut Vec<&'r String>) -> Result<String, RenderError> {
        let mut said = Vec::new();
        for row in rows {
            let mut name = self.heading(row)?;
            name.retain(|c| c != MARK);
            for key in row.figures.iter().flatten() {
                said.push(format!("{name} {MARK}{}{MARK}", keys.len()));
                keys.push(key);
            }
        }
        let between = if self.texts.lang.is_rtl() {
            "؛ "
        } else {
            "; "
        };
        Ok(said.join(between))
    }

    fn grids(&self) -> Result<Vec<Grid>, RenderError> {
        // of what nothing is recorded nothing is drawn
        let told = self.report.tables.iter().filter(|t| !t.rows.is_empty());
        let tables = told.enumerate();
        tables
            .map(|(index, table)| self.grid(index + 1, table))
            .collect()
    }

    fn grid(&self, number: usize, table: &Table) -> Result<Grid, RenderError> {
        let rows = table.rows.iter().map(|row| self.line(table, row));
        let rows: Vec<Line> = rows.collect::<Result<_, RenderError>>()?;
        let number = self.texts.island(&number.to_string());
        let caption = self.texts.label(&format!("report-table-{}", table.key))?;
        Ok(Grid {
            key: table.key.clone(),
            exhibit: self.texts.say("report-exhibit", &[("number", &number)])?,
            heading: self.texts.label(heading_of(&table.key))?,
            columns: self.columns(table)?,
            doubtful: rows.iter().any(|row| row.certainty != CERTAINTIES[0]),
            coded: table.rows.iter().any(|row| !row.code.is_empty()),
            chart: charts::draw(self, table, &caption, &rows)?,
            caption,
            rows,
        })
    }

    fn columns(&self, table: &Table) -> Result<Vec<Column>, RenderError> {
        let columns = table.columns.iter().enumerate();
        columns
            .map(|(index, key)| {
                Ok(Column {
                    label: self.texts.label(key)?,
                    note: self.shared_note(table, index)?,
                })
            })
            .collect()
    }

    /// What all figures of a column have in common, or nothing.
    fn shared_note(&self, table: &Table, column: usize) -> Result<String, RenderError> {
        let keys = table
            .rows
            .iter()
            .filter_map(|row| row.figures.get(column)?.as_ref());
        let cited: Vec<&Cited> = keys.map(|key| self.cited(key)).collect::<Result<_, _>>()?;
        let Some(first) = cited.first() else {
            return Ok(String::new());
        };
        let alike = |other: &&Cited| {
            (&other.period_kind, &other.as_of) == (&first.period_kind, &first.as_of)
        };
        if cited.iter().all(alike) {
            self.note(first)
        } else {
            Ok(String::new())
        }
    }

    fn line(&self, table: &Table, row: &Row) -> Result<Line, RenderError> {
        let cells = table.columns.iter().zip(&row.figures).map(|(column, key)| {
            key.as_ref()
                .map(|key| self.shown(key, column == CHANGE))
                .transpose()
        });
        let mut cells: Vec<Option<Shown>> = cells.collect::<Result<_, _>>()?;
        cells.resize_with(table.columns.len(), || None);
        let certainty = least_sure(&cells);
        Ok(Line {
            label: self.heading(row)?,
            code: self.texts.island(&row.code),
            role: row.role.clone(),
            certainty_label: self.texts.certainty(certainty)?,
            certainty: certainty.to_owned(),
            cells,
        })
    }

    /// A row goes by its unit's own name or by a message.
    pub(super) fn heading(&self, row: &Row) -> Result<String, RenderError> {
        if let Some(name) = row.names.get(self.texts.lang.code()) {
            return Ok(self.texts.name(name));
        }
        if row.label.is_empty() {
            return Ok(self.texts.name(&row.name));
        }
        // Rules are data: one that came after these messages goes by its number alone.
        if let Some(rule) = row
            .words
            .get("rule")
            .filter(|rule| !self.texts.has(&rule_key(rule)))
        {
            return Ok(self.texts.island(rule));
        }
        let words = self.texts.words(&row.words)?;
        let args: Vec<(&str, &str)> = words
            .iter()
            .map(|(name, text)| (name.as_str(), text.as_str()))
            .collect();
        Ok(self.texts.say(&row.label, &args)?)
    }
}

/// A character Unicode leaves to private use; it is taken out of every word a sentence is given.
const MARK: char = '\u{e000}';

/// A figure that is absent cannot be sure, whatever was said of it.
pub(super) fn certainty(cited: &Cited) -> &str {
    if cited.value.is_none() {
        CERTAINTIES[3]
    } else {
        &cited.certainty
    }
}

fn least_sure(cells: &[Option<Shown>]) -> &'static str {
    answer::least_sure(cells.iter().flatten().map(|cell| cell.certainty.as_str()))
}

/// The message that says what the rows of a table are.
fn heading_of(table: &str) -> &'static str {
    match table {
        "children" => "report-column-unit",
        "documents-by-organ" => "report-column-organ",
        "documents-by-adviser" => "report-column-adviser",
        "documents-by-kind" => "report-column-kind",
        "documents-by-field" => "report-column-field",
        "tasks-by-state" => "report-column-state",
        "coverage" => "report-column-superior",
        "tasks-by-lead" => "report-column-lead",
        _ => "report-column-heading",
    }
}

/// Who stands at the head: on a Vietnamese page the committee, as on an official document.
fn issuer<'t>(lang: Lang, organ: &'t str, unit: &'t str) -> &'t str {
    if lang == Lang::Vi && !organ.is_empty() {
        organ
    } else {
        unit
    }
}

/// The ends of a root, enough to compare by eye.
fn short(root: &str) -> String {
    match (
        root.get(..8),
        root.len().checked_sub(8).and_then(|from| root.get(from..)),
    ) {
        (Some(head), Some(tail)) if root.len() > 16 => format!("{head}…{tail}"),
        _ => root.to_owned(),
    }
}

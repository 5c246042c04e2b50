//! A report as a workbook: a summary, a sheet per table, and one that says where every figure
//! comes from. Figures are numbers, so they can be added up; everything else is text and stays
//! text, whatever it begins with.

use super::model::{Cited, Report};
use super::text::{Lang, Texts, UNKNOWN, without_isolates};
use super::view::{self, Grid, Line, RenderError, Shown, View, Writer};
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet,
};

/// What a figure's provenance tells, in this order; each names a message.
const PROVENANCE: [(&str, f64); 12] = [
    ("key", 34.0),
    ("indicator", 20.0),
    ("filter", 26.0),
    ("unit", 14.0),
    ("value", 12.0),
    ("period", 12.0),
    ("period-kind", 16.0),
    ("as-of", 14.0),
    ("structure", 28.0),
    ("certainty", 18.0),
    ("known", 14.0),
    ("root", 68.0),
];

/// The report as an XLSX workbook.
pub fn xlsx(report: &Report, lang: Lang) -> Result<Vec<u8>, RenderError> {
    let view = View::new(report, lang)?;
    let texts = Texts::new(lang)?;
    let mut workbook = Workbook::new();
    let written_at = ExcelDateTime::parse_from_str(&report.printed_at)?;
    let properties = DocProperties::new().set_title(view.plain_title());
    workbook.set_properties(&properties.set_creation_datetime(&written_at));
    let book = Book {
        writer: Writer {
            report,
            texts: &texts,
        },
        view: &view,
        styles: Styles::new(),
    };
    book.summary(workbook.add_worksheet())?;
    for grid in &view.tables {
        book.table(workbook.add_worksheet(), grid)?;
    }
    book.provenance(workbook.add_worksheet())?;
    Ok(workbook.save_to_buffer()?)
}

struct Styles {
    title: Format,
    head: Format,
    text: Format,
    total: Format,
    note: Format,
    demo: Format,
}

impl Styles {
    fn new() -> Self {
        Self {
            title: Format::new().set_bold().set_font_size(14),
            head: Format::new()
                .set_bold()
                .set_text_wrap()
                .set_align(FormatAlign::VerticalCenter)
                .set_background_color(Color::RGB(0x00E8_EEF5))
                .set_border_bottom(FormatBorder::Thin),
            text: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            total: Format::new().set_bold().set_border_top(FormatBorder::Thin),
            note: Format::new().set_font_color(Color::RGB(0x0056_6273)),
            demo: Format::new()
                .set_bold()
                .set_font_color(Color::RGB(0x00A5_432C)),
        }
    }
}

/// The workbook while it is filled.
struct Book<'a> {
    writer: Writer<'a>,
    view: &'a View,
    styles: Styles,
}

impl Book<'_> {
    /// Names the sheet, turns it for the language and says so if it is only a demonstration.
    /// Returns the first free row.
    fn open(&self, sheet: &mut Worksheet, name: &str, title: &str) -> Result<u32, RenderError> {
        sheet
            .set_name(name)?
            .set_right_to_left(self.view.rtl)
            .set_landscape()
            .set_paper_size(9);
        sheet.set_print_fit_to_pages(1, 0);
        sheet.set_footer(format!(
            "&L{}&R&P/&N",
            without_isolates(&self.view.foot).replace('&', "&&")
        ));
        let mut row = 0;
        if self.view.demo {
            sheet.set_header("&C&\"Calibri,Bold\"&28&KC0C0C0DEMO");
            let notice = format!("DEMO – {}", self.word("demo"));
            sheet.write_string_with_format(row, 0, notice, &self.styles.demo)?;
            row += 1;
        }
        sheet.write_string_with_format(row, 0, without_isolates(title), &self.styles.title)?;
        Ok(row + 2)
    }

    fn word(&self, name: &str) -> &str {
        self.view.words.get(name).map_or("", String::as_str)
    }

    fn summary(&self, sheet: &mut Worksheet) -> Result<(), RenderError> {
        let mut row = self.open(sheet, self.word("sheet-summary"), &self.view.title)?;
        sheet
            .set_column_width(0, 90)?
            .set_column_width(1, 16)?
            .set_column_width(2, 30)?;
        for line in [&self.view.subtitle, &self.view.structure] {
            sheet.write_string_with_format(row, 0, line, &self.styles.note)?;
            row += 1;
        }
        for lead in &self.view.leads {
            sheet.write_string(row, 0, &lead.label)?;
            self.figure(sheet, row, 1, &lead.figure, &Format::new())?;
            sheet.write_string_with_format(row, 2, &lead.note, &self.styles.note)?;
            row += 1;
        }
        for section in &self.view.sections {
            sheet.write_string_with_format(row + 1, 0, &section.heading, &self.styles.head)?;
            row += 2;
            for runs in &section.sentences {
                let sentence: String = runs.iter().map(|run| run.text.as_str()).collect();
                sheet.write_string_with_format(row, 0, sentence, &self.styles.text)?;
                row += 1;
            }
        }
        for line in [&self.view.foot, &self.view.printed] {
            sheet.write_string_with_format(row + 1, 0, line, &self.styles.note)?;
            row += 1;
        }
        Ok(())
    }

    fn table(&self, sheet: &mut Worksheet, grid: &Grid) -> Result<(), RenderError> {
        let name = self
            .writer
            .texts
            .label(&format!("report-sheet-{}", grid.key))?;
        let head = self.open(sheet, &name, &grid.caption)?;
        sheet.set_column_width(0, 44)?;
        sheet.set_column_range_width(1, 9, 16)?;
        let columns = grid.columns.iter().map(|column| column.label.as_str());
        let heads = [grid.heading.as_str(), self.word("column-code")].into_iter();
        let heads = heads.chain(columns).chain([self.word("column-certainty")]);
        for (column, label) in (0..).zip(heads) {
            sheet.write_string_with_format(head, column, label, &self.styles.head)?;
        }
        for (row, line) in (head + 1..).zip(&grid.rows) {
            self.line(sheet, row, line)?;
        }
        sheet.set_freeze_panes(head + 1, 1)?;
        Ok(())
    }

    fn line(&self, sheet: &mut Worksheet, row: u32, line: &Line) -> Result<(), RenderError> {
        let plain = Format::new();
        let format = if line.role == "total" {
            &self.styles.total
        } else {
            &plain
        };
        sheet.write_string_with_format(row, 0, without_isolates(&line.label), format)?;
        sheet.write_string_with_format(row, 1, without_isolates(&line.code), format)?;
        let mut column = 2;
        for cell in &line.cells {
            match cell {
                Some(shown) => self.figure(sheet, row, column, shown, format)?,
                None => drop(sheet.write_blank(row, column, format)?),
            }
            column += 1;
        }
        sheet.write_string_with_format(row, column, &line.certainty_label, format)?;
        Ok(())
    }

    /// A figure as a number, or the dash where it is not known.
    fn figure(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        column: u16,
        shown: &Shown,
        format: &Format,
    ) -> Result<(), RenderError> {
        let cited = self.writer.cited(&shown.key)?;
        value(sheet, row, column, cited, format)
    }

    fn provenance(&self, sheet: &mut Worksheet) -> Result<(), RenderError> {
        let texts = self.writer.texts;
        let name = texts.label("report-sheet-provenance")?;
        let head = self.open(sheet, &name, &name)?;
        for (column, (field, width)) in (0..).zip(PROVENANCE) {
            let label = texts.label(&format!("report-provenance-{field}"))?;
            sheet.set_column_width(column, width)?;
            sheet.write_string_with_format(head, column, label, &self.styles.head)?;
        }
        for (row, (key, cited)) in (head + 1..).zip(&self.writer.report.figures) {
            self.origin(sheet, row, key, cited)?;
        }
        sheet.set_freeze_panes(head + 1, 1)?;
        Ok(())
    }

    /// One figure: codes as in the API, kinds in the language of the workbook.
    fn origin(
        &self,
        sheet: &mut Worksheet,
        row: u32,
        key: &str,
        cited: &Cited,
    ) -> Result<(), RenderError> {
        let (texts, report) = (self.writer.texts, self.writer.report);
        let kind = texts.label(&format!("report-period-kind-{}", cited.period_kind))?;
        let structure = without_isolates(&texts.structure(&cited.structure)?);
        let certainty = texts.certainty(view::certainty(cited))?;
        let before = [key, &cited.indicator, &cited.filter, &cited.unit];
        let after = [&cited.period, &kind, &cited.as_of, &structure, &certainty];
        for (column, text) in (0..).zip(before) {
            sheet.write_string(row, column, text)?;
        }
        value(sheet, row, 4, cited, &Format::new())?;
        for (column, text) in (5..).zip(after) {
            sheet.write_string(row, column, text)?;
        }
        sheet.write_number(row, 10, report.known as f64)?;
        sheet.write_string(row, 11, &report.root)?;
        Ok(())
    }
}

fn value(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    cited: &Cited,
    format: &Format,
) -> Result<(), RenderError> {
    let number = cited
        .value
        .as_deref()
        .and_then(|text| Some((text, text.parse::<f64>().ok()?)));
    let Some((text, number)) = number else {
        let format = format.clone().set_align(FormatAlign::Right);
        sheet.write_string_with_format(row, column, UNKNOWN, &format)?;
        return Ok(());
    };
    let format = format
        .clone()
        .set_num_format(number_format(text, &cited.measure));
    sheet.write_number_with_format(row, column, number, &format)?;
    Ok(())
}

/// As many decimals as the figure has, a share two at least. A percentage keeps its value, 99.77 and not 0.9977, so that
/// the cell, the page and the API hold the same number.
fn number_format(canonical: &str, measure: &str) -> String {
    let decimals = canonical
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    let decimals = decimals.max(if measure == "percent" { 2 } else { 0 });
    let point = if decimals > 0 { "." } else { "" };
    let sign = if measure == "percent" { "\"%\"" } else { "" };
    format!("#,##0{point}{}{sign}", "0".repeat(decimals))
}

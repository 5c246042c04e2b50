//! A report as one page that needs nothing else: no script, no file beside it, no network.

use super::model::Report;
use super::text::Lang;
use super::view::{RenderError, View};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior, Value, context};

/// The report as an HTML page.
pub fn html(report: &Report, lang: Lang) -> Result<String, RenderError> {
    let view = View::new(report, lang)?;
    let mut pages = Environment::new();
    pages.set_undefined_behavior(UndefinedBehavior::Strict);
    pages.set_auto_escape_callback(|_| AutoEscape::Html);
    pages.add_template("report.html", include_str!("templates/report.html"))?;
    let style = include_str!("templates/report.css");
    let words = Value::from(Serde(view));
    Ok(pages
        .get_template("report.html")?
        .render(context! { style, ..words })?)
}

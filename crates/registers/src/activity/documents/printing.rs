//! A document on paper, from the screen: PDF or DOCX in the official layout.

use super::drafts;
use super::layout::{docx, lay};
use super::model::Document;
use super::shown::Reading;
use crate::organisation::members::documents::pages::{ground, printing};
use crate::web::{Reply, Visit};
use platform::web::download::attachment;
use platform::{Error, Result};

/// The title a paper has, and the name of its file.
#[must_use]
pub fn named(d: &Document) -> (String, String) {
    if d.symbol.is_empty() {
        return (d.subject.clone(), format!("draft-{}", d.id));
    }
    let title = format!("{} – {}", d.symbol, d.subject);
    (title, d.symbol.replace('/', "-"))
}

pub async fn paper(v: Visit) -> Reply {
    let lang = v.query("lang").parse().unwrap_or(v.lang);
    let none = |e: Error| match e {
        Error::Refused(_) => Error::NotFound("no such paper".to_owned()),
        other => other,
    };
    let (laid, (title, name), sheet) = {
        let r = Reading::of(&v).await?;
        let ground = ground(&v, &r.facts);
        let mut db = v.db().await?;
        let found = r.found(&mut db).await?;
        let paper = drafts::on_paper(&mut db, &r.scope, v.asof, &found.document.id).await?;
        drop(db);
        let read = (&found.document, &found.attached, &paper);
        let laid = lay(&ground, read, lang).map_err(none)?;
        let named = named(&found.document);
        let sheet = printing(&v, &ground, laid.sheet(&ground, &named.0)?);
        (laid, named, sheet)
    };
    if v.query("form") == "docx" {
        let written: Result<Vec<u8>> = v.office.heavily(move || docx::write(&laid, &title)).await;
        return attachment(&format!("{name}.docx"), docx::MEDIA, written?);
    }
    v.print(sheet, &format!("{name}.pdf")).await
}

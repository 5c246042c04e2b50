//! Files of a document on its page: handed in, given out, taken off; and where the words that were
//! searched for stand in them.

use super::super::forms::{Deciding, after, commit, own};
use super::super::model::Document;
use super::super::rules::may_be_held;
use super::super::shelf::{sought, words};
use super::super::shown::{Found, Reading};
use super::{Cabinet, Media, acts, open, ready, store, texts};
use crate::organisation::privacy::log::{self, Look, What};
use crate::web::{Reply, Visit};
use axum::http::{HeaderValue, header};
use minijinja::{Value, context};
use platform::journal::Act;
use platform::text::tidy;
use platform::web::Form;
use platform::web::download::attachment;
use platform::web::guard::OF_STRANGERS;
use platform::{Error, Result};
use std::collections::{BTreeSet, HashMap};

/// Texts of one page that are looked through for an extract.
const LOOKED_THROUGH: usize = 20;

fn cabinet(v: &Visit) -> Result<Cabinet> {
    let none = || Error::Unavailable("this server keeps no files".to_owned());
    v.office.settings.cabinet.clone().ok_or_else(none)
}

/// Does what waits for the disk off the threads that answer.
async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let made = tokio::task::spawn_blocking(work).await;
    made.map_err(Error::internal)?
}

/// The files of a document as its page shows them.
pub(in super::super) fn shown(v: &Visit, found: &Found) -> Value {
    let texts = v.office.settings.cabinet.as_ref().map(|c| &c.texts);
    let file = |f: &super::super::store::Filed| {
        let read = texts.and_then(|t| t.read(&f.hash).ok().flatten());
        let size = f.bytes.div_ceil(1024);
        context! {
            name => f.name.as_str(), hash => f.hash.as_str(), kibibytes => size,
            kind => Media::parse(&f.media).map_or("pdf", Media::ending),
            read => read.map_or("unread", |(read, _)| read.as_str()),
            pages => read.map(|(_, pages)| pages).filter(|n| *n > 0), erased => f.erased,
            href => v.link(&format!("/documents/{}/files/{}", found.document.id, f.hash)),
        }
    };
    found.attached.files.iter().map(file).collect()
}

pub async fn hanging(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let mut form = v.form.clone();
    let act = match hung(&v, &mut form, &found.document, &unit).await {
        Ok(act) => act,
        Err(Error::Refused(problems)) => {
            for p in &problems {
                form.error(
                    if p.column == "mark" { "mark" } else { "file" },
                    v.reason(p)?,
                );
            }
            None
        }
        Err(other) => return Err(other),
    };
    after(&v, &form, "file", act, "docs-said-file").await
}

/// Takes a file in: whether it may be kept is known before anything of it is written, and it lies
/// in its place before the act is recorded.
async fn hung(v: &Visit, form: &mut Form, d: &Document, unit: &str) -> Result<Option<Act>> {
    let (cabinet, today) = (cabinet(v)?, v.asof.on);
    let upload = v
        .files
        .iter()
        .find(|f| f.field == "file" && !f.name.is_empty());
    let Some(upload) = upload else {
        form.error("file", v.t("docs-file-none")?);
        return Ok(None);
    };
    let facts = v.facts().await?;
    let docs = facts.book.documents();
    may_be_held(docs, form.get("mark"), today).map_err(|p| Error::Refused(vec![*p]))?;
    acts::may_have(d)?;
    let none = || Error::Unavailable("this server takes no files in".to_owned());
    let opener = v.office.settings.opener.clone().ok_or_else(none)?;
    let (name, bytes) = (upload.name.clone(), upload.bytes.clone());
    let turn = v.office.sheets.acquire().await.map_err(Error::internal)?;
    let ready = apart(move || {
        let opened = open(&opener, &name, bytes.clone())?;
        ready(
            &cabinet,
            facts.book.documents(),
            (&name, &bytes),
            opened,
            today,
        )
    })
    .await;
    drop(turn);
    let (ready, id) = (ready?, d.id.clone());
    let deciding: Deciding = Box::new(move |db, g| {
        Box::pin(async move {
            let decided = acts::decide_file(db, g, &id, &ready.file, None).await?;
            ready.keep()?;
            Ok(decided)
        })
    });
    commit(v, form, (today, unit, ""), deciding, &["file"]).await
}

/// The file in the address, to whoever may see its document; that it was taken out is noted.
pub async fn file(v: Visit) -> Reply {
    let (cabinet, hash) = (cabinet(&v)?, v.param("hash").to_owned());
    let r = Reading::of(&v).await?;
    let found = {
        let mut db = v.db().await?;
        r.found(&mut db).await?
    };
    let file = found.attached.files.iter().find(|f| f.hash == hash);
    let file = file.filter(|f| f.erased.is_none());
    let file = file.ok_or_else(|| Error::NotFound("no such file".to_owned()))?;
    let keeps = found
        .attached
        .units
        .iter()
        .find(|(part, _)| part == "organ" || part == "keeper");
    let look = Look {
        what: What::Export,
        field: "document-file",
        persons: &[],
        unit: keeps.map_or("", |(_, id)| id),
        reason: "",
    };
    let read = hash.clone();
    let bytes = apart(move || cabinet.vault.read(&read)).await?;
    let gone = || Error::Damaged(format!("the file {hash} is missing"));
    let bytes = bytes.ok_or_else(gone)?;
    log::note(&v, &look).await?;
    let kind = Media::parse(&file.media).map_or("application/octet-stream", Media::as_str);
    let mut answer = attachment(&file.name, kind, bytes)?;
    let sandbox = HeaderValue::from_static(OF_STRANGERS);
    answer
        .headers_mut()
        .insert(header::CONTENT_SECURITY_POLICY, sandbox);
    Ok(answer)
}

pub async fn taking_off(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let reason = tidy(form.get("off_reason"));
    let mut act = None;
    if reason.is_empty() {
        form.error("off_reason", v.t("docs-file-off-reason-needed")?);
    } else {
        let (id, hash) = (found.document.id, v.param("hash").to_owned());
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move { acts::decide_file_gone(db, g, &id, &hash, today).await })
        });
        let of = (today, unit.as_str(), reason.as_str());
        act = commit(&v, &mut form, of, deciding, &[]).await?;
    }
    after(&v, &form, "file-off", act, "docs-said-file-off").await
}

/// Of documents that were found by words of their files: the file, and the words around what was
/// asked where they stand near its beginning.
pub(in super::super) async fn extracts(
    r: &Reading<'_>,
    found: &[Document],
    asked: &str,
) -> Result<HashMap<String, Value>> {
    let wanted = sought(asked);
    let (Some(cabinet), Some((last, whole))) = (&r.v.office.settings.cabinet, wanted.split_last())
    else {
        return Ok(HashMap::new());
    };
    let by_text = |d: &&Document| {
        let number = d.number.map_or_else(String::new, |n| n.to_string());
        let own = [&d.subject, &d.organ_name, &d.symbol, &number].map(|t| words(t));
        let own: BTreeSet<String> = own.into_iter().flatten().collect();
        let begins = own.range(last.clone()..).next();
        let has_last = begins.is_some_and(|w| w.starts_with(last.as_str()));
        !has_last || !whole.iter().all(|w| own.contains(w))
    };
    let ids: Vec<String> = found.iter().filter(by_text).map(|d| d.id.clone()).collect();
    let mut db = r.v.db().await?;
    let files = store::of(&mut db, r.v.asof, &ids).await?;
    drop(db);
    let mut shown = HashMap::new();
    for id in ids {
        let of = files.get(&id).map_or(&[][..], Vec::as_slice);
        let looked = shown.len() < LOOKED_THROUGH;
        for file in of.iter().filter(|_| looked) {
            let Some(opened) = cabinet.texts.of(&file.hash)? else {
                continue;
            };
            if let Some([before, said, after]) = texts::extract(&opened.text, asked) {
                let name = file.name.as_str();
                shown.insert(id.clone(), context! { name, before, said, after });
                break;
            }
        }
    }
    Ok(shown)
}

//! What is done to a document: voiding, correcting, its end, what it does to another, its clauses.

use super::super::acts::{self, NewClause};
use super::super::finding;
use super::super::model::Document;
use super::super::rules::validity_after;
use super::super::shown::{Found, Reading};
use super::super::store;
use super::{Deciding, after, commit, own};
use crate::web::{Reply, Visit};
use figures::Day;
use platform::text::tidy;
use platform::web::Form;
use platform::{Db, Result};

/// Clauses that one form may hold.
const CLAUSES: usize = 200;

/// What voiding a document today would leave standing on it, in the visitor's language.
pub(in super::super) async fn resting(
    r: &Reading<'_>,
    db: &mut Db,
    id: &str,
) -> Result<Vec<String>> {
    let said = acts::resting_on(db, r.ground(), id, r.v.asof.on, &r.scope).await?;
    said.iter().map(|p| r.v.reason(p)).collect()
}

pub async fn voiding(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let reason = tidy(form.get("reason"));
    let (resting, seen) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let resting = resting(&r, &mut db, &found.document.id).await?;
        (resting, r.scope.clone())
    };
    if !resting.is_empty() && form.get("knowing") != "yes" {
        form.error("knowing", v.t("docs-know-void-first")?);
    }
    let (id, said) = (found.document.id, reason.clone());
    let mut act = None;
    if form.is_good() {
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move { acts::decide_void(db, g, &id, (today, &said), &seen).await })
        });
        let said = (today, unit.as_str(), reason.as_str());
        act = commit(&v, &mut form, said, deciding, &["reason"]).await?;
    }
    after(&v, &form, "void", act, "docs-said-void").await
}

/// Puts one field right that was recorded wrongly.
pub async fn correcting(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (id, reason) = (found.document.id, tidy(form.get("right_reason")));
    let (name, why) = (form.get("right_field").to_owned(), reason.clone());
    let said = [(name.clone(), form.get("right").to_owned())];
    let deciding: Deciding = Box::new(move |db, g| {
        Box::pin(async move { acts::decide_correction(db, g, &id, &said, (None, &why)).await })
    });
    let act = commit(
        &v,
        &mut form,
        (today, &unit, &reason),
        deciding,
        &[&name, "reason"],
    )
    .await?;
    for error in &mut form.errors {
        let field = if error.field == "reason" {
            "right_reason"
        } else {
            "right"
        };
        field.clone_into(&mut error.field);
    }
    after(&v, &form, "correct", act, "docs-said-correct").await
}

/// Says from which day it is no longer in force; the day may lie ahead.
pub async fn expiring(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, reason) = (v.form.clone(), tidy(v.form.get("why")));
    let mut act = None;
    match Day::parse(form.get("expires")) {
        Ok(day) => {
            let id = found.document.id;
            let deciding: Deciding = Box::new(move |db, _| {
                Box::pin(async move { acts::decide_expiry(db, &id, day).await })
            });
            let said = (v.asof.on, unit.as_str(), reason.as_str());
            act = commit(&v, &mut form, said, deciding, &["expires"]).await?;
        }
        Err(_) => {
            let said = form.get("expires").to_owned();
            form.error("expires", v.say("docs-bad-day", &[("said", &said)])?);
        }
    }
    after(&v, &form, "expire", act, "docs-said-expire").await
}

pub async fn relating(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (relation, said) = (form.get("relation").to_owned(), form.get("to").to_owned());
    let other = related(&v, &mut form, &relation, &said).await?;
    let mut act = None;
    if let Some(other) = other {
        let (id, note) = (found.document.id, tidy(form.get("note")));
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                acts::decide_relate(db, g, &id, &relation, &other.id, (None, &note)).await
            })
        });
        let fields = ["relation", "to", "note"];
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &fields).await?;
    }
    after(&v, &form, "relate", act, "docs-said-related").await
}

/// The document a relation leads to. What changes whether it is in force is recorded only by who
/// may enter for it as well.
async fn related(
    v: &Visit,
    form: &mut Form,
    relation: &str,
    said: &str,
) -> Result<Option<Document>> {
    let r = Reading::of(v).await?;
    let mut db = v.db().await?;
    let mut all = r.meant(&mut db, said).await?;
    if all.len() > 1 {
        let which = finding::candidates(v, &all)?;
        let args = [("said", said), ("which", which.as_str())];
        form.error("to", v.say("docs-to-several", &args)?);
        return Ok(None);
    }
    let Some(document) = all.pop() else {
        form.error("to", v.say("docs-to-none", &[("said", said)])?);
        return Ok(None);
    };
    let attached = store::attached(&mut db, &r.scope, v.asof, &document.id).await?;
    let found = Found {
        document,
        attached: attached.unwrap_or_default(),
    };
    if validity_after(relation).is_some() && !r.enters(&found) {
        form.error("to", v.say("docs-to-others", &[("said", said)])?);
        return Ok(None);
    }
    Ok(Some(found.document))
}

pub async fn breaking(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let mut clauses = Vec::new();
    let held = |item: &str| found.attached.clauses.iter().any(|c| c.item == item);
    for n in 0..CLAUSES {
        let of = |name: &str| tidy(form.get(&format!("{name}{n}")));
        let clause = NewClause {
            item: of("item"),
            label: of("label"),
            text: of("text"),
            binds: form.get(&format!("binds{n}")) == "yes",
        };
        let empty = clause.text.is_empty() && !held(&clause.item);
        if !(empty && clause.item.is_empty()) {
            if empty {
                form.error(&format!("text{n}"), v.t("docs-clause-empty")?);
            }
            clauses.push(clause);
        }
    }
    if clauses.is_empty() {
        form.error("item0", v.t("docs-clause-none")?);
    }
    let mut act = None;
    if form.is_good() {
        let id = found.document.id.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move { acts::decide_clauses(db, g, &id, &clauses, today).await })
        });
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &[]).await?;
    }
    after(&v, &form, "clauses", act, "docs-said-clauses").await
}

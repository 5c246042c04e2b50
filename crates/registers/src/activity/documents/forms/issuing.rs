//! Issuing a draft: what it would come to is shown before it takes its number.

use super::super::acts::{self, Paper};
use super::super::drafts::{self, By, OnPaper, paper_of};
use super::super::shown::{Found, Reading};
use super::{Deciding, commit, day_of, go_to, number_of, own, refuse};
use crate::web::{Reply, Visit};
use axum::http::StatusCode;
use minijinja::{Value, context};
use platform::text::tidy;
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};

/// What a draft says, as it is issued; what stands on its paper stays as it is.
pub(in super::super) fn issued_paper(found: &Found) -> Paper {
    paper_of(&found.document, &found.attached, OnPaper::default())
}

const OF_ISSUE: [&str; 3] = ["date", "number", "reason"];

/// What issuing would come to now: symbol and warnings. Nothing is taken by asking.
async fn foreseen(v: &Visit, found: &Found, form: &mut Form) -> Result<Value> {
    let nothing = context! { symbol => "", warnings => Vec::<String>::new() };
    let r = Reading::of(v).await?;
    let day = day_of(&r, form, "date")?;
    let number = number_of(v, form)?;
    if !form.is_good() {
        return Ok(nothing);
    }
    let paper = issued_paper(found);
    let id = found.document.id.as_str();
    let mut db = v.db().await?;
    // that a late number needs a reason is asked for when it is recorded
    let decided =
        acts::decide_issue(&mut db, r.ground(), &paper, (day, number), Some(id), "?").await;
    match decided {
        Ok(decided) => {
            let said = decided.warnings.iter().map(|p| v.reason(p));
            let mut warnings = said.collect::<Result<Vec<String>>>()?;
            warnings.extend(r.silent(&mut db, found).await?);
            Ok(context! { symbol => decided.symbol, warnings => value(&warnings) })
        }
        Err(Error::Refused(problems)) => {
            refuse(v, form, &problems, &OF_ISSUE)?;
            Ok(nothing)
        }
        Err(e) => Err(e),
    }
}

async fn issue_page(
    v: &Visit,
    form: &Form,
    found: &Found,
    seen: Value,
    status: StatusCode,
) -> Reply {
    let document = {
        let r = Reading::of(v).await?;
        r.shown(&found.document)
    };
    let context = context! { form => value(form), document, ..seen };
    v.render_as(status, "docs/issue.html", context)
}

pub async fn issue(v: Visit) -> Reply {
    let (found, _) = own(&v).await?;
    let mut form = Form::filled([("date", &v.asof.on.to_string())]);
    let seen = foreseen(&v, &found, &mut form).await?;
    issue_page(&v, &form, &found, seen, StatusCode::OK).await
}

pub async fn issuing(v: Visit) -> Reply {
    let (found, unit) = own(&v).await?;
    let mut form = v.form.clone();
    let seen = foreseen(&v, &found, &mut form).await?;
    let warned = seen
        .get_attr("warnings")
        .is_ok_and(|w| w.len().unwrap_or(0) > 0);
    if warned && form.get("knowing") != "yes" {
        form.error("knowing", v.t("docs-know-first")?);
    }
    let mut act = None;
    if form.is_good() {
        let (day, number) = {
            let r = Reading::of(&v).await?;
            (day_of(&r, &mut form, "date")?, number_of(&v, &mut form)?)
        };
        let (paper, id) = (issued_paper(&found), found.document.id.clone());
        let login = v.visitor()?.account.login.clone();
        let reason = tidy(form.get("reason"));
        let said = reason.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                let by = By {
                    login: Some(&login),
                    seen: None,
                };
                drafts::decide_issue(db, g, (&id, &paper), (day, number), &said, by).await
            })
        });
        act = commit(&v, &mut form, (day, &unit, &reason), deciding, &OF_ISSUE).await?;
    }
    if act.is_some() {
        return go_to(&v, &found.document.id, "docs-said-issued").await;
    }
    issue_page(&v, &form, &found, seen, StatusCode::UNPROCESSABLE_ENTITY).await
}

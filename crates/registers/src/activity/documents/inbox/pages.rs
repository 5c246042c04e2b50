//! The page of what reached one's unit and lies on one's desk.

use super::super::joint::PART;
use super::super::shown::Reading;
use super::super::{drafts, store as documents};
use super::{ids_of, store, told_since};
use crate::web::{Reply, Visit};
use figures::UnitIx;
use minijinja::{Value, context};
use platform::{Db, Error, Result};

/// The unit whose mail one looks at.
fn unit(r: &Reading<'_>) -> Option<UnitIx> {
    r.v.own_unit(r.s())
}

async fn reached(r: &Reading<'_>, db: &mut Db) -> Result<Vec<store::Reached>> {
    let Some(unit) = unit(r) else {
        return Ok(Vec::new());
    };
    let account = &r.v.visitor()?.account.id;
    let ids = ids_of(r.s(), unit, r.v.asof.on);
    let since = told_since(r.v.asof.on);
    let within = (since.as_str(), super::MOST);
    store::reached(db, &r.scope, r.v.asof, account, &ids, within).await
}

pub async fn page(v: Visit) -> Reply {
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let login = &v.visitor()?.account.login;
        let desk = drafts::on_desk(&mut db, &r.scope, v.asof, login).await?;
        let desk: Vec<Value> = desk.iter().map(|d| r.shown(d)).collect();
        let mut rows = Vec::new();
        let mut unread = 0;
        for found in reached(&r, &mut db).await? {
            let document = documents::by_id(&mut db, &r.scope, v.asof, &found.document).await?;
            let Some(document) = document else { continue };
            unread += usize::from(!found.seen);
            rows.push(context! { seen => found.seen, document => r.shown(&document) });
        }
        let mut joint = Vec::new();
        let ids = unit(&r).map_or_else(Vec::new, |u| ids_of(r.s(), u, v.asof.on));
        for id in store::joint_drafts(&mut db, &r.scope, v.asof, &ids, super::MOST).await? {
            let document = documents::by_id(&mut db, &r.scope, v.asof, &id).await?;
            joint.extend(document.map(|d| r.shown(&d)));
        }
        let id = unit(&r).map(|u| r.s().unit(u).id.clone());
        let unit = id.map(|id| r.unit(&id, v.asof.on));
        context! { rows, desk, joint, unread, unit, days => super::TOLD, may => v.now }
    };
    v.render("docs/inbox.html", context)
}

/// Notes that all of it was looked at.
pub async fn marking(v: Visit) -> Reply {
    if !v.now {
        return Err(Error::NotFound(String::new()));
    }
    let r = Reading::of(&v).await?;
    let mut db = v.db().await?;
    let found = reached(&r, &mut db).await?;
    let all: Vec<String> = found.into_iter().map(|f| f.document).collect();
    store::mark(&mut db, &v.visitor()?.account.id, &all).await?;
    drop(db);
    drop(r);
    v.go_saying("/documents/inbox", &v.t("docs-said-read")?)
        .await
}

/// Notes that a document of one's own unit was looked at.
pub(in super::super) async fn looked(
    r: &Reading<'_>,
    db: &mut Db,
    id: &str,
    units: &[(String, String)],
) -> Result<()> {
    let Some(unit) = unit(r).filter(|_| r.v.now) else {
        return Ok(());
    };
    let ids = ids_of(r.s(), unit, r.v.asof.on);
    let reached = |(part, unit): &(String, String)| {
        ["recipient", "keeper", "obliged", PART].contains(&part.as_str()) && ids.contains(unit)
    };
    if units.iter().any(reached) {
        let account = &r.v.visitor()?.account.id;
        store::mark(db, account, &[id.to_owned()]).await?;
    }
    Ok(())
}

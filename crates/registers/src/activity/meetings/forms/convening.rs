//! The form that convenes a meeting.

use super::super::acts::{self, ConveneWanted, decide_convene};
use super::super::model::Kind;
use super::super::pages::near;
use super::super::shown::Reading;
use super::{Deciding, day, forewarned, recording, refuse, view};
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::web::Form;
use platform::web::page::value;
use platform::{Error, Result};

pub async fn convene(v: Visit) -> Reply {
    let r = Reading::of(&v).await?;
    let own = v.own_unit(r.s()).and_then(|u| r.s().state(u, v.asof.on));
    let on = v.asof.on;
    let quarter = format!("{:04}-Q{}", on.year(), (on.month() - 1) / 3 + 1);
    let form = Form::filled([
        ("unit", own.map_or("", |x| x.code.as_str())),
        ("kind", Kind::Briefing.as_str()),
        ("period", &quarter),
        ("day", &on.to_string()),
    ]);
    let context = convene_context(&r, &[]);
    v.render(
        "meetings/convene.html",
        context! { form => value(&form), ..context },
    )
}

fn convene_context(r: &Reading<'_>, warnings: &[String]) -> Value {
    context! { kinds => Kind::ALL.map(Kind::as_str), near => near(r), periods => r.v.periods(), warnings => value(&warnings) }
}

pub async fn convening(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (refused, meeting) = {
        let r = Reading::of(&v).await?;
        let held = day(&v, &mut form, "day")?;
        let (mut made, mut warnings) = (None, Vec::new());
        let s = r.s();
        let unit = s
            .bearer(form.get("unit"), held.unwrap_or(v.asof.on))
            .filter(|u| v.keeps(s, *u));
        if unit.is_none() {
            form.error("unit", v.t("meeting-wrong-unit")?);
        }
        if let (Some(held), Some(unit)) = (held, unit) {
            let id = s.unit(unit).id.clone();
            let wanted = ConveneWanted {
                unit: id.clone(),
                kind: form.get("kind").to_owned(),
                period: form.get("period").to_owned(),
                title: form.get("title").to_owned(),
                day: held,
                place: form.get("place").to_owned(),
                called: held.min(v.asof.on),
            };
            let mut db = v.db().await?;
            let decided = decide_convene(&mut db, &view(&r), &wanted).await;
            drop(db);
            warnings = forewarned(&r, &mut form, decided, "meeting-know-first")?;
            if form.is_good() {
                made = call(&r, &mut form, wanted).await?;
            }
        }
        (convene_context(&r, &warnings), made)
    };
    match meeting {
        Some(id) => {
            v.go_saying(&format!("/meetings/{id}"), &v.t("meeting-said-convened")?)
                .await
        }
        None => v.refused("meetings/convene.html", &form, refused),
    }
}

/// Has a meeting convened: its id; what was refused stands in the form.
async fn call(r: &Reading<'_>, form: &mut Form, wanted: ConveneWanted) -> Result<Option<String>> {
    let v = r.v;
    let ground = v.ground(&wanted.unit, form.get("basis"), "")?;
    let deciding: Deciding =
        Box::new(move |db, view| Box::pin(async move { decide_convene(db, view, &wanted).await }));
    match v.commit(recording(acts::CONVENED, ground, deciding)).await {
        Ok(act) => Ok(Some(platform::journal::id(act.number, 0))),
        Err(Error::Refused(problems)) => {
            refuse(v, form, &problems, &[])?;
            Ok(None)
        }
        Err(e) => Err(e),
    }
}

//! The form that concludes a meeting with a table of clauses.

use super::super::acts::{self, ConcludeWanted, decide_conclude};
use super::super::clauses::{Clause, several};
use super::super::model::{Meeting, State};
use super::super::pages::near;
use super::super::rules::CLAUSES;
use super::super::shown::Reading;
use super::{
    Deciding, ROWS, answer, commit, day, forewarned, led, may_name, now_only, recording, rows, view,
};
use crate::activity::documents::forms::number_of;
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::Result;
use platform::text::tidy;
use platform::web::Form;
use platform::web::page::value;

pub async fn conclude(v: Visit) -> Reply {
    now_only(&v)?;
    let context = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        let form = Form::filled([
            ("kind", "TB"),
            ("body", "standing-committee"),
            ("dated", &v.asof.on.to_string()),
            ("rows", &ROWS.to_string()),
        ]);
        context! { form => value(&form), ..conclude_context(&r, &meeting, (ROWS, &[]))? }
    };
    v.render("meetings/conclude.html", context)
}

fn conclude_context(
    r: &Reading<'_>,
    meeting: &Meeting,
    (rows, warnings): (usize, &[String]),
) -> Result<Value> {
    Ok(
        context! { meeting => r.shown(meeting)?, near => near(r), rows, warnings => value(&warnings), last => meeting.state != State::Convened },
    )
}

/// The clauses of a form: rows in which something is written.
fn clauses(form: &Form, rows: usize) -> Vec<Clause> {
    let mut clauses = Vec::new();
    for row in 0..rows {
        let said = |name: &str| form.get(&format!("{name}{row}")).to_owned();
        let clause = Clause {
            label: said("label"),
            text: said("text"),
            lead: said("lead"),
            cooperating: several(&said("co")),
            product: said("product"),
            deadline: said("deadline"),
            line: row + 1,
        };
        let empty = Clause {
            line: row + 1,
            ..Clause::default()
        };
        if clause != empty {
            clauses.push(clause);
        }
    }
    clauses
}

pub async fn concluding(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let (rows, more) = rows(&form, CLAUSES);
    form.set("rows", &rows.to_string());
    let (context, id, done) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let meeting = led(&r, &mut db).await?;
        drop(db);
        let (mut done, mut warnings) = (false, Vec::new());
        if !more && let Some(dated) = day(&v, &mut form, "dated")? {
            if dated > v.asof.on {
                form.error("dated", v.t("meeting-wrong-future")?);
            } else {
                let wanted = wanted_conclusion(&v, &mut form, (&meeting, dated, rows))?;
                for clause in &wanted.clauses {
                    let row = (clause.line - 1).to_string();
                    may_name(&r, &mut form, &row, (&clause.lead, &clause.cooperating))?;
                }
                let mut db = v.db().await?;
                let decided = decide_conclude(&mut db, &view(&r), &wanted).await;
                drop(db);
                warnings = forewarned(&r, &mut form, decided, "docs-know-first")?;
                done = record_conclusion(&v, &mut form, &meeting, wanted).await?;
            }
        }
        let context = conclude_context(&r, &meeting, (rows, &warnings))?;
        (context, meeting.id, done)
    };
    let to = (id.as_str(), "meeting-said-concluded");
    answer(
        &v,
        (&form, more, done),
        "meetings/conclude.html",
        context,
        to,
    )
    .await
}

fn wanted_conclusion(
    v: &Visit,
    form: &mut Form,
    (meeting, dated, rows): (&Meeting, Day, usize),
) -> Result<ConcludeWanted> {
    Ok(ConcludeWanted {
        meeting: meeting.id.clone(),
        kind: form.get("kind").to_owned(),
        body: form.get("body").to_owned(),
        dated,
        number: number_of(v, form)?,
        reason: tidy(form.get("reason")),
        subject: form.get("subject").to_owned(),
        signer: form.get("signer").to_owned(),
        capacity: form.get("capacity").to_owned(),
        clauses: clauses(form, rows),
        file: String::new(),
    })
}

async fn record_conclusion(
    v: &Visit,
    form: &mut Form,
    meeting: &Meeting,
    wanted: ConcludeWanted,
) -> Result<bool> {
    if !form.is_good() {
        return Ok(false);
    }
    let ground = v.ground(&meeting.unit, "", &wanted.reason)?;
    let deciding: Deciding =
        Box::new(move |db, view| Box::pin(async move { decide_conclude(db, view, &wanted).await }));
    let names = [("title", "text"), ("cooperating", "co"), ("date", "dated")];
    commit(
        v,
        form,
        recording(acts::CONCLUDED, ground, deciding),
        &names,
    )
    .await
}

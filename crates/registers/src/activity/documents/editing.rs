//! A draft on its way, on the screen: changed until it is approved, handed from desk to desk. What
//! somebody else changed meanwhile is not written over.

use super::drafts::{self, By, OnPaper, Step};
use super::forms::{Deciding, OF_DRAFT, after, commit, go_to, now_only, own, own_or_joined, paper};
use super::joint::PART;
use super::shown::{Found, Reading};
use crate::organisation::accounts::store as accounts;
use crate::organisation::grants::model::Doing;
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::context;
use platform::journal::store as journal;
use platform::text::{folded, tidy};
use platform::web::Form;
use platform::web::page::value;
use platform::{Db, Error, Result};

/// The last act on a document, by which a change is known to rest on what is in the record.
async fn last_act(db: &mut Db, id: &str) -> Result<u64> {
    Ok(journal::acts_of(db, &[id.to_owned()])
        .await?
        .pop()
        .unwrap_or(0))
}

/// Recipients as they are typed: units by their codes, others by their names.
fn recipients(r: &Reading<'_>, found: &Found) -> String {
    let (s, on) = (r.s(), r.v.asof.on);
    let day = found.document.day();
    let units = found
        .attached
        .units
        .iter()
        .filter(|(p, _)| p == "recipient");
    let units: Vec<_> = units.filter_map(|(_, id)| s.find(id)).collect();
    let typed = |name: &str| {
        let bears = |u: &&figures::UnitIx| {
            let named = |d: Day| s.state(**u, d).is_some_and(|x| x.name == name);
            named(day) || named(on)
        };
        let unit = units.iter().find(bears);
        let code = unit.and_then(|u| s.state(*u, on)).map(|x| x.code.clone());
        code.unwrap_or_else(|| name.to_owned())
    };
    let parts = found.document.recipients.split("; ");
    let lines: Vec<String> = parts.filter(|p| !p.is_empty()).map(typed).collect();
    lines.join("\n")
}

fn filled(r: &Reading<'_>, found: &Found, paper: &OnPaper, seen: u64) -> Form {
    let (d, s, on) = (&found.document, r.s(), r.v.asof.on);
    let code = |id: &str| {
        let state = s.find(id).and_then(|u| s.state(u, on));
        state.map_or("", |x| x.code.as_str())
    };
    let (recipients, seen) = (recipients(r, found), seen.to_string());
    let joint = found.attached.co_issuers.iter().map(|c| {
        let said = format!("{} | {} | {}", code(&c.unit), c.capacity, c.signer);
        said.trim_end_matches([' ', '|']).to_owned()
    });
    let joint = joint.collect::<Vec<String>>().join("\n");
    Form::filled([
        ("unit", code(&d.organ)),
        ("joint", &joint),
        ("body", &d.body),
        ("system", &d.system),
        ("kind", &d.kind),
        ("subject", &d.subject),
        ("field", &d.field),
        ("signer", &d.signer),
        ("capacity", &d.capacity),
        ("advised_by", code(&d.advised_by)),
        ("recipients", &recipients),
        ("review_by", &d.review_by),
        ("note", &d.note),
        ("place", &paper.place),
        ("addressed", &paper.addressed),
        ("words", &paper.words),
        ("seen", &seen),
    ])
}

pub async fn edit(v: Visit) -> Reply {
    let (found, _) = own(&v).await?;
    if !found.document.state.is_changed() {
        return Err(Error::NotFound(String::new()));
    }
    let (form, context) = {
        let r = Reading::of(&v).await?;
        let mut db = v.db().await?;
        let id = &found.document.id;
        let paper = drafts::on_paper(&mut db, &r.scope, v.asof, id).await?;
        let seen = last_act(&mut db, id).await?;
        let form = filled(&r, &found, &paper, seen);
        (
            form,
            context! { what => "edit", id => id.as_str(), ..r.choices()? },
        )
    };
    let context = context! { form => value(&form), ..context };
    v.render("docs/form.html", context)
}

pub async fn changing(v: Visit) -> Reply {
    now_only(&v)?;
    let (found, unit) = own(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let paper = {
        let r = Reading::of(&v).await?;
        paper(&r, &mut form, today)?
    };
    let id = found.document.id.clone();
    let mut act = None;
    if form.is_good() {
        let login = v.visitor()?.account.login.clone();
        let seen = form.get("seen").parse().unwrap_or(0);
        let of = id.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                let by = By {
                    login: Some(&login),
                    seen: Some(seen),
                };
                drafts::decide_change(db, g, &of, &paper, today, by).await
            })
        });
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &OF_DRAFT).await?;
    }
    if act.is_some() {
        return go_to(&v, &id, "docs-said-changed").await;
    }
    let context = {
        let r = Reading::of(&v).await?;
        context! { what => "edit", id => id.as_str(), ..r.choices()? }
    };
    v.refused("docs/form.html", &form, context)
}

/// Whose desk a draft goes to; whoever cannot enter for its unit, nor for one that issues it with
/// that, gets none.
async fn desk(v: &Visit, form: &mut Form, found: &Found) -> Result<String> {
    let said = folded(form.get("next"));
    if said.is_empty() {
        return Ok(said);
    }
    let facts = v.facts().await?;
    let mut db = v.db().await?;
    let account = accounts::by_login(&mut db, &said).await?;
    let enters = match account.filter(|a| !a.ended) {
        Some(account) => {
            let reach = v.office.reach(&mut db, &account).await?;
            let s = &facts.structure;
            let mut units = found.attached.units.iter();
            units.any(|(part, unit)| {
                ["organ", "keeper", PART].contains(&part.as_str())
                    && s.find(unit)
                        .is_some_and(|u| reach.reaches(s, Doing::Papers, u))
            })
        }
        None => false,
    };
    if !enters {
        form.error("next", v.say("docs-account-not-here", &[("login", &said)])?);
    }
    Ok(said)
}

pub async fn step(v: Visit) -> Reply {
    let (found, unit) = own_or_joined(&v).await?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (step, note) = (form.get("step").to_owned(), tidy(form.get("note")));
    let to = desk(&v, &mut form, &found).await?;
    let mut act = None;
    if form.is_good() {
        let login = v.visitor()?.account.login.clone();
        let (id, said) = (found.document.id, note.clone());
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                let by = By {
                    login: Some(&login),
                    seen: None,
                };
                let step = Step {
                    step: &step,
                    note: &said,
                    to: &to,
                };
                drafts::decide_step(db, g, &id, step, today, by).await
            })
        });
        let fields = ["note", "next"];
        act = commit(&v, &mut form, (today, &unit, &note), deciding, &fields).await?;
    }
    after(&v, &form, "step", act, "docs-said-step").await
}

/// What a document's page says of its paper and of what may be done with it.
pub(super) async fn on_page(
    r: &Reading<'_>,
    db: &mut Db,
    found: &Found,
    enters: bool,
) -> Result<minijinja::Value> {
    let d = &found.document;
    let paper = drafts::on_paper(db, &r.scope, r.v.asof, &d.id).await?;
    let login = &r.v.visitor()?.account.login;
    let mine = paper.desk.is_empty() || paper.desk == *login;
    let outgoing = d.direction == "outgoing";
    let edit = enters && mine && outgoing && d.state.is_changed();
    let words = value(&paper.words.lines().collect::<Vec<&str>>());
    let print = |form: &str, lang: &str| {
        r.v.link(&format!(
            "/documents/{}/paper?form={form}&lang={lang}",
            d.id
        ))
    };
    let lang = r.v.lang.code();
    Ok(context! {
        place => paper.place, addressed => paper.addressed, words, desk => paper.desk, mine, edit,
        prints => outgoing && !d.state.is_stub(), pdf => print("pdf", lang), docx => print("docx", lang),
        official => (lang != "vi").then(|| print("pdf", "vi")),
    })
}

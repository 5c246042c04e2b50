//! Forms that bring something into being: a draft, what was received, a number that is kept or
//! void.

use super::super::acts::{self, Paper, Sender, Stub};
use super::super::model::Document;
use super::super::shown::Reading;
use super::super::state::State;
use super::super::store;
use super::{Deciding, commit, day_of, go_to, now_only, number_of, organ, paper};
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::context;
use platform::Result;
use platform::journal::{Act, id};
use platform::text::{folded, tidy};
use platform::web::Form;
use platform::web::page::value;

/// The incoming letter that a draft is to answer, if it may be seen.
async fn answered(r: &Reading<'_>, id: &str) -> Result<Option<Document>> {
    if id.is_empty() {
        return Ok(None);
    }
    let mut db = r.v.db().await?;
    let found = store::by_id(&mut db, &r.scope, r.v.asof, id).await?;
    Ok(found.filter(|d| d.direction == "incoming"))
}

/// A form with the visitor's own unit and today.
async fn begun(v: Visit, what: &str) -> Reply {
    now_only(&v)?;
    let (form, context) = {
        let r = Reading::of(&v).await?;
        let own = v.own_unit(r.s()).filter(|u| v.keeps(r.s(), *u));
        let code = own.and_then(|u| r.s().state(u, v.asof.on));
        let code = code.map_or("", |x| x.code.as_str());
        let today = v.asof.on.to_string();
        let direction = if what == "reserve" {
            "outgoing"
        } else {
            "incoming"
        };
        let mut form = Form::filled([
            ("unit", code),
            ("date", &today),
            ("system", "party"),
            ("direction", direction),
            ("state", "reserved"),
        ]);
        if let Some(letter) = answered(&r, v.query("answers")).await? {
            form.set("answers", &letter.id);
            form.set("system", &letter.system);
            form.set("kind", "official-letter");
            form.set("field", &letter.field);
            form.set("recipients", &letter.organ_name);
            let named = [letter.symbol.as_str(), letter.subject.as_str()];
            let named = named.into_iter().find(|t| !t.is_empty()).unwrap_or("");
            form.set(
                "subject",
                &v.say("docs-answers-subject", &[("letter", named)])?,
            );
        }
        let warnings: Vec<String> = Vec::new();
        (form, context! { what, warnings, ..r.choices()? })
    };
    let context = context! { form => value(&form), ..context };
    v.render("docs/form.html", context)
}

pub async fn new(v: Visit) -> Reply {
    begun(v, "new").await
}

pub async fn receive(v: Visit) -> Reply {
    begun(v, "receive").await
}

pub async fn reserve(v: Visit) -> Reply {
    begun(v, "reserve").await
}

/// The document that was made, or the form again with what is to be known first.
async fn made(
    v: &Visit,
    form: &Form,
    (what, warnings): (&str, &[String]),
    act: Option<Act>,
    said: &str,
) -> Reply {
    if let Some(act) = act {
        return go_to(v, &id(act.number, 0), said).await;
    }
    let context = {
        let r = Reading::of(v).await?;
        context! { what, warnings => value(&warnings), ..r.choices()? }
    };
    v.refused("docs/form.html", form, context)
}

pub(in super::super) const OF_DRAFT: [&str; 16] = [
    "unit",
    "joint",
    "body",
    "kind",
    "subject",
    "field",
    "signer",
    "capacity",
    "advised_by",
    "recipients",
    "review_by",
    "note",
    "mark",
    "place",
    "addressed",
    "words",
];

pub async fn drafting(v: Visit) -> Reply {
    now_only(&v)?;
    let (mut form, today) = (v.form.clone(), v.asof.on);
    let (paper, letter) = {
        let r = Reading::of(&v).await?;
        let letter = answered(&r, form.get("answers")).await?;
        (paper(&r, &mut form, today)?, letter)
    };
    let mut act = None;
    if form.is_good() {
        let unit = paper.unit.clone();
        let deciding: Deciding = Box::new(move |_, g| {
            Box::pin(async move {
                let mut decided = acts::decide_draft(g, &paper, today)?;
                if let Some(letter) = letter {
                    let own = (decided.id.as_str(), false);
                    let lines = acts::relation_lines(today, own, "answers", &letter.id, "")?;
                    decided.lines.extend(lines);
                }
                Ok(decided)
            })
        });
        act = commit(&v, &mut form, (today, &unit, ""), deciding, &OF_DRAFT).await?;
    }
    made(&v, &form, ("new", &[]), act, "docs-said-draft").await
}

const OF_RECEIVED: [&str; 13] = [
    "unit",
    "kind",
    "subject",
    "field",
    "organ_name",
    "symbol",
    "sent_on",
    "date",
    "due",
    "number",
    "reason",
    "mark",
    "note",
];

/// What is to be said of a letter that its receiver has already: the same number of the same
/// sender, of the same day where one is given.
async fn received_before(v: &Visit, paper: &Paper, sender: &Sender) -> Result<Vec<String>> {
    if sender.symbol.is_empty() {
        return Ok(Vec::new());
    }
    let r = Reading::of(v).await?;
    let mut db = v.db().await?;
    let found = store::by_symbol(&mut db, std::slice::from_ref(&sender.symbol)).await?;
    let found = store::within(&mut db, &r.scope, found).await?;
    let ids: Vec<String> = found.iter().map(|d| d.id.clone()).collect();
    let keepers = store::keepers(&mut db, v.asof, &ids).await?;
    let own = |d: &Document| {
        keepers
            .iter()
            .any(|(id, unit)| *id == d.id && *unit == paper.unit)
    };
    let same = found.iter().filter(|d| {
        d.direction == "incoming"
            && d.state == State::Received
            && folded(&d.organ_name) == folded(&sender.organ_name)
            && (sender.sent_on.is_empty() || d.sent_on.is_empty() || d.sent_on == sender.sent_on)
            && own(d)
    });
    let said = same.map(|d| {
        let number = d.number.map_or_else(String::new, |n| n.to_string());
        let args = [("symbol", d.symbol.as_str()), ("number", &number)];
        v.say("docs-received-before", &args)
    });
    said.collect()
}

pub async fn receiving(v: Visit) -> Reply {
    now_only(&v)?;
    let mut form = v.form.clone();
    let seen = v.scope(&v.facts().await?.structure)?;
    let (paper, day, number) = {
        let r = Reading::of(&v).await?;
        let day = day_of(&r, &mut form, "date")?;
        (paper(&r, &mut form, day)?, day, number_of(&v, &mut form)?)
    };
    let sender = Sender {
        organ_name: tidy(form.get("organ_name")),
        symbol: tidy(form.get("symbol")),
        sent_on: form.get("sent_on").to_owned(),
    };
    let superior = form.get("direction") == "superior";
    // what comes from above is dated by its organ
    let written = Day::parse(&sender.sent_on).unwrap_or(day);
    let twice = if superior {
        Vec::new()
    } else {
        received_before(&v, &paper, &sender).await?
    };
    if !twice.is_empty() && form.get("knowing") != "yes" {
        form.error("knowing", v.t("docs-know-received-first")?);
    }
    let mut act = None;
    if form.is_good() {
        let (unit, reason) = (paper.unit.clone(), form.get("reason").to_owned());
        let said = reason.clone();
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                if superior {
                    let mut paper = paper;
                    paper.keepers = vec![std::mem::take(&mut paper.unit)];
                    return acts::decide_superior(db, g, (&paper, &sender), written, &seen).await;
                }
                acts::decide_receive(db, g, &paper, &sender, (day, number), &said).await
            })
        });
        act = commit(&v, &mut form, (day, &unit, &reason), deciding, &OF_RECEIVED).await?;
    }
    made(&v, &form, ("receive", &twice), act, "docs-said-received").await
}

pub async fn reserving(v: Visit) -> Reply {
    now_only(&v)?;
    let mut form = v.form.clone();
    let (paper, day, number) = {
        let r = Reading::of(&v).await?;
        let day = day_of(&r, &mut form, "date")?;
        (organ(&r, &mut form, day)?, day, number_of(&v, &mut form)?)
    };
    let stub = match form.get("state") {
        "void" => Stub::Void,
        _ => Stub::Reserved,
    };
    let mut act = None;
    if form.is_good() {
        let (unit, reason) = (paper.unit.clone(), form.get("reason").to_owned());
        let said = reason.clone();
        let incoming = form.get("direction") == "incoming";
        let of = if incoming { "incoming" } else { "outgoing" };
        let deciding: Deciding = Box::new(move |db, g| {
            Box::pin(async move {
                acts::decide_stub(db, g, &paper, (of, day, number), (stub, &said)).await
            })
        });
        let fields = ["unit", "body", "kind", "date", "number", "reason"];
        act = commit(&v, &mut form, (day, &unit, &reason), deciding, &fields).await?;
    }
    made(&v, &form, ("reserve", &[]), act, "docs-said-reserved").await
}

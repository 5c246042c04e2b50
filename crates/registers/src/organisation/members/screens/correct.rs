//! The correction of one field of a person, from a day on or over some days.

use super::super::model::{CORRECTED, field};
use super::super::store as members;
use super::change::{self, Change, On};
use super::person::{self, Seen, label, may_show, written};
use super::{columns, events, store};
use crate::organisation::privacy::fields as guarded;
use crate::web::entering::Enterable;
use crate::web::figures::FactsOfVisit;
use crate::web::{Power, Reply, Visit};
use axum::http::StatusCode;
use figures::Day;
use minijinja::{Value, context};
use platform::asof::Known;
use platform::web::Form;
use platform::web::page::value;
use platform::{AsOf, Error, Result};

/// The field asked for and the person, if the one who visits may correct it.
async fn asked(v: &Visit, facts: &FactsOfVisit, name: &str) -> Result<(Seen, &'static str)> {
    let none = || Error::NotFound("no such field".to_owned());
    let p = person::seen(v, facts).await?;
    let name = if name.is_empty() { "name" } else { name };
    let name = CORRECTED.iter().find(|f| **f == name && may_show(v, f));
    if !v.now || !p.is_entered(v, facts)? {
        return Err(none());
    }
    Ok((p, name.ok_or_else(none)?))
}

/// What a field says on a day by a knowledge, as it may be shown, and the act that said it last.
async fn says(v: &Visit, id: &str, name: &str, known: Known) -> Result<(String, u64)> {
    let mut db = v.db().await?;
    let ids = [id.to_owned()];
    // the act first: one in between then shows as a lost race, and not as one that was seen
    let version = members::version(&mut db, &ids, known).await?;
    let (on, scope) = (v.asof.on, v.scope(&v.facts().await?.structure)?);
    let rows = store::fields(&mut db, &scope, AsOf { on, known }, &ids).await?;
    drop(db);
    let value = |name: &str| {
        let row = rows.get(id);
        let found = row.and_then(|r| field(name).and_then(|i| r.values.get(i)));
        found.map_or("", |c| c.text()).to_owned()
    };
    let said = match name {
        "card_number" => columns::card(
            v,
            &value(name),
            &value("citizen_id"),
            &value("citizen_hash"),
        )?,
        _ => written(v, name, &value(name))?,
    };
    // what a choice is made among is kept as the record has it
    let said = if name == "sex" { value(name) } else { said };
    Ok((said, version))
}

pub async fn form(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let (p, name) = asked(&v, &facts, v.query("field")).await?;
    let (said, version) = says(&v, &p.id, name, v.asof.known).await?;
    let sealed = said.contains('•');
    let today = v.asof.on.to_string();
    let form = Form::filled([
        ("value", if sealed { "" } else { &said }),
        ("was", &said),
        ("since", "always"),
        ("from", &today),
        ("version", &version.to_string()),
    ]);
    let context = shown(&v, &facts, &p, name, &form)?;
    v.render("members/correct.html", context)
}

fn shown(v: &Visit, facts: &FactsOfVisit, p: &Seen, name: &str, form: &Form) -> Result<Value> {
    let options: Vec<(String, String)> = match name {
        "sex" => vec![
            ("female".to_owned(), v.t("members-sex-female")?),
            ("male".to_owned(), v.t("members-sex-male")?),
        ],
        "ethnic_group" if v.may(Power::Sensitive) => groups(v, facts),
        _ => Vec::new(),
    };
    let fields = CORRECTED.iter().filter(|f| may_show(v, f));
    let fields =
        fields.map(|f| Ok(context! { key => *f, label => label(v, f)?, here => *f == name }));
    let was = form.get("was");
    let was = options
        .iter()
        .find(|(key, _)| key == was)
        .map_or(was, |(_, label)| label);
    Ok(context! {
        form => value(form), person => context! { id => p.id.as_str(), name => p.name.as_str() },
        field => name, label => label(v, name)?, options => value(&options), day => name.ends_with("_date"),
        fields => fields.collect::<Result<Vec<_>>>()?, was, code => ["citizen_id", "card_number", "file_number"].contains(&name),
    })
}

/// The ethnic groups of the rulebook: code and name.
pub fn groups(v: &Visit, facts: &FactsOfVisit) -> Vec<(String, String)> {
    let groups = facts.book.texts("ethnic_groups", v.asof.on).iter();
    let pair = |(code, name): (&str, &str)| (code.to_owned(), name.to_owned());
    groups.filter_map(|g| g.split_once(' ')).map(pair).collect()
}

/// A field that was always wrong is corrected from its beginning.
fn typed(form: &Form, name: &str) -> Change {
    let always = form.get("since") == "always";
    let from = if always {
        Day::MIN.to_string()
    } else {
        form.get("from").to_owned()
    };
    let until = if always { "" } else { form.get("until") };
    Change::Correction {
        field: name.to_owned(),
        value: form.get("value").to_owned(),
        from,
        until: until.to_owned(),
    }
}

const FIELDS: [&str; 3] = ["value", "from", "until"];

pub async fn recording(v: Visit) -> Reply {
    let facts = v.facts().await?;
    let (p, name) = asked(&v, &facts, v.form.get("field")).await?;
    if v.form.get("choose") == "theirs" {
        return v.go(&format!("/members/{}", p.id));
    }
    let mut form = v.form.clone();
    let change = typed(&form, name);
    if form.get("reason").is_empty() {
        form.error("reason", v.t("members-reason-needed")?);
    }
    let subjects = [p.id.clone()];
    let may = Enterable::of(&v, &facts.structure).scope();
    let on = On {
        structure: &facts.structure,
        book: &facts.book,
        act: facts.known.0 + 1,
        key: &v.office.settings.key,
        may: &may,
    };
    let mut db = v.db().await?;
    let mut chance = change::Drawn::of(&v);
    let decided = change::decide(&mut db, &on, &mut chance, &subjects, &change).await?;
    for problems in decided.refused.values() {
        events::refuse(&v, &facts.book, &mut form, problems, &FIELDS)?;
    }
    if !form.is_good() {
        let context = shown(&v, &facts, &p, name, &form)?;
        return v.refused("members/correct.html", &form, context);
    }
    let read_at = form.get("version").parse().unwrap_or(0);
    if members::version(&mut db, &subjects, Known::NOW).await? > read_at {
        drop(db);
        return conflict(&v, &p, name).await;
    }
    drop(db);
    let ground = v.ground(p.unit_or_whole(), form.get("basis"), form.get("reason"))?;
    drop(facts);
    let doing = change::recording(&v, subjects.to_vec(), change, (ground, read_at, may));
    match v.commit(doing).await {
        Ok(act) => {
            let n = act.number.to_string();
            let said = v.say(
                "members-recorded",
                &[("what", &label(&v, name)?), ("act", &n)],
            )?;
            v.go_saying(&format!("/members/{}", p.id), &said).await
        }
        Err(Error::Conflict(_)) => conflict(&v, &p, name).await,
        Err(Error::Refused(problems)) => {
            let facts = v.facts().await?;
            events::refuse(&v, &facts.book, &mut form, &problems, &FIELDS)?;
            let context = shown(&v, &facts, &p, name, &form)?;
            v.refused("members/correct.html", &form, context)
        }
        Err(other) => Err(other),
    }
}

/// Somebody else was faster: what the field was, what they made of it, what was typed here.
async fn conflict(v: &Visit, p: &Seen, name: &'static str) -> Reply {
    let (theirs, version) = says(v, &p.id, name, Known::NOW).await?;
    let yours = match name {
        "citizen_id" => guarded::masked("citizen_id", v.form.get("value")),
        _ => v.form.get("value").to_owned(),
    };
    let row = context! { label => label(v, name)?, was => v.form.get("was"), theirs, yours };
    let keep = [
        "field", "value", "since", "from", "until", "basis", "reason",
    ];
    let mut keep: Vec<(&str, String)> = keep
        .iter()
        .map(|n| (*n, v.form.get(n).to_owned()))
        .collect();
    keep.push(("was", theirs_of(&row)));
    keep.push(("version", version.to_string()));
    let action = format!("/members/{}/correct", p.id);
    answer_conflict(v, version, &action, &keep, vec![row]).await
}

fn theirs_of(row: &Value) -> String {
    row.get_attr("theirs")
        .map(|t| t.to_string())
        .unwrap_or_default()
}

/// The page of a lost race: who was faster and when, and what each of both says.
pub async fn answer_conflict(
    v: &Visit,
    act: u64,
    action: &str,
    keep: &[(&str, String)],
    rows: Vec<Value>,
) -> Reply {
    let mut db = v.db().await?;
    let acts = platform::journal::store::acts(&mut db, act, act).await?;
    drop(db);
    let act = acts.last();
    let context = context! {
        who => act.map_or("", |a| a.account.as_str()), when => events::when(v, act)?,
        action, keep => value(&keep), rows,
    };
    v.render_as(StatusCode::CONFLICT, "members/conflict.html", context)
}

//! One's own data: an account is linked to a person by an administrator, or by its owner who
//! shows that they know the person's citizen ID and file number; then they see what is held,
//! take a copy, see which offices looked, and ask for corrections.

use super::log::{Look, What, note};
use super::people::{self, SeenPerson};
use super::{corrections, held, store};
use crate::organisation::members::{model, store as members};
use crate::web::{Reply, Visit};
use figures::Day;
use minijinja::{Value, context};
use platform::web::Form;
use platform::web::download;
use platform::web::page::value;
use platform::{AsOf, Db, Error, Result, Scope};

/// The person an account is linked to, as they are today with all that is known.
async fn linked(v: &Visit, db: &mut Db) -> Result<Option<SeenPerson>> {
    let account = &v.visitor()?.account.id;
    let Some(id) = store::person_of(db, account).await? else {
        return Ok(None);
    };
    let facts = v.facts().await?;
    people::find(db, &held::own(), &facts.structure, v.asof, &id).await
}

pub async fn page(v: Visit) -> Reply {
    let mut db = v.db().await?;
    match linked(&v, &mut db).await? {
        None => v.render(
            "privacy/link.html",
            context! { form => value(&Form::default()) },
        ),
        Some(person) => {
            noted(&v, &person).await?;
            let context = context(&v, &mut db, &person).await?;
            v.render(
                "privacy/held.html",
                context! { form => value(&Form::default()), ..context },
            )
        }
    }
}

/// Looking at oneself is a look like another.
async fn noted(v: &Visit, person: &SeenPerson) -> Result<u64> {
    let facts = v.facts().await?;
    let look = Look {
        what: What::Held,
        field: "held",
        persons: std::slice::from_ref(&person.id),
        unit: &facts.structure.unit(person.unit).id,
        reason: "",
    };
    note(v, &look).await
}

async fn context(v: &Visit, db: &mut Db, person: &SeenPerson) -> Result<Value> {
    let held = held::gathered(v, db, person).await?;
    let mut fields = Vec::new();
    for name in corrections::fields() {
        fields.push((name, v.t(&super::reveal::label(name))?));
    }
    let asked = corrections::of_person(v, db, &person.id).await?;
    Ok(context! { held => value(&held), fields => value(&fields), asked })
}

/// Links the account to the person whose name it bears and whose citizen ID and file number its
/// owner knows. Which of them was wrong is not said, nor whether there is such a person.
pub async fn link(v: Visit) -> Reply {
    let account = v.visitor()?.account.id.clone();
    let limit = format!("held {account}");
    if !v.office.limits.account.allows(&limit, v.office.seconds()) {
        let status = axum::http::StatusCode::TOO_MANY_REQUESTS;
        return Ok(v.trouble(status, "limited", &[]));
    }
    let mut form = v.form.clone();
    let mut db = v.db().await?;
    let found = known_by(&v, &mut db, form.get("citizen_id"), form.get("file_number")).await?;
    let Some(person) = found else {
        form.forget("citizen_id");
        form.error("citizen_id", v.t("privacy-link-wrong")?);
        return v.refused("privacy/link.html", &form, context! {});
    };
    store::link(&mut db, &account, &person, &account, v.office.seconds()).await?;
    drop(db);
    let said = v.t("privacy-linked")?;
    v.go_saying("/account/held", &said).await
}

async fn known_by(v: &Visit, db: &mut Db, citizen: &str, file: &str) -> Result<Option<String>> {
    let digits: String = citizen.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() || file.is_empty() {
        return Ok(None);
    }
    let hash = v.office.settings.key.matching(&digits)?;
    let found = store::with_keys(db, &hash, file).await?;
    let [one] = found.as_slice() else {
        return Ok(None);
    };
    // whoever knows another's numbers does not bear their name
    let facts = v.facts().await?;
    let person = people::find(db, &held::own(), &facts.structure, v.asof, one).await?;
    let own = platform::text::folded(&v.visitor()?.account.name);
    let named = person.is_some_and(|p| platform::text::folded(p.name()) == own);
    Ok(named.then(|| one.clone()))
}

/// Everything as a file that other programs read.
pub async fn file(v: Visit) -> Reply {
    let mut db = v.db().await?;
    let none = || Error::NotFound("no person is linked".to_owned());
    let person = linked(&v, &mut db).await?.ok_or_else(none)?;
    noted(&v, &person).await?;
    let held = held::gathered(&v, &mut db, &person).await?;
    let text = serde_json::to_string_pretty(&held)?;
    let kind = "application/json; charset=utf-8";
    download::attachment("held.json", kind, text.into_bytes())
}

/// Everything on paper.
pub async fn paper(v: Visit) -> Reply {
    let print = {
        let mut db = v.db().await?;
        let none = || Error::NotFound("no person is linked".to_owned());
        let person = linked(&v, &mut db).await?.ok_or_else(none)?;
        noted(&v, &person).await?;
        let held = held::gathered(&v, &mut db, &person).await?;
        let facts = v.facts().await?;
        super::paper::print(&v, &facts, &held)?
    };
    v.print(print, "held.pdf").await
}

/// Asks for a correction: a task of the person's unit.
pub async fn ask(v: Visit) -> Reply {
    let mut db = v.db().await?;
    let none = || Error::NotFound("no person is linked".to_owned());
    let person = linked(&v, &mut db).await?.ok_or_else(none)?;
    let mut form = v.form.clone();
    if !corrections::fields().any(|f| f == form.get("field")) {
        form.error("field", v.t("privacy-field-missing")?);
    }
    if form.get("said").chars().count() < 2 {
        form.error("said", v.t("privacy-said-missing")?);
    }
    if !form.is_good() {
        let context = context(&v, &mut db, &person).await?;
        return v.refused("privacy/held.html", &form, context);
    }
    let facts = v.facts().await?;
    let unit = facts.structure.unit(person.unit).id.clone();
    let request = store::CorrectionRequest {
        id: super::token(&v),
        person: person.id.clone(),
        unit,
        field: form.get("field").to_owned(),
        said: platform::text::tidy(form.get("said")),
        account: v.visitor()?.account.id.clone(),
        asked_at: v.office.seconds(),
        state: "asked".to_owned(),
        ..store::CorrectionRequest::default()
    };
    store::insert_request(&mut db, &request).await?;
    drop(db);
    let said = v.t("privacy-asked")?;
    v.go_saying("/account/held", &said).await
}

/// Which account belongs to which person: the administrator's page. It names accounts and tells
/// whether they are linked, nothing of the persons.
pub async fn links(v: Visit) -> Reply {
    let context = links_context(&v).await?;
    v.render(
        "privacy/links.html",
        context! { form => value(&Form::default()), ..context },
    )
}

async fn links_context(v: &Visit) -> Result<Value> {
    let mut db = v.db().await?;
    let mut rows = Vec::new();
    for a in crate::organisation::accounts::store::all(&mut db).await? {
        let linked = store::person_of(&mut db, &a.id).await?.is_some();
        rows.push(
            context! { login => a.login.as_str(), name => a.name.as_str(), linked, ended => a.ended },
        );
    }
    Ok(context! { rows })
}

/// Links an account to the person whom lists know by a key, or takes the link away.
pub async fn linking(v: Visit) -> Reply {
    let mut form = v.form.clone();
    let mut db = v.db().await?;
    let account =
        crate::organisation::accounts::store::by_login(&mut db, form.get("login")).await?;
    if account.is_none() {
        form.error("login", v.t("privacy-no-account")?);
    }
    let key = form.get("person").to_owned();
    let person = person_named(&mut db, &key).await?;
    if person.is_none() && !key.is_empty() {
        form.error("person", v.t("privacy-no-person")?);
    }
    let Some(account) = account.filter(|_| form.is_good()) else {
        drop(db);
        let context = links_context(&v).await?;
        return v.refused("privacy/links.html", &form, context);
    };
    let by = &v.visitor()?.account.id;
    match person {
        Some(person) => {
            store::link(&mut db, &account.id, &person, by, v.office.seconds()).await?;
        }
        None => store::unlink(&mut db, &account.id).await?,
    }
    drop(db);
    let said = v.t("privacy-link-saved")?;
    v.go_saying("/accounts/persons", &said).await
}

async fn person_named(db: &mut Db, key: &str) -> Result<Option<String>> {
    if key.is_empty() {
        return Ok(None);
    }
    // whom an account belongs to is decided among everybody; the page tells nothing of them
    let (scope, on) = (Scope::whole(), Day::MAX);
    let by_key = members::by_key(db, &scope, &[key.to_owned()]).await?;
    if let Some(id) = by_key.get(key) {
        return Ok(Some(id.clone()));
    }
    let known = platform::asof::Known::NOW;
    let rows = store::fields(db, &scope, AsOf { on, known }, key).await?;
    let named = rows
        .iter()
        .any(|r| !r.values[field_name()].text().is_empty());
    Ok(named.then(|| key.to_owned()))
}

fn field_name() -> usize {
    model::field("name").unwrap_or(0)
}

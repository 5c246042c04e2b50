//! Searches, whose text stands in no address, and lists that somebody wants to see again. Both
//! are private to the account.

use super::super::roll::Turn;
use super::columns;
use super::filter::Filter;
use super::list::{self, Address};
use super::store::{self, View};
use crate::web::{Reply, Visit};
use minijinja::{Value, context};
use platform::text::{hex, tidy};
use platform::web::paging;
use platform::{Error, Result};

/// Searches that nobody saved are kept so many seconds.
const KEPT: i64 = 7 * 24 * 60 * 60;
/// Characters of a search, and of the name of a view.
const LONGEST: usize = 120;

fn cut(text: &str) -> String {
    tidy(text).chars().take(LONGEST).collect()
}

fn fresh(v: &Visit, name: &str, state: String, text: String) -> Result<View> {
    let id = v.office.chance(|c| {
        let mut bytes = [0; 16];
        c.fill(&mut bytes);
        hex(&bytes)
    });
    Ok(View {
        id,
        account: v.visitor()?.account.id.clone(),
        name: name.to_owned(),
        state,
        text,
        made: v.office.seconds(),
    })
}

/// A search: the page of its own, or, while somebody types, the table alone.
pub async fn search(v: Visit) -> Reply {
    if let Some(refused) = v.searched_too_often()? {
        return Ok(refused);
    }
    let text = cut(v.form.get("q"));
    let address = Address::of(&v).without("view");
    let typing = v.form.get("typing") == "1";
    if text.is_empty() && !typing {
        return v.go(&address.link(&v, "/members"));
    }
    let view = fresh(&v, "", String::new(), text)?;
    if typing {
        return typed(&v, view).await;
    }
    let id = view.id.clone();
    let mut db = v.db().await?;
    store::forget_searches(&mut db, v.office.seconds() - KEPT).await?;
    store::insert_view(&mut db, &view).await?;
    drop(db);
    v.go(&address.with("view", &id).link(&v, "/members"))
}

async fn typed(v: &Visit, view: View) -> Reply {
    let facts = v.facts().await?;
    let mut filter = Filter::of(v, &facts).await?;
    filter.search = Some(view).filter(|s| !s.text.is_empty());
    let columns = columns::chosen(v);
    let size = paging::size(v.query("size"));
    let listed = list::listed(v, &facts, &filter, &columns, (&Turn::First, size)).await?;
    list::noted(v, &facts, &filter, &listed).await?;
    let nothing = || Value::from(());
    let context = context! {
        may_enter => false, first => nothing(), prev => nothing(), next => nothing(), end => nothing(), is_open => filter.is_open(),
        elsewhere => nothing(), ..list::table(v, &columns, &listed)?
    };
    v.render("members/table.html", context)
}

/// The saved views of who is signed in, as the page shows them.
pub async fn shown(v: &Visit) -> Result<Vec<Value>> {
    let mut db = v.db().await?;
    let views = store::views(&mut db, &v.visitor()?.account.id).await?;
    Ok(views
        .iter()
        .map(|x| context! { id => x.id.as_str(), name => x.name.as_str(), href => v.link(&address(x)) })
        .collect())
}

/// Where a saved view is seen.
fn address(view: &View) -> String {
    let path = platform::web::page::joined("/members", &view.state);
    if view.text.is_empty() {
        return path;
    }
    platform::web::page::joined(&path, &format!("view={}", view.id))
}

/// Saves what the address shows under a name.
pub async fn save(v: Visit) -> Reply {
    let name = cut(v.form.get("name"));
    let address = Address::of(&v);
    let back = address.link(&v, "/members");
    if name.is_empty() {
        return v.go_saying(&back, &v.t("members-view-needs-name")?).await;
    }
    let mut db = v.db().await?;
    let account = v.visitor()?.account.id.clone();
    let text = match v.query("view") {
        "" => String::new(),
        id => store::view(&mut db, id, &account)
            .await?
            .map_or_else(String::new, |x| x.text),
    };
    let view = fresh(&v, &name, address.without("view").text(), text)?;
    store::insert_view(&mut db, &view).await?;
    drop(db);
    v.go_saying(&back, &v.say("members-view-saved", &[("name", &name)])?)
        .await
}

/// Gives a saved view another name, or takes it away.
pub async fn change(v: Visit) -> Reply {
    let account = v.visitor()?.account.id.clone();
    let (id, name) = (v.param("token").to_owned(), cut(v.form.get("name")));
    let mut db = v.db().await?;
    let (done, said) = if v.form.get("do") == "end" {
        let done = store::end_view(&mut db, &id, &account).await?;
        (done, v.t("members-view-ended")?)
    } else {
        let done = !name.is_empty() && store::rename_view(&mut db, &id, &account, &name).await?;
        (done, v.say("members-view-saved", &[("name", &name)])?)
    };
    drop(db);
    if !done {
        return Err(Error::NotFound("no such view".to_owned()));
    }
    v.go_saying(&v.link("/members"), &said).await
}

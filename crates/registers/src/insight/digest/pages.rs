//! Where somebody asks for the digest, or no longer.

use super::{is_address, store};
use crate::web::{Reply, Visit};
use minijinja::context;
use platform::web::Form;
use platform::web::page::value;

pub async fn wish(v: Visit) -> Reply {
    let account = &v.visitor()?.account;
    let held = store::of_account(&mut *v.db().await?, &account.id).await?;
    let address = match &held {
        Some(wish) => v.office.settings.key.unseal(&wish.address)?,
        None => String::new(),
    };
    let form = Form::filled([("address", address.as_str())]);
    v.render(
        "digest/wish.html",
        context! { form => value(&form), wanted => held.is_some() },
    )
}

pub async fn wishing(v: Visit) -> Reply {
    let account = &v.visitor()?.account;
    let mut form = v.form.clone();
    let address = form.get("address").to_owned();
    let wanted = form.get("then") != "stop";
    if wanted && !is_address(&address) {
        form.error("address", v.t("digest-no-address")?);
        let held = store::of_account(&mut *v.db().await?, &account.id).await?;
        return v.refused(
            "digest/wish.html",
            &form,
            context! { wanted => held.is_some() },
        );
    }
    let sealed = if wanted {
        let key = &v.office.settings.key;
        v.office.chance(|c| key.seal(&address, c))?
    } else {
        String::new()
    };
    store::set(&mut *v.db().await?, &account.id, &sealed).await?;
    let said = v.t(if wanted {
        "digest-said"
    } else {
        "digest-stopped"
    })?;
    v.go_saying("/account/digest", &said).await
}

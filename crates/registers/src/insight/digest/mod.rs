//! The digest by mail: who asked for it and gave an address is told once a day how much waits for
//! them. Counts and links, no name of anybody, nothing of what a document says.

pub mod daily;
pub mod pages;
pub mod paths;
pub mod store;

use crate::activity::documents::inbox::{self, Waiting};
use crate::organisation::accounts::model::Account;
use crate::organisation::accounts::store as accounts;
use crate::organisation::grants::model::Doing;
use crate::organisation::grants::rules::Reach;
use crate::organisation::grants::sight::Sight;
use crate::organisation::grants::store as grants;
use crate::organisation::rulebook::Rulebook;
use figures::{Day, Structure};
use fluent_bundle::FluentArgs;
use platform::asof::Known;
use platform::locale::{Lang, Texts};
use platform::seal::Key;
use platform::{AsOf, Db, Error, Result, Scope};
use std::sync::Arc;

/// A letter that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    pub account: String,
    /// The last day before of which it had a letter; empty for none.
    pub before: String,
    pub to: String,
    pub subject: String,
    pub body: String,
}

/// What the letters of a day rest on.
pub struct Ground<'a> {
    pub structure: &'a Structure,
    pub book: &'a Rulebook,
    pub known: Known,
    pub today: Day,
    pub key: &'a Key,
    /// Address of the server, as people open it: `https://nazm.example`.
    pub base: &'a str,
}

/// Whether a text is an address that a letter may be sent to: one line, one «@», a name before it
/// and a host behind it. Whether somebody reads there, only a letter tells.
#[must_use]
pub fn is_address(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_graphic() && !"<>()[],;:\\\"".contains(c);
    let parts = text.split_once('@');
    text.len() <= 254
        && text.chars().all(fits)
        && parts.is_some_and(|(name, host)| {
            let labels = host
                .split('.')
                .all(|l| !l.is_empty() && !l.starts_with('-'));
            !name.is_empty() && !host.contains('@') && host.contains('.') && labels
        })
}

/// The letters of today: one for each account that wants it, has not had it today and has
/// something waiting.
pub async fn letters(db: &mut Db, ground: &Ground<'_>) -> Result<Vec<Letter>> {
    let sight = Arc::new(Sight::of(ground.structure, ground.today));
    let today = ground.today.to_string();
    let mut found = Vec::new();
    for wish in store::all(db).await? {
        if wish.sent == today {
            continue;
        }
        let account = accounts::by_id(db, &wish.account).await?;
        let Some(account) = account.filter(|a| !a.ended && !a.is_administrator()) else {
            continue;
        };
        let given = grants::of_account(db, &account.id).await?;
        let reach = Reach::of(sight.clone(), ground.book, &given);
        let waiting = waiting(db, ground, &account, &reach).await?;
        if waiting.is_nothing() {
            continue;
        }
        let (subject, body) = written(&account, &waiting, ground)?;
        found.push(Letter {
            to: ground.key.unseal(&wish.address)?,
            before: wish.sent,
            account: account.id,
            subject,
            body,
        });
    }
    Ok(found)
}

async fn waiting(
    db: &mut Db,
    ground: &Ground<'_>,
    account: &Account,
    reach: &Reach,
) -> Result<Waiting> {
    let (s, on) = (ground.structure, ground.today);
    if !reach.any(Doing::See) {
        return Ok(Waiting::default());
    }
    let scope = if reach.whole(Doing::See) {
        Scope::whole()
    } else {
        let seen = s.all().filter(|u| reach.reaches(s, Doing::See, *u));
        Scope::of_units(Arc::new(seen.map(|u| s.unit(u).id.clone()).collect()))
    };
    let asof = AsOf {
        on,
        known: ground.known,
    };
    let granted = || match reach.granted(s).as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let unit = s.find(&account.unit).or_else(granted);
    let unit = unit.filter(|u| s.is_open(*u, on) && reach.reaches(s, Doing::See, *u));
    inbox::waiting(db, (s, ground.book), (&scope, asof), account, unit).await
}

fn messages(lang: Lang) -> &'static str {
    match lang {
        Lang::En => include_str!("locale/en.ftl"),
        Lang::Vi => include_str!("locale/vi.ftl"),
        Lang::Ur => include_str!("locale/ur.ftl"),
    }
}

/// Subject and text of a letter in the language of its reader.
fn written(account: &Account, w: &Waiting, ground: &Ground<'_>) -> Result<(String, String)> {
    let lang = account.lang.parse().unwrap_or(Lang::Vi);
    let texts = Texts::new(lang, &[messages(lang)]).map_err(Error::internal)?;
    let counted = |key: &str, n: usize| {
        let mut args = FluentArgs::new();
        args.set("n", i64::try_from(n).unwrap_or(i64::MAX));
        args.set(
            "n_text",
            texts.number(&n.to_string()).map_err(Error::internal)?,
        );
        texts.say_with(key, &args).map_err(Error::internal)
    };
    let base = ground.base.trim_end_matches('/');
    let mut body = String::new();
    for (n, key, path) in [
        (w.unread, "digest-unread", "/documents/inbox"),
        (w.desk, "digest-desk", "/documents/inbox"),
        (w.overdue, "digest-overdue", "/tasks?who=mine&overdue=yes"),
        (w.soon, "digest-soon", "/tasks?who=mine"),
    ] {
        if n > 0 {
            body.push_str(&format!("{}\n{base}{path}\n\n", counted(key, n)?));
        }
    }
    let end = texts.label("digest-end").map_err(Error::internal)?;
    body.push_str(&format!("{end}\n{base}/account/digest\n"));
    let subject = texts.label("digest-subject").map_err(Error::internal)?;
    Ok((subject, body))
}

#[cfg(test)]
mod tests {
    use super::is_address;

    #[test]
    fn an_address_is_one_line_with_a_name_and_a_host() {
        for good in ["a@b.vn", "van.phong+nazm@thainguyen.example.vn"] {
            assert!(is_address(good), "{good}");
        }
        for bad in [
            "",
            "a",
            "a@",
            "@b.vn",
            "a@b",
            "a@b..vn",
            "a b@c.vn",
            "a@b.vn\r\nBcc: c@d.vn",
            "a@b@c.vn",
            "<a@b.vn>",
            "a@b.vn,c@d.vn",
        ] {
            assert!(!is_address(bad), "{bad:?}");
        }
    }
}

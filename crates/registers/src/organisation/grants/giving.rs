//! Giving and ending as pages and the command line do it: what opens the sensitive is asked for by
//! one person and given by another; who keeps accounts is made so by the very act that says it.

use super::acts::{Wanted, decide_end, decide_first, decide_grant};
use super::model::{ADMINISTRATOR, GrantRequest};
use super::store;
use crate::organisation::accounts::model::Account;
use crate::organisation::accounts::store as accounts;
use crate::organisation::rulebook::{Rulebook, store as rulebook};
use crate::organisation::units::store as units;
use figures::{Day, Structure};
use platform::asof::Known;
use platform::journal::{Act, Ground, Writer};
use platform::{Db, Error, Result, Scope};

/// Units and rulebook as the record now has them.
async fn now(db: &mut Db) -> Result<(Structure, Rulebook)> {
    let known = Known(platform::journal::store::last(db).await?);
    let s = units::structure(db, &Scope::whole(), known).await?;
    let book = rulebook::rulebook(db, &Scope::whole(), known).await?;
    Ok((s, book))
}

async fn account_of(db: &mut Db, id: &str) -> Result<Account> {
    let found = accounts::by_id(db, id).await?;
    found.ok_or_else(|| Error::NotFound("no such account".to_owned()))
}

/// Gives a grant by what the record then holds.
pub async fn give(
    writer: &mut Writer<'_>,
    account: &str,
    wanted: &Wanted,
    today: Day,
    ground: Ground,
) -> Result<Act> {
    let (s, book) = now(writer.db).await?;
    let account = account_of(writer.db, account).await?;
    let number = writer.next_number();
    if wanted.role == ADMINISTRATOR {
        let held = store::of_account(writer.db, &account.id).await?;
        if held.iter().any(|g| g.until > today) {
            return Err(Error::refused(
                "the account holds grants, and who keeps accounts sees nothing: end them first",
            ));
        }
    }
    let draft = decide_grant((&s, &book, today), &account, wanted, ground, number)?;
    let act = writer.act(crate::REGISTERS, &draft).await?;
    if wanted.role == ADMINISTRATOR {
        accounts::set_kind(writer.db, &account.id, ADMINISTRATOR).await?;
    }
    Ok(act)
}

/// Makes the first account that keeps accounts, with its act.
pub async fn first(writer: &mut Writer<'_>, account: &Account, today: Day) -> Result<Act> {
    let draft = decide_first(account, today, writer.next_number())?;
    accounts::insert(writer.db, account).await?;
    writer.act(crate::REGISTERS, &draft).await
}

/// Keeps what one person asks for until another answers. What could not be given by anybody is
/// refused at once.
pub async fn ask(db: &mut Db, request: &GrantRequest, today: Day) -> Result<()> {
    let (s, book) = now(db).await?;
    let account = account_of(db, &request.account).await?;
    let ground = Ground {
        basis: request.document.clone(),
        ..Ground::default()
    };
    decide_grant((&s, &book, today), &account, &request.wanted, ground, 1)?;
    store::insert_request(db, request).await
}

async fn asked(db: &mut Db, id: &str) -> Result<GrantRequest> {
    let found = store::request(db, id).await?;
    let request = found.ok_or_else(|| Error::NotFound("no such request".to_owned()))?;
    if request.state != "asked" {
        return Err(Error::refused("the request was answered already"));
    }
    Ok(request)
}

/// The second person gives what was asked for, from its day on, or from today when that is past.
pub async fn confirm(writer: &mut Writer<'_>, id: &str, today: Day, by: &str) -> Result<Act> {
    let request = asked(writer.db, id).await?;
    let wanted = Wanted {
        from: request.wanted.from.max(today),
        ..request.wanted
    };
    let ground = Ground {
        account: by.to_owned(),
        on_behalf_of: super::model::WHOLE.to_owned(),
        basis: request.document,
        reason: request.reason,
    };
    let act = give(writer, &request.account, &wanted, today, ground).await?;
    if store::answer_request(writer.db, id, "given").await? {
        return Ok(act);
    }
    Err(Error::refused("the request was answered already"))
}

/// Anybody who keeps accounts says no to what was asked for, who asked for it too.
pub async fn refuse(db: &mut Db, id: &str) -> Result<()> {
    asked(db, id).await?;
    if store::answer_request(db, id, "refused").await? {
        return Ok(());
    }
    Err(Error::refused("the request was answered already"))
}

/// Ends a grant. Who kept accounts keeps them no longer from that very moment.
pub async fn end(
    writer: &mut Writer<'_>,
    id: &str,
    day: Day,
    today: Day,
    ground: Ground,
) -> Result<Act> {
    let grant = store::by_id(writer.db, id).await?;
    let grant = grant.ok_or_else(|| Error::NotFound("no such grant".to_owned()))?;
    let keeps = grant.role == ADMINISTRATOR;
    let day = if keeps { today } else { day };
    let draft = decide_end(&grant, day, today, ground)?;
    let act = writer.act(crate::REGISTERS, &draft).await?;
    if keeps {
        accounts::set_kind(writer.db, &grant.account, "officer").await?;
    }
    Ok(act)
}

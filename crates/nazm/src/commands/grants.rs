//! Grants at the server's console: what waits, asking, confirming, refusing and ending. Whoever
//! works here is a person like any other: what they ask for, another confirms.

use super::{note, out, table, today};
use crate::cli::{GrantArgs, GrantsWhat, Place};
use crate::env::{self, SystemClock, SystemRandomness};
use figures::Day;
use platform::asof::Known;
use platform::journal::{Act, Ground, Writer};
use platform::text::hex;
use platform::{Clock, Db, Error, Randomness, Result, Scope};
use registers::organisation::accounts::model::Account;
use registers::organisation::accounts::store as accounts;
use registers::organisation::grants::acts::Wanted;
use registers::organisation::grants::giving;
use registers::organisation::grants::model::{ADMINISTRATOR, GrantRequest, WHOLE};
use registers::organisation::grants::rules::needs_two;
use registers::organisation::grants::store as grants;
use registers::organisation::rulebook::store as rulebook;
use registers::organisation::units::store as units;

pub async fn grants(place: &Place, what: GrantsWhat) -> Result<()> {
    let mut db = env::open(place).await?;
    registers::migrate_working(&mut db).await?;
    match what {
        GrantsWhat::List => list(&mut db).await,
        GrantsWhat::Give(args) => give(&mut db, &args).await,
        GrantsWhat::Confirm { request } => {
            let (by, today) = (env::account(), today(&mut db).await?);
            let (clock, mut chance) = (SystemClock, SystemRandomness);
            let mut writer = Writer::begin(&mut db, &clock, &mut chance).await?;
            let act = giving::confirm(&mut writer, &request, today, &by).await?;
            kept(writer, &act).await
        }
        GrantsWhat::Refuse { request } => {
            giving::refuse(&mut db, &request).await?;
            out("refused\n")
        }
        GrantsWhat::End { grant, on, ground } => {
            let today = today(&mut db).await?;
            let day = on.map_or(Ok(today), |d| Day::parse(&d))?;
            let ground = said(&ground.basis, &ground.reason);
            let (clock, mut chance) = (SystemClock, SystemRandomness);
            let mut writer = Writer::begin(&mut db, &clock, &mut chance).await?;
            let act = giving::end(&mut writer, &grant, day, today, ground).await?;
            kept(writer, &act).await
        }
    }
}

async fn kept(writer: Writer<'_>, act: &Act) -> Result<()> {
    writer.finish().await?;
    out(&format!("recorded by act {}\n", act.number))
}

fn said(basis: &str, reason: &str) -> Ground {
    Ground {
        account: env::account(),
        on_behalf_of: WHOLE.to_owned(),
        basis: basis.to_owned(),
        reason: reason.to_owned(),
    }
}

/// Gives a grant, or asks for it where another person has to give it.
async fn give(db: &mut Db, args: &GrantArgs) -> Result<()> {
    let account = accounts::by_login(db, &args.login).await?;
    let account = account
        .ok_or_else(|| Error::NotFound(format!("no account has the user name {}", args.login)))?;
    let today = today(db).await?;
    let wanted = wanted(db, args, today).await?;
    let ground = said(&args.ground.basis, &args.ground.reason);
    let known = Known(platform::journal::store::last(db).await?);
    let book = rulebook::rulebook(db, &Scope::command_line(), known).await?;
    if needs_two(&book, &wanted.role, wanted.from) {
        return ask(db, &account, wanted, ground, today).await;
    }
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let mut writer = Writer::begin(db, &clock, &mut chance).await?;
    let act = giving::give(&mut writer, &account.id, &wanted, today, ground).await?;
    kept(writer, &act).await
}

async fn ask(
    db: &mut Db,
    account: &Account,
    mut wanted: Wanted,
    ground: Ground,
    today: Day,
) -> Result<()> {
    wanted.asked_by.clone_from(&ground.account);
    let mut id = [0u8; 8];
    SystemRandomness.fill(&mut id);
    let request = GrantRequest {
        id: hex(&id),
        account: account.id.clone(),
        wanted,
        document: ground.basis,
        reason: ground.reason,
        asked_at: SystemClock.now().as_second(),
        state: "asked".to_owned(),
    };
    giving::ask(db, &request, today).await?;
    out(&format!("asked for as {}\n", request.id))?;
    note(
        "it holds once another person has confirmed it: nazm grants confirm, or on the page of grants",
    );
    Ok(())
}

async fn wanted(db: &mut Db, args: &GrantArgs, today: Day) -> Result<Wanted> {
    let from = args.from.as_deref().map_or(Ok(today), Day::parse)?;
    let until = match &args.until {
        Some(last) => Day::parse(last)?.plus_days(1),
        None => Day::MAX,
    };
    let known = Known(platform::journal::store::last(db).await?);
    let s = units::structure(db, &Scope::command_line(), known).await?;
    let unit = match args.unit.as_str() {
        WHOLE => WHOLE.to_owned(),
        _ if args.role == ADMINISTRATOR => WHOLE.to_owned(),
        code => {
            let bearer = s.bearer(code, from);
            let none = || Error::NotFound(format!("no unit bears the code {code} on {from}"));
            s.unit(bearer.ok_or_else(none)?).id.clone()
        }
    };
    Ok(Wanted {
        role: args.role.clone(),
        unit,
        below: !args.alone,
        from,
        until,
        asked_by: String::new(),
    })
}

/// What waits for a second person, and what is in force or to come.
async fn list(db: &mut Db) -> Result<()> {
    let today = today(db).await?;
    let known = Known(platform::journal::store::last(db).await?);
    let s = units::structure(db, &Scope::command_line(), known).await?;
    let code = |id: &str| {
        let state = s.find(id).and_then(|u| s.last_state(u));
        state.map_or_else(|| id.to_owned(), |x| x.code.clone())
    };
    let mut rows = Vec::new();
    for r in grants::open_requests(db).await? {
        let state = format!("asked by {}", r.wanted.asked_by);
        let login = login(db, &r.account).await?;
        let days = (r.wanted.from, r.wanted.until);
        rows.push(row(
            &r.id,
            login,
            &r.wanted.role,
            code(&r.wanted.unit),
            days,
            state,
        ));
    }
    for g in grants::all(db).await?.iter().filter(|g| g.until > today) {
        let login = login(db, &g.account).await?;
        let days = (g.from, g.until);
        rows.push(row(
            &g.id,
            login,
            &g.role,
            code(&g.unit),
            days,
            g.document.clone(),
        ));
    }
    let header = [
        "id",
        "user name",
        "role",
        "unit",
        "from",
        "until",
        "document",
    ];
    out(&table(&header, &rows))
}

fn row(
    id: &str,
    login: String,
    role: &str,
    unit: String,
    (from, until): (Day, Day),
    said: String,
) -> Vec<String> {
    let until = if until == Day::MAX {
        String::new()
    } else {
        until.to_string()
    };
    let (id, role) = (id.to_owned(), role.to_owned());
    vec![id, login, role, unit, from.to_string(), until, said]
}

async fn login(db: &mut Db, id: &str) -> Result<String> {
    Ok(accounts::by_id(db, id)
        .await?
        .map_or_else(String::new, |a| a.login))
}

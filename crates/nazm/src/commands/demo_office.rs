//! The people who look at the demo: six roles with their grants, given by acts, and one who keeps
//! accounts. Each signs in with one click.

use super::{note, out};
use crate::env::{SystemClock, SystemRandomness};
use figures::{Day, Structure, UnitIx};
use platform::asof::Known;
use platform::journal::{Ground, Writer};
use platform::web::session;
use platform::{Clock, Db, Error, Result, Scope};
use registers::organisation::accounts::model::Account;
use registers::organisation::accounts::store as accounts;
use registers::organisation::grants::acts::{Wanted, decide_grant};
use registers::organisation::grants::model::WHOLE;
use registers::organisation::grants::store as grants;
use registers::organisation::members::store as members;
use registers::organisation::rulebook::store as rulebook;
use registers::organisation::units::store as units;
use std::collections::HashMap;
use std::path::Path;

/// Seconds for which a demo's links are good.
const LINKS: i64 = 30 * 24 * 60 * 60;

/// Members a cell secretary's list should have, more or less.
const HANDFUL: usize = 24;

/// Units below the top among which those of the roles are chosen.
const LOOKED_AT: usize = 16;

/// For which unit a role is given.
#[derive(Clone, Copy)]
enum For {
    Whole,
    Province,
    Agency,
    Commune,
    Cell,
}

/// Whoever looks at the demo: as links name it, name, post, role of the rulebook, unit.
const ROLES: [(&str, &str, &str, &str, For); 6] = [
    (
        "provincial organising officer",
        "Trần Minh Châu",
        "Ban Tổ chức Tỉnh ủy",
        "organising-officer",
        For::Whole,
    ),
    (
        "provincial office clerk",
        "Lê Thu Hà",
        "Văn phòng Tỉnh ủy",
        "office-clerk",
        For::Whole,
    ),
    (
        "head of an agency",
        "Phạm Quốc Bảo",
        "Trưởng Ban Tổ chức Tỉnh ủy",
        "agency-head",
        For::Agency,
    ),
    (
        "commune officer",
        "Hoàng Thị Lan",
        "Cán bộ Đảng ủy xã",
        "commune-officer",
        For::Commune,
    ),
    (
        "cell secretary",
        "Nông Văn Thắng",
        "Bí thư chi bộ",
        "cell-secretary",
        For::Cell,
    ),
    (
        "inspector",
        "Vũ Đức Long",
        "Ủy ban Kiểm tra Tỉnh ủy",
        "inspector",
        For::Whole,
    ),
];

/// The role with which whoever enters for one unit names any other of the province, to send a
/// member there; and the roles beside which it is given.
const FINDER: &str = "unit-finder";
const FINDERS: [&str; 3] = ["agency-head", "commune-officer", "cell-secretary"];

/// Who keeps accounts, and sees nothing else.
const KEEPER: (&str, &str, &str) = ("administrator", "Đỗ Thị Mai", "Văn phòng Tỉnh ủy");

/// Under which name the keeper of accounts asked for what the roles are given.
const KEEPER_ID: &str = "demo-administrator";

/// Makes accounts and grants where they are missing, and a new link for each.
pub async fn links(db: &mut Db, address: &str) -> Result<Vec<(&'static str, String)>> {
    let known = Known(platform::journal::store::last(db).await?);
    let s = units::structure(db, &Scope::command_line(), known).await?;
    let place = Places::of(db, &s).await?;
    accounts::forget_links(db).await?;
    let until = SystemClock.now().as_second() + LINKS;
    let mut links = Vec::new();
    for (name, person, post, role, unit) in ROLES {
        let unit = place.of_role(&s, unit);
        let account = account(db, name, (person, post), "officer", &unit).await?;
        give(db, &s, &account, role, &unit).await?;
        if FINDERS.contains(&role) {
            give(db, &s, &account, FINDER, &place.of_role(&s, For::Province)).await?;
        }
        links.push((name, link(db, address, &account.id, until).await?));
    }
    let (name, person, post) = KEEPER;
    let account = account(db, name, (person, post), "administrator", WHOLE).await?;
    links.push((name, link(db, address, &account.id, until).await?));
    Ok(links)
}

async fn link(db: &mut Db, address: &str, account: &str, until: i64) -> Result<String> {
    let token = session::token(&mut SystemRandomness);
    accounts::insert_link(db, &token, account, until).await?;
    Ok(format!("{address}/sign-in/link/{token}"))
}

async fn account(
    db: &mut Db,
    name: &str,
    (person, post): (&str, &str),
    kind: &str,
    unit: &str,
) -> Result<Account> {
    let id = format!("demo-{}", name.replace(' ', "-"));
    if let Some(account) = accounts::by_id(db, &id).await? {
        return Ok(account);
    }
    let account = Account {
        id: id.clone(),
        login: id,
        name: person.to_owned(),
        post: post.to_owned(),
        kind: kind.to_owned(),
        unit: if unit == WHOLE { "" } else { unit }.to_owned(),
        theme: "system".to_owned(),
        script: "naskh".to_owned(),
        keys: true,
        ..Account::default()
    };
    accounts::insert(db, &account).await?;
    Ok(account)
}

/// Gives a role by an act, as from the day of the reform, to who never had it. A demo made with a
/// rulebook that does not know the role goes on without it.
async fn give(db: &mut Db, s: &Structure, to: &Account, role: &str, unit: &str) -> Result<()> {
    let held = grants::of_account(db, &to.id).await?;
    let from = crate::demo::reform_day();
    let known = Known(platform::journal::store::last(db).await?);
    let book = rulebook::rulebook(db, &Scope::command_line(), known).await?;
    if held.iter().any(|g| g.role == role) || book.role(role, from).is_none() {
        return Ok(());
    }
    let wanted = Wanted {
        role: role.to_owned(),
        unit: unit.to_owned(),
        below: true,
        from,
        until: Day::MAX,
        asked_by: KEEPER_ID.to_owned(),
    };
    let ground = Ground {
        account: crate::env::account(),
        on_behalf_of: WHOLE.to_owned(),
        basis: "01-QĐ/VPTU".to_owned(),
        reason: String::new(),
    };
    let (clock, mut chance) = (SystemClock, SystemRandomness);
    let mut writer = Writer::begin(db, &clock, &mut chance).await?;
    let number = writer.next_number();
    let draft = decide_grant((s, &book, from), to, &wanted, ground, number)?;
    writer.act(registers::REGISTERS, &draft).await?;
    writer.finish().await.map(drop)
}

/// The units of the roles.
struct Places {
    province: Option<UnitIx>,
    agency: Option<UnitIx>,
    commune: Option<UnitIx>,
    cell: Option<UnitIx>,
}

impl Places {
    /// Of the first units below the top: that with the most members for the commune officer, with
    /// a cell of a good handful; the organising agency for its head.
    async fn of(db: &mut Db, s: &Structure) -> Result<Places> {
        let on = crate::demo::ends();
        let code = |u: &UnitIx| s.state(*u, on).map(|x| x.code.clone());
        let mut roots = s.roots(on);
        roots.sort_by_key(code);
        let province = roots.first().copied();
        let mut below = province.map_or_else(Vec::new, |top| s.children(top, on));
        below.sort_by_key(code);
        below.truncate(LOOKED_AT);
        let cells: Vec<UnitIx> = below.iter().flat_map(|u| s.children(*u, on)).collect();
        let ids: Vec<String> = cells.iter().map(|u| s.unit(*u).id.clone()).collect();
        let mut sitting: HashMap<String, usize> = HashMap::new();
        for row in members::sitting_in(db, &Scope::command_line(), &ids).await? {
            if row.from <= on && on < row.to {
                let unit = row.values.first().map_or("", |v| v.text());
                *sitting.entry(unit.to_owned()).or_default() += 1;
            }
        }
        let count = |u: UnitIx| sitting.get(&s.unit(u).id).copied().unwrap_or(0);
        let all = |u: &UnitIx| s.children(*u, on).into_iter().map(count).sum::<usize>();
        below.sort_by_key(|u| std::cmp::Reverse(all(u)));
        let commune = below.first().copied();
        let cells = commune.map_or_else(Vec::new, |u| s.children(u, on));
        Ok(Places {
            province,
            agency: s.bearer(crate::demo::organising_agency(), on).or(commune),
            commune,
            cell: cells
                .into_iter()
                .min_by_key(|u| count(*u).abs_diff(HANDFUL)),
        })
    }

    fn of_role(&self, s: &Structure, unit: For) -> String {
        let unit = match unit {
            For::Whole => None,
            For::Province => self.province,
            For::Agency => self.agency,
            For::Commune => self.commune,
            For::Cell => self.cell.or(self.commune),
        };
        unit.map_or_else(|| WHOLE.to_owned(), |u| s.unit(u).id.clone())
    }
}

/// Prints the links, and writes those of the six roles to `demo.json`, for other programs.
pub fn show(dir: &Path, address: &str, links: &[(&'static str, String)]) -> Result<()> {
    let roles = links.iter().filter(|(name, _)| *name != KEEPER.0);
    let sign_in: serde_json::Map<_, _> = roles
        .map(|(role, link)| ((*role).to_owned(), link.as_str().into()))
        .collect();
    let json = serde_json::json!({ "address": address, "sign_in": sign_in });
    let text = format!("{}\n", serde_json::to_string_pretty(&json)?);
    let file = dir.join("demo.json");
    let part = dir.join("demo.json.part");
    std::fs::write(&part, text)?;
    std::fs::rename(&part, &file).map_err(Error::internal)?;
    out("sign in with one click (each link is good once; a restart gives new ones):\n")?;
    for (role, link) in links {
        out(&format!("  {role}: {link}\n"))?;
    }
    note(&format!("the links are also in {}", file.display()));
    Ok(())
}

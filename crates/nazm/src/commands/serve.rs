//! The server.

use super::{note, out};
use crate::cli::{Place, ServeArgs};
use crate::env::{self, SystemClock, SystemRandomness};
use figures::Day;
use platform::text::hex;
use platform::web::session;
use platform::{Clock, Db, Error, Randomness, Result};
use registers::organisation::accounts::model::Account;
use registers::organisation::accounts::store as accounts;
use registers::organisation::units::store as units;
use registers::web::routes::{self, Method};
use registers::web::{Office, Settings};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

/// Connections for reading: more would only wait for the same two processors.
const CONNECTIONS: usize = 8;

/// Seconds for which a demo's links are good.
const LINKS: i64 = 30 * 24 * 60 * 60;

pub async fn serve(place: &Place, args: &ServeArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    registers::migrate_working(&mut db).await?;
    let demo = registers::is_demo(&mut db).await?;
    let nobody = accounts::all(&mut db).await?.is_empty();
    drop(db);
    let over_tls = args.behind_tls;
    let first_code = (nobody && !demo).then(code);
    let settings = Settings {
        url: env::url(place),
        key: env::key(place)?,
        columns: Some(env::columns_file(place)),
        over_tls,
        demo,
        today: today(args.today.as_deref(), demo)?,
        first_code: first_code.clone(),
        connections: CONNECTIONS,
    };
    let office = Office::open(settings, Arc::new(SystemClock), || {
        Box::new(SystemRandomness)
    })
    .await?;
    let listener = tokio::net::TcpListener::bind((args.bind.as_str(), args.port))
        .await
        .map_err(|e| {
            Error::refused(format!(
                "{}:{} cannot be listened on: {e}",
                args.bind, args.port
            ))
        })?;
    let address = format!("http://{}", listener.local_addr()?);
    out(&format!("Nazm is at {address}\n"))?;
    if let Some(code) = first_code {
        out(&format!(
            "there is no account yet: open {address}/first with the code {code}\n"
        ))?;
    }
    if demo {
        let mut db = env::open(place).await?;
        let links = sign_in_links(&mut db, &address).await?;
        drop(db);
        show_links(&place.data, &address, &links)?;
    }
    let app = registers::web::router(office).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, app)
        .with_graceful_shutdown(asked_to_stop())
        .await
        .map_err(Error::internal)
}

/// Prints the table of routes as JSON.
pub fn list_routes() -> Result<()> {
    let rows: Vec<_> = routes::all()
        .map(|r| {
            serde_json::json!({
                "method": if r.method == Method::Get { "GET" } else { "POST" },
                "path": r.path,
                "right": format!("{:?}", r.right),
            })
        })
        .collect();
    out(&format!("{}\n", serde_json::to_string_pretty(&rows)?))
}

/// The demo's record ends in 2025, and so does its today; every other record has the clock's.
fn today(asked: Option<&str>, demo: bool) -> Result<Option<Day>> {
    match asked {
        Some(day) => Ok(Some(Day::parse(day)?)),
        None => Ok(demo.then(crate::demo::ends)),
    }
}

/// A code people can read off a console and type.
fn code() -> String {
    let mut bytes = [0u8; 8];
    SystemRandomness.fill(&mut bytes);
    let text = hex(&bytes);
    format!(
        "{}-{}-{}-{}",
        &text[..4],
        &text[4..8],
        &text[8..12],
        &text[12..]
    )
}

async fn asked_to_stop() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut term) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = term.recv() => {}
            }
            return;
        }
    }
    _ = interrupt.await;
}

/// The six who look at the demo: role, name, post, and how deep in the tree they stand.
const ROLES: [(&str, &str, &str, Where); 6] = [
    (
        "provincial organising officer",
        "Trần Minh Châu",
        "Ban Tổ chức Tỉnh ủy",
        Where::Top,
    ),
    (
        "provincial office clerk",
        "Lê Thu Hà",
        "Văn phòng Tỉnh ủy",
        Where::Top,
    ),
    (
        "head of an agency",
        "Phạm Quốc Bảo",
        "Thủ trưởng cơ quan",
        Where::Below(1),
    ),
    (
        "commune officer",
        "Hoàng Thị Lan",
        "Cán bộ Đảng ủy xã",
        Where::Below(1),
    ),
    (
        "cell secretary",
        "Nông Văn Thắng",
        "Bí thư chi bộ",
        Where::Lowest,
    ),
    (
        "inspector",
        "Vũ Đức Long",
        "Ủy ban Kiểm tra Tỉnh ủy",
        Where::Top,
    ),
];

#[derive(Clone, Copy)]
enum Where {
    Top,
    /// So many steps below the top, the last by code.
    Below(usize),
    Lowest,
}

async fn sign_in_links(db: &mut Db, address: &str) -> Result<Vec<(&'static str, String)>> {
    let known = platform::asof::Known(platform::journal::store::last(db).await?);
    let s = units::structure(db, &platform::Scope::command_line(), known).await?;
    let on = crate::demo::ends();
    let place = |w: Where| -> String {
        let Some(mut at) = s.roots(on).first().copied() else {
            return String::new();
        };
        let steps = match w {
            Where::Top => 0,
            Where::Below(n) => n,
            Where::Lowest => usize::MAX,
        };
        for _ in 0..steps {
            match s
                .children(at, on)
                .into_iter()
                .min_by_key(|u| s.state(*u, on).map(|x| x.code.clone()))
            {
                Some(below) => at = below,
                None => break,
            }
        }
        s.unit(at).id.clone()
    };
    accounts::forget_links(db).await?;
    let until = SystemClock.now().as_second() + LINKS;
    let mut links = Vec::new();
    for (role, name, post, w) in ROLES {
        let id = format!("demo-{}", role.replace(' ', "-"));
        if accounts::by_id(db, &id).await?.is_none() {
            let account = Account {
                id: id.clone(),
                login: id.clone(),
                name: name.to_owned(),
                post: post.to_owned(),
                kind: "officer".to_owned(),
                unit: place(w),
                theme: "system".to_owned(),
                script: "naskh".to_owned(),
                keys: true,
                ..Account::default()
            };
            accounts::insert(db, &account).await?;
        }
        let token = session::token(&mut SystemRandomness);
        accounts::insert_link(db, &token, &id, until).await?;
        links.push((role, format!("{address}/sign-in/link/{token}")));
    }
    Ok(links)
}

/// Prints the links and writes them to `demo.json`, for other programs.
fn show_links(dir: &Path, address: &str, links: &[(&'static str, String)]) -> Result<()> {
    let sign_in: serde_json::Map<_, _> = links
        .iter()
        .map(|(role, link)| ((*role).to_owned(), link.as_str().into()))
        .collect();
    let json = serde_json::json!({ "address": address, "sign_in": sign_in });
    let text = format!("{}\n", serde_json::to_string_pretty(&json)?);
    let file = dir.join("demo.json");
    let part = dir.join("demo.json.part");
    std::fs::write(&part, text)?;
    std::fs::rename(&part, &file)?;
    out("sign in with one click (each link is good once; a restart gives new ones):\n")?;
    for (role, link) in links {
        out(&format!("  {role}: {link}\n"))?;
    }
    note(&format!("the links are also in {}", file.display()));
    Ok(())
}

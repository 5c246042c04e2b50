//! The server.

use super::digest::Mail;
use super::{demo_office, note, out};
use crate::cli::{Place, ServeArgs};
use crate::env::{self, SystemClock, SystemRandomness};
use crate::tls;
use axum::serve::ListenerExt;
use figures::Day;
use platform::text::hex;
use platform::{Error, Randomness, Result};
use registers::activity::documents::files::erasure;
use registers::insight::digest::daily::Daily;
use registers::insight::imports::recording;
use registers::organisation::accounts::store as accounts;
use registers::web::routes::{self, Method};
use registers::web::{Office, Settings};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

/// Connections for reading: more would only wait for the same two processors.
const CONNECTIONS: usize = 8;

pub async fn serve(place: &Place, args: &ServeArgs) -> Result<()> {
    let mut db = env::open(place).await?;
    registers::migrate_working(&mut db).await?;
    let demo = registers::is_demo(&mut db).await?;
    let nobody = accounts::all(&mut db).await?.is_empty();
    let secure = secure(args)?;
    let mail = args.daily.mail()?;
    let listener = listen(args).await?;
    let scheme = if secure.is_some() { "https" } else { "http" };
    let address = format!("{scheme}://{}", listener.local_addr()?);
    erasure::sweep(&mut db, &env::cabinet(place)).await?;
    // the demo's grants are acts: they are recorded before the server reads the record
    let links = match demo {
        true => demo_office::links(&mut db, &address).await?,
        false => Vec::new(),
    };
    let key = env::key_of(place, &mut db).await?;
    drop(db);
    let first_code = (nobody && !demo).then(code);
    let settings = Settings {
        url: env::url(place),
        key,
        columns: Some(env::columns_file(place)),
        over_tls: args.behind_tls || secure.is_some(),
        forwarded: args.behind_proxy,
        demo,
        today: today(args.today.as_deref(), demo)?,
        first_code: first_code.clone(),
        connections: CONNECTIONS,
        press: Some(Arc::new(super::print::set)),
        cabinet: Some(env::cabinet(place)),
        opener: Some(super::document_files::opener()),
    };
    let office = Office::open(settings, Arc::new(SystemClock), || {
        Box::new(SystemRandomness)
    })
    .await?;
    if let Some(mail) = mail {
        begin_daily(&office, mail, args.daily.hour()).await?;
    }
    recording::begin_again(&office).await?;
    out(&format!("Nazm is at {address}\n"))?;
    if let Some(code) = first_code {
        out(&format!(
            "there is no account yet: open {address}/first with the code {code}\n"
        ))?;
    }
    if demo {
        demo_office::show(&place.data, &address, &links)?;
    }
    let app = registers::web::router(office).into_make_service_with_connect_info::<SocketAddr>();
    let served = match secure {
        Some(acceptor) => {
            // tapped, because only then a listener of ours tells who is at the other end
            let listener = tls::Secured::new(listener, acceptor)?.tap_io(|_| {});
            axum::serve(listener, app)
                .with_graceful_shutdown(asked_to_stop())
                .await
        }
        None => {
            axum::serve(listener, app)
                .with_graceful_shutdown(asked_to_stop())
                .await
        }
    };
    served.map_err(Error::internal)
}

/// Sends the digest by itself from now on; whoever gave a mail server and no hour is warned.
async fn begin_daily(office: &Arc<Office>, mail: Mail, hour: Option<i8>) -> Result<()> {
    let daily = Daily::new(office.clone(), mail.base.clone(), mail.post()?, hour);
    let facts = office.facts().await;
    if daily.hour_on(&facts.book, office.today(&facts)).is_none() {
        note(
            "warning: the rulebook has no «digest_hour» in force, and no digest is sent: give --digest-hour",
        );
    }
    tokio::spawn(super::digest::daily(daily));
    Ok(())
}

/// What makes connections secure, when certificate and key are given. Whoever listens beyond this
/// machine without it, and without a proxy that has it, is warned: passwords would be readable.
fn secure(args: &ServeArgs) -> Result<Option<TlsAcceptor>> {
    if let (Some(cert), Some(key)) = (&args.cert, &args.key) {
        return tls::acceptor(cert, key).map(Some);
    }
    let here = args.bind.parse().is_ok_and(|ip: IpAddr| ip.is_loopback());
    if !here && args.bind != "localhost" && !args.behind_tls {
        note(&format!(
            "warning: {} is open to other machines without https: give --cert and --key, or --behind-tls when a proxy speaks https",
            args.bind
        ));
    }
    Ok(None)
}

async fn listen(args: &ServeArgs) -> Result<TcpListener> {
    let listener = TcpListener::bind((args.bind.as_str(), args.port)).await;
    listener.map_err(|e| {
        Error::refused(format!(
            "{}:{} cannot be listened on: {e}",
            args.bind, args.port
        ))
    })
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

//! The digest by mail, sent once when it is asked for: a timer of the machine runs this daily.
//! The password of the mail server comes from the environment, never from the command line.

use super::{note, out};
use crate::cli::Place;
use crate::env::{self, SystemClock};
use clap::Args;
use figures::Day;
use lettre::message::header::ContentType;
use lettre::transport::smtp::authentication::Credentials;
use lettre::{Message, SmtpTransport, Transport};
use platform::asof::Known;
use platform::{Clock, Db, Error, Result, Scope};
use registers::insight::digest::{self, Ground, Letter, is_address, store};
use registers::organisation::rulebook::store as rulebook;
use registers::organisation::units::store as units;
use std::time::Duration;

#[derive(Args)]
pub struct DigestArgs {
    /// The mail server: smtp://HOST:PORT (STARTTLS, but on this machine) or smtps://USER@HOST;
    /// its password stands in NAZM_SMTP_PASSWORD
    #[arg(long)]
    smtp: String,
    /// Whom the letters come from
    #[arg(long)]
    from: String,
    /// Address at which people open the server: https://nazm.example.vn
    #[arg(long)]
    base: String,
    /// The day that counts as today
    #[arg(long)]
    today: Option<String>,
}

const PATIENCE: Duration = Duration::from_secs(20);

/// A mail server as it is written down.
#[derive(Debug, PartialEq, Eq)]
struct Server {
    tls: bool,
    user: String,
    host: String,
    port: Option<u16>,
}

impl Server {
    fn parse(said: &str) -> Option<Server> {
        let (tls, rest) = match said.split_once("://")? {
            ("smtp", rest) => (false, rest),
            ("smtps", rest) => (true, rest),
            _ => return None,
        };
        let rest = rest.trim_end_matches('/');
        let (user, at) = rest.rsplit_once('@').unwrap_or(("", rest));
        let (host, port) = match at.rsplit_once(':') {
            Some((host, port)) => (host, Some(port.parse().ok()?)),
            None => (at, None),
        };
        // a password in an address would stand in the list of processes
        let fits = !host.is_empty() && !host.contains([':', '/']) && !user.contains(':');
        fits.then(|| Server {
            tls,
            user: user.to_owned(),
            host: host.to_owned(),
            port,
        })
    }

    fn is_here(&self) -> bool {
        ["localhost", "127.0.0.1"].contains(&self.host.as_str())
    }

    fn transport(&self) -> std::result::Result<SmtpTransport, lettre::transport::smtp::Error> {
        let mut builder = if self.tls {
            SmtpTransport::relay(&self.host)?
        } else if self.is_here() {
            SmtpTransport::builder_dangerous(&self.host)
        } else {
            SmtpTransport::starttls_relay(&self.host)?
        };
        if let Some(port) = self.port {
            builder = builder.port(port);
        }
        if !self.user.is_empty() {
            let password = std::env::var("NAZM_SMTP_PASSWORD").unwrap_or_default();
            builder = builder.credentials(Credentials::new(self.user.clone(), password));
        }
        Ok(builder.timeout(Some(PATIENCE)).build())
    }
}

pub async fn digest(place: &Place, args: &DigestArgs) -> Result<()> {
    let server = Server::parse(&args.smtp).ok_or_else(|| {
        Error::refused(format!(
            "--smtp {}: it is smtp://HOST:PORT or smtps://USER@HOST, without a password",
            args.smtp
        ))
    })?;
    if !is_address(&args.from) {
        let why = format!("--from {}: this is no mail address", args.from);
        return Err(Error::refused(why));
    }
    if !args.base.starts_with("http://") && !args.base.starts_with("https://") {
        let why = format!("--base {}: it begins with https://", args.base);
        return Err(Error::refused(why));
    }
    let mut db = env::open(place).await?;
    registers::migrate_working(&mut db).await?;
    let key = env::key_of(place, &mut db).await?;
    let known = Known(platform::journal::store::last(&mut db).await?);
    let whole = Scope::whole();
    let structure = units::structure(&mut db, &whole, known).await?;
    let book = rulebook::rulebook(&mut db, &whole, known).await?;
    let today = match args.today.as_deref() {
        Some(day) => Day::parse(day)?,
        None => book.calendar().day_at(SystemClock.now()),
    };
    let ground = Ground {
        structure: &structure,
        book: &book,
        known,
        today,
        key: &key,
        base: &args.base,
    };
    let letters = digest::letters(&mut db, &ground).await?;
    send(&mut db, &server, &args.from, letters, today).await
}

async fn send(
    db: &mut Db,
    server: &Server,
    from: &str,
    letters: Vec<Letter>,
    today: Day,
) -> Result<()> {
    let transport = server
        .transport()
        .map_err(|e| Error::Unavailable(format!("{}: {e}", server.host)))?;
    let (mut sent, mut failed) = (0, 0);
    for letter in letters {
        let made = message(from, &letter)?;
        let by = transport.clone();
        let tried = tokio::task::spawn_blocking(move || by.send(&made)).await;
        match tried.map_err(Error::internal)? {
            Ok(_) => {
                store::sent(db, &letter.account, &today.to_string()).await?;
                sent += 1;
            }
            // whom it was for stands in no log
            Err(e) => {
                note(&format!("a letter could not be sent: {e}"));
                failed += 1;
            }
        }
    }
    out(&format!("sent {sent}\n"))?;
    if failed > 0 {
        let why = format!("{failed} letters could not be sent; they are tried again next time");
        return Err(Error::Unavailable(why));
    }
    Ok(())
}

fn message(from: &str, letter: &Letter) -> Result<Message> {
    let address = |text: &str| {
        text.parse()
            .map_err(|_| Error::refused("one of the addresses is none a letter can be sent to"))
    };
    Message::builder()
        .from(address(from)?)
        .to(address(&letter.to)?)
        .subject(letter.subject.clone())
        .header(ContentType::TEXT_PLAIN)
        .body(letter.body.clone())
        .map_err(Error::internal)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_server_is_written_without_a_password() {
        let found = Server::parse("smtp://127.0.0.1:2525").unwrap();
        assert!(found.is_here() && found.port == Some(2525) && !found.tls);
        let found = Server::parse("smtps://office@mail.example.vn").unwrap();
        assert_eq!(
            (found.user.as_str(), found.tls, found.port),
            ("office", true, None)
        );
        for bad in [
            "mail.example.vn",
            "http://a",
            "smtp://",
            "smtp://u:p@host",
            "smtp://a:b",
        ] {
            assert_eq!(Server::parse(bad), None, "{bad}");
        }
    }
}

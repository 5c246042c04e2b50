//! The digest by mail: sent once when it is asked for, or by the server itself once a day.
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
use platform::{Clock, Error, Result, Scope};
use registers::insight::digest::daily::{self, Daily, Post, Sent};
use registers::insight::digest::{self, Ground, Letter, is_address};
use registers::organisation::rulebook::store as rulebook;
use registers::organisation::units::store as units;
use std::sync::Arc;
use std::time::Duration;

/// How the server sends the digest by itself. Without a mail server it sends none.
#[derive(Args, Clone)]
pub struct DailyArgs {
    /// The mail server, by which the digest is sent once a day: smtp://HOST:PORT or
    /// smtps://USER@HOST; its password stands in NAZM_SMTP_PASSWORD
    #[arg(long, requires_all = ["from", "base"])]
    smtp: Option<String>,
    /// Whom the letters come from
    #[arg(long, requires = "smtp")]
    from: Option<String>,
    /// Address at which people open the server: https://nazm.example.vn
    #[arg(long, requires = "smtp")]
    base: Option<String>,
    /// The hour from which it is sent, when it is not that of the rulebook
    #[arg(long, requires = "smtp", value_parser = clap::value_parser!(i8).range(0..24))]
    digest_hour: Option<i8>,
}

impl DailyArgs {
    /// The mail server that was given, if one was.
    pub fn mail(&self) -> Result<Option<Mail>> {
        match (&self.smtp, &self.from, &self.base) {
            (Some(smtp), Some(from), Some(base)) => Mail::read(smtp, from, base).map(Some),
            _ => Ok(None),
        }
    }

    pub fn hour(&self) -> Option<i8> {
        self.digest_hour
    }
}

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

/// How letters go out, and where they say the server is: what `digest` and `serve` are told.
pub struct Mail {
    server: Server,
    from: String,
    pub base: String,
}

impl Mail {
    pub fn read(smtp: &str, from: &str, base: &str) -> Result<Mail> {
        let server = Server::parse(smtp).ok_or_else(|| {
            Error::refused(format!(
                "--smtp {smtp}: it is smtp://HOST:PORT or smtps://USER@HOST, without a password"
            ))
        })?;
        if !is_address(from) {
            return Err(Error::refused(format!(
                "--from {from}: this is no mail address"
            )));
        }
        if !base.starts_with("http://") && !base.starts_with("https://") {
            return Err(Error::refused(format!(
                "--base {base}: it begins with https://"
            )));
        }
        Ok(Mail {
            server,
            from: from.to_owned(),
            base: base.to_owned(),
        })
    }

    /// What hands a letter to the mail server.
    pub fn post(&self) -> Result<Post> {
        let by = self
            .server
            .transport()
            .map_err(|e| Error::Unavailable(format!("{}: {e}", self.server.host)))?;
        let from = self.from.clone();
        Ok(Arc::new(move |letter: &Letter| {
            let made = message(&from, letter).map_err(|e| e.to_string())?;
            by.send(&made).map(|_| ()).map_err(|e| e.to_string())
        }))
    }
}

pub async fn digest(place: &Place, args: &DigestArgs) -> Result<()> {
    let mail = Mail::read(&args.smtp, &args.from, &args.base)?;
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
        base: &mail.base,
    };
    let letters = digest::letters(&mut db, &ground).await?;
    let sent = daily::send(&mut db, letters, today, &mail.post()?).await?;
    told(&sent);
    out(&format!("sent {}\n", sent.letters))?;
    match sent.faults.len() {
        0 => Ok(()),
        n => {
            let why = format!("{n} letters could not be sent; they are tried again next time");
            Err(Error::Unavailable(why))
        }
    }
}

/// Says what could not be sent; whom it was for stands in no log.
fn told(sent: &Sent) {
    for why in &sent.faults {
        note(&format!("a letter could not be sent: {why}"));
    }
}

/// How often the clock is looked at.
const TURN: Duration = Duration::from_secs(60);

/// Sends the digest by itself while the server runs.
pub async fn daily(daily: Daily) {
    let mut every = tokio::time::interval(TURN);
    every.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    loop {
        every.tick().await;
        match daily.turn().await {
            Ok(sent) => told(&sent),
            Err(e) => note(&format!("the digest could not be sent: {e}")),
        }
    }
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

//! Https by certificate files: connections are made secure before the server sees them, each for
//! itself, so that one that dawdles keeps nobody waiting.

use axum::serve::Listener;
use platform::{Error, Result};
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::server::TlsStream;
use tokio_rustls::{TlsAcceptor, rustls};

/// A browser that has not shaken hands by then is let go.
const PATIENCE: Duration = Duration::from_secs(10);
/// Connections that may be shaking hands at once.
const AT_ONCE: usize = 256;

/// Reads a certificate with its chain, and its key, both PEM. TLS 1.2 and 1.3, nothing older.
pub fn acceptor(cert: &Path, key: &Path) -> Result<TlsAcceptor> {
    let wrong = |path: &Path, e: &dyn std::fmt::Display| {
        Error::refused(format!("{} cannot be used: {e}", path.display()))
    };
    let chain = CertificateDer::pem_file_iter(cert)
        .and_then(Iterator::collect::<std::result::Result<Vec<_>, _>>)
        .map_err(|e| wrong(cert, &e))?;
    if chain.is_empty() {
        return Err(wrong(cert, &"there is no certificate in it"));
    }
    let key_der = PrivateKeyDer::from_pem_file(key).map_err(|e| wrong(key, &e))?;
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Error::internal)?
        .with_no_client_auth()
        .with_single_cert(chain, key_der)
        .map_err(|e| wrong(cert, &e))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}

/// Connections that are secure already.
pub struct Secured {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    local: SocketAddr,
}

impl Secured {
    pub fn new(mut listener: TcpListener, acceptor: TlsAcceptor) -> Result<Secured> {
        let local = listener.local_addr()?;
        let (done, ready) = mpsc::channel(AT_ONCE);
        tokio::spawn(async move {
            let turns = Arc::new(Semaphore::new(AT_ONCE));
            while let Ok(turn) = turns.clone().acquire_owned().await {
                let (stream, peer) = Listener::accept(&mut listener).await;
                let (acceptor, done) = (acceptor.clone(), done.clone());
                tokio::spawn(async move {
                    let shaken = tokio::time::timeout(PATIENCE, acceptor.accept(stream)).await;
                    drop(turn);
                    if let Ok(Ok(stream)) = shaken {
                        _ = done.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(Secured { ready, local })
    }
}

impl Listener for Secured {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.local)
    }
}

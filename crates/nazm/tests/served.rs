//! The server as browsers meet it: over TLS by certificate files, and behind a proxy.

use crate::common::Record;
use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};

/// A server that ends with the test.
struct Server {
    child: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn serve(record: &Record, args: &[&str]) -> Server {
    let mut child = Command::new(env!("CARGO_BIN_EXE_nazm"))
        .args(["serve", "--port", "0", "--data"])
        .arg(record.data())
        .args(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let first = lines.next().expect("the server says where it is").unwrap();
    let address = first.strip_prefix("Nazm is at ").unwrap_or(&first);
    Server {
        address: address.to_owned(),
        child,
    }
}

/// A certificate for this machine, good for a day, and its key.
fn certificate(record: &Record) -> (String, String) {
    let path = |name: &str| record.path(name).to_str().unwrap().to_owned();
    let (cert, key) = (path("nazm.crt"), path("nazm.key.pem"));
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt"])
        .args(["ec_paramgen_curve:prime256v1", "-nodes", "-days", "1"])
        .args(["-subj", "/CN=localhost", "-addext"])
        .args(["subjectAltName=DNS:localhost,IP:127.0.0.1", "-addext"])
        .args(["basicConstraints=critical,CA:FALSE"])
        .args(["-out", &cert, "-keyout", &key])
        .output()
        .expect("openssl is installed");
    assert!(made.status.success(), "{made:?}");
    (cert, key)
}

/// Asks for a page, trusting this certificate and no other; the least version of TLS is given.
fn ask(address: &str, cert: &str, most: &str) -> String {
    let script = format!(
        "import ssl, urllib.request\n\
         c = ssl.create_default_context(cafile='{cert}')\n\
         c.maximum_version = ssl.TLSVersion.{most}\n\
         try:\n r = urllib.request.urlopen('{address}/sign-in', context=c, timeout=20)\n \
         print(r.status, r.headers['strict-transport-security'], r.read().decode())\n\
         except Exception as e: print('refused', e)\n"
    );
    let ran = Command::new("python3").args(["-c", &script]).output();
    let ran = ran.expect("python3 is installed");
    String::from_utf8_lossy(&ran.stdout).into_owned() + &String::from_utf8_lossy(&ran.stderr)
}

#[test]
fn the_server_speaks_https_by_certificate_files_and_nothing_older_than_tls_1_2() {
    let record = Record::embedded();
    let (cert, key) = certificate(&record);
    let server = serve(&record, &["--cert", &cert, "--key", &key]);
    assert!(server.address.starts_with("https://127.0.0.1:"));
    for version in ["TLSv1_3", "TLSv1_2"] {
        let said = ask(&server.address, &cert, version);
        assert!(
            said.starts_with("200 max-age=31536000"),
            "{version}: {said}"
        );
        assert!(said.contains("<html"), "{said}");
    }
    let said = ask(&server.address, &cert, "TLSv1_1");
    assert!(said.starts_with("refused"), "{said}");
    // who speaks without it is not answered, and keeps nobody else from being answered
    let port = server.address.rsplit(':').next().unwrap();
    let mut plain = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    let _silent = std::net::TcpStream::connect(format!("127.0.0.1:{port}")).unwrap();
    std::io::Write::write_all(&mut plain, b"GET / HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut answer = Vec::new();
    _ = plain.read_to_end(&mut answer);
    assert!(!String::from_utf8_lossy(&answer).contains("HTTP/1.1"));
    assert!(ask(&server.address, &cert, "TLSv1_3").starts_with("200"));
}

#[test]
fn files_that_hold_no_certificate_are_refused_by_name() {
    let record = Record::embedded();
    let (cert, key) = certificate(&record);
    let empty = record.file("empty.pem", "");
    let refused = |cert: &str, key: &str| {
        let ran = record.run(&["serve", "--port", "0", "--cert", cert, "--key", key]);
        assert_eq!(ran.code, 2, "{ran:?}");
        ran.err
    };
    assert!(refused(&empty, &key).contains("empty.pem"));
    assert!(refused(&cert, &empty).contains("empty.pem"));
    let alone = record.run(&["serve", "--cert", &cert]);
    assert!(alone.code != 0 && alone.err.contains("--key"), "{alone:?}");
}

#[test]
fn whoever_listens_beyond_the_machine_without_https_is_warned() {
    let record = Record::embedded();
    let warned = |args: &[&str]| {
        let mut child = Command::new(env!("CARGO_BIN_EXE_nazm"))
            .args(["serve", "--port", "0", "--data"])
            .arg(record.data())
            .args(args)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut String::new()).unwrap();
        child.kill().unwrap();
        let mut said = String::new();
        _ = child.stderr.take().unwrap().read_to_string(&mut said);
        child.wait().unwrap();
        said.contains("without https")
    };
    assert!(warned(&["--bind", "0.0.0.0"]));
    assert!(!warned(&["--bind", "0.0.0.0", "--behind-tls"]));
    assert!(!warned(&[]));
}

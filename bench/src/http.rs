//! As much of HTTP/1.1 as a load needs: one connection that stays open, one question after the
//! other, the answer read whole.

use crate::Failed;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct Client {
    host: String,
    cookie: String,
    stream: Option<BufReader<TcpStream>>,
}

pub struct Answer {
    pub status: u16,
    /// As it came: packed if it was asked for packed.
    pub body: Vec<u8>,
    pub location: String,
    pub cookie: String,
}

impl Answer {
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

impl Client {
    /// A client of `host:port` in a session; only loopback is ever asked.
    pub fn new(host: &str, cookie: &str) -> Client {
        Client {
            host: host.to_owned(),
            cookie: cookie.to_owned(),
            stream: None,
        }
    }

    /// A page as a browser asks for it.
    pub fn get(&mut self, path: &str) -> Result<Answer, Failed> {
        self.ask("GET", path, "accept-encoding: gzip\r\n", "")
    }

    /// A page to read links and forms from.
    pub fn read(&mut self, path: &str) -> Result<Answer, Failed> {
        self.ask("GET", path, "", "")
    }

    pub fn post(&mut self, path: &str, form: &[(String, String)]) -> Result<Answer, Failed> {
        let encoded = platform::web::request::encoded;
        let pairs: Vec<String> = form
            .iter()
            .map(|(n, v)| format!("{}={}", encoded(n), encoded(v)))
            .collect();
        let origin = format!(
            "origin: http://{}\r\ncontent-type: application/x-www-form-urlencoded\r\n",
            self.host
        );
        self.ask("POST", path, &origin, &pairs.join("&"))
    }

    /// Sends a form with a file, as a browser does.
    pub fn upload(
        &mut self,
        path: &str,
        form: &[(String, String)],
        (field, name, content): (&str, &str, &str),
    ) -> Result<Answer, Failed> {
        const EDGE: &str = "----nazm-bench-edge";
        let mut body = String::new();
        for (name, value) in form {
            body += &format!(
                "--{EDGE}\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            );
        }
        body += &format!(
            "--{EDGE}\r\ncontent-disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\ncontent-type: text/csv\r\n\r\n{content}\r\n--{EDGE}--\r\n"
        );
        let more = format!(
            "origin: http://{}\r\ncontent-type: multipart/form-data; boundary={EDGE}\r\n",
            self.host
        );
        self.ask("POST", path, &more, &body)
    }

    fn ask(&mut self, method: &str, path: &str, more: &str, body: &str) -> Result<Answer, Failed> {
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\naccept-language: vi\r\n{more}content-length: {}\r\n\r\n{body}",
            self.host,
            self.cookie,
            body.len()
        );
        // a connection the server has closed meanwhile is no fault of its
        let open = self.stream.is_some();
        match self.exchange(&request) {
            Err(_) if open => {
                self.stream = None;
                self.exchange(&request)
            }
            done => done,
        }
    }

    fn exchange(&mut self, request: &str) -> Result<Answer, Failed> {
        let mut stream = match self.stream.take() {
            Some(stream) => stream,
            None => {
                let stream = TcpStream::connect(&self.host)?;
                stream.set_nodelay(true)?;
                stream.set_read_timeout(Some(Duration::from_secs(30)))?;
                BufReader::new(stream)
            }
        };
        stream.get_mut().write_all(request.as_bytes())?;
        let answer = answer(&mut stream)?;
        self.stream = Some(stream);
        Ok(answer)
    }
}

fn line(stream: &mut impl BufRead) -> Result<String, Failed> {
    let mut line = String::new();
    if stream.read_line(&mut line)? == 0 {
        return Err("the server closed the connection".into());
    }
    Ok(line.trim_end().to_owned())
}

fn answer(stream: &mut impl BufRead) -> Result<Answer, Failed> {
    let first = line(stream)?;
    let status = first.split(' ').nth(1).and_then(|s| s.parse().ok());
    let mut answer = Answer {
        status: status.ok_or("no HTTP came back")?,
        body: Vec::new(),
        location: String::new(),
        cookie: String::new(),
    };
    let (mut length, mut chunked) = (0, false);
    loop {
        let header = line(stream)?;
        let Some((name, value)) = header.split_once(':') else {
            break;
        };
        let value = value.trim();
        match name.to_ascii_lowercase().as_str() {
            "content-length" => length = value.parse()?,
            "transfer-encoding" => chunked = value == "chunked",
            "location" => value.clone_into(&mut answer.location),
            "set-cookie" => answer.cookie = value.split(';').next().unwrap_or("").to_owned(),
            _ => {}
        }
    }
    if !chunked {
        answer.body = vec![0; length];
        stream.read_exact(&mut answer.body)?;
        return Ok(answer);
    }
    loop {
        let size = usize::from_str_radix(&line(stream)?, 16)?;
        let from = answer.body.len();
        answer.body.resize(from + size, 0);
        stream.read_exact(&mut answer.body[from..])?;
        line(stream)?;
        if size == 0 {
            return Ok(answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::answer;

    #[test]
    fn an_answer_is_read_whole_in_one_piece_or_in_chunks() {
        let whole = b"HTTP/1.1 303 See Other\r\nLocation: /a\r\nContent-Length: 2\r\nSet-Cookie: nazm=1; Path=/\r\n\r\nhi";
        let read = answer(&mut &whole[..]).unwrap();
        assert_eq!((read.status, read.text().as_str()), (303, "hi"));
        assert_eq!(
            (read.location.as_str(), read.cookie.as_str()),
            ("/a", "nazm=1")
        );
        let chunks =
            b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\nabc\r\n1\r\nd\r\n0\r\n\r\n";
        assert_eq!(answer(&mut &chunks[..]).unwrap().text(), "abcd");
        assert!(answer(&mut &b"HTTP/1.1 200 OK\r\n"[..]).is_err());
    }
}

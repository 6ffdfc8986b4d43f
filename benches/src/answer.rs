//! One answer of a server, and whether two servers answer the same.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;

use crate::scenario::Scenario;

/// An answer, without its headers.
#[derive(Debug, Clone, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
}

/// Where the parts of a complete answer are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// The HTTP status.
    pub status: u16,
    /// Where the body begins.
    pub head_bytes: usize,
    /// Where the answer ends.
    pub total_bytes: usize,
}

/// Reads the head of an answer; `None` until it is complete.
///
/// # Errors
/// When it is no HTTP, or does not say how long its body is.
pub fn frame(bytes: &[u8]) -> anyhow::Result<Option<Frame>> {
    let mut headers = [httparse::EMPTY_HEADER; 32];
    let mut response = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(head_bytes) = response.parse(bytes)? else {
        return Ok(None);
    };
    let length = response
        .headers
        .iter()
        .find(|header| header.name.eq_ignore_ascii_case("content-length"));
    let length: usize = match length {
        Some(header) => std::str::from_utf8(header.value)?.trim().parse()?,
        None => anyhow::bail!("an answer has no `content-length`"),
    };
    Ok(Some(Frame {
        status: response.code.context("an answer has no status")?,
        head_bytes,
        total_bytes: head_bytes + length,
    }))
}

/// Sends one request on a connection of its own.
///
/// # Errors
/// When there is no complete answer within ten seconds.
pub fn ask(port: u16, request: &[u8]) -> anyhow::Result<Answer> {
    let mut stream = TcpStream::connect(("127.0.0.1", port))?;
    stream.set_read_timeout(Some(Duration::from_secs(10)))?;
    stream.write_all(request)?;
    let mut bytes = Vec::new();
    let mut piece = [0; 4096];
    loop {
        if let Some(frame) = frame(&bytes)?
            && bytes.len() >= frame.total_bytes
        {
            return Ok(Answer {
                status: frame.status,
                body: bytes[frame.head_bytes..frame.total_bytes].to_vec(),
            });
        }
        let length = stream.read(&mut piece)?;
        anyhow::ensure!(length > 0, "the server closed the connection");
        bytes.extend_from_slice(&piece[..length]);
    }
}

/// Asks the server on `port` for the path.
///
/// # Errors
/// As [`ask`].
pub fn get(port: u16, path: &str) -> anyhow::Result<Answer> {
    let request = format!("GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\r\n");
    ask(port, request.as_bytes())
}

/// Posts JSON to the server on `port`.
///
/// # Errors
/// As [`ask`].
pub fn post(port: u16, path: &str, json: &str) -> anyhow::Result<Answer> {
    let request = format!(
        "POST {path} HTTP/1.1\r\nhost: 127.0.0.1:{port}\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{json}",
        json.len()
    );
    ask(port, request.as_bytes())
}

/// Checks that all servers answer each scenario alike, and right.
///
/// Times of creation are taken out of the comparison of new rows, since each server has its own clock.
///
/// # Errors
/// Which server differs, where, and both answers.
pub fn compare(servers: &[(&str, u16)], requests: u64) -> anyhow::Result<()> {
    let mut request = Vec::new();
    for scenario in Scenario::ALL {
        for n in 0..requests {
            let mut first: Option<Value> = None;
            for (name, port) in servers {
                scenario.write_request(n, &format!("127.0.0.1:{port}"), &mut request);
                let answer = ask(*port, &request).with_context(|| format!("{name}, {scenario}"))?;
                let text = String::from_utf8_lossy(&answer.body);
                anyhow::ensure!(
                    answer.status == scenario.status(),
                    "{name} answers {scenario} with {}: {text}",
                    answer.status
                );
                let mut json: Value = serde_json::from_str(&text).with_context(|| format!("{name}: {text}"))?;
                if scenario == Scenario::Create {
                    let created = json.as_object_mut().and_then(|object| object.remove("created"));
                    anyhow::ensure!(created.is_some_and(|time| time.is_string()), "{name}: {text}");
                }
                match &first {
                    None => first = Some(json),
                    Some(first) => anyhow::ensure!(
                        *first == json,
                        "{name} answers {scenario} unlike {}:\n{json}\n{first}",
                        servers[0].0
                    ),
                }
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_ends_where_its_length_says() {
        let bytes = b"HTTP/1.1 201 Created\r\nContent-Length: 2\r\n\r\n{}HTTP";
        let frame = frame(bytes).unwrap().unwrap();
        assert_eq!((frame.status, frame.total_bytes), (201, bytes.len() - 4));
        assert_eq!(super::frame(&bytes[..30]).unwrap(), None);
    }

    #[test]
    fn an_answer_without_length_is_refused() {
        assert!(frame(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
        assert!(frame(b"SMTP\r\n\r\n").is_err());
    }
}

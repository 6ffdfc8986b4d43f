//! What is asked of every server.

use std::fmt;

/// Posts in the database before any load; `http_fjango` writes them.
pub const POSTS: u64 = 1_000;

/// A kind of request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, clap::ValueEnum)]
pub enum Scenario {
    /// A JSON object, no database.
    Hello,
    /// One row by its key, another at every request.
    Row,
    /// The 20 newest rows that match, joined with their authors.
    List,
    /// A new row, validated, with a slug made from its title.
    Create,
}

impl fmt::Display for Scenario {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Hello => "JSON hello",
            Self::Row => "one row by key",
            Self::List => "list of 20 with author",
            Self::Create => "create with validation",
        })
    }
}

impl Scenario {
    /// Every scenario. The one that writes is the last, so that the others read the same rows in every run.
    pub const ALL: [Self; 4] = [Self::Hello, Self::Row, Self::List, Self::Create];

    /// The status of its answers.
    pub fn status(self) -> u16 {
        match self {
            Self::Create => 201,
            _ => 200,
        }
    }

    /// Writes the `n`th request for the server at `host`.
    pub fn write_request(self, n: u64, host: &str, out: &mut Vec<u8>) {
        out.clear();
        let (method, path, body) = match self {
            Self::Hello => ("GET", "/api/hello".to_owned(), None),
            // The step is coprime to the number of rows, so every row is asked for, and neighbours are far apart.
            Self::Row => ("GET", format!("/api/posts/{}", n * 379 % POSTS + 1), None),
            Self::List => ("GET", "/api/newest".to_owned(), None),
            Self::Create => ("POST", "/api/posts".to_owned(), Some(new_post(n))),
        };
        let head = format!("{method} {path} HTTP/1.1\r\nhost: {host}\r\naccept: application/json\r\n");
        out.extend_from_slice(head.as_bytes());
        if let Some(body) = body {
            let rest = format!(
                "content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
                body.len()
            );
            out.extend_from_slice(rest.as_bytes());
        } else {
            out.extend_from_slice(b"\r\n");
        }
    }
}

/// The body of the `n`th new post: 280 bytes of text, a title of its own, and no slug.
fn new_post(n: u64) -> String {
    let body = "Something that is worth telling. ".repeat(8);
    let author = n % 10 + 1;
    format!(r#"{{"title":"Measured post number {n}","body":"{body}","status":"published","author":{author}}}"#)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_row_is_asked_for() {
        let mut request = Vec::new();
        let paths: BTreeSet<Vec<u8>> = (0..POSTS)
            .map(|n| {
                Scenario::Row.write_request(n, "h", &mut request);
                request.clone()
            })
            .collect();
        assert_eq!(paths.len() as u64, POSTS);
    }

    #[test]
    fn a_body_comes_with_its_length() {
        let mut request = Vec::new();
        Scenario::Create.write_request(7, "127.0.0.1:1", &mut request);
        let text = String::from_utf8(request).unwrap();
        let (head, body) = text.split_once("\r\n\r\n").unwrap();
        assert!(head.ends_with(&format!("content-length: {}", body.len())), "{head}");
        assert!(serde_json::from_str::<serde_json::Value>(body).is_ok(), "{body}");
    }
}

use actix_http::body::{BoxBody, to_bytes};
use actix_web::http::StatusCode;
use actix_web::http::header::{CONTENT_TYPE, HeaderMap};
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::http::PROBLEM_JSON;

/// What the application answered, read to its end.
#[derive(Clone, Debug)]
pub struct Response {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Response {
    pub(super) async fn read(response: actix_http::Response<BoxBody>) -> Self {
        let (status, headers) = (response.status(), response.headers().clone());
        let body = match to_bytes(response.into_body()).await {
            Ok(body) => body.to_vec(),
            Err(error) => panic!("the body of the response broke off: {error}"),
        };
        Self { status, headers, body }
    }

    /// The status, such as 200.
    pub fn status(&self) -> u16 {
        self.status.as_u16()
    }

    /// Demands a status, and gives the response back.
    ///
    /// # Panics
    /// With the body when the status is another.
    #[track_caller]
    pub fn assert_status(self, status: u16) -> Self {
        assert!(
            self.status() == status,
            "the status is {} where {status} was expected; the body:\n{}",
            self.status,
            self.text()
        );
        self
    }

    /// The first header of this name, if it is there and text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All headers that are text, names in lower case, in the order of their names; one that is there twice is given twice.
    pub fn headers(&self) -> Vec<(&str, &str)> {
        let headers = self.headers.iter();
        let mut headers: Vec<_> = headers
            .filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)))
            .collect();
        headers.sort_by_key(|(name, _)| *name);
        headers
    }

    /// The body's bytes.
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// The body as text; what is not UTF-8 in it is replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body, read from JSON.
    ///
    /// # Panics
    /// With the body when it is not JSON of that shape.
    #[track_caller]
    pub fn json<T: DeserializeOwned>(&self) -> T {
        match serde_json::from_slice(&self.body) {
            Ok(value) => value,
            Err(error) => panic!("the body is not the JSON expected: {error}; it is:\n{}", self.text()),
        }
    }

    /// The body as any JSON, to look into: `response.value()["results"][0]["title"]`.
    ///
    /// # Panics
    /// With the body when it is not JSON.
    #[track_caller]
    pub fn value(&self) -> Value {
        self.json()
    }

    /// The problem document, which every error is.
    ///
    /// # Panics
    /// With the body when it is none.
    #[track_caller]
    pub fn problem(&self) -> Value {
        let media_type = self.header(CONTENT_TYPE.as_str()).unwrap_or_default();
        assert!(
            media_type.starts_with(PROBLEM_JSON),
            "the answer, with status {}, is no problem document but `{media_type}`:\n{}",
            self.status,
            self.text()
        );
        self.value()
    }
}

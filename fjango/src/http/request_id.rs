//! The id that ties a response to its log lines.

use std::{
    fmt,
    future::{Ready, ready},
    hash::{Hash, Hasher},
    sync::Arc,
    time::SystemTime,
};

use actix_web::{
    FromRequest, HttpMessage as _, HttpRequest,
    dev::Payload,
    http::header::{HeaderMap, HeaderName, HeaderValue},
};
use rand::RngExt as _;

use super::{facts::Facts, problem::Problem};

/// The header that carries the id, in both directions.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The id of a request: the `X-Request-Id` it came with if that is sane, else a new UUID of version 7.
///
/// It is in the request's log line and span, in the response's `X-Request-Id` and in the body of every 5xx.
/// As an extractor it never fails.
///
/// # Examples
/// ```
/// use fjango::http::RequestId;
///
/// async fn handler(id: RequestId) -> String {
///     format!("answered as {id}")
/// }
/// assert_eq!(RequestId::new().as_str().len(), 36);
/// ```
#[derive(Debug, Clone)]
pub struct RequestId(Text);

/// Made for most requests, so it must not cost an allocation.
#[derive(Debug, Clone)]
enum Text {
    Made([u8; uuid::fmt::Hyphenated::LENGTH]),
    Given(Arc<str>),
}

impl PartialEq for RequestId {
    fn eq(&self, other: &Self) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for RequestId {}

impl Hash for RequestId {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.as_str().hash(state);
    }
}

impl Default for RequestId {
    fn default() -> Self {
        Self::new()
    }
}

impl RequestId {
    /// A new id; ids sort by the time they were made.
    #[must_use]
    pub fn new() -> Self {
        let since_epoch = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap_or_default();
        // The thread's generator is far cheaper than asking the operating system for each request.
        let mut random = [0; 10];
        rand::rng().fill(&mut random);
        let uuid = uuid::Builder::from_unix_timestamp_millis(since_epoch.as_millis() as u64, &random).into_uuid();
        let mut text = [0; uuid::fmt::Hyphenated::LENGTH];
        uuid.hyphenated().encode_lower(&mut text);
        Self(Text::Made(text))
    }

    /// The id as text: 1 to 128 characters that are safe in headers and logs.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            // Invariant: hexadecimal digits and hyphens.
            Text::Made(text) => std::str::from_utf8(text).unwrap_or_default(),
            Text::Given(text) => text,
        }
    }

    /// The id as the value of a header.
    pub(super) fn to_header_value(&self) -> Option<HeaderValue> {
        let bytes = match &self.0 {
            Text::Made(text) => text.as_slice(),
            Text::Given(text) => text.as_bytes(),
        };
        HeaderValue::from_bytes(bytes).ok()
    }

    /// The id a request came with, if it is short and of harmless characters.
    pub(super) fn from_headers(headers: &HeaderMap) -> Option<Self> {
        let value = headers.get(REQUEST_ID)?.to_str().ok()?;
        let sane = (1..=128).contains(&value.len())
            && value
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || b"-_.~+/=:".contains(&byte));
        sane.then(|| Self(Text::Given(value.into())))
    }
}

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromRequest for RequestId {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let id = {
            let known = request.extensions();
            let facts = known.get::<Facts>().map(|facts| &facts.id);
            facts.or_else(|| known.get::<Self>()).cloned()
        };
        ready(Ok(id.unwrap_or_else(|| {
            // Outside of fjango's server (an actix test service) the first caller makes the id.
            let id = Self::new();
            request.extensions_mut().insert(id.clone());
            id
        })))
    }
}

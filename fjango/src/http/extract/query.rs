//! Query strings.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};
use serde::de::DeserializeOwned;
use serde_path_to_error::Segment;

use super::{serde_error, wrapper};
use crate::http::{Problem, ProblemType};

/// A name is the client's text and is cut after so many characters.
const MAX_NAME: usize = 100;

/// The query string as a struct.
///
/// A missing or malformed parameter is 400 `invalid-query` with its name in `parameter`; so is an unknown one if the struct says
/// `#[serde(deny_unknown_fields)]`, which it should, so that a misspelt filter does not pass for none.
///
/// # Examples
/// ```
/// use fjango::http::Query;
///
/// #[derive(serde::Deserialize)]
/// #[serde(deny_unknown_fields)]
/// struct Search { q: String, page: Option<u32> }
///
/// async fn search(search: Query<Search>) -> String {
///     format!("{} on page {}", search.q, search.page.unwrap_or(1))
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Query<T>(
    /// The parameters.
    pub T,
);

wrapper!(Query);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(parse(request.query_string()).map(Query))
    }
}

pub(super) fn parse<T: DeserializeOwned>(query: &str) -> Result<T, Problem> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    serde_path_to_error::deserialize(serde_urlencoded::Deserializer::new(pairs)).map_err(|error| {
        let told = serde_error::tell(&error.inner().to_string());
        let at = error.path().iter().find_map(|segment| match segment {
            Segment::Map { key } => Some(key.clone()),
            _ => None,
        });
        let name: Option<String> = told.field.or(at).map(|name| name.chars().take(MAX_NAME).collect());
        let problem = Problem::new(ProblemType::InvalidQuery).with_extension("code", told.code);
        match name {
            Some(name) => problem
                .with_detail(format!(
                    "The query parameter `{name}` {}.",
                    sentence(told.code, &told.detail)
                ))
                .with_extension("parameter", name),
            None => problem.with_detail(format!("The query string is not valid: {}.", told.detail)),
        }
    })
}

/// What reads after the parameter's name.
fn sentence(code: &str, detail: &str) -> String {
    match detail.strip_prefix("expected ") {
        Some(known) if code == "unknown" => format!("is unknown, expected {known}"),
        Some(expected) => format!("is not valid, expected {expected}"),
        None if matches!(code, "required" | "duplicate" | "unknown") => detail.to_owned(),
        None => format!("is not valid: {detail}"),
    }
}

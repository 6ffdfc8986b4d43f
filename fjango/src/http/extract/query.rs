//! Query strings.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, error::QueryPayloadError, web};
use serde::de::DeserializeOwned;

use super::{serde_error, wrapper};
use crate::http::{Problem, ProblemType};

/// The query string as a struct.
///
/// A missing or malformed parameter is 400 `invalid-query`; so is an unknown one if the struct says
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
    web::Query::<T>::from_query(query)
        .map(web::Query::into_inner)
        .map_err(|error| {
            let message = match &error {
                QueryPayloadError::Deserialize(error) => error.to_string(),
                other => other.to_string(),
            };
            let told = serde_error::tell(&message);
            let detail = match &told.missing {
                Some(name) => format!("The query parameter `{name}` is required."),
                None => format!("The query string is not valid: {}.", told.detail),
            };
            Problem::new(ProblemType::InvalidQuery)
                .with_detail(detail)
                .with_extension("code", told.code)
        })
}

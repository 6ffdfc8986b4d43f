//! Path parameters.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload, web};
use futures_util::FutureExt as _;
use serde::de::DeserializeOwned;

use super::wrapper;
use crate::http::Problem;

/// The parameters in the path: one value, a tuple in the path's order, or a struct by name.
///
/// A value of the wrong kind (`/posts/abc` for a number) is 404: there is nothing at that address.
///
/// # Examples
/// ```
/// use fjango::http::Path;
///
/// // for `/posts/{id}/comments/{number}`
/// async fn comment(path: Path<(i64, u32)>) -> String {
///     let (post, number) = path.into_inner();
///     format!("comment {number} of post {post}")
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path<T>(
    /// The parameters.
    pub T,
);

wrapper!(Path);

impl<T: DeserializeOwned> FromRequest for Path<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        // actix's extractor has its answer at once; only its future type is opaque.
        let extracted = web::Path::<T>::from_request(request, payload).now_or_never();
        ready(match extracted {
            Some(Ok(path)) => Ok(Self(path.into_inner())),
            _ => Err(Problem::not_found()),
        })
    }
}

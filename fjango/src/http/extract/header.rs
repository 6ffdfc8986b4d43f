//! Typed request headers.

use std::future::{Ready, ready};

use actix_web::{FromRequest, HttpRequest, dev::Payload};

use super::wrapper;
use crate::http::{Problem, ProblemType};

/// A type that is read from one request header.
///
/// # Examples
/// ```
/// use fjango::http::{FromHeader, Header};
///
/// struct IfMatch(String);
///
/// impl FromHeader for IfMatch {
///     const NAME: &'static str = "if-match";
///
///     fn from_header(value: &str) -> Result<Self, String> {
///         match value.trim_matches('"') {
///             "" => Err("is empty".into()),
///             tag => Ok(Self(tag.into())),
///         }
///     }
/// }
///
/// async fn update(tag: Header<IfMatch>) -> String { tag.0.0 }
/// async fn read(tag: Header<Option<IfMatch>>) -> String { format!("conditional: {}", tag.is_some()) }
/// ```
pub trait FromHeader: Sized {
    /// The header's name in lower case.
    const NAME: &'static str;

    /// Reads the value; several header lines arrive joined with `, `.
    ///
    /// # Errors
    /// What is wrong with the value, as the end of a sentence that starts with the header's name, without repeating it.
    fn from_header(value: &str) -> Result<Self, String>;

    /// The value when the header is absent; `None` makes the header required.
    #[must_use]
    fn absent() -> Option<Self> {
        None
    }
}

impl<T: FromHeader> FromHeader for Option<T> {
    const NAME: &'static str = T::NAME;

    fn from_header(value: &str) -> Result<Self, String> {
        T::from_header(value).map(Some)
    }

    fn absent() -> Option<Self> {
        Some(None)
    }
}

/// A request header as a type of yours; a missing or malformed one is 400 `invalid-header`.
///
/// See [`FromHeader`]. `Header<Option<T>>` is for a header that may be absent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Header<T>(
    /// The header's value.
    pub T,
);

wrapper!(Header);

impl<T: FromHeader> FromRequest for Header<T> {
    type Error = Problem;
    type Future = Ready<Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(extract(request).map(Header).map_err(|reason| {
            Problem::new(ProblemType::InvalidHeader).with_detail(format!("The header `{}` {reason}.", T::NAME))
        }))
    }
}

fn extract<T: FromHeader>(request: &HttpRequest) -> Result<T, String> {
    let mut lines = Vec::new();
    for value in request.headers().get_all(T::NAME) {
        lines.push(
            value
                .to_str()
                .map_err(|_| "has characters outside of ASCII".to_owned())?,
        );
    }
    match lines.as_slice() {
        [] => T::absent().ok_or_else(|| "is required".to_owned()),
        [line] => T::from_header(line),
        _ => T::from_header(&lines.join(", ")),
    }
}

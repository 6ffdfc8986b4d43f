//! Problem documents: what every error looks like on the wire.

use std::{borrow::Cow, error::Error as StdError, fmt, time::Duration};

use actix_web::{
    HttpRequest, HttpResponse, Responder, ResponseError,
    body::BoxBody,
    http::{
        Method, StatusCode,
        header::{self, HeaderName, HeaderValue},
    },
};
use serde::Serialize;
use serde_json::{Map, Value};

use super::problem_type::ProblemType;

/// The media type of a problem document.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// One wrong field of a request.
///
/// # Examples
/// ```
/// use fjango::http::FieldError;
///
/// let error = FieldError::new("/title", "max_length", "must have at most 200 characters");
/// assert_eq!(error.pointer, "/title");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct FieldError {
    /// A JSON pointer (RFC 6901) into the body; the empty string is the body itself.
    pub pointer: String,
    /// A stable code for programs, such as `required` or `max_length`.
    pub code: Cow<'static, str>,
    /// A sentence for people; it may change from release to release.
    pub detail: String,
}

impl FieldError {
    /// Says what is wrong with the field that `pointer` leads to.
    pub fn new(pointer: impl Into<String>, code: impl Into<Cow<'static, str>>, detail: impl Into<String>) -> Self {
        Self {
            pointer: pointer.into(),
            code: code.into(),
            detail: detail.into(),
        }
    }
}

/// An error response: a problem document of RFC 9457, `application/problem+json`.
///
/// Return one from a handler, or turn your own error into one with [`ToProblem`]. The server adds
/// `instance` (the request's path) to each, and `request_id` to each with a status of 500 or more;
/// the cause given with [`Problem::with_cause`] goes to the log under that id and never to the client.
///
/// # Examples
/// ```
/// use fjango::http::{Problem, ProblemType};
///
/// let problem = Problem::new(ProblemType::Conflict).with_detail("The seat is taken.");
/// assert_eq!(problem.status(), 409);
/// assert_eq!(problem.to_json()["type"], "https://fjango.dev/problems/conflict");
/// ```
#[derive(Debug, Clone)]
pub struct Problem(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    kind: Option<ProblemType>,
    status: StatusCode,
    type_uri: Cow<'static, str>,
    title: Cow<'static, str>,
    detail: Option<Cow<'static, str>>,
    errors: Vec<FieldError>,
    extensions: Map<String, Value>,
    headers: Vec<(HeaderName, HeaderValue)>,
    cause: Option<String>,
}

/// The door through which errors of other capabilities become responses.
///
/// Implement it for an error type in one place, beside `http`, so that nothing below needs to know of HTTP.
///
/// # Examples
/// ```
/// use fjango::http::{Problem, ProblemType, ToProblem};
///
/// #[derive(Debug)]
/// struct OutOfStock;
///
/// impl ToProblem for OutOfStock {
///     fn to_problem(&self) -> Problem {
///         Problem::conflict().with_detail("The article is out of stock.")
///     }
///
///     fn problem_types() -> &'static [ProblemType] {
///         &[ProblemType::Conflict]
///     }
/// }
/// assert_eq!(OutOfStock.to_problem().status(), 409);
/// ```
pub trait ToProblem {
    /// Says what a client is told about this error. Put what it must not be told in [`Problem::with_cause`].
    fn to_problem(&self) -> Problem;

    /// The types of problem that this error becomes, which the documentation of an endpoint names. Those that any endpoint
    /// can answer with (a malformed request, an internal error, a busy server) need not be here. Nothing unless said.
    fn problem_types() -> &'static [ProblemType]
    where
        Self: Sized,
    {
        &[]
    }
}

impl ToProblem for Problem {
    fn to_problem(&self) -> Problem {
        self.clone()
    }
}

impl Problem {
    /// A problem of one of fjango's own types, with that type's status, title and default detail.
    #[must_use]
    pub fn new(kind: ProblemType) -> Self {
        Self(Box::new(Inner {
            kind: Some(kind),
            status: kind.status(),
            type_uri: Cow::Borrowed(kind.uri()),
            title: Cow::Borrowed(kind.title()),
            detail: Some(Cow::Borrowed(kind.default_detail())),
            errors: Vec::new(),
            extensions: Map::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A problem of a type that your application documents itself.
    ///
    /// # Examples
    /// ```
    /// use fjango::http::Problem;
    ///
    /// let problem = Problem::custom(402, "https://shop.example/problems/no-credit", "Not enough credit");
    /// assert_eq!(problem.status(), 402);
    /// ```
    ///
    /// # Example: a status that is not an error
    /// A status outside 400 to 599 becomes 500, since a problem is always an error.
    /// ```
    /// assert_eq!(fjango::http::Problem::custom(200, "about:blank", "OK").status(), 500);
    /// ```
    pub fn custom(status: u16, type_uri: impl Into<Cow<'static, str>>, title: impl Into<Cow<'static, str>>) -> Self {
        let status = StatusCode::from_u16(status)
            .ok()
            .filter(|status| status.is_client_error() || status.is_server_error())
            .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Self(Box::new(Inner {
            kind: None,
            status,
            type_uri: type_uri.into(),
            title: title.into(),
            detail: None,
            errors: Vec::new(),
            extensions: Map::new(),
            headers: Vec::new(),
            cause: None,
        }))
    }

    /// A problem that says no more than its status: the listed type for it, or `about:blank`.
    #[must_use]
    pub fn from_status(status: StatusCode) -> Self {
        match ProblemType::for_status(status) {
            Some(kind) => Self::new(kind),
            None => Self::custom(
                status.as_u16(),
                "about:blank",
                status.canonical_reason().unwrap_or("Error"),
            ),
        }
    }

    /// 404: there is nothing here.
    #[must_use]
    pub fn not_found() -> Self {
        Self::new(ProblemType::NotFound)
    }

    /// 401 with a `WWW-Authenticate` header.
    ///
    /// `challenge` is the header's value, such as `Bearer` or `Bearer error="invalid_token"`.
    #[must_use]
    pub fn unauthorized(challenge: &str) -> Self {
        Self::new(ProblemType::Unauthorized).with_header(header::WWW_AUTHENTICATE, challenge)
    }

    /// 403: the caller is known and may not do this.
    #[must_use]
    pub fn forbidden() -> Self {
        Self::new(ProblemType::Forbidden)
    }

    /// 409: the write collides with what is stored. Name the field with [`Problem::with_field_error`].
    #[must_use]
    pub fn conflict() -> Self {
        Self::new(ProblemType::Conflict)
    }

    /// 422 with every wrong field.
    #[must_use]
    pub fn validation(errors: Vec<FieldError>) -> Self {
        let mut problem = Self::new(ProblemType::Validation);
        problem.0.errors = errors;
        problem
    }

    /// 405 with the `Allow` header.
    #[must_use]
    pub fn method_not_allowed(allow: &[Method]) -> Self {
        let names: Vec<&str> = allow.iter().map(Method::as_str).collect();
        Self::new(ProblemType::MethodNotAllowed).with_header(header::ALLOW, &names.join(", "))
    }

    /// 429 with `Retry-After` in whole seconds, rounded up.
    #[must_use]
    pub fn too_many_requests(retry_after: Duration) -> Self {
        Self::new(ProblemType::TooManyRequests).with_retry_after(retry_after)
    }

    /// 503 with `Retry-After` in whole seconds, rounded up.
    #[must_use]
    pub fn service_unavailable(retry_after: Duration) -> Self {
        Self::new(ProblemType::ServiceUnavailable).with_retry_after(retry_after)
    }

    /// 500 whose cause goes to the log and nowhere else.
    #[must_use]
    pub fn internal(cause: &(dyn StdError + 'static)) -> Self {
        Self::new(ProblemType::Internal).with_cause(cause)
    }

    /// Replaces `detail`: what helps this client with this request.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<Cow<'static, str>>) -> Self {
        self.0.detail = Some(detail.into());
        self
    }

    /// Adds one wrong field to `errors`.
    #[must_use]
    pub fn with_field_error(
        mut self,
        pointer: impl Into<String>,
        code: impl Into<Cow<'static, str>>,
        detail: impl Into<String>,
    ) -> Self {
        self.0.errors.push(FieldError::new(pointer, code, detail));
        self
    }

    /// Adds an extension member. The members that RFC 9457 and fjango define cannot be replaced this way.
    #[must_use]
    pub fn with_extension(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.0.extensions.insert(name.into(), value.into());
        self
    }

    /// Adds a response header; a value with characters that headers may not have is left out.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.0.headers.push((name, value));
        }
        self
    }

    /// Sets `Retry-After` in whole seconds, rounded up.
    #[must_use]
    pub fn with_retry_after(self, after: Duration) -> Self {
        let seconds = after.as_secs() + u64::from(after.subsec_nanos() > 0);
        self.with_header(header::RETRY_AFTER, &seconds.to_string())
    }

    /// Sets what the log says beside the request id: the error and all of its sources. No client sees it.
    #[must_use]
    pub fn with_cause(self, cause: &(dyn StdError + 'static)) -> Self {
        let mut text = cause.to_string();
        let mut source = cause.source();
        while let Some(error) = source {
            text.push_str(": ");
            text.push_str(&error.to_string());
            source = error.source();
        }
        self.with_cause_text(text)
    }

    /// Like [`Problem::with_cause`], for a cause that is no error type.
    #[must_use]
    pub fn with_cause_text(mut self, cause: impl Into<String>) -> Self {
        self.0.cause = Some(cause.into());
        self
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// The listed type, or `None` for one made with [`Problem::custom`].
    #[must_use]
    pub fn problem_type(&self) -> Option<ProblemType> {
        self.0.kind
    }

    /// The `detail` member.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.0.detail.as_deref()
    }

    /// The wrong fields.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// Takes the wrong fields out, for another way of telling them.
    pub(crate) fn take_errors(&mut self) -> Vec<FieldError> {
        std::mem::take(&mut self.0.errors)
    }

    /// An extension member.
    pub(crate) fn extension(&self, name: &str) -> Option<&Value> {
        self.0.extensions.get(name)
    }

    /// What only the log is told.
    #[must_use]
    pub fn cause(&self) -> Option<&str> {
        self.0.cause.as_deref()
    }

    /// The document without `instance` and `request_id`, which the server adds.
    #[must_use]
    pub fn to_json(&self) -> Value {
        Value::Object(self.document(None, None))
    }

    /// The document as bytes, with what only the server knows.
    pub(super) fn render(&self, instance: Option<&str>, request_id: Option<&str>) -> Vec<u8> {
        // A map of strings and values always serialises, so the fallback is never taken.
        serde_json::to_vec(&self.document(instance, request_id)).unwrap_or_default()
    }

    fn document(&self, instance: Option<&str>, request_id: Option<&str>) -> Map<String, Value> {
        let inner = &self.0;
        let mut document = inner.extensions.clone();
        document.insert("type".into(), inner.type_uri.as_ref().into());
        document.insert("title".into(), inner.title.as_ref().into());
        document.insert("status".into(), inner.status.as_u16().into());
        if let Some(detail) = &inner.detail {
            document.insert("detail".into(), detail.as_ref().into());
        }
        if let Some(instance) = instance {
            document.insert("instance".into(), instance.into());
        }
        if !inner.errors.is_empty() {
            let errors = inner.errors.iter().map(|error| {
                serde_json::json!({
                    "pointer": error.pointer, "code": error.code, "detail": error.detail,
                })
            });
            document.insert("errors".into(), Value::Array(errors.collect()));
        }
        if let (true, Some(id)) = (inner.status.is_server_error(), request_id) {
            document.insert("request_id".into(), id.into());
        }
        document
    }

    fn to_response(&self) -> HttpResponse {
        let mut response = HttpResponse::new(self.0.status).set_body(BoxBody::new(self.render(None, None)));
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        for (name, value) in &self.0.headers {
            headers.append(name.clone(), value.clone());
        }
        // The server finds the problem here to add the path and the request id, and to log the cause.
        response.extensions_mut().insert(self.clone());
        response
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.0.status.as_u16(), self.0.title)?;
        match &self.0.detail {
            Some(detail) => write!(f, ": {detail}"),
            None => Ok(()),
        }
    }
}

impl StdError for Problem {}

impl From<ProblemType> for Problem {
    fn from(kind: ProblemType) -> Self {
        Self::new(kind)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        self.0.status
    }

    fn error_response(&self) -> HttpResponse {
        self.to_response()
    }
}

impl Responder for Problem {
    type Body = BoxBody;

    fn respond_to(self, _: &HttpRequest) -> HttpResponse {
        self.to_response()
    }
}

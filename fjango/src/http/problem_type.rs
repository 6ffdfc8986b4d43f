//! The one list of problem types.

use actix_web::http::StatusCode;

/// Where the page of each problem type lives; a type's URI is this followed by its code.
pub const PROBLEM_BASE: &str = "https://fjango.dev/problems/";

macro_rules! problem_types {
    ($($(#[doc = $doc:literal])+ $variant:ident = $code:literal, $status:ident, $title:literal, $detail:literal;)+) => {
        /// What went wrong, as a client sees it: the list behind every
        /// [`Problem`](super::Problem) that fjango itself produces.
        ///
        /// A code, its status and its title never change once released; the book's page
        /// *Problem types* has one section for each.
        ///
        /// # Examples
        /// ```
        /// use fjango::http::ProblemType;
        ///
        /// assert_eq!(ProblemType::NotFound.code(), "not-found");
        /// assert_eq!(ProblemType::NotFound.uri(), "https://fjango.dev/problems/not-found");
        /// ```
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum ProblemType {
            $($(#[doc = $doc])+ $variant,)+
        }

        impl ProblemType {
            /// Every problem type, in the order of their statuses.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];

            /// The stable machine-readable name, such as `not-found`.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code,)+ }
            }

            /// The `type` member: a URI that leads to the type's page.
            #[must_use]
            pub const fn uri(self) -> &'static str {
                match self { $(Self::$variant => concat!("https://fjango.dev/problems/", $code),)+ }
            }

            /// The HTTP status that goes with the type.
            #[must_use]
            pub const fn status(self) -> StatusCode {
                match self { $(Self::$variant => StatusCode::$status,)+ }
            }

            /// The `title` member: the same words every time.
            #[must_use]
            pub const fn title(self) -> &'static str {
                match self { $(Self::$variant => $title,)+ }
            }

            /// What `detail` says when nothing more precise is known.
            #[must_use]
            pub const fn default_detail(self) -> &'static str {
                match self { $(Self::$variant => $detail,)+ }
            }
        }
    };
}

problem_types! {
    /// The request breaks HTTP's own rules: a malformed head, path or body framing.
    BadRequest = "bad-request", BAD_REQUEST, "Bad request",
        "The request is not well-formed HTTP.";
    /// The body is not JSON.
    MalformedJson = "malformed-json", BAD_REQUEST, "Malformed JSON",
        "The body is not well-formed JSON.";
    /// A query parameter is unknown, repeated, missing or has a value of the wrong kind.
    InvalidQuery = "invalid-query", BAD_REQUEST, "Invalid query string",
        "The query string has an unknown or malformed parameter.";
    /// A request header is missing or has a value of the wrong kind.
    InvalidHeader = "invalid-header", BAD_REQUEST, "Invalid header",
        "A request header is missing or malformed.";
    /// The `Host` header names no host that this server answers for.
    InvalidHost = "invalid-host", BAD_REQUEST, "Invalid host",
        "This server does not answer for the host in the request.";
    /// Credentials are missing or wrong; `WWW-Authenticate` says which are accepted.
    Unauthorized = "unauthorized", UNAUTHORIZED, "Unauthorized",
        "Authentication is required.";
    /// The caller is known and may not do this.
    Forbidden = "forbidden", FORBIDDEN, "Forbidden",
        "You do not have permission to do this.";
    /// There is nothing at this address, or nothing that the caller may know of.
    NotFound = "not-found", NOT_FOUND, "Not found",
        "There is nothing at this address.";
    /// The address exists but does not answer to this method; `Allow` lists those it does.
    MethodNotAllowed = "method-not-allowed", METHOD_NOT_ALLOWED, "Method not allowed",
        "This address does not answer to this method.";
    /// No representation matches the `Accept` header.
    NotAcceptable = "not-acceptable", NOT_ACCEPTABLE, "Not acceptable",
        "No representation matches the Accept header.";
    /// The client took too long to send its request.
    RequestTimeout = "request-timeout", REQUEST_TIMEOUT, "Request timeout",
        "The request was not received in time.";
    /// The write collides with what is stored, such as a unique value that is taken.
    Conflict = "conflict", CONFLICT, "Conflict",
        "The request conflicts with the current state of the resource.";
    /// The resource was here and is not coming back.
    Gone = "gone", GONE, "Gone",
        "The resource is no longer available.";
    /// A condition such as `If-Match` does not hold.
    PreconditionFailed = "precondition-failed", PRECONDITION_FAILED, "Precondition failed",
        "A precondition in the request headers does not hold.";
    /// The body is larger than the server accepts.
    PayloadTooLarge = "payload-too-large", PAYLOAD_TOO_LARGE, "Payload too large",
        "The body is larger than this server accepts.";
    /// The request target is longer than the server accepts.
    UriTooLong = "uri-too-long", URI_TOO_LONG, "URI too long",
        "The request target is longer than this server accepts.";
    /// The body's media type is not one the address reads.
    UnsupportedMediaType = "unsupported-media-type", UNSUPPORTED_MEDIA_TYPE, "Unsupported media type",
        "The media type of the body is not supported here.";
    /// The `Range` asked for begins beyond the end of the file.
    RangeNotSatisfiable = "range-not-satisfiable", RANGE_NOT_SATISFIABLE, "Range not satisfiable",
        "The range asked for lies beyond the end.";
    /// The body is well-formed but fields in it are wrong; `errors` lists every one.
    Validation = "validation", UNPROCESSABLE_ENTITY, "Validation failed",
        "Some fields are not valid.";
    /// A write to this address needs a condition such as `If-Match`.
    PreconditionRequired = "precondition-required", PRECONDITION_REQUIRED, "Precondition required",
        "This request must be conditional.";
    /// The caller sent more requests than its rate allows; `Retry-After` says when to come back.
    TooManyRequests = "too-many-requests", TOO_MANY_REQUESTS, "Too many requests",
        "Too many requests were sent in a short time.";
    /// The request head or one of its fields is larger than the server accepts.
    HeaderTooLarge = "header-too-large", REQUEST_HEADER_FIELDS_TOO_LARGE, "Request header fields too large",
        "The request headers are larger than this server accepts.";
    /// The server failed; the log holds the cause under the request id.
    Internal = "internal", INTERNAL_SERVER_ERROR, "Internal server error",
        "The server could not answer this request. Its operators find the cause under the request id.";
    /// The server cannot answer now, for instance because it is stopping or its database is away.
    ServiceUnavailable = "service-unavailable", SERVICE_UNAVAILABLE, "Service unavailable",
        "The server cannot answer at the moment. Try again later.";
    /// The handler took longer than `request_timeout` and was stopped.
    Timeout = "timeout", SERVICE_UNAVAILABLE, "Timeout",
        "The server did not finish this request in time.";
}

impl ProblemType {
    /// The type that stands for a bare status, if the list has one for it.
    #[must_use]
    pub fn for_status(status: StatusCode) -> Option<Self> {
        Some(match status.as_u16() {
            400 => Self::BadRequest,
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            405 => Self::MethodNotAllowed,
            406 => Self::NotAcceptable,
            408 => Self::RequestTimeout,
            409 => Self::Conflict,
            410 => Self::Gone,
            412 => Self::PreconditionFailed,
            413 => Self::PayloadTooLarge,
            414 => Self::UriTooLong,
            415 => Self::UnsupportedMediaType,
            416 => Self::RangeNotSatisfiable,
            422 => Self::Validation,
            428 => Self::PreconditionRequired,
            429 => Self::TooManyRequests,
            431 => Self::HeaderTooLarge,
            500 => Self::Internal,
            503 => Self::ServiceUnavailable,
            _ => return None,
        })
    }
}

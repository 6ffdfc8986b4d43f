use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::{Record, Related, contract};

contract! {
    /// Every answer that is an error: RFC 9457, `application/problem+json`.
    pub struct AdminProblem {
        /// A page about errors of this kind.
        #[serde(rename = "type")]
        pub kind: String,
        /// The same words for all of this kind.
        pub title: String,
        /// The HTTP status.
        pub status: u16,
        /// What programs tell errors apart by.
        pub code: ProblemCode,
        /// What helps with this one.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub detail: Option<String>,
        /// How the log names the request, of errors of the server.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub request_id: Option<String>,
        /// Objections by field: `email`, `lines[2].qty`, `_form` for the whole.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        pub errors: BTreeMap<String, Vec<Objection>>,
        /// Of code `stale`: what happened meanwhile.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub stale: Option<Stale>,
    }

    /// An objection to a value.
    pub struct Objection {
        /// What programs tell objections apart by: `required`, `max_length`, `unique`, ….
        pub code: String,
        /// A sentence that reads after the field's name.
        pub message: String,
    }

    /// What programs tell errors apart by.
    #[derive(Copy, Eq)]
    #[serde(rename_all = "snake_case")]
    pub enum ProblemCode {
        /// 400: the request makes no sense.
        BadRequest,
        /// 401: nobody is signed in. The form stays; sign in over it.
        SignIn,
        /// 401: the username or password is wrong.
        BadCredentials,
        /// 403: who is signed in may not do this.
        Forbidden,
        /// 403: the password must be given again, with `POST reauth`.
        Reauth,
        /// 403: `X-CSRF-Token` or the origin is wrong.
        Csrf,
        /// 404: nothing is there, or nothing that the user may know of.
        NotFound,
        /// 409: another row has these values already.
        Unique,
        /// 409: other rows forbid a deletion.
        Protected,
        /// 409: more rows match than the user was told.
        SelectionGrew,
        /// 409: another conflict.
        Conflict,
        /// 412: somebody else changed the row since it was read.
        Stale,
        /// 413: the body or the selection is too large.
        TooLarge,
        /// 422: some values are not valid.
        Validation,
        /// 428: `If-Match` is missing.
        IfMatchRequired,
        /// 429: too many requests.
        TooMany,
        /// Any other.
        Error,
    }

    /// What happened to a row since it was read.
    pub struct Stale {
        /// Who changed it last, when that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub changed_by: Option<Related>,
        /// When, when that is known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub changed_at: Option<DateTime<Utc>>,
        /// The fields that were changed both there and in the request, when that is known; else those of the request.
        pub fields: Vec<String>,
        /// The row as it is now.
        pub current: Record,
    }
}

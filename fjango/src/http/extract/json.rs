//! JSON bodies, in and out.

use std::sync::LazyLock;

use actix_web::{
    FromRequest, HttpRequest, HttpResponse, Responder,
    body::BoxBody,
    dev::Payload,
    http::header::{self, HeaderValue},
    web::Bytes,
};
use futures_util::future::LocalBoxFuture;
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{State, serde_error, wrapper};
use crate::db::Db;
use crate::http::{Client, Problem, ProblemType, limits::read_body};
use crate::schema::registry;
use crate::storage::Shown;

/// A JSON body: read as a parameter, written as a return value.
///
/// A request must say `Content-Type: application/json` (or another type that ends in `+json`), else it is 415. A body that
/// is not JSON, or nests deeper than 128 levels, is 400 `malformed-json` with the line and column. JSON of the wrong shape is 422
/// `validation` with a pointer to the field: in a plain handler to the first that serde meets, as the parameter of an endpoint
/// (`#[api(post, …)]`) to every wrong one, with the rules of the type's schema. No message repeats the values sent. The size is limited by
/// [`Config::max_body_bytes`](crate::http::Config::max_body_bytes).
///
/// # Examples
/// ```
/// use fjango::http::Json;
///
/// #[derive(serde::Deserialize)]
/// struct Sum { left: i64, right: i64 }
///
/// async fn add(sum: Json<Sum>) -> Json<i64> {
///     Json(sum.left.saturating_add(sum.right))
/// }
/// ```
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Json<T>(
    /// What the body holds.
    pub T,
);

wrapper!(Json);

impl<T: DeserializeOwned> FromRequest for Json<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let bytes = json_bytes(request, payload);
        Box::pin(async move { parse(&bytes.await?).map(Json) })
    }
}

/// A body's bytes, which claim to be JSON; their size is checked.
pub(crate) fn json_bytes(
    request: &HttpRequest,
    payload: &mut Payload,
) -> impl Future<Output = Result<Bytes, Problem>> + use<> {
    let accepted = accepts(request.headers().get(header::CONTENT_TYPE));
    let payload = payload.take();
    async move {
        if !accepted {
            return Err(Problem::new(ProblemType::UnsupportedMediaType)
                .with_detail("Send the body as JSON with `Content-Type: application/json`.")
                .with_header(header::ACCEPT, "application/json"));
        }
        read_body(payload).await
    }
}

impl<T: Serialize> Responder for Json<T> {
    type Body = BoxBody;

    fn respond_to(self, request: &HttpRequest) -> HttpResponse {
        let text = || serde_json::to_vec(&self.0);
        let text = match shown(request) {
            Some(shown) => shown.during(text),
            None => text(),
        };
        match text {
            Ok(body) => {
                let mut response = HttpResponse::new(actix_web::http::StatusCode::OK).set_body(BoxBody::new(body));
                response
                    .headers_mut()
                    .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
                response
            }
            Err(error) => Problem::internal(&error).respond_to(request),
        }
    }
}

/// How files among what is sent are shown; nothing where no model has files.
fn shown(request: &HttpRequest) -> Option<Shown> {
    static FILES: LazyLock<bool> = LazyLock::new(|| registry::models().iter().any(|meta| meta.has_files()));
    let db = request.app_data::<State<Db>>().filter(|_| *FILES)?;
    Some(Shown {
        storages: db.storages().clone(),
        origin: Client::origin_of(request).into(),
    })
}

/// Reads JSON; the second, slower pass that finds the field runs only when the first one failed on the data.
pub(crate) fn parse<'a, T: Deserialize<'a>>(body: &'a [u8]) -> Result<T, Problem> {
    // Text is known to be UTF-8 as a whole, which is less work than for each string. What is not, serde_json tells the place of.
    let read = match std::str::from_utf8(body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(body),
    };
    let error = match read {
        Ok(value) => return Ok(value),
        Err(error) => error,
    };
    if !error.is_data() {
        let detail = if body.iter().all(u8::is_ascii_whitespace) {
            "The body is empty; send a JSON document.".to_owned()
        } else {
            // serde_json's syntax messages are fixed sentences with a line and a column.
            format!("The body is not well-formed JSON: {error}.")
        };
        return Err(Problem::new(ProblemType::MalformedJson).with_detail(detail));
    }
    let mut deserializer = serde_json::Deserializer::from_slice(body);
    let fields = match serde_path_to_error::deserialize::<_, T>(&mut deserializer) {
        Err(located) => serde_error::field_errors(located.path(), &located.inner().to_string()),
        Ok(_) => serde_error::field_errors(&serde_path_to_error::Track::new().path(), &error.to_string()),
    };
    Err(Problem::validation(fields))
}

/// Whether a `Content-Type` says JSON in UTF-8.
pub(super) fn accepts(content_type: Option<&HeaderValue>) -> bool {
    let Some(text) = content_type.and_then(|value| value.to_str().ok()) else {
        return false;
    };
    // As nearly every client writes it.
    if text == "application/json" {
        return true;
    }
    let mut parts = text.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let json = essence == "application/json"
        || essence
            .strip_suffix("+json")
            .and_then(|rest| rest.split_once('/'))
            .is_some_and(|(kind, name)| !kind.is_empty() && !name.is_empty());
    json && parts.all(|parameter| {
        parameter.split_once('=').is_none_or(|(name, value)| {
            !name.trim().eq_ignore_ascii_case("charset") || value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
        })
    })
}

//! JSON bodies, every mistake reported at once.

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use futures_util::future::LocalBoxFuture;
use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value as JsonValue;

use super::{EndpointInput, OperationBuilder};
use crate::api::shape::Shape;
use crate::http::{FieldError, Problem, ToProblem as _, json_bytes, parse_json};
use crate::value::{FieldError as Wrong, ValidationErrors};

/// Rules of a body that its type and its schema cannot say: passwords that must be equal, an end after its beginning.
///
/// Lengths, ranges, patterns and formats belong into the schema, where clients see them too:
/// `#[schemars(length(max = 100))]`, `range(min = 1)`, `regex(pattern = "…")`, `email`, `url`.
///
/// # Examples
/// ```
/// use fjango::api::Validate;
/// use fjango::value::{Invalid, ValidationErrors};
///
/// #[derive(serde::Deserialize, schemars::JsonSchema)]
/// struct Stay { from: u32, until: u32 }
///
/// impl Validate for Stay {
///     fn validate(&self, errors: &mut ValidationErrors) {
///         if self.until <= self.from {
///             errors.add("until", Invalid::new("order", "must be later than `from`"));
///         }
///     }
/// }
/// ```
pub trait Validate {
    /// Adds every objection.
    fn validate(&self, errors: &mut ValidationErrors);
}

/// A JSON body that also passes its own [`Validate`]. It takes structs of yours and the inputs of models alike, and works
/// as a parameter of plain actix handlers too.
///
/// # Examples
/// ```
/// use fjango::api::{Valid, Validate};
/// # use fjango::value::{Invalid, ValidationErrors};
/// # #[derive(serde::Deserialize, schemars::JsonSchema)]
/// # struct Stay { from: u32, until: u32 }
/// # impl Validate for Stay {
/// #     fn validate(&self, errors: &mut ValidationErrors) {}
/// # }
///
/// #[fjango::api(post, path = "/stays/nights", login = "anyone")]
/// async fn nights(Valid(stay): Valid<Stay>) -> String {
///     (stay.until - stay.from).to_string()
/// }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Valid<T>(
    /// The body.
    pub T,
);

impl<T> std::ops::Deref for Valid<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: DeserializeOwned + JsonSchema + Validate> EndpointInput for Valid<T> {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, T::validate).await.map(Self)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_body::<T>();
    }
}

impl<T: DeserializeOwned + JsonSchema + Validate + 'static> FromRequest for Valid<T> {
    type Error = Problem;
    type Future = LocalBoxFuture<'static, Result<Self, Problem>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, mut payload) = (request.clone(), payload.take());
        Box::pin(async move { read(&request, &mut payload, T::validate).await.map(Self) })
    }
}

/// Reads a body: its form by serde, its rules by its schema, and what `validate` adds.
///
/// # Errors
/// 415, 413, 400 for what is no JSON, 422 with every mistake.
pub(super) async fn read<T: DeserializeOwned + JsonSchema>(
    request: &HttpRequest,
    payload: &mut Payload,
    validate: impl FnOnce(&T, &mut ValidationErrors),
) -> Result<T, Problem> {
    let bytes = json_bytes(request, payload).await?;
    let shape = Shape::of::<T>();
    // Only for a body that is JSON: it was parsed before.
    let value = || serde_json::from_slice::<JsonValue>(&bytes).unwrap_or_default();
    match parse_json::<T>(&bytes) {
        Ok(body) => {
            let mut errors = ValidationErrors::new();
            if shape.has_rules() {
                shape
                    .broken_rules(&value())
                    .into_iter()
                    .for_each(|error| errors.push(error));
            }
            validate(&body, &mut errors);
            errors.into_result(body).map_err(|errors| errors.to_problem())
        }
        Err(problem) if problem.errors().is_empty() => Err(problem),
        Err(problem) => Err(joined(problem, shape.mistakes(&value()))),
    }
}

/// What serde said, and what only the schema knows. Where both speak of one place, a model's input knows best, and the
/// schema says more than serde's own messages.
fn joined(problem: Problem, more: Vec<Wrong>) -> Problem {
    let below = |outer: &str, inner: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    let is_replaced = |error: &&FieldError| {
        let same = |wrong: &Wrong| wrong.pointer == error.pointer && error.detail.starts_with("expected ");
        // serde gives up on a whole where the schema knows which part is wrong.
        more.iter()
            .any(|wrong| same(wrong) || below(&error.pointer, &wrong.pointer))
    };
    let first = problem.errors().iter().filter(|error| !is_replaced(error));
    let mut errors: Vec<FieldError> = first.cloned().collect();
    for wrong in &more {
        let known = |error: &FieldError| error.pointer == wrong.pointer || below(&wrong.pointer, &error.pointer);
        if !errors.iter().any(known) {
            errors.push(FieldError::new(wrong.pointer.clone(), wrong.code, wrong.detail.clone()));
        }
    }
    Problem::validation(errors)
}

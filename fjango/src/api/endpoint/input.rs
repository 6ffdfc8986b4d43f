use std::future::Future;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

use super::OperationBuilder;
use super::body::read;
use crate::auth::{self, CurrentUser};
use crate::db::Db;
use crate::http::{FromHeader, Header, Json, Problem, Query, State, ToProblem as _};
use crate::value::{self, DbValue};

/// A type that a part of the path can be: every type that a model's field can have.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be read from the path",
    label = "this parameter's name is in the path",
    note = "use a type of a model's field, such as `i64`, `Uuid`, `Slug`, `String` or an enum with `Choices`"
)]
pub trait PathParameter: Sized {
    /// Reads the part of the path, percent-decoded. `None` is 404: there is nothing at such an address.
    fn from_segment(segment: &str) -> Option<Self>;

    /// The JSON Schema of the part.
    fn schema() -> serde_json::Value;
}

impl<T: DbValue> PathParameter for T {
    fn from_segment(segment: &str) -> Option<Self> {
        let value = T::parse_text(segment).ok()?;
        T::check(&value).ok()?;
        T::from_value(value).ok()
    }

    fn schema() -> serde_json::Value {
        T::json_schema()
    }
}

/// Reads the part of the path called `name` with [`PathParameter::from_segment`].
///
/// # Errors
/// 404 when it does not fit the type.
pub fn path_parameter<T>(request: &HttpRequest, name: &str, from_segment: fn(&str) -> Option<T>) -> Result<T, Problem> {
    from_segment(request.match_info().query(name)).ok_or_else(Problem::not_found)
}

/// A type that an endpoint's parameter can be, when its name is not in the path.
///
/// | type | where it comes from |
/// |---|---|
/// | [`Json<T>`](Json) | the body; every mistake in it is reported at once |
/// | [`Valid<T>`](super::Valid) | the same, with rules of its own |
/// | [`Query<T>`](Query) | the query string |
/// | [`Header<T>`](Header) | a header |
/// | [`State<T>`](State), [`Db`] | what the application shares |
/// | [`CurrentUser`] | who is logged in; 401 without a login, `Option` of it allows none |
/// | [`HttpRequest`] | the request itself |
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a parameter of an endpoint",
    label = "fjango does not know how to read this from a request",
    note = "use `Json<T>`, `Query<T>`, `Header<T>`, `State<T>`, `Db`, `CurrentUser` or `HttpRequest`, or put the parameter's name into the path as `{{name}}`",
    note = "`Json<T>` and `Query<T>` need `T` to derive `serde::Deserialize` and `schemars::JsonSchema`"
)]
pub trait EndpointInput: Sized {
    /// Reads the value.
    ///
    /// # Errors
    /// The problem that the client is told of.
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>>;

    /// Adds what clients must send to the documentation. Parameters of the query string that no parameter of the endpoint
    /// describes are refused; a type that reads others calls [`OperationBuilder::any_query`].
    fn describe(operation: &mut OperationBuilder<'_>) {
        let _ = operation;
    }
}

impl<T: DeserializeOwned + JsonSchema> EndpointInput for Json<T> {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, |_, _| {}).await.map(Self)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_body::<T>();
    }
}

/// The prelude's `Json`, which is also a column type.
impl<T: DeserializeOwned + JsonSchema> EndpointInput for value::Json<T> {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        read(request, payload, |_, _| {}).await.map(Self)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.json_body::<T>();
    }
}

impl<T: DeserializeOwned + JsonSchema> EndpointInput for Query<T> {
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        Self::from_request(request, payload)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.query_parameters::<T>();
    }
}

impl<T: FromHeader> EndpointInput for Header<T> {
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        Self::from_request(request, payload)
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.header_parameter(T::NAME, T::absent().is_none());
    }
}

impl<T: ?Sized + 'static> EndpointInput for State<T> {
    fn extract(request: &HttpRequest, payload: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        Self::from_request(request, payload)
    }
}

impl EndpointInput for Db {
    async fn extract(request: &HttpRequest, payload: &mut Payload) -> Result<Self, Problem> {
        let db = State::<Self>::from_request(request, payload).await?;
        Ok((*db).clone())
    }
}

impl EndpointInput for HttpRequest {
    async fn extract(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        Ok(request.clone())
    }

    fn describe(operation: &mut OperationBuilder<'_>) {
        operation.any_query();
    }
}

impl EndpointInput for CurrentUser {
    async fn extract(request: &HttpRequest, _: &mut Payload) -> Result<Self, Problem> {
        auth::user_of(request)
            .await?
            .ok_or_else(|| auth::Error::NotAuthenticated.to_problem())
    }
}

impl EndpointInput for Option<CurrentUser> {
    fn extract(request: &HttpRequest, _: &mut Payload) -> impl Future<Output = Result<Self, Problem>> {
        auth::user_of(request)
    }
}
